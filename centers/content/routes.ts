import { listBrands } from '#centers/products/read.ts'
import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  cutPage,
  decodeCursor,
  Id,
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
} from '#core/http.ts'
import { addJobs } from '#core/jobs.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { sql } from '#core/sql.ts'
import { findFacts, type Sources } from './facts.ts'
import {
  audiences,
  type Block,
  BlockItem,
  BookingItem,
  blockSchemas,
  blockTypes,
  CopyItem,
  PageItem,
  Path,
  PublicationItem,
  pageKinds,
  RedirectItem,
  RollBackItem,
  ScheduleItem,
  SiteSettings,
  SlotItem,
  WithdrawalItem,
} from './model.ts'
import {
  countPages,
  findPages,
  findPreviewed,
  findRedirect,
  findShown,
  findSite,
  findVersion,
  listAddresses,
  listNews,
  listPages,
  listRedirects,
  listSchedules,
  listSlots,
  listVersions,
  pageStates,
  resolveBlocks,
  type Shown,
} from './read.ts'
import { checkBlocks, defaultHome } from './rules.ts'
import {
  bookSlots,
  cancelBookings,
  cancelSchedules,
  copyPages,
  hashOfToken,
  makePreview,
  publishPages,
  removeRedirects,
  rollBackPages,
  savePages,
  saveRedirects,
  saveSite,
  saveSlots,
  schedulePages,
  withdrawPages,
} from './write.ts'

const Words = T.Object({ zh: T.String(), en: T.String() })
const NullableText = T.Unsafe<string | null>({ type: ['string', 'null'] })
const NullableWhole = T.Unsafe<number | null>({ type: ['integer', 'null'] })
const Picture = Nullable(T.Object({ reference: T.String(), alt: Nullable(Words) }))
const BlockRow = T.Object({ type: Choice(blockTypes, 'What kind of block'), props: T.Record(T.String(), T.Unknown()) })
const CardRow = T.Object({
  spu_id: T.String(),
  title: Words,
  subtitle: Nullable(Words),
  brand_id: NullableText,
  lifecycle: T.String(),
  price_from_minor: NullableWhole,
  price_to_minor: NullableWhole,
  list_price_minor: NullableWhole,
  currency: NullableText,
  available_on: NullableText,
  cover: Picture,
})
const BrandRow = T.Object({ brand_id: T.String(), name: Words, slogan: Nullable(Words), picture: NullableText })
const NewsRow = T.Object({
  page_id: T.String(),
  path: T.String(),
  title: Words,
  description: Nullable(Words),
  picture: NullableText,
  published_at: T.String(),
})
const ResolvedRows = T.Record(
  T.String(),
  T.Object({
    cards: T.Optional(T.Array(CardRow)),
    brands: T.Optional(T.Array(BrandRow)),
    categories: T.Optional(T.Array(T.Object({ category_id: T.String(), name: Words, picture: NullableText }))),
    pavilions: T.Optional(T.Array(T.Object({ brand: BrandRow, cards: T.Array(CardRow), scene: NullableText }))),
    news: T.Optional(T.Array(NewsRow)),
    ad: T.Optional(T.Object({ booking_id: T.String(), title: Words, picture: T.String(), link: T.String() })),
  }),
  { description: 'What each block shows beyond what it says, by block id' },
)
const ShownPage = T.Object({
  page_id: NullableText,
  path: T.String(),
  kind: Choice(pageKinds, 'What sort of page'),
  brand_id: NullableText,
  title: Words,
  description: Nullable(Words),
  picture: NullableText,
  blocks: T.Array(BlockRow),
  published_at: NullableText,
  resolved: ResolvedRows,
})

/** What shoppers are shown; anybody may ask. Members may get a page made for members. */
export const mallRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const access = { permission: 'public', scope: 'none' } as const

    app.get(
      '/api/mall/page',
      {
        config: { access },
        schema: {
          tags: ['content'],
          description:
            'The page shown at an address, with everything its blocks show. The home page is there even before anybody published one.',
          querystring: closed({
            path: Path('Where it stands'),
            channel_id: T.Optional(Code('The channel it is shown in; `mall` when left out')),
          }),
          response: { 200: ShownPage },
        },
      },
      async ({ query, caller }) => {
        const audience = caller.kind === 'member' ? 'members' : 'visitors'
        const shown = await findShown(db, { path: query.path, channel_id: query.channel_id ?? 'mall', audience })
        if (shown) return answer(shown)
        if (query.path !== '/') throw notFound(`A page at ${query.path}`)
        const blocks = defaultHome((await listBrands(db)).map(({ brand_id }) => brand_id))
        const title = { zh: '首页', en: 'Home' }
        return answer({
          page_id: null,
          path: '/',
          kind: 'home',
          brand_id: null,
          title,
          description: null,
          picture: null,
          blocks,
          published_at: null,
        })
      },
    )

    app.get(
      '/api/mall/page-preview',
      {
        config: { access },
        schema: {
          tags: ['content'],
          description: 'A draft, for whoever holds its preview link.',
          querystring: closed({ token: T.String({ minLength: 20, maxLength: 60, description: 'From the preview link' }) }),
          response: { 200: ShownPage },
        },
      },
      async ({ query }) => {
        const shown = await findPreviewed(db, hashOfToken(query.token), clock.now())
        if (!shown) throw notFound('A draft behind this link; ask for a new link')
        return answer(shown)
      },
    )

    app.get(
      '/api/mall/redirect',
      {
        config: { access },
        schema: {
          tags: ['content'],
          description: 'Where an address that is gone leads now.',
          querystring: closed({ path: T.String({ minLength: 1, maxLength: 300, description: 'The address that is gone' }) }),
          response: { 200: T.Object({ target: T.String(), permanent: T.Boolean() }) },
        },
      },
      async ({ query }) => {
        const found = await findRedirect(db, query.path)
        if (!found) throw notFound('A redirect')
        return found
      },
    )

    app.get(
      '/api/mall/news',
      {
        config: { access },
        schema: { tags: ['content'], description: 'News, newest first.', response: { 200: T.Object({ items: T.Array(NewsRow) }) } },
      },
      async () => ({ items: await listNews(db, 200) }),
    )

    app.get(
      '/api/mall/site',
      {
        config: { access },
        schema: {
          tags: ['content'],
          description: 'Navigation, footer and filing numbers; null where the enterprise has not set any.',
          response: { 200: T.Object({ settings: Nullable(T.Unsafe<SiteSettings>(T.Record(T.String(), T.Unknown()))) }) },
        },
      },
      async () => ({ settings: (await findSite(db))?.settings ?? null }),
    )

    app.get(
      '/api/mall/pages',
      {
        config: { access },
        schema: {
          tags: ['content'],
          description: 'Addresses of the pages that are shown to everybody, for the site map.',
          response: { 200: T.Object({ items: T.Array(T.Object({ path: T.String(), shown_at: T.String() })) }) },
        },
      },
      async () => ({ items: await listAddresses(db) }),
    )

    async function answer(shown: Omit<Shown, 'page_id'> & { page_id: string | null }) {
      return { ...shown, resolved: await resolveBlocks(db, shown.blocks, clock.now()) } as never
    }
  }

const itemsOf = <Item extends Parameters<typeof T.Array>[0]>(item: Item, description: string, most = 200) =>
  closed({ items: T.Array(item, { minItems: 1, maxItems: most, description }) })

const PageRow = T.Object({
  page_id: T.String(),
  path: T.String(),
  kind: T.String(),
  channel_id: T.String(),
  audience: Choice(audiences, 'For whom'),
  brand_id: NullableText,
  partner_id: NullableText,
  title: Words,
  draft_version: T.Integer(),
  shown_no: NullableWhole,
  shown_at: NullableText,
  saved_at: T.String(),
  saved_by: T.String(),
  block_count: T.Integer(),
  changed: T.Boolean({ description: 'The draft differs from what shoppers see' }),
  next_act: NullableText,
  next_at: NullableText,
})
const FindingRow = T.Object({ level: T.String(), finding: T.String(), block_id: NullableText, detail: T.String() })
const Detail = T.Object({
  page: T.Object({
    page_id: T.String(),
    path: T.String(),
    kind: Choice(pageKinds, 'What sort of page'),
    channel_id: T.String(),
    audience: Choice(audiences, 'For whom'),
    brand_id: NullableText,
    partner_id: NullableText,
    title: Words,
    description: Nullable(Words),
    picture: NullableText,
    blocks: T.Array(BlockRow),
    draft_version: T.Integer({ description: 'Give it as `if_version` to save only what you have seen' }),
    shown_no: NullableWhole,
    shown_at: NullableText,
    saved_at: T.String(),
    saved_by: T.String(),
  }),
  versions: T.Array(
    T.Object({
      version_no: T.Integer(),
      title: Words,
      note: NullableText,
      of_no: NullableWhole,
      block_count: T.Integer(),
      published_at: T.String(),
      published_by: T.String(),
    }),
  ),
  schedules: T.Array(
    T.Object({ schedule_id: T.String(), act: T.String(), due_at: T.String(), state: T.String(), detail: NullableText, by: T.String() }),
  ),
})

/** What editors do, within the brands and merchants that are theirs. */
export const staffRoutes =
  (sources: Sources): Routes<Needs> =>
  ({ db, clock, files }) =>
  async (app) => {
    const read = { permission: 'content.read', scope: 'brand' } as const
    const edit = { permission: 'content.edit', scope: 'brand' } as const
    const publish = { permission: 'content.publish', scope: 'brand' } as const
    const ground = { sources, files }
    const Filter = {
      state: T.Optional(Choice(pageStates, 'Shown, hidden, changed since, or planned')),
      kind: T.Optional(Choice(pageKinds, 'What sort of page')),
      q: T.Optional(T.String({ maxLength: 80, description: 'Part of the title or the address' })),
    }

    app.get(
      '/api/admin/content/pages',
      {
        config: { access: read },
        schema: {
          tags: ['content'],
          description: 'Pages, last saved first.',
          querystring: closed({ ...Filter, ...PageQuery }),
          response: { 200: pageOf(PageRow) },
        },
      },
      async ({ caller, query }) => (await listPages(db, caller, { ...query, limit: query.limit ?? 50 })) as never,
    )

    app.get(
      '/api/admin/content/pages/counts',
      {
        config: { access: read },
        schema: {
          tags: ['content'],
          description: 'How many pages a filter finds.',
          querystring: closed(Filter),
          response: { 200: T.Object({ count: T.Integer({ description: '1000 means that many or more' }) }) },
        },
      },
      async ({ caller, query }) => ({ count: await countPages(db, caller, query) }),
    )

    app.get(
      '/api/admin/content/pages/:page_id',
      {
        config: { access: read },
        schema: {
          tags: ['content'],
          description: 'One page: its draft, its history, what is planned.',
          params: closed({ page_id: Code('The page') }),
          response: { 200: Detail },
        },
      },
      async ({ caller, params }) => {
        const page = await own(caller, params.page_id)
        const [versions, schedules] = await Promise.all([listVersions(db, params.page_id), listSchedules(db, params.page_id)])
        return { page, versions, schedules } as never
      },
    )

    app.get(
      '/api/admin/content/pages/:page_id/versions/:version_no',
      {
        config: { access: read },
        schema: {
          tags: ['content'],
          description: 'What was published then, whole.',
          params: closed({ page_id: Code('The page'), version_no: T.Integer({ minimum: 1, description: 'The version' }) }),
          response: {
            200: T.Object({
              version_no: T.Integer(),
              title: Words,
              description: Nullable(Words),
              picture: NullableText,
              blocks: T.Array(BlockRow),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        await own(caller, params.page_id)
        const version = await findVersion(db, params.page_id, params.version_no)
        if (!version) throw notFound('The version')
        return version as never
      },
    )

    app.get(
      '/api/admin/content/block-types',
      {
        config: { access: { permission: 'content.read', scope: 'none' } },
        schema: {
          tags: ['content'],
          description: 'Every kind of block with the JSON schema of what it says.',
          response: { 200: T.Object({ items: T.Array(T.Object({ type: T.String(), schema: T.Record(T.String(), T.Unknown()) })) }) },
        },
      },
      async () => ({ items: blockTypes.map((type) => ({ type, schema: JSON.parse(JSON.stringify(blockSchemas[type])) })) }),
    )

    app.post(
      '/api/admin/content/pages',
      {
        config: { access: edit },
        schema: {
          tags: ['content'],
          description: 'Saves drafts. Embedded HTML is cleaned; shoppers see nothing of it until the page is published.',
          body: itemsOf(PageItem, 'Drafts, each with all its blocks', 20),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => savePages(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.post(
      '/api/admin/content/resolutions',
      {
        config: { access: { permission: 'content.read', scope: 'none' } },
        schema: {
          tags: ['content'],
          description: 'What blocks would show now: for the editor, before anything is saved.',
          body: closed({ blocks: T.Array(BlockItem, { maxItems: 60, description: 'The blocks' }) }),
          response: { 200: T.Object({ resolved: ResolvedRows }) },
        },
      },
      async ({ body }) => {
        // A block that is half filled in shows nothing yet.
        const checked = body.blocks.flatMap((block) => {
          const one = checkBlocks([block])
          return 'blocks' in one ? one.blocks : []
        })
        return { resolved: await resolveBlocks(db, checked, clock.now()) } as never
      },
    )

    app.post(
      '/api/admin/content/facts',
      {
        config: { access: edit },
        schema: {
          tags: ['content'],
          description:
            'Holds a draft against price, stock, product data, dates, links and media as they are now. Faults keep it from being published.',
          body: closed({ page_id: Code('The page') }),
          response: { 200: T.Object({ findings: T.Array(FindingRow) }) },
        },
      },
      async ({ caller, body }) => {
        const page = await own(caller, body.page_id)
        return { findings: await findFacts(db, sources, files, page.blocks, clock.now()) }
      },
    )

    app.post(
      '/api/admin/content/previews',
      {
        config: { access: edit },
        schema: {
          tags: ['content'],
          description: 'A link that shows the draft for a week.',
          body: closed({ page_id: Code('The page') }),
          response: { 200: T.Object({ path: T.String({ description: 'Address of the preview in the mall' }), expires_at: T.String() }) },
        },
      },
      async (request) => {
        const made = await db.tx((tx) => makePreview(tx, byOf(request), clock.now(), request.body.page_id))
        if (!made) throw notFound('The page')
        return { path: `/preview/${made.token}`, expires_at: made.expires_at }
      },
    )

    app.post(
      '/api/admin/content/publications',
      {
        config: { access: publish },
        schema: {
          tags: ['content'],
          description: 'Shows drafts to shoppers, once their facts hold.',
          body: itemsOf(PublicationItem, 'The pages'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => publishPages(tx, byOf(request), clock.now(), ground, request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'published')
      },
    )

    app.post(
      '/api/admin/content/roll-backs',
      {
        config: { access: publish },
        schema: {
          tags: ['content'],
          description: 'Shows the version before again, or an earlier one.',
          body: itemsOf(RollBackItem, 'The pages'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => rollBackPages(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'rolled_back')
      },
    )

    app.post(
      '/api/admin/content/withdrawals',
      {
        config: { access: publish },
        schema: {
          tags: ['content'],
          description: 'Takes pages down, or out of the list altogether.',
          body: itemsOf(WithdrawalItem, 'The pages'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => withdrawPages(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'withdrawn')
      },
    )

    app.post(
      '/api/admin/content/schedules',
      {
        config: { access: publish },
        schema: {
          tags: ['content'],
          description: 'Plans to show a draft as it is now, or to take a page down, at a later moment.',
          body: itemsOf(ScheduleItem, 'The plans'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => schedulePages(tx, byOf(request), clock.now(), ground, request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'scheduled')
      },
    )

    app.post(
      '/api/admin/content/schedule-cancellations',
      {
        config: { access: publish },
        schema: {
          tags: ['content'],
          description: 'Takes back plans that have not happened yet.',
          body: itemsOf(closed({ id: Id('The plan'), page_id: Code('Its page') }), 'The plans'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => cancelSchedules(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'canceled')
      },
    )

    app.post(
      '/api/admin/content/copies',
      {
        config: { access: edit },
        schema: {
          tags: ['content'],
          description: 'Copies drafts: as a variant for a channel or an audience, or as the start of another page.',
          body: itemsOf(CopyItem, 'The copies', 20),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => copyPages(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    async function own(caller: Parameters<typeof mayTouch>[0], page_id: string) {
      const [page] = await findPages(db, [page_id])
      if (!page || !mayTouch(caller, page)) throw notFound(`The page ${page_id}`)
      return page as typeof page & { blocks: Block[] }
    }
  }

const CheckRow = T.Object({
  check_id: T.String(),
  asked_by: T.String(),
  asked_at: T.String(),
  ended_at: NullableText,
  places: T.Integer(),
  links: T.Integer(),
  faults: T.Integer(),
})

/** What belongs to the whole mall: navigation, redirects, advertising slots, the link check. */
export const siteRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { permission: 'content.read', scope: 'none' } as const
    const whole = { permission: 'content.publish', scope: 'all' } as const

    app.get(
      '/api/admin/content/site',
      {
        config: { access: read },
        schema: {
          tags: ['content'],
          description: 'Navigation, footer and filing numbers.',
          response: {
            200: T.Object({
              settings: Nullable(T.Unsafe<SiteSettings>(T.Record(T.String(), T.Unknown()))),
              version: T.Integer(),
              saved_at: NullableText,
              saved_by: NullableText,
            }),
          },
        },
      },
      async () => (await findSite(db)) ?? { settings: null, version: 0, saved_at: null, saved_by: null },
    )

    app.post(
      '/api/admin/content/site',
      {
        config: { access: whole },
        schema: {
          tags: ['content'],
          description: 'Saves navigation, footer and filing numbers; the mall follows within a second.',
          body: closed({
            settings: SiteSettings,
            if_version: T.Optional(T.Integer({ minimum: 0, description: 'Save only if it still has this version' })),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcome = await db.tx((tx) => saveSite(tx, byOf(request), clock.now(), request.body.settings, request.body.if_version))
        return answerOutcomes(reply, [outcome], (status) => status === 'saved')
      },
    )

    app.get(
      '/api/admin/content/redirects',
      {
        config: { access: read },
        schema: {
          tags: ['content'],
          description: 'Addresses that are gone and where they lead.',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({ path: T.String(), target: T.String(), permanent: T.Boolean(), saved_at: T.String(), saved_by: T.String() }),
              ),
            }),
          },
        },
      },
      async () => ({ items: await listRedirects(db) }),
    )

    app.post(
      '/api/admin/content/redirects',
      {
        config: { access: whole },
        schema: {
          tags: ['content'],
          description: 'Saves redirects.',
          body: itemsOf(RedirectItem, 'The redirects'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveRedirects(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.post(
      '/api/admin/content/redirect-removals',
      {
        config: { access: whole },
        schema: {
          tags: ['content'],
          description: 'Removes redirects.',
          body: itemsOf(closed({ path: T.String({ maxLength: 200, description: 'The address' }) }), 'The redirects'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) =>
          removeRedirects(
            tx,
            byOf(request),
            clock.now(),
            request.body.items.map(({ path }) => path),
          ),
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'removed')
      },
    )

    app.get(
      '/api/admin/content/slots',
      {
        config: { access: read },
        schema: {
          tags: ['content'],
          description: 'Advertising slots and what hangs, hung and will hang in them.',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  slot_id: T.String(),
                  name: Words,
                  bookings: T.Array(
                    T.Object({
                      booking_id: T.String(),
                      starts_at: T.String(),
                      ends_at: T.String(),
                      title: Words,
                      picture: T.String(),
                      link: T.String(),
                      booked_by: T.String(),
                    }),
                  ),
                }),
              ),
            }),
          },
        },
      },
      async () => ({ items: (await listSlots(db, clock.now())) as never }),
    )

    app.post(
      '/api/admin/content/slots',
      {
        config: { access: whole },
        schema: {
          tags: ['content'],
          description: 'Makes or renames slots.',
          body: itemsOf(SlotItem, 'The slots'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveSlots(tx, clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.post(
      '/api/admin/content/bookings',
      {
        config: { access: whole },
        schema: {
          tags: ['content'],
          description: 'Books slots.',
          body: itemsOf(BookingItem, 'The bookings'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => bookSlots(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'booked')
      },
    )

    app.post(
      '/api/admin/content/booking-cancellations',
      {
        config: { access: whole },
        schema: {
          tags: ['content'],
          description: 'Takes advertisements down.',
          body: itemsOf(closed({ slot_id: Code('The slot'), id: Id('The booking') }), 'The bookings'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => cancelBookings(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'canceled')
      },
    )

    app.get(
      '/api/admin/content/checks',
      {
        config: { access: read },
        schema: { tags: ['content'], description: 'Link checks, newest first.', response: { 200: T.Object({ items: T.Array(CheckRow) }) } },
      },
      async () =>
        ({
          items: await db.rows(
            sql`select check_id, asked_by, asked_at, ended_at, places, links, faults from content.checks order by asked_at desc, check_id desc limit 50`,
          ),
        }) as never,
    )

    app.get(
      '/api/admin/content/checks/:check_id/faults',
      {
        config: { access: read },
        schema: {
          tags: ['content'],
          description: 'What a link check found.',
          params: closed({ check_id: Id('The check') }),
          querystring: closed(PageQuery),
          response: {
            200: pageOf(
              T.Object({ seq: T.Integer(), place: T.String(), place_name: Words, link: T.String(), fault: T.String(), detail: T.String() }),
            ),
          },
        },
      },
      async ({ params, query }) => {
        const { limit = 50, cursor } = query
        const after = cursor === undefined ? 0 : Number(decodeCursor(cursor, ['number'])![0])
        const rows = await db.rows<{ seq: number }>(sql`
          select seq, place, place_name, link, fault, detail from content.faults
          where check_id = ${params.check_id} and seq > ${after} order by seq limit ${limit + 1}`)
        return cutPage(rows, limit, ({ seq }) => [seq]) as never
      },
    )

    app.post(
      '/api/admin/content/checks',
      {
        config: { access: { permission: 'content.edit', scope: 'none' } },
        schema: {
          tags: ['content'],
          description:
            'Asks for a look at every link and file that pages, products, redirects and the navigation name. It runs beside; ask for its rows.',
          body: closed({ id: Id('Made by the caller; the same id again is the same check') }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const { id } = request.body
        const status = await db.tx(async (tx) => {
          const made = await tx.run(
            sql`insert into content.checks (check_id, asked_by, asked_at) values (${id}, ${request.caller.name}, ${clock.now()}) on conflict do nothing`,
          )
          if (made === 1)
            await addJobs(tx, [{ task: 'content.check_links', payload: { check_id: id }, key: `content.check:${id}`, max_attempts: 3 }])
          return made === 1 ? 'asked' : 'already_asked'
        })
        return answerOutcomes(reply, [{ id, status }], (one) => one === 'asked')
      },
    )
  }
