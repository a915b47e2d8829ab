import { type ReactNode, useEffect, useState } from 'react'
import { Form, Link, redirect, redirectDocument, useActionData, useLoaderData, useNavigation, useSearchParams } from 'react-router'
import { apiOf } from '../api.ts'
import { Agree } from '../identity/agree.tsx'
import { codeProblemOf, Door, Field, type Problem, problemOf, Refused } from '../identity/parts.tsx'
import { knowsPasskeys, signInWithPasskey } from '../identity/passkey.ts'
import { Puzzle } from '../identity/puzzle.tsx'
import { isForeign, returnTo } from '../identity/return-to.ts'
import { StaffDoor, staffDoor } from '../identity/staff-door.tsx'
import { type IdentityWord, useIdentityWords } from '../identity/words.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Notice } from '../parts/notice.tsx'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { pick, translate, useLang, useWords } from '../words.ts'

export async function loader(given: Arguments) {
  const visit = visitOf(given)
  const lang = langOf(given.request.url)
  const api = apiOf(visit)
  const params = new URL(given.request.url).searchParams
  const back = returnTo(params.get('return_to'), homeOf(given))
  const again = params.get('again') === '1'
  const place = { brand: given.params.brand ?? '*', region: given.params.region ?? '*' }
  const [{ data }, options, shop, door] = await Promise.all([
    api.GET('/api/mall/session'),
    api.GET('/api/mall/sign-in-options', isForeign(params.get('return_to')) ? { params: { query: { return_to_foreign: true } } } : {}),
    given.params.brand ? api.GET('/api/mall/categories') : null,
    api.GET('/api/mall/door', { params: { query: place } }),
  ])
  const preview = params.get('preview') === '1'
  const refused = params.get('refused')
  const must_change = data?.must_change_password === true && !preview
  if (data?.user && !again && !preview) throw go(back)
  // A site of ours on another host than the sign-on has no door of its own: everybody comes in through the shared one, once for all sites.
  const elsewhere =
    options.data?.sign_on === true && options.data.sign_on_host !== new URL(visit.origin).host && !params.has('here') && !must_change
  if (elsewhere && !preview && !refused) throw redirectDocument(`/api/mall/session/sign-on?return_to=${encodeURIComponent(back)}`)
  const brand = shop?.data?.brands.find(({ brand_id }) => brand_id === given.params.brand)
  const staff = place.brand === staffDoor
  const demo = visit.demo
    .filter(({ audience }) => audience === (staff ? 'staff' : 'member'))
    .map(({ name, sign_in_name, password }) => ({ name, sign_in_name, password }))
  const ways = door.data?.ways ?? ['password', 'code', 'passkey']
  return {
    lang,
    origin: visit.origin,
    back,
    demo,
    place,
    door: door.data ?? null,
    ways,
    providers: (options.data?.providers ?? []).filter((provider) => ways.includes(provider as 'qq')),
    partners: ways.includes('partners') ? (options.data?.partners ?? []) : [],
    brand: brand?.name ?? null,
    staff,
    must_change,
    agreed: params.get('agreed') === 'yes',
    refused: refused === null ? null : { type: refused, detail: '' },
    elsewhere,
  }
}

/** Where the page of a brand and region stands below `/sign-in` and `/sign-up`. */
const pathOf = ({ brand, region }: { brand: string; region: string }): string =>
  brand === '*' ? '' : `/${brand}${region === '*' ? '' : `/${region}`}`

/** Where people go who did not say. */
const homeOf = ({ request, params }: Arguments): string =>
  params.brand === staffDoor ? '/api/admin/session/sign-on' : inLang(langOf(request.url), '/account')

/** Addresses of the API are no pages of the mall, so the browser itself must go there. */
const go = (to: string): Response => (to.startsWith('/api/') ? redirectDocument(to) : redirect(to))

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  pageMeta(loaderData && { ...loaderData, path: '/sign-in', title: translate(loaderData.lang)('sign_in.title'), hidden: true })

interface Answer {
  problem?: Problem
  /** A code is on its way; the second form asks for it. */
  sent?: { challenge_id: string; handle: string; sent_to: string }
  handle?: string
}

export async function action(given: Arguments): Promise<Answer | Response> {
  const api = apiOf(visitOf(given))
  const form = await given.request.formData()
  const text = (name: string) => String(form.get(name) ?? '').trim()
  const lang = langOf(given.request.url)
  const back = returnTo(form.get('return_to'), homeOf(given))
  const handle = text('handle')
  const door = { brand: given.params.brand ?? '*', region: given.params.region ?? '*' }
  /** Inside; what the page asked to agree to is noted first. */
  const enter = async () => {
    const agreed = text('agreed') === 'yes'
    if ((await api.GET('/api/mall/session')).data?.must_change_password) {
      const keep = new URLSearchParams({ return_to: back, here: '1', ...(agreed ? { agreed: 'yes' } : {}) })
      return redirect(`${inLang(lang, `/sign-in${pathOf(door)}`)}?${keep}`)
    }
    if (agreed) await api.POST('/api/mall/agreements', { body: door })
    return go(back)
  }

  if (text('step') === 'own_password') {
    const password = String(form.get('password') ?? '')
    if (password !== form.get('again')) return { problem: { type: 'password_differs', detail: '' } }
    const { error, response } = await api.POST('/api/mall/session/password', { body: { password } })
    return response.ok ? enter() : { problem: problemOf(error) }
  }
  if (text('step') === 'send') {
    const id = crypto.randomUUID()
    const { data, error } = await api.POST('/api/mall/codes', {
      body: { id, handle, locale: lang, door, ...(text('captcha') ? { captcha: text('captcha') } : {}) },
    })
    return data ? { sent: { challenge_id: id, handle, sent_to: data.sent_to } } : { problem: codeProblemOf(error), handle }
  }
  if (text('step') === 'code') {
    const sent = { challenge_id: text('challenge_id'), handle, sent_to: text('sent_to') }
    const { error, response } = await api.POST('/api/mall/session/code', {
      body: { challenge_id: sent.challenge_id, code: text('code'), door },
    })
    if (response.ok) return enter()
    const problem = problemOf(error)
    return problem.type === 'code_expired' ? { problem, handle } : { problem, sent }
  }
  const { error, response } = await api.POST('/api/mall/session', { body: { handle, password: String(form.get('password') ?? ''), door } })
  return response.ok ? enter() : { problem: problemOf(error), handle }
}

export default function SignIn() {
  const words = useWords()
  const t = useIdentityWords()
  const { back, demo, providers, partners, brand, lang, door, ways, place, staff, refused, elsewhere, must_change, agreed } =
    useLoaderData<typeof loader>()
  const answer = useActionData<Answer>()
  const [search] = useSearchParams()
  const busy = useNavigation().state !== 'idle'
  const both = ways.includes('password') && ways.includes('code')
  const byCode = both ? search.get('by') === 'code' : !ways.includes('password')
  const again = ['again', 'here', 'preview'].filter((name) => search.has(name)).map((name) => `&${name}=1`)
  const keep = `return_to=${encodeURIComponent(back)}${again.join('')}`
  const said = (zh: string | undefined, en: string | undefined) => (lang === 'en' ? en : zh) || undefined
  const title =
    said(door?.title_zh, door?.title_en) ??
    (staff ? t('staff_title') : brand ? t('sign_in_brand', { brand: pick(brand, lang) }) : words('sign_in.title'))
  const text = said(door?.text_zh, door?.text_en) ?? (staff ? t('staff_text') : words('sign_in.text'))
  const agreements = door?.agreements ?? []
  if (refused && elsewhere)
    return (
      <Door title={t('refused_title')}>
        <Refused problem={refused} />
        <a className="button-primary" href={`?${keep}`}>
          {t('begin_again')}
        </a>
      </Door>
    )

  if (must_change) {
    const own = (
      <Door title={t('own_password_title')} text={t('own_password_text')} logo={door?.logo} color={door?.color}>
        <Refused problem={answer?.problem} />
        <OwnPassword back={back} agreed={agreed} busy={busy} />
      </Door>
    )
    return staff ? <StaffDoor>{own}</StaffDoor> : own
  }

  const page = (
    <Door title={title} text={text} logo={door?.logo} color={door?.color}>
      {both ? (
        <nav aria-label={words('sign_in')} className="flex gap-6 border-b border-line text-sm">
          {[
            { to: `?${keep}`, label: t('by_password'), here: !byCode },
            { to: `?by=code&${keep}`, label: t('by_code'), here: byCode },
          ].map(({ to, label, here }) => (
            <Link
              key={to}
              to={to}
              {...(here ? { 'aria-current': 'page' as const } : {})}
              className="-mb-px flex h-11 items-center border-b-2 border-transparent text-muted aria-[current]:border-primary aria-[current]:font-semibold aria-[current]:text-ink"
            >
              {label}
            </Link>
          ))}
        </nav>
      ) : null}
      <Refused problem={answer?.problem ?? refused} />
      {byCode ? (
        answer?.sent ? (
          <CodeForm sent={answer.sent} back={back} busy={busy}>
            <Agree agreements={agreements} />
          </CodeForm>
        ) : (
          <Form method="post" className="flex flex-col gap-5" key="send">
            <input type="hidden" name="step" value="send" />
            <input type="hidden" name="return_to" value={back} />
            <Field
              label={t('reachable')}
              {...(staff ? {} : { help: t('code_new') })}
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
        )
      ) : (
        <Form method="post" className="flex flex-col gap-5" key="password">
          <input type="hidden" name="return_to" value={back} />
          <Field label={t('handle')} name="handle" autoComplete="username" required defaultValue={answer?.handle} maxLength={254} />
          <Field label={t('password')} name="password" type="password" autoComplete="current-password" required maxLength={200} />
          <Agree agreements={agreements} />
          <button type="submit" className="button-primary" disabled={busy}>
            {words('sign_in.submit')}
          </button>
          {both ? (
            <Link to={`?by=code&${keep}`} className="text-sm text-muted hover:text-primary">
              {t('forgot')}
            </Link>
          ) : null}
        </Form>
      )}
      {ways.includes('code') && !staff ? (
        <p className="text-sm text-muted">
          {words('sign_in.none')}{' '}
          <Go to={`/sign-up${pathOf(place)}?${keep}`} className="font-medium text-primary">
            {words('sign_up')}
          </Go>
        </p>
      ) : null}
      {staff ? null : (
        <p className="flex flex-wrap gap-x-5 text-sm text-muted">
          {(['history', 'follows'] as const).map((page) => (
            <Go key={page} to={`/account/${page}`} className="flex min-h-11 items-center hover:text-primary">
              {words(`account.${page}`)}
            </Go>
          ))}
        </p>
      )}
      <OtherWays providers={providers} partners={partners} passkey={ways.includes('passkey')} back={back} place={place} />
      {demo.length > 0 ? <Demo people={demo} back={back} busy={busy} staff={staff} /> : null}
    </Door>
  )
  return staff ? <StaffDoor>{page}</StaffDoor> : page
}

/** Who came in with a password somebody gave him sets his own, or leaves. */
function OwnPassword({ back, agreed, busy }: { back: string; agreed: boolean; busy: boolean }) {
  const t = useIdentityWords()
  const lang = useLang()
  return (
    <>
      <Form method="post" className="flex flex-col gap-5" key="own_password">
        <input type="hidden" name="step" value="own_password" />
        <input type="hidden" name="return_to" value={back} />
        {agreed ? <input type="hidden" name="agreed" value="yes" /> : null}
        <Field
          label={t('password_next')}
          help={t('password_help')}
          name="password"
          type="password"
          autoComplete="new-password"
          required
          maxLength={200}
        />
        <Field label={t('password_again')} name="again" type="password" autoComplete="new-password" required maxLength={200} />
        <button type="submit" className="button-primary" disabled={busy}>
          {t('own_password_set')}
        </button>
      </Form>
      <Form method="post" action={inLang(lang, '/sign-out')}>
        <button type="submit" className="flex min-h-11 items-center text-sm text-muted hover:text-primary" disabled={busy}>
          {t('own_password_leave')}
        </button>
      </Form>
    </>
  )
}

/** Passkeys need script and are shown by it; the other providers are plain links. */
function OtherWays({
  providers,
  partners,
  passkey,
  back,
  place,
}: {
  providers: string[]
  partners: { id: string; name_zh: string; name_en: string }[]
  passkey: boolean
  back: string
  place: { brand: string; region: string }
}) {
  const keep = new URLSearchParams({ return_to: back, ...place })
  const lang = useLang()
  const t = useIdentityWords()
  const [passkeys, setPasskeys] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  useEffect(() => setPasskeys(passkey && knowsPasskeys()), [passkey])
  if (!passkeys && providers.length === 0 && partners.length === 0) return null
  const signIn = async () => {
    setProblem(null)
    const answer = await signInWithPasskey(place)
    if (answer === null) location.assign(back)
    else if (answer !== 'dismissed') setProblem(answer)
  }
  return (
    <section className="flex flex-col gap-3" aria-labelledby="other-ways">
      <h2 id="other-ways" className="text-sm text-muted">
        {t('other_ways')}
      </h2>
      <Refused problem={problem} />
      <div className="flex flex-wrap gap-3">
        {passkeys ? (
          <button type="button" className="button-plain" onClick={() => void signIn()}>
            {t('passkey')}
          </button>
        ) : null}
        {providers.map((provider) => (
          <a key={provider} className="button-plain" href={`/api/mall/links/${provider}/start?${keep}`}>
            {t(`provider_${provider}` as IdentityWord)}
          </a>
        ))}
        {partners.map(({ id, name_zh, name_en }) => (
          <a key={id} className="button-plain" href={`/api/mall/federations/${id}/start?${keep}`}>
            {t('partner_account', { partner: lang === 'en' ? name_en : name_zh })}
          </a>
        ))}
      </div>
    </section>
  )
}

function CodeForm({
  sent,
  back,
  busy,
  children,
}: {
  sent: NonNullable<Answer['sent']>
  back: string
  busy: boolean
  children?: ReactNode
}) {
  const words = useWords()
  const t = useIdentityWords()
  return (
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
        {children}
        <button type="submit" className="button-primary" disabled={busy}>
          {words('sign_in.submit')}
        </button>
      </Form>
      <Form method="post" key="again">
        <input type="hidden" name="step" value="send" />
        <input type="hidden" name="return_to" value={back} />
        <input type="hidden" name="handle" value={sent.handle} />
        <button type="submit" className="text-sm text-muted hover:text-primary" disabled={busy}>
          {t('code_again')}
        </button>
      </Form>
    </>
  )
}

function Demo({
  people,
  back,
  busy,
  staff,
}: {
  people: { name: string; sign_in_name: string; password: string }[]
  back: string
  busy: boolean
  staff: boolean
}) {
  const t = useIdentityWords()
  const words = useWords()
  return (
    <section className="flex flex-col gap-3 rounded-card bg-mist p-5" aria-labelledby="demo">
      <h2 id="demo" className="text-sm font-semibold">
        {words('sign_in.demo')}
      </h2>
      <p className="text-sm text-muted">{t(staff ? 'demo_staff' : 'demo_mall')}</p>
      <ul className="flex flex-col gap-2">
        {people.map(({ name, sign_in_name, password }) => (
          <li key={sign_in_name}>
            <Form method="post">
              <input type="hidden" name="return_to" value={back} />
              <input type="hidden" name="handle" value={sign_in_name} />
              <input type="hidden" name="password" value={password} />
              <button type="submit" className="button-plain w-full justify-between" disabled={busy}>
                <span>{name}</span>
                <span className="text-sm font-normal text-muted">{sign_in_name}</span>
              </button>
            </Form>
          </li>
        ))}
      </ul>
    </section>
  )
}
