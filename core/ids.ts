import { createHash, randomFillSync } from 'node:crypto'

const pool = new Uint8Array(4096)
let used = pool.length
const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
let last_ms = 0
let counter = 0

/** A UUIDv7: sorts by time of making, within one process also inside a millisecond (RFC 9562 section 6.2, method 1). */
export function newId(now_ms: number = Date.now()): string {
  if (used + 8 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  if (now_ms > last_ms) {
    last_ms = now_ms
    counter = ((pool[used]! << 8) | pool[used + 1]!) & 0x7ff
  } else {
    counter++
    if (counter > 0xfff) {
      last_ms++
      counter = 0
    }
  }
  const t = last_ms
  const h = (n: number) => hex[n & 0xff]!
  const high = Math.floor(t / 0x100000000)
  const low = t >>> 0
  const id =
    `${h(high >>> 8)}${h(high)}${h(low >>> 24)}${h(low >>> 16)}-${h(low >>> 8)}${h(low)}-` +
    `${h(0x70 | (counter >>> 8))}${h(counter)}-${h(0x80 | (pool[used + 2]! & 0x3f))}${h(pool[used + 3]!)}-` +
    `${h(pool[used + 4]!)}${h(pool[used + 5]!)}${h(pool[used + 6]!)}${h(pool[used + 7]!)}${h(pool[used]!)}${h(pool[used + 1]!)}`
  used += 8
  return id
}

/** The same id for the same words, for things that have a name but no id of their own: rows of a file, people of the sample enterprise. */
export function steadyId(...words: string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(words)).digest('hex')
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}

/** The moment a UUIDv7 was made, in milliseconds. */
export const idMadeAt = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)

export const uuidPattern = '^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'

// Multiplying by a number coprime to the domain visits every number once, in an order that tells no outsider how many
// orders there are.
const domain = 1_000_000_000n
const step = 618_033_989n

/** The short number people read aloud: nine digits scattered over the domain and one check digit (Luhn). `n` from 1. */
export function humanNumber(n: number): string {
  const above = BigInt(n) / domain
  const scattered = ((BigInt(n) % domain) * step) % domain
  const digits = (above > 0n ? above.toString() : '') + scattered.toString().padStart(9, '0')
  return digits + luhn(digits)
}

export function isHumanNumber(text: string): boolean {
  return /^\d{10,}$/.test(text) && luhn(text.slice(0, -1)) === text.slice(-1)
}

function luhn(digits: string): string {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i])
    const doubled = i % 2 === 0 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return String((10 - (sum % 10)) % 10)
}
