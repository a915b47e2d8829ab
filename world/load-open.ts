import '#centers/fulfillment/open-topics.ts'
import '#centers/orders/open/kinds.ts'
import '#centers/orders/open/topics.ts'
import { findInbound } from '#centers/partners/mappings/read.ts'
import { activateMappings, receive, saveMappings } from '#centers/partners/mappings/write.ts'
import type { KeyItem } from '#centers/partners/model.ts'
import { findKey } from '#centers/partners/read.ts'
import { pingEndpoints, saveEndpoints, setEndpoints } from '#centers/partners/webhooks/write.ts'
import { makeKeys, savePartners } from '#centers/partners/write.ts'
import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import { type Db, sql } from '#core/sql.ts'
import { dealerMappings, dealerMessage } from './mappings.ts'
import { partners } from './partners.ts'

const key = (partner_id: string, name: string, more: Partial<KeyItem>): KeyItem => ({
  ...{ key_id: steadyId('open key', partner_id, name), partner_id, name, algorithm: 'hmac-sha256', public_key: null },
  ...{
    permissions: ['orders.read', 'products.read', 'stock.read', 'webhooks.edit'],
    organization_id: 'lanchuan',
    brands: null,
    partners: null,
    channels: null,
  },
  ...{ sandbox: false, per_minute: 120, per_day: 50_000, expires_at: null },
  ...more,
})

/** The firms of the sample enterprise, and the keys of those whose programs speak with it. Nobody knows their secrets: rotate one to try it. */
export async function loadOpen(db: Db, now: string): Promise<void> {
  const by = systemBy('world')
  await db.tx(async (tx) => {
    await savePartners(
      tx,
      by,
      now,
      partners.map(({ id, name }) => ({
        partner_id: id,
        name,
        organization_id: 'lanchuan',
        contact_name: null,
        contact_email: `open@${id}.example`,
      })),
    )
    const dealer = key('chengdu-dealer', '分销订单同步', {
      permissions: ['orders.read', 'orders.place', 'products.read', 'stock.read', 'webhooks.edit'],
      organization_id: 'jilang',
      brands: ['jilang'],
      channels: ['dealer'],
    })
    await makeKeys(tx, by, now, [
      dealer,
      key('chengdu-dealer', '联调沙箱', {
        sandbox: true,
        permissions: ['orders.read', 'orders.place', 'orders.cancel', 'products.read', 'webhooks.edit'],
      }),
      key('dongxihu', '云仓回传', { permissions: ['orders.read', 'webhooks.edit'], per_minute: 600, per_day: 200_000 }),
    ])
    const stored = await findKey(tx, dealer.key_id)
    const endpoint_id = steadyId('open endpoint', 'chengdu-dealer')
    await saveEndpoints(tx, by, now, stored!, [
      { endpoint_id, url: 'https://open.chengdu-dealer.example/hooks', types: ['order.placed', 'order.moved', 'parcel.shipped'] },
    ])
    await saveMappings(tx, by, now, dealerMappings)
    await activateMappings(
      tx,
      by,
      now,
      dealerMappings.map(({ mapping_id }) => ({ mapping_id, version: 1 })),
    )
    // Nobody is there: what is to be told waits until somebody sets it to work.
    await setEndpoints(tx, by, now, sql`true`, [{ endpoint_id, active: false }])
    await pingEndpoints(tx, now, sql`true`, [{ id: steadyId('open ping', 'chengdu-dealer'), endpoint_id }])
  })
  // One that the table of codes does not know yet: mend the mapping and take it up again.
  const [mapping, stored] = await Promise.all([
    findInbound(db, dealerMappings[0]!.mapping_id),
    findKey(db, steadyId('open key', 'chengdu-dealer', '分销订单同步')),
  ])
  await receive({ db, clock: { now: () => now } }, mapping!, stored!, dealerMessage('RX-20261121-007', 'KT-35'))
}
