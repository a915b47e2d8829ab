import { systemBy } from '#core/audit.ts'
import { newId } from '#core/ids.ts'
import type { Db } from '#core/sql.ts'
import { saveAccounts, saveCarriers, saveReach, saveServices, saveTariffs } from './agreements/write.ts'
import type { AccountItem, CarrierItem, Party, ServiceItem, WaybillAsk } from './model.ts'
import type { CarrierPorts } from './port.ts'

const by = systemBy('test')
export const words = (zh: string) => ({ zh, en: zh })

export const sender: Party = {
  ...{ name: '通商渝北仓', phone: '02367890000', company: '通商', region: '500112' },
  ...{ province: '重庆市', city: '重庆市', district: '渝北区', detail: '空港大道 88 号' },
}
export const lin: Party = {
  ...{ name: '林晓雨', phone: '13812340000', region: '500105' },
  ...{ province: '重庆市', city: '重庆市', district: '江北区', detail: '观音桥步行街 9 号 3 单元 1201' },
}

export const parcel = (carrier_id: string, more: Partial<WaybillAsk> = {}): WaybillAsk => ({
  parcel_id: newId(),
  organization_id: 'cq-cdc',
  node_id: 'cq-cdc',
  carrier_id,
  service_id: 'standard',
  order_no: 'D20260001',
  sender,
  recipient: lin,
  items: [{ sku_id: 'charger-7kw', name: '充电桩 7kW 白色', quantity: 1 }],
  weight_grams: 2300,
  ...more,
})

const carrier = (carrier_id: string, name: string, codes: Record<string, string>, more: Partial<CarrierItem> = {}): CarrierItem => ({
  ...{
    carrier_id,
    name: words(name),
    codes,
    track_account_id: null,
    label_form: '76x130',
    masks_recipient: true,
    stalled_hours: 72,
    active: true,
  },
  ...more,
})
const service = (carrier_id: string, more: Partial<ServiceItem>): ServiceItem => ({
  ...{ carrier_id, service_id: 'standard', name: words('标快'), numbers_from: 'partner', account_id: null, active: true },
  ...more,
})

export const accountsAt = (endpoints: { sf: string; kuaidi100: string; cainiao: string; qimen: string }): AccountItem[] => {
  const account = (partner: keyof typeof endpoints, settings: Record<string, string>, secrets: Record<string, string>): AccountItem => ({
    ...{ account_id: `${partner}-main`, organization_id: 'cq-cdc', partner, name: partner, endpoint: endpoints[partner], active: true },
    settings,
    secrets,
  })
  return [
    account('sf', { partner_id: 'TSKJ', monthly_card: '0231234567' }, { checkword: 'check-word-1' }),
    account('kuaidi100', { customer: 'CUST1', partner_id: 'EMS-9001' }, { key: 'key-1', secret: 'secret-1', salt: 'salt-1' }),
    account(
      'cainiao',
      { app_key: '20260001', template_url: 'http://cloudprint.cainiao.com/t/1', user_id: '4001', order_channel: 'OTHERS' },
      { app_secret: 'app-secret-1', session: 'session-1', link_secret: 'link-1' },
    ),
    account(
      'qimen',
      { app_key: '20260002', customer_id: 'c-001', warehouse: 'WH01', owner: 'TS', node: 'wh-custody' },
      { app_secret: 'qimen-1' },
    ),
  ]
}

/** Carriers of a small warehouse: SF, EMS through kuaidi100, YTO through Cainiao, and postal parcels with numbers given in advance. */
export async function agree(db: Db, now: string, ports: CarrierPorts, endpoints: Parameters<typeof accountsAt>[0]): Promise<void> {
  await db.tx(async (tx) => {
    await saveAccounts(tx, by, now, ports, accountsAt(endpoints))
    await saveCarriers(tx, by, now, [
      carrier('sf', '顺丰速运', { kuaidi100: 'shunfeng', qimen: 'SF' }, { track_account_id: 'sf-main' }),
      carrier('ems', '中国邮政 EMS', { kuaidi100: 'ems', cainiao: 'EMS' }, { track_account_id: 'kuaidi100-main', label_form: '100x180' }),
      carrier('yto', '圆通速递', { kuaidi100: 'yuantong', cainiao: 'YTO' }, { track_account_id: 'cainiao-main' }),
      carrier('post', '邮政小包', { kuaidi100: 'youzhengguonei' }, { masks_recipient: false }),
    ])
    await saveServices(tx, by, now, [
      service('sf', { account_id: 'sf-main', partner_code: '2', largest_grams: 50_000 }),
      service('ems', { account_id: 'kuaidi100-main', partner_code: '标准快递' }),
      service('yto', { account_id: 'cainiao-main' }),
      service('post', { numbers_from: 'pool' }),
    ])
    await saveReach(tx, by, now, [
      ...['sf', 'ems', 'yto', 'post'].map((carrier_id) => ({ carrier_id, region: '', served: true })),
      { carrier_id: 'yto', region: '54', served: false, note: '暂停揽收' },
    ])
    const zones = [
      { zone: '同城', regions: ['5001', '5002'], first_grams: 1000, first_minor: 800, step_grams: 1000, step_minor: 200, days: 1 },
      { zone: '全国', regions: [''], first_grams: 1000, first_minor: 1800, step_grams: 1000, step_minor: 600, days: 3 },
    ]
    await saveTariffs(tx, by, now, [
      {
        tariff_id: 'sf-2026',
        carrier_id: 'sf',
        service_id: 'standard',
        from_regions: ['50'],
        valid_from: '2026-01-01',
        volumetric_divisor: 6000,
        zones,
      },
      {
        tariff_id: 'ems-2026',
        carrier_id: 'ems',
        service_id: 'standard',
        from_regions: [''],
        valid_from: '2026-01-01',
        volumetric_divisor: 8000,
        zones,
      },
    ])
  })
}
