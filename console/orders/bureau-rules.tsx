import { useRegionNames } from '../inventory/regions.ts'
import { type AnswerOf, type RowOf, useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { useBureauText } from './bureaus-text.ts'
import { useBureaus } from './errands.tsx'
import { NewRule, useRuleList } from './rule-columns.tsx'

export type BureauRule = RowOf<'/api/admin/bureau-rules'>

/** Brands and categories by name. */
export function useGoodsNames() {
  const inLanguage = useInLanguage()
  const { data } = useApi<AnswerOf<'/api/admin/categories'>>('/api/admin/categories', {}, { staleTime: 10 * 60_000, retry: false })
  const namesOf = (rows: readonly { value: string; label: string }[]) => ({
    options: [...rows],
    name: (id: string) => rows.find(({ value }) => value === id)?.label ?? id,
  })
  return {
    brands: namesOf((data?.brands ?? []).map(({ brand_id, name }) => ({ value: brand_id, label: inLanguage(name) }))),
    categories: namesOf((data?.categories ?? []).map(({ category_id, name }) => ({ value: category_id, label: inLanguage(name) }))),
  }
}

/** What a rule is for and whom it gives orders to, in words. */
export function useRuleWords(rules: readonly BureauRule[]) {
  const t = useBureauText()
  const inLanguage = useInLanguage()
  const { brands, categories } = useGoodsNames()
  const [channels, bureaus] = [useChannels(), useBureaus()]
  const regionName = useRegionNames(rules.flatMap(({ region_codes }) => region_codes))
  return {
    when: (rule: BureauRule) =>
      [
        [t('brands'), rule.brand_ids.map(brands.name)] as const,
        [t('categories'), rule.category_ids.map(categories.name)] as const,
        [t('skus'), rule.sku_ids] as const,
        [t('channels'), rule.channel_ids.map(channels.name)] as const,
        [t('to_regions'), rule.region_codes.map(regionName)] as const,
      ]
        .filter(([, list]) => list.length > 0)
        .map(([title, list]) => `${title} ${list.join('、')}`)
        .join('；') || t('always'),
    to: (rule: BureauRule) =>
      rule.bureau_ids.map((id) => inLanguage(bureaus.find(({ bureau_id }) => bureau_id === id)?.name) || id).join(' → ') || t('nearest'),
  }
}

/** The rules that choose bureaus, by duty in the order they are asked. */
export function Component() {
  const t = useBureauText()
  const may = useMay()('bureaus.edit')
  const read = useApi<{ items: BureauRule[] }>('/api/admin/bureau-rules')
  const { when, to } = useRuleWords(read.data?.items ?? [])
  const duty = (row: BureauRule) => t(`bureau_of_${row.duty}`)
  const titles = { position: t('position'), rule: t('rule'), enabled: t('enabled'), disabled: t('disabled'), saved: t('saved') }
  const list = useRuleList<BureauRule>(
    titles,
    [
      { key: 'when', title: t('when'), width: 260, grow: true, render: (row) => <span title={when(row)}>{when(row)}</span>, value: when },
      { key: 'to', title: t('candidates'), width: 240, render: (row) => <span title={to(row)}>{to(row)}</span>, value: to },
    ],
    (row) => [`${duty(row)} · ${when(row)}`, to(row)],
    [{ key: 'duty', title: t('duty'), width: 100, render: duty, value: duty }],
  )
  return (
    <ListPage<BureauRule>
      {...list}
      name="bureau-rules"
      title={t('rules')}
      hint={t('rules_hint')}
      path="/api/admin/bureau-rules"
      actions={may ? <NewRule title={t('rule_new')} /> : null}
      empty={{ title: t('rules_empty') }}
    />
  )
}
