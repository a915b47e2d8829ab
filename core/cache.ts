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
