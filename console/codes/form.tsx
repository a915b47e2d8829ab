import { Button, Checkbox, Form, Input, InputNumber } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { api, newId } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useText } from './text.ts'

interface Values {
  sku_id: string
  gtin?: string
  lot: string
  produced_on: string
  expires_on?: string
  factory: string
  quantity: number
  points: number
  covered: boolean
}

const day = /^\d{4}-\d{2}-\d{2}$/

/** A new batch of codes for one SKU and lot. */
export function Component() {
  const t = useText()
  const navigate = useNavigate()
  const around = useListAround()
  // Made once: sending twice makes one batch.
  const [id] = useState(newId)
  const send = async ({ gtin, expires_on, ...values }: Values) => {
    const item = { id, ...values, ...(gtin ? { gtin } : {}), ...(expires_on ? { expires_on } : {}) }
    const [outcome] = await api.batch('/api/admin/codes/batches', { items: [item] })
    return outcome
  }
  return (
    <DetailDrawer title={t('new')}>
      <ApiForm<Values>
        name="codes.new"
        initial={{
          sku_id: '',
          lot: '',
          produced_on: new Date().toISOString().slice(0, 10),
          factory: '',
          quantity: 1000,
          points: 0,
          covered: false,
        }}
        inside={['items', 0]}
        send={send}
        succeeded={({ status }) => status === 'made'}
        done={() => {
          void around?.refresh()
          void navigate(`/codes/${id}`)
        }}
      >
        {(_form, busy) => (
          <>
            <Form.Item name="sku_id" label={t('sku_id')} rules={[{ required: true }]} style={{ marginTop: 20 }}>
              <Input maxLength={40} autoFocus />
            </Form.Item>
            <Form.Item name="gtin" label={t('gtin')} extra={t('gtin_hint')} rules={[{ pattern: /^\d{14}$/ }]}>
              <Input maxLength={14} inputMode="numeric" />
            </Form.Item>
            <Form.Item name="lot" label={t('lot')} extra={t('lot_hint')} rules={[{ required: true, pattern: /^[A-Za-z0-9._-]{1,20}$/ }]}>
              <Input maxLength={20} />
            </Form.Item>
            <Form.Item name="produced_on" label={t('produced_on')} extra={t('date_hint')} rules={[{ required: true, pattern: day }]}>
              <Input type="date" />
            </Form.Item>
            <Form.Item name="expires_on" label={t('expires_on')} rules={[{ pattern: day }]}>
              <Input type="date" />
            </Form.Item>
            <Form.Item name="factory" label={t('factory')} rules={[{ required: true }]}>
              <Input maxLength={120} />
            </Form.Item>
            <Form.Item name="quantity" label={t('quantity')} rules={[{ required: true }]}>
              <InputNumber min={1} max={5_000_000} precision={0} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="points" label={t('points')} extra={t('points_hint')} rules={[{ required: true }]}>
              <InputNumber min={0} max={1_000_000} precision={0} style={{ width: '100%' }} />
            </Form.Item>
            <Form.Item name="covered" valuePropName="checked">
              <Checkbox>
                {t('covered')} · {t('covered_hint')}
              </Checkbox>
            </Form.Item>
            <Button type="primary" htmlType="submit" loading={busy} block>
              {t('make')}
            </Button>
          </>
        )}
      </ApiForm>
    </DetailDrawer>
  )
}
