import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { checksum, decideMigrations, MigrationError, migrate, readTableFiles, type TableFile } from './migrate.ts'

const now = '2026-03-01T00:00:00.000Z'
const file = (center: string, name: string, text = `create table ${center}.${name.slice(4, -4)} (id int)`): TableFile => ({
  center,
  file: name,
  text,
  checksum: checksum(text),
})
const one = file('work', '001-one.sql')
const two = file('work', '002-two.sql')

describe('which files are applied', () => {
  const cases: [name: string, files: TableFile[], applied: TableFile[], expected: string[] | RegExp][] = [
    ['all of them on an empty database', [one, two], [], ['001-one.sql', '002-two.sql']],
    ['only the new one', [one, two], [one], ['002-two.sql']],
    ['none the second time', [one, two], [one, two], []],
    ['a changed applied file is refused', [{ ...one, checksum: 'other' }], [one], /001-one\.sql was changed after it was applied/],
    ['a file the code no longer has is refused', [one], [one, two], /002-two\.sql applied, which this code does not have/],
    ['a number below an applied one is refused', [one, two], [two], /001-one\.sql comes before files that are already applied/],
    ['two files of one number are refused', [one, file('work', '001-other.sql')], [], /001-other\.sql has a number that another file/],
    ['a badly named file is refused', [file('work', 'one.sql')], [], /not named like 001-what\.sql/],
  ]
  test.each(cases)('%s', (_name, files, applied, expected) => {
    if (expected instanceof RegExp) expect(() => decideMigrations(files, applied)).toThrow(expected)
    else expect(decideMigrations(files, applied).map((next) => next.file)).toEqual(expected)
  })

  test('line ends and trailing blanks are not a change, words are', () => {
    expect(checksum('select 1  \r\nfrom x\r\n')).toBe(checksum('select 1\nfrom x'))
    expect(checksum('select 1')).not.toBe(checksum('select 2'))
  })
})

describe('on a real database', () => {
  // The files of the product are applied already; these come after them.
  const product = readTableFiles(`${import.meta.dirname}/..`)
  const late = (name: string, text?: string) => file('core', name, text)
  let database: ClonedDatabase
  beforeEach(async () => {
    database = await cloneDatabase()
  })
  afterEach(() => database.drop())

  test('a file is applied once, even by four processes at once', async () => {
    const files = [...product, late('901-marks.sql', 'create table core.marks (id int); insert into core.marks values (1)')]
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(database.connection, now, files)))
    expect(applied.flat()).toEqual(['core/901-marks.sql'])
    expect(await ask('select count(*)::int as marks from core.marks')).toEqual([{ marks: 1 }])
    expect(await migrate(database.connection, now, files)).toEqual([])
  })

  test('a changed applied file is refused and nothing else is applied', async () => {
    await migrate(database.connection, now, [...product, late('901-marks.sql')])
    const changed = [...product, late('901-marks.sql', 'create table core.marks (id bigint)'), late('902-more.sql')]
    await expect(migrate(database.connection, now, changed)).rejects.toThrow(MigrationError)
    expect(await ask("select to_regclass('core.more') as more")).toEqual([{ more: null }])
  })

  test('a failing file leaves nothing behind and names its line', async () => {
    const broken = late('901-broken.sql', 'create table core.half (id int);\n\nselect nonsense;')
    await expect(migrate(database.connection, now, [...product, broken])).rejects.toThrow(
      /901-broken\.sql, line 3: column "nonsense" does not exist/,
    )
    expect(await ask("select to_regclass('core.half') as half")).toEqual([{ half: null }])
    expect(await ask("select count(*)::int as known from core.migrations where file = '901-broken.sql'")).toEqual([{ known: 0 }])
  })

  test('a database that came out of a dump into a younger server is refused, with the way out', async () => {
    await ask(`insert into core.events (tx_id, topic, items, recorded_at) values ('9000000000'::xid8, 'of.another_server', '[]', now())`)
    await expect(migrate(database.connection, now, product)).rejects.toThrow(/end at transaction 9000000000, .* pg_resetwal/)
  })

  test('the job queue has its tables', async () => {
    expect(
      await ask("select to_regprocedure('graphile_worker.add_jobs(graphile_worker.job_spec[], boolean)') is not null as there"),
    ).toEqual([{ there: true }])
  })

  async function ask(text: string): Promise<unknown[]> {
    const client = new pg.Client(database.connection)
    await client.connect()
    try {
      return (await client.query(text)).rows
    } finally {
      await client.end()
    }
  }
})
