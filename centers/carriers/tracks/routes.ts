import { byOf } from '#core/audit.ts'
import type { Routes } from '#core/http.ts'
import { answerOutcomes, Choice, Code, closed, cutPage, notFound, PageQuery, pageOf, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { sql, type Tx } from '#core/sql.ts'
import { exceptionKinds, TrackWord, trackStates } from '../model.ts'
import { answers, carrierFilter, items, mine, NullableText, number } from '../schemas.ts'
import { countExceptions, countTracks, findTracks, listExceptions, listTracks } from './read.ts'
import { recordTrackWords, resolveExceptions } from './write.ts'

const TrackEventView = T.Object({
  happened_at: T.String(),
  state: NullableText,
  code: T.String(),
  told: T.String(),
  place: NullableText,
  source: T.String(),
})
const TrackRowView = T.Object({
  carrier_id: T.String(),
  waybill_no: T.String(),
  parcel_id: T.String(),
  organization_id: T.String(),
  order_no: T.String(),
  state: Choice(trackStates, 'Where it is'),
  state_at: T.String(),
  delivered_at: NullableText,
  last_event_at: NullableText,
  subscription: T.String(),
  poll_at: NullableText,
  begun_at: T.String(),
})
const ExceptionView = T.Object({
  carrier_id: T.String(),
  waybill_no: T.String(),
  kind: Choice(exceptionKinds, 'What went wrong'),
  organization_id: T.String(),
  parcel_id: T.String(),
  order_no: T.String(),
  happened_at: T.String(),
  told: T.String(),
  raised_at: T.String(),
  resolved_at: NullableText,
  resolved_by: NullableText,
  resolution: NullableText,
})

/** Where parcels are, and what a person must see to. */
export const trackRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const tracks = { config: { access: { permission: 'tracks.read', scope: 'organization' } as const } }
    const verb = <Result>(work: (tx: Tx) => Promise<Result>) => db.tx(work)

    app.get(
      '/api/admin/tracks',
      {
        ...tracks,
        schema: {
          tags: ['carriers'],
          summary: 'Parcels under way',
          querystring: closed({
            state: T.Optional(Choice(trackStates, 'Where they are')),
            carrier_id: carrierFilter,
            number,
            ...PageQuery,
          }),
          response: { 200: pageOf(TrackRowView) },
        },
      },
      async ({ caller, query: { state, carrier_id, number, cursor, limit = 50 } }) => {
        const rows = await listTracks(db, mine(caller, sql`t.organization_id`), { state, carrier_id, number }, cursor, limit)
        return cutPage(rows, limit, (row) => [row.state_at, row.waybill_no, row.carrier_id])
      },
    )
    app.get(
      '/api/admin/tracks/counts',
      {
        ...tracks,
        schema: {
          tags: ['carriers'],
          summary: 'Parcels per state, and open exceptions',
          response: {
            200: T.Object({
              states: T.Array(T.Object({ state: Choice(trackStates, 'State'), count: T.Integer() })),
              exceptions: T.Array(T.Object({ kind: Choice(exceptionKinds, 'Kind'), count: T.Integer() })),
            }),
          },
        },
      },
      async ({ caller }) => {
        const within = mine(caller, sql`t.organization_id`)
        const [states, exceptions] = await Promise.all([countTracks(db, within), countExceptions(db, within)])
        return { states, exceptions }
      },
    )
    app.get(
      '/api/admin/tracks/:carrier_id/:waybill_no',
      {
        ...tracks,
        schema: {
          tags: ['carriers'],
          summary: 'One parcel with everything told of it',
          params: closed({ carrier_id: Code('The carrier'), waybill_no: T.String({ maxLength: 40, description: 'The number' }) }),
          response: { 200: T.Object({ ...TrackRowView.properties, events: T.Array(TrackEventView) }) },
        },
      },
      async ({ caller, params }) => {
        const [track] = await findTracks(
          db,
          sql`t.carrier_id = ${params.carrier_id} and t.waybill_no = ${params.waybill_no} and ${mine(caller, sql`t.organization_id`)}`,
        )
        if (!track) throw notFound('The parcel')
        return track
      },
    )
    app.post(
      '/api/admin/tracks/words',
      {
        config: { access: { permission: 'tracks.edit', scope: 'organization' } },
        schema: {
          tags: ['carriers'],
          summary: 'Record what was found out about parcels',
          description:
            'Delivered, refused, lost or returned, as somebody saw or was told. Counts like a scan of the carrier at that moment.',
          body: items(TrackWord, 'Words about parcels', 500),
          response: answers,
        },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await verb((tx) => recordTrackWords(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'recorded',
        ),
    )
    app.get(
      '/api/admin/tracks/exceptions',
      {
        ...tracks,
        schema: {
          tags: ['carriers'],
          summary: 'Exceptions of parcels under way',
          querystring: closed({
            kind: T.Optional(Choice(exceptionKinds, 'Of this kind')),
            open: T.Optional(T.Boolean({ description: 'Those that wait for somebody; true when left out' })),
            ...PageQuery,
          }),
          response: { 200: pageOf(ExceptionView) },
        },
      },
      async ({ caller, query: { kind, open = true, cursor, limit = 50 } }) => {
        const rows = await listExceptions(db, mine(caller, sql`t.organization_id`), { kind, open }, cursor, limit)
        return cutPage(rows, limit, (row) => [row.raised_at, row.waybill_no, row.kind])
      },
    )
    app.post(
      '/api/admin/tracks/exceptions/resolutions',
      {
        config: { access: { permission: 'tracks.edit', scope: 'organization' } },
        schema: {
          tags: ['carriers'],
          summary: 'Close exceptions',
          body: items(
            closed({
              carrier_id: Code('The carrier'),
              waybill_no: T.String({ maxLength: 40, description: 'The number' }),
              kind: Choice(exceptionKinds, 'Which exception'),
              resolution: Text('What was done about it', 300),
            }),
            'Exceptions and what was done',
            500,
          ),
          response: answers,
        },
      },
      async (request, reply) =>
        answerOutcomes(
          reply,
          await verb((tx) => resolveExceptions(tx, byOf(request), clock.now(), request.body.items)),
          (status) => status === 'resolved',
        ),
    )
  }
