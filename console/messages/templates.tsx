import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Modal } from 'antd'
import { useMemo, useState } from 'react'
import { api } from '../shared/api.ts'
import { ApiForm } from '../shared/form.tsx'
import { ListPage } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Status, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

interface Template {
  template: string
  channel: string
  locale: string
  version: number
  category: string
  subject: string
  body: string
  provider_templates: Record<string, { code: string; values: string[] }>
  state: string
}
const row_id = (row: Template) => `${row.template}.${row.channel}.${row.locale}.${row.version}`

/** What the messages say, version by version. */
export function Component() {
  const t = useText()
  const may = useMay()
  const queries = useQueryClient()
  const [editing, setEditing] = useState<Template | null>(null)
  const editable = may('message_templates.write')
  const columns = useMemo<Column<Template>[]>(
    () => [
      {
        key: 'template',
        title: t('template'),
        width: 200,
        render: (row) => (
          <TwoLines first={<span className="strong">{row.template}</span>} second={t.maybe(`channel_${row.channel}`, row.channel)} />
        ),
        value: (row) => `${row.template} ${row.channel}`,
      },
      { key: 'locale', title: t('locale'), width: 80, render: (row) => row.locale, value: (row) => row.locale },
      { key: 'version', title: t('version'), width: 80, align: 'right', render: (row) => row.version, value: (row) => row.version },
      {
        key: 'state',
        title: t('state'),
        width: 100,
        render: (row) => (
          <Status tone={row.state === 'published' ? 'done' : 'quiet'}>{t(row.state === 'published' ? 'published' : 'retired')}</Status>
        ),
        value: (row) => row.state,
      },
      {
        key: 'text',
        title: t('text'),
        width: 420,
        grow: true,
        render: (row) => <TwoLines first={row.subject || row.body} second={row.subject ? row.body : ''} />,
        value: (row) => `${row.subject} ${row.body}`,
      },
      {
        key: 'edit',
        title: '',
        width: 90,
        render: (row) =>
          editable && row.state === 'published' ? (
            <Button size="small" onClick={() => setEditing(row)}>
              {t('edit')}
            </Button>
          ) : null,
        value: () => '',
      },
    ],
    [t, editable],
  )
  return (
    <>
      <ListPage<Template>
        name="message-templates"
        title={t('templates')}
        hint={t('templates_hint')}
        path="/api/admin/message-templates"
        whole
        row_id={row_id}
        row_height={52}
        columns={columns}
        card={(row) => (
          <>
            <div className="card-row">
              <strong>{row.template}</strong>
              <span>{t.maybe(`channel_${row.channel}`, row.channel)}</span>
            </div>
            <div className="card-row second">
              <span>{row.body}</span>
            </div>
          </>
        )}
        empty={{ title: t('templates_empty') }}
      />
      <Modal open={editing !== null} title={t('edit_title')} footer={null} onCancel={() => setEditing(null)} destroyOnHidden>
        {editing ? (
          <ApiForm<{ subject: string; body: string }>
            name={`template.${row_id(editing)}`}
            initial={{ subject: editing.subject, body: editing.body }}
            inside={['items', 0]}
            send={async (words) => {
              const { template, channel, locale, category, provider_templates } = editing
              const item = { template, channel, locale, category, provider_templates, ...words }
              return (await api.batch('/api/admin/message-templates', { items: [item] }))[0]
            }}
            succeeded={({ status }) => status === 'published'}
            done={() => {
              setEditing(null)
              void queries.invalidateQueries({ queryKey: ['/api/admin/message-templates'] })
            }}
          >
            {(_form, busy) => (
              <>
                <Form.Item name="subject" label={t('subject')}>
                  <Input maxLength={200} />
                </Form.Item>
                <Form.Item name="body" label={t('body')} rules={[{ required: true }]}>
                  <Input.TextArea rows={5} maxLength={5000} />
                </Form.Item>
                <Button type="primary" htmlType="submit" loading={busy}>
                  {t('publish')}
                </Button>
              </>
            )}
          </ApiForm>
        ) : null}
      </Modal>
    </>
  )
}
