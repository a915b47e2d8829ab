import { postTransactions } from '#centers/ledger/write.ts'
import { feesAccount } from '#centers/members/accounts.ts'
import { findPrograms } from '#centers/members/plans/read.ts'
import { decidePurchase, type PurchaseRefusal, refundOf } from '#centers/members/plans/rules.ts'
import { endMemberships, lockMemberships, lockStandings, type NewMembership, startMemberships } from '#centers/members/plans/write.ts'
import { readPrograms } from '#centers/members/read.ts'
import { steadyId } from '#core/ids.ts'
import { assetOf, formatMoney } from '#core/money.ts'
import type { Outcome } from '#core/outcomes.ts'
import type { Tx } from '#core/sql.ts'
import { paidAccount, refundPosting, walletAccount } from './accounts.ts'
import { type Payment, recordPayments } from './write.ts'

export interface Purchase {
  id: string
  member_id: string
  plan_id: string
  /** What the buyer was shown: at another price nothing is bought. */
  expected_minor: number
}
export type PurchaseStatus = 'bought' | 'already_bought' | 'id_used_for_another' | PurchaseRefusal | 'member_not_found' | 'balance_too_low'
export interface PurchaseOutcome extends Outcome<PurchaseStatus> {
  ends_at?: string
}

/** Buys paid memberships from wallets: paid and started in one commit, or neither. One of a member and program in a call. */
export async function buyMemberships(tx: Tx, now: string, purchases: readonly Purchase[]): Promise<PurchaseOutcome[]> {
  const programs = [...(await readPrograms(tx)).values()]
  const programOf = (plan_id: string) => programs.find(({ plans }) => plans.some((plan) => plan.plan_id === plan_id))
  const keys = purchases.flatMap(({ member_id, plan_id }) => {
    const program = programOf(plan_id)
    return program ? [{ member_id, program_id: program.program_id }] : []
  })
  const standings = await lockStandings(tx, now, keys)
  const before = new Map(
    (
      await lockMemberships(
        tx,
        purchases.map(({ id, member_id }) => ({ membership_id: id, member_id })),
      )
    ).map((one) => [one.membership_id, one]),
  )
  const wanted = new Map<string, NewMembership>()
  const taken = new Set<string>()
  const outcomes = purchases.map(({ id, member_id, plan_id, expected_minor }): PurchaseOutcome => {
    const known = before.get(id)
    if (known)
      return known.plan_id === plan_id && known.member_id === member_id
        ? { id, status: 'already_bought', ends_at: known.ends_at }
        : { id, status: 'id_used_for_another', detail: 'id: this id was used for another purchase; make a new one.' }
    const program = programOf(plan_id)
    const plan = program?.plans.find((one) => one.plan_id === plan_id)
    const key = `${member_id} ${program?.program_id}`
    const standing = standings.get(key)
    if (program && (!standing || taken.has(key))) return { id, status: 'member_not_found', detail: details.member_not_found }
    const running = standing?.plan_id ? { plan_id: standing.plan_id, until: standing.plan_until! } : null
    const decided = decidePurchase({ plan, running: running && running.until > now ? running : null }, expected_minor, now)
    if (decided.status !== 'allowed') return { id, status: decided.status, detail: details[decided.status] }
    taken.add(key)
    wanted.set(id, {
      ...{ membership_id: id, member_id, plan_id, program_id: program!.program_id, bought_at: now },
      ...{ price_minor: plan!.price_minor, currency: plan!.currency, starts_at: decided.starts_at, ends_at: decided.ends_at },
    })
    return { id, status: 'bought', ends_at: decided.ends_at }
  })
  const paying = [...wanted.values()]
  const posted = await postTransactions(
    tx,
    now,
    paying.map(({ membership_id, member_id, program_id, price_minor, currency }) => ({
      key: `membership:${member_id}:${membership_id}`,
      kind: 'payments.buy_membership',
      ref: `members.membership:${membership_id}`,
      happened_at: now,
      postings: [{ source: walletAccount(member_id), destination: feesAccount(program_id), asset: assetOf(currency), amount: price_minor }],
    })),
  )
  const short = new Map(
    posted.flatMap((one, i) => (one.status === 'balance_too_low' ? [[paying[i]!.membership_id, one.shortage] as const] : [])),
  )
  await startMemberships(
    tx,
    now,
    paying.filter(({ membership_id }) => !short.has(membership_id)),
  )
  return outcomes.map((outcome) => {
    const shortage = short.get(outcome.id)
    return shortage === undefined
      ? outcome
      : { id: outcome.id, status: 'balance_too_low', detail: `The wallet lacks ${formatMoney(shortage, 'CNY')}: top it up first.` }
  })
}

const details: Record<PurchaseRefusal | 'member_not_found', string> = {
  plan_not_found: 'plan_id: there is no such membership.',
  plan_not_on_sale: 'plan_id: this membership is not sold any more.',
  price_changed: 'expected_minor: the price is another one now; look at it again.',
  another_plan_runs: 'plan_id: another membership of this program runs; wait for its end or give it back first.',
  too_far_ahead: 'plan_id: it is paid for three years ahead already.',
  member_not_found: 'member_id: there is no such member.',
}

export interface Refund {
  member_id: string
  membership_id: string
}
export type RefundStatus = 'refunded' | 'already_refunded' | 'membership_not_found' | 'nothing_left' | 'later_one_first'
export interface RefundOutcome extends Outcome<RefundStatus> {
  refund_minor?: number
}

const refundKey = (member_id: string, membership_id: string): string => `membership_refund:${member_id}:${membership_id}`

/** Ends memberships and pays back to the wallet what their plan promises. Of several in a row the latest goes first. */
export async function refundMemberships(tx: Tx, now: string, refunds: readonly Refund[]): Promise<RefundOutcome[]> {
  const programs = await readPrograms(tx)
  // A membership never changes its program, so that is read before the standings are locked, which everybody locks first.
  const standings = await lockStandings(tx, now, await findPrograms(tx, refunds))
  const found = new Map((await lockMemberships(tx, refunds)).map((one) => [one.membership_id, one]))
  const outcomes = refunds.map(({ member_id, membership_id: id }): RefundOutcome => {
    const one = found.get(id)
    if (!one || one.member_id !== member_id) return { id, status: 'membership_not_found', detail: 'There is no such membership.' }
    if (one.refunded_at) return { id, status: 'already_refunded', refund_minor: one.refund_minor! }
    const standing = standings.get(`${member_id} ${one.program_id}`)
    if (standing?.plan_until && standing.plan_until > one.ends_at)
      return { id, status: 'later_one_first', detail: 'A later membership follows this one: give that one back first.' }
    const plan = programs.get(one.program_id)?.plans.find(({ plan_id }) => plan_id === one.plan_id)
    const refund_minor = refundOf(one, plan?.refund_days ?? 0, now)
    return refund_minor > 0
      ? { id, status: 'refunded', refund_minor }
      : { id, status: 'nothing_left', detail: 'No whole month is left: the membership runs to its end.' }
  })
  const ended = outcomes.flatMap(({ id, status, refund_minor }) =>
    status === 'refunded' ? [{ ...found.get(id)!, refund_minor: refund_minor! }] : [],
  )
  await endMemberships(tx, now, ended)
  await postTransactions(
    tx,
    now,
    ended.map(({ membership_id, member_id, program_id, refund_minor, currency, order_id }) => {
      const fees = { source: feesAccount(program_id), asset: assetOf(currency), amount: refund_minor }
      return {
        key: refundKey(member_id, membership_id),
        kind: 'payments.refund_membership',
        ref: `members.membership:${membership_id}`,
        happened_at: now,
        // What an order paid goes back through the order, which then says so.
        postings: order_id
          ? [
              { ...fees, destination: paidAccount(order_id) },
              refundPosting(walletAccount(member_id), { order_id, amount_minor: refund_minor, currency }),
            ]
          : [{ ...fees, destination: walletAccount(member_id) }],
      }
    }),
  )
  await recordPayments(
    tx,
    now,
    ended.flatMap(({ membership_id, member_id, refund_minor: amount_minor, currency, order_id }): Payment[] =>
      order_id
        ? [
            {
              ...{
                id: steadyId('payments.membership_refund', membership_id),
                order_id,
                method: 'wallet',
                direction: 'out',
                amount_minor,
                currency,
              },
              ...{ counter_account: walletAccount(member_id), transaction_key: refundKey(member_id, membership_id), happened_at: now },
            },
          ]
        : [],
    ),
  )
  return outcomes
}
