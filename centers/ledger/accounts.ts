import { assert } from '#core/assert.ts'

/** How an account may run: it stops at zero, at minus a credit line kept in its row, or nowhere. */
export type Floor = 'zero' | 'credit' | 'none'

export interface AccountClass {
  /** Segments with `*` for what varies: `member:*:wallet`. */
  pattern: string
  floor: Floor
  /** Where an accountant files it; `quantity` for things that are not money. */
  side: 'asset' | 'liability' | 'equity' | 'income' | 'expense' | 'quantity'
  /** The center that owns the prefix: only its builders name such accounts. */
  center: string
  title: { zh: string; en: string }
}

const classes = new Map<string, AccountClass>()

/** Makes account patterns known. Each center does so once, beside its posting builders. */
export function declareAccounts(declared: readonly AccountClass[]): void {
  for (const one of declared) {
    const known = classes.get(one.pattern)
    assert(!known || known.center === one.center, `account pattern ${one.pattern} belongs to ${known?.center}`)
    classes.set(one.pattern, one)
  }
  found.clear()
}

export const listAccountClasses = (): AccountClass[] => [...classes.values()].sort((a, b) => (a.pattern < b.pattern ? -1 : 1))

const accountGrammar = /^[a-z][a-z0-9_]*(:[A-Za-z0-9._-]{1,64}){0,5}$/
const assetGrammar = /^([A-Z]{3}\/\d|[a-z][a-z0-9_]*:[A-Za-z0-9._:-]{1,80})$/

export const isAccount = (text: string): boolean => accountGrammar.test(text)
export const isAsset = (text: string): boolean => assetGrammar.test(text)

// Looked up for every side of every posting: the shapes are few and found by their first and last word without taking the account apart.
const found = new Map<string, AccountClass>()

/** The class of an account. An account nobody declared is a bug of the builder that named it. */
export function classOf(account: string): AccountClass {
  const first = account.indexOf(':')
  const last = account.lastIndexOf(':')
  // Only the commonest shape, first and last word fixed and one varying segment between, can be told this way.
  const simple = first > 0 && last > first && account.indexOf(':', first + 1) === last
  const shape = simple ? account.slice(0, first) + account.slice(last) : account
  const known = found.get(shape)
  if (known) return known
  const segments = account.split(':')
  const match =
    (simple ? classes.get(`${segments[0]}:*:${segments[2]}`) : undefined) ??
    [...classes.values()].find((one) => fits(one.pattern.split(':'), segments))
  assert(match && isAccount(account), `account ${account} fits no declared pattern`)
  if (!simple || match.pattern === `${segments[0]}:*:${segments[2]}`) found.set(shape, match)
  if (found.size > 20_000) found.clear()
  return match
}

const fits = (pattern: string[], segments: string[]): boolean =>
  pattern.length === segments.length && pattern.every((part, i) => part === '*' || part === segments[i])

declareAccounts([{ pattern: 'world', floor: 'none', side: 'equity', center: 'ledger', title: { zh: '外部世界', en: 'Outside world' } }])
