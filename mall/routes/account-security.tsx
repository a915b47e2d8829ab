import { Form, useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { moment } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { translate, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const [sessions, handles] = await Promise.all([api.GET('/api/mall/sessions'), api.GET('/api/mall/handles')])
  return { lang: langOf(given.request.url), sessions: sessions.data?.items ?? [], handles: handles.data?.items ?? [] }
}

export async function action(given: Arguments) {
  const id = String((await given.request.formData()).get('session_id') ?? '')
  await apiOf(visitOf(given)).DELETE('/api/mall/sessions/{id}', { params: { path: { id } } })
  return null
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/security',
        title: translate(loaderData.lang)('account.security'),
        hidden: true,
      })
    : []

export default function AccountSecurityPage() {
  const { sessions, handles } = useLoaderData<typeof loader>()
  const t = useWords()
  return (
    <>
      <h1 className="text-xl font-bold">{t('account.security')}</h1>
      <h2 className="mt-6 text-lg font-semibold">{t('account.phone')}</h2>
      <ul className="figures mt-3 border-t border-line">
        {handles.map((handle) => (
          <li key={`${handle.kind}-${handle.value}`} className="border-b border-line py-3">
            {handle.value}
          </li>
        ))}
      </ul>
      <h2 className="mt-10 text-lg font-semibold">{t('account.devices')}</h2>
      <p className="mt-1 text-sm text-muted">{t('account.devices.text')}</p>
      <ul className="mt-3 border-t border-line">
        {sessions.map((session) => (
          <li key={session.id} className="flex items-center justify-between gap-4 border-b border-line py-3">
            <span>
              <span className="block">{session.device_label}</span>
              <span className="figures block text-xs text-muted">
                {session.address} · {moment(session.seen_at)}
              </span>
            </span>
            {session.current ? (
              <span className="text-sm text-jade">{t('account.devices.this')}</span>
            ) : (
              <Form method="post">
                <input type="hidden" name="session_id" value={session.id} />
                <button type="submit" className="button-plain min-h-11 px-4 text-sm">
                  {t('account.devices.end')}
                </button>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
