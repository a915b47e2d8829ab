import { type By, recordChanges } from '#core/audit.ts'
import type { Outcome } from '#core/outcomes.ts'
import { seal, unseal } from '#core/secrets.ts'
import { hot, type Reader, sql, type Tx } from '#core/sql.ts'
import { refuseAddress } from '../sign-on/applications.ts'
import type { Federation, FederationPort } from './model.ts'

let port: FederationPort | null = null
export const setFederationPort = (given: FederationPort | null): void => {
  port = given
}
export const federationPort = (): FederationPort | null => port

const columns = sql`id, name_zh, name_en, issuer, client_id, scopes, state`
export interface FederationRow extends Federation {
  changed_by: string
  changed_at: string
}

export const listFederations = (on: Reader): Promise<FederationRow[]> =>
  on.rows<FederationRow>(sql`select ${columns}, changed_by, changed_at from identity.federations order by id limit 200`)

/** Partners whose customers may come in now; none as long as nobody can speak to them. */
export const listOpenFederations = async (on: Reader): Promise<Pick<Federation, 'id' | 'name_zh' | 'name_en'>[]> =>
  port ? on.rows(hot`select id, name_zh, name_en from identity.federations where state = 'open' order by id limit 20`) : []

export async function findOpenFederation(on: Reader, id: string): Promise<{ at: Federation; secret: string } | undefined> {
  const row = await on.row<Federation & { sealed_secret: string }>(hot`
    select ${columns}, sealed_secret from identity.federations where id = ${id} and state = 'open'`)
  const secret = row && unseal('federation.secret', row.sealed_secret)
  return row && secret ? { at: row, secret } : undefined
}

export type FederationDraft = Federation & { client_secret: string | null }
export type FederationStatus = 'address_invalid' | 'secret_missing' | 'issuer_taken' | 'already_so' | 'kept'

/** Registers partners or changes them. The secret is kept sealed and never shown; left out, the one before stays. */
export async function keepFederations(
  tx: Tx,
  by: By,
  now: string,
  drafts: readonly FederationDraft[],
): Promise<Outcome<FederationStatus>[]> {
  const outcomes: Outcome<FederationStatus>[] = []
  for (const { client_secret, ...draft } of drafts) {
    const { id } = draft
    const wrong = refuseAddress(draft.issuer, 'web')
    const before = await tx.row<Federation>(sql`select ${columns} from identity.federations where id = ${id} for update`)
    const taken = await tx.row(sql`select 1 as there from identity.federations where issuer = ${draft.issuer} and id <> ${id}`)
    if (wrong) outcomes.push({ id, status: 'address_invalid', detail: wrong })
    else if (!before && !client_secret) outcomes.push({ id, status: 'secret_missing', detail: 'Give the secret the partner gave you.' })
    else if (taken) outcomes.push({ id, status: 'issuer_taken', detail: 'This issuer is registered under another id.' })
    else if (before && !client_secret && JSON.stringify(before) === JSON.stringify(pickFederation(draft)))
      outcomes.push({ id, status: 'already_so' })
    else {
      const sealed = client_secret ? seal('federation.secret', client_secret) : null
      await tx.run(sql`
        insert into identity.federations (${columns}, sealed_secret, changed_by, changed_at)
        values (${id}, ${draft.name_zh}, ${draft.name_en}, ${draft.issuer}, ${draft.client_id}, ${draft.scopes}, ${draft.state}, ${sealed ?? ''}, ${by.name}, ${now})
        on conflict (id) do update set name_zh = excluded.name_zh, name_en = excluded.name_en, issuer = excluded.issuer, client_id = excluded.client_id,
          scopes = excluded.scopes, state = excluded.state, changed_by = excluded.changed_by, changed_at = excluded.changed_at,
          sealed_secret = coalesce(nullif(excluded.sealed_secret, ''), federations.sealed_secret)`)
      await recordChanges(tx, by, now, [
        {
          subject: 'identity.federation',
          subject_id: id,
          action: before ? 'changed' : 'made',
          ...(before ? { before } : {}),
          after: draft,
        },
      ])
      outcomes.push({ id, status: 'kept' })
    }
  }
  return outcomes
}

const pickFederation = ({ id, name_zh, name_en, issuer, client_id, scopes, state }: Federation): Federation => ({
  id,
  name_zh,
  name_en,
  issuer,
  client_id,
  scopes,
  state,
})
