import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react'
import {
  isRouteErrorResponse,
  Outlet,
  type ShouldRevalidateFunctionArgs,
  useLoaderData,
  useLocation,
  useNavigation,
  useRouteError,
} from 'react-router'
import { apiOf } from './api.ts'
import { Icon, type IconName, Mark } from './parts/icons.tsx'
import { Kept } from './parts/kept.tsx'
import { Go, GoNav } from './parts/link.tsx'
import { Empty } from './parts/notice.tsx'
import { SearchBox } from './parts/search-box.tsx'
import { Still } from './parts/still.tsx'
import { type Arguments, inLang, langOf, type Visit, visitOf, withheld } from './visit.ts'
import { type Both, type Lang, pick, useLang, useWords, type Word } from './words.ts'

interface Frame {
  categories: { category_id: string; name: string }[]
  brands: { brand_id: string; name: string }[]
  /** Beside the brands, above everything; the built-in words where the console says nothing. */
  header: SiteLink[] | null
  /** What the console says stands below; the built-in words where it says nothing. Not there while the footer stands as the document brought it. */
  site: Site | null | undefined
}
interface Site {
  footer: { title: string; links: SiteLink[] }[]
  phone: string
  hours: string
  rights: string
  icp: string
  police: string
}
interface SiteLink {
  name: string
  link: string
}

export async function loader(given: Arguments): Promise<Frame> {
  const lang = langOf(given.request.url)
  const { site, ...frame } = await visitOf(given).part(`frame ${lang}`, (visit) => loadFrame(visit, lang))
  return withheld(given, frame, { site })
}

async function loadFrame(visit: Visit, lang: Lang): Promise<Frame> {
  visit.tags.add('shell')
  const [{ data }, { data: site }] = await Promise.all([apiOf(visit).GET('/api/mall/categories'), apiOf(visit).GET('/api/mall/site')])
  if (!data || !site) visit.tags.add('incomplete')
  return {
    categories: (data?.categories ?? [])
      .filter(({ parent_id }) => !parent_id)
      .map(({ category_id, name }) => ({ category_id, name: pick(name, lang) })),
    brands: (data?.brands ?? []).map(({ brand_id, name }) => ({ brand_id, name: pick(name, lang) })),
    header: site?.settings ? linksOf((site.settings as unknown as RawSite).header, lang) : null,
    site: siteOf(site?.settings ?? null, lang),
  }
}

interface RawSite extends Record<keyof Omit<Site, 'footer' | 'phone'>, Both> {
  header: { name: Both; link: string }[]
  footer: { title: Both; links: { name: Both; link: string }[] }[]
  phone: string
}
function siteOf(settings: unknown, lang: Lang): Site | null {
  if (!settings) return null
  const { footer, phone, hours, rights, icp, police } = settings as RawSite
  return {
    footer: footer.map((column) => ({ title: pick(column.title, lang), links: linksOf(column.links, lang) })),
    phone,
    hours: pick(hours, lang),
    rights: pick(rights, lang),
    icp: pick(icp, lang),
    police: pick(police, lang),
  }
}

const linksOf = (raw: RawSite['header'], lang: Lang): SiteLink[] => raw.map(({ name, link }) => ({ name: pick(name, lang), link }))

/** The frame is the same on every page of a language. */
export const shouldRevalidate = ({ currentUrl, nextUrl }: ShouldRevalidateFunctionArgs) =>
  currentUrl.pathname.startsWith('/en') !== nextUrl.pathname.startsWith('/en')

export default function FramePage() {
  const t = useWords()
  const frame = useLoaderData<typeof loader>()
  const count = useCartCount()
  useFocus()
  // Who comes to work is not shown a shop around the door.
  if (/^(\/en)?\/sign-in\/console(\/|$)/.test(useLocation().pathname))
    return (
      <main id="content">
        <Outlet />
      </main>
    )
  return (
    <CartCount value={count}>
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-paper focus:p-4">
        {t('skip')}
      </a>
      <Progress />
      <Header frame={frame} />
      <main id="content" tabIndex={-1} className="min-h-[60vh]">
        <Outlet />
      </main>
      <Footer frame={frame} />
      <Tabs />
    </CartCount>
  )
}

/**
 * Where the keys go on. A page that came by a link begins at its content, as a page of its own would; what a form was refused for comes first,
 * and who pressed something that is gone does not fall back to the top of everything.
 */
function useFocus() {
  const { pathname } = useLocation()
  const { state } = useNavigation()
  const before = useRef({ pathname, state })
  useEffect(() => {
    const { pathname: from, state: was } = before.current
    before.current = { pathname, state }
    if (from === pathname && !(was !== 'idle' && state === 'idle')) return
    const content = document.getElementById('content')
    if (from !== pathname) return content?.focus({ preventScroll: true })
    const fault = content?.querySelector<HTMLElement>('[aria-invalid=true], [role=alert]')
    if (fault) fault.focus()
    else if (document.activeElement === document.body) content?.focus({ preventScroll: true })
  }, [pathname, state])
}

/** A thin line while the next page is on its way; nothing on the page moves. */
function Progress() {
  const busy = useNavigation().state !== 'idle'
  return (
    <div
      aria-hidden="true"
      className={`pointer-events-none fixed inset-x-0 top-0 z-50 h-0.5 origin-left bg-primary transition-[scale,opacity] ${busy ? 'scale-x-75 opacity-100 duration-1000' : 'scale-x-0 opacity-0 duration-150'}`}
    />
  )
}

function Header({ frame }: { frame: Frame }) {
  const { categories, brands, header } = frame
  const t = useWords()
  const lang = useLang()
  const { pathname } = useLocation()
  // Only there do the links of the header say where we are.
  const marked = ['/categories', ...categories.map((one) => `/c/${one.category_id}`), ...brands.map((one) => `/brands/${one.brand_id}`)]
  const place = marked.some((path) => inLang(lang, path) === pathname) ? { path: pathname } : {}
  return (
    <header className="border-b border-line bg-paper">
      <div className="hidden bg-mist text-xs text-muted md:block">
        <div className="container-page flex h-9 items-center gap-6">
          <Kept of={brands} part="brands" {...place} as="nav" aria-label={t('brands')} className="flex gap-5">
            {() =>
              brands.map((brand) => (
                <GoNav
                  key={brand.brand_id}
                  to={`/brands/${brand.brand_id}`}
                  className="hover:text-primary aria-[current]:font-semibold aria-[current]:text-ink"
                >
                  {brand.name}
                </GoNav>
              ))
            }
          </Kept>
          <span className="grow" />
          <Go to="/new" className="hover:text-primary">
            {t('home.new')}
          </Go>
          <Go to="/orders" className="hover:text-primary">
            {t('footer.orders')}
          </Go>
          {header ? (
            header.map(({ name, link }) => (
              <SiteGo key={link} to={link} className="hover:text-primary">
                {name}
              </SiteGo>
            ))
          ) : (
            <Go to="/about" className="hover:text-primary">
              {t('about')}
            </Go>
          )}
          <Language />
        </div>
      </div>
      <div className="container-page flex items-center gap-3 py-3 md:gap-8 md:py-5">
        <Go to="/" aria-label="通商 Tongshang" className="flex items-center gap-2">
          <Mark className="size-8 md:size-10" />
          <span className="hidden leading-tight md:block">
            <span className="block text-lg font-bold tracking-wide">{lang === 'zh' ? '通商' : 'Tongshang'}</span>
            <span className="block text-xs text-muted">{lang === 'zh' ? 'Tongshang' : '通商'}</span>
          </span>
        </Go>
        <SearchBox />
        <nav aria-label={t('account')} className="hidden items-center gap-2 md:ml-auto md:flex">
          <Go to="/account" className="flex h-12 items-center gap-2 rounded-full px-4 hover:bg-mist">
            <Icon name="person" />
            <span className="text-sm">{t('me')}</span>
          </Go>
          <Go to="/cart" className="flex h-12 items-center gap-2 rounded-full px-4 hover:bg-mist">
            <CartIcon />
            <span className="text-sm">{t('cart')}</span>
          </Go>
        </nav>
        <Language className="grid size-11 shrink-0 place-items-center rounded-full text-muted md:hidden" short />
      </div>
      <Kept of={categories} part="categories" {...place} as="nav" aria-label={t('categories')} className="container-page hidden md:block">
        {() => (
          <ul className="rail gap-7 text-sm">
            <li>
              <GoNav to="/categories" className="flex h-11 items-center gap-2 font-semibold hover:text-primary">
                <Icon name="grid" className="size-4" />
                {t('categories.all')}
              </GoNav>
            </li>
            {categories.map((category) => (
              <li key={category.category_id}>
                <GoNav
                  to={`/c/${category.category_id}`}
                  className="flex h-11 items-center border-b-2 border-transparent whitespace-nowrap hover:text-primary aria-[current]:border-primary aria-[current]:font-semibold"
                >
                  {category.name}
                </GoNav>
              </li>
            ))}
          </ul>
        )}
      </Kept>
    </header>
  )
}

/** The same page in the other language; a plain link, since the whole frame changes. */
export function Language({ className = 'hover:text-primary', short = false }: { className?: string; short?: boolean }) {
  const lang = useLang()
  const t = useWords()
  const { pathname, search } = useLocation()
  const bare = lang === 'en' ? pathname.replace(/^\/en/, '') || '/' : pathname
  const other = lang === 'en' ? 'zh' : 'en'
  return (
    <a
      href={inLang(other, bare) + search}
      hrefLang={other === 'zh' ? 'zh-CN' : 'en'}
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      className={className}
    >
      {short ? (
        <>
          <span aria-hidden="true" className="text-sm font-medium">
            {other === 'en' ? 'EN' : '中'}
          </span>
          <span className="sr-only">{t('language.other')}</span>
        </>
      ) : (
        t('language.other')
      )}
    </a>
  )
}

/** The count comes after the page, which is the same for everybody. */
function CartIcon() {
  const count = useContext(CartCount)
  return (
    <span className="relative">
      <Icon name="cart" />
      {count > 0 ? (
        <span className="figures absolute -top-2 -right-2.5 min-w-5 rounded-full bg-price px-1 text-center text-xs leading-5 font-semibold text-paper">
          {count > 99 ? '99+' : count}
        </span>
      ) : null}
    </span>
  )
}

const CartCount = createContext(0)

let lastCount = 0
function useCartCount(): number {
  const [count, setCount] = useState(lastCount)
  const { pathname } = useLocation()
  const { state } = useNavigation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: every page and every form sent may have changed the cart
  useEffect(() => {
    if (state !== 'idle') return
    const leaving = new AbortController()
    fetch('/api/mall/cart', { signal: leaving.signal })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((cart: { quantity: number } | null) => {
        if (!cart) return
        lastCount = cart.quantity
        setCount(cart.quantity)
      })
      .catch(() => {}) // left the page, or no network: the badge is no reason to complain
    return () => leaving.abort()
  }, [pathname, state])
  return count
}

const tabs: { to: string; icon: IconName; word: Word; end?: boolean }[] = [
  { to: '/', icon: 'home', word: 'home', end: true },
  { to: '/categories', icon: 'grid', word: 'categories' },
  { to: '/cart', icon: 'cart', word: 'cart' },
  { to: '/account', icon: 'person', word: 'me' },
]

/** Within reach of the thumb. The product page and the checkout have a bar of their own there. */
function Tabs() {
  const t = useWords()
  const { pathname } = useLocation()
  if (/^(\/en)?\/(products\/|checkout|cart)/.test(pathname)) return null
  return (
    <>
      <div className="h-16 md:hidden" />
      <nav
        aria-label={t('mall.name')}
        className="fixed inset-x-0 bottom-0 z-40 border-t border-line bg-paper pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        <ul className="grid grid-cols-4">
          {tabs.map(({ to, icon, word, end }) => (
            <li key={to}>
              <GoNav
                to={to}
                end={end ?? false}
                className="flex h-16 flex-col items-center justify-center gap-1 text-xs text-muted aria-[current]:font-semibold aria-[current]:text-primary"
              >
                {icon === 'cart' ? <CartIcon /> : <Icon name={icon} />}
                {t(word)}
              </GoNav>
            </li>
          ))}
        </ul>
      </nav>
    </>
  )
}

const promises: { icon: IconName; word: 'genuine' | 'day' | 'return' | 'store' }[] = [
  { icon: 'shield', word: 'genuine' },
  { icon: 'truck', word: 'day' },
  { icon: 'back', word: 'return' },
  { icon: 'store', word: 'store' },
]

function Footer({ frame }: { frame: Frame }) {
  return (
    <Kept of={frame.site ?? noFrame} part="footer" as="footer" className="mt-20 border-t border-line bg-mist text-sm">
      {() => (
        <Still id="footer" of={frame.site}>
          {(site) => <FooterInside site={site} />}
        </Still>
      )}
    </Kept>
  )
}

function FooterInside({ site }: { site: Site | null }) {
  const t = useWords()
  return (
    <div className="container-page">
      <ul className="grid grid-cols-2 gap-6 border-b border-line py-8 md:grid-cols-4 md:py-10">
        {promises.map(({ icon, word }) => (
          <li key={word} className="flex gap-3">
            <Icon name={icon} className="size-7 text-primary" />
            <span>
              <strong className="block font-semibold">{t(`promise.${word}`)}</strong>
              <span className="text-xs text-muted md:text-sm">{t(`promise.${word}.text`)}</span>
            </span>
          </li>
        ))}
      </ul>
      <div className="grid grid-cols-2 gap-8 py-10 md:grid-cols-4">
        <div className="col-span-2 flex items-start gap-3 md:col-span-1">
          <Mark className="size-9" />
          <p>
            <strong className="block font-semibold">{t('mall.name')}</strong>
            <span className="text-muted">{t('mall.tagline')}</span>
          </p>
        </div>
        {(site?.footer ?? builtIn(t)).slice(0, 5).map(({ title, links }) => (
          <FooterLinks key={title} title={title} links={links} />
        ))}
        <div>
          <h2 className="mb-3 font-semibold">{t('footer.service')}</h2>
          <p className="figures text-lg font-semibold">{site ? site.phone : '400-000-1185'}</p>
          <p className="text-xs text-muted">{site ? site.hours : t('footer.hours')}</p>
          <p className="mt-3 flex gap-4 text-xs">
            <a href="/console/" className="text-muted underline-offset-4 hover:text-primary hover:underline">
              {t('footer.console')}
            </a>
            <a href="/docs" className="text-muted underline-offset-4 hover:text-primary hover:underline">
              {t('footer.api')}
            </a>
          </p>
        </div>
      </div>
      <p className="flex flex-wrap gap-x-6 gap-y-1 border-t border-line py-6 text-xs text-muted">
        <span>{site ? site.rights : t('footer.rights')}</span>
        <span>{site ? site.icp : t('footer.icp')}</span>
        <span>{site ? site.police : t('footer.police')}</span>
      </p>
    </div>
  )
}

const builtIn = (t: ReturnType<typeof useWords>): Site['footer'] => [
  {
    title: t('footer.shop'),
    links: [
      { link: '/categories', name: t('categories.all') },
      { link: '/new', name: t('home.new') },
      { link: '/compare', name: t('compare') },
      { link: '/cart', name: t('cart') },
    ],
  },
  {
    title: t('footer.help'),
    links: [
      { link: '/orders', name: t('footer.orders') },
      { link: '/service', name: t('footer.zone') },
      { link: '/account', name: t('account') },
      { link: '/about', name: t('about') },
    ],
  },
]

function FooterLinks({ title, links }: { title: string; links: SiteLink[] }) {
  return (
    <nav aria-label={title}>
      <h2 className="mb-3 font-semibold">{title}</h2>
      <ul className="space-y-1">
        {links.map(({ link, name }) => (
          <li key={link + name}>
            <SiteGo to={link} className="inline-block py-1 text-muted hover:text-primary">
              {name}
            </SiteGo>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** A link that an operator typed: inside the mall, or anywhere. */
function SiteGo({ to, className, children }: { to: string; className: string; children: ReactNode }) {
  if (to.startsWith('/') && !/^\/(docs|console|media)\b/.test(to))
    return (
      <Go to={to} className={className}>
        {children}
      </Go>
    )
  return (
    <a href={to} className={className} rel="noopener">
      {children}
    </a>
  )
}

const noFrame: Frame = { categories: [], brands: [], header: null, site: null }

/** What is missing or failed is said inside the frame, so the way on is at hand. */
export function ErrorBoundary() {
  const t = useWords()
  const error = useRouteError()
  const missing = isRouteErrorResponse(error) && error.status === 404
  const frame = (useLoaderData<typeof loader>() as Frame | undefined) ?? noFrame
  return (
    <>
      <title>{`${missing ? t('missing.title') : t('error.title')} · ${t('mall.name')}`}</title>
      <Header frame={frame} />
      <main id="content" tabIndex={-1} className="container-page min-h-[60vh]">
        <Empty icon="search" title={missing ? t('missing.title') : t('error.title')} text={missing ? t('missing.text') : t('error.text')}>
          <Go to="/" className="button-primary">
            {t('back.home')}
          </Go>
        </Empty>
      </main>
      <Footer frame={frame} />
      <Tabs />
    </>
  )
}
