import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeApi, describeDatabase } from '#server/generate.ts'

const read = (path: string) => readFile(join(import.meta.dirname, '../..', path), 'utf8')
const hint = 'run npm run generate and commit what it wrote'

test('the API description is that of the routes', async () => {
  expect((await read('client/openapi.json')) === (await describeApi()), hint).toBe(true)
})

test('db/schema.sql is the database', { timeout: 60_000 }, async () => {
  expect((await read('db/schema.sql')) === (await describeDatabase()), hint).toBe(true)
})

test('every field that a caller sends is described', async () => {
  const { paths } = JSON.parse(await read('client/openapi.json')) as { paths: Record<string, Record<string, Operation>> }
  const silent: string[] = []
  let seen = 0
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { parameters = [], requestBody }] of Object.entries(methods)) {
      for (const { name, description, schema } of parameters) {
        seen++
        if (!description && !schema?.description) silent.push(`${method} ${path} ?${name}`)
      }
      for (const { schema } of Object.values(requestBody?.content ?? {}))
        walk(schema, '', (field, described) => {
          seen++
          if (!described) silent.push(`${method} ${path} ${field}`)
        })
    }
  }
  expect(silent).toEqual([])
  expect(seen).toBeGreaterThan(100)
})

interface Schema {
  description?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
}
interface Operation {
  parameters?: { name: string; description?: string; schema?: Schema }[]
  requestBody?: { content?: Record<string, { schema: Schema }> }
}

function walk(schema: Schema, at: string, see: (field: string, described: boolean) => void): void {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const own = field.description ?? field.anyOf?.find(({ description }) => description)?.description
    see(`${at}.${name}`, own !== undefined)
    for (const inner of [field, ...(field.anyOf ?? [])]) {
      walk(inner, `${at}.${name}`, see)
      if (inner.items) walk(inner.items, `${at}.${name}[]`, see)
    }
  }
}
