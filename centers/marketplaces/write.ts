import { readChannels } from '#centers/channels/read.ts'
import { readSkus } from '#centers/products/read.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { seal } from '#core/secrets.ts'
import { hot, json, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import { type ConnectionItem, type ConnectionState, type MappingItem, streams } from './model.ts'
import { wakePush } from './offers.ts'
import type { MarketplacePort, MarketplacePorts } from './port.ts'
import { findConnections, type SealedConnection, secretsOf, secretsPurpose } from './read.ts'
import { renewalOf } from './rules.ts'
import { wantOffers } from './take.ts'

export type SaveStatus =
  | 'saved'
  | 'already_saved'
  | 'platform_unknown'
  | 'channel_not_found'
  | 'not_yours'
  | 'platform_never_changes'
  | 'setting_missing'
  | 'secret_missing'

const missing = (wanted: readonly string[], given: Record<string, string>): string | undefined =>
  wanted.find((name) => !name.endsWith('?') && !given[name])
const bare = (names: readonly string[]): Set<string> => new Set(names.map((name) => name.replace(/\?$/, '')))

/** Saves connections; a new one is a draft. Secrets left out stay as they were. At most 100 at once. */
export async function saveConnections(
  tx: Tx,
  by: By,
  now: string,
  ports: Readonly<Record<string, Pick<MarketplacePort, 'settings' | 'secrets'>>>,
  items: readonly ConnectionItem[],
): Promise<Outcome<SaveStatus>[]> {
  await tx.run(sql`lock table marketplaces.connections in share row exclusive mode`)
  const known = new Map((await findConnections(tx)).map((row) => [row.connection_id, row]))
  const channels = await readChannels(tx)
  const changed: (SealedConnection & { was: SealedConnection | undefined })[] = []
  const outcomes = items.map((item): Outcome<SaveStatus> => {
    const id = item.connection_id
    const refuse = (status: SaveStatus, detail: string) => ({ id, status, detail })
    const before = known.get(id)
    const port = ports[item.platform]
    if (!port) return refuse('platform_unknown', `Nothing here speaks with ${item.platform}. There are: ${Object.keys(ports).join(', ')}.`)
    const channel = channels.get(item.channel_id)
    if (channel?.kind !== 'marketplace' || channel.closed_at)
      return refuse('channel_not_found', `channel_id must name an open channel of the kind marketplace, not ${item.channel_id}.`)
    if (
      !mayTouch(by, { organization_id: channel.organization_id }) ||
      (before && !mayTouch(by, { organization_id: before.organization_id }))
    )
      return refuse('not_yours', 'The channel is not one of yours.')
    if (before && (before.platform !== item.platform || before.channel_id !== item.channel_id))
      return refuse('platform_never_changes', 'Orders name this connection: make a new one for another platform or channel.')
    const settings = only(item.settings, bare(port.settings))
    const secrets = only({ ...(before ? secretsOf(before.secrets_sealed) : {}), ...filled(item.secrets) }, bare(port.secrets))
    const setting = missing(port.settings, settings)
    if (setting) return refuse('setting_missing', `settings.${setting} is needed for ${item.platform}.`)
    const secret = missing(port.secrets, secrets)
    if (secret) return refuse('secret_missing', `secrets.${secret} is needed for ${item.platform}.`)
    const { secrets: _secrets, token_expires_at: told_expires_at, ...rest } = item
    // A token typed anew ends at a time nobody told; one that stays ends when it did.
    const kept = before && sameTokens(secretsOf(before.secrets_sealed), secrets)
    const token_expires_at = told_expires_at ?? (kept ? before.token_expires_at : null)
    const same =
      before &&
      JSON.stringify([
        before.name,
        before.endpoint,
        before.settings,
        before.writes_back,
        before.pushes_stock,
        before.pushes_prices,
        before.token_expires_at,
      ]) ===
        JSON.stringify([rest.name, rest.endpoint, settings, rest.writes_back, rest.pushes_stock, rest.pushes_prices, token_expires_at]) &&
      JSON.stringify(sorted(secretsOf(before.secrets_sealed))) === JSON.stringify(sorted(secrets))
    if (same) return { id, status: 'already_saved' }
    const row = {
      ...rest,
      settings,
      token_expires_at,
      token_next_at: token_expires_at && secrets.refresh_token ? renewalOf(now, token_expires_at) : null,
      ...{ token_refreshed_at: kept ? before.token_refreshed_at : null, token_failure: kept ? before.token_failure : null },
      organization_id: channel.organization_id,
      secrets_sealed: seal(secretsPurpose, JSON.stringify(secrets)),
      state: before?.state ?? 'draft',
      // New keys are not tried yet.
      tested_at: null,
      test_failure: null,
      saved_at: now,
    }
    changed.push({ ...row, was: before })
    known.set(id, row)
    return { id, status: 'saved' }
  })
  await tx.run(hot`
    insert into marketplaces.connections (connection_id, channel_id, organization_id, platform, name, endpoint, settings, secrets_sealed, state, writes_back,
      pushes_stock, pushes_prices, token_expires_at, token_next_at, token_refreshed_at, token_failure, saved_at)
    select connection_id, channel_id, organization_id, platform, name, endpoint, settings, secrets_sealed, state, writes_back, pushes_stock, pushes_prices,
      token_expires_at, token_next_at, token_refreshed_at, token_failure, saved_at
    from jsonb_to_recordset(${json(changed)}::jsonb) as c (connection_id text, channel_id text, organization_id text, platform text, name text, endpoint text,
      settings jsonb, secrets_sealed text, state text, writes_back boolean, pushes_stock boolean, pushes_prices boolean, token_expires_at timestamptz,
      token_next_at timestamptz, token_refreshed_at timestamptz, token_failure text, saved_at timestamptz)
    on conflict (connection_id) do update set name = excluded.name, endpoint = excluded.endpoint, settings = excluded.settings,
      secrets_sealed = excluded.secrets_sealed, writes_back = excluded.writes_back, pushes_stock = excluded.pushes_stock, pushes_prices = excluded.pushes_prices,
      token_expires_at = excluded.token_expires_at, token_next_at = excluded.token_next_at, token_refreshed_at = excluded.token_refreshed_at,
      token_failure = excluded.token_failure, token_attempts = 0, tested_at = null, test_failure = null, saved_at = excluded.saved_at`)
  // New keys may be what a stream was waiting for.
  await tx.run(hot`
    update marketplaces.cursors set next_at = ${now} where connection_id = any(${column(changed, 'connection_id')}::text[]) and failures > 0`)
  for (const shop of changed.filter(({ was }) => was && (was.pushes_stock || was.pushes_prices || was.state !== 'draft')))
    await wantAll(tx, now, shop)
  const shown = ({ secrets_sealed, was: _was, ...row }: SealedConnection & { was?: unknown }) => ({
    ...row,
    keys: Object.keys(secretsOf(secrets_sealed)).sort(),
  })
  await recordChanges(
    tx,
    by,
    now,
    changed.map((row) => ({
      ...{ subject: 'marketplaces.connection', subject_id: row.connection_id, action: 'saved', organization_id: row.organization_id },
      ...{ before: row.was ? shown(row.was) : null, after: shown(row) },
    })),
  )
  return outcomes
}

const sameTokens = (a: Record<string, string>, b: Record<string, string>): boolean =>
  ['access_token', 'session', 'refresh_token'].every((name) => a[name] === b[name])

const filled = (record: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''))
const only = (record: Record<string, string>, names: ReadonlySet<string>): Record<string, string> =>
  Object.fromEntries(Object.entries(filled(record)).filter(([name]) => names.has(name)))
const sorted = (record: Record<string, string>): [string, string][] => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))

/** Every mapped listing of a shop says what it should. */
async function wantAll(tx: Tx, now: string, shop: SealedConnection): Promise<void> {
  const listings = await tx.rows<{ listing_key: string; sku_id: string }>(hot`
    select listing_key, sku_id from marketplaces.listings where connection_id = ${shop.connection_id} and sku_id is not null order by listing_key`)
  await wantOffers(tx, now, shop, listings)
  if (listings.length > 0) await wakePush(tx)
}

export interface StateChange {
  connection_id: string
  state: Exclude<ConnectionState, 'draft'>
  /** From when on orders are read, the first time it goes live. */
  since?: string | undefined
}
export type StateStatus = 'live' | 'paused' | 'already_live' | 'already_paused' | 'connection_not_found' | 'not_tested' | 'channel_taken'

/** Lets connections go live or rests them. The first time, a connection that was never tested well is refused, and orders are read from `since` on. */
export async function changeStates(tx: Tx, by: By, now: string, changes: readonly StateChange[]): Promise<Outcome<StateStatus>[]> {
  await tx.run(sql`lock table marketplaces.connections in share row exclusive mode`)
  const known = new Map((await findConnections(tx)).map((row) => [row.connection_id, row]))
  const channels = new Map(
    [...known.values()].filter(({ state }) => state !== 'draft').map(({ channel_id, connection_id }) => [channel_id, connection_id]),
  )
  const outcomes = changes.map(({ connection_id: id, state }): Outcome<StateStatus> => {
    const row = known.get(id)
    if (!row || !mayTouch(by, { organization_id: row.organization_id }))
      return { id, status: 'connection_not_found', detail: `There is no connection ${id}.` }
    if (row.state === state) return { id, status: `already_${state}` }
    if (state === 'live' && row.state === 'draft' && (row.tested_at === null || row.test_failure !== null))
      return { id, status: 'not_tested', detail: 'Test the connection first: the last test must have gone well.' }
    const other = channels.get(row.channel_id)
    if (other !== undefined && other !== id)
      return {
        id,
        status: 'channel_taken',
        detail: `Orders of ${row.channel_id} come through ${other} already: one connection per channel.`,
      }
    channels.set(row.channel_id, id)
    row.state = state
    return { id, status: state }
  })
  const done = changes.filter((_, i) => outcomes[i]!.status === 'live' || outcomes[i]!.status === 'paused')
  await tx.run(hot`
    update marketplaces.connections c set state = r.state, live_since = case when r.state = 'live' then coalesce(c.live_since, ${now}) else c.live_since end from jsonb_to_recordset(${json(done)}::jsonb) as r (connection_id text, state text)
    where c.connection_id = r.connection_id`)
  const live = done
    .filter(({ state }) => state === 'live')
    .map(({ connection_id, since }) => ({ connection_id, since: since ?? addMilliseconds(now, -3_600_000) }))
  await tx.run(hot`
    insert into marketplaces.cursors as u (connection_id, stream, reached_at, next_at)
    select r.connection_id, s.stream, r.since, ${now}::timestamptz
    from jsonb_to_recordset(${json(live)}::jsonb) as r (connection_id text, since timestamptz) cross join unnest(${[...streams]}::text[]) as s (stream)
    on conflict (connection_id, stream) do update set next_at = excluded.next_at`)
  await recordChanges(
    tx,
    by,
    now,
    done.map(({ connection_id, state }) => ({
      ...{
        subject: 'marketplaces.connection',
        subject_id: connection_id,
        action: state,
        organization_id: known.get(connection_id)!.organization_id,
      },
    })),
  )
  await announce(
    tx,
    'marketplaces.connections_changed',
    done.map(({ connection_id, state }) => ({ connection_id, state })),
    now,
  )
  return outcomes
}

export type MapStatus = 'mapped' | 'unmapped' | 'already_mapped' | 'listing_not_found' | 'sku_not_found'

/** Says by hand which SKU a listing is. Orders that waited for it are tried again within a second. At most 500 at once. */
export async function mapListings(tx: Tx, by: By, now: string, items: readonly MappingItem[]): Promise<Outcome<MapStatus>[]> {
  const rows = await tx.rows<{
    connection_id: string
    listing_key: string
    sku_id: string | null
    matched_by: string | null
    product_no: string
  }>(sql`
    select l.connection_id, l.listing_key, l.sku_id, l.matched_by, l.product_no from marketplaces.listings l
    where (l.connection_id, l.listing_key) in (select * from unnest(${column(items, 'connection_id')}::text[], ${column(items, 'listing_key')}::text[]))
    order by l.connection_id, l.listing_key for update`)
  const known = new Map(rows.map((row) => [`${row.connection_id} ${row.listing_key}`, row]))
  const shops = new Map((await findConnections(tx)).map((row) => [row.connection_id, row]))
  const skus = await readSkus(tx, [...new Set(items.flatMap(({ sku_id }) => sku_id ?? []))])
  const outcomes = items.map((item): Outcome<MapStatus> => {
    const id = `${item.connection_id} ${item.listing_key}`
    const row = known.get(id)
    if (!row || !mayTouch(by, { organization_id: shops.get(item.connection_id)!.organization_id }))
      return { id, status: 'listing_not_found', detail: `There is no listing ${item.listing_key} in ${item.connection_id}.` }
    if (item.sku_id !== null && !skus.has(item.sku_id)) return { id, status: 'sku_not_found', detail: `There is no SKU ${item.sku_id}.` }
    if (row.sku_id === item.sku_id) return { id, status: 'already_mapped' }
    return { id, status: item.sku_id === null ? 'unmapped' : 'mapped' }
  })
  const changed = items.filter((_, i) => /^(un)?mapped$/.test(outcomes[i]!.status))
  await tx.run(hot`
    update marketplaces.listings l set sku_id = r.sku_id, matched_by = case when r.sku_id is null then null else 'hand' end, stock_told = null, price_told_minor = null,
      stock_wanted = null, price_wanted_minor = null, due_at = null, failure = null
    from jsonb_to_recordset(${json(changed)}::jsonb) as r (connection_id text, listing_key text, sku_id text)
    where l.connection_id = r.connection_id and l.listing_key = r.listing_key`)
  for (const [connection_id, some] of groupBy(changed, (one) => one.connection_id)) {
    const shop = shops.get(connection_id)!
    await tx.run(hot`
      update marketplaces.pulled set retry_at = ${now} where connection_id = ${connection_id} and state = 'waiting' and 'line_unmapped' = any(reasons)`)
    await wantOffers(tx, now, shop, some)
  }
  if (changed.length > 0) await wakePush(tx)
  await recordChanges(
    tx,
    by,
    now,
    changed.map((item) => ({
      subject: 'marketplaces.listing',
      subject_id: `${item.connection_id} ${item.listing_key}`,
      action: item.sku_id === null ? 'unmapped' : 'mapped',
      organization_id: shops.get(item.connection_id)!.organization_id,
      before: { sku_id: known.get(`${item.connection_id} ${item.listing_key}`)!.sku_id },
      after: { sku_id: item.sku_id },
    })),
  )
  return outcomes
}

export type RetryStatus = 'retrying' | 'not_waiting'
/** Tries waiting orders again within a second, by an operator's word. */
export async function askRetries(
  tx: Tx,
  by: By,
  now: string,
  numbers: readonly { channel_id: string; external_no: string }[],
): Promise<Outcome<RetryStatus>[]> {
  const rows = await tx.rows<{
    channel_id: string
    external_no: string
    organization_id: string
    connection_id: string
    modified_at: string
    reasons: string[]
  }>(sql`
    select channel_id, external_no, organization_id, connection_id, modified_at, reasons from marketplaces.pulled
    where (channel_id, external_no) in (select * from unnest(${column(numbers, 'channel_id')}::text[], ${column(numbers, 'external_no')}::text[])) and state = 'waiting'
    order by channel_id, external_no for update`)
  const mine = new Set(
    rows.filter(({ organization_id }) => mayTouch(by, { organization_id })).map((row) => `${row.channel_id} ${row.external_no}`),
  )
  const asked = numbers.filter(({ channel_id, external_no }) => mine.has(`${channel_id} ${external_no}`))
  await tx.run(hot`
    update marketplaces.pulled p set retry_at = ${now} from jsonb_to_recordset(${json(asked)}::jsonb) as r (channel_id text, external_no text)
    where p.channel_id = r.channel_id and p.external_no = r.external_no`)
  // Of what could not be read nothing usable is kept: the day it was changed on is read once more.
  const days = rows
    .filter((row) => row.reasons.includes('contract_broken') && mine.has(`${row.channel_id} ${row.external_no}`))
    .map(({ connection_id, modified_at }) => ({ connection_id, day: businessDate(modified_at) }))
  await wantDays(tx, by, now, days)
  return numbers.map(({ channel_id, external_no }) => {
    const id = `${channel_id} ${external_no}`
    return mine.has(id) ? { id, status: 'retrying' } : { id, status: 'not_waiting', detail: 'It does not wait any more: reload the list.' }
  })
}

export type BackfillStatus = 'asked' | 'already_asked' | 'connection_not_found' | 'day_too_old'
/** Has days read once more, as orders were last changed on them. */
export async function askBackfills(
  tx: Tx,
  by: By,
  now: string,
  ports: MarketplacePorts,
  wanted: readonly { connection_id: string; day: string }[],
): Promise<Outcome<BackfillStatus>[]> {
  const shops = new Map((await findConnections(tx)).map((row) => [row.connection_id, row]))
  const outcomes = wanted.map(({ connection_id, day }): Outcome<BackfillStatus> => {
    const id = `${connection_id} ${day}`
    const shop = shops.get(connection_id)
    if (!shop || !mayTouch(by, { organization_id: shop.organization_id }))
      return { id, status: 'connection_not_found', detail: `There is no connection ${connection_id}.` }
    const history_days = ports[shop.platform]?.history_days ?? 90
    if (Date.parse(now) - Date.parse(day) > history_days * 86_400_000 || day > now.slice(0, 10))
      return { id, status: 'day_too_old', detail: `The platform tells of the last ${history_days} days.` }
    return { id, status: 'asked' }
  })
  const asked = wanted.filter((_, i) => outcomes[i]!.status === 'asked')
  const rows = await wantDays(tx, by, now, asked)
  const fresh = new Set(rows.map(({ connection_id, day }) => `${connection_id} ${day}`))
  return outcomes.map((outcome) =>
    outcome.status === 'asked' && !fresh.has(outcome.id) ? { ...outcome, status: 'already_asked' } : outcome,
  )
}

/** Puts days on the list of what is read once more, those that failed at once; answers which were not on their way already. */
const wantDays = (tx: Tx, by: By, now: string, days: readonly { connection_id: string; day: string }[]) =>
  tx.rows<{ connection_id: string; day: string }>(hot`
    insert into marketplaces.backfills as b (connection_id, day, asked_at, asked_by)
    select distinct connection_id, day, ${now}::timestamptz, ${by.name}::text from jsonb_to_recordset(${json(days)}::jsonb) as r (connection_id text, day date)
    on conflict (connection_id, day) do update set asked_at = excluded.asked_at, asked_by = excluded.asked_by, done_at = null, found = 0, added = 0, refunds = 0,
      failures = 0, failure = null, next_at = null
      where b.done_at is not null or b.failure is not null
    returning connection_id, day`)

/** Keeps what a test of a connection said. */
export const recordTest = (tx: Tx, now: string, connection_id: string, failure: string | null): Promise<number> =>
  tx.run(
    hot`update marketplaces.connections set tested_at = ${now}, test_failure = ${failure?.slice(0, 500) ?? null} where connection_id = ${connection_id}`,
  )
