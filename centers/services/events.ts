import type { Subject } from './model.ts'

/** What the center announces, by topic. */
export interface ServiceEvents {
  'services.complained': { id: string; organization_id: string; subject: Subject }
}
