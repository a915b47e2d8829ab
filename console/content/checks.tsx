import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { type AnswerOf, api, newId, type RowOf, useApi } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { Ago, Count, Section, Status } from '../shared/values.tsx'
import { useFindingWords } from './findings.ts'
import { useText } from './text.ts'

const path = '/api/admin/content/checks'
type Check = RowOf<'/api/admin/content/checks'>
type Faults = AnswerOf<'/api/admin/content/checks/{check_id}/faults'>

/** Dead links and missing pictures, over everything that shoppers see. */
export function Component() {
  const t = useText()
  const may = useMay()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<unknown>(null)
  const checks = useApi<{ items: Check[] }>(
    path,
    {},
    { refetchInterval: ({ state }) => (state.data?.items.some(({ ended_at }) => !ended_at) ? 1_000 : false) },
  )
  const [chosen, setChosen] = useState<string | null>(null)
  const latest = checks.data?.items.find(({ check_id }) => check_id === chosen) ?? checks.data?.items.find(({ ended_at }) => ended_at)
  const running = checks.data?.items.some(({ ended_at }) => !ended_at) ?? false
  const run = async () => {
    setBusy(true)
    setFailed(null)
    await api.batch(path, { id: newId() }).catch(setFailed)
    setChosen(null)
    await queries.invalidateQueries({ queryKey: [path] })
    setBusy(false)
  }
  const never = checks.data?.items.length === 0
  const button = may('content.edit') ? (
    <Button type="primary" loading={busy || running} onClick={() => void run()}>
      {running ? t('checks_running') : t('checks_run')}
    </Button>
  ) : null
  return (
    <div className="page narrow-page">
      <header className="page-head">
        <h1>{t('checks_title')}</h1>
        <div className="page-actions">{never ? null : button}</div>
      </header>
      {never ? null : <p className="faint">{t('checks_hint')}</p>}
      {failed ? <Failure error={failed} retry={() => void run()} /> : null}
      {checks.isError ? <Failure error={checks.error} retry={() => void checks.refetch()} /> : null}
      {checks.isPending ? <Skeleton /> : null}
      {never ? (
        <Notice drawing="search" title={t('checks_empty')} hint={t('checks_empty_hint')}>
          {button}
        </Notice>
      ) : null}
      {running && !latest ? <Skeleton /> : null}
      {latest ? (
        <>
          <div className="tiles">
            {(['places', 'links', 'faults'] as const).map((key) => (
              <div className="tile" key={key}>
                <span>{t(`checks_${key}`)}</span>
                <b>
                  <Count value={latest[key]} />
                </b>
              </div>
            ))}
          </div>
          <FaultList check={latest} />
        </>
      ) : null}
      {(checks.data?.items.length ?? 0) > 1 ? (
        <Section title={t('history')}>
          <ul className="rows">
            {checks.data!.items.map((check) => (
              <li key={check.check_id}>
                <Button type="link" onClick={() => setChosen(check.check_id)}>
                  <Ago at={check.asked_at} />
                </Button>
                <span style={{ flex: 1 }}>{check.asked_by}</span>
                {check.ended_at ? (
                  <Status tone={check.faults > 0 ? 'danger' : 'done'}>
                    {t('checks_faults')} {check.faults}
                  </Status>
                ) : (
                  <Status tone="active">{t('checks_running')}</Status>
                )}
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </div>
  )
}

function FaultList({ check }: { check: Check }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const words = useFindingWords()
  const faults = useApi<Faults>(`${path}/${check.check_id}/faults`, { limit: 200 })
  if (!faults.data) return <Skeleton />
  if (faults.data.items.length === 0)
    return <p style={{ marginTop: 16 }}>{check.ended_at ? <Status tone="done">{t('checks_good')}</Status> : null}</p>
  return (
    <Section title={t('checks_faults')}>
      <ul className="rows">
        {faults.data.items.map((one) => (
          <li key={one.seq}>
            <span style={{ flex: 1, minWidth: 220 }}>
              <strong>{inLanguage(one.place_name)}</strong>
              <span className="faint" style={{ display: 'block' }}>
                {one.place.startsWith('/products/') ? <Link to={one.place}>{one.place}</Link> : one.place}
              </span>
            </span>
            <span style={{ flex: 1, minWidth: 220, overflowWrap: 'anywhere' }}>
              {one.link}
              <span className="faint" style={{ display: 'block' }}>
                {words.fault(one.fault, one.detail)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
