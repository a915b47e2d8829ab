import type { SkuFacts } from '#centers/products/read.ts'
import { findSkus } from '#centers/products/read.ts'
import { cachedTable } from '#core/cache.ts'
import type { Caller } from '#core/http.ts'
import { cutPage, decodeCursor } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, sql } from '#core/sql.ts'
import type { caseOutcomes, Rule, RuleName } from './model.ts'
import type { Item } from './rules.ts'
import { makeSerials } from './serials.ts'

export interface Batch {
  batch_id: string
  sku_id: string
  brand_id: string | null
  gtin: string
  lot: string
  produced_on: string
  expires_on: string | null
  factory: string
  quantity: number
  first_number: number
  key_no: number
  points: number
  covered: boolean
  made_by: string
  made_at: string
  voided_at: string | null
  void_reason: string | null
  printed: number
  bound: number
  sold: number
  scanned: number
  claimed: number
  voided: number
}

const batchColumns = sql`b.batch_id, b.sku_id, b.brand_id, b.gtin, b.lot, b.produced_on, b.expires_on, b.factory, b.quantity, b.first_number, b.key_no, b.points,
  b.covered, b.made_by, b.made_at, b.voided_at, b.void_reason, b.printed, b.bound, b.sold, b.scanned, b.claimed, b.voided`

/** The batches that these numbers lie in, by number; a number that was never given out has none. Few batches are asked for at a time, so each is sent once. */
export async function findBatchesOf(db: Reader, numbers: readonly number[]): Promise<Map<number, Batch>> {
  if (numbers.length === 0) return new Map()
  const distinct = [...new Set(numbers)]
  const batches = await db.rows<Batch>(hot`
    select ${batchColumns} from codes.batches b where b.batch_id in (
      select l.batch_id from unnest(${distinct}::bigint[]) as n (number)
      cross join lateral (select batch_id from codes.batches where first_number <= n.number order by first_number desc limit 1) l)
    order by b.first_number`)
  const found = new Map<number, Batch>()
  for (const number of distinct) {
    const batch = batches.findLast(({ first_number }) => first_number <= number)
    if (batch && number < batch.first_number + batch.quantity) found.set(number, batch)
  }
  return found
}

export const findBatches = (db: Reader, batch_ids: readonly string[]): Promise<Batch[]> =>
  db.rows<Batch>(hot`select ${batchColumns} from codes.batches b where b.batch_id = any(${batch_ids}::uuid[])`)

/** A batch that the caller may see; undefined otherwise. */
export const findBatch = (db: Reader, caller: Caller, batch_id: string): Promise<Batch | undefined> =>
  db.row<Batch>(
    sql`select ${batchColumns} from codes.batches b where b.batch_id = ${batch_id} and ${scopeFilter(caller, { brand: sql`b.brand_id` })}`,
  )

export async function listBatches(
  db: Reader,
  caller: Caller,
  { q, sku_id, cursor, limit = 50 }: { q?: string | undefined; sku_id?: string | undefined; cursor?: string | undefined; limit?: number },
): Promise<{ items: (Batch & { title: { zh: string; en: string } | null })[]; next: string | null }> {
  const after = decodeCursor(cursor, ['string', 'string'])
  const rows = await db.rows<Batch & { title: { zh: string; en: string } | null }>(sql`
    select ${batchColumns}, p.title from codes.batches b
    left join products.skus k on k.sku_id = b.sku_id left join products.spus p on p.spu_id = k.spu_id
    where ${scopeFilter(caller, { brand: sql`b.brand_id` })}
      and (${sku_id ?? null}::text is null or b.sku_id = ${sku_id ?? null})
      and (${q ?? null}::text is null or b.lot = ${q ?? null} or b.sku_id = ${q ?? null} or b.gtin = lpad(${q ?? null}, 14, '0'))
      and (${after?.[0] ?? null}::timestamptz is null or (b.made_at, b.batch_id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
    order by b.made_at desc, b.batch_id desc limit ${limit + 1}`)
  return cutPage(rows, limit, (row) => [row.made_at, row.batch_id])
}

export interface Print {
  batch_id: string
  print_id: string
  from_index: number
  quantity: number
  host: string
  again_reason: string | null
  printed_by: string
  printed_at: string
}
export const listPrints = (db: Reader, batch_id: string): Promise<Print[]> =>
  db.rows<Print>(sql`select batch_id, print_id, from_index, quantity, host, again_reason, printed_by, printed_at
    from codes.prints where batch_id = ${batch_id} order by printed_at desc, print_id desc limit 200`)
export const findPrint = (db: Reader, batch_id: string, print_id: string): Promise<Print | undefined> =>
  db.row<Print>(sql`select batch_id, print_id, from_index, quantity, host, again_reason, printed_by, printed_at
    from codes.prints where batch_id = ${batch_id} and print_id = ${print_id}`)

export interface Shipment {
  subject: string
  shipment_id: string
  region_code: string
  node_id: string | null
  dealer_id: string | null
  shipped_at: string
  shipped_by: string
}
export const listShipments = (db: Reader, subjects: readonly string[]): Promise<Shipment[]> =>
  db.rows<Shipment>(hot`select subject, shipment_id, region_code, node_id, dealer_id, shipped_at, shipped_by
    from codes.shipments where subject = any(${subjects}::text[]) order by shipped_at desc, shipment_id desc limit 200`)

/** Where each of these codes was sent: by its carton, else its pallet, else its batch, and of those the latest. */
export async function findDestinations(
  db: Reader,
  numbers: readonly number[],
): Promise<Map<number, { region_code: string; dealer_id: string | null }>> {
  if (numbers.length === 0) return new Map()
  const rows = await db.rows<{ number: number; region_code: string; dealer_id: string | null }>(hot`
    select n.number, s.region_code, s.dealer_id
    from unnest(${numbers}::bigint[]) as n (number)
    cross join lateral (select batch_id from codes.batches where first_number <= n.number order by first_number desc limit 1) b
    left join codes.items i on i.number = n.number
    left join codes.containers c on c.container_id = i.container_id
    cross join lateral (
      select h.region_code, h.dealer_id
      from unnest(array['container:' || i.container_id, 'container:' || c.inside, 'batch:' || b.batch_id]) with ordinality as t (subject, nearness)
      join codes.shipments h on h.subject = t.subject
      order by t.nearness, h.shipped_at desc, h.shipment_id desc limit 1) s`)
  return new Map(rows.map(({ number, ...one }) => [number, one]))
}

const itemColumns = sql`number, batch_id, container_id, sold_at, voided_at, scans, first_scanned_at, first_region, last_scanned_at, last_region, last_device,
  suspected_at, cleared_scans, cover_misses, claimed_at, member_id, points`

export const findItems = (db: Reader, numbers: readonly number[]): Promise<Item[]> =>
  db.rows<Item>(hot`select ${itemColumns} from codes.items where number = any(${numbers}::bigint[])`)

export interface Step {
  step: string
  ref: string
  happened_at: string
  by_name: string
  note: string | null
}

/** Everything we know of one code, for operators. No person stands in it but the id of who claimed it. */
export async function findHistory(db: Reader, batch: Batch, number: number) {
  const [items, steps, scans, destinations, skus] = await Promise.all([
    findItems(db, [number]),
    db.rows<Step>(
      sql`select step, ref, happened_at, by_name, note from codes.steps where number = ${number} order by happened_at, step limit 200`,
    ),
    db.rows<{ scanned_at: string; region_code: string | null; device: string; verdict: string }>(
      sql`select scanned_at, region_code, device, verdict from codes.scans where number = ${number} order by scan_id desc limit 100`,
    ),
    findDestinations(db, [number]),
    findSkus(db, [batch.sku_id]),
  ])
  const item = items[0]
  const pallet = item?.container_id
    ? await db.row<{ inside: string | null }>(sql`select inside from codes.containers where container_id = ${item.container_id}`)
    : undefined
  const shipments = await listShipments(db, [
    `batch:${batch.batch_id}`,
    ...(item?.container_id ? [`container:${item.container_id}`] : []),
    ...(pallet?.inside ? [`container:${pallet.inside}`] : []),
  ])
  return {
    serial: makeSerials(batch.key_no, batch.gtin, number, 1)[0]!,
    index: number - batch.first_number,
    title: skus[0]?.title ?? null,
    item: item ?? null,
    pallet_id: pallet?.inside ?? null,
    destination: destinations.get(number) ?? null,
    steps,
    scans,
    shipments,
  }
}

const ruleTable = cachedTable(5_000, async (db) => {
  const rows = await db.rows<Rule>(sql`select rule, active, most, window_minutes from codes.rules where active`)
  return new Map<RuleName, Rule>(rows.map((row) => [row.rule, row]))
})
/** The rules that are active, at most five seconds old. */
export const readRules = (db: Reader): Promise<Map<RuleName, Rule>> => ruleTable.read(db)
export const dropRules = (): void => ruleTable.drop()
export const listRules = (db: Reader): Promise<(Rule & { changed_by: string; changed_at: string })[]> =>
  db.rows(sql`select rule, active, most, window_minutes, changed_by, changed_at from codes.rules order by rule`)

/** What a shopper reads about the product; few products are scanned at a time, so they are kept for half a minute. */
export interface ProductFacts extends Pick<SkuFacts, 'sku_id' | 'spu_id' | 'title' | 'name' | 'brand_id'> {
  story: { zh: string; en: string } | null
  picture: string | null
}
const productsKept = new WeakMap<object, Map<string, { at_ms: number; facts: ProductFacts | null }>>()

export async function findProductFacts(db: Reader, sku_ids: readonly string[]): Promise<Map<string, ProductFacts>> {
  let kept = productsKept.get(db.database)
  if (!kept) {
    kept = new Map()
    productsKept.set(db.database, kept)
  }
  const now_ms = performance.now()
  const wanted = [...new Set(sku_ids)]
  const missing = wanted.filter((sku_id) => now_ms - (kept.get(sku_id)?.at_ms ?? Number.NEGATIVE_INFINITY) > 30_000)
  if (missing.length > 0) {
    const rows = await db.rows<ProductFacts>(hot`
      select k.sku_id, k.spu_id, p.title, k.name, p.brand_id, p.story,
        (select m.reference from products.media m where m.spu_id = p.spu_id and m.role in ('cover', 'gallery') and m.channel_id is null order by m.position limit 1) as picture
      from products.skus k join products.spus p on p.spu_id = k.spu_id where k.sku_id = any(${missing}::text[])`)
    const found = new Map(rows.map((row) => [row.sku_id, row]))
    for (const sku_id of missing) {
      kept.delete(sku_id)
      kept.set(sku_id, { at_ms: now_ms, facts: found.get(sku_id) ?? null })
    }
    while (kept.size > 2_000 + wanted.length) kept.delete(kept.keys().next().value!)
  }
  return new Map(
    wanted.flatMap((sku_id) => {
      const facts = kept.get(sku_id)?.facts
      return facts ? [[sku_id, facts] as const] : []
    }),
  )
}

export interface Case {
  case_id: string
  rule: RuleName
  subject: string
  brand_id: string | null
  batch_id: string | null
  code: string
  times: number
  detail: string
  opened_at: string
  last_seen_at: string
  owner_id: string | null
  owner_name: string | null
  outcome: (typeof caseOutcomes)[number] | null
  note: string | null
  closed_at: string | null
  closed_by: string | null
}

export async function listCases(
  db: Reader,
  caller: Caller,
  {
    state = 'open',
    rule,
    cursor,
    limit = 50,
  }: { state?: 'open' | 'closed' | 'all' | undefined; rule?: string | undefined; cursor?: string | undefined; limit?: number },
): Promise<{ items: Case[]; next: string | null }> {
  const after = decodeCursor(cursor, ['string', 'string'])
  const rows = await db.rows<Case>(sql`
    select case_id, rule, subject, brand_id, batch_id, code, times, detail, opened_at, last_seen_at, owner_id, owner_name, outcome, note, closed_at, closed_by
    from codes.cases
    where ${scopeFilter(caller, { brand: sql`brand_id` })}
      and (${state} = 'all' or (closed_at is null) = (${state} = 'open'))
      and (${rule ?? null}::text is null or rule = ${rule ?? null})
      and (${after?.[0] ?? null}::timestamptz is null or (opened_at, case_id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
    order by opened_at desc, case_id desc limit ${limit + 1}`)
  return cutPage(rows, limit, (row) => [row.opened_at, row.case_id])
}

export async function countCases(db: Reader, caller: Caller): Promise<{ open: number; closed: number }> {
  const row = await db.row<{ open: number; closed: number }>(sql`
    select count(*) filter (where closed_at is null) as open, count(*) filter (where closed_at is not null) as closed
    from codes.cases where ${scopeFilter(caller, { brand: sql`brand_id` })}`)
  return row!
}

/** Codes seen elsewhere than where they were sent, by dealer, lot and place. */
export const countDiversions = (db: Reader, caller: Caller) =>
  db.rows<{
    dealer_id: string | null
    sku_id: string
    lot: string
    batch_id: string
    expected_region: string
    seen_region: string
    codes: number
    scans: number
    first_at: string
    last_at: string
  }>(sql`
    select d.dealer_id, b.sku_id, b.lot, d.batch_id, d.expected_region, d.seen_region, count(*) as codes, sum(d.scans)::bigint as scans,
      min(d.first_at) as first_at, max(d.last_at) as last_at
    from codes.diversions d join codes.batches b on b.batch_id = d.batch_id
    where ${scopeFilter(caller, { brand: sql`d.brand_id` })}
    group by d.dealer_id, b.sku_id, b.lot, d.batch_id, d.expected_region, d.seen_region
    order by codes desc, last_at desc limit 200`)
