import type { CenterPages } from '../shared/registry.ts'

export const fulfillment: CenterPages = {
  pages: [
    {
      path: '/waiting',
      title: ['等货订单', 'Waiting for goods'],
      permission: 'sourcing.read',
      place: 'fulfillment',
      load: () => import('./waiting.tsx'),
    },
    {
      path: '/waiting-rules',
      title: ['配给规则', 'Rules for giving out goods'],
      permission: 'sourcing.read',
      load: () => import('./waiting-rules.tsx'),
      children: [
        { path: 'new', permission: 'sourcing.edit', load: () => import('./waiting-rule-form.tsx') },
        { path: ':rule', permission: 'sourcing.edit', load: () => import('./waiting-rule-form.tsx') },
      ],
    },
    {
      path: '/collections',
      title: ['代收货款', 'Collected at the door'],
      permission: 'freight.reconcile',
      place: 'fulfillment',
      load: () => import('./collections.tsx'),
    },
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
