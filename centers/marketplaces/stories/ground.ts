import { expect } from 'vitest'
import { shipParcels } from '#centers/fulfillment/write.ts'
import { deliver } from '#centers/interfaces/letters.ts'
import { promises as interfacePromises } from '#centers/interfaces/promises.ts'
import { promises as orderPromises } from '#centers/orders/promises.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { consumeAll } from '#core/events.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { assembly } from '#server/centers.ts'
import { marketplaceOutside } from '#server/outside.ts'
import { channelOf, type Mart, openMart, type Platform } from '../fixtures.ts'
import { registerPushes } from '../inbound.ts'
import { promises } from '../promises.ts'
import { findDue, pullStream } from '../pull.ts'
import { registerReplies } from '../replies/write.ts'
import { registerWriteBack } from '../write-back.ts'

export interface Listing {
  listing_key: string
  outer_code: string
  failure: string | null
  stock_told: number | null
  stock_wanted: number | null
  sale_told: boolean | null
  feed_id: string | null
}

let database: ClonedDatabase
export let db: Db
export let app: App
export let mart: Mart
let caller: Caller = theSystem
/** Who asks from now on. */
export const sit = (as: Caller): void => {
  caller = as
}
export const clock = handClock('2026-03-02T02:00:00Z')
export const consumers = assembly.flatMap((center) => center.consumers ?? [])

export async function openGround(): Promise<void> {
  process.env.TONGSHANG_SECRET ??= 'a secret of thirty-two characters, for tests'
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 12 })
  registerWriteBack(marketplaceOutside)
  registerPushes(marketplaceOutside)
  registerReplies(marketplaceOutside)
  mart = await openMart(db, clock)
  app = await createApp({ db, clock }, { authenticate: () => caller })
}
/** Every promise is asked once more at the end. */
export async function closeGround(): Promise<void> {
  await mart.exchange.flush()
  const checked = await checkPromises(db, [
    { center: 'marketplaces', promises },
    { center: 'interfaces', promises: interfacePromises },
    { center: 'orders', promises: orderPromises },
  ])
  expect(checked.filter(({ offending }) => offending.length > 0)).toEqual([])
  await app.close()
  await mart.close()
  await db.close()
  await database.drop()
}

export const get = async (url: string) => (await app.inject({ url })).json()
export const post = async (url: string, payload: object) => {
  const answer = await app.inject({ method: 'POST', url, payload })
  return { status: answer.statusCode, ...answer.json() }
}
/** Time passes and every stream is read, or those of one shop. */
export const pull = async (only?: Platform, seconds = 40): Promise<void> => {
  clock.advance(seconds * 1000)
  const due = await findDue(db, clock.now())
  for (const { connection_id, stream } of due.filter((one) => !only || one.connection_id === only))
    expect((await pullStream(mart.pulling, connection_id, stream)).error).toBe(null)
}
export const rowOf = (platform: Platform, external_no: string) =>
  db.row<{
    state: string
    reasons: string[]
    order_id: string | null
    remarks: { what: string; detail: string }[]
    detail: string | null
  }>(sql`
    select state, reasons, order_id, remarks, detail from marketplaces.pulled where channel_id = ${channelOf[platform]} and external_no = ${external_no}`)
export const stateOf = async (order_id: string) =>
  (await db.rows<{ state: string }>(sql`select state from orders.stages where order_id = ${order_id} order by group_no`)).map(
    ({ state }) => state,
  )
export const ship = async (order_id: string, lines?: { line_no: number; quantity: number }[], group_no = 1) => {
  const parcel = {
    id: newId(),
    order_id,
    group_no,
    carrier: 'sf',
    waybill_no: `SF${Math.ceil(Math.random() * 1e9)}`,
    ...(lines ? { lines } : {}),
  }
  const [outcome] = await db.tx((tx) => shipParcels(tx, theSystem.name, clock.now(), [parcel]))
  expect(outcome).toMatchObject({ status: 'shipped' })
  return parcel
}
export const tellBack = async () => {
  await consumeAll(db, consumers, clock.now())
  return deliver(db, mart.exchange, clock.now, () => 0.5)
}
