import { skuAsset } from '#centers/products/model.ts'
import { cachedTable } from '#core/cache.ts'
import { groupBy } from '#core/outcomes.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import type { Node } from '../model.ts'
import { readCandidates, readSelling, readServices, serviceAvailable } from '../read.ts'
import type { Candidate } from '../rules.ts'
import { addDays, choosePromise, lastDay, type Option, shipsOn, travelDays } from './rules.ts'

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
  /** By list of places and SKU: what each place holds above its floor. */
  open: Map<string, Map<string, number[]>>
  looking: Promise<void> | null
  /** How often was looked, and what the last looks dropped: a load that was under way meanwhile must not bring it back. */
  looks: number
  dropped: Map<string, number>
}
const shelves = new WeakMap<object, Shelf>()
const look_every_ms = 100
const most_kept = 20_000

function shelfOf(db: Reader): Shelf {
  let shelf = shelves.get(db.database)
  if (!shelf) {
    shelf = { seen: '0', looked_ms: -Infinity, open: new Map(), looking: null, looks: 0, dropped: new Map() }
    shelves.set(db.database, shelf)
  }
  return shelf
}

/**
 * What these places hold of these SKUs, at most a tenth of a second old: shelves are kept in memory and whatever was posted since the last look is read
 * anew. For showing; whoever takes something is answered by the ledger.
 */
async function readOpen(db: Reader, places: readonly Candidate[], sku_ids: readonly string[]): Promise<Map<string, number[]>> {
  const shelf = shelfOf(db)
  const key = places.map(({ account }) => account).join()
  let kept = shelf.open.get(key)
  if (!kept || kept.size > most_kept || shelf.open.size > 200) {
    if (shelf.open.size > 200) shelf.open.clear()
    kept = new Map()
    shelf.open.set(key, kept)
  }
  const missing = sku_ids.filter((sku_id) => !kept.has(sku_id))
  const began = shelf.looks
  const found =
    missing.length === 0
      ? kept
      : await loadOpen(
          db,
          places.map(({ account }) => account),
          missing,
        )
  const answer = new Map<string, number[]>()
  for (const sku_id of sku_ids) answer.set(sku_id, found.get(sku_id) ?? kept.get(sku_id)!)
  // What moved after it was read is shown once and not kept.
  if (found !== kept) for (const [sku_id, open] of found) if ((shelf.dropped.get(sku_id) ?? 0) <= began) kept.set(sku_id, open)
  return answer
}

/** Forgets what moved since the last look, if that is not just past. */
async function refresh(db: Reader): Promise<void> {
  const shelf = shelfOf(db)
  if (performance.now() - shelf.looked_ms > look_every_ms) {
    shelf.looking ??= dropMoved(db, shelf).finally(() => {
      shelf.looking = null
    })
  }
  if (shelf.looking) await shelf.looking
}

/** A transaction that was under way at the last look is at or above what was seen then, so it is looked at again. */
async function dropMoved(db: Reader, shelf: Shelf): Promise<void> {
  const asked_ms = performance.now()
  const [row] = await db.rows<{ upto: string; assets: string[] | null }>(hot`
    select pg_snapshot_xmin(pg_current_snapshot())::text as upto,
      (select array_agg(distinct asset) from ledger.postings where tx_id >= ${shelf.seen}::xid8 and ${shelf.seen} <> '0' and asset like 'sku:%') as assets`)
  shelf.looks++
  if (shelf.seen === '0') shelf.open.clear()
  if (shelf.dropped.size > most_kept) {
    // Too much to remember: whatever is being read now is not kept at all.
    shelf.open.clear()
    shelf.dropped.clear()
  }
  for (const asset of row!.assets ?? []) {
    const sku_id = asset.slice('sku:'.length)
    shelf.dropped.set(sku_id, shelf.looks)
    for (const kept of shelf.open.values()) kept.delete(sku_id)
  }
  shelf.seen = row!.upto
  shelf.looked_ms = asked_ms
}

async function loadOpen(db: Reader, accounts: readonly string[], sku_ids: readonly string[]): Promise<Map<string, number[]>> {
  const found = new Map(sku_ids.map((sku_id) => [sku_id, accounts.map(() => 0)]))
  // One text per account instead of a row per balance: reading twenty thousand rows one by one would cost more than finding them.
  const rows = await db.rows<{ account: string; open: string }>(hot`
    select b.account, string_agg(k.place || ' ' || (b.balance - b.floor), ',') as open
    from unnest(${sku_ids.map(skuAsset)}::text[]) with ordinality k (asset, place)
    join ledger.balances b on b.asset = k.asset and b.account = any(${[...accounts]}::text[]) and b.balance > b.floor
    group by b.account`)
  for (const { account, open } of rows) {
    const at = accounts.indexOf(account)
    for (const pair of open.split(',')) {
      const blank = pair.indexOf(' ')
      found.get(sku_ids[Number(pair.slice(0, blank)) - 1]!)![at] = Number(pair.slice(blank + 1))
    }
  }
  return found
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
  /** How many parcels the quantity would leave in; 0 when nobody can promise it. */
  parcels: number
  /** Where it would come from; null when nobody or only several places together have it. The days are those of the last parcel. */
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
  const asked = [...new Set(items.map(({ sku_id }) => sku_id))]
  const services = await readServices(db, asked)
  const sku_ids = services.size > 0 ? asked.filter((sku_id) => !services.has(sku_id)) : asked
  const [{ nodes }, candidates, dates] = await Promise.all([readSelling(db), readCandidates(db, sku_ids), calendar.read(db), refresh(db)])
  const groups = groupBy(sku_ids, (sku_id) => candidates(channel_id, sku_id))
  const presale = [...groups].flatMap(([places, group]) => (places.some(({ stock_from }) => stock_from === 'presale') ? group : []))
  const ready_on = await findReadyDays(db, presale)

  const days = shippingDays(nodes, dates, region_code, now)
  const promised = new Map<string, (quantity: number) => Availability>()
  await Promise.all(
    [...groups].map(async ([places, group]) => {
      const open = await readOpen(db, places, group)
      // Places without a presale leave on the same day whatever the SKU.
      const common = places.map(({ node_id }) => days(node_id, null))
      const common_days = common.map(({ arrives_on }) => arrives_on)
      for (const sku_id of group) {
        const own = ready_on.has(sku_id) || places.some(({ stock_from }) => stock_from === 'presale')
        const when = own
          ? places.map(({ node_id, stock_from }) => days(node_id, stock_from === 'presale' ? (ready_on.get(sku_id) ?? later(now)) : null))
          : common
        const arrives_on = own ? when.map((one) => one.arrives_on) : common_days
        const held = open.get(sku_id)!
        promised.set(sku_id, (quantity) => {
          const { available, best, parts } = choosePromise(held, arrives_on, quantity)
          const giving = parts ? places.flatMap((_, i) => (parts[i]! > 0 ? [i] : [])) : []
          const place = places[best]
          return {
            sku_id,
            available,
            parcels: parts ? new Set(giving.map((i) => places[i]!.node_id)).size : place ? 1 : 0,
            node_id: place?.node_id ?? null,
            stock_from: place?.stock_from ?? null,
            ships_on: parts ? lastDay(giving.map((i) => when[i]!.ships_on)) : (when[best]?.ships_on ?? null),
            arrives_on: parts ? lastDay(giving.map((i) => arrives_on[i]!)) : (when[best]?.arrives_on ?? null),
            ...(detail
              ? {
                  options: places.map(({ node_id, stock_from }, i) => {
                    return { node_id, stock_from, open: held[i]!, takes: parts?.[i] ?? (i === best ? quantity : 0), ...when[i]! }
                  }),
                }
              : {}),
          }
        })
      }
    }),
  )
  return items.map(({ sku_id, quantity = 1 }) => (services.has(sku_id) ? { ...service, sku_id } : promised.get(sku_id)!(quantity)))
}

/** Nothing travels: it is there once it is paid. */
const service: Omit<Availability, 'sku_id'> = {
  ...{ available: serviceAvailable, parcels: 0, node_id: null, stock_from: 'service', ships_on: null, arrives_on: null },
}

interface Days {
  ships_on: string | null
  arrives_on: string | null
}

/** When something leaves each node and arrives at the address, worked out once per node. */
function shippingDays(nodes: ReadonlyMap<string, Node>, { closed_days, delivery_days }: Calendar, region_code: string | null, now: string) {
  const known = new Map<string, Days>()
  return (node_id: string, not_before: string | null): Days => {
    const key = `${node_id} ${not_before}`
    let days = known.get(key)
    if (!days) {
      const node = nodes.get(node_id)
      const ships_on = node
        ? shipsOn(
            { cut_off: node.cut_off, closed_weekdays: node.closed_weekdays, closed_days: closed_days.get(node_id) ?? noDays },
            now,
            not_before,
          )
        : null
      days = { ships_on, arrives_on: ships_on && addDays(ships_on, travelDays(delivery_days, node!.region_code, region_code)) }
      known.set(key, days)
    }
    return days
  }
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
