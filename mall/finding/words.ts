import { type Lang, useLang } from '../words.ts'

const zh = {
  corrected: '已按“{q}”为你查找',
  dropped: '没有同时符合的商品，已略过“{words}”',
  only_signs: '“{q}”里只有标点，没有可以查找的字。换成商品名、品牌或拼音试试。',
  hot: '大家在搜',
  in_category: '所在分类',
  all_categories: '全部',
  more_values: '更多',
}
export type FindingWord = keyof typeof zh

const en: Record<FindingWord, string> = {
  corrected: 'Showing results for “{q}”',
  dropped: 'Nothing fits all of it; passed over “{words}”',
  only_signs: '“{q}” is only punctuation; there is no word in it to look for. Try a product, a brand or pinyin.',
  hot: 'Others search for',
  in_category: 'Found in',
  all_categories: 'All',
  more_values: 'More',
}

const tables: Record<Lang, Record<FindingWord, string>> = { zh, en }

/** Words of searching and narrowing, in the language of the page. */
export function useFindingWords(): (word: FindingWord, values?: Record<string, string | number>) => string {
  const table = tables[useLang()]
  return (word, values = {}) => table[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}
