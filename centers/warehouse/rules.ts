import { hash } from 'node:crypto'
import type { Content, Grade, NothingStatus, Outbound, OutboundLine, SiteItem, Wave, WaveKind, WavePlan } from './model.ts'
import type { WaitingContent } from './waves/read.ts'

/** What a gun read, taken apart. */
export interface Reading {
  /** As typed, without the blanks and control characters guns add. */
  text: string
  /** Barcodes it may be, without and with a leading zero, for items. */
  barcodes: string[]
  lot?: string
  expires_on?: string
  serial?: string
}

const gs = '\u001d'

/**
 * Reads a scan: a plain barcode or number, or a GS1 element string with GTIN (01), lot (10), expiry (17) and serial (21), with or without brackets.
 * What cannot be taken apart stays one text.
 */
export function readScan(raw: string): Reading {
  const printable = raw.trim().replace(/[\u0000-\u001c\u001e\u001f\u007f]/g, '')
  const text = printable.replace(/^\](C1|d2|Q3|e0)/, '')
  const parts = elementsOf(text)
  if (!parts) return { text, barcodes: barcodesOf(text) }
  const { '01': gtin, '10': lot, '17': expiry, '21': serial } = parts
  return {
    text,
    barcodes: barcodesOf(gtin!),
    ...(lot ? { lot } : {}),
    ...(expiry ? { expires_on: dateOf(expiry) } : {}),
    ...(serial ? { serial } : {}),
  }
}

/** A GTIN is written with 8, 12, 13 or 14 digits; the shorter ones are the longer ones without their leading zeros. */
function barcodesOf(text: string): string[] {
  if (!/^\d{8,14}$/.test(text)) return []
  const bare = text.replace(/^0+/, '')
  return [...new Set([text, ...[8, 12, 13, 14].filter((length) => length >= bare.length).map((length) => bare.padStart(length, '0'))])]
}

function elementsOf(text: string): Record<string, string> | null {
  const bracketed = /^\(01\)/.test(text)
  if (!bracketed && !/^01\d{14}./.test(text)) return null
  const found: Record<string, string> = {}
  if (bracketed) {
    for (const [, ai, value] of text.matchAll(/\((\d{2,4})\)([^(]+)/g)) found[ai!] = value!
    return found['01'] ? found : null
  }
  let rest = text
  while (rest.length > 0) {
    const ai = rest.slice(0, 2)
    const fixed = { '01': 14, '17': 6, '11': 6, '15': 6 }[ai]
    if (fixed !== undefined) {
      found[ai] = rest.slice(2, 2 + fixed)
      rest = rest.slice(2 + fixed)
      if (rest.startsWith(gs)) rest = rest.slice(1)
    } else if (ai === '10' || ai === '21') {
      const end = rest.indexOf(gs)
      found[ai] = end < 0 ? rest.slice(2) : rest.slice(2, end)
      rest = end < 0 ? '' : rest.slice(end + 1)
    } else return null
  }
  return /^\d{14}$/.test(found['01'] ?? '') ? found : null
}

/** `YYMMDD`; a day of 00 is the last of the month. */
function dateOf(text: string): string {
  const [year, month, day] = [2000 + Number(text.slice(0, 2)), Number(text.slice(2, 4)), Number(text.slice(4, 6))]
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return `${year}-${text.slice(2, 4)}-${String(day === 0 ? last : day).padStart(2, '0')}`
}

/** The same for every order that holds exactly the same things. */
export const contentKey = (lines: readonly { sku_id: string; quantity: number }[]): string => {
  const sums = new Map<string, number>()
  for (const { sku_id, quantity } of lines) sums.set(sku_id, (sums.get(sku_id) ?? 0) + quantity)
  return hash(
    'sha1',
    [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([sku_id, quantity]) => `${sku_id}×${quantity}`)
      .join(' '),
    'base64url',
  )
}

export interface PlannedWave {
  kind: WaveKind
  carrier_id: string
  content_key: string | null
  cut_off_at: string | null
  outbounds: Outbound[]
}

/**
 * Gathers what waits into waves: first bulk waves of one and the same content, then the rest as loose ones. One carrier a wave; within it, what must
 * leave first goes first.
 */
export function planWaves(waiting: readonly Outbound[], site: SiteItem, kind: WaveKind | null): PlannedWave[] {
  const order = (a: Outbound, b: Outbound) =>
    compare(a.cut_off_at ?? '9', b.cut_off_at ?? '9') || compare(a.released_at, b.released_at) || compare(a.code, b.code)
  const groups = new Map<string, Outbound[]>()
  // What leaves in one parcel with other orders is never like another parcel.
  for (const one of waiting) push(groups, one.merge_id ? `${one.carrier_id} ${one.id}` : `${one.carrier_id} ${one.content_key}`, one)
  const waves: PlannedWave[] = []
  const loose = new Map<string, Outbound[]>()
  for (const group of groups.values()) {
    group.sort(order)
    const bulk = group.length >= site.smallest_bulk
    if (bulk && kind !== 'loose') {
      for (let start = 0; start < group.length; start += site.largest_bulk)
        waves.push(waveOf('bulk', group.slice(start, start + site.largest_bulk)))
    } else if (!bulk) for (const one of group) push(loose, one.carrier_id, one)
  }
  // A few left over from a bulk content still make a wave of their own kind: they are checked the same way.
  if (kind !== 'bulk') {
    for (const group of loose.values()) {
      group.sort(order)
      for (const wave of fillLoose(group, site.largest_loose)) waves.push(waveOf('loose', wave))
    }
  }
  return waves
}

/** Why a plan that was asked for makes no wave, with how many orders another plan would take and what to ask for. */
export function whyNothing(
  plan: Pick<WavePlan, 'kind' | 'carrier_id' | 'most_orders'>,
  site: Pick<SiteItem, 'smallest_bulk'>,
  contents: readonly WaitingContent[],
): { status: NothingStatus; detail: string; waiting: number } {
  const { smallest_bulk: smallest } = site
  const sum = (some: readonly WaitingContent[]) => some.reduce((orders, one) => orders + one.orders, 0)
  const all = sum(contents)
  const own = contents.filter(({ carrier_id }) => !plan.carrier_id || carrier_id === plan.carrier_id)
  const waiting = sum(own)
  const bulk = sum(own.filter(({ merged, orders }) => !merged && orders >= smallest))
  const say = (status: NothingStatus, waiting: number, detail: string) => ({ status, waiting, detail })
  if (all === 0) return say('nothing_waits', 0, 'No order waits for a wave here: release orders first.')
  if (waiting === 0)
    return say('carrier_has_none', all, `${all} orders wait, none of them for ${plan.carrier_id}: choose another carrier or all of them.`)
  if (plan.kind === 'loose' && bulk === waiting)
    return say(
      'only_bulk_waits',
      bulk,
      `${bulk} orders wait, each like at least ${smallest - 1} others, so they make bulk waves: ask for bulk waves or for both kinds.`,
    )
  if (plan.kind === 'bulk' && bulk === 0)
    return say(
      'only_loose_waits',
      waiting,
      `${waiting} orders wait, no ${smallest} of them alike, so they make loose waves: ask for loose waves or for both kinds.`,
    )
  if (plan.kind === 'bulk' && (plan.most_orders ?? smallest) < smallest)
    return say(
      'too_few_for_bulk',
      bulk,
      `A bulk wave here has at least ${smallest} orders and ${bulk} wait for one: take at least ${smallest}.`,
    )
  return say(
    'taken_meanwhile',
    waiting,
    `${waiting} orders wait, but somebody is planning them or they were stopped at this moment: ask again.`,
  )
}

/** Orders of one parcel stand side by side in one wave, even where that makes it a little larger. */
function fillLoose(group: readonly Outbound[], largest: number): Outbound[][] {
  const units = new Map<string, Outbound[]>()
  for (const one of group) push(units, one.merge_id ?? one.id, one)
  const waves: Outbound[][] = []
  for (const unit of units.values()) {
    const last = waves.at(-1)
    if (last && last.length + unit.length <= largest) last.push(...unit)
    else waves.push([...unit])
  }
  return waves
}

const waveOf = (kind: WaveKind, outbounds: Outbound[]): PlannedWave => ({
  kind,
  carrier_id: outbounds[0]!.carrier_id,
  content_key: kind === 'bulk' ? outbounds[0]!.content_key : null,
  cut_off_at: outbounds[0]!.cut_off_at,
  outbounds,
})

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
/** Adds to a group, which it begins. */
export function push<Key, Item>(groups: Map<Key, Item[]>, key: Key, item: Item): void {
  const group = groups.get(key)
  if (group) group.push(item)
  else groups.set(key, [item])
}

export interface Wanted {
  sku_id: string
  quantity: number
  outbound_id: string | null
}
export interface PlannedPick extends Wanted {
  bin_code: string | null
  lot: string
  path_no: number
}

/**
 * Chooses the bins goods are fetched from: what expires first goes first and what is past its day stays; then a bin that has everything, then
 * the way. `contents` is changed in place (`planned`). What no bin has is asked for without a bin.
 */
export function planPicks(wanted: readonly Wanted[], contents: readonly (Content & { path_no: number })[], today: string): PlannedPick[] {
  const bySku = new Map<string, (Content & { path_no: number })[]>()
  for (const content of contents) if (content.expires_on === null || content.expires_on > today) push(bySku, content.sku_id, content)
  const picks: PlannedPick[] = []
  for (const { sku_id, quantity, outbound_id } of wanted) {
    let left = quantity
    const open = (content: Content) => content.quantity - content.planned
    const candidates = (bySku.get(sku_id) ?? [])
      .filter((content) => open(content) > 0)
      .sort(
        (a, b) =>
          compare(a.expires_on ?? '9', b.expires_on ?? '9') ||
          Number(open(b) >= quantity) - Number(open(a) >= quantity) ||
          a.path_no - b.path_no ||
          compare(a.bin_code, b.bin_code),
      )
    for (const content of candidates) {
      const taken = Math.min(left, open(content))
      content.planned += taken
      left -= taken
      picks.push({ sku_id, outbound_id, quantity: taken, bin_code: content.bin_code, lot: content.lot, path_no: content.path_no })
      if (left === 0) break
    }
    if (left > 0) picks.push({ sku_id, outbound_id, quantity: left, bin_code: null, lot: '', path_no: 999_999 })
  }
  return picks.sort((a, b) => a.path_no - b.path_no || compare(a.bin_code ?? '', b.bin_code ?? '') || compare(a.sku_id, b.sku_id))
}

/** Takes pieces out of contents in the order given, as far as they go; `contents` is changed in place. */
export function takeFrom(contents: Content[], quantity: number): { content: Content; quantity: number }[] {
  const taken = []
  let left = quantity
  for (const content of contents) {
    if (left === 0) break
    const some = Math.min(left, content.quantity)
    if (some === 0) continue
    content.quantity -= some
    content.planned = Math.min(content.planned, content.quantity)
    left -= some
    taken.push({ content, quantity: some })
  }
  return taken
}

/** What stopping an order changes: picks not yet done are lessened, what is in hand goes back. */
export function planStop(
  lines: readonly OutboundLine[],
  openPicks: { id: string; sku_id: string; quantity: number; picked: number; outbound_id: string | null }[],
  wave_status: Wave['status'] | null,
  missing: Readonly<Record<string, number>> = {},
): { lessen: { id: string; quantity: number }[]; back: { sku_id: string; quantity: number }[] } {
  const lessen: { id: string; quantity: number }[] = []
  const back: { sku_id: string; quantity: number }[] = []
  for (const { sku_id, quantity, checked } of lines) {
    if (wave_status === null || wave_status === 'locked') continue
    let unpicked = quantity - checked
    for (const pick of openPicks.filter((one) => one.sku_id === sku_id).reverse()) {
      const some = Math.min(unpicked, pick.quantity)
      if (some === 0) continue
      pick.quantity -= some
      unpicked -= some
      lessen.push({ id: pick.id, quantity: some })
    }
    // What was looked for and not found is in nobody's hand.
    const in_hand = checked + unpicked - Math.min(unpicked, missing[sku_id] ?? 0)
    if (in_hand > 0) back.push({ sku_id, quantity: in_hand })
  }
  return { lessen, back }
}

/** Which orders of a wave go without, when so many pieces of a SKU were not found: the last ones, for they were promised last. */
export function chooseShort(needing: readonly { outbound_id: string; slot_no: number; open: number }[], missing: number): string[] {
  const chosen: string[] = []
  let left = missing
  for (const one of [...needing].sort((a, b) => b.slot_no - a.slot_no)) {
    if (left <= 0) break
    if (one.open === 0) continue
    chosen.push(one.outbound_id)
    left -= one.open
  }
  return chosen
}

/** The next moment of a cut-off (`HH:MM`, wall time of the zone) at or after `now`. */
export function nextCutOff(now: string, cut_off: string | null, zone: string): string | null {
  if (!cut_off) return null
  const here = Temporal.Instant.from(now).toZonedDateTimeISO(zone)
  const today = here.withPlainTime(Temporal.PlainTime.from(cut_off))
  const next = Temporal.ZonedDateTime.compare(today, here) >= 0 ? today : today.add({ days: 1 })
  return new Date(next.epochMilliseconds).toISOString()
}

/** What becomes of goods that came back: unopened ones are stock again, opened ones are judged first, the rest is not sold any more. */
export const conditionOfGrade = (grade: Grade): 'available' | 'inspection' | 'defective' =>
  grade === 'as_new' ? 'available' : grade === 'opened' ? 'inspection' : 'defective'
