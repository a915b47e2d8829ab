import { findAvailability } from '#centers/inventory/read.ts'
import type { Reason as Abnormal } from '#centers/orders/abnormal/model.ts'
import { raiseAbnormals, releaseReasons } from '#centers/orders/abnormal/write.ts'
import { normalizeAddresses } from '#centers/orders/addresses/normalize.ts'
import type { NewOrder, PlaceOutcome } from '#centers/orders/model.ts'
import { placeOrders } from '#centers/orders/place.ts'
import { cancelOrders, findOrders } from '#centers/orders/write.ts'
import { findSkusByBarcode, readSkus } from '#centers/products/read.ts'
import { assert } from '#core/assert.ts'
import { runIsolated } from '#core/batch.ts'
import { storable } from '#core/contract.ts'
import { announce } from '#core/events.ts'
import { chunksOf, column, groupBy } from '#core/outcomes.ts'
import { type Db, hot, isConnectionLost, json, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { followAddresses, followNotes } from './follow.ts'
import type { Connection, Listing, Pulled, Reason, Remark, TakeStatus } from './model.ts'
import type { Trade, TradeRead } from './port.ts'
import { findListings, findPulled, findTitles } from './read.ts'
import {
  addressDigest,
  addressLine,
  type Change,
  decideChange,
  decideTrade,
  type EarlierRefunds,
  listingKey,
  matchListing,
  noteDigest,
  orderOf,
  tellsAddress,
  tradeDigest,
} from './rules.ts'

/** The largest array one call takes. */
export const largestTake = 500
export const platformHand = 'marketplace'

export interface TakeOutcome {
  external_no: string
  status: TakeStatus
}

type Shop = Pick<Connection, 'connection_id' | 'channel_id' | 'organization_id' | 'pushes_stock' | 'pushes_prices'>

/**
 * Takes in what was read, set by set. What cannot be kept for a reason nobody foresaw is found by halving and waits as `contract_broken` with what came: its neighbors
 * and the stream go on.
 */
export async function takeIsolated(
  db: Db,
  now: () => string,
  shop: Shop,
  reads: readonly TradeRead[],
  takeNumbers: (count: number) => Promise<string[]>,
): Promise<TakeOutcome[]> {
  const take = (some: readonly TradeRead[]) => db.tx((tx) => takeTrades(tx, now(), shop, some, takeNumbers))
  const outcomes: TakeOutcome[] = []
  for (const some of chunksOf(reads, largestTake)) {
    const settled = await runIsolated({ name: 'marketplaces.take', run: take }, some)
    for (const [i, one] of settled.entries()) {
      if ('value' in one) outcomes.push(one.value)
      else if (isConnectionLost(one.error)) throw one.error
      else outcomes.push(...(await take([unkept(some[i]!, one.error)])))
    }
  }
  return outcomes
}

const unkept = (read: TradeRead, error: unknown): TradeRead => ({
  ...{ status: 'unreadable', external_no: numberOf(read).slice(0, 200), modified_at: modifiedOf(read), raw: read },
  drifts: [{ path: '(order)', expected: 'something that can be kept', found: String((error as Error).message).slice(0, 200) }],
})

/**
 * Takes in what a platform told of its orders: new ones become orders or wait with their reasons, known ones follow what changed there. One transaction; every
 * number has a row afterwards. The same told again changes nothing, and what is older than what is known is passed over.
 */
export async function takeTrades(
  tx: Tx,
  now: string,
  shop: Shop,
  told: readonly TradeRead[],
  takeNumbers: (count: number) => Promise<string[]>,
): Promise<TakeOutcome[]> {
  assert(told.length <= largestTake, `at most ${largestTake} orders in one call`)
  const reads = storable(told)
  const newest = newestOf(reads)
  const numbers = [...newest.keys()].sort()
  await lockNumbers(tx, shop.channel_id, numbers)
  const known = await findPulled(tx, shop.channel_id, numbers)
  const fresh = [...newest.values()].filter((read) => !isKnown(read, known.get(numberOf(read))))
  const trades = fresh.flatMap((read) => (read.status === 'read' ? [read.trade] : []))
  const listings = await knowListings(tx, now, shop, trades)
  const refunds = await findEarlierRefunds(tx, shop.channel_id, trades)

  const rows: Row[] = []
  const candidates: { trade: Trade; order: NewOrder }[] = []
  const changed: { trade: Trade; row: Pulled }[] = []
  for (const read of fresh) {
    const before = known.get(numberOf(read))
    if (read.status === 'unreadable') {
      // What is an order already stays one; the registry shows the changed field.
      if (before?.state !== 'placed') rows.push(unreadable(read, now))
      continue
    }
    const { trade } = read
    if (before?.state === 'placed') {
      changed.push({ trade, row: before })
      continue
    }
    const { state, reasons, detail } = decideTrade(trade, listings, refunds.get(trade.external_no) ?? nothingBack)
    if (state === 'place') candidates.push({ trade, order: orderOf(trade, shop.channel_id, listings) })
    else rows.push(rowOf(trade, { state, reasons, detail }))
  }

  const addresses = await normalizeAddresses(
    tx,
    now,
    candidates.map(({ order }) => ({ ...shop, currency: order.currency, address: order.address as Record<string, string> })),
  )
  for (const [i, { order }] of candidates.entries()) order.address = addresses[i]!
  const placed = candidates.length === 0 ? [] : await placeOrders(tx, now, column(candidates, 'order'), takeNumbers)
  const earlier = await findNumbered(
    tx,
    shop.channel_id,
    candidates.filter((_, i) => placed[i]!.status === 'already_placed').map(({ order }) => order.external_no!),
  )
  for (const [i, { trade }] of candidates.entries()) rows.push(placedRow(trade, placed[i]!, earlier.get(trade.external_no), now))
  // What the seller wrote there goes along with the goods.
  const noted = candidates.flatMap(({ trade }, i) => {
    const order_id = placed[i]!.status === 'placed' && trade.seller_note?.trim() ? placed[i]!.id : null
    return order_id ? [{ trade, order_id, before: null }] : []
  })
  await followNotes(tx, now, noted)
  await stopPartlyBack(tx, now, shop, rows, refunds)
  rows.push(...(await followChanges(tx, now, changed)))
  await writePulled(tx, now, shop, rows)
  await tx.run(hot`
    update marketplaces.refunds set effect = 'order_waits' where channel_id = ${shop.channel_id} and external_no = any(${[...refunds.keys()]}::text[])
      and effect = 'order_unknown'`)
  await announce(
    tx,
    'marketplaces.waiting',
    // What waited and does no longer is told without reasons.
    rows
      .filter(({ state, external_no }) => state === 'waiting' || known.get(external_no)?.state === 'waiting')
      .map(({ external_no, reasons, detail }) => ({ channel_id: shop.channel_id, external_no, reasons, detail })),
    now,
  )
  const became = new Map(
    rows.map((row): [string, TakeStatus] => [row.external_no, known.get(row.external_no)?.state === 'placed' ? 'updated' : row.state]),
  )
  return reads.map((read) => ({ external_no: numberOf(read), status: became.get(numberOf(read)) ?? 'already_pulled' }))
}

const numberOf = (read: TradeRead): string => (read.status === 'read' ? read.trade.external_no : read.external_no)
const modifiedOf = (read: TradeRead): string | null => (read.status === 'read' ? read.trade.modified_at : read.modified_at)

/** A page may tell the same order twice, and in any order: the newest word counts. */
function newestOf(reads: readonly TradeRead[]): Map<string, TradeRead> {
  const newest = new Map<string, TradeRead>()
  for (const read of reads) {
    const other = newest.get(numberOf(read))
    if (!other || (modifiedOf(read) ?? '') >= (modifiedOf(other) ?? '')) newest.set(numberOf(read), read)
  }
  return newest
}

/** Two processes that pull the same number, or a person who maps while it is pulled, come one after the other. New numbers have no row to lock yet. */
async function lockNumbers(tx: Tx, channel_id: string, numbers: readonly string[]): Promise<void> {
  await tx.run(hot`
    select 1 from marketplaces.pulled where channel_id = ${channel_id} and external_no = any(${numbers}::text[]) order by external_no for update`)
}

function isKnown(read: TradeRead, before: Pulled | undefined): boolean {
  if (!before) return false
  if (read.status === 'unreadable') return before.state === 'placed' || (read.modified_at !== null && read.modified_at < before.modified_at)
  if (read.trade.modified_at < before.modified_at) return true
  return before.digest === tradeDigest(read.trade)
}

type Row = Omit<Pulled, 'channel_id' | 'connection_id' | 'organization_id'> & { retry_at: string | null }

function rowOf(trade: Trade, { state, reasons, detail }: { state: Pulled['state']; reasons: Reason[]; detail: string | null }): Row {
  const { external_no, platform_status, modified_at, total_minor, buyer_name } = trade
  return {
    ...{ external_no, platform_status, modified_at, total_minor, state, reasons, detail },
    ...{ order_id: null, digest: tradeDigest(trade), line_nos: [], remarks: [], retry_at: null, buyer: buyer_name.slice(0, 60) },
    content: trade,
    ...{ address_told: addressDigest(trade), note_told: noteDigest(trade) },
  }
}

const unreadable = ({ external_no, modified_at, drifts, raw }: Extract<TradeRead, { status: 'unreadable' }>, now: string): Row => ({
  ...{ external_no, platform_status: '', modified_at: modified_at ?? now, total_minor: null, buyer: null },
  ...{ state: 'waiting', reasons: ['contract_broken'], order_id: null, digest: '', line_nos: [], remarks: [], retry_at: null },
  ...{ address_told: null, note_told: null },
  detail:
    drifts
      .map(({ path, expected, found }) => `${path}: expected ${expected}, found ${found}`)
      .join('; ')
      .slice(0, 1000) || 'The answer cannot be read.',
  content: { raw },
})

/** Goods may come in: what waits for stock is tried again by itself. */
const soldOutAgain_ms = 10 * 60_000

/** Which order carries these numbers: somebody may have entered it before, by file or by hand. */
async function findNumbered(tx: Tx, channel_id: string, numbers: readonly string[]): Promise<Map<string, string>> {
  if (numbers.length === 0) return new Map()
  const rows = await tx.rows<{ external_no: string; order_id: string }>(hot`
    select external_no, order_id from orders.external_numbers where channel_id = ${channel_id} and external_no = any(${numbers}::text[])`)
  return new Map(rows.map(({ external_no, order_id }) => [external_no, order_id]))
}

function placedRow(trade: Trade, outcome: PlaceOutcome, earlier: string | undefined, now: string): Row {
  if (outcome.status !== 'placed' && outcome.status !== 'already_placed') {
    const reason =
      ({ sold_out: 'sold_out', channel_closed: 'channel_closed' } as Partial<Record<string, Reason>>)[outcome.status] ?? 'order_refused'
    const row = rowOf(trade, { state: 'waiting', reasons: [reason], detail: outcome.detail ?? outcome.status })
    return reason === 'sold_out' ? { ...row, retry_at: addMilliseconds(now, soldOutAgain_ms) } : row
  }
  const row = rowOf(trade, { state: 'placed', reasons: [], detail: null })
  // Lines that somebody else wrote down need not be in the platform's order.
  const foreign = earlier !== undefined && earlier !== outcome.id
  const line_nos = foreign ? [] : trade.lines.filter(({ closed }) => !closed).map(({ line_no }) => line_no)
  return { ...row, order_id: earlier ?? outcome.id, line_nos, content: null }
}

/** Orders that are ours follow what changed there; what cannot be followed any more is kept as a remark. */
async function followChanges(tx: Tx, now: string, changed: readonly { trade: Trade; row: Pulled }[]): Promise<Row[]> {
  if (changed.length === 0) return []
  const orders = new Map(
    (
      await findOrders(
        tx,
        changed.map(({ row }) => row.order_id!),
      )
    ).map((order) => [order.id, order]),
  )
  const decided = changed.map(({ trade, row }) => {
    const order = orders.get(row.order_id!)
    const seen = row.address_told === null && row.remarks.some((one) => one.what === 'address_changed' && one.detail === addressLine(trade))
    const moves = order !== undefined && !seen && tellsAddress({ ...order, address: order.address }, row.address_told, trade)
    return {
      trade,
      row,
      moves,
      phone: order?.buyer_phone ?? null,
      organization_id: row.organization_id,
      change: order ? decideChange(row.remarks, trade) : null,
    }
  })
  const failures = await act(
    tx,
    now,
    decided.flatMap(({ row, change }) => (change?.act ? [{ order_id: row.order_id!, change }] : [])),
  )
  const readdressed = await followAddresses(
    tx,
    now,
    decided.filter(({ moves }) => moves),
  )
  const noted = decided.filter(
    ({ trade, row }) => orders.has(row.order_id!) && noteDigest(trade) !== (row.note_told ?? noteDigest({ seller_note: null })),
  )
  await followNotes(
    tx,
    now,
    noted.map(({ trade, row }) => ({ trade, order_id: row.order_id!, before: row.note_told })),
  )
  return decided.map(({ trade, row, change }) => {
    const failure = failures.get(row.order_id!)
    const followed = readdressed.get(row.order_id!)
    const decided_remarks = change
      ? [...row.remarks, { ...change.remark, detail: failure ? `${change.remark.detail} (${failure})` : change.remark.detail }]
      : row.remarks
    const remarks = followed ? [...decided_remarks, followed] : decided_remarks
    const { platform_status, modified_at } = trade
    const told = { address_told: addressDigest(trade), note_told: noteDigest(trade) }
    return { ...row, ...told, platform_status, modified_at, digest: tradeDigest(trade), remarks: remarks.slice(-20), retry_at: null }
  })
}

/** Stops, frees and cancels orders for the platform's sake; answers what could not be done, by order. */
export async function act(tx: Tx, now: string, wanted: readonly { order_id: string; change: Change }[]): Promise<Map<string, string>> {
  const by = groupBy(wanted, ({ change }) => change.act)
  const reasonOf = ({ order_id, change }: { order_id: string; change: Change }) => ({
    id: order_id,
    reason: `${words[change.remark.what]}：${change.remark.detail}`.slice(0, 300),
  })
  const failures = new Map<string, string>()
  const note = (outcomes: readonly { id: string; status: string }[], fine: RegExp) => {
    for (const { id, status } of outcomes) if (!fine.test(status)) failures.set(id, status)
  }
  const cancel = by.get('cancel')
  if (cancel) note(await cancelOrders(tx, platformHand, now, cancel.map(reasonOf)), /canceled$/)
  const hold = by.get('hold')
  if (hold) {
    const raises = hold.map((one) => ({
      id: one.order_id,
      reason: abnormalOf[one.change.remark.what] ?? 'held_by_hand',
      detail: reasonOf(one).reason,
    }))
    note(await raiseAbnormals(tx, platformHand, now, raises), /held$/)
  }
  const release = by.get('release')
  if (release) {
    const releases = release.map((one) => ({
      id: one.order_id,
      reasons: ['refund_asked', 'blocked_by_platform'] as const,
      note: reasonOf(one).reason,
    }))
    note(await releaseReasons(tx, platformHand, now, releases), /approved$/)
  }
  return failures
}
/** What the pool of orders calls it. */
const abnormalOf: Partial<Record<Change['remark']['what'], Abnormal>> = {
  refund_asked: 'refund_asked',
  blocked: 'blocked_by_platform',
}
const words: Record<Change['remark']['what'], string> = {
  canceled: '平台已取消',
  refund_asked: '买家申请退款',
  refund_closed: '买家撤销退款',
  refund_done: '平台已退款',
  address_changed: '买家改了地址，请核对后更正',
  readdressed: '买家改了地址，已跟改',
  note_changed: '备注有变',
  blocked: '平台暂停发货',
  unblocked: '平台恢复发货',
}

/** The listings the lines name, new ones matched with our SKUs where barcode, code or title say which. */
async function knowListings(tx: Tx, now: string, shop: Shop, trades: readonly Trade[]): Promise<Map<string, Listing>> {
  const lines = new Map(trades.flatMap(({ lines }) => lines.map((line) => [listingKey(line), line] as const)))
  const known = await findListings(tx, shop.connection_id, [...lines.keys()])
  const fresh = [...lines].filter(([key]) => !known.has(key))
  if (fresh.length === 0) return known
  const matched = await matchAll(
    tx,
    fresh.map(([, line]) => line),
  )
  const rows = fresh.map(([listing_key, { product_no, sku_no, outer_code, title, options }], i): Listing => {
    const match = matched[i]
    return {
      ...{ connection_id: shop.connection_id, listing_key, product_no, sku_no, outer_code, title: title.slice(0, 300), options },
      ...{ sku_id: match?.sku_id ?? null, matched_by: match?.matched_by ?? null },
    }
  })
  await tx.run(hot`
    insert into marketplaces.listings (connection_id, listing_key, product_no, sku_no, outer_code, title, options, sku_id, matched_by, seen_at)
    select connection_id, listing_key, product_no, sku_no, outer_code, title, options, sku_id, matched_by, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as l (connection_id text, listing_key text, product_no text, sku_no text, outer_code text, title text,
      options text, sku_id text, matched_by text)
    order by listing_key on conflict (connection_id, listing_key) do nothing`)
  await wantOffers(tx, now, shop, rows)
  return new Map([...known, ...rows.map((row) => [row.listing_key, row] as const)])
}

/** What each of these would be among our SKUs. */
export async function matchAll(tx: Tx, lines: readonly Pick<Listing, 'outer_code' | 'title'>[]) {
  const codes = [...new Set(lines.flatMap(({ outer_code }) => outer_code ?? []))]
  const [barcodes, skus, titles] = await Promise.all([
    findSkusByBarcode(tx, codes),
    readSkus(tx, codes),
    findTitles(
      tx,
      lines.map(({ title }) => title.trim()),
    ),
  ])
  const known = { barcodes: new Map(barcodes.map(({ barcode, sku_id }) => [barcode, sku_id])), sku_ids: new Set(skus.keys()), titles }
  return lines.map((line) => matchListing(line, known))
}

/** What mapped listings should say there, as the connection wishes: what may be sold, and the price. The difference to what was told is sent. */
export async function wantOffers(
  tx: Tx,
  now: string,
  shop: Shop,
  listings: readonly Pick<Listing, 'listing_key' | 'sku_id'>[],
): Promise<void> {
  const mapped = listings.filter(({ sku_id }) => sku_id !== null)
  if (mapped.length === 0 || (!shop.pushes_stock && !shop.pushes_prices)) return
  const sku_ids = [...new Set(mapped.map(({ sku_id }) => sku_id!))]
  const [stock, skus] = await Promise.all([
    shop.pushes_stock ? findAvailability(tx, shop.channel_id, sku_ids) : [],
    shop.pushes_prices ? readSkus(tx, sku_ids) : new Map(),
  ])
  const available = new Map(stock.map((one) => [one.sku_id, one.available]))
  const rows = mapped.map(({ listing_key, sku_id }) => ({
    listing_key,
    stock: available.get(sku_id!) ?? null,
    price: skus.get(sku_id!)?.price_minor ?? null,
  }))
  await tx.run(hot`
    update marketplaces.listings l set stock_wanted = coalesce(r.stock, l.stock_wanted), price_wanted_minor = coalesce(r.price, l.price_wanted_minor),
      due_at = ${now}, attempts = 0
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (listing_key text, stock bigint, price bigint)
    where l.connection_id = ${shop.connection_id} and l.listing_key = r.listing_key
      and (coalesce(r.stock, l.stock_told) is distinct from l.stock_told or coalesce(r.price, l.price_told_minor) is distinct from l.price_told_minor)`)
}

const nothingBack: EarlierRefunds = { open: false, back_minor: 0 }

/** What the platform told of refunds of these orders. What was paid back for a line that is closed there has its effect already. */
async function findEarlierRefunds(tx: Tx, channel_id: string, trades: readonly Trade[]): Promise<Map<string, EarlierRefunds>> {
  if (trades.length === 0) return new Map()
  const rows = await tx.rows<{ external_no: string; line_no: string | null; state: string; amount_minor: number }>(hot`
    select external_no, line_no, state, amount_minor from marketplaces.refunds
    where channel_id = ${channel_id} and external_no = any(${column([...trades], 'external_no')}::text[]) and state <> 'closed'`)
  const of = groupBy(rows, ({ external_no }) => external_no)
  return new Map(
    trades.flatMap(({ external_no, lines }) => {
      const told = of.get(external_no)
      if (!told) return []
      const closed = new Set(lines.filter((line) => line.closed).map(({ line_no }) => line_no))
      const back = told.filter(({ state, line_no }) => state === 'done' && !(line_no !== null && closed.has(line_no)))
      const back_minor = back.reduce((sum, { amount_minor }) => sum + amount_minor, 0)
      return [[external_no, { open: told.some(({ state }) => state !== 'done'), back_minor }] as const]
    }),
  )
}

/** Of a new order a part was paid back before it came: which goods must not leave, a person decides. */
async function stopPartlyBack(
  tx: Tx,
  now: string,
  shop: Shop,
  fresh: readonly Row[],
  refunds: ReadonlyMap<string, EarlierRefunds>,
): Promise<void> {
  const stopped = fresh.filter(({ state, external_no }) => state === 'placed' && (refunds.get(external_no)?.back_minor ?? 0) > 0)
  if (stopped.length === 0) return
  const held = stopped.map((row) => {
    const remark: Remark = { at: row.modified_at, what: 'refund_done', detail: 'A part was paid back before it became an order.' }
    row.remarks = [remark]
    return { order_id: row.order_id!, change: { remark, act: 'hold' as const } }
  })
  await act(tx, now, held)
  await tx.run(hot`
    update marketplaces.refunds set effect = 'held'
    where channel_id = ${shop.channel_id} and external_no = any(${column(stopped, 'external_no')}::text[]) and state = 'done' and effect in ('order_unknown', 'order_waits')`)
}

async function writePulled(tx: Tx, now: string, shop: Shop, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return
  const { channel_id, connection_id, organization_id } = shop
  await tx.run(hot`
    insert into marketplaces.pulled as p (channel_id, external_no, connection_id, organization_id, state, reasons, detail, order_id, platform_status, modified_at,
      digest, line_nos, content, remarks, total_minor, buyer, address_told, note_told, first_pulled_at, pulled_at, retry_at)
    select ${channel_id}::text, external_no, ${connection_id}::text, ${organization_id}::text, state, reasons, detail, order_id, platform_status, modified_at,
      digest, line_nos, nullif(content, 'null'::jsonb), remarks, total_minor, buyer, address_told, note_told, ${now}::timestamptz, ${now}::timestamptz, retry_at
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (external_no text, state text, reasons text[], detail text, order_id uuid, platform_status text,
      modified_at timestamptz, digest text, line_nos text[], content jsonb, remarks jsonb, total_minor bigint, buyer text, address_told text,
      note_told text, retry_at timestamptz)
    order by external_no
    on conflict (channel_id, external_no) do update set state = excluded.state, reasons = excluded.reasons, detail = excluded.detail,
      order_id = coalesce(p.order_id, excluded.order_id), platform_status = excluded.platform_status, modified_at = excluded.modified_at, digest = excluded.digest,
      line_nos = excluded.line_nos, content = excluded.content, remarks = excluded.remarks, total_minor = excluded.total_minor, buyer = excluded.buyer,
      address_told = excluded.address_told, note_told = excluded.note_told, pulled_at = excluded.pulled_at, retry_at = excluded.retry_at`)
}

/** Tries waiting orders again as they were last told: after a mapping, when goods may have come, by an operator's word. */
export async function retryWaiting(
  tx: Tx,
  now: string,
  shop: Shop,
  numbers: readonly string[],
  takeNumbers: (count: number) => Promise<string[]>,
): Promise<TakeOutcome[]> {
  await lockNumbers(tx, shop.channel_id, [...numbers].sort())
  const known = await findPulled(tx, shop.channel_id, numbers)
  const trades = [...known.values()].flatMap(({ state, content }) =>
    state === 'waiting' && content && !('raw' in content) ? [content] : [],
  )
  if (trades.length === 0) return []
  await tx.run(sql`
    update marketplaces.pulled set digest = '' where channel_id = ${shop.channel_id} and external_no = any(${column(trades, 'external_no')}::text[])`)
  return takeTrades(
    tx,
    now,
    shop,
    trades.map((trade) => ({ status: 'read', trade })),
    takeNumbers,
  )
}
