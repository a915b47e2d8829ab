import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { chunksOf, column, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { type Db, hot, json, type Tx } from '#core/sql.ts'
import { addMilliseconds, businessDate, startOfDay } from '#core/time.ts'
import type { MarketplacePort, MarketplacePorts, StatementEntry, StatementPage, Told } from '../port.ts'
import { lineOf, type OpenShop, openShop, type Pulling } from '../pull.ts'
import { findConnections, type SealedConnection } from '../read.ts'
import type { Acceptance, StatementAsk } from './model.ts'
import { askAgain_s, decideDifferences, unpaid_days } from './rules.ts'

const day_ms = 86_400_000
/** A statement is ready the day after, at nine: asked earlier most platforms have none. */
const ready_ms = 9 * 3_600_000
/** A shop that was away catches up on so many days by itself; earlier ones are asked for by hand. */
const caughtUp_days = 7
const entriesAtOnce = 5_000

/** Whether this shop can be asked for statements: its platform tells them, and what is needed for it was entered. */
export const hasStatements = (port: MarketplacePort | undefined, settings: Record<string, string>): boolean =>
  port?.listStatement !== undefined && (port.statement_setting === undefined || Boolean(settings[port.statement_setting]))

/** Makes the statements of the last days known as to be fetched; harmless to repeat. Answers how many are new. */
export async function planStatements(db: Db, now: string, ports: MarketplacePorts): Promise<number> {
  const shops = (await findConnections(db)).filter(
    ({ state, platform, settings }) => state === 'live' && hasStatements(ports[platform], settings),
  )
  if (shops.length === 0) return 0
  return db.run(hot`
    insert into marketplaces.statements (connection_id, day, state, asked_by, next_at)
    select c.connection_id, d::date, 'asked', 'system', greatest(${now}::timestamptz, (d + 1)::timestamp at time zone 'Asia/Shanghai' + ${ready_ms}::integer * interval '1 millisecond')
    from marketplaces.connections c cross join generate_series(1, ${caughtUp_days}::integer) as n
      cross join lateral (select ${businessDate(now)}::date - n as d) days
    where c.connection_id = any(${column(shops, 'connection_id')}::text[]) and d >= (c.live_since at time zone 'Asia/Shanghai')::date
    on conflict (connection_id, day) do nothing`)
}

export type AskStatus = 'asked' | 'already_asked' | 'connection_not_found' | 'not_offered' | 'day_not_over'
/** Has statements fetched, or fetched once more, within a second. At most 100. */
export async function askStatements(
  tx: Tx,
  by: By,
  now: string,
  ports: MarketplacePorts,
  wanted: readonly StatementAsk[],
): Promise<Outcome<AskStatus>[]> {
  assert(wanted.length <= 100, 'at most 100 statements in one call')
  const shops = new Map((await findConnections(tx)).map((row) => [row.connection_id, row]))
  const outcomes = wanted.map(({ connection_id, day }): Outcome<AskStatus> => {
    const id = `${connection_id} ${day}`
    const shop = shops.get(connection_id)
    if (!shop || !mayTouch(by, { organization_id: shop.organization_id }))
      return { id, status: 'connection_not_found', detail: `There is no connection ${connection_id}.` }
    const port = ports[shop.platform]
    if (!hasStatements(port, shop.settings))
      return {
        ...{ id, status: 'not_offered' },
        detail: port?.listStatement
          ? `Enter ${port.statement_setting} with the keys of the shop first.`
          : `${shop.platform} tells no statements.`,
      }
    if (day >= businessDate(now)) return { id, status: 'day_not_over', detail: 'A day is settled when it is over.' }
    return { id, status: 'asked' }
  })
  const asked = wanted.filter((_, i) => outcomes[i]!.status === 'asked')
  const rows = await tx.rows<{ connection_id: string; day: string }>(hot`
    insert into marketplaces.statements as s (connection_id, day, state, asked_by, next_at)
    select distinct connection_id, day, 'asked', ${by.name}::text, ${now}::timestamptz
    from jsonb_to_recordset(${json(asked)}::jsonb) as r (connection_id text, day date) order by connection_id, day
    on conflict (connection_id, day) do update set state = 'asked', asked_by = excluded.asked_by, next_at = excluded.next_at, attempts = 0, taken_at = null
      where s.state = 'taken' or s.next_at > ${now}
    returning connection_id, day`)
  const fresh = new Set(rows.map(({ connection_id, day }) => `${connection_id} ${day}`))
  return outcomes.map((outcome) =>
    outcome.status === 'asked' && !fresh.has(outcome.id) ? { ...outcome, status: 'already_asked' } : outcome,
  )
}

/** Fetches the statements that are due, one after the other; answers how many were taken. Of several processes each takes others. */
export async function fetchStatements(pulling: Pulling): Promise<number> {
  const { db, clock } = pulling
  let taken = 0
  for (;;) {
    // Claimed for a while: whoever dies with it in his hands leaves it to the next.
    const due = await db.row<{ connection_id: string; day: string; attempts: number }>(hot`
      update marketplaces.statements s set next_at = ${addMilliseconds(clock.now(), 600_000)}, attempts = attempts + 1
      from (
        select s.connection_id, s.day from marketplaces.statements s join marketplaces.connections c using (connection_id)
        where s.next_at <= ${clock.now()} and c.state = 'live' order by s.next_at limit 1 for update of s skip locked
      ) d
      where s.connection_id = d.connection_id and s.day = d.day returning s.connection_id, s.day, s.attempts`)
    if (!due) return taken
    const { connection_id, day, attempts } = due
    const shop = await openShop(pulling, connection_id)
    const failure = typeof shop === 'string' ? shop : await fetchStatement(pulling, shop, day)
    if (failure === null) taken++
    else
      await db.run(hot`
        update marketplaces.statements set failure = ${failure.slice(0, 500)}, next_at = ${addMilliseconds(clock.now(), askAgain_s(attempts) * 1000)}
        where connection_id = ${connection_id} and day = ${day} and state = 'asked'`)
  }
}

/** Reads a whole statement and takes it in one transaction: half a statement is never here. Answers why it could not. */
async function fetchStatement({ db, clock, exchange }: Pulling, shop: OpenShop, day: string): Promise<string | null> {
  if (!hasStatements(shop.port, shop.row.settings)) return `not_offered: ${shop.row.platform} tells no statements, or a setting is missing.`
  const entries = new Map<string, StatementEntry>()
  const seen = new Set<string>()
  for (let page: string | null = null; ; ) {
    const asked: string | null = page
    const told: Told<StatementPage> = await exchange.call(
      lineOf(shop, 'statement', day),
      () => shop.port.listStatement!(shop.open, day, asked),
      { tries: 3 },
    )
    if (told.status !== 'answered') return `${told.code}: ${told.reason}`
    if (!told.ready) return 'not_ready: The platform has not made the statement of this day yet.'
    for (const entry of told.entries) entries.set(entry.entry_no, entry)
    if (told.next === null) break
    if (seen.has(told.next)) return `page_repeated: The platform names the page ${told.next} twice.`
    seen.add(told.next)
    page = told.next
  }
  await db.tx((tx) => takeStatement(tx, clock.now(), shop.row, shop.port.listRefunds !== undefined, day, [...entries.values()]))
  return null
}

type Shop = Pick<SealedConnection, 'connection_id' | 'channel_id' | 'organization_id'>

/** Keeps what a statement says and lays it beside our orders. The same again changes nothing; what is no longer in it goes. */
export async function takeStatement(
  tx: Tx,
  now: string,
  shop: Shop,
  tells_refunds: boolean,
  day: string,
  entries: readonly StatementEntry[],
): Promise<void> {
  const { connection_id } = shop
  const row = await tx.row(
    hot`select 1 as one from marketplaces.statements where connection_id = ${connection_id} and day = ${day} for update`,
  )
  assert(row, 'a statement is asked for before it is taken')
  const gone = await tx.rows<{ external_no: string | null }>(hot`
    delete from marketplaces.statement_entries where connection_id = ${connection_id} and day = ${day} and not entry_no = any(${column(entries, 'entry_no')}::text[])
    returning external_no`)
  for (const some of chunksOf(entries, entriesAtOnce))
    await tx.run(hot`
      insert into marketplaces.statement_entries as e (connection_id, entry_no, day, kind, external_no, amount_minor, currency, happened_at, note)
      select ${connection_id}::text, entry_no, ${day}::date, kind, external_no, amount_minor, currency, happened_at, note
      from jsonb_to_recordset(${json(some)}::jsonb) as r (entry_no text, kind text, external_no text, amount_minor bigint, currency text, happened_at timestamptz, note text)
      order by entry_no
      on conflict (connection_id, entry_no) do update set day = excluded.day, kind = excluded.kind, external_no = excluded.external_no,
        amount_minor = excluded.amount_minor, currency = excluded.currency, happened_at = excluded.happened_at, note = excluded.note
      where (e.day, e.kind, e.external_no, e.amount_minor, e.currency, e.happened_at, e.note)
        is distinct from (excluded.day, excluded.kind, excluded.external_no, excluded.amount_minor, excluded.currency, excluded.happened_at, excluded.note)`)
  await tx.run(hot`
    update marketplaces.statements s set state = 'taken', next_at = null, failure = null, taken_at = ${now}, entries = t.entries, currency = t.currency,
      sale_minor = t.sale, refund_minor = t.refund, fee_minor = t.fee, other_minor = t.other
    from (
      select count(*)::integer as entries, min(currency) as currency, coalesce(sum(amount_minor) filter (where kind = 'sale'), 0) as sale,
        coalesce(sum(amount_minor) filter (where kind = 'refund'), 0) as refund, coalesce(sum(amount_minor) filter (where kind = 'fee'), 0) as fee,
        coalesce(sum(amount_minor) filter (where kind = 'other'), 0) as other
      from marketplaces.statement_entries where connection_id = ${connection_id} and day = ${day}
    ) t
    where s.connection_id = ${connection_id} and s.day = ${day}`)
  const numbers = [...new Set([...entries, ...gone].flatMap(({ external_no }) => external_no ?? []))]
  for (const some of chunksOf(numbers, entriesAtOnce)) await compare(tx, now, shop, tells_refunds, day, some)
  await findUnpaid(tx, now, shop, day)
}

/** Lays what all statements say of these orders beside what we know of them. */
async function compare(tx: Tx, now: string, shop: Shop, tells_refunds: boolean, day: string, numbers: readonly string[]): Promise<void> {
  const { connection_id, channel_id, organization_id } = shop
  const rows = await tx.rows<{
    external_no: string
    currency: string
    sale: number
    refund: number
    known: boolean
    total_minor: number | null
    refunded: number
  }>(hot`
    select e.external_no, min(e.currency) as currency, coalesce(sum(e.amount_minor) filter (where e.kind = 'sale'), 0) as sale,
      -coalesce(sum(e.amount_minor) filter (where e.kind = 'refund'), 0) as refund, bool_or(p.external_no is not null) as known, min(p.total_minor) as total_minor,
      coalesce((select sum(r.amount_minor) from marketplaces.refunds r where r.channel_id = ${channel_id} and r.external_no = e.external_no and r.state = 'done'), 0) as refunded
    from marketplaces.statement_entries e left join marketplaces.pulled p on p.channel_id = ${channel_id} and p.external_no = e.external_no
    where e.connection_id = ${connection_id} and e.external_no = any(${numbers}::text[]) and e.kind in ('sale', 'refund') group by e.external_no`)
  const found = rows.flatMap(({ external_no, currency, sale, refund, known, total_minor, refunded }) =>
    decideDifferences({
      theirs: { sale_minor: sale, refund_minor: refund },
      ours: known ? { total_minor, refunded_minor: refunded } : null,
      tells_refunds,
    }).map((one) => ({ ...one, external_no, currency })),
  )
  await tx.run(hot`
    insert into marketplaces.differences as d (connection_id, external_no, kind, organization_id, ours_minor, theirs_minor, currency, state, day, found_at)
    select ${connection_id}::text, external_no, kind, ${organization_id}::text, ours_minor, theirs_minor, currency, 'open', ${day}::date, ${now}::timestamptz
    from jsonb_to_recordset(${json(found)}::jsonb) as f (external_no text, kind text, ours_minor bigint, theirs_minor bigint, currency text)
    order by external_no, kind
    on conflict (connection_id, external_no, kind) do update set ours_minor = excluded.ours_minor, theirs_minor = excluded.theirs_minor, state = 'open', day = excluded.day,
      found_at = excluded.found_at, accepted_by = null, accepted_at = null, note = null
    -- What somebody accepted stays accepted while both sides say the same as then.
    where d.state = 'gone' or (d.ours_minor, d.theirs_minor) is distinct from (excluded.ours_minor, excluded.theirs_minor)`)
  const kept = found.map(({ external_no, kind }) => `${external_no} ${kind}`)
  const paid = rows.filter(({ sale }) => sale !== 0).map(({ external_no }) => external_no)
  await tx.run(hot`
    update marketplaces.differences set state = 'gone', accepted_by = null, accepted_at = null
    where connection_id = ${connection_id} and external_no = any(${numbers}::text[]) and state <> 'gone' and not (external_no || ' ' || kind) = any(${kept}::text[])
      and (kind <> 'not_paid' or external_no = any(${paid}::text[]))`)
}

/** What left weeks ago and was never paid, as far as statements say; only for days from which on there are any. */
async function findUnpaid(tx: Tx, now: string, shop: Shop, day: string): Promise<void> {
  const until = addMilliseconds(startOfDay(day), -unpaid_days * day_ms)
  await tx.run(hot`
    insert into marketplaces.differences (connection_id, external_no, kind, organization_id, ours_minor, theirs_minor, currency, state, day, found_at)
    select distinct s.connection_id, s.external_no, 'not_paid', ${shop.organization_id}::text, p.total_minor, 0,
      (select currency from orders.orders o where o.id = p.order_id), 'open', ${day}::date, ${now}::timestamptz
    from marketplaces.shipments s join marketplaces.pulled p on p.channel_id = s.channel_id and p.external_no = s.external_no and p.state = 'placed'
    where s.connection_id = ${shop.connection_id} and s.state = 'written' and s.shipped_at < ${until} and s.shipped_at >= ${addMilliseconds(until, -7 * day_ms)}
      and s.shipped_at >= (select min(f.day) from marketplaces.statements f where f.connection_id = ${shop.connection_id} and f.state = 'taken')
      and not exists (select from marketplaces.statement_entries e where e.connection_id = s.connection_id and e.external_no = s.external_no and e.kind = 'sale')
    on conflict (connection_id, external_no, kind) do nothing`)
}

export type AcceptStatus = 'accepted' | 'already_accepted' | 'difference_not_found' | 'not_open'
/** Says why differences may stay; they come back when the figures change. At most 500. */
export async function acceptDifferences(tx: Tx, by: By, now: string, items: readonly Acceptance[]): Promise<Outcome<AcceptStatus>[]> {
  assert(items.length <= 500, 'at most 500 differences in one call')
  const keyOf = ({ connection_id, external_no, kind }: Pick<Acceptance, 'connection_id' | 'external_no' | 'kind'>) =>
    `${connection_id} ${external_no} ${kind}`
  const rows = await tx.rows<Acceptance & { state: string; organization_id: string }>(hot`
    select connection_id, external_no, kind, state, organization_id from marketplaces.differences
    where (connection_id, external_no, kind) in (select * from unnest(${column(items, 'connection_id')}::text[], ${column(items, 'external_no')}::text[], ${column(items, 'kind')}::text[]))
    order by connection_id, external_no, kind for update`)
  const known = new Map(rows.map((row) => [keyOf(row), row]))
  const outcomes = items.map((item): Outcome<AcceptStatus> => {
    const id = keyOf(item)
    const row = known.get(id)
    if (!row || !mayTouch(by, { organization_id: row.organization_id }))
      return { id, status: 'difference_not_found', detail: `There is no such difference of ${item.external_no}.` }
    if (row.state === 'accepted') return { id, status: 'already_accepted' }
    if (row.state === 'gone') return { id, status: 'not_open', detail: 'Both sides say the same by now: reload the list.' }
    row.state = 'accepted'
    return { id, status: 'accepted' }
  })
  const accepted = items.filter((_, i) => outcomes[i]!.status === 'accepted')
  await tx.run(hot`
    update marketplaces.differences d set state = 'accepted', accepted_by = ${by.name}, accepted_at = ${now}, note = r.note
    from jsonb_to_recordset(${json(accepted)}::jsonb) as r (connection_id text, external_no text, kind text, note text)
    where d.connection_id = r.connection_id and d.external_no = r.external_no and d.kind = r.kind`)
  await recordChanges(
    tx,
    by,
    now,
    accepted.map((item) => ({
      ...{
        subject: 'marketplaces.difference',
        subject_id: keyOf(item),
        action: 'accepted',
        organization_id: known.get(keyOf(item))!.organization_id,
      },
      after: { note: item.note },
    })),
  )
  return outcomes
}
