import { readChannels } from '#centers/channels/read.ts'
import { type StoredKey, sandbox_id } from '#centers/partners/model.ts'
import { channelsOf } from '#centers/partners/rules.ts'
import type { Caller } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import type { Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { findOrders } from '../find.ts'
import type { IntakeItem, NewOrder, PlaceOutcome } from '../model.ts'
import { inOrder } from '../own.ts'
import { orderPlacer } from '../placer.ts'
import { cancelOrders } from '../write.ts'
import { fillShelf, keepSandbox, sandboxRests } from './sandbox.ts'

export const mayChannel = (key: StoredKey | null, channel_id: string): boolean => {
  const own = key && channelsOf(key)
  return !own || own.includes(channel_id)
}
export const maySee = (caller: Caller, key: StoredKey | null, order: { organization_id: string; channel_id: string }): boolean =>
  mayTouch(caller, { organization_id: order.organization_id }) && mayChannel(key, order.channel_id)

type OpenPlace = (caller: Caller, key: StoredKey | null, items: readonly IntakeItem[]) => Promise<PlaceOutcome[]>

/** Places what programs of partners send, in whatever words they sent it. One outcome per order, in the order given. */
export function openPlacer(needs: Needs): OpenPlace {
  const known = placers.get(needs.db)
  if (known?.clock === needs.clock) return known.place
  const { db, clock } = needs
  const place = orderPlacer(needs)
  const openly: OpenPlace = async (caller, key, items) => {
    const now = clock.now()
    const sandbox = key?.sandbox ?? false
    if (sandbox) {
      await keepSandbox(db, now)
      const ids = items.map(({ id }) => id)
      const there = new Set((await findOrders(db, ids)).map(({ id }) => id))
      const lines = items.filter(({ id }) => !there.has(id)).flatMap((item) => item.lines)
      await fillShelf(db, now, lines)
    }
    const channels = await readChannels(db)
    return Promise.all(
      items.map((item): Promise<PlaceOutcome> | PlaceOutcome => {
        const order = newOrderOf(item, sandbox)
        const channel = channels.get(order.channel_id)
        if (channel && !maySee(caller, key, { organization_id: channel.organization_id, channel_id: channel.id }))
          return { id: item.id, status: 'channel_not_found', detail: `channel_id: this key may not place orders on ${order.channel_id}.` }
        return place(order)
      }),
    )
  }
  placers.set(needs.db, { clock: needs.clock, place: openly })
  return openly
}
/** One per database: whatever door orders come through, they leave together. Who brings a clock of his own, as the loading of a world does, leaves it to nobody else. */
const placers = new WeakMap<Needs['db'], { clock: Needs['clock']; place: OpenPlace }>()

function newOrderOf(item: IntakeItem, sandbox: boolean): NewOrder {
  const { buyer_message = null, ...rest } = item
  return {
    ...rest,
    ...(sandbox ? { channel_id: sandbox_id, rests_until: sandboxRests } : {}),
    buyer_message,
    ...{ member_id: null, visitor_id: null, payment_term: 'channel', outlet_id: null, expected_total_minor: null },
  }
}

/** Cancels what the key may see and what has not left; the others are as if they were not there. */
export async function cancelOpenly(
  { db, clock }: Needs,
  caller: Caller,
  key: StoredKey | null,
  cancellations: readonly { id: string; reason: string }[],
): Promise<Outcome[]> {
  const ids = cancellations.map(({ id }) => id)
  const own = new Set((await findOrders(db, ids)).filter((order) => maySee(caller, key, order)).map(({ id }) => id))
  const asked = cancellations.filter(({ id }) => own.has(id))
  const outcomes = await db.tx((tx) => cancelOrders(tx, caller.name, clock.now(), asked))
  return inOrder(cancellations, outcomes)
}
