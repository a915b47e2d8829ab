import { expect, test } from 'vitest'
import { describeProgress, startProgress } from './progress.ts'

const cases: [name: string, shown: Parameters<typeof describeProgress>[0], expected: string][] = [
  ['nothing yet', { label: 'Orders', unit: 'items', done: 0, total: 100, elapsed_ms: 5000 }, `Orders  ${'░'.repeat(24)} 0 %  0`],
  [
    'half',
    { label: 'Orders', unit: 'items', done: 5000, total: 10000, elapsed_ms: 5000 },
    `Orders  ${'█'.repeat(12)}${'░'.repeat(12)} 50 %  5,000  5 s left`,
  ],
  [
    'minutes',
    { label: 'Copy', unit: 'bytes', done: 1_500_000, total: 15_000_000, elapsed_ms: 60_000 },
    `Copy  ${'█'.repeat(2)}${'░'.repeat(22)} 10 %  1.5 MB  9 min left`,
  ],
  ['more than said', { label: 'Copy', unit: 'items', done: 12, total: 10, elapsed_ms: 100 }, `Copy  ${'█'.repeat(24)} 100 %  12`],
  ['an unknown total', { label: 'Rows', unit: 'items', done: 12, total: 0, elapsed_ms: 100 }, 'Rows  12'],
]
test.each(cases)('%s', (_name, shown, expected) => expect(describeProgress(shown)).toBe(expected))

test('silent where nobody watches, and gone from the screen at the end', () => {
  const written: string[] = []
  const stream = (isTTY: boolean) => ({ isTTY, columns: 80, write: (text: string) => written.push(text) }) as unknown as NodeJS.WriteStream
  for (const isTTY of [false, true]) {
    const progress = startProgress({ label: 'Orders', total: 2, stream: stream(isTTY) })
    progress.add(1)
    progress.end()
    if (!isTTY) expect(written).toEqual([])
  }
  expect(written).toHaveLength(2)
  expect(written.at(-1)).toBe('\r\x1b[2K')
})
