import { data, Form, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { newId } from '../ids.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { reasonOf } from '../refusals.ts'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { QuestionItem, TextArea } from '../voices/parts.tsx'
import { signedIn } from '../voices/send.ts'
import { refusalOf, useVoiceWords, voiceWords } from '../voices/words.ts'
import { pick } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  const lang = langOf(given.request.url)
  const spu_id = given.params.spu_id!
  const cursor = new URL(given.request.url).searchParams.get('cursor')
  visit.tags.add(`spu:${spu_id}`)
  const api = apiOf(visit)
  const [detail, page] = await Promise.all([
    api.GET('/api/mall/products/{spu_id}', { params: { path: { spu_id } } }),
    api.GET('/api/mall/products/{spu_id}/questions', { params: { path: { spu_id }, query: { limit: 20, ...(cursor ? { cursor } : {}) } } }),
  ])
  const { items, next } = dataOf(page)
  return {
    lang,
    origin: visit.origin,
    spu_id,
    name: pick(dataOf(detail).product.title, lang),
    questions: items,
    next,
    later: cursor !== null,
    // Visitors are led to sign in first; a page that many read holds no id that only one may use.
    signed_in: !visit.shared,
  }
}

export async function action(given: Arguments) {
  const lang = langOf(given.request.url)
  const spu_id = given.params.spu_id!
  const say = voiceWords(lang)
  await signedIn(given, `/products/${spu_id}/questions`)
  const form = await given.request.formData()
  const words = String(form.get('words') ?? '').trim()
  const question_id = String(form.get('question_id') ?? '')
  const id = String(form.get('id') || newId())
  if (!words) return data({ done: '', fault: say('say_something'), question_id, words }, { status: 400 })
  const api = apiOf(visitOf(given))
  const answer = question_id
    ? await api.POST('/api/mall/answers', { body: { items: [{ id, question_id, words: words.slice(0, 1_000) }] } })
    : await api.POST('/api/mall/questions', { body: { items: [{ id, spu_id, words: words.slice(0, 500) }] } })
  if (answer.data) return data({ done: say(question_id ? 'answered' : 'asked'), fault: '', question_id: '', words: '' })
  const refused = (answer.error as { outcomes?: { status: string; detail?: string }[] } | undefined)?.outcomes?.[0]
  return data({ done: '', fault: refusalOf(lang, refused, reasonOf(lang, answer.error)), question_id, words }, { status: 409 })
}

type Page = Awaited<ReturnType<typeof loader>>

export const meta = ({ loaderData }: { loaderData?: Page }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: loaderData.origin,
        path: `/products/${loaderData.spu_id}/questions`,
        title: voiceWords(loaderData.lang)('questions_of', { name: loaderData.name }),
        ...(loaderData.questions.some(({ answers }) => answers.length) ? { data: questionData(loaderData) } : {}),
      })
    : []

const questionData = ({ questions }: Page) => ({
  '@context': 'https://schema.org',
  '@type': 'QAPage',
  mainEntity: questions
    .filter(({ answers }) => answers.length)
    .slice(0, 10)
    .map(({ words, author_name, written_at, answers }) => ({
      '@type': 'Question',
      name: words,
      answerCount: answers.length,
      dateCreated: written_at,
      author: { '@type': 'Person', name: author_name },
      acceptedAnswer: { '@type': 'Answer', text: answers[0]!.words, dateCreated: answers[0]!.written_at },
    })),
})

/** Questions about a product: asked, and answered by who has it. */
export default function ProductQuestionsPage() {
  const page = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const busy = useNavigation().state !== 'idle'
  const say = useVoiceWords()
  return (
    <div className="container-page max-w-4xl pt-6 md:pt-10">
      <Go to={`/products/${page.spu_id}`} className="inline-flex min-h-11 items-center text-sm text-muted hover:text-primary">
        {page.name}
      </Go>
      <h1 className="mt-1 mb-5 text-xl font-bold md:text-2xl">{say('questions')}</h1>
      <div className="mb-5 empty:hidden">
        {answer?.done ? <Notice tone="good">{answer.done}</Notice> : null}
        {answer?.fault && answer.question_id ? <Notice tone="bad">{answer.fault}</Notice> : null}
      </div>
      <Form key={answer?.done ? 'asked' : 'ask'} method="post" className="rounded-card border border-line p-5">
        <TextArea
          id="ask"
          label={say('ask_label')}
          help={say('ask_help')}
          fault={answer?.question_id === '' && answer.fault ? answer.fault : undefined}
          name="words"
          required
          maxLength={500}
          rows={3}
          defaultValue={answer?.question_id === '' ? answer.words : ''}
        />
        <button type="submit" disabled={busy} className="button-primary mt-4">
          {say('ask')}
        </button>
      </Form>
      <ul className="mt-6 border-t border-line">
        {page.questions.map((question) => (
          <QuestionItem key={question.id} question={question}>
            {page.signed_in ? (
              <details className="mt-2 pl-9">
                <summary className="inline-flex min-h-11 items-center text-sm text-primary">{say('answer')}</summary>
                <Form method="post" className="space-y-3">
                  <input type="hidden" name="question_id" value={question.id} />
                  <TextArea id={`answer-${question.id}`} label={say('answer_label')} name="words" required maxLength={1000} rows={3} />
                  <button type="submit" disabled={busy} className="button-plain">
                    {say('send')}
                  </button>
                </Form>
              </details>
            ) : null}
          </QuestionItem>
        ))}
      </ul>
      {page.questions.length === 0 ? <p className="py-6 text-muted">{say('questions_none')}</p> : null}
      <p className="mt-6 flex justify-center gap-3">
        {page.later ? (
          <Go to={`/products/${page.spu_id}/questions`} className="button-plain">
            {say('first')}
          </Go>
        ) : null}
        {page.next ? (
          <Go to={`/products/${page.spu_id}/questions?cursor=${encodeURIComponent(page.next)}`} className="button-plain">
            {say('more')}
          </Go>
        ) : null}
      </p>
    </div>
  )
}
