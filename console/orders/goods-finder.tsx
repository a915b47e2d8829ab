import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { type AnswerOf, useApi } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { Amount } from '../shared/values.tsx'
import { useDeskText } from './desk-text.ts'

export type Goods = AnswerOf<'/api/admin/order-desk/goods'>['items'][number]

/** A product and its variant by name. */
export function useTitleOf(): (goods: Pick<Goods, 'title' | 'name'>) => string {
  const inLanguage = useInLanguage()
  return ({ title, name }) => [inLanguage(title), inLanguage(name)].filter(Boolean).join(' ')
}

interface FinderProps {
  /** Where goods are asked for, and what is asked beside the words. */
  path: '/api/admin/order-desk/goods' | `/api/admin/orders/${string}/substitutes`
  query?: Record<string, string>
  title: string
  button: string
  choose(goods: Goods): void
}

/** Finds goods by words, pinyin, code or barcode, with what is left of them. */
export function GoodsFinder({ path, query = {}, title, button, choose }: FinderProps) {
  const t = useDeskText()
  const id = useId()
  const titleOf = useTitleOf()
  const [q, setQ] = useState('')
  const [asked, setAsked] = useState('')
  const found = useApi<{ items: Goods[] }>(asked ? path : null, { ...query, q: asked })
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(q.trim())
        }}
      >
        <div className="field">
          <label htmlFor={id}>{title}</label>
          <div style={{ display: 'flex', gap: 8 }}>
            <Input id={id} maxLength={80} value={q} onChange={(event) => setQ(event.target.value)} />
            <Button htmlType="submit" loading={found.isFetching}>
              {t('look')}
            </Button>
          </div>
        </div>
      </form>
      {found.data ? (
        found.data.items.length === 0 ? (
          <p className="faint">{t('nothing_found')}</p>
        ) : (
          <ul className="rows" style={{ maxHeight: 240, overflowY: 'auto' }}>
            {found.data.items.map((goods) => (
              <li key={goods.sku_id}>
                <span style={{ minWidth: 0 }}>
                  {titleOf(goods)}
                  <div className="faint">
                    {goods.sku_id} · {t('left', { count: goods.available })}
                  </div>
                </span>
                <span className="spring" />
                <Amount minor={goods.price_minor} currency={goods.currency} />
                <Button
                  size="small"
                  disabled={goods.available === 0}
                  aria-label={`${button} ${titleOf(goods)}`}
                  onClick={() => choose(goods)}
                >
                  {button}
                </Button>
              </li>
            ))}
          </ul>
        )
      ) : null}
    </>
  )
}
