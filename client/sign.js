// Signing and verifying, with nothing but WebCrypto: the same file runs in Node, Deno, Bun, workers and browsers.

const encoder = new TextEncoder()
const subtle = globalThis.crypto.subtle

const toBase64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
const fromBase64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0))
const toHex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, '0')).join('')
const bytesOf = (body) => (body === undefined || body === null ? new Uint8Array() : typeof body === 'string' ? encoder.encode(body) : body)
const newNonce = () => toHex(crypto.getRandomValues(new Uint8Array(16)))

const hmacKey = (bytes) => subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
const hmac = async (secret, text) => subtle.sign('HMAC', await hmacKey(fromBase64(secret)), encoder.encode(text))

/** Ed25519 private keys: the 32 bytes of the seed in base64, or PKCS #8. */
async function ed25519(private_key, text) {
  const bytes = fromBase64(private_key)
  const head = fromBase64('MC4CAQAwBQYDK2VwBCIEIA==')
  const pkcs8 = bytes.length === 32 ? new Uint8Array([...head, ...bytes]) : bytes
  const key = await subtle.importKey('pkcs8', pkcs8, { name: 'Ed25519' }, false, ['sign'])
  return subtle.sign('Ed25519', key, encoder.encode(text))
}

/** Headers that sign a request by RFC 9421. `key` has an id and a `secret` (hmac-sha256) or a `private_key` (ed25519). */
export async function signRequest(request, key, at = {}) {
  const { created = Math.floor(Date.now() / 1000), nonce = newNonce() } = at
  const url = new URL(request.url)
  const body = bytesOf(request.body)
  const parts = [
    ['@method', request.method.toUpperCase()],
    ['@authority', url.host.toLowerCase()],
    ['@path', url.pathname],
  ]
  if (url.search) parts.push(['@query', url.search])
  const headers = {}
  if (body.length > 0) {
    headers['content-digest'] = `sha-256=:${toBase64(await subtle.digest('SHA-256', body))}:`
    parts.push(['content-digest', headers['content-digest']])
  }
  const alg = key.private_key ? 'ed25519' : 'hmac-sha256'
  const names = parts.map(([name]) => `"${name}"`).join(' ')
  const parameters = `(${names});created=${created};nonce="${nonce}";keyid="${key.key_id}";alg="${alg}"`
  const base = [...parts.map(([name, value]) => `"${name}": ${value}`), `"@signature-params": ${parameters}`].join('\n')
  const signature = key.private_key ? await ed25519(key.private_key, base) : await hmac(key.secret, base)
  return { ...headers, 'signature-input': `sig1=${parameters}`, signature: `sig1=:${toBase64(signature)}:` }
}

/** Headers that sign a request the simple way: an HMAC over method, target, time, nonce and the body's hash. */
export async function signSimply(request, key, at = {}) {
  const { created = Math.floor(Date.now() / 1000), nonce = newNonce() } = at
  const url = new URL(request.url)
  const content = toHex(await subtle.digest('SHA-256', bytesOf(request.body)))
  const base = [request.method.toUpperCase(), url.pathname + url.search, created, nonce, content].join('\n')
  return {
    'x-tongshang-key': key.key_id,
    'x-tongshang-timestamp': String(created),
    'x-tongshang-nonce': nonce,
    'x-tongshang-content-sha256': content,
    'x-tongshang-signature': toHex(await hmac(key.secret, base)),
  }
}

const sameText = (one, other) => {
  if (one.length !== other.length) return false
  let different = 0
  for (let i = 0; i < one.length; i++) different |= one.charCodeAt(i) ^ other.charCodeAt(i)
  return different === 0
}

/**
 * Verifies a webhook (Standard Webhooks) over the body exactly as it was received and answers what it says; throws when it is forged or stale.
 * `headers` is what your server gives you: an object or a Headers.
 */
export async function verifyWebhook(body, headers, secret, { tolerance_s = 300, now_s = Date.now() / 1000 } = {}) {
  const header = (name) => (typeof headers.get === 'function' ? headers.get(name) : headers[name]) ?? ''
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(header)
  if (!id || !/^\d+$/.test(timestamp) || !signatures) throw new Error('webhook headers are missing')
  if (Math.abs(now_s - Number(timestamp)) > tolerance_s)
    throw new Error('the webhook was signed at another time: a replay, or clocks that differ')
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  const key = await hmacKey(fromBase64(secret.replace(/^whsec_/, '')))
  const wanted = toBase64(await subtle.sign('HMAC', key, encoder.encode(`${id}.${timestamp}.${text}`)))
  const found = signatures.split(' ').some((one) => one.startsWith('v1,') && sameText(one.slice(3), wanted))
  if (!found) throw new Error('the signature of the webhook is wrong')
  return { id, ...JSON.parse(text) }
}
