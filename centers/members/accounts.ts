import { declareAccounts } from '#centers/ledger/accounts.ts'
import type { Posting } from '#centers/ledger/model.ts'
import { assetOf } from '#core/money.ts'

declareAccounts([
  { pattern: 'member:*:points:*', floor: 'zero', side: 'liability', center: 'members', title: { zh: '会员积分', en: 'Member points' } },
  {
    pattern: 'member:*:points_owed',
    floor: 'zero',
    side: 'quantity',
    center: 'members',
    title: { zh: '会员欠积分', en: 'Points a member owes' },
  },
  {
    pattern: 'order:*:points:*',
    floor: 'zero',
    side: 'liability',
    center: 'members',
    title: { zh: '订单待用积分', en: 'Points waiting with an order' },
  },
  { pattern: 'program:*:issued', floor: 'none', side: 'expense', center: 'members', title: { zh: '积分发放', en: 'Points issued' } },
  { pattern: 'program:*:redeemed', floor: 'none', side: 'income', center: 'members', title: { zh: '积分核销', en: 'Points redeemed' } },
  {
    pattern: 'program:*:fees',
    floor: 'none',
    side: 'income',
    center: 'members',
    title: { zh: '付费会员收入', en: 'Fees of paid memberships' },
  },
  { pattern: 'program:*:expired', floor: 'none', side: 'income', center: 'members', title: { zh: '积分过期', en: 'Points expired' } },
  { pattern: 'draw:*:budget', floor: 'zero', side: 'liability', center: 'members', title: { zh: '抽奖预算', en: 'Budget of a draw' } },
  { pattern: 'card:*:value', floor: 'zero', side: 'liability', center: 'members', title: { zh: '预付卡余额', en: 'Value of a card' } },
  { pattern: 'card_batch:*:sold', floor: 'none', side: 'asset', center: 'members', title: { zh: '售卡应收', en: 'Owed for cards sold' } },
])

export const pointsAsset = (program_id: string): string => `points:${program_id}`
export const bucketAccount = (member_id: string, period: string): string => `member:${member_id}:points:${period}`
export const owedAccount = (member_id: string): string => `member:${member_id}:points_owed`
export const orderPointsAccount = (order_id: string, period: string): string => `order:${order_id}:points:${period}`
export const issuedAccount = (program_id: string): string => `program:${program_id}:issued`
export const redeemedAccount = (program_id: string): string => `program:${program_id}:redeemed`
export const expiredAccount = (program_id: string): string => `program:${program_id}:expired`
/** What members paid for memberships; payments posts it. */
export const feesAccount = (program_id: string): string => `program:${program_id}:fees`
export const budgetAccount = (draw_id: string): string => `draw:${draw_id}:budget`
export const cardAccount = (card_id: string): string => `card:${card_id}:value`
export const cardsSoldAccount = (batch_id: string): string => `card_batch:${batch_id}:sold`

/** A part of an amount of points: how many, and until when they are good. */
export interface PointPart {
  period: string
  quantity: number
}

const each = (
  parts: readonly PointPart[],
  program_id: string,
  from: (period: string) => string,
  to: (period: string) => string,
): Posting[] =>
  parts
    .filter(({ quantity }) => quantity > 0)
    .map(({ period, quantity }) => ({ source: from(period), destination: to(period), asset: pointsAsset(program_id), amount: quantity }))

/** Points a member puts into an order wait with it, still knowing when they expire. */
export const spendPostings = (order_id: string, member_id: string, program_id: string, parts: readonly PointPart[]): Posting[] =>
  each(
    parts,
    program_id,
    (period) => bucketAccount(member_id, period),
    (period) => orderPointsAccount(order_id, period),
  )

/** What waited with an order is used up when the goods arrive. */
export const redeemPostings = (order_id: string, program_id: string, parts: readonly PointPart[]): Posting[] =>
  each(
    parts,
    program_id,
    (period) => orderPointsAccount(order_id, period),
    () => redeemedAccount(program_id),
  )

/** What waited with an order returns to the bucket it came from; a bucket that is over meanwhile receives nothing. */
export const giveBackPostings = (
  order_id: string,
  member_id: string,
  program_id: string,
  parts: readonly PointPart[],
  isOver: (period: string) => boolean,
): Posting[] =>
  each(
    parts,
    program_id,
    (period) => orderPointsAccount(order_id, period),
    (period) => (isOver(period) ? expiredAccount(program_id) : bucketAccount(member_id, period)),
  )

/** New points: first what the member owes is settled, the rest goes to its bucket. */
export function issuePostings(member_id: string, program_id: string, period: string, quantity: number, owed: number): Posting[] {
  const settled = Math.min(quantity, owed)
  const asset = pointsAsset(program_id)
  return [
    ...(quantity > settled
      ? [{ source: issuedAccount(program_id), destination: bucketAccount(member_id, period), asset, amount: quantity - settled }]
      : []),
    ...(settled > 0 ? [{ source: owedAccount(member_id), destination: issuedAccount(program_id), asset, amount: settled }] : []),
  ]
}

/** Points taken back from buckets; what the member has spent already is owed. */
export function takeBackPostings(member_id: string, program_id: string, parts: readonly PointPart[], missing: number): Posting[] {
  const asset = pointsAsset(program_id)
  return [
    ...each(
      parts,
      program_id,
      (period) => bucketAccount(member_id, period),
      () => issuedAccount(program_id),
    ),
    ...(missing > 0 ? [{ source: issuedAccount(program_id), destination: owedAccount(member_id), asset, amount: missing }] : []),
  ]
}

/** Money of a card goes where it is spent. */
export const cardPosting = (card_id: string, to: string, amount_minor: number, currency: string): Posting => ({
  source: cardAccount(card_id),
  destination: to,
  asset: assetOf(currency),
  amount: amount_minor,
})
