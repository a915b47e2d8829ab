/**
 * Customer files of five old systems with known truth, from a seed. The noise model is stated in `rates` and told in `GENERATOR.md`;
 * every row carries which kinds of noise touched it, so that a matcher is judged per kind. It shares no code with the matcher,
 * or both would agree on the same mistake.
 */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import {
  different,
  digitTypo,
  emailTypo,
  emailVariant,
  formatPhone,
  hex,
  homophone,
  honorificOf,
  latinName,
  lookalike,
  makeEmail,
  makeGiven,
  makePlace,
  mobile,
  type Person,
  pickSurname,
  type Random,
  randomOf,
  swap,
  writeAddress,
} from './generator-draws.ts'
import { cities, nicknames, placeholderEmails, placeholderPhones, toTraditional } from './generator-words.ts'

export const generatedSources = ['mall', 'pos', 'call_center', 'dealer', 'old_app'] as const
export type GeneratedSource = (typeof generatedSources)[number]

/** Bit `i` of a row's `noise` is `noiseKinds[i]`. The last seven are traps: what looks like one person and is several. */
export const noiseKinds = [
  'phone_format',
  'phone_typo',
  'phone_missing',
  'phone_second',
  'name_traditional',
  'name_homophone',
  'name_lookalike',
  'name_pinyin',
  'name_spacing',
  'name_honorific',
  'name_surname_only',
  'name_nickname',
  'name_missing',
  'email_variant',
  'email_typo',
  'email_homoglyph',
  'email_missing',
  'address_abbreviated',
  'address_missing',
  'address_moved',
  'duplicate_row',
  'placeholder_phone',
  'placeholder_email',
  'clerk_phone',
  'family_phone',
  'recycled_phone',
  'twin',
  'same_household',
  'namesake_in_city',
] as const
export type NoiseKind = (typeof noiseKinds)[number]
const bit = Object.fromEntries(noiseKinds.map((kind, i) => [kind, 2 ** i])) as Record<NoiseKind, number>

export interface GeneratedRow {
  source: GeneratedSource
  source_key: string
  name: string
  phone: string
  email: string
  address: string
  device_id: string
  updated_on: string
  /** The truth. */
  person: number
  noise: number
  /** Bit `i`: the row carries `carried[i]` of its person, perhaps mistyped. Rows of a person that carry nothing in common nobody can join. */
  carries: number
}
export const carried = ['own_phone', 'second_phone', 'family_phone', 'email', 'device', 'home', 'former_home'] as const

/** Shares of rows (or persons, where said) touched by each kind of noise. Order of columns as `generatedSources`. */
export const rates = {
  /** A person is a customer of the source. */
  present: [0.45, 0.55, 0.25, 0.35, 0.35],
  /** One more row in the same source under another customer number. */
  again: [0.03, 0.15, 0.1, 0.05, 0.03],
  /** The same row exported twice, formatted anew. */
  duplicate_row: [0.005, 0.01, 0.005, 0.06, 0.002],
  phone_format: [0.1, 0.15, 0.4, 0.5, 0.05],
  phone_typo: [0.005, 0.01, 0.015, 0.02, 0.0],
  phone_missing: [0.03, 0.005, 0.0, 0.01, 0.02],
  name_homophone: [0.005, 0.02, 0.08, 0.01, 0.005],
  name_lookalike: [0.002, 0.005, 0.002, 0.02, 0.002],
  name_pinyin: [0.03, 0.0, 0.0, 0.01, 0.03],
  name_spacing: [0.03, 0.02, 0.01, 0.06, 0.02],
  name_honorific: [0.0, 0.04, 0.15, 0.05, 0.0],
  name_surname_only: [0.01, 0.15, 0.12, 0.04, 0.0],
  name_nickname: [0.12, 0.0, 0.0, 0.0, 0.35],
  name_missing: [0.05, 0.1, 0.02, 0.01, 0.1],
  email_present: [0.85, 0.05, 0.05, 0.15, 0.6],
  email_variant: [0.15, 0.2, 0.2, 0.2, 0.1],
  email_typo: [0.005, 0.03, 0.05, 0.03, 0.002],
  email_homoglyph: [0.002, 0.0, 0.0, 0.005, 0.002],
  address_present: [0.9, 0.05, 0.7, 0.95, 0.15],
  address_abbreviated: [0.4, 0.6, 0.6, 0.5, 0.4],
  placeholder_phone: [0.001, 0.004, 0.002, 0.004, 0.0],
  placeholder_email: [0.005, 0.01, 0.02, 0.02, 0.0],
  clerk_phone: [0.0, 0.005, 0.0, 0.003, 0.0],
  device_present: [0.1, 0.0, 0.0, 0.0, 0.95],
  /** Of persons: */
  writes_traditional: 0.04,
  has_email: 0.75,
  second_phone: 0.08,
  second_phone_used: 0.08,
  moved: 0.05,
  recycled_phone: 0.006,
  namesake_in_city: 0.015,
  /** Of households: sizes 1 to 4, family phone, twins among those with children. */
  household_sizes: [0.55, 0.2, 0.18, 0.07],
  family_phone: 0.15,
  family_phone_used: 0.1,
  twins: 0.03,
} as const

/** Rows in household order, exactly `rows` of them. Memory does not grow with their number. */
export function* generateRows({ seed, rows }: { seed: number; rows: number }): Generator<GeneratedRow> {
  const random = randomOf(seed)
  const world = {
    persons: 0,
    oldPhones: [] as string[],
    namesByCity: cities.map(() => [] as { surname: Person['surname']; given: string }[]),
  }
  const clerks = Array.from({ length: Math.max(2, Math.round(rows / 25_000)) }, () => mobile(random))
  const serial = generatedSources.map(() => 0)
  let made = 0
  while (made < rows) {
    for (const person of makeHousehold(random, world)) {
      for (const row of rowsOf(random, person, clerks, serial)) {
        if (made++ >= rows) return
        yield row
      }
    }
  }
}

function makeHousehold(
  random: Random,
  world: { persons: number; oldPhones: string[]; namesByCity: Pick<Person, 'surname' | 'given'>[][] },
): Person[] {
  const place = makePlace(random)
  const draw = random.next()
  const [one, two, three] = rates.household_sizes
  const size = draw < one ? 1 : draw < one + two ? 2 : draw < one + two + three ? 3 : 4
  const family_phone = size > 1 && random.chance(rates.family_phone) ? mobile(random) : ''
  const father = pickSurname(random)
  const twins = size >= 3 && random.chance(rates.twins)
  const members: Person[] = []
  for (let i = 0; i < size; i++) {
    // The second is the wife with a surname of her own; children bear the father's.
    const surname = i === 1 ? pickSurname(random) : father
    const gender = i === 0 ? 0 : i === 1 ? 1 : random.under(2)
    let given = makeGiven(random)
    let traps = size > 1 ? bit.same_household : 0
    let chosen = surname
    if (twins && i >= size - 2) {
      traps |= bit.twin
      if (i === size - 1 && members[i - 1]) {
        const other = members[i - 1]!.given
        given = other[0]! + different(random, other[other.length - 1]!)
        chosen = members[i - 1]!.surname
      }
    } else if (random.chance(rates.namesake_in_city) && world.namesByCity[place.city]!.length > 5) {
      const other = random.pick(world.namesByCity[place.city]!)
      given = other.given
      chosen = other.surname
      traps |= bit.namesake_in_city
    }
    const phones = [mobile(random)]
    if (world.oldPhones.length >= 200 && random.chance(rates.recycled_phone)) {
      phones[0] = world.oldPhones[random.under(150)]!
      traps |= bit.recycled_phone
    }
    if (random.chance(rates.second_phone)) phones.push(mobile(random))
    const person: Person = {
      person: world.persons++,
      surname: chosen,
      given,
      gender,
      phones,
      email: random.chance(rates.has_email) ? makeEmail(random, chosen.latin, given) : '',
      device: hex(random, 32),
      place,
      old_place: random.chance(rates.moved) ? makePlace(random, place.city) : null,
      family_phone,
      at_home: i,
      traditional: random.chance(rates.writes_traditional),
      traps,
    }
    members.push(person)
    world.oldPhones.push(phones[0]!)
    if (world.oldPhones.length > 400) world.oldPhones.splice(0, 100)
  }
  // Only now, for nobody gives two of his children one name.
  const names = world.namesByCity[place.city]!
  for (const { surname, given } of members) names.push({ surname, given })
  if (names.length > 50) names.splice(0, names.length - 50)
  return members
}

function* rowsOf(random: Random, person: Person, clerks: string[], serial: number[]): Generator<GeneratedRow> {
  let any = false
  const first = random.under(generatedSources.length)
  for (let turn = 0; turn < generatedSources.length; turn++) {
    const s = (first + turn) % generatedSources.length
    const last = turn === generatedSources.length - 1 && !any
    if (!last && !random.chance(rates.present[s]!)) continue
    any = true
    const times = 1 + (random.chance(rates.again[s]!) ? 1 : 0)
    for (let time = 0; time < times; time++) {
      const source_key = `${generatedSources[s]!.slice(0, 1).toUpperCase()}${String(++serial[s]!).padStart(8, '0')}`
      yield makeRow(random, person, s, source_key, clerks, 0)
      if (random.chance(rates.duplicate_row[s]!))
        yield makeRow(random, person, s, random.chance(0.5) ? source_key : `${source_key}-1`, clerks, bit.duplicate_row)
    }
  }
}

function makeRow(random: Random, person: Person, s: number, source_key: string, clerks: string[], before: number): GeneratedRow {
  let noise = before | person.traps
  let carries = 0
  const carry = (what: (typeof carried)[number]) => {
    carries |= 2 ** carried.indexOf(what)
  }
  const mark = (kind: NoiseKind) => {
    noise |= bit[kind]
  }
  const happens = (
    kind:
      | 'phone_format'
      | 'phone_typo'
      | 'phone_missing'
      | 'name_homophone'
      | 'name_lookalike'
      | 'name_pinyin'
      | 'name_spacing'
      | 'name_honorific'
      | 'name_surname_only'
      | 'name_nickname'
      | 'name_missing'
      | 'email_variant'
      | 'email_typo'
      | 'email_homoglyph'
      | 'address_abbreviated'
      | 'placeholder_phone'
      | 'placeholder_email'
      | 'clerk_phone',
  ) => {
    // biome-ignore format: a list
    const yes = random.chance(rates[kind][s]!)
    if (yes) mark(kind)
    return yes
  }

  // The mall and the app let nobody sign up without a phone or an email.
  const signs_up = s === 0 || s === 4
  let phone = person.phones[0]!
  if (!(signs_up && person.email === '') && happens('phone_missing')) phone = ''
  else if (happens('placeholder_phone')) phone = random.pick(placeholderPhones)
  else if (happens('clerk_phone')) phone = random.pick(clerks)
  else {
    // Children and elders are reached at the family's phone; the first of the household always has an own one.
    if (person.family_phone && person.at_home > 0 && random.chance(rates.family_phone_used)) {
      phone = person.family_phone
      mark('family_phone')
      carry('family_phone')
    } else if (person.phones[1] && random.chance(rates.second_phone_used)) {
      phone = person.phones[1]
      mark('phone_second')
      carry('second_phone')
    } else carry('own_phone')
    if (happens('phone_typo')) phone = digitTypo(random, phone)
    if (happens('phone_format')) phone = formatPhone(random, phone)
  }

  let email = ''
  if (person.email && ((signs_up && phone === '') || random.chance(rates.email_present[s]!))) {
    email = person.email
    carry('email')
    if (happens('email_typo')) email = emailTypo(random, email)
    if (happens('email_homoglyph')) email = email.replace(/[aeop]/, (c) => ({ a: 'а', e: 'е', o: 'о', p: 'р' })[c]!)
    if (happens('email_variant')) email = emailVariant(random, email)
  } else if (happens('placeholder_email')) email = random.pick(placeholderEmails)
  else mark('email_missing')

  let address = ''
  if (random.chance(rates.address_present[s]!)) {
    let place = person.place
    if (person.old_place && random.chance(0.4)) {
      place = person.old_place
      mark('address_moved')
      carry('former_home')
    } else carry('home')
    address = writeAddress(random, place, happens('address_abbreviated'))
  } else mark('address_missing')

  let name = person.surname.han + person.given
  if (happens('name_missing')) name = ''
  else if (happens('name_nickname'))
    name = random.chance(0.25) ? person.given.slice(-1).repeat(2) : random.pick(nicknames) + (random.chance(0.3) ? random.under(100) : '')
  else if (happens('name_surname_only')) name = person.surname.han + honorificOf(random, person.gender)
  else if (happens('name_pinyin')) name = latinName(random, person)
  else {
    if (happens('name_homophone')) name = person.surname.han + swap(random, person.given, homophone)
    else if (happens('name_lookalike')) name = person.surname.han + swap(random, person.given, lookalike)
    if (person.traditional && random.chance(0.6)) {
      const written = [...name].map((one) => toTraditional.get(one) ?? one).join('')
      if (written !== name) mark('name_traditional')
      name = written
    }
    if (happens('name_honorific')) name += honorificOf(random, person.gender)
    if (happens('name_spacing'))
      name = random.pick([
        `${name.slice(0, 1)} ${name.slice(1)}`,
        ` ${name}`,
        `${name}　`,
        `${name}\u200b`,
        `${name.slice(0, 1)}　${name.slice(1)}`,
        `${name}(VIP)`,
      ])
  }

  const with_device = random.chance(rates.device_present[s]!)
  if (with_device) carry('device')
  const year = 2008 + random.under(9)
  const updated_on = `${year}-${String(1 + random.under(12)).padStart(2, '0')}-${String(1 + random.under(28)).padStart(2, '0')}`
  return {
    source: generatedSources[s]!,
    source_key,
    name,
    phone,
    email,
    address,
    device_id: with_device ? (random.chance(0.3) ? person.device.toUpperCase() : person.device) : '',
    updated_on,
    person: person.person,
    noise,
    carries,
  }
}

/** Column titles of each old system's file, in the order: number, name, phone, email, address, device, last change. */
export const generatedHeaders: Record<GeneratedSource, readonly string[]> = {
  mall: ['用户编号', '姓名', '手机号', '邮箱', '收货地址', '设备号', '更新日期'],
  pos: ['卡号', '顾客', '电话', 'email', '住址', '设备', '办卡日期'],
  call_center: ['customer_no', 'caller_name', 'caller_phone', 'email', 'address', 'device', 'last_call'],
  dealer: ['客户代码', '客户名称', '联系方式', '电子邮件', '送货地址', '机器码', '登记日期'],
  old_app: ['uid', 'nick', 'mobile', 'mail', 'addr', 'device_id', 'updated_at'],
}

export interface GeneratedFile {
  source: GeneratedSource
  path: string
  rows: number
  /** Per line of the file: the true person, and the noise of the row. */
  person: Uint32Array
  noise: Uint32Array
  carries: Uint8Array
}

/** Writes one shuffled CSV per source into `folder`, and answers the truth line by line. Holds the rows in memory: call it apart. */
export async function writeFiles(folder: string, options: { seed: number; rows: number }): Promise<GeneratedFile[]> {
  const held = generatedSources.map(() => ({
    lines: [] as string[],
    person: [] as number[],
    noise: [] as number[],
    carries: [] as number[],
  }))
  for (const row of generateRows(options)) {
    const into = held[generatedSources.indexOf(row.source)]!
    into.lines.push([row.source_key, row.name, row.phone, row.email, row.address, row.device_id, row.updated_on].map(quoted).join(','))
    into.person.push(row.person)
    into.noise.push(row.noise)
    into.carries.push(row.carries)
  }
  const random = randomOf(options.seed ^ 0x5f5f5f5f)
  const files: GeneratedFile[] = []
  for (const [s, { lines, person, noise, carries }] of held.entries()) {
    const order = shuffled(random, lines.length)
    const source = generatedSources[s]!
    const path = join(folder, `${source}.csv`)
    const out = createWriteStream(path)
    out.write(`${generatedHeaders[source].join(',')}\n`)
    for (let start = 0; start < order.length; start += 5000) {
      const text = Array.from(order.subarray(start, start + 5000), (i) => lines[i]).join('\n')
      if (!out.write(`${text}\n`)) await once(out, 'drain')
    }
    out.end()
    await once(out, 'finish')
    files.push({
      source,
      path,
      rows: lines.length,
      person: Uint32Array.from(order, (i) => person[i]!),
      noise: Uint32Array.from(order, (i) => noise[i]!),
      carries: Uint8Array.from(order, (i) => carries[i]!),
    })
  }
  return files
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function shuffled(random: Random, length: number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i--) {
    const j = random.under(i + 1)
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order
}
