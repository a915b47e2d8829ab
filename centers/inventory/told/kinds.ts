import { faultsOf, kindField, registerKind } from '#centers/partners/mappings/kinds.ts'
import { sandbox_id } from '#centers/partners/model.ts'
import { ToldItem } from './model.ts'
import { tellStock } from './write.ts'

/** What lies at a partner's place, by its own count. */
registerKind({
  kind: 'stock',
  permission: 'stock.tell',
  title: { zh: '库存', en: 'Stock' },
  known_by: 'sku_id',
  largest: 500,
  good: ['set', 'set_to_nothing'],
  fields: [
    kindField('node_id', '仓库（对方的地点）', 'Place of theirs'),
    kindField('sku_id', '商品 SKU', 'SKU'),
    kindField('quantity', '实物数量（含已下单未出库）', 'Pieces there, unshipped orders included', true, 'integer'),
    kindField('as_of', '盘点时刻', 'Counted at', true, 'moment'),
  ],
  check: (item) => faultsOf(ToldItem, item),
  take: async ({ db, clock }, _caller, key, items) => {
    const teller = { partner_id: key.partner_id, also: key.sandbox ? sandbox_id : null }
    const told = items.map((item) => ({ ...(item as ToldItem), ...(key.sandbox ? { node_id: sandbox_id } : {}) }))
    return db.tx((tx) => tellStock(tx, clock.now(), teller, told))
  },
})
