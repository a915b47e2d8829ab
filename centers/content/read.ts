import { type Brand, type Category, sellable } from '#centers/products/model.ts'
import { findProducts, listBrands, listCategories, listProducts, type ProductCard } from '#centers/products/read.ts'
import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { groupBy } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { type Reader, type Sql, sql } from '#core/sql.ts'
import type { Audience, Block, Page, SiteSettings, Words } from './model.ts'
import { lifecyclesOf, varied } from './rules.ts'

export const pageColumns = sql`p.page_id, p.path, p.kind, p.channel_id, p.audience, p.brand_id, p.partner_id, p.title, p.description, p.picture, p.blocks,
  p.draft_version, p.shown_no, p.shown_at, p.saved_at, p.saved_by`

export const scopeOfPages = (caller: Caller): Sql => scopeFilter(caller, { brand: sql`p.brand_id`, partner: sql`p.partner_id` })

/** What is drawn: a version shoppers see, or a draft behind a preview link. */
export interface Shown {
  page_id: string
  path: string
  kind: Page['kind']
  brand_id: string | null
  title: Words
  description: Words | null
  picture: string | null
  blocks: Block[]
  published_at: string | null
}

/** The page shown at an address: the one made for this channel and these people before the one made for all. */
export const findShown = (db: Reader, at: { path: string; channel_id: string; audience: Audience }): Promise<Shown | undefined> =>
  db.row<Shown>(sql`
    select p.page_id, p.path, p.kind, p.brand_id, v.title, v.description, v.picture, v.blocks, v.published_at
    from content.pages p join content.versions v on v.page_id = p.page_id and v.version_no = p.shown_no
    where p.path = ${at.path} and p.removed_at is null and p.channel_id in ('', ${at.channel_id}) and p.audience in ('everyone', ${at.audience})
    order by (p.channel_id <> '') desc, (p.audience <> 'everyone') desc limit 1`)

export const findPreviewed = (db: Reader, token_hash: string, now: string): Promise<Shown | undefined> =>
  db.row<Shown>(sql`
    select p.page_id, p.path, p.kind, p.brand_id, p.title, p.description, p.picture, p.blocks, null as published_at
    from content.previews t join content.pages p using (page_id)
    where t.token_hash = ${token_hash} and t.expires_at > ${now} and p.removed_at is null`)

export const findPages = (db: Reader, page_ids: readonly string[]): Promise<Page[]> =>
  db.rows<Page>(sql`select ${pageColumns} from content.pages p where p.page_id = any(${page_ids}::text[]) and p.removed_at is null`)

export interface PageRow extends Omit<Page, 'blocks' | 'description' | 'picture'> {
  /** The draft differs from what is shown. */
  changed: boolean
  next_act: string | null
  next_at: string | null
  block_count: number
}

const states = {
  all: sql`true`,
  shown: sql`p.shown_no is not null`,
  hidden: sql`p.shown_no is null`,
  changed: sql`p.shown_no is not null and p.saved_at > p.shown_at`,
  scheduled: sql`exists (select from content.schedules s where s.page_id = p.page_id and s.state = 'waiting')`,
}
export const pageStates = Object.keys(states) as (keyof typeof states)[]
export interface PageFilter {
  state?: keyof typeof states | undefined
  kind?: string | undefined
  q?: string | undefined
}

const conditions = (caller: Caller, { state = 'all', kind, q }: PageFilter): Sql => {
  const like = q ? `%${q.replace(/[\\%_]/g, '\\$&')}%` : null
  return sql`p.removed_at is null and ${scopeOfPages(caller)} and ${states[state]}
    and (${kind ?? null}::text is null or p.kind = ${kind ?? null})
    and (${like}::text is null or p.path ilike ${like} or p.title->>'zh' ilike ${like} or p.title->>'en' ilike ${like})`
}

/** Pages of the caller's brands, last saved first. */
export async function listPages(db: Reader, caller: Caller, filter: PageFilter & { cursor?: string | undefined; limit: number }) {
  const after = decodeCursor(filter.cursor, ['string', 'string'])
  const rows = await db.rows<PageRow>(sql`
    select p.page_id, p.path, p.kind, p.channel_id, p.audience, p.brand_id, p.partner_id, p.title, p.draft_version, p.shown_no, p.shown_at,
      p.saved_at, p.saved_by, jsonb_array_length(p.blocks) as block_count, (p.shown_no is not null and p.saved_at > p.shown_at) as changed,
      s.act as next_act, s.due_at as next_at
    from content.pages p
    left join lateral (
      select act, due_at from content.schedules s where s.page_id = p.page_id and s.state = 'waiting' order by due_at limit 1
    ) s on true
    where ${conditions(caller, filter)} ${after ? sql`and (p.saved_at, p.page_id) < (${after[0]}::timestamptz, ${after[1]})` : sql``}
    order by p.saved_at desc, p.page_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [row.saved_at, row.page_id])
}

export async function countPages(db: Reader, caller: Caller, filter: PageFilter): Promise<number> {
  const row = await db.row<{ count: number }>(
    sql`select count(*) as count from (select from content.pages p where ${conditions(caller, filter)} limit 1000) found`,
  )
  return row!.count
}

export interface VersionRow {
  version_no: number
  title: Words
  note: string | null
  of_no: number | null
  block_count: number
  published_at: string
  published_by: string
}

/** What was published, newest first. */
export const listVersions = (db: Reader, page_id: string): Promise<VersionRow[]> =>
  db.rows<VersionRow>(sql`
    select version_no, title, note, of_no, jsonb_array_length(blocks) as block_count, published_at, published_by
    from content.versions where page_id = ${page_id} order by version_no desc limit 200`)

export const findVersion = (db: Reader, page_id: string, version_no: number) =>
  db.row<{ version_no: number; title: Words; description: Words | null; picture: string | null; blocks: Block[] }>(sql`
    select version_no, title, description, picture, blocks from content.versions where page_id = ${page_id} and version_no = ${version_no}`)

export interface ScheduleRow {
  schedule_id: string
  act: 'publish' | 'withdraw'
  due_at: string
  state: string
  detail: string | null
  by: string
}
export const listSchedules = (db: Reader, page_id: string): Promise<ScheduleRow[]> =>
  db.rows<ScheduleRow>(sql`
    select schedule_id, act, due_at, state, detail, by from content.schedules where page_id = ${page_id} order by due_at desc limit 50`)

export interface NewsRow {
  page_id: string
  path: string
  title: Words
  description: Words | null
  picture: string | null
  published_at: string
}

/** News that are shown, newest first; `published_at` is when each was first shown. */
export const listNews = (db: Reader, limit: number, brand_id: string | null = null): Promise<NewsRow[]> =>
  db.rows<NewsRow>(sql`
    select p.page_id, p.path, v.title, v.description, v.picture, f.published_at
    from content.pages p join content.versions v on v.page_id = p.page_id and v.version_no = p.shown_no
      join content.versions f on f.page_id = p.page_id and f.version_no = 1
    where p.kind = 'news' and p.removed_at is null and p.channel_id = '' and p.audience = 'everyone'
      and (${brand_id}::text is null or p.brand_id = ${brand_id})
    order by f.published_at desc, p.page_id desc limit ${limit}`)

/** Where pages are shown to everybody. */
export const listAddresses = (db: Reader) =>
  db.rows<{ path: string; shown_at: string; title: Words; description: Words | null }>(sql`
    select path, shown_at, title, description from content.pages
    where shown_no is not null and removed_at is null and channel_id = '' and audience = 'everyone' and path <> '/' order by path limit 5000`)

export const listRedirects = (db: Reader) =>
  db.rows<{ path: string; target: string; permanent: boolean; saved_at: string; saved_by: string }>(
    sql`select path, target, permanent, saved_at, saved_by from content.redirects order by path`,
  )
export const findRedirect = (db: Reader, path: string) =>
  db.row<{ target: string; permanent: boolean }>(sql`select target, permanent from content.redirects where path = ${path}`)

export const findSite = (db: Reader) =>
  db.row<{ settings: SiteSettings; version: number; saved_at: string; saved_by: string }>(
    sql`select settings, version, saved_at, saved_by from content.site where site_id = 'mall'`,
  )

export interface Ad {
  booking_id: string
  title: Words
  picture: string
  link: string
}
/** What hangs in each slot now. */
export async function findAds(db: Reader, slot_ids: readonly string[], now: string): Promise<Map<string, Ad>> {
  if (slot_ids.length === 0) return new Map()
  const rows = await db.rows<Ad & { slot_id: string }>(sql`
    select distinct on (slot_id) slot_id, booking_id, title, picture, link from content.bookings
    where slot_id = any(${slot_ids}::text[]) and canceled_at is null and starts_at <= ${now} and ends_at > ${now}
    order by slot_id, starts_at desc`)
  return new Map(rows.map(({ slot_id, ...ad }) => [slot_id, ad]))
}

export const listSlots = (db: Reader, now: string) =>
  db.rows<{ slot_id: string; name: Words; bookings: object[] }>(sql`
    select s.slot_id, s.name, coalesce((
      select jsonb_agg(jsonb_build_object('booking_id', b.booking_id, 'starts_at', b.starts_at, 'ends_at', b.ends_at, 'title', b.title,
        'picture', b.picture, 'link', b.link, 'booked_by', b.booked_by) order by b.starts_at)
      from content.bookings b where b.slot_id = s.slot_id and b.canceled_at is null and b.ends_at > ${now}::timestamptz - interval '30 days'), '[]') as bookings
    from content.slots s order by s.slot_id`)

/** What a block shows beyond what it says itself. */
export interface Resolved {
  cards?: ProductCard[]
  brands?: Brand[]
  categories?: Pick<Category, 'category_id' | 'name' | 'picture'>[]
  pavilions?: { brand: Brand; cards: ProductCard[]; scene: string | null }[]
  news?: NewsRow[]
  ad?: Ad
}

/** Looks up what the blocks show, in as few queries as they have rules; by block id. */
export async function resolveBlocks(db: Reader, blocks: readonly Block[], now: string): Promise<Record<string, Resolved>> {
  const needsBrands = blocks.some(({ type }) => ['stage', 'pavilion', 'pavilion_header', 'brands'].includes(type))
  const [brands, categories, ads] = await Promise.all([
    needsBrands ? listBrands(db) : [],
    blocks.some(({ type }) => type === 'categories') ? listCategories(db) : [],
    findAds(
      db,
      blocks.flatMap((block) => (block.type === 'ad' ? block.props.slot_id : [])),
      now,
    ),
  ])
  const bestOf = memo((brand_id: string) => bestOfBrand(db, brand_id))
  const brandOf = (id: string) => brands.find(({ brand_id }) => brand_id === id)
  const resolved: Record<string, Resolved> = {}
  await Promise.all(
    blocks.map(async (block) => {
      resolved[block.props.id] = await resolve(block)
    }),
  )
  recommend()
  return resolved

  async function resolve(block: Block): Promise<Resolved> {
    switch (block.type) {
      case 'banner':
        return block.props.spu_id ? { cards: await findCards(db, [block.props.spu_id]) } : {}
      case 'products':
        return { cards: await choose(db, block.props.choice) }
      case 'stage': {
        const wanted = block.props.brand_ids.length ? block.props.brand_ids.flatMap((id) => brandOf(id) ?? []) : brands.slice(0, 4)
        const pavilions = await Promise.all(
          wanted.map(async (brand) => ({ brand, cards: (await bestOf(brand.brand_id)).slice(0, 1), scene: null })),
        )
        return {
          pavilions: await withScenes(
            db,
            pavilions.filter(({ cards }) => cards.length > 0),
          ),
        }
      }
      case 'pavilion':
      case 'pavilion_header': {
        const brand = brandOf(block.props.brand_id)
        if (!brand) return {}
        const cards = await bestOf(brand.brand_id)
        return { pavilions: [{ brand, cards: block.type === 'pavilion' ? cards.slice(1, 4) : cards.slice(0, 3), scene: null }] }
      }
      case 'brands':
        return { brands }
      case 'categories': {
        const { category_ids } = block.props
        const chosen = category_ids.length
          ? category_ids.flatMap((id) => categories.find(({ category_id }) => category_id === id) ?? [])
          : categories.filter(({ parent_id }) => parent_id === null)
        return { categories: chosen.map(({ category_id, name, picture }) => ({ category_id, name, picture })) }
      }
      case 'recommendations':
        return { cards: varied(await listCards(db, { lifecycles: ['on_sale'] }, 'sales', 200), 100) }
      case 'news':
        return { news: await listNews(db, block.props.count) }
      case 'ad': {
        const ad = ads.get(block.props.slot_id)
        return ad ? { ad } : {}
      }
      default:
        return {}
    }
  }

  /** Recommendations do not repeat what the page shows already. */
  function recommend(): void {
    const seen = new Set(
      blocks
        .flatMap((block) =>
          block.type === 'recommendations'
            ? []
            : [resolved[block.props.id]!.cards ?? [], ...(resolved[block.props.id]!.pavilions ?? []).map(({ cards }) => cards)].flat(),
        )
        .map(({ spu_id }) => spu_id),
    )
    for (const block of blocks)
      if (block.type === 'recommendations')
        resolved[block.props.id] = {
          cards: resolved[block.props.id]!.cards!.filter(({ spu_id }) => !seen.has(spu_id)).slice(0, block.props.count),
        }
  }
}

async function listCards(
  db: Reader,
  filter: Parameters<typeof listProducts>[1],
  sort: Parameters<typeof listProducts>[2]['sort'],
  limit: number,
): Promise<ProductCard[]> {
  return (await listProducts(db, filter, { sort, limit })).rows.slice(0, limit)
}

async function bestOfBrand(db: Reader, brand_id: string): Promise<ProductCard[]> {
  return varied(await listCards(db, { brand_ids: [brand_id], lifecycles: ['on_sale'] }, 'sales', 60), 5)
}

/** Cards of these products in the order asked; what is withdrawn or unknown is left out. */
export async function findCards(db: Reader, spu_ids: readonly string[]): Promise<ProductCard[]> {
  if (spu_ids.length === 0) return []
  const filter = { lifecycles: ['planned', ...sellable] as const, scope: sql`p.spu_id = any(${[...spu_ids]}::text[])` }
  const found = new Map((await listCards(db, filter, 'newest', spu_ids.length)).map((card) => [card.spu_id, card]))
  return [...new Set(spu_ids)].flatMap((spu_id) => found.get(spu_id) ?? [])
}

async function choose(db: Reader, choice: Extract<Block, { type: 'products' }>['props']['choice']): Promise<ProductCard[]> {
  if (choice.by === 'hand') return findCards(db, choice.spu_ids)
  const filter = {
    category_id: choice.category_id ?? undefined,
    brand_ids: choice.brand_id ? [choice.brand_id] : undefined,
    tag: choice.tag ?? undefined,
    lifecycles: lifecyclesOf(choice.lifecycle),
  }
  const cards = await listCards(db, filter, choice.sort, choice.varied ? Math.min(200, choice.count * 8) : choice.count)
  return choice.varied ? varied(cards, choice.count) : cards
}

/** The last picture of a gallery shows the thing where it is used. */
async function withScenes(db: Reader, pavilions: NonNullable<Resolved['pavilions']>): Promise<NonNullable<Resolved['pavilions']>> {
  const products = groupBy(
    await findProducts(
      db,
      pavilions.flatMap(({ cards }) => cards.map(({ spu_id }) => spu_id)),
    ),
    ({ spu_id }) => spu_id,
  )
  return pavilions.map((one) => ({
    ...one,
    scene: products.get(one.cards[0]!.spu_id)?.[0]?.media.findLast(({ role }) => role === 'gallery' || role === 'cover')?.reference ?? null,
  }))
}

function memo<Key, Value>(make: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const made = new Map<Key, Promise<Value>>()
  return (key) => {
    let one = made.get(key)
    if (!one) {
      one = make(key)
      made.set(key, one)
    }
    return one
  }
}
