import { type DueWork, rarely_ms } from '#core/jobs.ts'
import { forgetScans } from './scans/write.ts'

// Announces `codes.batches_made` { batch_id, sku_id, brand_id, lot, quantity } and, once per code and in the transaction of the claim,
// `codes.claimed` { code, member_id, sku_id, brand_id, points, claimed_at }.

export const due: DueWork[] = [{ name: 'codes.forget_scans', rest_ms: rarely_ms, run: (db, now) => db.tx((tx) => forgetScans(tx, now)) }]
