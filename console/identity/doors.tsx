import { Button, Checkbox, Form, Input, Modal } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { api, useApi } from '../shared/api.ts'
import { ApiForm } from '../shared/form.tsx'
import { type BatchAction, ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, TwoLines } from '../shared/values.tsx'
import { useText } from './text.ts'

interface Agreement {
  code: string
  version: string
  title_zh: string
  title_en: string
  address: string
}
interface Door {
  brand: string
  region: string
  logo: string | null
  color: string
  title_zh: string
  title_en: string
  text_zh: string
  text_en: string
  ways: string[]
  agreements: Agreement[]
  changed_by?: string
  changed_at?: string
}
const path = '/api/admin/doors'
const ways = ['password', 'code', 'passkey', 'wechat', 'qq', 'weibo', 'alipay', 'partners'] as const
const swatch = { display: 'inline-block', width: 12, height: 12, borderRadius: 3, verticalAlign: '-1px' } as const
const row_id = (row: Door) => `${row.brand}/${row.region}`
const fresh: Door = {
  brand: '',
  region: '*',
  logo: null,
  color: '#1f4fd8',
  title_zh: '',
  title_en: '',
  text_zh: '',
  text_en: '',
  ways: [...ways],
  agreements: [],
}

/** Where a page can be seen as shoppers see it. */
const previewOf = ({ brand, region }: Door) =>
  brand === '*' ? '/sign-in?preview=1' : `/sign-in/${brand}${region === '*' ? '' : `/${region}`}?preview=1`

/** Sign-in pages by brand and region: look, words, ways in, agreements. */
export function Component() {
  const t = useText()
  const inLanguage = useInLanguage()
  const may = useMay()
  const [editing, setEditing] = useState<Door | null>(null)
  // Names of brands are no secret: the mall shows them to everybody.
  const { data: shop } = useApi<{ brands: { brand_id: string; name: { zh: string; en: string } }[] }>('/api/mall/categories')
  const placeOf = useCallback(
    ({ brand }: Door) => {
      if (brand === '*') return t('door_all_brands')
      if (brand === 'console') return t('door_console')
      return inLanguage(shop?.brands.find(({ brand_id }) => brand_id === brand)?.name) || brand
    },
    [t, inLanguage, shop],
  )
  const columns = useMemo<Column<Door>[]>(
    () => [
      {
        key: 'place',
        title: t('door_place'),
        width: 180,
        render: (row) => (
          <TwoLines
            first={<span className="strong">{placeOf(row)}</span>}
            second={row.region === '*' ? t('door_all_regions') : row.region}
          />
        ),
        value: row_id,
      },
      {
        key: 'title',
        title: t('door_title'),
        width: 240,
        grow: true,
        render: (row) => (
          <span>
            <i style={{ ...swatch, background: row.color }} aria-hidden="true" />{' '}
            {inLanguage({ zh: row.title_zh, en: row.title_en }) || t('door_usual')}
          </span>
        ),
        value: (row) => row.title_zh,
      },
      {
        key: 'ways',
        title: t('door_ways'),
        width: 260,
        render: (row) => row.ways.map((way) => t.maybe(`way_${way}`, way)).join('、'),
        value: (row) => row.ways.join(', '),
      },
      {
        key: 'agreements',
        title: t('door_agreements'),
        width: 200,
        render: (row) =>
          row.agreements.map(({ title_zh, title_en, version }) => `${inLanguage({ zh: title_zh, en: title_en })} ${version}`).join('、') ||
          '—',
        value: (row) => row.agreements.map(({ code, version }) => `${code} ${version}`).join(', '),
      },
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
        width: 150,
        render: (row) => (
          <>
            <a href={previewOf(row)} target="_blank" rel="noreferrer">
              {t('preview')}
            </a>
            {may('applications.edit') ? (
              <Button type="link" size="small" onClick={() => setEditing(row)}>
                {t('edit')}
              </Button>
            ) : null}
          </>
        ),
        value: () => '',
      },
    ],
    [t, inLanguage, may, placeOf],
  )
  const remove: BatchAction<Door>[] = [
    {
      key: 'remove',
      title: t('remove'),
      permission: 'applications.edit',
      danger: true,
      confirm: { title: (count) => t('door_remove_ask', { count }) },
      run: (rows) => api.batch('/api/admin/door-removals', { items: rows.map(({ brand, region }) => ({ brand, region })) }),
      most: 50,
    },
  ]
  return (
    <>
      <ListPage<Door>
        name="doors"
        title={t('doors')}
        hint={t('doors_hint')}
        path={path}
        whole
        row_id={row_id}
        row_name={row_id}
        row_height={52}
        columns={columns}
        batch={remove}
        actions={
          may('applications.edit') ? (
            <Button type="primary" onClick={() => setEditing(fresh)}>
              {t('door_new')}
            </Button>
          ) : null
        }
        succeeded={({ status }) => status === 'removed'}
        card={(row) => (
          <>
            <div className="card-row">
              <strong>{inLanguage({ zh: row.title_zh, en: row.title_en }) || t('door_usual')}</strong>
              <span style={{ display: 'flex', gap: 4, alignItems: 'center' }}>
                <a href={previewOf(row)} target="_blank" rel="noreferrer">
                  {t('preview')}
                </a>
                {may('applications.edit') ? (
                  <Button type="link" size="small" onClick={() => setEditing(row)}>
                    {t('edit')}
                  </Button>
                ) : null}
              </span>
            </div>
            <div className="card-row second">
              <span>
                {placeOf(row)}
                {row.region === '*' ? '' : ` · ${row.region}`}
              </span>
            </div>
            <div className="card-row second">
              <span>{row.ways.map((way) => t.maybe(`way_${way}`, way)).join('、')}</span>
            </div>
          </>
        )}
        empty={{ title: t('doors_empty'), hint: t('doors_hint') }}
      />
      <DoorForm door={editing} close={() => setEditing(null)} />
    </>
  )
}

type Draft = Omit<Door, 'agreements' | 'changed_by' | 'changed_at'> & { agreements: string }

/** One agreement per line: code, version, titles and address divided by |. */
const writeAgreements = (agreements: Agreement[]): string =>
  agreements.map(({ code, version, title_zh, title_en, address }) => [code, version, title_zh, title_en, address].join(' | ')).join('\n')
const readAgreements = (text: string): Agreement[] =>
  text
    .split('\n')
    .filter((line) => line.trim())
    .map((line) => {
      const [code = '', version = '', title_zh = '', title_en = '', address = ''] = line.split('|').map((part) => part.trim())
      return { code, version, title_zh, title_en, address }
    })

function DoorForm({ door, close }: { door: Door | null; close(): void }) {
  const t = useText()
  if (!door) return null
  const { changed_by: _, changed_at: __, agreements, ...rest } = door
  const send = async (draft: Draft) => {
    const item = {
      ...draft,
      brand: draft.brand.trim() || '*',
      region: draft.region.trim() || '*',
      logo: draft.logo || null,
      agreements: readAgreements(draft.agreements),
    }
    return (await api.batch(path, { items: [item] }))[0]
  }
  return (
    <Modal open title={t(door.changed_at ? 'door_edit' : 'door_new')} footer={null} onCancel={close} destroyOnHidden>
      <ApiForm<Draft>
        name={`door.${row_id(door)}`}
        initial={{ ...rest, agreements: writeAgreements(agreements) }}
        inside={['items', 0]}
        send={send}
        succeeded={({ status }) => status === 'kept'}
        reason={(outcome) => t.maybe(`outcome_${outcome.status}`, outcome.detail ?? outcome.status)}
        done={close}
      >
        {(_form, busy) => (
          <>
            <Form.Item name="brand" label={t('door_brand')} rules={[{ required: true }]}>
              <Input maxLength={64} disabled={Boolean(door.changed_at)} />
            </Form.Item>
            <Form.Item name="region" label={t('door_region')}>
              <Input maxLength={64} disabled={Boolean(door.changed_at)} />
            </Form.Item>
            <Form.Item name="color" label={t('door_color')}>
              <Input type="color" />
            </Form.Item>
            <Form.Item name="logo" label={t('door_logo')}>
              <Input maxLength={300} placeholder="/files/…" />
            </Form.Item>
            {(['title_zh', 'title_en', 'text_zh', 'text_en'] as const).map((field) => (
              <Form.Item key={field} name={field} label={t(`door_${field}`)}>
                <Input maxLength={field.startsWith('title') ? 60 : 200} />
              </Form.Item>
            ))}
            <Form.Item name="ways" label={t('door_ways')}>
              <Checkbox.Group options={ways.map((value) => ({ value, label: t(`way_${value}`) }))} />
            </Form.Item>
            <Form.Item name="agreements" label={t('door_agreements')} extra={t('door_agreements_help')}>
              <Input.TextArea rows={3} />
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
