import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { takeNumbers } from '#core/numbers.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, raw, sql } from '#core/sql.ts'
import { addMilliseconds, handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { abnormalConsumers } from '../abnormal/events.ts'
import type { Owner, Reason, ReviewStatus, Right } from '../abnormal/model.ts'
import { decideReview } from '../abnormal/rules.ts'
import { releaseDue } from '../abnormal/write.ts'
import type { NewOrder, State } from '../model.ts'
import { placeOrders } from '../place.ts'
import { lockStages, moveGroups } from '../stages.ts'
import type { Condition, Reviewed, Rule, RuleItem } from './model.ts'
import { judgeOrders } from './read.ts'
import { faultOf, judge } from './rules.ts'

const rule = (rule_id: string, more: Partial<Rule> = {}): Rule => ({
  ...{ rule_id, version: 1, name: { zh: rule_id, en: rule_id }, enabled: true, position: 50, conditions: [] },
  ...{ action: 'hold', reason: 'large_amount', hold_hours: null, urgent: false, value: null, saved_at: '', saved_by: '' },
  ...more,
})
const order: Reviewed = {
  ...{ id: 'o', channel_id: 'tmall', organization_id: 'group', external_no: 'T1', currency: 'CNY', payment_term: 'channel', placed_at: '' },
  ...{ paid: true, total_minor: 10_800, goods_minor: 20_000, discount_minor: 10_000, freight_minor: 800 },
  ...{
    buyer_name: '林小满',
    buyer_phone: '13800001234',
    buyer_message: '急用，请快点',
    address: { province: '重庆市', street: '解放碑 1 号' },
  },
  lines: [{ sku_id: 'tea', quantity: 2, unit_minor: 10_000, amount_minor: 10_000 }],
}
const ground = { black_list: [{ kind: 'phone' as const, value: '13800001234', why: '' }], prices: new Map([['tea', 10_000]]) }

describe('rules', () => {
  test.each<[string, Condition, boolean]>([
    ['a number reached', { fact: 'total_minor', op: 'at_least', value: 10_800 }, true],
    ['a number not reached', { fact: 'total_minor', op: 'at_least', value: 10_801 }, false],
    ['half of it is discount', { fact: 'discount_bp', op: 'at_least', value: 5_000 }, true],
    ['pieces', { fact: 'pieces', op: 'at_most', value: 1 }, false],
    ['half of our price', { fact: 'price_bp', op: 'at_most', value: 5_000 }, true],
    ['one of the channels', { fact: 'channel_id', op: 'one_of', value: ['mall', 'tmall'] }, true],
    ['none of the channels', { fact: 'channel_id', op: 'none_of', value: ['tmall'] }, false],
    ['a word in the message', { fact: 'buyer_message', op: 'contains', value: ['急'] }, true],
    ['a word in the address', { fact: 'address', op: 'contains', value: ['朝天门', '解放碑'] }, true],
    ['one of the goods', { fact: 'sku_id', op: 'one_of', value: ['tea'] }, true],
    ['from outside', { fact: 'outside', op: 'is', value: false }, false],
    ['on the black list', { fact: 'black_listed', op: 'is', value: true }, true],
    ['what nobody asked the database', { fact: 'same_within_hours', op: 'at_most', value: 24 }, false],
  ])('%s', (_, condition, expected) => {
    expect(judge(order, { ...ground, rules: [rule('r', { conditions: [condition] })] }, null).to).toBe(expected ? 'held' : 'approved')
  })

  test('several find something at once, a mark holds nothing, approval ends the asking but overrules no law', () => {
    const rules = [
      rule('big'),
      rule('cheap', { version: 3, reason: 'below_floor', hold_hours: 2, urgent: true }),
      rule('hurry', { action: 'mark', reason: null, value: 'urgent' }),
      rule('lin', { action: 'assign', reason: null, value: '林' }),
      rule('fine', { action: 'approve', reason: null }),
      rule('never', { reason: 'black_list' }),
    ]
    const told = judge(order, { ...ground, rules }, null)
    expect(told).toMatchObject({ to: 'held', rule: 'big v1, cheap v3' })
    expect(told.findings.map(({ reason }) => reason)).toEqual(['large_amount', 'below_floor'])
    expect(told.marks.map(({ kind, value }) => `${kind} ${value}`)).toEqual(['mark urgent', 'assignee 林'])
    expect(judge(order, { ...ground, rules: rules.slice(2) }, null)).toMatchObject({ to: 'approved', rule: 'fine v1' })
    expect(judge({ ...order, paid: false, address: {} }, { ...ground, rules: rules.slice(4) }, null)).toMatchObject({
      to: 'held',
      rule: 'unpaid, address_missing',
    })
  })

  test.each<[string, Partial<RuleItem>, RegExp | null]>([
    ['as it should be', {}, null],
    ['no reason', { reason: null }, /^reason/],
    ['a reason for a mark', { action: 'mark', value: 'x' }, /^reason/],
    ['a mark without words', { action: 'mark', reason: null }, /^value/],
    ['urgent without an end', { urgent: true }, /^urgent/],
    ['a timed hold without hours', { reason: 'timed_hold' }, /^hold_hours/],
    ['a word asked as a number', { conditions: [{ fact: 'channel_id', op: 'at_least', value: 1 }] }, /^conditions\/0/],
    ['a number given as words', { conditions: [{ fact: 'pieces', op: 'at_least', value: ['1'] }] }, /^conditions\/0/],
    ['a repeat long ago', { conditions: [{ fact: 'same_within_hours', op: 'at_most', value: 500 }] }, /^conditions\/0/],
  ])('a rule is checked: %s', (_, more, fault) => {
    const found = faultOf(rule('r', more as Partial<Rule>))
    if (fault) expect(found).toMatch(fault)
    else expect(found).toBeNull()
  })

  const owned: Record<Owner, Reason> = {
    service: 'large_amount',
    finance: 'below_floor',
    risk: 'black_list',
    stock: 'stock_short',
    product: 'line_unmapped',
  }
  test.each<[string, Right, State[] | undefined, Owner[], ReviewStatus]>([
    ['no such order', 'service', undefined, [], 'order_not_found'],
    ['a new order', 'service', ['placed'], [], 'approved'],
    ['gone on already', 'service', ['released'], [], 'already_approved'],
    ['canceled', 'service', ['canceled'], [], 'state_forbids'],
    ['canceled, its reason still open', 'service', ['canceled'], ['service'], 'state_forbids'],
    ['canceled, forced', 'force', ['canceled'], ['service', 'risk'], 'state_forbids'],
    ['one parcel canceled, the other waits', 'service', ['canceled', 'held'], ['service'], 'approved'],
    ['nothing for finance', 'finance', ['held'], [], 'nothing_to_review'],
    ['service alone', 'service', ['held'], ['service', 'stock'], 'approved'],
    ['service, then finance', 'service', ['held'], ['service', 'finance'], 'passed'],
    ['finance before service', 'finance', ['held'], ['service', 'finance'], 'service_review_first'],
    ['finance last', 'finance', ['held'], ['finance'], 'approved'],
    ['finance has to', 'service', ['held'], ['finance'], 'finance_must_review'],
    ['the black list for service', 'service', ['held'], ['risk'], 'force_needed'],
    ['the black list for finance', 'finance', ['held'], ['risk', 'finance'], 'passed'],
    ['force', 'force', ['held'], ['service', 'finance', 'risk'], 'approved'],
  ])('%s', (_, right, states, waiting, status) => {
    const open = waiting.map((owner) => ({ owner, reason: owned[owner] }))
    expect(decideReview(right, states, open, null).status).toBe(status)
  })

  test('whoever reviews in whatever order, an order goes on exactly when nothing is left', () => {
    const owner = fc.constantFrom<Owner>('service', 'finance', 'risk', 'stock', 'product')
    fc.assert(
      fc.property(
        fc.uniqueArray(owner),
        fc.array(fc.constantFrom<Right>('service', 'finance', 'force'), { maxLength: 6 }),
        (owners, words) => {
          let open = owners.map((one) => ({ owner: one, reason: owned[one] }))
          let state: State = 'held'
          for (const right of words) {
            const decided = decideReview(right, [state], open, null)
            open = open.filter((one) => !decided.closes.includes(one))
            if (decided.status === 'approved') state = 'approved'
            if (decided.status === 'approved') expect(open).toEqual([])
            if (open.length > 0) expect(state).toBe('held')
          }
        },
      ),
      { seed: 7 },
    )
  })
})

describe('orders under review', () => {
  const clock = handClock('2026-11-22T02:00:00.000Z')
  let cloned: ClonedDatabase
  let db: Db
  let app: App
  let caller: Caller
  const clerk: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '陈晓雨' }

  beforeAll(async () => {
    cloned = await cloneDatabase()
    db = openDb({ ...cloned.connection, max: 6 })
    app = await createApp({ db, clock }, { authenticate: () => caller })
    await openShop(db, clock.now(), { prices: { tea: 10_000, cup: 2_000 }, stock: { east: { tea: 5_000, cup: 500 } } })
  })
  afterAll(async () => {
    await app.close()
    await db.close()
    await cloned.drop()
  })
  afterEach(async () => {
    expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
  })

  const send = async (method: 'GET' | 'POST', url: string, payload?: object, as = clerk) => {
    caller = as
    const answer = await app.inject({ method, url, ...(payload ? { payload } : {}) })
    return { status: answer.statusCode, body: answer.json() }
  }
  const statuses = async (url: string, payload: object, as = clerk) =>
    (await send('POST', url, payload, as)).body.outcomes.map(({ status }: { status: string }) => status)
  let numbers = 0
  const outside = (more: Partial<NewOrder> = {}, amount_minor = 10_000): NewOrder => ({
    ...{
      id: newId(),
      channel_id: 'tmall',
      external_no: `T-${++numbers}`,
      member_id: null,
      visitor_id: null,
      buyer_name: '周',
      buyer_phone: `139${10_000_000 + numbers}`,
    },
    ...{
      address: { province: '重庆市', city: '', district: '渝中区', street: `${numbers} 号` },
      buyer_message: null,
      currency: 'CNY',
      payment_term: 'channel',
    },
    ...{ outlet_id: null, placed_at: clock.now(), freight_minor: 0, expected_total_minor: null },
    lines: [{ sku_id: 'tea', quantity: 1, unit_minor: amount_minor, amount_minor }],
    ...more,
  })
  const place = async (...orders: NewOrder[]) => {
    const outcomes = await db.tx((tx) => placeOrders(tx, clock.now(), orders, (count) => takeNumbers(tx, 'orders', count)))
    expect(outcomes.map(({ status }) => status)).toEqual(orders.map(() => 'placed'))
    return orders.map(({ id }) => id)
  }
  const view = async (id: string) => (await send('GET', `/api/admin/orders/${id}`)).body
  const waits = async (id: string) => (await send('GET', `/api/admin/orders/${id}/abnormals`)).body
  const open = async (id: string) =>
    (await waits(id)).items.filter((one: { status: string }) => one.status === 'open').map((one: { reason: string }) => one.reason)
  const draft = (rule_id: string, more: Partial<RuleItem> = {}): RuleItem => {
    const { saved_at: _at, saved_by: _by, ...item } = rule(rule_id, { version: 0, ...(more as Partial<Rule>) })
    return item
  }
  const save = (...rules: RuleItem[]) => statuses('/api/admin/review-rules', { rules })
  const consume = async (topic: string, item: object, name: string) => {
    const consumer = abnormalConsumers.find((one) => one.name === name)!
    await db.tx((tx) => consumer.handle(tx, [{ seq: 1, topic, item, recorded_at: clock.now() }], clock.now()))
  }

  test('a rule is saved in versions, tells who did, and two who change it at once do not lose a word', async () => {
    const first = draft('cheap', { conditions: [{ fact: 'below_floor', op: 'is', value: true }], reason: 'below_floor' })
    expect(await save(first)).toEqual(['saved'])
    expect(await save(first)).toEqual(['already_saved'])
    const both = await Promise.all([save({ ...first, version: 1, position: 51 }), save({ ...first, version: 1, position: 52 })])
    expect(both.flat().sort()).toEqual(['moved_on', 'saved'])
    const { body } = await send('GET', '/api/admin/review-rules/cheap/versions')
    expect(body.items.map(({ version, saved_by }: Rule) => `${version} ${saved_by}`)).toEqual(['2 陈晓雨', '1 陈晓雨'])
    expect(
      (await send('POST', '/api/admin/review-rules', { rules: [{ ...first, version: 2, reason: null }] })).body.outcomes[0],
    ).toMatchObject({ status: 'rule_wrong' })
    const changed = await db.rows(sql`select action from core.changes where subject = 'orders.review_rule' and subject_id = 'cheap'`)
    expect(changed).toHaveLength(2)
  })

  test('below its floor and too large: held for both, customer service passes, finance lets it go, the history names rule and version', async () => {
    expect(await statuses('/api/admin/price-floors', { floors: [{ sku_id: 'tea', channel_id: '*', floor_minor: 9_000 }] })).toEqual([
      'saved',
    ])
    expect(await statuses('/api/admin/price-floors', { floors: [{ sku_id: 'none', channel_id: '*', floor_minor: 9 }] })).toEqual([
      'unknown_sku',
    ])
    // The floor of all channels is one in yuan: yen and fils are other numbers.
    const abroad = ['CNY', 'JPY', 'KWD'].map((currency) => ({
      ...order,
      ...{ id: newId(), currency, lines: [{ sku_id: 'tea', quantity: 1, unit_minor: 8_999, amount_minor: 8_999 }] },
    }))
    const judged = await judgeOrders(db, abroad)
    expect(abroad.map(({ id }) => judged.get(id)!.findings.some(({ reason }) => reason === 'below_floor'))).toEqual([true, false, false])
    const [id] = await place(outside({ lines: [{ sku_id: 'tea', quantity: 300, unit_minor: 10_000, amount_minor: 2_600_000 }] }))
    expect(await open(id!)).toEqual(expect.arrayContaining(['large_amount', 'below_floor']))
    expect((await view(id!)).entries.at(-1)).toMatchObject({ state: 'held', reason: 'large_amount v1, cheap v2', by: 'rule' })
    expect(await statuses('/api/admin/orders/finance-approvals', { approvals: [{ id }] })).toEqual(['service_review_first'])
    expect(await statuses('/api/admin/orders/approvals', { approvals: [{ id }] })).toEqual(['passed'])
    expect(await statuses('/api/admin/orders/approvals', { approvals: [{ id }] })).toEqual(['finance_must_review'])
    expect(await view(id!)).toMatchObject({ state: 'held' })
    const both = await Promise.all(
      [0, 1].map(() => statuses('/api/admin/orders/finance-approvals', { approvals: [{ id, reason: '促销价' }] })),
    )
    expect(both.flat().sort()).toEqual(['already_approved', 'approved'])
    expect(await view(id!)).toMatchObject({ state: 'approved' })
    expect((await waits(id!)).items).toMatchObject([
      { status: 'closed', closed_by: '陈晓雨', closed_how: 'passed' },
      { status: 'closed', closed_by: '陈晓雨', closed_how: 'passed' },
    ])
  })

  test('who is on the black list waits for a forced review, and only that right has it', async () => {
    const entry = { kind: 'phone', value: '+86 139-0000-7777', why: '多次拒收' }
    expect(await statuses('/api/admin/black-list', { entries: [entry] })).toEqual(['saved'])
    expect(await statuses('/api/admin/black-list', { entries: [entry] })).toEqual(['already_saved'])
    expect(await statuses('/api/admin/black-list', { entries: [{ ...entry, kind: 'address', value: '1 号' }] })).toEqual(['value_missing'])
    const [id] = await place(outside({ buyer_phone: '13900007777' }))
    expect(await open(id!)).toEqual(['black_list'])
    expect(await statuses('/api/admin/orders/approvals', { approvals: [{ id }] })).toEqual(['force_needed'])
    const service: Caller = { ...clerk, permissions: new Set(['orders.review', 'orders.review_finance', 'orders.read']) }
    expect((await send('POST', '/api/admin/orders/forced-approvals', { approvals: [{ id }] }, service)).status).toBe(403)
    expect(await statuses('/api/admin/orders/forced-approvals', { approvals: [{ id, reason: '已电话核实' }] })).toEqual(['approved'])
    expect(await statuses('/api/admin/black-list', { entries: [{ ...entry, removed: true }] })).toEqual(['removed'])
    const [free] = await place(outside({ buyer_phone: '13900007777' }))
    expect(await view(free!)).toMatchObject({ state: 'released' })
  })

  test('the same phone and goods again within hours is suspected, in one batch and in two; other goods are not', async () => {
    expect(
      await save(draft('again', { conditions: [{ fact: 'same_within_hours', op: 'at_most', value: 24 }], reason: 'duplicate_suspected' })),
    ).toEqual(['saved'])
    const buyer_phone = '13600001111'
    const cup = { lines: [{ sku_id: 'cup', quantity: 1, unit_minor: 2_000, amount_minor: 2_000 }] }
    const ids = await place(
      outside({ buyer_phone }),
      outside({ buyer_phone, placed_at: addMilliseconds(clock.now(), 1_000) }),
      outside({ buyer_phone, ...cup }),
    )
    expect(await Promise.all(ids.map(open))).toEqual([[], ['duplicate_suspected'], []])
    clock.advance(3_600_000)
    const [later] = await place(outside({ buyer_phone }))
    expect(await open(later!)).toEqual(['duplicate_suspected'])
    clock.advance(30 * 3_600_000)
    const [next] = await place(outside({ buyer_phone, placed_at: clock.now() }))
    expect(await open(next!)).toEqual([])
  })

  test('a dry run tells what a draft would have done and changes nothing; asked again, orders a changed rule no longer finds go on', async () => {
    const ids = await place(outside({}, 2_100_000), outside({}, 2_500_000))
    const { body: all } = await send('GET', '/api/admin/review-rules')
    const { saved_at: _at, saved_by: _by, ...large } = all.items.find((one: Rule) => one.rule_id === 'large_amount')
    const loose = { ...large, conditions: [{ fact: 'total_minor', op: 'at_least', value: 2_400_000 }] }
    const period = { since: '2026-11-01', until: '2026-12-31' }
    const { body: dry } = await send('POST', '/api/admin/review-rules/dry-runs', { drafts: [loose], ...period })
    expect(dry).toMatchObject({ newly_held: 0, no_longer_held: 1 })
    expect(dry.samples.find((one: { id: string }) => one.id === ids[0])).toMatchObject({
      was: 'large_amount v1',
      would: 'paid_in_full',
      changed: true,
    })
    expect(await Promise.all(ids.map(open))).toEqual([['large_amount'], ['large_amount']])
    expect(await statuses('/api/admin/orders/rule-reviews', { ids })).toEqual(['still_held', 'still_held'])
    expect(await save(loose)).toEqual(['saved'])
    expect(await statuses('/api/admin/orders/rule-reviews', { ids })).toEqual(['approved', 'still_held'])
    expect((await view(ids[0]!)).entries.at(-1)).toMatchObject({ state: 'approved', reason: 'paid_in_full' })
    expect(
      (await send('POST', '/api/admin/review-rules/dry-runs', { drafts: [{ ...loose, reason: null }], ...period })).body,
    ).toMatchObject({ type: 'rule_wrong' })
  })

  test('a timed hold ends by itself and comes back urgent; another reason keeps it', async () => {
    const ids = await place(outside(), outside())
    expect(
      await statuses('/api/admin/orders/holds', { holds: ids.map((id) => ({ id, reason: '买家明天在家', hours: 2, urgent: true })) }),
    ).toEqual(['held', 'held'])
    expect(await statuses('/api/admin/orders/holds', { holds: [{ id: ids[1], reason: '核对地址' }] })).toEqual(['held'])
    expect(await statuses('/api/admin/orders/holds', { holds: [{ id: ids[1] }] })).toEqual(['already_held'])
    expect(await releaseDue(db, addMilliseconds(clock.now(), 3_600_000))).toBe(0)
    expect(await releaseDue(db, addMilliseconds(clock.now(), 7_200_000))).toBe(2)
    expect(await releaseDue(db, addMilliseconds(clock.now(), 7_200_000))).toBe(0)
    expect(await view(ids[0]!)).toMatchObject({ state: 'approved' })
    expect((await waits(ids[0]!)).marks).toMatchObject([{ kind: 'mark', value: 'urgent' }])
    expect(await open(ids[1]!)).toEqual(['held_by_hand'])
  })

  test('the pool takes in what others stop and what platforms told, gives it to somebody, and lets go what went on', async () => {
    const [id] = await place(outside())
    const happened_at = clock.now()
    await db.tx(async (tx) => {
      const stages = await lockStages(tx, [id!])
      await moveGroups(tx, happened_at, stages, [
        { order_id: id!, group_no: 1, to: 'held', happened_at, by: '拣货员', reason: 'short_pick: tea', due_at: null },
      ])
    })
    await consume('orders.moved', { id, from: 'released', to: 'held', passed: [] }, 'orders.pool_orders')
    // What was held before there was a pool gets the same row from the migration, once.
    const [before] = await place(outside())
    await db.tx(async (tx) => {
      const stages = await lockStages(tx, [before!])
      const step = { order_id: before!, group_no: 1, to: 'held' as const, happened_at, by: '王强', reason: '等买家回电', due_at: null }
      await moveGroups(tx, happened_at, stages, [step])
    })
    const migration = raw(readFileSync(join(import.meta.dirname, '../tables/024-held-before-the-pool.sql'), 'utf8'))
    for (let i = 0; i < 2; i++) await db.run(sql`${migration}`)
    expect((await waits(before!)).items).toMatchObject([
      { reason: 'held_by_hand', owner: 'service', detail: '等买家回电', opened_by: '王强', status: 'open' },
    ])
    expect(await statuses('/api/admin/orders/approvals', { approvals: [{ id: before }] })).toEqual(['approved'])
    const told = { channel_id: 'tmall', external_no: 'T-77', reasons: ['line_unmapped', 'amounts_differ'], detail: '茶壶' }
    await consume('marketplaces.waiting', told, 'orders.pool_intake')
    await consume('marketplaces.waiting', told, 'orders.pool_intake')
    const pool = async (query: string) => (await send('GET', `/api/admin/abnormal-orders?${query}`)).body.items
    const [short] = await pool('reason=stock_short')
    expect(short).toMatchObject({ order_id: id, owner: 'stock', detail: 'tea', opened_by: '拣货员' })
    expect(await pool('q=T-77')).toMatchObject([
      { order_id: null, external_no: 'T-77', others: [expect.any(String)] },
      { order_id: null, external_no: 'T-77', others: [expect.any(String)] },
    ])
    expect(await statuses('/api/admin/abnormal-orders/assignments', { assignments: [{ id: short.id, assigned_to: '王强' }] })).toEqual([
      'assigned',
    ])
    expect(await pool('assigned_to=王强')).toHaveLength(1)
    const elsewhere: Caller = { ...clerk, organizations: ['another'] }
    expect((await send('GET', '/api/admin/abnormal-orders', undefined, elsewhere)).body.items).toEqual([])
    expect((await send('GET', `/api/admin/orders/${id}/abnormals`, undefined, elsewhere)).status).toBe(404)
    const { body: counts } = await send('GET', '/api/admin/abnormal-orders/counts')
    expect(counts.items).toContainEqual({ owner: 'product', reason: 'line_unmapped', open: 1 })
    await consume('marketplaces.waiting', { ...told, reasons: ['amounts_differ'] }, 'orders.pool_intake')
    expect(await pool('q=T-77')).toMatchObject([{ reason: 'amounts_differ', others: [] }])
    expect(await statuses('/api/admin/orders/cancellations', { cancellations: [{ id, reason: '缺货' }] })).toEqual(['canceled'])
    // Until its event is read the reason is still open: who reviews it now is told that it is canceled.
    expect(await statuses('/api/admin/orders/approvals', { approvals: [{ id }] })).toEqual(['state_forbids'])
    await consume('orders.moved', { id, from: 'held', to: 'canceled', passed: [] }, 'orders.pool_orders')
    expect(await pool('reason=stock_short')).toEqual([])
  })
})
