import { Button, Select, Switch } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { Field } from '../organization/field.tsx'
import { type AnswerOf, newId, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useInLanguage, useNodes } from '../shared/names.ts'
import { Section } from '../shared/values.tsx'
import { useSend } from './send.ts'
import { useText } from './text.ts'

const rules = ['longest_uncounted', 'most_moved', 'nearly_gone', 'was_short'] as const

/** Proposes what to count and opens the sheet. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  const inLanguage = useInLanguage()
  const navigate = useNavigate()
  const [id] = useState(newId)
  const [node_id, setNode] = useState<string>()
  const [rule, setRule] = useState<(typeof rules)[number]>('longest_uncounted')
  const [limit, setLimit] = useState(10)
  const [blind, setBlind] = useState(true)
  const { busy, send } = useSend()
  const proposal = useApi<AnswerOf<'/api/admin/stock/count-proposals'>>(node_id ? '/api/admin/stock/count-proposals' : null, {
    node_id,
    rule,
    limit,
  })
  const items = node_id ? (proposal.data?.items ?? []) : []
  const begin = async () => {
    const count = { id, node_id, kind: 'cyclic', blind, rule, sku_ids: items.map(({ sku_id }) => sku_id) }
    if (await send('/api/admin/stock/counts', { counts: [count] }, t('count_started'))) void navigate(`/counts/${id}`)
  }
  return (
    <DetailDrawer
      title={t('new_count')}
      actions={
        <Button type="primary" loading={busy} disabled={items.length === 0} onClick={() => void begin()}>
          {t('start_count', { count: items.length })}
        </Button>
      }
    >
      <div style={{ display: 'grid', gap: 14, paddingTop: 20 }}>
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
        <Field title={t('rule')}>
          {(field) => (
            <Select
              id={field}
              style={{ width: '100%' }}
              value={rule}
              onChange={setRule}
              options={rules.map((value) => ({ value, label: t.maybe(`rule_${value}`, value) }))}
            />
          )}
        </Field>
        <Field title={t('how_many')}>
          {(field) => (
            <Select
              id={field}
              style={{ width: '100%' }}
              value={limit}
              onChange={setLimit}
              options={[5, 10, 30, 100].map((value) => ({ value, label: value }))}
            />
          )}
        </Field>
        <Field title={t('blind_hint')}>
          {(field) => (
            <div>
              <Switch id={field} checked={blind} onChange={setBlind} />
            </div>
          )}
        </Field>
      </div>
      {items.length > 0 ? (
        <Section title={t('proposed')}>
          <ul className="plain">
            {items.map((row) => (
              <li key={row.sku_id} className="card-row">
                <span>{inLanguage(row.title) || row.sku_id}</span>
                <span className="faint">{row.reason === 9999 ? t('never_counted') : row.reason}</span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </DetailDrawer>
  )
}
