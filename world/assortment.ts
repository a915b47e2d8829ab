import type { ListingItem, SeenItem } from '#centers/channels/listings/model.ts'
import type { BundleItem, CompetitorItem, ElsewhereItem, LinkItem } from '#centers/products/assortment/model.ts'
import type { ConfiguratorItem } from '#centers/products/configurations/model.ts'
import { products } from './products/index.ts'
import { both } from './words.ts'

const skuOf = (id: string): string => products.find((one) => one.id === id)!.skus[0]!.sku_code

/** What belongs together in the sample enterprise. */
export const links: LinkItem[] = [
  ...['jl-ac-songfeng-26', 'jl-ac-songfeng-35', 'jl-ac-songfeng-50', 'jl-ac-songfeng-72'].map((spu_id) => ({
    ...{ spu_id, kind: 'service' as const },
    targets: ['jl-care-install-ac', 'jl-care-clean', 'jl-care-warranty'],
  })),
  ...['jl-ref-shanlan', 'jl-ref-mubai', 'jl-wash-xichen-10'].map((spu_id) => ({
    ...{ spu_id, kind: 'service' as const },
    targets: ['jl-care-warranty', 'jl-care-clean'],
  })),
  { spu_id: 'jl-tv-wangjiang-65', kind: 'service', targets: ['jl-care-tv', 'jl-care-warranty'] },
  { spu_id: 'xn-wall-xiyan-7', kind: 'part', targets: ['xn-port-jiaozhi'] },
  { spu_id: 'xn-wall-xiyan-7', kind: 'accessory', targets: ['xn-meter-dianbiao', 'xn-port-yanchang'] },
  { spu_id: 'zm-ppsu-240', kind: 'accessory', targets: ['zm-wennai', 'zm-anfu'] },
]

/** Made-up shops under names nobody can own. */
export const elsewhere: ElsewhereItem[] = ['jl-ref-shanlan', 'jl-tv-wangjiang-65', 'jl-ac-songfeng-35'].map((spu_id) => ({
  spu_id,
  shops: [
    { name: both('霁朗天猫旗舰店（样例） | Jilang on Tmall (sample)'), url: `https://tmall.example/item/${spu_id}` },
    { name: both('霁朗京东自营（样例） | Jilang on JD (sample)'), url: `https://jd.example/${spu_id}.html` },
    { name: both('城南电器城（样例） | Southside Electrics (sample)'), url: `https://southside.example/p/${spu_id}` },
  ],
}))

export const bundles: BundleItem[] = [
  {
    ...{ bundle_id: 'tv-on-the-wall', spu_id: 'jl-tv-wangjiang-65', name: both('电视上墙套装 | Television on the wall') },
    components: [
      { sku_id: skuOf('jl-tv-wangjiang-65'), quantity: 1 },
      { sku_id: skuOf('jl-care-tv'), quantity: 1 },
    ],
  },
  {
    ...{ bundle_id: 'first-months', spu_id: 'zm-ppsu-240', name: both('新生儿喂养套装 | The first months') },
    price_minor: 29_900,
    components: [
      { sku_id: skuOf('zm-ppsu-240'), quantity: 2 },
      { sku_id: skuOf('zm-anfu'), quantity: 1 },
      { sku_id: skuOf('zm-shajin'), quantity: 1 },
    ],
  },
]

/** Made-up products of made-up rivals. */
export const competitors: CompetitorItem[] = [
  {
    ...{ competitor_id: 'beifeng-515', category_id: 'refrigerator', brand_name: '北峰（虚构）', seen_on: '2026-10-12' },
    title: both('北峰 515 升十字门冰箱 | Beifeng 515 L four-door refrigerator'),
    price_minor: 519_900,
    specifications: {
      total_litres: 515,
      door_style: 'cross',
      kwh_per_day: 0.92,
      energy_grade: '1',
      freezing_kg: 7,
      noise_db: 38,
      width_mm: 840,
    },
    selling_points: [both('双变频 | Two inverters'), both('零嵌底部散热 | Heat leaves below')],
    source: '公开产品页（样例）',
  },
  {
    ...{ competitor_id: 'haoyu-65', category_id: 'television', brand_name: '皓屿（虚构）', seen_on: '2026-10-12' },
    title: both('皓屿 65 英寸 Mini LED 电视 | Haoyu 65-inch Mini LED television'),
    price_minor: 559_900,
    specifications: { screen_inches: 65, refresh_hz: 144, peak_nits: 1300, speaker_watts: 40 },
    selling_points: [both('1300 尼特 | 1300 nits')],
    source: '公开产品页（样例）',
  },
]

export const configurators: ConfiguratorItem[] = [
  {
    spu_id: 'jl-ref-mubai',
    lead_days: 7,
    groups: [
      {
        ...{ key: 'panel', name: both('门板 | Door panel'), required: true },
        values: [
          { value: 'steel', name: both('原厂钢板 | Factory steel') },
          { value: 'glass', name: both('岩灰玻璃 | Slate glass'), extra_minor: 60_000, lead_days: 5 },
          { value: 'oak', name: both('橡木饰面 | Oak veneer'), extra_minor: 128_000, lead_days: 14 },
        ],
      },
      {
        ...{ key: 'handle', name: both('把手 | Handle'), required: true },
        values: [
          { value: 'hidden', name: both('隐藏扣手 | Hidden grip') },
          { value: 'brass', name: both('黄铜长把手 | Long brass handle'), extra_minor: 19_900, lead_days: 3 },
        ],
      },
      {
        ...{ key: 'hinge', name: both('开门方向 | Hinges'), required: true },
        values: [
          { value: 'right', name: both('右开 | Right') },
          { value: 'left', name: both('左开 | Left') },
        ],
      },
      {
        ...{ key: 'water', name: both('取水 | Water') },
        values: [{ value: 'dispenser', name: both('门外取水 | Dispenser in the door'), extra_minor: 88_000, lead_days: 7 }],
      },
    ],
    rules: [
      // Glass cannot be drilled for a handle, and water runs through steel doors only.
      { group: 'panel', value: 'glass', effect: 'requires', other_group: 'handle', other_values: ['hidden'] },
      { group: 'water', value: 'dispenser', effect: 'requires', other_group: 'panel', other_values: ['steel'] },
    ],
  },
]

/** What the marketplaces sell. */
export const marketed = ['jl-ref-shanlan', 'jl-ref-mubai', 'jl-tv-wangjiang-65', 'jl-ac-songfeng-35', 'jl-wash-xichen-10']

/** What the marketplaces are to sell, with a price or words of their own here and there. */
export const listings: ListingItem[] = marketed.flatMap((spu_id, i) =>
  ['tmall', 'jd', 'suning'].map((channel_id, n) => ({
    ...{ channel_id, sku_id: skuOf(spu_id), published: !(channel_id === 'suning' && i === 4) },
    ...(channel_id === 'tmall' ? { attributes: { 类目: '大家电', 货号: `TM-${1000 + i}` } } : {}),
    ...(channel_id === 'jd' && i === 2 ? { title: '霁朗 65 英寸电视 京东专享' } : {}),
    ...(n === 2 && i === 1 ? { price_minor: 489_900 } : {}),
  })),
)

/** What their back offices showed this morning; a price, a title and a state are not as they should be. */
export const seen = (now: string, shown: ReadonlyMap<string, { price_minor: number; title: string }>): SeenItem[] =>
  listings.flatMap(({ channel_id, sku_id, published, price_minor, title }, i) => {
    const product = shown.get(sku_id)
    if (!product || i % 4 === 3) return []
    return {
      ...{ channel_id, sku_id, seen_at: now, on_sale: i === 12 ? !published : published },
      price_minor: (price_minor ?? product.price_minor) - (i === 0 ? 10_000 : 0),
      title: i === 4 ? '霁朗冰箱 限时特惠' : (title ?? product.title),
    }
  })
