import { createReadStream, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import pg from 'pg'
import { resolveRows } from '#centers/identity/resolution/engine.ts'
import { type GeneratedFile, generatedHeaders, generatedSources, noiseKinds, writeFiles } from '#centers/identity/resolution/generator.ts'
import { dropKeyIndexes, loadFile, type Mapping, makeKeyIndexes, mappedFields } from '#centers/identity/resolution/load.ts'
import { copyOut } from '#core/copy.ts'
import { openDatabase } from '#core/database.ts'
import { newId } from '#core/ids.ts'
import { migrate } from '#core/migrate.ts'

export const name = 'resolve'

/** Loads five generated files of `rows` rows in all and resolves them; judged pair by pair against the truth, in all and per kind of noise. */
export async function run(options: { rows?: number; seed?: number; log?: (sentence: string) => void } = {}) {
  const { rows = 1_000_000, seed = 20_261_122, log = () => {} } = options
  const folder = mkdtempSync(join(tmpdir(), 'tongshang-resolve-'))
  mkdirSync(join(folder, 'files'))
  const files = await generateApart(join(folder, 'files'), { rows, seed })
  const database = await openDatabase({ data_dir: join(folder, 'data') })
  try {
    const now = new Date().toISOString()
    await migrate(database.connection, now)
    const client = new pg.Client(database.connection)
    client.on('error', () => {}) // what fails is thrown by the query under way
    await client.connect()
    const rss = watchMemory()
    const began = performance.now()
    const stages: Record<string, number> = {}
    let stage = 'load'
    let stage_began = began
    const turn = (next: string) => {
      const at = performance.now()
      stages[stage] = Math.round((stages[stage] ?? 0) + at - stage_began)
      stage = next
      stage_began = at
    }
    const cpu = process.cpuUsage()
    await dropKeyIndexes(client) // as a run does before a load of this size
    const firstRow = await loadAll(client, files, now)
    turn('index')
    await makeKeyIndexes(client)
    const figures = await resolveRows(client, { run_id: newId(), by: 'bench', now, progress: (next) => turn(next) })
    turn('')
    const took_s = (performance.now() - began) / 1000
    const { user, system } = process.cpuUsage(cpu)
    const { rows: idle } = await client.query('select pg_backend_pid() as pid')
    const database_cpu_s = readCpu(idle[0].pid)
    const rss_mb = rss.stop()
    log(`${rows} rows in ${took_s.toFixed(1)} s: ${JSON.stringify(stages)}`)
    const judged = await judge(client, files, firstRow, rows)
    await client.end()
    return {
      name,
      value: Math.round(rows / took_s),
      unit: 'rows/s',
      took_s: round(took_s),
      rows,
      rss_mb,
      cpu_s: round((user + system) / 1_000_000),
      database_cpu_s,
      ...judged,
      figures,
      stages_ms: stages,
    }
  } finally {
    await database.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const round = (number: number): number => Math.round(number * 100_000) / 100_000

/** The generator keeps its rows in memory; in a thread of its own that memory is given back before the measuring. */
async function generateApart(folder: string, options: { rows: number; seed: number }): Promise<GeneratedFile[]> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { generate: true, folder, options } })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

const { isMainThread, parentPort, workerData } = await import('node:worker_threads')
if (!isMainThread && workerData?.generate) parentPort!.postMessage(await writeFiles(workerData.folder, workerData.options))

/** Seconds of processor the database's process has used for us; null where the system does not tell. Wall time lies on a shared machine. */
function readCpu(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return null
  }
}

function watchMemory() {
  let peak = 0
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }
  const timer = setInterval(look, 50)
  return {
    stop: () => {
      look()
      clearInterval(timer)
      return Math.round(peak / 1_048_576)
    },
  }
}

export const mappingOf = (source: GeneratedFile['source']): Mapping =>
  Object.fromEntries(mappedFields.map((field, i) => [field, generatedHeaders[source][i]!]))

export async function loadAll(client: pg.Client, files: readonly GeneratedFile[], now: string): Promise<number[]> {
  const first: number[] = []
  for (const file of files) {
    const source_bit = generatedSources.indexOf(file.source)
    const file_id = newId()
    await client.query('insert into identity.resolution_sources values ($1, $2) on conflict do nothing', [file.source, source_bit])
    await client.query(
      `insert into identity.resolution_files (file_id, source, name, encoding, mapping, asked_at, asked_by) values ($1, $2, $3, 'utf-8', $4, $5, 'bench')`,
      [file_id, file.source, `${file.source}.csv`, JSON.stringify(mappingOf(file.source)), now],
    )
    await loadFile(
      client,
      { file_id, source: file.source, source_bit, encoding: 'utf-8', mapping: mappingOf(file.source) },
      createReadStream(file.path, { highWaterMark: 1 << 18 }),
      now,
      () => {},
    )
    first.push(
      (await client.query('select first_row_no from identity.resolution_files where file_id = $1', [file_id])).rows[0].first_row_no,
    )
  }
  return first
}

/** Pairwise precision and recall, over all pairs and over those that a kind of noise touches. */
async function judge(client: pg.Client, files: readonly GeneratedFile[], firstRow: readonly number[], rows: number) {
  const truth = new Uint32Array(rows)
  const noise = new Uint32Array(rows)
  for (const [i, file] of files.entries()) {
    truth.set(file.person, firstRow[i]! - 1)
    noise.set(file.noise, firstRow[i]! - 1)
  }
  // Rows of one person that bear nothing in common, directly or through others of his, nobody can join.
  const joinable = new Uint32Array(rows)
  const carries = new Uint8Array(rows)
  for (const [i, file] of files.entries()) carries.set(file.carries, firstRow[i]! - 1)
  const found = new Uint32Array(rows)
  const numbers = new Map<string, number>()
  await copyOut(client, 'copy (select row_no, person_id from identity.resolution_members) to stdout', (line) => {
    const [row_no, person] = line.split('\t') as [string, string]
    let number = numbers.get(person)
    if (number === undefined) {
      number = numbers.size
      numbers.set(person, number)
    }
    found[Number(row_no) - 1] = number
  })
  const pairs = (count: number) => (count * (count - 1)) / 2
  const both = sortedBy(found, truth)
  const truthOnly = sortedBy(truth, truth)
  /** Pairs of rows equal in `of` (and in `and`), among the rows that `takes`. */
  const count = (order: Uint32Array, of: Uint32Array, and: Uint32Array, takes: (i: number) => boolean): number => {
    let sum = 0
    let length = 0
    for (let at = 0; at < rows; at++) {
      const i = order[at]!
      const last = at > 0 ? order[at - 1]! : -1
      if (last < 0 || of[i] !== of[last] || and[i] !== and[last]) {
        sum += pairs(length)
        length = 0
      }
      if (takes(i)) length++
    }
    return sum + pairs(length)
  }
  for (let start = 0, number = 0; start < rows; ) {
    let end = start
    while (end < rows && truth[truthOnly[end]!] === truth[truthOnly[start]!]) end++
    const of = truthOnly.subarray(start, end)
    for (const i of of) joinable[i] = 0
    for (const i of of) {
      if (joinable[i] !== 0) continue
      let bits = carries[i]!
      joinable[i] = ++number
      for (let grew = true; grew; ) {
        grew = false
        for (const j of of) {
          if (joinable[j] !== 0 || (carries[j]! & bits) === 0) continue
          joinable[j] = number
          bits |= carries[j]!
          grew = true
        }
      }
    }
    start = end
  }
  const measure = (takes: (i: number) => boolean) => ({
    hit: count(both, found, truth, takes),
    found: count(both, found, found, takes),
    true: count(truthOnly, truth, truth, takes),
  })
  const all = measure(() => true)
  const per_noise: Record<string, object> = {}
  for (const [i, kind] of noiseKinds.entries()) {
    const clean = measure((row) => Math.floor(noise[row]! / 2 ** i) % 2 === 0)
    const [hit, predicted, real] = [all.hit - clean.hit, all.found - clean.found, all.true - clean.true]
    per_noise[kind] = { pairs: real, precision: round(hit / Math.max(1, predicted)), recall: round(hit / Math.max(1, real)) }
  }
  const possible = count(sortedBy(truth, joinable), truth, joinable, () => true)
  return {
    precision: round(all.hit / all.found),
    recall: round(all.hit / all.true),
    recall_possible: round(possible / all.true),
    persons_true: new Set(truth).size,
    per_noise,
  }
}

function sortedBy(first: Uint32Array, second: Uint32Array): Uint32Array {
  const composite = Float64Array.from(first, (value, i) => value * 4_294_967_296 + second[i]!)
  const order = Uint32Array.from(first, (_, i) => i)
  return order.sort((a, b) => composite[a]! - composite[b]!)
}

if (isMainThread && process.argv[1] === import.meta.filename) {
  const rows = Number(process.argv[2] ?? 1_000_000)
  console.log(JSON.stringify(await run({ rows, log: (sentence) => console.error(sentence) })))
}
