import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { type Db, hot, lockRows, sql, type Tx } from '#core/sql.ts'
import type { Node } from '../model.ts'
import { dropSellingCache, listNodes } from '../read.ts'

export interface Closure {
  /** The node. */
  id: string
  reason: string
  /** Take no new orders from now on and close by itself once nothing is reserved there. */
  drain: boolean
}
export type ClosureStatus = 'unknown_node' | 'already_closed' | 'already_draining' | 'holds_reservations' | 'draining' | 'closed'

type Row = Pick<Node, 'id' | 'organization_id' | 'closed_at' | 'closing_at'>
const lock = (tx: Tx, ids: readonly string[]): Promise<Row[]> =>
  lockRows<Row>(tx, sql`select id, organization_id, closed_at, closing_at from inventory.nodes where id = any(${ids}::text[])`, sql`id`)

/** What is promised to orders or on hold at each node, over all SKUs. */
async function findPromised(tx: Tx, ids: readonly string[]): Promise<Map<string, { pieces: number; skus: number }>> {
  const rows = await tx.rows<{ node_id: string; pieces: number; skus: number }>(hot`
    select n.node_id, sum(b.balance)::bigint as pieces, count(distinct b.asset)::integer as skus
    from unnest(${ids}::text[]) n (node_id)
    join ledger.balances b on b.account in ('node:' || n.node_id || ':reserved', 'node:' || n.node_id || ':held') and b.balance > 0
    group by n.node_id`)
  return new Map(rows.map((row) => [row.node_id, row]))
}

/**
 * Closes nodes. One that still owes goods to orders is not closed: it says how many, and may be drained instead. What is sold at the very moment of closing
 * is caught by the same look when the draining ends; a closed node takes nothing in but lets everything out.
 */
export async function closeNodes(
  tx: Tx,
  by: By,
  now: string,
  closures: readonly Closure[],
): Promise<{ id: string; status: ClosureStatus; detail?: string }[]> {
  const nodes = new Map((await lock(tx, column(closures, 'id'))).map((node) => [node.id, node]))
  const promised = await findPromised(tx, [...nodes.keys()])
  const outcomes = closures.map(({ id, drain }): { id: string; status: ClosureStatus; detail?: string } => {
    const node = nodes.get(id)
    if (!node || !mayTouch(by, node)) return { id, status: 'unknown_node', detail: `There is no node ${id} of yours.` }
    if (node.closed_at) return { id, status: 'already_closed' }
    if (node.closing_at && drain) return { id, status: 'already_draining' }
    const open = promised.get(id)
    if (!drain && open)
      return {
        id,
        status: 'holds_reservations',
        detail: `${open.pieces} pieces of ${open.skus} SKUs are promised from here: ship these orders or source them again, or drain the node so that no new ones come.`,
      }
    if (drain) node.closing_at = now
    else node.closed_at = now
    return { id, status: drain ? 'draining' : 'closed' }
  })
  await writeStates(tx, now, [...nodes.values()], closures)
  await tell(tx, by, now, closures, outcomes, nodes)
  return outcomes
}

export type OpeningStatus = 'unknown_node' | 'already_open' | 'opened'

/** Opens nodes again, or ends their draining. */
export async function openNodes(
  tx: Tx,
  by: By,
  now: string,
  ids: readonly string[],
): Promise<{ id: string; status: OpeningStatus; detail?: string }[]> {
  const nodes = new Map((await lock(tx, ids)).map((node) => [node.id, node]))
  const outcomes = ids.map((id): { id: string; status: OpeningStatus; detail?: string } => {
    const node = nodes.get(id)
    if (!node || !mayTouch(by, node)) return { id, status: 'unknown_node', detail: `There is no node ${id} of yours.` }
    if (!node.closed_at && !node.closing_at) return { id, status: 'already_open' }
    node.closed_at = null
    node.closing_at = null
    return { id, status: 'opened' }
  })
  await writeStates(tx, now, [...nodes.values()], [])
  await tell(
    tx,
    by,
    now,
    ids.map((id) => ({ id, reason: '' })),
    outcomes,
    nodes,
  )
  return outcomes
}

async function writeStates(tx: Tx, now: string, nodes: readonly Row[], closures: readonly { id: string; reason: string }[]): Promise<void> {
  const reasons = new Map(closures.map(({ id, reason }) => [id, reason]))
  await tx.run(sql`
    update inventory.nodes n set closed_at = s.closed_at, closing_at = s.closing_at, closing_reason = s.reason, changed_at = ${now}
    from unnest(${column(nodes, 'id')}::text[], ${column(nodes, 'closed_at')}::timestamptz[], ${column(nodes, 'closing_at')}::timestamptz[],
      ${nodes.map(({ id }) => reasons.get(id) ?? null)}::text[]) as s (id, closed_at, closing_at, reason)
    where n.id = s.id and (n.closed_at is distinct from s.closed_at or n.closing_at is distinct from s.closing_at)`)
  tx.afterCommit(dropSellingCache)
}

async function tell(
  tx: Tx,
  by: By,
  now: string,
  asked: readonly { id: string; reason: string }[],
  outcomes: readonly { id: string; status: string }[],
  nodes: ReadonlyMap<string, Row>,
): Promise<void> {
  const done = asked.filter((_, i) => ['closed', 'draining', 'opened'].includes(outcomes[i]!.status))
  const status = new Map(outcomes.map((one) => [one.id, one.status]))
  await recordChanges(
    tx,
    by,
    now,
    done.map(({ id, reason }) => ({
      subject: 'inventory.node',
      subject_id: id,
      action: status.get(id)!,
      organization_id: nodes.get(id)!.organization_id,
      after: { reason },
    })),
  )
  await announce(
    tx,
    'inventory.nodes_saved',
    done.map(({ id }) => ({ id })),
    now,
  )
}

/** Closes the nodes whose last promise has left; answers how many. */
export async function closeDrained(db: Db, now: string): Promise<number> {
  const draining = (await listNodes(db)).filter(({ closing_at, closed_at }) => closing_at && !closed_at).map(({ id }) => id)
  if (draining.length === 0) return 0
  return db.tx(async (tx) => {
    const nodes = (await lock(tx, draining)).filter(({ closing_at, closed_at }) => closing_at && !closed_at)
    const promised = await findPromised(tx, draining)
    const empty = nodes.filter(({ id }) => !promised.has(id))
    for (const node of empty) node.closed_at = now
    await tx.run(sql`update inventory.nodes set closed_at = ${now}, changed_at = ${now} where id = any(${column(empty, 'id')}::text[])`)
    tx.afterCommit(dropSellingCache)
    await announce(
      tx,
      'inventory.nodes_saved',
      empty.map(({ id }) => ({ id })),
      now,
    )
    return empty.length
  })
}

export interface ClosedDay {
  node_id: string
  day: string
  reason: string
}

/** Sets the days nothing leaves these nodes, from `since` on; earlier days stay. */
export async function setClosedDays(tx: Tx, since: string, node_ids: readonly string[], days: readonly ClosedDay[]): Promise<void> {
  assert(
    days.every(({ node_id }) => node_ids.includes(node_id)),
    'each day belongs to one of the nodes',
  )
  const later = [...groupBy(days, ({ node_id, day }) => `${node_id} ${day}`).values()]
    .map((same) => same[0]!)
    .filter(({ day }) => day >= since)
  await tx.run(sql`delete from inventory.closed_days where node_id = any(${node_ids}::text[]) and day >= ${since}::date`)
  await tx.run(sql`
    insert into inventory.closed_days (node_id, day, reason)
    select * from unnest(${column(later, 'node_id')}::text[], ${column(later, 'day')}::date[], ${column(later, 'reason')}::text[])`)
}

export interface DeliveryDays {
  /** Beginning of a county code: province (2), city (4), county (6) or '' for everywhere. */
  from_region: string
  to_region: string
  days: number | null
}

/** Sets how many days parcels travel between regions; a row without days goes, and the next wider one decides. */
export async function saveDeliveryDays(tx: Tx, asked: readonly DeliveryDays[]): Promise<void> {
  const last = [...new Map(asked.map((row) => [`${row.from_region} ${row.to_region}`, row])).values()]
  const gone = last.filter(({ days }) => days === null)
  const rows = last.filter(({ days }) => days !== null)
  await tx.run(sql`
    delete from inventory.delivery_days d using unnest(${column(gone, 'from_region')}::text[], ${column(gone, 'to_region')}::text[]) as g (from_region, to_region)
    where d.from_region = g.from_region and d.to_region = g.to_region`)
  await tx.run(sql`
    insert into inventory.delivery_days (from_region, to_region, days)
    select * from unnest(${column(rows, 'from_region')}::text[], ${column(rows, 'to_region')}::text[], ${column(rows, 'days')}::smallint[])
    on conflict (from_region, to_region) do update set days = excluded.days`)
}
