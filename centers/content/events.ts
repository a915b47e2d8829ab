import type { TaskList } from 'graphile-worker'
import type { DueWork } from '#core/jobs.ts'
import type { Needs } from '#core/needs.ts'
import type { Sources } from './facts.ts'
import { checkLinks } from './links/check.ts'
import { runSchedules } from './write.ts'

// Announces `content.published` { page_id, path, version_no } whenever what shoppers see may differ: a page shown, rolled back or taken down
// (`version_no` null), navigation, redirects and advertisements saved (`page_id` null). `content.schedule_refused` { page_id, schedule_id, detail }.

export const due = (sources: Sources): DueWork[] => [{ name: 'content.schedules', run: (db, now) => runSchedules(db, sources, now) }]

/** Speaks to the outside, so it is a job. */
export const tasks = ({ db, clock, files }: Needs): TaskList => ({
  'content.check_links': async (payload) => {
    await checkLinks(db, () => clock.now(), (payload as { check_id: string }).check_id, { files })
  },
})
