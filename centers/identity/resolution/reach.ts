import type pg from 'pg'
import { copyIn, copyLine } from '#core/copy.ts'
import { eachGroup, keys, settle } from './meetings.ts'
import { fileOf, type LoadedFile, type Places, type RunOptions, somePlaces } from './places.ts'
import { type Card, limits, supporting_points } from './rules.ts'

/**
 * The new rows and all that findings link them to, however far: only persons made of these can change. Findings among rows under one key depend on
 * all rows under it (who is the only one at a phone, how many share it), so the old rows a new one meets are taken along, linked or not.
 */
export async function reach(
  client: pg.ClientBase,
  files: readonly LoadedFile[],
  fresh: readonly LoadedFile[],
  options: RunOptions,
): Promise<Places> {
  await client.query('drop table if exists resolution_work')
  await client.query('create temporary table resolution_work (row_no bigint primary key)')
  const known = new Set<number>()
  const enter = async (row_nos: number[]) => {
    for (const row_no of row_nos) known.add(row_no)
    await copyIn(client, 'copy resolution_work from stdin', chunked(row_nos))
    await client.query('analyze resolution_work')
  }
  for (const file of fresh) await enter(Array.from({ length: file.row_count }, (_, i) => file.first_row_no + i))
  const isFresh = (row_no: number) => {
    const file = files[fileOf(files, row_no)]!
    return !file.resolved
  }
  for (let round = 1; ; round++) {
    const reached = new Set<number>()
    const near = (a: Card, b: Card, sum: number) => {
      if (sum < supporting_points) return
      const knows = known.has(a.row_no)
      // Of a chain further than one step both ends are new to us; the next round takes them up from the side that is known.
      if (knows !== known.has(b.row_no)) reached.add(knows ? b.row_no : a.row_no)
    }
    for (const key of keys) {
      options.progress(`reach_${round}_${key}`, known.size, known.size)
      await eachGroup(
        client,
        key,
        false,
        (row_no) => row_no,
        (cards) => {
          const fresh_count = cards.reduce((sum, { row_no }) => sum + (isFresh(row_no) ? 1 : 0), 0)
          if (fresh_count > 0 && cards.length - fresh_count <= limits.shared_rows) {
            for (const { row_no } of cards) if (!known.has(row_no)) reached.add(row_no)
          } else settle(key, cards, near)
        },
      )
    }
    for (const { row_no } of (await client.query<{ row_no: number }>(peersOfDecisions)).rows) if (!known.has(row_no)) reached.add(row_no)
    for (const { row_no } of (await client.query<{ row_no: number }>(peersOfPersons)).rows) if (!known.has(row_no)) reached.add(row_no)
    if (reached.size === 0) return somePlaces(files, [...known])
    await enter([...reached])
  }
}

const peersOfPersons = `
  select m.row_no from identity.resolution_members m
  where m.person_id in (select m2.person_id from identity.resolution_members m2 join resolution_work w using (row_no))`
const peersOfDecisions = `
  select row_b as row_no from identity.resolution_decisions where verdict = 'same' and undone_at is null and row_a in (select row_no from resolution_work)
  union select row_a from identity.resolution_decisions where verdict = 'same' and undone_at is null and row_b in (select row_no from resolution_work)`

function* chunked(row_nos: readonly number[]): Generator<string> {
  for (let start = 0; start < row_nos.length; start += 5000)
    yield row_nos
      .slice(start, start + 5000)
      .map((row_no) => copyLine([row_no]))
      .join('')
}
