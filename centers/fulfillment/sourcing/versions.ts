import { listCarriers } from '#centers/carriers/agreements/read.ts'
import { listChannels } from '#centers/channels/read.ts'
import { listNodes } from '#centers/inventory/read.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { json, lockRows, sql, type Tx } from '#core/sql.ts'
import type { publishStatuses, RuleContent, RuleItem, saveRuleStatuses } from './model.ts'
import { dropRuleCache } from './read.ts'

export type SaveRuleStatus = (typeof saveRuleStatuses)[number]
export type PublishStatus = (typeof publishStatuses)[number]

/** Saves rules, each as a new version; what is live stays live until the new one is published. */
export async function saveRules(
  tx: Tx,
  by: By,
  now: string,
  items: readonly RuleItem[],
): Promise<(Outcome<SaveRuleStatus> & { version_no?: number })[]> {
  await tx.run(sql`lock table fulfillment.rules in share row exclusive mode`)
  const rows = await tx.rows<{ rule_id: string; name: RuleItem['name']; last_version: number; content: RuleContent }>(sql`
    select r.rule_id, r.name, r.last_version, v.content from fulfillment.rules r
    join fulfillment.rule_versions v on v.rule_id = r.rule_id and v.version_no = r.last_version where r.rule_id = any(${column(items, 'rule_id')}::text[])`)
  const known = new Map(rows.map((row) => [row.rule_id, row]))
  const there = {
    channels: new Set(column(await listChannels(tx), 'id')),
    nodes: new Set(column(await listNodes(tx), 'id')),
    carriers: new Set(column(await listCarriers(tx), 'carrier_id')),
  }
  const saved: (RuleItem & { version_no: number; before: RuleContent | null })[] = []
  const outcomes = items.map((item) => {
    const { rule_id: id, name, base_version, content } = item
    const before = known.get(id)
    if (before && same(before.content, content) && same(before.name, name))
      return { id, status: 'already_saved' as const, version_no: before.last_version }
    if ((before?.last_version ?? null) !== base_version)
      return {
        id,
        status: 'version_moved' as const,
        detail: before
          ? `Version ${before.last_version} was saved meanwhile: load it and change it again.`
          : 'There is no such rule to change: base_version is null for a new one.',
      }
    const fault = judgeContent(content, there)
    if (fault) return { id, ...fault }
    const version_no = (before?.last_version ?? 0) + 1
    saved.push({ ...item, version_no, before: before?.content ?? null })
    known.set(id, { rule_id: id, name, last_version: version_no, content })
    return { id, status: 'saved' as const, version_no }
  })
  await tx.run(sql`
    insert into fulfillment.rules (rule_id, name, last_version, changed_at)
    select rule_id, name, version_no, ${now} from jsonb_to_recordset(${json(saved)}::jsonb) as s (rule_id text, name jsonb, version_no integer)
    on conflict (rule_id) do update set name = excluded.name, last_version = excluded.last_version, changed_at = excluded.changed_at`)
  await tx.run(sql`
    insert into fulfillment.rule_versions (rule_id, version_no, content, saved_by, saved_at)
    select rule_id, version_no, content, ${by.name}, ${now} from jsonb_to_recordset(${json(saved)}::jsonb) as s (rule_id text, version_no integer, content jsonb)`)
  await recordChanges(
    tx,
    by,
    now,
    saved.map(({ rule_id, before, content, version_no }) => ({
      subject: 'fulfillment.rule',
      subject_id: rule_id,
      action: 'saved',
      before,
      after: { version_no, ...content },
    })),
  )
  return outcomes
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : value && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => [key, sorted(one)]),
        )
      : value

/** What a rule names must exist, and once. The first fault wins. */
export function judgeContent(
  content: RuleContent,
  there: { channels: ReadonlySet<string>; nodes: ReadonlySet<string>; carriers: ReadonlySet<string> },
): { status: SaveRuleStatus; detail: string } | null {
  const missing = (ids: readonly string[], known: ReadonlySet<string>) => ids.find((id) => !known.has(id))
  const channel = missing(content.channel_ids, there.channels)
  if (channel) return { status: 'channel_not_found', detail: `channel_ids: there is no channel ${channel}.` }
  const node = missing([...content.excluded_node_ids, ...column(content.node_minor, 'node_id')], there.nodes)
  if (node) return { status: 'node_not_found', detail: `excluded_node_ids, node_minor: there is no node ${node}.` }
  const carrier = missing(content.carrier_ids, there.carriers)
  if (carrier) return { status: 'carrier_not_found', detail: `carrier_ids: there is no carrier ${carrier}.` }
  for (const names of [column(content.node_minor, 'node_id'), column(content.kind_minor, 'kind')])
    if (new Set(names).size < names.length) return { status: 'repeated', detail: 'node_minor, kind_minor: name each once.' }
  return null
}

export interface Publication {
  /** The rule. */
  id: string
  version_no: number
}

/** Lets versions go live, each for the channels it names. A version is replayed over the past before: who publishes has seen what it would have cost. */
export async function publishRules(tx: Tx, by: By, now: string, publications: readonly Publication[]): Promise<Outcome<PublishStatus>[]> {
  await tx.run(sql`lock table fulfillment.rules in share row exclusive mode`)
  const outcomes: Outcome<PublishStatus>[] = []
  for (const { id, version_no } of publications) outcomes.push(await publishRule(tx, by, now, id, version_no))
  tx.afterCommit(dropRuleCache)
  return outcomes
}

async function publishRule(tx: Tx, by: By, now: string, id: string, version_no: number): Promise<Outcome<PublishStatus>> {
  const rule = await tx.row<{ live_version: number | null }>(sql`select live_version from fulfillment.rules where rule_id = ${id}`)
  if (!rule) return { id, status: 'rule_not_found', detail: 'There is no such rule.' }
  if (rule.live_version === version_no) return { id, status: 'already_live' }
  const version = await tx.row<{ content: RuleContent }>(
    sql`select content from fulfillment.rule_versions where rule_id = ${id} and version_no = ${version_no}`,
  )
  if (!version) return { id, status: 'version_not_found', detail: `version_no: the rule has no version ${version_no}.` }
  const { channel_ids } = version.content
  if (channel_ids.length === 0) return { id, status: 'channel_needed', detail: 'channel_ids: name the channels whose orders it sources.' }
  const taken = await tx.row<{ channel_id: string; rule_id: string }>(
    sql`select channel_id, rule_id from fulfillment.rule_channels where channel_id = any(${channel_ids}::text[]) and rule_id <> ${id} order by channel_id limit 1`,
  )
  if (taken)
    return {
      id,
      status: 'channel_taken',
      detail: `channel_ids: ${taken.channel_id} is sourced by ${taken.rule_id}: take it out there first.`,
    }
  const rehearsed = await tx.row(sql`
    select 1 as one from fulfillment.runs where rule_id = ${id} and version_no = ${version_no} and kind = 'replay' and state = 'done' limit 1`)
  if (!rehearsed)
    return { id, status: 'not_rehearsed', detail: 'Replay this version over a past period first, and look at what it would have cost.' }
  await tx.run(sql`delete from fulfillment.rule_channels where rule_id = ${id}`)
  await tx.run(sql`insert into fulfillment.rule_channels (channel_id, rule_id) select unnest(${channel_ids}::text[]), ${id}`)
  await tx.run(sql`
    update fulfillment.rule_versions set retired_at = ${now} where rule_id = ${id} and version_no = ${rule.live_version} and retired_at is null`)
  await tx.run(sql`
    update fulfillment.rule_versions set published_by = ${by.name}, published_at = ${now}, retired_at = null where rule_id = ${id} and version_no = ${version_no}`)
  await tx.run(sql`update fulfillment.rules set live_version = ${version_no}, changed_at = ${now} where rule_id = ${id}`)
  const change = { subject: 'fulfillment.rule', subject_id: id, action: 'published' }
  await recordChanges(tx, by, now, [{ ...change, before: { version_no: rule.live_version }, after: { version_no, channel_ids } }])
  return { id, status: 'published' }
}

/** Takes rules off: orders of their channels go where their stock is reserved, as without a rule. */
export async function retireRules(
  tx: Tx,
  by: By,
  now: string,
  ids: readonly string[],
): Promise<Outcome<'retired' | 'already_retired' | 'rule_not_found'>[]> {
  const rows = await lockRows<{ rule_id: string; live_version: number | null }>(
    tx,
    sql`select rule_id, live_version from fulfillment.rules where rule_id = any(${ids}::text[])`,
    sql`rule_id`,
  )
  const known = new Map(rows.map((row) => [row.rule_id, row]))
  const going = [...new Set(ids)].filter((id) => known.get(id)?.live_version)
  await tx.run(sql`delete from fulfillment.rule_channels where rule_id = any(${going}::text[])`)
  await tx.run(sql`
    update fulfillment.rule_versions v set retired_at = ${now} from fulfillment.rules r
    where r.rule_id = any(${going}::text[]) and v.rule_id = r.rule_id and v.version_no = r.live_version`)
  await tx.run(sql`update fulfillment.rules set live_version = null, changed_at = ${now} where rule_id = any(${going}::text[])`)
  await recordChanges(
    tx,
    by,
    now,
    going.map((id) => ({ subject: 'fulfillment.rule', subject_id: id, action: 'retired', before: known.get(id), after: null })),
  )
  tx.afterCommit(dropRuleCache)
  return ids.map((id) =>
    going.includes(id)
      ? { id, status: 'retired' }
      : known.has(id)
        ? { id, status: 'already_retired' }
        : { id, status: 'rule_not_found', detail: 'There is no such rule.' },
  )
}
