import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { clientOf } from '../../../checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '../../../checks/support/database.ts'
import { loadUsers } from '../write.ts'

const clock = handClock('2026-03-02T01:00:00.000Z')
const [lin, wu] = [newId(), newId()]
let database: ClonedDatabase
let db: Db
let app: App
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb(database.connection)
  app = await createApp({ db, clock })
  const user = (id: string, name: string) => ({ id, name, password: 'tundra-mice-8', handles: [{ kind: 'name' as const, value: name }] })
  await loadUsers(db, [user(lin, 'linqing'), user(wu, 'wutong')], clock.now())
})
afterAll(async () => {
  await app.close()
  await db.close()
  await database.drop()
})

/** CBOR, as far as an authenticator needs it. */
function cbor(value: unknown): Buffer {
  const head = (major: number, n: number) =>
    n < 24
      ? Buffer.from([(major << 5) | n])
      : n < 256
        ? Buffer.from([(major << 5) | 24, n])
        : Buffer.from([(major << 5) | 25, n >> 8, n & 255])
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  const map = value as Map<unknown, unknown>
  return Buffer.concat([head(5, map.size), ...[...map].flatMap(([key, one]) => [cbor(key), cbor(one)])])
}

/** An authenticator in a few lines: makes a key for a host and signs challenges with it, as the browser would have it do. */
function authenticator() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(32)
  let counter = 0
  const hash = (data: string | Buffer) => createHash('sha256').update(data).digest()
  const clientData = (type: string, challenge: string, origin: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const data = (host: string, flags: number, more = Buffer.alloc(0)) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([hash(host), Buffer.from([flags]), count, more])
  }
  const common = { id: id.toString('base64url'), rawId: id.toString('base64url'), type: 'public-key', clientExtensionResults: {} }
  return {
    id: common.id,
    copyWithCounter: (n: number) => {
      counter = n
    },
    make(challenge: string, host: string, origin: string) {
      const { x, y } = publicKey.export({ format: 'jwk' })
      const key = cbor(
        new Map<number, unknown>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Buffer.from(x!, 'base64url')],
          [-3, Buffer.from(y!, 'base64url')],
        ]),
      )
      const authData = data(host, 0x45, Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key]))
      const attestation = cbor(
        new Map<string, unknown>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      )
      return {
        ...common,
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, origin).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
        },
      }
    },
    get(challenge: string, host: string, origin: string, key: KeyObject = privateKey, flags = 0x05) {
      counter++
      const said = clientData('webauthn.get', challenge, origin)
      const authData = data(host, flags)
      const signature = sign('sha256', Buffer.concat([authData, hash(said)]), key)
      return {
        ...common,
        response: {
          clientDataJSON: said.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      }
    },
  }
}

const at = { host: 'localhost:80' }
const origin = 'http://localhost:80'
const begin = async (client: ReturnType<typeof clientOf>, path: string) => {
  const { challenge_id, options } = (await client.send('POST', `/api/mall/${path}`)).json()
  return { challenge_id, challenge: options.challenge as string, options }
}

const device = authenticator()

test('Lin makes a passkey and signs in with it, naming nobody', async () => {
  const phone = clientOf(app, at)
  await phone.signIn('linqing', 'tundra-mice-8')
  const { challenge_id, challenge, options } = await begin(phone, 'passkeys/options')
  expect(options).toMatchObject({
    rp: { id: 'localhost' },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  const made = device.make(challenge, 'localhost', origin)
  expect((await phone.send('POST', '/api/mall/passkeys', { challenge_id, response: made, label: '手机' })).statusCode).toBe(204)
  expect((await phone.send('POST', '/api/mall/passkeys', { challenge_id, response: made })).json()).toMatchObject({
    type: 'passkey_refused',
  })
  expect((await phone.send('GET', '/api/mall/passkeys')).json().items).toMatchObject([{ label: '手机', rp_id: 'localhost' }])

  const fresh = clientOf(app, at)
  const asked = await begin(fresh, 'session/passkey/options')
  expect(asked.options.allowCredentials ?? []).toEqual([])
  const signed = { challenge_id: asked.challenge_id, response: device.get(asked.challenge, 'localhost', origin) }
  expect((await fresh.send('POST', '/api/mall/session/passkey', signed)).json()).toMatchObject({ user: { id: lin } })
  expect(await fresh.me()).toMatchObject({ kind: 'member', user: { id: lin } })
  expect((await clientOf(app, at).send('POST', '/api/mall/session/passkey', signed)).json()).toMatchObject({
    status: 401,
    type: 'passkey_refused',
  })
})

test.each<[string, (challenge: string) => object]>([
  ['another host (a phishing page)', (challenge) => device.get(challenge, 'evil.example', 'http://evil.example')],
  ['another origin with our host’s hash', (challenge) => device.get(challenge, 'localhost', 'http://evil.example')],
  ['another key', (challenge) => device.get(challenge, 'localhost', origin, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
  ['an invented challenge', () => device.get(randomBytes(32).toString('base64url'), 'localhost', origin)],
  ['nobody verified at the device', (challenge) => device.get(challenge, 'localhost', origin, undefined, 0x01)],
  ['an unknown passkey', (challenge) => authenticator().get(challenge, 'localhost', origin)],
  [
    'a challenge that is no JSON',
    () => ({ ...device.get('x', 'localhost', origin), response: { clientDataJSON: 'bm90', authenticatorData: 'AA', signature: 'AA' } }),
  ],
])('%s is refused', async (_name, answer) => {
  const client = clientOf(app, at)
  const asked = await begin(client, 'session/passkey/options')
  const refused = await client.send('POST', '/api/mall/session/passkey', {
    challenge_id: asked.challenge_id,
    response: answer(asked.challenge),
  })
  expect(refused.json()).toMatchObject({ status: 401, type: 'passkey_refused' })
  expect(await client.me()).toMatchObject({ kind: 'visitor' })
})

test('a copy of the key betrays itself by its counter', async () => {
  device.copyWithCounter(0)
  const client = clientOf(app, at)
  const asked = await begin(client, 'session/passkey/options')
  const answer = await client.send('POST', '/api/mall/session/passkey', {
    challenge_id: asked.challenge_id,
    response: device.get(asked.challenge, 'localhost', origin),
  })
  expect(answer.json()).toMatchObject({ status: 401, type: 'passkey_refused' })
})

test('a ceremony that one began cannot be finished by another; a late one by nobody', async () => {
  const [lins, wus] = [clientOf(app, at), clientOf(app, at)]
  await lins.signIn('linqing', 'tundra-mice-8')
  await wus.signIn('wutong', 'tundra-mice-8')
  const first = await begin(lins, 'passkeys/options')
  const response = authenticator().make(first.challenge, 'localhost', origin)
  expect((await wus.send('POST', '/api/mall/passkeys', { challenge_id: first.challenge_id, response })).json()).toMatchObject({
    type: 'passkey_refused',
  })
  const second = await begin(lins, 'passkeys/options')
  clock.advance(5 * 60_000 + 1)
  const late = authenticator().make(second.challenge, 'localhost', origin)
  expect((await lins.send('POST', '/api/mall/passkeys', { challenge_id: second.challenge_id, response: late })).json()).toMatchObject({
    type: 'passkey_refused',
  })
})

test('only one’s own passkey is removed, and not the last way in', async () => {
  const [lins, wus] = [clientOf(app, at), clientOf(app, at)]
  await lins.signIn('linqing', 'tundra-mice-8')
  await wus.signIn('wutong', 'tundra-mice-8')
  expect((await wus.send('DELETE', `/api/mall/passkeys/${device.id}`)).statusCode).toBe(404)
  expect((await lins.send('DELETE', `/api/mall/passkeys/${device.id}`)).json()).toMatchObject({ type: 'last_way_in' })
  await db.run(
    sql`insert into identity.handles (kind, value, user_id, verified_at, added_at) values ('phone', '+8613800138000', ${lin}, ${clock.now()}, ${clock.now()})`,
  )
  expect((await lins.send('DELETE', `/api/mall/passkeys/${device.id}`)).statusCode).toBe(204)
})
