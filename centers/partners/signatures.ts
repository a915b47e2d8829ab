import { createHash, createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import type { Algorithm } from './model.ts'

/** The parts of a request that a signature can cover. */
export interface SignedParts {
  method: string
  scheme: string
  /** Host as the caller wrote it, with its port unless that is the scheme's own. */
  authority: string
  /** Path and query, as they were sent. */
  target: string
  headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

export type Fault = { fault: string; detail: string }

/** What a request says of its own signature. Nothing of it is proven yet. */
export interface Claim {
  form: 'rfc9421' | 'simple'
  key_id: string
  nonce: string
  created_s: number
  expires_s: number | null
  /** As the message names it; the key decides. */
  algorithm: string | null
  /** The exact text that was signed. */
  base: string
  signature: Buffer
  /** The body's digest that the signature covers; null when it covers none. */
  digest: { form: 'content-digest' | 'hex'; value: string } | null
}

/** A signature is fresh so long, before and after: clocks differ. */
export const window_s = 300

const fault = (name: string, detail: string): Fault => ({ fault: name, detail })
export const isFault = (one: object): one is Fault => 'fault' in one

const headerOf = ({ headers }: SignedParts, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === 'string' ? value.trim() : value?.map((one) => one.trim()).join(', ')
}

export const isSigned = (headers: SignedParts['headers']): boolean =>
  headers['signature-input'] !== undefined || headers.signature !== undefined || headers['x-tongshang-key'] !== undefined

/** Reads either form of signature: RFC 9421, or the simple one. */
export const readClaim = (parts: SignedParts): Claim | Fault =>
  parts.headers['x-tongshang-key'] !== undefined ? readSimple(parts) : readMessageSignature(parts)

/** The simple form: five headers, and an HMAC over five lines. */
function readSimple(parts: SignedParts): Claim | Fault {
  const value = (name: string) => headerOf(parts, `x-tongshang-${name}`) ?? ''
  const [key_id, timestamp, nonce, content, signature] = [
    value('key'),
    value('timestamp'),
    value('nonce'),
    value('content-sha256'),
    value('signature'),
  ]
  if (!/^\d{10}$/.test(timestamp)) return fault('signature_incomplete', 'x-tongshang-timestamp is the time in whole seconds since 1970.')
  if (!/^[\w-]{8,64}$/.test(nonce))
    return fault('signature_incomplete', 'x-tongshang-nonce is 8 to 64 letters, digits, - or _, new for each request.')
  if (!/^[0-9a-f]{64}$/.test(content))
    return fault(
      'signature_incomplete',
      'x-tongshang-content-sha256 is the SHA-256 of the body in hexadecimal; that of an empty text without a body.',
    )
  if (!/^[0-9a-f]{64}$/.test(signature)) return fault('signature_malformed', 'x-tongshang-signature is an HMAC-SHA256 in hexadecimal.')
  return {
    ...{ form: 'simple', key_id, nonce, created_s: Number(timestamp), expires_s: null, algorithm: 'hmac-sha256' },
    base: [parts.method.toUpperCase(), parts.target, timestamp, nonce, content].join('\n'),
    signature: Buffer.from(signature, 'hex'),
    digest: { form: 'hex', value: content },
  }
}

interface Component {
  name: string
  parameters: ReadonlyMap<string, string | number | boolean>
  /** As it was sent. */
  text: string
}

/** RFC 9421 with our policy: the method, the whole target, the digest of a body, `created`, `nonce` and `keyid` must be covered. */
function readMessageSignature(parts: SignedParts): Claim | Fault {
  const inputs = headerOf(parts, 'signature-input')
  const signatures = headerOf(parts, 'signature')
  if (!inputs || !signatures) return fault('signature_incomplete', 'Signature-Input and Signature come together.')
  let members: ReturnType<typeof parseInputs>
  let values: Map<string, Buffer>
  try {
    members = parseInputs(inputs)
    values = parseSignatures(signatures)
  } catch (error) {
    return fault('signature_malformed', `Signature-Input or Signature cannot be read: ${(error as Error).message}.`)
  }
  const label = [...members.keys()].find((one) => values.has(one))
  if (label === undefined) return fault('signature_incomplete', 'No member of Signature-Input has a value of the same name in Signature.')
  const { components, parameters, text } = members.get(label)!
  const base = baseOf(parts, components, text)
  if (typeof base !== 'string') return base
  const missing = uncovered(parts, components)
  if (missing) return fault('signature_incomplete', `The signature must cover ${missing}.`)
  const { created, expires, nonce, keyid, alg } = Object.fromEntries(parameters)
  if (typeof created !== 'number') return fault('signature_incomplete', 'The parameter created is needed.')
  if (typeof nonce !== 'string' || nonce.length < 8 || nonce.length > 64)
    return fault('signature_incomplete', 'The parameter nonce is needed: 8 to 64 characters, new for each request.')
  if (typeof keyid !== 'string') return fault('signature_incomplete', 'The parameter keyid is needed.')
  return {
    ...{ form: 'rfc9421', key_id: keyid, nonce, created_s: created, expires_s: typeof expires === 'number' ? expires : null },
    algorithm: typeof alg === 'string' ? alg : null,
    base,
    signature: values.get(label)!,
    digest: components.some(({ name }) => name === 'content-digest')
      ? { form: 'content-digest', value: headerOf(parts, 'content-digest')! }
      : null,
  }
}

/** What our policy wants covered and is not. */
function uncovered({ method, target, headers }: SignedParts, components: readonly Component[]): string | null {
  const covers = (name: string) => components.some((one) => one.name === name && one.parameters.size === 0)
  if (!covers('@method')) return '"@method"'
  const whole = covers('@target-uri') || covers('@request-target')
  if (!whole && !covers('@path')) return '"@path" (or "@target-uri")'
  if (!whole && target.includes('?') && !covers('@query')) return '"@query", for there is one'
  const has_body =
    !/^(GET|HEAD)$/i.test(method) && (Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined)
  if (has_body && !covers('content-digest')) return '"content-digest", for there is a body'
  return null
}

/** The signature base (RFC 9421, section 2.5): a line for each component, then the parameters as they were sent. */
export function baseOf(parts: SignedParts, components: readonly Component[], parameters: string): string | Fault {
  const lines: string[] = []
  const seen = new Set<string>()
  for (const component of components) {
    if (seen.has(component.text)) return fault('signature_malformed', `${component.text} stands twice in Signature-Input.`)
    seen.add(component.text)
    const value = partOf(parts, component)
    if (value === null)
      return fault('signature_component_unknown', `${component.text} is covered, and this request has none or it cannot be covered here.`)
    lines.push(`${component.text}: ${value}`)
  }
  return [...lines, `"@signature-params": ${parameters}`].join('\n')
}

function partOf(parts: SignedParts, { name, parameters }: Component): string | null {
  const [path, query] = splitTarget(parts.target)
  if (name === '@query-param') return queryParameter(query, parameters.get('name'))
  if (parameters.size > 0) return null
  if (name === '@method') return parts.method.toUpperCase()
  if (name === '@target-uri') return `${parts.scheme}://${parts.authority}${parts.target}`
  if (name === '@authority') return parts.authority.toLowerCase().replace(parts.scheme === 'https' ? /:443$/ : /:80$/, '')
  if (name === '@scheme') return parts.scheme
  if (name === '@request-target') return parts.target
  if (name === '@path') return path || '/'
  if (name === '@query') return `?${query ?? ''}`
  if (name.startsWith('@')) return null
  return headerOf(parts, name) ?? null
}

function splitTarget(target: string): [path: string, query: string | null] {
  const at = target.indexOf('?')
  return at < 0 ? [target, null] : [target.slice(0, at), target.slice(at + 1)]
}

/** One that stands several times in a query cannot be covered: which of them was meant? */
function queryParameter(query: string | null, name: unknown): string | null {
  let values: string[]
  try {
    values = new URLSearchParams(query ?? '').getAll(decodeURIComponent(String(name)))
  } catch {
    return null // a percent sign that stands for nothing
  }
  return values.length === 1
    ? encodeURIComponent(values[0]!).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
    : null
}

/** Structured field values (RFC 8941), as much of them as these two headers use. */
class Scanner {
  readonly text: string
  at = 0
  constructor(text: string) {
    this.text = text
  }
  take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (!found || found.index !== this.at) return null
    this.at += found[0].length
    return found[0]
  }
  need(pattern: RegExp, what: string): string {
    const found = this.take(pattern)
    if (found === null) throw new Error(`${what} expected at character ${this.at + 1}`)
    return found
  }
  get done(): boolean {
    return this.at >= this.text.length
  }
}
const space = /[ \t]*/gy
const keyName = /[a-z*][a-z0-9_.*-]*/gy
const quoted = /"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/gy
const bytes = /:[A-Za-z0-9+/]*={0,2}:/gy
const integer = /-?\d{1,15}/gy

function readString(scanner: Scanner): string {
  return scanner
    .need(quoted, 'a quoted text')
    .slice(1, -1)
    .replace(/\\(["\\])/g, '$1')
}

function readParameters(scanner: Scanner): Map<string, string | number | boolean> {
  const parameters = new Map<string, string | number | boolean>()
  while (scanner.take(/;/gy) !== null) {
    scanner.take(space)
    const name = scanner.need(keyName, 'a parameter')
    if (scanner.take(/=/gy) === null) {
      parameters.set(name, true)
      continue
    }
    if (scanner.text[scanner.at] === '"') parameters.set(name, readString(scanner))
    else if (scanner.text[scanner.at] === ':') parameters.set(name, scanner.need(bytes, 'bytes').slice(1, -1))
    else if (/[\d-]/.test(scanner.text[scanner.at] ?? '')) parameters.set(name, Number(scanner.need(integer, 'a number')))
    else parameters.set(name, scanner.need(/\?[01]|[A-Za-z*][\w:/!#$%&'*+.^`|~-]*/gy, 'a value'))
  }
  return parameters
}

export function parseInputs(
  text: string,
): Map<string, { components: Component[]; parameters: Map<string, string | number | boolean>; text: string }> {
  const scanner = new Scanner(text.trim())
  const members = new Map<string, { components: Component[]; parameters: Map<string, string | number | boolean>; text: string }>()
  while (!scanner.done) {
    const label = scanner.need(keyName, 'a label')
    scanner.need(/=/gy, '=')
    const begins = scanner.at
    scanner.need(/\(/gy, '(')
    const components: Component[] = []
    for (scanner.take(space); scanner.take(/\)/gy) === null; scanner.take(space)) {
      const from = scanner.at
      const name = readString(scanner)
      const parameters = readParameters(scanner)
      components.push({ name, parameters, text: scanner.text.slice(from, scanner.at) })
    }
    const parameters = readParameters(scanner)
    members.set(label, { components, parameters, text: scanner.text.slice(begins, scanner.at) })
    nextMember(scanner)
  }
  return members
}

function parseSignatures(text: string): Map<string, Buffer> {
  const scanner = new Scanner(text.trim())
  const values = new Map<string, Buffer>()
  while (!scanner.done) {
    const label = scanner.need(keyName, 'a label')
    scanner.need(/=/gy, '=')
    values.set(label, Buffer.from(scanner.need(bytes, 'bytes').slice(1, -1), 'base64'))
    readParameters(scanner)
    nextMember(scanner)
  }
  return values
}

function nextMember(scanner: Scanner): void {
  scanner.take(space)
  if (scanner.done) return
  scanner.need(/,/gy, 'a comma')
  scanner.take(space)
  if (scanner.done) throw new Error('a member expected after the comma')
}

/** What a signature is checked with: secrets in the order tried, or the public key. */
export type Proof = { algorithm: 'hmac-sha256'; secrets: readonly string[] } | { algorithm: 'ed25519'; public_key: string }

/** Whether the signature over the base was made with the key. The key says which algorithm counts, never the message. */
export function isSignedBy(proof: Proof, base: string | Buffer, signature: Buffer): boolean {
  if (proof.algorithm === 'hmac-sha256')
    return proof.secrets.some((secret) => {
      const wanted = createHmac('sha256', Buffer.from(secret, 'base64')).update(base).digest()
      return wanted.length === signature.length && timingSafeEqual(wanted, signature)
    })
  const key = createPublicKey({ key: Buffer.concat([ed25519Head, Buffer.from(proof.public_key, 'base64')]), format: 'der', type: 'spki' })
  return verify(null, Buffer.from(base), key, signature)
}
/** What stands before the 32 bytes in a SubjectPublicKeyInfo of Ed25519. */
const ed25519Head = Buffer.from('302a300506032b6570032100', 'hex')

/** Whether the body is the one the signature covers. */
export function isDigestOf(digest: NonNullable<Claim['digest']>, body: Buffer): boolean {
  if (digest.form === 'hex') return createHash('sha256').update(body).digest('hex') === digest.value
  const found = [...digest.value.matchAll(/(sha-256|sha-512)=:([A-Za-z0-9+/=]+):/g)]
  return found.length > 0 && found.every(([, name, value]) => createHash(name!.replace('-', '')).update(body).digest('base64') === value)
}

/** Whether it was signed at a time that counts; else how far the clocks are apart. */
export function judgeTime({ created_s, expires_s }: Claim, now: string): Fault | null {
  const now_s = Date.parse(now) / 1000
  const apart_s = Math.round(created_s - now_s)
  if (Math.abs(apart_s) > window_s)
    return fault(
      'clock_differs',
      `Signed ${Math.abs(apart_s)} s ${apart_s > 0 ? 'after' : 'before'} our time ${new Date(now).toISOString()}: set the clock, or sign anew; ${window_s} s are allowed.`,
    )
  if (expires_s !== null && expires_s < now_s) return fault('signature_expired', 'The signature says of itself that it is over: sign anew.')
  return null
}

export const proofOf = (algorithm: Algorithm, secrets: readonly string[], public_key: string | null): Proof =>
  algorithm === 'ed25519' ? { algorithm, public_key: public_key! } : { algorithm, secrets }
