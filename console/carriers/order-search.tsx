import { Input } from 'antd'
import { useState } from 'react'
import { api, type Page } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { useRefusals, useTermsText } from './terms-text.ts'

export interface FoundOrder {
  id: string
  order_no: string
  organization_id: string
  currency: string
  payment_term: string
  buyer_name: string
  buyer_phone: string | null
  address: Record<string, string>
  lines: {
    sku_id: string | null
    title: { zh: string; en: string }
    quantity: number
    node_id: string | null
    shipped: number
    amount_minor: number
    freight_minor: number
  }[]
}

/** An order by its number, with who receives it and what of it is still here. */
export function OrderSearch({ id, order, found }: { id?: string; order: FoundOrder | null; found(order: FoundOrder | null): void }) {
  const t = useTermsText()
  const refusal = useRefusals()
  const inLanguage = useInLanguage()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const find = async (typed: string) => {
    const q = typed.trim()
    if (!q) return
    setBusy(true)
    setProblem(null)
    try {
      const { items } = await api.get<Page<{ id: string }>>('/api/admin/orders', { q, limit: 1 })
      const order = items[0] ? await api.get<FoundOrder>(`/api/admin/orders/${items[0].id}`) : null
      found(order)
      if (!order || openLines(order).length === 0) setProblem(t('no_order'))
    } catch (error) {
      setProblem(refusal(error))
    }
    setBusy(false)
  }
  return (
    <>
      <Input.Search {...(id ? { id } : {})} maxLength={64} enterButton={t('find')} loading={busy} onSearch={(typed) => void find(typed)} />
      {problem ? (
        <p className="refused" role="alert">
          {problem}
        </p>
      ) : null}
      {order ? (
        <p className="faint">
          {order.order_no} · {order.buyer_name} ·{' '}
          {openLines(order)
            .map((line) => `${inLanguage(line.title)} ×${line.quantity - line.shipped}`)
            .join('；')}
        </p>
      ) : null}
    </>
  )
}

/** What has not left yet, at one node or anywhere. */
export const openLines = (order: FoundOrder, node_id?: string): FoundOrder['lines'] =>
  order.lines.filter((line) => line.sku_id && line.shipped < line.quantity && (node_id === undefined || line.node_id === node_id))

/** What is collected at the door for these lines. */
export const dueOf = (lines: FoundOrder['lines']): number =>
  lines.reduce((sum, { amount_minor, freight_minor }) => sum + amount_minor + freight_minor, 0)

/** Who receives it, as carriers are told. */
export const recipientOf = ({ buyer_name, buyer_phone, address }: FoundOrder) => {
  const { province = '', city = '', district = '', street = '', region_code = '' } = address
  return { name: buyer_name, phone: buyer_phone, region: region_code, province, city: city || province, district, detail: street }
}
