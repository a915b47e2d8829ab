import { type By, recordChanges } from '#core/audit.ts'
import { groupBy, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import type { Tx } from '#core/sql.ts'
import type { MarketplacePorts } from '../port.ts'
import { recordPushes } from '../pushes.ts'
import { findConnections } from '../read.ts'

export interface Asking {
  connection_id: string
  external_no: string
}
/** The first that holds is answered. */
export const askingStatuses = ['connection_not_found', 'not_offered', 'not_live', 'already_asked', 'asked'] as const
export type AskingStatus = (typeof askingStatuses)[number]

/**
 * Asks platforms for orders by their numbers, by a person's word: each comes in like any other, or its number is a dead letter. Said again within a minute it
 * is the same. One outcome each, in the order given; at most 200.
 */
export async function askOrders(
  tx: Tx,
  by: By,
  now: string,
  ports: MarketplacePorts,
  items: readonly Asking[],
): Promise<Outcome<AskingStatus>[]> {
  const shops = new Map((await findConnections(tx)).map((row) => [row.connection_id, row]))
  const outcomes = items.map(({ connection_id, external_no }): Outcome<AskingStatus> => {
    const id = `${connection_id} ${external_no}`
    const shop = shops.get(connection_id)
    if (!shop || !mayTouch(by, { organization_id: shop.organization_id }))
      return { id, status: 'connection_not_found', detail: `connection_id: there is no connection ${connection_id}.` }
    if (!ports[shop.platform]?.findOrder) return { id, status: 'not_offered', detail: `${shop.platform} tells no single orders.` }
    if (shop.state !== 'live') return { id, status: 'not_live', detail: 'The shop rests: let it go live first.' }
    return { id, status: 'asked' }
  })
  const numberOf = ({ external_no }: Asking) => `asked ${external_no} ${now.slice(0, 16)}`
  const asked = items.filter((_, i) => outcomes[i]!.status === 'asked')
  for (const [connection_id, some] of groupBy(asked, (item) => item.connection_id)) {
    const told = await recordPushes(
      tx,
      now,
      shops.get(connection_id)!,
      some.map((item) => ({
        ...{ push_no: numberOf(item), topic: 'asked', of: 'order', external_no: item.external_no, modified_at: null },
      })),
    )
    const fresh = new Set(told.filter(({ status }) => status === 'asking').map(({ push_no }) => push_no))
    for (const item of some) {
      const outcome = outcomes[items.indexOf(item)]!
      if (!fresh.has(numberOf(item))) outcome.status = 'already_asked'
    }
    await recordChanges(
      tx,
      by,
      now,
      some
        .filter((item) => fresh.has(numberOf(item)))
        .map(({ external_no }) => ({
          ...{ subject: 'marketplaces.order', subject_id: `${shops.get(connection_id)!.channel_id} ${external_no}`, action: 'asked_for' },
          organization_id: shops.get(connection_id)!.organization_id,
        })),
    )
  }
  return outcomes
}
