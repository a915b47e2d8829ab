import { Form, useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { pageMeta } from '../meta.ts'
import { Field } from '../parts/fields.tsx'
import { Notice } from '../parts/notice.tsx'
import { type OrderFacts, OrderView, type ParcelFacts } from '../parts/order.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { translate, useWords } from '../words.ts'

/** A form of POST: number and phone do not belong in an address that is kept in histories and logs. */
export async function action(given: Arguments) {
  const form = await given.request.formData()
  const order_no = String(form.get('order_no') ?? '').replace(/\D/g, '')
  const phone = String(form.get('phone') ?? '').replace(/[ -]/g, '')
  if (!order_no || !phone) return { order: null, parcels: [], order_no, phone }
  const api = apiOf(visitOf(given))
  const params = { query: { order_no, phone } }
  const [order, parcels] = await Promise.all([
    api.GET('/api/mall/order-lookup', { params }),
    api.GET('/api/mall/order-lookup/parcels', { params }),
  ])
  return { order: (order.data ?? null) as OrderFacts | null, parcels: (parcels.data?.items ?? []) as ParcelFacts[], order_no, phone }
}

export const loader = (given: Arguments) => ({ lang: langOf(given.request.url) })

export const meta = ({ loaderData }: { loaderData?: ReturnType<typeof loader> }) =>
  loaderData
    ? pageMeta({ lang: loaderData.lang, origin: '', path: '/orders', title: translate(loaderData.lang)('order.search'), hidden: true })
    : []

export default function OrderSearchPage({ actionData }: { actionData?: Awaited<ReturnType<typeof action>> }) {
  useLoaderData<typeof loader>()
  const t = useWords()
  if (actionData?.order)
    return (
      <div className="container-page pt-6 md:pt-10">
        <OrderView order={actionData.order} parcels={actionData.parcels} may_cancel={false} />
      </div>
    )
  return (
    <div className="container-page max-w-lg pt-8 md:pt-14">
      <h1 className="text-xl font-bold">{t('order.search')}</h1>
      <p className="mt-2 text-muted">{t('order.search.text')}</p>
      {actionData ? (
        <div className="mt-5">
          <Notice tone="bad">{t('order.search.none')}</Notice>
        </div>
      ) : null}
      <Form method="post" className="mt-6 space-y-5">
        <Field label={t('order.no')} name="order_no" inputMode="numeric" required maxLength={20} defaultValue={actionData?.order_no} />
        <Field
          label={t('checkout.phone')}
          name="phone"
          type="tel"
          inputMode="tel"
          required
          maxLength={20}
          defaultValue={actionData?.phone}
        />
        <button type="submit" className="button-primary w-full">
          {t('order.search.submit')}
        </button>
      </Form>
    </div>
  )
}
