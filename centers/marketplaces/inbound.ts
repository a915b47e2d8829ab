import { type Exchange, exchangeOf } from '#centers/interfaces/exchange.ts'
import { type Postman, registerPostman } from '#centers/interfaces/letters.ts'
import type { Told } from '#centers/interfaces/model.ts'
import { assert } from '#core/assert.ts'
import type { Needs } from '#core/needs.ts'
import type { Db } from '#core/sql.ts'
import { answered } from './answers.ts'
import type { MarketplacePort, Outside, Push } from './port.ts'
import { lineOf, numbersOf, openLive, openRow } from './pull.ts'
import { largestPush, type PushOutcome, pushKind, recordPushes } from './pushes.ts'
import { findConnection, findModified } from './read.ts'
import { takeTrades } from './take.ts'

/** Why a push is turned away; the platform may tell again. */
type PushRefusal = Extract<ReturnType<NonNullable<MarketplacePort['readPush']>>, { status: 'refused' }>['code']

export type PushTaken =
  | { status: 'taken'; outcomes: PushOutcome[]; answer: string }
  | { status: 'refused'; code: PushRefusal; reason: string }

/**
 * Takes in what somebody sent to a shop's address, if its platform signed it. Null for an address that is none of ours. What is taken is committed when
 * this answers; the order itself is asked for afterwards, with our own keys, so that a push can never put an order here that the platform does not have.
 */
export async function takePush(needs: Needs, outside: Outside, connection_id: string, push: Push): Promise<PushTaken | null> {
  const { db, clock } = needs
  const row = await findConnection(db, connection_id)
  if (!row || row.state === 'draft') return null
  const shop = await openRow({ db, clock, outside }, row)
  if (typeof shop === 'string' || !shop.port.readPush) return null
  const began = performance.now()
  const line = { interface_id: `${row.platform}.push`, account: connection_id, secrets: Object.values(shop.open.secrets) }
  const read = shop.port.readPush(shop.open, push)
  if (read.status === 'refused') {
    exchangeOf(needs).heard(line, read, performance.now() - began)
    return read
  }
  assert(read.messages.length <= largestPush, `at most ${largestPush} messages in one push`)
  const outcomes = await db.tx((tx) => recordPushes(tx, clock.now(), row, read.messages))
  exchangeOf(needs).heard(line, { status: 'answered' }, performance.now() - began, {
    request: push.body.toString('utf8').slice(0, 4_000),
    answer: '',
  })
  return { status: 'taken', outcomes, answer: shop.port.push_answer ?? '{}' }
}

/** Asks for the order a push spoke of and takes it in, the same way the streams do. */
export const pushPostman = (outside: Outside): Postman => ({
  kind: pushKind,
  say: (db, exchange, now, letters) =>
    Promise.all(
      letters.map(({ account, subject, payload }) =>
        askPushed(db, exchange, outside, now, account, subject, (payload.modified_at ?? null) as string | null),
      ),
    ),
  ...answered('pushes', 'push_no', { begun: 'asking', well: 'taken' }, ({ payload }) => String(payload.push_no)),
})
export const registerPushes = (outside: Outside): void => registerPostman(pushPostman(outside))

async function askPushed(
  db: Db,
  exchange: Exchange,
  outside: Outside,
  now: () => string,
  connection_id: string,
  external_no: string,
  modified_at: string | null,
): Promise<Told> {
  const shop = await openLive({ db, clock: { now }, outside }, connection_id)
  if ('status' in shop) return shop
  // The stream may have been faster: what is known need not be asked for.
  const known = modified_at === null ? undefined : (await findModified(db, shop.row.channel_id, [external_no])).get(external_no)
  if (known !== undefined && known >= modified_at!) return { status: 'answered' }
  assert(shop.port.findOrder, 'who is pushed to can ask for an order')
  const told = await exchange.call(lineOf(shop, 'order_detail', external_no), () => shop.port.findOrder!(shop.open, external_no))
  if (told.status !== 'answered') return told
  await db.tx((tx) => takeTrades(tx, now(), shop.row, [told.trade], numbersOf(db)))
  return { status: 'answered' }
}
