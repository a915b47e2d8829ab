import { Button, Form, Input, Modal, Select, Switch } from 'antd'
import { useState } from 'react'
import { api, type Outcome, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useCarriers, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Ago, Count, Missing, Status } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { CarrierForm, NewAccountForm, ServiceForm } from './agreements.tsx'
import { type Account, type Call, type Carrier, callKey, type Overview, type Service, type Words } from './model.ts'
import { usePartnersText } from './partners-text.ts'
import { Reach } from './reach.tsx'
import { useReason } from './reason.ts'
import { useRefusals } from './terms-text.ts'
import { useText } from './text.ts'

/** Carriers, services, accounts, pools of numbers, dead letters: everything agreed with those who move our parcels. */
export function Component() {
  const t = useText()
  const inLanguage = useInLanguage()
  const may = useMay()
  const overview = useApi<Overview>('/api/admin/carriers')
  const p = usePartnersText()
  const [edited, setEdited] = useState<Account | null>(null)
  const [making, setMaking] = useState<'carrier' | 'service' | 'account' | Carrier | Service | null>(null)
  if (overview.isPending) return <Skeleton />
  if (overview.isError) return <Failure error={overview.error} retry={() => void overview.refetch()} />
  const { carriers, services, accounts, partners } = overview.data
  const account = (id: string | null) => accounts.find(({ account_id }) => account_id === id)?.name ?? id ?? t('nobody')
  const active = (on: boolean) => <Status tone={on ? 'done' : 'quiet'}>{t(on ? 'on' : 'off')}</Status>
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('carriers')}</h1>
        <p>{t('carriers_hint')}</p>
        {may('carriers.edit') ? (
          <div className="page-actions">
            <Button onClick={() => setMaking('account')}>{p('new_account')}</Button>
            <Button onClick={() => setMaking('service')}>{p('new_service')}</Button>
            <Button type="primary" onClick={() => setMaking('carrier')}>
              {p('new_carrier')}
            </Button>
          </div>
        ) : null}
      </header>
      <div className="panel">
        <h2>{t('services')}</h2>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className="plain-scroll" tabIndex={0} aria-label={t('services')}>
          <table className="plain tight">
            <thead>
              <tr>
                <th>{t('carrier')}</th>
                <th>{t('service')}</th>
                <th>{t('numbers_from')}</th>
                <th>{t('label_form')}</th>
                <th>{t('told_by')}</th>
                <th>{t('state')}</th>
              </tr>
            </thead>
            <tbody>
              {services.map((service) => {
                const carrier = carriers.find(({ carrier_id }) => carrier_id === service.carrier_id)!
                return (
                  <tr key={`${service.carrier_id}/${service.service_id}`}>
                    <td className="strong">
                      <Editable may={may('carriers.edit')} edit={() => setMaking(carrier)}>
                        {inLanguage(carrier.name)}
                      </Editable>
                    </td>
                    <td>
                      <Editable may={may('carriers.edit')} edit={() => setMaking(service)}>
                        {inLanguage(service.name)}
                      </Editable>{' '}
                      <span className="faint">{service.partner_code}</span>
                    </td>
                    <td>
                      {t(`numbers_${service.numbers_from}`)}{' '}
                      <span className="faint">{service.account_id ? account(service.account_id) : null}</span>
                    </td>
                    <td>
                      {carrier.label_form} <span className="faint">{carrier.masks_recipient ? t('masks') : null}</span>
                    </td>
                    <td>{account(carrier.track_account_id)}</td>
                    <td>{active(carrier.active && service.active)}</td>
                  </tr>
                )
              })}
              {carriers
                .filter(({ carrier_id }) => !services.some((service) => service.carrier_id === carrier_id))
                .map((carrier) => (
                  <tr key={carrier.carrier_id}>
                    <td className="strong">
                      <Editable may={may('carriers.edit')} edit={() => setMaking(carrier)}>
                        {inLanguage(carrier.name)}
                      </Editable>
                    </td>
                    <td className="faint">{p('no_service')}</td>
                    <td />
                    <td>{carrier.label_form}</td>
                    <td>{account(carrier.track_account_id)}</td>
                    <td>{active(carrier.active)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </section>
      </div>
      <div className="panel">
        <h2>{t('accounts')}</h2>
        {accounts.length === 0 ? <p className="faint">{p('no_accounts')}</p> : null}
        <div className="plain-scroll">
          <table className="plain tight">
            <tbody>
              {accounts.map((one) => (
                <tr key={one.account_id}>
                  <td className="strong">{one.name}</td>
                  <td>{one.partner}</td>
                  <td className="faint">{one.endpoint}</td>
                  <td className="faint">
                    {t('secrets')}: {one.secret_names.join(', ')}
                  </td>
                  <td>{active(one.active)}</td>
                  <td className="right">
                    {may('carriers.edit') ? (
                      <Button size="small" onClick={() => setEdited(one)}>
                        {t('edit')}
                      </Button>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      <Reach carriers={carriers} />
      <Pools />
      <Letters />
      <Making
        what={making}
        overview={overview.data}
        close={(saved) => {
          setMaking(null)
          if (saved) void overview.refetch()
        }}
      />
      {edited ? (
        <AccountForm
          account={edited}
          fields={partners.find(({ partner }) => partner === edited.partner) ?? { settings: [], secrets: [] }}
          close={(saved) => {
            setEdited(null)
            if (saved) void overview.refetch()
          }}
        />
      ) : null}
    </div>
  )
}

function Editable({ may, edit, children }: { may: boolean; edit(): void; children: string }) {
  return may ? (
    <Button type="link" size="small" style={{ padding: 0, fontWeight: 'inherit' }} onClick={edit}>
      {children}
    </Button>
  ) : (
    children
  )
}

function Making({
  what,
  overview,
  close,
}: {
  what: 'carrier' | 'service' | 'account' | Carrier | Service | null
  overview: Overview
  close(saved: boolean): void
}) {
  if (what === null) return null
  if (what === 'account') return <NewAccountForm overview={overview} close={close} />
  if (what === 'service') return <ServiceForm service={null} overview={overview} close={close} />
  if (typeof what === 'object' && 'service_id' in what) return <ServiceForm service={what} overview={overview} close={close} />
  return <CarrierForm carrier={what === 'carrier' ? null : what} accounts={overview.accounts} close={close} />
}

const bare = (name: string): string => name.replace(/\?$/, '')

function AccountForm({
  account,
  fields,
  close,
}: {
  account: Account
  fields: { settings: string[]; secrets: string[] }
  close(saved: boolean): void
}) {
  const t = useText()
  const words = useWords()
  const tell = useTell()
  const refusal = useRefusals()
  const [form] = Form.useForm<{
    name: string
    endpoint: string
    active: boolean
    settings: Record<string, string>
    secrets: Record<string, string>
  }>()
  const send = async () => {
    const values = await form.validateFields()
    const { account_id, organization_id, partner } = account
    const filled = (record: Record<string, string> = {}) => Object.fromEntries(Object.entries(record).filter(([, value]) => value))
    const item = { account_id, organization_id, partner, ...values, settings: filled(values.settings), secrets: filled(values.secrets) }
    try {
      const [outcome] = await api.batch('/api/admin/carriers/accounts', { items: [item] })
      if (outcome && !/saved$/.test(outcome.status)) return void tell.error(refusal(outcome), 6)
      void tell.success(t('saved'))
      close(true)
    } catch (error) {
      void tell.error(refusal(error), 6)
    }
  }
  return (
    <Modal
      open
      title={account.account_id}
      okText={t('save')}
      cancelText={words('cancel')}
      onOk={() => void send()}
      onCancel={() => close(false)}
    >
      <Form form={form} layout="vertical" initialValues={{ ...account, secrets: {} }}>
        <Form.Item name="name" label={t('accounts')} rules={[{ required: true }]}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="endpoint" label={t('endpoint')} rules={[{ required: true, type: 'url' }]}>
          <Input maxLength={300} />
        </Form.Item>
        {fields.settings.map((name) => (
          <Form.Item key={name} name={['settings', bare(name)]} label={bare(name)} rules={[{ required: !name.endsWith('?') }]}>
            <Input maxLength={500} />
          </Form.Item>
        ))}
        {fields.secrets.map((name) => (
          <Form.Item key={name} name={['secrets', bare(name)]} label={bare(name)}>
            <Input.Password autoComplete="new-password" placeholder={account.secret_names.includes(bare(name)) ? t('secret_kept') : ''} />
          </Form.Item>
        ))}
        <Form.Item name="active" label={t('on')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </Modal>
  )
}

interface Pool {
  carrier_id: string
  service_id: string
  service_name: Words
  free: number
  used: number
  canceled: number
  used_lately: number
}

function Pools() {
  const t = useText()
  const words = useWords()
  const may = useMay()
  const tell = useTell()
  const refusal = useRefusals()
  const inLanguage = useInLanguage()
  const named = useCarriers()
  const pools = useApi<{ items: Pool[] }>('/api/admin/waybills/pools')
  const [adding, setAdding] = useState(false)
  const [form] = Form.useForm<{ pool: string; first: string; last: string }>()
  const rows = pools.data?.items ?? []
  const send = async () => {
    const { pool, first, last } = await form.validateFields()
    const [carrier_id, service_id] = pool.split('/')
    try {
      const [outcome] = await api.batch('/api/admin/waybills/pools', {
        items: [{ carrier_id, service_id, first: first.trim(), last: last.trim() }],
      })
      if (outcome && !/added$/.test(outcome.status)) return void tell.error(refusal(outcome), 6)
      setAdding(false)
      void pools.refetch()
    } catch (error) {
      void tell.error(refusal(error), 6)
    }
  }
  if (rows.length === 0) return null
  return (
    <div className="panel">
      <div className="card-row">
        <h2>{t('pools')}</h2>
        {may('carriers.edit') ? (
          <Button size="small" onClick={() => setAdding(true)}>
            {t('add_numbers')}
          </Button>
        ) : null}
      </div>
      <table className="plain">
        <thead>
          <tr>
            <th>{t('service')}</th>
            <th className="right">{t('free')}</th>
            <th className="right">{t('used')}</th>
            <th className="right">{t('canceled')}</th>
            <th className="right">{t('days_left')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((pool) => (
            <tr key={`${pool.carrier_id}/${pool.service_id}`}>
              <td className="strong">
                {named.name(pool.carrier_id)} · {inLanguage(pool.service_name)}
              </td>
              <td className={pool.free < pool.used_lately ? 'right refused' : 'right'}>
                <Count value={pool.free} />
              </td>
              <td className="right">
                <Count value={pool.used} />
              </td>
              <td className="right">
                <Count value={pool.canceled} />
              </td>
              <td className="right">{pool.used_lately > 0 ? Math.floor((pool.free * 7) / pool.used_lately) : <Missing />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Modal
        open={adding}
        title={t('add_numbers')}
        okText={t('save')}
        cancelText={words('cancel')}
        onOk={() => void send()}
        onCancel={() => setAdding(false)}
      >
        <Form form={form} layout="vertical">
          <Form.Item name="pool" label={t('service')} rules={[{ required: true }]}>
            <Select
              options={rows.map((pool) => ({
                value: `${pool.carrier_id}/${pool.service_id}`,
                label: `${named.name(pool.carrier_id)} · ${inLanguage(pool.service_name)}`,
              }))}
            />
          </Form.Item>
          <Form.Item name="first" label={t('first')} rules={[{ required: true }]}>
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item name="last" label={t('last')} rules={[{ required: true }]}>
            <Input maxLength={40} />
          </Form.Item>
        </Form>
      </Modal>
    </div>
  )
}

/** What partners refused for good or never answered: sent again or put away. */
function Letters() {
  const t = useText()
  const may = useMay()
  const tell = useTell()
  const refusal = useRefusals()
  const why = useReason()
  const letters = useApi<{ items: Call[] }>('/api/admin/carriers/calls', { state: 'dead' })
  const rows = letters.data?.items ?? []
  const act = async (path: string, call_id: string) => {
    try {
      const [outcome]: Outcome[] = await api.batch(path, { call_ids: [call_id] })
      if (outcome?.status === 'not_dead') void tell.error(refusal(outcome))
      void letters.refetch()
    } catch (error) {
      void tell.error(refusal(error), 6)
    }
  }
  return (
    <div className="panel">
      <h2>
        {t('letters')} <Count value={rows.length} />
      </h2>
      {rows.length === 0 ? <p className="faint">{t('letters_none')}</p> : null}
      <div className="plain-scroll">
        <table className="plain">
          <tbody>
            {rows.map((call) => (
              <tr key={call.call_id}>
                <td className="strong">{t.maybe(callKey(call.kind), call.kind)}</td>
                <td className="faint">{call.account_id}</td>
                <td className="refused">{why(call.reason)}</td>
                <td className="right">
                  {t('attempts')} {call.attempts}
                </td>
                <td>
                  <Ago at={call.ended_at} />
                </td>
                <td className="right">
                  {may('carriers.edit') ? (
                    <>
                      <Button size="small" onClick={() => void act('/api/admin/carriers/calls/retries', call.call_id)}>
                        {t('retry')}
                      </Button>{' '}
                      <Button size="small" type="text" onClick={() => void act('/api/admin/carriers/calls/dismissals', call.call_id)}>
                        {t('dismiss')}
                      </Button>
                    </>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
