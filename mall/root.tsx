import type { ReactNode } from 'react'
import { isRouteErrorResponse, Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteError } from 'react-router'
import { Icon, Mark } from './parts/icons.tsx'
import { Go } from './parts/link.tsx'
import { Empty } from './parts/notice.tsx'
import styles from './styles.css?url'
import { useLang, useWords } from './words.ts'

export const links = () => [
  { rel: 'stylesheet', href: styles },
  { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' },
  { rel: 'apple-touch-icon', href: '/icon-180.png' },
  { rel: 'manifest', href: '/manifest.webmanifest' },
]

export function Layout({ children }: { children: ReactNode }) {
  const lang = useLang()
  return (
    <html lang={lang === 'zh' ? 'zh-CN' : 'en'}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#10161e" media="(prefers-color-scheme: dark)" />
        {/* The style sheet stands before what may follow it in any order: see lookFirst in entry.server.tsx. */}
        <Links />
        <Meta />
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  )
}

export default function Root() {
  return <Outlet />
}

/** The last resort: it must not need anything that may have failed. */
export function ErrorBoundary() {
  const t = useWords()
  const error = useRouteError()
  const missing = isRouteErrorResponse(error) && error.status === 404
  return (
    <>
      <title>{`${missing ? t('missing.title') : t('error.title')} · ${t('mall.name')}`}</title>
      <header className="container-page flex h-16 items-center">
        <Go to="/" className="flex items-center gap-2 font-semibold">
          <Mark className="size-8" />
          {t('mall.name')}
        </Go>
      </header>
      <main className="container-page">
        <Empty icon="search" title={missing ? t('missing.title') : t('error.title')} text={missing ? t('missing.text') : t('error.text')}>
          <Go to="/" className="button-primary">
            <Icon name="home" className="size-5" />
            {t('back.home')}
          </Go>
        </Empty>
      </main>
    </>
  )
}
