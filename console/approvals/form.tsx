import { useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { parseMoney } from '#core/money.ts'
import { Field } from '../organization/field.tsx'
import { api, newId, type Outcome } from '../shared/api.ts'
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
  const [busy, setBusy] = useState(false)
  const amount_minor = amount.trim() ? parseMoney(amount, 'CNY') : undefined
  const send = async () => {
    setBusy(true)
    const matter = {
      id,
      title: title.trim(),
      text: text.trim(),
      ...(typeof amount_minor === 'number' ? { amount_minor, currency: 'CNY' } : {}),
      ...(approver_ids.length > 0 ? { approver_ids } : {}),
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
        <div>
          <span>{t('new_approvers')}</span>
          <ApproverSelect many value={approver_ids} change={setApprovers} placeholder={t('pass_placeholder')} />
        </div>
      </div>
    </DetailDrawer>
  )
}
