import { createHash } from 'node:crypto'

/** What the gateway computes over the flat object it received. */
export function expectedSign(received: Readonly<Record<string, unknown>>, secret: string): string {
  const texts = Object.entries(received).flatMap(([name, value]) =>
    name === 'sign' ? [] : [`${name}${typeof value === 'object' ? JSON.stringify(value) : value}`],
  )
  const names = Object.keys(received).filter((name) => name !== 'sign')
  const order = names.map((name, i) => ({ name, text: texts[i]! })).sort((a, b) => (a.name < b.name ? -1 : 1))
  return createHash('md5')
    .update([secret, ...order.map(({ text }) => text), secret].join(''))
    .digest('hex')
    .toUpperCase()
}
