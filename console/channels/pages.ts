import type { CenterPages } from '../shared/registry.ts'

export const channels: CenterPages = {
  pages: [
    {
      path: '/channels',
      title: ['渠道', 'Channels'],
      permission: 'channels.read',
      place: 'partners',
      load: () => import('./list.tsx'),
      children: [
        { path: 'new', permission: 'channels.edit', load: () => import('./form.tsx') },
        { path: ':channel_id', permission: 'channels.edit', load: () => import('./form.tsx') },
      ],
    },
    {
      path: '/channel-listings',
      title: ['渠道在售', 'On channels'],
      permission: 'products.read',
      place: 'products',
      load: () => import('./listings.tsx'),
      children: [
        { path: 'new', permission: 'products.edit', load: () => import('./listing-form.tsx') },
        { path: ':listing_id', load: () => import('./listing-form.tsx') },
      ],
    },
  ],
}
