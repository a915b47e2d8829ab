import { useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { complaintWords, useComplaintWords } from '../complaints/words.ts'
import { moment } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Empty, Notice } from '../parts/notice.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { signedIn } from '../voices/send.ts'
import { pick, useLang } from '../words.ts'

export async function loader(given: Arguments) {
  await signedIn(given, '/account/complaints')
  const asked = new URL(given.request.url).searchParams
  const cursor = asked.get('cursor')
  const page = dataOf(
    await apiOf(visitOf(given)).GET('/api/mall/me/complaints', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } }),
  )
  return { lang: langOf(given.request.url), ...page, sent: asked.has('sent') }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        ...{ lang: loaderData.lang, origin: '', path: '/account/complaints', hidden: true },
        title: complaintWords(loaderData.lang)('mine'),
      })
    : []

export default function AccountComplaintsPage() {
  const { items, next, sent } = useLoaderData<typeof loader>()
  const say = useComplaintWords()
  const lang = useLang()
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <div>
          <h1 className="text-xl font-bold">{say('mine')}</h1>
          <p className="mt-1 text-sm text-muted">{say('intro')}</p>
        </div>
        <Go to="/account/complaints/new" className="button-plain">
          {say('write')}
        </Go>
      </div>
      <div className="mt-5 empty:hidden">{sent ? <Notice tone="good">{say('sent')}</Notice> : null}</div>
      {items.length ? (
        <ul className="mt-5 space-y-3">
          {items.map((one) => (
            <li key={one.complaint_id} className="rounded-card border border-line p-4 md:p-5">
              <p className="flex flex-wrap items-baseline justify-between gap-x-4 text-sm">
                <span className="font-medium">{say(one.subject)}</span>
                <span className={one.state === 'answered' ? 'font-semibold text-primary' : 'text-muted'}>{say(`state_${one.state}`)}</span>
              </p>
              <Go to={`/account/complaints/${one.complaint_id}`} className="mt-2 line-clamp-2 break-words hover:text-primary">
                {one.words}
              </Go>
              <p className="figures mt-2 text-xs text-muted">
                {one.order_no ? say('about_order', { no: one.order_no }) : pick(one.title, lang)} · {moment(one.written_at)}
              </p>
            </li>
          ))}
        </ul>
      ) : (
        <Empty icon="speech" heading="h2" title={say('none')} text={say('none_text')} />
      )}
      {next ? (
        <Go to={`/account/complaints?cursor=${encodeURIComponent(next)}`} className="button-plain mt-6">
          {say('more')}
        </Go>
      ) : null}
    </>
  )
}
