import { createHash } from 'node:crypto'

/** What the gateway computes over the system parameters it received, the JSON text byte for byte as it came. */
export function expectedSign(received: ReadonlyMap<string, string>, secret: string): string {
  const hash = createHash('md5').update(Buffer.from(secret))
  for (const name of [...received.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
    if (name === 'sign' || received.get(name) === '') continue
    hash.update(Buffer.from(`${name}${received.get(name)}`))
  }
  return hash.update(Buffer.from(secret)).digest('hex').toUpperCase()
}
