import type { Move } from '#centers/inventory/moves/model.ts'
import { moveStock, receiveStock } from '#centers/inventory/moves/write.ts'
import { mayTouchNode, readNodes } from '#centers/inventory/read.ts'
import { findSkus } from '#centers/products/read.ts'
import type { By } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { takeNumbers } from '#core/numbers.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { json, lockRows, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import type { Confirmation, Purchase, PurchaseItem, PurchaseLine, Receipt, Return, SupplierItem } from './model.ts'
import { findPurchaseLines, listSuppliers, purchaseColumns } from './read.ts'
import { differencesOf, isComplete, lineState, outstanding } from './rules.ts'

type Answer<Status extends string> = { id: string; status: Status; detail?: string }

/** Makes or changes suppliers. */
export async function saveSuppliers(
  tx: Tx,
  by: By,
  now: string,
  suppliers: readonly SupplierItem[],
): Promise<Answer<'not_yours' | 'saved'>[]> {
  const known = new Map((await listSuppliers(tx, sql`id = any(${column(suppliers, 'id')}::text[])`)).map((one) => [one.id, one]))
  const mine = suppliers.filter(({ id, organization_id }) => {
    const before = known.get(id)
    return mayTouch(by, { organization_id }) && (!before || mayTouch(by, { organization_id: before.organization_id }))
  })
  await tx.run(sql`
    insert into purchasing.suppliers (id, organization_id, name, contact_name, contact_phone, lead_days, currency, changed_at)
    select id, organization_id, name, contact_name, contact_phone, lead_days, currency, ${now}
    from jsonb_to_recordset(${json(mine)}::jsonb) as s (id text, organization_id text, name jsonb, contact_name text, contact_phone text, lead_days smallint, currency text)
    on conflict (id) do update set organization_id = excluded.organization_id, name = excluded.name, contact_name = excluded.contact_name,
      contact_phone = excluded.contact_phone, lead_days = excluded.lead_days, currency = excluded.currency, changed_at = excluded.changed_at`)
  return suppliers.map((one) =>
    mine.includes(one)
      ? { id: one.id, status: 'saved' }
      : { id: one.id, status: 'not_yours', detail: 'organization_id is not one of yours.' },
  )
}

export type MakeStatus =
  | 'id_used_for_another'
  | 'already_made'
  | 'unknown_supplier'
  | 'unknown_node'
  | 'node_closed'
  | 'unknown_sku'
  | 'made'

/** Drafts purchase orders; nothing is promised until they are sent. */
export async function makePurchases(tx: Tx, by: By, now: string, items: readonly PurchaseItem[]): Promise<Answer<MakeStatus>[]> {
  const [nodes, suppliers, skus, used] = await Promise.all([
    readNodes(tx),
    listSuppliers(tx, sql`id = any(${column(items, 'supplier_id')}::text[])`),
    findSkus(tx, [...new Set(items.flatMap(({ lines }) => column(lines, 'sku_id')))]),
    tx.rows<{ id: string; digest: string }>(sql`select id, digest from purchasing.orders where id = any(${column(items, 'id')}::uuid[])`),
  ])
  const bySupplier = new Map(suppliers.map((one) => [one.id, one]))
  const known = new Set(column(skus, 'sku_id'))
  const digests = new Map(used.map(({ id, digest }) => [id, digest]))
  const digestOf = ({ supplier_id, node_id, lines }: PurchaseItem) =>
    [supplier_id, node_id, ...lines.map(({ sku_id, quantity, unit_minor }) => `${sku_id}x${quantity}@${unit_minor}`)].join(' ')
  const outcomes = items.map((item): Answer<MakeStatus> => {
    const { id, supplier_id, node_id } = item
    if (digests.has(id))
      return digests.get(id) === digestOf(item)
        ? { id, status: 'already_made' }
        : { id, status: 'id_used_for_another', detail: 'This id names another order: make a new one.' }
    const supplier = bySupplier.get(supplier_id)
    if (!supplier || supplier.closed_at)
      return { id, status: 'unknown_supplier', detail: `There is no supplier ${supplier_id}: save him first.` }
    const node = nodes.get(node_id)
    if (!node || !mayTouchNode(by, node)) return { id, status: 'unknown_node', detail: `There is no node ${node_id} of yours.` }
    if (node.closed_at) return { id, status: 'node_closed', detail: `${node_id} is closed: choose another.` }
    const unknown = item.lines.find(({ sku_id }) => !known.has(sku_id))
    if (unknown) return { id, status: 'unknown_sku', detail: `There is no SKU ${unknown.sku_id}.` }
    digests.set(id, digestOf(item))
    return { id, status: 'made' }
  })
  const made = items.filter((_, i) => outcomes[i]!.status === 'made')
  const numbers = await takeNumbers(tx, 'purchases', made.length)
  const rows = made.map((item, i) => {
    const supplier = bySupplier.get(item.supplier_id)!
    return {
      ...{ id: item.id, order_no: `P${numbers[i]}`, supplier_id: item.supplier_id, node_id: item.node_id, currency: supplier.currency },
      ...{ organization_id: nodes.get(item.node_id)!.organization_id, note: item.note ?? null, digest: digestOf(item) },
      expected_on: item.expected_on ?? businessDate(addMilliseconds(now, supplier.lead_days * 86_400_000)),
    }
  })
  await tx.run(sql`
    insert into purchasing.orders (id, order_no, supplier_id, organization_id, node_id, currency, expected_on, note, digest, by_name, made_at)
    select id, order_no, supplier_id, organization_id, node_id, currency, expected_on, note, digest, ${by.name}, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as o (id uuid, order_no text, supplier_id text, organization_id text, node_id text, currency text,
      expected_on date, note text, digest text)`)
  const lines = made.flatMap(({ id, lines }) => lines.map((line, i) => ({ id, line_no: i + 1, ...line })))
  await tx.run(sql`
    insert into purchasing.lines (order_id, line_no, sku_id, quantity, unit_minor)
    select * from unnest(${column(lines, 'id')}::uuid[], ${column(lines, 'line_no')}::smallint[], ${column(lines, 'sku_id')}::text[],
      ${column(lines, 'quantity')}::bigint[], ${column(lines, 'unit_minor')}::bigint[])`)
  return outcomes
}

interface Locked {
  orders: Map<string, Purchase>
  lines: Map<string, PurchaseLine[]>
}

async function lockPurchases(tx: Tx, by: By, ids: readonly string[]): Promise<Locked> {
  const rows = await lockRows<Purchase>(
    tx,
    sql`select ${purchaseColumns} from purchasing.orders o where o.id = any(${[...new Set(ids)]}::uuid[])`,
    sql`o.id`,
  )
  const mine = rows.filter(({ organization_id }) => mayTouch(by, { organization_id }))
  const lines = await findPurchaseLines(tx, column(mine, 'id'))
  return { orders: new Map(mine.map((order) => [order.id, order])), lines: groupBy(lines, ({ order_id }) => order_id) }
}

async function writeLines(tx: Tx, lines: readonly PurchaseLine[]): Promise<void> {
  await tx.run(sql`
    update purchasing.lines l set confirmed = r.confirmed, received = r.received, damaged = r.damaged, returned = r.returned, state = r.state
    from jsonb_to_recordset(${json(lines)}::jsonb) as r (order_id uuid, line_no smallint, confirmed bigint, received bigint, damaged bigint, returned bigint, state text)
    where l.order_id = r.order_id and l.line_no = r.line_no`)
}

export type SendStatus = 'order_not_found' | 'already_sent' | 'order_is_closed' | 'sent'

/** Sends drafts to their suppliers: from now on they are expected. */
export async function sendPurchases(tx: Tx, by: By, now: string, ids: readonly string[]): Promise<Answer<SendStatus>[]> {
  const { orders, lines } = await lockPurchases(tx, by, ids)
  const outcomes = ids.map((id): Answer<SendStatus> => {
    const order = orders.get(id)
    if (!order) return { id, status: 'order_not_found', detail: 'There is no such purchase order of yours.' }
    if (order.state === 'sent' || order.state === 'confirmed') return { id, status: 'already_sent' }
    if (order.state !== 'draft') return { id, status: 'order_is_closed', detail: `It is ${order.state}: make a new one.` }
    order.state = 'sent'
    return { id, status: 'sent' }
  })
  const sent = [...orders.values()].filter(({ id }) => outcomes.some((one) => one.id === id && one.status === 'sent'))
  await tx.run(sql`update purchasing.orders set state = 'sent', sent_at = ${now} where id = any(${column(sent, 'id')}::uuid[])`)
  await writeLines(
    tx,
    sent.flatMap(({ id }) => lines.get(id)!.map((line) => ({ ...line, state: 'sent' as const }))),
  )
  await announce(
    tx,
    'purchasing.ordered',
    sent.map(({ id, order_no, supplier_id, node_id }) => ({ id, order_no, supplier_id, node_id })),
    now,
  )
  return outcomes
}

export type ConfirmStatus =
  | 'order_not_found'
  | 'order_is_closed'
  | 'not_sent'
  | 'unknown_line'
  | 'more_than_ordered'
  | 'less_than_came'
  | 'confirmed'

/** Takes in what a supplier says he will bring; again is another word, until goods have come. */
export async function confirmPurchases(
  tx: Tx,
  by: By,
  now: string,
  confirmations: readonly Confirmation[],
): Promise<Answer<ConfirmStatus>[]> {
  const { orders, lines } = await lockPurchases(tx, by, column(confirmations, 'id'))
  const changed: PurchaseLine[] = []
  const outcomes = confirmations.map(({ id, lines: said = [], expected_on }): Answer<ConfirmStatus> => {
    const order = orders.get(id)
    if (!order) return { id, status: 'order_not_found', detail: 'There is no such purchase order of yours.' }
    if (order.state === 'draft') return { id, status: 'not_sent', detail: 'Send the order first.' }
    if (order.state !== 'sent' && order.state !== 'confirmed') return { id, status: 'order_is_closed', detail: `It is ${order.state}.` }
    const own = lines.get(id)!
    const words = new Map(said.map(({ line_no, quantity }) => [line_no, quantity]))
    for (const [line_no, quantity] of words) {
      const line = own.find((one) => one.line_no === line_no)
      if (!line) return { id, status: 'unknown_line', detail: `There is no line ${line_no}.` }
      if (quantity > line.quantity) return { id, status: 'more_than_ordered', detail: `Line ${line_no} was ordered for ${line.quantity}.` }
      if (quantity < line.received + line.damaged)
        return { id, status: 'less_than_came', detail: `Of line ${line_no} more has come already.` }
    }
    for (const line of own) {
      line.confirmed = words.get(line.line_no) ?? line.confirmed ?? line.quantity
      if (line.state === 'sent') line.state = 'confirmed'
      changed.push(line)
    }
    order.state = 'confirmed'
    order.expected_on = expected_on ?? order.expected_on
    return { id, status: 'confirmed' }
  })
  await writeLines(tx, changed)
  const done = [...orders.values()].filter(({ id }) => outcomes.some((one) => one.id === id && one.status === 'confirmed'))
  await tx.run(sql`
    update purchasing.orders o set state = 'confirmed', confirmed_at = ${now}, expected_on = c.expected_on
    from unnest(${column(done, 'id')}::uuid[], ${column(done, 'expected_on')}::date[]) as c (id, expected_on) where o.id = c.id`)
  await announce(
    tx,
    'purchasing.confirmed',
    done.map(({ id, supplier_id, expected_on }) => ({ id, supplier_id, expected_on })),
    now,
  )
  return outcomes
}

/** Thrown inside a savepoint: everything of one receipt or return is undone with what was refused. */
class Refused extends Error {}

export type ReceiptStatus =
  | 'already_received'
  | 'order_not_found'
  | 'not_sent'
  | 'order_is_closed'
  | 'unknown_line'
  | 'more_than_ordered'
  | 'goods_refused'
  | 'received_in_part'
  | 'received'

/**
 * Takes goods in against their order, each receipt whole or not at all: good ones to stock, damaged ones apart. More than was promised is refused unless the clerk
 * keeps it; what is missing stays open until a receipt closes the order.
 */
export async function receivePurchases(tx: Tx, by: By, now: string, receipts: readonly Receipt[]): Promise<Answer<ReceiptStatus>[]> {
  const { orders, lines } = await lockPurchases(tx, by, column(receipts, 'order_id'))
  const before = new Set(
    column(await tx.rows<{ id: string }>(sql`select id from purchasing.receipts where id = any(${column(receipts, 'id')}::uuid[])`), 'id'),
  )
  const outcomes: Answer<ReceiptStatus>[] = []
  for (const receipt of receipts) {
    const order = orders.get(receipt.order_id)
    const outcome = before.has(receipt.id)
      ? { id: receipt.id, status: 'already_received' as const }
      : (receiptFault(receipt, order, lines.get(receipt.order_id) ?? []) ??
        (await receivePurchase(tx, by, now, order!, lines.get(receipt.order_id)!, receipt)))
    if (outcome.status.startsWith('received')) before.add(receipt.id)
    outcomes.push(outcome)
  }
  return outcomes
}

function receiptFault(
  { id, accepts_over, lines: came }: Receipt,
  order: Purchase | undefined,
  lines: readonly PurchaseLine[],
): Answer<ReceiptStatus> | null {
  if (!order) return { id, status: 'order_not_found', detail: 'There is no such purchase order of yours.' }
  if (order.state === 'draft') return { id, status: 'not_sent', detail: 'The order was never sent: send it first.' }
  if (order.state !== 'sent' && order.state !== 'confirmed')
    return { id, status: 'order_is_closed', detail: `It is ${order.state}: receive the goods against another order.` }
  const left = new Map(lines.map((line) => [line.line_no, outstanding(line)]))
  for (const { line_no, received, damaged } of came) {
    if (!left.has(line_no)) return { id, status: 'unknown_line', detail: `There is no line ${line_no}.` }
    left.set(line_no, left.get(line_no)! - received - damaged)
    if (!accepts_over && left.get(line_no)! < 0)
      return {
        id,
        status: 'more_than_ordered',
        detail: `Line ${line_no} has ${-left.get(line_no)!} too many: send them back with the lorry, or keep them.`,
      }
  }
  return null
}

async function receivePurchase(
  tx: Tx,
  by: By,
  now: string,
  order: Purchase,
  lines: PurchaseLine[],
  receipt: Receipt,
): Promise<Answer<ReceiptStatus>> {
  const at = new Map(lines.map((line) => [line.line_no, { ...line }]))
  const arrivals = receipt.lines.flatMap(({ line_no, received, damaged, condition = 'available', serials = [], ...lot }, i) => {
    const line = at.get(line_no)!
    line.received += received
    line.damaged += damaged
    const one = (part: string, quantity: number, to: typeof condition, numbers: readonly string[]) => ({
      ...{
        id: steadyId('purchase.receipt', receipt.id, String(i), part),
        sku_id: line.sku_id,
        quantity,
        node_id: order.node_id,
        condition: to,
      },
      ...{ ...lot, serials: [...numbers], ref: `purchasing.order:${order.id}` },
    })
    return [
      ...(received > 0 ? [one('good', received, condition, serials.slice(0, received))] : []),
      ...(damaged > 0 ? [one('bad', damaged, 'defective', serials.slice(received))] : []),
    ]
  })
  try {
    await tx.savepoint(async () => {
      const outcomes = await receiveStock(tx, by, now, arrivals)
      const bad = outcomes.find(({ status }) => status !== 'moved' && status !== 'already_moved')
      if (bad) throw new Refused(`${bad.status}: ${bad.detail}`)
    })
  } catch (error) {
    if (error instanceof Refused) return { id: receipt.id, status: 'goods_refused', detail: error.message }
    throw error
  }
  const after = [...at.values()]
  const closed = receipt.closes || isComplete(after)
  for (const line of after) line.state = lineState(line, closed)
  lines.splice(0, lines.length, ...after)
  await writeLines(tx, after)
  await tx.run(sql`
    insert into purchasing.receipts (id, order_id, delivery_no, lines, closes, by_name, received_at)
    values (${receipt.id}, ${order.id}, ${receipt.delivery_no ?? null}, ${json(receipt.lines)}::jsonb, ${receipt.closes}, ${by.name}, ${now})`)
  if (closed) {
    order.state = 'closed'
    await tx.run(sql`update purchasing.orders set state = 'closed', closed_at = ${now} where id = ${order.id}`)
  }
  await announce(
    tx,
    'purchasing.received',
    [
      {
        id: order.id,
        receipt_id: receipt.id,
        supplier_id: order.supplier_id,
        organization_id: order.organization_id,
        currency: order.currency,
        closed,
        lines: receipt.lines.map(({ line_no, received, damaged }) => {
          const { sku_id, unit_minor } = at.get(line_no)!
          return { line_no, sku_id, received, damaged, unit_minor }
        }),
        differences: after.flatMap((line) =>
          differencesOf(line, closed).map((one) => ({ line_no: line.line_no, sku_id: line.sku_id, ...one })),
        ),
      },
    ],
    now,
  )
  return { id: receipt.id, status: closed ? 'received' : 'received_in_part' }
}

export type ReturnStatus = 'already_returned' | 'order_not_found' | 'unknown_line' | 'more_than_came' | 'goods_refused' | 'returned'

/** Sends goods back to the supplier they came from, each return whole or not at all. */
export async function returnPurchases(tx: Tx, by: By, now: string, returns: readonly Return[]): Promise<Answer<ReturnStatus>[]> {
  const { orders, lines } = await lockPurchases(tx, by, column(returns, 'order_id'))
  const before = new Set(
    column(await tx.rows<{ id: string }>(sql`select id from purchasing.returns where id = any(${column(returns, 'id')}::uuid[])`), 'id'),
  )
  const outcomes: Answer<ReturnStatus>[] = []
  for (const one of returns) {
    const order = orders.get(one.order_id)
    if (before.has(one.id)) outcomes.push({ id: one.id, status: 'already_returned' })
    else if (!order) outcomes.push({ id: one.id, status: 'order_not_found', detail: 'There is no such purchase order of yours.' })
    else {
      const outcome = await returnPurchase(tx, by, now, order, lines.get(one.order_id)!, one)
      if (outcome.status === 'returned') before.add(one.id)
      outcomes.push(outcome)
    }
  }
  return outcomes
}

async function returnPurchase(
  tx: Tx,
  by: By,
  now: string,
  order: Purchase,
  lines: PurchaseLine[],
  one: Return,
): Promise<Answer<ReturnStatus>> {
  const at = new Map(lines.map((line) => [line.line_no, { ...line }]))
  for (const { line_no, quantity } of one.lines) {
    const line = at.get(line_no)
    if (!line) return { id: one.id, status: 'unknown_line', detail: `There is no line ${line_no}.` }
    line.returned += quantity
    if (line.returned > line.received + line.damaged)
      return { id: one.id, status: 'more_than_came', detail: `Of line ${line_no} only ${line.received + line.damaged} came.` }
  }
  const moves = one.lines.map(
    ({ line_no, quantity, from, lot_no, serials }, i): Move => ({
      ...{ id: steadyId('purchase.return', one.id, String(i)), kind: 'supplier_return', sku_id: at.get(line_no)!.sku_id, quantity },
      ...{ lot_no: lot_no ?? null, serials: serials ?? [], reason: one.reason, ref: `purchasing.order:${order.id}` },
      ...{ from: { node_id: order.node_id, condition: from }, to: 'outside' },
    }),
  )
  try {
    await tx.savepoint(async () => {
      const outcomes = await moveStock(tx, by, now, moves)
      const bad = outcomes.find(({ status }) => status !== 'moved' && status !== 'already_moved')
      if (bad) throw new Refused(`${bad.status}: ${bad.detail}`)
    })
  } catch (error) {
    if (error instanceof Refused) return { id: one.id, status: 'goods_refused', detail: error.message }
    throw error
  }
  lines.splice(0, lines.length, ...at.values())
  await writeLines(tx, lines)
  await tx.run(sql`
    insert into purchasing.returns (id, order_id, lines, reason, by_name, returned_at)
    values (${one.id}, ${order.id}, ${json(one.lines)}::jsonb, ${one.reason}, ${by.name}, ${now})`)
  await announce(
    tx,
    'purchasing.returned',
    [
      {
        id: order.id,
        return_id: one.id,
        supplier_id: order.supplier_id,
        organization_id: order.organization_id,
        currency: order.currency,
        lines: one.lines.map(({ line_no, quantity }) => {
          const { sku_id, unit_minor } = at.get(line_no)!
          return { line_no, sku_id, quantity, unit_minor }
        }),
      },
    ],
    now,
  )
  return { id: one.id, status: 'returned' }
}

export type CancelStatus = 'order_not_found' | 'already_canceled' | 'goods_have_come' | 'order_is_closed' | 'canceled'

/** Gives orders up of which nothing has come. */
export async function cancelPurchases(tx: Tx, by: By, now: string, ids: readonly string[]): Promise<Answer<CancelStatus>[]> {
  const { orders, lines } = await lockPurchases(tx, by, ids)
  const outcomes = ids.map((id): Answer<CancelStatus> => {
    const order = orders.get(id)
    if (!order) return { id, status: 'order_not_found', detail: 'There is no such purchase order of yours.' }
    if (order.state === 'canceled') return { id, status: 'already_canceled' }
    if (order.state === 'closed') return { id, status: 'order_is_closed', detail: 'Everything has come.' }
    if (lines.get(id)!.some(({ received, damaged }) => received + damaged > 0))
      return { id, status: 'goods_have_come', detail: 'Some of it has come: close the order with a last receipt instead.' }
    order.state = 'canceled'
    return { id, status: 'canceled' }
  })
  const canceled = outcomes.filter(({ status }) => status === 'canceled').map(({ id }) => id)
  await tx.run(sql`update purchasing.orders set state = 'canceled', closed_at = ${now} where id = any(${canceled}::uuid[])`)
  await writeLines(
    tx,
    canceled.flatMap((id) => lines.get(id)!.map((line) => ({ ...line, state: 'canceled' as const }))),
  )
  await announce(
    tx,
    'purchasing.canceled',
    canceled.map((id) => ({ id })),
    now,
  )
  return outcomes
}
