import { findSkus } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { hot, json, type Reader, type Tx } from '#core/sql.ts'
import { listChannels } from '../read.ts'
import { findFaults, lockListings } from './faults.ts'
import type { ListingItem, ListingStatus, SeenItem, SeenStatus } from './model.ts'

const largest = 500
interface Kept extends Required<ListingItem> {
  price_minor: number | null
  title: string | null
}
interface Ground {
  channels: Map<string, { currency: string; brand_id: string | null }>
  skus: Map<string, { currency: string; brand_id: string | null; partner_id: string | null }>
}

async function groundFor(db: Reader, sku_ids: readonly string[]): Promise<Ground> {
  const channels = await listChannels(db)
  const skus = await findSkus(db, [...new Set(sku_ids)])
  return { channels: new Map(channels.map((channel) => [channel.id, channel])), skus: new Map(skus.map((sku) => [sku.sku_id, sku])) }
}

const idOf = ({ channel_id, sku_id }: { channel_id: string; sku_id: string }) => `${channel_id}.${sku_id}`

function faultOf(by: By, { channels, skus }: Ground, { channel_id, sku_id }: { channel_id: string; sku_id: string }) {
  const sku = skus.get(sku_id)
  if (!channels.has(channel_id)) return { status: 'channel_not_found' as const, detail: `There is no channel ${channel_id}.` }
  if (!sku) return { status: 'sku_not_found' as const, detail: `There is no SKU ${sku_id}.` }
  if (!mayTouch(by, sku))
    return { status: 'brand_not_yours' as const, detail: `You may not edit products of ${sku.brand_id ?? 'no brand'}.` }
  return undefined
}

/** Says what channels are to sell and how it is to look there. Saving the same again changes nothing; the last word on a listing wins. */
export async function saveListings(tx: Tx, by: By, now: string, items: readonly ListingItem[]): Promise<Outcome<ListingStatus>[]> {
  assert(items.length <= largest, `at most ${largest} listings at a time`)
  const ground = await groundFor(
    tx,
    items.map(({ sku_id }) => sku_id),
  )
  const sku_ids = column(items, 'sku_id')
  await lockListings(tx, sku_ids)
  const before = await tx.rows<Kept>(hot`
    select l.channel_id, l.sku_id, l.published, l.price_minor, l.title, l.attributes from channels.listings l
    join jsonb_to_recordset(${json(items)}::jsonb) as i (channel_id text, sku_id text) using (channel_id, sku_id)`)
  const stored = new Map(before.map((row) => [idOf(row), row]))
  const saved = new Map<string, Kept>()
  const outcomes = items.map((item): Outcome<ListingStatus> => {
    const id = idOf(item)
    const fault = faultOf(by, ground, item)
    if (fault) return { id, ...fault }
    const channel = ground.channels.get(item.channel_id)!
    const sku = ground.skus.get(item.sku_id)!
    if (channel.currency !== sku.currency)
      return { id, status: 'currency_differs', detail: `The channel sells in ${channel.currency}, the SKU is priced in ${sku.currency}.` }
    if (channel.brand_id && channel.brand_id !== sku.brand_id)
      return { id, status: 'brand_not_of_channel', detail: `This channel sells ${channel.brand_id} only.` }
    const { price_minor = null, title = null, attributes = {} } = item
    const kept: Kept = { ...item, price_minor, title, attributes }
    if (same(stored.get(id), kept)) return { id, status: 'already_saved' }
    stored.set(id, kept)
    saved.set(id, kept)
    return { id, status: 'saved' }
  })
  const rows = [...saved.values()]
  await tx.run(hot`
    insert into channels.listings (channel_id, sku_id, published, price_minor, title, attributes, saved_by, saved_at)
    select channel_id, sku_id, published, price_minor, title, attributes, ${by.name}, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb)
      as l (channel_id text, sku_id text, published boolean, price_minor bigint, title text, attributes jsonb)
    on conflict (channel_id, sku_id) do update set published = excluded.published, price_minor = excluded.price_minor, title = excluded.title,
      attributes = excluded.attributes, saved_by = excluded.saved_by, saved_at = excluded.saved_at`)
  await findFaults(tx, column(rows, 'sku_id'))
  await announce(
    tx,
    'channels.listings_saved',
    rows.map(({ channel_id, sku_id }) => ({ channel_id, sku_id })),
    now,
  )
  await recordChanges(
    tx,
    by,
    now,
    rows.map((after) => ({ subject: 'channels.listing', subject_id: idOf(after), action: 'saved', after })),
  )
  return outcomes
}

const same = (before: Kept | undefined, after: Kept): boolean =>
  before !== undefined &&
  before.published === after.published &&
  before.price_minor === after.price_minor &&
  before.title === after.title &&
  JSON.stringify(Object.entries(before.attributes).sort()) === JSON.stringify(Object.entries(after.attributes).sort())

/**
 * Keeps what channels were seen to show. An older look never replaces a newer one. What is shown without our word is kept as not published, so
 * that it stands among what is to be looked at.
 */
export async function noteSeen(tx: Tx, by: By, now: string, items: readonly SeenItem[]): Promise<Outcome<SeenStatus>[]> {
  assert(items.length <= largest, `at most ${largest} listings at a time`)
  const ground = await groundFor(
    tx,
    items.map(({ sku_id }) => sku_id),
  )
  const newest = new Map<string, SeenItem>()
  const faults = items.map((item) => {
    const fault = faultOf(by, ground, item)
    const other = newest.get(idOf(item))
    if (!fault && (!other || Date.parse(other.seen_at) < Date.parse(item.seen_at))) newest.set(idOf(item), item)
    return fault
  })
  const rows = [...newest.values()].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1))
  await lockListings(tx, column(rows, 'sku_id'))
  const written = await tx.rows<{ channel_id: string; sku_id: string }>(hot`
    insert into channels.listings as l (channel_id, sku_id, published, attributes, saved_by, saved_at, seen_on_sale, seen_price_minor, seen_title, seen_at)
    select channel_id, sku_id, false, '{}', ${by.name}, ${now}::timestamptz, on_sale, price_minor, title, seen_at
    from jsonb_to_recordset(${json(rows)}::jsonb)
      as s (channel_id text, sku_id text, on_sale boolean, price_minor bigint, title text, seen_at timestamptz)
    on conflict (channel_id, sku_id) do update set seen_on_sale = excluded.seen_on_sale, seen_price_minor = excluded.seen_price_minor,
      seen_title = excluded.seen_title, seen_at = excluded.seen_at
      where l.seen_at is null or l.seen_at < excluded.seen_at
    returning channel_id, sku_id`)
  const changed = new Set(written.map(idOf))
  await findFaults(tx, column(written, 'sku_id'))
  await announce(tx, 'channels.listings_seen', written, now)
  return items.map((item, i) => {
    const id = idOf(item)
    const fault = faults[i]
    if (fault) return { id, ...fault }
    return { id, status: changed.has(id) && newest.get(id) === item ? 'seen' : 'already_seen' }
  })
}
