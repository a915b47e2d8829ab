import { Button, Form, Input, Select } from 'antd'
import { useNavigate } from 'react-router'
import { useCatalog } from '../products/model.ts'
import { api } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { audiences, kinds, type Words } from './model.ts'
import { useText } from './text.ts'

interface Values {
  page_id: string
  kind: (typeof kinds)[number]
  path: string
  audience: (typeof audiences)[number]
  brand_id?: string
  title: Words
}
const starts: Record<Values['kind'], string> = { home: '/', pavilion: '/brands/', campaign: '/p/', corporate: '/about/', news: '/news/' }

/** A new page, empty; its blocks are put in by the editor. */
export function Component() {
  const t = useText()
  const navigate = useNavigate()
  const around = useListAround()
  const { brandOptions } = useCatalog()
  const send = async ({ brand_id, ...values }: Values) => {
    const [outcome] = await api.batch('/api/admin/content/pages', { items: [{ ...values, brand_id: brand_id || null, blocks: [] }] })
    if (outcome?.status === 'saved') void navigate(`/page-editor/${values.page_id}`)
    return outcome
  }
  return (
    <DetailDrawer title={t('new')}>
      <ApiForm<Values>
        name="content.new"
        initial={{ page_id: '', kind: 'campaign', path: '/p/', audience: 'everyone', title: { zh: '', en: '' } }}
        inside={['items', 0]}
        send={send}
        succeeded={({ status }) => status === 'saved'}
        done={() => void around?.refresh()}
      >
        {(form, busy) => (
          <>
            <Form.Item name="kind" label={t('kind')} style={{ marginTop: 20 }}>
              <Select
                options={kinds.map((value) => ({ value, label: t(`kind_${value}`) }))}
                onChange={(kind: Values['kind']) => form.setFieldValue('path', starts[kind])}
              />
            </Form.Item>
            <Form.Item name="path" label={t('path')} extra={t('path_hint')} rules={[{ required: true, pattern: /^\/[a-z0-9/_.-]*$/ }]}>
              <Input maxLength={120} />
            </Form.Item>
            <Form.Item name={['title', 'zh']} label={`${t('name')} · ${t('zh')}`} rules={[{ required: true }]}>
              <Input maxLength={120} />
            </Form.Item>
            <Form.Item name={['title', 'en']} label={`${t('name')} · ${t('en')}`} rules={[{ required: true }]}>
              <Input maxLength={200} />
            </Form.Item>
            <Form.Item
              name="page_id"
              label={t('code')}
              extra={t('code_hint')}
              rules={[{ required: true, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/ }]}
            >
              <Input maxLength={64} />
            </Form.Item>
            <Form.Item name="brand_id" label={t('brand')}>
              <Select allowClear options={brandOptions} placeholder={t('no_brand')} />
            </Form.Item>
            <Form.Item name="audience" label={t('for')}>
              <Select options={audiences.map((value) => ({ value, label: t(`audience_${value}`) }))} />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={busy}>
              {t('new')}
            </Button>
          </>
        )}
      </ApiForm>
    </DetailDrawer>
  )
}
