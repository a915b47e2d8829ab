import { createHmac } from 'node:crypto'
import type { OpenConnection, Push, PushRead } from '#centers/marketplaces/port.ts'
import { exactJsonIn } from '#core/outside.ts'
import { isSigned } from '../signed.ts'

/** What WooCommerce signs is the body as it was sent; the key is the one its administrator wrote beside the address. */
export const pushSignatureOf = (body: Buffer | string, secret: string): string => createHmac('sha256', secret).update(body).digest('base64')

/** Orders only; products and customers are passed over. Numbers of deliveries belong to one webhook of the shop, so both make the number. */
export function readPush({ secrets }: OpenConnection, { headers, body }: Push): PushRead {
  const { webhook_secret } = secrets
  if (!webhook_secret)
    return { status: 'refused', code: 'secret_missing', reason: 'The shop has no webhook_secret: pushes cannot be proved.' }
  const text = body.toString('utf8')
  // Sent once when the webhook is made, to see whether anybody is there.
  if (/^webhook_id=\d+$/.test(text)) return { status: 'read', messages: [] }
  if (!isSigned(headers['x-wc-webhook-signature'], pushSignatureOf(body, webhook_secret)))
    return { status: 'refused', code: 'signature_invalid', reason: 'X-WC-Webhook-Signature does not match the body.' }
  const topic = String(headers['x-wc-webhook-topic'] ?? '').slice(0, 100)
  const delivery = String(headers['x-wc-webhook-delivery-id'] ?? '').slice(0, 100)
  const content = exactJsonIn(text) as Record<string, unknown> | undefined
  if (!topic || !delivery || typeof content !== 'object' || content === null)
    return { status: 'refused', code: 'body_unreadable', reason: 'A topic, a number of the delivery and a JSON object are needed.' }
  // What was deleted cannot be asked for any more; the list of orders does not hold it either.
  const follows = /^order\.(created|updated|restored)$/.test(topic)
  if (follows && !/^\d+$/.test(String(content.id))) return { status: 'refused', code: 'body_unreadable', reason: `${topic} has no id.` }
  const changed = follows ? Date.parse(`${content.date_modified_gmt}Z`) : Number.NaN
  const push_no = `${String(headers['x-wc-webhook-id'] ?? '').slice(0, 90)}:${delivery}`
  const modified_at = Number.isNaN(changed) ? null : new Date(changed).toISOString()
  return { status: 'read', messages: [{ push_no, topic, of: 'order', external_no: follows ? String(content.id) : null, modified_at }] }
}
