import { simulatedEndpoint } from '#centers/erp/model.ts'
import { saveMaterials, saveShops, saveSystems } from '#centers/erp/write.ts'
import { systemBy } from '#core/audit.ts'
import type { Db } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import { products } from './products.ts'

/** Some of what the brand sells, known to its accountants already. */
const materials = products
  .filter(({ brand_id }) => brand_id === 'jilang')
  .flatMap(({ skus }) => skus)
  .slice(0, 40)

/** Channels whose sales go to four systems: files, SAP, Kingdee with its own materials, Yonyou. */
export async function loadErp(db: Db, now: string): Promise<void> {
  const by = systemBy('world')
  const from_on = businessDate(addMilliseconds(now, -30 * 86_400_000))
  const settings = { sales_organization: '1000', distribution_channel: '10', division: '00', order_type: 'OR', return_order_type: 'RE' }
  await db.tx(async (tx) => {
    await saveSystems(tx, by, now, { ports: {} }, [
      { system_id: 'group-sap', kind: 'idoc', name: '集团 SAP（文件）', endpoint: '', settings, active: true },
      {
        ...{ system_id: 'sap-online', kind: 'sap', name: '集团 SAP（在线）', endpoint: simulatedEndpoint, active: true },
        ...{ settings: { ...settings, user: 'SALES' }, secrets: { password: 'sample-sap-password' } },
      },
      {
        ...{ system_id: 'jilang-k3', kind: 'kingdee', name: '霁朗金蝶', endpoint: simulatedEndpoint, active: true, own_materials: true },
        settings: { account_id: 'A1', user: 'sales', app_id: 'K3SAMPLE', organization: '100', audit: 'yes', return_bill_type: 'XSTH01' },
        secrets: { app_secret: 'sample-k3-secret' },
      },
      {
        ...{ system_id: 'zhimu-yonyou', kind: 'yonyou', name: '稚牧用友', endpoint: simulatedEndpoint, active: true },
        settings: { app_key: 'YYSAMPLE', organization: '1', transaction_type: 'SALE', return_transaction_type: 'RETURN' },
        secrets: { app_secret: 'sample-yy-secret' },
      },
    ])
    // Kingdee has its own material numbers; freight has one, goods get theirs by spreadsheet or by hand.
    await saveMaterials(tx, by, now, [
      { system_id: 'jilang-k3', sku_id: 'FREIGHT', material: '90.01.0001' },
      ...materials.map(({ sku_code }, i) => ({
        system_id: 'jilang-k3',
        sku_id: sku_code,
        material: `10.01.${String(i + 1).padStart(4, '0')}`,
      })),
    ])
    await saveShops(
      tx,
      by,
      now,
      [
        ['mall', 'sap-online', '1040001'],
        ['tmall', 'group-sap', '1050001'],
        ['jd', 'jilang-k3', 'C-JD'],
        ['douyin', 'zhimu-yonyou', 'C-DY'],
      ].map(([channel_id, system_id, customer]) => ({ channel_id: channel_id!, system_id: system_id!, customer: customer!, from_on })),
    )
  })
}
