import { XMLParser } from 'fast-xml-parser'
import iconv from 'iconv-lite'
import { type Market, openMarket, type Sold } from '../market/shop.ts'
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
import { expectedSign } from './digest.ts'

export interface DangdangOptions extends StageOptions {
  app_key: string
  app_secret: string
  session: string
  now?: () => number
  per_second?: number
}
export interface DangdangSimulator extends MarketStage {
  market: Market
  refused(): number
}

const statuses: Record<Sold['status'], string> = {
  ...{ unpaid: '100', paid: '101', blocked: '50', part: '101', shipped: '300', finished: '1000', closed: '-100' },
}
const parser = new XMLParser({ parseTagValue: false })

/** Dangdang's gateway for one shop: XML in GBK both ways, lists without lines, windows of 15 days, pages of 5, 10, 15 or 20. */
export async function openDangdang(options: DangdangOptions): Promise<DangdangSimulator> {
  const now = options.now ?? Date.now
  const market = openMarket(now, 410_000_000)
  const limits = budgets(options.per_second, now)
  const gbk = (xml: string): Reply => ({
    content_type: 'text/xml;charset=GBK',
    body: iconv.encode(`<?xml version="1.0" encoding="GBK"?>${xml}`, 'gbk'),
  })
  const answer = (xml: string): Reply => gbk(`<response>${xml}</response>`)
  const error = (code: string, words: string): Reply =>
    gbk(`<errorResponse><errorCode>${code}</errorCode><errorMessage>${words}</errorMessage></errorResponse>`)

  const perform = (asked: Asked, stage: MarketStage): Reply => {
    const received = new Map(
      [asked.raw_query, asked.method === 'POST' ? asked.body : '']
        .flatMap((form) => form.split('&'))
        .filter(Boolean)
        .map((pair) => {
          const [name = '', value = ''] = pair.split('=')
          return [name, decoded(value)] as const
        }),
    )
    const method = received.get('method') ?? ''
    if (received.get('app_key') !== options.app_key) return error('11', '无效的app_key')
    if (expectedSign(received, options.app_secret) !== received.get('sign')) return error('15', '签名(sign)错误')
    if (received.get('session') !== options.session || stage.quirks.expired_token) return error('17', 'session过期，请重新授权')
    const timestamp = wallMoment(received.get('timestamp') ?? '')
    if (!(Math.abs(timestamp - (now() + (stage.quirks.clock_off_ms ?? 0))) <= 600_000)) return error('13', '时间戳(timestamp)超出范围')
    stage.counts.set(method, (stage.counts.get(method) ?? 0) + 1)
    if (!limits.allows(method)) return error('7', '调用频率超限')
    const writes = method === 'dangdang.order.goods.send' || method === 'dangdang.item.stock.update'
    if (writes !== (asked.method === 'POST')) return error('3', '请求方式错误')
    switch (method) {
      case 'dangdang.orders.list.get':
        return list(received, stage)
      case 'dangdang.order.details.get': {
        const order = market.trades.get(received.get('o') ?? '')
        return order ? answer(detailOf(order, stage)) : error('30', '订单不存在')
      }
      case 'dangdang.order.goods.send':
        return send(received.get('sendGoods') ?? '')
      case 'dangdang.item.stock.update':
        if (!/^\d+$/.test(received.get('stk') ?? '')) return error('20', '库存数量错误')
        market.stock.set(market.skuOf(received.get('oit') ?? ''), Number(received.get('stk')))
        return answer('<Result><operCode>0</operCode><operation>成功</operation></Result>')
      default:
        return error('12', '无效的method')
    }
  }

  const list = (received: ReadonlyMap<string, string>, stage: MarketStage): Reply => {
    const [from, to] = [wallMoment(received.get('lastModifyTime_start') ?? ''), wallMoment(received.get('lastModifyTime_end') ?? '')]
    if (!(to >= from) || to - from > 15 * 86_400_000) return error('21', '查询时间跨度不能超过15天')
    const [page, size] = [Number(received.get('p')), Number(received.get('pageSize'))]
    if (![5, 10, 15, 20].includes(size) || !(page >= 1)) return error('22', '分页参数错误')
    const status = received.get('os') ?? '101'
    const all = market.changed(from, to).filter((order) => status === '9999' || statuses[order.status] === status)
    const rows = disturb(all.slice((page - 1) * size, page * size), stage).map((order) => {
      const no = stage.quirks.changed_field && stage.chance() < stage.quirks.changed_field ? '' : wallTime(order.modified_ms)
      const time = no ? `<lastModifyTime>${no}</lastModifyTime>` : '<modifyTime/>'
      return `<OrderInfo><orderID>${order.no}</orderID><orderState>${statuses[order.status]}</orderState>${time}</OrderInfo>`
    })
    const total = `<totalInfo><orderCount>${all.length}</orderCount><pageSize>${size}</pageSize><currentPage>${page}</currentPage></totalInfo>`
    return answer(`<OrdersList>${rows.join('')}</OrdersList>${total}`)
  }

  const send = (text: string): Reply => {
    const { request } = parser.parse(text) as { request?: { OrdersList?: { OrderInfo?: Record<string, unknown> } } }
    const { orderID, logisticsName, logisticsOrderID, SendGoodsList } = request?.OrdersList?.OrderInfo ?? {}
    const no = String(orderID ?? '')
    const result = (code: number, words: string) =>
      answer(
        `<Result><OrdersList><OrderInfo><orderID>${no}</orderID><orderOperCode>${code}</orderOperCode><orderOperation>${words}</orderOperation></OrderInfo></OrdersList></Result>`,
      )
    if (!logisticsName || !logisticsOrderID) return result(40, '物流信息错误')
    if (!SendGoodsList) return result(41, '商品信息错误')
    const outcome = market.ship(no, null, String(logisticsName), String(logisticsOrderID))
    if (outcome === 'shipped') return result(0, '成功')
    return outcome === 'shipped_before' ? result(605, '订单状态不允许发货') : result(51, '订单状态错误')
  }

  const stage = await openMarketStage(perform, options)
  return Object.assign(stage, { market, refused: limits.refused })
}

/** Percent signs and the bytes of GBK behind them. */
const decoded = (value: string): string =>
  iconv.decode(
    Buffer.from(
      value.replaceAll('+', ' ').replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      'latin1',
    ),
    'gbk',
  )

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function detailOf(order: Sold, { quirks, chance }: MarketStage): string {
  const { buyer, lines } = order
  const goods = lines.reduce((sum, { unit, quantity, discount }) => sum + unit * quantity - discount, 0)
  const items = lines.map(
    ({ product_no, outer_code, title, options, quantity, unit }) =>
      `<ItemInfo><itemID>${product_no}</itemID><outerItemID>${outer_code}</outerItemID><itemName>${escaped(title)}</itemName>` +
      `<specialAttribute>${escaped(options)}</specialAttribute><orderCount>${quantity}</orderCount><unitPrice>${yuanOf(unit)}</unitPrice></ItemInfo>`,
  )
  const money = quirks.changed_field && chance() < quirks.changed_field ? 'goodsAmount' : 'goodsMoney'
  return (
    `<orderID>${order.no}</orderID><orderState>${statuses[order.status]}</orderState><message>${escaped(order.message)}</message>` +
    `<remark>${escaped(order.note)}</remark><paymentDate>${wallTime(order.created_ms)}</paymentDate><lastModifyTime>${wallTime(order.modified_ms)}</lastModifyTime>` +
    `<buyerInfo><buyerPayMode>网上支付</buyerPayMode><${money}>${yuanOf(goods)}</${money}><postage>${yuanOf(order.freight)}</postage></buyerInfo>` +
    `<sendGoodsInfo><consigneeName>${escaped(buyer.name)}</consigneeName><consigneeMobileTel>${buyer.phone}</consigneeMobileTel>` +
    `<consigneeAddr_Province>${buyer.province}</consigneeAddr_Province><consigneeAddr_City>${buyer.city}</consigneeAddr_City>` +
    `<consigneeAddr_Area>${buyer.district}</consigneeAddr_Area><consigneeAddr>${escaped(buyer.street)}</consigneeAddr>` +
    `<sendCompany>${escaped(order.carrier ?? '')}</sendCompany><sendOrderID>${lines[0]?.waybill ?? ''}</sendOrderID></sendGoodsInfo>` +
    `<ItemsList>${items.join('')}</ItemsList>`
  )
}
