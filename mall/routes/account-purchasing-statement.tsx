import { redirect, useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { moment, money } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { purchasingWords, usePurchasingWords } from '../purchasing/words.ts'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'

export async function loader(given: Arguments) {
  const lang = langOf(given.request.url)
  const cursor = new URL(given.request.url).searchParams.get('cursor')
  const api = apiOf(visitOf(given))
  const [statement, own] = await Promise.all([
    api.GET('/api/mall/me/buyer/statement', { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } }),
    api.GET('/api/mall/me/buyer'),
  ])
  if (!statement.data || !own.data?.buyer) throw redirect(inLang(lang, '/account/purchasing'))
  return { lang, items: statement.data.items, next: statement.data.next, later: cursor !== null, buyer: own.data.buyer }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/purchasing',
        title: purchasingWords(loaderData.lang)('statement'),
        hidden: true,
      })
    : []

/** What moved on the credit line: bought, given back, paid. */
export default function AccountPurchasingStatementPage() {
  const { items, next, later, buyer } = useLoaderData<typeof loader>()
  const say = usePurchasingWords()
  const kindOf = (kind: string, change: number) => (kind === 'buyers.repay' ? 'repay' : change < 0 ? 'order' : 'back')
  return (
    <>
      <h1 className="text-xl font-bold">{say('statement')}</h1>
      <p className="mt-2 text-sm text-muted">
        {buyer.name} · {say('credit_used')} <strong className="figures text-ink">{money(buyer.credit.used_minor, buyer.currency)}</strong> ·{' '}
        {say('credit_open')} <span className="figures">{money(buyer.credit.open_minor, buyer.currency)}</span> ·{' '}
        {say('credit_due', { n: buyer.due_days })}
      </p>
      {items.length ? (
        <ul className="mt-5 border-t border-line">
          {items.map((row) => (
            <li key={row.id} className="flex items-baseline justify-between gap-4 border-b border-line py-3">
              <span>
                {say(`statement_kind_${kindOf(row.kind, row.change_minor)}`)}
                {row.order_id && row.order_no ? (
                  <Go to={`/account/purchasing/orders/${row.order_id}`} className="figures ml-3 text-primary">
                    {row.order_no}
                  </Go>
                ) : null}
                <span className="figures block text-xs text-muted">{moment(row.happened_at)}</span>
              </span>
              <span className={`figures font-medium ${row.change_minor < 0 ? '' : 'text-jade'}`}>
                {row.change_minor > 0 ? '+' : ''}
                {money(row.change_minor, buyer.currency)}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="mt-5 text-muted">{say('statement_none')}</p>
      )}
      <p className="mt-6 flex justify-center gap-3">
        {later ? (
          <Go to="/account/purchasing/statement" className="button-plain">
            {say('first')}
          </Go>
        ) : null}
        {next ? (
          <Go to={`/account/purchasing/statement?cursor=${encodeURIComponent(next)}`} className="button-plain">
            {say('more')}
          </Go>
        ) : null}
      </p>
    </>
  )
}
