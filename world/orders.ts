import { channels } from './channels.ts'
import { members } from './members.ts'
import { outlets } from './places.ts'
import { products } from './products.ts'
import type { Channel, Member, OrderIntent, OrderReach, PaymentTerm, Product, Text } from './types.ts'
import { both, seeded } from './words.ts'

const day_ms = 86_400_000
/** How many orders come to rest where; the two orders of a story come first. */
const plan: [OrderReach, number, oldest_days: number, newest_days: number][] = [
  ['completed', 42, 60, 12],
  ['delivered', 14, 12, 4],
  ['shipped', 13, 4, 1.5],
  ['partly_shipped', 4, 4, 1.5],
  ['released', 8, 1.5, 0.6],
  ['allocated', 9, 1, 0.3],
  ['approved', 9, 0.6, 0.1],
  ['placed', 11, 0.3, 0.01],
  ['held', 7, 2, 0.1],
  ['canceled', 8, 30, 1],
]
const hold_reasons = [
  '地址缺门牌号 | The address has no house number',
  '买家留言要改规格 | The buyer asks for another variant',
  '同一地址两单待合并 | Two orders to one address may be merged',
  '金额高于免审线 | Above the amount that passes unreviewed',
  '汇款未到账 | The remittance has not arrived',
]
const cancel_reasons = [
  '拍错了颜色 | Chose the wrong color',
  '不想要了 | No longer wanted',
  '家里已经买了 | Someone at home bought it already',
  '等不及到货 | Could not wait',
]
const messages = [
  '麻烦放门卫室，谢谢',
  '周末送，工作日没人',
  '要好看的包装，送人的',
  '请打电话再来，孩子在睡觉',
  '楼梯房五楼，辛苦师傅',
  '发票开公司抬头',
]

/** About 125 orders as wishes: who wants what, through which channel, and how far it should go. The caller brings the clock. */
export function sampleOrders(now: Date): OrderIntent[] {
  const random = seeded(7_2026)
  const sellable = products.filter(
    (product) => product.lifecycle === 'on_sale' && !product.tags.includes('service') && product.stock_policy === 'positive',
  )
  const orders: OrderIntent[] = []
  for (const [reach, count, oldest, newest] of plan) {
    for (let i = 0; i < count; i++) {
      const index = orders.length
      const age_days = oldest - ((oldest - newest) * i) / Math.max(1, count - 1) - random() * 0.005
      orders.push(order(index, reach, new Date(now.getTime() - age_days * day_ms), sellable, random))
    }
  }
  return orders
}

function order(index: number, reach: OrderReach, placed_at: Date, sellable: Product[], random: () => number): OrderIntent {
  const channel = channelOf(index)
  const member = index % 9 === 8 ? null : members[index < 16 ? index % 8 : Math.floor(random() * members.length)]!
  const receiver = member ?? members[(index * 13) % members.length]!
  const { is_default: _default, ...home } = receiver.addresses[0]!
  const lines = linesOf(channel, sellable, random)
  const total = lines.reduce((sum, line) => sum + line.quantity * line.unit_price_minor, 0)
  const payment_term = termOf(channel, member, total, random)
  const outlet_id = payment_term === 'pay_at_outlet' ? outlets[index % outlets.length]!.id : null
  const waits_for_money = payment_term === 'cash_on_delivery' || payment_term === 'pay_at_outlet' || payment_term === 'credit'
  const hold_reason: Text | null = reach === 'held' ? both(hold_reasons[index % hold_reasons.length]!) : null
  return {
    id: `order-${String(index + 1).padStart(4, '0')}`,
    member_id: member?.id ?? null,
    guest: member ? null : { name: receiver.name.zh, phone: receiver.phone },
    channel_id: channel.id,
    external_no:
      channel.kind === 'marketplace'
        ? `${{ tmall: '26', jd: '31', pdd: '2611', douyin: '69' }[channel.id] ?? '55'}${String(8_800_000_000 + index * 7_919_003).slice(0, 14)}`
        : null,
    address: home,
    outlet_id,
    lines,
    freight_minor: total >= 9_900 ? 0 : 800,
    payment_term,
    paid: waits_for_money ? reach === 'completed' || reach === 'delivered' : reach !== 'placed' || index % 3 !== 0,
    reach,
    hold_reason,
    cancel_reason: reach === 'canceled' ? both(cancel_reasons[index % cancel_reasons.length]!) : null,
    buyer_message: index % 6 === 2 ? messages[index % messages.length]! : null,
    placed_at,
  }
}

/** The mall has most of them; marketplaces, stores, counters and the call center have their share. */
function channelOf(index: number): Channel {
  const turn = [
    'mall',
    'mobile',
    'tmall',
    'mall',
    'jd',
    'mobile',
    'pdd',
    'store-jilang',
    'mall',
    'douyin',
    'mobile',
    'counter',
    'mall',
    'wechat',
    'call-center',
    'tmall-zhimu',
    'mall',
    'store-zhimu',
  ]
  return channels.find(({ id }) => id === turn[index % turn.length])!
}

function linesOf(channel: Channel, sellable: Product[], random: () => number): OrderIntent['lines'] {
  const stocked = sellable.filter(
    (product) =>
      (channel.brand_id === null || product.brand_id === channel.brand_id) &&
      product.skus.some((sku) => inReach(sku.initial_stock, channel) >= 6),
  )
  const wanted = random() < 0.6 ? 1 : random() < 0.75 ? 2 : 3
  const lines = new Map<string, OrderIntent['lines'][number]>()
  for (let i = 0; i < wanted; i++) {
    const product = stocked[Math.floor(random() * stocked.length)]!
    const skus = product.skus.filter((sku) => inReach(sku.initial_stock, channel) >= 6)
    const sku = skus[Math.floor(random() * skus.length)]!
    const quantity = sku.price_minor < 20_000 ? 1 + Math.floor(random() * 3) : 1
    lines.set(sku.sku_code, { sku_code: sku.sku_code, quantity, unit_price_minor: sku.price_minor })
  }
  return [...lines.values()]
}
const inReach = (stock: { node_id: string; quantity: number }[], channel: Channel) =>
  stock.filter(({ node_id }) => channel.node_ids.includes(node_id)).reduce((sum, { quantity }) => sum + quantity, 0)

function termOf(channel: Channel, member: Member | null, total: number, random: () => number): PaymentTerm {
  if (channel.kind === 'marketplace') return channel.id === 'pdd' || channel.id === 'jd' ? 'wechat_pay' : 'alipay'
  if (channel.kind === 'store') return 'pay_at_outlet'
  // Carriers collect smaller sums only.
  if (channel.kind === 'call_center') return total > 400_000 ? 'pay_at_outlet' : 'cash_on_delivery'
  if (member && member.wallet_minor >= total + 800 && random() < 0.7) return 'wallet'
  if (total > 1_000_000 && random() < 0.3) return 'remittance'
  return random() < 0.15 ? 'pay_at_outlet' : random() < 0.55 ? 'wechat_pay' : 'alipay'
}
