import { type Lang, useLang } from '../words.ts'

const zh = {
  mine: '我的投诉',
  intro: '哪里不满意，请告诉我们，两天内答复。',
  none: '没有投诉',
  none_text: '订单或商品有什么不对，在这里告诉我们，会有专人负责到底。',
  write: '写投诉',
  write_title: '投诉与建议',
  about: '关于',
  about_order: '订单 {no}',
  about_pick: '哪一个订单？',
  about_none: '没有可以选的订单。从商品页底部的“投诉与建议”也可以写。',
  subject: '哪方面？',
  goods: '商品质量',
  delivery: '配送',
  service: '服务态度',
  price: '价格',
  invoice: '发票',
  other: '其他',
  words_label: '发生了什么，希望怎么解决？',
  words_help: '最多 2,000 字。请不要写密码、银行卡号。',
  send: '提交',
  sent: '已收到您的投诉，两天内答复，答复时会给您发消息。',
  state_waiting: '等待处理',
  state_taken: '处理中',
  state_answered: '已答复',
  state_settled: '已解决',
  owner: '负责人：{name}',
  due: '{date} 前答复',
  me: '我',
  house: '客服',
  settle: '已解决',
  settle_help: '确认之后这件投诉就结束了。',
  not_settled: '还没解决',
  not_settled_label: '还有什么没解决？',
  settled_done: '谢谢您的确认。',
  reopened_done: '已转回负责人，会再给您答复。',
  say_something: '请写几个字',
  refused: '没有提交成功：{reason}',
  subject_missing: '请选择订单',
  order_not_found: '找不到这个订单',
  product_not_found: '找不到这件商品',
  too_many_open: '您有太多投诉在处理，先等一等答复。',
  not_answered: '还在处理，请等答复。',
  settled_before: '这件投诉已经结束，可以写一件新的。',
  words_missing: '请说说还有什么没解决',
  back: '回到我的投诉',
  more: '下一页',
}
export type ComplaintWord = keyof typeof zh

const en: Record<ComplaintWord, string> = {
  mine: 'My complaints',
  intro: 'Tell us what went wrong: you have an answer within two days.',
  none: 'No complaints',
  none_text: 'If something is wrong with an order or a product, tell us here. One person looks after it to the end.',
  write: 'Complain',
  write_title: 'Complaints and suggestions',
  about: 'About',
  about_order: 'Order {no}',
  about_pick: 'Which order?',
  about_none: 'There is no order to choose. “Complaints and suggestions” at the foot of a product’s page works too.',
  subject: 'What is it about?',
  goods: 'Goods',
  delivery: 'Delivery',
  service: 'Service',
  price: 'Price',
  invoice: 'Invoice',
  other: 'Other',
  words_label: 'What happened, and what would put it right?',
  words_help: 'At most 2,000 characters. Please leave out passwords and card numbers.',
  send: 'Send',
  sent: 'We have your complaint. You are answered within two days, by message too.',
  state_waiting: 'Waiting',
  state_taken: 'In work',
  state_answered: 'Answered',
  state_settled: 'Settled',
  owner: 'Looked after by {name}',
  due: 'Answer by {date}',
  me: 'Me',
  house: 'Service',
  settle: 'It is settled',
  settle_help: 'That closes this complaint.',
  not_settled: 'Not settled',
  not_settled_label: 'What is still wrong?',
  settled_done: 'Thank you for telling us.',
  reopened_done: 'It is back with its owner; you get another answer.',
  say_something: 'Write a few words',
  refused: 'Not sent: {reason}',
  subject_missing: 'Choose the order',
  order_not_found: 'There is no such order of yours',
  product_not_found: 'There is no such product',
  too_many_open: 'Several of your complaints are in work; please wait for their answers.',
  not_answered: 'It is in work; please wait for the answer.',
  settled_before: 'It is closed; write a new one.',
  words_missing: 'Say what is still wrong',
  back: 'Back to my complaints',
  more: 'Next page',
}

export type SayComplaint = (word: ComplaintWord, values?: Record<string, string | number>) => string
export const complaintWords =
  (lang: Lang): SayComplaint =>
  (word, values = {}) =>
    (lang === 'en' ? en : zh)[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
export const useComplaintWords = (): SayComplaint => complaintWords(useLang())

/** A refusal of the API in the reader's words. */
export function refusalOf(lang: Lang, outcome: { status: string; detail?: string } | undefined, detail: string): string {
  const say = complaintWords(lang)
  const status = outcome?.status
  return status && status in zh ? say(status as ComplaintWord) : say('refused', { reason: detail })
}
