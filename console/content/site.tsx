import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, Space } from 'antd'
import type { ReactNode } from 'react'
import { api, useApi } from '../shared/api.ts'
import { ApiForm } from '../shared/form.tsx'
import { useTell } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Section } from '../shared/values.tsx'
import type { Words } from './model.ts'
import { useText } from './text.ts'

interface MenuLink {
  name: Words
  link: string
}
interface Settings {
  header: MenuLink[]
  footer: { title: Words; links: MenuLink[] }[]
  phone: string
  hours: Words
  rights: Words
  icp: Words
  police: Words
}
interface Answer {
  settings: Settings | null
  version: number
}

const none = { zh: '', en: '' }
const empty: Settings = { header: [], footer: [], phone: '', hours: none, rights: none, icp: none, police: none }
const path = '/api/admin/content/site'

/** What stands above and below every page of the mall. */
export function Component() {
  const t = useText()
  const site = useApi<Answer>(path, {}, { refetchOnWindowFocus: false })
  return (
    <div className="page narrow-page">
      <h1>{t('site_title')}</h1>
      <p className="faint">{t('site_hint')}</p>
      {site.isError ? <Failure error={site.error} retry={() => void site.refetch()} /> : null}
      {site.data ? (
        <SiteForm key={site.data.version} {...site.data} refresh={() => void site.refetch()} />
      ) : site.isError ? null : (
        <Skeleton />
      )}
    </div>
  )
}

function SiteForm({ settings, version, refresh }: Answer & { refresh(): void }) {
  const t = useText()
  const tell = useTell()
  const may = useMay()
  const both = (name: string | number | (string | number)[], label: string): ReactNode => (
    <Space.Compact style={{ width: '100%' }}>
      {(['zh', 'en'] as const).map((lang) => (
        <Form.Item key={lang} name={[...[name].flat(), lang]} style={{ width: '50%', marginBottom: 8 }}>
          <Input placeholder={t(lang)} aria-label={`${label} ${t(lang)}`} maxLength={120} />
        </Form.Item>
      ))}
    </Space.Compact>
  )
  const links = (name: (string | number)[], label: string): ReactNode => (
    <Form.List name={name}>
      {(fields, { add, remove }) => (
        <>
          {fields.map((field) => (
            <div key={field.key} style={{ display: 'flex', gap: 8, alignItems: 'start' }}>
              <div style={{ flex: 3 }}>{both([field.name, 'name'], label)}</div>
              <Form.Item name={[field.name, 'link']} style={{ flex: 2, marginBottom: 8 }} rules={[{ required: true }]}>
                <Input placeholder="/about" aria-label={t('f_link')} maxLength={500} />
              </Form.Item>
              <Button type="text" icon={<DeleteOutlined />} aria-label={t('clear')} onClick={() => remove(field.name)} />
            </div>
          ))}
          <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => add({ name: none, link: '' })}>
            {t('add_link')}
          </Button>
        </>
      )}
    </Form.List>
  )
  return (
    <ApiForm<Settings>
      name="content.site"
      initial={settings ?? empty}
      inside={['settings']}
      send={async (values) => (await api.batch(path, { settings: values, if_version: version }))[0]}
      succeeded={({ status }) => status === 'saved'}
      done={() => {
        void tell.success(t('saved'))
        refresh()
      }}
    >
      {(_form, busy) => (
        <>
          <Section title={t('site_header')}>{links(['header'], t('site_header'))}</Section>
          <Section title={t('site_footer')}>
            <Form.List name="footer">
              {(columns, { add, remove }) => (
                <>
                  {columns.map((column) => (
                    <div key={column.key} style={{ borderLeft: '2px solid var(--line)', paddingLeft: 12, marginBottom: 16 }}>
                      <div style={{ display: 'flex', gap: 8 }}>
                        <div style={{ flex: 1 }}>{both([column.name, 'title'], t('site_column'))}</div>
                        <Button type="text" icon={<DeleteOutlined />} aria-label={t('clear')} onClick={() => remove(column.name)} />
                      </div>
                      {links([column.name, 'links'], t('site_links'))}
                    </div>
                  ))}
                  <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({ title: none, links: [] })}>
                    {t('add_column')}
                  </Button>
                </>
              )}
            </Form.List>
          </Section>
          <Section title={t('site_phone')}>
            <Form.Item name="phone">
              <Input aria-label={t('site_phone')} maxLength={30} />
            </Form.Item>
            {(['hours', 'rights', 'icp', 'police'] as const).map((key) => (
              <div key={key} className="field">
                <span>{t(`site_${key}`)}</span>
                {both(key, t(`site_${key}`))}
              </div>
            ))}
          </Section>
          {may('content.publish') ? (
            <Button type="primary" htmlType="submit" loading={busy}>
              {t('publish')}
            </Button>
          ) : null}
        </>
      )}
    </ApiForm>
  )
}
