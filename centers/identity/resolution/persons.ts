import type pg from 'pg'
import { assert } from '#core/assert.ts'
import { copyIn, copyLine, copyOut } from '#core/copy.ts'
import { newId } from '#core/ids.ts'
import type { Clusters, Findings } from './clusters.ts'
import type { Figures, LoadedFile, Places, RunOptions } from './places.ts'
import { doubtful_points, enough_points, rankOf } from './rules.ts'

export async function writePersons(
  client: pg.ClientBase,
  place: Places,
  fresh: readonly LoadedFile[],
  findings: Findings,
  clusters: Clusters,
  options: RunOptions,
): Promise<Omit<Figures, 'row_count'>> {
  const former = await readFormer(client, place)
  const survivors = await survive(client, place, clusters.root)
  const { personOf, changes } = namePersons(place, former, clusters.root, options.now)
  options.progress('write', 0, place.count)
  await client.query('begin')
  try {
    await writeMembers(client, place, former, clusters, personOf)
    const person_count = await writePersonRows(client, place, former, clusters.root, survivors, personOf, changes)
    await writeMerges(client, changes, options)
    const doubtful_count = await writePairs(client, place, findings, clusters, options.now)
    // Only these: another run may have loaded a file since.
    await client.query('update identity.resolution_files set resolved_at = $1 where file_id = any($2::uuid[])', [
      options.now,
      fresh.map(({ file_id }) => file_id),
    ])
    await countOverlaps(client)
    await client.query('commit')
    return {
      touched_count: place.count,
      finding_count: findings.length,
      person_count,
      merged_count: changes.filter(({ whole }) => whole).length,
      split_count: changes.filter(({ whole }) => !whole).length,
      doubtful_count,
    }
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
}

interface Former {
  /** Per row its person before this run, as a number into `ids`; -1 for none. */
  person: Int32Array
  ids: string[]
}

async function readFormer(client: pg.ClientBase, place: Places): Promise<Former> {
  const person = new Int32Array(place.count).fill(-1)
  const ids: string[] = []
  const numberOf = new Map<string, number>()
  const from = place.whole ? 'identity.resolution_members' : 'identity.resolution_members join resolution_work using (row_no)'
  await copyOut(client, `copy (select row_no, person_id from ${from}) to stdout`, (line) => {
    const tab = line.indexOf('\t')
    const id = line.slice(tab + 1)
    let number = numberOf.get(id)
    if (number === undefined) {
      number = ids.push(id) - 1
      numberOf.set(id, number)
    }
    person[place.placeOf(Number(line.slice(0, tab)))] = number
  })
  return { person, ids }
}

interface Survivors {
  /** Five rows per person (at its root), one for each surviving field; -1 for none. */
  best: Int32Array
  sources: Float64Array
  size: Uint16Array
}

/** One pass over all rows: of each person the best row for each field. A tie in rank goes to the row with the lower place. */
async function survive(client: pg.ClientBase, place: Places, root: Uint32Array): Promise<Survivors> {
  const best = new Int32Array(place.count * 5).fill(-1)
  const ranks = new Float64Array(place.count)
  const bits = new Uint8Array(place.count)
  const from = place.whole ? 'identity.resolution_rows' : 'identity.resolution_rows join resolution_work using (row_no)'
  await copyOut(client, `copy (select row_no, source_bit, ranks from ${from}) to stdout`, (line) => {
    const [row_no, bit, packed] = line.split('\t') as [string, string, string]
    const at = place.placeOf(Number(row_no))
    bits[at] = Number(bit)
    ranks[at] = Number(packed)
  })
  const sources = new Float64Array(place.count)
  const size = new Uint16Array(place.count)
  for (let i = 0; i < place.count; i++) {
    const at = root[i]!
    size[at]!++
    const bit = 2 ** bits[i]!
    if (Math.floor(sources[at]! / bit) % 2 === 0) sources[at] = sources[at]! + bit
    for (let field = 0; field < 5; field++) {
      const rank = rankOf(ranks[i]!, field)
      if (rank === 0) continue
      const before = best[at * 5 + field]!
      if (before < 0 || rank > rankOf(ranks[before]!, field)) best[at * 5 + field] = i
    }
  }
  return { best, sources, size }
}

interface Change {
  winner_id: string
  loser_id: string
  /** All rows of the loser, which is a person no more; otherwise only some moved. */
  whole: boolean
  row_nos: number[]
}

/** Each cluster keeps the id of the former person that most of its rows had; a former person's id goes to one cluster only. */
function namePersons(place: Places, former: Former, root: Uint32Array, now: string): { personOf(root: number): string; changes: Change[] } {
  const shares = new Map<string, { root: number; person: number; count: number }>()
  for (let i = 0; i < place.count; i++) {
    const person = former.person[i]!
    if (person < 0) continue
    const key = `${root[i]} ${person}`
    const share = shares.get(key)
    if (share) share.count++
    else shares.set(key, { root: root[i]!, person, count: 1 })
  }
  const idOfRoot = new Map<number, string>()
  const given = new Set<number>()
  const ordered = [...shares.values()].sort(
    (a, b) =>
      b.count - a.count ||
      (former.ids[a.person]! < former.ids[b.person]! ? -1 : former.ids[a.person]! > former.ids[b.person]! ? 1 : a.root - b.root),
  )
  for (const { root, person } of ordered) {
    if (idOfRoot.has(root) || given.has(person)) continue
    idOfRoot.set(root, former.ids[person]!)
    given.add(person)
  }
  const now_ms = Date.parse(now)
  const personOf = (at: number): string => {
    let id = idOfRoot.get(at)
    if (!id) {
      id = newId(now_ms)
      idOfRoot.set(at, id)
    }
    return id
  }
  const moved = new Map<string, Change>()
  for (let i = 0; i < place.count; i++) {
    const person = former.person[i]!
    if (person < 0) continue
    const winner_id = personOf(root[i]!)
    const loser_id = former.ids[person]!
    if (winner_id === loser_id) continue
    const key = `${winner_id} ${loser_id}`
    const change = moved.get(key) ?? { winner_id, loser_id, whole: !given.has(person), row_nos: [] }
    change.row_nos.push(place.rowAt(i))
    moved.set(key, change)
  }
  return { personOf, changes: [...moved.values()] }
}

async function writeMembers(
  client: pg.ClientBase,
  place: Places,
  former: Former,
  { root, linked, rule, points }: Clusters,
  personOf: (root: number) => string,
): Promise<void> {
  const line = (i: number): string =>
    copyLine([
      place.rowAt(i),
      personOf(root[i]!),
      linked[i]! < 0 ? null : place.rowAt(linked[i]!),
      linked[i]! < 0 ? null : rule[i]!,
      linked[i]! < 0 ? null : points[i]!,
    ])
  const known = former.person.some((person) => person >= 0)
  if (known) {
    await client.query('drop table if exists resolution_changed')
    await client.query('create temporary table resolution_changed (like identity.resolution_members) on commit drop')
    await copyIn(
      client,
      'copy resolution_changed from stdin',
      lines(place.count, (i) => (former.person[i]! >= 0 ? line(i) : '')),
    )
    await client.query(`
      update identity.resolution_members m set person_id = c.person_id, linked_row_no = c.linked_row_no, rule = c.rule, points = c.points from resolution_changed c
      where m.row_no = c.row_no and (m.person_id, m.linked_row_no, m.rule, m.points) is distinct from (c.person_id, c.linked_row_no, c.rule, c.points)`)
  }
  await copyIn(
    client,
    'copy identity.resolution_members (row_no, person_id, linked_row_no, rule, points) from stdin',
    lines(place.count, (i) => (former.person[i]! >= 0 ? '' : line(i))),
  )
}

/** Texts for 0 … count-1 in pieces the socket likes. */
function* lines(count: number, line: (i: number) => string): Generator<string> {
  let text = ''
  for (let i = 0; i < count; i++) {
    text += line(i)
    if (text.length > 100_000) {
      yield text
      text = ''
    }
  }
  yield text
}

async function writePersonRows(
  client: pg.ClientBase,
  place: Places,
  former: Former,
  root: Uint32Array,
  { best, sources, size }: Survivors,
  personOf: (root: number) => string,
  changes: readonly Change[],
): Promise<number> {
  const gone = changes.filter(({ whole }) => whole)
  const mergedInto = new Map<string, Change>()
  for (const change of gone)
    if ((mergedInto.get(change.loser_id)?.row_nos.length ?? 0) < change.row_nos.length) mergedInto.set(change.loser_id, change)
  const row = (at: number) =>
    copyLine([
      personOf(at),
      null,
      size[at]!,
      sources[at]!,
      ...[0, 1, 2, 3, 4].map((field) => (best[at * 5 + field]! < 0 ? null : place.rowAt(best[at * 5 + field]!))),
    ])
  let count = 0
  const kept = (i: number) => {
    if (root[i] !== i) return ''
    count++
    return row(i)
  }
  if (former.ids.length === 0) {
    await copyIn(client, 'copy identity.resolution_persons from stdin', lines(place.count, kept))
    return count
  }
  await client.query('create temporary table resolution_persons_now (like identity.resolution_persons) on commit drop')
  await copyIn(client, 'copy resolution_persons_now from stdin', lines(place.count, kept))
  await client.query(`
    insert into identity.resolution_persons select * from resolution_persons_now
    on conflict (person_id) do update set merged_into = excluded.merged_into, row_count = excluded.row_count, sources = excluded.sources, name_row_no = excluded.name_row_no,
      phone_row_no = excluded.phone_row_no, email_row_no = excluded.email_row_no, address_row_no = excluded.address_row_no, device_row_no = excluded.device_row_no`)
  const losers = [...mergedInto.values()]
  await client.query(
    `update identity.resolution_persons p set merged_into = l.winner_id, row_count = 0, sources = 0, name_row_no = null, phone_row_no = null, email_row_no = null, address_row_no = null, device_row_no = null
     from unnest($1::uuid[], $2::uuid[]) as l (loser_id, winner_id) where p.person_id = l.loser_id`,
    [losers.map(({ loser_id }) => loser_id), losers.map(({ winner_id }) => winner_id)],
  )
  return count
}

async function writeMerges(client: pg.ClientBase, changes: readonly Change[], { run_id, by, now }: RunOptions): Promise<void> {
  const merges = changes.map((change) => ({ merge_id: newId(Date.parse(now)), ...change }))
  for (let start = 0; start < merges.length; start += 1000) {
    const chunk = merges.slice(start, start + 1000)
    await client.query(
      `insert into identity.resolution_merges (merge_id, winner_id, loser_id, whole, row_nos, run_id, merged_at, merged_by)
       select merge_id, winner_id, loser_id, whole, array(select jsonb_array_elements_text(row_nos)::bigint), $2, $3, $4
       from jsonb_to_recordset($1::jsonb) as m (merge_id uuid, winner_id uuid, loser_id uuid, whole boolean, row_nos jsonb)`,
      [JSON.stringify(chunk), run_id, now, by],
    )
    await announceChanges(client, chunk, now)
  }
}

/** Tells members and whoever else keeps something by person. */
async function announceChanges(client: pg.ClientBase, changes: readonly Change[], now: string): Promise<void> {
  const merged = Map.groupBy(
    changes.filter(({ whole }) => whole),
    ({ winner_id }) => winner_id,
  )
  const split = changes.filter(({ whole }) => !whole)
  const items: [string, object[]][] = [
    [
      'identity.persons_merged',
      [...merged].map(([winner, of]) => ({ winner, losers: of.map(({ loser_id }) => loser_id), merged_at: now })),
    ],
    [
      'identity.persons_split',
      split.map(({ winner_id, loser_id, row_nos }) => ({ winner: loser_id, losers: [winner_id], row_nos, split_at: now })),
    ],
  ]
  for (const [topic, of] of items)
    if (of.length > 0)
      await client.query('insert into core.events (topic, items, recorded_at) values ($1, $2::jsonb, $3)', [topic, JSON.stringify(of), now])
}

/** Doubtful findings between different persons, one per two persons: the one with most points. What was decided stays decided. */
async function writePairs(
  client: pg.ClientBase,
  place: Places,
  findings: Findings,
  { root, refused }: Clusters,
  now: string,
): Promise<number> {
  await client.query('drop table if exists resolution_pairs_now')
  await client.query('create temporary table resolution_pairs_now (row_a bigint, row_b bigint, points smallint) on commit drop')
  const seen = new Set<number>()
  const rows: string[] = []
  const see = (a: number, b: number, sum: number) => {
    const [x, y] = root[a]! < root[b]! ? [root[a]!, root[b]!] : [root[b]!, root[a]!]
    const key = x * place.count + y
    if (x === y || seen.has(key)) return
    seen.add(key)
    const [row_a, row_b] = [place.rowAt(a), place.rowAt(b)]
    rows.push(copyLine([Math.min(row_a, row_b), Math.max(row_a, row_b), sum]))
  }
  for (const [a, b, sum] of refused) see(a, b, sum)
  findings.each(doubtful_points, enough_points, see)
  await copyIn(
    client,
    'copy resolution_pairs_now from stdin',
    lines(rows.length, (i) => rows[i]!),
  )
  // Waiting pairs of the rows under work that are doubtful no more go; what people said about a pair is kept.
  const touched = place.whole ? '' : 'and (row_a in (select row_no from resolution_work) or row_b in (select row_no from resolution_work))'
  await client.query(`delete from identity.resolution_pairs where status = 'waiting' ${touched}`)
  await client.query(
    `insert into identity.resolution_pairs (row_a, row_b, points, status, found_at) select distinct on (row_a, row_b) row_a, row_b, points, 'waiting', $1::timestamptz from resolution_pairs_now order by row_a, row_b, points desc
     on conflict (row_a, row_b) do nothing`,
    [now],
  )
  return rows.length
}

/** Counts persons and rows by the set of systems they are in. */
export async function countOverlaps(client: pg.ClientBase): Promise<void> {
  await client.query('delete from identity.resolution_overlaps')
  await client.query(
    `insert into identity.resolution_overlaps (sources, person_count, row_count) select sources, count(*), sum(row_count) from identity.resolution_persons where row_count > 0 group by sources`,
  )
  const { rows } = await client.query(
    'select (select coalesce(sum(row_count), 0) from identity.resolution_overlaps)::bigint as counted, (select count(*) from identity.resolution_members) as members',
  )
  assert(rows[0].counted === rows[0].members, 'every row belongs to exactly one person')
}
