import { Form, useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { pageMeta } from '../meta.ts'
import { Field } from '../parts/fields.tsx'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { serviceWords, useServiceWords } from '../service/words.ts'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { pick, useLang, useWords } from '../words.ts'

/** What helps after buying: warranty, the help pages the console composed, manuals and software. */
export async function loader(given: Arguments) {
  const visit = visitOf(given)
  visit.tags.add('catalog')
  visit.tags.add('content')
  const lang = langOf(given.request.url)
  const q = (new URL(given.request.url).searchParams.get('q') ?? '').trim().slice(0, 100)
  const api = apiOf(visit)
  const [{ items: documents }, { items: pages }] = await Promise.all([
    api.GET('/api/mall/documents', { params: { query: q ? { q } : {} } }).then(dataOf),
    api.GET('/api/mall/pages').then(dataOf),
  ])
  return {
    ...{ lang, origin: visit.origin, q },
    documents: documents.map(({ spu_id, title, reference, alt }) => ({
      spu_id,
      reference,
      title: pick(title, lang),
      name: pick(alt, lang),
    })),
    guides: pages
      .filter(({ path }) => path.startsWith('/help/'))
      .map(({ path, title, description }) => ({ path, title: pick(title, lang), text: pick(description, lang) })),
  }
}

/** A form of POST: number and phone do not belong in an address that is kept in histories and logs. */
export async function action(given: Arguments) {
  const form = await given.request.formData()
  const order_no = String(form.get('order_no') ?? '').replace(/\D/g, '')
  const phone = String(form.get('phone') ?? '').replace(/[ -]/g, '')
  if (!order_no || !phone) return { order_no, phone, items: null }
  const { data } = await apiOf(visitOf(given)).GET('/api/mall/warranties', {
    params: { query: { order_no: order_no.slice(0, 20), phone: phone.slice(0, 20) } },
  })
  return { order_no, phone, items: data?.items ?? null }
}

export function meta({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) {
  if (!loaderData) return []
  const { lang, origin } = loaderData
  const say = serviceWords(lang)
  return pageMeta({ lang, origin, path: '/service', title: say('title'), description: say('lead') })
}

export default function ServicePage({ actionData }: { actionData?: Awaited<ReturnType<typeof action>> }) {
  const { guides, documents, q } = useLoaderData<typeof loader>()
  const say = useServiceWords()
  const lang = useLang()
  const heading = 'text-lg font-bold md:text-xl'
  return (
    <div className="container-page pt-6 md:pt-10">
      <h1 className="text-xl font-bold md:text-2xl">{say('title')}</h1>
      <p className="mt-2 text-muted">{say('lead')}</p>
      <div className="mt-8 grid gap-10 md:mt-12 lg:grid-cols-2 lg:gap-16">
        <Warranty asked={actionData} />
        <section aria-labelledby="guides">
          <h2 id="guides" className={heading}>
            {say('guides')}
          </h2>
          <ul className="mt-4 grid gap-3">
            {guides.map(({ path, title, text }) => (
              <li key={path}>
                <Go
                  to={path}
                  className="flex min-h-14 items-center justify-between gap-3 rounded-card border border-line px-4 py-3 hover:border-primary"
                >
                  <span>
                    <span className="block font-medium">{title}</span>
                    <span className="block text-sm text-muted">{text}</span>
                  </span>
                  <Icon name="right" className="size-5 text-muted" />
                </Go>
              </li>
            ))}
          </ul>
          <p className="mt-3">
            <Go
              to="/account/complaints/new"
              rel="nofollow"
              className="inline-flex min-h-11 items-center text-sm text-primary hover:underline"
            >
              {say('complain')}
            </Go>
          </p>
        </section>
      </div>
      <section className="mt-12 md:mt-20" aria-labelledby="documents">
        <h2 id="documents" className={heading}>
          {say('documents')}
        </h2>
        <Form method="get" action={inLang(lang, '/service')} role="search" className="mt-4 flex max-w-xl items-end gap-3">
          <Field className="grow" label={say('documents_find')} name="q" maxLength={100} defaultValue={q} />
          <button type="submit" className="button-plain">
            {say('documents_search')}
          </button>
        </Form>
        {documents.length === 0 ? <p className="mt-4 text-muted">{say('documents_none')}</p> : null}
        <ul className="mt-4 grid gap-3 md:grid-cols-2">
          {documents.map(({ spu_id, reference, title, name }) => (
            <li key={`${spu_id} ${reference}`} className="flex min-h-14 items-center gap-3 rounded-card border border-line px-4 py-3">
              <Icon name="down" className="size-5 shrink-0 text-muted" />
              <span className="min-w-0">
                <a href={`/media/${reference}`} className="block font-medium hover:text-primary hover:underline">
                  {name || say('document')}
                </a>
                <Go to={`/products/${spu_id}`} className="block text-sm text-muted hover:text-primary">
                  {title}
                </Go>
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

function Warranty({ asked }: { asked: Awaited<ReturnType<typeof action>> | undefined }) {
  const say = useServiceWords()
  const t = useWords()
  const lang = useLang()
  return (
    <section aria-labelledby="warranty">
      <h2 id="warranty" className="text-lg font-bold md:text-xl">
        {say('warranty')}
      </h2>
      <p className="mt-1 text-sm text-muted">{say('warranty_text')}</p>
      <div aria-live="polite">
        {asked && !asked.items ? (
          <div className="mt-4">
            <Notice tone="bad">{say('warranty_none')}</Notice>
          </div>
        ) : null}
        {asked?.items ? (
          <ul className="mt-4 divide-y divide-line rounded-card border border-line px-4">
            {asked.items.map(({ line_no, spu_id, title, quantity, state, ends_on, warranty_months }) => (
              <li key={line_no} className="py-3">
                {spu_id ? (
                  <Go to={`/products/${spu_id}`} className="font-medium hover:text-primary">
                    {pick(title, lang)}
                  </Go>
                ) : (
                  <span className="font-medium">{pick(title, lang)}</span>
                )}
                <span className={`figures block text-sm ${state === 'in_warranty' ? 'text-jade' : 'text-muted'}`}>
                  {say(`state_${state}`, { date: ends_on ?? '', n: warranty_months })} · {say('pieces', { n: quantity })}
                </span>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <Form method="post" action={inLang(lang, '/service')} className="mt-4 grid gap-4">
        <Field label={t('order.no')} name="order_no" inputMode="numeric" required maxLength={20} defaultValue={asked?.order_no} />
        <Field label={t('checkout.phone')} name="phone" type="tel" inputMode="tel" required maxLength={20} defaultValue={asked?.phone} />
        <button type="submit" className="button-primary">
          {say('warranty_ask')}
        </button>
      </Form>
    </section>
  )
}
