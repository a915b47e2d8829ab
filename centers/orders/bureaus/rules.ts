import type { State } from '../model.ts'
import {
  type Bureau,
  type BureauItem,
  type BureauRule,
  type BureauRuleItem,
  type Duty,
  duties,
  type Errand,
  type PassedOver,
  type Routed,
} from './model.ts'

/** A place by the digits that everything under it begins with: `500000` is `50`, `500236` itself. */
export const prefixOf = (region_code: string): string => region_code.replace(/(00){1,2}$/, '')

const lies = (region_code: string | null, within: readonly string[]): number => {
  if (within.length === 0) return 0
  const fits = region_code === null ? [] : within.map(prefixOf).filter((prefix) => region_code.startsWith(prefix))
  return fits.length > 0 ? Math.max(...fits.map(({ length }) => length)) : -1
}

const anyOf = (asked: readonly string[], own: readonly (string | null)[]): boolean =>
  asked.length === 0 || own.some((one) => one !== null && asked.includes(one))

/** Whether a rule is for an order: one of its goods fits all that is said of goods, and it comes from and goes to where the rule says. */
export const fits = (rule: BureauRule, { channel_id, region_code, goods }: Routed): boolean =>
  anyOf(rule.channel_ids, [channel_id]) &&
  lies(region_code, rule.region_codes) >= 0 &&
  (!speaksOfGoods(rule) ||
    goods.some(
      ({ sku_id, brand_id, category_path }) =>
        anyOf(rule.brand_ids, [brand_id]) && anyOf(rule.category_ids, category_path) && anyOf(rule.sku_ids, [sku_id]),
    ))

const speaksOfGoods = ({ brand_ids, category_ids, sku_ids }: BureauRule): boolean =>
  brand_ids.length + category_ids.length + sku_ids.length > 0

export interface Chosen {
  bureau_id: string | null
  rule_id: string
  rule_version: number
  passed_over: PassedOver[]
}
/** Orders of a day that a bureau still has room for; infinite without a limit. */
export type RoomOf = (bureau: Bureau, duty: Duty) => number
const mostPassedOver = 20

/**
 * The bureau of an order for a duty: the first rule that fits and has somebody. Of those it names the first that can; where it names none, of all that serve the address the one
 * made for the smallest place, then the one with most room, then by name. Null when no rule fits; without a bureau when those that fit had nobody.
 */
export function chooseBureau(
  duty: Duty,
  order: Routed,
  rules: readonly BureauRule[],
  bureaus: ReadonlyMap<string, Bureau>,
  roomOf: RoomOf,
  returned_by: ReadonlySet<string>,
): Chosen | null {
  const passed_over: PassedOver[] = []
  let first: BureauRule | undefined
  for (const rule of rules) {
    if (rule.duty !== duty || !fits(rule, order)) continue
    first ??= rule
    const named = rule.bureau_ids.length > 0
    const candidates = (named ? rule.bureau_ids.flatMap((id) => bureaus.get(id) ?? []) : [...bureaus.values()]).filter(({ duties }) =>
      duties.includes(duty),
    )
    let best: Candidate | undefined
    for (const bureau of candidates) {
      const near = lies(order.region_code, bureau.region_codes)
      const room = roomOf(bureau, duty)
      const why =
        near < 0 ? 'elsewhere' : !bureau.open ? 'not_open' : returned_by.has(bureau.bureau_id) ? 'returned_it' : room <= 0 ? 'full' : null
      if (why) {
        // Of a whole country those that serve other places are no news.
        if ((named || why !== 'elsewhere') && passed_over.length < mostPassedOver)
          passed_over.push({ bureau_id: bureau.bureau_id, rule_id: rule.rule_id, why })
        continue
      }
      if (!best || isBetter({ bureau, near, room }, best)) best = { bureau, near, room }
      if (named) break
    }
    if (best) return { bureau_id: best.bureau.bureau_id, rule_id: rule.rule_id, rule_version: rule.version, passed_over }
  }
  return first ? { bureau_id: null, rule_id: first.rule_id, rule_version: first.version, passed_over } : null
}

interface Candidate {
  bureau: Bureau
  near: number
  room: number
}
const isBetter = (a: Candidate, b: Candidate): boolean =>
  a.near !== b.near ? a.near > b.near : a.room !== b.room ? a.room > b.room : a.bureau.bureau_id < b.bureau.bureau_id

/**
 * The goods of an order by the bureaus they go to: one after the other, they join the first part whose bureaus they do not contradict. What no rule speaks of goes along with others.
 */
export function partsOf<Good extends Routed['goods'][number]>(
  order: Omit<Routed, 'goods'> & { goods: readonly Good[] },
  rules: readonly BureauRule[],
  bureaus: ReadonlyMap<string, Bureau>,
  roomOf: RoomOf,
): Good[][] {
  if (order.goods.length < 2 || !rules.some(speaksOfGoods)) return [[...order.goods]]
  const parts: { goods: Good[]; chosen: (string | null)[] }[] = []
  // Many lines are of few kinds: those that the same rules fit go the same way.
  const ways = new Map<string, (string | null)[]>()
  for (const good of order.goods) {
    const alone = { ...order, goods: [good] }
    const own = rules.filter((rule) => fits(rule, alone))
    const kind = own.map(({ rule_id }) => rule_id).join(' ')
    const chosen =
      ways.get(kind) ??
      duties.map((duty) => {
        const found = chooseBureau(duty, alone, own, bureaus, roomOf, new Set())
        return found && (found.bureau_id ?? 'nobody can')
      })
    ways.set(kind, chosen)
    const part = parts.find((one) =>
      one.chosen.every((bureau_id, i) => bureau_id === null || chosen[i] === null || bureau_id === chosen[i]),
    )
    if (!part) parts.push({ goods: [good], chosen })
    else {
      part.goods.push(good)
      part.chosen = part.chosen.map((bureau_id, i) => bureau_id ?? chosen[i]!)
    }
  }
  return parts.map(({ goods }) => goods)
}

/** States in which a group still needs somebody of a duty: what has left needs nobody who prepares it. */
const needs: Record<Duty, ReadonlySet<State>> = {
  acceptance: new Set(['placed', 'held', 'approved', 'allocated', 'released']),
  processing: new Set(['placed', 'held', 'approved', 'allocated', 'released']),
  delivery: new Set(['placed', 'held', 'approved', 'allocated', 'released', 'shipped']),
}
export const stillNeeds = (duty: Duty, states: readonly State[]): boolean => states.some((state) => needs[duty].has(state))

export const answerStatuses = [
  'accepted',
  'already_accepted',
  'returned',
  'already_returned',
  'errand_not_found',
  'errand_over',
  'note_missing',
] as const
export type AnswerStatus = (typeof answerStatuses)[number]

/** What a bureau may still say of an errand. */
export function decideAnswer(answer: 'accepted' | 'returned', errand: Errand | undefined): AnswerStatus {
  if (!errand || errand.bureau_id === null) return 'errand_not_found'
  if (errand.status === answer) return answer === 'accepted' ? 'already_accepted' : 'already_returned'
  if (errand.status === 'waiting' || (errand.status === 'accepted' && answer === 'returned')) return answer
  return 'errand_over'
}

export const assignStatuses = [
  'assigned',
  'already_assigned',
  'id_used_for_another',
  'twice_in_batch',
  'order_not_found',
  'order_gone',
  'bureau_not_found',
  'duty_not_done',
  'bureau_not_open',
  'already_there',
  'bureau_full',
  'no_bureau_fits',
] as const
export type AssignStatus = (typeof assignStatuses)[number]

/** Whether a person may give an order to a bureau. The first fault wins. */
export function decideAssignment(
  duty: Duty,
  states: readonly State[] | undefined,
  bureau: Bureau | undefined,
  now: Errand | undefined,
  room: number,
  over_capacity: boolean,
): Exclude<AssignStatus, 'already_assigned' | 'id_used_for_another' | 'twice_in_batch' | 'no_bureau_fits'> {
  if (!states) return 'order_not_found'
  if (!stillNeeds(duty, states)) return 'order_gone'
  if (!bureau) return 'bureau_not_found'
  if (!bureau.duties.includes(duty)) return 'duty_not_done'
  if (!bureau.open) return 'bureau_not_open'
  if (now?.bureau_id === bureau.bureau_id && (now.status === 'waiting' || now.status === 'accepted')) return 'already_there'
  return room <= 0 && !over_capacity ? 'bureau_full' : 'assigned'
}

/** What of a bureau or rule a new version would change. */
export const contentOf = (item: BureauItem | BureauRuleItem): string => {
  const sorted = (list: readonly string[]) => [...new Set(list)].sort()
  return JSON.stringify(
    'rule_id' in item
      ? [
          ...[item.name.zh, item.name.en, item.enabled, item.position, item.duty],
          ...[item.brand_ids, item.category_ids, item.sku_ids, item.channel_ids, item.region_codes].map(sorted),
          ...[item.bureau_ids, item.waits ?? false],
        ]
      : [sorted(item.duties), sorted(item.region_codes), item.orders_per_day, item.answer_hours, item.open],
  )
}
