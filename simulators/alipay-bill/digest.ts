import { createVerify, type KeyLike } from 'node:crypto'

/** Whether Alipay finds a request signed by this application: all that holds something but `sign`, by name. */
export function isProved(received: Iterable<readonly [string, string]>, sign: string, key: KeyLike): boolean {
  const pairs = [...received].filter(([name, value]) => name !== 'sign' && value !== '')
  pairs.sort(([a], [b]) => (a < b ? -1 : 1))
  const verifier = createVerify('RSA-SHA256')
  verifier.update(pairs.map((pair) => pair.join('=')).join('&'), 'utf8')
  return verifier.verify(key, sign, 'base64')
}
