import { sql } from '#core/sql.ts'

/** What must hold at any moment; each query finds the rows that break it. What is pending or announced but not yet consumed is allowed to be late. */
export const promises = [
  {
    name: 'clicks_of_searches',
    sentence: 'Every click belongs to a search that is kept.',
    query: sql`select c.search_id from search.clicks c left join search.searches s using (search_id) where s.search_id is null`,
  },
  {
    name: 'documents_of_products',
    sentence: 'Every document is that of a product, and no document is of a revision still to come.',
    query: sql`
      select d.spu_id from search.documents d cross join search.states s left join products.spus p using (spu_id)
      where p.spu_id is null or d.revision > s.revision`,
  },
  {
    name: 'generations',
    sentence: 'Documents are of the answering generation or of the one being built, never of another.',
    query: sql`
      select distinct d.generation from search.documents d cross join search.states s
      where d.generation <> s.generation and d.generation is distinct from s.building`,
  },
  {
    name: 'day_counts',
    sentence: 'A text found nothing at most as often as it was searched for.',
    query: sql`select words from search.days where nothing > searches or relaxed > searches`,
  },
]
