import type { CenterPages } from '../shared/registry.ts'

export const imports: CenterPages = {
  pages: [
    { path: '/imports/new', title: ['新的导入', 'New import'], permission: 'staff', load: () => import('./form.tsx') },
    {
      path: '/imports',
      title: ['导入记录', 'Imports'],
      permission: 'staff',
      place: 'work',
      load: () => import('./list.tsx'),
      children: [{ path: ':run_id', load: () => import('./detail.tsx') }],
    },
  ],
}
