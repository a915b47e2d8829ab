import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useApi } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Count, Exact, Facts, Section, Status } from '../shared/values.tsx'
import type { History } from './model.ts'
import { useText } from './text.ts'

/** One code from the batch to the last scan. The code stands in the address, so what was found can be shared. */
export function Component() {
  const t = useText()
  const [params, setParams] = useSearchParams()
  const code = params.get('code') ?? ''
  const [typed, setTyped] = useState(code)
  const found = useApi<History>(code ? '/api/admin/codes/item' : null, { code }, { retry: false })
  const look = () => setParams(typed.trim() ? { code: typed.trim() } : {})
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('history')}</h1>
        <p>{t('history_hint')}</p>
      </header>
      <div className="panel" style={{ display: 'flex', gap: 10 }}>
        <Input
          value={typed}
          autoFocus
          allowClear
          maxLength={300}
          aria-label={t('code')}
          onChange={(event) => setTyped(event.target.value)}
          onPressEnter={look}
        />
        <Button type="primary" onClick={look}>
          {t('look_up')}
        </Button>
      </div>
      {code && found.isPending ? <Skeleton /> : null}
      {found.isError ? <Failure error={found.error} /> : null}
      {found.data ? <Found history={found.data} /> : null}
    </div>
  )
}

function Found({ history }: { history: History }) {
  const t = useText()
  const inLanguage = useInLanguage()
  const { verdict, code, batch, item, destination } = history
  if (verdict === 'invented' || !batch || !code)
    return (
      <div className="result-strip" data-bad role="status">
        <Status tone="danger">{t('invented')}</Status>
      </div>
    )
  const bad = batch.voided_at ?? item?.voided_at
  return (
    <div className="panel">
      <div className="card-row">
        <h2>{inLanguage(history.title) || batch.sku_id}</h2>
        <Status tone={bad || item?.suspected_at ? 'danger' : 'done'}>
          {t(bad ? 'state_void' : item?.suspected_at ? 'suspected' : 'ours')}
        </Status>
      </div>
      <p className="code" style={{ overflowWrap: 'anywhere', margin: '4px 0 14px' }}>
        {code.link}
      </p>
      <Facts
        items={[
          [
            t('lot'),
            <Link key="lot" to={`/codes/${batch.batch_id}`}>
              {batch.lot}
            </Link>,
          ],
          [t('index'), <Count key="index" value={code.index + 1} />],
          [t('produced_on'), batch.produced_on],
          [t('carton'), history.carton_id],
          [t('pallet'), history.pallet_id],
          [t('destination'), destination?.region_code],
          [t('dealer'), destination?.dealer_id],
          [t('scans'), <Count key="scans" value={item?.scans ?? 0} />],
          [t('first_scan'), <Exact key="first" at={item?.first_scanned_at} />],
          [t('last_scan'), <Exact key="last" at={item?.last_scanned_at} />],
          [t('claimed'), <Exact key="claimed" at={item?.claimed_at} />],
        ]}
      />
      <Section title={t('steps')}>
        {history.steps?.length ? null : <p className="faint">{t('never')}</p>}
        <ul className="rows">
          {history.steps?.map((step) => (
            <li key={`${step.step} ${step.ref}`}>
              <span className="strong">{t.maybe(`step_${step.step}`, step.step)}</span>
              <span style={{ flex: 1, overflowWrap: 'anywhere' }} className="faint">
                {step.step === 'bound' || step.step === 'sold' ? step.ref : (step.note ?? '')}
              </span>
              <span>{step.by_name}</span>
              <Exact at={step.happened_at} />
            </li>
          ))}
        </ul>
      </Section>
      {history.scans?.length ? (
        <Section title={t('scans')}>
          <div className="plain-scroll">
            <table className="plain">
              <thead>
                <tr>
                  <th>{t('last_seen_at')}</th>
                  <th>{t('region')}</th>
                  <th>{t('verdict')}</th>
                  <th>{t('device')}</th>
                </tr>
              </thead>
              <tbody>
                {history.scans.map((scan, i) => (
                  <tr key={i}>
                    <td>
                      <Exact at={scan.scanned_at} />
                    </td>
                    <td className="number">{scan.region_code ?? '—'}</td>
                    <td>{t.maybe(`verdict_${scan.verdict}`, scan.verdict)}</td>
                    <td className="code faint">{scan.device.slice(0, 8)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Section>
      ) : null}
    </div>
  )
}
