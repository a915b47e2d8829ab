import { createHash } from 'node:crypto'

const kept = /[A-Za-z0-9*\-._]/

/** Java's form encoder, byte by byte. */
export function javaEncode(text: string): string {
  let encoded = ''
  for (const byte of Buffer.from(text, 'utf8')) {
    const sign = String.fromCharCode(byte)
    if (byte === 0x20) encoded += '+'
    else if (byte < 0x80 && kept.test(sign)) encoded += sign
    else encoded += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return encoded
}

export function expectedDigest(msgData: string, timestamp: string, checkword: string): string {
  const md5 = createHash('md5')
  md5.update(javaEncode(`${msgData}${timestamp}${checkword}`), 'latin1')
  return md5.digest().toString('base64')
}
