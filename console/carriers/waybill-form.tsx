import { Button, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { api, newId, type RowOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useCarriers, useInLanguage, useNodes } from '../shared/names.ts'
import { dueOf, type FoundOrder, OrderSearch, openLines, recipientOf } from './order-search.tsx'
import { useRefusals, useTermsText } from './terms-text.ts'

interface Values {
  node_id: string
  service: string
  weight_kg: number
  name: string
  phone: string
  note: string
}
const needed = [{ required: true }]

/** A waybill number for goods that leave without waves: an order, where it leaves from, and who shall carry it. */
export function Component() {
  const t = useTermsText()
  const tell = useTell()
  const refusal = useRefusals()
  const navigate = useNavigate()
  const around = useListAround()
  const inLanguage = useInLanguage()
  const names = useNodes()
  const nodes = useApi<{ items: RowOf<'/api/admin/nodes'>[] }>('/api/admin/nodes', {}, { staleTime: 60_000 })
  const { services } = useCarriers()
  const [parcel_id] = useState(newId)
  const [order, setOrder] = useState<FoundOrder | null>(null)
  const at = [...new Set((order ? openLines(order) : []).flatMap(({ node_id }) => node_id ?? []))]
  const send = async ({ node_id, service, weight_kg, name, phone, note }: Values) => {
    const node = nodes.data?.items.find(({ id }) => id === node_id)
    const lines = order ? openLines(order, node_id) : []
    if (!order || lines.length === 0) throw new Error(t('no_order'))
    if (!node?.region_code || !node.address.street) throw new Error(t('address_missing'))
    const recipient = recipientOf(order)
    if (!recipient.region || !recipient.phone) throw new Error(t('buyer_missing'))
    const { province = '', city = '', district = '', street } = node.address
    const [carrier_id, service_id] = service.split('/')
    const item = {
      ...{ parcel_id, organization_id: node.organization_id, node_id, carrier_id, service_id, order_no: order.order_no, recipient },
      sender: { name, phone, region: node.region_code, province, city: city || province, district, detail: street },
      items: lines
        .slice(0, 100)
        .map((line) => ({ sku_id: line.sku_id, name: inLanguage(line.title).slice(0, 120), quantity: line.quantity - line.shipped })),
      ...(order.payment_term === 'cash_on_delivery' ? { collect_minor: dueOf(lines) } : {}),
      ...{ weight_grams: Math.round(weight_kg * 1000), currency: order.currency, ...(note.trim() ? { note: note.trim() } : {}) },
    }
    return (await api.batch('/api/admin/waybills', { items: [item] }))[0]
  }
  return (
    <DetailDrawer title={t('ask_waybill')}>
      <div style={{ paddingTop: 20 }}>
        <p className="hint" style={{ marginTop: 0, marginBottom: 16 }}>
          {t('ask_waybill_hint')}
        </p>
        <ApiForm<Values>
          name="waybill.new"
          initial={{ node_id: '', service: '', weight_kg: 1, name: '', phone: '', note: '' }}
          inside={['items', 0]}
          send={send}
          succeeded={({ status }) => status === 'asked' || status === 'answered'}
          reason={refusal}
          done={() => {
            void tell.success(t('asked'))
            void around?.refresh()
            void navigate(`/waybills/${parcel_id}`)
          }}
        >
          {(form, busy) => (
            <>
              <Form.Item label={t('order_no')} required htmlFor="waybill-order">
                <OrderSearch
                  id="waybill-order"
                  order={order}
                  found={(next) => {
                    setOrder(next)
                    const own = [...new Set((next ? openLines(next) : []).flatMap(({ node_id }) => node_id ?? []))]
                    form.setFieldValue('node_id', own[0])
                  }}
                />
              </Form.Item>
              <Form.Item name="node_id" label={t('leaves_from')} rules={needed}>
                <Select disabled={at.length < 2} options={at.map((value) => ({ value, label: names.name(value) }))} />
              </Form.Item>
              <Form.Item name="service" label={t('service')} rules={needed}>
                <Select showSearch={{ optionFilterProp: 'label' }} options={services.map(({ value, label }) => ({ value, label }))} />
              </Form.Item>
              <Form.Item name="weight_kg" label={t('weight_kg')} rules={needed}>
                <InputNumber min={0.001} max={10_000} style={{ width: '100%' }} />
              </Form.Item>
              <div className="form-pair">
                <Form.Item name="name" label={t('sender_name')} rules={needed}>
                  <Input maxLength={60} />
                </Form.Item>
                <Form.Item name="phone" label={t('sender_phone')} rules={[{ required: true, pattern: /^[0-9+\-* ()]{5,30}$/ }]}>
                  <Input maxLength={30} inputMode="tel" />
                </Form.Item>
              </div>
              <Form.Item name="note" label={t('note')}>
                <Input maxLength={200} />
              </Form.Item>
              <Button type="primary" htmlType="submit" loading={busy} disabled={!order} block>
                {t('ask_waybill')}
              </Button>
            </>
          )}
        </ApiForm>
      </div>
    </DetailDrawer>
  )
}
