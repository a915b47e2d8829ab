import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { centers } from '#centers/order.ts'
import { type Db, type Sql, sql } from './sql.ts'

/** Something a center promises at every moment, written as a query for whatever would break it. */
export interface CenterPromise {
  /** Short and stable, its center first: `ledger.sums_are_zero`. */
  name: string
  /** The promise as a person reads it. */
  sentence: string
  /** Answers the rows that break the promise; none when it holds. No `limit` needed. */
  query: Sql
}

export interface CheckedPromise extends Omit<CenterPromise, 'query'> {
  center: string
  /** The first rows that break it; empty when it holds. */
  offending: Record<string, unknown>[]
  /** There are more of them. */
  more: boolean
  took_ms: number
}

const shown = 5

/** The promises of every center that has any: `promises.ts` exporting `promises`. In calling order. */
export async function readPromises(
  root: string = join(import.meta.dirname, '..'),
): Promise<{ center: string; promises: CenterPromise[] }[]> {
  const homes = centers.map((center) => ({ center, file: join(root, 'centers', center, 'promises.ts') }))
  const found: { center: string; promises: CenterPromise[] }[] = []
  for (const { center, file } of homes) {
    if (!existsSync(file)) continue
    const { promises } = (await import(pathToFileURL(file).href)) as { promises?: CenterPromise[] }
    if (!Array.isArray(promises)) throw new TypeError(`${file} does not export a list named promises`)
    found.push({ center, promises })
  }
  return found
}

/** Asks each promise of the live database. Harmless to a running shop: it only reads, one query at a time. */
export async function checkPromises(db: Db, lists?: { center: string; promises: readonly CenterPromise[] }[]): Promise<CheckedPromise[]> {
  const checked: CheckedPromise[] = []
  for (const { center, promises } of lists ?? (await readPromises())) {
    for (const { query, ...promise } of promises) {
      const began = performance.now()
      const rows = await db.tx(async (tx) => {
        // They look at whole tables. Where these were just filled and nobody has counted them yet, the planner takes them for small and goes
        // through one for every row of the other.
        await tx.run(sql`set local enable_nestloop = off`)
        return tx.rows(sql`select * from (${query}) as offending limit ${shown + 1}`)
      })
      checked.push({
        center,
        ...promise,
        offending: rows.slice(0, shown),
        more: rows.length > shown,
        took_ms: Math.round(performance.now() - began),
      })
    }
  }
  return checked
}
