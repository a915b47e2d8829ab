import { byOf } from '#core/audit.ts'
import { answerOutcomes, Code, closed, Outcomes, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import type { Outside } from '../port.ts'
import { askConfirmations } from './write.ts'

/** Our word that an order was paid. */
export const confirmationRoutes =
  (outside: Outside): Routes<Needs> =>
  ({ db, clock }) =>
  async (app) => {
    app.post(
      '/api/admin/marketplaces/confirmations',
      {
        config: { access: { permission: 'marketplaces.edit', scope: 'organization' } as const },
        schema: {
          tags: ['marketplaces'],
          summary: 'Tell platforms that orders paid by other ways are paid',
          description: 'For orders whose platform waits for the seller’s word. Told again it changes nothing; a refusal is a dead letter.',
          body: closed({
            items: T.Array(
              closed({
                channel_id: Code('The channel'),
                external_no: T.String({ minLength: 1, maxLength: 80, description: 'The platform’s order number' }),
                remark: Text('What the distributor reads with it, how the money came', 99),
              }),
              { minItems: 1, maxItems: 200, description: 'Orders' },
            ),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => askConfirmations(tx, byOf(request), clock.now(), outside.ports, request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'asked')
      },
    )
  }
