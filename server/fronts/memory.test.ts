import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { PageMemory } from './memory.ts'
import { policyOf } from './policy.ts'

let memory: PageMemory
let server: Server
let base: string
beforeAll(async () => {
  server = createServer((request, response) => {
    if (!memory.answer(request.url!, request, response)) response.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())
beforeEach(() => {
  memory = new PageMemory({ limit_bytes: 400_000 })
})

const page = (text: string, ...tags: string[]) => ({ body: Buffer.from(text), headers: { 'content-type': 'text/html' }, tags })
const keep = (key: string, text: string, ...tags: string[]) => memory.keep(key, page(text, ...tags), memory.drops)

test('a kept page is answered whole, also compressed, and not again to who has it', async () => {
  await keep('/', '通商'.repeat(500), 'catalog')
  const answer = await fetch(`${base}/`, { headers: { 'accept-encoding': 'gzip, br' } })
  expect(await answer.text()).toBe('通商'.repeat(500))
  expect(answer.headers.get('content-encoding')).toBe('br')
  // Whoever comes after him gets the same, squeezed better.
  for (const encoding of ['br', 'gzip']) {
    const next = await fetch(`${base}/`, { headers: { 'accept-encoding': encoding } })
    expect([next.headers.get('content-encoding'), await next.text()]).toEqual([encoding, '通商'.repeat(500)])
  }
  const again = await fetch(`${base}/`, { headers: { 'if-none-match': answer.headers.get('etag')! } })
  expect(again.status).toBe(304)
  const plain = await fetch(`${base}/`, { headers: { 'accept-encoding': 'identity' } })
  expect(plain.headers.get('content-encoding')).toBeNull()
  expect(Number(plain.headers.get('content-length'))).toBe(3000)
  const head = await fetch(`${base}/`, { method: 'HEAD' })
  expect(await head.text()).toBe('')
})

test('a change drops the pages that show it and no others', async () => {
  await keep('/a', 'a', 'spu:a', 'shell')
  await keep('/b', 'b', 'spu:b', 'shell')
  memory.drop(['spu:a'])
  expect((await fetch(`${base}/a`)).status).toBe(204)
  expect((await fetch(`${base}/b`)).status).toBe(200)
  memory.drop(['shell'])
  expect((await fetch(`${base}/b`)).status).toBe(204)
  expect(memory.bytes).toBe(0)
})

test('a page made before a change and kept after it would show the past: it is not kept', async () => {
  const before = memory.drops
  memory.drop(['spu:a'])
  memory.keep('/a', page('old price', 'spu:a'), before)
  memory.keep('/b', page('another', 'spu:b'), before)
  expect(memory.size).toBe(1)
  expect((await fetch(`${base}/b`)).status).toBe(200)
})

test('memory is bounded: the oldest pages go first', async () => {
  for (let i = 0; i < 140; i++) await keep(`/${i}`, String(i).repeat(10_000))
  expect(memory.bytes).toBeLessThanOrEqual(400_000)
  expect((await fetch(`${base}/0`)).status).toBe(204)
  expect((await fetch(`${base}/139`)).status).toBe(200)
})

test('a part is made once for all pages that show it, and anew after a change of what it shows', async () => {
  let made = 0
  const part = async () => {
    const tags = new Set<string>()
    const value = await memory.part('frame', tags, async (own) => {
      own.add('shell')
      return { made: ++made }
    })
    return { value, tags: [...tags] }
  }
  expect(await Promise.all([part(), part()])).toEqual([
    { value: { made: 1 }, tags: ['shell'] },
    { value: { made: 1 }, tags: ['shell'] },
  ])
  expect(memory.tagsWith('sh')).toEqual(['shell'])
  memory.drop(['shell'])
  expect((await part()).value).toEqual({ made: 2 })
})

test('a part that was being made when it changed is not kept, and who asks afterwards gets a new one', async () => {
  let finish = () => {}
  const ask = (value: string, wait?: Promise<void>) =>
    memory.part('product', new Set(), async (own) => {
      own.add('spu:a')
      await wait
      return { value }
    })
  const old = ask('old', new Promise<void>((resolve) => (finish = resolve)))
  memory.drop(['spu:a'])
  const after = ask('new')
  finish()
  expect([await old, await after, await ask('newer')]).toEqual([{ value: 'old' }, { value: 'new' }, { value: 'new' }])
})

test('an incomplete part is used once and not kept; one that fails is told to who asked', async () => {
  const incomplete = (value: number) =>
    memory.part('list', new Set(), async (own) => {
      own.add('incomplete')
      return { value }
    })
  expect([await incomplete(1), await incomplete(2)]).toEqual([{ value: 1 }, { value: 2 }])
  await expect(memory.part('gone', new Set(), () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  expect(memory.parts).toBe(0)
})

test('the policy names every script of the page and no data', () => {
  const policy = policyOf('<script>a()</script><script type="application/ld+json">{}</script><script src="/x.js"></script>')
  expect(/script-src [^;]*/.exec(policy)![0].match(/'sha256-/g)).toHaveLength(1)
})
