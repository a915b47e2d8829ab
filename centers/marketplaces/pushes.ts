import { addLetters } from '#centers/interfaces/letters.ts'
import { assert } from '#core/assert.ts'
import { steadyId } from '#core/ids.ts'
import { column } from '#core/outcomes.ts'
import { type Db, hot, json, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import type { Connection } from './model.ts'
import type { PushMessage } from './port.ts'
import { findPulled } from './read.ts'

export const pushKind = 'marketplaces.push'
/** The largest array one call takes: what a platform puts into one push or one answer. */
export const largestPush = 200
/** What is older is forgotten: a platform tells again for hours, not for weeks. */
const kept_ms = 14 * 86_400_000

export type PushStatus = 'asking' | 'older' | 'passed' | 'already_received'
export interface PushOutcome {
  push_no: string
  status: PushStatus
}
type Shop = Pick<Connection, 'connection_id' | 'channel_id' | 'platform' | 'state'>

/**
 * Writes down messages of a platform and asks, by a letter that leaves with the commit, for the orders that changed. Told again, or told late, it changes
 * nothing. One outcome each, in the order given; at most 200.
 */
export async function recordPushes(tx: Tx, now: string, shop: Shop, messages: readonly PushMessage[]): Promise<PushOutcome[]> {
  assert(messages.length <= largestPush, `at most ${largestPush} messages in one call`)
  const { connection_id, channel_id, platform } = shop
  const numbers = [...new Set(messages.flatMap(({ external_no }) => external_no ?? []))]
  const known = await findPulled(tx, channel_id, numbers)
  const decided = new Map(
    messages.map((message) => {
      const { external_no, modified_at } = message
      const before = external_no === null ? undefined : known.get(external_no)
      const older = before !== undefined && modified_at !== null && before.modified_at > modified_at
      const state = external_no === null || shop.state !== 'live' ? 'passed' : older ? 'older' : 'asking'
      const detail = external_no !== null && shop.state !== 'live' ? 'connection_paused' : null
      return [message.push_no, { ...message, state, detail } as const]
    }),
  )
  const rows = await tx.rows<{ push_no: string; fresh: boolean }>(hot`
    insert into marketplaces.pushes as p (connection_id, push_no, topic, external_no, modified_at, state, detail, received_at, ended_at)
    select ${connection_id}::text, push_no, topic, external_no, modified_at, state, detail, ${now}::timestamptz,
      case when state = 'asking' then null else ${now}::timestamptz end
    from jsonb_to_recordset(${json([...decided.values()])}::jsonb) as m (push_no text, topic text, external_no text, modified_at timestamptz, state text, detail text)
    order by push_no
    on conflict (connection_id, push_no) do update set times = p.times + 1
    returning push_no, times = 1 as fresh`)
  const fresh = new Set(
    column(
      rows.filter((row) => row.fresh),
      'push_no',
    ),
  )
  const asking = [...decided.values()].filter(({ push_no, state }) => state === 'asking' && fresh.has(push_no))
  await addLetters(
    tx,
    now,
    asking.map(({ push_no, external_no, modified_at }) => ({
      ...{
        letter_id: steadyId(pushKind, connection_id, push_no),
        interface_id: `${platform}.order_detail`,
        account: connection_id,
        kind: pushKind,
      },
      ...{ subject: external_no!, payload: { push_no, modified_at } },
    })),
  )
  // A refund is told by its own list: it is read at once.
  if (asking.some(({ of }) => of === 'refund'))
    await tx.run(hot`
      update marketplaces.cursors set next_at = least(next_at, ${now}) where connection_id = ${connection_id} and stream = 'refunds' and failures = 0`)
  const said = new Set<string>()
  return messages.map(({ push_no }) => {
    const again = !fresh.has(push_no) || said.has(push_no)
    said.add(push_no)
    return { push_no, status: again ? 'already_received' : decided.get(push_no)!.state }
  })
}

/** Forgets pushes of long ago; answers how many. */
export const forgetPushes = (db: Db, now: string): Promise<number> =>
  db.run(hot`
    delete from marketplaces.pushes where (connection_id, push_no) in (
      select connection_id, push_no from marketplaces.pushes where received_at < ${addMilliseconds(now, -kept_ms)} and state <> 'asking' limit 1000)`)
