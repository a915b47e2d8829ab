import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { loadUsers } from '#centers/identity/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { anOrder, fillWallets, openShop } from '#checks/support/shop.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { takeNumbers } from '#core/numbers.ts'
import { checkPromises } from '#core/promises.ts'
import { unseal } from '#core/secrets.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { addMilliseconds, handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { placeOrders } from './place.ts'
import { advanceOrders } from './write.ts'

const clock = handClock('2026-11-22T02:00:00.000Z')
let cloned: ClonedDatabase
let db: Db
let app: App
let caller: Caller

const member = (id: string): Caller => ({ ...nobody, kind: 'member', id, name: 'member' })
const operator: Caller = { ...theSystem, kind: 'staff', id: newId(), name: 'Operator Zhou' }

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 8 })
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await openShop(db, clock.now(), {
    prices: { charger: 19_900, cable: 2_900, fridge: 2_399_900, rare: 5_000, torch: 3_333 },
    stock: { east: { charger: 50, cable: 50, fridge: 3, rare: 2, torch: 3 }, west: { charger: 10, cable: 100, torch: 3 } },
    stores: ['outlet-1'],
  })
})
afterAll(async () => {
  await app.close()
  await db.close()
  await cloned.drop()
})
// Whatever a story did, the promises of every center hold after it.
afterEach(async () => {
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
})

const send = async (as: Caller, method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) => {
  caller = as
  if (method !== 'GET') clock.advance(60_000) // acts follow each other
  const answer = await app.inject({ method, url, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
const place = async (as: Caller, order: object) => (await send(as, 'POST', '/api/mall/orders', order)).body.outcomes[0]
/** An order whose review waits a day, as for a buyer who may change his mind. */
const placeResting = (as: Caller, { lines, ...order }: ReturnType<typeof anOrder>) =>
  db.tx((tx) =>
    placeOrders(
      tx,
      clock.now(),
      [
        {
          ...order,
          payment_term: 'wallet',
          member_id: as.id,
          visitor_id: null,
          external_no: null,
          outlet_id: null,
          buyer_message: null,
          placed_at: clock.now(),
          lines: lines.map((line) => ({ ...line, unit_minor: null, amount_minor: null })),
          freight_minor: null,
          rests_until: addMilliseconds(clock.now(), 86_400_000),
        },
      ],
      (count) => takeNumbers(tx, 'orders', count),
    ),
  )
const view = async (id: string) => (await send(operator, 'GET', `/api/admin/orders/${id}`)).body
const wallet = async (as: Caller) => (await send(as, 'GET', '/api/mall/me/wallet')).body.balance_minor
const stock = async (node_id: string, sku_id: string) => {
  const { body } = await send(operator, 'GET', `/api/admin/stock?node_id=${node_id}&q=${sku_id}`)
  return body.items.map(({ available, reserved }: { available: number; reserved: number }) => [available, reserved])[0]
}
async function newMember(amount_minor = 100_000_00): Promise<Caller> {
  const id = newId()
  await fillWallets(db, clock.now(), [id], amount_minor)
  return member(id)
}
const advance = async () => {
  while ((await advanceOrders(db, clock.now())) > 0);
}

describe('Lin buys two chargers', () => {
  test('and gets them: paid, reserved, reviewed, shipped, delivered, completed', async () => {
    const lin = await newMember(50_000)
    const order = anOrder([{ sku_id: 'charger', quantity: 2 }], 39_800)
    const before = await stock('east', 'charger')
    expect(await place(lin, order)).toMatchObject({ id: order.id, status: 'placed', total_minor: 39_800 })
    expect(await place(lin, order)).toMatchObject({ status: 'already_placed' })
    expect(await place(lin, { ...order, buyer_name: 'Somebody else' })).toMatchObject({ status: 'id_used_for_another' })
    expect(await wallet(lin)).toBe(10_200)
    expect(await stock('east', 'charger')).toEqual([before[0] - 2, before[1] + 2])

    expect(await view(order.id)).toMatchObject({ state: 'released', payment: 'paid', partly: false })
    const parcel = newId()
    const shipment = { id: parcel, order_id: order.id, group_no: 1, carrier: 'sf', waybill_no: 'SF1234567890' }
    expect((await send(operator, 'POST', '/api/admin/shipments', { shipments: [shipment] })).body.outcomes).toEqual([
      { id: parcel, status: 'shipped' },
    ])
    expect((await send(operator, 'POST', '/api/admin/shipments', { shipments: [shipment] })).body.outcomes[0].status).toBe(
      'already_shipped',
    )
    expect(await stock('east', 'charger')).toEqual([before[0] - 2, before[1]])
    // He is found by any number somebody may hold, and by nobody whose orders these are not.
    for (const q of [order.id, (await view(order.id)).order_no, 'SF1234567890'])
      expect((await send(operator, 'GET', `/api/admin/orders?q=${q}`)).body.items.map(({ id }: { id: string }) => id)).toEqual([order.id])
    expect((await send({ ...operator, organizations: ['another'] }, 'GET', '/api/admin/orders?q=SF1234567890')).body.items).toEqual([])
    expect((await send(lin, 'GET', `/api/mall/orders/${order.id}/parcels`)).body.items).toMatchObject([
      { waybill_no: 'SF1234567890', lines: [{ line_no: 1, quantity: 2 }] },
    ])

    expect((await send(operator, 'POST', '/api/admin/deliveries', { deliveries: [{ id: parcel }] })).body.outcomes[0].status).toBe(
      'delivered',
    )
    expect((await send(operator, 'POST', '/api/admin/deliveries', { deliveries: [{ id: parcel }] })).body.outcomes[0].status).toBe(
      'already_delivered',
    )
    clock.advance(8 * 86_400_000)
    await advance()
    const done = await view(order.id)
    expect(done.state).toBe('completed')
    expect(done.entries.map(({ state }: { state: string }) => state)).toEqual([
      'placed',
      'approved',
      'allocated',
      'released',
      'shipped',
      'delivered',
      'completed',
    ])
    const { body } = await send(operator, 'GET', `/api/admin/orders/${order.id}/postings`)
    expect(body.items.map(({ kind }: { kind: string }) => kind)).toEqual(['orders.place', 'orders.ship', 'orders.earn'])
  })

  test.each(['placed', 'approved', 'released', 'held'])('and cancels while it is %s: stock and money return', async (state) => {
    const lin = await newMember(50_000)
    const before = await stock('east', 'charger')
    const order = anOrder([{ sku_id: 'charger', quantity: 2 }], 39_800)
    if (state === 'placed' || state === 'approved') await placeResting(lin, order)
    else await place(lin, order)
    if (state === 'held') await send(operator, 'POST', '/api/admin/orders/holds', { holds: [{ id: order.id, reason: 'calls first' }] })
    else if (state === 'approved') await send(operator, 'POST', '/api/admin/orders/approvals', { approvals: [{ id: order.id }] })
    expect((await view(order.id)).state).toBe(state)
    const cancel = () => send(lin, 'POST', `/api/mall/orders/${order.id}/cancellation`, { reason: '不想要了' })
    expect((await cancel()).body.outcomes).toEqual([{ id: order.id, status: 'canceled' }])
    expect((await cancel()).body.outcomes).toEqual([{ id: order.id, status: 'already_canceled' }])
    expect(await wallet(lin)).toBe(50_000)
    expect(await stock('east', 'charger')).toEqual(before)
    expect(await view(order.id)).toMatchObject({ state: 'canceled', payment: 'refunded' })
  })
})

test('an order from two nodes ships in parts and can lose one part', async () => {
  const lin = await newMember()
  // East has fridges, only west has this many cables.
  const order = anOrder(
    [
      { sku_id: 'fridge', quantity: 1 },
      { sku_id: 'cable', quantity: 60 },
    ],
    2_399_900 + 60 * 2_900,
  )
  expect((await place(lin, order)).status).toBe('placed')
  await advance()
  // Above the amount from which a person looks first.
  expect(await view(order.id)).toMatchObject({ state: 'held' })
  const approve = await send(operator, 'POST', '/api/admin/orders/approvals', { approvals: [{ id: order.id }, { id: newId() }] })
  expect(approve.body.outcomes.map(({ status }: { status: string }) => status)).toEqual(['approved', 'order_not_found'])
  await advance()
  const { lines } = await view(order.id)
  expect(lines.map(({ node_id, group_no }: { node_id: string; group_no: number }) => [node_id, group_no])).toEqual([
    ['east', 1],
    ['west', 2],
  ])

  const part = {
    id: newId(),
    order_id: order.id,
    group_no: 2,
    carrier: 'ems',
    waybill_no: 'EA123456789CN',
    lines: [{ line_no: 2, quantity: 20 }],
  }
  const ship = async (shipment: object) =>
    (await send(operator, 'POST', '/api/admin/shipments', { shipments: [shipment] })).body.outcomes[0]
  expect(await ship(part)).toMatchObject({ status: 'shipped' })
  expect(await ship({ ...part, id: newId(), lines: [{ line_no: 2, quantity: 41 }] })).toMatchObject({ status: 'more_than_left' })
  expect(await ship({ ...part, id: newId(), lines: [{ line_no: 1, quantity: 1 }] })).toMatchObject({ status: 'line_not_found' })
  expect(await view(order.id)).toMatchObject({ state: 'released' })
  expect(
    (await send(operator, 'POST', '/api/admin/orders/cancellations', { cancellations: [{ id: order.id, group_no: 2, reason: 'x' }] })).body
      .outcomes[0].status,
  ).toBe('partly_shipped')
  expect(
    (await send(operator, 'POST', '/api/admin/orders/cancellations', { cancellations: [{ id: order.id, group_no: 1, reason: 'dented' }] }))
      .body.outcomes[0].status,
  ).toBe('canceled')
  expect(await ship({ ...part, id: newId(), lines: null })).toMatchObject({ status: 'shipped' })
  expect(await view(order.id)).toMatchObject({ state: 'shipped', partly: true, payment: 'partly_refunded' })
})

test('a member takes a piece out of his order; the house lowers a line and lets another product stand in: money, stock and retries are as told', async () => {
  const buyer = await newMember(20_000)
  const [torches, cables] = [await stock('west', 'torch'), await stock('east', 'cable')]
  const order = anOrder(
    [
      { sku_id: 'torch', quantity: 1 },
      { sku_id: 'cable', quantity: 2 },
    ],
    3_333 + 5_800 + 800,
  )
  expect(await place(buyer, order)).toMatchObject({ status: 'placed' })
  const lines = (await view(order.id)).lines as { line_no: number; sku_id: string; node_id: string; freight_minor: number }[]
  const [torch, cable] = [lines.find(({ sku_id }) => sku_id === 'torch')!, lines.find(({ sku_id }) => sku_id === 'cable')!]
  const takeOut = async (as: Caller, line: object, refund_id = newId()) => {
    const { status, body } = await send(as, 'POST', `/api/mall/orders/${order.id}/line-refunds`, {
      refund_id,
      lines: [line],
      reason: '多买了',
    })
    return status === 404 ? { status: 'nobody' } : body.outcomes[0]
  }
  const [refund_id, piece] = [newId(), { line_no: cable.line_no, quantity: 1 }]
  expect(await takeOut(await newMember(), piece)).toEqual({ status: 'nobody' })
  expect(await takeOut(buyer, { line_no: 1, amount_minor: 1 })).toMatchObject({ status: 'how_unclear' })
  expect(await takeOut(buyer, { ...piece, quantity: 3 })).toMatchObject({ status: 'more_than_ordered' })
  const share = Math.ceil(cable.freight_minor / 2)
  const [one, two] = await Promise.all([takeOut(buyer, piece, refund_id), takeOut(buyer, piece, refund_id)])
  expect([one.status, two.status].sort()).toEqual(['already_refunded', 'refunded'])
  expect(Math.abs((one.refunded_minor ?? two.refunded_minor) - 2_900 - share)).toBeLessThanOrEqual(1)
  const back = one.refunded_minor ?? two.refunded_minor
  expect(await wallet(buyer)).toBe(20_000 - 9_933 + back)
  expect(await stock('east', 'cable')).toEqual([cables[0] - 1, cables[1] + 1])
  expect(await view(order.id)).toMatchObject({ state: 'released', payment: 'partly_refunded' })

  const admin = async (path: string, body: object) => (await send(operator, 'POST', `/api/admin/orders/${path}`, body)).body.outcomes
  const lower = { id: order.id, refund_id: newId(), lines: [{ line_no: torch.line_no, amount_minor: 333 }], reason: '包装有磕碰' }
  expect(await admin('line-refunds', { refunds: [lower, lower] })).toMatchObject([
    { status: 'refunded', refunded_minor: 333 },
    { status: 'order_named_twice' },
  ])
  expect(await admin('line-refunds', { refunds: [lower] })).toMatchObject([{ status: 'already_refunded' }])
  const much = { ...lower, refund_id: newId(), lines: [{ line_no: torch.line_no, amount_minor: 3_001 }] }
  expect(await admin('line-refunds', { refunds: [much] })).toMatchObject([{ status: 'more_than_it_costs' }])

  // The torch is short: a cable comes instead, and the difference goes back as a share of what was paid for it.
  await admin('holds', { holds: [{ id: order.id, reason: '等仓库回话' }] })
  const word = { consent_by: 'phone', consent: '可以换成数据线，差价退给我' }
  const sub = {
    id: order.id,
    substitution_id: newId(),
    line_no: torch.line_no,
    quantity: 1,
    sku_id: 'rare',
    difference: 'refunded',
    ...word,
  }
  expect(await admin('substitutions', { substitutions: [{ ...sub, sku_id: 'torch' }] })).toMatchObject([{ status: 'same_product' }])
  expect(await admin('substitutions', { substitutions: [{ ...sub, sku_id: 'nothing' }] })).toMatchObject([{ status: 'sku_not_on_sale' }])
  const swap = { ...sub, sku_id: 'cable' }
  expect(await admin('substitutions', { substitutions: [swap] })).toMatchObject([
    { status: 'substituted', refunded_minor: 3_000 - Math.ceil((3_000 * 2_900) / 3_333) },
  ])
  expect(await admin('substitutions', { substitutions: [swap] })).toMatchObject([{ status: 'already_substituted' }])
  expect(await admin('substitutions', { substitutions: [sub] })).toMatchObject([{ status: 'id_used_for_another' }])
  expect(await stock('west', 'torch')).toEqual(torches)
  const changes = (await send(buyer, 'GET', `/api/mall/orders/${order.id}/line-changes`)).body
  expect(changes).toMatchObject({ refunds: [{ quantity: 1 }, { quantity: 0, amount_minor: 333 }], substitutions: [{ quantity: 1 }] })
  expect(changes.substitutions[0].consent).toBeUndefined()
  await send(buyer, 'POST', `/api/mall/orders/${order.id}/cancellation`, { reason: 'changed_mind' })
  expect(await wallet(buyer)).toBe(20_000)
  expect(await stock('east', 'cable')).toEqual(cables)
  expect(await takeOut(buyer, piece)).toMatchObject({ status: 'order_is_over' })
})

test('what is taken out before it is paid at the outlet is not owed', async () => {
  const guest: Caller = { ...nobody, id: newId() }
  const order = anOrder([{ sku_id: 'cable', quantity: 2 }], 5_800 + 800, { payment_term: 'pay_at_outlet', outlet_id: 'outlet-1' })
  await place(guest, order)
  const refund = { refund_id: newId(), lines: [{ line_no: 1, quantity: 1 }], reason: '一根够了' }
  const { body } = await send(guest, 'POST', `/api/mall/orders/${order.id}/line-refunds`, refund)
  expect(body.outcomes).toMatchObject([{ status: 'refunded', refunded_minor: 0 }])
  const payments = [{ id: newId(), order_id: order.id }]
  await send(operator, 'POST', '/api/admin/orders/outlet-payments', { organization_id: 'group', payments })
  expect(await view(order.id)).toMatchObject({ payment: 'paid', payments: [{ amount_minor: 2_900 + 400 }] })
})

test('a guest pays at the outlet: shipped unpaid, delivered only when paid', async () => {
  const guest: Caller = { ...nobody, id: newId() }
  const order = anOrder([{ sku_id: 'cable', quantity: 1 }], 2_900 + 800, { payment_term: 'pay_at_outlet', outlet_id: 'outlet-1' })
  expect(await place(guest, { ...order, outlet_id: null })).toMatchObject({ status: 'outlet_needed' })
  // A warehouse is no outlet either.
  for (const outlet_id of ['nowhere', 'east'])
    expect(await place(guest, { ...order, outlet_id })).toMatchObject({
      status: 'outlet_not_found',
      detail: expect.stringContaining('outlet_id'),
    })
  expect(await place(guest, { ...order, payment_term: 'wallet' })).toMatchObject({ status: 'member_needed' })
  const placed = await place(guest, order)
  expect(placed.status).toBe('placed')
  await advance()
  const parcel = newId()
  await send(operator, 'POST', '/api/admin/shipments', {
    shipments: [{ id: parcel, order_id: order.id, group_no: 1, carrier: 'own', waybill_no: 'OWN-0001' }],
  })
  const deliver = async () =>
    (await send(operator, 'POST', '/api/admin/deliveries', { deliveries: [{ id: parcel }] })).body.outcomes[0].status
  expect(await deliver()).toBe('not_paid')
  const payment = { id: newId(), order_id: order.id }
  const pay = async () =>
    (await send(operator, 'POST', '/api/admin/orders/outlet-payments', { organization_id: 'group', payments: [payment] })).body.outcomes[0]
      .status
  expect(await pay()).toBe('paid')
  expect(await pay()).toBe('already_paid')
  expect(await deliver()).toBe('delivered')
  const lookup = (order_no: string, phone: string) => send(nobody, 'GET', `/api/mall/order-lookup?order_no=${order_no}&phone=${phone}`)
  expect((await lookup(placed.order_no, '13800001234')).body).toMatchObject({ id: order.id, state: 'delivered', payment: 'paid' })
  expect((await lookup(placed.order_no, '13800009999')).status).toBe(404)
  expect((await send(await newMember(), 'GET', `/api/mall/orders/${order.id}`)).status).toBe(404)
})

describe('refusals name what is at fault', () => {
  test.each([
    ['price moved', { expected_total_minor: 1 }, { status: 'price_moved', total_minor: 19_900 }],
    ['unknown SKU', { lines: [{ sku_id: 'nothing', quantity: 1 }] }, { status: 'sku_not_found', sku_id: 'nothing' }],
    ['other currency', { currency: 'BRL' }, { status: 'currency_differs' }],
    ['unknown channel', { channel_id: 'nowhere' }, { status: 'channel_not_found' }],
    ['history channel', { channel_id: 'olist', currency: 'BRL' }, { status: 'channel_closed' }],
    [
      'more than there is',
      { lines: [{ sku_id: 'charger', quantity: 999 }], expected_total_minor: 999 * 19_900 },
      { status: 'sold_out', sku_id: 'charger' },
    ],
  ])('%s', async (_name, change, expected) => {
    expect(await place(await newMember(), anOrder([{ sku_id: 'charger', quantity: 1 }], 19_900, change))).toMatchObject(expected)
  })

  test('a wallet that holds too little takes nothing and reserves nothing', async () => {
    const poor = await newMember(100)
    const before = await stock('east', 'charger')
    expect(await place(poor, anOrder([{ sku_id: 'charger', quantity: 1 }], 19_900))).toMatchObject({ status: 'wallet_too_low' })
    expect(await stock('east', 'charger')).toEqual(before)
  })

  test.each([
    ['an unknown field', { coupon: 'X' }, /coupon/],
    ['a negative quantity', { lines: [{ sku_id: 'charger', quantity: -1 }] }, /quantity/],
    ['a fraction', { lines: [{ sku_id: 'charger', quantity: 1.5 }] }, /quantity/],
    ['ten thousand lines', { lines: Array.from({ length: 10_000 }, () => ({ sku_id: 'charger', quantity: 1 })) }, /lines/],
    ['an id that is none', { id: 'x' }, /id/],
    ['a missing buyer', { buyer_name: undefined }, /buyer_name/],
  ])('%s', async (_name, change, field) => {
    const { status, body } = await send(
      await newMember(),
      'POST',
      '/api/mall/orders',
      anOrder([{ sku_id: 'charger', quantity: 1 }], 19_900, change),
    )
    expect(status).toBe(400)
    expect(body).toMatchObject({ type: 'input_invalid', detail: expect.stringMatching(field) })
  })
})

test('a line that no place has whole leaves in parts; sums stay, canceling gives everything back, a retry is the same order', async () => {
  const buyer = await newMember()
  const before = [await stock('east', 'torch'), await stock('west', 'torch')]
  const order = anOrder(
    [
      { sku_id: 'torch', quantity: 5 },
      { sku_id: 'cable', quantity: 1 },
    ],
    5 * 3_333 + 2_900,
  )
  const answers = [await place(buyer, order), await place(buyer, order)]
  expect(answers.map(({ status }) => status)).toEqual(['placed', 'already_placed'])
  const { body } = await send(operator, 'GET', `/api/admin/orders/${order.id}`)
  const parts = body.lines.filter(({ sku_id }: { sku_id: string }) => sku_id === 'torch')
  expect(parts).toMatchObject([
    { line_no: 1, quantity: 3, node_id: 'east' },
    { line_no: 3, quantity: 2, node_id: 'west' },
  ])
  expect(parts.reduce((sum: number, { amount_minor }: { amount_minor: number }) => sum + amount_minor, 0)).toBe(5 * 3_333)
  const lacking = await place(buyer, anOrder([{ sku_id: 'torch', quantity: 2 }], 2 * 3_333 + 800))
  expect(lacking).toMatchObject({ status: 'sold_out', sku_id: 'torch', available: 1 })
  await send(buyer, 'POST', `/api/mall/orders/${order.id}/cancellation`, { reason: 'changed_mind' })
  expect([await stock('east', 'torch'), await stock('west', 'torch')]).toEqual(before)
})

test('forty at once for the last two: exactly two get them', async () => {
  const buyers = await Promise.all(Array.from({ length: 40 }, () => newMember()))
  caller = buyers[0]!
  const answers = await Promise.all(
    buyers.map(async (buyer) => {
      caller = buyer
      return (
        await app.inject({ method: 'POST', url: '/api/mall/orders', payload: anOrder([{ sku_id: 'rare', quantity: 1 }], 5_800) })
      ).json().outcomes[0].status
    }),
  )
  expect(answers.filter((status) => status === 'placed')).toHaveLength(2)
  expect(answers.filter((status) => status === 'sold_out')).toHaveLength(38)
})

test('the counts on the tabs are the rows in them, page by page', async () => {
  const { body: counts } = await send(operator, 'GET', '/api/admin/orders/counts')
  for (const { state, orders } of counts.items) {
    let cursor: string | null = ''
    const seen: string[] = []
    while (cursor !== null) {
      const { body }: { body: { items: { id: string }[]; next: string | null } } = await send(
        operator,
        'GET',
        `/api/admin/orders?state=${state}&limit=3${cursor ? `&cursor=${cursor}` : ''}`,
      )
      seen.push(...body.items.map(({ id }) => id))
      cursor = body.next
    }
    expect(new Set(seen).size, state).toBe(orders)
    expect(seen).toHaveLength(orders)
  }
})

test('a cart keeps quantities, names what cannot be ordered and sums the rest', async () => {
  const visitor: Caller = { ...nobody, id: newId() }
  const { body } = await send(visitor, 'PUT', '/api/mall/cart/lines', {
    lines: [
      { sku_id: 'charger', quantity: 1 },
      { sku_id: 'rare', quantity: 9 },
    ],
  })
  expect(body).toMatchObject({ goods_minor: 19_900, freight_minor: 0, total_minor: 19_900, quantity: 10 })
  expect(body.lines.map(({ problem }: { problem: string | null }) => problem)).toEqual([null, 'sold_out'])
  const { body: emptied } = await send(visitor, 'PUT', '/api/mall/cart/lines', {
    lines: [
      { sku_id: 'charger', quantity: 0 },
      { sku_id: 'rare', quantity: 0 },
    ],
  })
  expect(emptied).toMatchObject({ lines: [], total_minor: 0 })
})

test('somebody calls the order desk: found or made, quoted, placed with a gift card; again changes nothing, his wallet is not touched', async () => {
  const phone = '13700007777'
  const customer = async () => (await send(operator, 'GET', `/api/admin/order-desk/customer?phone=${phone}`)).body
  expect(await customer()).toMatchObject({ member_id: null, addresses: [] })
  const made = { id: newId(), name: '秦叔', phone }
  const make = async (one: object) =>
    (await send(operator, 'POST', '/api/admin/order-desk/customers', { customers: [one] })).body.outcomes[0].status
  expect(await make(made)).toBe('registered')
  expect(await make(made)).toBe('already_registered')
  expect(await make({ ...made, id: newId() })).toBe('handle_taken')

  const { body: goods } = await send(operator, 'GET', '/api/admin/order-desk/goods?channel_id=mall&q=cable')
  expect(goods.items).toMatchObject([{ sku_id: 'cable', price_minor: 2_900 }])
  const { body: quote } = await send(operator, 'GET', '/api/admin/order-desk/quote?channel_id=mall&line=cable:2&line=fridge:9999')
  expect(quote).toMatchObject({ goods_minor: 5_800, total_minor: 6_600, problems: [{ sku_id: 'fridge', problem: 'not_enough' }] })
  const note = { gift_message: '生日快乐 🎂', gift_from: '秦叔', hides_prices: true, seller_note: null }
  const order = anOrder([{ sku_id: 'cable', quantity: 2 }], quote.total_minor, {
    payment_term: 'pay_at_outlet',
    outlet_id: 'outlet-1',
    buyer_phone: phone,
  })
  const desk = async (one: object) => (await send(operator, 'POST', '/api/admin/orders', { orders: [one] })).body.outcomes[0].status
  expect(await desk({ ...order, note })).toBe('placed')
  expect(await desk({ ...order, note })).toBe('already_placed')
  const rich = await newMember(50_000)
  expect(await desk({ ...order, id: newId(), payment_term: 'wallet' })).toBe('member_needed')
  expect(await desk({ ...order, id: newId(), payment_term: 'wallet', member_id: rich.id })).toBe('confirmation_needed')
  expect((await send(operator, 'GET', `/api/admin/orders/${order.id}/note`)).body).toEqual({ note })
  expect((await customer()).addresses).toMatchObject([{ buyer_name: '林小满' }])
  const notes = [
    { id: order.id, ...note, seller_note: '放保温袋' },
    { id: newId(), ...note },
  ]
  expect(
    (await send(operator, 'POST', '/api/admin/orders/notes', { notes })).body.outcomes.map(({ status }: { status: string }) => status),
  ).toEqual(['saved', 'order_not_found'])
  const elsewhere: Caller = { ...operator, organizations: ['another'] }
  expect((await send(elsewhere, 'GET', `/api/admin/orders/${order.id}/note`)).status).toBe(404)
  expect((await send(elsewhere, 'GET', `/api/admin/order-desk/customer?phone=${phone}`)).body.addresses).toEqual([])
})

test('a wallet is spent at the order desk with a code its member was sent, for one order and one sum; two at once place one', async () => {
  const [mei, guest] = [newId(), newId()]
  const handle = { kind: 'phone' as const, value: '13600009999' }
  await loadUsers(
    db,
    [
      { id: mei, name: '梅姨', handles: [{ ...handle, verified: true }] },
      { id: guest, name: '客人', handles: [{ kind: 'phone', value: '13600009998', verified: false }] },
    ],
    clock.now(),
  )
  await fillWallets(db, clock.now(), [mei], 10_000)
  const lines = [{ sku_id: 'cable', quantity: 2 }]
  const order = anOrder(lines, 6_600, { payment_term: 'wallet', member_id: mei })
  const ask = async (id: string, more: object = {}) => {
    const code = { id, order_id: order.id, member_id: mei, payment_term: 'wallet', total_minor: 6_600, currency: 'CNY', ...more }
    return (await send(operator, 'POST', '/api/admin/order-desk/codes', code)).body.outcomes[0]
  }
  const desk = async (code_id: string, code: string, more: object = {}) =>
    (await send(operator, 'POST', '/api/admin/orders', { orders: [{ ...order, confirmation: { code_id, code }, ...more }] })).body
      .outcomes[0].status
  const sent = async (id: string) => {
    const row = await db.row<{ item: { template: string; values: Record<string, string>; sealed_values: string } }>(sql`
      select item from core.events, jsonb_array_elements(items) as item where topic = 'messages.requested' and item ->> 'message_id' = ${id}`)
    return { ...row!.item, code: JSON.parse(unseal('messages.values', row!.item.sealed_values)!).code as string }
  }
  expect(await ask(newId(), { member_id: guest })).toMatchObject({ status: 'phone_not_verified' })
  const code_id = newId()
  expect(await ask(code_id)).toMatchObject({ status: 'sent', sent_to: '136****9999' })
  expect(await ask(code_id)).toMatchObject({ status: 'sent' })
  const told = await sent(code_id)
  expect(told).toMatchObject({ template: 'orders.desk_code', values: { clerk: 'Operator Zhou', from: '会员钱包', amount: '¥66.00' } })
  expect(await desk(code_id, told.code === '000000' ? '000001' : '000000')).toBe('code_wrong')
  // What is refused for another reason leaves the code good.
  expect(await desk(code_id, told.code, { lines: [{ sku_id: 'cable', quantity: 3 }] })).toBe('price_moved')
  const next_id = newId()
  expect(await ask(next_id)).toMatchObject({ status: 'sent' })
  const next = await sent(next_id)
  const both = await Promise.all([desk(next_id, next.code), desk(next_id, next.code)])
  expect(both.sort()).toEqual(['already_placed', 'placed'])
  expect(await desk(next_id, next.code, { id: newId() })).toBe('code_expired')
  expect((await send(member(mei), 'GET', '/api/mall/me/wallet')).body).toMatchObject({ balance_minor: 3_400 })

  clock.advance(3_600_000)
  const other = newId()
  expect(await ask(other, { order_id: newId() })).toMatchObject({ status: 'sent' })
  expect(await desk(other, (await sent(other)).code, { id: newId() })).toBe('confirmation_differs')
  clock.advance(2 * 3_600_000)
  const [poor, poor_code] = [newId(), newId()]
  expect(await ask(poor_code, { order_id: poor })).toMatchObject({ status: 'sent' })
  expect(await desk(poor_code, (await sent(poor_code)).code, { id: poor })).toBe('wallet_too_low')
})
