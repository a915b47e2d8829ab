import { openDatabase } from '#core/database.ts'
import { startConsumers } from '#core/events.ts'
import { startDue } from '#core/jobs.ts'
import { migrate } from '#core/migrate.ts'
import { openDb } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { assembly } from '#server/centers.ts'

/** The program that the crash test kills: the whole API on a durable database of its own. */
process.once('message', async ({ data_dir, member_ids }: { data_dir: string; member_ids: string[] }) => {
  const database = await openDatabase({ data_dir })
  await migrate(database.connection, wallClock.now())
  const db = openDb(database.connection)
  const buyers = new Set(member_ids)
  const app = await createApp(
    { db, clock: wallClock },
    {
      // Signing in is not what is tried here: the caller says which of the members made for this run he is.
      authenticate: (request) => {
        const id = String(request.headers['x-member'] ?? '')
        return {
          kind: buyers.has(id) ? 'member' : 'visitor',
          id: buyers.has(id) ? id : null,
          name: 'buyer',
          permissions: new Set<string>(),
          organizations: [],
          brands: [],
          partners: [],
        }
      },
    },
  )
  startConsumers(
    db,
    assembly.flatMap((center) => center.consumers ?? []),
    wallClock.now,
  )
  startDue(
    db,
    assembly.flatMap((center) => center.due ?? []),
    wallClock,
  )
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address() as { port: number }
  process.send?.({ port: address.port })
})
