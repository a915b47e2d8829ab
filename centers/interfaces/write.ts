import { findOrganizations } from '#centers/organization/read.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { addJobs, type DueWork, rarely_ms } from '#core/jobs.ts'
import type { Outcome } from '#core/outcomes.ts'
import { type Db, hot, json, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { deliverTask } from './letters.ts'
import type { InterfaceItem, PartnerItem, Registration } from './model.ts'

/** Makes interfaces known as their code describes them. What an operator decided (budget, owner, switched off) stays as it is. */
export async function registerInterfaces(tx: Tx, now: string, items: readonly Registration[]): Promise<void> {
  const rows = items.map(({ budget, contract = [], owner_id = null, ...item }) => ({
    ...item,
    ...{ contract, owner_id, budget_calls: budget?.calls ?? null, budget_ms: budget?.per_ms ?? null },
  }))
  await tx.run(hot`
    insert into interfaces.interfaces as i (interface_id, partner, kind, name, direction, version, owner_id, budget_calls, budget_ms, contract, saved_at)
    select r.interface_id, r.partner, r.kind, r.name, r.direction, r.version, coalesce(r.owner_id, p.owner_id), r.budget_calls, r.budget_ms, r.contract, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (interface_id text, partner text, kind text, name jsonb, direction text, version text, owner_id text,
      budget_calls integer, budget_ms integer, contract jsonb)
      left join interfaces.partners p on p.partner = r.partner
    order by r.interface_id
    on conflict (interface_id) do update set partner = excluded.partner, kind = excluded.kind, name = excluded.name, direction = excluded.direction,
      version = excluded.version, owner_id = coalesce(i.owner_id, excluded.owner_id),
      contract = case when excluded.contract = '[]' then i.contract else excluded.contract end
    where (i.partner, i.kind, i.name, i.direction, i.version, i.contract) is distinct from
      (excluded.partner, excluded.kind, excluded.name, excluded.direction, excluded.version, excluded.contract)
      or (i.owner_id is null and excluded.owner_id is not null)`)
}

export type SaveStatus = 'saved' | 'already_saved' | 'interface_not_found' | 'organization_not_found' | 'budget_incomplete'

/** Sets what an operator decides about interfaces. At most 200 at once. */
export async function saveInterfaces(tx: Tx, by: By, now: string, items: readonly InterfaceItem[]): Promise<Outcome<SaveStatus>[]> {
  const known = new Map(
    (
      await tx.rows<InterfaceItem>(sql`
        select interface_id, owner_id, budget_calls, budget_ms, active from interfaces.interfaces
        where interface_id = any(${items.map(({ interface_id }) => interface_id)}::text[]) order by interface_id for update`)
    ).map((row) => [row.interface_id, row]),
  )
  const owners = await ownersOf(tx, items)
  const outcomes = items.map((item): Outcome<SaveStatus> => {
    const id = item.interface_id
    const before = known.get(id)
    if (!before) return { id, status: 'interface_not_found', detail: `There is no interface ${id}.` }
    if (item.owner_id !== null && !owners.has(item.owner_id)) return ownerMissing(id, item.owner_id)
    if ((item.budget_calls === null) !== (item.budget_ms === null))
      return { id, status: 'budget_incomplete', detail: 'Give budget_calls and budget_ms together, or neither.' }
    const same = (['owner_id', 'budget_calls', 'budget_ms', 'active'] as const).every((field) => before[field] === item[field])
    return { id, status: same ? 'already_saved' : 'saved' }
  })
  const changed = items.filter((_, i) => outcomes[i]!.status === 'saved')
  await tx.run(hot`
    update interfaces.interfaces i set owner_id = c.owner_id, budget_calls = c.budget_calls, budget_ms = c.budget_ms, active = c.active, saved_at = ${now}
    from jsonb_to_recordset(${json(changed)}::jsonb) as c (interface_id text, owner_id text, budget_calls integer, budget_ms integer, active boolean)
    where i.interface_id = c.interface_id`)
  await recordChanges(
    tx,
    by,
    now,
    changed.map((item) => ({
      subject: 'interfaces.interface',
      subject_id: item.interface_id,
      action: 'saved',
      before: known.get(item.interface_id),
      after: item,
    })),
  )
  await announce(
    tx,
    'interfaces.saved',
    changed.map(({ interface_id }) => ({ interface_id })),
    now,
  )
  return outcomes
}

const ownersOf = async (tx: Tx, items: readonly { owner_id: string | null }[]): Promise<Set<string>> =>
  new Set((await findOrganizations(tx, [...new Set(items.flatMap(({ owner_id }) => owner_id ?? []))])).map(({ id }) => id))
const ownerMissing = (id: string, owner_id: string) => ({
  ...{ id, status: 'organization_not_found' as const, detail: `owner_id: there is no organization ${owner_id}.` },
})

/** Says who answers for interfaces, whatever else was decided of them; null is nobody. At most 200 at once. */
export async function assignOwners(
  tx: Tx,
  by: By,
  now: string,
  interface_ids: readonly string[],
  owner_id: string | null,
): Promise<Outcome<SaveStatus>[]> {
  const known = await tx.rows<InterfaceItem>(sql`
    select interface_id, owner_id, budget_calls, budget_ms, active from interfaces.interfaces
    where interface_id = any(${interface_ids}::text[]) order by interface_id for update`)
  const rows = new Map(known.map((row) => [row.interface_id, row]))
  return saveInterfaces(
    tx,
    by,
    now,
    interface_ids.map((interface_id) => ({
      ...(rows.get(interface_id) ?? { interface_id, budget_calls: null, budget_ms: null, active: true }),
      owner_id,
    })),
  )
}

export type PartnerStatus = 'saved' | 'already_saved' | 'partner_not_found' | 'organization_not_found' | 'budget_incomplete'
/** Sets what holds for all interfaces of partners; those without an owner get this one at once, those that come later when they come. At most 100 at once. */
export async function savePartners(tx: Tx, by: By, now: string, items: readonly PartnerItem[]): Promise<Outcome<PartnerStatus>[]> {
  await tx.run(sql`lock table interfaces.partners in share row exclusive mode`)
  const partners = items.map(({ partner }) => partner)
  const [rows, spoken] = await Promise.all([
    tx.rows<PartnerItem>(
      sql`select partner, owner_id, budget_calls, budget_ms from interfaces.partners where partner = any(${partners}::text[])`,
    ),
    tx.rows<{ partner: string }>(sql`select distinct partner from interfaces.interfaces where partner = any(${partners}::text[])`),
  ])
  const known = new Map(rows.map((row) => [row.partner, row]))
  const heard = new Set(spoken.map(({ partner }) => partner))
  const owners = await ownersOf(tx, items)
  const outcomes = items.map((item): Outcome<PartnerStatus> => {
    const id = item.partner
    const before = known.get(id)
    if (!before && !heard.has(id) && by.kind !== 'system')
      return { id, status: 'partner_not_found', detail: `No interface begins with ${id}.` }
    if (item.owner_id !== null && !owners.has(item.owner_id)) return ownerMissing(id, item.owner_id)
    if ((item.budget_calls === null) !== (item.budget_ms === null))
      return { id, status: 'budget_incomplete', detail: 'Give budget_calls and budget_ms together, or neither.' }
    const same =
      before !== undefined && (['owner_id', 'budget_calls', 'budget_ms'] as const).every((field) => before[field] === item[field])
    return { id, status: same ? 'already_saved' : 'saved' }
  })
  const changed = items.filter((_, i) => outcomes[i]!.status === 'saved')
  await tx.run(hot`
    insert into interfaces.partners (partner, owner_id, budget_calls, budget_ms, saved_at)
    select partner, owner_id, budget_calls, budget_ms, ${now}::timestamptz
    from jsonb_to_recordset(${json(changed)}::jsonb) as c (partner text, owner_id text, budget_calls integer, budget_ms integer) order by partner
    on conflict (partner) do update set owner_id = excluded.owner_id, budget_calls = excluded.budget_calls, budget_ms = excluded.budget_ms, saved_at = excluded.saved_at`)
  await tx.run(hot`
    update interfaces.interfaces i set owner_id = c.owner_id, saved_at = ${now}
    from jsonb_to_recordset(${json(changed)}::jsonb) as c (partner text, owner_id text)
    where i.partner = c.partner and i.owner_id is null and c.owner_id is not null`)
  await recordChanges(
    tx,
    by,
    now,
    changed.map((item) => ({
      subject: 'interfaces.partner',
      subject_id: item.partner,
      action: 'saved',
      before: known.get(item.partner),
      after: item,
    })),
  )
  return outcomes
}

/** Closes breakers by an operator's word: the next call goes out at once. Answers the interfaces that had one open. */
export async function closeCircuits(
  tx: Tx,
  interface_ids: readonly string[],
  accounts: readonly string[] | null = null,
): Promise<Set<string>> {
  const rows = await tx.rows<{ interface_id: string }>(sql`
    update interfaces.lines set circuit = 'closed', failures = 0, retry_at = null
    where interface_id = any(${interface_ids}::text[]) and circuit = 'open' and (${accounts}::text[] is null or account = any(${accounts}::text[])) returning interface_id`)
  return new Set(rows.map(({ interface_id }) => interface_id))
}

/** Puts changed fields away that somebody has seen to; seen again they come back. Answers the interfaces that had any. */
export async function settleDrifts(tx: Tx, now: string, interface_ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx.rows<{ interface_id: string }>(sql`
    update interfaces.drifts set settled_at = ${now} where interface_id = any(${interface_ids}::text[]) and settled_at is null returning interface_id`)
  return new Set(rows.map(({ interface_id }) => interface_id))
}

const day_ms = 86_400_000
/** What partners said is kept a week: it holds names and addresses of people. */
export const callsKept_ms = 7 * day_ms
const lettersKept_ms = 90 * day_ms
const hoursKept_ms = 400 * day_ms

/** Forgets calls after a week, letters that are done after three months, hours after a year; at most 5,000 rows each, so that nothing waits for it. */
export async function forget(db: Db, now: string): Promise<number> {
  const calls = await db.run(hot`
    delete from interfaces.calls where call_id in (
      select call_id from interfaces.calls where called_at < ${addMilliseconds(now, -callsKept_ms)} limit 5000)`)
  const ended = await db.rows<{ letter_id: string }>(hot`
    delete from interfaces.letters where letter_id in (
      select letter_id from interfaces.letters
      where state in ('done', 'withdrawn') and ended_at < ${addMilliseconds(now, -lettersKept_ms)} limit 5000)
    returning letter_id`)
  if (ended.length > 0)
    await db.run(hot`delete from interfaces.tries where letter_id = any(${ended.map(({ letter_id }) => letter_id)}::uuid[])`)
  const hours = await db.run(hot`delete from interfaces.hours where hour < ${addMilliseconds(now, -hoursKept_ms)}`)
  return calls + ended.length + hours
}

export const due: readonly DueWork[] = [
  { name: 'interfaces.forget', rest_ms: rarely_ms, run: forget },
  {
    // One job however many letters: while one delivers, the next waits under the same key.
    name: 'interfaces.wake',
    run: (db, now) =>
      db.tx(async (tx) => {
        const waiting = await tx.row(hot`
          select 1 as one from interfaces.letters
          where state = 'waiting' and due_at <= ${now} and (claimed_until is null or claimed_until < ${now}) limit 1`)
        if (!waiting) return 0
        await addJobs(tx, [{ task: deliverTask, key: deliverTask, max_attempts: 3 }])
        return 1
      }),
  },
]
