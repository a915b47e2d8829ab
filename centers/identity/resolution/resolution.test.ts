import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { type App, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { writeSheet } from '#core/sheets/sheets.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { filesOf, mapping, now, titles, twins } from './files.support.ts'
import { resolveWaiting } from './job.ts'
import { countPersons, findPerson, listPairs, listPersons } from './read.ts'
import { addFiles, decidePairs, putFilePart, startRuns, undoDecisions, undoMerges } from './write.ts'

const by = theSystem
let database: ClonedDatabase
let db: Db
let app: App
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 8 })
  app = await createApp({ db, clock: handClock(now) }, { authenticate: () => theSystem })
})
afterAll(async () => {
  await app.close()
  await db.close()
  await database.drop()
})

const files = filesOf(() => db)
const { resolveFiles, clusters, state, keptPromises, sendFile } = files
beforeEach(() => files.clear())

const mall = [
  'M1,陈静,13912340001,chenjing88@163.com,浙江省杭州市西湖区文三路12号翠苑小区5幢2单元301室,,2015-01-02',
  'M2,王强,13912340002,,浙江省杭州市西湖区文三路90号1幢1单元101室,,2014-01-02',
]
const pos = ['P1,陳靜,+86 139-1234-0001,,,,2016-05-01', 'P2,王先生,13912340002,,,,2013-01-01', 'P3,李雷,13912340009,,,,2013-01-01']

test('two old systems become three customers, each field with the row it survives from', async () => {
  await resolveFiles(['mall', mall], ['pos', pos])
  expect(await clusters()).toEqual([
    'mall:M1:陈静:13912340001 pos:P1:陳靜:+86 139-1234-0001',
    'mall:M2:王强:13912340002 pos:P2:王先生:13912340002',
    'pos:P3:李雷:13912340009',
  ])
  const overview = await countPersons(db)
  expect(overview).toMatchObject({
    person_count: 3,
    row_count: 5,
    overlaps: [
      { sources: ['mall', 'pos'], person_count: 2 },
      { sources: ['pos'], person_count: 1 },
    ],
  })
  expect(overview.sources).toEqual([
    { source: 'mall', person_count: 2, only_here_count: 0, row_count: 2 },
    { source: 'pos', person_count: 3, only_here_count: 1, row_count: 3 },
  ])
  const { items } = await listPersons(db, { words: '139 1234 0001', after: null, limit: 10 })
  expect(items).toMatchObject([{ name: '陈静', phone: '13912340001', email: 'chenjing88@163.com', sources: ['mall', 'pos'] }])
  const person = (await findPerson(db, items[0]!.person_id))!
  const fromPos = person.rows.find(({ source }) => source === 'pos')!
  expect(person.fields.find(({ field }) => field === 'phone')).toEqual({ field: 'phone', value: '13912340001', row_no: fromPos.row_no })
  expect(person.fields.find(({ field }) => field === 'address')!.value).toContain('翠苑小区')
  expect(person.rows.filter(({ linked_row_no }) => linked_row_no !== null)).toHaveLength(1)
  await keptPromises()
})

test('the same file twice changes nothing, whatever it is called', async () => {
  await resolveFiles(['mall', mall], ['pos', pos])
  const before = await state()
  await resolveFiles(['mall', mall])
  expect(await state()).toEqual(before)
  expect(await db.row(sql`select count(*) as count from identity.resolution_files where same_as is not null`)).toEqual({ count: 1 })
})

test('two runs at the same moment wait for each other, and no row is left out', async () => {
  const runs = await Promise.all([sendFile('mall', mall), sendFile('pos', pos)])
  await Promise.all(runs.map((file_id) => files.runFiles([file_id])))
  expect((await clusters()).length).toBe(3)
  await keptPromises()
})

test('a later file that brings a second name to a phone takes the nameless row away again, as if all had come at once', async () => {
  const others = [...'伟芳娜敏静丽'].map((one, i) => `O${i},赵${one},1391234100${i},,,,`)
  const early = ['P1,王强,13912340001,,,,', 'P2,,13912340001,,,,', ...others]
  const late = ['L1,李梅,13912340001,,,,']
  await resolveFiles(['pos', early])
  expect(await clusters()).toContain('pos:P1:王强:13912340001 pos:P2::13912340001')
  await resolveFiles(['dealer', late])
  const inTurn = await clusters()
  expect(inTurn).toContain('pos:P2::13912340001')
  await keptPromises()
  await files.clear()
  await resolveFiles(['dealer', late], ['pos', early])
  expect(await clusters()).toEqual(inTurn)
})

describe('guards', () => {
  test('a clerk’s phone on many rows joins nobody', async () => {
    const given = '伟芳娜敏静丽强磊军洋勇艳'
    await resolveFiles(['pos', [...given].map((one, i) => `P${i},王${one},13912345678,,,,2015-01-01`)])
    expect((await clusters()).length).toBe(given.length)
  })
  test('the phone of a family does not tell who of them came', async () => {
    await resolveFiles(['pos', ['P1,王强,13912340001,,,,', 'P2,李梅,13912340001,,,,', 'P3,,13912340001,,,,', 'P4,李女士,13912340001,,,,']])
    expect(await clusters()).toEqual([
      'pos:P1:王强:13912340001',
      'pos:P2:李梅:13912340001 pos:P4:李女士:13912340001',
      'pos:P3::13912340001',
    ])
  })
  test('made-up phones and emails join nobody', async () => {
    await resolveFiles(['pos', ['P1,王强,13800138000,none@none.com,,,', 'P2,王强,13800138000,test@test.com,,,', 'P3,王强,00000000000,,,,']])
    expect((await clusters()).length).toBe(3)
  })
  test('a nameless row does not pull two names together', async () => {
    await resolveFiles(['app', ['A1,王强,13912340001,,,,', 'A2,李梅,,limei77@qq.com,,,', 'A3,,13912340001,limei77@qq.com,,,']])
    const together = await clusters()
    expect(together.find((keys) => keys.includes('A1'))).not.toContain('A2')
  })
  test('twins in one home with one phone are left to the desk', async () => {
    const home = '浙江省杭州市西湖区文三路12号翠苑小区5幢2单元301室'
    await resolveFiles(['mall', [`M1,王佳怡,13912340001,,${home},,`, `M2,王佳欣,13912340001,,${home},,`]])
    expect((await clusters()).length).toBe(2)
    const { items } = await listPairs(db, { status: 'waiting', after: null, limit: 10 })
    expect(items).toHaveLength(1)
    expect(items[0]!.reasons.map(({ reason }) => reason)).toEqual(['same_phone', 'same_home', 'close_name'])
    expect(items[0]!.reasons.reduce((sum, { points }) => sum + points, 0)).toBe(items[0]!.points)
  })
})

describe('the review desk', () => {
  const waiting = async () => (await listPairs(db, { status: 'waiting', after: null, limit: 10 })).items
  const decide = async (verdict: 'same' | 'different' | 'skip', id = newId()) => {
    const [pair] = await waiting()
    return (await db.tx((tx) => decidePairs(tx, by, now, [{ id, row_a: pair!.row_a, row_b: pair!.row_b, verdict }])))[0]!
  }

  test('same merges at once, is told to others, and taking it back leaves exactly what was before', async () => {
    await resolveFiles(['mall', twins], ['pos', pos])
    const before = await state()
    const decision_id = newId()
    expect((await decide('same', decision_id)).status).toBe('decided')
    expect((await clusters()).filter((keys) => keys.includes('M1'))).toEqual(['mall:M1:王佳怡:13912340001 mall:M2:王佳欣:13912340001'])
    const event = await db.row<{ items: { winner: string; losers: string[] }[] }>(
      sql`select items from core.events where topic = 'identity.persons_merged' order by seq desc limit 1`,
    )
    expect(event!.items[0]!.losers).toHaveLength(1)
    await keptPromises()

    expect(await db.tx((tx) => undoDecisions(tx, by, now, [{ id: decision_id }]))).toEqual([{ id: decision_id, status: 'undone' }])
    expect(await state()).toEqual(before)
    expect((await db.tx((tx) => undoDecisions(tx, by, now, [{ id: decision_id }])))[0]!.status).toBe('already_undone')
    expect(await db.rows(sql`select action, after from core.changes where subject_id = ${decision_id} order by action`)).toMatchObject([
      { action: 'decided', after: { verdict: 'same' } },
      { action: 'undone' },
    ])
    await keptPromises()
  })

  test('verdicts are obeyed by later runs, and a retry is harmless', async () => {
    await resolveFiles(['mall', twins])
    const id = newId()
    expect((await decide('different', id)).status).toBe('decided')
    const [pair] = (await listPairs(db, { status: 'different', after: null, limit: 1 })).items
    expect(
      (await db.tx((tx) => decidePairs(tx, by, now, [{ id, row_a: pair!.row_a, row_b: pair!.row_b, verdict: 'different' }])))[0]!.status,
    ).toBe('already_decided')
    // A third row that is both of them by all it says: it joins one, never both.
    await resolveFiles([
      'app',
      ['A1,王佳怡,13912340001,jiayi99@qq.com,,d0123456789abcdef,', 'A2,王佳欣,13912340001,jiayi99@qq.com,,d0123456789abcdef,'],
    ])
    expect((await clusters()).some((keys) => keys.includes('M1') && keys.includes('M2'))).toBe(false)
    expect(await waiting()).toEqual([])
    await keptPromises()
  })

  test('a pair decided, gone or unknown is refused by name', async () => {
    await resolveFiles(['mall', twins])
    await decide('different')
    expect((await db.tx((tx) => decidePairs(tx, by, now, [{ id: newId(), row_a: 1, row_b: 2, verdict: 'same' }])))[0]!.status).toBe(
      'pair_decided_before',
    )
    expect((await db.tx((tx) => decidePairs(tx, by, now, [{ id: newId(), row_a: 1, row_b: 99, verdict: 'same' }])))[0]!.status).toBe(
      'pair_not_found',
    )
  })
})

test('a later file joins two persons; taking that merge back restores both, and the next run does not merge them again', async () => {
  await resolveFiles(['mall', ['M1,陈静,13912340001,,,,', 'M3,赵云,13912340077,,,,']], ['app', ['A1,陈静,,chenjing88@163.com,,,']])
  const before = (await state()) as { persons: { person_id: string }[]; members: unknown[]; overlaps: unknown[] }
  expect((await clusters()).length).toBe(3)
  const bridge = ['P1,陈静,13912340001,chenjing88@163.com,,,2016-01-01']
  await resolveFiles(['pos', bridge])
  expect((await clusters()).length).toBe(2)
  const merge = await db.row<{ merge_id: string; winner_id: string; loser_id: string }>(
    sql`select merge_id, winner_id, loser_id from identity.resolution_merges`,
  )
  expect(before.persons.map(({ person_id }) => person_id)).toEqual(expect.arrayContaining([merge!.winner_id, merge!.loser_id]))
  expect((await findPerson(db, merge!.loser_id))!.merged_into).toBe(merge!.winner_id)
  await keptPromises()

  expect((await db.tx((tx) => undoMerges(tx, by, now, [{ id: merge!.merge_id }])))[0]).toEqual({ id: merge!.merge_id, status: 'undone' })
  expect((await clusters()).length).toBe(3)
  expect((await findPerson(db, merge!.loser_id))!.merged_into).toBeNull()
  await keptPromises()
  await resolveFiles(['pos', ['P9,陈静,139 1234 0001,chenjing88@163.com,,,2017-01-01']])
  const parted = await clusters()
  expect(parted.some((keys) => keys.includes('M1') && keys.includes('A1'))).toBe(false)
  await keptPromises()
})

test('a workbook is read as a CSV file is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'resolution-xlsx-'))
  const path = join(folder, 'mall.xlsx')
  await writeSheet(
    path,
    'xlsx',
    [titles, ...mall].map((line) => line.split(',')),
  )
  const id = newId()
  await db.tx((tx) => addFiles(tx, by, now, [{ id, source: 'mall', name: 'mall.xlsx', encoding: 'utf-8', mapping }]))
  const bytes = readFileSync(path)
  // In two parts: what a workbook is shows only at its beginning.
  await db.tx((tx) => putFilePart(tx, id, 0, bytes.subarray(0, 1000)))
  await db.tx((tx) => putFilePart(tx, id, 1, bytes.subarray(1000)))
  rmSync(folder, { recursive: true })
  await files.runFiles([id])
  const fromWorkbook = await clusters()
  await files.clear()
  await resolveFiles(['mall', mall])
  expect(fromWorkbook).toEqual(await clusters())
  expect(fromWorkbook).toHaveLength(2)
})

test('files at fault are told in a sentence, and the others are resolved', async () => {
  const bad = newId()
  await db.tx((tx) => addFiles(tx, by, now, [{ id: bad, source: 'mall', name: 'bad.csv', encoding: 'utf-8', mapping: { name: 'Nombre' } }]))
  await db.tx((tx) => putFilePart(tx, bad, 0, Buffer.from('name,phone\nx,y\n')))
  const good = await sendFile('pos', pos)
  await db.tx((tx) => startRuns(tx, by, now, [{ id: newId(), file_ids: [bad, good] }]))
  await resolveWaiting(db, now)
  const run = await db.row<{ status: string; error: string }>(sql`select status, error from identity.resolution_runs`)
  expect(run).toMatchObject({ status: 'failed', error: expect.stringContaining('no column “Nombre”') })
  expect((await clusters()).length).toBe(3)
})

test('through the API: files in parts, a run with its progress, the count, the desk', async () => {
  const file_id = newId()
  const post = async (url: string, payload: object) =>
    (await app.inject({ method: 'POST', url: `/api/admin/resolution/${url}`, payload })).json()
  expect((await post('files', { files: [{ id: file_id, source: 'mall', name: 'a.csv', encoding: 'gb18030', mapping }] })).outcomes).toEqual(
    [{ id: file_id, status: 'added' }],
  )
  const run_id = newId()
  expect((await post('runs', { runs: [{ id: run_id, file_ids: [file_id] }] })).outcomes[0].status).toBe('file_has_no_content')
  const text = Buffer.from(`${titles}\n${twins.join('\n')}\n`)
  for (const [part_no, bytes] of [text.subarray(0, 70), text.subarray(70)].entries()) {
    const answer = await app.inject({
      method: 'PUT',
      url: `/api/admin/resolution/files/${file_id}/parts/${part_no}`,
      headers: { 'content-type': 'application/octet-stream' },
      payload: bytes,
    })
    expect(answer.json()).toEqual({ status: 'kept' })
  }
  expect((await post('runs', { runs: [{ id: run_id, file_ids: [file_id] }] })).outcomes[0].status).toBe('started')
  expect((await post('runs', { runs: [{ id: run_id, file_ids: [file_id] }] })).outcomes[0].status).toBe('already_started')
  await resolveWaiting(db, now)
  const run = (await app.inject({ url: `/api/admin/resolution/runs/${run_id}` })).json()
  expect(run).toMatchObject({ status: 'done', figures: { row_count: 2 }, files: [{ source: 'mall', row_count: 2 }] })
  expect((await app.inject({ url: '/api/admin/resolution/overview' })).json()).toMatchObject({ row_count: 2 })
  expect((await app.inject({ url: '/api/admin/resolution/pairs' })).statusCode).toBe(200)
  expect((await app.inject({ url: '/api/admin/resolution/pairs/counts' })).json().counts).toBeTypeOf('object')
  expect((await app.inject({ url: `/api/admin/resolution/persons/${newId()}` })).statusCode).toBe(404)
})
