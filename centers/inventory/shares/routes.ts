import { SkuId } from '#centers/products/model.ts'
import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, Code, closed, Id, Moment, Nullable, type Routes, T } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { sql } from '#core/sql.ts'
import { availableAccount, safetyAccount, shareAccount } from '../accounts.ts'
import { ownNodes, withTitles } from '../moves/routes.ts'
import { answers, CodeOrAll, NullableText, Title } from '../schemas.ts'
import { endShares, findShares, setShares } from './write.ts'

const Amount = {
  kind: Choice(['fixed', 'percentage'] as const, 'So many pieces, granted once; or a part of what is sellable, made right again and again'),
  quantity: Nullable(T.Integer({ minimum: 0, maximum: 100_000_000, description: 'Pieces, for a fixed share' })),
  percentage_bp: Nullable(T.Integer({ minimum: 0, maximum: 10_000, description: 'Part in basis points, for a percentage' })),
}
const ShareItem = closed({
  id: Id('Made by the caller; the same id with another amount changes the rule'),
  channel_id: CodeOrAll('The channel; empty to keep stock back from all of them'),
  node_id: Code('Where the stock stands'),
  sku_id: SkuId('Of what'),
  ...Amount,
  starts_at: Moment('From when'),
  ends_at: Nullable(Moment('Until when; null for good')),
})
/** What is set aside for single channels, and what is kept back from all. */
export const shareRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/stock/shares',
      {
        config: { access: { permission: 'stock.read', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'What is set aside for channels or kept back, with what is left of it',
          querystring: T.Object({
            node_id: T.Optional(Code('Only this node')),
            sku_id: T.Optional(SkuId('Only this SKU')),
            channel_id: T.Optional(Code('Only this channel')),
            ended: T.Optional(T.Boolean({ description: 'Also rules that have ended' })),
          }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  id: T.String(),
                  channel_id: T.String(),
                  node_id: T.String(),
                  sku_id: T.String(),
                  title: Title,
                  kind: T.String(),
                  quantity: Nullable(T.Integer()),
                  percentage_bp: Nullable(T.Integer()),
                  starts_at: T.String(),
                  ends_at: NullableText,
                  ended_at: NullableText,
                  granted: T.Integer(),
                  left: T.Integer({ description: 'What the channel still has for itself there' }),
                  pool: T.Integer({ description: 'What stands free for everybody there' }),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, query }) => {
        const nodes = await ownNodes(db, caller, query.node_id)
        const rows = await findShares(
          db,
          sql`node_id = any(${nodes}::text[]) and (${query.sku_id ?? null}::text is null or sku_id = ${query.sku_id ?? null})
            and (${query.channel_id ?? null}::text is null or channel_id = ${query.channel_id ?? null}) and (${query.ended === true} or ended_at is null)`,
          2_000,
        )
        const account = ({ node_id, channel_id }: { node_id: string; channel_id: string }) =>
          channel_id === '' ? safetyAccount(node_id) : shareAccount(node_id, channel_id)
        const balances = await db.rows<{ at: string; balance: number }>(sql`
          select b.account || ' ' || b.asset as at, b.balance
          from unnest(${rows.flatMap((row) => [account(row), availableAccount(row.node_id)])}::text[], ${rows.flatMap(({ sku_id }) => [`sku:${sku_id}`, `sku:${sku_id}`])}::text[]) as k (account, asset)
          join ledger.balances b on b.account = k.account and b.asset = k.asset`)
        const held = new Map(balances.map(({ at, balance }) => [at, balance]))
        const items = rows.map((row) => ({
          ...row,
          left: held.get(`${account(row)} sku:${row.sku_id}`) ?? 0,
          pool: held.get(`${availableAccount(row.node_id)} sku:${row.sku_id}`) ?? 0,
        }))
        return { items: await withTitles(db, items) }
      },
    )

    app.post(
      '/api/admin/stock/shares',
      {
        config: { access: { permission: 'stock.policy', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Set stock aside for channels, or keep it back from all',
          body: closed({ shares: T.Array(ShareItem, { minItems: 1, maxItems: 500, description: 'The rules' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const shares = request.body.shares.map((share) =>
          share.kind === 'fixed'
            ? { ...share, quantity: share.quantity ?? 0, percentage_bp: null }
            : { ...share, quantity: null, percentage_bp: share.percentage_bp ?? 0 },
        )
        const outcomes = await db.tx((tx) => setShares(tx, byOf(request), clock.now(), shares))
        return answerOutcomes(reply, outcomes, (status) => status === 'set' || status === 'changed')
      },
    )

    app.post(
      '/api/admin/stock/shares/endings',
      {
        config: { access: { permission: 'stock.policy', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'End rules now; what is left goes back to the pool',
          body: closed({ ids: T.Array(Id('A rule'), { minItems: 1, maxItems: 500, description: 'The rules' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => endShares(tx, byOf(request), clock.now(), request.body.ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'ended')
      },
    )
  }
