import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Market } from '../market/shop.ts'
import type { Asked, Reply } from '../market/stage.ts'
import type { AmazonOptions } from './index.ts'

export interface Feed {
  id: string
  status: 'IN_QUEUE' | 'IN_PROGRESS' | 'DONE' | 'CANCELLED' | 'FATAL'
  document: string
  result: string | null
  ready_ms: number
}

interface ListingPatch {
  op?: string
  path?: string
  value?: unknown[]
}
type Issue = { code: string; message: string; severity: 'ERROR'; categories: string[]; attributeNames?: string[] }

/** What Amazon shows of the seller's goods: told listing by listing, or in files that it works off. */
export function openCatalog({
  options,
  market,
  codes,
  now,
  error,
  json,
  url,
}: {
  options: AmazonOptions
  market: Market
  /** Amazon's number of each of the seller's codes. */
  codes: Map<string, string>
  now: () => number
  error(status: number, code: string, message: string): Reply
  json(content: object): Reply
  url(): string
}) {
  const listings = new Map<string, Record<string, unknown>>()
  const gone = new Set<string>()
  const documents = new Map<string, { type: string; body: string | Buffer | null; open: boolean }>()
  const feeds = new Map<string, Feed>()
  let feeds_held = false
  let ending: 'CANCELLED' | 'FATAL' | null = null
  let serial = 0

  const issue = (message: string, attribute: string): Issue => ({
    ...{ code: '90220', message, severity: 'ERROR', categories: ['INVALID_ATTRIBUTE'], attributeNames: [attribute] },
  })

  const write = (seller: string, sku: string, { method, query, body }: Asked): Reply => {
    if (seller !== options.seller_id || query.get('marketplaceIds') !== options.marketplace_id)
      return error(400, 'InvalidInput', 'sellerId')
    const { productType, patches, attributes } = JSON.parse(body) as {
      productType?: string
      patches?: ListingPatch[]
      attributes?: Record<string, unknown>
    }
    if (!productType) return error(400, 'InvalidInput', 'productType')
    if (method === 'PATCH' ? !patches?.length : !attributes)
      return error(400, 'InvalidInput', method === 'PATCH' ? 'patches' : 'attributes')
    const issues =
      method === 'PATCH'
        ? apply(sku, patches!)
        : apply(
            sku,
            Object.entries(attributes!).map(([name, value]) => ({ op: 'replace', path: `/attributes/${name}`, value: value as unknown[] })),
          )
    return json({ sku, status: issues.length > 0 ? 'INVALID' : 'ACCEPTED', submissionId: 'sim', issues })
  }

  /** Does all of it or nothing; answers what is wrong. */
  const apply = (sku: string, patches: readonly ListingPatch[]): Issue[] => {
    const known = codes.get(sku) ?? sku
    const issues: Issue[] = []
    const work: (() => void)[] = []
    if (gone.has(sku)) return [issue(`The SKU ${sku} is not in the catalog.`, 'sku')]
    const listing = listings.get(sku) ?? {}
    for (const { op = '', path = '', value = [] } of patches) {
      const attribute = /^\/attributes\/(\w+)$/.exec(path)?.[1]
      if (!attribute || !['add', 'replace', 'merge', 'delete'].includes(op) || !Array.isArray(value)) {
        issues.push(issue(`'${op} ${path}' is not known.`, path))
        continue
      }
      const [one] = value as [
        { quantity?: unknown; our_price?: { schedule: { value_with_tax: unknown }[] }[]; value?: unknown; media_location?: unknown }?,
      ]
      if (op === 'delete') {
        work.push(() => {
          delete listing[attribute]
          if (attribute === 'purchasable_offer') market.on_sale.set(known, false)
        })
        continue
      }
      if (attribute === 'fulfillment_availability') {
        if (!Number.isInteger(one?.quantity) || Number(one?.quantity) < 0) issues.push(issue("'quantity' is not valid.", attribute))
        else work.push(() => market.stock.set(known, Number(one!.quantity)))
      } else if (attribute === 'purchasable_offer') {
        const price = one?.our_price?.[0]?.schedule[0]?.value_with_tax
        if (typeof price !== 'number' || price <= 0) issues.push(issue("'our_price' is not valid.", attribute))
        else
          work.push(() => {
            market.prices.set(known, Math.round(price * 100))
            market.on_sale.set(known, true)
          })
      } else if (/_image_locator(_\d)?$/.test(attribute)) {
        if (!/^https?:\/\//.test(String(one?.media_location))) issues.push(issue("'media_location' is not valid.", attribute))
      } else if (attribute === 'item_name') {
        if (typeof one?.value !== 'string' || one.value.length < 1 || one.value.length > 200)
          issues.push(issue("'item_name' must have 1 to 200 characters.", attribute))
      } else if (!['product_description', 'bullet_point'].includes(attribute)) issues.push(issue(`'${attribute}' is not known.`, attribute))
      work.push(() => {
        listing[attribute] = value
      })
    }
    if (issues.length > 0) return issues
    for (const act of work) act()
    listings.set(sku, listing)
    return []
  }

  /** Where files are laid and fetched: an address that is its own key, no token. */
  const storage = (id: string, { method, body, headers }: Asked): Reply => {
    const document = documents.get(id)
    if (!document) return { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' }
    if (method === 'PUT') {
      if (!document.open || headers['content-type'] !== document.type)
        return { status: 403, body: '<Error><Code>SignatureDoesNotMatch</Code></Error>' }
      Object.assign(document, { body, open: false })
      return { body: '' }
    }
    return document.body === null
      ? { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' }
      : { body: document.body, content_type: document.type }
  }

  const feed = (name: string, asked: Asked): Reply => {
    const id = asked.path.split('/').at(-1)!
    if (name === 'createFeedDocument') {
      const { contentType } = JSON.parse(asked.body) as { contentType?: string }
      if (!contentType) return error(400, 'InvalidInput', 'contentType')
      const feedDocumentId = `doc-${++serial}-${randomBytes(6).toString('hex')}`
      documents.set(feedDocumentId, { type: contentType, body: null, open: true })
      return { ...json({ feedDocumentId, url: `${url()}/storage/${feedDocumentId}` }), status: 201 }
    }
    if (name === 'getFeedDocument') {
      const document = documents.get(id)
      if (!document) return error(404, 'NotFound', 'The feed document does not exist.')
      return json({ feedDocumentId: id, url: `${url()}/storage/${id}`, ...(document.open ? {} : { compressionAlgorithm: 'GZIP' }) })
    }
    if (name === 'createFeed') {
      const {
        feedType,
        marketplaceIds = [],
        inputFeedDocumentId = '',
      } = JSON.parse(asked.body) as {
        feedType?: string
        marketplaceIds?: string[]
        inputFeedDocumentId?: string
      }
      if (feedType !== 'JSON_LISTINGS_FEED') return error(400, 'InvalidInput', 'feedType')
      if (!marketplaceIds.includes(options.marketplace_id)) return error(400, 'InvalidInput', 'marketplaceIds')
      if (!documents.get(inputFeedDocumentId)?.body) return error(400, 'InvalidInput', 'inputFeedDocumentId')
      const feedId = String(50_000_000_000 + ++serial)
      feeds.set(feedId, { id: feedId, status: 'IN_QUEUE', document: inputFeedDocumentId, result: null, ready_ms: now() + 20_000 })
      return { ...json({ feedId }), status: 202 }
    }
    const one = feeds.get(id)
    if (!one) return error(404, 'NotFound', 'The feed does not exist.')
    if (one.status === 'IN_QUEUE' && !feeds_held && now() >= one.ready_ms) work_off(one)
    return json({
      ...{ feedId: one.id, feedType: 'JSON_LISTINGS_FEED', processingStatus: one.status, marketplaceIds: [options.marketplace_id] },
      ...(one.result ? { resultFeedDocumentId: one.result } : {}),
    })
  }

  const work_off = (one: Feed) => {
    if (ending) {
      one.status = ending
      ending = null
      return
    }
    const issues: object[] = []
    let file: {
      header?: { sellerId?: string; version?: string }
      messages?: { messageId: number; sku: string; operationType: string; productType?: string; patches?: ListingPatch[] }[]
    } = {}
    try {
      file = JSON.parse(String(documents.get(one.document)!.body)) as typeof file
    } catch {
      issues.push({ code: '4000000', severity: 'ERROR', message: 'The file is not JSON.' })
    }
    const messages = file.messages ?? []
    if (file.header?.sellerId !== options.seller_id || file.header.version !== '2.0')
      issues.push({ code: '4000001', severity: 'ERROR', message: 'The header is not valid.' })
    const seen = new Set<number>()
    let invalid = 0
    if (issues.length === 0)
      for (const { messageId, sku, operationType, productType, patches = [] } of messages) {
        const wrong =
          !Number.isInteger(messageId) || seen.has(messageId) || operationType !== 'PATCH' || !productType || patches.length === 0
            ? [issue('The message is not valid.', 'messageId')]
            : apply(sku, patches)
        seen.add(messageId)
        if (wrong.length > 0) invalid++
        for (const { code, severity, message, attributeNames } of wrong)
          issues.push({ messageId, sku, code, severity, message, attributeName: attributeNames?.[0] })
      }
    const result = `doc-${++serial}-result`
    const accepted = issues.length > 0 && invalid === 0 ? 0 : messages.length - invalid
    const report = {
      header: { sellerId: options.seller_id, version: '2.0', feedId: one.id },
      issues,
      summary: {
        errors: issues.length,
        warnings: 0,
        messagesProcessed: messages.length,
        messagesAccepted: accepted,
        messagesInvalid: messages.length - accepted,
      },
    }
    documents.set(result, { type: 'application/json', body: gzipSync(JSON.stringify(report)), open: false })
    Object.assign(one, { status: 'DONE', result })
  }

  return {
    ...{ listings, gone, feeds, write, storage, feed },
    holdFeeds: (held: boolean) => {
      feeds_held = held
    },
    endNext: (how: 'CANCELLED' | 'FATAL') => {
      ending = how
    },
  }
}
