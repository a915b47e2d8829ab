import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { openDatabase, type SocketConnection } from '#core/database.ts'
import { migrate } from '#core/migrate.ts'
import { Crew } from './crew.ts'
import { oversell } from './oversell.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '4' },
    buyers: { type: 'string', default: '200' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(`node checks/oversell/run.ts [--runs 50] [--seed 1] [--seconds 4] [--buyers 200]

Buyers, holds, transfers, counts and kill -9 from three processes on one database, one seed a run; one JSON line each, exit code 1 when anything was oversold.`)
} else {
  const data_dir = mkdtempSync(join(tmpdir(), 'tongshang-oversell-'))
  chmodSync(data_dir, 0o711)
  const database = await openDatabase({ data_dir, test: true })
  const server = database.connection as SocketConnection
  const administer = async (statement: string) => {
    const client = new pg.Client({ ...server, database: 'postgres' })
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  const crew = new Crew(4)
  const sums = { runs: 0, placed: 0, canceled: 0, acts: 0, refused: 0, kills: 0, bad: 0 }
  try {
    await administer('create database empty')
    await migrate({ ...server, database: 'empty' }, new Date().toISOString())
    for (let run = 0; run < Number(values.runs); run++) {
      const seed = Number(values.seed) + run
      const name = `run_${seed}`
      await administer(`create database ${name} template empty strategy file_copy`)
      const connection = { ...server, database: name }
      const report = await oversell({ connection, seed, seconds: Number(values.seconds), buyers: Number(values.buyers), crew })
      const good = report.lost + report.oversold.length + report.failed.length + report.broken.length === 0
      console.log(JSON.stringify({ seed, good, ...report }))
      for (const key of ['placed', 'canceled', 'acts', 'refused', 'kills'] as const) sums[key] += report[key]
      sums.runs++
      if (!good) sums.bad++
      await administer(`drop database ${name} with (force)`)
    }
    console.log(JSON.stringify(sums))
    process.exitCode = sums.bad === 0 ? 0 : 1
  } finally {
    crew.end()
    await database.stop()
    rmSync(data_dir, { recursive: true, force: true })
  }
}
