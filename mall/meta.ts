import type { MetaDescriptor } from 'react-router'
import { mediaAddress } from './parts/picture.tsx'
import { inLang } from './visit.ts'
import { type Lang, translate } from './words.ts'

export interface PageFacts {
  lang: Lang
  origin: string
  /** Without the language; the canonical address of the page. */
  path: string
  title: string
  description?: string
  /** Reference of the picture of the share card. */
  picture?: string | null | undefined
  kind?: 'website' | 'product'
  /** Personal and search pages are no business of search engines. */
  hidden?: boolean
  /** Structured data (schema.org). */
  data?: object | undefined
}

/** Title, share card, canonical address and the same page in the other language. */
export function pageMeta(facts: PageFacts | undefined): MetaDescriptor[] {
  if (!facts) return []
  const { lang, origin, path, title, kind = 'website', hidden, picture, data } = facts
  const t = translate(lang)
  const name = t('mall.name')
  const description = facts.description || t('mall.description')
  const address = (of: Lang) => origin + inLang(of, path)
  const whole = title === name ? `${name} · ${t('mall.tagline')}` : `${title} · ${name}`
  if (hidden) return [{ title: whole }, { name: 'robots', content: 'noindex' }, { name: 'description', content: description }]
  return [
    { title: whole },
    { name: 'description', content: description },
    { tagName: 'link', rel: 'canonical', href: address(lang) },
    { tagName: 'link', rel: 'alternate', hrefLang: 'zh-CN', href: address('zh') },
    { tagName: 'link', rel: 'alternate', hrefLang: 'en', href: address('en') },
    { tagName: 'link', rel: 'alternate', hrefLang: 'x-default', href: address('zh') },
    { property: 'og:site_name', content: name },
    { property: 'og:type', content: kind },
    { property: 'og:title', content: title },
    { property: 'og:description', content: description },
    { property: 'og:url', content: address(lang) },
    { property: 'og:locale', content: lang === 'zh' ? 'zh_CN' : 'en_US' },
    { property: 'og:image', content: picture ? origin + mediaAddress(picture, 960) : `${origin}/icon-512.png` },
    { name: 'twitter:card', content: 'summary_large_image' },
    ...(data ? [{ 'script:ld+json': data } as MetaDescriptor] : []),
  ]
}
