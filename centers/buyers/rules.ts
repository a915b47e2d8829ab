import type { Buyer, DecisionStatus, Person, Purchase, PurchaseDecision } from './model.ts'

const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

/** Whether the last sign of a unified social credit code is the one its other signs ask for (GB 32100). */
export function isTaxNo(text: string): boolean {
  const values = [...text].map((sign) => signs.indexOf(sign))
  if (values.length !== 18 || values.includes(-1)) return false
  const sum = weights.reduce((total, weight, i) => total + weight * values[i]!, 0)
  return values[17] === (31 - (sum % 31)) % 31
}

/** Whether somebody may order so much without asking anybody. */
export const ordersAlone = ({ roles, limit_minor }: Person, total_minor: number): boolean =>
  roles.includes('requester') && (limit_minor === null || total_minor <= limit_minor)

/** What may be refused of a decision before stock and credit are asked; null when it may be carried out. */
export function decideDecision(
  { decision, reason }: PurchaseDecision,
  purchase: Purchase | undefined,
  person: Person | undefined,
  buyer: Pick<Buyer, 'suspended_reason'> | undefined,
): { status: DecisionStatus; detail?: string } | null {
  if (!purchase || !person || person.buyer_id !== purchase.buyer_id)
    return { status: 'purchase_not_found', detail: 'id: your organization has no such purchase.' }
  const done = { approve: 'ordered', refuse: 'refused', withdraw: 'withdrawn' } as const
  if (purchase.state !== 'waiting')
    return purchase.state === done[decision]
      ? { status: 'already_decided' }
      : { status: 'already_decided', detail: `${purchase.decided_by ?? 'Somebody'} has decided it: it is ${purchase.state}.` }
  const own = purchase.requester_id === person.member_id
  if (decision === 'withdraw') return own ? null : { status: 'purchase_not_found', detail: 'id: only who asked takes it back.' }
  if (!person.roles.includes('approver')) return { status: 'role_missing', detail: 'Only approvers of your organization decide.' }
  if (own) return { status: 'own_purchase', detail: 'Nobody decides what he asked for himself.' }
  if (decision === 'refuse') return reason?.trim() ? null : { status: 'reason_missing', detail: 'reason: say why.' }
  if (person.limit_minor !== null && purchase.total_minor > person.limit_minor)
    return { status: 'above_limit', detail: `You approve up to ${person.limit_minor}: somebody with a higher limit decides.` }
  if (buyer?.suspended_reason) return { status: 'buyer_suspended', detail: buyer.suspended_reason }
  return null
}
