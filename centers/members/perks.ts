import { hot, type Reader } from '#core/sql.ts'
import type { Program } from './model.ts'
import { readPrograms } from './read.ts'
import { benefitsOf } from './rules.ts'

/** What a member's levels and paid memberships change about an order. */
export interface Perks {
  /** No freight from this amount of goods on; null: as for everybody. */
  free_freight_from_minor: number | null
  prices: { program_id: string; brand_id: string | null; off_bp: number }[]
}

/** Perks of members who have any. Asks nothing where no program gives such benefits: most orders do not pay for the question. */
export async function findPerks(db: Reader, member_ids: readonly string[]): Promise<Map<string, Perks>> {
  const programs = await readPrograms(db)
  if (member_ids.length === 0 || ![...programs.values()].some(changesOrders)) return new Map()
  const standings = await db.rows<{ member_id: string; program_id: string; level: string; plan_id: string | null }>(hot`
    select member_id, program_id, level, plan_id from members.standings where member_id = any(${member_ids}::uuid[])`)
  const perks = new Map<string, Perks>()
  for (const { member_id, program_id, level, plan_id } of standings) {
    const program = programs.get(program_id)
    if (!program) continue
    for (const { kind, off_bp, from_minor } of benefitsOf(program, { level, plan_id })) {
      if (kind !== 'member_price' && kind !== 'free_freight') continue
      const own = perks.get(member_id) ?? { free_freight_from_minor: null, prices: [] }
      perks.set(member_id, own)
      if (kind === 'member_price' && off_bp) own.prices.push({ program_id, brand_id: program.brand_id, off_bp })
      // Freight is of the whole order, so only the program of the whole house lowers it.
      if (kind === 'free_freight' && from_minor !== undefined && program.brand_id === null)
        own.free_freight_from_minor = Math.min(from_minor, own.free_freight_from_minor ?? from_minor)
    }
  }
  return perks
}

const changesOrders = (program: Program): boolean =>
  [...program.levels, ...program.plans].some(({ benefits }) =>
    benefits.some(({ kind }) => kind === 'member_price' || kind === 'free_freight'),
  )

/** What the best member price takes off an amount, and of which program; null when none applies. */
export function priceOff(
  perks: Perks | undefined,
  { amount_minor, brand_id }: { amount_minor: number; brand_id: string | null },
): { program_id: string; amount_minor: number } | null {
  const fitting = (perks?.prices ?? []).filter((one) => one.brand_id === null || one.brand_id === brand_id)
  const best = fitting.sort((a, b) => b.off_bp - a.off_bp || (a.program_id < b.program_id ? -1 : 1))[0]
  if (!best) return null
  const off_minor = Number((BigInt(amount_minor) * BigInt(best.off_bp)) / 10_000n)
  return off_minor > 0 ? { program_id: best.program_id, amount_minor: off_minor } : null
}
