import { isPosted } from '#centers/ledger/model.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { groupProgram, type Program } from '#centers/members/model.ts'
import { announceEarned, planEarnings } from '#centers/members/points/write.ts'
import { readPrograms } from '#centers/members/read.ts'
import { assert } from '#core/assert.ts'
import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { hot, json, sql, type Tx } from '#core/sql.ts'
import { addSteps, countInBatches, lockItems, lockKnown, type NewStep, saveItems } from '../items.ts'
import type { ClaimStatus, Verdict } from '../model.ts'
import { type Batch, findBatchesOf, findDestinations, findProductFacts, type ProductFacts, readRules } from '../read.ts'
import { type Alarm, decideClaim, decideScan, type Item, untouched } from '../rules.ts'
import { coverFits, makeSerials } from '../serials.ts'

export interface Scan {
  /** Of a code whose signature was found right. */
  number: number
  key_no: number
  gtin: string
  region: string | null
  device: string
  busy: boolean
}

export interface ScanAnswer {
  verdict: Verdict
  batch: Batch | null
  product: ProductFacts | null
  /** The code as it stands after this scan; null for one that is not ours. */
  item: Item | null
}

/** Records scans and says what each code is. Scans of one code in one call follow each other, as one by one. */
export async function scanCodes(tx: Tx, now: string, scans: readonly Scan[]): Promise<ScanAnswer[]> {
  const numbers = [...new Set(column(scans, 'number'))]
  const told = numbers.filter((number) => scans.some((scan) => scan.number === number && scan.region))
  // All of the first step leaves in one go. Rows are locked by number before anybody knows whose they are: numbers are signed, so they are few and ours.
  const [batches, rules, destinations, known] = await Promise.all([
    findBatchesOf(tx, numbers),
    readRules(tx),
    findDestinations(tx, told),
    lockKnown(tx, numbers),
  ])
  const ours = scans.filter((scan) => isOurs(scan, batches.get(scan.number)))
  const items = new Map(known.map((item) => [item.number, item]))
  // Codes without a row are only thought of, and written whole below.
  const fresh = new Set(column(ours, 'number').filter((number) => !items.has(number)))
  for (const number of fresh) items.set(number, untouched(number, batches.get(number)!.batch_id))
  const products = await findProductFacts(tx, [...new Set([...batches.values()].map(({ sku_id }) => sku_id))])
  const first = new Set<number>([...items.values()].filter(({ scans: before }) => before === 0).map(({ number }) => number))
  const changed = new Set<number>()
  const rows: ScanRow[] = []
  const raised: Raised[] = []
  const answers = scans.map((scan): ScanAnswer => {
    const { number, region, device, busy } = scan
    const batch = batches.get(number)
    const before = items.get(number)
    if (!batch || !before || !isOurs(scan, batch)) return { verdict: 'invented', batch: null, product: null, item: null }
    const destination = destinations.get(number)
    const { verdict, counted, item, alarms } = decideScan(
      before,
      { region, device, busy, expected_region: destination?.region_code ?? null, batch_void: batch.voided_at !== null },
      rules,
      now,
    )
    if (counted) rows.push({ number, scan_id: newId(), region_code: region, device, verdict })
    if (item !== before) {
      items.set(number, item)
      changed.add(number)
      raised.push(...alarms.map((alarm) => ({ ...alarm, number, device, region, batch, expected: destination })))
    }
    return { verdict, batch, product: products.get(batch.sku_id) ?? null, item }
  })

  // On one connection they run in this order, so locks are taken in theirs.
  const written = [...changed].sort((a, b) => a - b).map((number) => items.get(number)!)
  insertScanned(
    tx,
    written.filter(({ number }) => fresh.has(number)),
  )
  saveScanned(
    tx,
    written.filter(({ number }) => !fresh.has(number)),
  )
  insertScans(tx, now, rows)
  raiseAlarms(tx, now, raised)
  await countInBatches(
    tx,
    'scanned',
    written.filter(({ number }) => first.has(number)).map(({ batch_id }) => batch_id),
  )
  return answers
}

/**
 * As `scanCodes`, not waiting for the disk: a power cut may take the last half second of scans, as if nobody had looked. Whole or not at all, like any
 * transaction. Claims, which are worth something, wait.
 */
export async function recordScans(tx: Tx, now: string, scans: readonly Scan[]): Promise<ScanAnswer[]> {
  const [, answers] = await Promise.all([tx.run(hot`set local synchronous_commit = off`), scanCodes(tx, now, scans)])
  return answers
}

const isOurs = (scan: Scan, batch: Batch | undefined): boolean =>
  batch !== undefined && batch.gtin === scan.gtin && batch.key_no === scan.key_no

interface ScanRow {
  number: number
  scan_id: string
  region_code: string | null
  device: string
  verdict: Verdict
}

function insertScans(tx: Tx, now: string, rows: readonly ScanRow[]): void {
  if (rows.length === 0) return
  tx.send(hot`
    insert into codes.scans (number, scan_id, scanned_at, region_code, device, verdict)
    select number, scan_id, ${now}, region_code, device, verdict
    from unnest(${column(rows, 'number')}::bigint[], ${column(rows, 'scan_id')}::uuid[], ${column(rows, 'region_code')}::text[],
      ${column(rows, 'device')}::text[], ${column(rows, 'verdict')}::text[]) as s (number, scan_id, region_code, device, verdict)`)
}

/** Codes that had no row when they were looked at; when one has got it meanwhile, everything is decided again. */
function insertScanned(tx: Tx, items: readonly Item[]): void {
  if (items.length === 0) return
  tx.send(
    hot`
    insert into codes.items (number, batch_id, scans, first_scanned_at, first_region, last_scanned_at, last_region, last_device, suspected_at)
    select * from unnest(${column(items, 'number')}::bigint[], ${column(items, 'batch_id')}::uuid[], ${column(items, 'scans')}::integer[],
      ${column(items, 'first_scanned_at')}::timestamptz[], ${column(items, 'first_region')}::text[], ${column(items, 'last_scanned_at')}::timestamptz[],
      ${column(items, 'last_region')}::text[], ${column(items, 'last_device')}::text[], ${column(items, 'suspected_at')}::timestamptz[])
      as n (number, batch_id, scans, first_scanned_at, first_region, last_scanned_at, last_region, last_device, suspected_at)
    order by 1 on conflict do nothing`,
    items.length,
  )
}

/** Only what a scan changes. */
function saveScanned(tx: Tx, items: readonly Item[]): void {
  if (items.length === 0) return
  tx.send(hot`
    update codes.items i set scans = n.scans, first_scanned_at = n.first_scanned_at, first_region = n.first_region,
      last_scanned_at = n.last_scanned_at, last_region = n.last_region, last_device = n.last_device, suspected_at = n.suspected_at
    from unnest(${column(items, 'number')}::bigint[], ${column(items, 'scans')}::integer[], ${column(items, 'first_scanned_at')}::timestamptz[],
      ${column(items, 'first_region')}::text[], ${column(items, 'last_scanned_at')}::timestamptz[], ${column(items, 'last_region')}::text[],
      ${column(items, 'last_device')}::text[], ${column(items, 'suspected_at')}::timestamptz[])
      as n (number, scans, first_scanned_at, first_region, last_scanned_at, last_region, last_device, suspected_at)
    where i.number = n.number`)
}

interface Raised extends Alarm {
  number: number
  device: string
  region: string | null
  batch: Batch
  expected: { region_code: string; dealer_id: string | null } | undefined
}

const subjectOf = ({ rule, number, device, batch, expected }: Raised): string =>
  rule === 'busy_device'
    ? `device:${device}`
    : rule === 'diverted'
      ? `dealer:${expected!.dealer_id ?? 'none'}:${batch.batch_id}`
      : `code:${number}`

/** Opens a case for what nobody looks at yet, and adds to it what repeats. Diverted codes are counted one by one besides, by dealer. */
function raiseAlarms(tx: Tx, now: string, raised: readonly Raised[]): void {
  if (raised.length === 0) return
  const cases = new Map<string, { times: number; [column: string]: unknown }>()
  const diverted = new Map<number, { scans: number; [column: string]: unknown }>()
  for (const one of raised) {
    const subject = subjectOf(one)
    const { rule, detail, batch, number } = one
    const key = `${subject} ${rule}`
    const code = `${batch.gtin} ${makeSerials(batch.key_no, batch.gtin, number, 1)[0]}`
    cases.set(key, {
      subject,
      case_id: newId(),
      rule,
      brand_id: batch.brand_id,
      batch_id: batch.batch_id,
      code,
      detail,
      times: (cases.get(key)?.times ?? 0) + 1,
    })
    if (rule === 'diverted')
      diverted.set(number, {
        number,
        batch_id: batch.batch_id,
        brand_id: batch.brand_id,
        dealer_id: one.expected!.dealer_id,
        expected_region: one.expected!.region_code,
        seen_region: one.region!,
        scans: (diverted.get(number)?.scans ?? 0) + 1,
      })
  }
  // Sorted, so that two calls that raise the same alarms wait for each other in one order.
  const rows = [...cases.keys()].sort().map((key) => cases.get(key)!)
  tx.send(hot`
    insert into codes.cases as c (subject, case_id, rule, brand_id, batch_id, code, times, detail, opened_at, last_seen_at)
    select subject, case_id, rule, brand_id, batch_id, code, times, detail, ${now}, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (subject text, case_id uuid, rule text, brand_id text, batch_id uuid, code text, times integer, detail text)
    on conflict (subject, rule) where closed_at is null
    do update set times = c.times + excluded.times, last_seen_at = excluded.last_seen_at, detail = excluded.detail, code = excluded.code`)
  if (diverted.size === 0) return
  const ordered = [...diverted.entries()].sort(([a], [b]) => a - b).map(([, row]) => row)
  tx.send(hot`
    insert into codes.diversions as d (number, batch_id, brand_id, dealer_id, expected_region, seen_region, first_at, last_at, scans)
    select number, batch_id, brand_id, dealer_id, expected_region, seen_region, ${now}, ${now}, scans
    from jsonb_to_recordset(${json(ordered)}::jsonb) as r (number bigint, batch_id uuid, brand_id text, dealer_id text, expected_region text, seen_region text, scans integer)
    on conflict (number) do update set last_at = excluded.last_at, seen_region = excluded.seen_region, scans = d.scans + excluded.scans`)
}

export interface Claim {
  id: string
  number: number
  key_no: number
  gtin: string
  member_id: string
  cover: string | null
}
export type ClaimOutcome = Outcome<ClaimStatus> & { points?: number; claimed_at?: string }

/**
 * Gives the points of a code to the first member who claims it. The row of the code is locked, so of any number at the same time one goes first;
 * the others are told when that was.
 */
export async function claimCodes(tx: Tx, now: string, claims: readonly Claim[]): Promise<ClaimOutcome[]> {
  const [batches, programs] = await Promise.all([findBatchesOf(tx, column(claims, 'number')), readPrograms(tx)])
  const ours = (claim: Claim): boolean => {
    const batch = batches.get(claim.number)
    return batch !== undefined && batch.gtin === claim.gtin && batch.key_no === claim.key_no
  }
  const items = await lockItems(
    tx,
    claims.filter(ours).map(({ number }) => ({ number, batch_id: batches.get(number)!.batch_id })),
  )
  // Locked after the items, and until the commit: no batch is voided between the decision and its writing.
  const voided = await tx.rows<{ batch_id: string; voided_at: string | null }>(hot`
    select batch_id, voided_at from codes.batches where batch_id = any(${[...new Set([...batches.values()].map(({ batch_id }) => batch_id))]}::uuid[])
    order by batch_id for update`)
  const isVoid = new Set(voided.filter(({ voided_at }) => voided_at !== null).map(({ batch_id }) => batch_id))
  const changed = new Map<number, Item>()
  const won: { claim: Claim; batch: Batch; program_id: string }[] = []
  const outcomes = claims.map((claim): ClaimOutcome => {
    const { id, number, member_id } = claim
    const batch = batches.get(number)
    const item = items.get(number)
    if (!batch || !item || !ours(claim)) return { id, status: 'code_invented', detail: details.code_invented }
    const program_id = programOf(programs, batch.brand_id)
    const status = decideClaim(item, {
      member_id,
      batch_void: isVoid.has(batch.batch_id),
      // A brand without a program of its own, where the group has none either, has no points to give.
      points: program_id ? batch.points : 0,
      covered: batch.covered,
      cover_fits: !batch.covered || coverFits(batch.key_no, batch.gtin, number, claim.cover ?? ''),
    })
    if (status === 'cover_wrong') {
      item.cover_misses++
      changed.set(number, item)
    }
    if (status === 'already_claimed' || status === 'claimed_by_another') {
      const detail = status === 'claimed_by_another' ? { detail: details.claimed_by_another } : { points: item.points! }
      return { id, status, claimed_at: item.claimed_at!, ...detail }
    }
    if (status !== 'claimed') return { id, status, detail: details[status] }
    Object.assign(item, { claimed_at: now, member_id, points: batch.points })
    changed.set(number, item)
    won.push({ claim, batch, program_id: program_id! })
    return { id, status, claimed_at: now, points: batch.points }
  })
  await saveItems(tx, [...changed.values()])
  await addSteps(
    tx,
    now,
    won.map(({ claim }): NewStep => ({ number: claim.number, step: 'claimed', ref: claim.id, happened_at: now, by_name: 'member' })),
  )
  await earnPoints(tx, now, won)
  await countInBatches(
    tx,
    'claimed',
    won.map(({ batch }) => batch.batch_id),
  )
  await announce(
    tx,
    'codes.claimed',
    won.map(({ claim, batch }) => ({
      code: `${batch.gtin}.${makeSerials(batch.key_no, batch.gtin, claim.number, 1)[0]}`,
      member_id: claim.member_id,
      sku_id: batch.sku_id,
      brand_id: batch.brand_id,
      points: batch.points,
      claimed_at: now,
    })),
    now,
  )
  return outcomes
}

/** Points of a brand's goods are points of its program, or of the group's where it has none. */
function programOf(programs: ReadonlyMap<string, Program>, brand_id: string | null): string | null {
  const own = [...programs.values()].find((program) => brand_id !== null && program.brand_id === brand_id)
  return (own ?? programs.get(groupProgram))?.program_id ?? null
}

/** Books the points in the transaction of the claim; its key is the code, so that the ledger too gives them once. */
async function earnPoints(tx: Tx, now: string, won: readonly { claim: Claim; batch: Batch; program_id: string }[]): Promise<void> {
  const earnings = won.map(({ claim: { number, member_id }, batch: { points }, program_id }) => ({
    member_id,
    program_id,
    quantity: points,
    cause: `codes.item:${number}`,
  }))
  const postings = await planEarnings(tx, now, earnings)
  const posted = await postTransactions(
    tx,
    now,
    earnings.map(({ cause }, i) => ({ key: `claim:${cause}`, kind: 'codes.claim', ref: cause, happened_at: now, postings: postings[i]! })),
  )
  assert(posted.every(isPosted), 'points are issued without a limit, and each code has one claim')
  await announceEarned(tx, now, earnings)
}

const details: Record<Exclude<ClaimStatus, 'claimed' | 'already_claimed'>, string> = {
  code_invented: 'The code is not one of ours.',
  code_void: 'The code is void; ask the seller.',
  claimed_by_another: 'Somebody else has claimed the points of this code.',
  no_points: 'There are no points for this product.',
  under_review: 'Something about this code is being looked at; the points wait until that is done.',
  cover_locked: 'The word was wrong too often; ask customer service.',
  cover_wrong: 'cover: the word under the scratch film is another; read it again.',
}

/** Scans are kept for a year and then forgotten. Bounded; answers how many. */
export async function forgetScans(tx: Tx, now: string, limit = 5_000): Promise<number> {
  const before = new Date(Date.parse(now) - 366 * 86_400_000).toISOString()
  return tx.run(sql`
    delete from codes.scans where (number, scan_id) in (
      select number, scan_id from codes.scans where scanned_at < ${before} limit ${limit})`)
}
