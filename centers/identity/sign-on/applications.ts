import type { AdapterPayload } from 'oidc-provider'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import type { Outcome } from '#core/outcomes.ts'
import { newToken, seal, unseal } from '#core/secrets.ts'
import { hot, type Reader, sql, type Tx } from '#core/sql.ts'

export const applicationKinds = ['web', 'spa', 'native', 'service'] as const
export const applicationStates = ['in_review', 'approved', 'refused', 'suspended'] as const
export const applicationScopes = ['openid', 'profile', 'phone', 'email', 'offline_access'] as const

export interface ApplicationDraft {
  id: string
  name: string
  name_en: string
  kind: (typeof applicationKinds)[number]
  first_party: boolean
  brand: string | null
  region: string | null
  redirect_uris: string[]
  post_logout_redirect_uris: string[]
  backchannel_logout_uri: string | null
  scopes: string[]
}
export interface Application extends ApplicationDraft {
  state: (typeof applicationStates)[number]
  requested_by: string
  requested_at: string
  reviewed_by: string | null
  reviewed_at: string | null
  review_note: string | null
}

const columns = sql`id, name, name_en, kind, first_party, brand, region, redirect_uris, post_logout_redirect_uris, backchannel_logout_uri, scopes,
  state, requested_by, requested_at, reviewed_by, reviewed_at, review_note`

export const listApplications = (on: Reader, state: string | null): Promise<Application[]> =>
  on.rows<Application>(sql`
    select ${columns} from identity.applications where (${state}::text is null or state = ${state}) order by requested_at desc, id limit 500`)

export const findApplication = (on: Reader, id: string): Promise<Application | undefined> =>
  on.row<Application>(sql`select ${columns} from identity.applications where id = ${id}`)

/** The site of ours that has this callback address; undefined when none is approved. */
export const findSiteByCallback = (on: Reader, callback: string): Promise<Application | undefined> =>
  on
    .rows<Application>(hot`
      select ${columns} from identity.applications where first_party and state = 'approved' and redirect_uris @> array[${callback}] order by id limit 1`)
    .then(([site]) => site)

/** The brand whose own site stands on this host; null for the house's own and for hosts nobody registered. */
export async function findBrandOfHost(on: Reader, host: string): Promise<string | null> {
  const callbacks = ['https', 'http'].map((scheme) => `${scheme}://${host}/api/mall/session/sign-on/callback`)
  const site = await on.row<{ brand: string }>(hot`
    select brand from identity.applications where first_party and state = 'approved' and brand is not null and redirect_uris && ${callbacks}::text[]
    order by id limit 1`)
  return site?.brand ?? null
}

/** An approved application in the provider's words. */
export async function findClient(on: Reader, id: string): Promise<AdapterPayload | undefined> {
  const row = await on.row<Application & { sealed_secret: string | null }>(hot`
    select ${columns}, sealed_secret from identity.applications where id = ${id} and state = 'approved'`)
  if (!row) return undefined
  const secret = row.sealed_secret === null ? null : unseal('sign_on.secret', row.sealed_secret)
  const service = row.kind === 'service'
  return {
    client_id: row.id,
    client_name: row.name,
    application_type: row.kind === 'native' ? 'native' : 'web',
    redirect_uris: service ? [] : row.redirect_uris,
    post_logout_redirect_uris: row.post_logout_redirect_uris,
    response_types: service ? [] : ['code'],
    grant_types: service
      ? ['client_credentials']
      : ['authorization_code', ...(row.scopes.includes('offline_access') ? ['refresh_token'] : [])],
    scope: row.scopes.join(' '),
    token_endpoint_auth_method: secret === null ? 'none' : 'client_secret_basic',
    ...(secret === null ? {} : { client_secret: secret }),
    ...(row.backchannel_logout_uri
      ? { backchannel_logout_uri: row.backchannel_logout_uri, backchannel_logout_session_required: true }
      : {}),
    first_party: row.first_party,
    brand: row.brand ?? '',
    region: row.region ?? '',
  }
}

/** What is wrong with an address that somebody may be sent to; null when nothing is. */
export function refuseAddress(address: string, kind: ApplicationDraft['kind']): string | null {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return `${address} is no address: write it out from https:// on.`
  }
  if (url.hash || address.includes('#')) return `${address} must not hold a #.`
  if (url.username || url.password) return `${address} must not hold a name or password.`
  if (address.includes('*')) return `${address} must be exact: no *.`
  const loopback =
    url.hostname === 'localhost' || url.hostname.endsWith('.localhost') || url.hostname === '127.0.0.1' || url.hostname === '[::1]'
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback)) return null
  if (kind === 'native' && /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(url.protocol)) return null
  return `${address} must begin with https:// (http:// only on localhost; native applications may use a reversed domain as com.example.app:/).`
}

export type ApplicationOutcome = Outcome<'address_invalid' | 'scope_missing' | 'id_taken' | 'already_requested' | 'requested'> & {
  client_secret?: string
}

/** Registers applications for review. A secret is shown once, here, and never again. */
export async function requestApplications(tx: Tx, by: By, now: string, drafts: readonly ApplicationDraft[]): Promise<ApplicationOutcome[]> {
  const outcomes: ApplicationOutcome[] = []
  for (const draft of drafts) {
    const { id, kind } = draft
    const addresses = [
      ...draft.redirect_uris,
      ...draft.post_logout_redirect_uris,
      ...(draft.backchannel_logout_uri ? [draft.backchannel_logout_uri] : []),
    ]
    const wrong = addresses.map((address) => refuseAddress(address, kind)).find((reason) => reason !== null)
    const known = await findApplication(tx, id)
    if (wrong) outcomes.push({ id, status: 'address_invalid', detail: wrong })
    else if (kind !== 'service' && draft.redirect_uris.length === 0)
      outcomes.push({ id, status: 'address_invalid', detail: 'Give at least one redirect address.' })
    else if (kind !== 'service' && !draft.scopes.includes('openid'))
      outcomes.push({ id, status: 'scope_missing', detail: 'The scope openid is needed to sign in.' })
    else if (known)
      outcomes.push(
        known.requested_by === by.id ? { id, status: 'already_requested' } : { id, status: 'id_taken', detail: 'Choose another id.' },
      )
    else outcomes.push({ id, status: 'requested', ...(await insertApplication(tx, by, now, draft)) })
  }
  const made = drafts.filter((_, i) => outcomes[i]!.status === 'requested')
  await recordChanges(
    tx,
    by,
    now,
    made.map((draft) => ({ subject: 'identity.application', subject_id: draft.id, action: 'requested', after: draft })),
  )
  return outcomes
}

async function insertApplication(tx: Tx, by: By, now: string, draft: ApplicationDraft): Promise<{ client_secret?: string }> {
  const secret = draft.kind === 'web' || draft.kind === 'service' ? newToken() : null
  await tx.run(sql`
    insert into identity.applications (id, name, name_en, kind, first_party, brand, region, redirect_uris, post_logout_redirect_uris, backchannel_logout_uri,
      scopes, sealed_secret, state, requested_by, requested_at)
    values (${draft.id}, ${draft.name}, ${draft.name_en}, ${draft.kind}, ${draft.first_party}, ${draft.brand}, ${draft.region}, ${draft.redirect_uris},
      ${draft.post_logout_redirect_uris}, ${draft.backchannel_logout_uri}, ${draft.scopes}, ${secret && seal('sign_on.secret', secret)}, 'in_review',
      ${by.id ?? by.name}, ${now})`)
  return secret ? { client_secret: secret } : {}
}

export interface Review {
  id: string
  decision: 'approved' | 'refused' | 'suspended'
  note: string | null
}
export type ReviewOutcome = Outcome<'application_not_found' | 'own_application' | 'not_in_review' | 'already_decided' | 'decided'>

/** Approves, refuses or suspends; nobody decides about what he asked for himself. */
export async function reviewApplications(tx: Tx, by: By, now: string, reviews: readonly Review[]): Promise<ReviewOutcome[]> {
  const outcomes: ReviewOutcome[] = []
  for (const { id, decision, note } of reviews) {
    const before = await tx.row<Application>(sql`select ${columns} from identity.applications where id = ${id} for update`)
    const status = decideReview(before, decision, by.id ?? by.name)
    outcomes.push({ id, status, ...(reviewDetails[status] ? { detail: reviewDetails[status] } : {}) })
    if (status !== 'decided') continue
    await tx.run(sql`
      update identity.applications set state = ${decision}, reviewed_by = ${by.id ?? by.name}, reviewed_at = ${now}, review_note = ${note} where id = ${id}`)
    await recordChanges(tx, by, now, [
      {
        subject: 'identity.application',
        subject_id: id,
        action: decision,
        before: { state: before!.state },
        after: { state: decision, note },
      },
    ])
    await announce(tx, 'identity.application_reviewed', [{ application_id: id, state: decision }], now)
  }
  return outcomes
}

export function decideReview(
  before: Pick<Application, 'state' | 'requested_by'> | undefined,
  decision: Review['decision'],
  by: string,
): ReviewOutcome['status'] {
  if (!before) return 'application_not_found'
  if (before.state === decision) return 'already_decided'
  if (before.requested_by === by && decision === 'approved') return 'own_application'
  if (decision === 'refused' && before.state !== 'in_review') return 'not_in_review'
  return 'decided'
}
const reviewDetails: Partial<Record<ReviewOutcome['status'], string>> = {
  own_application: 'Somebody else must approve what you asked for.',
  not_in_review: 'It was decided before: suspend it instead.',
}

/** A new secret; the old one is worthless at once. */
export async function renewSecret(tx: Tx, by: By, now: string, id: string): Promise<string | null> {
  const secret = newToken()
  const renewed = await tx.run(sql`
    update identity.applications set sealed_secret = ${seal('sign_on.secret', secret)} where id = ${id} and sealed_secret is not null`)
  if (renewed === 0) return null
  await recordChanges(tx, by, now, [{ subject: 'identity.application', subject_id: id, action: 'secret_renewed' }])
  return secret
}

/** The secret of one of our own sites, for its sign-on. */
export async function findSecret(on: Reader, id: string): Promise<string | null> {
  const row = await on.row<{ sealed_secret: string | null }>(hot`select sealed_secret from identity.applications where id = ${id}`)
  return row?.sealed_secret ? unseal('sign_on.secret', row.sealed_secret) : null
}

/** The installation's own mall and console, as one application of its provider: kept at every start, for nobody could sign in to approve it. */
export const keepOwnSite = (tx: Tx, now: string, address: string): Promise<void> =>
  keepSite(tx, now, {
    id: 'own-site',
    name: '商城与后台',
    name_en: 'Mall and console',
    brand: null,
    address,
    doors: ['/api/mall', '/api/admin'],
  })

/**
 * Sites of brands below the name of the installation, as `http://jilang.localhost:3000`, for the sample enterprise: kept at every start like its own, as
 * the port may be another. Answers their addresses.
 */
export async function keepBrandSites(
  tx: Tx,
  now: string,
  own: string,
  brands: readonly { id: string; name: { zh: string; en: string } }[],
): Promise<string[]> {
  const { protocol, host } = new URL(own)
  const sites = brands.map(({ id, name }) => ({
    ...{ id: `site-${id}`, name: `${name.zh}官网`, name_en: `${name.en} site`, brand: id },
    ...{ address: `${protocol}//${id}.${host}`, doors: ['/api/mall'] },
  }))
  for (const site of sites) await keepSite(tx, now, site)
  return sites.map(({ address }) => address)
}

interface Site {
  id: string
  name: string
  name_en: string
  brand: string | null
  address: string
  /** Where people come back to. */
  doors: string[]
}

/** What the installation itself keeps; an application that somebody registered under the same id stays his. */
async function keepSite(tx: Tx, now: string, { id, name, name_en, brand, address, doors }: Site): Promise<void> {
  const redirect_uris = doors.map((base) => `${address}${base}/session/sign-on/callback`)
  await tx.run(sql`
    insert into identity.applications (id, name, name_en, kind, first_party, brand, redirect_uris, post_logout_redirect_uris, scopes, sealed_secret, state,
      requested_by, requested_at, reviewed_by, reviewed_at)
    values (${id}, ${name}, ${name_en}, 'web', true, ${brand}, ${redirect_uris}, ${[`${address}/`]}, ${['openid']},
      ${seal('sign_on.secret', newToken())}, 'approved', 'installation', ${now}, 'installation settings', ${now})
    on conflict (id) do update set redirect_uris = excluded.redirect_uris, post_logout_redirect_uris = excluded.post_logout_redirect_uris
    where applications.redirect_uris <> excluded.redirect_uris and applications.requested_by = 'installation'`)
}
