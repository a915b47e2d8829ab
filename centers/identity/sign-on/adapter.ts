import { type AdapterPayload, errors } from 'oidc-provider'
import { rarely_ms } from '#core/jobs.ts'
import { seal, tokenHash, unseal } from '#core/secrets.ts'
import { type Db, hot, json } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { findClient } from './applications.ts'

interface Row {
  payload: AdapterPayload
  consumed_at: string | null
}

/**
 * Where oidc-provider keeps what it must remember. Ids of tokens are stored as hashes; where the provider needs the id again without having
 * been given it (a session looked up by its uid), it is read from a sealed copy.
 */
export function adapterFor(db: Db, now: () => string) {
  return class PostgresAdapter {
    readonly model: string
    constructor(model: string) {
      this.model = model
    }

    async upsert(id: string, payload: AdapterPayload, expires_in_s?: number): Promise<void> {
      const { jti, ...rest } = payload
      const kept = { ...rest, ...(jti === undefined ? {} : { sealed_jti: seal('sign_on.jti', jti) }) }
      const expires_at = expires_in_s ? addMilliseconds(now(), expires_in_s * 1000) : null
      await db.run(hot`
        insert into identity.sign_on_records (model, id_hash, payload, uid, user_code, grant_id, account_id, expires_at)
        values (${this.model}, ${tokenHash(id)}, ${json(kept)}::jsonb, ${payload.uid ?? null}, ${payload.userCode ?? null},
          ${payload.grantId ?? null}, ${payload.accountId ?? null}, ${expires_at})
        on conflict (model, id_hash) do update set payload = excluded.payload, uid = excluded.uid, user_code = excluded.user_code,
          grant_id = excluded.grant_id, account_id = excluded.account_id, expires_at = excluded.expires_at`)
    }

    async find(id: string): Promise<AdapterPayload | undefined> {
      if (this.model === 'Client') return findClient(db, id)
      return open(
        await db.row<Row>(hot`
          select payload, consumed_at from identity.sign_on_records
          where model = ${this.model} and id_hash = ${tokenHash(id)} and (expires_at is null or expires_at > ${now()})`),
      )
    }

    async findByUid(uid: string): Promise<AdapterPayload | undefined> {
      return open(
        await db.row<Row>(hot`
          select payload, consumed_at from identity.sign_on_records
          where model = ${this.model} and uid = ${uid} and (expires_at is null or expires_at > ${now()})`),
      )
    }

    async findByUserCode(user_code: string): Promise<AdapterPayload | undefined> {
      return open(
        await db.row<Row>(hot`
          select payload, consumed_at from identity.sign_on_records
          where model = ${this.model} and user_code = ${user_code} and (expires_at is null or expires_at > ${now()})`),
      )
    }

    /** Of two requests with the same code, in whichever processes, one gets through. */
    async consume(id: string): Promise<void> {
      const consumed = await db.run(hot`
        update identity.sign_on_records set consumed_at = ${now()}
        where model = ${this.model} and id_hash = ${tokenHash(id)} and consumed_at is null`)
      if (consumed === 0) throw new errors.InvalidGrant('already consumed')
    }

    async destroy(id: string): Promise<void> {
      await db.run(hot`delete from identity.sign_on_records where model = ${this.model} and id_hash = ${tokenHash(id)}`)
    }

    async revokeByGrantId(grant_id: string): Promise<void> {
      await db.run(hot`delete from identity.sign_on_records where model = ${this.model} and grant_id = ${grant_id}`)
    }
  }
}

function open(row: Row | undefined): AdapterPayload | undefined {
  if (!row) return undefined
  const { sealed_jti, ...payload } = row.payload as AdapterPayload & { sealed_jti?: string }
  const jti = sealed_jti === undefined ? undefined : unseal('sign_on.jti', sealed_jti)
  if (jti === null) return undefined // sealed by another installation: worthless here
  return {
    ...payload,
    ...(jti === undefined ? {} : { jti }),
    ...(row.consumed_at ? { consumed: Math.floor(Date.parse(row.consumed_at) / 1000) } : {}),
  }
}

/** Deletes what expired more than an hour ago. */
export const sweepSignOn = {
  name: 'identity.sweep_sign_on',
  rest_ms: rarely_ms,
  run: (db: Db, now: string): Promise<number> =>
    db.run(hot`
      delete from identity.sign_on_records where (model, id_hash) in (
        select model, id_hash from identity.sign_on_records where expires_at < ${addMilliseconds(now, -3_600_000)} limit 2000)`),
}
