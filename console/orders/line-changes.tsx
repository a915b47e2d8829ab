import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useSearchParams } from 'react-router'
import { type AnswerOf, api, type Outcome, useApi } from '../shared/api.ts'
import { useListAround } from '../shared/list-context.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useMay } from '../shared/session.ts'
import { Amount, Exact, Section, Status } from '../shared/values.tsx'
import { useLineText } from './line-text.ts'
import { type OrderDetail, open, shortReasons } from './model.ts'

const RefundForm = lazy(() => import('./refund-form.tsx').then(({ RefundForm }) => ({ default: RefundForm })))
const SubstituteForm = lazy(() => import('./substitute-form.tsx').then(({ SubstituteForm }) => ({ default: SubstituteForm })))

type View = AnswerOf<'/api/admin/orders/{id}/line-changes'>
type Reasons = AnswerOf<'/api/admin/orders/{id}/abnormals'>

/** What of an order does not come, or comes otherwise; and, while goods are short, what may be done about it. */
export function OrderLineChanges({ order }: { order: OrderDetail }) {
  const t = useLineText()
  const may = useMay()
  const tell = useTell()
  const around = useListAround()
  const base = `/api/admin/orders/${order.id}`
  const { data, refetch } = useApi<View>(`${base}/line-changes`)
  const reasons = useApi<Reasons>(`${base}/abnormals`)
  const [order_again, booked] = [useApi(base), useApi(`${base}/postings`)]
  const [params] = useSearchParams()
  const [asking, setAsking] = useState<'refund' | 'substitute' | null>(null)
  if (!data) return null
  const begun = new Set(order.lines.filter(({ shipped }) => shipped > 0).map(({ group_no }) => group_no))
  const changes = order.groups.some(({ group_no, state }) => open.has(state) && !begun.has(group_no))
  const short = changes ? (reasons.data?.items.filter(({ reason, status }) => status === 'open' && shortReasons.has(reason)) ?? []) : []
  const told = params.get('short') !== null && short.length > 0
  const [refunds, swaps] = [changes && may('orders.cancel'), changes && may('orders.review')]
  if (data.refunds.length === 0 && data.substitutions.length === 0 && !refunds && !swaps) return null
  const send = async (path: string, body: object): Promise<string | null> => {
    const outcome = await api.batch(path, body).then(
      ([one]) => one,
      (error: Error): Outcome => ({ id: order.id, status: 'failed', detail: error.message }),
    )
    const words = t.maybe(`outcome_${outcome?.status}`, outcome?.detail ?? '')
    for (const one of [order_again, booked, reasons]) void one.refetch()
    void refetch()
    void around?.refresh()
    if (
      !outcome ||
      !['refunded', 'substituted', 'told', 'already_refunded', 'already_substituted', 'already_told'].includes(outcome.status)
    )
      return words
    void tell.success(words, 5)
    setAsking(null)
    return null
  }
  const small = { size: 'small', type: 'text' } as const
  return (
    <Section
      title={t('section')}
      extra={
        <span style={{ whiteSpace: 'nowrap' }}>
          {refunds ? (
            <Button {...small} onClick={() => setAsking('refund')}>
              {t('refund')}
            </Button>
          ) : null}
          {swaps ? (
            <Button {...small} onClick={() => setAsking('substitute')}>
              {t('substitute')}
            </Button>
          ) : null}
        </span>
      }
    >
      {short.length > 0 && (refunds || swaps) ? (
        <div className="problem" role={told ? 'alert' : undefined} style={{ marginBottom: 12 }}>
          <strong>{t('short')}</strong> {[...new Set(short.flatMap(({ detail }) => detail ?? []))].join('；')}
          <p style={{ margin: '4px 0 8px' }}>{t('short_hint')}</p>
          <p style={{ display: 'flex', flexWrap: 'wrap', gap: 8, margin: 0 }}>
            {refunds ? (
              <Button size="small" onClick={() => setAsking('refund')}>
                {t('refund_short')}
              </Button>
            ) : null}
            {swaps ? (
              <Button size="small" onClick={() => setAsking('substitute')}>
                {t('substitute')}
              </Button>
            ) : null}
          </p>
        </div>
      ) : null}
      <Told view={data} currency={order.currency} />
      <PlatformRefunds
        view={data}
        order={order}
        settle={refunds ? (refund_id) => send('/api/admin/platform-refunds/settlements', { refunds: [{ id: order.id, refund_id }] }) : null}
      />
      <Suspense>
        {asking === 'refund' ? (
          <RefundForm
            order={order}
            short={short.length > 0}
            close={() => setAsking(null)}
            send={(refund) => send('/api/admin/orders/line-refunds', { refunds: [refund] })}
          />
        ) : null}
        {asking === 'substitute' ? (
          <SubstituteForm
            order={order}
            close={() => setAsking(null)}
            send={(substitution) => send('/api/admin/orders/substitutions', { substitutions: [substitution] })}
          />
        ) : null}
      </Suspense>
    </Section>
  )
}

interface PlatformProps {
  view: View
  order: OrderDetail
  settle: ((refund_id: string) => Promise<string | null>) | null
}
/** What the platform that was paid has to pay the buyer: until somebody has told it, or it says so itself. */
function PlatformRefunds({ view, order, settle }: PlatformProps) {
  const t = useLineText()
  const tell = useTell()
  const [busy, setBusy] = useState<string | null>(null)
  if (view.platform_refunds.length === 0) return null
  const press = async (refund_id: string) => {
    setBusy(refund_id)
    const problem = await settle?.(refund_id)
    if (problem) void tell.error(problem, 6)
    setBusy(null)
  }
  return (
    <ul className="rows">
      {view.platform_refunds.map((one) => (
        <li key={one.refund_id} style={{ flexWrap: 'wrap' }}>
          <Status tone={one.told_at ? 'done' : 'danger'}>{t(one.told_at ? 'platform_told' : 'platform_owes')}</Status>
          <Amount minor={one.amount_minor} currency={order.currency} strong />
          <OfPlatform minor={one.subsidy_minor} currency={order.currency} />
          <span className="faint">
            {one.told_at ? (
              <>
                {one.told_by === 'marketplace' ? t('platform_itself') : one.told_by} <Exact at={one.told_at} />
              </>
            ) : (
              t('platform_hint', { no: order.external_no ?? order.order_no })
            )}
          </span>
          <span className="spring" />
          {settle && !one.told_at ? (
            <Button size="small" loading={busy === one.refund_id} onClick={() => void press(one.refund_id)}>
              {t('platform_settle')}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

/** What of a refund the platform gets back itself. */
function OfPlatform({ minor, currency }: { minor: number; currency: string }) {
  const t = useLineText()
  return minor > 0 ? (
    <span className="faint">
      {t('of_platform')} <Amount minor={minor} currency={currency} />
    </span>
  ) : null
}

function Told({ view, currency }: { view: View; currency: string }) {
  const t = useLineText()
  const inLanguage = useInLanguage()
  if (view.refunds.length === 0 && view.substitutions.length === 0) return <p className="faint">{t('none')}</p>
  return (
    <ul className="rows">
      {view.refunds.map((one) => (
        <li key={`${one.refund_id} ${one.line_no}`} style={{ flexWrap: 'wrap' }}>
          <Status tone="quiet">
            {t(one.quantity > 0 ? 'pieces_back' : 'money_back', { title: inLanguage(one.title), count: one.quantity })}
          </Status>
          <Amount minor={one.amount_minor + one.freight_minor} currency={currency} strong />
          {one.freight_minor > 0 ? (
            <span className="faint">
              <Amount minor={one.freight_minor} currency={currency} /> {t('freight')}
            </span>
          ) : null}
          <OfPlatform minor={one.subsidy_minor} currency={currency} />
          {one.points > 0 ? <span className="faint">{t('with_points', { count: one.points })}</span> : null}
          <span className="faint">
            {one.reason} · {one.refunded_by === 'buyer' ? t('buyer') : one.refunded_by} <Exact at={one.refunded_at} />
          </span>
        </li>
      ))}
      {view.substitutions.map((one) => (
        <li key={one.substitution_id} style={{ flexWrap: 'wrap' }}>
          <Status tone="active">{t('swapped', { was: inLanguage(one.was_title), now: inLanguage(one.title), count: one.quantity })}</Status>
          {one.refunded_minor > 0 ? (
            <span>
              {t('difference_back')} <Amount minor={one.refunded_minor} currency={currency} strong />
            </span>
          ) : null}
          <span className="faint">
            {t.maybe(`consent_${one.consent_by}`, one.consent_by)}：{one.consent} · {one.substituted_by} <Exact at={one.substituted_at} />
          </span>
        </li>
      ))}
    </ul>
  )
}
