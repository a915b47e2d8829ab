import { Readable } from 'node:stream'
import { Unzip, UnzipInflate } from 'fflate'
import { FileRefused, type Files } from '#core/files.ts'
import { Problem } from '#core/http.ts'

const limits = { files: 2_000, picture_bytes: 20 * 1024 * 1024, all_bytes: 512 * 1024 * 1024 }
const named = /^([A-Za-z0-9][A-Za-z0-9._-]*?)(?:[_-](\d{1,2}))?\.(jpe?g|png|webp|avif|gif)$/i

/** One picture of a zip file: whose it is by its name, and where it was kept; or why not. */
export interface SentPicture {
  name: string
  /** `jl-ref-shanlan_2.jpg`: the product or SKU it names, and its place from 1. */
  subject: string
  place: number
  reference: string | null
  fault: string | null
}

/** Whose picture a file is, by its name without folders; undefined when the name says nothing. */
export function readName(path: string): { subject: string; place: number } | undefined {
  const match = named.exec(path.split('/').at(-1)!)
  return match ? { subject: match[1]!, place: Number(match[2] ?? 1) } : undefined
}

/** Whose picture a name means among those known: `a-1.jpg` may be the first picture of `a`, or that of the SKU `a-1`. The longer one wins. */
export function matchName(path: string, known: ReadonlySet<string>): { subject: string; place: number } | undefined {
  const whole = path
    .split('/')
    .at(-1)!
    .replace(/\.[a-z]+$/i, '')
  if (known.has(whole)) return { subject: whole, place: 1 }
  const read = readName(path)
  return read && known.has(read.subject) ? read : undefined
}

/**
 * Opens a zip file as it comes in and keeps its pictures. Sizes are counted while inflating, whatever the file says of itself, so a bomb is
 * refused when it has grown too large and not after.
 */
export async function keepPictures(files: Files, content: AsyncIterable<Buffer>): Promise<SentPicture[]> {
  const entries: { name: string; chunks: Uint8Array[]; bytes: number; fault: string | null }[] = []
  let all_bytes = 0
  let broken: Error | null = null
  const unzip = new Unzip((file) => {
    if (file.name.endsWith('/') || /(^|\/)(__MACOSX|\.)/.test(file.name)) return
    if (entries.length >= limits.files) {
      broken = new Problem(413, 'zip_too_many_files', `The file holds more than ${limits.files} files: send it in parts.`)
      return
    }
    const entry = { name: file.name.slice(0, 200), chunks: [] as Uint8Array[], bytes: 0, fault: null as string | null }
    entries.push(entry)
    if (!named.test(file.name.split('/').at(-1)!)) {
      entry.fault = 'The name ends in none of jpg, png, webp, avif, gif, or holds signs that no code has.'
      return
    }
    file.ondata = (error, chunk) => {
      if (error) entry.fault = `It cannot be unpacked: ${error.message}`
      else {
        entry.bytes += chunk.length
        all_bytes += chunk.length
        if (entry.bytes > limits.picture_bytes) {
          entry.fault = `It is larger than ${limits.picture_bytes / 1_048_576} MB.`
          entry.chunks = []
          file.terminate()
        } else entry.chunks.push(chunk)
        if (all_bytes > limits.all_bytes) broken = new Problem(413, 'zip_too_large', 'Unpacked it is larger than 512 MB: send it in parts.')
      }
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  let seen = false
  for await (const chunk of content) {
    if (!seen && !(chunk[0] === 0x50 && chunk[1] === 0x4b))
      throw new Problem(415, 'not_a_zip', 'This is no zip file: pack the pictures into one.')
    seen = true
    try {
      unzip.push(chunk, false)
    } catch (error) {
      throw new Problem(400, 'zip_broken', `The zip file cannot be read: ${(error as Error).message}.`)
    }
    if (broken) throw broken
  }
  if (!seen) throw new Problem(400, 'not_a_zip', 'Nothing was sent.')
  unzip.push(new Uint8Array(), true)
  const pictures: SentPicture[] = []
  for (const { name, chunks, fault } of entries) {
    const read = readName(name) ?? { subject: name, place: 1 }
    if (fault) {
      pictures.push({ name, ...read, reference: null, fault })
      continue
    }
    try {
      const kept = await files.put(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), { limit_bytes: limits.picture_bytes })
      const good = kept.type.startsWith('image/')
      pictures.push({ name, ...read, reference: good ? kept.file : null, fault: good ? null : 'The content is no picture.' })
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      pictures.push({ name, ...read, reference: null, fault: error.message })
    }
  }
  return pictures
}
