import { data, Form, redirect, useActionData, useLoaderData, useSubmit } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { money } from '../format.ts'
import { goodsWords, useGoodsWords } from '../goods/words.ts'
import { newId } from '../ids.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { Picture } from '../parts/picture.tsx'
import { reasonOf } from '../refusals.ts'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { pick, useLang } from '../words.ts'

/** `group:value` of the address or the form, as the API wants it. Each group has a field of its own; an empty one is not chosen in. */
const choicesOf = (given: URLSearchParams | FormData): string[] =>
  [...given.values()]
    .map(String)
    .filter((one) => /^[a-z][a-z0-9_]{0,39}:[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(one))
    .slice(0, 20)

/** Choices stand in the address: they can be shared, and price and lead time are shown without script too. */
export async function loader(given: Arguments) {
  const visit = visitOf(given)
  const spu_id = given.params.spu_id!
  const query = new URL(given.request.url).searchParams
  const api = apiOf(visit)
  visit.tags.add('incomplete')
  const [found, view] = await Promise.all([
    api.GET('/api/mall/products/{spu_id}', { params: { path: { spu_id } } }),
    api.GET('/api/mall/products/{spu_id}/configurator', { params: { path: { spu_id }, query: { choice: choicesOf(query) } } }),
  ])
  const { product } = dataOf(found)
  const sku = product.skus.find(({ sku_id }) => sku_id === query.get('sku')) ?? product.skus[0]
  return {
    lang: langOf(given.request.url),
    spu_id,
    title: product.title,
    cover: product.media.find(({ role }) => role === 'cover')?.reference ?? null,
    sku: sku ? { sku_id: sku.sku_id, name: sku.name, price_minor: sku.price_minor, currency: sku.currency } : null,
    chosen: choicesOf(query),
    view: dataOf(view),
  }
}

/** Keeps the choices and puts the product with them into the cart. */
export async function action(given: Arguments) {
  const lang = langOf(given.request.url)
  const api = apiOf(visitOf(given))
  const form = await given.request.formData()
  const choices = Object.fromEntries(choicesOf(form).map((one) => one.split(':') as [string, string]))
  const sku_id = String(form.get('sku_id') ?? '')
  const id = newId()
  const made = await api.POST('/api/mall/configurations', { body: { items: [{ id, sku_id, choices }] } })
  if (!made.data) {
    // A combination that does not exist is answered with an outcome that says why.
    const { outcomes } = (made.error ?? {}) as { outcomes?: { detail?: string }[] }
    return data({ refused: reasonOf(lang, made.error ?? { outcomes }) }, { status: 400 })
  }
  const put = await api.PUT('/api/mall/cart/lines', { body: { lines: [{ sku_id, quantity: 1, configuration_id: id }] } })
  if (!put.data) return data({ refused: reasonOf(lang, (put as { error?: unknown }).error) }, { status: 400 })
  return redirect(inLang(lang, '/cart?added'))
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        ...{ lang: loaderData.lang, origin: '', path: `/products/${loaderData.spu_id}/configure`, hidden: true },
        title: goodsWords(loaderData.lang)('configure_title', { name: pick(loaderData.title, loaderData.lang) }),
      })
    : []

export default function ConfigurePage() {
  const { spu_id, title, cover, sku, chosen, view } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const t = useGoodsWords()
  const lang = useLang()
  const submit = useSubmit()
  const shut = new Set(view.closed.map(({ group, value }) => `${group}:${value}`))
  const price_minor = (sku?.price_minor ?? 0) + view.extra_minor
  return (
    <div className="container-page grid gap-8 pt-6 md:grid-cols-[1fr_340px] md:pt-10">
      <div>
        <h1 className="text-xl font-bold">{t('configure_title', { name: pick(title, lang) })}</h1>
        <p className="mt-2 text-muted">{t('configure_help')}</p>
        <Form
          id="choices"
          className="mt-6 space-y-7"
          preventScrollReset
          onChange={(event) => submit(event.currentTarget, { replace: true, preventScrollReset: true })}
        >
          {sku ? <input type="hidden" name="sku" value={sku.sku_id} /> : null}
          {view.groups.map((group) => (
            <fieldset key={group.key}>
              <legend className="font-semibold">
                {pick(group.name, lang)}
                {group.required ? null : <span className="ml-2 text-sm font-normal text-muted">{t('optional')}</span>}
              </legend>
              <div className="mt-2 grid gap-2 sm:grid-cols-2">
                {(group.required ? group.values : [{ value: '', name: null }, ...group.values]).map((one) => {
                  const choice = one.value ? `${group.key}:${one.value}` : ''
                  const none = !chosen.some((other) => other.startsWith(`${group.key}:`))
                  const off = shut.has(choice)
                  const extra = 'extra_minor' in one ? one.extra_minor : 0
                  const days = 'lead_days' in one ? one.lead_days : 0
                  return (
                    <label
                      key={one.value}
                      className="flex min-h-12 items-center gap-3 rounded-xl border border-line px-4 py-2 text-sm has-checked:border-primary has-checked:bg-wash has-disabled:border-dashed has-disabled:text-muted"
                    >
                      <input
                        type="radio"
                        name={group.key}
                        value={choice}
                        defaultChecked={choice ? chosen.includes(choice) : none}
                        disabled={off}
                        className="size-4 accent-primary"
                      />
                      <span className="grow">
                        {one.name ? pick(one.name, lang) : t('none_of_these')}
                        {off ? <span className="block text-xs">{t('not_together')}</span> : null}
                      </span>
                      <span className="figures text-xs text-muted">
                        {extra ? t('extra', { amount: money(extra, sku?.currency ?? 'CNY') }) : ''} {days ? t('days', { n: days }) : ''}
                      </span>
                    </label>
                  )
                })}
              </div>
            </fieldset>
          ))}
          <noscript>
            <button type="submit" className="button-plain">
              {t('update')}
            </button>
          </noscript>
        </Form>
      </div>
      <aside className="md:sticky md:top-6 md:self-start">
        <div className="rounded-card border border-line p-5">
          <div className="mx-auto w-40 overflow-hidden rounded-card bg-tile">
            <Picture reference={cover} alt="" sizes="160px" className="w-full" />
          </div>
          <p className="mt-4 text-sm text-muted">{t('total')}</p>
          <p className="figures text-xl font-bold text-price" data-total>
            {sku?.price_minor ? money(price_minor, sku.currency) : '—'}
          </p>
          <p className="mt-1 text-sm text-muted">{view.lead_days > 0 ? t('lead', { n: view.lead_days }) : t('lead_now')}</p>
          {answer?.refused ? (
            <div className="mt-3">
              <Notice tone="bad">{answer.refused}</Notice>
            </div>
          ) : null}
          <Form method="post" className="mt-4">
            <input type="hidden" name="sku_id" value={sku?.sku_id ?? ''} />
            {chosen.map((one) => (
              <input key={one} type="hidden" name="choice" value={one} />
            ))}
            <button type="submit" disabled={!view.fits || !sku} className="button-primary w-full">
              {view.fits ? t('add') : t('choose_first')}
            </button>
          </Form>
          <Go to={`/products/${spu_id}`} className="mt-3 flex min-h-11 items-center justify-center text-sm text-muted hover:text-primary">
            {pick(title, lang)}
          </Go>
        </div>
      </aside>
    </div>
  )
}
