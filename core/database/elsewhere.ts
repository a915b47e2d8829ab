import fs from 'node:fs'
import { join } from 'node:path'
import { sharedRoot } from './binaries.ts'
import { isServerOf, readNote } from './processes.ts'

/** Stands in the data folder and says where its database is. */
const there = 'database-is-elsewhere.txt'
/** Stands beside the database and says whose it is. */
const owner = 'belongs-to.txt'

/** Notes at both ends that the database of `base` lives in `home`. */
export function noteElsewhere(base: string, home: string): void {
  fs.writeFileSync(join(base, there), `The database of this folder lives in ${home}: the user it runs as may not enter this folder.\n`)
  fs.writeFileSync(join(home, owner), `${base}\n`)
}

export interface Elsewhere {
  home: string
  /** The data folder it is the database of; null where an earlier version made it and did not say. */
  belongs_to: string | null
  /** `gone`: its data folder is no longer there, or is another one's now. */
  state: 'running' | 'in_use' | 'gone' | 'unknown'
}

/** The databases of this machine that stand in the shared folder because only root may enter their data folder. */
export function listElsewhere(): Elsewhere[] {
  const root = sharedRoot()
  if (!fs.existsSync(root)) return []
  return fs
    .readdirSync(root)
    .map((name) => join(root, name))
    .filter((home) => fs.existsSync(join(home, 'database', 'PG_VERSION')))
    .sort()
    .map((home) => {
      const belongs_to = read(join(home, owner))?.trim() ?? null
      return { home, belongs_to, state: stateOf(home, belongs_to) }
    })
}

function stateOf(home: string, belongs_to: string | null): Elsewhere['state'] {
  const data = join(home, 'database')
  const pid = readNote(data)?.pid
  if (pid && isServerOf(pid, fs.realpathSync(data))) return 'running'
  if (belongs_to === null) return 'unknown'
  return read(join(belongs_to, there))?.includes(home) ? 'in_use' : 'gone'
}

/** Deletes those whose data folder is gone, for ever; answers which. One of a disk that is only not mounted looks gone as well: ask before. */
export function removeGone(): Elsewhere[] {
  const gone = listElsewhere().filter(({ state }) => state === 'gone')
  for (const { home } of gone) fs.rmSync(home, { recursive: true, force: true })
  return gone
}

const read = (path: string): string | undefined => {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
