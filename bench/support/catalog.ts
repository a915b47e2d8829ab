import type { CategoryItem, ProductItem, Words } from '#centers/products/model.ts'
import { seeded } from '#world/words.ts'

const both = (zh: string, en: string): Words => ({ zh, en })
const colors = ['白', '黑', '银', '灰', '金', '蓝', '绿', '红', '粉', '紫'].map((name, i) => ({
  value: `c${i}`,
  name: both(name, `Color ${i}`),
}))
const sizes = ['小号', '中号', '大号', '特大号'].map((name, i) => ({ value: `s${i}`, name: both(name, `Size ${i}`) }))
const kinds =
  '冰箱 电视 空调 洗衣机 热水器 电饭煲 微波炉 油烟机 吸尘器 净化器 风扇 门锁 摄像头 奶粉 牛奶 奶瓶 纸尿裤 茶叶 白酒 大米 腊肉 邮票 台灯 插座 充电桩 电池 耳机 键盘 鼠标 背包'.split(
    ' ',
  )
const sounds = '云 山 海 风 星 月 木 石 江 湖 雪 竹 松 兰 梅 鹿 鹤 舟 桥 灯 禾 青 朗 知 安 和 乐 明 远 清'.split(' ')
const traits = '变频 静音 节能 智能 便携 大容量 超薄 儿童 家用 商用 有机 进口 升级 轻音 快速 恒温 防水 无线 可折叠 高清'.split(' ')
const styles = ['classic', 'modern', 'retro', 'plain', 'light'].map((value, i) => ({ value, name: both(`${'经现复素轻'[i]}风格`, value) }))

export interface Catalog {
  categories: CategoryItem[]
  brands: { brand_id: string; name: Words }[]
  products: ProductItem[]
  skus: number
  /** A word that stands in the title of every product. */
  commonest: string
}

/** A made-up catalog of so many SKUs: five hundred brands, 150 categories, attributes, options, the same for the same seed. */
export function makeCatalog(skus: number, seed = 11): Catalog {
  const chance = seeded(seed)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(chance() * items.length)]!
  const categories: CategoryItem[] = []
  for (const [i, kind] of kinds.entries()) {
    categories.push({
      category_id: `k${i}`,
      name: both(kind, `Kind ${i}`),
      attributes: [
        { key: 'weight_kg', name: both('重量', 'Weight'), type: 'number', unit: 'kg', filterable: true },
        { key: 'style', name: both('风格', 'Style'), type: 'choice', choices: styles, filterable: true },
        { key: 'grade', name: both('等级', 'Grade'), type: 'number', filterable: true },
        { key: 'origin', name: both('产地', 'Origin'), type: 'text', filterable: true },
        { key: 'color', name: both('颜色', 'Color'), type: 'color', choices: colors, filterable: true, variant_making: true },
        { key: 'size', name: both('尺寸', 'Size'), type: 'choice', choices: sizes, filterable: true, variant_making: true },
      ],
    })
    for (let n = 0; n < 5; n++)
      categories.push({
        category_id: `k${i}-${n}`,
        parent_id: `k${i}`,
        name: both(`${traits[(i + n) % traits.length]}${kind}`, `Kind ${i}.${n}`),
      })
  }
  const brands = Array.from({ length: 500 }, (_, i) => ({
    brand_id: `b${i}`,
    name: both(sounds[i % 30]! + sounds[Math.floor(i / 30) % 30]!, `Brand ${i}`),
  }))
  const origins = ['重庆', '昆山', '成都', '武汉', '西安', '青岛', '广州', '杭州', '苏州', '天津']
  const products: ProductItem[] = []
  let made = 0
  for (let n = 0; made < skus; n++) {
    const kind = Math.floor(chance() * kinds.length)
    const brand = brands[Math.floor(chance() * chance() * brands.length)]!
    const name = pick(sounds) + pick(sounds)
    const some = { colors: colors.slice(0, 1 + Math.floor(chance() * 3)), sizes: sizes.slice(0, 1 + Math.floor(chance() * 2)) }
    const base = 1_000 + Math.floor(chance() ** 3 * 900_000)
    const rows = some.colors.flatMap((color) => some.sizes.map((size) => ({ color, size }))).slice(0, skus - made)
    products.push({
      spu_id: `g${n}`,
      category_id: `k${kind}-${Math.floor(chance() * 5)}`,
      brand_id: brand.brand_id,
      lifecycle: 'on_sale',
      title: both(
        `${brand.name.zh}「${name}」${pick(traits)}${kinds[kind]} ${1 + Math.floor(chance() * 20)}kg 正品`,
        `${brand.name.en} ${name} ${n}`,
      ),
      subtitle: both(`${pick(traits)}${pick(traits)}，全家都爱用`, 'For everybody'),
      selling_points: [both(`${pick(traits)}又${pick(traits)}`, 'A reason'), both(`${pick(origins)}制造，${pick(traits)}`, 'Another')],
      specifications: {
        weight_kg: 1 + Math.floor(chance() * 20),
        style: pick(styles).value,
        grade: 1 + Math.floor(chance() * 5),
        origin: both(pick(origins), 'A city'),
      },
      options: [
        { key: 'color', name: both('颜色', 'Color'), values: some.colors },
        { key: 'size', name: both('尺寸', 'Size'), values: some.sizes },
      ],
      skus: rows.map(({ color, size }, i) => ({
        sku_id: `g${n}-${i}`,
        name: both(`${color.name.zh} ${size.name.zh}`, `${color.name.en} ${size.name.en}`),
        options: { color: color.value, size: size.value },
        price_minor: base + i * 100,
        weight_grams: 1000,
      })),
    })
    made += rows.length
  }
  return { categories, brands, products, skus: made, commonest: '正品' }
}
