import { api, type Page } from '../shared/api.ts'
import type { CenterPages } from '../shared/registry.ts'

export const carriers: CenterPages = {
  pages: [
    {
      path: '/waybills',
      title: ['运单面单', 'Waybills'],
      permission: 'waybills.ask',
      place: 'fulfillment',
      load: () => import('./waybills.tsx'),
      children: [
        { path: 'new', load: () => import('./waybill-form.tsx') },
        { path: ':parcel_id', load: () => import('./waybill.tsx') },
      ],
    },
    {
      path: '/tracks',
      title: ['在途包裹', 'Parcels under way'],
      permission: 'tracks.read',
      place: 'fulfillment',
      load: () => import('./tracks.tsx'),
      children: [{ path: ':track', load: () => import('./track.tsx') }],
    },
    {
      path: '/track-exceptions',
      title: ['物流异常', 'Exceptions'],
      permission: 'tracks.read',
      place: 'fulfillment',
      load: () => import('./exceptions.tsx'),
    },
    {
      path: '/pickups',
      title: ['上门揽收', 'Pick-ups'],
      permission: 'waybills.ask',
      place: 'fulfillment',
      load: () => import('./pickups.tsx'),
    },
    {
      path: '/custody',
      title: ['第三方仓', 'Third-party warehouses'],
      permission: 'waybills.ask',
      place: 'fulfillment',
      load: () => import('./custody.tsx'),
    },
    {
      path: '/custody-notices',
      title: ['第三方仓入库', 'Third-party inbound'],
      permission: 'waybills.ask',
      place: 'fulfillment',
      load: () => import('./notices.tsx'),
      children: [
        { path: 'new', load: () => import('./notice-form.tsx') },
        { path: ':notice_id', load: () => import('./notice.tsx') },
      ],
    },
    {
      path: '/freight-bills',
      title: ['运费对账', 'Freight bills'],
      permission: 'freight.reconcile',
      place: 'fulfillment',
      load: () => import('./bills.tsx'),
      children: [{ path: ':bill_id', load: () => import('./bill.tsx') }],
    },
    {
      path: '/carriers',
      title: ['承运商', 'Carriers'],
      permission: 'carriers.read',
      place: 'fulfillment',
      load: () => import('./carriers.tsx'),
    },
    {
      path: '/tariffs',
      title: ['运价', 'Freight prices'],
      permission: 'carriers.read',
      place: 'fulfillment',
      load: () => import('./tariffs.tsx'),
    },
  ],
  finders: [
    {
      title: ['包裹', 'Parcels'],
      permission: 'tracks.read',
      find: async (number, signal) => {
        if (number.length < 3) return []
        const { items } = await api.get<Page<{ carrier_id: string; waybill_no: string; order_no: string }>>(
          '/api/admin/tracks',
          { number, limit: 6 },
          signal,
        )
        return items.map(({ carrier_id, waybill_no, order_no }) => ({
          title: waybill_no,
          note: order_no,
          to: `/tracks/${carrier_id}~${waybill_no}?number=${number}`,
        }))
      },
    },
  ],
}
