import { createHash } from 'node:crypto'
import { findSkus } from '#centers/products/read.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { byId, column, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { GroundMoved, hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { addSteps, countInBatches, lockItems, type NewStep, resolveCodes, saveItems } from './items.ts'
import type {
  BatchItem,
  BindingItem,
  batchStatuses,
  bindingStatuses,
  PrintItem,
  printStatuses,
  SaleItem,
  ShipmentItem,
  saleStatuses,
  shipmentStatuses,
  VoidItem,
  voidStatuses,
} from './model.ts'
import { findBatches } from './read.ts'
import { currentKey, gtinOf, isGtin14 } from './serials.ts'

/** The largest array one call takes. */
export const largestBatch = 1_000

export type BatchOutcome = Outcome<(typeof batchStatuses)[number]> & { first_number?: number }

/**
 * Makes batches of codes: each takes its range of numbers, and from then on its codes are ours. Nothing is written per code, so a million take as
 * long as one; their serials are computed when they are printed.
 */
export async function makeBatches(tx: Tx, by: By, now: string, items: readonly BatchItem[]): Promise<BatchOutcome[]> {
  const [known, skus, barcodes] = await Promise.all([
    findBatchHashes(tx, column(items, 'id')),
    findSkus(tx, column(items, 'sku_id')),
    tx.rows<{ sku_id: string; barcode: string | null }>(
      hot`select sku_id, barcode from products.skus where sku_id = any(${column(items, 'sku_id')}::text[])`,
    ),
  ])
  const sku = new Map(skus.map((one) => [one.sku_id, one]))
  const barcode = new Map(barcodes.map((one) => [one.sku_id, one.barcode]))
  const taken = new Map(known)
  const made: (BatchItem & { brand_id: string | null; gtin: string; content_hash: string })[] = []
  const outcomes = items.map((item): BatchOutcome => {
    const { id } = item
    const content_hash = hashOf(item)
    const before = taken.get(id)
    if (before)
      return before === content_hash
        ? { id, status: 'already_made' }
        : { id, status: 'id_used_for_another', detail: 'id: make a new one for another batch.' }
    const facts = sku.get(item.sku_id)
    if (!facts) return { id, status: 'sku_not_found', detail: `sku_id: there is no SKU ${item.sku_id}.` }
    if (!mayTouch(by, { brand_id: facts.brand_id }))
      return { id, status: 'brand_not_yours', detail: 'sku_id: the SKU is of a brand you do not look after.' }
    const given = item.gtin ?? barcode.get(item.sku_id)
    if (!given) return { id, status: 'gtin_missing', detail: `gtin: the SKU ${item.sku_id} has no barcode; give it one, or say the GTIN.` }
    const gtin = item.gtin ? (isGtin14(item.gtin) ? item.gtin : null) : gtinOf(given)
    if (!gtin) return { id, status: 'gtin_invalid', detail: `gtin: the check digit of ${given} is wrong.` }
    if (item.expires_on && item.expires_on < item.produced_on)
      return { id, status: 'dates_reversed', detail: 'expires_on: not before produced_on.' }
    taken.set(id, content_hash)
    made.push({ ...item, brand_id: facts.brand_id, gtin, content_hash })
    return { id, status: 'made' }
  })
  if (made.length === 0) return outcomes

  const total = made.reduce((sum, { quantity }) => sum + quantity, 0)
  const counter = await tx.row<{ next: number }>(hot`
    insert into codes.counters (name, next) values ('items', ${total + 1})
    on conflict (name) do update set next = counters.next + ${total} returning next`)
  let next = counter!.next - total
  const rows = made.map((item) => {
    const first_number = next
    next += item.quantity
    return { points: 0, covered: false, ...item, expires_on: item.expires_on ?? null, first_number }
  })
  const inserted = await tx.run(hot`
    insert into codes.batches (batch_id, sku_id, brand_id, gtin, lot, produced_on, expires_on, factory, quantity, first_number, key_no, points, covered, content_hash, made_by, made_at)
    select id, sku_id, brand_id, gtin, lot, produced_on, expires_on, factory, quantity, first_number, ${currentKey}::smallint, points, covered, content_hash, ${by.name}, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (id uuid, sku_id text, brand_id text, gtin text, lot text, produced_on date, expires_on date, factory text,
      quantity integer, first_number bigint, points integer, covered boolean, content_hash text)
    on conflict (batch_id) do nothing`)
  // The same id came by another way meanwhile: decided again, it is found.
  if (inserted < rows.length) throw new GroundMoved('a batch of the same id was made meanwhile')
  await recordChanges(
    tx,
    by,
    now,
    rows.map(({ content_hash: _hash, id, ...after }) => ({ subject: 'codes.batch', subject_id: id, action: 'made', after })),
  )
  await announce(
    tx,
    'codes.batches_made',
    rows.map(({ id, sku_id, brand_id, lot, quantity }) => ({ batch_id: id, sku_id, brand_id, lot, quantity })),
    now,
  )
  const first = new Map(rows.map(({ id, first_number }) => [id, first_number]))
  return outcomes.map((outcome) => (outcome.status === 'made' ? { ...outcome, first_number: first.get(outcome.id)! } : outcome))
}

const hashOf = ({ sku_id, gtin, lot, produced_on, expires_on, factory, quantity, points, covered }: BatchItem): string =>
  createHash('sha256')
    .update(JSON.stringify([sku_id, gtin ?? null, lot, produced_on, expires_on ?? null, factory, quantity, points ?? 0, covered ?? false]))
    .digest('base64url')

async function findBatchHashes(tx: Tx, ids: readonly string[]): Promise<[string, string][]> {
  const rows = await tx.rows<{ batch_id: string; content_hash: string }>(
    hot`select batch_id, content_hash from codes.batches where batch_id = any(${ids}::uuid[])`,
  )
  return rows.map(({ batch_id, content_hash }) => [batch_id, content_hash])
}

export type PrintOutcome = Outcome<(typeof printStatuses)[number]> & { from_index?: number; quantity?: number }

/** Says which part of a batch goes to a printer. What was printed before needs a reason: two packages with one code would accuse each other. */
export async function printCodes(tx: Tx, by: By, now: string, items: readonly PrintItem[], host: string): Promise<PrintOutcome[]> {
  const batches = await lockBatches(tx, by, column(items, 'batch_id'))
  const earlier = await tx.rows<{ batch_id: string; print_id: string; from_index: number; quantity: number }>(
    hot`select batch_id, print_id, from_index, quantity from codes.prints where batch_id = any(${column(items, 'batch_id')}::uuid[])`,
  )
  const rows: object[] = []
  const outcomes = items.map((item): PrintOutcome => {
    const { id, batch_id } = item
    const batch = batches.get(batch_id)
    if (!batch) return { id, status: 'batch_not_found', detail: 'batch_id: there is no such batch among yours.' }
    const same = earlier.find((one) => one.print_id === id && one.batch_id === batch_id)
    if (same) return { id, status: 'already_printed', from_index: same.from_index, quantity: same.quantity }
    if (batch.voided_at) return { id, status: 'batch_void', detail: 'batch_id: the batch is void.' }
    // First prints run from the start, so what is printed is always the part before `printed`.
    const from_index = item.from_index ?? batch.printed
    const quantity = item.quantity ?? batch.quantity - from_index
    if (quantity < 1 || from_index + quantity > batch.quantity)
      return {
        id,
        status: 'range_outside_batch',
        detail: `from_index, quantity: ${batch.quantity - batch.printed} of ${batch.quantity} are not printed yet.`,
      }
    if (from_index > batch.printed)
      return { id, status: 'range_outside_batch', detail: `from_index: print from ${batch.printed} on, so that no part is left out.` }
    if (from_index < batch.printed && !item.again_reason)
      return {
        id,
        status: 'printed_before',
        detail: `again_reason: the first ${batch.printed} were printed; say why some are printed again, or go on from there.`,
      }
    const printed = Math.max(batch.printed, from_index + quantity)
    batch.printed = printed
    rows.push({ print_id: id, batch_id, from_index, quantity, host: item.host ?? host, again_reason: item.again_reason ?? null, printed })
    return { id, status: 'printed', from_index, quantity }
  })
  if (rows.length === 0) return outcomes
  await tx.run(hot`
    insert into codes.prints (batch_id, print_id, from_index, quantity, host, again_reason, printed_by, printed_at)
    select batch_id, print_id, from_index, quantity, host, again_reason, ${by.name}, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (batch_id uuid, print_id uuid, from_index integer, quantity integer, host text, again_reason text)`)
  await tx.run(hot`
    update codes.batches b set printed = n.printed
    from (select batch_id, max(printed) as printed from jsonb_to_recordset(${json(rows)}::jsonb) as r (batch_id uuid, printed integer) group by batch_id) n
    where b.batch_id = n.batch_id`)
  await recordChanges(
    tx,
    by,
    now,
    rows.map((row) => ({ subject: 'codes.batch', subject_id: (row as { batch_id: string }).batch_id, action: 'printed', after: row })),
  )
  return outcomes
}

async function lockBatches(tx: Tx, by: By, batch_ids: readonly string[]) {
  await lockRows(tx, hot`select batch_id from codes.batches where batch_id = any(${batch_ids}::uuid[])`, sql`batch_id`)
  const batches = await findBatches(tx, batch_ids)
  return byId(batches.filter((batch) => mayTouch(by, batch)).map((batch) => ({ ...batch, id: batch.batch_id })))
}

interface Container {
  container_id: string
  kind: 'carton' | 'pallet'
  inside: string | null
  brand_id: string | null
}

/** Binds codes to cartons and cartons to pallets, as a packing line scans them. A code is in one carton for good, a carton on one pallet. */
export async function bindCodes(
  tx: Tx,
  by: By,
  now: string,
  items: readonly BindingItem[],
): Promise<Outcome<(typeof bindingStatuses)[number]>[]> {
  const resolved = await resolveCodes(tx, column(items, 'code'))
  const ids = [...new Set(items.flatMap(({ carton_id, pallet_id }) => [carton_id, ...(pallet_id ? [pallet_id] : [])]))]
  const known = await lockRows<Container>(
    tx,
    hot`select container_id, kind, inside, brand_id from codes.containers where container_id = any(${ids}::text[])`,
    sql`container_id`,
  )
  const containers = new Map(known.map((one) => [one.container_id, one]))
  const kept = new Map(known.map((one) => [one.container_id, { ...one }]))
  const locked = await lockItems(
    tx,
    resolved.flatMap((one) =>
      one.status === 'found' && mayTouch(by, one.batch) ? [{ number: one.number, batch_id: one.batch.batch_id }] : [],
    ),
  )
  const changed = new Map<number, NonNullable<ReturnType<typeof locked.get>>>()
  const steps: NewStep[] = []
  const counted: string[] = []
  const outcomes = items.map((item, i): Outcome<(typeof bindingStatuses)[number]> => {
    const { id, carton_id, pallet_id } = item
    const one = resolved[i]!
    if (one.status !== 'found') return { id, ...refusals[one.status] }
    const held = locked.get(one.number)
    if (!held) return { id, ...refusals.code_not_found }
    if (one.batch.voided_at || held.voided_at) return { id, status: 'code_void', detail: 'code: it is void; take the package out.' }
    if (held.container_id && held.container_id !== carton_id)
      return { id, status: 'bound_to_another', detail: `code: it is in the carton ${held.container_id}.` }
    const carton = containers.get(carton_id) ?? { container_id: carton_id, kind: 'carton', inside: null, brand_id: one.batch.brand_id }
    const pallet = pallet_id
      ? (containers.get(pallet_id) ?? { container_id: pallet_id, kind: 'pallet', inside: null, brand_id: one.batch.brand_id })
      : null
    if (carton.kind !== 'carton' || (pallet && pallet.kind !== 'pallet'))
      return { id, status: 'container_of_another_kind', detail: 'carton_id, pallet_id: a pallet is no carton, and no carton a pallet.' }
    if (carton.brand_id !== one.batch.brand_id || (pallet && pallet.brand_id !== one.batch.brand_id))
      return { id, status: 'carton_of_another_brand', detail: `carton_id: it belongs to goods of ${carton.brand_id ?? 'no brand'}.` }
    if (pallet && carton.inside && carton.inside !== pallet.container_id)
      return { id, status: 'carton_on_another_pallet', detail: `pallet_id: the carton stands on ${carton.inside}.` }
    containers.set(carton_id, pallet ? { ...carton, inside: pallet.container_id } : carton)
    if (pallet) containers.set(pallet.container_id, pallet)
    if (held.container_id) return { id, status: 'already_bound' }
    held.container_id = carton_id
    changed.set(one.number, held)
    steps.push({ number: one.number, step: 'bound', ref: carton_id, happened_at: item.happened_at ?? now, by_name: by.name })
    counted.push(one.batch.batch_id)
    return { id, status: 'bound' }
  })
  await saveContainers(tx, now, kept, containers)
  await saveItems(tx, [...changed.values()])
  await addSteps(tx, now, steps)
  await countInBatches(tx, 'bound', counted)
  return outcomes
}

const refusals = {
  code_invented: { status: 'code_invented', detail: 'code: it is not one of ours: its signature is wrong.' },
  code_not_found: { status: 'code_not_found', detail: 'code: there is no such code among yours.' },
} as const

async function saveContainers(
  tx: Tx,
  now: string,
  before: ReadonlyMap<string, Container>,
  after: ReadonlyMap<string, Container>,
): Promise<void> {
  // Pallets first: cartons refer to them.
  const fresh = [...after.values()]
    .filter(({ container_id }) => !before.has(container_id))
    .sort((a, b) => (a.kind === b.kind ? (a.container_id < b.container_id ? -1 : 1) : a.kind === 'pallet' ? -1 : 1))
  const moved = [...after.values()].filter(
    ({ container_id, inside }) => before.has(container_id) && before.get(container_id)!.inside !== inside,
  )
  if (fresh.length > 0) {
    const made = await tx.run(hot`
      insert into codes.containers (container_id, kind, inside, brand_id, made_at)
      select container_id, kind, inside, brand_id, ${now}
      from jsonb_to_recordset(${json(fresh)}::jsonb) as c (container_id text, kind text, inside text, brand_id text)
      on conflict do nothing`)
    if (made < fresh.length) throw new GroundMoved('a container was made meanwhile')
  }
  if (moved.length > 0)
    await tx.run(hot`
      update codes.containers c set inside = m.inside
      from unnest(${column(moved, 'container_id')}::text[], ${column(moved, 'inside')}::text[]) as m (container_id, inside)
      where c.container_id = m.container_id`)
}

/** Records where whole batches, pallets or cartons were sent: one row, however many codes are in it. */
export async function shipCodes(
  tx: Tx,
  by: By,
  now: string,
  items: readonly ShipmentItem[],
): Promise<Outcome<(typeof shipmentStatuses)[number]>[]> {
  const [batches, containers, earlier] = await Promise.all([
    findBatches(
      tx,
      items.flatMap(({ batch_id }) => batch_id ?? []),
    ),
    tx.rows<{ container_id: string; brand_id: string | null }>(
      hot`select container_id, brand_id from codes.containers where container_id = any(${items.flatMap(({ container_id }) => container_id ?? [])}::text[])`,
    ),
    tx.rows<{ subject: string; shipment_id: string }>(
      hot`select subject, shipment_id from codes.shipments where shipment_id = any(${column(items, 'id')}::uuid[])
        and subject = any(${items.map(subjectOf)}::text[])`,
    ),
  ])
  const known = new Set(earlier.map(({ subject, shipment_id }) => `${subject} ${shipment_id}`))
  const owners = new Map<string, string | null>([
    ...batches.map(({ batch_id, brand_id }) => [`batch:${batch_id}`, brand_id] as const),
    ...containers.map(({ container_id, brand_id }) => [`container:${container_id}`, brand_id] as const),
  ])
  const rows: object[] = []
  const outcomes = items.map((item): Outcome<(typeof shipmentStatuses)[number]> => {
    const { id } = item
    const subject = subjectOf(item)
    if (!item.batch_id === !item.container_id)
      return { id, status: 'subject_missing', detail: 'batch_id, container_id: say exactly one of them.' }
    const brand_id = owners.get(subject)
    if (brand_id === undefined || !mayTouch(by, { brand_id }))
      return item.batch_id
        ? { id, status: 'batch_not_found', detail: 'batch_id: there is no such batch among yours.' }
        : { id, status: 'container_not_found', detail: 'container_id: nothing of yours was packed into it.' }
    if (known.has(`${subject} ${id}`)) return { id, status: 'already_shipped' }
    known.add(`${subject} ${id}`)
    const { region_code, node_id = null, dealer_id = null, happened_at = now } = item
    rows.push({ subject, shipment_id: id, region_code, node_id, dealer_id, shipped_at: happened_at })
    return { id, status: 'shipped' }
  })
  if (rows.length > 0)
    await tx.run(hot`
      insert into codes.shipments (subject, shipment_id, region_code, node_id, dealer_id, shipped_at, recorded_at, shipped_by)
      select subject, shipment_id, region_code, node_id, dealer_id, shipped_at, ${now}, ${by.name}
      from jsonb_to_recordset(${json(rows)}::jsonb) as r (subject text, shipment_id uuid, region_code text, node_id text, dealer_id text, shipped_at timestamptz)
      on conflict do nothing`)
  return outcomes
}

const subjectOf = ({ batch_id, container_id }: ShipmentItem): string => (batch_id ? `batch:${batch_id}` : `container:${container_id}`)

/** Marks codes sold. */
export async function sellCodes(
  tx: Tx,
  by: By,
  now: string,
  items: readonly SaleItem[],
): Promise<Outcome<(typeof saleStatuses)[number]>[]> {
  const resolved = await resolveCodes(tx, column(items, 'code'))
  const mine = resolved.flatMap((one) =>
    one.status === 'found' && mayTouch(by, one.batch) ? [{ number: one.number, batch_id: one.batch.batch_id }] : [],
  )
  const locked = await lockItems(tx, mine)
  const sales = await tx.rows<{ number: number; ref: string }>(
    hot`select number, ref from codes.steps where number = any(${column(mine, 'number')}::bigint[]) and step = 'sold'`,
  )
  const refs = new Map(sales.map(({ number, ref }) => [number, ref]))
  const changed = []
  const steps: NewStep[] = []
  const outcomes: Outcome<(typeof saleStatuses)[number]>[] = []
  for (const [i, { id, ref, happened_at = now }] of items.entries()) {
    const one = resolved[i]!
    const held = one.status === 'found' ? locked.get(one.number) : undefined
    if (one.status !== 'found' || !held) outcomes.push({ id, ...refusals[one.status === 'found' ? 'code_not_found' : one.status] })
    else if (one.batch.voided_at || held.voided_at) outcomes.push({ id, status: 'code_void', detail: 'code: it is void; do not sell it.' })
    else if (held.sold_at)
      outcomes.push(
        refs.get(one.number) === ref
          ? { id, status: 'already_sold' }
          : { id, status: 'sold_before', detail: `code: it was sold with ${refs.get(one.number)}.` },
      )
    else {
      held.sold_at = happened_at
      refs.set(one.number, ref)
      changed.push(held)
      steps.push({ number: one.number, step: 'sold', ref, happened_at, by_name: by.name })
      outcomes.push({ id, status: 'sold' })
    }
  }
  await saveItems(tx, changed)
  await addSteps(tx, now, steps)
  await countInBatches(tx, 'sold', column(changed, 'batch_id'))
  return outcomes
}

/** Voids single codes or whole batches: who scans them is warned, and nothing is earned by them any more. */
export async function voidCodes(
  tx: Tx,
  by: By,
  now: string,
  items: readonly VoidItem[],
): Promise<Outcome<(typeof voidStatuses)[number]>[]> {
  const resolved = await resolveCodes(
    tx,
    items.map(({ code }) => code ?? ''),
  )
  const locked = await lockItems(
    tx,
    resolved.flatMap((one) =>
      one.status === 'found' && mayTouch(by, one.batch) ? [{ number: one.number, batch_id: one.batch.batch_id }] : [],
    ),
  )
  const batches = await lockBatches(
    tx,
    by,
    items.flatMap(({ batch_id }) => batch_id ?? []),
  )
  const changed = []
  const steps: NewStep[] = []
  const whole: { batch_id: string; reason: string }[] = []
  const outcomes: Outcome<(typeof voidStatuses)[number]>[] = []
  for (const [i, { id, code, batch_id, reason }] of items.entries()) {
    const one = resolved[i]!
    if (!code === !batch_id) outcomes.push({ id, status: 'subject_missing', detail: 'code, batch_id: say exactly one of them.' })
    else if (batch_id) {
      const batch = batches.get(batch_id)
      if (!batch) outcomes.push({ id, status: 'batch_not_found', detail: 'batch_id: there is no such batch among yours.' })
      else if (batch.voided_at) outcomes.push({ id, status: 'already_void' })
      else {
        batch.voided_at = now
        whole.push({ batch_id, reason })
        outcomes.push({ id, status: 'voided' })
      }
    } else if (one.status !== 'found') outcomes.push({ id, ...refusals[one.status] })
    else {
      const held = locked.get(one.number)
      if (!held) outcomes.push({ id, ...refusals.code_not_found })
      else if (held.voided_at) outcomes.push({ id, status: 'already_void' })
      else {
        held.voided_at = now
        changed.push(held)
        steps.push({ number: one.number, step: 'voided', ref: id, happened_at: now, by_name: by.name, note: reason })
        outcomes.push({ id, status: 'voided' })
      }
    }
  }
  await saveItems(tx, changed)
  await addSteps(tx, now, steps)
  await countInBatches(tx, 'voided', column(changed, 'batch_id'))
  if (whole.length > 0)
    await tx.run(hot`
      update codes.batches b set voided_at = ${now}, voided_by = ${by.name}, void_reason = v.reason
      from unnest(${column(whole, 'batch_id')}::uuid[], ${column(whole, 'reason')}::text[]) as v (batch_id, reason) where b.batch_id = v.batch_id`)
  await recordChanges(tx, by, now, [
    ...steps.map(({ number, note }) => ({ subject: 'codes.item', subject_id: String(number), action: 'voided', after: { reason: note } })),
    ...whole.map(({ batch_id, reason }) => ({ subject: 'codes.batch', subject_id: batch_id, action: 'voided', after: { reason } })),
  ])
  return outcomes
}
