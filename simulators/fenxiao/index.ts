import { type Market, openMarket, paymentOf, type Sold, type SoldLine } from '../market/shop.ts'
import {
  type Asked,
  budgets,
  disturb,
  type MarketStage,
  openMarketStage,
  type Reply,
  type StageOptions,
  wallMoment,
  wallTime,
  yuanOf,
} from '../market/stage.ts'
import { openTokens, type TokenDesk } from '../market/tokens.ts'
import { openGate, parcelRefused, parcelPrefix as prefix } from '../taobao/gate.ts'

export interface FenxiaoOptions extends StageOptions {
  app_key: string
  app_secret: string
  session: string
  now?: () => number
  per_second?: number
}
export interface FenxiaoSimulator extends MarketStage {
  market: Market
  tokens: TokenDesk
  /** The distributor says it paid an order by other ways. */
  paysOtherwise(no: string): void
  /** What the supplier wrote with his word that it did. */
  remarks: Map<string, string>
  refused(): number
}

const statuses: Record<Sold['status'], string> = {
  unpaid: 'WAIT_BUYER_PAY',
  paid: 'WAIT_SELLER_SEND_GOODS',
  blocked: 'PAID_FORBID_CONSIGN',
  part: 'WAIT_SELLER_SEND_GOODS',
  shipped: 'WAIT_BUYER_CONFIRM_GOODS_ACOUNTED',
  finished: 'TRADE_FINISHED',
  closed: 'TRADE_CLOSED',
}
const week_ms = 7 * 86_400_000

/** The distribution of TOP for one supplier: purchase orders of the distributors, all of them by agency (代销). */
export async function openFenxiao(options: FenxiaoOptions): Promise<FenxiaoSimulator> {
  const now = options.now ?? Date.now
  const market = openMarket(now, 31_000_000)
  const tokens = openTokens(options.session, now)
  const limits = budgets(options.per_second, now)
  const otherwise = new Set<string>()
  const remarks = new Map<string, string>()
  const { error, answer, enter } = openGate(options, tokens, limits, now)

  const perform = (asked: Asked, stage: MarketStage): Reply => {
    const entered = enter(asked, stage)
    if ('reply' in entered) return entered.reply
    const { method, field } = entered
    switch (method) {
      case 'taobao.fenxiao.orders.get':
        return list(method, field, stage)
      case 'taobao.fenxiao.order.confirm.paid': {
        const no = field('purchase_order_id')
        if (!no) return error(40, 'Missing required arguments', 'isv.missing-parameter:purchase_order_id')
        if ([...field('confirm_remark')].length >= 100) return error(41, 'Invalid arguments', 'isv.invalid-parameter:confirm_remark')
        const sold = market.trades.get(no)
        if (!sold) return error(15, 'Remote service error', 'isv.purchase-order-not-exist', '采购单不存在')
        if (sold.status !== 'unpaid' || !otherwise.has(no))
          return error(15, 'Remote service error', 'isv.purchase-order-status-error', '采购单不在待确认收款状态')
        remarks.set(no, field('confirm_remark'))
        market.pay(no)
        return answer(method, { is_success: true })
      }
      case 'taobao.logistics.offline.send': {
        for (const name of ['tid', 'company_code', 'out_sid'])
          if (!field(name)) return error(40, 'Missing required arguments', `isv.missing-parameter:${name}`)
        const refused = parcelRefused(field)
        if (refused) return error(15, 'Remote service error', `${prefix}:${refused[0]}`, refused[1])
        if (field('sub_tid') || field('is_split')) return error(15, 'Remote service error', `${prefix}:P38`, '采购单不支持拆单发货')
        const outcome = market.ship(field('tid'), null, field('company_code'), field('out_sid'))
        if (outcome === 'unknown') return error(15, 'Remote service error', `${prefix}:B01`, '订单不存在')
        if (outcome !== 'shipped') return error(15, 'Remote service error', `${prefix}:B04`, '订单已发货或已关闭')
        return answer(method, { shipping: { is_success: true } })
      }
      case 'taobao.fenxiao.product.quantity.update': {
        if (!field('product_id') || !field('quantity')) return error(40, 'Missing required arguments')
        // SKUs are told in the order of `properties`; nobody here says them.
        if (field('properties') || field('quantity').includes(','))
          return error(41, 'Invalid arguments', 'isv.invalid-parameter:properties')
        const delta = field('type') === '2'
        const wanted = Number(field('quantity')) + (delta ? (market.stock.get(field('product_id')) ?? 0) : 0)
        if (!Number.isInteger(wanted) || (wanted < 0 && !delta))
          return error(15, 'Remote service error', 'isv.item-quantity-error', '库存不能小于0')
        market.stock.set(field('product_id'), Math.max(0, wanted))
        return answer(method, { result: true, created: wallTime(now()) })
      }
      default:
        return error(22, 'Invalid Method')
    }
  }

  const written = (sold: Sold, stage: MarketStage): Record<string, unknown> => {
    const row = purchaseOf(sold, stage)
    return otherwise.has(sold.no)
      ? { ...row, pay_type: 'OFFLINE', ...(sold.status === 'unpaid' ? { status: 'WAIT_SELLER_CONFIRM_PAY' } : {}) }
      : row
  }

  const list = (method: string, field: (name: string) => string, stage: MarketStage): Reply => {
    const write = (rows: readonly Sold[], total: number) =>
      answer(method, {
        total_results: total,
        ...(rows.length > 0 ? { purchase_orders: { purchase_order: rows.map((sold) => written(sold, stage)) } } : {}),
      })
    if (field('user_role_type') && field('user_role_type') !== '2')
      return error(15, 'Remote service error', 'isv.role-invalid', '当前用户不是分销商')
    if (field('purchase_order_id')) {
      const sold = market.trades.get(field('purchase_order_id'))
      return write(sold ? [sold] : [], sold ? 1 : 0)
    }
    const [from, to] = [wallMoment(field('start_created')), wallMoment(field('end_created'))]
    if (Number.isNaN(from) || Number.isNaN(to)) return error(40, 'Missing required arguments', 'isv.missing-parameter:start_created')
    if (to - from > week_ms || to < from) return error(41, 'Invalid arguments', 'isv.invalid-parameter:end_created')
    const size = Number(field('page_size') || 50)
    const page = Number(field('page_no') || 1)
    if (!(size >= 1 && size <= 50) || !(page >= 1)) return error(41, 'Invalid arguments', 'isv.invalid-parameter:page_size')
    // By agency is what is told when nothing is said.
    if (!(field('trade_types') || '1').replace(/[[\]]/g, '').split(',').includes('1')) return write([], 0)
    const by_change = field('time_type') === 'update_time_type'
    const all = by_change
      ? market.changed(from, to)
      : [...market.trades.values()]
          .filter(({ created_ms }) => created_ms >= from && created_ms <= to)
          .sort((a, b) => b.created_ms - a.created_ms)
    const rows = field('status') ? all.filter((sold) => written(sold, stage).status === field('status')) : all
    return write(disturb(rows.slice((page - 1) * size, page * size), stage), rows.length)
  }

  const stage = await openMarketStage(perform, options)
  return Object.assign(stage, { market, tokens, paysOtherwise: (no: string) => void otherwise.add(no), remarks, refused: limits.refused })
}

/** Amounts in yuan but for what the consumer was discounted, which is in cents. */
function purchaseOf(sold: Sold, { quirks, chance }: MarketStage): Record<string, unknown> {
  const refunding = sold.lines.some(({ refund }) => refund === 'asked')
  const sub = (line: SoldLine, i: number) => {
    const paid = yuanOf(line.unit * line.quantity - line.discount)
    const status = line.refund === 'asked' ? 'TRADE_REFUNDING' : line.refund === 'done' ? 'TRADE_REFUNDED' : statuses[sold.status]
    return {
      ...{ fenxiao_id: line.line_no, tc_order_id: `77${sold.no}${i}`, item_id: Number(line.product_no), sku_id: Number(line.sku_no) },
      ...{ item_outer_id: line.outer_code, sku_outer_id: line.outer_code, sku_properties: line.options, title: line.title },
      ...{ num: line.quantity, price: yuanOf(line.unit), total_fee: paid, distributor_payment: sold.status === 'unpaid' ? '' : paid },
      ...{ buyer_payment: yuanOf(Math.round(line.unit * line.quantity * 1.3)), bill_fee: paid, tc_discount_fee: line.discount, status },
      refund_fee: line.refund === 'done' ? paid : '0.00',
    }
  }
  const goods = sold.lines.reduce((sum, { unit, quantity, discount }) => sum + unit * quantity - discount, 0)
  const { buyer } = sold
  const subs = sold.lines.map(sub)
  if (quirks.changed_field && chance() < quirks.changed_field)
    for (const one of subs) Object.assign(one, { num: undefined, quantity: one.num })
  return {
    ...{ fenxiao_id: sold.no, tc_order_id: `77${sold.no}`, supplier_username: '霁朗', distributor_username: '渝北小店' },
    ...{ trade_type: 'AGENT', pay_type: 'ALIPAY_CHAIN', created: wallTime(sold.created_ms), modified: wallTime(sold.modified_ms) },
    ...{
      total_fee: yuanOf(goods),
      post_fee: yuanOf(sold.freight),
      distributor_payment: sold.status === 'unpaid' ? '' : yuanOf(paymentOf(sold)),
    },
    ...{ buyer_payment: yuanOf(Math.round(paymentOf(sold) * 1.3)), memo: sold.message, supplier_memo: sold.note },
    status: refunding && sold.status !== 'closed' ? 'TRADE_REFUNDING' : statuses[sold.status],
    ...(sold.lines[0]?.waybill ? { logistics_id: sold.lines[0].waybill, logistics_company_name: sold.carrier } : {}),
    receiver: {
      ...{ name: `${[...buyer.name][0] ?? ''}**`, mobile_phone: buyer.phone.replace(/^(\d{3})\d{4}/, '$1****') },
      ...{ state: buyer.province, city: buyer.city, district: buyer.district, address: buyer.street, oaid: `oaid-${sold.no}` },
    },
    sub_purchase_orders: { sub_purchase_order: subs },
  }
}
