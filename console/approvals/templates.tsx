import { Button, Checkbox, Input, InputNumber, Modal, Select } from 'antd'
import { useState } from 'react'
import { decimalText, formatMoney, parseMoney } from '#core/money.ts'
import { Field } from '../organization/field.tsx'
import { useSend } from '../organization/send.ts'
import { useRoles } from '../organization/staff-list.tsx'
import { useNameOf } from '../organization/text.ts'
import { type AnswerOf, useApi } from '../shared/api.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { useText } from './text.ts'

type Template = AnswerOf<'/api/admin/approval-templates'>['items'][number]
type Step = Template['steps'][number]
/** What asks by itself and may be given fixed steps. */
const subjects = ['organization.assignment', 'organization.role', 'members.card_batch', 'approvals.matter'] as const

/** Fixed ways an approval goes: step by step, by role, level and amount. */
export function Component() {
  const t = useText()
  const nameOf = useNameOf()
  const may = useMay()('approvals.edit')
  const roles = useRoles()
  const [asking, setAsking] = useState<Template | 'new' | null>(null)
  const list = useApi<AnswerOf<'/api/admin/approval-templates'>>('/api/admin/approval-templates')
  if (list.isPending) return <Skeleton />
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />
  const roleName = (id: string) => {
    const role = roles.data?.items.find((one) => one.id === id)
    return role ? nameOf(role) : id
  }
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('templates_title')}</h1>
        <p>{t('templates_hint')}</p>
        {may ? (
          <div className="page-actions">
            <Button type="primary" onClick={() => setAsking('new')}>
              {t('template_add')}
            </Button>
          </div>
        ) : null}
      </div>
      {list.data.items.length === 0 ? <Notice drawing="empty" title={t('templates_empty')} hint={t('templates_empty_hint')} /> : null}
      {list.data.items.map((template) => (
        <section key={template.id} className="panel">
          <div className="card-row" style={{ alignItems: 'center' }}>
            <span style={{ display: 'grid', gap: 2 }}>
              <strong>{nameOf(template)}</strong>
              <span className="faint">
                {template.subject ? t.maybe(`subject_${template.subject}`, template.subject) : t('template_by_choice')}
              </span>
            </span>
            {may ? <Button onClick={() => setAsking(template)}>{t('template_edit')}</Button> : null}
          </div>
          <ol className="timeline" style={{ marginTop: 12 }}>
            {template.steps.map((step, i) => (
              <li key={i}>
                <div>{step.name}</div>
                <div className="second">
                  {[
                    step.role_id ? roleName(step.role_id) : t('whoever_may'),
                    step.levels_up ? t('levels_up', { count: step.levels_up }) : '',
                    step.above_minor ? t('only_above', { amount: formatMoney(step.above_minor, 'CNY') }) : '',
                    step.countersign ? t('countersign') : '',
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </div>
              </li>
            ))}
          </ol>
        </section>
      ))}
      {asking ? <TemplateForm template={asking === 'new' ? null : asking} done={() => setAsking(null)} /> : null}
    </div>
  )
}

interface Draft {
  key: number
  name: string
  role_id: string | null
  levels_up: number
  above: string
  countersign: boolean
}
let keys = 0
const draftOf = (step?: Step): Draft => ({
  key: keys++,
  name: step?.name ?? '',
  role_id: step?.role_id ?? null,
  levels_up: step?.levels_up ?? 0,
  above: step?.above_minor ? decimalText(step.above_minor, 'CNY') : '',
  countersign: step?.countersign ?? false,
})

function TemplateForm({ template, done }: { template: Template | null; done(): void }) {
  const t = useText()
  const nameOf = useNameOf()
  const send = useSend()
  const roles = useRoles()
  const [id, setId] = useState(template?.id ?? '')
  const [name, setName] = useState(template?.name ?? '')
  const [name_en, setNameEn] = useState(template?.name_en ?? '')
  const [subject, setSubject] = useState<string | null>(template?.subject ?? null)
  const [steps, setSteps] = useState<Draft[]>(template?.steps.map(draftOf) ?? [draftOf()])
  const change = (key: number, more: Partial<Draft>) => setSteps((all) => all.map((one) => (one.key === key ? { ...one, ...more } : one)))
  const ready =
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id) &&
    name.trim() !== '' &&
    name_en.trim() !== '' &&
    steps.length > 0 &&
    steps.every((step) => step.name.trim() !== '' && (step.above.trim() === '' || parseMoney(step.above, 'CNY') !== null))
  const body = {
    id,
    name: name.trim(),
    name_en: name_en.trim(),
    subject,
    steps: steps.map((step) => ({
      name: step.name.trim(),
      ...(step.role_id ? { role_id: step.role_id } : {}),
      ...(step.levels_up > 0 ? { levels_up: step.levels_up } : {}),
      ...(step.above.trim() ? { above_minor: parseMoney(step.above, 'CNY') ?? 0 } : {}),
      ...(step.countersign ? { countersign: true } : {}),
    })),
  }
  return (
    <Modal
      open
      title={t(template ? 'template_edit' : 'template_add')}
      okText={t('template_save')}
      okButtonProps={{ disabled: !ready }}
      onCancel={done}
      onOk={() =>
        void send('PUT', '/api/admin/approval-templates', { templates: [body] }, t('template_saved')).then((went) => went && done())
      }
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <Field title={t('template_id')}>
          {(field) => <Input id={field} value={id} disabled={template !== null} onChange={(event) => setId(event.target.value)} />}
        </Field>
        <Field title={t('template_name')}>
          {(field) => <Input id={field} value={name} maxLength={80} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field title={t('template_name_en')}>
          {(field) => <Input id={field} value={name_en} maxLength={80} onChange={(event) => setNameEn(event.target.value)} />}
        </Field>
        <Field title={t('template_subject')}>
          {(field) => (
            <Select
              id={field}
              style={{ width: '100%' }}
              allowClear
              placeholder={t('template_by_choice')}
              value={subject}
              onChange={(value) => setSubject(value ?? null)}
              options={subjects.map((value) => ({ value, label: t.maybe(`subject_${value}`, value) }))}
            />
          )}
        </Field>
        {steps.map((step, i) => (
          <fieldset key={step.key} className="panel" style={{ display: 'grid', gap: 8, margin: 0 }}>
            <legend style={{ fontSize: 14 }}>{t('step', { step: i + 1 })}</legend>
            <Field title={t('step_name')}>
              {(field) => (
                <Input id={field} value={step.name} maxLength={80} onChange={(event) => change(step.key, { name: event.target.value })} />
              )}
            </Field>
            <Field title={t('step_role')}>
              {(field) => (
                <Select
                  id={field}
                  style={{ width: '100%' }}
                  allowClear
                  placeholder={t('whoever_may')}
                  showSearch={{ optionFilterProp: 'label' }}
                  value={step.role_id}
                  onChange={(value) => change(step.key, { role_id: value ?? null })}
                  options={(roles.data?.items ?? []).map((one) => ({ value: one.id, label: nameOf(one) }))}
                />
              )}
            </Field>
            <Field title={t('step_levels')}>
              {(field) => (
                <InputNumber
                  id={field}
                  style={{ width: '100%' }}
                  min={0}
                  max={10}
                  precision={0}
                  value={step.levels_up}
                  onChange={(value) => change(step.key, { levels_up: value ?? 0 })}
                />
              )}
            </Field>
            <Field title={t('step_above')}>
              {(field) => (
                <Input
                  id={field}
                  value={step.above}
                  inputMode="decimal"
                  prefix="¥"
                  onChange={(event) => change(step.key, { above: event.target.value })}
                />
              )}
            </Field>
            <Checkbox checked={step.countersign} onChange={(event) => change(step.key, { countersign: event.target.checked })}>
              {t('countersign')}
            </Checkbox>
            {steps.length > 1 ? (
              <Button type="text" danger onClick={() => setSteps((all) => all.filter(({ key }) => key !== step.key))}>
                {t('step_remove')}
              </Button>
            ) : null}
          </fieldset>
        ))}
        <Button onClick={() => setSteps((all) => [...all, draftOf()])}>{t('step_add')}</Button>
      </div>
    </Modal>
  )
}
