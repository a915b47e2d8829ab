import { createHmac } from 'node:crypto'

const bytes = (text: string): string => {
  let written = ''
  for (const byte of Buffer.from(text, 'utf8'))
    written += /[A-Za-z0-9\-._~]/.test(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  return written
}

/** What the shop computes over the request it received (RFC 5849): names sorted by their written form, the signature itself left out. */
export function expectedSignature(method: string, address: string, received: Iterable<[string, string]>, consumer_secret: string): string {
  const written = [...received].filter(([name]) => name !== 'oauth_signature').map(([name, value]) => [bytes(name), bytes(value)] as const)
  written.sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
  const base = [method.toUpperCase(), bytes(address), bytes(written.map(([name, value]) => `${name}=${value}`).join('&'))].join('&')
  return createHmac('sha256', `${bytes(consumer_secret)}&`)
    .update(base)
    .digest('base64')
}

/** What it writes into `X-WC-Webhook-Signature` for a body it sends. */
export const hookSignature = (body: string, secret: string): string => {
  const mac = createHmac('sha256', Buffer.from(secret, 'utf8'))
  mac.update(Buffer.from(body, 'utf8'))
  return mac.digest().toString('base64')
}
