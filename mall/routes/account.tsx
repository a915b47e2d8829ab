import { Form, Outlet, redirect, useLoaderData, useLocation } from 'react-router'
import { apiOf } from '../api.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import { GoNav } from '../parts/link.tsx'
import { type Arguments, inLang, langOf, visitOf } from '../visit.ts'
import { useLang, useWords, type Word } from '../words.ts'

export async function loader(given: Arguments) {
  const lang = langOf(given.request.url)
  const api = apiOf(visitOf(given))
  const [{ data }, inbox] = await Promise.all([
    api.GET('/api/mall/session'),
    api.GET('/api/mall/messages', { params: { query: { limit: 1 } } }),
  ])
  if (data?.kind !== 'member') throw redirect(inLang(lang, `/sign-in?return_to=${encodeURIComponent(new URL(given.request.url).pathname)}`))
  return { name: data.user?.name ?? '', unread: inbox.data?.unread ?? 0 }
}

const pages: { to: string; icon: IconName; word: Word }[] = [
  { to: '/account', icon: 'person', word: 'account' },
  { to: '/account/orders', icon: 'parcel', word: 'account.orders' },
  { to: '/account/reviews', icon: 'star', word: 'account.reviews' },
  { to: '/account/follows', icon: 'heart', word: 'account.follows' },
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

export default function AccountFrame() {
  const { name, unread } = useLoaderData<typeof loader>()
  const t = useWords()
  const lang = useLang()
  useLocation()
  return (
    <div className="container-page pt-6 md:grid md:grid-cols-[220px_1fr] md:gap-12 md:pt-12">
      <aside>
        <p className="text-lg font-semibold md:px-4">{t('account.hello', { name })}</p>
        <nav aria-label={t('account')} className="rail -mx-4 mt-4 gap-1 px-4 md:mx-0 md:flex-col md:px-0">
          {pages.map(({ to, icon, word }) => (
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
          <Form method="post" action={inLang(lang, '/sign-out')}>
            <button
              type="submit"
              className="flex min-h-11 w-full items-center gap-3 rounded-full px-4 text-sm whitespace-nowrap text-muted hover:bg-mist md:rounded-xl"
            >
              <Icon name="back" className="size-5" />
              {t('sign_out')}
            </button>
          </Form>
        </nav>
      </aside>
      <div className="mt-8 min-w-0 md:mt-0">
        <Outlet />
      </div>
    </div>
  )
}
