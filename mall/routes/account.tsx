import { Form, Outlet, redirect, useLoaderData, useLocation } from 'react-router'
import { apiOf } from '../api.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import { Go, GoNav } from '../parts/link.tsx'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { useLang, useWords, type Word } from '../words.ts'

export async function loader(given: Arguments) {
  const lang = langOf(given.request.url)
  const visit = visitOf(given)
  const api = apiOf(visit)
  // Data for an open page is asked for below the page's own address.
  const pathname = new URL(given.request.url).pathname.replace(/\.data$/, '')
  const [{ data }, inbox, house] = await Promise.all([
    api.GET('/api/mall/session'),
    api.GET('/api/mall/messages', { params: { query: { limit: 1 } } }),
    api.GET('/api/mall/house', { params: { query: { host: new URL(visit.origin).host } } }),
  ])
  const site = house.data?.brand ?? null
  if (data?.kind === 'member') {
    // A brand's own site begins with the center of its members.
    if (site && pathname === inLang(lang, '/account')) throw redirect(inLang(lang, `/account/brand/${site}`))
    return { name: data.user?.name ?? '', unread: inbox.data?.unread ?? 0, site }
  }
  const door = given.params.brand_id ?? site
  if (!visitorPages.some((path) => inLang(lang, path) === pathname))
    throw redirect(inLang(lang, `/sign-in${door ? `/${encodeURIComponent(door)}` : ''}?return_to=${encodeURIComponent(pathname)}`))
  return { name: null, unread: 0, site }
}

/** What is remembered for whoever has not signed in. */
const visitorPages = ['/account/follows', '/account/history']

const pages: { to: string; icon: IconName; word: Word }[] = [
  { to: '/account', icon: 'person', word: 'account' },
  { to: '/account/orders', icon: 'parcel', word: 'account.orders' },
  { to: '/account/reviews', icon: 'star', word: 'account.reviews' },
  { to: '/account/follows', icon: 'heart', word: 'account.follows' },
  { to: '/account/history', icon: 'clock', word: 'account.history' },
  { to: '/account/complaints', icon: 'speech', word: 'account.complaints' },
  { to: '/account/invoices', icon: 'receipt', word: 'account.invoices' },
  { to: '/account/purchasing', icon: 'store', word: 'account.purchasing' },
  { to: '/account/messages', icon: 'bell', word: 'account.messages' },
  { to: '/account/addresses', icon: 'pin', word: 'account.addresses' },
  { to: '/account/wallet', icon: 'wallet', word: 'account.wallet' },
  { to: '/account/membership', icon: 'star', word: 'account.membership' },
  { to: '/account/household', icon: 'home', word: 'account.household' },
  { to: '/account/activities/group', icon: 'check', word: 'account.activities' },
  { to: '/account/security', icon: 'shield', word: 'account.security' },
  { to: '/account/privacy', icon: 'person', word: 'account.privacy' },
]

/** On a brand's own site its center stands first. */
const pagesOf = (site: string | null) =>
  site
    ? pages.map((page) => (page.to === '/account' ? { ...page, to: `/account/brand/${site}`, word: 'account.brand' as const } : page))
    : pages

export default function AccountFrame() {
  const { name, unread, site } = useLoaderData<typeof loader>()
  const t = useWords()
  const lang = useLang()
  const { pathname } = useLocation()
  return (
    <div className="container-page pt-6 md:grid md:grid-cols-[220px_1fr] md:gap-12 md:pt-12">
      <aside>
        <p className="text-lg font-semibold md:px-4">{name === null ? t('account.visitor') : t('account.hello', { name })}</p>
        <nav aria-label={t('account')} className="rail -mx-4 mt-4 gap-1 px-4 md:mx-0 md:flex-col md:px-0">
          {pagesOf(site)
            .filter(({ to }) => name !== null || visitorPages.includes(to))
            .map(({ to, icon, word }) => (
              <GoNav
                key={to}
                to={to}
                end
                className="flex min-h-11 items-center gap-3 rounded-full px-4 text-sm whitespace-nowrap hover:bg-mist aria-[current]:bg-wash aria-[current]:font-semibold aria-[current]:text-primary md:rounded-xl"
              >
                <Icon name={icon} className="size-5" />
                {t(word)}
                {word === 'account.messages' && unread > 0 ? (
                  <span className="figures rounded-full bg-price px-1.5 text-xs text-paper">{unread > 99 ? '99+' : unread}</span>
                ) : null}
              </GoNav>
            ))}
          {name === null ? (
            <Go
              to={`/sign-in?return_to=${encodeURIComponent(pathname)}`}
              className="flex min-h-11 items-center gap-3 rounded-full px-4 text-sm whitespace-nowrap text-primary hover:bg-mist md:rounded-xl"
            >
              <Icon name="person" className="size-5" />
              {t('sign_in')}
            </Go>
          ) : (
            <Form method="post" action={inLang(lang, '/sign-out')}>
              <button
                type="submit"
                className="flex min-h-11 w-full items-center gap-3 rounded-full px-4 text-sm whitespace-nowrap text-muted hover:bg-mist md:rounded-xl"
              >
                <Icon name="back" className="size-5" />
                {t('sign_out')}
              </button>
            </Form>
          )}
        </nav>
      </aside>
      <div className="mt-8 min-w-0 md:mt-0">
        <Outlet />
      </div>
    </div>
  )
}
