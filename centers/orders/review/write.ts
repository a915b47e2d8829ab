import { readChannels } from '#centers/channels/read.ts'
import { findSkus } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, json, type Reader, sql, type Tx } from '#core/sql.ts'
import { type Closing, closeAbnormals, goOn, largestBatch, readOpen, stopsParts, writeFindings } from '../abnormal/write.ts'
import { findLines, findOrders, findPaid } from '../find.ts'
import type { Order } from '../model.ts'
import { lockStages, rule } from '../stages.ts'
import type { BlackListed, Reviewed, Rule, RuleItem } from './model.ts'
import { dropReviewCache, judgeOrders, listRules, reviewedOf } from './read.ts'
import { faultOf, labelOf, tidied } from './rules.ts'

export type SaveRuleStatus = 'saved' | 'already_saved' | 'moved_on' | 'rule_wrong' | 'twice_in_batch'

/** Saves rules, each as a new version; what stands already stays. A rule somebody else changed meanwhile is refused: read it again first. */
export async function saveRules(tx: Tx, by: By, now: string, items: readonly RuleItem[]): Promise<Outcome<SaveRuleStatus>[]> {
  // One writer of rules at a time: there are few, and a new version must follow the one it was made from.
  await tx.run(sql`lock table orders.review_rules in share row exclusive mode`)
  const before = new Map((await listRules(tx)).map((one) => [one.rule_id, one]))
  const seen = new Set<string>()
  const changed: { item: RuleItem; version: number; was: Rule | undefined }[] = []
  const outcomes = items.map((item): Outcome<SaveRuleStatus> => {
    const id = item.rule_id
    if (seen.has(id)) return { id, status: 'twice_in_batch', detail: 'rule_id: it stands twice in this call.' }
    seen.add(id)
    const fault = faultOf(item)
    if (fault) return { id, status: 'rule_wrong', detail: fault }
    const was = before.get(id)
    if (was && contentOf(was) === contentOf(item)) return { id, status: 'already_saved' }
    if ((was?.version ?? 0) !== item.version)
      return { id, status: 'moved_on', detail: `version: the rule is at version ${was?.version ?? 0} now; read it again.` }
    changed.push({ item, version: item.version + 1, was })
    return { id, status: 'saved' }
  })
  await tx.run(sql`
    insert into orders.review_rules (rule_id, version, name, enabled, position, conditions, action, reason, hold_hours, urgent, value, saved_at, saved_by)
    select rule_id, version, name, enabled, position, conditions, action, reason, hold_hours, urgent, value, ${now}::timestamptz, ${by.name}::text
    from jsonb_to_recordset(${json(changed.map(({ item, version }) => ({ ...item, version })))}::jsonb) as r (rule_id text, version integer, name jsonb, enabled boolean,
      position integer, conditions jsonb, action text, reason text, hold_hours numeric, urgent boolean, value text)`)
  await recordChanges(
    tx,
    by,
    now,
    changed.map(({ item, was, version }) => ({
      subject: 'orders.review_rule',
      subject_id: item.rule_id,
      action: 'saved',
      before: was ? JSON.parse(contentOf(was)) : null,
      after: { ...JSON.parse(contentOf(item)), version },
    })),
  )
  tx.afterCommit(dropReviewCache)
  return outcomes
}

/** Everything a rule says; its keys in one order, as JSON of the database has another. */
const contentOf = ({ name, enabled, position, conditions, action, reason, hold_hours, urgent, value }: RuleItem): string =>
  JSON.stringify({
    name: { zh: name.zh, en: name.en },
    ...{
      enabled,
      position,
      conditions: conditions.map(({ fact, op, value }) => ({ fact, op, value })),
      action,
      reason,
      hold_hours,
      urgent,
      value,
    },
  })

/** What rules make of orders that are written down already. */
export const judgeWritten = async (db: Reader, orders: readonly Order[]) => judgeAs(db, orders, await findPaid(db, orders))

async function judgeAs(db: Reader, orders: readonly Order[], paid: ReadonlyMap<string, number>, draft?: readonly Rule[]) {
  const lines = await findLines(db, column(orders, 'id'))
  const linesOf = groupBy(lines, ({ order_id }) => order_id)
  const reviewed = orders.map(
    (order): Reviewed => reviewedOf(order, linesOf.get(order.id) ?? [], (paid.get(order.id) ?? 0) >= order.total_minor),
  )
  return judgeOrders(db, reviewed, draft)
}

export type RerunStatus = 'approved' | 'still_held' | 'already_approved' | 'order_not_found' | 'state_forbids'

/**
 * Asks the rules again about orders that wait: what a rule had found and none finds any more is closed, what is newly found is added, and an order nothing
 * holds goes on. Reasons that people or other centers gave stay.
 */
export async function rerunRules(tx: Tx, now: string, ids: readonly string[]): Promise<Outcome<RerunStatus>[]> {
  assert(ids.length <= largestBatch, `at most ${largestBatch} orders in one call`)
  const own = [...new Set(ids)]
  const stages = await lockStages(tx, own)
  const groups = groupBy(stages, ({ order_id }) => order_id)
  const waiting = own.filter((id) => groups.get(id)?.some(({ state }) => state === 'held'))
  const [orders, held] = await Promise.all([findOrders(tx, waiting), readOpen(tx, waiting)])
  const verdicts = await judgeWritten(tx, orders)
  const open = groupBy(held, ({ order_id }) => order_id!)
  const closings: Closing[] = []
  const added: Parameters<typeof writeFindings>[3][number][] = []
  const going = new Map<string, string | null>()
  for (const { id, channel_id, organization_id, external_no } of orders) {
    const verdict = verdicts.get(id)!
    const found = new Set<string>(verdict.findings.map(({ reason }) => reason))
    const before = open.get(id) ?? []
    const over = before.filter(({ rule_id, reason }) => rule_id !== null && !found.has(reason))
    // What has gone on already is not stopped by asking again.
    const whole = groups.get(id)!.every(({ state }) => state === 'held' || state === 'canceled')
    const fresh = whole ? verdict.findings.filter(({ reason }) => !before.some((one) => one.reason === reason)) : []
    for (const { abnormal_id } of over) closings.push({ abnormal_id, how: 'rules', note: verdict.rule })
    added.push({ order_id: id, channel_id, organization_id, external_no, verdict: { findings: fresh, marks: verdict.marks } })
    // What somebody holds without a reason in the pool is his to let go.
    if (over.length > 0 && stopsParts(before.filter((one) => !over.includes(one))) && fresh.length === 0) going.set(id, verdict.rule)
  }
  await closeAbnormals(tx, rule, now, closings)
  await writeFindings(tx, rule, now, added)
  await goOn(tx, rule, now, stages, going, null)
  return ids.map((id) => {
    const states = groups.get(id)
    if (!states) return { id, status: 'order_not_found', detail: 'There is no such order.' }
    if (going.has(id)) return { id, status: 'approved' }
    if (waiting.includes(id))
      return {
        id,
        status: 'still_held',
        detail:
          verdicts
            .get(id)
            ?.findings.map(({ reason }) => reason)
            .join(', ') || 'Somebody holds it.',
      }
    return { id, status: 'already_approved' }
  })
}

export interface DryRun {
  orders: number
  approved: number
  held: number
  /** How many other orders would be held, and how many fewer, than by the rules that count now. */
  newly_held: number
  no_longer_held: number
  by_rule: { rule: string; orders: number }[]
  by_reason: { reason: string; orders: number }[]
  samples: {
    id: string
    order_no: string
    channel_id: string
    total_minor: number
    currency: string
    placed_at: string
    was: string
    would: string
    changed: boolean
  }[]
}

/** What rules would have made of past orders, beside what those that count now make of them. Changes nothing. */
export async function dryRun(db: Reader, now: string, ids: readonly string[], drafts: readonly RuleItem[]): Promise<DryRun> {
  const kept = await listRules(db)
  const drafted = new Map(
    drafts.map((one): [string, Rule] => [one.rule_id, { ...one, version: one.version + 1, saved_at: now, saved_by: '' }]),
  )
  const asked = [...kept.filter(({ rule_id }) => !drafted.has(rule_id)), ...drafted.values()]
    .filter(({ enabled }) => enabled)
    .sort((a, b) => a.position - b.position || (a.rule_id < b.rule_id ? -1 : 1))
  const answer: DryRun = { orders: 0, approved: 0, held: 0, newly_held: 0, no_longer_held: 0, by_rule: [], by_reason: [], samples: [] }
  const [rules, reasons] = [new Map<string, number>(), new Map<string, number>()]
  const add = (to: Map<string, number>, key: string) => to.set(key, (to.get(key) ?? 0) + 1)
  for (let at = 0; at < ids.length; at += largestBatch) {
    const orders = await findOrders(db, ids.slice(at, at + largestBatch))
    const paid = await findCameIn(db, column(orders, 'id'))
    const [was, would] = [await judgeAs(db, orders, paid), await judgeAs(db, orders, paid, asked)]
    for (const { id, order_no, channel_id, total_minor, currency, placed_at } of orders) {
      const [before, after] = [was.get(id)!, would.get(id)!]
      const changed = before.to !== after.to
      answer.orders++
      answer[after.to]++
      if (changed) answer[after.to === 'held' ? 'newly_held' : 'no_longer_held']++
      for (const one of [...after.findings, ...after.marks]) if (one.rule_id) add(rules, labelOf(one))
      for (const { reason } of after.findings) add(reasons, reason)
      if (answer.samples.length < 50 && (changed || after.to === 'held'))
        answer.samples.push({ id, order_no, channel_id, total_minor, currency, placed_at, was: before.rule, would: after.rule, changed })
    }
  }
  const sorted = (from: Map<string, number>) => [...from].sort((a, b) => b[1] - a[1])
  answer.by_rule = sorted(rules).map(([rule, orders]) => ({ rule, orders }))
  answer.by_reason = sorted(reasons).map(([reason, orders]) => ({ reason, orders }))
  return answer
}

/** What came in for orders of the past: what is in their accounts now became sales or went back. */
async function findCameIn(db: Reader, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.rows<{ order_id: string; came: number }>(hot`
    select order_id, sum(amount_minor)::bigint as came from payments.payments where order_id = any(${ids}::uuid[]) and direction = 'in' group by order_id`)
  return new Map(rows.map(({ order_id, came }) => [order_id, came]))
}

export type ListStatus =
  | 'saved'
  | 'removed'
  | 'already_saved'
  | 'already_removed'
  | 'value_missing'
  | 'unknown_sku'
  | 'unknown_channel'
  | 'twice_in_batch'

/** Puts people, phones and places on the black list, or takes them off. */
export async function saveBlackList(
  tx: Tx,
  by: By,
  now: string,
  items: readonly (BlackListed & { removed?: boolean | undefined })[],
): Promise<Outcome<ListStatus>[]> {
  const asked = items.map((item) => ({ ...item, value: tidied(item) }))
  const keyOf = ({ kind, value }: Pick<BlackListed, 'kind' | 'value'>) => `${kind}:${value}`
  const before = new Map(
    (
      await tx.rows<BlackListed>(
        sql`select kind, value, why from orders.black_list where value = any(${column(asked, 'value')}::text[]) order by kind, value for update`,
      )
    ).map((row) => [keyOf(row), row]),
  )
  const seen = new Set<string>()
  const changed: typeof asked = []
  const outcomes = asked.map((item): Outcome<ListStatus> => {
    const id = keyOf(item)
    if (!item.value || (item.kind === 'address' && item.value.length < 4))
      return { id, status: 'value_missing', detail: 'value: nothing to compare is left; of an address give at least four characters.' }
    if (seen.has(id)) return { id, status: 'twice_in_batch', detail: 'value: it stands twice in this call.' }
    seen.add(id)
    const was = before.get(id)
    if (item.removed) {
      if (!was) return { id, status: 'already_removed' }
    } else if (was?.why === item.why) return { id, status: 'already_saved' }
    changed.push(item)
    return { id, status: item.removed ? 'removed' : 'saved' }
  })
  const kept = changed.filter(({ removed }) => !removed)
  const gone = changed.filter(({ removed }) => removed)
  await tx.run(hot`
    insert into orders.black_list (kind, value, why, added_at, added_by)
    select kind, value, why, ${now}::timestamptz, ${by.name}::text from unnest(${column(kept, 'kind')}::text[], ${column(kept, 'value')}::text[], ${column(kept, 'why')}::text[]) as b (kind, value, why)
    on conflict (kind, value) do update set why = excluded.why, added_at = excluded.added_at, added_by = excluded.added_by`)
  await tx.run(hot`
    delete from orders.black_list b using unnest(${column(gone, 'kind')}::text[], ${column(gone, 'value')}::text[]) as g (kind, value)
    where b.kind = g.kind and b.value = g.value`)
  await recordChanges(
    tx,
    by,
    now,
    changed.map((item) => ({
      subject: 'orders.black_list',
      subject_id: keyOf(item),
      action: item.removed ? 'removed' : 'saved',
      before: before.get(keyOf(item)) ?? null,
      after: item.removed ? null : { why: item.why },
    })),
  )
  tx.afterCommit(dropReviewCache)
  return outcomes
}

export interface FloorItem {
  sku_id: string
  /** A channel, or `*` for all in CNY without a line of their own. */
  channel_id: string
  /** Null takes the floor away. */
  floor_minor: number | null
}

/** Sets what a piece may cost at least. */
export async function saveFloors(tx: Tx, by: By, now: string, items: readonly FloorItem[]): Promise<Outcome<ListStatus>[]> {
  const keyOf = ({ sku_id, channel_id }: Pick<FloorItem, 'sku_id' | 'channel_id'>) => `${sku_id}:${channel_id}`
  const sku_ids = [...new Set(column(items, 'sku_id'))]
  const [channels, skus, floors] = await Promise.all([
    readChannels(tx),
    findSkus(tx, sku_ids),
    tx.rows<FloorItem>(
      sql`select sku_id, channel_id, floor_minor from orders.price_floors where sku_id = any(${sku_ids}::text[]) order by sku_id, channel_id for update`,
    ),
  ])
  const known = new Set(column(skus, 'sku_id'))
  const before = new Map(floors.map((row) => [keyOf(row), row.floor_minor]))
  const seen = new Set<string>()
  const changed: FloorItem[] = []
  const outcomes = items.map((item): Outcome<ListStatus> => {
    const id = keyOf(item)
    if (!known.has(item.sku_id)) return { id, status: 'unknown_sku', detail: `sku_id: there is no SKU ${item.sku_id}.` }
    if (item.channel_id !== '*' && !channels.has(item.channel_id))
      return { id, status: 'unknown_channel', detail: `channel_id: there is no channel ${item.channel_id}.` }
    if (seen.has(id)) return { id, status: 'twice_in_batch', detail: 'sku_id: it stands twice in this call.' }
    seen.add(id)
    if ((before.get(id) ?? null) === item.floor_minor)
      return { id, status: item.floor_minor === null ? 'already_removed' : 'already_saved' }
    changed.push(item)
    return { id, status: item.floor_minor === null ? 'removed' : 'saved' }
  })
  const kept = changed.filter(({ floor_minor }) => floor_minor !== null)
  const gone = changed.filter(({ floor_minor }) => floor_minor === null)
  await tx.run(hot`
    insert into orders.price_floors (sku_id, channel_id, floor_minor, saved_at, saved_by)
    select sku_id, channel_id, floor_minor, ${now}::timestamptz, ${by.name}::text
    from unnest(${column(kept, 'sku_id')}::text[], ${column(kept, 'channel_id')}::text[], ${column(kept, 'floor_minor')}::bigint[]) as f (sku_id, channel_id, floor_minor)
    on conflict (sku_id, channel_id) do update set floor_minor = excluded.floor_minor, saved_at = excluded.saved_at, saved_by = excluded.saved_by`)
  await tx.run(hot`
    delete from orders.price_floors f using unnest(${column(gone, 'sku_id')}::text[], ${column(gone, 'channel_id')}::text[]) as g (sku_id, channel_id)
    where f.sku_id = g.sku_id and f.channel_id = g.channel_id`)
  await recordChanges(
    tx,
    by,
    now,
    changed.map((item) => ({
      subject: 'orders.price_floor',
      subject_id: keyOf(item),
      action: item.floor_minor === null ? 'removed' : 'saved',
      before: { floor_minor: before.get(keyOf(item)) ?? null },
      after: { floor_minor: item.floor_minor },
    })),
  )
  return outcomes
}
