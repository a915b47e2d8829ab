import { createHash } from 'node:crypto'
import { type Asked, chinaTime, type Mischief, openStage, type Reply, type Stage } from '../stage.ts'

/** Secret, sorted names and values of the address, the body, secret. */
export function warehouseSign(query: URLSearchParams, body: string, secret: string): string {
  const md5 = createHash('md5').update(secret)
  for (const name of [...new Set(query.keys())].sort()) {
    const value = query.get(name) ?? ''
    if (name !== 'sign' && value !== '') md5.update(name + value)
  }
  return md5.update(body).update(secret).digest('hex').toUpperCase()
}

export interface QimenOptions {
  app_key: string
  app_secret: string
  customer_id: string
  warehouse: string
  owner: string
  /** Pieces on the shelf by item code. */
  stock: Record<string, number>
  port?: number
}
interface WarehouseOrder {
  code: string
  id: string
  lines: { item: string; quantity: number }[]
  state: 'accepted' | 'canceled' | 'shipped'
}
interface EntryOrder {
  code: string
  id: string
  lines: { no: string; item: string; quantity: number }[]
  state: 'expected' | 'canceled' | 'came'
}
interface Came {
  no?: string
  item: string
  quantity: number
  broken?: boolean
  lot?: { code: string; made: string; expires: string }
}
export interface QimenSimulator extends Stage {
  orders: Map<string, WarehouseOrder>
  entries: Map<string, EntryOrder>
  /** Unloads what was announced and tells the owner; `came` is what was really there, everything when left out. Answers the owner's reply. */
  receive(
    url: string,
    code: string,
    word?: { came?: Came[]; number?: string; partly?: boolean; forged?: boolean },
  ): Promise<{ status: number; body: string }>
  stock: Map<string, number>
  /** Packs the order and tells the owner; `forged` signs with another secret. Answers the owner's reply. */
  ship(url: string, code: string, expressCode: string, forged?: boolean): Promise<{ status: number; body: string }>
  reportStock(url: string, at?: Date): Promise<{ status: number; body: string }>
}

/** First text between the tags, with the entities resolved: enough for a partner that only reads what it asked for. */
const inTag = (xml: string, name: string): string => plain(new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '')
const blocks = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))].map((match) => match[1]!)
const plain = (text: string): string => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))

/** A third-party warehouse behind Qimen: takes orders against its stock, ships, expects and receives goods, reports. */
export async function openQimen(options: QimenOptions): Promise<QimenSimulator> {
  const orders = new Map<string, WarehouseOrder>()
  const entries = new Map<string, EntryOrder>()
  const stock = new Map(Object.entries(options.stock))
  let serial = 100

  const say = (flag: 'success' | 'failure', code: string, message: string, more = ''): Reply => ({
    content_type: 'text/xml;charset=utf-8',
    body: `<?xml version="1.0" encoding="utf-8"?><response><flag>${flag}</flag><code>${code}</code><message>${message}</message>${more}</response>`,
  })
  const perform = ({ query, body }: Asked, mischief: Mischief | undefined): Reply => {
    if (query.get('app_key') !== options.app_key || query.get('customerId') !== options.customer_id)
      return say('failure', 'isv.app', '应用或客户不存在')
    const timestamp = Date.parse(`${(query.get('timestamp') ?? '').replace(' ', 'T')}+08:00`)
    if (!(Math.abs(Date.now() - timestamp) < 600_000)) return say('failure', 'isv.timestamp', '时间戳无效')
    if (query.get('sign') !== warehouseSign(query, body, options.app_secret)) return say('failure', 'sign-check-failure', '签名错误')
    switch (query.get('method')) {
      case 'taobao.qimen.deliveryorder.create':
        return create(body, mischief)
      case 'taobao.qimen.order.cancel':
        return cancel(body)
      case 'taobao.qimen.entryorder.create':
        return expect(body, mischief)
      case 'taobao.qimen.inventory.query':
        return inventory(body)
      default:
        return say('failure', 'isv.method', '不支持的方法')
    }
  }
  const create = (body: string, mischief: Mischief | undefined): Reply => {
    const code = inTag(body, 'deliveryOrderCode')
    if (!code || inTag(body, 'warehouseCode') !== options.warehouse) return say('failure', 'isv.param', '单号或仓库不正确')
    if (!inTag(body, 'detailAddress') || !inTag(body, 'mobile')) return say('failure', 'isv.receiver', '收货信息不完整')
    let order = orders.get(code)
    if (!order) {
      const lines = blocks(body, 'orderLine').map((line) => ({ item: inTag(line, 'itemCode'), quantity: Number(inTag(line, 'planQty')) }))
      const short = lines.find(({ item, quantity }) => (stock.get(item) ?? 0) < quantity)
      if (lines.length === 0 || short) return say('failure', 'isv.stock', `库存不足 ${short?.item ?? ''}`)
      for (const { item, quantity } of lines) stock.set(item, stock.get(item)! - quantity)
      order = { code, id: `WMS${++serial}`, lines, state: 'accepted' }
      orders.set(code, order)
    }
    return say('success', '0', '', mischief?.kind === 'no_number' ? '' : `<deliveryOrderId>${order.id}</deliveryOrderId>`)
  }
  const expect = (body: string, mischief: Mischief | undefined): Reply => {
    const code = inTag(body, 'entryOrderCode')
    if (!code || inTag(body, 'warehouseCode') !== options.warehouse) return say('failure', 'isv.param', '单号或仓库不正确')
    if (!['CGRK', 'DBRK'].includes(inTag(body, 'orderType'))) return say('failure', 'isv.type', '不支持的入库类型')
    let entry = entries.get(code)
    if (!entry) {
      const lines = blocks(body, 'orderLine').map((line) => ({
        ...{ no: inTag(line, 'orderLineNo'), item: inTag(line, 'itemCode'), quantity: Number(inTag(line, 'planQty')) },
      }))
      if (lines.length === 0 || lines.some(({ item, quantity }) => !item || !(quantity > 0)))
        return say('failure', 'isv.lines', '入库明细不正确')
      entry = { code, id: `WMSIN${++serial}`, lines, state: 'expected' }
      entries.set(code, entry)
    }
    return say('success', '0', '', mischief?.kind === 'no_number' ? '' : `<entryOrderId>${entry.id}</entryOrderId>`)
  }
  const cancel = (body: string): Reply => {
    const entry = inTag(body, 'orderType').endsWith('RK') ? entries.get(inTag(body, 'orderCode')) : undefined
    if (entry) {
      if (entry.state === 'came') return say('failure', 'isv.received', '已入库，不能取消')
      entry.state = 'canceled'
      return say('success', '0', '')
    }
    const order = orders.get(inTag(body, 'orderCode'))
    if (!order) return say('failure', 'isv.order', '单据不存在')
    if (order.state === 'shipped') return say('failure', 'isv.shipped', '已发货，不能取消')
    if (order.state === 'accepted') for (const { item, quantity } of order.lines) stock.set(item, (stock.get(item) ?? 0) + quantity)
    order.state = 'canceled'
    return say('success', '0', '')
  }
  const itemXml = (item: string) =>
    `<item><warehouseCode>${options.warehouse}</warehouseCode><ownerCode>${options.owner}</ownerCode><itemCode>${item}</itemCode><inventoryType>ZP</inventoryType><quantity>${stock.get(item) ?? 0}</quantity></item>`
  const inventory = (body: string): Reply => {
    const wanted = blocks(body, 'criteria').map((one) => inTag(one, 'itemCode'))
    return say('success', '0', '', `<items>${wanted.map(itemXml).join('')}</items>`)
  }

  const tell = async (url: string, method: string, content: string, secret = options.app_secret) => {
    const body = `<?xml version="1.0" encoding="utf-8"?><request>${content}</request>`
    const query = new URLSearchParams({
      ...{ method, app_key: options.app_key, customerId: options.customer_id, timestamp: chinaTime() },
      ...{ format: 'xml', v: '2.0', sign_method: 'md5' },
    })
    query.set('sign', warehouseSign(query, body, secret))
    const response = await fetch(`${url}&${query}`, { method: 'POST', headers: { 'content-type': 'text/xml' }, body })
    return { status: response.status, body: await response.text() }
  }
  const stage = await openStage(perform, options.port)
  return {
    ...stage,
    orders,
    entries,
    stock,
    async receive(url, code, { came, number, partly = false, forged = false } = {}) {
      const entry = entries.get(code)
      if (!entry) throw new Error(`the warehouse expects no ${code}`)
      const list: Came[] = came ?? entry.lines
      // Telling the same receipt again puts nothing on the shelf a second time.
      if (entry.state === 'expected' && !forged)
        for (const { item, quantity, broken } of list) if (!broken) stock.set(item, (stock.get(item) ?? 0) + quantity)
      if (!partly && !forged) entry.state = 'came'
      const lines = list.map(({ no, item, quantity, broken, lot }) => {
        const batch = lot
          ? `<batchs><batch><batchCode>${lot.code}</batchCode><productDate>${lot.made}</productDate><expireDate>${lot.expires}</expireDate><inventoryType>${broken ? 'CC' : 'ZP'}</inventoryType><actualQty>${quantity}</actualQty></batch></batchs>`
          : ''
        return `<orderLine><orderLineNo>${no ?? ''}</orderLineNo><ownerCode>${options.owner}</ownerCode><itemCode>${item}</itemCode><inventoryType>${broken ? 'CC' : 'ZP'}</inventoryType><actualQty>${quantity}</actualQty>${batch}</orderLine>`
      })
      const head = `<entryOrder><entryOrderCode>${code}</entryOrderCode><entryOrderId>${entry.id}</entryOrderId><warehouseCode>${options.warehouse}</warehouseCode><outBizCode>${number ?? `R${++serial}`}</outBizCode><confirmType>${partly ? 1 : 0}</confirmType><status>${partly ? 'PARTFULFILLED' : 'FULFILLED'}</status><operateTime>${chinaTime()}</operateTime></entryOrder>`
      return tell(url, 'entryorder.confirm', `${head}<orderLines>${lines.join('')}</orderLines>`, forged ? 'forged' : undefined)
    },
    async ship(url, code, expressCode, forged = false) {
      const order = orders.get(code)
      if (!order) throw new Error(`the warehouse knows no ${code}`)
      order.state = 'shipped'
      const lines = order.lines.map(({ item, quantity }) => `<item><itemCode>${item}</itemCode><quantity>${quantity}</quantity></item>`)
      const head = `<deliveryOrder><deliveryOrderCode>${code}</deliveryOrderCode><deliveryOrderId>${order.id}</deliveryOrderId><warehouseCode>${options.warehouse}</warehouseCode><orderConfirmTime>${chinaTime()}</orderConfirmTime></deliveryOrder>`
      const packages = `<packages><package><logisticsCode>SF</logisticsCode><expressCode>${expressCode}</expressCode><weight>1.25</weight><items>${lines.join('')}</items></package></packages>`
      return tell(url, 'deliveryorder.confirm', head + packages, forged ? 'forged' : undefined)
    },
    reportStock(url, at = new Date()) {
      const list = [...stock.keys()].map(itemXml).join('')
      return tell(
        url,
        'inventory.report',
        `<warehouseCode>${options.warehouse}</warehouseCode><checkTime>${chinaTime(at)}</checkTime><items>${list}</items>`,
      )
    },
  }
}
