import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { type AnswerOf, type Outcome, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Exact, Missing, Section, Status } from '../shared/values.tsx'
import { useBureauText } from './bureaus-text.ts'
import { AssignForm, errandTone, useBureaus, useGoods } from './errands.tsx'

type Errand = AnswerOf<'/api/admin/orders/{id}/errands'>['items'][number]

/** Who accepts, processes and delivers an order, or each part of it, who had it before, and why them. */
export function OrderBureaus({ order_id }: { order_id: string }) {
  const t = useBureauText()
  const may = useMay()('bureaus.assign')
  const tell = useTell()
  const queries = useQueryClient()
  const inLanguage = useInLanguage()
  const goodsOf = useGoods()
  const bureaus = useBureaus()
  const nameOf = (id: string) => inLanguage(bureaus.find(({ bureau_id }) => bureau_id === id)?.name) || id
  const [giving, setGiving] = useState<Errand | null>(null)
  const read = useApi<{ items: Errand[] }>(`/api/admin/orders/${order_id}/errands`)
  if (!read.data || read.data.items.length === 0) return null
  const finish = (outcomes: Outcome[]) => {
    const said = t.maybe(`outcome_${outcomes[0]?.status}`, outcomes[0]?.detail ?? '')
    if (outcomes[0]?.status === 'assigned') void tell.success(said)
    else void tell.error(said, 6)
    setGiving(null)
    void read.refetch()
    void queries.invalidateQueries({ queryKey: [`/api/admin/orders/${order_id}`] })
    void queries.invalidateQueries({ queryKey: [`/api/admin/orders/${order_id}/abnormals`] })
  }
  const parts = Map.groupBy(read.data.items, ({ part_no }) => part_no)
  return (
    <Section title={t('of_order')}>
      {[...parts].map(([part_no, errands]) => (
        <div key={part_no}>
          {parts.size > 1 ? (
            <p style={{ margin: '8px 0 0' }}>
              <span className="strong">{t('part', { no: part_no + 1 })}</span> <span className="faint">{goodsOf(errands[0]!)}</span>
            </p>
          ) : null}
          <ul className="rows">
            {errands.map((one) => (
              <li key={one.id} style={{ flexWrap: 'wrap' }}>
                <span className="faint">{t(`bureau_of_${one.duty}`)}</span>
                <span className="strong">{inLanguage(one.bureau_name) || <Missing />}</span>
                <Status tone={errandTone(one.status)}>{t(`status_${one.status}`)}</Status>
                {one.return_reason ? <span>{[t(`reason_${one.return_reason}`), one.return_note].filter(Boolean).join('：')}</span> : null}
                <span className="faint">
                  {one.rule_id
                    ? t('by_rule', { rule: inLanguage(one.rule_name) || one.rule_id, version: one.rule_version ?? '' })
                    : t('by_person', { name: one.assigned_by })}
                </span>
                {one.passed_over.length > 0 ? (
                  <span className="faint">
                    {t('passed_over', {
                      list: one.passed_over.map(({ bureau_id, why }) => `${nameOf(bureau_id)}（${t(`why_${why}`)}）`).join('、'),
                    })}
                  </span>
                ) : null}
                <span className="spring" />
                <span className="faint">
                  <Exact at={one.ended_at ?? one.answered_at ?? one.assigned_at} />
                </span>
                {may && one.ended_at === null ? (
                  <Button size="small" onClick={() => setGiving(one)}>
                    {t('assign')}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {giving ? (
        <AssignForm
          rows={[{ ...giving, order_id }]}
          cancel={() => setGiving(null)}
          run={(work) => void work([{ ...giving, order_id }]).then(finish, (error: Error) => tell.error(error.message))}
        />
      ) : null}
    </Section>
  )
}
