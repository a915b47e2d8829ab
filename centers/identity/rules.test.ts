import { describe, expect, test } from 'vitest'
import { isCommonPassword } from './common-passwords.ts'
import { isRefused, labelDevice, maskHandle, networkOf, readHandle, readHandleAs, refusePassword } from './rules.ts'

describe('handles', () => {
  test.each([
    ['13800138000', 'phone:+8613800138000'],
    [' 138 0013 8000 ', 'phone:+8613800138000'],
    ['138-0013-8000', 'phone:+8613800138000'],
    ['+86 138 0013 8000', 'phone:+8613800138000'],
    ['8613800138000', 'phone:+8613800138000'],
    ['0086-13800138000', 'phone:+8613800138000'],
    ['(+86)13800138000', 'phone:+8613800138000'],
    ['１３８００１３８０００', 'phone:+8613800138000'],
    ['138\u200b00138000', 'phone:+8613800138000'],
    ['+852 9123 4567', 'phone:+85291234567'],
    ['Lin.Qing@Example.COM', 'email:lin.qing@example.com'],
    ['lin＠example．com', 'email:lin@example.com'],
    ['lin@例子.中国', 'email:lin@xn--fsqu00a.xn--fiqs8s'],
    ['LinQing_01', 'name:linqing_01'],
  ])('%s is %s', (typed, wanted) => {
    const read = readHandle(typed)
    expect(isRefused(read) ? read : `${read.kind}:${read.value}`).toBe(wanted)
  })

  test.each([
    ['12800138000', 'phone_invalid'],
    ['1380013800', 'phone_invalid'],
    ['138001380000', 'phone_invalid'],
    ['023-68901234', 'phone_invalid'],
    ['+86 23 68901234', 'phone_invalid'],
    ['+1', 'phone_invalid'],
    ['110', 'phone_invalid'],
    ['lin@exаmple.com', 'email_lookalike'], // a Cyrillic а
    ['lіn@example.com', 'email_lookalike'], // a Cyrillic і
    ['lin@аррӏе.com', 'email_lookalike'],
    ['lin@xn--80ak6aa92e.com', 'email_lookalike'], // the same, written out
    ['lin@example', 'email_invalid'],
    ['lin@@example.com', 'email_invalid'],
    ['lin..qing@example.com', 'email_invalid'],
    ['lin qing@example.com', 'email_invalid'],
    ['@example.com', 'email_invalid'],
    ["lin@example.com' or 1=1", 'email_invalid'],
    ['lin@ex_ample.com', 'email_invalid'],
    ['ab', 'name_invalid'],
    ['аdmin', 'name_invalid'], // a Cyrillic а
    ['', 'name_invalid'],
  ])('%s is refused: %s', (typed, wanted) => {
    const read = readHandle(typed)
    expect(isRefused(read) && read.refused).toBe(wanted)
  })

  test('a name that looks like a phone number is not taken as a name', () => {
    expect(readHandleAs('name', '13800138000')).toMatchObject({ refused: 'name_invalid' })
  })

  test.each([
    [{ kind: 'phone', value: '+8613800138000' }, '138****8000'],
    [{ kind: 'phone', value: '+85291234567' }, '+852****4567'],
    [{ kind: 'email', value: 'lin.qing@example.com' }, 'li***@example.com'],
    [{ kind: 'email', value: 'l@example.com' }, 'l***@example.com'],
    [{ kind: 'name', value: 'linqing' }, 'li***g'],
  ] as const)('%o is shown as %s', (handle, shown) => expect(maskHandle(handle)).toBe(shown))
})

describe('passwords', () => {
  test.each([
    'password',
    'P@ssw0rd!',
    'Password2024',
    'qwertyuiop',
    '1qaz2wsx',
    '1qaz@WSX',
    'qwe123asd',
    'abcd1234',
    '11111111',
    'abababab',
    'a1b2c3d4',
    '19870412',
    'wl19870412',
    '13800138000',
    'woaini1314',
    '5201314abc',
    'admin888',
    'Iloveyou1!',
    'zxcvbnm123',
    '147258369',
    'abc123abc123',
    'dragondragon',
    'Tongshang2026',
    'welcome@123',
    'asdfghjkl',
    'lkjhgfdsa',
    'qq123456',
  ])('%s is common', (password) => expect(isCommonPassword(password)).toBe(true))

  test.each(['correct horse battery staple', 'vLq8-tundra-mice', '长安一片月万户捣衣声', 'Kd93mfp2q', 'winterberry-9481-cup', 'x7#Tz!pW'])(
    '%s is not',
    (password) => expect(isCommonPassword(password)).toBe(false),
  )

  test.each([
    ['short', '7 signs', 'kj3&fq1', [], 'password_short'],
    ['long', '201 signs', 'kj3&fq1x'.repeat(26), [], 'password_long'],
    ['common', '', 'Passw0rd!', [], 'password_common'],
    ['own email', '', 'lin.qing@shop1', ['lin.qing@shop'], 'password_about_you'],
    ['good', '', 'vLq8-tundra-mice', ['linqing'], undefined],
  ])('%s %s', (_name, _why, password, about, wanted) => {
    expect(refusePassword(password, about, isCommonPassword)?.refused).toBe(wanted)
  })
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s belongs to %s', (address, network) => expect(networkOf(address)).toBe(network))

test.each([
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36', 'Chrome · Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0', 'WeChat · iPhone'],
  [undefined, 'unknown device'],
])('%s is %s', (agent, label) => expect(labelDevice(agent)).toBe(label))
