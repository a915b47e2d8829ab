import { listCarriers } from '#centers/carriers/agreements/read.ts'
import { findParcelsOf } from '#centers/fulfillment/read.ts'
import type { Exchange } from '#centers/interfaces/exchange.ts'
import { addLetters, type Postman, registerPostman } from '#centers/interfaces/letters.ts'
import type { Told } from '#centers/interfaces/model.ts'
import { findLines } from '#centers/orders/write.ts'
import type { Consumer } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { type Db, hot, json, type Tx } from '#core/sql.ts'
import type { Outside, ShipmentCall } from './port.ts'
import { lineOf, openLive } from './pull.ts'

interface Shipped {
  id: string
  order_id: string
  carrier: string
  waybill_no: string
  shipped_at: string
}
interface Shipment {
  parcel_id: string
  connection_id: string
  channel_id: string
  external_no: string
  order_id: string
  carrier: string
  waybill_no: string
  state: 'waiting' | 'written' | 'refused'
}

const kind = 'marketplaces.shipment'

/** Parcels of marketplace orders are told to their platform, by a letter written in the commit that reads the event. */
export const writeBackConsumer = (outside: Outside): Consumer => ({
  name: 'marketplaces.write_back',
  topics: ['fulfillment.shipped'],
  async handle(tx, events, now) {
    const parcels = events.map(({ item }) => item as Shipped)
    const orders = await tx.rows<{
      order_id: string
      connection_id: string
      channel_id: string
      external_no: string
      platform: string
    }>(hot`
      select p.order_id, p.connection_id, p.channel_id, p.external_no, c.platform from marketplaces.pulled p join marketplaces.connections c using (connection_id)
      where p.order_id = any(${column(parcels, 'order_id')}::uuid[]) and p.state = 'placed' and c.writes_back`)
    if (orders.length === 0) return
    const byOrder = new Map(orders.map((order) => [order.order_id, order]))
    const rows = parcels.flatMap(({ id, order_id, carrier, waybill_no, shipped_at }) => {
      const order = byOrder.get(order_id)
      return order ? [{ ...order, parcel_id: id, carrier, waybill_no, shipped_at }] : []
    })
    const added = await tx.rows<{ parcel_id: string; order_id: string }>(hot`
      insert into marketplaces.shipments (parcel_id, connection_id, channel_id, external_no, order_id, carrier, waybill_no, state, shipped_at)
      select parcel_id, connection_id, channel_id, external_no, order_id, carrier, waybill_no, 'waiting', shipped_at
      from jsonb_to_recordset(${json(rows)}::jsonb) as s (parcel_id uuid, connection_id text, channel_id text, external_no text, order_id uuid, carrier text,
        waybill_no text, shipped_at timestamptz)
      on conflict (parcel_id) do nothing returning parcel_id, order_id`)
    const tellsParts = (order_id: string) => outside.ports[byOrder.get(order_id)!.platform]?.tells_parts ?? false
    const parts = added.filter(({ order_id }) => tellsParts(order_id))
    const wholes = [...new Set(column(added, 'order_id'))].filter((order_id) => !tellsParts(order_id))
    const left = await findUnshipped(tx, wholes)
    await tx.run(hot`
      update marketplaces.shipments set reason = 'rest_not_shipped' where order_id = any(${[...left]}::uuid[]) and state = 'waiting'`)
    await tx.run(hot`
      update marketplaces.shipments set reason = null where order_id = any(${wholes.filter((id) => !left.has(id))}::uuid[]) and state = 'waiting'`)
    const letter = (order_id: string, subject: string) => {
      const { platform, connection_id, external_no } = byOrder.get(order_id)!
      const letter_id = steadyId(kind, subject)
      return { letter_id, interface_id: `${platform}.shipment`, account: connection_id, kind, subject, payload: { order_id, external_no } }
    }
    await addLetters(tx, now, [
      ...parts.map(({ order_id, parcel_id }) => letter(order_id, parcel_id)),
      ...wholes.filter((id) => !left.has(id)).map((order_id) => letter(order_id, order_id)),
    ])
  },
})

/** Orders of which something has still to leave. */
async function findUnshipped(tx: Tx, order_ids: readonly string[]): Promise<Set<string>> {
  if (order_ids.length === 0) return new Set()
  const rows = await tx.rows<{ order_id: string }>(hot`
    select distinct l.order_id from orders.lines l join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no
    where l.order_id = any(${order_ids}::uuid[]) and s.state <> 'canceled' and l.shipped < l.quantity`)
  return new Set(column(rows, 'order_id'))
}

/** Says a parcel, or all parcels of an order where the platform wants them at once. */
export const shipmentPostman = (outside: Outside): Postman => ({
  kind,
  say: (db, exchange, now, letters) =>
    Promise.all(
      letters.map((letter) => sayShipment(db, exchange, outside, now, letter.account, letter.subject, letter.payload.order_id as string)),
    ),
  async settle(tx, now, settled) {
    const rows = settled.map(({ letter, told }) => ({
      ...{ subject: letter.subject, state: told.status === 'answered' ? 'written' : 'refused' },
      reason: told.status === 'answered' ? null : `${told.code}: ${told.reason}`.slice(0, 500),
    }))
    await tx.run(hot`
      update marketplaces.shipments s set state = r.state, reason = r.reason, written_at = case when r.state = 'written' then ${now}::timestamptz end
      from jsonb_to_recordset(${json(rows)}::jsonb) as r (subject uuid, state text, reason text)
      where (s.parcel_id = r.subject or s.order_id = r.subject) and s.state = 'waiting'`)
  },
  async revive(tx, _now, letters) {
    await tx.run(hot`
      update marketplaces.shipments set state = 'waiting', reason = null
      where state = 'refused' and (parcel_id = any(${column(letters, 'subject')}::uuid[]) or order_id = any(${column(letters, 'subject')}::uuid[]))`)
    return letters
  },
})
export const registerWriteBack = (outside: Outside): void => registerPostman(shipmentPostman(outside))

async function sayShipment(
  db: Db,
  exchange: Exchange,
  outside: Outside,
  now: () => string,
  connection_id: string,
  subject: string,
  order_id: string,
): Promise<Told> {
  const shop = await openLive({ db, clock: { now }, outside }, connection_id)
  if ('status' in shop) return shop
  if (!shop.port.sendShipment) return { status: 'refused', code: 'not_offered', reason: `${shop.row.platform} takes no shipments.` }
  const shipments = await db.rows<Shipment>(hot`
    select parcel_id, connection_id, channel_id, external_no, order_id, carrier, waybill_no, state from marketplaces.shipments where order_id = ${order_id} order by shipped_at, parcel_id`)
  const told = shipments.filter(({ parcel_id }) => parcel_id === subject || order_id === subject)
  const codes = await carrierCodes(db, shop.row.platform, shop.port.carrier_codes)
  const unknown = told.find(({ carrier }) => !codes.has(carrier))
  if (unknown)
    return {
      ...{ status: 'refused', code: 'carrier_unknown' },
      reason: `${shop.row.platform} has no name for the carrier ${unknown.carrier}: give the carrier a code named ${shop.row.platform}, then replay.`,
    }
  const [lines, parcels, row, parts] = await Promise.all([
    findLines(db, [order_id]),
    findParcelsOf(db, [order_id]),
    db.row<{ line_nos: string[] }>(
      hot`select line_nos from marketplaces.pulled where channel_id = ${told[0]!.channel_id} and external_no = ${told[0]!.external_no}`,
    ),
    db.rows<{ line_no: number; split_from: number }>(
      hot`select line_no, split_from from orders.lines where order_id = ${order_id} and split_from is not null`,
    ),
  ])
  const partOf = new Map(parts.map(({ line_no, split_from }) => [line_no, split_from]))
  // The platform knows only the line that parts were made of.
  const whole = (line_no: number): number => (partOf.has(line_no) ? whole(partOf.get(line_no)!) : line_no)
  const byParcel = new Map(parcels.map((parcel) => [parcel.id, parcel]))
  const told_ids = new Set(told.map(({ parcel_id }) => parcel_id))
  const before = shipments.filter(({ state }) => state === 'written').map(({ parcel_id }) => parcel_id)
  const leaving = groupBy(
    parcels.filter(({ id }) => told_ids.has(id)).flatMap((parcel) => parcel.lines),
    ({ line_no }) => line_no,
  )
  /** Pieces of the platform's lines: parts of one are one there. */
  const piecesOf = (some: readonly { line_no: number; quantity: number }[]) =>
    new Map([...groupBy(some, ({ line_no }) => whole(line_no))].map(([line_no, own]) => [line_no, sumOf(own)]))
  const sold = piecesOf(lines)
  const earlier = piecesOf(before.flatMap((parcel_id) => byParcel.get(parcel_id)?.lines ?? []))
  const call: ShipmentCall = {
    key: subject,
    external_no: told[0]!.external_no,
    parcels: told.map(({ parcel_id, carrier, waybill_no }) => ({
      carrier_code: codes.get(carrier)!,
      waybill_no,
      lines: [...piecesOf(byParcel.get(parcel_id)?.lines ?? [])].map(([line_no, quantity]) => ({
        line_no: row?.line_nos[line_no - 1] ?? String(line_no),
        ...{ quantity, of: sold.get(line_no) ?? quantity, before: earlier.get(line_no) ?? 0 },
      })),
    })),
    whole: lines.every(({ line_no, quantity }) => sumOf(leaving.get(line_no) ?? []) >= quantity),
    first: before.length === 0,
  }
  // Whether a rest of a line is still to come is only known once the parcels before are told.
  const waits = shipments.slice(0, shipments.indexOf(told[0]!)).some(({ state }) => state === 'waiting')
  if (waits && shop.port.tells_parts && call.parcels.some((parcel) => parcel.lines.some(({ quantity, of }) => quantity < of)))
    return { status: 'later', code: 'earlier_parcel_first', reason: 'A parcel of the same order is told first.', retry_after_s: 2 }
  await db.run(hot`
    update marketplaces.shipments set begun_at = coalesce(begun_at, ${now()}) where parcel_id = any(${[...told_ids]}::uuid[])`)
  return exchange.call(lineOf(shop, 'shipment', call.external_no), () => shop.port.sendShipment!(shop.open, call))
}

const sumOf = (some: readonly { quantity: number }[]): number => some.reduce((sum, { quantity }) => sum + quantity, 0)

/** The platform's names of our carriers: what the carrier's own codes say, else what its adapter knows. */
async function carrierCodes(db: Db, platform: string, known: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  const codes = new Map(Object.entries(known))
  for (const { carrier_id, codes: own } of await listCarriers(db)) if (own[platform]) codes.set(carrier_id, own[platform])
  return codes
}
