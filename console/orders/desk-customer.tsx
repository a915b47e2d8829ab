import { Button, Input } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import { type AnswerOf, api, newId } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { RegionPicker } from '../shared/region.tsx'
import { Status } from '../shared/values.tsx'
import { useDeskText } from './desk-text.ts'

export type Customer = AnswerOf<'/api/admin/order-desk/customer'>
export const blank = { phone: '', name: '', region_code: null as string | null, names: [] as string[], street: '', message: '' }

interface CustomerProps {
  to: typeof blank
  setTo(to: typeof blank): void
  customer: Customer | null
  setCustomer(customer: Customer | null): void
}
/** Who calls, and where it goes. */
export function CustomerPanel({ to, setTo, customer, setCustomer }: CustomerProps) {
  const t = useDeskText()
  const tell = useTell()
  const id = useId()
  const [busy, setBusy] = useState(false)
  const look = async (event?: FormEvent) => {
    event?.preventDefault()
    if (to.phone.trim().length < 6) return
    setBusy(true)
    try {
      const found = await api.get<Customer>('/api/admin/order-desk/customer', { phone: to.phone.trim() })
      setCustomer(found)
      if (!to.name && found.name) setTo({ ...to, name: found.name })
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  const make = async () => {
    setBusy(true)
    try {
      const customers = [{ id: newId(), name: to.name.trim() || to.phone.trim(), phone: to.phone.trim() }]
      const [outcome] = await api.batch('/api/admin/order-desk/customers', { customers })
      if (outcome!.status === 'registered') {
        setCustomer({ addresses: [], ...customer, member_id: outcome!.id, name: customers[0]!.name })
        void tell.success(t('made_member'))
      } else void tell.error(t.maybe(`outcome_${outcome!.status}`, outcome!.detail ?? outcome!.status), 6)
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  return (
    <div className="panel">
      <h2>{t('customer')}</h2>
      <form onSubmit={(event) => void look(event)}>
        <div className="field">
          <label htmlFor={`${id}-phone`}>{t('phone')}</label>
          <div style={{ display: 'flex', gap: 8 }}>
            <Input
              id={`${id}-phone`}
              inputMode="tel"
              maxLength={20}
              autoFocus
              value={to.phone}
              onChange={(event) => {
                setTo({ ...to, phone: event.target.value })
                setCustomer(null)
              }}
            />
            <Button htmlType="submit" loading={busy}>
              {t('look')}
            </Button>
          </div>
        </div>
      </form>
      {customer ? (
        <p role="status" style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center' }}>
          {customer.member_id ? (
            <Status tone="done">{t('is_member', { name: customer.name ?? '' })}</Status>
          ) : (
            <>
              <span>{t('no_member')}</span>
              <Button loading={busy} onClick={() => void make()}>
                {t('make_member')}
              </Button>
              <span className="faint">{t('guest')}</span>
            </>
          )}
        </p>
      ) : null}
      {customer && customer.addresses.length > 0 ? (
        <div className="field">
          <span>{t('earlier')}</span>
          <div style={{ display: 'grid', gap: 6 }}>
            {customer.addresses.map(({ buyer_name, address, order_no }) => {
              const part = (key: string) => String(address[key] ?? '')
              const names = ['province', 'city', 'district'].map(part)
              return (
                <Button
                  key={order_no}
                  style={{ height: 'auto', padding: '6px 12px', whiteSpace: 'normal', textAlign: 'left', justifyContent: 'flex-start' }}
                  onClick={() =>
                    setTo({ ...to, name: buyer_name, region_code: part('region_code') || null, names, street: part('street') })
                  }
                >
                  {[buyer_name, ...names, part('street')].filter(Boolean).join(' ')}
                </Button>
              )
            })}
          </div>
        </div>
      ) : null}
      <div className="field">
        <label htmlFor={`${id}-name`}>{t('name')}</label>
        <Input id={`${id}-name`} maxLength={60} value={to.name} onChange={(event) => setTo({ ...to, name: event.target.value })} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-region`}>{t('region')}</label>
        <RegionPicker id={`${id}-region`} value={to.region_code} change={(region_code, names) => setTo({ ...to, region_code, names })} />
        {to.names.length >= 3 && !to.region_code ? <small className="faint">{to.names.filter(Boolean).join(' ')}</small> : null}
      </div>
      <div className="field">
        <label htmlFor={`${id}-street`}>{t('street')}</label>
        <Input id={`${id}-street`} maxLength={200} value={to.street} onChange={(event) => setTo({ ...to, street: event.target.value })} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-message`}>{t('message')}</label>
        <Input
          id={`${id}-message`}
          maxLength={500}
          value={to.message}
          onChange={(event) => setTo({ ...to, message: event.target.value })}
        />
      </div>
    </div>
  )
}
