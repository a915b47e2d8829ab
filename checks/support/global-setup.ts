import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { openDatabase, type SocketConnection } from '#core/database.ts'
import { migrate } from '#core/migrate.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The server of this run; `checks/support/database.ts` clones databases on it. */
    database: SocketConnection
  }
}

/** The migrated, empty database that every test's own database is a copy of. */
export const template = 'tongshang_template'

/** One real server per run, in a folder of its own that goes away with it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const data_dir = mkdtempSync(join(tmpdir(), `tongshang-tests-${process.pid}-`))
  chmodSync(data_dir, 0o711) // under root the server runs as another user, who must pass through
  const database = await openDatabase({ data_dir, test: true })
  const connection = database.connection as SocketConnection

  const client = new pg.Client({ ...connection, database: 'postgres' })
  await client.connect()
  await client.query(`create database ${template}`)
  await migrate({ ...connection, database: template }, new Date().toISOString())
  await client.query(`alter database ${template} is_template true allow_connections false`)
  await client.end()

  project.provide('database', connection)
  return async () => {
    await database.stop()
    rmSync(data_dir, { recursive: true, force: true })
  }
}
