import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import { type Movement, ownBins } from '../model.ts'
import { findItems } from '../picks/write.ts'
import { takeFrom } from '../rules.ts'
import { findBins, findUnbinned, readSites } from './read.ts'
import { lockContents, moveContents } from './write.ts'

export interface Arrived {
  node_id: string
  sku_id: string
  quantity: number
  kind: string
  condition: string
  lots: readonly { lot_no: string; quantity: number }[]
}

/**
 * What the books took in at a site stands where it came off the truck until somebody puts it away: returns apart from deliveries, broken goods apart from
 * both. Never more than the books have beyond the bins, so that hearing of it twice does no harm.
 */
export async function placeArrivals(tx: Tx, now: string, arrivals: readonly Arrived[]): Promise<void> {
  if (arrivals.length === 0) return
  const unbinned = await findUnbinned(tx, arrivals)
  const lots = await tx.rows<{ sku_id: string; lot_no: string; expires_on: string | null }>(hot`
    select sku_id, lot_no, expires_on from inventory.lots where sku_id = any(${column(arrivals, 'sku_id')}::text[])
      and lot_no = any(${arrivals.flatMap((one) => column(one.lots, 'lot_no'))}::text[])`)
  const expiry = new Map(lots.map((lot) => [`${lot.sku_id} ${lot.lot_no}`, lot.expires_on]))
  await moveContents(
    tx,
    'books',
    now,
    arrivals.flatMap(({ node_id, sku_id, quantity, kind, condition, lots: parts }): Movement[] => {
      const bin = kind === 'customer_return' && condition === 'available' ? ownBins.returns : binOf(condition)
      return (parts.length > 0 ? parts : [{ lot_no: '', quantity }]).map((part) => {
        const key = `${node_id} ${sku_id}`
        const some = Math.max(0, Math.min(part.quantity, unbinned.get(key) ?? 0))
        unbinned.set(key, (unbinned.get(key) ?? 0) - some)
        const expires_on = expiry.get(`${sku_id} ${part.lot_no}`) ?? null
        return { node_id, sku_id, lot: part.lot_no, expires_on, from_bin: null, to_bin: bin, quantity: some, reason: kind }
      })
    }),
  )
}

/** Where goods in this state lie until somebody carries them on. */
const binOf = (condition: string): string =>
  condition === 'defective' ? ownBins.defective : condition === 'inspection' ? ownBins.inspection : ownBins.receiving

/** The office said of goods that lay apart what they are now: they lie where such goods lie, as far as they lay apart. */
export async function followConditions(
  tx: Tx,
  now: string,
  changes: readonly {
    node_id: string
    sku_id: string
    quantity: number
    from: string
    to: string
    lots: readonly { lot_no: string; quantity: number }[]
  }[],
): Promise<void> {
  if (changes.length === 0) return
  const contents = await lockContents(tx, changes)
  const moves: Movement[] = []
  for (const { node_id, sku_id, quantity, from, to, lots } of changes)
    for (const part of lots.length > 0 ? lots : [{ lot_no: null, quantity }]) {
      const [from_bin, to_bin] = [binOf(from), binOf(to)]
      const there = contents.filter(
        (one) =>
          one.node_id === node_id &&
          one.sku_id === sku_id &&
          one.bin_code === from_bin &&
          (part.lot_no === null || one.lot === part.lot_no),
      )
      for (const { content, quantity: some } of takeFrom(there, part.quantity))
        moves.push({
          ...{ node_id, sku_id, lot: content.lot, expires_on: content.expires_on, from_bin, to_bin },
          quantity: some,
          reason: 'judged',
        })
    }
  await moveContents(tx, 'books', now, moves)
}

export interface BinCount {
  /** Made by the caller; the same id again is the same count. */
  id: string
  node_id: string
  bin: string
  /** The item as scanned. */
  text: string
  quantity: number
}
export const countStatuses = [
  'agrees',
  'fewer',
  'more',
  'already_counted',
  'site_not_found',
  'bin_not_found',
  'unknown_code',
  'bin_in_use',
  'more_than_books',
] as const
export type CountStatus = (typeof countStatuses)[number]

/**
 * Books what somebody counted in a bin. What is missing lies in `MISSING` from now on, and what is found again comes back from there; the books
 * themselves change only by a count of the stock with its approval.
 */
export async function countBins(
  tx: Tx,
  by: string,
  now: string,
  counts: readonly BinCount[],
): Promise<(Outcome<CountStatus> & { expected?: number })[]> {
  const sites = await readSites(tx)
  const asked = counts.map((count) => ({ ...count, code: count.bin.trim().toUpperCase() }))
  const [bins, items] = [await findBins(tx, asked), await findItems(tx, column(counts, 'text'))]
  const goods = asked.flatMap(({ node_id, text }) => (items.has(text) ? [{ node_id, sku_id: items.get(text)! }] : []))
  const contents = await lockContents(tx, goods)
  const unbinned = await findUnbinned(tx, goods)
  const done = new Set(
    column(await tx.rows<{ id: string }>(hot`select id from warehouse.scans where id = any(${column(counts, 'id')}::uuid[])`), 'id'),
  )
  const moves: Movement[] = []
  const kept: { id: string; node_id: string; text: string; status: CountStatus }[] = []
  const outcomes = asked.map(({ id, node_id, code, text, quantity }): Outcome<CountStatus> & { expected?: number } => {
    if (done.has(id)) return { id, status: 'already_counted' }
    if (!sites.has(node_id)) return { id, status: 'site_not_found', detail: `${node_id} does not work with bins.` }
    if (!bins.has(`${node_id} ${code}`))
      return { id, status: 'bin_not_found', detail: `There is no bin ${code.slice(0, 40)} here: scan it again.` }
    const sku_id = items.get(text)
    if (!sku_id) return { id, status: 'unknown_code', detail: `${text.slice(0, 60)} is no item we know: scan again.` }
    const of = (bin_code: string) => contents.filter((one) => one.node_id === node_id && one.bin_code === bin_code && one.sku_id === sku_id)
    const here = of(code)
    const expected = here.reduce((sum, one) => sum + one.quantity, 0)
    const planned = here.reduce((sum, one) => sum + one.planned, 0)
    if (quantity < planned)
      return {
        id,
        status: 'bin_in_use',
        detail: `${planned} of it are to be picked: report a short pick, or count when the wave is picked.`,
        expected,
      }
    const move = (from_bin: string | null, to_bin: string, some: number, from: typeof here) => {
      for (const { content, quantity: taken } of takeFrom(from, some))
        moves.push({
          node_id,
          sku_id,
          lot: content.lot,
          expires_on: content.expires_on,
          from_bin,
          to_bin,
          quantity: taken,
          reason: 'counted',
        })
    }
    let status: CountStatus = 'agrees'
    if (quantity < expected) {
      status = 'fewer'
      const free = here.map((one) => ({ ...one, quantity: one.quantity - one.planned, planned: 0 }))
      move(code, ownBins.missing, expected - quantity, free)
    } else if (quantity > expected) {
      const missing = of(ownBins.missing)
      const found = Math.min(
        quantity - expected,
        missing.reduce((sum, one) => sum + one.quantity, 0),
      )
      const extra = quantity - expected - found
      if (extra > Math.max(0, unbinned.get(`${node_id} ${sku_id}`) ?? 0))
        return { id, status: 'more_than_books', detail: `The books have fewer: start a count of ${sku_id} for the whole house.`, expected }
      status = 'more'
      move(ownBins.missing, code, found, missing)
      if (extra > 0)
        moves.push({
          node_id,
          sku_id,
          lot: here[0]?.lot ?? '',
          expires_on: here[0]?.expires_on ?? null,
          from_bin: null,
          to_bin: code,
          quantity: extra,
          reason: 'counted',
        })
      unbinned.set(`${node_id} ${sku_id}`, (unbinned.get(`${node_id} ${sku_id}`) ?? 0) - extra)
    }
    done.add(id)
    kept.push({ id, node_id, text: `${code} ${text} ${quantity}`, status })
    return { id, status, expected }
  })
  await moveContents(
    tx,
    by,
    now,
    moves.map((move) => ({ ...move, id: newId() })),
  )
  await tx.run(hot`
    insert into warehouse.scans (id, node_id, kind, text, status, answer, scanned_by, scanned_at, recorded_at)
    select id, node_id, 'count', left(text, 200), status, '{}', ${by}, ${now}, ${now}
    from unnest(${column(kept, 'id')}::uuid[], ${column(kept, 'node_id')}::text[], ${column(kept, 'text')}::text[], ${column(kept, 'status')}::text[]) as k (id, node_id, text, status)`)
  await announce(
    tx,
    'warehouse.counted',
    kept.map(({ id, node_id, status }) => ({ id, node_id, status })),
    now,
  )
  return outcomes
}
