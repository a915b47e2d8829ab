import { byOf } from '#core/audit.ts'
import { answerOutcomes, closed, Id, Nullable, OutcomeSchema, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { sessionsOf } from '../sessions/authenticate.ts'
import { giveStaffAccounts } from './write.ts'

const Given = T.Object({
  outcomes: T.Array(
    T.Object({
      ...OutcomeSchema.properties,
      password: T.Optional(T.String({ description: 'Told this once; it opens only the page where its owner sets his own' })),
      sign_in_name: T.Optional(T.String({ description: 'What he types to sign in' })),
    }),
  ),
})

/** How a colleague comes in for the first time, or again when he lost every way. */
export const staffAccountRoutes: Routes<Needs> = (needs) => async (app) => {
  app.post(
    '/api/admin/staff/accounts',
    {
      config: { access: { permission: 'staff.edit', scope: 'organization' } },
      schema: {
        tags: ['identity'],
        summary: 'Give members of staff an account with a first password, which they must change when they sign in',
        description: 'For an account that is there: a new first password; every session of it ends.',
        body: closed({
          accounts: T.Array(
            closed({
              id: Id('The member of staff'),
              sign_in_name: T.Optional(Nullable(Text('What he types to sign in; needed where he has no account yet', 32))),
            }),
            { minItems: 1, maxItems: 20, description: 'The accounts' },
          ),
        }),
        response: { 200: Given, 409: Given },
      },
    },
    async (request, reply) => {
      const { db, clock } = needs
      const { outcomes, ended } = await db.tx((tx) => giveStaffAccounts(tx, byOf(request), clock.now(), request.body.accounts))
      sessionsOf(needs).forget(ended)
      reply.header('cache-control', 'no-store')
      return answerOutcomes(reply, outcomes, (status) => status === 'given')
    },
  )
}
