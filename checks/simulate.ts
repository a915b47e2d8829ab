import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDatabase } from '#core/database.ts'
import { consumeAll } from '#core/events.ts'
import { type Caller, nobody, theSystem } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import { runDue } from '#core/jobs.ts'
import { migrate } from '#core/migrate.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { assembly } from '#server/centers.ts'
import { dice } from './support/dice.ts'
import { fillWallets, openShop } from './support/shop.ts'

export interface SimulationReport {
  seed: number
  days: number
  orders: number
  canceled: number
  shipped: number
  delivered: number
  refused: Record<string, number>
  faults: number
  promises: { checked: number; broken: number }
}

/**
 * The rehearsal (模拟运营): virtual shoppers and clerks use the real API for simulated days, faults included: requests sent twice, answers that never
 * arrive, acts on what another just changed. After every day all promises are queried. The same seed tells the same story.
 */
export async function simulate({
  seed,
  days,
  shoppers = 40,
  tell = () => {},
}: {
  seed: number
  days: number
  shoppers?: number
  tell?: (sentence: string) => void
}): Promise<SimulationReport> {
  const data_dir = mkdtempSync(join(tmpdir(), 'tongshang-simulation-'))
  chmodSync(data_dir, 0o711)
  const database = await openDatabase({ data_dir, test: true })
  try {
    const clock = handClock('2026-11-01T00:00:00.000Z')
    await migrate(database.connection, clock.now())
    const db = openDb(database.connection)
    try {
      return await play(db, clock, { seed, days, shoppers, tell })
    } finally {
      await db.close()
    }
  } finally {
    await database.stop()
    rmSync(data_dir, { recursive: true, force: true })
  }
}

async function play(
  db: Db,
  clock: ReturnType<typeof handClock>,
  { seed, days, shoppers, tell }: { seed: number; days: number; shoppers: number; tell: (sentence: string) => void },
): Promise<SimulationReport> {
  const roll = dice(seed)
  let caller: Caller = nobody
  const app = await createApp({ db, clock }, { authenticate: () => caller })
  const clerk: Caller = { ...theSystem, kind: 'staff', id: steadyId('clerk'), name: 'clerk' }
  const members = Array.from({ length: shoppers }, (_, i) => steadyId('simulated member', String(seed), String(i)))
  const prices = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`SKU-${i}`, 1_000 + i * 700]))
  const stockOf = (node: number) => Object.fromEntries(Object.keys(prices).map((sku_id, i) => [sku_id, 5 + ((i * 7 + node * 11) % 40)]))
  await openShop(db, clock.now(), { prices, stock: { north: stockOf(1), south: stockOf(2), store: stockOf(3) }, stores: ['counter'] })
  await fillWallets(db, clock.now(), members, 300_000)

  const report: SimulationReport = {
    seed,
    days,
    orders: 0,
    canceled: 0,
    shipped: 0,
    delivered: 0,
    refused: {},
    faults: 0,
    promises: { checked: 0, broken: 0 },
  }
  const refuse = (status: string) => {
    report.refused[status] = (report.refused[status] ?? 0) + 1
  }
  let acts = 0
  const send = async (as: Caller, method: 'GET' | 'POST', url: string, payload?: object) => {
    caller = as
    clock.advance(1 + roll(20_000))
    const ask = () => app.inject({ method, url, ...(payload ? { payload } : {}) })
    // Some requests are sent twice, because the first answer was lost on the way.
    if (method === 'POST' && roll(12) === 0) {
      report.faults++
      await ask()
    }
    acts++
    return (await ask()).json()
  }
  const id = (what: string) => steadyId(what, String(seed), String(acts), String(roll(1_000_000_000)))
  const settle = async () => {
    await runDue(
      db,
      assembly.flatMap(({ due = [] }) => due),
      clock.now(),
    )
    await consumeAll(
      db,
      assembly.flatMap(({ consumers = [] }) => consumers),
      clock.now(),
    )
  }

  const open: string[] = []
  for (let day = 1; day <= days; day++) {
    for (let i = 0; i < shoppers; i++) {
      const member: Caller = { ...nobody, kind: 'member', id: members[i]!, name: 'member' }
      const guest: Caller = { ...nobody, id: steadyId('visitor', String(i)) }
      if (roll(3) > 0) await buy(roll(5) === 0 ? guest : member)
      if (roll(9) === 0 && open.length > 0) await cancel()
      if (i % 10 === 9) {
        await settle()
        await work()
      }
    }
    clock.advance(86_400_000 - (Date.parse(clock.now()) % 86_400_000))
    await settle()
    const checked = await checkPromises(db)
    const broken = checked.filter(({ offending }) => offending.length > 0)
    report.promises.checked += checked.length
    report.promises.broken += broken.length
    for (const { name, offending } of broken) tell(`broken on day ${day}: ${name} ${JSON.stringify(offending[0])}`)
    tell(`day ${day}: ${report.orders} orders, ${report.shipped} parcels, ${broken.length} promises broken`)
  }
  await app.close()
  return report

  async function buy(as: Caller): Promise<void> {
    const skus = Object.keys(prices)
    const chosen = [...new Set(Array.from({ length: 1 + roll(3) }, () => skus[roll(skus.length)]!))]
    const lines = chosen.map((sku_id) => ({ sku_id, quantity: 1 + roll(3) }))
    const goods_minor = lines.reduce((sum, { sku_id, quantity }) => sum + prices[sku_id]! * quantity, 0)
    const order = {
      id: id('order'),
      channel_id: 'mall',
      currency: 'CNY',
      lines,
      buyer_name: '林小满',
      buyer_phone: '13800001234',
      address: { province: '重庆市', city: '', district: '渝中区', street: '解放碑步行街 1 号' },
      payment_term: as.kind === 'member' ? 'wallet' : 'pay_at_outlet',
      outlet_id: as.kind === 'member' ? null : 'counter',
      // Now and then the page shown was out of date.
      expected_total_minor: goods_minor + (goods_minor >= 9_900 ? 0 : 800) + (roll(20) === 0 ? 100 : 0),
    }
    const { outcomes } = await send(as, 'POST', '/api/mall/orders', order)
    const { status } = outcomes[0]
    if (status === 'placed' || status === 'already_placed') {
      report.orders++
      open.push(order.id)
    } else refuse(status)
  }

  async function cancel(): Promise<void> {
    const order_id = open[roll(open.length)]!
    const { outcomes } = await send(clerk, 'POST', '/api/admin/orders/cancellations', {
      cancellations: [{ id: order_id, reason: 'the buyer asked' }],
    })
    if (outcomes[0].status === 'canceled') report.canceled++
    else refuse(outcomes[0].status)
  }

  async function work(): Promise<void> {
    const released = (await send(clerk, 'GET', '/api/admin/orders?state=released&limit=20')).items as {
      id: string
      groups: { group_no: number; state: string }[]
    }[]
    for (const { id: order_id, groups } of released) {
      for (const { group_no, state } of groups) {
        if (state !== 'released' || roll(5) === 0) continue
        const shipment = {
          id: id('parcel'),
          order_id,
          group_no,
          carrier: 'sf',
          waybill_no: `SF${String(roll(2_000_000_000)).padStart(10, '0')}`,
        }
        const { outcomes } = await send(clerk, 'POST', '/api/admin/shipments', { shipments: [shipment] })
        if (!/shipped/.test(outcomes[0].status)) refuse(outcomes[0].status)
        else report.shipped++
      }
    }
    const held = (await send(clerk, 'GET', '/api/admin/orders?state=held&limit=20')).items as { id: string }[]
    if (held.length > 0) await send(clerk, 'POST', '/api/admin/orders/approvals', { approvals: held.map((order) => ({ id: order.id })) })
    const shipped = (await send(clerk, 'GET', '/api/admin/orders?state=shipped&limit=20')).items as { id: string; payment: string }[]
    for (const order of shipped) {
      if (roll(3) === 0) continue
      if (order.payment === 'unpaid')
        await send(clerk, 'POST', '/api/admin/orders/outlet-payments', {
          organization_id: 'group',
          payments: [{ id: id('payment'), order_id: order.id }],
        })
      const parcels = (await send(clerk, 'GET', `/api/admin/orders/${order.id}/parcels`)).items as {
        id: string
        delivered_at: string | null
      }[]
      const waiting = parcels.filter(({ delivered_at }) => delivered_at === null)
      if (waiting.length === 0) continue
      const { outcomes } = await send(clerk, 'POST', '/api/admin/deliveries', { deliveries: waiting.map((parcel) => ({ id: parcel.id })) })
      for (const { status } of outcomes) {
        if (/delivered/.test(status)) report.delivered++
        else refuse(status)
      }
    }
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { seed: { type: 'string', default: '1' }, days: { type: 'string', default: '7' }, help: { type: 'boolean', default: false } },
  })
  if (values.help) {
    console.log(
      'npm run simulate -- [--seed N] [--days N]\n\nPlays virtual shoppers and clerks against the real API. The last line is one JSON object; the exit code is 1 when a promise was broken.',
    )
  } else {
    const report = await simulate({ seed: Number(values.seed), days: Number(values.days), tell: (sentence) => console.log(sentence) })
    console.log(JSON.stringify(report))
    process.exitCode = report.promises.broken === 0 ? 0 : 1
  }
}
