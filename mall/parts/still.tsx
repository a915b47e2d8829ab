import { createElement, type MouseEvent, type PointerEvent, type ReactNode, useState } from 'react'
import { PrefetchPageLinks, useNavigate } from 'react-router'

/** Markup found in the document, by id: what is drawn a second time, after a failure above it, has no document to look in any more. */
const found = new Map<string, string>()
function markupOf(id: string): string {
  const html = found.get(id) ?? document.getElementById(id)?.innerHTML ?? ''
  found.set(id, html)
  return html
}

/**
 * A part of a page that is only read. The server draws it and keeps its data out of the document (`withheld`); there the browser takes the markup as
 * it stands, and draws it itself once data comes, with the next page or the next form. Its links lead on within the page all the same.
 */
export function Still<Data>({
  id,
  of,
  as = 'div',
  children,
  ...attributes
}: {
  /** Unique on the page, and of what is shown: `more-jl-ref-shanlan`. */
  id: string
  of: Data | undefined
  as?: 'div' | 'dl'
  className?: string
  children(data: Data): ReactNode
}) {
  const [html] = useState(() => (of === undefined && !import.meta.env.SSR ? markupOf(id) : ''))
  if (of !== undefined) return createElement(as, { key: 'drawn', id, ...attributes }, children(of))
  return <Standing key="standing" id={id} as={as} html={html} {...attributes} />
}

function Standing({ html, as, ...attributes }: { id: string; html: string; as: 'div' | 'dl'; className?: string }) {
  const navigate = useNavigate()
  const [wanted, want] = useState<string | null>(null)
  const follow = (event: MouseEvent) => {
    const href = inside(event.target)
    if (!href || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void navigate(href)
  }
  const point = (event: PointerEvent) => {
    const href = inside(event.target)
    if (href && /\/products\//.test(href)) want(href)
  }
  return (
    <>
      {createElement(as, {
        ...attributes,
        suppressHydrationWarning: true,
        onClick: follow,
        onPointerOver: point,
        dangerouslySetInnerHTML: { __html: html },
      })}
      {wanted ? <PrefetchPageLinks page={wanted} /> : null}
    </>
  )
}

/** Where a press leads to, when that is a page of the mall. */
function inside(target: EventTarget): string | null {
  const link = target instanceof Element ? target.closest('a') : null
  const href = link?.getAttribute('href') ?? null
  return href?.startsWith('/') && !link?.target && !/^\/(docs|console|media|api)\b/.test(href) ? href : null
}
