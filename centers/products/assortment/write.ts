import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import type { Caller } from '#core/http.ts'
import type { Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { findSkus, listCategories } from '../read.ts'
import { canonical, faultOf, templateOf } from '../rules.ts'
import type {
  Bundle,
  BundleItem,
  BundleStatus,
  Competitor,
  CompetitorItem,
  CompetitorStatus,
  ElsewhereItem,
  ElsewhereStatus,
  LinkItem,
  LinkStatus,
  Shop,
} from './model.ts'
import { dropPricedBundles } from './prices.ts'

const largest = 200
type Owner = { spu_id: string; brand_id: string | null; partner_id: string | null }

async function lockOwners(tx: Tx, ids: readonly string[]): Promise<Map<string, Owner>> {
  const rows = await lockRows<Owner>(
    tx,
    sql`select spu_id, brand_id, partner_id from products.spus where spu_id = any(${[...new Set(ids)]}::text[])`,
    sql`spu_id`,
  )
  return new Map(rows.map((row) => [row.spu_id, row]))
}

const faultOfOwner = (by: Caller, owner: Owner | undefined, spu_id: string) =>
  !owner
    ? { status: 'product_not_found' as const, detail: `There is no product ${spu_id}.` }
    : !mayTouch(by, owner)
      ? { status: 'brand_not_yours' as const, detail: `You may not edit products of ${owner.brand_id ?? 'no brand'}.` }
      : undefined

const repeated = (values: readonly string[]) => values.find((value, i) => values.indexOf(value) !== i)

/** Says which products belong to a product as spare parts, services, accessories or similar ones; the list given is the whole list. */
export async function saveLinks(tx: Tx, by: By, now: string, items: readonly LinkItem[]): Promise<Outcome<LinkStatus>[]> {
  assert(items.length <= largest, `at most ${largest} lists of links at a time`)
  const owners = await lockOwners(
    tx,
    items.flatMap(({ spu_id }) => spu_id),
  )
  const targets = await tx.rows<{ spu_id: string }>(hot`
    select spu_id from products.spus where spu_id = any(${[...new Set(items.flatMap((item) => item.targets))]}::text[])`)
  const known = new Set(targets.map(({ spu_id }) => spu_id))
  const before = await tx.rows<{ spu_id: string; kind: string; targets: string[] }>(hot`
    select spu_id, kind, array_agg(target_spu_id order by position) as targets from products.links
    where spu_id = any(${[...owners.keys()]}::text[]) group by spu_id, kind`)
  const stored = new Map(before.map(({ spu_id, kind, targets }) => [`${spu_id} ${kind}`, targets]))
  const saved = new Map<string, LinkItem>()
  const outcomes = items.map((item): Outcome<LinkStatus> => {
    const id = `${item.spu_id}.${item.kind}`
    const fault = faultOfOwner(by, owners.get(item.spu_id), item.spu_id)
    if (fault) return { id, ...fault }
    const missing = item.targets.find((target) => !known.has(target))
    if (missing) return { id, status: 'target_not_found', detail: `There is no product ${missing}.` }
    if (item.targets.includes(item.spu_id)) return { id, status: 'target_is_itself', detail: `${item.spu_id} cannot be linked to itself.` }
    const twice = repeated(item.targets)
    if (twice) return { id, status: 'target_repeated', detail: `${twice} is listed twice.` }
    const key = `${item.spu_id} ${item.kind}`
    if (canonical(stored.get(key) ?? []) === canonical(item.targets)) return { id, status: 'already_saved' }
    stored.set(key, item.targets)
    saved.set(key, item)
    return { id, status: 'saved' }
  })
  const rows = [...saved.values()]
  await tx.run(hot`
    delete from products.links l using jsonb_to_recordset(${json(rows)}::jsonb) as s (spu_id text, kind text) where l.spu_id = s.spu_id and l.kind = s.kind`)
  await tx.run(hot`
    insert into products.links (spu_id, kind, target_spu_id, position)
    select spu_id, kind, target_spu_id, position from jsonb_to_recordset(${json(
      rows.flatMap(({ spu_id, kind, targets }) => targets.map((target_spu_id, position) => ({ spu_id, kind, target_spu_id, position }))),
    )}::jsonb) as l (spu_id text, kind text, target_spu_id text, position integer)`)
  await tell(
    tx,
    by,
    now,
    rows.map((after) => ({ subject: 'products.links', subject_id: after.spu_id, after })),
    rows,
  )
  return outcomes
}

/** Says which other shops sell a product; the list given is the whole list, best first. */
export async function saveElsewhere(tx: Tx, by: By, now: string, items: readonly ElsewhereItem[]): Promise<Outcome<ElsewhereStatus>[]> {
  assert(items.length <= largest, `at most ${largest} lists of shops at a time`)
  const owners = await lockOwners(
    tx,
    items.map(({ spu_id }) => spu_id),
  )
  const before = await tx.rows<{ spu_id: string; shops: Shop[] }>(hot`
    select spu_id, jsonb_agg(jsonb_build_object('name', name, 'url', url) order by position) as shops from products.elsewhere
    where spu_id = any(${[...owners.keys()]}::text[]) group by spu_id`)
  const stored = new Map(before.map(({ spu_id, shops }) => [spu_id, shops]))
  const saved = new Map<string, ElsewhereItem>()
  const outcomes = items.map((item): Outcome<ElsewhereStatus> => {
    const id = item.spu_id
    const fault = faultOfOwner(by, owners.get(id), id)
    if (fault) return { id, ...fault }
    const twice = repeated(item.shops.map(({ url }) => url))
    if (twice) return { id, status: 'shop_repeated', detail: `${twice} is listed twice.` }
    if (canonical(stored.get(id) ?? []) === canonical(item.shops)) return { id, status: 'already_saved' }
    stored.set(id, item.shops)
    saved.set(id, item)
    return { id, status: 'saved' }
  })
  const rows = [...saved.values()]
  await tx.run(hot`delete from products.elsewhere where spu_id = any(${rows.map(({ spu_id }) => spu_id)}::text[])`)
  await tx.run(hot`
    insert into products.elsewhere (spu_id, position, name, url)
    select spu_id, position, name, url from jsonb_to_recordset(${json(
      rows.flatMap(({ spu_id, shops }) => shops.map((shop, position) => ({ ...shop, spu_id, position }))),
    )}::jsonb) as e (spu_id text, position integer, name jsonb, url text)`)
  await tell(
    tx,
    by,
    now,
    rows.map((after) => ({ subject: 'products.elsewhere', subject_id: after.spu_id, after })),
    rows,
  )
  return outcomes
}

/** Saves bundles. Their components are sold as they are, with their own stock; a price of its own is below what they cost together. */
export async function saveBundles(tx: Tx, by: By, now: string, items: readonly BundleItem[]): Promise<Outcome<BundleStatus>[]> {
  assert(items.length <= largest, `at most ${largest} bundles at a time`)
  const before = await tx.rows<Bundle>(hot`
    select bundle_id, spu_id, name, components, price_minor, position from products.bundles
    where bundle_id = any(${items.map(({ bundle_id }) => bundle_id)}::text[]) order by bundle_id for update`)
  const stored = new Map(before.map((one) => [one.bundle_id, one]))
  const owners = await lockOwners(tx, [...items.map(({ spu_id }) => spu_id), ...before.map(({ spu_id }) => spu_id)])
  const skus = await findSkus(tx, [...new Set(items.flatMap(({ components }) => components.map(({ sku_id }) => sku_id)))])
  const currency = new Map(skus.map((sku) => [sku.sku_id, sku.currency]))
  const price = new Map(skus.map((sku) => [sku.sku_id, sku.price_minor ?? 0]))
  const saved = new Map<string, Bundle>()
  const outcomes = items.map((item): Outcome<BundleStatus> => {
    const id = item.bundle_id
    const earlier = stored.get(id)
    const fault =
      faultOfOwner(by, owners.get(item.spu_id), item.spu_id) ??
      (earlier ? faultOfOwner(by, owners.get(earlier.spu_id), earlier.spu_id) : undefined)
    if (fault) return { id, ...fault }
    const ids = item.components.map(({ sku_id }) => sku_id)
    const missing = ids.find((sku_id) => !currency.has(sku_id))
    if (missing) return { id, status: 'component_not_found', detail: `There is no SKU ${missing}.` }
    const twice = repeated(ids)
    if (twice) return { id, status: 'component_repeated', detail: `${twice} is listed twice: raise its quantity.` }
    if (new Set(ids.map((sku_id) => currency.get(sku_id))).size > 1)
      return { id, status: 'currency_differs', detail: 'The components are priced in different currencies.' }
    const sum_minor = item.components.reduce((sum, { sku_id, quantity }) => sum + price.get(sku_id)! * quantity, 0)
    if (item.price_minor && item.price_minor >= sum_minor)
      return { id, status: 'price_not_lower', detail: `price_minor: the components cost ${sum_minor} together; ask less, or leave it out.` }
    const one: Bundle = { ...item, price_minor: item.price_minor ?? null, position: item.position ?? 0 }
    if (earlier && canonical(earlier) === canonical(one)) return { id, status: 'already_saved' }
    stored.set(id, one)
    saved.set(id, one)
    return { id, status: 'saved' }
  })
  const rows = [...saved.values()]
  await tx.run(hot`
    insert into products.bundles (bundle_id, spu_id, name, components, price_minor, position, saved_at)
    select bundle_id, spu_id, name, components, price_minor, position, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as b (bundle_id text, spu_id text, name jsonb, components jsonb, price_minor bigint, position integer)
    on conflict (bundle_id) do update set spu_id = excluded.spu_id, name = excluded.name, components = excluded.components,
      price_minor = excluded.price_minor, position = excluded.position, saved_at = excluded.saved_at`)
  tx.afterCommit(dropPricedBundles)
  await tell(
    tx,
    by,
    now,
    rows.map((after) => ({ subject: 'products.bundle', subject_id: after.bundle_id, after })),
    rows,
  )
  return outcomes
}

/** Takes bundles off their pages. Orders are not touched: they hold the components. */
export async function removeBundles(
  tx: Tx,
  by: By,
  now: string,
  ids: readonly string[],
): Promise<Outcome<'removed' | 'already_removed' | 'brand_not_yours'>[]> {
  const found = await tx.rows<Owner & { bundle_id: string }>(hot`
    select b.bundle_id, p.spu_id, p.brand_id, p.partner_id from products.bundles b join products.spus p using (spu_id)
    where b.bundle_id = any(${ids}::text[]) order by b.bundle_id for update of b`)
  const known = new Map(found.map((row) => [row.bundle_id, row]))
  const gone = found.filter((row) => mayTouch(by, row))
  await tx.run(hot`delete from products.bundles where bundle_id = any(${gone.map(({ bundle_id }) => bundle_id)}::text[])`)
  tx.afterCommit(dropPricedBundles)
  await tell(
    tx,
    by,
    now,
    gone.map((row) => ({ subject: 'products.bundle', subject_id: row.bundle_id, after: null })),
    gone,
  )
  return ids.map((id) => {
    const row = known.get(id)
    if (!row) return { id, status: 'already_removed' }
    return gone.includes(row)
      ? { id, status: 'removed' }
      : { id, status: 'brand_not_yours', detail: 'It stands on the page of another brand.' }
  })
}

/** Saves products of others, for comparison only. Their specifications follow the category's template, so that they stand beside ours. */
export async function saveCompetitors(tx: Tx, by: By, now: string, items: readonly CompetitorItem[]): Promise<Outcome<CompetitorStatus>[]> {
  assert(items.length <= largest, `at most ${largest} competitors at a time`)
  const tree = new Map((await listCategories(tx)).map((one) => [one.category_id, one]))
  const before = await tx.rows<Competitor>(hot`
    select competitor_id, category_id, brand_name, title, price_minor, currency, specifications, selling_points, source, seen_on
    from products.competitors where competitor_id = any(${items.map(({ competitor_id }) => competitor_id)}::text[])
    order by competitor_id for update`)
  const stored = new Map(before.map((one) => [one.competitor_id, one]))
  const saved = new Map<string, Competitor>()
  const outcomes = items.map((item): Outcome<CompetitorStatus> => {
    const id = item.competitor_id
    if (!tree.has(item.category_id)) return { id, status: 'category_not_found', detail: `There is no category ${item.category_id}.` }
    const template = templateOf(item.category_id, tree)
    for (const [key, value] of Object.entries(item.specifications ?? {})) {
      const attribute = template.get(key)
      if (!attribute) return { id, status: 'specification_unknown', detail: `The category has no attribute ${key}.` }
      const fault = faultOf(attribute, value)
      if (fault) return { id, status: 'specification_invalid', detail: `Specification ${key} ${fault}.` }
    }
    const one: Competitor = {
      ...item,
      price_minor: item.price_minor ?? null,
      currency: item.currency ?? 'CNY',
      specifications: item.specifications ?? {},
      selling_points: item.selling_points ?? [],
    }
    const earlier = stored.get(id)
    if (earlier && canonical(earlier) === canonical(one)) return { id, status: 'already_saved' }
    stored.set(id, one)
    saved.set(id, one)
    return { id, status: 'saved' }
  })
  const rows = [...saved.values()]
  await tx.run(hot`
    insert into products.competitors (competitor_id, category_id, brand_name, title, price_minor, currency, specifications, selling_points, source,
      seen_on, saved_by, saved_at)
    select competitor_id, category_id, brand_name, title, price_minor, currency, specifications, selling_points, source, seen_on, ${by.name},
      ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as c (competitor_id text, category_id text, brand_name text, title jsonb, price_minor bigint,
      currency text, specifications jsonb, selling_points jsonb, source text, seen_on date)
    on conflict (competitor_id) do update set category_id = excluded.category_id, brand_name = excluded.brand_name, title = excluded.title,
      price_minor = excluded.price_minor, currency = excluded.currency, specifications = excluded.specifications,
      selling_points = excluded.selling_points, source = excluded.source, seen_on = excluded.seen_on, saved_by = excluded.saved_by,
      saved_at = excluded.saved_at`)
  await tell(
    tx,
    by,
    now,
    rows.map((after) => ({ subject: 'products.competitor', subject_id: after.competitor_id, after })),
    [],
  )
  return outcomes
}

async function tell(
  tx: Tx,
  by: By,
  now: string,
  changes: { subject: string; subject_id: string; after: unknown }[],
  pages: readonly { spu_id: string }[],
): Promise<void> {
  await announce(
    tx,
    'products.assortment_saved',
    [...new Set(pages.map(({ spu_id }) => spu_id))].map((spu_id) => ({ spu_id })),
    now,
  )
  await recordChanges(
    tx,
    by,
    now,
    changes.map((change) => ({ ...change, action: change.after === null ? 'removed' : 'saved' })),
  )
}
