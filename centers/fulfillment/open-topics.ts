import { findOrders } from '#centers/orders/find.ts'
import { registerTopic } from '#centers/partners/webhooks/topics.ts'

interface Shipped {
  id: string
  order_id: string
  group_no: number
  channel_id: string
  carrier: string
  waybill_no: string
  shipped_at: string
}

export const parcelShipped = registerTopic({
  type: 'parcel.shipped',
  topic: 'fulfillment.shipped',
  permission: 'orders.read',
  title: { zh: '包裹已发出', en: 'A parcel left' },
  sample: {
    ...{
      parcel_id: '019a0000-0000-7000-8000-000000000002',
      order_id: '019a0000-0000-7000-8000-000000000001',
      order_no: '6180339885',
      external_no: 'A-1001',
    },
    ...{ channel_id: 'mall', group_no: 1, carrier: 'sf', waybill_no: 'SF1000000000001', shipped_at: '2026-11-22T02:03:04.000Z' },
  },
  tell: async (db, items) => {
    const parcels = items as readonly Shipped[]
    const orders = new Map((await findOrders(db, [...new Set(parcels.map(({ order_id }) => order_id))])).map((order) => [order.id, order]))
    return parcels.map(({ id, order_id, group_no, channel_id, carrier, waybill_no, shipped_at }) => {
      const order = orders.get(order_id)
      return {
        ...{ subject: order_id, organization_id: order?.organization_id ?? null, channel_id },
        data: {
          parcel_id: id,
          order_id,
          order_no: order?.order_no ?? null,
          external_no: order?.external_no ?? null,
          channel_id,
          group_no,
          carrier,
          waybill_no,
          shipped_at,
        },
      }
    })
  },
})
