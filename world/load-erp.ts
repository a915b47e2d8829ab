import { saveShops, saveSystems } from '#centers/erp/write.ts'
import { systemBy } from '#core/audit.ts'
import type { Db } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'

/** Two channels whose sales go to the accountants' files. */
export async function loadErp(db: Db, now: string): Promise<void> {
  const by = systemBy('world')
  const from_on = businessDate(addMilliseconds(now, -30 * 86_400_000))
  const settings = { sales_organization: '1000', distribution_channel: '10', division: '00', order_type: 'OR' }
  await db.tx(async (tx) => {
    await saveSystems(tx, by, now, { ports: {} }, [
      { system_id: 'group-sap', kind: 'idoc', name: '集团 SAP（文件）', endpoint: '', settings, active: true },
    ])
    await saveShops(
      tx,
      by,
      now,
      ['mall', 'tmall'].map((channel_id) => ({ channel_id, system_id: 'group-sap', customer: `10${channel_id.length}0001`, from_on })),
    )
  })
}
