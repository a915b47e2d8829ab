import type { Db } from './sql.ts'
import type { Clock } from './time.ts'

/** What a center's routes and jobs are given; assembled once in `server/`. */
export interface Needs {
  db: Db
  clock: Clock
}
