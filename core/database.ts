import pg from 'pg'
import { DatabaseError, reason } from './database/binaries.ts'
import { type EmbeddedOptions, openEmbedded, type SocketConnection } from './database/embedded.ts'

export { DatabaseError } from './database/binaries.ts'
export type { SocketConnection } from './database/embedded.ts'

/** What a `pg` pool or client is made with. */
export type Connection = SocketConnection | { connectionString: string }

export type Database = {
  connection: Connection
  /** Stops the embedded server if this process keeps it; leaves any other server alone. */
  stop(): Promise<void>
}

export type DatabaseOptions = EmbeddedOptions & {
  /** A server of your own (PostgreSQL 15 or newer), as `postgres://user@host/database`; the data folder then holds no database. */
  url?: string | undefined
}

/** Opens the database: the server named by `url`, or else the embedded one in `data_dir`, made and started as needed. */
export async function openDatabase({ url, ...embedded }: DatabaseOptions): Promise<Database> {
  if (!url) return openEmbedded(embedded)
  await checkServer(url)
  return { connection: { connectionString: url }, stop: async () => {} }
}

const oldest = 15

async function checkServer(url: string): Promise<void> {
  const address = withoutPassword(url)
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number; encoding: string }>(
      "select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding",
    )
    const { version, encoding } = rows[0]!
    const major = Math.floor(version / 10_000)
    if (major < oldest) throw new DatabaseError(`The server at ${address} is PostgreSQL ${major}; ${oldest} or newer is needed.`)
    if (encoding !== 'UTF8') throw new DatabaseError(`The database at ${address} is kept in ${encoding}; make one with encoding UTF8.`)
  } catch (error) {
    if (error instanceof DatabaseError) throw error
    throw new DatabaseError(
      `The database at ${address} cannot be reached (${describe(error)}). Check DATABASE_URL, or unset it to use the embedded one.`,
    )
  } finally {
    await client.end().catch(() => {})
  }
}

/** A refused connection to a name with several addresses carries its reasons inside. */
const describe = (error: unknown): string => (error instanceof AggregateError ? error.errors.map(reason).join(', ') : reason(error))

/** Not by `URL`, which refuses the form without a host that names a socket folder. */
function withoutPassword(url: string): string {
  if (!/^postgres(ql)?:\/\//.test(url))
    throw new DatabaseError('DATABASE_URL is not an address like postgres://user:password@host:5432/database.')
  return url.replace(/^(\w+:\/\/[^:@/]*):[^/]*@/, '$1@').replace(/([?&]password=)[^&]*/, '$1…')
}
