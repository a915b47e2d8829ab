import { outstanding } from '#centers/purchasing/rules.ts'
import { groupBy } from '#core/outcomes.ts'
import { hot, type Reader, type Sql, sql } from '#core/sql.ts'
import type { NoticeAsk, NoticeDifference, NoticeLine, NoticeState, ReceiptLine } from '../model.ts'
import { differencesOf } from './rules.ts'

export interface Notice {
  notice_id: string
  organization_id: string
  node_id: string
  account_id: string
  source: NoticeAsk['source']
  source_id: string
  notice_no: string
  expected_on: string | null
  lines: NoticeLine[]
  state: NoticeState
  reason: string | null
  partner_no: string | null
  asked_at: string
  changed_at: string
}
export interface Receipt {
  notice_id: string
  receipt_no: string
  told_at: string
  final: boolean
  lines: ReceiptLine[]
  state: 'booked' | 'waiting'
  reason: string | null
}
export const noticeColumns = sql`notice_id, organization_id, node_id, account_id, source, source_id, notice_no, expected_on, lines, state, reason, partner_no,
  asked_at, changed_at`

export type ListedNotice = Notice & { receipts: Omit<Receipt, 'notice_id'>[]; differences: NoticeDifference[] }

/** Notices with what the warehouse says came, and where that is not what was announced; newest first. */
export async function listNotices(db: Reader, within: Sql, limit: number): Promise<ListedNotice[]> {
  const notices = await db.rows<Notice>(
    sql`select ${noticeColumns} from carriers.notices where ${within} order by asked_at desc, notice_id desc limit ${limit}`,
  )
  const receipts = groupBy(
    await findReceipts(
      db,
      notices.map(({ notice_id }) => notice_id),
    ),
    ({ notice_id }) => notice_id,
  )
  return notices.map((notice) => {
    const own = receipts.get(notice.notice_id) ?? []
    return { ...notice, receipts: own.map(({ notice_id, ...receipt }) => receipt), differences: differencesOf(notice.lines, own) }
  })
}

export const findReceipts = (db: Reader, notice_ids: readonly string[]): Promise<Receipt[]> =>
  db.rows<Receipt>(hot`
    select notice_id, receipt_no, told_at, final, lines, state, reason from carriers.receipts
    where notice_id = any(${notice_ids}::uuid[]) order by told_at, receipt_no`)

/** A purchase or a transfer, as far as it is on its way. */
export interface Source {
  id: string
  organization_id: string | null
  node_id: string
  state: string
  notice_no: string
  expected_on: string | null
  lines: { line_no: number; sku_id: string; quantity: number }[]
}

export async function findSources(db: Reader, asks: readonly Pick<NoticeAsk, 'source' | 'source_id'>[]): Promise<Map<string, Source>> {
  const of = (source: NoticeAsk['source']) => asks.filter((one) => one.source === source).map(({ source_id }) => source_id)
  type Head = Omit<Source, 'lines'>
  type Line = Source['lines'][number] & { id: string; confirmed: number | null; received: number; damaged: number }
  const [purchases, ordered, transfers, sent] = await Promise.all([
    db.rows<Head>(sql`
      select id, organization_id, node_id, state, order_no as notice_no, expected_on from purchasing.orders where id = any(${of('purchase')}::uuid[])`),
    db.rows<Line>(sql`
      select order_id as id, line_no, sku_id, quantity, confirmed, received, damaged from purchasing.lines
      where order_id = any(${of('purchase')}::uuid[]) order by order_id, line_no`),
    db.rows<Head>(sql`
      select id, null as organization_id, to_node_id as node_id, state, upper(right(id::text, 12)) as notice_no, null as expected_on
      from inventory.transfers where id = any(${of('transfer')}::uuid[])`),
    db.rows<Source['lines'][number] & { id: string }>(sql`
      select transfer_id as id, line_no, sku_id, greatest(0, shipped - (received + damaged - over) - lost)::int as quantity from inventory.transfer_lines
      where transfer_id = any(${of('transfer')}::uuid[]) order by transfer_id, line_no`),
  ])
  const open = groupBy(
    [...ordered.map((line) => ({ ...line, quantity: outstanding(line) })), ...sent].filter(({ quantity }) => quantity > 0),
    ({ id }) => id,
  )
  return new Map(
    [...purchases, ...transfers].map((head) => [
      head.id,
      { ...head, lines: (open.get(head.id) ?? []).map(({ line_no, sku_id, quantity }) => ({ line_no, sku_id, quantity })) },
    ]),
  )
}
