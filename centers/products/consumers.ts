import { applyGranted } from '#centers/approvals/events.ts'
import type { Consumer } from '#core/events.ts'
import { applyReviews, subject } from './reviews/write.ts'

/** What a second person granted is written as it was signed. */
export const consumers: readonly Consumer[] = [applyGranted(subject, applyReviews)]
