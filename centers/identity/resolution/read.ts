import { cutPage } from '#core/http.ts'
import { empty, type Reader, type Sql, sql } from '#core/sql.ts'
import { keyOf } from './load.ts'
import type { Overview, Pair, Person, PersonItem, Row, Run } from './model.ts'
import { normalizeEmail, normalizeName, normalizePhone } from './normalize.ts'
import { type Card, comparePair, enough_points, points, type Reason, rules, survivingFields } from './rules.ts'

/** How many customers there are: in all, by source, and by exactly which sources know them. */
export async function countPersons(db: Reader): Promise<Overview> {
  const names = await readSources(db)
  const overlaps = (
    await db.rows<{ sources: number; person_count: number; row_count: number }>(sql`
    select sources, person_count, row_count from identity.resolution_overlaps order by person_count desc, sources`)
  ).map((row) => ({ ...row, sources: names.of(row.sources) }))
  const rowsOf = await db.rows<{ source: string; row_count: number }>(sql`
    select source, coalesce(sum(row_count), 0)::bigint as row_count from identity.resolution_files where resolved_at is not null group by source`)
  const waiting = await db.row<{ count: number }>(sql`select count(*) as count from identity.resolution_pairs where status = 'waiting'`)
  const sum = (of: readonly { person_count: number }[]) => of.reduce((total, { person_count }) => total + person_count, 0)
  return {
    person_count: sum(overlaps),
    row_count: overlaps.reduce((total, { row_count }) => total + row_count, 0),
    waiting_pair_count: waiting!.count,
    sources: names.all.map((source) => ({
      source,
      person_count: sum(overlaps.filter(({ sources }) => sources.includes(source))),
      only_here_count: sum(overlaps.filter(({ sources }) => sources.length === 1 && sources[0] === source)),
      row_count: rowsOf.find((row) => row.source === source)?.row_count ?? 0,
    })),
    overlaps,
  }
}

async function readSources(db: Reader) {
  const rows = await db.rows<{ source: string; source_bit: number }>(
    sql`select source, source_bit from identity.resolution_sources order by source_bit`,
  )
  return {
    all: rows.map(({ source }) => source),
    of: (mask: number) => rows.filter(({ source_bit }) => Math.floor(mask / 2 ** source_bit) % 2 === 1).map(({ source }) => source),
  }
}

/** Runs, newest first. */
export async function listRuns(
  db: Reader,
  { after, limit, run_id }: { after?: [string] | null; limit: number; run_id?: string },
): Promise<{ items: Run[]; next: string | null }> {
  const rows = await db.rows<Omit<Run, 'files'> & { file_ids: string[] }>(sql`
    select run_id, status, asked_at, asked_by, started_at, finished_at, stage, done_count, total_count, figures, error, file_ids from identity.resolution_runs
    where true ${after ? sql`and run_id < ${after[0]}` : empty} ${run_id ? sql`and run_id = ${run_id}` : empty} order by run_id desc limit ${limit + 1}`)
  const files = await db.rows<Run['files'][number]>(sql`
    select file_id, source, name, row_count, same_as from identity.resolution_files where file_id = any(${rows.flatMap(({ file_ids }) => file_ids)}::uuid[])`)
  const fileOf = new Map(files.map((file) => [file.file_id, file]))
  return cutPage(
    rows.map(({ file_ids, ...run }) => ({ ...run, files: file_ids.flatMap((file_id) => fileOf.get(file_id) ?? []) })),
    limit,
    (run) => [run.run_id],
  )
}

type FullRow = Row & {
  source_bit: number
  file_name: string
  phone_key: string
  email_key: string
  device_key: string
  address_key: string
  name_kind: number
  name_key: string
  letters: string
  person_id: string
  linked_row_no: number | null
  rule: number | null
  points: number | null
}

const readRows = (db: Reader, where: Sql): Promise<FullRow[]> =>
  db.rows<FullRow>(sql`
    select r.row_no, s.source, r.source_bit, r.source_key, f.name as file_name, (r.row_no - f.first_row_no + 2)::int as line_no, r.raw_name as name, r.raw_phone as phone, r.raw_email as email,
      r.raw_address as address, r.raw_device as device, r.updated_on, r.phone as phone_key, r.email as email_key, r.device as device_key, r.address as address_key, r.name_kind, r.name as name_key,
      r.letters, m.person_id, m.linked_row_no, m.rule, m.points
    from identity.resolution_rows r
    join identity.resolution_members m using (row_no)
    join identity.resolution_sources s using (source_bit)
    join identity.resolution_files f on r.row_no >= f.first_row_no and r.row_no < f.first_row_no + f.row_count
    where ${where} order by r.row_no`)

const cardOf = (row: FullRow): Card => ({
  row_no: row.row_no,
  tie: row.row_no,
  source_bit: row.source_bit,
  source_key: row.source_key,
  phone: row.phone_key,
  email: row.email_key,
  device: row.device_key,
  address: row.address_key,
  kind: row.name_kind,
  name: row.name_key,
  letters: row.letters,
})

const shownRow = ({ row_no, source, source_key, file_name, line_no, name, phone, email, address, device, updated_on }: FullRow): Row => ({
  row_no,
  source,
  source_key,
  file_name,
  line_no,
  name,
  phone,
  email,
  address,
  device,
  updated_on,
})

/** What speaks for and against two rows being one person; what the group they met in added (or a limit took) is told as the difference. */
function explain(a: FullRow, b: FullRow, total: number): { reason: string; points: number }[] {
  const reasons: Reason[] = []
  const sum = comparePair(cardOf(a), cardOf(b), reasons)
  const told: { reason: string; points: number }[] = reasons.map((reason) => ({ reason, points: points[reason] }))
  if (total - sum === points.only_one_here) told.push({ reason: 'only_one_here', points: points.only_one_here })
  else if (total !== sum) told.push({ reason: total < sum ? 'several_possible' : 'group', points: total - sum })
  if (total >= enough_points) told.push({ reason: 'persons_contradict', points: 0 })
  return told
}

/** Pairs for the desk, most points first; those whose rows became one person meanwhile are left out. */
export async function listPairs(
  db: Reader,
  { status, after, limit }: { status: Pair['status']; after: [number, number, number] | null; limit: number },
): Promise<{ items: Pair[]; next: string | null }> {
  const names = await readSources(db)
  const found = await db.rows<
    Pick<Pair, 'row_a' | 'row_b' | 'points' | 'status' | 'found_at' | 'decided_at' | 'decided_by' | 'decision_id'>
  >(sql`
    select p.row_a, p.row_b, p.points, p.status, p.found_at, p.decided_at, p.decided_by,
      (select d.decision_id from identity.resolution_decisions d where d.row_a = p.row_a and d.row_b = p.row_b and d.undone_at is null and d.verdict <> 'skip' order by d.decision_id desc limit 1) as decision_id
    from identity.resolution_pairs p
    join identity.resolution_members x on x.row_no = p.row_a join identity.resolution_members y on y.row_no = p.row_b
    where p.status = ${status} ${status === 'same' ? empty : sql`and x.person_id <> y.person_id`}
      ${after ? sql`and (p.points < ${after[0]} or (p.points = ${after[0]} and (p.row_a, p.row_b) > (${after[1]}::bigint, ${after[2]}::bigint)))` : empty}
    order by p.points desc, p.row_a, p.row_b limit ${limit + 1}`)
  const rows = new Map(
    (await readRows(db, sql`r.row_no = any(${found.flatMap(({ row_a, row_b }) => [row_a, row_b])}::bigint[])`)).map((row) => [
      row.row_no,
      row,
    ]),
  )
  const persons = new Map(
    (
      await db.rows<{ person_id: string; row_count: number; sources: number }>(sql`
      select person_id, row_count, sources from identity.resolution_persons where person_id = any(${[...rows.values()].map(({ person_id }) => person_id)}::uuid[])`)
    ).map((person) => [person.person_id, person]),
  )
  const side = (row: FullRow): Pair['a'] => {
    const person = persons.get(row.person_id)!
    return { person_id: row.person_id, row_count: person.row_count, sources: names.of(person.sources), row: shownRow(row) }
  }
  const pairs = found.map((pair) => {
    const [a, b] = [rows.get(pair.row_a)!, rows.get(pair.row_b)!]
    return { ...pair, a: side(a), b: side(b), reasons: explain(a, b, pair.points) }
  })
  return cutPage(pairs, limit, (pair) => [pair.points, pair.row_a, pair.row_b])
}

/** How many pairs stand at each status. */
export async function countPairs(db: Reader): Promise<Record<Pair['status'], number>> {
  const rows = await db.rows<{ status: Pair['status']; count: number }>(
    sql`select status, count(*) as count from identity.resolution_pairs group by status`,
  )
  return { waiting: 0, same: 0, different: 0, skipped: 0, ...Object.fromEntries(rows.map(({ status, count }) => [status, count])) }
}

/** One person whole: the surviving fields with the row each comes from, all rows, and what was merged or moved. */
export async function findPerson(db: Reader, person_id: string): Promise<Person | undefined> {
  const names = await readSources(db)
  const person = await db.row<
    { merged_into: string | null; row_count: number; sources: number } & Record<`${(typeof survivingFields)[number]}_row_no`, number | null>
  >(sql`
    select merged_into, row_count, sources, name_row_no, phone_row_no, email_row_no, address_row_no, device_row_no from identity.resolution_persons where person_id = ${person_id}`)
  if (!person) return undefined
  const rows = await readRows(db, sql`m.person_id = ${person_id}`)
  const rowOf = new Map(rows.map((row) => [row.row_no, row]))
  const merges = await db.rows<Person['merges'][number]>(sql`
    select merge_id, winner_id, loser_id, whole, cardinality(row_nos) as row_count, merged_at, merged_by, undone_at from identity.resolution_merges
    where winner_id = ${person_id} or loser_id = ${person_id} order by merge_id desc limit 100`)
  const fields = survivingFields.flatMap((field) => {
    const row = rowOf.get(person[`${field}_row_no`] ?? -1)
    return row ? [{ field, row_no: row.row_no, value: shownValue(field, row) }] : []
  })
  return {
    person_id,
    merged_into: person.merged_into,
    row_count: person.row_count,
    sources: names.of(person.sources),
    fields,
    rows: rows.map((row) => ({
      ...shownRow(row),
      linked_row_no: row.linked_row_no,
      rule: row.rule === null ? null : rules[row.rule]!,
      points: row.points,
    })),
    merges,
  }
}

/** An address as somebody wrote it, for its parts alone read badly; the rest as understood. */
const shownValue = (field: (typeof survivingFields)[number], row: FullRow): string =>
  field === 'address'
    ? row.address
    : field === 'name'
      ? row.name_key
      : field === 'phone'
        ? row.phone_key
        : field === 'email'
          ? row.email_key
          : row.device_key

/** Persons with this phone, email or full name, however it is written; without words the newest persons. */
export async function listPersons(
  db: Reader,
  { words, after, limit }: { words: string | undefined; after: [string] | null; limit: number },
): Promise<{ items: PersonItem[]; next: string | null }> {
  const names = await readSources(db)
  const which = words
    ? sql`and p.person_id in (select m.person_id from identity.resolution_members m join identity.resolution_rows r using (row_no) where ${matching(words)})`
    : empty
  const rows = await db.rows<Omit<PersonItem, 'sources'> & { sources: number }>(sql`
    select p.person_id, p.row_count, p.sources, coalesce(n.name, '') as name, coalesce(t.phone, '') as phone, coalesce(e.email, '') as email
    from identity.resolution_persons p
    left join identity.resolution_rows n on n.row_no = p.name_row_no left join identity.resolution_rows t on t.row_no = p.phone_row_no left join identity.resolution_rows e on e.row_no = p.email_row_no
    where p.row_count > 0 ${which} ${after ? sql`and p.person_id < ${after[0]}` : empty}
    order by p.person_id desc limit ${limit + 1}`)
  return cutPage(
    rows.map((row) => ({ ...row, sources: names.of(row.sources) })),
    limit,
    (row) => [row.person_id],
  )
}

/** Only keys that have an index: a list over millions answers at once. */
function matching(words: string): Sql {
  const email = normalizeEmail(words)
  if (email) return sql`r.key_email = ${keyOf(email)} and r.email = ${email}`
  const phone = normalizePhone(words)
  if (phone) return sql`r.key_phone = ${keyOf(phone)} and r.phone = ${phone}`
  const name = normalizeName(words)
  if (name.kind === 'full') return sql`r.row_no in (select row_no from identity.resolution_rows where name = ${name.text} limit 500)`
  return sql`false`
}
