import { Button, Form, type FormInstance, Input, InputNumber, Select, Switch } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { type AnswerOf, api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { dateOf } from '../shared/time.ts'
import { Amount, Exact, Section } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { Conditions, type Rule, useConditionWords } from './conditions.tsx'
import { useReviewText } from './review-text.ts'
import { useText } from './text.ts'

type Versions = AnswerOf<'/api/admin/review-rules/{rule_id}/versions'>
type Draft = Omit<Rule, 'saved_at' | 'saved_by'>
const reasons = [
  'large_amount',
  'duplicate_suspected',
  'buyer_note',
  'address_unclear',
  'timed_hold',
  'finance_review',
  'below_floor',
  'discount_large',
  'credit_review',
  'black_list',
  'risk_suspected',
] as const

/** One rule: what it says, what it would have done, and every version it had. */
export function Component() {
  const { rule_id = 'new' } = useParams()
  const t = useReviewText()
  const inLanguage = useInLanguage()
  const fresh = rule_id === 'new'
  const { data, error, refetch } = useApi<Versions>(fresh ? null : `/api/admin/review-rules/${rule_id}/versions`)
  const [newest] = data?.items ?? []
  if (!fresh && !newest)
    return <DetailDrawer title={t('rule')}>{error ? <Failure error={error} retry={() => void refetch()} /> : <Skeleton />}</DetailDrawer>
  const blank: Draft = {
    ...{
      rule_id: '',
      version: 0,
      name: { zh: '', en: '' },
      enabled: true,
      position: 100,
      conditions: [],
      action: 'hold',
      reason: 'large_amount',
    },
    ...{ hold_hours: null, urgent: false, value: null },
  }
  const initial = newest ? draftOf(newest) : blank
  return (
    <DetailDrawer wide title={newest ? inLanguage(newest.name) : t('rule_new')}>
      <RuleForm key={`${rule_id} ${initial.version}`} initial={initial} fresh={fresh} saved={() => void refetch()} />
      {data ? <VersionList items={data.items} /> : null}
    </DetailDrawer>
  )
}

const draftOf = ({ saved_at: _at, saved_by: _by, ...draft }: Rule): Draft => draft

/** What the action does not use is not sent. */
const tidy = (values: Draft): Draft => {
  const holds = values.action === 'hold'
  const names = values.action === 'mark' || values.action === 'assign'
  const hold_hours = holds ? (values.hold_hours ?? null) : null
  return {
    ...values,
    name: { zh: values.name.zh.trim(), en: values.name.en?.trim() || values.name.zh.trim() },
    reason: holds ? values.reason : null,
    hold_hours,
    urgent: hold_hours !== null && Boolean(values.urgent),
    value: names ? (values.value?.trim() ?? null) : null,
  }
}

function RuleForm({ initial, fresh, saved }: { initial: Draft; fresh: boolean; saved(): void }) {
  const t = useReviewText()
  const words = useWords()
  const may = useMay()
  const navigate = useNavigate()
  const around = useListAround()
  const required = [{ required: true, message: words('required') }]
  return (
    <div style={{ paddingTop: 16 }}>
      <ApiForm<Draft>
        name={`review-rule.${initial.rule_id}.${initial.version}`}
        initial={initial}
        inside={['rules', 0]}
        send={async (values) => (await api.batch('/api/admin/review-rules', { rules: [tidy(values)] }))[0]}
        succeeded={({ status }) => status === 'saved'}
        reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status, { detail: detail ?? '' })}
        done={() => {
          void around?.refresh()
          if (fresh) void navigate('/review-rules')
          else saved()
        }}
      >
        {(form, busy) => (
          <>
            <div className="grid-form">
              <Form.Item name={['name', 'zh']} label={t('name_zh')} rules={required}>
                <Input maxLength={60} />
              </Form.Item>
              <Form.Item name={['name', 'en']} label={t('name_en')}>
                <Input maxLength={60} />
              </Form.Item>
            </div>
            <div className="grid-form">
              <Form.Item
                name="rule_id"
                label={t('rule_id')}
                extra={t('rule_id_hint')}
                rules={[...required, { pattern: /^[a-z][a-z0-9_]{1,39}$/, message: t('rule_id_hint') }]}
              >
                <Input disabled={!fresh} maxLength={40} />
              </Form.Item>
              <Form.Item name="position" label={t('position')} extra={t('position_hint')} rules={required}>
                <InputNumber min={0} max={10_000} precision={0} style={{ width: '100%' }} />
              </Form.Item>
            </div>
            <Form.Item name="conditions" label={t('conditions')}>
              <Conditions />
            </Form.Item>
            <Form.Item name="action" label={t('action')}>
              <Select options={(['approve', 'hold', 'mark', 'assign'] as const).map((value) => ({ value, label: t(`action_${value}`) }))} />
            </Form.Item>
            <Form.Item noStyle shouldUpdate>
              {() => <Consequence form={form} />}
            </Form.Item>
            <Form.Item name="enabled" label={t('enabled')} valuePropName="checked">
              <Switch />
            </Form.Item>
            {may('orders.rules') ? (
              <Button type="primary" htmlType="submit" loading={busy} block>
                {t('save')}
              </Button>
            ) : null}
            <DryRun form={form} />
          </>
        )}
      </ApiForm>
    </div>
  )
}

/** What else the chosen action asks for. */
function Consequence({ form }: { form: FormInstance<Draft> }) {
  const t = useReviewText()
  const words = useWords()
  const { action, hold_hours } = form.getFieldsValue(true) as Draft
  const required = [{ required: true, message: words('required') }]
  if (action === 'approve') return null
  if (action !== 'hold')
    return (
      <Form.Item
        name="value"
        label={t(action === 'mark' ? 'value_mark' : 'value_assign')}
        extra={action === 'mark' ? t('value_mark_hint') : undefined}
        rules={required}
      >
        <Input maxLength={60} />
      </Form.Item>
    )
  return (
    <>
      <Form.Item name="reason" label={t('reason')} rules={required}>
        <Select options={reasons.map((value) => ({ value, label: t(`reason_${value}`) }))} />
      </Form.Item>
      <Form.Item name="hold_hours" label={t('hold_hours')} extra={t('hold_hours_hint')}>
        <InputNumber min={0.01} max={8760} precision={2} style={{ width: '100%' }} />
      </Form.Item>
      {hold_hours ? (
        <Form.Item name="urgent" label={t('hold_urgent')} valuePropName="checked">
          <Switch />
        </Form.Item>
      ) : null}
    </>
  )
}

interface Dry {
  orders: number
  held: number
  newly_held: number
  no_longer_held: number
  by_reason: { reason: string; orders: number }[]
  samples: { id: string; order_no: string; total_minor: number; currency: string; was: string; would: string; changed: boolean }[]
}

function DryRun({ form }: { form: FormInstance<Draft> }) {
  const t = useReviewText()
  const orders = useText()
  const [busy, setBusy] = useState(false)
  const [told, setTold] = useState<Dry | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const run = async () => {
    setBusy(true)
    setProblem(null)
    const until = new Date()
    const draft = tidy(form.getFieldsValue(true) as Draft)
    const body = {
      drafts: [{ ...draft, rule_id: draft.rule_id || 'draft', name: { zh: draft.name.zh || '-', en: draft.name.en || '-' } }],
      since: dateOf(new Date(until.getTime() - 30 * 86_400_000).toISOString()),
      until: dateOf(until.toISOString()),
    }
    await api.post<Dry>('/api/admin/review-rules/dry-runs', body).then(setTold, (error: Error) => {
      setTold(null)
      setProblem(error.message)
    })
    setBusy(false)
  }
  const why = (rule: string) =>
    rule
      .split(', ')
      .map((one) => orders.maybe(`why_${one}`, one))
      .join('、')
  return (
    <Section
      title={t('dry_run')}
      extra={
        <Button loading={busy} onClick={() => void run()}>
          {t('dry_run')}
        </Button>
      }
    >
      <p className="faint">{t('dry_run_hint')}</p>
      {problem ? (
        <p className="refused" role="alert">
          {problem}
        </p>
      ) : null}
      {told ? (
        <div role="status">
          <p>
            {[
              t('dry_orders', { count: told.orders }),
              t('dry_held', { count: told.held }),
              told.newly_held > 0 ? t('dry_newly', { count: told.newly_held }) : null,
              told.no_longer_held > 0 ? t('dry_fewer', { count: told.no_longer_held }) : null,
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {told.by_reason.length > 0 ? (
            <p className="faint">
              {told.by_reason.map(({ reason, orders: count }) => `${t.maybe(`reason_${reason}`, reason)} ${count}`).join(' · ')}
            </p>
          ) : null}
          {told.samples.length === 0 ? (
            <p className="faint">{t('dry_none')}</p>
          ) : (
            <div className="plain-scroll" style={{ maxHeight: 320, overflowY: 'auto' }}>
              <table className="plain">
                <thead>
                  <tr>
                    <th>{t('order')}</th>
                    <th className="right">{t('amount')}</th>
                    <th>{t('dry_was')}</th>
                    <th>{t('dry_would')}</th>
                  </tr>
                </thead>
                <tbody>
                  {told.samples.map((one) => (
                    <tr key={one.id}>
                      <td className="number">{one.order_no}</td>
                      <td className="right">
                        <Amount minor={one.total_minor} currency={one.currency} />
                      </td>
                      <td>{why(one.was)}</td>
                      <td className={one.changed ? 'strong' : undefined}>{why(one.would)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </div>
      ) : null}
    </Section>
  )
}

function VersionList({ items }: { items: Versions['items'] }) {
  const t = useReviewText()
  const conditionWords = useConditionWords()
  return (
    <Section title={t('versions')}>
      <ol className="timeline">
        {items.map((one) => (
          <li key={one.version}>
            <span className="strong">v{one.version}</span>{' '}
            {one.conditions.length === 0 ? t('always') : conditionWords(one.conditions).join(` ${t('and')} `)} → {t(`action_${one.action}`)}{' '}
            {one.reason ? t.maybe(`reason_${one.reason}`, one.reason) : (one.value ?? '')}{' '}
            {one.enabled ? null : <span className="faint">{t('disabled')}</span>}
            <div className="second">
              {t('saved_by', { name: one.saved_by })} <Exact at={one.saved_at} />
            </div>
          </li>
        ))}
      </ol>
    </Section>
  )
}
