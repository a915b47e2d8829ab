import { readChannels } from '#centers/channels/read.ts'
import type { Transaction } from '#centers/ledger/model.ts'
import { isPosted } from '#centers/ledger/model.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { earnPosting, openingAccount, payPosting, refundPosting } from '#centers/payments/accounts.ts'
import { type Payment, recordPayments } from '#centers/payments/write.ts'
import { assert } from '#core/assert.ts'
import { announce } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { column } from '#core/outcomes.ts'
import { hot, json, type Tx } from '#core/sql.ts'
import type { State } from './model.ts'
import { claimExternalNumbers } from './place.ts'
import { Counts, insertEntries } from './stages.ts'

/** An order of the past, as a file tells it: states and money at their own times, nothing reserved, nothing sent. */
export interface HistoryOrder {
  id: string
  channel_id: string
  external_no: string
  /** The customer as the old system knew him; kept for resolution. */
  customer_no: string | null
  buyer_name: string
  buyer_phone: string | null
  address: Record<string, string>
  currency: string
  placed_at: string
  freight_minor: number
  /** Taken off the goods; the file's total is goods less this plus freight. */
  discount_minor: number
  /** Lines by group: a seller, a warehouse. A file that names no product has one line without SKU. */
  lines: {
    group_no: number
    sku_id: string | null
    title: { zh: string; en: string }
    quantity: number
    unit_minor: number
    amount_minor: number
    freight_minor: number
    /** What of it the platform paid in the buyer's place; left out where it paid nothing. */
    subsidy_minor?: number
  }[]
  /** States the order went through, oldest first; the first is `placed`. They hold for every group. */
  entries: { state: State; happened_at: string; reason: string | null }[]
  payments: { direction: 'in' | 'out'; amount_minor: number; happened_at: string }[]
}

export type HistoryStatus =
  | 'imported'
  | 'already_imported'
  | 'number_used_for_another'
  | 'channel_not_found'
  | 'currency_differs'
  | 'amounts_differ'

export interface HistoryOutcome {
  id: string
  status: HistoryStatus
  detail?: string
}

/** The id of an outside order of the past: the same file imported again names the same orders. */
export const historyId = (channel_id: string, external_no: string): string => steadyId('history', channel_id, external_no)

/**
 * Imports orders of the past. Their money is closed against the channel's opening account, their states keep their own times, no stock moves
 * and nobody is told. Duplicates are known by channel and external number; the same content again is `already_imported`.
 */
export async function importHistory(
  tx: Tx,
  now: string,
  orders: readonly HistoryOrder[],
  takeNumbers: (count: number) => Promise<string[]>,
): Promise<HistoryOutcome[]> {
  const channels = await readChannels(tx)
  const known = await findImported(tx, orders)
  const seen = new Map<string, HistoryOrder>()
  const fresh: HistoryOrder[] = []
  const outcomes = orders.map((order): HistoryOutcome => {
    const { id, external_no } = order
    const key = `${order.channel_id} ${external_no}`
    const earlier = known.get(key) ?? (seen.has(key) ? digestOf(seen.get(key)!) : undefined)
    if (earlier !== undefined) {
      return earlier === digestOf(order)
        ? { id, status: 'already_imported' }
        : { id, status: 'number_used_for_another', detail: `Order ${external_no} was imported with other content.` }
    }
    const refusal = refuse(order, channels.get(order.channel_id)?.currency)
    if (refusal) return refusal
    seen.set(key, order)
    fresh.push(order)
    return { id, status: 'imported' }
  })
  if (fresh.length > 0)
    await writeHistory(tx, now, fresh, await takeNumbers(fresh.length), (order) => channels.get(order.channel_id)!.organization_id)
  return outcomes
}

function refuse(order: HistoryOrder, currency: string | undefined): HistoryOutcome | undefined {
  const { id } = order
  if (currency === undefined) return { id, status: 'channel_not_found', detail: `There is no channel ${order.channel_id}.` }
  if (currency !== order.currency)
    return { id, status: 'currency_differs', detail: `Orders of ${order.channel_id} are in ${currency}, not ${order.currency}.` }
  const goods_minor = order.lines.reduce((sum, line) => sum + line.unit_minor * line.quantity, 0)
  const amount_minor = order.lines.reduce((sum, line) => sum + line.amount_minor, 0)
  const freight_minor = order.lines.reduce((sum, line) => sum + line.freight_minor, 0)
  if (amount_minor !== goods_minor - order.discount_minor || freight_minor !== order.freight_minor) {
    return { id, status: 'amounts_differ', detail: 'The lines do not add up to the order.' }
  }
  if (order.lines.some((line) => (line.subsidy_minor ?? 0) > line.amount_minor))
    return { id, status: 'amounts_differ', detail: 'The platform paid more than a line costs.' }
  const money = order.payments.reduce((sum, { direction, amount_minor }) => sum + (direction === 'in' ? amount_minor : -amount_minor), 0)
  if (money < 0) return { id, status: 'amounts_differ', detail: 'More was refunded than paid.' }
  return undefined
}

const digestOf = (order: HistoryOrder): string =>
  steadyId(
    JSON.stringify([
      order.currency,
      order.placed_at,
      order.freight_minor,
      order.discount_minor,
      order.lines,
      order.entries,
      order.payments,
    ]),
  )

async function findImported(tx: Tx, orders: readonly HistoryOrder[]): Promise<Map<string, string>> {
  const rows = await tx.rows<{ channel_id: string; external_no: string; digest: string }>(hot`
    select n.channel_id, n.external_no, o.digest
    from unnest(${column(orders, 'channel_id')}::text[], ${column(orders, 'external_no')}::text[]) as k (channel_id, external_no)
    join orders.external_numbers n on n.channel_id = k.channel_id and n.external_no = k.external_no
    join orders.orders o on o.id = n.order_id`)
  return new Map(rows.map(({ channel_id, external_no, digest }) => [`${channel_id} ${external_no}`, digest]))
}

async function writeHistory(
  tx: Tx,
  now: string,
  orders: HistoryOrder[],
  numbers: string[],
  organizationOf: (order: HistoryOrder) => string,
): Promise<void> {
  const rows = orders.map((order, i) => {
    const goods_minor = order.lines.reduce((sum, line) => sum + line.unit_minor * line.quantity, 0)
    return {
      ...order,
      order_no: numbers[i]!,
      organization_id: organizationOf(order),
      digest: digestOf(order),
      address_json: json(order.customer_no === null ? order.address : { ...order.address, customer_no: order.customer_no }),
      goods_minor,
      total_minor: goods_minor - order.discount_minor + order.freight_minor,
    }
  })
  const lines = rows.flatMap((order) =>
    order.lines.map((line, i) => ({ ...line, order_id: order.id, line_no: i + 1, title_json: json(line.title) })),
  )
  const subsidies = lines.filter(({ subsidy_minor }) => subsidy_minor)
  const channelOf = new Map(rows.map(({ id, channel_id }) => [id, channel_id]))
  const stages = rows.flatMap((order) => {
    const last = order.entries.at(-1)!
    return [...new Set(column(order.lines, 'group_no'))].map((group_no) => ({
      order_id: order.id,
      group_no,
      state: last.state,
      organization_id: order.organization_id,
      channel_id: order.channel_id,
      placed_at: order.placed_at,
      entry_no: order.entries.length,
      entered_at: last.happened_at,
      entries: order.entries,
    }))
  })
  const counts = new Counts()
  for (const { organization_id, channel_id, entries } of rows) counts.add(organization_id, channel_id, entries.at(-1)!.state, 1)
  const booked = rows.flatMap(bookMoney)
  const posted = await postTransactions(
    tx,
    now,
    booked.map(({ transaction }) => transaction),
  )
  assert(posted.every(isPosted), 'money of the past always came before it went')
  await Promise.all([
    tx.run(hot`
      insert into orders.orders (id, order_no, channel_id, external_no, organization_id, buyer_name, buyer_phone, address, currency, goods_minor, discount_minor,
        freight_minor, total_minor, payment_term, history, digest, placed_at, recorded_at)
      select id, order_no, channel_id, external_no, organization_id, buyer_name, buyer_phone, address, currency, goods_minor, discount_minor,
        freight_minor, total_minor, 'channel', true, digest, placed_at, ${now}
      from unnest(${column(rows, 'id')}::uuid[], ${column(rows, 'order_no')}::text[], ${column(rows, 'channel_id')}::text[], ${column(rows, 'external_no')}::text[],
        ${column(rows, 'organization_id')}::text[], ${column(rows, 'buyer_name')}::text[], ${column(rows, 'buyer_phone')}::text[], ${column(rows, 'address_json')}::jsonb[],
        ${column(rows, 'currency')}::text[], ${column(rows, 'goods_minor')}::bigint[], ${column(rows, 'discount_minor')}::bigint[], ${column(rows, 'freight_minor')}::bigint[],
        ${column(rows, 'total_minor')}::bigint[], ${column(rows, 'digest')}::text[], ${column(rows, 'placed_at')}::timestamptz[])
        as o (id, order_no, channel_id, external_no, organization_id, buyer_name, buyer_phone, address, currency, goods_minor, discount_minor, freight_minor,
          total_minor, digest, placed_at)`),
    tx.run(hot`
      insert into orders.lines (order_id, line_no, group_no, sku_id, title, quantity, unit_minor, amount_minor, freight_minor)
      select order_id, line_no, group_no, sku_id, title, quantity, unit_minor, amount_minor, freight_minor
      from unnest(${column(lines, 'order_id')}::uuid[], ${column(lines, 'line_no')}::smallint[], ${column(lines, 'group_no')}::smallint[], ${column(lines, 'sku_id')}::text[],
        ${column(lines, 'title_json')}::jsonb[], ${column(lines, 'quantity')}::integer[], ${column(lines, 'unit_minor')}::bigint[], ${column(lines, 'amount_minor')}::bigint[],
        ${column(lines, 'freight_minor')}::bigint[]) as l (order_id, line_no, group_no, sku_id, title, quantity, unit_minor, amount_minor, freight_minor)`),
    tx.run(hot`
      insert into orders.discounts (order_id, line_no, kind, source_id, amount_minor)
      select order_id, line_no, 'subsidy', source_id, amount_minor
      from unnest(${column(subsidies, 'order_id')}::uuid[], ${column(subsidies, 'line_no')}::smallint[],
        ${subsidies.map(({ order_id }) => channelOf.get(order_id)!)}::text[], ${subsidies.map(({ subsidy_minor }) => subsidy_minor!)}::bigint[])
        as d (order_id, line_no, source_id, amount_minor)`),
    tx.run(hot`
      insert into orders.stages (order_id, group_no, state, organization_id, channel_id, placed_at, due_at, entry_no, entered_at)
      select order_id, group_no, state, organization_id, channel_id, placed_at, null, entry_no, entered_at
      from unnest(${column(stages, 'order_id')}::uuid[], ${column(stages, 'group_no')}::smallint[], ${column(stages, 'state')}::text[], ${column(stages, 'organization_id')}::text[],
        ${column(stages, 'channel_id')}::text[], ${column(stages, 'placed_at')}::timestamptz[], ${column(stages, 'entry_no')}::smallint[], ${column(stages, 'entered_at')}::timestamptz[])
        as s (order_id, group_no, state, organization_id, channel_id, placed_at, entry_no, entered_at)`),
    insertEntries(
      tx,
      now,
      stages.flatMap(({ order_id, group_no, entries }) =>
        entries.map((entry, i) => ({ ...entry, order_id, group_no, entry_no: i + 1, by: 'history' })),
      ),
    ),
    claimExternalNumbers(tx, rows),
    recordPayments(
      tx,
      now,
      booked.flatMap(({ payment }) => (payment ? [payment] : [])),
    ),
    announce(
      tx,
      'orders.imported',
      rows.map(({ id, order_no, channel_id, organization_id, total_minor, currency, placed_at }) => ({
        id,
        order_no,
        channel_id,
        organization_id,
        total_minor,
        currency,
        placed_at,
      })),
      now,
    ),
    counts.write(tx),
  ])
}

interface Booked {
  transaction: Transaction
  payment: Payment | null
}

/** Payments come from the opening account and refunds return there; what is left of a delivered order became sales. */
function bookMoney(order: HistoryOrder & { organization_id: string }): Booked[] {
  const opening = openingAccount(order.channel_id)
  const ref = `orders.order:${order.id}`
  const ordered = [...order.payments].sort((a, b) => (a.direction === b.direction ? 0 : a.direction === 'in' ? -1 : 1))
  const moves = ordered.map(({ direction, amount_minor, happened_at }, i): Booked => {
    const key = `order:${order.id}:history:${i + 1}`
    const money = { order_id: order.id, amount_minor, currency: order.currency }
    return {
      transaction: {
        key,
        kind: 'orders.history',
        ref,
        happened_at,
        postings: [direction === 'in' ? payPosting(opening, money) : refundPosting(opening, money)],
      },
      payment: {
        id: steadyId('payment', key),
        ...money,
        method: 'opening',
        direction,
        counter_account: opening,
        transaction_key: key,
        happened_at,
      },
    }
  })
  const left_minor = ordered.reduce((sum, { direction, amount_minor }) => sum + (direction === 'in' ? amount_minor : -amount_minor), 0)
  const delivered = order.entries.find(({ state }) => state === 'delivered' || state === 'completed')
  if (!delivered || left_minor <= 0) return moves
  const earned = earnPosting(order.organization_id, { order_id: order.id, amount_minor: left_minor, currency: order.currency })
  return [
    ...moves,
    {
      transaction: { key: `order:${order.id}:earn:0`, kind: 'orders.earn', ref, happened_at: delivered.happened_at, postings: [earned] },
      payment: null,
    },
  ]
}
