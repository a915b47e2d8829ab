import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useSend } from '../inventory/send.ts'
import { filled, type SkuLine, SkuLines } from '../inventory/sku-lines.tsx'
import { Field } from '../organization/field.tsx'
import { newId, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { MoneyInput } from '../shared/money-input.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import { Section } from '../shared/values.tsx'
import { useText } from './text.ts'

/** Drafts a purchase order. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  const inLanguage = useInLanguage()
  const navigate = useNavigate()
  const suppliers = useApi<{ items: { id: string; name: { zh: string; en: string }; currency: string }[] }>(
    '/api/admin/purchases/suppliers',
  )
  const [id] = useState(newId)
  const [supplier_id, setSupplier] = useState<string>()
  const [node_id, setNode] = useState<string>()
  const [expected_on, setExpected] = useState('')
  const [lines, setLines] = useState<SkuLine[]>([{ sku_id: '', quantity: 1 }])
  const [prices, setPrices] = useState<Record<string, number | null>>({})
  const { busy, send } = useSend()
  const wanted = filled(lines)
  const currency = suppliers.data?.items.find((one) => one.id === supplier_id)?.currency ?? 'CNY'
  const ready = supplier_id && node_id && wanted.length > 0 && wanted.every(({ sku_id }) => prices[sku_id] != null)
  const make = async () => {
    const order = {
      ...{ id, supplier_id, node_id, expected_on: expected_on || null },
      lines: wanted.map((line) => ({ ...line, unit_minor: prices[line.sku_id]! })),
    }
    if (await send('/api/admin/purchases', { orders: [order] }, t('made_said'))) void navigate(`/purchases/${id}`)
  }
  return (
    <DetailDrawer
      title={t('new_order')}
      actions={
        <Button type="primary" loading={busy} disabled={!ready} onClick={() => void make()}>
          {t('make')}
        </Button>
      }
    >
      <div style={{ display: 'grid', gap: 14, paddingTop: 20 }}>
        <Field title={t('supplier')}>
          {(field) => (
            <Select
              id={field}
              style={{ width: '100%' }}
              {...(supplier_id ? { value: supplier_id } : {})}
              showSearch={{ optionFilterProp: 'label' }}
              onChange={(chosen: string) => {
                setSupplier(chosen)
                // Prices are his, in his currency.
                setPrices({})
              }}
              options={(suppliers.data?.items ?? []).map((one) => ({ value: one.id, label: inLanguage(one.name) }))}
            />
          )}
        </Field>
        <Field title={t('node')}>
          {(field) => (
            <Select
              id={field}
              style={{ width: '100%' }}
              {...(node_id ? { value: node_id } : {})}
              showSearch={{ optionFilterProp: 'label' }}
              onChange={setNode}
              options={nodes.options}
            />
          )}
        </Field>
        <Field title={t('expected_on')}>
          {(field) => <Input id={field} type="date" value={expected_on} onChange={(event) => setExpected(event.target.value)} />}
        </Field>
      </div>
      <Section title={t('lines')}>
        <SkuLines lines={lines} change={setLines} />
      </Section>
      {wanted.length > 0 ? (
        <Section title={t('unit_price')}>
          <div style={{ display: 'grid', gap: 8 }}>
            {wanted.map(({ sku_id }) => (
              <Field key={sku_id} title={sku_id}>
                {(field) => (
                  <MoneyInput
                    key={currency}
                    id={field}
                    min_minor={0}
                    currency={currency}
                    value={prices[sku_id] ?? null}
                    onChange={(unit_minor) => setPrices({ ...prices, [sku_id]: unit_minor })}
                  />
                )}
              </Field>
            ))}
          </div>
        </Section>
      ) : null}
    </DetailDrawer>
  )
}
