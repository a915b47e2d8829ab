import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { orderConsumers } from '#centers/orders/events.ts'
import { consumers as searchConsumers } from '#centers/search/events.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { anOrder, openShop } from '#checks/support/shop.ts'
import { consumeAll } from '#core/events.ts'
import { type App, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import type { Importer } from '#core/imports/model.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import type { ChoiceGroup, ChoiceRule } from '../configurations/model.ts'
import { closedValues, decideChoices, firstPossible } from '../configurations/rules.ts'
import { categories, words } from '../fixtures.ts'
import { addSales } from '../sales.ts'
import { saveCategories } from '../write.ts'
import { competitorImporter, linkImporter } from './importer.ts'
import { shareBundles } from './prices.ts'

let database: ClonedDatabase
let db: Db
let app: App
let caller = theSystem
const clock = handClock('2026-06-01T08:00:00.000Z')

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 6 })
  await openShop(db, clock.now(), {
    prices: { a: 100_000, b: 20_000, c: 5_000 },
    stock: { main: { a: 5, b: 5, c: 5 } },
    stores: ['corner'],
  })
  await db.tx((tx) => saveCategories(tx, clock.now(), categories))
  app = await createApp({ db, clock }, { authenticate: () => caller })
})
afterAll(async () => {
  await app.close()
  await db.close()
  await database.drop()
})
const spuOf = async (sku_id: string) =>
  (await db.row<{ spu_id: string }>(sql`select spu_id from products.skus where sku_id = ${sku_id}`))!.spu_id
const post = async (url: string, payload: object) => {
  const answer = await app.inject({ method: 'POST', url, payload })
  return { code: answer.statusCode, ...answer.json() }
}
const get = async (url: string) => (await app.inject({ url })).json()

const groups: ChoiceGroup[] = [
  {
    key: 'panel',
    name: words('面板', 'Panel'),
    required: true,
    values: [
      { value: 'steel', name: words('钢', 'Steel') },
      { value: 'glass', name: words('玻璃', 'Glass'), extra_minor: 20_000, lead_days: 10 },
    ],
  },
  {
    key: 'handle',
    name: words('把手', 'Handle'),
    values: [
      { value: 'none', name: words('无', 'None') },
      { value: 'brass', name: words('黄铜', 'Brass'), extra_minor: 3_000, lead_days: 3 },
    ],
  },
]
const rules: ChoiceRule[] = [{ group: 'panel', value: 'glass', effect: 'excludes', other_group: 'handle', other_values: ['none'] }]

test.each([
  ['what fits', { panel: 'steel', handle: 'none' }, 'made'],
  ['what need not be chosen', { panel: 'glass' }, 'made'],
  ['an unknown value', { panel: 'gold' }, 'choice_unknown'],
  ['an unknown group', { lid: 'steel' }, 'choice_unknown'],
  ['nothing where one must choose', { handle: 'brass' }, 'choice_missing'],
  ['what does not go together', { panel: 'glass', handle: 'none' }, 'choice_excluded'],
])('%s', (_what, chosen, status) => {
  expect(decideChoices({ groups, rules }, chosen as Record<string, string>).status).toBe(status)
})

test('law: what is said to be possible is possible, and a value that is not closed breaks no rule', () => {
  const keys = ['a', 'b', 'c']
  const values = ['x', 'y']
  const made = keys.map(
    (key): ChoiceGroup => ({ key, name: words(key), required: true, values: values.map((value) => ({ value, name: words(value) })) }),
  )
  const rule = fc.record({
    group: fc.constantFrom(...keys),
    value: fc.constantFrom(...values),
    effect: fc.constantFrom('requires' as const, 'excludes' as const),
    other_group: fc.constantFrom(...keys),
    other_values: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
  })
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 6 }), (drawn) => {
      const parts = { groups: made, rules: drawn.filter((one) => one.group !== one.other_group) }
      const every = values.flatMap((a) => values.flatMap((b) => values.map((c) => ({ a, b, c }))))
      const fits = every.filter((chosen) => decideChoices(parts, chosen).status === 'made')
      const found = firstPossible(parts)
      expect(found !== null).toBe(fits.length > 0)
      if (found) expect(decideChoices(parts, found).status).toBe('made')
      for (const chosen of fits) for (const shut of closedValues(parts, chosen)) expect(chosen[shut.group as 'a']).not.toBe(shut.value)
    }),
    { seed: 5, numRuns: 200 },
  )
})

test('a configured product is bought with what was chosen, at its price', async () => {
  const spu_id = await spuOf('a')
  const save = (item: object) => post('/api/admin/products/configurators', { items: [item] })
  expect((await save({ spu_id, groups, rules: [{ ...rules[0], other_values: ['gold'] }] })).outcomes[0].status).toBe('rule_names_unknown')
  expect((await save({ spu_id, groups: [groups[0], groups[0]] })).outcomes[0].status).toBe('group_repeated')
  const never = groups[0]!.values.map(({ value }) => ({
    group: 'panel',
    value,
    effect: 'excludes',
    other_group: 'handle',
    other_values: ['none', 'brass'],
  }))
  expect((await save({ spu_id, groups: [groups[0], { ...groups[1], required: true }], rules: never })).outcomes[0].status).toBe(
    'nothing_possible',
  )
  expect((await save({ spu_id, groups, rules, lead_days: 7 })).outcomes[0].status).toBe('saved')
  expect((await save({ spu_id, groups, rules, lead_days: 7 })).outcomes[0].status).toBe('already_saved')

  const view = await get(`/api/mall/products/${spu_id}/configurator?choice=panel:glass`)
  expect(view).toMatchObject({ fits: true, extra_minor: 20_000, lead_days: 17, closed: [{ group: 'handle', value: 'none' }] })

  const id = newId()
  const make = (item: object) => post('/api/mall/configurations', { items: [item] })
  expect(await make({ id: newId(), sku_id: 'a', choices: { panel: 'glass', handle: 'none' } })).toMatchObject({
    code: 409,
    outcomes: [{ status: 'choice_excluded' }],
  })
  expect((await make({ id, sku_id: 'a', choices: { panel: 'glass', handle: 'brass' } })).outcomes[0]).toMatchObject({
    status: 'made',
    extra_minor: 23_000,
    lead_days: 17,
  })
  expect((await make({ id, sku_id: 'a', choices: { panel: 'glass', handle: 'brass' } })).outcomes[0].status).toBe('already_made')
  expect((await make({ id, sku_id: 'a', choices: { panel: 'steel' } })).outcomes[0].status).toBe('id_used_for_another')
  expect((await make({ id: newId(), sku_id: 'b', choices: {} })).outcomes[0].status).toBe('product_not_configurable')
  // What was made keeps its price when the configurator changes.
  await save({
    spu_id,
    groups: groups.map((group) => ({ ...group, values: group.values.map(({ extra_minor: _, ...rest }) => rest) })),
    rules,
  })

  caller = { ...nobody, id: newId() }
  const put = await app.inject({
    method: 'PUT',
    url: '/api/mall/cart/lines',
    payload: { lines: [{ sku_id: 'a', quantity: 1, configuration_id: id }] },
  })
  expect(put.json().lines[0]).toMatchObject({ unit_minor: 123_000, lead_days: 17, configuration: { zh: '面板: 玻璃；把手: 黄铜' } })
  const order = {
    id: newId(),
    ...{
      channel_id: 'mall',
      currency: 'CNY',
      buyer_name: '林晓',
      buyer_phone: '13800138000',
      payment_term: 'pay_at_outlet',
      outlet_id: 'corner',
    },
    address: { province: '重庆市', city: '', district: '渝北区', street: '新南路 1 号' },
    lines: [{ sku_id: 'a', quantity: 1, configuration_id: id }],
    expected_total_minor: put.json().total_minor,
  }
  const wrong = await post('/api/mall/orders', { ...order, id: newId(), lines: [{ sku_id: 'b', quantity: 1, configuration_id: id }] })
  expect(wrong.outcomes[0].status).toBe('configuration_not_found')
  expect((await post('/api/mall/orders', order)).outcomes[0]).toMatchObject({ status: 'placed' })
  expect((await post('/api/mall/orders', order)).outcomes[0]).toMatchObject({ status: 'already_placed' })
  expect(await db.rows(sql`select title ->> 'zh' as zh, unit_minor from orders.lines where order_id = ${order.id}`)).toEqual([
    { zh: expect.stringContaining('面板: 玻璃；把手: 黄铜'), unit_minor: 123_000 },
  ])
  expect(await db.rows(sql`select configuration_id, lead_days from orders.configured_lines where order_id = ${order.id}`)).toEqual([
    { configuration_id: id, lead_days: 17 },
  ])
  caller = theSystem
})

test('what belongs together stands on the page, as far as it can be bought', async () => {
  const [a, b, c] = [await spuOf('a'), await spuOf('b'), await spuOf('c')]
  const link = (item: object) => post('/api/admin/products/links', { items: [item] })
  expect((await link({ spu_id: a, kind: 'part', targets: [b, c] })).outcomes[0].status).toBe('saved')
  expect((await link({ spu_id: a, kind: 'part', targets: [b, c] })).outcomes[0].status).toBe('already_saved')
  expect((await link({ spu_id: a, kind: 'part', targets: [a] })).outcomes[0].status).toBe('target_is_itself')
  expect((await link({ spu_id: a, kind: 'part', targets: ['nothing'] })).outcomes[0].status).toBe('target_not_found')
  expect((await link({ spu_id: 'nothing', kind: 'part', targets: [] })).outcomes[0].status).toBe('product_not_found')
  const elsewhere = (shops: object[], spu_id = a) => post('/api/admin/products/elsewhere', { items: [{ spu_id, shops }] })
  const shop = { name: words('别家店', 'Another shop'), url: 'https://shop.example/1' }
  const second = { ...shop, url: 'https://shop.example/2' }
  expect((await elsewhere([{ ...shop, url: 'javascript:alert(1)' }])).code).toBe(400)
  expect((await elsewhere([shop, shop])).outcomes[0].status).toBe('shop_repeated')
  expect((await elsewhere([shop], 'nothing')).outcomes[0].status).toBe('product_not_found')
  expect((await elsewhere([shop, second])).outcomes[0].status).toBe('saved')
  expect((await elsewhere([shop, second])).outcomes[0].status).toBe('already_saved')
  expect((await elsewhere([second, shop])).outcomes[0].status).toBe('saved')
  expect((await get(`/api/mall/products/${a}/assortment`)).elsewhere).toEqual([second, shop])
  const components = [
    { sku_id: 'a', quantity: 1 },
    { sku_id: 'c', quantity: 2 },
  ]
  const bundle = { bundle_id: 'set', spu_id: a, name: words('整套', 'The set'), components }
  const save = (item: object) => post('/api/admin/products/bundles', { items: [item] })
  expect((await save({ ...bundle, components: [components[0], components[0]] })).outcomes[0].status).toBe('component_repeated')
  expect((await save({ ...bundle, components: [components[0], { sku_id: 'x', quantity: 1 }] })).outcomes[0].status).toBe(
    'component_not_found',
  )
  expect((await save(bundle)).outcomes[0].status).toBe('saved')
  const shown = await get(`/api/mall/products/${a}/assortment`)
  expect(shown).toMatchObject({
    links: [{ kind: 'part', cards: [{ spu_id: b }, { spu_id: c }] }],
    bundles: [{ total_minor: 110_000 }],
    configurable: true,
  })
  await post('/api/admin/products/lifecycle', { items: [{ spu_id: c, lifecycle: 'withdrawn' }] })
  expect(await get(`/api/mall/products/${a}/assortment`)).toMatchObject({ links: [{ cards: [{ spu_id: b }] }], bundles: [] })
  expect(
    (await post('/api/admin/products/bundles/removal', { items: [{ bundle_id: 'set' }, { bundle_id: 'gone' }] })).outcomes,
  ).toMatchObject([{ status: 'removed' }, { status: 'already_removed' }])
  caller = { ...theSystem, kind: 'staff', brands: ['another'], organizations: ['x'], partners: [] }
  expect((await link({ spu_id: a, kind: 'part', targets: [] })).outcomes[0].status).toBe('brand_not_yours')
  caller = theSystem
})

test('law: whole bundles lower their components to the cent, each piece counts once', () => {
  const skus = ['a', 'b', 'c', 'd']
  const line = fc.record({ quantity: fc.integer({ min: 1, max: 9 }), base_minor: fc.integer({ min: 1, max: 99_999 }) })
  const part = fc.record({ sku_id: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 3 }) })
  const bundle = fc.record({
    price_minor: fc.integer({ min: 1, max: 200_000 }),
    components: fc.uniqueArray(part, { minLength: 2, maxLength: 3, selector: ({ sku_id }) => sku_id }),
  })
  fc.assert(
    fc.property(fc.array(line, { minLength: 4, maxLength: 4 }), fc.array(bundle, { maxLength: 3 }), (drawn, some) => {
      const lines = drawn.map((one, i) => ({ ...one, sku_id: skus[i]! }))
      const bundles = some.map((one, i) => ({ ...one, bundle_id: `b${i}` }))
      const shares = shareBundles(lines, bundles)
      const cost = ({ components }: (typeof bundles)[number]) =>
        components.reduce((sum, { sku_id, quantity }) => sum + lines[skus.indexOf(sku_id)]!.base_minor * quantity, 0)
      for (const one of bundles) {
        const taken = shares.filter(({ bundle_id }) => bundle_id === one.bundle_id).reduce((sum, { amount_minor }) => sum + amount_minor, 0)
        // Some whole number of times what it saves, never a part of it.
        if (taken > 0) expect(taken % (cost(one) - one.price_minor)).toBe(0)
      }
      for (const [i, { quantity, base_minor }] of lines.entries()) {
        const off = shares.filter((share) => share.line === i).reduce((sum, { amount_minor }) => sum + amount_minor, 0)
        expect(off).toBeLessThanOrEqual(quantity * base_minor)
      }
    }),
    { seed: 11, numRuns: 300 },
  )
})

test('a bundle with a price of its own: shown, quoted, ordered, and counted as sold until it is canceled', async () => {
  const spu_id = await spuOf('b')
  const components = [
    { sku_id: 'a', quantity: 1 },
    { sku_id: 'b', quantity: 1 },
  ]
  const bundle = { bundle_id: 'pair', spu_id, name: words('一对', 'The pair'), components }
  const save = (item: object) => post('/api/admin/products/bundles', { items: [item] })
  expect((await save({ ...bundle, price_minor: 120_000 })).outcomes[0]).toMatchObject({
    status: 'price_not_lower',
    detail: expect.stringContaining('120000'),
  })
  expect((await save({ ...bundle, price_minor: 99_999 })).outcomes[0].status).toBe('saved')
  expect((await save({ ...bundle, price_minor: 99_999 })).outcomes[0].status).toBe('already_saved')
  expect((await get(`/api/mall/products/${spu_id}/assortment`)).bundles).toMatchObject([{ total_minor: 99_999, apart_minor: 120_000 }])
  expect(await get('/api/mall/quote?line=a:2&line=b:1')).toMatchObject({
    goods_minor: 220_000,
    discount_minor: 20_001,
    total_minor: 199_999,
  })
  expect(await get('/api/mall/quote?line=a:2')).toMatchObject({ discount_minor: 0 })
  caller = { ...nobody, id: newId() }
  const order = (total: number) => ({
    ...anOrder(
      [
        { sku_id: 'a', quantity: 2 },
        { sku_id: 'b', quantity: 1 },
      ],
      total,
    ),
    ...{ payment_term: 'pay_at_outlet', outlet_id: 'corner' },
  })
  expect((await post('/api/mall/orders', order(220_000))).outcomes[0]).toMatchObject({ status: 'price_moved', total_minor: 199_999 })
  const placed = order(199_999)
  expect((await post('/api/mall/orders', placed)).outcomes[0].status).toBe('placed')
  expect(await db.rows(sql`select sku_id, amount_minor from orders.lines where order_id = ${placed.id} order by line_no`)).toEqual([
    { sku_id: 'a', amount_minor: 200_000 - 16_668 },
    { sku_id: 'b', amount_minor: 20_000 - 3_333 },
  ])
  expect(
    await db.rows(sql`select kind, source_id, amount_minor from orders.discounts where order_id = ${placed.id} order by line_no`),
  ).toEqual([
    { kind: 'bundle', source_id: 'pair', amount_minor: 16_668 },
    { kind: 'bundle', source_id: 'pair', amount_minor: 3_333 },
  ])
  const sold = async () => {
    await consumeAll(db, orderConsumers, clock.now())
    clock.advance(60_000)
    await addSales(db, clock.now())
    await consumeAll(db, searchConsumers, clock.now())
    const rows = await db.rows<{ sales_count: number }>(
      sql`select p.sales_count, d.sales_count as found from products.spus p join search.documents d using (spu_id) where spu_id = ${spu_id}`,
    )
    return rows[0]
  }
  expect(await sold()).toEqual({ sales_count: 1, found: 1 })
  expect(await sold()).toEqual({ sales_count: 1, found: 1 })
  await post(`/api/mall/orders/${placed.id}/cancellation`, { reason: '不要了' })
  expect(await sold()).toEqual({ sales_count: 0, found: 0 })
  caller = theSystem
  await post('/api/admin/products/bundles/removal', { items: [{ bundle_id: 'pair' }] })
  expect(await get('/api/mall/quote?line=a:2&line=b:1')).toMatchObject({ discount_minor: 0 })
})

test('products of others are kept with where and when they were seen', async () => {
  const item = {
    ...{
      competitor_id: 'other-1',
      category_id: 'refrigerator',
      brand_name: '别家',
      title: words('别家冰箱', 'Theirs'),
      price_minor: 399_900,
    },
    ...{ specifications: { total_litres: 500 }, source: 'https://example.com', seen_on: '2026-05-01' },
  }
  const save = (more: object) => post('/api/admin/competitors', { items: [{ ...item, ...more }] })
  expect((await save({ category_id: 'nowhere' })).outcomes[0].status).toBe('category_not_found')
  expect((await save({ specifications: { wings: 2 } })).outcomes[0].status).toBe('specification_unknown')
  expect((await save({ specifications: { total_litres: 'many' } })).outcomes[0].status).toBe('specification_invalid')
  expect((await save({})).outcomes[0].status).toBe('saved')
  expect((await save({})).outcomes[0].status).toBe('already_saved')
  expect((await get('/api/mall/competitors?category=refrigerator')).items).toMatchObject([
    { competitor_id: 'other-1', seen_on: '2026-05-01' },
  ])
})

test('products of others and what goes together come from spreadsheets; a bad row says why, the same file again changes nothing', async () => {
  const rowsOf = (list: Record<string, string | number | null>[]) => list.map((values, i) => ({ row_no: i + 2, values, source: {} }))
  const context = { by: theSystem, now: '2026-05-02T00:00:00.000Z', run_id: newId(), companions: {} }
  const rival = {
    ...{
      competitor_id: 'sheet-1',
      category_id: 'refrigerator',
      brand_name: '北风',
      title_zh: '北风冰箱',
      title_en: null,
      price_minor: 499_900,
    },
    ...{
      specifications: 'total_litres=515',
      selling_points: '风冷无霜|No frost;安静',
      source: 'https://example.com',
      seen_on: '2026-05-01',
    },
  }
  const rivals = rowsOf([
    rival,
    { ...rival, competitor_id: 'sheet-2', specifications: 'total_litres=many' },
    { ...rival, competitor_id: 'sheet-3', category_id: 'nowhere' },
  ])
  const send = (importer: Importer, rows: typeof rivals) => db.tx((tx) => importer.apply(tx, rows, context))
  expect((await send(competitorImporter, rivals)).map(({ verdict }) => verdict)).toEqual(['done', 'refused', 'refused'])
  expect((await send(competitorImporter, rivals))[0]).toMatchObject({ verdict: 'done', status: 'already_saved' })
  const { items } = (await get('/api/mall/competitors?category=refrigerator')) as { items: object[] }
  expect(items).toContainEqual(
    expect.objectContaining({ competitor_id: 'sheet-1', specifications: { total_litres: 515 }, title: { zh: '北风冰箱', en: '北风冰箱' } }),
  )
  const [first, second] = (
    await db.rows<{ spu_id: string }>(sql`select spu_id from products.spus where lifecycle = 'on_sale' order by spu_id limit 2`)
  ).map(({ spu_id }) => spu_id)
  const links = rowsOf([
    { spu_id: first!, kind: 'accessory', targets: second! },
    { spu_id: first!, kind: 'part', targets: 'nothing-there' },
    { spu_id: 'nothing-there', kind: 'part', targets: null },
  ])
  expect((await send(linkImporter, links)).map(({ status }) => status)).toEqual(['saved', 'target_not_found', 'product_not_found'])
  expect((await send(linkImporter, links))[0]!.status).toBe('already_saved')
})
