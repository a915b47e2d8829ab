import { data, Form, redirect, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf } from '../api.ts'
import { type ComplaintWord, complaintWords, refusalOf, useComplaintWords } from '../complaints/words.ts'
import { newId } from '../ids.ts'
import { pageMeta } from '../meta.ts'
import { Notice } from '../parts/notice.tsx'
import { reasonOf } from '../refusals.ts'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { TextArea } from '../voices/parts.tsx'
import { signedIn } from '../voices/send.ts'
import { pick } from '../words.ts'

const subjects = ['goods', 'delivery', 'service', 'price', 'invoice', 'other'] as const satisfies readonly ComplaintWord[]

/** `?order=` and `?product=` say what it is about; without them one of the latest orders is chosen. */
export async function loader(given: Arguments) {
  const { pathname, search, searchParams } = new URL(given.request.url)
  const lang = langOf(given.request.url)
  await signedIn(given, pathname.replace(/^\/en/, '') + search)
  const api = apiOf(visitOf(given))
  const spu_id = searchParams.get('product')
  if (spu_id) {
    const { data } = await api.GET('/api/mall/products/{spu_id}', { params: { path: { spu_id } } })
    if (!data) throw new Response(null, { status: 404 })
    return { lang, id: newId(), product: { spu_id, title: pick(data.product.title, lang) }, orders: [], asked: null }
  }
  const { data } = await api.GET('/api/mall/orders', { params: { query: { limit: 50 } } })
  const orders = (data?.items ?? []).map(({ id, order_no }) => ({ id, order_no }))
  return { lang, id: newId(), product: null, orders, asked: searchParams.get('order') }
}

export async function action(given: Arguments) {
  const lang = langOf(given.request.url)
  await signedIn(given, '/account/complaints')
  const form = await given.request.formData()
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const id = text('id') || newId()
  const words = text('words').slice(0, 2_000)
  const subject = subjects.find((one) => one === text('subject')) ?? 'other'
  const back = (fault: string, status: number) => data({ fault, words, subject, order_id: text('order_id'), id }, { status })
  const say = complaintWords(lang)
  if (!words) return back(say('say_something'), 400)
  if (!text('order_id') && !text('spu_id')) return back(say('subject_missing'), 400)
  const about = text('spu_id') ? { spu_id: text('spu_id') } : { order_id: text('order_id') }
  const answer = await apiOf(visitOf(given)).POST('/api/mall/complaints', { body: { items: [{ id, subject, words, ...about }] } })
  if (answer.data) throw redirect(inLang(lang, '/account/complaints?sent'))
  const refused = (answer.error as { outcomes?: { status: string; detail?: string }[] } | undefined)?.outcomes?.[0]
  return back(refusalOf(lang, refused, reasonOf(lang, answer.error)), 409)
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        ...{ lang: loaderData.lang, origin: '', path: '/account/complaints/new', hidden: true },
        title: complaintWords(loaderData.lang)('write_title'),
      })
    : []

export default function AccountComplaintNewPage() {
  const { id, product, orders, asked } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const busy = useNavigation().state !== 'idle'
  const say = useComplaintWords()
  return (
    <>
      <h1 className="text-xl font-bold">{say('write_title')}</h1>
      <p className="mt-1 text-sm text-muted">{say('intro')}</p>
      <div className="mt-4 empty:hidden">{answer?.fault ? <Notice tone="bad">{answer.fault}</Notice> : null}</div>
      {!product && orders.length === 0 ? (
        <p className="mt-6 rounded-card bg-mist px-4 py-3">{say('about_none')}</p>
      ) : (
        <Form method="post" className="mt-5 max-w-2xl space-y-6">
          <input type="hidden" name="id" value={answer?.id ?? id} />
          {product ? (
            <p>
              <span className="block text-sm text-muted">{say('about')}</span>
              {product.title}
              <input type="hidden" name="spu_id" value={product.spu_id} />
            </p>
          ) : (
            <div>
              <label htmlFor="order" className="mb-1.5 block text-sm font-medium">
                {say('about_pick')}
              </label>
              <select id="order" name="order_id" className="field" defaultValue={answer?.order_id || asked || orders[0]!.id}>
                {orders.map((order) => (
                  <option key={order.id} value={order.id}>
                    {say('about_order', { no: order.order_no })}
                  </option>
                ))}
              </select>
            </div>
          )}
          <fieldset>
            <legend className="mb-2 text-sm font-medium">{say('subject')}</legend>
            <div className="flex flex-wrap gap-2">
              {subjects.map((subject) => (
                <label
                  key={subject}
                  className="flex min-h-11 cursor-pointer items-center rounded-full border border-line px-4 text-sm has-checked:border-primary has-checked:bg-wash has-checked:font-semibold has-focus-visible:outline-2 has-focus-visible:outline-primary"
                >
                  <input
                    type="radio"
                    name="subject"
                    value={subject}
                    defaultChecked={(answer?.subject ?? 'goods') === subject}
                    className="sr-only"
                  />
                  {say(subject)}
                </label>
              ))}
            </div>
          </fieldset>
          <TextArea
            id="words"
            label={say('words_label')}
            help={say('words_help')}
            name="words"
            required
            maxLength={2000}
            rows={6}
            defaultValue={answer?.words ?? ''}
          />
          <button type="submit" disabled={busy} className="button-primary w-full md:w-auto">
            {say('send')}
          </button>
        </Form>
      )}
    </>
  )
}
