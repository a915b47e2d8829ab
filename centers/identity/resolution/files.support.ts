import pg from 'pg'
import { expect } from 'vitest'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, raw, sql } from '#core/sql.ts'
import { executeRun } from './job.ts'
import { resolutionPromises } from './promises.ts'
import { addFiles, putFilePart, startRuns } from './write.ts'

export const now = '2026-03-01T08:00:00.000Z'
const by = theSystem
const tables = ['sources', 'files', 'file_parts', 'runs', 'rows', 'members', 'persons', 'merges', 'pairs', 'decisions', 'sides', 'overlaps']
export const mapping = {
  source_key: 'no',
  name: 'name',
  phone: 'phone',
  email: 'email',
  address: 'address',
  device: 'device',
  updated_on: 'date',
}
export const titles = 'no,name,phone,email,address,device,date'
const home = '浙江省杭州市西湖区文三路12号翠苑小区5幢2单元301室'
export const twins = [`M1,王佳怡,13912340001,,${home},,2015-02-01`, `M2,王佳欣,13912340001,,${home},,2016-02-01`]

/** For tests: customer files sent and resolved on this thread, and what came of them. */
export const filesOf = (db: () => Db) => {
  async function sendFile(source: string, lines: readonly string[]): Promise<string> {
    const id = newId()
    await db().tx((tx) => addFiles(tx, by, now, [{ id, source, name: `${source}.csv`, encoding: 'utf-8', mapping }]))
    await db().tx((tx) => putFilePart(tx, id, 0, Buffer.from(`${titles}\n${lines.join('\n')}\n`)))
    return id
  }
  async function resolveFiles(...files: [source: string, lines: readonly string[]][]): Promise<void> {
    const file_ids: string[] = []
    for (const [source, lines] of files) file_ids.push(await sendFile(source, lines))
    await runFiles(file_ids)
  }
  async function runFiles(file_ids: string[]): Promise<void> {
    const run_id = newId()
    await db().tx((tx) => startRuns(tx, by, now, [{ id: run_id, file_ids }]))
    const [client, watch] = await Promise.all([connect(), connect()])
    await executeRun(client, watch, run_id, now)
    await Promise.all([client.end(), watch.end()])
    expect(await db().row(sql`select status, error from identity.resolution_runs where run_id = ${run_id}`)).toEqual({
      status: 'done',
      error: null,
    })
  }
  async function connect(): Promise<pg.Client> {
    const { host, port, user, database } = db().pool.options
    const client = new pg.Client({ host, port, user, database } as pg.ClientConfig)
    await client.connect()
    return client
  }
  return {
    sendFile,
    runFiles,
    resolveFiles,
    clear: () => db().run(sql`truncate ${raw(tables.map((table) => `identity.resolution_${table}`).join(', '))}`),
    /** Which rows are one person, told by what they say; the same whatever the ids are. */
    async clusters(): Promise<string[]> {
      const rows = await db().rows<{ keys: string }>(sql`
        select string_agg(s.source || ':' || r.source_key || ':' || r.raw_name || ':' || r.raw_phone, ' ' order by s.source, r.source_key, r.raw_name, r.raw_phone) as keys
        from identity.resolution_members m join identity.resolution_rows r using (row_no) join identity.resolution_sources s using (source_bit) group by m.person_id`)
      return rows.map(({ keys }) => keys).sort()
    },
    state: async () => ({
      members: await db().rows(sql`select * from identity.resolution_members order by row_no`),
      persons: await db().rows<{ person_id: string }>(sql`select * from identity.resolution_persons order by person_id`),
      overlaps: await db().rows(sql`select * from identity.resolution_overlaps order by sources`),
      pairs: await db().rows(sql`select * from identity.resolution_pairs order by row_a, row_b`),
      sides: await db().rows(sql`select * from identity.resolution_sides order by decision_id, row_no`),
    }),
    keptPromises: async () =>
      expect(
        (await checkPromises(db(), [{ center: 'identity', promises: resolutionPromises }])).filter(({ offending }) => offending.length > 0),
      ).toEqual([]),
  }
}
