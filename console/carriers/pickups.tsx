import { Button, DatePicker, Form, Input, InputNumber, Modal, Select } from 'antd'
import { useMemo, useState } from 'react'
import { api, newId, type RowOf, useApi } from '../shared/api.ts'
import { ListPage, useTell } from '../shared/list-page.tsx'
import { useCarriers, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Count, Status, type Tone, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import type { Overview } from './model.ts'
import { usePartnersText } from './partners-text.ts'
import { useReason } from './reason.ts'
import { useRefusals } from './terms-text.ts'

type Pickup = RowOf<'/api/admin/pickups'>
type Node = RowOf<'/api/admin/nodes'>
const row_id = (row: Pickup) => row.pickup_id
const toneOf = (state: string): Tone =>
  state === 'picked_up'
    ? 'done'
    : state === 'failed'
      ? 'danger'
      : state.startsWith('cancel')
        ? 'quiet'
        : state === 'collecting'
          ? 'active'
          : 'waiting'

/** Couriers asked to come, and how far they are. */
export function Component() {
  const t = usePartnersText()
  const may = useMay()
  const carriers = useCarriers()
  const [asking, setAsking] = useState(0)
  return (
    <>
      <ListPage<Pickup>
        key={asking > 0 ? 'after' : 'before'}
        name="pickups"
        title={t('pickups')}
        hint={t('pickups_hint')}
        path="/api/admin/pickups"
        whole
        row_id={row_id}
        row_name={(row) => carriers.name(row.carrier_id)}
        row_height={52}
        columns={useColumns()}
        refetch_ms={20_000}
        batch={[
          {
            key: 'cancel',
            title: t('call_off'),
            permission: 'waybills.ask',
            danger: true,
            applies: (row) => !['picked_up', 'failed', 'canceled', 'canceling'].includes(row.state),
            run: (rows) => api.batch('/api/admin/pickups/cancellations', { pickup_ids: rows.map(row_id) }),
          },
        ]}
        succeeded={({ status }) => status === 'canceled' || status === 'asked'}
        actions={
          may('waybills.ask') ? (
            <Button type="primary" onClick={() => setAsking(1)}>
              {t('ask_pickup')}
            </Button>
          ) : undefined
        }
        card={(row) => (
          <>
            <div className="card-row">
              <span className="strong">{carriers.name(row.carrier_id)}</span>
              <Status tone={toneOf(row.state)}>{t.maybe(`pickup_${row.state}`, row.state)}</Status>
            </div>
            <div className="card-row second">
              <span>
                {exactTime(row.wanted_from)} – {exactTime(row.wanted_until).slice(11, 16)}
              </span>
              <Count value={row.parcel_count} />
            </div>
          </>
        )}
        empty={{ title: t('pickups_empty'), hint: t('pickups_hint') }}
      />
      {asking === 1 ? <PickupForm close={() => setAsking(2)} /> : null}
    </>
  )
}

function useColumns(): Column<Pickup>[] {
  const t = usePartnersText()
  const carriers = useCarriers()
  const nodes = useNodes()
  const why = useReason()
  return useMemo(
    () => [
      {
        key: 'carrier',
        title: t('carrier'),
        width: 160,
        render: (row) => <TwoLines first={<span className="strong">{carriers.name(row.carrier_id)}</span>} second={row.partner_no} />,
        value: (row) => row.carrier_id,
      },
      {
        key: 'state',
        title: t('state'),
        width: 140,
        render: (row) => (
          <span title={why(row.reason)}>
            <Status tone={toneOf(row.state)}>{t.maybe(`pickup_${row.state}`, row.state)}</Status>
          </span>
        ),
        value: (row) => row.state,
      },
      {
        key: 'node',
        title: t('node'),
        width: 180,
        grow: true,
        render: (row) => nodes.name(row.node_id) || '—',
        value: (row) => row.node_id,
      },
      {
        key: 'when',
        title: t('when'),
        width: 190,
        render: (row) => `${exactTime(row.wanted_from).slice(0, 16)} – ${exactTime(row.wanted_until).slice(11, 16)}`,
        value: (row) => row.wanted_from,
      },
      {
        key: 'count',
        title: t('parcel_count'),
        width: 80,
        align: 'right',
        render: (row) => <Count value={row.parcel_count} />,
        value: (row) => row.parcel_count,
      },
      {
        key: 'courier',
        title: t('courier'),
        width: 150,
        render: (row) => (row.courier ? <TwoLines first={row.courier.name} second={row.courier.phone} /> : '—'),
        value: (row) => row.courier?.name ?? null,
      },
      { key: 'asked', title: t('asked'), width: 110, render: (row) => <Ago at={row.asked_at} />, value: (row) => exactTime(row.asked_at) },
    ],
    [t, carriers, nodes, why],
  )
}

/** What the picker gives. */
interface Moment {
  toISOString(): string
}
interface Values {
  account_id: string
  carrier_id: string
  node_id: string
  window: [Moment, Moment]
  parcel_count: number
  weight_kg: number
  name: string
  phone: string
  note?: string
}

function PickupForm({ close }: { close(): void }) {
  const t = usePartnersText()
  const words = useWords()
  const tell = useTell()
  const refusal = useRefusals()
  const carriers = useCarriers()
  const overview = useApi<Overview>('/api/admin/carriers')
  const nodes = useApi<{ items: Node[] }>('/api/admin/nodes')
  const names = useNodes()
  const [form] = Form.useForm<Values>()
  const [pickup_id] = useState(newId)
  const send = async () => {
    const { account_id, carrier_id, node_id, window, parcel_count, weight_kg, name, phone, note } = await form.validateFields()
    const node = nodes.data!.items.find(({ id }) => id === node_id)!
    const account = overview.data!.accounts.find((one) => one.account_id === account_id)!
    const { province = '', city = '', district = '', street = '' } = node.address
    const item = {
      ...{ pickup_id, organization_id: account.organization_id, account_id, carrier_id, node_id, parcel_count },
      sender: { name, phone, region: node.region_code, province, city: city || province, district, detail: street },
      wanted_from: window[0].toISOString(),
      wanted_until: window[1].toISOString(),
      weight_grams: Math.round(weight_kg * 1000),
      ...(note ? { note } : {}),
    }
    try {
      const [outcome] = await api.batch('/api/admin/pickups', { items: [item] })
      if (outcome?.detail) return void tell.error(refusal(outcome), 6)
      void tell.success(t('asked'))
      close()
    } catch (error) {
      void tell.error(refusal(error), 6)
    }
  }
  const accounts = overview.data?.accounts ?? []
  return (
    <Modal open title={t('ask_pickup')} okText={t('ask_pickup')} cancelText={words('cancel')} onOk={() => void send()} onCancel={close}>
      <Form form={form} layout="vertical" initialValues={{ parcel_count: 10, weight_kg: 10 }}>
        <Form.Item name="carrier_id" label={t('carrier')} rules={[{ required: true }]}>
          <Select options={carriers.options} />
        </Form.Item>
        <Form.Item name="account_id" label={t('account')} rules={[{ required: true }]}>
          <Select options={accounts.map((one) => ({ value: one.account_id, label: one.name }))} />
        </Form.Item>
        <Form.Item name="node_id" label={t('node')} rules={[{ required: true }]}>
          <Select options={names.options} showSearch optionFilterProp="label" />
        </Form.Item>
        <Form.Item name="window" label={t('when')} rules={[{ required: true }]}>
          <DatePicker.RangePicker showTime={{ format: 'HH:mm', minuteStep: 15 }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} />
        </Form.Item>
        <div className="form-pair">
          <Form.Item name="parcel_count" label={t('parcel_count')} rules={[{ required: true }]}>
            <InputNumber min={1} max={10_000} precision={0} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="weight_kg" label={t('weight_kg')} rules={[{ required: true }]}>
            <InputNumber min={0.01} max={100_000} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="name" label={t('sender_name')} rules={[{ required: true }]}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="phone" label={t('sender_phone')} rules={[{ required: true, pattern: /^[0-9+\-* ()]{5,30}$/ }]}>
            <Input maxLength={30} inputMode="tel" />
          </Form.Item>
        </div>
        <Form.Item name="note" label={t('note')}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
