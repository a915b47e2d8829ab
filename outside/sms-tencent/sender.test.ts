import { afterAll, beforeAll, expect, test } from 'vitest'
import { simulateTencentSms } from '#simulators/sms-tencent/server.ts'
import { tc3Authorization, tencentSms } from './sender.ts'

let partner: Awaited<ReturnType<typeof simulateTencentSms>>
const now = Date.parse('2026-03-02T04:00:00Z')
beforeAll(async () => {
  partner = await simulateTencentSms({
    keys: { id: 'secret' },
    sdk_app_id: '1400',
    sign_names: ['通商'],
    templates: { 501: 1 },
    now: () => now,
  })
})
afterAll(() => partner.close())

// The worked example of the partner's own documentation.
test('the published signature', () => {
  const payload = '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
  const given = tc3Authorization(
    { host: 'cvm.tencentcloudapi.com', service: 'cvm', timestamp: 1_551_113_065, payload },
    { secret_id: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE', secret_key: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE' },
  )
  expect(given).toBe(
    'TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168',
  )
})

const message = {
  message_id: 'm1',
  address: '+8613800138000',
  brand: null,
  subject: '',
  text: '',
  values: { code: '一二三' },
  provider_template: { code: '501', values: ['code'] },
}
const sender = (change: object = {}, at = now) =>
  tencentSms(
    {
      secret_id: 'id',
      secret_key: 'secret',
      sdk_app_id: '1400',
      region: 'ap-guangzhou',
      endpoint: partner.url,
      sign_names: { '*': '通商' },
      ...change,
    },
    () => new Date(at).toISOString(),
  )

test('accepted', async () => {
  expect(await sender().send(message)).toMatchObject({ status: 'accepted', segments: 1 })
  expect(partner.messages[0]).toMatchObject({ phone: '+8613800138000', params: ['一二三'], session_context: 'm1' })
})

test.each<[string, object, object, number, string, boolean]>([
  ['another secret', { secret_key: 'wrong' }, {}, now, 'AuthFailure.SignatureFailure', true],
  ['a clock that is wrong', {}, {}, now - 301_000, 'AuthFailure.SignatureExpire', true],
  ['another application', { sdk_app_id: '1' }, {}, now, 'UnauthorizedOperation.SmsSdkAppIdVerifyFail', true],
  [
    'too many values',
    {},
    { provider_template: { code: '501', values: ['code', 'code'] } },
    now,
    'TemplateParamSetNotMatchApprovedTemplate',
    false,
  ],
  ['a number without country', {}, { address: '13800138000' }, now, 'InvalidParameterValue.IncorrectPhoneNumber', false],
])('%s is refused', async (_name, settings, change, at, code, retry) => {
  const sent = await sender(settings, at).send({ ...message, ...change })
  expect(sent).toMatchObject({ status: 'refused', reason: expect.stringContaining(code), retry })
})
