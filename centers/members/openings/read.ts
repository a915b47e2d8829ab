import { groupBy } from '#core/outcomes.ts'
import { hot, type Reader } from '#core/sql.ts'
import { findStandings, readPrograms } from '../read.ts'
import { benefitsOf, earlyHours } from '../rules.ts'
import { type Early, earlierGroups, notOpenYet, type Opening, opensFor } from './rules.ts'

/** By how much goods open earlier for members, through their levels and memberships. */
export async function findEarly(db: Reader, member_ids: readonly string[]): Promise<Map<string, Early[]>> {
  if (member_ids.length === 0) return new Map()
  const [programs, standings] = await Promise.all([readPrograms(db), findStandings(db, member_ids)])
  const byMember = groupBy(standings, ({ member_id }) => member_id)
  return new Map(
    member_ids.map((member_id) => [
      member_id,
      [...programs.values()].flatMap((program) => {
        const standing = byMember.get(member_id)?.find(({ program_id }) => program_id === program.program_id)
        const hours = earlyHours(benefitsOf(program, standing))
        return hours > 0 ? [{ brand_id: program.brand_id, hours }] : []
      }),
    ]),
  )
}

/**
 * What of these goods is not sold yet to a member, or to somebody who is none, with the moment from which it is. Asks about members only while something
 * is closed to everybody: most orders do not pay for the question.
 */
export async function findNotOpen(
  db: Reader,
  now: string,
  goods: Iterable<Opening & { sku_id: string }>,
  member_ids: readonly string[],
): Promise<(member_id: string | null) => ReadonlyMap<string, string>> {
  const closed = [...goods].filter(({ opens_at }) => opens_at !== null && opens_at > now)
  if (closed.length === 0) return () => open
  const early = await findEarly(db, member_ids)
  return (member_id) => notOpenYet(closed, now, member_id === null ? [] : early.get(member_id))
}
const open: ReadonlyMap<string, string> = new Map()

/** From when a product is sold: to everybody, to who asks, and to whom earlier. Null where there is no such product. */
export async function viewOpening(db: Reader, now: string, spu_id: string, member_id: string | null) {
  const product = await db.row<Opening>(hot`select brand_id, opens_at from products.spus where spu_id = ${spu_id}`)
  if (!product) return null
  const { brand_id, opens_at } = product
  if (opens_at === null || opens_at <= now) return { spu_id, opens_at: null, mine_at: null, open: true, earlier: [] }
  const [programs, early] = await Promise.all([readPrograms(db), member_id === null ? undefined : findEarly(db, [member_id])])
  const mine_at = opensFor({ brand_id, opens_at }, early?.get(member_id!) ?? [])
  return { spu_id, opens_at, mine_at, open: mine_at <= now, earlier: earlierGroups(programs.values(), { brand_id, opens_at }) }
}
