import { type AnswerOf, useApi } from '../shared/api.ts'
import { useInLanguage } from '../shared/names.ts'
import { Exact, Section, Status } from '../shared/values.tsx'
import { ownerTone } from './owner.ts'
import { useReviewText } from './review-text.ts'

type Answer = AnswerOf<'/api/admin/orders/{id}/abnormals'>

/** What an order waits for and ever waited for, with the rule that found it and who let it go. */
export function OrderReasons({ order_id }: { order_id: string }) {
  const t = useReviewText()
  const inLanguage = useInLanguage()
  const { data } = useApi<Answer>(`/api/admin/orders/${order_id}/abnormals`)
  // Which part is only told where there is another.
  const parts = data?.items.some(({ part_no }) => part_no)
  if (!data || (data.items.length === 0 && data.marks.length === 0)) return null
  return (
    <Section title={t('waits_for')}>
      {data.marks.length > 0 ? (
        <p style={{ display: 'flex', gap: 12, flexWrap: 'wrap', margin: '0 0 8px' }}>
          {data.marks.map(({ kind, value, rule_id, rule_version }) => (
            <span key={`${kind} ${value}`} title={rule_id ? t('by_rule', { rule: rule_id, version: rule_version ?? '' }) : undefined}>
              <Status tone={value === 'urgent' ? 'danger' : 'active'}>
                {kind === 'assignee' ? t('looks_after', { name: value }) : t.maybe(`mark_${value}`, value)}
              </Status>
            </span>
          ))}
        </p>
      ) : null}
      <ul className="rows">
        {data.items.map((one) => (
          <li key={one.abnormal_id} style={{ flexWrap: 'wrap' }}>
            <Status tone={one.status === 'open' ? (ownerTone[one.owner] ?? 'quiet') : 'done'}>
              {t.maybe(`reason_${one.reason}`, one.reason)}
            </Status>
            <span className="faint">{t(`owner_${one.owner}`)}</span>
            {parts && one.part_no !== null ? <span className="faint">{t('part', { no: one.part_no + 1 })}</span> : null}
            {one.detail ? <span>{one.detail}</span> : null}
            {one.rule_id ? (
              <span className="faint" title={`${one.rule_id} v${one.rule_version}`}>
                {inLanguage(one.rule_name)} v{one.rule_version}
              </span>
            ) : null}
            {one.assigned_to ? <span>{t('looks_after', { name: one.assigned_to })}</span> : null}
            <span className="spring" />
            <span className="faint">
              {one.status === 'open' ? (
                one.release_at ? (
                  <>
                    {t('release_at')} <Exact at={one.release_at} />
                  </>
                ) : (
                  <Exact at={one.opened_at} />
                )
              ) : (
                <>
                  {t.maybe(`closed_${one.closed_how}`, one.closed_how ?? '', { by: one.closed_by ?? '' })}{' '}
                  {one.note ? `— ${one.note} ` : ''}
                  <Exact at={one.closed_at} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
