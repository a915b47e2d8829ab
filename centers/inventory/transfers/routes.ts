import { SkuId } from '#centers/products/model.ts'
import { byOf } from '#core/audit.ts'
import {
  answerOutcomes,
  Choice,
  Code,
  closed,
  cutPage,
  decodeCursor,
  Id,
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
import { type Reader, sql } from '#core/sql.ts'
import { LotNo, Serials } from '../moves/model.ts'
import { ownNodes, withTitles } from '../moves/routes.ts'
import { readNodes } from '../read.ts'
import { cancelTransfers, findTransferLines, listTransfers, makeTransfers, receiveTransfers, shipTransfers } from './write.ts'

const NullableText = Nullable(T.String())
const Title = Nullable(T.Object({ zh: T.String(), en: T.String() }))
const answers = { 200: Outcomes, 409: Outcomes }
const states = ['made', 'shipped', 'received', 'canceled'] as const
const Name = T.Object({ zh: T.String(), en: T.String() })
const Head = {
  id: T.String(),
  from_node_id: T.String(),
  from_name: Name,
  to_node_id: T.String(),
  to_name: Name,
  note: NullableText,
  state: T.String(),
  by_name: T.String(),
  made_at: T.String(),
  shipped_by: NullableText,
  shipped_at: NullableText,
  received_by: NullableText,
  closed_at: NullableText,
}
const Lines = T.Array(
  T.Object({
    line_no: T.Integer(),
    sku_id: T.String(),
    title: Title,
    quantity: T.Integer(),
    shipped: T.Integer(),
    received: T.Integer(),
    damaged: T.Integer(),
    over: T.Integer(),
    lost: T.Integer(),
  }),
)
const LineNo = T.Integer({ minimum: 1, maximum: 500, description: 'The line' })
const Pieces = (description: string) => T.Integer({ minimum: 0, maximum: 1_000_000, description })
const more = {
  lot_no: T.Optional(Nullable(LotNo('The lot; left out: first expired, first out'))),
  serials: T.Optional(Serials),
}

/** Whoever stands at one end reads the name of the other. */
async function withNames<Row extends { from_node_id: string; to_node_id: string }>(db: Reader, rows: readonly Row[]) {
  const nodes = await readNodes(db)
  return rows.map((row) => ({ ...row, from_name: nodes.get(row.from_node_id)!.name, to_name: nodes.get(row.to_node_id)!.name }))
}

/** Goods from one node to another, in two steps. */
export const transferRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/stock/transfers',
      {
        config: { access: { permission: 'stock.transfer', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Transfers from or to the nodes of the caller, newest first',
          querystring: T.Object({
            node_id: T.Optional(Code('From or to this node')),
            state: T.Optional(Choice(states, 'Only these')),
            ...PageQuery,
          }),
          response: { 200: pageOf(T.Object({ ...Head, pieces: T.Integer(), skus: T.Integer() })) },
        },
      },
      async ({ caller, query }) => {
        const limit = query.limit ?? 50
        const nodes = await ownNodes(db, caller, query.node_id)
        const after = decodeCursor(query.cursor, ['string', 'string']) as [string, string] | null
        const within = sql`(from_node_id = any(${nodes}::text[]) or to_node_id = any(${nodes}::text[]))
          and (${query.state ?? null}::text is null or state = ${query.state ?? null})`
        const page = cutPage(await listTransfers(db, within, after, limit + 1), limit, (row) => [row.made_at, row.id])
        const lines = await findTransferLines(
          db,
          page.items.map(({ id }) => id),
        )
        return {
          ...page,
          items: (await withNames(db, page.items)).map((row) => {
            const own = lines.filter(({ transfer_id }) => transfer_id === row.id)
            return { ...row, skus: own.length, pieces: own.reduce((sum, { quantity }) => sum + quantity, 0) }
          }),
        }
      },
    )

    app.get(
      '/api/admin/stock/transfers/:id',
      {
        config: { access: { permission: 'stock.transfer', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'One transfer with its lines',
          params: T.Object({ id: Id('The transfer') }),
          response: { 200: T.Object({ ...Head, lines: Lines }) },
        },
      },
      async ({ caller, params }) => {
        const nodes = await ownNodes(db, caller)
        const [transfer] = await listTransfers(db, sql`id = ${params.id}`, null, 1)
        if (!transfer || !(nodes.includes(transfer.from_node_id) || nodes.includes(transfer.to_node_id))) throw notFound('The transfer')
        const [named] = await withNames(db, [transfer])
        return { ...named!, lines: await withTitles(db, await findTransferLines(db, [transfer.id])) }
      },
    )

    app.post(
      '/api/admin/stock/transfers',
      {
        config: { access: { permission: 'stock.transfer', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Plan transfers; nothing moves yet',
          body: closed({
            transfers: T.Array(
              closed({
                id: Id('Made by the caller; the same id again is the same transfer'),
                from_node_id: Code('Where the goods are'),
                to_node_id: Code('Where they shall be'),
                note: T.Optional(Nullable(Text('Why', 200))),
                lines: T.Array(
                  closed({ sku_id: SkuId('The SKU'), quantity: T.Integer({ minimum: 1, maximum: 1_000_000, description: 'How many' }) }),
                  { minItems: 1, maxItems: 400, description: 'What goes' },
                ),
              }),
              { minItems: 1, maxItems: 100, description: 'The transfers' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => makeTransfers(tx, byOf(request), clock.now(), request.body.transfers))
        return answerOutcomes(reply, outcomes, (status) => status === 'made')
      },
    )

    app.post(
      '/api/admin/stock/transfers/shipments',
      {
        config: { access: { permission: 'stock.transfer', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Send transfers on their way',
          body: closed({
            shipments: T.Array(
              closed({
                id: Id('The transfer'),
                lines: T.Optional(
                  T.Array(closed({ line_no: LineNo, quantity: Pieces('How many really go'), ...more }), {
                    maxItems: 400,
                    description: 'What really goes; all of everything when left out',
                  }),
                ),
              }),
              { minItems: 1, maxItems: 100, description: 'The shipments' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => shipTransfers(tx, byOf(request), clock.now(), request.body.shipments))
        return answerOutcomes(reply, outcomes, (status) => status === 'shipped')
      },
    )

    app.post(
      '/api/admin/stock/transfers/receipts',
      {
        config: { access: { permission: 'stock.transfer', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Take transfers in, with what differs',
          body: closed({
            receipts: T.Array(
              closed({
                id: Id('Made by who receives; the same id again is the same receipt'),
                transfer_id: Id('The transfer'),
                lines: T.Array(
                  closed({ line_no: LineNo, received: Pieces('Came in good order'), damaged: Pieces('Came damaged'), ...more }),
                  {
                    maxItems: 400,
                    description: 'What came',
                  },
                ),
                closes: T.Boolean({ description: 'Nothing more will come: what is missing is written off' }),
              }),
              { minItems: 1, maxItems: 100, description: 'The receipts' },
            ),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => receiveTransfers(tx, byOf(request), clock.now(), request.body.receipts))
        return answerOutcomes(reply, outcomes, (status) => status === 'received' || status === 'received_in_part')
      },
    )

    app.post(
      '/api/admin/stock/transfers/cancellations',
      {
        config: { access: { permission: 'stock.transfer', scope: 'organization' } },
        schema: {
          tags: ['inventory'],
          summary: 'Give up transfers that have not left',
          body: closed({ ids: T.Array(Id('A transfer'), { minItems: 1, maxItems: 100, description: 'The transfers' }) }),
          response: answers,
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => cancelTransfers(tx, byOf(request), clock.now(), request.body.ids))
        return answerOutcomes(reply, outcomes, (status) => status === 'canceled')
      },
    )
  }
