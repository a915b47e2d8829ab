import { data, Form, redirect, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { RegionFields } from '../checkout/region.tsx'
import { money } from '../format.ts'
import { newId } from '../ids.ts'
import { pageMeta } from '../meta.ts'
import { Field } from '../parts/fields.tsx'
import { Go } from '../parts/link.tsx'
import { Empty, Notice } from '../parts/notice.tsx'
import { Price } from '../parts/price.tsx'
import { purchasingWords, type Refused, refusalOf, usePurchasingWords } from '../purchasing/words.ts'
import { reasonOf } from '../refusals.ts'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { pick, useLang, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const lang = langOf(given.request.url)
  const api = apiOf(visitOf(given))
  const own = (await api.GET('/api/mall/me/buyer')).data
  if (!own?.buyer || !own.roles.includes('requester')) throw redirect(inLang(lang, '/account/purchasing'))
  const [quote, addresses] = await Promise.all([api.GET('/api/mall/me/buyer/quote'), api.GET('/api/mall/me/addresses')])
  return {
    lang,
    buyer: own.buyer,
    limit_minor: own.limit_minor,
    quote: dataOf(quote),
    addresses: addresses.data?.items ?? [],
    // Made here and sent back with the form, so pressing twice asks once.
    id: newId(),
  }
}

const fields = ['name', 'phone', 'province', 'city', 'district', 'street'] as const
type Values = Record<(typeof fields)[number], string>

export async function action(given: Arguments) {
  const lang = langOf(given.request.url)
  const say = purchasingWords(lang)
  const api = apiOf(visitOf(given))
  const form = await given.request.formData()
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const values = Object.fromEntries(fields.map((name) => [name, text(name)])) as Values
  const back = (fault: string, status: number) => data({ fault, values, reason: text('reason') }, { status })
  const kept = (await api.GET('/api/mall/me/addresses')).data?.items.find(({ address_id }) => address_id === text('address_id'))
  const to = kept ?? values
  if (!to.name || !to.phone || !to.province || !to.district || !to.street) return back(say('region_unknown'), 400)
  const quote = dataOf(await api.GET('/api/mall/me/buyer/quote'))
  const lines = quote.lines.filter(({ problem }) => !problem)
  if (!lines.length) throw redirect(inLang(lang, '/account/purchasing/new'))
  const { error, data: done } = await api.POST('/api/mall/me/buyer/purchases', {
    body: {
      id: text('id') || newId(),
      lines: lines.map(({ sku_id, quantity, configuration_id }) => ({ sku_id, quantity, configuration_id })),
      buyer_name: to.name,
      buyer_phone: to.phone.replace(/[ -]/g, ''),
      address: { province: to.province, city: to.city, district: to.district, street: to.street },
      ...(text('note') ? { buyer_message: text('note').slice(0, 500) } : {}),
      ...(text('reason') ? { reason: text('reason').slice(0, 300) } : {}),
      expected_total_minor: Number(text('expected_total_minor')) || 0,
    },
  })
  if (done) {
    await api.PUT('/api/mall/cart/lines', { body: { lines: lines.map(({ sku_id }) => ({ sku_id, quantity: 0 })) } })
    const status = done.outcomes[0]?.status
    throw redirect(inLang(lang, `/account/purchasing?${status === 'ordered' || status === 'already_ordered' ? 'ordered' : 'asked'}`))
  }
  const outcome = (error as Refused)?.outcomes?.[0]
  if (outcome?.status === 'price_moved') return back(say('fault_price_moved', { amount: money(quote.total_minor, quote.currency) }), 409)
  return back(refusalOf(say, outcome, reasonOf(langOf(given.request.url), error)), 409)
}

type Page = Awaited<ReturnType<typeof loader>>
export const meta = ({ loaderData }: { loaderData?: Page }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/purchasing',
        title: purchasingWords(loaderData.lang)('new'),
        hidden: true,
      })
    : []

/** The cart as a purchase of one's organization: its price, its credit, its invoice. */
export default function AccountPurchasingNewPage() {
  const { buyer, limit_minor, quote, addresses, id } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const busy = useNavigation().state !== 'idle'
  const say = usePurchasingWords()
  const t = useWords()
  const lang = useLang()
  const good = quote.lines.filter(({ problem }) => !problem)
  const alone = limit_minor === null || quote.total_minor <= limit_minor
  const of = (name: keyof Values) => answer?.values[name] ?? ''
  const typed = Boolean(answer && Object.values(answer.values).some(Boolean))
  if (!quote.lines.length)
    return (
      <Empty icon="cart" title={say('new')} text={say('cart_empty')}>
        <Go to="/account/purchasing/catalog" className="button-primary">
          {say('catalog')}
        </Go>
      </Empty>
    )
  return (
    <>
      <h1 className="text-xl font-bold">{say('new')}</h1>
      <p className="mt-1 text-sm text-muted">{say('invoice', { name: buyer.name, tax_no: buyer.tax_no })}</p>
      <div className="mt-4 empty:hidden">{answer?.fault ? <Notice tone="bad">{answer.fault}</Notice> : null}</div>
      <Form method="post" className="mt-6 space-y-10">
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="expected_total_minor" value={quote.total_minor} />
        <section aria-labelledby="goods">
          <h2 id="goods" className="text-lg font-semibold">
            {say('goods')}
          </h2>
          <ul className="mt-3 border-t border-line">
            {quote.lines.map((line) => (
              <li key={line.sku_id} className="flex items-baseline justify-between gap-4 border-b border-line py-3">
                <span className={line.problem ? 'text-muted line-through' : ''}>
                  {pick(line.title, lang)}
                  {line.name ? <span className="ml-2 text-sm text-muted">{pick(line.name, lang)}</span> : null}
                  <span className="figures ml-2 text-sm text-muted">×{line.quantity}</span>
                </span>
                {line.problem ? (
                  <span className="shrink-0 text-sm text-amber">{say('problem')}</span>
                ) : (
                  <Price amount_minor={line.amount_minor} currency={quote.currency} plain />
                )}
              </li>
            ))}
          </ul>
          <dl className="mt-3 ml-auto max-w-72 space-y-2 text-sm">
            {quote.discount_minor > 0 ? (
              <div className="flex justify-between">
                <dt className="text-muted">{say('savings')}</dt>
                <dd className="figures text-price">-{money(quote.discount_minor, quote.currency)}</dd>
              </div>
            ) : null}
            <div className="flex justify-between">
              <dt className="text-muted">{say('freight')}</dt>
              <dd>{quote.freight_minor ? <Price amount_minor={quote.freight_minor} currency={quote.currency} plain /> : say('free')}</dd>
            </div>
            <div className="flex items-baseline justify-between">
              <dt className="font-medium">{say('total')}</dt>
              <dd>
                <Price amount_minor={quote.total_minor} currency={quote.currency} size="middle" />
              </dd>
            </div>
          </dl>
        </section>
        <section aria-labelledby="where">
          <h2 id="where" className="text-lg font-semibold">
            {say('address')}
          </h2>
          {addresses.length ? (
            <fieldset className="peer mt-3 grid gap-3 md:grid-cols-2">
              <legend className="sr-only">{say('address')}</legend>
              {addresses.map((one, i) => (
                <label
                  key={one.address_id}
                  className="flex gap-3 rounded-card border border-line p-4 text-sm has-checked:border-primary has-checked:bg-wash"
                >
                  <input
                    type="radio"
                    name="address_id"
                    value={one.address_id}
                    defaultChecked={i === 0 && !typed}
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
                <input type="radio" name="address_id" value="other" defaultChecked={typed} className="size-4 accent-primary" />
                {say('address_other')}
              </label>
            </fieldset>
          ) : null}
          {/* Shown by the choice itself, so that it works without script; what is missing is told by the answer. */}
          <div
            className={`mt-4 grid-cols-2 gap-x-4 gap-y-5 md:grid-cols-6 ${addresses.length ? 'hidden peer-has-[[value=other]:checked]:grid' : 'grid'}`}
          >
            <Field
              className="col-span-2 md:col-span-3"
              label={t('checkout.recipient')}
              name="name"
              autoComplete="name"
              required={addresses.length === 0}
              maxLength={60}
              defaultValue={of('name')}
            />
            <Field
              className="col-span-2 md:col-span-3"
              label={t('checkout.phone')}
              name="phone"
              type="tel"
              autoComplete="tel"
              required={addresses.length === 0}
              defaultValue={of('phone')}
            />
            <RegionFields start={{ province: of('province'), city: of('city'), district: of('district') }} faults={{}} />
            <Field
              className="col-span-2 md:col-span-6"
              label={t('checkout.detail')}
              name="street"
              autoComplete="street-address"
              required={addresses.length === 0}
              maxLength={200}
              defaultValue={of('street')}
            />
          </div>
        </section>
        <div className="grid gap-5 md:grid-cols-2">
          <Field label={say('reason')} name="reason" maxLength={300} defaultValue={answer?.reason ?? ''} />
          <Field label={say('note')} name="note" maxLength={500} />
        </div>
        <div>
          <p className="text-sm text-muted">{say(alone ? 'submit_alone' : 'submit_asks')}</p>
          <button type="submit" disabled={busy || !good.length} className="button-primary mt-3 w-full md:w-auto">
            {say('submit')}
          </button>
        </div>
      </Form>
    </>
  )
}
