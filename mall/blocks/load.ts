import { apiOf } from '../api.ts'
import { type Arguments, langOf, type Visit, visitOf, withheld } from '../visit.ts'
import { type Both, type Lang, pick } from '../words.ts'
import type { ShownBlock } from './blocks.tsx'
import { localize, type RawBlock, type RawResolved, type ViewBlock } from './localize.ts'
import type { Outlet } from './parts.tsx'

export interface PageView {
  page_id: string | null
  title: string
  description: string
  picture: string | null
  published_at: string | null
  kind: string
  blocks: ViewBlock[]
  /** Only where a block draws them. */
  outlets: Outlet[]
}
/** The same as it is handed to the browser: blocks that are only read stand in the document as they were drawn. */
export interface ShownPage extends Omit<PageView, 'blocks' | 'outlets'> {
  blocks: ShownBlock[]
  outlets: Outlet[] | undefined
}

interface RawPage {
  page_id: string | null
  kind: string
  title: Both
  description: Both | null
  picture: string | null
  published_at: string | null
  blocks: RawBlock[]
  resolved: Record<string, RawResolved>
}

/** The page composed for an address, in the language of the visit; null where none is shown. */
export async function loadPage(given: Arguments, path: string): Promise<ShownPage | null> {
  const lang = langOf(given.request.url)
  const { page } = await visitOf(given).part(`page ${lang} ${path}`, async (visit) => ({ page: await askPage(visit, lang, path) }))
  return page && shownOf(given, page)
}

function shownOf(given: Arguments, { blocks, outlets, ...page }: PageView): ShownPage {
  const shown = blocks.map((block): ShownBlock => {
    const { id } = block.props
    // It goes on counting.
    if (block.type === 'countdown') return { id, type: block.type, block }
    return withheld(given, { id, type: block.type }, { block })
  })
  return withheld(given, { ...page, blocks: shown }, { outlets })
}

async function askPage(visit: Visit, lang: Lang, path: string): Promise<PageView | null> {
  visit.tags.add('content')
  const { data, response } = await apiOf(visit).GET('/api/mall/page', { params: { query: { path } } })
  if (response.status !== 200 && response.status !== 404 && response.status !== 400) visit.tags.add('incomplete')
  return data ? viewOf(visit, lang, data as unknown as RawPage) : null
}

/** The draft behind a preview link; never kept. */
export async function loadPreview(given: Arguments, token: string): Promise<ShownPage | null> {
  const visit = visitOf(given)
  visit.tags.add('incomplete')
  const { data } = await apiOf(visit).GET('/api/mall/page-preview', { params: { query: { token } } })
  return data ? shownOf(given, await viewOf(visit, langOf(given.request.url), data as unknown as RawPage)) : null
}

async function viewOf(visit: Visit, lang: Lang, raw: RawPage): Promise<PageView> {
  // Whatever a block shows of products follows their prices.
  if (raw.blocks.some(({ props }) => Object.keys(raw.resolved[String(props.id)] ?? {}).length > 0)) visit.tags.add('catalog')
  const outlets = raw.blocks.some(({ type }) => type === 'stores') ? ((await apiOf(visit).GET('/api/mall/outlets')).data?.items ?? []) : []
  return {
    page_id: raw.page_id,
    kind: raw.kind,
    title: pick(raw.title, lang),
    description: pick(raw.description, lang),
    picture: raw.picture,
    published_at: raw.published_at,
    blocks: localize(raw.blocks, raw.resolved, lang),
    outlets: outlets.map(({ id, name, address, opening_hours, longitude, latitude }) => ({
      id,
      name: pick(name, lang),
      address: ['province', 'city', 'district', 'street']
        .map((key) => address[key] ?? '')
        .filter(Boolean)
        .join(' '),
      opening_hours,
      longitude,
      latitude,
    })),
  }
}
