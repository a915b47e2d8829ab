import { plainly } from '#core/plain.ts'
import type { Lang } from './words.ts'

interface Refused {
  type?: string
  detail?: string
  errors?: { field: string; message: string }[]
  outcomes?: { status: string; detail?: string }[]
}

/** What fields are called to shoppers. */
const fields: Record<string, readonly [zh: string, en: string]> = {
  name: ['收货人', 'Recipient'],
  buyer_name: ['收货人', 'Recipient'],
  phone: ['手机号', 'Phone'],
  buyer_phone: ['手机号', 'Phone'],
  province: ['省', 'Province'],
  city: ['市', 'City'],
  district: ['区县', 'District'],
  street: ['详细地址', 'Street address'],
  label: ['地址标签', 'Label'],
  region_code: ['地区', 'Region'],
  buyer_message: ['备注', 'Note'],
  note: ['备注', 'Note'],
  reason: ['原因', 'Reason'],
  words: ['内容', 'Text'],
  pictures: ['图片', 'Pictures'],
  stars: ['评分', 'Stars'],
  quantity: ['数量', 'Quantity'],
  sku_id: ['商品', 'Product'],
  title: ['抬头', 'Title'],
  tax_no: ['税号', 'Tax number'],
  email: ['邮箱', 'E-mail'],
  limit_minor: ['单笔额度', 'Limit'],
  roles: ['角色', 'Roles'],
}

/** Codes in Chinese; in English the sentence of the API stands. */
const zh: Record<string, string> = {
  card_expired: '礼品卡已过期：请换一张，或用别的方式付款',
  card_frozen: '礼品卡已冻结：请联系客服',
  card_not_active: '礼品卡还没有激活：请先激活',
  card_not_found: '没有这张礼品卡：请检查卡号',
  card_too_low: '礼品卡余额不够：请换一种方式付款',
  cards_not_accepted: '这里不能用礼品卡',
  channel_closed: '商城暂停接单：请稍后再试',
  channel_not_found: '商城暂停接单：请稍后再试',
  choice_excluded: '这两个选项不能同时选：请改一个',
  choice_missing: '还有一组没有选：请选好再加入',
  choice_unknown: '没有这个选项：请重新选择',
  configuration_not_found: '定制的选择已失效：请重新定制',
  credit_too_low: '账期额度不够：请联系你们单位的管理员',
  currency_differs: '币种已变：请刷新购物车',
  id_used_for_another: '这一页已经提交过：请刷新后再试',
  line_not_found: '没有找到这件商品的订单',
  member_needed: '请先登录',
  not_open_yet: '还没有开售：开售时间见商品页',
  not_delivered: '收到商品后才能评价',
  outlet_needed: '请选择付款门店',
  outlet_not_found: '这家门店已停业：请另选一家',
  picture_not_found: '图片没有传上来：请重新选择',
  points_not_accepted: '这里不能用积分',
  points_too_few: '积分不够：请少用一些',
  points_too_many: '用的积分超过上限：请少用一些',
  product_not_configurable: '这个商品不能定制了：请返回商品页',
  product_not_found: '没有这个商品：它可能已经下架',
  question_not_found: '没有这个提问：它可能已被隐藏',
  region_not_found: '没有找到这个地区：请重新选择',
  region_too_wide: '地区要选到区县',
  sku_not_found: '没有这个商品：请从购物车移除',
  sku_not_on_sale: '这个商品已下架：请从购物车移除',
  sold_out: '库存不够了：请调整数量',
  too_many_addresses: '地址已满：请先删掉一个',
  too_many_followed: '关注已满：请先取消一些',
  wallet_too_low: '钱包余额不够：请先充值，或换一种方式付款',
  // of a whole request
  busy: '现在人很多，什么都没有写入：请再点一次',
  outcome_unknown: '刚才断开了一下：请再点一次，不会重复',
  text_invalid: '文字里有不能保存的字符：请删掉后再提交',
  sign_in_required: '请先登录',
  not_permitted: '你没有这个权限：请联系管理员',
  our_fault: '我们这边出了问题，什么都没有保存：请稍后再试',
  too_many_requests: '太频繁了：请稍等一会儿再试',
}

/** Why the API refused, in the reader's words: the field and what to do about it. */
export function reasonOf(lang: Lang, error: unknown): string {
  const { type = '', detail = '', errors, outcomes } = (error ?? {}) as Refused
  const said = (code: string, sentence: string) => (lang === 'zh' ? (zh[code] ?? sentence) : sentence)
  const outcome = outcomes?.find((one) => one.detail) ?? outcomes?.[0]
  if (outcome) return said(outcome.status, outcome.detail ?? outcome.status)
  if (!errors?.length) return said(type, detail)
  const first = errors.filter((one, i) => errors.findIndex(({ field }) => field === one.field) === i)
  return first.map(({ field, message }) => `${fieldIn(field, lang)}${lang === 'zh' ? '：' : ': '}${plainly(message, lang)}`).join('；')
}

function fieldIn(field: string, lang: Lang): string {
  const last = field.split('.').findLast((part) => !/^\d+$/.test(part)) ?? field
  return fields[last]?.[lang === 'zh' ? 0 : 1] ?? last
}
