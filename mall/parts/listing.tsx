import { Form, useSearchParams } from 'react-router'
import { useFindingWords } from '../finding/words.ts'
import { isWord, useWords, type Word } from '../words.ts'
import { type Card, ProductGrid } from './card.tsx'
import { Icon } from './icons.tsx'
import { Go } from './link.tsx'
import { Still } from './still.tsx'

export interface FacetGroup {
  key: string
  name: string
  values: { value: string; name: string; count: number; chosen: boolean }[]
}

export interface Listing {
  /** How many cards this page of it has; they travel beside it, see `withheld`. */
  shown: number
  /** Unknown on later pages. */
  count: number | null
  next: string | null
  groups: FacetGroup[]
  /** Categories a search was found in, when it was found in several. */
  categories: { category_id: string; name: string; count: number; chosen: boolean }[]
  sorts: string[]
  sort: string
  /** What the text was read as, when not as typed. */
  corrected: string | null
  /** Words the list passes over. */
  dropped: string[]
  help: { queries: string[]; categories: { category_id: string; name: string }[] } | null
  /** Under which a click is counted; null for what is not counted. */
  search_id: string | null
}

/** Filters, order and pages of a list. All of it is one plain form whose answers stand in the address. */
export function ProductListing({ listing, cards, path }: { listing: Listing; cards: readonly Card[] | undefined; path: string }) {
  const t = useWords()
  const [given] = useSearchParams()
  const filtered = listing.groups.some(({ values }) => values.some(({ chosen }) => chosen)) || given.has('from') || given.has('to')
  return (
    <div className="relative lg:grid lg:grid-cols-[232px_1fr] lg:gap-10">
      {listing.groups.length ? (
        <a href="#results" className="sr-only focus:not-sr-only focus:absolute focus:z-10 focus:bg-paper focus:p-3">
          {t('list.skip')}
        </a>
      ) : null}
      <Filters listing={listing} path={path} filtered={filtered} />
      <section aria-labelledby="results">
        <h2 id="results" tabIndex={-1} className="sr-only">
          {t('list.results')}
        </h2>
        <div className="mb-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <p className="text-sm text-muted">
            {listing.count === null
              ? ''
              : listing.count >= 1000
                ? t('list.count.more', { n: 1000 })
                : t('list.count', { n: listing.count })}
          </p>
          <Sorts listing={listing} path={path} />
        </div>
        {listing.categories.length ? <FoundIn listing={listing} path={path} /> : null}
        {listing.shown ? (
          <Still id={`cards-${path}?${given}`} of={cards}>
            {(cards) => <ProductGrid cards={cards} first={2} />}
          </Still>
        ) : (
          <div className="py-16 text-center">
            <p className="text-lg font-semibold">{t('list.empty')}</p>
            <p className="mt-2 text-muted">{t('list.empty.help')}</p>
          </div>
        )}
        <nav className="mt-12 flex justify-center gap-3" aria-label={t('list.more')}>
          {given.has('cursor') ? (
            <Go to={`${path}${without(given, 'cursor')}`} className="button-plain">
              {t('list.first')}
            </Go>
          ) : null}
          {listing.next ? (
            <Go to={`${path}${withValue(given, 'cursor', listing.next)}`} rel="next" className="button-plain min-w-48">
              {t('list.more')}
              <Icon name="right" className="size-4" />
            </Go>
          ) : null}
        </nav>
      </section>
    </div>
  )
}

/** The categories a search was found in; choosing one narrows to it. */
function FoundIn({ listing: { categories }, path }: { listing: Listing; path: string }) {
  const t = useFindingWords()
  const [given] = useSearchParams()
  const look =
    'flex min-h-11 items-center gap-2 rounded-full bg-mist px-4 text-sm hover:text-primary aria-[current]:bg-ink aria-[current]:text-paper'
  return (
    <nav aria-label={t('in_category')} className="rail -mx-4 mb-5 max-w-[100vw] gap-2 px-4 md:mx-0 md:flex-wrap md:px-0">
      {given.has('category') ? (
        <Go to={`${path}${without(given, 'category', 'cursor')}`} className={look}>
          {t('all_categories')}
        </Go>
      ) : null}
      {categories.map(({ category_id, name, count, chosen }) => (
        <Go
          key={category_id}
          to={`${path}${withValue(given, 'category', category_id, 'cursor')}`}
          aria-current={chosen ? 'true' : undefined}
          className={look}
        >
          {name}
          <span className="figures text-xs opacity-75">{count}</span>
        </Go>
      ))}
    </nav>
  )
}

function Sorts({ listing, path }: { listing: Listing; path: string }) {
  const t = useWords()
  const [given] = useSearchParams()
  return (
    <nav aria-label={t('list.sort')} className="rail -mx-4 max-w-[100vw] gap-1 px-4 text-sm md:mx-0 md:px-0">
      {listing.sorts.map((sort) => {
        const word = `sort.${sort}`
        return (
          <Go
            key={sort}
            to={`${path}${withValue(given, 'sort', sort, 'cursor')}`}
            preventScrollReset
            aria-current={listing.sort === sort ? 'true' : undefined}
            className="flex min-h-11 items-center rounded-full px-3.5 text-muted hover:text-primary aria-[current]:bg-wash aria-[current]:font-semibold aria-[current]:text-primary"
          >
            {isWord(word) ? t(word as Word) : sort}
          </Go>
        )
      })}
    </nav>
  )
}

function Filters({ listing, path, filtered }: { listing: Listing; path: string; filtered: boolean }) {
  const t = useWords()
  const [given] = useSearchParams()
  if (!listing.groups.length && !filtered) return <div />
  return (
    // Open on a wide screen, folded on a phone: the same element without script.
    <details
      className="group mb-6 rounded-card border border-line lg:mb-0 lg:border-0 lg:[&::details-content]:[content-visibility:visible]"
      open={filtered || undefined}
    >
      <summary className="flex min-h-12 items-center gap-2 px-4 font-semibold lg:hidden">
        <Icon name="filter" className="size-5" />
        {t('list.filters')}
        <span className="grow" />
        <Icon name="down" className="size-4 transition-transform group-open:rotate-180" />
      </summary>
      <Form className="space-y-6 px-4 pb-5 lg:px-0" preventScrollReset>
        {['q', 'sort', 'category'].map((name) =>
          given.get(name) ? <input key={name} type="hidden" name={name} value={given.get(name)!} /> : null,
        )}
        {listing.groups.map((group) => (
          <fieldset key={group.key}>
            <legend className="mb-2 text-sm font-semibold">{group.name}</legend>
            <div className="flex flex-wrap gap-2 lg:flex-col lg:gap-0">
              {group.values.slice(0, 12).map(({ value, name, count, chosen }) => (
                <label
                  key={value}
                  className="flex min-h-9 items-center gap-2 rounded-full border border-line px-3 text-sm has-checked:border-primary has-checked:bg-wash has-checked:text-primary lg:rounded-lg lg:border-0 lg:px-2 lg:hover:bg-mist"
                >
                  <input
                    type="checkbox"
                    name={group.key === 'brand' ? 'brand' : 'facet'}
                    value={group.key === 'brand' ? value : `${group.key}:${value}`}
                    defaultChecked={chosen}
                    key={String(chosen)}
                    onChange={(event) => event.currentTarget.form?.requestSubmit()}
                    className="size-4 accent-primary"
                  />
                  {name}
                  <span className="figures text-xs text-muted lg:ml-auto">{count}</span>
                </label>
              ))}
            </div>
          </fieldset>
        ))}
        <fieldset>
          <legend className="mb-2 text-sm font-semibold">{t('list.price')}</legend>
          <div className="flex items-center gap-2">
            <input
              name="from"
              type="number"
              min="0"
              inputMode="numeric"
              defaultValue={given.get('from') ?? ''}
              placeholder={t('list.price.min')}
              aria-label={t('list.price.min')}
              className="field figures min-h-11 min-w-0 px-3 text-sm"
            />
            <span className="text-muted">–</span>
            <input
              name="to"
              type="number"
              min="0"
              inputMode="numeric"
              defaultValue={given.get('to') ?? ''}
              placeholder={t('list.price.max')}
              aria-label={t('list.price.max')}
              className="field figures min-h-11 min-w-0 px-3 text-sm"
            />
          </div>
        </fieldset>
        <div className="flex flex-wrap gap-2">
          <button type="submit" className="button-plain min-h-11 grow text-sm">
            {t('list.filters.apply')}
          </button>
          {filtered ? (
            <Go
              to={`${path}${given.get('q') ? `?q=${encodeURIComponent(given.get('q')!)}` : ''}`}
              className="flex min-h-11 items-center px-2 text-sm text-muted hover:text-primary"
            >
              {t('list.filters.clear')}
            </Go>
          ) : null}
        </div>
      </Form>
    </details>
  )
}

function withValue(given: URLSearchParams, name: string, value: string, drop?: string): string {
  const next = new URLSearchParams(given)
  next.set(name, value)
  if (drop) next.delete(drop)
  return `?${next}`
}
function without(given: URLSearchParams, ...names: string[]): string {
  const next = new URLSearchParams(given)
  for (const name of names) next.delete(name)
  return next.size ? `?${next}` : ''
}
