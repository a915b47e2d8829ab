import { isPosted } from '#centers/ledger/model.ts'
import { postTransactions, reverseTransactions } from '#centers/ledger/write.ts'
import { assert } from '#core/assert.ts'
import { type By, type Change, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { byId, column, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { json, sql, type Tx } from '#core/sql.ts'
import { closingPosting, floatPosting, voucherPostings } from './accounts.ts'
import type {
  Calendar,
  CalendarException,
  CalendarRemoval,
  Count,
  CountRow,
  CountStatus,
  DayClosingStatus,
  DayRow,
  DayStatus,
  Till,
  TillClosing,
  TillClosingStatus,
  TillRow,
  TillStatus,
} from './model.ts'
import { findDayTotals, findExpected, findHours, findLastCounts, findOpenDays, tillColumns } from './read.ts'
import { cashOfVouchers, decideTillClosing, sayVouchers, sumCash } from './rules.ts'

/** Largest array the verbs of the day take. */
export const largest = 500

/** Signs institutions in for today (签到). */
export async function openDays(tx: Tx, by: By, now: string, openings: readonly { id: string }[]): Promise<Outcome<DayStatus>[]> {
  assert(openings.length <= largest, `at most ${largest} openings in one call`)
  const institutions = await lockInstitutions(tx, by, column(openings, 'id'))
  const hours = await findHours(tx, [...institutions.keys()], now)
  const last = new Map(
    (
      await tx.rows<DayRow>(sql`
        select distinct on (institution_id) institution_id, day, state, opened_at, closed_at from organization.days
        where institution_id = any(${[...institutions.keys()]}::text[]) order by institution_id, day desc`)
    ).map((row) => [row.institution_id, row]),
  )
  const opened: DayRow[] = []
  const decide = (id: string): Outcome<DayStatus> => {
    const institution = institutions.get(id)
    if (!institution) return { id, status: 'institution_not_found' }
    if (institution.closed_at) return { id, status: 'institution_is_closed' }
    const own = hours.get(id)!
    const before = last.get(id)
    if (before?.state === 'open')
      return before.day === own.day
        ? { id, status: 'already_open' }
        : { id, status: 'day_before_is_open', detail: `sign out for ${before.day} first` }
    if (before && before.day >= own.day) return { id, status: 'already_closed', detail: 'it has signed out for today' }
    if (!own.trades) return { id, status: 'not_a_day_of_trade', detail: own.note ?? 'put the day into the calendar if it trades today' }
    const row: DayRow = { institution_id: id, day: own.day, state: 'open', opened_at: now, closed_at: null }
    last.set(id, row)
    opened.push(row)
    return { id, status: 'opened' }
  }
  const outcomes = openings.map(({ id }) => decide(id))
  await tx.run(sql`
    insert into organization.days (institution_id, day, state, opened_at, opened_by)
    select institution_id, day, 'open', ${now}, ${by.id ?? by.name} from jsonb_to_recordset(${json(opened)}::jsonb) as s (institution_id text, day date)`)
  await recordChanges(
    tx,
    by,
    now,
    opened.map((row) => changeOf(row, 'opened', null, row)),
  )
  await announce(tx, 'organization.days_opened', opened, now)
  return outcomes
}

const changeOf = (
  { institution_id, day }: { institution_id: string; day: string },
  action: string,
  before: unknown,
  after: unknown,
): Change => ({
  subject: 'organization.day',
  subject_id: `${institution_id} ${day}`,
  action,
  organization_id: institution_id,
  before,
  after,
})

/** Institutions of the caller, locked, so that two people do not sign one in at the same moment. */
const lockInstitutions = async (tx: Tx, by: By, ids: readonly string[]) =>
  byId(
    (
      await tx.rows<{ id: string; closed_at: string | null }>(sql`
        select id, closed_at from organization.organizations where id = any(${ids}::text[]) and type in ('institution', 'store') order by id for no key update`)
    ).filter(({ id }) => mayTouch(by, { organization_id: id })),
  )

/** Signs institutions out (签退), when every till is closed. Nothing is traded after it. */
export async function closeDays(tx: Tx, by: By, now: string, closings: readonly { id: string }[]): Promise<Outcome<DayClosingStatus>[]> {
  assert(closings.length <= largest, `at most ${largest} closings in one call`)
  const institutions = await lockInstitutions(tx, by, column(closings, 'id'))
  const days = new Map(
    (
      await tx.rows<DayRow>(sql`
        select institution_id, day, state, opened_at, closed_at from organization.days
        where institution_id = any(${[...institutions.keys()]}::text[]) and state = 'open' order by institution_id for update`)
    ).map((row) => [row.institution_id, row]),
  )
  const hours = await findHours(tx, [...institutions.keys()], now)
  const over = new Set(
    (
      await tx.rows<{ institution_id: string; day: string }>(
        sql`select institution_id, day from organization.days where institution_id = any(${[...institutions.keys()]}::text[]) and state <> 'open'`,
      )
    ).map(({ institution_id, day }) => `${institution_id} ${day}`),
  )
  const tills = await tx.rows<{ institution_id: string; counter: string }>(sql`
    select institution_id, counter from organization.tills where institution_id = any(${[...days.keys()]}::text[]) and state = 'open' order by counter`)
  const closed: DayRow[] = []
  const decide = (id: string): Outcome<DayClosingStatus> => {
    if (!institutions.has(id)) return { id, status: 'institution_not_found' }
    const day = days.get(id)
    if (!day)
      return {
        id,
        status:
          over.has(`${id} ${hours.get(id)!.day}`) || closed.some((one) => one.institution_id === id) ? 'already_closed' : 'day_not_open',
      }
    const open = tills.filter(({ institution_id }) => institution_id === id)
    if (open.length > 0) return { id, status: 'tills_are_open', detail: `close the counters ${column(open, 'counter').join(', ')} first` }
    days.delete(id)
    closed.push({ ...day, state: 'closed', closed_at: now })
    return { id, status: 'closed' }
  }
  const outcomes = closings.map(({ id }) => decide(id))
  await tx.run(sql`
    update organization.days d set state = 'closed', closed_at = ${now}, closed_by = ${by.id ?? by.name}
    from unnest(${column(closed, 'institution_id')}::text[], ${column(closed, 'day')}::date[]) as s (institution_id, day)
    where d.institution_id = s.institution_id and d.day = s.day`)
  await recordChanges(
    tx,
    by,
    now,
    closed.map((row) => changeOf(row, 'closed', { ...row, state: 'open', closed_at: null }, row)),
  )
  await announce(tx, 'organization.days_closed', closed, now)
  return outcomes
}

/** Opens counters for tellers, with change from the vault. */
export async function openTills(tx: Tx, by: By, now: string, tills: readonly Till[]): Promise<Outcome<TillStatus>[]> {
  assert(tills.length <= largest, `at most ${largest} tills in one call`)
  const days = await findOpenDays(tx, column(tills, 'institution_id'), now)
  const existing = byId(
    await tx.rows<TillRow>(sql`select ${tillColumns} from organization.tills t where id = any(${column(tills, 'id')}::uuid[])`),
  )
  // A counter or teller is taken by a row that may not exist yet: one opener per institution at a time.
  await tx.rows(sql`select institution_id from organization.days where (institution_id, day) in (
    select * from unnest(${[...days.keys()]}::text[], ${[...days.values()].map(({ day }) => day)}::date[])) order by institution_id for update`)
  const busy = await tx.rows<{ institution_id: string; counter: string; teller_id: string }>(sql`
    select institution_id, counter, teller_id from organization.tills
    where state = 'open' and (institution_id = any(${[...days.keys()]}::text[]) or teller_id = any(${column(tills, 'teller_id')}::uuid[]))`)
  const tellers = new Set(
    (
      await tx.rows<{ id: string; organization_id: string }>(sql`
        select id, organization_id from organization.staff where id = any(${column(tills, 'teller_id')}::uuid[]) and left_at is null`)
    ).map(({ id, organization_id }) => `${id} ${organization_id}`),
  )
  const opened: (TillRow & { currency: string })[] = []
  const decide = (till: Till): TillStatus => {
    if (!mayTouch(by, { organization_id: till.institution_id })) return 'institution_not_found'
    const before = existing.get(till.id)
    if (before)
      return before.institution_id === till.institution_id && before.counter === till.counter && before.teller_id === till.teller_id
        ? 'already_open'
        : 'id_used_for_another'
    const day = days.get(till.institution_id)
    if (!day) return 'day_not_open'
    const now_busy = [...busy, ...opened]
    if (now_busy.some(({ institution_id, counter }) => institution_id === till.institution_id && counter === till.counter))
      return 'counter_is_taken'
    if (!tellers.has(`${till.teller_id} ${till.institution_id}`)) return 'teller_not_found'
    if (now_busy.some(({ teller_id }) => teller_id === till.teller_id)) return 'teller_has_a_till'
    const row: TillRow = { currency: 'CNY', ...till, day: day.day, state: 'open' }
    existing.set(row.id, row)
    opened.push(row)
    return 'opened'
  }
  const outcomes = tills.map((till) => ({ id: till.id, status: decide(till) }))
  await tx.run(sql`
    insert into organization.tills (id, institution_id, day, counter, teller_id, currency, float_minor, state, opened_at)
    select id, institution_id, day, counter, teller_id, currency, float_minor, 'open', ${now}
    from jsonb_to_recordset(${json(opened)}::jsonb) as s (id uuid, institution_id text, day date, counter text, teller_id uuid, currency text, float_minor bigint)`)
  const floats = opened.filter(({ float_minor }) => float_minor > 0).map((till) => floatPosting(till, now))
  const posted = await postTransactions(tx, now, floats)
  assert(posted.every(isPosted), 'cash accounts have no floor')
  await recordChanges(
    tx,
    by,
    now,
    opened.map((row) => changeOf(row, 'till_opened', null, row)),
  )
  return outcomes
}

const lockTills = async (tx: Tx, by: By, ids: readonly string[]) =>
  byId(
    (
      await tx.rows<TillRow>(sql`select ${tillColumns} from organization.tills t where id = any(${ids}::uuid[]) order by id for update`)
    ).filter(({ institution_id }) => mayTouch(by, { organization_id: institution_id })),
  )

/**
 * Keeps what tellers counted beside what the ledger says should lie there. Counting again replaces nothing: the last count counts. Its vouchers are booked
 * with it, in the same transaction, and those of the count before it are taken back: the ledger always has the vouchers of the last count.
 */
export async function countTills(tx: Tx, by: By, now: string, counts: readonly Count[]): Promise<Outcome<CountStatus>[]> {
  assert(counts.length <= largest, `at most ${largest} counts in one call`)
  const tills = await lockTills(tx, by, column(counts, 'till_id'))
  const expected = await findExpected(tx, [...tills.values()])
  const before = await findLastCounts(tx, [...tills.keys()])
  const last = new Map<string, Standing>(before)
  const existing = byId(
    await tx.rows<{ id: string; till_id: string }>(
      sql`select id, till_id from organization.counts where id = any(${column(counts, 'id')}::uuid[])`,
    ),
  )
  const rows: object[] = []
  const changes: Change[] = []
  const decide = (count: Count): CountStatus => {
    const till = tills.get(count.till_id)
    if (!till) return 'till_not_found'
    const known = existing.get(count.id)
    if (known) return known.till_id === count.till_id ? 'already_counted' : 'id_used_for_another'
    if (till.state === 'closed') return 'till_is_closed'
    const counted_minor = sumCash(count.cash, till.currency)
    if (typeof counted_minor === 'string') return counted_minor
    const vouchers = sayVouchers(count.vouchers ?? [])
    if (typeof vouchers === 'string') return vouchers
    existing.set(count.id, count)
    // The drawer without the vouchers that are booked now, and with those of this count.
    const expected_minor = expected.get(till.id)! - cashOfVouchers(before.get(till.id)?.vouchers ?? []) + cashOfVouchers(vouchers)
    const row = { id: count.id.toLowerCase(), till_id: till.id, vouchers, counted_at: now }
    if (isLater(row, last.get(till.id))) last.set(till.id, row)
    rows.push({ ...row, cash: count.cash, counted_minor, expected_minor })
    changes.push(changeOf(till, 'till_counted', null, { till_id: till.id, counted_minor, expected_minor, vouchers }))
    return 'counted'
  }
  const outcomes = counts.map((count) => ({ id: count.id, status: decide(count) }))
  await tx.run(sql`
    insert into organization.counts (id, till_id, cash, vouchers, counted_minor, expected_minor, counted_by, counted_at)
    select id, till_id, cash, vouchers, counted_minor, expected_minor, ${by.id ?? by.name}, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as s (id uuid, till_id uuid, cash jsonb, vouchers jsonb, counted_minor bigint, expected_minor bigint)`)
  await bookVouchers(tx, now, tills, before, last)
  await recordChanges(tx, by, now, changes)
  return outcomes
}

type Standing = Pick<CountRow, 'id' | 'vouchers'> & { counted_at: string }

/** Which of two counts of a till is the last: the same order that reads go by. */
const isLater = (one: Standing, other: Standing | undefined): boolean =>
  !other || one.counted_at > other.counted_at || (one.counted_at === other.counted_at && one.id > other.id)

/** Takes back the vouchers of counts that are not the last any more and books those of the counts that are. */
async function bookVouchers(
  tx: Tx,
  now: string,
  tills: ReadonlyMap<string, TillRow>,
  before: ReadonlyMap<string, Standing>,
  last: ReadonlyMap<string, Standing>,
): Promise<void> {
  const postingsOf = (counts: ReadonlyMap<string, Standing>, others: ReadonlyMap<string, Standing>) =>
    [...counts].flatMap(([till_id, { id, vouchers }]) =>
      others.get(till_id)?.id === id ? [] : voucherPostings(id, tills.get(till_id)!, vouchers, now),
    )
  const gone = postingsOf(before, last).map(({ key, ref }) => ({ of: key, ref, happened_at: now }))
  const posted = [...(await reverseTransactions(tx, now, gone)), ...(await postTransactions(tx, now, postingsOf(last, before)))]
  assert(
    posted.every(({ status }) => status === 'posted'),
    'vouchers are booked with their count and taken back once, and their accounts have no floor',
  )
}

/** Closes tills on a count that still holds; a difference needs a reason and is booked where everybody sees it. */
export async function closeTills(tx: Tx, by: By, now: string, closings: readonly TillClosing[]): Promise<Outcome<TillClosingStatus>[]> {
  assert(closings.length <= largest, `at most ${largest} closings in one call`)
  const tills = await lockTills(tx, by, column(closings, 'id'))
  const expected = await findExpected(tx, [...tills.values()])
  const counts = await findLastCounts(tx, [...tills.keys()])
  const closed: { id: string; difference_minor: number; difference_reason: string | null; counted_minor: number; till: TillRow }[] = []
  const decide = ({ id, difference_reason }: TillClosing): TillClosingStatus => {
    const till = tills.get(id)
    const count = counts.get(id)
    const status = decideTillClosing(till, count, expected.get(id) ?? 0, difference_reason)
    if (status !== 'closed') return status
    const difference_minor = count!.counted_minor - count!.expected_minor
    closed.push({
      id,
      till: till!,
      difference_minor,
      difference_reason: difference_minor === 0 ? null : difference_reason!,
      counted_minor: count!.counted_minor,
    })
    tills.set(id, { ...till!, state: 'closed' })
    return 'closed'
  }
  const outcomes = closings.map((closing) => ({ id: closing.id, status: decide(closing) }))
  const postings = closed
    .map(({ till, counted_minor, difference_minor }) => closingPosting(till, counted_minor, difference_minor, now))
    .filter(({ postings }) => postings.length > 0)
  assert((await postTransactions(tx, now, postings)).every(isPosted), 'cash accounts have no floor')
  await tx.run(sql`
    update organization.tills t set state = 'closed', closed_at = ${now}, difference_minor = s.difference_minor, difference_reason = s.difference_reason
    from jsonb_to_recordset(${json(closed.map(({ till: _, ...row }) => row))}::jsonb) as s (id uuid, difference_minor bigint, difference_reason text)
    where t.id = s.id`)
  await recordChanges(
    tx,
    by,
    now,
    closed.map(({ till, ...row }) => changeOf(till, 'till_closed', null, row)),
  )
  await announce(
    tx,
    'organization.tills_closed',
    closed.map(({ till, ...row }) => ({ ...till, ...row, state: 'closed' })),
    now,
  )
  return outcomes
}

/** The day-end batch: adds up the days that have signed out and tells everybody who settles. */
export async function settleDays(tx: Tx, now: string): Promise<number> {
  const days = await tx.rows<DayRow>(sql`
    select institution_id, day, state, opened_at, closed_at from organization.days
    where state = 'closed' order by institution_id, day limit ${largest} for update skip locked`)
  if (days.length === 0) return 0
  const totals = await findDayTotals(tx, days)
  const settled = days.map((day) => ({
    ...day,
    state: 'settled' as const,
    totals: (totals.get(`${day.institution_id} ${day.day}`) ?? []).map(({ institution_id: _i, day: _d, ...total }) => total),
  }))
  await tx.run(sql`
    update organization.days d set state = 'settled', settled_at = ${now}, totals = s.totals
    from jsonb_to_recordset(${json(settled)}::jsonb) as s (institution_id text, day date, totals jsonb)
    where d.institution_id = s.institution_id and d.day = s.day`)
  await announce(tx, 'organization.days_settled', settled, now)
  return settled.length
}

/** Says when organizations trade, and on which days it is otherwise. */
export async function saveCalendars(
  tx: Tx,
  by: By,
  now: string,
  calendars: readonly Calendar[],
  exceptions: readonly CalendarException[],
): Promise<Outcome<'organization_not_found' | 'zone_unknown' | 'hours_reversed' | 'saved'>[]> {
  const ids = new Set(
    column(
      await tx.rows<{ id: string }>(sql`
        select id from organization.organizations where id = any(${[...column(calendars, 'organization_id'), ...column(exceptions, 'organization_id')]}::text[])`),
      'id',
    ).filter((organization_id) => mayTouch(by, { organization_id })),
  )
  const decide = (one: Calendar) => {
    if (!ids.has(one.organization_id)) return 'organization_not_found'
    if (!zoneExists(one.zone)) return 'zone_unknown'
    return one.opens_at < one.closes_at ? 'saved' : 'hours_reversed'
  }
  const outcomes = [
    ...calendars.map((one) => ({ id: one.organization_id, status: decide(one) as 'saved' })),
    ...exceptions.map((one) => ({
      id: `${one.organization_id} ${one.day}`,
      status: (ids.has(one.organization_id) ? 'saved' : 'organization_not_found') as 'saved',
    })),
  ]
  const kept = calendars.filter((one) => decide(one) === 'saved')
  const kept_days = exceptions.filter(({ organization_id }) => ids.has(organization_id))
  await tx.run(sql`
    insert into organization.calendars (organization_id, zone, weekdays, opens_at, closes_at, changed_at)
    select organization_id, zone, weekdays, opens_at, closes_at, ${now}
    from jsonb_to_recordset(${json(kept)}::jsonb) as s (organization_id text, zone text, weekdays int[], opens_at time, closes_at time)
    on conflict (organization_id) do update set zone = excluded.zone, weekdays = excluded.weekdays, opens_at = excluded.opens_at,
      closes_at = excluded.closes_at, changed_at = excluded.changed_at`)
  await tx.run(sql`
    insert into organization.calendar_exceptions (organization_id, day, trades, note, changed_at)
    select organization_id, day, trades, note, ${now}
    from jsonb_to_recordset(${json(kept_days)}::jsonb) as s (organization_id text, day date, trades boolean, note text)
    on conflict (organization_id, day) do update set trades = excluded.trades, note = excluded.note, changed_at = excluded.changed_at`)
  await recordChanges(
    tx,
    by,
    now,
    [...kept, ...kept_days].map((one) => ({
      subject: 'organization.calendar',
      subject_id: one.organization_id,
      action: 'saved',
      organization_id: one.organization_id,
      after: one,
    })),
  )
  return outcomes
}

/** Takes back what an organization said itself about its days or hours; what stands above it counts again. */
export async function removeCalendars(
  tx: Tx,
  by: By,
  now: string,
  removals: readonly CalendarRemoval[],
): Promise<Outcome<'organization_not_found' | 'already_removed' | 'removed'>[]> {
  assert(removals.length <= largest, `at most ${largest} removals in one call`)
  const mine = removals.filter(({ organization_id }) => mayTouch(by, { organization_id }))
  const [days, hours] = [mine.filter(({ day }) => day), mine.filter(({ day }) => !day)]
  const gone = [
    ...(await tx.rows<CalendarRemoval>(sql`
      delete from organization.calendar_exceptions e using unnest(${column(days, 'organization_id')}::text[], ${days.map(({ day }) => day)}::date[]) as d (id, day)
      where e.organization_id = d.id and e.day = d.day returning e.organization_id, e.day, e.trades, e.note`)),
    ...(await tx.rows<CalendarRemoval>(sql`
      delete from organization.calendars where organization_id = any(${column(hours, 'organization_id')}::text[])
      returning organization_id, zone, weekdays, opens_at::text, closes_at::text`)),
  ]
  const key = ({ organization_id, day }: CalendarRemoval) => (day ? `${organization_id} ${day}` : organization_id)
  const removed = new Set(gone.map(key))
  await recordChanges(
    tx,
    by,
    now,
    gone.map((before) => ({
      ...{ subject: 'organization.calendar', subject_id: before.organization_id, action: 'removed' },
      ...{ organization_id: before.organization_id, before },
    })),
  )
  return removals.map((one) => ({
    id: key(one),
    status: !mine.includes(one) ? 'organization_not_found' : removed.has(key(one)) ? 'removed' : 'already_removed',
  }))
}

function zoneExists(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
