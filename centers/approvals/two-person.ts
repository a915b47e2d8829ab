import { needsSecond } from '#centers/organization/read.ts'
import type { Outcome } from '#core/outcomes.ts'
import type { Tx } from '#core/sql.ts'
import type { Ask, AskStatus } from './model.ts'
import { askApprovals } from './write.ts'

/** An act of one permission and its worth, with what a second person would be asked to sign. */
export interface Act {
  id: string
  permission: string
  ask: Ask & { amount_minor: number; currency: string }
}
export type SecondStatus = 'proposed' | 'already_proposed' | Exclude<AskStatus, 'asked' | 'already_asked'>

/**
 * The two-person rule, for every verb that obeys it: null for an act that may go at once, otherwise what became of asking a second person. Nothing
 * else of such an act is written; it is applied word for word when he says yes (`applyGranted`).
 */
export async function askSecond(tx: Tx, now: string, acts: readonly Act[]): Promise<(Outcome<SecondStatus> | null)[]> {
  const held: boolean[] = []
  for (const { permission, ask } of acts) held.push(await needsSecond(tx, permission, ask.currency, ask.amount_minor))
  const waiting = acts.filter((_, i) => held[i])
  const asked = await askApprovals(
    tx,
    now,
    waiting.map(({ ask }) => ask),
  )
  return acts.map(({ id, ask }, i) => {
    if (!held[i]) return null
    const { status } = asked[waiting.indexOf(acts[i]!)]!
    if (status === 'asked') return { id, status: 'proposed' }
    if (status === 'already_asked') return { id, status: 'already_proposed' }
    return { id, status, detail: `${ask.title}: a second person is needed and could not be asked: ${status}.` }
  })
}
