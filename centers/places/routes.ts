import { answerOutcomes, closed, Id, Nullable, Outcomes, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { AddressItem } from './model.ts'
import { listAddresses } from './read.ts'
import { regions, regionsBelow } from './regions.ts'
import { readAddress } from './rules.ts'
import { removeAddresses, saveAddresses } from './write.ts'

const RegionRow = T.Object({ code: T.String(), name: T.String(), level: T.Integer(), leaf: T.Boolean({ description: 'Nothing below it' }) })

/** Regions and pasted addresses, for anybody; the address book, for its owner. */
export const placeRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const open = { permission: 'public', scope: 'none' } as const
    const own = { permission: 'member', scope: 'own' } as const

    app.get(
      '/api/mall/regions',
      {
        config: { access: open },
        schema: {
          tags: ['places'],
          description: 'The divisions below a region; the provinces when none is named. Codes are those of GB/T 2260.',
          querystring: closed({ below: T.Optional(T.String({ pattern: '^[0-9]{6}$', description: 'Code of the region above' })) }),
          response: { 200: T.Object({ items: T.Array(RegionRow) }) },
        },
      },
      async ({ query }, reply) => {
        reply.header('cache-control', 'public, max-age=86400')
        return {
          items: regionsBelow(query.below ?? null).map(({ code, name, level }) => ({
            code,
            name,
            level,
            leaf: regionsBelow(code).length === 0,
          })),
        }
      },
    )

    app.post(
      '/api/mall/address-readings',
      {
        config: { access: open },
        schema: {
          tags: ['places'],
          description: 'Takes a pasted address apart and says how sure it is. Nothing is kept.',
          body: closed({ text: T.String({ maxLength: 500, description: 'What was pasted: name, phone and address in any order' }) }),
          response: {
            200: T.Object({
              name: T.String(),
              phone: T.String(),
              region_code: Nullable(T.String()),
              province: T.String(),
              city: T.String(),
              district: T.String(),
              street: T.String(),
              confidence: T.Integer({ description: '0 to 100' }),
              doubts: T.Array(T.String(), { description: 'Fields that were not said or not certain' }),
            }),
          },
        },
      },
      async ({ body }) => readAddress(body.text),
    )

    app.get(
      '/api/mall/region-search',
      {
        config: { access: open },
        schema: {
          tags: ['places'],
          description: 'The region that province, city and county name together; null when they name none.',
          querystring: closed({
            province: T.String({ maxLength: 40, description: 'The province' }),
            city: T.Optional(T.String({ maxLength: 40, description: 'The city; left out in a municipality' })),
            district: T.Optional(T.String({ maxLength: 40, description: 'The county or district' })),
          }),
          response: { 200: T.Object({ region: Nullable(RegionRow) }) },
        },
      },
      async ({ query }) => {
        const { region_code } = readAddress([query.province, query.city, query.district].filter(Boolean).join(' '))
        const region = region_code ? regions.get(region_code)! : null
        return { region: region && { ...region, leaf: regionsBelow(region.code).length === 0 } }
      },
    )

    app.get(
      '/api/mall/me/addresses',
      {
        config: { access: own },
        schema: {
          tags: ['places'],
          description: 'My addresses, the preferred one first.',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  address_id: T.String(),
                  name: T.String(),
                  phone: T.String(),
                  region_code: T.String(),
                  province: T.String(),
                  city: T.String(),
                  district: T.String(),
                  street: T.String(),
                  label: Nullable(T.String()),
                  preferred: T.Boolean(),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller }) => ({ items: await listAddresses(db, caller.id!) }),
    )

    app.post(
      '/api/mall/me/addresses',
      {
        config: { access: own },
        schema: {
          tags: ['places'],
          description: 'Saves addresses of mine.',
          body: closed({ items: T.Array(AddressItem, { minItems: 1, maxItems: 50, description: 'The addresses' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ body, caller }, reply) => {
        const outcomes = await db.tx((tx) => saveAddresses(tx, caller.id!, clock.now(), body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'saved')
      },
    )

    app.post(
      '/api/mall/me/address-removals',
      {
        config: { access: own },
        schema: {
          tags: ['places'],
          description: 'Removes addresses of mine; orders keep theirs.',
          body: closed({ items: T.Array(closed({ id: Id('The address') }), { minItems: 1, maxItems: 50, description: 'The addresses' }) }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async ({ body, caller }, reply) => {
        const outcomes = await db.tx((tx) =>
          removeAddresses(
            tx,
            caller.id!,
            body.items.map(({ id }) => id),
          ),
        )
        return answerOutcomes(reply, outcomes, (status) => status === 'removed')
      },
    )
  }
