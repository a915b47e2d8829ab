import { readAgreements } from '#centers/carriers/agreements/read.ts'
import { type Carriage, chooseCarriage } from '#centers/carriers/rules.ts'
import { readNodes } from '#centers/inventory/read.ts'
import { findDue } from '#centers/orders/collecting.ts'
import { findRecipients } from '#centers/orders/find.ts'
import { findMerged } from '#centers/orders/parceling/read.ts'
import { lockStages, type Move, moveGroups } from '#centers/orders/stages.ts'
import { findLines } from '#centers/orders/write.ts'
import { findHolders, findStaffNames } from '#centers/organization/read.ts'
import { findSkus } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import { announce } from '#core/events.ts'
import { newId, steadyId } from '#core/ids.ts'
import { takeNumbers } from '#core/numbers.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { claim, hot, json, type Reader, sql, type Tx } from '#core/sql.ts'
import { businessDate, defaultZone } from '#core/time.ts'
import { packingGrams } from '../boxes/rules.ts'
import {
  type ClaimStatus,
  largest,
  type NothingStatus,
  type Outbound,
  type ReleaseStatus,
  type SiteItem,
  type WavePlan,
  type WaveReleaseStatus,
} from '../model.ts'
import { readSites } from '../places/read.ts'
import { lockContents } from '../places/write.ts'
import { stopOutbounds } from '../putbacks/write.ts'
import { contentKey, nextCutOff, planPicks, planWaves, whyNothing } from '../rules.ts'
import { countContents, findOutboundLines, findOutboundsOfWaves, findStates, lockWaves, outboundColumns } from './read.ts'

const releasable = new Set(['approved', 'allocated'])

/**
 * Releases orders to the warehouse: every group that has its stock at one of these sites goes on to `released` and waits there for a wave, in one commit.
 */
export async function releaseOrders(
  tx: Tx,
  by: string,
  now: string,
  orders: readonly { id: string }[],
  sites: ReadonlySet<string>,
): Promise<Outcome<ReleaseStatus>[]> {
  assert(orders.length <= largest, `at most ${largest} orders in one call`)
  const ids = column(orders, 'id')
  const [stages, lines] = [await lockStages(tx, ids), await findLines(tx, ids)]
  const here = new Set(
    lines
      .filter(({ stock_from, node_id }) => stock_from === 'node' && sites.has(node_id!))
      .map(({ order_id, group_no }) => `${order_id} ${group_no}`),
  )
  const groups = groupBy(stages, ({ order_id }) => order_id)
  const moves: Move[] = []
  const outcomes = orders.map(({ id }): Outcome<ReleaseStatus> => {
    const own = groups.get(id)
    if (!own) return { id, status: 'order_not_found', detail: 'There is no such order.' }
    const ours = own.filter(({ group_no }) => here.has(`${id} ${group_no}`))
    if (ours.length === 0) return { id, status: 'not_at_a_site', detail: 'None of its goods lie where we work with waves.' }
    const going = ours.filter(({ state }) => releasable.has(state))
    for (const { order_id, group_no, state } of going) {
      const step = { order_id, group_no, happened_at: now, by, due_at: null }
      if (state === 'approved') moves.push({ ...step, to: 'allocated', reason: 'stock_is_reserved_here' })
      moves.push({ ...step, to: 'released', reason: 'warehouse' })
    }
    groups.set(id, [])
    if (going.length > 0) return { id, status: 'released' }
    if (ours.some(({ state }) => state === 'released' || state === 'shipped')) return { id, status: 'already_released' }
    return { id, status: 'state_forbids', detail: `The order is ${ours.map(({ state }) => state).join(', ')}.` }
  })
  await moveGroups(tx, now, stages, moves)
  const released = stages.filter(({ order_id, group_no, state }) => state === 'released' && here.has(`${order_id} ${group_no}`))
  await takeIn(tx, now, released, lines)
  return outcomes
}

/**
 * Takes released groups in as work of the warehouse, where their goods lie at a site. A group that is here already stays as it is; one that was stopped
 * and released again is a new attempt.
 */
export async function takeIn(
  tx: Tx,
  now: string,
  groups: readonly { order_id: string; group_no: number }[],
  known_lines?: Awaited<ReturnType<typeof findLines>>,
): Promise<number> {
  if (groups.length === 0) return 0
  const ids = [...new Set(column(groups, 'order_id'))]
  const known = await tx.rows<{ order_id: string; group_no: number; attempt_no: number; status: string }>(
    hot`select order_id, group_no, attempt_no, status from warehouse.outbounds where order_id = any(${ids}::uuid[])`,
  )
  const asked = new Set(groups.map(({ order_id, group_no }) => `${order_id} ${group_no}`))
  const open = new Set(known.filter(({ status }) => status !== 'stopped').map(({ order_id, group_no }) => `${order_id} ${group_no}`))
  // Mostly they are here already: whoever released them took them in, and the event only says so again.
  if (groups.every(({ order_id, group_no }) => open.has(`${order_id} ${group_no}`))) return 0
  const [sites, nodes] = [await readSites(tx), await readNodes(tx)]
  const [orders, lines] = await Promise.all([findRecipients(tx, ids), known_lines ?? findLines(tx, ids)])
  const cutOffs = new Map<string, string | null>()
  const cutOffOf = (node_id: string) => {
    if (!cutOffs.has(node_id)) cutOffs.set(node_id, nextCutOff(now, nodes.get(node_id)?.cut_off ?? null, defaultZone))
    return cutOffs.get(node_id)!
  }
  const ours = lines.filter(
    ({ order_id, group_no, stock_from, node_id, quantity, shipped }) =>
      asked.has(`${order_id} ${group_no}`) &&
      !open.has(`${order_id} ${group_no}`) &&
      stock_from === 'node' &&
      sites.has(node_id!) &&
      quantity > shipped,
  )
  if (ours.length === 0) return 0
  const weights = new Map(
    (await findSkus(tx, [...new Set(ours.map(({ sku_id }) => sku_id!))])).map((sku) => [sku.sku_id, sku.weight_grams]),
  )
  const orderOf = new Map(orders.map((order) => [order.id, order]))
  const mergeOf = new Map((await findMerged(tx, ids)).map(({ order_id, merge_id }) => [order_id, merge_id]))
  const agreed = await readAgreements(tx)
  // Thousands of parcels go to a few hundred regions.
  const chosen = new Map<string, Carriage>()
  const due = await findDue(tx, orders)
  const carriageOf = (site: SiteItem, to_region: string, weight_grams: number | null, collect_minor: number | null): Carriage => {
    const key = `${site.node_id} ${to_region} ${weight_grams} ${collect_minor}`
    const known = chosen.get(key)
    if (known) return known
    const from_region = nodes.get(site.node_id)?.region_code ?? ''
    const { carrier_id, service_id } = chooseCarriage(agreed, businessDate(now), site, {
      from_region,
      to_region,
      weight_grams,
      collect_minor,
    })
    chosen.set(key, { carrier_id, service_id })
    return { carrier_id, service_id }
  }
  const attempts = new Map<string, number>()
  for (const { order_id, group_no } of known) attempts.set(`${order_id} ${group_no}`, (attempts.get(`${order_id} ${group_no}`) ?? 0) + 1)
  const rows = [...groupBy(ours, ({ order_id, group_no }) => `${order_id} ${group_no}`).values()].map((own) => {
    const { order_id, group_no, node_id } = own[0]!
    const order = orderOf.get(order_id)!
    const site = sites.get(node_id!)!
    const attempt_no = 1 + (attempts.get(`${order_id} ${group_no}`) ?? 0)
    const content = own.map(({ line_no, sku_id, quantity, shipped }) => ({ line_no, sku_id: sku_id!, quantity: quantity - shipped }))
    const weighed = content.every(({ sku_id }) => weights.get(sku_id))
    const goods_grams = content.reduce((sum, { sku_id, quantity }) => sum + (weights.get(sku_id) ?? 0) * quantity, 0)
    const weight_grams = weighed && goods_grams < 2_000_000_000 ? goods_grams + packingGrams(goods_grams) : null
    return {
      ...{
        id: steadyId('outbound', order_id, String(group_no), String(attempt_no)),
        node_id: node_id!,
        order_id,
        group_no,
        attempt_no,
        content,
      },
      code:
        attempt_no > 1 ? `${order.order_no}-${group_no}-${attempt_no}` : group_no > 1 ? `${order.order_no}-${group_no}` : order.order_no,
      ...{ order_no: order.order_no, channel_id: order.channel_id },
      // Orders of one parcel go with one carrier, whatever each weighs.
      ...carriageOf(
        site,
        order.address.region_code ?? '',
        mergeOf.has(order_id) ? null : weight_grams,
        due.get(`${order_id} ${group_no}`) ?? null,
      ),
      content_key: contentKey(content),
      sku_ids: `{${[...new Set(column(content, 'sku_id'))].map((sku_id) => JSON.stringify(sku_id)).join(',')}}`,
      pieces: content.reduce((sum, { quantity }) => sum + quantity, 0),
      weight_grams,
      cut_off_at: cutOffOf(node_id!),
      // What somebody split off leaves by itself.
      merge_id: own[0]!.apart_no === 0 ? (mergeOf.get(order_id) ?? null) : null,
    }
  })
  const made = await tx.rows<{ id: string }>(hot`
    insert into warehouse.outbounds (id, node_id, order_id, group_no, attempt_no, code, order_no, channel_id, carrier_id, service_id, content_key, pieces,
      left_pieces, weight_grams, cut_off_at, merge_id, sku_ids, status, released_at)
    select id, node_id, order_id, group_no, attempt_no, code, order_no, channel_id, carrier_id, service_id, content_key, pieces, pieces, weight_grams,
      cut_off_at, merge_id, sku_ids::text[], 'waiting', ${now}
    from unnest(${column(rows, 'id')}::uuid[], ${column(rows, 'node_id')}::text[], ${column(rows, 'order_id')}::uuid[], ${column(rows, 'group_no')}::smallint[],
      ${column(rows, 'attempt_no')}::smallint[], ${column(rows, 'code')}::text[], ${column(rows, 'order_no')}::text[], ${column(rows, 'channel_id')}::text[],
      ${column(rows, 'carrier_id')}::text[], ${column(rows, 'service_id')}::text[], ${column(rows, 'content_key')}::text[], ${column(rows, 'pieces')}::integer[],
      ${column(rows, 'weight_grams')}::integer[], ${column(rows, 'cut_off_at')}::timestamptz[], ${column(rows, 'merge_id')}::uuid[], ${column(rows, 'sku_ids')}::text[])
      as o (id, node_id, order_id, group_no, attempt_no, code, order_no, channel_id, carrier_id, service_id, content_key, pieces, weight_grams, cut_off_at, merge_id, sku_ids)
    on conflict do nothing returning id`)
  const fresh = new Set(column(made, 'id'))
  const parts = rows.filter(({ id }) => fresh.has(id)).flatMap(({ id, content }) => content.map((line) => ({ outbound_id: id, ...line })))
  await tx.run(hot`
    insert into warehouse.outbound_lines (outbound_id, line_no, sku_id, quantity)
    select * from unnest(${column(parts, 'outbound_id')}::uuid[], ${column(parts, 'line_no')}::smallint[], ${column(parts, 'sku_id')}::text[], ${column(parts, 'quantity')}::integer[])`)
  return made.length
}

export interface PlanOutcome extends Outcome<'planned' | 'already_planned' | 'site_not_found' | NothingStatus> {
  waves?: { id: string; wave_no: string; kind: string; orders: number }[]
  /** Where nothing fits: how many orders wait that another plan would take. */
  waiting?: number
}

/**
 * Gathers what waits at a site into waves, bulk ones first. They stay locked until somebody releases them. The same plan again answers the waves it made.
 */
export async function makeWaves(tx: Tx, by: string, now: string, plans: readonly WavePlan[]): Promise<PlanOutcome[]> {
  const sites = await readSites(tx)
  const outcomes: PlanOutcome[] = []
  for (const plan of plans) {
    const { id, node_id } = plan
    const site = sites.get(node_id)
    if (!site) {
      outcomes.push({ id, status: 'site_not_found', detail: `${node_id} does not work with waves: make it a site first.` })
      continue
    }
    const earlier = await tx.rows<{ id: string; wave_no: string; kind: string; orders: number }>(
      sql`select id, wave_no, kind, orders from warehouse.waves where id = any(${Array.from({ length: 100 }, (_, i) => steadyId('wave', id, String(i)))}::uuid[]) order by wave_no`,
    )
    if (earlier.length > 0) {
      outcomes.push({ id, status: 'already_planned', waves: earlier })
      continue
    }
    // Of the kind asked for only, or the many of the other kind would fill the limit and hide those behind them.
    const kind = plan.kind ?? null
    const waiting = await claim<Outbound>(
      tx,
      sql`select ${outboundColumns} from warehouse.outbounds o where o.node_id = ${node_id} and o.status = 'waiting' and o.wave_id is null and o.stop_reason is null
        and (${plan.carrier_id ?? null}::text is null or o.carrier_id = ${plan.carrier_id ?? null})
        and (${kind}::text is null or (o.merge_id is null and (o.carrier_id, o.content_key) in (
          select a.carrier_id, a.content_key from warehouse.outbounds a
          where a.node_id = ${node_id} and a.status = 'waiting' and a.wave_id is null and a.stop_reason is null and a.merge_id is null
          group by a.carrier_id, a.content_key having count(*) >= ${site.smallest_bulk})) = (${kind}::text = 'bulk'))
        order by o.carrier_id, coalesce(o.merge_id::text, o.content_key), o.released_at limit ${plan.most_orders ?? 2000}`,
    )
    const states = await findStates(tx, waiting)
    const planned = planWaves(
      waiting.filter((one) => states.get(one.id) === 'released'),
      site,
      kind,
    ).slice(0, 100)
    if (planned.length === 0) {
      outcomes.push({ id, ...whyNothing(plan, site, await countContents(tx, node_id)) })
      continue
    }
    const numbers = await takeNumbers(tx, 'warehouse.waves', planned.length)
    const waves = planned.map((wave, i) => ({
      ...{ id: steadyId('wave', id, String(i)), node_id, wave_no: `W${numbers[i]!}`, kind: wave.kind, carrier_id: wave.carrier_id },
      pick_method: wave.kind === 'bulk' ? 'batch' : (plan.pick_method ?? 'batch'),
      ...{
        content_key: wave.content_key,
        cut_off_at: wave.cut_off_at,
        owner_id: plan.owner_id ?? null,
        owner_name: plan.owner_name ?? null,
      },
      orders: wave.outbounds.length,
      pieces: wave.outbounds.reduce((sum, { pieces }) => sum + pieces, 0),
    }))
    await tx.run(sql`
      insert into warehouse.waves (id, node_id, wave_no, kind, carrier_id, status, pick_method, content_key, orders, pieces, cut_off_at, owner_id, owner_name,
        planned_by, planned_at)
      select id, node_id, wave_no, kind, carrier_id, 'locked', pick_method, content_key, orders, pieces, cut_off_at, owner_id, owner_name, ${by}, ${now}
      from jsonb_to_recordset(${json(waves)}::jsonb) as w (id uuid, node_id text, wave_no text, kind text, carrier_id text, pick_method text, content_key text,
        orders integer, pieces integer, cut_off_at timestamptz, owner_id text, owner_name text)`)
    const slots = planned.flatMap(({ outbounds }, i) =>
      outbounds.map((one, slot) => ({ id: one.id, wave_id: waves[i]!.id, slot_no: slot + 1 })),
    )
    await tx.run(hot`
      update warehouse.outbounds o set wave_id = s.wave_id, slot_no = s.slot_no, status = 'in_wave'
      from unnest(${column(slots, 'id')}::uuid[], ${column(slots, 'wave_id')}::uuid[], ${column(slots, 'slot_no')}::integer[]) as s (id, wave_id, slot_no)
      where o.id = s.id and o.status = 'waiting'`)
    await announce(
      tx,
      'warehouse.waves_planned',
      waves.map(({ id: wave_id, kind, orders }) => ({ id: wave_id, node_id, kind, orders })),
      now,
    )
    outcomes.push({ id, status: 'planned', waves: waves.map(({ id, wave_no, kind, orders }) => ({ id, wave_no, kind, orders })) })
  }
  return outcomes
}

/**
 * Unlocks waves: what is to be fetched is planned over the bins, what was canceled meanwhile falls out, and clerks may begin.
 */
export async function releaseWaves(tx: Tx, by: string, now: string, ids: readonly string[]): Promise<Outcome<WaveReleaseStatus>[]> {
  assert(ids.length <= 100, 'at most 100 waves in one call')
  const waves = new Map((await lockWaves(tx, ids)).map((wave) => [wave.id, wave]))
  const outcomes = ids.map((id): Outcome<WaveReleaseStatus> => {
    const wave = waves.get(id)
    if (!wave) return { id, status: 'wave_not_found', detail: 'There is no such wave.' }
    if (wave.status === 'done' || wave.status === 'canceled')
      return { id, status: 'wave_over', detail: `Wave ${wave.wave_no} is ${wave.status}.` }
    return { id, status: wave.status === 'locked' ? 'released' : 'already_released' }
  })
  const going = [...new Set(ids.filter((id) => waves.get(id)?.status === 'locked'))]
  if (going.length === 0) return outcomes
  const outbounds = await findOutboundsOfWaves(tx, going)
  const states = await findStates(tx, outbounds)
  const inside = outbounds.filter(({ status }) => status === 'in_wave')
  const gone = inside.filter(({ id }) => states.get(id) !== 'released')
  await stopOutbounds(
    tx,
    by,
    now,
    gone.map(({ id }) => ({ id, reason: states.get(id) ?? 'gone' })),
  )
  const staying = inside.filter(({ id }) => states.get(id) === 'released')
  const waveOf = new Map(staying.map((one) => [one.id, one]))
  const lines = await findOutboundLines(tx, column(staying, 'id'))

  const wanted = new Map<
    string,
    { wave_id: string; node_id: string; sku_id: string; quantity: number; outbound_id: string | null; slot_no: number }
  >()
  for (const line of lines) {
    const { wave_id, node_id, slot_no } = waveOf.get(line.outbound_id)!
    const alone = waves.get(wave_id!)!.pick_method === 'order'
    const key = `${wave_id} ${line.sku_id} ${alone ? line.outbound_id : ''}`
    const sum = wanted.get(key) ?? {
      wave_id: wave_id!,
      node_id,
      sku_id: line.sku_id,
      quantity: 0,
      outbound_id: alone ? line.outbound_id : null,
      slot_no: slot_no ?? 0,
    }
    sum.quantity += line.quantity
    wanted.set(key, sum)
  }
  const contents = await lockContents(tx, [...wanted.values()])
  const before = new Map(contents.map((content) => [content, content.planned]))
  const today = businessDate(now)
  const picks = [...groupBy([...wanted.values()], ({ wave_id }) => wave_id)].flatMap(([wave_id, own]) => {
    const node_id = own[0]!.node_id
    const shelves = contents.filter((content) => content.node_id === node_id && content.purpose === 'storage' && !content.closed)
    return planPicks(own, shelves, today).map((pick) => ({ ...pick, id: newId(), wave_id, node_id }))
  })
  const planned = contents.map((content) => ({ ...content, more: content.planned - before.get(content)! })).filter(({ more }) => more > 0)
  await tx.run(hot`
    update warehouse.contents c set planned = c.planned + d.more
    from unnest(${column(planned, 'node_id')}::text[], ${column(planned, 'bin_code')}::text[], ${column(planned, 'sku_id')}::text[], ${column(planned, 'lot')}::text[],
      ${column(planned, 'more')}::integer[]) as d (node_id, bin_code, sku_id, lot, more)
    where c.node_id = d.node_id and c.bin_code = d.bin_code and c.sku_id = d.sku_id and c.lot = d.lot`)
  await tx.run(hot`
    insert into warehouse.picks (id, wave_id, node_id, path_no, bin_code, sku_id, lot, outbound_id, quantity, status)
    select id, wave_id, node_id, path_no, bin_code, sku_id, lot, outbound_id, quantity, 'open'
    from unnest(${column(picks, 'id')}::uuid[], ${column(picks, 'wave_id')}::uuid[], ${column(picks, 'node_id')}::text[], ${column(picks, 'path_no')}::integer[],
      ${column(picks, 'bin_code')}::text[], ${column(picks, 'sku_id')}::text[], ${column(picks, 'lot')}::text[], ${column(picks, 'outbound_id')}::uuid[],
      ${column(picks, 'quantity')}::integer[]) as p (id, wave_id, node_id, path_no, bin_code, sku_id, lot, outbound_id, quantity)`)
  await tx.run(
    sql`update warehouse.waves set status = 'released', released_at = ${now} where id = any(${going}::uuid[]) and status = 'locked'`,
  )
  await announce(
    tx,
    'warehouse.waves_released',
    going.map((id) => ({ id, node_id: waves.get(id)!.node_id })),
    now,
  )
  return outcomes
}

/** Somebody takes a wave as his own to pick. One that belongs to another is his alone. */
export async function claimWaves(
  tx: Tx,
  by: { id: string; name: string },
  now: string,
  ids: readonly string[],
): Promise<Outcome<ClaimStatus>[]> {
  const waves = new Map((await lockWaves(tx, ids)).map((wave) => [wave.id, wave]))
  const taken: string[] = []
  const outcomes = ids.map((id): Outcome<ClaimStatus> => {
    const wave = waves.get(id)
    if (!wave) return { id, status: 'wave_not_found', detail: 'There is no such wave.' }
    if (wave.status === 'locked') return { id, status: 'wave_locked', detail: `Wave ${wave.wave_no} is not released yet: ask the planner.` }
    if (wave.status !== 'released') return { id, status: 'wave_over', detail: `Wave ${wave.wave_no} is ${wave.status}.` }
    if (wave.claimed_by === by.id) return { id, status: 'already_claimed' }
    if (wave.claimed_by) return { id, status: 'claimed_by_another', detail: `${wave.claimed_name} picks wave ${wave.wave_no}.` }
    if (wave.owner_id && wave.owner_id !== by.id)
      return { id, status: 'owned_by_another', detail: `Wave ${wave.wave_no} belongs to ${wave.owner_name ?? 'another'}.` }
    taken.push(id)
    wave.claimed_by = by.id
    return { id, status: 'claimed' }
  })
  await tx.run(
    sql`update warehouse.waves set claimed_by = ${by.id}, claimed_name = ${by.name}, claimed_at = ${now} where id = any(${taken}::uuid[])`,
  )
  return outcomes
}

export type AssignStatus = 'assigned' | 'already_assigned' | 'wave_not_found' | 'wave_over' | 'clerk_not_found'

/** Gives waves to somebody, or back to whoever claims them first. Who had taken one hands it over: what he picked stays picked. */
export async function assignWaves(
  tx: Tx,
  now: string,
  assignments: readonly { id: string; owner_id: string | null }[],
): Promise<Outcome<AssignStatus>[]> {
  const waves = new Map((await lockWaves(tx, column(assignments, 'id'))).map((wave) => [wave.id, wave]))
  const clerks = new Map<string, Map<string, string>>()
  for (const node_id of new Set([...waves.values()].map((wave) => wave.node_id)))
    clerks.set(node_id, new Map((await listClerks(tx, now, node_id)).map(({ id, name }) => [id, name])))
  const given: { id: string; owner_id: string | null; owner_name: string | null }[] = []
  const outcomes = assignments.map(({ id, owner_id }): Outcome<AssignStatus> => {
    const wave = waves.get(id)
    if (!wave) return { id, status: 'wave_not_found', detail: 'There is no such wave.' }
    if (wave.status !== 'locked' && wave.status !== 'released')
      return { id, status: 'wave_over', detail: `Wave ${wave.wave_no} is ${wave.status}: there is nothing left to pick.` }
    const owner_name = owner_id === null ? null : clerks.get(wave.node_id)!.get(owner_id)
    if (owner_name === undefined) return { id, status: 'clerk_not_found', detail: 'Nobody of that id works in this warehouse.' }
    if (wave.owner_id === owner_id && (wave.claimed_by === null || wave.claimed_by === owner_id)) return { id, status: 'already_assigned' }
    wave.owner_id = owner_id
    wave.claimed_by = null
    given.push({ id, owner_id, owner_name })
    return { id, status: 'assigned' }
  })
  await tx.run(hot`
    update warehouse.waves w set owner_id = a.owner_id, owner_name = a.owner_name, claimed_by = null, claimed_name = null, claimed_at = null
    from unnest(${column(given, 'id')}::uuid[], ${column(given, 'owner_id')}::text[], ${column(given, 'owner_name')}::text[]) as a (id, owner_id, owner_name)
    where w.id = a.id`)
  return outcomes
}

/** Who may pick and check at a site. */
export async function listClerks(db: Reader, now: string, node_id: string): Promise<{ id: string; name: string }[]> {
  const node = (await readNodes(db)).get(node_id)
  if (!node) return []
  const holders = await findHolders(db, { permission: 'warehouse.work', organization_id: node.organization_id }, now)
  const names = await findStaffNames(db, column(holders, 'staff_id'))
  return names.map(({ id, name }) => ({ id, name })).sort((a, b) => (a.name < b.name ? -1 : 1))
}
