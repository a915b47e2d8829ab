import { column } from '#core/outcomes.ts'
import { hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import type { Batch } from './read.ts'
import { findBatchesOf } from './read.ts'
import { type Item, untouched } from './rules.ts'
import { parseCode, readSerial } from './serials.ts'

/** A code as somebody sent it, read: its number when we signed it. */
export type Resolved = { status: 'found'; number: number; batch: Batch } | { status: 'code_invented' | 'code_not_found' }

/** Reads codes as texts; invented ones are refused by their signature alone, without a look into the database. */
export async function resolveCodes(tx: Tx, codes: readonly string[]): Promise<Resolved[]> {
  const read = codes.map((text) => {
    const code = parseCode(text)
    const signed = code && readSerial(code.gtin, code.serial)
    return signed ? { ...signed, gtin: code.gtin } : null
  })
  const batches = await findBatchesOf(
    tx,
    read.flatMap((one) => (one ? [one.number] : [])),
  )
  return read.map((one): Resolved => {
    if (!one) return { status: 'code_invented' }
    const batch = batches.get(one.number)
    // Signed and yet in no batch: another installation with our secret, such as a drill on a copy.
    return batch && batch.gtin === one.gtin && batch.key_no === one.key_no
      ? { status: 'found', number: one.number, batch }
      : { status: 'code_not_found' }
  })
}

type Coded = { number: number; batch_id: string }
const inOrder = (codes: readonly Coded[]): Coded[] =>
  [...new Map(codes.map((one) => [one.number, one])).values()].sort((a, b) => a.number - b.number)

/** Locks the rows of those codes that have one. */
export const lockKnown = (tx: Tx, numbers: readonly number[]): Promise<Item[]> =>
  lockRows<Item>(tx, hot`select * from codes.items where number = any(${numbers}::bigint[])`, sql`number`)

/** Makes rows of codes that have none yet and locks them all, in the order of numbers. Batches are only locked after this. */
export async function lockItems(tx: Tx, codes: readonly Coded[]): Promise<Map<number, Item>> {
  if (codes.length === 0) return new Map()
  const distinct = inOrder(codes)
  let rows = await lockKnown(tx, column(distinct, 'number'))
  if (rows.length < distinct.length) {
    const known = new Set(column(rows, 'number'))
    const missing = distinct.filter(({ number }) => !known.has(number))
    const made = await tx.run(hot`
      insert into codes.items (number, batch_id)
      select * from unnest(${column(missing, 'number')}::bigint[], ${column(missing, 'batch_id')}::uuid[]) as m (number, batch_id)
      order by 1 on conflict do nothing`)
    // What another transaction made meanwhile is read as it left it.
    if (made === missing.length) rows = [...rows, ...missing.map(({ number, batch_id }) => untouched(number, batch_id))]
    else rows = await lockKnown(tx, column(distinct, 'number'))
  }
  return new Map(rows.map((row) => [row.number, row]))
}

/** Writes locked items back as decided. */
export async function saveItems(tx: Tx, items: readonly Item[]): Promise<void> {
  if (items.length === 0) return
  await tx.run(hot`
    update codes.items i set container_id = n.container_id, sold_at = n.sold_at, voided_at = n.voided_at, scans = n.scans,
      first_scanned_at = n.first_scanned_at, first_region = n.first_region, last_scanned_at = n.last_scanned_at, last_region = n.last_region,
      last_device = n.last_device, suspected_at = n.suspected_at, cleared_scans = n.cleared_scans, cover_misses = n.cover_misses,
      claimed_at = n.claimed_at, member_id = n.member_id, points = n.points
    from jsonb_to_recordset(${json(items)}::jsonb) as n (number bigint, container_id text, sold_at timestamptz, voided_at timestamptz, scans integer,
      first_scanned_at timestamptz, first_region text, last_scanned_at timestamptz, last_region text, last_device text, suspected_at timestamptz,
      cleared_scans integer, cover_misses integer, claimed_at timestamptz, member_id uuid, points integer)
    where i.number = n.number`)
}

export interface NewStep {
  number: number
  step: 'bound' | 'sold' | 'voided' | 'claimed' | 'cleared'
  ref: string
  happened_at: string
  by_name: string
  note?: string | null
}

export async function addSteps(tx: Tx, now: string, steps: readonly NewStep[]): Promise<void> {
  if (steps.length === 0) return
  await tx.run(hot`
    insert into codes.steps (number, step, ref, happened_at, recorded_at, by_name, note)
    select number, step, ref, happened_at, ${now}, by_name, note
    from jsonb_to_recordset(${json(steps)}::jsonb) as s (number bigint, step text, ref text, happened_at timestamptz, by_name text, note text)
    on conflict do nothing`)
}

export type Counted = 'bound' | 'sold' | 'scanned' | 'claimed' | 'voided'

/** Adds to the counts of batches, in the order of their ids. */
export async function countInBatches(tx: Tx, which: Counted, batch_ids: readonly string[]): Promise<void> {
  if (batch_ids.length === 0) return
  const counts = new Map<string, number>()
  for (const id of batch_ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  const ids = [...counts.keys()].sort()
  const by = ids.map((id) => counts.get(id)!)
  const add = {
    bound: hot`update codes.batches b set bound = b.bound + n.by`,
    sold: hot`update codes.batches b set sold = b.sold + n.by`,
    scanned: hot`update codes.batches b set scanned = b.scanned + n.by`,
    claimed: hot`update codes.batches b set claimed = b.claimed + n.by`,
    voided: hot`update codes.batches b set voided = b.voided + n.by`,
  }[which]
  // A single row needs no order.
  if (ids.length > 1) await lockRows(tx, hot`select batch_id from codes.batches where batch_id = any(${ids}::uuid[])`, sql`batch_id`)
  tx.send(hot`${add} from unnest(${ids}::uuid[], ${by}::integer[]) as n (batch_id, by) where b.batch_id = n.batch_id`)
}
