import { createCipheriv, createDecipheriv, createHash, hash, hkdfSync, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A key for one purpose, derived from the installation's secret. Every process derives the same one, and no purpose's key tells another's.
 * The secret is `TONGSHANG_SECRET`, or a file made once in the data folder; whoever loses it loses what was sealed with it.
 */
export function keyFor(purpose: string): Buffer {
  let key = keys.get(purpose)
  if (!key) {
    key = Buffer.from(hkdfSync('sha256', rootSecret(), 'tongshang', purpose, 32))
    keys.set(purpose, key)
  }
  return key
}
const keys = new Map<string, Buffer>()

let root: Buffer | undefined
let folder: string | undefined

/** Where the secret is kept when the environment does not give it; told by the command that opens the data folder. */
export const keepSecretIn = (data_dir: string): void => {
  folder = data_dir
}

function rootSecret(): Buffer {
  root ??= process.env.TONGSHANG_SECRET ? given(process.env.TONGSHANG_SECRET) : kept(folder ?? process.env.DATA_DIR ?? '.data')
  return root
}

function given(text: string): Buffer {
  if (text.length < 32) throw new Error('TONGSHANG_SECRET must have at least 32 characters: take the output of `openssl rand -base64 32`.')
  return Buffer.from(text)
}

/** Written beside and then linked into place, so that of several processes starting at once all read the same whole file. */
function kept(folder: string): Buffer {
  const file = join(folder, 'secret')
  try {
    return readFileSync(file)
  } catch {
    mkdirSync(folder, { recursive: true })
    const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
    writeFileSync(draft, randomBytes(32).toString('base64url'), { mode: 0o600 })
    try {
      linkSync(draft, file)
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error
    } finally {
      rmSync(draft)
    }
    return readFileSync(file)
  }
}

/** Encrypts so that only this installation can read it, and only under the same purpose (AES-256-GCM). */
export function seal(purpose: string, text: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyFor(`seal:${purpose}`), nonce)
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')
}

/** What was sealed; null when it was changed, sealed for another purpose or by another installation. */
export function unseal(purpose: string, sealed: string): string | null {
  try {
    const bytes = Buffer.from(sealed, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', keyFor(`seal:${purpose}`), bytes.subarray(0, 12), { authTagLength: 16 })
    decipher.setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

/**
 * A keyed hash: cannot be searched through by someone who holds the database alone, however short the text. HMAC-SHA-256 as RFC 2104 writes it
 * down: two plain hashes leave no object behind for the garbage collector, which every scan of a code would feel.
 */
export function keyedHash(purpose: string, text: string): string {
  let pads = hashPads.get(purpose)
  if (!pads) {
    const key = Buffer.alloc(64)
    keyFor(`hash:${purpose}`).copy(key)
    pads = { inner: key.map((byte) => byte ^ 0x36), outer: key.map((byte) => byte ^ 0x5c) }
    hashPads.set(purpose, pads)
  }
  const inner = hash('sha256', Buffer.concat([pads.inner, Buffer.from(text)]), 'buffer')
  return hash('sha256', Buffer.concat([pads.outer, inner]), 'base64url')
}
const hashPads = new Map<string, { inner: Uint8Array; outer: Uint8Array }>()

/** 256 random bits as cookie-safe text: 43 characters. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** What is stored of a random token. A plain hash is enough: 256 random bits cannot be searched through. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('base64url')
