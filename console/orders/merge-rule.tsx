import { type AnswerOf, api, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { FormDrawer } from '../shared/form-drawer.tsx'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact } from '../shared/values.tsx'
import { useParcelingText } from './parceling-text.ts'

type Answer = AnswerOf<'/api/admin/merge-rule'>
type Values = Pick<Answer['rule'], 'version' | 'enabled' | 'across_channels' | 'within_hours' | 'most_orders'>

/** Whether orders are merged by themselves, and what the rule said before. */
export function Component() {
  const t = useParcelingText()
  const read = useApi<Answer>('/api/admin/merge-rule')
  if (!read.data)
    return (
      <DetailDrawer title={t('rule')}>
        {read.isError ? <Failure error={read.error} retry={() => void read.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const { rule, versions } = read.data
  return (
    <FormDrawer<Values>
      key={rule.version}
      name={`merge-rule.${rule.version}`}
      title={t('rule')}
      intro={t('rule_hint')}
      fields={[
        { key: 'enabled', title: t('rule_enabled'), kind: 'yes' },
        { key: 'across_channels', title: t('rule_across'), kind: 'yes' },
        { key: 'within_hours', title: t('rule_hours'), kind: 'number', required: true, min: 1, max: 720, precision: 0, suffix: t('hours') },
        { key: 'most_orders', title: t('rule_most'), kind: 'number', required: true, min: 2, max: 20, precision: 0, suffix: t('pieces') },
      ]}
      initial={{
        version: rule.version,
        enabled: rule.enabled,
        across_channels: rule.across_channels,
        within_hours: rule.within_hours,
        most_orders: rule.most_orders,
      }}
      button={t('save')}
      send={async (values) => {
        const { outcomes } = await api.put<{ outcomes: Outcome[] }>('/api/admin/merge-rule', { ...values, version: rule.version })
        void read.refetch()
        return outcomes[0]
      }}
      succeeded={({ status }) => status === 'saved' || status === 'already_saved'}
      reason={({ status, detail }) => t.maybe(`outcome_${status}`, detail ?? status)}
      back="/merge-hints"
    >
      {() => (
        <ol className="timeline">
          {versions.map((one) => (
            <li key={one.version}>
              v{one.version} · {one.enabled ? t('rule_enabled') : t('rule_off')} · {one.within_hours} {t('hours')} · {one.most_orders}{' '}
              {t('pieces')}
              <div className="second">
                <Exact at={one.saved_at} /> · {one.saved_by}
              </div>
            </li>
          ))}
        </ol>
      )}
    </FormDrawer>
  )
}
