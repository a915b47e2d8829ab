import { brands } from './brands.ts'
import type { BrandId, Text } from './types.ts'
import { both } from './words.ts'

type Benefit = Text & {
  kind?: 'member_price' | 'free_freight' | 'birthday_points' | 'service_line' | 'early_access'
  off_bp?: number
  from_minor?: number
  points?: number
  contact?: string
  hours?: number
}
export type SampleLevel = { level: string; rank: number; name: Text; growth_from: number; earn_rate_bp: number; benefits: Benefit[] }
export type SamplePlan = {
  plan_id: string
  name: Text
  price_minor: number
  currency: string
  months: number
  level: string | null
  benefits: Benefit[]
  refund_days: number
  on_sale: boolean
  /** The service that sells it in the mall. */
  sku_id: string | null
}
export type SampleProgram = {
  program_id: string
  brand_id: BrandId | null
  name: Text
  point_value_minor: number
  spend_limit_bp: number
  valid_years: number
  check_in_points: number[]
  level_years: number | null
  levels: SampleLevel[]
  plans: SamplePlan[]
  interests: Text[]
}

const steps: [level: string, name: string, growth_from: number, earn_rate_bp: number, words: string[]][] = [
  ['normal', '普通会员 | Member', 0, 10_000, []],
  ['silver', '银卡会员 | Silver', 1_000, 11_000, ['优先客服 | Priority service']],
  ['gold', '金卡会员 | Gold', 4_000, 13_000, ['优先客服 | Priority service']],
  ['diamond', '钻石会员 | Diamond', 15_000, 16_000, []],
]
const memberPrice = (rank: number): Benefit => ({
  ...both(`会员价 ${(100 - rank) / 10} 折 | ${rank}% off`),
  kind: 'member_price',
  off_bp: rank * 100,
})
const birthday = (points: number): Benefit => ({
  ...both(`生日送 ${points} 积分 | ${points} points on your birthday`),
  kind: 'birthday_points',
  points,
})
const serviceLine = (contact: string): Benefit => ({
  ...both(`专属服务专线 ${contact} | Your own service line ${contact}`),
  kind: 'service_line',
  contact,
})
const early = (hours: number): Benefit => ({
  ...both(`活动与新品提前 ${hours} 小时 | Activities and new goods ${hours} hours earlier`),
  kind: 'early_access',
  hours,
})
/** What only the highest level of the whole house has. */
const vip = (level: string): Benefit[] => (level === 'diamond' ? [serviceLine('400-000-1188'), early(24)] : [])
const membership = (
  plan_id: string,
  name: string,
  { sku_id = null, ...plan }: Pick<SamplePlan, 'price_minor' | 'months' | 'level' | 'benefits'> & { sku_id?: string | null },
): SamplePlan => ({ plan_id, name: both(name), currency: 'CNY', ...plan, refund_days: 7, on_sale: true, sku_id })

/** Whoever holds a level of the whole house pays no freight from a smaller amount on. */
const freight: Record<string, number> = { silver: 6_900, gold: 4_900, diamond: 0 }
const freightOf = (level: string): Benefit[] => {
  const from_minor = freight[level]
  if (from_minor === undefined) return []
  const words = from_minor === 0 ? '免运费 | Free delivery' : `满 ¥${from_minor / 100} 免运费 | Free delivery from ¥${from_minor / 100}`
  return [{ ...both(words), kind: 'free_freight', from_minor }]
}
const levelsWith = (more: (level: string, rank: number) => Benefit[]): SampleLevel[] =>
  steps.map(([level, name, growth_from, earn_rate_bp, words], rank) => ({
    level,
    rank,
    name: both(name),
    growth_from,
    earn_rate_bp,
    benefits: [...more(level, rank), ...words.map(both)],
  }))

const interestWords = [
  '厨房好物 | Kitchen',
  '母婴育儿 | Mother and baby',
  '智能家居 | Smart home',
  '新能源出行 | Electric driving',
  '茶与地方特产 | Tea and local produce',
  '邮票收藏 | Stamps',
]

/** The group's program and one of each brand: a point is a fen, at most half of the goods is paid with points. */
export const programs: SampleProgram[] = [
  {
    program_id: 'group',
    brand_id: null,
    name: both('通商积分 | Tongshang points'),
    point_value_minor: 1,
    spend_limit_bp: 3_000,
    valid_years: 1,
    check_in_points: [2, 2, 3, 3, 5, 5, 10],
    level_years: null,
    levels: levelsWith((level, rank) => [birthday([20, 50, 100, 300][rank]!), ...freightOf(level), ...vip(level)]),
    plans: [
      membership('plus-month', '通商 PLUS 月卡 | Tongshang PLUS, a month', {
        ...{ price_minor: 1_800, months: 1, level: 'gold', benefits: [early(12)], sku_id: 'YL-PLUS-MONTH' },
      }),
      membership('plus-year', '通商 PLUS 年卡 | Tongshang PLUS, a year', {
        ...{ sku_id: 'YL-PLUS-YEAR' },
        ...{ price_minor: 16_800, months: 12, level: 'gold', benefits: [serviceLine('400-000-1188'), early(24), birthday(100)] },
      }),
    ],
    interests: interestWords.map(both),
  },
  ...brands.map((brand) => ({
    program_id: brand.id,
    brand_id: brand.id,
    name: { zh: `${brand.name.zh}积分`, en: `${brand.name.en} points` },
    point_value_minor: 1,
    spend_limit_bp: 5_000,
    valid_years: brand.id === 'zhimu' ? 2 : 1,
    check_in_points: [5, 5, 8, 8, 10, 10, 20],
    level_years: 1,
    levels: levelsWith((_, rank) => (rank === 0 ? [] : [memberPrice(rank)])),
    plans:
      brand.id === 'zhimu'
        ? [
            membership('zhimu-mother', '稚牧妈妈年卡 | Zhimu for mothers, a year', {
              ...{
                price_minor: 9_900,
                months: 12,
                level: 'silver',
                benefits: [{ ...both('会员价 95 折 | 5% off'), kind: 'member_price', off_bp: 500 }],
              },
            }),
          ]
        : [],
    interests: [],
  })),
]

export const memberTasks = [
  {
    task_id: 'birthday',
    program_id: 'group',
    name: both('告诉我们生日 | Tell us your birthday'),
    proof: 'birthday_given' as const,
    points: 50,
  },
  {
    task_id: 'first-order',
    program_id: 'group',
    name: both('收到第一单 | Receive a first order'),
    proof: 'first_order_delivered' as const,
    points: 200,
  },
  { task_id: 'zhimu-child', program_id: 'zhimu', name: both('登记宝宝 | Tell of your child'), proof: 'child_told' as const, points: 300 },
  {
    task_id: 'jilang-week',
    program_id: 'jilang',
    name: both('连签七天 | Check in seven days in a row'),
    proof: 'seven_days_in_a_row' as const,
    points: 100,
  },
]

const prizes = (scale: number) => [
  { prize_id: 'top', name: both('一等奖 | First prize'), points: 888 * scale, chance_bp: 100 },
  { prize_id: 'second', name: both('二等奖 | Second prize'), points: 100 * scale, chance_bp: 900 },
  { prize_id: 'third', name: both('三等奖 | Third prize'), points: 10 * scale, chance_bp: 4_000 },
]

/** A draw of each brand, with its budget in points. */
export const draws = brands.map(({ id, organization_id, name }, i) => ({
  draw_id: `${id}-lucky`,
  program_id: id,
  name: { zh: `${name.zh}幸运抽奖`, en: `${name.en} lucky draw` },
  cost_points: i % 2 ? 10 : 20,
  tries_per_day: 3,
  prizes: prizes(i % 2 ? 1 : 2),
  organization_id,
  budget_points: 50_000,
}))
