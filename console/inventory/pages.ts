import { api, type Page } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'

export const inventory: CenterPages = {
  pages: [
    {
      path: '/stock',
      title: ['库存查询', 'Stock'],
      permission: 'stock.read',
      place: 'stock',
      load: () => import('./list.tsx'),
      children: [{ path: ':stock', load: () => import('./detail.tsx') }],
    },
    { path: '/nodes', title: ['库存节点', 'Nodes'], permission: 'stock.read', place: 'stock', load: () => import('./nodes.tsx') },
  ],
  finders: [
    {
      title: ['库存', 'Stock'],
      permission: 'stock.read',
      find: async (q, signal) => {
        const { items } = await api.get<Page<{ node_id: string; sku_id: string; available: number }>>(
          '/api/admin/stock',
          { q, limit: 6 },
          signal,
        )
        return items.map((row) => ({
          title: row.sku_id,
          note: `${row.node_id} · ${row.available}`,
          to: `/stock/${encodeURIComponent(`${row.node_id}~${row.sku_id}`)}?q=${encodeURIComponent(q)}`,
        }))
      },
    },
  ],
}
