import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import '#core/sql.ts' // sets how 64-bit integers are read
import { copyIn, copyLine } from '#core/copy.ts'
import { readSheet, SheetRefused } from '#core/sheets/sheets.ts'
import { largest_row_count } from './clusters.ts'
import { readCsv } from './csv.ts'
import { nameKinds, normalizeAddress, normalizeDevice, normalizeEmail, normalizeName, normalizePhone } from './normalize.ts'
import { packRanks, rankFields, surnameOfCard } from './rules.ts'

export const mappedFields = ['source_key', 'name', 'phone', 'email', 'address', 'device', 'updated_on'] as const
export type MappedField = (typeof mappedFields)[number]
/** Our field to the title of the file's column. */
export type Mapping = Partial<Record<MappedField, string>>

export interface FileToLoad {
  file_id: string
  source: string
  source_bit: number
  encoding: string
  mapping: Mapping
}

/** What a file must not be; the sentence is for the person who sent it. */
export class FileRefused extends Error {}

const columns = [
  'row_no', 'source_bit', 'source_key', 'raw_name', 'raw_phone', 'raw_email', 'raw_address', 'raw_device', 'updated_on', 'phone', 'email', 'device', 'address',
  'name_kind', 'name', 'letters', 'ranks', 'key_number', 'key_phone', 'key_email', 'key_device', 'key_phone_head', 'key_phone_tail', 'key_home', 'key_house', 'key_slipped_head', 'key_slipped_tail',
] // biome-ignore format: a list
const longest_field = 400

/**
 * Reads, normalizes and writes one file in one transaction of `client`, streaming. Answers the number of rows; a file whose content was
 * loaded before writes nothing.
 */
export async function loadFile(
  client: pg.ClientBase,
  file: FileToLoad,
  chunks: AsyncIterable<Uint8Array>,
  now: string,
  progress: (rows: number) => void,
): Promise<{ row_count: number; same_as: string | null }> {
  await client.query('begin')
  try {
    const { rows } = await client.query('select coalesce(max(first_row_no + row_count), 1)::bigint as next from identity.resolution_files')
    const first_row_no = rows[0].next as number
    const digest = createHash('sha256')
    const counted = { rows: 0 }
    const hashed = async function* () {
      for await (const chunk of chunks) {
        digest.update(chunk)
        yield chunk
      }
    }
    await copyIn(
      client,
      `copy identity.resolution_rows (${columns.join(', ')}) from stdin`,
      linesOf(file, hashed(), first_row_no, counted, progress),
    )
    const found = digest.digest('hex')
    const { rows: same } = await client.query('select file_id from identity.resolution_files where digest = $1 and file_id <> $2', [
      found,
      file.file_id,
    ])
    if (same[0]) {
      await client.query('rollback')
      await client.query(
        'update identity.resolution_files set same_as = $2, loaded_at = $3, resolved_at = $3, row_count = null where file_id = $1',
        [file.file_id, same[0].file_id, now],
      )
      return { row_count: 0, same_as: same[0].file_id }
    }
    await client.query(
      'update identity.resolution_files set digest = $2, first_row_no = $3, row_count = $4, loaded_at = $5 where file_id = $1',
      [file.file_id, found, first_row_no, counted.rows, now],
    )
    await client.query('commit')
    return { row_count: counted.rows, same_as: null }
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

async function* linesOf(
  file: FileToLoad,
  chunks: AsyncIterable<Uint8Array>,
  first_row_no: number,
  counted: { rows: number },
  progress: (rows: number) => void,
): AsyncGenerator<string> {
  let at: Record<MappedField, number> | undefined
  for await (const batch of readRows(chunks, file.encoding)) {
    let start = 0
    if (!at) {
      at = placesOf(batch[0]!, file.mapping)
      start = 1
    }
    let text = ''
    for (let i = start; i < batch.length; i++) {
      if (counted.rows >= largest_row_count) throw new FileRefused(`The file has more than ${largest_row_count} rows: cut it in two.`)
      text += lineOf(batch[i]!, at, file.source_bit, first_row_no + counted.rows++)
      if (text.length > 100_000) {
        yield text
        text = ''
      }
    }
    if (text !== '') yield text
    progress(counted.rows)
  }
  if (!at) throw new FileRefused('The file is empty: send one with a line of column titles.')
}

/** Rows of a CSV file as it comes, or of a workbook's first sheet, which is unpacked from a file of its own. */
async function* readRows(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string[][]> {
  const source = chunks[Symbol.asyncIterator]()
  const first = await source.next()
  if (first.done) return
  const all = async function* () {
    for (let part: IteratorResult<Uint8Array> = first; !part.done; part = await source.next()) yield part.value
  }
  if (!isWorkbook(first.value)) return yield* readCsv(all(), encoding)
  const folder = await mkdtemp(join(tmpdir(), 'tongshang-customers-'))
  try {
    const path = join(folder, 'file.xlsx')
    await writeFile(path, all())
    let batch: string[][] = []
    for await (const { cells, fault } of readSheet(path)) {
      if (fault) throw new FileRefused(fault)
      if (batch.push(cells) < 1000) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  } catch (error) {
    throw error instanceof SheetRefused ? new FileRefused(error.message) : error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const isWorkbook = (head: Uint8Array): boolean => head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5)

function placesOf(header: string[], mapping: Mapping): Record<MappedField, number> {
  const titles = header.map((title) => title.trim())
  const places = Object.fromEntries(
    mappedFields.map((field) => {
      const title = mapping[field]
      const place = title === undefined ? -1 : titles.indexOf(title)
      if (title !== undefined && place < 0)
        throw new FileRefused(`The file has no column “${title}” for ${field}. It has: ${titles.join(', ')}.`)
      return [field, place]
    }),
  ) as Record<MappedField, number>
  if (places.name < 0 && places.phone < 0 && places.email < 0) throw new FileRefused('Map at least one of name, phone and email.')
  return places
}

function lineOf(fields: string[], at: Record<MappedField, number>, source_bit: number, row_no: number): string {
  const get = (field: MappedField): string => {
    const value = at[field] < 0 ? undefined : fields[at[field]]
    return value === undefined ? '' : value.length > longest_field ? value.slice(0, longest_field) : value
  }
  const source_key = get('source_key').trim()
  const raw = { name: get('name'), phone: get('phone'), email: get('email'), address: get('address'), device: get('device') }
  const name = normalizeName(raw.name)
  const phone = normalizePhone(raw.phone)
  const email = normalizeEmail(raw.email)
  const address = normalizeAddress(raw.address)
  const device = normalizeDevice(raw.device)
  const kind = nameKinds.indexOf(name.kind)
  const updated_on = dateOf(get('updated_on'))
  const ranks = packRanks(rankFields({ kind, phone, email, address, device, updated_on }))
  const partly = name.letters !== '' && phone.length >= 10
  const [, road, number, door] = address === '' ? ['', '', '', ''] : address.split('|')
  const building = door!.split('-')[0]
  const surname = surnameOfCard({ kind, name: name.text })
  return copyLine([
    row_no, source_bit, source_key, raw.name, raw.phone, raw.email, raw.address, raw.device, updated_on, phone, email, device, address,
    kind, name.text, name.letters, ranks,
    source_key === '' ? null : keyOf(`${source_bit}|${source_key}`),
    phone === '' ? null : keyOf(phone),
    email === '' ? null : keyOf(email),
    device === '' ? null : keyOf(device),
    partly ? keyOf(`${name.letters}|${phone.slice(0, 6)}`) : null,
    partly ? keyOf(`${name.letters}|${phone.slice(-4)}`) : null,
    // Only the first digit of the number: where 号 is left out, number and building run together.
    name.letters !== '' && address !== '' ? keyOf(`${name.letters}|${road!.slice(-3)}|${number![0]}`) : null,
    building ? keyOf(`${road!.slice(-3)}|${number}|${building}`) : null,
    surname !== '' && phone.length >= 10 ? keyOf(`${surname}|${phone.slice(0, 6)}`) : null,
    surname !== '' && phone.length >= 10 ? keyOf(`${surname}|${phone.slice(-5)}`) : null,
  ]) // biome-ignore format: a row
}

function dateOf(text: string): string | null {
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})/.exec(text.trim())
  if (!match) return null
  const [, year, month, day] = match
  const date = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  return Number.isNaN(Date.parse(date)) || new Date(date).toISOString().slice(0, 10) !== date ? null : date
}

/** 52 bits of a text: equal texts meet, and others so rarely that comparing the rows themselves sorts them out. */
export function keyOf(text: string): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (high >>> 0) * 1048576 + ((low >>> 0) & 0xfffff)
}

const indexed = ['number', 'phone', 'email', 'device', 'phone_head', 'phone_tail', 'home', 'house', 'slipped_head', 'slipped_tail'] as const

/** Before a load larger than what is there: an index made at once over all rows costs a tenth of one kept row by row. */
export async function dropKeyIndexes(client: pg.ClientBase): Promise<void> {
  await client.query(`drop index if exists ${indexed.map((key) => `identity.resolution_rows_by_${key}`).join(', ')}`)
}

/** Makes the indexes that are missing, also those a run that died had dropped. */
export async function makeKeyIndexes(client: pg.ClientBase): Promise<void> {
  await client.query(`set maintenance_work_mem = '256MB'`)
  for (const key of indexed)
    await client.query(
      `create index if not exists resolution_rows_by_${key} on identity.resolution_rows (key_${key}) where key_${key} is not null`,
    )
  await client.query('reset maintenance_work_mem')
  await client.query('analyze identity.resolution_rows')
}
