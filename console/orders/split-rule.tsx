import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { type AnswerOf, api, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { useChannels, useNodes } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact, Section } from '../shared/values.tsx'
import { useGoodsNames } from './bureau-rules.tsx'
import { useParcelingText } from './parceling-text.ts'

type Answer = AnswerOf<'/api/admin/split-rule'>
type Rule = Answer['rule']
interface Values {
  enabled: boolean
  /** Kilograms on the screen. */
  most_kg: number | null
  apart_category_ids: string[]
  node_ids: string[]
  channel_ids: string[]
}
interface Told {
  orders: number
  split: number
  more_parcels: number
  from_several_places: number
  waiting_for_goods: number
  weight_unknown: number
  examples: { id: string; order_no: string; parcels: number; because: ('rule' | 'places' | 'waiting')[] }[]
}

const contentOf = ({ most_kg, apart_category_ids, node_ids, channel_ids }: Values) => ({
  most_grams: most_kg ? Math.round(most_kg * 1_000) : null,
  ...{ apart_category_ids: apart_category_ids ?? [], node_ids: node_ids ?? [], channel_ids: channel_ids ?? [] },
})

/** Whether orders are split by themselves, what the rule would have done, and what it said before. */
export function Component() {
  const t = useParcelingText()
  const [nodes, channels] = [useNodes(), useChannels()]
  const read = useApi<Answer>('/api/admin/split-rule')
  const { categories } = useGoodsNames()
  if (!read.data)
    return (
      <DetailDrawer title={t('split_rule')}>
        {read.isError ? <Failure error={read.error} retry={() => void read.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const { rule, versions } = read.data
  const { enabled, most_grams, apart_category_ids, node_ids, channel_ids } = rule
  return (
    <FormDrawer<Values>
      key={rule.version}
      name={`split-rule.${rule.version}`}
      title={t('split_rule')}
      intro={t('split_rule_hint')}
      fields={[
        { key: 'enabled', title: t('split_rule_enabled'), kind: 'yes' },
        { key: 'most_kg', title: t('most_kg'), kind: 'number', min: 0.1, max: 10_000, precision: 2, suffix: t('kilograms') },
        {
          key: 'apart_category_ids',
          title: t('apart_categories'),
          kind: 'many',
          options: categories.options,
          hint: t('apart_categories_hint'),
        },
        { key: 'node_ids', title: t('only_nodes'), kind: 'many', options: nodes.options, placeholder: t('everywhere') },
        { key: 'channel_ids', title: t('only_channels'), kind: 'many', options: channels.options, placeholder: t('every_channel') },
      ]}
      initial={{ enabled, most_kg: most_grams === null ? null : most_grams / 1_000, apart_category_ids, node_ids, channel_ids }}
      button={t('save')}
      send={async (values) => {
        const body = { ...contentOf(values), enabled: values.enabled, version: rule.version }
        const { outcomes } = await api.put<{ outcomes: Outcome[] }>('/api/admin/split-rule', body)
        void read.refetch()
        return outcomes[0]
      }}
      succeeded={({ status }) => status === 'saved' || status === 'already_saved'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      back="/merge-hints"
    >
      {(values) => (
        <>
          <DryRun values={values} />
          <ol className="timeline">
            {versions.map((one) => (
              <li key={one.version}>
                v{one.version} · {wordsOf(one, t)}
                <div className="second">
                  <Exact at={one.saved_at} /> · {one.saved_by}
                </div>
              </li>
            ))}
          </ol>
        </>
      )}
    </FormDrawer>
  )
}

function wordsOf(rule: Rule, t: ReturnType<typeof useParcelingText>): string {
  if (!rule.enabled) return t('split_rule_off')
  const parts = [
    rule.most_grams === null ? null : t('up_to_kg', { kg: rule.most_grams / 1_000 }),
    rule.apart_category_ids.length > 0 ? t('apart_count', { count: rule.apart_category_ids.length }) : null,
  ]
  return parts.filter(Boolean).join('、')
}

/** What the rule as it stands on the screen would have made of the last 30 days. */
function DryRun({ values }: { values: Values }) {
  const t = useParcelingText()
  const [told, setTold] = useState<Told | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const run = async () => {
    setBusy(true)
    setProblem(null)
    await api.post<Told>('/api/admin/split-rule/dry-runs', contentOf(values)).then(setTold, (error: Error) => setProblem(error.message))
    setBusy(false)
  }
  return (
    <Section
      title={t('dry_run')}
      extra={
        <Button size="small" loading={busy} onClick={() => void run()}>
          {t('dry_run')}
        </Button>
      }
    >
      <p className="faint">{t('dry_run_hint')}</p>
      {problem ? (
        <div className="problem" role="alert">
          {problem}
        </div>
      ) : null}
      {told ? (
        <div role="status">
          <p>
            {t('dry_split', { orders: told.orders, split: told.split, parcels: told.more_parcels })}
            <span className="faint">
              {' '}
              {t('dry_anyway', { places: told.from_several_places, waits: told.waiting_for_goods })}
              {told.weight_unknown > 0 ? ` ${t('dry_unknown', { count: told.weight_unknown })}` : ''}
            </span>
          </p>
          <ul className="rows">
            {told.examples.map((one) => (
              <li key={one.id}>
                <Link className="code" to={`/orders/${one.id}?state=*`}>
                  {one.order_no}
                </Link>
                <span className="faint">{one.because.map((why) => t(`because_${why}`)).join('、')}</span>
                <span className="spring" />
                <span className="faint">{t('dry_parcels', { count: one.parcels })}</span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </Section>
  )
}
