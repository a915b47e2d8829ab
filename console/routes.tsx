import type { ReactNode } from 'react'
import { createBrowserRouter, Link, Navigate, type RouteObject, useRouteError } from 'react-router'
import { centers } from './centers.ts'
import type { PageEntry } from './shared/registry.ts'
import { useMay } from './shared/session.ts'
import { Failure, Notice, NotPermitted, Skeleton } from './shared/states.tsx'
import { Frame } from './shell/frame.tsx'
import { allPages } from './shell/navigation.tsx'
import { SignedInAgain } from './shell/sign-in.tsx'
import { useText } from './shell/text.ts'

/** A page loads when it is opened, and says so when the person may not see it. */
const guarded = (permission: string, load: PageEntry['load']) => async () => {
  const { Component } = await load()
  return {
    element: (
      <Guard permission={permission}>
        <Component />
      </Guard>
    ),
  }
}

function Guard({ permission, children }: { permission: string; children: ReactNode }) {
  return useMay()(permission) ? children : <NotPermitted permission={permission} />
}

const routeOf = (page: PageEntry): RouteObject => ({
  path: page.path,
  lazy: guarded(page.permission, page.load),
  ...(page.children
    ? { children: page.children.map((child) => ({ path: child.path, lazy: guarded(child.permission ?? page.permission, child.load) })) }
    : {}),
})

/** The first page this person may open. */
function Home() {
  const may = useMay()
  const first = allPages.find(({ place, permission }) => place && may(permission))
  return first ? <Navigate to={first.path} replace /> : null
}

function Missing() {
  const t = useText()
  return (
    <Notice drawing="search" title={t('missing')} hint={t('missing_hint')}>
      <Link to="/">{t('console')}</Link>
    </Notice>
  )
}

function Broken() {
  return <Failure error={useRouteError()} retry={() => location.reload()} />
}

export const router = createBrowserRouter(
  [
    { path: '/signed-in', Component: SignedInAgain },
    {
      path: '/',
      Component: Frame,
      HydrateFallback: Skeleton,
      children: [
        {
          errorElement: <Broken />,
          children: [
            { index: true, Component: Home },
            ...centers.flatMap(({ pages }) => pages.map(routeOf)),
            { path: '*', Component: Missing },
          ],
        },
      ],
    },
  ],
  { basename: '/console' },
)
