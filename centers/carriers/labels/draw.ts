import bwip from 'bwip-js/node'
import { formatMoney } from '#core/money.ts'
import type { LabelForm, Party } from '../model.ts'
import { addressText, maskParty } from '../rules.ts'

/** Everything that stands on one label. */
export interface Label {
  form: LabelForm
  carrier: string
  service: string
  waybill_no: string
  /** The large letters couriers sort by. */
  route_code: string | null
  order_no: string
  sender: Party
  recipient: Party
  /** Privacy waybill: names and phones are partly hidden. */
  masks: boolean
  items: { name: string; quantity: number }[]
  weight_grams: number
  collect_minor: number | null
  currency: string
  note: string | null
  /** Place in the batch, which is the order of the pick. */
  place: number
  of: number
  /** Printed before: two boxes must not get the same label unnoticed. */
  again: boolean
  printed_at: string
}

/** What a label is made of, in millimeters from its upper left corner. Both the PDF and the page draw these and nothing else. */
export type Shape =
  | { kind: 'bars'; rects: [x: number, y: number, width: number, height: number][] }
  | { kind: 'line'; x1: number; y1: number; x2: number; y2: number; width: number }
  | { kind: 'text'; x: number; y: number; size: number; text: string; bold: boolean; align: 'left' | 'right' | 'center' }
  | { kind: 'badge'; x: number; y: number; size: number; text: string }

/** Width and height of each form in millimeters. */
export const sizes: Record<LabelForm, [width: number, height: number]> = { '76x130': [76, 130], '100x180': [100, 180] }

/** Lays one label out. `y` of a text is its top; sizes of type are in millimeters. */
export function drawLabel(label: Label): Shape[] {
  return label.form === '76x130' ? drawOnePart(label) : drawTwoParts(label)
}

const margin = 3

/** 76 × 130: the one-part label of domestic electronic waybills. */
function drawOnePart(label: Label): Shape[] {
  const [width, height] = sizes['76x130']
  const right = width - margin
  return [
    ...head(label, width, 3, 5.2),
    rule(width, 11),
    text(margin, 12.2, 9.5, label.route_code ?? '', { bold: true }),
    rule(width, 24),
    ...barcode(label.waybill_no, 6, 26, width - 12, 14),
    text(width / 2, 41, 3.6, spaced(label.waybill_no), { align: 'center', bold: true }),
    rule(width, 47),
    ...party('收', label.masks ? maskParty(label.recipient) : label.recipient, margin, 49, width, 3.9, 3),
    rule(width, 69),
    ...party('寄', label.masks ? maskParty(label.sender) : label.sender, margin, 70.5, width, 2.7, 2),
    rule(width, 82),
    ...collect(label, margin, 83.2),
    ...itemLines(label, margin, collectHeight(label) + 84, width - 34, 2.8, 7),
    ...qr(label.waybill_no, right - 25, 86, 25),
    rule(width, height - 14),
    ...foot(label, width, height - 12.5),
  ]
}

/** 100 × 180: the classic form in two parts; the lower one stays with the recipient. */
function drawTwoParts(label: Label): Shape[] {
  const [width, height] = sizes['100x180']
  const right = width - margin
  const masked = label.masks ? maskParty(label.recipient) : label.recipient
  return [
    ...head(label, width, 3.5, 6.5),
    rule(width, 13),
    text(margin, 14.5, 12, label.route_code ?? '', { bold: true }),
    rule(width, 29),
    ...barcode(label.waybill_no, 8, 31, width - 16, 17),
    text(width / 2, 49, 4.4, spaced(label.waybill_no), { align: 'center', bold: true }),
    rule(width, 56),
    ...party('收', masked, margin, 58, width, 4.6, 3),
    rule(width, 81),
    ...party('寄', label.masks ? maskParty(label.sender) : label.sender, margin, 83, width, 3.2, 2),
    rule(width, 97),
    ...collect(label, margin, 98.5),
    text(right, 98.8, 3, `实际重量 ${kilograms(label.weight_grams)}`, { align: 'right' }),
    text(width * 0.5, 109.5, 2.8, '签收人/时间：', {}),
    rule(width, 114),
    text(margin, 116, 3.4, shorten(label.carrier, 3.4, 34), { bold: true }),
    text(margin, 121.5, 3, shorten(label.service, 3, 34), {}),
    ...barcode(label.waybill_no, 40, 116, width - 46, 10),
    text(40 + (width - 46) / 2, 126.6, 3, spaced(label.waybill_no), { align: 'center' }),
    rule(width, 131),
    ...party('收', masked, margin, 132.5, width - 30, 3, 2),
    ...itemLines(label, margin, 146, width - 38, 3, 5),
    ...qr(label.waybill_no, right - 27, 134, 27),
    rule(width, height - 14),
    ...foot(label, width, height - 12.5),
  ]
}

const head = ({ carrier, service }: Label, width: number, y: number, size: number): Shape[] => [
  text(margin, y, size, shorten(carrier, size, width * 0.55), { bold: true }),
  text(width - margin, y + size * 0.2, size * 0.75, shorten(service, size * 0.75, width * 0.35), { align: 'right', bold: true }),
]

function foot({ order_no, place, of, again, weight_grams, printed_at }: Label, width: number, y: number): Shape[] {
  return [
    text(margin, y, 2.5, `订单 ${order_no}`, {}),
    text(width - margin, y, 2.5, kilograms(weight_grams), { align: 'right' }),
    text(margin, y + 4.5, 2.5, printed_at, {}),
    text(width - margin, y + 3.6, 4, `${place}/${of}`, { align: 'right', bold: true }),
    ...(again ? [{ kind: 'badge' as const, x: width / 2 - 7, y: y + 3.4, size: 3.4, text: '重复打印' }] : []),
  ]
}

function party(
  role: '收' | '寄',
  { name, phone, company, ...rest }: Party,
  x: number,
  y: number,
  width: number,
  size: number,
  lines: number,
): Shape[] {
  const left = x + size * 1.9
  const room = width - left - margin
  const who = [name, phone, role === '寄' ? '' : (company ?? '')].filter(Boolean).join('  ')
  const address = addressText({ name, phone, ...rest })
  return [
    { kind: 'badge', x, y, size: size * 1.05, text: role },
    text(left, y, size, shorten(who, size, room), { bold: role === '收' }),
    ...wrap(address, size * 0.88, room, lines).map((line, i) => text(left, y + size * 1.5 + i * size * 1.2, size * 0.88, line, {})),
  ]
}

const collectHeight = ({ collect_minor, note }: Label): number => (collect_minor ? 6.5 : 0) + (note ? 4.5 : 0)
function collect({ collect_minor, currency, note }: Label, x: number, y: number): Shape[] {
  const shapes: Shape[] = []
  if (collect_minor) shapes.push(text(x, y, 4.6, `代收货款 ${formatMoney(collect_minor, currency)}`, { bold: true }))
  if (note) shapes.push(text(x, y + (collect_minor ? 6.5 : 0), 2.8, shorten(`备注：${note}`, 2.8, 70), {}))
  return shapes
}

function itemLines({ items }: Label, x: number, y: number, room: number, size: number, most: number): Shape[] {
  const kept = items.length > most ? items.slice(0, most - 1) : items
  const lines = kept.map(({ name, quantity }) => `${shorten(name, size, room - size * 3)} ×${quantity}`)
  const more = items.slice(kept.length).reduce((sum, { quantity }) => sum + quantity, 0)
  if (more > 0) lines.push(`…… 另有 ${more} 件`)
  return lines.map((line, i) => text(x, y + i * size * 1.35, size, line, {}))
}

const kilograms = (grams: number): string => `${(grams / 1000).toFixed(2)} kg`
/** In groups of four, the last of two to five: read aloud without losing the place. */
const spaced = (number: string): string => number.replace(/(.{4})(?=..)/g, '$1 ')
const rule = (width: number, y: number): Shape => ({ kind: 'line', x1: 0, y1: y, x2: width, y2: y, width: 0.2 })
const text = (
  x: number,
  y: number,
  size: number,
  words: string,
  { bold = false, align = 'left' }: { bold?: boolean; align?: 'left' | 'right' | 'center' },
): Shape => ({
  kind: 'text',
  ...{ x, y, size, text: words, bold, align },
})

/** Close enough to lay out by: a Chinese sign is as wide as it is high, others a little more than half. */
const widthOf = (sign: string): number => (/[ -~]/.test(sign) ? 0.58 : 1)

function shorten(words: string, size: number, room: number): string {
  let used = 0
  const signs = [...words]
  for (const [i, sign] of signs.entries()) {
    used += widthOf(sign) * size
    if (used > room) return `${signs.slice(0, Math.max(0, i - 1)).join('')}…`
  }
  return words
}

/** Breaks an address into lines; the last one ends with an ellipsis when there is more. */
export function wrap(words: string, size: number, room: number, most: number): string[] {
  const lines: string[] = []
  let rest = words
  while (rest !== '' && lines.length < most) {
    let used = 0
    let cut = 0
    for (const sign of rest) {
      used += widthOf(sign) * size
      if (used > room) break
      cut += sign.length
    }
    if (lines.length === most - 1) lines.push(shorten(rest, size, room))
    else lines.push(rest.slice(0, Math.max(1, cut)))
    rest = rest.slice(Math.max(1, cut))
  }
  return lines
}

/** Code 128 as rectangles. The quiet zone of ten modules on both sides lies inside the width. */
function barcode(number: string, x: number, y: number, width: number, height: number): Shape[] {
  const { sbs } = bwip.raw({ bcid: 'code128', text: number })[0] as unknown as { sbs: number[] }
  const modules = sbs.reduce((sum, bar) => sum + bar, 0) + 20
  const unit = width / modules
  const rects: [number, number, number, number][] = []
  let at = x + 10 * unit
  for (const [i, bar] of sbs.entries()) {
    if (i % 2 === 0) rects.push([at, y, bar * unit, height])
    at += bar * unit
  }
  return [{ kind: 'bars', rects }]
}

/** QR with one fixed mask: choosing the best of eight takes most of the time and any of them may be read. */
function qr(number: string, x: number, y: number, size: number): Shape[] {
  const { pixs, pixx } = bwip.raw({ bcid: 'qrcode', text: number, eclevel: 'M', mask: 3 } as never)[0] as unknown as {
    pixs: number[]
    pixx: number
  }
  const unit = size / (pixx + 8)
  const rects: [number, number, number, number][] = []
  for (let row = 0; row < pixs.length / pixx; row++) {
    // Neighbors in a row become one rectangle: fewer shapes, and no hairlines between them.
    for (let column = 0; column < pixx; column++) {
      if (!pixs[row * pixx + column]) continue
      const first = column
      while (column + 1 < pixx && pixs[row * pixx + column + 1]) column++
      rects.push([x + (first + 4) * unit, y + (row + 4) * unit, (column - first + 1) * unit, unit])
    }
  }
  return [{ kind: 'bars', rects }]
}
