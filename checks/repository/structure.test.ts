import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { centers } from '#centers/order.ts'

const root = join(import.meta.dirname, '../..')
const present = readdirSync(join(root, 'centers'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

function* filesUnder(folder: string, ending: RegExp): Generator<string> {
  if (!existsSync(folder)) return
  for (const name of readdirSync(folder)) {
    if (name === 'node_modules' || name.startsWith('.')) continue
    const path = join(folder, name)
    if (statSync(path).isDirectory()) yield* filesUnder(path, ending)
    else if (ending.test(name)) yield path
  }
}

const text = (path: string) => readFileSync(path, 'utf8')
const importsOf = (path: string): string[] => [...text(path).matchAll(/(?:from|import\()\s*'(#?[^']+)'/g)].map((match) => match[1]!)
const isTest = (path: string) => /\.test\.tsx?$|\/fixtures|\/stories\/|\.stories\.ts$/.test(path)

test('every center stands in the one list and has its README', () => {
  for (const name of present) {
    expect(centers, `${name} stands in centers/order.ts`).toContain(name)
    expect(existsSync(join(root, 'centers', name, 'README.md')), `centers/${name}/README.md`).toBe(true)
  }
})

test('the README of a center names its routes', () => {
  const { paths } = JSON.parse(text(join(root, 'client', 'openapi.json'))) as { paths: Record<string, object> }
  const sources = present.map((name) => ({
    name,
    routes: new Set(
      [...filesUnder(join(root, 'centers', name), /\.ts$/)]
        .filter((path) => !isTest(path))
        .flatMap((path) => [...text(path).matchAll(/['`]((?:\/api|\$\{base\})\/[^'`\n]+)['`]/g)].map((match) => match[1])),
    ),
    named: new Set(
      [...text(join(root, 'centers', name, 'README.md')).matchAll(/`[^`\n]+`/g)].flatMap(([code]) => code.match(/[\w-]+/g) ?? []),
    ),
  }))
  const wrong: string[] = []
  let seen = 0
  for (const path of Object.keys(paths)) {
    const written = path.replace(/\{(\w+)\}/g, ':$1')
    // The same route for members and staff is written once, below a base.
    const below = `\${base}${written.replace(/^\/api\/(mall|admin)/, '')}`
    const owners = sources.filter(({ routes }) => routes.has(written) || routes.has(below))
    if (owners.length === 0) continue // of no center: files, imports, health
    seen++
    const word = path.split('/').findLast((part) => part !== '' && !part.startsWith('{'))!
    if (!owners.some(({ named }) => named.has(word))) wrong.push(`${owners.map(({ name }) => name).join(' or ')}: ${path}`)
  }
  expect(wrong).toEqual([])
  expect(seen).toBeGreaterThan(400)
})

describe('import directions', () => {
  test('a center calls only centers before it', () => {
    const wrong: string[] = []
    let seen = 0
    for (const name of present) {
      for (const path of filesUnder(join(root, 'centers', name), /\.ts$/)) {
        if (isTest(path)) continue
        for (const target of importsOf(path)) {
          const other = /^#centers\/([^/]+)\//.exec(target)?.[1]
          if (!other) continue
          seen++
          if (other !== name && centers.indexOf(other) > centers.indexOf(name)) wrong.push(`${relative(root, path)} imports ${target}`)
        }
      }
    }
    expect(wrong).toEqual([])
    expect(seen).toBeGreaterThan(20)
  })

  test.each([
    // The list of centers is a list of names; nothing else of them is known to core.
    ['core', /^#(centers\/(?!order\.ts$)|(outside|simulators|server|world|client|checks|bench)\/)/],
    ['centers', /^#(outside|simulators|server|world|client|checks|bench)\//],
    ['outside', /^#(simulators|server|world|client|checks|bench)\//],
    ['simulators', /^#(centers|outside|server|world|client|checks|bench)\//],
    ['mall', /^#(centers|outside|simulators|server|checks|bench|world)\//],
    ['console', /^#(centers|outside|simulators|server|checks|bench|world)\//],
  ])('%s imports nothing above it', (folder, forbidden) => {
    const wrong: string[] = []
    let seen = 0
    for (const path of filesUnder(join(root, folder), /\.tsx?$/)) {
      if (isTest(path)) continue
      for (const line of text(path).matchAll(/^(import|export)\s+(type\s)?[^\n]*?from '(#[^']+)'/gm)) {
        seen++
        // A type costs nothing at run time, but a front that knows a center's types would know its inside.
        if (forbidden.test(line[3]!) && !(folder === 'centers' && /^#world\/pictures/.test(line[3]!)))
          wrong.push(`${relative(root, path)} imports ${line[3]}`)
      }
    }
    expect(wrong).toEqual([])
    if (existsSync(join(root, folder))) expect(seen, `${folder} was read`).toBeGreaterThanOrEqual(folder === 'simulators' ? 0 : 1)
  })

  test('an adapter and its simulator share no code', () => {
    const wrong: string[] = []
    for (const folder of ['outside', 'simulators']) {
      for (const path of filesUnder(join(root, folder), /\.ts$/)) {
        const other = folder === 'outside' ? '#simulators/' : '#outside/'
        if (!isTest(path) && importsOf(path).some((target) => target.startsWith(other))) wrong.push(relative(root, path))
      }
    }
    expect(wrong).toEqual([])
  })
})

describe('tables', () => {
  // `insert into x.y`, `update x.y` and `delete from x.y`, with an optional alias; CTE names have no schema.
  const writes = /\b(?:insert\s+into|update|delete\s+from|truncate)\s+([a-z_]+)\.([a-z_0-9]+)/gi

  test('a center writes only its own tables', () => {
    const wrong: string[] = []
    let seen = 0
    for (const name of present) {
      for (const path of filesUnder(join(root, 'centers', name), /\.ts$/)) {
        if (isTest(path)) continue
        for (const [, schema, table] of text(path).matchAll(writes)) {
          if (schema === 'excluded' || (!present.includes(schema!) && schema !== 'core' && schema !== 'graphile_worker')) continue
          seen++
          if (schema !== name && schema !== 'core') wrong.push(`${relative(root, path)} writes ${schema}.${table}`)
        }
      }
    }
    expect(wrong).toEqual([])
    expect(seen).toBeGreaterThan(30)
  })

  test('a center makes tables only in its own schema', () => {
    const wrong: string[] = []
    for (const name of present) {
      for (const path of filesUnder(join(root, 'centers', name, 'tables'), /\.sql$/)) {
        for (const [, schema] of text(path).matchAll(
          /create\s+(?:table|sequence|view|materialized view)\s+(?:if not exists\s+)?([a-z_]+)\./gi,
        )) {
          if (schema !== name) wrong.push(`${relative(root, path)} makes a table in ${schema}`)
        }
      }
    }
    expect(wrong).toEqual([])
  })

  test('the SQL stays within PostgreSQL 15 and what a distributed database takes', () => {
    const wrong: string[] = []
    const banned: [RegExp, string][] = [
      [/\bmerge\s+into\b/i, 'merge into'],
      [/\bcreate\s+(constraint\s+)?trigger\b/i, 'a trigger'],
      [/\buuidv7\(\)/i, 'uuidv7() of PostgreSQL 18'],
      [/\bset\s+(transaction\s+)?isolation\s+level\s+serializable/i, 'serializable'],
    ]
    for (const folder of ['core', 'centers']) {
      for (const path of filesUnder(join(root, folder), /\.(ts|sql)$/)) {
        if (isTest(path)) continue
        for (const [pattern, name] of banned) if (pattern.test(text(path))) wrong.push(`${relative(root, path)} uses ${name}`)
      }
    }
    expect(wrong).toEqual([])
  })
})

test('money is never rounded by accident', () => {
  const wrong: string[] = []
  for (const folder of ['core', 'centers', 'outside', 'server']) {
    for (const path of filesUnder(join(root, folder), /\.ts$/)) {
      if (isTest(path)) continue
      for (const [i, line] of text(path).split('\n').entries()) {
        if (/_minor\b[^;]*\.toFixed\(|parseFloat\([^)]*(amount|price|minor)/.test(line)) wrong.push(`${relative(root, path)}:${i + 1}`)
      }
    }
  }
  expect(wrong).toEqual([])
})
