import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { desktop, findBarriers, narrow } from '#checks/support/browser.ts'
import { base, openAs, slow_ms } from './ground.ts'

test.each([
  ['desk', desktop, 'oak'],
  ['phone', narrow, 'walnut'],
] as const)(
  'at a %s: a shop, a bundle and a choice with a rule are added to a product; what is wrong says where',
  async (device, options, wood) => {
    const { context, page } = await openAs(options)
    const save = page.getByRole('button', { name: /^保\s?存$/ })
    await page.goto(`${base}/console/products/jl-ref-mubai/assortment`)
    await page.getByRole('button', { name: '添加店铺' }).click()
    const shop = page.getByLabel('链接').last()
    await page.getByLabel('店铺（中文）').last().fill(`别家店 ${device}`)
    await shop.fill('javascript:alert(1)')
    await save.click()
    await page.getByText('要以 https:// 开头').waitFor()
    await shop.fill(`https://${device}.example/1`)
    await page.getByRole('button', { name: '添加套装' }).click()
    await page.getByLabel('套装名（中文）').last().fill(`一起买 ${device}`)
    const skus = page.getByLabel('SKU 编码')
    await skus.nth(-2).fill('nothing-there')
    await skus.last().fill('nothing-else')
    await save.click()
    await page.getByRole('alert').getByText('nothing-there').waitFor()
    const [ref, care] = await Promise.all(
      ['jl-ref-mubai', 'jl-care-clean'].map(async (spu_id) => {
        const answer = await context.request.get(`${base}/api/admin/products/${spu_id}`)
        return ((await answer.json()) as { skus: { sku_id: string }[] }).skus[0]!.sku_id
      }),
    )
    await skus.nth(-2).fill(ref!)
    await skus.last().fill(care!)
    await save.click()
    await page.waitForURL(/products\/jl-ref-mubai$/)

    await page.goto(`${base}/console/products/jl-ref-mubai/configurator`)
    await page.getByRole('button', { name: '添加选项' }).first().click()
    const row = page.locator('fieldset').first().locator('.edit-row').last()
    await row.getByLabel('选项代号').fill(wood)
    await row.getByLabel('选项名（中文）').fill(`木纹 ${wood}`)
    await row.getByLabel('加价').fill('300')
    await row.getByLabel('加交期（天）').fill('9')
    await save.click()
    if (wood === 'oak') {
      // The product has this choice already.
      await page.getByRole('alert').getByText('oak').waitFor()
      await row.getByLabel('选项代号').fill('ash')
      await save.click()
    }
    await page.waitForURL(/products\/jl-ref-mubai$/)
    const read = async (what: string) => (await context.request.get(`${base}/api/mall/products/jl-ref-mubai/${what}`)).json()
    const { elsewhere, bundles } = (await read('assortment')) as { elsewhere: { url: string }[]; bundles: { name: { zh: string } }[] }
    expect(elsewhere.at(-1)!.url).toBe(`https://${device}.example/1`)
    expect(bundles.at(-1)!.name.zh).toBe(`一起买 ${device}`)
    const { groups } = (await read('configurator')) as { groups: { values: object[] }[] }
    expect(groups[0]!.values.at(-1)).toMatchObject({ extra_minor: 30_000, lead_days: 9 })
    if (device === 'desk') await fillAnEmptyShelf(page)
    await page.close()
  },
  slow_ms,
)

/** A category with a template, then a product of it whose SKUs come from its options. */
async function fillAnEmptyShelf(page: Page): Promise<void> {
  const save = page.getByRole('button', { name: /^保\s?存$/ })
  const choose = (text: string) => page.locator('.ant-select-item-option:visible', { hasText: text }).first().click()
  await page.goto(`${base}/console/categories/category/large`)
  await page.locator('#parent_id').click()
  await page.keyboard.type('冰箱')
  await choose('冰箱')
  await save.click()
  await page.getByRole('alert').getByText('上级不能是它自己或它的下级').waitFor()
  await page.goto(`${base}/console/categories/category/new`)
  await page.locator('#category_id').fill('air-fryer')
  await page.locator('#name_zh').fill('空气炸锅')
  await page.getByRole('button', { name: '添加参数' }).click()
  const attribute = page.locator('fieldset').first()
  await attribute.getByLabel('参数代号').fill('size')
  await attribute.getByLabel('名称（中文）').first().fill('大小')
  await attribute.getByLabel('类型').click()
  await choose('选项')
  await attribute.getByLabel('区分 SKU').check()
  for (const [i, value] of ['small', 'large'].entries()) {
    await attribute.getByRole('button', { name: '添加取值' }).click()
    await attribute.getByLabel('取值代号').nth(i).fill(value)
  }
  expect(await findBarriers(page)).toEqual([])
  await save.click()
  await page.getByRole('link', { name: '空气炸锅' }).waitFor()

  await page.goto(`${base}/console/products/new`)
  await page.locator('#spu_id').fill('fryer')
  await page.locator('#title_zh').fill('小炸')
  await page.locator('#title_en').fill('Fryer')
  await page.locator('#category_id').click()
  await page.keyboard.type('空气炸锅')
  await choose('空气炸锅')
  await page.getByRole('button', { name: '大小' }).click()
  await page.getByRole('button', { name: '生成缺少的 SKU' }).click()
  const price = page.getByLabel('售价')
  await expect.poll(() => price.count()).toBe(2)
  // Money as people type it: letters are nothing, tenths are kept to the fen.
  await price.first().fill('十二块五')
  await price.first().blur()
  expect(await price.first().inputValue()).toBe('')
  await price.first().fill('12.5')
  await price.last().fill('0.3')
  expect(await findBarriers(page)).toEqual([])
  await save.click()
  await page.waitForURL(/products\/fryer$/)
  const { skus } = (await (await page.request.get(`${base}/api/admin/products/fryer`)).json()) as { skus: object[] }
  expect(skus).toMatchObject([
    { sku_id: 'fryer-1', options: { size: 'small' }, price_minor: 1250 },
    { sku_id: 'fryer-2', options: { size: 'large' }, price_minor: 30 },
  ])
}
