import { createHash } from 'node:crypto'
import type { OpenConnection, Push, PushMessage, PushRead } from '#centers/marketplaces/port.ts'
import { exactJsonIn } from '#core/outside.ts'
import { isSigned } from '../signed.ts'

/** Key, body and secret one after the other: no key and no order of parameters. */
export const pushSignatureOf = (app_key: string, body: Buffer | string, secret: string): string =>
  createHash('md5').update(app_key).update(body).update(secret).digest('hex')

const largest = 200

/** A list of messages, each with its number; what it holds is a text again. Whoever speaks of an order of ours names it `p_id`. */
export function readPush({ settings, secrets }: OpenConnection, { headers, body }: Push): PushRead {
  const expected = pushSignatureOf(settings.app_key ?? '', body, secrets.app_secret ?? '')
  if (!isSigned(headers['event-sign'], expected))
    return { status: 'refused', code: 'signature_invalid', reason: 'event-sign does not match the body.' }
  const list = exactJsonIn(body.toString('utf8')) as { tag?: unknown; msg_id?: unknown; data?: unknown }[] | undefined
  if (!Array.isArray(list) || list.length > largest || list.some((one) => one?.tag === undefined || one.msg_id === undefined))
    return { status: 'refused', code: 'body_unreadable', reason: `A list of at most ${largest} messages with tag and msg_id is needed.` }
  return { status: 'read', messages: list.map(messageOf) }
}

function messageOf({ tag, msg_id, data }: { tag?: unknown; msg_id?: unknown; data?: unknown }): PushMessage {
  const content = ((typeof data === 'string' ? exactJsonIn(data) : data) ?? {}) as { p_id?: unknown; update_time?: unknown }
  const external_no = /^\d+$/.test(String(content.p_id)) ? String(content.p_id) : null
  const changed_s = Number(content.update_time)
  return {
    ...{
      push_no: String(msg_id).slice(0, 200),
      topic: String(tag).slice(0, 100),
      of: String(tag).startsWith('2') ? 'refund' : 'order',
      external_no,
    },
    modified_at: changed_s > 0 ? new Date(changed_s * 1000).toISOString() : null,
  }
}
