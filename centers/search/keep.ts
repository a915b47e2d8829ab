import { setImmediate as breathe } from 'node:timers/promises'
import { listBrands, listCategories } from '#centers/products/read.ts'
import { hot, type Reader } from '#core/sql.ts'
import { log } from '#core/telemetry.ts'
import { stopWords } from './defaults.ts'
import type { Document } from './documents.ts'
import { MemoryIndex } from './memory.ts'
import { type Entry, Suggestions } from './suggestions.ts'

/** What this process remembers of one database. */
interface Kept {
  index: MemoryIndex
  suggestions: Suggestions
  generation: number
  revision: number
  words_revision: number
  looked_ms: number
  looking: Promise<void> | null
  suggested_ms: number
}

const keeping = new WeakMap<object, { kept: Kept | null; loading: Promise<Kept> | null }>()

/** Within this, an answer needs no look at the tables; within the other it need not wait for one. */
const fresh_ms = 150
const stale_ms = 1_000
const suggestions_ms = 600_000
const chunk = 2_000

interface State {
  generation: number
  revision: number
  words_revision: number
}

/**
 * The index of this process, no older than a second. The tables are the truth: each process reads them once, then only what has a later
 * revision, so any number of processes answer alike. A new generation is read beside the old one, which answers meanwhile.
 */
export async function searchIndex(db: Reader): Promise<Pick<Kept, 'index' | 'suggestions'>> {
  const home = keeping.get(db.database) ?? { kept: null, loading: null }
  keeping.set(db.database, home)
  const { kept } = home
  if (!kept) {
    home.loading ??= load(db).finally(() => {
      home.loading = null
    })
    home.kept = await home.loading
    return home.kept
  }
  const age_ms = performance.now() - kept.looked_ms
  if (age_ms < fresh_ms) return kept
  kept.looking ??= look(db, home as { kept: Kept; loading: Promise<Kept> | null })
    .catch((error: Error) => log.warn({ error: error.message }, 'the search index could not be brought up to date; the last one answers'))
    .finally(() => {
      kept.looking = null
    })
  if (age_ms > stale_ms) await kept.looking
  return home.kept ?? kept
}

const stateOf = async (db: Reader): Promise<State> =>
  (await db.row<State>(hot`select generation, revision, words_revision from search.states where one_row`))!

async function look(db: Reader, home: { kept: Kept; loading: Promise<Kept> | null }): Promise<void> {
  const { kept } = home
  const began_ms = performance.now()
  const state = await stateOf(db)
  const worn = kept.index.slots > 10_000 && kept.index.slots > 2 * kept.index.size
  if (state.generation !== kept.generation || worn) {
    // Read aside; whoever asks meanwhile gets the old one.
    kept.looked_ms = began_ms
    home.loading ??= load(db)
      .then((next) => {
        home.kept = next
        return next
      })
      .finally(() => {
        home.loading = null
      })
    home.loading.catch((error: Error) => log.warn({ error: error.message }, 'the next search index could not be read'))
    return
  }
  if (state.revision !== kept.revision) kept.revision = await readChanges(db, kept.index, kept.generation, kept.revision, state.revision)
  if (state.words_revision !== kept.words_revision) {
    await readVocabulary(db, kept.index)
    kept.words_revision = state.words_revision
  }
  if (began_ms - kept.suggested_ms > suggestions_ms || kept.suggested_ms === 0) {
    kept.suggestions = await readSuggestions(db)
    kept.suggested_ms = began_ms
  }
  kept.looked_ms = began_ms
}

async function load(db: Reader): Promise<Kept> {
  for (;;) {
    const began_ms = performance.now()
    const state = await stateOf(db)
    const index = new MemoryIndex()
    const revision = await readChanges(db, index, state.generation, -1, state.revision)
    await readVocabulary(db, index)
    const suggestions = await readSuggestions(db)
    const after = await stateOf(db)
    // Rows of a generation that was replaced while we read may be gone already.
    if (after.generation !== state.generation) continue
    return {
      index,
      suggestions,
      generation: state.generation,
      revision,
      words_revision: state.words_revision,
      looked_ms: began_ms,
      looking: null,
      suggested_ms: began_ms,
    }
  }
}

/** Reads documents from one revision up to another, in sets, leaving room for other work between them. */
async function readChanges(db: Reader, index: MemoryIndex, generation: number, from: number, to: number): Promise<number> {
  let last: [number, string] = [from + 1, '']
  for (;;) {
    const rows = await db.rows<Document & { revision: number }>(hot`
      select revision, spu_id, gone, words, name, facets, categories, brand_id, tags, lifecycle, price_minor, sales_count, created_at
      from search.documents
      where generation = ${generation} and revision <= ${to} and (revision, spu_id) > (${last[0]}::bigint, ${last[1]}::text)
      order by revision, spu_id limit ${chunk}`)
    for (const [i, row] of rows.entries()) {
      index.put(row)
      if (i % 250 === 249) await breathe()
    }
    const end = rows.at(-1)
    if (!end || rows.length < chunk) return to
    last = [end.revision, end.spu_id]
  }
}

async function readVocabulary(db: Reader, index: MemoryIndex): Promise<void> {
  const [synonyms, stops, placements] = await Promise.all([
    db.rows<{ words: string[]; one_way: boolean }>(hot`select words, one_way from search.synonyms order by synonym_id`),
    db.rows<{ word: string }>(hot`select word from search.stop_words`),
    db.rows<Parameters<MemoryIndex['setVocabulary']>[0]['placements'][number]>(hot`
      select q, category_id, action, spu_id, brand_id, position, starts_at, ends_at from search.placements order by position, placement_id`),
  ])
  index.setVocabulary({ synonyms, stop_words: new Set([...stopWords, ...stops.map(({ word }) => word)]), placements })
}

/** Categories, brands, and what others searched for with success in the last thirty days. */
async function readSuggestions(db: Reader): Promise<Suggestions> {
  const [categories, brands, queries] = await Promise.all([
    listCategories(db),
    listBrands(db),
    db.rows<{ q: string; searches: number }>(hot`
      select min(q) as q, sum(searches)::integer as searches from search.days
      where day > (select max(day) from search.days) - 30
      group by words having sum(nothing) = 0 and sum(searches) >= 3 order by sum(searches) desc limit 2000`),
  ])
  const entries: Entry[] = [
    ...categories.map(({ category_id, name, path }) => ({
      kind: 'category' as const,
      id: category_id,
      name,
      weight: 1_000_000 - path.length,
    })),
    ...brands.map(({ brand_id, name }) => ({ kind: 'brand' as const, id: brand_id, name, weight: 900_000 })),
    ...queries.map(({ q, searches }) => ({ kind: 'query' as const, id: q, name: { zh: q, en: q }, weight: searches })),
  ]
  return new Suggestions(entries)
}
