import { api, type Page } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'
import type { OrderRow } from './model.ts'

export const orders: CenterPages = {
  pages: [
    {
      path: '/orders',
      title: ['订单处理', 'Orders'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./list.tsx'),
      children: [{ path: ':order_id', load: () => import('./detail.tsx') }],
    },
    {
      path: '/order-desk',
      title: ['开单台', 'Order desk'],
      permission: 'orders.place',
      place: 'orders',
      load: () => import('./desk.tsx'),
    },
    {
      path: '/order-slips',
      title: ['随货单', 'Slips'],
      permission: 'orders.read',
      load: () => import('./slips.tsx'),
    },
    {
      path: '/abnormal-orders',
      title: ['异常池', 'Abnormal orders'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./pool.tsx'),
    },
    {
      path: '/unclear-addresses',
      title: ['待核地址', 'Unclear addresses'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./unclear.tsx'),
      children: [{ path: ':order_id', permission: 'orders.review', load: () => import('./correct-form.tsx') }],
    },
    {
      path: '/address-corrections',
      title: ['已记住的地址', 'Remembered addresses'],
      permission: 'orders.read',
      load: () => import('./corrections.tsx'),
    },
    {
      path: '/merge-hints',
      title: ['合单提示', 'Orders to merge'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./merging.tsx'),
      children: [
        { path: 'rule', permission: 'orders.rules', load: () => import('./merge-rule.tsx') },
        { path: 'split-rule', permission: 'orders.rules', load: () => import('./split-rule.tsx') },
      ],
    },
    {
      path: '/platform-refunds',
      title: ['平台待退款', 'Platform refunds'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./platform-refunds.tsx'),
    },
    {
      path: '/bureau-orders',
      title: ['承办单', 'Bureau orders'],
      permission: 'bureaus.work',
      place: 'orders',
      load: () => import('./errands.tsx'),
      children: [{ path: ':errand_id', load: () => import('./errand.tsx') }],
    },
    {
      path: '/returned-orders',
      title: ['退回与未派', 'Returned orders'],
      permission: 'bureaus.assign',
      place: 'orders',
      load: () => import('./returned-errands.tsx'),
    },
    {
      path: '/bureaus',
      title: ['承办局', 'Bureaus'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./bureaus.tsx'),
      children: [{ path: ':bureau_id', permission: 'bureaus.edit', load: () => import('./bureau-form.tsx') }],
    },
    {
      path: '/bureau-rules',
      title: ['承办规则', 'Bureau rules'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./bureau-rules.tsx'),
      children: [{ path: ':rule_id', load: () => import('./bureau-rule.tsx') }],
    },
    {
      path: '/review-rules',
      title: ['审单规则', 'Review rules'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./rules.tsx'),
      children: [{ path: ':rule_id', load: () => import('./rule.tsx') }],
    },
    {
      path: '/black-list',
      title: ['黑名单', 'Black list'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./black-list.tsx'),
      children: [{ path: 'new', permission: 'orders.rules', load: () => import('./black-list-form.tsx') }],
    },
    {
      path: '/price-floors',
      title: ['底价', 'Price floors'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./floors.tsx'),
      children: [{ path: ':floor', permission: 'orders.rules', load: () => import('./floor-form.tsx') }],
    },
    {
      path: '/late-orders',
      title: ['超时订单', 'Late orders'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./late.tsx'),
    },
    {
      path: '/process-times',
      title: ['流程时效', 'Process times'],
      permission: 'orders.read',
      place: 'orders',
      load: () => import('./times.tsx'),
    },
  ],
  finders: [
    {
      title: ['订单', 'Orders'],
      permission: 'orders.read',
      find: async (words, signal) => {
        const { items } = await api.get<Page<OrderRow>>('/api/admin/orders', { q: words, limit: 6 }, signal)
        return items.map((row) => ({ title: row.order_no, note: row.buyer_name, to: `/orders/${row.id}?q=${encodeURIComponent(words)}` }))
      },
    },
  ],
}
