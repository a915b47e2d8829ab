import { useLoaderData } from 'react-router'
import { apiOf, dataOf } from '../api.ts'
import { day, money } from '../format.ts'
import { LevelCard } from '../members/level-card.tsx'
import { lastDay, useMemberWords } from '../members/words.ts'
import { pageMeta } from '../meta.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import { Go } from '../parts/link.tsx'
import { Empty } from '../parts/notice.tsx'
import { Price } from '../parts/price.tsx'
import { type Arguments, langOf, visitOf } from '../visit.ts'
import { pick, useLang, useWords, type Word } from '../words.ts'

export async function loader(given: Arguments) {
  const api = apiOf(visitOf(given))
  const program_id = given.params.brand_id!
  const [shop, programs] = await Promise.all([api.GET('/api/mall/categories'), api.GET('/api/mall/programs')])
  const brand = dataOf(shop).brands.find(({ brand_id }) => brand_id === program_id)
  if (!brand) throw new Response(null, { status: 404 })
  const lang = langOf(given.request.url)
  const program = dataOf(programs).items.find((one) => one.program_id === program_id) ?? null
  if (!program) return { lang, brand, mine: null }
  const [member, zone] = await Promise.all([
    api.GET('/api/mall/me/member'),
    api.GET('/api/mall/me/activities/{program_id}', { params: { path: { program_id } } }),
  ])
  const { levels, points } = dataOf(member)
  return {
    lang,
    brand,
    mine: {
      plans: program.plans,
      level: levels.find((one) => one.program_id === program_id) ?? null,
      points: points.find((one) => one.program_id === program_id) ?? null,
      zone: dataOf(zone),
    },
  }
}

export const meta = ({ loaderData }: { loaderData?: Awaited<ReturnType<typeof loader>> }) =>
  loaderData
    ? pageMeta({
        lang: loaderData.lang,
        origin: '',
        path: `/account/brand/${loaderData.brand.brand_id}`,
        title: pick(loaderData.brand.name, loaderData.lang),
        hidden: true,
      })
    : []

const services: { to: string; icon: IconName; word: Word }[] = [
  { to: '/account/orders', icon: 'parcel', word: 'account.orders' },
  { to: '/service', icon: 'shield', word: 'account.service' },
  { to: '/account/invoices', icon: 'receipt', word: 'account.invoices' },
  { to: '/account/complaints', icon: 'speech', word: 'account.complaints' },
  { to: '/account/wallet', icon: 'wallet', word: 'account.wallet' },
  { to: '/account/household', icon: 'home', word: 'account.household' },
]

/** What one brand is to its member: level, points, memberships, activities, and what he can do for himself. */
export default function AccountBrandPage() {
  const { brand, mine } = useLoaderData<typeof loader>()
  const say = useMemberWords()
  const t = useWords()
  const lang = useLang()
  const name = pick(brand.name, lang)
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-bold">{say('brand_center', { brand: name })}</h1>
        <Go to={`/brands/${brand.brand_id}`} className="button-plain min-h-11 px-5 text-sm">
          {say('brand_goods', { brand: name })}
        </Go>
      </div>
      <p className="mt-2 text-sm text-muted">{say('brand_shared', { brand: name })}</p>
      {mine ? (
        <Mine mine={mine} program_id={brand.brand_id} />
      ) : (
        <Empty icon="star" heading="h2" title={say('brand_not_in', { brand: name })} text={say('brand_not_in_text')} />
      )}
      <section className="mt-10">
        <h2 className="text-lg font-semibold">{say('brand_service')}</h2>
        <ul className="mt-3 grid grid-cols-2 gap-3 sm:grid-cols-3">
          {services.map(({ to, icon, word }) => (
            <li key={to}>
              <Go to={to} className="flex min-h-16 items-center gap-3 rounded-card border border-line p-4 text-sm hover:border-primary">
                <Icon name={icon} className="size-5 text-primary" />
                {t(word)}
              </Go>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

type Mine = NonNullable<Awaited<ReturnType<typeof loader>>['mine']>

function Mine({ mine: { level, points, zone, plans }, program_id }: { mine: Mine; program_id: string }) {
  const say = useMemberWords()
  const lang = useLang()
  const tasks = zone.tasks.filter(({ rewarded }) => !rewarded).length
  return (
    <>
      {level ? <LevelCard level={level} /> : null}
      <ul className="mt-5 grid gap-3 sm:grid-cols-2">
        {points ? (
          <Tile to={`/account/points/${program_id}`} title={say('points')}>
            <span className="figures block text-lg font-semibold">{points.balance.toLocaleString('en-US')}</span>
            <span className="block text-xs text-muted">
              {points.owed > 0
                ? say('points_owed', { n: points.owed })
                : points.next_expiry
                  ? say('points_expire', { n: points.next_expiry.quantity, date: day(lastDay(points.next_expiry.expires_at), lang) })
                  : say('points_worth', { amount: money(points.value_minor, 'CNY') })}
            </span>
          </Tile>
        ) : null}
        <Tile to={`/account/activities/${program_id}`} title={say('brand_activities')}>
          <span className="block font-semibold">{zone.checked_in ? say('checked_in') : say('check_in', { n: zone.next_points })}</span>
          <span className="block text-xs text-muted">
            {[zone.draws.length ? say('draws_open', { n: zone.draws.length }) : '', tasks ? say('tasks_open', { n: tasks }) : '']
              .filter(Boolean)
              .join(' · ')}
          </span>
        </Tile>
        {plans.map((plan) => (
          <Tile key={plan.plan_id} to="/account/membership" title={pick(plan.name, lang)}>
            <Price amount_minor={plan.price_minor} currency={plan.currency} />{' '}
            <span className="text-sm text-muted">{say('plan_months', { n: plan.months })}</span>
          </Tile>
        ))}
      </ul>
    </>
  )
}

function Tile({ to, title, children }: { to: string; title: string; children: React.ReactNode }) {
  return (
    <li>
      <Go to={to} className="flex min-h-24 items-center justify-between gap-3 rounded-card border border-line p-4 hover:border-primary">
        <span>
          <span className="block text-sm text-muted">{title}</span>
          {children}
        </span>
        <Icon name="right" className="size-5 text-muted" />
      </Go>
    </li>
  )
}
