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
    page('/warehouse-shelve', ['上架与盘点', 'Put away and count'], () => import('./shelve.tsx'), 'warehouse.work'),
    {
      ...page('/warehouse-parcels', ['出库单', 'Parcels to send'], () => import('./outbounds.tsx')),
      children: [{ path: ':id', load: () => import('./outbound.tsx') }],
    },
    page('/warehouse-bins', ['库位库存', 'Bins'], () => import('./bins.tsx')),
    page('/warehouse-abnormals', ['仓内异常', 'Warehouse abnormals'], () => import('./abnormals.tsx')),
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
