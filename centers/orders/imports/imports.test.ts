import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveProducts } from '#centers/products/write.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { type Files, openFiles } from '#core/files.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { Mapping, Run } from '#core/imports/model.ts'
import { addRun } from '#core/imports/routes.ts'
import { doRun } from '#core/imports/run.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { momentOf, wallClock } from '#core/time.ts'
import { historyId } from '../history.ts'
import { findOrderView } from '../read.ts'
import { measureTimes } from '../timing/read.ts'
import { orderImporter } from './importer.ts'

const folder = mkdtempSync(join(tmpdir(), 'order-imports-'))
const fixtures = join(import.meta.dirname, 'fixtures')
const [olist, tmall] = orderImporter.mappings as [Mapping, Mapping]
let cloned: ClonedDatabase
let db: Db
let files: Files

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 4 })
  files = await openFiles(folder)
  await openShop(db, wallClock.now(), {})
  await db.tx((tx) =>
    saveProducts(tx, theSystem, wallClock.now(), [
      {
        spu_id: 'olist-pa',
        category_id: 'all',
        lifecycle: 'withdrawn',
        title: { zh: '甲', en: 'A' },
        skus: [{ sku_id: 'olist-pa', currency: 'BRL' }],
      },
    ]),
  )
})
afterAll(async () => {
  expect((await checkPromises(db)).filter(({ offending }) => offending.length > 0)).toEqual([])
  await files.close()
  await db.close()
  await cloned.drop()
  rmSync(folder, { recursive: true })
})

const keep = async (content: Readable) => (await files.put(content, { limit_bytes: 1e9 })).file
async function carryOut(
  content: Readable,
  mapping: Mapping | null,
  companions: Record<string, string> = {},
  dry_run = false,
): Promise<Run> {
  const run_id = newId()
  await addRun(
    { db, clock: wallClock },
    { run_id, importer: 'orders', file: await keep(content), file_name: 'orders.csv', mapping, companions, dry_run, caller: theSystem },
  )
  await doRun({ db, files, clock: wallClock }, new Map([['orders', orderImporter]]), run_id)
  return (await db.row<Run>(sql`select * from core.import_runs where run_id = ${run_id}`))!
}
const told = ({ run_id }: Run) =>
  db.rows<{ row_no: number; status: string; detail: string }>(
    sql`select row_no, status, detail from core.import_rows where run_id = ${run_id} order by row_no`,
  )
const companionsIn = async (at: string, names: Record<string, string>) =>
  Object.fromEntries(
    await Promise.all(Object.entries(names).map(async ([name, file]) => [name, await keep(createReadStream(join(at, file)))])),
  )
const local = () => companionsIn(fixtures, { items: 'items.csv', payments: 'payments.csv', customers: 'customers.csv' })

describe('orders whose lines and payments stand in files of their own', () => {
  test('a dry run keeps nothing and tells the same', async () => {
    const run = await carryOut(createReadStream(join(fixtures, 'orders.csv')), olist, await local(), true)
    expect(run).toMatchObject({ state: 'done', rows_good: 3, rows_skipped: 1, rows_refused: 2 })
    expect(await findOrderView(db, historyId('olist', 'o1'))).toBeUndefined()
  })

  test('enter with their own times, sellers apart, money closed against the opening account', async () => {
    const run = await carryOut(createReadStream(join(fixtures, 'orders.csv')), olist, await local())
    expect(run).toMatchObject({ state: 'done', rows_total: 6, rows_good: 3, rows_skipped: 1, rows_refused: 2 })
    const rows = await told(run)
    expect(rows.map(({ row_no, status }) => [row_no, status])).toContainEqual([4, 'order_without_lines'])
    const order = (await findOrderView(db, historyId('olist', 'o1')))!
    expect(order).toMatchObject({
      state: 'delivered',
      payment: 'paid',
      currency: 'BRL',
      goods_minor: 10_780,
      freight_minor: 3_325,
      total_minor: 14_105,
      history: true,
    })
    expect(order.details.map(({ group_no, sku_id }) => [group_no, sku_id])).toEqual([
      [1, 'olist-pa'],
      [1, 'olist-pa'],
      [2, null],
    ])
    expect(order.entries.filter(({ group_no }) => group_no === 1).map(({ state, happened_at }) => [state, happened_at])).toEqual([
      ['placed', '2017-03-01T13:00:00.000Z'],
      ['approved', '2017-03-01T14:00:00.000Z'],
      ['shipped', '2017-03-03T12:00:00.000Z'],
      ['delivered', '2017-03-08T15:00:00.000Z'],
    ])
    // The carrier had it before the approval: the times stay as the file has them.
    expect((await findOrderView(db, historyId('olist', 'o2')))!).toMatchObject({ state: 'shipped', payment: 'paid' })
    expect((await findOrderView(db, historyId('olist', 'o4')))!).toMatchObject({ state: 'canceled', payment: 'unpaid' })
  })

  test('again, nothing changes; other content under a known number is refused', async () => {
    const again = await carryOut(createReadStream(join(fixtures, 'orders.csv')), olist, await local())
    expect(again).toMatchObject({ rows_good: 3, counts: expect.objectContaining({ already_imported: 3 }) })
    const other = readFileSync(join(fixtures, 'orders.csv'), 'utf8').replace('2017-03-01 10:00:00', '2017-03-01 10:00:01')
    const changed = await carryOut(Readable.from([Buffer.from(other)]), olist, await local())
    expect((await told(changed)).map(({ status }) => status)).toContain('number_used_for_another')
  })
})

test('what the platform had paid of a line is kept with it; more than the line costs is refused by row', async () => {
  const header = '渠道,平台订单号,币种,下单时间,付款时间,商品名称,数量,金额,平台补贴,实收'
  const rows = [
    'tmall,sub-1,CNY,2026-03-01 10:00:00,2026-03-01 10:01:00,台灯,1,100.00,30.01,100.00',
    'tmall,sub-2,CNY,2026-03-01 10:00:00,2026-03-01 10:01:00,台灯,1,100.00,100.01,100.00',
    'tmall,sub-3,CNY,2026-03-01 10:00:00,2026-03-01 10:01:00,台灯,1,100.00,-1,100.00',
  ]
  const run = await carryOut(Readable.from([Buffer.from([header, ...rows].join('\n'))]), null)
  expect((await told(run)).map(({ row_no, status }) => [row_no, status])).toEqual([
    [3, 'amounts_differ'],
    [4, 'value_invalid'],
  ])
  const view = await findOrderView(db, historyId('tmall', 'sub-1'))
  expect(view).toMatchObject({ total_minor: 10_000, discounts: [{ kind: 'subsidy', line_no: 1, amount_minor: 3_001, source_id: 'tmall' }] })
})

test('a report without products becomes amount-only orders; unpaid stays unpaid, refunds go back', async () => {
  const run = await carryOut(createReadStream(join(fixtures, 'report.csv')), tmall)
  expect(run).toMatchObject({ state: 'done', rows_total: 5, rows_good: 4, rows_refused: 1 })
  const states = await Promise.all(['F1', 'F2', 'F3', 'F4'].map(async (no) => (await findOrderView(db, historyId('tmall', no)))!))
  expect(states.map(({ payment, total_minor }) => [payment, total_minor])).toEqual([
    ['unpaid', 17_880],
    ['paid', 2_100],
    ['refunded', 3_700],
    ['partly_refunded', 7_600],
  ])
})

const samples = process.env.TONGSHANG_SAMPLES
const present = samples !== undefined && existsSync(join(samples, 'olist/olist_orders.csv'))
if (!present) console.warn('SKIPPED: the imports of real order files need TONGSHANG_SAMPLES to name the folder of samples.')

describe.skipIf(!present)('real files', { timeout: 120_000 }, () => {
  const minor = (text: string) => Math.round(Number(text) * 100)
  const momentMs = (text: string) => Date.parse(momentOf(text, 'America/Sao_Paulo')!)
  /** Between the two nearest, as `percentile_cont` has it. */
  const percentile = (values: readonly number[], part: number) => {
    const sorted = values.toSorted((a, b) => a - b)
    const at = (sorted.length - 1) * part
    const below = Math.floor(at)
    return sorted[below]! + (sorted[Math.ceil(at)]! - sorted[below]!) * (at - below)
  }
  const rowsOf = (file: string) =>
    parse(readFileSync(join(samples!, file)), { columns: (names: string[]) => names.map((name) => name.trim()), bom: true }) as Record<
      string,
      string
    >[]

  test('9,083 orders of Olist: counts and sums agree with the files to the cent', async () => {
    const companions = await companionsIn(join(samples!, 'olist'), {
      items: 'olist_order_items.csv',
      payments: 'olist_order_payments.csv',
      customers: 'olist_customers.csv',
    })
    const run = await carryOut(createReadStream(join(samples!, 'olist/olist_orders.csv')), olist, companions)
    expect(run).toMatchObject({ state: 'done', rows_total: 9_083, rows_good: 9_064, rows_skipped: 19, rows_refused: 0 })
    const items = rowsOf('olist/olist_order_items.csv')
    const goods = items.reduce((sum, row) => sum + minor(row.price!), 0)
    const freight = items.reduce((sum, row) => sum + minor(row.freight_value!), 0)
    const kept = new Set(items.map((row) => row.order_id))
    const paid = rowsOf('olist/olist_order_payments.csv').reduce(
      (sum, row) => sum + (kept.has(row.order_id) ? minor(row.payment_value!) : 0),
      0,
    )
    const sums = await db.row(sql`
      select count(*)::int as orders, sum(goods_minor)::bigint as goods, sum(freight_minor)::bigint as freight from orders.orders
      where channel_id = 'olist' and length(external_no) = 32`)
    expect(sums).toEqual({ orders: 9_064, goods, freight })
    const money = await db.row(sql`
      select sum(p.amount_minor)::bigint as paid from payments.payments p join orders.orders o on o.id = p.order_id
      where o.channel_id = 'olist' and length(o.external_no) = 32`)
    expect(money).toEqual({ paid })

    // Hours on the way and from purchase to delivery, calculated apart from the files (without the month of the small ones above); an order counts once per seller.
    const sellers = new Map<string, Set<string>>()
    for (const row of items) sellers.set(row.order_id!, (sellers.get(row.order_id!) ?? new Set()).add(row.seller_id!))
    const asked = { since: '2017-04-01T00:00:00.000Z', until: '2019-01-01T00:00:00.000Z', channel_id: 'olist', by: 'channel' } as const
    const hoursBetween = (from: string, to: string) =>
      rowsOf('olist/olist_orders.csv').flatMap((row) => {
        if (row.order_status !== 'delivered' || !row[from] || !row[to]) return []
        if (momentMs(row.order_purchase_timestamp!) < Date.parse(asked.since)) return []
        const hours = (momentMs(row[to]) - momentMs(row[from])) / 3_600_000
        return hours < 0 ? [] : Array.from({ length: sellers.get(row.order_id!)?.size ?? 0 }, () => hours)
      })
    const times = await measureTimes(db, theSystem, asked)
    expect(times).toMatchObject({ complete: true, rows: [{ key: 'olist' }] })
    for (const [stretch, from, to] of [
      ['shipped', 'order_delivered_carrier_date', 'order_delivered_customer_date'],
      ['whole', 'order_purchase_timestamp', 'order_delivered_customer_date'],
    ] as const) {
      const hours = hoursBetween(from, to)
      const measured = times.stretches.find((one) => one.stretch === stretch)!
      expect(measured.groups, stretch).toBe(hours.length)
      expect(measured.mean_hours).toBeCloseTo(hours.reduce((sum, one) => sum + one, 0) / hours.length, 6)
      expect(measured.median_hours).toBeCloseTo(percentile(hours, 0.5), 6)
      expect(measured.p90_hours).toBeCloseTo(percentile(hours, 0.9), 6)
    }
  })

  test('14,356 orders of the Tmall report: sums agree, 2,047 stay unpaid, and again nothing changes', async () => {
    const file = 'tmall/tmall_order_report_2020-02-01_2020-02-24.csv'
    const rows = rowsOf(file)
    const run = await carryOut(createReadStream(join(samples!, file)), tmall)
    expect(run).toMatchObject({ state: 'done', rows_total: 14_356, rows_good: 14_356 })
    const sums = await db.row(sql`
      select count(*)::int as orders, sum(o.total_minor)::bigint as total from orders.orders o where channel_id = 'tmall' and recorded_at >= ${run.started_at}`)
    expect(sums).toEqual({ orders: rows.length, total: rows.reduce((sum, row) => sum + minor(row.总金额!), 0) })
    const money = await db.row(sql`
      select sum(p.amount_minor) filter (where direction = 'in')::bigint as came, sum(p.amount_minor) filter (where direction = 'out')::bigint as went
      from payments.payments p join orders.orders o on o.id = p.order_id where o.channel_id = 'tmall' and o.recorded_at >= ${run.started_at}`)
    const refunds = rows.reduce((sum, row) => sum + minor(row.退款金额!), 0)
    expect(money).toEqual({ came: rows.reduce((sum, row) => sum + minor(row.买家实际支付金额!), 0) + refunds, went: refunds })
    const again = await carryOut(createReadStream(join(samples!, file)), tmall)
    expect(again.counts).toMatchObject({ already_imported: rows.length })
  })
})
