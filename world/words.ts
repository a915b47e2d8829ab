import type { Text } from './types.ts'

/** Splits `中文 | English` into both languages. Written this way so that a translator sees the two side by side. */
export function both(line: string): Text {
  const cut = line.indexOf('|')
  if (cut < 0) return { zh: line.trim(), en: line.trim() }
  return { zh: line.slice(0, cut).trim(), en: line.slice(cut + 1).trim() }
}

/** A small repeatable number source (mulberry32): the same seed always tells the same story. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** The GTIN-13 whose first twelve digits are given: alternating weights 1 and 3, check digit last. */
export function gtin13(first_twelve: string): string {
  if (!/^\d{12}$/.test(first_twelve)) throw new Error(`twelve digits wanted, not ${first_twelve}`)
  let sum = 0
  for (let i = 0; i < 12; i++) sum += Number(first_twelve[i]) * (i % 2 === 0 ? 1 : 3)
  return first_twelve + String((10 - (sum % 10)) % 10)
}
