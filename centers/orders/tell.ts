import { readNodes } from '#centers/inventory/read.ts'
import type { MessageRequest } from '#centers/messages/model.ts'
import { announce, type Consumer } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { formatMoney } from '#core/money.ts'
import { column } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'

interface News {
  order_id: string
  template:
    | 'orders.placed'
    | 'orders.paid'
    | 'orders.shipped'
    | 'orders.awaiting_pickup'
    | 'orders.ready_at_outlet'
    | 'orders.delivered'
    | 'orders.service_begun'
    | 'orders.service_done'
    | 'orders.canceled'
    | 'orders.refunded'
    | 'orders.lines_canceled'
    | 'orders.lines_substituted'
  /** What it is about within the order: a group, a parcel. */
  part: string
  happened_at: string
  values: Record<string, string>
}

interface PaidSum {
  order_id: string
  transaction_key: string
  amount_minor: number
  currency: string
  happened_at: string
}

/** A parcel at a pick-up point, with the carrier's own words. */
interface Waiting {
  id: string
  order_id: string
  waybill_no: string
  told: string
  happened_at: string
}

interface Substituted {
  id: string
  substitution_id: string
  quantity: number
  happened_at: string
}
interface Refunded {
  id: string
  refund_id: string
  pieces: number
  refunded_minor: number
  happened_at: string
}

/** What the house cancels by itself, in words; a message goes out in the member's own language and a value does not, so in both. */
const said: Record<string, string> = {
  another_plan_runs: '另一种付费会员正在生效 / another membership runs',
  too_far_ahead: '会员已续到三年以后 / it is paid for three years ahead',
}

/** What also comes as a short message or a mail, to who asked for it: it costs money and reaches people at dinner. */
const byLetter: ReadonlySet<News['template']> = new Set([
  'orders.shipped',
  'orders.awaiting_pickup',
  'orders.ready_at_outlet',
  'orders.delivered',
  'orders.service_done',
  'orders.canceled',
  'orders.refunded',
])

/** Older than this it is no news: history that is loaded tells nobody anything. */
const fresh_ms = 2 * 86_400_000

/**
 * Tells members what happens to their orders, the placing too where somebody else placed it: who ordered by phone, or through somebody of his organization, saw
 * no page that told him. Each thing once: the message's id is made of what it is about.
 */
export const orderTellers: readonly Consumer[] = [
  {
    name: 'orders.tell',
    topics: [
      'orders.placed',
      'fulfillment.shipped',
      'fulfillment.awaiting_pickup',
      'fulfillment.ready_at_outlet',
      'orders.delivered',
      'orders.moved',
      'orders.lines_refunded',
      'orders.lines_substituted',
      'payments.received',
      'payments.refunded',
    ],
    handle: async (tx, events, now) => {
      const partly = await findPartlyCanceled(tx, events)
      const services = await findServices(tx, events)
      const outlets = events.some(({ topic }) => topic === 'fulfillment.ready_at_outlet')
        ? await readOutletNames(tx)
        : new Map<string, string>()
      const news = events.flatMap(({ topic, item, recorded_at }): News[] => {
        if (topic === 'orders.placed') {
          const { id, for_member, placed_at } = item as { id: string; for_member?: boolean; placed_at: string }
          // Who pressed the button saw it happen, and platforms tell their buyers themselves.
          return for_member ? [{ order_id: id, template: 'orders.placed', part: 'placed', happened_at: placed_at, values: {} }] : []
        }
        if (topic === 'fulfillment.shipped') {
          const { id, order_id, carrier, waybill_no } = item as { id: string; order_id: string; carrier: string; waybill_no: string }
          const values = { carrier, tracking_no: waybill_no }
          return [{ order_id, template: 'orders.shipped', part: id, happened_at: recorded_at, values }]
        }
        if (topic === 'fulfillment.awaiting_pickup') {
          const { id, order_id, waybill_no, told, happened_at } = item as Waiting
          return [{ order_id, template: 'orders.awaiting_pickup', part: id, happened_at, values: { tracking_no: waybill_no, told } }]
        }
        if (topic === 'fulfillment.ready_at_outlet') {
          const { id, order_id, outlet_id, happened_at } = item as { id: string; order_id: string; outlet_id: string; happened_at: string }
          return [
            {
              order_id,
              template: 'orders.ready_at_outlet',
              part: id,
              happened_at,
              values: { outlet: outlets.get(outlet_id) ?? outlet_id },
            },
          ]
        }
        if (topic.startsWith('payments.')) {
          const { order_id, transaction_key, amount_minor, currency, happened_at } = item as PaidSum
          const template = topic === 'payments.refunded' ? 'orders.refunded' : 'orders.paid'
          return [{ order_id, template, part: transaction_key, happened_at, values: { amount: formatMoney(amount_minor, currency) } }]
        }
        if (topic === 'orders.lines_substituted') {
          const { id: order_id, substitution_id, quantity, happened_at } = item as Substituted
          return [
            { order_id, template: 'orders.lines_substituted', part: substitution_id, happened_at, values: { pieces: String(quantity) } },
          ]
        }
        if (topic === 'orders.lines_refunded') {
          const { id: order_id, refund_id, pieces, refunded_minor, happened_at } = item as Refunded
          // Money that comes back tells of itself.
          if (refunded_minor > 0 || pieces === 0) return []
          return [{ order_id, template: 'orders.lines_canceled', part: refund_id, happened_at, values: { pieces: String(pieces) } }]
        }
        const { id, group_no, happened_at, to, reason } = item as {
          id: string
          group_no: number
          happened_at: string
          to?: string
          reason?: string | null
        }
        const at = { order_id: id, part: String(group_no), happened_at }
        if (topic === 'orders.delivered') return [{ ...at, template: services.get(`${id} ${group_no}`) ?? 'orders.delivered', values: {} }]
        // Pieces that were given back are told by their refund: the order goes on.
        if (to !== 'canceled' || partly.has(`${id} ${group_no}`)) return []
        return [{ ...at, template: 'orders.canceled', values: { why: said[reason ?? ''] ?? reason ?? '' } }]
      })
      await tell(
        tx,
        now,
        news.filter(({ happened_at }) => happened_at >= addMilliseconds(now, -fresh_ms)),
      )
    },
  },
]

/** How the delivery of a service is told, by `order group`: nobody signed for it. */
async function findServices(
  tx: Tx,
  events: readonly { topic: string; item: unknown }[],
): Promise<Map<string, 'orders.service_begun' | 'orders.service_done'>> {
  const ids = events.flatMap(({ topic, item }) => (topic === 'orders.delivered' ? [(item as { id: string }).id] : []))
  if (ids.length === 0) return new Map()
  const rows = await tx.rows<{ order_id: string; group_no: number; performed: boolean }>(hot`
    select l.order_id, l.group_no, bool_or(p.performed) as performed
    from orders.lines l join products.skus k on k.sku_id = l.sku_id join products.spus p on p.spu_id = k.spu_id
    where l.order_id = any(${[...new Set(ids)]}::uuid[]) and l.stock_from = 'service' group by l.order_id, l.group_no`)
  return new Map(rows.map((row) => [`${row.order_id} ${row.group_no}`, row.performed ? 'orders.service_done' : 'orders.service_begun']))
}

/** A message goes out in the member's own language and a value does not: a shop with two names is called by both. */
async function readOutletNames(tx: Tx): Promise<Map<string, string>> {
  const nodes = await readNodes(tx)
  return new Map([...nodes.values()].map(({ id, name }) => [id, name.zh === name.en ? name.zh : `${name.zh} / ${name.en}`]))
}

/** Groups that are canceled because their pieces were given back, of orders that go on: `order group`. */
async function findPartlyCanceled(tx: Tx, events: readonly { topic: string; item: unknown }[]): Promise<Set<string>> {
  const ids = events.flatMap(({ topic, item }) => {
    const { id, to } = item as { id: string; to?: string }
    return topic === 'orders.moved' && to === 'canceled' ? [id] : []
  })
  if (ids.length === 0) return new Set()
  const rows = await tx.rows<{ order_id: string; group_no: number }>(hot`
    select r.order_id, r.group_no from orders.line_refunds r where r.order_id = any(${[...new Set(ids)]}::uuid[]) and r.group_no is not null
      and exists (select from orders.stages s where s.order_id = r.order_id and s.state <> 'canceled')`)
  return new Set(rows.map(({ order_id, group_no }) => `${order_id} ${group_no}`))
}

async function tell(tx: Tx, now: string, news: readonly News[]): Promise<void> {
  if (news.length === 0) return
  const rows = await tx.rows<{ id: string; order_no: string; member_id: string }>(hot`
    select id, order_no, member_id from orders.orders where id = any(${[...new Set(column(news, 'order_id'))]}::uuid[]) and member_id is not null`)
  const orders = new Map(rows.map((order) => [order.id, order]))
  const requests = news.flatMap(({ order_id, template, part, values }): MessageRequest[] => {
    const order = orders.get(order_id)
    if (!order) return []
    return [
      {
        message_id: steadyId(template, order_id, part),
        template,
        channels: ['in_app', 'push'],
        ...(byLetter.has(template) ? { if_wished: ['sms', 'email'] } : {}),
        to: { user_id: order.member_id },
        expires_at: addMilliseconds(now, fresh_ms),
        values: { order_no: order.order_no, order_id, ...values },
      },
    ]
  })
  await announce(tx, 'messages.requested', requests, now)
}
