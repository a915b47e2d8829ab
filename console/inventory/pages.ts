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
    {
      path: '/counts',
      title: ['盘点', 'Counts'],
      permission: 'stock.count',
      place: 'stock',
      load: () => import('./counts.tsx'),
      children: [
        { path: 'new', load: () => import('./count-form.tsx') },
        { path: ':id', load: () => import('./count.tsx') },
      ],
    },
    {
      path: '/transfers',
      title: ['调拨', 'Transfers'],
      permission: 'stock.transfer',
      place: 'stock',
      load: () => import('./transfers.tsx'),
      children: [
        { path: 'new', load: () => import('./transfer-form.tsx') },
        { path: ':id', load: () => import('./transfer.tsx') },
      ],
    },
    {
      path: '/shares',
      title: ['渠道配额', 'Channel shares'],
      permission: 'stock.policy',
      place: 'stock',
      load: () => import('./shares.tsx'),
      children: [{ path: 'new', load: () => import('./share-form.tsx') }],
    },
    { path: '/lots', title: ['批次与效期', 'Lots and expiry'], permission: 'stock.read', place: 'stock', load: () => import('./lots.tsx') },
    {
      path: '/stock-moves',
      title: ['库存流水', 'Stock moves'],
      permission: 'stock.read',
      place: 'stock',
      load: () => import('./moves.tsx'),
    },
    {
      path: '/nodes',
      title: ['库存节点', 'Nodes'],
      permission: 'stock.read',
      place: 'stock',
      load: () => import('./nodes.tsx'),
      children: [{ path: ':node_id', load: () => import('./node.tsx') }],
    },
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
