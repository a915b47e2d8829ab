import { findHolders, findOrganizations, findPermitted } from '#centers/organization/read.ts'
import { assert } from '#core/assert.ts'
import { type By, type Change, digestOf, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { byId, column, groupBy, type Outcome } from '#core/outcomes.ts'
import { json, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import type {
  Ask,
  AskStatus,
  Comment,
  Decision,
  DecisionStatus,
  Granted,
  Passing,
  PassingStatus,
  RequestRow,
  ResubmissionStatus,
  SeatRow,
  SeatState,
  Step,
  Template,
  WithdrawalStatus,
} from './model.ts'
import { commentColumns, requestColumns, seatColumns } from './read.ts'
import { decideDecision, digestOfSigned, isBarred, nextStep } from './rules.ts'

/** Largest array the verbs of this center take. */
export const largest = 1_000

const decide_permission = 'approvals.decide'
const remind_after_ms = 24 * 3_600_000

/**
 * Asks for approval of exactly these differences. When one is granted, `approvals.granted` carries the signed difference and the asking
 * center applies it (see `applyGranted` in events.ts). Asking again with the same id and content changes nothing.
 */
export async function askApprovals(tx: Tx, now: string, asks: readonly Ask[]): Promise<Outcome<AskStatus>[]> {
  assert(asks.length <= largest, `at most ${largest} requests in one call`)
  const existing = byId(
    await tx.rows<RequestRow>(sql`select ${requestColumns} from approvals.requests r where id = any(${column(asks, 'id')}::uuid[])`),
  )
  const templates = await findTemplates(tx, asks)
  const requests: RequestRow[] = []
  const seats: SeatRow[] = []
  const outcomes: Outcome<AskStatus>[] = []
  for (const ask of asks) {
    const request = requestOf(ask, now)
    const before = existing.get(ask.id)
    if (before) {
      outcomes.push({ id: ask.id, status: before.digest === request.digest ? 'already_asked' : 'id_used_for_another' })
      continue
    }
    const opened = await openFirst(tx, request, ask, templates, now)
    if (typeof opened === 'string') {
      outcomes.push({ id: ask.id, status: opened })
      continue
    }
    existing.set(ask.id, request)
    requests.push(request)
    seats.push(...opened)
    outcomes.push({ id: ask.id, status: 'asked' })
  }
  await writeRequests(tx, requests, now)
  await writeSeats(tx, seats)
  await announce(tx, 'approvals.asked', requests, now)
  await announceSeats(tx, byId(requests), seats, now)
  return outcomes
}

const requestOf = (ask: Ask, now: string): RequestRow => {
  const signed = {
    subject: ask.subject,
    subject_id: ask.subject_id,
    difference: ask.difference,
    amount_minor: ask.amount_minor ?? null,
    currency: ask.currency ?? null,
    organization_id: ask.organization_id ?? null,
  }
  return {
    id: ask.id,
    ...signed,
    title: ask.title,
    digest: digestOfSigned(signed),
    asked_by: ask.asked_by,
    asked_at: now,
    barred: [...(ask.barred ?? [])],
    template_id: ask.template_id ?? null,
    template_step: null,
    step: 1,
    mode: ask.countersign ? 'all' : 'any',
    state: 'waiting',
    due_at: ask.due_at ?? null,
    decided_at: null,
    result: null,
    result_detail: null,
  }
}

type Templates = { by_id: Map<string, Template>; by_subject: Map<string, Template> }

async function findTemplates(tx: Tx, asks: readonly Ask[]): Promise<Templates> {
  const rows = await tx.rows<Template>(sql`
    select id, name, name_en, subject, steps from approvals.templates
    where id = any(${asks.flatMap(({ template_id }) => template_id ?? [])}::text[]) or subject = any(${column(asks, 'subject')}::text[])`)
  return { by_id: byId(rows), by_subject: new Map(rows.flatMap((row) => (row.subject ? [[row.subject, row] as const] : []))) }
}

/** The seats of the first step, or why there is none. Sets the template on the request. */
async function openFirst(tx: Tx, request: RequestRow, ask: Ask, templates: Templates, now: string): Promise<SeatRow[] | AskStatus> {
  if (ask.template_id && !templates.by_id.has(ask.template_id)) return 'template_not_found'
  const template = ask.template_id
    ? templates.by_id.get(ask.template_id)
    : ask.approver_ids
      ? undefined
      : templates.by_subject.get(ask.subject)
  if (ask.approver_ids && !template) {
    if (ask.approver_ids.some((id) => isBarred(request, id))) return 'self_approval'
    const permitted = await findPermitted(tx, decide_permission, ask.approver_ids, now)
    if (ask.approver_ids.some((id) => !permitted.has(id))) return 'approver_not_found'
    return seatsOf(request, ask.approver_ids, 0, now)
  }
  const step = template ? nextStep(template.steps, 0, request.amount_minor) : null
  if (template && step !== null) {
    request.template_id = template.id
    request.template_step = step
    request.mode = template.steps[step]!.countersign ? 'all' : 'any'
  }
  const approvers = await findApprovers(tx, request, template && step !== null ? template.steps[step]! : { name: '' }, now)
  return approvers.length === 0 ? 'nobody_may_decide' : seatsOf(request, approvers, 0, now)
}

const most_seats = 20

/** Whom a step is for: the holders nearest to the organization, going up; never the asker. Everyone must also be allowed to decide. */
async function findApprovers(tx: Tx, request: RequestRow, step: Step, now: string): Promise<string[]> {
  let organization_id = step.organization_id ?? request.organization_id
  if (organization_id !== null && step.levels_up) {
    const [own] = await findOrganizations(tx, [organization_id])
    const path = own?.path.split('/').filter(Boolean) ?? []
    organization_id = path[Math.max(0, path.length - 1 - step.levels_up)] ?? null
  }
  const permitted = await findHolders(tx, { permission: decide_permission, organization_id }, now)
  const holders = step.role_id ? await findHolders(tx, { role_id: step.role_id, organization_id }, now) : permitted
  const may = step.role_id
    ? await findPermitted(tx, decide_permission, column(holders, 'staff_id'), now)
    : new Set(column(permitted, 'staff_id'))
  const able = holders.filter(({ staff_id }) => may.has(staff_id) && !isBarred(request, staff_id))
  const nearest = able[0]?.depth
  return column(
    able.filter(({ depth }) => depth === nearest),
    'staff_id',
  ).slice(0, most_seats)
}

const seatsOf = (request: RequestRow, approvers: readonly string[], taken: number, now: string): SeatRow[] =>
  [...new Set(approvers)].map((approver_id, i) => ({
    request_id: request.id,
    seat: taken + i + 1,
    step: request.step,
    approver_id,
    state: 'waiting',
    passed_by: null,
    comment: null,
    opened_at: now,
    remind_at: addMilliseconds(now, remind_after_ms),
    decided_at: null,
  }))

/** Decides requests. Of two who decide the same step at the same moment one wins, the other is told that the step is over. */
export async function decideApprovals(tx: Tx, by: By, now: string, decisions: readonly Decision[]): Promise<Outcome<DecisionStatus>[]> {
  assert(decisions.length <= largest, `at most ${largest} decisions in one call`)
  const { requests, seats_of, write } = await lockRequests(tx, column(decisions, 'id'))
  const outcomes: Outcome<DecisionStatus>[] = []
  const granted: Granted[] = []
  for (const decision of decisions) {
    const request = requests.get(decision.id)
    const decided = decideDecision(decision, request, seats_of(decision.id), by.id ?? '')
    if (!request || !decided.seat) {
      outcomes.push({ id: decision.id, status: decided.status, ...detailOf(decided.status) })
      continue
    }
    const next = await whoIsNext(tx, request, decision, decided.status, now)
    if (typeof next === 'string') {
      outcomes.push({ id: decision.id, status: next, ...detailOf(next) })
      continue
    }
    settle(decided.seat, decided.seat_state!, now, decision.comment)
    if (decided.over) for (const seat of seats_of(decision.id)) if (seat.state === 'waiting') settle(seat, 'released', now)
    let { status } = decided
    if (next) {
      Object.assign(request, { step: request.step + 1, mode: next.countersign ? 'all' : 'any', template_step: next.template_step })
      write.open(request, next.approvers, now)
      status = 'passed_to_next'
    } else if (status === 'refused' || status === 'granted') {
      Object.assign(request, { state: status, decided_at: now })
      if (status === 'granted') granted.push(grantOf(request, by, now))
    } else if (status === 'returned') {
      request.state = 'returned'
    }
    outcomes.push({ id: decision.id, status })
  }
  const changed = outcomes.filter(({ status }) => decided_statuses.includes(status)).map(({ id }) => requests.get(id)!)
  await write.all(now)
  await recordChanges(
    tx,
    by,
    now,
    outcomes
      .filter(({ status }) => decided_statuses.includes(status))
      .map(
        ({ id, status }): Change => ({
          subject: 'approvals.request',
          subject_id: id,
          action: status,
          organization_id: requests.get(id)!.organization_id,
          after: { digest: requests.get(id)!.digest, comment: decisions.find((one) => one.id === id)!.comment ?? null },
        }),
      ),
  )
  await announce(tx, 'approvals.granted', granted, now)
  await announceClosed(
    tx,
    changed.filter(({ state }) => state === 'refused'),
    now,
  )
  await announce(tx, 'approvals.returned', changed.filter(({ state }) => state === 'returned').map(nameOf), now)
  return outcomes
}

const decided_statuses: DecisionStatus[] = ['refused', 'returned', 'waits_for_others', 'passed_to_next', 'granted']

const details: Partial<Record<DecisionStatus, string>> = {
  self_approval: 'nobody decides what he asked for or gains by',
  difference_moved: 'it was changed since you looked: look at it again and decide anew',
  step_is_over: 'somebody else has decided',
  comment_missing: 'say why',
  steps_are_fixed: 'the steps of this request are fixed, or others have yet to sign: leave out the next approvers',
  approver_not_found: 'the next approver must be staff with the permission approvals.decide',
  nobody_may_decide: 'nobody may take the next step: give somebody the role',
}
const detailOf = (status: DecisionStatus): { detail?: string } => (details[status] ? { detail: details[status] } : {})

const grantOf = (request: RequestRow, by: By, now: string): Granted => ({
  id: request.id,
  subject: request.subject,
  subject_id: request.subject_id,
  difference: request.difference,
  amount_minor: request.amount_minor,
  currency: request.currency,
  organization_id: request.organization_id,
  digest: request.digest,
  asked_by: request.asked_by,
  granted_by: by.id ?? by.name,
  granted_at: now,
})

interface Next {
  approvers: readonly string[]
  countersign: boolean
  template_step: number | null
}

/** The step after an approval, undefined when there is none, or why it cannot be taken. */
async function whoIsNext(
  tx: Tx,
  request: RequestRow,
  decision: Decision,
  status: DecisionStatus,
  now: string,
): Promise<Next | undefined | DecisionStatus> {
  if (status === 'passed_to_next') {
    const permitted = await findPermitted(tx, decide_permission, decision.next_ids!, now)
    if (decision.next_ids!.some((id) => !permitted.has(id))) return 'approver_not_found'
    return { approvers: decision.next_ids!, countersign: decision.countersign ?? false, template_step: null }
  }
  if (status !== 'granted' || !request.template_id) return undefined
  const template = await tx.row<{ steps: Step[] }>(sql`select steps from approvals.templates where id = ${request.template_id}`)
  const template_step = nextStep(template!.steps, request.template_step! + 1, request.amount_minor)
  if (template_step === null) return undefined
  const step = template!.steps[template_step]!
  const approvers = await findApprovers(tx, request, step, now)
  return approvers.length === 0 ? 'nobody_may_decide' : { approvers, countersign: step.countersign ?? false, template_step }
}

function settle(seat: SeatRow, state: SeatState, now: string, comment?: string): void {
  Object.assign(seat, { state, decided_at: now, comment: comment ?? seat.comment })
}

const nameOf = ({ id, subject, subject_id, title, asked_by, state, organization_id }: RequestRow) => ({
  id,
  subject,
  subject_id,
  title,
  asked_by,
  state,
  organization_id,
})
const announceClosed = (tx: Tx, requests: RequestRow[], now: string) => announce(tx, 'approvals.closed', requests.map(nameOf), now)

/** Gives one's seat to a colleague, who then decides in one's place. */
export async function passApprovals(tx: Tx, by: By, now: string, passings: readonly Passing[]): Promise<Outcome<PassingStatus>[]> {
  assert(passings.length <= largest, `at most ${largest} passings in one call`)
  const { requests, seats_of, write } = await lockRequests(tx, column(passings, 'id'))
  const permitted = await findPermitted(tx, decide_permission, column(passings, 'to_id'), now)
  const decide = ({ id, to_id, comment }: Passing): PassingStatus => {
    const request = requests.get(id)
    const seats = seats_of(id)
    const mine = seats.findLast(({ approver_id }) => approver_id === by.id)
    if (!request || !mine) return 'request_not_found'
    if (mine.state === 'passed_on' && seats.some((seat) => seat.passed_by === by.id && seat.approver_id === to_id)) return 'already_passed'
    if (mine.state !== 'waiting' || request.state !== 'waiting') return 'step_is_over'
    if (isBarred(request, to_id)) return 'self_approval'
    if (!permitted.has(to_id) || to_id === by.id) return 'approver_not_found'
    settle(mine, 'passed_on', now, comment)
    // Whoever sits in the step already simply keeps his seat.
    if (!seats.some(({ step, approver_id }) => step === request.step && approver_id === to_id)) write.open(request, [to_id], now, by.id!)
    return 'passed_on'
  }
  const outcomes = passings.map((passing) => ({ id: passing.id, status: decide(passing) }))
  await write.all(now)
  await recordChanges(
    tx,
    by,
    now,
    passings
      .filter((_, i) => outcomes[i]!.status === 'passed_on')
      .map(({ id, to_id }) => ({
        subject: 'approvals.request',
        subject_id: id,
        action: 'passed_on',
        organization_id: requests.get(id)!.organization_id,
        after: { to_id },
      })),
  )
  return outcomes
}

/** Takes back what one has asked, while it is undecided. */
export async function withdrawApprovals(
  tx: Tx,
  by: By,
  now: string,
  items: readonly { id: string }[],
): Promise<Outcome<WithdrawalStatus>[]> {
  assert(items.length <= largest, `at most ${largest} withdrawals in one call`)
  const { requests, seats_of, write } = await lockRequests(tx, column(items, 'id'))
  const closed: RequestRow[] = []
  const decide = (id: string): WithdrawalStatus => {
    const request = requests.get(id)
    if (!request || (request.asked_by !== by.id && by.kind !== 'system')) return 'request_not_found'
    if (request.state === 'withdrawn') return 'already_withdrawn'
    if (request.state !== 'waiting' && request.state !== 'returned') return 'already_decided'
    close(request, seats_of(id), 'withdrawn', now)
    closed.push(request)
    return 'withdrawn'
  }
  const outcomes = items.map(({ id }) => ({ id, status: decide(id) }))
  await write.all(now)
  await recordChanges(
    tx,
    by,
    now,
    closed.map(({ id, organization_id }) => ({ subject: 'approvals.request', subject_id: id, action: 'withdrawn', organization_id })),
  )
  await announceClosed(tx, closed, now)
  return outcomes
}

function close(request: RequestRow, seats: readonly SeatRow[], state: 'withdrawn' | 'expired', now: string): void {
  for (const seat of seats) if (seat.state === 'waiting') settle(seat, 'released', now)
  Object.assign(request, { state, decided_at: now })
}

/** Puts returned requests before those who returned them again. The difference is the one asked: to change it, withdraw and ask anew. */
export async function resubmitApprovals(
  tx: Tx,
  by: By,
  now: string,
  items: readonly { id: string }[],
): Promise<Outcome<ResubmissionStatus>[]> {
  assert(items.length <= largest, `at most ${largest} resubmissions in one call`)
  const { requests, seats_of, write } = await lockRequests(tx, column(items, 'id'))
  const decide = (id: string): ResubmissionStatus => {
    const request = requests.get(id)
    if (!request || request.asked_by !== by.id) return 'request_not_found'
    if (request.state !== 'returned') return 'not_returned'
    const again = seats_of(id)
      .filter(({ step, state }) => step === request.step && state !== 'passed_on')
      .map(({ approver_id }) => approver_id)
    Object.assign(request, { state: 'waiting', step: request.step + 1 })
    write.open(request, again, now)
    return 'resubmitted'
  }
  const outcomes = items.map(({ id }) => ({ id, status: decide(id) }))
  await write.all(now)
  return outcomes
}

/** Writes comments of those who may see the request; the route has seen to that. */
export async function commentApprovals(
  tx: Tx,
  by: By,
  now: string,
  comments: readonly Comment[],
): Promise<Outcome<'commented' | 'already_commented'>[]> {
  const rows = comments.map((comment) => ({ attachments: [], ...comment, by_id: by.id, by_name: by.name, written_at: now }))
  const written = await tx.rows<{ id: string }>(sql`
    insert into approvals.comments (${commentColumns})
    select ${commentColumns} from jsonb_to_recordset(${json(rows)}::jsonb)
      as s (id uuid, request_id uuid, by_id text, by_name text, text text, attachments jsonb, written_at timestamptz)
    on conflict (id) do nothing returning id`)
  const ids = new Set(column(written, 'id'))
  return comments.map(({ id }) => ({ id, status: ids.has(id) ? 'commented' : 'already_commented' }))
}

/** The asking center says what became of a grant. */
export async function settleApprovals(
  tx: Tx,
  now: string,
  results: readonly { id: string; result: 'applied' | 'ground_moved'; detail?: string | null }[],
): Promise<void> {
  await tx.run(sql`
    update approvals.requests r set result = s.result, result_detail = s.detail, changed_at = ${now}
    from jsonb_to_recordset(${json(results)}::jsonb) as s (id uuid, result text, detail text)
    where r.id = s.id and r.state = 'granted' and r.result is null`)
}

/** Reminds those who have let a request wait for a day, once a day, and voids requests past their deadline. */
export async function runApprovalsDue(tx: Tx, now: string): Promise<number> {
  const late = await tx.rows<{ id: string }>(sql`
    select id from approvals.requests where state in ('waiting', 'returned') and due_at <= ${now} order by id limit ${largest} for update skip locked`)
  const { requests, seats_of, write } = await lockRequests(tx, column(late, 'id'))
  for (const request of requests.values()) close(request, seats_of(request.id), 'expired', now)
  await write.all(now)
  await announceClosed(tx, [...requests.values()], now)

  const reminded = await tx.rows<{ request_id: string; approver_id: string; title: string }>(sql`
    with due as (
      select s.request_id, s.seat, r.title from approvals.seats s join approvals.requests r on r.id = s.request_id
      where s.state = 'waiting' and s.remind_at <= ${now} and r.state = 'waiting'
      order by s.request_id, s.seat limit ${largest} for update of s skip locked
    )
    update approvals.seats s set remind_at = ${addMilliseconds(now, remind_after_ms)} from due
    where s.request_id = due.request_id and s.seat = due.seat
    returning s.request_id, s.approver_id, due.title`)
  await announce(tx, 'approvals.reminded', reminded, now)
  // What went through alone counts for its own day only.
  await tx.run(sql`delete from approvals.day_worths where business_on < ${businessDate(now)}::date - 7`)
  return requests.size + reminded.length
}

/** Adds templates or changes their steps. Requests under way go on by the new steps. */
export async function saveTemplates(
  tx: Tx,
  by: By,
  now: string,
  templates: readonly Template[],
): Promise<Outcome<'subject_taken' | 'already_saved' | 'saved'>[]> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('approvals.templates'))`)
  const existing = byId(await tx.rows<Template>(sql`select id, name, name_en, subject, steps from approvals.templates`))
  const changes: Change[] = []
  const decide = ({ id, name, name_en, subject = null, steps }: Template) => {
    const before = existing.get(id)
    const after = { id, name, name_en, subject, steps }
    if (before && digestKey(before) === digestKey(after)) return 'already_saved'
    if (subject && [...existing.values()].some((other) => other.subject === subject && other.id !== id)) return 'subject_taken'
    existing.set(id, after)
    changes.push({ subject: 'approvals.template', subject_id: id, action: 'saved', before: before ?? null, after })
    return 'saved'
  }
  const outcomes = templates.map((template) => ({
    id: template.id,
    status: decide(template) as 'subject_taken' | 'already_saved' | 'saved',
  }))
  await tx.run(sql`
    insert into approvals.templates (id, name, name_en, subject, steps, changed_at)
    select id, name, name_en, subject, steps, ${now}
    from jsonb_to_recordset(${json(changes.map(({ after }) => after))}::jsonb) as s (id text, name text, name_en text, subject text, steps jsonb)
    on conflict (id) do update set name = excluded.name, name_en = excluded.name_en, subject = excluded.subject, steps = excluded.steps,
      changed_at = excluded.changed_at`)
  await recordChanges(tx, by, now, changes)
  return outcomes
}
const digestKey = (template: Template) => digestOf(template)

/** Requests with their seats, locked in the order of their ids, and a way to write what was changed about them in memory. */
async function lockRequests(tx: Tx, ids: readonly string[]) {
  const requests = byId(
    await tx.rows<RequestRow>(
      sql`select ${requestColumns} from approvals.requests r where id = any(${ids}::uuid[]) order by id for update`,
    ),
  )
  const rows = await tx.rows<SeatRow>(sql`
    select ${seatColumns} from approvals.seats s where request_id = any(${[...requests.keys()]}::uuid[]) order by request_id, seat`)
  const before = new Map([...requests].map(([id, row]) => [id, JSON.stringify(row)]))
  const seats = groupBy(rows, ({ request_id }) => request_id)
  const was = new Map(rows.map((row) => [`${row.request_id} ${row.seat}`, JSON.stringify(row)]))
  const opened: SeatRow[] = []
  return {
    requests,
    seats_of: (id: string): SeatRow[] => seats.get(id) ?? [],
    write: {
      open(request: RequestRow, approvers: readonly string[], now: string, passed_by: string | null = null) {
        const list = seats.get(request.id) ?? []
        const fresh = seatsOf(request, approvers, list.length, now).map((seat) => ({ ...seat, passed_by }))
        seats.set(request.id, [...list, ...fresh])
        opened.push(...fresh)
      },
      async all(now: string) {
        await writeRequests(
          tx,
          [...requests.values()].filter((row) => JSON.stringify(row) !== before.get(row.id)),
          now,
        )
        await writeSeats(
          tx,
          [...seats.values()].flat().filter((row) => JSON.stringify(row) !== was.get(`${row.request_id} ${row.seat}`)),
        )
        await announceSeats(tx, requests, opened, now)
      },
    },
  }
}

async function writeRequests(tx: Tx, rows: readonly RequestRow[], now: string): Promise<void> {
  if (rows.length === 0) return
  await tx.run(sql`
    insert into approvals.requests (id, subject, subject_id, title, difference, amount_minor, currency, organization_id, digest, asked_by, asked_at, barred,
      template_id, template_step, step, mode, state, due_at, decided_at, result, result_detail, changed_at)
    select id, subject, subject_id, title, difference, amount_minor, currency, organization_id, digest, asked_by, asked_at, barred,
      template_id, template_step, step, mode, state, due_at, decided_at, result, result_detail, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as s (id uuid, subject text, subject_id text, title text, difference jsonb, amount_minor bigint, currency text,
      organization_id text, digest text, asked_by text, asked_at timestamptz, barred text[], template_id text, template_step int, step int, mode text, state text,
      due_at timestamptz, decided_at timestamptz, result text, result_detail text)
    on conflict (id) do update set template_step = excluded.template_step, step = excluded.step, mode = excluded.mode, state = excluded.state,
      decided_at = excluded.decided_at, changed_at = excluded.changed_at`)
}

async function writeSeats(tx: Tx, rows: readonly SeatRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx.run(sql`
    insert into approvals.seats (request_id, seat, step, approver_id, state, passed_by, comment, opened_at, remind_at, decided_at)
    select request_id, seat, step, approver_id, state, passed_by, comment, opened_at, remind_at, decided_at
    from jsonb_to_recordset(${json(rows)}::jsonb) as s (request_id uuid, seat int, step int, approver_id uuid, state text, passed_by uuid, comment text,
      opened_at timestamptz, remind_at timestamptz, decided_at timestamptz)
    on conflict (request_id, seat) do update set state = excluded.state, comment = excluded.comment, decided_at = excluded.decided_at`)
}

/** Tells those who have something to decide; messages and the console listen. */
const announceSeats = (tx: Tx, requests: Map<string, RequestRow>, seats: readonly SeatRow[], now: string) =>
  announce(
    tx,
    'approvals.seats_opened',
    seats.map(({ request_id, approver_id }) => ({ request_id, approver_id, title: requests.get(request_id)!.title })),
    now,
  )
