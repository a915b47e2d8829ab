import { plainly } from '#core/plain.ts'
import type { Language, Titles } from './text.ts'

/** What fields are called, where a form does not say it itself. */
const fields: Record<string, Titles> = {
  title: ['标题', 'Title'],
  subtitle: ['副标题', 'Subtitle'],
  name: ['名称', 'Name'],
  zh: ['中文', 'Chinese'],
  en: ['英文', 'English'],
  link: ['链接', 'Link'],
  url: ['链接', 'Link'],
  path: ['地址', 'Address'],
  target: ['新地址', 'New address'],
  picture: ['图片', 'Picture'],
  reference: ['图片', 'Picture'],
  slot_id: ['广告位编码', 'Slot code'],
  starts_at: ['开始时间', 'From'],
  ends_at: ['结束时间', 'Until'],
  due_at: ['时间', 'When'],
  words: ['词', 'Words'],
  word: ['词', 'Word'],
  q: ['搜索词', 'Search text'],
  note: ['备注', 'Note'],
  reason: ['原因', 'Reason'],
  position: ['位置', 'Place'],
  spu_id: ['商品编码', 'Product code'],
  sku_id: ['SKU 编码', 'SKU code'],
  category_id: ['分类', 'Category'],
  brand_id: ['品牌', 'Brand'],
  phone: ['电话', 'Phone'],
  email: ['邮箱', 'E-mail'],
  tax_no: ['统一社会信用代码', 'Tax number'],
  organization_id: ['负责机构', 'Organization'],
  due_days: ['账期天数', 'Days to pay'],
  credit_limit_minor: ['账期额度', 'Credit limit'],
  amount_minor: ['金额', 'Amount'],
  limit_minor: ['单笔额度', 'Limit'],
  price_minor: ['售价', 'Price'],
  list_price_minor: ['划线价', 'List price'],
  roles: ['角色', 'Roles'],
  header: ['页眉链接', 'Header'],
  footer: ['页脚', 'Footer'],
  links: ['链接', 'Links'],
  hours: ['服务时间', 'Hours'],
  rights: ['版权', 'Rights'],
  icp: ['ICP 备案号', 'ICP number'],
  police: ['公安备案号', 'Public security number'],
  story: ['商品故事', 'Story'],
  selling_points: ['卖点', 'Selling points'],
  tags: ['标签', 'Tags'],
  barcode: ['条码', 'Barcode'],
  currency: ['币种', 'Currency'],
}

/** `body.items.0.title.zh` as people call it: `标题 · 中文`; what has no name keeps its own. */
export function fieldIn(field: string, language: Language): string {
  const at = language === 'en' ? 1 : 0
  const parts = field.split('.').filter((part) => part !== 'body' && !['items', 'settings', ''].includes(part))
  const named = parts.map((part) => (/^\d+$/.test(part) ? (parts.length > 1 && part !== parts[0] ? String(Number(part) + 1) : '') : part))
  return named
    .filter(Boolean)
    .map((part) => fields[part]?.[at] ?? part)
    .join(' · ')
}

/** What a field was refused for, in the reader's words. */
export const faultIn = (message: string, language: Language): string => plainly(message, language === 'en' ? 'en' : 'zh')

/** What a code means in Chinese; with what the API's own sentence names, where it is that sentence (`{1}`, `{2}`). */
type Words = string | readonly [sentence: RegExp, named: string, otherwise: string]
const noSku = [/no SKU (\S+?)\.?$/, '没有编码为 {1} 的 SKU，请检查', '没有这个 SKU，请检查编码'] as const
const noProduct = [/no product (\S+?)\.?$/, '没有编码为 {1} 的商品，请检查', '没有这个商品，请检查编码'] as const
const twice = (what: string) =>
  [/^(?:Group |Value |“)?(.+?)[”"]? /, `${what}“{1}”出现了两次，请去掉一个`, `${what}重复，请去掉一个`] as const

/** Refusals by center and code; English readers get the sentence of the API. */
const refusals: Record<string, Record<string, Words>> = {
  products: {
    attribute_repeated: [/^Attribute (\S+) /, '参数代号 {1} 出现了两次，请去掉一个', '同一个参数代号出现了两次，请去掉一个'],
    attribute_without_choices: [/^Attribute (\S+) /, '参数 {1} 是选项或颜色，要列出可选值', '选项和颜色类参数要列出可选值'],
    barcode_invalid: [/^Barcode (\S+) of SKU (\S+) /, 'SKU {2} 的条码 {1} 校验位不对：请对照包装再填一次', '条码校验位不对：请再填一次'],
    barcode_taken: [/^Barcode (\S+) is that of SKU (\S+?)\.$/, '条码 {1} 已属于 SKU {2}：请换一个', '条码已属于另一个 SKU'],
    brand_not_found: '没有这个品牌：请先建品牌',
    brand_not_yours: '这个品牌不在你的数据范围内：请找品牌的负责人',
    category_not_found: '没有这个分类：请先建分类',
    category_too_deep: '分类最多六级：请选更上层的上级',
    changed_meanwhile: '有人刚刚改过：请重新打开后再改，你填写的内容会保留',
    choice_excluded: '这两个选项不能同时选：请改一个',
    choice_missing: [/^Choose in (\S+?)[.:]?$/, '还没有选 {1}', '还有一组没有选'],
    choice_unknown: '没有这个选项，请重新选择',
    circular_category: '上级不能是它自己或它的下级：请另选上级',
    component_not_found: noSku,
    component_repeated: twice('组件'),
    currency_differs: [/^SKU (\S+) is priced in (\S+?),/, 'SKU {1} 一直用 {2} 定价，币种不能改', '币种与原来不同：一个商品用一种币种'],
    date_invalid: '可发货日期或开售时间不存在，请重选',
    file_not_kept: [/there is no file or drawing (\S+?);/, '没有 {1} 这个文件：请先上传', '文件还没有上传：请先上传'],
    group_repeated: twice('选配组'),
    id_used_for_another: '这个编号已用于另一件事：请关闭后重新打开再提交',
    lifecycle_not_allowed: '已售卖过的商品不能回到筹备：请下架',
    list_price_below_price: [/^SKU (\S+?): /, 'SKU {1} 的划线价低于售价：请改高或清空', '划线价不能低于售价：请改高或清空'],
    media_of_unknown_sku: [/names SKU (\S+?),/, '图片指定的 SKU {1} 不属于这个商品', '图片指定的 SKU 不属于这个商品'],
    name_unknown: '文件名对不上：用商品编码或 SKU 编码命名',
    nothing_possible: '这些规则下没有任何可选的组合：请放宽一条',
    option_combination_repeated: [/^SKUs (\S+) and (\S+) /, 'SKU {1} 和 {2} 的选项完全相同：请改一个', '两个 SKU 的选项完全相同：请改一个'],
    option_repeated: [/^Option (\S+) /, '选项 {1} 出现了两次，请去掉一个', '同一个选项出现了两次，请去掉一个'],
    option_unknown: [/^SKU (\S+?)[: ]/, 'SKU {1} 的选项没有选全，或取值不存在', 'SKU 的选项取值不存在，或少填了一个选项'],
    parent_not_found: '没有这个上级分类：请先建上级',
    picture_refused: '图片不能用：请换成 JPG、PNG 或 WebP 图片',
    price_missing: [/^SKU (\S+) /, '在售商品要有价格：请填 SKU {1} 的售价', '在售商品的每个 SKU 都要有价格'],
    price_not_lower: '套装价要低于单买的合计：请改低',
    product_not_configurable: '这个商品没有选配：请先保存选配',
    product_not_found: noProduct,
    proposed: '改动已提交，等别人审批；批准前顾客看到的仍是原来的样子',
    rule_names_unknown: '规则里的组或取值不存在：请先加上，或改规则',
    shop_repeated: twice('店铺'),
    sku_not_found: noSku,
    sku_of_another_product: [/^sku_id (\S+) belongs/, 'SKU 编码 {1} 已属于另一个商品：请换一个', '这个 SKU 编码已属于另一个商品：请换一个'],
    sku_repeated: [/^sku_id (\S+) /, 'SKU 编码 {1} 重复：请换一个', 'SKU 编码重复：请换一个'],
    sold_as_membership: [
      /SKU (\S+) sells/,
      'SKU {1} 在卖会员：先把它从会员方案取下，再改商品种类或“要有人来做”',
      '这个商品在卖会员：先把它从会员方案取下',
    ],
    specification_invalid: [/^Specification (\S+) /, '规格参数 {1} 的值不对：请按参数的类型填写', '规格参数的值不对：请按参数的类型填写'],
    specification_missing: [/^Specification (\S+) /, '在售商品要填规格参数 {1}', '在售商品缺少必填的规格参数'],
    specification_unknown: [/attribute (\S+?):/, '这个分类没有参数 {1}：请先加到分类，或去掉', '这个分类没有该规格参数'],
    target_is_itself: '不能关联到它自己：请选别的商品',
    target_not_found: noProduct,
    target_repeated: twice('商品'),
    value_repeated: twice('可选值'),
  },
  search: {
    aim_unclear: '搜索词和分类填一个：搜索词要有文字或数字',
    brand_not_found: '没有这个品牌，请重新选择',
    category_not_found: '没有这个分类，请重新选择',
    period_ends_before_it_starts: '结束时间要晚于开始时间',
    position_missing: '置顶要填位置，从 1 开始',
    product_not_found: noProduct,
    target_unclear: '请填一个商品编码；提升或降低时也可以选一个品牌',
    word_empty: '要有文字或数字：标点本来就会跳过',
    word_repeated: twice('词'),
    words_empty: '同义词要有文字或数字：只有标点的词不会被搜索',
  },
  content: {
    block_invalid: [/^(.+)$/s, '有组件填得不对：{1}', '有组件填得不对'],
    block_repeated: [/called (\S+?)[.:]/, '两个组件的编号都是 {1}：请删掉一个重新添加', '两个组件的编号相同：请删掉一个重新添加'],
    changed_meanwhile: [/^(\S+) /, '{1} 刚刚改过：请重新打开后再改', '有人刚刚改过：请重新打开后再改'],
    facts_wrong: '内容与实际不符：见“核对”，改好后再发布',
    moment_past: '这个时间已经过去：请选以后的时间，或立即发布',
    page_not_found: '没有这个页面',
    page_not_yours: '这个页面不归你管：请找它的负责人',
    path_in_use: '这个地址上还有页面在展示：先下线那个页面',
    path_not_allowed: '这个地址商城自己要用：请换一个',
    path_taken: '这个地址已经有页面：请换一个',
    period_invalid: '结束时间要晚于开始时间',
    redirect_circular: '绕回到了原地址：请换一个新地址',
    schedule_not_found: '没有这个排期',
    schedule_over: '排期已经执行：请用“回到上一版”',
    slot_not_found: '没有这个广告位：请先新建',
    slot_taken: [/booked from (\S+?)T.* to (\S+?)T/, '{1} 到 {2} 已被预订：请换个时段', '这个时段已被预订：请换个时段'],
    version_not_found: '没有更早的版本可以回退',
  },
  community: {
    id_used_for_another: '这个编号已用于另一件事：请关闭后重新打开再提交',
    product_not_found: noProduct,
    not_to_be_answered: '已隐藏的评价和提问不能回复',
    own_review: '不能评判自己写的内容',
    reason_missing: '请写明为什么隐藏',
    voice_not_found: '没有这条内容，或它不属于你的品牌',
    word_empty: '要有文字：不能只有标点',
  },
  channels: {
    brand_not_of_channel: [/sells (\S+) only/, '这个渠道只卖 {1}：请选该品牌的商品，或换渠道', '这个渠道不卖这个品牌'],
    brand_not_yours: '这个品牌不在你的数据范围内：请找品牌的负责人',
    channel_not_found: '没有这个渠道，请重新选择',
    currency_differs: [
      /sells in (\S+?), .* priced in (\S+?)\./,
      '渠道用 {1}，这个 SKU 用 {2} 定价：请在渠道用的币种下定价',
      '渠道已有别的币种的订单，不能改',
    ],
    sku_not_found: noSku,
  },
  buyers: {
    buyer_not_found: '没有这个企业客户，或它不归你的机构管',
    id_used_for_another: '这笔已登记为另一笔：请关闭后重新打开再登记',
    last_manager: '至少要留一位管理员：先指定另一位',
    line_in_use: '新额度低于已欠的金额：等它还款后再调低',
    member_not_found: '没有会员验证过这个手机号：请他先在商城注册',
    organization_not_found: '没有这个机构，或不归你管：请重新选择',
    reason_missing: '请写明原因：它的成员会看到',
    ref_not_found: [/no (?:category|product) (\S+?)\.$/, '没有编码为 {1} 的类目或商品，请检查', '没有这个类目或商品，请检查编码'],
    tax_no_invalid: '税号最后一位校验不通过：请对照执照再填一次',
    tax_no_registered: '这个税号已经登记过：请在列表里查找',
  },
}
/** Addresses of these centers that do not begin with the center's own name. */
const centerOf: Record<string, string> = {
  'channel-listings': 'channels',
  brands: 'products',
  categories: 'products',
  competitors: 'products',
}

/** The sentence of a refused item, in the reader's words where its center and code have some. */
export function refusalIn(path: string, { status, detail = '' }: { status: string; detail?: string }, language: Language): string {
  const first = /^\/api\/admin\/([a-z-]+)/.exec(path)?.[1] ?? ''
  const words = language === 'en' ? undefined : refusals[centerOf[first] ?? first]?.[status]
  if (words === undefined) return detail
  if (typeof words === 'string') return words
  const found = words[0].exec(detail)
  return found ? words[1].replace(/\{(\d)\}/g, (_, place: string) => found[Number(place)] ?? '') : words[2]
}
