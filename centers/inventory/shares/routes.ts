import { readChannels } from '#centers/channels/read.ts'
import { SkuId } from '#centers/products/model.ts'
import { byOf } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  cutPage,
  decodeCursor,
  Id,
  Moment,
  Nullable,
  notFound,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
  Text,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { column } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { sql } from '#core/sql.ts'
import { availableAccount, safetyAccount, shareAccount } from '../accounts.ts'
import { endHolds, holdStock, listHolds } from '../holds/write.ts'
import { policies } from '../model.ts'
import { ownNodes, withTitles } from '../moves/routes.ts'
import { listPolicies, listWindows, planPolicies } from '../policies/write.ts'
import { dropSellingCache } from '../read.ts'
import { setPolicies, shareNodes } from '../write.ts'
import { endShares, findShares, setShares } from './write.ts'

const NullableText = Nullable(T.String())
const Title = Nullable(T.Object({ zh: T.String(), en: T.String() }))
const answers = { 200: Outcomes, 409: Outcomes }
const ChannelOrAll = (description: string) => T.String({ pattern: '^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$', description })
const Amount = {
  kind: Choice(['fixed', 'percentage'] as const, 'So many pieces, granted once; or a part of what is sellable, made right again and again'),
  quantity: Nullable(T.Integer({ minimum: 0, maximum: 100_000_000, description: 'Pieces, for a fixed share' })),
  percentage_bp: Nullable(T.Integer({ minimum: 0, maximum: 10_000, description: 'Part in basis points, for a percentage' })),
}
const ShareItem = closed({
  id: Id('Made by the caller; the same id with another amount changes the rule'),
  channel_id: ChannelOrAll('The channel; empty to keep stock back from all of them'),
  node_id: Code('Where the stock stands'),
  sku_id: SkuId('Of what'),
  ...Amount,
  starts_at: Moment('From when'),
  ends_at: Nullable(Moment('Until when; null for good')),
})
const PolicyFields = {
  sku_id: SkuId('The SKU'),
  channel_id: ChannelOrAll('The channel; empty for every one'),
  policy: Choice(policies, 'positive: only what is there; zero: what a supplier promises; negative: before it is there, up to the cap'),
  node_id: Nullable(Code("The supplier's node, or the node that will ship a presale; null for positive")),
  cap: T.Integer({ minimum: 0, maximum: 100_000_000, description: 'How many may be sold before they are there' }),
}

/** Who may sell what: shares of channels, safety stock, policies, sharing of nodes, and stock on hold. */
export const policyRoutes: Routes<Needs> =
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

    app.get(
      '/api/admin/stock/policies',
      {
        config: { access: { permission: 'stock.policy', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'How SKUs may be sold when it is not only what is there, and what is planned',
          querystring: T.Object({ q: T.Optional(Text('Part of a SKU id', 40)), ...PageQuery }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  sku_id: T.String(),
                  title: Title,
                  channel_id: T.String(),
                  policy: T.String(),
                  node_id: NullableText,
                  cap: T.Integer(),
                }),
              ),
              next: NullableText,
              windows: T.Array(
                T.Object({
                  id: T.String(),
                  sku_id: T.String(),
                  channel_id: T.String(),
                  policy: T.String(),
                  node_id: NullableText,
                  cap: T.Integer(),
                  starts_at: T.String(),
                  ends_at: T.String(),
                  state: T.String(),
                }),
              ),
            }),
          },
        },
      },
      async ({ query }) => {
        const limit = query.limit ?? 50
        const after = (decodeCursor(query.cursor, ['string', 'string']) ?? ['', '']) as [string, string]
        const page = cutPage(await listPolicies(db, after, query.q ?? null, limit + 1), limit, (row) => [row.sku_id, row.channel_id])
        return {
          ...page,
          items: await withTitles(db, page.items),
          windows: await listWindows(db, sql`state in ('waiting', 'running', 'refused')`, 200),
        }
      },
    )

    app.post(
      '/api/admin/stock/policies',
      {
        config: { access: { permission: 'stock.policy', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'Set how SKUs may be sold from now on',
          body: closed({ policies: T.Array(closed(PolicyFields), { minItems: 1, maxItems: 500, description: 'The policies' }) }),
          response: answers,
        },
      },
      async ({ body }, reply) => {
        const wrong = body.policies.find(({ policy, node_id }) => policy !== 'positive' && node_id === null)
        if (wrong) throw notFound(`A node for ${wrong.sku_id}, which ${wrong.policy} needs,`)
        const outcomes = await db.tx((tx) => setPolicies(tx, clock.now(), body.policies))
        return answerOutcomes(reply, outcomes, (status) => status === 'set')
      },
    )

    app.post(
      '/api/admin/stock/policy-windows',
      {
        config: { access: { permission: 'stock.policy', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'Plan a policy for a time; what stood before comes back afterwards',
          body: closed({
            windows: T.Array(
              closed({
                id: Id('Made by the caller; the same id again is the same plan'),
                ...PolicyFields,
                starts_at: Moment('From when'),
                ends_at: Moment('Until when'),
              }),
              { minItems: 1, maxItems: 500, description: 'The plans' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const wrong = request.body.windows.find(({ policy, node_id }) => policy !== 'positive' && node_id === null)
        if (wrong) throw notFound(`A node for ${wrong.sku_id}, which ${wrong.policy} needs,`)
        const outcomes = await db.tx((tx) => planPolicies(tx, byOf(request), clock.now(), request.body.windows))
        return answerOutcomes(reply, outcomes, (status) => status === 'planned')
      },
    )

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
            withheld: T.Array(closed({ node_id: Code('The node'), brand_id: ChannelOrAll('The brand; empty for every one') }), {
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

    const HoldLines = T.Array(
      closed({ sku_id: SkuId('The SKU'), quantity: T.Integer({ minimum: 1, maximum: 100_000, description: 'How many' }) }),
      { minItems: 1, maxItems: 50, description: 'What is held' },
    )
    app.get(
      '/api/admin/stock/holds',
      {
        config: { access: { permission: 'stock.hold', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'Stock set aside for a while, newest first',
          querystring: T.Object({
            state: T.Optional(Choice(['held', 'released', 'expired', 'taken'] as const, 'Only these')),
            ...PageQuery,
          }),
          response: {
            200: pageOf(
              T.Object({
                id: T.String(),
                channel_id: T.String(),
                lines: T.Array(T.Object({ sku_id: T.String(), quantity: T.Integer(), node_id: T.String(), stock_from: T.String() })),
                note: NullableText,
                state: T.String(),
                due_at: T.String(),
                by_name: T.String(),
                held_at: T.String(),
                ended_at: NullableText,
              }),
            ),
          },
        },
      },
      async ({ query }) => {
        const limit = query.limit ?? 50
        const [at, id] = (decodeCursor(query.cursor, ['string', 'string']) ?? [null, null]) as [string | null, string | null]
        const rows = await listHolds(
          db,
          sql`(${query.state ?? null}::text is null or state = ${query.state ?? null})
            and (${at}::timestamptz is null or (held_at, id) < (${at}::timestamptz, ${id}::uuid))`,
          limit + 1,
        )
        return cutPage(rows, limit, (row) => [row.held_at, row.id])
      },
    )

    app.post(
      '/api/admin/stock/holds',
      {
        config: { access: { permission: 'stock.hold', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'Set stock aside until a moment, without an order',
          body: closed({
            holds: T.Array(
              closed({
                id: Id('Made by the caller; the same id again is the same hold'),
                channel_id: Code('The channel that will sell it'),
                lines: HoldLines,
                due_at: Moment('When it is free again by itself'),
                note: T.Optional(Nullable(Text('For whom, why', 200))),
              }),
              { minItems: 1, maxItems: 200, description: 'The holds' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => holdStock(tx, byOf(request), clock.now(), request.body.holds))
        return answerOutcomes(reply, outcomes, (status) => status === 'held')
      },
    )

    app.post(
      '/api/admin/stock/holds/releases',
      {
        config: { access: { permission: 'stock.hold', scope: 'all' } },
        schema: {
          tags: ['inventory'],
          summary: 'Give held stock back before its time',
          body: closed({ ids: T.Array(Id('A hold'), { minItems: 1, maxItems: 200, description: 'The holds' }) }),
          response: answers,
        },
      },
      async ({ body }, reply) => {
        const ends = body.ids.map((id) => ({ id, state: 'released' as const }))
        const outcomes = await db.tx((tx) => endHolds(tx, clock.now(), ends))
        return answerOutcomes(reply, outcomes, (status) => status === 'released')
      },
    )
  }
