import {
  BellOutlined,
  CheckSquareOutlined,
  GlobalOutlined,
  MenuOutlined,
  MoonOutlined,
  SearchOutlined,
  SunOutlined,
  WarningOutlined,
} from '@ant-design/icons'
import { useQueries } from '@tanstack/react-query'
import { Button, Popover } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { Link, Outlet, useLocation, useNavigate } from 'react-router'
import { centers } from '../centers.ts'
import { useLive } from '../shared/live.ts'
import { Mark } from '../shared/mark.tsx'
import { useMay, useSession, useSignOut } from '../shared/session.ts'
import { Failure, Notice } from '../shared/states.tsx'
import { changeLanguage, titleIn, useLanguage } from '../shared/text.ts'
import { setAppearance, useDark } from '../shared/theme.ts'
import { usePalette, useShortcuts } from './keys.ts'
import { allPages, isAt, Navigation } from './navigation.tsx'
import { SignIn, SignInAgain } from './sign-in.tsx'
import { useText } from './text.ts'

const PhoneMenu = lazy(() => import('./phone-menu.tsx'))
const Palette = lazy(() => import('./palette.tsx'))
const Shortcuts = lazy(() => import('./shortcuts.tsx'))

/** Everything around a page: who may be here, where one can go, what waits. */
export function Frame() {
  const session = useSession()
  if (session.isPending) return null
  if (session.isError) return <Failure error={session.error} retry={() => void session.refetch()} />
  if (!session.data.user) return <SignIn />
  return <SignedIn />
}

function SignedIn() {
  const t = useText()
  const may = useMay()
  const [palette, setPalette] = usePalette()
  const [shortcuts, setShortcuts] = useShortcuts()
  const [menu, setMenu] = useState(false)
  useTitle()
  useLive()
  // Keys typed right after Ctrl-K must not wait for the box to arrive.
  useEffect(() => {
    const timer = setTimeout(() => void Promise.all([import('./palette.tsx'), import('./shortcuts.tsx')]), 1500)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <Link className="brand" to="/">
        <Mark />
        <span>
          {t('product')} <small>{t('console')}</small>
        </span>
      </Link>
      <header className="top">
        <Button className="phone-only" type="text" icon={<MenuOutlined />} aria-label={t('menu')} onClick={() => setMenu(true)} />
        <button type="button" className="seek" onClick={() => setPalette(true)}>
          <SearchOutlined />
          <span>{t('seek')}</span>
          <kbd>{/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
        <span className="spring desk-only" />
        <Badges />
        <LanguageButton />
        <AppearanceButton />
        <Person />
      </header>
      <aside className="nav">
        <Navigation />
      </aside>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <main className="main" id="content" tabIndex={0}>
        {allPages.some(({ permission }) => may(permission)) ? (
          <Outlet />
        ) : (
          <Notice drawing="lock" title={t('nothing_permitted')} hint={t('nothing_permitted_hint')} />
        )}
      </main>
      {menu ? (
        <Suspense>
          <PhoneMenu close={() => setMenu(false)} />
        </Suspense>
      ) : null}
      <Suspense>
        {palette ? <Palette close={() => setPalette(false)} /> : null}
        {shortcuts ? <Shortcuts close={() => setShortcuts(false)} /> : null}
      </Suspense>
      <SignInAgain />
    </div>
  )
}

function useTitle() {
  const t = useText()
  const language = useLanguage()
  const { pathname } = useLocation()
  useEffect(() => {
    const page = [...allPages].sort((a, b) => b.path.length - a.path.length).find(({ path }) => isAt(path, pathname))
    document.title = `${page ? `${titleIn(page.title, language)} · ` : ''}${t('product')} ${t('console')}`
  }, [pathname, language, t])
}

const badges = centers.flatMap((center) => center.badges ?? [])
const badgeIcons = { tasks: <CheckSquareOutlined />, approvals: <BellOutlined />, alarms: <WarningOutlined /> }

function Badges() {
  const may = useMay()
  const language = useLanguage()
  const mine = badges.filter(({ permission }) => may(permission))
  const counts = useQueries({
    queries: mine.map((badge) => ({
      queryKey: ['badge', badge.to],
      queryFn: ({ signal }: { signal: AbortSignal }) => badge.count(signal),
      refetchInterval: 30_000,
      retry: false,
    })),
  })
  return mine.map((badge, i) => {
    const count = counts[i]?.data ?? 0
    const title = titleIn(badge.title, language)
    // Several centers have alarms under one sign: silent ones would only be in the way.
    if (badge.icon === 'alarms' && count === 0) return null
    return (
      <Link key={badge.to} className="top-badge" to={badge.to} title={title} aria-label={`${title} ${count}`}>
        {badgeIcons[badge.icon]}
        {count > 0 ? <b>{count > 99 ? '99+' : count}</b> : null}
      </Link>
    )
  })
}

function LanguageButton() {
  const t = useText()
  const language = useLanguage()
  return (
    <Button
      className="desk-only"
      type="text"
      icon={<GlobalOutlined />}
      title={t('language')}
      onClick={() => void changeLanguage(language === 'en' ? 'zh-CN' : 'en')}
    >
      {language === 'en' ? '中文' : 'EN'}
    </Button>
  )
}

function AppearanceButton() {
  const t = useText()
  const dark = useDark()
  const title = t(dark ? 'appearance_light' : 'appearance_dark')
  return (
    <Button
      className="desk-only"
      type="text"
      icon={dark ? <SunOutlined /> : <MoonOutlined />}
      title={title}
      aria-label={title}
      onClick={() => setAppearance(dark ? 'light' : 'dark')}
    />
  )
}

function Person() {
  const t = useText()
  const language = useLanguage()
  const dark = useDark()
  const signOut = useSignOut()
  const navigate = useNavigate()
  const session = useSession().data!
  const person = session.user!
  const place = [session.organization_name, session.position_name].filter(Boolean).join(' · ')
  const [open, setOpen] = useState(false)
  const item = (label: string, act: () => void, danger?: boolean) => (
    <li>
      <button
        type="button"
        className={danger ? 'refused' : undefined}
        onClick={() => {
          setOpen(false)
          act()
        }}
      >
        {label}
      </button>
    </li>
  )
  const content = (
    <div className="menu-card person-card">
      <strong>{person.name}</strong>
      {place ? <p className="faint">{place}</p> : null}
      <ul>
        {item(language === 'en' ? '中文' : 'English', () => void changeLanguage(language === 'en' ? 'zh-CN' : 'en'))}
        {item(`${t('appearance')} · ${t(dark ? 'appearance_light' : 'appearance_dark')}`, () => setAppearance(dark ? 'light' : 'dark'))}
        {item(`${t('appearance')} · ${t('appearance_system')}`, () => setAppearance('system'))}
        {item(t('my_devices'), () => void navigate('/my-devices'))}
        {item(t('sign_out'), () => void signOut(), true)}
      </ul>
    </div>
  )
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" content={content}>
      <button type="button" className="person" aria-haspopup="true" aria-expanded={open}>
        <span className="face" aria-hidden="true">
          {person.name.slice(0, 1)}
        </span>
        <span className="name">{person.name}</span>
      </button>
    </Popover>
  )
}
