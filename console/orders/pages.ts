import { api, type Page } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'
import type { OrderRow } from './model.ts'

export const orders: CenterPages = {
  pages: [
    {
      path: '/orders',
      title: ['订单处理', 'Orders'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./list.tsx'),
      children: [{ path: ':order_id', load: () => import('./detail.tsx') }],
    },
    {
      path: '/late-orders',
      title: ['超时订单', 'Late orders'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./late.tsx'),
    },
    {
      path: '/process-times',
      title: ['流程时效', 'Process times'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./times.tsx'),
    },
  ],
  finders: [
    {
      title: ['订单', 'Orders'],
      permission: 'orders.read',
      find: async (words, signal) => {
        const { items } = await api.get<Page<OrderRow>>('/api/admin/orders', { q: words, limit: 6 }, signal)
        return items.map((row) => ({ title: row.order_no, note: row.buyer_name, to: `/orders/${row.id}?q=${encodeURIComponent(words)}` }))
      },
    },
  ],
}
