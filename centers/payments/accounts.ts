import { declareAccounts } from '#centers/ledger/accounts.ts'
import type { Posting } from '#centers/ledger/model.ts'
import { tillAccount } from '#centers/organization/day/accounts.ts'
import type { Drawer } from '#centers/organization/day/read.ts'
import { assetOf } from '#core/money.ts'

declareAccounts([
  { pattern: 'member:*:wallet', floor: 'zero', side: 'liability', center: 'payments', title: { zh: '会员钱包', en: 'Member wallet' } },
  { pattern: 'order:*:paid', floor: 'zero', side: 'liability', center: 'payments', title: { zh: '订单预收款', en: 'Paid for an order' } },
  { pattern: 'org:*:cash', floor: 'none', side: 'asset', center: 'payments', title: { zh: '机构现金', en: 'Cash at an organization' } },
  { pattern: 'org:*:sales', floor: 'none', side: 'income', center: 'payments', title: { zh: '销售收入', en: 'Sales' } },
  { pattern: 'channel:*:receivable', floor: 'none', side: 'asset', center: 'payments', title: { zh: '渠道应收', en: 'Owed by a channel' } },
  {
    pattern: 'carrier:*:*:receivable',
    floor: 'none',
    side: 'asset',
    center: 'payments',
    title: { zh: '承运商代收款', en: 'Collected by a carrier' },
  },
  {
    pattern: 'buyer:*:credit',
    floor: 'credit',
    side: 'asset',
    center: 'payments',
    title: { zh: '企业赊销', en: 'Owed by a buyer organization' },
  },
  {
    pattern: 'channel:*:opening',
    floor: 'none',
    side: 'equity',
    center: 'payments',
    title: { zh: '历史期初', en: 'Opening of imported history' },
  },
])

export const walletAccount = (member_id: string): string => `member:${member_id}:wallet`
export const paidAccount = (order_id: string): string => `order:${order_id}:paid`
export const cashAccount = (organization_id: string): string => `org:${organization_id}:cash`
/** Cash over a counter lies in the teller's own drawer when he has one in that currency, otherwise with the organization. */
export const drawerAccount = (organization_id: string, currency: string, drawer: Drawer | undefined): string =>
  drawer?.status === 'open' && drawer.till?.currency === currency
    ? tillAccount(organization_id, drawer.till.counter)
    : cashAccount(organization_id)
export const salesAccount = (organization_id: string): string => `org:${organization_id}:sales`
export const receivableAccount = (channel_id: string): string => `channel:${channel_id}:receivable`
/** Runs down to minus the credit limit; what is below zero is owed. */
export const creditAccount = (buyer_id: string): string => `buyer:${buyer_id}:credit`
/** What a carrier collected at the door for an organization and has not paid over. Parcels sent by hand may name somebody who has no code. */
export const collectedAccount = (carrier: string, organization_id: string): string =>
  `carrier:${/^[A-Za-z0-9._-]{1,64}$/.test(carrier) ? carrier : 'other'}:${organization_id}:receivable`
export const openingAccount = (channel_id: string): string => `channel:${channel_id}:opening`

interface OrderMoney {
  order_id: string
  amount_minor: number
  currency: string
}

/** Money for an order comes from where the buyer keeps it. */
export const payPosting = (from: string, { order_id, amount_minor, currency }: OrderMoney): Posting => ({
  source: from,
  destination: paidAccount(order_id),
  asset: assetOf(currency),
  amount: amount_minor,
})

/** What a buyer organization pays back on its line. */
export const repayPosting = (from: string, buyer_id: string, amount_minor: number, currency: string): Posting => ({
  source: from,
  destination: creditAccount(buyer_id),
  asset: assetOf(currency),
  amount: amount_minor,
})

/** A carrier pays over what he collected. */
export const payOverPosting = (carrier: string, organization_id: string, amount_minor: number, currency: string): Posting => ({
  source: cashAccount(organization_id),
  destination: collectedAccount(carrier, organization_id),
  asset: assetOf(currency),
  amount: amount_minor,
})

/** Money of an order goes back to where it came from. */
export const refundPosting = (to: string, { order_id, amount_minor, currency }: OrderMoney): Posting => ({
  source: paidAccount(order_id),
  destination: to,
  asset: assetOf(currency),
  amount: amount_minor,
})

/** What was paid for goods becomes ours when they are delivered. */
export const earnPosting = (organization_id: string, { order_id, amount_minor, currency }: OrderMoney): Posting => ({
  source: paidAccount(order_id),
  destination: salesAccount(organization_id),
  asset: assetOf(currency),
  amount: amount_minor,
})
