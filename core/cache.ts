import type { Reader } from './sql.ts'

/**
 * A small table of reference data (channels, nodes, rules) kept whole in memory, at most `age_ms` old. For rows that people
 * change by hand and every order reads; never for anything that is counted.
 */
export function cachedTable<Row>(age_ms: number, load: (db: Reader) => Promise<Row>): { read(db: Reader): Promise<Row>; drop(): void } {
  const kept = new WeakMap<object, { at_ms: number; rows: Promise<Row> }>()
  let generation = 0
  const generations = new WeakMap<object, number>()
  return {
    read(db) {
      const held = kept.get(db.database)
      const now_ms = performance.now()
      if (held && now_ms - held.at_ms < age_ms && generations.get(db.database) === generation) return held.rows
      const rows = load(db)
      kept.set(db.database, { at_ms: now_ms, rows })
      generations.set(db.database, generation)
      // A failed load is not remembered.
      rows.catch(() => kept.delete(db.database))
      return rows
    },
    drop() {
      generation++
    },
  }
}

/**
 * Rows of a larger reference table, each kept by its key at most `age_ms`: what changes by hand and every order reads. Keys without a row are asked for
 * again each time. `drop` is for the verbs that write the table, after their commit; other processes follow within `age_ms`.
 */
export function cachedRows<Row>(
  age_ms: number,
  load: (db: Reader, keys: readonly string[]) => Promise<Map<string, Row>>,
): { read(db: Reader, keys: readonly string[]): Promise<Map<string, Row>>; drop(): void } {
  const kept = new WeakMap<object, Map<string, { row: Row; at_ms: number; generation: number }>>()
  let generation = 0
  return {
    async read(db, keys) {
      let held = kept.get(db.database)
      if (!held || held.size > mostRows) {
        held = new Map()
        kept.set(db.database, held)
      }
      const now_ms = performance.now()
      const found = new Map<string, Row>()
      const missing: string[] = []
      for (const key of keys) {
        const entry = held.get(key)
        if (entry && entry.generation === generation && now_ms - entry.at_ms < age_ms) found.set(key, entry.row)
        else missing.push(key)
      }
      if (missing.length === 0) return found
      // What is dropped while it is being loaded is old already.
      const asked = generation
      for (const [key, row] of await load(db, missing)) {
        found.set(key, row)
        held.set(key, { row, at_ms: now_ms, generation: asked })
      }
      return found
    },
    drop() {
      generation++
    },
  }
}

const mostRows = 50_000
