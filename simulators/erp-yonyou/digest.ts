import { createHmac } from 'node:crypto'

/** What Yonyou computes over the parameters of a request for a token. */
export function expectedSignature(received: Iterable<readonly [string, string]>, secret: string): string {
  const hmac = createHmac('sha256', secret)
  for (const [name, value] of [...received].filter(([name]) => name !== 'signature').sort(([a], [b]) => (a < b ? -1 : 1)))
    hmac.update(name + value, 'utf8')
  return hmac.digest('base64')
}
