import { answerChallenge, requestCode } from '#centers/identity/codes/write.ts'
import { listHandles } from '#centers/identity/read.ts'
import { maskHandle } from '#centers/identity/rules.ts'
import { closed, Id, type Static, T } from '#core/http.ts'
import { formatMoney } from '#core/money.ts'
import type { Outcome } from '#core/outcomes.ts'
import type { Db, Tx } from '#core/sql.ts'

export const ConfirmationItem = closed(
  {
    code_id: Id('The id the code was asked for with'),
    code: T.String({ pattern: '^\\s*[0-9]{6}\\s*$', description: 'The six digits the member read out' }),
  },
  { description: 'The member’s word: a code sent to his phone for this order, this sum and this way of paying' },
)
export type ConfirmationItem = Static<typeof ConfirmationItem>

/** What a member agrees to. */
export interface Agreed {
  order_id: string
  member_id: string
  payment_term: 'wallet' | 'credit'
  total_minor: number
}
export type AskStatus = 'sent' | 'wait' | 'phone_not_verified'
export type ConfirmStatus = 'code_wrong' | 'code_expired' | 'confirmation_differs'

/** Sends a member a code that lets somebody at the order desk pay this order from his wallet or his organization's credit. The same id again sends nothing again. */
export async function askConfirmation(
  db: Db,
  now: string,
  clerk: string,
  id: string,
  { currency, ...agreed }: Agreed & { currency: string },
): Promise<Outcome<AskStatus> & { sent_to?: string; wait_s?: number }> {
  const phone = (await listHandles(db, agreed.member_id)).find(({ kind, verified_at }) => kind === 'phone' && verified_at !== null)
  if (!phone)
    return {
      id,
      status: 'phone_not_verified',
      detail: 'member_id: he has no verified phone; let him sign in once, or take the money at an outlet.',
    }
  const handle = { kind: 'phone' as const, value: phone.value }
  const from = agreed.payment_term === 'wallet' ? '会员钱包' : '企业账期'
  const told = { template: 'orders.desk_code', values: { clerk, from, amount: formatMoney(agreed.total_minor, currency) }, payload: agreed }
  const request = {
    id,
    purpose: 'order_desk' as const,
    audience: 'console' as const,
    handle,
    user_id: agreed.member_id,
    locale: 'zh' as const,
    brand: null,
    told,
  }
  const { wait_s } = await requestCode(db, request, null, now)
  return wait_s > 0
    ? { id, status: 'wait', detail: `Codes were sent there a moment ago: wait ${wait_s} seconds.`, wait_s }
    : { id, status: 'sent', sent_to: maskHandle(handle) }
}

class NotDone extends Error {
  readonly outcome: Outcome
  constructor(outcome: Outcome) {
    super(outcome.status)
    this.outcome = outcome
  }
}

const refusals: Record<ConfirmStatus, string> = {
  code_wrong: 'confirmation: the code is wrong; ask the member to read it again.',
  code_expired: 'confirmation: the code was used, is older than five minutes or was tried too often; send a new one.',
  confirmation_differs: 'confirmation: the member agreed to another order, sum or way of paying; send a new code.',
}

/**
 * Does what a member agreed to, in one commit with his code: what is refused leaves the code as it was, what is done uses it up. What was done before with this id
 * (`known`) is asked again without a code, so that a retry gets its answer.
 */
export async function withConfirmation<Done extends Outcome>(
  db: Db,
  now: string,
  { code_id, code }: ConfirmationItem,
  agreed: Agreed,
  known: (tx: Tx) => Promise<boolean>,
  work: (tx: Tx) => Promise<Done>,
  went: (status: string) => boolean,
): Promise<Done | Outcome<ConfirmStatus>> {
  const refusal = async (tx: Tx): Promise<ConfirmStatus | null> => {
    if (await known(tx)) return null
    const answer = await answerChallenge(tx, { id: code_id, purpose: 'order_desk', audience: 'console', answer: code.trim() }, now)
    // Of two at once the second finds the code used, and what was done with it.
    if (answer.outcome !== 'right') return (await known(tx)) ? null : answer.outcome
    const { payload } = answer.challenge
    return (Object.keys(agreed) as (keyof Agreed)[]).some((key) => payload[key] !== agreed[key]) ? 'confirmation_differs' : null
  }
  try {
    return await db.tx(async (tx) => {
      const refused = await refusal(tx)
      if (refused) return { id: agreed.order_id, status: refused, detail: refusals[refused] }
      const done = await work(tx)
      if (!went(done.status)) throw new NotDone(done)
      return done
    })
  } catch (error) {
    if (error instanceof NotDone) return error.outcome as Done
    throw error
  }
}
