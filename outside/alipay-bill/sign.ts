import { createPrivateKey, createPublicKey, createSign, createVerify, type KeyObject } from 'node:crypto'

const keyOf = (text: string, kind: 'private' | 'public'): KeyObject => {
  const pem = text.includes('-----') ? text : null
  if (kind === 'public') return createPublicKey(pem ?? { key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
  if (pem) return createPrivateKey(pem)
  // Alipay's tools write either form, without a word which.
  try {
    return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' })
  } catch {
    return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs1' })
  }
}

/** Every parameter but `sign` that holds something, sorted, as `name=value` with `&` between them; values as they are, not as they travel. */
export const signedText = (parameters: Readonly<Record<string, string>>): string =>
  Object.keys(parameters)
    .filter((name) => name !== 'sign' && parameters[name] !== '')
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&')

/** RSA2: PKCS#1 v1.5 with SHA-256, in base64. */
export const rsaSign = (text: string, private_key: string): string =>
  createSign('RSA-SHA256').update(text, 'utf8').sign(keyOf(private_key, 'private'), 'base64')

export function rsaVerify(text: string, signature: string, public_key: string): boolean {
  try {
    return createVerify('RSA-SHA256').update(text, 'utf8').verify(keyOf(public_key, 'public'), signature, 'base64')
  } catch {
    return false
  }
}

/** The answer's inner object as it was sent, sign for sign: what is signed is these bytes, not what JSON makes of them. Null when there is none. */
export function innerText(answer: string, root: string): string | null {
  const start = answer.indexOf(`"${root}"`)
  const from = start < 0 ? -1 : answer.indexOf('{', start)
  if (from < 0) return null
  let depth = 0
  let quoted = false
  for (let i = from; i < answer.length; i++) {
    const sign = answer[i]
    if (quoted) {
      if (sign === '\\') i++
      else if (sign === '"') quoted = false
    } else if (sign === '"') quoted = true
    else if (sign === '{') depth++
    else if (sign === '}' && --depth === 0) return answer.slice(from, i + 1)
  }
  return null
}
