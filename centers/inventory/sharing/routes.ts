import { readChannels } from '#centers/channels/read.ts'
import { announce } from '#core/events.ts'
import { Code, closed, notFound, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { column } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { sql } from '#core/sql.ts'
import { dropSellingCache, readNodes } from '../read.ts'
import { CodeOrAll } from '../schemas.ts'
import { shareNodes } from '../write.ts'

/** From which nodes each channel sells, and what is withheld from it. */
export const sharingRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/stock/sharing',
      {
        config: { access: { permission: 'stock.read', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'From which nodes each channel sells, and what is withheld from it',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  channel_id: T.String(),
                  name: T.Object({ zh: T.String(), en: T.String() }),
                  node_ids: T.Array(T.String()),
                  only_share: T.Boolean(),
                  withheld: T.Array(T.Object({ node_id: T.String(), brand_id: T.String() })),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller }) => {
        const channels = [...(await readChannels(db)).values()].filter(
          ({ organization_id, kind }) => kind !== 'history' && mayTouch(caller, { organization_id }),
        )
        const rows = await db.rows<{ channel_id: string; node_id: string; only_share: boolean }>(sql`
          select channel_id, node_id, only_share from inventory.sharing where channel_id = any(${column(channels, 'id')}::text[]) order by channel_id, rank`)
        const withheld = await db.rows<{ channel_id: string; node_id: string; brand_id: string }>(
          sql`select channel_id, node_id, brand_id from inventory.withholdings where channel_id = '' or channel_id = any(${column(channels, 'id')}::text[]) order by node_id, brand_id`,
        )
        return {
          items: channels.map(({ id, name }) => {
            const own = rows.filter(({ channel_id }) => channel_id === id)
            return {
              channel_id: id,
              name,
              node_ids: column(own, 'node_id'),
              only_share: own.some(({ only_share }) => only_share),
              withheld: withheld
                .filter(({ channel_id }) => channel_id === '' || channel_id === id)
                .map(({ node_id, brand_id }) => ({ node_id, brand_id })),
            }
          }),
        }
      },
    )

    app.put(
      '/api/admin/stock/sharing/:channel_id',
      {
        config: { access: { permission: 'stock.policy', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'From which nodes a channel sells, in this order, and what is withheld from it',
          params: T.Object({ channel_id: Code('The channel') }),
          body: closed({
            node_ids: T.Array(Code('A node'), { maxItems: 500, uniqueItems: true, description: 'Best first' }),
            only_share: T.Boolean({ description: 'It may sell only what is set aside for it' }),
            withheld: T.Array(closed({ node_id: Code('The node'), brand_id: CodeOrAll('The brand; empty for every one') }), {
              maxItems: 1000,
              description: 'What stands there and is not sold by this channel',
            }),
          }),
          response: { 200: T.Object({ saved: T.Boolean() }) },
        },
      },
      async ({ caller, params, body }) => {
        const { channel_id } = params
        const channel = (await readChannels(db)).get(channel_id)
        if (!channel || !mayTouch(caller, { organization_id: channel.organization_id })) throw notFound(`The channel ${channel_id}`)
        const nodes = await readNodes(db)
        const unknown = [...body.node_ids, ...column(body.withheld, 'node_id')].find((id) => !nodes.has(id))
        if (unknown) throw notFound(`The node ${unknown}`)
        await db.tx(async (tx) => {
          await shareNodes(tx, [{ channel_id, node_ids: body.node_ids, only_share: body.only_share }])
          await tx.run(sql`delete from inventory.withholdings where channel_id = ${channel_id}`)
          await tx.run(sql`
            insert into inventory.withholdings (node_id, channel_id, brand_id, changed_at)
            select distinct node_id, ${channel_id}, brand_id, ${clock.now()}::timestamptz
            from unnest(${column(body.withheld, 'node_id')}::text[], ${column(body.withheld, 'brand_id')}::text[]) as w (node_id, brand_id)`)
          await announce(tx, 'inventory.sharing_changed', [{ channel_id }], clock.now())
          tx.afterCommit(dropSellingCache)
        })
        return { saved: true }
      },
    )
  }
