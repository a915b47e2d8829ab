import { findProducts, listBrands, listCategories } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { chunksOf, type Outcome } from '#core/outcomes.ts'
import { type Db, empty, hot, json, sql, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { documentOf } from './documents.ts'
import { searchIndex } from './keep.ts'
import type {
  PlacementItem,
  PlacementRow,
  PlacementStatus,
  Searched,
  StopWordItem,
  StopWordStatus,
  SynonymItem,
  SynonymRow,
  SynonymStatus,
} from './model.ts'
import { decidePlacement, decideSynonym, type FilledPlacement, fillPlacement, plainWord } from './rules.ts'

/** Largest batch of every verb here; products are indexed in sets of `set`. */
export const largest = 1000
const set = 500
const kept_days = 90

interface State {
  generation: number
  building: number | null
  built_to: string | null
  revision: number
}

/** Takes the next revision. The lock is held to the commit, so revisions become visible in their order. */
const nextRevision = async (tx: Tx): Promise<State> =>
  (await tx.row<State>(hot`
    update search.states set revision = revision + 1 where one_row returning generation, building, built_to, revision`))!

/** Looks at these products again and keeps what they are found by, in the answering generation and in the one being built. */
export async function indexProducts(tx: Tx, spu_ids: readonly string[]): Promise<void> {
  assert(spu_ids.length <= largest, `at most ${largest} products are indexed at a time`)
  if (spu_ids.length === 0) return
  const { generation, building, revision } = await nextRevision(tx)
  await writeDocuments(tx, [...new Set(spu_ids)], building === null ? [generation] : [generation, building], revision)
}

async function writeDocuments(tx: Tx, spu_ids: readonly string[], generations: readonly number[], revision: number): Promise<void> {
  const tree = new Map((await listCategories(tx)).map((one) => [one.category_id, one]))
  const brands = new Map((await listBrands(tx)).map((one) => [one.brand_id, one]))
  const documents = (await findProducts(tx, spu_ids)).map((product) => documentOf(product, { tree, brands }))
  await tx.run(hot`
    insert into search.documents (spu_id, generation, revision, gone, words, name, facets, categories, brand_id, tags, lifecycle, price_minor,
      sales_count, created_at)
    select d.spu_id, g.generation, ${revision}, d.gone, d.words, d.name, d.facets, d.categories, d.brand_id, d.tags, d.lifecycle, d.price_minor,
      d.sales_count, d.created_at
    from jsonb_to_recordset(${json(documents)}::jsonb) as d (spu_id text, gone boolean, words text, name jsonb, facets text[], categories text[],
      brand_id text, tags text[], lifecycle text, price_minor bigint, sales_count bigint, created_at timestamptz),
      unnest(${generations}::integer[]) as g (generation)
    on conflict (spu_id, generation) do update set revision = excluded.revision, gone = excluded.gone, words = excluded.words, name = excluded.name,
      facets = excluded.facets, categories = excluded.categories, brand_id = excluded.brand_id, tags = excluded.tags,
      lifecycle = excluded.lifecycle, price_minor = excluded.price_minor, sales_count = excluded.sales_count, created_at = excluded.created_at`)
}

/** Keeps how often these products were sold, without reading them anew. */
export async function indexSales(tx: Tx, spu_ids: readonly string[]): Promise<void> {
  if (spu_ids.length === 0) return
  const { revision } = await nextRevision(tx)
  await tx.run(hot`
    update search.documents d set sales_count = p.sales_count, revision = ${revision}
    from products.spus p where p.spu_id = any(${spu_ids}::text[]) and d.spu_id = p.spu_id and d.sales_count <> p.sales_count`)
}

/** Notes products to be looked at; `indexPending` does it soon, in sets. */
export async function queueProducts(tx: Tx, now: string, spu_ids: readonly string[]): Promise<void> {
  await tx.run(hot`
    insert into search.pending (spu_id, asked_at) select distinct id, ${now}::timestamptz from unnest(${spu_ids}::text[]) id
    order by 1 on conflict do nothing`)
}

/** Notes every product below these categories, and of these brands: their names stand in its words. */
export async function queueBelow(tx: Tx, now: string, category_ids: readonly string[], brand_ids: readonly string[]): Promise<void> {
  await tx.run(hot`
    insert into search.pending (spu_id, asked_at)
    select spu_id, ${now}::timestamptz from (
      select p.spu_id from products.spus p join products.categories c using (category_id) where c.path && ${category_ids}::text[]
      union select spu_id from products.spus where brand_id = any(${brand_ids}::text[])
    ) found order by 1 on conflict do nothing`)
}

/** Looks at everything noted, one set a transaction; answers how many products that were. */
export async function indexPending(db: Db): Promise<number> {
  let done = 0
  for (;;) {
    const count = await db.tx(async (tx) => {
      const rows = await tx.rows<{ spu_id: string }>(hot`
        delete from search.pending where spu_id in (select spu_id from search.pending order by spu_id limit ${set} for update skip locked)
        returning spu_id`)
      await indexProducts(
        tx,
        rows.map(({ spu_id }) => spu_id),
      )
      return rows.length
    })
    done += count
    if (count < set) return done
  }
}

/** Asks for a new generation of all documents. The present one answers until the new one is whole. Asking twice builds once. */
export async function askRebuild(tx: Tx, by: By, now: string): Promise<Outcome<'asked' | 'already_asked'>> {
  const asked = await tx.run(hot`
    update search.states set building = generation + 1, built_to = null where one_row and building is null`)
  if (asked > 0) await recordChanges(tx, by, now, [{ subject: 'search.index', subject_id: 'index', action: 'rebuild_asked' }])
  return { id: 'index', status: asked > 0 ? 'asked' : 'already_asked' }
}

/** Goes on with a rebuild that was asked for, one set a transaction; a crash loses at most one set. Answers how many products it read. */
export async function continueRebuild(db: Db, now: string): Promise<number> {
  let done = 0
  for (;;) {
    const count = await db.tx(async (tx) => {
      const { generation, building, built_to, revision } = await nextRevision(tx)
      if (building === null) return 0
      const rows = await tx.rows<{ spu_id: string }>(hot`
        select spu_id from products.spus where spu_id > ${built_to ?? ''} order by spu_id limit ${set}`)
      const last = rows.at(-1)
      if (last) {
        await writeDocuments(
          tx,
          rows.map(({ spu_id }) => spu_id),
          [building],
          revision,
        )
        await tx.run(hot`update search.states set built_to = ${last.spu_id} where one_row`)
        return rows.length
      }
      await tx.run(hot`
        update search.states set generation = ${building}, building = null, built_to = null, rebuilt_at = ${now} where one_row`)
      await tx.run(hot`delete from search.documents where generation <= ${generation}`)
      return 0
    })
    if (count === 0) return done
    done += count
  }
}

/** Whether a rebuild waits; looked at without a lock, because it mostly does not. */
export const isBuilding = async (db: Db): Promise<boolean> =>
  (await db.row(hot`select 1 as one from search.states where one_row and building is not null`)) !== undefined

const wordsChanged = (tx: Tx): Promise<number> => tx.run(hot`update search.states set words_revision = words_revision + 1 where one_row`)

/** Saves rows of synonyms; every process reads them with its next look. */
export async function saveSynonyms(tx: Tx, by: By, now: string, items: readonly SynonymItem[]): Promise<Outcome<SynonymStatus>[]> {
  assert(items.length <= largest, `at most ${largest} synonyms at a time`)
  await wordsChanged(tx)
  const found = await tx.rows<SynonymRow>(hot`
    select synonym_id, words, one_way from search.synonyms where synonym_id = any(${items.map(({ id }) => id)}::uuid[]) order by synonym_id for update`)
  const known = new Map(found.map((row) => [row.synonym_id, row]))
  const saved = new Map<string, { synonym_id: string; words: string[]; one_way: boolean }>()
  const outcomes = items.map((item): Outcome<SynonymStatus> => {
    const decision = decideSynonym(item, saved.get(item.id) ?? known.get(item.id))
    if (decision.status === 'saved')
      saved.set(item.id, { synonym_id: item.id, words: item.words.map(plainWord), one_way: item.one_way ?? false })
    return { id: item.id, ...decision }
  })
  const rows = [...saved.values()]
  await tx.run(hot`
    insert into search.synonyms (synonym_id, words, one_way, saved_by, saved_at)
    select synonym_id, words, one_way, ${by.name}, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as s (synonym_id uuid, words text[], one_way boolean)
    on conflict (synonym_id) do update set words = excluded.words, one_way = excluded.one_way, saved_by = excluded.saved_by, saved_at = excluded.saved_at`)
  await recordChanges(
    tx,
    by,
    now,
    rows.map((after) => ({
      ...{ subject: 'search.synonym', subject_id: after.synonym_id, action: 'saved', after },
      before: known.get(after.synonym_id) ?? null,
    })),
  )
  return outcomes
}

type RemovalStatus = 'removed' | 'already_removed'

/** Takes synonyms or placements away. */
export async function removeRows(
  tx: Tx,
  by: By,
  now: string,
  what: 'synonym' | 'placement',
  ids: readonly string[],
): Promise<Outcome<RemovalStatus>[]> {
  await wordsChanged(tx)
  const gone =
    what === 'synonym'
      ? await tx.rows<{ id: string; before: unknown }>(hot`
          delete from search.synonyms s where synonym_id = any(${ids}::uuid[]) returning synonym_id as id, to_jsonb(s) as before`)
      : await tx.rows<{ id: string; before: unknown }>(hot`
          delete from search.placements s where placement_id = any(${ids}::uuid[]) returning placement_id as id, to_jsonb(s) as before`)
  await recordChanges(
    tx,
    by,
    now,
    gone.map(({ id, before }) => ({ subject: `search.${what}`, subject_id: id, action: 'removed', before })),
  )
  const removed = new Set(gone.map(({ id }) => id))
  return ids.map((id) => ({ id, status: removed.has(id) ? 'removed' : 'already_removed' }))
}

/** Adds words that are passed over, or takes them off the list. */
export async function saveStopWords(tx: Tx, by: By, now: string, items: readonly StopWordItem[]): Promise<Outcome<StopWordStatus>[]> {
  assert(items.length <= largest, `at most ${largest} words at a time`)
  await wordsChanged(tx)
  const wanted = new Map(items.map(({ word, stops }) => [plainWord(word), stops]))
  const found = await tx.rows<{ word: string }>(hot`select word from search.stop_words where word = any(${[...wanted.keys()]}::text[])`)
  const known = new Set(found.map(({ word }) => word))
  const outcomes = items.map(({ word, stops }): Outcome<StopWordStatus> => {
    const plain = plainWord(word)
    if (!/[\p{L}\p{N}]/u.test(plain)) return { id: word, status: 'word_empty', detail: 'Punctuation is passed over anyway: give a word.' }
    return { id: word, status: known.has(plain) === stops ? 'already_saved' : 'saved' }
  })
  const changed = [...wanted].filter(([word, stops]) => /[\p{L}\p{N}]/u.test(word) && known.has(word) !== stops)
  const added = changed.filter(([, stops]) => stops).map(([word]) => word)
  const taken = changed.filter(([, stops]) => !stops).map(([word]) => word)
  await tx.run(hot`
    insert into search.stop_words (word, saved_by, saved_at) select word, ${by.name}, ${now}::timestamptz from unnest(${added}::text[]) word
    order by word on conflict do nothing`)
  await tx.run(hot`delete from search.stop_words where word = any(${taken}::text[])`)
  await recordChanges(
    tx,
    by,
    now,
    changed.map(([word, stops]) => ({ subject: 'search.stop_word', subject_id: word, action: stops ? 'added' : 'removed' })),
  )
  return outcomes
}

/** Saves what operators put first, lift or sink. A search text is kept as the search reads it, so every spelling of it is meant. */
export async function savePlacements(tx: Tx, by: By, now: string, items: readonly PlacementItem[]): Promise<Outcome<PlacementStatus>[]> {
  assert(items.length <= largest, `at most ${largest} placements at a time`)
  const { index } = await searchIndex(tx)
  await wordsChanged(tx)
  const filled = items.map((item) => {
    if (!item.q) return fillPlacement(item, null)
    const { asked, unknown } = index.read(item.q)
    return fillPlacement(item, [...asked.map(({ said }) => said), ...unknown].join(' '))
  })
  const ids = filled.flatMap(({ spu_id }) => spu_id ?? [])
  const products = await tx.rows<{ spu_id: string }>(hot`select spu_id from products.spus where spu_id = any(${ids}::text[])`)
  const ground = {
    products: new Set(products.map(({ spu_id }) => spu_id)),
    brands: new Set((await listBrands(tx)).map(({ brand_id }) => brand_id)),
    categories: new Set((await listCategories(tx)).map(({ category_id }) => category_id)),
  }
  const found = await tx.rows<FilledPlacement>(hot`
    select placement_id, q, category_id, action, spu_id, brand_id, position, starts_at, ends_at, note from search.placements
    where placement_id = any(${items.map(({ id }) => id)}::uuid[]) order by placement_id for update`)
  const known = new Map(found.map((row) => [row.placement_id, row]))
  const saved = new Map<string, FilledPlacement>()
  const outcomes = filled.map((one): Outcome<PlacementStatus> => {
    const decision = decidePlacement(one, saved.get(one.placement_id) ?? known.get(one.placement_id), ground)
    if (decision.status === 'saved') saved.set(one.placement_id, one)
    return { id: one.placement_id, ...decision }
  })
  const rows = [...saved.values()]
  await tx.run(hot`
    insert into search.placements (placement_id, q, category_id, action, spu_id, brand_id, position, starts_at, ends_at, note, saved_by, saved_at)
    select placement_id, q, category_id, action, spu_id, brand_id, position, starts_at, ends_at, note, ${by.name}, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as p (placement_id uuid, q text, category_id text, action text, spu_id text, brand_id text,
      position integer, starts_at timestamptz, ends_at timestamptz, note text)
    on conflict (placement_id) do update set q = excluded.q, category_id = excluded.category_id, action = excluded.action, spu_id = excluded.spu_id,
      brand_id = excluded.brand_id, position = excluded.position, starts_at = excluded.starts_at, ends_at = excluded.ends_at, note = excluded.note,
      saved_by = excluded.saved_by, saved_at = excluded.saved_at`)
  await recordChanges(
    tx,
    by,
    now,
    rows.map((after) => ({
      ...{ subject: 'search.placement', subject_id: after.placement_id, action: 'saved', after },
      before: known.get(after.placement_id) ?? null,
    })),
  )
  return outcomes
}

/** Keeps what was searched, and counts it by text and day. The same search again is kept once. */
export async function logSearches(tx: Tx, searches: readonly Searched[]): Promise<void> {
  if (searches.length === 0) return
  const fresh = await tx.rows<{ search_id: string }>(hot`
    insert into search.searches (search_id, searched_at, q, words, found, relaxed, corrected)
    select search_id, searched_at, q, words, found, relaxed, corrected
    from jsonb_to_recordset(${json(searches)}::jsonb) as s (search_id uuid, searched_at timestamptz, q text, words text, found integer,
      relaxed boolean, corrected text)
    on conflict do nothing returning search_id`)
  const kept = new Set(fresh.map(({ search_id }) => search_id))
  const days = new Map<string, { words: string; day: string; q: string; searches: number; nothing: number; relaxed: number }>()
  for (const one of searches) {
    if (!kept.has(one.search_id)) continue
    const day = businessDate(one.searched_at)
    const row = days.get(`${one.words} ${day}`) ?? { words: one.words, day, q: one.q, searches: 0, nothing: 0, relaxed: 0 }
    row.searches++
    if (one.found === 0) row.nothing++
    if (one.relaxed) row.relaxed++
    days.set(`${one.words} ${day}`, row)
  }
  await tx.run(hot`
    insert into search.days (words, day, q, searches, nothing, relaxed, clicks, places)
    select words, day, q, searches, nothing, relaxed, 0, 0
    from jsonb_to_recordset(${json([...days.values()])}::jsonb) as d (words text, day date, q text, searches integer, nothing integer, relaxed integer)
    order by words, day
    on conflict (words, day) do update set searches = days.searches + excluded.searches, nothing = days.nothing + excluded.nothing,
      relaxed = days.relaxed + excluded.relaxed, q = excluded.q`)
}

/** Keeps which product of a list was opened; once for each search and product. A search nobody knows is passed over. */
export async function logClicks(
  tx: Tx,
  now: string,
  clicks: readonly { search_id: string; spu_id: string; position: number }[],
): Promise<number> {
  if (clicks.length === 0) return 0
  const fresh = await tx.rows<{ search_id: string; position: number }>(hot`
    insert into search.clicks (search_id, spu_id, position, clicked_at)
    select c.search_id, c.spu_id, c.position, ${now}::timestamptz
    from jsonb_to_recordset(${json(clicks)}::jsonb) as c (search_id uuid, spu_id text, position integer) join search.searches using (search_id)
    on conflict do nothing returning search_id, position`)
  if (fresh.length === 0) return 0
  await tx.run(hot`
    update search.days d set clicks = d.clicks + n.clicks, places = d.places + n.places
    from (
      select s.words, (s.searched_at at time zone 'Asia/Shanghai')::date as day, count(*) as clicks, sum(c.position) as places
      from jsonb_to_recordset(${json(fresh)}::jsonb) as c (search_id uuid, position integer) join search.searches s using (search_id)
      group by 1, 2
    ) n where d.words = n.words and d.day = n.day`)
  return fresh.length
}

/** Forgets single searches after ninety days; the daily counts stay. */
export async function forgetSearches(db: Db, now: string): Promise<number> {
  let forgotten = 0
  for (;;) {
    const gone = await db.tx(async (tx) => {
      const rows = await tx.rows<{ search_id: string }>(hot`
        delete from search.searches where search_id in (
          select search_id from search.searches where searched_at < ${now}::timestamptz - make_interval(days => ${kept_days}) order by searched_at limit 1000)
        returning search_id`)
      await tx.run(hot`delete from search.clicks where search_id = any(${rows.map(({ search_id }) => search_id)}::uuid[])`)
      return rows.length
    })
    forgotten += gone
    if (gone < 1000) return forgotten
  }
}

/** Builds the index of everything at once, for a database that was just filled. */
export async function indexEverything(db: Db): Promise<number> {
  const rows = await db.rows<{ spu_id: string }>(sql`select spu_id from products.spus order by spu_id ${empty}`)
  for (const some of chunksOf(rows, set))
    await db.tx((tx) =>
      indexProducts(
        tx,
        some.map(({ spu_id }) => spu_id),
      ),
    )
  return rows.length
}

export type { PlacementRow }
