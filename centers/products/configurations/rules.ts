import type { Caller } from '#core/http.ts'
import { mayTouch } from '#core/scope.ts'
import { canonical, type Decision } from '../rules.ts'
import type { ChoiceGroup, Configuration, ConfigurationStatus, Configurator, ConfiguratorItem, ConfiguratorStatus } from './model.ts'

type Parts = Pick<Configurator, 'groups' | 'rules'>
export type Chosen = Readonly<Record<string, string>>

/** May these groups and rules stand? A rule that names nothing, or rules that leave nothing possible, are refused when saved, not when bought. */
export function decideConfigurator(
  by: Caller,
  item: ConfiguratorItem,
  owner: { brand_id: string | null; partner_id: string | null } | undefined,
  before: Configurator | undefined,
): Decision<ConfiguratorStatus> {
  if (!owner) return { status: 'product_not_found', detail: `There is no product ${item.spu_id}.` }
  if (!mayTouch(by, owner)) return { status: 'brand_not_yours', detail: `You may not edit products of ${owner.brand_id ?? 'no brand'}.` }
  const rules = item.rules ?? []
  const twice = repeated(item.groups.map(({ key }) => key))
  if (twice) return { status: 'group_repeated', detail: `Group ${twice} is listed twice.` }
  const known = new Map(item.groups.map(({ key, values }) => [key, new Set(values.map(({ value }) => value))]))
  for (const { key, values } of item.groups) {
    const again = repeated(values.map(({ value }) => value))
    if (again) return { status: 'value_repeated', detail: `Value ${again} of ${key} is listed twice.` }
  }
  for (const { group, value, other_group, other_values } of rules) {
    const missing = !known.get(group)?.has(value)
      ? `${group}=${value}`
      : other_values.map((other) => (known.get(other_group)?.has(other) ? undefined : `${other_group}=${other}`)).find(Boolean)
    if (missing) return { status: 'rule_names_unknown', detail: `A rule names ${missing}, which cannot be chosen.` }
    if (group === other_group)
      return { status: 'rule_names_unknown', detail: `A rule of ${group} names its own group: only one value is chosen there.` }
  }
  const same = before
    ? canonical([before.groups, before.rules, before.lead_days]) === canonical([item.groups, rules, item.lead_days ?? 0])
    : item.groups.length === 0
  if (same) return { status: 'already_saved' }
  if (item.groups.length > 0 && firstPossible({ groups: item.groups, rules }) === null)
    return { status: 'nothing_possible', detail: 'The rules leave no set of choices that fits: loosen one.' }
  return { status: 'saved' }
}

/** Looks for one set of choices that breaks no rule, going back where it must. Bounded, so a riddle cannot hold the process. */
export function firstPossible({ groups, rules }: Parts): Chosen | null {
  let steps = 20_000
  const required = groups.filter(({ required }) => required)
  const find = (n: number, chosen: Chosen): Chosen | null => {
    if (steps-- <= 0) return chosen // too many to try: leave it to the shopper
    if (n === required.length) return completed({ groups, rules }, chosen, () => steps-- > 0)
    for (const { value } of required[n]!.values) {
      const next = { ...chosen, [required[n]!.key]: value }
      if (brokenRule({ groups, rules }, next, false)) continue
      const found = find(n + 1, next)
      if (found) return found
    }
    return null
  }
  return find(0, {})
}

/** Adds what the rules require of groups that need not be chosen in. */
function completed(parts: Parts, chosen: Chosen, go: () => boolean): Chosen | null {
  const broken = brokenRule(parts, chosen, true)
  if (!broken) return chosen
  if (broken.effect === 'excludes' || broken.other_group in chosen || !go()) return null
  for (const value of broken.other_values) {
    const found = completed(parts, { ...chosen, [broken.other_group]: value }, go)
    if (found) return found
  }
  return null
}

function brokenRule({ rules }: Parts, chosen: Chosen, whole: boolean): Parts['rules'][number] | undefined {
  return rules.find(({ group, value, effect, other_group, other_values }) => {
    if (chosen[group] !== value) return false
    const other = chosen[other_group]
    if (effect === 'excludes') return other !== undefined && other_values.includes(other)
    return other === undefined ? whole : !other_values.includes(other)
  })
}

/** Whether the choices fit; the first fault is the answer. */
export function decideChoices(configurator: Parts, chosen: Chosen): Decision<Exclude<ConfigurationStatus, 'already_made'>> {
  const groups = new Map(configurator.groups.map((group) => [group.key, group]))
  for (const [key, value] of Object.entries(chosen))
    if (!groups.get(key)?.values.some((one) => one.value === value))
      return { status: 'choice_unknown', detail: `${key}=${value} cannot be chosen: look at the product again.` }
  const broken = brokenRule(configurator, chosen, true)
  if (broken?.effect === 'excludes')
    return {
      status: 'choice_excluded',
      detail: `${broken.group}=${broken.value} does not go with ${broken.other_group}=${chosen[broken.other_group]}.`,
    }
  const missing = configurator.groups.find(({ key, required }) => required && !(key in chosen))
  if (missing) return { status: 'choice_missing', detail: `Choose in ${missing.key}.` }
  if (broken)
    return {
      status: broken.other_group in chosen ? 'choice_excluded' : 'choice_missing',
      detail: `${broken.group}=${broken.value} needs ${broken.other_group} to be ${broken.other_values.join(' or ')}.`,
    }
  return { status: 'made' }
}

/** Values that would break a rule with what is chosen in the other groups. */
export function closedValues({ groups, rules }: Parts, chosen: Chosen): { group: string; value: string }[] {
  return groups.flatMap(({ key, values }) =>
    values
      .filter(({ value }) => brokenRule({ groups, rules }, { ...chosen, [key]: value }, false) !== undefined)
      .filter(({ value }) => {
        const { [key]: _own, ...others } = chosen
        // A contradiction among the others is not this value's fault.
        return (
          !brokenRule({ groups, rules }, others, false) && brokenRule({ groups, rules }, { ...others, [key]: value }, false) !== undefined
        )
      })
      .map(({ value }) => ({ group: key, value })),
  )
}

const pickedIn = (groups: readonly ChoiceGroup[], chosen: Chosen) =>
  groups.flatMap((group) => {
    const value = group.values.find((one) => one.value === chosen[group.key])
    return value ? [{ group, value }] : []
  })

/** What the choices add: in money, in days (the slowest part decides), in words. */
export function weigh(configurator: Configurator, chosen: Chosen): Pick<Configuration, 'extra_minor' | 'lead_days' | 'words'> {
  const picked = pickedIn(configurator.groups, chosen)
  const say = (lang: 'zh' | 'en') =>
    picked.map(({ group, value }) => `${group.name[lang]}: ${value.name[lang]}`).join(lang === 'zh' ? '；' : '; ')
  return {
    extra_minor: picked.reduce((sum, { value }) => sum + (value.extra_minor ?? 0), 0),
    lead_days: configurator.lead_days + Math.max(0, ...picked.map(({ value }) => value.lead_days ?? 0)),
    words: { zh: say('zh'), en: say('en') },
  }
}

function repeated(values: readonly string[]): string | undefined {
  return values.find((value, i) => values.indexOf(value) !== i)
}
