import { afterAll, beforeAll, expect, test } from 'vitest'
import { simulateAliyunSms } from '#simulators/sms-aliyun/server.ts'
import { aliyunSms, signedHeaders } from './sender.ts'

let partner: Awaited<ReturnType<typeof simulateAliyunSms>>
const now = Date.parse('2026-03-02T04:00:00Z')
beforeAll(async () => {
  partner = await simulateAliyunSms({ keys: { id: 'secret' }, sign_names: ['通商'], templates: { SMS_1: ['code'] }, now: () => now })
})
afterAll(() => partner.close())

// The worked example of the partner's own documentation.
test('the published signature', () => {
  const headers = signedHeaders(
    {
      method: 'POST',
      host: 'ecs.cn-shanghai.aliyuncs.com',
      action: 'RunInstances',
      version: '2014-05-26',
      query: { ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd', RegionId: 'cn-shanghai' },
      nonce: '3156853299f313e23d1673dc12e1703d',
      date: '2023-10-26T10:22:32Z',
    },
    { access_key_id: 'YourAccessKeyId', access_key_secret: 'YourAccessKeySecret' },
  )
  expect(headers.authorization).toContain('Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0')
})

const message = {
  message_id: 'm1',
  address: '+8613800138000',
  brand: null,
  subject: '',
  text: '',
  values: { code: "12*'(3) 4" },
  provider_template: { code: 'SMS_1', values: ['code'] },
}
const sender = (change: object = {}, at = now) =>
  aliyunSms({ access_key_id: 'id', access_key_secret: 'secret', endpoint: partner.url, sign_names: { '*': '通商' }, ...change }, () =>
    new Date(at).toISOString(),
  )

test('accepted, odd signs and all; the second within a minute is limited', async () => {
  expect(await sender().send(message)).toMatchObject({ status: 'accepted' })
  expect(partner.messages[0]!.params).toEqual({ code: "12*'(3) 4" })
  expect(await sender().send(message)).toMatchObject({
    status: 'refused',
    retry: true,
    reason: expect.stringContaining('isv.BUSINESS_LIMIT_CONTROL'),
  })
})

test.each([
  ['another secret', { access_key_secret: 'wrong' }, now, 'SignatureDoesNotMatch'],
  ['an unknown key', { access_key_id: 'nobody' }, now, 'InvalidAccessKeyId.NotFound'],
  ['a clock that is wrong', {}, now - 16 * 60_000, 'InvalidTimeStamp.Expired'],
  ['a signature nobody reviewed', { sign_names: { '*': '别人' } }, now, 'isv.SMS_SIGNATURE_ILLEGAL'],
])('%s is refused', async (_name, change, at, code) => {
  expect(await sender(change, at).send(message)).toMatchObject({ status: 'refused', reason: expect.stringContaining(code) })
})

test('the simulator refuses a changed query, a replayed nonce and an unsigned header', async () => {
  const query = { PhoneNumbers: '13900139000', SignName: '通商', TemplateCode: 'SMS_1', TemplateParam: '{"code":"1"}' }
  const { host } = new URL(partner.url)
  const sign = (nonce: string) =>
    signedHeaders(
      { method: 'POST', host, action: 'SendSms', version: '2017-05-25', query, nonce, date: '2026-03-02T04:00:00Z' },
      { access_key_id: 'id', access_key_secret: 'secret' },
    )
  const call = async (more: Record<string, string>, headers: Record<string, string>) =>
    (
      (await (await fetch(`${partner.url}/?${new URLSearchParams({ ...query, ...more })}`, { method: 'POST', headers })).json()) as {
        Code: string
      }
    ).Code
  expect(await call({ PhoneNumbers: '13700137000' }, sign('n1'))).toBe('SignatureDoesNotMatch')
  expect(await call({}, { ...sign('n2'), 'x-acs-security-token': 't' })).toBe('IncompleteSignature')
  expect(await call({}, sign('n3'))).toBe('OK')
  expect(await call({}, sign('n3'))).toBe('SignatureNonceUsed')
})
