import { Form } from 'antd'
import { useParams } from 'react-router'
import { api, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact } from '../shared/values.tsx'
import { type BureauRule, useGoodsNames, useRuleWords } from './bureau-rules.tsx'
import { useBureauText } from './bureaus-text.ts'
import { useBureaus } from './errands.tsx'
import { RegionsPicker } from './regions.tsx'

type Values = Omit<BureauRule, 'saved_at' | 'saved_by' | 'name' | 'sku_ids'> & { name_zh: string; name_en: string; skus: string }
const fresh: Values = {
  ...{ rule_id: '', version: 0, name_zh: '', name_en: '', enabled: true, position: 100, duty: 'processing', skus: '' },
  ...{ brand_ids: [], category_ids: [], channel_ids: [], region_codes: [], bureau_ids: [], waits: false },
}

/** One rule that chooses bureaus: `new`, or its code; with what it said before. */
export function Component() {
  const t = useBureauText()
  const { rule_id = 'new' } = useParams()
  const may = useMay()('bureaus.edit')
  const inLanguage = useInLanguage()
  const { brands, categories } = useGoodsNames()
  const [channels, bureaus] = [useChannels(), useBureaus()]
  const read = useApi<{ items: BureauRule[] }>('/api/admin/bureau-rules')
  const versions = useApi<{ items: BureauRule[] }>(rule_id === 'new' ? null : `/api/admin/bureau-rules/${rule_id}/versions`)
  const { when, to } = useRuleWords(versions.data?.items ?? [])
  if (!read.data)
    return (
      <DetailDrawer title={t('rule_edit')}>
        {read.isError ? <Failure error={read.error} retry={() => void read.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const known = read.data.items.find((one) => one.rule_id === rule_id)
  const history = (
    <ol className="timeline">
      {(versions.data?.items ?? []).map((one) => (
        <li key={one.version}>
          v{one.version} · {t(one.enabled ? 'enabled' : 'disabled')} · {when(one)} · {to(one)}
          {one.waits ? ` · ${t('waits')}` : ''}
          <div className="second">
            <Exact at={one.saved_at} /> · {one.saved_by}
          </div>
        </li>
      ))}
    </ol>
  )
  if (!may)
    return (
      <DetailDrawer title={inLanguage(known?.name) || rule_id}>
        <div style={{ paddingTop: 20 }}>{history}</div>
      </DetailDrawer>
    )
  return (
    <FormDrawer<Values>
      key={`${rule_id} ${known?.version ?? 0}`}
      name={`bureau-rule.${rule_id}.${known?.version ?? 0}`}
      title={t(known ? 'rule_edit' : 'rule_new')}
      fields={[
        { key: 'rule_id', title: t('rule_id'), kind: 'text', required: true, fixed: known !== undefined, max: 40, hint: t('rule_id_hint') },
        { key: 'name_zh', title: t('name_zh'), kind: 'text', required: true, max: 60 },
        { key: 'name_en', title: t('name_en'), kind: 'text', required: true, max: 60 },
        {
          key: 'duty',
          title: t('duty'),
          kind: 'choice',
          required: true,
          options: (['acceptance', 'processing', 'delivery'] as const).map((value) => ({ value, label: t(`bureau_of_${value}`) })),
        },
        { key: 'position', title: t('position'), kind: 'number', required: true, min: 0, max: 10_000 },
        { key: 'enabled', title: t('enabled'), kind: 'yes' },
        { key: 'waits', title: t('waits'), kind: 'yes', hint: t('waits_hint') },
        { key: 'brand_ids', title: t('brands'), kind: 'many', options: brands.options },
        { key: 'category_ids', title: t('categories'), kind: 'many', options: categories.options },
        { key: 'skus', title: t('skus'), kind: 'text', max: 4000, hint: t('skus_hint') },
        { key: 'channel_ids', title: t('channels'), kind: 'many', options: channels.options },
        {
          key: 'bureau_ids',
          title: t('candidates'),
          kind: 'many',
          hint: t('candidates_hint'),
          options: bureaus.map((bureau) => ({ value: bureau.bureau_id, label: inLanguage(bureau.name) || bureau.bureau_id })),
        },
      ]}
      initial={known ? valuesOf(known) : fresh}
      inside={['rules', 0]}
      button={t('save')}
      send={async ({ name_zh, name_en, skus, ...values }) => {
        const sku_ids = skus.split(/[\s,，、]+/).filter(Boolean)
        const rule = { ...values, name: { zh: name_zh, en: name_en }, sku_ids, version: known?.version ?? 0 }
        const outcomes = await api.batch('/api/admin/bureau-rules', { rules: [rule] })
        void read.refetch()
        return outcomes[0]
      }}
      succeeded={({ status }) => status === 'saved'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      back="/bureau-rules"
    >
      {() => (
        <>
          <Form.Item name="region_codes" label={t('to_regions')} extra={t('regions_hint')}>
            <RegionsPicker />
          </Form.Item>
          {known ? <h3>{t('versions')}</h3> : null}
          {known ? history : null}
        </>
      )}
    </FormDrawer>
  )
}

const valuesOf = ({ name, sku_ids, saved_at: _at, saved_by: _by, ...rule }: BureauRule): Values => ({
  ...rule,
  name_zh: name.zh,
  name_en: name.en,
  skus: sku_ids.join(', '),
})
