import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { type Files, openFiles } from '../files.ts'
import { fileRoutes } from '../files-routes.ts'
import { type App, type Caller, createHttp, theSystem } from '../http.ts'
import { newId } from '../ids.ts'
import { readSheet, writeSheet } from '../sheets/sheets.ts'
import { type Db, openDb, sql } from '../sql.ts'
import { wallClock } from '../time.ts'
import type { Importer, Mapping, Run } from './model.ts'
import { addRun, importRoutes } from './routes.ts'
import { planImport, readRow } from './rules.ts'
import { doRun } from './run.ts'

// An importer as a center would write one: it keeps words in a table of its own.
const both = (text: string) => ({ zh: text, en: text })
const mapping: Mapping = {
  mapping_id: 'snapshots',
  importer: 'words',
  title: both('snapshots'),
  columns: { word: { from: 'Wort', transforms: [{ lower: true }] }, amount: { from: 'Preis' } },
  latest: { key: 'Wort', by: 'Tag' },
}
let applied = 0
const words: Importer = {
  name: 'words',
  title: both('words'),
  permission: 'words.import',
  columns: [
    { key: 'word', name: { zh: '词', en: 'Word' }, kind: 'text', required: true, max_length: 20, description: both(''), example: '=好' },
    { key: 'amount', name: { zh: '金额', en: 'Amount' }, kind: 'money', description: both(''), example: '1.50' },
    { key: 'on', name: { zh: '日期', en: 'Date' }, kind: 'date', description: both(''), example: '2026-03-01' },
  ],
  mappings: [mapping],
  rows_per_batch: 10,
  group: ({ values }) => String(values.word),
  async apply(tx, rows) {
    applied += rows.length
    if (rows.some(({ values }) => values.word === 'poison')) throw new Error('poison was tasted')
    const texts = rows.map(({ values }) => values.word)
    const fresh = await tx.rows<{ word: string }>(sql`
      insert into core.words_seen select distinct unnest(${texts}::text[]), ${rows.length}::integer on conflict do nothing returning word`)
    const made = new Set(fresh.map(({ word }) => word))
    return rows.map(({ values }) =>
      values.word === 'bad'
        ? { verdict: 'refused' as const, status: 'word_bad', detail: 'This word is not said here.' }
        : { verdict: 'done' as const, status: made.has(String(values.word)) ? 'saved' : 'already_saved' },
    )
  },
}

const folder = mkdtempSync(join(tmpdir(), 'imports-'))
const importers = new Map([['words', words]])
let database: ClonedDatabase
let db: Db
let files: Files
let app: App
let caller: Caller = theSystem
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 8 })
  await db.run(sql`create table core.words_seen (word text primary key, rows_in_batch integer)`)
  files = await openFiles(folder)
  app = await createHttp({ authenticate: () => caller })
  await app.register(fileRoutes({ db, files, clock: wallClock }))
  await app.register(importRoutes([words])({ db, files, clock: wallClock }))
})
afterAll(async () => {
  await app.close()
  await files.close()
  await db.close()
  await database.drop()
  rmSync(folder, { recursive: true })
})
beforeEach(async () => {
  caller = theSystem
  applied = 0
  await db.run(sql`delete from core.words_seen`)
})

const keep = async (text: string | Buffer) => (await files.put(Readable.from([Buffer.from(text)]), { limit_bytes: 1e8 })).file
const seen = async () => (await db.rows<{ word: string }>(sql`select word from core.words_seen order by word`)).map(({ word }) => word)
const find = async (run_id: string) => (await db.row<Run>(sql`select * from core.import_runs where run_id = ${run_id}`))!
async function start(text: string | Buffer, more: { mapping?: Mapping | null; dry_run?: boolean; file_name?: string } = {}) {
  const run_id = newId()
  await addRun(
    { db, clock: wallClock },
    { run_id, importer: 'words', file: await keep(text), file_name: 'words.csv', mapping: null, caller: theSystem, ...more },
  )
  return run_id
}
const work = (run_id: string, options = {}) => doRun({ db, files, clock: wallClock }, importers, run_id, options)
async function carryOut(text: string | Buffer, more = {}) {
  const run_id = await start(text, more)
  await work(run_id)
  return find(run_id)
}
const table = async (file: string) => {
  const rows: string[][] = []
  for await (const { cells } of readSheet(await files.localPath(file))) rows.push(cells)
  return rows
}

test('good rows go in, bad rows come back with their reasons, and mended they go in too', async () => {
  const run = await carryOut(
    '词,Amount,日期,备注\n一,1.50,2026-03-01,x\nbad,1,,y\n二,abc,,\n,3,,\n三,"1,299.00",2026/3/2,"a,b"\n四,1,,,zuviel\n',
  )
  expect(run).toMatchObject({
    state: 'done',
    rows_total: 6,
    rows_done: 6,
    rows_good: 2,
    rows_refused: 4,
    counts: { saved: 2, word_bad: 1, value_invalid: 3 },
  })
  expect(await seen()).toEqual(['一', '三', 'bad'].sort())
  const returned = await table(run.result_file!)
  expect(returned.map((row) => row.slice(0, 5))).toEqual([
    ['词', 'Amount', '日期', '备注', '结果 Status'],
    ['bad', '1', '', 'y', 'word_bad'],
    ['二', 'abc', '', '', 'value_invalid'],
    ['', '3', '', '', 'value_invalid'],
    ['四', '1', '', '', 'value_invalid'],
  ])
  expect(returned.map((row) => row[5])).toEqual([
    '原因 Reason',
    'This word is not said here.',
    expect.stringContaining('“abc” is no amount of CNY'),
    expect.stringContaining('required'),
    expect.stringContaining('more cells'),
  ])

  const mended = await carryOut(
    returned.slice(2, 3).reduce((text, row) => `${text}${['二', '5', ...row.slice(2)].join(',')}\n`, `${returned[0]!.join(',')}\n`),
  )
  expect(mended).toMatchObject({ state: 'done', rows_good: 1, result_file: null })
})

test('a dry run judges every row and keeps nothing', async () => {
  expect(await carryOut('word\n一\nbad\n', { dry_run: true })).toMatchObject({ state: 'done', rows_good: 1, rows_refused: 1 })
  expect(await seen()).toEqual([])
})

test.each<[string, string | Buffer, string]>([
  ['no required column', 'amount\n1\n', '词 (Word)'],
  ['a column twice', 'word,word\n1,2\n', 'twice'],
  ['nothing', '\n', 'no header'],
  ['broken far below', Buffer.concat([Buffer.from(`word\n${'好的\n'.repeat(500)}`), Buffer.from([0xe5, 0x86, 10])]), 'Line 502'],
])('a file is refused as a whole before any row goes in: %s', async (_name, text, sentence) => {
  expect(await carryOut(text)).toMatchObject({ state: 'failed', rows_done: 0, failure: expect.stringContaining(sentence) })
  expect(await seen()).toEqual([])
})

test('snapshots: the newest row of each thing goes in, the others are told', async () => {
  const run = await carryOut('Wort,Preis,Tag\nA,1,2016/11/5\nA,2,2016/11/7\nA,2,2016/11/7\nB,3,2016/11/5\nA,1,2016/11/6\n', { mapping })
  expect(run).toMatchObject({ rows_good: 2, rows_skipped: 3, counts: { saved: 2, older_snapshot: 2, repeated_row: 1 } })
  expect((await table(run.result_file!)).map((row) => row.at(-1))).toEqual([
    '原因 Reason',
    'Row 3 is a newer snapshot of the same thing.',
    'Row 3 tells of the same thing at the same time.',
    'Row 3 is a newer snapshot of the same thing.',
  ])
})

test('a row that makes its batch fail is found, and its neighbors go in', async () => {
  const list = Array.from({ length: 25 }, (_, i) => (i === 13 ? 'poison' : `w${i}`))
  const run = await carryOut(`word\n${list.join('\n')}\n`)
  expect(run).toMatchObject({ state: 'done', rows_done: 25, rows_good: 24, rows_refused: 1, counts: { not_understood: 1, saved: 24 } })
  expect(await table(run.result_file!)).toContainEqual(['poison', 'not_understood', expect.stringContaining('poison was tasted')])
})

test('rows of one group are never parted', async () => {
  await carryOut(`word\n${'x\n'.repeat(7)}${'y\n'.repeat(9)}z\n`)
  expect(await db.rows(sql`select word, rows_in_batch from core.words_seen order by word`)).toEqual([
    { word: 'x', rows_in_batch: 16 },
    { word: 'y', rows_in_batch: 16 },
    { word: 'z', rows_in_batch: 1 },
  ])
})

test('a run that was interrupted goes on where it stood, and no row goes in twice', async () => {
  const run_id = await start(`word\n${Array.from({ length: 95 }, (_, i) => `r${i}`).join('\n')}\n`)
  const stop = new AbortController()
  await work(run_id, { signal: stop.signal, see: ({ rows_done }: Run) => void (rows_done >= 30 && stop.abort()) })
  expect(await find(run_id)).toMatchObject({ state: 'running', rows_done: 30, resume_row: 31 })
  expect(applied).toBe(30)
  // Two processes take it up at once: one does it.
  expect((await Promise.all([work(run_id), work(run_id)])).sort()).toEqual([false, true])
  expect(await find(run_id)).toMatchObject({ state: 'done', rows_done: 95, counts: { saved: 95 } })
  expect(applied).toBe(95)
})

test('a run that is canceled stops after its batch', async () => {
  const run_id = await start(`word\n${Array.from({ length: 1_995 }, (_, i) => `c${i}`).join('\n')}\n`)
  let canceled: Promise<unknown> | undefined
  await work(run_id, {
    see: ({ rows_done }: Run) => {
      if (rows_done === 20) canceled = app.inject({ method: 'POST', url: `/api/admin/imports/${run_id}/cancellation` })
    },
  })
  await canceled
  const run = await find(run_id)
  expect(run.state).toBe('canceled')
  expect(run.rows_done).toBeLessThan(1_995)
  expect(await seen()).toHaveLength(run.rows_done)
})

test('by the API: template, upload, preview, dry run, run, progress, returned file, list', { timeout: 60_000 }, async () => {
  const get = async (url: string) => (await app.inject({ url: `/api/admin/imports${url}` })).json()
  const post = async (url: string, payload: object) =>
    (await app.inject({ method: 'POST', url: `/api/admin/imports${url}`, payload })).json()
  expect((await get('/importers')).importers[0]).toMatchObject({
    name: 'words',
    columns: [{ key: 'word', required: true }, {}, {}],
    mappings: [{ mapping_id: 'snapshots', built_in: true }],
  })
  const template = await app.inject({ url: '/api/admin/imports/importers/words/template.csv' })
  expect(template.body).toBe("\ufeff词 *,金额,日期\r\n'=好,1.50,2026-03-01\r\n")
  expect((await app.inject({ url: '/api/admin/imports/importers/words/template.xlsx' })).rawPayload.subarray(0, 2).toString()).toBe('PK')

  const draft = join(folder, 'sent.xlsx')
  await writeSheet(draft, 'xlsx', [
    ['Word', 'Preis', 'Amount'],
    ['一', '1', '2'],
    ['bad', '', ''],
  ])
  const { readFileSync } = await import('node:fs')
  const sent = (
    await app.inject({
      method: 'POST',
      url: '/api/admin/files',
      payload: readFileSync(draft),
      headers: { 'content-type': 'application/octet-stream' },
    })
  ).json()
  expect(await post('/preview', { importer: 'words', file: sent.file })).toMatchObject({
    headers: ['Word', 'Preis', 'Amount'],
    unused: ['Preis'],
    columns: [
      { key: 'word', from: 'Word' },
      { key: 'amount', from: 'Amount' },
    ],
    rows: [{ row_no: 2, values: { word: '一', amount: 200 }, fault: null }, { row_no: 3 }],
  })
  expect(await post('/preview', { importer: 'words', file: sent.file, mapping_id: 'snapshots' })).toMatchObject({
    status: 422,
    type: 'column_missing',
    detail: expect.stringContaining('Wort'),
  })
  expect(await post('/preview', { importer: 'words', file: '0'.repeat(64) })).toMatchObject({ status: 404, type: 'file_not_found' })

  const item = { run_id: newId(), importer: 'words', file: sent.file, file_name: '词表.xlsx' }
  expect(await post('', { items: [item] })).toMatchObject({ outcomes: [{ status: 'started' }] })
  expect(await post('', { items: [item] })).toMatchObject({ outcomes: [{ status: 'already_started' }] })
  expect(await post('', { items: [{ ...item, dry_run: true }] })).toMatchObject({ outcomes: [{ status: 'id_used_for_another' }] })
  await vi.waitFor(
    async () => expect(await get(`/${item.run_id}`)).toMatchObject({ state: 'done', rows_good: 1, rows_refused: 1, has_result: true }),
    40_000, // a workbook is read three times, each in a process of its own: long on a busy machine
  )
  expect((await get(`/${item.run_id}/rows`)).items).toEqual([
    { row_no: 3, verdict: 'refused', status: 'word_bad', detail: 'This word is not said here.' },
  ])
  const result = await app.inject({ url: `/api/admin/imports/${item.run_id}/result` })
  expect(result.headers['content-disposition']).toContain(encodeURIComponent('词表-returned.xlsx'))
  expect((await get('?importer=words&limit=1')).items[0]).toMatchObject({ run_id: item.run_id })

  const own = { ...mapping, mapping_id: 'mine', latest: undefined }
  expect(
    await post('/mappings', {
      items: [JSON.parse(JSON.stringify(own)), mapping, { ...mapping, mapping_id: 'other', columns: { nothing: {} } }],
    }),
  ).toMatchObject({
    outcomes: [{ status: 'saved' }, { status: 'mapping_built_in' }, { status: 'mapping_invalid' }],
  })
  expect(await get('/mappings/mine')).toMatchObject({ mapping_id: 'mine', columns: { word: { from: 'Wort' } } })

  caller = { ...theSystem, kind: 'staff', permissions: new Set(['other.import']) }
  expect(await get(`/${item.run_id}`)).toMatchObject({ status: 404 })
  expect(await get('')).toMatchObject({ items: [] })
  expect(await get('/importers')).toMatchObject({ importers: [] })
  expect(await post('/preview', { importer: 'words', file: sent.file })).toMatchObject({
    status: 403,
    detail: expect.stringContaining('words.import'),
  })
  expect(await get('/mappings/mine')).toMatchObject({ status: 403 })
})

test('GB18030 with a mapping that changes every kind of text', () => {
  expect(iconv.decode(iconv.encode('词', 'gb18030'), 'gb18030')).toBe('词')
  const rich: Mapping = {
    mapping_id: 'm',
    importer: 'words',
    title: both('m'),
    columns: {
      word: {
        companion: { name: 'names', by: 'k', take: 'v', otherwise: 'keep' },
        transforms: [{ title: true }, { cut: 5 }],
        empty: 'none',
        template: '{} {id:2}',
      },
      amount: { from: 'm', transforms: [{ money: 'BRL' }, { multiply: 2 }] },
      on: { from: 't', transforms: [{ moment: 'America/Sao_Paulo' }, { dictionary: { '2018-03-31T15:00:00.000Z': '2026-01-02' } }] },
    },
  }
  const companions = { names: new Map([['a', [{ v: 'apple_tree' }]]]) }
  const read = (row: string[]) => readRow(planImport(words, ['k', 'id ', 'm', 't'], rich), 2, row, companions, 'Asia/Shanghai')
  expect(read(['a', '12345', 'R$ 1,299.00', '2018-03-31 12:00:00'])).toMatchObject({
    values: { word: 'Apple 12', amount: 259_800, on: '2026-01-02' },
  })
  expect(read(['zz_top', '9', '', ''])).toMatchObject({ values: { word: 'Zz to 9', amount: null, on: null } })
  expect(read(['', '9', '', ''])).toMatchObject({ values: { word: 'none 9' } })
  expect(read(['a', '1', 'x', ''])).toMatchObject({ fault: expect.stringContaining('no amount of BRL') })
  expect(read(['a', '1', '', '2018-02-30 00:00'])).toMatchObject({ fault: expect.stringContaining('no date and time') })
  expect(read(['a', '1', '', '2018-03-31 13:00'])).toMatchObject({ fault: expect.stringContaining('dictionary') })
})
