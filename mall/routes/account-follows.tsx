import { redirect, useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { day, money } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { Go } from '../parts/link.tsx'
import { Empty, Notice } from '../parts/notice.tsx'
import { Picture } from '../parts/picture.tsx'
import { Price } from '../parts/price.tsx'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { FollowButton } from '../voices/parts.tsx'
import { useVoiceWords, voiceWords } from '../voices/words.ts'
import { isWord, pick, useLang, useWords, type Word } from '../words.ts'

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const [{ data }, session] = await Promise.all([api.GET('/api/mall/me/follows'), api.GET('/api/mall/session')])
  return {
    lang: langOf(given.request.url),
    follows: data?.items ?? [],
    visitor: session.data?.kind !== 'member',
    full: new URL(given.request.url).searchParams.has('full'),
  }
}

/** Follows or stops, then goes back to where the button was. */
export async function action(given: Arguments) {
  const lang = langOf(given.request.url)
  const form = await given.request.formData()
  const spu_id = String(form.get('spu_id') ?? '')
  // Only back to a page of ours that has this button.
  const return_to = /^\/(?:products\/[\w.-]{1,64}|new)$/.exec(String(form.get('return_to') ?? ''))?.[0] ?? '/account/follows'
  const api = apiOf(visitOf(given))
  if (!/^[\w.-]{1,64}$/.test(spu_id)) throw redirect(inLang(lang, return_to))
  const [session, answer] = await Promise.all([
    api.GET('/api/mall/session'),
    api.POST('/api/mall/me/follows', { body: { items: [{ spu_id, follow: form.get('follow') !== 'no' }] } }),
  ])
  const refused = (answer.error as { outcomes?: { status: string }[] } | undefined)?.outcomes?.[0]?.status
  if (refused === 'too_many_followed') throw redirect(inLang(lang, '/account/follows?full'))
  // The pages of visitors are the same for all of them; only by script a product's page learns who follows it.
  const knows = session.data?.kind === 'member' || (form.get('script') === 'yes' && return_to.startsWith('/products/'))
  throw redirect(inLang(lang, knows ? return_to : '/account/follows'))
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({ lang: loaderData.lang, origin: '', path: '/account/follows', title: voiceWords(loaderData.lang)('follows'), hidden: true })
    : []

/** The products I am told of: what they cost when I began, and now. */
export default function AccountFollowsPage() {
  const { follows, visitor, full } = useLoaderData<typeof loader>()
  const say = useVoiceWords()
  const t = useWords()
  const lang = useLang()
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-bold">{say('follows')}</h1>
        <Go to="/new" className="button-plain min-h-11 px-5 text-sm">
          {say('calendar')}
        </Go>
      </div>
      {full ? <Notice tone="bad">{say('follows_full')}</Notice> : null}
      {visitor && follows.length ? <p className="mt-2 text-sm text-muted">{say('keep_by_sign_in')}</p> : null}
      {follows.length ? (
        <ul className="mt-5 grid gap-3 md:grid-cols-2">
          {follows.map((one) => (
            <li key={one.spu_id} className="flex gap-4 rounded-card border border-line p-4">
              <Go
                to={`/products/${one.spu_id}`}
                className="size-24 shrink-0 overflow-hidden rounded-lg bg-tile"
                tabIndex={-1}
                aria-hidden="true"
              >
                <Picture reference={one.cover} alt="" sizes="96px" className="w-full" />
              </Go>
              <div className="min-w-0 grow">
                <Go to={`/products/${one.spu_id}`} className="line-clamp-2 font-medium hover:text-primary">
                  {pick(one.title, lang)}
                </Go>
                {one.lifecycle !== 'on_sale' && isWord(`lifecycle.${one.lifecycle}`) ? (
                  <p className="text-xs text-amber">
                    {t(`lifecycle.${one.lifecycle}` as Word)}
                    {one.available_on && one.lifecycle !== 'withdrawn'
                      ? ` · ${t('available_on', { date: day(one.available_on, lang) })}`
                      : ''}
                  </p>
                ) : null}
                {one.price_from_minor && one.currency ? (
                  <p className="mt-1 flex flex-wrap items-baseline gap-x-3 text-sm">
                    <Price amount_minor={one.price_from_minor} currency={one.currency} size="middle" />
                    {one.followed_price_minor && one.followed_price_minor > one.price_from_minor ? (
                      <span className="text-price">
                        {say('cheaper', { amount: money(one.followed_price_minor - one.price_from_minor, one.currency) })}
                      </span>
                    ) : null}
                  </p>
                ) : null}
                <FollowButton spu_id={one.spu_id} following quiet />
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <Empty icon="heart" heading="h2" title={say('follows_none')} text={say('follows_none_text')}>
          <Go to="/new" className="button-primary">
            {say('calendar')}
          </Go>
        </Empty>
      )}
    </>
  )
}
