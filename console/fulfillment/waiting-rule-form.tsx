import { useParams } from 'react-router'
import { api, type RowOf, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useChannels, useNodes } from '../shared/names.ts'
import { Skeleton } from '../shared/states.tsx'
import { useWaitingText } from './waiting-text.ts'

type Row = RowOf<'/api/admin/waiting/rules'>
type Values = Pick<Row, 'channel_id' | 'node_id' | 'first' | 'other_nodes' | 'parts' | 'by_hand'>
const usual: Values = { channel_id: '', node_id: '', first: ['urgent', 'vip'], other_nodes: false, parts: false, by_hand: false }

/** A rule for giving out goods: made, or changed. */
export function Component() {
  const t = useWaitingText()
  const nodes = useNodes()
  const channels = useChannels()
  const { rule = '' } = useParams()
  const { data } = useApi<{ items: Row[] }>(rule ? '/api/admin/waiting/rules' : null)
  const title = t(rule ? 'edit_rule' : 'new_rule')
  if (rule && !data)
    return (
      <DetailDrawer title={title}>
        <Skeleton />
      </DetailDrawer>
    )
  const known = data?.items.find(({ channel_id, node_id }) => `${channel_id}~${node_id}` === rule)
  return (
    <FormDrawer<Values>
      key={rule}
      name={`fill-rule.${rule}`}
      title={title}
      intro={t('rules_hint')}
      fields={[
        {
          ...{ key: 'channel_id', title: t('channel'), kind: 'choice', fixed: known !== undefined },
          options: [{ value: '', label: t('every_channel') }, ...channels.options],
        },
        {
          ...{ key: 'node_id', title: t('node'), kind: 'choice', fixed: known !== undefined },
          options: [{ value: '', label: t('every_node') }, ...nodes.options],
        },
        {
          ...{ key: 'first', title: t('first'), kind: 'many', hint: t('first_hint') },
          options: (['urgent', 'vip'] as const).map((value) => ({ value, label: t(value) })),
        },
        { key: 'other_nodes', title: t('other_nodes'), kind: 'yes', hint: t('other_nodes_hint') },
        { key: 'parts', title: t('parts'), kind: 'yes', hint: t('parts_hint') },
        { key: 'by_hand', title: t('by_hand'), kind: 'yes', hint: t('by_hand_hint') },
      ]}
      initial={known ?? usual}
      inside={['items', 0]}
      button={t('save')}
      send={async ({ channel_id, node_id, first, other_nodes, parts, by_hand }) => {
        const item = { channel_id: channel_id ?? '', node_id: node_id ?? '', first: first ?? [], other_nodes, parts, by_hand }
        return (await api.batch('/api/admin/waiting/rules', { items: [item] }))[0]
      }}
      succeeded={({ status }) => status === 'saved'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      back="/waiting-rules"
    />
  )
}
