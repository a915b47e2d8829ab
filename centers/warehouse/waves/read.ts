import { column } from '#core/outcomes.ts'
import { hot, lockRows, type Reader, sql, type Tx } from '#core/sql.ts'
import type { Outbound, OutboundLine, Pick, Wave } from '../model.ts'

export const outboundColumns = sql`o.id, o.node_id, o.order_id, o.group_no, o.attempt_no, o.code, o.order_no, o.channel_id, o.carrier_id, o.service_id, o.content_key,
  o.pieces, o.left_pieces, o.weight_grams, o.cut_off_at, o.wave_id, o.slot_no, o.status, o.stop_reason, o.released_at, o.checked_at, o.checked_by, o.shipped_at, o.merge_id`
export const waveColumns = sql`w.id, w.node_id, w.wave_no, w.kind, w.carrier_id, w.status, w.pick_method, w.content_key, w.orders, w.pieces, w.checked, w.shipped,
  w.stopped, w.cut_off_at, w.owner_id, w.owner_name, w.claimed_by, w.claimed_name, w.claimed_at, w.planned_by, w.planned_at, w.released_at, w.picked_at, w.done_at`

export const findOutbounds = (db: Reader, ids: readonly string[]): Promise<Outbound[]> =>
  db.rows<Outbound>(hot`select ${outboundColumns} from warehouse.outbounds o where o.id = any(${ids}::uuid[])`)

export const findOutboundsOfWaves = (db: Reader, wave_ids: readonly string[], most = 100_000): Promise<Outbound[]> =>
  db.rows<Outbound>(
    hot`select ${outboundColumns} from warehouse.outbounds o where o.wave_id = any(${wave_ids}::uuid[]) order by o.wave_id, o.slot_no limit ${most}`,
  )

/** The waves these parcels are in, to be locked before the parcels are looked at. */
export async function findWaveIds(db: Reader, outbound_ids: readonly string[]): Promise<string[]> {
  const rows = await db.rows<{ wave_id: string }>(
    hot`select distinct wave_id from warehouse.outbounds where id = any(${outbound_ids}::uuid[]) and wave_id is not null order by wave_id`,
  )
  return column(rows, 'wave_id')
}

export const findOutboundLines = (db: Reader, ids: readonly string[]): Promise<OutboundLine[]> =>
  db.rows<OutboundLine>(hot`
    select outbound_id, line_no, sku_id, quantity, checked from warehouse.outbound_lines where outbound_id = any(${ids}::uuid[]) order by outbound_id, line_no`)

export const findWaves = (db: Reader, ids: readonly string[]): Promise<Wave[]> =>
  db.rows<Wave>(hot`select ${waveColumns} from warehouse.waves w where w.id = any(${ids}::uuid[])`)

/** Waves locked: whoever changes an order of a wave holds the wave first. */
export const lockWaves = (tx: Tx, ids: readonly string[]): Promise<Wave[]> =>
  lockRows<Wave>(tx, sql`select ${waveColumns} from warehouse.waves w where w.id = any(${ids}::uuid[])`, sql`w.id`)

export interface WaitingContent {
  carrier_id: string
  /** Leaves in one parcel with other orders: never like another. */
  merged: boolean
  orders: number
}

/** What waits at a site for a wave: how many orders of each content. */
export const countContents = (db: Reader, node_id: string): Promise<WaitingContent[]> =>
  db.rows<WaitingContent>(sql`
    select carrier_id, merge_id is not null as merged, count(*) as orders from warehouse.outbounds
    where node_id = ${node_id} and status = 'waiting' and wave_id is null and stop_reason is null group by carrier_id, content_key, merge_id is not null`)

export const findPicks = (db: Reader, wave_ids: readonly string[]): Promise<Pick[]> =>
  db.rows<Pick>(hot`
    select id, wave_id, node_id, path_no, bin_code, sku_id, lot, outbound_id, quantity, picked, status
    from warehouse.picks where wave_id = any(${wave_ids}::uuid[]) order by wave_id, path_no, bin_code, sku_id, id`)

/** What a group that is released, but to be sent from another node than this one, is called here. */
export const sentElsewhere = 'sent_elsewhere'

/**
 * Where each parcel's group of its order stands now; what is not there is gone. A node refused it, or somebody chose another: then it is released there
 * and not here, whatever we have in hand.
 */
export async function findStates(db: Reader, outbounds: readonly OfGroup[]): Promise<Map<string, string>> {
  const rows = await db.rows<{ id: string; state: string }>(hot`
    select o.id, case when s.state <> 'released' or l.node_id = o.node_id then s.state else ${sentElsewhere} end as state
    from unnest(${column(outbounds, 'id')}::uuid[], ${column(outbounds, 'order_id')}::uuid[], ${column(outbounds, 'group_no')}::smallint[], ${column(outbounds, 'node_id')}::text[])
      as o (id, order_id, group_no, node_id)
    join orders.stages s on s.order_id = o.order_id and s.group_no = o.group_no
    left join lateral (select l.node_id from orders.lines l where l.order_id = o.order_id and l.group_no = o.group_no limit 1) l on true`)
  return new Map(rows.map(({ id, state }) => [id, state]))
}

/** The same of what was read under the locks of the stages. */
export function statesOf(
  outbounds: readonly OfGroup[],
  stages: readonly { order_id: string; group_no: number; state: string }[],
  lines: readonly { order_id: string; group_no: number; node_id: string | null }[],
): Map<string, string> {
  const stateOf = new Map(stages.map(({ order_id, group_no, state }) => [`${order_id} ${group_no}`, state]))
  const nodeOf = new Map(lines.map(({ order_id, group_no, node_id }) => [`${order_id} ${group_no}`, node_id]))
  return new Map(
    outbounds.flatMap(({ id, order_id, group_no, node_id }) => {
      const [state, sent_from] = [stateOf.get(`${order_id} ${group_no}`), nodeOf.get(`${order_id} ${group_no}`)]
      if (state === undefined) return []
      return [[id, state !== 'released' || sent_from === node_id ? state : sentElsewhere] as const]
    }),
  )
}
type OfGroup = { id: string; order_id: string; group_no: number; node_id: string }
