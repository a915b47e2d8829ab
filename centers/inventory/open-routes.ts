import { readChannels } from '#centers/channels/read.ts'
import { channelsOf } from '#centers/partners/rules.ts'
import { SkuId } from '#centers/products/model.ts'
import { Code, closed, notFound, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { requireOrganization } from '#core/scope.ts'
import { findAvailability } from './read.ts'

/** What programs of partners read of stock: what a channel of theirs can promise, never where it lies. */
export const openStockRoutes: Routes<Needs> =
  ({ db }) =>
  async (app) => {
    app.get(
      '/api/open/availability',
      {
        config: { access: { permission: 'stock.read', scope: 'organization' } },
        schema: {
          tags: ['open'],
          summary: 'What a channel can promise of SKUs now',
          querystring: closed({
            channel_id: Code('The channel'),
            sku_id: T.Array(SkuId('A SKU'), { minItems: 1, maxItems: 200, description: 'The SKUs' }),
          }),
          response: { 200: T.Object({ items: T.Array(T.Object({ sku_id: T.String(), available: T.Integer() })) }) },
        },
      },
      async ({ caller, open_key, query: { channel_id, sku_id } }) => {
        const channel = (await readChannels(db)).get(channel_id)
        const own = open_key && channelsOf(open_key)
        if (!channel || (own && !own.includes(channel_id))) throw notFound(`The channel ${channel_id}`)
        requireOrganization(caller, channel.organization_id)
        return { items: await findAvailability(db, channel_id, sku_id) }
      },
    )
  }
