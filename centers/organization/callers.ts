import type { Needs } from '#core/needs.ts'
import { type Db, hot } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { addMilliseconds } from '#core/time.ts'
import { type FoundCaller, findCallers } from './read.ts'

// What is remembered is dropped whole when any right changes anywhere: rights change rarely, and a request must never act on an old one.
const look_every_ms = 300
const longest_ms = 300_000
const most_kept = 20_000

export interface Callers {
  /** The member of staff behind a user, or null; from memory when he was asked for before. */
  find(user_id: string): Promise<FoundCaller | null>
  forgetAll(): void
  close(): void
}

const perDatabase = new WeakMap<Db, Callers>()

/** The callers of a database as this process knows them; one memory per database, whoever asks. */
export function callersOf(needs: Needs): Callers {
  let callers = perDatabase.get(needs.db)
  if (!callers) {
    callers = keepCallers(needs)
    perDatabase.set(needs.db, callers)
  }
  return callers
}

/**
 * Remembers callers in this process. A role that is taken away, by whichever process, is gone within a second; what begins or ends by the
 * clock does so to the moment.
 */
function keepCallers({ db, clock }: Needs): Callers {
  let kept = new Map<string, { caller: FoundCaller | null; until: string }>()
  let generation = 0
  let version: number | undefined
  const forgetAll = () => {
    generation++
    kept = new Map()
  }
  // Looks at a version instead of at events: an event waits behind any older open transaction, a lost right must not.
  const look = async () => {
    const seen = (await db.row<{ version: number }>(hot`select version from organization.versions where name = 'rights'`))!.version
    if (seen !== version) forgetAll()
    version = seen
  }
  let looking = false
  let closed = false
  const timer = setInterval(() => {
    if (kept.size === 0 || looking) return
    looking = true
    look()
      .catch((error: Error) => {
        forgetAll() // better a query more than a right that should be over
        log.warn({ error: error.message }, 'the version of the rights could not be looked at')
      })
      .finally(() => {
        looking = false
      })
  }, look_every_ms)
  timer.unref()

  return {
    async find(user_id) {
      const now = clock.now()
      const found = kept.get(user_id)
      if (found && now < found.until) return found.caller
      // Memory begins at a version, so that a change before the first look is noticed by it.
      if (kept.size === 0) await look()
      const asked = generation
      const caller = (await findCallers(db, [user_id], now)).get(user_id) ?? null
      const latest = addMilliseconds(now, longest_ms)
      // What was read before a change must not be remembered after it.
      if (asked === generation && !closed) {
        if (kept.size >= most_kept) forgetAll()
        kept.set(user_id, { caller, until: caller?.changes_at && caller.changes_at < latest ? caller.changes_at : latest })
      }
      return caller
    },
    forgetAll,
    close: () => {
      clearInterval(timer)
      perDatabase.delete(db)
      closed = true
    },
  }
}
