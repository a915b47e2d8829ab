import { useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { pageMeta } from '../meta.ts'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { Empty } from '../parts/notice.tsx'
import { OrderList, type OrderRow } from '../parts/order-list.tsx'
import { Price } from '../parts/price.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { translate, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const [orders, wallet] = await Promise.all([
    api.GET('/api/mall/orders', { params: { query: { limit: 3 } } }),
    api.GET('/api/mall/me/wallet'),
  ])
  return { lang: langOf(given.request.url), orders: (orders.data?.items ?? []) as OrderRow[], wallet: wallet.data ?? null }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({ lang: loaderData.lang, origin: '', path: '/account', title: translate(loaderData.lang)('account'), hidden: true })
    : []

export default function AccountHomePage() {
  const { orders, wallet } = useLoaderData<typeof loader>()
  const t = useWords()
  return (
    <>
      <h1 className="text-xl font-bold">{t('account')}</h1>
      <Go to="/account/wallet" className="mt-5 flex items-center justify-between rounded-card bg-wash p-6 hover:text-primary">
        <span>
          <span className="block text-sm text-muted">{t('account.wallet.balance')}</span>
          {wallet ? <Price amount_minor={wallet.balance_minor} currency={wallet.currency} size="large" plain /> : null}
        </span>
        <Icon name="right" className="size-5 text-muted" />
      </Go>
      <div className="mt-10 mb-4 flex items-center justify-between">
        <h2 className="text-lg font-semibold">{t('account.orders')}</h2>
        {orders.length ? (
          <Go to="/account/orders" className="flex min-h-11 items-center text-sm text-muted hover:text-primary">
            {t('account.orders.all')}
          </Go>
        ) : null}
      </div>
      {orders.length ? (
        <OrderList orders={orders} />
      ) : (
        <Empty icon="parcel" heading="h2" title={t('account.orders.empty')} text={t('account.orders.empty.help')}>
          <Go to="/" className="button-primary">
            {t('cart.go')}
          </Go>
        </Empty>
      )}
    </>
  )
}
