import { Link, type LinkProps, NavLink, type NavLinkProps } from 'react-router'
import { inLang } from '../visit.ts'
import { useLang } from '../words.ts'

/** A link inside the mall that stays in the language of the page. */
export function Go({ to, ...rest }: LinkProps & { to: string }) {
  return <Link to={inLang(useLang(), to)} {...rest} />
}

export function GoNav({ to, ...rest }: NavLinkProps & { to: string }) {
  return <NavLink to={inLang(useLang(), to)} {...rest} />
}
