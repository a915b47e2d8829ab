import { Form } from 'antd'
import { useParams } from 'react-router'
import { api } from '../shared/api.ts'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { MoneyInput } from '../shared/money-input.tsx'
import { useChannels } from '../shared/names.ts'
import { useReviewText } from './review-text.ts'

interface Floor {
  sku_id: string
  channel_id: string
  floor_minor: number | null
}

/** One price floor: `new`, or `sku:channel`. */
export function Component() {
  const t = useReviewText()
  const channels = useChannels()
  const { floor = 'new' } = useParams()
  const at = floor.lastIndexOf(':')
  const [sku_id, channel_id] = at > 0 ? [floor.slice(0, at), floor.slice(at + 1)] : ['', '*']
  return (
    <FormDrawer<Floor>
      key={floor}
      name={`price-floor.${floor}`}
      title={t('floor_new')}
      fields={[
        { key: 'sku_id', title: t('sku'), kind: 'text', required: true, fixed: at > 0, max: 40 },
        {
          key: 'channel_id',
          title: t('channel'),
          kind: 'choice',
          required: true,
          fixed: at > 0,
          options: [{ value: '*', label: t('all_channels') }, ...channels.options],
        },
      ]}
      initial={{ sku_id, channel_id, floor_minor: null }}
      inside={['floors', 0]}
      button={t('save')}
      send={async (one) => (await api.batch('/api/admin/price-floors', { floors: [{ ...one, sku_id: one.sku_id.trim() }] }))[0]}
      succeeded={({ status }) => status === 'saved'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      back="/price-floors"
    >
      {(values) => (
        <Form.Item name="floor_minor" label={t('floor')} rules={[{ required: true, message: t('floor_needed') }]}>
          <MoneyInput currency={channels.currencyOf(values.channel_id)} />
        </Form.Item>
      )}
    </FormDrawer>
  )
}
