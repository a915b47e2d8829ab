import { noteReturns } from '#centers/erp/returns.ts'
import { settleByPlatform } from '#centers/orders/refunds/platform.ts'
import { findOrders, findSubsidies } from '#centers/orders/write.ts'
import { storable } from '#core/contract.ts'
import type { Consumer } from '#core/events.ts'
import { chunksOf, column } from '#core/outcomes.ts'
import { hot, json, type Tx } from '#core/sql.ts'
import type { Connection, Pulled, Remark } from './model.ts'
import type { RefundTold } from './port.ts'
import { largestPush, recordPushes } from './pushes.ts'
import { findPulled } from './read.ts'
import { type Change, isHeldFor } from './rules.ts'
import { act } from './take.ts'

type Shop = Pick<Connection, 'connection_id' | 'channel_id'>
/** Money may still go back; a word nobody here knows is no reason to let the goods leave. */
const open: readonly RefundTold['state'][] = ['asked', 'agreed', 'returning', 'unknown']
/** The platform's word of a refund whose row could not be read. */
const unread = 'contract_broken'

/**
 * Takes in what a platform told of refunds: an order not shipped yet is stopped while one is open, canceled when all of it was paid back, freed when it was withdrawn.
 * An order nobody here knows is asked for, where its shop can be asked (`asking`): it comes in, or its number is a dead letter.
 */
export async function takeRefunds(
  tx: Tx,
  now: string,
  shop: Shop,
  told: readonly RefundTold[],
  asking: Parameters<typeof recordPushes>[2] | null = null,
): Promise<number> {
  const newest = new Map<string, RefundTold>()
  for (const refund of storable(told))
    if ((newest.get(refund.refund_no)?.modified_at ?? '') <= refund.modified_at) newest.set(refund.refund_no, refund)
  const known = new Map(
    (
      await tx.rows<{ refund_no: string; modified_at: string; state: string; platform_status: string }>(hot`
        select refund_no, modified_at, state, platform_status from marketplaces.refunds
        where connection_id = ${shop.connection_id} and refund_no = any(${[...newest.keys()]}::text[]) order by refund_no for update`)
    ).map((row) => [row.refund_no, row]),
  )
  const fresh = [...newest.values()]
    .filter((refund) => {
      const before = known.get(refund.refund_no)
      if (!before) return true
      // What could not be read says nothing new of what is known, and gives way to whatever can be.
      if (refund.unreadable) return false
      if (before.platform_status === unread) return true
      return before.modified_at < refund.modified_at || (before.modified_at === refund.modified_at && before.state !== refund.state)
    })
    .sort((a, b) => (a.modified_at < b.modified_at ? -1 : 1))
  if (fresh.length === 0) return 0
  const numbers = [...new Set(column(fresh, 'external_no'))].sort()
  await tx.run(hot`
    select 1 from marketplaces.pulled where channel_id = ${shop.channel_id} and external_no = any(${numbers}::text[]) order by external_no for update`)
  const pulled = await findPulled(tx, shop.channel_id, numbers)
  // For the ERP: what came back of goods that left, told by the platform's number.
  await noteReturns(
    tx,
    fresh
      .filter(({ state }) => state === 'done')
      .map(({ refund_no, external_no, line_no, kind, quantity = null, amount_minor, modified_at }) => {
        const row = pulled.get(external_no)
        const at = line_no === null ? -1 : (row?.line_nos.indexOf(line_no) ?? -1)
        return {
          ...{ channel_id: shop.channel_id, return_no: refund_no, order_id: row?.order_id ?? null, external_no },
          ...{ line_no: at < 0 ? null : at + 1, kind: kind === 'return' ? ('goods' as const) : ('money' as const) },
          ...{ quantity, amount_minor, happened_at: modified_at },
        }
      }),
  )
  const order_ids = [...pulled.values()].flatMap(({ order_id }) => order_id ?? [])
  // What platforms say they paid back is what buyers had paid.
  const subsidies = await findSubsidies(tx, order_ids)
  const totals = new Map((await findOrders(tx, order_ids)).map(({ id, total_minor }) => [id, total_minor - (subsidies.get(id) ?? 0)]))
  // A part that was paid back because our people gave it back here is no news, and holds nothing.
  const parts = fresh.flatMap(({ refund_no, external_no, state, amount_minor }) => {
    const order_id = pulled.get(external_no)?.order_id
    const is_part = order_id && state === 'done' && known.get(refund_no)?.state !== 'done' && amount_minor < (totals.get(order_id) ?? 0)
    return is_part ? [{ order_id, amount_minor }] : []
  })
  const ours = await settleByPlatform(tx, now, parts)
  const decided = fresh.map((refund) => {
    const row = pulled.get(refund.external_no)
    const is_ours = refund.state === 'done' && ours.has(row?.order_id ?? '')
    return { refund, ...decideRefund(refund, row, totals, is_ours) }
  })
  const failures = await act(
    tx,
    now,
    decided.flatMap(({ refund, change }) => (change?.act ? [{ order_id: pulled.get(refund.external_no)!.order_id!, change }] : [])),
  )
  const strange = decided
    .filter(({ refund, effect }) => effect === 'order_unknown' && !known.has(refund.refund_no))
    .map(({ refund }) => refund)
  if (asking)
    for (const some of chunksOf(strange, largestPush))
      await recordPushes(
        tx,
        now,
        asking,
        some.map(({ refund_no, external_no }) => ({
          ...{ push_no: `refund ${refund_no}`, topic: 'refund', of: 'order', external_no, modified_at: null },
        })),
      )
  const rows = decided.map(({ refund, change, effect }) => {
    const failure = change?.act ? failures.get(pulled.get(refund.external_no)!.order_id!) : undefined
    return { ...refund, effect: failure ? `${effect}: ${failure}` : effect }
  })
  await tx.run(hot`
    insert into marketplaces.refunds (connection_id, refund_no, channel_id, external_no, line_no, state, platform_status, kind, amount_minor, reason, modified_at,
      pulled_at, effect)
    select ${shop.connection_id}::text, refund_no, ${shop.channel_id}::text, external_no, line_no, state, platform_status, kind, amount_minor, reason, modified_at,
      ${now}::timestamptz, effect
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (refund_no text, external_no text, line_no text, state text, platform_status text, kind text,
      amount_minor bigint, reason text, modified_at timestamptz, effect text)
    on conflict (connection_id, refund_no) do update set state = excluded.state, platform_status = excluded.platform_status, amount_minor = excluded.amount_minor,
      reason = excluded.reason, modified_at = excluded.modified_at, pulled_at = excluded.pulled_at, effect = coalesce(excluded.effect, refunds.effect)`)
  const remarks = decided.flatMap(({ refund, change }) => (change ? [{ external_no: refund.external_no, remarks: [change.remark] }] : []))
  await tx.run(hot`
    update marketplaces.pulled p set remarks = p.remarks || r.remarks
    from jsonb_to_recordset(${json(remarks)}::jsonb) as r (external_no text, remarks jsonb)
    where p.channel_id = ${shop.channel_id} and p.external_no = r.external_no and p.state = 'placed'`)
  // What waited because of a refund is looked at again once none is open.
  await tx.run(hot`
    update marketplaces.pulled p set retry_at = ${now}
    where p.channel_id = ${shop.channel_id} and p.external_no = any(${numbers}::text[]) and p.state = 'waiting' and 'refund_asked' = any(p.reasons)`)
  return fresh.length
}

/** What a platform had paid back before our people gave it back here closes that: nobody has to tell it. */
export const refundedHereConsumer: Consumer = {
  name: 'marketplaces.match_refunds',
  topics: ['orders.lines_refunded', 'orders.lines_substituted'],
  handle: (tx, events, now) => matchRefunds(tx, now, [...new Set(events.map(({ item }) => (item as { id: string }).id))]),
}

async function matchRefunds(tx: Tx, now: string, order_ids: readonly string[]): Promise<void> {
  await tx.run(
    hot`select 1 from marketplaces.pulled where order_id = any(${order_ids}::uuid[]) order by channel_id, external_no for update`,
  )
  const told = await tx.rows<{ connection_id: string; refund_no: string; order_id: string; amount_minor: number }>(hot`
    select r.connection_id, r.refund_no, p.order_id, r.amount_minor
    from marketplaces.pulled p join marketplaces.refunds r on r.channel_id = p.channel_id and r.external_no = p.external_no
    where p.order_id = any(${order_ids}::uuid[]) and r.state = 'done' and (r.effect is null or r.effect like 'held%') order by r.modified_at, r.refund_no`)
  // One after the other: what one closes the next finds closed.
  for (const { connection_id, refund_no, ...one } of told)
    if ((await settleByPlatform(tx, now, [one])).size > 0)
      await tx.run(hot`
        update marketplaces.refunds set effect = 'given_back_here' where connection_id = ${connection_id} and refund_no = ${refund_no}`)
}

function decideRefund(
  refund: RefundTold,
  row: Pulled | undefined,
  totals: ReadonlyMap<string, number>,
  is_ours: boolean,
): { change: Change | null; effect: string | null } {
  if (!row) return { change: null, effect: 'order_unknown' }
  if (row.state !== 'placed') return { change: null, effect: 'order_waits' }
  const remark = (what: Remark['what']): Remark => ({
    at: refund.modified_at,
    what,
    detail: `${refund.refund_no} ${refund.reason ?? refund.platform_status}`.slice(0, 200),
  })
  const held = isHeldFor(row.remarks)
  if (refund.state === 'done') {
    if (refund.amount_minor >= (totals.get(row.order_id!) ?? Number.POSITIVE_INFINITY))
      return { change: { remark: remark('refund_done'), act: 'cancel' }, effect: 'canceled' }
    if (is_ours) return { change: { remark: remark('refund_done'), act: null }, effect: 'given_back_here' }
    // A part was paid back: which goods must not leave, a person decides.
    return { change: { remark: remark('refund_done'), act: held ? null : 'hold' }, effect: held ? null : 'held' }
  }
  if (open.includes(refund.state))
    return held === 'refund_asked'
      ? { change: null, effect: 'held' }
      : { change: { remark: remark('refund_asked'), act: 'hold' }, effect: 'held' }
  if (refund.state === 'closed' && held === 'refund_asked')
    return { change: { remark: remark('refund_closed'), act: 'release' }, effect: 'released' }
  return { change: null, effect: null }
}
