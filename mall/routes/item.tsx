import { data, Form, useActionData, useLoaderData, useNavigation } from 'react-router'
import { apiOf } from '../api.ts'
import { moment } from '../format.ts'
import { type ItemWord, isItemWord, itemWords, provinces } from '../items/words.ts'
import { pageMeta } from '../meta.ts'
import { Field } from '../parts/fields.tsx'
import { Icon, type IconName } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { Empty, Notice } from '../parts/notice.tsx'
import { Picture } from '../parts/picture.tsx'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { pick, useLang } from '../words.ts'

const regionOf = (text: string | null): string | undefined => (text && /^\d{6}$/.test(text) ? text : undefined)

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const { gtin = '', serial = '' } = given.params
  const region = regionOf(new URL(given.request.url).searchParams.get('region'))
  const lang = langOf(given.request.url)
  // An address that no code can have is answered like any other code that is not ours.
  const path = { gtin: /^\d{14}$/.test(gtin) ? gtin : '0'.repeat(14), serial: serial.slice(0, 40) || '-' }
  const [scanned, session] = await Promise.all([
    api.GET('/api/mall/items/{gtin}/{serial}', { params: { path, query: region ? { region } : {} } }),
    api.GET('/api/mall/session'),
  ])
  if (!scanned.data && scanned.response.status !== 429) throw new Response(null, { status: 502 })
  const { title, sku_name, story, ...item } = scanned.data ?? { title: null, sku_name: null, story: null }
  const found = 'verdict' in item ? { ...item, title: pick(title, lang), sku_name: pick(sku_name, lang), story: pick(story, lang) } : null
  return { lang, region: region ?? null, gtin, serial, found, member: session.data?.kind === 'member' }
}

export async function action(given: Arguments) {
  const api = apiOf(visitOf(given))
  const form = await given.request.formData()
  const { gtin = '', serial = '' } = given.params
  const cover = String(form.get('cover') ?? '').trim()
  const { data: answer, error } = await api.POST('/api/mall/items/{gtin}/{serial}/claim', {
    params: { path: { gtin, serial } },
    body: { id: crypto.randomUUID(), ...(cover ? { cover: cover.slice(0, 20) } : {}) },
  })
  const outcome = (answer ?? (error as { outcomes?: { status: string; points?: number }[] } | undefined))?.outcomes?.[0]
  const status = outcome?.status ?? (error as { type?: string } | undefined)?.type ?? 'failed'
  return data({ status, points: outcome?.points ?? 0 }, { status: status === 'claimed' || status === 'already_claimed' ? 200 : 409 })
}

type Page = Awaited<ReturnType<typeof loader>>
type Found = NonNullable<Page['found']>

export const meta = ({ loaderData }: { loaderData?: Page }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: '/',
        title: loaderData.found?.title || itemWords(loaderData.lang)('title'),
        hidden: true,
      })
    : []

const looks: Record<Found['verdict'], { icon: IconName; tone: string }> = {
  authentic: { icon: 'shield', tone: 'bg-jade-wash text-jade' },
  seen_before: { icon: 'check', tone: 'bg-amber-wash text-amber' },
  suspicious: { icon: 'close', tone: 'bg-danger-wash text-price' },
  void: { icon: 'close', tone: 'bg-danger-wash text-price' },
  invented: { icon: 'close', tone: 'bg-danger-wash text-price' },
}

/** What the code on a package leads to: whether it is ours, what it is on, and the points for whoever bought it. */
export default function ItemPage() {
  const page = useLoaderData<typeof loader>()
  const lang = useLang()
  const t = itemWords(lang)
  const { found } = page
  if (!found)
    return (
      <div className="container-page">
        <Empty icon="shield" title={t('slow_down')} text={t('slow_down_text')} />
      </div>
    )
  const { icon, tone } = looks[found.verdict]
  const bad = tone.includes('danger')
  const values = { n: found.scans, at: found.first_scanned_at ? moment(found.first_scanned_at) : '' }
  return (
    <article className={`container-page pt-4 pb-10 md:pt-10 ${found.title ? 'max-w-5xl' : 'max-w-2xl'}`}>
      <section role={bad ? 'alert' : 'status'} className={`flex items-start gap-4 rounded-card p-5 md:p-7 ${tone}`}>
        <Icon name={icon} className="mt-0.5 size-9 md:size-11" />
        <div>
          <h1 className="text-lg font-bold md:text-xl">{t(found.verdict)}</h1>
          <p className="mt-1 text-sm text-ink md:text-base">{t(`${found.verdict}_text`, values)}</p>
        </div>
      </section>
      <div className={found.title ? 'md:mt-8 md:grid md:grid-cols-2 md:items-start md:gap-12' : ''}>
        {found.title ? <Goods found={found} /> : null}
        <div>
          <Points page={page} found={found} />
          {found.story ? (
            <section className="mt-8 md:first:mt-0" aria-labelledby="story">
              <h2 id="story" className="font-semibold">
                {t('story')}
              </h2>
              <p className="mt-2 whitespace-pre-line text-muted">{found.story}</p>
            </section>
          ) : null}
          {found.sku_id ? <Facts found={found} /> : null}
          {found.sku_id && found.verdict !== 'void' ? <Where page={page} /> : null}
          <p className="mt-8 flex flex-wrap gap-3">
            {bad ? (
              <Go
                to={`/account/complaints/new${found.spu_id ? `?product=${encodeURIComponent(found.spu_id)}` : ''}`}
                rel="nofollow"
                className="button-primary"
              >
                {t('report')}
              </Go>
            ) : null}
            {found.spu_id ? (
              <Go to={`/products/${encodeURIComponent(found.spu_id)}`} className="button-plain">
                {t('to_product')}
              </Go>
            ) : null}
            <Go to="/about" className="button-plain">
              {t('service')}
            </Go>
          </p>
        </div>
      </div>
    </article>
  )
}

function Goods({ found }: { found: Found }) {
  return (
    <div className="mt-6 flex items-center gap-4 md:sticky md:top-6 md:mt-0 md:block">
      {found.picture ? (
        <span className="block w-28 shrink-0 overflow-hidden rounded-card bg-tile md:w-full">
          <Picture reference={found.picture} alt={found.title} sizes="(width >= 768px) 480px, 112px" first className="w-full" />
        </span>
      ) : null}
      <div className="md:mt-5">
        <p className="font-semibold md:text-lg">{found.title}</p>
        {found.sku_name ? <p className="mt-1 text-sm text-muted">{found.sku_name}</p> : null}
      </div>
    </div>
  )
}

function Points({ page, found }: { page: Page; found: Found }) {
  const lang = useLang()
  const t = itemWords(lang)
  const answer = useActionData<typeof action>()
  const busy = useNavigation().state !== 'idle'
  const { state, claimed_at } = found.claim
  const at = claimed_at ? moment(claimed_at) : ''
  const refused: ItemWord | null =
    !answer || ['claimed', 'already_claimed', 'claimed_by_another'].includes(answer.status)
      ? null
      : isItemWord(`claim_${answer.status}`)
        ? (`claim_${answer.status}` as ItemWord)
        : 'claim_failed'
  if (state === 'none' && !refused) return null
  return (
    <section className="mt-6 space-y-3 md:mt-0">
      {answer?.status === 'claimed' ? <Notice tone="good">{t('claimed', { n: answer.points })}</Notice> : null}
      {refused ? <Notice tone="bad">{t(refused)}</Notice> : null}
      {state === 'mine' && answer?.status !== 'claimed' ? <Notice tone="good">{t('points_mine', { n: found.points, at })}</Notice> : null}
      {state === 'mine' || answer?.status === 'claimed' ? (
        <Go to="/account/wallet" className="inline-flex min-h-11 items-center text-sm text-primary hover:underline">
          {t('my_points')}
        </Go>
      ) : null}
      {state === 'taken' ? <Notice tone="wait">{t('points_taken', { at })}</Notice> : null}
      {state === 'open' && found.verdict !== 'suspicious' ? (
        <Form method="post" className="space-y-4 rounded-card bg-mist p-5">
          <p className="font-medium">{t('points_open', { n: found.points })}</p>
          {page.member ? (
            <>
              {found.covered ? (
                <Field
                  label={t('points_cover')}
                  name="cover"
                  required
                  maxLength={20}
                  autoComplete="off"
                  autoCapitalize="characters"
                  spellCheck={false}
                />
              ) : null}
              <button type="submit" disabled={busy} className="button-primary w-full">
                {t('points_claim')}
              </button>
            </>
          ) : (
            <a
              className="button-primary w-full"
              href={inLang(lang, `/sign-in?return_to=${encodeURIComponent(inLang(lang, `/01/${page.gtin}/21/${page.serial}`))}`)}
            >
              {t('points_sign_in')}
            </a>
          )}
        </Form>
      ) : null}
    </section>
  )
}

function Facts({ found }: { found: Found }) {
  const t = itemWords(useLang())
  const facts: [ItemWord, string | null][] = [
    ['lot', found.lot],
    ['produced_on', found.produced_on],
    ['expires_on', found.expires_on],
    ['factory', found.factory],
    ['first_at', found.first_scanned_at ? moment(found.first_scanned_at) : null],
    ['count', t('times', { n: found.scans })],
    ['code', found.serial.replace(/(.{5})(?=.)/g, '$1 ')],
  ]
  return (
    <dl className="mt-6 divide-y divide-line border-y border-line text-sm">
      {facts.map(([name, value]) =>
        value ? (
          <div key={name} className="flex justify-between gap-6 py-3">
            <dt className="shrink-0 text-muted">{t(name)}</dt>
            <dd className="figures text-right break-all">{value}</dd>
          </div>
        ) : null,
      )}
    </dl>
  )
}

/** A form of GET: where somebody is stands in the address and nowhere else of his. */
function Where({ page }: { page: Page }) {
  const lang = useLang()
  const t = itemWords(lang)
  const told = provinces.find(({ code }) => code === page.region)
  if (told) return <p className="mt-8 text-sm text-muted">{t('where_thanks', { place: told[lang] })}</p>
  return (
    <Form method="get" className="mt-8 flex flex-wrap items-end gap-3">
      <div className="min-w-44 flex-1">
        <label htmlFor="region" className="mb-1.5 block text-sm font-medium">
          {t('where')}
        </label>
        <select id="region" name="region" required className="field" defaultValue="" aria-describedby="region-note">
          <option value="" disabled>
            {t('where_choose')}
          </option>
          {provinces.map((one) => (
            <option key={one.code} value={one.code}>
              {one[lang]}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" className="button-plain">
        {t('where_say')}
      </button>
      <p id="region-note" className="w-full text-xs text-muted">
        {t('where_help')}
      </p>
    </Form>
  )
}
