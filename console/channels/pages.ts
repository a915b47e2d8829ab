import type { CenterPages } from '../shared/registry.ts'

export const channels: CenterPages = {
  pages: [
    { path: '/channels', title: ['渠道', 'Channels'], permission: 'channels.read', place: 'partners', load: () => import('./list.tsx') },
  ],
}
