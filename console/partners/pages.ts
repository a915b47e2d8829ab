import { api } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'
import type { Endpoint } from './model.ts'

export const partners: CenterPages = {
  pages: [
    {
      path: '/partners',
      title: ['开放平台', 'Open API'],
      permission: 'partners.read',
      place: 'partners',
      load: () => import('./list.tsx'),
      children: [
        { path: 'new', permission: 'partners.edit', load: () => import('./form.tsx') },
        { path: ':partner_id', load: () => import('./detail.tsx') },
        { path: ':partner_id/edit', permission: 'partners.edit', load: () => import('./form.tsx') },
        { path: ':partner_id/new-key', permission: 'partners.edit', load: () => import('./key-form.tsx') },
        { path: ':partner_id/mappings/:mapping_id', load: () => import('./mapping.tsx') },
      ],
    },
    {
      path: '/webhook-messages',
      title: ['消息推送', 'Webhook messages'],
      permission: 'partners.read',
      place: 'partners',
      load: () => import('./deliveries.tsx'),
      children: [{ path: ':delivery_id', load: () => import('./delivery.tsx') }],
    },
    {
      path: '/partner-messages',
      title: ['伙伴报文', 'Partner messages'],
      permission: 'partners.read',
      place: 'partners',
      load: () => import('./received.tsx'),
      children: [{ path: ':message_id', load: () => import('./received-message.tsx') }],
    },
    {
      path: '/refused-calls',
      title: ['被拒请求', 'Refused calls'],
      permission: 'partners.read',
      place: 'partners',
      load: () => import('./refusals.tsx'),
    },
  ],
  badges: [
    {
      title: ['回调已停用', 'Webhooks disabled'],
      icon: 'alarms',
      permission: 'partners.read',
      to: '/partners',
      count: async (signal) =>
        (await api.get<{ items: Endpoint[] }>('/api/admin/partner-endpoints', {}, signal)).items.filter(({ state }) => state === 'disabled')
          .length,
    },
  ],
}
