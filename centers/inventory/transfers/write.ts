import type { By } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { column, groupBy } from '#core/outcomes.ts'

import { hot, json, lockRows, type Reader, type Sql, sql, type Tx } from '#core/sql.ts'
import type { Move } from '../moves/model.ts'
import { moveStock } from '../moves/write.ts'
import { mayTouchNode, readNodes } from '../read.ts'

export interface NewTransfer {
  id: string
  from_node_id: string
  to_node_id: string
  note?: string | null
  lines: readonly { sku_id: string; quantity: number }[]
}
export interface Transfer {
  id: string
  from_node_id: string
  to_node_id: string
  note: string | null
  state: 'made' | 'shipped' | 'received' | 'canceled'
  by_name: string
  made_at: string
  shipped_by: string | null
  shipped_at: string | null
  received_by: string | null
  closed_at: string | null
}
export interface TransferLine {
  transfer_id: string
  line_no: number
  sku_id: string
  quantity: number
  shipped: number
  received: number
  damaged: number
  over: number
  lost: number
}
type Answer<Status extends string> = { id: string; status: Status; detail?: string }

const columns = sql`id, from_node_id, to_node_id, note, state, by_name, made_at, shipped_by, shipped_at, received_by, closed_at`
export const listTransfers = (db: Reader, within: Sql, after: readonly [string, string] | null, limit: number): Promise<Transfer[]> =>
  db.rows<Transfer>(sql`
    select ${columns} from inventory.transfers where ${within}
      and (${after?.[0] ?? null}::timestamptz is null or (made_at, id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
    order by made_at desc, id desc limit ${limit}`)
export const findTransferLines = (db: Reader, ids: readonly string[]): Promise<TransferLine[]> =>
  db.rows<TransferLine>(hot`
    select transfer_id, line_no, sku_id, quantity, shipped, received, damaged, over, lost from inventory.transfer_lines
    where transfer_id = any(${ids}::uuid[]) order by transfer_id, line_no`)

/** Plans transfers; nothing moves yet. */
export async function makeTransfers(
  tx: Tx,
  by: By,
  now: string,
  transfers: readonly NewTransfer[],
): Promise<Answer<'id_used_for_another' | 'already_made' | 'unknown_node' | 'same_place' | 'node_closed' | 'made'>[]> {
  const nodes = await readNodes(tx)
  const used = new Map(
    (
      await tx.rows<{ id: string; digest: string }>(
        sql`select id, digest from inventory.transfers where id = any(${column(transfers, 'id')}::uuid[])`,
      )
    ).map(({ id, digest }) => [id, digest]),
  )
  const digestOf = ({ from_node_id, to_node_id, lines }: NewTransfer) =>
    [from_node_id, to_node_id, ...lines.map(({ sku_id, quantity }) => `${sku_id}x${quantity}`)].join(' ')
  const made: NewTransfer[] = []
  const outcomes = transfers.map(
    (transfer): Answer<'id_used_for_another' | 'already_made' | 'unknown_node' | 'same_place' | 'node_closed' | 'made'> => {
      const { id, from_node_id, to_node_id } = transfer
      if (used.has(id))
        return used.get(id) === digestOf(transfer)
          ? { id, status: 'already_made' }
          : { id, status: 'id_used_for_another', detail: 'This id names another transfer: make a new one.' }
      const [from, to] = [nodes.get(from_node_id), nodes.get(to_node_id)]
      // Whoever runs either end may ask for it; the other end ships or receives.
      if (!from || !to || !(mayTouchNode(by, from) || mayTouchNode(by, to)))
        return { id, status: 'unknown_node', detail: 'One of the nodes must be yours, and both must exist.' }
      if (from === to) return { id, status: 'same_place', detail: 'from_node_id and to_node_id are the same.' }
      if (to.closed_at) return { id, status: 'node_closed', detail: `${to_node_id} is closed: open it again, or choose another.` }
      used.set(id, digestOf(transfer))
      made.push(transfer)
      return { id, status: 'made' }
    },
  )
  await tx.run(sql`
    insert into inventory.transfers (id, from_node_id, to_node_id, note, digest, by_name, made_at)
    select id, from_node_id, to_node_id, note, digest, ${by.name}, ${now}
    from jsonb_to_recordset(${json(made.map((one) => ({ ...one, digest: digestOf(one) })))}::jsonb)
      as t (id uuid, from_node_id text, to_node_id text, note text, digest text)`)
  const lines = made.flatMap(({ id, lines }) => lines.map((line, i) => ({ id, line_no: i + 1, ...line })))
  await tx.run(sql`
    insert into inventory.transfer_lines (transfer_id, line_no, sku_id, quantity)
    select * from unnest(${column(lines, 'id')}::uuid[], ${column(lines, 'line_no')}::smallint[], ${column(lines, 'sku_id')}::text[], ${column(lines, 'quantity')}::bigint[])`)
  return outcomes
}

async function lockTransfers(
  tx: Tx,
  ids: readonly string[],
): Promise<{ transfers: Map<string, Transfer>; lines: Map<string, TransferLine[]> }> {
  const rows = await lockRows<Transfer>(
    tx,
    sql`select ${columns} from inventory.transfers where id = any(${[...new Set(ids)]}::uuid[])`,
    sql`id`,
  )
  return {
    transfers: new Map(rows.map((row) => [row.id, row])),
    lines: groupBy(await findTransferLines(tx, column(rows, 'id')), ({ transfer_id }) => transfer_id),
  }
}

export interface TransferShipment {
  /** The transfer. */
  id: string
  /** What really goes; all of everything when left out. */
  lines?: readonly { line_no: number; quantity: number; lot_no?: string | null; serials?: readonly string[] }[]
}
export type TransferShipStatus =
  | 'transfer_not_found'
  | 'already_shipped'
  | 'transfer_is_closed'
  | 'unknown_line'
  | 'more_than_planned'
  | 'nothing_to_ship'
  | 'goods_refused'
  | 'shipped'

/** Thrown inside a savepoint: the transfer's other moves are undone with the one that was refused. */
class Refused extends Error {}

/** Sends transfers on their way, each whole or not at all: the goods leave `available` here and are `in_transit` there. */
export async function shipTransfers(
  tx: Tx,
  by: By,
  now: string,
  shipments: readonly TransferShipment[],
): Promise<Answer<TransferShipStatus>[]> {
  const nodes = await readNodes(tx)
  const { transfers, lines } = await lockTransfers(tx, column(shipments, 'id'))
  const outcomes: Answer<TransferShipStatus>[] = []
  for (const { id, lines: sent } of shipments) {
    const transfer = transfers.get(id)
    const own = lines.get(id) ?? []
    if (!transfer || !mayTouchNode(by, nodes.get(transfer.from_node_id))) {
      outcomes.push({ id, status: 'transfer_not_found', detail: 'There is no such transfer from a node of yours.' })
      continue
    }
    if (transfer.state === 'shipped') outcomes.push({ id, status: 'already_shipped' })
    else if (transfer.state !== 'made') outcomes.push({ id, status: 'transfer_is_closed', detail: `It is ${transfer.state}.` })
    else {
      const going = (sent ?? own.map(({ line_no, quantity }) => ({ line_no, quantity }))).filter(({ quantity }) => quantity > 0)
      const unknown = going.find(({ line_no }) => !own.some((line) => line.line_no === line_no))
      const above = going.find(({ line_no, quantity }) => quantity > (own.find((line) => line.line_no === line_no)?.quantity ?? Infinity))
      if (unknown) outcomes.push({ id, status: 'unknown_line', detail: `There is no line ${unknown.line_no}.` })
      else if (above) outcomes.push({ id, status: 'more_than_planned', detail: `Line ${above.line_no} was planned for less.` })
      else if (going.length === 0)
        outcomes.push({ id, status: 'nothing_to_ship', detail: 'Every quantity is zero: cancel the transfer instead.' })
      else outcomes.push(await shipTransfer(tx, by, now, transfer, own, going))
    }
  }
  return outcomes
}

async function shipTransfer(
  tx: Tx,
  by: By,
  now: string,
  transfer: Transfer,
  lines: readonly TransferLine[],
  going: NonNullable<TransferShipment['lines']>,
): Promise<Answer<TransferShipStatus>> {
  const { id, from_node_id, to_node_id } = transfer
  const at = new Map(lines.map((line) => [line.line_no, line]))
  // Whoever sends decides about both ends: the goods are then on the other's books, on their way.
  const refused = await moveWhole(
    tx,
    { ...by, organizations: 'all', scopes: [{ organizations: 'all', brands: 'all', partners: 'all' }] },
    now,
    going.map(({ line_no, quantity, lot_no, serials }) => ({
      ...{ id: steadyId('transfer.out', id, String(line_no)), kind: 'transfer_out' as const, sku_id: at.get(line_no)!.sku_id, quantity },
      ...{ lot_no: lot_no ?? null, serials: serials ?? [], ref: `inventory.transfer:${id}` },
      ...{
        from: { node_id: from_node_id, condition: 'available' as const },
        to: { node_id: to_node_id, condition: 'in_transit' as const },
      },
    })),
  )
  if (refused) return { id, status: 'goods_refused', detail: refused }
  await tx.run(sql`
    update inventory.transfer_lines l set shipped = g.quantity
    from unnest(${column(going, 'line_no')}::smallint[], ${column(going, 'quantity')}::bigint[]) as g (line_no, quantity)
    where l.transfer_id = ${id} and l.line_no = g.line_no`)
  await tx.run(sql`update inventory.transfers set state = 'shipped', shipped_by = ${by.name}, shipped_at = ${now} where id = ${id}`)
  transfer.state = 'shipped'
  await announce(tx, 'inventory.transfer_shipped', [{ id, from_node_id, to_node_id }], now)
  return { id, status: 'shipped' }
}

/** All of these moves or none; answers the words of the first refusal. */
async function moveWhole(tx: Tx, by: By, now: string, moves: readonly Move[]): Promise<string | null> {
  try {
    await tx.savepoint(async () => {
      const outcomes = await moveStock(tx, by, now, moves)
      const bad = outcomes.find(({ status }) => status !== 'moved' && status !== 'already_moved')
      if (bad) throw new Refused(`${bad.status}: ${bad.detail}`)
    })
    return null
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
}

export interface TransferReceipt {
  /** Made by who receives; the same id again is the same receipt. */
  id: string
  transfer_id: string
  lines: readonly { line_no: number; received: number; damaged: number; lot_no?: string | null; serials?: readonly string[] }[]
  /** Nothing more will come: what is missing is written off. */
  closes: boolean
}
export type TransferReceiptStatus =
  | 'transfer_not_found'
  | 'already_received'
  | 'not_on_its_way'
  | 'unknown_line'
  | 'goods_refused'
  | 'received_in_part'
  | 'received'

/** Takes transfers in, in one or several receipts. More than was sent is booked as found, what never came as lost when the receipt closes the transfer. */
export async function receiveTransfers(
  tx: Tx,
  by: By,
  now: string,
  receipts: readonly TransferReceipt[],
): Promise<Answer<TransferReceiptStatus>[]> {
  const nodes = await readNodes(tx)
  const { transfers, lines } = await lockTransfers(tx, column(receipts, 'transfer_id'))
  const before = new Set(
    column(
      await tx.rows<{ id: string }>(sql`select id from inventory.transfer_receipts where id = any(${column(receipts, 'id')}::uuid[])`),
      'id',
    ),
  )
  const outcomes: Answer<TransferReceiptStatus>[] = []
  for (const receipt of receipts) {
    const { id, transfer_id } = receipt
    const transfer = transfers.get(transfer_id)
    const own = lines.get(transfer_id) ?? []
    const unknown = receipt.lines.find(({ line_no }) => !own.some((line) => line.line_no === line_no))
    if (before.has(id)) outcomes.push({ id, status: 'already_received' })
    else if (!transfer || !mayTouchNode(by, nodes.get(transfer.to_node_id)))
      outcomes.push({ id, status: 'transfer_not_found', detail: 'There is no such transfer to a node of yours.' })
    else if (transfer.state !== 'shipped') outcomes.push({ id, status: 'not_on_its_way', detail: `The transfer is ${transfer.state}.` })
    else if (unknown) outcomes.push({ id, status: 'unknown_line', detail: `There is no line ${unknown.line_no}.` })
    else {
      outcomes.push(await receiveTransfer(tx, by, now, transfer, own, receipt))
      before.add(id)
    }
  }
  return outcomes
}

async function receiveTransfer(
  tx: Tx,
  by: By,
  now: string,
  transfer: Transfer,
  lines: TransferLine[],
  receipt: TransferReceipt,
): Promise<Answer<TransferReceiptStatus>> {
  const place = (condition: 'available' | 'defective' | 'in_transit') => ({ node_id: transfer.to_node_id, condition })
  const ref = `inventory.transfer:${transfer.id}`
  const moves: Move[] = []
  const add = (
    part: string,
    line: TransferLine,
    kind: Move['kind'],
    quantity: number,
    from: Move['from'],
    to: Move['to'],
    more: Partial<Move> = {},
  ) => {
    if (quantity > 0)
      moves.push({
        id: steadyId('transfer.in', receipt.id, String(line.line_no), part),
        kind,
        sku_id: line.sku_id,
        quantity,
        from,
        to,
        ref,
        ...more,
      })
  }
  const after = lines.map((line) => ({ ...line }))
  for (const { line_no, received, damaged, lot_no, serials } of receipt.lines) {
    const line = after.find((one) => one.line_no === line_no)!
    const coming = onItsWay(line)
    const good = Math.min(received, coming)
    const bad = Math.min(damaged, coming - good)
    const extra = received + damaged - good - bad
    add(
      'good',
      line,
      'transfer_in',
      good,
      place('in_transit'),
      place('available'),
      extra === 0 && bad === 0 ? { lot_no: lot_no ?? null, serials: serials ?? [] } : {},
    )
    add('bad', line, 'transfer_in', bad, place('in_transit'), place('defective'))
    add('extra', line, 'found', extra, 'outside', place(received > good ? 'available' : 'defective'), { lot_no: lot_no ?? null })
    line.received += received
    line.damaged += damaged
    line.over += extra
  }
  if (receipt.closes) {
    for (const line of after) {
      const missing = onItsWay(line)
      add('lost', line, 'transfer_loss', missing, place('in_transit'), 'outside')
      line.lost += missing
    }
  }
  const refused = await moveWhole(tx, by, now, moves)
  if (refused) return { id: receipt.id, status: 'goods_refused', detail: refused }
  const closed = receipt.closes || after.every((line) => onItsWay(line) === 0)
  lines.splice(0, lines.length, ...after)
  await tx.run(sql`
    update inventory.transfer_lines l set received = a.received, damaged = a.damaged, over = a.over, lost = a.lost
    from jsonb_to_recordset(${json(after)}::jsonb) as a (line_no smallint, received bigint, damaged bigint, over bigint, lost bigint)
    where l.transfer_id = ${transfer.id} and l.line_no = a.line_no`)
  await tx.run(sql`
    insert into inventory.transfer_receipts (id, transfer_id, lines, closes, by_name, received_at)
    values (${receipt.id}, ${transfer.id}, ${json(receipt.lines)}::jsonb, ${receipt.closes}, ${by.name}, ${now})`)
  if (closed) {
    await tx.run(
      sql`update inventory.transfers set state = 'received', received_by = ${by.name}, closed_at = ${now} where id = ${transfer.id}`,
    )
    transfer.state = 'received'
  }
  await announce(tx, 'inventory.transfer_received', [{ id: transfer.id, receipt_id: receipt.id, closed }], now)
  return { id: receipt.id, status: closed ? 'received' : 'received_in_part' }
}

/** What was sent and is neither here nor given up. */
const onItsWay = ({ shipped, received, damaged, over, lost }: TransferLine): number => shipped - (received + damaged - over) - lost

/** Gives up transfers that have not left. */
export async function cancelTransfers(
  tx: Tx,
  by: By,
  now: string,
  ids: readonly string[],
): Promise<Answer<'transfer_not_found' | 'already_canceled' | 'already_on_its_way' | 'canceled'>[]> {
  const nodes = await readNodes(tx)
  const { transfers } = await lockTransfers(tx, ids)
  const mine = (transfer: Transfer | undefined): transfer is Transfer =>
    transfer !== undefined && (mayTouchNode(by, nodes.get(transfer.from_node_id)) || mayTouchNode(by, nodes.get(transfer.to_node_id)))
  const going = ids.filter((id) => mine(transfers.get(id)) && transfers.get(id)!.state === 'made')
  await tx.run(sql`update inventory.transfers set state = 'canceled', closed_at = ${now} where id = any(${going}::uuid[])`)
  return ids.map((id) => {
    const transfer = transfers.get(id)
    if (!mine(transfer)) return { id, status: 'transfer_not_found', detail: 'There is no such transfer of yours.' }
    if (transfer.state === 'canceled') return { id, status: 'already_canceled' }
    return transfer.state === 'made'
      ? { id, status: 'canceled' }
      : { id, status: 'already_on_its_way', detail: 'It has left: receive it, or receive it back.' }
  })
}
