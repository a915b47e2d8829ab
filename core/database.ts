import { openEmbedded, type SocketConnection } from './database/embedded.ts'

export { DatabaseError } from './database/binaries.ts'
export type { SocketConnection } from './database/embedded.ts'

/** What a `pg` pool or client is made with. */
export type Connection = SocketConnection | { connectionString: string }

export type Database = {
  connection: Connection
  /** Stops the embedded server if we started it; leaves any other server alone. */
  stop(): Promise<void>
}

export type DatabaseOptions = {
  /** The product's data folder, used when no `url` names a server. */
  data_dir: string
  /** A server of your own (PostgreSQL 15 or newer), as `postgres://user@host/database`. */
  url?: string | undefined
  /** Fast and forgetful, for tests. */
  test?: boolean
  /** Told in one sentence what an operator may want to know. */
  log?: (sentence: string) => void
}

/** Opens the database: the server named by `url`, or else the embedded one in `data_dir`, made and started as needed. */
export async function openDatabase({ url, ...embedded }: DatabaseOptions): Promise<Database> {
  if (url) return { connection: { connectionString: url }, stop: async () => {} }
  return openEmbedded(embedded)
}
