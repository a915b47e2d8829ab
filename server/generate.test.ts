import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hashOf, typesMadeFrom } from './generate.ts'

const client = (file: string) => readFile(join(import.meta.dirname, '..', 'client', file), 'utf8')

test('the typed client was made from the API description beside it; otherwise: npm run generate', async () => {
  expect(typesMadeFrom(await client('api.d.ts'))).toBe(hashOf(await client('openapi.json')))
})
