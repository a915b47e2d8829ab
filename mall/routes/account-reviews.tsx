import { useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { moment } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Empty, Notice } from '../parts/notice.tsx'
import { Picture } from '../parts/picture.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { Stars } from '../voices/parts.tsx'
import { useVoiceWords, voiceWords } from '../voices/words.ts'
import { pick, useLang } from '../words.ts'

export async function loader(given: Arguments) {
  const asked = new URL(given.request.url).searchParams
  const cursor = asked.get('cursor')
  const api = apiOf(visitOf(given))
  const [to_review, questions, own] = await Promise.all([
    api.GET('/api/mall/me/reviewable'),
    api.GET('/api/mall/me/asked'),
    api.GET('/api/mall/me/voices', { params: { query: { limit: 20, ...(cursor ? { cursor } : {}) } } }),
  ])
  return {
    lang: langOf(given.request.url),
    to_review: cursor ? [] : (to_review.data?.items ?? []),
    questions: cursor ? [] : (questions.data?.items ?? []),
    own: own.data?.items ?? [],
    next: own.data?.next ?? null,
    later: cursor !== null,
    sent: asked.has('sent'),
  }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({ lang: loaderData.lang, origin: '', path: '/account/reviews', title: voiceWords(loaderData.lang)('mine'), hidden: true })
    : []

/** What I may review, what others ask me, and what became of what I wrote. */
export default function AccountReviewsPage() {
  const { to_review, questions, own, next, later, sent } = useLoaderData<typeof loader>()
  const say = useVoiceWords()
  const lang = useLang()
  return (
    <>
      <h1 className="text-xl font-bold">{say('mine')}</h1>
      <div className="mt-4 empty:hidden">{sent ? <Notice tone="good">{say('sent')}</Notice> : null}</div>
      {later ? null : (
        <section aria-labelledby="to-review" className="mt-6">
          <h2 id="to-review" className="text-lg font-semibold">
            {say('to_review')}
          </h2>
          {to_review.length ? (
            <ul className="mt-3 grid gap-3 md:grid-cols-2">
              {to_review.map((line) => (
                <li key={`${line.order_id} ${line.line_no}`} className="flex items-center gap-4 rounded-card border border-line p-4">
                  <span className="size-16 shrink-0 overflow-hidden rounded-lg bg-tile">
                    <Picture reference={line.cover} alt="" sizes="64px" className="w-full" />
                  </span>
                  <span className="min-w-0 grow">
                    <span className="line-clamp-2 text-sm font-medium">{pick(line.title, lang)}</span>
                    <span className="figures text-xs text-muted">{say('bought_on', { date: moment(line.placed_at).slice(0, 10) })}</span>
                  </span>
                  <Go to={`/account/reviews/${line.order_id}/${line.line_no}`} className="button-plain min-h-11 shrink-0 px-4 text-sm">
                    {say('write')}
                  </Go>
                </li>
              ))}
            </ul>
          ) : (
            <Empty icon="check" heading="h2" title={say('to_review_none')} text={say('to_review_none_text')} />
          )}
        </section>
      )}
      {questions.length ? (
        <section aria-labelledby="asked" className="mt-10">
          <h2 id="asked" className="text-lg font-semibold">
            {say('asked_of_me')}
          </h2>
          <ul className="mt-3 space-y-3">
            {questions.map((question) => (
              <li key={question.id} className="flex flex-wrap items-center justify-between gap-3 rounded-card bg-wash p-4">
                <span className="min-w-0 grow basis-60">
                  <span className="block font-medium">{question.words}</span>
                  <span className="text-xs text-muted">{pick(question.title, lang)}</span>
                </span>
                <Go to={`/products/${question.spu_id}/questions`} className="button-plain min-h-11 px-4 text-sm">
                  {say('answer')}
                </Go>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section aria-labelledby="written" className="mt-10">
        <h2 id="written" className="text-lg font-semibold">
          {say('written')}
        </h2>
        {own.length ? (
          <ul className="mt-3 border-t border-line">
            {own.map((one) => (
              <li key={one.id} className="border-b border-line py-4">
                <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                  <span className="font-medium">{say(`kind_${one.kind}`)}</span>
                  {one.stars ? <Stars stars={one.stars} /> : null}
                  <Go to={`/products/${one.spu_id}`} className="min-w-0 truncate text-muted hover:text-primary">
                    {pick(one.title, lang)}
                  </Go>
                  <span className="figures ml-auto text-xs text-muted">{moment(one.written_at).slice(0, 10)}</span>
                </p>
                <p className="mt-2 whitespace-pre-line">{one.words}</p>
                {one.reply ? (
                  <p className="mt-2 rounded-card bg-mist px-4 py-2 text-sm">
                    <span className="font-semibold">{say('house_says')}</span> {one.reply}
                  </p>
                ) : null}
                <p className="mt-2 flex flex-wrap items-center gap-x-4 text-sm">
                  <span className={one.state === 'shown' ? 'text-jade' : one.state === 'hidden' ? 'text-price' : 'text-amber'}>
                    {say(`state_${one.state}`, { reason: one.reason ?? '' })}
                  </span>
                  {one.helpful > 0 ? <span className="figures text-muted">{say('helpful_n', { n: one.helpful })}</span> : null}
                  {one.kind === 'question' && one.answers > 0 ? (
                    <Go to={`/products/${one.spu_id}/questions`} className="inline-flex min-h-11 items-center text-primary">
                      {say('answers_n', { n: one.answers })}
                    </Go>
                  ) : null}
                  {one.kind === 'review' && one.state !== 'hidden' && !one.followed_up ? (
                    <Go to={`/account/reviews/${one.id}`} className="inline-flex min-h-11 items-center text-primary">
                      {say('follow_up_write')}
                    </Go>
                  ) : null}
                </p>
              </li>
            ))}
          </ul>
        ) : (
          <p className="mt-3 text-muted">{say('written_none')}</p>
        )}
        <p className="mt-6 flex justify-center gap-3">
          {later ? (
            <Go to="/account/reviews" className="button-plain">
              {say('first')}
            </Go>
          ) : null}
          {next ? (
            <Go to={`/account/reviews?cursor=${encodeURIComponent(next)}`} className="button-plain">
              {say('more')}
            </Go>
          ) : null}
        </p>
      </section>
    </>
  )
}
