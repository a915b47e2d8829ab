import { readChannels } from '#centers/channels/read.ts'
import type { Consumer } from '#core/events.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import { rule } from '../stages.ts'
import { type Abnormal, abnormalReasons, type Finding, type Reason } from './model.ts'
import { closeAbnormals, writeFindings, writeIntake } from './write.ts'

interface Moved {
  id: string
  from: string
  to: string
  passed: string[]
}

/** The pool follows what other centers do to orders: what they stop comes in, what goes on without the pool leaves it. */
export const abnormalConsumers: readonly Consumer[] = [
  {
    name: 'orders.pool_orders',
    topics: ['orders.moved'],
    rest_ms: 500,
    handle: async (tx, events, now) => {
      const moved = events.map(({ item }) => item as Moved)
      await takeIn(
        tx,
        now,
        idsOf(moved, ({ to }) => to === 'held'),
      )
      await letGo(
        tx,
        now,
        idsOf(moved, ({ from, to, passed }) => from === 'held' || to === 'canceled' || (passed ?? []).includes('held')),
      )
    },
  },
  {
    // What a platform told and is no order yet; without reasons it waits no longer.
    name: 'orders.pool_intake',
    topics: ['marketplaces.waiting'],
    rest_ms: 500,
    handle: async (tx, events, now) => {
      const told = events.map(({ item }) => item as { channel_id: string; external_no: string; reasons: string[]; detail?: string | null })
      const last = new Map(told.map((one) => [`${one.channel_id} ${one.external_no}`, one]))
      const channels = await readChannels(tx)
      const known = [...last.values()].flatMap((one) => {
        const channel = channels.get(one.channel_id)
        const reasons = one.reasons.filter((reason): reason is Reason => (abnormalReasons as string[]).includes(reason))
        return channel ? [{ ...one, detail: one.detail ?? null, reasons, organization_id: channel.organization_id }] : []
      })
      await writeIntake(tx, rule, now, known)
    },
  },
]

const idsOf = (moved: readonly Moved[], fits: (one: Moved) => boolean): string[] => [...new Set(column(moved.filter(fits), 'id'))]

/** Orders somebody else stopped, that stand in the pool for nothing yet. */
async function takeIn(tx: Tx, now: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await tx.rows<{
    order_id: string
    channel_id: string
    organization_id: string
    external_no: string | null
    by: string
    reason: string | null
  }>(hot`
    select distinct on (s.order_id) s.order_id, s.channel_id, s.organization_id, o.external_no, e.by, e.reason
    from orders.stages s join orders.orders o on o.id = s.order_id
      join orders.entries e on e.order_id = s.order_id and e.group_no = s.group_no and e.entry_no = s.entry_no
    where s.order_id = any(${ids}::uuid[]) and s.state = 'held'
      and not exists (select from orders.abnormals a where a.order_id = s.order_id and a.status = 'open')
    order by s.order_id, e.happened_at desc`)
  for (const [by, own] of groupBy(rows, ({ by }) => by))
    await writeFindings(
      tx,
      by,
      now,
      own.map(({ reason, ...of }) => ({ ...of, verdict: { findings: [findingOf(reason)], marks: [] } })),
    )
}

/** Why somebody stopped it, from what he wrote into its history. */
function findingOf(reason: string | null): Finding {
  const known: Record<string, Reason> = {
    no_node_fits: 'no_node_fits',
    refused_by_node: 'node_refused',
    unpaid: 'unpaid',
    address_missing: 'address_missing',
  }
  const code = reason?.split(':')[0]?.trim() ?? ''
  const typed = code === 'short_pick' ? 'stock_short' : known[code]
  const detail = code === 'short_pick' ? (reason!.split(':')[1]?.trim() ?? null) : typed ? null : reason
  return { reason: typed ?? 'held_by_hand', detail, rule_id: null, rule_version: null }
}

async function letGo(tx: Tx, now: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await tx.rows<Pick<Abnormal, 'abnormal_id'>>(hot`
    select a.abnormal_id from orders.abnormals a
    where a.order_id = any(${ids}::uuid[]) and a.status = 'open'
      and not exists (select from orders.stages s where s.order_id = a.order_id and s.state in ('placed', 'held')
        and (a.part_no is null or exists (select from orders.lines l where l.order_id = s.order_id and l.group_no = s.group_no and l.part_no = a.part_no)))
    order by a.abnormal_id for update`)
  await closeAbnormals(
    tx,
    rule,
    now,
    rows.map(({ abnormal_id }) => ({ abnormal_id, how: 'left', note: null })),
  )
}
