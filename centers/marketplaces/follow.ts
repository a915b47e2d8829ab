import { raiseAbnormals, releaseReasons } from '#centers/orders/abnormal/write.ts'
import { normalizeAddresses } from '#centers/orders/addresses/normalize.ts'
import { findNotes } from '#centers/orders/desk/read.ts'
import { saveNotes } from '#centers/orders/desk/write.ts'
import { readdressOrders } from '#centers/warehouse/readdress/write.ts'
import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import { chunksOf, column } from '#core/outcomes.ts'
import type { Tx } from '#core/sql.ts'
import type { Pulled, Remark } from './model.ts'
import type { Trade } from './port.ts'
import { addressDigest, addressLine, noteDigest } from './rules.ts'

/** What a platform tells of an order that is ours already. */
export interface Told {
  trade: Trade
  row: Pulled
  /** The phone we have. */
  phone: string | null
  organization_id: string
}

const hand = 'marketplace'
const over: ReadonlySet<string> = new Set(['already_on_its_way', 'order_is_over', 'order_not_found'])

/**
 * Sends orders where the platform says their buyers want them now, as far as they can still be turned: what is begun is packed or sourced anew. What cannot
 * follow, and has not left, waits for a person as `address_unclear`. Answers what to remark, by order.
 */
export async function followAddresses(tx: Tx, now: string, told: readonly Told[]): Promise<Map<string, Remark>> {
  const remarks = new Map<string, Remark>()
  if (told.length === 0) return remarks
  // Of what was told before fingerprints were kept nobody knows whether the platform or our people changed it.
  const whole = told.filter(({ trade, row }) => row.address_told !== null && trade.address.street && trade.address.province)
  const addresses = await normalizeAddresses(
    tx,
    now,
    whole.map(({ trade, organization_id }) => ({ organization_id, currency: trade.currency, address: keyed(trade) })),
  )
  const addressOf = new Map(whole.map(({ row }, i) => [row.order_id!, addresses[i]!]))
  const outcomes = []
  for (const some of chunksOf(whole, 200))
    outcomes.push(
      ...(await readdressOrders(
        tx,
        { name: hand, is_buyer: false },
        now,
        some.map(({ trade, row, phone }) => ({
          ...{ id: row.order_id!, change_id: steadyId('told', row.channel_id, row.external_no, addressDigest(trade)), reason: null },
          buyer_name: trade.buyer_name.slice(0, 60) || '（平台未提供）',
          // Where the platform keeps the number, the one we had stays.
          buyer_phone: trade.buyer_phone ?? phone,
          address: addressOf.get(row.order_id!) as Record<string, string>,
        })),
      )),
    )
  const status = new Map(outcomes.map((one) => [one.id, one.status]))
  const moved = ({ row }: Told) => /^(changed|already_changed)/.test(status.get(row.order_id!) ?? '')
  const unclear = ({ row }: Told) => Boolean(addressOf.get(row.order_id!)?.told)
  const stuck = told.filter((one) => !moved(one) || unclear(one))
  const held = stuck.filter(({ row }) => !over.has(status.get(row.order_id!) ?? ''))
  await raiseAbnormals(
    tx,
    hand,
    now,
    held.map(({ trade, row }) => ({
      id: row.order_id!,
      reason: 'address_unclear',
      detail: `买家改了地址，请核对后更正：${addressLine(trade)}`.slice(0, 300),
    })),
  )
  // An address that was missing, or that an earlier change had left unclear, is there now.
  await releaseReasons(
    tx,
    hand,
    now,
    told
      .filter((one) => moved(one) && !unclear(one))
      .map(({ row }) => ({
        id: row.order_id!,
        reasons: ['address_missing', 'address_unclear'],
        note: '平台送来新地址',
      })),
  )
  for (const one of told) {
    const { trade, row } = one
    const failure = status.get(row.order_id!) ?? 'address_missing'
    const line = addressLine(trade)
    remarks.set(row.order_id!, {
      at: trade.modified_at,
      what: moved(one) ? 'readdressed' : 'address_changed',
      detail: moved(one) ? line : `${line} (${failure})`,
    })
  }
  return remarks
}

const keyed = ({ address, masked_key }: Trade): Record<string, string | undefined> => ({
  ...address,
  ...(masked_key ? { masked_key } : {}),
})

/** Keeps the seller's note of the platform with the order. What our people wrote there stays, with the platform's word below it. */
export async function followNotes(
  tx: Tx,
  now: string,
  told: readonly { trade: Trade; order_id: string; before: string | null }[],
): Promise<void> {
  if (told.length === 0) return
  const notes = new Map((await findNotes(tx, column(told, 'order_id'))).map((note) => [note.order_id, note]))
  await saveNotes(
    tx,
    systemBy(hand),
    now,
    told.map(({ trade, order_id, before }) => {
      const note = notes.get(order_id) ?? { order_id, gift_message: null, gift_from: null, hides_prices: false, seller_note: null }
      const written = note.seller_note
      const ours = written !== null && noteDigest({ seller_note: written }) !== before ? written : null
      const text = trade.seller_note?.trim().slice(0, 500) || null
      const seller_note = ours && text && !ours.includes(text) ? `${ours}\n${text}`.slice(0, 500) : (ours ?? text)
      return { ...note, seller_note }
    }),
  )
}
