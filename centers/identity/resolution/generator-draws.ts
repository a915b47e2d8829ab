import {
  brokenDomains,
  chineseDigits,
  cities,
  domains,
  estateKinds,
  estates,
  givenCharacters,
  honorifics,
  lookalikes,
  prefixes,
  roads,
  soundOf,
  sounds,
  surnames,
} from './generator-words.ts'

interface Place {
  city: number
  district: string
  road: string
  number: number
  estate: string
  building: number
  unit: number
  room: number
}
export interface Person {
  person: number
  surname: { han: string; latin: string }
  given: string
  gender: number
  phones: string[]
  email: string
  device: string
  place: Place
  old_place: Place | null
  family_phone: string
  /** 0 is the head of the household. */
  at_home: number
  traditional: boolean
  traps: number
}

/** A small fast generator of numbers (sfc32): the same seed, the same files. */
export function randomOf(seed: number) {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, seed | 0]
  const next = () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 16; i++) next()
  return {
    next,
    under: (limit: number) => Math.floor(next() * limit),
    chance: (share: number) => next() < share,
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!,
  }
}
export type Random = ReturnType<typeof randomOf>

export function pickSurname(random: Random) {
  // The first surnames of the list are borne by far more people than the last.
  const draw = random.next()
  return surnames[Math.min(surnames.length - 1, Math.floor(draw ** 2.2 * surnames.length))]!
}

const popularity = (random: Random): string => givenCharacters[Math.floor(random.next() ** 1.3 * givenCharacters.length)]!
export const makeGiven = (random: Random): string => (random.chance(0.2) ? popularity(random) : popularity(random) + popularity(random))

export function different(random: Random, character: string): string {
  for (;;) {
    const other = popularity(random)
    if (other !== character) return other
  }
}

export const mobile = (random: Random): string => random.pick(prefixes) + String(random.under(100_000_000)).padStart(8, '0')
export const hex = (random: Random, length: number): string => Array.from({ length }, () => '0123456789abcdef'[random.under(16)]).join('')

export function makePlace(random: Random, at: number = random.under(cities.length)): Place {
  return {
    city: at,
    district: random.pick(cities[at]!.districts),
    road: random.pick(roads),
    number: 1 + random.under(400),
    estate: random.pick(estates) + random.pick(estateKinds),
    building: 1 + random.under(40),
    unit: 1 + random.under(4),
    room: 100 * (1 + random.under(18)) + 1 + random.under(4),
  }
}

export function makeEmail(random: Random, latin: string, given: string): string {
  if (random.chance(0.4)) return `${1 + random.under(9)}${String(random.under(1_000_000_000)).padStart(8, '0')}@qq.com`
  const sound = [...given].map((one) => soundOf.get(one)!)
  const local = random.pick([latin + sound.join(''), sound.join('') + latin, `${latin}.${sound.join('')}`, latin[0] + sound.join('')])
  return `${local}${random.pick(['', '_', ''])}${60 + random.under(40)}${String(random.under(10_000)).padStart(4, '0')}@${random.pick(domains)}`
}

export function digitTypo(random: Random, phone: string): string {
  const at = 3 + random.under(8)
  const kind = random.next()
  if (kind < 0.6) return phone.slice(0, at) + String((Number(phone[at]) + 1 + random.under(9)) % 10) + phone.slice(at + 1)
  if (kind < 0.85 && at < 10 && phone[at] !== phone[at + 1]) return phone.slice(0, at) + phone[at + 1] + phone[at] + phone.slice(at + 2)
  return phone.slice(0, at) + phone.slice(at + 1)
}

const wide = (text: string): string => text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
export const formatPhone = (random: Random, phone: string): string =>
  random.pick([
    `+86${phone}`,
    `0086${phone}`,
    `86-${phone}`,
    `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`,
    `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`,
    `(+86) ${phone}`,
    wide(phone),
    `${phone}.0`,
    `手机${phone}`,
    `0${phone}`,
  ])

export function emailTypo(random: Random, email: string): string {
  const [local, domain] = email.split('@') as [string, string]
  if (random.chance(0.5)) return `${local}@${brokenDomains[domain] ?? domain}`
  const at = random.under(local.length - 1)
  return `${local.slice(0, at)}${local[at + 1]}${local[at]}${local.slice(at + 2)}@${domain}`
}

export function emailVariant(random: Random, email: string): string {
  const [local, domain] = email.split('@') as [string, string]
  const choices = [
    email.toUpperCase(),
    ` ${email} `,
    `${local}＠${domain}`,
    `${local[0]!.toUpperCase()}${local.slice(1)}@${domain}`,
    `mailto:${email}`,
  ]
  if (domain === 'gmail.com') choices.push(`${local[0]}.${local.slice(1)}@${domain}`, `${local}+shop@${domain}`, `${local}@googlemail.com`)
  return random.pick(choices)
}

export const honorificOf = (random: Random, gender: number): string => (random.chance(0.8) ? honorifics[gender]! : random.pick(honorifics))

export function latinName(random: Random, { surname, given }: Person): string {
  const sound = [...given].map((one) => soundOf.get(one)!).join('')
  const first = sound[0]!.toUpperCase() + sound.slice(1)
  const last = surname.latin[0]!.toUpperCase() + surname.latin.slice(1)
  return random.pick([
    `${last} ${first}`,
    `${first} ${last}`,
    `${surname.latin}${sound}`,
    `${last.toUpperCase()}, ${first}`,
    `${last} ${first}`,
  ])
}

export function swap(random: Random, given: string, other: (random: Random, character: string) => string): string {
  const at = random.under(given.length)
  return given.slice(0, at) + other(random, given[at]!) + given.slice(at + 1)
}
export function homophone(random: Random, character: string): string {
  const group = [...(sounds[soundOf.get(character)!] ?? character)].filter((one) => one !== character)
  return group.length > 0 ? random.pick(group) : character
}
export const lookalike = (random: Random, character: string): string =>
  lookalikes.get(character) ?? (random.chance(0.3) ? different(random, character) : character)

export function writeAddress(random: Random, place: Place, abbreviated: boolean): string {
  const { province, city } = cities[place.city]!
  const { district, road, number, estate, building, unit, room } = place
  if (!abbreviated)
    return `${province === city ? '' : province}${city}${district}${road}${number}号${estate}${building}幢${unit}单元${room}室`
  const region = random.pick([
    `${city}${district}`,
    `${city.slice(0, -1)}${district}`,
    district,
    `${city.slice(0, -1)} ${district} `,
    `${province.slice(0, -1)} ${city} ${district} `,
  ])
  const home = random.pick([estate, estate, estate.slice(0, 2), ''])
  const door = random.pick([
    `${building}-${unit}-${room}`,
    `${building}号楼${unit}单元${room}`,
    `${building}栋${unit}单元${room}室`,
    `${building}#${room}`,
    building < 10 ? `${chineseDigits[building]}幢${room}` : `${building}幢${room}`,
    `${building}幢${unit}单元`,
  ])
  const text = `${region}${road}${number}${random.pick(['号', '号', '', '弄'])}${home}${door}`
  return random.chance(0.1) ? wide(text) : text
}
