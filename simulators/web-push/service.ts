import {
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  verify,
} from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Browser {
  private_key: KeyObject
  public_raw: Buffer
  auth: Buffer
  heard: string[]
  gone: boolean
}

export interface PushService {
  url: string
  /** A browser subscribes here with the key of the shop; answers what it would tell the shop. */
  subscribe(shop_key: string): { endpoint: string; p256dh: string; auth: string; heard: string[]; leave(): void }
  /** The next requests are answered with this. */
  answerNext(status: number, times?: number): void
  close(): Promise<void>
}

const point = (raw: Buffer): KeyObject => {
  if (raw.length !== 65 || raw[0] !== 4) throw new Error('not an uncompressed point')
  const [x, y] = [raw.subarray(1, 33), raw.subarray(33)].map((part) => part.toString('base64url'))
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x!, y: y! }, format: 'jwk' })
}

/** A push service with its browsers, as strict as the real ones: who signs wrong, too long or for somebody else is turned away. */
export async function simulatePushService(now: () => number): Promise<PushService> {
  const browsers = new Map<string, Browser & { shop_key: string }>()
  let forced: { status: number; times: number } | null = null
  const decide = (path: string, headers: NodeJS.Dict<string | string[]>, body: Buffer, url: string): number => {
    if (forced && forced.times-- > 0) return forced.status
    const browser = browsers.get(path)
    if (!browser) return 404
    if (browser.gone) return 410
    const { authorization = '', ttl } = headers as Record<string, string | undefined>
    const said = /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(authorization)
    if (!said) return 401
    const [, head, claims, signature, key] = said as unknown as [string, string, string, string, string]
    if (key !== browser.shop_key) return 403
    const read = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>
    const { aud, exp, sub } = read(claims)
    if (read(head).alg !== 'ES256' || aud !== url || typeof sub !== 'string') return 403
    if (typeof exp !== 'number' || exp * 1000 <= now() || exp * 1000 > now() + 24 * 3_600_000) return 403
    const good = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      { key: point(Buffer.from(key, 'base64url')), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    )
    if (!good) return 403
    if (ttl === undefined || !/^\d+$/.test(ttl) || headers['content-encoding'] !== 'aes128gcm') return 400
    if (body.length > 4_096) return 413
    try {
      browser.heard.push(open(browser, body))
    } catch {
      // A real service cannot look inside; its browser would drop the message.
      return 201
    }
    return 201
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const status = request.method === 'POST' ? decide(request.url!, request.headers, Buffer.concat(chunks), url) : 405
    response.writeHead(status).end()
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    subscribe(shop_key) {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
      const { x, y } = publicKey.export({ format: 'jwk' })
      const public_raw = Buffer.concat([Buffer.from([4]), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')])
      const path = `/push/${randomBytes(12).toString('base64url')}`
      const browser = { private_key: privateKey, public_raw, auth: randomBytes(16), heard: [] as string[], gone: false, shop_key }
      browsers.set(path, browser)
      return {
        ...{
          endpoint: url + path,
          p256dh: public_raw.toString('base64url'),
          auth: browser.auth.toString('base64url'),
          heard: browser.heard,
        },
        leave: () => {
          browser.gone = true
        },
      }
    },
    answerNext(status, times = 1) {
      forced = { status, times }
    },
    close: () => new Promise((done) => server.close(() => done())),
  }
}

/** As the browser opens it. */
function open({ private_key, public_raw, auth }: Browser, body: Buffer): string {
  const salt = body.subarray(0, 16)
  const sender = body.subarray(21, 21 + body[20]!)
  const shared = diffieHellman({ privateKey: private_key, publicKey: point(sender) })
  const derive = (secret: Buffer, with_salt: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, with_salt, info, length))
  const secret = derive(shared, auth, Buffer.concat([Buffer.from('WebPush: info\0'), public_raw, sender]), 32)
  const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const sealed = body.subarray(21 + body[20]!)
  const decipher = createDecipheriv('aes-128-gcm', key, nonce)
  decipher.setAuthTag(sealed.subarray(-16))
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  const end = plain.lastIndexOf(2)
  if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('no end mark')
  return plain.subarray(0, end).toString()
}
