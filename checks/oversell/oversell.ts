import type { ChildProcess } from 'node:child_process'
import type { SocketConnection } from '#core/database.ts'
import { consumeAll } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { runDue } from '#core/jobs.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { assembly } from '#server/centers.ts'
import { dice } from '../support/dice.ts'
import { fillWallets, openShop } from '../support/shop.ts'
import { Crew } from './crew.ts'
import type { Plan } from './process.ts'

export interface OversellPlan {
  /** An empty database with all tables. */
  connection: SocketConnection
  seed: number
  buyers?: number
  processes?: number
  seconds?: number
  kills?: number
  /** Programs of an earlier run, to be used again; its own when left out. */
  crew?: Crew
}

export interface OversellReport {
  placed: number
  canceled: number
  acts: number
  refused: number
  kills: number
  /** Answered orders that are not there. */
  lost: number
  /** SKUs of which more is promised than was ever there. */
  oversold: string[]
  /** Faults the processes met that were no lost race. */
  failed: string[]
  broken: string[]
}

const now = () => new Date().toISOString()
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/**
 * Many buyers want few pieces, from several processes on one database, while clerks hold, release, transfer, count, damage, receive and set aside, and processes
 * are killed with -9. Afterwards nothing answered is lost, no SKU is promised beyond what was ever there, and every promise of every center holds.
 */
export async function oversell({
  connection,
  seed,
  buyers = 200,
  processes = 3,
  seconds = 4,
  kills = 2,
  crew: lent,
}: OversellPlan): Promise<OversellReport> {
  const roll = dice(seed)
  const crew = lent ?? new Crew(processes + 1)
  const db = openDb({ ...connection, max: 4 })
  const skus = Array.from({ length: 6 }, (_, i) => `HOT-${i}`)
  const nodes = ['main', 'side', 'far']
  const member_ids = Array.from({ length: buyers }, () => newId())
  const placed = new Set<string>()
  const canceled = new Set<string>()
  const report = { acts: 0, refused: 0, kills: 0, failed: [] as string[] }
  try {
    await openShop(db, now(), {
      prices: Object.fromEntries(skus.map((sku_id) => [sku_id, 10_000])),
      stock: Object.fromEntries(nodes.map((node) => [node, Object.fromEntries(skus.map((sku_id) => [sku_id, 10 + roll(15)]))])),
    })
    await fillWallets(db, now(), member_ids, 100_000_000)
    const start = (n: number): Promise<ChildProcess> => {
      const plan: Plan = {
        ...{ connection, seed: seed * 100 + n, skus, nodes, clerks: 4 },
        member_ids: member_ids.filter((_, i) => i % processes === n % processes),
      }
      return crew.begin(plan, (told) => {
        if (told.kind === 'placed') placed.add(told.id)
        else if (told.kind === 'canceled') canceled.add(told.id)
        else if (told.kind === 'failed') report.failed.push(told.id)
        else if (told.kind === 'act') report.acts++
        else if (told.kind === 'refused') report.refused++
      })
    }
    const running = await Promise.all(Array.from({ length: processes }, (_, n) => start(n)))
    const until = performance.now() + seconds * 1_000
    for (let n = 0; n < kills; n++) {
      await wait(roll(Math.round((seconds * 1_000) / (kills + 1))) + 100)
      const victim = roll(processes)
      await crew.kill(running[victim]!)
      report.kills++
      running[victim] = await start(processes * (n + 1) + victim)
    }
    await wait(Math.max(0, until - performance.now()))
    await Promise.all(running.map((child) => crew.kill(child)))
    return { ...report, placed: placed.size, canceled: canceled.size, ...(await judge(db, placed, canceled, skus)) }
  } finally {
    if (!lent) crew.end()
    await db.close()
  }
}

/** Looks at what is left from outside: from what buyers were told, and from the goods themselves. */
async function judge(
  db: Db,
  placed: Set<string>,
  canceled: Set<string>,
  skus: string[],
): Promise<Pick<OversellReport, 'lost' | 'oversold' | 'broken'>> {
  await waitForQuiet(db)
  const later = new Date(Date.now() + 60_000).toISOString()
  const due = assembly.flatMap((center) => center.due ?? [])
  await runDue(db, due, later, { strict: true })
  await consumeAll(
    db,
    assembly.flatMap((center) => center.consumers ?? []),
    later,
  )
  const ids = [...placed]
  const kept = await db.rows<{ id: string; canceled: boolean }>(sql`
    select o.id, bool_and(s.state = 'canceled') as canceled from orders.orders o join orders.stages s on s.order_id = o.id
    where o.id = any(${ids}::uuid[]) group by o.id`)
  const there = new Map(kept.map((row) => [row.id, row.canceled]))
  const lost = ids.filter((id) => !there.has(id)).length + [...canceled].filter((id) => there.get(id) === false).length
  // Every piece that ever came in, less those that went, against what living orders were promised.
  const rows = await db.rows<{ sku_id: string; came: number; sold: number }>(sql`
    select k.sku_id,
      (select coalesce(sum(case when p.source = 'world' then p.amount else -p.amount end), 0)::bigint from ledger.postings p
        where p.asset = 'sku:' || k.sku_id and (p.source = 'world' or p.destination = 'world')) as came,
      (select coalesce(sum(l.quantity), 0)::bigint from orders.lines l join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no
        where l.sku_id = k.sku_id and s.state <> 'canceled') as sold
    from unnest(${skus}::text[]) k (sku_id)`)
  const broken = (await checkPromises(db)).filter(({ offending }) => offending.length > 0).map(({ name }) => name)
  return {
    lost,
    oversold: rows.filter(({ came, sold }) => sold > came).map(({ sku_id, came, sold }) => `${sku_id}: ${sold} of ${came}`),
    broken,
  }
}

/** Killed processes leave transactions that the server ends by itself a moment later. */
async function waitForQuiet(db: Db): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const [row] = await db.rows<{ open: number }>(
      sql`select count(*)::integer as open from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`,
    )
    if (row!.open === 0) return
    await wait(50)
  }
}
