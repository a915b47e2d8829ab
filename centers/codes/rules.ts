import type { ClaimStatus, Rule, RuleName, Verdict } from './model.ts'

/** What is kept of a code that something happened to; `null` fields until it does. */
export interface Item {
  number: number
  batch_id: string
  container_id: string | null
  sold_at: string | null
  voided_at: string | null
  scans: number
  first_scanned_at: string | null
  first_region: string | null
  last_scanned_at: string | null
  last_region: string | null
  last_device: string | null
  suspected_at: string | null
  cleared_scans: number
  cover_misses: number
  claimed_at: string | null
  member_id: string | null
  points: number | null
}

export const untouched = (number: number, batch_id: string): Item => ({
  number,
  batch_id,
  container_id: null,
  sold_at: null,
  voided_at: null,
  scans: 0,
  first_scanned_at: null,
  first_region: null,
  last_scanned_at: null,
  last_region: null,
  last_device: null,
  suspected_at: null,
  cleared_scans: 0,
  cover_misses: 0,
  claimed_at: null,
  member_id: null,
  points: null,
})

/** Rules by name; one that is not active is left out. */
export type Rules = ReadonlyMap<RuleName, Rule>

export interface ScanFacts {
  region: string | null
  device: string
  /** The device is busier than people are. */
  busy: boolean
  /** Where the lot was sent; null when nobody said so. */
  expected_region: string | null
  batch_void: boolean
}

export interface Alarm {
  rule: RuleName
  detail: string
}

export interface Scanned {
  verdict: Verdict
  /** False when the same device only looked again; at most it says now where it is. */
  counted: boolean
  /** The code as it stands after the scan. */
  item: Item
  alarms: Alarm[]
}

/** The same device within this time is the same person looking again. */
const look_again_minutes = 10
const minutesBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 60_000

/** What a scan of a code of ours means, and what becomes of the code. */
export function decideScan(before: Item, facts: ScanFacts, rules: Rules, now: string): Scanned {
  const same =
    before.last_device === facts.device &&
    before.last_scanned_at !== null &&
    minutesBetween(before.last_scanned_at, now) < look_again_minutes &&
    (facts.region === null || before.last_region === null || facts.region === before.last_region)
  const item = same ? toldWhere(before, facts.region) : scannedOnce(before, facts, now)
  const alarms = alarmsOf(before, item, facts, rules, now).filter(({ rule }) => !same || (rule === 'diverted' && item !== before))
  const strange = alarms.some(({ rule }) => rule === 'too_many_scans' || rule === 'impossible_travel')
  if (strange && !item.suspected_at) item.suspected_at = now
  return { verdict: verdictOf(item, facts.batch_void), counted: !same, item, alarms }
}

const scannedOnce = (before: Item, { region, device }: ScanFacts, now: string): Item => ({
  ...before,
  scans: before.scans + 1,
  first_scanned_at: before.first_scanned_at ?? now,
  first_region: before.first_scanned_at ? before.first_region : region,
  last_scanned_at: now,
  // Who does not say where he is leaves the last known place standing.
  last_region: region ?? before.last_region,
  last_device: device,
})

/** Somebody who looked says afterwards where he is: that is no second scan. */
const toldWhere = (before: Item, region: string | null): Item =>
  region === null || before.last_region !== null
    ? before
    : { ...before, last_region: region, first_region: before.scans === 1 ? region : before.first_region }

function verdictOf(item: Item, batch_void: boolean): Verdict {
  if (batch_void || item.voided_at) return 'void'
  if (item.suspected_at) return 'suspicious'
  return item.scans > 1 ? 'seen_before' : 'authentic'
}

function alarmsOf(before: Item, after: Item, facts: ScanFacts, rules: Rules, now: string): Alarm[] {
  // What is void has been judged.
  if (facts.batch_void || after.voided_at) return []
  const alarms: Alarm[] = []
  const many = rules.get('too_many_scans')
  if (many && after.scans - after.cleared_scans > many.most)
    alarms.push({ rule: 'too_many_scans', detail: `${after.scans - after.cleared_scans} scans of one code; ${many.most} are ordinary` })
  const travel = rules.get('impossible_travel')
  if (
    travel &&
    facts.region &&
    before.last_region &&
    before.last_scanned_at &&
    provinceOf(facts.region) !== provinceOf(before.last_region)
  ) {
    const minutes = minutesBetween(before.last_scanned_at, now)
    if (minutes < travel.window_minutes)
      alarms.push({ rule: 'impossible_travel', detail: `${before.last_region} → ${facts.region} in ${Math.floor(minutes)} minutes` })
  }
  if (rules.has('diverted') && facts.region && facts.expected_region && !lies(facts.region, facts.expected_region))
    alarms.push({ rule: 'diverted', detail: `sent to ${facts.expected_region}, scanned in ${facts.region}` })
  const busy = rules.get('busy_device')
  if (busy && facts.busy)
    alarms.push({ rule: 'busy_device', detail: `one device scanned more than ${busy.most} codes in ${busy.window_minutes} minutes` })
  return alarms
}

const provinceOf = (region: string): string => region.slice(0, 2)

/** Whether a division lies in another one or, being told less exactly, may lie there: `500112` lies in `500000`, and `500000` may be `500112`. */
export function lies(region: string, within: string): boolean {
  const whole = (code: string) => code.replace(/(00){1,2}$/, '')
  const [one, other] = [whole(region), whole(within)]
  return one.startsWith(other) || other.startsWith(one)
}

/** Wrong words from under the film before a code waits for an operator. */
export const mostCoverMisses = 10

export interface ClaimFacts {
  member_id: string
  batch_void: boolean
  points: number
  covered: boolean
  cover_fits: boolean
}

/** The first match wins. What was claimed stays claimed, whatever happened to the code since. */
export function decideClaim(item: Item, facts: ClaimFacts): ClaimStatus {
  if (item.member_id === facts.member_id) return 'already_claimed'
  if (facts.batch_void || item.voided_at) return 'code_void'
  if (item.member_id) return 'claimed_by_another'
  if (facts.points === 0) return 'no_points'
  if (item.suspected_at) return 'under_review'
  if (facts.covered && item.cover_misses >= mostCoverMisses) return 'cover_locked'
  if (facts.covered && !facts.cover_fits) return 'cover_wrong'
  return 'claimed'
}
