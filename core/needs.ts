import type { Files } from './files.ts'
import type { Db } from './sql.ts'
import type { Clock } from './time.ts'

/** What a center's routes and jobs are given; assembled once in `server/`. */
export interface Needs {
  db: Db
  clock: Clock
  /** Kept files and pictures; absent where a process has no folder for them. Use `filesOf`. */
  files?: Files
}
