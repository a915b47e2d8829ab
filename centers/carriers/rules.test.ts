import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DifferenceType, Tariff, TrackState } from './model.ts'
import { trackStates } from './model.ts'
import {
  type Billed,
  chooseCarriage,
  eventKey,
  isPostalNumberWrong,
  judgeBillLine,
  maskName,
  maskPhone,
  nextTry,
  numbersOfSegment,
  positionOf,
  postalCheckDigit,
  quoteFreight,
  reachOf,
} from './rules.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 8, minute)).toISOString()
const told = (...events: [minute: number, state: TrackState | null][]) =>
  events.map(([minute, state]) => ({ happened_at: at(minute), state }))

describe('where a parcel is', () => {
  test.each<[string, ReturnType<typeof told>, TrackState, string | null]>([
    ['nothing told yet', [], 'created', null],
    ['moves on by the time of events', told([1, 'collected'], [3, 'in_transit'], [5, 'out_for_delivery']), 'out_for_delivery', null],
    ['a late scan does not take a delivery back', told([9, 'delivered'], [5, 'out_for_delivery']), 'delivered', at(9)],
    ['a scan after signing means nothing', told([9, 'delivered'], [12, 'in_transit']), 'delivered', at(9)],
    ['signed and then refused', told([9, 'delivered'], [12, 'refused']), 'refused', at(9)],
    ['refused after signing does not go on a tour again', told([9, 'delivered'], [12, 'refused'], [13, 'in_transit']), 'refused', at(9)],
    ['signed, refused, on its way back, back', told([9, 'delivered'], [12, 'returning'], [30, 'returned']), 'returned', at(9)],
    ['refused at the door, delivered after all', told([9, 'refused'], [20, 'out_for_delivery'], [30, 'delivered']), 'delivered', at(30)],
    ['what is back stays back', told([9, 'returned'], [12, 'delivered']), 'returned', null],
    ['a parcel coming back is not delivered to the customer', told([9, 'returning'], [12, 'delivered']), 'returning', null],
    ['lost and found', told([5, 'lost'], [9, 'in_transit']), 'in_transit', null],
    ['an unknown code moves nothing', told([5, 'in_transit'], [9, null]), 'in_transit', null],
    ['of one second the further state counts', told([5, 'delivered'], [5, 'out_for_delivery']), 'delivered', at(5)],
    ['trouble passes', told([5, 'exception'], [9, 'in_transit']), 'in_transit', null],
  ])('%s', (_, events, state, delivered_at) => expect(positionOf(events, at(0))).toMatchObject({ state, delivered_at }))

  const anyEvents = fc.array(fc.record({ minute: fc.nat(40), state: fc.constantFrom(null, ...trackStates) }), { maxLength: 12 })
  test('in whatever order events arrive and however often, the state is the same', () => {
    fc.assert(
      fc.property(anyEvents, fc.infiniteStream(fc.nat()), (rows, order) => {
        const events = told(...rows.map(({ minute, state }): [number, TrackState | null] => [minute, state]))
        const shuffled = [...events, ...events.slice(0, 3)].sort(() => (order.next().value! % 2 === 0 ? 1 : -1))
        expect(positionOf(shuffled, at(0))).toEqual(positionOf(events, at(0)))
      }),
    )
  })
  test('more events never lose a delivery', () => {
    const kept = new Set<TrackState>(['delivered', 'refused', 'returning', 'returned', 'exception', 'lost'])
    fc.assert(
      fc.property(anyEvents, (rows) => {
        const { state, delivered_at } = positionOf(
          told(...rows.map(({ minute, state }): [number, TrackState | null] => [minute, state])),
          at(0),
        )
        if (delivered_at !== null) expect(kept.has(state)).toBe(true)
        if (state === 'delivered') expect(delivered_at).not.toBeNull()
      }),
    )
  })
  test('the same event told in another zone and form has one key', () => {
    const event = { happened_at: '2026-03-01T08:00:00.000Z', code: '3', told: '已签收' }
    expect(eventKey({ ...event, happened_at: '2026-03-01T16:00:00+08:00' })).toBe(eventKey(event))
    expect(eventKey({ ...event, told: '已签收。' })).not.toBe(eventKey(event))
  })
})

const zone = (zone: string, regions: string[], first_minor: number, more: object = {}) => ({
  ...{ zone, regions, first_grams: 1000, first_minor, step_grams: 1000, step_minor: 200 },
  ...more,
})
const tariff = (tariff_id: string, more: Partial<Tariff> = {}): Tariff => ({
  ...{ tariff_id, carrier_id: 'sf', service_id: 'standard', from_regions: [''], valid_from: '2026-01-01', currency: 'CNY' },
  ...{ volumetric_divisor: 6000, fuel_bp: 0, withdrawn_from: null },
  zones: [zone('同城', ['5001'], 800), zone('全国', [''], 1800, { largest_grams: 20_000 })],
  ...more,
})

describe('freight', () => {
  const ask = { from_region: '500112', to_region: '500105', weight_grams: 1000, volume_cm3: 0 }
  test.each<[string, Partial<typeof ask>, number | undefined]>([
    ['the first kilogram in the nearer zone', {}, 800],
    ['a gram more begins the next kilogram', { weight_grams: 1001 }, 1000],
    ['three and a half kilograms', { weight_grams: 3500 }, 1400],
    ['light and bulky: volume counts', { volume_cm3: 30_000 }, 1600],
    ['elsewhere', { to_region: '110105' }, 1800],
    ['heavier than the zone takes', { to_region: '110105', weight_grams: 20_001 }, undefined],
  ])('%s', (_, more, amount) => expect(quoteFreight([tariff('a')], '2026-03-01', { ...ask, ...more })[0]?.amount_minor).toBe(amount))

  test.each<[string, Tariff[], string | undefined]>([
    ['not before its day', [tariff('a', { valid_from: '2026-03-02' })], undefined],
    ['the newer one of two', [tariff('a'), tariff('b', { valid_from: '2026-02-01' })], 'b'],
    [
      'the closer place of departure before the newer day',
      [tariff('a', { from_regions: ['50'] }), tariff('b', { valid_from: '2026-02-01' })],
      'a',
    ],
    ['withdrawn since', [tariff('a', { withdrawn_from: '2026-03-01' })], undefined],
    ['withdrawn from tomorrow on', [tariff('a', { withdrawn_from: '2026-03-02' })], 'a'],
    ['withdrawn: the one before counts again', [tariff('a'), tariff('b', { valid_from: '2026-02-01', withdrawn_from: '2026-02-20' })], 'a'],
    ['another place of departure', [tariff('a', { from_regions: ['11'] })], undefined],
  ])('%s', (_, tariffs, tariff_id) => expect(quoteFreight(tariffs, '2026-03-01', ask)[0]?.tariff_id).toBe(tariff_id))

  const served = (carrier_id: string, region: string, yes = true) => ({ carrier_id, region, served: yes, note: null })
  const service = (carrier_id: string, largest_grams: number | null = null) => ({ carrier_id, service_id: 'standard', largest_grams })
  test.each<[string, Parameters<typeof chooseCarriage>[0]['reach'], ReturnType<typeof service>[], number | null, string]>([
    ['the usual one goes there', [served('own', ''), served('sf', '')], [service('own'), service('sf')], 900, 'own'],
    [
      'it does not: the cheapest that does',
      [served('own', '11'), served('sf', ''), served('ems', '')],
      [service('own'), service('sf'), service('ems')],
      900,
      'ems',
    ],
    ['it takes nothing so heavy', [served('own', ''), served('sf', '')], [service('own', 500), service('sf')], 900, 'sf'],
    ['it is switched off', [served('own', ''), served('sf', '')], [service('sf')], 900, 'sf'],
    ['nobody knows what it weighs', [served('own', ''), served('sf', '')], [service('own', 500), service('sf')], null, 'own'],
    ['nobody goes there: the usual one says so', [served('sf', '5001', false)], [service('own'), service('sf')], 900, 'own'],
  ])('who carries: %s', (_, reach, services, weight_grams, carrier_id) => {
    const tariffs = [tariff('a'), tariff('b', { carrier_id: 'ems', zones: [zone('全国', [''], 600)] })]
    const usual = { carrier_id: 'own', service_id: 'standard' }
    const parcel = { from_region: '500112', to_region: '500105', weight_grams }
    expect(chooseCarriage({ services, reach, tariffs }, '2026-03-01', usual, parcel)).toMatchObject({ carrier_id, service_id: 'standard' })
  })

  test.each<[string, Tariff[], string[], number | null, string]>([
    [
      'a cheaper one delivers',
      [tariff('a'), tariff('b', { carrier_id: 'ems', zones: [zone('全国', [''], 600)] })],
      ['sf', 'ems'],
      900,
      'ems',
    ],
    [
      'the cheaper one does not deliver there',
      [tariff('a'), tariff('b', { carrier_id: 'ems', zones: [zone('全国', [''], 600)] })],
      ['sf'],
      900,
      'sf',
    ],
    ['both cost the same', [tariff('a'), tariff('b', { carrier_id: 'ems' })], ['sf', 'ems'], 900, 'sf'],
    [
      'nobody knows what it weighs',
      [tariff('a'), tariff('b', { carrier_id: 'ems', zones: [zone('全国', [''], 600)] })],
      ['sf', 'ems'],
      null,
      'sf',
    ],
    ['the usual one has no price: nothing to compare', [tariff('b', { carrier_id: 'ems' })], ['sf', 'ems'], 900, 'sf'],
  ])('prices choose: %s', (_, tariffs, delivering, weight_grams, carrier_id) => {
    const agreed = { services: [service('sf'), service('ems')], reach: delivering.map((one) => served(one, '')), tariffs }
    const usual = { carrier_id: 'sf', service_id: 'standard', cheapest: true }
    const parcel = { from_region: '500112', to_region: '500105', weight_grams }
    expect(chooseCarriage(agreed, '2026-03-01', usual, parcel)).toMatchObject({ carrier_id, service_id: 'standard' })
  })

  test('cheapest first, surcharge rounded up', () => {
    const tariffs = [tariff('a', { fuel_bp: 333 }), tariff('b', { carrier_id: 'ems', zones: [zone('全国', [''], 600)] })]
    expect(quoteFreight(tariffs, '2026-03-01', ask).map(({ carrier_id, amount_minor }) => [carrier_id, amount_minor])).toEqual([
      ['ems', 600],
      ['sf', 827],
    ])
  })
  test('more weight never costs less', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 19_000 }), fc.integer({ min: 0, max: 1000 }), (weight_grams, more) => {
        const price = (grams: number) => quoteFreight([tariff('a')], '2026-03-01', { ...ask, weight_grams: grams })[0]!.amount_minor
        expect(price(weight_grams + more)).toBeGreaterThanOrEqual(price(weight_grams))
      }),
    )
  })
})

test.each([
  ['5001', true],
  ['500105', true],
  ['500236', false],
  ['500236100', true],
  ['540102', false],
])('reach of %s: the longest code decides', (region, served) => {
  const row = (code: string, yes: boolean) => ({ carrier_id: 'sf', region: code, served: yes, note: null })
  const rows = [row('', true), row('54', false), row('500236', false), row('500236100', true)]
  expect(reachOf(rows, 'sf', region).served).toBe(served)
  expect(reachOf(rows, 'ems', region).served).toBe(false)
})

const ours: Billed = { parcel_id: 'p', canceled: false, quoted_minor: 1800, chargeable_grams: 1000, billed: false }
test.each<[string, { amount_minor: number; weight_grams?: number }, Billed | undefined, DifferenceType, number]>([
  ['a number that is not ours', { amount_minor: 900 }, undefined, 'waybill_not_ours', 900],
  ['money back', { amount_minor: -300 }, ours, 'refund', -300],
  ['billed before', { amount_minor: 1800 }, { ...ours, billed: true }, 'billed_twice', 1800],
  ['billed though canceled', { amount_minor: 1800 }, { ...ours, canceled: true }, 'canceled_waybill', 1800],
  ['never quoted', { amount_minor: 1800 }, { ...ours, quoted_minor: null }, 'not_quoted', 1800],
  ['as reckoned', { amount_minor: 1800, weight_grams: 900 }, ours, 'matched', 0],
  ['weighed otherwise', { amount_minor: 2000, weight_grams: 1600 }, ours, 'weight_differs', 200],
  ['dearer', { amount_minor: 2000, weight_grams: 1000 }, ours, 'amount_above', 200],
  ['cheaper', { amount_minor: 1500 }, ours, 'amount_below', -300],
])('bill: %s', (_, line, known, type, difference_minor) => {
  expect(judgeBillLine({ waybill_no: 'n', ...line }, known)).toEqual({ type, difference_minor })
})

test('postal numbers', () => {
  expect([postalCheckDigit('47312482'), postalCheckDigit('12345678')]).toEqual([9, 5])
  expect([isPostalNumberWrong('EE473124829CN'), isPostalNumberWrong('EE473124828CN'), isPostalNumberWrong('SF1234567890123')]).toEqual([
    false,
    true,
    false,
  ])
  expect(numbersOfSegment('EE473124829CN', `EE47312484${postalCheckDigit('47312484')}CN`)).toHaveLength(3)
})
test.each([
  ['1100000000008', '1100000000012', 5],
  ['EMS001', 'EMS003', 3],
  ['1100000000012', '1100000000008', 'the last number comes before the first'],
  ['1', '99', 'both ends must be letters followed by equally many digits'],
  ['1000000', '1999999', 'a segment holds at most 10000 numbers'],
  ['EE473124829CN', 'EE473124829US', 'the check digit of a postal number is wrong'],
])('segment %s to %s', (first, last, expected) => {
  const numbers = numbersOfSegment(first, last)
  if (typeof expected === 'number') expect(numbers).toHaveLength(expected)
  else expect(numbers === undefined || 'fault' in numbers).toBe(true)
})

test('names and phones on labels', () => {
  expect([maskName('张三'), maskName('欧阳修文'), maskName('李'), maskName('')]).toEqual(['张*', '欧**', '李*', '*'])
  expect([maskPhone('13812340000'), maskPhone('+86 138-1234-0000'), maskPhone('0231234')]).toEqual(['138****0000', '138****0000', '****34'])
})

test('tries grow apart and end', () => {
  const now = '2026-03-01T08:00:00.000Z'
  expect(nextTry(1, now)).toBe('2026-03-01T08:00:05.000Z')
  expect(nextTry(1, now, 60)).toBe('2026-03-01T08:01:00.000Z')
  expect(nextTry(9, now)).toBe('2026-03-01T16:00:00.000Z')
  expect(nextTry(10, now)).toBeNull()
})
