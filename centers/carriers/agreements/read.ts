import { cachedTable } from '#core/cache.ts'
import type { Caller } from '#core/http.ts'
import { mayTouch } from '#core/scope.ts'
import { keyedHash, unseal } from '#core/secrets.ts'
import { hot, type Reader, type Sql, sql } from '#core/sql.ts'
import type { CarrierItem, ReachItem, ServiceItem, Tariff } from '../model.ts'
import type { OpenAccount, PushKind } from '../port.ts'
import { whyNotCollected } from '../rules.ts'

export type Carrier = CarrierItem & { track_account_id: string | null }
export type Service = Required<ServiceItem>

export const listCarriers = (db: Reader): Promise<Carrier[]> =>
  db.rows(hot`
    select carrier_id, name, codes, track_account_id, label_form, masks_recipient, stalled_hours, active from carriers.carriers order by carrier_id`)

export const listServices = (db: Reader): Promise<Service[]> =>
  db.rows(hot`
    select carrier_id, service_id, name, numbers_from, account_id, partner_code, largest_grams, collect_most_minor, active from carriers.services
    order by carrier_id, service_id`)

export interface Account {
  account_id: string
  organization_id: string
  partner: string
  name: string
  endpoint: string
  settings: Record<string, string>
  /** Which secrets are kept; never what they are. */
  secret_names: string[]
  active: boolean
}
interface AccountRow extends Omit<Account, 'secret_names'> {
  secrets_sealed: string
}

const accountRows = (db: Reader, where: Sql): Promise<AccountRow[]> =>
  db.rows(sql`
    select account_id, organization_id, partner, name, endpoint, settings, secrets_sealed, active from carriers.accounts
    where ${where} order by account_id`)

export const secretsPurpose = 'carriers.accounts'
const secretsOf = (sealed: string): Record<string, string> => JSON.parse(unseal(secretsPurpose, sealed) ?? '{}')

export async function listAccounts(db: Reader, within: Sql): Promise<Account[]> {
  const rows = await accountRows(db, within)
  return rows.map(({ secrets_sealed, ...account }) => ({ ...account, secret_names: Object.keys(secretsOf(secrets_sealed)).sort() }))
}

/** Whether an account is there and one of the caller's: pick-ups and custody are asked of it. */
export async function readOwnAccounts(db: Reader, by: Caller): Promise<ReadonlySet<string>> {
  const rows = await db.rows<{ account_id: string; organization_id: string }>(
    hot`select account_id, organization_id from carriers.accounts`,
  )
  return new Set(rows.filter((account) => mayTouch(by, { organization_id: account.organization_id })).map(({ account_id }) => account_id))
}

/** Accounts with their secrets readable: for speaking with partners only. An account of another installation opens empty. */
export async function openAccounts(
  db: Reader,
  account_ids: readonly string[],
  push_base: string | null,
): Promise<Map<string, OpenAccount & Account>> {
  const rows = await accountRows(db, sql`account_id = any(${account_ids}::text[])`)
  return new Map(
    rows.map(({ secrets_sealed, ...account }) => {
      const secrets = secretsOf(secrets_sealed)
      const push_urls = push_base === null ? null : pushUrls(push_base, account)
      return [account.account_id, { ...account, secrets, secret_names: Object.keys(secrets), push_urls }]
    }),
  )
}

/** The addresses a partner pushes to. Some partners sign nothing, so each address carries a token that only we can make. */
export function pushUrls(base: string, { partner, account_id }: Pick<Account, 'partner' | 'account_id'>): Record<PushKind, string> {
  const url = (kind: PushKind) => `${base}/api/open/carriers/${partner}/${kind}?account=${account_id}&token=${pushToken(account_id)}`
  return { track: url('track'), pickup: url('pickup'), custody: url('custody') }
}
export const pushToken = (account_id: string): string => keyedHash('carriers.push', account_id).slice(0, 24)

export const listReach = (db: Reader, carrier_ids: readonly string[] | null): Promise<ReachItem[]> =>
  db.rows(sql`
    select carrier_id, region, served, collects, note from carriers.reach
    where ${carrier_ids}::text[] is null or carrier_id = any(${carrier_ids}::text[]) order by carrier_id, region`)

/** All price tables, newest first. There are a few hundred at most, so whoever quotes loads them once. */
export const listTariffs = (db: Reader): Promise<Tariff[]> =>
  db.rows(hot`
    select tariff_id, carrier_id, service_id, from_regions, valid_from, currency, volumetric_divisor, fuel_bp, zones, withdrawn_from from carriers.tariffs
    order by carrier_id, service_id, valid_from desc, tariff_id`)

/** What may be asked of whom: services in use of carriers in use, where carriers go, and their prices. */
export interface Agreements {
  services: Service[]
  reach: ReachItem[]
  tariffs: Tariff[]
}
const agreements = cachedTable<Agreements>(2_000, async (db) => {
  const [carriers, services, reach, tariffs] = await Promise.all([listCarriers(db), listServices(db), listReach(db, null), listTariffs(db)])
  const used = new Set(carriers.filter(({ active }) => active).map(({ carrier_id }) => carrier_id))
  return { services: services.filter(({ active, carrier_id }) => active && used.has(carrier_id)), reach, tariffs }
})
/** The agreements as they were at most two seconds ago: whoever shares out work over carriers asks for them again and again. */
export const readAgreements = (db: Reader): Promise<Agreements> => agreements.read(db)
export const dropAgreements = agreements.drop

/** Why no carrier in use would collect each sum at its door; null where one does. */
export const findCollectors = async (
  db: Reader,
  asks: readonly { region_code: string | null; amount_minor: number; currency: string }[],
): Promise<(string | null)[]> => {
  const agreed = await readAgreements(db)
  return asks.map((ask) => whyNotCollected(agreed, ask))
}
