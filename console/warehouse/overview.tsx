import { Link } from 'react-router'
import { useApi } from '../shared/api.ts'
import { useCarriers } from '../shared/names.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { exactTime } from '../shared/time.ts'
import { Count } from '../shared/values.tsx'
import { MakeWaves } from './make-waves.tsx'
import type { Overview } from './model.ts'
import { SiteChoice, useSite } from './scan/site.tsx'
import { useText } from './text.ts'
import './warehouse.css'

/** What waits in the warehouse, step by step. */
export function Component() {
  const t = useText()
  const site = useSite()
  if (site.loaded && site.node_id === null) return <Notice drawing="empty" title={t('no_site')} hint={t('no_site_hint')} />
  return (
    <div className="page board">
      <header className="page-head">
        <h1>{t('board')}</h1>
        <p>{t('board_hint')}</p>
        <div className="page-actions">
          <SiteChoice site={site} />
          <MakeWaves node_id={site.node_id} />
        </div>
      </header>
      {site.node_id ? <Board node_id={site.node_id} /> : <Skeleton />}
    </div>
  )
}

function Board({ node_id }: { node_id: string }) {
  const t = useText()
  const carriers = useCarriers()
  const { data, isError, error, refetch } = useApi<Overview>('/api/admin/warehouse/overview', { node_id }, { refetchInterval: 10_000 })
  if (isError) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton />
  const tile = (key: keyof Overview & Parameters<typeof t>[0], to: string, alert = false) => (
    <Link className="tile" to={to} data-alert={(alert && Number(data[key]) > 0) || undefined} key={key}>
      <span>{t(key)}</span>
      <b>
        <Count value={data[key] as number} />
      </b>
    </Link>
  )
  const at = `node_id=${node_id}`
  return (
    <>
      <section className="tiles" aria-label={t('tasks')}>
        {tile('waiting', `/warehouse-parcels?status=waiting&${at}`)}
        {tile('bulk_ready', `/warehouse-parcels?status=waiting&${at}`)}
        {tile('locked', `/warehouse-waves?status=locked&${at}`)}
        {tile('to_pick', `/warehouse-waves?status=released&${at}`)}
        {tile('to_check', `/warehouse-waves?status=picked&${at}`)}
        {tile('to_ship', '/warehouse-dispatch')}
        {tile('to_hand_over', '/warehouse-dispatch')}
        {tile('putbacks', '/warehouse-returns')}
        {tile('abnormals', `/warehouse-abnormals?${at}`, true)}
        {tile('to_put_away', '/warehouse-shelve')}
      </section>
      <section className="panel">
        <h2>{t('evening')}</h2>
        <div className="tiles">
          {tile('printed_not_checked', '/warehouse-dispatch?list=printed_not_checked', true)}
          {tile('to_label', '/warehouse-dispatch?list=to_label', true)}
          {tile('weight_off', '/warehouse-dispatch?list=weight_off', true)}
        </div>
      </section>
      {data.waiting_by_carrier.length > 0 ? (
        <section className="panel">
          <h2>{t('by_carrier')}</h2>
          <ul className="rows">
            {data.waiting_by_carrier.map(({ carrier_id, orders, cut_off_at }) => (
              <li key={carrier_id}>
                <span style={{ flex: 1 }}>{carriers.name(carrier_id)}</span>
                <span className="number">{t('orders', { count: orders })}</span>
                {cut_off_at ? <span className="faint">{t('cut_off', { time: exactTime(cut_off_at) })}</span> : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  )
}
