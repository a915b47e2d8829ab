import { createHash } from 'node:crypto'

const signed = ['app_key', 'format', 'method', 'session', 'sign_method', 'timestamp', 'v']

/** What the gateway computes over the seven parameters it signs, whatever else it received. */
export const expectedSign = (received: ReadonlyMap<string, string>, secret: string): string =>
  createHash('md5')
    .update([secret, ...signed.map((name) => `${name}${received.get(name) ?? ''}`), secret].join(''))
    .digest('hex')
    .toUpperCase()
