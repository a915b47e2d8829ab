import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { type Db, hot, type Reader } from '#core/sql.ts'
import { answerChallenge, keepChallenge } from '../codes/write.ts'
import type { Audience, User } from '../model.ts'

// ES256 and RS256: what every authenticator speaks.
const algorithms = [-7, -257]
const life_ms = 5 * 60_000

/** The host a ceremony belongs to; the browser says so too, and both must agree. */
export interface Site {
  host: string
  origin: string
}

export interface Passkey {
  credential_id: string
  rp_id: string
  label: string
  backed_up: boolean
  transports: string[]
  made_at: string
  used_at: string | null
}

export const listPasskeys = (on: Reader, user_id: string): Promise<Passkey[]> =>
  on.rows<Passkey>(hot`
    select credential_id, rp_id, label, backed_up, transports, made_at, used_at from identity.passkeys where user_id = ${user_id} order by made_at`)

/** What the browser needs to make a passkey for this host. */
export async function beginPasskey(db: Db, user: User, audience: Audience, site: Site, now: string) {
  const known = await listPasskeys(db, user.id)
  const options = await generateRegistrationOptions({
    rpName: 'Tongshang',
    rpID: site.host,
    userID: Buffer.from(user.id.replaceAll('-', ''), 'hex'),
    userName: user.name,
    userDisplayName: user.name,
    attestationType: 'none',
    supportedAlgorithmIDs: algorithms,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: known.filter(({ rp_id }) => rp_id === site.host).map(({ credential_id }) => ({ id: credential_id })),
  })
  const id = newId()
  await keepChallenge(db, { id, purpose: 'passkey_new', audience, user_id: user.id, answer: options.challenge, payload: {}, life_ms }, now)
  return { challenge_id: id, options }
}

/** The challenge the browser signed; what is not readable answers nothing. */
function challengeIn(client_data: string): string {
  try {
    return String((JSON.parse(Buffer.from(client_data, 'base64url').toString()) as { challenge?: string }).challenge ?? '')
  } catch {
    return ''
  }
}

/** Keeps the passkey if the ceremony was begun by this user, here, and not used before. */
export async function addPasskey(
  db: Db,
  user_id: string,
  audience: Audience,
  site: Site,
  given: { challenge_id: string; response: RegistrationResponseJSON; label: string },
  now: string,
): Promise<'passkey_refused' | 'already_added' | 'added'> {
  const challenge = challengeIn(given.response.response.clientDataJSON)
  const answer = await db.tx((tx) =>
    answerChallenge(tx, { id: given.challenge_id, purpose: 'passkey_new', audience, answer: challenge }, now),
  )
  if (answer.outcome !== 'right' || answer.challenge.user_id !== user_id) return 'passkey_refused'
  const verified = await verifyRegistrationResponse({
    response: given.response,
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.host,
    requireUserVerification: true,
    supportedAlgorithmIDs: algorithms,
  }).catch(() => null)
  if (!verified?.verified) return 'passkey_refused'
  const { credential, credentialBackedUp } = verified.registrationInfo
  return db.tx(async (tx) => {
    const made = await tx.run(hot`
      insert into identity.passkeys (credential_id, user_id, rp_id, public_key, counter, transports, label, backed_up, made_at)
      values (${credential.id}, ${user_id}, ${site.host}, ${Buffer.from(credential.publicKey)}, ${credential.counter}, ${credential.transports ?? []},
        ${given.label}, ${credentialBackedUp}, ${now})
      on conflict do nothing`)
    if (made === 0) return 'already_added'
    await announce(tx, 'identity.passkeys_added', [{ user_id }], now)
    return 'added'
  })
}

/** What the browser needs to sign in with whatever passkey it has for this host; names nobody. */
export async function beginPasskeySignIn(db: Db, audience: Audience, site: Site, now: string) {
  const options = await generateAuthenticationOptions({ rpID: site.host, userVerification: 'required' })
  const id = newId()
  await keepChallenge(db, { id, purpose: 'passkey_sign_in', audience, user_id: null, answer: options.challenge, payload: {}, life_ms }, now)
  return { challenge_id: id, options }
}

/** Whose passkey signed the challenge; null for every kind of doubt. A counter that went backwards tells of a copied key. */
export async function checkPasskey(
  db: Db,
  audience: Audience,
  site: Site,
  given: { challenge_id: string; response: AuthenticationResponseJSON },
  now: string,
): Promise<string | null> {
  const challenge = challengeIn(given.response.response.clientDataJSON)
  const answer = await db.tx((tx) =>
    answerChallenge(tx, { id: given.challenge_id, purpose: 'passkey_sign_in', audience, answer: challenge }, now),
  )
  if (answer.outcome !== 'right') return null
  const key = await db.row<{ user_id: string; public_key: Buffer; counter: number; rp_id: string }>(hot`
    select user_id, public_key, counter, rp_id from identity.passkeys where credential_id = ${given.response.id}`)
  if (!key) return null
  const verified = await verifyAuthenticationResponse({
    response: given.response,
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: key.rp_id,
    requireUserVerification: true,
    credential: { id: given.response.id, publicKey: new Uint8Array(key.public_key), counter: key.counter },
  }).catch(() => null)
  if (!verified?.verified) return null
  const { newCounter } = verified.authenticationInfo
  const moved = await db.run(hot`
    update identity.passkeys set counter = ${newCounter}, used_at = ${now}
    where credential_id = ${given.response.id} and (counter < ${newCounter} or (counter = 0 and ${newCounter} = 0))`)
  return moved === 1 ? key.user_id : null
}
