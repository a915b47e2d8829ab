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
        { path: 'results', permission: 'erp.edit', load: () => import('./results.tsx') },
        { path: 'new-shop', permission: 'erp.edit', load: () => import('./shop-form.tsx') },
        { path: ':document_no', load: () => import('./detail.tsx') },
      ],
    },
    {
      path: '/erp-systems',
      title: ['ERP 系统', 'ERP systems'],
      permission: 'erp.read',
      place: 'money',
      load: () => import('./systems.tsx'),
      children: [
        { path: 'new', permission: 'erp.edit', load: () => import('./system-form.tsx') },
        { path: ':system_id', load: () => import('./system.tsx') },
        { path: ':system_id/edit', permission: 'erp.edit', load: () => import('./system-form.tsx') },
      ],
    },
    {
      path: '/erp-materials',
      title: ['ERP 物料', 'ERP materials'],
      permission: 'erp.read',
      place: 'money',
      load: () => import('./materials.tsx'),
      children: [
        { path: 'new', permission: 'erp.edit', load: () => import('./material-form.tsx') },
        { path: ':row', permission: 'erp.edit', load: () => import('./material-form.tsx') },
      ],
    },
  ],
}
