import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from '#core/http.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { openidFederation } from '#outside/openid/federation.ts'
import { createApp } from '#server/app.ts'
import { clientOf } from '../../../checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '../../../checks/support/database.ts'
import { promises } from '../promises.ts'
import { setPublicUrl } from '../sign-on/provider.ts'
import { loadUsers } from '../write.ts'
import { setFederationPort } from './write.ts'

// The partner is an enterprise of its own with a Tongshang of its own: another database, another port, our own provider as the other side.
const clock = wallClock
const [mei, lin] = [newId(), newId()]
let databases: ClonedDatabase[]
let theirs: { db: Db; app: App; desk: App; origin: string }
let ours: { db: Db; app: App; desk: App }

beforeAll(async () => {
  databases = await Promise.all([cloneDatabase(), cloneDatabase()])
  const open = async (database: ClonedDatabase) => {
    const db = openDb(database.connection)
    const app = await createApp({ db, clock })
    const desk = await createApp(
      { db, clock },
      { authenticate: (request) => ({ ...theSystem, kind: 'staff', id: newId(), name: String(request.headers['x-name'] ?? 'chen') }) },
    )
    return { db, app, desk }
  }
  const [one, other] = await Promise.all(databases.map(open))
  ours = one!
  await other!.app.listen({ port: 0, host: '127.0.0.1' })
  const origin = `http://localhost:${(other!.app.server.address() as AddressInfo).port}`
  theirs = { ...other!, origin }
  setPublicUrl(origin)
  await loadUsers(
    theirs.db,
    [{ id: mei, name: '梅子', password: 'tundra-mice-8', handles: [{ kind: 'phone', value: '13900139000', verified: true }] }],
    clock.now(),
  )
  await loadUsers(
    ours.db,
    [{ id: lin, name: '林青', password: 'tundra-mice-8', handles: [{ kind: 'phone', value: '13800138000', verified: true }] }],
    clock.now(),
  )
  setFederationPort(openidFederation())

  const draft = {
    id: 'tongshang-club',
    name: '通商',
    name_en: 'Tongshang',
    kind: 'web',
    first_party: false,
    redirect_uris: ['http://shop.localhost/api/mall/federations/union-air/callback'],
    scopes: ['openid', 'profile'],
  }
  const partner = clientOf(theirs.desk)
  const registered = (await partner.send('POST', '/api/admin/applications', { items: [draft] })).json()
  const review = { items: [{ id: 'tongshang-club', decision: 'approved' }] }
  await partner.send('POST', '/api/admin/application-reviews', review, { 'x-name': 'wang' })
  const kept = await keep({ client_secret: registered.outcomes[0].client_secret })
  expect(kept.outcomes).toMatchObject([{ status: 'kept' }])
})
afterAll(async () => {
  setFederationPort(null)
  for (const { app, desk, db } of [ours, theirs]) {
    await app.close()
    await desk.close()
    await db.close()
  }
  for (const database of databases) await database.drop()
})

const keep = async (more: object) =>
  (
    await clientOf(ours.desk).send('POST', '/api/admin/federations', {
      items: [
        {
          id: 'union-air',
          name_zh: '联合航空',
          name_en: 'Union Air',
          issuer: `${theirs.origin}/oidc`,
          client_id: 'tongshang-club',
          scopes: ['openid', 'profile'],
          state: 'open',
          ...more,
        },
      ],
    })
  ).json()

/** A browser at the partner: signs in there, allows us, and answers where it is sent back to. */
async function agreeThere(address: string): Promise<string> {
  const cookies = new Map<string, string>()
  const open = async (url: string, body?: object) => {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const pair = line.split(';')[0]!
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return response
  }
  await open(`${theirs.origin}/api/mall/session`, { handle: '13900139000', password: 'tundra-mice-8' })
  let url = address
  for (let hop = 0; hop < 12; hop++) {
    if (url.startsWith('http://shop.localhost/')) return url
    if (new URL(url).pathname === '/authorize') {
      url = ((await (await open(`${theirs.origin}/api/mall/sign-on/consent`, { allow: true })).json()) as { location: string }).location
      continue
    }
    const location = (await open(url)).headers.get('location')
    if (!location) throw new Error(`stuck at ${url}`)
    url = new URL(location, url).href
  }
  throw new Error(`went round in a circle: ${url}`)
}

const shop = { host: 'shop.localhost' }
const start = async (browser: ReturnType<typeof clientOf>) => {
  const answer = await browser.send('GET', '/api/mall/federations/union-air/start?return_to=/cart')
  expect(answer.statusCode, answer.body).toBe(303)
  return String(answer.headers.location)
}
const come = (browser: ReturnType<typeof clientOf>, address: string) => {
  const { pathname, search } = new URL(address)
  return browser.send('GET', pathname + search)
}

test('a customer of the partner comes in with the account he has there, and is the same one the next time', async () => {
  expect((await clientOf(ours.app, shop).send('GET', '/api/mall/sign-in-options')).json().partners).toEqual([
    { id: 'union-air', name_zh: '联合航空', name_en: 'Union Air' },
  ])
  const ids = new Set<string>()
  for (let i = 0; i < 2; i++) {
    const browser = clientOf(ours.app, shop)
    const back = await come(browser, await agreeThere(await start(browser)))
    expect([back.statusCode, back.headers.location], back.body).toEqual([303, '/cart'])
    const me = await browser.me()
    expect(me).toMatchObject({ kind: 'member', user: { name: '梅子' } })
    ids.add(me.user.id)
  }
  expect(ids.size).toBe(1)
  expect([...ids][0]).not.toBe(mei)
})

test('Lin links hers while signed in and unlinks it; a trip of another browser, or one made twice, signs in nobody', async () => {
  const browser = clientOf(ours.app, shop)
  await browser.signIn('13800138000', 'tundra-mice-8')
  const taken = await come(browser, await agreeThere(await start(browser)))
  expect(taken.json()).toMatchObject({ status: 409, type: 'linked_to_another' })

  const mallory = clientOf(ours.app, shop)
  const address = await agreeThere(await start(mallory))
  expect((await come(clientOf(ours.app, shop), address)).json()).toMatchObject({ type: 'state_differs' })
  expect((await come(mallory, address.replace(/code=[^&]+/, 'code=invented'))).json()).toMatchObject({
    status: 401,
    type: 'provider_refused',
  })
  expect((await come(mallory, address)).json()).toMatchObject({ type: 'state_differs' })
  expect(await mallory.me()).toMatchObject({ kind: 'visitor' })

  await ours.db.run(sql`delete from identity.links where provider = 'federation:union-air'`)
  expect((await come(browser, await agreeThere(await start(browser)))).statusCode).toBe(303)
  expect((await browser.send('GET', '/api/mall/links')).json().items).toMatchObject([{ provider: 'federation:union-air' }])
  expect((await browser.send('DELETE', '/api/mall/links/federation:union-air')).statusCode).toBe(204)
})

test('an answer of another issuer is refused, a closed partner is no way in, and a secret is never shown', async () => {
  const browser = clientOf(ours.app, shop)
  const address = await agreeThere(await start(browser))
  const forged = address.replace(/iss=[^&]+/, `iss=${encodeURIComponent('http://evil.example/oidc')}`)
  expect((await come(browser, forged)).json()).toMatchObject({ status: 401, type: 'provider_refused' })

  expect((await keep({ issuer: 'http://evil.example/oidc' })).outcomes).toMatchObject([{ status: 'address_invalid' }])
  expect((await keep({ id: 'second-air', client_secret: 'x' })).outcomes).toMatchObject([{ status: 'issuer_taken' }])
  expect((await keep({})).outcomes).toMatchObject([{ status: 'already_so' }])
  expect((await keep({ state: 'closed' })).outcomes).toMatchObject([{ status: 'kept' }])
  expect((await browser.send('GET', '/api/mall/federations/union-air/start')).statusCode).toBe(404)
  const listed = await clientOf(ours.desk).send('GET', '/api/admin/federations')
  expect(listed.json().items).toMatchObject([{ id: 'union-air', state: 'closed' }])
  expect(listed.body).not.toContain('secret')
})

test('after all this, what identity promises holds', async () => {
  for (const { name, query } of promises) expect(await ours.db.rows(query), name).toEqual([])
})
