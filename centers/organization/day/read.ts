import { findBalances } from '#centers/ledger/read.ts'
import { type Caller, Problem } from '#core/http.ts'
import { assetOf } from '#core/money.ts'
import { byId, groupBy } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, type Reader, sql, type Tx } from '#core/sql.ts'
import { tillAccount } from './accounts.ts'
import {
  type CalendarView,
  type CountedVouchers,
  type CountRow,
  type DayDetail,
  type DayRow,
  denominations,
  type OverviewItem,
  type TillRow,
} from './model.ts'
import { type CalendarFacts, type Hours, hoursOf, overviewOf } from './rules.ts'

/** The hours of institutions today, each by the nearest calendar up the tree; an exception of an organization counts for what is under it. */
export async function findHours(db: Reader, ids: readonly string[], now: string): Promise<Map<string, Hours>> {
  const rows = await db.rows<CalendarFacts & { id: string }>(sql`
    select o.id, c.zone, c.weekdays, c.opens_at::text, c.closes_at::text, coalesce((
      select jsonb_agg(jsonb_build_object('day', e.day, 'trades', e.trades, 'note', e.note) order by above.depth desc)
      from organization.calendar_exceptions e join organization.organizations above on above.id = e.organization_id
      where e.organization_id = any(string_to_array(trim(both '/' from o.path), '/'))
        and e.day between ${now}::timestamptz::date - 1 and ${now}::timestamptz::date + 1
    ), '[]'::jsonb) as exceptions
    from organization.organizations o
    left join lateral (
      select c.* from organization.calendars c join organization.organizations above on above.id = c.organization_id
      where c.organization_id = any(string_to_array(trim(both '/' from o.path), '/')) order by above.depth desc limit 1
    ) c on true
    where o.id = any(${ids}::text[])`)
  return new Map(rows.map((row) => [row.id, hoursOf(row, now)]))
}

/** The calendars of the caller's organizations that have words of their own, in the order of the tree. */
export const listCalendars = (db: Reader, caller: Caller, now: string): Promise<CalendarView[]> =>
  db.rows<CalendarView>(sql`
    select o.id as organization_id, o.name, o.name_en,
      case when c.organization_id is not null then jsonb_build_object('zone', c.zone, 'weekdays', to_jsonb(c.weekdays),
        'opens_at', to_char(c.opens_at, 'HH24:MI'), 'closes_at', to_char(c.closes_at, 'HH24:MI')) end as hours,
      coalesce(e.days, '[]'::jsonb) as exceptions
    from organization.organizations o
    left join organization.calendars c on c.organization_id = o.id
    left join lateral (
      select jsonb_agg(jsonb_build_object('day', x.day, 'trades', x.trades, 'note', x.note) order by x.day) as days
      from organization.calendar_exceptions x where x.organization_id = o.id and x.day >= ${now}::timestamptz::date - 1
    ) e on true
    where ${scopeFilter(caller, { organization: sql`o.id` })} and o.closed_at is null
      and (c.organization_id is not null or e.days is not null)
    order by o.path limit 2000`)

/**
 * The open days of these institutions, held until the commit so that none signs out meanwhile. Whoever trades over a counter asks here
 * first; an institution that is not in the answer does not trade now.
 */
export async function findOpenDays(tx: Tx, institution_ids: readonly string[], now: string): Promise<Map<string, DayRow>> {
  const rows = await tx.rows<DayRow>(hot`
    select institution_id, day, state, opened_at, closed_at from organization.days
    where institution_id = any(${institution_ids}::text[]) and state = 'open' order by institution_id for share`)
  const hours = await findHours(tx, institution_ids, now)
  // Yesterday's day left open does not let anybody trade today.
  return new Map(rows.filter((row) => row.day === hours.get(row.institution_id)?.day).map((row) => [row.institution_id, row]))
}

/** Refuses the request unless the institution has signed in today and not yet signed out. */
export async function requireOpenDay(tx: Tx, institution_id: string, now: string): Promise<DayRow> {
  const day = (await findOpenDays(tx, [institution_id], now)).get(institution_id)
  if (!day)
    throw new Problem(
      409,
      'day_not_open',
      `${institution_id} has not signed in for today, or has signed out: nothing is traded outside the day.`,
    )
  return day
}

export type Drawer = { status: 'open'; till: TillRow | null } | { status: 'day_not_open'; detail: string }

/**
 * Where cash may be taken now: an institution or store that keeps days (it has a calendar, or has opened a day before) only within its open day,
 * every other organization at any time. `till` is the teller's own, if he has one there. Held until the commit.
 */
export async function findDrawers(
  tx: Tx,
  organization_ids: readonly string[],
  teller_id: string | null,
  now: string,
): Promise<Map<string, Drawer>> {
  const keeping = await tx.rows<{ id: string }>(hot`
    select o.id from organization.organizations o
    where o.id = any(${[...new Set(organization_ids)]}::text[]) and o.type in ('institution', 'store')
      and (exists (select 1 from organization.days d where d.institution_id = o.id)
        or exists (select 1 from organization.calendars c where c.organization_id = any(string_to_array(trim(both '/' from o.path), '/'))))
    order by o.id`)
  const ids = keeping.map(({ id }) => id)
  const days = ids.length > 0 ? await findOpenDays(tx, ids, now) : new Map<string, DayRow>()
  const till = (teller_id && (await findOpenTill(tx, teller_id))) || null
  return new Map(
    organization_ids.map((id): [string, Drawer] =>
      ids.includes(id) && !days.has(id)
        ? [
            id,
            {
              status: 'day_not_open',
              detail: `${id} has not signed in for today, or has signed out: sign the day in first, nothing is traded outside it.`,
            },
          ]
        : [id, { status: 'open', till: till?.institution_id === id ? till : null }],
    ),
  )
}

/** The till a teller has open, held until the commit; undefined when he has none. Cash he takes is posted to its `tillAccount`. */
export const findOpenTill = (tx: Tx, teller_id: string): Promise<TillRow | undefined> =>
  tx.row<TillRow>(hot`select ${tillColumns} from organization.tills t where teller_id = ${teller_id} and state = 'open' for share`)

export const tillColumns = sql`t.id, t.institution_id, t.day, t.counter, t.teller_id, t.currency, t.float_minor, t.state`

/** What should lie in the drawers, by till. */
export async function findExpected(db: Reader, tills: readonly TillRow[]): Promise<Map<string, number>> {
  const balances = await findBalances(
    db,
    tills.map((till) => ({ account: tillAccount(till.institution_id, till.counter), asset: assetOf(till.currency) })),
  )
  return new Map(tills.map((till, i) => [till.id, 0 - balances[i]!.balance]))
}

export const findLastCounts = async (db: Reader, till_ids: readonly string[]): Promise<Map<string, CountRow & { counted_at: string }>> =>
  new Map(
    (
      await db.rows<CountRow & { counted_at: string }>(sql`
        select distinct on (till_id) id, till_id, counted_minor, expected_minor, vouchers, counted_at from organization.counts
        where till_id = any(${till_ids}::uuid[]) order by till_id, counted_at desc, id desc`)
    ).map((row) => [row.till_id, row]),
  )

interface Institution {
  id: string
  name: string
  name_en: string
  parent_id: string | null
}

/** Who has opened, who is late, who has closed, in the caller's organizations. */
export async function listDays(db: Reader, caller: Caller, under: string | undefined, now: string): Promise<OverviewItem[]> {
  const institutions = await db.rows<Institution>(sql`
    select o.id, o.name, o.name_en, o.parent_id from organization.organizations o
    where o.type in ('institution', 'store') and o.closed_at is null and ${scopeFilter(caller, { organization: sql`o.id` })}
      and (${under ?? null}::text is null or o.path ^@ (select path from organization.organizations where id = ${under ?? null}))
    order by o.path limit 2000`)
  const ids = institutions.map(({ id }) => id)
  const [hours, days, tills] = await Promise.all([
    findHours(db, ids, now),
    db.rows<DayRow>(sql`
      select distinct on (institution_id) institution_id, day, state, opened_at, closed_at from organization.days
      where institution_id = any(${ids}::text[]) order by institution_id, day desc`),
    db.rows<{ institution_id: string; day: string; open: number; difference_minor: number }>(sql`
      select institution_id, day, count(*) filter (where state = 'open') as open, coalesce(sum(difference_minor), 0) as difference_minor
      from organization.tills where institution_id = any(${ids}::text[]) and day >= ${now}::timestamptz::date - 7 group by institution_id, day`),
  ])
  const latest = new Map(days.map((day) => [day.institution_id, day]))
  const till_of = new Map(tills.map((row) => [`${row.institution_id} ${row.day}`, row]))
  return institutions.map(({ id, name, name_en, parent_id }) => {
    const own = hours.get(id)!
    const last = latest.get(id)
    const day = last && (last.day === own.day || last.state === 'open') ? last : undefined
    const counted = till_of.get(`${id} ${day?.day ?? own.day}`)
    return {
      institution_id: id,
      name,
      name_en,
      parent_id,
      day: day?.day ?? own.day,
      state: overviewOf(day, own, now),
      opens_at: own.trades ? own.opens_at : null,
      closes_at: own.trades ? own.closes_at : null,
      opened_at: day?.opened_at ?? null,
      closed_at: day?.closed_at ?? null,
      tills_open: counted?.open ?? 0,
      difference_minor: counted?.difference_minor ?? 0,
    }
  })
}

/** One institution's day with its tills; undefined when the caller may not see it. */
export async function findDay(db: Reader, caller: Caller, institution_id: string, now: string): Promise<DayDetail | undefined> {
  const item = (await listDays(db, caller, institution_id, now)).find((one) => one.institution_id === institution_id)
  if (!item) return undefined
  const tills = await db.rows<TillRow & { teller_name: string; difference_minor: number | null; difference_reason: string | null }>(sql`
    select ${tillColumns}, t.difference_minor, t.difference_reason, s.name as teller_name
    from organization.tills t join organization.staff s on s.id = t.teller_id
    where t.institution_id = ${institution_id} and t.day = ${item.day} order by t.counter, t.opened_at`)
  const open = tills.filter(({ state }) => state === 'open')
  const expected = await findExpected(db, open)
  const counts = await findLastCounts(db, [...byId(tills).keys()])
  const totals = await findDayTotals(db, [{ institution_id, day: item.day }])
  return {
    institution_id,
    name: item.name,
    name_en: item.name_en,
    day: item.day,
    state: item.state,
    opens_at: item.opens_at,
    closes_at: item.closes_at,
    opened_at: item.opened_at,
    closed_at: item.closed_at,
    denominations: [...(denominations.CNY ?? [])],
    totals: (totals.get(`${institution_id} ${item.day}`) ?? []).map(({ institution_id: _i, day: _d, ...total }) => total),
    tills: tills.map((till) => ({
      id: till.id,
      counter: till.counter,
      teller_id: till.teller_id,
      teller_name: till.teller_name,
      currency: till.currency,
      state: till.state,
      float_minor: till.float_minor,
      expected_minor: expected.get(till.id) ?? counts.get(till.id)?.expected_minor ?? 0,
      counted_minor: counts.get(till.id)?.counted_minor ?? null,
      counted_at: counts.get(till.id)?.counted_at ?? null,
      vouchers: counts.get(till.id)?.vouchers ?? [],
      difference_minor: till.difference_minor,
      difference_reason: till.difference_reason,
    })),
  }
}

/** What the day-end batch adds up, by institution and day: cash, differences, and vouchers by what was done and their kind. */
export async function findDayTotals(db: Reader, days: readonly { institution_id: string; day: string }[]) {
  const rows = await db.rows<{
    institution_id: string
    day: string
    currency: string
    tills: number
    counted_minor: number
    difference_minor: number
    vouchers: CountedVouchers[]
  }>(sql`
    with counted as (
      select t.institution_id, t.day, t.currency, t.difference_minor, last.counted_minor, last.vouchers
      from unnest(${days.map(({ institution_id }) => institution_id)}::text[], ${days.map(({ day }) => day)}::date[]) as d (institution_id, day)
      join organization.tills t on t.institution_id = d.institution_id and t.day = d.day
      left join lateral (
        select counted_minor, vouchers from organization.counts c where c.till_id = t.id order by counted_at desc, id desc limit 1) last on true)
    select c.institution_id, c.day, c.currency, count(*) as tills, coalesce(sum(c.counted_minor), 0) as counted_minor,
      coalesce(sum(c.difference_minor), 0) as difference_minor, coalesce((
        select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('act', act, 'kind', kind, 'pieces', pieces, 'amount_minor', amount_minor)) order by act desc, kind) from (
          select v.act, v.kind, sum(v.pieces) as pieces, sum(v.amount_minor) as amount_minor
          from counted k cross join lateral jsonb_to_recordset(k.vouchers) as v (act text, kind text, pieces integer, amount_minor bigint)
          where k.institution_id = c.institution_id and k.day = c.day and k.currency = c.currency group by v.act, v.kind) kinds), '[]') as vouchers
    from counted c group by c.institution_id, c.day, c.currency order by c.currency`)
  return groupBy(rows, ({ institution_id, day }) => `${institution_id} ${day}`)
}
