import { type Lang, useLang } from '../words.ts'

const zh = {
  title: '服务专区',
  lead: '查保修、看收费、自己先排查，找说明书和软件。',
  warranty: '查保修',
  warranty_text: '用订单号和下单时的手机号查询；登录后也可从订单详情看到商品。',
  warranty_ask: '查询保修',
  warranty_none: '订单号和手机号对不上，请核对后再试。',
  state_none: '不含保修',
  state_not_begun: '收货当天开始，共 {n} 个月',
  state_in_warranty: '保修中，至 {date}',
  state_ended: '已过保，止于 {date}',
  pieces: '{n} 件',
  guides: '帮助与教程',
  documents: '说明书与软件',
  documents_find: '按商品名称查找',
  documents_search: '查找',
  documents_none: '没有找到资料。换个词，或打开商品页看看。',
  document: '文档',
  complain: '还没解决？告诉我们',
  items: '扫商品上的编码可查正品与批次。',
}
export type ServiceWord = keyof typeof zh
const en: Record<ServiceWord, string> = {
  title: 'Service zone',
  lead: 'Warranty, fees, self-diagnosis, manuals and software.',
  warranty: 'Warranty',
  warranty_text: 'By order number and the phone given with it; signed in you find the goods on your orders too.',
  warranty_ask: 'Look it up',
  warranty_none: 'Number and phone do not belong together; please check them.',
  state_none: 'No warranty',
  state_not_begun: 'Begins the day it arrives, {n} months',
  state_in_warranty: 'In warranty until {date}',
  state_ended: 'Ended {date}',
  pieces: '{n} pieces',
  guides: 'Help and tutorials',
  documents: 'Manuals and software',
  documents_find: 'By the name of the product',
  documents_search: 'Find',
  documents_none: 'Nothing was found. Try another word, or the page of the product.',
  document: 'Document',
  complain: 'Not solved yet? Tell us',
  items: 'Scan the code on a product to see where it comes from.',
}

export const serviceWords =
  (lang: Lang) =>
  (word: ServiceWord, values: Record<string, string | number> = {}): string =>
    (lang === 'en' ? en : zh)[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
export const useServiceWords = () => serviceWords(useLang())
