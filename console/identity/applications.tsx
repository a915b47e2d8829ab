import { Button, Form, Input, Modal, Select, Switch, Typography } from 'antd'
import { useMemo, useState } from 'react'
import { api, type Outcome } from '../shared/api.ts'
import { ApiForm } from '../shared/form.tsx'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

interface Application {
  id: string
  name: string
  name_en: string
  kind: string
  first_party: boolean
  redirect_uris: string[]
  scopes: string[]
  state: string
  requested_at: string
}
const row_id = (row: Application) => row.id
const states = ['in_review', 'approved', 'refused', 'suspended'] as const
const toneOf = (state: string) => (state === 'approved' ? 'done' : state === 'in_review' ? 'waiting' : 'danger')

/** Applications that sign people in with us: registered, reviewed by somebody else, suspended. */
export function Component() {
  const t = useText()
  const inLanguage = useInLanguage()
  const columns = useMemo<Column<Application>[]>(
    () => [
      {
        key: 'name',
        title: t('application'),
        width: 240,
        grow: true,
        render: (row) => (
          <TwoLines first={<span className="strong">{inLanguage({ zh: row.name, en: row.name_en })}</span>} second={row.id} />
        ),
        value: (row) => row.name,
      },
      {
        key: 'state',
        title: t('state'),
        width: 110,
        render: (row) => <Status tone={toneOf(row.state)}>{t.maybe(`state_${row.state}`, row.state)}</Status>,
        value: (row) => t.maybe(`state_${row.state}`, row.state),
      },
      {
        key: 'kind',
        title: t('kind'),
        width: 160,
        render: (row) => (
          <TwoLines first={t.maybe(`kind_${row.kind}`, row.kind)} second={t(row.first_party ? 'first_party' : 'third_party')} />
        ),
        value: (row) => row.kind,
      },
      {
        key: 'addresses',
        title: t('addresses'),
        width: 280,
        render: (row) => <TwoLines first={row.redirect_uris[0] ?? ''} second={row.redirect_uris[1] ?? ''} />,
        value: (row) => row.redirect_uris.join(' '),
      },
      { key: 'scopes', title: t('scopes'), width: 170, render: (row) => row.scopes.join(', '), value: (row) => row.scopes.join(', ') },
      {
        key: 'requested_at',
        title: t('requested_at'),
        width: 120,
        render: (row) => <Ago at={row.requested_at} />,
        value: (row) => row.requested_at,
      },
    ],
    [t, inLanguage],
  )
  return (
    <ListPage<Application>
      name="applications"
      title={t('applications')}
      hint={t('applications_hint')}
      path="/api/admin/applications"
      whole
      row_id={row_id}
      row_name={(row) => row.name}
      row_height={52}
      columns={columns}
      filters={[
        { key: 'state', title: t('state'), kind: 'choice', options: states.map((value) => ({ value, label: t(`state_${value}`) })) },
      ]}
      batch={useBatch()}
      actions={<NewApplication />}
      succeeded={({ status }) => status === 'decided'}
      reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
      card={(row) => (
        <>
          <div className="card-row">
            <strong>{inLanguage({ zh: row.name, en: row.name_en })}</strong>
            <Status tone={toneOf(row.state)}>{t.maybe(`state_${row.state}`, row.state)}</Status>
          </div>
          <div className="card-row second">
            <span>{row.redirect_uris[0]}</span>
          </div>
        </>
      )}
      empty={{ title: t('applications_empty'), hint: t('applications_hint') }}
    />
  )
}

function useBatch(): BatchAction<Application>[] {
  const t = useText()
  const decide = (decision: string) => (rows: Application[]) =>
    api.batch('/api/admin/application-reviews', { items: rows.map(({ id }) => ({ id, decision })) })
  return [
    { key: 'approve', title: t('approve'), permission: 'applications.review', primary: true, run: decide('approved'), most: 50 },
    { key: 'refuse', title: t('refuse'), permission: 'applications.review', run: decide('refused'), most: 50 },
    {
      key: 'suspend',
      title: t('suspend'),
      permission: 'applications.review',
      danger: true,
      confirm: { title: (count) => t('suspend_ask', { count }) },
      run: decide('suspended'),
      most: 50,
    },
  ]
}

interface Draft {
  id: string
  name: string
  name_en: string
  kind: string
  first_party: boolean
  brand?: string
  redirects: string
  logout_uri?: string
  scopes: string[]
}

function NewApplication() {
  const t = useText()
  const [open, setOpen] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  if (!useMay()('applications.edit')) return null
  const send = async ({ redirects, logout_uri, brand, ...draft }: Draft) => {
    const redirect_uris = redirects.split(/\s+/).filter(Boolean)
    const item = { ...draft, redirect_uris, brand: brand || null, backchannel_logout_uri: logout_uri || null }
    const [outcome] = (await api.batch('/api/admin/applications', { items: [item] })) as (Outcome & { client_secret?: string })[]
    if (outcome?.client_secret) setSecret(outcome.client_secret)
    return outcome
  }
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('new_application')}
      </Button>
      <Modal open={open} title={t('new_application')} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <ApiForm<Draft>
          name="application"
          initial={{ id: '', name: '', name_en: '', kind: 'web', first_party: false, redirects: '', scopes: ['openid', 'profile'] }}
          inside={['items', 0]}
          send={send}
          succeeded={({ status }) => status === 'requested'}
          reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
          done={() => setOpen(false)}
        >
          {(_form, busy) => (
            <>
              <Form.Item name="id" label={t('id')} rules={[{ required: true, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$/ }]}>
                <Input maxLength={64} />
              </Form.Item>
              <Form.Item name="name" label={t('name')} rules={[{ required: true }]}>
                <Input maxLength={80} />
              </Form.Item>
              <Form.Item name="name_en" label={t('name_en')} rules={[{ required: true }]}>
                <Input maxLength={80} />
              </Form.Item>
              <Form.Item name="kind" label={t('kind')}>
                <Select options={(['web', 'spa', 'native', 'service'] as const).map((value) => ({ value, label: t(`kind_${value}`) }))} />
              </Form.Item>
              <Form.Item name="first_party" label={t('first_party')} valuePropName="checked">
                <Switch />
              </Form.Item>
              <Form.Item name="redirects" label={t('redirects')}>
                <Input.TextArea rows={3} />
              </Form.Item>
              <Form.Item name="logout_uri" label={t('logout_uri')}>
                <Input />
              </Form.Item>
              <Form.Item name="brand" label={t('brand')}>
                <Input maxLength={64} />
              </Form.Item>
              <Form.Item name="scopes" label={t('scopes')}>
                <Select
                  mode="multiple"
                  options={['openid', 'profile', 'phone', 'email', 'offline_access'].map((value) => ({ value, label: value }))}
                />
              </Form.Item>
              <Button type="primary" htmlType="submit" loading={busy}>
                {t('send')}
              </Button>
            </>
          )}
        </ApiForm>
      </Modal>
      <Modal
        open={secret !== null}
        title={t('secret_title')}
        onOk={() => setSecret(null)}
        onCancel={() => setSecret(null)}
        cancelButtonProps={{ hidden: true }}
      >
        <p>{t('secret_text')}</p>
        <Typography.Text code copyable>
          {secret}
        </Typography.Text>
      </Modal>
    </>
  )
}
