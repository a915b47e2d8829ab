import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { declareAccounts, isAccount, isAsset } from './accounts.ts'
import type { Transaction } from './model.ts'
import { promises } from './promises.ts'
import { findBalances, listBalances, listPostings, readTrialBalance } from './read.ts'
import { balanceKey } from './rules.ts'
import {
  captureHolds,
  expireHolds,
  foldPostings,
  holdAmounts,
  postTransactions,
  releaseHolds,
  reverseTransactions,
  setFloors,
} from './write.ts'

declareAccounts([
  { pattern: 'test:*:purse', floor: 'zero', side: 'liability', center: 'test', title: { zh: '', en: '' } },
  { pattern: 'test:*:held', floor: 'zero', side: 'liability', center: 'test', title: { zh: '', en: '' } },
  { pattern: 'test:*:line', floor: 'credit', side: 'liability', center: 'test', title: { zh: '', en: '' } },
  { pattern: 'test:*:income', floor: 'none', side: 'income', center: 'test', title: { zh: '', en: '' } },
])

const now = '2026-11-22T06:00:00.000Z'
const CNY = 'CNY/2'
let cloned: ClonedDatabase
let db: Db
beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 8 })
})
afterAll(async () => {
  await db.close()
  await cloned.drop()
})

const purse = (name: string) => `test:${name}:purse`
const move = (source: string, destination: string, amount: number, key: string = newId()): Transaction => ({
  key,
  kind: 'test.move',
  ref: `test.story:${key}`,
  happened_at: now,
  postings: [{ source, destination, asset: CNY, amount }],
})
const post = (...transactions: Transaction[]) => db.tx((tx) => postTransactions(tx, now, transactions))
/** Posts as hot paths do: on balances read a moment ago, without locking them. */
const postHopefully = (...transactions: Transaction[]) =>
  db.tx(async (tx) => {
    const asked = transactions.flatMap(({ postings }) => postings.map(({ source, asset }) => ({ account: source, asset })))
    const found = (await findBalances(tx, asked)).filter(({ floor }) => floor !== null)
    const seen = new Map(found.map(({ account, asset, balance, floor }) => [balanceKey(account, asset), balance - floor!]))
    return postTransactions(tx, now, transactions, seen)
  })
const balanceOf = async (account: string) => (await findBalances(db, [{ account, asset: CNY }]))[0]!.balance
const statuses = (outcomes: { status: string }[]) => outcomes.map(({ status }) => status)
async function expectPromises() {
  for (const { name, query } of promises) expect(await db.rows(query), name).toEqual([])
}

describe('posting', () => {
  test('a refusal names account and shortage and leaves its neighbors alone', async () => {
    const [a, b] = [purse(newId()), purse(newId())]
    const outcomes = await post(move('world', a, 100), move(a, b, 150), move(a, b, 60))
    expect(statuses(outcomes)).toEqual(['posted', 'balance_too_low', 'posted'])
    expect(outcomes[1]).toMatchObject({ account: a, asset: CNY, shortage: 50 })
    expect([await balanceOf(a), await balanceOf(b)]).toEqual([40, 60])
  })

  test('the same key again is a success that changes nothing; other content under it is refused', async () => {
    const a = purse(newId())
    const paid = move('world', a, 100)
    expect(statuses(await post(paid, paid))).toEqual(['posted', 'already_posted'])
    expect(statuses(await post(paid))).toEqual(['already_posted'])
    expect(statuses(await post({ ...paid, postings: [{ ...paid.postings[0]!, amount: 5 }] }))).toEqual(['key_used_for_another'])
    expect(await balanceOf(a)).toBe(100)
  })

  test('all postings of a transaction happen or none', async () => {
    const [a, b] = [purse(newId()), purse(newId())]
    await post(move('world', a, 100))
    const both: Transaction = {
      ...move(a, 'test:shop:income', 80),
      postings: [
        { source: a, destination: 'test:shop:income', asset: CNY, amount: 80 },
        { source: b, destination: a, asset: CNY, amount: 1 },
      ],
    }
    expect((await post(both))[0]).toMatchObject({ status: 'balance_too_low', account: b, shortage: 1 })
    expect(await balanceOf(a)).toBe(100)
  })

  test('accounts without a floor are summed, folded or not', async () => {
    const income = `test:${newId()}:income`
    const a = purse(newId())
    await post(move('world', a, 100), move(a, income, 30))
    expect(await balanceOf(income)).toBe(30)
    // An older transaction anywhere on the server holds the fold back.
    const listed = async () => (await listBalances(db, { prefix: income, limit: 10 })).items.length
    const folded = async () => {
      await db.tx((tx) => foldPostings(tx))
      return listed()
    }
    await expect.poll(folded).toBe(1)
    await post(move(a, income, 20), move(income, a, 5))
    expect(await balanceOf(income)).toBe(45)
    expect((await listBalances(db, { prefix: income, limit: 10 })).items).toEqual([
      { account: income, asset: CNY, balance: 45, floor: null },
    ])
  })

  test('a credit line lets an account run below zero and no further', async () => {
    const line = `test:${newId()}:line`
    expect(await db.tx((tx) => setFloors(tx, [{ account: line, asset: CNY, floor: -500 }]))).toEqual([{ account: line, status: 'set' }])
    expect(statuses(await post(move(line, 'world', 400), move(line, 'world', 101)))).toEqual(['posted', 'balance_too_low'])
    expect(await db.tx((tx) => setFloors(tx, [{ account: line, asset: CNY, floor: -100 }]))).toEqual([
      { account: line, status: 'line_in_use' },
    ])
  })

  test('a reversal is a new transaction, once', async () => {
    const a = purse(newId())
    const paid = move('world', a, 70)
    await post(paid)
    const reverse = () =>
      db.tx((tx) =>
        reverseTransactions(tx, now, [
          { of: paid.key, ref: 'test', happened_at: now },
          { of: 'nothing', ref: 'test', happened_at: now },
        ]),
      )
    expect(statuses(await reverse())).toEqual(['posted', 'transaction_not_found'])
    expect(statuses(await reverse())).toEqual(['already_posted', 'transaction_not_found'])
    expect(await balanceOf(a)).toBe(0)
  })

  test('a statement pages through every posting once, newest first', async () => {
    const a = purse(newId())
    for (let i = 1; i <= 3; i++) await post(...Array.from({ length: 7 }, () => move('world', a, i)))
    const seen: number[] = []
    let cursor: string | undefined
    do {
      const page = await listPostings(db, { account: a, asset: CNY, cursor, limit: 4 })
      seen.push(...page.items.map(({ change }) => change))
      cursor = page.next ?? undefined
    } while (cursor)
    expect(seen).toHaveLength(21)
    expect(seen.reduce((sum, change) => sum + change, 0)).toBe(await balanceOf(a))
  })
})

describe('holds', () => {
  const hold = (id: string, source: string, amount: number, due_at = '2026-11-22T07:00:00.000Z') => ({
    id,
    source,
    bucket: source.replace('purse', 'held'),
    asset: CNY,
    amount,
    ref: 'test',
    due_at,
  })

  test('what is held is captured in part once, and the rest returns', async () => {
    const a = purse(newId())
    const id = newId()
    await post(move('world', a, 100))
    expect(statuses(await db.tx((tx) => holdAmounts(tx, now, [hold(id, a, 80), hold(newId(), a, 30)])))).toEqual([
      'held',
      'balance_too_low',
    ])
    expect(statuses(await db.tx((tx) => holdAmounts(tx, now, [hold(id, a, 80)])))).toEqual(['already_held'])
    const capture = { id, destination: 'test:shop:income', amount: 50 }
    expect(statuses(await db.tx((tx) => captureHolds(tx, now, [{ ...capture, amount: 81 }])))).toEqual(['more_than_held'])
    expect(statuses(await db.tx((tx) => captureHolds(tx, now, [capture, capture])))).toEqual(['captured', 'already_captured'])
    expect(statuses(await db.tx((tx) => releaseHolds(tx, now, [id, newId()])))).toEqual(['already_captured', 'hold_not_found'])
    expect(await balanceOf(a)).toBe(50)
  })

  test('what is past its time returns', async () => {
    const a = purse(newId())
    await post(move('world', a, 10))
    await db.tx((tx) => holdAmounts(tx, now, [hold(newId(), a, 10)]))
    expect(await db.tx((tx) => expireHolds(tx, now))).toBe(0)
    expect(await db.tx((tx) => expireHolds(tx, '2026-11-22T07:00:00.000Z'))).toBe(1)
    expect(await balanceOf(a)).toBe(10)
  })
})

test('what was seen too long ago is looked at again', async () => {
  const [a, b, key] = [purse(newId()), purse(newId()), newId()]
  await post(move('world', a, 100))
  const seen = new Map([[balanceKey(a, CNY), 1_000]])
  const hope = (...transactions: Transaction[]) => db.tx((tx) => postTransactions(tx, now, transactions, seen))
  expect(await hope(move(a, b, 150))).toMatchObject([{ status: 'balance_too_low', shortage: 50 }])
  expect(statuses(await hope(move(a, b, 60, key)))).toEqual(['posted'])
  expect(statuses(await hope(move(a, b, 60, key)))).toEqual(['already_posted'])
  expect(statuses(await hope(move(a, b, 10, key)))).toEqual(['key_used_for_another'])
  expect([await balanceOf(a), await balanceOf(b)]).toEqual([40, 60])
})

describe('laws', () => {
  // Few accounts and keys, so that floors are met and keys collide.
  const acts = fc.array(
    fc.record({
      from: fc.integer({ min: 0, max: 4 }),
      to: fc.integer({ min: 0, max: 4 }),
      amount: fc.integer({ min: 1, max: 120 }),
      key: fc.integer({ min: 0, max: 25 }),
    }),
    { maxLength: 30 },
  )
  const story = (run: string, list: { from: number; to: number; amount: number; key: number }[]) =>
    list
      .filter(({ from, to }) => from !== to)
      .map(({ from, to, amount, key }) => {
        const name = (i: number) => (i === 0 ? 'world' : i === 4 ? `test:${run}:income` : purse(`${run}-${i}`))
        return move(name(from), name(to), amount, `${run}:${key}`)
      })
  const balancesOf = async (run: string) =>
    Promise.all(['world', 1, 2, 3, 4].slice(1).map((i) => balanceOf(i === 4 ? `test:${run}:income` : purse(`${run}-${i}`))))

  test.each([
    ['locking first', post],
    ['on what was seen', postHopefully],
  ])('a batch (%s) ends where its items one by one end, and sending it again changes nothing', async (_, postBatch) => {
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        const [batch, single] = [newId(), newId()]
        const together = await postBatch(...story(batch, list))
        const alone: { status: string }[] = []
        for (const one of story(single, list)) alone.push(...(await post(one)))
        expect(statuses(together)).toEqual(statuses(alone))
        const ended = await balancesOf(batch)
        expect(ended).toEqual(await balancesOf(single))
        const posted = story(batch, list).filter((_, i) => together[i]!.status === 'posted')
        const again = await postBatch(...posted)
        expect(again.every(({ status }) => status === 'already_posted')).toBe(true)
        expect(await balancesOf(batch)).toEqual(ended)
      }),
      { numRuns: 25 },
    )
    await expectPromises()
  })

  test('racing connections keep floors and sums', async () => {
    const run = newId()
    const purses = [1, 2, 3, 4, 5].map((i) => purse(`${run}-${i}`))
    await post(...purses.map((account) => move('world', account, 1_000)))
    const racer = async (seed: number) => {
      let state = seed
      const next = (n: number) => {
        state = (state * 48271) % 2147483647
        return state % n
      }
      for (let i = 0; i < 25; i++) {
        const batch = Array.from({ length: 8 }, () => {
          const from = next(5)
          return move(purses[from]!, purses[(from + 1 + next(4)) % 5]!, 1 + next(400), `${run}:${next(600)}`)
        })
        // Those who lock first and those who hope meet on the same purses.
        await (seed % 2 === 0 ? post(...batch) : postHopefully(...batch))
        if (i % 5 === 0) await db.tx((tx) => foldPostings(tx))
      }
    }
    await Promise.all([1, 2, 3, 4, 5, 6].map(racer))
    const total = (await Promise.all(purses.map(balanceOf))).reduce((sum, balance) => sum + balance, 0)
    expect(total).toBe(5_000)
    await expectPromises()
  })
})

test('the trial balance sums to zero over an asset', async () => {
  const lines = await readTrialBalance(db, 'CNY')
  expect(lines.length).toBeGreaterThan(2)
  expect(lines.reduce((sum, { balance }) => sum + balance, 0)).toBe(0)
  expect(lines.map(({ accounts }) => accounts)).toContain('test:*:purse')
})

test.each([
  ['world', true],
  ['member:0190-a:wallet', true],
  ['node:cq-rdc:available', true],
  ['Node:x:y', false],
  ['member::wallet', false],
  ['member:a b:wallet', false],
  ['', false],
])('account %s fits the grammar: %s', (text, fits) => expect(isAccount(text)).toBe(fits))

test.each([
  ['CNY/2', true],
  ['sku:HR-BCD-520', true],
  ['quota:d11:HR-BCD-520', true],
  ['CNY', false],
  ['sku:', false],
])('asset %s fits the grammar: %s', (text, fits) => expect(isAsset(text)).toBe(fits))

test('a posting that names no declared account is a bug, not a refusal', async () => {
  await expect(post(move('world', 'nobody:1:knows', 1))).rejects.toThrow(/fits no declared pattern/)
  await expect(
    post({ ...move('world', purse('x'), 1), postings: [{ source: 'world', destination: 'world', asset: CNY, amount: 1 }] }),
  ).rejects.toThrow(/itself/)
  await db.rows(sql`select 1`)
})
