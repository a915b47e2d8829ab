import { Link, type LinkProps, useLocation } from 'react-router'
import { inLang } from '../visit.ts'
import { useLang } from '../words.ts'

/** A link inside the mall that stays in the language of the page. */
export function Go({ to, ...rest }: LinkProps & { to: string }) {
  const address = inLang(useLang(), to)
  if (import.meta.env.SSR && address.startsWith('/')) return <a {...anchorOf(rest)} href={address} />
  return <Link to={address} discover="none" {...rest} />
}

/** One that knows whether it leads to where we are, or above. */
export function GoNav({ end = false, ...link }: LinkProps & { to: string; end?: boolean }) {
  const { pathname } = useLocation()
  const address = inLang(useLang(), link.to)
  const here = pathname === address || (!end && pathname.startsWith(`${address}/`))
  return <Go {...link} aria-current={here ? 'page' : undefined} />
}

/** What the router would write, without asking it: a page has a hundred links. */
const anchorOf = ({
  prefetch,
  replace,
  preventScrollReset,
  state,
  reloadDocument,
  relative,
  viewTransition,
  discover,
  mask,
  defaultShouldRevalidate,
  ...anchor
}: Omit<LinkProps, 'to'>) => anchor
