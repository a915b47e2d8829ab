import '#centers/orders/open/kinds.ts'
import '#centers/inventory/told/kinds.ts'
import '#centers/fulfillment/told/kinds.ts'
import { expect } from 'vitest'
import { saveChannels } from '#centers/channels/write.ts'
import { parcelShipped } from '#centers/fulfillment/open-topics.ts'
import { stockChanged } from '#centers/inventory/open-topics.ts'
import { sellableConsumer } from '#centers/inventory/sellable/write.ts'
import { shareNodes } from '#centers/inventory/write.ts'
import { orderTopics } from '#centers/orders/open/topics.ts'
import { saveOrganizations } from '#centers/organization/write.ts'
import { productPriced } from '#centers/products/open-topics.ts'
import { clientOf } from '#checks/support/client.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { createClient, type Key } from '#client/index.js'
import { systemBy } from '#core/audit.ts'
import { type App, type Caller, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { openDoor } from '../door.ts'
import { webhookConsumer } from '../webhooks/deliver.ts'

let cloned: ClonedDatabase
export let db: Db
export let app: App
export const clock = handClock('2026-11-22T06:00:00.000Z')
export const staff: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '程砚' }
let caller: Caller = staff
/** Who sits at the console from now on. */
export const sit = (as: Caller): void => {
  caller = as
}
export const consumers = [sellableConsumer, webhookConsumer([...orderTopics, productPriced, parcelShipped, stockChanged])]

export async function openGround(): Promise<void> {
  cloned = await cloneDatabase()
  db = openDb({ ...cloned.connection, max: 6 })
  const by = systemBy('test')
  await db.tx((tx) =>
    saveOrganizations(tx, by, clock.now(), [
      { id: 'group', parent_id: null, type: 'group', name: '集团', name_en: 'Group' },
      { id: 'south', parent_id: 'group', type: 'company', name: '南方', name_en: 'South' },
    ]),
  )
  await openShop(db, clock.now(), { prices: { lamp: 1000 }, stock: { 'cq-rdc': { lamp: 100 } } })
  await db.tx((tx) =>
    saveChannels(tx, clock.now(), [
      {
        id: 'south-shop',
        kind: 'partner',
        name: { zh: '南方分销', en: 'South' },
        currency: 'CNY',
        organization_id: 'south',
        brand_id: null,
        freight_minor: 0,
        free_freight_from_minor: 0,
      },
    ]),
  )
  await db.tx((tx) => shareNodes(tx, [{ channel_id: 'south-shop', node_ids: ['cq-rdc'] }]))
  const needs = { db, clock }
  app = await createApp(needs, { authenticate: openDoor(needs, () => caller) })
  await app.ready()
}
export async function closeGround(): Promise<void> {
  await app.close()
  await db.close()
  await cloned.drop()
}

export const send = async (method: 'GET' | 'POST', url: string, payload?: object, headers: Record<string, string> = {}) => {
  const answer = await clientOf(app).send(method, url, payload, headers)
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
}
export const partner = {
  partner_id: 'rongxing',
  name: { zh: '蓉兴', en: 'Rongxing' },
  organization_id: 'group',
  contact_name: null,
  contact_email: 'tech@rongxing.example',
}
export const keyItem = (more: object = {}) => ({
  ...{ key_id: newId(), partner_id: 'rongxing', name: '订单同步', algorithm: 'hmac-sha256', public_key: null },
  ...{
    permissions: ['orders.read', 'orders.place', 'orders.cancel', 'products.read', 'stock.read', 'webhooks.edit'],
    organization_id: 'group',
  },
  ...{ brands: null, partners: null, channels: null, sandbox: false, per_minute: 1000, per_day: 10_000, expires_at: null },
  ...more,
})
export async function newKey(more: object = {}): Promise<Key> {
  await send('POST', '/api/admin/partners', { items: [partner] })
  const item = keyItem(more)
  const { body } = await send('POST', '/api/admin/partner-keys', { items: [item] })
  expect(body.outcomes[0]).toMatchObject({ id: item.key_id, status: 'made' })
  return { key_id: item.key_id, secret: body.outcomes[0].secret }
}

/** The published client, speaking to the app. */
export const inject: typeof fetch = async (url, options) => {
  const { method = 'GET', headers, body } = options ?? {}
  const { host, pathname, search } = new URL(String(url))
  const answer = await app.inject({
    method: method as 'GET',
    url: pathname + search,
    headers: { ...(headers as object), host },
    ...(body ? { payload: body as string } : {}),
  })
  return new Response(answer.payload, {
    status: answer.statusCode,
    headers: {
      'content-type': String(answer.headers['content-type']),
      ...(answer.headers['retry-after'] ? { 'retry-after': String(answer.headers['retry-after']) } : {}),
    },
  })
}
/** The client signs with its own clock; here that is the story's. */
export const clientFor = (key: Key, form: 'rfc9421' | 'simple' = 'rfc9421') => {
  const real = Date.now
  const base = createClient({ base_url: 'http://shop.example', key, form, fetch: inject, wait: async () => {} })
  const held = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    Date.now = () => Date.parse(clock.now())
    return work().finally(() => {
      Date.now = real
    })
  }
  return {
    get: ((...all: Parameters<typeof base.get>) => held(() => base.get(...all))) as typeof base.get,
    post: ((...all: Parameters<typeof base.post>) => held(() => base.post(...all))) as typeof base.post,
  }
}
export const url = (path: string) => `http://shop.example${path}`
export const seconds = () => Math.floor(Date.parse(clock.now()) / 1000)
export const ask = (method: 'GET' | 'POST', path: string, headers: Record<string, string>, body?: string) =>
  inject(url(path), {
    method,
    headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body } : {}),
  }).then(async (answer) => ({ status: answer.status, body: (await answer.json()) as Record<string, never> & { type: string } }))
export const refusals = (code: string) =>
  db.rows(sql`select 1 as one from partners.refusals where code = ${code}`).then((rows) => rows.length)
export const anOutsideOrder = (more: object = {}) => ({
  ...{ id: newId(), channel_id: 'south-shop', external_no: `RX-${newId()}`, currency: 'CNY', placed_at: clock.now() },
  ...{ lines: [{ sku_id: 'lamp', quantity: 1, unit_minor: 900, amount_minor: 900 }], freight_minor: 0 },
  ...{
    buyer_name: '林小满',
    buyer_phone: '13800001234',
    address: { province: '重庆市', city: '', district: '渝中区', street: '解放碑 1 号' },
  },
  ...more,
})
