import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { type AnswerOf, api, type Outcome, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Exact, Facts, Section } from '../shared/values.tsx'
import { useBureauText } from './bureaus-text.ts'
import { addressOf, ErrandStatus, ReturnForm, usePart } from './errands.tsx'
import { useText } from './text.ts'

type Answer = AnswerOf<'/api/admin/errands/{id}'>

/** One order a bureau was given: what is to go where, and its word on it. */
export function Component() {
  const { errand_id } = useParams()
  const t = useBureauText()
  const orders = useText()
  const inLanguage = useInLanguage()
  const channels = useChannels()
  const tell = useTell()
  const partOf = usePart()
  const around = useListAround()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const read = useApi<Answer>(`/api/admin/errands/${errand_id}`)
  if (!read.data)
    return (
      <DetailDrawer title={t('inbox')}>
        {read.isError ? <Failure error={read.error} retry={() => void read.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  const errand = read.data
  const finish = (work: Promise<Outcome[]>) => {
    setBusy(true)
    work
      .then(([outcome]) => {
        const said = t.maybe(`outcome_${outcome?.status}`, outcome?.detail ?? '')
        if (outcome && ['accepted', 'returned'].includes(outcome.status.replace('already_', ''))) void tell.success(said)
        else void tell.error(said, 6)
        setAsking(false)
      })
      .catch((error: Error) => tell.error(error.message))
      .finally(() => {
        setBusy(false)
        void read.refetch()
        void around?.refresh()
      })
  }
  const phone = errand.buyer_phone ? <span className="number">{errand.buyer_phone}</span> : null
  const open = errand.status === 'waiting' || errand.status === 'accepted'
  return (
    <DetailDrawer
      title={<span className="code">{errand.order_no}</span>}
      status={<ErrandStatus row={errand} />}
      actions={
        open ? (
          <>
            <Button danger disabled={busy} onClick={() => setAsking(true)}>
              {t('return')}
            </Button>
            {errand.status === 'waiting' ? (
              <Button
                type="primary"
                loading={busy}
                onClick={() => finish(api.batch('/api/admin/errands/acceptances', { ids: [errand.id] }))}
              >
                {t('accept')}
              </Button>
            ) : null}
          </>
        ) : null
      }
    >
      <Section title={t(`bureau_of_${errand.duty}`)}>
        <Facts
          items={[
            [t('bureau'), inLanguage(errand.bureau_name)],
            [t('assigned_at'), <Exact key="at" at={errand.assigned_at} />],
            [
              t('rule'),
              errand.rule_id
                ? `${inLanguage(errand.rule_name) || errand.rule_id} v${errand.rule_version}`
                : t('by_person', { name: errand.assigned_by }),
            ],
            errand.answered_at
              ? [
                  t('answered'),
                  <span key="by">
                    {errand.answered_by} <Exact at={errand.answered_at} />
                  </span>,
                ]
              : [t('answer_by'), <Exact key="until" at={errand.answer_by} />],
            errand.return_reason
              ? [t('reason'), [t(`reason_${errand.return_reason}`), errand.return_note].filter(Boolean).join('：')]
              : null,
          ]}
        />
      </Section>
      <Section title={[t('goods'), partOf(errand)].filter(Boolean).join(' · ')}>
        <ul className="rows">
          {errand.goods.map(({ sku_id, title, quantity }) => (
            <li key={`${sku_id}:${inLanguage(title)}`}>
              <span>{inLanguage(title)}</span>
              <span className="faint code">{sku_id}</span>
              <span className="spring" />
              <span className="number">× {quantity}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('buyer')}>
        <Facts
          items={[
            [t('buyer'), errand.buyer_name],
            [t('phone'), phone],
            [t('address'), addressOf(errand)],
            errand.buyer_message ? [t('message'), errand.buyer_message] : null,
            [t('channel'), channels.name(errand.channel_id)],
            [t('placed_at'), <Exact key="placed" at={errand.placed_at} />],
            [t('order_state'), errand.states.map((state) => orders(`state_${state}`)).join('、')],
          ]}
        />
      </Section>
      {asking ? <ReturnForm rows={[errand]} cancel={() => setAsking(false)} run={(work) => finish(work([errand]))} /> : null}
    </DetailDrawer>
  )
}
