import { api, type Page } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'

export const buyers: CenterPages = {
  pages: [
    {
      path: '/buyers',
      title: ['企业客户', 'Buyer organizations'],
      permission: 'buyers.read',
      place: 'members',
      load: () => import('./list.tsx'),
      children: [
        { path: 'new', permission: 'buyers.edit', load: () => import('./form.tsx') },
        { path: ':buyer_id', load: () => import('./detail.tsx') },
      ],
    },
  ],
  finders: [
    {
      title: ['企业客户', 'Buyer organizations'],
      permission: 'buyers.read',
      find: async (q, signal) => {
        const { items } = await api.get<Page<{ buyer_id: string; name: string; tax_no: string }>>(
          '/api/admin/buyers',
          { q: q.slice(0, 60), limit: 5 },
          signal,
        )
        return items.map((row) => ({ title: row.name, note: row.tax_no, to: `/buyers/${row.buyer_id}` }))
      },
    },
  ],
}
