import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadUsers } from '#centers/identity/write.ts'
import { openDatabase } from '#core/database.ts'
import type { App } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { migrate } from '#core/migrate.ts'
import { unseal } from '#core/secrets.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { clientOf } from './support/client.ts'

export interface Attack {
  app: App
  db: Db
  clock: ReturnType<typeof handClock>
  /** Wrong passwords sent at one account, and as many wrong codes. */
  guesses: number
  /** How often the owner comes meanwhile. */
  owner_every: number
  log?: (sentence: string) => void
}

/** What must be zero, and what is told. */
export interface Damage {
  attackers_in: number
  owner_refused: number
  /** Answers by which an account that exists could be told from one that does not. */
  told_apart: number
  passwords_judged: number
  passwords_waiting: number
  codes_sent: number
  codes_judged: number
  /** Milliseconds of a judged password: the account exists, and does not. */
  judged_ms: [number, number]
  simulated_hours: number
}

const phone = '13800138000'
const nobody = '13700137000'
const password = 'tundra-mice-8'
const step_ms = 9_000

/**
 * Many browsers from many addresses guess one account's password, then its codes, with no pause, while the owner goes on signing in at her own
 * browser. The same guesses are sent at a number nobody has: both must be answered alike.
 */
export async function attackSignIn({ app, db, clock, guesses, owner_every, log = () => {} }: Attack): Promise<Damage> {
  await loadUsers(db, [{ id: newId(), name: '林青', password, handles: [{ kind: 'phone', value: phone, verified: true }] }], clock.now())
  const began = Date.parse(clock.now())
  const owner = clientOf(app, { address: '203.0.113.9' })
  const damage: Damage = {
    attackers_in: 0,
    owner_refused: (await owner.signIn(phone, password)).statusCode === 200 ? 0 : 1,
    told_apart: 0,
    passwords_judged: 0,
    passwords_waiting: 0,
    codes_sent: 0,
    codes_judged: 0,
    judged_ms: [0, 0],
    simulated_hours: 0,
  }
  await guessPasswords({ app, clock, guesses, owner_every, log }, owner, damage)
  await guessCodes({ app, db, clock, guesses, owner_every, log }, owner, damage)
  // At a browser never seen before, the owner comes in by code, whatever was guessed.
  clock.advance(3_600_000)
  if (!(await comeByCode(db, clientOf(app, { address: '203.0.113.77' })))) damage.owner_refused++
  damage.simulated_hours = Math.round((Date.parse(clock.now()) - began) / 3_600_000)
  return damage
}

async function guessPasswords(
  { app, clock, guesses, owner_every, log }: Omit<Required<Attack>, 'db'>,
  owner: ReturnType<typeof clientOf>,
  damage: Damage,
): Promise<void> {
  const times: [number[], number[]] = [[], []]
  for (let i = 1; i <= guesses; i++) {
    clock.advance(step_ms)
    const guess = `guess-${i}-${i % 7}`
    const said: string[] = []
    // In turn, so that neither account is always the first of the two.
    for (const at of i % 2 ? [0, 1] : [1, 0]) {
      const attacker = clientOf(app, { address: `10.${at}.${i % 250}.${(i >> 8) % 250}` })
      const start = performance.now()
      const answer = await attacker.signIn(at === 0 ? phone : nobody, guess)
      const took = performance.now() - start
      if (answer.statusCode === 401) times[at]!.push(took)
      if (answer.statusCode === 200) damage.attackers_in++
      said[at] = `${answer.statusCode} ${answer.body.replace(/"request_id":"[^"]*"/, '')} ${answer.headers['retry-after'] ?? ''}`
    }
    if (said[0] !== said[1]) {
      damage.told_apart++
      log(`told apart: ${said.join(' | ')}`)
    }
    if (said[0]!.startsWith('401')) damage.passwords_judged++
    else damage.passwords_waiting++
    if (i % owner_every > 0) continue
    if ((await owner.signIn(phone, password)).statusCode !== 200) damage.owner_refused++
    log(`${i} passwords guessed: ${JSON.stringify(damage)}`)
  }
  damage.judged_ms = times.map((of) => Math.round(of.sort((a, b) => a - b)[of.length >> 1] ?? 0)) as [number, number]
}

async function guessCodes(
  { app, db, clock, guesses, owner_every, log }: Required<Attack>,
  owner: ReturnType<typeof clientOf>,
  damage: Damage,
): Promise<void> {
  let challenge = newId()
  let code = ''
  for (let i = 1; i <= guesses; i++) {
    clock.advance(step_ms)
    const attacker = clientOf(app, { address: `10.2.${i % 250}.${(i >> 8) % 250}` })
    if (i % 5 === 1) {
      const id = newId()
      const asked = await attacker.send('POST', '/api/mall/codes', { id, handle: phone })
      if (asked.statusCode === 202) {
        challenge = id
        code = await codeOf(db, id)
        damage.codes_sent++
      }
    }
    // The one guess in a million that is right would be luck and no fault: it is left out.
    const guess = String((Number(code) + 1 + (i % 999_999)) % 1_000_000).padStart(6, '0')
    const answer = await attacker.send('POST', '/api/mall/session/code', { challenge_id: challenge, code: guess })
    if (answer.statusCode === 200) damage.attackers_in++
    if (answer.json().type === 'code_wrong') damage.codes_judged++
    if (i % owner_every > 0) continue
    if (!(await comeByCode(db, owner))) damage.owner_refused++
    log(`${i} codes guessed: ${JSON.stringify(damage)}`)
  }
}

async function comeByCode(db: Db, browser: ReturnType<typeof clientOf>): Promise<boolean> {
  const id = newId()
  if ((await browser.send('POST', '/api/mall/codes', { id, handle: phone })).statusCode !== 202) return false
  return (await browser.send('POST', '/api/mall/session/code', { challenge_id: id, code: await codeOf(db, id) })).statusCode === 200
}

/** What arrives on the owner's phone. */
async function codeOf(db: Db, id: string): Promise<string> {
  const row = await db.row<{ item: { sealed_values: string } }>(sql`
    select item from core.events, jsonb_array_elements(items) item where topic = 'messages.requested' and item->>'message_id' = ${id} order by seq desc limit 1`)
  return JSON.parse(unseal('messages.values', row!.item.sealed_values)!).code
}

if (process.argv[1] === import.meta.filename) {
  const guesses = Number(process.argv[2] ?? 10_000)
  const folder = mkdtempSync(join(tmpdir(), 'tongshang-attack-'))
  chmodSync(folder, 0o711) // under root the server runs as another user, who must pass through
  const database = await openDatabase({ data_dir: folder })
  const clock = handClock('2026-03-02T01:00:00.000Z')
  try {
    await migrate(database.connection, clock.now())
    const db = openDb(database.connection)
    const app = await createApp({ db, clock })
    const damage = await attackSignIn({ app, db, clock, guesses, owner_every: 500, log: (sentence) => console.error(sentence) })
    console.log(JSON.stringify({ guesses, ...damage }))
    await app.close()
    await db.close()
    process.exitCode = damage.attackers_in + damage.owner_refused + damage.told_apart > 0 ? 1 : 0
  } finally {
    await database.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
