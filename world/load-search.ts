import { searchIndex } from '#centers/search/keep.ts'
import { logClicks, logSearches, savePlacements, saveStopWords } from '#centers/search/write.ts'
import { assert } from '#core/assert.ts'
import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import type { Db } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { placements, searched, stop_words } from './search.ts'

const days = 14

/** What operators steered, and two weeks of what shoppers typed, found and opened: the report and the suggestions have something to say. */
export async function loadSearches(db: Db, now: string): Promise<void> {
  const by = systemBy('world')
  const { index } = await searchIndex(db)
  const typed = searched.flatMap(([q, times, place]) => {
    const found = index.find({ q, sort: 'relevance', limit: 24, now })
    return Array.from({ length: days * times }, (_, i) => ({
      search_id: steadyId('search', `${q} ${i}`),
      // Spread over day and evening, the same texts at other hours every day.
      searched_at: addMilliseconds(now, -(1 + (i % days)) * 86_400_000 + ((i * 37) % 600) * 60_000),
      ...{ q, words: found.words || '-', found: found.count, relaxed: found.dropped.length > 0, corrected: found.corrected },
      spu_id: i % 3 < 2 ? found.spu_ids[place - 1] : undefined,
      position: place,
    }))
  })
  await db.tx(async (tx) => {
    const saved = [
      ...(await saveStopWords(
        tx,
        by,
        now,
        stop_words.map((word) => ({ word, stops: true })),
      )),
      ...(await savePlacements(tx, by, now, placements)),
    ]
    const bad = saved.find(({ status }) => status !== 'saved' && status !== 'already_saved')
    assert(!bad, `the sample's words and placements are as they should be: ${JSON.stringify(bad)}`)
    await logSearches(
      tx,
      typed.map(({ spu_id: _, position: __, ...one }) => one),
    )
    await logClicks(
      tx,
      now,
      typed.flatMap(({ search_id, spu_id, position }) => (spu_id ? [{ search_id, spu_id, position }] : [])),
    )
  })
}
