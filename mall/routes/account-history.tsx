import { redirect, useLoaderData } from 'react-router'
import { apiOf } from '../api.ts'
import { day, moment } from '../format.ts'
import { pageMeta } from '../meta.ts'
import { Send } from '../parts/form.tsx'
import { Icon } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { Empty } from '../parts/notice.tsx'
import { Picture } from '../parts/picture.tsx'
import { Price } from '../parts/price.tsx'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { KeepViews } from '../voices/keep.tsx'
import { useVoiceWords, voiceWords } from '../voices/words.ts'
import { isWord, pick, useLang, useWords, type Word } from '../words.ts'

export async function loader(given: Arguments) {
  const { data } = await apiOf(visitOf(given)).GET('/api/mall/me/views')
  return { lang: langOf(given.request.url), views: data?.items ?? [], kept: data?.kept ?? true }
}

/** Forgets one product, or all; or says whether any is remembered. */
export async function action(given: Arguments) {
  const form = await given.request.formData()
  const back = inLang(langOf(given.request.url), form.get('from') === 'privacy' ? '/account/privacy' : '/account/history')
  const kept = form.get('kept')
  if (kept !== null) {
    await apiOf(visitOf(given)).PUT('/api/mall/me/views', { body: { kept: kept === 'yes' } })
    throw redirect(back)
  }
  const spu_id = String(form.get('spu_id') ?? '')
  const spu_ids = spu_id === '' ? null : /^[\w.-]{1,64}$/.test(spu_id) ? [spu_id] : []
  await apiOf(visitOf(given)).POST('/api/mall/me/view-removals', { body: { spu_ids } })
  throw redirect(back)
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({ lang: loaderData.lang, origin: '', path: '/account/history', title: voiceWords(loaderData.lang)('history'), hidden: true })
    : []

type View = Awaited<ReturnType<typeof loader>>['views'][number]

/** What I looked at, by day. */
export default function AccountHistoryPage() {
  const { views, kept } = useLoaderData<typeof loader>()
  const say = useVoiceWords()
  const lang = useLang()
  const days = Map.groupBy(views, ({ viewed_at }) => moment(viewed_at).slice(0, 10))
  if (!views.length)
    return (
      <>
        <h1 className="text-xl font-bold">{say('history')}</h1>
        <Empty
          icon="clock"
          heading="h2"
          title={say(kept ? 'history_none' : 'history_off')}
          text={say(kept ? 'history_none_text' : 'history_off_text')}
        >
          <Go to="/categories" className="button-primary">
            {say('history_go')}
          </Go>
        </Empty>
        <KeepViews kept={kept} />
      </>
    )
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-bold">{say('history')}</h1>
        <div className="flex flex-wrap gap-3">
          <Send method="post" action={inLang(lang, '/account/history')}>
            <button type="submit" className="button-plain min-h-11 px-5 text-sm">
              {say('history_clear')}
            </button>
          </Send>
          <KeepViews kept={kept} />
        </div>
      </div>
      <p className="mt-2 text-sm text-muted">{say('history_help')}</p>
      {[...days].map(([date, some]) => (
        <section key={date} className="mt-8" aria-label={day(date, lang)}>
          <h2 className="figures text-sm font-semibold text-muted">{day(date, lang)}</h2>
          <ul className="mt-3 grid grid-cols-2 gap-3 lg:grid-cols-4">
            {some.map((view) => (
              <Looked key={view.spu_id} view={view} />
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

function Looked({ view }: { view: View }) {
  const say = useVoiceWords()
  const t = useWords()
  const lang = useLang()
  const title = pick(view.title, lang)
  return (
    <li className="relative rounded-card border border-line p-3">
      <Go to={`/products/${view.spu_id}`} className="block hover:text-primary">
        <span className="block overflow-hidden rounded-lg bg-tile">
          <Picture reference={view.cover} alt="" sizes="(width >= 1024px) 180px, 45vw" className="w-full" />
        </span>
        <span className="mt-2 line-clamp-2 text-sm font-medium">{title}</span>
      </Go>
      {view.lifecycle !== 'on_sale' && isWord(`lifecycle.${view.lifecycle}`) ? (
        <p className="text-xs text-amber">{t(`lifecycle.${view.lifecycle}` as Word)}</p>
      ) : null}
      {view.price_from_minor && view.currency ? (
        <p className="mt-1">
          <Price amount_minor={view.price_from_minor} currency={view.currency} size="middle" />
        </p>
      ) : null}
      <Send method="post" action={inLang(lang, '/account/history')} preventScrollReset className="absolute top-1 right-1">
        <input type="hidden" name="spu_id" value={view.spu_id} />
        <button
          type="submit"
          aria-label={say('history_remove', { name: title })}
          title={say('history_remove', { name: title })}
          className="grid size-11 place-items-center rounded-full bg-paper/80 text-muted hover:text-ink"
        >
          <Icon name="close" className="size-4" />
        </button>
      </Send>
    </li>
  )
}
