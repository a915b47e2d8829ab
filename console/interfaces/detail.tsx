import { Button, Checkbox, Form, InputNumber, Modal, Select, Switch } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { api, type Page, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage, useOrganizations } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Count, Exact, Facts, Missing, PlainRows, Section, Status } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { type Call, healthOf, type InterfaceDetail, shareOf, toneOf } from './model.ts'
import { useText } from './text.ts'

/** One interface: how it stands, what was said lately, what it relies on, and what has changed. */
export function Component() {
  const { interface_id = '' } = useParams()
  const t = useText()
  const may = useMay()
  const tell = useTell()
  const inLanguage = useInLanguage()
  const organizations = useOrganizations()
  const path = `/api/admin/interfaces/${interface_id}`
  const found = useApi<InterfaceDetail>(path, {}, { refetchInterval: 15_000 })
  const [editing, setEditing] = useState(false)
  const one = found.data
  if (!one)
    return (
      <DetailDrawer title={interface_id} wide>
        {found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const act = async (address: string, done: string) => {
    try {
      await api.batch(address, { interface_ids: [interface_id] })
      void tell.success(done)
      void found.refetch()
    } catch (error) {
      void tell.error((error as Error).message)
    }
  }
  const open_fields = one.changed_fields.filter(({ settled_at }) => settled_at === null)
  const most = Math.max(1, ...one.hours.map(({ calls }) => calls))
  return (
    <DetailDrawer
      wide
      title={inLanguage(one.name)}
      status={<Status tone={toneOf(one)}>{t(healthOf(one))}</Status>}
      actions={
        may('interfaces.edit') ? (
          <>
            {one.open_circuits > 0 ? (
              <Button onClick={() => void act('/api/admin/interfaces/closings', t('closed_circuit'))}>{t('close_circuit')}</Button>
            ) : null}
            <Button onClick={() => setEditing(true)}>{t('edit')}</Button>
          </>
        ) : null
      }
    >
      <Facts
        items={[
          [
            'ID',
            <span key="id" className="code">
              {one.interface_id}
            </span>,
          ],
          [t('direction'), t.maybe(`direction_${one.direction}`, one.direction)],
          [t('version'), one.version],
          [t('owner'), one.owner_id ? organizations.name(one.owner_id) : t('nobody')],
          [t('calls'), <Count key="calls" value={one.calls} />],
          [t('rate'), shareOf(one.calls, one.failed)],
          [t('average'), one.average_ms === null ? null : t('ms', { count: one.average_ms })],
          [t('slowest'), one.slowest_ms === null ? null : t('ms', { count: one.slowest_ms })],
          [t('last_success'), <Ago key="success" at={one.last_success_at} />],
          [t('last_failure'), <Ago key="failure" at={one.last_failure_at} />],
          [t('budget'), budgetOf(one, t)],
          [t('waiting'), <Count key="waiting" value={one.waiting} />],
        ]}
      />
      {one.last_failure && one.failed > 0 ? <p className="problem">{one.last_failure}</p> : null}
      {open_fields.length > 0 ? (
        <Section
          title={t('changed_fields')}
          extra={
            may('interfaces.edit') ? (
              <Button size="small" onClick={() => void act('/api/admin/interfaces/settlements', t('settled'))}>
                {t('settle')}
              </Button>
            ) : null
          }
        >
          <div className="plain-scroll">
            <table className="plain">
              <thead>
                <tr>
                  <th>{t('field')}</th>
                  <th>{t('expected')}</th>
                  <th>{t('found')}</th>
                  <th className="right">{t('seen')}</th>
                  <th>{t('last_seen')}</th>
                </tr>
              </thead>
              <tbody>
                {open_fields.map((field) => (
                  <tr key={`${field.path} ${field.found}`}>
                    <td className="code">{field.path}</td>
                    <td>{field.expected}</td>
                    <td className="refused">{field.found}</td>
                    <td className="right">
                      <Count value={field.seen} />
                    </td>
                    <td>
                      <Ago at={field.last_seen_at} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Section>
      ) : null}
      {one.lines.length > 0 ? (
        <Section title={t('lines')}>
          <PlainRows>
            {one.lines.map((line) => (
              <tr key={line.account}>
                <td className="strong">{line.account || <Missing />}</td>
                <td>
                  <Status tone={line.circuit === 'open' ? 'danger' : 'done'}>{t(line.circuit === 'open' ? 'broken' : 'well')}</Status>
                </td>
                <td>
                  {t('last_success')} <Ago at={line.last_success_at} />
                </td>
                <td className="faint">
                  {line.failures > 0 ? `${t('failures')} ${line.failures}` : null}
                  {line.retry_at ? ` · ${t('retry_at')} ${exactTime(line.retry_at)}` : null}
                </td>
              </tr>
            ))}
          </PlainRows>
        </Section>
      ) : null}
      <Section title={t('hours')}>
        {one.hours.length === 0 ? <p className="faint">{t('no_hours')}</p> : null}
        <div className="plain-scroll">
          <table className="plain bars">
            <tbody>
              {[...one.hours]
                .reverse()
                .slice(0, 12)
                .map((hour) => (
                  <tr key={hour.hour}>
                    <td>{exactTime(hour.hour).slice(5)}</td>
                    <td>
                      <i className="bar" style={{ width: `${(hour.calls / most) * 100}%` }} />
                    </td>
                    <td className="right">
                      <Count value={hour.calls} />
                    </td>
                    <td className={hour.failed > 0 ? 'right refused' : 'right faint'}>
                      {t('failed')} {hour.failed}
                    </td>
                    <td className="right">{t('ms', { count: hour.average_ms })}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      </Section>
      <Calls path={`${path}/calls`} />
      <Section title={t('contract')}>
        <p className="faint">{one.contract.length === 0 ? t('no_contract') : t('contract_hint')}</p>
        {one.contract.length > 0 ? (
          <details>
            <summary>{t('contract_fields', { count: one.contract.length })}</summary>
            <table className="plain">
              <tbody>
                {one.contract.map((field) => (
                  <tr key={field.path}>
                    <td className="code">{field.path}</td>
                    <td>{field.kind}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        ) : null}
      </Section>
      {editing ? (
        <Settings
          one={one}
          close={(saved) => {
            setEditing(false)
            if (saved) void found.refetch()
          }}
        />
      ) : null}
    </DetailDrawer>
  )
}

function Calls({ path }: { path: string }) {
  const t = useText()
  const [failed, setFailed] = useState(false)
  const calls = useApi<Page<Call>>(path, { limit: 20, ...(failed ? { failed: true } : {}) })
  const items = calls.data?.items ?? []
  return (
    <Section
      title={t('recent')}
      extra={
        <Checkbox checked={failed} onChange={(event) => setFailed(event.target.checked)}>
          {t('only_failed')}
        </Checkbox>
      }
    >
      {calls.data && items.length === 0 ? <p className="faint">{t('no_calls')}</p> : null}
      <ul className="bookings">
        {items.map((call) => (
          <li key={call.call_id}>
            <details>
              <summary>
                <Status tone={call.outcome === 'answered' ? 'done' : call.outcome === 'later' ? 'waiting' : 'danger'}>{call.code}</Status>{' '}
                <Exact at={call.called_at} /> <span className="faint">{t('ms', { count: call.took_ms })}</span>{' '}
                <span className="faint">{[call.account, call.subject].filter(Boolean).join(' · ')}</span>
                {call.detail ? <div className="refused">{call.detail}</div> : null}
              </summary>
              <div className="faint">{t('request')}</div>
              <pre className="code">{readable(call.request)}</pre>
              <div className="faint">{t('answer')}</div>
              <pre className="code">{call.answer}</pre>
            </details>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** Its own, or else its partner's. */
function budgetOf({ budget_calls, budget_ms, partner_calls, partner_ms }: InterfaceDetail, t: ReturnType<typeof useText>): string {
  if (budget_calls !== null) return t('budget_words', { calls: budget_calls, ms: budget_ms! })
  if (partner_calls === null) return t('no_budget')
  return `${t('budget_words', { calls: partner_calls, ms: partner_ms! })}（${t('of_partner')}）`
}

/** Forms are read easier decoded; what is no form stays as it is. */
function readable(request: string): string {
  try {
    return decodeURIComponent(request.replaceAll('+', ' '))
  } catch {
    return request
  }
}

function Settings({ one, close }: { one: InterfaceDetail; close(saved: boolean): void }) {
  const t = useText()
  const words = useWords()
  const tell = useTell()
  const organizations = useOrganizations()
  const [form] = Form.useForm<{ owner_id: string | null; budget_calls: number | null; budget_ms: number | null; active: boolean }>()
  const send = async () => {
    const { owner_id, budget_calls, budget_ms, active } = await form.validateFields()
    const item = {
      interface_id: one.interface_id,
      owner_id: owner_id ?? null,
      budget_calls: budget_calls ?? null,
      budget_ms: budget_ms ?? null,
      active,
    }
    try {
      const [outcome] = await api.batch('/api/admin/interfaces', { items: [item] })
      if (outcome && !/saved$/.test(outcome.status)) return void tell.error(outcome.detail ?? outcome.status)
      void tell.success(t('saved'))
      close(true)
    } catch (error) {
      void tell.error((error as Error).message)
    }
  }
  return (
    <Modal open title={t('edit')} okText={t('save')} cancelText={words('cancel')} onOk={() => void send()} onCancel={() => close(false)}>
      <Form form={form} layout="vertical" initialValues={one}>
        <Form.Item name="owner_id" label={t('owner')}>
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={organizations.options} />
        </Form.Item>
        <div className="form-pair">
          <Form.Item name="budget_calls" label={`${t('budget')} · ${t('budget_calls')}`}>
            <InputNumber min={1} max={1_000_000} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="budget_ms" label={t('budget_ms')}>
            <InputNumber min={1} max={86_400_000} style={{ width: '100%' }} />
          </Form.Item>
        </div>
        <Form.Item name="active" label={t('active')} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </Modal>
  )
}
