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
  await memory.keep('/a', page('old price', 'spu:a'), before)
  await memory.keep('/b', page('another', 'spu:b'), before)
  expect(memory.size).toBe(1)
  expect((await fetch(`${base}/b`)).status).toBe(200)
})

test('memory is bounded: the oldest pages go first', async () => {
  for (let i = 0; i < 40; i++) await keep(`/${i}`, String(i).repeat(20_000))
  expect(memory.bytes).toBeLessThanOrEqual(400_000)
  expect((await fetch(`${base}/0`)).status).toBe(204)
  expect((await fetch(`${base}/39`)).status).toBe(200)
})

test('the policy names every script of the page and no data', () => {
  const policy = policyOf('<script>a()</script><script type="application/ld+json">{}</script><script src="/x.js"></script>')
  expect(policy.match(/'sha256-/g)).toHaveLength(1)
})
