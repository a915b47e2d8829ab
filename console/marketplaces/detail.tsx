import { Button, DatePicker, Form, Input, Modal } from 'antd'
import type { Dayjs } from 'dayjs'
import { Fragment, useState } from 'react'
import { Link, useParams } from 'react-router'
import { api, type Page, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useCarriers, useChannels, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Ago, Count, Exact, Facts, PlainRows, Section, Status } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { Fault } from './fault.tsx'
import { Feeds } from './feeds.tsx'
import { KeyFields } from './keys.tsx'
import { type Connection, type Detail, failing, type Platform, type Shipment, toneOf } from './model.ts'
import { Pushes } from './pushes.tsx'
import { ShopRefunds } from './shop-refunds.tsx'
import { useText } from './text.ts'

/** One shop: how far it was read, what is still to be told, refunds, and days to read again. */
export function Component() {
  const { connection_id = '' } = useParams()
  const t = useText()
  const may = useMay()
  const tell = useTell()
  const inLanguage = useInLanguage()
  const channels = useChannels()
  const path = `/api/admin/marketplaces/${connection_id}`
  const found = useApi<Detail>(path, {}, { refetchInterval: 5_000 })
  const platforms = useApi<{ items: Platform[] }>('/api/admin/marketplaces/platforms', {}, { staleTime: 600_000 })
  const [editing, setEditing] = useState(false)
  const [testing, setTesting] = useState(false)
  if (!found.data)
    return (
      <DetailDrawer title={connection_id} wide>
        {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const { connection, backfills } = found.data
  const platform = platforms.data?.items.find(({ platform }) => platform === connection.platform)
  const hasMessages = platform?.operations.includes('messages') ?? false
  const test = async () => {
    setTesting(true)
    try {
      const { status, detail, took_ms } = await api.post<{ status: string; detail: string | null; took_ms: number }>(`${path}/tests`, {})
      if (status === 'well') void tell.success(t('test_well', { ms: took_ms }))
      else void tell.error(t('test_failed', { detail: t.maybe(`fault_${detail?.split(':')[0]}`, detail ?? '') }))
      void found.refetch()
    } catch (error) {
      void tell.error((error as Error).message)
    }
    setTesting(false)
  }
  const renew = async () => {
    try {
      const [outcome] = await api.batch('/api/admin/marketplaces/renewals', { connection_ids: [connection_id] })
      if (outcome && !/asked$/.test(outcome.status))
        return void tell.error(t.maybe(`renew_${outcome.status}`, outcome.detail ?? outcome.status))
      void tell.success(t('renew_asked'))
      void found.refetch()
    } catch (error) {
      void tell.error((error as Error).message)
    }
  }
  const change = async (state: 'live' | 'paused') => {
    try {
      const [outcome] = await api.batch('/api/admin/marketplaces/states', { items: [{ connection_id, state }] })
      if (outcome?.detail) return void tell.error(outcome.detail)
      void tell.success(t('changed'))
      void found.refetch()
    } catch (error) {
      void tell.error((error as Error).message)
    }
  }
  return (
    <DetailDrawer
      wide
      title={connection.name}
      status={
        <Status tone={toneOf(connection)}>
          {connection.state === 'live' && failing(connection) ? t('in_trouble') : t(`state_${connection.state}`)}
        </Status>
      }
      actions={
        may('marketplaces.edit') ? (
          <>
            <Button loading={testing} onClick={() => void test()}>
              {t('test')}
            </Button>
            {platform?.operations.includes('token') && connection.secret_names.includes('refresh_token') ? (
              <Button onClick={() => void renew()}>{t('renew')}</Button>
            ) : null}
            <Button onClick={() => setEditing(true)}>{t('edit')}</Button>
            {connection.state === 'live' ? (
              <Button onClick={() => void change('paused')}>{t('pause')}</Button>
            ) : (
              <Button type="primary" onClick={() => void change('live')}>
                {t('go_live')}
              </Button>
            )}
          </>
        ) : null
      }
    >
      <Facts
        items={[
          [t('platform'), inLanguage(platform?.name) || connection.platform],
          [t('channel'), channels.name(connection.channel_id)],
          [t('endpoint'), connection.endpoint === 'simulated' ? t('simulated') : connection.endpoint],
          [t('secrets'), connection.secret_names.join('、')],
          [
            t('tested_at'),
            connection.tested_at === null ? (
              t('never_tested')
            ) : (
              <span key="test" className={connection.test_failure ? 'refused' : undefined}>
                <Ago at={connection.tested_at} /> {connection.test_failure ? <Fault of={connection.test_failure} /> : null}
              </span>
            ),
          ],
          [t('token_expires'), connection.token_expires_at ? <Exact key="token" at={connection.token_expires_at} /> : null],
          [
            t('token_renewed'),
            connection.token_failure ? (
              <span key="renewed" className="refused">
                {t(connection.token_next_at ? 'token_waits' : 'token_given_up')} {connection.token_failure}
              </span>
            ) : connection.token_refreshed_at ? (
              <Ago key="renewed" at={connection.token_refreshed_at} />
            ) : null,
          ],
        ]}
      />
      <Section title={t('streams')}>
        <PlainRows>
          {connection.streams
            .filter(({ stream }) => stream !== 'messages' || hasMessages)
            .map((stream) => (
              <Fragment key={stream.stream}>
                <tr>
                  <td className="strong">{t.maybe(stream.stream, stream.stream)}</td>
                  <td>
                    {t('reached')} <Exact at={stream.reached_at} />
                  </td>
                  <td>
                    {t('last_success')} <Ago at={stream.last_success_at} />
                  </td>
                </tr>
                {stream.failures > 0 || stream.last_error ? (
                  <tr>
                    <td colSpan={3} className="refused">
                      {stream.failures > 0 ? t('failures', { count: stream.failures }) : null}{' '}
                      {stream.last_error ? <Fault of={stream.last_error} /> : null}
                    </td>
                  </tr>
                ) : null}
              </Fragment>
            ))}
        </PlainRows>
      </Section>
      <Section title={t('counts')}>
        <Facts
          items={[
            [t('placed'), <Count key="placed" value={connection.placed} />],
            [t('today'), <Count key="today" value={connection.today} />],
            [
              t('waiting'),
              <Link key="waiting" to={`/marketplace-orders?connection_id=${connection_id}`}>
                {connection.waiting} {t('see_waiting')}
              </Link>,
            ],
            [
              t('unmapped'),
              <Link key="unmapped" to={`/marketplace-listings?connection_id=${connection_id}`}>
                {connection.unmapped} {t('see_unmapped')}
              </Link>,
            ],
            [t('unpaid'), <Count key="unpaid" value={connection.unpaid} />],
            [t('passed'), <Count key="passed" value={connection.passed} />],
            [
              t('offers'),
              t('offers_words', { listings: connection.listings, due: connection.offers_due, failing: connection.offers_failing }),
            ],
          ]}
        />
      </Section>
      <Pushes connection={connection} hasMessages={hasMessages} asks={platform?.operations.includes('order_detail') ?? false} />
      {platform?.operations.includes('feeds') ? <Feeds path={`${path}/feeds`} /> : null}
      <Shipments path={`${path}/shipments`} refused={connection.shipments_refused} />
      <ShopRefunds connection_id={connection_id} />
      <Backfills connection_id={connection_id} days={platform?.history_days ?? 90} rows={backfills} done={() => void found.refetch()} />
      {editing && platform ? (
        <Keys
          connection={connection}
          platform={platform}
          close={(saved) => {
            setEditing(false)
            if (saved) void found.refetch()
          }}
        />
      ) : null}
    </DetailDrawer>
  )
}

function Shipments({ path, refused }: { path: string; refused: number }) {
  const t = useText()
  const carriers = useCarriers()
  const open = useApi<Page<Shipment>>(path, { open: true, limit: 50 }, { refetchInterval: 10_000 })
  const items = open.data?.items ?? []
  return (
    <Section title={t('shipments_open')} extra={refused > 0 ? <Link to="/interface-letters">{t('letters')}</Link> : null}>
      {open.data && items.length === 0 ? <p className="faint">{t('shipments_none')}</p> : null}
      <PlainRows>
        {items.map((row) => (
          <tr key={row.parcel_id}>
            <td className="number">
              <Link to={`/orders/${row.order_id}`}>{row.external_no}</Link>
            </td>
            <td>
              {carriers.name(row.carrier)} {row.waybill_no}
            </td>
            <td>
              <Status tone={row.state === 'refused' ? 'danger' : 'waiting'}>{t.maybe(`shipment_${row.state}`, row.state)}</Status>
            </td>
            <td className={row.state === 'refused' ? 'refused' : 'faint'}>{row.reason ? t.maybe(row.reason, row.reason) : null}</td>
            <td>
              <Ago at={row.shipped_at} />
            </td>
          </tr>
        ))}
      </PlainRows>
    </Section>
  )
}

function Backfills({ connection_id, days, rows, done }: { connection_id: string; days: number; rows: Detail['backfills']; done(): void }) {
  const t = useText()
  const tell = useTell()
  const may = useMay()
  const [day, setDay] = useState<Dayjs | null>(null)
  const ask = async () => {
    try {
      const [outcome] = await api.batch('/api/admin/marketplaces/backfills', { items: [{ connection_id, day: day!.format('YYYY-MM-DD') }] })
      if (outcome?.detail) return void tell.error(outcome.detail)
      void tell.success(t('asked'))
      done()
    } catch (error) {
      void tell.error((error as Error).message)
    }
  }
  return (
    <Section title={t('backfill')}>
      <p className="faint">{t('backfill_hint', { days })}</p>
      {may('marketplaces.edit') ? (
        <div style={{ display: 'flex', gap: 8, margin: '8px 0' }}>
          <DatePicker value={day} onChange={setDay} aria-label={t('day')} placeholder={t('day')} />
          <Button disabled={!day} onClick={() => void ask()}>
            {t('ask')}
          </Button>
        </div>
      ) : null}
      <ul className="rows">
        {rows.map((row) => (
          <li key={row.day}>
            <span className="number strong">{row.day}</span>
            <span className="faint">{row.asked_by}</span>
            <span className="spring" />
            {row.failure ? (
              <span className="refused">
                <Fault of={row.failure} />
              </span>
            ) : null}
            {row.done_at ? (
              <span>{t('backfill_result', { found: row.found, added: row.added, refunds: row.refunds })}</span>
            ) : (
              <Status tone={row.failure ? 'waiting' : 'active'}>{t(row.failure ? 'backfill_again' : 'under_way')}</Status>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Keys({ connection, platform, close }: { connection: Connection; platform: Platform; close(saved: boolean): void }) {
  const t = useText()
  const words = useWords()
  const tell = useTell()
  const [form] = Form.useForm<Omit<Connection, 'connection_id' | 'channel_id' | 'platform'> & { secrets: Record<string, string> }>()
  const send = async () => {
    try {
      const values = await form.validateFields()
      const filled = (record: Record<string, string> = {}) => Object.fromEntries(Object.entries(record).filter(([, value]) => value))
      const { connection_id, channel_id } = connection
      const item = {
        connection_id,
        channel_id,
        platform: connection.platform,
        ...values,
        settings: filled(values.settings),
        secrets: filled(values.secrets),
      }
      const [outcome] = await api.batch('/api/admin/marketplaces', { items: [item] })
      if (outcome && !/saved$/.test(outcome.status)) return void tell.error(outcome.detail ?? outcome.status)
      void tell.success(t('saved'))
      close(true)
    } catch (error) {
      if (error instanceof Error) void tell.error(error.message)
    }
  }
  return (
    <Modal
      open
      width={640}
      title={t('edit')}
      okText={t('save')}
      cancelText={words('cancel')}
      onOk={() => void send()}
      onCancel={() => close(false)}
    >
      <Form form={form} layout="vertical" initialValues={{ ...connection, secrets: {} }}>
        <Form.Item name="name" label={t('name')} rules={[{ required: true }]}>
          <Input maxLength={100} />
        </Form.Item>
        <KeyFields platform={platform} kept={connection.secret_names} />
      </Form>
    </Modal>
  )
}
