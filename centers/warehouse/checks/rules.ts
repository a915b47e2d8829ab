import type { CheckAnswer, CheckScan, Outbound, OutboundLine, Wave } from '../model.ts'

import { type Reading, readScan } from '../rules.ts'

/** What is known of one SKU at the check desk. */
export interface CheckedSku {
  tracks_serials: boolean
  tracks_lots?: boolean
}
export interface CheckGround {
  waves: Map<string, Wave>
  outbounds: Map<string, Outbound>
  lines: Map<string, OutboundLine[]>
  /** State of each outbound's group of its order; anything but `released` stops the parcel. */
  states: Map<string, string>
  /** What a text names: a parcel by number or label, or a SKU. */
  parcels: Map<string, string>
  skus: Map<string, string>
  facts: Map<string, CheckedSku>
  /** Serials we know of, by `sku serial`. */
  serials: Map<string, { state: string; node_id: string | null }>
  /** Lots that were picked, by `wave sku`. */
  picked: Map<string, { lot: string; expires_on: string | null }[]>
  /** When lots that scans name expire, by `sku lot`. */
  expiries: Map<string, string | null>
  today: string
}

/** What a decided scan changes beyond its answer. */
export interface CheckEffect {
  line?: { outbound_id: string; line_no: number; sku_id: string }
  change: number
  serial?: { sku_id: string; serial: string; outbound_id: string }
  /** The lot the scan named. */
  lot?: string
  /** The parcel can go no further. */
  stopped?: string
}

/** Decides one scan at the check desk and books it in the ground, so that the next scan of the batch sees it. The first match wins. */
export function decideCheck(scan: CheckScan, ground: CheckGround): { answer: CheckAnswer; effect: CheckEffect | null } {
  const refuse = (status: CheckAnswer['status'], detail: string, more: Partial<CheckAnswer> = {}, effect: CheckEffect | null = null) => ({
    answer: { id: scan.id, status, detail, ...more },
    effect,
  })
  const reading = readScan(scan.text)
  const wave = scan.wave_id ? ground.waves.get(scan.wave_id) : undefined
  if (scan.mode !== 'order' || scan.wave_id) {
    if (!wave || wave.node_id !== scan.node_id) return refuse('wave_not_found', 'Name the wave you work on: wave_id.')
    if (wave.status === 'locked') return refuse('wave_locked', `Wave ${wave.wave_no} is not released yet: ask the planner.`)
  }
  const parcel_id = ground.parcels.get(reading.text)
  const sku_id = reading.barcodes.map((one) => ground.skus.get(one)).find(Boolean) ?? ground.skus.get(reading.text)
  if (!parcel_id && !sku_id)
    return refuse('unknown_code', `${reading.text.slice(0, 60)} is neither a parcel nor an item we know: scan again.`)
  if (parcel_id) {
    const found = ground.outbounds.get(parcel_id)!
    if (scan.outbound_id && scan.outbound_id !== parcel_id && ground.outbounds.get(scan.outbound_id)?.left_pieces !== 0)
      return refuse(
        'another_parcel',
        `That is parcel ${found.code}; the one open here is not complete. Finish or set it aside first.`,
        namesOf(found),
      )
    const hindrance = hindranceOf(found, ground)
    if (hindrance)
      return hindrance.status === 'already_checked'
        ? opened(scan, found, 'complete')
        : refuse(hindrance.status, hindrance.detail, { ...namesOf(found), ...reasonOf(hindrance) }, hindrance.effect)
    if (found.status === 'waiting') return refuse('not_in_wave', `Parcel ${found.code} is in no wave yet.`, namesOf(found))
    if (isLocked(found, ground)) return refuse('wave_locked', 'Its wave is not released yet: ask the planner.', namesOf(found))
    return opened(scan, found, 'opened')
  }
  return decideItem(scan, reading, sku_id!, ground, refuse)
}

/** A wave that came about this very moment counts as locked too. */
const isLocked = (outbound: Outbound, { waves }: CheckGround): boolean =>
  (waves.get(outbound.wave_id ?? '')?.status ?? 'locked') === 'locked'

type Refuse = (
  status: CheckAnswer['status'],
  detail: string,
  more?: Partial<CheckAnswer>,
  effect?: CheckEffect | null,
) => { answer: CheckAnswer; effect: CheckEffect | null }

const namesOf = (outbound: Outbound): Partial<CheckAnswer> => ({
  outbound_id: outbound.id,
  code: outbound.code,
  slot_no: outbound.slot_no,
  left_pieces: outbound.left_pieces,
  pieces: outbound.pieces,
})
const opened = (scan: CheckScan, outbound: Outbound, status: 'opened' | 'complete') => ({
  answer: { id: scan.id, status, ...namesOf(outbound) } as CheckAnswer,
  effect: null,
})

const reasonOf = ({ reason }: { reason?: string }) => (reason ? { reason } : {})

/** From which day on a piece may not be sold, where that day has come: by its own code, by the books, or because all that was picked is past it. */
function expiryOf(
  reading: Reading,
  sku_id: string,
  picked: readonly { expires_on: string | null }[],
  { expiries, today }: CheckGround,
): string | null {
  const past = (day: string | null | undefined) => (day && day <= today ? day : null)
  if (reading.expires_on || reading.lot) return past(reading.expires_on) ?? past(expiries.get(`${sku_id} ${reading.lot}`))
  return picked.length > 0 && picked.every(({ expires_on }) => past(expires_on)) ? picked[0]!.expires_on : null
}

/** Why a parcel takes no scan, if it does not. A group that is no longer `released` was canceled or held by the office: it wins over all. */
export function hindranceOf(
  outbound: Outbound,
  { states }: Pick<CheckGround, 'states'>,
): { status: 'order_stopped' | 'already_checked' | 'already_shipped'; detail: string; effect: CheckEffect | null; reason?: string } | null {
  const state = states.get(outbound.id)
  if (outbound.status === 'shipped') return { status: 'already_shipped', detail: `Parcel ${outbound.code} has left.`, effect: null }
  if (outbound.status === 'stopped' || state !== 'released') {
    const why = outbound.stop_reason ?? state ?? 'gone'
    return {
      status: 'order_stopped',
      detail: `Order ${outbound.order_no} is ${why}: put its goods on the return shelf.`,
      reason: why,
      effect: outbound.status === 'stopped' ? null : { change: 0, stopped: outbound.id },
    }
  }
  if (outbound.status === 'checked') return { status: 'already_checked', detail: `Parcel ${outbound.code} is checked.`, effect: null }
  return null
}

function decideItem(scan: CheckScan, reading: Reading, sku_id: string, ground: CheckGround, refuse: Refuse) {
  const quantity = scan.quantity ?? 1
  const open = (outbound: Outbound) =>
    (ground.lines.get(outbound.id) ?? [])
      .filter((line) => line.sku_id === sku_id)
      .reduce((sum, line) => sum + line.quantity - line.checked, 0)
  let outbound = scan.outbound_id ? ground.outbounds.get(scan.outbound_id) : undefined
  if (outbound && outbound.node_id !== scan.node_id) outbound = undefined
  if (scan.mode === 'order' || scan.undo) {
    if (!outbound) return refuse('open_parcel_first', 'Scan the pick sheet or label of a parcel first.', { sku_id })
    const hindrance = hindranceOf(outbound, ground)
    if (hindrance && !(scan.undo && hindrance.status === 'already_checked'))
      return refuse(hindrance.status, hindrance.detail, { ...namesOf(outbound), sku_id, ...reasonOf(hindrance) }, hindrance.effect)
    if (isLocked(outbound, ground))
      return refuse('wave_locked', 'Its wave is not released yet: ask the planner.', { ...namesOf(outbound), sku_id })
  } else {
    // The one begun stays first; then the order of the slots.
    const needing = [...ground.outbounds.values()]
      .filter(
        (one) =>
          one.wave_id === scan.wave_id && one.status === 'in_wave' && ground.states.get(one.id) === 'released' && open(one) >= quantity,
      )
      .sort(
        (a, b) =>
          Number(b.id === scan.outbound_id) - Number(a.id === scan.outbound_id) ||
          Number(b.left_pieces < b.pieces) - Number(a.left_pieces < a.pieces) ||
          (a.slot_no ?? 0) - (b.slot_no ?? 0),
      )
    outbound = needing[0]
    if (!outbound) {
      const stopped = [...ground.outbounds.values()].find(
        (one) =>
          one.wave_id === scan.wave_id &&
          one.status !== 'shipped' &&
          (one.status === 'stopped' || ground.states.get(one.id) !== 'released') &&
          open(one) > 0,
      )
      if (stopped) {
        const hindrance = hindranceOf(stopped, ground)!
        return refuse('order_stopped', hindrance.detail, { ...namesOf(stopped), sku_id, ...reasonOf(hindrance) }, hindrance.effect)
      }
      return refuse('nobody_needs_it', 'No order of this wave still needs it: put it on the return shelf.', { sku_id })
    }
  }
  const more = { ...namesOf(outbound), sku_id }
  const picked = ground.picked.get(`${outbound.wave_id} ${sku_id}`) ?? []
  const expired = scan.undo ? null : expiryOf(reading, sku_id, picked, ground)
  if (expired) return refuse('lot_expired', `It may not be sold from ${expired} on: set it aside and take another.`, more)
  const lines = (ground.lines.get(outbound.id) ?? []).filter((line) => line.sku_id === sku_id)
  if (lines.length === 0) return refuse('wrong_item', `Order ${outbound.order_no} has none of this: put it back.`, more)
  if (!scan.undo) {
    if (reading.lot && ground.facts.get(sku_id)?.tracks_lots && picked.length > 0 && !picked.some(({ lot }) => lot === reading.lot))
      return refuse(
        'wrong_lot',
        `Lot ${reading.lot} was not picked for this wave: take ${picked.map(({ lot }) => lot || 'goods without lot').join(' or ')}.`,
        more,
      )
    if (ground.facts.get(sku_id)?.tracks_serials) {
      if (!reading.serial || quantity > 1)
        return refuse('serial_needed', 'Each piece of it has a serial number: scan the code that holds it, one by one.', more)
      const known = ground.serials.get(`${sku_id} ${reading.serial}`)
      if (known && known.state !== 'in_stock')
        return refuse('serial_already_sold', `Serial ${reading.serial} has left before: set it aside and call the office.`, more)
      if (known && known.node_id !== outbound.node_id)
        return refuse(
          'serial_elsewhere',
          `By the books serial ${reading.serial} stands at ${known.node_id}: set it aside and call the office.`,
          more,
        )
    }
  }
  if (scan.undo) {
    const line = lines.findLast((one) => one.checked >= quantity)
    if (!line) return refuse('nothing_to_take_back', 'So many of it were not scanned.', more)
    line.checked -= quantity
    if (reading.serial) ground.serials.set(`${sku_id} ${reading.serial}`, { state: 'in_stock', node_id: outbound.node_id })
    outbound.left_pieces += quantity
    outbound.status = 'in_wave'
    return {
      answer: { id: scan.id, status: 'taken_back' as const, ...namesOf(outbound), sku_id, left_of_sku: open(outbound) },
      effect: { line, change: -quantity, ...(reading.lot ? { lot: reading.lot } : {}) },
    }
  }
  const line = lines.find((one) => one.quantity - one.checked >= quantity)
  if (!line)
    return refuse(
      'too_many',
      open(outbound) === 0 ? 'All of it are scanned: this one is too many.' : `Only ${open(outbound)} of it are still needed.`,
      more,
    )
  line.checked += quantity
  outbound.left_pieces -= quantity
  if (outbound.left_pieces === 0) outbound.status = 'checked'
  const serial =
    reading.serial && ground.facts.get(sku_id)?.tracks_serials ? { sku_id, serial: reading.serial, outbound_id: outbound.id } : undefined
  if (serial) ground.serials.set(`${sku_id} ${serial.serial}`, { state: 'sold', node_id: null })
  return {
    answer: {
      id: scan.id,
      status: outbound.left_pieces === 0 ? ('complete' as const) : ('accepted' as const),
      ...namesOf(outbound),
      sku_id,
      left_of_sku: open(outbound),
    },
    effect: { line, change: quantity, ...(serial ? { serial } : {}), ...(reading.lot ? { lot: reading.lot } : {}) },
  }
}
