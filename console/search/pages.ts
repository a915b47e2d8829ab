import type { CenterPages } from '../shared/registry.ts'

export const search: CenterPages = {
  pages: [
    {
      path: '/search-report',
      title: ['搜索报表', 'Search report'],
      permission: 'search.read',
      place: 'products',
      load: () => import('./report.tsx'),
    },
    {
      path: '/search-words',
      title: ['搜索词库', 'Search words'],
      permission: 'search.read',
      place: 'products',
      load: () => import('./synonyms.tsx'),
      children: [{ path: 'new', permission: 'search.edit', load: () => import('./synonym-form.tsx') }],
    },
    {
      path: '/search-placements',
      title: ['搜索置顶', 'Search placements'],
      permission: 'search.read',
      place: 'products',
      load: () => import('./placements.tsx'),
      children: [{ path: 'new', permission: 'search.edit', load: () => import('./placement-form.tsx') }],
    },
  ],
}
