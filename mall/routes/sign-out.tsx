import { Form, redirect, useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { Door } from '../identity/parts.tsx'
import { useIdentityWords } from '../identity/words.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { translate, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  const { data } = await apiOf(visit).GET('/api/mall/session')
  return { lang: langOf(given.request.url), origin: visit.origin, signed_in: Boolean(data?.user) }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  pageMeta(loaderData && { ...loaderData, path: '/sign-out', title: translate(loaderData.lang)('sign_out'), hidden: true })

/** Only a form signs out: a link or picture on another page must not be able to. */
export async function action(given: Arguments): Promise<Response> {
  const api = apiOf(visitOf(given))
  const form = await given.request.formData()
  if (form.get('everywhere')) await api.DELETE('/api/mall/sessions')
  await api.DELETE('/api/mall/session')
  return redirect(inLang(langOf(given.request.url), '/'))
}

export default function SignOut() {
  const words = useWords()
  const t = useIdentityWords()
  const { signed_in } = useLoaderData<typeof loader>()
  if (!signed_in) {
    return (
      <Door title={t('signed_out')}>
        <Go to="/sign-in" className="button-primary">
          {words('sign_in')}
        </Go>
      </Door>
    )
  }
  return (
    <Door title={t('sign_out_ask')}>
      <Form method="post" className="flex flex-wrap gap-3">
        <button type="submit" className="button-primary">
          {t('sign_out_here')}
        </button>
        <button type="submit" name="everywhere" value="1" className="button-plain">
          {t('sign_out_everywhere')}
        </button>
      </Form>
    </Door>
  )
}
