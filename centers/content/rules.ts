import sanitize from 'sanitize-html'
import { Value } from 'typebox/value'
import { type Block, type BlockType, blockSchemas, type Finding, type PageItem, type ProductChoice, type Words } from './model.ts'

const sanitizing: sanitize.IOptions = {
  allowedTags: (
    'h2 h3 h4 p br hr ul ol li blockquote strong b em i u s sub sup code pre a img figure figcaption table caption thead tbody tfoot tr th td ' +
    'details summary dl dt dd span div section small mark time abbr'
  ).split(' '),
  allowedAttributes: {
    a: ['href', 'title', 'target', 'rel'],
    img: ['src', 'alt', 'width', 'height', 'loading'],
    th: ['colspan', 'rowspan', 'scope'],
    td: ['colspan', 'rowspan'],
    time: ['datetime'],
    abbr: ['title'],
    '*': ['style', 'lang'],
  },
  allowedStyles: {
    '*': {
      'text-align': [/^(left|right|center|justify)$/],
      color: [/^#[0-9a-f]{3,6}$/i],
      'background-color': [/^#[0-9a-f]{3,6}$/i],
      'font-weight': [/^(400|500|600|700|bold|normal)$/],
    },
  },
  allowedSchemes: ['https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  // A picture from elsewhere would tell elsewhere who reads the page; only kept files are shown.
  exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !/^\/media\/[\w:%-]+(\/\d+\.(webp|avif|jpg|png))?$/.test(attribs.src ?? ''),
  transformTags: {
    h1: 'h2',
    a: (tagName, attribs) => ({
      tagName,
      attribs: attribs.target === '_blank' ? { ...attribs, rel: 'noopener' } : attribs,
    }),
    img: (tagName, attribs) => ({ tagName, attribs: { ...attribs, loading: 'lazy' } }),
  },
  nestingLimit: 30,
}

/** What editors may embed: words, lists, tables, links and pictures of ours. Whatever could run or reach out is taken out. */
export const cleanHtml = (html: string): string => sanitize(html, sanitizing)

export type Checked = { blocks: Block[] } | { status: 'block_invalid' | 'block_repeated'; detail: string }

/** The blocks as they are kept: each of a known kind, closed, with its HTML cleaned; or which field of which block is at fault. */
export function checkBlocks(items: PageItem['blocks']): Checked {
  const ids = new Set<string>()
  const blocks: Block[] = []
  for (const [i, { type, props }] of items.entries()) {
    const { id, ...rest } = props as { id?: unknown }
    const at = `blocks.${i}.props`
    if (typeof id !== 'string' || !/^[\w-]{1,80}$/.test(id))
      return { status: 'block_invalid', detail: `${at}.id must be 1 to 80 letters, digits, hyphens or underscores.` }
    if (ids.has(id)) return { status: 'block_repeated', detail: `Two blocks are called ${id}: give each its own id.` }
    ids.add(id)
    const schema = blockSchemas[type]
    if (JSON.stringify(rest).includes('\\u0000')) return { status: 'block_invalid', detail: `${at} holds a NUL character: remove it.` }
    if (!Value.Check(schema, rest)) {
      const [first] = Value.Errors(schema, rest)
      return {
        status: 'block_invalid',
        detail: `${at}${(first?.instancePath ?? '').replaceAll('/', '.')} of this ${type} ${first?.message ?? 'is not valid'}.`,
      }
    }
    blocks.push({ type, props: { ...cleaned(type, rest), id } } as Block)
  }
  return { blocks }
}

function cleaned(type: BlockType, props: object): object {
  if (type === 'html') return { ...props, html: cleanHtml((props as { html: string }).html) }
  if (type !== 'text') return props
  const { html } = props as { html: Words }
  return { ...props, html: { zh: cleanHtml(html.zh), en: cleanHtml(html.en) } }
}

const places: Record<PageItem['kind'], RegExp> = {
  home: /^\/$/,
  pavilion: /^\/brands\/[a-z0-9_.-]+$/,
  campaign: /^\/p\/[a-z0-9_.-]+(\/[a-z0-9_.-]+)?$/,
  corporate: /^\/(about|help)(\/[a-z0-9_.-]+)*$/,
  news: /^\/news\/[a-z0-9_.-]+$/,
}

/** Whether a page of this kind may stand there; the other addresses belong to the shop itself. */
export const pathAllowed = ({ kind, path }: Pick<PageItem, 'kind' | 'path'>): boolean => places[kind].test(path) && !path.includes('..')

/** Everything a block names, so that it can be held against the truth. */
export interface Mentions {
  links: string[]
  media: string[]
  spu_ids: string[]
  category_ids: string[]
  brand_ids: string[]
  slot_ids: string[]
  texts: { at: string; text: Words }[]
}

export function mentionsOf(block: Block): Mentions {
  const found: Mentions = { links: [], media: [], spu_ids: [], category_ids: [], brand_ids: [], slot_ids: [], texts: [] }
  walk(block.props, '', found)
  if (block.type === 'products' && block.props.choice.by === 'rule') found.spu_ids = []
  if (block.type === 'products' && block.props.choice.by === 'hand') found.category_ids = found.brand_ids = []
  return found
}

function walk(value: unknown, key: string, found: Mentions): void {
  if (typeof value === 'string') {
    if (value === '') return
    if (key === 'link' || key === 'more') found.links.push(value)
    else if (key === 'picture' || key === 'video' || key === 'poster') found.media.push(value)
    else if (key === 'spu_id' || key === 'spu_ids') found.spu_ids.push(value)
    else if (key === 'category_id' || key === 'category_ids') found.category_ids.push(value)
    else if (key === 'brand_id' || key === 'brand_ids') found.brand_ids.push(value)
    else if (key === 'slot_id') found.slot_ids.push(value)
    else if (key === 'html') takeHtml(value, found)
  } else if (Array.isArray(value)) {
    for (const one of value) walk(one, key, found)
  } else if (value && typeof value === 'object') {
    const both = value as Partial<Words>
    if (typeof both.zh === 'string' && typeof both.en === 'string') {
      found.texts.push({ at: key, text: both as Words })
      if (key === 'html') for (const one of [both.zh, both.en]) takeHtml(one, found)
      return
    }
    for (const [inner, one] of Object.entries(value)) walk(one, inner, found)
  }
}

function takeHtml(html: string, found: Mentions): void {
  for (const [, attribute, quoted] of html.matchAll(/\b(href|src)="([^"]*)"/g)) {
    const target = quoted!.replaceAll('&amp;', '&')
    if (attribute === 'href') found.links.push(target)
    else found.media.push(decodeURIComponent(/^\/media\/([^/]+)/.exec(target)?.[1] ?? target))
  }
}

const plain = (html: string): string => html.replace(/<[^>]*>/g, ' ')

/** Amounts a text states, in fen: `¥1,299`, `￥49.90`, `99 元`. */
export function pricesIn(text: string): number[] {
  const found: number[] = []
  for (const [, sign, before] of plain(text).matchAll(/[¥￥]\s?(\d[\d,]*(?:\.\d{1,2})?)|(\d[\d,]*(?:\.\d{1,2})?)\s?元/g))
    found.push(Math.round(Number((sign ?? before)!.replaceAll(',', '')) * 100))
  return found
}

/** What is true of the things a page names. */
export interface Truth {
  products: ReadonlyMap<string, { title: Words; lifecycle: string; prices_minor: readonly number[]; available: number | null }>
  categories: ReadonlySet<string>
  brands: ReadonlySet<string>
  slots: ReadonlySet<string>
  /** How many products each block with a rule shows now. */
  shown: ReadonlyMap<string, number>
  media_missing: ReadonlySet<string>
  /** Links that lead nowhere, and why. */
  dead: ReadonlyMap<string, { fault: string; detail: string }>
}

/** Holds a page against the truth. Faults would mislead a shopper; hints are left to the editor. */
export function decideFacts(blocks: readonly Block[], truth: Truth, now: string): Finding[] {
  const findings: Finding[] = []
  if (blocks.length === 0)
    findings.push({ level: 'fault', finding: 'page_empty', block_id: null, named: [], detail: 'The page has no block: add one.' })
  for (const block of blocks) {
    const say = (level: Finding['level'], finding: Finding['finding'], detail: string, ...named: (string | Words)[]) =>
      findings.push({
        ...{ level, finding, block_id: block.props.id, detail },
        named: named.map((one) => (typeof one === 'string' ? { zh: one, en: one } : one)),
      })
    const { spu_ids, category_ids, brand_ids, slot_ids, media, links, texts } = mentionsOf(block)
    for (const spu_id of new Set(spu_ids)) {
      const product = truth.products.get(spu_id)
      if (!product) say('fault', 'product_not_found', `There is no product ${spu_id}.`, spu_id)
      else if (product.lifecycle === 'withdrawn')
        say('fault', 'product_withdrawn', `${spu_id} is no longer sold: choose another product.`, product.title)
      else if (product.lifecycle === 'planned' && block.type !== 'products')
        say('hint', 'product_planned', `${spu_id} cannot be bought yet.`, product.title)
      else if (product.lifecycle === 'on_sale' && product.available === 0)
        say('hint', 'sold_out', `${spu_id} is sold out at this moment.`, product.title)
    }
    for (const id of category_ids) if (!truth.categories.has(id)) say('fault', 'category_not_found', `There is no category ${id}.`, id)
    for (const id of brand_ids) if (!truth.brands.has(id)) say('fault', 'brand_not_found', `There is no brand ${id}.`, id)
    for (const id of slot_ids) if (!truth.slots.has(id)) say('fault', 'slot_not_found', `There is no advertising slot ${id}.`, id)
    for (const one of new Set(media))
      if (truth.media_missing.has(one)) say('fault', 'media_missing', `The file ${one} is not kept here: choose another.`, one)
    for (const link of new Set(links)) {
      const dead = truth.dead.get(link)
      if (dead) say('fault', 'link_dead', `${link} leads nowhere: ${dead.detail}`, link, dead.fault)
    }
    if (truth.shown.get(block.props.id) === 0) say('hint', 'nothing_shown', 'The rule finds no product: the block stays invisible.')
    if (spu_ids.length > 0) {
      const prices = new Set(spu_ids.flatMap((id) => truth.products.get(id)?.prices_minor ?? []))
      const stated = texts.flatMap(({ text }) => [...pricesIn(text.zh), ...pricesIn(text.en)])
      const real = [...prices].map(yuan).join(', ')
      for (const price of new Set(stated))
        if (!prices.has(price))
          say(
            'fault',
            'price_differs',
            `The text says ${yuan(price)}; the product costs ${real || 'something else'}.`,
            yuan(price),
            real || { zh: '别的价格', en: 'something else' },
          )
    }
    if (block.type === 'countdown' && block.props.ends_at <= now)
      say('fault', 'date_past', 'The countdown has ended already: set a later moment.')
    if (block.type === 'coupon' && block.props.until && block.props.until < now.slice(0, 10))
      say('fault', 'date_past', 'The coupon has ended already.')
    for (const { at, text } of texts)
      if ((text.zh === '') !== (text.en === ''))
        say('hint', 'text_missing', `${at} is empty in ${text.zh === '' ? 'Chinese' : 'English'}.`, at, text.zh === '' ? 'zh' : 'en')
  }
  return findings
}

const yuan = (minor: number): string => `¥${(minor / 100).toFixed(2)}`

/** One of each category before a second of any: a row of four bottles tells less than a row of four things. */
export function varied<One extends { category_id: string }>(cards: readonly One[], most: number): One[] {
  const rounds = new Map<string, number>()
  const ranked = cards.map((card, i) => {
    const round = rounds.get(card.category_id) ?? 0
    rounds.set(card.category_id, round + 1)
    return { card, rank: round * cards.length + i }
  })
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, most)
    .map(({ card }) => card)
}

const _none: Words = { zh: '', en: '' }
const choice: ProductChoice = {
  by: 'rule',
  spu_ids: [],
  category_id: null,
  brand_id: null,
  tag: null,
  lifecycle: 'on_sale',
  sort: 'sales',
  varied: true,
  count: 8,
}

/** What a shop shows before anybody has published a home page: its brands, its categories, what comes and what sells. */
export const defaultHome = (brand_ids: readonly string[]): Block[] => [
  { type: 'stage', props: { id: 'stage', brand_ids: [] } },
  { type: 'categories', props: { id: 'categories', title: { zh: '想买什么', en: 'Shop by category' }, category_ids: [] } },
  {
    type: 'products',
    props: {
      id: 'coming',
      title: { zh: '新品日历', en: 'New and coming' },
      text: { zh: '预售与即将上市，先看、先关注、先下单', en: 'Presales and launches: look first, order first' },
      choice: { ...choice, lifecycle: 'coming', varied: false },
      layout: 'calendar',
      more: '/new',
    },
  },
  ...brand_ids
    .slice(0, 8)
    .map((brand_id, place): Block => ({ type: 'pavilion', props: { id: `pavilion-${brand_id}`, brand_id, tint: place % 5 } })),
  { type: 'recommendations', props: { id: 'hot', title: { zh: '大家都在买', en: 'What people buy' }, count: 8 } },
]

/** A product block's rule as the list of products understands it. */
export const lifecyclesOf = (lifecycle: ProductChoice['lifecycle']): ('planned' | 'presale' | 'on_sale')[] =>
  (({ on_sale: ['on_sale'], presale: ['presale'], coming: ['presale', 'planned'], all: ['on_sale', 'presale'] }) as const)[
    lifecycle
  ].slice()

/** Follows redirects from one path; null when they run in a circle. */
export function followRedirects(path: string, redirects: ReadonlyMap<string, string>): string | null {
  const seen = new Set<string>()
  let at = path
  for (;;) {
    const next = redirects.get(at)
    if (next === undefined) return at
    if (seen.has(at)) return null
    seen.add(at)
    at = next
  }
}
