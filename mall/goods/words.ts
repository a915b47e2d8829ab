import { type Lang, useLang } from '../words.ts'

const zh = {
  bundles: '一起买',
  bundle_buy: '全部加入购物车',
  bundle_total: '合计',
  bundle_saves: '比单买省 {amount}',
  elsewhere: '也在这里出售',
  elsewhere_text: '价格和服务以对方店铺为准',
  part: '备件与耗材',
  service: '搭配服务',
  accessory: '配件',
  similar: '看了又看',
  documents: '资料下载',
  document: '文档',
  view_3d: '3D 看一看',
  close_3d: '收起 3D',
  model_of: '{name} 的三维模型，可拖动旋转',
  configure: '按需定制',
  configure_title: '定制“{name}”',
  configure_help: '选好每一项，价格和交期随时更新。',
  optional: '可不选',
  none_of_these: '不需要',
  not_together: '与已选的不能搭配',
  extra: '加 {amount}',
  days: '交期 +{n} 天',
  total: '定制价',
  lead: '约 {n} 天后发货',
  lead_now: '现货发出',
  update: '更新价格',
  add: '加入购物车',
  choose_first: '还差一步',
  competitor: '其他品牌',
  competitor_seen: '资料来源：{source}，{date}',
  competitor_add: '加入其他品牌对比',
  only_differences: '只看不同',
  everything: '看全部',
  best: '差异项',
}
export type GoodsWord = keyof typeof zh

const en: Record<GoodsWord, string> = {
  bundles: 'Bought together',
  bundle_buy: 'Add all to the cart',
  bundle_total: 'Together',
  bundle_saves: 'saves {amount}',
  elsewhere: 'Also sold here',
  elsewhere_text: 'Price and service are those of that shop',
  part: 'Spare parts',
  service: 'Services with it',
  accessory: 'Accessories',
  similar: 'Also looked at',
  documents: 'Downloads',
  document: 'Document',
  view_3d: 'See it in 3D',
  close_3d: 'Close 3D',
  model_of: 'A three-dimensional model of {name}; drag to turn it',
  configure: 'Configure it',
  configure_title: 'Configure “{name}”',
  configure_help: 'Choose each part; price and lead time follow.',
  optional: 'optional',
  none_of_these: 'None',
  not_together: 'Does not go with what is chosen',
  extra: '+{amount}',
  days: '+{n} days',
  total: 'Your price',
  lead: 'Leaves in about {n} days',
  lead_now: 'From stock',
  update: 'Update the price',
  add: 'Add to cart',
  choose_first: 'One step left',
  competitor: 'Other brands',
  competitor_seen: 'Source: {source}, {date}',
  competitor_add: 'Compare with another brand',
  only_differences: 'Differences only',
  everything: 'Everything',
  best: 'Differs',
}

const tables: Record<Lang, Record<GoodsWord, string>> = { zh, en }
export type SayGoods = (word: GoodsWord, values?: Record<string, string | number>) => string

export const goodsWords =
  (lang: Lang): SayGoods =>
  (word, values = {}) =>
    tables[lang][word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))

/** Words of a product's parts, of configuring and of comparing. */
export const useGoodsWords = (): SayGoods => goodsWords(useLang())
