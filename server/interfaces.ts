import { callKinds } from '#centers/carriers/speaking/queue.ts'
import type { ErpPort } from '#centers/erp/port.ts'
import type { Exchange } from '#centers/interfaces/exchange.ts'
import type { Registration } from '#centers/interfaces/model.ts'
import { registerInterfaces } from '#centers/interfaces/write.ts'
import type { MarketplacePort } from '#centers/marketplaces/port.ts'
import type { Sender, Sent } from '#centers/messages/model.ts'
import { webhookInterface } from '#centers/partners/webhooks/deliver.ts'
import type { Needs } from '#core/needs.ts'
import { openCalls } from './inbound.ts'
import { carrierOutside, erpOutside, marketplaceOutside } from './outside.ts'

/** Makes every interface this program speaks known to the registry. */
export const registerSpoken = ({ db, clock }: Needs, senders: readonly Sender[]): Promise<void> =>
  db.tx((tx) => registerInterfaces(tx, clock.now(), [...describeInterfaces(), ...senders.map(ofSender)]))

/** Marketplaces and carriers, one row for each thing their adapters can ask. */
export function describeInterfaces(): Registration[] {
  return [
    webhooks,
    ...openCalls,
    ...Object.values(erpOutside.ports).map(ofErp),
    ...Object.values(marketplaceOutside.ports).flatMap(ofMarketplace),
    ...Object.values(carrierOutside.ports).flatMap(ofCarrier),
  ]
}

const webhooks: Registration = {
  ...{ interface_id: webhookInterface, partner: 'partners', kind: 'service', direction: 'out', version: '1.0.0' },
  name: { zh: '开放平台 · 消息推送', en: 'Open API · Webhooks' },
}

const ofErp = ({ kind, name, version }: ErpPort): Registration => ({
  ...{ interface_id: `erp-${kind}.sales_order`, partner: `erp-${kind}`, kind: 'erp', direction: 'out', version },
  // The free plans of the slowest of them let a program ask some sixty times a minute.
  budget: { calls: 50, per_ms: 60_000 },
  name: { zh: `${name.zh} · 销售订单`, en: `${name.en} · Sales orders` },
})

const ofMarketplace = ({ platform, name, operations }: MarketplacePort): Registration[] =>
  Object.entries(operations).map(([operation, { name: what, version, budget, contract = [] }]) => ({
    ...{ interface_id: `${platform}.${operation}`, partner: platform, kind: 'marketplace', version, budget, contract },
    direction: operation === 'push' ? 'in' : 'out',
    name: { zh: `${name.zh} · ${what.zh}`, en: `${name.en} · ${what.en}` },
  }))

const carrierNames: Record<string, [zh: string, en: string]> = {
  sf: ['顺丰', 'SF Express'],
  kuaidi100: ['快递100', 'Kuaidi100'],
  cainiao: ['菜鸟', 'Cainiao'],
  qimen: ['奇门', 'Qimen'],
}
const spoken: Record<(typeof callKinds)[number], [verb: string, zh: string, en: string]> = {
  'waybill.ask': ['askWaybills', '取运单号', 'Waybill'],
  'waybill.cancel': ['cancelWaybills', '取消运单', 'Cancel waybill'],
  'track.subscribe': ['subscribeTracks', '订阅轨迹', 'Subscribe tracks'],
  'track.query': ['queryTracks', '查询轨迹', 'Query tracks'],
  'pickup.place': ['placePickups', '预约揽收', 'Pick-up'],
  'pickup.cancel': ['cancelPickups', '取消揽收', 'Cancel pick-up'],
  'custody.send': ['sendCustodyOrders', '第三方仓出库', 'Custody order'],
  'custody.cancel': ['cancelCustodyOrders', '取消第三方仓出库', 'Cancel custody order'],
  'custody.stock': ['queryCustodyStock', '第三方仓库存', 'Custody stock'],
  'notice.send': ['sendNotices', '第三方仓入库通知', 'Inbound notice'],
  'notice.withdraw': ['withdrawNotices', '取消第三方仓入库', 'Withdraw notice'],
}
const ofCarrier = (port: (typeof carrierOutside.ports)[string]): Registration[] => {
  const [zh, en] = carrierNames[port.partner] ?? [port.partner, port.partner]
  const registration = (what: string, direction: 'in' | 'out', words: readonly [zh: string, en: string]): Registration => ({
    ...{ interface_id: `${port.partner}.${what}`, partner: port.partner, kind: 'carrier', direction, version: '1' },
    name: { zh: `${zh} · ${words[0]}`, en: `${en} · ${words[1]}` },
  })
  return [
    ...callKinds.flatMap((kind) => {
      const [verb, ...words] = spoken[kind]
      return verb in port ? [registration(kind, 'out', words)] : []
    }),
    ...(port.readPush ? [registration('push', 'in', ['推送', 'Pushes'])] : []),
  ]
}

const senderId = ({ provider }: Sender): string => `${provider.toLowerCase().replace(/[^a-z0-9-]/g, '-')}.send`
const channelNames: Record<string, [zh: string, en: string]> = {
  sms: ['短信', 'Text message'],
  email: ['邮件', 'Mail'],
  push: ['浏览器推送', 'Browser push'],
}
const ofSender = (sender: Sender): Registration => {
  const [zh, en] = channelNames[sender.channel] ?? [sender.channel, sender.channel]
  return {
    ...{ interface_id: senderId(sender), partner: senderId(sender).split('.')[0]!, kind: 'message', direction: 'out', version: '1' },
    name: { zh: `${zh} · ${sender.provider}`, en: `${en} · ${sender.provider}` },
  }
}

/** A sender whose messages pass the registry: counted, and not asked while its breaker is open. */
export function throughRegistry(sender: Sender, exchange: Exchange): Sender {
  return {
    ...sender,
    async send(message) {
      let sent: Sent | undefined
      const told = await exchange.call({ interface_id: senderId(sender), account: '', subject: message.message_id }, async () => {
        sent = await sender.send(message)
        if (sent.status === 'accepted') return { status: 'answered' }
        // A number that does not exist says nothing about the provider.
        return { status: sent.retry ? 'later' : 'refused', code: 'refused', reason: sent.reason }
      })
      return sent ?? { status: 'refused', reason: told.status === 'answered' ? '' : told.reason, retry: true }
    },
  }
}
