import { looksLike, soundOf, surnameOf } from './characters.ts'
import { isPinyin, nameKinds } from './normalize.ts'

/** What of a row is compared. */
export interface Card {
  row_no: number
  /** The same for the same line of the same file whenever it was loaded: ties are broken by it, so the order of files does not matter. */
  tie: number
  source_bit: number
  source_key: string
  phone: string
  email: string
  device: string
  address: string
  kind: number
  name: string
  letters: string
}

const [_NONE, NICKNAME, SURNAME, LATIN, FULL] = nameKinds.map((_, i) => i) as [0, 1, 2, 3, 4]

export { FULL }

/** Points for one thing two rows agree or disagree on. 100 make one person, from 70 a clerk looks. */
export const points = {
  same_number: 80,
  same_phone: 65,
  near_phone: 62,
  same_email: 80,
  same_device: 70,
  same_home: 62,
  same_building: 60,
  equal_name: 45,
  one_homophone: 44,
  equal_sound: 42,
  lookalike_name: 38,
  equal_surname: 5,
  only_one_here: 35,
  one_slip: 75,
  email_of_name: 30,
  other_phone: -5,
  other_email: -10,
  slip_in_name: -25,
  close_name: -40,
  other_latin_name: -60,
  other_name: -120,
} as const
export type Reason = keyof typeof points
export const enough_points = 100
export const doubtful_points = 70
/** From here a finding counts if the persons of its two rows bear one name that the rows themselves do not both tell. */
export const supporting_points = 55

/** What may stand on many rows without being one person's: beyond these it says nothing. */
export const limits = {
  /** Rows under one phone, email, device or number that are looked at. */
  shared_rows: 60,
  /** Different names under it; a family has fewer. */
  shared_names: 6,
  /** Rows with one name under a part of a phone, or in one house. */
  same_name_rows: 60,
  /** Rows of one person; what would make more goes to a clerk. */
  person_rows: 200,
} as const

export const rules = ['number', 'phone', 'email', 'device', 'phone_head', 'phone_tail', 'home', 'decision'] as const
export type Rule = (typeof rules)[number]

/** The sum of points of two rows; `reasons`, when given, receives what they come from. `without` leaves out a thing that is shared by too many. */
export function comparePair(a: Card, b: Card, reasons?: Reason[], without?: Rule): number {
  let sum = 0
  const add = (reason: Reason) => {
    sum += points[reason]
    reasons?.push(reason)
  }
  if (a.source_bit === b.source_bit && a.source_key !== '' && a.source_key === b.source_key && without !== 'number') add('same_number')
  if (a.phone !== '' && b.phone !== '') {
    if (a.phone === b.phone) {
      if (without !== 'phone') add('same_phone')
    } else add(nearPhones(a.phone, b.phone) ? 'near_phone' : 'other_phone')
  }
  if (a.email !== '' && b.email !== '') {
    if (a.email === b.email) {
      if (without !== 'email') add('same_email')
    } else if (!nearEmails(a.email, b.email)) add('other_email')
  }
  if (a.device !== '' && a.device === b.device && without !== 'device') add('same_device')
  const home = compareAddresses(a.address, b.address)
  if (home) add(home)
  const name = compareNames(a, b)
  if (name) add(name)
  return sum
}

/** How two names agree; undefined when one of them says nothing. */
export function compareNames(a: Card, b: Card): Reason | undefined {
  if (a.kind <= NICKNAME || b.kind <= NICKNAME) return undefined
  if (a.kind === SURNAME || b.kind === SURNAME) {
    if (a.kind === LATIN || b.kind === LATIN) return undefined
    return surnameOfCard(a) === surnameOfCard(b) ? 'equal_surname' : 'other_name'
  }
  if (a.name === b.name) return 'equal_name'
  if (a.kind === LATIN || b.kind === LATIN) return a.letters === b.letters ? 'equal_name' : 'other_latin_name'
  // Equal letters of two Chinese names may be in another order: 欣伟 is not 炜馨.
  if (a.letters === b.letters) return soundsAlike(a.name, b.name)
  return compareCharacters(a.name, b.name)
}

function soundsAlike(a: string, b: string): Reason {
  if (a.length !== b.length) return 'close_name'
  let others = 0
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue
    if (soundOf(a[i]!, i === 0) !== soundOf(b[i]!, i === 0)) return 'close_name'
    others++
  }
  return others === 1 && a.length - surnameOf(a).length > 1 ? 'one_homophone' : 'equal_sound'
}

function compareCharacters(a: string, b: string): Reason {
  if (a.length === b.length) {
    let at = -1
    for (let i = 0; i < a.length; i++) {
      if (a[i] === b[i]) continue
      if (at >= 0) return 'other_name'
      at = i
    }
    if (looksLike(a[at]!, b[at]!)) return 'lookalike_name'
    if (at < surnameOf(a).length) return 'other_name'
    // Brothers and sisters share the first of two given characters far more often than the last.
    return at < a.length - 1 ? 'slip_in_name' : 'close_name'
  }
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short[0] === long[0] && (long.startsWith(short) || long.endsWith(short.slice(surnameOf(short).length)))
    ? 'close_name'
    : 'other_name'
}

export const surnameOfCard = ({ kind, name }: Pick<Card, 'kind' | 'name'>): string =>
  kind === SURNAME ? name : kind === FULL ? surnameOf(name) : ''

/** One digit wrong, two neighbors swapped, or one lost. */
export function nearPhones(a: string, b: string): boolean {
  if (a.length === b.length) {
    let first = 0
    while (a[first] === b[first]) first++
    let last = a.length - 1
    while (a[last] === b[last]) last--
    return first === last || (last === first + 1 && a[first] === b[last] && a[last] === b[first])
  }
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (long.length - short.length !== 1) return false
  let i = 0
  while (i < short.length && short[i] === long[i]) i++
  return short.slice(i) === long.slice(i + 1)
}

/** At one provider, and one slip apart before the @. */
function nearEmails(a: string, b: string): boolean {
  const [at, other] = [a.lastIndexOf('@'), b.lastIndexOf('@')]
  return a.slice(at) === b.slice(other) && nearPhones(a.slice(0, at), b.slice(0, other))
}

/**
 * The same home when road, number, building and room (or entrance, where one names no room) agree; the same building when nothing contradicts.
 * Where 号 was left out, number and building run together: 80号1幢 and 801幢 are one building.
 */
export function compareAddresses(a: string, b: string): Reason | undefined {
  if (a === '' || b === '') return undefined
  const [district_a, road_a, number_a, door_a] = a.split('|') as [string, string, string, string]
  const [district_b, road_b, number_b, door_b] = b.split('|') as [string, string, string, string]
  if (district_a !== '' && district_b !== '' && district_a !== district_b) return undefined
  if (road_a === '' || road_b === '' || !(road_a === road_b || road_a.endsWith(road_b) || road_b.endsWith(road_a))) return undefined
  if (number_a === number_b) return door_a === '' || door_b === '' ? 'same_building' : compareDoors(doorOf(door_a), doorOf(door_b))
  return number_a.length < number_b.length
    ? compareRunTogether(number_a, door_a, number_b, door_b)
    : compareRunTogether(number_b, door_b, number_a, door_a)
}

function compareRunTogether(number: string, door: string, together: string, rest: string): Reason | undefined {
  const { building, ...inside } = doorOf(door)
  if (building === '' || rest === '' || number + building !== together) return undefined
  return compareDoors({ building: '', ...inside }, doorOf(`-${rest}`))
}

interface Door {
  building: string
  unit: string
  room: string
}

/** Rooms have three digits or more, units one or two. */
function doorOf(text: string): Door {
  const [building, ...inside] = text.split('-') as [string, ...string[]]
  return { building, unit: inside.find((number) => number.length <= 2) ?? '', room: inside.findLast((number) => number.length > 2) ?? '' }
}

function compareDoors(a: Door, b: Door): Reason | undefined {
  const differ = (one: keyof Door) => a[one] !== '' && b[one] !== '' && a[one] !== b[one]
  if (a.building !== b.building || differ('unit') || differ('room')) return undefined
  return (a.room !== '' && a.room === b.room) || (a.unit !== '' && a.unit === b.unit) ? 'same_home' : 'same_building'
}

/** Called with each finding: the rows' places in `cards`, the points, and whether the two names were looked at and may differ. */
export type Emit = (a: Card, b: Card, points: number, names_may_differ: boolean) => void

/** A thing that all rows of a group share; of a house, those with another door are told apart. */
export type Shared = 'number' | 'phone' | 'email' | 'device' | 'house'

/** All rows that share one thing (a phone, an email, a device, a customer number) settle who among them is one person. */
export function settleShared(cards: Card[], rule: Exclude<Shared, 'house'>, emit: Emit): void {
  if (cards.length < 2 || cards.length > limits.shared_rows) return
  cards.sort(byTie)
  const named = gatherNames(cards)
  const without = named.length > limits.shared_names ? rule : undefined
  for (const [lead, ...others] of named)
    for (const other of others) emit(lead!, other, comparePair(lead!, other, undefined, without), false)
  if (!without) settleWeakNames(cards, joinNearNames(named, emit), rule, emit)
}

/** Rows without a full name find the people of their home; a building with many rows is taken door by door. */
export function settleHouse(cards: Card[], emit: Emit): void {
  if (cards.length < 2) return
  if (cards.length <= limits.shared_rows) {
    cards.sort(byTie)
    settleWeakNames(cards, gatherNames(cards), 'house', emit)
    return
  }
  const byDoor = Map.groupBy(cards, ({ address }) => address)
  if (byDoor.size > 1) for (const rows of byDoor.values()) if (rows.length <= limits.shared_rows) settleHouse(rows, emit)
}

const byTie = (a: Card, b: Card): number => a.tie - b.tie

/** Rows with a full name, those of one sound together. */
function gatherNames(cards: Card[]): Card[][] {
  const named: Card[][] = []
  for (const card of cards) {
    if (card.kind < LATIN) continue
    const alike = named.find(([lead]) => lead!.letters === card.letters && points[compareNames(lead!, card)!] > 0)
    if (alike) alike.push(card)
    else named.push([card])
  }
  // Characters tell more than letters: they lead.
  for (const rows of named) rows.sort((a, b) => b.kind - a.kind || byTie(a, b))
  return named
}

/** Names that differ little are weighed with all else that any two of their rows agree on; answers the rows of each person that remains. */
function joinNearNames(named: Card[][], emit: Emit): Card[][] {
  const persons: Card[][] = []
  for (const rows of named) {
    let joined: Card[] | undefined
    for (const before of persons) {
      const name = compareNames(before[0]!, rows[0]!)
      if (name === 'other_name') continue
      const { sum, a, b } = bestPair(before, rows)
      const weighed = named.length === 2 && isSlip(name, before.length, rows.length) ? sum + points.one_slip : sum
      emit(a, b, weighed, true)
      if (weighed >= enough_points) joined ??= before
    }
    if (joined) joined.push(...rows)
    else persons.push([...rows])
  }
  return persons
}

/** One name among several rows is a slip of the hand; two names seen often are two persons. */
const isSlip = (name: Reason | undefined, often: number, rarely: number): boolean =>
  Math.min(often, rarely) === 1 && (name === 'slip_in_name' || (name === 'close_name' && often + rarely > 2))

function bestPair(of: Card[], others: Card[]): { sum: number; a: Card; b: Card } {
  let best = { sum: Number.NEGATIVE_INFINITY, a: of[0]!, b: others[0]! }
  for (const a of of)
    for (const b of others) {
      const sum = comparePair(a, b)
      if (sum > best.sum) best = { sum, a, b }
    }
  return best
}

/**
 * A row without a full name belongs to the one person here it can belong to. When there are several it belongs to none by this thing, unless
 * something else tells: the phone of a family does not say who of them came.
 */
function settleWeakNames(cards: Card[], persons: Card[][], rule: Shared, emit: Emit): void {
  const candidates = [...persons]
  const here = (person: Card[], card: Card) =>
    rule !== 'house' || person.some(({ address }) => compareAddresses(address, card.address) === 'same_home')
  for (const card of cards) {
    if (card.kind !== SURNAME) continue
    const fitting = candidates.filter((person) => compareNames(person[0]!, card) !== 'other_name' && here(person, card))
    if (fitting.length === 0) candidates.push([card])
    else settleAmong(card, fitting, rule, emit)
  }
  for (const card of cards) {
    if (card.kind > NICKNAME) continue
    const fitting = candidates.filter((person) => here(person, card))
    if (fitting.length === 0) candidates.push([card])
    else settleAmong(card, fitting, rule, emit)
  }
}

/** The only one of his surname we know in a house need not be the only one there is. */
const one_house = points.same_home + points.equal_surname

function settleAmong(card: Card, fitting: Card[][], rule: Shared, emit: Emit): void {
  const weighed = fitting.map((person) => weigh(person, card, rule))
  if (rule === 'house') for (const { row, sum } of weighed) emit(row, card, Math.min(sum, doubtful_points - 1), false)
  const [best, next] = weighed.filter(({ against }) => !against).sort((a, b) => b.sum - a.sum)
  // Of several, the one that something more than the shared thing speaks for.
  if (best && (fitting.length === 1 || (best.sum >= doubtful_points && best.sum - (next?.sum ?? 0) >= points.email_of_name)))
    emit(best.row, card, best.sum + (rule === 'house' && best.sum <= one_house ? 0 : points.only_one_here), false)
  // Of two, a clerk may know; of more, nobody will.
  else if (fitting.length === 1 || (fitting.length === 2 && rule !== 'phone' && rule !== 'house'))
    for (const { row, sum } of weighed) emit(row, card, Math.min(sum, enough_points - 1), false)
}

/** What speaks for a row without a full name being this person, and whether its email or nickname speaks against it. Another home does not, for people move; another city does. */
function weigh(person: Card[], card: Card, rule: Shared): { sum: number; row: Card; against: boolean } {
  const { sum, a } = bestPair(person, [card])
  const lead = person[0]!
  const known_email = person.some(
    ({ email }) => email === card.email || (email !== '' && card.email !== '' && nearEmails(email, card.email)),
  )
  const made = card.email === '' || known_email || lead.kind < LATIN ? undefined : madeFromNames(card.email, person)
  const called = callsByName(lead, card)
  // Brothers and sisters may share a character of their names, and have phones of their own.
  const brothers = rule === 'house' && card.phone !== ''
  const other_email = card.email !== '' && !known_email && person.some(({ email }) => email !== '')
  const against = other_email || made === false || (called === false && !made) || (card.kind !== SURNAME && otherCity(person, card))
  return { sum: sum + (made || (called && !brothers) ? points.email_of_name : 0), row: a, against }
}

function otherCity(person: Card[], { address }: Card): boolean {
  const city = cityOf(address)
  const cities = person.map((row) => cityOf(row.address)).filter((of) => of !== '')
  return city !== '' && cities.length > 0 && !cities.includes(city) && !person.some((row) => compareAddresses(row.address, address))
}

const cityOf = (address: string): string => address.split('|')[4] ?? ''

/** Whether an email is made from one of the ways a person's name is written. */
function madeFromNames(email: string, person: Card[]): boolean | undefined {
  const made = person.map((row) => madeFromName(email, row))
  return made.includes(true) ? true : made.every((one) => one === false) ? false : undefined
}

/** 静静 is how one calls somebody whose name has 静 in it; one with another character of that sound says nothing. */
function callsByName(person: Card, { kind, name }: Card): boolean | undefined {
  if (person.kind !== FULL || kind !== NICKNAME || !/^(.)\1$/u.test(name)) return undefined
  if (person.name.includes(name[0]!)) return true
  return [...person.name].some((one) => soundOf(one) === soundOf(name[0]!)) ? undefined : false
}

/** Whether an email is made from this person's name; undefined when it may be, or is made from no name at all. */
export function madeFromName(email: string, { kind, name, letters }: Card): boolean | undefined {
  const local = email.slice(0, email.indexOf('@')).replace(/[^a-z]/g, '')
  if (local.length < 4) return undefined
  if ([...local].sort().join('') === letters) return true
  if (kind === FULL) {
    const surname = surnameOf(name)
    const first = soundOf(surname, true)
    const given = [...name.slice(surname.length)].map((one) => soundOf(one)).join('')
    if (local === first[0] + given) return true
    if (local.includes(given) || (local.includes(first) && local.length <= first.length + 2)) return undefined
  }
  if (kind === LATIN && [...local].every((letter) => letters.includes(letter))) return undefined
  return isPinyin(local.slice(1)) || isPinyin(local) ? false : undefined
}

/** Rows of one name that share a part of a phone, or a house: compared each with each. */
export function settleNamesakes(cards: Card[], emit: Emit): void {
  if (cards.length < 2 || cards.length > limits.same_name_rows) return
  cards.sort(byTie)
  for (let i = 0; i < cards.length; i++) {
    for (let j = i + 1; j < cards.length; j++) {
      const sum = comparePair(cards[i]!, cards[j]!)
      if (sum >= doubtful_points) emit(cards[i]!, cards[j]!, sum, false)
    }
  }
}

/**
 * A row with only a surname whose phone is one slip from the phone of somebody of that surname is his, if that is one person, no other row
 * has the slipped phone, and no home speaks against it.
 */
export function settleSlippedPhones(cards: Card[], emit: Emit): void {
  if (cards.length < 2 || cards.length > limits.same_name_rows) return
  cards.sort(byTie)
  for (const card of cards) {
    if (card.kind !== SURNAME || cards.some((other) => other !== card && other.phone === card.phone)) continue
    const near = cards.filter((other) => other.phone !== card.phone && nearPhones(other.phone, card.phone))
    const [lead] = near
    if (
      !lead ||
      near.some(({ phone, kind, letters }) => phone !== lead.phone || (kind === FULL && lead.kind === FULL && letters !== lead.letters))
    )
      continue
    if (near.some(({ address }) => address !== '' && card.address !== '' && !compareAddresses(address, card.address))) continue
    emit(lead, card, comparePair(lead, card) + points.only_one_here, false)
  }
}

/** How good each field of a row is to stand for the person: kind of value first, then how recent. Zero where there is none. */
export function rankFields(row: {
  kind: number
  phone: string
  email: string
  address: string
  device: string
  updated_on: string | null
}): number[] {
  const age = recency(row.updated_on)
  const rank = (quality: number) => (quality === 0 ? 0 : quality * 256 + age)
  const doors = row.address === '' ? 0 : Math.min(3, 1 + (row.address.match(/-/g)?.length ?? 0))
  return [
    rank([0, 1, 1, 2, 3][row.kind]!),
    rank(row.phone === '' ? 0 : /^1[3-9]\d{9}$/.test(row.phone) ? 3 : /^0\d{9,11}$/.test(row.phone) ? 2 : 1),
    rank(row.email === '' ? 0 : 3),
    rank(doors),
    rank(row.device === '' ? 0 : 3),
  ]
}

/** Quarters since 2000, held within eight bits. */
function recency(updated_on: string | null): number {
  if (!updated_on) return 0
  const quarters = (Number(updated_on.slice(0, 4)) - 2000) * 4 + Math.floor((Number(updated_on.slice(5, 7)) - 1) / 3)
  return Math.max(0, Math.min(255, quarters))
}

export const survivingFields = ['name', 'phone', 'email', 'address', 'device'] as const

/** Five ranks of ten bits each in one integer below 2^50. */
export const packRanks = (ranks: readonly number[]): number => ranks.reduce((packed, rank) => packed * 1024 + rank, 0)
export const rankOf = (packed: number, field: number): number => Math.floor(packed / 1024 ** (4 - field)) % 1024
export { SURNAME }

export interface SurvivingRow {
  row_no: number
  source_bit: number
  ranks: number
  digest: string
}

/** For each surviving field the row with the best rank, null where no row has a value; of equals the first by file digest and line. The same choice the engine makes. */
export function survivePerson(rows: readonly SurvivingRow[]): (number | null)[] {
  const ordered = [...rows].sort((a, b) => (a.digest === b.digest ? a.row_no - b.row_no : a.digest < b.digest ? -1 : 1))
  return survivingFields.map((_, field) => {
    let best: SurvivingRow | undefined
    for (const row of ordered) if (rankOf(row.ranks, field) > (best ? rankOf(best.ranks, field) : 0)) best = row
    return best ? best.row_no : null
  })
}
