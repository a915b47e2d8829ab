import type { OpenConnection, ShipmentCall, Told } from '#centers/marketplaces/port.ts'
import { ask, type Fault } from './call.ts'
import type { TopTrade } from './read.ts'

type Parcel = ShipmentCall['parcels'][number]

/** One parcel. Where it holds a part of a line only, or the rest of one, it is told by pieces. */
export async function sendShipment(connection: OpenConnection, { external_no, parcels, whole, first }: ShipmentCall): Promise<Told> {
  const [parcel] = parcels
  if (!parcel) return { status: 'refused', code: 'nothing_to_tell', reason: 'There is no parcel.' }
  if (parcel.lines.some(({ quantity, of }) => quantity < of)) return sendPieces(connection, external_no, parcel)
  const split = whole && first ? {} : { sub_tid: [...new Set(parcel.lines.map(({ line_no }) => line_no))].join(','), is_split: '1' }
  const heard = await ask(connection, 'taobao.logistics.offline.send', {
    ...{ tid: external_no, company_code: parcel.carrier_code, out_sid: parcel.waybill_no },
    ...split,
  })
  if (heard.status === 'heard') {
    const { is_success } = (heard.answer.shipping ?? {}) as { is_success?: boolean | string }
    return String(is_success) === 'true' ? { status: 'answered' } : notSuccess(heard.answer)
  }
  if (heard.status !== 'refused' || !heard.code.endsWith(':B04')) return heard
  return knownThere(connection, external_no, parcel, heard)
}

/** The newer form: which pieces of which line, and whether something of the line is still to come. */
async function sendPieces(connection: OpenConnection, external_no: string, parcel: Parcel): Promise<Told> {
  const { carrier_code, waybill_no, lines } = parcel
  const goods = lines.map(({ line_no, quantity }) => ({ sub_tid: line_no, num: quantity, item_type: 0 }))
  const heard = await ask(connection, 'alibaba.ascp.logistics.offline.send', {
    ...{ tid: external_no, consign_type: '1', consign_pkgs: JSON.stringify([{ company_code: carrier_code, out_sid: waybill_no, goods }]) },
    consign_status: JSON.stringify(
      lines.map(({ line_no, quantity, of, before }) => ({ sub_tid: line_no, is_part_consign: before + quantity < of })),
    ),
  })
  if (heard.status === 'later') return heard
  if (heard.status === 'refused') return knownThere(connection, external_no, parcel, heard)
  const { success } = (heard.answer.result ?? {}) as { success?: boolean | string }
  return String(success) === 'true' ? { status: 'answered' } : knownThere(connection, external_no, parcel, notSuccess(heard.answer))
}

const notSuccess = (answer: object) => ({ status: 'refused' as const, code: 'not_success', reason: JSON.stringify(answer).slice(0, 300) })

/** Sending again is refused: then the platform's own word says whether it was this parcel. */
async function knownThere(connection: OpenConnection, external_no: string, { waybill_no }: Parcel, refusal: Fault): Promise<Told> {
  const known = await ask(connection, 'taobao.trade.fullinfo.get', { tid: external_no, fields: 'tid,status,orders' })
  if (known.status !== 'heard') return known
  const orders = ((known.answer.trade as TopTrade | undefined)?.orders?.order ?? []) as { invoice_no?: string }[]
  const waybills = orders.flatMap(({ invoice_no }) => invoice_no?.split(',') ?? [])
  if (waybills.includes(waybill_no)) return { status: 'answered' }
  return { ...refusal, reason: `${refusal.reason}; the platform knows ${waybills.join(', ') || 'no waybill'}` }
}
