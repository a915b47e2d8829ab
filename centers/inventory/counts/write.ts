import { applyGranted } from '#centers/approvals/events.ts'
import type { Granted } from '#centers/approvals/model.ts'
import { askApprovals } from '#centers/approvals/write.ts'
import { findSkus } from '#centers/products/read.ts'
import { type By, systemBy } from '#core/audit.ts'
import type { Consumer, Event } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { column, groupBy } from '#core/outcomes.ts'

import { json, lockRows, sql, type Tx } from '#core/sql.ts'
import type { Correction } from '../model.ts'
import type { Move } from '../moves/model.ts'
import { readStock } from '../moves/read.ts'
import { moveStock } from '../moves/write.ts'
import { mayTouchNode, readNodes } from '../read.ts'
import { correctStock } from '../write.ts'
import type { Count, CountLine } from './read.ts'
import { judgeCount, needsApproval } from './rules.ts'

export interface NewCount {
  id: string
  node_id: string
  kind: Count['kind']
  blind: boolean
  sku_ids: readonly string[]
  rule?: string | null
  note?: string | null
}
export type StartStatus = 'id_used_for_another' | 'already_started' | 'unknown_node' | 'unknown_sku' | 'started'
type Answer<Status> = { id: string; status: Status; detail?: string }

/** Opens count sheets. Nothing is locked while people count: what is sold meanwhile is no difference. */
export async function startCounts(tx: Tx, by: By, now: string, counts: readonly NewCount[]): Promise<Answer<StartStatus>[]> {
  const [nodes, skus, before] = await Promise.all([
    readNodes(tx),
    findSkus(tx, [...new Set(counts.flatMap(({ sku_ids }) => sku_ids))]),
    tx.rows<{ id: string; digest: string }>(sql`select id, digest from inventory.counts where id = any(${column(counts, 'id')}::uuid[])`),
  ])
  const known = new Set(column(skus, 'sku_id'))
  const used = new Map(before.map(({ id, digest }) => [id, digest]))
  const digestOf = ({ node_id, sku_ids }: NewCount) => `${node_id} ${[...sku_ids].sort().join()}`
  const outcomes = counts.map((count): Answer<StartStatus> => {
    const { id, node_id, sku_ids } = count
    if (used.has(id))
      return used.get(id) === digestOf(count)
        ? { id, status: 'already_started' }
        : { id, status: 'id_used_for_another', detail: 'This id names another sheet: make a new one.' }
    const node = nodes.get(node_id)
    if (!node || !mayTouchNode(by, node)) return { id, status: 'unknown_node', detail: `There is no node ${node_id} of yours.` }
    const unknown = sku_ids.find((sku_id) => !known.has(sku_id))
    if (unknown) return { id, status: 'unknown_sku', detail: `There is no SKU ${unknown}.` }
    used.set(id, digestOf(count))
    return { id, status: 'started' }
  })
  const started = counts.filter((_, i) => outcomes[i]!.status === 'started')
  await tx.run(sql`
    insert into inventory.counts (id, node_id, kind, blind, rule, note, digest, by_id, by_name, made_at)
    select id, node_id, kind, blind, rule, note, digest, ${by.id}, ${by.name}, ${now}
    from jsonb_to_recordset(${json(started.map((count) => ({ ...count, digest: digestOf(count) })))}::jsonb)
      as c (id uuid, node_id text, kind text, blind boolean, rule text, note text, digest text)`)
  const lines = started.flatMap(({ id, sku_ids }) => [...new Set(sku_ids)].map((sku_id) => ({ id, sku_id })))
  await tx.run(sql`
    insert into inventory.count_lines (count_id, sku_id) select * from unnest(${column(lines, 'id')}::uuid[], ${column(lines, 'sku_id')}::text[])`)
  return outcomes
}

export interface CountRecord {
  /** Made by who counts; the same id again is the same look. */
  id: string
  count_id: string
  sku_id: string
  /** Every piece on the shelf, also those set aside for orders. */
  counted: number
}
export type RecordStatus =
  | 'count_not_found'
  | 'count_is_closed'
  | 'not_on_sheet'
  | 'already_recorded'
  | 'already_settled'
  | 'agrees'
  | 'count_again'
  | 'differs'

/** Takes in what was counted. A first difference asks for a second look; what the books said is kept with the line, from that moment. */
export async function recordCounts(tx: Tx, by: By, now: string, records: readonly CountRecord[]): Promise<Answer<RecordStatus>[]> {
  const { counts, lines } = await lockCounts(tx, by, column(records, 'count_id'))
  const expected = await readShelves(
    tx,
    [...counts.values()].map(({ node_id }) => node_id),
    column(records, 'sku_id'),
  )
  const changed = new Map<string, CountLine & { last_record_id: string | null }>()
  const outcomes = records.map((record): Answer<RecordStatus> => {
    const { id, count_id, sku_id, counted } = record
    const count = counts.get(count_id)
    if (!count) return { id, status: 'count_not_found', detail: 'There is no such sheet of yours.' }
    const line = lines.get(`${count_id} ${sku_id}`)
    if (!line) return { id, status: 'not_on_sheet', detail: `${sku_id} is not on this sheet: start a spot count for it.` }
    if (line.last_record_id === id) return { id, status: 'already_recorded' }
    if (count.state !== 'open') return { id, status: 'count_is_closed', detail: 'The sheet is closed: start another.' }
    if (line.state === 'agrees' && line.counted === counted) return { id, status: 'already_settled' }
    const books = expected.get(`${count.node_id} ${sku_id}`) ?? 0
    const state = judgeCount(line.state, counted, books)
    const first = line.counted === null ? {} : { first_counted: line.counted, first_by: line.counted_by }
    Object.assign(line, { ...first, state, expected: books, counted, counted_by: by.name, counted_at: now, last_record_id: id })
    changed.set(`${count_id} ${sku_id}`, line)
    return { id, status: state === 'agrees' ? 'agrees' : state === 'recount' ? 'count_again' : 'differs' }
  })
  await writeLines(tx, [...changed.values()])
  return outcomes
}

/** Every piece that stands ready at these nodes, set aside or not. */
async function readShelves(tx: Tx, node_ids: readonly string[], sku_ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await readStock(tx, { node_ids: [...new Set(node_ids)], sku_ids: [...new Set(sku_ids)] })
  return new Map(rows.map((row) => [`${row.node_id} ${row.sku_id}`, row.available + row.reserved + row.held + row.safety + row.shares]))
}

type LockedLine = CountLine & { last_record_id: string | null }

async function lockCounts(tx: Tx, by: By, ids: readonly string[]): Promise<{ counts: Map<string, Count>; lines: Map<string, LockedLine> }> {
  const nodes = await readNodes(tx)
  const rows = await lockRows<Count>(
    tx,
    sql`select id, node_id, kind, blind, rule, note, state, request_id, by_name, made_at, closed_at from inventory.counts where id = any(${[...new Set(ids)]}::uuid[])`,
    sql`id`,
  )
  const counts = new Map(rows.filter(({ node_id }) => mayTouchNode(by, nodes.get(node_id))).map((count) => [count.id, count]))
  const lines = await tx.rows<LockedLine>(
    sql`select count_id, sku_id, state, expected, counted, counted_by, counted_at, first_counted, first_by, last_record_id
      from inventory.count_lines where count_id = any(${[...counts.keys()]}::uuid[])`,
  )
  return { counts, lines: new Map(lines.map((line) => [`${line.count_id} ${line.sku_id}`, line])) }
}

const writeLines = (tx: Tx, lines: readonly (CountLine & { last_record_id?: string | null })[]) =>
  tx.run(sql`
    update inventory.count_lines l set state = r.state, expected = r.expected, counted = r.counted, counted_by = r.counted_by, counted_at = r.counted_at,
      first_counted = r.first_counted, first_by = r.first_by, last_record_id = coalesce(r.last_record_id, l.last_record_id)
    from jsonb_to_recordset(${json(lines)}::jsonb) as r (count_id uuid, sku_id text, state text, expected bigint, counted bigint, counted_by text,
      counted_at timestamptz, first_counted bigint, first_by text, last_record_id uuid)
    where l.count_id = r.count_id and l.sku_id = r.sku_id`)

export type FinishStatus =
  | 'count_not_found'
  | 'already_done'
  | 'already_in_review'
  | 'already_canceled'
  | 'not_all_counted'
  | 'nobody_may_decide'
  | 'in_review'
  | 'done'

/**
 * Ends sheets: small differences are booked at once, larger ones wait for a second person (one request for the sheet). Where more is missing than is free
 * the line says `short`: those orders must be sourced from elsewhere first.
 */
export async function finishCounts(tx: Tx, by: By, now: string, ids: readonly string[]): Promise<Answer<FinishStatus>[]> {
  const { counts, lines } = await lockCounts(tx, by, ids)
  const groups = groupBy([...lines.values()], ({ count_id }) => count_id)
  const prices = await findPrices(tx, column([...lines.values()], 'sku_id'))
  const outcomes: Answer<FinishStatus>[] = []
  for (const id of ids) {
    const count = counts.get(id)
    const own = groups.get(id) ?? []
    if (!count) outcomes.push({ id, status: 'count_not_found', detail: 'There is no such sheet of yours.' })
    else if (count.state !== 'open')
      outcomes.push({
        id,
        status: count.state === 'done' ? 'already_done' : count.state === 'review' ? 'already_in_review' : 'already_canceled',
      })
    else if (own.some(({ state }) => state === 'open' || state === 'recount')) {
      const left = own.filter(({ state }) => state === 'open' || state === 'recount')
      outcomes.push({ id, status: 'not_all_counted', detail: `${left.length} are still to be counted, the first is ${left[0]!.sku_id}.` })
    } else outcomes.push(await finishCount(tx, by, now, count, own, prices))
  }
  return outcomes
}

async function finishCount(
  tx: Tx,
  by: By,
  now: string,
  count: Count,
  lines: LockedLine[],
  prices: ReadonlyMap<string, number | null>,
): Promise<Answer<FinishStatus>> {
  const differing = lines.filter(({ state }) => state === 'differs')
  const change = (line: CountLine) => line.counted! - line.expected!
  const large = differing.filter((line) => needsApproval(change(line), prices.get(line.sku_id) ?? null))
  const request_id = large.length > 0 ? steadyId('inventory.count', count.id) : null
  if (request_id) {
    const node = (await readNodes(tx)).get(count.node_id)!
    const [asked] = await askApprovals(tx, now, [
      {
        id: request_id,
        subject: 'inventory.count',
        subject_id: count.id,
        title: `盘点差异 ${node.name.zh}：${large.length} 个 SKU`,
        difference: {
          before: Object.fromEntries(large.map((line) => [line.sku_id, line.expected])),
          after: Object.fromEntries(large.map((line) => [line.sku_id, line.counted])),
        },
        amount_minor: large.reduce((sum, line) => sum + Math.abs(change(line)) * (prices.get(line.sku_id) ?? 0), 0),
        currency: 'CNY',
        organization_id: node.organization_id,
        asked_by: by.id!,
      },
    ])
    if (asked!.status !== 'asked' && asked!.status !== 'already_asked')
      return {
        id: count.id,
        status: 'nobody_may_decide',
        detail: `The difference needs a second person: ${asked!.detail ?? asked!.status}`,
      }
    for (const line of large) line.state = 'waiting'
  }
  await bookLines(
    tx,
    by,
    now,
    count,
    differing.filter((line) => !large.includes(line)),
  )
  await writeLines(tx, differing)
  const state = request_id ? 'review' : 'done'
  await tx.run(sql`
    update inventory.counts set state = ${state}, request_id = ${request_id}, closed_at = ${request_id ? null : now}::timestamptz where id = ${count.id}`)
  return { id: count.id, status: request_id ? 'in_review' : 'done' }
}

/** Books differences, changing the state of each line in place. */
async function bookLines(tx: Tx, by: By, now: string, count: Count, lines: LockedLine[]): Promise<void> {
  const outcomes = await moveStock(
    tx,
    by,
    now,
    lines.map(({ sku_id, counted, expected }): Move => {
      const place = { node_id: count.node_id, condition: 'available' as const }
      const change = counted! - expected!
      return {
        ...{ id: steadyId('inventory.count', count.id, sku_id), kind: 'count', sku_id, quantity: Math.abs(change) },
        ...(change > 0 ? { from: 'outside', to: place } : { from: place, to: 'outside' }),
        ...{ reason: `盘点 ${count.id.slice(0, 8)}`, ref: `inventory.count:${count.id}` },
      }
    }),
  )
  for (const [i, { status }] of outcomes.entries()) lines[i]!.state = status === 'moved' || status === 'already_moved' ? 'booked' : 'short'
}

const findPrices = async (tx: Tx, sku_ids: readonly string[]): Promise<Map<string, number | null>> =>
  new Map((await findSkus(tx, [...new Set(sku_ids)])).map(({ sku_id, price_minor }) => [sku_id, price_minor]))

/** Throws sheets away; nothing of them is booked. */
export async function cancelCounts(
  tx: Tx,
  by: By,
  now: string,
  ids: readonly string[],
): Promise<Answer<'count_not_found' | 'already_canceled' | 'count_is_closed' | 'canceled'>[]> {
  const { counts } = await lockCounts(tx, by, ids)
  await tx.run(
    sql`update inventory.counts set state = 'canceled', closed_at = ${now} where id = any(${[...counts.keys()]}::uuid[]) and state = 'open'`,
  )
  return ids.map((id) => {
    const state = counts.get(id)?.state
    if (!state) return { id, status: 'count_not_found', detail: 'There is no such sheet of yours.' }
    if (state === 'canceled') return { id, status: 'already_canceled' }
    return state === 'open'
      ? { id, status: 'canceled' }
      : { id, status: 'count_is_closed', detail: 'Its differences are booked or in review already.' }
  })
}

/** Books corrections a person makes without a sheet; those above the limit wait for a second person. */
export async function proposeCorrections(tx: Tx, by: By, now: string, corrections: readonly Correction[]): Promise<Answer<string>[]> {
  const prices = await findPrices(tx, column(corrections, 'sku_id'))
  const waiting = new Map(
    (
      await tx.rows<{ id: string; state: string }>(
        sql`select id, state from inventory.corrections where id = any(${column(corrections, 'id')}::uuid[])`,
      )
    ).map(({ id, state }) => [id, state]),
  )
  const large = corrections.filter(({ id, change, sku_id }) => waiting.has(id) || needsApproval(change, prices.get(sku_id) ?? null))
  const small = corrections.filter((one) => !large.includes(one))
  const booked = new Map((await correctStock(tx, now, small)).map((outcome) => [outcome.id, outcome]))
  const fresh = large.filter(({ id }) => !waiting.has(id))
  const nodes = await readNodes(tx)
  const value = ({ change, sku_id }: Correction) => Math.abs(change) * (prices.get(sku_id) ?? 0)
  const asked = await askApprovals(
    tx,
    now,
    fresh.map((one) => ({
      id: steadyId('inventory.correction', one.id),
      subject: 'inventory.correction',
      subject_id: one.id,
      title: `库存修正 ${nodes.get(one.node_id)!.name.zh} ${one.sku_id} ${one.change > 0 ? '+' : ''}${one.change}`,
      difference: { before: null, after: { node_id: one.node_id, sku_id: one.sku_id, change: one.change, reason: one.reason } },
      amount_minor: value(one),
      currency: 'CNY',
      organization_id: nodes.get(one.node_id)!.organization_id,
      asked_by: by.id!,
    })),
  )
  const kept = fresh.filter((_, i) => asked[i]!.status === 'asked' || asked[i]!.status === 'already_asked')
  await tx.run(sql`
    insert into inventory.corrections (id, node_id, sku_id, change, reason, value_minor, request_id, by_id, by_name, asked_at)
    select id, node_id, sku_id, change, reason, value_minor, request_id, ${by.id}, ${by.name}, ${now}
    from jsonb_to_recordset(${json(kept.map((one) => ({ ...one, value_minor: value(one), request_id: steadyId('inventory.correction', one.id) })))}::jsonb)
      as c (id uuid, node_id text, sku_id text, change bigint, reason text, value_minor bigint, request_id uuid)`)
  return corrections.map((one): Answer<string> => {
    const { id } = one
    const at_once = booked.get(id)
    if (at_once) return at_once
    const known = waiting.get(id)
    if (known)
      return { id, status: known === 'booked' ? 'already_corrected' : known === 'waiting' ? 'already_waiting' : 'approval_refused' }
    const { status, detail } = asked[fresh.indexOf(one)]!
    return kept.includes(one)
      ? { id, status: 'waits_for_approval', detail: 'The value is above the limit of one person: a second one has been asked.' }
      : { id, status, detail: detail ?? 'Nobody may decide this: ask the administrator for an approver.' }
  })
}

const granter = systemBy('inventory approvals')

/** Books what a second person agreed to, and drops what he did not. */
export const countConsumers: readonly Consumer[] = [
  applyGranted('inventory.correction', async (tx, granted, now) => {
    const open = await lockRows<Correction & { state: string }>(
      tx,
      sql`select id, node_id, sku_id, change, reason, state from inventory.corrections where id = any(${column(granted, 'subject_id')}::uuid[])`,
      sql`id`,
    )
    const known = new Map(open.map((one) => [one.id, one]))
    const going = granted.filter((one) => {
      const mine = known.get(one.subject_id)
      const after = one.difference.after as Pick<Correction, 'node_id' | 'sku_id' | 'change'>
      return mine?.state === 'waiting' && mine.node_id === after.node_id && mine.sku_id === after.sku_id && mine.change === after.change
    })
    const outcomes = await correctStock(
      tx,
      now,
      going.map(({ subject_id }) => known.get(subject_id)!),
    )
    const booked = new Map(going.map((one, i) => [one.id, outcomes[i]!]))
    const settle = (state: string, which: readonly Granted[]) =>
      tx.run(
        sql`update inventory.corrections set state = ${state} where id = any(${column(which, 'subject_id')}::uuid[]) and state = 'waiting'`,
      )
    const passed = going.filter(({ id }) => ['corrected', 'already_corrected'].includes(booked.get(id)!.status))
    await settle('booked', passed)
    await settle(
      'dropped',
      granted.filter((one) => !passed.includes(one)),
    )
    return granted.map((one) =>
      passed.includes(one)
        ? { id: one.id, result: 'applied' as const }
        : { id: one.id, result: 'ground_moved' as const, detail: booked.get(one.id)?.detail ?? 'the correction is no longer open' },
    )
  }),
  applyGranted('inventory.count', async (tx, granted, now) => {
    const { counts, lines } = await lockCounts(tx, granter, column(granted, 'subject_id'))
    const results = []
    for (const one of granted) {
      const count = counts.get(one.subject_id)
      const own = [...lines.values()].filter(({ count_id, state }) => count_id === one.subject_id && state === 'waiting')
      const after = one.difference.after as Record<string, number>
      if (count?.state !== 'review' || own.some(({ sku_id, counted }) => after[sku_id] !== counted)) {
        results.push({ id: one.id, result: 'ground_moved' as const, detail: 'the sheet is no longer as it was signed' })
        continue
      }
      await bookLines(tx, granter, now, count, own)
      await writeLines(tx, own)
      await tx.run(sql`update inventory.counts set state = 'done', closed_at = ${now} where id = ${count.id}`)
      const short = own.filter(({ state }) => state === 'short')
      results.push({
        id: one.id,
        result: 'applied' as const,
        ...(short.length > 0 ? { detail: `${short.length} could not be booked: orders hold what is missing` } : {}),
      })
    }
    return results
  }),
  {
    name: 'inventory.approvals_closed',
    topics: ['approvals.closed'],
    async handle(tx, events, now) {
      const closed = (events as Event<{ subject: string; subject_id: string; state: string }>[])
        .map(({ item }) => item)
        .filter(({ subject, state }) => subject.startsWith('inventory.') && state !== 'granted')
      const counts = closed.filter(({ subject }) => subject === 'inventory.count').map(({ subject_id }) => subject_id)
      const corrections = closed.filter(({ subject }) => subject === 'inventory.correction').map(({ subject_id }) => subject_id)
      await tx.run(sql`update inventory.count_lines set state = 'dropped' where count_id = any(${counts}::uuid[]) and state = 'waiting'`)
      await tx.run(
        sql`update inventory.counts set state = 'done', closed_at = ${now} where id = any(${counts}::uuid[]) and state = 'review'`,
      )
      await tx.run(sql`update inventory.corrections set state = 'dropped' where id = any(${corrections}::uuid[]) and state = 'waiting'`)
    },
  },
]
