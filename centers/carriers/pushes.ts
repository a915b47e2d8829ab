import { timingSafeEqual } from 'node:crypto'
import { assert } from '#core/assert.ts'
import { type Db, hot } from '#core/sql.ts'
import { listCarriers, openAccounts, pushToken } from './agreements/read.ts'
import { nodeOfAccount, recordCustodyStock, recordShipped } from './custody/write.ts'
import type { Outside } from './jobs.ts'
import { recordArrived } from './notices/write.ts'
import { recordPickups } from './pickups/write.ts'
import type { Push, PushAnswer, PushKind, TrackReading } from './port.ts'
import { askSoon, largest, type NumberReading, recordTracks } from './tracks/write.ts'

/** Takes in what a partner pushed, if it is the partner: the address must carry the account's token and the body its signature. Null for an address that is none of ours. */
export async function takePush(
  db: Db,
  now: string,
  { ports }: Outside,
  partner: string,
  kind: PushKind,
  push: Push,
): Promise<PushAnswer | null> {
  const port = ports[partner]
  const account_id = push.query.account ?? ''
  if (!port?.readPush || !isSame(push.query.token ?? '', pushToken(account_id))) return null
  const account = (await openAccounts(db, [account_id], null)).get(account_id)
  if (!account?.active || account.partner !== partner) return null

  const read = port.readPush(account, kind, push, now)
  assert(port.answerPush, 'who reads pushes also answers them')
  if (read.status === 'refused') return port.answerPush(kind, false, read.reason)
  const node_id = read.stock.length > 0 ? await nodeOfAccount(db, account_id) : null
  await db.tx(async (tx) => {
    const readings = await numbersOf(tx, partner, read.tracks)
    assert(readings.length <= largest, 'a push tells of a handful of parcels')
    await recordTracks(tx, now, 'push', readings)
    await askSoon(tx, now, read.hints)
    await recordPickups(tx, now, account_id, read.pickups)
    await recordShipped(tx, now, account_id, partner, read.shipped)
    await recordArrived(tx, now, account_id, read.arrived)
    for (const { told_at, rows } of read.stock) if (node_id !== null) await recordCustodyStock(tx, now, node_id, told_at, rows)
  })
  return port.answerPush(kind, true, '')
}

type Tx = Parameters<typeof recordTracks>[0]

/** A partner names the carrier its own way; what it tells of numbers that are not ours is passed over. */
async function numbersOf(tx: Tx, partner: string, tracks: readonly TrackReading[]): Promise<NumberReading[]> {
  if (tracks.length === 0) return []
  const codes = new Map((await listCarriers(tx)).map(({ carrier_id, codes }) => [carrier_id, codes[partner]]))
  const rows = await tx.rows<{ carrier_id: string; waybill_no: string }>(hot`
    select carrier_id, waybill_no from carriers.tracks where waybill_no = any(${tracks.map(({ waybill_no }) => waybill_no)}::text[])`)
  return tracks.flatMap(({ carrier_code, ...reading }) => {
    const found = rows.find(
      ({ carrier_id, waybill_no }) =>
        waybill_no === reading.waybill_no && (carrier_code === null || codes.get(carrier_id) === carrier_code),
    )
    return found ? [{ ...reading, carrier_id: found.carrier_id }] : []
  })
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
