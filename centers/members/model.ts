import { SkuId } from '#centers/products/model.ts'
import { BusinessDate, Choice, Code, closed, Id, Nullable, type Static, T, Text } from '#core/http.ts'

export const groupProgram = 'group'

export interface Both {
  zh: string
  en: string
}

export const benefitKinds = ['words', 'member_price', 'free_freight', 'birthday_points', 'service_line', 'early_access'] as const
/** What a level gives: always in words, and for the kinds that are applied by themselves the figure they are applied with. */
export interface Benefit extends Both {
  /** Left out: words only. */
  kind?: (typeof benefitKinds)[number]
  /** member_price: so much off the goods of the program, in basis points. */
  off_bp?: number
  /** free_freight: no freight from this amount of goods on. */
  from_minor?: number
  /** birthday_points: given on the birthday, once a year. */
  points?: number
  /** service_line: the number that only these members are shown. */
  contact?: string
  /** early_access: draws and goods open so many hours earlier. */
  hours?: number
}

export interface Level {
  level: string
  rank: number
  name: Both
  growth_from: number
  earn_rate_bp: number
  benefits: Benefit[]
}

export interface Program {
  program_id: string
  brand_id: string | null
  name: Both
  point_value_minor: number
  spend_limit_bp: number
  valid_years: number
  check_in_points: number[]
  /** A level is kept to the end of the year that many years after it was reached, then measured again; null: for good. */
  level_years?: number | null
  /** Lowest first. */
  levels: Level[]
  plans: Plan[]
  /** What members may say they are interested in. */
  interests: Both[]
}
/** A program as it is saved: plans and interests left out stay as they are. */
export type ProgramItem = Omit<Program, 'plans' | 'interests'> & { plans?: Plan[]; interests?: Both[] }

/** A paid membership on offer. */
export interface Plan {
  plan_id: string
  name: Both
  price_minor: number
  currency: string
  months: number
  /** While it runs the member stands at least on this level; null: benefits only. */
  level: string | null
  benefits: Benefit[]
  /** Paid back whole within so many days; after that, for the whole months that are left. */
  refund_days: number
  on_sale: boolean
  /** The service that is sold in the mall for it; an order that is paid starts it. */
  sku_id?: string | null
}

/** What a member bought, once a row. */
export interface Membership {
  membership_id: string
  member_id: string
  plan_id: string
  program_id: string
  price_minor: number
  currency: string
  bought_at: string
  starts_at: string
  ends_at: string
  refunded_at: string | null
  refund_minor: number | null
  /** The order it was bought with; null when it was bought from the wallet alone. */
  order_id?: string | null
}

const Bilingual = closed({ zh: Text('Chinese', 80), en: Text('English', 80) }, { description: 'In both languages' })
const Benefits = T.Array(
  closed({
    zh: Text('In Chinese', 80),
    en: Text('In English', 80),
    kind: T.Optional(Choice(benefitKinds, 'How it is applied; words only if left out')),
    off_bp: T.Optional(T.Integer({ minimum: 1, maximum: 9_000, description: 'member_price: so much off, in basis points' })),
    from_minor: T.Optional(T.Integer({ minimum: 0, description: 'free_freight: from this amount of goods, in fen' })),
    points: T.Optional(T.Integer({ minimum: 1, maximum: 100_000, description: 'birthday_points: how many' })),
    contact: T.Optional(Text('service_line: the telephone number', 40)),
    hours: T.Optional(T.Integer({ minimum: 1, maximum: 720, description: 'early_access: draws and goods open so many hours earlier' })),
  }),
  { maxItems: 20, description: 'What it gives' },
)
export const ProgramDraft = closed({
  program_id: Code('The program: a brand, or `group`'),
  name: Bilingual,
  point_value_minor: T.Integer({ minimum: 1, maximum: 10_000, description: 'What one point lowers an order by, in fen' }),
  spend_limit_bp: T.Integer({
    minimum: 0,
    maximum: 10_000,
    description: 'Largest share of the goods that points may pay, in basis points',
  }),
  valid_years: T.Integer({ minimum: 1, maximum: 10, description: 'Points are good to the end of the year that many years later' }),
  check_in_points: T.Array(T.Integer({ minimum: 0, maximum: 10_000 }), { maxItems: 31, description: 'Points of each day of checking in' }),
  level_years: Nullable(
    T.Integer({
      minimum: 1,
      maximum: 10,
      description: 'Levels are measured again at the end of the year that many years later; null: never',
    }),
  ),
  levels: T.Array(
    closed({
      level: Code('Short code of the level'),
      name: Bilingual,
      growth_from: T.Integer({ minimum: 0, description: 'Growth from which it is reached' }),
      earn_rate_bp: T.Integer({ minimum: 0, maximum: 1_000_000, description: 'Points for a yuan, in basis points' }),
      benefits: Benefits,
    }),
    { minItems: 1, maxItems: 20, description: 'Lowest first; the lowest begins at growth 0' },
  ),
  plans: T.Optional(
    T.Array(
      closed({
        plan_id: Code('Short code of the plan, unique in the house'),
        name: Bilingual,
        price_minor: T.Integer({ minimum: 1, maximum: 100_000_000, description: 'Price, in minor units' }),
        currency: T.Literal('CNY', { description: 'Wallets hold CNY' }),
        months: T.Integer({ minimum: 1, maximum: 36, description: 'How long it runs' }),
        level: Nullable(Code('The level it gives at least; null: benefits only')),
        benefits: Benefits,
        refund_days: T.Integer({
          minimum: 0,
          maximum: 90,
          description: 'Paid back whole within so many days; after that, for the whole months left',
        }),
        on_sale: T.Boolean({ description: 'Whether it can be bought; one that runs goes on' }),
        sku_id: T.Optional(Nullable(SkuId('The SKU of a service that sells it in the mall: who pays an order of it has the membership'))),
      }),
      { maxItems: 10, description: 'Paid memberships; one left out is taken off sale. Without this field they stay as they are' },
    ),
  ),
  interests: T.Optional(
    T.Array(Bilingual, { maxItems: 30, description: 'What members may say they are interested in; without this field they stay' }),
  ),
})
export type ProgramDraft = Static<typeof ProgramDraft>

export const genders = ['female', 'male'] as const
export const feedings = ['breast', 'mixed', 'formula', 'solid'] as const
/** What a member is to us, told by time alone. */
export const lifecycles = ['new', 'active', 'quiet', 'asleep', 'lost'] as const
export type Lifecycle = (typeof lifecycles)[number]
/** What a child eats by age; the milk tins carry the same words. */
export const stages = ['expected', 'stage_1', 'stage_2', 'stage_3', 'stage_4', 'grown'] as const
export type Stage = (typeof stages)[number]

export interface NewMember {
  id: string
  gender?: (typeof genders)[number] | null
  birthday?: string | null
  source: string
  region_code?: string | null
  vip_until?: string | null
  joined_at: string
  standings?: { program_id: string; organization_id: string | null; growth: number }[]
  tags?: string[]
}

export const MemberEdit = closed({
  id: Id('The member'),
  gender: T.Optional(Nullable(Choice(genders, 'Gender as told; null is unknown'))),
  birthday: T.Optional(Nullable(BusinessDate('Birthday'))),
  vip_until: T.Optional(Nullable(BusinessDate('VIP until and including this day; null ends it'))),
  note: T.Optional(Nullable(T.String({ maxLength: 500, description: 'A note colleagues see' }))),
  add_tags: T.Optional(T.Array(Text('A tag', 40), { maxItems: 20, description: 'Tags to add' })),
  remove_tags: T.Optional(T.Array(Text('A tag', 40), { maxItems: 20, description: 'Tags to take off' })),
})
export type MemberEdit = Static<typeof MemberEdit>

export const HouseholdPerson = closed({
  person_id: Id('Made by the caller; the same id again is the same person'),
  nickname: Text('What the family calls them', 40),
  part: Choice(['child', 'adult', 'grandparent'] as const, 'Members join by themselves; who only eats along is told of'),
  born_on: T.Optional(Nullable(BusinessDate('Birthday, or the day a child is expected; a child needs one'))),
  feeding: T.Optional(Nullable(Choice(feedings, 'How the child is fed'))),
})
export type HouseholdPerson = Static<typeof HouseholdPerson>

export const PointCorrection = closed({
  id: Id('Made by the caller; the same id again is the same correction'),
  member_id: Id('Whose points'),
  program_id: Code('Brand, or `group`'),
  quantity: T.Integer({ minimum: -1_000_000, maximum: 1_000_000, description: 'Points to give (above zero) or take (below)' }),
  reason: Text('Why: kept in the audit trail', 200),
})
export type PointCorrection = Static<typeof PointCorrection>
