import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import type { Outcome } from '#core/outcomes.ts'
import { hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { canonical } from '../rules.ts'
import type { Configuration, ConfigurationItem, ConfigurationStatus, Configurator, ConfiguratorItem, ConfiguratorStatus } from './model.ts'
import { findConfigurations, findConfigurators } from './read.ts'
import { decideChoices, decideConfigurator, weigh } from './rules.ts'

const largest = 200

/** Saves what can be chosen on products. Configurations made before keep their price and words. */
export async function saveConfigurators(
  tx: Tx,
  by: By,
  now: string,
  items: readonly ConfiguratorItem[],
): Promise<Outcome<ConfiguratorStatus>[]> {
  assert(items.length <= largest, `at most ${largest} configurators at a time`)
  const ids = [...new Set(items.map(({ spu_id }) => spu_id))]
  const owners = await lockRows<{ spu_id: string; brand_id: string | null; partner_id: string | null }>(
    tx,
    sql`select spu_id, brand_id, partner_id from products.spus where spu_id = any(${ids}::text[])`,
    sql`spu_id`,
  )
  const owned = new Map(owners.map((one) => [one.spu_id, one]))
  const before = await tx.rows<Configurator>(
    hot`select spu_id, groups, rules, lead_days, version from products.configurators where spu_id = any(${ids}::text[])`,
  )
  const known = new Map(before.map((one) => [one.spu_id, one]))
  const saved = new Map<string, Configurator>()
  const outcomes = items.map((item): Outcome<ConfiguratorStatus> => {
    const earlier = known.get(item.spu_id)
    const decision = decideConfigurator(by, item, owned.get(item.spu_id), earlier)
    if (decision.status === 'saved') {
      const one = {
        spu_id: item.spu_id,
        groups: item.groups,
        rules: item.rules ?? [],
        lead_days: item.lead_days ?? 0,
        version: (earlier?.version ?? 0) + 1,
      }
      saved.set(item.spu_id, one)
      known.set(item.spu_id, one)
    }
    return { id: item.spu_id, ...decision }
  })
  const rows = [...saved.values()]
  await tx.run(hot`
    insert into products.configurators (spu_id, groups, rules, lead_days, version, saved_at)
    select spu_id, groups, rules, lead_days, version, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as c (spu_id text, groups jsonb, rules jsonb, lead_days integer, version integer)
    on conflict (spu_id) do update set groups = excluded.groups, rules = excluded.rules, lead_days = excluded.lead_days,
      version = excluded.version, saved_at = excluded.saved_at`)
  await announce(
    tx,
    'products.assortment_saved',
    rows.map(({ spu_id }) => ({ spu_id })),
    now,
  )
  const earlier = new Map(before.map((one) => [one.spu_id, one]))
  await recordChanges(
    tx,
    by,
    now,
    rows.map((after) => ({
      ...{ subject: 'products.configurator', subject_id: after.spu_id, action: 'saved', after },
      before: earlier.get(after.spu_id) ?? null,
    })),
  )
  return outcomes
}

/** Keeps choices with the price and lead time they have now. The same id and choices again answer `already_made`. */
export async function makeConfigurations(
  tx: Tx,
  now: string,
  items: readonly ConfigurationItem[],
): Promise<(Outcome<ConfigurationStatus> & Partial<Configuration>)[]> {
  assert(items.length <= largest, `at most ${largest} configurations at a time`)
  const earlier = await findConfigurations(
    tx,
    items.map(({ id }) => id),
  )
  const skus = await tx.rows<{ sku_id: string; spu_id: string }>(hot`
    select k.sku_id, k.spu_id from products.skus k join products.spus p using (spu_id)
    where k.sku_id = any(${items.map(({ sku_id }) => sku_id)}::text[]) and not k.withdrawn and p.lifecycle in ('presale', 'on_sale')`)
  const spuOf = new Map(skus.map(({ sku_id, spu_id }) => [sku_id, spu_id]))
  const configurators = new Map((await findConfigurators(tx, [...new Set(spuOf.values())])).map((one) => [one.spu_id, one]))
  const made = new Map<string, Configuration>()
  const outcomes = items.map((item): Outcome<ConfigurationStatus> & Partial<Configuration> => {
    const known = earlier.get(item.id) ?? made.get(item.id)
    if (known) {
      const same = known.sku_id === item.sku_id && canonical(known.choices) === canonical(item.choices)
      return same
        ? { id: item.id, status: 'already_made', ...known }
        : { id: item.id, status: 'id_used_for_another', detail: 'This id was used for other choices: make a new one.' }
    }
    const spu_id = spuOf.get(item.sku_id)
    if (!spu_id) return { id: item.id, status: 'sku_not_found', detail: `There is no SKU ${item.sku_id} on sale.` }
    const configurator = configurators.get(spu_id)
    if (!configurator)
      return { id: item.id, status: 'product_not_configurable', detail: `${spu_id} is sold as it is: leave the choices out.` }
    const decision = decideChoices(configurator, item.choices)
    if (decision.status !== 'made') return { id: item.id, ...decision }
    const one = { configuration_id: item.id, spu_id, sku_id: item.sku_id, choices: item.choices, ...weigh(configurator, item.choices) }
    made.set(item.id, one)
    return { id: item.id, status: 'made', ...one }
  })
  await tx.run(hot`
    insert into products.configurations (configuration_id, spu_id, sku_id, choices, words, extra_minor, lead_days, made_at)
    select configuration_id, spu_id, sku_id, choices, words, extra_minor, lead_days, ${now}::timestamptz
    from jsonb_to_recordset(${json([...made.values()])}::jsonb) as c (configuration_id uuid, spu_id text, sku_id text, choices jsonb, words jsonb,
      extra_minor bigint, lead_days integer)
    on conflict do nothing`)
  return outcomes
}
