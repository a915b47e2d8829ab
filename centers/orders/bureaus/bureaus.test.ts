import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { saveOrganizations } from '#centers/organization/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { systemBy } from '#core/audit.ts'
import { announce, consumeAll } from '#core/events.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { takeNumbers } from '#core/numbers.ts'
import { column } from '#core/outcomes.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { abnormalConsumers } from '../abnormal/events.ts'
import type { NewOrder, State } from '../model.ts'
import { placeOrders } from '../place.ts'
import { cancelOrders } from '../write.ts'
import { bureauConsumers } from './events.ts'
import type { Bureau, BureauItem, BureauRule, BureauRuleItem, Duty, Errand, Routed } from './model.ts'
import { chooseBureau, decideAnswer, decideAssignment, fits, partsOf } from './rules.ts'

const bureau = (bureau_id: string, more: Partial<BureauItem> = {}): BureauItem => ({
  ...{ bureau_id, version: 0, duties: ['processing', 'delivery'], region_codes: [], orders_per_day: null, answer_hours: 4, open: true },
  ...more,
})
const rule = (rule_id: string, more: Partial<BureauRuleItem> = {}): BureauRuleItem => ({
  ...{ rule_id, version: 0, name: { zh: rule_id, en: rule_id }, enabled: true, position: 10, duty: 'processing' },
  ...{ brand_ids: [], category_ids: [], sku_ids: [], channel_ids: [], region_codes: [], bureau_ids: [] },
  ...more,
})
const kept = <Item>(item: Item) => ({ ...item, version: 1, saved_at: '', saved_by: '' })
const fengjie: Routed = {
  ...{ order_id: 'o', channel_id: 'mall', region_code: '500236' },
  goods: [{ sku_id: 'tea', brand_id: 'yilin', category_path: ['food', 'tea'] }],
}

test.each<[string, Partial<BureauRuleItem>, boolean]>([
  ['says nothing', {}, true],
  ['its province', { region_codes: ['500000'] }, true],
  ['another county of it', { region_codes: ['500235'] }, false],
  ['a category above', { category_ids: ['food'] }, true],
  ['brand and SKU of different goods', { brand_ids: ['jilang'], sku_ids: ['tea'] }, false],
  ['another channel', { channel_ids: ['tmall'] }, false],
])('a rule that says %s', (_, more, expected) => {
  expect(fits(kept(rule('r', more)) as BureauRule, fengjie)).toBe(expected)
})

test('the nearest bureau with room is taken, then the next rule, and those passed over are named', () => {
  const all = [
    bureau('county', { region_codes: ['500236'], orders_per_day: 2 }),
    bureau('city', { region_codes: ['500000'] }),
    bureau('shut', { region_codes: ['500236'], open: false }),
    bureau('far', { region_codes: ['510000'] }),
    bureau('desk', { duties: ['acceptance'] }),
  ]
  const bureaus = new Map(all.map((one) => [one.bureau_id, kept(one) as Bureau]))
  const choose = (rules: BureauRuleItem[], room = 1, not: string[] = [], order = fengjie) =>
    chooseBureau(
      'processing',
      order,
      rules.map(kept) as BureauRule[],
      bureaus,
      ({ orders_per_day }) => (orders_per_day ? room : 1e9),
      new Set(not),
    )
  expect(choose([rule('any')])).toEqual({
    ...{ bureau_id: 'county', rule_id: 'any', rule_version: 1 },
    passed_over: [{ bureau_id: 'shut', rule_id: 'any', why: 'not_open' }],
  })
  expect(choose([rule('any')], 0)).toMatchObject({
    bureau_id: 'city',
    passed_over: [
      { bureau_id: 'county', why: 'full' },
      { bureau_id: 'shut', why: 'not_open' },
    ],
  })
  expect(choose([rule('named', { bureau_ids: ['far', 'county'] }), rule('any')], 0, ['city'])).toMatchObject({
    bureau_id: null,
    rule_id: 'named',
  })
  expect(choose([rule('elsewhere', { region_codes: ['110000'] })])).toBeNull()
  expect(choose([rule('any')], 1, [], { ...fengjie, region_code: null })).toMatchObject({ bureau_id: null })
})

const good = (sku_id: string, brand_id: string | null = null) => ({ sku_id, brand_id, category_path: [] })
test.each<[string, BureauRuleItem[], string[][]]>([
  ['nothing is said of goods', [rule('any')], [['tea', 'cup', 'gift', 'rice']]],
  ['one bureau has some and nobody the rest', [rule('teas', { sku_ids: ['tea'], bureau_ids: ['city'] })], [['tea', 'cup', 'gift', 'rice']]],
  [
    'two bureaus have some, and what no rule speaks of goes along',
    [rule('teas', { sku_ids: ['tea', 'rice'], bureau_ids: ['city'] }), rule('cups', { sku_ids: ['cup'], bureau_ids: ['far'] })],
    [['tea', 'gift', 'rice'], ['cup']],
  ],
  [
    'two rules name the same',
    [rule('teas', { sku_ids: ['tea'], bureau_ids: ['city'] }), rule('cups', { sku_ids: ['cup'], bureau_ids: ['city'] })],
    [['tea', 'cup', 'gift', 'rice']],
  ],
  [
    'one finds nobody',
    [rule('teas', { sku_ids: ['tea'], bureau_ids: ['city'] }), rule('cups', { sku_ids: ['cup'], bureau_ids: ['shut'] })],
    [['tea', 'gift', 'rice'], ['cup']],
  ],
  [
    'they differ in delivery only',
    [
      rule('all'),
      rule('rices', { duty: 'delivery', sku_ids: ['rice'], bureau_ids: ['far'] }),
      rule('rest', { duty: 'delivery', bureau_ids: ['city'] }),
    ],
    [['tea', 'cup', 'gift'], ['rice']],
  ],
])('parts of an order when %s', (_, rules, expected) => {
  const bureaus = [bureau('city'), bureau('far'), bureau('shut', { open: false })]
  const goods = [good('tea', 'yilin'), good('cup'), good('gift'), good('rice', 'yilin')]
  const parts = partsOf(
    { ...fengjie, goods },
    rules.map(kept) as BureauRule[],
    new Map(bureaus.map((one) => [one.bureau_id, kept(one) as Bureau])),
    () => 1,
  )
  expect(parts.map((own) => column(own, 'sku_id'))).toEqual(expected)
})

const errand = (status: Errand['status'], bureau_id: string | null = 'b') => ({ status, bureau_id }) as Errand
test.each<['accepted' | 'returned', Errand | undefined, string]>([
  ['accepted', undefined, 'errand_not_found'],
  ['accepted', errand('unassigned', null), 'errand_not_found'],
  ['accepted', errand('waiting'), 'accepted'],
  ['accepted', errand('accepted'), 'already_accepted'],
  ['accepted', errand('replaced'), 'errand_over'],
  ['returned', errand('accepted'), 'returned'],
  ['returned', errand('returned'), 'already_returned'],
  ['returned', errand('done'), 'errand_over'],
])('said %s', (answer, one, expected) => {
  expect(decideAnswer(answer, one)).toBe(expected)
})

const b = kept(bureau('b')) as Bureau
test.each<[string, Duty, State[] | undefined, Bureau | undefined, Errand | undefined, number, boolean, string]>([
  ['no order', 'processing', undefined, b, undefined, 1, false, 'order_not_found'],
  ['sent already', 'processing', ['shipped'], b, undefined, 1, false, 'order_gone'],
  ['on its way', 'delivery', ['shipped'], b, undefined, 1, false, 'assigned'],
  ['nobody', 'processing', ['held'], undefined, undefined, 1, false, 'bureau_not_found'],
  ['another duty', 'acceptance', ['held'], b, undefined, 1, false, 'duty_not_done'],
  ['shut', 'processing', ['held'], { ...b, open: false }, undefined, 1, false, 'bureau_not_open'],
  ['has it', 'processing', ['held'], b, errand('waiting'), 1, false, 'already_there'],
  ['returned it and takes it after all', 'processing', ['held'], b, errand('returned'), 1, false, 'assigned'],
  ['full', 'processing', ['held'], b, undefined, 0, false, 'bureau_full'],
  ['full and yet', 'processing', ['held'], b, undefined, 0, true, 'assigned'],
])('given by hand: %s', (_, duty, states, to, stands, room, over, expected) => {
  expect(decideAssignment(duty, states, to, stands, room, over)).toBe(expected)
})

const clock = handClock('2026-11-22T02:00:00.000Z')
let cloned: ClonedDatabase
let db: Db
let app: App
let caller: Caller
const head: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '陈晓雨' }
const clerkOf = (organization: string): Caller => ({ ...head, id: newId(), name: organization, organizations: [organization] })

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 6 })
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await openShop(db, clock.now(), { prices: { tea: 10_000, cup: 2_000 }, stock: { east: { tea: 5_000, cup: 500 } } })
  const organization = { type: 'county' as const, brand_id: null, region_code: null }
  const outcomes = await db.tx((tx) =>
    saveOrganizations(
      tx,
      systemBy('test'),
      clock.now(),
      ['group', 'fengjie', 'yunyang', 'spare'].map((id, i) => ({
        ...{ ...organization, id, parent_id: i === 0 ? null : 'group', name: id, name_en: id },
        type: i === 0 ? ('group' as const) : organization.type,
      })),
    ),
  )
  expect(column(outcomes, 'status')).toEqual(['saved', 'saved', 'saved', 'saved'])
}, 120_000)
afterAll(async () => {
  await app?.close()
  await db?.close()
  await cloned?.drop()
})
afterEach(async () => {
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
})

const send = async (as: Caller, method: 'GET' | 'POST', path: string, payload?: object) => {
  caller = as
  const answer = await app.inject({ method, url: `/api/admin/${path}`, ...(payload ? { payload } : {}) })
  return answer.json()
}
const statuses = async (as: Caller, path: string, payload: object): Promise<string[]> =>
  (await send(as, 'POST', path, payload)).outcomes.map(({ status }: { status: string }) => status)
let numbers = 0
const outside = (district: string, more: Partial<NewOrder> = {}): NewOrder => ({
  ...{ id: newId(), channel_id: 'tmall', external_no: `B-${++numbers}`, member_id: null, visitor_id: null, buyer_name: '周' },
  ...{
    buyer_phone: '13900000001',
    address: { province: '重庆市', city: '', district, street: `人民路 ${numbers} 号` },
    buyer_message: null,
  },
  ...{ currency: 'CNY', payment_term: 'channel', outlet_id: null, placed_at: clock.now(), freight_minor: 0, expected_total_minor: null },
  lines: [{ sku_id: 'tea', quantity: 1, unit_minor: 10_000, amount_minor: 10_000 }],
  ...more,
})
const follow = () => consumeAll(db, [...bureauConsumers, ...abnormalConsumers], clock.now())
const place = async (...orders: NewOrder[]) => {
  const outcomes = await db.tx((tx) => placeOrders(tx, clock.now(), orders, (count) => takeNumbers(tx, 'orders', count)))
  expect(outcomes.map(({ status }) => status)).toEqual(orders.map(() => 'placed'))
  await follow()
  return orders.map(({ id }) => id)
}
interface Seen {
  id: string
  order_id: string
  duty: string
  bureau_id: string
  status: string
  [more: string]: unknown
}
const errandsOf = async (id: string): Promise<Seen[]> => (await send(head, 'GET', `orders/${id}/errands`)).items
const inboxOf = async (as: Caller, status = 'waiting'): Promise<Seen[]> => (await send(as, 'GET', `errands?status=${status}`)).items
const stateOf = async (id: string): Promise<string> => (await send(head, 'GET', `orders/${id}`)).state

test('a county bureau is chosen by the rule, returns an order with its reason, the head office gives it to another, and it goes on', async () => {
  const bureaus = [
    bureau('fengjie', { region_codes: ['500236'], orders_per_day: 2 }),
    bureau('yunyang', { region_codes: ['500235', '500236'] }),
    bureau('spare', { duties: ['acceptance'] }),
  ]
  expect(await statuses(head, 'bureaus', { bureaus: [...bureaus, bureau('nowhere')] })).toEqual([
    'saved',
    'saved',
    'saved',
    'unknown_organization',
  ])
  expect(await statuses(head, 'bureaus', { bureaus: [bureaus[0]!] })).toEqual(['already_saved'])
  expect(await statuses(head, 'bureaus', { bureaus: [{ ...bureaus[0]!, open: false }] })).toEqual(['moved_on'])
  const local = rule('county', { sku_ids: ['tea'], region_codes: ['500000'], bureau_ids: ['fengjie', 'yunyang'] })
  expect(await statuses(head, 'bureau-rules', { rules: [local, rule('wrong', { bureau_ids: ['none'] })] })).toEqual([
    'saved',
    'unknown_bureau',
  ])
  expect(await statuses(head, 'bureau-rules', { rules: [rule('idle', { bureau_ids: ['spare'] })] })).toEqual(['duty_not_done'])

  // One works for the county, one for the group above it.
  const [here, above] = [newId(), newId()]
  await db.run(
    sql`insert into organization.roles (id, name, name_en, permissions, guarded, changed_at) values ('bureau', '局', 'bureau', '{bureaus.work}', false, ${clock.now()})`,
  )
  await db.run(sql`
    insert into organization.staff (id, staff_no, name, name_en, organization_id, joined_on, changed_at)
    values (${here}, 'B1', '谭', 'Tan', 'fengjie', '2026-01-01', ${clock.now()}), (${above}, 'B2', '牟', 'Mou', 'group', '2026-01-01', ${clock.now()})`)
  await db.run(sql`
    insert into organization.assignments (id, staff_id, organization_id, role_id, valid_from, changed_at)
    select gen_random_uuid(), id, organization_id, 'bureau', '2026-01-01', ${clock.now()} from organization.staff where staff_no in ('B1', 'B2')`)
  const [tea, cup] = await place(
    outside('奉节县'),
    outside('奉节县', { lines: [{ sku_id: 'cup', quantity: 1, unit_minor: 2_000, amount_minor: 2_000 }] }),
  )
  const [given] = await errandsOf(tea!)
  expect(given).toMatchObject({
    duty: 'processing',
    bureau_id: 'fengjie',
    status: 'waiting',
    rule_id: 'county',
    rule_version: 1,
    assigned_by: 'rule',
  })
  expect(given).toMatchObject({ answer_by: '2026-11-22T06:00:00.000Z', bureau_name: { zh: 'fengjie' } })
  // No rule is for cups.
  expect(await errandsOf(cup!)).toEqual([])
  // Who works for the bureau is told, once, and nobody above him; the consumer read the news of the choice in its next round.
  await follow()
  const told = await db.rows<{ items: { template: string; to: object; values: object }[] }>(
    sql`select items from core.events where topic = 'messages.requested'`,
  )
  expect(told.flatMap(({ items }) => items).filter(({ template }) => template === 'orders.errands_wait')).toMatchObject([
    { to: { user_id: here }, values: { count: 1 } },
  ])

  const clerk = clerkOf('fengjie')
  expect(await inboxOf(clerk)).toMatchObject([{ id: given!.id, order_id: tea, buyer_name: '周', goods: [{ sku_id: 'tea', quantity: 1 }] }])
  expect(await inboxOf(clerkOf('yunyang'))).toEqual([])
  expect(await statuses(clerkOf('yunyang'), 'errands/acceptances', { ids: [given!.id] })).toEqual(['errand_not_found'])
  // Two clerks at once.
  const both = await Promise.all([0, 1].map(() => statuses(clerk, 'errands/acceptances', { ids: [given!.id] })))
  expect(both.flat().sort()).toEqual(['accepted', 'already_accepted'])

  const back = (reason: string, note?: string) => ({ returns: [{ id: given!.id, reason, ...(note ? { note } : {}) }] })
  expect(await statuses(clerk, 'errands/returns', back('other'))).toEqual(['note_missing'])
  expect(await statuses(clerk, 'errands/returns', back('goods_lacking', '新茶未到'))).toEqual(['returned'])
  expect(await statuses(clerk, 'errands/returns', back('goods_lacking'))).toEqual(['already_returned'])
  expect(await stateOf(tea!)).toBe('held')
  expect((await send(head, 'GET', `orders/${tea}/abnormals`)).items).toMatchObject([
    { reason: 'returned_by_bureau', status: 'open', detail: 'fengjie：新茶未到', owner: 'service' },
  ])
  expect((await send(head, 'GET', 'returned-errands')).items).toMatchObject([
    { order_id: tea, status: 'returned', return_reason: 'goods_lacking', return_note: '新茶未到', answered_by: 'fengjie' },
  ])
  expect((await send(head, 'GET', 'returned-errands/counts')).items).toEqual([{ status: 'returned', errands: 1 }])

  const again = { id: newId(), order_id: tea!, duty: 'processing', bureau_id: null }
  expect(await statuses(head, 'errands/assignments', { assignments: [again] })).toEqual(['assigned'])
  expect(await statuses(head, 'errands/assignments', { assignments: [again] })).toEqual(['already_assigned'])
  expect(await statuses(head, 'errands/assignments', { assignments: [{ ...again, duty: 'delivery' }] })).toEqual(['id_used_for_another'])
  expect(await stateOf(tea!)).not.toBe('held')
  expect(await errandsOf(tea!)).toMatchObject([
    { bureau_id: 'fengjie', status: 'replaced', return_reason: 'goods_lacking' },
    {
      bureau_id: 'yunyang',
      status: 'waiting',
      rule_id: 'county',
      assigned_by: '陈晓雨',
      passed_over: [{ bureau_id: 'fengjie', why: 'returned_it' }],
    },
  ])
  expect(await statuses(clerk, 'errands/acceptances', { ids: [given!.id] })).toEqual(['errand_over'])
})

test('a bureau that has its orders of the day is passed over; by hand it takes one more, and of two at once at most one takes the last place', async () => {
  expect(
    await statuses(head, 'bureaus', { bureaus: [bureau('yunyang', { version: 1, region_codes: ['500235'], orders_per_day: 1 })] }),
  ).toEqual(['saved'])
  const ids = await place(outside('奉节县'), outside('奉节县'), outside('奉节县'))
  const [first, second, third] = await Promise.all(ids.map(errandsOf))
  expect([first, second].map((own) => own![0]!.bureau_id)).toEqual(['fengjie', 'fengjie'])
  expect(third).toMatchObject([{ bureau_id: null, status: 'unassigned', rule_id: 'county' }])
  expect((await send(head, 'GET', 'bureaus')).items.find(({ bureau_id }: Seen) => bureau_id === 'fengjie')).toMatchObject({
    taken_today: 2,
    waiting: 2,
  })
  const give = (more: object = {}) => ({ id: newId(), order_id: ids[2]!, duty: 'processing', bureau_id: 'fengjie', ...more })
  expect(await statuses(head, 'errands/assignments', { assignments: [give()] })).toEqual(['bureau_full'])
  expect(await statuses(head, 'errands/assignments', { assignments: [give({ bureau_id: null })] })).toEqual(['no_bureau_fits'])
  expect(await statuses(head, 'errands/assignments', { assignments: [give({ over_capacity: true }), give()] })).toEqual([
    'assigned',
    'twice_in_batch',
  ])
  // A canceled order needs nobody: its place is free, and two want it.
  await db.tx((tx) => cancelOrders(tx, 'Lin', clock.now(), [{ id: ids[0]!, reason: 'no more' }]))
  await db.tx((tx) => cancelOrders(tx, 'Lin', clock.now(), [{ id: ids[1]!, reason: 'no more' }]))
  await follow()
  expect((await errandsOf(ids[0]!))[0]).toMatchObject({ status: 'withdrawn' })
  await db.tx((tx) => cancelOrders(tx, 'Lin', clock.now(), [{ id: ids[2]!, reason: 'no more' }]))
  await follow()
  clock.advance(24 * 3_600_000)
  const two = await place(outside('奉节县'), outside('奉节县'), outside('奉节县'), outside('奉节县'))
  const back = (await Promise.all(two.slice(0, 2).map(errandsOf))).map(([one]) => one!.id)
  const reason = 'too_many' as const
  expect(await statuses(clerkOf('fengjie'), 'errands/returns', { returns: [{ id: back[0]!, reason }] })).toEqual(['returned'])
  const race = await Promise.all(
    two
      .slice(2)
      .map((order_id) =>
        statuses(head, 'errands/assignments', { assignments: [{ id: newId(), order_id, duty: 'processing', bureau_id: 'fengjie' }] }),
      ),
  )
  expect(race.flat().sort()).toEqual(['assigned', 'bureau_full'])
  expect(
    await statuses(head, 'errands/assignments', {
      assignments: [{ id: newId(), order_id: newId(), duty: 'processing', bureau_id: 'fengjie' }],
    }),
  ).toEqual(['order_not_found'])
})

test('an address in another county goes to another bureau, and the page of times names bureaus', async () => {
  clock.advance(24 * 3_600_000)
  const [id] = await place(outside('奉节县'))
  expect((await errandsOf(id!)).map(({ bureau_id }) => bureau_id)).toEqual(['fengjie'])
  await db.tx(async (tx) => {
    await tx.run(sql`update orders.orders set address = address || '{"district": "云阳县"}' where id = ${id}`)
    await announce(tx, 'orders.readdressed', [{ id }], clock.now())
  })
  await follow()
  expect((await errandsOf(id!)).map(({ bureau_id, status }) => `${bureau_id} ${status}`)).toEqual(['fengjie replaced', 'yunyang waiting'])
  const times = await send(head, 'GET', 'order-times?since=2026-11-01&until=2026-12-31&by=bureau')
  expect(times.rows.map(({ key }: { key: string }) => key)).toContain('yunyang')
})

test('whatever is given, returned and given again, the counters are what bureaus have', async () => {
  clock.advance(24 * 3_600_000)
  const ids = await place(...Array.from({ length: 4 }, () => outside('奉节县')))
  const step = fc.record({
    order: fc.nat(3),
    act: fc.constantFrom('give', 'rule', 'accept', 'return'),
    to: fc.constantFrom('fengjie', 'yunyang'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
      for (const { order, act, to } of steps) {
        const order_id = ids[order]!
        const stands = (await errandsOf(order_id)).at(-1)
        if (act === 'give' || act === 'rule') {
          const assignment = {
            id: newId(),
            order_id,
            duty: 'processing',
            bureau_id: act === 'rule' ? null : to,
            over_capacity: act === 'give',
          }
          await send(head, 'POST', 'errands/assignments', { assignments: [assignment] })
        } else if (stands && act === 'accept') await send(head, 'POST', 'errands/acceptances', { ids: [stands.id] })
        else if (stands) await send(head, 'POST', 'errands/returns', { returns: [{ id: stands.id, reason: 'elsewhere' }] })
      }
      expect((await checkPromises(db)).filter(({ name, offending }) => name.startsWith('orders.') && offending.length > 0)).toEqual([])
    }),
    { numRuns: 4, seed: 7 },
  )
})

test('where the rule waits, no warehouse sees an order before its bureau has accepted it; returned it waits for the next one', async () => {
  const cups = rule('cups', { sku_ids: ['cup'], bureau_ids: ['fengjie', 'yunyang'], waits: true })
  expect(await statuses(head, 'bureau-rules', { rules: [cups] })).toEqual(['saved'])
  expect(await statuses(head, 'bureau-rules', { rules: [{ ...cups, version: 1 }] })).toEqual(['already_saved'])
  expect(await statuses(head, 'bureau-rules', { rules: [{ ...cups, version: 1, waits: false }] })).toEqual(['saved'])
  expect(await statuses(head, 'bureau-rules', { rules: [{ ...cups, version: 2 }] })).toEqual(['saved'])
  const cup = { lines: [{ sku_id: 'cup', quantity: 1, unit_minor: 2_000, amount_minor: 2_000 }] }
  clock.advance(86_400_000)
  const [one, two] = await place(outside('奉节县', cup), outside('奉节县', cup))
  await follow()
  const waits = async (id: string) =>
    (await send(head, 'GET', `orders/${id}/abnormals`)).items.flatMap(({ status, reason }: Seen) => (status === 'open' ? [reason] : []))
  expect([await stateOf(one!), await waits(one!)]).toEqual(['held', ['awaits_bureau']])
  const [[first], [second]] = [await errandsOf(one!), await errandsOf(two!)]
  const clerk = clerkOf(first!.bureau_id)
  const both = await Promise.all([0, 1].map(() => statuses(clerk, 'errands/acceptances', { ids: [first!.id] })))
  expect(both.flat().sort()).toEqual(['accepted', 'already_accepted'])
  expect([await stateOf(one!), await waits(one!)]).toEqual(['approved', []])
  await follow()
  expect(await waits(one!)).toEqual([])

  expect(await statuses(clerkOf(second!.bureau_id), 'errands/returns', { returns: [{ id: second!.id, reason: 'goods_lacking' }] })).toEqual(
    ['returned'],
  )
  expect((await waits(two!)).sort()).toEqual(['awaits_bureau', 'returned_by_bureau'])
  const assignment = {
    id: newId(),
    order_id: two,
    duty: 'processing',
    bureau_id: second!.bureau_id === 'yunyang' ? 'fengjie' : 'yunyang',
    over_capacity: true,
  }
  expect(await statuses(head, 'errands/assignments', { assignments: [assignment] })).toEqual(['assigned'])
  expect([await stateOf(two!), await waits(two!)]).toEqual(['held', ['awaits_bureau']])
  expect(await statuses(clerkOf(assignment.bureau_id), 'errands/acceptances', { ids: [assignment.id] })).toEqual(['accepted'])
  expect([await stateOf(two!), await waits(two!)]).toEqual(['approved', []])
  await follow()
})

test('goods for different bureaus are parts: each is accepted, returned, awaited, given again and taken back by itself', async () => {
  clock.advance(86_400_000)
  const inCounty = [bureau('fengjie', { version: 1, orders_per_day: 50 }), bureau('yunyang', { version: 2, orders_per_day: 50 })]
  expect(await statuses(head, 'bureaus', { bureaus: inCounty })).toEqual(['saved', 'saved'])
  const teas = rule('county', { version: 1, sku_ids: ['tea'], bureau_ids: ['fengjie', 'yunyang'] })
  const cups = rule('cups', { version: 3, sku_ids: ['cup'], bureau_ids: ['yunyang', 'fengjie'], waits: true })
  expect(await statuses(head, 'bureau-rules', { rules: [teas, cups] })).toEqual(['saved', 'saved'])
  const both = {
    lines: [
      { sku_id: 'tea', quantity: 2, unit_minor: 10_000, amount_minor: 20_000 },
      { sku_id: 'cup', quantity: 1, unit_minor: 2_000, amount_minor: 2_000 },
    ],
  }
  const [id, other, third] = await place(outside('奉节县', both), outside('奉节县', both), outside('奉节县', both))
  const groupsOf = async (order_id: string): Promise<string[]> => {
    const { lines, groups } = await send(head, 'GET', `orders/${order_id}`)
    const stateOfGroup = new Map(groups.map((one: { group_no: number; state: string }) => [one.group_no, one.state]))
    return lines.map((line: { sku_id: string; group_no: number }) => `${line.sku_id} ${stateOfGroup.get(line.group_no)}`)
  }
  // The teas go on while the cups wait for their bureau; before, all of it went to the first.
  expect(await groupsOf(id!)).toEqual(['tea released', 'cup held'])
  expect(await errandsOf(id!)).toMatchObject([
    { part_no: 0, bureau_id: 'fengjie', status: 'waiting', goods: [{ sku_id: 'tea', quantity: 2 }] },
    { part_no: 1, bureau_id: 'yunyang', status: 'waiting', goods: [{ sku_id: 'cup', quantity: 1 }] },
  ])
  const inbox = async (name: string) => (await inboxOf(clerkOf(name))).filter(({ order_id }) => order_id === id)
  expect(await inbox('fengjie')).toMatchObject([{ part_no: 0, parts: 2, states: ['released'], goods: [{ sku_id: 'tea' }] }])
  expect(await inbox('yunyang')).toMatchObject([{ part_no: 1, parts: 2, states: ['held'], goods: [{ sku_id: 'cup' }] }])

  const answer = async (name: string, order_id: string, act: 'acceptances' | 'returns') => {
    const own = (await errandsOf(order_id)).find(({ bureau_id, ended_at }) => bureau_id === name && ended_at === null)!
    return statuses(
      clerkOf(name),
      `errands/${act}`,
      act === 'acceptances' ? { ids: [own.id] } : { returns: [{ id: own.id, reason: 'goods_lacking' }] },
    )
  }
  // One returns its part and the other accepts at the same time: neither stops the other.
  expect((await Promise.all([answer('fengjie', id!, 'returns'), answer('yunyang', id!, 'acceptances')])).flat()).toEqual([
    'returned',
    'accepted',
  ])
  expect(await groupsOf(id!)).toEqual(['tea held', 'cup approved'])
  expect((await send(head, 'GET', `orders/${id}/abnormals`)).items).toMatchObject([
    { reason: 'returned_by_bureau', part_no: 0, status: 'open' },
    { reason: 'awaits_bureau', part_no: 1, status: 'closed' },
  ])
  // A reason of the whole order holds both; when it is over, the part that nothing else stops goes on.
  const hold = { holds: [{ id, reason: '核对电话' }] }
  expect(await statuses(head, 'orders/holds', hold)).toEqual(['held'])
  await follow()
  expect(await groupsOf(id!)).toEqual(['tea held', 'cup held'])
  expect(await statuses(head, 'orders/approvals', { approvals: [{ id, reasons: ['held_by_hand'] }] })).toEqual(['passed'])
  expect(await groupsOf(id!)).toEqual(['tea held', 'cup approved'])
  const again = { id: newId(), order_id: id, duty: 'processing', bureau_id: null }
  expect(await statuses(head, 'errands/assignments', { assignments: [{ ...again, part_no: 7 }] })).toEqual(['order_not_found'])
  expect(await statuses(head, 'errands/assignments', { assignments: [{ ...again, part_no: 0 }] })).toEqual(['assigned'])
  expect(await statuses(head, 'errands/assignments', { assignments: [{ ...again, part_no: 1 }] })).toEqual(['id_used_for_another'])
  expect(await groupsOf(id!)).toEqual(['tea approved', 'cup approved'])
  const [tea_errand] = (await errandsOf(id!)).filter(({ part_no, ended_at }) => part_no === 0 && ended_at === null)
  expect(tea_errand).toMatchObject({ bureau_id: 'yunyang', rule_id: 'county' })

  // Taken back while nobody has begun, all of it is the first part's; what a bureau accepted is not.
  const unsplit = async (order_id: string) => {
    const { splits } = await send(head, 'GET', `orders/${order_id}/parceling`)
    expect(splits).toMatchObject([{ how: 'bureau', split_by: 'rule', line_nos: [2] }])
    return statuses(head, 'orders/splits/endings', { splits: [{ id: order_id, split_id: splits[0].split_id }] })
  }
  expect(await unsplit(id!)).toEqual(['bureau_has_begun'])
  expect(await unsplit(other!)).toEqual(['states_differ'])
  expect(await statuses(head, 'orders/holds', { holds: [{ id: other, reason: '一起发' }] })).toEqual(['held'])
  expect(await unsplit(other!)).toEqual(['unsplit'])
  await follow()
  expect((await errandsOf(other!)).map(({ part_no, status, goods }) => [part_no, status, (goods as object[]).length])).toEqual([
    [0, 'waiting', 2],
    [1, 'withdrawn', 0],
  ])
  expect((await send(head, 'GET', `orders/${other}/abnormals`)).items).toMatchObject([
    { reason: 'held_by_hand', status: 'open' },
    { reason: 'awaits_bureau', part_no: 1, status: 'closed' },
  ])
  expect(await statuses(head, 'orders/approvals', { approvals: [{ id: other }] })).toEqual(['approved'])
  await follow()
  expect(await groupsOf(other!)).toEqual(['tea approved', 'cup approved'])

  // What of a part was given back is nobody's work.
  const gift = { refunds: [{ id: third, refund_id: newId(), lines: [{ line_no: 1, quantity: 1 }], reason: '少要一件' }] }
  expect(await statuses(head, 'orders/line-refunds', gift)).toEqual(['refunded'])
  expect((await inboxOf(clerkOf('fengjie'))).find(({ order_id }) => order_id === third)).toMatchObject({
    ...{ goods: [{ sku_id: 'tea', quantity: 1 }], states: ['released'] },
  })
  // Canceled, a part needs nobody; the other goes on, and so do its times.
  const { lines } = await send(head, 'GET', `orders/${third}`)
  await db.tx((tx) => cancelOrders(tx, 'Lin', clock.now(), [{ id: third!, group_no: lines[1].group_no, reason: 'no cup' }]))
  await follow()
  expect((await errandsOf(third!)).map(({ part_no, status }) => `${part_no} ${status}`)).toEqual(['0 waiting', '1 withdrawn'])
  expect((await send(head, 'GET', `orders/${third}/abnormals`)).items).toMatchObject([{ reason: 'awaits_bureau', status: 'closed' }])
  clock.advance(3_600_000)
  const times = await send(head, 'GET', `order-times?since=2026-11-01&until=2026-12-31&by=bureau`)
  expect(column(times.rows as { key: string }[], 'key').sort()).toEqual(['fengjie', 'yunyang'])
}, 60_000)
