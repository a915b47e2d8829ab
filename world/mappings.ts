import type { FieldRule, MappingItem } from '#centers/partners/mappings/model.ts'
import { steadyId } from '#core/ids.ts'
import { products } from './products.ts'

const skuOf = (id: string): string => products.find((one) => one.id === id)!.skus[0]!.sku_code

/** One order as the dealer's own program has written it for years. */
export const dealerMessage = (no: string, code: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<Orders>
  <Order No="${no}" Time="2026-11-20 09:30:00">
    <Goods><Code>${code}</Code><Qty>1</Qty><Price>2999.00</Price></Goods>
    <Customer><Name>周晓</Name><Tel>13900005678</Tel><Province>四川省</Province><City>成都市</City><County>武侯区</County><Address>人民南路四段 1 号</Address></Customer>
  </Order>
</Orders>`

const from = (field: string, path: string, more: Partial<FieldRule> = {}): FieldRule => ({ field, path, ...more })

/** How the sample dealer's own messages are read, and what it is told in its own words. */
export const dealerMappings: readonly MappingItem[] = [
  {
    ...{
      mapping_id: steadyId('mapping', 'chengdu-dealer', 'order'),
      partner_id: 'chengdu-dealer',
      name: '蓉兴订货单',
      direction: 'in',
      kind: 'order',
    },
    definition: {
      ...{ format: 'xml', records: 'Orders.Order[]', lists: [{ field: 'lines', path: 'Goods[]' }] },
      fields: [
        ...[from('external_no', '@No'), { field: 'channel_id', path: null, constant: 'dealer' }],
        from('placed_at', '@Time', { date_form: 'yyyy-MM-dd HH:mm:ss', time_zone: 'Asia/Shanghai' }),
        from('lines[].sku_id', 'Code', {
          values: [
            { from: 'BX-01', to: skuOf('jl-ref-shanlan') },
            { from: 'DS-65', to: skuOf('jl-tv-wangjiang-65') },
          ],
        }),
        ...[from('lines[].quantity', 'Qty'), from('lines[].unit_minor', 'Price', { multiply_by: '100' })],
        ...[from('buyer_name', 'Customer.Name'), from('buyer_phone', 'Customer.Tel')],
        ...[from('address.province', 'Customer.Province'), from('address.city', 'Customer.City')],
        ...[from('address.district', 'Customer.County'), from('address.street', 'Customer.Address')],
      ],
      answer: {
        root: 'Result',
        fields: [
          from('Code', 'accepted', {
            values: [
              { from: 'true', to: '0' },
              { from: 'false', to: '1' },
            ],
          }),
          from('Message', 'first_detail'),
        ],
      },
    },
    ...{ sample: dealerMessage('RX-20261120-001', 'BX-01'), based_on: null },
  },
  {
    ...{
      mapping_id: steadyId('mapping', 'chengdu-dealer', 'shipped'),
      partner_id: 'chengdu-dealer',
      name: '蓉兴发货通知',
      direction: 'out',
    },
    kind: 'parcel.shipped',
    definition: {
      format: 'json',
      fields: [
        from('danhao', 'external_no'),
        from('wuliu.gongsi', 'carrier', {
          keep_unknown: true,
          values: [
            { from: 'sf', to: '顺丰' },
            { from: 'suida', to: '穗达' },
          ],
        }),
        from('wuliu.yundanhao', 'waybill_no'),
        from('fahuoshijian', 'shipped_at', { date_form: 'yyyyMMddHHmmss', time_zone: 'Asia/Shanghai' }),
      ],
    },
    sample: JSON.stringify(
      { external_no: 'RX-20261120-001', carrier: 'sf', waybill_no: 'SF1000000000001', shipped_at: '2026-11-20T08:00:00.000Z' },
      null,
      1,
    ),
    based_on: null,
  },
]
