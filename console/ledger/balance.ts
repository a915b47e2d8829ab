import type { AnswerOf, RowOf } from '../shared/api.ts'

export type Balance = RowOf<'/api/admin/ledger/balances'>
export type TrialBalance = AnswerOf<'/api/admin/ledger/trial-balance'>
export type AccountClass = TrialBalance['classes'][number]

/** A balance as one segment of an address. */
export const segmentOf = ({ account, asset }: { account: string; asset: string }): string => `${account}~${asset.replace('/', '.')}`
export const balanceOf = (segment: string): { account: string; asset: string } => {
  const at = segment.lastIndexOf('~')
  return { account: segment.slice(0, at), asset: segment.slice(at + 1).replace(/^([A-Z]{3})\./, '$1/') }
}
export const statementOf = (account: string, asset: string): string => `/ledger/${encodeURIComponent(segmentOf({ account, asset }))}`

/** The declared class whose pattern the account fits. */
export function classOf(classes: readonly AccountClass[] | undefined, account: string): AccountClass | undefined {
  const segments = account.split(':')
  return classes?.find(({ pattern }) => {
    const parts = pattern.split(':')
    return parts.length === segments.length && parts.every((part, i) => part === '*' || part === segments[i])
  })
}
