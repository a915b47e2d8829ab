import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { mayTouch } from '#core/scope.ts'
import { seal, unseal } from '#core/secrets.ts'
import { hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import type {
  AccountItem,
  CarrierItem,
  ReachItem,
  ReachKey,
  SaveStatus,
  ServiceItem,
  Tariff,
  TariffItem,
  TariffWithdrawal,
} from '../model.ts'
import type { CarrierPorts } from '../port.ts'
import { type Account, dropAgreements, listCarriers, listServices, listTariffs, secretsPurpose } from './read.ts'

export interface Saved {
  id: string
  status: SaveStatus
  detail?: string
}
/** Largest batch of the verbs here. */
export const largest = 5000
const bounded = (items: readonly unknown[]) => assert(items.length <= largest, `a batch holds at most ${largest}`)
const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, one]) => [key, sorted(one)]),
      )
    : Array.isArray(value)
      ? value.map(sorted)
      : value

/** Saves carriers: who they are, how their label looks, who tells where their parcels are. */
export async function saveCarriers(tx: Tx, by: By, now: string, items: readonly CarrierItem[]): Promise<Saved[]> {
  bounded(items)
  await tx.run(sql`lock table carriers.carriers in share row exclusive mode`)
  const known = new Map((await listCarriers(tx)).map((one) => [one.carrier_id, one]))
  const accounts = await accountIds(tx)
  const before = new Map(known)
  const saved = items.map((item): Saved => {
    const carrier = { ...item, track_account_id: item.track_account_id ?? null }
    const id = item.carrier_id
    if (carrier.track_account_id && !accounts.has(carrier.track_account_id))
      return { id, status: 'account_not_found', detail: `There is no account ${carrier.track_account_id}: save it first.` }
    if (same(known.get(id), carrier)) return { id, status: 'already_saved' }
    known.set(id, carrier)
    return { id, status: 'saved' }
  })
  const changed = changedOf(saved, known)
  await tx.run(hot`
    insert into carriers.carriers (carrier_id, name, codes, track_account_id, label_form, masks_recipient, stalled_hours, active, saved_at)
    select carrier_id, name, codes, track_account_id, label_form, masks_recipient, stalled_hours, active, ${now}::timestamptz
    from jsonb_to_recordset(${json(changed)}::jsonb) as c (carrier_id text, name jsonb, codes jsonb, track_account_id text, label_form text,
      masks_recipient boolean, stalled_hours integer, active boolean)
    on conflict (carrier_id) do update set name = excluded.name, codes = excluded.codes, track_account_id = excluded.track_account_id,
      label_form = excluded.label_form, masks_recipient = excluded.masks_recipient, stalled_hours = excluded.stalled_hours,
      active = excluded.active, saved_at = excluded.saved_at`)
  await told(tx, by, now, 'carriers.carrier', changed, ({ carrier_id }) => carrier_id, before)
  return saved
}

/** Saves accounts. A secret that is not sent stays; what was sent is sealed before it reaches the database. */
export async function saveAccounts(tx: Tx, by: By, now: string, ports: CarrierPorts, items: readonly AccountItem[]): Promise<Saved[]> {
  bounded(items)
  const ids = items.map(({ account_id }) => account_id)
  const rows = await lockRows<Omit<Account, 'secret_names'> & { secrets_sealed: string }>(
    tx,
    sql`select account_id, organization_id, partner, name, endpoint, settings, secrets_sealed, active from carriers.accounts where account_id = any(${ids}::text[])`,
    sql`account_id`,
  )
  const known = new Map(rows.map(({ secrets_sealed, ...account }) => [account.account_id, { ...account, secrets: opened(secrets_sealed) }]))
  const before = new Map([...known].map(([id, { secrets: _, ...account }]) => [id, account]))
  const saved = items.map(({ secrets, ...item }): Saved => {
    const id = item.account_id
    const stored = known.get(id)
    if (!mayTouch(by, item) || (stored && !mayTouch(by, stored)))
      return { id, status: 'not_yours', detail: 'organization_id is not one of yours.' }
    const port = ports[item.partner]
    if (!port) return { id, status: 'partner_unknown', detail: `partner is one of ${Object.keys(ports).join(', ')}.` }
    const account = { ...item, secrets: { ...stored?.secrets, ...secrets } }
    const setting = missing(port.settings, account.settings)
    if (setting) return { id, status: 'setting_missing', detail: `settings.${setting} is needed for ${item.partner}.` }
    const secret = missing(port.secrets, account.secrets)
    if (secret) return { id, status: 'secret_missing', detail: `secrets.${secret} is needed for ${item.partner}.` }
    if (same(stored, account)) return { id, status: 'already_saved' }
    known.set(id, account)
    return { id, status: 'saved' }
  })
  const changed = changedOf(saved, known)
  const sealed = changed.map(({ secrets, ...account }) => ({ ...account, secrets_sealed: seal(secretsPurpose, JSON.stringify(secrets)) }))
  await tx.run(hot`
    insert into carriers.accounts (account_id, organization_id, partner, name, endpoint, settings, secrets_sealed, active, saved_at)
    select account_id, organization_id, partner, name, endpoint, settings, secrets_sealed, active, ${now}::timestamptz
    from jsonb_to_recordset(${json(sealed)}::jsonb) as a (account_id text, organization_id text, partner text, name text, endpoint text,
      settings jsonb, secrets_sealed text, active boolean)
    on conflict (account_id) do update set organization_id = excluded.organization_id, partner = excluded.partner, name = excluded.name,
      endpoint = excluded.endpoint, settings = excluded.settings, secrets_sealed = excluded.secrets_sealed, active = excluded.active,
      saved_at = excluded.saved_at`)
  const shown = changed.map(({ secrets, ...account }) => ({ ...account, keys: Object.keys(secrets).sort() }))
  await told(tx, by, now, 'carriers.account', shown, ({ account_id }) => account_id, before)
  return saved
}

const opened = (sealed: string): Record<string, string> => JSON.parse(unseal(secretsPurpose, sealed) ?? '{}')
const missing = (wanted: readonly string[], given: Record<string, string>): string | undefined =>
  wanted.find((name) => !name.endsWith('?') && !given[name])

/** Saves services of carriers. */
export async function saveServices(tx: Tx, by: By, now: string, items: readonly ServiceItem[]): Promise<Saved[]> {
  bounded(items)
  await tx.run(sql`lock table carriers.services in share row exclusive mode`)
  const key = (one: { carrier_id: string; service_id: string }) => `${one.carrier_id}/${one.service_id}`
  const known = new Map((await listServices(tx)).map((one) => [key(one), one]))
  const carriers = new Set((await listCarriers(tx)).map(({ carrier_id }) => carrier_id))
  const accounts = await accountIds(tx)
  const before = new Map(known)
  const saved = items.map((item): Saved => {
    const id = key(item)
    const service = {
      ...item,
      account_id: item.account_id ?? null,
      partner_code: item.partner_code ?? null,
      largest_grams: item.largest_grams ?? null,
      collect_most_minor: item.collect_most_minor ?? null,
    }
    if (!carriers.has(item.carrier_id)) return { id, status: 'carrier_not_found', detail: `There is no carrier ${item.carrier_id}.` }
    const owner = service.account_id === null ? undefined : accounts.get(service.account_id)
    if (service.account_id !== null && owner === undefined)
      return { id, status: 'account_not_found', detail: `There is no account ${service.account_id}.` }
    if (service.account_id === null && service.numbers_from === 'partner')
      return { id, status: 'account_not_found', detail: 'account_id says who gives the numbers; leave it out only for a pool.' }
    if (owner !== undefined && !mayTouch(by, { organization_id: owner }))
      return { id, status: 'not_yours', detail: 'The account is not one of yours.' }
    if (same(known.get(id), service)) return { id, status: 'already_saved' }
    known.set(id, service)
    return { id, status: 'saved' }
  })
  const changed = changedOf(saved, known)
  await tx.run(hot`
    insert into carriers.services (carrier_id, service_id, name, numbers_from, account_id, partner_code, largest_grams, collect_most_minor, active, saved_at)
    select carrier_id, service_id, name, numbers_from, account_id, partner_code, largest_grams, collect_most_minor, active, ${now}::timestamptz
    from jsonb_to_recordset(${json(changed)}::jsonb) as s (carrier_id text, service_id text, name jsonb, numbers_from text, account_id text,
      partner_code text, largest_grams integer, collect_most_minor bigint, active boolean)
    on conflict (carrier_id, service_id) do update set name = excluded.name, numbers_from = excluded.numbers_from, account_id = excluded.account_id,
      partner_code = excluded.partner_code, largest_grams = excluded.largest_grams, collect_most_minor = excluded.collect_most_minor, active = excluded.active,
      saved_at = excluded.saved_at`)
  await told(tx, by, now, 'carriers.service', changed, key, before)
  return saved
}

/** Says where carriers go. Thousands of regions in one call. */
export async function saveReach(tx: Tx, by: By, now: string, items: readonly ReachItem[]): Promise<Saved[]> {
  bounded(items)
  const carriers = new Set((await listCarriers(tx)).map(({ carrier_id }) => carrier_id))
  const kept = new Map<string, ReachItem>()
  const saved = items.map((item): Saved => {
    const id = `${item.carrier_id}/${item.region}`
    if (!carriers.has(item.carrier_id)) return { id, status: 'carrier_not_found', detail: `There is no carrier ${item.carrier_id}.` }
    kept.set(id, { ...item, collects: item.collects ?? true, note: item.note ?? null })
    return { id, status: 'saved' }
  })
  await tx.run(hot`
    insert into carriers.reach (carrier_id, region, served, collects, note, saved_at)
    select carrier_id, region, served, collects, note, ${now}::timestamptz
    from jsonb_to_recordset(${json([...kept.values()])}::jsonb) as r (carrier_id text, region text, served boolean, collects boolean, note text)
    on conflict (carrier_id, region) do update set served = excluded.served, collects = excluded.collects, note = excluded.note, saved_at = excluded.saved_at
    where (reach.served, reach.collects, reach.note) is distinct from (excluded.served, excluded.collects, excluded.note)`)
  const shown = [...kept.values()]
  await told(tx, by, now, 'carriers.reach', shown, ({ carrier_id, region }) => `${carrier_id}/${region}`, new Map())
  return saved
}

/** Adds price tables. A table that exists is never changed, because quotes name it. */
export async function saveTariffs(tx: Tx, by: By, now: string, items: readonly TariffItem[]): Promise<Saved[]> {
  bounded(items)
  await tx.run(sql`lock table carriers.tariffs in share row exclusive mode`)
  const known = new Map((await listTariffs(tx)).map((one) => [one.tariff_id, one]))
  const services = new Set((await listServices(tx)).map((one) => `${one.carrier_id}/${one.service_id}`))
  const saved = items.map((item): Saved => {
    const id = item.tariff_id
    const tariff: Tariff = {
      ...item,
      currency: item.currency ?? 'CNY',
      volumetric_divisor: item.volumetric_divisor ?? null,
      fuel_bp: item.fuel_bp ?? 0,
      zones: item.zones,
      withdrawn_from: null,
    }
    if (!services.has(`${item.carrier_id}/${item.service_id}`))
      return { id, status: 'service_not_found', detail: `${item.carrier_id} has no service ${item.service_id}.` }
    const regions = item.zones.flatMap((zone) => zone.regions)
    const twice = regions.find((region, i) => regions.indexOf(region) !== i)
    if (twice !== undefined) return { id, status: 'region_repeated', detail: `Region ${twice || '(everywhere)'} is in two zones.` }
    const stored = known.get(id)
    if (stored) {
      if (same({ ...stored, withdrawn_from: null }, tariff)) return { id, status: 'already_saved' }
      return { id, status: 'tariff_never_changes', detail: 'Quotes name this table: save the new prices under a new tariff_id.' }
    }
    known.set(id, tariff)
    return { id, status: 'saved' }
  })
  const changed = changedOf(saved, known)
  await tx.run(hot`
    insert into carriers.tariffs (tariff_id, carrier_id, service_id, from_regions, valid_from, currency, volumetric_divisor, fuel_bp, zones, saved_at)
    select tariff_id, carrier_id, service_id, from_regions, valid_from, currency, volumetric_divisor, fuel_bp, zones, ${now}::timestamptz
    from jsonb_to_recordset(${json(changed)}::jsonb) as t (tariff_id text, carrier_id text, service_id text, from_regions text[], valid_from date,
      currency text, volumetric_divisor integer, fuel_bp integer, zones jsonb)`)
  await told(tx, by, now, 'carriers.tariff', changed, ({ tariff_id }) => tariff_id, new Map())
  return saved
}

/** Price tables that no longer count from a day on. A day that is over stays as it was, for parcels were priced by it. */
export async function withdrawTariffs(tx: Tx, by: By, now: string, items: readonly TariffWithdrawal[]): Promise<Saved[]> {
  bounded(items)
  await tx.run(sql`lock table carriers.tariffs in share row exclusive mode`)
  const known = new Map((await listTariffs(tx)).map((one) => [one.tariff_id, one]))
  const before = new Map(known)
  const today = businessDate(now)
  const saved = items.map((item): Saved => {
    const id = item.tariff_id
    const tariff = known.get(id)
    if (!tariff) return { id, status: 'tariff_not_found', detail: `There is no price table ${id}.` }
    const withdrawn_from = item.withdrawn_from === undefined ? today : item.withdrawn_from
    if (tariff.withdrawn_from === withdrawn_from) return { id, status: 'already_saved' }
    if ((withdrawn_from !== null && withdrawn_from < today) || (tariff.withdrawn_from !== null && tariff.withdrawn_from <= today))
      return {
        id,
        status: 'day_is_over',
        detail: 'Parcels were priced without it since: withdrawn_from is today or later, and what is withdrawn stays so.',
      }
    if (withdrawn_from !== null && withdrawn_from <= tariff.valid_from)
      return { id, status: 'not_in_force_yet', detail: `It counts from ${tariff.valid_from} on: withdrawn_from is a later day.` }
    known.set(id, { ...tariff, withdrawn_from })
    return { id, status: 'saved' }
  })
  const changed = changedOf(saved, known)
  await tx.run(hot`
    update carriers.tariffs t set withdrawn_from = w.withdrawn_from
    from unnest(${changed.map(({ tariff_id }) => tariff_id)}::text[], ${changed.map(({ withdrawn_from }) => withdrawn_from)}::date[]) as w (tariff_id, withdrawn_from)
    where t.tariff_id = w.tariff_id`)
  await told(tx, by, now, 'carriers.tariff', changed, ({ tariff_id }) => tariff_id, before)
  return saved
}

/** Takes rules back: what a wider rule says counts there again. */
export async function dropReach(tx: Tx, by: By, now: string, items: readonly ReachKey[]): Promise<Saved[]> {
  bounded(items)
  const key = ({ carrier_id, region }: ReachKey) => `${carrier_id}/${region}`
  const gone = await tx.rows<ReachItem>(hot`
    delete from carriers.reach r
    using (select distinct * from unnest(${items.map(({ carrier_id }) => carrier_id)}::text[], ${items.map(({ region }) => region)}::text[]) as k (carrier_id, region)) k
    where r.carrier_id = k.carrier_id and r.region = k.region returning r.carrier_id, r.region, r.served, r.note`)
  const known = new Map(gone.map((one) => [key(one), one]))
  await recordChanges(
    tx,
    by,
    now,
    gone.map((one) => ({ subject: 'carriers.reach', subject_id: key(one), action: 'withdrawn', before: one, after: null })),
  )
  tx.afterCommit(dropAgreements)
  await announce(
    tx,
    'carriers.agreements_saved',
    gone.slice(0, 1).map(() => ({ subject: 'carriers.reach' })),
    now,
  )
  return items.map((item): Saved => {
    const id = key(item)
    return known.has(id)
      ? { id, status: 'saved' }
      : { id, status: 'rule_not_found', detail: `${item.carrier_id} has no rule of its own for ${item.region || 'everywhere'}.` }
  })
}

const changedOf = <Row>(saved: readonly Saved[], known: ReadonlyMap<string, Row>): Row[] =>
  [...new Set(saved.filter(({ status }) => status === 'saved').map(({ id }) => id))].map((id) => known.get(id)!)

async function accountIds(tx: Tx): Promise<Map<string, string>> {
  const rows = await tx.rows<{ account_id: string; organization_id: string }>(
    hot`select account_id, organization_id from carriers.accounts`,
  )
  return new Map(rows.map(({ account_id, organization_id }) => [account_id, organization_id]))
}

async function told<Row>(
  tx: Tx,
  by: By,
  now: string,
  subject: string,
  rows: readonly Row[],
  id: (row: Row) => string,
  before: ReadonlyMap<string, unknown>,
) {
  const changes = rows.map((row) => ({ subject, subject_id: id(row), action: 'saved', before: before.get(id(row)) ?? null, after: row }))
  await recordChanges(tx, by, now, changes)
  // Whoever keeps price or reach tables in memory loads them again.
  tx.afterCommit(dropAgreements)
  await announce(
    tx,
    'carriers.agreements_saved',
    rows.slice(0, 1).map(() => ({ subject })),
    now,
  )
}
