import { useState } from 'react'
import { api, newId } from '../shared/api.ts'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useNodes } from '../shared/names.ts'
import { useRulesText } from './rules-text.ts'

interface Values {
  node_id: string | null
  sku_id: string
  quantity: number
}

/** How many a supplier will still ship for us. */
export function Component() {
  const t = useRulesText()
  const nodes = useNodes()
  const [id] = useState(newId)
  return (
    <FormDrawer<Values>
      name="supplier-promise"
      title={t('promise_title')}
      intro={t('promise_intro')}
      fields={[
        { key: 'node_id', title: t('supplier_node'), kind: 'choice', required: true, options: nodes.options },
        { key: 'sku_id', title: t('sku'), kind: 'text', required: true, max: 64 },
        { key: 'quantity', title: t('quantity'), kind: 'number', required: true, min: 0, max: 10_000_000 },
      ]}
      initial={{ node_id: null, sku_id: '', quantity: 0 }}
      inside={['promises', 0]}
      button={t('set_promise')}
      send={async (values) =>
        (await api.batch('/api/admin/stock/promises', { promises: [{ id, ...values, sku_id: values.sku_id.trim() }] }))[0]
      }
      succeeded={({ status }) => status === 'set'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      back="/policies"
    />
  )
}
