import { useMemo } from 'react'
import type { Outcome } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { faultIn } from '../shared/refusals.ts'
import { useLanguage } from '../shared/text.ts'
import type { Page, Words } from './model.ts'
import { useText } from './text.ts'

export interface Finding {
  level: string
  finding: string
  block_id: string | null
  named: Words[]
  detail: string
}

/** What a check found, in the reader's words; codes without words of their own keep the API's sentence. */
export function useFindingWords() {
  const t = useText()
  const inLanguage = useInLanguage()
  const english = useLanguage() === 'en'
  return useMemo(() => {
    /** Why a link leads nowhere. */
    const fault = (code: string, detail: string): string => {
      if (code !== 'outside_dead' || english) return t.maybe(`fault_is_${code}`, detail)
      const status = /answers (\d+)/.exec(detail)?.[1]
      if (status) return t('outside_status', { status })
      const reason = /private|too often|ENOTFOUND|EAI_AGAIN|Timeout|CERT|SSL/i.exec(detail)?.[0].toLowerCase().replace(' ', '_')
      return t.maybe(`outside_${reason}`, t('fault_is_outside_dead'))
    }
    const finding = ({ finding: code, named, detail }: Finding): string => {
      const [a = '', b = ''] = named.map((one) => inLanguage(one))
      if (code === 'link_dead') return t('finding_link_dead', { a, b: t.maybe(`fault_is_${b}`, detail) })
      if (code === 'text_missing') return t('finding_text_missing', { a: t.maybe(`f_${a}`, a), b: t.maybe(b) })
      return t.maybe(`finding_${code}`, detail, { a, b })
    }
    /** The block a finding stands in, as the editor calls it, with its place among its kind. */
    const block = (id: string | null, blocks: Page['blocks']): string => {
      const place = blocks.findIndex((one) => one.props.id === id)
      if (place < 0) return ''
      return t('block_at', { n: place + 1, what: t.maybe(`block_${blocks[place]!.type}`) })
    }
    /** A refused draft: the block and field at fault by their names. */
    const refused = ({ status, detail = '' }: Outcome): string => {
      const [, place, path = '', type, message] = /blocks\.(\d+)\.props([\w.]*) of this (\w+) (.+?)\.?$/s.exec(detail) ?? []
      if (status !== 'block_invalid' || place === undefined) return detail
      const field = path
        .split('.')
        .flatMap((part) => (part ? (/^\d+$/.test(part) ? String(Number(part) + 1) : t.maybe(`f_${part}`, t.maybe(part))) : []))
      const at = t('block_at', { n: Number(place) + 1, what: t.maybe(`block_${type}`) })
      return `${[at, ...field].join(' · ')}: ${faultIn(message!, english ? 'en' : 'zh-CN')}`
    }
    return { fault, finding, block, refused }
  }, [t, inLanguage, english])
}
