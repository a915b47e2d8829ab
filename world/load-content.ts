import type { PageItem } from '#centers/content/model.ts'
import { saveSite } from '#centers/content/site/write.ts'
import { saveSlots } from '#centers/content/slots/write.ts'
import { publishPages, savePages } from '#centers/content/write.ts'
import { assert } from '#core/assert.ts'
import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import type { Db } from '#core/sql.ts'
import { pages, site, slots } from './content.ts'

/** Composes and publishes the sample pages, news before the pages that link to them. */
export async function loadContent(db: Db, now: string): Promise<void> {
  const by = systemBy('world')
  await db.tx(async (tx) => {
    await saveSlots(tx, now, slots)
    await saveSite(tx, by, now, site)
    const saved = await savePages(tx, by, now, pages as PageItem[])
    const bad = saved.find(({ status }) => status !== 'saved' && status !== 'already_saved')
    assert(!bad, `the sample pages are as they should be: ${JSON.stringify(bad)}`)
    // Links lead to pages that are shown, so what others link to is shown first; a circle of links needs a second round.
    let waiting = pages.map(({ page_id }) => ({ id: steadyId('published', page_id), page_id }))
    for (let round = 0; waiting.length > 0; round++) {
      const outcomes = await publishPages(tx, by, now, { sources: { availability: async () => [] } }, waiting)
      const refused = waiting.filter((_, i) => outcomes[i]!.status === 'facts_wrong')
      assert(round < 5 && refused.length < waiting.length, `the sample pages say what is true: ${JSON.stringify(outcomes)}`)
      waiting = refused
    }
  })
}
