import { hash } from 'node:crypto'
import type { CheckAnswer, CheckScan, Content, Grade, Outbound, OutboundLine, SiteItem, Wave, WaveKind } from './model.ts'

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
  for (const one of waiting) push(groups, `${one.carrier_id} ${one.content_key}`, one)
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
      for (let start = 0; start < group.length; start += site.largest_loose)
        waves.push(waveOf('loose', group.slice(start, start + site.largest_loose)))
    }
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
function push<Key, Item>(groups: Map<Key, Item[]>, key: Key, item: Item): void {
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

/** What is known of one SKU at the check desk. */
export interface CheckedSku {
  tracks_serials: boolean
  tracks_lots?: boolean
}
export interface CheckGround {
  waves: Map<string, Wave>
  outbounds: Map<string, Outbound>
  lines: Map<string, OutboundLine[]>
  /** State of each outbound's group of its order; anything but `released` stops the parcel. */
  states: Map<string, string>
  /** What a text names: a parcel by number or label, or a SKU. */
  parcels: Map<string, string>
  skus: Map<string, string>
  facts: Map<string, CheckedSku>
  /** Serials we know of, by `sku serial`. */
  serials: Map<string, { state: string; node_id: string | null }>
  /** Lots that were picked, by `wave sku`. */
  picked: Map<string, { lot: string; expires_on: string | null }[]>
  /** When lots that scans name expire, by `sku lot`. */
  expiries: Map<string, string | null>
  today: string
}

/** What a decided scan changes beyond its answer. */
export interface CheckEffect {
  line?: { outbound_id: string; line_no: number; sku_id: string }
  change: number
  serial?: { sku_id: string; serial: string; outbound_id: string }
  /** The lot the scan named. */
  lot?: string
  /** The parcel can go no further. */
  stopped?: string
}

/** Decides one scan at the check desk and books it in the ground, so that the next scan of the batch sees it. The first match wins. */
export function decideCheck(scan: CheckScan, ground: CheckGround): { answer: CheckAnswer; effect: CheckEffect | null } {
  const refuse = (status: CheckAnswer['status'], detail: string, more: Partial<CheckAnswer> = {}, effect: CheckEffect | null = null) => ({
    answer: { id: scan.id, status, detail, ...more },
    effect,
  })
  const reading = readScan(scan.text)
  const wave = scan.wave_id ? ground.waves.get(scan.wave_id) : undefined
  if (scan.mode !== 'order' || scan.wave_id) {
    if (!wave || wave.node_id !== scan.node_id) return refuse('wave_not_found', 'Name the wave you work on: wave_id.')
    if (wave.status === 'locked') return refuse('wave_locked', `Wave ${wave.wave_no} is not released yet: ask the planner.`)
  }
  const parcel_id = ground.parcels.get(reading.text)
  const sku_id = reading.barcodes.map((one) => ground.skus.get(one)).find(Boolean) ?? ground.skus.get(reading.text)
  if (!parcel_id && !sku_id)
    return refuse('unknown_code', `${reading.text.slice(0, 60)} is neither a parcel nor an item we know: scan again.`)
  if (parcel_id) {
    const found = ground.outbounds.get(parcel_id)!
    if (scan.outbound_id && scan.outbound_id !== parcel_id && ground.outbounds.get(scan.outbound_id)?.left_pieces !== 0)
      return refuse(
        'another_parcel',
        `That is parcel ${found.code}; the one open here is not complete. Finish or set it aside first.`,
        namesOf(found),
      )
    const hindrance = hindranceOf(found, ground)
    if (hindrance)
      return hindrance.status === 'already_checked'
        ? opened(scan, found, 'complete')
        : refuse(hindrance.status, hindrance.detail, { ...namesOf(found), ...reasonOf(hindrance) }, hindrance.effect)
    if (found.status === 'waiting') return refuse('not_in_wave', `Parcel ${found.code} is in no wave yet.`, namesOf(found))
    if (isLocked(found, ground)) return refuse('wave_locked', 'Its wave is not released yet: ask the planner.', namesOf(found))
    return opened(scan, found, 'opened')
  }
  return decideItem(scan, reading, sku_id!, ground, refuse)
}

/** A wave that came about this very moment counts as locked too. */
const isLocked = (outbound: Outbound, { waves }: CheckGround): boolean =>
  (waves.get(outbound.wave_id ?? '')?.status ?? 'locked') === 'locked'

type Refuse = (
  status: CheckAnswer['status'],
  detail: string,
  more?: Partial<CheckAnswer>,
  effect?: CheckEffect | null,
) => { answer: CheckAnswer; effect: CheckEffect | null }

const namesOf = (outbound: Outbound): Partial<CheckAnswer> => ({
  outbound_id: outbound.id,
  code: outbound.code,
  slot_no: outbound.slot_no,
  left_pieces: outbound.left_pieces,
  pieces: outbound.pieces,
})
const opened = (scan: CheckScan, outbound: Outbound, status: 'opened' | 'complete') => ({
  answer: { id: scan.id, status, ...namesOf(outbound) } as CheckAnswer,
  effect: null,
})

const reasonOf = ({ reason }: { reason?: string }) => (reason ? { reason } : {})

/** From which day on a piece may not be sold, where that day has come: by its own code, by the books, or because all that was picked is past it. */
function expiryOf(
  reading: Reading,
  sku_id: string,
  picked: readonly { expires_on: string | null }[],
  { expiries, today }: CheckGround,
): string | null {
  const past = (day: string | null | undefined) => (day && day <= today ? day : null)
  if (reading.expires_on || reading.lot) return past(reading.expires_on) ?? past(expiries.get(`${sku_id} ${reading.lot}`))
  return picked.length > 0 && picked.every(({ expires_on }) => past(expires_on)) ? picked[0]!.expires_on : null
}

/** Why a parcel takes no scan, if it does not. A group that is no longer `released` was canceled or held by the office: it wins over all. */
export function hindranceOf(
  outbound: Outbound,
  { states }: Pick<CheckGround, 'states'>,
): { status: 'order_stopped' | 'already_checked' | 'already_shipped'; detail: string; effect: CheckEffect | null; reason?: string } | null {
  const state = states.get(outbound.id)
  if (outbound.status === 'shipped') return { status: 'already_shipped', detail: `Parcel ${outbound.code} has left.`, effect: null }
  if (outbound.status === 'stopped' || state !== 'released') {
    const why = outbound.stop_reason ?? state ?? 'gone'
    return {
      status: 'order_stopped',
      detail: `Order ${outbound.order_no} is ${why}: put its goods on the return shelf.`,
      reason: why,
      effect: outbound.status === 'stopped' ? null : { change: 0, stopped: outbound.id },
    }
  }
  if (outbound.status === 'checked') return { status: 'already_checked', detail: `Parcel ${outbound.code} is checked.`, effect: null }
  return null
}

function decideItem(scan: CheckScan, reading: Reading, sku_id: string, ground: CheckGround, refuse: Refuse) {
  const quantity = scan.quantity ?? 1
  const open = (outbound: Outbound) =>
    (ground.lines.get(outbound.id) ?? [])
      .filter((line) => line.sku_id === sku_id)
      .reduce((sum, line) => sum + line.quantity - line.checked, 0)
  let outbound = scan.outbound_id ? ground.outbounds.get(scan.outbound_id) : undefined
  if (outbound && outbound.node_id !== scan.node_id) outbound = undefined
  if (scan.mode === 'order' || scan.undo) {
    if (!outbound) return refuse('open_parcel_first', 'Scan the pick sheet or label of a parcel first.', { sku_id })
    const hindrance = hindranceOf(outbound, ground)
    if (hindrance && !(scan.undo && hindrance.status === 'already_checked'))
      return refuse(hindrance.status, hindrance.detail, { ...namesOf(outbound), sku_id, ...reasonOf(hindrance) }, hindrance.effect)
    if (isLocked(outbound, ground))
      return refuse('wave_locked', 'Its wave is not released yet: ask the planner.', { ...namesOf(outbound), sku_id })
  } else {
    // The one begun stays first; then the order of the slots.
    const needing = [...ground.outbounds.values()]
      .filter(
        (one) =>
          one.wave_id === scan.wave_id && one.status === 'in_wave' && ground.states.get(one.id) === 'released' && open(one) >= quantity,
      )
      .sort(
        (a, b) =>
          Number(b.id === scan.outbound_id) - Number(a.id === scan.outbound_id) ||
          Number(b.left_pieces < b.pieces) - Number(a.left_pieces < a.pieces) ||
          (a.slot_no ?? 0) - (b.slot_no ?? 0),
      )
    outbound = needing[0]
    if (!outbound) {
      const stopped = [...ground.outbounds.values()].find(
        (one) =>
          one.wave_id === scan.wave_id &&
          one.status !== 'shipped' &&
          (one.status === 'stopped' || ground.states.get(one.id) !== 'released') &&
          open(one) > 0,
      )
      if (stopped) {
        const hindrance = hindranceOf(stopped, ground)!
        return refuse('order_stopped', hindrance.detail, { ...namesOf(stopped), sku_id, ...reasonOf(hindrance) }, hindrance.effect)
      }
      return refuse('nobody_needs_it', 'No order of this wave still needs it: put it on the return shelf.', { sku_id })
    }
  }
  const more = { ...namesOf(outbound), sku_id }
  if (!scan.undo) {
    const picked = ground.picked.get(`${outbound.wave_id} ${sku_id}`) ?? []
    const expired = expiryOf(reading, sku_id, picked, ground)
    if (expired) return refuse('lot_expired', `It may not be sold from ${expired} on: set it aside and take another.`, more)
    if (reading.lot && ground.facts.get(sku_id)?.tracks_lots && picked.length > 0 && !picked.some(({ lot }) => lot === reading.lot))
      return refuse(
        'wrong_lot',
        `Lot ${reading.lot} was not picked for this wave: take ${picked.map(({ lot }) => lot || 'goods without lot').join(' or ')}.`,
        more,
      )
    if (ground.facts.get(sku_id)?.tracks_serials) {
      if (!reading.serial || quantity > 1)
        return refuse('serial_needed', 'Each piece of it has a serial number: scan the code that holds it, one by one.', more)
      const known = ground.serials.get(`${sku_id} ${reading.serial}`)
      if (known && known.state !== 'in_stock')
        return refuse('serial_already_sold', `Serial ${reading.serial} has left before: set it aside and call the office.`, more)
      if (known && known.node_id !== outbound.node_id)
        return refuse(
          'serial_elsewhere',
          `By the books serial ${reading.serial} stands at ${known.node_id}: set it aside and call the office.`,
          more,
        )
    }
  }
  const lines = (ground.lines.get(outbound.id) ?? []).filter((line) => line.sku_id === sku_id)
  if (lines.length === 0) return refuse('wrong_item', `Order ${outbound.order_no} has none of this: put it back.`, more)
  if (scan.undo) {
    const line = lines.findLast((one) => one.checked >= quantity)
    if (!line) return refuse('nothing_to_take_back', 'So many of it were not scanned.', more)
    line.checked -= quantity
    if (reading.serial) ground.serials.set(`${sku_id} ${reading.serial}`, { state: 'in_stock', node_id: outbound.node_id })
    outbound.left_pieces += quantity
    outbound.status = 'in_wave'
    return {
      answer: { id: scan.id, status: 'taken_back' as const, ...namesOf(outbound), sku_id, left_of_sku: open(outbound) },
      effect: { line, change: -quantity, ...(reading.lot ? { lot: reading.lot } : {}) },
    }
  }
  const line = lines.find((one) => one.quantity - one.checked >= quantity)
  if (!line)
    return refuse(
      'too_many',
      open(outbound) === 0 ? 'All of it are scanned: this one is too many.' : `Only ${open(outbound)} of it are still needed.`,
      more,
    )
  line.checked += quantity
  outbound.left_pieces -= quantity
  if (outbound.left_pieces === 0) outbound.status = 'checked'
  const serial =
    reading.serial && ground.facts.get(sku_id)?.tracks_serials ? { sku_id, serial: reading.serial, outbound_id: outbound.id } : undefined
  if (serial) ground.serials.set(`${sku_id} ${serial.serial}`, { state: 'sold', node_id: null })
  return {
    answer: {
      id: scan.id,
      status: outbound.left_pieces === 0 ? ('complete' as const) : ('accepted' as const),
      ...namesOf(outbound),
      sku_id,
      left_of_sku: open(outbound),
    },
    effect: { line, change: quantity, ...(serial ? { serial } : {}), ...(reading.lot ? { lot: reading.lot } : {}) },
  }
}

/** Whether a weight is believable for a parcel, and near enough to what it should be. */
export function judgeWeight(
  weight_grams: number,
  expected_grams: number | null,
  site: Pick<SiteItem, 'tolerance_grams' | 'tolerance_bp'>,
): { status: 'weighed' | 'weight_missing' | 'weight_impossible' | 'weight_off'; detail?: string } {
  if (weight_grams <= 0) return { status: 'weight_missing', detail: 'The scale says nothing: put the parcel on it and weigh again.' }
  if (weight_grams > heaviest_grams)
    return { status: 'weight_impossible', detail: `${weight_grams} g is more than a parcel can be: check the scale and its unit.` }
  if (expected_grams === null) return { status: 'weighed' }
  const allowed = Math.max(site.tolerance_grams, Math.round((expected_grams * site.tolerance_bp) / 10_000))
  const off = weight_grams - expected_grams
  if (Math.abs(off) <= allowed) return { status: 'weighed' }
  return {
    status: 'weight_off',
    detail: `${Math.abs(off)} g too ${off > 0 ? 'much' : 'little'} (expected ${expected_grams} g): open the parcel and count, or say why it is right.`,
  }
}
/** One piece of freight; above it goods travel on a pallet. */
export const heaviest_grams = 1_000_000

/** What cardboard and filling weigh. */
export const packingGrams = (content_grams: number): number => 60 + Math.round(content_grams * 0.03)

/** Cartons by what they take, smallest first. */
export const cartons = [
  { code: 'S', largest_grams: 1_000, largest_pieces: 4 },
  { code: 'M', largest_grams: 5_000, largest_pieces: 12 },
  { code: 'L', largest_grams: 15_000, largest_pieces: 40 },
  { code: 'XL', largest_grams: 30_000, largest_pieces: 200 },
] as const

/**
 * How an order may be packed: whole into the smallest carton that takes it; otherwise piece by piece, heaviest first, into as few as it needs. What is
 * heavier than the largest carton travels in its own packing.
 */
export function suggestPacking(
  lines: readonly { line_no: number; sku_id: string; quantity: number; weight_grams: number | null }[],
): { carton: string; weight_grams: number; lines: { line_no: number; quantity: number }[] }[] {
  const biggest = cartons.at(-1)!
  const open: { weight_grams: number; pieces: number; lines: Map<number, number> }[] = []
  const own: { carton: string; weight_grams: number; lines: { line_no: number; quantity: number }[] }[] = []
  const pieces = lines
    .flatMap(({ line_no, quantity, weight_grams }) =>
      Array.from({ length: Math.min(quantity, 999) }, () => ({ line_no, weight_grams: weight_grams ?? 300 })),
    )
    .sort((a, b) => b.weight_grams - a.weight_grams)
  for (const { line_no, weight_grams } of pieces) {
    if (weight_grams > biggest.largest_grams) {
      own.push({ carton: 'own', weight_grams, lines: [{ line_no, quantity: 1 }] })
      continue
    }
    let box = open.find((one) => one.weight_grams + weight_grams <= biggest.largest_grams && one.pieces < biggest.largest_pieces)
    if (!box) {
      box = { weight_grams: 0, pieces: 0, lines: new Map() }
      open.push(box)
    }
    box.weight_grams += weight_grams
    box.pieces++
    box.lines.set(line_no, (box.lines.get(line_no) ?? 0) + 1)
  }
  return [
    ...own,
    ...open.map((box) => ({
      carton: cartons.find((one) => box.weight_grams <= one.largest_grams && box.pieces <= one.largest_pieces)!.code,
      weight_grams: box.weight_grams + packingGrams(box.weight_grams),
      lines: [...box.lines].sort(([a], [b]) => a - b).map(([line_no, quantity]) => ({ line_no, quantity })),
    })),
  ]
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

export interface PickedLot {
  /** The parcel it was picked for, where each is picked by itself. */
  outbound_id: string | null
  sku_id: string
  lot: string
  expires_on: string | null
  quantity: number
}
export interface BoxedLot {
  outbound_id: string
  box_no: number
  line_no: number
  lot: string
  sure: boolean
  sku_id: string
  quantity: number
}

/**
 * Says which lots the boxes of one wave hold. What scans named is sure; the rest is shared out over what was picked and is in no box yet, first expired
 * first, and is sure only where a single lot was picked. What has no lot has no row.
 */
export function shareLots(
  boxes: readonly { outbound_id: string; box_no: number; content: readonly { line_no: number; sku_id: string; quantity: number }[] }[],
  named: readonly BoxedLot[],
  picked: readonly PickedLot[],
  used: readonly { sku_id: string; lot: string; quantity: number }[],
): BoxedLot[] {
  const pool = picked.map((one) => ({ ...one }))
  const take = (sku_id: string, lot: string, quantity: number) => {
    let left = quantity
    for (const one of pool) {
      if (one.sku_id !== sku_id || one.lot !== lot) continue
      const some = Math.min(left, one.quantity)
      one.quantity -= some
      left -= some
    }
  }
  for (const { sku_id, lot, quantity } of used) take(sku_id, lot, quantity)
  const rows: BoxedLot[] = []
  const rests: { outbound_id: string; box_no: number; line_no: number; sku_id: string; quantity: number }[] = []
  for (const { outbound_id, box_no, content } of boxes)
    for (const { line_no, sku_id, quantity } of content) {
      let left = quantity
      for (const one of named) {
        if (one.outbound_id !== outbound_id || one.line_no !== line_no || left === 0) continue
        const some = Math.min(left, one.quantity)
        left -= some
        take(sku_id, one.lot, some)
        const same = rows.find(
          (row) => row.outbound_id === outbound_id && row.box_no === box_no && row.line_no === line_no && row.lot === one.lot,
        )
        if (same) same.quantity += some
        else rows.push({ outbound_id, box_no, line_no, sku_id, lot: one.lot, quantity: some, sure: true })
      }
      if (left > 0) rests.push({ outbound_id, box_no, line_no, sku_id, quantity: left })
    }
  const bySku = new Map<string, typeof pool>()
  for (const one of pool) push(bySku, one.sku_id, one)
  for (const rest of rests) {
    const own = (bySku.get(rest.sku_id) ?? []).filter(({ outbound_id }) => outbound_id === null || outbound_id === rest.outbound_id)
    const sure = new Set(own.map(({ lot }) => lot)).size === 1
    let left = rest.quantity
    for (const one of own) {
      const some = Math.min(left, one.quantity)
      if (some === 0) continue
      one.quantity -= some
      left -= some
      if (one.lot === '') continue
      const { quantity: _quantity, ...place } = rest
      const same = rows.find(
        (row) =>
          row.sure === sure &&
          row.lot === one.lot &&
          row.line_no === place.line_no &&
          row.box_no === place.box_no &&
          row.outbound_id === place.outbound_id,
      )
      if (same) same.quantity += some
      else rows.push({ ...place, lot: one.lot, quantity: some, sure })
    }
  }
  return rows
}
