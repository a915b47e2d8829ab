import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { Field } from '../organization/field.tsx'
import { api, newId, type Page, type RowOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { RegionPicker } from '../shared/region.tsx'
import { Failure, Skeleton } from '../shared/states.tsx'
import type { OrderDetail } from './model.ts'
import { useUnclearText } from './unclear-text.ts'

/** Says where an order goes that nobody could read; the words are remembered. */
export function Component() {
  const t = useUnclearText()
  const { order_id } = useParams()
  const order = useApi<OrderDetail>(`/api/admin/orders/${order_id}`)
  // What was read of it, as far as it goes, is where one begins to choose.
  const { data: unclear } = useApi<Page<RowOf<'/api/admin/unclear-addresses'>>>(order.data ? '/api/admin/unclear-addresses' : null, {
    q: order.data?.order_no ?? '',
  })
  if (order.data && unclear)
    return (
      <CorrectForm
        key={order.data.id}
        order={order.data}
        read={unclear.items.find(({ id }) => id === order_id)?.reading.region_code ?? null}
      />
    )
  return (
    <DetailDrawer title={t('correct')}>
      {order.isError ? <Failure error={order.error} retry={() => void order.refetch()} /> : <Skeleton />}
    </DetailDrawer>
  )
}

function CorrectForm({ order, read }: { order: OrderDetail; read: string | null }) {
  const t = useUnclearText()
  const tell = useTell()
  const navigate = useNavigate()
  const around = useListAround()
  const told = String(order.address.told ?? '')
  const [change_id] = useState(newId)
  const [region, setRegion] = useState<string | null>(read)
  const [street, setStreet] = useState(String(order.address.street ?? ''))
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const send = async () => {
    if (!region || !street.trim()) return setProblem(t('missing'))
    setBusy(true)
    setProblem(null)
    try {
      const correction = { id: order.id, change_id, region_code: region, street: street.trim() }
      const [outcome] = await api.batch('/api/admin/orders/address-corrections', { corrections: [correction] })
      const said = t.maybe(`outcome_${outcome?.status}`, outcome?.detail ?? '')
      if (outcome?.status === 'corrected' || outcome?.status === 'already_corrected') {
        void tell.success(said)
        void around?.refresh()
        return void navigate('/unclear-addresses')
      }
      setProblem(said)
    } catch (error) {
      setProblem((error as Error).message)
    }
    setBusy(false)
  }
  return (
    <DetailDrawer
      title={t('correct')}
      actions={
        told ? (
          <Button type="primary" loading={busy} onClick={() => void send()}>
            {t('save')}
          </Button>
        ) : null
      }
    >
      <div style={{ display: 'grid', gap: 14, paddingTop: 20 }}>
        <p style={{ margin: 0 }}>
          <Link className="code" to={`/orders/${order.id}?state=*`}>
            {order.order_no}
          </Link>{' '}
          {order.buyer_name} <span className="number">{order.buyer_phone}</span>
        </p>
        <p className="strong" style={{ margin: 0 }}>
          {told ? t('correct_hint', { told }) : t('gone')}
        </p>
        {problem ? (
          <div className="problem" role="alert">
            {problem}
          </div>
        ) : null}
        {told ? (
          <>
            <Field title={t('region')}>{(id) => <RegionPicker id={id} value={region} change={(code) => setRegion(code)} />}</Field>
            <Field title={t('street')}>
              {(id) => <Input id={id} maxLength={200} value={street} onChange={(event) => setStreet(event.target.value)} />}
            </Field>
          </>
        ) : null}
      </div>
    </DetailDrawer>
  )
}
