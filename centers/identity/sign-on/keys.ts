import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { newId } from '#core/ids.ts'
import { type DueWork, rarely_ms } from '#core/jobs.ts'
import { seal, unseal } from '#core/secrets.ts'
import { type Db, hot, json, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'

const day_ms = 86_400_000
const signs_for_ms = 60 * day_ms
// Whoever keeps our keys in memory has a day to fetch the next one before it signs.
const announced_ms = day_ms
// Longer than anything signed lives.
const kept_ms = 7 * day_ms

interface Key {
  kid: string
  signs_from: string
}

/** What is to be done about the keys: whether one is to be made and from when it signs, and which are over. */
export function decideKeys(keys: readonly Key[], now: string): { make_from: string | null; over: string[] } {
  const sorted = [...keys].sort((a, b) => (a.signs_from < b.signs_from ? 1 : -1))
  const newest = sorted[0]
  if (!newest) return { make_from: now, over: [] }
  const next = addMilliseconds(newest.signs_from, signs_for_ms)
  const make_from = addMilliseconds(next, -announced_ms) <= now ? [next, addMilliseconds(now, announced_ms)].sort()[1]! : null
  // A key is over when its successor has signed for so long that nothing of its own can still be valid.
  const over = sorted.filter((_, i) => i > 0 && addMilliseconds(sorted[i - 1]!.signs_from, kept_ms) < now).map(({ kid }) => kid)
  return { make_from, over }
}

/** Makes the next key in time and drops those that are over. Of many processes one does it. */
export const rotateKeys: DueWork = {
  name: 'identity.rotate_keys',
  rest_ms: rarely_ms,
  run: async (db, now) => {
    const { make_from, over } = decideKeys(await listKeys(db), now)
    if (!make_from && over.length === 0) return 0
    return db.tx((tx) => changeKeys(tx, now))
  },
}

const listKeys = (on: Db | Tx): Promise<Key[]> => on.rows<Key>(hot`select kid, signs_from from identity.signing_keys`)

async function changeKeys(tx: Tx, now: string): Promise<number> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('identity.signing_keys'))`)
  const { make_from, over } = decideKeys(await listKeys(tx), now)
  if (make_from) {
    const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
    const kid = newId()
    const more = { kid, alg: 'RS256', use: 'sig' }
    await tx.run(sql`
      insert into identity.signing_keys (kid, public_jwk, sealed_private_jwk, made_at, signs_from)
      values (${kid}, ${json({ ...publicKey.export({ format: 'jwk' }), ...more })}::jsonb,
        ${seal('sign_on.key', json({ ...privateKey.export({ format: 'jwk' }), ...more }))}, ${now}, ${make_from})`)
  }
  await tx.run(sql`delete from identity.signing_keys where kid = any(${over}::text[])`)
  return (make_from ? 1 : 0) + over.length
}

/** The private keys, the one that signs now first. Makes the very first one. */
export async function loadKeys(db: Db, now: string): Promise<Record<string, unknown>[]> {
  const read = () =>
    db.rows<{ sealed_private_jwk: string }>(hot`
      select sealed_private_jwk from identity.signing_keys order by (signs_from <= ${now}) desc, signs_from desc`)
  let rows = await read()
  if (rows.length === 0) {
    await db.tx((tx) => changeKeys(tx, now))
    rows = await read()
  }
  const keys = rows.flatMap(({ sealed_private_jwk }) => {
    const text = unseal('sign_on.key', sealed_private_jwk)
    return text ? [JSON.parse(text) as Record<string, unknown>] : []
  })
  if (keys.length === 0)
    throw new Error(
      'The signing keys were sealed with another secret: give the TONGSHANG_SECRET, or the file `secret`, they were made with.',
    )
  return keys
}
