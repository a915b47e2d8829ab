import { useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { maskPhone, moment } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { type OrderFacts, OrderView, type ParcelFacts } from '../parts/order.tsx'
import { Price } from '../parts/price.tsx'
import { purchasingWords, usePurchasingWords } from '../purchasing/words.ts'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { pick, useLang } from '../words.ts'

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const params = { path: { id: given.params.purchase_id! } }
  const { purchase, order } = dataOf(await api.GET('/api/mall/me/buyer/purchases/{id}', { params }))
  const parcels = order ? (await api.GET('/api/mall/orders/{id}/parcels', { params })).data?.items : []
  return { lang: langOf(given.request.url), purchase, order: order as OrderFacts | null, parcels: (parcels ?? []) as ParcelFacts[] }
}

type Page = Awaited<ReturnType<typeof loader>>
export const meta = ({ loaderData }: { loaderData?: Page }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/purchasing',
        title: purchasingWords(loaderData.lang)('purchase'),
        hidden: true,
      })
    : []

/** One purchase as the people of the organization see it: who asked, who decided, and the order it became, to look at. */
export default function AccountPurchasingOrderPage() {
  const { purchase, order, parcels } = useLoaderData<typeof loader>()
  const say = usePurchasingWords()
  return (
    <>
      <p>
        <Go to="/account/purchasing" className="inline-flex min-h-11 items-center text-sm text-primary">
          {say('back')}
        </Go>
      </p>
      {order ? null : <h1 className="text-xl font-bold">{say('purchase')}</h1>}
      <dl className="mt-2 mb-8 grid gap-x-8 gap-y-2 rounded-card bg-mist p-5 text-sm md:grid-cols-2">
        <div>
          <dt className="sr-only">{say('title')}</dt>
          <dd>
            <span className="font-semibold">{say(`state_${purchase.state}`)}</span> · {say('asked_by', { name: purchase.requester_name })}{' '}
            <span className="figures text-muted">{moment(purchase.asked_at)}</span>
          </dd>
          {purchase.reason ? <dd className="mt-1">{say('because', { reason: purchase.reason })}</dd> : null}
        </div>
        {purchase.decided_by && purchase.state !== 'withdrawn' ? (
          <div>
            <dt className="sr-only">{say('role_approver')}</dt>
            <dd>
              {purchase.decided_by} <span className="figures text-muted">{purchase.decided_at ? moment(purchase.decided_at) : ''}</span>
              {purchase.decision_reason ? <span className="block">{purchase.decision_reason}</span> : null}
            </dd>
          </div>
        ) : null}
        {purchase.buyer_message ? (
          <div className="md:col-span-2">
            <dt className="text-muted">{say('message')}</dt>
            <dd>{purchase.buyer_message}</dd>
          </div>
        ) : null}
      </dl>
      {order ? <OrderView order={order} parcels={parcels} may_cancel={false} /> : <Wish purchase={purchase} />}
    </>
  )
}

/** What would be ordered. */
function Wish({ purchase }: Pick<Page, 'purchase'>) {
  const say = usePurchasingWords()
  const lang = useLang()
  const where = ['province', 'city', 'district', 'street'].map((key) => purchase.address[key]).filter(Boolean)
  return (
    <>
      {purchase.state === 'waiting' ? <Notice tone="wait">{say('not_ordered')}</Notice> : null}
      <h2 className="mt-6 text-lg font-semibold">{say('goods')}</h2>
      <ul className="mt-3 border-t border-line">
        {(purchase.titles ?? []).map((line) => (
          <li key={line.sku_id} className="flex justify-between gap-4 border-b border-line py-3">
            {pick(line.title, lang)} <span className="figures text-muted">×{line.quantity}</span>
          </li>
        ))}
      </ul>
      <p className="mt-3 flex items-baseline justify-between">
        <span className="font-medium">{say('total')}</span>
        <Price amount_minor={purchase.total_minor} currency={purchase.currency} size="middle" />
      </p>
      <h2 className="mt-8 text-lg font-semibold">{say('address')}</h2>
      <p className="mt-3">
        {purchase.buyer_name} <span className="figures text-muted">{purchase.buyer_phone ? maskPhone(purchase.buyer_phone) : ''}</span>
      </p>
      <p className="mt-1 text-sm text-muted">{where.join(' ')}</p>
    </>
  )
}
