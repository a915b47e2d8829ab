import type { CenterPages } from '../shared/registry.ts'

export const content: CenterPages = {
  pages: [
    {
      path: '/content',
      title: ['页面', 'Pages'],
      permission: 'content.read',
      place: 'marketing',
      load: () => import('./list.tsx'),
      children: [
        { path: 'new', permission: 'content.edit', load: () => import('./form.tsx') },
        { path: ':page_id', load: () => import('./detail.tsx') },
      ],
    },
    { path: '/page-editor/:page_id', title: ['编辑页面', 'Page editor'], permission: 'content.edit', load: () => import('./editor.tsx') },
    {
      path: '/site',
      title: ['导航与页脚', 'Navigation and footer'],
      permission: 'content.read',
      place: 'marketing',
      load: () => import('./site.tsx'),
    },
    {
      path: '/redirects',
      title: ['网址跳转', 'Redirects'],
      permission: 'content.read',
      place: 'marketing',
      load: () => import('./redirects.tsx'),
    },
    {
      path: '/ad-slots',
      title: ['广告位', 'Advertising slots'],
      permission: 'content.read',
      place: 'marketing',
      load: () => import('./slots.tsx'),
    },
    {
      path: '/link-checks',
      title: ['链接检查', 'Link check'],
      permission: 'content.read',
      place: 'marketing',
      load: () => import('./checks.tsx'),
    },
  ],
}
