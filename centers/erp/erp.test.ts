import { XMLParser } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveChannels } from '#centers/channels/write.ts'
import { openExchange } from '#centers/interfaces/exchange.ts'
import { deliver } from '#centers/interfaces/letters.ts'
import { shareNodes } from '#centers/inventory/write.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { lockStages, moveGroups } from '#centers/orders/stages.ts'
import { saveOrganizations } from '#centers/organization/write.ts'
import { recordPayments } from '#centers/payments/write.ts'
import { saveProducts } from '#centers/products/write.ts'
import { clientOf } from '#checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { systemBy } from '#core/audit.ts'
import { consumeAll } from '#core/events.ts'
import { type App, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { numberOf } from '#outside/erp-sap/index.ts'
import { signYonyou } from '#outside/erp-yonyou/index.ts'
import { createApp } from '#server/app.ts'
import { erpOutside } from '#server/outside.ts'
import { openKingdee, type SimulatedKingdee } from '#simulators/erp-kingdee/index.ts'
import { openSap, type SimulatedSap } from '#simulators/erp-sap/index.ts'
import { openYonyou, type SimulatedYonyou } from '#simulators/erp-yonyou/index.ts'
import { consumers, due, registerErpPostman } from './events.ts'
import { materialImporter } from './importer.ts'
import { promises } from './promises.ts'
import { noteReturns, type ToldReturn } from './returns.ts'
import { compare, returnLines, shareReturns, sumUp, takenBack } from './rules.ts'
import { summarize } from './write.ts'

let cloned: ClonedDatabase
let db: Db
let app: App
let [sap, kingdee, yonyou] = [null, null, null] as unknown as [SimulatedSap, SimulatedKingdee, SimulatedYonyou]
const clock = handClock('2026-11-22T06:00:00.000Z')

beforeAll(async () => {
  ;[sap, kingdee, yonyou] = await Promise.all([openSap(), openKingdee(), openYonyou()])
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 6 })
  await db.tx((tx) =>
    saveOrganizations(tx, systemBy('test'), clock.now(), [{ id: 'group', parent_id: null, type: 'group', name: '集团', name_en: 'Group' }]),
  )
  await openShop(db, clock.now(), { prices: { lamp: 1000, plug: 333 }, stock: { 'cq-rdc': { lamp: 1000, plug: 1000 } } })
  await db.tx(async (tx) => {
    await saveChannels(
      tx,
      clock.now(),
      ['jd', 'pdd', 'paper'].map((id) => ({
        id,
        kind: 'marketplace' as const,
        name: { zh: id, en: id },
        currency: 'CNY',
        organization_id: 'group',
        brand_id: null,
        freight_minor: 0,
        free_freight_from_minor: 0,
      })),
    )
    await shareNodes(
      tx,
      ['jd', 'pdd', 'paper'].map((channel_id) => ({ channel_id, node_ids: ['cq-rdc'] })),
    )
  })
  app = await createApp({ db, clock }, { authenticate: () => ({ ...theSystem, kind: 'staff', id: newId() }) })
  registerErpPostman(erpOutside)
  const files = { endpoint: '', settings: { sales_organization: '1000', distribution_channel: '10', division: '00' } }
  const items = [
    {
      system_id: 'sap',
      kind: 'sap',
      endpoint: sap.url,
      settings: { ...files.settings, order_type: 'OR', return_order_type: 'RE', user: 'SALES' },
      secrets: { password: 'sample-sap-password' },
    },
    {
      system_id: 'k3',
      kind: 'kingdee',
      endpoint: kingdee.url,
      settings: { account_id: 'A1', user: 'u', app_id: 'K3SAMPLE', organization: '100' },
      secrets: { app_secret: 'sample-k3-secret' },
    },
    {
      system_id: 'yy',
      kind: 'yonyou',
      endpoint: yonyou.url,
      settings: { app_key: 'YYSAMPLE', organization: '1', transaction_type: 'SALE', return_transaction_type: 'RETURN' },
      secrets: { app_secret: 'sample-yy-secret' },
    },
    { system_id: 'files', kind: 'idoc', ...files },
  ]
  expect(
    (
      await send('POST', '/api/admin/erp/systems', { items: items.map((one) => ({ ...one, name: one.system_id, active: true })) })
    ).body.outcomes.map(({ status }: { status: string }) => status),
  ).toEqual(items.map(() => 'saved'))
  const shops = { tmall: 'sap', jd: 'k3', pdd: 'yy', paper: 'files' }
  await send('POST', '/api/admin/erp/shops', {
    items: Object.entries(shops).map(([channel_id, system_id]) => ({
      channel_id,
      system_id,
      customer: `C-${channel_id}`,
      from_on: '2026-11-01',
    })),
  })
})
afterAll(async () => {
  await Promise.all([sap, kingdee, yonyou].map((one) => one.close()))
  await app.close()
  await db.close()
  await cloned.drop()
})

const send = async (method: 'GET' | 'POST', url: string, payload?: object) => {
  const answer = await clientOf(app).send(method, url, payload)
  return {
    status: answer.statusCode,
    text: answer.body,
    body: String(answer.headers['content-type']).includes('json') ? answer.json() : null,
  }
}
/** An order that leaves at this moment. */
async function leave(
  channel_id: string,
  happened_at: string,
  amounts: [sku: string, quantity: number, amount: number][],
  freight_minor = 0,
  states: string[] | undefined = undefined,
) {
  const order = {
    ...{
      id: newId(),
      channel_id,
      external_no: newId(),
      member_id: null,
      visitor_id: null,
      buyer_name: '林小满',
      buyer_phone: null,
      address: {},
      buyer_message: null,
    },
    ...{
      currency: 'CNY',
      payment_term: 'channel' as const,
      outlet_id: null,
      placed_at: happened_at,
      freight_minor,
      expected_total_minor: null,
    },
    lines: amounts.map(([sku_id, quantity, amount_minor]) => ({ sku_id, quantity, unit_minor: amount_minor, amount_minor })),
  }
  const [placed] = await db.tx((tx) => placeOrders(tx, clock.now(), [order], numberSource(db, 'orders').take))
  expect(placed!.status).toBe('placed')
  if (!states || states.length > 0) await move(order.id, happened_at, 1, states)
  return order
}
async function move(order_id: string, happened_at: string, group_no: number, states = ['approved', 'allocated', 'released', 'shipped']) {
  await db.tx(async (tx) => {
    const moves = states.map((to) => ({ order_id, group_no, to: to as 'shipped', happened_at, by: 'test', reason: null, due_at: null }))
    await moveGroups(tx, clock.now(), await lockStages(tx, [order_id]), moves)
  })
  await consumeAll(db, consumers, clock.now())
}
const sumUpTo = (channel: string, upto_on: string) =>
  send('POST', '/api/admin/erp/summaries', { channel_ids: [channel], upto_on }).then(({ body }) => body.documents as string[])
const post = async () => {
  const exchange = openExchange(db, clock, { sleep: async () => {} })
  await deliver(db, exchange, clock.now, () => 0.5)
  await exchange.stop()
}
const one = async (document_no: string) => (await send('GET', `/api/admin/erp/documents/${document_no}`)).body
const day = '2026-11-21T'

test('the vector of Yonyou’s signature', () => {
  expect(signYonyou({ timestamp: '1767285065000', appKey: 'YYDEMOKEY01' }, 'demoYonSecret')).toBe(
    'Dm/QC7G2W3LCFj4Ox6rEF2RR3bmG4kidNwbQfyL34JY=',
  )
})

test('sums by SKU and tax rate, freight apart, to the cent', () => {
  const line = { sku_id: 'a', title: 'A', tax_rate_bp: 1300, quantity: 3, amount_minor: 1000, freight_minor: 0 }
  expect(
    sumUp([line, { ...line, amount_minor: 1 }, { ...line, tax_rate_bp: 900, freight_minor: 5 }]).map(
      ({ sku_id, tax_rate_bp, quantity, amount_minor }) => [sku_id, tax_rate_bp, quantity, amount_minor],
    ),
  ).toEqual([
    ['a', 900, 3, 1000],
    ['a', 1300, 6, 1001],
    ['FREIGHT', 900, 1, 5],
  ])
})

test.each([
  ['all sold, all back', { paid_minor: 100, sold_minor: 100, told_minor: 0, booked_minor: 0 }, [100], [100]],
  ['a part never left and went back first', { paid_minor: 100, sold_minor: 60, told_minor: 0, booked_minor: 0 }, [40, 30], [0, 30]],
  ['never beyond what was sold', { paid_minor: 100, sold_minor: 100, told_minor: 70, booked_minor: 70 }, [20, 90], [20, 10]],
  ['never paid, for it is still owed', { paid_minor: 0, sold_minor: 50, told_minor: 0, booked_minor: 0 }, [20], [20]],
])('what came back: %s', (_name, order, amounts, wanted) => {
  expect(shareReturns(order, amounts)).toEqual(wanted)
})

test.each([
  ['a line, whole', [], [{ line_no: 1, amount_minor: 70 }], [30]],
  [
    'a line in parts',
    [{ line_no: 1, amount_minor: 23 }],
    [
      { line_no: 1, amount_minor: 23 },
      { line_no: 1, amount_minor: 24 },
    ],
    [10, 11],
  ],
  ['a piece that was split off counts to its line', [], [{ line_no: 3, amount_minor: 70 }], [30]],
  ['a line of which the platform paid nothing', [], [{ line_no: 2, amount_minor: 40 }], [0]],
  [
    'the order without a line',
    [],
    [
      { line_no: null, amount_minor: 55 },
      { line_no: 9, amount_minor: 55 },
    ],
    [15, 15],
  ],
  ['more than the buyer paid', [], [{ line_no: null, amount_minor: 500 }], [30]],
])('what the platform takes back: %s', (_name, earlier, returns, wanted) => {
  const lines = [
    { line_no: 1, split_from: null, worth_minor: 60, subsidy_minor: 18 },
    { line_no: 2, split_from: null, worth_minor: 40, subsidy_minor: 0 },
    { line_no: 3, split_from: 1, worth_minor: 40, subsidy_minor: 12 },
  ]
  expect(takenBack(lines, earlier, returns)).toEqual(wanted)
})

test.each([
  ['a piece of a line', { line_no: 1, kind: 'goods', quantity: 1, amount_minor: 30 }, 30, [['a', 1, 30, 0]]],
  [
    'a line whose pieces nobody counted, with its freight',
    { line_no: 1, kind: 'goods', quantity: null, amount_minor: 105 },
    105,
    [['a', 3, 100, 5]],
  ],
  ['less than the line is worth', { line_no: 1, kind: 'goods', quantity: null, amount_minor: 10 }, 10, [[null, 1, 10, 0]]],
  [
    'all of it',
    { line_no: null, kind: 'goods', quantity: null, amount_minor: 160 },
    160,
    [
      ['a', 1, 40, 10],
      ['b', 1, 50, 0],
      ['a', 2, 60, 0],
    ],
  ],
  [
    'money by rate',
    { line_no: null, kind: 'money', quantity: null, amount_minor: 16 },
    16,
    [
      [null, 1, 11, 0],
      [null, 1, 5, 0],
    ],
  ],
] as const)('what came back as lines: %s', (_name, told, booked, wanted) => {
  const line = { title: '', freight_minor: 0, split_from: null }
  const sold = [
    { ...line, line_no: 1, sku_id: 'a', tax_rate_bp: 1300, quantity: 1, amount_minor: 40, freight_minor: 10 },
    { ...line, line_no: 2, sku_id: 'b', tax_rate_bp: 900, quantity: 1, amount_minor: 50 },
    { ...line, line_no: 3, split_from: 1, sku_id: 'a', tax_rate_bp: 1300, quantity: 2, amount_minor: 60 },
  ]
  expect(
    returnLines(sold, told, booked).map(({ sku_id, quantity, amount_minor, freight_minor }) => [
      sku_id,
      quantity,
      amount_minor,
      freight_minor,
    ]),
  ).toEqual(wanted)
})

test.each([
  ['the same', [{ sku_id: 'a', quantity: 2, amount_minor: 5 }], []],
  ['less', [{ sku_id: 'a', quantity: 1, amount_minor: 5 }], ['quantity']],
  ['cheaper', [{ sku_id: 'a', quantity: 2, amount_minor: 4 }], ['amount']],
  ['another', [{ sku_id: 'b', quantity: 2, amount_minor: 5 }], ['missing', 'unknown']],
])('compared: %s', (_name, theirs, wanted) => {
  const ours = [{ line_no: 1, sku_id: 'ours', material: 'a', title: 'A', tax_rate_bp: 0, quantity: 2, amount_minor: 5 }]
  expect(compare(ours, theirs).map(({ what }) => what)).toEqual(wanted)
})

describe('a day', () => {
  test('becomes one document; again nothing; what comes late the next; two at once do it once', async () => {
    await leave(
      'tmall',
      `${day}02:00:00.000Z`,
      [
        ['lamp', 2, 1999],
        ['plug', 3, 1000],
      ],
      800,
    )
    await leave('tmall', `${day}15:59:59.000Z`, [['lamp', 1, 1000]])
    await leave('tmall', `${day}16:00:00.000Z`, [['lamp', 1, 1]]) // the next day in China
    const both = await Promise.all([sumUpTo('tmall', '2026-11-21'), sumUpTo('tmall', '2026-11-21')])
    expect(both.flat()).toEqual(['tmall-20261121-cq-rdc-S-1'])
    expect(await sumUpTo('tmall', '2026-11-21')).toEqual([])
    expect(await one('tmall-20261121-cq-rdc-S-1')).toMatchObject({ total_minor: 4799, orders: 2, state: 'waiting' })
    await leave('tmall', `${day}10:00:00.000Z`, [['plug', 1, 333]])
    expect(await sumUpTo('tmall', '2026-11-21')).toEqual(['tmall-20261121-cq-rdc-S-2'])
    expect((await send('POST', '/api/admin/erp/summaries', { channel_ids: ['tmall'], upto_on: '2026-11-23' })).body.type).toBe(
      'day_not_come',
    )
    // By itself after the day is over.
    const tomorrow = '2026-11-22T16:30:00.000Z'
    expect(await due[0]!.run(db, tomorrow)).toBe(1)
    expect(await due[0]!.run(db, tomorrow)).toBe(0)
  })

  test('SAP: a token fetched, the order read back; cut after the work is done, it stands there once', async () => {
    sap.misbehave({ kind: 'slow', delay_ms: 0 }, 2)
    sap.misbehave({ kind: 'cut' })
    await post()
    clock.set('2026-11-22T16:40:00.000Z') // the third was made after that day
    await post()
    const documents = (await send('GET', '/api/admin/erp/documents?channel_id=tmall')).body.items
    expect(documents.map(({ state }: { state: string }) => state)).toEqual(['booked', 'booked', 'booked'])
    expect(sap.orders.map(({ PurchaseOrderByCustomer }) => PurchaseOrderByCustomer).sort()).toEqual([
      'tmall-20261121-cq-rdc-S-1',
      'tmall-20261121-cq-rdc-S-2',
      'tmall-20261122-cq-rdc-S-1',
    ])
    const first = sap.orders.find(({ PurchaseOrderByCustomer }) => PurchaseOrderByCustomer.endsWith('21-cq-rdc-S-1'))!
    expect(first.items.map(({ Material, NetAmount }) => [Material, NetAmount])).toEqual([
      ['lamp', '29.99'],
      ['plug', '10.00'],
      ['FREIGHT', '8.00'],
    ])
    expect(numberOf('a'.repeat(60))).toHaveLength(35)
  })

  test.each(['jd', 'pdd'])('%s: booked once though the answer was lost, differences shown', async (channel) => {
    const partner = channel === 'jd' ? kingdee : yonyou
    await leave(channel, `${day}02:00:00.000Z`, [['lamp', 2, 1999]])
    const [document_no] = await sumUpTo(channel, '2026-11-21')
    partner.misbehave({ kind: 'slow', delay_ms: 0 }, channel === 'jd' ? 2 : 1)
    partner.misbehave({ kind: 'cut' })
    await post()
    expect((await one(document_no!)).state).toBe('waiting')
    clock.advance(600_000)
    await post()
    expect(await one(document_no!)).toMatchObject({ state: 'booked', differences: [] })
    expect(channel === 'jd' ? kingdee.bills : yonyou.orders).toHaveLength(1)
  })

  test('refused stays refused with its reason until it is mended and replayed', async () => {
    await send('POST', '/api/admin/erp/systems', {
      items: [
        {
          system_id: 'k3',
          kind: 'kingdee',
          name: 'k3',
          endpoint: kingdee.url,
          settings: { account_id: 'A1', user: 'u', app_id: 'K3SAMPLE', organization: '100' },
          active: true,
        },
      ],
    })
    const strict = await openKingdee({ customers: ['C-right'] })
    const system = (endpoint: string) => ({
      items: [
        {
          system_id: 'k3',
          kind: 'kingdee',
          name: 'k3',
          endpoint,
          settings: { account_id: 'A1', user: 'u', app_id: 'K3SAMPLE', organization: '100' },
          active: true,
        },
      ],
    })
    await send('POST', '/api/admin/erp/systems', system(strict.url))
    await leave('jd', `${day}03:00:00.000Z`, [['plug', 1, 333]])
    const [document_no] = await sumUpTo('jd', '2026-11-21')
    await post()
    expect(await one(document_no!)).toMatchObject({ state: 'refused', reason: expect.stringContaining('C-jd 不存在') })
    await send('POST', '/api/admin/erp/systems', system(kingdee.url))
    const { items } = (await send('GET', `/api/admin/interface-letters?subject=${document_no}`)).body
    await send('POST', '/api/admin/interface-letters/replays', { letter_ids: [items[0].letter_id] })
    await post()
    expect(await one(document_no!)).toMatchObject({ state: 'booked' })
    await strict.close()
  })

  test('files: JSON, CSV, IDoc; what the ERP tells back is compared', async () => {
    await leave('paper', `${day}02:00:00.000Z`, [['lamp', 2, 1999]], 500)
    const [document_no] = await sumUpTo('paper', '2026-11-21')
    const file = async (format: string) => (await send('GET', `/api/admin/erp/documents/${document_no}/file?format=${format}`)).text
    expect(JSON.parse(await file('json'))).toMatchObject({
      document_no,
      total: '24.99',
      lines: [
        { sku_id: 'lamp', quantity: 2, amount: '19.99' },
        { sku_id: 'FREIGHT', amount: '5.00' },
      ],
    })
    expect((await file('csv')).split('\r\n')[1]).toContain(`${document_no},2026-11-21,paper,cq-rdc,S,C-paper,CNY,1,lamp`)
    const { IDOC } = new XMLParser({ parseTagValue: false }).parse(await file('idoc')).ORDERS05
    expect(IDOC).toMatchObject({
      EDI_DC40: { IDOCTYP: 'ORDERS05', MESTYP: 'ORDERS', DIRECT: '2' },
      E1EDK02: { QUALF: '001', BELNR: document_no },
      E1EDS01: { SUMME: '24.99' },
    })
    expect(IDOC.E1EDP01[0]).toMatchObject({ POSEX: '000010', E1EDP19: { QUALF: '002', IDTNR: 'lamp' }, E1EDP05: { BETRG: '19.99' } })
    const back = (amount_minor: number) =>
      send('POST', '/api/admin/erp/returns', {
        items: [
          {
            document_no,
            erp_no: '4711',
            lines: [
              { sku_id: 'lamp', quantity: 2, amount_minor },
              { sku_id: 'FREIGHT', quantity: 1, amount_minor: 500 },
            ],
          },
        ],
      })
    expect((await back(1998)).body.outcomes[0].status).toBe('differs')
    expect((await one(document_no!)).differences).toEqual([{ sku_id: 'lamp', what: 'amount', ours: 1999, theirs: 1998 }])
    expect((await back(1999)).body.outcomes[0].status).toBe('booked')
    expect((await back(1999)).body.outcomes[0].status).toBe('already_booked')
  })

  test('a result file is matched by our number: IDocs and CSV, booked, different, refused, unknown; again it changes nothing', async () => {
    const nos: string[] = []
    for (const hour of ['04', '05', '06']) {
      await leave('paper', `${day}${hour}:00:00.000Z`, [['lamp', 1, 1000]])
      nos.push(...(await sumUpTo('paper', '2026-11-21')))
    }
    const [a, b, c] = nos as [string, string, string]
    const idoc = (no: string, erp_no: string, inside: string) =>
      `<IDOC BEGIN="1"><EDI_DC40><MESTYP>ORDRSP</MESTYP></EDI_DC40>${inside}<E1EDK02><QUALF>001</QUALF><BELNR>${no}</BELNR></E1EDK02><E1EDK02><QUALF>002</QUALF><BELNR>${erp_no}</BELNR></E1EDK02></IDOC>`
    const item =
      '<E1EDP01><POSEX>000010</POSEX><MENGE>1.000</MENGE><NETWR>10.00</NETWR><E1EDP19><QUALF>002</QUALF><IDTNR>lamp</IDTNR></E1EDP19></E1EDP01>'
    const status = '<EDI_DS40><STATUS>51</STATUS><STATXT>客户 C-paper 被冻结</STATXT></EDI_DS40>'
    const upload = (text: string) => send('POST', '/api/admin/erp/results', { text })
    const file = `<ORDERS05>${idoc(a, '4712', item)}${idoc(b, '', status)}${idoc('paper-20261121-none-S-9', '1', item)}</ORDERS05>`
    const first = await upload(file)
    expect(first.body.outcomes.map(({ status: one }: { status: string }) => one)).toEqual(['booked', 'refused', 'document_not_found'])
    expect(await one(b)).toMatchObject({ state: 'refused', reason: '51: 客户 C-paper 被冻结' })
    expect((await upload(file)).body.outcomes.map(({ status: one }: { status: string }) => one)).toEqual([
      'already_booked',
      'already_refused',
      'document_not_found',
    ])
    const csv = (rows: string) => `\uFEFF我方单号;ERP单号;物料;数量;金额\r\n${rows}`
    expect((await upload(csv(`${a};9999;lamp;1;10.00\r\n${c};4713;lamp;2;10.00\r\n`))).body.outcomes).toMatchObject([
      { id: a, status: 'booked_as_another' },
      { id: c, status: 'differs' },
    ])
    expect((await one(c)).differences).toEqual([{ sku_id: 'lamp', what: 'quantity', ours: 1, theirs: 2 }])
    // Mended there and told again.
    expect(
      (await upload(csv(`${c};4713;lamp;1;10.00\r\n${b};4714;lamp;1;10.00`))).body.outcomes.map(
        ({ status: one }: { status: string }) => one,
      ),
    ).toEqual(['booked', 'booked'])
    for (const [text, code] of [
      ['<IDOC>', 'file_unreadable'],
      ['<a/>', 'file_unreadable'],
      ['<!DOCTYPE a><a/>', 'file_unreadable'],
      ['a,b\n1,2', 'column_missing'],
      [csv(`${c};4713;lamp;1;ten`), 'amount_malformed'],
      [csv(`${c};4713;lamp;1.5;10`), 'quantity_malformed'],
      [csv(';4713;lamp;1;10'), 'number_missing'],
    ] as const)
      expect(await upload(text), text).toMatchObject({ status: 409, body: { outcomes: [], unread: [{ code }] } })
  })

  test('a system with materials of its own: what has none waits by name, and goes on under its number; Kingdee submits and audits', async () => {
    const k3 = (await send('GET', '/api/admin/erp/systems')).body.items.find(({ system_id }: { system_id: string }) => system_id === 'k3')
    const { system_id, kind, name, endpoint, settings } = k3
    const own = { system_id, kind, name, endpoint, active: true, own_materials: true, settings: { ...settings, audit: 'yes' } }
    await send('POST', '/api/admin/erp/systems', { items: [own] })
    await leave(
      'jd',
      `${day}07:00:00.000Z`,
      [
        ['lamp', 1, 1000],
        ['plug', 2, 600],
      ],
      300,
    )
    const [document_no] = await sumUpTo('jd', '2026-11-21')
    expect(await one(document_no!)).toMatchObject({ state: 'unmapped', reason: 'material_missing: FREIGHT, lamp, plug' })
    const name_it = (items: object[]) =>
      send('POST', '/api/admin/erp/materials', { items: items.map((each) => ({ system_id: 'k3', ...each })) })
    expect((await send('GET', '/api/admin/erp/materials?missing=true')).body.items.map(({ sku_id }: { sku_id: string }) => sku_id)).toEqual(
      ['FREIGHT', 'lamp', 'plug'],
    )
    expect(
      (
        await name_it([
          { sku_id: 'lamp', material: '10.01' },
          { sku_id: 'nothing', material: '1' },
        ])
      ).body.outcomes.map(({ status }: { status: string }) => status),
    ).toEqual(['saved', 'sku_not_found'])
    expect(await one(document_no!)).toMatchObject({ state: 'unmapped', reason: 'material_missing: FREIGHT, plug' })
    const rest = [
      { sku_id: 'plug', material: '10.02' },
      { sku_id: 'FREIGHT', material: '90.01' },
    ]
    const twice = await Promise.all([name_it(rest), name_it(rest)])
    expect(twice.flatMap(({ body }) => body.outcomes.map(({ status }: { status: string }) => status)).sort()).toEqual([
      'already_saved',
      'already_saved',
      'saved',
      'saved',
    ])
    // Found, made, read back; then the answer to submitting is lost, and the next try goes on from there.
    kingdee.misbehave({ kind: 'slow', delay_ms: 0 }, 4)
    kingdee.misbehave({ kind: 'cut' })
    clock.advance(1_000)
    await post()
    expect((await one(document_no!)).state).toBe('waiting')
    clock.advance(600_000)
    await post()
    expect(await one(document_no!)).toMatchObject({ state: 'booked', differences: [] })
    const bill = kingdee.bills.find(({ FBillNo }) => FBillNo === document_no)!
    expect([bill.status, ...bill.entries.map(({ FMaterialId }) => FMaterialId.FNumber)]).toEqual(['C', '10.01', '10.02', '90.01'])
    const rows = [{ row_no: 1, values: { system_id: 'k3', sku_id: 'lamp', material: '10.01' }, source: {} }]
    const told = await db.tx((tx) => materialImporter.apply(tx, rows, { by: theSystem, now: clock.now(), run_id: newId(), companions: {} }))
    expect(told).toEqual([{ verdict: 'done', status: 'already_saved' }])
  })

  test('what came back is a document of its own: goods by piece, money by rate, and nothing for what never left', async () => {
    const back = '2026-11-22T03:00:00.000Z'
    const order = await leave(
      'pdd',
      `${day}05:00:00.000Z`,
      [
        ['lamp', 2, 2000],
        ['plug', 1, 333],
      ],
      500,
    )
    const other = await leave('pdd', `${day}05:30:00.000Z`, [['lamp', 1, 1000]])
    const told = (return_no: string, rest: Partial<ToldReturn>): ToldReturn => ({
      ...{ channel_id: 'pdd', return_no, order_id: null, external_no: order.external_no, line_no: null, kind: 'money', quantity: null },
      ...{ amount_minor: 100, happened_at: back },
      ...rest,
    })
    const notes = [
      told('1', { line_no: 1, kind: 'goods', quantity: 1, amount_minor: 1000 }),
      told('2', { order_id: order.id, external_no: null, amount_minor: 5000 }),
      told('3', { external_no: 'nobody' }),
      told('4', { external_no: other.external_no, kind: 'goods', amount_minor: 1000 }),
    ]
    await db.tx((tx) => noteReturns(tx, notes))
    await db.tx((tx) => noteReturns(tx, notes))
    const made = (await Promise.all([sumUpTo('pdd', '2026-11-22'), sumUpTo('pdd', '2026-11-22')])).flat().sort()
    expect(made).toEqual(['pdd-20261121-cq-rdc-S-2', 'pdd-20261122-cq-rdc-R-1'])
    const returned = await one('pdd-20261122-cq-rdc-R-1')
    // More than was paid is told back; no more than was sold is booked.
    expect(returned).toMatchObject({ direction: 'R', total_minor: 3833, orders: 2, state: 'waiting' })
    expect(
      returned.lines.map((line: { sku_id: string; quantity: number; amount_minor: number }) => [
        line.sku_id,
        line.quantity,
        line.amount_minor,
      ]),
    ).toEqual([
      ['AMOUNT', 1, 1833],
      ['lamp', 2, 2000],
    ])
    await post()
    expect(yonyou.orders.at(-1)).toMatchObject({ transactionTypeId: 'RETURN' })
    expect((await one('pdd-20261122-cq-rdc-R-1')).state).toBe('booked')
    expect((await send('GET', '/api/admin/erp/documents?direction=R')).body.items).toHaveLength(1)
    expect(await db.rows(sql`select return_no from erp.returns where booked_minor is null`)).toEqual([{ return_no: '3' }])
  })

  test('a refund waits until all of its order has left or ended; one for what never left is no return', async () => {
    const [kept, gone] = [`${day}06:00:00.000Z`, '2026-11-22T04:00:00.000Z']
    const order = await leave('paper', kept, [['lamp', 1, 700]], 0, [])
    await db.tx((tx) =>
      noteReturns(tx, [
        {
          ...{ channel_id: 'paper', return_no: 'early', order_id: order.id, external_no: null, line_no: 1, kind: 'money' },
          ...{ quantity: null, amount_minor: 100, happened_at: kept },
        },
      ]),
    )
    expect(await sumUpTo('paper', '2026-11-22')).toEqual([])
    await move(order.id, gone, 1)
    const [sold, back] = (await sumUpTo('paper', '2026-11-22')) as [string, string]
    expect([sold, back]).toEqual(['paper-20261122-cq-rdc-S-1', 'paper-20261122-cq-rdc-R-1'])
    // The system does not say yet as what it books returns.
    expect(await one(back)).toMatchObject({ state: 'unmapped', reason: 'setting_missing: return_order_type' })
    const { body } = await send('GET', '/api/admin/erp/systems')
    const { system_id, kind, name, endpoint, settings, active } = body.items.find((each: { kind: string }) => each.kind === 'idoc')
    const item = { system_id, kind, name, endpoint, active, settings: { ...settings, return_order_type: 'RE' } }
    await send('POST', '/api/admin/erp/systems', { items: [item] })
    expect(await one(back)).toMatchObject({ state: 'waiting', reason: null })
    expect((await send('GET', `/api/admin/erp/documents/${back}/file?format=idoc`)).text).toContain('<BSART>RE</BSART>')
    const canceled = await leave('paper', kept, [['lamp', 1, 700]], 0, [])
    await move(canceled.id, gone, 1, ['canceled'])
    await db.tx((tx) =>
      noteReturns(tx, [
        {
          ...{ channel_id: 'paper', return_no: 'never', order_id: canceled.id, external_no: null, line_no: 1, kind: 'goods' },
          ...{ quantity: 1, amount_minor: 700, happened_at: gone },
        },
      ]),
    )
    expect(await sumUpTo('paper', '2026-11-22')).toEqual([])
    expect(await db.rows(sql`select booked_minor from erp.returns where return_no = 'never'`)).toEqual([{ booked_minor: 0 }])
  })

  test('what our own books pay back is a return by the key of its transaction, once; what a platform pays back is told by its shop only', async () => {
    const own = await leave('tmall', `${day}07:00:00.000Z`, [['lamp', 2, 2000]])
    const theirs = await leave('tmall', `${day}07:00:00.000Z`, [['lamp', 1, 1000]])
    // Paid to us and not to a platform.
    await db.run(sql`update orders.orders set payment_term = 'wallet' where id = ${own.id}`)
    const back = (order_id: string, amount_minor: number, transaction_key: string) => ({
      ...{ id: newId(), order_id, method: 'wallet' as const, direction: 'out' as const, amount_minor, currency: 'CNY' },
      ...{ counter_account: 'member:1:wallet', transaction_key, happened_at: '2026-11-22T02:00:00.000Z' },
    })
    const key = newId()
    await db.tx((tx) =>
      recordPayments(tx, clock.now(), [
        // Two ways of one act are one sum.
        back(own.id, 250, key),
        back(own.id, 150, key),
        back(theirs.id, 300, newId()),
      ]),
    )
    await consumeAll(db, consumers, clock.now())
    // Read again, as after a crash, it is the same return.
    await db.run(sql`update core.cursors set tx_id = '0'::xid8, seq = 0 where consumer = 'erp.note_refunds'`)
    await consumeAll(db, consumers, clock.now())
    expect(
      await db.rows(sql`select order_id, return_no, kind, amount_minor from erp.returns where order_id in (${own.id}, ${theirs.id})`),
    ).toEqual([{ order_id: own.id, return_no: key, kind: 'money', amount_minor: 400 }])
    const made = await sumUpTo('tmall', '2026-11-22')
    const returned = await one(made.find((document_no) => document_no.includes('-R-'))!)
    expect(returned).toMatchObject({ direction: 'R', total_minor: 400, lines: [{ sku_id: 'AMOUNT', amount_minor: 400 }] })
  })

  test('with what a buyer gets back the platform takes back what it had paid: the return is what was sold', async () => {
    const kept = `${day}06:00:00.000Z`
    const order = await leave('paper', kept, [['lamp', 2, 1000]], 0, [])
    await db.run(
      sql`insert into orders.discounts (order_id, line_no, kind, source_id, amount_minor) values (${order.id}, 1, 'subsidy', 'paper', 301)`,
    )
    await move(order.id, kept, 1)
    const told = (return_no: string, amount_minor: number): ToldReturn => ({
      ...{ channel_id: 'paper', return_no, order_id: order.id, external_no: null, line_no: 1, kind: 'goods', quantity: 1 },
      ...{ amount_minor, happened_at: '2026-11-22T04:00:00.000Z' },
    })
    await db.tx((tx) => noteReturns(tx, [told('first', 350)]))
    await sumUpTo('paper', '2026-11-22')
    await db.tx((tx) => noteReturns(tx, [told('second', 349)]))
    await sumUpTo('paper', '2026-11-22')
    const rows = sql`select return_no, subsidy_minor, booked_minor from erp.returns where order_id = ${order.id} order by return_no`
    expect(await db.rows(rows)).toEqual([
      { return_no: 'first', subsidy_minor: 150, booked_minor: 500 },
      { return_no: 'second', subsidy_minor: 151, booked_minor: 500 },
    ])
  })

  test('a service is sold as it is delivered, and what its buyer is paid back afterwards is a return', async () => {
    await db.tx((tx) =>
      saveProducts(tx, theSystem, clock.now(), [
        {
          ...{ spu_id: 'care', category_id: 'all', lifecycle: 'on_sale', kind: 'service' },
          ...{ title: { zh: '两年保修', en: 'Care' }, skus: [{ sku_id: 'care', price_minor: 900 }] },
        },
      ]),
    )
    const order = await leave('tmall', `${day}06:00:00.000Z`, [['care', 1, 900]], 0, [])
    await move(order.id, `${day}06:10:00.000Z`, 1, ['approved', 'delivered', 'completed'])
    const [document_no] = await sumUpTo('tmall', '2026-11-21')
    expect(await one(document_no!)).toMatchObject({ document_no: 'tmall-20261121-none-S-1', lines: [{ sku_id: 'care', quantity: 1 }] })
  })

  test('bad input is named', async () => {
    const missing = await send('POST', '/api/admin/erp/systems', {
      items: [{ system_id: 'x', kind: 'sap', name: 'x', endpoint: '', settings: {}, active: true }],
    })
    expect(missing.body.outcomes[0]).toMatchObject({ status: 'setting_missing', detail: expect.stringContaining('endpoint') })
    const shop = { channel_id: 'nowhere', system_id: 'sap', customer: 'c', from_on: '2026-11-01' }
    expect(
      (await send('POST', '/api/admin/erp/shops', { items: [shop, { ...shop, channel_id: 'jd', system_id: 'none' }] })).body.outcomes.map(
        ({ status }: { status: string }) => status,
      ),
    ).toEqual(['channel_not_found', 'system_not_found'])
    const sealed = await db.rows<{ sealed_secrets: string | null }>(sql`select sealed_secrets from erp.systems`)
    expect(JSON.stringify(sealed)).not.toContain('sample-')
    expect((await send('GET', '/api/admin/erp/systems')).text).not.toContain('sample-')
  })
})

test('the promises hold', async () => {
  await db.tx((tx) => summarize(tx, clock.now(), null, '2026-11-22'))
  for (const { name, query } of promises) expect(await db.rows(query), name).toEqual([])
})
