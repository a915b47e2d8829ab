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
    {
      path: '/policies',
      title: ['销售策略', 'Selling policies'],
      permission: 'stock.policy',
      place: 'stock',
      load: () => import('./policies.tsx'),
      children: [
        { path: 'new', load: () => import('./policy-form.tsx') },
        { path: 'promise', load: () => import('./promise-form.tsx') },
        { path: ':policy', load: () => import('./policy-form.tsx') },
      ],
    },
    {
      path: '/policy-windows',
      title: ['策略时间窗', 'Policies for a time'],
      permission: 'stock.policy',
      load: () => import('./windows.tsx'),
      children: [{ path: 'new', load: () => import('./window-form.tsx') }],
    },
    {
      path: '/sharing',
      title: ['货源共享', 'Stock sharing'],
      permission: 'stock.read',
      place: 'stock',
      load: () => import('./sharing.tsx'),
      children: [{ path: ':channel_id', load: () => import('./sharing-form.tsx') }],
    },
    {
      path: '/holds',
      title: ['暂留', 'Holds'],
      permission: 'stock.hold',
      place: 'stock',
      load: () => import('./holds.tsx'),
      children: [{ path: 'new', load: () => import('./hold-form.tsx') }],
    },
    { path: '/stock-aging', title: ['库龄', 'Stock age'], permission: 'stock.read', place: 'stock', load: () => import('./aging.tsx') },
    { path: '/lots', title: ['批次与效期', 'Lots and expiry'], permission: 'stock.read', place: 'stock', load: () => import('./lots.tsx') },
    {
      path: '/serials',
      title: ['序列号', 'Serial numbers'],
      permission: 'stock.read',
      place: 'stock',
      load: () => import('./serials.tsx'),
    },
    {
      path: '/stock-moves',
      title: ['库存流水', 'Stock moves'],
      permission: 'stock.read',
      place: 'stock',
      load: () => import('./moves.tsx'),
      children: [{ path: 'new', permission: 'stock.move', load: () => import('./move-form.tsx') }],
    },
    {
      path: '/nodes',
      title: ['库存节点', 'Nodes'],
      permission: 'stock.read',
      place: 'stock',
      load: () => import('./nodes.tsx'),
      children: [
        { path: 'new', permission: 'nodes.edit', load: () => import('./node-form.tsx') },
        { path: ':node_id', load: () => import('./node.tsx') },
        { path: ':node_id/edit', permission: 'nodes.edit', load: () => import('./node-form.tsx') },
      ],
    },
    {
      path: '/delivery-days',
      title: ['送达天数', 'Days on the road'],
      permission: 'stock.read',
      place: 'stock',
      load: () => import('./delivery-days.tsx'),
      children: [
        { path: 'new', permission: 'stock.policy', load: () => import('./delivery-form.tsx') },
        { path: 'try', permission: 'stock.availability', load: () => import('./promise.tsx') },
        { path: ':way', load: () => import('./delivery-form.tsx') },
      ],
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
