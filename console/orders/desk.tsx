import { Button, Checkbox, Input, InputNumber, Segmented, Select } from 'antd'
import { type FormEvent, useId, useState } from 'react'
import { Link } from 'react-router'
import { type AnswerOf, api, newId, type Outcome, useApi } from '../shared/api.ts'
import { useTell } from '../shared/list-page.tsx'
import { useChannels, useInLanguage } from '../shared/names.ts'
import { RegionPicker } from '../shared/region.tsx'
import { useRemembered } from '../shared/remembered.ts'
import { Amount, Status } from '../shared/values.tsx'
import { useDeskText } from './desk-text.ts'

type Customer = AnswerOf<'/api/admin/order-desk/customer'>
type Goods = AnswerOf<'/api/admin/order-desk/goods'>['items'][number]
type Quote = AnswerOf<'/api/admin/order-desk/quote'>
interface Chosen extends Goods {
  quantity: number
}
interface Placed extends Outcome {
  order_no?: string
  sku_id?: string
  available?: number
}
const blank = { phone: '', name: '', region_code: null as string | null, names: [] as string[], street: '', message: '' }
const noNote = { gift_message: '', gift_from: '', hides_prices: false, seller_note: '' }
const outletKinds: ReadonlySet<string> = new Set(['store', 'dealer'])
const sellable: ReadonlySet<string> = new Set(['mall', 'mobile', 'store', 'call_center'])

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
    term === 'pay_at_outlet' || customer?.member_id ? null : t('needs_member'),
    term === 'pay_at_outlet' || /^\d{6}$/.test(confirmation.code.trim()) ? null : t('needs_code'),
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
      gift_message: note.gift_message.trim() || null,
      gift_from: note.gift_from.trim() || null,
      seller_note: note.seller_note.trim() || null,
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
      payment_term: term === 'wallet' ? ('wallet' as const) : ('pay_at_outlet' as const),
      ...(term === 'wallet' ? { confirmation: given } : { outlet_id }),
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
      {term === 'credit' ? null : <NotePanel note={note} setNote={setNote} />}
      <div className="panel">
        <h2>{t('payment')}</h2>
        <Segmented
          block
          aria-label={t('payment')}
          value={term}
          onChange={(value: Term) => {
            setTerm(value)
            setConfirmation(noConfirmation)
          }}
          options={(['pay_at_outlet', 'wallet', 'credit'] as const).map((value) => ({
            value,
            label: t(`term_${value}`),
            disabled: (value === 'wallet' && !customer?.member_id) || (value === 'credit' && !buyer?.may_ask),
          }))}
          style={{ marginBottom: 12 }}
        />
        {buyer && !buyer.may_ask ? <p className="faint">{t('credit_not_asker', { name: buyer.name })}</p> : null}
        {term === 'pay_at_outlet' ? (
          <OutletField value={outlet_id} change={setOutlet} />
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

type Term = 'pay_at_outlet' | 'wallet' | 'credit'
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

interface CustomerProps {
  to: typeof blank
  setTo(to: typeof blank): void
  customer: Customer | null
  setCustomer(customer: Customer | null): void
}
function CustomerPanel({ to, setTo, customer, setCustomer }: CustomerProps) {
  const t = useDeskText()
  const tell = useTell()
  const id = useId()
  const [busy, setBusy] = useState(false)
  const look = async (event?: FormEvent) => {
    event?.preventDefault()
    if (to.phone.trim().length < 6) return
    setBusy(true)
    try {
      const found = await api.get<Customer>('/api/admin/order-desk/customer', { phone: to.phone.trim() })
      setCustomer(found)
      if (!to.name && found.name) setTo({ ...to, name: found.name })
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  const make = async () => {
    setBusy(true)
    try {
      const customers = [{ id: newId(), name: to.name.trim() || to.phone.trim(), phone: to.phone.trim() }]
      const [outcome] = await api.batch('/api/admin/order-desk/customers', { customers })
      if (outcome!.status === 'registered') {
        setCustomer({ addresses: [], ...customer, member_id: outcome!.id, name: customers[0]!.name })
        void tell.success(t('made_member'))
      } else void tell.error(t.maybe(`outcome_${outcome!.status}`, outcome!.detail ?? outcome!.status), 6)
    } catch (error) {
      void tell.error((error as Error).message, 6)
    }
    setBusy(false)
  }
  return (
    <div className="panel">
      <h2>{t('customer')}</h2>
      <form onSubmit={(event) => void look(event)}>
        <div className="field">
          <label htmlFor={`${id}-phone`}>{t('phone')}</label>
          <div style={{ display: 'flex', gap: 8 }}>
            <Input
              id={`${id}-phone`}
              inputMode="tel"
              maxLength={20}
              autoFocus
              value={to.phone}
              onChange={(event) => {
                setTo({ ...to, phone: event.target.value })
                setCustomer(null)
              }}
            />
            <Button htmlType="submit" loading={busy}>
              {t('look')}
            </Button>
          </div>
        </div>
      </form>
      {customer ? (
        <p role="status" style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center' }}>
          {customer.member_id ? (
            <Status tone="done">{t('is_member', { name: customer.name ?? '' })}</Status>
          ) : (
            <>
              <span>{t('no_member')}</span>
              <Button loading={busy} onClick={() => void make()}>
                {t('make_member')}
              </Button>
              <span className="faint">{t('guest')}</span>
            </>
          )}
        </p>
      ) : null}
      {customer && customer.addresses.length > 0 ? (
        <div className="field">
          <span>{t('earlier')}</span>
          <div style={{ display: 'grid', gap: 6 }}>
            {customer.addresses.map(({ buyer_name, address, order_no }) => {
              const part = (key: string) => String(address[key] ?? '')
              const names = ['province', 'city', 'district'].map(part)
              return (
                <Button
                  key={order_no}
                  style={{ height: 'auto', padding: '6px 12px', whiteSpace: 'normal', textAlign: 'left', justifyContent: 'flex-start' }}
                  onClick={() =>
                    setTo({ ...to, name: buyer_name, region_code: part('region_code') || null, names, street: part('street') })
                  }
                >
                  {[buyer_name, ...names, part('street')].filter(Boolean).join(' ')}
                </Button>
              )
            })}
          </div>
        </div>
      ) : null}
      <div className="field">
        <label htmlFor={`${id}-name`}>{t('name')}</label>
        <Input id={`${id}-name`} maxLength={60} value={to.name} onChange={(event) => setTo({ ...to, name: event.target.value })} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-region`}>{t('region')}</label>
        <RegionPicker id={`${id}-region`} value={to.region_code} change={(region_code, names) => setTo({ ...to, region_code, names })} />
        {to.names.length >= 3 && !to.region_code ? <small className="faint">{to.names.filter(Boolean).join(' ')}</small> : null}
      </div>
      <div className="field">
        <label htmlFor={`${id}-street`}>{t('street')}</label>
        <Input id={`${id}-street`} maxLength={200} value={to.street} onChange={(event) => setTo({ ...to, street: event.target.value })} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-message`}>{t('message')}</label>
        <Input
          id={`${id}-message`}
          maxLength={500}
          value={to.message}
          onChange={(event) => setTo({ ...to, message: event.target.value })}
        />
      </div>
    </div>
  )
}

interface GoodsProps {
  channel_id: string
  setChannel(channel_id: string): void
  chosen: Chosen[]
  setChosen(chosen: Chosen[]): void
  quote: Quote | undefined
}
function GoodsPanel({ channel_id, setChannel, chosen, setChosen, quote }: GoodsProps) {
  const t = useDeskText()
  const id = useId()
  const inLanguage = useInLanguage()
  const channels = useChannels()
  const kinds = useApi<{ items: { id: string; kind: string; closed_at: string | null }[] }>('/api/admin/channels')
  const open = new Set(kinds.data?.items.filter(({ kind, closed_at }) => sellable.has(kind) && !closed_at).map((one) => one.id))
  const [q, setQ] = useState('')
  const [asked, setAsked] = useState('')
  const found = useApi<{ items: Goods[] }>(asked ? '/api/admin/order-desk/goods' : null, { channel_id, q: asked })
  const titleOf = ({ title, name }: Goods) => [inLanguage(title), inLanguage(name)].filter(Boolean).join(' ')
  const add = (goods: Goods) => {
    const own = chosen.find(({ sku_id }) => sku_id === goods.sku_id)
    setChosen(
      own ? chosen.map((one) => (one === own ? { ...one, quantity: one.quantity + 1 } : one)) : [...chosen, { ...goods, quantity: 1 }],
    )
  }
  const problems = new Map(quote?.problems.map((one) => [one.sku_id, one]))
  return (
    <div className="panel">
      <h2>{t('goods')}</h2>
      <div className="field">
        <label htmlFor={`${id}-channel`}>{t('channel')}</label>
        <Select
          id={`${id}-channel`}
          value={channel_id}
          aria-label={t('channel')}
          options={channels.options.filter(({ value }) => open.has(value))}
          onChange={setChannel}
        />
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setAsked(q.trim())
        }}
      >
        <div className="field">
          <label htmlFor={`${id}-q`}>{t('find_goods')}</label>
          <div style={{ display: 'flex', gap: 8 }}>
            <Input id={`${id}-q`} maxLength={80} value={q} onChange={(event) => setQ(event.target.value)} />
            <Button htmlType="submit" loading={found.isFetching}>
              {t('look')}
            </Button>
          </div>
        </div>
      </form>
      {found.data ? (
        found.data.items.length === 0 ? (
          <p className="faint">{t('nothing_found')}</p>
        ) : (
          <ul className="rows" style={{ maxHeight: 240, overflowY: 'auto' }}>
            {found.data.items.map((goods) => (
              <li key={goods.sku_id}>
                <span style={{ minWidth: 0 }}>
                  {titleOf(goods)}
                  <div className="faint">
                    {goods.sku_id} · {t('left', { count: goods.available })}
                  </div>
                </span>
                <span className="spring" />
                <Amount minor={goods.price_minor} currency={goods.currency} />
                <Button
                  size="small"
                  disabled={goods.available === 0}
                  aria-label={`${t('add')} ${titleOf(goods)}`}
                  onClick={() => add(goods)}
                >
                  {t('add')}
                </Button>
              </li>
            ))}
          </ul>
        )
      ) : null}
      {chosen.length > 0 ? (
        <ul className="rows" style={{ marginTop: 12 }}>
          {chosen.map((goods) => {
            const problem = problems.get(goods.sku_id)
            return (
              <li key={goods.sku_id} style={{ flexWrap: 'wrap' }}>
                <span className="strong" style={{ minWidth: 0 }}>
                  {titleOf(goods)}
                  {problem ? (
                    <div className="refused">{t.maybe(`problem_${problem.problem}`, problem.problem, { count: problem.available })}</div>
                  ) : null}
                </span>
                <span className="spring" />
                <InputNumber
                  min={1}
                  max={9999}
                  precision={0}
                  value={goods.quantity}
                  aria-label={`${t('quantity')} ${titleOf(goods)}`}
                  onChange={(quantity) => setChosen(chosen.map((one) => (one === goods ? { ...one, quantity: quantity ?? 1 } : one)))}
                />
                <Amount minor={goods.price_minor * goods.quantity} currency={goods.currency} />
                <Button
                  type="text"
                  aria-label={`${t('remove')} ${titleOf(goods)}`}
                  onClick={() => setChosen(chosen.filter((one) => one !== goods))}
                >
                  {t('remove')}
                </Button>
              </li>
            )
          })}
        </ul>
      ) : null}
    </div>
  )
}

function NotePanel({ note, setNote }: { note: typeof noNote; setNote(note: typeof noNote): void }) {
  const t = useDeskText()
  const id = useId()
  return (
    <div className="panel">
      <h2>{t('gift')}</h2>
      <div className="field">
        <label htmlFor={`${id}-message`}>{t('gift_message')}</label>
        <Input.TextArea
          id={`${id}-message`}
          rows={2}
          maxLength={300}
          value={note.gift_message}
          onChange={(event) => setNote({ ...note, gift_message: event.target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-from`}>{t('gift_from')}</label>
        <Input
          id={`${id}-from`}
          maxLength={60}
          value={note.gift_from}
          onChange={(event) => setNote({ ...note, gift_from: event.target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-note`}>{t('seller_note')}</label>
        <Input
          id={`${id}-note`}
          maxLength={500}
          value={note.seller_note}
          onChange={(event) => setNote({ ...note, seller_note: event.target.value })}
        />
      </div>
      <Checkbox checked={note.hides_prices} onChange={(event) => setNote({ ...note, hides_prices: event.target.checked })}>
        {t('hides_prices')}
      </Checkbox>
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
