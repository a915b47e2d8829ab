import { api } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'

export const approvals: CenterPages = {
  pages: [
    {
      path: '/approvals',
      title: ['审批', 'Approvals'],
      permission: 'staff',
      place: 'work',
      load: () => import('./list.tsx'),
      children: [
        { path: 'new', load: () => import('./form.tsx') },
        { path: ':request_id', load: () => import('./detail.tsx') },
      ],
    },
    {
      path: '/approval-templates',
      title: ['审批模板', 'Approval templates'],
      permission: 'approvals.edit',
      place: 'settings',
      load: () => import('./templates.tsx'),
    },
  ],
  badges: [
    {
      title: ['待我审批', 'To decide'],
      icon: 'approvals',
      permission: 'approvals.decide',
      to: '/approvals',
      count: async (signal) => (await api.get<{ to_decide: number }>('/api/admin/approvals/counts', {}, signal)).to_decide,
    },
  ],
}
