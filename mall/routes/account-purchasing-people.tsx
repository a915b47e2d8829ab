import { data, Form, redirect, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf } from '../api.ts'
import { money } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { Field } from '../parts/fields.tsx'
import { Notice } from '../parts/notice.tsx'
import { purchasingWords, type Refused, refusalOf, usePurchasingWords } from '../purchasing/words.ts'
import { reasonOf } from '../refusals.ts'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'

const roles = ['requester', 'approver', 'manager'] as const

export async function loader(given: Arguments) {
  const lang = langOf(given.request.url)
  const { data: people } = await apiOf(visitOf(given)).GET('/api/mall/me/buyer/people')
  if (!people) throw redirect(inLang(lang, '/account/purchasing'))
  return { lang, people: people.items }
}

export async function action(given: Arguments) {
  const say = purchasingWords(langOf(given.request.url))
  const api = apiOf(visitOf(given))
  const form = await given.request.formData()
  const text = (name: string) => String(form.get(name) ?? '').trim()
  if (text('intent') === 'remove') {
    const { error } = await api.POST('/api/mall/me/buyer/people-removals', { body: { member_id: text('member_id') } })
    if (!error) return data({ done: say('removed'), fault: '' })
    return data(
      { done: '', fault: refusalOf(say, (error as Refused)?.outcomes?.[0], reasonOf(langOf(given.request.url), error)) },
      { status: 409 },
    )
  }
  const chosen = roles.filter((role) => form.getAll('roles').includes(role))
  if (!chosen.length) return data({ done: '', fault: say('pick_role') }, { status: 400 })
  const yuan = /^\d{1,9}$/.test(text('limit')) ? Number(text('limit')) : null
  const answer = await api.POST('/api/mall/me/buyer/people', {
    body: { items: [{ phone: text('phone').replace(/[ -]/g, ''), roles: [...chosen], limit_minor: yuan === null ? null : yuan * 100 }] },
  })
  if (answer.data) return data({ done: say(answer.data.outcomes[0]?.status === 'invited' ? 'invited' : 'changed'), fault: '' })
  return data(
    { done: '', fault: refusalOf(say, (answer.error as Refused)?.outcomes?.[0], reasonOf(langOf(given.request.url), answer.error)) },
    { status: 409 },
  )
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/purchasing',
        title: purchasingWords(loaderData.lang)('people'),
        hidden: true,
      })
    : []

/** Who buys for the organization, and what each may do. */
export default function AccountPurchasingPeoplePage() {
  const { people } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const busy = useNavigation().state !== 'idle'
  const say = usePurchasingWords()
  return (
    <>
      <h1 className="text-xl font-bold">{say('people')}</h1>
      <div className="mt-4 empty:hidden">
        {answer?.done ? <Notice tone="good">{answer.done}</Notice> : null}
        {answer?.fault ? <Notice tone="bad">{answer.fault}</Notice> : null}
      </div>
      <ul className="mt-5 border-t border-line">
        {people.map((person) => (
          <li key={person.member_id} className="flex flex-wrap items-center justify-between gap-x-4 border-b border-line py-3">
            <span>
              <span className="font-medium">{person.name}</span>
              {person.state === 'invited' ? <span className="ml-2 text-sm text-amber">{say('state_invited')}</span> : null}
              <span className="block text-sm text-muted">
                {person.roles.map((role) => say(`role_${role}`)).join(' · ')} ·{' '}
                {person.limit_minor === null
                  ? say('limit_any')
                  : person.limit_minor === 0
                    ? say('limit_none')
                    : say('limit_of', { amount: money(person.limit_minor, 'CNY') })}
              </span>
            </span>
            <Form method="post">
              <input type="hidden" name="member_id" value={person.member_id} />
              <button
                type="submit"
                name="intent"
                value="remove"
                aria-label={`${say('remove')} ${person.name}`}
                className="min-h-11 px-2 text-sm text-muted hover:text-price"
                disabled={busy}
              >
                {say('remove')}
              </button>
            </Form>
          </li>
        ))}
      </ul>
      <Form key={answer?.done} method="post" className="mt-8 space-y-5 rounded-card border border-line p-5">
        <h2 className="text-lg font-semibold">{say('invite')}</h2>
        <div className="grid gap-5 md:grid-cols-2">
          <Field label={say('invite_phone')} name="phone" type="tel" required pattern="\+?[0-9 \-]{11,18}" />
          <Field label={say('invite_limit')} name="limit" inputMode="numeric" pattern="[0-9]{0,9}" />
        </div>
        <fieldset className="flex flex-wrap gap-x-6 gap-y-2">
          <legend className="mb-2 text-sm font-medium">{say('roles')}</legend>
          {roles.map((role) => (
            <label key={role} className="flex min-h-11 items-center gap-2">
              <input type="checkbox" name="roles" value={role} defaultChecked={role === 'requester'} className="size-4 accent-primary" />
              {say(`role_${role}`)}
            </label>
          ))}
        </fieldset>
        <button type="submit" name="intent" value="invite" className="button-primary" disabled={busy}>
          {say('invite_send')}
        </button>
      </Form>
    </>
  )
}
