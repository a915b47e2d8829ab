import type { CenterPages } from '../shared/registry.ts'

export const identity: CenterPages = {
  pages: [
    {
      path: '/applications',
      title: ['应用登录', 'Applications'],
      permission: 'applications.read',
      place: 'settings',
      load: () => import('./applications.tsx'),
    },
    {
      path: '/sign-ins',
      title: ['登录日志', 'Sign-in log'],
      permission: 'sign_ins.read',
      place: 'settings',
      load: () => import('./sign-ins.tsx'),
    },
  ],
}
