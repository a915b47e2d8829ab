import { api } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'

export const community: CenterPages = {
  pages: [
    {
      path: '/voices',
      title: ['评价与问答', 'Reviews and questions'],
      permission: 'community.read',
      place: 'service',
      load: () => import('./list.tsx'),
      children: [{ path: ':voice_id', load: () => import('./detail.tsx') }],
    },
    {
      path: '/voice-words',
      title: ['敏感词', 'Listed words'],
      permission: 'community.read',
      place: 'service',
      load: () => import('./words.tsx'),
      children: [{ path: 'new', permission: 'community.judge', load: () => import('./word-form.tsx') }],
    },
  ],
  badges: [
    {
      title: ['待审评价', 'Reviews to read'],
      icon: 'tasks',
      permission: 'community.judge',
      to: '/voices',
      count: async (signal) => (await api.get<{ waiting: number }>('/api/admin/community/counts', {}, signal)).waiting,
    },
  ],
}
