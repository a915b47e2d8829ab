import type { Granted } from '#centers/approvals/model.ts'
import { askApprovals } from '#centers/approvals/write.ts'
import { systemBy } from '#core/audit.ts'
import type { Caller } from '#core/http.ts'
import { steadyId } from '#core/ids.ts'
import type { Tx } from '#core/sql.ts'
import type { Product } from '../model.ts'
import { findProducts } from '../read.ts'
import { canonical, type Decision, type StoredProduct } from '../rules.ts'
import { saveProducts } from '../write.ts'
import { applied, type Change, differenceOf } from './rules.ts'

export const subject = 'products.product'

type ReviewStatus = 'proposed' | 'already_proposed' | 'review_impossible'

/** Puts changes before those who may decide; nothing of the product is written. The same change of the same version is asked once. */
export async function proposeProducts(
  tx: Tx,
  by: Caller,
  now: string,
  changes: readonly { before: StoredProduct | undefined; after: Product }[],
): Promise<Decision<ReviewStatus>[]> {
  if (changes.length === 0) return []
  const asks = changes.map(({ before, after }) => {
    const difference = differenceOf(before, after)
    return {
      id: steadyId(subject, after.spu_id, canonical(difference), by.id ?? ''),
      ...{ subject, subject_id: after.spu_id, title: `${before ? '商品修改' : '新商品'}：${after.title.zh}`.slice(0, 120), difference },
      asked_by: by.id ?? '',
    }
  })
  const outcomes = await askApprovals(tx, now, asks)
  return outcomes.map(({ status }): Decision<ReviewStatus> => {
    if (status === 'asked')
      return { status: 'proposed', detail: 'The change waits for approval by another person; shoppers see the product as it was.' }
    if (status === 'already_asked') return { status: 'already_proposed' }
    return {
      status: 'review_impossible',
      detail: `The change needs a second person, and nobody may decide it (${status}): ask your administrator.`,
    }
  })
}

/** Writes what was granted, each exactly as it was signed, or says that the product changed meanwhile. */
export async function applyReviews(tx: Tx, granted: readonly Granted[], now: string) {
  const results: { id: string; result: 'applied' | 'ground_moved'; detail?: string | null }[] = []
  for (const one of granted) {
    const [stored] = await findProducts(tx, [one.subject_id])
    const item = applied(one.subject_id, one.difference as Change, stored)
    if (!item) {
      results.push({
        id: one.id,
        result: 'ground_moved',
        detail: `The product has version ${stored?.version ?? 0} now: propose the change again.`,
      })
      continue
    }
    const [outcome] = await saveProducts(tx, systemBy(`approval ${one.id}`), now, [item])
    const good = outcome!.status === 'saved' || outcome!.status === 'already_saved'
    results.push({ id: one.id, result: good ? 'applied' : 'ground_moved', detail: good ? null : (outcome!.detail ?? outcome!.status) })
  }
  return results
}
