import { Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { MoneyInput } from '../shared/money-input.tsx'
import { useCarriers, useChannels, useNodes } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { type Content, nodeKinds, type RuleRow, starting } from './model.ts'
import { useText } from './text.ts'

interface Values {
  rule_id: string
  name: { zh: string; en: string }
  base_version: number | null
  content: Content
}

/** A rule's newest version, to be saved as the next one. */
export function Component() {
  const t = useText()
  const { rule_id } = useParams()
  const rules = useApi<{ items: RuleRow[] }>('/api/admin/sourcing/rules', {}, { staleTime: 0 })
  const rule = rules.data?.items.find((one) => one.rule_id === rule_id)
  const title = rule_id ? t('edit') : t('new')
  if (rules.isError) return <DetailDrawer title={title}>{<Failure error={rules.error} />}</DetailDrawer>
  if (!rules.data)
    return (
      <DetailDrawer title={title} wide>
        <Skeleton />
      </DetailDrawer>
    )
  const initial: Values = rule
    ? { rule_id: rule.rule_id, name: rule.name, base_version: rule.last_version, content: rule.content }
    : { rule_id: '', name: { zh: '', en: '' }, base_version: null, content: starting }
  return <RuleForm key={rule?.last_version ?? 0} title={title} initial={initial} fresh={!rule} />
}

const times = {
  getValueProps: (bp: number) => ({ value: bp / 10_000 }),
  normalize: (value: number | null) => Math.round((value ?? 0) * 10_000),
}
const full = { width: '100%' }

function RuleForm({ title, initial, fresh }: { title: string; initial: Values; fresh: boolean }) {
  const t = useText()
  const navigate = useNavigate()
  const tell = useTell()
  const around = useListAround()
  const channels = useChannels()
  const nodes = useNodes()
  const carriers = useCarriers()
  const kinds = nodeKinds.map((value) => ({ value, label: t(`kind_${value}`) }))
  const at = (key: string) => ['content', key]
  const seconds = (key: 'gathers_seconds' | 'patience_seconds' | 'time_limit_seconds', min: number, max: number, extra?: string) => (
    <Form.Item name={at(key)} label={t(key)} extra={extra} rules={[{ required: true }]}>
      <InputNumber min={min} max={max} precision={0} style={full} />
    </Form.Item>
  )
  let sent = initial.rule_id
  return (
    <DetailDrawer title={title} wide>
      <ApiForm<Values>
        name={`sourcing.${initial.rule_id || 'new'}.${initial.base_version ?? 0}`}
        initial={initial}
        inside={['items', 0]}
        send={async (values) => {
          sent = values.rule_id
          const [outcome] = await api.batch('/api/admin/sourcing/rules', { items: [values] })
          return outcome
        }}
        succeeded={({ status }) => status === 'saved'}
        reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
        done={() => {
          void tell.success(t('saved'))
          void around?.refresh()
          void navigate(`/sourcing-rules/${sent}`)
        }}
      >
        {(_form, busy) => (
          <>
            <h3 className="form-part">{t('basics')}</h3>
            {fresh ? (
              <Form.Item
                name="rule_id"
                label={t('rule_id')}
                extra={t('rule_id_hint')}
                rules={[{ required: true, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/ }]}
              >
                <Input maxLength={64} />
              </Form.Item>
            ) : null}
            <div className="form-pair">
              <Form.Item name={['name', 'zh']} label={t('name_zh')} rules={[{ required: true }]}>
                <Input maxLength={60} />
              </Form.Item>
              <Form.Item name={['name', 'en']} label={t('name_en')} rules={[{ required: true }]}>
                <Input maxLength={60} />
              </Form.Item>
            </div>
            <Form.Item name={at('channel_ids')} label={t('channels')}>
              <Select mode="multiple" options={channels.options} optionFilterProp="label" />
            </Form.Item>
            <Form.Item name={at('engine')} label={t('engine')} extra={t('engine_hint')}>
              <Select options={(['greedy', 'optimal'] as const).map((value) => ({ value, label: t(`engine_${value}`) }))} />
            </Form.Item>
            <h3 className="form-part">{t('weights')}</h3>
            <p className="faint">{t('weights_hint')}</p>
            <div className="form-pair">
              <Form.Item name={['content', 'weights', 'freight_bp']} label={t('freight_bp')} extra={t('freight_hint')} {...times}>
                <InputNumber min={0} max={10} step={0.1} style={full} />
              </Form.Item>
              {(['distance_minor_per_100km', 'day_minor', 'split_minor', 'scarcity_minor', 'aging_minor'] as const).map((key) => (
                <Form.Item key={key} name={['content', 'weights', key]} label={t(key)}>
                  <MoneyInput min_minor={0} />
                </Form.Item>
              ))}
            </div>
            <h3 className="form-part">{t('limits')}</h3>
            <div className="form-pair">
              <Form.Item name={at('most_parcels')} label={t('most_parcels')} rules={[{ required: true }]}>
                <InputNumber min={1} max={10} precision={0} style={full} />
              </Form.Item>
              <Form.Item name={at('farthest_km')} label={t('farthest_km')}>
                <InputNumber min={1} max={20_000} precision={0} placeholder={t('none')} style={full} />
              </Form.Item>
              <Form.Item name={at('unpriced_minor')} label={t('unpriced_minor')} extra={t('unpriced_hint')}>
                <MoneyInput min_minor={0} />
              </Form.Item>
              <Form.Item name={at('parts_lines')} label={t('parts_lines')} extra={t('parts_lines_hint')} valuePropName="checked">
                <Switch />
              </Form.Item>
              <Form.Item name={at('respects_capacity')} label={t('respects_capacity')} valuePropName="checked">
                <Switch />
              </Form.Item>
            </div>
            <Form.Item name={at('node_kinds')} label={t('node_kinds')}>
              <Select mode="multiple" options={kinds} placeholder={t('all_kinds')} optionFilterProp="label" />
            </Form.Item>
            <Form.Item name={at('excluded_node_ids')} label={t('excluded_node_ids')}>
              <Select mode="multiple" options={nodes.options} optionFilterProp="label" />
            </Form.Item>
            <Form.Item name={at('carrier_ids')} label={t('carrier_ids')}>
              <Select mode="multiple" options={carriers.options} placeholder={t('all_carriers')} optionFilterProp="label" />
            </Form.Item>
            <h3 className="form-part">{t('handling')}</h3>
            <Amounts name="kind_minor" field="kind" label={t('kind')} options={kinds} />
            <Amounts name="node_minor" field="node_id" label={t('node')} options={nodes.options} />
            <h3 className="form-part">{t('timing')}</h3>
            <div className="form-pair">
              {seconds('gathers_seconds', 0, 3600, t('gathers_hint'))}
              {seconds('patience_seconds', 5, 86_400, t('patience_hint'))}
              {seconds('time_limit_seconds', 1, 60)}
              <Form.Item name={at('gap_bp')} label={t('gap_bp')} rules={[{ required: true }]}>
                <InputNumber min={0} max={1000} precision={0} style={full} />
              </Form.Item>
            </div>
            <Button type="primary" htmlType="submit" loading={busy} block>
              {t('save')}
            </Button>
          </>
        )}
      </ApiForm>
    </DetailDrawer>
  )
}

interface AmountsProps {
  name: 'kind_minor' | 'node_minor'
  field: 'kind' | 'node_id'
  label: string
  options: { value: string; label: string }[]
}

/** Rows of a thing and an amount, as many as wanted. */
function Amounts({ name, field, label, options }: AmountsProps) {
  const t = useText()
  return (
    <Form.List name={['content', name]}>
      {(rows, { add, remove }) => (
        <>
          {rows.map((row) => (
            <div className="form-row" key={row.key}>
              <Form.Item name={[row.name, field]} label={label} rules={[{ required: true }]}>
                <Select options={options} showSearch optionFilterProp="label" />
              </Form.Item>
              <Form.Item name={[row.name, 'amount_minor']} label={t('amount')} rules={[{ required: true }]}>
                <MoneyInput min_minor={-1_000_000} />
              </Form.Item>
              <Button type="text" onClick={() => remove(row.name)}>
                {t('remove')}
              </Button>
            </div>
          ))}
          <Button size="small" onClick={() => add({ amount_minor: 0 })} style={{ marginBottom: 16 }}>
            {t('add')} · {label}
          </Button>
        </>
      )}
    </Form.List>
  )
}
