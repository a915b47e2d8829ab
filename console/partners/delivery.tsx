import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact, Facts, Section, Status } from '../shared/values.tsx'
import { type DeliveryDetail, deliveryTones } from './model.ts'
import { useText } from './text.ts'

const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 1)
  } catch {
    return text
  }
}

/** One message: what was sent, each try, what was answered. */
export function Component() {
  const t = useText()
  const may = useMay()
  const tell = useTell()
  const queries = useQueryClient()
  const { delivery_id } = useParams()
  const path = `/api/admin/partner-deliveries/${delivery_id}`
  const read = useApi<DeliveryDetail>(path, {}, { refetchInterval: 5_000 })
  const [busy, setBusy] = useState(false)
  const one = read.data
  if (!one)
    return (
      <DetailDrawer title={t('type')}>
        {read.isError ? <Failure error={read.error} retry={() => void read.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const replay = async () => {
    setBusy(true)
    try {
      const [outcome] = await api.batch('/api/admin/partner-deliveries/replays', { delivery_ids: [one.delivery_id] })
      if (outcome && /^(replayed|already_)/.test(outcome.status)) tell.success(t('changed'))
      else tell.error(t.maybe(`refused_${outcome?.status}`, outcome?.detail))
    } catch (error) {
      tell.error((error as Error).message)
    } finally {
      setBusy(false)
      for (const key of [path, '/api/admin/partner-deliveries']) void queries.invalidateQueries({ queryKey: [key] })
    }
  }
  return (
    <DetailDrawer
      title={one.type}
      status={<Status tone={deliveryTones[one.state] ?? 'quiet'}>{t.maybe(`state_${one.state}`)}</Status>}
      actions={
        may('partners.edit') && one.state !== 'waiting' ? (
          <Button type="primary" loading={busy} onClick={() => void replay()}>
            {t('replay')}
          </Button>
        ) : undefined
      }
    >
      <Facts
        items={[
          [t('partner'), one.partner_id],
          [
            t('to'),
            <span key="to" style={{ overflowWrap: 'anywhere' }}>
              {one.url}
            </span>,
          ],
          ['webhook-id', <code className="code" key="id">{`msg_${one.delivery_id.replaceAll('-', '')}`}</code>],
          [t('written_at'), <Exact key="at" at={one.written_at} />],
          one.state === 'waiting' ? [t('due_at'), <Exact key="due" at={one.due_at} />] : null,
        ]}
      />
      <Section title={t('tries')}>
        {one.tries.length === 0 ? <p className="faint">{t('no_tries')}</p> : null}
        <ul className="timeline">
          {one.tries.map((try_) => (
            <li key={try_.attempt}>
              <Exact at={try_.tried_at} />{' '}
              <span className="faint">
                {t('try_no', { count: try_.attempt })} · {t('ms', { count: try_.took_ms })}
              </span>
              <div className={try_.code === 'ok' ? '' : 'refused'}>
                {try_.status ?? t('no_answer')} · {t.maybe(`code_${try_.code}`, try_.code)}
              </div>
              {try_.answer ? (
                <pre className="code" style={{ whiteSpace: 'pre-wrap' }}>
                  {try_.answer}
                </pre>
              ) : null}
              {try_.body ? (
                <details>
                  <summary>{t('sent_body')}</summary>
                  <pre className="code">{try_.body}</pre>
                </details>
              ) : null}
              <details>
                <summary>{t('request')}</summary>
                <pre className="code" style={{ whiteSpace: 'pre-wrap' }}>
                  {Object.entries(try_.request)
                    .map(([name, value]) => `${name}: ${value}`)
                    .join('\n')}
                </pre>
              </details>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('body')}>
        <pre className="code" style={{ whiteSpace: 'pre-wrap' }}>
          {pretty(one.body)}
        </pre>
      </Section>
    </DetailDrawer>
  )
}
