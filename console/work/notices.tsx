import { PushpinOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Field } from '../organization/field.tsx'
import { useSend } from '../organization/send.ts'
import { useNameOf } from '../organization/text.ts'
import { newId, type Page, useApi } from '../shared/api.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { dateOf } from '../shared/time.ts'
import { Ago, Status } from '../shared/values.tsx'
import { useText } from './text.ts'

interface NoticeRow {
  id: string
  title: string
  body: string
  pinned: boolean
  published_at: string
  published_by_name: string
  expires_at: string | null
  withdrawn_at: string | null
  read_at: string | null
  read?: number
  audience?: number
}

/** Notices for me, and, for those who publish, who has read theirs. */
export function Component() {
  const t = useText()
  const publishes = useMay()('notices.publish')
  const [params, setParams] = useSearchParams()
  const tab = publishes && params.get('tab') === 'published' ? 'published' : 'mine'
  const [writing, setWriting] = useState(false)
  const list = useApi<Page<NoticeRow>>(tab === 'mine' ? '/api/admin/my/notices' : '/api/admin/notices', { limit: 100 })
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('notices')}</h1>
        {publishes ? (
          <div className="page-actions">
            <Button type="primary" onClick={() => setWriting(true)}>
              {t('publish')}
            </Button>
          </div>
        ) : null}
      </div>
      {publishes ? (
        <div className="state-tabs">
          {(['mine', 'published'] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-current={tab === one || undefined}
              onClick={() => setParams(one === 'mine' ? {} : { tab: one })}
            >
              {t(one)}
            </button>
          ))}
        </div>
      ) : null}
      {list.isPending ? <Skeleton /> : null}
      {list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : null}
      {list.data?.items.length === 0 ? <Notice drawing="empty" title={t('none')} hint={t('none_hint')} /> : null}
      {(list.data?.items ?? []).map((row) => (
        <OneNotice key={row.id} row={row} mine={tab === 'mine'} />
      ))}
      {writing ? <Publish done={() => setWriting(false)} /> : null}
    </div>
  )
}

function OneNotice({ row, mine }: { row: NoticeRow; mine: boolean }) {
  const t = useText()
  const send = useSend()
  const [open, setOpen] = useState(false)
  const readers = useApi<{ items: { staff_id: string; name: string; organization_name: string; read_at: string | null }[] }>(
    open ? `/api/admin/notices/${row.id}/readers` : null,
  )
  return (
    <article className="panel">
      <div className="card-row">
        <strong>
          {row.pinned ? <PushpinOutlined aria-label={t('pinned')} /> : null} {row.title}
        </strong>
        {mine ? (
          <Status tone={row.read_at ? 'quiet' : 'waiting'}>{row.read_at ? t('read_at') : t('unread')}</Status>
        ) : (
          <span className="faint">
            {row.withdrawn_at ? t('withdrawn') : t('read_of', { read: row.read ?? 0, audience: row.audience ?? 0 })}
          </span>
        )}
      </div>
      <div className="card-row second">
        <span>
          {t('by', { name: row.published_by_name })} · <Ago at={row.published_at} />
        </span>
        {row.expires_at ? <span>{t('expires', { at: dateOf(row.expires_at) })}</span> : null}
      </div>
      <p style={{ whiteSpace: 'pre-wrap', margin: '10px 0', maxWidth: 720 }}>{row.body}</p>
      {mine && !row.read_at ? (
        <Button onClick={() => void send('POST', '/api/admin/my/notices/receipts', { receipts: [{ id: row.id }] }, t('read'))}>
          {t('read')}
        </Button>
      ) : null}
      {mine || row.withdrawn_at ? null : (
        <div style={{ display: 'flex', gap: 8 }}>
          <Button onClick={() => setOpen(!open)}>{t('readers')}</Button>
          <Button
            danger
            onClick={() => void send('POST', '/api/admin/notices/withdrawals', { withdrawals: [{ id: row.id }] }, t('withdraw'))}
          >
            {t('withdraw')}
          </Button>
        </div>
      )}
      {open ? (
        <ul style={{ marginTop: 10, columns: '220px' }}>
          {(readers.data?.items ?? []).map((one) => (
            <li key={one.staff_id}>
              <Status tone={one.read_at ? 'done' : 'waiting'}>
                {one.name} <span className="faint">{one.organization_name}</span>
              </Status>
            </li>
          ))}
        </ul>
      ) : null}
    </article>
  )
}

function Publish({ done }: { done(): void }) {
  const t = useText()
  const nameOf = useNameOf()
  const send = useSend()
  const may = useMay()
  const [id] = useState(newId)
  const [title, setTitle] = useState('')
  const [body, setBody] = useState('')
  const [organization_ids, setOrganizations] = useState<string[]>([])
  const [role_ids, setRoles] = useState<string[]>([])
  const [pinned, setPinned] = useState(false)
  const organizations = useApi<Page<{ id: string; name: string; name_en: string }>>(
    may('organization.read') ? '/api/admin/organizations' : null,
    { limit: 5000 },
  )
  const roles = useApi<{ items: { id: string; name: string; name_en: string }[] }>(may('staff.read') ? '/api/admin/roles' : null)
  const notice = { id, title: title.trim(), body: body.trim(), organization_ids, pinned, ...(role_ids.length > 0 ? { role_ids } : {}) }
  return (
    <Modal
      open
      title={t('publish')}
      okText={t('publish')}
      okButtonProps={{ disabled: !notice.title || !notice.body || organization_ids.length === 0 }}
      onCancel={done}
      onOk={() => void send('POST', '/api/admin/notices', { notices: [notice] }, t('publish')).then((went) => went && done())}
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <Field title={t('title')}>
          {(id) => <Input id={id} value={title} maxLength={120} onChange={(event) => setTitle(event.target.value)} />}
        </Field>
        <Field title={t('body')}>
          {(id) => (
            <Input.TextArea
              id={id}
              value={body}
              maxLength={20_000}
              autoSize={{ minRows: 5, maxRows: 16 }}
              onChange={(event) => setBody(event.target.value)}
            />
          )}
        </Field>
        <div>
          <span>{t('to')}</span>
          <Select
            mode="multiple"
            aria-label={t('to')}
            style={{ width: '100%' }}
            showSearch={{ optionFilterProp: 'label' }}
            value={organization_ids}
            onChange={setOrganizations}
            options={(organizations.data?.items ?? []).map((one) => ({ value: one.id, label: nameOf(one) }))}
          />
        </div>
        <div>
          <span>{t('roles')}</span>
          <Select
            mode="multiple"
            aria-label={t('roles')}
            style={{ width: '100%' }}
            showSearch={{ optionFilterProp: 'label' }}
            value={role_ids}
            onChange={setRoles}
            options={(roles.data?.items ?? []).map((one) => ({ value: one.id, label: nameOf(one) }))}
          />
        </div>
        <Checkbox checked={pinned} onChange={(event) => setPinned(event.target.checked)}>
          {t('pinned')}
        </Checkbox>
      </div>
    </Modal>
  )
}
