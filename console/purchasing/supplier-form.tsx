import { useParams } from 'react-router'
import { useText as useStockText } from '../inventory/text.ts'
import { api, type RowOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useOrganizations } from '../shared/names.ts'
import { Skeleton } from '../shared/states.tsx'
import { useText } from './text.ts'

type Row = RowOf<'/api/admin/purchases/suppliers'>
interface Values {
  id: string
  zh: string
  en: string
  organization_id: string | null
  contact_name: string
  contact_phone: string
  lead_days: number
  currency: string
}

/** A supplier made, or what is known of him changed. */
export function Component() {
  const t = useText()
  const stock = useStockText()
  const organizations = useOrganizations()
  const { id } = useParams()
  const { data } = useApi<{ items: Row[] }>(id ? '/api/admin/purchases/suppliers' : null)
  const title = t(id ? 'edit_supplier' : 'new_supplier')
  if (id && !data)
    return (
      <DetailDrawer title={title}>
        <Skeleton />
      </DetailDrawer>
    )
  const known = data?.items.find((one) => one.id === id)
  return (
    <FormDrawer<Values>
      key={id ?? 'new'}
      name={`supplier.${id ?? 'new'}`}
      title={title}
      fields={[
        {
          key: 'id',
          title: t('supplier_id'),
          kind: 'text',
          required: true,
          hint: t('supplier_id_hint'),
          fixed: known !== undefined,
          max: 64,
        },
        { key: 'zh', title: t('name_zh'), kind: 'text', required: true },
        { key: 'en', title: t('name_en'), kind: 'text', required: true },
        { key: 'organization_id', title: t('organization'), kind: 'choice', required: true, options: organizations.options },
        { key: 'contact_name', title: t('contact_name'), kind: 'text', max: 60 },
        { key: 'contact_phone', title: t('contact_phone'), kind: 'text', max: 40 },
        { key: 'lead_days', title: t('lead_days'), kind: 'number', required: true, min: 0, max: 365, hint: t('lead_days_hint') },
        { key: 'currency', title: t('currency'), kind: 'text', required: true, max: 3 },
      ]}
      initial={{
        ...{ id: known?.id ?? '', zh: known?.name.zh ?? '', en: known?.name.en ?? '', organization_id: known?.organization_id ?? null },
        ...{ contact_name: known?.contact_name ?? '', contact_phone: known?.contact_phone ?? '' },
        ...{ lead_days: known?.lead_days ?? 7, currency: known?.currency ?? 'CNY' },
      }}
      inside={['suppliers', 0]}
      button={t('save')}
      send={async ({ zh, en, contact_name, contact_phone, currency, ...values }) => {
        const supplier = {
          ...values,
          id: values.id.trim(),
          name: { zh: zh.trim(), en: en.trim() },
          contact_name: contact_name?.trim() || null,
          contact_phone: contact_phone?.trim() || null,
          currency: currency.trim().toUpperCase(),
        }
        return (await api.batch('/api/admin/purchases/suppliers', { suppliers: [supplier] }))[0]
      }}
      succeeded={({ status }) => status === 'saved'}
      reason={({ status, detail }) => stock.maybe(`outcome_${status}`, detail ?? status)}
      back="/suppliers"
    />
  )
}
