import type { MessageRequest } from '#centers/messages/model.ts'
import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { GroundMoved, hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import type { AnswerItem, AnswerStatus, Complaint, ComplaintItem, RemarkItem, RemarkStatus, TakeStatus, WriteStatus } from './model.ts'
import { decideAnswer, decideComplaint, decideRemark, decideTake, dueAfter } from './rules.ts'

/** Largest batch of every verb here. */
export const largest = 200
const bounded = (items: readonly unknown[]) => assert(items.length <= largest, `at most ${largest} are taken in one call`)

interface Entry {
  complaint_id: string
  entry_id: string
  said_by: 'member' | 'house'
  name: string
  words: string
}

/** Takes complaints about the member's own orders, or products of the mall. Each is owed an answer. */
export async function writeComplaints(
  tx: Tx,
  member: { id: string; name: string },
  now: string,
  items: readonly ComplaintItem[],
): Promise<Outcome<WriteStatus>[]> {
  bounded(items)
  const [orders, products, mall, kept, open] = await Promise.all([
    tx.rows<{ id: string; organization_id: string }>(hot`
      select id, organization_id from orders.orders
      where id = any(${items.flatMap(({ order_id }) => order_id ?? [])}::uuid[]) and member_id = ${member.id}`),
    tx.rows<{ id: string }>(
      hot`select spu_id as id from products.spus where spu_id = any(${items.flatMap(({ spu_id }) => spu_id ?? [])}::text[])`,
    ),
    tx.row<{ organization_id: string }>(hot`select organization_id from channels.channels where id = 'mall'`),
    tx.rows<{ complaint_id: string; member_id: string; words: string }>(hot`
      select c.complaint_id, c.member_id, e.words from services.complaints c
        join services.complaint_entries e on e.complaint_id = c.complaint_id and e.entry_no = 1
      where c.complaint_id = any(${column(items, 'id')}::uuid[])`),
    tx.row<{ count: number }>(
      hot`select count(*)::integer as count from services.complaints where member_id = ${member.id} and state in ('waiting', 'taken')`,
    ),
  ])
  const sellers = new Map(orders.map(({ id, organization_id }) => [id, organization_id]))
  const known = new Map(kept.map((one) => [one.complaint_id, one]))
  const sold = new Set(column(products, 'id'))
  const written: (Pick<Complaint, 'complaint_id' | 'organization_id' | 'subject' | 'order_id' | 'spu_id'> & { words: string })[] = []
  const outcomes = items.map((item): Outcome<WriteStatus> => {
    const { id, order_id, spu_id, subject, words } = item
    const organization_id = order_id ? sellers.get(order_id) : spu_id && sold.has(spu_id) ? mall?.organization_id : undefined
    const ground = { member_id: member.id, same: known.get(id), organization_id, open: open!.count + written.length }
    const decision = decideComplaint(item, ground)
    if (decision.status === 'written') {
      known.set(id, { complaint_id: id, member_id: member.id, words })
      written.push({
        complaint_id: id,
        organization_id: organization_id!,
        subject,
        order_id: order_id ?? null,
        spu_id: spu_id ?? null,
        words,
      })
    }
    return { id, ...decision }
  })
  if (written.length === 0) return outcomes
  const inserted = await tx.run(hot`
    insert into services.complaints (complaint_id, member_id, member_name, organization_id, subject, order_id, spu_id, state, written_at, moved_at, due_at)
    select complaint_id, ${member.id}, ${member.name}, organization_id, subject, order_id, spu_id, 'waiting', ${now}, ${now}, ${dueAfter(now)}
    from jsonb_to_recordset(${json(written)}::jsonb) as w (complaint_id uuid, organization_id text, subject text, order_id uuid, spu_id text)
    on conflict do nothing`)
  // Somebody else wrote the same meanwhile: decided again, it is found.
  if (inserted < written.length) throw new GroundMoved('the same was written meanwhile')
  await addEntries(
    tx,
    now,
    written.map(({ complaint_id, words }) => ({ complaint_id, entry_id: complaint_id, said_by: 'member', name: member.name, words })),
  )
  await announce(
    tx,
    'services.complained',
    written.map(({ complaint_id, organization_id, subject }) => ({ id: complaint_id, organization_id, subject })),
    now,
  )
  return outcomes
}

/** The member says that it is put right, or that it is not: then it is owed another answer. */
export async function remarkComplaints(
  tx: Tx,
  member: { id: string; name: string },
  now: string,
  items: readonly RemarkItem[],
): Promise<Outcome<RemarkStatus>[]> {
  bounded(items)
  const complaints = await lockComplaints(tx, column(items, 'complaint_id'))
  const said = new Set(column(await findEntries(tx, items), 'entry_id'))
  const entries: Entry[] = []
  const moved = new Map<string, Complaint>()
  const outcomes = items.map((item): Outcome<RemarkStatus> => {
    const { id, complaint_id, words } = item
    const complaint = complaints.get(complaint_id)
    const decision = decideRemark(item, complaint, member.id, said.has(id))
    if (complaint && (decision.status === 'settled' || decision.status === 'reopened')) {
      complaint.state = decision.status === 'settled' ? 'settled' : complaint.owner_id ? 'taken' : 'waiting'
      moved.set(complaint_id, complaint)
      said.add(id)
      if (words) entries.push({ complaint_id, entry_id: id, said_by: 'member', name: member.name, words })
    }
    return { id, ...decision }
  })
  await moveComplaints(tx, now, [...moved.values()])
  await addEntries(tx, now, entries)
  return outcomes
}

/** Whoever takes a complaint answers for it; a colleague may take it over. */
export async function takeComplaints(tx: Tx, by: By, now: string, ids: readonly string[]): Promise<Outcome<TakeStatus>[]> {
  bounded(ids)
  assert(by.id, 'a complaint is taken by a person')
  const complaints = await lockOwn(tx, by, ids)
  const moved = new Map<string, Complaint>()
  const outcomes = ids.map((id): Outcome<TakeStatus> => {
    const complaint = complaints.get(id)
    const decision = decideTake(complaint, by.id)
    if (complaint && decision.status === 'taken') {
      Object.assign(complaint, { state: 'taken', owner_id: by.id, owner_name: by.name })
      moved.set(id, complaint)
    }
    return { id, ...decision }
  })
  await moveComplaints(tx, now, [...moved.values()])
  await recordMoves(tx, by, now, [...moved.values()], 'taken')
  return outcomes
}

/** Answers complaints; the member is told. Who answers what nobody took has taken it. */
export async function answerComplaints(tx: Tx, by: By, now: string, items: readonly AnswerItem[]): Promise<Outcome<AnswerStatus>[]> {
  bounded(items)
  assert(by.id, 'a complaint is answered by a person')
  const complaints = await lockOwn(tx, by, column(items, 'complaint_id'))
  const known = new Map((await findEntries(tx, items)).map((entry) => [entry.entry_id, entry]))
  const entries: Entry[] = []
  const moved = new Map<string, Complaint>()
  const outcomes = items.map((item): Outcome<AnswerStatus> => {
    const { id, complaint_id, words } = item
    const complaint = complaints.get(complaint_id)
    const decision = decideAnswer(item, complaint, known.get(id))
    if (complaint && decision.status === 'answered') {
      const entry: Entry = { complaint_id, entry_id: id, said_by: 'house', name: by.name, words }
      entries.push(entry)
      known.set(id, entry)
      Object.assign(complaint, { state: 'answered' }, complaint.owner_id ? {} : { owner_id: by.id, owner_name: by.name })
      moved.set(complaint_id, complaint)
    }
    return { id, ...decision }
  })
  await moveComplaints(tx, now, [...moved.values()])
  await addEntries(tx, now, entries)
  await recordMoves(tx, by, now, [...moved.values()], 'answered')
  await announce(
    tx,
    'messages.requested',
    entries.map(
      ({ complaint_id, entry_id, words }): MessageRequest => ({
        message_id: steadyId('services.complaint_answered', entry_id),
        template: 'services.complaint_answered',
        channels: ['in_app', 'push'],
        to: { user_id: complaints.get(complaint_id)!.member_id },
        expires_at: addMilliseconds(now, 7 * 86_400_000),
        values: { words: words.slice(0, 60), complaint_id },
      }),
    ),
    now,
  )
  return outcomes
}

async function lockComplaints(tx: Tx, ids: readonly string[]): Promise<Map<string, Complaint>> {
  const rows = await lockRows<Complaint>(
    tx,
    hot`select complaint_id, member_id, member_name, organization_id, subject, order_id, spu_id, state, owner_id, owner_name, written_at, moved_at, due_at
      from services.complaints where complaint_id = any(${ids}::uuid[])`,
    sql`complaint_id`,
  )
  return new Map(rows.map((row) => [row.complaint_id, row]))
}

/** Those of the caller's organizations. */
async function lockOwn(tx: Tx, by: By, ids: readonly string[]): Promise<Map<string, Complaint>> {
  const all = await lockComplaints(tx, ids)
  return new Map([...all].filter(([, { organization_id }]) => mayTouch(by, { organization_id })))
}

const findEntries = (tx: Tx, items: readonly { id: string }[]) =>
  tx.rows<Entry>(
    hot`select complaint_id, entry_id, said_by, name, words from services.complaint_entries where entry_id = any(${column(items, 'id')}::uuid[])`,
  )

async function moveComplaints(tx: Tx, now: string, complaints: readonly Complaint[]): Promise<void> {
  if (complaints.length === 0) return
  await tx.run(hot`
    update services.complaints c set state = m.state, owner_id = m.owner_id, owner_name = m.owner_name, moved_at = ${now},
      due_at = case when m.state in ('answered', 'settled') then null else coalesce(c.due_at, ${dueAfter(now)}) end
    from jsonb_to_recordset(${json(complaints)}::jsonb) as m (complaint_id uuid, state text, owner_id uuid, owner_name text)
    where c.complaint_id = m.complaint_id`)
}

async function addEntries(tx: Tx, now: string, entries: readonly Entry[]): Promise<void> {
  if (entries.length === 0) return
  // The complaint's row is locked or new, so numbers cannot meet.
  await tx.run(hot`
    insert into services.complaint_entries (complaint_id, entry_id, entry_no, said_by, name, words, said_at)
    select e.complaint_id, e.entry_id, row_number() over (partition by e.complaint_id order by e.place) +
      coalesce((select max(b.entry_no) from services.complaint_entries b where b.complaint_id = e.complaint_id), 0), e.said_by, e.name, e.words, ${now}
    from jsonb_to_recordset(${json(entries.map((entry, place) => ({ ...entry, place })))}::jsonb)
      as e (complaint_id uuid, entry_id uuid, said_by text, name text, words text, place integer)`)
}

const recordMoves = (tx: Tx, by: By, now: string, complaints: readonly Complaint[], action: string) =>
  recordChanges(
    tx,
    by,
    now,
    complaints.map(({ complaint_id, organization_id, owner_name, state }) => ({
      ...{ subject: 'services.complaint', subject_id: complaint_id, action, organization_id },
      after: { state, owner_name },
    })),
  )
