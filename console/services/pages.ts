import { api } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'

export const services: CenterPages = {
  pages: [
    {
      path: '/complaints',
      title: ['投诉', 'Complaints'],
      permission: 'complaints.read',
      place: 'service',
      load: () => import('./list.tsx'),
      children: [{ path: ':complaint_id', load: () => import('./detail.tsx') }],
    },
    {
      path: '/services-to-perform',
      title: ['待做的服务', 'Services to perform'],
      permission: 'orders.ship',
      place: 'service',
      load: () => import('./to-perform.tsx'),
    },
  ],
  badges: [
    {
      title: ['待处理投诉', 'Complaints to take'],
      icon: 'tasks',
      permission: 'complaints.answer',
      to: '/complaints',
      count: async (signal) => (await api.get<{ waiting: number }>('/api/admin/complaints/counts', {}, signal)).waiting,
    },
  ],
}
