import { SkuId } from '#centers/products/model.ts'
import { findSkus } from '#centers/products/read.ts'
import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  type Caller,
  Choice,
  Code,
  closed,
  cutPage,
  decodeCursor,
  Nullable,
  Outcomes,
  PageQuery,
  pageOf,
  type Routes,
  T,
} from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { column } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { type Reader, sql } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { Arrival, type Move, MoveItem, moveKinds } from './model.ts'
import { listMoves } from './read.ts'
import { moveStock, receiveStock } from './write.ts'

const NullableText = Nullable(T.String())
const Title = Nullable(T.Object({ zh: T.String(), en: T.String() }))
const answers = { 200: Outcomes, 409: Outcomes }

/** The nodes a caller may see, or the one asked for. */
export async function ownNodes(db: Reader, caller: Caller, node_id?: string | undefined): Promise<string[]> {
  const within = scopeFilter(caller, { organization: sql`organization_id` })
  const rows = await db.rows<{ id: string }>(
    sql`select id from inventory.nodes where ${within} and (${node_id ?? null}::text is null or id = ${node_id ?? null}) order by id`,
  )
  return column(rows, 'id')
}

/** Adds what a SKU is called. */
export async function withTitles<Row extends { sku_id: string }>(
  db: Reader,
  rows: readonly Row[],
): Promise<(Row & { title: { zh: string; en: string } | null })[]> {
  const skus = new Map((await findSkus(db, [...new Set(column(rows, 'sku_id'))])).map((sku) => [sku.sku_id, sku.title]))
  return rows.map((row) => ({ ...row, title: skus.get(row.sku_id) ?? null }))
}

/** Goods that people move, and what stands where by lot. */
export const moveRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/stock/moves',
      {
        config: { access: { permission: 'stock.read', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Moves of goods, newest first',
          querystring: T.Object({
            node_id: T.Optional(Code('Only this node')),
            sku_id: T.Optional(SkuId('Only this SKU')),
            kind: T.Optional(Choice(moveKinds, 'Only this kind')),
            ...PageQuery,
          }),
          response: {
            200: pageOf(
              T.Object({
                id: T.String(),
                kind: T.String(),
                sku_id: T.String(),
                title: Title,
                quantity: T.Integer(),
                from_node_id: NullableText,
                from_condition: NullableText,
                to_node_id: NullableText,
                to_condition: NullableText,
                lots: T.Array(T.Object({ lot_no: T.String(), quantity: T.Integer() })),
                serials: T.Array(T.String()),
                reason: NullableText,
                ref: NullableText,
                by_name: T.String(),
                moved_at: T.String(),
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => {
        const limit = query.limit ?? 50
        const after = decodeCursor(query.cursor, ['string', 'string']) as [string, string] | null
        const rows = await listMoves(db, await ownNodes(db, caller, query.node_id), query, after, limit + 1)
        const page = cutPage(rows, limit, (row) => [row.moved_at, row.id])
        return { ...page, items: await withTitles(db, page.items) }
      },
    )

    app.post(
      '/api/admin/stock/moves',
      {
        config: { access: { permission: 'stock.move', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Move goods between conditions and nodes',
          body: closed({ moves: T.Array(MoveItem, { minItems: 1, maxItems: 1000, description: 'The moves; null is outside' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const moves = request.body.moves.map((move): Move => ({ ...move, from: move.from ?? 'outside', to: move.to ?? 'outside' }))
        const outcomes = await db.tx((tx) => moveStock(tx, byOf(request), clock.now(), moves))
        return answerOutcomes(reply, outcomes, (status) => status === 'moved')
      },
    )

    app.post(
      '/api/admin/stock/arrivals',
      {
        config: { access: { permission: 'stock.receive', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Take in goods that arrive from outside, with lot and serial numbers where the product has them',
          body: closed({ arrivals: T.Array(Arrival, { minItems: 1, maxItems: 1000, description: 'What arrived' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => receiveStock(tx, byOf(request), clock.now(), request.body.arrivals))
        return answerOutcomes(reply, outcomes, (status) => status === 'moved')
      },
    )

    app.get(
      '/api/admin/stock/lots',
      {
        config: { access: { permission: 'stock.read', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Lots that stand at nodes: first to expire first, or longest there first',
          querystring: T.Object({
            node_id: T.Optional(Code('Only this node')),
            sku_id: T.Optional(SkuId('Only this SKU')),
            order: T.Optional(Choice(['expiry', 'age'] as const, 'By expiry (when left out) or by how long they have been there')),
            within_days: T.Optional(T.Integer({ minimum: -3650, maximum: 3650, description: 'Only lots that expire within so many days' })),
            ...PageQuery,
          }),
          response: {
            200: pageOf(
              T.Object({
                node_id: T.String(),
                sku_id: T.String(),
                title: Title,
                lot_no: T.String(),
                condition: T.String(),
                quantity: T.Integer(),
                made_on: NullableText,
                expires_on: NullableText,
                days_left: Nullable(T.Integer()),
                days_here: T.Integer(),
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => {
        const limit = query.limit ?? 50
        const today = businessDate(clock.now())
        const node_ids = await ownNodes(db, caller, query.node_id)
        const by_age = query.order === 'age'
        const [at, sku_id, lot_no, node_id, condition] = (decodeCursor(query.cursor, [
          'string',
          'string',
          'string',
          'string',
          'string',
        ]) ?? ['', '', '', '', '']) as string[]
        const rank = by_age ? sql`s.since_at::text` : sql`coalesce(l.expires_on::text, '9999-12-31')`
        const rows = await db.rows<LotRow>(sql`
          select * from (
            select s.node_id, s.sku_id, s.lot_no, s.condition, s.quantity, l.made_on, l.expires_on, (l.expires_on - ${today}::date) as days_left,
              extract(day from ${clock.now()}::timestamptz - s.since_at)::integer as days_here, ${rank} as rank
            from inventory.lot_stock s join inventory.lots l on l.sku_id = s.sku_id and l.lot_no = s.lot_no
            where s.quantity > 0 and s.node_id = any(${node_ids}::text[]) and (${query.sku_id ?? null}::text is null or s.sku_id = ${query.sku_id ?? null})
              and (${query.within_days ?? null}::integer is null or l.expires_on <= ${today}::date + ${query.within_days ?? null}::integer)
          ) r where (rank, sku_id, lot_no, node_id, condition) > (${at}, ${sku_id}, ${lot_no}, ${node_id}, ${condition})
          order by rank, sku_id, lot_no, node_id, condition limit ${limit + 1}`)
        const page = cutPage(rows, limit, (row) => [row.rank, row.sku_id, row.lot_no, row.node_id, row.condition])
        return { ...page, items: await withTitles(db, page.items) }
      },
    )

    app.get(
      '/api/admin/stock/aging',
      {
        config: { access: { permission: 'stock.read', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary:
            'How long what is available has been there, as if the first in went out first; days since the oldest piece came and the last one left',
          querystring: T.Object({
            node_id: T.Optional(Code('Only this node')),
            over_days: T.Optional(
              T.Integer({ minimum: 0, maximum: 3650, description: 'Only where the oldest piece has been there longer' }),
            ),
            ...PageQuery,
          }),
          response: {
            200: pageOf(
              T.Object({
                node_id: T.String(),
                sku_id: T.String(),
                title: Title,
                quantity: T.Integer(),
                oldest_days: T.Integer(),
                over_30: T.Integer({ description: 'Pieces that came more than 30 days ago' }),
                over_90: T.Integer({ description: 'Pieces that came more than 90 days ago' }),
                idle_days: Nullable(T.Integer({ description: 'Days since the last piece was sold from here; null when none ever was' })),
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => {
        const limit = query.limit ?? 50
        const node_ids = await ownNodes(db, caller, query.node_id)
        const [at, after] = (decodeCursor(query.cursor, ['string', 'string']) ?? ['', '']) as [string, string]
        // The newest arrivals that add up to what is there are what is there. Node by node a short index walk, stopped at the page's end.
        const rows = await db.rows<AgingRow>(sql`
          select n.node_id, substr(b.asset, 5) as sku_id, b.balance as quantity, coalesce(a.oldest_days, 0) as oldest_days,
            coalesce(a.over_30, 0)::bigint as over_30, coalesce(a.over_90, 0)::bigint as over_90, i.idle_days
          from (select node_id, 'node:' || node_id || ':available' as account from unnest(${node_ids.toSorted()}::text[]) u (node_id)
            where node_id >= ${at}) n
          cross join lateral (
            select asset, balance from ledger.balances where account = n.account and balance > 0 and (n.node_id > ${at} or asset > ${`sku:${after}`})
            order by asset limit ${query.over_days === undefined ? limit + 1 : null}
          ) b
          cross join lateral (
            select max(days)::integer as oldest_days, sum(part) filter (where days > 30) as over_30, sum(part) filter (where days > 90) as over_90 from (
              select extract(day from ${clock.now()}::timestamptz - recorded_at)::integer as days,
                least(amount, b.balance - (newer - amount)) as part
              from (
                select recorded_at, amount, sum(amount) over (order by recorded_at desc, transaction_key, seq) as newer
                from (select * from ledger.postings where destination = n.account and asset = b.asset order by recorded_at desc limit 500) p
              ) w where newer - amount < b.balance
            ) parts
          ) a
          cross join lateral (
            select extract(day from ${clock.now()}::timestamptz - max(recorded_at))::integer as idle_days from ledger.postings
            where source = n.account and asset = b.asset
          ) i
          where ${query.over_days ?? null}::integer is null or a.oldest_days > ${query.over_days ?? null}
          order by n.node_id, b.asset limit ${limit + 1}`)
        const page = cutPage(rows, limit, (row) => [row.node_id, row.sku_id])
        return { ...page, items: await withTitles(db, page.items) }
      },
    )

    app.get(
      '/api/admin/stock/serials/:serial_no',
      {
        config: { access: { permission: 'stock.read', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Where pieces with this serial number are, or how they left',
          params: T.Object({ serial_no: T.String({ maxLength: 64, description: 'The serial number' }) }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  sku_id: T.String(),
                  serial_no: T.String(),
                  state: T.String(),
                  node_id: NullableText,
                  condition: NullableText,
                  lot_no: NullableText,
                  ref: T.String(),
                  changed_at: T.String(),
                  title: Title,
                }),
              ),
              life: T.Array(
                T.Object({
                  id: T.String(),
                  kind: T.String(),
                  sku_id: T.String(),
                  from_node_id: NullableText,
                  from_condition: NullableText,
                  to_node_id: NullableText,
                  to_condition: NullableText,
                  reason: NullableText,
                  ref: NullableText,
                  by_name: T.String(),
                  moved_at: T.String(),
                }),
                { description: 'Every move of these pieces, newest first' },
              ),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        const rows = await db.rows<SerialRow>(sql`
          select sku_id, serial_no, state, node_id, condition, lot_no, ref, changed_at from inventory.serials where serial_no = ${params.serial_no} limit 50`)
        const own = new Set(await ownNodes(db, caller))
        const everywhere = caller.organizations === 'all'
        const items = rows.filter(({ node_id }) => (node_id === null ? everywhere : own.has(node_id)))
        const life = await db.rows<SerialMove>(sql`
          select id, kind, sku_id, from_node_id, from_condition, to_node_id, to_condition, reason, ref, by_name, moved_at from inventory.moves
          where serials @> ${[params.serial_no]}::text[] and cardinality(serials) > 0 and sku_id = any(${column(items, 'sku_id')}::text[])
          order by moved_at desc, id desc limit 100`)
        return { items: await withTitles(db, items), life }
      },
    )
  }

interface LotRow {
  node_id: string
  sku_id: string
  lot_no: string
  condition: string
  quantity: number
  made_on: string | null
  expires_on: string | null
  days_left: number | null
  days_here: number
  rank: string
}
interface AgingRow {
  node_id: string
  sku_id: string
  quantity: number
  oldest_days: number
  over_30: number
  over_90: number
  idle_days: number | null
}
interface SerialMove {
  id: string
  kind: string
  sku_id: string
  from_node_id: string | null
  from_condition: string | null
  to_node_id: string | null
  to_condition: string | null
  reason: string | null
  ref: string | null
  by_name: string
  moved_at: string
}
interface SerialRow {
  sku_id: string
  serial_no: string
  state: string
  node_id: string | null
  condition: string | null
  lot_no: string | null
  ref: string
  changed_at: string
}
