import { addMilliseconds } from '#core/time.ts'
import { groupProgram, type Program } from '../model.ts'
import { benefitsOf, earlyHours } from '../rules.ts'

/** Goods that may have a moment from which they are sold. */
export interface Opening {
  brand_id: string | null
  opens_at: string | null
}

/** Hours by which goods open earlier for somebody: those of a brand, or all where the program is that of the whole house. */
export interface Early {
  brand_id: string | null
  hours: number
}

/** From when goods are sold to who has these hours: of the house's and the brand's the most count, they do not add up. */
export function opensFor({ brand_id, opens_at }: { brand_id: string | null; opens_at: string }, early: readonly Early[]): string {
  const hours = early.reduce((most, one) => (one.brand_id === null || one.brand_id === brand_id ? Math.max(most, one.hours) : most), 0)
  return hours > 0 ? addMilliseconds(opens_at, -hours * 3_600_000) : opens_at
}

/** What of these goods is not sold yet to who has these hours, with the moment from which it is. */
export function notOpenYet(goods: Iterable<Opening & { sku_id: string }>, now: string, early: readonly Early[] = []): Map<string, string> {
  const closed = new Map<string, string>()
  for (const { sku_id, brand_id, opens_at } of goods) {
    if (!opens_at || opens_at <= now) continue
    const mine_at = opensFor({ brand_id, opens_at }, early)
    if (mine_at > now) closed.set(sku_id, mine_at)
  }
  return closed
}

/** Who gets goods of a brand earlier: each level and each membership on sale that has hours of its own, the earliest first. */
export function earlierGroups(programs: Iterable<Program>, { brand_id, opens_at }: { brand_id: string | null; opens_at: string }) {
  return [...programs]
    .filter((program) => program.program_id === groupProgram || (brand_id !== null && program.brand_id === brand_id))
    .flatMap((program) => [
      ...program.levels.map(({ name, benefits }) => ({ program: program.name, kind: 'level' as const, name, hours: earlyHours(benefits) })),
      ...program.plans
        .filter(({ on_sale }) => on_sale)
        .map(({ plan_id, name }) => ({
          ...{ program: program.name, kind: 'plan' as const, name },
          hours: earlyHours(benefitsOf(program, { level: program.levels[0]!.level, plan_id })),
        })),
    ])
    .filter(({ hours }) => hours > 0)
    .map((one) => ({ ...one, opens_at: addMilliseconds(opens_at, -one.hours * 3_600_000) }))
    .sort((a, b) => b.hours - a.hours)
}
