import { type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { hot, lockRows, type Reader, sql, type Tx } from '#core/sql.ts'
import type { Card } from './model.ts'

const columns = sql`c.card_id, c.batch_id, c.card_no, c.state, c.member_id, c.activated_at, c.bound_at, c.frozen_at, c.frozen_reason,
  t.kind, t.name, t.value_minor, t.currency, t.expires_on, t.organization_id`

/** Cards by id, locked; unknown ids are left out. */
export async function lockCards(tx: Tx, card_ids: readonly string[]): Promise<Map<string, Card>> {
  await lockRows(tx, sql`select card_id from members.cards where card_id = any(${[...card_ids]}::uuid[])`, sql`card_id`)
  const rows = await tx.rows<Card>(sql`
    select ${columns} from members.cards c join members.card_batches t on t.batch_id = c.batch_id where c.card_id = any(${[...card_ids]}::uuid[])`)
  return new Map(rows.map((row) => [row.card_id, row]))
}

const withBalance = sql`${columns}, coalesce((select b.balance from ledger.balances b
  where b.account = 'card:' || c.card_id || ':value' and b.asset = t.currency || '/2'), 0) as balance_minor`

export type CardView = Card & { balance_minor: number }

/** A member's cards, newest first. */
export const listMemberCards = (db: Reader, member_id: string): Promise<CardView[]> =>
  db.rows<CardView>(sql`
    select ${withBalance} from members.cards c join members.card_batches t on t.batch_id = c.batch_id
    where c.member_id = ${member_id} order by c.bound_at desc, c.card_id`)

/** The card with this number that the caller may see. */
export const findCardByNumber = (db: Reader, caller: Caller, card_no: string): Promise<CardView | undefined> =>
  db.row<CardView>(sql`
    select ${withBalance} from members.cards c join members.card_batches t on t.batch_id = c.batch_id
    where c.card_no = ${card_no} and ${scopeFilter(caller, { organization: sql`t.organization_id` })}`)

export interface BatchView {
  batch_id: string
  kind: string
  name: string
  value_minor: number
  currency: string
  cards: number
  expires_on: string
  organization_id: string
  made_by: string
  made_at: string
  active: number
  bound: number
  frozen: number
  balance_minor: number
}

/** Batches the caller may see, newest first. */
export async function listBatches(db: Reader, caller: Caller, page: { cursor?: string | undefined; limit: number }) {
  const after = decodeCursor(page.cursor, ['string', 'string'])
  const older = after ? sql`and (t.made_at, t.batch_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``
  const rows = await db.rows<BatchView>(sql`
    select t.batch_id, t.kind, t.name, t.value_minor, t.currency, t.cards, t.expires_on, t.organization_id, t.made_by, t.made_at, s.*
    from members.card_batches t cross join lateral (
      select count(*) filter (where c.state <> 'made') as active, count(c.member_id) as bound, count(*) filter (where c.state = 'frozen') as frozen,
        coalesce(sum(b.balance), 0)::bigint as balance_minor
      from members.cards c left join ledger.balances b on b.account = 'card:' || c.card_id || ':value' and b.asset = t.currency || '/2'
      where c.batch_id = t.batch_id
    ) s
    where ${scopeFilter(caller, { organization: sql`t.organization_id` })} ${older}
    order by t.made_at desc, t.batch_id desc limit ${page.limit + 1}`)
  return cutPage(rows, page.limit, (row) => [row.made_at, row.batch_id])
}

/** Cards of a batch by number, with what is left on them. */
export async function listCards(db: Reader, caller: Caller, batch_id: string, page: { cursor?: string | undefined; limit: number }) {
  const after = decodeCursor(page.cursor, ['string'])
  const rows = await db.rows<CardView>(sql`
    select ${withBalance} from members.cards c join members.card_batches t on t.batch_id = c.batch_id
    where c.batch_id = ${batch_id} and c.card_no > ${after?.[0] ?? ''} and ${scopeFilter(caller, { organization: sql`t.organization_id` })}
    order by c.card_no limit ${page.limit + 1}`)
  return cutPage(rows, page.limit, (row) => [row.card_no])
}

export const findBatch = (
  db: Reader,
  batch_id: string,
): Promise<{ batch_id: string; organization_id: string; digest: string } | undefined> =>
  db.row(hot`
    select batch_id, organization_id, concat_ws('|', kind, name, value_minor, currency, cards, expires_on, organization_id) as digest
    from members.card_batches where batch_id = ${batch_id}`)
