import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { Field } from '../organization/field.tsx'
import { newId } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useChannels, useNodes } from '../shared/names.ts'
import { useSend } from './send.ts'
import { useText } from './text.ts'

/** Sets stock aside for a channel, or keeps it back from all. */
export function Component() {
  const t = useText()
  const nodes = useNodes()
  const channels = useChannels()
  const navigate = useNavigate()
  const [id] = useState(newId)
  const [channel_id, setChannel] = useState('')
  const [node_id, setNode] = useState<string>()
  const [sku_id, setSku] = useState('')
  const [kind, setKind] = useState<'fixed' | 'percentage'>('fixed')
  const [amount, setAmount] = useState<number | null>(10)
  const [ends_on, setEnds] = useState('')
  const { busy, send } = useSend()
  const save = async () => {
    const share = {
      ...{ id, channel_id, node_id, sku_id: sku_id.trim(), kind, starts_at: new Date().toISOString() },
      ...{ quantity: kind === 'fixed' ? amount : null, percentage_bp: kind === 'percentage' ? Math.round((amount ?? 0) * 100) : null },
      ends_at: ends_on ? new Date(`${ends_on}T23:59:59+08:00`).toISOString() : null,
    }
    if (await send('/api/admin/stock/shares', { shares: [share] }, t('share_set_said'))) void navigate('/shares')
  }
  return (
    <DetailDrawer
      title={t('new_share')}
      actions={
        <Button type="primary" loading={busy} disabled={!node_id || !sku_id.trim() || amount === null} onClick={() => void save()}>
          {t('set_share')}
        </Button>
      }
    >
      <div style={{ display: 'grid', gap: 14, paddingTop: 20 }}>
        <Field title={t('for_channel')}>
          {(field) => (
            <Select
              id={field}
              style={{ width: '100%' }}
              value={channel_id}
              onChange={setChannel}
              options={[{ value: '', label: t('safety_stock') }, ...channels.options]}
            />
          )}
        </Field>
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
        <Field title={t('sku')}>
          {(field) => <Input id={field} maxLength={40} value={sku_id} onChange={(event) => setSku(event.target.value)} />}
        </Field>
        <Field title={t('share_rule')}>
          {(field) => (
            <Select
              id={field}
              style={{ width: '100%' }}
              value={kind}
              onChange={setKind}
              options={(['fixed', 'percentage'] as const).map((value) => ({
                value,
                label: t(`share_${value}`),
                disabled: value === 'percentage' && channel_id === '',
              }))}
            />
          )}
        </Field>
        <Field title={t(kind === 'fixed' ? 'quantity' : 'percentage')}>
          {(field) => (
            <InputNumber
              id={field}
              min={0}
              max={kind === 'fixed' ? 1_000_000 : 100}
              value={amount}
              onChange={setAmount}
              style={{ width: '100%' }}
            />
          )}
        </Field>
        <Field title={t('until')}>
          {(field) => <Input id={field} type="date" value={ends_on} onChange={(event) => setEnds(event.target.value)} />}
        </Field>
      </div>
    </DetailDrawer>
  )
}
