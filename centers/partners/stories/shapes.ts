import { describe, expect, test } from 'vitest'
import { type Key, signRequest } from '#client/index.js'
import { consumeAll } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { sql } from '#core/sql.ts'
import { clock, consumers, db, inject, newKey, seconds, send, url } from './ground.ts'
import { answerWith, deliverAll, endpoint, forget, placeOne, received } from './receiver.ts'

describe('messages in the partner’s own shape', () => {
  test('a message in the partner’s own shape is taken, one sent again takes nothing twice, what the table lacks waits until it is mended', async () => {
    const key = await newKey({ channels: ['south-shop'] })
    const field = (name: string, path: string | null, more: object = {}) => ({ field: name, path, ...more })
    const definition = (skus: object[]) => ({
      ...{ format: 'xml', records: 'req.order[]', lists: [{ field: 'lines', path: 'item[]' }] },
      fields: [
        ...[field('external_no', '@no'), field('channel_id', null, { constant: 'south-shop' })],
        field('placed_at', 'time', { date_form: 'yyyyMMddHHmmss', time_zone: 'Asia/Shanghai' }),
        ...[
          field('lines[].sku_id', 'sku', { values: skus }),
          field('lines[].quantity', 'qty'),
          field('lines[].unit_minor', 'yuan', { multiply_by: '100' }),
        ],
        ...[
          field('buyer_name', 'name'),
          field('buyer_phone', 'phone'),
          field('address.province', 'province'),
          field('address.street', 'street'),
        ],
      ],
    })
    const one = (no: string, sku: string) =>
      `<order no="${no}"><time>20261122100304</time><item><sku>${sku}</sku><qty>2</qty><yuan>9.90</yuan></item><name>林小满</name><phone>13800001234</phone><province>重庆市</province><street>解放碑 1 号</street></order>`
    const message = (...orders: string[]) => `<req>${orders.join('')}</req>`
    const first = [{ from: 'NB-1', to: 'lamp' }]
    const mapping_id = newId()
    const item = { mapping_id, partner_id: 'rongxing', name: '订单', direction: 'in', kind: 'order', sample: message(one('S-1', 'NB-1')) }
    const save = async (version: number | null, skus: object[]) =>
      (await send('POST', '/api/admin/partner-mappings', { items: [{ ...item, definition: definition(skus), based_on: version }] })).body
        .outcomes[0]
    const inForce = async (version: number | null, id = mapping_id) =>
      (await send('POST', '/api/admin/partner-mappings/activations', { items: [{ mapping_id: id, version }] })).body.outcomes[0]
    const two = await Promise.all([save(null, first), save(null, first)])
    expect(two.map(({ status }) => status).sort()).toEqual(['already_saved', 'saved'])
    expect(await save(null, [])).toMatchObject({ status: 'changed_meanwhile' })
    const trial = (
      await send('POST', '/api/admin/partner-mappings/trials', {
        direction: 'in',
        kind: 'order',
        definition: definition(first),
        sample: item.sample,
      })
    ).body
    expect(trial).toMatchObject({ passed: true, records: [{ no: 'S-1', item: { lines: [{ sku_id: 'lamp', unit_minor: 990 }] } }] })
    expect(trial.paths).toContainEqual({ path: 'req.order.item.sku', example: 'NB-1' })

    const tell = async (body: string, by: Key = key, type = 'application/xml') => {
      const path = url(`/api/open/messages/${mapping_id}`)
      const headers = await signRequest({ method: 'POST', url: path, body }, by, { created: seconds() })
      const answer = await inject(path, { method: 'POST', body, headers: { ...headers, 'content-type': type } })
      return {
        status: answer.status,
        body: (await answer.json()) as {
          type?: string
          message_id: string
          outcomes: { no: string; status: string; problems?: object[] }[]
        },
      }
    }
    expect((await tell(message(one('S-2', 'NB-1')))).status).toBe(404)
    expect(await inForce(1)).toMatchObject({ status: 'changed' })
    expect(await inForce(1)).toMatchObject({ status: 'already_so' })
    const both = message(one('S-2', 'NB-1'), one('S-3', 'NB-2'))
    const { status, body } = await tell(both)
    expect(status).toBe(200)
    expect(body.outcomes).toMatchObject([
      { no: 'S-2', status: 'placed' },
      { no: 'S-3', status: 'mapping_refused', problems: [{ field: 'lines[1].sku_id', path: 'sku', code: 'value_unknown' }] },
    ])
    expect(
      (await Promise.all([tell(message(one('S-2', 'NB-1'))), tell(message(one('S-2', 'NB-1')), key, 'text/plain')])).map(
        (each) => each.body.outcomes[0]!.status,
      ),
    ).toEqual(['already_placed', 'already_placed'])
    expect(await tell('<req>')).toMatchObject({ status: 400, body: { type: 'message_unreadable' } })
    expect(await tell('')).toMatchObject({ status: 400 })
    expect(await tell(both, await newKey({ permissions: ['orders.read'] }))).toMatchObject({ status: 403, body: { type: 'not_permitted' } })
    // A sandbox key rehearses with the same message.
    expect((await tell(message(one('S-2', 'NB-1')), await newKey({ sandbox: true }))).body.outcomes).toMatchObject([
      { no: 'S-2', status: 'placed' },
    ])

    const kept = (await send('GET', `/api/admin/partner-received/${body.message_id}`)).body
    expect(kept).toMatchObject({ state: 'partly', version: 1 })
    expect(kept.body).not.toMatch(/林小满|13800001234|解放碑/)
    const again = async () =>
      (await send('POST', '/api/admin/partner-received/repetitions', { message_ids: [body.message_id] })).body.outcomes[0].status
    expect(await again()).toBe('still_refused')
    expect(await save(1, [...first, { from: 'NB-2', to: 'lamp' }])).toMatchObject({ status: 'saved', version: 2 })
    await inForce(2)
    expect(await again()).toBe('taken')
    expect(await again()).toBe('nothing_refused')
    const placed = await db.rows<{ external_no: string; total_minor: number }>(
      sql`select external_no, total_minor from orders.orders where channel_id = 'south-shop' and external_no like 'S-%' order by 1`,
    )
    expect(placed.map(({ external_no, total_minor }) => [external_no, total_minor])).toEqual([
      ['S-2', 1980],
      ['S-3', 1980],
    ])
  })

  test('what is told goes out in the partner’s shape; a word the table lacks fails it by name until it is mended', async () => {
    const key = await newKey({ channels: ['south-shop'] })
    await endpoint(key, ['order.placed'])
    const mapping_id = newId()
    const save = async (based_on: number | null, from: string) => {
      const definition = {
        ...{ format: 'xml', root: 'Notice' },
        fields: [
          { field: 'OrderNo', path: 'external_no' },
          { field: 'Shop', path: 'channel_id', values: [{ from, to: 'S01' }] },
          { field: 'Yuan', path: 'total_minor', multiply_by: '0.01' },
        ],
      }
      const sample = JSON.stringify({ external_no: 'A', channel_id: from, total_minor: 100 })
      const item = {
        mapping_id,
        partner_id: 'rongxing',
        name: '下单通知',
        direction: 'out',
        kind: 'order.placed',
        definition,
        sample,
        based_on,
      }
      const { version } = (await send('POST', '/api/admin/partner-mappings', { items: [item] })).body.outcomes[0]
      await send('POST', '/api/admin/partner-mappings/activations', { items: [{ mapping_id, version }] })
    }
    await save(null, 'mall')
    forget()
    answerWith(200)
    await placeOne('south-shop')
    await consumeAll(db, consumers, clock.now())
    await deliverAll()
    expect(received).toEqual([])
    const { items } = (await send('GET', '/api/admin/partner-deliveries?state=failed')).body
    expect(items[0]).toMatchObject({ last_code: 'mapping_refused', attempts: 1 })
    await save(1, 'south-shop')
    await send('POST', '/api/admin/partner-deliveries/replays', { delivery_ids: [items[0].delivery_id] })
    await deliverAll()
    expect(received).toHaveLength(1)
    expect(received[0]!.headers['content-type']).toBe('application/xml; charset=utf-8')
    expect(received[0]!.body).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?><Notice><OrderNo>RX-[^<]+<\/OrderNo><Shop>S01<\/Shop><Yuan>9<\/Yuan><\/Notice>$/,
    )
    await send('POST', '/api/admin/partner-mappings/activations', { items: [{ mapping_id, version: null }] })
  })
})
