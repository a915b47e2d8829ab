import { useState } from 'react'
import { data, Form, redirect, useActionData, useLoaderData, useNavigation, useSearchParams } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { type Cart, orderable } from '../cart.ts'
import { Invoice, invoiceFault, type Sent } from '../checkout/invoice.tsx'
import { askFor, type Promised, Promises } from '../checkout/promise.tsx'
import { RegionFields } from '../checkout/region.tsx'
import { type CheckoutWord, checkoutWords, useCheckoutWords } from '../checkout/words.ts'
import { moment, money } from '../format.ts'
import { newId } from '../ids.ts'
import { chosenIn, type Means, payWith } from '../members/means.ts'
import { MeansBill, useMeans } from '../members/pay-with.tsx'
import { isMemberWord, memberWord, useMemberWords } from '../members/words.ts'
import { pageMeta } from '../meta.ts'
import { Field } from '../parts/fields.tsx'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { Picture } from '../parts/picture.tsx'
import { Price } from '../parts/price.tsx'
import { reasonOf } from '../refusals.ts'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { type Both, pick, type Translate, translate, useLang, useWords } from '../words.ts'

const fields = ['name', 'phone', 'province', 'city', 'district', 'street'] as const
type Name = (typeof fields)[number]
type Values = Record<Name, string>
type Faults = Partial<Record<Name | 'whole' | 'invoice', string>>
type Api = ReturnType<typeof apiOf>

/** `?buy=sku:2` buys just that and leaves the cart alone. */
const boughtAtOnce = (url: string): string | null =>
  /^[\w.-]{1,40}:[1-9]\d{0,2}$/.exec(new URL(url).searchParams.get('buy') ?? '')?.[0] ?? null

async function goodsOf(api: Api, url: string): Promise<Cart> {
  const line = boughtAtOnce(url)
  if (!line) return dataOf(await api.GET('/api/mall/cart')) as Cart
  return { ...dataOf(await api.GET('/api/mall/quote', { params: { query: { line: [line] } } })), later: [] } as Cart
}

/** What the goods of this checkout may be paid with: points lower what is bought, not what lies in the cart beside it. */
async function meansOf(api: Api, url: string): Promise<Means | undefined> {
  const line = boughtAtOnce(url)
  const answer = line
    ? await api.GET('/api/mall/quote/means', { params: { query: { line: [line] } } })
    : await api.GET('/api/mall/cart/means')
  return answer.data as Means | undefined
}

async function promisesOf(api: Api, cart: Cart, region_code: string | null): Promise<Promised[]> {
  const { data: answer } = await api.POST('/api/mall/availability', { body: askFor(orderable(cart), region_code) })
  return answer?.items ?? []
}

async function regionOf(api: Api, { province, city, district }: Values): Promise<string | null> {
  if (!province || !district) return null
  const { data: answer } = await api.GET('/api/mall/region-search', { params: { query: { province, city, district } } })
  return answer?.region?.leaf ? answer.region.code : null
}

export async function loader(given: Arguments) {
  const lang = langOf(given.request.url)
  const api = apiOf(visitOf(given))
  const [shown, session, outlets] = await Promise.all([
    goodsOf(api, given.request.url),
    api.GET('/api/mall/session'),
    api.GET('/api/mall/outlets'),
  ])
  if (!orderable(shown).length) throw redirect(inLang(lang, '/cart'))
  const member = session.data?.kind === 'member'
  const means = member ? await meansOf(api, given.request.url) : undefined
  const addresses = member ? ((await api.GET('/api/mall/me/addresses')).data?.items ?? []) : []
  const titles = member ? ((await api.GET('/api/mall/me/invoice-titles')).data?.items ?? []) : []
  return {
    lang,
    cart: shown,
    member_name: member ? (session.data?.user?.name ?? null) : null,
    means: means ?? null,
    balance_minor: means?.wallet_minor ?? null,
    outlets: outlets.data?.items ?? [],
    addresses,
    titles,
    promises: await promisesOf(api, shown, addresses[0]?.region_code ?? null),
    at_once: boughtAtOnce(given.request.url) !== null,
    other: new URL(given.request.url).searchParams.has('other'),
    // Made here and sent back with the form, so pressing twice orders once.
    order_id: newId(),
  }
}

export async function action(given: Arguments) {
  const { request } = given
  const lang = langOf(request.url)
  const t = translate(lang)
  const form = await request.formData()
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const values = Object.fromEntries(fields.map((name) => [name, text(name)])) as Values
  const api = apiOf(visitOf(given))
  const say = checkoutWords(lang)
  const cart = await goodsOf(api, request.url)
  const placing = form.get('intent') !== 'read'
  const sent: Sent | null = placing
    ? Object.fromEntries([...form].filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
    : null
  const answer = async (more: { faults?: Faults; read?: string; region_code?: string | null }, status = 200) => {
    const region_code = more.region_code ?? (await regionOf(api, values))
    const promises = await promisesOf(api, cart, region_code)
    const kept = { values, sent, means: placing ? chosenIn(form) : null }
    return data({ ...kept, faults: {} as Faults, read: '', region_code, promises, ...more }, { status })
  }
  if (!placing) {
    const read = dataOf(await api.POST('/api/mall/address-readings', { body: { text: text('paste').slice(0, 500) } }))
    for (const name of fields) if (read[name]) values[name] = read[name]
    // A city that does not exist there would survive from what was typed before.
    if (read.region_code) values.city = read.city
    const doubts = read.doubts.map((field) => say(field as CheckoutWord)).join(lang === 'zh' ? '、' : ', ')
    const told = read.region_code === null ? say('read_none') : doubts ? say('read_doubt', { fields: doubts }) : say('read_sure')
    return answer({ read: told, region_code: read.region_code })
  }
  const picked = text('address_id')
  if (picked && picked !== 'other') {
    const kept = (await api.GET('/api/mall/me/addresses')).data?.items.find(({ address_id }) => address_id === picked)
    if (kept) for (const name of fields) values[name] = kept[name]
  }
  const faults = { ...faultsOf(values, t), ...invoiceFault(text, say) }
  if (Object.keys(faults).length) return answer({ faults }, 400)

  const lines = orderable(cart).map(({ sku_id, quantity, configuration_id }) => ({ sku_id, quantity, configuration_id }))
  if (!lines.length) throw redirect(inLang(lang, '/cart'))
  const id = text('order_id') || newId()
  const chosen = chosenIn(form)
  const means = chosen.program_id || chosen.card_ids.length ? await meansOf(api, request.url) : undefined
  const payment = payWith(means ?? null, chosen, Number(text('expected_total_minor')) || 0)
  // What cards pay to the last fen needs no other way.
  const payment_term =
    text('payment_term') === 'wallet' || (payment.cards.length > 0 && payment.rest_minor === 0) ? 'wallet' : 'pay_at_outlet'
  const { name, phone, ...address } = values
  const placed = await api.POST('/api/mall/orders', {
    body: {
      id,
      channel_id: 'mall',
      currency: cart.currency,
      lines,
      buyer_name: name,
      buyer_phone: phone.replace(/[ -]/g, ''),
      address,
      ...(text('note') ? { buyer_message: text('note').slice(0, 500) } : {}),
      payment_term,
      ...(payment_term === 'pay_at_outlet' ? { outlet_id: text('outlet_id') } : {}),
      ...(payment.points ? { points_to_spend: payment.points } : {}),
      ...(payment.cards.length ? { cards_to_spend: payment.cards } : {}),
      expected_total_minor: payment.total_minor,
    },
  })
  const outcome = (placed.data ?? (placed.error as unknown as typeof placed.data))?.outcomes?.[0]
  if (outcome?.status === 'placed' || outcome?.status === 'already_placed') {
    if (!boughtAtOnce(request.url))
      await api.PUT('/api/mall/cart/lines', { body: { lines: lines.map(({ sku_id }) => ({ sku_id, quantity: 0 })) } })
    await keepWishes(api, id, values, text)
    throw redirect(inLang(lang, `/orders/${id}?placed`))
  }
  const refused =
    placed.response.status === 503 ? t('busy') : refusalOf(outcome, cart, t, lang) || t('failed', { reason: reasonOf(lang, placed.error) })
  return answer({ faults: { whole: refused } }, placed.response.status === 503 ? 503 : 409)
}

/** The order stands; what was wished beside it is kept, and if not, can be said again on its page. */
async function keepWishes(api: Api, id: string, values: Values, text: (name: string) => string): Promise<void> {
  const kind = text('invoice')
  if (kind === 'person' || kind === 'company')
    await api.POST('/api/mall/orders/{id}/invoice-wish', {
      params: { path: { id } },
      body: {
        kind,
        title: text('invoice_title').slice(0, 100),
        tax_no: kind === 'company' ? text('invoice_tax').toUpperCase() : null,
        email: /^[^@\s]+@[^@\s]+$/.test(text('invoice_email')) ? text('invoice_email') : null,
      },
    })
  const region_code = text('keep') === 'yes' ? await regionOf(api, values) : null
  if (region_code)
    await api.POST('/api/mall/me/addresses', {
      body: { items: [{ id: newId(), name: values.name, phone: values.phone, region_code, street: values.street }] },
    })
}

function faultsOf(values: Values, t: Translate): Faults {
  const faults: Faults = {}
  for (const name of ['name', 'phone', 'province', 'district', 'street'] as const) if (!values[name]) faults[name] = t('required')
  if (values.phone && !/^(\+?86)?1\d{10}$/.test(values.phone.replace(/[ -]/g, ''))) faults.phone = t('phone.invalid')
  return faults
}

function refusalOf(
  outcome: { status: string; detail?: string; sku_id?: string; opens_at?: string } | undefined,
  cart: Cart,
  t: Translate,
  lang: 'zh' | 'en',
): string {
  if (!outcome) return ''
  const line = cart.lines.find(({ sku_id }) => sku_id === outcome.sku_id)
  if (outcome.status === 'price_moved') return t('price_moved')
  if (outcome.status === 'sold_out') return t('out_of_stock', { name: pick(line?.title, lang) })
  if (outcome.opens_at) return t('not_open_yet', { name: pick(line?.title, lang), at: moment(outcome.opens_at) })
  if (outcome.status === 'wallet_too_low') return t('checkout.wallet.low')
  if (outcome.status === 'outlet_needed') return t('checkout.outlet.needed')
  if (isMemberWord(outcome.status)) return memberWord(lang, outcome.status)
  return t('failed', { reason: reasonOf(lang, { outcomes: [outcome] }) })
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({ lang: loaderData.lang, origin: '', path: '/checkout', title: translate(loaderData.lang)('checkout'), hidden: true })
    : []

export default function CheckoutPage() {
  const { cart, order_id, member_name, balance_minor, means, outlets, addresses, titles, promises, at_once, other } =
    useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const sent = answer?.sent ?? null
  const { payment, fields: ways } = useMeans(means, cart.total_minor, answer?.means ?? null)
  const pay = useMemberWords()
  const [given] = useSearchParams()
  const say = useCheckoutWords()
  const [address_id, setAddress] = useState(other ? 'other' : (sent?.address_id ?? addresses[0]?.address_id ?? 'other'))
  const [typed_region, setRegion] = useState<string | null>(null)
  const saved = addresses.find((one) => one.address_id === address_id)
  const region_code = saved?.region_code ?? typed_region ?? answer?.region_code ?? null
  const t = useWords()
  const lang = useLang()
  const busy = useNavigation().state !== 'idle'
  const values = answer?.values
  const faults: Faults = answer?.faults ?? {}
  const good = orderable(cart)
  // Without script the choice is not known yet: the wallet is open if it can do together with the cards.
  const help_minor = (means?.cards ?? []).reduce((sum, card) => sum + card.balance_minor, 0)
  const enough = balance_minor !== null && balance_minor >= payment.rest_minor
  const possible = balance_minor !== null && balance_minor + help_minor >= payment.rest_minor
  const field = (name: Name) => ({ name, defaultValue: values?.[name] ?? '', fault: faults[name] })
  return (
    <div className="container-page pt-6 md:pt-10">
      <h1 className="text-xl font-bold md:text-2xl">{t('checkout')}</h1>
      {member_name === null ? (
        <p className="mt-2 text-sm text-muted">
          {t('checkout.guest')}{' '}
          <Go
            to={`/sign-in?return_to=${encodeURIComponent(`${inLang(lang, '/checkout')}${given.size ? `?${given}` : ''}`)}`}
            className="text-primary underline-offset-4 hover:underline"
          >
            {t('checkout.guest.sign_in')}
          </Go>
        </p>
      ) : null}
      {at_once ? <p className="mt-2 text-sm text-muted">{say('buying')}</p> : null}
      {faults.whole ? (
        <div className="mt-4">
          <Notice tone="bad">{faults.whole}</Notice>
        </div>
      ) : null}
      {/* Where a script runs, the focus goes to what is wrong. */}
      {!faults.whole && Object.keys(faults).length > 0 ? (
        <noscript>
          <div className="mt-4">
            <Notice tone="bad">{say('mend')}</Notice>
          </div>
        </noscript>
      ) : null}
      <div className="mt-6 lg:grid lg:grid-cols-[1fr_380px] lg:items-start lg:gap-12">
        <div className="space-y-10">
          <section aria-labelledby="address">
            <h2 id="address" className="text-lg font-semibold">
              {t('checkout.address')}
            </h2>
            {addresses.length ? (
              <fieldset className="mt-4 grid gap-3 md:grid-cols-2">
                <legend className="sr-only">{say('saved')}</legend>
                {addresses.map((one) => (
                  <label
                    key={one.address_id}
                    className="flex gap-3 rounded-card border border-line p-4 text-sm has-checked:border-primary has-checked:bg-wash"
                  >
                    <input
                      type="radio"
                      form="order"
                      name="address_id"
                      value={one.address_id}
                      checked={address_id === one.address_id}
                      onChange={() => setAddress(one.address_id)}
                      className="mt-1 size-4 accent-primary"
                    />
                    <span>
                      <span className="block font-medium">
                        {one.name} <span className="figures font-normal text-muted">{one.phone}</span>
                      </span>
                      <span className="block text-muted">{`${one.province}${one.city}${one.district} ${one.street}`}</span>
                    </span>
                  </label>
                ))}
                <label className="flex items-center gap-3 rounded-card border border-line p-4 text-sm has-checked:border-primary has-checked:bg-wash">
                  <input
                    type="radio"
                    form="order"
                    name="address_id"
                    value="other"
                    checked={address_id === 'other'}
                    onChange={() => setAddress('other')}
                    className="size-4 accent-primary"
                  />
                  {say('other')}
                </label>
                <noscript>
                  <a
                    href={`?${new URLSearchParams([...given, ['other', '']])}`}
                    className="flex min-h-11 items-center text-sm text-primary underline"
                  >
                    {say('other')}
                  </a>
                </noscript>
              </fieldset>
            ) : null}
            <div className={saved ? 'hidden' : ''}>
              <details className="group mt-3 rounded-card bg-mist">
                <summary className="flex min-h-12 items-center px-4 text-sm text-primary">{t('checkout.paste')}</summary>
                <Form method="post" preventScrollReset className="flex flex-col gap-2 px-4 pb-4 sm:flex-row">
                  <label className="grow">
                    <span className="sr-only">{t('checkout.paste')}</span>
                    <textarea
                      name="paste"
                      rows={2}
                      required
                      maxLength={500}
                      placeholder={t('checkout.paste.placeholder')}
                      className="field"
                    />
                  </label>
                  <button type="submit" name="intent" value="read" className="button-plain self-start">
                    {t('checkout.paste.read')}
                  </button>
                </Form>
              </details>
              {answer?.read ? (
                <div className="mt-3">
                  <Notice tone={answer.region_code ? 'good' : 'wait'}>{answer.read}</Notice>
                </div>
              ) : null}
            </div>
            <Form
              key={JSON.stringify(values)}
              method="post"
              id="order"
              className={`mt-4 grid grid-cols-2 gap-x-4 gap-y-5 md:grid-cols-6 ${saved ? 'hidden' : ''}`}
              preventScrollReset
            >
              <input type="hidden" name="order_id" value={order_id} />
              <input type="hidden" name="expected_total_minor" value={cart.total_minor} />
              {/* What is not shown is neither asked for nor sent. */}
              <fieldset disabled={saved !== undefined} className="contents">
                <Field
                  className="col-span-2 md:col-span-3"
                  label={t('checkout.recipient')}
                  autoComplete="name"
                  required
                  maxLength={60}
                  {...field('name')}
                />
                <Field
                  className="col-span-2 md:col-span-3"
                  label={t('checkout.phone')}
                  help={t('checkout.phone.help')}
                  type="tel"
                  inputMode="tel"
                  autoComplete="tel-national"
                  required
                  maxLength={20}
                  {...field('phone')}
                />
                <RegionFields
                  start={{ province: values?.province ?? '', city: values?.city ?? '', district: values?.district ?? '' }}
                  faults={faults}
                  chosen={setRegion}
                />
                <Field
                  className="col-span-2 md:col-span-6"
                  label={t('checkout.detail')}
                  placeholder={t('checkout.detail.placeholder')}
                  autoComplete="street-address"
                  required
                  maxLength={200}
                  {...field('street')}
                />
                {member_name === null ? null : (
                  <label className="col-span-2 flex items-center gap-3 text-sm md:col-span-6">
                    <input
                      type="checkbox"
                      name="keep"
                      value="yes"
                      defaultChecked={!sent || sent.keep === 'yes'}
                      className="size-4 accent-primary"
                    />
                    {say('keep')}
                  </label>
                )}
              </fieldset>
            </Form>
          </section>
          {ways}
          <fieldset>
            <legend className="text-lg font-semibold">{t('checkout.payment')}</legend>
            <div className="mt-4 grid gap-3 md:grid-cols-2">
              <label className="flex gap-3 rounded-card border border-line p-4 has-checked:border-primary has-checked:bg-wash has-disabled:bg-mist has-disabled:text-muted">
                <input
                  type="radio"
                  form="order"
                  name="payment_term"
                  value="wallet"
                  disabled={!possible}
                  defaultChecked={sent ? sent.payment_term === 'wallet' : enough}
                  className="mt-1 size-4 accent-primary"
                />
                <span>
                  <span className="block font-medium">{t('checkout.wallet')}</span>
                  <span className="block text-sm text-muted">
                    {balance_minor === null
                      ? t('checkout.wallet.guest')
                      : enough
                        ? t('checkout.wallet.balance', { amount: money(balance_minor, cart.currency) })
                        : t('checkout.wallet.short', { amount: money(payment.rest_minor - balance_minor, cart.currency) })}
                  </span>
                </span>
              </label>
              <label className="flex gap-3 rounded-card border border-line p-4 has-checked:border-primary has-checked:bg-wash">
                <input
                  type="radio"
                  form="order"
                  name="payment_term"
                  value="pay_at_outlet"
                  defaultChecked={sent ? sent.payment_term !== 'wallet' : !enough}
                  className="mt-1 size-4 accent-primary"
                />
                <span>
                  <span className="block font-medium">{t('checkout.outlet')}</span>
                  <span className="block text-sm text-muted">{t('checkout.outlet.text')}</span>
                </span>
              </label>
            </div>
            {outlets.length ? (
              <label className="mt-3 block">
                <span className="mb-1.5 block text-sm font-medium">{t('checkout.outlet.which')}</span>
                <select form="order" name="outlet_id" defaultValue={sent?.outlet_id} className="field">
                  {outlets.map((outlet) => (
                    <option key={outlet.id} value={outlet.id}>
                      {pick(outlet.name as Both, lang)}
                    </option>
                  ))}
                </select>
              </label>
            ) : null}
          </fieldset>
          <Promises lines={good} start={answer?.promises ?? promises} region_code={region_code} />
          <Invoice fault={faults.invoice} title={titles[0]} sent={sent} />
          <label className="block">
            <span className="mb-1.5 block text-sm font-medium">{t('checkout.note')}</span>
            <input
              form="order"
              name="note"
              maxLength={500}
              placeholder={t('checkout.note.placeholder')}
              defaultValue={sent?.note}
              className="field"
            />
          </label>
        </div>
        <aside className="mt-10 rounded-card border border-line p-5 lg:sticky lg:top-6 lg:mt-0 lg:p-6" aria-labelledby="goods">
          <h2 id="goods" className="text-lg font-semibold">
            {t('checkout.goods')}
          </h2>
          <ul className="mt-4 space-y-4">
            {good.map((line) => (
              <li key={line.sku_id} className="flex gap-3 text-sm">
                <span className="w-16 shrink-0 self-start overflow-hidden rounded-lg bg-tile">
                  <Picture reference={line.cover} alt="" sizes="64px" className="w-full" />
                </span>
                <span className="min-w-0 grow">
                  <span className="line-clamp-2">{pick(line.title, lang)}</span>
                  <span className="text-xs text-muted">
                    {line.name ? `${pick(line.name, lang)} · ` : ''}
                    {line.configuration ? `${pick(line.configuration, lang)} · ` : ''}×{line.quantity}
                  </span>
                </span>
                <Price amount_minor={line.amount_minor} currency={cart.currency} plain />
              </li>
            ))}
          </ul>
          <dl className="mt-5 space-y-2 border-t border-line pt-4 text-sm">
            <div className="flex justify-between">
              <dt className="text-muted">{t('cart.subtotal')}</dt>
              <dd>
                <Price amount_minor={cart.goods_minor} currency={cart.currency} plain />
              </dd>
            </div>
            {cart.discount_minor > 0 ? (
              <div className="flex justify-between">
                <dt className="text-muted">{pay('bill_level')}</dt>
                <dd className="figures text-price">-{money(cart.discount_minor, cart.currency)}</dd>
              </div>
            ) : null}
            <div className="flex justify-between">
              <dt className="text-muted">{t('cart.freight')}</dt>
              <dd>
                {cart.freight_minor ? <Price amount_minor={cart.freight_minor} currency={cart.currency} plain /> : t('cart.freight.free')}
              </dd>
            </div>
            <MeansBill payment={payment} />
            <div className="hidden items-baseline justify-between pt-2 lg:flex">
              <dt className="font-medium">{t('cart.total')}</dt>
              <dd>
                <Price amount_minor={payment.rest_minor} currency={cart.currency} size="middle" />
              </dd>
            </div>
          </dl>
          <div className="fixed inset-x-0 bottom-0 z-40 flex items-center justify-between gap-4 border-t border-line bg-paper px-4 pt-3 pb-[calc(12px+env(safe-area-inset-bottom))] lg:static lg:mt-5 lg:block lg:border-0 lg:bg-transparent lg:p-0">
            <p className="lg:hidden">
              <span className="mr-2 text-sm text-muted">{t('cart.total')}</span>
              <Price amount_minor={payment.rest_minor} currency={cart.currency} size="middle" />
            </p>
            <button type="submit" form="order" name="intent" value="place" disabled={busy} className="button-primary px-8 lg:w-full">
              {t('checkout.submit')}
            </button>
          </div>
        </aside>
        <div className="h-20 lg:hidden" />
      </div>
    </div>
  )
}
