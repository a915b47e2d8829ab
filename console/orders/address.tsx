import { Input, Modal } from 'antd'
import { useState } from 'react'
import { Field } from '../organization/field.tsx'
import { api, newId, type RowOf, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { RegionPicker } from '../shared/region.tsx'
import { Exact } from '../shared/values.tsx'
import { useWords } from '../shared/words.ts'
import { useAddressText } from './address-text.ts'
import type { OrderDetail } from './model.ts'

type Kept = RowOf<'/api/admin/orders/{id}/addresses'>
const wordsOf = ({ buyer_name, buyer_phone, address }: Kept['was']) =>
  [buyer_name, buyer_phone, ...['province', 'city', 'district', 'street'].map((key) => address[key])].filter(Boolean).join(' ')

/** Where an order went before; nothing for most. */
export function AddressHistory({ order_id }: { order_id: string }) {
  const t = useAddressText()
  const kept = useApi<{ items: Kept[] }>(`/api/admin/orders/${order_id}/addresses`, {}, { retry: false })
  if (!kept.data?.items.length) return null
  return (
    <details>
      <summary className="faint">
        {t('before')} · {kept.data.items.length}
      </summary>
      <ol className="timeline">
        {kept.data.items.map((one) => (
          <li key={one.change_id}>
            {wordsOf(one.was)}
            {one.reason ? ` — ${one.reason}` : ''}
            <div className="second">
              <Exact at={one.changed_at} /> · {one.by}
            </div>
          </li>
        ))}
      </ol>
    </details>
  )
}

/** Sends an order elsewhere, and says what that means for parcels that are begun. */
export function AddressForm({ order, close }: { order: OrderDetail; close(done: boolean): void }) {
  const t = useAddressText()
  const words = useWords()
  const tell = useTell()
  const of = (key: string) => String(order.address[key] ?? '')
  const [change_id] = useState(newId)
  const [name, setName] = useState(order.buyer_name)
  const [phone, setPhone] = useState(order.buyer_phone ?? '')
  const [region, setRegion] = useState<{ code: string | null; names: string[] }>({
    code: of('region_code') || null,
    names: [of('province'), of('city'), of('district')],
  })
  const [street, setStreet] = useState(of('street'))
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const send = async () => {
    const [province = '', city = '', district = ''] = region.names
    if (!name.trim() || !phone.trim() || !street.trim() || !province || !district) return setProblem(t('missing'))
    setBusy(true)
    setProblem(null)
    try {
      const address = { province, city, district, street: street.trim(), ...(region.code ? { region_code: region.code } : {}) }
      const change = { id: order.id, change_id, buyer_name: name.trim(), buyer_phone: phone.trim(), address, reason: reason.trim() || null }
      const [outcome] = await api.batch('/api/admin/orders/addresses', { changes: [change] })
      const said = t.maybe(`outcome_${outcome?.status}`, outcome?.detail ?? '')
      if (outcome?.status.startsWith('changed') || outcome?.status === 'already_changed') {
        void tell.success(said, 5)
        return close(true)
      }
      setProblem(said)
    } catch (error) {
      setProblem((error as Error).message)
    }
    setBusy(false)
  }
  return (
    <Modal
      open
      title={t('title')}
      okText={t('save')}
      cancelText={words('cancel')}
      confirmLoading={busy}
      onOk={() => void send()}
      onCancel={() => close(false)}
    >
      <p className="faint">{t('hint')}</p>
      {problem ? (
        <div className="problem" role="alert">
          {problem}
        </div>
      ) : null}
      <div style={{ display: 'grid', gap: 12, paddingTop: 8 }}>
        <Field title={t('name')}>
          {(id) => <Input id={id} maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field title={t('phone')}>
          {(id) => <Input id={id} inputMode="tel" maxLength={20} value={phone} onChange={(event) => setPhone(event.target.value)} />}
        </Field>
        <Field title={t('region')}>
          {(id) => (
            <>
              <RegionPicker id={id} value={region.code} change={(code, names) => setRegion({ code, names })} />
              {/* Older orders know their region by name only: it stays until another is chosen. */}
              {region.code ? null : (
                <p className="faint" style={{ margin: '4px 0 0' }}>
                  {region.names.filter(Boolean).join(' ')}
                </p>
              )}
            </>
          )}
        </Field>
        <Field title={t('street')}>
          {(id) => <Input id={id} maxLength={200} value={street} onChange={(event) => setStreet(event.target.value)} />}
        </Field>
        <Field title={t('reason')}>
          {(id) => <Input id={id} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </div>
    </Modal>
  )
}
