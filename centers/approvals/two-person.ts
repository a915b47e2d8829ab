import { listTwoPersonRules } from '#centers/organization/read.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { hot, json, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import type { Ask, AskStatus } from './model.ts'
import { type Counted, decideCounted, keyOfWorth, type Worth, worthsOf } from './rules.ts'
import { askApprovals } from './write.ts'

/** An act of one permission and its worth, with what a second person would be asked to sign. */
export interface Act extends Counted {
  /** Null where the caller has not said under which id to ask; such an act that needs a second person is refused. */
  ask: Ask | null
}
export type SecondStatus = 'proposed' | 'already_proposed' | 'approval_id_missing' | Exclude<AskStatus, 'asked' | 'already_asked'>

/**
 * The two-person rule, for every verb that obeys it: null for an act that may go at once, otherwise what became of asking a second person. Nothing
 * else of such an act is written; it is applied word for word when he says yes (`applyGranted`).
 */
export async function askSecond(tx: Tx, now: string, acts: readonly Act[]): Promise<(Outcome<SecondStatus> | null)[]> {
  const asked_before = await findAsked(tx, acts)
  const alone = await mayGoAlone(tx, now, acts, asked_before)
  const waiting = acts.flatMap(({ ask }, i) => (ask && !alone[i] ? [ask] : []))
  const asked = new Map((await askApprovals(tx, now, waiting)).map((outcome, i) => [waiting[i]!, outcome.status]))
  return acts.map(({ id, ask }, i): Outcome<SecondStatus> | null => {
    if (alone[i]) return null
    if (!ask)
      return { id, status: 'approval_id_missing', detail: 'approval_id: this needs a second person; say under which id he is asked.' }
    const status = asked.get(ask)!
    if (status === 'asked') return { id, status: 'proposed' }
    if (status === 'already_asked') return { id, status: 'already_proposed' }
    return { id, status, detail: `${ask.title}: a second person is needed and could not be asked: ${status}.` }
  })
}

/**
 * Which acts go without a second person. What the same thing or person got earlier in the business day, by whomever, counts together with what
 * it gets now; what went through is counted, and its row held until the commit, so two at once are one after the other. `held` never go alone.
 */
export async function mayGoAlone(tx: Tx, now: string, acts: readonly Counted[], held: ReadonlySet<string> = new Set()): Promise<boolean[]> {
  const rules = new Map((await listTwoPersonRules(tx)).map((rule) => [`${rule.permission} ${rule.currency}`, rule.above_minor]))
  const aboveOf = ({ permission, currency }: Worth) => rules.get(`${permission} ${currency}`)
  const guarded = acts.flatMap(worthsOf).filter((worth) => aboveOf(worth) !== undefined)
  if (guarded.length === 0) return acts.map(({ id }) => !held.has(id))
  const days = await lockDays(tx, now, guarded)
  const alone = decideCounted(acts, days, aboveOf, held)
  const going = new Set(acts.filter((_, i) => alone[i]).flatMap(worthsOf))
  await countWorths(
    tx,
    now,
    guarded.filter((worth) => going.has(worth) && !days.get(keyOfWorth(worth))!.act_ids.includes(worth.id)),
  )
  return alone
}

/** Acts a second person was asked about before: sent again alone, they wait on. */
async function findAsked(tx: Tx, acts: readonly Act[]): Promise<Set<string>> {
  const asks = acts.flatMap(({ id, ask }) => (ask ? [{ id, ask_id: ask.id }] : []))
  if (asks.length === 0) return new Set()
  const known = new Set(
    (
      await tx.rows<{ id: string }>(
        hot`select id from approvals.requests where id = any(${column(asks, 'ask_id')}::uuid[]) and state in ('waiting', 'returned')`,
      )
    ).map(({ id }) => id),
  )
  return new Set(asks.filter(({ ask_id }) => known.has(ask_id)).map(({ id }) => id))
}

interface Day {
  worth_minor: number
  act_ids: string[]
}

/** Makes the rows that are missing and holds them all, in one order for everybody. */
async function lockDays(tx: Tx, now: string, acts: readonly Worth[]): Promise<Map<string, Day>> {
  const rows = [...new Map(acts.map((act) => [keyOfWorth(act), act])).values()]
  const held = await tx.rows<Day & Pick<Worth, 'whose' | 'permission' | 'currency'>>(hot`
    insert into approvals.day_worths (whose, permission, currency, business_on, worth_minor, act_ids)
    select whose, permission, currency, ${businessDate(now)}::date, 0, '{}'
    from jsonb_to_recordset(${json(rows)}::jsonb) as w (whose text, permission text, currency text)
    order by whose, permission, currency
    on conflict (whose, permission, currency, business_on) do update set worth_minor = day_worths.worth_minor
    returning whose, permission, currency, worth_minor, act_ids`)
  return new Map(held.map((row) => [keyOfWorth(row), row]))
}

async function countWorths(tx: Tx, now: string, acts: readonly Worth[]): Promise<void> {
  if (acts.length === 0) return
  await tx.run(hot`
    update approvals.day_worths d set worth_minor = d.worth_minor + w.worth_minor, act_ids = d.act_ids || w.act_ids
    from (select whose, permission, currency, sum(worth_minor)::bigint as worth_minor, array_agg(id) as act_ids
      from jsonb_to_recordset(${json(acts)}::jsonb) as w (id uuid, whose text, permission text, currency text, worth_minor bigint)
      group by whose, permission, currency) w
    where d.whose = w.whose and d.permission = w.permission and d.currency = w.currency and d.business_on = ${businessDate(now)}::date`)
}
