import { Button } from 'antd'
import { Link, Outlet } from 'react-router'
import { useApi } from '../shared/api.ts'
import { useChannels, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { spanWords, useNow } from '../shared/time.ts'
import { Count, Status } from '../shared/values.tsx'
import { Fault } from './fault.tsx'
import { type Connection, failing, type Platform, toneOf } from './model.ts'
import { useText } from './text.ts'

/** Every shop on an outside platform and how it stands. */
export function Component() {
  const t = useText()
  const may = useMay()
  const read = useApi<{ items: Connection[] }>('/api/admin/marketplaces', {}, { refetchInterval: 5_000 })
  if (read.isPending) return <Skeleton rows={8} />
  if (read.isError) return <Failure error={read.error} retry={() => void read.refetch()} />
  const { items } = read.data
  const connect = may('marketplaces.edit') ? (
    <Link to="new">
      <Button type="primary" tabIndex={-1}>
        {t('connect')}
      </Button>
    </Link>
  ) : null
  return (
    <>
      <div className="page">
        <header className="page-head">
          <h1>{t('title')}</h1>
          <p>{t('hint')}</p>
          <div className="page-actions">{items.length > 0 ? connect : null}</div>
        </header>
        {items.length === 0 ? (
          <Notice drawing="empty" title={t('none')} hint={t('none_hint')}>
            {connect}
          </Notice>
        ) : null}
        <div className="shops">
          {items.map((one) => (
            <Shop key={one.connection_id} one={one} />
          ))}
        </div>
      </div>
      <Outlet />
    </>
  )
}

function Shop({ one }: { one: Connection }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const channels = useChannels()
  const now_ms = useNow()
  const platforms = useApi<{ items: Platform[] }>('/api/admin/marketplaces/platforms', {}, { staleTime: 600_000 })
  const platform = platforms.data?.items.find(({ platform }) => platform === one.platform)
  const orders = one.streams.find(({ stream }) => stream === 'orders')
  const error = one.streams.find(({ last_error }) => last_error)?.last_error
  return (
    <section className="panel">
      <div className="card-row">
        <h2>
          <Link to={one.connection_id}>{one.name}</Link>
        </h2>
        <Status tone={toneOf(one)}>{one.state === 'live' && failing(one) ? t('in_trouble') : t(`state_${one.state}`)}</Status>
      </div>
      <p className="faint">
        {inLanguage(platform?.name) || one.platform} · {channels.name(one.channel_id)}
        {one.endpoint === 'simulated' ? ` · ${t('simulated')}` : null}
      </p>
      <dl className="shop-counts">
        <div>
          <dt>{t('today')}</dt>
          <dd>
            <Count value={one.today} />
          </dd>
        </div>
        <div>
          <dt>{t('waiting')}</dt>
          <dd>
            <Link to={`/marketplace-orders?connection_id=${one.connection_id}`}>
              <Count value={one.waiting} />
            </Link>
          </dd>
        </div>
        <div>
          <dt>{t('unmapped')}</dt>
          <dd>
            <Link to={`/marketplace-listings?connection_id=${one.connection_id}`}>
              <Count value={one.unmapped} />
            </Link>
          </dd>
        </div>
        <div>
          <dt>{t('refused')}</dt>
          <dd className={one.shipments_refused > 0 ? 'refused' : undefined}>
            <Count value={one.shipments_refused} />
          </dd>
        </div>
      </dl>
      {orders && one.state === 'live' ? (
        <p className="faint">
          {t('lag')} {spanWords(Math.max(0, now_ms - Date.parse(orders.reached_at)))}
        </p>
      ) : null}
      {one.token_failure ? <p className="refused shop-error">{t(one.token_next_at ? 'token_waits' : 'token_given_up')}</p> : null}
      {error ? (
        <p className="refused shop-error">
          <Fault of={error} />
        </p>
      ) : null}
    </section>
  )
}
