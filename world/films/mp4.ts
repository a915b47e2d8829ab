import { assert } from '#core/assert.ts'

/**
 * A film of pictures: AVIF pictures hold AV1 key frames, and AV1 key frames one after the other are a film. Every picture becomes one sample of
 * an MP4 with a single track, its tables in front of the frames, so that it plays while it comes. (ISO 14496-12 and the AV1 binding to it.)
 */
export function filmOf(
  pictures: readonly Buffer[],
  { width, height, frames_per_second }: { width: number; height: number; frames_per_second: number },
): Buffer {
  const frames = pictures.map(frameOf)
  const { settings, header } = frames[0]!
  const count = frames.length
  const table = (first_at: number) =>
    box(
      'moov',
      full('mvhd', 0, u32(0, 0, frames_per_second, count, 0x10000), u16(0x100, 0), u32(0, 0), matrix, u32(0, 0, 0, 0, 0, 0, 2)),
      box(
        'trak',
        full('tkhd', 3, u32(0, 0, 1, 0, count, 0, 0), u16(0, 0, 0, 0), matrix, u32(width << 16, height << 16)),
        box(
          'mdia',
          full('mdhd', 0, u32(0, 0, frames_per_second, count), u16(0x55c4, 0)),
          full('hdlr', 0, u32(0), text('vide'), u32(0, 0, 0), text('film\0')),
          box(
            'minf',
            full('vmhd', 1, u16(0, 0, 0, 0)),
            box('dinf', full('dref', 0, u32(1), full('url ', 1))),
            box(
              'stbl',
              full(
                'stsd',
                0,
                u32(1),
                box(
                  'av01',
                  ...[u32(0), u16(0, 1), u32(0, 0, 0, 0), u16(width, height), u32(0x480000, 0x480000, 0), u16(1), Buffer.alloc(32)],
                  ...[u16(24, 0xffff), box('av1C', settings, header)],
                ),
              ),
              full('stts', 0, u32(1, count, 1)),
              full('stsc', 0, u32(1, 1, count, 1)),
              full('stsz', 0, u32(0, count, ...frames.map(({ sample }) => sample.length))),
              full('stco', 0, u32(1, first_at)),
            ),
          ),
        ),
      ),
    )
  const kind = box('ftyp', text('isom'), u32(512), text('isomiso6av01mp41'))
  const before = kind.length + table(0).length + 8
  return Buffer.concat([kind, table(before), box('mdat', ...frames.map(({ sample }) => sample))])
}

/** The frame of an AVIF picture without its delimiter, the header of its sequence, and what a decoder must be set to. */
function frameOf(avif: Buffer): { sample: Buffer; header: Buffer; settings: Buffer } {
  const at = avif.indexOf('av1C')
  assert(at > 0, 'an AVIF picture says how it was coded')
  const settings = avif.subarray(at + 4, at + 8)
  const data = avif.indexOf('mdat')
  const parts = unitsOf(avif.subarray(data + 4, data - 4 + avif.readUInt32BE(data - 4))).filter(({ type }) => type !== 2)
  const header = parts.find(({ type }) => type === 1)
  assert(header, 'an AV1 picture begins with the header of its sequence')
  return { sample: Buffer.concat(parts.map(({ bytes }) => bytes)), header: header.bytes, settings }
}

/** The units an AV1 stream is made of (OBU), each with its type: 1 is the header of a sequence, 2 a delimiter. */
function unitsOf(stream: Buffer): { type: number; bytes: Buffer }[] {
  const units: { type: number; bytes: Buffer }[] = []
  for (let at = 0; at < stream.length; ) {
    const first = stream[at]!
    let [cursor, size, shift] = [at + (first & 4 ? 2 : 1), 0, 0]
    assert(first & 2, 'a unit in a picture says how long it is')
    for (let more = true; more; shift += 7) {
      const byte = stream[cursor++]!
      size += (byte & 127) * 2 ** shift
      more = byte > 127
    }
    units.push({ type: (first >> 3) & 15, bytes: stream.subarray(at, cursor + size) })
    at = cursor + size
  }
  return units
}

const text = (words: string): Buffer => Buffer.from(words, 'latin1')
const u16 = (...numbers: number[]): Buffer => {
  const bytes = Buffer.alloc(numbers.length * 2)
  for (const [i, one] of numbers.entries()) bytes.writeUInt16BE(one, i * 2)
  return bytes
}
const u32 = (...numbers: number[]): Buffer => {
  const bytes = Buffer.alloc(numbers.length * 4)
  for (const [i, one] of numbers.entries()) bytes.writeUInt32BE(one, i * 4)
  return bytes
}
const matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
const box = (name: string, ...inside: Buffer[]): Buffer => {
  const body = Buffer.concat(inside)
  return Buffer.concat([u32(body.length + 8), text(name), body])
}
/** A box with version 0 and flags. */
const full = (name: string, flags: number, ...inside: Buffer[]): Buffer => box(name, u32(flags), ...inside)
