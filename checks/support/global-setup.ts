import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { stopOrphan } from '#core/database/embedded.ts'
import { isAlive } from '#core/database/processes.ts'
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
  // `checks/compat.ts` runs the same tests on an older PostgreSQL, which it started itself.
  const given = process.env.TONGSHANG_TEST_SERVER
  if (given) {
    const [host, port, user] = given.split(' ') as [string, string, string]
    const connection = { host, port: Number(port), user, database: 'postgres' }
    await makeTemplate(connection)
    project.provide('database', connection)
    return async () => {}
  }
  await sweep()
  const data_dir = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  chmodSync(data_dir, 0o711) // under root the server runs as another user, who must pass through
  const database = await openDatabase({ data_dir, test: true })
  const connection = database.connection as SocketConnection

  await makeTemplate(connection)
  project.provide('database', connection)
  return async () => {
    await database.stop()
    rmSync(data_dir, { recursive: true, force: true })
  }
}

async function makeTemplate(connection: SocketConnection): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  await client.connect()
  await client.query(`create database ${template}`)
  await migrate({ ...connection, database: template }, new Date().toISOString())
  await client.query(`alter database ${template} is_template true allow_connections false`)
  await client.end()
}

const prefix = 'tongshang-tests-'

/** Runs that were killed could not tidy up: their servers and folders go now. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1] ?? 0)
    if (pid === 0 || isAlive(pid)) continue
    const left = join(tmpdir(), name)
    try {
      await stopOrphan(left)
      rmSync(left, { recursive: true, force: true })
    } catch {} // another user's, or another run is sweeping it
  }
}
