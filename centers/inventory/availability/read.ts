import { skuAsset } from '#centers/products/model.ts'
import { cachedTable } from '#core/cache.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import { readCandidates, readSelling } from '../read.ts'
import { addDays, choosePromise, type Option, shipsOn, travelDays } from './rules.ts'

interface Calendar {
  closed_days: Map<string, Set<string>>
  delivery_days: Map<string, number>
}

const calendar = cachedTable<Calendar>(5_000, async (db) => {
  const [days, travel] = await Promise.all([
    db.rows<{ node_id: string; day: string }>(sql`select node_id, day from inventory.closed_days`),
    db.rows<{ from_region: string; to_region: string; days: number }>(
      sql`select from_region, to_region, days from inventory.delivery_days`,
    ),
  ])
  const closed_days = new Map<string, Set<string>>()
  for (const { node_id, day } of days) {
    const set = closed_days.get(node_id)
    if (set) set.add(day)
    else closed_days.set(node_id, new Set([day]))
  }
  return { closed_days, delivery_days: new Map(travel.map((row) => [`${row.from_region} ${row.to_region}`, row.days])) }
})
export const dropCalendar = calendar.drop

/** What is open of each SKU, account by account, remembered between calls. */
interface Shelf {
  /** Postings from this transaction on were not looked at yet. */
  seen: string
  looked_ms: number
  /** By SKU: what each account holds above its floor. Only accounts that were asked for are known. */
  open: Map<string, Map<string, number>>
  looking: Promise<void> | null
}
const shelves = new WeakMap<object, Shelf>()
const look_every_ms = 100
const most_kept = 20_000

/**
 * What these accounts hold of these SKUs, at most a tenth of a second old: shelves are kept in memory and whatever was posted since the last look is read
 * anew. For showing; whoever takes something is answered by the ledger.
 */
async function readOpen(db: Reader, wanted: ReadonlyMap<string, readonly string[]>): Promise<Shelf['open']> {
  let shelf = shelves.get(db.database)
  if (!shelf) {
    shelf = { seen: '0', looked_ms: -Infinity, open: new Map(), looking: null }
    shelves.set(db.database, shelf)
  }
  if (performance.now() - shelf.looked_ms > look_every_ms) {
    shelf.looking ??= dropMoved(db, shelf).finally(() => {
      shelf.looking = null
    })
  }
  if (shelf.looking) await shelf.looking

  const groups = new Map<string, { accounts: readonly string[]; sku_ids: string[] }>()
  for (const [sku_id, accounts] of wanted) {
    const kept = shelf.open.get(sku_id)
    if (kept && accounts.every((account) => kept.has(account))) continue
    const key = accounts.join()
    const group = groups.get(key)
    if (group) group.sku_ids.push(sku_id)
    else groups.set(key, { accounts, sku_ids: [sku_id] })
  }
  if (shelf.open.size > most_kept) shelf.open.clear()
  const found = new Map<string, Map<string, number>>()
  await Promise.all([...groups.values()].map(({ accounts, sku_ids }) => loadOpen(db, accounts, sku_ids, found)))
  // What was asked for is answered from what was just read, even if another call empties the shelf meanwhile.
  const answer = new Map<string, Map<string, number>>()
  for (const [sku_id] of wanted) {
    const fresh = found.get(sku_id)
    if (fresh) shelf.open.set(sku_id, fresh)
    answer.set(sku_id, fresh ?? shelf.open.get(sku_id)!)
  }
  return answer
}

/** Forgets the SKUs that moved since the last look. A transaction that was under way then is at or above what was seen, so it is looked at again. */
async function dropMoved(db: Reader, shelf: Shelf): Promise<void> {
  const asked_ms = performance.now()
  const [row] = await db.rows<{ upto: string; assets: string[] | null }>(hot`
    select pg_snapshot_xmin(pg_current_snapshot())::text as upto,
      (select array_agg(distinct asset) from ledger.postings where tx_id >= ${shelf.seen}::xid8 and ${shelf.seen} <> '0' and asset like 'sku:%') as assets`)
  if (shelf.seen === '0') shelf.open.clear()
  for (const asset of row!.assets ?? []) shelf.open.delete(asset.slice('sku:'.length))
  shelf.seen = row!.upto
  shelf.looked_ms = asked_ms
}

async function loadOpen(
  db: Reader,
  accounts: readonly string[],
  sku_ids: readonly string[],
  found: Map<string, Map<string, number>>,
): Promise<void> {
  for (const sku_id of sku_ids) found.set(sku_id, new Map(accounts.map((account) => [account, 0])))
  // One text per account instead of a row per balance: reading twenty thousand rows one by one would cost more than finding them.
  const rows = await db.rows<{ account: string; open: string }>(hot`
    select b.account, string_agg(k.place || ' ' || (b.balance - b.floor), ',') as open
    from unnest(${sku_ids.map(skuAsset)}::text[]) with ordinality k (asset, place)
    join ledger.balances b on b.asset = k.asset and b.account = any(${[...accounts]}::text[]) and b.balance > b.floor
    group by b.account`)
  for (const { account, open } of rows) {
    for (const pair of open.split(',')) {
      const blank = pair.indexOf(' ')
      found.get(sku_ids[Number(pair.slice(0, blank)) - 1]!)!.set(account, Number(pair.slice(blank + 1)))
    }
  }
}

export interface AvailabilityAsk {
  channel_id: string
  /** County code of the buyer's address; null when it is not known yet. */
  region_code: string | null
  items: readonly { sku_id: string; quantity?: number | undefined }[]
  /** Whether every place is listed, not only the best. */
  detail?: boolean
}

export interface Availability {
  sku_id: string
  /** Over all places the channel may sell from. */
  available: number
  node_id: string | null
  stock_from: string | null
  ships_on: string | null
  arrives_on: string | null
  options?: Option[]
}

/** What a channel can promise of each SKU and when it would arrive at an address, in the order asked. A thousand SKUs are one call. */
export async function findPromises(
  db: Reader,
  now: string,
  { channel_id, region_code, items, detail = false }: AvailabilityAsk,
): Promise<Availability[]> {
  const sku_ids = [...new Set(items.map(({ sku_id }) => sku_id))]
  const [candidates, { nodes }, { closed_days, delivery_days }] = await Promise.all([
    readCandidates(db, sku_ids),
    readSelling(db),
    calendar.read(db),
  ])
  const wanted = new Map(sku_ids.map((sku_id) => [sku_id, candidates(channel_id, sku_id)]))
  const presale = [...wanted].filter(([, list]) => list.some(({ stock_from }) => stock_from === 'presale')).map(([sku_id]) => sku_id)
  const [open, ready_on] = await Promise.all([
    readOpen(db, new Map([...wanted].map(([sku_id, list]) => [sku_id, list.map(({ account }) => account)]))),
    findReadyDays(db, presale),
  ])

  const days = new Map<string, { ships_on: string | null; arrives_on: string | null }>()
  const daysOf = (node_id: string, not_before: string | null) => {
    const key = `${node_id} ${not_before}`
    let known = days.get(key)
    if (!known) {
      const node = nodes.get(node_id)
      const ships_on = node
        ? shipsOn(
            { cut_off: node.cut_off, closed_weekdays: node.closed_weekdays, closed_days: closed_days.get(node_id) ?? noDays },
            now,
            not_before,
          )
        : null
      const arrives_on = ships_on && addDays(ships_on, travelDays(delivery_days, node!.region_code, region_code))
      known = { ships_on, arrives_on }
      days.set(key, known)
    }
    return known
  }
  return items.map(({ sku_id, quantity = 1 }) => {
    const held = open.get(sku_id)!
    const options = wanted.get(sku_id)!.map(({ node_id, stock_from, account }): Option => {
      const not_before = stock_from === 'presale' ? (ready_on.get(sku_id) ?? later(now)) : null
      return { node_id, stock_from, open: held.get(account) ?? 0, ...daysOf(node_id, not_before) }
    })
    const { available, best } = choosePromise(options, quantity)
    return {
      sku_id,
      available,
      node_id: best?.node_id ?? null,
      stock_from: best?.stock_from ?? null,
      ships_on: best?.ships_on ?? null,
      arrives_on: best?.arrives_on ?? null,
      ...(detail ? { options } : {}),
    }
  })
}
const noDays: ReadonlySet<string> = new Set()

/** A presale without a day of its own is promised for two weeks from now. */
const later = (now: string): string => businessDate(addMilliseconds(now, 14 * 86_400_000))

async function findReadyDays(db: Reader, sku_ids: readonly string[]): Promise<Map<string, string>> {
  if (sku_ids.length === 0) return new Map()
  const rows = await db.rows<{ sku_id: string; available_on: string }>(hot`
    select k.sku_id, p.available_on from products.skus k join products.spus p on p.spu_id = k.spu_id
    where k.sku_id = any(${sku_ids}::text[]) and p.available_on is not null`)
  return new Map(rows.map(({ sku_id, available_on }) => [sku_id, available_on]))
}
