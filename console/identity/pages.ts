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
      path: '/doors',
      title: ['登录页', 'Sign-in pages'],
      permission: 'applications.read',
      place: 'settings',
      load: () => import('./doors.tsx'),
    },
    {
      path: '/federations',
      title: ['联盟伙伴账号', 'Alliance partners'],
      permission: 'applications.read',
      place: 'settings',
      load: () => import('./federations.tsx'),
    },
    {
      path: '/sign-ins',
      title: ['登录日志', 'Sign-in log'],
      permission: 'sign_ins.read',
      place: 'settings',
      load: () => import('./sign-ins.tsx'),
    },
    {
      path: '/my-devices',
      title: ['我的设备', 'My devices'],
      permission: 'staff',
      place: 'work',
      load: () => import('./my-devices.tsx'),
    },
  ],
}
