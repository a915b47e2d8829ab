import { Choice, Nullable, T } from '#core/http.ts'
import { benefitKinds, lifecycles, stages } from './model.ts'

export const Bilingual = T.Object({ zh: T.String(), en: T.String() })

export const PointEntries = T.Object({
  transaction_key: T.String(),
  seq: T.Integer(),
  kind: T.String({ description: 'What happened: `orders.place`, `members.check_in`, …' }),
  ref: T.String({ description: 'What caused it' }),
  happened_at: T.String(),
  recorded_at: T.String(),
  period: T.String({ description: 'The bucket: good until the end of this month' }),
  change: T.Integer({ description: 'Points that came (above zero) or went' }),
})

export const PointBalances = T.Array(
  T.Object({
    program_id: T.String({ description: 'Brand, or `group`' }),
    name: Bilingual,
    balance: T.Integer({ description: 'Points that can be spent now' }),
    owed: T.Integer({ description: 'Points taken back that were spent already; new ones settle them first' }),
    value_minor: T.Integer({ description: 'What the balance lowers an order by, in fen' }),
    next_expiry: Nullable(T.Object({ quantity: T.Integer(), expires_at: T.String() })),
  }),
)

export const Household = T.Object({
  household_id: Nullable(T.String()),
  people: T.Array(
    T.Object({
      person_id: T.String(),
      member_id: Nullable(T.String()),
      nickname: T.String(),
      part: T.String(),
      born_on: Nullable(T.String()),
      feeding: Nullable(T.String()),
      months: Nullable(T.Integer({ description: 'Whole months of age' })),
      stage: Nullable(Choice(stages, 'For a child: the milk of its age')),
    }),
  ),
})

export const BenefitView = T.Object({
  ...Bilingual.properties,
  kind: T.Optional(Choice(benefitKinds, 'How it is applied; words only if absent')),
  off_bp: T.Optional(T.Integer()),
  from_minor: T.Optional(T.Integer()),
  points: T.Optional(T.Integer()),
  contact: T.Optional(T.String({ description: 'service_line: the number of these members' })),
  hours: T.Optional(T.Integer({ description: 'early_access: how much earlier' })),
})

export const PlanView = T.Object({
  plan_id: T.String(),
  name: Bilingual,
  price_minor: T.Integer(),
  currency: T.String(),
  months: T.Integer(),
  level: Nullable(T.String({ description: 'The level it gives at least' })),
  benefits: T.Array(BenefitView),
  refund_days: T.Integer({ description: 'Paid back whole within so many days; after that, for the whole months left' }),
  on_sale: T.Boolean(),
  sku_id: T.Optional(Nullable(T.String({ description: 'The SKU that sells it in the mall' }))),
})

export const ProgramView = T.Object({
  program_id: T.String(),
  brand_id: Nullable(T.String()),
  name: Bilingual,
  point_value_minor: T.Integer({ description: 'What one point lowers an order by, in fen' }),
  spend_limit_bp: T.Integer({ description: 'Largest share of the goods that points may pay, in basis points' }),
  valid_years: T.Integer({ description: 'Points are good to the end of the year that many years later' }),
  check_in_points: T.Array(T.Integer()),
  level_years: Nullable(T.Integer({ description: 'How many years a level is kept before it is measured again; null: for good' })),
  levels: T.Array(
    T.Object({
      level: T.String(),
      name: Bilingual,
      growth_from: T.Integer(),
      earn_rate_bp: T.Integer(),
      benefits: T.Array(BenefitView),
    }),
  ),
  plans: T.Array(PlanView, { description: 'Paid memberships' }),
  interests: T.Array(Bilingual, { description: 'What members may say they are interested in' }),
})

export const LevelView = T.Object({
  program_id: T.String(),
  name: Bilingual,
  level: T.String(),
  level_name: Bilingual,
  growth: T.Integer(),
  next: Nullable(T.Object({ level: T.String(), missing: T.Integer({ description: 'Growth to the next level' }) })),
  level_until: Nullable(T.String({ description: 'When the level is measured again; null: it stays' })),
  plan: Nullable(
    T.Object({ plan_id: T.String(), name: Bilingual, until: T.String() }, { description: 'The paid membership that runs, if any' }),
  ),
  benefits: T.Array(BenefitView),
})

export const MemberSchema = T.Object({
  id: T.String(),
  name: T.String(),
  phone: Nullable(T.String()),
  gender: Nullable(T.String()),
  birthday: Nullable(T.String()),
  source: T.String(),
  region_code: Nullable(T.String()),
  vip: T.Boolean(),
  vip_until: Nullable(T.String()),
  note: Nullable(T.String()),
  joined_at: T.String(),
  last_order_at: Nullable(T.String()),
  lifecycle: Choice(lifecycles, 'Told by the time since the last order'),
  tags: T.Array(T.String()),
  standings: T.Array(
    T.Object({
      program_id: T.String(),
      brand_id: Nullable(T.String()),
      organization_id: Nullable(T.String()),
      level: T.String(),
      growth: T.Integer(),
    }),
  ),
})
