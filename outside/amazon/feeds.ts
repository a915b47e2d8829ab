import { gunzipSync } from 'node:zlib'
import type { FeedRead, OfferItem, OpenConnection, Told } from '#centers/marketplaces/port.ts'
import { type Drift, driftsOf, type Shape } from '#core/contract.ts'
import { askOutside, jsonIn } from '#core/outside.ts'
import { ask } from './call.ts'
import { offerPatches, skuOf } from './listings.ts'

const content_type = 'application/json; charset=UTF-8'
/** The schema allows 25,000 messages; fewer are worked off sooner and fit what one answer may hold. */
export const feed_most = 10_000

/** A file of patches: a place for it is asked for, it is laid there, and Amazon is told to work it off. */
export async function sendFeed(connection: OpenConnection, items: readonly OfferItem[]): Promise<Told<{ feed_no: string }>> {
  const { seller_id = '', marketplace_id = '' } = connection.settings
  const place = await ask(connection, 'POST', '/feeds/2021-06-30/documents', {}, { contentType: content_type })
  if (place.status !== 'heard') return place
  const { feedDocumentId, url } = place.answer as { feedDocumentId?: string; url?: string }
  if (!feedDocumentId || !url) return broken(feedDocumentId ? 'url' : 'feedDocumentId')
  const laid = await askOutside(url, {
    method: 'PUT',
    free: true,
    headers: { 'content-type': content_type },
    body: JSON.stringify({
      header: { sellerId: seller_id, version: '2.0', issueLocale: 'zh_CN' },
      messages: items.map((item) => ({
        ...{ messageId: item.no, sku: skuOf(item), operationType: 'PATCH', productType: 'PRODUCT' },
        patches: offerPatches(connection, item),
      })),
    }),
    timeout_ms: 60_000,
  })
  if ('failed' in laid) return { status: 'later', code: laid.failed, reason: laid.reason }
  if (laid.status !== 200) return { status: 'later', code: `http_${laid.status}`, reason: laid.text.slice(0, 200) || 'an empty answer' }
  const made = await ask(
    connection,
    'POST',
    '/feeds/2021-06-30/feeds',
    {},
    { feedType: 'JSON_LISTINGS_FEED', marketplaceIds: [marketplace_id], inputFeedDocumentId: feedDocumentId },
  )
  if (made.status !== 'heard') return made
  const { feedId } = made.answer as { feedId?: string }
  return feedId ? { status: 'answered', feed_no: feedId } : broken('feedId')
}

const reportShape: Shape = {
  header: { feedId: 'text' },
  summary: { messagesProcessed: 'whole', messagesAccepted: 'whole', messagesInvalid: 'whole' },
  issues: [{ messageId: 'whole?', severity: 'text', message: 'text' }],
}
interface Report {
  header: { feedId: string }
  issues: { messageId?: number; code?: string; severity: string; message: string }[]
  summary: { messagesProcessed: number; messagesAccepted: number; messagesInvalid: number }
}

/** How far Amazon is; once done, its report says which message went wrong and why. */
export async function readFeed(connection: OpenConnection, feed_no: string): Promise<Told<{ feed: FeedRead }>> {
  const heard = await ask(connection, 'GET', `/feeds/2021-06-30/feeds/${encodeURIComponent(feed_no)}`, {})
  if (heard.status !== 'heard') return heard
  const { processingStatus, resultFeedDocumentId } = heard.answer as { processingStatus?: string; resultFeedDocumentId?: string }
  if (processingStatus === 'CANCELLED' || (processingStatus === 'FATAL' && !resultFeedDocumentId))
    return { status: 'answered', feed: { state: 'failed', failure: `Amazon ended the feed as ${processingStatus}.` } }
  if (processingStatus === 'IN_QUEUE' || processingStatus === 'IN_PROGRESS') return { status: 'answered', feed: { state: 'working' } }
  if (processingStatus !== 'DONE' && processingStatus !== 'FATAL')
    return broken('processingStatus', 'IN_QUEUE|IN_PROGRESS|DONE|CANCELLED|FATAL', String(processingStatus))
  if (!resultFeedDocumentId) return broken('resultFeedDocumentId')
  const place = await ask(connection, 'GET', `/feeds/2021-06-30/documents/${encodeURIComponent(resultFeedDocumentId)}`, {})
  if (place.status !== 'heard') return place
  const { url, compressionAlgorithm } = place.answer as { url?: string; compressionAlgorithm?: string }
  if (!url) return broken('url')
  const file = await askOutside(url, { method: 'GET', free: true, file: true, timeout_ms: 60_000 })
  if ('failed' in file) return { status: 'later', code: file.failed, reason: file.reason }
  if (!file.bytes) return { status: 'later', code: `http_${file.status}`, reason: file.text.slice(0, 200) || 'an empty answer' }
  const report = unpack(file.bytes, compressionAlgorithm)
  const drifts = driftsOf(reportShape, report)
  if (drifts.length > 0) return { status: 'later', code: 'contract_broken', reason: 'The report of the feed cannot be read.', drifts }
  const { issues, summary } = report as Report
  const errors = issues.filter(({ severity }) => severity === 'ERROR')
  const whole = errors.find(({ messageId }) => messageId === undefined)
  if (processingStatus === 'FATAL' || (whole && summary.messagesAccepted === 0))
    return {
      status: 'answered',
      feed: { state: 'failed', failure: (whole ?? errors[0])?.message ?? `Amazon ended the feed as ${processingStatus}.` },
    }
  const failures = errors.flatMap(({ messageId, code = 'INVALID', message }) =>
    messageId === undefined ? [] : [{ no: messageId, code, reason: message }],
  )
  return { status: 'answered', feed: { state: 'done', failures } }
}

function unpack(bytes: Uint8Array, algorithm: string | undefined): unknown {
  try {
    return jsonIn(Buffer.from(algorithm === 'GZIP' ? gunzipSync(bytes) : bytes).toString('utf8'))
  } catch {
    return undefined
  }
}

function broken(path: string, expected = 'text', found = 'missing'): Exclude<Told, { status: 'answered' }> {
  const drifts: Drift[] = [{ path, expected, found: found.slice(0, 60) }]
  return { status: 'later', code: 'contract_broken', reason: `The answer has no ${path} that can be read.`, drifts }
}
