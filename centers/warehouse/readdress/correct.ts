import { releaseReasons } from '#centers/orders/abnormal/write.ts'
import { corrected, findSameWords, keyOf, rememberCorrections } from '#centers/orders/addresses/normalize.ts'
import { findOrders } from '#centers/orders/write.ts'
import { regions, regionsBelow } from '#centers/places/regions.ts'
import { steadyId } from '#core/ids.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import type { Tx } from '#core/sql.ts'
import { type Readdress, readdressOrders } from './write.ts'

export const correctStatuses = [
  'order_not_found',
  'already_corrected',
  'nothing_unclear',
  'region_not_found',
  'region_too_wide',
  'order_is_over',
  'already_on_its_way',
  'at_third_party',
  'corrected',
] as const
export type CorrectStatus = (typeof correctStatuses)[number]

export interface Correction {
  /** The order. */
  id: string
  /** Made by the caller; the same id again is the same change. */
  change_id: string
  region_code: string
  street: string
}

/**
 * Puts addresses right that nobody could read, remembers what their words mean, and lets go the orders that waited only for it: these, and others that wait with
 * the very same words. Answers one outcome per correction.
 */
export async function correctAddresses(
  tx: Tx,
  by: string,
  now: string,
  corrections: readonly Correction[],
): Promise<Outcome<CorrectStatus>[]> {
  const orders = new Map((await findOrders(tx, column(corrections, 'id'))).map((order) => [order.id, order]))
  const going: (Correction & { told: string; organization_id: string })[] = []
  const early = corrections.map((correction): Outcome<CorrectStatus> | null => {
    const { id, region_code } = correction
    const order = orders.get(id)
    if (!order) return { id, status: 'order_not_found', detail: 'There is no such order.' }
    if (!regions.has(region_code)) return { id, status: 'region_not_found', detail: 'region_code: there is no such region.' }
    if (regionsBelow(region_code).length > 0) return { id, status: 'region_too_wide', detail: 'region_code: choose the county.' }
    if (going.some((one) => one.id === id)) return { id, status: 'already_corrected' }
    const { told } = order.address
    if (!told) {
      const same = order.address.region_code === region_code && order.address.street === correction.street.trim()
      return same
        ? { id, status: 'already_corrected' }
        : { id, status: 'nothing_unclear', detail: 'Its address was put right already: change it on the order.' }
    }
    going.push({ ...correction, street: correction.street.trim(), told, organization_id: order.organization_id })
    return null
  })
  await rememberCorrections(
    tx,
    by,
    now,
    going.map(({ organization_id, told, region_code, street }) => ({ organization_id, words_key: keyOf(told), region_code, street })),
  )
  const asked = new Set(column(corrections, 'id'))
  const others = (await findSameWords(tx, going)).filter(({ id }) => !asked.has(id))
  const more = await findOrders(tx, column(others, 'id'))
  const rightOf = new Map(going.map((one) => [one.told, one]))
  const asks = [
    ...going.map((one) => askOf(orders.get(one.id)!, one, one.change_id)),
    ...more.map((order) => askOf(order, rightOf.get(order.address.told!)!, steadyId('corrected', order.id, order.address.told!))),
  ]
  const outcomes = new Map((await readdressOrders(tx, { name: by, is_buyer: false }, now, asks)).map((one) => [one.id, one]))
  const moved = asks.filter(({ id }) => outcomes.get(id)!.status.startsWith('changed'))
  await releaseReasons(
    tx,
    by,
    now,
    moved.map(({ id }) => ({ id, reasons: ['address_unclear'], note: 'address_corrected' })),
  )
  return corrections.map(({ id }, i): Outcome<CorrectStatus> => {
    const found = outcomes.get(id)
    if (early[i] || !found) return early[i]!
    if (found.status.startsWith('changed')) return { id, status: 'corrected' }
    if (found.status === 'already_changed') return { id, status: 'already_corrected' }
    return { ...found, id, status: found.status as CorrectStatus }
  })
}

const askOf = (
  { id, buyer_name, buyer_phone, address }: { id: string; buyer_name: string; buyer_phone: string | null; address: Record<string, string> },
  right: { region_code: string; street: string },
  change_id: string,
): Readdress => ({
  id,
  change_id,
  buyer_name,
  buyer_phone,
  address: corrected(address, right) as Record<string, string>,
  reason: 'address_corrected',
})
