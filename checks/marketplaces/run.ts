import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openMart, platforms } from '#centers/marketplaces/fixtures.ts'
import { registerPushes } from '#centers/marketplaces/inbound.ts'
import { registerReplies } from '#centers/marketplaces/replies/write.ts'
import { registerWriteBack } from '#centers/marketplaces/write-back.ts'
import { openDatabase } from '#core/database.ts'
import { migrate } from '#core/migrate.ts'
import { openDb } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { marketplaceOutside } from '#server/outside.ts'
import { liveDay } from './story.ts'

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
})
const rounds = 48

if (values.help) {
  console.log(`node checks/marketplaces/run.ts [--orders 100000] [--seed 1]

A day of ${platforms.length} simulated marketplaces, ${rounds} rounds of half an hour, every misbehavior switched on: all orders are pulled, reviewed, shipped and written
back, then laid beside the platforms' own truth. Prints one JSON line; exit code 1 when anything was lost, doubled or not told.`)
} else {
  process.env.TONGSHANG_SECRET ??= 'a secret of thirty-two characters, for a drill'
  const data_dir = mkdtempSync(join(tmpdir(), 'tongshang-day-'))
  chmodSync(data_dir, 0o711)
  const clock = handClock('2026-04-05T16:00:00Z')
  const database = await openDatabase({ data_dir, test: true })
  try {
    await migrate(database.connection, clock.now())
    const db = openDb({ ...database.connection, max: 8 })
    registerWriteBack(marketplaceOutside)
    registerPushes(marketplaceOutside)
    registerReplies(marketplaceOutside)
    const seed = Number(values.seed)
    const each = Math.ceil(Number(values.orders) / platforms.length / rounds)
    const mart = await openMart(db, clock, { stock: 10_000_000, seed })
    const app = await createApp({ db, clock })
    const push_to = await app.listen({ port: 0, host: '127.0.0.1' })
    const began = performance.now()
    const tell = (sentence: string) => console.error(sentence)
    const { wrong, ...told } = await liveDay(db, clock, mart, {
      seed,
      rounds,
      burst: each,
      each,
      round_ms: 1_800_000,
      ships: 1_000_000,
      push_to,
      tell,
    })
    await app.close()
    await mart.close()
    await db.close()
    const took_s = Math.round((performance.now() - began) / 1000)
    console.log(JSON.stringify({ seed, platforms: platforms.length, ...told, took_s, wrong: wrong.length, examples: wrong.slice(0, 10) }))
    process.exitCode = wrong.length === 0 ? 0 : 1
  } finally {
    await database.stop()
    rmSync(data_dir, { recursive: true, force: true })
  }
}
