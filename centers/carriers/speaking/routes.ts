import type { Caller, Routes } from '#core/http.ts'
import { answerOutcomes, Choice, closed, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { type Db, sql, type Tx } from '#core/sql.ts'
import { answers, CallView, ids, mine } from '../schemas.ts'
import { listCalls } from './queue.ts'
import { dismissCalls, reviveCalls } from './speak.ts'
import { speeches } from './speeches.ts'

/** What we tried to say to partners, and what is left of it. */
export const callRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { config: { access: { permission: 'carriers.read', scope: 'organization' } as const } }
    const edit = { config: { access: { permission: 'carriers.edit', scope: 'organization' } as const } }
    const verb = <Result>(work: (tx: Tx) => Promise<Result>) => db.tx(work)

    app.get(
      '/api/admin/carriers/calls',
      {
        ...read,
        schema: {
          tags: ['carriers'],
          summary: 'What waits to be said to partners, and dead letters',
          querystring: closed({
            state: T.Optional(Choice(['waiting', 'dead'] as const, 'Dead letters when left out')),
            limit: T.Optional(T.Integer({ minimum: 1, maximum: 200, default: 100, description: 'Rows' })),
          }),
          response: { 200: T.Object({ items: T.Array(CallView) }) },
        },
      },
      async ({ caller, query: { state = 'dead', limit = 100 } }) => ({
        items: await listCalls(db, sql`c.state = ${state} and ${mine(caller, sql`a.organization_id`)}`, limit),
      }),
    )
    app.post(
      '/api/admin/carriers/calls/retries',
      {
        ...edit,
        schema: { tags: ['carriers'], summary: 'Send dead letters again', body: ids('call_ids', 'Dead calls', 200), response: answers },
      },
      async (request, reply) => {
        const { call_ids = [] } = request.body as { call_ids?: string[] }
        const own = await ownCalls(db, request.caller, call_ids)
        const revived = await verb((tx) => reviveCalls(tx, clock.now(), speeches, own))
        const outcomes = call_ids.map((id) => ({ id, status: revived.has(id) ? 'retried' : 'not_dead' }))
        return answerOutcomes(reply, outcomes, (status) => status === 'retried')
      },
    )
    app.post(
      '/api/admin/carriers/calls/dismissals',
      {
        ...edit,
        schema: { tags: ['carriers'], summary: 'Put dead letters away', body: ids('call_ids', 'Dead calls', 200), response: answers },
      },
      async (request, reply) => {
        const { call_ids = [] } = request.body as { call_ids?: string[] }
        const own = await ownCalls(db, request.caller, call_ids)
        const dismissed = await verb((tx) => dismissCalls(tx, own))
        const outcomes = call_ids.map((id) => ({ id, status: dismissed.has(id) ? 'dismissed' : 'not_dead' }))
        return answerOutcomes(reply, outcomes, (status) => status === 'dismissed')
      },
    )
  }

async function ownCalls(db: Db, caller: Caller, call_ids: readonly string[]): Promise<string[]> {
  const rows = await db.rows<{ call_id: string }>(sql`
    select c.call_id from carriers.calls c join carriers.accounts a using (account_id)
    where c.call_id = any(${call_ids}::uuid[]) and ${mine(caller, sql`a.organization_id`)}`)
  return rows.map(({ call_id }) => call_id)
}
