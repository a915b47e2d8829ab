import { data, Form, useActionData, useLoaderData, useNavigation, useSearchParams } from 'react-router'
import { apiOf } from '../api.ts'
import { moment, money } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Empty, Notice } from '../parts/notice.tsx'
import { Price } from '../parts/price.tsx'
import { purchasingWords, type Refused, refusalOf, usePurchasingWords } from '../purchasing/words.ts'
import { reasonOf } from '../refusals.ts'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { pick, useLang } from '../words.ts'

export async function loader(given: Arguments) {
  const cursor = new URL(given.request.url).searchParams.get('cursor')
  const api = apiOf(visitOf(given))
  const own = (await api.GET('/api/mall/me/buyer')).data ?? null
  const lang = langOf(given.request.url)
  const base = { lang, own, later: cursor !== null }
  if (!own?.buyer) return { ...base, purchases: [], next: null, waiting: [], me: '' }
  const [purchases, waiting, session] = await Promise.all([
    api.GET('/api/mall/me/buyer/purchases', { params: { query: { limit: 10, ...(cursor ? { cursor } : {}) } } }),
    own.roles.includes('approver') ? api.GET('/api/mall/me/buyer/purchases', { params: { query: { limit: 50, state: 'waiting' } } }) : null,
    api.GET('/api/mall/session'),
  ])
  const me = session.data?.user?.id ?? ''
  return {
    ...base,
    purchases: purchases.data?.items ?? [],
    next: purchases.data?.next ?? null,
    waiting: (waiting?.data?.items ?? []).filter(({ requester_id }) => requester_id !== me),
    me,
  }
}

export async function action(given: Arguments) {
  const say = purchasingWords(langOf(given.request.url))
  const form = await given.request.formData()
  const text = (name: string) => String(form.get(name) ?? '')
  const api = apiOf(visitOf(given))
  const intent = text('intent')
  if (intent === 'accept' || intent === 'decline') {
    const { error } = await api.POST('/api/mall/me/buyer/invitation', {
      body: { buyer_id: text('buyer_id'), accepts: intent === 'accept' },
    })
    if (error)
      return data(
        { done: '', fault: refusalOf(say, (error as Refused)?.outcomes?.[0], reasonOf(langOf(given.request.url), error)) },
        { status: 409 },
      )
    return data({ done: intent === 'accept' ? say('joined') : '', fault: '' })
  }
  const decision = intent === 'approve' || intent === 'refuse' ? intent : 'withdraw'
  const total = Number(text('total_minor'))
  const { error } = await api.POST('/api/mall/me/buyer/decisions', {
    body: {
      id: text('purchase_id'),
      decision,
      ...(text('reason') ? { reason: text('reason').slice(0, 200) } : {}),
      ...(decision === 'approve' && total ? { expected_total_minor: total } : {}),
    },
  })
  if (!error) return data({ done: say(decision === 'approve' ? 'approved' : decision === 'refuse' ? 'refused' : 'withdrawn'), fault: '' })
  const outcome = (error as Refused)?.outcomes?.[0]
  const fault =
    outcome?.status === 'price_moved'
      ? say('fault_price_moved', { amount: money(outcome.total_minor ?? 0, 'CNY') })
      : refusalOf(say, outcome, reasonOf(langOf(given.request.url), error))
  return data({ done: '', fault }, { status: 409 })
}

type Page = Awaited<ReturnType<typeof loader>>
type Row = Page['purchases'][number]

export const meta = ({ loaderData }: { loaderData?: Page }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/purchasing',
        title: purchasingWords(loaderData.lang)('title'),
        hidden: true,
      })
    : []

/** The organization I buy for: its credit, what waits for me, what was bought. */
export default function AccountPurchasingPage() {
  const { own, purchases, next, later, waiting, me } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const [given] = useSearchParams()
  const busy = useNavigation().state !== 'idle'
  const say = usePurchasingWords()
  const buyer = own?.buyer
  const roles = own?.roles ?? []
  return (
    <>
      <h1 className="text-xl font-bold">{say('title')}</h1>
      <div className="mt-4 space-y-3 empty:hidden">
        {answer?.done ? <Notice tone="good">{answer.done}</Notice> : null}
        {answer?.fault ? <Notice tone="bad">{answer.fault}</Notice> : null}
        {!answer && given.has('asked') ? <Notice tone="good">{say('asked')}</Notice> : null}
        {!answer && given.has('ordered') ? <Notice tone="good">{say('ordered')}</Notice> : null}
      </div>
      {own?.invitations.map((one) => (
        <Form key={one.buyer_id} method="post" className="mt-4 flex flex-wrap items-center gap-3 rounded-card bg-wash p-5">
          <input type="hidden" name="buyer_id" value={one.buyer_id} />
          <p className="grow basis-60 font-medium">{say('invites', { who: one.invited_by, name: one.buyer_name })}</p>
          <button type="submit" name="intent" value="accept" className="button-primary min-h-11" disabled={busy}>
            {say('accept')}
          </button>
          <button type="submit" name="intent" value="decline" className="button-plain min-h-11" disabled={busy}>
            {say('decline')}
          </button>
        </Form>
      ))}
      {!buyer ? (
        own?.invitations.length ? null : (
          <Empty icon="store" heading="h2" title={say('none')} text={say('none_text')} />
        )
      ) : (
        <>
          {buyer.suspended_reason ? (
            <div className="mt-4">
              <Notice tone="wait">{say('suspended', { reason: buyer.suspended_reason })}</Notice>
            </div>
          ) : null}
          <section className="mt-5 rounded-card border border-line p-5 md:p-6" aria-labelledby="buyer">
            <h2 id="buyer" className="text-lg font-semibold">
              {buyer.name}
            </h2>
            <p className="figures mt-1 text-sm text-muted">
              {say('tax_no')} {buyer.tax_no}
            </p>
            <p className="mt-1 text-sm text-muted">
              {say('roles')} {roles.map((role) => say(`role_${role}`)).join(' · ')} ·{' '}
              {own.limit_minor === null
                ? say('limit_any')
                : own.limit_minor === 0
                  ? say('limit_none')
                  : say('limit_of', { amount: money(own.limit_minor, buyer.currency) })}
            </p>
            <dl className="mt-5 grid grid-cols-2 gap-4 md:grid-cols-3">
              {(
                [
                  [say('credit_open'), buyer.credit.open_minor],
                  [say('credit_used'), buyer.credit.used_minor],
                  [say('credit'), buyer.credit.limit_minor],
                ] as const
              ).map(([name, amount]) => (
                <div key={name}>
                  <dt className="text-sm text-muted">{name}</dt>
                  <dd className="mt-1">
                    <Price amount_minor={amount} currency={buyer.currency} size="middle" plain />
                  </dd>
                </div>
              ))}
            </dl>
            <p className="mt-3 text-xs text-muted">{say('credit_due', { n: buyer.due_days })}</p>
            <p className="mt-5 flex flex-wrap gap-3">
              {roles.includes('requester') ? (
                <Go to="/account/purchasing/new" className="button-primary min-h-11 text-sm">
                  {say('new')}
                </Go>
              ) : null}
              <Go to="/account/purchasing/catalog" className="button-plain min-h-11 text-sm">
                {say('catalog')}
              </Go>
              {roles.some((role) => role !== 'requester') ? (
                <Go to="/account/purchasing/statement" className="button-plain min-h-11 text-sm">
                  {say('statement')}
                </Go>
              ) : null}
              {roles.includes('manager') ? (
                <Go to="/account/purchasing/people" className="button-plain min-h-11 text-sm">
                  {say('people')}
                </Go>
              ) : null}
            </p>
          </section>
          {roles.includes('approver') ? (
            <section className="mt-10" aria-labelledby="waiting">
              <h2 id="waiting" className="text-lg font-semibold">
                {say('waiting')}
              </h2>
              {waiting.length ? (
                <ul className="mt-3 space-y-3">
                  {waiting.map((row) => (
                    <li key={row.purchase_id} className="rounded-card border border-line p-5">
                      <Purchase row={row} me={me} />
                      <Form method="post" className="mt-4 flex flex-wrap items-end gap-3">
                        <input type="hidden" name="purchase_id" value={row.purchase_id} />
                        <input type="hidden" name="total_minor" value={row.total_minor} />
                        <button type="submit" name="intent" value="approve" className="button-primary min-h-11 text-sm" disabled={busy}>
                          {say('approve')}
                        </button>
                        <label className="grow basis-40 text-sm">
                          <span className="mb-1 block text-muted">{say('refuse_reason')}</span>
                          <input name="reason" maxLength={200} className="field min-h-11" />
                        </label>
                        <button type="submit" name="intent" value="refuse" className="button-plain min-h-11 text-sm" disabled={busy}>
                          {say('refuse')}
                        </button>
                      </Form>
                    </li>
                  ))}
                </ul>
              ) : (
                <p className="mt-3 text-sm text-muted">{say('waiting_none')}</p>
              )}
            </section>
          ) : null}
          <section className="mt-10" aria-labelledby="purchases">
            <h2 id="purchases" className="text-lg font-semibold">
              {say('purchases')}
            </h2>
            {purchases.length ? (
              <ul className="mt-3 border-t border-line">
                {purchases.map((row) => (
                  <li key={row.purchase_id} className="border-b border-line py-4">
                    <Purchase row={row} me={me} />
                    {row.state === 'waiting' && row.requester_id === me ? (
                      <Form method="post">
                        <input type="hidden" name="purchase_id" value={row.purchase_id} />
                        <button
                          type="submit"
                          name="intent"
                          value="withdraw"
                          className="min-h-11 text-sm text-muted hover:text-price"
                          disabled={busy}
                        >
                          {say('withdraw')}
                        </button>
                      </Form>
                    ) : null}
                  </li>
                ))}
              </ul>
            ) : (
              <p className="mt-3 text-sm text-muted">{say('purchases_none')}</p>
            )}
            <p className="mt-6 flex justify-center gap-3">
              {later ? (
                <Go to="/account/purchasing" className="button-plain">
                  {say('first')}
                </Go>
              ) : null}
              {next ? (
                <Go to={`/account/purchasing?cursor=${encodeURIComponent(next)}`} className="button-plain">
                  {say('more')}
                </Go>
              ) : null}
            </p>
          </section>
        </>
      )}
    </>
  )
}

const tones = { waiting: 'text-amber', ordered: 'text-jade', refused: 'text-price', withdrawn: 'text-muted' }

function Purchase({ row, me }: { row: Row; me: string }) {
  const say = usePurchasingWords()
  const lang = useLang()
  return (
    <>
      <p className="flex flex-wrap items-center justify-between gap-x-4 text-sm">
        <span className="figures text-muted">
          {moment(row.asked_at)} · {say('asked_by', { name: row.requester_name })}
        </span>
        <span className={`font-semibold ${tones[row.state]}`}>{say(`state_${row.state}`)}</span>
      </p>
      <p className="mt-2 flex items-baseline justify-between gap-4">
        <Go to={`/account/purchasing/orders/${row.purchase_id}`} className="font-medium hover:text-primary">
          {(row.titles ?? []).map(({ title, quantity }) => `${pick(title, lang)} ×${quantity}`).join(lang === 'zh' ? '、' : ', ')}
        </Go>
        <Price amount_minor={row.total_minor} currency={row.currency} plain />
      </p>
      {row.reason ? <p className="mt-1 text-sm text-muted">{say('because', { reason: row.reason })}</p> : null}
      {row.decided_by && row.state !== 'withdrawn' ? (
        <p className="mt-1 text-sm text-muted">
          {row.decided_by}
          {row.decision_reason ? `：${row.decision_reason}` : ''}
          {row.order_no ? (
            <>
              {' · '}
              {/* The order is his who asked for it; the others look at it. */}
              <Go
                to={row.requester_id === me ? `/orders/${row.purchase_id}` : `/account/purchasing/orders/${row.purchase_id}`}
                className="text-primary"
              >
                {say('order', { no: row.order_no })}
              </Go>
            </>
          ) : null}
        </p>
      ) : null}
    </>
  )
}
