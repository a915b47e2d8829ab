import { api, type Page } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'
import type { StaffRow } from './model.ts'

export const organization: CenterPages = {
  pages: [
    {
      path: '/days',
      title: ['营业日', 'Institution day'],
      permission: 'day.read',
      place: 'work',
      load: () => import('./day-list.tsx'),
      children: [{ path: ':institution_id', load: () => import('./day.tsx') }],
    },
    {
      path: '/my-roles',
      title: ['我的授权', 'My roles'],
      permission: 'staff',
      place: 'work',
      load: () => import('./my-roles.tsx'),
    },
    {
      path: '/organization',
      title: ['组织架构', 'Organization'],
      permission: 'organization.read',
      place: 'settings',
      load: () => import('./tree.tsx'),
    },
    {
      path: '/staff',
      title: ['员工', 'Staff'],
      permission: 'staff.read',
      place: 'settings',
      load: () => import('./staff-list.tsx'),
      children: [
        { path: 'new', load: () => import('./staff-form.tsx') },
        { path: ':staff_id', load: () => import('./staff.tsx') },
        { path: ':staff_id/edit', load: () => import('./staff-form.tsx') },
      ],
    },
    {
      path: '/roles',
      title: ['角色与权限', 'Roles and permissions'],
      permission: 'staff.read',
      place: 'settings',
      load: () => import('./roles.tsx'),
    },
    {
      path: '/two-person-rules',
      title: ['双人复核', 'Two-person rules'],
      permission: 'staff.read',
      place: 'settings',
      load: () => import('./two-person.tsx'),
    },
    {
      path: '/calendars',
      title: ['营业日历', 'Opening days'],
      permission: 'organization.read',
      place: 'settings',
      load: () => import('./calendars.tsx'),
    },
    {
      path: '/audit',
      title: ['操作审计', 'Audit'],
      permission: 'audit.read',
      place: 'settings',
      load: () => import('./audit-list.tsx'),
      children: [{ path: ':change', load: () => import('./audit.tsx') }],
    },
  ],
  finders: [
    {
      title: ['员工', 'Staff'],
      permission: 'staff.read',
      find: async (words, signal) => {
        const { items } = await api.get<Page<StaffRow>>('/api/admin/staff', { query: words, limit: 6 }, signal)
        return items.map((row) => ({ title: row.name, note: `${row.staff_no} · ${row.organization_name}`, to: `/staff/${row.id}` }))
      },
    },
  ],
}
