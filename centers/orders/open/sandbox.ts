import { saveChannels } from '#centers/channels/write.ts'
import { correctStock, saveNodes, shareNodes } from '#centers/inventory/write.ts'
import { saveOrganizations } from '#centers/organization/write.ts'
import { sandbox_id } from '#centers/partners/model.ts'
import { systemBy } from '#core/audit.ts'
import { newId } from '#core/ids.ts'
import type { Db } from '#core/sql.ts'
import { sql } from '#core/sql.ts'

const name = { zh: '接口沙箱', en: 'Sandbox' }

/** Nothing is reviewed, and so nothing sent, before this. */
export const sandboxRests = '9999-12-31T00:00:00.000Z'

/**
 * The house of rehearsals: an organization, a channel and a shelf of their own, made when the first order is rehearsed. Its orders are real rows in real tables,
 * so a program meets exactly what it will meet later; they rest before review for ever, and their goods come from a shelf that nothing leaves.
 */
export async function keepSandbox(db: Db, now: string): Promise<void> {
  const there = await db.row(sql`
    select 1 as one from channels.channels c join inventory.sharing s on s.channel_id = c.id and s.node_id = ${sandbox_id} where c.id = ${sandbox_id}`)
  if (there) return
  await db.tx(async (tx) => {
    await tx.run(sql`select pg_advisory_xact_lock(hashtext('orders.sandbox'))`)
    const root = await tx.row<{ id: string }>(sql`select id from organization.organizations where parent_id is null limit 1`)
    if (root) {
      const house = { id: sandbox_id, parent_id: root.id, type: 'department' as const, name: name.zh, name_en: name.en }
      await saveOrganizations(tx, systemBy('orders.sandbox'), now, [house])
    }
    await saveChannels(tx, now, [
      {
        id: sandbox_id,
        kind: 'partner',
        name,
        currency: 'CNY',
        organization_id: sandbox_id,
        brand_id: null,
        freight_minor: 0,
        free_freight_from_minor: 0,
      },
    ])
    const shelf = {
      id: sandbox_id,
      kind: 'regional_warehouse' as const,
      name,
      organization_id: sandbox_id,
      partner_id: null,
      region_code: null,
      address: {},
    }
    await saveNodes(tx, now, [{ ...shelf, longitude: null, latitude: null, opening_hours: null, cut_off: null, capacity_per_day: null }])
    await shareNodes(tx, [{ channel_id: sandbox_id, node_ids: [sandbox_id] }])
  })
}

/** Puts on the shelf what the orders are about to take: in the sandbox nothing is ever sold out. */
export async function fillShelf(db: Db, now: string, lines: readonly { sku_id: string; quantity: number }[]): Promise<void> {
  const wanted = new Map<string, number>()
  for (const { sku_id, quantity } of lines) wanted.set(sku_id, (wanted.get(sku_id) ?? 0) + quantity)
  const corrections = [...wanted].map(([sku_id, change]) => ({ id: newId(), node_id: sandbox_id, sku_id, change, reason: 'sandbox' }))
  await db.tx((tx) => correctStock(tx, now, corrections))
}
