import { moment } from '../format.ts'
import { type Both, pick, useLang } from '../words.ts'
import { Icon } from './icons.tsx'
import { Go } from './link.tsx'
import { type OrderFacts, useStateWord } from './order.tsx'
import { Price } from './price.tsx'

export interface OrderRow {
  id: string
  order_no: string
  placed_at: string
  state: string
  service: OrderFacts['service']
  total_minor: number
  currency: string
  lines: { title: Both; quantity: number }[]
}

export function OrderList({ orders }: { orders: OrderRow[] }) {
  const lang = useLang()
  const stateWord = useStateWord()
  return (
    <ul className="space-y-3">
      {orders.map((order) => (
        <li key={order.id} className="relative rounded-card border border-line p-5 hover:border-primary">
          <p className="flex flex-wrap items-center justify-between gap-x-4 text-sm">
            <span className="figures text-muted">
              {moment(order.placed_at)} · {order.order_no}
            </span>
            <span
              className={`font-semibold ${order.state === 'canceled' ? 'text-muted' : order.state === 'delivered' || order.state === 'completed' ? 'text-jade' : 'text-primary'}`}
            >
              {stateWord(order.state, order.service)}
            </span>
          </p>
          <p className="mt-3 flex items-center justify-between gap-4">
            <Go to={`/orders/${order.id}`} className="line-clamp-2 font-medium after:absolute after:inset-0 after:rounded-card">
              {order.lines
                .map(({ title, quantity }) => `${pick(title, lang)}${quantity > 1 ? ` ×${quantity}` : ''}`)
                .join(lang === 'zh' ? '、' : ', ')}
            </Go>
            <span className="flex items-center gap-2">
              <Price amount_minor={order.total_minor} currency={order.currency} plain />
              <Icon name="right" className="size-4 text-muted" />
            </span>
          </p>
        </li>
      ))}
    </ul>
  )
}
