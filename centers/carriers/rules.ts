import { createHash } from 'node:crypto'
import type { BillLine, DifferenceType, FreightAsk, FreightQuote, Party, ReachItem, Tariff, TrackState } from './model.ts'
import type { TrackTold } from './port.ts'

// --- Freight

/** The longest key that begins a region code; keys have 0, 2, 4, 6 or 9 digits. */
function longest<Value>(table: ReadonlyMap<string, Value>, region: string): Value | undefined {
  for (const length of [9, 6, 4, 2, 0]) {
    if (region.length < length) continue
    const found = table.get(region.slice(0, length))
    if (found !== undefined) return found
  }
  return undefined
}

type Indexed = Tariff & { from: Map<string, true>; to: Map<string, Tariff['zones'][number]> }
const indexes = new WeakMap<readonly Tariff[], Indexed[]>()

/** Sourcing asks for thousands of prices over the same tables: they are indexed once per list. */
function indexed(tariffs: readonly Tariff[]): Indexed[] {
  let found = indexes.get(tariffs)
  if (!found) {
    found = tariffs.map((tariff) => ({
      ...tariff,
      from: new Map(tariff.from_regions.map((region) => [region, true] as const)),
      to: new Map(tariff.zones.flatMap((zone) => zone.regions.map((region) => [region, zone] as const))),
    }))
    indexes.set(tariffs, found)
  }
  return found
}

/** One service's way between two places: its price table and the zone that counts there. */
export interface Lane {
  tariff: Pick<Tariff, 'tariff_id' | 'carrier_id' | 'service_id' | 'currency' | 'volumetric_divisor' | 'fuel_bp'>
  zone: Tariff['zones'][number]
}

/**
 * The services with a price for a way on a day, ready to price many weights. Per service the newest table valid on that day counts, and of several
 * the one that names the place of departure more closely.
 */
export function lanesBetween(tariffs: readonly Tariff[], on: string, from_region: string, to_region: string): Lane[] {
  const chosen = new Map<string, { tariff: Indexed; closeness: number }>()
  for (const tariff of indexed(tariffs)) {
    if (tariff.valid_from > on || (tariff.withdrawn_from !== null && tariff.withdrawn_from <= on)) continue
    const closeness = closenessOf(tariff.from, from_region)
    if (closeness < 0) continue
    const key = `${tariff.carrier_id} ${tariff.service_id}`
    const rival = chosen.get(key)
    if (!rival || closeness > rival.closeness || (closeness === rival.closeness && isNewer(tariff, rival.tariff)))
      chosen.set(key, { tariff, closeness })
  }
  return [...chosen.values()].flatMap(({ tariff }) => {
    const zone = longest(tariff.to, to_region)
    return zone ? [{ tariff, zone }] : []
  })
}

/** What each carrier's service would charge on a day, cheapest first; a service without a price for the way is left out. */
export const quoteFreight = (tariffs: readonly Tariff[], on: string, ask: Omit<FreightAsk, 'id'>): FreightQuote[] =>
  lanesBetween(tariffs, on, ask.from_region, ask.to_region)
    .flatMap((lane) => quoteOf(lane, ask) ?? [])
    .sort((a, b) => a.amount_minor - b.amount_minor || (keyOf(a) < keyOf(b) ? -1 : 1))

const keyOf = ({ carrier_id, service_id }: FreightQuote) => `${carrier_id} ${service_id}`
const isNewer = (a: Tariff, b: Tariff) => a.valid_from > b.valid_from || (a.valid_from === b.valid_from && a.tariff_id > b.tariff_id)

function closenessOf(from: ReadonlyMap<string, true>, region: string): number {
  for (const length of [9, 6, 4, 2, 0]) if (region.length >= length && from.has(region.slice(0, length))) return length
  return -1
}

function quoteOf(lane: Lane, { weight_grams, volume_cm3 = 0 }: Pick<FreightAsk, 'weight_grams' | 'volume_cm3'>): FreightQuote | undefined {
  const amount_minor = priceOnLane(lane, weight_grams, volume_cm3)
  if (amount_minor === null) return undefined
  const { carrier_id, service_id, tariff_id, currency, volumetric_divisor } = lane.tariff
  const chargeable_grams = Math.max(weight_grams, volumetricGrams(volume_cm3, volumetric_divisor))
  return { carrier_id, service_id, tariff_id, zone: lane.zone.zone, amount_minor, currency, chargeable_grams, days: lane.zone.days ?? null }
}

/** The price of one parcel on a lane; null when it is too heavy for it. */
export function priceOnLane({ tariff, zone }: Lane, weight_grams: number, volume_cm3: number): number | null {
  const chargeable_grams = Math.max(weight_grams, volumetricGrams(volume_cm3, tariff.volumetric_divisor))
  if (zone.largest_grams && chargeable_grams > zone.largest_grams) return null
  const steps = Math.max(0, Math.ceil((chargeable_grams - zone.first_grams) / zone.step_grams))
  const freight = zone.first_minor + steps * zone.step_minor
  // The surcharge is rounded up: carriers do so, and a quote below the bill would look like a difference.
  return freight + Math.ceil((freight * tariff.fuel_bp) / 10_000)
}

/** Light and bulky goods are charged by volume. */
export const volumetricGrams = (volume_cm3: number, divisor: number | null): number =>
  divisor === null ? 0 : Math.ceil((volume_cm3 * 1000) / divisor)

type ReachTable = ReadonlyMap<string, ReachItem>
/** One table serves all parcels of a call: the rows of a carrier are thousands. */
const reachTables = new WeakMap<readonly ReachItem[], Map<string, ReachTable>>()

function reachTable(rows: readonly ReachItem[], carrier_id: string): ReachTable {
  const tables = reachTables.get(rows) ?? new Map<string, ReachTable>()
  reachTables.set(rows, tables)
  const table = tables.get(carrier_id) ?? new Map(rows.filter((row) => row.carrier_id === carrier_id).map((row) => [row.region, row]))
  tables.set(carrier_id, table)
  return table
}

export type Reach = { served: boolean; collects: boolean; note: string | null }

/** Whether each carrier delivers to a region: the longest code that begins it decides; a carrier that says nothing of it does not. */
export function reachOf(rows: readonly ReachItem[], carrier_id: string, region: string): Reach {
  const row = longest(reachTable(rows, carrier_id), region)
  if (!row) return { served: false, collects: false, note: null }
  return { served: row.served, collects: row.served && row.collects !== false, note: row.note ?? null }
}

/** Whether a service collects this sum at a door there; a parcel with nothing to collect always may. */
export const mayCollect = (
  { carrier_id, collect_most_minor }: { carrier_id: string; collect_most_minor?: number | null },
  reach: readonly ReachItem[],
  region: string,
  collect_minor: number | null | undefined,
): boolean => !collect_minor || (collect_minor <= (collect_most_minor ?? 0) && reachOf(reach, carrier_id, region).collects)

/** Why no service would collect a sum at a door; null when one would. */
export function whyNotCollected(
  { services, reach }: Agreed,
  { region_code, amount_minor, currency }: { region_code: string | null; amount_minor: number; currency: string },
): string | null {
  if (currency !== 'CNY') return `Carriers collect in CNY, not ${currency}: let it be paid beforehand.`
  if (!region_code) return 'address.region_code: choose province, city and county, so that it is known who collects there.'
  if (services.some((service) => mayCollect(service, reach, region_code, amount_minor))) return null
  const there = services.filter((service) => mayCollect(service, reach, region_code, 1))
  const most = Math.max(0, ...there.map(({ collect_most_minor }) => collect_most_minor ?? 0))
  return most > 0
    ? `Carriers collect at most ${most} minor units there, not ${amount_minor}: order in two parts, or let it be paid otherwise.`
    : `No carrier collects money in ${region_code}: let it be paid otherwise.`
}

/** A service that is asked for a number. */
export interface Carriage {
  carrier_id: string
  service_id: string
}

/**
 * Who carries a parcel: the usual service where it goes there with that weight, else the cheapest that does; with `cheapest` the cheapest that does, the
 * usual one among equals. Where none does the usual one stays, and asking it for a number says why not.
 */
export function chooseCarriage(
  { services, reach, tariffs }: Agreed,
  on: string,
  usual: Carriage & { cheapest?: boolean },
  parcel: { from_region: string; to_region: string; weight_grams: number | null; collect_minor?: number | null },
): Carriage {
  const weight_grams = parcel.weight_grams ?? 1
  const takes = ({ carrier_id, service_id }: Carriage): boolean => {
    const service = services.find((one) => one.carrier_id === carrier_id && one.service_id === service_id)
    if (!service || (service.largest_grams != null && weight_grams > service.largest_grams)) return false
    return reachOf(reach, carrier_id, parcel.to_region).served && mayCollect(service, reach, parcel.to_region, parcel.collect_minor)
  }
  const delivers = takes(usual)
  // What nobody knows the weight of has no price.
  if (delivers && (!usual.cheapest || parcel.weight_grams === null)) return usual
  const quotes = quoteFreight(tariffs, on, { ...parcel, weight_grams: Math.max(1, weight_grams) }).filter(takes)
  const own = delivers ? quotes.find((one) => one.carrier_id === usual.carrier_id && one.service_id === usual.service_id) : undefined
  const [first] = quotes
  if (!first || own?.amount_minor === first.amount_minor || (delivers && !own)) return usual
  return { carrier_id: first.carrier_id, service_id: first.service_id }
}
interface Agreed {
  services: readonly (Carriage & { largest_grams?: number | null; collect_most_minor?: number | null })[]
  reach: readonly ReachItem[]
  tariffs: readonly Tariff[]
}

// --- Tracks

/** Once delivered, only these may follow: everything else is news that came late or a scan that means nothing any more. */
const afterDelivery: ReadonlySet<TrackState> = new Set(['refused', 'returning', 'returned'])
/** What a delivered parcel on its way back may still meet. */
const onTheWayBack: ReadonlySet<TrackState> = new Set([...afterDelivery, 'delivered', 'exception', 'lost'])

/** Which of two states told for the same second came later. */
const rank: Record<TrackState, number> = {
  created: 0,
  collected: 1,
  in_transit: 2,
  customs: 3,
  exception: 4,
  lost: 5,
  out_for_delivery: 6,
  awaiting_pickup: 7,
  refused: 8,
  returning: 9,
  delivered: 10,
  returned: 11,
}

export interface TrackPosition {
  state: TrackState
  state_at: string
  delivered_at: string | null
}

/** Where a parcel is, from everything told so far in whatever order it arrived. A delivered parcel may be refused or come back, nothing else. */
export function positionOf(events: readonly Pick<TrackTold, 'happened_at' | 'state'>[], begun_at: string): TrackPosition {
  const known = events
    .filter((event): event is { happened_at: string; state: TrackState } => event.state !== null)
    .map((event) => ({ ...event, at_ms: Date.parse(event.happened_at) }))
    .sort((a, b) => a.at_ms - b.at_ms || rank[a.state] - rank[b.state])
  const position: TrackPosition = { state: 'created', state_at: begun_at, delivered_at: null }
  for (const { state, happened_at } of known) {
    if (!follows(position, state)) continue
    if (state === 'delivered') position.delivered_at ??= happened_at
    if (state === position.state) continue
    position.state = state
    position.state_at = happened_at
  }
  return position
}

function follows({ state, delivered_at }: TrackPosition, to: TrackState): boolean {
  if (state === 'returned') return false
  if (state === 'delivered') return afterDelivery.has(to)
  if (delivered_at !== null) return onTheWayBack.has(to)
  // Refused at the door and then delivered after all happens; a parcel already coming back was not delivered to the customer.
  if (state === 'returning') return to === 'returned' || to === 'exception' || to === 'lost'
  return true
}

/** Nothing more will happen to it. */
export const isFinal = (state: TrackState): boolean => state === 'returned' || state === 'delivered'

/** The same event told twice, by push and by query, in any order, has one key. */
export const eventKey = ({ happened_at, code, told }: Pick<TrackTold, 'happened_at' | 'code' | 'told'>): string =>
  createHash('sha256')
    .update(JSON.stringify([new Date(happened_at).toISOString(), code, told]))
    .digest('base64url')
    .slice(0, 22)

/** When we ask ourselves how a parcel is doing: often when it moves, seldom when a push would tell us. */
export function nextPoll(state: TrackState, now: string, pushed: boolean, delivered_at: string | null): string | null {
  const now_ms = Date.parse(now)
  if (state === 'returned' || state === 'lost') return null
  // A refusal after signing shows within days; then there is nothing more to learn.
  if (state === 'delivered') return delivered_at && now_ms - Date.parse(delivered_at) > 7 * day_ms ? null : at(now_ms + day_ms)
  return at(now_ms + (pushed ? 12 * hour_ms : state === 'created' ? 2 * hour_ms : 4 * hour_ms))
}
const hour_ms = 3_600_000
const day_ms = 24 * hour_ms
const at = (moment_ms: number): string => new Date(moment_ms).toISOString()

// --- Speaking with partners

const waits_s = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800]

/** When a call that got no answer is tried again; null when it was tried often enough (about 16 hours) and becomes a dead letter. */
export function nextTry(attempts: number, now: string, retry_after_s = 0): string | null {
  const wait = waits_s[attempts - 1]
  return wait === undefined ? null : at(Date.parse(now) + Math.max(wait, retry_after_s) * 1000)
}

// --- People on labels and lists

/** `张三丰` becomes `张**`: the first sign stays, whatever the length. */
export const maskName = (name: string): string => {
  const signs = [...name.trim()]
  return signs.length <= 1 ? `${signs[0] ?? ''}*` : signs[0]! + '*'.repeat(Math.min(2, signs.length - 1))
}

/** `13812340000` becomes `138****0000`; short numbers keep their last two digits. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/[^\d*]/g, '').replace(/^(00)?86(?=1\d{10}$)/, '')
  return digits.length >= 11 ? `${digits.slice(0, 3)}****${digits.slice(-4)}` : `****${digits.slice(-2)}`
}

/** The courier needs street and house; the door behind it only the one who rings. */
export const maskParty = (party: Party): Party => ({ ...party, name: maskName(party.name), phone: maskPhone(party.phone) })

export const addressText = ({ province, city, district, town, detail }: Party): string =>
  [province, city === province ? '' : city, district, town ?? '', detail].join('')

// --- Numbers

/** Check digit of an international postal number (UPU S10) over its eight digits. */
export function postalCheckDigit(serial: string): number {
  const weights = [8, 6, 4, 2, 3, 5, 9, 7]
  const sum = weights.reduce((total, weight, i) => total + weight * Number(serial[i]), 0)
  const digit = 11 - (sum % 11)
  return digit === 10 ? 0 : digit === 11 ? 5 : digit
}

/** Whether a number of the form `EE473124829CN` has its right check digit; numbers of another form are not judged. */
export function isPostalNumberWrong(waybill_no: string): boolean {
  const match = /^[A-Z]{2}(\d{8})(\d)[A-Z]{2}$/.exec(waybill_no)
  return match !== null && postalCheckDigit(match[1]!) !== Number(match[2])
}

/** At most this many numbers in one segment. */
export const largestSegment = 10_000

/** Every number from the first to the last of a segment that differs in its trailing digits; postal numbers get their check digits. */
export function numbersOfSegment(first: string, last: string): string[] | { fault: string } {
  const postal = /^([A-Z]{2})(\d{8})\d([A-Z]{2})$/
  const a = postal.exec(first)
  const b = postal.exec(last)
  if (a && b) {
    if (isPostalNumberWrong(first) || isPostalNumberWrong(last)) return { fault: 'the check digit of a postal number is wrong' }
    if (a[1] !== b[1] || a[3] !== b[3]) return { fault: 'both ends must have the same letters' }
    return range(a[2]!, b[2]!, (serial) => `${a[1]}${serial}${postalCheckDigit(serial)}${a[3]}`)
  }
  const left = /^([A-Z]*)(\d{1,15})$/.exec(first)
  const right = /^([A-Z]*)(\d{1,15})$/.exec(last)
  if (!left || !right || left[1] !== right[1] || left[2]!.length !== right[2]!.length)
    return { fault: 'both ends must be letters followed by equally many digits' }
  return range(left[2]!, right[2]!, (digits) => left[1] + digits)
}

function range(first: string, last: string, make: (digits: string) => string): string[] | { fault: string } {
  const count = Number(last) - Number(first) + 1
  if (count < 1) return { fault: 'the last number comes before the first' }
  if (count > largestSegment) return { fault: `a segment holds at most ${largestSegment} numbers` }
  return Array.from({ length: count }, (_, i) => make(String(Number(first) + i).padStart(first.length, '0')))
}

// --- Bills

export interface Billed {
  parcel_id: string
  canceled: boolean
  quoted_minor: number | null
  chargeable_grams: number | null
  /** Already charged by an earlier line or bill. */
  billed: boolean
}

/** Names how one line of a carrier's bill differs from what we reckoned. The first match wins. */
export function judgeBillLine(line: BillLine, ours: Billed | undefined): { type: DifferenceType; difference_minor: number } {
  const amount = line.amount_minor
  if (!ours) return { type: 'waybill_not_ours', difference_minor: amount }
  if (amount < 0) return { type: 'refund', difference_minor: amount }
  if (ours.billed) return { type: 'billed_twice', difference_minor: amount }
  if (ours.canceled) return { type: 'canceled_waybill', difference_minor: amount }
  if (ours.quoted_minor === null) return { type: 'not_quoted', difference_minor: amount }
  const difference_minor = amount - ours.quoted_minor
  if (difference_minor === 0) return { type: 'matched', difference_minor }
  const heavier = line.weight_grams != null && ours.chargeable_grams !== null && line.weight_grams !== ours.chargeable_grams
  if (heavier) return { type: 'weight_differs', difference_minor }
  return { type: difference_minor > 0 ? 'amount_above' : 'amount_below', difference_minor }
}
