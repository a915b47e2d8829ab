import { Button, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useCatalog } from '../products/model.ts'
import { api, newId } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useText } from './text.ts'

interface Values {
  q?: string
  category_id?: string
  action: 'pin' | 'boost' | 'bury'
  spu_id?: string
  brand_id?: string
  position?: number
  starts_at?: string
  ends_at?: string
  note: string
}
const moment = (local: string | undefined) => (local ? new Date(local).toISOString() : undefined)
const said = <Value,>(values: Record<string, Value | undefined>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '' && value !== null))

/** A pin, a lift or a sink for a search text or a category. */
export function Component() {
  const t = useText()
  const navigate = useNavigate()
  const around = useListAround()
  const catalog = useCatalog()
  const [id] = useState(newId)
  const send = async ({ starts_at, ends_at, ...values }: Values) => {
    const item = said({ id, ...values, starts_at: moment(starts_at), ends_at: moment(ends_at) })
    return (await api.batch('/api/admin/search/placements', { items: [item] }))[0]
  }
  return (
    <DetailDrawer title={t('new_placement')}>
      <ApiForm<Values>
        name="search.placement"
        initial={{ action: 'pin', position: 1, note: '' }}
        inside={['items', 0]}
        send={send}
        succeeded={({ status }) => status === 'saved'}
        done={() => {
          void around?.refresh()
          void navigate('/search-placements')
        }}
      >
        {(form, busy) => (
          <>
            <Form.Item name="q" label={t('aim_q')} style={{ marginTop: 20 }}>
              <Input maxLength={100} autoFocus />
            </Form.Item>
            <Form.Item name="category_id" label={t('aim_category')}>
              <Select
                allowClear
                showSearch={{ optionFilterProp: 'label' }}
                options={catalog.categoryOptions}
                popupMatchSelectWidth={false}
              />
            </Form.Item>
            <Form.Item name="action" label={t('action')}>
              <Radio.Group
                options={(['pin', 'boost', 'bury'] as const).map((value) => ({ value, label: t(`action_${value}`) }))}
                onChange={(event) => {
                  if (event.target.value !== 'pin') form.setFieldValue('position', undefined)
                }}
              />
            </Form.Item>
            <Form.Item name="spu_id" label={t('product')}>
              <Input maxLength={64} />
            </Form.Item>
            <Form.Item name="brand_id" label={t('brand')}>
              <Select allowClear options={catalog.brandOptions} />
            </Form.Item>
            <Form.Item name="position" label={t('position')}>
              <InputNumber min={1} max={20} precision={0} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="starts_at" label={t('starts_at')}>
              <Input type="datetime-local" />
            </Form.Item>
            <Form.Item name="ends_at" label={t('ends_at')}>
              <Input type="datetime-local" />
            </Form.Item>
            <Form.Item name="note" label={t('note')} rules={[{ required: true }]}>
              <Input maxLength={200} />
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={busy} block>
              {t('save')}
            </Button>
          </>
        )}
      </ApiForm>
    </DetailDrawer>
  )
}
