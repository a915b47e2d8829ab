import { createCipheriv, createECDH, createHmac, createPrivateKey, randomBytes, sign } from 'node:crypto'

const curve = 'prime256v1'
const hmac = (key: Buffer, ...parts: Buffer[]): Buffer => createHmac('sha256', key).update(Buffer.concat(parts)).digest()
/** HKDF of one block (RFC 5869): nothing here needs more than 32 bytes. */
const expand = (salt: Buffer, secret: Buffer, info: Buffer, length: number): Buffer =>
  hmac(hmac(salt, secret), info, Buffer.from([1])).subarray(0, length)

export interface Keys {
  /** The browser's public key and its shared secret, as it told them. */
  p256dh: Buffer
  auth: Buffer
}

/** A message only this browser can read (RFC 8291): one record of `aes128gcm` (RFC 8188). Key and salt are given in tests only. */
export function encrypt(text: Buffer, { p256dh, auth }: Keys, given?: { private_key: Buffer; salt: Buffer }): Buffer {
  const own = createECDH(curve)
  if (given) own.setPrivateKey(given.private_key)
  else own.generateKeys()
  const salt = given?.salt ?? randomBytes(16)
  const public_key = own.getPublicKey()
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), p256dh, public_key])
  const secret = expand(auth, own.computeSecret(p256dh), info, 32)
  const key = expand(salt, secret, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = expand(salt, secret, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  const head = Buffer.alloc(21)
  salt.copy(head)
  head.writeUInt32BE(4_096, 16)
  head[20] = public_key.length
  // The byte 2 ends the last record; what would follow it is padding.
  return Buffer.concat([head, public_key, cipher.update(Buffer.concat([text, Buffer.from([2])])), cipher.final(), cipher.getAuthTag()])
}

/** The most a push service must take, less head, tag and end mark. */
export const longestText = 4_096 - 21 - 65 - 16 - 1

/** Who we are to the push services: one key for good, made of the installation's secret. */
export function vapidKeys(private_key: Buffer): { public_key: Buffer; header(endpoint: string, contact: string, now_ms: number): string } {
  const own = createECDH(curve)
  own.setPrivateKey(private_key)
  const public_key = own.getPublicKey()
  const part = (bytes: Buffer) => bytes.toString('base64url')
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: part(own.getPrivateKey()),
    x: part(public_key.subarray(1, 33)),
    y: part(public_key.subarray(33)),
  }
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  return {
    public_key,
    /** RFC 8292: good for twelve hours, for this service only. */
    header(endpoint, contact, now_ms) {
      const claims = { aud: new URL(endpoint).origin, exp: Math.floor(now_ms / 1000) + 12 * 3_600, sub: contact }
      const said = [{ typ: 'JWT', alg: 'ES256' }, claims].map((one) => part(Buffer.from(JSON.stringify(one)))).join('.')
      const signature = sign('sha256', Buffer.from(said), { key, dsaEncoding: 'ieee-p1363' })
      return `vapid t=${said}.${part(signature)}, k=${part(public_key)}`
    },
  }
}
