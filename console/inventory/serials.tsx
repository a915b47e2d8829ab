import { Button, Input } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { type AnswerOf, useApi } from '../shared/api.ts'
import { useInLanguage, useNodes } from '../shared/names.ts'
import { Failure, Notice, Skeleton } from '../shared/states.tsx'
import { Exact, Facts, Missing, Section, Status, type Tone } from '../shared/values.tsx'
import { useRulesText } from './rules-text.ts'
import { useText } from './text.ts'

type Found = AnswerOf<'/api/admin/stock/serials/{serial_no}'>
const tones: Record<string, Tone> = { in_stock: 'done', sold: 'active', gone: 'quiet' }
/** What brought it here, where that is an order. */
const orderOf = (ref: string | null): string | null => /^orders\.order:([0-9a-f-]{36})/.exec(ref ?? '')?.[1] ?? null

/** One piece by its number: where it is and every move that brought it there. */
export function Component() {
  const t = useRulesText()
  const stock = useText()
  const nodes = useNodes()
  const inLanguage = useInLanguage()
  const [params, setParams] = useSearchParams()
  const asked = params.get('no') ?? ''
  const [typed, setTyped] = useState(asked)
  const { data, error, refetch } = useApi<Found>(
    asked ? `/api/admin/stock/serials/${encodeURIComponent(asked)}` : null,
    {},
    { retry: false },
  )
  const place = (node_id: string | null, condition: string | null) =>
    node_id === null ? t('outside') : `${nodes.name(node_id)} · ${stock.maybe(`condition_${condition}`, condition ?? '')}`
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{t('serials')}</h1>
          <p className="hint">{t('serials_hint')}</p>
        </div>
      </header>
      <form
        style={{ display: 'flex', gap: 8, maxWidth: 520, marginBlock: 12 }}
        onSubmit={(event) => {
          event.preventDefault()
          setParams(typed.trim() ? { no: typed.trim() } : {})
        }}
      >
        <Input
          aria-label={t('serial_no')}
          placeholder={t('serial_no')}
          size="large"
          autoFocus
          maxLength={64}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="primary" size="large" htmlType="submit">
          {t('find')}
        </Button>
      </form>
      {error ? <Failure error={error} retry={() => void refetch()} /> : null}
      {asked && !data && !error ? <Skeleton /> : null}
      {data && data.items.length === 0 ? <Notice drawing="search" title={t('serial_none')} hint={t('serial_none_hint')} /> : null}
      {data?.items.map((piece) => {
        const order_id = orderOf(piece.ref)
        return (
          <section key={piece.sku_id} className="tile" style={{ display: 'block', maxWidth: 760, marginBottom: 12 }}>
            <div className="card-row">
              <span className="strong">{inLanguage(piece.title) || piece.sku_id}</span>
              <Status tone={tones[piece.state] ?? 'quiet'}>{t.maybe(`serial_${piece.state}`, piece.state)}</Status>
            </div>
            <Facts
              items={[
                [t('serial_no'), piece.serial_no],
                [t('sku'), piece.sku_id],
                [t('node'), piece.node_id ? place(piece.node_id, piece.condition) : <Missing key="node" />],
                [t('lot'), piece.lot_no ?? <Missing key="lot" />],
                [t('changed_at'), <Exact key="at" at={piece.changed_at} />],
                order_id
                  ? [
                      t('serial_sold'),
                      <Link key="order" to={`/orders/${order_id}`}>
                        {t('see_order')}
                      </Link>,
                    ]
                  : null,
              ]}
            />
            <Section title={t('serial_life')}>
              {data.life.length === 0 ? <p className="faint">{t('serial_no_life')}</p> : null}
              <ol className="plain" style={{ display: 'grid', gap: 10 }}>
                {data.life
                  .filter(({ sku_id }) => sku_id === piece.sku_id)
                  .map((move) => (
                    <li key={move.id}>
                      <div className="card-row">
                        <span>
                          {stock.maybe(`move_${move.kind}`, move.kind)} · {place(move.from_node_id, move.from_condition)} →{' '}
                          {place(move.to_node_id, move.to_condition)}
                        </span>
                        <Exact at={move.moved_at} />
                      </div>
                      <div className="card-row second">
                        <span>{move.reason ?? ''}</span>
                        <span>{move.by_name}</span>
                      </div>
                    </li>
                  ))}
              </ol>
            </Section>
          </section>
        )
      })}
    </div>
  )
}
