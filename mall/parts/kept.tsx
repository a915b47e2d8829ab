import { createElement, type ReactNode } from 'react'
import { StaticRouter } from 'react-router'
import { useLang } from '../words.ts'

let draw: ((node: ReactNode) => string) | null = null
/** Given by the server's entry: what draws pages has no place in what browsers load. */
export const drawKeptWith = (given: typeof draw): void => {
  draw = given
}

/** What was drawn of something, for as long as that very something is shown: data that changed is another object. */
const drawings = new WeakMap<object, Map<string, string>>()

/**
 * An element whose inside depends on nothing but `of`, `part` and the language: the server draws it once for all pages that show the same data,
 * which loaders keep with `Visit.part`. For browsers it is an element like any other. Inside there is no form, no fetcher and no id of React's.
 */
export function Kept(props: {
  of: object
  /** Names the drawing, and whatever else it depends on. */
  part: string
  as?: 'div' | 'footer' | 'nav' | 'section' | 'dl'
  /** Where links believe to be, if they tell. */
  path?: string
  className?: string
  'aria-label'?: string
  'aria-labelledby'?: string
  children: () => ReactNode
}) {
  const { of, part, as = 'div', path, children, ...attributes } = props
  const lang = useLang()
  if (!import.meta.env.SSR || !draw) return createElement(as, attributes, children())
  const location = path ?? (lang === 'en' ? '/en/' : '/')
  const key = `${lang} ${part} ${location}`
  const drawn = drawings.get(of) ?? new Map<string, string>()
  const html = drawn.get(key) ?? draw(<StaticRouter location={location}>{children()}</StaticRouter>)
  drawings.set(of, drawn.set(key, html))
  return createElement(as, { ...attributes, dangerouslySetInnerHTML: { __html: html } })
}
