import { api, type Page } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'

export const interfaces: CenterPages = {
  pages: [
    {
      path: '/interfaces',
      title: ['接口总览', 'Interfaces'],
      permission: 'interfaces.read',
      place: 'settings',
      load: () => import('./wall.tsx'),
      children: [{ path: ':interface_id', load: () => import('./detail.tsx') }],
    },
    {
      path: '/interface-owners',
      title: ['接口负责人', 'Interface owners'],
      permission: 'interfaces.read',
      place: 'settings',
      load: () => import('./owners.tsx'),
      children: [{ path: ':interface_id', load: () => import('./detail.tsx') }],
    },
    {
      path: '/interface-letters',
      title: ['接口死信', 'Dead letters'],
      permission: 'interfaces.read',
      place: 'settings',
      load: () => import('./letters.tsx'),
      children: [{ path: ':letter_id', load: () => import('./letter.tsx') }],
    },
  ],
  badges: [
    {
      title: ['接口死信', 'Dead letters'],
      icon: 'alarms',
      permission: 'interfaces.read',
      to: '/interface-letters',
      count: async (signal) => (await api.get<Page<object>>('/api/admin/interface-letters', { limit: 50 }, signal)).items.length,
    },
  ],
}
