import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { formatMoney, parseMoney } from '#core/money.ts'
import { newId, type Page, useApi } from '../shared/api.ts'
import { DetailDrawer } from '../shared/drawer.tsx'
import { useMay } from '../shared/session.ts'
import { Failure, Skeleton } from '../shared/states.tsx'
import { Amount, Exact, Facts, Missing, Section, Status } from '../shared/values.tsx'
import { CountTill } from './count-till.tsx'
import { Field } from './field.tsx'
import { type DayDetail, dayTone, type StaffRow, type TillItem } from './model.ts'
import { useSend } from './send.ts'
import { useNameOf, useText } from './text.ts'

/** One institution's day, made for the phone in the hand of its head: sign in, open counters, count, close, sign out. */
export function Component() {
  const { institution_id } = useParams()
  const t = useText()
  const day = useApi<DayDetail>(`/api/admin/days/${institution_id}`, {}, { refetchInterval: 15_000 })
  if (day.isPending || day.isError)
    return (
      <DetailDrawer title={t('days_title')}>
        {day.isError ? <Failure error={day.error} retry={() => void day.refetch()} /> : <Skeleton />}
      </DetailDrawer>
    )
  return <Day day={day.data} />
}

function Day({ day }: { day: DayDetail }) {
  const t = useText()
  const nameOf = useNameOf()
  const may = useMay()('day.run')
  const send = useSend()
  const [opening, setOpening] = useState(false)
  const open = day.state === 'open' || day.state === 'overtime'
  const ready = day.tills.every(({ state }) => state === 'closed')
  const institution = { id: day.institution_id }
  return (
    <DetailDrawer
      title={nameOf(day)}
      status={<Status tone={dayTone(day.state)}>{t.maybe(`state_${day.state}`, day.state)}</Status>}
      actions={
        may && ['open', 'overtime', 'late', 'not_open'].includes(day.state) ? (
          <>
            {open ? <Button onClick={() => setOpening(true)}>{t('open_counter')}</Button> : null}
            {open ? (
              <Button
                type="primary"
                disabled={!ready}
                title={ready ? '' : t('sign_out_hint')}
                onClick={() => void send('POST', '/api/admin/days/closings', { closings: [institution] }, t('sign_out'))}
              >
                {t('sign_out')}
              </Button>
            ) : null}
            {day.state === 'late' || day.state === 'not_open' ? (
              <Button
                type="primary"
                size="large"
                block
                onClick={() => void send('POST', '/api/admin/days/openings', { openings: [institution] }, t('sign_in'))}
              >
                {t('sign_in')}
              </Button>
            ) : null}
          </>
        ) : null
      }
    >
      <Section title={day.day}>
        <Facts
          items={[
            [t('hours'), day.opens_at ? `${day.opens_at}–${day.closes_at}` : null],
            [t('opened'), day.opened_at ? <Exact key="opened" at={day.opened_at} /> : null],
            day.closed_at !== null && [t('closed'), <Exact key="closed" at={day.closed_at} />],
          ]}
        />
        {open && !ready ? <p className="faint">{t('sign_out_hint')}</p> : null}
      </Section>
      <Section title={t('counters')}>
        {day.tills.length === 0 ? <p className="faint">{t('counter_none')}</p> : null}
        {day.tills.map((till) => (
          <Till key={till.id} till={till} denominations={day.denominations} may={may} />
        ))}
      </Section>
      {day.totals.map((total) => (
        <Section key={total.currency} title={t('day_totals')}>
          <Facts
            items={[
              [t('counters_counted'), total.tills],
              [t('counted'), <Amount key="counted" minor={total.counted_minor} currency={total.currency} strong />],
              [t('difference'), <Amount key="difference" minor={total.difference_minor} currency={total.currency} />],
              ...total.vouchers.map(
                ({ act = 'used', kind, pieces, amount_minor }) =>
                  [
                    t(`voucher_${act}_counted`, { kind, count: pieces }),
                    <Amount key={`${act} ${kind}`} minor={amount_minor} currency={total.currency} />,
                  ] as const,
              ),
            ]}
          />
        </Section>
      ))}
      {opening ? <OpenCounter day={day} done={() => setOpening(false)} /> : null}
    </DetailDrawer>
  )
}

function Till({ till, denominations, may }: { till: TillItem; denominations: number[]; may: boolean }) {
  const t = useText()
  const send = useSend()
  const [counting, setCounting] = useState(false)
  const [reason, setReason] = useState('')
  const off = till.counted_minor === null ? null : till.counted_minor - till.expected_minor
  return (
    <div className="panel">
      <div className="card-row">
        <strong>
          {t('counter')} {till.counter} · {till.teller_name}
        </strong>
        <Status tone={till.state === 'open' ? 'active' : 'done'}>{t.maybe(`till_${till.state}`, till.state)}</Status>
      </div>
      <div className="card-row second">
        <span>{t('expected')}</span>
        <Amount minor={till.expected_minor} currency={till.currency} />
      </div>
      <div className="card-row second">
        <span>{t('counted')}</span>
        {till.counted_minor === null ? <Missing /> : <Amount minor={till.counted_minor} currency={till.currency} />}
      </div>
      {till.vouchers.map(({ act = 'used', kind, pieces, amount_minor }) => (
        <div key={`${act} ${kind}`} className="card-row second">
          <span>{t(`voucher_${act}_counted`, { kind, count: pieces })}</span>
          <Amount minor={amount_minor} currency={till.currency} />
        </div>
      ))}
      {off ? (
        <div className="card-row second">
          <span>{t('difference')}</span>
          <Status tone="danger">
            <Amount minor={off} currency={till.currency} strong />
          </Status>
        </div>
      ) : null}
      {till.difference_reason ? <div className="card-row second">{till.difference_reason}</div> : null}
      {may && till.state === 'open' ? (
        <div style={{ display: 'grid', gap: 8, marginTop: 12 }}>
          {off ? (
            <Input
              placeholder={t('reason_needed', { amount: formatMoney(off, till.currency) })}
              aria-label={t('reason')}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          ) : null}
          <div style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 8 }}>
            <Button type={off === null ? 'primary' : 'default'} onClick={() => setCounting(true)}>
              {t('count')}
            </Button>
            <Button
              type={off === null ? 'default' : 'primary'}
              disabled={off === null || (off !== 0 && !reason.trim())}
              onClick={() =>
                void send(
                  'POST',
                  '/api/admin/tills/closings',
                  { closings: [{ id: till.id, ...(reason.trim() ? { difference_reason: reason.trim() } : {}) }] },
                  t('close_counter'),
                )
              }
            >
              {t('close_counter')}
            </Button>
          </div>
        </div>
      ) : null}
      {counting ? <CountTill till={till} denominations={denominations} done={() => setCounting(false)} /> : null}
    </div>
  )
}

function OpenCounter({ day, done }: { day: DayDetail; done(): void }) {
  const t = useText()
  const send = useSend()
  const may = useMay()
  const [id] = useState(newId)
  const tellers = useApi<Page<StaffRow>>(may('staff.read') ? '/api/admin/staff' : null, { under: day.institution_id, limit: 200 })
  const me = useApi<{ user: { id: string; name: string } | null }>('/api/admin/session').data?.user
  const options = tellers.data?.items.map((one) => ({ value: one.id, label: one.name })) ?? (me ? [{ value: me.id, label: me.name }] : [])
  const [counter, setCounter] = useState('1')
  const [teller, setTeller] = useState<string | null>(null)
  const [float, setFloat] = useState('500')
  const float_minor = parseMoney(float, 'CNY')
  const teller_id = teller ?? options.find(({ value }) => value === me?.id)?.value ?? options[0]?.value
  return (
    <Modal
      open
      title={t('open_counter')}
      okText={t('open_counter')}
      okButtonProps={{ disabled: !counter || !teller_id || float_minor === null || float_minor < 0 }}
      onCancel={done}
      onOk={() =>
        void send(
          'POST',
          '/api/admin/tills',
          { tills: [{ id, institution_id: day.institution_id, counter, teller_id, float_minor }] },
          t('open_counter'),
        ).then((went) => went && done())
      }
    >
      <div style={{ display: 'grid', gap: 12 }}>
        <Field title={t('counter')}>
          {(id) => <Input id={id} value={counter} maxLength={8} onChange={(event) => setCounter(event.target.value)} />}
        </Field>
        <div>
          <span>{t('teller')}</span>
          <Select aria-label={t('teller')} style={{ width: '100%' }} value={teller_id ?? null} options={options} onChange={setTeller} />
        </div>
        <Field title={t('float')}>
          {(id) => (
            <Input
              id={id}
              inputMode="decimal"
              status={float_minor === null ? 'error' : ''}
              value={float}
              onChange={(event) => setFloat(event.target.value)}
            />
          )}
        </Field>
      </div>
    </Modal>
  )
}
