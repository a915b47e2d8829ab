import { addDays } from '#centers/inventory/availability/rules.ts'
import { finishCounts, recordCounts, startCounts } from '#centers/inventory/counts/write.ts'
import { holdStock } from '#centers/inventory/holds/write.ts'
import type { Move } from '#centers/inventory/moves/model.ts'
import { readStock } from '#centers/inventory/moves/read.ts'
import { moveStock, receiveStock } from '#centers/inventory/moves/write.ts'
import { saveDeliveryDays, setClosedDays } from '#centers/inventory/nodes/write.ts'
import { planPolicies } from '#centers/inventory/policies/write.ts'
import { setShares } from '#centers/inventory/shares/write.ts'
import { makeTransfers, receiveTransfers, shipTransfers } from '#centers/inventory/transfers/write.ts'
import { staffIdOf } from '#centers/organization/load.ts'
import { confirmPurchases, makePurchases, receivePurchases, saveSuppliers, sendPurchases } from '#centers/purchasing/write.ts'
import { type By, systemBy } from '#core/audit.ts'
import { theSystem } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import type { Db } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import * as world from './index.ts'
import { delivery_days, suppliers } from './stock.ts'

const by = systemBy('world')
const as = (sign_in_name: string): By => {
  const person = world.staff.find((one) => one.sign_in_name === sign_in_name)!
  return { ...theSystem, kind: 'staff', id: staffIdOf(sign_in_name), name: person.name.zh }
}
const id = (...words: string[]) => steadyId('stock', ...words)

/** The lots opening stock of a SKU is made of: half ends sooner, half later; every seventh SKU has one that ends within weeks. */
export function openingLots(
  sku_id: string,
  index: number,
  quantity: number,
  opened_at: string,
): { lot_no: string; expires_on: string; quantity: number }[] {
  const opened_on = businessDate(opened_at)
  const soon = index % 7 === 0 ? 118 : 150 + (index % 5) * 20
  const first = Math.ceil(quantity / 2)
  return [
    { lot_no: `L${opened_on.slice(2, 4)}A${String(index % 100).padStart(2, '0')}`, expires_on: addDays(opened_on, soon), quantity: first },
    {
      lot_no: `L${opened_on.slice(2, 4)}B${String(index % 100).padStart(2, '0')}`,
      expires_on: addDays(opened_on, soon + 160),
      quantity: quantity - first,
    },
  ].filter((lot) => lot.quantity > 0 && sku_id !== '')
}

/** Days of travel and days without work, before anything is promised. */
export async function loadCalendar(db: Db, now: string): Promise<void> {
  await db.tx(async (tx) => {
    await saveDeliveryDays(tx, delivery_days)
    const next_year = String(Number(businessDate(now).slice(0, 4)) + 1)
    const days = ['01-01', '05-01', '10-01'].map((day) => `${next_year}-${day}`)
    const node_ids = world.nodes.filter(({ kind }) => kind === 'regional_warehouse').map((node) => node.id)
    await setClosedDays(
      tx,
      businessDate(now),
      node_ids,
      node_ids.flatMap((node_id) => days.map((day) => ({ node_id, day, reason: '法定节假日' }))),
    )
  })
}

/** Work about stock in all its states, so that no page is empty on the first day. Everything has a steady id: again is harmless. */
export async function loadStockWork(db: Db, now: string): Promise<void> {
  const day = (days: number) => addMilliseconds(now, days * 86_400_000)
  const plenty = async (node_id: string, quantity: number, tracked = false) => {
    const skus = world.products
      .filter(
        (one) => one.stock_policy === 'positive' && one.tracks_lots === tracked && !one.tracks_serials && !one.tags.includes('service'),
      )
      .flatMap((one) => one.skus)
    const counts = await readStock(db, { node_ids: [node_id], sku_ids: skus.map(({ sku_code }) => sku_code) })
    return counts
      .filter(({ available }) => available >= quantity)
      .map(({ sku_id }) => sku_id)
      .sort()
  }
  const [cdc, ks, rdc, milk] = [
    await plenty('cq-cdc', 8),
    await plenty('ks-rdc', 8),
    await plenty('cq-rdc', 4),
    await plenty('ks-rdc', 8, true),
  ]

  await loadMoves(db, cdc, milk, day)
  await loadDisplays(db, await plenty('gyq-store', 1), day)
  await db.tx((tx) =>
    setShares(tx, by, now, [
      ...cdc.slice(0, 3).map((sku_id) => ({
        ...{
          id: id('safety', sku_id),
          channel_id: '',
          node_id: 'cq-cdc',
          sku_id,
          kind: 'fixed' as const,
          quantity: 3,
          percentage_bp: null,
        },
        ...{ starts_at: day(-30), ends_at: null },
      })),
      ...ks.slice(0, 3).map((sku_id) => ({
        ...{
          id: id('tmall', sku_id),
          channel_id: 'tmall',
          node_id: 'ks-rdc',
          sku_id,
          kind: 'percentage' as const,
          quantity: null,
          percentage_bp: 4_000,
        },
        ...{ starts_at: day(-10), ends_at: day(20) },
      })),
      ...ks.slice(1, 2).map((sku_id) => ({
        ...{ id: id('jd', sku_id), channel_id: 'jd', node_id: 'ks-rdc', sku_id, kind: 'fixed' as const, quantity: 4, percentage_bp: null },
        ...{ starts_at: day(-5), ends_at: null },
      })),
    ]),
  )
  await db.tx((tx) =>
    planPolicies(
      tx,
      by,
      now,
      cdc.slice(4, 5).map((sku_id) => ({
        ...{ id: id('window', sku_id), sku_id, channel_id: 'mall', policy: 'negative' as const, node_id: 'cq-cdc', cap: 50 },
        ...{ starts_at: day(3), ends_at: day(8) },
      })),
    ),
  )
  await db.tx((tx) =>
    holdStock(tx, as('service'), now, [
      {
        id: id('hold'),
        channel_id: 'call-center',
        lines: [{ sku_id: cdc[5]!, quantity: 1 }],
        due_at: day(1),
        note: '客户明日到店确认型号',
      },
    ]),
  )
  await loadTransfers(db, cdc, ks, day)
  await loadCounts(db, rdc, cdc, day)
  await loadPurchases(db, cdc, milk, day)
}

type Day = (days: number) => string

/** What stands in a store to be looked at is not sold. */
async function loadDisplays(db: Db, sku_ids: string[], day: Day): Promise<void> {
  await db.tx((tx) =>
    moveStock(
      tx,
      as('cdc'),
      day(-5),
      sku_ids.slice(0, 4).map((sku_id) => ({
        ...{ id: id('display', sku_id), kind: 'sample' as const, sku_id, quantity: 1, reason: '门店陈列' },
        from: { node_id: 'gyq-store', condition: 'available' as const },
        to: { node_id: 'gyq-store', condition: 'sample' as const },
      })),
    ),
  )
}

async function loadMoves(db: Db, cdc: string[], milk: string[], day: Day): Promise<void> {
  const at = (condition: 'available' | 'defective' | 'inspection' | 'sample' | 'gift') => ({ node_id: 'cq-cdc', condition })
  const move = (name: string, kind: Move['kind'], sku_id: string, to: Move['to'], reason: string): Move => ({
    ...{ id: id('move', name), kind, sku_id, quantity: 1, from: at('available'), to, reason },
  })
  await db.tx((tx) =>
    moveStock(tx, as('cdc'), day(-6), [
      move('damage', 'damage', cdc[0]!, at('defective'), '叉车碰伤外箱'),
      move('quality', 'quality', cdc[1]!, at('inspection'), '客户反映异响，抽检'),
      move('sample', 'sample', cdc[2]!, at('sample'), '样机陈列'),
      {
        ...move('gift', 'gift', milk[0]!, { node_id: 'ks-rdc', condition: 'gift' }, '试用装'),
        from: { node_id: 'ks-rdc', condition: 'available' as const },
      },
    ]),
  )
  const phone = world.products.find(
    ({ tracks_serials, skus }) =>
      tracks_serials && skus.some(({ initial_stock }) => initial_stock.some(({ node_id }) => node_id === 'cq-cdc')),
  )
  const sku_id = phone?.skus[0]?.sku_code
  if (!sku_id) return
  await db.tx((tx) =>
    receiveStock(tx, as('cdc'), day(-4), [
      {
        id: id('serials'),
        sku_id,
        quantity: 3,
        node_id: 'cq-cdc',
        serials: ['01', '02', '03'].map((n) => `LC${sku_id.replaceAll(/[^A-Za-z0-9]/g, '')}${n}`),
        reason: '补货到仓',
      },
    ]),
  )
}

async function loadTransfers(db: Db, cdc: string[], ks: string[], day: Day): Promise<void> {
  await db.tx(async (tx) => {
    await makeTransfers(tx, as('kunshan'), day(-2), [
      {
        id: id('transfer', 'made'),
        from_node_id: 'ks-rdc',
        to_node_id: 'cq-cdc',
        note: '西南补货',
        lines: ks.slice(3, 5).map((sku_id) => ({ sku_id, quantity: 2 })),
      },
    ])
    await makeTransfers(tx, as('cdc'), day(-4), [
      {
        id: id('transfer', 'road'),
        from_node_id: 'cq-cdc',
        to_node_id: 'cq-rdc',
        note: '区域仓日常补货',
        lines: cdc.slice(5, 7).map((sku_id) => ({ sku_id, quantity: 2 })),
      },
      {
        id: id('transfer', 'done'),
        from_node_id: 'cq-cdc',
        to_node_id: 'gyq-store',
        note: '门店铺货',
        lines: cdc.slice(3, 4).map((sku_id) => ({ sku_id, quantity: 3 })),
      },
    ])
    await shipTransfers(tx, as('cdc'), day(-3), [{ id: id('transfer', 'road') }, { id: id('transfer', 'done') }])
    await receiveTransfers(tx, as('store-lead'), day(-2), [
      {
        id: id('transfer', 'receipt'),
        transfer_id: id('transfer', 'done'),
        lines: [{ line_no: 1, received: 1, damaged: 1 }],
        closes: true,
      },
    ])
  })
}

async function loadCounts(db: Db, rdc: string[], cdc: string[], day: Day): Promise<void> {
  const clerk = as('warehouse')
  const sheet = (name: string, node_id: string, sku_ids: string[], blind: boolean) => ({
    ...{ id: id('count', name), node_id, kind: 'cyclic' as const, blind, sku_ids, rule: 'longest_uncounted' as const, note: null },
  })
  await db.tx(async (tx) => {
    await startCounts(tx, clerk, day(-1), [sheet('open', 'cq-rdc', rdc.slice(0, 5), true)])
    await startCounts(tx, as('cdc-clerk'), day(-3), [
      sheet('done', 'cq-cdc', cdc.slice(0, 3), false),
      sheet('review', 'cq-cdc', cdc.slice(6, 8), true),
    ])
    const counts = new Map(
      (await readStock(tx, { node_ids: ['cq-cdc'], sku_ids: cdc })).map((row) => [
        row.sku_id,
        row.available + row.reserved + row.held + row.safety + row.shares,
      ]),
    )
    const look = async (name: string, sku_id: string, off: number, times: number) => {
      for (let i = 1; i <= times; i++) {
        const counted = (counts.get(sku_id) ?? 0) + off
        await recordCounts(tx, as('cdc-clerk'), day(-2), [
          { id: id('look', name, sku_id, String(i)), count_id: id('count', name), sku_id, counted },
        ])
      }
    }
    for (const sku_id of cdc.slice(0, 3)) await look('done', sku_id, 0, 1)
    await look('review', cdc[6]!, 0, 1)
    await look('review', cdc[7]!, -3, 2)
    await finishCounts(tx, as('cdc-clerk'), day(-2), [id('count', 'done'), id('count', 'review')])
  })
}

async function loadPurchases(db: Db, cdc: string[], milk: string[], day: Day): Promise<void> {
  const buyer = as('jilang')
  const order = (name: string, supplier_id: string, lines: { sku_id: string; quantity: number }[], node_id = 'cq-cdc') => ({
    ...{ id: id('purchase', name), supplier_id, node_id, note: null },
    lines: lines.map((line) => ({ ...line, unit_minor: cost(line.sku_id) })),
  })
  await db.tx(async (tx) => {
    await saveSuppliers(
      tx,
      by,
      day(-90),
      suppliers.map(({ id, zh, en, contact, lead_days }) => {
        const [contact_name, contact_phone] = contact.split(' | ') as [string, string]
        return { id, organization_id: 'lanchuan', name: { zh, en }, contact_name, contact_phone, lead_days, currency: 'CNY' }
      }),
    )
    await makePurchases(tx, buyer, day(-20), [
      order(
        'closed',
        'shunde-electric',
        cdc.slice(0, 2).map((sku_id) => ({ sku_id, quantity: 6 })),
      ),
      order(
        'part',
        'hulun-dairy',
        milk.slice(0, 2).map((sku_id) => ({ sku_id, quantity: 40 })),
        'ks-rdc',
      ),
    ])
    await makePurchases(tx, buyer, day(-3), [
      order(
        'sent',
        'kunshan-panel',
        cdc.slice(2, 4).map((sku_id) => ({ sku_id, quantity: 12 })),
      ),
      order(
        'draft',
        'sichuan-compressor',
        cdc.slice(4, 6).map((sku_id) => ({ sku_id, quantity: 20 })),
      ),
    ])
    // On their way to the third-party warehouse; it is told of them there.
    await makePurchases(
      tx,
      by,
      day(-2),
      ['custody-1', 'custody-2', 'custody-3'].map((name, i) =>
        order(
          name,
          'kunshan-panel',
          cdc.slice(i * 2, i * 2 + 2).map((sku_id, k) => ({ sku_id, quantity: 24 - i * 4 + k * 6 })),
          'wh-custody',
        ),
      ),
    )
    await sendPurchases(
      tx,
      by,
      day(-2),
      ['custody-1', 'custody-2', 'custody-3'].map((name) => id('purchase', name)),
    )
    await sendPurchases(tx, buyer, day(-19), [id('purchase', 'closed'), id('purchase', 'part')])
    await sendPurchases(tx, buyer, day(-3), [id('purchase', 'sent')])
    await confirmPurchases(tx, buyer, day(-18), [
      { id: id('purchase', 'part'), lines: [{ line_no: 2, quantity: 30 }] },
      { id: id('purchase', 'closed') },
    ])
    const lot = { lot_no: 'HL-2631', expires_on: businessDate(day(420)), made_on: businessDate(day(-25)) }
    await receivePurchases(tx, as('cdc'), day(-8), [
      {
        ...{ id: id('receipt', 'closed'), order_id: id('purchase', 'closed'), delivery_no: 'SD-20817', accepts_over: false, closes: true },
        lines: [
          { line_no: 1, received: 6, damaged: 0 },
          { line_no: 2, received: 4, damaged: 1 },
        ],
      },
      {
        ...{ id: id('receipt', 'part'), order_id: id('purchase', 'part'), delivery_no: 'HL-5530', accepts_over: false, closes: false },
        lines: [{ line_no: 1, received: 38, damaged: 2, ...lot }],
      },
    ])
  })
}

const cost = (sku_id: string): number => world.products.flatMap(({ skus }) => skus).find(({ sku_code }) => sku_code === sku_id)!.cost_minor
