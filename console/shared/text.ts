import i18next from 'i18next'
import { useMemo } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'

export type Language = 'zh-CN' | 'en'
/** A title in both languages, for places too small for a table: menus, registries. */
export type Titles = readonly [zh: string, en: string]

const remembered = localStorage.getItem('tongshang.language')
const preferred: Language = navigator.languages.some((one) => one.startsWith('zh')) || !navigator.language.startsWith('en') ? 'zh-CN' : 'en'

void i18next.use(initReactI18next).init({
  lng: remembered === 'en' || remembered === 'zh-CN' ? remembered : preferred,
  fallbackLng: 'zh-CN',
  resources: {},
  initAsync: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
})
document.documentElement.lang = i18next.language

export const currentLanguage = (): Language => (i18next.language === 'en' ? 'en' : 'zh-CN')

export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem('tongshang.language', language)
  document.documentElement.lang = language
  await i18next.changeLanguage(language)
}

export const titleIn = (titles: Titles, language: Language): string => (language === 'en' ? titles[1] : titles[0])

export function useLanguage(): Language {
  const { i18n } = useTranslation()
  return i18n.language === 'en' ? 'en' : 'zh-CN'
}

type Values = Record<string, string | number>
export interface Say<Key extends string> {
  (key: Key, values?: Values): string
  /** The text of a key put together at run time, such as `state_${state}`; the fallback when the table has no such key. */
  maybe(key: string, fallback?: string, values?: Values): string
}

/**
 * One center's table of words: Chinese first, English with the same keys (and `…_one` where English needs a singular).
 * Answers the hook its pages speak through; the table travels with the lazy page that imports it.
 */
export function defineText<const Key extends string>(
  center: string,
  zh: Record<Key, string>,
  en: NoInfer<Record<Key, string> & Partial<Record<`${Key}_one`, string>>>,
): () => Say<Key> {
  i18next.addResourceBundle('zh-CN', center, zh)
  i18next.addResourceBundle('en', center, en)
  // biome-ignore lint/correctness/noComponentHookFactories: made once per module, at its top level
  return function useText() {
    const { t } = useTranslation(center)
    return useMemo(() => {
      const say = (key: string, values?: Values): string => t(key, values ?? {})
      const maybe = (key: string, fallback?: string, values?: Values): string =>
        i18next.exists(key, { ns: center }) ? t(key, values ?? {}) : (fallback ?? key)
      return Object.assign(say, { maybe })
    }, [t])
  }
}
