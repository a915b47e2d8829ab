import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { App } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { unseal } from '#core/secrets.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { clientOf } from '../../../checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '../../../checks/support/database.ts'
import { setCaptcha } from '../captcha.ts'
import { loadUsers } from '../write.ts'
import { sweepIdentity } from './write.ts'

const clock = handClock('2026-03-02T01:00:00.000Z')
const lin = newId()
let database: ClonedDatabase
let db: Db
let app: App

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb(database.connection)
  app = await createApp({ db, clock })
  await loadUsers(
    db,
    [{ id: lin, name: '林青', password: 'tundra-mice-8', handles: [{ kind: 'phone', value: '13800138000', verified: true }] }],
    clock.now(),
  )
})
afterAll(async () => {
  await app.close()
  await db.close()
  await database.drop()
})
beforeEach(async () => {
  clock.advance(2 * 86_400_000)
})

type Client = ReturnType<typeof clientOf>

async function ask(client: Client, handle: string, more: object = {}) {
  const id = newId()
  const answer = await client.send('POST', '/api/mall/codes', { id, handle, ...more })
  return { id, answer }
}

/** What arrives on the phone. */
async function codeOf(id: string): Promise<string> {
  const row = await db.row<{ item: { sealed_values: string } }>(sql`
    select item from core.events, jsonb_array_elements(items) item where topic = 'messages.requested' and item->>'message_id' = ${id}`)
  return JSON.parse(unseal('messages.values', row!.item.sealed_values)!).code
}

const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')
const answer = (client: Client, challenge_id: string, code: string, more: object = {}) =>
  client.send('POST', '/api/mall/session/code', { challenge_id, code, ...more })

test('a new person signs up by phone, sets a password, and signs in with it the next day', async () => {
  const phone = clientOf(app)
  const { id, answer: sent } = await ask(phone, '139 0013 9000')
  expect(sent.statusCode).toBe(202)
  expect(sent.json()).toMatchObject({ sent_to: '139****9000' })
  const up = await answer(phone, id, await codeOf(id), { name: '沈一', password: 'harbor-light-31', registered_through: 'mall' })
  expect(up.json()).toMatchObject({ registered: true, user: { name: '沈一' } })
  expect(await phone.me()).toMatchObject({ kind: 'member', user: { name: '沈一' } })

  clock.advance(86_400_000)
  expect((await clientOf(app).signIn('13900139000', 'harbor-light-31')).statusCode).toBe(200)
})

test('the code is not in the database, neither plain nor as a hash that could be searched', async () => {
  const { id } = await ask(clientOf(app), '13800138000')
  const code = await codeOf(id)
  const dump = JSON.stringify([
    await db.rows(sql`select * from identity.challenges where id = ${id}`),
    await db.rows(sql`select * from core.events`),
  ])
  expect(dump).not.toContain(`"${code}"`)
})

test('asking tells nothing about whether somebody has the number', async () => {
  const said = []
  for (const handle of ['13800138000', '13700137000']) {
    const { answer } = await ask(clientOf(app), handle)
    const { challenge_id: _, sent_to: __, ...rest } = answer.json()
    said.push(JSON.stringify([answer.statusCode, rest]))
  }
  expect(said[0]).toBe(said[1])
})

test('the same challenge sent again sends no second message', async () => {
  const phone = clientOf(app)
  const { id } = await ask(phone, '13800138000')
  const again = await phone.send('POST', '/api/mall/codes', { id, handle: '13800138000' })
  expect(again.statusCode).toBe(202)
  const count = await db.row(sql`
    select count(*)::int as n from core.events, jsonb_array_elements(items) item where topic = 'messages.requested' and item->>'message_id' = ${id}`)
  expect(count).toEqual({ n: 1 })
})

test('a code is used once, within five minutes, in five tries, by who asked, for what it was asked', async () => {
  const phone = clientOf(app)
  const first = await ask(phone, '13800138000')
  const code = await codeOf(first.id)
  expect((await answer(phone, first.id, code)).statusCode).toBe(200)
  const logged = vi.spyOn(log, 'warn')
  const isLogged = (refused: string) =>
    expect(logged).toHaveBeenLastCalledWith(expect.objectContaining({ refused: [refused], route: '/api/mall/session/code' }), 'refused')
  expect((await answer(clientOf(app), first.id, code)).json()).toMatchObject({ type: 'code_expired', status: 401 })
  isLogged('code_expired')

  clock.advance(2 * 3_600_000)
  const late = await ask(phone, '13800138000')
  clock.advance(5 * 60_000 + 1)
  expect((await answer(phone, late.id, await codeOf(late.id))).json()).toMatchObject({ type: 'code_expired' })
  isLogged('code_expired')

  clock.advance(2 * 3_600_000)
  const tried = await ask(phone, '13800138000')
  const right = await codeOf(tried.id)
  for (let i = 0; i < 5; i++) expect((await answer(phone, tried.id, wrong(right))).json()).toMatchObject({ type: 'code_wrong' })
  isLogged('code_wrong')
  // Which code was typed stands nowhere, and the console's sign-in log counts the attempts.
  expect(JSON.stringify(logged.mock.calls)).not.toContain(wrong(right))
  logged.mockRestore()
  expect(
    await db.row(sql`select count(*) filter (where outcome = 'code_wrong') as wrong, count(*) filter (where outcome = 'code_expired') as expired
    from identity.sign_ins where at >= ${clock.now()}::timestamptz - interval '1 day'`),
  ).toEqual({ wrong: 5, expired: 2 })
  expect((await answer(phone, tried.id, right)).json()).toMatchObject({ type: 'code_expired' })

  expect((await answer(phone, newId(), right)).json()).toMatchObject({ type: 'code_expired' })
  expect((await answer(phone, tried.id, '12345')).statusCode).toBe(400)

  clock.advance(2 * 3_600_000)
  const other = await ask(phone, '13600136000', { purpose: 'add_handle' })
  expect((await answer(phone, other.id, await codeOf(other.id))).json()).toMatchObject({ type: 'code_expired' })
})

test('one code at two doors at once opens one', async () => {
  const { id } = await ask(clientOf(app), '13800138000')
  const code = await codeOf(id)
  const answers = await Promise.all(Array.from({ length: 6 }, () => answer(clientOf(app), id, code)))
  expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
})

test('a stranger who asks and guesses all day neither gets in nor keeps Lin from her codes', async () => {
  const phone = clientOf(app, { address: '192.0.2.10' })
  await phone.signIn('13800138000', 'tundra-mice-8')
  await phone.send('DELETE', '/api/mall/session')

  let sent = 0
  let guessed = 0
  let inside = 0
  for (let minute = 0; minute < 180; minute++) {
    clock.advance(60_000)
    const stranger = clientOf(app, { address: `203.0.113.${minute % 250}` })
    const { id, answer: asked } = await ask(stranger, '13800138000')
    if (asked.statusCode !== 202) continue
    sent++
    const right = await codeOf(id)
    for (let i = 0; i < 8; i++) {
      const tried = await answer(stranger, id, wrong(right))
      if (tried.json().type === 'code_wrong') guessed++
      if (tried.statusCode === 200) inside++
    }
  }
  expect(inside).toBe(0)
  expect(sent).toBeLessThan(11) // of 180
  expect(guessed).toBe(sent * 5)
  const { id } = await ask(phone, '13800138000')
  expect((await answer(phone, id, await codeOf(id))).statusCode).toBe(200)
}, 40_000)

test('ten thousand guesses at one code: five are looked at', async () => {
  const tries = Number(process.env.TONGSHANG_ATTACK ?? 150)
  const stranger = clientOf(app)
  const { id } = await ask(stranger, '13800138000')
  const right = Number(await codeOf(id))
  const answers = []
  for (let i = 1; i <= tries; i += 50) {
    const some = Array.from({ length: 50 }, (_, n) => answer(stranger, id, String((right + i + n) % 1_000_000).padStart(6, '0')))
    answers.push(...(await Promise.all(some)).map((one) => one.json().type))
  }
  expect(answers.filter((type) => type === 'code_wrong')).toHaveLength(5)
  expect(new Set(answers)).toEqual(new Set(['code_wrong', 'code_expired']))
  expect((await answer(stranger, id, String(right).padStart(6, '0'))).statusCode).toBe(401)
}, 120_000)

test('forgotten password: a code opens, a new password is set, other devices are signed out', async () => {
  const laptop = clientOf(app)
  await laptop.signIn('13800138000', 'tundra-mice-8')
  const phone = clientOf(app)
  const { id } = await ask(phone, '13800138000')
  await answer(phone, id, await codeOf(id))
  for (const [password, type] of [
    ['Passw0rd!', 'password_common'],
    ['13800138000a', 'password_about_you'],
    ['aB3$x', 'password_short'],
  ])
    expect((await phone.send('PUT', '/api/mall/password', { password })).json()).toMatchObject({ status: 400, type })
  expect((await phone.send('PUT', '/api/mall/password', { password: 'new-moon-over-9' })).json().ended).toBeGreaterThan(0)
  expect(await laptop.me()).toMatchObject({ kind: 'visitor' })
  expect((await laptop.signIn('13800138000', 'tundra-mice-8')).statusCode).toBe(401)
  expect((await laptop.signIn('13800138000', 'new-moon-over-9')).statusCode).toBe(200)

  expect((await laptop.send('PUT', '/api/mall/password', { password: 'quite-another-2' })).json()).toMatchObject({ type: 'proof_required' })
  const other = { password: 'tundra-mice-8', current_password: 'not-that-one' }
  expect((await laptop.send('PUT', '/api/mall/password', other)).json()).toMatchObject({ type: 'password_wrong' })
  expect((await laptop.send('PUT', '/api/mall/password', { ...other, current_password: 'new-moon-over-9' })).statusCode).toBe(200)
})

test('Lin adds an address and removes her number, but never the last way in; a taken one stays where it is', async () => {
  const phone = clientOf(app)
  await phone.signIn('13800138000', 'tundra-mice-8')
  const { id } = await ask(phone, 'lin@example.com', { purpose: 'add_handle' })
  const added = await phone.send('POST', '/api/mall/handles', { challenge_id: id, code: await codeOf(id) })
  expect(added.statusCode).toBe(204)
  const shown = (await phone.send('GET', '/api/mall/handles')).json()
  expect(shown.items).toMatchObject([{ kind: 'email', shown: 'li***@example.com', verified: true }, { kind: 'phone' }])

  const taken = await ask(phone, '13900139000', { purpose: 'add_handle' })
  const answered = await phone.send('POST', '/api/mall/handles', { challenge_id: taken.id, code: await codeOf(taken.id) })
  expect(answered.json()).toMatchObject({ status: 409, type: 'handle_taken' })

  expect((await phone.send('DELETE', '/api/mall/handles/email/lin%40example.com')).statusCode).toBe(204)
  expect((await phone.send('DELETE', '/api/mall/handles/phone/%2B8613800138000')).json()).toMatchObject({
    status: 409,
    type: 'last_way_in',
  })
  expect((await phone.send('DELETE', '/api/mall/handles/phone/%2B8613900139000')).statusCode).toBe(404)
})

test('a homoglyph address and an unreachable name are refused by name, and the refusals are kept in the log without what was typed', async () => {
  const logged = vi.spyOn(log, 'warn')
  for (const [handle, type] of [
    ['lіn@example.com', 'email_lookalike'],
    ['12345678901', 'phone_invalid'],
    ['linqing', 'handle_unreachable'],
  ]) {
    const { answer } = await ask(clientOf(app), handle!)
    expect(answer.json()).toMatchObject({ status: 400, type })
    expect(logged).toHaveBeenLastCalledWith(expect.objectContaining({ refused: [type], route: '/api/mall/codes' }), 'refused')
    expect(JSON.stringify(logged.mock.calls)).not.toContain(handle)
  }
  logged.mockRestore()
})

test('where a puzzle is installed, an unknown browser solves it first', async () => {
  setCaptcha({
    provider: 'test',
    site_key: 'k',
    script: 'https://puzzle.example/api.js',
    sources: [],
    verify: async (given) => given === 'solved',
  })
  try {
    const { answer } = await ask(clientOf(app), '13500135000')
    expect(answer.json()).toMatchObject({ status: 428, type: 'captcha_required', captcha: { site_key: 'k' } })
    const solved = await ask(clientOf(app), '13500135000', { captcha: 'solved' })
    expect(solved.answer.statusCode).toBe(202)
  } finally {
    setCaptcha(null)
  }
})

test('what no longer matters is swept', async () => {
  clock.advance(3 * 86_400_000)
  expect(await sweepIdentity.run(db, clock.now())).toBeGreaterThan(0)
  expect(await db.row(sql`select count(*)::int as n from identity.challenges`)).toEqual({ n: 0 })
})
