import { byOf } from '#core/audit.ts'
import { answerOutcomes, Code, closed, Id, Outcomes, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { BookingItem, SlotItem } from '../model.ts'
import { listSlots } from '../read.ts'
import { itemsOf, Words } from '../rows.ts'
import { bookSlots, cancelBookings, saveSlots } from './write.ts'

/** Advertising slots, and who booked them. */
export const slotRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const read = { permission: 'content.read', scope: 'none' } as const
    const whole = { permission: 'content.publish', scope: 'all' } as const
    app.get(
      '/api/admin/content/slots',
      {
        config: { access: read },
        schema: {
          tags: ['content'],
          description: 'Advertising slots and what hangs, hung and will hang in them.',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  slot_id: T.String(),
                  name: Words,
                  bookings: T.Array(
                    T.Object({
                      booking_id: T.String(),
                      starts_at: T.String(),
                      ends_at: T.String(),
                      title: Words,
                      picture: T.String(),
                      link: T.String(),
                      booked_by: T.String(),
                    }),
                  ),
                }),
              ),
            }),
          },
        },
      },
      async () => ({ items: (await listSlots(db, clock.now())) as never }),
    )

    app.post(
      '/api/admin/content/slots',
      {
        config: { access: whole },
        schema: {
          tags: ['content'],
          description: 'Makes or renames slots.',
          body: itemsOf(SlotItem, 'The slots'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => saveSlots(tx, clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.post(
      '/api/admin/content/bookings',
      {
        config: { access: whole },
        schema: {
          tags: ['content'],
          description: 'Books slots.',
          body: itemsOf(BookingItem, 'The bookings'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => bookSlots(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'booked')
      },
    )

    app.post(
      '/api/admin/content/booking-cancellations',
      {
        config: { access: whole },
        schema: {
          tags: ['content'],
          description: 'Takes advertisements down.',
          body: itemsOf(closed({ slot_id: Code('The slot'), id: Id('The booking') }), 'The bookings'),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => cancelBookings(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'canceled')
      },
    )
  }
