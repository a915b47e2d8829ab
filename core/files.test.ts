import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Files, openFiles, typeOf } from './files.ts'
import { fileRoutes, uploadLimitBytes } from './files-routes.ts'
import { type App, createHttp, theSystem } from './http.ts'
import type { Needs } from './needs.ts'

const folder = mkdtempSync(join(tmpdir(), 'files-'))
const square = (more = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50">${more}<rect width="100" height="50" fill="#1F4FD8"/></svg>`
let files: Files
let app: App
beforeAll(async () => {
  files = await openFiles(folder, { world: (name) => (name === 'square' ? square() : null) })
  app = await createHttp({ authenticate: () => theSystem })
  await app.register(fileRoutes({ files } as unknown as Needs))
})
afterAll(async () => {
  await app.close()
  await files.close()
  rmSync(folder, { recursive: true })
})

const upload = async (payload: Buffer | Readable) =>
  (await app.inject({ method: 'POST', url: '/api/admin/files', payload, headers: { 'content-type': 'application/octet-stream' } })).json()
const png = () =>
  sharp({ create: { width: 800, height: 400, channels: 3, background: '#D93A26' } })
    .png()
    .toBuffer()

test('a file is kept once under the name of its content', async () => {
  const one = await upload(await png())
  expect(one).toMatchObject({ type: 'image/png', file: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(await upload(await png())).toEqual(one)
  const response = await app.inject({ url: `/media/${one.file}` })
  expect(response.headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': expect.stringContaining('immutable') })
  expect(response.rawPayload).toEqual(await png())
  expect((await app.inject({ url: `/media/${'0'.repeat(64)}` })).statusCode).toBe(404)
})

test('a part of a file is what a player asks for', async () => {
  const content = Buffer.from('0123456789')
  const { file } = await upload(content)
  const ask = async (range: string) => {
    const { statusCode, payload, headers } = await app.inject({ url: `/media/${file}`, headers: { range } })
    return [statusCode, statusCode === 416 ? '' : payload, headers['content-range']]
  }
  expect(await ask('bytes=0-')).toEqual([206, '0123456789', 'bytes 0-9/10'])
  expect(await ask('bytes=3-5')).toEqual([206, '345', 'bytes 3-5/10'])
  expect(await ask('bytes=8-99')).toEqual([206, '89', 'bytes 8-9/10'])
  expect(await ask('bytes=-2')).toEqual([206, '89', 'bytes 8-9/10'])
  expect(await ask('bytes=10-')).toEqual([416, '', 'bytes */10'])
  for (const whole of ['bytes=0-1,4-5', 'bytes=-', 'lines=1-2', 'bytes=5-x'])
    expect(await ask(whole)).toEqual([200, '0123456789', undefined])
})

test.each(['avif', 'webp', 'jpg'] as const)('a picture is made as %s on first request', async (format) => {
  const { file } = await upload(await png())
  const responses = await Promise.all([1, 2, 3].map(() => app.inject({ url: `/media/${file}/320.${format}` })))
  for (const { rawPayload } of responses) expect(await sharp(rawPayload).metadata()).toMatchObject({ width: 320, height: 160 })
  const drawn = await app.inject({ url: `/media/world:square/640.${format}` })
  expect(drawn.headers['cache-control']).toContain('86400')
  expect(await sharp(drawn.rawPayload).metadata()).toMatchObject({ width: 640, height: 320 })
})

test('sizes and pictures that are not there', async () => {
  const { file } = await upload(await png())
  for (const path of [
    `${file}/333.webp`,
    `${file}/320.gif`,
    'world:circle/320.webp',
    `${'1'.repeat(64)}/320.webp`,
    '../x/320.webp',
    'etc/320.webp',
  ])
    expect([400, 404], path).toContain((await app.inject({ url: `/media/${path}` })).statusCode)
})

test('an SVG is never sent as such, only as a picture of it', async () => {
  const { file, type } = await upload(Buffer.from(square('<script>alert(1)</script>')))
  expect(type).toBe('image/svg+xml')
  expect((await app.inject({ url: `/media/${file}` })).headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
  })
  expect((await app.inject({ url: `/media/${file}/160.webp` })).headers['content-type']).toBe('image/webp')
})

test('a picture that unfolds too far, a broken one, an empty and an oversized file are refused, and nothing is left over', async () => {
  const huge = await sharp({ create: { width: 10_000, height: 8_000, channels: 3, background: '#fff' } })
    .png({ compressionLevel: 9 })
    .toBuffer()
  expect(await upload(huge)).toMatchObject({ status: 422, type: 'picture_invalid', detail: expect.stringContaining('pixels') })
  expect(await upload((await png()).subarray(0, 200))).toMatchObject({ status: 422, type: 'picture_invalid' })
  expect(await upload(Buffer.alloc(0))).toMatchObject({ status: 422, type: 'file_empty' })
  const endless = Readable.from(
    (function* () {
      for (;;) yield Buffer.alloc(1 << 20)
    })(),
  )
  await expect(files.put(endless, { limit_bytes: 3 << 20 })).rejects.toMatchObject({ status: 'file_too_large' })
  // Said with its length, an oversized body is refused before it is read.
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const response = await fetch(`${url}/api/admin/files`, { method: 'POST', body: Buffer.alloc(uploadLimitBytes + 1) })
  expect(response.status).toBe(413)
  expect(readdirSync(join(folder, 'drafts'))).toEqual([])
})

test.each([
  ['<?xml version="1.0"?><!-- c --><svg xmlns="x">', 'image/svg+xml'],
  ['<html><svg>', 'application/octet-stream'],
  ['%PDF-1.7', 'application/pdf'],
  ['a,b\n1,2', 'application/octet-stream'],
])('the type of %s', (text, type) => expect(typeOf(Buffer.from(text))).toBe(type))
