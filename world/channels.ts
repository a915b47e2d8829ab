import type { BrandId, Channel, ChannelKind } from './types.ts'
import { both } from './words.ts'

const warehouses = 'cq-cdc cq-rdc wz-rdc ks-rdc sd-rdc bj-rdc'
const everything = `${warehouses} wh-custody gyq-store np-store wh-store spb-store jfb-post xj-merchant sx-merchant lj-supplier`

const rows: [id: string, kind: ChannelKind, name: string, organization: string, brand: BrandId | null, nodes: string, currency?: 'BRL'][] =
  [
    ['mall', 'mall', '通商商城 | Tongshang mall', 'commerce', null, everything],
    ['mobile', 'mobile', '通商手机商城 | Tongshang mobile mall', 'commerce', null, everything],
    ['wechat', 'mobile', '公众号商城 | Official-account mall', 'commerce', null, everything],
    ['tmall', 'marketplace', '天猫·霁朗官方旗舰店 | Tmall, Jilang flagship', 'commerce', 'jilang', 'ks-rdc cq-cdc sd-rdc wh-custody'],
    ['jd', 'marketplace', '京东·霁朗自营店 | JD, Jilang store', 'commerce', 'jilang', 'bj-rdc ks-rdc cq-cdc sd-rdc'],
    ['pdd', 'marketplace', '拼多多·岚川专营店 | Pinduoduo, Lanchuan store', 'commerce', null, 'cq-cdc wh-custody xj-merchant sx-merchant'],
    ['douyin', 'marketplace', '抖音·稚牧母婴店 | Douyin, Zhimu mother and baby', 'commerce', 'zhimu', 'ks-rdc cq-cdc wh-custody'],
    ['tmall-zhimu', 'marketplace', '天猫·稚牧旗舰店 | Tmall, Zhimu flagship', 'commerce', 'zhimu', 'ks-rdc cq-cdc wh-custody'],
    ['suning', 'marketplace', '苏宁·霁朗专卖店 | Suning, Jilang store', 'commerce', 'jilang', 'ks-rdc cq-cdc'],
    ['store-jilang', 'store', '霁朗门店收银 | Jilang store counters', 'jilang', 'jilang', 'gyq-store np-store wh-store cq-rdc'],
    ['store-zhimu', 'store', '稚牧母婴馆收银 | Zhimu store counters', 'zhimu', 'zhimu', 'spb-store cq-rdc'],
    ['counter', 'store', '驿邻邮局柜台 | Yilin post-office counters', 'yl-cq', 'yilin', 'jfb-post xj-merchant sx-merchant wz-rdc cq-rdc'],
    ['call-center', 'call_center', '客服电话下单 | Call-center orders', 'commerce-service', null, everything],
    ['dealer', 'partner', '经销商订货 | Dealer ordering', 'jilang', 'jilang', 'cq-cdc ks-rdc sd-rdc'],
    ['olist', 'history', '海外平台历史订单 | Overseas marketplace, history only', 'commerce', null, '', 'BRL'],
  ]

/** The shops through which the enterprise sells; `olist` only holds imported history and its own currency. */
export const channels: Channel[] = rows.map(([id, kind, name, organization_id, brand_id, node_list, currency]) => ({
  id,
  kind,
  name: both(name),
  currency: currency ?? 'CNY',
  organization_id,
  brand_id,
  node_ids: node_list.split(' ').filter(Boolean),
}))
