import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useNavigate } from 'react-router'
import { ListPage } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import type { Column } from '../shared/table.tsx'
import { Ago, Status, TwoLines } from '../shared/values.tsx'
import { type Rule, useConditionWords } from './conditions.tsx'
import { useReviewText } from './review-text.ts'

const row_id = (row: Rule) => row.rule_id

/** What a rule does, in words. */
function useActionWords(): (rule: Rule) => string {
  const t = useReviewText()
  return ({ action, reason, value, hold_hours }) =>
    [
      t(`action_${action}`),
      reason ? t.maybe(`reason_${reason}`, reason) : value ? t.maybe(`mark_${value}`, value) : null,
      hold_hours ? `${hold_hours} ${t('hours')}` : null,
    ]
      .filter(Boolean)
      .join(' · ')
}

/** The rules orders are reviewed by, in the order they are asked. */
export function Component() {
  const t = useReviewText()
  const may = useMay()
  const navigate = useNavigate()
  const inLanguage = useInLanguage()
  const conditionWords = useConditionWords()
  const actionWords = useActionWords()
  const when = (row: Rule) => (row.conditions.length === 0 ? t('always') : row.conditions.map(conditionWords).join(` ${t('and')} `))
  const state = (row: Rule) => <Status tone={row.enabled ? 'done' : 'quiet'}>{t(row.enabled ? 'enabled' : 'disabled')}</Status>
  const columns: Column<Rule>[] = [
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
    {
      key: 'conditions',
      title: t('conditions'),
      width: 320,
      grow: true,
      render: (row) => <span title={when(row)}>{when(row)}</span>,
      value: when,
    },
    { key: 'action', title: t('action'), width: 190, render: actionWords, value: actionWords },
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
    <ListPage<Rule>
      name="review-rules"
      title={t('rules')}
      hint={`${t('rules_hint')} ${t('built_in')}`}
      path="/api/admin/review-rules"
      whole
      row_id={row_id}
      row_name={(row) => inLanguage(row.name)}
      row_height={52}
      columns={columns}
      open={row_id}
      actions={
        may('orders.rules') ? (
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
          <div className="card-row second">{when(row)}</div>
          <div className="card-row second">
            <span>{actionWords(row)}</span>
            <span>v{row.version}</span>
          </div>
        </>
      )}
      empty={{ title: t('rules_empty') }}
    />
  )
}
