import { createHash, createHmac } from 'node:crypto'

export type TopSigning = 'md5' | 'hmac' | 'hmac-sha256'

/** Names in byte order, each followed by its raw value; nothing between them. Empty ones are neither signed nor sent. */
export const baseOf = (parameters: Readonly<Record<string, string>>): string =>
  Object.keys(parameters)
    .filter((name) => name !== 'sign' && name !== '' && parameters[name] !== '')
    .sort()
    .map((name) => name + parameters[name])
    .join('')

/** The signature of a request to TOP, in capitals. */
export function signatureOf(parameters: Readonly<Record<string, string>>, secret: string, how: TopSigning = 'md5', body = ''): string {
  const base = baseOf(parameters)
  const hash =
    how === 'md5'
      ? createHash('md5').update(secret + base + body + secret)
      : createHmac(how === 'hmac' ? 'md5' : 'sha256', secret).update(base + body)
  return hash.digest('hex').toUpperCase()
}
