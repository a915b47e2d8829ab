import type pg from 'pg'
import '#core/sql.ts' // sets how 64-bit integers are read
import { cluster, type Decisions, Findings } from './clusters.ts'
import { keyOf } from './load.ts'
import { eachGroup, keys, settle, toldAs } from './meetings.ts'
import { writePersons } from './persons.ts'
import { type Figures, type Places, type RunOptions, readFiles, wholePlaces } from './places.ts'
import { reach } from './reach.ts'
import { type Card, type Emit, FULL, supporting_points, surnameOfCard } from './rules.ts'

/** Two holders never compute and write persons at once: a run, or people's decisions. */
export const personsLock = `hashtext('identity.resolution'), 1`

/**
 * Works out the persons of all rows that are not resolved yet, and of those they may change. The outcome is a function of the rows and the decisions:
 * neither the order of files nor how they were spread over runs changes which rows are one person.
 */
export async function resolveRows(client: pg.ClientBase, options: RunOptions): Promise<Figures> {
  await client.query(`set work_mem = '96MB'`)
  await client.query(`select pg_advisory_lock(${personsLock})`)
  try {
    const files = await readFiles(client)
    const fresh = files.filter(({ resolved }) => !resolved)
    if (fresh.length === 0)
      return { row_count: 0, touched_count: 0, finding_count: 0, person_count: 0, merged_count: 0, split_count: 0, doubtful_count: 0 }
    const total = files.reduce((sum, { row_count }) => sum + row_count, 0)
    const fresh_count = fresh.reduce((sum, { row_count }) => sum + row_count, 0)
    const place = fresh_count * 3 >= total ? wholePlaces(files, total) : await reach(client, files, fresh, options)
    const { findings, marks } = await findAll(client, place, options)
    options.progress('cluster', 0, place.count)
    const clusters = cluster(marks, findings, await readDecisions(client, place))
    return { row_count: fresh_count, ...(await writePersons(client, place, fresh, findings, clusters, options)) }
  } finally {
    await client.query(`select pg_advisory_unlock(${personsLock})`)
    await client.query('reset work_mem')
  }
}

async function findAll(
  client: pg.ClientBase,
  place: Places,
  options: RunOptions,
): Promise<{ findings: Findings; marks: { letters: Int32Array; surname: Uint16Array } }> {
  const findings = new Findings(place.count)
  const marks = { letters: new Int32Array(place.count), surname: new Uint16Array(place.count) }
  const mark = ({ tie, kind, letters, name }: Card) => {
    if (tie < 0) return
    if (kind === FULL) marks.letters[tie] = keyOf(letters) | 1
    const surname = surnameOfCard({ kind, name })
    if (surname !== '') marks.surname[tie] = surname.charCodeAt(0) ^ (surname.length > 1 ? surname.charCodeAt(1) : 0)
  }
  for (const [at, key] of keys.entries()) {
    options.progress(`compare_${key}`, at, keys.length)
    const emit: Emit = (a, b, sum, names_may_differ) => {
      if (sum >= supporting_points && a.tie >= 0 && b.tie >= 0) findings.add(a.tie, b.tie, sum, toldAs[at]!, names_may_differ)
    }
    await eachGroup(client, key, place.whole, place.placeOf, (cards) => {
      for (const card of cards) mark(card)
      settle(key, cards, emit)
    })
  }
  return { findings, marks }
}

async function readDecisions(client: pg.ClientBase, place: Places): Promise<Decisions> {
  const together: [number, number][] = []
  const sides = new Map<number, Map<string, number>>()
  const { rows: same } = await client.query<{ row_a: number; row_b: number }>(
    `select row_a, row_b from identity.resolution_decisions where verdict = 'same' and undone_at is null order by decision_id`,
  )
  for (const { row_a, row_b } of same) {
    const [a, b] = [place.placeOf(row_a), place.placeOf(row_b)]
    if (a >= 0 && b >= 0) together.push([a, b])
  }
  const { rows: apart } = await client.query<{ decision_id: string; row_no: number; side: number }>(
    'select decision_id, row_no, side from identity.resolution_sides order by decision_id, row_no',
  )
  for (const { decision_id, row_no, side } of apart) {
    const at = place.placeOf(row_no)
    if (at < 0) continue
    const of = sides.get(at) ?? new Map<string, number>()
    of.set(decision_id, side)
    sides.set(at, of)
  }
  return { together, sides }
}
