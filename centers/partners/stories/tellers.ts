import { beforeAll, describe, expect, test } from 'vitest'
import { saveCarriers } from '#centers/carriers/agreements/write.ts'
import { saveNodes, shareNodes } from '#centers/inventory/write.ts'
import { type Key, signRequest } from '#client/index.js'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import { anOutsideOrder, clientFor, clock, db, inject, newKey, seconds, send, url } from './ground.ts'

/** What partners count and ship at their own places, in their own shape. */
describe('what partners tell of their places', () => {
  let key: Key
  const mappings = { stock: newId(), shipment: newId() }
  const field = (name: string, path: string, more: object = {}) => ({ field: name, path, ...more })
  const at = (minutes: number) => new Date(Date.parse(clock.now()) + minutes * 60_000).toISOString()
  const tell = async (kind: keyof typeof mappings, records: object[], by = key) => {
    const path = url(`/api/open/messages/${mappings[kind]}`)
    const body = JSON.stringify({ rows: records })
    const headers = await signRequest({ method: 'POST', url: path, body }, by, { created: seconds() })
    const answer = await inject(path, { method: 'POST', body, headers: { ...headers, 'content-type': 'application/json' } })
    const { outcomes = [] } = (await answer.json()) as { outcomes?: { status: string; detail?: string }[] }
    return outcomes.map(({ status }) => status)
  }
  const count = (quantity: number, as_of: string, sku = 'L-1', node = 'rx') => ({ place: node, sku, pieces: quantity, at: as_of })
  const free = async () =>
    (await db.row<{ balance: number }>(
      sql`select coalesce(sum(balance), 0)::bigint as balance from ledger.balances where account = 'node:rx:available' and asset = 'sku:lamp'`,
    ))!.balance
  const order = async (quantity: number) => {
    const one = anOutsideOrder({ lines: [{ sku_id: 'lamp', quantity, unit_minor: 900, amount_minor: 900 * quantity }] })
    const { outcomes } = await clientFor(key).post('/api/open/orders', { body: { orders: [one] } as never })
    expect(outcomes).toMatchObject([{ status: 'placed' }])
    return one
  }

  beforeAll(async () => {
    key = await newKey({ channels: ['south-shop'], permissions: ['orders.place', 'stock.tell', 'parcels.tell'] })
    await db.tx((tx) =>
      saveCarriers(tx, theSystem, clock.now(), [
        {
          ...{ carrier_id: 'sf', name: { zh: '顺丰', en: 'SF' }, codes: {}, track_account_id: null, label_form: '76x130' },
          ...{ masks_recipient: true, stalled_hours: 48, active: true },
        },
      ]),
    )
    await db.tx(async (tx) => {
      const place = {
        kind: 'third_party' as const,
        organization_id: 'group',
        region_code: '500100',
        address: {},
        longitude: null,
        latitude: null,
      }
      const more = { opening_hours: null, cut_off: null, capacity_per_day: null }
      await saveNodes(tx, clock.now(), [{ ...place, ...more, id: 'rx', name: { zh: '蓉兴仓', en: 'Rongxing' }, partner_id: 'rongxing' }])
      await shareNodes(tx, [{ channel_id: 'south-shop', node_ids: ['rx'] }])
    })
    const definitions = {
      stock: [
        field('node_id', 'place'),
        field('sku_id', 'sku', { values: [{ from: 'L-1', to: 'lamp' }], keep_unknown: true }),
        field('quantity', 'pieces'),
        field('as_of', 'at', { date_form: 'iso' }),
      ],
      shipment: [
        field('external_no', 'no'),
        { field: 'channel_id', path: null, constant: 'south-shop' },
        field('carrier', 'by', { values: [{ from: '顺丰', to: 'sf' }], keep_unknown: true }),
        field('waybill_no', 'waybill'),
        field('lines[].sku_id', 'sku', { fallback: '' }),
        field('lines[].quantity', 'pieces'),
      ],
    }
    const samples = { stock: count(1, at(0)), shipment: { no: 'X', by: '顺丰', waybill: 'SF100001', items: [{ sku: 'lamp', pieces: 1 }] } }
    for (const kind of ['stock', 'shipment'] as const) {
      const lists = kind === 'shipment' ? { lists: [{ field: 'lines', path: 'items[]' }] } : {}
      const item = {
        ...{ mapping_id: mappings[kind], partner_id: 'rongxing', name: kind, direction: 'in', kind, based_on: null },
        definition: { format: 'json', records: 'rows[]', ...lists, fields: definitions[kind] },
        sample: JSON.stringify({ rows: [samples[kind]] }),
      }
      expect((await send('POST', '/api/admin/partner-mappings', { items: [item] })).body.outcomes).toMatchObject([{ status: 'saved' }])
      const { body } = await send('POST', '/api/admin/partner-mappings/activations', {
        items: [{ mapping_id: mappings[kind], version: 1 }],
      })
      expect(body.outcomes).toMatchObject([{ status: 'changed' }])
    }
  })

  test('a count is of its moment: told again, late, or twice at once it never brings back what was sold meanwhile', async () => {
    const first = at(0)
    expect(await tell('stock', [count(10, first)])).toEqual(['set'])
    expect(await free()).toBe(10)
    clock.advance(60_000)
    const one = await order(3)
    expect(await free()).toBe(7)
    expect(await tell('stock', [count(10, first)])).toEqual(['already_known'])
    expect(await tell('stock', [count(99, at(-600))])).toEqual(['already_known'])
    // Counted before the goods leave, told after: what left since is not put back.
    const counted = at(0)
    clock.advance(60_000)
    expect(await tell('shipment', [{ no: one.external_no, by: '顺丰', waybill: 'SF200001' }])).toEqual(['shipped'])
    const both = await Promise.all([tell('stock', [count(12, counted)]), tell('stock', [count(12, counted)])])
    expect(both.flat().sort()).toEqual(['already_known', 'set'])
    expect(await free()).toBe(9)
    // A correction moved nothing: an older moment than it, but newer than the last count, does not apply it twice.
    expect(await tell('stock', [count(12, at(-0.5))])).toEqual(['set'])
    expect(await free()).toBe(9)
    // Orders hold more than lies there.
    const held = await order(8)
    expect(await tell('stock', [count(5, at(0))])).toEqual(['set_to_nothing'])
    expect(await free()).toBe(0)
    expect(await tell('stock', [count(9, at(1))])).toEqual(['set'])
    expect(await free()).toBe(1)
    expect(held.id).toBeTruthy()
  })

  test('what is wrong with a count is said by name, and holds up no other', async () => {
    clock.advance(300_000)
    const told = await tell('stock', [
      count(1, at(0), 'L-1', 'cq-rdc'),
      count(1, at(0), 'nothing'),
      count(1, at(10)),
      count(1, at(-8 * 24 * 60)),
      { place: 'rx', sku: 'L-1', pieces: -1, at: at(0) },
      count(20, at(0)),
      count(30, at(-1)),
    ])
    expect(told).toEqual(['node_not_found', 'sku_not_found', 'moment_not_come', 'too_old', 'mapping_refused', 'set', 'already_known'])
    expect(await tell('stock', [count(1, at(0))], await newKey({ permissions: ['orders.read'] }))).toEqual([])
  })

  test('a parcel told twice, or by two at once, left once; by SKU and in parts; what cannot be is named', async () => {
    const one = await order(3)
    const parcel = (waybill: string, more: object = {}) => ({ no: one.external_no, by: '顺丰', waybill, ...more })
    const part = parcel('SF300001', { items: [{ sku: 'lamp', pieces: 1 }] })
    expect((await Promise.all([tell('shipment', [part]), tell('shipment', [part])])).flat().sort()).toEqual(['already_shipped', 'shipped'])
    expect(
      await tell('shipment', [
        parcel('SF300002', { items: [{ sku: 'lamp', pieces: 3 }] }),
        parcel('SF300002', { items: [{ sku: 'plug', pieces: 1 }] }),
        parcel('SF300002', { by: 'pigeon' }),
        { ...parcel('SF300002'), no: 'nobody' },
        parcel('SF300003'),
        parcel('SF300003'),
        parcel('SF300004'),
      ]),
    ).toEqual(['more_than_left', 'line_not_found', 'carrier_unknown', 'order_not_found', 'shipped', 'already_shipped', 'not_released'])
    expect(
      (await clientFor(await newKey({ channels: ['south-shop'] })).get('/api/open/orders/{id}', { params: { id: one.id } })).state,
    ).toBe('shipped')
    const parcels = await db.rows<{ waybill_no: string }>(
      sql`select waybill_no from fulfillment.parcels where order_id = ${one.id} order by 1`,
    )
    expect(parcels.map(({ waybill_no }) => waybill_no)).toEqual(['SF300001', 'SF300003'])
  })
})
