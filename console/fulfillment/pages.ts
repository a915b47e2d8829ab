import type { CenterPages } from '../shared/registry.ts'

export const fulfillment: CenterPages = {
  pages: [
    {
      path: '/sourcing-rules',
      title: ['寻源规则', 'Sourcing rules'],
      permission: 'sourcing.read',
      place: 'fulfillment',
      load: () => import('./rules.tsx'),
      children: [
        { path: 'new', permission: 'sourcing.edit', load: () => import('./form.tsx') },
        { path: ':rule_id', load: () => import('./rule.tsx') },
        { path: ':rule_id/edit', permission: 'sourcing.edit', load: () => import('./form.tsx') },
      ],
    },
    {
      path: '/sourcing-runs',
      title: ['寻源记录', 'Sourcing runs'],
      permission: 'sourcing.read',
      place: 'fulfillment',
      load: () => import('./runs.tsx'),
      children: [{ path: ':run_id', load: () => import('./run.tsx') }],
    },
  ],
}
