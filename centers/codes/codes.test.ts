import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { savePrograms } from '#centers/members/write.ts'
import { categories, product, sku, words } from '#centers/products/fixtures.ts'
import { saveBrands, saveCategories, saveProducts } from '#centers/products/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { scanImporter } from './imports/importer.ts'
import type { BatchItem } from './model.ts'
import { dropRules, findBatches, findItems } from './read.ts'
import { claimCodes, forgetScans, type Scan, scanCodes } from './scans/write.ts'
import { linkOf, makeCovers, makeSerials, readSerial } from './serials.ts'
import { bindCodes, makeBatches, sellCodes, voidCodes } from './write.ts'

process.env.TONGSHANG_SECRET ??= 'a secret of the tests, long enough for anything'
let database: ClonedDatabase
let db: Db
/** Two processes, as it were: each gathers its own requests. */
let app: App
let other: App
let caller: Caller = theSystem
const start = '2026-03-01T08:00:00.000Z'
const clock = handClock(start)
const barcode = '6901234567892'
const gtin = '06901234567892'

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 12 })
  const authenticate = (request: { headers: Record<string, unknown> }): Caller =>
    typeof request.headers['x-member'] === 'string' ? { ...nobody, kind: 'member', id: request.headers['x-member'] } : caller
  app = await createApp({ db, clock }, { authenticate: authenticate as never })
  other = await createApp({ db, clock }, { authenticate: authenticate as never })
  await db.tx(async (tx) => {
    await saveCategories(tx, start, categories)
    await saveBrands(tx, theSystem, start, [
      { brand_id: 'jilang', name: words('极浪', 'Jilang') },
      { brand_id: 'zhimu', name: words('稚牧', 'Zhimu') },
    ])
    await savePrograms(tx, theSystem, start, [
      {
        program_id: 'jilang',
        brand_id: 'jilang',
        name: words('极浪', 'Jilang'),
        point_value_minor: 1,
        spend_limit_bp: 5_000,
        valid_years: 1,
        check_in_points: [1],
        levels: [{ level: 'basic', rank: 0, name: words('普通', 'Basic'), growth_from: 0, earn_rate_bp: 10_000, benefits: [] }],
      },
    ])
    await saveProducts(tx, theSystem, start, [
      product('p1', { story: words('从一滴水说起', 'It began with a drop'), skus: [sku('p1-1', { barcode })] }),
      product('p2', { brand_id: 'zhimu', skus: [sku('p2-1')] }),
    ])
  })
})
afterAll(async () => {
  await app.close()
  await other.close()
  const checked = await checkPromises(db)
  expect(checked.filter(({ offending }) => offending.length > 0)).toEqual([])
  await db.close()
  await database.drop()
})
beforeEach(() => {
  caller = theSystem
  clock.advance(24 * 3_600_000)
})

const batch = (more: Partial<BatchItem> = {}): BatchItem => ({
  id: newId(),
  sku_id: 'p1-1',
  lot: 'L20260301',
  produced_on: '2026-03-01',
  factory: '重庆一厂',
  quantity: 100,
  points: 50,
  ...more,
})
/** Makes a batch and answers the serial of each of its codes. */
async function made(more: Partial<BatchItem> = {}) {
  const item = batch(more)
  const [outcome] = await db.tx((tx) => makeBatches(tx, theSystem, clock.now(), [item]))
  expect(outcome!.status).toBe('made')
  const first = outcome!.first_number!
  const serials = makeSerials(1, gtin, first, item.quantity)
  return { batch_id: item.id, first, serials, codes: serials.map((serial) => linkOf('id.example.com', gtin, serial)) }
}
const post = async (url: string, payload: object, headers: Record<string, string> = {}) => {
  const answer = await app.inject({ method: 'POST', url, payload, headers })
  return { code: answer.statusCode, ...answer.json() }
}
const scan = async (
  serial: string,
  { region, device = newId(), member, on = app }: { region?: string; device?: string; member?: string; on?: App } = {},
) => {
  const url = `/api/mall/items/${gtin}/${serial}${region ? `?region=${region}` : ''}`
  caller = nobody
  const answer = await on.inject({ url, headers: { 'user-agent': device, ...(member ? { 'x-member': member } : {}) } })
  caller = theSystem
  return { code: answer.statusCode, ...answer.json() }
}
const claim = (serial: string, member: string, more: object = {}, on: App = app) =>
  on
    .inject({
      method: 'POST',
      url: `/api/mall/items/${gtin}/${serial}/claim`,
      payload: { id: newId(), ...more },
      headers: { 'x-member': member },
    })
    .then((answer) => answer.json().outcomes[0])
const statuses = (outcomes: { status: string }[]) => outcomes.map(({ status }) => status)

test('from the batch to the second scan: printed, bound, shipped, sold, scanned and claimed once', async () => {
  const item = batch({ quantity: 12_000, covered: true, lot: 'L-STORY', expires_on: '2027-03-01' })
  expect(await post('/api/admin/codes/batches', { items: [item] })).toMatchObject({ code: 200, outcomes: [{ status: 'made' }] })
  expect(await post('/api/admin/codes/batches', { items: [item, { ...item, quantity: 5 }] })).toMatchObject({
    outcomes: [{ status: 'already_made' }, { status: 'id_used_for_another' }],
  })

  // Printed in two parts; the file is computed as it is sent.
  const [first, rest] = [newId(), newId()]
  expect(
    await post('/api/admin/codes/prints', { items: [{ id: first, batch_id: item.id, quantity: 7_000, host: 'id.example.com' }] }),
  ).toMatchObject({
    outcomes: [{ status: 'printed', from_index: 0, quantity: 7_000 }],
  })
  expect(
    await post('/api/admin/codes/prints', {
      items: [
        { id: newId(), batch_id: item.id, from_index: 10, quantity: 5 },
        { id: rest, batch_id: item.id },
        { id: first, batch_id: item.id },
        { id: newId(), batch_id: item.id, from_index: 10, quantity: 5, again_reason: '卷带破损' },
        { id: newId(), batch_id: item.id },
      ],
    }),
  ).toMatchObject({
    outcomes: [
      { status: 'printed_before' },
      { status: 'printed', from_index: 7_000, quantity: 5_000 },
      { status: 'already_printed' },
      { status: 'printed' },
      { status: 'range_outside_batch' },
    ],
  })
  const file = await app.inject({ url: `/api/admin/codes/batches/${item.id}/prints/${first}/file` })
  const lines = file.body.trim().split('\r\n')
  expect([file.headers['content-type'], lines.length]).toEqual(['text/csv; charset=utf-8', 7_001])
  const rows = lines.slice(1).map((line) => line.split(','))
  expect(new Set(rows.map((row) => row[1])).size).toBe(7_000)
  const [, link, , serial, lot, , , cover] = rows[41]!
  expect([link, lot, readSerial(gtin, serial!)?.number]).toEqual([
    `https://id.example.com/01/${gtin}/21/${serial}`,
    'L-STORY',
    expect.any(Number),
  ])

  // The line packs ten into a carton, the carton stands on a pallet, the pallet goes to a dealer in Chongqing.
  const bindings = rows.slice(40, 50).map((row, i) => ({
    id: newId(),
    code: i % 2 ? row[1]! : `(01)${row[2]}(10)${row[4]}(21)${row[3]}`,
    carton_id: 'C-1',
    pallet_id: 'P-1',
  }))
  expect(statuses((await post('/api/admin/codes/bindings', { items: bindings })).outcomes)).toEqual(Array(10).fill('bound'))
  expect(statuses((await post('/api/admin/codes/bindings', { items: bindings })).outcomes)).toEqual(Array(10).fill('already_bound'))
  const shipment = { id: newId(), container_id: 'P-1', region_code: '500000', dealer_id: 'dealer-1' }
  expect(
    statuses(
      (await post('/api/admin/codes/shipments', { items: [shipment, shipment, { ...shipment, id: newId(), container_id: 'P-9' }] }))
        .outcomes,
    ),
  ).toEqual(['shipped', 'already_shipped', 'container_not_found'])
  expect(statuses((await post('/api/admin/codes/sales', { items: [{ id: newId(), code: link, ref: '0012345678' }] })).outcomes)).toEqual([
    'sold',
  ])

  const buyer = newId()
  expect(await scan(serial!, { region: '500112', device: 'phone' })).toMatchObject({
    verdict: 'authentic',
    title: words('极浪变频十字对开门冰箱', 'Four-door refrigerator'),
    story: { zh: '从一滴水说起' },
    lot: 'L-STORY',
    produced_on: '2026-03-01',
    factory: '重庆一厂',
    scans: 1,
    points: 50,
    covered: true,
    claim: { state: 'open' },
  })
  const claimed_at = clock.now()
  expect((await claim(serial!, buyer, { cover: 'WRONG123' })).status).toBe('cover_wrong')
  expect(await claim(serial!, buyer, { cover: cover!.toLowerCase() })).toMatchObject({ status: 'claimed', points: 50, claimed_at })
  clock.advance(3_600_000)
  expect(await claim(serial!, buyer, { cover })).toMatchObject({ status: 'already_claimed', points: 50, claimed_at })
  expect(await claim(serial!, newId(), { cover })).toMatchObject({ status: 'claimed_by_another', claimed_at })
  expect(await scan(serial!, { device: 'another' })).toMatchObject({
    verdict: 'seen_before',
    scans: 2,
    first_scanned_at: claimed_at,
    first_region: '500112',
    claim: { state: 'taken', claimed_at },
  })
  expect(await scan(serial!, { device: 'x', member: buyer })).toMatchObject({ claim: { state: 'mine' } })
  const events = await db.rows(sql`select items from core.events where topic = 'codes.claimed'`)
  expect(events).toEqual([
    { items: [{ code: `${gtin}.${serial}`, member_id: buyer, sku_id: 'p1-1', brand_id: 'jilang', points: 50, claimed_at }] },
  ])

  // The history of the code, and of the batch.
  const history = (await app.inject({ url: '/api/admin/codes/item', query: { code: link! } })).json()
  expect(history).toMatchObject({
    verdict: 'ours',
    code: { serial, index: 41 },
    carton_id: 'C-1',
    pallet_id: 'P-1',
    destination: { region_code: '500000', dealer_id: 'dealer-1' },
    item: { scans: 3, points: 50 },
  })
  expect(new Set(history.steps.map(({ step }: { step: string }) => step))).toEqual(new Set(['bound', 'sold', 'claimed']))
  expect(JSON.stringify(history)).not.toContain(buyer)
  const { batch: after } = (await app.inject({ url: `/api/admin/codes/batches/${item.id}` })).json()
  expect(after).toMatchObject({ printed: 12_000, bound: 10, sold: 1, scanned: 1, claimed: 1, voided: 0 })

  // A workbook for label software holds the same rows.
  expect((await app.inject({ url: '/api/admin/codes/item', query: { code: `${gtin} ${'0'.repeat(20)}` } })).json()).toEqual({
    verdict: 'invented',
  })
})

test('five hundred at the same moment: points exactly once', async () => {
  const { serials, first } = await made()
  const members = Array.from({ length: 500 }, () => newId())
  const outcomes = await Promise.all(members.map((member, i) => claim(serials[0]!, member, {}, i % 2 ? app : other)))
  const count = Map.groupBy(outcomes, ({ status }) => status)
  expect([count.get('claimed')?.length, count.get('claimed_by_another')?.length]).toEqual([1, 499])
  const winner = members[outcomes.findIndex(({ status }) => status === 'claimed')]!
  expect((await findItems(db, [first]))[0]).toMatchObject({ member_id: winner, points: 50 })
  const told = await db.rows(
    sql`select e from core.events, jsonb_array_elements(items) e where topic = 'codes.claimed' and e->>'code' = ${`${gtin}.${serials[0]}`}`,
  )
  expect(told).toHaveLength(1)
  const points = await db.rows(
    sql`select account, balance from ledger.balances where asset = 'points:jilang' and account = any(${members.map((id) => `member:${id}:points:2027-12`)}::text[]) and balance <> 0`,
  )
  expect(points).toEqual([{ account: `member:${winner}:points:2027-12`, balance: 50 }])

  // And five hundred scans by as many phones are five hundred scans, the first of them one.
  const { serials: more, first: number } = await made({ points: 0 })
  await db.run(sql`update codes.rules set active = false where rule = 'too_many_scans'`)
  dropRules()
  const scans = await Promise.all(Array.from({ length: 500 }, (_, i) => scan(more[0]!, { on: i % 2 ? app : other })))
  expect(scans.filter(({ verdict }) => verdict === 'authentic')).toHaveLength(1)
  expect((await findItems(db, [number]))[0]).toMatchObject({ scans: 500 })
  await db.run(sql`update codes.rules set active = true where rule = 'too_many_scans'`)
  dropRules()
})

test('invented codes are refused and leave nothing behind; a device that guesses is stopped', async () => {
  const before = await db.row(sql`select (select count(*) from codes.items) as items, (select count(*) from codes.scans) as scans`)
  const { serials } = await made()
  const forged = `${serials[0]!.slice(0, -1)}${serials[0]!.endsWith('A') ? 'B' : 'A'}`
  for (const serial of [forged, 'NOTHING', '0'.repeat(20)])
    expect(await scan(serial, { device: 'g' })).toMatchObject({
      code: 200,
      verdict: 'invented',
      title: null,
      scans: 0,
      claim: { state: 'none' },
    })
  expect((await claim(forged, newId())).status).toBe('code_invented')
  const answers = []
  for (let i = 0; i < 32; i++) answers.push((await scan('0'.repeat(20), { device: 'g' })).code)
  expect(answers.filter((code) => code === 429).length).toBe(32 - 27)
  expect(await db.row(sql`select (select count(*) from codes.items) as items, (select count(*) from codes.scans) as scans`)).toEqual(before)
  // Signed by our key and yet never given out.
  expect(await scan(makeSerials(1, gtin, 60_000_000_000, 1)[0]!)).toMatchObject({ verdict: 'invented' })
})

test('what is strange becomes a case, and what operators find out decides the code', async () => {
  const { serials, codes, batch_id } = await made({ lot: 'L-CASE' })
  const [copied, moved, cleared] = serials as [string, string, string]
  const verdicts = []
  for (let i = 0; i < 22; i++) verdicts.push((await scan(copied, { region: '500112' })).verdict)
  expect([verdicts[0], verdicts[19], verdicts[20]]).toEqual(['authentic', 'seen_before', 'suspicious'])
  expect((await claim(copied, newId())).status).toBe('under_review')
  await scan(cleared, { region: '500112' })
  expect((await scan(cleared, { region: '440106' })).verdict).toBe('suspicious')

  // Sent to Chongqing, met in Guangzhou: no matter of the buyer's, but of the dealer's.
  expect(
    statuses(
      (await post('/api/admin/codes/shipments', { items: [{ id: newId(), batch_id, region_code: '500000', dealer_id: 'dealer-7' }] }))
        .outcomes,
    ),
  ).toEqual(['shipped'])
  expect((await scan(moved, { region: '500103' })).verdict).toBe('authentic')
  clock.advance(7_200_000)
  expect((await scan(moved, { region: '440106' })).verdict).toBe('seen_before')
  expect((await scan(serials[3]!, { region: '440106' })).verdict).toBe('authentic')
  const { items: diverted } = (await app.inject({ url: '/api/admin/codes/diversions' })).json()
  expect(diverted).toMatchObject([
    { dealer_id: 'dealer-7', lot: 'L-CASE', expected_region: '500000', seen_region: '440106', codes: 2, scans: 2 },
  ])

  const { items: cases } = (await app.inject({ url: '/api/admin/codes/cases' })).json()
  const of = (rule: string) => cases.find((one: { rule: string; batch_id: string }) => one.rule === rule && one.batch_id === batch_id)
  expect([of('too_many_scans').times, of('impossible_travel').code, of('diverted').subject]).toEqual([
    2,
    `${gtin} ${cleared}`,
    `dealer:dealer-7:${batch_id}`,
  ])
  const decide = async (...items: object[]) => statuses((await post('/api/admin/codes/cases/decisions', { items })).outcomes)
  expect(
    await decide(
      { id: of('too_many_scans').case_id, owner: true },
      { id: of('diverted').case_id },
      { id: of('diverted').case_id, outcome: 'diverted' },
      { id: newId(), owner: true },
    ),
  ).toEqual(['taken', 'nothing_to_do', 'note_missing', 'case_not_found'])
  expect(
    await decide(
      { id: of('too_many_scans').case_id, outcome: 'counterfeit', note: '市场买到三件同码' },
      { id: of('impossible_travel').case_id, outcome: 'cleared', note: '亲属代扫' },
      { id: of('impossible_travel').case_id, outcome: 'cleared', note: '再次' },
    ),
  ).toEqual(['closed', 'closed', 'already_closed'])
  expect((await scan(copied)).verdict).toBe('void')
  expect((await claim(copied, newId())).status).toBe('code_void')
  expect((await claim(cleared, newId())).status).toBe('claimed')
  expect((await app.inject({ url: '/api/admin/codes/cases/counts' })).json()).toEqual({ open: 1, closed: 2 })

  // The same rule opens a new case after the old was closed.
  await scan(cleared, { region: '500112' })
  expect((await scan(cleared, { region: '110105' })).verdict).toBe('suspicious')
  expect((await app.inject({ url: '/api/admin/codes/cases/counts' })).json()).toEqual({ open: 2, closed: 2 })

  expect(
    statuses(
      (
        await post('/api/admin/codes/voids', {
          items: [
            { id: newId(), batch_id, reason: '召回' },
            { id: newId(), code: codes[9], reason: '破损' },
          ],
        })
      ).outcomes,
    ),
  ).toEqual(['voided', 'voided'])
  expect((await scan(serials[8]!)).verdict).toBe('void')
  expect(
    statuses((await post('/api/admin/codes/bindings', { items: [{ id: newId(), code: codes[8], carton_id: 'C-88' }] })).outcomes),
  ).toEqual(['code_void'])
})

test('one device that scans hundreds is a case, one that scans faster than people waits', async () => {
  await db.run(sql`update codes.rules set most = 5 where rule = 'busy_device'`)
  dropRules()
  const { serials } = await made()
  for (const serial of serials.slice(0, 7)) await scan(serial, { device: 'reader' })
  const row = await db.row(sql`select times from codes.cases where rule = 'busy_device'`)
  expect(row).toEqual({ times: 2 })
  const codes = []
  for (let i = 0; i < 60; i++) codes.push((await scan(serials[50]!, { device: 'reader' })).code)
  expect([codes[0], codes[52], codes[53]]).toEqual([200, 200, 429])
})

test('staff of another brand see, bind and judge nothing of it', async () => {
  const { codes, batch_id } = await made()
  const rights = ['codes.read', 'codes.issue', 'codes.scan', 'codes.judge']
  caller = { ...theSystem, kind: 'staff', id: newId(), permissions: new Set(rights), brands: ['zhimu'] }
  const get = async (url: string) => (await app.inject({ url })).json()
  expect((await get('/api/admin/codes/batches')).items).toEqual([])
  expect(await get(`/api/admin/codes/batches/${batch_id}`)).toMatchObject({ status: 404 })
  expect(await get(`/api/admin/codes/item?code=${encodeURIComponent(codes[0]!)}`)).toMatchObject({ status: 404 })
  expect((await get('/api/admin/codes/cases')).items).toEqual([])
  expect((await get('/api/admin/codes/diversions')).items).toEqual([])
  const all = async (path: string, item: object) =>
    (await post(`/api/admin/codes/${path}`, { items: [{ id: newId(), ...item }] })).outcomes[0].status
  expect(await all('batches', batch())).toBe('brand_not_yours')
  expect(await all('batches', batch({ sku_id: 'p2-1' }))).toBe('gtin_missing')
  expect(await all('batches', batch({ sku_id: 'p2-1', gtin: '06901234567893' }))).toBe('gtin_invalid')
  expect(await all('prints', { batch_id })).toBe('batch_not_found')
  expect(await all('bindings', { code: codes[0], carton_id: 'C-Z' })).toBe('code_not_found')
  expect(await all('shipments', { batch_id, region_code: '500000' })).toBe('batch_not_found')
  expect(await all('sales', { code: codes[0], ref: '1' })).toBe('code_not_found')
  expect(await all('voids', { code: codes[0], reason: 'x' })).toBe('code_not_found')
  expect(await all('voids', { batch_id, reason: 'x' })).toBe('batch_not_found')
})

test('a code lies in one carton for good, a carton on one pallet', async () => {
  const { codes } = await made()
  const bind = (code: string, carton_id: string, pallet_id?: string) =>
    db
      .tx((tx) => bindCodes(tx, theSystem, clock.now(), [{ id: newId(), code, carton_id, ...(pallet_id ? { pallet_id } : {}) }]))
      .then(([one]) => one!.status)
  expect(await bind(codes[0]!, 'B-1', 'BP-1')).toBe('bound')
  expect(await bind(codes[0]!, 'B-2')).toBe('bound_to_another')
  expect(await bind(codes[1]!, 'B-1', 'BP-2')).toBe('carton_on_another_pallet')
  expect(await bind(codes[1]!, 'BP-1')).toBe('container_of_another_kind')
  expect(await bind('https://id.example.com/01/06901234567892/21/AAAAAAAAAAAAAAAAAAAA', 'B-1')).toBe('code_invented')
  // Two lines that open the same carton at the same moment.
  const many = await Promise.all(codes.slice(10, 30).map((code) => bind(code, 'B-RACE', 'BP-RACE')))
  expect(new Set(many)).toEqual(new Set(['bound']))
  // A file of scans, sent twice.
  const rows = codes
    .slice(40, 45)
    .map((code, i) => ({ row_no: i + 2, values: { code, carton_id: 'B-FILE', pallet_id: null, happened_at: start }, source: {} }))
  const context = { by: theSystem, now: clock.now(), run_id: newId(), companions: {} }
  expect(new Set(statuses(await db.tx((tx) => scanImporter.apply(tx, rows, context))))).toEqual(new Set(['bound']))
  expect(new Set(statuses(await db.tx((tx) => scanImporter.apply(tx, rows, context))))).toEqual(new Set(['already_bound']))
})

test('law: a batch of scans, claims, sales and voids ends where they end one by one', async () => {
  const act = fc.record({
    kind: fc.constantFrom('scan', 'scan', 'scan', 'claim', 'sell', 'void'),
    index: fc.integer({ min: 0, max: 3 }),
    who: fc.integer({ min: 0, max: 2 }),
    region: fc.constantFrom(null, '500112', '440106'),
  })
  const people = Array.from({ length: 3 }, () => newId())
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(act, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }), async (rounds) => {
      const [whole, single] = [await made({ quantity: 4 }), await made({ quantity: 4 })]
      const run = (kind: string, of: typeof whole, acts: (typeof rounds)[number], now: string) =>
        db.tx(async (tx): Promise<string[]> => {
          const common = acts.map(({ index, who }) => ({
            id: newId(),
            number: of.first + index,
            key_no: 1,
            gtin,
            member_id: people[who]!,
            cover: null,
          }))
          if (kind === 'scan') {
            const scans: Scan[] = acts.map(({ region, who }, i) => ({ ...common[i]!, region, device: `d${who}`, busy: false }))
            return (await scanCodes(tx, now, scans)).map(({ verdict }) => verdict)
          }
          if (kind === 'claim') return statuses(await claimCodes(tx, now, common))
          const items = acts
            .map(({ index }) => ({ id: newId(), code: of.codes[index]! }))
            .map((one, i) => ({ ...one, ref: `o${acts[i]!.who}` }))
          if (kind === 'sell') return statuses(await sellCodes(tx, theSystem, now, items))
          return statuses(
            await voidCodes(
              tx,
              theSystem,
              now,
              items.map(({ id, code }) => ({ id, code, reason: 'r' })),
            ),
          )
        })
      for (const round of rounds) {
        clock.advance(300_000)
        const now = clock.now()
        // A call holds one verb; the round's first act says which.
        const { kind } = round[0]!
        const together = await run(kind, whole, round, now)
        const apart = []
        for (const one of round) apart.push(...(await run(kind, single, [one], now)))
        expect(together).toEqual(apart)
      }
      const state = async ({ first, batch_id }: typeof whole) => {
        const items = await findItems(
          db,
          [0, 1, 2, 3].map((i) => first + i),
        )
        const [counts] = await findBatches(db, [batch_id])
        const { printed, bound, sold, scanned, claimed, voided } = counts!
        return [
          items.map(({ batch_id: _batch, ...item }) => ({ ...item, number: item.number - first })).sort((a, b) => a.number - b.number),
          { printed, bound, sold, scanned, claimed, voided },
        ]
      }
      expect(await state(whole)).toEqual(await state(single))
    }),
    { numRuns: 12 },
  )
}, 60_000)

test('scans are forgotten after a year, and what they came to stays', async () => {
  const { serials, first } = await made()
  await scan(serials[0]!)
  clock.advance(370 * 86_400_000)
  expect(await db.tx((tx) => forgetScans(tx, clock.now()))).toBeGreaterThan(0)
  expect(await db.row(sql`select count(*) from codes.scans`)).toEqual({ count: 0 })
  expect((await findItems(db, [first]))[0]).toMatchObject({ scans: 1 })
  expect((await scan(serials[0]!)).verdict).toBe('seen_before')
})

test('wrong words from under the film lock the claim, not the scan', async () => {
  const { serials, first } = await made({ covered: true })
  const [cover] = makeCovers(1, gtin, first, 1)
  for (let i = 0; i < 10; i++) expect((await claim(serials[0]!, newId(), { cover: `AAAA000${i}` })).status).toBe('cover_wrong')
  expect((await claim(serials[0]!, newId(), { cover })).status).toBe('cover_locked')
  expect((await scan(serials[0]!)).verdict).toBe('authentic')
})
