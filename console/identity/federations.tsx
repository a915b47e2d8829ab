import { Button, Form, Input, Modal, Select } from 'antd'
import { useMemo, useState } from 'react'
import { api } from '../shared/api.ts'
import { ApiForm } from '../shared/form.tsx'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

interface Federation {
  id: string
  name_zh: string
  name_en: string
  issuer: string
  client_id: string
  scopes: string[]
  state: string
  changed_by?: string
  changed_at?: string
}
const path = '/api/admin/federations'
const row_id = (row: Federation) => row.id
const fresh: Federation = { id: '', name_zh: '', name_en: '', issuer: '', client_id: '', scopes: ['openid', 'profile'], state: 'open' }

/** Alliance partners whose customers sign in here with the account they have there. */
export function Component() {
  const t = useText()
  const inLanguage = useInLanguage()
  const may = useMay()
  const [editing, setEditing] = useState<Federation | null>(null)
  const columns = useMemo<Column<Federation>[]>(
    () => [
      {
        key: 'name',
        title: t('partner'),
        width: 200,
        render: (row) => (
          <TwoLines first={<span className="strong">{inLanguage({ zh: row.name_zh, en: row.name_en })}</span>} second={row.id} />
        ),
        value: (row) => row.name_zh,
      },
      {
        key: 'state',
        title: t('state'),
        width: 100,
        render: (row) => <Status tone={row.state === 'open' ? 'done' : 'quiet'}>{t.maybe(`partner_${row.state}`, row.state)}</Status>,
        value: (row) => row.state,
      },
      { key: 'issuer', title: t('issuer'), width: 320, grow: true, render: (row) => row.issuer, value: (row) => row.issuer },
      { key: 'client_id', title: t('our_id'), width: 180, render: (row) => row.client_id, value: (row) => row.client_id },
      {
        key: 'changed_at',
        title: t('changed'),
        width: 130,
        render: (row) => <TwoLines first={row.changed_by ?? ''} second={<Ago at={row.changed_at!} />} />,
        value: (row) => row.changed_at ?? '',
      },
      {
        key: 'acts',
        title: '',
        width: 90,
        render: (row) =>
          may('applications.edit') ? (
            <Button type="link" size="small" onClick={() => setEditing(row)}>
              {t('edit')}
            </Button>
          ) : null,
        value: () => '',
      },
    ],
    [t, inLanguage, may],
  )
  return (
    <>
      <ListPage<Federation>
        name="federations"
        title={t('federations')}
        hint={t('federations_hint')}
        path={path}
        whole
        row_id={row_id}
        row_name={(row) => row.name_zh}
        row_height={52}
        columns={columns}
        actions={
          may('applications.edit') ? (
            <Button type="primary" onClick={() => setEditing(fresh)}>
              {t('partner_new')}
            </Button>
          ) : null
        }
        card={(row) => (
          <>
            <div className="card-row">
              <strong>{inLanguage({ zh: row.name_zh, en: row.name_en })}</strong>
              <Status tone={row.state === 'open' ? 'done' : 'quiet'}>{t.maybe(`partner_${row.state}`, row.state)}</Status>
            </div>
            <div className="card-row second">
              <span>{row.issuer}</span>
              {may('applications.edit') ? (
                <Button type="link" size="small" onClick={() => setEditing(row)}>
                  {t('edit')}
                </Button>
              ) : null}
            </div>
          </>
        )}
        empty={{ title: t('federations_empty'), hint: t('federations_hint') }}
      />
      <FederationForm partner={editing} close={() => setEditing(null)} />
    </>
  )
}

type Draft = Omit<Federation, 'changed_by' | 'changed_at'> & { client_secret?: string }

function FederationForm({ partner, close }: { partner: Federation | null; close(): void }) {
  const t = useText()
  if (!partner) return null
  const { changed_by: _, changed_at, ...initial } = partner
  const send = async ({ client_secret, ...draft }: Draft) =>
    (await api.batch(path, { items: [{ ...draft, issuer: draft.issuer.trim(), ...(client_secret ? { client_secret } : {}) }] }))[0]
  return (
    <Modal open title={t(changed_at ? 'partner_edit' : 'partner_new')} footer={null} onCancel={close} destroyOnHidden>
      <p className="faint">
        {t('partner_callback', { address: `${location.origin}/api/mall/federations/${partner.id || '<id>'}/callback` })}
      </p>
      <ApiForm<Draft>
        name={`federation.${partner.id}`}
        initial={initial}
        inside={['items', 0]}
        send={send}
        succeeded={({ status }) => status === 'kept'}
        reason={(outcome) => outcome.detail ?? t.maybe(`outcome_${outcome.status}`, outcome.status)}
        done={close}
      >
        {(_form, busy) => (
          <>
            <Form.Item name="id" label={t('partner_id')} rules={[{ required: true, pattern: /^[a-z][a-z0-9-]{1,39}$/ }]}>
              <Input maxLength={40} disabled={Boolean(changed_at)} />
            </Form.Item>
            <Form.Item name="name_zh" label={t('name')} rules={[{ required: true }]}>
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item name="name_en" label={t('name_en')} rules={[{ required: true }]}>
              <Input maxLength={60} />
            </Form.Item>
            <Form.Item name="issuer" label={t('issuer')} rules={[{ required: true }]}>
              <Input maxLength={300} placeholder="https://id.partner.example" />
            </Form.Item>
            <Form.Item name="client_id" label={t('our_id')} rules={[{ required: true }]}>
              <Input maxLength={200} />
            </Form.Item>
            <Form.Item name="client_secret" label={t(changed_at ? 'our_secret_again' : 'our_secret')}>
              <Input.Password maxLength={500} autoComplete="new-password" />
            </Form.Item>
            <Form.Item name="state" label={t('state')}>
              <Select options={(['open', 'closed'] as const).map((value) => ({ value, label: t(`partner_${value}`) }))} />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={busy}>
              {t('save')}
            </Button>
          </>
        )}
      </ApiForm>
    </Modal>
  )
}
