import { byOf } from '#core/audit.ts'
import { answerOutcomes, Code, closed, Outcomes, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import type { Outside } from '../port.ts'
import { askOrders } from './write.ts'

/** Orders asked for by their numbers. */
export const askingRoutes =
  (outside: Outside): Routes<Needs> =>
  ({ db, clock }) =>
  async (app) => {
    app.post(
      '/api/admin/marketplaces/askings',
      {
        config: { access: { permission: 'marketplaces.edit', scope: 'organization' } as const },
        schema: {
          tags: ['marketplaces'],
          summary: 'Ask platforms for orders by their numbers',
          description: 'Each comes in like any other. A number its platform does not know is a dead letter.',
          body: closed({
            items: T.Array(
              closed({
                connection_id: Code('The shop'),
                external_no: T.String({ pattern: '^[A-Za-z0-9_-]{1,80}$', description: 'The platform’s order number' }),
              }),
              { minItems: 1, maxItems: 200, description: 'Orders' },
            ),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => askOrders(tx, byOf(request), clock.now(), outside.ports, request.body.items))
        return answerOutcomes(reply, outcomes, (status) => /asked$/.test(status))
      },
    )
  }
