import { Button, InputNumber, Select } from 'antd'
import { useId } from 'react'
import { type AnswerOf, useApi } from '../shared/api.ts'
import { useChannels } from '../shared/names.ts'
import { Amount } from '../shared/values.tsx'
import { useDeskText } from './desk-text.ts'
import { type Goods, GoodsFinder, useTitleOf } from './goods-finder.tsx'

export type Quote = AnswerOf<'/api/admin/order-desk/quote'>
export interface Chosen extends Goods {
  quantity: number
}
const sellable: ReadonlySet<string> = new Set(['mall', 'mobile', 'store', 'call_center'])

interface GoodsProps {
  channel_id: string
  setChannel(channel_id: string): void
  chosen: Chosen[]
  setChosen(chosen: Chosen[]): void
  quote: Quote | undefined
}
/** What is ordered, and on which channel. */
export function GoodsPanel({ channel_id, setChannel, chosen, setChosen, quote }: GoodsProps) {
  const t = useDeskText()
  const id = useId()
  const channels = useChannels()
  const kinds = useApi<{ items: { id: string; kind: string; closed_at: string | null }[] }>('/api/admin/channels')
  const open = new Set(kinds.data?.items.filter(({ kind, closed_at }) => sellable.has(kind) && !closed_at).map((one) => one.id))
  const titleOf = useTitleOf()
  const add = (goods: Goods) => {
    const own = chosen.find(({ sku_id }) => sku_id === goods.sku_id)
    setChosen(
      own ? chosen.map((one) => (one === own ? { ...one, quantity: one.quantity + 1 } : one)) : [...chosen, { ...goods, quantity: 1 }],
    )
  }
  const problems = new Map(quote?.problems.map((one) => [one.sku_id, one]))
  return (
    <div className="panel">
      <h2>{t('goods')}</h2>
      <div className="field">
        <label htmlFor={`${id}-channel`}>{t('channel')}</label>
        <Select
          id={`${id}-channel`}
          value={channel_id}
          aria-label={t('channel')}
          options={channels.options.filter(({ value }) => open.has(value))}
          onChange={setChannel}
        />
      </div>
      <GoodsFinder path="/api/admin/order-desk/goods" query={{ channel_id }} title={t('find_goods')} button={t('add')} choose={add} />
      {chosen.length > 0 ? (
        <ul className="rows" style={{ marginTop: 12 }}>
          {chosen.map((goods) => {
            const problem = problems.get(goods.sku_id)
            return (
              <li key={goods.sku_id} style={{ flexWrap: 'wrap' }}>
                <span className="strong" style={{ minWidth: 0 }}>
                  {titleOf(goods)}
                  {problem ? (
                    <div className="refused">{t.maybe(`problem_${problem.problem}`, problem.problem, { count: problem.available })}</div>
                  ) : null}
                </span>
                <span className="spring" />
                <InputNumber
                  min={1}
                  max={9999}
                  precision={0}
                  value={goods.quantity}
                  aria-label={`${t('quantity')} ${titleOf(goods)}`}
                  onChange={(quantity) => setChosen(chosen.map((one) => (one === goods ? { ...one, quantity: quantity ?? 1 } : one)))}
                />
                <Amount minor={goods.price_minor * goods.quantity} currency={goods.currency} />
                <Button
                  type="text"
                  aria-label={`${t('remove')} ${titleOf(goods)}`}
                  onClick={() => setChosen(chosen.filter((one) => one !== goods))}
                >
                  {t('remove')}
                </Button>
              </li>
            )
          })}
        </ul>
      ) : null}
    </div>
  )
}
