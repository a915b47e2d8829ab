import { neutralize } from '#core/sheets/sheets.ts'
import type { Batch, Print } from './read.ts'
import { linkOf, makeCovers, makeSerials } from './serials.ts'

/** Serials computed at a time: a few milliseconds, so that other requests get their turn between. */
const codes_per_chunk = 5_000

export const fileColumns = ['index', 'link', 'gtin', 'serial', 'lot', 'produced_on', 'expires_on', 'cover'] as const

type Part = Pick<Print, 'from_index' | 'quantity' | 'host'>

/** The rows of a printing file, computed as they are sent. They say what stands on a package and nothing about any person. */
export async function* printRows(batch: Batch, part: Part): AsyncGenerator<string[][]> {
  const { gtin, lot, produced_on, expires_on } = batch
  for await (const { index, serials, covers } of chunks(batch, part))
    yield serials.map((serial, i) => [
      String(index + i),
      linkOf(part.host, gtin, serial),
      gtin,
      serial,
      lot,
      produced_on,
      expires_on ?? '',
      covers?.[i] ?? '',
    ])
}

/** As CSV, chunk by chunk: memory stays flat however many codes are asked. None of the texts needs quotes. */
export async function* printCsv(batch: Batch, part: Part): AsyncGenerator<string> {
  yield `\ufeff${fileColumns.join(',')}\r\n`
  const { gtin, lot, produced_on, expires_on } = batch
  // The same on every line, and of all texts only a lot could be taken for a formula.
  const link = linkOf(part.host, gtin, '')
  const rest = `${neutralize(lot)},${produced_on},${expires_on ?? ''}`
  for await (const { index, serials, covers } of chunks(batch, part)) {
    let text = ''
    for (let i = 0; i < serials.length; i++)
      text += `${index + i},${link}${serials[i]},${gtin},${serials[i]},${rest},${covers ? covers[i] : ''}\r\n`
    yield text
  }
}

async function* chunks(
  { key_no, gtin, first_number, covered }: Batch,
  { from_index, quantity }: Part,
): AsyncGenerator<{ index: number; serials: string[]; covers: string[] | null }> {
  for (let done = 0; done < quantity; done += codes_per_chunk) {
    const count = Math.min(codes_per_chunk, quantity - done)
    const index = from_index + done
    const serials = makeSerials(key_no, gtin, first_number + index, count)
    yield { index, serials, covers: covered ? makeCovers(key_no, gtin, first_number + index, count) : null }
    await new Promise((next) => setImmediate(next))
  }
}
