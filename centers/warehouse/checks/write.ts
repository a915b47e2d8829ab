import { lockSerialsOf, unsellSerials } from '#centers/inventory/moves/serials.ts'
import { sellSerials } from '#centers/inventory/moves/write.ts'
import { findSkus, findSkusByBarcode } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, json, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { findPickedLots, noteLots } from '../boxes/lots.ts'
import { closeBoxes, reopenBoxes } from '../boxes/write.ts'
import type { CheckAnswer, CheckScan, Outbound, OutboundLine, WaveCheck, WaveCheckStatus } from '../model.ts'
import { findMates, unitOf, unitsOf } from '../parceling/units.ts'
import { findItems } from '../picks/write.ts'
import { countWaves, stopOutbounds } from '../putbacks/write.ts'
import { contentKey, readScan } from '../rules.ts'
import { findOutbounds, findOutboundsOfWaves, findStates, lockWaves, outboundColumns } from '../waves/read.ts'
import { type CheckGround, decideCheck } from './rules.ts'

/** A scan with who made it: clerks at many desks share a batch. */
export type ScanBy = CheckScan & { by: string }

/**
 * Answers scans at check desks, in the order given: a parcel is opened, an item counted into it, or, in a loose wave, an item finds its order or its slot
 * of the put wall. A complete parcel is closed for packing. The same scan again gets the answer it got.
 */
export async function scanChecks(tx: Tx, now: string, asked: readonly ScanBy[]): Promise<CheckAnswer[]> {
  assert(asked.length <= 500, 'at most 500 scans in one call')
  const scans = await nameParcels(tx, asked)
  const readings = scans.map(({ text }) => readScan(text))
  const texts = [...new Set(readings.map(({ text }) => text))]
  const barcodes = [...new Set(readings.flatMap((reading) => reading.barcodes))]
  const nodes = [...new Set(column(scans, 'node_id'))]
  const [parcels, byBarcode, byCode, open] = await Promise.all([
    tx.rows<{ node_id: string; text: string; id: string; wave_id: string | null }>(hot`
      select o.node_id, o.code as text, o.id, o.wave_id from warehouse.outbounds o where o.node_id = any(${nodes}::text[]) and o.code = any(${texts}::text[])
      union all
      select b.node_id, b.waybill_no, o.id, o.wave_id from warehouse.boxes b join warehouse.outbounds o on o.id = b.outbound_id
      where b.node_id = any(${nodes}::text[]) and b.waybill_no = any(${texts}::text[]) and b.status <> 'voided'`),
    findSkusByBarcode(tx, barcodes),
    tx.rows<{ sku_id: string }>(hot`select sku_id from products.skus where sku_id = any(${texts}::text[])`),
    findOutbounds(tx, [...new Set(scans.flatMap(({ outbound_id }) => outbound_id ?? []))]),
  ])
  const skus = new Map<string, string>([
    ...byCode.map(({ sku_id }) => [sku_id, sku_id] as const),
    ...byBarcode.map(({ barcode, sku_id }) => [barcode, sku_id] as const),
  ])
  const sku_ids = [...new Set(skus.values())]
  const named = [
    ...new Set([
      ...parcels.flatMap(({ wave_id }) => wave_id ?? []),
      ...open.flatMap(({ wave_id }) => wave_id ?? []),
      ...scans.flatMap(({ wave_id }) => wave_id ?? []),
    ]),
  ]
  const seeking = seekersOf(
    scans.filter(({ mode }) => mode !== 'order'),
    skus,
  )
  const direct = [...new Set([...column(parcels, 'id'), ...column(open, 'id')])]

  // Sent together: on one connection the looks come after the lock, and only under the lock of their waves do parcels stand still. The same scan sent
  // twice at once waits there too, and then finds its first answer.
  const [locked, earlier, outbounds, facts] = await Promise.all([
    lockWaves(tx, named),
    tx.rows<{ id: string; answer: CheckAnswer }>(
      hot`select id, answer from warehouse.scans where id = any(${column(scans, 'id')}::uuid[])`,
    ),
    tx.rows<Outbound>(hot`
      select ${outboundColumns} from warehouse.outbounds o where o.id = any(${direct}::uuid[])
      union
      select ${outboundColumns}
      from unnest(${column(seeking, 'wave_id')}::uuid[], ${column(seeking, 'sku_id')}::text[], ${column(seeking, 'most')}::integer[]) as p (wave_id, sku_id, most)
      cross join lateral (
        select o.* from warehouse.outbounds o join warehouse.outbound_lines l on l.outbound_id = o.id and l.sku_id = p.sku_id and l.checked < l.quantity
        left join orders.stages s on s.order_id = o.order_id and s.group_no = o.group_no
        where o.wave_id = p.wave_id and o.status <> 'shipped' and (o.sku_ids is null or p.sku_id = any(o.sku_ids))
        order by (o.status = 'in_wave' and s.state = 'released') desc, (o.left_pieces < o.pieces) desc, o.slot_no limit p.most) o`),
    findSkus(tx, sku_ids),
  ])
  const waves = new Map(locked.map((wave) => [wave.id, wave]))
  const answered = new Map(earlier.map(({ id, answer }) => [id, answer]))
  const named_serials = readings.flatMap(({ serial }) => serial ?? [])
  const serials = facts
    .filter(({ tracks_serials }) => tracks_serials)
    .flatMap(({ sku_id }) => named_serials.map((serial_no) => ({ sku_id, serial_no })))
  const dated = facts.some(({ tracks_lots, tracks_expiry }) => tracks_lots || tracks_expiry)
  const named_lots = readings.flatMap(({ lot }) => lot ?? [])
  const [lines, states, known_serials, picked, lots] = await Promise.all([
    tx.rows<OutboundLine>(hot`
      select outbound_id, line_no, sku_id, quantity, checked from warehouse.outbound_lines
      where outbound_id = any(${column(outbounds, 'id')}::uuid[]) and sku_id = any(${sku_ids}::text[]) order by outbound_id, line_no`),
    findStates(tx, outbounds),
    serials.length > 0 ? lockSerialsOf(tx, serials) : [],
    dated ? findPickedLots(tx, [...new Set(outbounds.flatMap(({ wave_id }) => wave_id ?? []))]) : [],
    named_lots.length > 0
      ? tx.rows<{ sku_id: string; lot_no: string; expires_on: string | null }>(hot`
          select sku_id, lot_no, expires_on from inventory.lots where sku_id = any(${sku_ids}::text[]) and lot_no = any(${named_lots}::text[])`)
      : [],
  ])
  const found = new Map(outbounds.map((one) => [one.id, one]))
  const statusBefore = new Map(outbounds.map((one) => [one.id, one.status]))
  const linesOf = groupBy(lines, ({ outbound_id }) => outbound_id)

  const changed = new Map<string, OutboundLine>()
  const touched = new Set<string>()
  const stopped = new Map<string, string>()
  const kept: { scan: ScanBy; answer: CheckAnswer }[] = []
  const sold_now: { sku_id: string; serial: string; outbound_id: string }[] = []
  const undone: { sku_id: string; serial: string; outbound_id: string }[] = []
  const notes: Parameters<typeof noteLots>[1][number][] = []
  const grounds = new Map<string, CheckGround>(
    nodes.map((node_id) => [
      node_id,
      {
        ...{ waves, outbounds: found, lines: linesOf, states, skus, today: businessDate(now) },
        parcels: new Map(parcels.filter((one) => one.node_id === node_id).map(({ text, id }) => [text, id])),
        facts: new Map(facts.map((sku) => [sku.sku_id, sku])),
        serials: new Map(known_serials.map((one) => [`${one.sku_id} ${one.serial_no}`, one])),
        picked: groupBy(picked, ({ wave_id, sku_id }) => `${wave_id} ${sku_id}`),
        expiries: new Map(lots.map(({ sku_id, lot_no, expires_on }) => [`${sku_id} ${lot_no}`, expires_on])),
      },
    ]),
  )
  const answers = scans.map((scan): CheckAnswer => {
    const before = answered.get(scan.id)
    if (before) return { ...before, repeated: true }
    // Where the opening scan is in this very batch, its answer is known by now.
    const opened = scan.outbound_id ?? (scan.opened_by ? answered.get(scan.opened_by)?.outbound_id : undefined) ?? null
    const { answer, effect } = decideCheck({ ...scan, outbound_id: opened }, grounds.get(scan.node_id)!)
    if (effect?.line) {
      changed.set(`${effect.line.outbound_id} ${effect.line.line_no}`, effect.line as OutboundLine)
      touched.add(effect.line.outbound_id)
      const { serial } = readScan(scan.text)
      if (scan.undo && serial) undone.push({ sku_id: answer.sku_id!, serial, outbound_id: effect.line.outbound_id })
      if (effect.lot) notes.push({ ...effect.line, lot: effect.lot, quantity: effect.change })
    }
    if (effect?.serial) sold_now.push(effect.serial)
    if (effect?.stopped) stopped.set(effect.stopped, states.get(effect.stopped) ?? 'gone')
    answered.set(scan.id, answer)
    kept.push({ scan, answer })
    return answer
  })

  const rows = [...changed.values()]
  const after = [...touched].map((id) => found.get(id)!)
  const complete = after.filter(({ id, status }) => status === 'checked' && statusBefore.get(id) !== 'checked')
  const reopened = after.filter(({ id, status }) => status !== 'checked' && statusBefore.get(id) === 'checked')
  const byOf = new Map(kept.map(({ scan, answer }) => [answer.outbound_id, scan.by]))
  if (rows.length > 0) {
    await Promise.all([
      tx.run(hot`
        update warehouse.outbound_lines l set checked = c.checked
        from unnest(${column(rows, 'outbound_id')}::uuid[], ${column(rows, 'line_no')}::smallint[], ${column(rows, 'checked')}::integer[]) as c (outbound_id, line_no, checked)
        where l.outbound_id = c.outbound_id and l.line_no = c.line_no`),
      tx.run(hot`
        update warehouse.outbounds o set left_pieces = c.left_pieces, status = c.status,
          checked_at = case when c.status = 'checked' then coalesce(o.checked_at, ${now}::timestamptz) end, checked_by = case when c.status = 'checked' then c.by end
        from unnest(${column(after, 'id')}::uuid[], ${column(after, 'left_pieces')}::integer[], ${column(after, 'status')}::text[], ${after.map(({ id }) => byOf.get(id) ?? '')}::text[])
          as c (id, left_pieces, status, by) where o.id = c.id`),
    ])
  }
  await keepSerials(tx, now, found, sold_now, undone)
  if (reopened.length > 0) await reopenBoxes(tx, column(reopened, 'id'))
  await noteLots(tx, notes)
  if (complete.length > 0) {
    const boxes = await closeBoxes(tx, now, complete)
    for (const answer of answers)
      if (answer.status === 'complete' && answer.outbound_id && boxes.has(answer.outbound_id))
        answer.box_id = boxes.get(answer.outbound_id)!
  }
  await nameMates(tx, found, answers)
  await Promise.all([
    keepScans(tx, now, kept),
    countWaves(tx, now, [
      ...complete.map(({ wave_id }) => ({ wave_id: wave_id!, checked: 1 })),
      ...reopened.map(({ wave_id }) => ({ wave_id: wave_id!, checked: -1 })),
    ]),
  ])
  await stopOutbounds(
    tx,
    'check',
    now,
    [...stopped].map(([id, reason]) => ({ id, reason })),
  )
  return answers
}

/** A parcel that is opened or complete says with what it goes into one box. */
async function nameMates(tx: Tx, outbounds: ReadonlyMap<string, Outbound>, answers: readonly CheckAnswer[]): Promise<void> {
  const named = answers.filter(({ status, outbound_id }) => (status === 'opened' || status === 'complete') && outbounds.has(outbound_id!))
  const merged = named.map(({ outbound_id }) => outbounds.get(outbound_id!)!).filter(({ merge_id }) => merge_id)
  if (merged.length === 0) return
  const units = unitsOf([...new Set([...merged, ...(await findMates(tx, merged))])])
  for (const answer of named) {
    const mates = (units.get(unitOf(outbounds.get(answer.outbound_id!)!)) ?? []).filter(({ id }) => id !== answer.outbound_id)
    if (mates.length > 0) answer.together_with = column(mates, 'code')
  }
}

interface SerialIn {
  sku_id: string
  serial: string
  outbound_id: string
}

/** The books say which serials are sold; here stands in which parcel they are. A piece both put in and taken out in one batch leaves no trace. */
async function keepSerials(
  tx: Tx,
  now: string,
  outbounds: ReadonlyMap<string, Outbound>,
  sold: readonly SerialIn[],
  undone: readonly SerialIn[],
): Promise<void> {
  const saleOf = ({ sku_id, serial, outbound_id }: SerialIn) => {
    const { order_id, node_id } = outbounds.get(outbound_id)!
    return { sku_id, serial_no: serial, node_id, ref: `orders.order:${order_id}` }
  }
  if (sold.length > 0) {
    await sellSerials(tx, now, sold.map(saleOf))
    await tx.run(hot`
      insert into warehouse.serials (sku_id, serial, outbound_id, scanned_at)
      select sku_id, serial, outbound_id, ${now} from unnest(${column(sold, 'sku_id')}::text[], ${column(sold, 'serial')}::text[], ${column(sold, 'outbound_id')}::uuid[])
        as s (sku_id, serial, outbound_id) on conflict do nothing`)
  }
  if (undone.length > 0) {
    await tx.run(hot`
      delete from warehouse.serials s
      using unnest(${column(undone, 'sku_id')}::text[], ${column(undone, 'serial')}::text[], ${column(undone, 'outbound_id')}::uuid[]) as u (sku_id, serial, outbound_id)
      where s.outbound_id = u.outbound_id and s.sku_id = u.sku_id and s.serial = u.serial`)
    await unsellSerials(tx, now, undone.map(saleOf))
  }
}

/** Which SKU is looked for in which wave, and how many orders that may need it are worth looking at. */
function seekersOf(scans: readonly ScanBy[], skus: ReadonlyMap<string, string>): { wave_id: string; sku_id: string; most: number }[] {
  const found = new Map<string, { wave_id: string; sku_id: string; most: number }>()
  for (const { wave_id, text, quantity = 1 } of scans) {
    const reading = readScan(text)
    const sku_id = reading.barcodes.map((one) => skus.get(one)).find(Boolean) ?? skus.get(reading.text)
    if (!wave_id || !sku_id) continue
    const seeker = found.get(`${wave_id} ${sku_id}`) ?? { wave_id, sku_id, most: 1 }
    seeker.most += quantity > 1 ? 200 : 1
    found.set(`${wave_id} ${sku_id}`, seeker)
  }
  return [...found.values()]
}

/** A gun without network goes on scanning: which parcel was open is told by the scan that opened it. */
async function nameParcels(tx: Tx, scans: readonly ScanBy[]): Promise<readonly ScanBy[]> {
  const opening = scans.flatMap(({ outbound_id, opened_by }) => (outbound_id || !opened_by ? [] : [opened_by]))
  if (opening.length === 0) return scans
  const rows = await tx.rows<{ id: string; outbound_id: string }>(
    hot`select id, outbound_id from warehouse.scans where id = any(${opening}::uuid[]) and outbound_id is not null`,
  )
  const opened = new Map(rows.map(({ id, outbound_id }) => [id, outbound_id]))
  return scans.map((scan) => (scan.outbound_id ? scan : { ...scan, outbound_id: opened.get(scan.opened_by ?? '') ?? null }))
}

async function keepScans(tx: Tx, now: string, kept: readonly { scan: ScanBy; answer: CheckAnswer }[]): Promise<void> {
  if (kept.length === 0) return
  const rows = kept.map(({ scan, answer }) => ({
    ...{
      id: scan.id,
      node_id: scan.node_id,
      kind: `check_${scan.mode}`,
      text: scan.text,
      outbound_id: answer.outbound_id ?? null,
      wave_id: scan.wave_id ?? null,
    },
    ...{ status: answer.status, answer: json(answer), by: scan.by, scanned_at: scan.scanned_at ?? now },
  }))
  await tx.run(hot`
    insert into warehouse.scans (id, node_id, kind, text, outbound_id, wave_id, status, answer, scanned_by, scanned_at, recorded_at)
    select id, node_id, kind, text, outbound_id, wave_id, status, answer, by, least(scanned_at, ${now}::timestamptz), ${now}
    from unnest(${column(rows, 'id')}::uuid[], ${column(rows, 'node_id')}::text[], ${column(rows, 'kind')}::text[], ${column(rows, 'text')}::text[],
      ${column(rows, 'outbound_id')}::uuid[], ${column(rows, 'wave_id')}::uuid[], ${column(rows, 'status')}::text[], ${column(rows, 'answer')}::jsonb[],
      ${column(rows, 'by')}::text[], ${column(rows, 'scanned_at')}::timestamptz[])
      as s (id, node_id, kind, text, outbound_id, wave_id, status, answer, by, scanned_at)
    on conflict do nothing`)
}

export interface WaveCheckOutcome extends Outcome<WaveCheckStatus> {
  checked?: number
  stopped?: number
}

/**
 * Checks bulk waves by a sample: the content of one parcel is scanned, and as all hold the same, all are checked. Orders canceled meanwhile fall out, so
 * that many sets of goods go back.
 */
export async function checkWaves(tx: Tx, by: string, now: string, checks: readonly WaveCheck[]): Promise<WaveCheckOutcome[]> {
  const waves = new Map((await lockWaves(tx, column(checks, 'wave_id'))).map((wave) => [wave.id, wave]))
  const items = await findItems(
    tx,
    checks.flatMap(({ sample }) => sample.map(({ text }) => text)),
  )
  const outbounds = groupBy(await findOutboundsOfWaves(tx, [...waves.keys()]), ({ wave_id }) => wave_id!)
  const serial_skus = new Set(
    (await findSkus(tx, [...new Set(items.values())])).filter(({ tracks_serials }) => tracks_serials).map(({ sku_id }) => sku_id),
  )
  const lots = await findPickedLots(tx, [...waves.keys()])
  const today = businessDate(now)
  const going: Outbound[] = []
  const outcomes = checks.map((check): WaveCheckOutcome => {
    const { id, wave_id, sample } = check
    const wave = waves.get(wave_id)
    if (!wave) return { id, status: 'wave_not_found', detail: 'There is no such wave.' }
    if (wave.kind !== 'bulk')
      return { id, status: 'not_a_bulk_wave', detail: `Wave ${wave.wave_no} holds different orders: check them one by one.` }
    if (wave.status === 'locked') return { id, status: 'wave_locked', detail: `Wave ${wave.wave_no} is not released yet: ask the planner.` }
    const unknown = sample.find(({ text }) => !items.has(text))
    if (unknown) return { id, status: 'unknown_code', detail: `${unknown.text.slice(0, 60)} is no item we know: scan again.` }
    const content = sample.map(({ text, quantity }) => ({ sku_id: items.get(text)!, quantity }))
    if (contentKey(content) !== wave.content_key)
      return { id, status: 'sample_differs', detail: 'The sample is not what the orders of this wave hold: count it again.' }
    if (content.some(({ sku_id }) => serial_skus.has(sku_id)))
      return { id, status: 'serials_one_by_one', detail: 'Its pieces have serial numbers: check each parcel by itself.' }
    const expired = sample
      .map(({ text }) => expiryInSample(readScan(text), items.get(text)!, wave_id, lots, today))
      .find((day) => day !== null)
    if (expired) return { id, status: 'lot_expired', detail: `It may not be sold from ${expired} on: set it aside and take another.` }
    const open = (outbounds.get(wave_id) ?? []).filter(({ status }) => status === 'in_wave')
    if (open.length === 0) return { id, status: 'already_checked' }
    going.push(...open)
    outbounds.set(wave_id, [])
    return { id, status: 'checked' }
  })
  if (going.length === 0) return outcomes
  const states = await findStates(tx, going)
  const gone = going.filter(({ id }) => states.get(id) !== 'released')
  const checked = going.filter(({ id }) => states.get(id) === 'released')
  await stopOutbounds(
    tx,
    by,
    now,
    gone.map(({ id }) => ({ id, reason: states.get(id) ?? 'gone' })),
  )
  await tx.run(
    hot`update warehouse.outbound_lines set checked = quantity where outbound_id = any(${column(checked, 'id')}::uuid[]) and checked < quantity`,
  )
  await tx.run(hot`
    update warehouse.outbounds set left_pieces = 0, status = 'checked', checked_at = ${now}, checked_by = ${by} where id = any(${column(checked, 'id')}::uuid[])`)
  await closeBoxes(tx, now, checked, false)
  const counts = [...groupBy(checked, ({ wave_id }) => wave_id!)].map(([wave_id, own]) => ({ wave_id, checked: own.length }))
  await countWaves(tx, now, counts)
  return outcomes.map((outcome, i) =>
    outcome.status === 'checked'
      ? {
          ...outcome,
          checked: checked.filter(({ wave_id }) => wave_id === checks[i]!.wave_id).length,
          stopped: gone.filter(({ wave_id }) => wave_id === checks[i]!.wave_id).length,
        }
      : outcome,
  )
}

/** From which day on a sampled piece may not be sold, where that day has come: by its code, or because all that was picked of it is past it. */
function expiryInSample(
  { expires_on }: { expires_on?: string },
  sku_id: string,
  wave_id: string,
  lots: Awaited<ReturnType<typeof findPickedLots>>,
  today: string,
): string | null {
  if (expires_on) return expires_on <= today ? expires_on : null
  const picked = lots.filter((one) => one.wave_id === wave_id && one.sku_id === sku_id)
  return picked.length > 0 && picked.every((one) => one.expires_on !== null && one.expires_on <= today) ? picked[0]!.expires_on : null
}
