import { Form } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { api, type RowOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useOrganizations } from '../shared/names.ts'
import { RegionPicker } from '../shared/region.tsx'
import { Skeleton } from '../shared/states.tsx'
import { nodeKinds } from './node-kinds.ts'
import { useRulesText } from './rules-text.ts'
import { useText } from './text.ts'

type Node = RowOf<'/api/admin/nodes'>
interface Values {
  id: string
  kind: string
  zh: string
  en: string
  organization_id: string | null
  partner_id: string | null
  street: string
  opening_hours: string
  cut_off: string
  capacity_per_day: number | null
  longitude: number | null
  latitude: number | null
  closed_weekdays: number[]
}
/** A node made, or what is known of it changed. */
export function Component() {
  const t = useRulesText()
  const { node_id } = useParams()
  const { data } = useApi<{ items: Node[] }>(node_id ? '/api/admin/nodes' : null)
  if (node_id && !data)
    return (
      <DetailDrawer title={t('node_edit')}>
        <Skeleton />
      </DetailDrawer>
    )
  return <NodeForm key={node_id} known={data?.items.find(({ id }) => id === node_id)} />
}

function NodeForm({ known }: { known: Node | undefined }) {
  const t = useRulesText()
  const words = useText()
  const organizations = useOrganizations()
  const [region, setRegion] = useState<{ code: string | null; names: string[] }>({
    code: known?.region_code ?? null,
    names: ['province', 'city', 'district'].map((key) => known?.address[key] ?? ''),
  })
  const initial: Values = {
    ...{ id: known?.id ?? '', kind: known?.kind ?? 'store', zh: known?.name.zh ?? '', en: known?.name.en ?? '' },
    ...{ organization_id: known?.organization_id ?? null, partner_id: known?.partner_id ?? null, street: known?.address.street ?? '' },
    ...{ opening_hours: known?.opening_hours ?? '', cut_off: known?.cut_off ?? '', capacity_per_day: known?.capacity_per_day ?? null },
    ...{ longitude: known?.longitude ?? null, latitude: known?.latitude ?? null, closed_weekdays: known?.closed_weekdays ?? [] },
  }
  const send = async ({ zh, en, street, ...values }: Values) => {
    const [province = '', city = '', district = ''] = region.names
    const node = {
      ...values,
      id: values.id.trim(),
      name: { zh: zh.trim(), en: en.trim() },
      address: { ...known?.address, province, city, district, street: street.trim() },
      region_code: region.code?.length === 6 && !region.code.endsWith('00') ? region.code : null,
      partner_id: values.partner_id?.trim() || null,
      opening_hours: values.opening_hours.trim() || null,
      cut_off: values.cut_off || null,
    }
    return (await api.batch('/api/admin/nodes', { nodes: [node] }))[0]
  }
  return (
    <FormDrawer<Values>
      name={`node.${known?.id ?? 'new'}`}
      title={t(known ? 'node_edit' : 'node_new')}
      fields={[
        { key: 'id', title: t('node_id'), kind: 'text', required: true, hint: t('node_id_hint'), fixed: known !== undefined, max: 64 },
        {
          ...{ key: 'kind', title: t('kind'), kind: 'choice', required: true },
          options: nodeKinds.map((value) => ({ value, label: words.maybe(`kind_${value}`, value) })),
        },
        { key: 'zh', title: t('name_zh'), kind: 'text', required: true },
        { key: 'en', title: t('name_en'), kind: 'text', required: true },
        { key: 'organization_id', title: t('organization'), kind: 'choice', required: true, options: organizations.options },
        {
          ...{ key: 'partner_id', title: t('partner'), kind: 'text', hint: t('partner_hint'), max: 64 },
          shown: ({ kind }) => ['dealer', 'third_party', 'merchant', 'supplier'].includes(kind),
        },
        { key: 'street', title: t('street'), kind: 'text' },
        { key: 'opening_hours', title: t('hours'), kind: 'text', hint: t('hours_hint'), max: 60 },
        { key: 'cut_off', title: t('cut_off'), kind: 'time', hint: t('cut_off_hint') },
        { key: 'capacity_per_day', title: t('capacity'), kind: 'number', hint: t('capacity_hint'), min: 0, max: 10_000_000 },
        { key: 'longitude', title: t('longitude'), kind: 'number', min: -180, max: 180, precision: 6 },
        { key: 'latitude', title: t('latitude'), kind: 'number', min: -90, max: 90, precision: 6 },
        {
          ...{ key: 'closed_weekdays', title: t('weekdays'), kind: 'many' },
          options: [1, 2, 3, 4, 5, 6, 7].map((value) => ({ value, label: words.maybe(`weekday_${value}`, String(value)) })),
        },
      ]}
      initial={initial}
      inside={['nodes', 0]}
      button={t('save')}
      send={send}
      succeeded={({ status }) => status === 'saved'}
      reason={({ status, detail }) => words.maybe(`outcome_${status}`, detail ?? status)}
      back={known ? `/nodes/${known.id}` : '/nodes'}
    >
      {() => (
        <Form.Item label={t('region')}>
          <RegionPicker value={region.code} change={(code, names) => setRegion({ code, names })} />
        </Form.Item>
      )}
    </FormDrawer>
  )
}
