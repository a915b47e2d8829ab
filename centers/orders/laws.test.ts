import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { deliverParcels, shipParcels } from '#centers/fulfillment/write.ts'
import { correctStock } from '#centers/inventory/write.ts'
import { findBalances } from '#centers/ledger/read.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { fillWallets, openShop } from '#checks/support/shop.ts'
import { newId, steadyId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb } from '#core/sql.ts'
import { raiseAbnormals, reviewOrders } from './abnormal/write.ts'
import type { NewOrder } from './model.ts'
import { payAtOutlet } from './outlet.ts'
import { placeOrders } from './place.ts'
import type { Priced } from './rules.ts'
import { partPriced } from './splits.ts'
import { advanceOrders, cancelOrders } from './write.ts'

const now = '2026-11-22T02:00:00.000Z'
let cloned: ClonedDatabase
let db: Db
let numbers: ReturnType<typeof numberSource>

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 8 })
  numbers = numberSource(db, 'orders')
})
afterAll(async () => {
  await db.close()
  await cloned.drop()
})
afterEach(async () => {
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
})

/** A shop of its own for each telling: SKUs carry the run's name, so two tellings do not meet. */
async function shop(run: string) {
  await openShop(db, now, {
    prices: { [`A${run}`]: 1_000, [`B${run}`]: 2_500 },
    stock: { [`n1-${run}`]: { [`A${run}`]: 6, [`B${run}`]: 3 }, [`n2-${run}`]: { [`A${run}`]: 4, [`B${run}`]: 6 } },
    stores: ['o'],
  })
  const member = newId()
  await fillWallets(db, now, [member], 30_000)
  return member
}

const orderOf = (
  run: string,
  member_id: string,
  { key, a, b, outlet }: { key: number; a: number; b: number; outlet: boolean },
): NewOrder => ({
  id: steadyId('law', run, String(key)),
  channel_id: 'mall',
  external_no: null,
  member_id,
  visitor_id: null,
  buyer_name: 'Lin',
  buyer_phone: '13800001234',
  address: { province: 'x', street: 'y' },
  buyer_message: null,
  currency: 'CNY',
  payment_term: outlet ? 'pay_at_outlet' : 'wallet',
  outlet_id: outlet ? 'o' : null,
  placed_at: now,
  lines: [
    ...(a > 0 ? [{ sku_id: `A${run}`, quantity: a, unit_minor: null, amount_minor: null }] : []),
    ...(b > 0 ? [{ sku_id: `B${run}`, quantity: b, unit_minor: null, amount_minor: null }] : []),
  ],
  freight_minor: null,
  expected_total_minor: null,
})

const orders = fc.uniqueArray(
  fc.record({
    key: fc.integer({ min: 0, max: 9 }),
    a: fc.integer({ min: 0, max: 3 }),
    b: fc.integer({ min: 1, max: 2 }),
    outlet: fc.boolean(),
  }),
  { minLength: 1, maxLength: 10, selector: ({ key }) => key },
)
test('a line in parts keeps every sum: amount, bundles, subsidies that no part is paid more of than it costs, points of one worth', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.array(parts, { minLength: 1, maxLength: 3 }), fc.nat(999), fc.nat(40), (wanted, amount_minor, points) => {
      const priced: Priced = {
        ...{ goods_minor: 0, discount_minor: 0, freight_minor: 0, total_minor: 0, rest_minor: 0, member_prices: [] },
        lines: wanted.map((quantities, i) => ({
          ...{ line_no: i + 1, sku_id: 's', title: { zh: '', en: '' }, unit_minor: 999, amount_minor },
          quantity: quantities.reduce((sum, one) => sum + one, 0),
        })),
        // The platform pays all of it but a cent.
        subsidies: wanted.map((_, i) => ({ line_no: i + 1, kind: 'subsidy', amount_minor: Math.max(amount_minor - 1, 0) })),
        bundles: wanted.map((_, i) => ({ line_no: i + 1, bundle_id: 'b', amount_minor: amount_minor + 1 })),
        points: { program_id: 'p', quantity: 0, shares: wanted.map((_, i) => ({ line_no: i + 1, points, amount_minor: points * 5 })) },
      }
      const found = partPriced(
        priced,
        wanted.flatMap((quantities, i) => quantities.map((quantity) => ({ line_no: i + 1, quantity }))),
      )
      expect(found.lines.map(({ quantity }) => quantity)).toEqual(wanted.flat())
      expect(new Set(found.lines.map(({ line_no }) => line_no)).size).toBe(wanted.flat().length)
      for (const { line_no } of priced.lines) {
        const own = found.lines.filter((line) => line.line_no === line_no || line.split_from === line_no)
        const numbers = new Set(own.map((line) => line.line_no))
        const sum = (rows: readonly { line_no: number; amount_minor: number }[]) =>
          rows.filter((row) => numbers.has(row.line_no)).reduce((all, row) => all + row.amount_minor, 0)
        expect(sum(own)).toBe(amount_minor)
        expect(sum(found.bundles)).toBe(amount_minor + 1)
        expect(sum(found.subsidies)).toBe(Math.max(amount_minor - 1, 0))
        for (const share of found.subsidies.filter((one) => numbers.has(one.line_no)))
          expect(share.amount_minor).toBeLessThanOrEqual(own.find((line) => line.line_no === share.line_no)!.amount_minor)
        expect(sum(found.points!.shares)).toBe(points * 5)
      }
      for (const share of found.points!.shares) expect(share.amount_minor).toBe(share.points * 5)
    }),
    { seed: 20261122 },
  )
})

const place = (list: readonly NewOrder[]) => db.tx((tx) => placeOrders(tx, now, list, numbers.take))
const statuses = (outcomes: readonly { status: string }[]) => outcomes.map(({ status }) => status)
async function balances(run: string, member: string) {
  const accounts = ['n1', 'n2'].flatMap((node) =>
    ['available', 'reserved'].flatMap((bucket) =>
      ['A', 'B'].map((sku) => ({ account: `node:${node}-${run}:${bucket}`, asset: `sku:${sku}${run}` })),
    ),
  )
  return (await findBalances(db, [...accounts, { account: `member:${member}:wallet`, asset: 'CNY/2' }])).map(({ balance }) => balance)
}

test('placing a batch ends where its orders one by one end, and placing it again changes nothing', async () => {
  let telling = 0
  await fc.assert(
    fc.asyncProperty(orders, async (list) => {
      const [together, alone] = [`${++telling}b`, `${telling}s`]
      const member_together = await shop(together)
      const batch = list.map((one) => orderOf(together, member_together, one))
      const answered = await place(batch)
      const member_alone = await shop(alone)
      const single: string[] = []
      for (const one of list) single.push(...statuses(await place([orderOf(alone, member_alone, one)])))
      expect(statuses(answered)).toEqual(single)
      const ended = await balances(together, member_together)
      expect(ended).toEqual(await balances(alone, member_alone))
      const placed = batch.filter((_, i) => answered[i]!.status === 'placed')
      expect(statuses(await place(placed)).every((status) => status === 'already_placed')).toBe(true)
      expect(await balances(together, member_together)).toEqual(ended)
    }),
    { numRuns: 15 },
  )
})

test('an id stands once in a batch: the same order gets the same answer, another one is told so', async () => {
  const member = await shop('twice')
  const order = orderOf('twice', member, { key: 1, a: 1, b: 1, outlet: false })
  const dear = orderOf('twice', member, { key: 2, a: 4, b: 1, outlet: false })
  const poor = { ...dear, member_id: newId() }
  expect(statuses(await place([order, { ...order }, { ...order, buyer_name: 'Zhou' }, poor, { ...poor }, dear]))).toEqual([
    'placed',
    'already_placed',
    'id_used_for_another',
    'wallet_too_low',
    'wallet_too_low',
    'id_used_for_another',
  ])
  // What was refused leaves its id free and took nothing.
  expect(statuses(await place([{ ...dear, lines: dear.lines.slice(1) }]))).toEqual(['placed'])
})

describe('races', () => {
  const placed = async (run: string, count: number, outlet = false) => {
    const member = await shop(run)
    const list = Array.from({ length: count }, (_, key) => orderOf(run, member, { key, a: 1, b: 0, outlet }))
    expect(statuses(await place(list)).every((status) => status === 'placed')).toBe(true)
    while ((await advanceOrders(db, now)) > 0);
    return { member, ids: list.map(({ id }) => id) }
  }

  test('canceled and shipped at once, an order is either on its way or back, never both', async () => {
    const { member, ids } = await placed('r1', 8)
    const acts = await Promise.all(
      ids.flatMap((id, i) => {
        const ship = () =>
          db.tx((tx) =>
            shipParcels(tx, 'clerk', now, [{ id: newId(), order_id: id, group_no: 1, carrier: 'sf', waybill_no: 'SF00000001' }]),
          )
        const cancel = () => db.tx((tx) => cancelOrders(tx, 'buyer', now, [{ id, reason: 'changed my mind' }]))
        return (i % 2 === 0 ? [ship, cancel] : [cancel, ship]).map((act) => act())
      }),
    )
    const ended = acts.flat().map(({ status }) => status as string)
    expect(ended.filter((status) => status === 'shipped' || status === 'canceled')).toHaveLength(8)
    const canceled = ended.filter((status) => status === 'canceled').length
    const [wallet] = await findBalances(db, [{ account: `member:${member}:wallet`, asset: 'CNY/2' }])
    // 30,000 less 1,800 (goods and freight) for each order that stayed.
    expect(wallet!.balance).toBe(30_000 - (8 - canceled) * 1_800)
  })

  test('the same order from five connections is placed once', async () => {
    const member = await shop('r2')
    const order = orderOf('r2', member, { key: 1, a: 2, b: 1, outlet: false })
    const answers = (await Promise.all([1, 2, 3, 4, 5].map(() => place([order])))).flat()
    expect(statuses(answers).sort()).toEqual(['already_placed', 'already_placed', 'already_placed', 'already_placed', 'placed'])
  })

  test('held, approved, paid, delivered and corrected from all sides, every promise holds', async () => {
    const { ids } = await placed('r3', 6, true)
    const parcels = ids.map(() => newId())
    const acts = ids.flatMap((id, i) => [
      () => db.tx((tx) => raiseAbnormals(tx, 'a', now, [{ id, reason: 'held_by_hand', detail: null }])),
      () => db.tx((tx) => reviewOrders(tx, 'b', now, 'service', [{ id, note: null }])),
      () => db.tx((tx) => payAtOutlet(tx, now, [{ id: newId(), order_id: id, organization_id: 'group' }])),
      () =>
        db.tx((tx) => shipParcels(tx, 'c', now, [{ id: parcels[i]!, order_id: id, group_no: 1, carrier: 'own', waybill_no: 'OWN-0001' }])),
      () => db.tx((tx) => deliverParcels(tx, 'd', now, [{ id: parcels[i]! }])),
      () => db.tx((tx) => cancelOrders(tx, 'e', now, [{ id, reason: 'late' }])),
      () =>
        db.tx((tx) =>
          correctStock(tx, now, [{ id: newId(), node_id: 'n1-r3', sku_id: 'Ar3', change: i % 2 === 0 ? 1 : -1, reason: 'count' }]),
        ),
      () => advanceOrders(db, now),
    ])
    // A fixed shuffle: the same story every time.
    const shuffled = acts.map((act, i) => ({ act, at: (i * 7919) % 104_729 })).sort((a, b) => a.at - b.at)
    await Promise.all(shuffled.map(({ act }) => act()))
  })
})
