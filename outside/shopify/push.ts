import { createHmac } from 'node:crypto'
import type { OpenConnection, Push, PushMessage, PushRead } from '#centers/marketplaces/port.ts'
import { exactJsonIn } from '#core/outside.ts'
import { isSigned } from '../signed.ts'

/** What Shopify signs is the body as it was sent; the key is the application's secret. */
export const signatureOf = (body: Buffer | string, secret: string): string => createHmac('sha256', secret).update(body).digest('base64')

/** The order a topic speaks of, by the field that holds its number. */
const followed: Readonly<Record<string, { of: PushMessage['of']; field: 'id' | 'order_id' }>> = {
  'orders/create': { of: 'order', field: 'id' },
  'orders/updated': { of: 'order', field: 'id' },
  'orders/paid': { of: 'order', field: 'id' },
  'orders/cancelled': { of: 'order', field: 'id' },
  'fulfillments/create': { of: 'order', field: 'order_id' },
  'refunds/create': { of: 'refund', field: 'order_id' },
}

/** The event has a number of its own, the same however often it is delivered; the delivery's number stands in where it is missing. */
export function readPush({ endpoint, secrets }: OpenConnection, { headers, body }: Push): PushRead {
  // For an hour after it was changed, the secret before may still sign.
  const keys = [secrets.client_secret, secrets.client_secret_before].filter((key) => key !== undefined && key !== '') as string[]
  if (keys.length === 0)
    return { status: 'refused', code: 'secret_missing', reason: 'The shop has no client_secret: pushes cannot be proved.' }
  const expected = keys.map((key) => signatureOf(body, key))
  if (!isSigned(headers['x-shopify-hmac-sha256'], ...expected))
    return { status: 'refused', code: 'signature_invalid', reason: 'X-Shopify-Hmac-Sha256 does not match the body.' }
  const shop = String(headers['x-shopify-shop-domain'] ?? '')
  const host = new URL(endpoint).hostname
  if (host.endsWith('.myshopify.com') && shop !== host)
    return {
      status: 'refused',
      code: 'not_this_shop',
      reason: `X-Shopify-Shop-Domain names ${shop.slice(0, 100) || 'no shop'}, not ${host}.`,
    }
  const topic = String(headers['x-shopify-topic'] ?? '').slice(0, 100)
  const push_no = String(headers['x-shopify-event-id'] ?? headers['x-shopify-webhook-id'] ?? '').slice(0, 200)
  const content = exactJsonIn(body.toString('utf8')) as Record<string, unknown> | undefined
  if (!push_no || !topic || typeof content !== 'object' || content === null)
    return { status: 'refused', code: 'body_unreadable', reason: 'A topic, a number of the event and a JSON object are needed.' }
  const { of = 'order', field } = followed[topic] ?? {}
  const number = field === undefined ? undefined : content[field]
  const external_no = /^\d+$/.test(String(number)) ? String(number) : null
  if (field !== undefined && external_no === null)
    return { status: 'refused', code: 'body_unreadable', reason: `${topic} has no ${field}.` }
  const changed = field === 'id' ? Date.parse(String(content.updated_at)) : Number.NaN
  const modified_at = Number.isNaN(changed) ? null : new Date(changed).toISOString()
  return { status: 'read', messages: [{ push_no, topic, of, external_no, modified_at }] }
}
