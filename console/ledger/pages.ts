import type { CenterPages } from '../shared/registry.ts'

export const ledger: CenterPages = {
  pages: [
    {
      path: '/ledger/trial-balance',
      title: ['试算平衡', 'Trial balance'],
      permission: 'ledger.read',
      place: 'money',
      load: () => import('./trial-balance.tsx'),
    },
    {
      path: '/ledger/transactions/:key',
      title: ['交易', 'Transaction'],
      permission: 'ledger.read',
      load: () => import('./transaction.tsx'),
    },
    {
      path: '/ledger/causes',
      title: ['起因', 'Cause'],
      permission: 'ledger.read',
      load: () => import('./transaction.tsx').then(({ Causes }) => ({ Component: Causes })),
    },
    {
      path: '/ledger',
      title: ['账户余额', 'Balances'],
      permission: 'ledger.read',
      place: 'money',
      load: () => import('./list.tsx'),
      children: [{ path: ':balance', load: () => import('./detail.tsx') }],
    },
  ],
}
