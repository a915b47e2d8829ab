import { api } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'
import type { Health } from './health.tsx'

export const operations: CenterPages = {
  pages: [
    { path: '/health', title: ['运行状况', 'Health'], permission: 'health.read', place: 'settings', load: () => import('./health.tsx') },
    {
      path: '/promises',
      title: ['承诺检查', 'Promises'],
      permission: 'promises.check',
      place: 'settings',
      load: () => import('./promises.tsx'),
    },
  ],
  badges: [
    {
      title: ['告警', 'Alarms'],
      icon: 'alarms',
      permission: 'health.read',
      to: '/health',
      count: async (signal) => {
        const [health, { countTroubles }] = await Promise.all([api.get<Health>('/api/admin/health', {}, signal), import('./health.tsx')])
        return countTroubles(health, Date.now())
      },
    },
  ],
}
