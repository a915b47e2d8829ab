import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { api, type Page, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import { Failure } from '../shared/states.tsx'
import { Ago, PlainRows, Section, Status } from '../shared/values.tsx'
import type { Connection, Push } from './model.ts'
import { useText } from './text.ts'

const toneOfPush = { asking: 'active', taken: 'done', older: 'quiet', passed: 'quiet', refused: 'danger' } as const

/** What the platform told by itself and where it may send to; what was asked for by its number. */
export function Pushes({ connection, hasMessages, asks }: { connection: Connection; hasMessages: boolean; asks: boolean }) {
  const t = useText()
  const may = useMay()
  const address = connection.push_address
  const read = useApi<Page<Push>>(`/api/admin/marketplaces/${connection.connection_id}/pushes`, { limit: 20 }, { refetchInterval: 10_000 })
  const items = read.data?.items ?? []
  return (
    <Section
      title={t(address === null && !hasMessages ? 'askings' : 'pushes')}
      extra={items.some(({ state }) => state === 'refused') ? <Link to="/interface-letters">{t('letters')}</Link> : null}
    >
      <p className="faint">{t(address !== null ? 'pushes_hint' : hasMessages ? 'messages_hint' : 'askings_hint')}</p>
      {address === null ? null : (
        <p className="number" style={{ overflowWrap: 'anywhere', margin: '8px 0' }}>
          {address.startsWith('/') ? `${window.location.origin}${address}` : address}
        </p>
      )}
      {asks && may('marketplaces.edit') ? <Ask connection_id={connection.connection_id} done={() => void read.refetch()} /> : null}
      {read.isError ? <Failure error={read.error} retry={() => void read.refetch()} /> : null}
      {read.data && items.length === 0 ? (
        <p className="faint">{t(address === null && !hasMessages ? 'askings_none' : 'pushes_none')}</p>
      ) : null}
      <PlainRows>
        {items.map((row) => (
          <tr key={row.push_no}>
            <td className="number">
              {row.external_no === null ? null : (
                <Link to={row.order_id ? `/orders/${row.order_id}` : `/marketplace-orders?number=${row.external_no}`}>
                  {row.external_no}
                </Link>
              )}
            </td>
            <td>
              <Status tone={toneOfPush[row.state]}>{t(`push_${row.state}`)}</Status>
            </td>
            <td className="faint">{t.maybe(`topic_${row.topic}`, row.topic)}</td>
            <td className={row.state === 'refused' ? 'refused' : 'faint'}>
              {row.detail ? t.maybe(`push_${row.detail}`, row.detail) : row.times > 1 ? t('push_times', { count: row.times }) : null}
            </td>
            <td>
              <Ago at={row.received_at} />
            </td>
          </tr>
        ))}
      </PlainRows>
    </Section>
  )
}

/** Fetches one order now, whatever the stream has read. */
function Ask({ connection_id, done }: { connection_id: string; done(): void }) {
  const t = useText()
  const tell = useTell()
  const [external_no, setNumber] = useState('')
  const ask = async () => {
    try {
      const [outcome] = await api.batch('/api/admin/marketplaces/askings', { items: [{ connection_id, external_no: external_no.trim() }] })
      if (outcome && !/asked$/.test(outcome.status))
        return void tell.error(t.maybe(`asking_${outcome.status}`, outcome.detail ?? outcome.status))
      void tell.success(t('asking_asked'))
      setNumber('')
      done()
    } catch (error) {
      void tell.error((error as Error).message)
    }
  }
  return (
    <div style={{ display: 'flex', gap: 8, margin: '8px 0' }}>
      <Input
        aria-label={t('external_no')}
        placeholder={t('external_no')}
        maxLength={80}
        style={{ maxWidth: 260 }}
        value={external_no}
        onChange={({ target }) => setNumber(target.value)}
        onPressEnter={() => void (external_no.trim() && ask())}
      />
      <Button disabled={!external_no.trim()} onClick={() => void ask()}>
        {t('ask_order')}
      </Button>
    </div>
  )
}
