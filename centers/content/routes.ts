import { listBrands } from '#centers/products/read.ts'
import { Code, closed, Nullable, notFound, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { Path, type SiteSettings } from './model.ts'
import { findPreviewed, findRedirect, findShown, findSite, listAddresses, listNews, resolveBlocks, type Shown } from './read.ts'
import { NewsRow, ShownPage } from './rows.ts'
import { defaultHome } from './rules.ts'
import { hashOfToken } from './write.ts'

const Words = T.Object({ zh: T.String(), en: T.String() })

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
          description: 'Addresses of the pages that are shown to everybody, for the site map and the service zone.',
          response: {
            200: T.Object({
              items: T.Array(T.Object({ path: T.String(), shown_at: T.String(), title: Words, description: Nullable(Words) })),
            }),
          },
        },
      },
      async () => ({ items: await listAddresses(db) }),
    )

    async function answer(shown: Omit<Shown, 'page_id'> & { page_id: string | null }) {
      return { ...shown, resolved: await resolveBlocks(db, shown.blocks, clock.now()) } as never
    }
  }
