import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cartons, judgeWeight, suggestPacking } from './boxes/rules.ts'
import type { Content, Outbound, SiteItem } from './model.ts'
import { chooseShort, contentKey, nextCutOff, planPicks, planStop, planWaves, readScan, takeFrom, whyNothing } from './rules.ts'

describe('a scan is taken apart', () => {
  test.each([
    ['a plain text', ' W123\r', { text: 'W123', barcodes: [] }],
    [
      'a barcode is known with and without leading zeros',
      '96385074',
      { text: '96385074', barcodes: ['96385074', '000096385074', '0000096385074', '00000096385074'] },
    ],
    ['brackets', '(01)06901234567892(17)271100(10)L-7(21)S9', { lot: 'L-7', serial: 'S9', expires_on: '2027-11-30' }],
    ['without brackets, a group separator after the lot', ']C10106901234567892' + '10L7\u001d21S9', { lot: 'L7', serial: 'S9' }],
    ['an unknown application identifier leaves one text', '0106901234567892' + '99xyz', { text: '010690123456789299xyz', barcodes: [] }],
  ])('%s', (_what, text, expected) => {
    expect(readScan(text)).toMatchObject(expected)
  })

  test('whatever a gun sends, it is read and never thrown at', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        const reading = readScan(text)
        expect(reading.barcodes.every((one) => /^\d{8,14}$/.test(one))).toBe(true)
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})

const site: SiteItem = {
  ...{ node_id: 'n', carrier_id: 'own', service_id: 's', phone: '12345', smallest_bulk: 3, largest_bulk: 5, largest_loose: 4 },
  ...{ weighs: true, tolerance_grams: 50, tolerance_bp: 1_000 },
}
const outbound = (i: number, carrier_id: string, content_key: string): Outbound =>
  ({
    id: String(i),
    carrier_id,
    content_key,
    code: String(i),
    released_at: `2026-11-22T00:00:${String(i % 60).padStart(2, '0')}Z`,
    cut_off_at: null,
    pieces: 1,
  }) as Outbound

test('waves take each order once, one carrier a wave, one content a bulk wave, none too large', () => {
  const orders = fc.array(fc.tuple(fc.constantFrom('sf', 'zto'), fc.constantFrom('a', 'b', 'c')), { maxLength: 60 })
  fc.assert(
    fc.property(orders, (list) => {
      const waiting = list.map(([carrier, key], i) => outbound(i, carrier, key))
      const waves = planWaves(waiting, site, null)
      expect(waves.flatMap((wave) => wave.outbounds.map(({ id }) => id)).sort()).toEqual(waiting.map(({ id }) => id).sort())
      for (const { kind, outbounds, carrier_id, content_key } of waves) {
        expect(outbounds.every((one) => one.carrier_id === carrier_id)).toBe(true)
        expect(outbounds.length).toBeLessThanOrEqual(kind === 'bulk' ? site.largest_bulk : site.largest_loose)
        if (kind === 'bulk') expect(outbounds.every((one) => one.content_key === content_key)).toBe(true)
      }
      const firstLoose = waves.findIndex(({ kind }) => kind === 'loose')
      expect(firstLoose < 0 || waves.slice(firstLoose).every(({ kind }) => kind === 'loose')).toBe(true)
    }),
    { seed: 11, numRuns: 100 },
  )
})

describe('a plan that makes no wave says why, how many another would take, and what to ask for', () => {
  const alike = (orders: number, carrier_id = 'sf', merged = false) => ({ carrier_id, merged, orders })
  test.each([
    ['nothing is there', {}, [], 'nothing_waits', 0, /release orders/],
    ['another carrier', { carrier_id: 'zto' }, [alike(3), alike(1)], 'carrier_has_none', 4, /4 orders .* zto: choose another/],
    ['loose ones, and all are alike', { kind: 'loose' }, [alike(3), alike(4)], 'only_bulk_waits', 7, /7 orders .* 2 others.* bulk/],
    ['bulk ones, and none are alike', { kind: 'bulk' }, [alike(2), alike(1)], 'only_loose_waits', 3, /3 orders .* no 3 .* loose/],
    ['bulk ones, and those alike leave with others', { kind: 'bulk' }, [alike(3, 'sf', true)], 'only_loose_waits', 3, /loose/],
    [
      'bulk ones of a carrier that has none alike',
      { kind: 'bulk', carrier_id: 'zto' },
      [alike(9), alike(2, 'zto')],
      'only_loose_waits',
      2,
      /2/,
    ],
    ['fewer bulk ones than a wave has', { kind: 'bulk', most_orders: 2 }, [alike(5)], 'too_few_for_bulk', 5, /at least 3/],
    ['what another is planning', { kind: 'loose' }, [alike(5), alike(1)], 'taken_meanwhile', 6, /ask again/],
  ] as const)('%s', (_what, plan, contents, status, waiting, detail) => {
    expect(whyNothing(plan, site, contents)).toEqual({ status, waiting, detail: expect.stringMatching(detail) })
  })
})

const content = (bin_code: string, quantity: number, more: Partial<Content> = {}) => ({
  ...{ node_id: 'n', bin_code, sku_id: 'tea', lot: '', expires_on: null, quantity, planned: 0, path_no: Number(bin_code) },
  ...more,
})
describe('picks', () => {
  const wanted = (quantity: number) => [{ sku_id: 'tea', quantity, outbound_id: null }]
  const places = (picks: { bin_code: string | null; quantity: number }[]) => picks.map(({ bin_code, quantity }) => [bin_code, quantity])
  test.each([
    ['a bin that has everything comes before a nearer one', [content('1', 2), content('2', 9)], 5, [['2', 5]]],
    [
      'what expires first goes first',
      [content('1', 9), content('2', 2, { expires_on: '2026-12-01' })],
      5,
      [
        ['1', 3],
        ['2', 2],
      ],
    ],
    ['what is past its day stays', [content('1', 9, { expires_on: '2026-11-21' })], 2, [[null, 2]]],
    [
      'what other picks will take is not there',
      [content('1', 9, { planned: 8 })],
      3,
      [
        ['1', 1],
        [null, 2],
      ],
    ],
  ] as const)('%s', (_what, contents, quantity, expected) => {
    expect(
      places(
        planPicks(
          wanted(quantity),
          contents.map((one) => ({ ...one })),
          '2026-11-22',
        ),
      ),
    ).toEqual(expected)
  })

  test('ask for exactly what is wanted and set aside no more than lies there', () => {
    const contents = fc.array(fc.record({ quantity: fc.integer({ min: 0, max: 9 }), planned: fc.integer({ min: 0, max: 9 }) }), {
      maxLength: 6,
    })
    fc.assert(
      fc.property(contents, fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }), (list, quantities) => {
        const bins = list.map(({ quantity, planned }, i) => content(String(i), quantity, { planned: Math.min(planned, quantity) }))
        const picks = planPicks(
          quantities.map((quantity) => ({ sku_id: 'tea', quantity, outbound_id: null })),
          bins,
          '2026-11-22',
        )
        const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0)
        expect(sum(picks.map(({ quantity }) => quantity))).toBe(sum(quantities))
        expect(bins.every(({ planned, quantity }) => planned <= quantity)).toBe(true)
      }),
      { seed: 13, numRuns: 200 },
    )
  })
})

test.each([
  [0, 500, 'weight_missing'],
  [-5, 500, 'weight_missing'],
  [10_000_000, 500, 'weight_impossible'],
  [550, 500, 'weighed'],
  [551, 500, 'weight_off'],
  [2_199, 2_000, 'weighed'],
  [1_799, 2_000, 'weight_off'],
  [77, null, 'weighed'],
])('%d g where %s g are expected: %s', (weight, expected, status) => {
  expect(judgeWeight(weight, expected, site).status).toBe(status)
})

test('packing puts every piece into one box, and no box is above its carton', () => {
  const lines = fc.array(
    fc.record({ quantity: fc.integer({ min: 1, max: 30 }), weight_grams: fc.option(fc.integer({ min: 1, max: 40_000 })) }),
    { minLength: 1, maxLength: 5 },
  )
  fc.assert(
    fc.property(lines, (list) => {
      const order = list.map((line, i) => ({ ...line, line_no: i + 1, sku_id: `s${i}` }))
      const boxes = suggestPacking(order)
      for (const { line_no, quantity } of order)
        expect(
          boxes.flatMap((box) => box.lines.filter((line) => line.line_no === line_no)).reduce((sum, line) => sum + line.quantity, 0),
        ).toBe(quantity)
      for (const { carton, lines: inside } of boxes)
        if (carton !== 'own')
          expect(inside.reduce((sum, { quantity }) => sum + quantity, 0)).toBeLessThanOrEqual(
            cartons.find(({ code }) => code === carton)!.largest_pieces,
          )
    }),
    { seed: 17, numRuns: 100 },
  )
})

test('stopping an order lessens what is not fetched and sends back what is in hand, less what was not found', () => {
  const line = { outbound_id: 'o', line_no: 1, sku_id: 'tea', quantity: 5, checked: 1 }
  const pick = (quantity: number) => [{ id: 'p', sku_id: 'tea', quantity, picked: 0, outbound_id: null }]
  expect(planStop([line], [], 'locked')).toEqual({ lessen: [], back: [] })
  expect(planStop([line], pick(9), 'released')).toEqual({ lessen: [{ id: 'p', quantity: 4 }], back: [{ sku_id: 'tea', quantity: 1 }] })
  expect(planStop([line], pick(1), 'released')).toEqual({ lessen: [{ id: 'p', quantity: 1 }], back: [{ sku_id: 'tea', quantity: 4 }] })
  expect(planStop([line], [], 'picked', { tea: 3 })).toEqual({ lessen: [], back: [{ sku_id: 'tea', quantity: 2 }] })
})

test('small things: who goes without, what is alike, what is taken, when the courier comes', () => {
  const needing = [
    { outbound_id: 'a', slot_no: 1, open: 2 },
    { outbound_id: 'b', slot_no: 2, open: 0 },
    { outbound_id: 'c', slot_no: 3, open: 1 },
  ]
  expect(chooseShort(needing, 1)).toEqual(['c'])
  expect(chooseShort(needing, 2)).toEqual(['c', 'a'])
  expect(
    contentKey([
      { sku_id: 'a', quantity: 1 },
      { sku_id: 'b', quantity: 2 },
    ]),
  ).toBe(
    contentKey([
      { sku_id: 'b', quantity: 2 },
      { sku_id: 'a', quantity: 1 },
    ]),
  )
  expect(contentKey([{ sku_id: 'a', quantity: 1 }])).not.toBe(contentKey([{ sku_id: 'a', quantity: 2 }]))
  expect(takeFrom([content('1', 2), content('2', 5)], 4).map(({ quantity }) => quantity)).toEqual([2, 2])
  expect(nextCutOff('2026-11-22T08:00:00Z', '17:00', 'Asia/Shanghai')).toBe('2026-11-22T09:00:00.000Z')
  expect(nextCutOff('2026-11-22T10:00:00Z', '17:00', 'Asia/Shanghai')).toBe('2026-11-23T09:00:00.000Z')
})
