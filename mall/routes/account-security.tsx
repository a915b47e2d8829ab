import { useEffect, useState } from 'react'
import { Form, useActionData, useLoaderData, useNavigation, useRevalidator } from 'react-router'
import { apiOf } from '../api.ts'
import { moment } from '../format.ts'
import { codeProblemOf, Field, type Problem, problemOf, Refused } from '../identity/parts.tsx'
import { knowsPasskeys, makePasskey } from '../identity/passkey.ts'
import { type IdentityWord, isIdentityWord, useIdentityWords } from '../identity/words.ts'
import { pageMeta } from '../meta.ts'
import { Notice } from '../parts/notice.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { translate, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const [sessions, handles, passkeys, links] = await Promise.all([
    api.GET('/api/mall/sessions'),
    api.GET('/api/mall/handles'),
    api.GET('/api/mall/passkeys'),
    api.GET('/api/mall/links'),
  ])
  const refused = new URL(given.request.url).searchParams.get('refused')
  return {
    lang: langOf(given.request.url),
    refused: refused === null ? null : { type: refused, detail: '' },
    sessions: sessions.data?.items ?? [],
    handles: handles.data?.items ?? [],
    has_password: handles.data?.has_password ?? false,
    passkeys: passkeys.data?.items ?? [],
    links: links.data?.items ?? [],
    providers: links.data?.providers ?? [],
  }
}

interface Answer {
  /** The part of the page it is about, so that the word stands where the person looks. */
  at: string
  problem?: Problem
  done?: IdentityWord
  sent?: { challenge_id: string; sent_to: string }
}

export async function action(given: Arguments): Promise<Answer> {
  const api = apiOf(visitOf(given))
  const form = await given.request.formData()
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const told = (at: string, { error, response }: { error?: unknown; response: Response }, done: IdentityWord = 'done'): Answer =>
    response.ok ? { at, done } : { at, problem: problemOf(error) }

  switch (text('what')) {
    case 'end':
      return told('devices', await api.DELETE('/api/mall/sessions/{id}', { params: { path: { id: text('session_id') } } }))
    case 'end_others':
      return told('devices', await api.DELETE('/api/mall/sessions', { params: { query: { keep_this: true } } }))
    case 'remove_handle': {
      const path = { kind: text('kind') as 'phone', value: text('value') }
      return told('ways', await api.DELETE('/api/mall/handles/{kind}/{value}', { params: { path } }))
    }
    case 'send': {
      const id = crypto.randomUUID()
      const { data, error } = await api.POST('/api/mall/codes', {
        body: { id, handle: text('handle'), purpose: 'add_handle', locale: langOf(given.request.url) },
      })
      return data ? { at: 'ways', sent: { challenge_id: id, sent_to: data.sent_to } } : { at: 'ways', problem: codeProblemOf(error) }
    }
    case 'add': {
      const sent = { challenge_id: text('challenge_id'), sent_to: text('sent_to') }
      const answer = await api.POST('/api/mall/handles', { body: { challenge_id: sent.challenge_id, code: text('code') } })
      return answer.response.ok ? { at: 'ways', done: 'done' } : { at: 'ways', problem: problemOf(answer.error), sent }
    }
    case 'password': {
      const current = String(form.get('current_password') ?? '')
      const body = { password: String(form.get('password') ?? ''), ...(current ? { current_password: current } : {}) }
      return told('password', await api.PUT('/api/mall/password', { body }), 'password_changed')
    }
    case 'remove_passkey':
      return told(
        'passkeys',
        await api.DELETE('/api/mall/passkeys/{credential_id}', { params: { path: { credential_id: text('credential_id') } } }),
      )
    case 'unlink':
      return told('links', await api.DELETE('/api/mall/links/{provider}', { params: { path: { provider: text('provider') } } }))
    default:
      return { at: 'ways' }
  }
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

const small = 'button-plain min-h-11 px-4 text-sm'
const row = 'flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line py-3'

export default function AccountSecurityPage() {
  const { sessions, handles, has_password, passkeys, links, providers, refused } = useLoaderData<typeof loader>()
  const answer = useActionData<Answer>()
  const busy = useNavigation().state !== 'idle'
  const words = useWords()
  const t = useIdentityWords()
  const deviceOf = ({ device_label }: { device_label: string }) => (device_label === 'unknown device' ? t('device_unknown') : device_label)
  const said = (at: string) =>
    answer?.at === at ? (
      <>
        <Refused problem={answer.problem} />
        {answer.done ? <Notice tone="good">{t(answer.done)}</Notice> : null}
      </>
    ) : null

  return (
    <div className="flex flex-col gap-10">
      <div>
        <h1 className="text-xl font-bold">{t('security')}</h1>
        <p className="mt-1 text-muted">{t('security_text')}</p>
      </div>
      <Refused problem={refused} />

      <section className="flex flex-col gap-3" aria-labelledby="ways">
        <h2 id="ways" className="text-lg font-semibold">
          {t('ways')}
        </h2>
        {said('ways')}
        <ul className="border-t border-line">
          {handles.map((handle) => (
            <li key={`${handle.kind}-${handle.value}`} className={row}>
              <span>
                <span className="figures block">{handle.shown}</span>
                <span className="block text-xs text-muted">{t(`ways_${handle.kind}` as IdentityWord)}</span>
              </span>
              <Form method="post">
                <input type="hidden" name="what" value="remove_handle" />
                <input type="hidden" name="kind" value={handle.kind} />
                <input type="hidden" name="value" value={handle.value} />
                <button type="submit" className={small} disabled={busy} aria-label={`${t('remove')} ${handle.shown}`}>
                  {t('remove')}
                </button>
              </Form>
            </li>
          ))}
        </ul>
        {answer?.sent ? (
          <Form method="post" className="flex max-w-md flex-col gap-4">
            <Notice tone="good">{t('code_sent', { to: answer.sent.sent_to })}</Notice>
            <input type="hidden" name="what" value="add" />
            <input type="hidden" name="challenge_id" value={answer.sent.challenge_id} />
            <input type="hidden" name="sent_to" value={answer.sent.sent_to} />
            <Field label={t('code')} name="code" inputMode="numeric" autoComplete="one-time-code" required maxLength={8} />
            <button type="submit" className="button-primary self-start" disabled={busy}>
              {t('next')}
            </button>
          </Form>
        ) : (
          <details>
            <summary className="inline-flex min-h-11 items-center text-sm font-medium text-primary">{t('ways_add')}</summary>
            <Form method="post" className="mt-2 flex max-w-md flex-col gap-4">
              <input type="hidden" name="what" value="send" />
              <Field label={t('reachable')} name="handle" required maxLength={254} inputMode="email" />
              <button type="submit" className="button-primary self-start" disabled={busy}>
                {t('code_send')}
              </button>
            </Form>
          </details>
        )}
      </section>

      <section className="flex flex-col gap-3" aria-labelledby="password">
        <h2 id="password" className="text-lg font-semibold">
          {has_password ? t('password_set') : t('password_make')}
        </h2>
        {said('password')}
        <details open={answer?.at === 'password' && answer.problem !== undefined}>
          <summary className="inline-flex min-h-11 items-center text-sm font-medium text-primary">
            {has_password ? t('password_set') : t('password_make')}
          </summary>
          <Form method="post" className="mt-2 flex max-w-md flex-col gap-4">
            <input type="hidden" name="what" value="password" />
            {has_password ? (
              <Field
                label={t('password_current')}
                name="current_password"
                type="password"
                autoComplete="current-password"
                maxLength={200}
              />
            ) : null}
            <Field
              label={t('password_next')}
              help={t('password_help')}
              name="password"
              type="password"
              autoComplete="new-password"
              required
              maxLength={200}
            />
            <button type="submit" className="button-primary self-start" disabled={busy}>
              {t('next')}
            </button>
          </Form>
        </details>
      </section>

      <section className="flex flex-col gap-3" aria-labelledby="passkeys">
        <h2 id="passkeys" className="text-lg font-semibold">
          {t('passkeys')}
        </h2>
        <p className="text-sm text-muted">{t('passkeys_text')}</p>
        {said('passkeys')}
        {passkeys.length > 0 ? (
          <ul className="border-t border-line">
            {passkeys.map((passkey) => (
              <li key={passkey.credential_id} className={row}>
                <span>
                  <span className="block">{passkey.label}</span>
                  <span className="figures block text-xs text-muted">{moment(passkey.used_at ?? passkey.made_at)}</span>
                </span>
                <Form method="post">
                  <input type="hidden" name="what" value="remove_passkey" />
                  <input type="hidden" name="credential_id" value={passkey.credential_id} />
                  <button type="submit" className={small} disabled={busy} aria-label={`${t('remove')} ${passkey.label}`}>
                    {t('remove')}
                  </button>
                </Form>
              </li>
            ))}
          </ul>
        ) : null}
        <MakePasskey />
      </section>

      {providers.length > 0 || links.length > 0 ? (
        <section className="flex flex-col gap-3" aria-labelledby="links">
          <h2 id="links" className="text-lg font-semibold">
            {t('linked')}
          </h2>
          {said('links')}
          <ul className="border-t border-line">
            {[...new Set([...links.map(({ provider }) => provider), ...providers])].map((provider) => {
              const link = links.find((one) => one.provider === provider)
              return (
                <li key={provider} className={row}>
                  <span>
                    <span className="block">
                      {isIdentityWord(`provider_${provider}`)
                        ? t(`provider_${provider}` as IdentityWord)
                        : t('partner_account', { partner: provider.replace('federation:', ' ') })}
                    </span>
                    {link ? <span className="block text-xs text-muted">{link.name}</span> : null}
                  </span>
                  {link ? (
                    <Form method="post">
                      <input type="hidden" name="what" value="unlink" />
                      <input type="hidden" name="provider" value={provider} />
                      <button type="submit" className={small} disabled={busy}>
                        {t('unlink')}
                      </button>
                    </Form>
                  ) : (
                    <a className={small} href={`/api/mall/links/${provider}/start?return_to=/account/security`}>
                      {t('link')}
                    </a>
                  )}
                </li>
              )
            })}
          </ul>
        </section>
      ) : null}

      <section className="flex flex-col gap-3" aria-labelledby="devices">
        <h2 id="devices" className="text-lg font-semibold">
          {t('devices')}
        </h2>
        <p className="text-sm text-muted">{words('account.devices.text')}</p>
        {said('devices')}
        <ul className="border-t border-line">
          {sessions.map((session) => (
            <li key={session.id} className={row}>
              <span>
                <span className="block">{deviceOf(session)}</span>
                <span className="figures block text-xs text-muted">
                  {session.address} · {moment(session.seen_at)}
                </span>
              </span>
              {session.current ? (
                <span className="text-sm text-jade">{t('device_here')}</span>
              ) : (
                <Form method="post">
                  <input type="hidden" name="what" value="end" />
                  <input type="hidden" name="session_id" value={session.id} />
                  <button type="submit" className={small} disabled={busy} aria-label={`${t('device_end')} ${deviceOf(session)}`}>
                    {t('device_end')}
                  </button>
                </Form>
              )}
            </li>
          ))}
        </ul>
        {sessions.length > 1 ? (
          <Form method="post">
            <input type="hidden" name="what" value="end_others" />
            <button type="submit" className="button-plain" disabled={busy}>
              {t('devices_end')}
            </button>
          </Form>
        ) : null}
      </section>
    </div>
  )
}

/** Needs script, so it appears with it. */
function MakePasskey() {
  const t = useIdentityWords()
  const { revalidate } = useRevalidator()
  const [able, setAble] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  useEffect(() => setAble(knowsPasskeys()), [])
  if (!able) return null
  const make = async () => {
    setProblem(null)
    const answer = await makePasskey()
    if (answer === null) await revalidate()
    else if (answer !== 'dismissed') setProblem(answer)
  }
  return (
    <>
      <Refused problem={problem} />
      <button type="button" className="button-plain self-start" onClick={() => void make()}>
        {t('passkey_add')}
      </button>
    </>
  )
}
