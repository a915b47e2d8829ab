import { PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useMemo } from 'react'
import { useNavigate } from 'react-router'
import { type AnswerOf, api } from '../shared/api.ts'
import { ApiForm } from '../shared/form.tsx'
import { useTell } from '../shared/list-page.tsx'
import { MoneyInput } from '../shared/money-input.tsx'
import { useInLanguage } from '../shared/names.ts'
import { both, noWords, type ProductDetail, type Words } from './model.ts'
import { BothFields, FormFoot, KeyField, RemoveButton, WithProduct } from './parts.tsx'
import { useText } from './text.ts'

type Known = AnswerOf<'/api/admin/products/{spu_id}/configurator'>
interface Value {
  value: string
  name: Words
  extra_minor?: number | null
  lead_days?: number | null
}
interface Group {
  key: string
  name: Words
  required?: boolean
  values: Value[]
}
interface Rule {
  /** `group:value`, as one chooses it. */
  when: string
  effect: 'requires' | 'excludes'
  others: string[]
}
interface Values {
  lead_days: number
  groups: Group[]
  rules: Rule[]
}
/** What can be chosen on a product: groups of choices with price and lead time, and which go together. */
export function Component() {
  return <WithProduct<Known> beside="configurator" draw={(product, known) => <ConfiguratorForm product={product} known={known} />} />
}

const cut = (choice: string): [group: string, value: string] => [
  choice.slice(0, choice.indexOf(':')),
  choice.slice(choice.indexOf(':') + 1),
]

const typed = ({ groups, rules, lead_days }: Known): Values => ({
  lead_days,
  groups: groups.map(({ values, required, ...group }) => ({
    ...group,
    required: required ?? false,
    values: values.map(({ extra_minor, ...value }) => ({ ...value, extra_minor: extra_minor || null })),
  })),
  rules: rules.map(({ group, value, effect, other_group, other_values }) => ({
    when: `${group}:${value}`,
    effect: effect as Rule['effect'],
    others: other_values.map((other) => `${other_group}:${other}`),
  })),
})

/** A rule names one other group; choices of several groups become a rule each. */
function rulesOf(rules: readonly Rule[]) {
  return rules.flatMap(({ when, effect, others }) => {
    const [group, value] = cut(when)
    const byGroup = Map.groupBy(others, (other) => cut(other)[0])
    return [...byGroup].map(([other_group, some]) => ({
      ...{ group, value, effect, other_group },
      other_values: some.map((other) => cut(other)[1]),
    }))
  })
}

const itemOf = (spu_id: string, { lead_days, groups, rules }: Values) => ({
  spu_id,
  lead_days: lead_days ?? 0,
  groups: (groups ?? []).map(({ key, name, required, values }) => ({
    key,
    name: both(name),
    required: required ?? false,
    values: (values ?? []).map((one) => ({
      value: one.value,
      name: both(one.name),
      ...(one.extra_minor ? { extra_minor: one.extra_minor } : {}),
      ...(one.lead_days ? { lead_days: one.lead_days } : {}),
    })),
  })),
  rules: rulesOf(rules ?? []),
})

function ConfiguratorForm({ product, known }: { product: ProductDetail; known: Known }) {
  const t = useText()
  const tell = useTell()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const { spu_id } = product
  const initial = useMemo(() => typed(known), [known])
  const back = () => void navigate(`/products/${spu_id}`)
  return (
    <div className="page">
      <header className="page-head">
        <h1>
          {t('configurator')} · {inLanguage(product.title)}
        </h1>
      </header>
      <p className="faint">{t('configurator_hint')}</p>
      <ApiForm<Values>
        name={`configurator.${spu_id}`}
        initial={initial}
        inside={['items', 0]}
        send={async (values) => (await api.batch('/api/admin/products/configurators', { items: [itemOf(spu_id, values)] }))[0]}
        succeeded={({ status }) => status === 'saved'}
        done={() => {
          void tell.success(t('saved'))
          back()
        }}
      >
        {(_form, busy) => (
          <>
            <div className="panel">
              <h2>{t('groups')}</h2>
              <Form.Item name="lead_days" label={t('base_lead_days')} style={{ maxWidth: 260 }}>
                <InputNumber min={0} max={365} precision={0} style={{ width: '100%' }} />
              </Form.Item>
              <Form.List name="groups">
                {(fields, { add, remove }) => (
                  <>
                    {fields.map(({ key, name }) => (
                      <GroupFields key={key} group={name} remove={() => remove(name)} />
                    ))}
                    <Button
                      icon={<PlusOutlined />}
                      disabled={fields.length >= 20}
                      onClick={() => add({ key: '', name: noWords, required: true, values: [{ value: '', name: noWords }] })}
                    >
                      {t('add_group')}
                    </Button>
                  </>
                )}
              </Form.List>
            </div>
            <Rules />
            <FormFoot back={back} busy={busy} />
          </>
        )}
      </ApiForm>
    </div>
  )
}

function GroupFields({ group, remove }: { group: number; remove(): void }) {
  const t = useText()
  return (
    <fieldset className="edit-part">
      <div className="edit-row">
        <KeyField name={[group, 'key']} label={t('group_key')} />
        <BothFields name={[group, 'name']} labels={[t('group_zh'), t('group_en')]} most={100} required />
        <Form.Item name={[group, 'required']} valuePropName="checked" label={t('group_required')}>
          <Checkbox>{t('group_required')}</Checkbox>
        </Form.Item>
        <RemoveButton title={t('remove_group')} remove={remove} />
      </div>
      <Form.List name={[group, 'values']}>
        {(fields, list) => (
          <>
            {fields.map(({ key, name }) => (
              <div className="edit-row" key={key}>
                <Form.Item
                  name={[name, 'value']}
                  label={t('choice_value')}
                  rules={[{ required: true, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, message: t('value_wrong') }]}
                >
                  <Input maxLength={40} />
                </Form.Item>
                <BothFields name={[name, 'name']} labels={[t('choice_zh'), t('choice_en')]} most={100} required />
                <Form.Item name={[name, 'extra_minor']} label={t('extra')}>
                  <MoneyInput />
                </Form.Item>
                <Form.Item name={[name, 'lead_days']} label={t('lead_days')}>
                  <InputNumber min={0} max={365} precision={0} style={{ width: '100%' }} />
                </Form.Item>
                <RemoveButton disabled={fields.length === 1} remove={() => list.remove(name)} />
              </div>
            ))}
            <Button size="small" icon={<PlusOutlined />} onClick={() => list.add({ value: '', name: noWords })}>
              {t('add_choice')}
            </Button>
          </>
        )}
      </Form.List>
    </fieldset>
  )
}

function Rules() {
  const t = useText()
  const inLanguage = useInLanguage()
  const groups = (Form.useWatch<Group[] | undefined>('groups') ?? []).filter((group) => group?.key)
  const options = groups.map((group) => ({
    label: inLanguage(group.name) || group.key,
    options: (group.values ?? []).flatMap((one) =>
      one?.value
        ? [{ value: `${group.key}:${one.value}`, label: `${inLanguage(group.name) || group.key}: ${inLanguage(one.name) || one.value}` }]
        : [],
    ),
  }))
  return (
    <div className="panel">
      <h2>{t('rules')}</h2>
      {groups.length < 2 ? <p className="faint">{t('rules_none')}</p> : null}
      <Form.List name="rules">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <div className="edit-row" key={key}>
                <Form.Item name={[name, 'when']} label={t('rule_when')} rules={[{ required: true }]}>
                  <Select options={options} popupMatchSelectWidth={false} />
                </Form.Item>
                <Form.Item name={[name, 'effect']} label={t('rule_effect')}>
                  <Select options={(['requires', 'excludes'] as const).map((value) => ({ value, label: t(`effect_${value}`) }))} />
                </Form.Item>
                <Form.Item name={[name, 'others']} label={t('rule_other')} rules={[{ required: true }]}>
                  <Select mode="multiple" options={options} popupMatchSelectWidth={false} />
                </Form.Item>
                <RemoveButton remove={() => remove(name)} />
              </div>
            ))}
            <Button icon={<PlusOutlined />} disabled={groups.length < 2} onClick={() => add({ effect: 'excludes', others: [] })}>
              {t('add_rule')}
            </Button>
          </>
        )}
      </Form.List>
    </div>
  )
}
