import { declareAccounts } from '#centers/ledger/accounts.ts'
import type { Transaction } from '#centers/ledger/model.ts'
import { assetOf } from '#core/money.ts'
import type { CountedVouchers } from './model.ts'
import { bookedVouchers } from './rules.ts'

declareAccounts([
  { pattern: 'org:*:till:*', floor: 'none', side: 'asset', center: 'organization', title: { zh: '柜台钱箱', en: 'Drawer of a counter' } },
  { pattern: 'org:*:vault', floor: 'none', side: 'asset', center: 'organization', title: { zh: '机构库存现金', en: 'Cash in the vault' } },
  {
    pattern: 'org:*:cash_difference',
    floor: 'none',
    side: 'expense',
    center: 'organization',
    title: { zh: '现金长短款', en: 'Cash over and short' },
  },
  {
    pattern: 'org:*:vouchers_owed',
    floor: 'none',
    side: 'liability',
    center: 'organization',
    title: { zh: '已售未用票券', en: 'Vouchers sold and not used yet' },
  },
])

/**
 * The drawer of a counter. As everywhere in the ledger, what we own is a balance below zero: cash that comes in has the drawer as its source,
 * cash that goes out as its destination.
 */
export const tillAccount = (institution_id: string, counter: string): string => `org:${institution_id}:till:${counter}`
export const vaultAccount = (institution_id: string): string => `org:${institution_id}:vault`
export const differenceAccount = (institution_id: string): string => `org:${institution_id}:cash_difference`
/** What the institution owes for vouchers it sold. Below zero it took more of them than it sold, and those who sold them owe it. */
export const vouchersAccount = (institution_id: string): string => `org:${institution_id}:vouchers_owed`

interface Drawer {
  id: string
  institution_id: string
  counter: string
  currency: string
}

/** Change goes from the vault into the drawer. */
export const floatPosting = (till: Drawer & { float_minor: number }, now: string): Transaction => ({
  key: `${till.id}:float`,
  kind: 'organization.till_float',
  ref: `organization.till:${till.id}`,
  happened_at: now,
  postings: [
    {
      source: tillAccount(till.institution_id, till.counter),
      destination: vaultAccount(till.institution_id),
      asset: assetOf(till.currency),
      amount: till.float_minor,
    },
  ],
})

/** What was counted goes back to the vault; what was over or short stands where everybody sees it. */
export function closingPosting(till: Drawer, counted_minor: number, difference_minor: number, now: string): Transaction {
  const drawer = tillAccount(till.institution_id, till.counter)
  const asset = assetOf(till.currency)
  const difference = differenceAccount(till.institution_id)
  const postings = []
  if (difference_minor > 0) postings.push({ source: drawer, destination: difference, asset, amount: difference_minor })
  if (difference_minor < 0) postings.push({ source: difference, destination: drawer, asset, amount: -difference_minor })
  if (counted_minor > 0) postings.push({ source: vaultAccount(till.institution_id), destination: drawer, asset, amount: counted_minor })
  return { key: `${till.id}:closing`, kind: 'organization.till_closing', ref: `organization.till:${till.id}`, happened_at: now, postings }
}

/**
 * The vouchers of a count, one transaction for those used and one for those sold. Who sells takes cash and owes; who takes one gives up the cash that was rung up
 * for it, so the drawer is expected to hold that much less. The keys are the count's: it books once.
 */
export function voucherPostings(count_id: string, till: Drawer, vouchers: readonly CountedVouchers[], now: string): Transaction[] {
  const cash = tillAccount(till.institution_id, till.counter)
  const owed = vouchersAccount(till.institution_id)
  const asset = assetOf(till.currency)
  const { used, sold } = bookedVouchers(vouchers)
  const common = { ref: `organization.till:${till.id}`, happened_at: now }
  const booked = [
    {
      ...common,
      key: `${count_id}:vouchers_used`,
      kind: 'organization.vouchers_used',
      postings: [{ source: owed, destination: cash, asset, amount: used }],
    },
    {
      ...common,
      key: `${count_id}:vouchers_sold`,
      kind: 'organization.vouchers_sold',
      postings: [{ source: cash, destination: owed, asset, amount: sold }],
    },
  ]
  return booked.filter(({ postings }) => postings[0]!.amount > 0)
}
