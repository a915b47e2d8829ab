import { data, Form, redirect, useActionData, useLoaderData, useNavigation } from 'react-router'
import { provinceNames, readAddress } from '../address.ts'
import { apiOf, dataOf, detailOf } from '../api.ts'
import { type Cart, orderable } from '../cart.ts'
import { money } from '../format.ts'
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
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { type Both, pick, type Translate, translate, useLang, useWords } from '../words.ts'

const fields = ['name', 'phone', 'province', 'city', 'district', 'street'] as const
type Name = (typeof fields)[number]
type Values = Record<Name, string>
type Faults = Partial<Record<Name | 'whole', string>>

export async function loader(given: Arguments) {
  const lang = langOf(given.request.url)
  const api = apiOf(visitOf(given))
  const [cart, session, outlets] = await Promise.all([
    api.GET('/api/mall/cart'),
    api.GET('/api/mall/session'),
    api.GET('/api/mall/outlets'),
  ])
  const shown = dataOf(cart) as Cart
  if (!orderable(shown).length) throw redirect(inLang(lang, '/cart'))
  const member = session.data?.kind === 'member'
  const means = member ? ((await api.GET('/api/mall/cart/means')).data as Means | undefined) : undefined
  return {
    lang,
    cart: shown,
    member_name: member ? (session.data?.user?.name ?? null) : null,
    means: means ?? null,
    balance_minor: means?.wallet_minor ?? null,
    outlets: outlets.data?.items ?? [],
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
  if (form.get('intent') === 'read') {
    const read = readAddress(text('paste').slice(0, 500))
    for (const name of fields) if (read[name]) values[name] = read[name]
    return data({ values, faults: {} as Faults })
  }
  const faults = faultsOf(values, t)
  if (Object.keys(faults).length) return data({ values, faults }, { status: 400 })

  const api = apiOf(visitOf(given))
  const cart = dataOf(await api.GET('/api/mall/cart')) as Cart
  const lines = orderable(cart).map(({ sku_id, quantity, configuration_id }) => ({ sku_id, quantity, configuration_id }))
  if (!lines.length) throw redirect(inLang(lang, '/cart'))
  const id = text('order_id') || newId()
  const chosen = chosenIn(form)
  const means = chosen.program_id || chosen.card_ids.length ? (await api.GET('/api/mall/cart/means')).data : undefined
  const payment = payWith((means as Means | undefined) ?? null, chosen, Number(text('expected_total_minor')) || 0)
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
    await api.PUT('/api/mall/cart/lines', { body: { lines: lines.map(({ sku_id }) => ({ sku_id, quantity: 0 })) } })
    throw redirect(inLang(lang, `/orders/${id}?placed`))
  }
  const refused =
    placed.response.status === 503 ? t('busy') : refusalOf(outcome, cart, t, lang) || t('failed', { reason: detailOf(placed.error) })
  return data({ values, faults: { whole: refused } as Faults }, { status: placed.response.status === 503 ? 503 : 409 })
}

function faultsOf(values: Values, t: Translate): Faults {
  const faults: Faults = {}
  for (const name of ['name', 'phone', 'province', 'district', 'street'] as const) if (!values[name]) faults[name] = t('required')
  if (values.phone && !/^(\+?86)?1\d{10}$/.test(values.phone.replace(/[ -]/g, ''))) faults.phone = t('phone.invalid')
  return faults
}

function refusalOf(
  outcome: { status: string; detail?: string; sku_id?: string } | undefined,
  cart: Cart,
  t: Translate,
  lang: 'zh' | 'en',
): string {
  if (!outcome) return ''
  const line = cart.lines.find(({ sku_id }) => sku_id === outcome.sku_id)
  if (outcome.status === 'price_moved') return t('price_moved')
  if (outcome.status === 'sold_out') return t('out_of_stock', { name: pick(line?.title, lang) })
  if (outcome.status === 'wallet_too_low') return t('checkout.wallet.low')
  if (outcome.status === 'outlet_needed') return t('checkout.outlet.needed')
  if (isMemberWord(outcome.status)) return memberWord(lang, outcome.status)
  return outcome.detail ? t('failed', { reason: outcome.detail }) : ''
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({ lang: loaderData.lang, origin: '', path: '/checkout', title: translate(loaderData.lang)('checkout'), hidden: true })
    : []

export default function CheckoutPage() {
  const { cart, order_id, member_name, balance_minor, means, outlets } = useLoaderData<typeof loader>()
  const { payment, fields: ways } = useMeans(means, cart.total_minor)
  const say = useMemberWords()
  const answer = useActionData<typeof action>()
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
          <Go to={`/sign-in?return_to=${inLang(lang, '/checkout')}`} className="text-primary underline-offset-4 hover:underline">
            {t('checkout.guest.sign_in')}
          </Go>
        </p>
      ) : null}
      {faults.whole ? (
        <div className="mt-4">
          <Notice tone="bad">{faults.whole}</Notice>
        </div>
      ) : null}
      <div className="mt-6 lg:grid lg:grid-cols-[1fr_380px] lg:items-start lg:gap-12">
        <div className="space-y-10">
          <section aria-labelledby="address">
            <h2 id="address" className="text-lg font-semibold">
              {t('checkout.address')}
            </h2>
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
            <Form
              key={JSON.stringify(values)}
              method="post"
              id="order"
              className="mt-4 grid grid-cols-2 gap-x-4 gap-y-5 md:grid-cols-6"
              preventScrollReset
            >
              <input type="hidden" name="order_id" value={order_id} />
              <input type="hidden" name="expected_total_minor" value={cart.total_minor} />
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
              <Field
                className="col-span-2"
                label={t('checkout.province')}
                list="provinces"
                autoComplete="address-level1"
                required
                maxLength={40}
                {...field('province')}
              />
              <datalist id="provinces">
                {provinceNames.map((name) => (
                  <option key={name} value={name} />
                ))}
              </datalist>
              <Field
                className="md:col-span-2"
                label={t('checkout.city')}
                help={t('checkout.city.help')}
                autoComplete="address-level2"
                maxLength={40}
                {...field('city')}
              />
              <Field
                className="md:col-span-2"
                label={t('checkout.district')}
                autoComplete="address-level3"
                required
                maxLength={40}
                {...field('district')}
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
                  defaultChecked={enough}
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
                  defaultChecked={!enough}
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
                <select form="order" name="outlet_id" className="field">
                  {outlets.map((outlet) => (
                    <option key={outlet.id} value={outlet.id}>
                      {pick(outlet.name as Both, lang)}
                    </option>
                  ))}
                </select>
              </label>
            ) : null}
          </fieldset>
          <label className="block">
            <span className="mb-1.5 block text-sm font-medium">{t('checkout.note')}</span>
            <input form="order" name="note" maxLength={500} placeholder={t('checkout.note.placeholder')} className="field" />
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
                <dt className="text-muted">{say('bill_level')}</dt>
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
