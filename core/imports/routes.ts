import { filePattern } from '../files.ts'
import { filesOf } from '../files-routes.ts'
import {
  allows,
  answerOutcomes,
  type Caller,
  Choice,
  Code,
  closed,
  cutPage,
  decodeCursor,
  Id,
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  Problem,
  pageOf,
  type Routes,
  T,
  Text,
} from '../http.ts'
import type { Needs } from '../needs.ts'
import { forPermission } from '../scope.ts'
import { readSheet, SheetRefused, writeSheet } from '../sheets/sheets.ts'
import { json, sql } from '../sql.ts'
import { log } from '../telemetry.ts'
import { defaultZone } from '../time.ts'
import { type Importer, Mapping, type Run, runStates } from './model.ts'
import { ImportRefused, planImport, readRow } from './rules.ts'
import { doRun, storeCaller } from './run.ts'

const FileName = (description: string) => T.String({ pattern: filePattern, description })
const RunRow = T.Object({
  run_id: T.String(),
  importer: T.String(),
  file: T.String(),
  file_name: T.String(),
  mapping_id: Nullable(T.String()),
  dry_run: T.Boolean(),
  state: Choice(runStates, 'How far it is'),
  rows_total: Nullable(T.Integer({ description: 'Rows below the header; null until the file was read through' })),
  rows_done: T.Integer(),
  rows_good: T.Integer({ description: 'Went in, or were in already' }),
  rows_skipped: T.Integer({ description: 'Explained and need nothing' }),
  rows_refused: T.Integer({ description: 'To be mended and sent again' }),
  counts: T.Record(T.String(), T.Integer(), { description: 'Rows by outcome' }),
  has_result: T.Boolean({ description: 'There is a file of the rows that did not go in' }),
  failure: Nullable(T.String({ description: 'Why the file as a whole was refused' })),
  requested_by: T.String(),
  created_at: T.String(),
  started_at: Nullable(T.String()),
  ended_at: Nullable(T.String()),
})
const BothTexts = T.Object({ zh: T.String(), en: T.String() })

const runRow = ({ mapping, caller, result_file, ...run }: Run) => ({
  ...run,
  mapping_id: mapping?.mapping_id ?? null,
  has_result: result_file !== null,
  requested_by: caller.name,
})

/** Routes of all importers: what they are, templates, preview, runs with progress and result, saved mappings. Runs are worked on in this process. */
export const importRoutes =
  (list: readonly Importer[]): Routes<Needs> =>
  (needs) =>
  async (app) => {
    const { db, clock } = needs
    const importers = new Map(list.map((importer) => [importer.name, importer]))
    const worker = startWorker(needs, importers)
    app.addHook('onClose', () => worker.stop())
    app.addHook('onReady', async () => worker.watch())
    // Each importer names the right it takes, listed with those of the routes; staff who hold none of them see nothing here.
    const access = { permission: 'staff', scope: 'own' } as const
    for (const { permission } of list) app.accesses.push({ method: 'POST', url: '/api/admin/imports', permission, scope: 'own' })
    const allowed = (caller: Caller) => list.filter(({ permission }) => allows(caller, permission))
    const importerFor = (caller: Caller, name: string): Importer => {
      const importer = importers.get(name)
      if (!importer) throw new Problem(404, 'not_found', `There is no importer ${name}; there are ${[...importers.keys()].join(', ')}.`)
      if (!allows(caller, importer.permission))
        throw new Problem(403, 'not_permitted', `You lack the permission ${importer.permission}: ask your administrator for it.`)
      return importer
    }

    app.get(
      '/api/admin/imports/importers',
      {
        config: { access },
        schema: {
          description: 'What can be imported by you, with the columns of each and the mappings there are.',
          response: {
            200: T.Object({
              importers: T.Array(
                T.Object({
                  name: T.String(),
                  title: BothTexts,
                  columns: T.Array(
                    T.Object({
                      key: T.String(),
                      name: BothTexts,
                      kind: T.String(),
                      required: T.Boolean(),
                      choices: T.Array(T.String()),
                      description: BothTexts,
                      example: T.String(),
                    }),
                  ),
                  mappings: T.Array(
                    T.Object({
                      mapping_id: T.String(),
                      title: BothTexts,
                      built_in: T.Boolean(),
                      companions: T.Array(T.Object({ name: T.String(), file: T.String() })),
                    }),
                  ),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller }) => {
        const saved = await db.rows<{ importer: string; content: Mapping }>(
          sql`select importer, content from core.import_mappings order by mapping_id`,
        )
        const shown = (mapping: Mapping, built_in: boolean) => ({
          mapping_id: mapping.mapping_id,
          title: mapping.title,
          built_in,
          companions: Object.entries(mapping.companions ?? {}).map(([name, { file }]) => ({ name, file })),
        })
        return {
          importers: allowed(caller).map(({ name, title, columns, mappings = [] }) => ({
            name,
            title,
            columns: columns.map(({ required = false, choices = [], ...column }) => ({ ...column, required, choices: [...choices] })),
            mappings: [
              ...mappings.map((one) => shown(one, true)),
              ...saved.filter(({ importer }) => importer === name).map(({ content }) => shown(content, false)),
            ],
          })),
        }
      },
    )

    app.get(
      '/api/admin/imports/importers/:importer/template.:format',
      {
        config: { access },
        schema: {
          description: 'An empty file with the columns of the importer and one example row, as CSV or XLSX.',
          params: T.Object({ importer: Code('The importer'), format: Choice(['csv', 'xlsx'] as const, 'Kind of file') }),
          querystring: closed({
            language: T.Optional(Choice(['zh', 'en'] as const, 'Language of the column names; Chinese when left out')),
          }),
        },
      },
      async ({ params, query, caller }, reply) => {
        const { name, columns } = importerFor(caller, params.importer)
        const draft = await filesOf(needs).draftPath()
        const language = query.language ?? 'zh'
        await writeSheet(draft, params.format as 'csv' | 'xlsx', [
          columns.map(({ name, required }) => name[language] + (required ? ' *' : '')),
          columns.map(({ example }) => example),
        ])
        return sendOnce(reply, draft, `${name}-template.${params.format}`)
      },
    )

    const Asked = {
      importer: Code('The importer'),
      file: FileName('The file, as `POST /api/admin/files` named it'),
      mapping_id: T.Optional(Code('The mapping to read it by; without it the columns must carry our names')),
    }

    app.post(
      '/api/admin/imports/preview',
      {
        config: { access },
        schema: {
          description: 'Reads the first rows of a file and tells how its columns are understood. Nothing is kept.',
          body: closed(Asked),
          response: {
            200: T.Object({
              headers: T.Array(T.String()),
              unused: T.Array(T.String(), { description: 'Columns of the file that nothing takes' }),
              columns: T.Array(
                T.Object({
                  key: T.String(),
                  from: Nullable(T.String({ description: 'The column of the file, when it is taken as it is' })),
                }),
              ),
              rows: T.Array(
                T.Object({
                  row_no: T.Integer(),
                  cells: T.Array(T.String()),
                  values: Nullable(T.Record(T.String(), T.Any())),
                  fault: Nullable(T.String()),
                }),
              ),
            }),
          },
        },
      },
      async ({ body, caller }) => {
        const importer = importerFor(caller, body.importer)
        const mapping = await mappingOf(importer, body.mapping_id)
        return preview(await storedPath(body.file), importer, mapping).catch(refuse)
      },
    )

    const RunItem = closed({
      run_id: Id('Id of the run, made by you: the same id again starts nothing'),
      ...Asked,
      file_name: Text('What the file is called, for people', 200),
      companions: T.Optional(
        T.Record(T.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }), FileName('A companion file, as it was named when sent'), {
          description: 'Companion files of the mapping, by their names there',
        }),
      ),
      dry_run: T.Optional(T.Boolean({ description: 'Read and judge every row, but keep nothing' })),
    })

    app.post(
      '/api/admin/imports',
      {
        config: { access },
        schema: {
          description:
            'Starts runs in the background; their progress is at `/api/admin/imports/{run_id}`. A dry run first shows what would become of each row.',
          body: closed({ items: T.Array(RunItem, { minItems: 1, maxItems: 20, description: 'Runs to start' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ body, caller }, reply) => {
        const outcomes: { id: string; status: string; detail?: string }[] = []
        for (const item of body.items) {
          const importer = importerFor(caller, item.importer)
          const mapping = await mappingOf(importer, item.mapping_id)
          await storedPath(item.file)
          for (const file of Object.values(item.companions ?? {})) await storedPath(file)
          outcomes.push(await addRun(needs, { ...item, mapping, caller: forPermission(caller, importer.permission) }))
        }
        for (const { id, status } of outcomes) if (status === 'started') worker.kick(id)
        return answerOutcomes(reply, outcomes, (status) => status === 'started')
      },
    )

    app.get(
      '/api/admin/imports',
      {
        config: { access },
        schema: {
          description: 'Runs of the importers you may use, newest first.',
          querystring: closed({ importer: T.Optional(Code('Only of this importer')), ...PageQuery }),
          response: { 200: pageOf(RunRow) },
        },
      },
      async ({ query, caller }) => {
        const { limit = 50, importer } = query
        const names = allowed(caller)
          .map(({ name }) => name)
          .filter((name) => !importer || name === importer)
        const after = decodeCursor(query.cursor, ['string', 'string'])
        const rows = await db.rows<Run>(sql`
          select * from core.import_runs where importer = any(${names}::text[])
            ${after ? sql`and (created_at, run_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
          order by created_at desc, run_id desc limit ${limit + 1}`)
        return cutPage(rows.map(runRow), limit, ({ created_at, run_id }) => [created_at, run_id])
      },
    )

    const Params = closed({ run_id: Id('The run') })
    const findRun = async (caller: Caller, run_id: string): Promise<Run> => {
      const run = await db.row<Run>(
        sql`select * from core.import_runs where run_id = ${run_id} and importer = any(${allowed(caller).map(({ name }) => name)}::text[])`,
      )
      if (!run) throw notFound('The run')
      return run
    }

    app.get(
      '/api/admin/imports/:run_id',
      { config: { access }, schema: { description: 'One run and how far it is.', params: Params, response: { 200: RunRow } } },
      async ({ params, caller }) => runRow(await findRun(caller, params.run_id)),
    )

    app.get(
      '/api/admin/imports/:run_id/rows',
      {
        config: { access },
        schema: {
          description: 'The rows that did not go in, with the reason, in the order of the file.',
          params: Params,
          querystring: closed({ ...PageQuery, verdict: T.Optional(Choice(['skipped', 'refused'] as const, 'Only these')) }),
          response: {
            200: pageOf(T.Object({ row_no: T.Integer(), verdict: T.String(), status: T.String(), detail: Nullable(T.String()) })),
          },
        },
      },
      async ({ params, query, caller }) => {
        await findRun(caller, params.run_id)
        const { limit = 50, verdict = null } = query
        const [after = 0] = decodeCursor(query.cursor, ['number']) ?? []
        const rows = await db.rows<{ row_no: number; verdict: string; status: string; detail: string | null }>(sql`
          select row_no, verdict, status, detail from core.import_rows
          where run_id = ${params.run_id} and row_no > ${after}::integer and (${verdict}::text is null or verdict = ${verdict})
          order by row_no limit ${limit + 1}`)
        return cutPage(rows, limit, ({ row_no }) => [row_no])
      },
    )

    app.get(
      '/api/admin/imports/:run_id/result',
      {
        config: { access },
        schema: {
          description:
            'The rows that did not go in, as a file of the same shape with status and reason beside each: mend them there and send it again.',
          params: Params,
        },
      },
      async ({ params, caller }, reply) => {
        const run = await findRun(caller, params.run_id)
        if (!run.result_file)
          throw new Problem(404, 'no_result', run.state === 'done' ? 'Every row went in.' : 'The run has not come to its end.')
        const extension = run.file_name.toLowerCase().endsWith('.xlsx') ? 'xlsx' : 'csv'
        const name = `${run.file_name.replace(/\.[^.]*$/, '')}-returned.${extension}`
        return attach(reply, name).send(filesOf(needs).read(run.result_file))
      },
    )

    app.post(
      '/api/admin/imports/:run_id/cancellation',
      {
        config: { access },
        schema: { description: 'Stops a run after its present batch. What went in stays in.', params: Params, response: { 200: RunRow } },
      },
      async ({ params, caller }) => {
        await findRun(caller, params.run_id)
        const now = clock.now()
        await db.run(
          sql`update core.import_runs set state = 'canceled', moved_at = ${now}, ended_at = ${now} where run_id = ${params.run_id} and state in ('waiting', 'running')`,
        )
        return runRow(await findRun(caller, params.run_id))
      },
    )

    app.get(
      '/api/admin/imports/mappings/:mapping_id',
      {
        config: { access },
        schema: {
          description: 'One mapping.',
          params: closed({ mapping_id: Code('The mapping') }),
          response: { 200: T.Unsafe<Mapping>(T.Object({}, { additionalProperties: true })) },
        },
      },
      async ({ params, caller }) => {
        const built_in = list.flatMap(({ mappings = [] }) => mappings).find(({ mapping_id }) => mapping_id === params.mapping_id)
        const mapping = built_in ?? (await savedMapping(params.mapping_id))
        if (!mapping) throw notFound(`The mapping ${params.mapping_id}`)
        importerFor(caller, mapping.importer)
        return mapping
      },
    )

    app.post(
      '/api/admin/imports/mappings',
      {
        config: { access },
        schema: {
          description:
            'Saves mappings: how files of somebody else become our columns. Those that come with the product cannot be changed; copy them under another name.',
          body: closed({ items: T.Array(Mapping, { minItems: 1, maxItems: 20, description: 'Mappings' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ body, caller }, reply) => {
        const outcomes: { id: string; status: string; detail?: string }[] = []
        for (const mapping of body.items) {
          const importer = importerFor(caller, mapping.importer)
          const known = new Set(importer.columns.map(({ key }) => key))
          const strange = Object.keys(mapping.columns).find((key) => !known.has(key))
          if (list.some(({ mappings = [] }) => mappings.some(({ mapping_id }) => mapping_id === mapping.mapping_id)))
            outcomes.push({
              id: mapping.mapping_id,
              status: 'mapping_built_in',
              detail: 'This mapping comes with the product: save yours under another name.',
            })
          else if (strange)
            outcomes.push({ id: mapping.mapping_id, status: 'mapping_invalid', detail: `${importer.name} has no column ${strange}.` })
          else {
            // A name belongs to its importer, so nobody changes a mapping of something he may not import.
            const saved = await db.run(sql`
              insert into core.import_mappings (mapping_id, importer, content, saved_at, saved_by)
              values (${mapping.mapping_id}, ${mapping.importer}, ${json(mapping)}::jsonb, ${clock.now()}, ${caller.id})
              on conflict (mapping_id) do update set content = excluded.content, saved_at = excluded.saved_at, saved_by = excluded.saved_by
                where import_mappings.importer = excluded.importer`)
            outcomes.push(
              saved
                ? { id: mapping.mapping_id, status: 'saved' }
                : { id: mapping.mapping_id, status: 'mapping_of_another_importer', detail: 'Choose another name.' },
            )
          }
        }
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    const savedMapping = async (mapping_id: string): Promise<Mapping | undefined> =>
      (await db.row<{ content: Mapping }>(sql`select content from core.import_mappings where mapping_id = ${mapping_id}`))?.content

    const mappingOf = async (importer: Importer, mapping_id: string | undefined): Promise<Mapping | null> => {
      if (mapping_id === undefined) return null
      const mapping = importer.mappings?.find((one) => one.mapping_id === mapping_id) ?? (await savedMapping(mapping_id))
      if (!mapping || mapping.importer !== importer.name)
        throw new Problem(404, 'not_found', `There is no mapping ${mapping_id} for ${importer.name}.`)
      return mapping
    }

    const storedPath = async (file: string): Promise<string> => {
      if (!(await filesOf(needs).find(file)))
        throw new Problem(404, 'file_not_found', `The file ${file} is not here: send it to /api/admin/files first.`)
      return filesOf(needs).localPath(file)
    }
  }

const shownRows = 20

async function preview(path: string, importer: Importer, mapping: Mapping | null) {
  let plan: ReturnType<typeof planImport> | undefined
  const rows = []
  for await (const row of readSheet(path, { ...mapping?.read })) {
    if (row.row_no < (mapping?.read?.header_row ?? 1)) continue
    if (!plan) {
      plan = planImport(importer, row.cells, mapping)
      continue
    }
    const read = row.fault ? { fault: row.fault } : readRow(plan, row.row_no, row.cells, {}, defaultZone)
    rows.push({
      row_no: row.row_no,
      cells: row.cells,
      values: 'values' in read ? read.values : null,
      fault: 'fault' in read ? read.fault : null,
    })
    if (rows.length >= shownRows) break
  }
  if (!plan) throw new ImportRefused('file_empty', 'The file has no header row: its first row names the columns.')
  return {
    headers: plan.headers,
    unused: plan.unused,
    columns: plan.takes.map(({ column, source }) => ({ key: column.key, from: source.from ?? null })),
    rows,
  }
}

function refuse(error: unknown): never {
  if (error instanceof SheetRefused || error instanceof ImportRefused) throw new Problem(422, error.status, error.message)
  throw error
}

export interface NewRun {
  run_id: string
  importer: string
  file: string
  file_name: string
  mapping: Mapping | null
  companions?: Record<string, string>
  dry_run?: boolean
  caller: Caller
}

/** Puts a run in line. The same id again is `already_started` when it is the same run. */
export async function addRun(
  { db, clock }: Pick<Needs, 'db' | 'clock'>,
  { run_id, importer, file, file_name, mapping, companions = {}, dry_run = false, caller }: NewRun,
): Promise<{ id: string; status: string; detail?: string }> {
  const now = clock.now()
  const added = await db.run(sql`
    insert into core.import_runs (run_id, importer, file, file_name, mapping, companions, dry_run, state, caller, created_at, moved_at)
    values (${run_id}, ${importer}, ${file}, ${file_name}, ${mapping === null ? null : json(mapping)}::jsonb, ${json(companions)}::jsonb, ${dry_run}, 'waiting',
      ${json(storeCaller(caller))}::jsonb, ${now}, ${now})
    on conflict (run_id) do nothing`)
  if (added === 1) return { id: run_id, status: 'started' }
  const same = await db.row(
    sql`select 1 from core.import_runs where run_id = ${run_id} and importer = ${importer} and file = ${file} and dry_run = ${dry_run}`,
  )
  if (same) return { id: run_id, status: 'already_started' }
  return { id: run_id, status: 'id_used_for_another', detail: 'This id belongs to another run: make a new one.' }
}

/** Works on runs in this process, one at a time, and takes up those that a process left behind. */
function startWorker(needs: Needs, importers: ReadonlyMap<string, Importer>) {
  let working: Promise<void> = Promise.resolve()
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const under_way = new Set<string>()

  const kick = (run_id: string) => {
    if (under_way.has(run_id)) return
    under_way.add(run_id)
    working = working.then(async () => {
      try {
        if (!stopping.signal.aborted)
          await doRun({ db: needs.db, clock: needs.clock, files: filesOf(needs) }, importers, run_id, { signal: stopping.signal })
      } catch (error) {
        log.warn({ run_id, error: (error as Error).message }, 'an import was interrupted and will be taken up again')
      } finally {
        under_way.delete(run_id)
      }
    })
  }
  const look = async () => {
    const since = new Date(Date.parse(needs.clock.now()) - 15_000).toISOString()
    const left = await needs.db.rows<{ run_id: string }>(sql`
      select run_id from core.import_runs where state in ('waiting', 'running') and moved_at < ${since} order by created_at limit 5`)
    for (const { run_id } of left) kick(run_id)
  }
  return {
    kick,
    watch: () => {
      if (!needs.files) return
      timer = setInterval(
        () => void look().catch((error: Error) => log.warn({ error: error.message }, 'open imports could not be looked for')),
        10_000,
      )
      timer.unref()
    },
    stop: async () => {
      stopping.abort()
      clearInterval(timer)
      await working
    },
  }
}

async function sendOnce(reply: import('fastify').FastifyReply, path: string, name: string) {
  const { readFile, rm } = await import('node:fs/promises')
  const content = await readFile(path)
  await rm(path, { force: true })
  return attach(reply, name).send(content)
}

const attach = (reply: import('fastify').FastifyReply, name: string) =>
  reply
    .type(name.endsWith('.xlsx') ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' : 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
