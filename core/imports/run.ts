import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { FileRefused, type Files } from '../files.ts'
import type { Caller } from '../http.ts'
import { column } from '../outcomes.ts'
import { paced } from '../pace.ts'
import { readSheet, SheetRefused, type SheetRow, writeSheet } from '../sheets/sheets.ts'
import { type Db, hot, isConnectionLost, json, sql, type Tx } from '../sql.ts'
import { log } from '../telemetry.ts'
import { type Clock, defaultZone } from '../time.ts'
import type { Companion, ImportContext, Importer, ImportRow, Mapping, RowOutcome, Run, StoredCaller } from './model.ts'
import { ImportRefused, latestRows, type Plan, planImport, readRow, sourceOf } from './rules.ts'

export interface ImportNeeds {
  db: Db
  files: Files
  clock: Clock
}

export const largestFileRows = 1_000_000
const mostThings = 500_000
const mostCompanionRows = 500_000
const rowsPerBatch = 500

/** Somebody canceled the run, or another process goes on with it. */
class Stopped extends Error {}
/** Carries a dry run out of its transaction. */
class Undone extends Error {
  readonly outcomes: RowOutcome[]
  constructor(outcomes: RowOutcome[]) {
    super('a dry run keeps nothing')
    this.outcomes = outcomes
  }
}

export interface RunOptions {
  /** Told after every batch. */
  see?: (run: Run) => void
  /** Leaves the run after its present batch, to be taken up again. */
  signal?: AbortSignal
}

/**
 * Does a run from where it stands to its end, and answers whether it was ours to do. Batches commit with the progress, so a run that dies
 * goes on after its last batch and no row goes in twice. The file is read through once before the first row goes in.
 */
export async function doRun(
  needs: ImportNeeds,
  importers: ReadonlyMap<string, Importer>,
  run_id: string,
  { see = () => {}, signal }: RunOptions = {},
): Promise<boolean> {
  return alone(needs.db, run_id, async () => {
    const run = await begin(needs, run_id)
    if (!run) return
    try {
      const importer = importers.get(run.importer)
      if (!importer) throw new ImportRefused('importer_not_found', `There is no importer ${run.importer}.`)
      await carryOut(needs, importer, run, see, signal)
    } catch (error) {
      if (error instanceof Stopped) return
      if (isConnectionLost(error)) throw error // the run stays open and is taken up again
      const expected = error instanceof SheetRefused || error instanceof ImportRefused || error instanceof FileRefused
      if (!expected) log.error({ run_id, error: (error as Error).message, stack: (error as Error).stack }, 'an import failed')
      await end(
        needs,
        run,
        'failed',
        expected
          ? (error as Error).message
          : `Something failed on our side; rows up to ${run.resume_row} are in. Tell us the number ${run_id}.`,
      )
    }
    see(run)
  })
}

/** One process at a time works on a run; the lock belongs to a connection and goes away with it. */
async function alone(db: Db, run_id: string, work: () => Promise<void>): Promise<boolean> {
  const client = await db.client()
  let broken: Error | undefined
  try {
    const { rows } = await client.query("select pg_try_advisory_lock(hashtext('core.import'), hashtext($1)) as mine", [run_id])
    if (!rows[0].mine) return false
    await work()
    await client.query("select pg_advisory_unlock(hashtext('core.import'), hashtext($1))", [run_id])
    return true
  } catch (error) {
    broken = error as Error
    throw error
  } finally {
    client.release(broken)
  }
}

async function begin({ db, clock }: ImportNeeds, run_id: string): Promise<Run | undefined> {
  const now = clock.now()
  return db.row<Run>(sql`
    update core.import_runs set state = 'running', started_at = coalesce(started_at, ${now}), moved_at = ${now}
    where run_id = ${run_id} and state in ('waiting', 'running') returning *`)
}

async function carryOut(
  needs: ImportNeeds,
  importer: Importer,
  run: Run,
  see: (run: Run) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { files, clock, db } = needs
  const path = await files.localPath(run.file)
  const companions = await loadCompanions(files, run)
  const context = { by: callerOf(run.caller), run_id: run.run_id, companions, files }
  const { plan, total, judge } = await readThrough(path, importer, run.mapping)
  run.rows_total = total
  await db.run(sql`update core.import_runs set rows_total = ${total} where run_id = ${run.run_id}`)
  see(run)

  const size = importer.rows_per_batch ?? rowsPerBatch
  const batch: Batch = { rows: [], told: [] }
  for await (const row of bodyOf(path, run.mapping)) {
    if (row.row_no <= run.resume_row) continue
    const told = row.fault ? refused('cell_invalid', row.fault) : judge(row.row_no, sourceOf(plan, row.cells))
    const read = told ?? readRow(plan, row.row_no, row.cells, companions, defaultZone)
    // A group is never parted: the batch leaves before a row that begins another.
    if (batch.rows.length + batch.told.length >= size && !(isRow(read) && continues(importer, batch.rows.at(-1), read))) {
      await paced(db, () => apply(needs, importer, run, batch, context))
      see(run)
      if (signal?.aborted) throw new Stopped('the process ends')
      batch.rows = []
      batch.told = []
    }
    if (isRow(read)) batch.rows.push(read)
    else batch.told.push({ row_no: row.row_no, ...('verdict' in read ? read : refused('value_invalid', read.fault)) })
  }
  await apply(needs, importer, run, batch, context)
  const result_file = await writeResult(needs, run, path)
  run.result_file = result_file
  await end({ db, clock, files }, run, 'done', null)
}

interface Batch {
  rows: ImportRow[]
  told: ({ row_no: number } & RowOutcome)[]
}
const refused = (status: string, detail: string): RowOutcome => ({ verdict: 'refused', status, detail })
const isRow = (read: ImportRow | RowOutcome | { fault: string }): read is ImportRow => 'values' in read
const continues = (importer: Importer, before: ImportRow | undefined, row: ImportRow): boolean =>
  importer.group !== undefined && before !== undefined && importer.group(before) === importer.group(row)

/** The rows below the header. */
async function* bodyOf(path: string, mapping: Mapping | null): AsyncGenerator<SheetRow> {
  const header_row = mapping?.read?.header_row ?? 1
  let first = true
  for await (const row of readSheet(path, { ...mapping?.read, max_rows: largestFileRows })) {
    if (row.row_no < header_row) continue
    if (first) first = false
    else yield row
  }
}

/** Finds every fault of the file as a whole before anything is written, counts its rows, and sees which are newest. */
async function readThrough(path: string, importer: Importer, mapping: Mapping | null) {
  let plan: Plan | undefined
  let total = 0
  const latest = mapping?.latest ? latestRows(mostThings) : undefined
  const thing = mapping?.latest?.key.trim() ?? ''
  const moment = mapping?.latest?.by.trim() ?? ''
  const header_row = mapping?.read?.header_row ?? 1
  for await (const row of readSheet(path, { ...mapping?.read, max_rows: largestFileRows })) {
    if (row.row_no < header_row) continue
    if (!plan) {
      plan = planImport(importer, row.cells, mapping)
      continue
    }
    total++
    if (latest && !row.fault) {
      const source = sourceOf(plan, row.cells)
      latest.see(row.row_no, source[thing] ?? '', source[moment] ?? '')
    }
  }
  if (!plan) throw new ImportRefused('file_empty', 'The file has no header row: its first row names the columns.')
  return {
    plan,
    total,
    judge: (row_no: number, source: Record<string, string>): RowOutcome | null => {
      const found = latest?.judge(row_no, source[thing] ?? '')
      return found ? { verdict: 'skipped', ...found } : null
    },
  }
}

async function loadCompanions(files: Files, { mapping, companions }: Run): Promise<Record<string, Companion>> {
  const loaded: Record<string, Companion> = {}
  for (const [name, { file, key, required = true }] of Object.entries(mapping?.companions ?? {})) {
    const stored = companions[name]
    if (!stored && required)
      throw new ImportRefused('companion_missing', `The mapping needs the companion ${name}, usually the file ${file}: send it along.`)
    if (stored) loaded[name] = await loadCompanion(await files.localPath(stored), name, key)
  }
  return loaded
}

async function loadCompanion(path: string, name: string, key: string): Promise<Companion> {
  const rows = new Map<string, Record<string, string>[]>()
  let headers: string[] | undefined
  let count = 0
  for await (const { cells } of readSheet(path)) {
    if (!headers) {
      headers = cells.map((text) => text.trim())
      if (!headers.includes(key)) throw new ImportRefused('column_missing', `The companion ${name} has no column ${key}.`)
      continue
    }
    if (++count > mostCompanionRows)
      throw new ImportRefused('companion_too_large', `The companion ${name} has more than ${mostCompanionRows} rows.`)
    const row = Object.fromEntries(headers.map((header, i) => [header, (cells[i] ?? '').trim()]))
    const same = rows.get(row[key]!)
    if (same) same.push(row)
    else rows.set(row[key]!, [row])
  }
  return rows
}

/** Applies a batch; when it throws it is halved until the row at fault stands alone, so its neighbors still go in. */
async function apply(needs: ImportNeeds, importer: Importer, run: Run, batch: Batch, context: Omit<ImportContext, 'now'>): Promise<void> {
  const { db, clock } = needs
  const all = { ...context, now: clock.now() }
  try {
    if (run.dry_run) {
      const outcomes = batch.rows.length > 0 ? await applyAndUndo(db, importer, batch.rows, all) : []
      await db.tx((tx) => record(tx, run, batch, outcomes, all.now))
    } else {
      await db.tx(async (tx) => {
        const outcomes = batch.rows.length > 0 ? await importer.apply(tx, batch.rows, all) : []
        await record(tx, run, batch, outcomes, all.now)
      })
    }
    advance(run, batch)
  } catch (error) {
    if (error instanceof Stopped || isConnectionLost(error)) throw error
    if (batch.rows.length <= 1) {
      log.warn({ run_id: run.run_id, row_no: batch.rows[0]?.row_no, error: (error as Error).message }, 'a row of an import failed')
      if (batch.rows.length === 0) throw error
      const told = [
        ...batch.told,
        { row_no: batch.rows[0]!.row_no, ...refused('not_understood', `This row cannot be kept: ${(error as Error).message}`) },
      ]
      await apply(needs, importer, run, { rows: [], told }, context)
      return
    }
    for (const half of halves(batch)) await apply(needs, importer, run, half, context)
  }
}

/** What is settled belongs to the half its row number lies in, so that progress stays a row number. */
function halves({ rows, told }: Batch): Batch[] {
  const middle = rows.length >> 1
  const border = rows[middle]!.row_no
  return [
    { rows: rows.slice(0, middle), told: told.filter(({ row_no }) => row_no < border) },
    { rows: rows.slice(middle), told: told.filter(({ row_no }) => row_no >= border) },
  ]
}

async function applyAndUndo(db: Db, importer: Importer, rows: ImportRow[], context: ImportContext): Promise<RowOutcome[]> {
  try {
    return await db.tx(async (tx) => {
      throw new Undone(await importer.apply(tx, rows, context))
    })
  } catch (error) {
    if (error instanceof Undone) return error.outcomes
    throw error
  }
}

/** What became of the rows, in the transaction that made it so. */
async function record(tx: Tx, run: Run, { rows, told }: Batch, outcomes: RowOutcome[], now: string): Promise<void> {
  const all = [...told, ...rows.map(({ row_no }, i) => ({ row_no, ...outcomes[i]! }))]
  if (all.length === 0) return
  const counts = { ...run.counts }
  for (const { status } of all) counts[status] = (counts[status] ?? 0) + 1
  const count = (verdict: RowOutcome['verdict']) => all.filter((one) => one.verdict === verdict).length
  const good = count('done')
  const skipped = count('skipped')
  const moved = await tx.rows<Partial<Run>>(hot`
    update core.import_runs set rows_done = rows_done + ${all.length}::integer, rows_good = rows_good + ${good}::integer,
      rows_skipped = rows_skipped + ${skipped}::integer, rows_refused = rows_refused + ${all.length - good - skipped}::integer,
      counts = ${json(counts)}::jsonb, resume_row = ${Math.max(...column(all, 'row_no'))}, moved_at = ${now}
    where run_id = ${run.run_id} and state = 'running' and resume_row = ${run.resume_row}
    returning rows_done, rows_good, rows_skipped, rows_refused, counts, resume_row`)
  if (moved.length === 0) throw new Stopped('the run was canceled or taken over')
  const kept = all.filter(({ verdict }) => verdict !== 'done')
  await tx.run(hot`
    insert into core.import_rows (run_id, row_no, verdict, status, detail)
    select ${run.run_id}::uuid, * from unnest(${column(kept, 'row_no')}::integer[], ${column(kept, 'verdict')}::text[], ${column(kept, 'status')}::text[],
      ${kept.map(({ detail }) => detail ?? null)}::text[])`)
  tx.afterCommit(() => Object.assign(run, moved[0]))
}

function advance(run: Run, { rows, told }: Batch): void {
  const last = Math.max(run.resume_row, rows.at(-1)?.row_no ?? 0, told.at(-1)?.row_no ?? 0)
  run.resume_row = last
}

/** The rows that did not go in, as they were, with what is at fault beside them. Null when all went in. */
async function writeResult({ db, files }: ImportNeeds, run: Run, path: string): Promise<string | null> {
  if (run.rows_good === run.rows_done) return null
  const format = run.file_name.toLowerCase().endsWith('.xlsx') ? 'xlsx' : 'csv'
  const draft = await files.draftPath()
  await writeSheet(draft, format, returned(db, run, path))
  try {
    return (await files.put(createReadStream(draft), { limit_bytes: Number.MAX_SAFE_INTEGER })).file
  } finally {
    await rm(draft, { force: true })
  }
}

/** Titles of the two columns that are added; an import does not mind them when the file is sent again. */
const addedColumns = ['结果 Status', '原因 Reason']

async function* returned(db: Db, run: Run, path: string): AsyncGenerator<string[]> {
  const told = toldRows(db, run.run_id)
  let next = await told.next()
  const header_row = run.mapping?.read?.header_row ?? 1
  let width = 0
  for await (const { row_no, cells } of readSheet(path, { ...run.mapping?.read, max_rows: largestFileRows })) {
    if (row_no < header_row) continue
    if (width === 0) {
      const headers = cells.filter((text) => !addedColumns.includes(text.trim()))
      width = headers.length
      yield [...headers, ...addedColumns]
      continue
    }
    if (next.done || next.value.row_no !== row_no) continue
    yield [...Array.from({ length: width }, (_, i) => cells[i] ?? ''), next.value.status, next.value.detail ?? '']
    next = await told.next()
  }
}

async function* toldRows(db: Db, run_id: string): AsyncGenerator<{ row_no: number; status: string; detail: string | null }> {
  for (let after = 0; ; ) {
    const rows = await db.rows<{ row_no: number; status: string; detail: string | null }>(hot`
      select row_no, status, detail from core.import_rows where run_id = ${run_id} and row_no > ${after} order by row_no limit 5000`)
    if (rows.length === 0) return
    yield* rows
    after = rows.at(-1)!.row_no
  }
}

async function end({ db, clock }: ImportNeeds, run: Run, state: 'done' | 'failed', failure: string | null): Promise<void> {
  const now = clock.now()
  await db.run(sql`
    update core.import_runs set state = ${state}, failure = ${failure}, result_file = ${run.result_file}, moved_at = ${now}, ended_at = ${now}
    where run_id = ${run.run_id} and state = 'running'`)
  Object.assign(run, { state, failure, ended_at: now })
}

export const storeCaller = ({ permissions, grants, ...caller }: Caller): StoredCaller => ({
  ...caller,
  permissions: [...permissions],
  ...(grants ? { grants: grants.map((grant) => ({ ...grant, permissions: [...grant.permissions] })) } : {}),
})
const callerOf = ({ permissions, grants, ...caller }: StoredCaller): Caller => ({
  ...caller,
  permissions: new Set(permissions),
  ...(grants ? { grants: grants.map((grant) => ({ ...grant, permissions: new Set(grant.permissions) })) } : {}),
})
