import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadOrganization } from '#centers/organization/load.ts'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { openShop } from '#checks/support/shop.ts'
import { type App, type Caller, nobody, theSystem } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { type Db, openDb, sql } from '#core/sql.ts'
import { handClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { reasonOf } from '../../mall/refusals.ts'
import { faultIn, fieldIn, refusalIn } from './refusals.ts'

// What people type wrongly, field by field: each refusal names the field, says in both languages what to do, and writes nothing.
let database: ClonedDatabase
let db: Db
let app: App
let caller: Caller
const clock = handClock('2026-03-02T01:00:00.000Z')
const office: Caller = { ...theSystem, kind: 'staff', id: newId(), name: '运营' }
const member: Caller = { ...nobody, kind: 'member', id: newId(), name: '林晓' }
const both = (text: string) => ({ zh: text, en: text })

beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb({ ...database.connection, max: 6 })
  app = await createApp({ db, clock }, { authenticate: () => caller })
  await openShop(db, clock.now(), { prices: { kettle: 19_900 }, stock: { rdc: { kettle: 5 } } })
  const place = { parent_id: null, kind: 'group' as const, office_kind: null, franchised: false, brand_id: null, region_code: '500103' }
  await loadOrganization(
    db,
    { organizations: [{ id: 'group', name: { zh: '集团', en: 'Group' }, ...place }], roles: [], staff: [] },
    clock.now(),
  )
  caller = office
  const slots = await app.inject({
    method: 'POST',
    url: '/api/admin/content/slots',
    payload: { items: [{ slot_id: 'home', name: both('首页') }] },
  })
  expect(slots.json().outcomes[0].status).toBe('saved')
})
afterAll(async () => {
  await app.close()
  await db.close()
  await database.drop()
})

const good = {
  'content/slots': () => ({ slot_id: 'side', name: both('侧栏') }),
  'content/bookings': () => ({
    ...{ slot_id: 'home', id: newId(), title: both('秋日'), picture: 'world:refrigerator:white:front', link: '/new' },
    ...{ starts_at: '2026-04-01T00:00:00.000Z', ends_at: '2026-04-02T00:00:00.000Z' },
  }),
  'content/redirects': () => ({ path: '/old', target: '/new', permanent: true }),
  'search/synonyms': () => ({ id: newId(), words: ['电水壶', '热水壶'] }),
  'search/stop-words': () => ({ word: '请问', stops: true }),
  'search/placements': () => ({ id: newId(), q: '水壶', action: 'pin', spu_id: 'spu-kettle', position: 1, note: '主推' }),
  'channel-listings': () => ({ channel_id: 'tmall', sku_id: 'kettle', published: true }),
  'products/elsewhere': () => ({ spu_id: 'spu-kettle', shops: [{ name: both('店'), url: 'https://shop.example/1' }] }),
  buyers: () => ({ id: newId(), kind: 'business', name: '重庆示例科技有限公司', tax_no: '91350100M000100Y43', organization_id: 'group' }),
  'buyers/payments': () => ({ id: newId(), buyer_id: newId(), amount_minor: 100 }),
  addresses: () => ({ id: newId(), name: '林晓', phone: '13800138000', region_code: '500112', street: '新南路 164 号' }),
  questions: () => ({ id: newId(), spu_id: 'spu-kettle', words: '多久烧开？' }),
} satisfies Record<string, () => object>
const addressOf = (route: string): string =>
  route === 'addresses' ? '/api/mall/me/addresses' : route === 'questions' ? '/api/mall/questions' : `/api/admin/${route}`

/** Stands for a text of ten thousand characters. */
const long = '10,000 characters'
const xss = '<img src=x onerror=alert(1)>'

test.each<[route: keyof typeof good, field: string, value: unknown, refused: string]>([
  ['content/slots', 'slot_id', xss, '广告位编码：只用字母、数字、点、横线和下划线'],
  ['content/slots', 'name.zh', '  ', '名称 · 中文：要有文字或数字，不能只有空格和标点'],
  ['content/slots', 'name.en', long, '名称 · 英文：最多 200 个字，请缩短'],
  ['content/slots', 'name', null, '名称：'],
  ['content/bookings', 'slot_id', 'nowhere', 'slot_not_found'],
  ['content/bookings', 'title.zh', '！？。', '标题 · 中文：要有文字或数字，不能只有空格和标点'],
  ['content/bookings', 'picture', 'https://elsewhere.example/a.png', '图片：要填已上传文件的编号：请先上传'],
  ['content/bookings', 'link', 'javascript:alert(1)', '链接：以 /、#、https://、tel: 或 mailto: 开头，不能有空格'],
  ['content/bookings', 'starts_at', '明天', '开始时间：时间写成 2026-11-22T14:05:00Z'],
  ['content/bookings', 'ends_at', '2026-03-31T00:00:00.000Z', 'period_invalid'],
  ['content/redirects', 'path', '老地址', '地址：以 / 开头，不能有空格、? 和 #'],
  ['content/redirects', 'target', 'javascript:alert(1)', '新地址：以 / 或 https:// 开头，不能有空格'],
  ['content/redirects', 'target', '/old', 'redirect_circular'],
  ['search/synonyms', 'words', ['电水壶'], '词：至少 2 项'],
  ['search/synonyms', 'words', ['电水壶', '电水壶'], 'word_repeated'],
  ['search/synonyms', 'words', ['😀', '！！'], 'words_empty'],
  ['search/synonyms', 'words.0', long, '：最多 40 个字，请缩短'],
  ['search/stop-words', 'word', '？！', 'word_empty'],
  ['search/stop-words', 'word', '', '词：不能为空'],
  ['search/placements', 'q', '。。。', 'aim_unclear'],
  ['search/placements', 'q', long, '搜索词：最多 100 个字，请缩短'],
  ['search/placements', 'spu_id', 'nothing', 'product_not_found'],
  ['search/placements', 'position', '第一', '位置：要填整数'],
  ['search/placements', 'position', 21, '位置：不能大于 20'],
  ['search/placements', 'position', undefined, 'position_missing'],
  ['search/placements', 'note', '   ', '备注：要有文字或数字，不能只有空格和标点'],
  ['channel-listings', 'price_minor', '面议', '售价：要填整数'],
  ['channel-listings', 'price_minor', -1, '售价：不能小于 1'],
  ['channel-listings', 'title', long, '标题：最多 300 个字，请缩短'],
  ['channel-listings', 'sku_id', 'nothing', 'sku_not_found'],
  ['channel-listings', 'channel_id', 'nowhere', 'channel_not_found'],
  ['products/elsewhere', 'shops.0.url', 'http://shop.example/1', '链接：要以 https:// 开头，不能有空格'],
  ['products/elsewhere', 'shops.0.url', 'javascript:alert(1)', '链接：要以 https:// 开头，不能有空格'],
  ['products/elsewhere', 'spu_id', 'nothing', 'product_not_found'],
  ['buyers', 'name', '（）', '名称：要有文字或数字，不能只有空格和标点'],
  ['buyers', 'tax_no', '9135O100', '统一社会信用代码：要填 18 位字母或数字'],
  ['buyers', 'tax_no', '91350100M000100Y44', 'tax_no_invalid'],
  ['buyers', 'email', 'invoice 在 example', '邮箱：不是完整的邮箱地址，例如 name@example.com'],
  ['buyers', 'organization_id', 'nowhere', 'organization_not_found'],
  ['buyers', 'due_days', '月结', '账期天数：要填整数'],
  ['buyers', 'kind', '个体', 'kind：请从给出的选项里选'],
  ['buyers/payments', 'amount_minor', '一百元', '金额：要填整数'],
  ['buyers/payments', 'amount_minor', 0, '金额：不能小于 1'],
  ['buyers/payments', 'buyer_id', newId(), 'buyer_not_found'],
  ['addresses', 'name', ' ', '收货人：要有文字或数字，不能只有空格和标点'],
  ['addresses', 'street', '😀！', '详细地址：要有文字或数字，不能只有空格和标点'],
  ['addresses', 'street', long, '详细地址：最多 200 个字，请缩短'],
  ['addresses', 'phone', '打我微信', '手机号：只能填电话号码：数字，可以加 + 和横线'],
  ['addresses', 'region_code', '999999', '没有找到这个地区：请重新选择'],
  ['addresses', 'region_code', '500000', '地区要选到区县'],
  ['questions', 'words', '？？？', '内容：要有文字或数字，不能只有空格和标点'],
  ['questions', 'words', long, '内容：最多 500 个字，请缩短'],
  ['questions', 'spu_id', 'nothing', '没有这个商品：它可能已经下架'],
])('%s with %s %j: %s', async (route, field, value, refused) => {
  const before = await written()
  const item = good[route]() as Record<string, unknown>
  const parts = field.split('.')
  const holder = parts.slice(0, -1).reduce((at, part) => at[part] as Record<string, unknown>, item)
  holder[parts.at(-1)!] = value === long ? '长'.repeat(10_000) : value
  const mall = route === 'addresses' || route === 'questions'
  caller = mall ? member : office
  const url = addressOf(route)
  const answer = await app.inject({ method: 'POST', url, payload: { items: [item] } })
  const body = answer.json()
  expect([400, 409]).toContain(answer.statusCode)
  const say = (lang: 'zh' | 'en'): string => {
    if (mall) return reasonOf(lang, body)
    const language = lang === 'zh' ? 'zh-CN' : 'en'
    if (body.outcomes) return refusalIn(url, body.outcomes[0], language)
    const [first] = body.errors as { field: string; message: string }[]
    return `${fieldIn(first!.field, language)}：${faultIn(first!.message, language)}`
  }
  if (/^[a-z_]+$/.test(refused)) expect(body.outcomes[0].status).toBe(refused)
  else expect(say('zh')).toContain(refused)
  expect(say('zh')).toMatch(/[\u4e00-\u9fff]/)
  expect(say('en')).toMatch(/[a-z]{3}/i)
  expect(say('en')).not.toMatch(/must match pattern|必|请/)
  expect(await written()).toEqual(before)
})

test('site settings: what is typed wrongly is named; script in a text stays words', async () => {
  caller = office
  const links = [{ name: both(xss), link: '/news' }]
  const settings = { header: links, footer: [{ title: both('帮助'), links }], phone: '400', hours: both(''), rights: both(xss) }
  const save = async (change: object) => {
    const payload = { settings: { ...settings, icp: both(''), police: both(''), ...change } }
    const answer = await app.inject({ method: 'POST', url: '/api/admin/content/site', payload })
    return answer.json()
  }
  const said = async (change: object) => {
    const [first] = (await save(change)).errors as { field: string; message: string }[]
    return `${fieldIn(first!.field, 'zh-CN')}：${faultIn(first!.message, 'zh-CN')}`
  }
  expect(await said({ phone: '0'.repeat(40) })).toContain('电话：最多 30 个字')
  expect(await said({ header: [{ name: both('坏'), link: 'javascript:alert(1)' }] })).toContain('链接：以 /')
  expect(await said({ header: Array.from({ length: 13 }, () => links[0]) })).toContain('页眉链接：最多 12 项')
  expect(await said({ icp: { zh: '长'.repeat(100), en: '' } })).toContain('ICP 备案号 · 中文：最多 80 个字')
  expect(await said({ footer: '没有' })).toContain('页脚 · 1：')
  expect((await save({})).outcomes[0].status).toBe('saved')
  expect((await save({})).outcomes[0].status).toBe('already_saved')
})

/** Everything these routes could have written. */
const written = () =>
  db.row(sql`select
    (select count(*)::int from content.slots) as slots, (select count(*)::int from content.bookings) as bookings,
    (select count(*)::int from content.redirects) as redirects, (select count(*)::int from search.synonyms) as synonyms,
    (select count(*)::int from search.placements) as placements, (select count(*)::int from channels.listings) as listings,
    (select count(*)::int from products.elsewhere) as elsewhere, (select count(*)::int from buyers.buyers) as buyers,
    (select count(*)::int from places.addresses) as addresses, (select count(*)::int from community.voices) as voices`)
