import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, Code, closed, Id, Nullable, notFound, Outcomes, PageQuery, pageOf, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { findFacts, type Sources } from '../facts.ts'
import {
  audiences,
  type Block,
  BlockItem,
  blockSchemas,
  blockTypes,
  CopyItem,
  PageItem,
  PublicationItem,
  pageKinds,
  RollBackItem,
  ScheduleItem,
  WithdrawalItem,
} from '../model.ts'
import { countPages, findPages, findVersion, listPages, listSchedules, listVersions, pageStates, resolveBlocks } from '../read.ts'
import { BlockRow, itemsOf, NullableText, NullableWhole, ResolvedRows, Words } from '../rows.ts'
import { checkBlocks } from '../rules.ts'
import { cancelSchedules, copyPages, makePreview, publishPages, rollBackPages, savePages, schedulePages, withdrawPages } from '../write.ts'

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
const FindingRow = T.Object({
  level: T.String({ description: '`fault`: cannot be published so; `hint`: look at it' }),
  finding: T.String(),
  block_id: NullableText,
  named: T.Array(T.Object({ zh: T.String(), en: T.String() }), { description: 'What it is about, in the order of its words' }),
  detail: T.String(),
})
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
export const pageRoutes =
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
