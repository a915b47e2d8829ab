import { cancelWaybills } from '#centers/carriers/waybills/write.ts'
import { unsellSerials } from '#centers/inventory/moves/serials.ts'
import { systemBy } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, lockRows, sql, type Tx } from '#core/sql.ts'
import { type Movement, ownBins } from '../model.ts'
import { parcelChanged } from '../parceling/units.ts'
import { findBins, suggestBins } from '../places/read.ts'
import { lockContents, moveContents } from '../places/write.ts'
import { planStop, takeFrom } from '../rules.ts'
import { findOutboundLines, findOutbounds, findPicks, lockWaves } from '../waves/read.ts'

export type StopStatus = 'stopped' | 'already_stopped' | 'already_shipped' | 'outbound_not_found'

/**
 * Takes parcels out of the work, whatever step they are at: what was not fetched yet need not be, what is in hand goes on the list of goods that
 * return to a shelf, and a waybill number is given up. What has left stays left.
 */
export async function stopOutbounds(
  tx: Tx,
  by: string,
  now: string,
  stops: readonly { id: string; reason: string; missing?: Readonly<Record<string, number>> }[],
): Promise<Outcome<StopStatus>[]> {
  if (stops.length === 0) return []
  const ids = [...new Set(column(stops, 'id'))]
  const seen = await findOutbounds(tx, ids)
  const waves = new Map(
    (
      await lockWaves(
        tx,
        seen.flatMap(({ wave_id }) => wave_id ?? []),
      )
    ).map((wave) => [wave.id, wave]),
  )
  // Read again under the lock of the wave, and locked themselves where they are in none.
  const rows = await lockRows<{ id: string; status: string; wave_id: string | null; node_id: string; code: string; order_id: string }>(
    tx,
    sql`select id, status, wave_id, node_id, code, order_id from warehouse.outbounds where id = any(${ids}::uuid[])`,
    sql`id`,
  )
  const found = new Map(rows.map((row) => [row.id, row]))
  const reasons = new Map(stops.map(({ id, reason }) => [id, reason]))
  const missing = new Map(stops.map((stop) => [stop.id, stop.missing ?? {}]))
  const outcomes = stops.map(({ id }): Outcome<StopStatus> => {
    const row = found.get(id)
    if (!row) return { id, status: 'outbound_not_found', detail: 'There is no such parcel.' }
    if (row.status === 'shipped') return { id, status: 'already_shipped', detail: `Parcel ${row.code} has left.` }
    return { id, status: row.status === 'stopped' ? 'already_stopped' : 'stopped' }
  })
  const going = rows.filter(({ status }) => status !== 'shipped' && status !== 'stopped')
  if (going.length === 0) return outcomes

  const lines = groupBy(await findOutboundLines(tx, column(going, 'id')), ({ outbound_id }) => outbound_id)
  const picks = groupBy(
    (await findPicks(tx, [...waves.keys()])).filter(({ status }) => status === 'open'),
    ({ wave_id }) => wave_id,
  )
  const lessened: { id: string; quantity: number }[] = []
  const back: {
    node_id: string
    outbound_id: string
    wave_id: string | null
    code: string
    sku_id: string
    quantity: number
    reason: string
  }[] = []
  for (const { id, wave_id, node_id, code } of going) {
    const open = (picks.get(wave_id ?? '') ?? []).filter(({ outbound_id }) => outbound_id === null || outbound_id === id)
    const plan = planStop(lines.get(id) ?? [], open, wave_id ? waves.get(wave_id)!.status : null, missing.get(id))
    lessened.push(...plan.lessen)
    for (const one of plan.back) back.push({ node_id, outbound_id: id, wave_id, code, ...one, reason: reasons.get(id)! })
  }
  const pickOf = new Map([...picks.values()].flat().map((pick) => [pick.id, pick]))
  const less = [...groupBy(lessened, ({ id }) => id)].map(([id, some]) => ({
    id,
    quantity: some.reduce((sum, { quantity }) => sum + quantity, 0),
  }))
  await tx.run(hot`
    update warehouse.picks p set quantity = p.quantity - l.quantity, status = case when p.quantity = l.quantity then 'dropped' else p.status end
    from unnest(${column(less, 'id')}::uuid[], ${column(less, 'quantity')}::integer[]) as l (id, quantity) where p.id = l.id`)
  const placed = less.map((one) => ({ ...pickOf.get(one.id)!, freed: one.quantity })).filter(({ bin_code }) => bin_code !== null)
  await lockContents(tx, placed)
  await moveContents(
    tx,
    by,
    now,
    placed.map(({ node_id, sku_id, lot, bin_code, freed }) => ({
      ...{ node_id, sku_id, lot, expires_on: null, from_bin: bin_code, to_bin: null, quantity: 0, planned: freed, reason: 'unplanned' },
    })),
  )
  const suggested = await suggestBins(tx, back)
  const putbacks = back.map((one) => ({ ...one, id: newId(), suggested_bin: suggested.get(`${one.node_id} ${one.sku_id}`) ?? null }))
  await tx.run(hot`
    insert into warehouse.putbacks (id, node_id, outbound_id, wave_id, code, sku_id, from_bin, quantity, reason, suggested_bin, status, made_at)
    select id, node_id, outbound_id, wave_id, code, sku_id, ${ownBins.packing}, quantity, reason, suggested_bin, 'open', ${now}
    from unnest(${column(putbacks, 'id')}::uuid[], ${column(putbacks, 'node_id')}::text[], ${column(putbacks, 'outbound_id')}::uuid[], ${column(putbacks, 'wave_id')}::uuid[],
      ${column(putbacks, 'code')}::text[], ${column(putbacks, 'sku_id')}::text[], ${column(putbacks, 'quantity')}::integer[], ${column(putbacks, 'reason')}::text[],
      ${column(putbacks, 'suggested_bin')}::text[]) as b (id, node_id, outbound_id, wave_id, code, sku_id, quantity, reason, suggested_bin)`)
  const stopped = going.map(({ id }) => ({ id, reason: reasons.get(id)! }))
  await tx.run(hot`
    update warehouse.outbounds o set status = 'stopped', stop_reason = s.reason
    from unnest(${column(stopped, 'id')}::uuid[], ${column(stopped, 'reason')}::text[]) as s (id, reason) where o.id = s.id`)
  const boxes = await tx.rows<{ id: string; waybill_no: string | null }>(hot`
    update warehouse.boxes set status = 'voided' where outbound_id = any(${column(going, 'id')}::uuid[]) and status in ('open', 'closed') returning id, waybill_no`)
  await tx.run(hot`delete from warehouse.box_lots where outbound_id = any(${column(going, 'id')}::uuid[])`)
  const serials = await tx.rows<{ sku_id: string; serial: string; outbound_id: string }>(
    hot`delete from warehouse.serials where outbound_id = any(${column(going, 'id')}::uuid[]) returning sku_id, serial, outbound_id`,
  )
  const orderOf = new Map(going.map((one) => [one.id, one]))
  await unsellSerials(
    tx,
    now,
    serials.map(({ sku_id, serial, outbound_id }) => {
      const { order_id, node_id } = orderOf.get(outbound_id)!
      return { sku_id, serial_no: serial, node_id, ref: `orders.order:${order_id}` }
    }),
  )
  await parcelChanged(tx, column(going, 'id'))
  if (boxes.length > 0) await cancelWaybills(tx, systemBy('warehouse'), now, column(boxes, 'id'))
  await countWaves(
    tx,
    now,
    going.flatMap(({ wave_id, status }) => (wave_id ? [{ wave_id, stopped: 1, checked: status === 'checked' ? -1 : 0 }] : [])),
  )
  await announce(
    tx,
    'warehouse.stopped',
    going.map(({ id, node_id, code }) => ({ id, node_id, code, reason: reasons.get(id)! })),
    now,
  )
  return outcomes
}

/** Counts what became of orders of waves, and ends the waves that have nothing left to pick, or to ship. Their locks are held. */
export async function countWaves(
  tx: Tx,
  now: string,
  changes: readonly { wave_id: string; checked?: number; shipped?: number; stopped?: number }[],
): Promise<void> {
  if (changes.length === 0) return
  const sums = [...groupBy(changes, ({ wave_id }) => wave_id)].map(([wave_id, own]) => ({
    wave_id,
    checked: own.reduce((sum, { checked = 0 }) => sum + checked, 0),
    shipped: own.reduce((sum, { shipped = 0 }) => sum + shipped, 0),
    stopped: own.reduce((sum, { stopped = 0 }) => sum + stopped, 0),
  }))
  await tx.run(hot`
    update warehouse.waves w set checked = w.checked + s.checked, shipped = w.shipped + s.shipped, stopped = w.stopped + s.stopped,
      status = case when w.shipped + s.shipped + w.stopped + s.stopped = w.orders then 'done'
        when w.status = 'released' and s.stopped > 0 and not exists (select from warehouse.picks p where p.wave_id = w.id and p.status = 'open') then 'picked'
        else w.status end,
      done_at = case when w.shipped + s.shipped + w.stopped + s.stopped = w.orders then ${now}::timestamptz else w.done_at end
    from unnest(${column(sums, 'wave_id')}::uuid[], ${column(sums, 'checked')}::integer[], ${column(sums, 'shipped')}::integer[], ${column(sums, 'stopped')}::integer[])
      as s (wave_id, checked, shipped, stopped) where w.id = s.wave_id`)
}

export type PutbackStatus = 'put_back' | 'already_put_back' | 'putback_not_found' | 'bin_not_found' | 'bin_closed'

/** Goods that had no parcel any more are on a shelf again. */
export async function putBack(
  tx: Tx,
  by: string,
  now: string,
  items: readonly { id: string; bin: string }[],
): Promise<Outcome<PutbackStatus>[]> {
  const rows = await lockRows<{
    id: string
    node_id: string
    sku_id: string
    from_bin: string
    quantity: number
    status: string
    reason: string
  }>(
    tx,
    sql`select id, node_id, sku_id, from_bin, quantity, status, reason from warehouse.putbacks where id = any(${column(items, 'id')}::uuid[])`,
    sql`id`,
  )
  const found = new Map(rows.map((row) => [row.id, row]))
  const bins = await findBins(
    tx,
    items.flatMap(({ id, bin }) => (found.has(id) ? [{ node_id: found.get(id)!.node_id, code: bin.trim().toUpperCase() }] : [])),
  )
  const contents = await lockContents(tx, rows)
  const moves: Movement[] = []
  const done: { id: string; bin_code: string }[] = []
  const outcomes = items.map(({ id, bin }): Outcome<PutbackStatus> => {
    const row = found.get(id)
    if (!row) return { id, status: 'putback_not_found', detail: 'There is no such line on the return list.' }
    if (row.status === 'done') return { id, status: 'already_put_back' }
    const code = bin.trim().toUpperCase()
    const target = bins.get(`${row.node_id} ${code}`)
    if (!target || target.purpose === 'packing')
      return { id, status: 'bin_not_found', detail: `There is no shelf ${code.slice(0, 40)} here: scan the bin again.` }
    if (target.closed) return { id, status: 'bin_closed', detail: `Bin ${code} is closed: choose another.` }
    row.status = 'done'
    done.push({ id, bin_code: code })
    // Goods that were fetched without a known bin are nowhere yet: they come to lie in this one only as far as we know of them.
    const there = contents.filter((one) => one.node_id === row.node_id && one.sku_id === row.sku_id && one.bin_code === row.from_bin)
    for (const { content, quantity } of takeFrom(there, row.quantity))
      moves.push({ ...content, from_bin: row.from_bin, to_bin: code, quantity, reason: 'put_back' })
    return { id, status: 'put_back' }
  })
  await tx.run(hot`
    update warehouse.putbacks p set status = 'done', bin_code = d.bin_code, done_by = ${by}, done_at = ${now}
    from unnest(${column(done, 'id')}::uuid[], ${column(done, 'bin_code')}::text[]) as d (id, bin_code) where p.id = d.id`)
  await moveContents(tx, by, now, moves)
  return outcomes
}
