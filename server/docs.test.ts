import { expect, test } from 'vitest'
import { createHttp, nobody } from '#core/http.ts'
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
