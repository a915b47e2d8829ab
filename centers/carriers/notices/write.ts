import { mayTouchNode, readNodes } from '#centers/inventory/read.ts'
import { receiveTransfers } from '#centers/inventory/transfers/write.ts'
import { findSkus } from '#centers/products/read.ts'
import { receivePurchases } from '#centers/purchasing/write.ts'
import { assert } from '#core/assert.ts'
import { type By, systemBy } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { steadyId, uuidPattern } from '#core/ids.ts'
import { column } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { readOwnAccounts } from '../agreements/read.ts'
import { nodeOfAccount } from '../custody/write.ts'
import type { CarrierEvents } from '../events.ts'
import type { NoticeAsk } from '../model.ts'
import type { CustodyArrived, NoticeCall } from '../port.ts'
import { type Papers, reviveGiven, settleGiven, settleTakenBack, type TakenBack, takeBack } from '../speaking/papers.ts'
import { addCalls } from '../speaking/queue.ts'
import type { Speech } from '../speaking/speak.ts'
import { findReceipts, findSources, type Notice, noticeColumns, type Receipt, type Source } from './read.ts'
import { bookReceipt } from './rules.ts'

const largest = 200

const lock = (tx: Tx, ids: readonly string[]): Promise<Notice[]> =>
  lockRows(tx, sql`select ${noticeColumns} from carriers.notices where notice_id = any(${ids}::uuid[])`, sql`notice_id`)

export const noticeStatuses = [
  'account_not_found',
  'sent_with_other_content',
  'already_asked',
  'source_not_found',
  'other_warehouse',
  'not_on_its_way',
  'nothing_to_come',
  'already_announced',
  'asked',
] as const
export interface NoticeOutcome {
  id: string
  status: (typeof noticeStatuses)[number]
  detail?: string
}

/** Tells third-party warehouses what is on its way to them: what is still to come of a purchase or transfer. The warehouse is told by a job. */
export async function sendNotices(tx: Tx, by: By, now: string, asks: readonly NoticeAsk[]): Promise<NoticeOutcome[]> {
  assert(asks.length <= largest, `at most ${largest} notices in one call`)
  const known = new Map((await lock(tx, column(asks, 'notice_id'))).map((one) => [one.notice_id, `${one.account_id} ${one.source_id}`]))
  const account_ids = [...new Set(column(asks, 'account_id'))]
  // Who announces a purchase waits for another who announces the same.
  await lockRows(tx, sql`select account_id from carriers.accounts where account_id = any(${account_ids}::text[])`, sql`account_id`)
  const warehouses = new Map<string, string | null>()
  for (const id of account_ids) warehouses.set(id, await nodeOfAccount(tx, id))
  const [own, nodes, sources, running] = await Promise.all([
    readOwnAccounts(tx, by),
    readNodes(tx),
    findSources(tx, asks),
    tx.rows<{ source_id: string }>(sql`
      select source_id from carriers.notices where source_id = any(${column(asks, 'source_id')}::uuid[])
        and state in ('asked', 'accepted', 'partly_arrived', 'canceling')`),
  ])
  const announced = new Set(column(running, 'source_id'))
  const fresh: (NoticeAsk & Source & { organization_id: string })[] = []
  const outcomes: NoticeOutcome[] = []
  for (const ask of asks) {
    const { notice_id: id, account_id, source_id } = ask
    const refuse = (status: NoticeOutcome['status'], detail?: string) => outcomes.push({ id, status, ...(detail ? { detail } : {}) })
    const source = sources.get(source_id)
    const node = source && nodes.get(source.node_id)
    const mine =
      source && (source.organization_id === null ? mayTouchNode(by, node) : mayTouch(by, { organization_id: source.organization_id }))
    if (!own.has(account_id)) refuse('account_not_found', `There is no account ${account_id} of yours.`)
    else if (known.has(id) && known.get(id) !== `${account_id} ${source_id}`)
      refuse('sent_with_other_content', 'This id was used for another notice: make a new one.')
    else if (known.has(id)) refuse('already_asked')
    else if (!source || !mine) refuse('source_not_found', 'There is no such purchase or transfer of yours.')
    else if (source.node_id !== warehouses.get(account_id))
      refuse(
        'other_warehouse',
        `It goes to ${source.node_id}, which is not the warehouse of ${account_id}: choose the account of that warehouse.`,
      )
    else if (!(ask.source === 'purchase' ? ['sent', 'confirmed'] : ['shipped']).includes(source.state))
      refuse('not_on_its_way', `It is ${source.state}: send the purchase, or ship the transfer, first.`)
    else if (source.lines.length === 0) refuse('nothing_to_come', 'All of it has come.')
    else if (announced.has(source_id)) refuse('already_announced', 'The warehouse awaits it already: withdraw that notice first.')
    else {
      known.set(id, `${account_id} ${source_id}`)
      announced.add(source_id)
      fresh.push({ ...ask, ...source, organization_id: source.organization_id ?? node!.organization_id })
      refuse('asked')
    }
  }
  await insertNotices(tx, now, fresh)
  return outcomes
}

async function insertNotices(tx: Tx, now: string, fresh: readonly (NoticeAsk & Source)[]): Promise<void> {
  const titles = new Map(
    (await findSkus(tx, [...new Set(fresh.flatMap(({ lines }) => column(lines, 'sku_id')))])).map((sku) => [sku.sku_id, sku.title.zh]),
  )
  const rows = fresh.map((one) => ({ ...one, lines: one.lines.map((line) => ({ ...line, name: titles.get(line.sku_id) ?? line.sku_id })) }))
  await tx.run(hot`
    insert into carriers.notices (notice_id, organization_id, node_id, account_id, source, source_id, notice_no, expected_on, lines, state, asked_at, changed_at)
    select notice_id, organization_id, node_id, account_id, source, source_id, notice_no, expected_on, lines, 'asked', ${now}::timestamptz, ${now}::timestamptz
    from jsonb_populate_recordset(null::carriers.notices, ${json(rows)}::jsonb)`)
  await addCalls(
    tx,
    now,
    fresh.map(({ notice_id, account_id }) => ({ kind: 'notice.send', account_id, subject: notice_id })),
  )
}

/** Takes notices back, as long as nothing of them has come. */
export async function withdrawNotices(tx: Tx, by: By, now: string, ids: readonly string[]): Promise<TakenBack[]> {
  assert(ids.length <= largest, `at most ${largest} notices in one call`)
  return takeBack(papers, tx, by, now, ids)
}

/**
 * The warehouse received. What it says came is on our books in the same commit; what the books refuse waits with its reason for a person. Told twice it
 * counts once, told while we were withdrawing it counts too, because the goods are there.
 */
export async function recordArrived(
  tx: Tx,
  now: string,
  account_id: string,
  arrived: readonly CustodyArrived[],
): Promise<{ unknown: string[] }> {
  const pattern = new RegExp(uuidPattern)
  const known = new Map(
    (
      await lock(
        tx,
        arrived.map(({ key }) => key).filter((key) => pattern.test(key)),
      )
    ).map((one) => [one.notice_id, one]),
  )
  const before = new Set((await findReceipts(tx, [...known.keys()])).map(receiptKey))
  const unknown: string[] = []
  for (const { key, receipt_no, told_at, final, lines } of arrived) {
    const notice = known.get(key)
    if (!notice || notice.account_id !== account_id) {
      unknown.push(key)
      continue
    }
    const receipt: Receipt = { notice_id: key, receipt_no: receipt_no.slice(0, 64), told_at, final, lines, state: 'booked', reason: null }
    if (before.has(receiptKey(receipt))) continue
    before.add(receiptKey(receipt))
    const booked = await book(tx, now, notice, receipt)
    await tx.run(hot`
      insert into carriers.receipts (notice_id, receipt_no, told_at, final, lines, state, reason, heard_at)
      values (${key}, ${receipt.receipt_no}, ${told_at}, ${final}, ${json(lines)}::jsonb, ${booked.state}, ${booked.reason}, ${now})`)
    const state = final || notice.state === 'arrived' ? 'arrived' : 'partly_arrived'
    const moved = { ...notice, state, reason: booked.reason ?? notice.reason, changed_at: now } as const
    known.set(key, moved)
    await save(tx, now, [moved])
  }
  return { unknown }
}

const receiptKey = ({ notice_id, receipt_no }: Pick<Receipt, 'notice_id' | 'receipt_no'>): string => `${notice_id} ${receipt_no}`
const bookId = (receipt: Pick<Receipt, 'notice_id' | 'receipt_no'>): string => steadyId('carriers.receipt', receiptKey(receipt))

/** All known lines of a receipt go into the books or none. A line nobody announced is told to the one who looks at the notice. */
async function book(tx: Tx, now: string, notice: Notice, receipt: Receipt): Promise<Pick<Receipt, 'state' | 'reason'>> {
  const { booked, unknown } = bookReceipt(notice.lines, receipt.lines)
  const id = bookId(receipt)
  const by = systemBy('carriers.receipts')
  // Whether the rest will still come is decided where it was ordered.
  const [outcome] =
    booked.length === 0
      ? [{ status: 'received', detail: undefined }]
      : notice.source === 'purchase'
        ? await receivePurchases(tx, by, now, [
            {
              ...{ id, order_id: notice.source_id, delivery_no: receipt.receipt_no.slice(0, 60), accepts_over: true, closes: false },
              lines: booked,
            },
          ])
        : await receiveTransfers(tx, by, now, [{ id, transfer_id: notice.source_id, closes: false, lines: booked }])
  const refused = !['received', 'received_in_part', 'already_received'].includes(outcome!.status)
  if (refused) return { state: 'waiting', reason: `${outcome!.status}: ${outcome!.detail ?? ''}` }
  const reason = unknown.length > 0 ? `not_announced: ${unknown.join(', ')}: take these in as an arrival of their own.` : null
  return { state: 'booked', reason }
}

/** Tries again to book receipts our books refused, once what was at fault is put right. */
export async function bookReceipts(
  tx: Tx,
  by: By,
  now: string,
  notice_ids: readonly string[],
): Promise<{ id: string; status: 'notice_not_found' | 'nothing_waits' | 'still_refused' | 'booked'; detail?: string }[]> {
  const known = new Map((await lock(tx, notice_ids)).map((one) => [one.notice_id, one]))
  const waiting = (await findReceipts(tx, notice_ids)).filter(({ state }) => state === 'waiting')
  const outcomes = []
  for (const id of notice_ids) {
    const notice = known.get(id)
    const own = waiting.filter(({ notice_id }) => notice_id === id)
    if (!notice || !mayTouch(by, { organization_id: notice.organization_id })) {
      outcomes.push({ id, status: 'notice_not_found' as const, detail: 'There is no such notice of yours.' })
      continue
    }
    let refused: string | null = null
    for (const receipt of own) {
      const { state, reason } = await book(tx, now, notice, receipt)
      if (state === 'waiting') refused = reason
      await tx.run(hot`
        update carriers.receipts set state = ${state}, reason = ${reason} where notice_id = ${id} and receipt_no = ${receipt.receipt_no}`)
    }
    if (own.length > 0) await save(tx, now, [{ ...notice, reason: refused, changed_at: now }])
    if (refused !== null) outcomes.push({ id, status: 'still_refused' as const, detail: refused })
    else outcomes.push({ id, status: own.length > 0 ? ('booked' as const) : ('nothing_waits' as const) })
  }
  return outcomes
}

async function save(tx: Tx, now: string, notices: readonly Notice[]): Promise<void> {
  await tx.run(hot`
    update carriers.notices n set state = c.state, reason = c.reason, partner_no = c.partner_no, changed_at = c.changed_at
    from jsonb_populate_recordset(null::carriers.notices, ${json(notices)}::jsonb) c where n.notice_id = c.notice_id`)
  const items = notices.map(({ notice_id, node_id, state, reason, changed_at }): CarrierEvents['carriers.notice_changed'] => ({
    ...{ notice_id, node_id, state, reason },
    happened_at: changed_at,
  }))
  await announce(tx, 'carriers.notice_changed', items, now)
}

const papers: Papers<Notice> = {
  ...{ give: 'notice.send', take_back: 'notice.withdraw', taken: 'accepted', refused: 'refused', lock, save },
  id: ({ notice_id }) => notice_id,
  late: ({ state }) => (state.endsWith('arrived') ? 'Goods of it have come: close the purchase or transfer instead.' : null),
  missing: 'notice_not_found',
  being_told: 'The warehouse is being told of it at this moment: withdraw it again in a minute.',
}

async function findCalls(
  tx: Parameters<Speech['say']>[0],
  ids: readonly string[],
): Promise<(NoticeCall & { partner_no: string | null })[]> {
  const rows = await tx.rows<Notice>(sql`select ${noticeColumns} from carriers.notices where notice_id = any(${ids}::uuid[])`)
  const found = new Map(rows.map((row) => [row.notice_id, row]))
  return ids.map((id) => ({ ...found.get(id)!, key: id }))
}

export const noticeSpeech: Speech = {
  kind: 'notice.send',
  say: async (db, port, account, calls) => port.sendNotices?.(account, await findCalls(db, column(calls, 'subject'))),
  settle: (tx, now, settled) => settleGiven(papers, tx, now, settled),
  revive: (tx, now, calls) => reviveGiven(papers, tx, now, calls),
}

export const withdrawSpeech: Speech = {
  kind: 'notice.withdraw',
  say: async (db, port, account, calls) => port.withdrawNotices?.(account, await findCalls(db, column(calls, 'subject'))),
  settle: (tx, now, settled) => settleTakenBack(papers, tx, now, settled),
}
