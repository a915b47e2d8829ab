import { Segmented } from 'antd'
import { useMemo } from 'react'
import { Link, Outlet, useSearchParams } from 'react-router'
import { useApi } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { Status } from '../shared/values.tsx'
import { healthOf, type Interface, inTrouble, shareOf, toneOf } from './model.ts'
import { useText } from './text.ts'

const kinds = ['marketplace', 'carrier', 'payment', 'message', 'sign_in', 'finance', 'erp', 'service'] as const

/** All interfaces on one screen: a partner a line, a dot and a word for each thing asked of it. */
export function Component() {
  const t = useText()
  const [search, setSearch] = useSearchParams()
  const read = useApi<{ items: Interface[] }>('/api/admin/interfaces', {}, { refetchInterval: 10_000 })
  const items = read.data?.items ?? []
  const only = search.get('only') === 'trouble'
  const shown = only ? items.filter(inTrouble) : items
  if (read.isPending) return <Skeleton rows={12} />
  if (read.isError) return <Failure error={read.error} retry={() => void read.refetch()} />
  const sum = (of: (one: Interface) => number) => items.reduce((total, one) => total + of(one), 0)
  const calls = sum((one) => one.calls)
  return (
    <>
      <div className="page wall-page">
        <header className="page-head">
          <h1>{t('title')}</h1>
          <p>{t('hint')}</p>
          <div className="page-actions">
            <Link to="/interface-owners">{t('owners')}</Link>
            <Segmented
              aria-label={t('trouble')}
              value={only ? 'trouble' : 'all'}
              onChange={(value) => setSearch(value === 'trouble' ? { only: 'trouble' } : {}, { replace: true })}
              options={[
                { value: 'all', label: t('all') },
                { value: 'trouble', label: `${t('trouble')} ${items.filter(inTrouble).length}` },
              ]}
            />
          </div>
        </header>
        <div className="tiles">
          <Tile title={t('total')} value={String(items.length)} />
          <Tile title={t('called')} value={String(items.filter((one) => one.calls > 0).length)} />
          <Tile
            title={t('rate')}
            value={shareOf(
              calls,
              sum((one) => one.failed),
            )}
          />
          <Tile title={t('open')} value={String(sum((one) => one.open_circuits))} />
          <Tile title={t('drifts')} value={String(sum((one) => one.drifts))} />
          <Link className="tile" to="/interface-letters">
            <span>{t('dead')}</span>
            <b>{sum((one) => one.dead)}</b>
          </Link>
        </div>
        <p className="faint">{t('legend')}</p>
        {shown.length === 0 ? <Notice drawing="empty" title={t('none_in_trouble')} /> : null}
        <div className="wall">
          {kinds.map((kind) => {
            const own = shown.filter((one) => one.kind === kind)
            return own.length > 0 ? <Kind key={kind} title={t(`kind_${kind}`)} items={own} /> : null
          })}
        </div>
      </div>
      <Outlet />
    </>
  )
}

function Kind({ title, items }: { title: string; items: Interface[] }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const partners = useMemo(() => {
    const groups = new Map<string, Interface[]>()
    for (const one of items) groups.set(one.partner, [...(groups.get(one.partner) ?? []), one])
    return [...groups]
  }, [items])
  return (
    <section className="panel">
      <h2>
        {title} <span className="faint">{items.length}</span>
      </h2>
      <ul className="wall-rows">
        {partners.map(([partner, own]) => {
          const [name = partner] = inLanguage(own[0]!.name).split(' · ')
          return (
            <li key={partner}>
              <span className="strong">{name}</span>
              <span className="wall-cells">
                {own.map((one) => (
                  <Link
                    key={one.interface_id}
                    to={one.interface_id}
                    title={`${one.interface_id}\n${t(healthOf(one))} · ${shareOf(one.calls, one.failed)} · ${one.calls}`}
                  >
                    <Status tone={toneOf(one)}>
                      {inLanguage(one.name).split(' · ')[1] ?? one.interface_id}
                      <span className="visually-hidden"> {t(healthOf(one))}</span>
                    </Status>
                  </Link>
                ))}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

const Tile = ({ title, value }: { title: string; value: string }) => (
  <div className="tile">
    <span>{title}</span>
    <b>{value}</b>
  </div>
)
