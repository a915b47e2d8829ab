import { listChannels } from '#centers/channels/read.ts'
import { readNodes } from '#centers/inventory/read.ts'
import { type Allocation, fillOrders, type Part, waitingLines } from '#centers/orders/allocation.ts'
import { lockStages, rule as theRule } from '#centers/orders/stages.ts'
import { findLines, findOrders } from '#centers/orders/write.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce, type Event } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { claim, type Db, hot, json, sql, type Tx } from '#core/sql.ts'
import { retryStranded } from '../sourcing/write.ts'
import type { Fill, FillRuleItem } from './model.ts'
import { decideWaiting, listFillRules, skusWaitedFor } from './read.ts'
import type { Decision } from './rules.ts'

/** Orders one commit gives goods to. */
const largestBatch = 500

// --- Rules

export type SaveFillRuleStatus = 'channel_not_found' | 'node_not_found' | 'already_saved' | 'saved'
const keyOf = ({ channel_id, node_id }: { channel_id: string; node_id: string }): string => `${channel_id}~${node_id}`

/** Saves how waiting lines get what comes, one rule for each channel and node. What waits is looked at again at once. */
export async function saveFillRules(tx: Tx, by: By, now: string, rules: readonly FillRuleItem[]): Promise<Outcome<SaveFillRuleStatus>[]> {
  await tx.run(sql`lock table fulfillment.fill_rules in share row exclusive mode`)
  const known = new Map((await listFillRules(tx)).map((rule) => [keyOf(rule), rule]))
  const [channels, nodes] = [new Set(column(await listChannels(tx), 'id')), await readNodes(tx)]
  const saved = new Map<string, FillRuleItem>()
  const outcomes = rules.map((rule): Outcome<SaveFillRuleStatus> => {
    const { channel_id, node_id } = rule
    const id = keyOf(rule)
    if (channel_id !== '' && !channels.has(channel_id))
      return { id, status: 'channel_not_found', detail: `channel_id: there is no channel ${channel_id}.` }
    if (node_id !== '' && !nodes.has(node_id)) return { id, status: 'node_not_found', detail: `node_id: there is no node ${node_id}.` }
    const before = saved.get(id) ?? known.get(id)
    if (before && same(before, rule)) return { id, status: 'already_saved' }
    saved.set(id, rule)
    return { id, status: 'saved' }
  })
  await tx.run(sql`
    insert into fulfillment.fill_rules (channel_id, node_id, first, other_nodes, parts, by_hand, changed_by, changed_at)
    select channel_id, node_id, array(select jsonb_array_elements_text(first)), other_nodes, parts, by_hand, ${by.name}, ${now}
    from jsonb_to_recordset(${json([...saved.values()])}::jsonb) as r (channel_id text, node_id text, first jsonb, other_nodes boolean, parts boolean, by_hand boolean)
    on conflict (channel_id, node_id) do update set first = excluded.first, other_nodes = excluded.other_nodes, parts = excluded.parts,
      by_hand = excluded.by_hand, changed_by = excluded.changed_by, changed_at = excluded.changed_at`)
  await recordChanges(
    tx,
    by,
    now,
    [...saved].map(([id, after]) => ({
      subject: 'fulfillment.fill_rule',
      subject_id: id,
      action: 'saved',
      before: known.get(id) ?? null,
      after,
    })),
  )
  if (saved.size > 0) await wantFills(tx, now, await skusWaitedFor(tx, null))
  return outcomes
}

const same = (a: FillRuleItem, b: FillRuleItem): boolean =>
  a.first.join() === b.first.join() && a.other_nodes === b.other_nodes && a.parts === b.parts && a.by_hand === b.by_hand

/** Takes rules away; the next closest one holds. */
export async function dropFillRules(
  tx: Tx,
  by: By,
  now: string,
  keys: readonly { channel_id: string; node_id: string }[],
): Promise<Outcome<'rule_not_found' | 'dropped'>[]> {
  const gone = await tx.rows<FillRuleItem>(sql`
    delete from fulfillment.fill_rules r using unnest(${column(keys, 'channel_id')}::text[], ${column(keys, 'node_id')}::text[]) as k (channel_id, node_id)
    where r.channel_id = k.channel_id and r.node_id = k.node_id returning r.channel_id, r.node_id, r.first, r.other_nodes, r.parts, r.by_hand`)
  const dropped = new Set(gone.map(keyOf))
  await recordChanges(
    tx,
    by,
    now,
    gone.map((before) => ({ subject: 'fulfillment.fill_rule', subject_id: keyOf(before), action: 'dropped', before, after: null })),
  )
  if (gone.length > 0) await wantFills(tx, now, await skusWaitedFor(tx, null))
  return keys.map((key) =>
    dropped.has(keyOf(key))
      ? { id: keyOf(key), status: 'dropped' }
      : { id: keyOf(key), status: 'rule_not_found', detail: 'There is no rule of its own for this channel and node.' },
  )
}

// --- Who goes first

export interface UrgencyMark {
  /** The order. */
  id: string
  /** Null takes the mark away. */
  reason: string | null
}
export type MarkStatus = 'order_not_found' | 'already_so' | 'marked' | 'unmarked'

/** Marks orders as urgent, or takes the mark away; where the rule says so they get their goods first. */
export async function markUrgent(tx: Tx, by: By, now: string, marks: readonly UrgencyMark[]): Promise<Outcome<MarkStatus>[]> {
  const ids = column(marks, 'id')
  const orders = new Map((await findOrders(tx, ids)).filter((order) => mayTouch(by, order)).map((order) => [order.id, order]))
  const stored = await tx.rows<{ order_id: string; reason: string }>(
    sql`select order_id, reason from fulfillment.urgencies where order_id = any(${ids}::uuid[]) order by order_id for update`,
  )
  const urgent = new Map(stored.map(({ order_id, reason }) => [order_id, reason as string | null]))
  const changed: UrgencyMark[] = []
  const outcomes = marks.map((mark): Outcome<MarkStatus> => {
    const { id, reason } = mark
    if (!orders.has(id)) return { id, status: 'order_not_found', detail: 'There is no such order of yours.' }
    if ((urgent.get(id) ?? null) === reason) return { id, status: 'already_so' }
    urgent.set(id, reason)
    changed.push(mark)
    return { id, status: reason === null ? 'unmarked' : 'marked' }
  })
  const kept = [...new Map(changed.map((mark) => [mark.id, mark])).values()]
  await tx.run(
    sql`delete from fulfillment.urgencies where order_id = any(${column(
      kept.filter(({ reason }) => reason === null),
      'id',
    )}::uuid[])`,
  )
  await tx.run(sql`
    insert into fulfillment.urgencies (order_id, reason, marked_by, marked_at)
    select id, reason, ${by.name}, ${now} from jsonb_to_recordset(${json(kept.filter(({ reason }) => reason !== null))}::jsonb) as m (id uuid, reason text)
    on conflict (order_id) do update set reason = excluded.reason, marked_by = excluded.marked_by, marked_at = excluded.marked_at`)
  await recordChanges(
    tx,
    by,
    now,
    kept.map(({ id, reason }) => ({
      ...{ subject: 'orders.order', subject_id: id, action: reason === null ? 'not_urgent' : 'urgent' },
      ...{ organization_id: orders.get(id)!.organization_id, after: { reason } },
    })),
  )
  return outcomes
}

// --- Goods for those who wait

export type FillStatus = 'order_not_found' | 'not_waiting' | 'in_review' | 'not_enough' | 'stock_moved' | 'filled'

/** Gives goods to these orders now, whatever their rule keeps back and before anybody else who waits. What is not there is said. */
export async function fillByHand(
  tx: Tx,
  by: By,
  now: string,
  acts: readonly { id: string; order_id: string }[],
): Promise<Outcome<FillStatus>[]> {
  const ids = column(acts, 'order_id')
  const stages = await lockStages(tx, ids)
  const lines = await findLines(tx, ids)
  const mine = new Set(stages.filter((stage) => mayTouch(by, stage)).map(({ order_id }) => order_id))
  const waits = lines.filter(({ order_id, stock_from, shipped }) => mine.has(order_id) && stock_from === 'presale' && shipped === 0)
  const asked = new Set(waits.map(({ order_id, line_no }) => `${order_id} ${line_no}`))
  const decisions = await decideWaiting(tx, now, [...new Set(waits.map(({ sku_id }) => sku_id!))], asked)
  const filled = await giveOut(tx, by.name, now, 'given_by_hand', decisions)
  const decisionsOf = groupBy(decisions, ({ line }) => line.order_id)
  return acts.map(({ id, order_id }): Outcome<FillStatus> => {
    if (!mine.has(order_id)) return { id, status: 'order_not_found', detail: 'There is no such order of yours.' }
    const status = filled.get(order_id)
    if (status === 'allocated') return { id, status: 'filled' }
    if (status === 'stock_moved') return { id, status, detail: 'The goods were taken meanwhile: look again.' }
    const own = (decisionsOf.get(order_id) ?? []).filter(({ line }) => asked.has(`${order_id} ${line.line_no}`))
    if (own.length === 0) return { id, status: 'not_waiting', detail: 'Nothing of this order waits for goods.' }
    if (own.every(({ why }) => why === 'in_review')) return { id, status: 'in_review', detail: 'Approve the order first.' }
    return { id, status: 'not_enough', detail: 'The goods are not there: receive or transfer some to the node first.' }
  })
}

/** Notes SKUs of which goods may have come for somebody. A look that is under way ends first, so no arrival is overlooked. */
export async function wantFills(tx: Tx, now: string, sku_ids: readonly string[]): Promise<void> {
  await tx.run(hot`
    insert into fulfillment.fill_wanted (sku_id, asked_at) select sku_id, ${now} from unnest(${[...sku_ids].sort()}::text[]) as s (sku_id) order by sku_id
    on conflict (sku_id) do update set asked_at = excluded.asked_at`)
}

/** Goods that came, were given back or may be sold anew: whoever waits for them is looked at again. Groups that went on are stranded no more. */
export async function noteArrivals(tx: Tx, events: readonly Event[], now: string): Promise<void> {
  const items = events.map(({ topic, item }) => ({ topic, ...(item as { id?: string; sku_id?: string; from?: string; to?: string }) }))
  const moved = items.filter(({ topic, to }) => topic === 'orders.moved' && (to === 'approved' || to === 'canceled'))
  const left = items.filter(({ topic, from }) => topic === 'orders.moved' && from === 'held')
  if (left.length > 0)
    await tx.run(hot`
    delete from fulfillment.stranded x where x.order_id = any(${column(left, 'id')}::uuid[])
      and not exists (select from orders.stages s where s.order_id = x.order_id and s.group_no = x.group_no and s.state = 'held')`)
  const named = items.flatMap(({ topic, sku_id }) => (topic !== 'orders.moved' && sku_id ? [sku_id] : []))
  const of_orders =
    moved.length === 0
      ? []
      : await tx.rows<{ sku_id: string }>(hot`
          select distinct sku_id from orders.lines where order_id = any(${[...new Set(column(moved, 'id'))]}::uuid[]) and sku_id is not null`)
  const whole = items.some(({ topic }) => topic === 'inventory.nodes_saved' || topic === 'inventory.sharing_changed')
  const sku_ids = [...new Set([...named, ...column(of_orders, 'sku_id')])]
  if (whole || sku_ids.length > 0) await wantFills(tx, now, await skusWaitedFor(tx, whole ? null : sku_ids))
}

/** Looks at the SKUs of which goods may have come, a few each commit, until nothing more can be given out; answers how many orders got theirs. */
export async function fillWanted(db: Db, now: string): Promise<number> {
  let filled = 0
  for (let round = 0; round < 20; round++) {
    const wanted = await db.rows<{ sku_id: string }>(hot`select sku_id from fulfillment.fill_wanted order by asked_at, sku_id limit 20`)
    if (wanted.length === 0) break
    const some = column(wanted, 'sku_id')
    filled += await retryStranded(db, now, some)
    const done = await db.tx((tx) => fillClaimed(tx, now, some))
    if (done === null) break
    filled += done
  }
  return filled
}

/** Null when somebody else looks at them already, or stock moved under this look: they stay for the next. */
async function fillClaimed(tx: Tx, now: string, sku_ids: readonly string[]): Promise<number | null> {
  const claimed = column(
    await claim<{ sku_id: string }>(
      tx,
      sql`select sku_id from fulfillment.fill_wanted where sku_id = any(${sku_ids}::text[]) order by sku_id`,
    ),
    'sku_id',
  )
  if (claimed.length === 0) return null
  const decisions = await decideWaiting(tx, now, claimed)
  const filled = await giveOut(tx, theRule, now, 'goods_came', decisions)
  const given = [...filled.values()].filter((status) => status === 'allocated').length
  const again = new Set(
    decisions.filter(({ fills, line }) => fills.length > 0 && filled.get(line.order_id) !== 'allocated').map(({ line }) => line.sku_id),
  )
  await tx.run(hot`delete from fulfillment.fill_wanted where sku_id = any(${claimed.filter((sku_id) => !again.has(sku_id))}::text[])`)
  return again.size > 0 && given === 0 ? null : given
}

/** Carries out what was decided, at most so many orders, and tells it. What changed before the orders were locked is left for the next look. */
async function giveOut(
  tx: Tx,
  by: string,
  now: string,
  reason: string,
  decisions: readonly Decision[],
): Promise<Map<string, 'allocated' | 'stock_moved'>> {
  const given = decisions.filter(({ fills }) => fills.length > 0)
  const ids = [...new Set(given.map(({ line }) => line.order_id))].slice(0, largestBatch)
  if (ids.length === 0) return new Map()
  const stages = await lockStages(tx, ids)
  const lines = await findLines(tx, ids)
  const open = new Map(waitingLines(stages, lines).map((line) => [`${line.order_id} ${line.line_no}`, line]))
  const still = given.filter(
    ({ line }) => open.get(`${line.order_id} ${line.line_no}`)?.quantity === line.quantity && ids.includes(line.order_id),
  )
  const allocations = [...groupBy(still, ({ line }) => line.order_id)].map(
    ([order_id, own]): Allocation => ({
      order_id,
      reason,
      parts: new Map(own.map(({ line, fills }) => [line.line_no, fills.map(partOf)])),
    }),
  )
  const filled = await fillOrders(tx, by, now, newId(Date.parse(now)), stages, lines, allocations)
  await announce(
    tx,
    'fulfillment.filled',
    still
      .filter(({ line }) => filled.get(line.order_id) === 'allocated')
      .flatMap(({ line, fills }) =>
        fills.map(({ place, quantity }) => ({
          id: line.order_id,
          sku_id: line.sku_id,
          quantity,
          node_id: place.node_id,
          channel_id: line.channel_id,
        })),
      ),
    now,
  )
  return filled
}

const partOf = ({ place: { node_id, stock_from }, quantity }: Fill): Part => ({ node_id, stock_from, quantity })
