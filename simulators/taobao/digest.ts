import { createHash, createHmac } from 'node:crypto'

/** What TOP computes over what it received: sorted pairs written into the hash one after the other. */
export function expectedSign(received: Iterable<readonly [string, string]>, secret: string, body = ''): string {
  const pairs = [...received].filter(([name, value]) => name !== 'sign' && name.length > 0 && value.length > 0)
  pairs.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const method = pairs.find(([name]) => name === 'sign_method')?.[1] ?? 'md5'
  const hash = method === 'md5' ? createHash('md5') : createHmac(method === 'hmac' ? 'md5' : 'sha256', Buffer.from(secret, 'utf8'))
  if (method === 'md5') hash.update(secret, 'utf8')
  for (const [name, value] of pairs) hash.update(name, 'utf8').update(value, 'utf8')
  hash.update(body, 'utf8')
  if (method === 'md5') hash.update(secret, 'utf8')
  return hash.digest('hex').toUpperCase()
}
