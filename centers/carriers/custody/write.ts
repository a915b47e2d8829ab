import { assert } from '#core/assert.ts'
import { type By, digestOf } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { uuidPattern } from '#core/ids.ts'
import { mayTouch } from '#core/scope.ts'
import { hot, json, lockRows, type Reader, type Sql, sql, type Tx } from '#core/sql.ts'
import { listCarriers, readOwnAccounts } from '../agreements/read.ts'
import type { CarrierEvents } from '../events.ts'
import type { CustodyOrder, CustodyState } from '../model.ts'
import type { CustodyShipped, CustodyStock } from '../port.ts'
import { type Papers, reviveGiven, settleGiven, settleTakenBack, type TakenBack, takeBack } from '../speaking/papers.ts'
import { addCalls } from '../speaking/queue.ts'
import type { Speech } from '../speaking/speak.ts'

const largest = 500

export interface CustodyRow {
  custody_order_id: string
  organization_id: string
  node_id: string
  account_id: string
  order_no: string
  recipient: CustodyOrder['recipient']
  lines: CustodyOrder['lines']
  carrier_id: string | null
  content_hash: string
  state: CustodyState
  reason: string | null
  partner_no: string | null
  parcels: {
    carrier_id: string | null
    carrier_code: string
    waybill_no: string
    weight_grams: number | null
    lines: { sku_id: string; quantity: number }[]
  }[]
  asked_at: string
  changed_at: string
}
const columns = sql`custody_order_id, organization_id, node_id, account_id, order_no, recipient, lines, carrier_id, content_hash, state, reason, partner_no,
  parcels, asked_at, changed_at`

export const listCustodyOrders = (db: Reader, within: Sql, limit: number): Promise<CustodyRow[]> =>
  db.rows(sql`select ${columns} from carriers.custody_orders where ${within} order by asked_at desc, custody_order_id desc limit ${limit}`)
export const listCustodyStock = (db: Reader, node_id: string): Promise<(CustodyStock & { told_at: string })[]> =>
  db.rows(
    sql`select sku_id, condition, quantity, told_at from carriers.custody_stock where node_id = ${node_id} order by sku_id, condition`,
  )

const lock = (tx: Tx, ids: readonly string[]): Promise<CustodyRow[]> =>
  lockRows(tx, sql`select ${columns} from carriers.custody_orders where custody_order_id = any(${ids}::uuid[])`, sql`custody_order_id`)

export interface CustodyOutcome {
  id: string
  status: 'asked' | 'already_asked' | 'not_yours' | 'account_not_found' | 'sent_with_other_content'
  detail?: string
}

/** Gives orders to third-party warehouses. What becomes of them arrives as `carriers.custody_order_changed`. */
export async function sendCustodyOrders(tx: Tx, by: By, now: string, orders: readonly CustodyOrder[]): Promise<CustodyOutcome[]> {
  assert(orders.length <= largest, `at most ${largest} orders in one call`)
  const known = new Map(
    (
      await lock(
        tx,
        orders.map(({ custody_order_id }) => custody_order_id),
      )
    ).map((one) => [one.custody_order_id, one.content_hash]),
  )
  const own = await readOwnAccounts(tx, by)
  const outcomes = orders.map((order): CustodyOutcome => {
    const id = order.custody_order_id
    const content_hash = digestOf(order)
    if (!mayTouch(by, order)) return { id, status: 'not_yours', detail: 'organization_id is not one of yours.' }
    if (!own.has(order.account_id)) return { id, status: 'account_not_found', detail: `There is no account ${order.account_id} of yours.` }
    if (known.has(id)) {
      if (known.get(id) === content_hash) return { id, status: 'already_asked' }
      return { id, status: 'sent_with_other_content', detail: 'Cancel the order first and send another one under a new id.' }
    }
    known.set(id, content_hash)
    return { id, status: 'asked' }
  })
  const fresh = orders.filter((_, i) => outcomes[i]!.status === 'asked').map((order) => ({ ...order, content_hash: digestOf(order) }))
  await tx.run(hot`
    insert into carriers.custody_orders (custody_order_id, organization_id, node_id, account_id, order_no, recipient, lines, carrier_id, content_hash,
      state, asked_at, changed_at)
    select custody_order_id, organization_id, node_id, account_id, order_no, recipient, lines, carrier_id, content_hash, 'asked', ${now}::timestamptz,
      ${now}::timestamptz
    from jsonb_populate_recordset(null::carriers.custody_orders, ${json(fresh)}::jsonb) on conflict (custody_order_id) do nothing`)
  await addCalls(
    tx,
    now,
    fresh.map(({ custody_order_id, account_id }) => ({ kind: 'custody.send', account_id, subject: custody_order_id })),
  )
  return outcomes
}

/** Takes orders back from the warehouse, as long as they are not shipped. */
export async function cancelCustodyOrders(tx: Tx, by: By, now: string, ids: readonly string[]): Promise<TakenBack[]> {
  assert(ids.length <= largest, `at most ${largest} orders in one call`)
  return takeBack(papers, tx, by, now, ids)
}

/** The warehouse shipped. Told twice it counts once; shipped while we were canceling it stays shipped, because the goods are gone. */
export async function recordShipped(
  tx: Tx,
  now: string,
  account_id: string,
  partner: string,
  shipped: readonly CustodyShipped[],
): Promise<{ unknown: string[] }> {
  const pattern = new RegExp(uuidPattern)
  const known = new Map(
    (
      await lock(
        tx,
        shipped.map(({ key }) => key).filter((key) => pattern.test(key)),
      )
    ).map((one) => [one.custody_order_id, one]),
  )
  const carriers = await listCarriers(tx)
  const changed: CustodyRow[] = []
  const unknown: string[] = []
  for (const { key, shipped_at, parcels } of shipped) {
    const order = known.get(key)
    if (!order || order.account_id !== account_id) {
      unknown.push(key)
      continue
    }
    if (order.state === 'shipped') continue
    const named = parcels.map((parcel) => ({
      ...parcel,
      carrier_id: carriers.find(({ codes }) => codes[partner] === parcel.carrier_code)?.carrier_id ?? null,
    }))
    changed.push({ ...order, state: 'shipped', reason: null, parcels: named, changed_at: shipped_at })
    known.set(key, { ...order, state: 'shipped' })
  }
  await save(tx, now, changed)
  return { unknown }
}

/** The warehouse's own count. An older word never replaces a newer one; only what differs is announced. */
export async function recordCustodyStock(
  tx: Tx,
  now: string,
  node_id: string,
  told_at: string,
  rows: readonly CustodyStock[],
): Promise<void> {
  const last = [...new Map(rows.map((row) => [`${row.sku_id} ${row.condition}`, row])).values()]
  const before = await lockRows<CustodyStock & { told_at: string }>(
    tx,
    sql`select sku_id, condition, quantity, told_at from carriers.custody_stock where node_id = ${node_id} and sku_id = any(${last.map(({ sku_id }) => sku_id)}::text[])`,
    sql`sku_id, condition`,
  )
  const known = new Map(before.map((row) => [`${row.sku_id} ${row.condition}`, row]))
  const fresh = last.filter((row) => {
    const stored = known.get(`${row.sku_id} ${row.condition}`)
    return !stored || Date.parse(stored.told_at) <= Date.parse(told_at)
  })
  await tx.run(hot`
    insert into carriers.custody_stock (node_id, sku_id, condition, quantity, told_at)
    select ${node_id}, sku_id, condition, quantity, ${told_at}::timestamptz
    from jsonb_to_recordset(${json(fresh)}::jsonb) as s (sku_id text, condition text, quantity bigint)
    on conflict (node_id, sku_id, condition) do update set quantity = excluded.quantity, told_at = excluded.told_at
    where custody_stock.told_at <= excluded.told_at`)
  const items = fresh.flatMap(({ sku_id, condition, quantity }): CarrierEvents['carriers.custody_stock_told'][] => {
    const stored = known.get(`${sku_id} ${condition}`)
    return stored?.quantity === quantity ? [] : [{ node_id, sku_id, condition, quantity, before: stored?.quantity ?? null, told_at }]
  })
  await announce(tx, 'carriers.custody_stock_told', items, now)
}

/** Those of these orders that a third-party warehouse has to ship, or is being asked to. */
export async function findGivenAway(db: Reader, order_nos: readonly string[]): Promise<Set<string>> {
  const rows = await db.rows<{ order_no: string }>(hot`
    select order_no from carriers.custody_orders
    where order_no = any(${order_nos}::text[]) and state in ('asked', 'accepted', 'shipped', 'canceling')`)
  return new Set(rows.map(({ order_no }) => order_no))
}

/** The node a warehouse's own word belongs to: the one whose orders go to that account. */
export async function nodeOfAccount(db: Reader, account_id: string): Promise<string | null> {
  const row = await db.row<{ node_id: string | null }>(
    sql`select settings ->> 'node' as node_id from carriers.accounts where account_id = ${account_id}`,
  )
  return row?.node_id ?? null
}

async function save(tx: Tx, now: string, orders: readonly CustodyRow[]): Promise<void> {
  await tx.run(hot`
    update carriers.custody_orders o set state = c.state, reason = c.reason, partner_no = c.partner_no, parcels = c.parcels, changed_at = c.changed_at
    from jsonb_populate_recordset(null::carriers.custody_orders, ${json(orders)}::jsonb) c where o.custody_order_id = c.custody_order_id`)
  const items = orders.map(({ custody_order_id, order_no, node_id, state, reason, parcels, changed_at }) => {
    const event: CarrierEvents['carriers.custody_order_changed'] = {
      custody_order_id,
      order_no,
      node_id,
      state,
      reason,
      parcels,
      happened_at: changed_at,
    }
    return event
  })
  await announce(tx, 'carriers.custody_order_changed', items, now)
}

async function find(db: Reader, ids: readonly string[]): Promise<Map<string, CustodyRow>> {
  const rows = await db.rows<CustodyRow>(sql`select ${columns} from carriers.custody_orders where custody_order_id = any(${ids}::uuid[])`)
  return new Map(rows.map((row) => [row.custody_order_id, row]))
}

const papers: Papers<CustodyRow> = {
  ...{ give: 'custody.send', take_back: 'custody.cancel', taken: 'accepted', refused: 'refused', lock, save },
  id: ({ custody_order_id }) => custody_order_id,
  late: ({ state }) => (state === 'shipped' ? 'It is shipped: stop it at the carrier.' : null),
  missing: 'order_not_found',
  being_told: 'The warehouse is being told of it at this moment: cancel again in a minute.',
}

export const sendSpeech: Speech = {
  kind: 'custody.send',
  async say(db, port, account, calls) {
    if (!port.sendCustodyOrders) return undefined
    const orders = await find(
      db,
      calls.map(({ subject }) => subject),
    )
    const codes = new Map((await listCarriers(db)).map((one) => [one.carrier_id, one.codes]))
    return port.sendCustodyOrders(
      account,
      calls.map(({ subject }) => {
        const order = orders.get(subject)!
        return { ...order, carrier_code: order.carrier_id === null ? null : (codes.get(order.carrier_id)?.[port.partner] ?? null) }
      }),
    )
  },
  settle: (tx, now, settled) => settleGiven(papers, tx, now, settled),
  revive: (tx, now, calls) => reviveGiven(papers, tx, now, calls),
}

export const cancelCustodySpeech: Speech = {
  kind: 'custody.cancel',
  async say(db, port, account, calls) {
    if (!port.cancelCustodyOrders) return undefined
    const orders = await find(
      db,
      calls.map(({ subject }) => subject),
    )
    return port.cancelCustodyOrders(
      account,
      calls.map(({ subject }) => ({ key: subject, partner_no: orders.get(subject)!.partner_no })),
    )
  },
  settle: (tx, now, settled) => settleTakenBack(papers, tx, now, settled),
}

export const stockSpeech: Speech = {
  kind: 'custody.stock',
  async say(_db, port, account, calls) {
    if (!port.queryCustodyStock) return undefined
    return port.queryCustodyStock(
      account,
      calls.map(({ payload }) => ({ warehouse: account.settings.warehouse ?? '', sku_ids: payload.sku_ids as string[] })),
    )
  },
  async settle(tx, now, settled) {
    for (const { call, told } of settled) {
      if (told.status === 'answered') await recordCustodyStock(tx, now, call.payload.node_id as string, now, told.rows)
    }
  },
}
