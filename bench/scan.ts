import { promises } from '#centers/codes/promises.ts'
import { linkOf, makeSerials } from '#centers/codes/serials.ts'
import { makeBatches } from '#centers/codes/write.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { sql } from '#core/sql.ts'
import type { BenchOptions } from './run.ts'
import { costsOf } from './support/cpu.ts'
import { makeShop, measureHello, openGround, startServer } from './support/ground.ts'
import { runLoad } from './support/load.ts'

export const name = 'scan'

const gtin = '09506000134352'
const codes = 200_000
/** Before the clock starts, for as long as it then runs: a server runs for weeks, and it takes so many until its hot functions are compiled. */
const warm_scans = 60_000

/**
 * Scans over HTTP, 64 connections in a closed loop: each request is the first scan of another code, so each writes its rows before the answer.
 * Beside it the same for invented codes, which never reach the database.
 */
export async function run({ seconds, log }: BenchOptions) {
  process.env.TONGSHANG_SECRET ??= 'a secret of the benches, which sign nothing that is sold'
  const hello = await measureHello(64, Math.min(5, seconds))
  const ground = await openGround(name)
  try {
    await makeShop(ground.db, 1, 1)
    const [batch] = await ground.db.tx((tx) =>
      makeBatches(tx, theSystem, new Date().toISOString(), [
        { id: newId(), sku_id: 'SKU-0', gtin, lot: 'BENCH', produced_on: '2026-03-01', factory: 'bench', quantity: codes, points: 50 },
      ]),
    )
    // The load comes from one device; how fast one may go is a rule, and rules are data.
    await ground.db.run(sql`update codes.rules set active = false where rule in ('device_rate', 'busy_device', 'guessing')`)
    const pathOf = (serial: string) => new URL(linkOf('x', gtin, serial)).pathname.replace(/^\/01\/(\d+)\/21\//, '/api/mall/items/$1/')
    const paths = [0, codes / 2].flatMap((from) => makeSerials(1, gtin, batch!.first_number! + from, codes / 2).map(pathOf))
    const server = await startServer({ kind: 'shop', connection: ground.connection })
    const plan = { url: server.url, connections: 64, scenario: 'get' as const }
    const warm = await runLoad({ ...plan, seconds, amount: warm_scans, paths: paths.slice(0, warm_scans) })
    log(`warm at ${warm.per_second}/s`)
    const costs = costsOf({ server: server.pid, database: ground.pid })
    const result = await runLoad({ ...plan, seconds, paths: paths.slice(warm_scans) })
    const cpu_us_a_scan = costs(result.requests)
    const invented = await runLoad({
      ...plan,
      seconds: Math.min(3, seconds),
      paths: paths.slice(0, 500).map((path) => `${path.slice(0, -4)}0000`),
    })
    const rss_mb = await server.rss()
    await server.stop()
    const broken = (await checkPromises(ground.db, [{ center: 'codes', promises }])).filter(({ offending }) => offending.length > 0)
    const scanned = await ground.db.row<{ scans: number }>(sql`select count(*) as scans from codes.scans`)
    const { per_second, p50_ms, p95_ms, p99_ms, answers, errors } = result
    return {
      name,
      value: per_second,
      unit: 'scans/s',
      limit_name: 'hello',
      limit: hello.per_second,
      ratio: Math.round((per_second / hello.per_second) * 1000) / 1000,
      p50_ms,
      p95_ms,
      p99_ms,
      rss_mb,
      ...cpu_us_a_scan,
      answers,
      errors,
      scans_recorded: scanned!.scans,
      invented_per_second: invented.per_second,
      promises_broken: broken.length,
    }
  } finally {
    await ground.stop()
  }
}
