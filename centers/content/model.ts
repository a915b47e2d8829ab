import type { TObject } from 'typebox'
import { referencePattern } from '#centers/products/model.ts'
import { BusinessDate, Choice, Code, closed, Id, Moment, Named, Nullable, type Static, T, Text } from '#core/http.ts'

const optional = T.Optional

export type Words = { zh: string; en: string }

/** A text in both languages; either may be left empty, which a check then says. */
export const BothText = (description: string, maxLength = 200) =>
  closed(
    { zh: T.String({ maxLength, description: 'In Chinese' }), en: T.String({ maxLength, description: 'In English' }) },
    { description },
  )
const Title = (description: string) => closed({ zh: Named('In Chinese', 120), en: Named('In English', 200) }, { description })

/** An address inside the mall or a secure one outside; never a script. */
export const linkPattern = '^(|/[^\\s\\\\]*|#[\\w-]+|https://[^\\s<>"]+|tel:[0-9+ -]+|mailto:[^\\s<>"]+)$'
export const Link = (description: string) =>
  T.String({
    pattern: linkPattern,
    maxLength: 500,
    description: `${description}: an address of the mall such as \`/new\`, or \`https://…\`; empty for none`,
  })
const Picture = (description: string) =>
  Nullable(T.String({ pattern: referencePattern, maxLength: 120, description: `${description}: stored file or drawing` }))
const Codes = (description: string, maxItems = 40) => T.Array(Code('A code'), { maxItems, description })
const Tint = T.Integer({ minimum: 0, maximum: 4, description: 'Which of the five quiet grounds' })

export const productLayouts = ['grid', 'rail', 'calendar'] as const
export const iconNames = ['shield', 'truck', 'store', 'back', 'wallet', 'parcel', 'pin', 'person', 'globe', 'check'] as const

/** Which products a block shows: those of a rule, or chosen ones in their order. */
export const ProductChoice = closed(
  {
    by: Choice(['rule', 'hand'] as const, 'By a rule that is asked at each drawing, or by hand'),
    spu_ids: Codes('By hand: the products in their order', 48),
    category_id: Nullable(Code('By rule: a category and all below it')),
    brand_id: Nullable(Code('By rule: a brand')),
    tag: Nullable(Text('By rule: a tag', 40)),
    lifecycle: Choice(
      ['on_sale', 'presale', 'coming', 'all'] as const,
      'By rule: on sale, in presale, coming (presale and planned), or all',
    ),
    sort: Choice(['sales', 'newest', 'price_up', 'price_down'] as const, 'By rule: the order'),
    varied: T.Boolean({ description: 'By rule: one of each category before a second of any' }),
    count: T.Integer({ minimum: 1, maximum: 48, description: 'By rule: how many at most' }),
  },
  { description: 'Which products' },
)
export type ProductChoice = Static<typeof ProductChoice>

/** What each kind of block says. Kept closed, so that a page never holds what nobody draws. */
export const blockSchemas = {
  banner: closed({
    title: BothText('Title', 120),
    text: BothText('A line or two below the title', 500),
    action: BothText('Words on its button; none without', 40),
    link: Link('Where it leads'),
    picture: Picture('Its picture'),
    spu_id: Nullable(Code('The product it is about: its price is shown, and prices in the text are held against it')),
    tint: Tint,
    large: T.Boolean({ description: 'Fills the width of the stage' }),
  }),
  carousel: closed({
    slides: T.Array(
      closed({
        title: BothText('Title', 120),
        text: BothText('A line below', 300),
        link: Link('Where it leads'),
        picture: Picture('Its picture'),
        tint: Tint,
      }),
      { minItems: 1, maxItems: 8, description: 'What passes by; without script it is a row to swipe' },
    ),
  }),
  stage: closed({ brand_ids: Codes('Brands whose best product is shown, the first one large; all when empty', 4) }),
  products: closed({
    title: BothText('Title', 120),
    text: BothText('A line below', 300),
    choice: ProductChoice,
    layout: Choice(productLayouts, 'A grid, a row to swipe, or a row with dates'),
    more: Link('Where all of them are'),
  }),
  recommendations: closed({
    title: BothText('Title', 120),
    count: T.Integer({ minimum: 1, maximum: 24, description: 'Best sellers of varied kinds that the page does not show yet' }),
  }),
  categories: closed({ title: BothText('Title', 120), category_ids: Codes('Categories in their order; the roots when empty', 24) }),
  pavilion: closed({ brand_id: Code('The brand: its header and three of its best'), tint: Tint }),
  pavilion_header: closed({
    brand_id: Code('The brand'),
    title: BothText('Instead of its name; its name when empty', 120),
    text: BothText('Instead of its slogan', 300),
    tint: Tint,
    picture: Picture('Instead of its products'),
  }),
  brands: closed({ title: BothText('Title', 120) }),
  countdown: closed({
    title: BothText('Title', 120),
    text: BothText('What ends, or what begins', 300),
    ends_at: Moment('The moment it counts down to'),
    link: Link('Where it leads'),
    action: BothText('Words on its button', 40),
  }),
  coupon: closed({
    title: BothText('What the coupon gives, in words', 120),
    text: BothText('Its conditions', 300),
    coupon_id: Nullable(Code('The coupon of a campaign, once there is one')),
    until: Nullable(BusinessDate('Last day it may be used')),
    link: Link('Where it can be used'),
    action: BothText('Words on its button', 40),
  }),
  text: closed({
    html: BothText('Rich text: headings, lists, links, pictures of ours; anything else is taken out', 40_000),
    narrow: T.Boolean({ description: 'A column to read rather than the whole width' }),
  }),
  html: closed({
    html: T.String({ maxLength: 40_000, description: 'Embedded HTML; scripts, frames, forms and styles that reach out are taken out' }),
  }),
  video: closed({
    title: BothText('What it shows', 120),
    video: Picture('The film (MP4)'),
    poster: Picture('Picture before it plays'),
  }),
  stores: closed({ title: BothText('Title', 120), text: BothText('A line below', 300) }),
  points: closed({
    title: BothText('Title', 120),
    items: T.Array(closed({ icon: Choice(iconNames, 'Icon'), title: BothText('Title', 80), text: BothText('A few sentences', 400) }), {
      minItems: 1,
      maxItems: 12,
      description: 'Points side by side',
    }),
  }),
  news: closed({ title: BothText('Title', 120), count: T.Integer({ minimum: 1, maximum: 50, description: 'How many at most' }) }),
  ad: closed({ slot_id: Code('The advertising slot') }),
} satisfies Record<string, TObject>

type Schemas = typeof blockSchemas
export type BlockType = keyof Schemas
export const blockTypes = Object.keys(blockSchemas) as BlockType[]
/** A block as the editor keeps it: its own id stands among its properties. */
export type BlockOf<Type extends BlockType> = { type: Type; props: Static<Schemas[Type]> & { id: string } }
export type Block = { [Type in BlockType]: BlockOf<Type> }[BlockType]

export const BlockItem = closed({
  type: Choice(blockTypes, 'What kind of block'),
  props: T.Record(T.String({ pattern: '^[a-z_]{1,40}$' }), T.Unknown(), {
    description: 'What it says, by its kind (see `/api/admin/content/block-types`), and its `id`, unique on the page',
  }),
})

export const pageKinds = ['home', 'pavilion', 'campaign', 'corporate', 'news'] as const
export const audiences = ['everyone', 'visitors', 'members'] as const
export type Audience = (typeof audiences)[number]

export const Path = (description: string) => T.String({ pattern: '^/[a-z0-9/_.-]{0,120}$', description })

export const PageItem = closed({
  page_id: Code('Short immutable code of the page'),
  path: Path('Where it stands: `/`, `/brands/<brand>`, `/p/…`, `/about…`, `/news/…`, `/help/…`'),
  kind: Choice(pageKinds, 'What sort of page'),
  channel_id: optional(T.String({ pattern: '^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$', description: 'Only for this channel; empty for all' })),
  audience: optional(Choice(audiences, 'Only for these people; everyone when left out')),
  brand_id: optional(Nullable(Code('The brand whose page it is'))),
  partner_id: optional(Nullable(Code('The merchant whose shop-in-shop it is'))),
  title: Title('Title of the page'),
  description: optional(Nullable(BothText('What search engines and share cards say', 300))),
  picture: optional(Picture('Picture of the share card')),
  blocks: T.Array(BlockItem, { maxItems: 60, description: 'The blocks from top to bottom' }),
  if_version: optional(T.Integer({ minimum: 1, description: 'Save only if the draft still has this version' })),
})
export type PageItem = Static<typeof PageItem>

export interface Page {
  page_id: string
  path: string
  kind: (typeof pageKinds)[number]
  channel_id: string
  audience: Audience
  brand_id: string | null
  partner_id: string | null
  title: Words
  description: Words | null
  picture: string | null
  blocks: Block[]
  draft_version: number
  shown_no: number | null
  shown_at: string | null
  saved_at: string
  saved_by: string
}

export const pageStatuses = [
  'saved',
  'already_saved',
  'page_not_yours',
  'changed_meanwhile',
  'path_not_allowed',
  'path_taken',
  'block_invalid',
  'block_repeated',
] as const
export type PageStatus = (typeof pageStatuses)[number]

const act = { id: Id('Made by the caller; the same id again is the same act'), page_id: Code('The page') }
export const PublicationItem = closed({
  ...act,
  note: optional(Nullable(Text('What changed, for the history', 200))),
  if_version: optional(T.Integer({ minimum: 1, description: 'Publish only if the draft still has this version' })),
})
export type PublicationItem = Static<typeof PublicationItem>
export const publicationStatuses = [
  'published',
  'already_published',
  'page_not_found',
  'page_not_yours',
  'changed_meanwhile',
  'facts_wrong',
] as const
export type PublicationStatus = (typeof publicationStatuses)[number]

export const RollBackItem = closed({
  ...act,
  version_no: optional(T.Integer({ minimum: 1, description: 'The version to show again; the one before when left out' })),
})
export type RollBackItem = Static<typeof RollBackItem>
export type RollBackStatus = 'rolled_back' | 'already_rolled_back' | 'page_not_found' | 'page_not_yours' | 'version_not_found'

export const WithdrawalItem = closed({
  page_id: Code('The page'),
  remove: optional(T.Boolean({ description: 'Take it out of the list as well' })),
})
export type WithdrawalItem = Static<typeof WithdrawalItem>
export type WithdrawalStatus = 'withdrawn' | 'already_withdrawn' | 'page_not_found' | 'page_not_yours'

export const ScheduleItem = closed({
  ...act,
  act: Choice(['publish', 'withdraw'] as const, 'Show the draft as it is now, or take the page down'),
  due_at: Moment('When'),
})
export type ScheduleItem = Static<typeof ScheduleItem>
export type ScheduleStatus = 'scheduled' | 'already_scheduled' | 'page_not_found' | 'page_not_yours' | 'moment_past' | 'facts_wrong'

export const CopyItem = closed({
  page_id: Code('Code of the new page'),
  from_page_id: Code('The page whose draft is copied'),
  path: Path('Where the copy stands'),
  channel_id: optional(T.String({ pattern: '^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$', description: 'Only for this channel; empty for all' })),
  audience: optional(Choice(audiences, 'Only for these people; everyone when left out')),
})
export type CopyItem = Static<typeof CopyItem>

export const RedirectItem = closed({
  path: T.String({ pattern: '^/[^\\s?#]{0,200}$', description: 'The address that is gone' }),
  target: T.String({ pattern: '^(/[^\\s\\\\]*|https://[^\\s<>"]+)$', maxLength: 500, description: 'Where it leads now' }),
  permanent: T.Boolean({ description: 'For good (301), or for now (302)' }),
})
export type RedirectItem = Static<typeof RedirectItem>
export type RedirectStatus = 'saved' | 'already_saved' | 'redirect_circular' | 'path_in_use'

const MenuLink = closed({ name: Title('What is read'), link: Link('Where it leads') })
export const SiteSettings = closed(
  {
    header: T.Array(MenuLink, { maxItems: 12, description: 'Links beside the brands, above everything' }),
    footer: T.Array(
      closed({ title: Title('Heading of the column'), links: T.Array(MenuLink, { maxItems: 12, description: 'Its links' }) }),
      {
        maxItems: 5,
        description: 'Columns of the footer',
      },
    ),
    phone: T.String({ maxLength: 30, description: 'Service phone' }),
    hours: BothText('When the phone is answered', 60),
    rights: BothText('Who holds the rights', 120),
    icp: BothText('Filing number of the ministry (ICP)', 80),
    police: BothText('Filing number of public security', 80),
  },
  { description: 'What stands above and below every page' },
)
export type SiteSettings = Static<typeof SiteSettings>

export const SlotItem = closed({ slot_id: Code('Short code of the slot'), name: Title('Where it is') })
export type SlotItem = Static<typeof SlotItem>
export const BookingItem = closed({
  slot_id: Code('The slot'),
  id: Id('Made by the caller; the same id again is the same booking'),
  starts_at: Moment('From when'),
  ends_at: Moment('Until when'),
  title: Title('What it says, also to those who do not see it'),
  picture: T.String({ pattern: referencePattern, maxLength: 120, description: 'Its picture' }),
  link: Link('Where it leads'),
})
export type BookingItem = Static<typeof BookingItem>
export type BookingStatus = 'booked' | 'already_booked' | 'slot_not_found' | 'period_invalid' | 'slot_taken'

/** What is wrong with a page, and where. A fault keeps it from being published, a hint does not. */
export interface Finding {
  level: 'fault' | 'hint'
  finding:
    | 'product_not_found'
    | 'product_withdrawn'
    | 'product_planned'
    | 'price_differs'
    | 'sold_out'
    | 'category_not_found'
    | 'brand_not_found'
    | 'slot_not_found'
    | 'nothing_shown'
    | 'date_past'
    | 'media_missing'
    | 'link_dead'
    | 'text_missing'
    | 'page_empty'
  block_id: string | null
  /** What the sentence is about, in the order of the words: a product, a link and what is wrong with it, two prices. */
  named: Words[]
  detail: string
}
