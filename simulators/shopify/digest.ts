import { createHmac } from 'node:crypto'

/** What Shopify writes into `X-Shopify-Hmac-Sha256` for a body it sends. */
export const hookSignature = (body: string, secret: string): string => {
  const mac = createHmac('sha256', Buffer.from(secret, 'utf8'))
  mac.update(Buffer.from(body, 'utf8'))
  return mac.digest().toString('base64')
}
