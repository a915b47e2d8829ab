import { Form, redirect, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf } from '../api.ts'
import { Agree } from '../identity/agree.tsx'
import { codeProblemOf, Door, Field, type Problem, problemOf, Refused } from '../identity/parts.tsx'
import { Puzzle } from '../identity/puzzle.tsx'
import { returnTo } from '../identity/return-to.ts'
import { useIdentityWords } from '../identity/words.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { translate, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  const lang = langOf(given.request.url)
  const back = returnTo(new URL(given.request.url).searchParams.get('return_to'), inLang(lang, '/account'))
  const api = apiOf(visit)
  const place = placeOf(given.params)
  const [{ data }, door] = await Promise.all([api.GET('/api/mall/session'), api.GET('/api/mall/door', { params: { query: place } })])
  if (data?.user) throw redirect(back)
  return { lang, origin: visit.origin, back, place, door: door.data ?? null }
}

const placeOf = ({ brand = '*', region = '*' }: { brand?: string; region?: string }) => ({ brand, region })

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  pageMeta(loaderData && { ...loaderData, path: '/sign-up', title: translate(loaderData.lang)('sign_up.title'), hidden: true })

interface Answer {
  problem?: Problem
  sent?: { challenge_id: string; handle: string; sent_to: string; name: string }
  handle?: string
}

/** Two steps: prove the phone or address, then say the name and, who likes, a password. */
export async function action(given: Arguments): Promise<Answer | Response> {
  const api = apiOf(visitOf(given))
  const form = await given.request.formData()
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const lang = langOf(given.request.url)
  const handle = text('handle')
  const door = placeOf(given.params)
  if (text('step') !== 'code') {
    const id = crypto.randomUUID()
    const { data, error } = await api.POST('/api/mall/codes', {
      body: { id, handle, locale: lang, door, ...(text('captcha') ? { captcha: text('captcha') } : {}) },
    })
    return data ? { sent: { challenge_id: id, handle, sent_to: data.sent_to, name: '' } } : { problem: codeProblemOf(error), handle }
  }
  const sent = { challenge_id: text('challenge_id'), handle, sent_to: text('sent_to'), name: text('name') }
  const password = String(form.get('password') ?? '')
  const { error, response } = await api.POST('/api/mall/session/code', {
    body: {
      challenge_id: sent.challenge_id,
      code: text('code'),
      registered_through: door.brand === '*' ? 'mall' : door.brand,
      door,
      ...(sent.name ? { name: sent.name } : {}),
      ...(password ? { password } : {}),
    },
  })
  if (response.ok) {
    if (text('agreed') === 'yes') await api.POST('/api/mall/agreements', { body: door })
    return redirect(returnTo(form.get('return_to'), inLang(lang, '/account')))
  }
  const problem = problemOf(error)
  return problem.type === 'code_expired' ? { problem, handle } : { problem, sent }
}

export default function SignUp() {
  const words = useWords()
  const t = useIdentityWords()
  const { back, door, lang, place } = useLoaderData<typeof loader>()
  const answer = useActionData<Answer>()
  const busy = useNavigation().state !== 'idle'
  const sent = answer?.sent
  return (
    <Door
      title={words('sign_up.title')}
      text={(lang === 'en' ? door?.text_en : door?.text_zh) || words('sign_in.text')}
      logo={door?.logo}
      color={door?.color}
    >
      <Refused problem={answer?.problem} />
      {sent ? (
        <>
          <Notice tone="good">{t('code_sent', { to: sent.sent_to })}</Notice>
          <Form method="post" className="flex flex-col gap-5" key="code">
            <input type="hidden" name="step" value="code" />
            <input type="hidden" name="return_to" value={back} />
            <input type="hidden" name="challenge_id" value={sent.challenge_id} />
            <input type="hidden" name="handle" value={sent.handle} />
            <input type="hidden" name="sent_to" value={sent.sent_to} />
            <Field
              label={t('code')}
              name="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              pattern="\s*[0-9]{6}\s*"
              required
              maxLength={8}
            />
            <Field label={t('name')} name="name" autoComplete="nickname" maxLength={60} defaultValue={sent.name} />
            <Field
              label={t('password_new')}
              help={t('password_help')}
              name="password"
              type="password"
              autoComplete="new-password"
              maxLength={200}
            />
            <Agree agreements={door?.agreements ?? []} />
            <button type="submit" className="button-primary" disabled={busy}>
              {t('finish')}
            </button>
            {door?.agreements.length ? null : <p className="text-xs text-muted">{t('agree')}</p>}
          </Form>
        </>
      ) : (
        <Form method="post" className="flex flex-col gap-5" key="send">
          <input type="hidden" name="return_to" value={back} />
          <Field
            label={t('reachable')}
            name="handle"
            autoComplete="username"
            inputMode="email"
            required
            defaultValue={answer?.handle}
            maxLength={254}
          />
          {answer?.problem?.captcha ? <Puzzle key={JSON.stringify(answer)} asked={answer.problem.captcha} /> : null}
          <button type="submit" className="button-primary" disabled={busy}>
            {t('code_send')}
          </button>
        </Form>
      )}
      <p className="text-sm text-muted">
        {words('sign_up.have')}{' '}
        <Go
          to={`/sign-in${place.brand === '*' ? '' : `/${place.brand}${place.region === '*' ? '' : `/${place.region}`}`}?return_to=${encodeURIComponent(back)}`}
          className="font-medium text-primary"
        >
          {words('sign_in')}
        </Go>
      </p>
    </Door>
  )
}
