import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { Field } from '../organization/field.tsx'
import { api } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useChannels, useNodes } from '../shared/names.ts'
import { RegionPicker } from '../shared/region.tsx'
import { Count, Section, Status } from '../shared/values.tsx'
import { useRulesText } from './rules-text.ts'

interface Option {
  node_id: string
  stock_from: string
  open: number
  takes: number
  ships_on: string | null
  arrives_on: string | null
}
interface Answer extends Omit<Option, 'node_id' | 'stock_from' | 'open' | 'takes'> {
  available: number
  parcels: number
  node_id: string | null
  stock_from: string | null
  options?: Option[]
}

/** What a buyer somewhere would be promised of a SKU, place by place. */
export function TryPromise({ sku_id }: { sku_id?: string }) {
  const t = useRulesText()
  const nodes = useNodes()
  const channels = useChannels()
  const [sku, setSku] = useState(sku_id ?? '')
  const [channel_id, setChannel] = useState('mall')
  const [region, setRegion] = useState<string | null>(null)
  const [quantity, setQuantity] = useState<number | null>(1)
  const [answer, setAnswer] = useState<{ quantity: number; found: Answer } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const ask = async () => {
    setBusy(true)
    setProblem(null)
    try {
      const body = {
        channel_id,
        ...(region?.length === 6 ? { region_code: region } : {}),
        items: [{ sku_id: sku.trim(), quantity: quantity ?? 1 }],
        detail: true,
      }
      const { items } = await api.post<{ items: Answer[] }>('/api/admin/stock/availability', body)
      setAnswer({ quantity: quantity ?? 1, found: items[0]! })
    } catch (error) {
      setProblem((error as Error).message)
    }
    setBusy(false)
  }
  const fromOf = (stock_from: string) => t.maybe(`from_${stock_from.startsWith('channel:') ? 'channel' : stock_from}`, stock_from)
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      <p className="hint" style={{ margin: 0 }}>
        {t('try_hint')}
      </p>
      {sku_id ? null : (
        <Field title={t('sku')}>
          {(field) => <Input id={field} maxLength={64} value={sku} onChange={(event) => setSku(event.target.value)} />}
        </Field>
      )}
      <Field title={t('to_address')}>{(field) => <RegionPicker id={field} value={region} change={setRegion} />}</Field>
      <div style={{ display: 'flex', gap: 8, alignItems: 'end', flexWrap: 'wrap' }}>
        <div style={{ flex: '2 1 160px' }}>
          <Field title={t('channel')}>
            {(field) => <Select id={field} style={{ width: '100%' }} value={channel_id} onChange={setChannel} options={channels.options} />}
          </Field>
        </div>
        <div style={{ flex: '1 1 80px' }}>
          <Field title={t('quantity')}>
            {(field) => (
              <InputNumber
                id={field}
                min={1}
                max={100_000}
                precision={0}
                value={quantity}
                onChange={setQuantity}
                style={{ width: '100%' }}
              />
            )}
          </Field>
        </div>
        <Button type="primary" loading={busy} disabled={!sku.trim() || !quantity} onClick={() => void ask()}>
          {t('ask')}
        </Button>
      </div>
      {problem ? (
        <div className="problem" role="alert">
          {problem}
        </div>
      ) : null}
      {answer ? (
        <div aria-live="polite" style={{ display: 'grid', gap: 8 }}>
          {answer.found.parcels > 0 ? (
            <>
              <Status tone="done">{t('promised', { count: answer.quantity })}</Status>
              {answer.found.parcels > 1 ? (
                <p className="faint" style={{ margin: 0 }}>
                  {t('promised_parts', { count: answer.found.parcels })}
                </p>
              ) : null}
            </>
          ) : (
            <>
              <Status tone="danger">{t('not_promised', { count: answer.quantity })}</Status>
              <p className="faint" style={{ margin: 0 }}>
                {t('not_promised_hint')}
              </p>
            </>
          )}
          <ul className="plain" style={{ display: 'grid', gap: 8 }}>
            {(answer.found.options ?? []).map((option) => {
              return (
                <li key={`${option.node_id} ${option.stock_from}`} className="tile" style={{ display: 'block' }}>
                  <div className="card-row">
                    <span className="strong">{nodes.name(option.node_id)}</span>
                    {option.takes > 0 ? (
                      <Status tone="active">{answer.found.parcels > 1 ? t('takes', { count: option.takes }) : t('best')}</Status>
                    ) : (
                      <Count value={option.open} />
                    )}
                  </div>
                  <div className="card-row second">
                    <span>
                      {fromOf(option.stock_from)} · <Count value={option.open} />
                    </span>
                    <span>
                      {option.ships_on ? `${t('ships_on')} ${option.ships_on}` : t('no_day')}
                      {option.arrives_on ? ` · ${t('arrives_on')} ${option.arrives_on}` : ''}
                    </span>
                  </div>
                </li>
              )
            })}
          </ul>
        </div>
      ) : null}
    </div>
  )
}

/** The same for any SKU, beside the days it is reckoned with. */
export function Component() {
  const t = useRulesText()
  return (
    <DetailDrawer title={t('try_promise')}>
      <Section title="">
        <TryPromise />
      </Section>
    </DetailDrawer>
  )
}
