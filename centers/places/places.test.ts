import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ClonedDatabase, cloneDatabase } from '#checks/support/database.ts'
import { type App, type Caller, nobody } from '#core/http.ts'
import { newId } from '#core/ids.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, openDb } from '#core/sql.ts'
import { wallClock } from '#core/time.ts'
import { createApp } from '#server/app.ts'
import { keeper } from './privacy.ts'
import { promises } from './promises.ts'
import { placeOf, regions, regionsBelow } from './regions.ts'
import { readAddress, shortName } from './rules.ts'

test.each([
  [
    '林晓 13800138000 重庆市渝北区龙溪街道新南路 164 号',
    ['林晓', '13800138000', '500112', '重庆市', '', '渝北区', '龙溪街道新南路 164 号'],
    100,
  ],
  [
    '重庆重庆市江北区观音桥步行街 9 号 陈立 138 0013 8000',
    ['陈立', '13800138000', '500105', '重庆市', '', '江北区', '观音桥步行街 9 号'],
    100,
  ],
  [
    '收货人：王芳，电话：+86 139-0013-9000，地址：四川省成都市武侯区科华北路 65 号',
    ['王芳', '13900139000', '510107', '四川省', '成都市', '武侯区', '科华北路 65 号'],
    100,
  ],
  ['浙江杭州市西湖区文三路 90 号 3 幢 502 室', ['', '', '330106', '浙江省', '杭州市', '西湖区', '文三路 90 号 3 幢 502 室'], 80],
  ['杭州西湖区文三路 90 号', ['', '', '330106', '浙江省', '杭州市', '西湖区', '文三路 90 号'], 80],
  ['内蒙古自治区呼和浩特市新城区迎宾路 1 号', ['', '', '150102', '内蒙古自治区', '呼和浩特市', '新城区', '迎宾路 1 号'], 80],
  ['四川省凉山彝族自治州西昌市三岔口路 2 号', ['', '', '513401', '四川省', '凉山彝族自治州', '西昌市', '三岔口路 2 号'], 80],
  ['湖北恩施州利川市清江大道 5 号', ['', '', '422802', '湖北省', '恩施土家族苗族自治州', '利川市', '清江大道 5 号'], 80],
  ['江苏省苏州市昆山市花桥镇兆丰路 8 号', ['', '', '320583', '江苏省', '苏州市', '昆山市', '花桥镇兆丰路 8 号'], 80],
  ['湖北省仙桃市沔州大道 1 号', ['', '', '429004', '湖北省', '', '仙桃市', '沔州大道 1 号'], 80],
  ['四川武侯区科华北路 65 号 王芳 13900139000', ['王芳', '13900139000', '510107', '四川省', '成都市', '武侯区', '科华北路 65 号'], 85],
  ['向春燕 13911112222 奉节县白帝镇浣花村 3 组', ['向春燕', '13911112222', '500236', '重庆市', '', '奉节县', '白帝镇浣花村 3 组'], 70],
  [
    '李四 13911112222 重庆石柱县南宾街道都督大道 1 号',
    ['李四', '13911112222', '500240', '重庆市', '', '石柱土家族自治县', '南宾街道都督大道 1 号'],
    100,
  ],
  ['门口放着就行', ['', '', null, '', '', '', '门口放着就行'], 25],
] as const)('%s', (text, [name, phone, region_code, province, city, district, street], confidence) => {
  expect(readAddress(text)).toMatchObject({ name, phone, region_code, province, city, district, street, confidence })
})

test('a street named after a city is no city', () => {
  expect(readAddress('青岛市市南区香港中路 10 号 王芳 13900139000')).toMatchObject({
    city: '青岛市',
    district: '市南区',
    street: '香港中路 10 号',
  })
})

test('every county is read back from what people write', () => {
  const leaves = [...regions.values()].filter(({ code, level }) => level === 3 && regionsBelow(code).length === 0)
  const wrong: string[] = []
  for (const { code } of leaves) {
    const { province, city, district } = placeOf(code)!
    const read = readAddress(`林晓 13800138000 ${province}${city}${district}人民路 1 号`)
    if (read.region_code !== code || read.street !== '人民路 1 号')
      wrong.push(`${province}${city}${district} → ${read.province}${read.city}${read.district}|${read.street}`)
  }
  expect(wrong).toEqual([])
  expect(leaves.length).toBeGreaterThan(2_800)
})

test('nothing that is pasted breaks the reading, and nothing that was said is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      const read = readAddress(text)
      expect(read.confidence).toBeGreaterThanOrEqual(0)
      expect(read.region_code === null || regions.has(read.region_code)).toBe(true)
    }),
    { seed: 7, numRuns: 300 },
  )
  expect(shortName('石柱土家族自治县')).toBe('石柱')
  expect(shortName('忠县')).toBe('忠县')
})

let database: ClonedDatabase
let db: Db
let app: App
let caller: Caller = nobody
beforeAll(async () => {
  database = await cloneDatabase()
  db = openDb(database.connection)
  app = await createApp({ db, clock: wallClock }, { authenticate: () => caller })
})
afterAll(async () => {
  await app.close()
  expect((await checkPromises(db, [{ center: 'places', promises }])).filter(({ offending }) => offending.length > 0)).toEqual([])
  await db.close()
  await database.drop()
})

const member = (): Caller => ({ ...nobody, kind: 'member', id: newId() })
const save = async (...items: object[]) =>
  (await app.inject({ method: 'POST', url: '/api/mall/me/addresses', payload: { items } }))
    .json()
    .outcomes?.map(({ status }: { status: string }) => status)
const mine = async () => (await app.inject({ url: '/api/mall/me/addresses' })).json().items
const address = (more: object = {}) => ({
  id: newId(),
  name: '林晓',
  phone: '+86 138-0013-8000',
  region_code: '500112',
  street: '新南路 164 号',
  ...more,
})

test('regions are walked from the country to the county', async () => {
  const list = async (below = '') => (await app.inject({ url: `/api/mall/regions${below && `?below=${below}`}` })).json().items
  expect(await list()).toHaveLength(34)
  expect((await list('500000')).map(({ name }: { name: string }) => name)).toContain('渝北区')
  expect((await list('510000')).find(({ name }: { name: string }) => name === '成都市')).toMatchObject({ code: '510100', leaf: false })
  expect(await list('500112')).toEqual([])
  const found = (
    await app.inject({ url: `/api/mall/region-search?${new URLSearchParams({ province: '四川省', city: '成都市', district: '武侯区' })}` })
  ).json()
  expect(found.region).toMatchObject({ code: '510107', leaf: true })
})

test('an address book: the first is preferred, another may be, only its owner sees it', async () => {
  caller = member()
  const [home, work] = [address({ label: '家' }), address({ region_code: '510107', street: '科华北路 65 号' })]
  expect(await save(home)).toEqual(['saved'])
  expect(await save(home)).toEqual(['already_saved'])
  expect(await save(work)).toEqual(['saved'])
  expect(await mine()).toMatchObject([
    { address_id: home.id, preferred: true, phone: '13800138000', province: '重庆市', city: '', district: '渝北区' },
    { address_id: work.id, preferred: false, province: '四川省', city: '成都市', district: '武侯区' },
  ])
  expect(await save({ ...work, preferred: true })).toEqual(['saved'])
  expect((await mine()).map(({ preferred }: { preferred: boolean }) => preferred)).toEqual([true, false])
  expect(await save(address({ region_code: '510000' }), address({ region_code: '999999' }))).toEqual([
    'region_too_wide',
    'region_not_found',
  ])
  const owner = caller
  caller = member()
  expect(await mine()).toEqual([])
  await app.inject({ method: 'POST', url: '/api/mall/me/address-removals', payload: { items: [{ id: home.id }] } })
  caller = owner
  expect(await mine()).toHaveLength(2)
  await db.tx((tx) => keeper.erase(tx, owner.id!))
  expect(await mine()).toEqual([])
})

test('two windows save a preferred address at once: one is preferred in the end', async () => {
  caller = member()
  await save(address())
  await Promise.all(Array.from({ length: 6 }, () => save(address({ preferred: true }))))
  expect((await mine()).filter(({ preferred }: { preferred: boolean }) => preferred)).toHaveLength(1)
})
