import { SkuId } from '#centers/products/model.ts'
import { Choice, Code, closed, Nullable, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { findOutletStock } from './outlets.ts'
import { findPromises } from './read.ts'

const Ask = {
  region_code: T.Optional(T.String({ pattern: '^\\d{6}$', description: 'County of the address; without it the usual days are counted' })),
  items: T.Array(
    closed({
      sku_id: SkuId('A SKU'),
      quantity: T.Optional(T.Integer({ minimum: 1, maximum: 100_000, description: 'How many are wanted; 1 when left out' })),
    }),
    { minItems: 1, maxItems: 1_000, description: 'What is asked about' },
  ),
}
const NullableText = Nullable(T.String())
const Answer = {
  sku_id: T.String(),
  available: T.Integer({ description: 'How many can be sold now, over all places' }),
  parcels: T.Integer({ description: 'How many parcels that quantity would leave in; 0 when nobody can promise it' }),
  ships_on: Nullable(T.String({ description: 'Day the last parcel leaves when ordered now; null when there are not that many' })),
  arrives_on: Nullable(T.String({ description: 'Day the last parcel arrives at the address' })),
}

/** What can be promised and by when, a thousand SKUs at a call. */
export const availabilityRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.post(
      '/api/mall/availability',
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['inventory'],
          summary: 'What the mall can promise of SKUs, and the day it would arrive at an address',
          body: closed(Ask),
          response: { 200: T.Object({ items: T.Array(T.Object(Answer)) }) },
        },
      },
      async ({ body }) => ({
        items: await findPromises(db, clock.now(), { channel_id: 'mall', region_code: body.region_code ?? null, items: body.items }),
      }),
    )

    app.get(
      '/api/mall/outlets/stock',
      {
        config: { access: { permission: 'public', scope: 'none' } },
        schema: {
          tags: ['inventory'],
          summary: 'The nearest stores where a SKU stands on the shelf or on display; ten at most',
          querystring: closed({
            sku_id: SkuId('The SKU'),
            region_code: T.Optional(T.String({ pattern: '^\\d{6}$', description: 'County of whoever asks' })),
            longitude: T.Optional(T.Number({ minimum: -180, maximum: 180, description: 'Where he stands, in degrees; with `latitude`' })),
            latitude: T.Optional(T.Number({ minimum: -90, maximum: 90, description: 'Where he stands, in degrees; with `longitude`' })),
          }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  id: T.String(),
                  name: T.Object({ zh: T.String(), en: T.String() }),
                  address: T.Record(T.String(), T.String(), { description: 'Address in words' }),
                  opening_hours: NullableText,
                  state: Choice(['in_stock', 'on_display'] as const, 'Can be taken home, or looked at'),
                  distance_km: Nullable(T.Number({ description: 'As the crow flies; null when the place was not said' })),
                }),
              ),
            }),
          },
        },
      },
      async ({ query: { sku_id, region_code = null, longitude, latitude } }) => {
        const at = longitude === undefined || latitude === undefined ? null : { longitude, latitude }
        const found = await findOutletStock(db, sku_id, { region_code, at })
        return {
          items: found.map(({ node: { id, name, address, opening_hours }, state, distance_km }) => ({
            ...{ id, name, address, opening_hours, state, distance_km },
          })),
        }
      },
    )

    app.post(
      '/api/admin/stock/availability',
      {
        config: { access: { permission: 'stock.availability', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'What a channel can promise of SKUs, from where and by when',
          body: closed({
            channel_id: Code('The channel that sells'),
            ...Ask,
            detail: T.Optional(T.Boolean({ description: 'List every place it could come from; ask for few SKUs then' })),
          }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  ...Answer,
                  node_id: NullableText,
                  stock_from: NullableText,
                  options: T.Optional(
                    T.Array(
                      T.Object({
                        node_id: T.String(),
                        stock_from: T.String(),
                        open: T.Integer(),
                        takes: T.Integer({ description: 'How many of the quantity would be taken here' }),
                        ships_on: NullableText,
                        arrives_on: NullableText,
                      }),
                    ),
                  ),
                }),
              ),
            }),
          },
        },
      },
      async ({ body }) => ({
        items: await findPromises(db, clock.now(), {
          channel_id: body.channel_id,
          region_code: body.region_code ?? null,
          items: body.items,
          detail: body.detail === true,
        }),
      }),
    )
  }
