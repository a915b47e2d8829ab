import { api } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'

export const work: CenterPages = {
  pages: [{ path: '/notices', title: ['公告', 'Notices'], permission: 'staff', place: 'work', load: () => import('./notices.tsx') }],
  badges: [
    {
      title: ['未读公告', 'Unread notices'],
      icon: 'tasks',
      permission: 'staff',
      to: '/notices',
      count: async (signal) => (await api.get<{ unread: number }>('/api/admin/my/notices/counts', {}, signal)).unread,
    },
  ],
}
