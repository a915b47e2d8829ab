import { pushUrls } from '#centers/carriers/agreements/read.ts'
import { saveAccounts, saveCarriers, saveServices } from '#centers/carriers/agreements/write.ts'
import { sendCustodyOrders } from '#centers/carriers/custody/write.ts'
import type { AccountItem } from '#centers/carriers/model.ts'
import { sendNotices } from '#centers/carriers/notices/write.ts'
import { askPickups } from '#centers/carriers/pickups/write.ts'
import { askWaybills } from '#centers/carriers/waybills/write.ts'
import { readStock } from '#centers/inventory/moves/read.ts'
import { systemBy } from '#core/audit.ts'
import { theSystem } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import type { Needs } from '#core/needs.ts'
import { log } from '#core/telemetry.ts'
import { addMilliseconds } from '#core/time.ts'
import { openKuaidi100 } from '#simulators/kuaidi100/index.ts'
import { openQimen } from '#simulators/qimen/index.ts'
import { openSf } from '#simulators/sf/index.ts'
import { carriers, products } from '#world/index.ts'
import { receiver, sampleParcel, senderAt } from '#world/load-carriers.ts'
import { carrierOutside } from './outside.ts'

const by = { ...systemBy('world'), ...theSystem, name: '邹长江' }
const sf_keys = { partner_id: 'TSKJ', monthly_card: '0231234567' }
const kuaidi100_keys = { customer: 'CUST1', partner_id: 'EMS-9001' }
const qimen_keys = { app_key: '20260002', customer_id: 'c-001', warehouse: 'WH01', owner: 'TS' }
const step_ms = 45_000
/** What SF says of a parcel, one after the other. */
const way = [
  ['50', '顺丰已收件'],
  ['30', '快件在【重庆集散中心】已发往目的地'],
  ['44', '快件已派送，快递员正在路上'],
  ['80', '已签收，感谢使用顺丰'],
] as const

/**
 * SF, couriers behind kuaidi100 and a third-party warehouse behind Qimen, each its own strict simulator on loopback: the sample enterprise has contracts with them, a few parcels with
 * numbers of theirs, couriers that were asked to come, orders the warehouse ships and goods it awaits. Nothing leaves this machine.
 */
export async function openSimulatedCarriers({ db, clock }: Needs, address: string): Promise<{ stop(): Promise<void> }> {
  const skus = products.flatMap((one) => one.skus.map(({ sku_code }) => ({ sku_code, name: one.title.zh })))
  const there = await readStock(db, { node_ids: ['wh-custody'], sku_ids: skus.map(({ sku_code }) => sku_code) })
  const [sf, kuaidi100, qimen] = await Promise.all([
    openSf({ ...sf_keys, checkword: 'sample' }),
    openKuaidi100({ ...kuaidi100_keys, key: 'sample', secret: 'sample' }),
    openQimen({ ...qimen_keys, app_secret: 'sample', stock: Object.fromEntries(there.map((row) => [row.sku_id, row.available])) }),
  ])
  await agree({ db, clock }, { sf: sf.url, kuaidi100: kuaidi100.url, qimen: qimen.url })
  await ask(
    { db, clock },
    there
      .filter(({ available }) => available > 3)
      .map(({ sku_id }) => ({ sku_id, name: skus.find(({ sku_code }) => sku_code === sku_id)!.name })),
  )
  const { track } = pushUrls(address, { partner: 'sf', account_id: 'sf-sample' })
  const { custody } = pushUrls(address, { partner: 'qimen', account_id: 'custody-sample' })
  let turn = 0
  const go = async () => {
    turn++
    for (const [i, { waybillNo, routes, canceled }] of [...sf.orders.values()].entries()) {
      const next = way[routes.length]
      // Not all of them move at the same pace.
      if (!next || canceled || (turn + i) % 3 === 0) continue
      sf.scan(waybillNo, next[0], next[1])
      await sf.push(track, [waybillNo])
    }
    // The warehouse packs one order now and then, and leaves the last for looking at.
    const packed = [...qimen.orders.values()].filter(({ state }) => state === 'accepted').slice(0, -1)[0]
    if (packed && turn % 2 === 0) await qimen.ship(custody, packed.code, `YT90000${10_000 + turn}`)
    // And unloads one lorry, in which a piece is missing and another broken; the next stays expected.
    const lorry = [...qimen.entries.values()].filter(({ state }) => state === 'expected').slice(0, -1)[0]
    if (lorry && turn % 2 === 1) {
      const [first, ...rest] = lorry.lines
      const came = [{ ...first!, quantity: first!.quantity - 2 }, { ...first!, quantity: 1, broken: true }, ...rest]
      await qimen.receive(custody, lorry.code, { came, number: `RK${turn}` })
    }
  }
  const timer = setInterval(
    () => void go().catch((error: Error) => log.warn({ error: error.message }, 'the sample carrier could not tell')),
    step_ms,
  )
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await Promise.all([sf.close(), kuaidi100.close(), qimen.close()])
    },
  }
}

/** The contracts; their addresses change with every start. */
async function agree({ db, clock }: Pick<Needs, 'db' | 'clock'>, at: Record<'sf' | 'kuaidi100' | 'qimen', string>): Promise<void> {
  const now = clock.now()
  const account = (more: Pick<AccountItem, 'account_id' | 'partner' | 'name' | 'endpoint' | 'settings' | 'secrets'>): AccountItem => ({
    ...{ organization_id: 'cq-cdc', active: true },
    ...more,
  })
  const known = carriers.find(({ id }) => id === 'sf')!
  await db.tx(async (tx) => {
    await saveAccounts(tx, by, now, carrierOutside.ports, [
      account({
        ...{ account_id: 'sf-sample', partner: 'sf', name: '顺丰月结（模拟）', endpoint: at.sf },
        ...{ settings: sf_keys, secrets: { checkword: 'sample' } },
      }),
      account({
        ...{ account_id: 'kuaidi100-sample', partner: 'kuaidi100', name: '快递 100（模拟）', endpoint: at.kuaidi100 },
        ...{ settings: kuaidi100_keys, secrets: { key: 'sample', secret: 'sample', salt: 'sample' } },
      }),
      account({
        ...{ account_id: 'custody-sample', partner: 'qimen', name: '武汉云仓（模拟）', endpoint: at.qimen },
        ...{ settings: { ...qimen_keys, node: 'wh-custody' }, secrets: { app_secret: 'sample' } },
      }),
    ])
    await saveCarriers(tx, by, now, [
      {
        ...{ carrier_id: 'sf', name: known.name, codes: known.codes, track_account_id: 'sf-sample', label_form: '76x130' as const },
        ...{ masks_recipient: true, stalled_hours: 72, active: true },
      },
    ])
    await saveServices(tx, by, now, [
      {
        ...{ carrier_id: 'sf', service_id: 'monthly', name: { zh: '月结标快', en: 'Monthly account' }, numbers_from: 'partner' as const },
        ...{ account_id: 'sf-sample', partner_code: '2', active: true },
      },
    ])
  })
}

/** What was asked of them; everything has a steady id, so after a restart it is known already. */
async function ask({ db, clock }: Pick<Needs, 'db' | 'clock'>, goods: readonly { sku_id: string; name: string }[]): Promise<void> {
  const now = clock.now()
  const later = (hours: number) => addMilliseconds(now, hours * 3_600_000)
  await db.tx(async (tx) => {
    await askWaybills(
      tx,
      by,
      now,
      Array.from({ length: 6 }, (_, i) => sampleParcel('sf', i, 'sf', 'monthly')),
    )
    await askPickups(
      tx,
      by,
      now,
      [2, 5].map((hours, i) => ({
        ...{ pickup_id: steadyId('world pickup', String(i)), organization_id: 'cq-cdc', carrier_id: 'ems', account_id: 'kuaidi100-sample' },
        ...{ node_id: 'cq-cdc', sender: senderAt('cq-cdc'), wanted_from: later(hours), wanted_until: later(hours + 2) },
        ...{ parcel_count: 6 + i * 4, weight_grams: 12_000, note: '3 号月台' },
      })),
    )
    await sendCustodyOrders(
      tx,
      by,
      now,
      goods.slice(0, 3).map((one, i) => ({
        ...{ custody_order_id: steadyId('world custody', String(i)), organization_id: 'cq-cdc', node_id: 'wh-custody' },
        ...{ account_id: 'custody-sample', order_no: `WH2026${String(i + 1).padStart(4, '0')}`, recipient: receiver(i + 40) },
        lines: [{ ...one, quantity: 1 + (i % 2) }],
      })),
    )
    await sendNotices(
      tx,
      by,
      now,
      ['custody-1', 'custody-2'].map((name) => ({
        ...{ notice_id: steadyId('world notice', name), account_id: 'custody-sample' },
        ...{ source: 'purchase' as const, source_id: steadyId('stock', 'purchase', name) },
      })),
    )
  })
}
