import type { Reader } from '#core/sql.ts'

/** Which of these SKUs sell a membership, which begins when it is paid. */
export type PlanSellers = (db: Reader, sku_ids: readonly string[]) => Promise<ReadonlySet<string>>

// Members come later in the order of centers; who assembles the server makes their plans known here.
let sellers: PlanSellers = async () => new Set()
export function setPlanSellers(given: PlanSellers): void {
  sellers = given
}
export const findPlanSellers: PlanSellers = (db, sku_ids) => sellers(db, sku_ids)
