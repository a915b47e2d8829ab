import { Form, redirect, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf } from '../api.ts'
import { moment } from '../format.ts'
import { Field, type Problem, problemOf, Refused } from '../identity/parts.tsx'
import { type IdentityWord, useIdentityWords } from '../identity/words.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { KeepViews } from '../voices/keep.tsx'
import { useVoiceWords } from '../voices/words.ts'
import { translate } from '../words.ts'

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const [session, { data }, agreed, views] = await Promise.all([
    api.GET('/api/mall/session'),
    api.GET('/api/mall/consents'),
    api.GET('/api/mall/agreements'),
    api.GET('/api/mall/me/views'),
  ])
  return {
    lang: langOf(given.request.url),
    me: session.data?.user ?? null,
    consents: data?.items ?? [],
    agreed: agreed.data?.items ?? [],
    kept: views.data?.kept ?? true,
  }
}

interface Answer {
  at: 'me' | 'consents' | 'delete'
  problem?: Problem
}

export async function action(given: Arguments): Promise<Answer | Response> {
  const api = apiOf(visitOf(given))
  const form = await given.request.formData()
  const lang = langOf(given.request.url)
  if (form.get('what') === 'delete') {
    const word = String(form.get('confirm') ?? '')
      .trim()
      .toLowerCase()
    if (word !== 'delete' && word !== '删除') return { at: 'delete' }
    const { error, response } = await api.POST('/api/mall/privacy/deletion', { body: { confirm: 'delete' } })
    return response.ok ? redirect(inLang(lang, '/')) : { at: 'delete', problem: problemOf(error) }
  }
  if (form.get('what') === 'me') {
    const name = String(form.get('name') ?? '').trim()
    const { error, response } = await api.PATCH('/api/mall/me', { body: { name, locale: form.get('locale') === 'en' ? 'en' : 'zh' } })
    return response.ok ? { at: 'me' } : { at: 'me', problem: problemOf(error) }
  }
  const items = [{ purpose: form.get('purpose') as 'marketing', given: form.get('given') === 'yes' }]
  const { error, response } = await api.PUT('/api/mall/consents', { body: { items } })
  return response.ok ? { at: 'consents' } : { at: 'consents', problem: problemOf(error) }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/account/privacy',
        title: translate(loaderData.lang)('account.privacy'),
        hidden: true,
      })
    : []

export default function AccountPrivacyPage() {
  const t = useIdentityWords()
  const say = useVoiceWords()
  const { me, consents, agreed, kept } = useLoaderData<typeof loader>()
  const answer = useActionData<Answer>()
  const busy = useNavigation().state !== 'idle'
  return (
    <div className="flex flex-col gap-10">
      <div>
        <h1 className="text-xl font-bold">{t('privacy')}</h1>
        <p className="mt-1 text-muted">{t('privacy_text')}</p>
      </div>
      <section className="flex flex-col gap-3" aria-labelledby="me">
        <h2 id="me" className="text-lg font-semibold">
          {t('correct')}
        </h2>
        <p className="text-sm text-muted">
          {t('correct_text')}{' '}
          <Go to="/account/security" className="text-primary underline">
            {t('security')}
          </Go>
          {' · '}
          <Go to="/account/household" className="text-primary underline">
            {t('household')}
          </Go>
          {' · '}
          <Go to="/account/addresses" className="text-primary underline">
            {t('addresses')}
          </Go>
        </p>
        {answer?.at === 'me' ? answer.problem ? <Refused problem={answer.problem} /> : <Notice tone="good">{t('saved')}</Notice> : null}
        <Form method="post" className="flex max-w-md flex-col gap-4">
          <input type="hidden" name="what" value="me" />
          <Field label={t('name')} name="name" autoComplete="nickname" required maxLength={60} defaultValue={me?.name} />
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">{t('locale')}</legend>
            <div className="flex flex-wrap gap-x-6">
              {(['zh', 'en'] as const).map((locale) => (
                <label key={locale} className="flex min-h-11 items-center gap-2">
                  <input type="radio" name="locale" value={locale} defaultChecked={(me?.locale ?? 'zh') === locale} className="size-5" />
                  {locale === 'zh' ? '中文' : 'English'}
                </label>
              ))}
            </div>
          </fieldset>
          <button type="submit" className="button-plain self-start" disabled={busy}>
            {t('correct_send')}
          </button>
        </Form>
      </section>
      <section className="flex flex-col gap-3" aria-labelledby="consents">
        <h2 id="consents" className="text-lg font-semibold">
          {t('consents')}
        </h2>
        {answer?.at === 'consents' ? (
          answer.problem ? (
            <Refused problem={answer.problem} />
          ) : (
            <Notice tone="good">{t('done')}</Notice>
          )
        ) : null}
        <ul className="border-t border-line">
          {consents.map(({ purpose, given_at }) => (
            <li key={purpose} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line py-3">
              <span>
                <span className="block">{t(`purpose_${purpose}` as IdentityWord)}</span>
                <span className="figures block text-xs text-muted">
                  {given_at ? t('consent_given', { at: moment(given_at) }) : t('consent_withdrawn')}
                </span>
              </span>
              <Form method="post">
                <input type="hidden" name="purpose" value={purpose} />
                <button
                  type="submit"
                  name="given"
                  value={given_at ? 'no' : 'yes'}
                  className="button-plain min-h-11 px-4 text-sm"
                  disabled={busy}
                >
                  {given_at ? t('consent_withdraw') : t('consent_give')}
                </button>
              </Form>
            </li>
          ))}
        </ul>
      </section>
      <section className="flex flex-col items-start gap-3" aria-labelledby="looked">
        <h2 id="looked" className="text-lg font-semibold">
          {say('history')}
        </h2>
        <p className="text-sm text-muted">{say(kept ? 'history_help' : 'history_off_text')}</p>
        <KeepViews kept={kept} from="privacy" />
      </section>
      {agreed.length > 0 ? (
        <section className="flex flex-col gap-3" aria-labelledby="agreed">
          <h2 id="agreed" className="text-lg font-semibold">
            {t('agreed')}
          </h2>
          <ul className="border-t border-line">
            {agreed.map(({ code, version, agreed_at }) => (
              <li key={`${code} ${version}`} className="border-b border-line py-3">
                <span className="block">{code}</span>
                <span className="figures block text-xs text-muted">{t('agreed_at', { version, at: moment(agreed_at) })}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <section className="flex flex-col gap-3" aria-labelledby="export">
        <h2 id="export" className="text-lg font-semibold">
          {t('export')}
        </h2>
        <p className="text-sm text-muted">{t('export_text')}</p>
        <a className="button-plain self-start" href="/api/mall/privacy/export" download>
          {t('export')}
        </a>
      </section>
      <section className="flex flex-col gap-3" aria-labelledby="delete">
        <h2 id="delete" className="text-lg font-semibold">
          {t('delete')}
        </h2>
        <p className="text-sm text-muted">{t('delete_text')}</p>
        {answer?.at === 'delete' ? (
          answer.problem ? (
            <Refused problem={answer.problem} />
          ) : (
            <Notice tone="wait">{t('delete_ask')}</Notice>
          )
        ) : null}
        <Form method="post" className="flex max-w-md flex-col gap-4">
          <input type="hidden" name="what" value="delete" />
          <Field label={t('delete_ask')} name="confirm" required autoComplete="off" maxLength={10} />
          <button type="submit" className="button-plain self-start text-price" disabled={busy}>
            {t('delete_now')}
          </button>
        </Form>
      </section>
    </div>
  )
}
