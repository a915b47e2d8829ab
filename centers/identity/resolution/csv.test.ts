import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCsv } from './csv.ts'

async function read(text: string, size = 1_000_000, encoding = 'utf-8'): Promise<string[][]> {
  const bytes = Buffer.from(text)
  const rows: string[][] = []
  const pieces = async function* () {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  for await (const batch of readCsv(pieces(), encoding)) rows.push(...batch)
  return rows
}

test.each([
  ['plain', 'a,b\n1,2\n', [['a', 'b'], ['1', '2']]],
  ['no line feed at the end', 'a,b\n1,2', [['a', 'b'], ['1', '2']]],
  ['Windows line ends and a mark at the start', '\ufeffa,b\r\n1,2\r\n', [['a', 'b'], ['1', '2']]],
  ['tabs', 'a\tb\n1,5\t2\n', [['a', 'b'], ['1,5', '2']]],
  ['quotes', 'a,b\n"1, and ""more""","two\nlines"\n', [['a', 'b'], ['1, and "more"', 'two\nlines']]],
  ['empty lines are passed over', 'a,b\n\n1,2\n\n', [['a', 'b'], ['1', '2']]],
  ['a quote that never ends', 'a,b\n"1,2', [['a', 'b'], ['1,2']]],
])('%s', async (_, text, expected) => expect(await read(text)).toEqual(expected)) // biome-ignore format: rows

test('wherever the pieces of a file are cut, the rows are the same', async () => {
  const field = fc.string({ unit: fc.constantFrom('a', '中', '"', ',', '\n', ' '), maxLength: 5 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, size) => {
        const written = [['x', 'y'], ...rows.map(([a, b]) => [`${a}.`, b])]
        const text = written.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\n')
        expect(await read(`${text}\n`, size)).toEqual(written)
      },
    ),
    { numRuns: 200 },
  )
})
