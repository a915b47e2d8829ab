import { data, Form, redirect, useActionData, useLoaderData, useNavigation, useSubmit } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { type Cart, type CartLine, orderable } from '../cart.ts'
import { useCheckoutWords } from '../checkout/words.ts'
import { moment, money } from '../format.ts'
import { useMemberWords } from '../members/words.ts'
import { pageMeta } from '../meta.ts'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { Empty, Notice } from '../parts/notice.tsx'
import { Picture } from '../parts/picture.tsx'
import { Price } from '../parts/price.tsx'
import { Stepper } from '../parts/stepper.tsx'
import { reasonOf } from '../refusals.ts'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { pick, translate, useLang, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const cart = dataOf(await apiOf(visitOf(given)).GET('/api/mall/cart'))
  return {
    lang: langOf(given.request.url),
    origin: visitOf(given).origin,
    cart: cart as Cart,
    added: new URL(given.request.url).searchParams.has('added'),
  }
}

/** `add` puts more of a SKU in, `set` and `remove` change a line, `later` and `back` put it aside and back, `buy` goes to checkout with this alone. */
export async function action(given: Arguments): Promise<Response | ReturnType<typeof data<{ added?: string; refused?: string }>>> {
  const { request } = given
  const lang = langOf(request.url)
  const api = apiOf(visitOf(given))
  const form = await request.formData()
  const intent = String(form.get('intent') ?? 'set')
  const sku_id = String(form.get('sku_id') ?? '')
  const asked = Math.min(999, Math.max(0, Math.trunc(Number(form.get('quantity') ?? form.get('count') ?? 1)) || 0))
  // Buying at once leaves the cart as it is.
  if (intent === 'buy' && /^[\w.-]{1,40}$/.test(sku_id)) return redirect(inLang(lang, `/checkout?buy=${sku_id}:${Math.max(1, asked)}`))
  let quantity = intent === 'remove' ? 0 : asked
  if (intent === 'add') {
    const cart = dataOf(await api.GET('/api/mall/cart'))
    quantity = Math.min(999, (cart.lines.find((line) => line.sku_id === sku_id)?.quantity ?? 0) + Math.max(1, asked))
  }
  const { error } = await api.PUT('/api/mall/cart/lines', {
    body: {
      lines: [
        { sku_id, quantity, ...(intent === 'later' ? { later: true } : intent === 'back' || intent === 'add' ? { later: false } : {}) },
      ],
    },
  })
  if (error) return data({ refused: translate(lang)('failed', { reason: reasonOf(lang, error) }) }, { status: 400 })
  // Without script the browser itself waits for a page: it gets the cart, and a reload sends nothing twice.
  const document = request.headers.get('sec-fetch-dest') === 'document' || request.headers.get('accept')?.startsWith('text/html')
  if (document) return redirect(inLang(lang, intent === 'add' ? '/cart?added' : '/cart'))
  return data({ added: sku_id })
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  // Who comes without a cart sees how to begin one: a page like any other, so search engines may know it.
  loaderData ? pageMeta({ lang: loaderData.lang, origin: loaderData.origin, path: '/cart', title: translate(loaderData.lang)('cart') }) : []

export default function CartPage() {
  const { cart, added } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const t = useWords()
  const say = useMemberWords()
  const put = useCheckoutWords()
  const good = orderable(cart)
  if (!cart.lines.length && !cart.later.length)
    return (
      <div className="container-page">
        <Empty icon="cart" title={t('cart.empty')} text={t('cart.empty.help')}>
          <Go to="/" className="button-primary">
            {t('cart.go')}
          </Go>
        </Empty>
      </div>
    )
  return (
    <div className="container-page pt-6 md:pt-10">
      <h1 className="text-xl font-bold md:text-2xl">{t('cart')}</h1>
      <div className="mt-4 space-y-3 empty:hidden">
        {added ? <Notice tone="good">{t('product.added')}</Notice> : null}
        {answer && 'refused' in answer && answer.refused ? <Notice tone="bad">{answer.refused}</Notice> : null}
      </div>
      <div className="mt-4 lg:grid lg:grid-cols-[1fr_360px] lg:items-start lg:gap-12">
        <ul className="border-t border-line">
          {cart.lines.map((line) => (
            <Line key={line.sku_id} line={line} currency={cart.currency} />
          ))}
        </ul>
        <aside className="fixed inset-x-0 bottom-0 z-40 border-t border-line bg-paper px-4 pt-3 pb-[calc(12px+env(safe-area-inset-bottom))] lg:sticky lg:top-6 lg:rounded-card lg:border lg:p-6">
          <dl className="hidden space-y-2 text-sm lg:block">
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
          </dl>
          <div className="flex items-center justify-between gap-4 lg:mt-4 lg:flex-col lg:items-stretch lg:border-t lg:border-line lg:pt-4">
            <p className="flex flex-wrap items-baseline gap-x-2 lg:justify-between">
              <span className="text-sm text-muted">{t('cart.total')}</span>
              <Price amount_minor={cart.total_minor} currency={cart.currency} size="middle" />
              {cart.freight_minor ? null : <span className="text-xs text-jade lg:hidden">{t('cart.freight.free')}</span>}
            </p>
            {good.length ? (
              <Go to="/checkout" className="button-primary px-8">
                {t('cart.checkout')}
              </Go>
            ) : (
              <span className="button-plain px-8 text-muted">{t('cart.checkout')}</span>
            )}
          </div>
        </aside>
        <div className="h-16 lg:hidden" />
      </div>
      {cart.later.length ? (
        <section className="mt-10 lg:max-w-[calc(100%-408px)]" aria-labelledby="later">
          <h2 id="later" className="text-lg font-semibold">
            {put('later_title')}
          </h2>
          <ul className="mt-3 border-t border-line">
            {cart.later.map((line) => (
              <Line key={line.sku_id} line={line} currency={cart.currency} later />
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  )
}

function Line({ line, currency, later = false }: { line: CartLine; currency: string; later?: boolean }) {
  const say = useCheckoutWords()
  const t = useWords()
  const lang = useLang()
  const submit = useSubmit()
  const { formData } = useNavigation()
  const leaving = formData?.get('sku_id') === line.sku_id && formData.get('intent') === 'remove'
  return (
    <li className={`flex gap-4 border-b border-line py-5 md:gap-6 ${leaving ? 'opacity-40' : ''}`}>
      <Go
        to={`/products/${line.spu_id}?sku=${encodeURIComponent(line.sku_id)}`}
        tabIndex={-1}
        aria-hidden="true"
        className="w-24 shrink-0 self-start overflow-hidden rounded-card bg-tile md:w-32"
      >
        <Picture reference={line.cover} alt="" sizes="128px" className="w-full" />
      </Go>
      <div className="flex min-w-0 grow flex-col">
        <div className="flex justify-between gap-4">
          <div className="min-w-0">
            <h2 className="text-sm font-medium md:text-base">
              <Go to={`/products/${line.spu_id}?sku=${encodeURIComponent(line.sku_id)}`} className="line-clamp-2 hover:text-primary">
                {pick(line.title, lang)}
              </Go>
            </h2>
            {line.name ? <p className="mt-1 text-xs text-muted md:text-sm">{pick(line.name, lang)}</p> : null}
            {line.configuration ? <p className="mt-1 text-xs text-muted md:text-sm">{pick(line.configuration, lang)}</p> : null}
          </div>
          <Form method="post" className="shrink-0">
            <input type="hidden" name="sku_id" value={line.sku_id} />
            <button
              type="submit"
              name="intent"
              value="remove"
              aria-label={`${t('cart.remove')}: ${pick(line.title, lang)}`}
              className="-mt-2 -mr-2 grid size-11 place-items-center rounded-full text-muted hover:bg-mist hover:text-price"
            >
              <Icon name="close" className="size-5" />
            </button>
          </Form>
        </div>
        {line.problem ? (
          <p className="mt-1 text-xs text-price">
            {line.problem === 'not_enough'
              ? t('cart.short', { n: line.available })
              : line.opens_at
                ? t('cart.not_open', { at: moment(line.opens_at) })
                : t('cart.unavailable')}
          </p>
        ) : null}
        <div className="mt-auto flex flex-wrap items-center justify-between gap-3 pt-3">
          <Form method="post" className="flex items-center gap-2">
            <input type="hidden" name="sku_id" value={line.sku_id} />
            <Stepper
              name="quantity"
              start={line.quantity}
              label={`${t('product.quantity')}: ${pick(line.title, lang)}`}
              changed={(form) => submit(form, { preventScrollReset: true })}
            />
            <noscript>
              <button type="submit" name="intent" value="set" className="px-2 text-sm text-primary">
                {t('cart.update')}
              </button>
            </noscript>
          </Form>
          <Form method="post" className="ml-auto">
            <input type="hidden" name="sku_id" value={line.sku_id} />
            <input type="hidden" name="count" value={line.quantity} />
            <button
              type="submit"
              name="intent"
              value={later ? 'back' : 'later'}
              className="min-h-11 px-2 text-sm text-muted hover:text-primary"
            >
              {later ? say('back') : say('later')}
            </button>
          </Form>
          {line.unit_minor !== null ? (
            <Price amount_minor={line.problem ? line.unit_minor * line.quantity : line.amount_minor} currency={currency} size="small" />
          ) : null}
        </div>
      </div>
    </li>
  )
}
