import { data, Form, redirect, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { newId } from '../ids.ts'
import { pageMeta } from '../meta.ts'
import { Notice } from '../parts/notice.tsx'
import { Picture } from '../parts/picture.tsx'
import { reasonOf } from '../refusals.ts'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { TextArea } from '../voices/parts.tsx'
import { mostPictures, sendPictures, signedIn } from '../voices/send.ts'
import { refusalOf, useVoiceWords, voiceWords } from '../voices/words.ts'
import { pick } from '../words.ts'

/** `/account/reviews/<order>/<line>` reviews a line, `/account/reviews/<review>` adds to a review. */
export async function loader(given: Arguments) {
  const { order_id, line_no, review_id } = given.params
  const lang = langOf(given.request.url)
  await signedIn(given, new URL(given.request.url).pathname.replace(/^\/en/, ''))
  const api = apiOf(visitOf(given))
  const base = { lang, id: newId() }
  if (review_id) {
    const own = dataOf(await api.GET('/api/mall/me/voices', { params: { query: { limit: 200 } } }))
    const review = own.items.find(({ id }) => id === review_id)
    if (review?.kind !== 'review' || review.followed_up) throw redirect(inLang(lang, '/account/reviews'))
    return { ...base, name: pick(review.title, lang), cover: review.cover, follow_up: true, before: review.words }
  }
  const { items } = dataOf(await api.GET('/api/mall/me/reviewable'))
  const line = items.find((one) => one.order_id === order_id && String(one.line_no) === line_no)
  if (!line) throw redirect(inLang(lang, '/account/reviews'))
  return { ...base, name: pick(line.title, lang), cover: line.cover, follow_up: false, before: null }
}

export async function action(given: Arguments) {
  const { order_id, line_no, review_id } = given.params
  const lang = langOf(given.request.url)
  const say = voiceWords(lang)
  await signedIn(given, '/account/reviews')
  const form = await given.request.formData()
  const id = String(form.get('id') || newId())
  const words = String(form.get('words') ?? '')
    .trim()
    .slice(0, 2_000)
  const stars = Number(form.get('stars') ?? 0)
  const sent = await sendPictures(given, form)
  const back = (fault: string, status: number) => data({ fault, words, stars, files: sent.files, id }, { status })
  if (sent.fault) return back(sent.fault, 422)
  if (!review_id && !(stars >= 1 && stars <= 5)) return back(say('pick_stars'), 400)
  if (!words) return back(say('say_something'), 400)
  const api = apiOf(visitOf(given))
  const pictures = sent.files.length ? { pictures: sent.files } : {}
  const answer = review_id
    ? await api.POST('/api/mall/follow-ups', { body: { items: [{ id, review_id, words, ...pictures }] } })
    : await api.POST('/api/mall/reviews', {
        body: { items: [{ id, order_id: order_id!, line_no: Number(line_no), stars, words, ...pictures }] },
      })
  if (answer.data) throw redirect(inLang(lang, '/account/reviews?sent'))
  const refused = (answer.error as { outcomes?: { status: string; detail?: string }[] } | undefined)?.outcomes?.[0]
  return back(refusalOf(lang, refused, reasonOf(lang, answer.error)), 409)
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/reviews',
        title: voiceWords(loaderData.lang)(loaderData.follow_up ? 'follow_up_of' : 'write_of', { name: loaderData.name }),
        hidden: true,
      })
    : []

export default function AccountReviewPage() {
  const { id, name, cover, follow_up, before } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const busy = useNavigation().state !== 'idle'
  const say = useVoiceWords()
  return (
    <>
      <div className="flex items-center gap-4">
        <span className="size-16 shrink-0 overflow-hidden rounded-lg bg-tile">
          <Picture reference={cover} alt="" sizes="64px" className="w-full" />
        </span>
        <h1 className="text-lg font-bold md:text-xl">{say(follow_up ? 'follow_up_of' : 'write_of', { name })}</h1>
      </div>
      {before ? <blockquote className="mt-4 border-l-2 border-line pl-4 text-sm text-muted">{before}</blockquote> : null}
      <div className="mt-4 empty:hidden">{answer?.fault ? <Notice tone="bad">{answer.fault}</Notice> : null}</div>
      <Form method="post" encType="multipart/form-data" className="mt-5 max-w-2xl space-y-6">
        <input type="hidden" name="id" value={answer?.id ?? id} />
        {follow_up ? null : (
          <fieldset>
            <legend className="mb-2 text-sm font-medium">{say('stars_label')}</legend>
            <div className="flex flex-wrap gap-2">
              {[1, 2, 3, 4, 5].map((n) => (
                <label
                  key={n}
                  className="figures flex min-h-11 cursor-pointer items-center gap-2 rounded-full border border-line px-4 text-sm has-checked:border-primary has-checked:bg-wash has-checked:font-semibold has-focus-visible:outline-2 has-focus-visible:outline-primary"
                >
                  <input type="radio" name="stars" value={n} required defaultChecked={answer?.stars === n} className="sr-only" />
                  <span aria-hidden="true" className="text-amber">
                    {'★'.repeat(n)}
                  </span>
                  <span>{say('stars_of', { n })}</span>
                </label>
              ))}
            </div>
          </fieldset>
        )}
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
        <div>
          <label htmlFor="pictures" className="mb-1.5 block text-sm font-medium">
            {say('pictures_label')}
          </label>
          {answer?.files.length ? <p className="mb-2 text-sm text-jade">{say('pictures_kept', { n: answer.files.length })}</p> : null}
          {answer?.files.map((file) => (
            <input key={file} type="hidden" name="file" value={file} />
          ))}
          {(answer?.files.length ?? 0) < mostPictures ? (
            <input
              id="pictures"
              name="pictures"
              type="file"
              multiple
              accept="image/jpeg,image/png,image/webp,image/avif"
              aria-describedby="pictures-note"
              className="field file:mr-4 file:rounded-full file:border-0 file:bg-wash file:px-4 file:py-1.5 file:text-sm file:text-primary"
            />
          ) : null}
          <p id="pictures-note" className="mt-1.5 text-xs text-muted">
            {say('pictures_help')}
          </p>
        </div>
        <button type="submit" disabled={busy} className="button-primary w-full md:w-auto">
          {say('send')}
        </button>
      </Form>
    </>
  )
}
