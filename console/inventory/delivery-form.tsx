import { useQueryClient } from '@tanstack/react-query'
import { Button, InputNumber } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { Field } from '../organization/field.tsx'
import { api, type RowOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { RegionPicker } from '../shared/region.tsx'
import { useMay } from '../shared/session.ts'
import { Skeleton } from '../shared/states.tsx'
import { useRegionNames } from './regions.ts'
import { useRulesText } from './rules-text.ts'

type Row = RowOf<'/api/admin/delivery-days'>

/** How many days a parcel travels between two regions. */
export function Component() {
  const t = useRulesText()
  const { way = '' } = useParams()
  const { data } = useApi<{ items: Row[] }>(way ? '/api/admin/delivery-days' : null)
  if (way && !data)
    return (
      <DetailDrawer title={t('edit_delivery')}>
        <Skeleton />
      </DetailDrawer>
    )
  const known = data?.items.find(({ from_region, to_region }) => `${from_region}~${to_region}` === way)
  return <Way key={way} known={known} />
}

function Way({ known }: { known: Row | undefined }) {
  const t = useRulesText()
  const may = useMay()
  const tell = useTell()
  const navigate = useNavigate()
  const around = useListAround()
  const queries = useQueryClient()
  const [from_region, setFrom] = useState(known?.from_region ?? '')
  const [to_region, setTo] = useState(known?.to_region ?? '')
  const [days, setDays] = useState<number | null>(known?.days ?? 2)
  const [busy, setBusy] = useState(false)
  const regionName = useRegionNames([from_region, to_region])
  const save = async () => {
    setBusy(true)
    try {
      await api.put('/api/admin/delivery-days', { items: [{ from_region, to_region, days }] })
      void tell.success(t('saved'))
      void queries.invalidateQueries({ queryKey: ['/api/admin/delivery-days'] })
      void around?.refresh()
      void navigate('/delivery-days')
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  const end = (title: string, value: string, change: (code: string) => void) =>
    known ? (
      <Field title={title}>{(field) => <output id={field}>{regionName(value)}</output>}</Field>
    ) : (
      <Field title={`${title}：${regionName(value)}`}>
        {(field) => <RegionPicker id={field} any value={value || null} change={(code) => change(code ?? '')} />}
      </Field>
    )
  return (
    <DetailDrawer
      title={t(known ? 'edit_delivery' : 'new_delivery')}
      actions={
        may('stock.policy') ? (
          <Button type="primary" loading={busy} disabled={days === null} onClick={() => void save()}>
            {t('save')}
          </Button>
        ) : undefined
      }
    >
      <div style={{ display: 'grid', gap: 14, paddingTop: 20 }}>
        <p className="hint">{t('delivery_hint')}</p>
        {end(t('from_region'), from_region, setFrom)}
        {end(t('to_region'), to_region, setTo)}
        <Field title={t('travel_days')}>
          {(field) => <InputNumber id={field} min={0} max={60} precision={0} value={days} onChange={setDays} style={{ width: '100%' }} />}
        </Field>
      </div>
    </DetailDrawer>
  )
}
