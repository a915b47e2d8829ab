import { useLang } from '../words.ts'
import { useIdentityWords } from './words.ts'

export interface Agreement {
  code: string
  version: string
  title_zh: string
  title_en: string
  address: string
}

/** What the page asks to agree to, each to be read where it stands; without it nobody comes in here. */
export function Agree({ agreements }: { agreements: Agreement[] }) {
  const t = useIdentityWords()
  const lang = useLang()
  if (agreements.length === 0) return null
  return (
    <label className="flex items-start gap-2 text-sm text-muted">
      <input type="checkbox" name="agreed" value="yes" required className="mt-1 size-4 shrink-0" />
      <span>
        {t('agree_to')}
        {agreements.map(({ code, version, title_zh, title_en, address }) => (
          <a key={code} href={address} target="_blank" rel="noreferrer" className="text-primary underline" title={version}>
            {lang === 'en' ? ` ${title_en} ` : `《${title_zh}》`}
          </a>
        ))}
      </span>
    </label>
  )
}
