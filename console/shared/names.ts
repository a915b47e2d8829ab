import { useMemo } from 'react'
import { useApi } from './api.ts'
import { useLanguage } from './text.ts'

type Words = { zh: string; en: string }
const wordsOf = (name: string | Words, language: string): string =>
  typeof name === 'string' ? name : language === 'en' ? name.en : name.zh

/** A text kept in both languages, in the reader's. */
export function useInLanguage(): (words: Words | string | null | undefined) => string {
  const language = useLanguage()
  return useMemo(() => (words) => (words ? wordsOf(words, language) : ''), [language])
}

/** Names of a short list (channels, nodes, carriers): never an id where a name is known. Stays quiet where the caller may not read it. */
export function useNames(
  path: string,
  id: string,
): { name(of: string | null | undefined): string; options: { value: string; label: string }[] } {
  const language = useLanguage()
  const { data } = useApi<{ items: Record<string, unknown>[] }>(path, {}, { staleTime: 10 * 60_000, retry: false })
  return useMemo(() => {
    const names = new Map((data?.items ?? []).map((row) => [String(row[id]), wordsOf(row.name as string | Words, language)]))
    return { name: (of) => (of ? (names.get(of) ?? of) : ''), options: [...names].map(([value, label]) => ({ value, label })) }
  }, [data, id, language])
}
export const useChannels = () => useNames('/api/admin/channels', 'id')
export const useNodes = () => useNames('/api/admin/nodes', 'id')
export const useOrganizations = () => useNames('/api/admin/organizations', 'id')

const carriers = {
  sf: { zh: '顺丰速运', en: 'SF Express' },
  ems: { zh: '邮政 EMS', en: 'China Post EMS' },
  jd: { zh: '京东快递', en: 'JD Logistics' },
  zto: { zh: '中通快递', en: 'ZTO Express' },
  yto: { zh: '圆通速递', en: 'YTO Express' },
  own: { zh: '自有配送', en: 'Own delivery' },
}
/** The usual carriers by their codes. */
export function useCarriers() {
  const language = useLanguage()
  return useMemo(() => {
    const options = Object.entries(carriers).map(([value, name]) => ({ value, label: wordsOf(name, language) }))
    return { options, name: (code: string) => options.find(({ value }) => value === code)?.label ?? code }
  }, [language])
}
