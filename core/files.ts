import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { newId } from './ids.ts'
import { type Drawing, openPictures, type Pictures } from './pictures.ts'

/** Kept bytes: named by what they are, so the same file twice is one, and nothing is ever overwritten. */
export interface Files {
  /**
   * Keeps a stream of at most `limit_bytes`; pictures are looked at, and refused when they are broken or too large to open. With `types` nothing else
   * is kept.
   */
  put(content: Readable, options: { limit_bytes: number; types?: readonly string[] }): Promise<StoredFile>
  /** What is known of a kept file; null when there is none of that name. */
  find(file: string): Promise<StoredFile | null>
  /** The content, for sending; of a part, from its first byte to its last. */
  read(file: string, part?: { start: number; end: number }): Readable
  /** A path where the content can be read by programs that need one. */
  localPath(file: string): Promise<string>
  /** A path for making a new file before it is `put`; it is the caller's to remove. */
  draftPath(): Promise<string>
  readonly pictures: Pictures
  close(): Promise<void>
}

export interface StoredFile {
  /** The SHA-256 of the content, in hexadecimal. */
  file: string
  size_bytes: number
  type: string
}

/** The content cannot be kept; the sentence says why and what to do. */
export class FileRefused extends Error {
  override name = 'FileRefused'
  readonly status: string
  constructor(status: string, sentence: string) {
    super(sentence)
    this.status = status
  }
}

export const filePattern = '^[0-9a-f]{64}$'

/** A store in a local folder. `drawings` makes pictures that are described rather than kept (`world:…`). */
export async function openFiles(folder: string, drawings: Record<string, Drawing> = {}): Promise<Files> {
  const drafts = join(folder, 'drafts')
  await mkdir(drafts, { recursive: true })
  const pathOf = (file: string): string => join(folder, file.slice(0, 2), file)
  const pictures = await openPictures({ folder: join(folder, 'rendered'), pathOf, drawings })

  return {
    pictures,
    async put(content, { limit_bytes, types }) {
      const draft = join(drafts, newId())
      try {
        const { hash, size_bytes, head } = await receive(content, draft, limit_bytes)
        const type = typeOf(head)
        if (types && !types.includes(type))
          throw new FileRefused('file_type_refused', `Send one of ${types.join(', ')}; this is ${type}, whatever its name says.`)
        if (type.startsWith('image/')) await pictures.inspect(draft)
        await mkdir(join(folder, hash.slice(0, 2)), { recursive: true })
        await rename(draft, pathOf(hash)) // the same content again replaces itself
        return { file: hash, size_bytes, type }
      } finally {
        await rm(draft, { force: true })
      }
    },
    async find(file) {
      if (!new RegExp(filePattern).test(file)) return null
      const found = await stat(pathOf(file)).catch(() => null)
      return found ? { file, size_bytes: found.size, type: typeOf(await headOf(pathOf(file))) } : null
    },
    read: (file, part) => createReadStream(pathOf(file), part),
    localPath: async (file) => pathOf(file),
    draftPath: async () => join(drafts, newId()),
    close: () => pictures.close(),
  }
}

async function receive(content: Readable, path: string, limit_bytes: number): Promise<{ hash: string; size_bytes: number; head: Buffer }> {
  const digest = createHash('sha256')
  const handle = await open(path, 'wx')
  let size_bytes = 0
  let head = Buffer.alloc(0)
  try {
    // A refused upload is answered, so its stream is left open rather than torn down with the connection.
    for await (const piece of content.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size_bytes += piece.length
      if (size_bytes > limit_bytes)
        throw new FileRefused('file_too_large', `The file is larger than ${Math.floor(limit_bytes / 1048576)} MB: make it smaller.`)
      if (head.length < headBytes) head = Buffer.concat([head, piece.subarray(0, headBytes - head.length)])
      digest.update(piece)
      await handle.write(piece)
    }
    await handle.sync() // a name that is given out must outlive a power cut
  } finally {
    await handle.close()
  }
  if (size_bytes === 0) throw new FileRefused('file_empty', 'The file is empty.')
  return { hash: digest.digest('hex'), size_bytes, head }
}

const headBytes = 512

async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** What the content is, by its first bytes; a name or a claim of the sender is never believed. */
export function typeOf(head: Buffer): string {
  const ascii = head.toString('latin1')
  if (ascii.startsWith('\x89PNG\r\n')) return 'image/png'
  if (ascii.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (ascii.startsWith('GIF8')) return 'image/gif'
  if (ascii.startsWith('RIFF') && ascii.slice(8, 12) === 'WEBP') return 'image/webp'
  if (ascii.slice(4, 12) === 'ftypavif') return 'image/avif'
  if (ascii.slice(4, 8) === 'ftyp') return 'video/mp4'
  if (ascii.startsWith('%PDF-')) return 'application/pdf'
  if (ascii.startsWith('glTF')) return 'model/gltf-binary'
  if (ascii.startsWith('PK\x03\x04')) return 'application/zip'
  const text = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
  if (/^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/i.test(text)) return 'image/svg+xml'
  return 'application/octet-stream'
}
