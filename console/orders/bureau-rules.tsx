import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useNavigate } from 'react-router'
import { useRegionNames } from '../inventory/regions.ts'
import { type AnswerOf, type RowOf, useApi } from '../shared/api.ts'
import { ListPage } from '../shared/list-page.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Status, TwoLines } from '../shared/values.tsx'
import { useBureauText } from './bureaus-text.ts'
import { useBureaus } from './errands.tsx'

export type BureauRule = RowOf<'/api/admin/bureau-rules'>
const row_id = (row: BureauRule) => row.rule_id

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
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const read = useApi<{ items: BureauRule[] }>('/api/admin/bureau-rules')
  const { when, to } = useRuleWords(read.data?.items ?? [])
  const state = (row: BureauRule) => <Status tone={row.enabled ? 'done' : 'quiet'}>{t(row.enabled ? 'enabled' : 'disabled')}</Status>
  const columns: Column<BureauRule>[] = [
    { key: 'duty', title: t('duty'), width: 100, render: (row) => t(`bureau_of_${row.duty}`), value: (row) => t(`bureau_of_${row.duty}`) },
    {
      key: 'position',
      title: t('position'),
      width: 70,
      align: 'right',
      render: (row) => <span className="number">{row.position}</span>,
      value: (row) => row.position,
    },
    {
      key: 'name',
      title: t('rule'),
      width: 200,
      render: (row) => (
        <TwoLines first={<span className="strong">{inLanguage(row.name)}</span>} second={`${row.rule_id} v${row.version}`} />
      ),
      value: (row) => row.rule_id,
    },
    { key: 'when', title: t('when'), width: 260, grow: true, render: (row) => <span title={when(row)}>{when(row)}</span>, value: when },
    { key: 'to', title: t('candidates'), width: 240, render: (row) => <span title={to(row)}>{to(row)}</span>, value: to },
    { key: 'enabled', title: t('enabled'), width: 90, render: state, value: (row) => String(row.enabled) },
    {
      key: 'saved_at',
      title: t('saved'),
      width: 140,
      render: (row) => <TwoLines first={<Ago at={row.saved_at} />} second={row.saved_by} />,
      value: (row) => row.saved_at,
    },
  ]
  return (
    <ListPage<BureauRule>
      name="bureau-rules"
      title={t('rules')}
      hint={t('rules_hint')}
      path="/api/admin/bureau-rules"
      whole
      row_id={row_id}
      row_name={(row) => inLanguage(row.name)}
      row_height={52}
      columns={columns}
      open={row_id}
      actions={
        may ? (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate('new')}>
            {t('rule_new')}
          </Button>
        ) : null
      }
      card={(row) => (
        <>
          <div className="card-row">
            <span className="strong">{inLanguage(row.name)}</span>
            {state(row)}
          </div>
          <div className="card-row second">
            <span>
              {t(`bureau_of_${row.duty}`)} · {when(row)}
            </span>
          </div>
          <div className="card-row second">
            <span>{to(row)}</span>
            <span>v{row.version}</span>
          </div>
        </>
      )}
      empty={{ title: t('rules_empty') }}
    />
  )
}
