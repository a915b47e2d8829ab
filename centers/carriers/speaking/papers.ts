import type { By } from '#core/audit.ts'
import { mayTouch } from '#core/scope.ts'
import type { Tx } from '#core/sql.ts'
import { addCalls, type Call, type CallKind, withdrawCalls } from './queue.ts'
import type { Settled } from './speak.ts'

/** What a partner is given and may be asked back: a pick-up, an order or a notice for a third-party warehouse. */
export interface Paper {
  organization_id: string
  account_id: string
  state: string
  reason: string | null
  partner_no: string | null
  changed_at: string
}

/** One kind of paper: how its rows are found and kept, and its words. */
export interface Papers<Row extends Paper> {
  give: CallKind
  take_back: CallKind
  /** What it is once the partner took it, and once he would not. */
  taken: Row['state']
  refused: Row['state']
  id(row: Row): string
  lock(tx: Tx, ids: readonly string[]): Promise<Row[]>
  save(tx: Tx, now: string, rows: readonly Row[]): Promise<void>
  /** Why it can no longer be taken back; null when it can. */
  late(row: Row): string | null
  /** The status of an id nobody knows, and what is said while the partner is being told. */
  missing: string
  being_told: string
}

export interface TakenBack {
  id: string
  status: string
  detail?: string
}

/** Takes papers back: at once when the partner never heard of them, else he is asked to forget them. */
export async function takeBack<Row extends Paper>(
  papers: Papers<Row>,
  tx: Tx,
  by: By,
  now: string,
  ids: readonly string[],
): Promise<TakenBack[]> {
  const known = new Map((await papers.lock(tx, ids)).map((row) => [papers.id(row), row]))
  const silent = await withdrawCalls(
    tx,
    now,
    papers.give,
    ids.filter((id) => known.get(id)?.state === 'asked'),
  )
  const changed = new Map<string, Row>()
  const outcomes = ids.map((id): TakenBack => {
    const row = changed.get(id) ?? known.get(id)
    if (!row) return { id, status: papers.missing }
    if (!mayTouch(by, { organization_id: row.organization_id }))
      return { id, status: 'not_yours', detail: 'It is not of one of your organizations.' }
    if (row.state === 'canceled' || row.state === 'canceling' || (row.state === 'refused' && papers.refused === 'refused'))
      return { id, status: 'already_canceled' }
    const late = papers.late(row) ?? (row.state === 'asked' && !silent.has(id) ? papers.being_told : null)
    if (late) return { id, status: 'too_late', detail: late }
    changed.set(id, { ...row, state: silent.has(id) ? 'canceled' : 'canceling', changed_at: now })
    return { id, status: 'canceled' }
  })
  await papers.save(tx, now, [...changed.values()])
  const told = [...changed.values()].filter(({ state }) => state === 'canceling')
  await addCalls(
    tx,
    now,
    told.map((row) => ({ kind: papers.take_back, account_id: row.account_id, subject: papers.id(row) })),
  )
  return outcomes
}

const subjects = (calls: readonly { subject: string }[]): string[] => calls.map(({ subject }) => subject)

/** Records what the partner answered to a paper he was given. What was taken back or moved on meanwhile stays as it is. */
export async function settleGiven<Row extends Paper>(papers: Papers<Row>, tx: Tx, now: string, settled: readonly Settled[]): Promise<void> {
  const told = new Map(settled.map((one) => [one.call.subject, one.told]))
  const rows = (await papers.lock(tx, subjects(settled.map(({ call }) => call)))).filter(({ state }) => state === 'asked')
  await papers.save(
    tx,
    now,
    rows.map((row): Row => {
      const answer = told.get(papers.id(row))!
      if (answer.status === 'refused') return { ...row, state: papers.refused, reason: `${answer.code}: ${answer.reason}`, changed_at: now }
      return { ...row, state: papers.taken, partner_no: answer.partner_no, changed_at: now }
    }),
  )
}

/** Records what the partner answered when asked to forget a paper: forgotten, or it stands with his reason. */
export async function settleTakenBack<Row extends Paper>(
  papers: Papers<Row>,
  tx: Tx,
  now: string,
  settled: readonly Settled[],
): Promise<void> {
  const told = new Map(settled.map((one) => [one.call.subject, one.told]))
  const rows = (await papers.lock(tx, subjects(settled.map(({ call }) => call)))).filter(({ state }) => state === 'canceling')
  await papers.save(
    tx,
    now,
    rows.map((row): Row => {
      const answer = told.get(papers.id(row))!
      if (answer.status === 'answered') return { ...row, state: 'canceled', reason: null, changed_at: now }
      return { ...row, state: papers.taken, reason: `cancel ${answer.code}: ${answer.reason}`, changed_at: now }
    }),
  )
}

/** Puts refused papers back to waiting when an operator sends them again; answers the calls that still make sense. */
export async function reviveGiven<Row extends Paper>(
  papers: Papers<Row>,
  tx: Tx,
  now: string,
  calls: readonly Call[],
): Promise<readonly Call[]> {
  const rows = (await papers.lock(tx, subjects(calls))).filter(({ state, partner_no }) => state === papers.refused && partner_no === null)
  await papers.save(
    tx,
    now,
    rows.map((row): Row => ({ ...row, state: 'asked', reason: null, changed_at: now })),
  )
  const ids = new Set(rows.map(papers.id))
  return calls.filter(({ subject }) => ids.has(subject))
}
