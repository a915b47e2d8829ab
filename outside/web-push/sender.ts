import type { Outgoing, Sender, Sent } from '#centers/messages/model.ts'
import { encrypt, longestText, vapidKeys } from './encrypt.ts'

export interface Subscription {
  endpoint: string
  p256dh: string
  auth: string
}
export interface WebPushOptions {
  private_key: Buffer
  /** Whom a push service may write to: `mailto:` or an address of ours. */
  contact: string
  find(user_id: string): Promise<Subscription[]>
  /** The browser took its permission back, or is no more. */
  forget(endpoint: string): Promise<void>
  /** Whether an endpoint may be called at all: browsers name it, so it could be anything. */
  mayCall(endpoint: string): boolean
}

const patience_ms = 10_000

/** Sends to every browser of a person in which he allowed it. One that took it is enough; those that are gone are forgotten. */
export function webPush(options: WebPushOptions, now: () => string): Sender & { public_key: string } {
  const vapid = vapidKeys(options.private_key)
  const call = async ({ endpoint, p256dh, auth }: Subscription, { subject, text, message_id }: Outgoing): Promise<number> => {
    const said = payloadOf(subject, text)
    const body = encrypt(said, { p256dh: Buffer.from(p256dh, 'base64url'), auth: Buffer.from(auth, 'base64url') })
    const answer = await fetch(endpoint, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(patience_ms),
      headers: {
        authorization: vapid.header(endpoint, options.contact, Date.parse(now())),
        'content-encoding': 'aes128gcm',
        'content-type': 'application/octet-stream',
        ttl: '86400',
        urgency: 'normal',
        // A message sent again replaces the one that may have come already.
        topic: message_id.replaceAll('-', '').slice(0, 32),
      },
      body: new Uint8Array(body),
    })
    await answer.arrayBuffer()
    if (answer.status === 404 || answer.status === 410) await options.forget(endpoint)
    return answer.status
  }
  return {
    provider: 'webpush',
    channel: 'push',
    public_key: vapid.public_key.toString('base64url'),
    async send(message): Promise<Sent> {
      const subscriptions = (await options.find(message.address)).filter(({ endpoint }) => options.mayCall(endpoint))
      if (subscriptions.length === 0) return { status: 'refused', reason: 'no_browser', retry: false }
      const statuses = await Promise.all(subscriptions.map((one) => call(one, message).catch(() => 0)))
      if (statuses.some((status) => status >= 200 && status < 300)) return { status: 'accepted', provider_ref: message.message_id }
      const later = statuses.some((status) => status === 0 || status === 429 || status >= 500)
      return { status: 'refused', reason: `push_service_answered: ${statuses.join(', ')}`, retry: later }
    },
  }
}

/** What the worker in the browser reads; a long text loses its end, not the message. */
export function payloadOf(title: string, text: string): Buffer {
  for (let length = text.length; ; length = Math.floor(length * 0.9)) {
    const body = length < text.length ? `${text.slice(0, length)}…` : text
    const said = Buffer.from(JSON.stringify({ title: title.slice(0, 200), body }))
    if (said.length <= longestText) return said
  }
}
