import type { Finding } from '../abnormal/model.ts'
import {
  type BlackListed,
  type Condition,
  type Fact,
  factKinds,
  operators,
  type Reviewed,
  type Rule,
  type RuleItem,
  type SlowFacts,
  slowFacts,
  type Verdict,
} from './model.ts'

/** What all orders of one review are held against. */
export interface Ground {
  rules: readonly Rule[]
  black_list: readonly BlackListed[]
  /** Our own price by SKU. */
  prices: ReadonlyMap<string, number>
}

/** Rules that are asked, in their order. */
export const inOrder = (rules: readonly Rule[]): Rule[] =>
  rules.filter(({ enabled }) => enabled).sort((a, b) => a.position - b.position || (a.rule_id < b.rule_id ? -1 : 1))

/** The database has to be asked only where a slow fact still decides: everything else of the rule holds already. */
export function asksSlow(order: Reviewed, ground: Ground): Set<Fact> {
  const asked = new Set<Fact>()
  for (const { conditions } of ground.rules) {
    const slow = conditions.filter(({ fact }) => slowFacts.has(fact))
    if (slow.length > 0 && conditions.every((one) => slowFacts.has(one.fact) || holds(one, order, ground, null)))
      for (const { fact } of slow) asked.add(fact)
  }
  return asked
}

/**
 * What becomes of an order. The house's own laws come first and no rule overrules them: nothing unpaid, and nothing to where nobody can read, goes on. Then the rules in
 * their order; all that hold it are told, not only the first, and `approve` ends the asking.
 */
export function judge(order: Reviewed, ground: Ground, slow: SlowFacts | null): Verdict {
  const findings: Finding[] = []
  const law = { rule_id: null, rule_version: null, detail: null }
  if (!order.paid && !laterTerms.has(order.payment_term)) findings.push({ reason: 'unpaid', ...law })
  if (!order.address.street) findings.push({ reason: 'address_missing', ...law })
  else if (order.address.told) findings.push({ reason: 'address_unclear', ...law, detail: order.address.told })
  const marks: Verdict['marks'] = []
  let approved: string | null = null
  for (const rule of ground.rules) {
    if (!rule.conditions.every((condition) => holds(condition, order, ground, slow))) continue
    const by = { rule_id: rule.rule_id, rule_version: rule.version }
    if (rule.action === 'approve') {
      approved = labelOf(by)
      break
    }
    if (rule.action === 'mark') marks.push({ kind: 'mark', value: rule.value!, ...by })
    else if (rule.action === 'assign') marks.push({ kind: 'assignee', value: rule.value!, ...by })
    else if (!findings.some(({ reason }) => reason === rule.reason))
      findings.push({ reason: rule.reason!, detail: null, hold_hours: rule.hold_hours, urgent: rule.urgent, ...by })
  }
  if (findings.length > 0)
    return {
      to: 'held',
      rule: findings
        .map((one) => (one.rule_id ? labelOf(one) : one.reason))
        .join(', ')
        .slice(0, 200),
      findings,
      marks,
    }
  return {
    to: 'approved',
    rule: approved ?? (order.paid ? 'paid_in_full' : order.payment_term === 'pay_at_outlet' ? 'pays_at_outlet' : 'pays_at_the_door'),
    findings,
    marks,
  }
}

/** Terms whose money comes when the goods are handed over. */
const laterTerms: ReadonlySet<string> = new Set(['pay_at_outlet', 'cash_on_delivery'])

/** How the history of an order names a rule. */
export const labelOf = ({ rule_id, rule_version }: { rule_id: string | null; rule_version: number | null }): string =>
  `${rule_id} v${rule_version}`

function holds({ fact, op, value }: Condition, order: Reviewed, ground: Ground, slow: SlowFacts | null): boolean {
  const answer = answerOf(fact, order, ground, slow)
  if (op === 'at_least') return typeof answer === 'number' && answer >= (value as number)
  if (op === 'at_most') return typeof answer === 'number' && answer <= (value as number)
  if (op === 'is') return answer === value
  const words = value as string[]
  if (op === 'contains') return typeof answer === 'string' && words.some((word) => answer.includes(word))
  const own = Array.isArray(answer) ? answer : [answer]
  return op === 'one_of' ? own.some((one) => words.includes(one as string)) : !own.some((one) => words.includes(one as string))
}

const share = (part: number, whole: number): number | null => (whole > 0 ? Math.round((part * 10_000) / whole) : null)

function answerOf(
  fact: Fact,
  order: Reviewed,
  { black_list, prices }: Ground,
  slow: SlowFacts | null,
): number | string | boolean | string[] | null {
  const { address, lines } = order
  switch (fact) {
    case 'total_minor':
    case 'freight_minor':
    case 'channel_id':
    case 'currency':
    case 'payment_term':
    case 'buyer_message':
    case 'buyer_name':
      return order[fact]
    case 'discount_bp':
      return share(order.discount_minor, order.goods_minor)
    case 'pieces':
      return lines.reduce((sum, { quantity }) => sum + quantity, 0)
    case 'lines':
      return lines.length
    case 'price_bp': {
      const shares = lines.flatMap(({ sku_id, amount_minor, quantity }) => {
        const ours = sku_id === null ? undefined : prices.get(sku_id)
        return ours ? [Math.round((amount_minor * 10_000) / (ours * quantity))] : []
      })
      return shares.length > 0 ? Math.min(...shares) : null
    }
    case 'province':
      return address.province ?? ''
    case 'address':
      return wholeAddress(order)
    case 'sku_id':
      return lines.flatMap(({ sku_id }) => sku_id ?? [])
    case 'outside':
      return order.external_no !== null
    case 'phone_missing':
      return !order.buyer_phone
    case 'message_given':
      return Boolean(order.buyer_message?.trim())
    case 'black_listed':
      return isBlackListed(order, black_list)
    default:
      return slow ? slow[fact] : null
  }
}

const wholeAddress = ({ address }: Reviewed): string =>
  [address.province, address.city, address.district, address.street].filter(Boolean).join('')
const plain = (text: string): string => text.replace(/[\s,，、-]/g, '')
export const lastDigits = (phone: string): string => phone.replace(/\D/g, '').slice(-11)

function isBlackListed(order: Reviewed, black_list: readonly BlackListed[]): boolean {
  if (black_list.length === 0) return false
  const phone = order.buyer_phone ? lastDigits(order.buyer_phone) : null
  const address = plain(wholeAddress(order))
  return black_list.some(({ kind, value }) =>
    kind === 'phone' ? phone === value : kind === 'name' ? order.buyer_name.trim() === value : address.includes(value),
  )
}

/** As it is kept and compared. */
export const tidied = ({ kind, value }: Pick<BlackListed, 'kind' | 'value'>): string =>
  kind === 'phone' ? lastDigits(value) : kind === 'address' ? plain(value) : value.trim()

/** What is wrong with a rule as it was written; null when nothing is. */
export function faultOf(rule: RuleItem): string | null {
  for (const [i, { fact, op, value }] of rule.conditions.entries()) {
    const kind = factKinds[fact]
    const at = `conditions/${i}`
    if (!(operators[kind] as readonly string[]).includes(op)) return `${at}: ${fact} is asked with ${operators[kind].join(' or ')}.`
    if (kind === 'number' && typeof value !== 'number') return `${at}: ${fact} needs a number.`
    if (kind === 'yes' && typeof value !== 'boolean') return `${at}: ${fact} needs true or false.`
    if ((kind === 'choice' || kind === 'text') && !Array.isArray(value)) return `${at}: ${fact} needs a list of words.`
    if (fact === 'same_within_hours' && (op !== 'at_most' || (value as number) > 168)) return `${at}: ${fact} is at_most, up to 168 hours.`
  }
  if (rule.action === 'hold' && !rule.reason) return 'reason: a rule that holds says why.'
  if (rule.action !== 'hold' && (rule.reason || rule.hold_hours)) return 'reason, hold_hours: only for a rule that holds.'
  if ((rule.action === 'mark' || rule.action === 'assign') && !rule.value) return 'value: say the mark, or who looks after the order.'
  if (rule.action !== 'mark' && rule.action !== 'assign' && rule.value) return 'value: only for a rule that marks or assigns.'
  if (rule.urgent && !rule.hold_hours) return 'urgent: only a timed hold comes back; give hold_hours.'
  if (rule.reason === 'timed_hold' && !rule.hold_hours) return 'hold_hours: say how long a timed hold lasts.'
  return null
}
