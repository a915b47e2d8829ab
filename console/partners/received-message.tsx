import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact, Facts, Section, Status } from '../shared/values.tsx'
import { useMappingText } from './mapping-text.ts'
import { type ReceivedDetail, receivedTones } from './model.ts'
import { isGood } from './received.tsx'

/** One message of a partner: what became of each record, and which field was at fault. */
export function Component() {
  const t = useMappingText()
  const may = useMay()
  const tell = useTell()
  const queries = useQueryClient()
  const { message_id } = useParams()
  const path = `/api/admin/partner-received/${message_id}`
  const read = useApi<ReceivedDetail>(path)
  const [busy, setBusy] = useState(false)
  const one = read.data
  if (!one)
    return (
      <DetailDrawer title={t('message')}>
        {read.isError ? <Failure error={read.error} retry={() => void read.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const repeat = async () => {
    setBusy(true)
    try {
      const [outcome] = await api.batch('/api/admin/partner-received/repetitions', { message_ids: [one.message_id] })
      if (outcome?.status === 'taken') tell.success(t('state_taken'))
      else tell.error(t.maybe(`refused_${outcome?.status}`, outcome?.detail))
    } catch (error) {
      tell.error((error as Error).message)
    } finally {
      setBusy(false)
      for (const key of [path, '/api/admin/partner-received']) void queries.invalidateQueries({ queryKey: [key] })
    }
  }
  return (
    <DetailDrawer
      title={one.mapping_name}
      status={<Status tone={receivedTones[one.state] ?? 'quiet'}>{t.maybe(`state_${one.state}`)}</Status>}
      actions={
        may('partners.edit') && one.state !== 'taken' ? (
          <Button type="primary" loading={busy} onClick={() => void repeat()}>
            {t('repeat')}
          </Button>
        ) : undefined
      }
    >
      <Facts
        items={[
          [t('partner'), one.partner_id],
          [t('key'), `${one.key_name}${one.sandbox ? ` · ${t('sandbox')}` : ''}`],
          [
            t('mappings'),
            <Link key="mapping" to={`/partners/${one.partner_id}/mappings/${one.mapping_id}`}>
              {one.mapping_name} · {t('version', { version: one.version })}
            </Link>,
          ],
          [t('time'), <Exact key="at" at={one.received_at} />],
          one.repeated > 0 ? [t('repeat'), t('repeated', { count: one.repeated })] : null,
        ]}
      />
      <Section title={t('outcome')}>
        <ul className="rows">
          {one.outcomes.map(({ no, status, detail, problems = [] }) => (
            <li key={`${no} ${status}`}>
              <span className="strong" style={{ flex: 1 }}>
                {no || t('message')}
              </span>
              <Status tone={isGood(status) ? 'done' : 'danger'}>{t.maybe(`status_${status}`, status)}</Status>
              {problems.length > 0 ? (
                <ul className="points refused" style={{ flex: '1 0 100%' }}>
                  {problems.map(({ field, path: where, code, detail: why }) => (
                    <li key={`${field} ${code}`}>
                      {[field, where].filter(Boolean).join(' · ')} {t.maybe(`problem_${code}`, why, { raw: '' })}{' '}
                      <small className="faint">{why}</small>
                    </li>
                  ))}
                </ul>
              ) : detail && !isGood(status) ? (
                <small className="faint" style={{ flex: '1 0 100%' }}>
                  {detail}
                </small>
              ) : null}
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('body')}>
        <pre className="code">{one.body}</pre>
      </Section>
    </DetailDrawer>
  )
}
