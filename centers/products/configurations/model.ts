import { Choice, Code, closed, Id, type Static, T } from '#core/http.ts'
import { SkuId, Words } from '../model.ts'

const Key = (description: string) => T.String({ pattern: '^[a-z][a-z0-9_]{0,39}$', description })
const Value = (description: string) => T.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$', description })

export const ChoiceGroup = closed({
  key: Key('Name of the group, e.g. `panel`'),
  name: Words('What shoppers read'),
  required: T.Optional(T.Boolean({ description: 'One value must be chosen' })),
  values: T.Array(
    closed({
      value: Value('Name of the value'),
      name: Words('What shoppers read'),
      extra_minor: T.Optional(
        T.Integer({ minimum: 0, maximum: 9_007_199_254_740_991, description: 'What it costs beside the base price' }),
      ),
      lead_days: T.Optional(T.Integer({ minimum: 0, maximum: 365, description: 'Days it adds to the making' })),
    }),
    { minItems: 1, maxItems: 50, description: 'What can be chosen, in the order shown' },
  ),
})
export type ChoiceGroup = Static<typeof ChoiceGroup>

export const ChoiceRule = closed({
  group: Key('When in this group'),
  value: Value('… this value is chosen,'),
  effect: Choice(['requires', 'excludes'] as const, '… it requires or excludes'),
  other_group: Key('… in that group'),
  other_values: T.Array(Value('A value'), { minItems: 1, maxItems: 50, description: '… one (requires) or any (excludes) of these' }),
})
export type ChoiceRule = Static<typeof ChoiceRule>

export const ConfiguratorItem = closed({
  spu_id: Code('The product'),
  groups: T.Array(ChoiceGroup, { maxItems: 20, description: 'What can be chosen; none takes the configurator away' }),
  rules: T.Optional(T.Array(ChoiceRule, { maxItems: 200, description: 'What goes with what' })),
  lead_days: T.Optional(T.Integer({ minimum: 0, maximum: 365, description: 'Days the making takes without any addition' })),
})
export type ConfiguratorItem = Static<typeof ConfiguratorItem>
export interface Configurator {
  spu_id: string
  groups: ChoiceGroup[]
  rules: ChoiceRule[]
  lead_days: number
  version: number
}

export const configuratorStatuses = [
  'saved',
  'already_saved',
  'product_not_found',
  'brand_not_yours',
  'group_repeated',
  'value_repeated',
  'rule_names_unknown',
  'nothing_possible',
] as const
export type ConfiguratorStatus = (typeof configuratorStatuses)[number]

export const Choices = T.Record(T.String({ pattern: '^[a-z][a-z0-9_]{0,39}$' }), T.String({ maxLength: 40 }), {
  description: 'One value for each group that is chosen in',
})
export const ConfigurationItem = closed({
  id: Id('Made by the caller; the same id again is the same configuration'),
  sku_id: SkuId('The SKU that is configured'),
  choices: Choices,
})
export type ConfigurationItem = Static<typeof ConfigurationItem>
export const configurationStatuses = [
  'made',
  'already_made',
  'id_used_for_another',
  'sku_not_found',
  'product_not_configurable',
  'choice_unknown',
  'choice_missing',
  'choice_excluded',
] as const
export type ConfigurationStatus = (typeof configurationStatuses)[number]

export interface Configuration {
  configuration_id: string
  spu_id: string
  sku_id: string
  choices: Record<string, string>
  words: { zh: string; en: string }
  extra_minor: number
  lead_days: number
}
