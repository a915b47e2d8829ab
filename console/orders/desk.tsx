import { Button, Input, Segmented, Select } from 'antd'
import { useId, useState } from 'react'
import { Link } from 'react-router'
import { type AnswerOf, api, newId, type Outcome, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useInLanguage } from '../shared/names.ts'
import { useRemembered } from '../shared/remembered.ts'
import { Amount } from '../shared/values.tsx'
import { blank, type Customer, CustomerPanel } from './desk-customer.tsx'
import { type Chosen, GoodsPanel, type Quote } from './desk-goods.tsx'
import { NoteFields, noNote } from './desk-note.tsx'
import { useDeskText } from './desk-text.ts'

interface Placed extends Outcome {
  order_no?: string
  sku_id?: string
  available?: number
}
const outletKinds: ReadonlySet<string> = new Set(['store', 'dealer'])

/** Orders by phone and over a counter, on one page. */
export function Component() {
  const t = useDeskText()
  const tell = useTell()
  const [order_id, setOrderId] = useState(newId)
  const [to, setTo] = useState(blank)
  const [customer, setCustomer] = useState<Customer | null>(null)
  const [chosen, setChosen] = useState<Chosen[]>([])
  const [note, setNote] = useState(noNote)
  const [channel_id, setChannel] = useRemembered<string>('desk.channel', 'mall')
  const [outlet_id, setOutlet] = useRemembered<string | null>('desk.outlet', null)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [placed, setPlaced] = useState<Placed | null>(null)
  const [term, setTerm] = useState<Term>('pay_at_outlet')
  const [confirmation, setConfirmation] = useState(noConfirmation)
  const buyer = useApi<AnswerOf<'/api/admin/order-desk/buyer'>>(customer?.member_id ? '/api/admin/order-desk/buyer' : null, {
    member_id: customer?.member_id ?? '',
  }).data?.buyer
  // A company buys at the prices of the mall, without anybody's own level.
  const channel = term === 'credit' ? 'mall' : channel_id
  const line = chosen.map(({ sku_id, quantity }) => `${sku_id}:${quantity}`)
  const quote = useApi<Quote>(chosen.length > 0 ? '/api/admin/order-desk/quote' : null, {
    channel_id: channel,
    member_id: term === 'credit' ? null : customer?.member_id,
    line,
  })

  const missing = [
    to.phone.trim().length < 6 ? t('needs_phone') : null,
    to.name.trim() ? null : t('needs_name'),
    to.names.length >= 3 && to.street.trim() ? null : t('needs_address'),
    chosen.length > 0 ? null : t('needs_goods'),
    term !== 'pay_at_outlet' || outlet_id ? null : t('needs_outlet'),
    !confirmed(term) || customer?.member_id ? null : t('needs_member'),
    !confirmed(term) || /^\d{6}$/.test(confirmation.code.trim()) ? null : t('needs_code'),
  ].filter((one) => one !== null)
  const again = () => {
    setOrderId(newId())
    setTo(blank)
    setCustomer(null)
    setChosen([])
    setNote(noNote)
    setTerm('pay_at_outlet')
    setConfirmation(noConfirmation)
    setTried(false)
    setPlaced(null)
  }
  const send = async () => {
    setTried(true)
    if (missing.length > 0 || !quote.data) return
    setBusy(true)
    const [province = '', city = '', district = ''] = to.names
    const written = {
      ...note,
      gift_message: note.gift_message?.trim() || null,
      gift_from: note.gift_from?.trim() || null,
      seller_note: note.seller_note?.trim() || null,
    }
    const given = { code_id: confirmation.code_id, code: confirmation.code.trim() }
    const order = {
      id: order_id,
      channel_id: channel,
      currency: quote.data.currency,
      lines: chosen.map(({ sku_id, quantity }) => ({ sku_id, quantity })),
      buyer_name: to.name.trim(),
      buyer_phone: to.phone.trim(),
      address: { province, city, district, street: to.street.trim(), ...(to.region_code ? { region_code: to.region_code } : {}) },
      buyer_message: to.message.trim() || null,
      payment_term: term === 'credit' ? ('pay_at_outlet' as const) : term,
      ...(term === 'wallet' ? { confirmation: given } : term === 'cash_on_delivery' ? {} : { outlet_id }),
      expected_total_minor: quote.data.total_minor,
      member_id: customer?.member_id ?? null,
      note: written.gift_message || written.seller_note || written.hides_prices ? written : null,
    }
    try {
      const [outcome] = (await (term === 'credit'
        ? api.batch('/api/admin/buyers/desk-purchases', purchaseOf(order, given))
        : api.batch('/api/admin/orders', { orders: [order] }))) as Placed[]
      if (went.has(outcome!.status.replace('already_', ''))) setPlaced(outcome!)
      else {
        void quote.refetch()
        void tell.error(
          t.maybe(`outcome_${outcome!.status}`, outcome!.detail ?? outcome!.status, {
            sku: outcome!.sku_id ?? '',
            count: outcome!.available ?? 0,
          }),
          6,
        )
      }
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  if (placed)
    return (
      <div className="page">
        <div className="panel" role="status">
          <h2>{placed.status.endsWith('waiting') ? t('waiting') : t('placed', { no: placed.order_no ?? '' })}</h2>
          <p style={{ display: 'flex', flexWrap: 'wrap', gap: 12 }}>
            <Button type="primary" autoFocus onClick={again}>
              {t('next_order')}
            </Button>
            {placed.status.endsWith('waiting') ? null : (
              <>
                <Link className="ant-btn ant-btn-default" to={`/orders/${order_id}?state=*`}>
                  {t('open_order')}
                </Link>
                <Link className="ant-btn ant-btn-default" to={`/order-slips?id=${order_id}`}>
                  {t('print')}
                </Link>
              </>
            )}
          </p>
        </div>
      </div>
    )
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t('title')}</h1>
        <p>{t('hint')}</p>
      </header>
      <CustomerPanel to={to} setTo={setTo} customer={customer} setCustomer={setCustomer} />
      <GoodsPanel channel_id={channel_id} setChannel={setChannel} chosen={chosen} setChosen={setChosen} quote={quote.data} />
      {term === 'credit' ? null : (
        <div className="panel">
          <h2>{t('gift')}</h2>
          <NoteFields note={note} setNote={setNote} />
        </div>
      )}
      <div className="panel">
        <h2>{t('payment')}</h2>
        <Segmented
          block
          className="two-by-two"
          aria-label={t('payment')}
          value={term}
          onChange={(value: Term) => {
            setTerm(value)
            setConfirmation(noConfirmation)
          }}
          options={(['pay_at_outlet', 'cash_on_delivery', 'wallet', 'credit'] as const).map((value) => ({
            value,
            label: t(`term_${value}`),
            disabled: (value === 'wallet' && !customer?.member_id) || (value === 'credit' && !buyer?.may_ask),
          }))}
          style={{ marginBottom: 12 }}
        />
        {buyer && !buyer.may_ask ? <p className="faint">{t('credit_not_asker', { name: buyer.name })}</p> : null}
        {term === 'pay_at_outlet' ? (
          <OutletField value={outlet_id} change={setOutlet} />
        ) : term === 'cash_on_delivery' ? (
          <p className="faint">{t('door_hint')}</p>
        ) : (
          <CodeField
            agreed={
              customer?.member_id && quote.data
                ? {
                    order_id,
                    member_id: customer.member_id,
                    payment_term: term,
                    total_minor: quote.data.total_minor,
                    currency: quote.data.currency,
                  }
                : null
            }
            hint={term === 'credit' && buyer ? t('credit_of', { name: buyer.name }) : t('wallet_hint')}
            value={confirmation}
            change={setConfirmation}
          />
        )}
        {quote.data && chosen.length > 0 ? <Sums quote={quote.data} /> : null}
        {tried && missing.length > 0 ? (
          <p className="refused" role="alert">
            {missing.join('；')}
          </p>
        ) : null}
        <Button type="primary" size="large" block loading={busy} style={{ marginTop: 12 }} onClick={() => void send()}>
          {t('place')}
        </Button>
      </div>
    </div>
  )
}

type Term = 'pay_at_outlet' | 'cash_on_delivery' | 'wallet' | 'credit'
/** What is spent from somebody's account is spent with his word. */
const confirmed = (term: Term): term is 'wallet' | 'credit' => term === 'wallet' || term === 'credit'
const noConfirmation = { code_id: '', sent_to: '', code: '' }
const went: ReadonlySet<string> = new Set(['placed', 'ordered', 'waiting'])

/** What a company asks for of an order: it has no outlet, no channel and no price of its own. */
const purchaseOf = <Order extends { id: string; member_id: string | null }>(
  order: Order,
  confirmation: { code_id: string; code: string },
) => {
  const { id, lines, buyer_name, buyer_phone, address, buyer_message, expected_total_minor, member_id } = order as Order &
    Record<string, unknown>
  return { id, lines, buyer_name, buyer_phone, address, buyer_message, expected_total_minor, member_id, confirmation }
}

interface CodeProps {
  /** What the member would agree to; null while goods or member are missing. */
  agreed: { order_id: string; member_id: string; payment_term: 'wallet' | 'credit'; total_minor: number; currency: string } | null
  hint: string
  value: typeof noConfirmation
  change(value: typeof noConfirmation): void
}
/** Sends the member a code for this order and takes what he reads out. */
function CodeField({ agreed, hint, value, change }: CodeProps) {
  const t = useDeskText()
  const tell = useTell()
  const id = useId()
  const [busy, setBusy] = useState(false)
  const send = async () => {
    setBusy(true)
    try {
      const code_id = newId()
      const [outcome] = (await api.batch('/api/admin/order-desk/codes', { id: code_id, ...agreed })) as (Outcome & {
        sent_to?: string
        wait_s?: number
      })[]
      if (outcome!.status === 'sent') change({ code_id, sent_to: outcome!.sent_to ?? '', code: '' })
      else void tell.error(t.maybe(`outcome_${outcome!.status}`, outcome!.detail ?? outcome!.status, { count: outcome!.wait_s ?? 0 }), 6)
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  return (
    <div className="field">
      <small className="faint">{hint}</small>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' }}>
        <Button loading={busy} disabled={!agreed} onClick={() => void send()}>
          {t(value.sent_to ? 'send_again' : 'send_code')}
        </Button>
        {value.sent_to ? <span role="status">{t('code_sent', { phone: value.sent_to })}</span> : null}
      </div>
      <label htmlFor={id}>{t('code')}</label>
      <Input
        id={id}
        inputMode="numeric"
        autoComplete="off"
        maxLength={6}
        style={{ maxWidth: 180 }}
        disabled={!value.sent_to}
        value={value.code}
        onChange={(event) => change({ ...value, code: event.target.value })}
      />
    </div>
  )
}

function OutletField({ value, change }: { value: string | null; change(value: string | null): void }) {
  const t = useDeskText()
  const id = useId()
  const inLanguage = useInLanguage()
  const nodes = useApi<{ items: { id: string; kind: string; name: { zh: string; en: string } }[] }>('/api/admin/nodes')
  const outlets = nodes.data?.items.filter(({ kind }) => outletKinds.has(kind)) ?? []
  return (
    <div className="field">
      <label htmlFor={id}>{t('outlet')}</label>
      <Select
        id={id}
        value={outlets.some((one) => one.id === value) ? value : null}
        aria-label={t('outlet')}
        showSearch={{ optionFilterProp: 'label' }}
        options={outlets.map((one) => ({ value: one.id, label: inLanguage(one.name) }))}
        onChange={change}
      />
      <small className="faint">{t('outlet_hint')}</small>
    </div>
  )
}

function Sums({ quote }: { quote: Quote }) {
  const t = useDeskText()
  const { currency } = quote
  return (
    <p role="status" style={{ display: 'flex', flexWrap: 'wrap', gap: 16, alignItems: 'baseline' }}>
      <span className="faint">
        {t('goods_sum')} <Amount minor={quote.goods_minor} currency={currency} />
      </span>
      {quote.discount_minor > 0 ? (
        <span className="faint">
          {t('discount')} <Amount minor={-quote.discount_minor} currency={currency} />
        </span>
      ) : null}
      <span className="faint">
        {t('freight')} <Amount minor={quote.freight_minor} currency={currency} />
      </span>
      <span style={{ fontSize: 18 }}>
        {t('total')} <Amount minor={quote.total_minor} currency={currency} strong />
      </span>
    </p>
  )
}
