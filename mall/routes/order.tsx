import { useEffect, useRef } from 'react'
import { data, useActionData, useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { checkoutWords, useCheckoutWords } from '../checkout/words.ts'
import { newId } from '../ids.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { type OrderFacts, OrderView, type ParcelFacts } from '../parts/order.tsx'
import type { LineChanges } from '../parts/order-lines.tsx'
import { reasonOf } from '../refusals.ts'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { translate, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const path = { id: given.params.order_id! }
  const [order, parcels, changes, session] = await Promise.all([
    api.GET('/api/mall/orders/{id}', { params: { path } }),
    api.GET('/api/mall/orders/{id}/parcels', { params: { path } }),
    api.GET('/api/mall/orders/{id}/line-changes', { params: { path } }),
    api.GET('/api/mall/session'),
  ])
  return {
    lang: langOf(given.request.url),
    changes: (changes.data ?? { refunds: [], substitutions: [] }) as LineChanges,
    // Sent twice, it is taken out once.
    refund_id: newId(),
    order: dataOf(order) as OrderFacts,
    parcels: (parcels.data?.items ?? []) as ParcelFacts[],
    placed: new URL(given.request.url).searchParams.has('placed'),
    guest: session.data?.kind !== 'member',
  }
}

export async function action(given: Arguments) {
  const form = await given.request.formData()
  if (form.get('intent') === 'readdress') return readdress(given, form)
  if (form.get('intent') === 'take_out') return takeOut(given, form)
  const t = translate(langOf(given.request.url))
  const { error } = await apiOf(visitOf(given)).POST('/api/mall/orders/{id}/cancellation', {
    params: { path: { id: given.params.order_id! } },
    body: {
      reason:
        String(form.get('reason') ?? '')
          .trim()
          .slice(0, 200) || '—',
    },
  })
  if (!error) return data({ done: 'canceled', refused: '' })
  return data({ done: '', refused: t('failed', { reason: reasonOf(langOf(given.request.url), error) }) }, { status: 409 })
}

/** Takes pieces out of the order; what refuses it is said in the buyer's words. */
async function takeOut(given: Arguments, form: FormData) {
  const lang = langOf(given.request.url)
  const say = checkoutWords(lang)
  const lines = [...form].flatMap(([name, value]) => {
    const quantity = Number(value)
    return name.startsWith('take_') && Number.isInteger(quantity) && quantity > 0 ? [{ line_no: Number(name.slice(5)), quantity }] : []
  })
  if (lines.length === 0) return data({ done: '', refused: say('take_out_none') }, { status: 400 })
  const { error } = await apiOf(visitOf(given)).POST('/api/mall/orders/{id}/line-refunds', {
    params: { path: { id: given.params.order_id! } },
    body: {
      refund_id: String(form.get('refund_id') ?? ''),
      lines,
      reason:
        String(form.get('reason') ?? '')
          .trim()
          .slice(0, 200) || '—',
    },
  })
  if (!error) return data({ done: 'taken_out', refused: '' })
  const outcome = (error as { outcomes?: { status: string }[] }).outcomes?.[0]
  // The button was pressed twice: it is done.
  if (outcome?.status === 'already_refunded') return data({ done: 'taken_out', refused: '' })
  const known = takeOutRefusals.find((one) => one === outcome?.status)
  const refused = known ? say(`take_out_${known}`) : translate(lang)('failed', { reason: reasonOf(lang, error) })
  return data({ done: '', refused }, { status: 409 })
}
const takeOutRefusals = [
  ...(['order_is_over', 'ask_the_platform', 'already_on_its_way', 'partly_shipped', 'being_packed'] as const),
  ...(['at_third_party', 'line_is_over', 'more_than_ordered'] as const),
]

/** Sends the order elsewhere; what refuses it is said in the buyer's words. */
async function readdress(given: Arguments, form: FormData) {
  const api = apiOf(visitOf(given))
  const lang = langOf(given.request.url)
  const say = checkoutWords(lang)
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const [province, city, district] = [text('province'), text('city'), text('district')]
  const { data: found } = await api.GET('/api/mall/region-search', { params: { query: { province, city, district } } })
  if (!found?.region?.leaf) return data({ done: '', refused: say('region_unknown') }, { status: 400 })
  const { error } = await api.PUT('/api/mall/orders/{id}/address', {
    params: { path: { id: given.params.order_id! } },
    body: {
      ...{ change_id: newId(), buyer_name: text('name'), buyer_phone: text('phone') },
      address: { province, city, district, street: text('street'), region_code: found.region.code },
    },
  })
  if (!error) return data({ done: 'readdressed', refused: '' })
  const outcome = (error as { outcomes?: { status: string; detail?: string }[] }).outcomes?.[0]
  const known = ['order_is_over', 'already_on_its_way', 'being_packed', 'at_third_party'] as const
  const status = known.find((one) => one === outcome?.status)
  const refused = status ? say(`readdress_${status}`) : translate(lang)('failed', { reason: reasonOf(lang, error) })
  return data({ done: '', refused }, { status: 409 })
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/orders',
        title: `${translate(loaderData.lang)('order')} ${loaderData.order.order_no}`,
        hidden: true,
      })
    : []

export default function OrderPage() {
  const { order, parcels, changes, refund_id, placed, guest } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const t = useWords()
  const say = useCheckoutWords()
  const said = useRef<HTMLDivElement>(null)
  // The answer stands above what was asked below.
  useEffect(() => {
    if (answer) said.current?.scrollIntoView({ block: 'center' })
  }, [answer])
  return (
    <div className="container-page pt-6 md:pt-10">
      <div ref={said} className="mb-6 space-y-3 empty:hidden">
        {placed ? (
          <Notice tone="good">
            {t('order.thanks')} · {guest ? t('order.guest.keep') : t('order.thanks.text')}
          </Notice>
        ) : null}
        {answer?.done ? (
          <Notice tone="good">
            {answer.done === 'canceled' ? t('order.canceled') : say(answer.done === 'taken_out' ? 'take_out_done' : 'readdress_done')}
          </Notice>
        ) : null}
        {answer?.refused ? <Notice tone="bad">{answer.refused}</Notice> : null}
      </div>
      <OrderView order={order} parcels={parcels} changes={changes} refund_id={refund_id} may_cancel />
      <p className="mt-12 flex flex-wrap gap-3">
        <Go to="/" className="button-plain">
          {t('order.again')}
        </Go>
        {guest ? null : (
          <Go to={`/account/complaints/new?order=${order.id}`} className="button-plain">
            {t('complain')}
          </Go>
        )}
      </p>
    </div>
  )
}
