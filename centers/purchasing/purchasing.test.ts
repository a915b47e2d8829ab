import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStock } from '#centers/inventory/fixtures.ts'
import { readStock } from '#centers/inventory/moves/read.ts'
import { clientOf } from '#checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { differencesOf, lineState, outstanding } from './rules.ts'

const clock = handClock('2026-03-02T02:00:00.000Z')
let database: ClonedDatabase
let db: Db
let app: App
let caller: Caller = { ...theSystem, kind: 'staff', id: newId() }

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 8 })
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await openStock(db, clock.now())
  const supplier = { id: 'dairy', organization_id: 'group', name: { zh: '乳品厂', en: 'Dairy' }, contact_name: null, contact_phone: null }
  const { outcomes } = await post('suppliers', { suppliers: [{ ...supplier, lead_days: 5, currency: 'CNY' }] })
  expect(outcomes[0]!.status).toBe('saved')
})
afterAll(async () => {
  await app.close()
  const checked = await checkPromises(db)
  expect(checked.filter(({ offending }) => offending.length > 0)).toEqual([])
  await db.close()
  await database.drop()
})

const http = clientOf(() => app)
const post = async (path: string, body: object) =>
  (await http.send('POST', `/api/admin/purchases${path && `/${path}`}`, body)).json() as {
    outcomes: { id: string; status: string; detail?: string }[]
  }
const get = async (path: string) => (await http.send('GET', `/api/admin/purchases/${path}`)).json()
const first = async (path: string, body: object) => (await post(path, body)).outcomes[0]!
const stock = async (sku_id: string) => (await readStock(db, { node_ids: ['a'], sku_ids: [sku_id] }))[0]

async function order(lines = [{ sku_id: 'milk', quantity: 10, unit_minor: 9_000 }], send = true): Promise<string> {
  const one = { id: newId(), supplier_id: 'dairy', node_id: 'a', lines }
  expect((await first('', { orders: [one] })).status).toBe('made')
  expect((await first('', { orders: [one] })).status).toBe('already_made')
  if (send) expect((await first('sendings', { ids: [one.id] })).status).toBe('sent')
  return one.id
}
const receipt = (order_id: string, lines: object[], more: object = {}) => ({
  receipts: [{ id: newId(), order_id, accepts_over: false, closes: false, lines, ...more }],
})
const lot = { lot_no: 'P-1', expires_on: '2027-03-01' }

describe('rules', () => {
  const line = { quantity: 10, confirmed: 8, received: 5, damaged: 1 }
  test.each([
    ['what was confirmed counts', line, 2],
    ['what was ordered, while nothing was said', { ...line, confirmed: null }, 4],
    ['never below zero', { ...line, received: 12 }, 0],
  ])('still to come: %s', (_, one, left) => {
    expect(outstanding(one)).toBe(left)
  })
  const whole = { ...line, order_id: '', line_no: 1, sku_id: '', unit_minor: 0, returned: 0, state: 'confirmed' as const }
  test.each([
    ['nothing came', { ...whole, received: 0, damaged: 0 }, false, 'confirmed'],
    ['some came', whole, false, 'partly_received'],
    ['closed with less', whole, true, 'short'],
    ['nothing came and it closes', { ...whole, received: 0, damaged: 0 }, true, 'short'],
    ['all came', { ...whole, received: 9, confirmed: 10 }, false, 'received'],
  ] as const)('a line of which %s', (_, one, closes, state) => {
    expect(lineState(one, closes)).toBe(state)
  })
  test('differences', () => {
    expect(differencesOf(line, true)).toEqual([
      { kind: 'short', quantity: 4 },
      { kind: 'damaged', quantity: 1 },
    ])
    expect(differencesOf({ quantity: 4, confirmed: null, received: 5, damaged: 0 }, false)).toEqual([{ kind: 'over', quantity: 1 }])
  })
})

test('from order to stock: part, damaged, over, short, and back to the supplier', async () => {
  const id = await order([
    { sku_id: 'milk', quantity: 10, unit_minor: 9_000 },
    { sku_id: 'plain', quantity: 4, unit_minor: 500 },
  ])
  expect(
    (await first('confirmations', { confirmations: [{ id, expected_on: '2026-03-09', lines: [{ line_no: 1, quantity: 8 }] }] })).status,
  ).toBe('confirmed')
  const part = receipt(id, [{ line_no: 1, received: 5, damaged: 1, ...lot }], { delivery_no: 'D-77' })
  expect((await first('receipts', part)).status).toBe('received_in_part')
  expect((await first('receipts', part)).status).toBe('already_received')
  expect(await stock('milk')).toMatchObject({ available: 5, defective: 1 })
  expect(await first('receipts', receipt(id, [{ line_no: 2, received: 6, damaged: 0 }]))).toMatchObject({
    status: 'more_than_ordered',
    detail: expect.stringContaining('2 too many'),
  })
  const last = receipt(id, [{ line_no: 2, received: 6, damaged: 0, condition: 'inspection' }], { accepts_over: true, closes: true })
  expect((await first('receipts', last)).status).toBe('received')
  expect(await stock('plain')).toMatchObject({ inspection: 6 })
  const detail = await get(id)
  expect(detail).toMatchObject({
    state: 'closed',
    expected_on: '2026-03-09',
    amount_minor: 92_000,
    came: 12,
    papers: [{ delivery_no: 'D-77' }, {}],
  })
  expect(detail.lines).toMatchObject([
    { state: 'short', received: 5, damaged: 1 },
    { state: 'received', received: 6 },
  ])
  const back = (lines: object[]) => ({ returns: [{ id: newId(), order_id: id, reason: '破损', lines }] })
  expect((await first('returns', back([{ line_no: 1, quantity: 7, from: 'defective' }]))).status).toBe('more_than_came')
  expect((await first('returns', back([{ line_no: 1, quantity: 2, from: 'defective' }]))).status).toBe('goods_refused')
  const good = back([{ line_no: 1, quantity: 1, from: 'defective' }])
  expect((await first('returns', good)).status).toBe('returned')
  expect((await first('returns', good)).status).toBe('already_returned')
  expect(await stock('milk')).toMatchObject({ available: 5, defective: 0 })
  const told = await db.rows<{ items: { differences: object[] }[] }>(
    sql`select items from core.events where topic = 'purchasing.received' order by seq`,
  )
  expect(told.at(-1)!.items[0]!.differences).toEqual([
    { line_no: 1, sku_id: 'milk', kind: 'short', quantity: 4 },
    { line_no: 1, sku_id: 'milk', kind: 'damaged', quantity: 1 },
    { line_no: 2, sku_id: 'plain', kind: 'over', quantity: 2 },
  ])
})

test('each refusal by name', async () => {
  const one = { id: newId(), supplier_id: 'dairy', node_id: 'a', lines: [{ sku_id: 'milk', quantity: 1, unit_minor: 1 }] }
  expect((await first('', { orders: [{ ...one, supplier_id: 'nobody' }] })).status).toBe('unknown_supplier')
  expect((await first('', { orders: [{ ...one, node_id: 'nowhere' }] })).status).toBe('unknown_node')
  expect((await first('', { orders: [{ ...one, lines: [{ ...one.lines[0], sku_id: 'nothing' }] }] })).status).toBe('unknown_sku')
  const draft = await order(undefined, false)
  expect((await first('receipts', receipt(draft, []))).status).toBe('not_sent')
  expect((await first('confirmations', { confirmations: [{ id: draft }] })).status).toBe('not_sent')
  expect((await first('sendings', { ids: [draft] })).status).toBe('sent')
  expect((await first('sendings', { ids: [draft] })).status).toBe('already_sent')
  const word = (lines: object[]) => first('confirmations', { confirmations: [{ id: draft, lines }] })
  expect((await word([{ line_no: 2, quantity: 1 }])).status).toBe('unknown_line')
  expect((await word([{ line_no: 1, quantity: 11 }])).status).toBe('more_than_ordered')
  expect(await first('receipts', receipt(draft, [{ line_no: 1, received: 1, damaged: 0 }]))).toMatchObject({
    status: 'goods_refused',
    detail: expect.stringContaining('lot_missing'),
  })
  expect((await first('receipts', receipt(draft, [{ line_no: 3, received: 1, damaged: 0 }]))).status).toBe('unknown_line')
  expect((await first('receipts', receipt(draft, [{ line_no: 1, received: 3, damaged: 0, ...lot }]))).status).toBe('received_in_part')
  expect((await word([{ line_no: 1, quantity: 2 }])).status).toBe('less_than_came')
  expect((await first('cancellations', { ids: [draft] })).status).toBe('goods_have_come')
  const other = await order()
  expect((await first('cancellations', { ids: [other] })).status).toBe('canceled')
  expect((await first('cancellations', { ids: [other] })).status).toBe('already_canceled')
  expect((await first('sendings', { ids: [other] })).status).toBe('order_is_closed')
  expect((await first('receipts', receipt(other, []))).status).toBe('order_is_closed')
  caller = { ...caller, organizations: ['elsewhere'] }
  expect((await first('receipts', receipt(draft, []))).status).toBe('order_not_found')
  caller = { ...caller, organizations: 'all' }
})

test('two clerks who book the same lorry at once book it once', async () => {
  const id = await order([{ sku_id: 'plain', quantity: 5, unit_minor: 100 }])
  const before = (await stock('plain'))?.available ?? 0
  const paper = receipt(id, [{ line_no: 1, received: 3, damaged: 0 }])
  const same = await Promise.all(Array.from({ length: 4 }, () => first('receipts', paper)))
  expect(same.map(({ status }) => status).sort()).toEqual(['already_received', 'already_received', 'already_received', 'received_in_part'])
  const others = await Promise.all(
    Array.from({ length: 3 }, () => first('receipts', receipt(id, [{ line_no: 1, received: 2, damaged: 0 }]))),
  )
  expect(others.map(({ status }) => status).sort()).toEqual(['order_is_closed', 'order_is_closed', 'received'])
  expect(await stock('plain')).toMatchObject({ available: before + 5 })
})
