import { Button, Form, Modal, Select } from 'antd'
import { useMemo, useState } from 'react'
import { api, newId, type RowOf, useApi } from '../shared/api.ts'
import { ListPage, useTell } from '../shared/list-page.tsx'
import { useCarriers, useInLanguage, useNodes } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { exactTime } from '../shared/time.ts'
import { Ago, Count, Status, type Tone, TwoLines } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import type { Overview } from './model.ts'
import { type FoundOrder, OrderSearch, openLines, recipientOf } from './order-search.tsx'
import { usePartnersText } from './partners-text.ts'
import { useReason } from './reason.ts'
import { useRefusals } from './terms-text.ts'

type CustodyOrder = RowOf<'/api/admin/custody/orders'>
type Node = RowOf<'/api/admin/nodes'>
const row_id = (row: CustodyOrder) => row.custody_order_id
const toneOf = (state: string): Tone =>
  state === 'shipped'
    ? 'done'
    : state === 'refused'
      ? 'danger'
      : state.startsWith('cancel')
        ? 'quiet'
        : state === 'accepted'
          ? 'active'
          : 'waiting'

/** Orders that third-party warehouses ship for us, and the stock they tell of. */
export function Component() {
  const t = usePartnersText()
  const may = useMay()
  const [sending, setSending] = useState(0)
  return (
    <>
      <ListPage<CustodyOrder>
        key={sending > 1 ? 'after' : 'before'}
        name="custody"
        title={t('custody')}
        hint={t('custody_hint')}
        path="/api/admin/custody/orders"
        whole
        row_id={row_id}
        row_name={(row) => row.order_no}
        row_height={52}
        columns={useColumns()}
        refetch_ms={20_000}
        above={<StockFeed />}
        batch={[
          {
            key: 'cancel',
            title: t('take_back'),
            permission: 'waybills.ask',
            danger: true,
            applies: ({ state }) => state === 'asked' || state === 'accepted',
            run: (rows) => api.batch('/api/admin/custody/orders/cancellations', { custody_order_ids: rows.map(row_id) }),
          },
        ]}
        succeeded={({ status }) => status === 'canceled' || status === 'asked'}
        actions={
          may('waybills.ask') ? (
            <Button type="primary" onClick={() => setSending(1)}>
              {t('send_order')}
            </Button>
          ) : undefined
        }
        card={(row) => (
          <>
            <div className="card-row">
              <span className="strong number">{row.order_no}</span>
              <Status tone={toneOf(row.state)}>{t.maybe(`custody_${row.state}`, row.state)}</Status>
            </div>
            <div className="card-row second">
              <span>{row.lines.map(({ name, quantity }) => `${name} ×${quantity}`).join('；')}</span>
              <Ago at={row.changed_at} />
            </div>
          </>
        )}
        empty={{ title: t('custody_empty'), hint: t('custody_hint') }}
      />
      {sending === 1 ? <SendForm close={() => setSending(2)} /> : null}
    </>
  )
}

function useColumns(): Column<CustodyOrder>[] {
  const t = usePartnersText()
  const nodes = useNodes()
  const carriers = useCarriers()
  const why = useReason()
  return useMemo(
    () => [
      {
        key: 'order_no',
        title: t('order_no'),
        width: 170,
        render: (row) => <TwoLines first={<span className="number strong">{row.order_no}</span>} second={nodes.name(row.node_id)} />,
        value: (row) => row.order_no,
      },
      {
        key: 'state',
        title: t('state'),
        width: 130,
        render: (row) => (
          <span title={why(row.reason)}>
            <Status tone={toneOf(row.state)}>{t.maybe(`custody_${row.state}`, row.state)}</Status>
          </span>
        ),
        value: (row) => row.state,
      },
      {
        key: 'goods',
        title: t('goods'),
        width: 280,
        grow: true,
        render: (row) => row.lines.map(({ name, quantity }) => `${name} ×${quantity}`).join('；'),
        value: (row) => row.lines.map(({ sku_id, quantity }) => `${sku_id} ×${quantity}`).join('; '),
      },
      {
        key: 'parcels',
        title: t('parcels'),
        width: 200,
        render: (row) =>
          row.parcels
            .map(({ carrier_id, carrier_code, waybill_no }) => `${carriers.name(carrier_id ?? carrier_code)} ${waybill_no}`)
            .join('；') || '—',
        value: (row) => row.parcels.map(({ waybill_no }) => waybill_no).join(' '),
      },
      {
        key: 'changed_at',
        title: t('told_at'),
        width: 110,
        render: (row) => <Ago at={row.changed_at} />,
        value: (row) => exactTime(row.changed_at),
      },
    ],
    [t, nodes, carriers, why],
  )
}

const useCustodyNodes = (): { value: string; label: string }[] => {
  const inLanguage = useInLanguage()
  const nodes = useApi<{ items: Node[] }>('/api/admin/nodes', {}, { staleTime: 600_000, retry: false })
  return (nodes.data?.items ?? [])
    .filter(({ kind }) => kind === 'third_party')
    .map(({ id, name }) => ({ value: id, label: inLanguage(name) }))
}

/** What a warehouse says it holds, beside what our books say. */
function StockFeed() {
  const t = usePartnersText()
  const may = useMay()
  const options = useCustodyNodes()
  const [chosen, setChosen] = useState<string | null>(null)
  const node_id = chosen ?? options[0]?.value ?? null
  type Told = RowOf<'/api/admin/custody/stock/{node_id}'>
  const stock = useApi<{ items: Told[] }>(
    node_id && may('carriers.read') ? `/api/admin/custody/stock/${node_id}` : null,
    {},
    { retry: false },
  )
  if (!node_id || !stock.data) return null
  return (
    <details className="panel" style={{ margin: '10px 0' }}>
      <summary>{t('stock_feed')}</summary>
      <Select
        size="small"
        value={node_id}
        options={options}
        onChange={setChosen}
        aria-label={t('custody')}
        style={{ minWidth: 180, marginBlock: 8 }}
      />
      {stock.data.items.length === 0 ? <p className="faint">{t('no_feed')}</p> : null}
      <table className="plain">
        <tbody>
          {stock.data.items.map(({ sku_id, condition, quantity, told_at }) => (
            <tr key={`${sku_id} ${condition}`}>
              <td>{sku_id}</td>
              <td className="faint">{condition}</td>
              <td className="right">
                <Count value={quantity} />
              </td>
              <td className="right">
                <Ago at={told_at} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

function SendForm({ close }: { close(): void }) {
  const t = usePartnersText()
  const words = useWords()
  const tell = useTell()
  const refusal = useRefusals()
  const inLanguage = useInLanguage()
  const carriers = useCarriers()
  const nodes = useCustodyNodes()
  const overview = useApi<Overview>('/api/admin/carriers')
  const [form] = Form.useForm<{ node_id: string; account_id: string; carrier_id?: string }>()
  const [custody_order_id] = useState(newId)
  const [order, setOrder] = useState<FoundOrder | null>(null)
  const send = async () => {
    const { node_id, account_id, carrier_id } = await form.validateFields()
    const lines = order ? openLines(order, node_id) : []
    if (!order || lines.length === 0) return void tell.error(t('no_order'))
    const item = {
      ...{ custody_order_id, organization_id: order.organization_id, node_id, account_id, order_no: order.order_no },
      recipient: recipientOf(order),
      ...(carrier_id ? { carrier_id } : {}),
      lines: lines.map(({ sku_id, title, quantity, shipped }) => ({ sku_id, name: inLanguage(title), quantity: quantity - shipped })),
    }
    try {
      const [outcome] = await api.batch('/api/admin/custody/orders', { items: [item] })
      if (outcome?.detail) return void tell.error(refusal(outcome), 6)
      close()
    } catch (error) {
      void tell.error(refusal(error), 6)
    }
  }
  return (
    <Modal open title={t('send_order')} okText={t('send_order')} cancelText={words('cancel')} onOk={() => void send()} onCancel={close}>
      <Form form={form} layout="vertical">
        <Form.Item label={t('order_id')} extra={t('order_id_hint')} required htmlFor="custody-order">
          <OrderSearch id="custody-order" order={order} found={setOrder} />
        </Form.Item>
        <Form.Item name="node_id" label={t('custody')} rules={[{ required: true }]}>
          <Select options={nodes} />
        </Form.Item>
        <Form.Item name="account_id" label={t('account')} rules={[{ required: true }]}>
          <Select options={(overview.data?.accounts ?? []).map((one) => ({ value: one.account_id, label: one.name }))} />
        </Form.Item>
        <Form.Item name="carrier_id" label={t('carrier')}>
          <Select allowClear options={carriers.options} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
