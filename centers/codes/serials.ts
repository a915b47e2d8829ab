import { type Cipheriv, createCipheriv, timingSafeEqual } from 'node:crypto'
import { assert } from '#core/assert.ts'
import { keyFor } from '#core/secrets.ts'

/**
 * A serial is 20 characters of base 32, 100 bits: a tag of 64 bits over GTIN and number, then the number in 36 bits, hidden by a mask made of the
 * tag. Whoever lacks the key can neither make one nor tell how many were made; whoever has it reads the number without asking anybody.
 *
 * What is tagged is always one block of AES, so the block cipher is itself the keyed function, and a million tags are one call.
 */
export const currentKey = 1
/** Every key whose packages are still about; a new one is put in front of `currentKey`'s place and the old stays here. */
const knownKeys = [1]

export const largestNumber = 2 ** 36 - 1
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const values = new Map([...alphabet].map((sign, i) => [sign, i]))
const serialLength = 20
const coverLength = 8
const tag_bytes = 8

interface Keys {
  tag: Cipheriv
  mask: Cipheriv
}
const opened = new Map<number, Keys>()

function keysOf(key_no: number): Keys {
  let keys = opened.get(key_no)
  if (!keys) {
    // Each block is enciphered apart from the others (ECB), so one cipher serves for ever.
    const open = (purpose: string) => createCipheriv('aes-256-ecb', keyFor(purpose), null).setAutoPadding(false)
    keys = { tag: open(`codes:tag:${key_no}`), mask: open(`codes:mask:${key_no}`) }
    opened.set(key_no, keys)
  }
  return keys
}

/** What is signed: the GTIN in 6 bytes, the number in 5, and 5 bytes that tell serials from cover words. */
const purposes = { serial: 1, cover: 2 } as const
function writeBlock(into: Buffer, at: number, gtin: number, number: number, purpose: number): void {
  into.writeUIntBE(gtin, at, 6)
  into.writeUIntBE(number, at + 6, 5)
  into.writeUIntBE(purpose, at + 11, 5)
}

/** The serials of consecutive numbers. At most 100,000 in one call, about 50 ms. */
export function makeSerials(key_no: number, gtin: string, first: number, count: number): string[] {
  assert(first > 0 && first + count - 1 <= largestNumber && count <= 100_000, 'the numbers fit a serial')
  const { tag, mask } = keysOf(key_no)
  const blocks = Buffer.alloc(count * 16)
  const article = Number(gtin)
  for (let i = 0; i < count; i++) writeBlock(blocks, i * 16, article, first + i, purposes.serial)
  const tags = tag.update(blocks)
  blocks.fill(0)
  for (let i = 0; i < count; i++) tags.copy(blocks, i * 16, i * 16, i * 16 + tag_bytes)
  const masks = mask.update(blocks)
  const bytes = Buffer.alloc(13)
  return Array.from({ length: count }, (_, i) => {
    tags.copy(bytes, 0, i * 16, i * 16 + tag_bytes)
    writeNumber(bytes, first + i, masks, i * 16)
    return encode(bytes, serialLength)
  })
}

function writeNumber(bytes: Buffer, number: number, masks: Buffer, at: number): void {
  bytes.writeUInt32BE((Math.floor(number / 16) ^ masks.readUInt32BE(at)) >>> 0, 8)
  bytes[12] = ((number % 16) << 4) ^ (masks[at + 4]! & 0xf0)
}

/** The word under the scratch film of consecutive numbers: it proves that somebody holds the package, which the printed code alone does not. */
export function makeCovers(key_no: number, gtin: string, first: number, count: number): string[] {
  const blocks = Buffer.alloc(count * 16)
  for (let i = 0; i < count; i++) writeBlock(blocks, i * 16, Number(gtin), first + i, purposes.cover)
  const tags = keysOf(key_no).tag.update(blocks)
  return Array.from({ length: count }, (_, i) => encode(tags.subarray(i * 16, i * 16 + 5), coverLength))
}

/**
 * The number of a serial that we signed for this GTIN, and which key did; null for any other text. Asks no database, and takes the same time
 * however much of an invented tag is right.
 */
export function readSerial(gtin: string, serial: string): { number: number; key_no: number } | null {
  if (!isGtin14(gtin) || !decode(serial)) return null
  let found: { number: number; key_no: number } | null = null
  const bytes = read
  const block = blockRead
  for (const key_no of knownKeys) {
    const { tag, mask } = keysOf(key_no)
    block.fill(0)
    bytes.copy(block, 0, 0, tag_bytes)
    const masked = mask.update(block)
    const number = ((bytes.readUInt32BE(8) ^ masked.readUInt32BE(0)) >>> 0) * 16 + ((bytes[12]! ^ (masked[4]! & 0xf0)) >>> 4)
    writeBlock(block, 0, Number(gtin), number, purposes.serial)
    if (timingSafeEqual(tag.update(block).subarray(0, tag_bytes), bytes.subarray(0, tag_bytes))) found = { number, key_no }
  }
  return found
}

/** Whether this is the word under the film; the comparison takes the same time for any. */
export function coverFits(key_no: number, gtin: string, number: number, cover: string): boolean {
  const given = Buffer.from(
    normalize(cover)
      .padEnd(coverLength, ' ')
      .slice(0, coverLength + 1),
  )
  const real = Buffer.from(makeCovers(key_no, gtin, number, 1)[0]!)
  return given.length === real.length && timingSafeEqual(given, real)
}

function encode(bytes: Buffer, length: number): string {
  let text = ''
  let held = 0
  let bits = 0
  for (let i = 0; text.length < length; ) {
    if (bits < 5) {
      held = ((held & 0x1f) << 8) | bytes[i++]!
      bits += 8
    }
    bits -= 5
    text += alphabet[(held >>> bits) & 31]
    held &= (1 << bits) - 1
  }
  return text
}

/** One serial is read at a time, and every scan reads one. */
const read = Buffer.alloc(13)
const blockRead = Buffer.alloc(16)

/** Writes what a serial says into `read`; false for what cannot be one. */
function decode(text: string): boolean {
  if (text.length !== serialLength) return false
  let held = 0
  let bits = 0
  let at = 0
  for (const sign of text) {
    const value = values.get(sign)
    if (value === undefined) return false
    held = (held << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      read[at++] = held >>> bits
      held &= (1 << bits) - 1
    }
  }
  read[12] = held << 4
  return true
}

/** As people type it: small letters, dashes, and the letters that are read for digits. */
const normalize = (text: string): string => text.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')

/** Check digit of GTIN and SSCC: weights 3, 1, 3, … from the right of the body. */
export function checkDigit(body: string): number {
  let sum = 0
  for (let i = 0; i < body.length; i++) sum += Number(body[body.length - 1 - i]) * (i % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10
}

export const isGtin14 = (gtin: string): boolean => /^\d{14}$/.test(gtin) && checkDigit(gtin.slice(0, -1)) === Number(gtin[13])

/** A barcode of 8, 12, 13 or 14 digits as GTIN-14; null when its check digit is wrong. */
export function gtinOf(barcode: string): string | null {
  const gtin = /^(\d{8}|\d{12,14})$/.test(barcode) ? barcode.padStart(14, '0') : ''
  return isGtin14(gtin) ? gtin : null
}

/** GS1 Digital Link: what stands in the QR code. */
export const linkOf = (host: string, gtin: string, serial: string): string => `https://${host}/01/${gtin}/21/${serial}`

export interface ReadCode {
  gtin: string
  serial: string
}

/**
 * GTIN and serial of what a scanner or a person gives: the address, a GS1 element string with brackets or as a scanner sends it (`]d2` or not),
 * or both with a blank between. Null when it is none of these.
 */
export function parseCode(text: string): ReadCode | null {
  const plain = text.trim().slice(0, 300)
  const match =
    /^(?:https?:\/\/[^/]+)?\/01\/(\d{14})(?:\/22\/[^/?]+)?(?:\/10\/[^/?]+)?\/21\/([^/?#]+)/i.exec(plain) ??
    /^\(01\)(\d{14})(?:\(10\)[^(]+)?\(21\)([^(]+)/.exec(plain) ??
    // Without brackets the lot, which ends at a separator, stands between.
    /^(?:\](?:C1|d2|Q3))?\u001d?01(\d{14})(?:10[^\u001d]{1,20}\u001d)?21([^\u001d]+)/.exec(plain) ??
    /^(\d{14})[\s./]+(\S.*)$/.exec(plain)
  return match ? { gtin: match[1]!, serial: normalize(match[2]!) } : null
}
