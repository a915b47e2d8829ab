import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Outgoing } from '#centers/messages/model.ts'
import { type PushService, simulatePushService } from '#simulators/web-push/service.ts'
import { encrypt, longestText } from './encrypt.ts'
import { payloadOf, type Subscription, webPush } from './sender.ts'

const bytes = (text: string) => Buffer.from(text, 'base64url')

test('a message is encrypted as RFC 8291 shows it (appendix A)', () => {
  const body = encrypt(
    Buffer.from('When I grow up, I want to be a watermelon'),
    {
      p256dh: bytes('BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4'),
      auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
    },
    { private_key: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'), salt: bytes('DGv6ra1nlYgDCS1FRnbzlw') },
  )
  expect(body.toString('base64url')).toBe(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
})

test('a long text loses its end, not the message', () => {
  const said = payloadOf('标题', '长'.repeat(9_000))
  expect(said.length).toBeLessThanOrEqual(longestText)
  expect((JSON.parse(said.toString()) as { body: string }).body).toMatch(/^长+…$/)
})

const now = '2026-11-22T06:00:00.000Z'
let service: PushService
let known: Subscription[] = []
const sender = webPush(
  {
    private_key: createHash('sha256').update('shop').digest(),
    contact: 'mailto:shop@example.com',
    find: async () => known,
    forget: async (endpoint) => {
      known = known.filter((one) => one.endpoint !== endpoint)
    },
    mayCall: (endpoint) => endpoint.startsWith(service.url),
  },
  () => now,
)
const message: Outgoing = {
  ...{ message_id: '019a0000-0000-7000-8000-000000000001', address: 'lin', brand: null, subject: '已发货', text: '订单 1001 已发出。' },
  ...{ values: {}, provider_template: null },
}
beforeAll(async () => {
  service = await simulatePushService(() => Date.parse(now))
})
afterAll(() => service.close())

test('every browser of a person hears it; one that left is forgotten', async () => {
  const [phone, desk] = [service.subscribe(sender.public_key), service.subscribe(sender.public_key)]
  known = [phone, desk]
  expect(await sender.send(message)).toMatchObject({ status: 'accepted' })
  const heard = [JSON.stringify({ title: '已发货', body: '订单 1001 已发出。' })]
  expect([phone.heard, desk.heard]).toEqual([heard, heard])
  desk.leave()
  expect(await sender.send(message)).toMatchObject({ status: 'accepted' })
  expect(known.map(({ endpoint }) => endpoint)).toEqual([phone.endpoint])
  phone.leave()
  expect(await sender.send(message)).toMatchObject({ status: 'refused', retry: false })
  expect(await sender.send(message)).toMatchObject({ status: 'refused', reason: 'no_browser' })
})

test.each([
  [429, true],
  [503, true],
  [403, false],
  [413, false],
])('a service that answers %i is asked again: %s', async (status, retry) => {
  known = [service.subscribe(sender.public_key)]
  service.answerNext(status)
  expect(await sender.send(message)).toMatchObject({ status: 'refused', retry })
})

test('the service turns away who signs with another key, and an address of nobody is never called', async () => {
  known = [service.subscribe('another')]
  expect(await sender.send(message)).toMatchObject({ status: 'refused', reason: 'push_service_answered: 403' })
  known = [{ ...service.subscribe(sender.public_key), endpoint: 'http://169.254.169.254/latest' }]
  expect(await sender.send(message)).toMatchObject({ status: 'refused', reason: 'no_browser' })
})
