import { type By, recordChanges } from '#core/audit.ts'
import { newId } from '#core/ids.ts'
import type { Needs } from '#core/needs.ts'
import type { Outcome } from '#core/outcomes.ts'
import { forPermission, mayTouch } from '#core/scope.ts'
import { seal, unseal } from '#core/secrets.ts'
import { hot, json, type Reader, sql, type Tx } from '#core/sql.ts'
import type { StoredKey } from '../model.ts'
import { findKey } from '../read.ts'
import { callerOf, shutBecause } from '../rules.ts'
import { findTopic } from '../webhooks/topics.ts'
import { findKind } from './kinds.ts'
import type { ActivationStatus, Definition, FieldProblem, MappingItem, MappingStatus, Step, TestItem } from './model.ts'
import { type ActiveMapping, findInbound, type ReceivedOutcome } from './read.ts'
import { judgeDefinition, readMessage, writeMessage } from './rules.ts'
import { contentTypes, writeTree } from './trees.ts'

export interface Trial {
  passed: boolean
  problems: FieldProblem[]
  steps: Step[]
  /** In: the records as we would take them. */
  records: { no: string | null; item: Record<string, unknown> }[]
  /** Out: the message as it would be sent. */
  body: string | null
}

/** What a mapping makes of a sample, field by field. Writes nothing. */
export function tryMapping({ direction, kind, definition, sample }: TestItem): Trial {
  const nothing = { steps: [], records: [], body: null }
  const fail = (problems: FieldProblem[]): Trial => ({ passed: false, problems, ...nothing })
  const unknown: FieldProblem = { record: null, field: null, path: null, code: 'kind_unknown', detail: `There is no kind ${kind}.` }
  if (direction === 'in') {
    const into = findKind(kind)
    if (!into) return fail([unknown])
    const faulty = judgeDefinition(definition, into)
    const { records, steps, problems } = readMessage(definition, into, sample)
    const all = [...faulty, ...problems, ...records.flatMap((one) => one.problems)]
    return { passed: all.length === 0, problems: all, steps, records: records.map(({ no, item }) => ({ no, item })), body: null }
  }
  if (!findTopic(kind)) return fail([unknown])
  const faulty = judgeDefinition(definition, null)
  let data: object
  try {
    data = JSON.parse(sample) as object
  } catch (error) {
    return fail([
      { record: null, field: null, path: null, code: 'message_unreadable', detail: `The sample is no JSON: ${(error as Error).message}.` },
    ])
  }
  const { body, steps, problems } = writeMessage(definition, data)
  const all = [...faulty, ...problems]
  return { passed: all.length === 0, problems: all, steps, records: [], body }
}

export type MappingOutcome = Outcome<MappingStatus> & { version?: number; problems?: FieldProblem[] }

/** Saves mappings as new versions; none takes effect by being saved. Who began with an older version is told so. At most 20. */
export async function saveMappings(tx: Tx, by: By, now: string, items: readonly MappingItem[]): Promise<MappingOutcome[]> {
  const outcomes: MappingOutcome[] = []
  for (const item of items) outcomes.push({ id: item.mapping_id, ...(await saveMapping(tx, by, now, item)) })
  return outcomes
}

async function saveMapping(tx: Tx, by: By, now: string, item: MappingItem): Promise<Omit<MappingOutcome, 'id'>> {
  const { mapping_id, partner_id, name, direction, kind, definition, sample, based_on } = item
  // The partner first: two who make the same mapping at once stand in one row.
  const partner = await tx.row<{ organization_id: string }>(
    sql`select organization_id from partners.partners where partner_id = ${partner_id} for update`,
  )
  if (!partner || !mayTouch(by, { organization_id: partner.organization_id, partner_id }))
    return { status: 'partner_not_found', detail: 'partner_id: there is no such partner of yours.' }
  const before = await tx.row<{
    partner_id: string
    direction: string
    kind: string
    name: string
    last_version: number
    definition: Definition
    sample: string
  }>(sql`
    select m.partner_id, m.direction, m.kind, m.name, m.last_version, v.definition, v.sample
    from partners.mappings m join partners.mapping_versions v on v.mapping_id = m.mapping_id and v.version = m.last_version where m.mapping_id = ${mapping_id} for update of m`)
  if (before && (before.partner_id !== partner_id || before.direction !== direction || before.kind !== kind))
    return {
      status: 'id_used_for_another',
      detail: 'mapping_id: another mapping has this id; partner, direction and kind stay what they are.',
    }
  if (before && before.name === name && before.sample === sample && same(before.definition, definition))
    return { status: 'already_saved', version: before.last_version }
  if ((before?.last_version ?? null) !== based_on)
    return {
      status: 'changed_meanwhile',
      detail: `based_on: somebody saved version ${before?.last_version ?? 'none'} meanwhile; open it and change that one.`,
    }
  const trial = tryMapping({ direction, kind, definition, sample })
  const faulty = trial.problems.filter(({ code }) => faults.has(code))
  if (faulty.length > 0) return { status: 'mapping_faulty', detail: faulty.map(({ detail }) => detail).join(' '), problems: faulty }
  const version = (before?.last_version ?? 0) + 1
  await tx.run(sql`
    insert into partners.mappings (mapping_id, partner_id, name, direction, kind, last_version, saved_at)
    values (${mapping_id}, ${partner_id}, ${name}, ${direction}, ${kind}, ${version}, ${now})
    on conflict (mapping_id) do update set name = excluded.name, last_version = excluded.last_version, saved_at = excluded.saved_at`)
  await tx.run(sql`
    insert into partners.mapping_versions (mapping_id, version, definition, sample, saved_by, saved_at)
    values (${mapping_id}, ${version}, ${json(definition)}::jsonb, ${sample}, ${by.name}, ${now})`)
  await recordChanges(tx, by, now, [
    {
      subject: 'partners.mapping',
      subject_id: mapping_id,
      action: 'saved',
      organization_id: partner.organization_id,
      after: { name, version },
    },
  ])
  return { status: 'saved', version }
}
/** What makes a mapping useless whatever the message says; a sample that does not pass may be saved, but not put in force. */
const faults = new Set(['kind_unknown', 'field_unknown', 'field_unmapped', 'rule_incomplete', 'zone_unknown'])

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== null && one !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, sorted(one)]),
  )
}

export type ActivationOutcome = Outcome<ActivationStatus> & { problems?: FieldProblem[] }

/** Puts versions in force, or takes mappings out of force (`version` null). Only a version whose own sample passes takes effect. */
export async function activateMappings(
  tx: Tx,
  by: By,
  now: string,
  items: readonly { mapping_id: string; version: number | null }[],
): Promise<ActivationOutcome[]> {
  const outcomes: ActivationOutcome[] = []
  for (const { mapping_id: id, version } of items) outcomes.push({ id, ...(await activate(tx, by, now, id, version)) })
  return outcomes
}

async function activate(tx: Tx, by: By, now: string, mapping_id: string, version: number | null): Promise<Omit<ActivationOutcome, 'id'>> {
  // The partner first, as in saving; of two shapes for one kind that come at once the second sees the first.
  const mapping = await tx.row<{
    partner_id: string
    organization_id: string
    direction: 'in' | 'out'
    kind: string
    active_version: number | null
  }>(sql`
    select m.partner_id, p.organization_id, m.direction, m.kind, m.active_version
    from partners.partners p join partners.mappings m on m.partner_id = p.partner_id where m.mapping_id = ${mapping_id} for update of p`)
  if (!mapping || !mayTouch(by, { organization_id: mapping.organization_id, partner_id: mapping.partner_id }))
    return { status: 'mapping_not_found', detail: 'There is no such mapping.' }
  if (mapping.active_version === version) return { status: 'already_so' }
  if (version !== null) {
    const chosen = await tx.row<{ definition: Definition; sample: string }>(
      sql`select definition, sample from partners.mapping_versions where mapping_id = ${mapping_id} and version = ${version}`,
    )
    if (!chosen) return { status: 'version_not_found', detail: `version: this mapping has no version ${version}.` }
    const { passed, problems } = tryMapping({ direction: mapping.direction, kind: mapping.kind, ...chosen })
    if (!passed)
      return {
        status: 'sample_refused',
        detail: problems
          .map(({ detail }) => detail)
          .slice(0, 3)
          .join(' '),
        problems,
      }
    const other =
      mapping.direction === 'out' &&
      (await tx.row<{ name: string }>(sql`
        select name from partners.mappings where partner_id = ${mapping.partner_id} and kind = ${mapping.kind} and direction = 'out' and active_version is not null and mapping_id <> ${mapping_id}`))
    if (other) return { status: 'kind_taken', detail: `${other.name} is in force for ${mapping.kind}: take it out of force first.` }
  }
  await tx.run(sql`update partners.mappings set active_version = ${version} where mapping_id = ${mapping_id}`)
  await recordChanges(tx, by, now, [
    {
      ...{ subject: 'partners.mapping', subject_id: mapping_id, action: version === null ? 'taken_out_of_force' : 'put_in_force' },
      ...{ organization_id: mapping.organization_id, before: { version: mapping.active_version }, after: { version } },
    },
  ])
  return { status: 'changed' }
}

/** The purpose bodies of partners' messages are sealed for. */
export const bodySeal = 'partners.received'

export interface Received {
  message_id: string
  state: 'taken' | 'partly' | 'refused'
  outcomes: ReceivedOutcome[]
  /** Our answer in the partner's shape; null when it takes ours. */
  answer: { body: string; content_type: string } | null
}

/** Takes a message in the partner's own shape: what can be read is taken, each record for itself, and all is kept with what became of it. */
export async function receive(needs: Needs, mapping: ActiveMapping, key: StoredKey, text: string): Promise<Received> {
  const message_id = newId()
  const outcomes = await takeUp(needs, mapping, key, text)
  const state = stateOf(mapping.kind, outcomes)
  await needs.db.run(hot`
    insert into partners.received (message_id, mapping_id, version, key_id, received_at, sealed_body, state, outcomes)
    values (${message_id}, ${mapping.mapping_id}, ${mapping.version}, ${key.key_id}, ${needs.clock.now()}, ${seal(bodySeal, text)}, ${state}, ${json(outcomes)}::jsonb)`)
  return { message_id, state, outcomes, answer: answerOf(mapping.kind, mapping.definition, message_id, state, outcomes) }
}

const isGood = (kind: string, { status }: { status: string }): boolean =>
  status.startsWith('already_') || (findKind(kind)?.good.includes(status) ?? false)
const stateOf = (kind: string, outcomes: readonly ReceivedOutcome[]): Received['state'] => {
  const good = outcomes.filter((one) => isGood(kind, one)).length
  return good === outcomes.length ? 'taken' : good > 0 ? 'partly' : 'refused'
}

async function takeUp(needs: Needs, { definition, kind }: ActiveMapping, key: StoredKey, text: string): Promise<ReceivedOutcome[]> {
  const into = findKind(kind)!
  const { records, problems } = readMessage(definition, into, text)
  if (records.length === 0) return problems.map(({ code, detail }) => ({ no: '', status: code, detail }))
  const good = records.filter((one) => one.problems.length === 0)
  const caller = forPermission(callerOf(key), into.permission)
  const taken = await into.take(
    needs,
    caller,
    key,
    good.map(({ item }) => item),
  )
  const became = new Map(good.map((one, i) => [one, taken[i]!]))
  return records.map((one): ReceivedOutcome => {
    const no = one.no ?? `#${one.record}`
    const outcome = became.get(one)
    if (outcome) return { no, status: outcome.status, ...(outcome.detail ? { detail: outcome.detail } : {}) }
    const [first] = one.problems
    return {
      ...{ no, status: 'mapping_refused', detail: first!.detail },
      problems: one.problems.slice(0, 20).map(({ field, path, code, detail }) => ({ field, path, code, detail })),
    }
  })
}

function answerOf(
  kind: string,
  { format, separator, answer }: Definition,
  message_id: string,
  state: Received['state'],
  outcomes: readonly ReceivedOutcome[],
): Received['answer'] {
  if (!answer) return null
  const bad = outcomes.find((one) => !isGood(kind, one))
  const { body, problems } = writeMessage(
    { format, separator: separator ?? null, root: answer.root ?? 'response', fields: answer.fields },
    {
      ...{ message_id, accepted: String(state === 'taken'), first_code: bad?.status ?? 'ok', first_detail: bad?.detail ?? '' },
      outcomes: outcomes.map(({ no, status, detail = '' }) => ({ no, status, detail })),
    },
  )
  // The orders stand whatever our answer looks like: a table that lacks a word must not make them look refused.
  const plain = { message_id, accepted: String(state === 'taken'), note: problems[0]?.detail ?? '' }
  return { body: body ?? writeTree(plain, format, answer.root ?? 'response', separator), content_type: contentTypes[format] }
}

export type RepeatOutcome = Outcome<
  'message_not_found' | 'nothing_refused' | 'mapping_not_in_force' | 'key_shut' | 'still_refused' | 'taken'
>

/** Takes refused messages up again with the version in force now: for after a table was mended. What was taken already is not taken twice. */
export async function repeatReceived(
  needs: Needs,
  within: (db: Reader, ids: readonly string[]) => Promise<ReadonlySet<string>>,
  ids: readonly string[],
): Promise<RepeatOutcome[]> {
  const { db, clock } = needs
  const visible = await within(db, ids)
  const outcomes: RepeatOutcome[] = []
  for (const id of ids) {
    const row = visible.has(id)
      ? await db.row<{ mapping_id: string; key_id: string; sealed_body: string; state: string }>(
          sql`select mapping_id, key_id, sealed_body, state from partners.received where message_id = ${id}`,
        )
      : undefined
    if (!row) {
      outcomes.push({ id, status: 'message_not_found', detail: 'There is no such message.' })
      continue
    }
    if (row.state === 'taken') {
      outcomes.push({ id, status: 'nothing_refused', detail: 'All of it was taken.' })
      continue
    }
    const [mapping, key] = [await findInbound(db, row.mapping_id), await findKey(db, row.key_id)]
    const shut = shutBecause(key, clock.now())
    const text = unseal(bodySeal, row.sealed_body)
    if (!mapping || text === null) {
      outcomes.push({ id, status: 'mapping_not_in_force', detail: 'No version of this mapping is in force: put one in force first.' })
      continue
    }
    if (!key || shut || !key.permissions.includes(findKind(mapping.kind)!.permission)) {
      outcomes.push({ id, status: 'key_shut', detail: shut?.detail ?? 'The key lacks the right this needs.' })
      continue
    }
    const became = await takeUp(needs, mapping, key, text)
    const state = stateOf(mapping.kind, became)
    await db.run(sql`
      update partners.received set version = ${mapping.version}, state = ${state}, outcomes = ${json(became)}::jsonb, repeated = repeated + 1
      where message_id = ${id} and state <> 'taken'`)
    const bad = became.find((one) => !isGood(mapping.kind, one))
    outcomes.push(bad ? { id, status: 'still_refused', detail: bad.detail ?? bad.status } : { id, status: 'taken' })
  }
  return outcomes
}
