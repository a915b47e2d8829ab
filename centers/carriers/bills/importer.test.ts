import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { systemBy } from '#core/audit.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { saveCarriers } from '../agreements/write.ts'
import { words } from '../fixtures.ts'
import { billImporter } from './importer.ts'

const now = '2026-11-22T02:00:00.000Z'
let cloned: ClonedDatabase
let db: Db

beforeAll(async () => {
  cloned = await cloneDatabase()
  db = openDb(cloned.connection)
  const sf = { carrier_id: 'sf', name: words('顺丰'), codes: {}, track_account_id: null, label_form: '76x130' as const }
  await db.tx((tx) => saveCarriers(tx, systemBy('test'), now, [{ ...sf, masks_recipient: true, stalled_hours: 72, active: true }]))
})
afterAll(async () => {
  await db.close()
  await cloned.drop()
})

const row = (row_no: number, more: Record<string, string | number | null> = {}) => ({
  row_no,
  source: {},
  values: {
    ...{ organization_id: 'cq-cdc', carrier_id: 'sf', bill_no: 'SF-11', period_from: '2026-11-01', period_to: '2026-11-30' },
    ...{ waybill_no: `SF${1000 + row_no}`, weight_grams: 1500, amount_minor: 1800, ...more },
  },
})
const take = async (...rows: ReturnType<typeof row>[]) => {
  const context = { by: theSystem, now, run_id: newId(), companions: {} }
  return (await db.tx((tx) => billImporter.apply(tx, rows, context))).map(({ verdict, status }) => `${verdict} ${status}`)
}

test('a bill goes in whole, once, each line against what we know; other carriers and turned periods are refused', async () => {
  expect(await take(row(1), row(2), row(3, { carrier_id: 'nobody' }))).toEqual([
    'done imported',
    'done imported',
    'refused carrier_not_found',
  ])
  expect(await take(row(1), row(2))).toEqual(['done already_imported', 'done already_imported'])
  expect(await take(row(1), row(2, { amount_minor: 1900 }))).toEqual(Array(2).fill('refused imported_with_other_content'))
  expect(await take(row(4, { bill_no: 'SF-12', period_to: '2026-10-01' }))).toEqual(['refused period_invalid'])
  expect(billImporter.group!(row(1))).toBe(billImporter.group!(row(2)))
  const lines = await db.rows(sql`select waybill_no, amount_minor, type from carriers.bill_lines order by line_no`)
  expect(lines).toEqual([1001, 1002].map((no) => ({ waybill_no: `SF${no}`, amount_minor: 1800, type: 'waybill_not_ours' })))
})
