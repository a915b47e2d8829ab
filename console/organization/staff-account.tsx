import { Button, Input, Modal, Typography } from 'antd'
import { useState } from 'react'
import { call, type Outcome } from '../shared/api.ts'
import { Facts } from '../shared/values.tsx'
import { Field } from './field.tsx'
import type { StaffRow } from './model.ts'
import { useNameOf, useText } from './text.ts'

interface Given extends Outcome {
  password?: string
  sign_in_name?: string
}

/** To be read aloud or copied. */
const Told = ({ text }: { text: string }) => (
  <Typography.Text copyable className="number">
    {text}
  </Typography.Text>
)

/** Gives a colleague a first password, and an account where there is none. The password is shown once. */
export function StaffAccount({ staff, done }: { staff: StaffRow; done(): void }) {
  const t = useText()
  const nameOf = useNameOf()
  const [sign_in_name, setName] = useState('')
  const [busy, setBusy] = useState(false)
  const [answer, setAnswer] = useState<Given | null>(null)
  const send = async () => {
    setBusy(true)
    const body = { accounts: [{ id: staff.id, ...(sign_in_name.trim() ? { sign_in_name: sign_in_name.trim() } : {}) }] }
    const outcome = await call<{ outcomes: Given[] }>('POST', '/api/admin/staff/accounts', { body })
      .then(({ outcomes }) => outcomes[0]!)
      .catch((error: Error): Given => ({ id: staff.id, status: 'not_done', detail: error.message }))
    setAnswer(outcome)
    setBusy(false)
  }
  const asks = answer !== null && ['sign_in_name_missing', 'handle_invalid', 'handle_taken'].includes(answer.status)
  if (answer?.password)
    return (
      <Modal
        open
        title={t('account_given')}
        footer={<Button onClick={done}>{t('account_noted')}</Button>}
        onCancel={done}
        mask={{ closable: false }}
      >
        <p>{t('account_given_hint', { name: nameOf(staff) })}</p>
        <Facts
          items={[
            [t('account_name'), <Told key="name" text={answer.sign_in_name ?? ''} />],
            [t('account_password'), <Told key="password" text={answer.password} />],
          ]}
        />
      </Modal>
    )
  return (
    <Modal
      open
      title={t('account_give')}
      okText={t('account_make')}
      confirmLoading={busy}
      okButtonProps={{ disabled: asks && !sign_in_name.trim() }}
      onCancel={done}
      onOk={() => void send()}
    >
      <p>{t('account_hint', { name: nameOf(staff) })}</p>
      {answer ? (
        <div className="problem" role="alert" style={{ marginBottom: 12 }}>
          {t.maybe(`outcome_${answer.status}`, answer.detail ?? answer.status)}
        </div>
      ) : null}
      {asks ? (
        <Field title={t('account_name')}>
          {(id) => (
            <Input
              id={id}
              value={sign_in_name}
              maxLength={32}
              autoComplete="off"
              placeholder={t('account_name_hint')}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      ) : null}
    </Modal>
  )
}
