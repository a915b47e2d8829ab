import { SearchOutlined } from '@ant-design/icons'
import { useQueries } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { centers } from '../centers.ts'
import type { Hit } from '../shared/registry.ts'
import { useMay } from '../shared/session.ts'
import { titleIn, useLanguage } from '../shared/text.ts'
import { allPages, isAt } from './navigation.tsx'
import { useText } from './text.ts'

const finders = centers.flatMap((center) => center.finders ?? [])

/** Finds pages and rows of every center from one box; what each center can find is named in its registry. */
export default function Palette({ close }: { close(): void }) {
  const t = useText()
  const may = useMay()
  const language = useLanguage()
  const navigate = useNavigate()
  const [words, setWords] = useState('')
  const [asked, setAsked] = useState('')
  const [at, setAt] = useState(0)
  const before = useRef(document.activeElement as HTMLElement | null)
  useEffect(() => {
    const focused = before.current
    return () => focused?.focus?.()
  }, [])
  useEffect(() => {
    const timer = setTimeout(setAsked, 180, words.trim())
    return () => clearTimeout(timer)
  }, [words])

  const mine = finders.filter(({ permission }) => may(permission))
  const answers = useQueries({
    queries: mine.map((finder) => ({
      queryKey: ['find', finder.title[1], asked],
      queryFn: ({ signal }: { signal: AbortSignal }) => finder.find(asked, signal),
      enabled: asked.length > 1,
      staleTime: 30_000,
      retry: false,
    })),
  })
  const wanted = words.trim().toLowerCase()
  const pages: Hit[] = allPages
    .filter(
      ({ place, permission, title }) =>
        place && may(permission) && (wanted === '' || title.some((one) => one.toLowerCase().includes(wanted))),
    )
    .map(({ path, title, place }) => ({ title: titleIn(title, language), note: t(`place_${place!}`), to: path }))
  const groups = [
    { title: wanted === '' ? t('recent') : '', hits: wanted === '' ? recent() : [] },
    ...mine.map((finder, i) => ({
      title: titleIn(finder.title, language),
      hits: asked.length > 1 ? (answers[i]?.data ?? []).slice(0, 6) : [],
    })),
    { title: t('menu'), hits: pages.slice(0, wanted === '' ? 40 : 8) },
  ].filter(({ hits }) => hits.length > 0)
  const flat = groups.flatMap(({ hits }) => hits)
  const chosen = Math.min(at, flat.length - 1)
  const go = (hit: Hit | undefined) => {
    if (!hit) return
    remember(hit)
    close()
    void navigate(hit.to)
  }
  let index = -1
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a click beside the box closes it; Escape does the same
    <div
      className="palette"
      role="presentation"
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) close()
      }}
    >
      <div role="dialog" aria-modal="true" aria-label={t('seek_short')}>
        <div className="ask">
          <SearchOutlined />
          <input
            // biome-ignore lint/a11y/noAutofocus: the person asked for this box by a key
            autoFocus
            value={words}
            placeholder={t('seek_hint')}
            aria-label={t('seek_hint')}
            role="combobox"
            aria-expanded={flat.length > 0}
            aria-controls="palette-hits"
            aria-activedescendant={chosen >= 0 ? `palette-${chosen}` : undefined}
            onChange={(event) => {
              setWords(event.target.value)
              setAt(0)
            }}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing) return
              if (event.key === 'ArrowDown') setAt(Math.min(flat.length - 1, chosen + 1))
              else if (event.key === 'ArrowUp') setAt(Math.max(0, chosen - 1))
              else if (event.key === 'Enter') go(flat[chosen])
              else if (event.key === 'Escape') close()
              else return
              event.preventDefault()
              event.stopPropagation()
            }}
          />
          <kbd>Esc</kbd>
        </div>
        {flat.length === 0 ? (
          <div className="none" role="status">
            {t('seek_none', { words })}
          </div>
        ) : (
          <div role="listbox" id="palette-hits" aria-label={t('seek_short')} tabIndex={-1}>
            {groups.map((group) => (
              // biome-ignore lint/a11y/useSemanticElements: a group of options inside a listbox
              <div key={group.title} role="group" aria-label={group.title}>
                <h3>{group.title}</h3>
                {group.hits.map((hit) => {
                  index++
                  const mine = index
                  return (
                    // biome-ignore lint/a11y/useKeyWithClickEvents: the input above holds the focus and its keys choose
                    // biome-ignore lint/a11y/useFocusableInteractive: chosen through aria-activedescendant
                    <div
                      key={hit.to + hit.title}
                      id={`palette-${mine}`}
                      role="option"
                      aria-selected={mine === chosen}
                      ref={mine === chosen ? intoView : undefined}
                      onMouseMove={() => setAt(mine)}
                      onClick={() => go(hit)}
                    >
                      <span>{hit.title}</span>
                      {hit.note ? <small>{hit.note}</small> : null}
                    </div>
                  )
                })}
              </div>
            ))}
          </div>
        )}
      </div>
    </div>
  )
}

const intoView = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' })

const recent = (): Hit[] => {
  try {
    return JSON.parse(localStorage.getItem('tongshang.recent') ?? '[]') as Hit[]
  } catch {
    return []
  }
}
const remember = (hit: Hit) => {
  if (allPages.some(({ path }) => isAt(path, hit.to) && path === hit.to)) return
  localStorage.setItem('tongshang.recent', JSON.stringify([hit, ...recent().filter(({ to }) => to !== hit.to)].slice(0, 6)))
}
