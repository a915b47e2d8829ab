import { byOf } from '#core/audit.ts'
import { answerOutcomes, Choice, Code, closed, Nullable, Outcomes, PageQuery, pageOf, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { type Outside, refundStates, replyWords } from '../port.ts'
import { listRefunds } from './read.ts'
import { replyRefunds } from './write.ts'

const NullableText = Nullable(T.String())
const RefundRow = T.Object({
  connection_id: T.String(),
  platform: T.String(),
  refund_no: T.String(),
  external_no: T.String(),
  order_id: NullableText,
  buyer: NullableText,
  kind: T.String(),
  state: T.String(),
  platform_status: T.String(),
  amount_minor: T.Integer(),
  reason: NullableText,
  effect: NullableText,
  goods_left: T.Boolean({ description: 'Whether anything of its order has left us' }),
  replies: T.Array(T.String(), { description: 'Which answers the platform waits for' }),
  reply: Nullable(
    T.String({ description: 'The last answer: `asked`, `told` or `refused`, `: ` and the word; `: ` and why it was refused' }),
  ),
  reply_is_current: T.Boolean({ description: 'Whether that was said to it where it stands now' }),
  reply_by: NullableText,
  modified_at: T.String(),
})

/** Refunds that platforms told of, and our answers. */
export const replyRoutes =
  (outside: Outside): Routes<Needs> =>
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/marketplaces/refunds',
      {
        config: { access: { permission: 'marketplaces.read', scope: 'organization' } as const },
        schema: {
          tags: ['marketplaces'],
          summary: 'Refunds that platforms told of, newest first',
          querystring: closed({
            state: T.Optional(Choice(refundStates, 'Where they stand')),
            connection_id: T.Optional(Code('One shop only')),
            number: T.Optional(
              T.String({ minLength: 1, maxLength: 80, description: 'The platform’s number of the order or the refund, whole' }),
            ),
            ...PageQuery,
          }),
          response: { 200: pageOf(RefundRow) },
        },
      },
      async ({ caller, query: { limit = 50, ...filter } }) => {
        const page = await listRefunds(db, caller, { ...filter, limit } as never)
        return {
          ...page,
          items: page.items.map((row) => ({ ...row, replies: [...(outside.ports[row.platform]?.mayReply?.(row) ?? [])] })),
        }
      },
    )
    app.post(
      '/api/admin/marketplaces/replies',
      {
        config: { access: { permission: 'orders.cancel', scope: 'organization' } as const },
        schema: {
          tags: ['marketplaces'],
          summary: 'Answer refunds that buyers asked of platforms: yes or no',
          description:
            'Each platform hears it within a second. Answered again it changes nothing; what a platform refuses is a dead letter.',
          body: closed({
            items: T.Array(
              closed({
                connection_id: Code('The shop'),
                refund_no: T.String({ minLength: 1, maxLength: 80, description: 'The platform’s number of the refund' }),
                word: Choice(replyWords, 'Yes or no'),
                reason: Text('Why; the buyer reads it with a no', 200),
              }),
              { minItems: 1, maxItems: 200, description: 'Answers' },
            ),
          }),
          response: { 200: Outcomes, 409: Outcomes },
        },
      },
      async (request, reply) => {
        const outcomes = await db.tx((tx) => replyRefunds(tx, byOf(request), clock.now(), outside.ports, request.body.items))
        return answerOutcomes(reply, outcomes, (status) => /^already|asked$/.test(status))
      },
    )
  }
