import { useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useId, useState } from 'react'
import { Link, useParams } from 'react-router'
import { type AnswerOf, api, newId, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact, Facts, Section } from '../shared/values.tsx'
import { ComplaintState, isLate, useRefusal } from './parts.tsx'
import { useText } from './text.ts'

type Whole = AnswerOf<'/api/admin/complaints/{id}'>

/** One complaint with all that was said; its owner answers below. */
export function Component() {
  const t = useText()
  const { complaint_id } = useParams()
  const detail = useApi<Whole>(`/api/admin/complaints/${complaint_id}`)
  if (!detail.data)
    return (
      <DetailDrawer title={t('title')}>
        {detail.isError ? <Failure error={detail.error} retry={() => void detail.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Detail {...detail.data} />
}

function Detail(complaint: Whole) {
  const t = useText()
  const may = useMay()
  const tell = useTell()
  const refusal = useRefusal()
  const around = useListAround()
  const queries = useQueryClient()
  const inLanguage = useInLanguage()
  const field = useId()
  const [id, setId] = useState(newId)
  const [words, setWords] = useState('')
  const [busy, setBusy] = useState(false)
  const act = async (work: Promise<Outcome[]>) => {
    setBusy(true)
    const outcomes = await work.catch((error: Error) => {
      void tell.error(error.message)
      return []
    })
    setBusy(false)
    const refused = outcomes.map(refusal).find(Boolean)
    if (refused) void tell.error(refused)
    else if (outcomes.length) {
      setWords('')
      setId(newId())
    }
    void queries.invalidateQueries({ queryKey: [`/api/admin/complaints/${complaint.complaint_id}`] })
    void around?.refresh()
  }
  const open = complaint.state === 'waiting' || complaint.state === 'taken'
  const answers = may('complaints.answer') && complaint.state !== 'settled'
  return (
    <DetailDrawer
      title={t(complaint.subject)}
      status={<ComplaintState state={complaint.state} />}
      actions={
        may('complaints.answer') && open ? (
          <Button loading={busy} onClick={() => void act(api.batch('/api/admin/complaints/owners', { ids: [complaint.complaint_id] }))}>
            {t('take')}
          </Button>
        ) : undefined
      }
    >
      <Section title={t('about')}>
        <Facts
          items={[
            complaint.order_id
              ? [
                  t('order'),
                  <Link key="order" to={`/orders/${complaint.order_id}`}>
                    {complaint.order_no}
                  </Link>,
                ]
              : null,
            complaint.spu_id
              ? [
                  t('product'),
                  <Link key="product" to={`/products/${complaint.spu_id}`}>
                    {complaint.title ? inLanguage(complaint.title) : complaint.spu_id}
                  </Link>,
                ]
              : null,
            [t('member'), complaint.member_name],
            [t('owner'), complaint.owner_name ?? t('nobody')],
            [t('written_at'), <Exact key="written" at={complaint.written_at} />],
            complaint.due_at
              ? [
                  t('due_at'),
                  <span key="due">
                    <Exact at={complaint.due_at} /> {isLate(complaint) ? t('overdue') : ''}
                  </span>,
                ]
              : null,
          ]}
        />
      </Section>
      <Section title={t('said')}>
        <ul className="rows">
          {complaint.entries.map((entry) => (
            <li key={entry.said_at + entry.said_by}>
              <span style={{ flex: 1, minWidth: 180 }}>
                <p style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>{entry.words}</p>
                <span className="faint">
                  {entry.said_by === 'house' ? `${t('house')} · ` : ''}
                  {entry.name} · <Exact at={entry.said_at} />
                </span>
              </span>
            </li>
          ))}
        </ul>
      </Section>
      {answers ? (
        <Section title={t(complaint.state === 'answered' ? 'answer_again' : 'answer')}>
          <div className="field">
            <label htmlFor={field}>{t('answer_label')}</label>
            <Input.TextArea
              id={field}
              rows={4}
              maxLength={2_000}
              showCount
              value={words}
              onChange={(event) => setWords(event.target.value)}
            />
            <small className="faint">{t('answer_hint')}</small>
          </div>
          <Button
            type="primary"
            disabled={!words.trim()}
            loading={busy}
            style={{ marginTop: 16 }}
            onClick={() =>
              void act(
                api.batch('/api/admin/complaints/answers', {
                  items: [{ id, complaint_id: complaint.complaint_id, words: words.trim() }],
                }),
              )
            }
          >
            {t('answer')}
          </Button>
        </Section>
      ) : null}
    </DetailDrawer>
  )
}
