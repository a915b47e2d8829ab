import { Form, redirect, useLoaderData, useNavigation } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { moment } from '../format.ts'
import { messageWord, useMessageWords } from '../messages/words.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Empty } from '../parts/notice.tsx'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'

export async function loader(given: Arguments) {
  const cursor = new URL(given.request.url).searchParams.get('cursor')
  const inbox = await apiOf(visitOf(given)).GET('/api/mall/messages', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } })
  return { lang: langOf(given.request.url), ...dataOf(inbox) }
}

export async function action(given: Arguments) {
  const form = await given.request.formData()
  const message_ids = form.getAll('message_id').map(String).slice(0, 200)
  await apiOf(visitOf(given)).POST('/api/mall/messages/read', { body: { message_ids } })
  throw redirect(inLang(langOf(given.request.url), '/account/messages'))
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/messages',
        title: messageWord(loaderData.lang, 'title'),
        hidden: true,
      })
    : []

/** Everything the house has told me; unread stands out until it is marked. */
export default function AccountMessagesPage() {
  const { items, next, unread } = useLoaderData<typeof loader>()
  const say = useMessageWords()
  const busy = useNavigation().state !== 'idle'
  const fresh = items.filter(({ read_at }) => read_at === null)
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-bold">
          {say('title')} {unread > 0 ? <span className="text-sm font-normal text-muted">{say('unread', { n: unread })}</span> : null}
        </h1>
        <div className="flex flex-wrap gap-3">
          {fresh.length > 0 ? (
            <Form method="post">
              {fresh.map(({ message_id }) => (
                <input key={message_id} type="hidden" name="message_id" value={message_id} />
              ))}
              <button type="submit" className="button-plain min-h-11 px-4 text-sm" disabled={busy}>
                {say('read_all')}
              </button>
            </Form>
          ) : null}
          <Go to="/account/messages/settings" className="button-plain min-h-11 px-4 text-sm">
            {say('settings')}
          </Go>
        </div>
      </div>
      {items.length === 0 ? (
        <Empty icon="parcel" heading="h2" title={say('empty')} text={say('empty_text')}>
          <Go to="/account/orders" className="button-primary">
            {say('order')}
          </Go>
        </Empty>
      ) : (
        <ul className="mt-5 border-t border-line">
          {items.map(({ message_id, subject, text, requested_at, read_at, order_id }) => (
            <li key={message_id} className="flex gap-3 border-b border-line py-4">
              <span aria-hidden="true" className={`mt-2 size-2 shrink-0 rounded-full ${read_at ? 'bg-transparent' : 'bg-price'}`} />
              <span className="min-w-0 grow">
                <span className="flex flex-wrap items-baseline justify-between gap-x-4">
                  <strong className={read_at ? 'font-medium' : 'font-semibold'}>
                    {subject}
                    {read_at ? null : <span className="sr-only"> ({say('new')})</span>}
                  </strong>
                  <span className="figures text-xs text-muted">{moment(requested_at)}</span>
                </span>
                <span className="mt-1 block text-sm text-muted">{text}</span>
                {order_id ? (
                  <Go to={`/orders/${order_id}`} className="mt-1 inline-flex min-h-11 items-center text-sm text-primary">
                    {say('to_order')}
                  </Go>
                ) : null}
              </span>
            </li>
          ))}
        </ul>
      )}
      {next ? (
        <Go to={`/account/messages?cursor=${next}`} className="button-plain mt-5">
          {say('older')}
        </Go>
      ) : null}
    </>
  )
}
