import { BusinessDate, Choice, Code, closed, Id, Nullable, type Static, T, Text } from '#core/http.ts'

export const groupProgram = 'group'

export interface Both {
  zh: string
  en: string
}

export interface Level {
  level: string
  rank: number
  name: Both
  growth_from: number
  earn_rate_bp: number
  benefits: Both[]
}

export interface Program {
  program_id: string
  brand_id: string | null
  name: Both
  point_value_minor: number
  spend_limit_bp: number
  valid_years: number
  check_in_points: number[]
  /** Lowest first. */
  levels: Level[]
}

export const genders = ['female', 'male'] as const
export const parts = ['parent', 'grandparent', 'adult', 'child'] as const
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
  part: Choice(['child'] as const, 'Members join by themselves; children are told of'),
  born_on: BusinessDate('Birthday, or the day the child is expected'),
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
