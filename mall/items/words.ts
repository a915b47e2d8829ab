import { provinceNames } from '../address.ts'
import type { Lang } from '../words.ts'

const zh = {
  title: '一物一码',
  authentic: '正品 · 首次查验',
  authentic_text: '这枚编码由品牌签发，此前没有人扫过。',
  seen_before: '正品编码',
  seen_before_text: '这枚编码由品牌签发，首次查验于 {at}，至今共 {n} 次。如果您刚买到且不是您本人扫过，请联系客服。',
  suspicious: '请留意：这枚编码可能被复制',
  suspicious_text: '编码本身由品牌签发，但被扫 {n} 次，首次于 {at}，情况异常。请核对包装和购买渠道，必要时联系客服。',
  void: '请勿使用：编码已作废',
  void_text: '品牌已将这件商品的编码作废。请联系客服或购买的门店。',
  invented: '不是我们的编码',
  invented_text: '这枚编码不是品牌签发的。请核对是否输错；若来自商品包装，它可能是仿冒品。',
  first_at: '首次查验',
  count: '查验次数',
  times: '{n} 次',
  lot: '批次',
  produced_on: '生产日期',
  expires_on: '有效期至',
  factory: '生产者',
  code: '编码',
  points: '{n} 积分',
  points_open: '这件商品可领 {n} 积分，每码一次',
  points_claim: '领取积分',
  points_sign_in: '登录后领取',
  points_cover: '刮开涂层，输入下面的字符',
  points_mine: '您已于 {at} 领取 {n} 积分',
  points_taken: '积分已于 {at} 被领取',
  claimed: '已领取 {n} 积分',
  claim_code_void: '编码已作废，不能领取。',
  claim_under_review: '这枚编码正在核查，核查结束后再来领取。',
  claim_cover_wrong: '涂层下的字符不对，请再看一遍。',
  claim_cover_locked: '字符输错太多次，请联系客服。',
  claim_no_points: '这件商品没有积分。',
  claim_code_invented: '不是我们的编码。',
  claim_failed: '没有成功，请稍后再试。',
  claim_too_many_requests: '操作太快，请稍后再试。',
  where: '您在哪里扫的码？',
  where_help: '选填，帮助品牌发现窜货。',
  where_say: '告诉品牌',
  where_thanks: '谢谢，已记下：{place}',
  where_choose: '选择省份',
  story: '它的故事',
  my_points: '看我的积分',
  report: '举报仿冒',
  to_product: '看商品详情',
  service: '联系客服',
  slow_down: '扫得太快了',
  slow_down_text: '请稍等一分钟再试。',
}
export type ItemWord = keyof typeof zh

const en: Record<ItemWord, string> = {
  title: 'One item, one code',
  authentic: 'Authentic · first check',
  authentic_text: 'The brand signed this code, and nobody scanned it before.',
  seen_before: 'A code of the brand',
  seen_before_text:
    'The brand signed this code. It was first checked on {at}, {n} times so far. If you just bought it and did not scan it yourself, ask customer service.',
  suspicious: 'Take care: this code may have been copied',
  suspicious_text:
    'The brand signed the code itself, but it was scanned {n} times, first on {at}, and that is unusual. Check the package and where you bought it; ask customer service if in doubt.',
  void: 'Do not use: the code is void',
  void_text: 'The brand has voided the code of this item. Ask customer service or the shop you bought it in.',
  invented: 'Not a code of ours',
  invented_text: 'The brand did not sign this code. Check what you typed; if it is on a package, the goods may be counterfeit.',
  first_at: 'First checked',
  count: 'Checks',
  times: '{n}',
  lot: 'Lot',
  produced_on: 'Made on',
  expires_on: 'Use by',
  factory: 'Made by',
  code: 'Code',
  points: '{n} points',
  points_open: 'This item earns {n} points, once a code',
  points_claim: 'Claim the points',
  points_sign_in: 'Sign in to claim',
  points_cover: 'Scratch the film and type what is under it',
  points_mine: 'You claimed {n} points on {at}',
  points_taken: 'The points were claimed on {at}',
  claimed: 'You earned {n} points',
  claim_code_void: 'The code is void; it earns nothing.',
  claim_under_review: 'This code is being looked at; come back when that is done.',
  claim_cover_wrong: 'What is under the film is different; read it again.',
  claim_cover_locked: 'Wrong too often; ask customer service.',
  claim_no_points: 'This item earns no points.',
  claim_code_invented: 'Not a code of ours.',
  claim_failed: 'That did not work; try again in a moment.',
  claim_too_many_requests: 'That was too fast; try again in a moment.',
  where: 'Where did you scan it?',
  where_help: 'If you like: it tells the brand when goods go astray.',
  where_say: 'Tell the brand',
  where_thanks: 'Thank you, noted: {place}',
  where_choose: 'Choose a province',
  story: 'Its story',
  my_points: 'My points',
  report: 'Report a fake',
  to_product: 'About the product',
  service: 'Customer service',
  slow_down: 'That was fast',
  slow_down_text: 'Please wait a minute and try again.',
}

export type Say = (word: ItemWord, values?: Record<string, string | number>) => string

export const itemWords =
  (lang: Lang): Say =>
  (word, values = {}) =>
    (lang === 'en' ? en : zh)[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))

export const isItemWord = (text: string): text is ItemWord => text in zh

// In the order of `provinceNames`.
const codes = '11 31 12 50 13 14 21 22 23 32 33 34 35 36 37 41 42 43 44 46 51 52 53 61 62 63 71 15 45 54 64 65 81 82'.split(' ')
const english =
  'Beijing,Shanghai,Tianjin,Chongqing,Hebei,Shanxi,Liaoning,Jilin,Heilongjiang,Jiangsu,Zhejiang,Anhui,Fujian,Jiangxi,Shandong,Henan,Hubei,Hunan,Guangdong,Hainan,Sichuan,Guizhou,Yunnan,Shaanxi,Gansu,Qinghai,Taiwan,Inner Mongolia,Guangxi,Tibet,Ningxia,Xinjiang,Hong Kong,Macao'.split(
    ',',
  )
/** Divisions of the first level by their code. */
export const provinces: readonly { code: string; zh: string; en: string }[] = provinceNames.map((name, i) => ({
  code: `${codes[i]}0000`,
  zh: name,
  en: english[i]!,
}))
