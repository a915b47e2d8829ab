import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BackupNote, backUp, chooseBackup, listBackups, restore } from './backup.ts'
import { openEmbedded, stopOrphan } from './embedded.ts'
import type { Setting } from './settings.ts'

const temp = fs.mkdtempSync(join(tmpdir(), 'tongshang-backup-'))
fs.chmodSync(temp, 0o711)
const data_dir = join(temp, 'shop')
const backup_dir = join(temp, 'backup')
const quick: Setting[] = [
  ['fsync', 'off'],
  ['shared_buffers', '32MB'],
  ['min_wal_size', '32MB'],
]
const silent = () => ({ add: () => {}, end: () => {} })

/** Marks 1…100 with a copy of the whole taken while they were written; then 101, a moment to come back to, and 102. */
let between: string
let backup: BackupNote
let copied_bytes = 0

beforeAll(async () => {
  const database = await openEmbedded({ data_dir, backup_dir, settings: quick })
  const client = new pg.Client(database.connection)
  await client.connect()
  await client.query('create table marks (mark int, filler text)')
  const writing = (async () => {
    for (let mark = 1; mark <= 100; mark++)
      await client.query("insert into marks select $1::int, repeat('x', 1000) from generate_series(1, 20)", [mark])
  })()
  const add = (bytes: number) => {
    copied_bytes += bytes
  }
  const count = (total: number) => ({ add, end: () => expect(copied_bytes).toBe(total) })
  backup = await backUp(database.connection, data_dir, backup_dir, '2026-03-01T00:00:00.000Z', count)
  await writing
  await client.query("insert into marks values (101, '')")
  between = (await client.query<{ at: string }>('select clock_timestamp()::text as at')).rows[0]!.at
  await client.query('select pg_sleep(0.01)')
  await client.query("insert into marks values (102, '')")
  await client.query('select pg_switch_wal()') // so that the archive holds it before the disk is lost
  await client.end()
  await database.stop() // waits for the archive
})
afterAll(async () => {
  for (const name of fs.readdirSync(temp)) await stopOrphan(join(temp, name)).catch(() => {})
  fs.rmSync(temp, { recursive: true, force: true })
})

test('everything comes back after the data folder is lost', async () => {
  const to = join(temp, 'all')
  const { backup: used, last_commit_at } = await restore({ backup_dir, data_dir: to, now: '2026-03-02T00:00:00Z', settings: quick })
  expect(used.name).toBe('2026-03-01T00-00-00Z')
  expect(Date.parse(last_commit_at!)).toBeGreaterThan(Date.parse(between))
  expect(await marksOf(to)).toEqual({ whole: 100, odd: [101, 102] })
})

test('a moment comes back: what was committed later is not there', async () => {
  const to = join(temp, 'between')
  await restore({ backup_dir, data_dir: to, at: between, now: '2026-03-02T00:00:00Z', settings: quick })
  expect(await marksOf(to)).toEqual({ whole: 100, odd: [101] })
})

test('the copy is complete by itself: without the archived log it restores its own moment', async () => {
  const alone = join(temp, 'alone')
  fs.cpSync(join(backup_dir, 'base'), join(alone, 'base'), { recursive: true })
  const to = join(temp, 'itself')
  await restore({ backup_dir: alone, data_dir: to, now: '2026-03-02T00:00:00Z', settings: quick })
  const { whole, odd } = await marksOf(to)
  expect(odd).toEqual([])
  expect(whole).toBeLessThanOrEqual(100)
})

test('a moment that the log does not reach is refused, and the database that was there comes back', async () => {
  const to = join(temp, 'all')
  const later = restore({
    backup_dir,
    data_dir: to,
    at: '2999-01-01T00:00:00Z',
    replace: true,
    now: '2026-03-02T00:00:00Z',
    settings: quick,
  })
  await expect(later).rejects.toThrow(/archived log ends before 2999/)
  expect(await marksOf(to)).toEqual({ whole: 100, odd: [101, 102] })
})

test('a database that is there is not overwritten unless told, and is then put aside', async () => {
  const to = join(temp, 'between')
  await expect(restore({ backup_dir, data_dir: to, now: '2026-03-02T00:00:00Z' })).rejects.toThrow(/holds a database.*--replace/)
  const { put_aside } = await restore({ backup_dir, data_dir: to, replace: true, now: '2026-03-02T00:00:00Z', settings: quick })
  expect(fs.existsSync(join(put_aside!, 'PG_VERSION'))).toBe(true)
  expect(await marksOf(to)).toEqual({ whole: 100, odd: [101, 102] })
})

test('a running database is not restored over', async () => {
  const to = join(temp, 'all')
  const database = await openEmbedded({ data_dir: to, settings: quick })
  await expect(restore({ backup_dir, data_dir: to, replace: true, now: '2026-03-02T00:00:00Z' })).rejects.toThrow(
    /is running: stop it first/,
  )
  await database.stop()
})

test('a backup that fails leaves nothing that looks like one', async () => {
  const to = join(temp, 'all')
  const database = await openEmbedded({ data_dir: to, settings: [...quick, ['wal_level', 'minimal'], ['max_wal_senders', '0']] })
  await expect(backUp(database.connection, to, join(temp, 'none'), '2026-03-01T00:00:00Z', silent)).rejects.toThrow(
    /The backup was not made: .*wal_level/,
  )
  await database.stop()
  expect(fs.readdirSync(join(temp, 'none', 'base'))).toEqual([])
})

test('which copy is used', () => {
  const at = (hour: string): BackupNote => ({ ...backup, name: hour, ended_at: `2026-03-01T${hour}:00:00Z` })
  const backups = [at('01'), at('02'), at('03')]
  const choose = (wanted: { name?: string; at?: string }) => chooseBackup(backups, { backup_dir, ...wanted }).name
  expect(listBackups(backup_dir)).toEqual([backup])
  expect(choose({})).toBe('03')
  expect(choose({ at: '2026-03-01T02:30:00Z' })).toBe('02')
  expect(choose({ at: '2026-03-01T10:30:00+08:00' })).toBe('02')
  expect(choose({ name: '01' })).toBe('01')
  expect(() => choose({ name: '01', at: '2026-03-01T00:30:00Z' })).toThrow(/no copy is old enough/)
  expect(() => choose({ name: '09' })).toThrow(/There is no backup 09; there are: 01, 02, 03/)
  expect(() => choose({ at: 'yesterday' })).toThrow(/not a moment/)
  expect(() => choose({ at: '2026-03-01T02:30:00' })).toThrow(/not a moment/) // of which zone?
  expect(() => chooseBackup([], { backup_dir })).toThrow(/There is no backup in/)
})

async function marksOf(folder: string): Promise<{ whole: number; odd: number[] }> {
  const database = await openEmbedded({ data_dir: folder, settings: quick })
  const client = new pg.Client(database.connection)
  await client.connect()
  try {
    const { rows } = await client.query('select mark, count(*)::int as count from marks group by mark order by mark')
    // Every mark was written as twenty rows in one transaction: all of them or none.
    return { whole: rows.filter((row) => row.count === 20).length, odd: rows.filter((row) => row.count !== 20).map((row) => row.mark) }
  } finally {
    await client.end()
    await database.stop()
  }
}
