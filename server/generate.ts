import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { openDatabase } from '#core/database.ts'
import { migrate } from '#core/migrate.ts'
import { describeSchema } from '#core/schema.ts'
import { openDb } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from './app.ts'

const root = join(import.meta.dirname, '..')
const description = join(root, 'client/openapi.json')
const types = join(root, 'client/api.d.ts')
const schema = join(root, 'db/schema.sql')

/** The whole API as OpenAPI 3.1, in a stable order. */
export async function describeApi(): Promise<string> {
  // Nothing is asked of the database: routes are only registered.
  const db = openDb({ max: 1 })
  const app = await createApp({ db, clock: wallClock })
  try {
    await app.ready()
    return `${JSON.stringify(sortPaths(app.swagger()), null, 1)}\n`
  } finally {
    await app.close()
    await db.close()
  }
}

function sortPaths(document: object): object {
  const { paths = {}, ...rest } = document as { paths?: Record<string, object> }
  return { ...rest, paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))) }
}

/** What the types say they were made from; compared by a check, so a stale client cannot pass. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
export const typesMadeFrom = (text: string): string | null =>
  /^\/\/ Made from client\/openapi\.json, sha-256 ([0-9a-f]{64})$/m.exec(text)?.[1] ?? null

/** The generator reads the API of an older compiler, which npx brings aside; the result is committed, so only a change of the API needs the network. */
async function writeTypes(text: string): Promise<boolean> {
  const hash = hashOf(text)
  if (existsSync(types) && typesMadeFrom(await readFile(types, 'utf8')) === hash) return false
  const folder = await mkdtemp(join(tmpdir(), 'tongshang-client-'))
  try {
    const made = join(folder, 'api.d.ts')
    await promisify(execFile)(
      'npx',
      ['-y', '-p', 'typescript@5.9.3', '-p', 'openapi-typescript@7.13.0', 'openapi-typescript', description, '-o', made],
      { cwd: folder },
    )
    await writeFile(types, `// Made from client/openapi.json, sha-256 ${hash}\n${await readFile(made, 'utf8')}`)
    return true
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The tables of a fresh database, as text. */
export async function describeDatabase(): Promise<string> {
  const data_dir = await mkdtemp(join(tmpdir(), 'tongshang-schema-'))
  await chmod(data_dir, 0o711) // under root the server runs as another user, who must pass through
  const database = await openDatabase({ data_dir, test: true })
  try {
    await migrate(database.connection, new Date().toISOString())
    const client = new pg.Client(database.connection)
    await client.connect()
    try {
      return await describeSchema(client)
    } finally {
      await client.end()
    }
  } finally {
    await database.stop()
    await rm(data_dir, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const text = await describeApi()
  await mkdir(join(root, 'client'), { recursive: true })
  await writeFile(description, text)
  console.log(`client/openapi.json  ${Object.keys(JSON.parse(text).paths).length} paths`)
  console.log(`client/api.d.ts      ${(await writeTypes(text)) ? 'made anew' : 'was fresh'}`)
  await mkdir(join(root, 'db'), { recursive: true })
  const tables = await describeDatabase()
  await writeFile(schema, tables)
  console.log(`db/schema.sql        ${tables.split('\n').length} lines`)
}
