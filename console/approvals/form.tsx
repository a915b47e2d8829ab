import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { parseMoney } from '#core/money.ts'
import { Field } from '../organization/field.tsx'
import { useNameOf } from '../organization/text.ts'
import { type AnswerOf, api, newId, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useTell } from '../shared/list-page.tsx'
import { ApproverSelect } from './approver.tsx'
import { useText } from './text.ts'

/** Asks for approval of anything that has no screen of its own: leave, spending, an exception. */
export function Component() {
  const t = useText()
  const tell = useTell()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [id] = useState(newId)
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const [amount, setAmount] = useState('')
  const [approver_ids, setApprovers] = useState<string[]>([])
  const [countersign, setCountersign] = useState(false)
  const [template_id, setTemplate] = useState<string | null>(null)
  const [due, setDue] = useState('')
  const [busy, setBusy] = useState(false)
  const nameOf = useNameOf()
  const templates = useApi<AnswerOf<'/api/admin/approval-templates'>>('/api/admin/approval-templates')
  const named = (templates.data?.items ?? []).filter(({ subject }) => subject === null || subject === 'approvals.matter')
  const amount_minor = amount.trim() ? parseMoney(amount, 'CNY') : undefined
  const send = async () => {
    setBusy(true)
    const matter = {
      id,
      title: title.trim(),
      text: text.trim(),
      ...(typeof amount_minor === 'number' ? { amount_minor, currency: 'CNY' } : {}),
      ...(template_id ? { template_id } : approver_ids.length > 0 ? { approver_ids } : {}),
      ...(!template_id && approver_ids.length > 1 && countersign ? { countersign } : {}),
      // The house keeps one wall clock; a deadline is meant on it.
      ...(due ? { due_at: `${due}:00+08:00` } : {}),
    }
    const [outcome] = await api
      .batch('/api/admin/approvals', { matters: [matter] })
      .catch((error: Error): Outcome[] => [{ id, status: 'not_done', detail: error.message }])
    setBusy(false)
    if (outcome!.status !== 'asked' && outcome!.status !== 'already_asked') {
      void tell.error(t.maybe(`outcome_${outcome!.status}`, outcome!.detail ?? outcome!.status), 6)
      return
    }
    void tell.success(t('done'))
    await queries.invalidateQueries()
    void navigate(`/approvals/${id}?tab=asked`)
  }
  return (
    <DetailDrawer
      title={t('new_request')}
      actions={
        <Button type="primary" loading={busy} disabled={!title.trim() || !text.trim() || amount_minor === null} onClick={() => void send()}>
          {t('new_send')}
        </Button>
      }
    >
      <div style={{ display: 'grid', gap: 14, paddingTop: 20 }}>
        <Field title={t('new_title')}>
          {(id) => <Input id={id} value={title} maxLength={120} onChange={(event) => setTitle(event.target.value)} />}
        </Field>
        <Field title={t('new_text')}>
          {(id) => (
            <Input.TextArea
              id={id}
              value={text}
              maxLength={4000}
              autoSize={{ minRows: 4, maxRows: 14 }}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Field title={t('new_amount')}>
          {(id) => (
            <Input
              id={id}
              value={amount}
              inputMode="decimal"
              status={amount_minor === null ? 'error' : ''}
              onChange={(event) => setAmount(event.target.value)}
            />
          )}
        </Field>
        {named.length > 0 ? (
          <Field title={t('new_template')}>
            {(id) => (
              <Select
                id={id}
                style={{ width: '100%' }}
                allowClear
                placeholder={t('new_free_flow')}
                value={template_id}
                onChange={(value) => setTemplate(value ?? null)}
                options={named.map((one) => ({ value: one.id, label: nameOf(one) }))}
              />
            )}
          </Field>
        ) : null}
        {template_id ? null : (
          <div>
            <span>{t('new_approvers')}</span>
            <ApproverSelect many value={approver_ids} change={setApprovers} placeholder={t('pass_placeholder')} />
          </div>
        )}
        {!template_id && approver_ids.length > 1 ? (
          <Checkbox checked={countersign} onChange={(event) => setCountersign(event.target.checked)}>
            {t('countersign')}
          </Checkbox>
        ) : null}
        <Field title={t('new_due')}>
          {(id) => <Input id={id} type="datetime-local" value={due} onChange={(event) => setDue(event.target.value)} />}
        </Field>
      </div>
    </DetailDrawer>
  )
}
