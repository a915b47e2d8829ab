import { api, type Page } from '../shared/api.ts'
import type { CenterPages, PageEntry } from '../shared/registry.ts'
import type { OutboundRow } from './model.ts'

const page = (path: string, title: readonly [string, string], load: PageEntry['load'], permission = 'warehouse.read'): PageEntry => ({
  path,
  title,
  permission,
  place: 'fulfillment',
  load,
})

export const warehouse: CenterPages = {
  pages: [
    page('/warehouse', ['仓库看板', 'Warehouse board'], () => import('./overview.tsx')),
    {
      ...page('/warehouse-waves', ['波次', 'Waves'], () => import('./waves.tsx')),
      children: [{ path: ':id', load: () => import('./wave.tsx') }],
    },
    page('/warehouse-pick', ['拣货', 'Picking'], () => import('./pick.tsx'), 'warehouse.work'),
    page('/warehouse-check', ['复核打包', 'Check and pack'], () => import('./check.tsx'), 'warehouse.work'),
    page('/warehouse-dispatch', ['称重发运', 'Weigh and ship'], () => import('./dispatch.tsx'), 'warehouse.work'),
    page('/warehouse-returns', ['回架', 'Back to shelf'], () => import('./putbacks.tsx'), 'warehouse.work'),
    page('/warehouse-receive', ['收货', 'Receiving'], () => import('./receive.tsx'), 'warehouse.work'),
    page('/warehouse-returned', ['退货收货', 'Returns'], () => import('./returned.tsx'), 'warehouse.work'),
    page('/warehouse-shelve', ['上架、质检与盘点', 'Put away, judge, count'], () => import('./shelve.tsx'), 'warehouse.work'),
    {
      ...page('/warehouse-parcels', ['出库单', 'Parcels to send'], () => import('./outbounds.tsx')),
      children: [{ path: ':id', load: () => import('./outbound.tsx') }],
    },
    {
      ...page('/warehouse-bins', ['库位库存', 'Bins'], () => import('./bins.tsx')),
      children: [
        { path: 'new', permission: 'warehouse.plan', load: () => import('./bins-new.tsx') },
        { path: ':row_id', load: () => import('./bin.tsx') },
      ],
    },
    page('/warehouse-recall', ['批次追溯', 'Recall'], () => import('./recall.tsx')),
    page('/warehouse-abnormals', ['仓内异常', 'Warehouse abnormals'], () => import('./abnormals.tsx')),
    {
      ...page('/warehouse-sites', ['仓库设置', 'Warehouse settings'], () => import('./sites.tsx')),
      children: [
        { path: 'new', permission: 'warehouse.plan', load: () => import('./site.tsx') },
        { path: ':node_id', load: () => import('./site.tsx') },
      ],
    },
    { path: '/warehouse-manifests/:id', title: ['交接单', 'Manifest'], permission: 'warehouse.read', load: () => import('./manifest.tsx') },
    page('/warehouse-bin-labels', ['库位标签', 'Bin labels'], () => import('./bin-labels.tsx')),
    page('/warehouse-commands', ['指令条码', 'Command barcodes'], () => import('./commands.tsx')),
  ],
  finders: [
    {
      title: ['出库单', 'Parcels to send'],
      permission: 'warehouse.read',
      find: async (q, signal) => {
        const { items } = await api.get<Page<OutboundRow>>('/api/admin/warehouse/outbounds', { q: q.slice(0, 64), limit: 5 }, signal)
        return items.map((row) => ({ title: row.code, note: row.status, to: `/warehouse-parcels/${row.id}` }))
      },
    },
  ],
}
