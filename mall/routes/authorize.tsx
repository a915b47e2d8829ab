import { Form, redirect, redirectDocument, useActionData, useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { Door, type Problem, problemOf, Refused } from '../identity/parts.tsx'
import { type IdentityWord, isIdentityWord, useIdentityWords } from '../identity/words.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  const lang = langOf(given.request.url)
  const { data, response } = await apiOf(visit).GET('/api/mall/sign-on')
  if (response.status === 401) throw redirect(inLang(lang, '/sign-in?return_to=/authorize'))
  return { lang, origin: visit.origin, asked: data ?? null }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  pageMeta(loaderData && { ...loaderData, path: '/authorize', title: loaderData.lang === 'zh' ? '授权登录' : 'Authorize', hidden: true })

export async function action(given: Arguments): Promise<{ problem: Problem } | Response> {
  const form = await given.request.formData()
  const { data, error } = await apiOf(visitOf(given)).POST('/api/mall/sign-on/consent', { body: { allow: form.get('allow') === 'yes' } })
  return data ? redirectDocument(data.location) : { problem: problemOf(error) }
}

/** What an application asks, in words; nothing is chosen beforehand. */
export default function Authorize() {
  const t = useIdentityWords()
  const words = useWords()
  const { asked, lang } = useLoaderData<typeof loader>()
  const answer = useActionData<{ problem: Problem }>()
  if (!asked) {
    return (
      <Door title={t('authorize')} text={t('authorize_none')}>
        <Go to="/" className="button-primary">
          {words('back.home')}
        </Go>
      </Door>
    )
  }
  return (
    <Door title={t('authorize')} text={t('authorize_text', { client: lang === 'zh' ? asked.name : asked.name_en })}>
      <Refused problem={answer?.problem} />
      <ul className="flex flex-col border-t border-line">
        {asked.scopes.map((scope) => (
          <li key={scope} className="border-b border-line py-3">
            {isIdentityWord(`scope_${scope}`) ? t(`scope_${scope}` as IdentityWord) : scope}
          </li>
        ))}
      </ul>
      <Form method="post" className="flex flex-wrap gap-3">
        <button type="submit" name="allow" value="yes" className="button-primary">
          {t('authorize_allow')}
        </button>
        <button type="submit" name="allow" value="no" className="button-plain">
          {t('authorize_deny')}
        </button>
      </Form>
    </Door>
  )
}
