import { useParams } from 'react-router'
import { api, type RowOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { FormDrawer, type FormField } from '../shared/form-drawer.tsx'
import { useChannels, useNodes } from '../shared/names.ts'
import { Skeleton } from '../shared/states.tsx'
import { useRulesText } from './rules-text.ts'

export interface PolicyValues {
  sku_id: string
  channel_id: string
  policy: string
  node_id?: string | null
  cap: number | null
}
/** What the API is sent: a positive policy has neither node nor cap. */
export const policyOf = ({ sku_id, channel_id, policy, node_id, cap }: PolicyValues) => ({
  ...{ sku_id: sku_id.trim(), channel_id: channel_id ?? '', policy },
  ...{ node_id: policy === 'positive' ? null : (node_id ?? null), cap: policy === 'negative' ? (cap ?? 0) : 0 },
})

/** The fields of a policy; the code of one that stands cannot be changed. */
export function usePolicyFields<Values extends PolicyValues>(fixed = false): FormField<Values>[] {
  const t = useRulesText()
  const nodes = useNodes()
  const channels = useChannels()
  return [
    { key: 'sku_id', title: t('sku'), kind: 'text', required: true, max: 64, fixed },
    {
      ...{ key: 'channel_id', title: t('channel'), kind: 'choice', fixed },
      options: [{ value: '', label: t('every_channel') }, ...channels.options],
    },
    {
      ...{ key: 'policy', title: t('policy'), kind: 'choice', required: true },
      options: (['positive', 'zero', 'negative'] as const).map((value) => ({ value, label: t(`policy_${value}`) })),
    },
    {
      ...{ key: 'node_id', title: t('policy_node'), kind: 'choice', hint: t('policy_node_hint'), required: true, options: nodes.options },
      shown: ({ policy }) => policy !== 'positive',
    },
    {
      ...{ key: 'cap', title: t('cap'), kind: 'number', hint: t('cap_hint'), required: true, min: 0, max: 100_000_000 },
      shown: ({ policy }) => policy === 'negative',
    },
  ]
}

/** How one SKU is sold from now on. */
export function Component() {
  const t = useRulesText()
  const [sku_id = '', channel_id = ''] = (useParams().policy ?? '').split('~')
  const fields = usePolicyFields(sku_id !== '')
  const { data } = useApi<{ items: RowOf<'/api/admin/stock/policies'>[] }>(sku_id ? '/api/admin/stock/policies' : null, {
    q: sku_id,
    limit: 200,
  })
  const title = t(sku_id ? 'edit_policy' : 'new_policy')
  if (sku_id && !data)
    return (
      <DetailDrawer title={title}>
        <Skeleton />
      </DetailDrawer>
    )
  const known = data?.items.find((row) => row.sku_id === sku_id && row.channel_id === channel_id)
  return (
    <FormDrawer<PolicyValues>
      name={`policy.${sku_id}.${channel_id}`}
      title={title}
      fields={fields}
      initial={known ?? { sku_id, channel_id, policy: 'negative', cap: 100 }}
      inside={['policies', 0]}
      button={t('set_policy')}
      send={async (values) => (await api.batch('/api/admin/stock/policies', { policies: [policyOf(values)] }))[0]}
      succeeded={({ status }) => status === 'set'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      back="/policies"
    />
  )
}
