import { expect, test } from 'vitest'
import { generateRows, noiseKinds } from './generator.ts'

const rows = [...generateRows({ seed: 3, rows: 20_000 })]

test('the same seed makes the same rows, another seed others', () => {
  expect([...generateRows({ seed: 3, rows: 500 })]).toEqual([...generateRows({ seed: 3, rows: 20_000 })].slice(0, 500))
  expect([...generateRows({ seed: 4, rows: 500 })]).not.toEqual(rows.slice(0, 500))
})

test('every kind of noise occurs, and a marked row shows it', () => {
  const marked = (kind: (typeof noiseKinds)[number]) => rows.filter((row) => row.noise & (2 ** noiseKinds.indexOf(kind)))
  for (const kind of noiseKinds) expect(marked(kind).length, kind).toBeGreaterThan(5)
  for (const row of marked('phone_missing')) expect(row.phone).toBe('')
  for (const row of marked('email_homoglyph')) expect(row.email).toMatch(/[\u0400-\u04ff]/)
  for (const row of marked('name_missing')) expect(row.name).toBe('')
  for (const row of marked('name_pinyin')) expect(row.name).toMatch(/[a-z]/i)
})

test('a clerk’s phone stands on rows of many persons', () => {
  const clerk = rows.filter((row) => row.noise & (2 ** noiseKinds.indexOf('clerk_phone')))
  const persons = new Map<string, Set<number>>()
  for (const row of clerk) persons.set(row.phone, (persons.get(row.phone) ?? new Set()).add(row.person))
  expect(Math.max(...[...persons.values()].map((set) => set.size))).toBeGreaterThan(20)
})
