import { type Lang, useLang } from '../words.ts'

const zh = {
  title: '我的发票',
  help: '订单完成后开具电子发票，发到您填写的邮箱。开票前抬头可以修改。',
  none: '还没有可开票的订单',
  none_text: '下单后，可以在这里申请发票或修改抬头。',
  not_asked: '未申请',
  waiting: '订单完成后开具',
  ready: '待开具',
  person: '个人',
  company: '单位',
  ask: '申请发票',
  change: '修改抬头',
  kind: '抬头类型',
  name: '抬头',
  tax_no: '税号（单位必填）',
  email: '接收邮箱（选填）',
  save: '保存',
  saved: '已保存。',
  titles: '常用抬头',
  titles_none: '用过的抬头会记在这里，下次下单直接选。',
  fault_title: '请填写抬头',
  fault_tax: '税号是 15 到 20 位数字或大写字母',
  more: '更早的订单',
  first: '回到第一页',
}
export type InvoiceWord = keyof typeof zh
const en: Record<InvoiceWord, string> = {
  title: 'Invoices',
  help: 'When an order is completed its electronic invoice is sent to the address you gave. Until then the name can be changed.',
  none: 'Nothing to invoice yet',
  none_text: 'After an order you ask for its invoice here, or change the name on it.',
  not_asked: 'not asked for',
  waiting: 'when the order is completed',
  ready: 'to be made out',
  person: 'Personal',
  company: 'Company',
  ask: 'Ask for an invoice',
  change: 'Change the name',
  kind: 'Kind',
  name: 'Name on the invoice',
  tax_no: 'Tax number (companies)',
  email: 'Send to (optional)',
  save: 'Save',
  saved: 'Saved.',
  titles: 'Names used before',
  titles_none: 'Names you used are kept here for the next order.',
  fault_title: 'Say whose name stands on it',
  fault_tax: 'A tax number has 15 to 20 digits or capital letters',
  more: 'Earlier orders',
  first: 'Back to the first page',
}
export type SayInvoice = (word: InvoiceWord) => string
export const invoiceWords =
  (lang: Lang): SayInvoice =>
  (word) =>
    (lang === 'en' ? en : zh)[word]
/** Words of the invoices in the account. */
export const useInvoiceWords = (): SayInvoice => invoiceWords(useLang())
