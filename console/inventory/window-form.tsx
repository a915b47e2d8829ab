import { useState } from 'react'
import { api, newId } from '../shared/api.ts'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { type PolicyValues, policyOf, usePolicyFields } from './policy-form.tsx'
import { useRulesText } from './rules-text.ts'

interface Values extends PolicyValues {
  starts_at: string
  ends_at: string
}
/** What the person reads on the clock in front of him. */
export const asMoment = (local: string): string => new Date(local).toISOString()

/** Plans a policy for a time. */
export function Component() {
  const t = useRulesText()
  const [id] = useState(newId)
  const fields = usePolicyFields<Values>()
  return (
    <FormDrawer<Values>
      name="policy-window"
      title={t('new_window')}
      intro={t('windows_hint')}
      fields={[
        ...fields,
        { key: 'starts_at', title: t('starts_at'), kind: 'moment', required: true },
        { key: 'ends_at', title: t('ends_at'), kind: 'moment', required: true },
      ]}
      initial={{ sku_id: '', channel_id: '', policy: 'negative', cap: 100, starts_at: '', ends_at: '' }}
      inside={['windows', 0]}
      button={t('plan')}
      send={async (values) => {
        const window = { id, ...policyOf(values), starts_at: asMoment(values.starts_at), ends_at: asMoment(values.ends_at) }
        return (await api.batch('/api/admin/stock/policy-windows', { windows: [window] }))[0]
      }}
      succeeded={({ status }) => status === 'planned'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      back="/policy-windows"
    />
  )
}
