import { Icon } from '../parts/icons.tsx'
import { Empty } from '../parts/notice.tsx'
import { useWords } from '../words.ts'

export const meta = () => [{ name: 'robots', content: 'noindex' }]

/** Kept by the service worker and shown when there is no network. */
export default function OfflinePage() {
  const t = useWords()
  return (
    <div className="container-page">
      <title>{`${t('offline.title')} · ${t('mall.name')}`}</title>
      <Empty icon="globe" title={t('offline.title')} text={t('offline.text')}>
        {/* It stands in for the page that was asked for, so that address is asked again. */}
        {/* biome-ignore lint/a11y/useValidAnchor: the empty address is this very one */}
        <a href="" className="button-primary">
          <Icon name="back" className="size-5" />
          {t('error.again')}
        </a>
      </Empty>
    </div>
  )
}
