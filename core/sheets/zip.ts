import { type FileHandle, open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createInflateRaw } from 'node:zlib'
import { SheetRefused } from './sheets.ts'

interface Entry {
  name: string
  method: number
  encrypted: boolean
  packed_bytes: number
  offset: number
}

const most_entries = 2_000
/** Shared texts are held whole while a workbook is read. */
const shared_texts_bytes = 96 * 1024 * 1024

/** Throws unless the file is a workbook that really unpacks to no more than `max_bytes`: what the archive claims is not believed. */
export async function checkWorkbook(file: string, max_bytes: number): Promise<void> {
  const handle = await open(file)
  try {
    const entries = await listEntries(handle)
    const names = new Set(entries.map(({ name }) => name))
    if (!names.has('[Content_Types].xml') || !names.has('xl/workbook.xml'))
      throw new SheetRefused('not_a_workbook', 'This is a zip archive but no workbook: save the table as .xlsx or CSV and send that.')
    if (entries.some(({ encrypted }) => encrypted))
      throw new SheetRefused('workbook_encrypted', 'The workbook is protected: save it without a password.')
    let left = max_bytes
    for (const entry of entries)
      left -= await unpackedBytes(handle, entry, Math.min(left, entry.name === 'xl/sharedStrings.xml' ? shared_texts_bytes : left))
  } finally {
    await handle.close()
  }
}

const broken = () => new SheetRefused('workbook_invalid', 'The workbook is damaged or was cut off: save and send it again.')

/** The archive's own list, from its end. */
async function listEntries(handle: FileHandle): Promise<Entry[]> {
  const { size } = await handle.stat()
  const tail = await take(handle, Math.max(0, size - 65_557), Math.min(size, 65_557))
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0 || end + 22 > tail.length) throw broken()
  const count = tail.readUInt16LE(end + 10)
  const list_bytes = tail.readUInt32LE(end + 12)
  const list_at = tail.readUInt32LE(end + 16)
  if (count > most_entries || count === 0xffff)
    throw new SheetRefused('not_a_workbook', 'The archive holds more parts than any workbook does.')
  if (list_at + list_bytes > size) throw broken()
  const list = await take(handle, list_at, list_bytes)
  const entries: Entry[] = []
  for (let at = 0; entries.length < count; ) {
    if (at + 46 > list.length || list.readUInt32LE(at) !== 0x02014b50) throw broken()
    const name_bytes = list.readUInt16LE(at + 28)
    entries.push({
      name: list.toString('utf8', at + 46, at + 46 + name_bytes),
      encrypted: (list.readUInt16LE(at + 8) & 1) === 1,
      method: list.readUInt16LE(at + 10),
      packed_bytes: list.readUInt32LE(at + 20),
      offset: list.readUInt32LE(at + 42),
    })
    at += 46 + name_bytes + list.readUInt16LE(at + 30) + list.readUInt16LE(at + 32)
  }
  return entries
}

async function unpackedBytes(handle: FileHandle, { method, packed_bytes, offset }: Entry, most: number): Promise<number> {
  const bomb = () => new SheetRefused('workbook_too_large', 'Unpacked, the workbook is larger than we read: split it, or send it as CSV.')
  const head = await take(handle, offset, 30)
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw broken()
  const start = offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
  if (method === 0) {
    if (packed_bytes > most) throw bomb()
    return packed_bytes
  }
  if (method !== 8) throw broken()
  if (packed_bytes === 0) return 0
  const inflate = createInflateRaw()
  const packed = Readable.from(pieces(handle, start, packed_bytes))
  let total = 0
  try {
    for await (const chunk of packed.on('error', (error) => inflate.destroy(error)).pipe(inflate) as AsyncIterable<Buffer>) {
      total += chunk.length
      if (total > most) throw bomb()
    }
  } catch (error) {
    throw error instanceof SheetRefused ? error : broken()
  } finally {
    packed.destroy()
    inflate.destroy()
  }
  return total
}

async function* pieces(handle: FileHandle, start: number, length: number): AsyncGenerator<Buffer> {
  for (let at = start; at < start + length; ) {
    const piece = await take(handle, at, Math.min(64 * 1024, start + length - at))
    if (piece.length === 0) return
    yield piece
    at += piece.length
  }
}

async function take(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}
