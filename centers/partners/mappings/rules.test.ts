import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import '#centers/orders/open/kinds.ts'
import { findKind } from './kinds.ts'
import type { Definition, FieldRule } from './model.ts'
import { dateText, judgeDefinition, momentFrom, readMessage, times, writeMessage } from './rules.ts'

const order = findKind('order')!
const base: FieldRule[] = [
  { field: 'external_no', path: 'tid' },
  { field: 'channel_id', path: null, constant: 'mall' },
  { field: 'placed_at', path: 'created', date_form: 'yyyy-MM-dd HH:mm:ss', time_zone: 'Asia/Shanghai' },
  { field: 'lines[].sku_id', path: 'code', values: [{ from: 'NB-88', to: 'lamp' }] },
  { field: 'lines[].quantity', path: 'num' },
  { field: 'lines[].unit_minor', path: 'price', multiply_by: '100' },
  { field: 'buyer_name', path: 'to.name' },
  { field: 'buyer_phone', path: 'to.phone' },
  { field: 'address.province', path: 'to.province' },
  { field: 'address.street', path: 'to.street' },
]
const json: Definition = { format: 'json', records: 'data.trades[]', lists: [{ field: 'lines', path: 'items[]' }], fields: base }
const trade = (more: object = {}) => ({
  ...{ tid: 'BIG', created: '2026-11-22 10:03:04', items: [{ code: 'NB-88', num: 2, price: '129.90' }] },
  to: { name: '林𠮷满', phone: '13800001234', province: '重庆市', street: '解放碑 1 号 🏠' },
  ...more,
})
// A number of 64 bits as such programs write it: no digit may be lost.
const text = (...trades: object[]) => JSON.stringify({ data: { trades } }).replaceAll('"BIG"', '9007199254740993')
const wanted = {
  ...{ external_no: '9007199254740993', channel_id: 'mall', placed_at: '2026-11-22T02:03:04.000Z' },
  lines: [{ sku_id: 'lamp', quantity: 2, unit_minor: 12990 }],
  ...{ buyer_name: '林𠮷满', buyer_phone: '13800001234', address: { province: '重庆市', street: '解放碑 1 号 🏠' } },
}

describe('a message read', () => {
  test('JSON, XML and CSV make the same order', () => {
    expect(readMessage(json, order, text(trade())).records).toMatchObject([{ item: wanted, problems: [] }])
    const xml = `<?xml version="1.0"?><req><trade no="9007199254740993"><created>2026-11-22 10:03:04</created><item code="NB-88"><num>2</num><price>129.90</price></item>
      <to><name>林𠮷满</name><phone>13800001234</phone><province>重庆市</province><street>解放碑 1 号 🏠</street></to></trade></req>`
    const over = { external_no: '@no', 'lines[].sku_id': '@code' } as Record<string, string>
    const fields = base.map((rule) => ({ ...rule, path: over[rule.field] ?? rule.path }))
    const ofXml: Definition = { format: 'xml', records: 'req.trade[]', lists: [{ field: 'lines', path: 'item[]' }], fields }
    expect(readMessage(ofXml, order, xml).records).toMatchObject([{ item: wanted, problems: [] }])
    const columns: Record<string, string> = {
      external_no: '单号',
      placed_at: '下单时间',
      'lines[].sku_id': '货号',
      'lines[].quantity': '数量',
    }
    Object.assign(columns, {
      'lines[].unit_minor': '单价.元',
      buyer_name: '收货人',
      buyer_phone: '电话',
      'address.province': '省',
      'address.street': '地址',
    })
    const ofCsv: Definition = {
      ...{ format: 'csv', separator: ';', group_by: '单号', lists: [{ field: 'lines', path: 'rows[]' }] },
      fields: base.map((rule) => ({ ...rule, path: columns[rule.field] ?? rule.path })),
    }
    const rest = '林𠮷满;13800001234;重庆市;"解放碑 1 号 🏠"'
    const csv = `\uFEFF单号;下单时间;货号;数量;单价.元;收货人;电话;省;地址\r\n9007199254740993;2026-11-22 10:03:04;NB-88;2;129.90;${rest}\r\n9007199254740993;2026-11-22 10:03:04;NB-88;1;"1,299.90";${rest}\r\n`
    expect(readMessage(ofCsv, order, csv).records).toMatchObject([
      { item: { ...wanted, lines: [...wanted.lines, { sku_id: 'lamp', quantity: 1, unit_minor: 129990 }] }, problems: [] },
    ])
  })

  test.each([
    ['no JSON', '{"data":', 'message_unreadable', null],
    ['nothing at the path', '{"data":{}}', 'records_missing', null],
    ['too many', text(...Array.from({ length: 101 }, () => trade())), 'too_many_records', null],
    ['nothing there', text(trade({ created: '' })), 'value_missing', 'placed_at'],
    ['a value the table lacks', text(trade({ items: [{ code: 'X', num: 1, price: '1' }] })), 'value_unknown', 'lines[1].sku_id'],
    ['an object where a value should be', text(trade({ tid: { a: 1 } })), 'value_several', 'external_no'],
    ['no number', text(trade({ items: [{ code: 'NB-88', num: 'two', price: '1' }] })), 'number_malformed', 'lines[1].quantity'],
    ['a part of a fen', text(trade({ items: [{ code: 'NB-88', num: 1, price: '1.005' }] })), 'number_not_whole', 'lines[1].unit_minor'],
    ['a day that never was', text(trade({ created: '2026-02-30 10:00:00' })), 'date_malformed', 'placed_at'],
    [
      'what the open route refuses too',
      text(trade({ items: [{ code: 'NB-88', num: 0, price: '1' }] })),
      'field_invalid',
      'lines.0.quantity',
    ],
    ['no lines', text(trade({ items: [] })), 'value_missing', 'lines'],
  ])('%s is refused by name', (_what, message, code, field) => {
    const { records, problems } = readMessage(json, order, message)
    expect([...problems, ...records.flatMap((one) => one.problems)]).toMatchObject([{ code, field }])
  })

  test('a record with a fault sinks no other, and entities are not followed', () => {
    const { records } = readMessage(json, order, text(trade({ created: 'soon' }), trade()))
    expect(records.map((one) => one.problems.length)).toEqual([1, 0])
    const bomb = '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    expect(readMessage({ ...json, format: 'xml' }, order, bomb).problems[0]!.code).toBe('message_unreadable')
  })

  test('a mapping that cannot work is told before any message', () => {
    const codes = (fields: FieldRule[]) => judgeDefinition({ ...json, fields }, order).map(({ code, field }) => [code, field])
    expect(codes(base)).toEqual([])
    expect(codes(base.slice(1))).toEqual([['field_unmapped', 'external_no']])
    expect(codes([...base, { field: 'colour', path: 'c' }])).toEqual([['field_unknown', 'colour']])
    expect(codes([...base, { field: 'currency', path: null }])).toEqual([['rule_incomplete', 'currency']])
    const zone = (time_zone: string | null) => base.map((rule) => (rule.field === 'placed_at' ? { ...rule, time_zone } : rule))
    expect(codes(zone('Asia/Chongqing City'))).toEqual([['zone_unknown', 'placed_at']])
    expect(codes(zone(null))).toEqual([['rule_incomplete', 'placed_at']])
  })
})

describe('a message written', () => {
  const data = {
    external_no: 'A-1',
    carrier: 'sf',
    waybill_no: '<SF&1>',
    shipped_at: '2026-11-22T02:03:04.000Z',
    lines: [{ sku_id: 'lamp', quantity: 2 }],
  }
  const fields: FieldRule[] = [
    { field: 'Order.No', path: 'external_no' },
    { field: 'Order.Carrier', path: 'carrier', values: [{ from: 'sf', to: 'SFEXPRESS' }] },
    { field: 'Order.Waybill', path: 'waybill_no' },
    { field: 'Order.SentAt', path: 'shipped_at', date_form: 'dd/MM/yyyy HH:mm', time_zone: 'Asia/Shanghai' },
    { field: 'Order.Items[].Sku', path: 'lines[].sku_id' },
    { field: 'Order.Items[].Qty', path: 'lines[].quantity', number: true },
    { field: 'Order.Items[].No', path: 'external_no' },
  ]
  test('in JSON, XML and CSV', () => {
    expect(JSON.parse(writeMessage({ format: 'json', fields }, data).body!)).toEqual({
      Order: {
        ...{ No: 'A-1', Carrier: 'SFEXPRESS', Waybill: '<SF&1>', SentAt: '22/11/2026 10:03' },
        Items: [{ Sku: 'lamp', Qty: 2, No: 'A-1' }],
      },
    })
    expect(writeMessage({ format: 'xml', root: 'Notice', fields: fields.slice(0, 3) }, data).body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Notice><Order><No>A-1</No><Carrier>SFEXPRESS</Carrier><Waybill>&lt;SF&amp;1&gt;</Waybill></Order></Notice>',
    )
    const flat = [
      { field: 'no', path: 'external_no' },
      { field: 'rows[].sku', path: 'lines[].sku_id' },
    ]
    expect(writeMessage({ format: 'csv', fields: flat }, { ...data, external_no: '=1+1' }).body).toBe("no,sku\r\n'=1+1,lamp\r\n")
  })
  test('a word the table lacks refuses the whole message', () => {
    const { body, problems } = writeMessage({ format: 'json', fields }, { ...data, carrier: 'zto' })
    expect(body).toBeNull()
    expect(problems).toMatchObject([{ code: 'value_unknown', field: 'Order.Carrier' }])
  })
})

test('units lose nothing: times and back is the same number', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.integer({ min: 0, max: 6 }), (whole, digits) => {
      const less = times(String(whole), `0.${'0'.repeat(digits)}1`)!
      expect(times(less, `1${'0'.repeat(digits + 1)}`)).toBe(String(whole))
    }),
    { seed: 7 },
  )
  expect([times('1,299.90', '100'), times('0.1', '0.2'), times('-0', '1'), times('1e3', '1')]).toEqual(['129990', '0.02', '0', null])
})

test.each([
  ['20261122100304', 'yyyyMMddHHmmss', 'Asia/Shanghai', '2026-11-22T02:03:04.000Z'],
  ['22/11/2026', 'dd/MM/yyyy', 'Europe/Berlin', '2026-11-21T23:00:00.000Z'],
  ['2026-11-22T10:03:04+08:00', 'iso', null, '2026-11-22T02:03:04.000Z'],
  ['1795312984', 'epoch_s', null, '2026-11-22T02:03:04.000Z'],
  ['1795312984000', 'epoch_ms', null, '2026-11-22T02:03:04.000Z'],
  ['2026-13-01 00:00:00', 'yyyy-MM-dd HH:mm:ss', 'Asia/Shanghai', null],
])('the date %s in the form %s', (text, form, zone, moment) => {
  expect(momentFrom(text, form, zone)).toBe(moment)
  if (moment && form !== 'iso') expect(momentFrom(dateText(moment, form, zone)!, form, zone)).toBe(moment)
})
