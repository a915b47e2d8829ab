import type pg from 'pg'

export interface Figures {
  row_count: number
  /** Rows whose person was worked out anew; the others cannot have been touched by the new ones. */
  touched_count: number
  finding_count: number
  person_count: number
  merged_count: number
  split_count: number
  doubtful_count: number
}

export interface RunOptions {
  run_id: string
  by: string
  now: string
  progress(stage: string, done: number, total: number): void
}

export interface LoadedFile {
  file_id: string
  first_row_no: number
  row_count: number
  digest: string
  resolved: boolean
}

export const readFiles = async (client: pg.ClientBase): Promise<LoadedFile[]> =>
  (
    await client.query<LoadedFile>(
      'select file_id, first_row_no, row_count, digest, resolved_at is not null as resolved from identity.resolution_files where first_row_no is not null and row_count > 0 order by first_row_no',
    )
  ).rows

/** The rows under work, numbered in the order of their ties: first by the file's digest, then by line. */
export interface Places {
  count: number
  /** All rows there are; otherwise only those in the temporary table `resolution_work`. */
  whole: boolean
  placeOf(row_no: number): number
  rowAt(place: number): number
}

export function fileOf(files: readonly LoadedFile[], row_no: number): number {
  let low = 0
  let high = files.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (files[middle]!.first_row_no <= row_no) low = middle
    else high = middle - 1
  }
  return low
}

export function wholePlaces(files: readonly LoadedFile[], total: number): Places {
  const byDigest = files.map((file, at) => ({ ...file, at })).sort((a, b) => (a.digest < b.digest ? -1 : 1))
  const offset = new Array<number>(files.length)
  const starts: { place: number; first_row_no: number }[] = []
  let next = 0
  for (const file of byDigest) {
    offset[file.at] = next
    starts.push({ place: next, first_row_no: file.first_row_no })
    next += file.row_count
  }
  return {
    count: total,
    whole: true,
    placeOf: (row_no) => {
      const at = fileOf(files, row_no)
      return offset[at]! + row_no - files[at]!.first_row_no
    },
    rowAt: (place) => {
      let at = starts.length - 1
      while (starts[at]!.place > place) at--
      return starts[at]!.first_row_no + place - starts[at]!.place
    },
  }
}

export function somePlaces(files: readonly LoadedFile[], row_nos: readonly number[]): Places {
  const rankOfFile = new Map(
    files
      .map((file, at) => ({ ...file, at }))
      .sort((a, b) => (a.digest < b.digest ? -1 : 1))
      .map(({ at }, rank) => [at, rank]),
  )
  const order = [...row_nos].sort((a, b) => {
    const x = fileOf(files, a)
    const y = fileOf(files, b)
    return x === y ? a - b : rankOfFile.get(x)! - rankOfFile.get(y)!
  })
  const placeBy = new Map(order.map((row_no, place) => [row_no, place]))
  return { count: order.length, whole: false, placeOf: (row_no) => placeBy.get(row_no) ?? -1, rowAt: (place) => order[place]! }
}
