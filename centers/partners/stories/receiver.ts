import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openExchange } from '#centers/interfaces/exchange.ts'
import { placeOrders } from '#centers/orders/place.ts'
import type { Key } from '#client/index.js'
import { consumeAll } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { sql } from '#core/sql.ts'
import { deliver } from '../webhooks/deliver.ts'
import { anOutsideOrder, clientFor, clock, consumers, db } from './ground.ts'

export interface Received {
  headers: IncomingHttpHeaders
  body: string
}
let receiver: Server
export let received: Received[] = []
let answer: { status: number; headers?: Record<string, string> } = { status: 200 }
/** What the partner's program answers from now on. */
export const answerWith = (status: number, headers?: Record<string, string>): void => {
  answer = { status, ...(headers ? { headers } : {}) }
}
/** Forgets what came. */
export const forget = (): void => {
  received = []
}
export let address = ''
export async function openReceiver(): Promise<void> {
  receiver = createServer((request, reply) => {
    let body = ''
    request.on('data', (part) => (body += part))
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      reply.writeHead(answer.status, answer.headers).end('taken')
    })
  })
  await new Promise<void>((open) => receiver.listen(0, '127.0.0.1', open))
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`
  process.env.TONGSHANG_WEBHOOK_PRIVATE = '1'
}
export function closeReceiver(): void {
  delete process.env.TONGSHANG_WEBHOOK_PRIVATE
  receiver.close()
}
export const exchange = () => openExchange(db, clock, { sleep: async () => {} })
export const deliverAll = async () => {
  const open = exchange()
  const count = await deliver(db, open, clock.now, () => 0.5)
  await open.stop()
  return count
}
/** As the standard words it, without a line of ours. */
export const isTrue = ({ headers, body }: Received, secret: string) => {
  const content = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const wanted = `v1,${createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(content)
    .digest('base64')}`
  return String(headers['webhook-signature']).split(' ').includes(wanted)
}
export const endpoint = async (key: Key, types = ['order.placed', 'order.moved'], to = address) => {
  const endpoint_id = newId()
  const { outcomes } = await clientFor(key).post('/api/open/webhooks/endpoints', { body: { items: [{ endpoint_id, url: to, types }] } })
  return { endpoint_id, ...outcomes[0]! }
}
export const placeOne = (channel_id: string) =>
  db.tx((tx) =>
    placeOrders(
      tx,
      clock.now(),
      [
        {
          ...anOutsideOrder({ channel_id }),
          buyer_message: null,
          member_id: null,
          visitor_id: null,
          payment_term: 'channel',
          outlet_id: null,
          expected_total_minor: null,
        },
      ],
      numberSource(db, 'orders').take,
    ),
  )
/** A listener that knows only what happens from now on. */
export const settle = async () => {
  await consumeAll(db, consumers, clock.now())
  await db.run(sql`delete from partners.tries`)
  await db.run(sql`delete from partners.deliveries`)
  await db.run(sql`delete from partners.endpoints`)
  received = []
  answer = { status: 200 }
  clock.advance(60_000)
}
