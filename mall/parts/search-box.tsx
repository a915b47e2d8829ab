import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { Form, useNavigate, useSearchParams } from 'react-router'
import { inLang } from '../visit.ts'
import { type Both, pick, useLang, useWords } from '../words.ts'
import { Icon } from './icons.tsx'

/** A plain search form; with script it also suggests while one types. */
export function SearchBox() {
  const t = useWords()
  const lang = useLang()
  const [given] = useSearchParams()
  const navigate = useNavigate()
  const list_id = useId()
  const [text, setText] = useState(given.get('q') ?? '')
  const [chosen, setChosen] = useState(-1)
  const [open, setOpen] = useState(false)
  const suggestions = useSuggestions(open ? text : '')

  const go = (suggestion: Suggestion) => {
    setOpen(false)
    navigate(inLang(lang, pathOf(suggestion)))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (!suggestions.length) return
    if (event.key === 'Escape') {
      // The list first; asked again, the browser empties the field.
      setOpen(false)
      setChosen(-1)
    } else if (event.key === 'ArrowDown') setChosen((chosen + 1) % suggestions.length)
    else if (event.key === 'ArrowUp') setChosen(((chosen + suggestions.length) % (suggestions.length + 1)) - (chosen === 0 ? 1 : 0))
    else if (event.key === 'Enter' && chosen >= 0) go(suggestions[chosen]!)
    else return
    event.preventDefault()
  }
  return (
    <Form
      role="search"
      action={inLang(lang, '/search')}
      className="relative min-w-0 grow md:max-w-xl"
      onSubmit={() => setOpen(false)}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}
    >
      <label className="flex h-11 items-center gap-2 rounded-full border border-transparent bg-mist pl-4 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-primary focus-within:border-primary md:h-12">
        <span className="sr-only">{t('search')}</span>
        <input
          type="search"
          name="q"
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setChosen(-1)
            setOpen(true)
          }}
          onKeyDown={onKeyDown}
          maxLength={100}
          autoComplete="off"
          role="combobox"
          aria-expanded={suggestions.length > 0}
          aria-controls={list_id}
          aria-autocomplete="list"
          aria-activedescendant={chosen >= 0 ? `${list_id}-${chosen}` : undefined}
          placeholder={t('search.placeholder')}
          className="w-full min-w-0 bg-transparent text-base outline-none placeholder:text-muted md:text-sm [&::-webkit-search-cancel-button]:hidden"
        />
        <button
          type="submit"
          aria-label={t('search')}
          className="grid size-11 shrink-0 place-items-center rounded-full text-muted hover:text-primary md:size-12"
        >
          <Icon name="search" className="size-5" />
        </button>
      </label>
      <div
        id={list_id}
        role="listbox"
        aria-label={t('search.suggestions')}
        hidden={suggestions.length === 0}
        className="absolute inset-x-0 top-full z-50 mt-2 overflow-hidden rounded-card border border-line bg-paper py-2 shadow-lg"
      >
        {suggestions.map((suggestion, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys belong to the input, as in any combobox
          <div
            key={suggestion.kind + suggestion.id}
            id={`${list_id}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === chosen}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => go(suggestion)}
            className="flex min-h-11 cursor-pointer items-center gap-3 px-4 text-sm hover:bg-mist aria-selected:bg-wash"
          >
            <Icon name={suggestion.kind === 'product' || suggestion.kind === 'query' ? 'search' : 'grid'} className="size-4 text-muted" />
            <span className="line-clamp-1">{pick(suggestion.name, lang)}</span>
          </div>
        ))}
      </div>
    </Form>
  )
}

interface Suggestion {
  kind: 'query' | 'category' | 'brand' | 'product'
  id: string
  name: Both
}

const pathOf = ({ kind, id }: Suggestion): string =>
  kind === 'query' ? `/search?q=${encodeURIComponent(id)}` : `/${{ category: 'c', brand: 'brands', product: 'products' }[kind]}/${id}`

function useSuggestions(text: string): Suggestion[] {
  const [found, setFound] = useState<Suggestion[]>([])
  useEffect(() => {
    const q = text.trim()
    if (!q) return setFound([])
    const leaving = new AbortController()
    const wait = setTimeout(() => {
      fetch(`/api/mall/suggestions?q=${encodeURIComponent(q.slice(0, 50))}&limit=8`, { signal: leaving.signal })
        .then((answer) => (answer.ok ? answer.json() : { suggestions: [] }))
        .then(({ suggestions }: { suggestions: Suggestion[] }) => setFound(suggestions))
        .catch(() => {}) // typing went on
    }, 120)
    return () => {
      clearTimeout(wait)
      leaving.abort()
    }
  }, [text])
  return found
}
