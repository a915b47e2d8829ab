import { createElement, type ReactNode } from 'react'
import { useLang } from '../words.ts'

type Draw = (node: ReactNode, location: string) => string
let draw: Draw | null = null
/** Given by the server's entry: what draws pages has no place in what browsers load. */
export const drawKeptWith = (given: Draw): void => {
  draw = given
}

/** What was drawn of something, for as long as that very something is shown: data that changed is another object. */
const drawings = new WeakMap<object, Map<string, string>>()

/**
 * An element whose inside depends on nothing but `of`, `part` and the language: the server draws it once for all pages that show the same data,
 * which loaders keep with `Visit.part`. For browsers it is an element like any other. Inside, every form names where it leads, and no id is React's.
 */
export function Kept(props: {
  of: object
  /** Names the drawing, and whatever else it depends on. */
  part: string
  as?: 'div' | 'footer' | 'nav' | 'section' | 'dl' | 'article'
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
  const html = drawn.get(key) ?? draw(children(), location)
  drawings.set(of, drawn.set(key, html))
  return createElement(as, { ...attributes, dangerouslySetInnerHTML: { __html: html } })
}
