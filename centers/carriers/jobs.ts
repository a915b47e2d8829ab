import { addJobs, type DueWork, rarely_ms } from '#core/jobs.ts'
import type { Needs } from '#core/needs.ts'
import { hot } from '#core/sql.ts'
import type { CarrierPorts } from './port.ts'
import { speak } from './speaking/speak.ts'
import { speeches } from './speaking/speeches.ts'
import { askForTracks, findStalled } from './tracks/write.ts'

/** What this center needs of the world outside; assembled in `server/`. */
export interface Outside {
  ports: CarrierPorts
  /** `https://shop.example`, where partners reach us; null when they cannot. Asked each time, so it may be known late. */
  push_base(): string | null
}

/** Makes the calls that are due. A job does it, because partners are slow and due work must not wait for them. */
export const tasks =
  ({ ports, push_base }: Outside) =>
  ({ db, clock }: Needs) => ({
    'carriers.speak': async () => {
      await speak(db, clock.now(), ports, speeches, push_base())
    },
  })

export const due: readonly DueWork[] = [
  { name: 'carriers.ask_for_tracks', run: askForTracks },
  { name: 'carriers.find_stalled', rest_ms: rarely_ms, run: findStalled },
  {
    // One job however many calls: while one speaks, the next waits under the same key.
    name: 'carriers.wake',
    run: (db, now) =>
      db.tx(async (tx) => {
        const waiting = await tx.row(hot`
          select from carriers.calls where state = 'waiting' and due_at <= ${now} and (claimed_until is null or claimed_until < ${now}) limit 1`)
        if (!waiting) return 0
        await addJobs(tx, [{ task: 'carriers.speak', key: 'carriers.speak', max_attempts: 3 }])
        return 1
      }),
  },
]
