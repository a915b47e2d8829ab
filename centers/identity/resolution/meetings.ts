import type pg from 'pg'
import { copyField, copyOut } from '#core/copy.ts'
import { type Card, type Emit, settleHouse, settleNamesakes, settleShared, settleSlippedPhones } from './rules.ts'

/** By what rows meet. */
export const keys = [
  'number',
  'phone',
  'email',
  'device',
  'phone_head',
  'phone_tail',
  'home',
  'house',
  'slipped_head',
  'slipped_tail',
] as const

export const settle = (key: (typeof keys)[number], cards: Card[], emit: Emit): void => {
  if (key === 'phone_head' || key === 'phone_tail' || key === 'home') settleNamesakes(cards, emit)
  else if (key === 'house') settleHouse(cards, emit)
  else if (key === 'slipped_head' || key === 'slipped_tail') settleSlippedPhones(cards, emit)
  else settleShared(cards, key, emit)
}

/** By what a finding is said to have been made: who lives in one house met by the home, as who bears one name there did. */
export const toldAs = keys.map((key, at) =>
  key === 'house' ? keys.indexOf('home') : key === 'slipped_head' || key === 'slipped_tail' ? keys.indexOf('phone_head') : at,
)

/** Rows that meet under a key only because they meet under their phone too are left to the phone. */
const worthReading = {
  number: 'group_size > 1',
  phone: 'group_size > 1',
  email: 'group_size > 1',
  device: 'group_size > 1',
  phone_head: 'lowest_phone <> highest_phone',
  phone_tail: 'lowest_phone <> highest_phone',
  home: `(lowest_phone <> highest_phone or lowest_phone = '') and group_size > 1`,
  house: `(lowest_phone <> highest_phone or lowest_phone = '') and group_size > 1`,
  slipped_head: 'lowest_phone <> highest_phone',
  slipped_tail: 'lowest_phone <> highest_phone',
}

/** Streams the rows that share a key, sorted by it in the database, one group after the other: memory holds one group. */
export async function eachGroup(
  client: pg.ClientBase,
  key: (typeof keys)[number],
  whole: boolean,
  tieOf: (row_no: number) => number,
  see: (cards: Card[]) => void,
): Promise<void> {
  const only = whole
    ? ''
    : `and key_${key} in (select r2.key_${key} from resolution_work w join identity.resolution_rows r2 using (row_no) where r2.key_${key} is not null)`
  const phones = worthReading[key].includes('phone') ? `, min(phone) over same as lowest_phone, max(phone) over same as highest_phone` : ''
  const statement = `copy (
    select key, row_no, source_bit, source_key, phone, email, device, address, name_kind, name, letters from (
      select key_${key} as key, row_no, source_bit, source_key, phone, email, device, address, name_kind, name, letters, count(*) over same as group_size${phones}
      from identity.resolution_rows where key_${key} is not null ${only}
      window same as (partition by key_${key})
    ) keyed where ${worthReading[key]}
  ) to stdout`
  let current = ''
  let group: Card[] = []
  await copyOut(client, statement, (line) => {
    const [at, row_no, source_bit, source_key, phone, email, device, address, kind, name, letters] = line.split('\t') as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    if (at !== current) {
      if (group.length > 1) see(group)
      group = []
      current = at
    }
    const number = Number(row_no)
    group.push({
      row_no: number,
      tie: tieOf(number),
      source_bit: Number(source_bit),
      source_key: plainField(source_key),
      phone,
      email: plainField(email),
      device: plainField(device),
      address,
      kind: Number(kind),
      name,
      letters,
    })
  })
  if (group.length > 1) see(group)
}

const plainField = (field: string): string => (field.includes('\\') ? (copyField(field) ?? '') : field)
