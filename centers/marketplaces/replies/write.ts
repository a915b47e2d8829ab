import type { Exchange } from '#centers/interfaces/exchange.ts'
import { addLetters, type Postman, registerPostman } from '#centers/interfaces/letters.ts'
import type { Letter, Told } from '#centers/interfaces/model.ts'
import { findPlatformRefunds } from '#centers/orders/refunds/platform.ts'
import { type By, recordChanges } from '#core/audit.ts'
import type { Consumer } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { type Db, hot, json, type Sql, sql, type Tx } from '#core/sql.ts'
import { answered } from '../answers.ts'
import type { MarketplacePorts, Outside, ReplyCall, ReplyWord } from '../port.ts'
import { lineOf, openLive } from '../pull.ts'
import { platformHand } from '../take.ts'
import { goodsLeft } from './read.ts'
import { decideReply, type Earlier, type ReplyStatus, type Standing } from './rules.ts'

const kind = 'marketplaces.refund_reply'

export interface Reply {
  connection_id: string
  refund_no: string
  word: ReplyWord
  reason: string
}
const replyNo = ({ refund_no, platform_status }: Pick<Standing, 'refund_no' | 'platform_status'>) => `${refund_no} ${platform_status}`

/** Refunds that stand so, locked, by shop and number; and what was answered to them where they stand. */
async function lockRefunds(tx: Tx, where: Sql): Promise<{ refund: Standing; earlier: Earlier | undefined }[]> {
  const refunds = await tx.rows<Standing>(sql`
    select r.connection_id, r.refund_no, r.external_no, r.kind, r.state, r.platform_status, r.amount_minor, r.modified_at, r.channel_id, c.organization_id,
      c.platform, p.order_id, ${goodsLeft} as goods_left
    from marketplaces.refunds r join marketplaces.connections c using (connection_id)
      left join marketplaces.pulled p on p.channel_id = r.channel_id and p.external_no = r.external_no
    where ${where} order by r.connection_id, r.refund_no for update of r`)
  // Read once the refunds are locked: whoever answered a moment before is seen.
  const earlier = await tx.rows<Earlier & { connection_id: string; reply_no: string }>(hot`
    select connection_id, reply_no, state, word, ended_at from marketplaces.replies
    where (connection_id, reply_no) in (select * from unnest(${column(refunds, 'connection_id')}::text[], ${refunds.map(replyNo)}::text[]))`)
  const of = new Map(earlier.map((row) => [`${row.connection_id} ${row.reply_no}`, row]))
  return refunds.map((refund) => ({ refund, earlier: of.get(`${refund.connection_id} ${replyNo(refund)}`) }))
}

/** Answers refunds that buyers ask for, yes or no; each platform hears it within a second. One outcome per refund. At most 200. */
export async function replyRefunds(
  tx: Tx,
  by: By,
  now: string,
  ports: MarketplacePorts,
  items: readonly Reply[],
): Promise<Outcome<ReplyStatus>[]> {
  const keyOf = ({ connection_id, refund_no }: { connection_id: string; refund_no: string }) => `${connection_id} ${refund_no}`
  const found = await lockRefunds(
    tx,
    sql`(r.connection_id, r.refund_no) in (select * from unnest(${column([...items], 'connection_id')}::text[], ${column([...items], 'refund_no')}::text[]))`,
  )
  const known = new Map(found.filter(({ refund }) => mayTouch(by, refund)).map((one) => [keyOf(one.refund), one]))
  const taken = new Set<string>()
  const outcomes = items.map((item): Outcome<ReplyStatus> => {
    const id = keyOf(item)
    const one = known.get(id)
    if (!one) return { id, status: 'refund_not_found', detail: 'refund_no: no platform told of this refund.' }
    const decided = decideReply(ports, one.refund, one.earlier, item.word)
    if (decided.status !== 'asked' || !taken.has(id)) {
      taken.add(id)
      return { id, ...decided }
    }
    return { id, status: 'already_asked' }
  })
  const asked = items.flatMap((item, i) => (outcomes[i]!.status === 'asked' ? [{ ...item, refund: known.get(keyOf(item))!.refund }] : []))
  await writeReplies(tx, now, by.name, asked)
  await recordChanges(
    tx,
    by,
    now,
    asked.map(({ word, reason, refund: { channel_id, external_no, organization_id, refund_no, amount_minor } }) => ({
      ...{ subject: 'marketplaces.order', subject_id: `${channel_id} ${external_no}`, action: 'refund_answered', organization_id },
      after: { refund_no, word, reason, amount_minor },
    })),
  )
  return outcomes
}

async function writeReplies(
  tx: Tx,
  now: string,
  by_name: string,
  asked: readonly { refund: Standing; word: ReplyWord; reason: string }[],
): Promise<void> {
  if (asked.length === 0) return
  const rows = asked.map(({ refund, word, reason }) => ({ ...refund, reply_no: replyNo(refund), word, reason }))
  await tx.run(hot`
    insert into marketplaces.replies (connection_id, reply_no, refund_no, word, reason, platform_status, amount_minor, state, asked_by, asked_at)
    select connection_id, reply_no, refund_no, word, reason, platform_status, amount_minor, 'asked', ${by_name}::text, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (connection_id text, reply_no text, refund_no text, word text, reason text, platform_status text,
      amount_minor bigint)
    on conflict (connection_id, reply_no) do update set word = excluded.word, reason = excluded.reason, amount_minor = excluded.amount_minor, state = 'asked',
      detail = null, asked_by = excluded.asked_by, asked_at = excluded.asked_at, ended_at = null`)
  await addLetters(
    tx,
    now,
    rows.map(({ platform, connection_id, external_no, reply_no }) => ({
      ...{ letter_id: newId(), interface_id: `${platform}.refund_reply`, account: connection_id, kind, subject: external_no },
      payload: { reply_no },
    })),
  )
}

/**
 * What our people gave back of an order, or canceled whole, is the yes to the refund that its buyer asks the platform for: the platform hears it by the same act. Of
 * an order that goes on only the refund of that very amount is meant.
 */
export const repliedHereConsumer = (outside: Outside): Consumer => ({
  name: 'marketplaces.reply_refunds',
  topics: ['orders.lines_refunded', 'orders.moved'],
  rest_ms: 500,
  async handle(tx, events, now) {
    const moved = events.filter(({ topic, item }) => topic === 'orders.moved' && (item as { to: string }).to === 'canceled')
    const given = events.filter(({ topic }) => topic === 'orders.lines_refunded')
    const order_ids = [...new Set([...moved, ...given].map(({ item }) => (item as { id: string }).id))]
    if (order_ids.length === 0) return
    const open = await lockRefunds(
      tx,
      sql`p.order_id = any(${order_ids}::uuid[]) and p.state = 'placed' and r.state in ('asked', 'returning')`,
    )
    const answerable = open.filter(
      ({ refund, earlier }) => !earlier && decideReply(outside.ports, refund, earlier, 'agree').status === 'asked',
    )
    if (answerable.length === 0) return
    const owed = groupBy(await findPlatformRefunds(tx, order_ids), ({ order_id }) => order_id)
    const going_on = new Set(
      (
        await tx.rows<{ order_id: string }>(hot`
          select distinct order_id from orders.stages where order_id = any(${order_ids}::uuid[]) and state <> 'canceled'`)
      ).map(({ order_id }) => order_id),
    )
    const meant = answerable.filter(({ refund: { order_id, amount_minor } }) => {
      if (!going_on.has(order_id!)) return true
      const own = (owed.get(order_id!) ?? []).filter(({ told_at }) => told_at === null)
      return own.some((one) => amount_minor === one.amount_minor || amount_minor === one.amount_minor - one.subsidy_minor)
    })
    await writeReplies(
      tx,
      now,
      platformHand,
      meant.map(({ refund }) => ({ refund, word: 'agree' as const, reason: '已在本系统退款' })),
    )
  },
})

/** Says the answer; the platform's list of refunds is read at once after it, so that what became of it shows. */
export const replyPostman = (outside: Outside): Postman => {
  const rows = answered('replies', 'reply_no', { begun: 'asked', well: 'told' }, ({ payload }) => String(payload.reply_no))
  return {
    kind,
    say: (db, exchange, now, letters) => Promise.all(letters.map((letter) => sayReply(db, exchange, outside, now, letter))),
    ...rows,
    async settle(tx, now, settled) {
      await rows.settle(tx, now, settled)
      await tx.run(hot`
        update marketplaces.cursors set next_at = ${now} where connection_id = any(${settled.map(({ letter }) => letter.account)}::text[]) and stream = 'refunds' and next_at > ${now}`)
    },
  }
}
export const registerReplies = (outside: Outside): void => registerPostman(replyPostman(outside))

async function sayReply(db: Db, exchange: Exchange, outside: Outside, now: () => string, { account, payload }: Letter): Promise<Told> {
  const shop = await openLive({ db, clock: { now }, outside }, account)
  if ('status' in shop) return shop
  const { port, open, row } = shop
  if (!port.replyRefund) return { status: 'refused', code: 'not_offered', reason: `${row.platform} takes no answers here.` }
  const call = await db.row<ReplyCall>(sql`
    select r.refund_no, r.external_no, r.line_no, r.kind, y.platform_status, y.amount_minor, y.word, y.reason, ${goodsLeft} as goods_left
    from marketplaces.replies y join marketplaces.refunds r using (connection_id, refund_no)
      left join marketplaces.pulled p on p.channel_id = r.channel_id and p.external_no = r.external_no
    where y.connection_id = ${account} and y.reply_no = ${String(payload.reply_no)}`)
  if (!call) return { status: 'refused', code: 'refund_not_found', reason: 'The answer is not here any more.' }
  return exchange.call(lineOf(shop, 'refund_reply', call.external_no), () => port.replyRefund!(open, call))
}
