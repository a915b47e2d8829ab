import { byOf } from '#core/audit.ts'
import type { Routes } from '#core/http.ts'
import { answerOutcomes, Choice, Nullable, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { sql, type Tx } from '#core/sql.ts'
import { PickupAsk, pickupStates } from '../model.ts'
import { answers, ids, items, mine, NullableText } from '../schemas.ts'
import { askPickups, cancelPickups, listPickups } from './write.ts'

/** Couriers asked to come. */
export const pickupRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const ask = { config: { access: { permission: 'waybills.ask', scope: 'organization' } as const } }
    const verb = <Result>(work: (tx: Tx) => Promise<Result>) => db.tx(work)

    app.get(
      '/api/admin/pickups',
      {
        ...ask,
        schema: {
          tags: ['carriers'],
          summary: 'Pick-ups asked for',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  pickup_id: T.String(),
                  organization_id: T.String(),
                  carrier_id: T.String(),
                  account_id: T.String(),
                  node_id: NullableText,
                  wanted_from: T.String(),
                  wanted_until: T.String(),
                  parcel_count: T.Integer(),
                  weight_grams: T.Integer(),
                  state: Choice(pickupStates, 'How far it is'),
                  reason: NullableText,
                  partner_no: NullableText,
                  courier: Nullable(T.Object({ name: T.String(), phone: T.String() })),
                  asked_at: T.String(),
                  changed_at: T.String(),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller }) => ({ items: await listPickups(db, mine(caller, sql`organization_id`), 200) }),
    )
    app.post(
      '/api/admin/pickups',
      {
        ...ask,
        schema: { tags: ['carriers'], summary: 'Ask couriers to come', body: items(PickupAsk, 'Pick-ups', 200), response: answers },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await verb((tx) => askPickups(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'asked',
        ),
    )
    app.post(
      '/api/admin/pickups/cancellations',
      { ...ask, schema: { tags: ['carriers'], summary: 'Call couriers off', body: ids('pickup_ids', 'Pick-ups', 200), response: answers } },
      async (request, reply) => {
        const { pickup_ids = [] } = request.body as { pickup_ids?: string[] }
        return answerOutcomes(
          reply,
          await verb((tx) => cancelPickups(tx, byOf(request), clock.now(), pickup_ids)),
          (status) => status === 'canceled',
        )
      },
    )
  }
