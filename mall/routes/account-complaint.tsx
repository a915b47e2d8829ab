import { data, Form, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { complaintWords, refusalOf, useComplaintWords } from '../complaints/words.ts'
import { moment } from '../format.ts'
import { newId } from '../ids.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { reasonOf } from '../refusals.ts'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { TextArea } from '../voices/parts.tsx'
import { signedIn } from '../voices/send.ts'
import { pick, useLang } from '../words.ts'

export async function loader(given: Arguments) {
  const id = given.params.complaint_id!
  await signedIn(given, `/account/complaints/${id}`)
  const complaint = dataOf(await apiOf(visitOf(given)).GET('/api/mall/me/complaints/{id}', { params: { path: { id } } }))
  return { lang: langOf(given.request.url), remark_id: newId(), complaint }
}

/** `settled` closes it; anything else asks for another answer. */
export async function action(given: Arguments) {
  const complaint_id = given.params.complaint_id!
  const lang = langOf(given.request.url)
  await signedIn(given, `/account/complaints/${complaint_id}`)
  const form = await given.request.formData()
  const settled = form.get('intent') === 'settled'
  const words = String(form.get('words') ?? '')
    .trim()
    .slice(0, 2_000)
  const say = complaintWords(lang)
  if (!settled && !words) return data({ fault: say('words_missing'), done: '' }, { status: 400 })
  const item = { id: String(form.get('id') || newId()), complaint_id, settled, ...(settled ? {} : { words }) }
  const answer = await apiOf(visitOf(given)).POST('/api/mall/complaint-remarks', { body: { items: [item] } })
  if (answer.data) return data({ fault: '', done: say(settled ? 'settled_done' : 'reopened_done') })
  const refused = (answer.error as { outcomes?: { status: string; detail?: string }[] } | undefined)?.outcomes?.[0]
  return data({ fault: refusalOf(lang, refused, reasonOf(lang, answer.error)), done: '' }, { status: 409 })
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        ...{ lang: loaderData.lang, origin: '', path: '/account/complaints', hidden: true },
        title: complaintWords(loaderData.lang)('mine'),
      })
    : []

export default function AccountComplaintPage() {
  const { complaint, remark_id } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const busy = useNavigation().state !== 'idle'
  const say = useComplaintWords()
  const lang = useLang()
  const { state, owner_name, due_at, order_id, order_no, spu_id, entries } = complaint
  return (
    <div className="max-w-2xl">
      <Go to="/account/complaints" className="inline-flex min-h-11 items-center text-sm text-muted hover:text-primary">
        {say('back')}
      </Go>
      <h1 className="text-xl font-bold">
        {say(complaint.subject)} · {say(`state_${state}`)}
      </h1>
      <p className="figures mt-2 text-sm text-muted">
        {order_id ? (
          <Go to={`/orders/${order_id}`} className="underline underline-offset-4 hover:text-primary">
            {say('about_order', { no: order_no ?? '' })}
          </Go>
        ) : (
          <Go to={`/products/${spu_id}`} className="underline underline-offset-4 hover:text-primary">
            {pick(complaint.title, lang)}
          </Go>
        )}
        {owner_name ? ` · ${say('owner', { name: owner_name })}` : ''}
        {due_at ? ` · ${say('due', { date: moment(due_at) })}` : ''}
      </p>
      <div className="mt-4 space-y-3 empty:hidden">
        {answer?.fault ? <Notice tone="bad">{answer.fault}</Notice> : null}
        {answer?.done ? <Notice tone="good">{answer.done}</Notice> : null}
      </div>
      <ol className="mt-6 space-y-4">
        {entries.map((entry) => (
          <li
            key={entry.said_at + entry.said_by}
            className={`rounded-card p-4 ${entry.said_by === 'house' ? 'bg-wash' : 'border border-line'}`}
          >
            <p className="figures text-xs text-muted">
              {entry.said_by === 'house' ? `${say('house')} ${entry.name}` : say('me')} · {moment(entry.said_at)}
            </p>
            <p className="mt-2 break-words whitespace-pre-line">{entry.words}</p>
          </li>
        ))}
      </ol>
      {state === 'settled' ? null : (
        <Form method="post" className="mt-8 space-y-5 border-t border-line pt-6">
          <input type="hidden" name="id" value={remark_id} />
          {state === 'answered' ? (
            <TextArea key={entries.length} id="words" label={say('not_settled_label')} name="words" maxLength={2000} rows={4} />
          ) : null}
          <div className="flex flex-wrap gap-3">
            <button type="submit" name="intent" value="settled" disabled={busy} className="button-primary">
              {say('settle')}
            </button>
            {state === 'answered' ? (
              <button type="submit" name="intent" value="more" disabled={busy} className="button-plain">
                {say('not_settled')}
              </button>
            ) : null}
          </div>
          <p className="text-xs text-muted">{say('settle_help')}</p>
        </Form>
      )}
    </div>
  )
}
