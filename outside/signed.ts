import { timingSafeEqual } from 'node:crypto'

/** Whether a signature that came is the one expected, found out in the same time whatever differs. */
export function isSigned(came: string | string[] | undefined, ...expected: readonly string[]): boolean {
  const given = Buffer.from(typeof came === 'string' ? came : '')
  let same = false
  for (const one of expected) {
    const wanted = Buffer.from(one)
    if (wanted.length === given.length && timingSafeEqual(wanted, given)) same = true
  }
  return same
}
