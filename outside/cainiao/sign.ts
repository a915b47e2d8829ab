import { createHash } from 'node:crypto'

/** Taobao router: secret, then name and value of every parameter sorted by name, then secret. */
export function topSign(params: Readonly<Record<string, string>>, secret: string): string {
  const base = Object.keys(params)
    .filter((name) => name !== 'sign' && name !== '' && params[name] !== '')
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((name) => name + params[name])
    .join('')
  return createHash('md5').update(`${secret}${base}${secret}`, 'utf8').digest('hex').toUpperCase()
}

/** LINK gateway: Base64 of the raw MD5 over content and secret. */
export const linkDigest = (content: string, secret: string): string =>
  createHash('md5')
    .update(content + secret, 'utf8')
    .digest('base64')
