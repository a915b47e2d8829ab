import type { Caller } from '#core/http.ts'
import { cutPage, decodeCursor } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { type Reader, raw, sql } from '#core/sql.ts'
import type { RefundTold } from '../port.ts'

/**
 * Whether anything of a refund's order has left us; what another program shipped there is not known here. Asked order by order: as `exists` it may be answered by
 * reading every line there is.
 */
export const goodsLeft = raw('coalesce((select true from orders.lines l where l.order_id = p.order_id and l.shipped > 0 limit 1), false)')

export interface RefundRow
  extends Pick<RefundTold, 'refund_no' | 'external_no' | 'kind' | 'state' | 'platform_status' | 'amount_minor' | 'reason' | 'modified_at'> {
  connection_id: string
  platform: string
  order_id: string | null
  buyer: string | null
  effect: string | null
  goods_left: boolean
  /** What was answered last: `asked`, `told` or `refused`, a colon and the word; with why it was refused. */
  reply: string | null
  /** Whether that was said to it where it stands now. */
  reply_is_current: boolean
  reply_by: string | null
}

/** What platforms told of refunds, the newest first. */
export async function listRefunds(
  db: Reader,
  caller: Caller,
  filter: {
    state?: string | undefined
    connection_id?: string | undefined
    number?: string | undefined
    cursor?: string | undefined
    limit: number
  },
): Promise<{ items: RefundRow[]; next: string | null }> {
  const [at, no] = decodeCursor(filter.cursor, ['string', 'string']) ?? [null, null]
  const { state = null, connection_id = null, number = null } = filter
  const rows = await db.rows<RefundRow>(sql`
    select r.connection_id, c.platform, r.refund_no, r.external_no, r.kind, r.state, r.platform_status, r.amount_minor, r.reason, r.modified_at, r.effect,
      p.order_id, p.buyer, ${goodsLeft} as goods_left, concat_ws(': ', y.state, y.word, y.detail) as reply, coalesce(y.is_current, false) as reply_is_current,
      y.asked_by as reply_by
    from marketplaces.refunds r join marketplaces.connections c using (connection_id)
      left join marketplaces.pulled p on p.channel_id = r.channel_id and p.external_no = r.external_no
      left join lateral (
        select k.state, k.word, k.detail, k.asked_by, k.platform_status = r.platform_status as is_current from marketplaces.replies k
        where k.connection_id = r.connection_id and k.refund_no = r.refund_no order by k.asked_at desc limit 1) y on true
    where ${scopeFilter(caller, { organization: sql`c.organization_id` })}
      and (${state}::text is null or r.state = ${state}) and (${connection_id}::text is null or r.connection_id = ${connection_id})
      and (${number}::text is null or r.external_no = ${number} or r.refund_no = ${number})
      and (${at}::timestamptz is null or (r.modified_at, r.refund_no) < (${at}::timestamptz, ${no}::text))
    order by r.modified_at desc, r.refund_no desc limit ${filter.limit + 1}`)
  return cutPage(
    rows.map((row) => ({ ...row, reply: row.reply || null })),
    filter.limit,
    ({ modified_at, refund_no }) => [modified_at, refund_no],
  )
}
