import { Button, Form, Input, InputNumber, Radio, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { api, newId } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { ApiForm } from '../shared/form.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useOrganizations } from '../shared/names.ts'
import { useText } from './text.ts'

export interface Values {
  kind: 'business' | 'government'
  name: string
  tax_no: string
  email: string | null
  organization_id: string
  due_days: number
}

/** Registers an organization whose name and tax number somebody verified. */
export function Component() {
  const t = useText()
  const navigate = useNavigate()
  const [id] = useState(newId)
  return (
    <DetailDrawer title={t('new')}>
      <BuyerForm
        id={id}
        initial={{ kind: 'business', name: '', tax_no: '', email: null, organization_id: 'commerce', due_days: 30 }}
        done={() => void navigate(`/buyers/${id}`)}
      />
    </DetailDrawer>
  )
}

export function BuyerForm({ id, initial, done }: { id: string; initial: Values; done(): void }) {
  const t = useText()
  const around = useListAround()
  const organizations = useOrganizations()
  return (
    <ApiForm<Values>
      name={`buyers.buyer.${id}`}
      initial={initial}
      inside={['items', 0]}
      send={async ({ email, tax_no, ...values }) =>
        (await api.batch('/api/admin/buyers', { items: [{ id, ...values, tax_no: tax_no.trim(), email: email?.trim() || null }] }))[0]
      }
      succeeded={({ status }) => status === 'saved'}
      done={() => {
        void around?.refresh()
        done()
      }}
    >
      {(_form, busy) => (
        <>
          <Form.Item name="kind" label={t('kind')} style={{ marginTop: 20 }}>
            <Radio.Group options={(['business', 'government'] as const).map((value) => ({ value, label: t(value) }))} />
          </Form.Item>
          <Form.Item name="name" label={t('name')} extra={t('name_hint')} rules={[{ required: true }]}>
            <Input maxLength={120} autoFocus />
          </Form.Item>
          <Form.Item name="tax_no" label={t('tax_no')} extra={t('tax_no_hint')} rules={[{ required: true, len: 18 }]}>
            <Input maxLength={18} style={{ fontFamily: 'monospace' }} />
          </Form.Item>
          <Form.Item name="email" label={t('email')}>
            <Input type="email" maxLength={100} />
          </Form.Item>
          <Form.Item name="organization_id" label={t('organization')} rules={[{ required: true }]}>
            <Select showSearch optionFilterProp="label" options={organizations.options} />
          </Form.Item>
          <Form.Item name="due_days" label={t('due_days')}>
            <InputNumber min={0} max={180} precision={0} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={busy} block>
            {t('save')}
          </Button>
        </>
      )}
    </ApiForm>
  )
}
