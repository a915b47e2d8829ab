import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { hot, json, type Tx } from '#core/sql.ts'
import type { Note } from './model.ts'
import { findNotes } from './read.ts'

/** Keeps what is written for orders; the last word counts, and what stood there before is in the record of changes. The orders are the caller's to touch. */
export async function saveNotes(tx: Tx, by: By, now: string, notes: readonly Note[]): Promise<Outcome<'saved' | 'already_saved'>[]> {
  assert(notes.length <= 1_000, 'at most 1,000 notes in one call')
  const last = [...new Map(notes.map((note) => [note.order_id, note])).values()]
  const before = new Map((await findNotes(tx, column(last, 'order_id'))).map((note) => [note.order_id, note]))
  const changed = last.filter((note) => contentOf(note) !== contentOf(before.get(note.order_id)))
  await tx.run(hot`
    insert into orders.notes (order_id, gift_message, gift_from, hides_prices, seller_note, saved_at, saved_by)
    select order_id, gift_message, gift_from, hides_prices, seller_note, ${now}::timestamptz, ${by.name}::text
    from jsonb_to_recordset(${json(changed)}::jsonb) as n (order_id uuid, gift_message text, gift_from text, hides_prices boolean, seller_note text)
    order by order_id
    on conflict (order_id) do update set gift_message = excluded.gift_message, gift_from = excluded.gift_from, hides_prices = excluded.hides_prices,
      seller_note = excluded.seller_note, saved_at = excluded.saved_at, saved_by = excluded.saved_by`)
  await recordChanges(
    tx,
    by,
    now,
    changed.map(({ order_id, ...note }) => ({
      subject: 'orders.note',
      subject_id: order_id,
      action: 'saved',
      before: before.get(order_id) ?? null,
      after: note,
    })),
  )
  const saved = new Set(column(changed, 'order_id'))
  return notes.map(({ order_id }) => ({ id: order_id, status: saved.has(order_id) ? 'saved' : 'already_saved' }))
}

/** An order without a note has an empty one. */
const contentOf = (note: Note | undefined): string =>
  JSON.stringify([note?.gift_message ?? null, note?.gift_from ?? null, note?.hides_prices ?? false, note?.seller_note ?? null])
