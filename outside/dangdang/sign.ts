import { createHash } from 'node:crypto'
import iconv from 'iconv-lite'

/** Only the parameters of the envelope, in order of names, each with its value, between two secrets. What is asked is not signed. */
export function signatureOf(envelope: Readonly<Record<string, string>>, secret: string): string {
  const base = Object.keys(envelope)
    .sort()
    .map((name) => name + envelope[name])
    .join('')
  return createHash('md5')
    .update(secret + base + secret)
    .digest('hex')
    .toUpperCase()
}

/** A form in GBK, byte by byte: the platform reads no UTF-8. */
export const gbkForm = (parameters: Readonly<Record<string, string>>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${percent(value)}`)
    .join('&')

const percent = (text: string): string =>
  [...iconv.encode(text, 'gbk')]
    .map((byte) => {
      const sign = String.fromCharCode(byte)
      return /[A-Za-z0-9._-]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
