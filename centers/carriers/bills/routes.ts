import { byOf } from '#core/audit.ts'
import type { Caller, Routes } from '#core/http.ts'
import { answerOutcomes, BusinessDate, Choice, Code, closed, Id, notFound, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { mayTouch } from '#core/scope.ts'
import { type Db, sql, type Tx } from '#core/sql.ts'
import { BillLine, differenceTypes } from '../model.ts'
import { answers, items, mine, NullableText, NullableWhole } from '../schemas.ts'
import { importBill, largestBill, listBillLines, listBills, resolveBillLines } from './write.ts'

/** Bills of carriers, held against what we reckoned. */
export const billRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    const bills = { config: { access: { permission: 'freight.reconcile', scope: 'organization' } as const } }
    const verb = <Result>(work: (tx: Tx) => Promise<Result>) => db.tx(work)

    app.get(
      '/api/admin/freight-bills',
      {
        ...bills,
        schema: {
          tags: ['carriers'],
          summary: 'Bills of carriers',
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  bill_id: T.String(),
                  organization_id: T.String(),
                  carrier_id: T.String(),
                  currency: T.String(),
                  period_from: T.String(),
                  period_to: T.String(),
                  name: T.String(),
                  imported_by: T.String(),
                  imported_at: T.String(),
                  line_count: T.Integer(),
                  amount_minor: T.Integer(),
                  quoted_minor: T.Integer(),
                  difference_minor: T.Integer(),
                  open_count: T.Integer(),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller }) => ({ items: await listBills(db, mine(caller, sql`b.organization_id`), 200) }),
    )
    app.post(
      '/api/admin/freight-bills',
      {
        ...bills,
        bodyLimit: 8 * 1024 * 1024,
        schema: {
          tags: ['carriers'],
          summary: "Import a carrier's bill",
          description: 'Each line is held against what we reckoned when the number was asked for.',
          body: closed({
            bill_id: Id('Yours; importing again is harmless'),
            organization_id: Code('Who is billed'),
            carrier_id: Code('Who bills'),
            currency: T.Optional(T.String({ pattern: '^[A-Z]{3}$', description: 'CNY when left out' })),
            period_from: BusinessDate('First day'),
            period_to: BusinessDate('Last day'),
            name: Text('File or bill number'),
            lines: T.Array(BillLine, { minItems: 1, maxItems: largestBill, description: 'Lines in the order of the file' }),
          }),
          response: answers,
        },
      },
      async (request, reply) => {
        const { lines, currency = 'CNY', ...bill } = request.body
        const outcome = await verb((tx) => importBill(tx, byOf(request), clock.now(), { ...bill, currency }, lines))
        return answerOutcomes(reply, [outcome], (status) => status === 'imported')
      },
    )
    app.get(
      '/api/admin/freight-bills/:bill_id/lines',
      {
        ...bills,
        schema: {
          tags: ['carriers'],
          summary: 'Lines of a bill',
          params: closed({ bill_id: Id('The bill') }),
          querystring: closed({
            type: T.Optional(Choice(differenceTypes, 'Of this type')),
            after: T.Optional(T.Integer({ minimum: 0, default: 0, description: 'Line number of the last one seen' })),
            limit: T.Optional(T.Integer({ minimum: 1, maximum: 500, default: 100, description: 'Lines' })),
          }),
          response: {
            200: T.Object({
              items: T.Array(
                T.Object({
                  line_no: T.Integer(),
                  waybill_no: T.String(),
                  weight_grams: NullableWhole,
                  amount_minor: T.Integer(),
                  quoted_minor: NullableWhole,
                  quoted_grams: NullableWhole,
                  difference_minor: T.Integer(),
                  type: Choice(differenceTypes, 'How it differs'),
                  resolution: NullableText,
                  resolved_by: NullableText,
                }),
              ),
              more: T.Boolean(),
            }),
          },
        },
      },
      async ({ caller, params, query: { type, after = 0, limit = 100 } }) => {
        await requireBill(db, caller, params.bill_id)
        const rows = await listBillLines(db, params.bill_id, type, after, limit)
        return { items: rows.slice(0, limit), more: rows.length > limit }
      },
    )
    app.post(
      '/api/admin/freight-bills/:bill_id/resolutions',
      {
        ...bills,
        schema: {
          tags: ['carriers'],
          summary: 'Accept or dispute lines',
          params: closed({ bill_id: Id('The bill') }),
          body: items(
            closed({
              line_no: T.Integer({ minimum: 1, description: 'The line' }),
              resolution: Choice(['accepted', 'disputed'] as const, 'Whether we pay it'),
            }),
            'Lines and what we say to them',
            1000,
          ),
          response: answers,
        },
      },
      async (request, reply) => {
        await requireBill(db, request.caller, request.params.bill_id)
        const outcomes = await verb((tx) => resolveBillLines(tx, byOf(request), clock.now(), request.params.bill_id, request.body.items))
        return answerOutcomes(reply, outcomes, (status) => status === 'resolved')
      },
    )
  }

async function requireBill(db: Db, caller: Caller, bill_id: string): Promise<void> {
  const bill = await db.row<{ organization_id: string }>(sql`select organization_id from carriers.bills where bill_id = ${bill_id}`)
  if (!bill || !mayTouch(caller, bill)) throw notFound('The bill')
}
