import { findOrders } from '#centers/orders/write.ts'
import type { Routes } from '#core/http.ts'
import { Choice, Code, closed, Id, notFound, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { sql } from '#core/sql.ts'
import { listCarriers } from './agreements/read.ts'
import type { Outside } from './jobs.ts'
import { trackStates, Words } from './model.ts'
import { pushKinds } from './port.ts'
import { takePush } from './pushes.ts'
import { findTracks } from './tracks/read.ts'
import './privacy.ts'

import { agreementRoutes } from './agreements/routes.ts'
import { billRoutes } from './bills/routes.ts'
import { custodyRoutes } from './custody/routes.ts'
import { labelRoutes } from './labels/routes.ts'
import { noticeRoutes } from './notices/routes.ts'
import { pickupRoutes } from './pickups/routes.ts'
import { NullableText } from './schemas.ts'
import { callRoutes } from './speaking/routes.ts'
import { trackRoutes } from './tracks/routes.ts'
import { waybillRoutes } from './waybills/routes.ts'

/** What the buyer sees of parcels on their way. */
export const mallRoutes: Routes<Needs> =
  ({ db }) =>
  async (app) => {
    app.get(
      '/api/mall/orders/:id/tracks',
      {
        config: { access: { permission: 'public', scope: 'own' } },
        schema: {
          tags: ['carriers'],
          summary: 'Where the parcels of my order are',
          params: closed({ id: Id('The order') }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  carrier_id: T.String(),
                  carrier_name: Words('Name'),
                  waybill_no: T.String(),
                  parcel_id: T.String(),
                  state: Choice(trackStates, 'Where it is'),
                  state_at: T.String(),
                  delivered_at: NullableText,
                  events: T.Array(T.Object({ happened_at: T.String(), state: NullableText, told: T.String(), place: NullableText })),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        const [order] = await findOrders(db, [params.id])
        if (!order || caller.id === null || (caller.id !== order.member_id && caller.id !== order.visitor_id)) throw notFound('The order')
        const [tracks, carriers] = await Promise.all([findTracks(db, sql`t.order_no = ${order.order_no}`), listCarriers(db)])
        const names = new Map(carriers.map(({ carrier_id, name }) => [carrier_id, name]))
        return { items: tracks.map((track) => ({ ...track, carrier_name: names.get(track.carrier_id)! })) }
      },
    )
  }

/** Where partners push to. Their bodies are read as bytes: signatures are over what was sent, not over what we made of it. */
export const openRoutes =
  (outside: Outside): Routes<Needs> =>
  ({ db, clock }) =>
  async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 1024 * 1024 }, (_request, body, done) => done(null, body))
    app.post(
      '/api/open/carriers/:partner/:kind',
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['carriers'],
          summary: 'Pushes of carriers and third-party warehouses',
          description: 'The address carries the account and its token; the body its own signature, as each partner signs.',
          params: closed({ partner: Code('The partner'), kind: Choice(pushKinds, 'What it tells of') }),
        },
      },
      async (request, reply) => {
        const { partner, kind } = request.params
        const query = Object.fromEntries(
          Object.entries(request.query as Record<string, unknown>).map(([name, value]) => [name, String(value)]),
        )
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const push = { content_type: request.headers['content-type'] ?? '', headers: request.headers, query, body }
        const answer = await takePush(db, clock.now(), outside, partner, kind, push)
        if (!answer) throw notFound('This address')
        return reply
          .code(answer.http_status)
          .type(answer.content_type)
          .serializer((text: unknown) => String(text))
          .send(answer.body)
      },
    )
  }

export const routes = (outside: Outside): Routes<Needs>[] => [
  agreementRoutes(outside),
  waybillRoutes,
  labelRoutes,
  callRoutes,
  trackRoutes,
  pickupRoutes,
  custodyRoutes,
  noticeRoutes,
  billRoutes,
  mallRoutes,
  openRoutes(outside),
]
