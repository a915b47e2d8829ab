import { api, type Page } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'
import type { BatchRow } from './model.ts'

export const codes: CenterPages = {
  pages: [
    {
      path: '/codes',
      title: ['一物一码', 'Item codes'],
      permission: 'codes.read',
      place: 'products',
      load: () => import('./list.tsx'),
      children: [
        { path: 'new', permission: 'codes.issue', load: () => import('./form.tsx') },
        { path: ':batch_id', load: () => import('./detail.tsx') },
      ],
    },
    {
      path: '/code-history',
      title: ['编码查询', 'Code history'],
      permission: 'codes.read',
      place: 'products',
      load: () => import('./history.tsx'),
    },
    {
      path: '/code-alarms',
      title: ['窜货与防伪', 'Code alarms'],
      permission: 'codes.read',
      place: 'products',
      load: () => import('./alarms.tsx'),
    },
  ],
  finders: [
    {
      title: ['编码批次', 'Batches of codes'],
      permission: 'codes.read',
      find: async (q, signal) => {
        const { items } = await api.get<Page<BatchRow>>('/api/admin/codes/batches', { q: q.slice(0, 40), limit: 5 }, signal)
        return items.map((row) => ({ title: row.lot, note: row.sku_id, to: `/codes/${row.batch_id}` }))
      },
    },
  ],
  badges: [
    {
      title: ['编码报警', 'Code alarms'],
      icon: 'alarms',
      permission: 'codes.judge',
      to: '/code-alarms',
      count: async (signal) => (await api.get<{ open: number }>('/api/admin/codes/cases/counts', {}, signal)).open,
    },
  ],
}
