import { type Applied, applyGranted } from '#centers/approvals/events.ts'
import type { Granted } from '#centers/approvals/model.ts'
import { askSecond, type SecondStatus } from '#centers/approvals/two-person.ts'
import { assert } from '#core/assert.ts'
import { type By, systemBy } from '#core/audit.ts'
import type { Consumer } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import type { Outcome } from '#core/outcomes.ts'
import { sql, type Tx } from '#core/sql.ts'
import { type ActivateStatus, activateCards } from './write.ts'

export type BatchActivationStatus = ActivateStatus | SecondStatus
export interface BatchActivation {
  batch_id: string
  /** Only these cards of the batch; all of it when left out. */
  card_ids?: readonly string[] | undefined
  /** Id of the approval that is asked when the worth needs a second person. */
  approval_id?: string | undefined
}

const subject = 'members.card_batch'

/**
 * Activates cards of a batch that were sold. Where those activated of it in a business day pass the amount of the two-person rule for `cards.issue`, exactly these
 * cards are put to a second person, and activated when he says yes, unless one of them was meanwhile.
 */
export async function activateBatch(
  tx: Tx,
  by: By,
  now: string,
  { batch_id, card_ids, approval_id }: BatchActivation,
): Promise<Outcome<BatchActivationStatus>[]> {
  const batch = await findWaiting(tx, batch_id, card_ids)
  assert(batch, 'the route has looked for the batch')
  const amount_minor = batch.waiting.length * batch.value_minor
  const difference = {
    before: { state: 'made', cards: batch.waiting.length },
    after: { state: 'active', cards: batch.waiting.length, card_ids: batch.waiting },
  }
  const { currency, organization_id } = batch
  const [held] = await askSecond(tx, now, [
    {
      // The same cards again are the same act.
      id: steadyId(subject, batch_id, ...batch.waiting),
      ...{ permission: 'cards.issue', currency, whose: `card_batch:${batch_id}`, worth_minor: amount_minor },
      ask: approval_id
        ? {
            ...{ id: approval_id, subject, subject_id: batch_id, title: `激活 ${batch.name}（${batch.waiting.length} 张）` },
            ...{ difference, amount_minor, currency, organization_id, asked_by: by.id! },
          }
        : null,
    },
  ])
  return held ? [{ ...held, id: batch_id }] : activateCards(tx, by, now, batch.named)
}

interface Waiting {
  name: string
  value_minor: number
  currency: string
  organization_id: string
  /** Those asked for, and those of them that are not active yet. */
  named: string[]
  waiting: string[]
}

const findWaiting = (tx: Tx, batch_id: string, card_ids: readonly string[] | undefined): Promise<Waiting | undefined> =>
  tx.row<Waiting>(sql`
    select t.name, t.value_minor, t.currency, t.organization_id, array_agg(c.card_id order by c.card_no) as named,
      coalesce(array_agg(c.card_id order by c.card_no) filter (where c.state = 'made'), '{}') as waiting
    from members.card_batches t join members.cards c on c.batch_id = t.batch_id
    where t.batch_id = ${batch_id} and (${card_ids ?? null}::uuid[] is null or c.card_id = any(${card_ids ?? null}::uuid[]))
    group by t.batch_id`)

/** Applies what a second person signed, exactly: every card of it must still wait. */
export const batchActivations: Consumer = applyGranted(subject, async (tx, granted, now) => {
  const applied: Applied[] = []
  for (const one of granted) applied.push(await apply(tx, one, now))
  return applied
})

async function apply(tx: Tx, { id, subject_id, difference }: Granted, now: string): Promise<Applied> {
  const { card_ids } = difference.after as { card_ids: string[] }
  const batch = await findWaiting(tx, subject_id, card_ids)
  const waiting = batch?.waiting.length ?? 0
  if (waiting !== card_ids.length)
    return { id, result: 'ground_moved', detail: `${card_ids.length - waiting} of the cards do not wait any more` }
  await activateCards(tx, systemBy('approvals'), now, card_ids)
  return { id, result: 'applied' }
}
