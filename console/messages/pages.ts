import type { CenterPages } from '../shared/registry.ts'

export const messages: CenterPages = {
  pages: [
    { path: '/outbox', title: ['消息发件箱', 'Outbox'], permission: 'messages.read', place: 'service', load: () => import('./outbox.tsx') },
    {
      path: '/calls',
      title: ['外呼任务', 'Calls to make'],
      permission: 'messages.call',
      place: 'service',
      load: () => import('./calls.tsx'),
    },
    {
      path: '/message-templates',
      title: ['消息文案', 'Message texts'],
      permission: 'message_templates.read',
      place: 'settings',
      load: () => import('./templates.tsx'),
    },
  ],
}
