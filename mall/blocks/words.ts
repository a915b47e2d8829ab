import { type Lang, useLang } from '../words.ts'

const zh = {
  carousel: '精选',
  ad: '广告',
  until: '截止 {at}',
  valid: '{date}前有效',
  d: '天',
  h: '时',
  m: '分',
  s: '秒',
  news: '新闻动态',
  news_empty: '还没有新闻',
  news_empty_text: '新的消息会出现在这里。',
  preview: '预览：这是还没有发布的草稿',
  preview_text: '拿到链接的人都能看到它，七天后失效。',
  published: '发布于 {date}',
}
export type BlockWord = keyof typeof zh
const en: Record<BlockWord, string> = {
  carousel: 'Selected',
  ad: 'Advertisement',
  until: 'until {at}',
  valid: 'valid until {date}',
  d: 'd',
  h: 'h',
  m: 'm',
  s: 's',
  news: 'News',
  news_empty: 'No news yet',
  news_empty_text: 'What is new will be told here.',
  preview: 'Preview: a draft that is not published',
  preview_text: 'Whoever has the link can see it; it ends after seven days.',
  published: 'Published {date}',
}

export type BlockSay = (word: BlockWord, values?: Record<string, string | number>) => string
export const blockWords =
  (lang: Lang): BlockSay =>
  (word, values = {}) =>
    (lang === 'en' ? en : zh)[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
export const useBlockWords = (): BlockSay => blockWords(useLang())
