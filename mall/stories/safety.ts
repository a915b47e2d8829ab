import { expect, test } from 'vitest'
import { publishPages, savePages } from '#centers/content/write.ts'
import { saveBundles, saveCompetitors, saveElsewhere } from '#centers/products/assortment/write.ts'
import { saveConfigurators } from '#centers/products/configurations/write.ts'
import { findProduct } from '#centers/products/read.ts'
import { saveBrands, saveCategories, saveProducts } from '#centers/products/write.ts'
import { systemBy } from '#core/audit.ts'
import { theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { wallClock } from '#core/time.ts'
import { base, db } from './ground.ts'

test.each(['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', 'javascript:alert(1)', '\u202e冰箱'])(
  'a text of %j is shown as text',
  async (q) => {
    const html = await (await fetch(`${base}/search?q=${encodeURIComponent(q)}`)).text()
    expect(html).not.toContain('<img src=x')
    expect(html).not.toContain('<script>alert')
  },
)

test('script in whatever an editor writes stays words: in the page, its head, its data and what is kept of it', async () => {
  const bad = '</script><script>alert(1)</script><img src=x onerror=alert(1)>'
  const words = { zh: bad, en: bad }
  const by = systemBy('tests')
  const now = wallClock.now()
  const outcomes = await db.tx(async (tx) => [
    ...(await saveCategories(tx, now, [
      {
        ...{ category_id: 'angle-shelf', name: words },
        attributes: [
          { key: 'free', name: words, type: 'text', comparable: true, unit: bad.slice(0, 20) },
          { key: 'one', name: words, type: 'choice', filterable: true, choices: [{ value: 'x', name: words }] },
        ],
      },
    ])),
    ...(await saveBrands(tx, theSystem, now, [{ brand_id: 'angle-brand', name: words, slogan: words }])),
    ...(await saveProducts(tx, theSystem, now, [
      {
        ...{ spu_id: 'angle', category_id: 'angle-shelf', brand_id: 'angle-brand', lifecycle: 'on_sale' },
        ...{ title: words, subtitle: words, story: words, selling_points: [words], tags: [bad.slice(0, 40)] },
        specifications: { free: words, one: 'x' },
        options: [{ key: 'size', name: words, values: [{ value: '<b>', name: words }] }],
        media: [
          { role: 'cover', reference: 'world:refrigerator:white:front', alt: words },
          { role: 'document', reference: 'ab'.repeat(32), alt: words },
          { role: 'video', reference: 'cd'.repeat(32), alt: words },
        ],
        skus: [{ sku_id: 'angle-1', price_minor: 100, name: words, options: { size: '<b>' } }],
      },
    ])),
    ...(await saveElsewhere(tx, by, now, [{ spu_id: 'angle', shops: [{ name: words, url: 'https://shop.example/1' }] }])),
    ...(await saveBundles(tx, by, now, [
      {
        ...{ bundle_id: 'angle-set', spu_id: 'angle', name: words },
        components: [
          { sku_id: 'angle-1', quantity: 1 },
          { sku_id: (await findProduct(tx, 'jl-care-clean')).skus[0]!.sku_id, quantity: 1 },
        ],
      },
    ])),
    ...(await saveConfigurators(tx, by, now, [
      { spu_id: 'angle', groups: [{ key: 'panel', name: words, values: [{ value: 'a', name: words }] }] },
    ])),
    ...(await saveCompetitors(tx, by, now, [
      {
        ...{
          competitor_id: 'angle-rival',
          category_id: 'angle-shelf',
          brand_name: bad.slice(0, 60),
          title: words,
          selling_points: [words],
        },
        ...{ source: bad, seen_on: '2026-05-01' },
      },
    ])),
    ...(await savePages(tx, by, now, [
      {
        ...{ page_id: 'angle', path: '/help/angle', kind: 'corporate', title: words, description: words },
        blocks: [
          {
            type: 'countdown',
            props: {
              id: 'a',
              title: words,
              text: words,
              action: { zh: bad.slice(0, 40), en: bad.slice(0, 40) },
              link: '/new',
              ends_at: '2099-01-01T00:00:00.000Z',
            },
          },
          { type: 'points', props: { id: 'b', title: words, items: [{ icon: 'truck', title: words, text: words }] } },
          { type: 'text', props: { id: 'c', html: words, narrow: true } },
          { type: 'html', props: { id: 'd', html: bad } },
        ],
      },
    ])),
    ...(await publishPages(tx, by, now, { sources: { availability: async () => [] } }, [{ id: newId(), page_id: 'angle' }])),
  ])
  expect(outcomes.map(({ status }) => status).filter((status) => status !== 'saved' && status !== 'published')).toEqual([])
  await expect.poll(async () => (await fetch(`${base}/brands/angle-brand`)).status).toBe(200)
  const shown = [
    '/products/angle',
    '/en/products/angle?again',
    '/products/angle/configure',
    '/products/angle/delivery',
    '/c/angle-shelf',
    '/brands/angle-brand',
  ]
  for (const path of [
    ...shown,
    '/compare?product=angle&competitor=angle-rival',
    '/categories',
    '/help/angle',
    '/service',
    '/products/angle/reviews',
    '/',
    '/new',
    '/search?q=angle',
  ]) {
    const html = await (await fetch(base + path)).text()
    if (shown.includes(path)) expect(html, path).toContain('alert(1)')
    expect(html, path).not.toMatch(/<script>alert|<img src=x/)
  }
})
