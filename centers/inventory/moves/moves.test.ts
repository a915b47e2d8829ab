import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { systemBy } from '#core/audit.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { aNode, openStock } from '../fixtures.ts'
import { correctStock, saveNodes } from '../write.ts'
import type { Arrival, End, Move } from './model.ts'
import { findLotStock, listMoves, readStock } from './read.ts'
import { firstExpired } from './rules.ts'
import { issueLots, moveStock, receiveStock, sellSerials } from './write.ts'

const now = '2026-03-02T02:00:00.000Z'
const by = systemBy('tests')
let database: ClonedDatabase
let db: Db

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 8 })
  await openStock(db, now)
})
afterAll(async () => {
  const checked = await checkPromises(db)
  expect(checked.filter(({ offending }) => offending.length > 0)).toEqual([])
  await db.close()
  await database.drop()
})

let nodes = 0
/** A fresh node, so that tests do not see each other's stock. */
async function freshNode(): Promise<string> {
  const id = `n${++nodes}`
  await db.tx((tx) => saveNodes(tx, now, [aNode(id)]))
  return id
}
const at = (node_id: string, condition: 'available' | 'defective' | 'inspection' | 'in_transit' | 'sample' | 'gift' = 'available') => ({
  node_id,
  condition,
})
const move = (sku_id: string, quantity: number, from: End, to: End, more: Partial<Move> = {}): Move => ({
  id: newId(),
  kind: 'found',
  sku_id,
  quantity,
  from,
  to,
  ...more,
})
const arrival = (sku_id: string, quantity: number, node_id: string, more: Partial<Arrival> = {}): Arrival => ({
  id: newId(),
  sku_id,
  quantity,
  node_id,
  ...more,
})
const send = (...moves: Move[]) => db.tx((tx) => moveStock(tx, by, now, moves))
const receive = (...arrivals: Arrival[]) => db.tx((tx) => receiveStock(tx, by, now, arrivals))
const statuses = (outcomes: { status: string }[]) => outcomes.map(({ status }) => status)
const stockAt = async (node_id: string, sku_id: string) => (await readStock(db, { node_ids: [node_id], sku_ids: [sku_id] }))[0]

test('goods come in, change their condition, go to another node and out; retries are harmless', async () => {
  const [x, y] = [await freshNode(), await freshNode()]
  const first = move('plain', 10, 'outside', at(x, 'inspection'), { kind: 'receipt' })
  const moves = [
    first,
    move('plain', 8, at(x, 'inspection'), at(x), { kind: 'quality' }),
    move('plain', 2, at(x, 'inspection'), at(x, 'defective'), { kind: 'quality' }),
    move('plain', 5, at(x), at(y, 'in_transit'), { kind: 'transfer_out' }),
    move('plain', 1, at(x, 'defective'), 'outside', { kind: 'scrap', reason: 'broken' }),
  ]
  expect(statuses(await send(...moves))).toEqual(Array(5).fill('moved'))
  expect(await stockAt(x, 'plain')).toMatchObject({ available: 3, inspection: 0, defective: 1 })
  expect(await stockAt(y, 'plain')).toMatchObject({ in_transit: 5, available: 0 })
  expect(statuses(await send(...moves))).toEqual(Array(5).fill('already_moved'))
  expect(statuses(await send({ ...first, quantity: 11 }))).toEqual(['id_used_for_another'])
  expect(await stockAt(x, 'plain')).toMatchObject({ available: 3 })
  const seen = await listMoves(db, [x], {}, null, 3)
  expect(seen).toHaveLength(3)
  const rest = await listMoves(db, [x], {}, [seen[2]!.moved_at, seen[2]!.id], 10)
  expect(new Set([...seen, ...rest].map(({ id }) => id))).toEqual(new Set(moves.map(({ id }) => id)))
})

describe('each refusal by name', () => {
  test('of goods without lots and numbers', async () => {
    const x = await freshNode()
    const closed = await freshNode()
    await db.run(sql`update inventory.nodes set closed_at = ${now} where id = ${closed}`)
    await db.tx((tx) => saveNodes(tx, now, [aNode(x)])) // drops the cache of nodes
    expect(
      statuses(
        await send(
          move('nothing', 1, 'outside', at(x)),
          move('plain', 1, 'outside', at('nowhere')),
          move('plain', 1, 'outside', at(closed)),
          move('plain', 1, at(x), at(x)),
          move('plain', 1, at(x), at(x, 'sample')),
        ),
      ),
    ).toEqual(['unknown_sku', 'unknown_node', 'node_closed', 'same_place', 'not_enough'])
    const outsider = { ...theSystem, organizations: ['elsewhere'] }
    expect(statuses(await db.tx((tx) => moveStock(tx, outsider, now, [move('plain', 1, 'outside', at(x))])))).toEqual(['unknown_node'])
  })

  test('of lots', async () => {
    const x = await freshNode()
    expect(
      statuses(
        await receive(
          arrival('milk', 5, x),
          arrival('milk', 5, x, { lot_no: 'R1' }),
          arrival('milk', 5, x, { lot_no: 'R1', made_on: '2026-02-01', expires_on: '2026-01-01' }),
          arrival('milk', 5, x, { lot_no: 'R2', expires_on: '2026-06-01' }),
          arrival('milk', 5, x, { lot_no: 'R2', expires_on: '2026-06-02' }),
          arrival('milk', 5, x, { lot_no: 'OLD', expires_on: '2026-03-02' }),
          arrival('milk', 5, x, { lot_no: 'OLD', expires_on: '2026-03-02', condition: 'defective' }),
        ),
      ),
    ).toEqual(['lot_missing', 'expiry_missing', 'expiry_missing', 'moved', 'lot_differs', 'lot_expired', 'moved'])
    expect(
      statuses(
        await send(
          move('milk', 1, at(x), at(x, 'sample'), { lot_no: 'R3' }),
          move('milk', 6, at(x), at(x, 'sample'), { lot_no: 'R2' }),
          move('milk', 1, at(x, 'defective'), at(x), { lot_no: 'OLD' }),
          move('milk', 1, at(x, 'defective'), at(x)),
          move('milk', 5, at(x, 'defective'), 'outside', { kind: 'scrap' }),
        ),
      ),
    ).toEqual(['lot_unknown', 'not_enough', 'lot_expired', 'lot_expired', 'moved'])
  })

  test('of serial numbers', async () => {
    const [x, y] = [await freshNode(), await freshNode()]
    expect(
      statuses(
        await receive(
          arrival('phone', 2, x),
          arrival('phone', 2, x, { serials: ['S1'] }),
          arrival('phone', 2, x, { serials: ['S1', 'S2'] }),
          arrival('phone', 1, y, { serials: ['S1'] }),
        ),
      ),
    ).toEqual(['serials_missing', 'serial_count_differs', 'moved', 'serial_elsewhere'])
    const sale = { sku_id: 'phone', serial_no: 'S1', ref: 'orders.order:1', node_id: x }
    expect(
      statuses(await db.tx((tx) => sellSerials(tx, now, [{ ...sale, node_id: y }, sale, sale, { ...sale, ref: 'orders.order:2' }]))),
    ).toEqual(['serial_elsewhere', 'sold', 'already_sold', 'serial_already_sold'])
    expect(statuses(await send(move('phone', 1, 'outside', at(x), { serials: ['S1'] })))).toEqual(['serial_already_sold'])
    expect(statuses(await send(move('phone', 1, 'outside', at(x), { serials: ['S1'], kind: 'customer_return' })))).toEqual(['moved'])
    expect(statuses(await send(move('phone', 1, at(x), at(y, 'in_transit'), { serials: ['S2'] })))).toEqual(['moved'])
    expect(statuses(await send(move('phone', 1, at(x), at(x, 'defective'), { serials: ['S2'] })))).toEqual(['serial_elsewhere'])
  })
})

test('first expired goes first, undated last, expired ones only when nothing else is left to ship', async () => {
  const x = await freshNode()
  await receive(
    arrival('milk', 4, x, { lot_no: 'F-late', expires_on: '2026-09-01' }),
    arrival('milk', 4, x, { lot_no: 'F-soon', expires_on: '2026-04-01' }),
  )
  const [outcome] = await send(move('milk', 5, at(x), at(x, 'sample')))
  expect(outcome!.lots).toEqual([
    { lot_no: 'F-soon', quantity: 4 },
    { lot_no: 'F-late', quantity: 1 },
  ])
  await db.tx((tx) => correctStock(tx, now, [{ id: newId(), node_id: x, sku_id: 'milk', change: -1, reason: 'count' }]))
  const lots = await findLotStock(db, [{ node_id: x, sku_id: 'milk' }])
  expect(lots.map(({ lot_no, condition, quantity }) => `${lot_no} ${condition} ${quantity}`).sort()).toEqual([
    'F-late good 2',
    'F-late sample 1',
    'F-soon sample 4',
  ])
  const much_later = '2026-08-31T17:00:00.000Z'
  expect(await db.tx((tx) => issueLots(tx, much_later, [{ node_id: x, sku_id: 'milk', quantity: 1 }]))).toEqual([
    [{ lot_no: 'F-late', quantity: 1 }],
  ])
  await db.tx((tx) => correctStock(tx, now, [{ id: newId(), node_id: x, sku_id: 'milk', change: -2, reason: 'count' }]))
})

test('first expired, first out takes exactly what is asked, or all there is', () => {
  const lot = fc.record({
    lot_no: fc.string({ minLength: 1, maxLength: 4 }),
    quantity: fc.integer({ min: 0, max: 20 }),
    expires_on: fc.option(fc.constantFrom('2026-01-01', '2026-05-01', '2027-01-01'), { nil: null }),
    since_at: fc.constantFrom('2026-01-01', '2026-01-02'),
  })
  fc.assert(
    fc.property(
      fc.uniqueArray(lot, { selector: ({ lot_no }) => lot_no, maxLength: 8 }),
      fc.integer({ min: 1, max: 60 }),
      (lots, quantity) => {
        const parts = firstExpired(lots, quantity)
        const there = lots.reduce((sum, one) => sum + one.quantity, 0)
        expect(parts.reduce((sum, one) => sum + one.quantity, 0)).toBe(Math.min(quantity, there))
        const dates = parts.map(({ lot_no }) => lots.find((one) => one.lot_no === lot_no)!.expires_on ?? '9999')
        expect(dates).toEqual([...dates].sort())
      },
    ),
    { seed: 7 },
  )
})

test('a batch ends where its moves one by one would', async () => {
  const places = ['available', 'inspection', 'defective', 'sample'] as const
  const end = fc.oneof(fc.constant('outside' as const), fc.record({ node: fc.constantFrom(0, 1), condition: fc.constantFrom(...places) }))
  const one = fc.record({
    sku_id: fc.constantFrom('plain', 'milk'),
    quantity: fc.integer({ min: 1, max: 6 }),
    from: end,
    to: end,
    lot_no: fc.constantFrom(null, 'L1', 'L2'),
  })
  await db.tx((tx) =>
    receiveStock(tx, by, now, [
      arrival('milk', 1, 'a', { lot_no: 'L1', expires_on: '2026-07-01' }),
      arrival('milk', 1, 'a', { lot_no: 'L2', expires_on: '2026-03-01', condition: 'defective' }),
      arrival('plain', 1, 'a', { lot_no: 'L1' }),
    ]),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 12 }), async (wanted) => {
      const run = async (together: boolean) => {
        const pair = [await freshNode(), await freshNode()]
        const place = (where: (typeof wanted)[number]['from']): End =>
          where === 'outside' ? where : { node_id: pair[where.node]!, condition: where.condition }
        const moves = wanted
          .filter(({ from, to }) => from !== 'outside' || to !== 'outside')
          .map(({ from, to, ...rest }) => move(rest.sku_id, rest.quantity, place(from), place(to), { lot_no: rest.lot_no }))
        const outcomes = together ? await send(...moves) : []
        if (!together) for (const single of moves) outcomes.push((await send(single))[0]!)
        expect(statuses(await send(...moves))).toEqual(
          statuses(outcomes).map((status) => (status === 'moved' ? 'already_moved' : expect.any(String))),
        )
        const rows = await readStock(db, { node_ids: pair, sku_ids: ['plain', 'milk'] })
        const lots = await findLotStock(
          db,
          pair.flatMap((node_id) => ['plain', 'milk'].map((sku_id) => ({ node_id, sku_id }))),
        )
        const name = (node_id: string) => pair.indexOf(node_id)
        return {
          statuses: statuses(outcomes),
          stock: rows
            .map((row) => ({ ...row, node_id: name(row.node_id) }))
            .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
          lots: lots.map(({ node_id, lot_no, condition, quantity }) => [name(node_id), lot_no, condition, quantity].join()).sort(),
        }
      }
      expect(await run(true)).toEqual(await run(false))
    }),
    { numRuns: 15, seed: 42 },
  )
})

test('of many who take the last pieces together exactly as many succeed as there are', async () => {
  const x = await freshNode()
  await receive(
    arrival('milk', 3, x, { lot_no: 'RACE-1', expires_on: '2026-10-01' }),
    arrival('milk', 4, x, { lot_no: 'RACE-2', expires_on: '2026-11-01' }),
  )
  const outcomes = (await Promise.all(Array.from({ length: 20 }, () => send(move('milk', 1, at(x), at(x, 'gift')))))).flat()
  expect(outcomes.filter(({ status }) => status === 'moved')).toHaveLength(7)
  expect(outcomes.filter(({ status }) => status === 'not_enough')).toHaveLength(13)
  const same = move('milk', 2, at(x, 'gift'), at(x, 'sample'))
  expect(statuses((await Promise.all(Array.from({ length: 6 }, () => send(same)))).flat()).sort()).toEqual([
    ...Array(5).fill('already_moved'),
    'moved',
  ])
})
