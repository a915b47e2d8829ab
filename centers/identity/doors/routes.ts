import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, Code, closed, Nullable, Outcomes, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { requireUser } from '../sessions/routes.ts'
import { ways } from './rules.ts'
import { Place } from './ways.ts'
import { agreeAt, findDoor, keepDoors, listAgreed, listDoors, removeDoors } from './write.ts'

const Agreement = closed({
  code: Code('Which agreement'),
  version: Code('Version of its words; a new one asks again'),
  title_zh: Text('Title in Chinese', 60),
  title_en: Text('Title in English', 60),
  address: T.String({ pattern: '^(/|https://)\\S*$', maxLength: 300, description: 'Where its words can be read' }),
})
const look = {
  logo: Nullable(T.String({ pattern: '^/\\S+$', maxLength: 300, description: 'Picture of ours shown above the title, such as /files/…' })),
  color: T.String({ pattern: '^#[0-9a-f]{6}$', description: 'Color of the button; white text must be readable on it' }),
  title_zh: T.String({ maxLength: 60, description: 'Title in Chinese; empty for the usual one' }),
  title_en: T.String({ maxLength: 60, description: 'Title in English' }),
  text_zh: T.String({ maxLength: 200, description: 'Words below the title, in Chinese' }),
  text_en: T.String({ maxLength: 200, description: 'Words below the title, in English' }),
  ways: T.Array(Choice(ways, 'A way in'), {
    minItems: 1,
    maxItems: ways.length,
    uniqueItems: true,
    description: 'Ways to sign in that are shown',
  }),
  agreements: T.Array(Agreement, { maxItems: 5, description: 'What people agree to when they sign in here' }),
}
const at = { brand: Place('The brand, * for all'), region: Place('The region, * for all') }
const Kept = T.Object({ ...at, ...look, changed_by: T.String(), changed_at: T.String() })

/** Sign-in pages by brand and region, and what people agreed to there. */
export const doorRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/mall/door',
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['identity'],
          summary: 'How the sign-in page of a brand and region looks and what it allows',
          querystring: closed({
            brand: T.Optional(Place('The brand')),
            region: T.Optional(Place('The region')),
          }),
          response: { 200: T.Object({ ...at, ...look }) },
        },
      },
      async ({ query: { brand = '*', region = '*' } }) => findDoor(db, brand, region),
    )
    app.get(
      '/api/mall/agreements',
      {
        config: { access: { permission: 'member', scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'What I agreed to, and when',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({ code: T.String(), version: T.String(), brand: T.String(), region: T.String(), agreed_at: T.String() }),
              ),
            }),
          },
        },
      },
      async (request) => ({ items: await listAgreed(db, requireUser(request).user_id) }),
    )
    app.post(
      '/api/mall/agreements',
      {
        config: { access: { permission: 'member', scope: 'own' } },
        schema: {
          tags: ['identity'],
          summary: 'Agree to what the sign-in page of a brand and region asks now',
          body: closed(at),
          response: { 204: T.Null() },
        },
      },
      async (request, reply) => {
        const { user_id } = requireUser(request)
        const { brand, region } = request.body
        await db.tx((tx) => agreeAt(tx, clock.now(), user_id, brand, region))
        return reply.code(204).send(null)
      },
    )
    app.get(
      '/api/admin/doors',
      {
        config: { access: { permission: 'applications.read', scope: 'all' } },
        schema: { tags: ['sign-on'], summary: 'All sign-in pages', response: { 200: T.Object({ items: T.Array(Kept) }) } },
      },
      async () => ({ items: await listDoors(db) }),
    )
    app.post(
      '/api/admin/doors',
      {
        config: { access: { permission: 'applications.edit', scope: 'all' } },
        schema: {
          tags: ['sign-on'],
          summary: 'Make or change sign-in pages, each known by brand and region',
          body: closed({ items: T.Array(closed({ ...at, ...look }), { minItems: 1, maxItems: 50, description: 'Pages' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => keepDoors(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'kept')
      },
    )
    app.post(
      '/api/admin/door-removals',
      {
        config: { access: { permission: 'applications.edit', scope: 'all' } },
        schema: {
          tags: ['sign-on'],
          summary: 'Take sign-in pages away; the next nearest one is shown',
          body: closed({ items: T.Array(closed(at), { minItems: 1, maxItems: 50, description: 'Pages' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => removeDoors(tx, byOf(request), clock.now(), request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'removed')
      },
    )
  }
