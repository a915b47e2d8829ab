import { createHash } from 'node:crypto'

/** What the gateway computes over the whole form it received. */
export function expectedSign(received: URLSearchParams, secret: string): string {
  const pairs = [...received].filter(([name]) => name !== 'sign').sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('md5')
    .update(`${secret}${pairs.flat().join('')}${secret}`)
    .digest('hex')
}
