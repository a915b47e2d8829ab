import { useMemo } from 'react'
import { useChannels, useInLanguage, useNodes } from '../shared/names.ts'
import type { Column } from '../shared/table.tsx'
import { Missing, Status, type Tone, TwoLines } from '../shared/values.tsx'
import { useRulesText } from './rules-text.ts'

interface PolicyOf {
  sku_id: string
  title: { zh: string; en: string } | null
  channel_id: string
  policy: string
  node_id: string | null
}
export const policyTones: Record<string, Tone> = { positive: 'quiet', zero: 'active', negative: 'waiting' }

/** Whose stock is promised how, and from where: the same in the list of policies and in that of planned ones. */
export function usePolicyColumns<Row extends PolicyOf>(): readonly Column<Row>[] {
  const t = useRulesText()
  const { name: nodeName } = useNodes()
  const { name: channelName } = useChannels()
  const inLanguage = useInLanguage()
  return useMemo(() => {
    const whose = (row: Row) => (row.channel_id === '' ? t('every_channel') : channelName(row.channel_id))
    return [
      {
        key: 'sku_id',
        title: t('sku'),
        width: 270,
        grow: true,
        render: (row) => <TwoLines first={<span className="strong">{inLanguage(row.title) || row.sku_id}</span>} second={row.sku_id} />,
        value: (row) => row.sku_id,
      },
      { key: 'channel_id', title: t('channel'), width: 170, render: whose, value: whose },
      {
        key: 'policy',
        title: t('policy'),
        width: 210,
        render: (row) => <Status tone={policyTones[row.policy] ?? 'quiet'}>{t.maybe(`policy_${row.policy}`, row.policy)}</Status>,
        value: (row) => t.maybe(`policy_${row.policy}`, row.policy),
      },
      {
        key: 'node_id',
        title: t('policy_node'),
        width: 190,
        render: (row) => (row.node_id ? nodeName(row.node_id) : <Missing />),
        value: (row) => row.node_id && nodeName(row.node_id),
      },
    ]
  }, [t, nodeName, channelName, inLanguage])
}
