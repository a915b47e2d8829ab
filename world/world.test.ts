import { execFileSync } from 'node:child_process'
import { XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import {
  brands,
  categories,
  channels,
  members,
  nodes,
  organizations,
  outlets,
  partners,
  products,
  regions,
  roles,
  sampleOrders,
  staff,
} from './index.ts'
import { colorways, drawAvatar, drawBanner, drawEmptyState, drawings, drawMark, drawProduct, views } from './pictures/index.ts'
import { gtin13 } from './words.ts'

const now = new Date('2026-11-22T06:00:00Z')
const skus = products.flatMap((product) => product.skus)
const ids = (list: { id: string }[]) => new Set(list.map(({ id }) => id))
const unknown = (found: (string | null)[], known: Set<string>) => found.filter((id) => id !== null && !known.has(id))
const twice = (list: string[]) => list.filter((each, i) => list.indexOf(each) !== i)

describe('codes', () => {
  test.each([
    ['organizations', organizations.map(({ id }) => id)],
    ['roles', roles.map(({ id }) => id.replaceAll('_', '-'))],
    ['nodes', nodes.map(({ id }) => id)],
    ['outlets', outlets.map(({ id }) => id)],
    ['partners', partners.map(({ id }) => id)],
    ['channels', channels.map(({ id }) => id)],
    ['categories', categories.map(({ id }) => id)],
    ['products', products.map(({ id }) => id)],
    ['members', members.map(({ id }) => id)],
    ['sign-in names', staff.map(({ sign_in_name }) => sign_in_name)],
  ])('%s are short, lower case and used once', (_, codes) => {
    expect(codes.filter((code) => !/^[a-z0-9-]{2,40}$/.test(code))).toEqual([])
    expect(twice(codes)).toEqual([])
  })
  test('sku codes and barcodes are valid and used once', () => {
    const codes = skus.map(({ sku_code }) => sku_code)
    expect(codes.filter((code) => !/^[A-Za-z0-9._-]{1,40}$/.test(code))).toEqual([])
    expect(twice(codes)).toEqual([])
    const barcodes = skus.map(({ barcode }) => barcode)
    expect(barcodes.filter((code) => !/^2\d{12}$/.test(code) || gtin13(code.slice(0, 12)) !== code)).toEqual([])
    expect(twice(barcodes)).toEqual([])
  })
  test('the check digit is the published one', () => expect(gtin13('400638133393')).toBe('4006381333931'))
  test('phones of members and staff are used once', () => expect(twice([...members, ...staff].map(({ phone }) => phone))).toEqual([]))
})

describe('everything that is named exists', () => {
  const organization_ids = ids(organizations)
  const node_ids = ids(nodes)
  test('organizations form one tree, parents first', () => {
    expect(organizations.filter(({ parent_id }) => parent_id === null)).toHaveLength(1)
    const seen = new Set<string>()
    for (const each of organizations) {
      if (each.parent_id !== null) expect(seen.has(each.parent_id), each.id).toBe(true)
      seen.add(each.id)
    }
  })
  test('organizations, staff, nodes, outlets, channels, brands', () => {
    const region_codes = new Set(regions.map(({ code }) => code))
    expect(
      unknown(
        organizations.map(({ region_code }) => region_code),
        region_codes,
      ),
    ).toEqual([])
    expect(
      unknown(
        [...staff, ...nodes, ...outlets, ...channels, ...brands].map(({ organization_id }) => organization_id),
        organization_ids,
      ),
    ).toEqual([])
    expect(
      unknown(
        staff.flatMap(({ role_ids }) => role_ids),
        ids(roles),
      ),
    ).toEqual([])
    expect(unknown([...outlets.map(({ node_id }) => node_id), ...channels.flatMap(({ node_ids: own }) => own)], node_ids)).toEqual([])
    expect(
      unknown(
        nodes.map(({ partner_id }) => partner_id),
        ids(partners),
      ),
    ).toEqual([])
  })
  test('county clerks sit in two counties', () => {
    const clerks = staff.filter(({ role_ids }) => role_ids.includes('county_clerk'))
    const counties = new Set(clerks.map(({ organization_id }) => organization_id.split('-').slice(0, 2).join('-')))
    expect(counties.size).toBeGreaterThanOrEqual(2)
  })
  test('products: category, brand, partner, node, picture, colorway', () => {
    const leaves = new Set(categories.filter(({ parent_id }) => parent_id !== null).map(({ id }) => id))
    expect(
      unknown(
        products.map(({ category_id }) => category_id),
        leaves,
      ),
    ).toEqual([])
    expect(
      unknown(
        categories.map(({ parent_id }) => parent_id),
        ids(categories),
      ),
    ).toEqual([])
    expect(
      unknown(
        products.map(({ brand_id }) => brand_id),
        ids(brands),
      ),
    ).toEqual([])
    expect(
      unknown(
        products.map(({ partner_id }) => partner_id),
        ids(partners),
      ),
    ).toEqual([])
    expect(
      unknown(
        skus.flatMap(({ initial_stock }) => initial_stock.map(({ node_id }) => node_id)),
        node_ids,
      ),
    ).toEqual([])
    expect(
      unknown(
        [...products, ...categories].map(({ picture }) => picture),
        new Set(Object.keys(drawings)),
      ),
    ).toEqual([])
    expect(
      unknown(
        skus.map(({ colorway }) => colorway),
        new Set(Object.keys(colorways)),
      ),
    ).toEqual([])
  })
  test('orders: member, channel, sku, price, and stock that the channel can reach', () => {
    const orders = sampleOrders(now)
    expect(orders.length).toBeGreaterThanOrEqual(120)
    expect(
      unknown(
        orders.map(({ member_id }) => member_id),
        ids(members),
      ),
    ).toEqual([])
    expect(
      unknown(
        orders.map(({ channel_id }) => channel_id),
        ids(channels),
      ),
    ).toEqual([])
    expect(
      unknown(
        orders.map(({ outlet_id }) => outlet_id),
        ids(outlets),
      ),
    ).toEqual([])
    const wanted = new Map<string, number>()
    for (const order of orders) {
      expect(order.placed_at.getTime()).toBeLessThan(now.getTime())
      expect(order.lines.length).toBeGreaterThan(0)
      for (const line of order.lines) {
        expect(skus.find(({ sku_code }) => sku_code === line.sku_code)?.price_minor).toBe(line.unit_price_minor)
        wanted.set(line.sku_code, (wanted.get(line.sku_code) ?? 0) + line.quantity)
      }
    }
    const short = [...wanted].filter(
      ([code, quantity]) =>
        skus.find(({ sku_code }) => sku_code === code)!.initial_stock.reduce((sum, each) => sum + each.quantity, 0) < quantity,
    )
    expect(short).toEqual([])
    expect(new Set(orders.map(({ reach }) => reach)).size).toBe(10)
  })
})

describe('products are honest', () => {
  test('prices, weights and sizes are positive and the list price is not below', () => {
    const odd = skus.filter(
      (sku) =>
        !(
          sku.price_minor > 0 &&
          Number.isInteger(sku.price_minor) &&
          sku.list_price_minor >= sku.price_minor &&
          sku.cost_minor < sku.price_minor &&
          sku.weight_grams > 0 &&
          sku.length_mm > 0 &&
          sku.width_mm > 0 &&
          sku.height_mm > 0
        ),
    )
    expect(odd).toEqual([])
  })
  test('no two products share a title, a subtitle or a story', () => {
    for (const key of ['title', 'subtitle', 'story'] as const)
      for (const language of ['zh', 'en'] as const)
        expect(twice(products.map((product) => product[key][language])), `${key} ${language}`).toEqual([])
  })
  test('both languages are written everywhere', () => {
    const texts = products.flatMap((product) => [product.title, product.subtitle, product.story, ...product.selling_points])
    expect(texts.filter(({ zh, en }) => !/[\u4e00-\u9fff]/.test(zh) || /[\u4e00-\u9fff]/.test(en) || en.length < 5)).toEqual([])
  })
  test('a box is larger than the appliance in it', () => {
    const narrow = products.filter((product) => {
      const { width_mm, depth_mm, height_mm } = product.specifications as Record<string, number>
      if (!width_mm || !depth_mm || !height_mm) return false
      const thing = [width_mm, depth_mm, height_mm].sort((a, b) => a - b)
      return product.skus.some((sku) =>
        [sku.length_mm, sku.width_mm, sku.height_mm].sort((a, b) => a - b).some((side, i) => side < thing[i]!),
      )
    })
    expect(narrow.map(({ id }) => id)).toEqual([])
  })
  test('presale, planned, withdrawn and drop-ship goods are there; what cannot ship holds no stock', () => {
    for (const lifecycle of ['presale', 'planned', 'withdrawn'])
      expect(
        products.some((product) => product.lifecycle === lifecycle),
        lifecycle,
      ).toBe(true)
    expect(products.some(({ stock_policy }) => stock_policy === 'zero')).toBe(true)
    expect(
      products.filter((product) => product.lifecycle !== 'on_sale' && product.skus.some(({ initial_stock }) => initial_stock.length > 0)),
    ).toEqual([])
  })
  test('milk and food keep lots and expiry', () => {
    const forgetful = products.filter((product) => product.shelf_life_days !== null && !(product.tracks_lots && product.tracks_expiry))
    expect(forgetful).toEqual([])
    expect(products.filter(({ category_id, shelf_life_days }) => category_id === 'formula' && !shelf_life_days)).toEqual([])
  })
})

describe('pictures', () => {
  const harmless = (svg: string) => {
    expect(XMLValidator.validate(svg)).toBe(true)
    expect(svg).not.toMatch(/<script|<foreignObject|<image|\son\w+=|javascript:|href=|NaN|undefined|Infinity/i)
  }
  test('every drawing, in every view, is well-formed and free of script', () => {
    const names = Object.keys(drawings)
    expect(names.length).toBeGreaterThanOrEqual(40)
    const colors = Object.keys(colorways)
    names.forEach((picture, i) => {
      for (const view of views) harmless(drawProduct({ picture, colorway: colors[i % colors.length]!, view }))
    })
  })
  test('gradients are all defined and used by their own names', () => {
    for (const picture of Object.keys(drawings)) {
      const svg = drawProduct({ picture, colorway: 'white' })
      const defined = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!)
      const used = [...svg.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id!)
      expect(twice(defined), picture).toEqual([])
      expect(unknown(used, new Set(defined)), picture).toEqual([])
    }
  })
  test('banners, marks, faces and empty pages too; words cannot break out', () => {
    for (const [width, height] of [
      [1440, 480],
      [780, 520],
    ] as const)
      harmless(
        drawBanner({
          brand: 'zhimu',
          title: '<b>&"',
          subtitle: "it's",
          label: '九折',
          things: [{ picture: 'milk-tin', colorway: 'sage' }],
          width,
          height,
        }),
      )
    for (const of of ['tongshang', 'jilang', 'zhimu', 'yilin', 'xuneng'] as const)
      for (const dark of [true, false]) harmless(drawMark({ of, dark }))
    for (let i = 0; i < 30; i++) harmless(drawAvatar(i))
    for (const of of ['orders', 'cart', 'search', 'stock', 'tasks', 'messages', 'error', 'offline', 'locked'] as const)
      harmless(drawEmptyState(of))
  })
  test('a picture that does not exist is refused by name', () => {
    expect(() => drawProduct({ picture: 'unicorn', colorway: 'white' })).toThrow('unicorn')
    expect(() => drawProduct({ picture: 'tea', colorway: 'plaid' })).toThrow('plaid')
  })
})

/** A digest of everything, made by a process of its own: nothing may depend on a clock, an order of loading or chance. */
function digestInAnotherProcess(): string {
  const script = `
    const world = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
    const pictures = await import(${JSON.stringify(new URL('./pictures/index.ts', import.meta.url).href)})
    const drawn = Object.keys(pictures.drawings).map((picture) => pictures.drawProduct({ picture, colorway: 'jade' }))
    const orders = world.sampleOrders(new Date(${now.getTime()}))
    const { createHash } = await import('node:crypto')
    const all = Object.entries(world).filter(([, value]) => typeof value !== 'function')
    console.log(createHash('sha256').update(JSON.stringify([all, drawn, orders])).digest('hex'))`
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }).trim()
}

test('two processes tell the same world', () => {
  const one = digestInAnotherProcess()
  expect(one).toMatch(/^[0-9a-f]{64}$/)
  expect(digestInAnotherProcess()).toBe(one)
})
