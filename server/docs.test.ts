import { expect, test } from 'vitest'
import { createHttp, nobody } from '#core/http.ts'
import { mountDevelopers } from './developers/routes.ts'
import { mountDocs } from './docs.ts'

test('the API guide is served whole, from this machine', async () => {
  const app = await createHttp({ authenticate: () => nobody })
  await mountDocs(app)
  app.get(
    '/api/mall/thing',
    { config: { access: { permission: 'public', scope: 'own' } }, schema: { summary: 'A thing' } },
    async () => ({}),
  )
  await app.ready()
  const page = await app.inject({ url: '/docs/' })
  expect(page.statusCode).toBe(200)
  const outside = [...page.body.matchAll(/(?:src|href)="(https?:[^"]+)"/g)].map(([, address]) => address)
  expect(outside).toEqual([])
  const description = await app.inject({ url: '/docs/openapi.json' })
  expect(description.json()).toMatchObject({ openapi: '3.1.0', paths: { '/api/mall/thing': { get: { summary: 'A thing' } } } })
  for (const [, script] of page.body.matchAll(/src="([^"]+)"/g))
    expect((await app.inject({ url: new URL(script!, 'http://here/docs/').pathname })).statusCode).toBe(200)
  await app.close()
})

test('the developer page stands in both languages, with nothing from elsewhere, and signs with the published file', async () => {
  const app = await createHttp({ authenticate: () => nobody })
  await mountDevelopers(app)
  await app.ready()
  for (const [url, word] of [
    ['/developers', '开放平台'],
    ['/en/developers', 'The open API'],
  ] as const) {
    const page = await app.inject({ url })
    expect(page.body).toContain(word)
    expect([...page.body.matchAll(/(?:src|href)="(https?:[^"]+)"/g)]).toEqual([])
    expect(page.headers['content-security-policy']).toContain("script-src 'self'")
    for (const [, asked] of page.body.matchAll(/(?:src|href)="(\/developers\/[^"]+)"/g))
      expect((await app.inject({ url: asked! })).statusCode, asked).toBe(200)
  }
  expect((await app.inject({ url: '/developers/sign.js' })).body).toContain('export async function signRequest')
  await app.close()
})
