import { createReadStream, existsSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Database } from '#core/database.ts'
import { type Files, openFiles } from '#core/files.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { Importer, Mapping, Run } from '#core/imports/model.ts'
import { addRun } from '#core/imports/routes.ts'
import { doRun } from '#core/imports/run.ts'
import { migrate } from '#core/migrate.ts'
import { startProgress } from '#core/progress.ts'
import { type Db, sql } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { assembly } from './centers.ts'
import { UsageError } from './command.ts'

export interface ImportInput {
  words: readonly string[]
  'data-dir': string
  mapping?: string | undefined
  'dry-run': boolean
  returned?: string | undefined
  json: boolean
}

/** The `import` command: one file, by one importer, to the end. Exit code 1 when the file was refused or rows are to be mended. */
export async function importFile(
  input: ImportInput,
  withDb: <T>(work: (db: Db, database: Database) => Promise<T>) => Promise<T>,
): Promise<number> {
  const importers = new Map(assembly.flatMap(({ importers = [] }) => importers).map((importer) => [importer.name, importer]))
  const [name, path] = input.words
  const importer = importers.get(name ?? '')
  if (!importer || !path) throw new UsageError(`Say what to import and which file. There are: ${[...importers.keys()].join(', ')}.`)
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`)

  return withDb(async (db, database) => {
    await migrate(database.connection, wallClock.now())
    const mapping = await findMapping(db, importer, input.mapping)
    const files = await openFiles(join(resolve(input['data-dir']), 'files'))
    try {
      const run_id = newId()
      const companions = await keepCompanions(files, mapping, dirname(path))
      const file = await keep(files, path)
      await addRun(
        { db, clock: wallClock },
        {
          run_id,
          importer: importer.name,
          file,
          file_name: basename(path),
          mapping,
          companions,
          dry_run: input['dry-run'],
          caller: theSystem,
        },
      )
      await carryOut(db, files, importers, run_id)
      const run = (await db.row<Run>(sql`select * from core.import_runs where run_id = ${run_id}`))!
      if (input.returned && run.result_file) await copyFile(await files.localPath(run.result_file), input.returned)
      console.log(input.json ? JSON.stringify(asJson(run)) : asSentences(run, input.returned))
      return run.state === 'done' && run.rows_refused === 0 ? 0 : 1
    } finally {
      await files.close()
    }
  })
}

async function findMapping(db: Db, { name, mappings = [] }: Importer, mapping_id: string | undefined): Promise<Mapping | null> {
  if (mapping_id === undefined) return null
  const saved = await db.rows<{ content: Mapping }>(
    sql`select content from core.import_mappings where importer = ${name} order by mapping_id`,
  )
  const all = [...mappings, ...saved.map(({ content }) => content)]
  const found = all.find((one) => one.mapping_id === mapping_id)
  if (!found)
    throw new UsageError(
      `There is no mapping ${mapping_id} for ${name}. There are: ${all.map((one) => one.mapping_id).join(', ') || 'none'}.`,
    )
  return found
}

const keep = async (files: Files, path: string): Promise<string> =>
  (await files.put(createReadStream(path), { limit_bytes: Number.MAX_SAFE_INTEGER })).file

async function keepCompanions(files: Files, mapping: Mapping | null, folder: string): Promise<Record<string, string>> {
  const kept: Record<string, string> = {}
  for (const [name, { file }] of Object.entries(mapping?.companions ?? {}))
    if (existsSync(join(folder, file))) kept[name] = await keep(files, join(folder, file))
  return kept
}

async function carryOut(db: Db, files: Files, importers: ReadonlyMap<string, Importer>, run_id: string): Promise<void> {
  let progress: ReturnType<typeof startProgress> | undefined
  let shown = 0
  await doRun({ db, files, clock: wallClock }, importers, run_id, {
    see: ({ rows_total, rows_done }) => {
      progress ??= startProgress({ label: 'Importing', total: rows_total ?? 0 })
      progress.add(rows_done - shown)
      shown = rows_done
    },
  })
  progress?.end()
}

const asJson = ({
  run_id,
  importer,
  file_name,
  state,
  dry_run,
  rows_total,
  rows_good,
  rows_skipped,
  rows_refused,
  counts,
  failure,
}: Run) => ({ run_id, importer, file_name, state, dry_run, rows_total, rows_good, rows_skipped, rows_refused, counts, failure })

function asSentences(run: Run, returned: string | undefined): string {
  if (run.failure) return `The file was refused. ${run.failure}`
  const counts = Object.entries(run.counts).map(([status, count]) => `  ${String(count).padStart(9)}  ${status}`)
  const kept = run.dry_run ? 'would go in' : 'are in'
  const rest =
    run.rows_good === run.rows_done
      ? ''
      : returned
        ? `\nThe rows that did not go in are in ${returned}.`
        : '\nName a file with --returned to get the rows that did not go in, with their reasons.'
  return `${run.rows_total} rows: ${run.rows_good} ${kept}, ${run.rows_skipped} are explained and need nothing, ${run.rows_refused} are to be mended.\n${counts.join('\n')}${rest}`
}
