import { data, Form, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf } from '../api.ts'
import { moment } from '../format.ts'
import { invoiceWords, useInvoiceWords } from '../invoices/words.ts'
import { pageMeta } from '../meta.ts'
import { Field } from '../parts/fields.tsx'
import { Go } from '../parts/link.tsx'
import { Empty, Notice } from '../parts/notice.tsx'
import { Price } from '../parts/price.tsx'
import { reasonOf } from '../refusals.ts'
import { type Arguments, langOf, visitOf } from '../visit.ts'

export async function loader(given: Arguments) {
  const cursor = new URL(given.request.url).searchParams.get('cursor')
  const api = apiOf(visitOf(given))
  const [invoices, titles] = await Promise.all([
    api.GET('/api/mall/me/invoices', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } }),
    api.GET('/api/mall/me/invoice-titles'),
  ])
  return {
    lang: langOf(given.request.url),
    items: invoices.data?.items ?? [],
    next: invoices.data?.next ?? null,
    later: cursor !== null,
    titles: titles.data?.items ?? [],
  }
}

export async function action(given: Arguments) {
  const say = invoiceWords(langOf(given.request.url))
  const form = await given.request.formData()
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const kind = text('kind') === 'company' ? ('company' as const) : ('person' as const)
  const order_id = text('order_id')
  const tax_no = text('tax_no').toUpperCase()
  if (!text('title')) return data({ saved: false, fault: say('fault_title'), order_id }, { status: 400 })
  if (kind === 'company' && !/^[0-9A-Z]{15,20}$/.test(tax_no))
    return data({ saved: false, fault: say('fault_tax'), order_id }, { status: 400 })
  const { error } = await apiOf(visitOf(given)).POST('/api/mall/orders/{id}/invoice-wish', {
    params: { path: { id: order_id } },
    body: {
      kind,
      title: text('title').slice(0, 100),
      tax_no: kind === 'company' ? tax_no : null,
      email: /^[^@\s]+@[^@\s]+$/.test(text('email')) ? text('email') : null,
    },
  })
  if (error) return data({ saved: false, fault: reasonOf(langOf(given.request.url), error), order_id }, { status: 409 })
  return data({ saved: true, fault: '', order_id })
}

type Page = Awaited<ReturnType<typeof loader>>
export const meta = ({ loaderData }: { loaderData?: Page }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/invoices',
        title: invoiceWords(loaderData.lang)('title'),
        hidden: true,
      })
    : []

/** What paper each order gets, and the names used before. */
export default function AccountInvoicesPage() {
  const { items, next, later, titles } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const say = useInvoiceWords()
  return (
    <>
      <h1 className="text-xl font-bold">{say('title')}</h1>
      <p className="mt-2 text-sm text-muted">{say('help')}</p>
      <div className="mt-4 empty:hidden">
        {answer?.saved ? <Notice tone="good">{say('saved')}</Notice> : null}
        {answer?.fault ? <Notice tone="bad">{answer.fault}</Notice> : null}
      </div>
      {items.length ? (
        <ul className="mt-5 border-t border-line">
          {items.map((one) => (
            <li key={one.order_id} className="border-b border-line py-4">
              <p className="flex flex-wrap items-baseline justify-between gap-x-4">
                <Go to={`/orders/${one.order_id}`} className="figures text-sm text-muted hover:text-primary">
                  {moment(one.placed_at).slice(0, 10)} · {one.order_no}
                </Go>
                <Price amount_minor={one.total_minor} currency={one.currency} plain />
              </p>
              <p className="mt-1 text-sm">
                {one.wish ? (
                  <>
                    <span className="font-medium">{one.wish.title}</span>{' '}
                    <span className="text-muted">
                      {say(one.wish.kind === 'company' ? 'company' : 'person')}
                      {one.wish.tax_no ? ` · ${one.wish.tax_no}` : ''} ·{' '}
                    </span>
                    <span className="text-amber">{say(one.ready ? 'ready' : 'waiting')}</span>
                  </>
                ) : (
                  <span className="text-muted">{say('not_asked')}</span>
                )}
              </p>
              <Wish order={one} titles={titles} open={answer?.order_id === one.order_id && Boolean(answer.fault)} />
            </li>
          ))}
        </ul>
      ) : (
        <Empty icon="wallet" heading="h2" title={say('none')} text={say('none_text')} />
      )}
      <p className="mt-6 flex justify-center gap-3">
        {later ? (
          <Go to="/account/invoices" className="button-plain">
            {say('first')}
          </Go>
        ) : null}
        {next ? (
          <Go to={`/account/invoices?cursor=${encodeURIComponent(next)}`} className="button-plain">
            {say('more')}
          </Go>
        ) : null}
      </p>
      <section aria-labelledby="titles" className="mt-8">
        <h2 id="titles" className="text-lg font-semibold">
          {say('titles')}
        </h2>
        {titles.length ? (
          <ul className="mt-3 grid gap-3 md:grid-cols-2">
            {titles.map((one) => (
              <li key={`${one.kind} ${one.title} ${one.tax_no}`} className="rounded-card bg-mist p-4 text-sm">
                <span className="block font-medium">{one.title}</span>
                <span className="figures text-muted">
                  {say(one.kind === 'company' ? 'company' : 'person')}
                  {one.tax_no ? ` · ${one.tax_no}` : ''}
                </span>
              </li>
            ))}
          </ul>
        ) : (
          <p className="mt-2 text-sm text-muted">{say('titles_none')}</p>
        )}
      </section>
    </>
  )
}

function Wish({ order, titles, open }: { order: Page['items'][number]; titles: Page['titles']; open: boolean }) {
  const say = useInvoiceWords()
  const busy = useNavigation().state !== 'idle'
  const start = order.wish ?? titles[0] ?? null
  return (
    <details open={open} className="mt-1">
      <summary className="inline-flex min-h-11 items-center text-sm text-primary">{say(order.wish ? 'change' : 'ask')}</summary>
      <Form method="post" preventScrollReset className="grid gap-4 pb-2 md:grid-cols-2">
        <input type="hidden" name="order_id" value={order.order_id} />
        <fieldset className="flex gap-6 md:col-span-2">
          <legend className="sr-only">{say('kind')}</legend>
          {(['person', 'company'] as const).map((kind) => (
            <label key={kind} className="flex min-h-11 items-center gap-2 text-sm">
              <input
                type="radio"
                name="kind"
                value={kind}
                defaultChecked={(start?.kind ?? 'person') === kind}
                className="size-4 accent-primary"
              />
              {say(kind)}
            </label>
          ))}
        </fieldset>
        <Field label={say('name')} name="title" required maxLength={100} defaultValue={start?.title ?? ''} />
        <Field label={say('tax_no')} name="tax_no" maxLength={20} defaultValue={start?.tax_no ?? ''} />
        <Field label={say('email')} name="email" type="email" autoComplete="email" maxLength={100} defaultValue={start?.email ?? ''} />
        <p className="flex items-end">
          <button type="submit" disabled={busy} className="button-plain min-h-11 text-sm">
            {say('save')}
          </button>
        </p>
      </Form>
    </details>
  )
}
