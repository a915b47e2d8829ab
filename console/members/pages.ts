import { api, type Page } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'
import type { MemberRow } from './model.ts'

export const members: CenterPages = {
  pages: [
    {
      path: '/members',
      title: ['会员', 'Members'],
      permission: 'members.read',
      place: 'members',
      load: () => import('./list.tsx'),
      children: [{ path: ':member_id', load: () => import('./detail.tsx') }],
    },
    {
      path: '/cards',
      title: ['预付卡与礼品卡', 'Cards'],
      permission: 'members.read',
      place: 'members',
      load: () => import('./batches.tsx'),
      children: [
        { path: 'new', permission: 'cards.issue', load: () => import('./batch-form.tsx') },
        { path: ':batch_id', load: () => import('./cards.tsx') },
      ],
    },
    {
      path: '/member-exports',
      title: ['会员导出', 'Exports'],
      permission: 'members.export',
      place: 'members',
      load: () => import('./exports.tsx'),
      children: [{ path: 'new', load: () => import('./export-form.tsx') }],
    },
    {
      path: '/programs',
      title: ['会员计划与等级', 'Programs and levels'],
      permission: 'members.read',
      place: 'members',
      load: () => import('./programs.tsx'),
    },
    { path: '/programs/new', title: ['新建会员计划', 'New program'], permission: 'programs.edit', load: () => import('./program.tsx') },
    { path: '/programs/:program_id', title: ['会员计划', 'Program'], permission: 'members.read', load: () => import('./program.tsx') },
  ],
  finders: [
    {
      title: ['会员', 'Members'],
      permission: 'members.read',
      find: async (words, signal) => {
        const { items } = await api.get<Page<MemberRow>>('/api/admin/members', { q: words, limit: 6 }, signal)
        return items.map((row) => ({ title: row.name, note: row.phone ?? '', to: `/members/${row.id}?q=${encodeURIComponent(words)}` }))
      },
    },
  ],
}
