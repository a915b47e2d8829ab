import { assert } from '#core/assert.ts'
import { enough_points, limits, points as pointsFor, rules, supporting_points } from './rules.ts'

/** Rows are numbered 0 … n-1 in the order of their ties, so that comparing numbers compares ties. */
export const largest_row_count = 2 ** 25

/**
 * The findings between rows, in 8 bytes each, kept apart by points: they are taken in a stated order (most points first, then by tie), because a
 * guard that refuses one finding may depend on what came before.
 */
export class Findings {
  readonly row_count: number
  readonly kept = new Map<number, { keys: Float64Array; length: number }>()
  constructor(row_count: number) {
    assert(row_count <= largest_row_count, 'more rows than one run can number')
    this.row_count = row_count
  }

  add(a: number, b: number, points: number, rule: number, names_may_differ: boolean): void {
    const bucket = Math.min(points, 500) * 2 + (names_may_differ ? 1 : 0)
    let at = this.kept.get(bucket)
    if (!at) {
      at = { keys: new Float64Array(256), length: 0 }
      this.kept.set(bucket, at)
    }
    if (at.length === at.keys.length) {
      const larger = new Float64Array(at.keys.length * 2)
      larger.set(at.keys)
      at.keys = larger
    }
    const [first, second] = a < b ? [a, b] : [b, a]
    at.keys[at.length++] = (first * this.row_count + second) * 8 + rule
  }

  get length(): number {
    return this.kept.values().reduce((sum, { length }) => sum + length, 0)
  }

  /** Calls `see` for each finding with at least `from` and less than `below` points, each pair of rows and rule once per number of points. */
  each(from: number, below: number, see: (a: number, b: number, points: number, rule: number, names_may_differ: boolean) => void): void {
    const buckets = [...this.kept.keys()].filter((bucket) => bucket >> 1 >= from && bucket >> 1 < below).sort((x, y) => y - x)
    for (const bucket of buckets) {
      const { keys, length } = this.kept.get(bucket)!
      const sorted = keys.subarray(0, length).sort()
      for (let i = 0; i < length; i++) {
        const key = sorted[i]!
        if (i > 0 && key === sorted[i - 1]) continue
        const pair = Math.floor(key / 8)
        see(Math.floor(pair / this.row_count), pair % this.row_count, bucket >> 1, key % 8, (bucket & 1) === 1)
      }
    }
  }
}

export interface Rows {
  /** Hash of the sound of a full Chinese name, 0 where there is none. */
  letters: Int32Array
  /** Hash of the surname, 0 where there is none. */
  surname: Uint16Array
}

export interface Decisions {
  /** Rows that people said are one person. */
  together: readonly (readonly [a: number, b: number])[]
  /** Per row: in which decision it stands on which side. Two sides of one decision never meet. */
  sides: ReadonlyMap<number, ReadonlyMap<string, number>>
}

export interface Clusters {
  /** The row that stands for each row's person. */
  root: Uint32Array
  /** Through which row and finding a row came to its person; -1 for the first of a person. */
  linked: Int32Array
  rule: Uint8Array
  points: Uint16Array
  /** Findings with enough points that a guard refused. */
  refused: [a: number, b: number, points: number][]
}

const decision_rule = rules.indexOf('decision')
const home_rule = rules.indexOf('home')

/** Persons as connected rows, guarded: two different full names, two surnames, two sides of a decision or too many rows never become one person. */
export function cluster(rows: Rows, findings: Findings, decisions: Decisions): Clusters {
  const n = findings.row_count
  const root = Uint32Array.from({ length: n }, (_, i) => i)
  const size = new Uint16Array(n).fill(1)
  const lead = Uint32Array.from(root)
  const letters = Int32Array.from(rows.letters)
  const surname = Uint16Array.from(rows.surname)
  const linked = new Int32Array(n).fill(-1)
  const rule = new Uint8Array(n)
  const points = new Uint16Array(n)
  /** Of the few persons whose name is written in several ways, all of them. */
  const spellings = new Map<number, Set<number>>()
  const sides = new Map([...decisions.sides].map(([row, of]) => [row, new Map(of)] as const))
  const refused: Clusters['refused'] = []

  const find = (row: number): number => {
    let at = row
    while (root[at] !== at) {
      root[at] = root[root[at]!]!
      at = root[at]!
    }
    return at
  }

  const keptApart = (x: number, y: number): boolean => {
    const of = sides.get(x)
    const other = sides.get(y)
    if (!of || !other) return false
    for (const [decision, side] of of) if ((other.get(decision) ?? side) !== side) return true
    return false
  }

  const spelled = (x: number): Set<number> => spellings.get(x) ?? new Set([letters[x]!])
  const differ = (x: number, y: number): boolean =>
    letters[x] !== 0 && letters[y] !== 0 && letters[x] !== letters[y] && spelled(x).isDisjointFrom(spelled(y))

  const contradicts = (x: number, y: number, names_may_differ: boolean): boolean =>
    size[x]! + size[y]! > limits.person_rows ||
    (!names_may_differ && differ(x, y)) ||
    (surname[x] !== 0 && surname[y] !== 0 && surname[x] !== surname[y])

  /** Father and son of one name in one home: two that are well known apart are not one for that. */
  const liveTogether = (x: number, y: number, sum: number, by: number): boolean =>
    by === home_rule && sum < pointsFor.same_home + pointsFor.equal_name && Math.min(size[x]!, size[y]!) >= 3

  const join = (a: number, b: number, sum: number, by: number, names_may_differ: boolean): void => {
    const x = find(a)
    const y = find(b)
    if (x === y) return
    if (keptApart(x, y)) return
    if (by !== decision_rule && (contradicts(x, y, names_may_differ) || liveTogether(x, y, sum, by))) {
      refused.push([a, b, sum])
      return
    }
    const [into, from] = size[x]! > size[y]! || (size[x] === size[y] && x < y) ? [x, y] : [y, x]
    const late = lead[from]!
    linked[late] = find(a) === into ? a : b
    rule[late] = by
    points[late] = sum
    root[from] = into
    size[into]! += size[from]!
    if (letters[into] === 0) letters[into] = letters[from]!
    else if (letters[from] !== 0 && (letters[from] !== letters[into] || spellings.has(from)))
      spellings.set(into, spelled(into).union(spelled(from)))
    if (surname[into] === 0) surname[into] = surname[from]!
    const brought = sides.get(from)
    if (brought) sides.set(into, new Map([...brought, ...(sides.get(into) ?? [])]))
  }

  for (const [a, b] of decisions.together) join(a, b, 999, decision_rule, true)
  findings.each(enough_points, Number.POSITIVE_INFINITY, join)
  // A row without a full name may belong to a person with one: what its neighbors tell counts for it too.
  findings.each(supporting_points, enough_points, (a, b, sum, by) => {
    if (rows.letters[a] !== 0 && rows.letters[b] !== 0) return
    const [x, y] = [find(a), find(b)]
    if (x === y || letters[x] === 0 || letters[y] === 0 || differ(x, y)) return
    if (sum + pointsFor.equal_name >= enough_points) join(a, b, sum + pointsFor.equal_name, by, false)
  })
  for (let i = 0; i < n; i++) root[i] = find(i)
  return { root, linked, rule, points, refused }
}
