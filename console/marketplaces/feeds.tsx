import { type Page, useApi } from '../shared/api.ts'
import { Failure } from '../shared/states.tsx'
import { Ago, Section, Status } from '../shared/values.tsx'
import { useListingText } from './listing-text.ts'
import type { Feed } from './model.ts'

const tones = { sending: 'active', working: 'active', done: 'done', failed: 'danger' } as const

/** Files in which much was told at once, how far the platform is, and what of each it would not take. */
export function Feeds({ path }: { path: string }) {
  const l = useListingText()
  const read = useApi<Page<Feed>>(path, { limit: 10 }, { refetchInterval: 10_000 })
  const items = read.data?.items ?? []
  return (
    <Section title={l('feeds')}>
      <p className="faint">{l('feeds_hint')}</p>
      {read.isError ? <Failure error={read.error} retry={() => void read.refetch()} /> : null}
      {read.data && items.length === 0 ? <p className="faint">{l('feeds_none')}</p> : null}
      <ul className="points">
        {items.map((feed) => (
          <li key={feed.feed_id} style={{ margin: '8px 0' }}>
            <Status tone={feed.state === 'done' && feed.failures > 0 ? 'waiting' : tones[feed.state]}>{l(`feed_${feed.state}`)}</Status>{' '}
            {l('feed_items', { count: feed.items })}
            {feed.failures > 0 ? <span className="refused"> {l('feed_failures', { count: feed.failures })}</span> : null}{' '}
            <span className="faint">
              <Ago at={feed.sent_at} /> {feed.feed_no}
            </span>
            {feed.reason ? (
              <div className={feed.state === 'failed' ? 'refused' : 'faint'} style={{ overflowWrap: 'anywhere' }}>
                {l.maybe(`feed_${feed.reason.split(':')[0]}`, feed.reason)}
              </div>
            ) : null}
            {feed.first_failures.map(({ listing_key, title, failure }) => (
              <div key={listing_key} style={{ overflowWrap: 'anywhere' }}>
                {title ?? listing_key} <span className="faint">{listing_key}</span> <span className="refused">{failure}</span>
              </div>
            ))}
          </li>
        ))}
      </ul>
    </Section>
  )
}
