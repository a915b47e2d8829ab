import { ownOnly, requireOrders } from '#centers/orders/own.ts'
import { isUndoable, MergeRuleItem, mostMerged, SplitRuleContent, SplitRuleItem } from '#centers/orders/parceling/model.ts'
import {
  findHinted,
  findMerged,
  findMerges,
  findSplits,
  listHints,
  listMergeRules,
  listSplitRules,
  readMergeRule,
  readSplitRule,
} from '#centers/orders/parceling/read.ts'
import { dismissHints, findHintOwners, saveMergeRule, saveSplitRule } from '#centers/orders/parceling/write.ts'
import { findLines, findOrders } from '#centers/orders/write.ts'
import { byOf } from '#core/audit.ts'
import { answerOutcomes, type Caller, Choice, closed, Id, Nullable, Outcomes, PageQuery, pageOf, type Routes, T, Text } from '#core/http.ts'
import type { Needs } from '#core/needs.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import type { Reader } from '#core/sql.ts'
import { partedBy, rehearseSplits } from './split-rule.ts'
import { mergeOrders, splitOrders, unmergeOrders, unsplitOrders } from './write.ts'

const tags = ['orders']
const access = (permission: string) => ({ access: { permission, scope: 'organization' as const } })
/** One rule for the whole house, like those of the review. */
const house = (permission: string) => ({ access: { permission, scope: 'none' as const } })
const answers = { 200: Outcomes, 409: Outcomes }
const S = T.String()
const Near = T.Object({
  ...{ id: S, order_no: S, channel_id: S, total_minor: T.Integer(), currency: S, placed_at: S },
  merge_id: Nullable(T.String({ description: 'Where it leaves with others already' })),
})
const Rule = T.Object({ ...MergeRuleItem.properties, saved_at: S, saved_by: S })
const SplitRule = T.Object({ ...SplitRuleItem.properties, saved_at: S, saved_by: S })

/** How orders become parcels: several that leave in one, one that leaves in several. */
export const parcelingRoutes: Routes<Needs> =
  ({ db, clock }) =>
  async (app) => {
    app.get(
      '/api/admin/merge-hints',
      {
        config: access('orders.read'),
        schema: {
          tags,
          summary: 'Orders of one buyer at one door that could leave in one parcel, the newest first',
          querystring: T.Object({ q: T.Optional(Text('Order number, platform number, phone or name', 80)), ...PageQuery }),
          response: {
            200: pageOf(
              T.Object({
                ...{ id: S, organization_id: S, buyer_name: S, buyer_phone: Nullable(S), hinted_at: S },
                address: T.Record(T.String(), T.Unknown()),
                orders: T.Array(T.Object({ ...Near.properties, states: T.Array(S) })),
              }),
            ),
          },
        },
      },
      async ({ caller, query }) => listHints(db, caller, { ...query, limit: query.limit ?? 50 }),
    )

    app.post(
      '/api/admin/merge-hints/dismissals',
      {
        config: access('orders.review'),
        schema: {
          tags,
          summary: 'Say that orders shall not leave together; another order of the buyer brings the hint back',
          body: closed({ ids: T.Array(Id('The hint'), { minItems: 1, maxItems: 1000, description: 'The hints' }) }),
          response: answers,
        },
      },
      async ({ caller, body }, reply) => {
        const owners = new Map((await findHintOwners(db, body.ids)).map((one) => [one.id, one]))
        const own = body.ids.filter((id) => owners.has(id) && mayTouch(caller, owners.get(id)!))
        const outcomes = new Map((await db.tx((tx) => dismissHints(tx, caller.name, clock.now(), own))).map((one) => [one.id, one]))
        const missing = { status: 'hint_not_found' as const, detail: 'These orders have left, or were changed: read the list again.' }
        return answerOutcomes(
          reply,
          body.ids.map((id) => outcomes.get(id) ?? { id, ...missing }),
          (status) => status === 'dismissed',
        )
      },
    )

    app.get(
      '/api/admin/orders/:id/parceling',
      {
        config: access('orders.read'),
        schema: {
          tags,
          summary: 'What an order leaves together with, what it could, and how it was split',
          params: T.Object({ id: Id('The order') }),
          response: {
            200: T.Object({
              merge: Nullable(
                T.Object({
                  ...{ id: S, merged_by: S, merged_at: S },
                  rule_version: Nullable(T.Integer({ description: 'The version of the merge rule that did it; null for a person' })),
                  orders: T.Array(Near),
                }),
              ),
              hints: T.Array(Near, { description: 'Other open orders of the same buyer at the same door' }),
              splits: T.Array(
                T.Object({
                  rule_version: Nullable(T.Integer({ description: 'The version of the split rule that did it; null for a person' })),
                  ...{ split_id: S, how: S, split_by: S, split_at: S, undone_by: Nullable(S), undone_at: Nullable(S) },
                  line_nos: T.Array(T.Integer(), { description: 'Lines that leave apart because of it' }),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, params }) => {
        await requireOrders(db, caller, [params.id])
        return viewParceling(db, caller, params.id)
      },
    )

    app.post(
      '/api/admin/orders/merges',
      {
        config: access('orders.review'),
        schema: {
          tags,
          summary: 'Let orders of one buyer leave in one parcel; each keeps its number, lines and money',
          description: 'An order that is in a merge already takes the others in. A refusal names the order that stands in the way.',
          body: closed({
            merges: T.Array(
              closed({
                id: Id('Made by the caller; the same id again is the same merge'),
                order_ids: T.Array(Id('An order'), { minItems: 1, maxItems: mostMerged, description: 'Two orders at least' }),
              }),
              { minItems: 1, maxItems: 200, description: 'Each becomes one parcel' },
            ),
          }),
          response: answers,
        },
      },
      async ({ caller, body }, reply) => {
        const visible = new Set(
          column(
            await ownOnly(
              db,
              caller,
              body.merges.flatMap(({ order_ids }) => order_ids.map((id) => ({ id }))),
            ),
            'id',
          ),
        )
        // What the caller may not see is no order for him.
        const asks = body.merges.map((one) => ({ ...one, order_ids: one.order_ids.map((id) => (visible.has(id) ? id : nobody)) }))
        const by = { name: caller.name, rule_version: null }
        const outcomes = await db.tx((tx) => mergeOrders(tx, by, clock.now(), asks))
        return answerOutcomes(reply, outcomes, (status) => status === 'merged')
      },
    )

    app.post(
      '/api/admin/orders/merges/endings',
      {
        config: access('orders.review'),
        schema: {
          tags,
          summary: 'Take merges apart: each order leaves by itself again',
          body: closed({ ids: T.Array(Id('The merge'), { minItems: 1, maxItems: 200, description: 'The merges' }) }),
          response: answers,
        },
      },
      async ({ caller, body }, reply) => {
        const inside = await findMerges(db, body.ids)
        const visible = new Set(
          column(
            await ownOnly(
              db,
              caller,
              inside.map(({ order_id }) => ({ id: order_id })),
            ),
            'id',
          ),
        )
        const own = body.ids.filter((id) => inside.some((one) => one.merge_id === id && visible.has(one.order_id)))
        const outcomes = new Map((await db.tx((tx) => unmergeOrders(tx, caller.name, clock.now(), own))).map((one) => [one.id, one]))
        const missing = { status: 'merge_not_found' as const, detail: 'There is no such merge.' }
        return answerOutcomes(
          reply,
          body.ids.map((id) => outcomes.get(id) ?? { id, ...missing }),
          (status) => status === 'unmerged',
        )
      },
    )

    const Split = {
      id: Id('The order'),
      split_id: Id('Made by the caller; the same id again is the same split'),
    }
    app.post(
      '/api/admin/orders/splits',
      {
        config: access('orders.review'),
        schema: {
          tags,
          summary: 'Let part of an order leave in parcels of its own; what the buyer paid is shared out to the cent',
          description:
            'Give `pieces` to split by hand, or `most_grams` to split by weight. What leaves from several places, or waits for goods, is parted by itself.',
          body: closed({
            splits: T.Array(
              closed({
                ...Split,
                pieces: T.Optional(
                  Nullable(
                    T.Array(
                      closed({
                        line_no: T.Integer({ minimum: 1, maximum: 10_000, description: 'The order line' }),
                        quantity: T.Integer({ minimum: 1, maximum: 9_999, description: 'How many pieces of it' }),
                      }),
                      { minItems: 1, maxItems: 100, description: 'What goes into a parcel of its own' },
                    ),
                  ),
                ),
                most_grams: T.Optional(
                  Nullable(T.Integer({ minimum: 1, maximum: 10_000_000, description: 'Parcels of at most so many grams' })),
                ),
              }),
              { minItems: 1, maxItems: 200, description: 'One per order' },
            ),
          }),
          response: answers,
        },
      },
      async ({ caller, body }, reply) => {
        const own = new Set(await ownOnly(db, caller, body.splits))
        const going = body.splits.filter((one) => own.has(one) && Boolean(one.pieces) !== Boolean(one.most_grams))
        const outcomes = await db.tx((tx) => splitOrders(tx, caller.name, clock.now(), going))
        const found = new Map(going.map((one, i) => [one, outcomes[i]!]))
        const missing = (one: (typeof body.splits)[number]) =>
          own.has(one)
            ? { id: one.id, status: 'how_unclear', detail: 'pieces, most_grams: give one of the two.' }
            : { id: one.id, status: 'order_not_found', detail: 'There is no such order.' }
        return answerOutcomes(
          reply,
          body.splits.map((one): Outcome => found.get(one) ?? missing(one)),
          (status) => status === 'split',
        )
      },
    )

    app.post(
      '/api/admin/orders/splits/endings',
      {
        config: access('orders.review'),
        schema: {
          tags,
          summary: 'Take splits back: the pieces leave with the rest again, and parts of a line are one line',
          body: closed({ splits: T.Array(closed(Split), { minItems: 1, maxItems: 200, description: 'The splits' }) }),
          response: answers,
        },
      },
      async ({ caller, body }, reply) => {
        const own = new Set(await ownOnly(db, caller, body.splits))
        const going = body.splits.filter((one) => own.has(one))
        const outcomes = await db.tx((tx) => unsplitOrders(tx, caller.name, clock.now(), going))
        const found = new Map(going.map((one, i) => [one, outcomes[i]!]))
        return answerOutcomes(
          reply,
          body.splits.map((one): Outcome => found.get(one) ?? { id: one.id, status: 'order_not_found', detail: 'There is no such order.' }),
          (status) => status === 'unsplit',
        )
      },
    )

    app.get(
      '/api/admin/merge-rule',
      {
        config: house('orders.read'),
        schema: {
          tags,
          summary: 'Whether orders are merged by themselves, and what the rule said before',
          response: { 200: T.Object({ rule: Rule, versions: T.Array(Rule) }) },
        },
      },
      async () => ({ rule: await readMergeRule(db), versions: await listMergeRules(db) }),
    )

    app.put(
      '/api/admin/merge-rule',
      {
        config: house('orders.rules'),
        schema: { tags, summary: 'Save the merge rule as a new version', body: MergeRuleItem, response: answers },
      },
      async (request, reply) => {
        const outcome = await db.tx((tx) => saveMergeRule(tx, byOf(request), clock.now(), request.body))
        return answerOutcomes(reply, [outcome], (status) => status === 'saved')
      },
    )

    app.get(
      '/api/admin/split-rule',
      {
        config: house('orders.read'),
        schema: {
          tags,
          summary: 'Whether orders are split by themselves, and what the rule said before',
          response: { 200: T.Object({ rule: SplitRule, versions: T.Array(SplitRule) }) },
        },
      },
      async () => ({ rule: await readSplitRule(db), versions: await listSplitRules(db) }),
    )

    app.put(
      '/api/admin/split-rule',
      {
        config: house('orders.rules'),
        schema: {
          tags,
          summary: 'Save the split rule as a new version',
          description:
            'It splits what is released from now on. What leaves from several places, or waits for goods, parts by itself without a rule.',
          body: SplitRuleItem,
          response: answers,
        },
      },
      async (request, reply) => {
        const outcome = await db.tx((tx) => saveSplitRule(tx, byOf(request), clock.now(), request.body))
        return answerOutcomes(reply, [outcome], (status) => status === 'saved')
      },
    )

    app.post(
      '/api/admin/split-rule/dry-runs',
      {
        config: access('orders.rules'),
        schema: {
          tags,
          summary: 'What a split rule would have made of the newest orders of the last 30 days; nothing is changed',
          body: SplitRuleContent,
          response: {
            200: T.Object({
              ...{ orders: T.Integer(), split: T.Integer(), more_parcels: T.Integer(), from_several_places: T.Integer() },
              ...{ waiting_for_goods: T.Integer(), weight_unknown: T.Integer() },
              examples: T.Array(
                T.Object({
                  ...{ id: S, order_no: S, parcels: T.Integer() },
                  because: T.Array(Choice(partedBy, 'The rule; by itself: several places, goods that are waited for')),
                }),
              ),
            }),
          },
        },
      },
      async ({ caller, body }) => rehearseSplits(db, caller, clock.now(), body),
    )
  }

/** An id that no order has. */
const nobody = '00000000-0000-0000-0000-000000000000'

async function viewParceling(db: Reader, caller: Caller, id: string) {
  const [merged, hinted, splits, lines] = await Promise.all([
    findMerged(db, [id]),
    findHinted(db, [id]),
    findSplits(db, [id]),
    findLines(db, [id]),
  ])
  const together = new Set(column(merged, 'order_id'))
  const found = await findOrders(db, [...new Set([...column(merged, 'order_id'), ...column(hinted, 'order_id')])])
  const merges = new Map((await findMerged(db, column(found, 'id'))).map(({ order_id, merge_id }) => [order_id, merge_id]))
  const near = found
    .filter((order) => order.id !== id && mayTouch(caller, order))
    .map((order) => ({ ...order, merge_id: merges.get(order.id) ?? null }))
    .sort((a, b) => (a.placed_at < b.placed_at ? -1 : 1))
  const own = merged.find(({ order_id }) => order_id === id)
  return {
    merge: own
      ? {
          ...{ id: own.merge_id, merged_by: own.merged_by, merged_at: own.merged_at, rule_version: own.rule_version },
          orders: near.filter((order) => together.has(order.id)),
        }
      : null,
    hints: near.filter((order) => !together.has(order.id)),
    splits: splits.filter(isUndoable).map(({ apart_nos, ...split }) => ({
      ...split,
      line_nos: split.undone_at === null ? lines.filter(({ apart_no }) => apart_nos.includes(apart_no)).map(({ line_no }) => line_no) : [],
    })),
  }
}
