import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { baseOf, type Claim, isDigestOf, isFault, isSignedBy, judgeTime, parseInputs, readClaim, type SignedParts } from './signatures.ts'

// The request of RFC 9421, appendix B.2, and its keys (B.1).
const parts: SignedParts = {
  method: 'POST',
  scheme: 'https',
  authority: 'example.com',
  target: '/foo?param=Value&Pet=dog',
  headers: {
    host: 'example.com',
    date: 'Tue, 20 Apr 2021 02:07:55 GMT',
    'content-type': 'application/json',
    'content-digest': 'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
    'content-length': '18',
  },
}
const secret = 'uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ=='
const public_key = 'JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs='

const baseFor = (input: string) => {
  const [member] = parseInputs(input).values()
  return baseOf(parts, member!.components, member!.text) as string
}

describe('the vectors of RFC 9421', () => {
  test('B.2.5: hmac-sha256 over a selection', () => {
    const base = baseFor('sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"')
    expect(base.split('\n').slice(0, 3)).toEqual([
      '"date": Tue, 20 Apr 2021 02:07:55 GMT',
      '"@authority": example.com',
      '"content-type": application/json',
    ])
    const signature = Buffer.from('pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=', 'base64')
    expect(isSignedBy({ algorithm: 'hmac-sha256', secrets: [secret] }, base, signature)).toBe(true)
    expect(isSignedBy({ algorithm: 'hmac-sha256', secrets: ['AAAA', secret] }, base, signature)).toBe(true)
    expect(isSignedBy({ algorithm: 'hmac-sha256', secrets: ['AAAA'] }, base, signature)).toBe(false)
    expect(isSignedBy({ algorithm: 'hmac-sha256', secrets: [secret] }, `${base} `, signature)).toBe(false)
  })

  test('B.2.6: ed25519', () => {
    const base = baseFor(
      'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    )
    const signature = Buffer.from('wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==', 'base64')
    expect(isSignedBy({ algorithm: 'ed25519', public_key }, base, signature)).toBe(true)
    expect(isSignedBy({ algorithm: 'ed25519', public_key }, base.replace('POST', 'PUT'), signature)).toBe(false)
    expect(isSignedBy({ algorithm: 'ed25519', public_key }, base, Buffer.alloc(3))).toBe(false)
  })

  test('B.2.2: the base of a selection with a query parameter', () => {
    const input =
      'sig-b22=("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example"'
    expect(baseFor(input)).toBe(
      [
        '"@authority": example.com',
        `"content-digest": ${parts.headers['content-digest']}`,
        '"@query-param";name="Pet": dog',
        '"@signature-params": ("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example"',
      ].join('\n'),
    )
  })

  test('a whole URI and an ed25519 key of a seed', () => {
    const one: SignedParts = {
      method: 'POST',
      scheme: 'https',
      authority: 'shop.example',
      target: '/hooks/payments?src=sim',
      headers: { 'content-type': 'application/json', 'content-digest': 'sha-256=:3Q4H0LgYID48t/mCN2s3Rhqykc0el8dh+zBUatKeZw4=:' },
    }
    const [member] = parseInputs(
      'sig1=("@method" "@target-uri" "content-type" "content-digest");created=1767294246;keyid="test-ed25519";alg="ed25519"',
    ).values()
    const base = baseOf(one, member!.components, member!.text) as string
    const signature = Buffer.from('PevELyiQu+WO/2luDIyjca6kdSkuOjcBN0N2PjtlcH+CTfgYTdnuX8Y6ngO8Wrbtd+1mCZ9J54qjibb273cCBg==', 'base64')
    expect(isSignedBy({ algorithm: 'ed25519', public_key: '6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=' }, base, signature)).toBe(true)
    const body = Buffer.from('{"type":"payment.succeeded","timestamp":"2026-01-02T03:04:06Z","data":{"id":"pay_1","amount":1234}}')
    expect(isDigestOf({ form: 'content-digest', value: String(one.headers['content-digest']) }, body)).toBe(true)
  })
})

test('the digest of the RFC is that of its body, and of no other', () => {
  const digest = { form: 'content-digest' as const, value: String(parts.headers['content-digest']) }
  expect(isDigestOf(digest, Buffer.from('{"hello": "world"}'))).toBe(true)
  expect(isDigestOf(digest, Buffer.from('{"hello": "World"}'))).toBe(false)
  // Both are named and one is wrong; one that is unknown proves nothing.
  const sha256 = createHash('sha256').update('x').digest('base64')
  expect(isDigestOf({ form: 'content-digest', value: `sha-256=:${sha256}:, ${digest.value}` }, Buffer.from('x'))).toBe(false)
  expect(isDigestOf({ form: 'content-digest', value: 'md5=:AAAA:' }, Buffer.from('x'))).toBe(false)
})

const signed = (input: string, more: object = {}) =>
  readClaim({ ...parts, headers: { ...parts.headers, 'signature-input': input, signature: 'sig1=:AAAA:', ...more } })
const whole = '("@method" "@path" "@query" "content-digest");created=1618884473;nonce="12345678";keyid="k"'

test.each([
  ['covers all that counts', `sig1=${whole}`, null],
  ['no created', 'sig1=("@method" "@path" "@query" "content-digest");nonce="12345678";keyid="k"', 'signature_incomplete'],
  ['no nonce', 'sig1=("@method" "@path" "@query" "content-digest");created=1618884473;keyid="k"', 'signature_incomplete'],
  ['the query not covered', 'sig1=("@method" "@path" "content-digest");created=1;nonce="12345678";keyid="k"', 'signature_incomplete'],
  ['the body not covered', 'sig1=("@method" "@path" "@query");created=1;nonce="12345678";keyid="k"', 'signature_incomplete'],
  ['another label', `sig2=${whole}`, 'signature_incomplete'],
  ['a header that is not there', 'sig1=("x-none");created=1', 'signature_component_unknown'],
  ['a name that cannot be read', 'sig1=("@query-param";name="%");created=1', 'signature_component_unknown'],
  ['a component twice', 'sig1=("@method" "@method");created=1', 'signature_malformed'],
  ['no structured field', 'sig1=("@method";created=1', 'signature_malformed'],
  ['a comma at the end', `sig1=${whole},`, 'signature_malformed'],
])('%s', (_name, input, wanted) => {
  const claim = signed(input)
  expect(isFault(claim) ? claim.fault : null).toBe(wanted)
})

test('fresh for five minutes on both sides, and no longer than it says itself', () => {
  const claim = { created_s: 1_000_000, expires_s: null } as Claim
  const at = (s: number) => new Date(s * 1000).toISOString()
  expect(judgeTime(claim, at(1_000_300))).toBeNull()
  expect(judgeTime(claim, at(999_700))).toBeNull()
  expect(judgeTime(claim, at(1_000_301))?.fault).toBe('clock_differs')
  expect(judgeTime(claim, at(999_699))?.fault).toBe('clock_differs')
  expect(judgeTime({ ...claim, expires_s: 1_000_010 }, at(1_000_011))?.fault).toBe('signature_expired')
})
