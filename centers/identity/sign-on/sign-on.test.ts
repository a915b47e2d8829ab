import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Logger, runOnce } from 'graphile-worker'
import * as client from 'openid-client'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { loadOrganization, staffIdOf } from '#centers/organization/load.ts'
import type { App, Caller } from '#core/http.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { clientOf } from '../../../checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '../../../checks/support/database.ts'
import { plainDoor } from '../doors/rules.ts'
import { consoleDoor } from '../doors/ways.ts'
import { keepDoors } from '../doors/write.ts'
import { sessionsOf } from '../sessions/authenticate.ts'
import { loadUsers } from '../write.ts'
import { keepBrandSites } from './applications.ts'
import { rotateKeys } from './keys.ts'
import { setPublicUrl, tasks } from './provider.ts'

const lin = newId()
const wu = staffIdOf('wu.desk')
let database: ClonedDatabase
let db: Db
let app: App
let port: number
const clock = wallClock

/** A browser that opens real addresses: cookies per host, redirects followed by hand. */
function browser() {
  const jar = new Map<string, Map<string, string>>()
  const open = async (address: string, init: { method?: string; body?: string; type?: string } = {}): Promise<Response> => {
    const url = new URL(address)
    const cookies = jar.get(url.host) ?? new Map<string, string>()
    jar.set(url.host, cookies)
    // Every *.localhost is this machine; the port says it is our server.
    const response = await fetch(`http://127.0.0.1:${url.port}${url.pathname}${url.search}`, {
      method: init.method ?? 'GET',
      redirect: 'manual',
      headers: {
        'x-host': url.host,
        ...(cookies.size ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
        ...(init.body ? { 'content-type': init.type ?? 'application/json' } : {}),
      },
      ...(init.body ? { body: init.body } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return response
  }
  /** Follows redirects until a page or an address that `stop` names. */
  const follow = async (
    address: string,
    stop: (url: string) => boolean = () => false,
  ): Promise<{ url: string; response: Response | null }> => {
    let url = address
    for (let hop = 0; hop < 12; hop++) {
      if (stop(url)) return { url, response: null }
      const response = await open(url)
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || !location) return { url, response }
      url = new URL(location, url).href
    }
    throw new Error(`went round in a circle: ${url}`)
  }
  const me = async (host: string) =>
    ((await (await open(`http://${host}:${port}/api/mall/session`)).json()) as { user: { id: string } | null }).user
  const signInAt = (host: string) =>
    open(`http://${host}:${port}/api/mall/session`, {
      method: 'POST',
      body: JSON.stringify({ handle: '13800138000', password: 'tundra-mice-8' }),
    })
  return { open, follow, me, signInAt, jar }
}

const staff = (name: string): Caller => ({ ...theSystem, kind: 'staff', id: newId(), name })
const [chen, wang] = [staff('chen'), staff('wang')]
let caller: Caller = chen
let desk: App
let third: { url: string; told: string[]; close(): void }

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb(database.connection)
  app = await createApp({ db, clock })
  desk = await createApp({ db, clock }, { authenticate: () => caller })
  // fetch does not let a program name the host; a real browser sends it by itself.
  app.server.prependListener('request', (request) => {
    if (request.headers['x-host']) request.headers.host = String(request.headers['x-host'])
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
  setPublicUrl(`http://localhost:${port}`)
  await loadUsers(
    db,
    [
      { id: lin, name: '林青', password: 'tundra-mice-8', handles: [{ kind: 'phone', value: '13800138000', verified: true }] },
      { id: wu, name: '吴前', password: 'tundra-mice-8', handles: [{ kind: 'name', value: 'wu.desk', verified: true }] },
    ],
    clock.now(),
  )
  const text = (zh: string) => ({ zh, en: zh })
  const group = { id: '1', parent_id: null, kind: 'group', office_kind: null, franchised: false, brand_id: null, region_code: '50' }
  await loadOrganization(
    db,
    {
      organizations: [{ ...group, name: text('通商') }],
      roles: [{ id: 'clerk', name: text('审单员'), permissions: ['orders.read'] }],
      staff: [
        {
          sign_in_name: 'wu.desk',
          name: text('吴前'),
          position: text('审单员'),
          organization_id: '1',
          role_ids: ['clerk'],
          phone: '13800138009',
        },
      ],
    },
    clock.now(),
  )
  const { ways } = plainDoor
  await db.tx((tx) =>
    keepDoors(tx, theSystem, clock.now(), [{ ...plainDoor, ...consoleDoor, ways: ways.filter((way) => way === 'password') }]),
  )

  const told: string[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      told.push(new URLSearchParams(Buffer.concat(parts).toString()).get('logout_token') ?? '')
      response.writeHead(200).end()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  third = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, told, close: () => server.close() }
})
afterAll(async () => {
  third.close()
  await app.close()
  await desk.close()
  await db.close()
  await database.drop()
})

const post = async (url: string, body: object) => (await clientOf(desk).send('POST', url, body)).json()

async function register(id: string, more: object): Promise<string | undefined> {
  caller = chen
  const draft = {
    id,
    name: id,
    name_en: id,
    kind: 'web',
    first_party: false,
    redirect_uris: [],
    scopes: ['openid', 'profile', 'phone', 'offline_access'],
    ...more,
  }
  const { outcomes } = await post('/api/admin/applications', { items: [draft] })
  expect(outcomes).toMatchObject([{ id, status: 'requested' }])
  caller = wang
  expect((await post('/api/admin/application-reviews', { items: [{ id, decision: 'approved', note: null }] })).outcomes).toMatchObject([
    { status: 'decided' },
  ])
  return outcomes[0].client_secret
}

const discover = (id: string, secret: string | undefined) =>
  client.discovery(new URL(`http://localhost:${port}/oidc`), id, undefined, secret ? client.ClientSecretBasic(secret) : client.None(), {
    execute: [client.allowInsecureRequests],
  })

const callback = 'http://localhost:9/callback'

/** From the application's button to its callback, through sign-in and consent. */
async function authorize(config: client.Configuration, person: ReturnType<typeof browser>, more: Record<string, string> = {}) {
  const verifier = client.randomPKCECodeVerifier()
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const start = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'openid profile phone offline_access',
    prompt: 'consent',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...more,
  })
  const isCallback = (url: string) => url.startsWith(callback)
  let at = await person.follow(start.href, (url) => isCallback(url) || /\/(sign-in|authorize)/.test(new URL(url).pathname))
  if (new URL(at.url).pathname.startsWith('/sign-in')) {
    await person.signInAt('localhost')
    const back = new URL(at.url).searchParams.get('return_to')!
    at = await person.follow(new URL(back, at.url).href, (url) => isCallback(url) || new URL(url).pathname === '/authorize')
  }
  if (new URL(at.url).pathname === '/authorize') {
    const asked = await (await person.open(`http://localhost:${port}/api/mall/sign-on`)).json()
    const allowed = (await (
      await person.open(`http://localhost:${port}/api/mall/sign-on/consent`, { method: 'POST', body: JSON.stringify({ allow: true }) })
    ).json()) as { location: string }
    at = await person.follow(allowed.location, isCallback)
    return { at, verifier, state, nonce, asked }
  }
  return { at, verifier, state, nonce, asked: null }
}

test('an application is reviewed by somebody else, then openid-client completes PKCE, refresh and sign-out against us', async () => {
  caller = chen
  const items = [{ id: 'photo-club', decision: 'approved', note: null }]
  const secret = await register('photo-club', {
    redirect_uris: [callback],
    post_logout_redirect_uris: ['http://localhost:9/bye'],
    backchannel_logout_uri: `${third.url}/out`,
  })
  caller = chen
  expect((await post('/api/admin/application-reviews', { items })).outcomes).toMatchObject([{ status: 'already_decided' }])

  const config = await discover('photo-club', secret)
  const lins = browser()
  const { at, verifier, state, nonce, asked } = await authorize(config, lins)
  expect(asked).toMatchObject({ client_id: 'photo-club', scopes: expect.arrayContaining(['openid', 'profile', 'phone']) })
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true }
  const tokens = await client.authorizationCodeGrant(config, new URL(at.url), checks)
  expect(tokens.claims()).toMatchObject({ sub: lin, aud: 'photo-club', iss: `http://localhost:${port}/oidc` })
  const about = await client.fetchUserInfo(config, tokens.access_token, lin)
  expect(about).toMatchObject({ sub: lin, name: '林青', locale: 'zh-CN', phone_number: '+8613800138000', phone_number_verified: true })

  const fresh = await client.refreshTokenGrant(config, tokens.refresh_token!)
  expect(fresh.refresh_token).not.toBe(tokens.refresh_token)
  // The old one comes back: somebody copied it, so the whole chain is worthless.
  await expect(client.refreshTokenGrant(config, tokens.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' })
  await expect(client.refreshTokenGrant(config, fresh.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' })

  const end = client.buildEndSessionUrl(config, {
    post_logout_redirect_uri: 'http://localhost:9/bye',
    id_token_hint: tokens.id_token!,
    state: 's1',
  })
  const asking = await lins.follow(end.href)
  const page = await asking.response!.text()
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)![1]!
  const bye = await lins.open(`http://localhost:${port}/oidc/session/end/confirm`, {
    method: 'POST',
    type: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ xsrf, logout: 'yes' }).toString(),
  })
  expect(bye.headers.get('location')).toBe('http://localhost:9/bye?state=s1')
  await expect.poll(() => third.told.length).toBe(1)
  expect(JSON.parse(Buffer.from(third.told[0]!.split('.')[1]!, 'base64url').toString())).toMatchObject({ sub: lin, aud: 'photo-club' })
})

test('a code is good for one exchange, also when two come at once; with another verifier for none', async () => {
  const secret = await register('replayer', { redirect_uris: [callback] })
  const config = await discover('replayer', secret)
  const lins = browser()
  const first = await authorize(config, lins)
  const checks = ({ verifier, state, nonce }: typeof first) => ({ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce })
  const logged = vi.spyOn(log, 'warn')
  const both = await Promise.allSettled([0, 1].map(() => client.authorizationCodeGrant(config, new URL(first.at.url), checks(first))))
  expect(both.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1)
  await expect(client.authorizationCodeGrant(config, new URL(first.at.url), checks(first))).rejects.toMatchObject({
    error: 'invalid_grant',
  })

  expect(logged).toHaveBeenCalledWith(expect.objectContaining({ refused: ['invalid_grant'], client: 'replayer' }), 'refused')
  logged.mockRestore()

  const second = await authorize(config, lins)
  const stolen = { ...checks(second), pkceCodeVerifier: client.randomPKCECodeVerifier() }
  await expect(client.authorizationCodeGrant(config, new URL(second.at.url), stolen)).rejects.toMatchObject({ error: 'invalid_grant' })
})

test('open redirects, missing PKCE, unknown and unapproved applications are refused without sending anybody anywhere', async () => {
  await register('strict', { redirect_uris: [callback] })
  caller = chen
  await post('/api/admin/applications', {
    items: [{ id: 'waiting', name: 'w', name_en: 'w', kind: 'web', first_party: false, redirect_uris: [callback], scopes: ['openid'] }],
  })
  const lins = browser()
  const go = (query: Record<string, string>) =>
    lins.open(
      `http://localhost:${port}/oidc/auth?${new URLSearchParams({ response_type: 'code', scope: 'openid', code_challenge: 'x'.repeat(43), code_challenge_method: 'S256', ...query })}`,
    )
  const logged = vi.spyOn(log, 'warn')
  for (const redirect_uri of [
    'https://evil.example/',
    `${callback}/../evil`,
    `${callback}?next=//evil.example`,
    'http://localhost:9.evil.example/callback',
    `${callback}#x`,
  ]) {
    const answer = await go({ client_id: 'strict', redirect_uri })
    expect(answer.status, redirect_uri).toBe(400)
    expect(answer.headers.get('location')).toBeNull()
    expect(logged).toHaveBeenLastCalledWith(
      expect.objectContaining({ refused: [expect.stringMatching(/redirect_uri|invalid_request/)], client: 'strict' }),
      'refused',
    )
  }
  // Our own doors lead nowhere else either, and say so in the log, not what was tried.
  for (const start of ['/api/mall/session/sign-on?', '/api/admin/session/sign-on?', '/api/mall/sign-in-options?return_to_foreign=true&']) {
    const path = start.includes('options') ? start : `${start}return_to=${encodeURIComponent('//evil.example')}`
    await lins.open(`http://127.0.0.1:${port}${path}`)
    expect(logged, start).toHaveBeenCalledWith(
      expect.objectContaining({ refused: ['return_to_foreign'], route: start.split('?')[0] }),
      'refused',
    )
  }
  expect(JSON.stringify(logged.mock.calls)).not.toContain('evil.example')
  logged.mockRestore()
  for (const client_id of ['waiting', 'nobody']) expect((await go({ client_id, redirect_uri: callback })).status).toBe(400)
  const bare = await lins.open(
    `http://localhost:${port}/oidc/auth?${new URLSearchParams({ response_type: 'code', scope: 'openid', client_id: 'strict', redirect_uri: callback })}`,
  )
  expect(new URL(bare.headers.get('location')!).searchParams.get('error')).toBe('invalid_request')
  const page = await (await go({ client_id: '<script>alert(1)</script>', redirect_uri: callback })).text()
  expect(page).not.toContain('<script>')
})

test('one sign-on over two brand hosts: the second asks for nothing, and leaving one leaves both', async () => {
  const site = (brand: string) => ({
    first_party: true,
    brand,
    redirect_uris: [`http://${brand}.localhost:${port}/api/mall/session/sign-on/callback`],
    scopes: ['openid'],
  })
  await register('site-a', site('brand-a'))
  // The installation keeps the other; kept again at another start it is the same.
  const kept = { id: 'brand-b', name: { zh: '乙', en: 'B' } }
  for (let start = 0; start < 2; start++)
    expect(await db.tx((tx) => keepBrandSites(tx, clock.now(), `http://localhost:${port}`, [kept]))).toEqual([
      `http://brand-b.localhost:${port}`,
    ])
  const lins = browser()

  const door = await lins.follow(`http://brand-a.localhost:${port}/api/mall/session/sign-on?return_to=/cart`, (url) =>
    new URL(url).pathname.startsWith('/sign-in'),
  )
  expect(new URL(door.url).pathname).toBe('/sign-in/brand-a')
  await lins.signInAt('localhost')
  const back = new URL(new URL(door.url).searchParams.get('return_to')!, door.url).href
  const isCart = (url: string) => new URL(url).pathname === '/cart'
  expect((await lins.follow(back, isCart)).url).toBe(`http://brand-a.localhost:${port}/cart`)
  expect(await lins.me('brand-a.localhost')).toMatchObject({ id: lin })
  expect(await lins.me('brand-b.localhost')).toBeNull()

  const silent = await lins.follow(`http://brand-b.localhost:${port}/api/mall/session/sign-on?return_to=/cart`, isCart)
  expect(silent.url).toBe(`http://brand-b.localhost:${port}/cart`)
  expect(await lins.me('brand-b.localhost')).toMatchObject({ id: lin })

  await lins.open(`http://brand-b.localhost:${port}/api/mall/session`, { method: 'DELETE' })
  expect(await lins.me('brand-b.localhost')).toBeNull()
  expect(await lins.me('brand-a.localhost')).toBeNull()
  // Her session at the door was what opened the sign-on: left there, whoever sits down next would be signed in by it.
  expect(await lins.me('localhost')).toBeNull()
  const again = await lins.follow(
    `http://brand-a.localhost:${port}/api/mall/session/sign-on?return_to=/en/cart`,
    (url) => /sign-in|cart/.test(new URL(url).pathname) || new URL(url).pathname === '/',
  )
  expect(new URL(again.url).pathname).toBe('/en/sign-in/brand-a')
})

test.each([
  ['an address the provider knows', () => `http://desk.localhost:${port}`],
  ['an address it does not know', () => `http://127.0.0.1:${port}`],
])('staff come into the console by the shared sign-in page, at %s', async (_, host) => {
  if (host().includes('desk') && !(await db.row(sql`select 1 as one from identity.applications where id = 'desk'`)))
    await register('desk', {
      first_party: true,
      redirect_uris: [`http://desk.localhost:${port}/api/admin/session/sign-on/callback`],
      scopes: ['openid'],
    })
  const door = host().includes('desk') ? 'localhost' : '127.0.0.1'
  const staffs = browser()
  const who = async () =>
    ((await (await staffs.open(`${host()}/api/admin/session`)).json()) as { user: { id: string } | null }).user?.id ?? null
  const comeIn = (query = '') =>
    staffs.follow(`${host()}/api/admin/session/sign-on?return_to=/console/orders${query}`, (url) =>
      /^\/(en\/)?(sign-in|console)/.test(new URL(url).pathname),
    )
  /** Signs in at the page he was sent to, as its form does, and goes where it leads. */
  const passDoor = async (at: string, handle: string) => {
    const answer = await staffs.open(`http://${door}:${port}/api/mall/session`, {
      method: 'POST',
      body: JSON.stringify({ handle, password: 'tundra-mice-8', door: { brand: 'console', region: '*' } }),
    })
    expect(answer.status).toBe(200)
    const back = new URL(new URL(at).searchParams.get('return_to')!, at).href
    return (await staffs.follow(back, (url) => /^\/(sign-in|console)/.test(new URL(url).pathname))).url
  }

  const first = await comeIn('&locale=en')
  expect(new URL(first.url).pathname).toBe('/en/sign-in/console')
  expect(await passDoor(first.url, 'wu.desk')).toBe(`${host()}/console/orders`)
  expect(await who()).toBe(wu)
  // Leaving leaves the door too: the next person is asked who he is.
  await staffs.open(`${host()}/api/admin/session`, { method: 'DELETE' })
  expect([await who(), await staffs.me(door)]).toEqual([null, null])
  // A shopper passes the page and not the console; it says so and is noted.
  const second = await comeIn()
  expect(new URL(second.url).pathname).toBe('/sign-in/console')
  const refused = new URL(await passDoor(second.url, '13800138000'))
  expect([refused.pathname, refused.searchParams.get('refused'), await who()]).toEqual(['/console/', 'not_staff', null])
  expect(
    await db.row(
      sql`select outcome from identity.sign_ins where user_id = ${lin} and audience = 'console' order by at desc, id desc limit 1`,
    ),
  ).toEqual({ outcome: 'not_staff' })
  // Somebody else may sit down, though she is still signed in at the page.
  const age = (by: string) =>
    db.run(sql`update identity.sessions set started_at = started_at - ${by}::interval, seen_at = seen_at - ${by}::interval
    where audience = 'mall' and ended_at is null`)
  await age('2 seconds')
  const other = await comeIn('&again=true')
  expect(new URL(other.url).pathname).toBe('/sign-in/console')
  // Who came in long ago, or in a way that this page does not offer, proves anew who he is.
  await staffs.open(`http://${door}:${port}/api/mall/session`, { method: 'DELETE' })
  expect(await passDoor((await comeIn()).url, 'wu.desk')).toBe(`${host()}/console/orders`)
  const forgetDesk = () =>
    db.run(
      sql`update identity.sessions set ended_at = ${clock.now()}, ended_reason = 'signed_out' where user_id = ${wu} and audience = 'console'`,
    )
  await forgetDesk()
  expect(new URL((await comeIn()).url).pathname).toBe('/console/orders')
  for (const change of [
    () => db.run(sql`update identity.sessions set method = 'qq' where user_id = ${wu} and audience = 'mall' and ended_at is null`),
    () =>
      db
        .run(sql`update identity.sessions set method = 'password' where user_id = ${wu} and audience = 'mall' and ended_at is null`)
        .then(() => age('13 hours')),
  ]) {
    await change()
    await db.run(sql`delete from identity.sign_on_records where account_id = ${wu}`)
    await forgetDesk()
    sessionsOf({ db, clock }).forgetAll()
    expect(new URL((await comeIn()).url).pathname).toBe('/sign-in/console')
  }
})

test('a password that somebody gave opens nothing but the page where its owner sets his own', async () => {
  caller = chen
  const he = newId()
  const give = async (more: object) => (await post('/api/admin/staff/accounts', { accounts: [{ id: he, ...more }] })).outcomes[0]
  expect(await give({})).toMatchObject({ status: 'staff_not_found' })
  const staffs = { staff: [{ id: he, staff_no: 'S900', name: '何新', phone: '13800138021', organization_id: '1' }] }
  expect((await clientOf(desk).send('PUT', '/api/admin/staff', staffs)).json().outcomes[0].status).toBe('saved')
  expect(await give({})).toMatchObject({ status: 'sign_in_name_missing' })
  expect(await give({ sign_in_name: '1x' })).toMatchObject({ status: 'handle_invalid' })
  expect(await give({ sign_in_name: 'wu.desk' })).toMatchObject({ status: 'handle_taken' })
  const lost = await give({ sign_in_name: 'he.new' })
  // The slip of paper was lost: the next one counts.
  const { status, password } = await give({})
  expect([lost.status, status, lost.password === password]).toEqual(['given', 'given', false])
  caller = { ...staff('county'), permissions: new Set(['staff.edit']), organizations: ['1'] }
  expect((await post('/api/admin/staff/accounts', { accounts: [{ id: wu }] })).outcomes[0].status).toBe('holds_more_than_you')

  const mine = clientOf(app, { host: `localhost:${port}` })
  const door = { brand: 'console', region: '*' }
  expect((await mine.signIn('he.new', lost.password)).json()).toMatchObject({ type: 'handle_or_password_wrong' })
  const signedIn = await mine.send('POST', '/api/mall/session', { handle: 'HE.new', password, door })
  expect(signedIn.json()).toMatchObject({ must_change_password: true })
  expect(await mine.me()).toMatchObject({ kind: 'visitor', user: null, must_change_password: true })
  expect((await mine.send('GET', '/api/mall/handles')).json()).toMatchObject({ status: 403, type: 'password_must_change' })
  // Neither the console nor another site is reached by it.
  const beside = await mine.send('GET', '/api/admin/session/sign-on?return_to=/console/orders', undefined, { host: `127.0.0.1:${port}` })
  expect(beside.headers.location).toMatch(/^\/sign-in\/console/)
  const start = await mine.send('GET', '/api/mall/session/sign-on?return_to=/cart', undefined, { host: `brand-a.localhost:${port}` })
  const asked = await mine.send('GET', start.headers.location!.slice(`http://localhost:${port}`.length))
  expect((await mine.send('GET', asked.headers.location!)).headers.location).toMatch(/^\/sign-in\/brand-a/)

  const own = (chosen: string) => mine.send('POST', '/api/mall/session/password', { password: chosen })
  expect((await own('he.new')).json()).toMatchObject({ type: 'password_short' })
  expect((await own(password)).json()).toMatchObject({ type: 'password_same' })
  const answers = await Promise.all([own('frost-on-rails-7'), own('frost-on-rails-7')])
  expect(answers.map(({ statusCode }) => statusCode).filter((code) => code === 200)).toHaveLength(1)
  mine.cookies.set(
    'mall_session',
    answers.find(({ statusCode }) => statusCode === 200)!.cookies.find(({ name }) => name === 'mall_session')!.value,
  )
  expect(await mine.me()).toMatchObject({ kind: 'member', user: { id: he }, must_change_password: false })
  expect((await own('frost-on-rails-8')).json()).toMatchObject({ status: 401, type: 'fresh_sign_in_required' })
  expect((await mine.signIn('he.new', password)).statusCode).toBe(401)
  expect((await mine.signIn('he.new', 'frost-on-rails-7')).json()).toMatchObject({ must_change_password: false })
})

test('a sign-on begun in one browser cannot be finished in another, nor twice, nor lead to another site', async () => {
  const lins = browser()
  await lins.signInAt('localhost')
  const isCallback = (url: string) => url.includes('/sign-on/callback?')
  const start = `http://brand-a.localhost:${port}/api/mall/session/sign-on?return_to=${encodeURIComponent('//evil.example')}`
  const at = await lins.follow(start, isCallback)
  const mallory = browser()
  // Whoever is refused reads why, on the sign-in page.
  expect((await mallory.open(at.url)).headers.get('location')).toBe('/sign-in?refused=state_differs')
  expect(await mallory.me('brand-a.localhost')).toBeNull()
  expect((await lins.open(at.url)).headers.get('location')).toBe('/')
  expect((await lins.open(at.url)).headers.get('location')).toBe('/account/security?refused=state_differs')
  expect((await lins.open(`http://evil.localhost:${port}/api/mall/session/sign-on`)).status).toBe(404)
})

test('an application whose server is told of a sign-out at one of our own pages', async () => {
  const secret = await register('listener', { redirect_uris: [callback], backchannel_logout_uri: `${third.url}/out` })
  const config = await discover('listener', secret)
  const lins = browser()
  await authorize(config, lins)
  const before = third.told.length
  await lins.open(`http://localhost:${port}/api/mall/session`, { method: 'DELETE' })
  await runOnce({ pgPool: db.pool, taskList: tasks({ db, clock }), logger: new Logger(() => () => {}) })
  expect(third.told.length).toBe(before + 1)
})

test('nothing in the tables opens a door: no token, no code, no private key in the clear', async () => {
  const secret = await register('leaky', { redirect_uris: [callback] })
  const config = await discover('leaky', secret)
  const given = await authorize(config, browser())
  const tokens = await client.authorizationCodeGrant(config, new URL(given.at.url), {
    pkceCodeVerifier: given.verifier,
    expectedState: given.state,
    expectedNonce: given.nonce,
  })
  const dump = JSON.stringify([
    await db.rows(sql`select * from identity.sign_on_records`),
    await db.rows(sql`select * from identity.applications`),
    await db.rows(sql`select * from identity.signing_keys`),
  ])
  for (const hidden of [tokens.access_token, tokens.refresh_token!, new URL(given.at.url).searchParams.get('code')!, secret!])
    expect(dump).not.toContain(hidden)
  expect(dump).not.toContain('"d":')
})

test('a tampered token or session cookie is nothing', async () => {
  const lins = browser()
  await lins.signInAt('localhost')
  const answer = await fetch(`http://127.0.0.1:${port}/oidc/me`, { headers: { authorization: `Bearer ${'x'.repeat(43)}` } })
  expect(answer.status).toBe(401)
})

test('keys change without anybody noticing: the old one is known as long as what it signed lives', async () => {
  const days = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString()
  const count = async () => (await db.row<{ n: number }>(sql`select count(*)::int as n from identity.signing_keys`))!.n
  expect(await count()).toBe(1)
  expect(await rotateKeys.run(db, days(58))).toBe(0)
  expect(await rotateKeys.run(db, days(59.5))).toBe(1)
  expect(await rotateKeys.run(db, days(59.6))).toBe(0)
  expect(await count()).toBe(2)
  await rotateKeys.run(db, days(68))
  expect(await count()).toBe(1)
})
