import { api } from '../../shared/api.ts'
import type { CenterPages } from '../../shared/registry.ts'
import type { PersonItem } from './model.ts'

export const resolution: CenterPages = {
  pages: [
    {
      path: '/customers',
      title: ['客户总数', 'How many customers'],
      permission: 'resolution.read',
      place: 'members',
      load: () => import('./overview.tsx'),
    },
    {
      path: '/customers/persons',
      title: ['归一客户', 'Persons'],
      permission: 'resolution.read',
      place: 'members',
      load: () => import('./persons.tsx'),
      children: [{ path: ':person_id', load: () => import('./person.tsx') }],
    },
    {
      path: '/customers/review',
      title: ['疑似同一人', 'Doubtful pairs'],
      permission: 'resolution.review',
      place: 'members',
      load: () => import('./desk.tsx'),
    },
    {
      path: '/customers/pairs',
      title: ['疑似名单', 'List of doubtful pairs'],
      permission: 'resolution.review',
      place: 'members',
      load: () => import('./pairs.tsx'),
    },
    {
      path: '/customers/runs',
      title: ['旧系统客户文件', 'Customer files'],
      permission: 'resolution.read',
      place: 'members',
      load: () => import('./runs.tsx'),
    },
  ],
  finders: [
    {
      title: ['归一客户', 'Persons'],
      permission: 'resolution.read',
      find: async (words, signal) => {
        const { items } = await api.get<{ items: PersonItem[] }>('/api/admin/resolution/persons', { q: words, limit: 6 }, signal)
        return items.map((row) => ({
          title: row.name || row.phone || row.email,
          note: row.phone,
          to: `/customers/persons/${row.person_id}?q=${encodeURIComponent(words)}`,
        }))
      },
    },
  ],
}
