import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { saveChannels } from '#centers/channels/write.ts'
import { shareNodes } from '#centers/inventory/write.ts'
import type { NewOrder } from '#centers/orders/model.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { staffIdOf } from '#centers/organization/load.ts'
import { findCallers } from '#centers/organization/read.ts'
import type { ClonedDatabase } from '#checks/support/database.ts'
import { cloneWorld } from '#checks/support/world.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { numberSource } from '#core/numbers.ts'
import { type Db, openDb } from '#core/sql.ts'
import { handClock, wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { products } from '#world/products.ts'

// Walks every route of the staff over the sample enterprise as people who may do everything, but somewhere else. The routes, their parameters and the
// bodies they want are read from the app itself: a new route is walked the day it is written.
let now: string
let cloned: ClonedDatabase
let db: Db
let app: App
let caller: Caller = nobody

/** May do everything to rows of an organization, a brand and a partner that own nothing. */
const nowhere: Caller = { ...theSystem, kind: 'staff', id: newId(), organizations: ['nowhere'], brands: ['nowhere'], partners: ['nowhere'] }
const everywhere: Caller = { ...theSystem, kind: 'staff', id: newId() }

/** Parts of an answer that are the same for everybody: they belong to no organization. A new entry needs a reason as good as these. */
const shared: Record<string, readonly string[]> = {
  // Whom parcels may leave with, at which prices and where to, is agreed for the whole house.
  '/api/admin/carriers': ['carriers', 'services', 'partners'],
  '/api/admin/carriers/reach': ['items'],
  '/api/admin/carriers/tariffs': ['items'],
  '/api/admin/waybills/pools': ['items'],
}

/** What belongs to somebody but is a name everybody reads: the channels and shelves of the house. */
const names = ['/api/admin/channels', '/api/admin/categories']

interface Walked {
  method: string
  url: string
  permission: string
  scope: string
  /** Query parameters with their schema, and those that must be there. */
  query: Record<string, Schema>
  required: string[]
  body: Schema | undefined
}
// biome-ignore lint/suspicious/noExplicitAny: a JSON schema is read here, whatever it holds
type Schema = Record<string, any>
let routes: Walked[]
const scoped = ({ scope, url }: Walked) => /^\/api\/(admin|open)\//.test(url) && ['organization', 'brand', 'partner'].includes(scope)

interface Answer {
  status: number
  body: unknown
  /** Statements that ran for it. */
  statements: { text: string; values: unknown[]; rows: number }[]
}
let recording: Answer['statements'] | null = null

async function ask(as: Caller, method: string, url: string, payload?: unknown): Promise<Answer> {
  caller = as
  const statements: Answer['statements'] = []
  recording = statements
  const answering = app.inject({ method: method as 'GET', url, ...(payload === undefined ? {} : { payload: payload as object }) })
  // What goes on answering is a live view: it needs a walk of its own, see `live`.
  const answer = await Promise.race([answering, new Promise<null>((done) => setTimeout(done, 5_000, null).unref())])
  recording = null
  if (!answer) return { status: 0, body: null, statements }
  let body: unknown = answer.body
  if (String(answer.headers['content-type']).includes('json')) body = answer.json()
  return { status: answer.statusCode, body, statements }
}

beforeAll(async () => {
  cloned = await cloneWorld()
  db = openDb({ ...cloned.connection, max: 4 })
  now = wallClock.now()
  app = await createApp({ db, clock: handClock(now) }, { authenticate: () => caller })
  await app.ready()
  record()
  // biome-ignore lint/suspicious/noExplicitAny: the description is read as plain data
  const described = (app as any).swagger().paths as Record<string, Record<string, any>>
  routes = app.accesses.map(({ method, url, permission, scope }) => {
    const one = described[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] ?? {}
    const parameters = (one.parameters ?? []).filter((each: Schema) => each.in === 'query')
    return {
      ...{ method, url, permission, scope },
      query: Object.fromEntries(parameters.map((each: Schema) => [each.name, each.schema])),
      required: parameters.filter((each: Schema) => each.required).map(({ name }: Schema) => name),
      body: one.requestBody?.content?.['application/json']?.schema,
    }
  })
  await addSamples()
  await learnAll()
}, 120_000)
afterAll(async () => {
  await app.close()
  await db.close()
  await cloned.drop()
})

/** Values of the sample enterprise by the name of their field, and the ids a list shows by the list's address. */
const known = new Map<string, unknown[]>()
const listed = new Map<string, Record<string, unknown>[]>()

function learn(value: unknown, name = ''): void {
  if (Array.isArray(value)) for (const each of value.slice(0, 5)) learn(each, name)
  else if (value !== null && typeof value === 'object') for (const [key, each] of Object.entries(value)) learn(each, key)
  else if (value !== null) {
    const values = known.get(name) ?? []
    if (values.length < 5 && !values.includes(value)) known.set(name, [...values, value])
  }
}

const rowsOf = (body: unknown): Record<string, unknown>[] =>
  body !== null && typeof body === 'object'
    ? Object.values(body).flatMap((part) => (Array.isArray(part) ? part.filter((row) => row !== null && typeof row === 'object') : []))
    : []

/** What the sample enterprise lacks and a walk wants: an order of each county, and a printed code. */
async function addSamples(): Promise<void> {
  const stocked = products.flatMap(({ skus }) => skus).find(({ initial_stock }) => initial_stock[0]?.node_id === 'cq-cdc')!
  const [sku_id, node_id] = [stocked.sku_code, 'cq-cdc']
  for (const id of ['yl-fengjie', 'yl-yunyang']) {
    const channel = { id, kind: 'marketplace' as const, name: { zh: id, en: id }, currency: 'CNY', organization_id: id, brand_id: 'yilin' }
    const order: NewOrder = {
      ...{ id: newId(), channel_id: id, external_no: `no-${id}`, member_id: null, visitor_id: null, outlet_id: null },
      ...{ buyer_name: '向春燕', buyer_phone: '13800001234', address: {}, buyer_message: null, currency: 'CNY', payment_term: 'channel' },
      ...{
        placed_at: now,
        lines: [{ sku_id, quantity: 1, unit_minor: 100, amount_minor: 100 }],
        freight_minor: 0,
        expected_total_minor: null,
      },
    }
    // What channels there are and what they may sell is known to placing after the commit, not before.
    await db.tx(async (tx) => {
      await saveChannels(tx, now, [{ ...channel, freight_minor: 0, free_freight_from_minor: 0 }])
      await shareNodes(tx, [{ channel_id: id, node_ids: [node_id] }])
    })
    const [outcome] = await db.tx((tx) => placeOrders(tx, now, [order], numberSource(db, 'orders').take))
    expect(outcome!.status).toBe('placed')
  }
  const batch = { id: newId(), sku_id, lot: 'L1', produced_on: '2026-11-01', factory: 'F1', quantity: 3 }
  await ask(everywhere, 'POST', '/api/admin/codes/batches', { items: [batch] })
  const print = { id: newId(), batch_id: batch.id }
  await ask(everywhere, 'POST', '/api/admin/codes/prints', { items: [print] })
  const { body } = await ask(everywhere, 'GET', `/api/admin/codes/batches/${batch.id}/prints/${print.id}/file`)
  const [, link] = String(body).split('\n')[1]!.split(',')
  known.set('code', [link])
}

/** By what a row is asked for when its field is not called like the parameter. */
const numberOf = (row: Record<string, unknown>): unknown =>
  row.id ?? Object.entries(row).find(([key, value]) => /_id$/.test(key) && typeof value === 'string')?.[1]

/** Reads everything there is, twice: what the lists show opens the routes of one thing. */
async function learnAll(): Promise<void> {
  for (const pass of [1, 2]) {
    for (const route of routes) {
      if (route.method !== 'GET' || !route.url.startsWith('/api/admin/') || route.scope === 'own') continue
      if (pass === 2 && listed.has(route.url)) continue
      const { status, body } = await ask(everywhere, 'GET', filled(route.url) + queryOf(route))
      if (status !== 200) continue
      learn(body)
      const rows = rowsOf(own(route.url, body))
      if (rows.length > 0) listed.set(route.url, rows)
    }
  }
}

/** A path with its parameters filled from what the lists before it show. */
function filled(url: string): string {
  return url.replace(/:(\w+)/g, (_, name: string) => {
    const before = url.slice(0, url.indexOf(`/:${name}`))
    const [row] = listed.get(before) ?? []
    const value = row?.[name] ?? (row && numberOf(row)) ?? known.get(name)?.[0]
    return encodeURIComponent(String(value ?? newId()))
  })
}

const candidates = () => [
  newId(),
  now.slice(0, 10),
  now,
  'CNY',
  '500103',
  'abc',
  '1',
  '13800001234',
  'a@example.com',
  'day.run',
  '08:00',
  'Asia/Shanghai',
  'https://example.com/',
]

/** A body that the schema lets through, its ids those of rows there are. */
function made(schema: Schema, name: string, url: string, fresh: boolean): unknown {
  if (schema.anyOf ?? schema.oneOf) return made((schema.anyOf ?? schema.oneOf)[0], name, url, fresh)
  if (schema.allOf) return made(Object.assign({}, ...schema.allOf), name, url, fresh)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  // What may also be nothing is made all the same.
  if (Array.isArray(schema.type)) return made({ ...schema, type: schema.type[0] }, name, url, fresh)
  if (schema.type === 'array') return [made(schema.items, name.replace(/s$/, ''), url, fresh)]
  if (schema.type === 'object') {
    const own = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
    const wanted = own.filter(([key]) => !schema.required || schema.required.includes(key) || key === 'organization_id')
    return Object.fromEntries(wanted.map(([key, each]) => [key, made(each, key, url, fresh)]))
  }
  if (schema.type === 'boolean') return true
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  if (schema.type !== 'string') return {}
  const fits = (value: unknown) => typeof value === 'string' && (!schema.pattern || new RegExp(schema.pattern).test(value))
  const near = [...listed.keys()].filter((list) => url.startsWith(list)).sort((a, b) => b.length - a.length)
  const [row] = near.flatMap((list) => listed.get(list)!)
  const there = [row?.[name], name === 'id' && row ? numberOf(row) : undefined, ...(known.get(name) ?? [])]
  return [...(name === 'id' && fresh ? [] : there), ...candidates()].find(fits) ?? 'x'
}

/** Notes every statement the driver sends while an answer is waited for. */
function record(): void {
  // biome-ignore lint/suspicious/noExplicitAny: the driver's many signatures
  type Send = (...all: any[]) => any
  const send = pg.Client.prototype.query as Send
  pg.Client.prototype.query = function (this: unknown, ...all: unknown[]) {
    const statement = all[0] as { text?: string; values?: unknown[] }
    if (!recording || typeof statement !== 'object') return send.apply(this, all)
    const noted = { text: statement.text ?? '', values: [statement.values, all[1]], rows: 0 }
    recording.push(noted)
    const sent = send.apply(this, all)
    if (typeof sent?.then === 'function')
      sent.then(
        ({ rowCount }: pg.QueryResult) => {
          noted.rows = rowCount ?? 0
        },
        () => {},
      )
    return sent
  } as never
}

const queryOf = ({ required, query }: Walked): string =>
  required.length === 0
    ? ''
    : `?${required.map((name) => `${name}=${encodeURIComponent(String(made(query[name]!, name, '', false)))}`).join('&')}`

const askedAs = (name: string) => (statement: { values: unknown[] }) => JSON.stringify(statement.values)?.includes(name)
const wrote = ({ text, rows }: Answer['statements'][number]) =>
  rows > 0 && /\b(insert into|delete from|update [a-z_]+\.[a-z_]+ )/.test(text) && !/organization\.versions/.test(text)
const numbersIn = (body: unknown): number[] =>
  typeof body === 'number' ? [body] : body !== null && typeof body === 'object' ? Object.values(body).flatMap(numbersIn) : []
const own = (url: string, body: unknown) =>
  body !== null && typeof body === 'object' && !Array.isArray(body)
    ? Object.fromEntries(Object.entries(body).filter(([key]) => !shared[url]?.includes(key)))
    : body

describe('somebody of another house', () => {
  test('sees no row, by list, by number, by export or by count', async () => {
    const seen: string[] = []
    const live: string[] = []
    const broken: string[] = []
    const unproven: string[] = []
    let walked = 0
    for (const route of routes.filter((one) => scoped(one) && one.method === 'GET')) {
      const path = filled(route.url)
      const all = await ask(everywhere, 'GET', path + queryOf(route))
      const none = await ask(nowhere, 'GET', path + queryOf(route))
      const line = `${route.url} ${none.status}`
      walked++
      if (none.status === 0) live.push(route.url)
      if (all.status >= 500 || none.status >= 500) broken.push(route.url)
      if (none.status === 404 && all.status === 200) continue
      const rest = own(route.url, none.body)
      if (none.status === 200 && (rowsOf(rest).length > 0 || numbersIn(rest).some((number) => number !== 0)))
        seen.push(`${line}: answers rows`)
      else if (none.statements.some(askedAs('nowhere'))) continue
      else if (none.status === 200 && typeof none.body === 'string') seen.push(`${line}: hands out a file`)
      else if (none.status === 200 && !shared[route.url] && rowsOf(all.body).length === 0)
        seen.push(`${line}: asks for rows without saying whose`)
      else if (none.status !== 200) unproven.push(line)
    }
    expect(seen).toEqual([])
    expect(broken).toEqual([])
    expect(live, 'a view that goes on answering is walked by a test of its own').toEqual([])
    expect(walked).toBeGreaterThan(40)
    // Things of which the sample enterprise has none, so that nobody finds any.
    expect(unproven.length, unproven.join('\n')).toBeLessThan(walked / 8)
  }, 60_000)

  test('finds no row by any word that is written in it', async () => {
    const seen: string[] = []
    let asked = 0
    for (const route of routes.filter((one) => scoped(one) && one.method === 'GET' && !one.url.includes(':') && !shared[one.url])) {
      const words = Object.entries(route.query).filter(([name, schema]) => schema.type === 'string' && !schema.enum && name !== 'cursor')
      const [row = {}] = listed.get(route.url) ?? []
      const values = [...new Set(Object.values(row).filter((value): value is string => typeof value === 'string' && value.length > 1))]
      for (const [name] of words) {
        for (const value of values.slice(0, 12)) {
          const { status, body } = await ask(nowhere, 'GET', `${route.url}?${name}=${encodeURIComponent(value)}`)
          asked++
          if (status === 200 && rowsOf(body).length > 0) seen.push(`${route.url}?${name}=${value}`)
        }
      }
    }
    expect(seen).toEqual([])
    expect(asked).toBeGreaterThan(100)
  }, 60_000)

  test('changes nothing', async () => {
    const changed: string[] = []
    const unproven: string[] = []
    for (const route of routes.filter((one) => scoped(one) && one.method !== 'GET')) {
      const path = filled(route.url)
      for (const fresh of [true, false]) {
        const answer = await ask(nowhere, route.method, path, route.body ? made(route.body, '', route.url, fresh) : {})
        const line = `${route.method} ${route.url} ${answer.status}`
        const writing = answer.statements.filter(wrote)
        if (writing.length > 0) changed.push(`${line}: ${writing.map(({ text }) => text.trim().slice(0, 60)).join('; ')}`)
        if (answer.status === 400) unproven.push(`${line} ${JSON.stringify((answer.body as { detail: string }).detail)}`)
      }
    }
    expect(changed).toEqual([])
    // Where no body could be made that the route takes, nothing was proven.
    expect(unproven.length, unproven.join('\n')).toBeLessThan(8)
  }, 60_000)

  test('finds no door to what is of the whole house, nor a row of somebody where all see the same', async () => {
    const wrong: string[] = []
    for (const route of routes.filter(({ method, url }) => method === 'GET' && url.startsWith('/api/admin/'))) {
      if (route.scope !== 'all' && route.scope !== 'none') continue
      const { status, body } = await ask(nowhere, 'GET', filled(route.url) + queryOf(route))
      if (route.scope === 'all' && status !== 403) wrong.push(`${route.url} answers ${status}`)
      const owned = rowsOf(body).filter((row) => row.organization_id ?? row.partner_id)
      if (route.scope === 'none' && owned.length > 0 && !names.includes(route.url)) wrong.push(`${route.url} shows rows of somebody`)
    }
    expect(wrong).toEqual([])
  })
})

describe('two county clerks', () => {
  const clerkOf = async (name: string): Promise<Caller & { reach: Set<string> }> => {
    const id = staffIdOf(name)
    const found = (await findCallers(db, [id], now)).get(id)!
    // All rights, over what is his: every route is open to him, and only its rows are in question.
    const scopes = found.grants.map(({ organizations, brands, partners }) => ({ organizations, brands, partners }))
    const may = { ...found, permissions: new Set(['*']), grants: scopes.map((scope) => ({ ...scope, permissions: new Set(['*']) })) }
    return { ...may, reach: new Set(found.organizations as string[]) }
  }

  test('each sees only what is his own, and nothing of the other by its number', async () => {
    const [fengjie, yunyang] = [await clerkOf('fengjie-lead'), await clerkOf('yunyang-lead')]
    const wrong: string[] = []
    const compared: string[] = []
    for (const route of routes.filter((one) => scoped(one) && one.method === 'GET' && !one.url.includes(':'))) {
      const theirs = rowsOf(own(route.url, (await ask(yunyang, 'GET', route.url + queryOf(route))).body))
      const ours = rowsOf(own(route.url, (await ask(fengjie, 'GET', route.url + queryOf(route))).body))
      for (const row of ours) {
        // An errand is of the house whose order it is and of the bureau that was given it.
        const of = [row.organization_id, row.bureau_id].filter((id) => typeof id === 'string')
        if (of.length > 0 && !of.some((id) => fengjie.reach.has(id))) wrong.push(`${route.url} shows a row of ${of}`)
      }
      const texts = new Set(ours.map((row) => JSON.stringify(row)))
      const foreign = theirs.filter((row) => !texts.has(JSON.stringify(row)))
      if (foreign.length > 0) compared.push(route.url)
      for (const one of routes.filter(({ method, url }) => method === 'GET' && url.startsWith(`${route.url}/:`))) {
        for (const row of foreign.slice(0, 3)) {
          const path = one.url.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(row[name] ?? numberOf(row))))
          const { status, body } = await ask(fengjie, 'GET', path)
          const shows = status === 200 && (rowsOf(body).length > 0 || JSON.stringify(body).includes('"id"'))
          if (shows) wrong.push(`${path} shows what is of Yunyang`)
        }
      }
    }
    expect(wrong).toEqual([])
    // Both have rows of their own here, or nothing was compared.
    expect(compared).toEqual(
      expect.arrayContaining(['organizations', 'staff', 'changes', 'days', 'members', 'orders'].map((one) => `/api/admin/${one}`)),
    )
  }, 60_000)
})
