import { readChannels } from '#centers/channels/read.ts'
import { addLetters } from '#centers/interfaces/letters.ts'
import { readSkus } from '#centers/products/read.ts'
import { type By, recordChanges } from '#core/audit.ts'
import type { Consumer } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import type { DueWork } from '#core/jobs.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { seal, unseal } from '#core/secrets.ts'
import { hot, json, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds, businessDate } from '#core/time.ts'
import {
  type ErpDocument,
  extraSkus,
  type Kind,
  type MaterialItem,
  type ReturnedLine,
  returnSettings,
  type ShopItem,
  type SystemItem,
  spokenKinds,
} from './model.ts'
import type { ErpConnection, Outside } from './port.ts'
import { findDocuments } from './read.ts'
import { takeReturned, tieReturns } from './returns.ts'
import { compare, documentNo, type SoldLine, sumUp } from './rules.ts'

export const systemSeal = 'erp.system'
export const letterKind = 'erp.document'

/** Keeps systems. Secrets that are left out stay as they are. */
export async function saveSystems(
  tx: Tx,
  by: By,
  now: string,
  { ports }: Outside,
  items: readonly SystemItem[],
): Promise<Outcome<'setting_missing' | 'saved'>[]> {
  const outcomes: Outcome<'setting_missing' | 'saved'>[] = []
  for (const { secrets = {}, own_materials = false, ...item } of items) {
    const before = await tx.row<{ sealed_secrets: string | null }>(
      sql`select sealed_secrets from erp.systems where system_id = ${item.system_id} for update`,
    )
    const kept = { ...openSecrets(before?.sealed_secrets ?? null), ...secrets }
    const port = ports[item.kind]
    const missing = [
      ...(port && item.endpoint === '' ? ['endpoint'] : []),
      ...(port?.settings ?? []).filter((name) => !item.settings[name]),
      ...(port?.secrets ?? []).filter((name) => !kept[name]),
    ]
    if (missing.length > 0) {
      outcomes.push({
        id: item.system_id,
        status: 'setting_missing',
        detail: `settings: ${missing.join(', ')} is needed for ${item.kind}.`,
      })
      continue
    }
    const sealed = Object.keys(kept).length > 0 ? seal(systemSeal, json(kept)) : null
    await tx.run(sql`
      insert into erp.systems (system_id, kind, name, endpoint, settings, sealed_secrets, active, own_materials, saved_at)
      values (${item.system_id}, ${item.kind}, ${item.name}, ${item.endpoint}, ${json(item.settings)}::jsonb, ${sealed}, ${item.active}, ${own_materials}, ${now})
      on conflict (system_id) do update set kind = excluded.kind, name = excluded.name, endpoint = excluded.endpoint, settings = excluded.settings,
        sealed_secrets = excluded.sealed_secrets, active = excluded.active, own_materials = excluded.own_materials, saved_at = excluded.saved_at`)
    await recordChanges(tx, by, now, [
      { subject: 'erp.system', subject_id: item.system_id, action: 'saved', after: { ...item, own_materials } },
    ])
    await nameMaterials(tx, item.system_id)
    if (item.active) await sendWaiting(tx, now, item.system_id)
    outcomes.push({ id: item.system_id, status: 'saved' })
  }
  return outcomes
}

const openSecrets = (sealed: string | null): Record<string, string> =>
  JSON.parse((sealed && unseal(systemSeal, sealed)) || '{}') as Record<string, string>

export const connectionOf = (row: {
  endpoint: string
  settings: Record<string, string>
  sealed_secrets: string | null
}): ErpConnection => ({
  endpoint: row.endpoint.replace(/\/+$/, ''),
  settings: row.settings,
  secrets: openSecrets(row.sealed_secrets),
})

/** Says which channels are booked where. A channel of another organization is as if it were not there. */
export async function saveShops(
  tx: Tx,
  by: By,
  now: string,
  items: readonly ShopItem[],
): Promise<Outcome<'channel_not_found' | 'system_not_found' | 'saved'>[]> {
  const channels = await readChannels(tx)
  const systems = new Set(column(await tx.rows<{ system_id: string }>(sql`select system_id from erp.systems`), 'system_id'))
  const outcomes: Outcome<'channel_not_found' | 'system_not_found' | 'saved'>[] = []
  for (const item of items) {
    const channel = channels.get(item.channel_id)
    if (!channel || !mayTouch(by, { organization_id: channel.organization_id }))
      outcomes.push({ id: item.channel_id, status: 'channel_not_found', detail: 'channel_id: there is no such channel.' })
    else if (!systems.has(item.system_id))
      outcomes.push({ id: item.channel_id, status: 'system_not_found', detail: 'system_id: make the system first.' })
    else {
      await tx.run(sql`
        insert into erp.shops (channel_id, organization_id, system_id, customer, from_on, saved_at)
        values (${item.channel_id}, ${channel.organization_id}, ${item.system_id}, ${item.customer}, ${item.from_on}, ${now})
        on conflict (channel_id) do update set organization_id = excluded.organization_id, system_id = excluded.system_id, customer = excluded.customer,
          from_on = excluded.from_on, saved_at = excluded.saved_at`)
      await recordChanges(tx, by, now, [
        { subject: 'erp.shop', subject_id: item.channel_id, action: 'saved', organization_id: channel.organization_id, after: item },
      ])
      outcomes.push({ id: item.channel_id, status: 'saved' })
    }
  }
  return outcomes
}

interface Left {
  id: string
  group_no: number
  from: string
  to: string
  passed?: string[]
  channel_id: string
  organization_id: string
  happened_at: string
}

/** A service never ships: it is sold as it is delivered. */
const hasLeft = (from: string, states: readonly string[]): boolean =>
  states.includes('shipped') || (from !== 'shipped' && states.includes('delivered'))

/** Writes down each group as it leaves: on that business day it is sold. */
export const noteLeft: Consumer = {
  name: 'erp.note',
  topics: ['orders.moved'],
  rest_ms: 1_000,
  handle: async (tx, events) => {
    const channels = await readChannels(tx)
    const left = events
      .map(({ item }) => item as Left)
      .filter(({ from, to, passed = [], channel_id }) => hasLeft(from, [to, ...passed]) && channels.get(channel_id)?.kind !== 'history')
    if (left.length === 0) return
    const rows = left.map(({ id, group_no, channel_id, organization_id, happened_at }) => ({
      ...{ order_id: id, group_no, channel_id, organization_id, happened_at },
      business_on: businessDate(happened_at),
    }))
    await tx.run(hot`
      insert into erp.sources (order_id, group_no, direction, channel_id, organization_id, business_on, happened_at)
      select distinct on (order_id, group_no) order_id, group_no, 'S', channel_id, organization_id, business_on, happened_at
      from jsonb_to_recordset(${json(rows)}::jsonb) as s (order_id uuid, group_no smallint, channel_id text, organization_id text, business_on date, happened_at timestamptz)
      order by order_id, group_no, happened_at on conflict do nothing`)
  },
}

interface Source extends SoldLine {
  order_id: string
  group_no: number
  business_on: string
  node_id: string
}

/** The most groups one call sums up; the rest come with the next. */
const mostAtOnce = 2_000

/**
 * Sums up what left, and what came back of it, and is not yet in a document: one for each channel, day, warehouse and direction. Harmless to repeat: what is in a document stays there, and what
 * came late goes into the next one of its day. Answers the documents made.
 */
export async function summarize(tx: Tx, now: string, channel_ids: readonly string[] | null, upto_on: string): Promise<string[]> {
  const shops = await tx.rows<{
    channel_id: string
    organization_id: string
    system_id: string
    customer: string
    from_on: string
    kind: Kind
    active: boolean
  }>(sql`
    select s.channel_id, s.organization_id, s.system_id, s.customer, s.from_on::text as from_on, y.kind, y.active from erp.shops s join erp.systems y on y.system_id = s.system_id
    where ${channel_ids === null ? sql`true` : sql`s.channel_id = any(${[...channel_ids]}::text[])`} order by s.channel_id for update of s`)
  const channels = await readChannels(tx)
  const made: string[] = []
  for (const shop of shops) {
    const rows = await tx.rows<Omit<Source, 'tax_rate_bp'>>(sql`
      with open as (
        select order_id, group_no, business_on from erp.sources
        where channel_id = ${shop.channel_id} and document_no is null and business_on between ${shop.from_on} and ${upto_on} order by business_on, order_id limit ${mostAtOnce}
      )
      select o.order_id, o.group_no, o.business_on::text as business_on, coalesce(min(l.node_id) over (partition by l.order_id, l.group_no), 'none') as node_id,
        l.sku_id, l.title ->> 'zh' as title, l.quantity, l.amount_minor, l.freight_minor
      from open o join orders.lines l on l.order_id = o.order_id and l.group_no = o.group_no`)
    const skus = await readSkus(tx, [...new Set(rows.flatMap(({ sku_id }) => sku_id ?? []))])
    const document = { ...shop, currency: channels.get(shop.channel_id)!.currency }
    const groups = groupBy(rows, ({ business_on, node_id }) => `${business_on} ${node_id}`)
    for (const group of groups.values()) {
      const lines = group.map((row) => ({ ...row, tax_rate_bp: (row.sku_id && skus.get(row.sku_id)?.tax_rate_bp) || 0 }))
      const document_no = await writeDocument(tx, now, document, 'S', { ...group[0]!, lines })
      await tx.run(hot`
        update erp.sources s set document_no = ${document_no} from (select distinct * from unnest(${column(group, 'order_id')}::uuid[], ${column(group, 'group_no')}::smallint[]) as g (order_id, group_no)) g
        where s.order_id = g.order_id and s.group_no = g.group_no and s.direction = 'S'`)
      made.push(document_no)
    }
    for (const group of await takeReturned(tx, shop, upto_on, mostAtOnce)) {
      const document_no = await writeDocument(tx, now, document, 'R', group)
      await tieReturns(tx, shop.channel_id, document_no, group.returns)
      made.push(document_no)
    }
    await nameMaterials(tx, shop.system_id)
    if (shop.active) await sendWaiting(tx, now, shop.system_id)
  }
  return made
}

/** Writes the next document of a channel, day, warehouse and direction; the shop is locked. */
async function writeDocument(
  tx: Tx,
  now: string,
  shop: { channel_id: string; organization_id: string; system_id: string; customer: string; currency: string },
  direction: 'S' | 'R',
  group: { business_on: string; node_id: string; lines: readonly SoldLine[] },
): Promise<string> {
  const { business_on, node_id } = group
  const last = await tx.row<{ seq: number | null }>(hot`
    select max(seq) as seq from erp.documents where channel_id = ${shop.channel_id} and business_on = ${business_on} and node_id = ${node_id} and direction = ${direction}`)
  const seq = (last?.seq ?? 0) + 1
  const document_no = documentNo(shop.channel_id, business_on, node_id, direction, seq)
  const lines = sumUp(group.lines)
  const total_minor = lines.reduce((sum, { amount_minor }) => sum + amount_minor, 0)
  await tx.run(hot`
    insert into erp.documents (document_no, channel_id, organization_id, system_id, business_on, node_id, direction, seq, customer, currency, total_minor, state, made_at)
    values (${document_no}, ${shop.channel_id}, ${shop.organization_id}, ${shop.system_id}, ${business_on}, ${node_id}, ${direction}, ${seq}, ${shop.customer},
      ${shop.currency}, ${total_minor}, 'unmapped', ${now})`)
  await tx.run(hot`
    insert into erp.lines (document_no, line_no, sku_id, title, tax_rate_bp, quantity, amount_minor)
    select ${document_no}, line_no, sku_id, title, tax_rate_bp, quantity, amount_minor
    from jsonb_to_recordset(${json(lines)}::jsonb) as l (line_no integer, sku_id text, title text, tax_rate_bp integer, quantity bigint, amount_minor bigint)`)
  return document_no
}

/** Gives lines of documents that wait for it the names a system has for them; a document whose lines all have one goes on, a return once its system says how it books returns. */
async function nameMaterials(tx: Tx, system_id: string): Promise<void> {
  await tx.run(hot`
    update erp.lines l set material = f.material
    from (
      select k.document_no, k.line_no, coalesce(m.material, case when not y.own_materials then k.sku_id end) as material
      from erp.documents d join erp.systems y on y.system_id = d.system_id join erp.lines k on k.document_no = d.document_no
      left join erp.materials m on m.system_id = d.system_id and m.sku_id = k.sku_id
      where d.system_id = ${system_id} and d.state = 'unmapped'
    ) f where l.document_no = f.document_no and l.line_no = f.line_no`)
  const system = await tx.row<{ kind: Kind; settings: Record<string, string> }>(
    hot`select kind, settings from erp.systems where system_id = ${system_id}`,
  )
  const setting = system ? returnSettings[system.kind] : undefined
  const unset = setting && !system!.settings[setting] ? setting : null
  await tx.run(hot`
    update erp.documents d set state = case when f.missing is null and (d.direction = 'S' or ${unset}::text is null) then 'waiting' else 'unmapped' end,
      reason = case when f.missing is not null then 'material_missing: ' || f.missing when d.direction = 'R' then 'setting_missing: ' || ${unset}::text end
    from (
      select d.document_no, string_agg(distinct l.sku_id, ', ') filter (where l.material is null) as missing
      from erp.documents d join erp.lines l on l.document_no = d.document_no where d.system_id = ${system_id} and d.state = 'unmapped' group by d.document_no
    ) f where f.document_no = d.document_no and d.state = 'unmapped'`)
}

export type MaterialOutcome = Outcome<'system_not_found' | 'sku_not_found' | 'already_saved' | 'saved' | 'forgotten'>

/** Says what systems call our SKUs; documents that waited for it go on. At most 2,000. */
export async function saveMaterials(tx: Tx, by: By, now: string, items: readonly MaterialItem[]): Promise<MaterialOutcome[]> {
  // Systems first and in order, as in summing up.
  const systems = new Map(
    (
      await tx.rows<{ system_id: string; active: boolean }>(
        sql`select system_id, active from erp.systems where system_id = any(${[...new Set(column([...items], 'system_id'))]}::text[]) order by system_id for update`,
      )
    ).map((row) => [row.system_id, row]),
  )
  const skus = await readSkus(tx, [...new Set(column([...items], 'sku_id'))])
  const kept = new Map(
    (
      await tx.rows<{ system_id: string; sku_id: string; material: string }>(
        sql`select system_id, sku_id, material from erp.materials where system_id = any(${[...systems.keys()]}::text[]) and sku_id = any(${column([...items], 'sku_id')}::text[])`,
      )
    ).map((row) => [JSON.stringify([row.system_id, row.sku_id]), row.material]),
  )
  const outcomes = items.map(({ system_id, sku_id, material }): MaterialOutcome => {
    const key = JSON.stringify([system_id, sku_id])
    if (!systems.has(system_id)) return { id: sku_id, status: 'system_not_found', detail: `system_id: there is no system ${system_id}.` }
    if (!skus.has(sku_id) && !extraSkus.includes(sku_id))
      return { id: sku_id, status: 'sku_not_found', detail: `sku_id: there is no SKU ${sku_id}.` }
    if ((kept.get(key) ?? null) === material) return { id: sku_id, status: 'already_saved' }
    if (material === null) kept.delete(key)
    else kept.set(key, material)
    return { id: sku_id, status: material === null ? 'forgotten' : 'saved' }
  })
  const changed = [
    ...new Map(
      items
        .filter((_, i) => /^(saved|forgotten)$/.test(outcomes[i]!.status))
        .map((one) => [JSON.stringify([one.system_id, one.sku_id]), one]),
    ).values(),
  ]
  const gone = changed.filter(({ material }) => material === null)
  await tx.run(sql`
    delete from erp.materials m using unnest(${column(gone, 'system_id')}::text[], ${column(gone, 'sku_id')}::text[]) as g (system_id, sku_id) where m.system_id = g.system_id and m.sku_id = g.sku_id`)
  await tx.run(sql`
    insert into erp.materials (system_id, sku_id, material, saved_at)
    select system_id, sku_id, material, ${now}::timestamptz from jsonb_to_recordset(${json(changed.filter(({ material }) => material !== null))}::jsonb) as m (system_id text, sku_id text, material text)
    on conflict (system_id, sku_id) do update set material = excluded.material, saved_at = excluded.saved_at`)
  await recordChanges(
    tx,
    by,
    now,
    changed.map(({ system_id, sku_id, material }) => ({
      subject: 'erp.material',
      subject_id: `${system_id} ${sku_id}`,
      action: 'saved',
      after: { material },
    })),
  )
  for (const { system_id, active } of systems.values()) {
    await nameMaterials(tx, system_id)
    if (active) await sendWaiting(tx, now, system_id)
  }
  return outcomes
}

/** Puts what waits for a system that is spoken with into the post; what lies there already is not put twice. */
async function sendWaiting(tx: Tx, now: string, system_id: string): Promise<void> {
  const rows = await tx.rows<{ document_no: string; kind: Kind }>(sql`
    select d.document_no, y.kind from erp.documents d join erp.systems y on y.system_id = d.system_id where d.system_id = ${system_id} and d.state = 'waiting'`)
  await addLetters(
    tx,
    now,
    rows
      .filter(({ kind }) => spokenKinds.includes(kind))
      .map(({ document_no, kind }) => ({
        letter_id: steadyId('erp.document', document_no),
        ...{
          interface_id: `erp-${kind}.sales_order`,
          account: system_id,
          kind: letterKind,
          subject: document_no,
          payload: { document_no },
        },
      })),
  )
}

/** Sums up, after each day's end, what left on it. */
export const summarizeDue: DueWork = {
  name: 'erp.summarize',
  run: async (db, now) => {
    const yesterday = businessDate(addMilliseconds(now, -86_400_000))
    const open = await db.rows<{ channel_id: string }>(hot`
      select s.channel_id from erp.shops s where exists (
        select from erp.sources o where o.channel_id = s.channel_id and o.document_no is null and o.business_on between s.from_on and ${yesterday})
      or exists (select from erp.returns r where r.channel_id = s.channel_id and r.booked_minor is null and r.business_on <= ${yesterday})`)
    if (open.length === 0) return 0
    return (await db.tx((tx) => summarize(tx, now, column(open, 'channel_id'), yesterday))).length
  },
}

export type ReturnOutcome = Outcome<
  'document_not_found' | 'not_sent' | 'booked_as_another' | 'already_booked' | 'already_refused' | 'refused' | 'booked' | 'differs'
>

/** Records what an ERP says it booked, and where that is not ours. */
export async function recordBooked(
  tx: Tx,
  now: string,
  items: readonly { document_no: string; erp_no: string; lines: readonly ReturnedLine[]; error?: string | null }[],
): Promise<ReturnOutcome[]> {
  const documents = new Map((await findDocuments(tx, column([...items], 'document_no'), true)).map((one) => [one.document_no, one]))
  const outcomes: ReturnOutcome[] = []
  for (const { document_no, erp_no, lines, error } of items) {
    const document = documents.get(document_no)
    if (!document) {
      outcomes.push({ id: document_no, status: 'document_not_found', detail: 'document_no: there is no such document.' })
      continue
    }
    if (document.state === 'booked') {
      outcomes.push(
        document.erp_no === erp_no
          ? { id: document_no, status: 'already_booked' }
          : {
              id: document_no,
              status: 'booked_as_another',
              detail: `erp_no: it is booked as ${document.erp_no}; one of the two is too many there.`,
            },
      )
      continue
    }
    if (document.state === 'unmapped') {
      outcomes.push({ id: document_no, status: 'not_sent', detail: 'It waits for materials and was not sent.' })
      continue
    }
    if (error) {
      const already = document.state === 'refused' && document.reason === error
      if (!already)
        await tx.run(hot`
          update erp.documents set state = 'refused', erp_no = null, returned = null, differences = '[]', reason = ${error.slice(0, 500)}, ended_at = ${now} where document_no = ${document_no}`)
      outcomes.push({ id: document_no, status: already ? 'already_refused' : 'refused' })
      continue
    }
    const differences = compare(document.lines, lines)
    const state = differences.length > 0 ? 'differs' : 'booked'
    await tx.run(hot`
      update erp.documents set state = ${state}, erp_no = ${erp_no}, returned = ${json(lines)}::jsonb, differences = ${json(differences)}::jsonb, reason = null, ended_at = ${now}
      where document_no = ${document_no}`)
    outcomes.push({ id: document_no, status: state })
  }
  return outcomes
}

export type { ErpDocument }
