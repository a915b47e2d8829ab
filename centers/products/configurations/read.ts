import { hot, type Reader } from '#core/sql.ts'
import type { Configuration, Configurator } from './model.ts'

/** The configurators of these products; products that are not configured are left out. */
export const findConfigurators = (db: Reader, spu_ids: readonly string[]): Promise<Configurator[]> =>
  db.rows<Configurator>(hot`
    select spu_id, groups, rules, lead_days, version from products.configurators
    where spu_id = any(${spu_ids}::text[]) and jsonb_array_length(groups) > 0`)

/** Configurations by id; ids that do not exist are left out. */
export async function findConfigurations(db: Reader, ids: readonly string[]): Promise<Map<string, Configuration>> {
  if (ids.length === 0) return new Map()
  const rows = await db.rows<Configuration>(hot`
    select configuration_id, spu_id, sku_id, choices, words, extra_minor, lead_days from products.configurations
    where configuration_id = any(${ids}::uuid[])`)
  return new Map(rows.map((row) => [row.configuration_id, row]))
}
