import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { json, lockRows, sql, type Tx } from '#core/sql.ts'
import type { BookingItem, BookingStatus, SlotItem } from '../model.ts'
import { type Answer, bounded } from '../write.ts'

export async function saveSlots(tx: Tx, now: string, items: readonly SlotItem[]): Promise<Answer<'saved'>[]> {
  await tx.run(sql`
    insert into content.slots (slot_id, name, saved_at) select slot_id, name, ${now} from jsonb_to_recordset(${json(items)}::jsonb) as s (slot_id text, name jsonb)
    on conflict (slot_id) do update set name = excluded.name, saved_at = excluded.saved_at`)
  return items.map(({ slot_id: id }) => ({ id, status: 'saved' }))
}

/** Books slots. Two advertisements never hang in one place at one time. */
export async function bookSlots(tx: Tx, by: By, now: string, items: readonly BookingItem[]): Promise<Answer<BookingStatus>[]> {
  bounded(items)
  const slot_ids = [...new Set(items.map(({ slot_id }) => slot_id))]
  const slots = new Set(
    (
      await lockRows<{ slot_id: string }>(tx, sql`select slot_id from content.slots where slot_id = any(${slot_ids}::text[])`, sql`slot_id`)
    ).map(({ slot_id }) => slot_id),
  )
  const open = await tx.rows<Pick<BookingItem, 'slot_id' | 'starts_at' | 'ends_at'> & { booking_id: string }>(sql`
    select slot_id, booking_id, starts_at, ends_at from content.bookings where slot_id = any(${slot_ids}::text[]) and canceled_at is null`)
  const booked: BookingItem[] = []
  const outcomes = items.map((item): Answer<BookingStatus> => {
    const { id } = item
    if (!slots.has(item.slot_id)) return { id, status: 'slot_not_found', detail: `There is no slot ${item.slot_id}.` }
    if (open.some(({ booking_id }) => booking_id === id)) return { id, status: 'already_booked' }
    const [starts, ends] = [Date.parse(item.starts_at), Date.parse(item.ends_at)]
    if (!(ends > starts)) return { id, status: 'period_invalid', detail: 'ends_at: it must be later than starts_at.' }
    const other = open.find((one) => one.slot_id === item.slot_id && Date.parse(one.starts_at) < ends && Date.parse(one.ends_at) > starts)
    if (other) return { id, status: 'slot_taken', detail: `The slot is booked from ${other.starts_at} to ${other.ends_at}.` }
    open.push({ ...item, booking_id: id })
    booked.push(item)
    return { id, status: 'booked' }
  })
  await tx.run(sql`
    insert into content.bookings (slot_id, booking_id, starts_at, ends_at, title, picture, link, booked_by)
    select slot_id, id, starts_at, ends_at, title, picture, link, ${by.name}
    from jsonb_to_recordset(${json(booked)}::jsonb) as b (slot_id text, id uuid, starts_at timestamptz, ends_at timestamptz, title jsonb, picture text, link text)`)
  await recordChanges(
    tx,
    by,
    now,
    booked.map((after) => ({ subject: 'content.booking', subject_id: after.id, action: 'booked', after })),
  )
  if (booked.length > 0) await announce(tx, 'content.published', [{ page_id: null, path: '*', version_no: null }], now)
  return outcomes
}

export async function cancelBookings(
  tx: Tx,
  by: By,
  now: string,
  items: readonly { slot_id: string; id: string }[],
): Promise<Answer<'canceled' | 'already_canceled'>[]> {
  const gone = new Set(
    (
      await tx.rows<{ booking_id: string }>(sql`
        update content.bookings set canceled_at = ${now} where slot_id = any(${items.map(({ slot_id }) => slot_id)}::text[]) and booking_id = any(${items.map(({ id }) => id)}::uuid[]) and canceled_at is null returning booking_id`)
    ).map(({ booking_id }) => booking_id),
  )
  await recordChanges(
    tx,
    by,
    now,
    [...gone].map((id) => ({ subject: 'content.booking', subject_id: id, action: 'canceled' })),
  )
  if (gone.size > 0) await announce(tx, 'content.published', [{ page_id: null, path: '*', version_no: null }], now)
  return items.map(({ id }) => ({ id, status: gone.has(id) ? 'canceled' : 'already_canceled' }))
}
