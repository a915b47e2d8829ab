import { faultsOf, kindField, registerKind } from '#centers/partners/mappings/kinds.ts'
import { sandbox_id } from '#centers/partners/model.ts'
import { ToldParcel } from './model.ts'
import { tellParcels } from './write.ts'

/** A parcel that left a partner's own place. */
registerKind({
  kind: 'shipment',
  permission: 'parcels.tell',
  title: { zh: '发货', en: 'Shipment' },
  known_by: 'waybill_no',
  largest: 100,
  good: ['shipped'],
  fields: [
    kindField('order_no', '我方订单号', 'Our order number', false),
    kindField('external_no', '渠道订单号（没有我方订单号时）', 'Its number at the channel, without ours', false),
    kindField('channel_id', '渠道（与渠道订单号一起）', 'The channel of that number', false),
    kindField('carrier', '承运商', 'Carrier'),
    kindField('waybill_no', '运单号', 'Waybill'),
    kindField('lines[].sku_id', '商品 SKU（不写则全部发出）', 'SKU (all of it when left out)', false),
    kindField('lines[].quantity', '数量', 'Quantity', false, 'integer'),
  ],
  check: (item) => faultsOf(ToldParcel, item),
  take: async ({ db, clock }, caller, key, items) => {
    const teller = { partner_id: key.partner_id, also: key.sandbox ? sandbox_id : null }
    return db.tx((tx) => tellParcels(tx, caller.name, clock.now(), teller, items as unknown as ToldParcel[]))
  },
})
