import { type Applied, applyGranted } from '#centers/approvals/events.ts'
import { type Act, askSecond, type SecondStatus } from '#centers/approvals/two-person.ts'
import { findUsers } from '#centers/identity/read.ts'
import type { Consumer } from '#core/events.ts'
import { formatMoney } from '#core/money.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import type { Tx } from '#core/sql.ts'
import { findTellersDrawers, type TopUp, type TopUpStatus, topUpWallets } from './write.ts'

const subject = 'payments.top_up'

/**
 * Tops wallets up, or puts top-ups to a second person where what one wallet gets in a business day, over whatever counters and by whomever, is more
 * than the two-person rule for `payments.collect` allows, or what one teller tops up in it is more than that for `payments.collect_by_teller`. What the day of the institution refuses is not asked for.
 */
export async function proposeTopUps(
  tx: Tx,
  by: { id: string },
  now: string,
  tops: readonly TopUp[],
): Promise<Outcome<TopUpStatus | SecondStatus>[]> {
  const drawers = await findTellersDrawers(tx, now, tops)
  const asked = tops.filter((top) => drawers.get(top)!.status === 'open')
  const names = new Map((await findUsers(tx, [...new Set(column(asked, 'member_id'))])).map(({ id, name }) => [id, name]))
  const worth = new Map<string, number>()
  for (const { member_id, amount_minor } of asked) worth.set(member_id, (worth.get(member_id) ?? 0) + amount_minor)
  const acts = asked.map(
    ({ id, member_id, amount_minor, currency, organization_id, teller_id = null }): Act => ({
      ...{ id, permission: 'payments.collect', currency, whose: `member:${member_id}`, worth_minor: amount_minor },
      // Many small ones to many members are one large sum in one drawer.
      also: [{ id, permission: 'payments.collect_by_teller', currency, whose: `staff:${by.id}`, worth_minor: amount_minor }],
      ask: {
        ...{
          id,
          subject,
          subject_id: member_id,
          title: `钱包充值 ${formatMoney(amount_minor, currency)}：${names.get(member_id) ?? ''}`.slice(0, 120),
        },
        difference: { before: { amount_minor: 0 }, after: { amount_minor, currency, organization_id, teller_id } },
        ...{ amount_minor: worth.get(member_id)!, currency, organization_id, asked_by: by.id },
        // Whoever gains does not decide.
        barred: [member_id],
      },
    }),
  )
  const held = new Map((await askSecond(tx, now, acts)).map((outcome, i) => [asked[i]!, outcome]))
  const free = tops.filter((top) => !held.get(top))
  const done = await topUpWallets(tx, now, free)
  return tops.map((top) => held.get(top) ?? done[free.indexOf(top)]!)
}

/** Books what a second person signed, exactly and once: the key is the top-up's own. Not into a drawer that was closed meanwhile. */
export const topUpsGranted: Consumer = applyGranted(subject, async (tx, granted, now) => {
  const tops = granted.map(({ id, subject_id, difference }): TopUp => {
    const after = difference.after as Pick<TopUp, 'amount_minor' | 'currency' | 'organization_id' | 'teller_id'>
    return { id, member_id: subject_id, ...after }
  })
  const outcomes = await topUpWallets(tx, now, tops)
  return outcomes.map(
    ({ id, status, detail }): Applied =>
      status === 'topped_up' || status === 'already_topped_up'
        ? { id, result: 'applied' }
        : { id, result: 'ground_moved', detail: detail ?? status },
  )
})
