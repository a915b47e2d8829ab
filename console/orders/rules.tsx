import { ListPage } from '../shared/list-page.tsx'
import { useMay } from '../shared/session.ts'
import { type Rule, useConditionWords } from './conditions.tsx'
import { useReviewText } from './review-text.ts'
import { NewRule, useRuleList } from './rule-columns.tsx'

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
  const conditionWords = useConditionWords()
  const actionWords = useActionWords()
  const when = (row: Rule) => (row.conditions.length === 0 ? t('always') : conditionWords(row.conditions).join(` ${t('and')} `))
  const titles = { position: t('position'), rule: t('rule'), enabled: t('enabled'), disabled: t('disabled'), saved: t('saved') }
  const list = useRuleList<Rule>(
    titles,
    [
      {
        key: 'conditions',
        title: t('conditions'),
        width: 320,
        grow: true,
        render: (row) => <span title={when(row)}>{when(row)}</span>,
        value: when,
      },
      { key: 'action', title: t('action'), width: 190, render: actionWords, value: actionWords },
    ],
    (row) => [when(row), actionWords(row)],
  )
  return (
    <ListPage<Rule>
      {...list}
      name="review-rules"
      title={t('rules')}
      hint={`${t('rules_hint')} ${t('built_in')}`}
      path="/api/admin/review-rules"
      actions={may('orders.rules') ? <NewRule title={t('rule_new')} /> : null}
      empty={{ title: t('rules_empty') }}
    />
  )
}
