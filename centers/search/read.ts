import { hot, type Reader, sql } from '#core/sql.ts'
import { searchIndex } from './keep.ts'
import type { PlacementRow, SynonymRow } from './model.ts'
import type { Suggestion } from './suggestions.ts'

/** What the typed beginning may mean: categories, brands and what others searched, then products. */
export async function suggest(db: Reader, q: string, limit: number, now: string): Promise<Suggestion[]> {
  const { index, suggestions } = await searchIndex(db)
  const names = suggestions.begin(q, Math.max(1, Math.ceil(limit * 0.6)))
  const products = index.find({ q, sort: 'relevance', limit: limit - names.length, now, bare: true })
  const plain = ({ kind, id, name }: Suggestion): Suggestion => ({ kind, id, name })
  return [
    ...names.map(plain),
    ...products.spu_ids.flatMap((id) => {
      const name = index.nameOf(id)
      return name ? [{ kind: 'product' as const, id, name }] : []
    }),
  ].slice(0, limit)
}

/** What is searched for most just now, for people who found nothing. What was typed once or twice is nobody's business, whatever it says. */
export async function hotQueries(db: Reader, limit: number): Promise<string[]> {
  const rows = await db.rows<{ q: string }>(hot`
    select min(q) as q from search.days where day > (select max(day) from search.days) - 7
    group by words having sum(nothing) = 0 and sum(searches) >= 3 order by sum(searches) desc, min(q) limit ${limit}`)
  return rows.map(({ q }) => q)
}

export const reportTabs = ['all', 'nothing', 'no_click'] as const
export interface ReportRow {
  words: string
  q: string
  searches: number
  nothing: number
  relaxed: number
  clicks: number
  mean_place: number | null
}

/** Search texts of a period, the most wanted first: all of them, those that found nothing, or those whose list nobody opened anything of. */
export async function reportQueries(
  db: Reader,
  {
    from,
    to,
    tab,
    q,
    after,
    limit,
  }: {
    from: string
    to: string
    tab: (typeof reportTabs)[number]
    q?: string | undefined
    after: readonly [number, string] | null
    limit: number
  },
): Promise<ReportRow[]> {
  const having =
    tab === 'nothing'
      ? sql`sum(nothing) > 0`
      : tab === 'no_click'
        ? sql`sum(clicks) = 0 and sum(searches) >= 3 and sum(nothing) = 0`
        : sql`true`
  const rank = tab === 'nothing' ? sql`nothing` : sql`searches`
  const like = q ? `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%` : null
  return db.rows<ReportRow>(sql`
    select * from (
      select words, min(q) as q, sum(searches)::integer as searches, sum(nothing)::integer as nothing, sum(relaxed)::integer as relaxed,
        sum(clicks)::integer as clicks, round(sum(places)::numeric / nullif(sum(clicks), 0), 1)::float8 as mean_place
      from search.days where day between ${from}::date and ${to}::date and (${like}::text is null or lower(q) like ${like})
      group by words having ${having}
    ) r
    where ${after ? sql`(r.${rank}, r.words) < (${after[0]}::integer, ${after[1]})` : sql`true`}
    order by r.${rank} desc, r.words desc limit ${limit}`)
}

export interface Totals {
  searches: number
  nothing: number
  relaxed: number
  clicks: number
}
export const countSearches = async (db: Reader, from: string, to: string): Promise<Totals> =>
  (await db.row<Totals>(hot`
    select coalesce(sum(searches), 0)::integer as searches, coalesce(sum(nothing), 0)::integer as nothing,
      coalesce(sum(relaxed), 0)::integer as relaxed, coalesce(sum(clicks), 0)::integer as clicks
    from search.days where day between ${from}::date and ${to}::date`))!

export const listSynonyms = (db: Reader): Promise<SynonymRow[]> =>
  db.rows<SynonymRow>(
    hot`select synonym_id, words, one_way, saved_by, saved_at from search.synonyms order by saved_at desc, synonym_id limit 2000`,
  )

export const listStopWords = (db: Reader): Promise<{ word: string; saved_by: string; saved_at: string }[]> =>
  db.rows(hot`select word, saved_by, saved_at from search.stop_words order by word`)

export const listPlacements = (db: Reader): Promise<(PlacementRow & { title: { zh: string; en: string } | null })[]> =>
  db.rows(hot`
    select s.*, coalesce(p.title, b.name) as title from search.placements s
    left join products.spus p on p.spu_id = s.spu_id left join products.brands b on b.brand_id = s.brand_id
    order by s.saved_at desc, s.placement_id limit 2000`)

export interface IndexState {
  generation: number
  building: number | null
  documents: number
  built: number
  pending: number
  rebuilt_at: string | null
}
export const findState = async (db: Reader): Promise<IndexState> =>
  (await db.row<IndexState>(hot`
    select s.generation, s.building, s.rebuilt_at,
      (select count(*)::integer from search.documents d where d.generation = s.generation and not d.gone) as documents,
      (select count(*)::integer from search.documents d where d.generation = s.building) as built,
      (select count(*)::integer from search.pending) as pending
    from search.states s where s.one_row`))!
