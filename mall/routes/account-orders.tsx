import { useLoaderData, useSearchParams } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Empty } from '../parts/notice.tsx'
import { OrderList, type OrderRow } from '../parts/order-list.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { translate, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const cursor = new URL(given.request.url).searchParams.get('cursor')
  const answer = await apiOf(visitOf(given)).GET('/api/mall/orders', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } })
  // The frame around this page sends visitors to sign in; both are loaded at once.
  if (answer.response.status === 401) return { lang: langOf(given.request.url), orders: [], next: null }
  const { items, next } = dataOf(answer)
  return { lang: langOf(given.request.url), orders: items as OrderRow[], next }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/orders',
        title: translate(loaderData.lang)('account.orders'),
        hidden: true,
      })
    : []

export default function AccountOrdersPage() {
  const { orders, next } = useLoaderData<typeof loader>()
  const [given] = useSearchParams()
  const t = useWords()
  return (
    <>
      <h1 className="mb-5 text-xl font-bold">{t('account.orders')}</h1>
      {orders.length ? (
        <OrderList orders={orders} />
      ) : (
        <Empty icon="parcel" heading="h2" title={t('account.orders.empty')} text={t('account.orders.empty.help')}>
          <Go to="/" className="button-primary">
            {t('cart.go')}
          </Go>
        </Empty>
      )}
      <p className="mt-6 flex justify-center gap-3">
        {given.has('cursor') ? (
          <Go to="/account/orders" className="button-plain">
            {t('list.first')}
          </Go>
        ) : null}
        {next ? (
          <Go to={`/account/orders?cursor=${encodeURIComponent(next)}`} className="button-plain">
            {t('list.more')}
          </Go>
        ) : null}
      </p>
    </>
  )
}
