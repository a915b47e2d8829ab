import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { byId, column, type Outcome } from '#core/outcomes.ts'
import { json, raw, sql, type Tx } from '#core/sql.ts'
import { personsLock } from './engine.ts'
import type { decisionOutcomes, fileStatuses, NewDecision, NewFile, NewRun, runOutcomes, undoOutcomes } from './model.ts'
import { type SurvivingRow, survivePerson } from './rules.ts'

/** Largest arrays of one call. */
export const largest = { files: 20, runs: 10, decisions: 500, undoings: 100, part_bytes: 1_500_000 } as const

type Answer<Statuses extends readonly string[]> = Outcome<Statuses[number]>

/** Announces files that are going to be sent. A source seen first gets a bit of its own. */
export async function addFiles(tx: Tx, by: By, now: string, files: readonly NewFile[]): Promise<Answer<typeof fileStatuses>[]> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('identity.resolution_sources'))`)
  const known = byId(
    await tx.rows<{ id: string; source: string; mapping: object }>(sql`
      select file_id as id, source, mapping from identity.resolution_files where file_id = any(${column(files, 'id')}::uuid[])`),
  )
  const bits = await tx.rows<{ source: string; source_bit: number }>(
    sql`select source, source_bit from identity.resolution_sources order by source_bit`,
  )
  const bitOf = new Map(bits.map(({ source, source_bit }) => [source, source_bit]))
  const outcomes: Answer<typeof fileStatuses>[] = []
  const fresh: NewFile[] = []
  for (const file of files) {
    const before = known.get(file.id)
    if (before) outcomes.push({ id: file.id, status: before.source === file.source ? 'already_added' : 'id_used_for_another' })
    else if (!bitOf.has(file.source) && bitOf.size >= 50)
      outcomes.push({ id: file.id, status: 'too_many_sources', detail: 'There are 50 sources already: is the source spelled as before?' })
    else {
      if (!bitOf.has(file.source)) bitOf.set(file.source, bitOf.size)
      known.set(file.id, { id: file.id, source: file.source, mapping: file.mapping })
      fresh.push(file)
      outcomes.push({ id: file.id, status: 'added' })
    }
  }
  await tx.run(sql`
    insert into identity.resolution_sources (source, source_bit)
    select source, source_bit from jsonb_to_recordset(${json([...bitOf].map(([source, source_bit]) => ({ source, source_bit })))}::jsonb) as s (source text, source_bit smallint)
    on conflict do nothing`)
  await tx.run(sql`
    insert into identity.resolution_files (file_id, source, name, encoding, mapping, asked_at, asked_by)
    select id, source, name, encoding, mapping, ${now}, ${by.name} from jsonb_to_recordset(${json(fresh)}::jsonb)
      as f (id uuid, source text, name text, encoding text, mapping jsonb)
    on conflict do nothing`)
  return outcomes
}

/** Keeps one part of a file's bytes until it is loaded; sending it again replaces it with the same. */
export async function putFilePart(
  tx: Tx,
  file_id: string,
  part_no: number,
  bytes: Buffer,
): Promise<'kept' | 'file_not_found' | 'already_loaded'> {
  const file = await tx.row<{ loaded_at: string | null }>(
    sql`select loaded_at from identity.resolution_files where file_id = ${file_id} for update`,
  )
  if (!file) return 'file_not_found'
  if (file.loaded_at) return 'already_loaded'
  await tx.run(sql`
    insert into identity.resolution_file_parts (file_id, part_no, bytes) values (${file_id}, ${part_no}, ${bytes})
    on conflict (file_id, part_no) do update set bytes = excluded.bytes`)
  return 'kept'
}

/** Asks for files to be loaded and resolved. The work is done apart; `listRuns` tells how far it is. */
export async function startRuns(tx: Tx, by: By, now: string, runs: readonly NewRun[]): Promise<Answer<typeof runOutcomes>[]> {
  const known = new Set(
    (
      await tx.rows<{ run_id: string }>(sql`select run_id from identity.resolution_runs where run_id = any(${column(runs, 'id')}::uuid[])`)
    ).map(({ run_id }) => run_id),
  )
  const files = await tx.rows<{ file_id: string; has_content: boolean }>(sql`
    select file_id, loaded_at is not null or exists (select from identity.resolution_file_parts p where p.file_id = f.file_id) as has_content
    from identity.resolution_files f where file_id = any(${runs.flatMap(({ file_ids }) => file_ids)}::uuid[])`)
  const contentOf = new Map(files.map(({ file_id, has_content }) => [file_id, has_content]))
  const decide = (run: NewRun): Answer<typeof runOutcomes> => {
    if (known.has(run.id)) return { id: run.id, status: 'already_started' }
    const unknown = run.file_ids.find((file_id) => !contentOf.has(file_id))
    if (unknown) return { id: run.id, status: 'file_not_found', detail: `There is no file ${unknown}: add it first.` }
    const empty = run.file_ids.find((file_id) => !contentOf.get(file_id))
    if (empty) return { id: run.id, status: 'file_has_no_content', detail: `File ${empty} has no parts yet: send them first.` }
    known.add(run.id)
    return { id: run.id, status: 'started' }
  }
  const outcomes = runs.map(decide)
  const started = runs.filter((_, i) => outcomes[i]!.status === 'started')
  await tx.run(sql`
    insert into identity.resolution_runs (run_id, file_ids, status, asked_at, asked_by)
    select id, array(select jsonb_array_elements_text(file_ids)::uuid), 'waiting', ${now}, ${by.name}
    from jsonb_to_recordset(${json(started)}::jsonb) as r (id uuid, file_ids jsonb)
    on conflict do nothing`)
  return outcomes
}

/** People's verdicts are written while no run computes persons; a run in its last minute makes the caller come back. */
const mayWritePersons = async (tx: Tx): Promise<boolean> =>
  (await tx.row<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(${raw(personsLock)}) as mine`))!.mine
const comeBack = (id: string) => ({
  id,
  status: 'resolution_running' as const,
  detail: 'A run is writing persons at this moment: send the same again in a minute.',
})

/** Settles doubtful pairs. `same` merges the two persons at once, `different` keeps all their rows apart for good; later runs obey both. */
export async function decidePairs(
  tx: Tx,
  by: By,
  now: string,
  decisions: readonly NewDecision[],
): Promise<Answer<typeof decisionOutcomes>[]> {
  if (!(await mayWritePersons(tx))) return decisions.map(({ id }) => comeBack(id))
  const known = new Set(
    (
      await tx.rows<{ decision_id: string }>(
        sql`select decision_id from identity.resolution_decisions where decision_id = any(${column(decisions, 'id')}::uuid[])`,
      )
    ).map((row) => row.decision_id),
  )
  const outcomes: Answer<typeof decisionOutcomes>[] = []
  // One after the other: what one decision merges, the next must see.
  for (const decision of decisions) {
    const outcome = known.has(decision.id)
      ? { id: decision.id, status: 'already_decided' as const }
      : await decideOne(tx, by, now, decision)
    if (outcome.status === 'decided') known.add(decision.id)
    outcomes.push(outcome)
  }
  await recordChanges(
    tx,
    by,
    now,
    decisions
      .filter((_, i) => outcomes[i]!.status === 'decided')
      .map(({ id, row_a, row_b, verdict }) => ({ subject, subject_id: id, action: 'decided', after: { row_a, row_b, verdict } })),
  )
  return outcomes
}

/** Verdicts stand in the audit trail under the decision's id. */
const subject = 'identity.resolution_decision'

async function decideOne(
  tx: Tx,
  by: By,
  now: string,
  { id, row_a, row_b, verdict }: NewDecision,
): Promise<Answer<typeof decisionOutcomes>> {
  const pair = await tx.row<{ status: string }>(
    sql`select status from identity.resolution_pairs where row_a = ${row_a} and row_b = ${row_b}`,
  )
  if (!pair) return { id, status: 'pair_not_found', detail: 'This pair is doubtful no more; reload the desk.' }
  if (pair.status === 'same' || pair.status === 'different')
    return { id, status: 'pair_decided_before', detail: `It was decided: ${pair.status}. Take that back first.` }
  const members = await tx.rows<{ row_no: number; person_id: string }>(sql`
    select row_no, person_id from identity.resolution_members
    where person_id in (select person_id from identity.resolution_members where row_no in (${row_a}, ${row_b})) order by row_no`)
  const personOf = new Map(members.map(({ row_no, person_id }) => [row_no, person_id]))
  const [a, b] = [personOf.get(row_a)!, personOf.get(row_b)!]
  const rowsOf = (person: string) => members.filter(({ person_id }) => person_id === person).map(({ row_no }) => row_no)
  if (a === b && verdict !== 'skip')
    return {
      id,
      status: 'already_one_person',
      detail: 'Both rows are one person by now. To part them, take back the merge on the person’s page.',
    }
  if (verdict === 'same' && (await apart(tx, rowsOf(a), rowsOf(b))))
    return { id, status: 'kept_apart', detail: 'Somebody decided that these two are different: take that decision back first.' }

  await tx.run(sql`
    insert into identity.resolution_decisions (decision_id, row_a, row_b, verdict, decided_at, decided_by) values (${id}, ${row_a}, ${row_b}, ${verdict}, ${now}, ${by.name})`)
  await tx.run(sql`
    update identity.resolution_pairs set status = ${verdict === 'skip' ? 'skipped' : verdict}, decided_at = ${now}, decided_by = ${by.name}
    where row_a = ${row_a} and row_b = ${row_b}`)
  if (verdict === 'different') await keepApart(tx, id, rowsOf(a), rowsOf(b))
  if (verdict === 'same') {
    const aWins = rowsOf(a).length > rowsOf(b).length || (rowsOf(a).length === rowsOf(b).length && a < b)
    const [winner, loser, at, lead_to] = aWins ? [a, b, row_b, row_a] : [b, a, row_a, row_b]
    await mergePersons(tx, by, now, { winner, loser, row_nos: rowsOf(loser), link: { row_no: at, to: lead_to }, decision_id: id })
  }
  return { id, status: 'decided' }
}

const apart = async (tx: Tx, some: readonly number[], others: readonly number[]): Promise<boolean> =>
  (
    await tx.rows(sql`
    select 1 from identity.resolution_sides x join identity.resolution_sides y on y.decision_id = x.decision_id and y.side <> x.side
    where x.row_no = any(${some}::bigint[]) and y.row_no = any(${others}::bigint[]) limit 1`)
  ).length > 0

const keepApart = (tx: Tx, decision_id: string, some: readonly number[], others: readonly number[]): Promise<number> =>
  tx.run(sql`
    insert into identity.resolution_sides (decision_id, row_no, side)
    select ${decision_id}::uuid, row_no, 0 from unnest(${some}::bigint[]) as s (row_no)
    union all select ${decision_id}::uuid, row_no, 1 from unnest(${others}::bigint[]) as o (row_no)`)

interface Merge {
  winner: string
  loser: string
  row_nos: readonly number[]
  link: { row_no: number; to: number }
  decision_id: string
}

async function mergePersons(tx: Tx, by: By, now: string, { winner, loser, row_nos, link, decision_id }: Merge): Promise<void> {
  // The loser's first row came through nobody; now it came through the pair. Undoing empties it again.
  await tx.run(sql`
    update identity.resolution_members set linked_row_no = ${link.to}, rule = 7, points = null
    where row_no = any(${row_nos}::bigint[]) and linked_row_no is null`)
  await tx.run(sql`update identity.resolution_members set person_id = ${winner} where row_no = any(${row_nos}::bigint[])`)
  await tx.run(sql`
    insert into identity.resolution_merges (merge_id, winner_id, loser_id, whole, row_nos, decision_id, merged_at, merged_by)
    values (${newId(Date.parse(now))}, ${winner}, ${loser}, true, ${row_nos}::bigint[], ${decision_id}, ${now}, ${by.name})`)
  await rewritePersons(tx, [winner, loser], new Map([[loser, winner]]))
  await announce(tx, 'identity.persons_merged', [{ winner, losers: [loser], merged_at: now }], now)
}

interface MergeRow {
  merge_id: string
  winner_id: string
  loser_id: string
  whole: boolean
  row_nos: number[]
  decision_id: string | null
  undone_at: string | null
}

/**
 * Takes merges back: every row returns to the person it came from, and both persons are again what they were. What a run had merged is
 * remembered as different, or the next run would merge it again; what a person had decided is doubtful again.
 */
export async function undoMerges(tx: Tx, by: By, now: string, undoings: readonly { id: string }[]): Promise<Answer<typeof undoOutcomes>[]> {
  if (!(await mayWritePersons(tx))) return undoings.map(({ id }) => comeBack(id))
  const outcomes: Answer<typeof undoOutcomes>[] = []
  for (const { id } of undoings) outcomes.push(await undoOne(tx, by, now, id))
  const undone = outcomes.filter(({ status }) => status === 'undone')
  await recordChanges(
    tx,
    by,
    now,
    undone.map(({ id }) => ({ subject: 'identity.resolution_merge', subject_id: id, action: 'undone' })),
  )
  return outcomes
}

async function undoOne(tx: Tx, by: By, now: string, id: string): Promise<Answer<typeof undoOutcomes>> {
  const merge = await tx.row<MergeRow>(sql`
    select merge_id, winner_id, loser_id, whole, row_nos, decision_id, undone_at from identity.resolution_merges where merge_id = ${id} for update`)
  if (!merge) return { id, status: 'merge_not_found' }
  if (merge.undone_at) return { id, status: 'already_undone' }
  const row_nos = merge.row_nos.map(Number)
  const members = await tx.rows<{ row_no: number; person_id: string }>(
    sql`select row_no, person_id from identity.resolution_members where person_id = ${merge.winner_id} or row_no = any(${row_nos}::bigint[])`,
  )
  const moved = new Set(row_nos)
  const loser = await tx.row<{ merged_into: string | null }>(
    sql`select merged_into from identity.resolution_persons where person_id = ${merge.loser_id}`,
  )
  const stays = members.filter(({ row_no }) => !moved.has(row_no)).map(({ row_no }) => row_no)
  const inPlace = members.every(({ row_no, person_id }) => !moved.has(row_no) || person_id === merge.winner_id)
  if (!inPlace || stays.length === 0 || !loser || (merge.whole && loser.merged_into !== merge.winner_id))
    return { id, status: 'changed_since', detail: 'These rows were merged or moved again since: take the later change back first.' }

  await tx.run(sql`update identity.resolution_members set person_id = ${merge.loser_id} where row_no = any(${row_nos}::bigint[])`)
  // Nobody is linked across persons: what came through the other side stands for itself again.
  await tx.run(sql`
    update identity.resolution_members set linked_row_no = null, rule = null, points = null
    where (row_no = any(${row_nos}::bigint[]) and linked_row_no = any(${stays}::bigint[])) or (row_no = any(${stays}::bigint[]) and linked_row_no = any(${row_nos}::bigint[]))`)
  await tx.run(sql`update identity.resolution_merges set undone_at = ${now}, undone_by = ${by.name} where merge_id = ${id}`)
  await rewritePersons(tx, [merge.winner_id, merge.loser_id], new Map())
  if (merge.decision_id) await reopen(tx, now, merge.decision_id)
  else {
    const decision_id = newId(Date.parse(now))
    await tx.run(sql`
      insert into identity.resolution_decisions (decision_id, row_a, row_b, verdict, decided_at, decided_by)
      values (${decision_id}, ${Math.min(row_nos[0]!, stays[0]!)}, ${Math.max(row_nos[0]!, stays[0]!)}, 'different', ${now}, ${by.name})`)
    await keepApart(tx, decision_id, row_nos, stays)
  }
  await announce(tx, 'identity.persons_split', [{ winner: merge.winner_id, losers: [merge.loser_id], row_nos, split_at: now }], now)
  return { id, status: 'undone' }
}

/** Takes decisions back: a `same` is unmerged, a `different` no longer holds; the pair is doubtful again. */
export async function undoDecisions(
  tx: Tx,
  by: By,
  now: string,
  undoings: readonly { id: string }[],
): Promise<Answer<typeof undoOutcomes>[]> {
  if (!(await mayWritePersons(tx))) return undoings.map(({ id }) => comeBack(id))
  const outcomes: Answer<typeof undoOutcomes>[] = []
  for (const { id } of undoings) {
    const decision = await tx.row<{ verdict: string; undone_at: string | null; merge_id: string | null }>(sql`
      select d.verdict, d.undone_at, m.merge_id from identity.resolution_decisions d left join identity.resolution_merges m on m.decision_id = d.decision_id
      where d.decision_id = ${id}`)
    if (!decision) outcomes.push({ id, status: 'decision_not_found' })
    else if (decision.undone_at) outcomes.push({ id, status: 'already_undone' })
    else if (decision.merge_id) outcomes.push({ ...(await undoOne(tx, by, now, decision.merge_id)), id })
    else {
      await reopen(tx, now, id)
      outcomes.push({ id, status: 'undone' })
    }
    if (outcomes.at(-1)!.status === 'undone')
      await recordChanges(tx, by, now, [{ subject, subject_id: id, action: 'undone', before: { verdict: decision!.verdict } }])
  }
  return outcomes
}

async function reopen(tx: Tx, now: string, decision_id: string): Promise<void> {
  await tx.run(sql`delete from identity.resolution_sides where decision_id = ${decision_id}`)
  await tx.run(sql`
    update identity.resolution_pairs p set status = 'waiting', decided_at = null, decided_by = null
    from identity.resolution_decisions d where d.decision_id = ${decision_id} and p.row_a = d.row_a and p.row_b = d.row_b`)
  await tx.run(sql`update identity.resolution_decisions set undone_at = ${now} where decision_id = ${decision_id}`)
}

interface PersonRow {
  person_id: string
  sources: number
  row_count: number
}

/** Makes persons what their rows say, and the counts with them. A person left without rows points to the one it is part of now. */
async function rewritePersons(tx: Tx, person_ids: readonly string[], mergedInto: ReadonlyMap<string, string>): Promise<void> {
  const before = await tx.rows<PersonRow>(sql`
    select person_id, sources, row_count from identity.resolution_persons where person_id = any(${person_ids}::uuid[]) order by person_id for update`)
  const rows = await tx.rows<SurvivingRow & { person_id: string }>(sql`
    select m.person_id, r.row_no, r.source_bit, r.ranks, f.digest from identity.resolution_members m
    join identity.resolution_rows r using (row_no)
    join identity.resolution_files f on r.row_no >= f.first_row_no and r.row_no < f.first_row_no + f.row_count
    where m.person_id = any(${person_ids}::uuid[])`)
  const after = person_ids.map((person_id) => {
    const own = rows.filter((row) => row.person_id === person_id)
    const [name_row_no, phone_row_no, email_row_no, address_row_no, device_row_no] = survivePerson(own)
    const sources = [...new Set(own.map(({ source_bit }) => source_bit))].reduce((sum, bit) => sum + 2 ** bit, 0)
    const merged_into = own.length === 0 ? (mergedInto.get(person_id) ?? null) : null
    return {
      person_id,
      merged_into,
      row_count: own.length,
      sources,
      name_row_no,
      phone_row_no,
      email_row_no,
      address_row_no,
      device_row_no,
    }
  })
  await tx.run(sql`
    update identity.resolution_persons p set merged_into = n.merged_into, row_count = n.row_count, sources = n.sources, name_row_no = n.name_row_no, phone_row_no = n.phone_row_no,
      email_row_no = n.email_row_no, address_row_no = n.address_row_no, device_row_no = n.device_row_no
    from jsonb_to_recordset(${json(after)}::jsonb) as n (person_id uuid, merged_into uuid, row_count int, sources bigint, name_row_no bigint, phone_row_no bigint, email_row_no bigint, address_row_no bigint, device_row_no bigint)
    where p.person_id = n.person_id`)
  await shiftOverlaps(tx, before, after)
}

async function shiftOverlaps(tx: Tx, before: readonly PersonRow[], after: readonly PersonRow[]): Promise<void> {
  const shift = new Map<number, { person_count: number; row_count: number }>()
  for (const [sign, persons] of [
    [-1, before],
    [1, after],
  ] as const) {
    for (const { sources, row_count } of persons) {
      if (row_count === 0) continue
      const at = shift.get(sources) ?? { person_count: 0, row_count: 0 }
      shift.set(sources, { person_count: at.person_count + sign, row_count: at.row_count + sign * row_count })
    }
  }
  const changes = [...shift].map(([sources, change]) => ({ sources, ...change })).sort((a, b) => a.sources - b.sources)
  await tx.run(sql`
    insert into identity.resolution_overlaps (sources, person_count, row_count)
    select sources, 0, 0 from jsonb_to_recordset(${json(changes)}::jsonb) as c (sources bigint) on conflict do nothing`)
  await tx.run(sql`
    update identity.resolution_overlaps o set person_count = o.person_count + c.person_count, row_count = o.row_count + c.row_count
    from jsonb_to_recordset(${json(changes)}::jsonb) as c (sources bigint, person_count bigint, row_count bigint) where o.sources = c.sources`)
  await tx.run(sql`delete from identity.resolution_overlaps where person_count = 0`)
}
