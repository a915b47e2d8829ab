import type { CenterPages } from '../shared/registry.ts'

export const erp: CenterPages = {
  pages: [
    {
      path: '/erp-documents',
      title: ['ERP 单据', 'ERP documents'],
      permission: 'erp.read',
      place: 'money',
      load: () => import('./list.tsx'),
      children: [
        { path: 'new-system', permission: 'erp.edit', load: () => import('./system-form.tsx') },
        { path: 'new-shop', permission: 'erp.edit', load: () => import('./shop-form.tsx') },
        { path: ':document_no', load: () => import('./detail.tsx') },
      ],
    },
  ],
}
