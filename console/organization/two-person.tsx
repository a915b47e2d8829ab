import { Button, Input, Modal, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { formatMoney, parseMoney } from '#core/money.ts'
import { type AnswerOf, useApi } from '../shared/api.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { Amount } from '../shared/values.tsx'
import { Field } from './field.tsx'
import { useSend } from './send.ts'
import { useText } from './text.ts'

type Rule = AnswerOf<'/api/admin/two-person-rules'>['items'][number]
/** What obeys the rules today; a rule for anything else would be words only. */
const obeyed = [
  'cards.issue',
  'points.correct',
  'payments.collect',
  'payments.collect_by_teller',
  'products.publish',
  'products.edit',
  'members.export',
] as const
/** A rule in people, not in money. */
const inPeople = (permission: string) => permission === 'members.export'
const currencyOf = (permission: string) => (inPeople(permission) ? 'XXX' : 'CNY')

/** Above which amounts a second person must say yes. */
export function Component() {
  const t = useText()
  const may = useMay()('roles.edit')
  const send = useSend()
  const [asking, setAsking] = useState<Rule | 'new' | null>(null)
  const list = useApi<AnswerOf<'/api/admin/two-person-rules'>>('/api/admin/two-person-rules')
  if (list.isPending) return <Skeleton />
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('two_person_title')}</h1>
        <p>{t('two_person_hint')}</p>
        {may ? (
          <div className="page-actions">
            <Button type="primary" onClick={() => setAsking('new')}>
              {t('two_person_add')}
            </Button>
          </div>
        ) : null}
      </div>
      {list.data.items.length === 0 ? <Notice drawing="empty" title={t('two_person_empty')} /> : null}
      {list.data.items.map((rule) => (
        <section key={`${rule.permission} ${rule.currency}`} className="panel">
          <div className="card-row" style={{ alignItems: 'center' }}>
            <span style={{ display: 'grid', gap: 2 }}>
              <strong>{t.maybe(`act_${rule.permission}`, rule.permission)}</strong>
              <span className="faint">
                {t('above')}{' '}
                {inPeople(rule.permission) ? (
                  <strong>{t('people', { count: rule.above_minor })}</strong>
                ) : (
                  <Amount minor={rule.above_minor} currency={rule.currency} strong />
                )}
              </span>
            </span>
            {may ? (
              <span style={{ display: 'flex', gap: 8 }}>
                <Button size="small" onClick={() => setAsking(rule)}>
                  {t('edit')}
                </Button>
                <Popconfirm
                  title={t('two_person_remove_confirm')}
                  onConfirm={() =>
                    void send('PUT', '/api/admin/two-person-rules', { rules: [{ ...rule, above_minor: null }] }, t('removed'))
                  }
                >
                  <Button size="small" danger>
                    {t('remove')}
                  </Button>
                </Popconfirm>
              </span>
            ) : null}
          </div>
        </section>
      ))}
      {asking ? <RuleForm rule={asking === 'new' ? null : asking} done={() => setAsking(null)} /> : null}
    </div>
  )
}

function RuleForm({ rule, done }: { rule: Rule | null; done(): void }) {
  const t = useText()
  const send = useSend()
  const [permission, setPermission] = useState<string>(rule?.permission ?? obeyed[0])
  const currency = rule?.currency ?? currencyOf(permission)
  const people = inPeople(permission)
  const [amount, setAmount] = useState(
    rule ? (people ? String(rule.above_minor) : formatMoney(rule.above_minor, currency).replace(/[^\d.]/g, '')) : '',
  )
  const above_minor = people ? (/^\d{1,9}$/.test(amount.trim()) ? Number(amount) : null) : parseMoney(amount, currency)
  return (
    <Modal
      open
      title={t(rule ? 'edit' : 'two_person_add')}
      okText={t('save')}
      okButtonProps={{ disabled: above_minor === null || amount.trim() === '' }}
      onCancel={done}
      onOk={() =>
        void send('PUT', '/api/admin/two-person-rules', { rules: [{ permission, currency, above_minor }] }, t('saved')).then(
          (went) => went && done(),
        )
      }
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <Field title={t('act')}>
          {(id) => (
            <Select
              id={id}
              style={{ width: '100%' }}
              value={permission}
              disabled={rule !== null}
              onChange={setPermission}
              options={obeyed.map((value) => ({ value, label: t.maybe(`act_${value}`, value) }))}
            />
          )}
        </Field>
        <Field title={t('above')}>
          {(id) => (
            <Input
              id={id}
              value={amount}
              inputMode="decimal"
              {...(people ? { suffix: t('people_unit') } : { prefix: '¥' })}
              onChange={(event) => setAmount(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Modal>
  )
}
