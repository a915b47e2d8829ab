import { api } from '../shared/api.ts'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useChannels, useNames } from '../shared/names.ts'
import { useText } from './text.ts'

interface Values {
  channel_id: string
  system_id: string
  customer: string
  from_on: string
}

/** Where the sales of a channel are booked. */
export function Component() {
  const t = useText()
  const channels = useChannels()
  const systems = useNames('/api/admin/erp/systems', 'system_id')
  return (
    <FormDrawer<Values>
      name="erp.shop"
      title={t('new_shop')}
      initial={{ channel_id: '', system_id: '', customer: '', from_on: '' }}
      fields={[
        { key: 'channel_id', title: t('channel'), kind: 'choice', required: true, options: channels.options },
        { key: 'system_id', title: t('system'), kind: 'choice', required: true, options: systems.options },
        { key: 'customer', title: t('customer'), kind: 'text', required: true, max: 40 },
        { key: 'from_on', title: t('from_on'), kind: 'date', required: true, hint: t('from_hint') },
      ]}
      inside={['items', 0]}
      button={t('save')}
      send={async (item) => (await api.batch('/api/admin/erp/shops', { items: [item] }))[0]}
      succeeded={({ status }) => status === 'saved'}
      reason={({ status, detail }) => t.maybe(`refused_${status}`, detail)}
      back="/erp-documents"
    />
  )
}
