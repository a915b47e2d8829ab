import { api, type Page } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'

export const purchasing: CenterPages = {
  pages: [
    {
      path: '/purchases',
      title: ['采购单', 'Purchase orders'],
      permission: 'purchases.read',
      place: 'stock',
      load: () => import('./list.tsx'),
      children: [
        { path: 'new', permission: 'purchases.edit', load: () => import('./form.tsx') },
        { path: ':id', load: () => import('./detail.tsx') },
      ],
    },
    {
      path: '/suppliers',
      title: ['供应商', 'Suppliers'],
      permission: 'purchases.read',
      place: 'stock',
      load: () => import('./suppliers.tsx'),
      children: [
        { path: 'new', permission: 'purchases.edit', load: () => import('./supplier-form.tsx') },
        { path: ':id', permission: 'purchases.edit', load: () => import('./supplier-form.tsx') },
      ],
    },
  ],
  finders: [
    {
      title: ['采购单', 'Purchase orders'],
      permission: 'purchases.read',
      find: async (q, signal) => {
        const { items } = await api.get<Page<{ id: string; order_no: string; state: string }>>(
          '/api/admin/purchases',
          { q, limit: 5 },
          signal,
        )
        return items.map((row) => ({ title: row.order_no, note: row.state, to: `/purchases/${row.id}` }))
      },
    },
  ],
}
