import { api, type Page } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'

export const marketplaces: CenterPages = {
  pages: [
    {
      path: '/marketplaces',
      title: ['平台店铺', 'Marketplace shops'],
      permission: 'marketplaces.read',
      place: 'orders',
      load: () => import('./list.tsx'),
      children: [
        { path: 'new', permission: 'marketplaces.edit', load: () => import('./wizard.tsx') },
        { path: ':connection_id', load: () => import('./detail.tsx') },
      ],
    },
    {
      path: '/marketplace-orders',
      title: ['平台待处理', 'Marketplace pool'],
      permission: 'marketplaces.read',
      place: 'orders',
      load: () => import('./pulled.tsx'),
    },
    {
      path: '/marketplace-refunds',
      title: ['平台退款', 'Marketplace refunds'],
      permission: 'marketplaces.read',
      place: 'orders',
      load: () => import('./refunds.tsx'),
    },
    {
      path: '/marketplace-listings',
      title: ['平台商品映射', 'Listing mappings'],
      permission: 'marketplaces.read',
      place: 'orders',
      load: () => import('./listings.tsx'),
    },
    {
      path: '/marketplace-statements',
      title: ['平台账单', 'Marketplace statements'],
      permission: 'marketplaces.read',
      place: 'money',
      load: () => import('./statements.tsx'),
      children: [{ path: ':statement', load: () => import('./statement.tsx') }],
    },
    {
      path: '/marketplace-differences',
      title: ['平台对账差异', 'Statement differences'],
      permission: 'marketplaces.read',
      place: 'money',
      load: () => import('./differences.tsx'),
    },
  ],
  finders: [
    {
      title: ['平台订单', 'Marketplace orders'],
      permission: 'marketplaces.read',
      find: async (number, signal) => {
        if (number.length < 6) return []
        const { items } = await api.get<Page<{ external_no: string; state: string; order_id: string | null; buyer: string | null }>>(
          '/api/admin/marketplaces/pulled',
          { number, limit: 5 },
          signal,
        )
        return items.map(({ external_no, buyer, order_id }) => ({
          title: external_no,
          note: buyer ?? '',
          to: order_id ? `/orders/${order_id}` : `/marketplace-orders?number=${external_no}`,
        }))
      },
    },
  ],
}
