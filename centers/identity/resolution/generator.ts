/**
 * Customer files of five old systems with known truth, from a seed. The noise model is stated in `rates` and told in `GENERATOR.md`;
 * every row carries which kinds of noise touched it, so that a matcher is judged per kind. It shares no code with the matcher,
 * or both would agree on the same mistake.
 */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'

export const generatedSources = ['mall', 'pos', 'call_center', 'dealer', 'old_app'] as const
export type GeneratedSource = (typeof generatedSources)[number]

/** Bit `i` of a row's `noise` is `noiseKinds[i]`. The last seven are traps: what looks like one person and is several. */
export const noiseKinds = [
  'phone_format',
  'phone_typo',
  'phone_missing',
  'phone_second',
  'name_traditional',
  'name_homophone',
  'name_lookalike',
  'name_pinyin',
  'name_spacing',
  'name_honorific',
  'name_surname_only',
  'name_nickname',
  'name_missing',
  'email_variant',
  'email_typo',
  'email_homoglyph',
  'email_missing',
  'address_abbreviated',
  'address_missing',
  'address_moved',
  'duplicate_row',
  'placeholder_phone',
  'placeholder_email',
  'clerk_phone',
  'family_phone',
  'recycled_phone',
  'twin',
  'same_household',
  'namesake_in_city',
] as const
export type NoiseKind = (typeof noiseKinds)[number]
const bit = Object.fromEntries(noiseKinds.map((kind, i) => [kind, 2 ** i])) as Record<NoiseKind, number>

export interface GeneratedRow {
  source: GeneratedSource
  source_key: string
  name: string
  phone: string
  email: string
  address: string
  device_id: string
  updated_on: string
  /** The truth. */
  person: number
  noise: number
  /** Bit `i`: the row carries `carried[i]` of its person, perhaps mistyped. Rows of a person that carry nothing in common nobody can join. */
  carries: number
}
export const carried = ['own_phone', 'second_phone', 'family_phone', 'email', 'device', 'home', 'former_home'] as const

/** Shares of rows (or persons, where said) touched by each kind of noise. Order of columns as `generatedSources`. */
export const rates = {
  /** A person is a customer of the source. */
  present: [0.45, 0.55, 0.25, 0.35, 0.35],
  /** One more row in the same source under another customer number. */
  again: [0.03, 0.15, 0.1, 0.05, 0.03],
  /** The same row exported twice, formatted anew. */
  duplicate_row: [0.005, 0.01, 0.005, 0.06, 0.002],
  phone_format: [0.1, 0.15, 0.4, 0.5, 0.05],
  phone_typo: [0.005, 0.01, 0.015, 0.02, 0.0],
  phone_missing: [0.03, 0.005, 0.0, 0.01, 0.02],
  name_homophone: [0.005, 0.02, 0.08, 0.01, 0.005],
  name_lookalike: [0.002, 0.005, 0.002, 0.02, 0.002],
  name_pinyin: [0.03, 0.0, 0.0, 0.01, 0.03],
  name_spacing: [0.03, 0.02, 0.01, 0.06, 0.02],
  name_honorific: [0.0, 0.04, 0.15, 0.05, 0.0],
  name_surname_only: [0.01, 0.15, 0.12, 0.04, 0.0],
  name_nickname: [0.12, 0.0, 0.0, 0.0, 0.35],
  name_missing: [0.05, 0.1, 0.02, 0.01, 0.1],
  email_present: [0.85, 0.05, 0.05, 0.15, 0.6],
  email_variant: [0.15, 0.2, 0.2, 0.2, 0.1],
  email_typo: [0.005, 0.03, 0.05, 0.03, 0.002],
  email_homoglyph: [0.002, 0.0, 0.0, 0.005, 0.002],
  address_present: [0.9, 0.05, 0.7, 0.95, 0.15],
  address_abbreviated: [0.4, 0.6, 0.6, 0.5, 0.4],
  placeholder_phone: [0.001, 0.004, 0.002, 0.004, 0.0],
  placeholder_email: [0.005, 0.01, 0.02, 0.02, 0.0],
  clerk_phone: [0.0, 0.005, 0.0, 0.003, 0.0],
  device_present: [0.1, 0.0, 0.0, 0.0, 0.95],
  /** Of persons: */
  writes_traditional: 0.04,
  has_email: 0.75,
  second_phone: 0.08,
  second_phone_used: 0.08,
  moved: 0.05,
  recycled_phone: 0.006,
  namesake_in_city: 0.015,
  /** Of households: sizes 1 to 4, family phone, twins among those with children. */
  household_sizes: [0.55, 0.2, 0.18, 0.07],
  family_phone: 0.15,
  family_phone_used: 0.1,
  twins: 0.03,
} as const

// Given-name characters by sound: noise of the ear and of the input method swaps within a group.
const sounds: Record<string, string> = {
  wei: '伟玮炜薇维卫', fang: '芳方', na: '娜', min: '敏旻', jing: '静婧靖晶菁敬', li: '丽莉立力励', qiang: '强', lei: '磊蕾雷', jun: '军君俊骏峻钧',
  yang: '洋阳扬', yong: '勇永咏', yan: '艳燕彦岩妍', jie: '杰洁捷婕', juan: '娟', tao: '涛韬', ming: '明铭鸣', chao: '超', xiu: '秀', xia: '霞', ping: '平萍',
  gang: '刚钢', gui: '桂贵', jia: '佳嘉家', yi: '怡宜仪毅艺', xin: '欣新馨鑫昕', yu: '雨宇玉语钰', xuan: '轩萱璇', hao: '浩昊皓豪', zi: '子梓紫', han: '涵晗',
  bo: '博波', wen: '文雯', si: '思', shi: '诗', qi: '琪琦奇', ying: '颖英莹影', ting: '婷', hui: '慧惠辉晖', yun: '云芸', zhi: '志智', guo: '国', jian: '建健剑',
  hua: '华桦', hong: '红宏虹鸿', hai: '海', lin: '林琳霖', feng: '峰锋凤枫', chun: '春', mei: '梅美', lan: '兰岚', xiao: '晓小筱', cheng: '成诚承', long: '龙',
  dong: '东冬', bin: '斌彬', peng: '鹏', fei: '飞菲', ling: '玲灵凌', qing: '清青庆晴', yue: '月悦越', rui: '瑞睿锐', ran: '然', ze: '泽', chen: '晨辰', xi: '曦熙希',
  le: '乐', xue: '雪', zhen: '珍真振', shu: '淑书', rong: '荣蓉', sheng: '生胜', jin: '金锦', liang: '亮良', nan: '楠南', kai: '凯', qin: '琴勤', bing: '兵冰',
} // biome-ignore format: a table
const soundOf = new Map(Object.entries(sounds).flatMap(([sound, characters]) => [...characters].map((one) => [one, sound] as const)))
const givenCharacters = [...soundOf.keys()]
const surnames =
  '王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 林lin 高gao 梁liang 郑zheng 罗luo 宋song 谢xie 唐tang 韩han 曹cao 许xu 邓deng 萧xiao 冯feng 曾zeng 程cheng 蔡cai 彭peng 潘pan 袁yuan 于yu 董dong 余yu 苏su 叶ye 吕lv 魏wei 蒋jiang 田tian 杜du 丁ding 沈shen 姜jiang 范fan 江jiang 傅fu 钟zhong 卢lu 汪wang 戴dai 崔cui 任ren 陆lu 廖liao 姚yao 方fang 金jin 邱qiu 夏xia 谭tan 韦wei 贾jia 邹zou 石shi 熊xiong 孟meng 秦qin 阎yan 薛xue 侯hou 雷lei 白bai 龙long 段duan 郝hao 孔kong 邵shao 史shi 毛mao 常chang 万wan 顾gu 赖lai 武wu 康kang 贺he 严yan 尹yin 钱qian 施shi 牛niu 洪hong 龚gong 欧阳ouyang 司马sima 诸葛zhuge'
    .split(' ')
    .map((one) => ({ han: one.replace(/[a-z]/g, ''), latin: one.replace(/[^a-z]/g, '') }))
const toTraditional = new Map(
  '张張 刘劉 陈陳 杨楊 黄黃 赵趙 吴吳 孙孫 马馬 郑鄭 罗羅 谢謝 韩韓 许許 邓鄧 萧蕭 冯馮 苏蘇 叶葉 吕呂 蒋蔣 钟鐘 卢盧 陆陸 邱邱 谭譚 韦韋 贾賈 邹鄒 阎閻 龙龍 顾顧 赖賴 贺賀 严嚴 钱錢 龚龔 欧歐 诸諸 伟偉 玮瑋 炜煒 维維 卫衛 静靜 丽麗 强強 军軍 骏駿 钧鈞 阳陽 扬揚 艳艷 杰傑 洁潔 韬韜 涛濤 铭銘 鸣鳴 刚剛 钢鋼 贵貴 仪儀 艺藝 轩軒 莹瑩 颖穎 辉輝 晖暉 云雲 芸蕓 国國 剑劍 华華 桦樺 红紅 鸿鴻 峰峯 锋鋒 凤鳳 枫楓 兰蘭 岚嵐 晓曉 诚誠 东東 鹏鵬 飞飛 灵靈 庆慶 悦悅 锐銳 泽澤 乐樂 书書 荣榮 胜勝 锦錦 凯凱 诗詩 语語 钰鈺 宏宏 区區 号號 单單 楼樓 广廣 苏蘇 济濟 门門 宁寧 庄莊 园園 花花 县縣 汉漢 门門 长長 阳陽 龙龍 无無 锡錫'
    .split(' ')
    .map((pair) => [pair[0]!, pair[1]!] as const),
)
const lookalikes = new Map(
  ['伟纬', '玲铃', '颖颍', '莹萤', '辉挥', '晴睛', '楠喃', '桂挂', '俊竣', '洁吉', '晓绕', '杰木', '婷停', '琳淋', '峰蜂', '浩洁', '明朋', '芳芬', '佳住', '欣钦', '雨两', '宇字', '海侮', '国圆', '志忘', '平乎', '华毕', '林杯', '春眷', '梅悔', '丽丙', '静睁', '敏敢', '思恩', '涵函', '博搏', '建律', '东车', '斌赋', '鹏腾', '红江', '玉王', '文丈', '生主', '春青', '军车', '霞露']
    .map((pair) => [pair[0]!, pair[1]!] as const),
) // biome-ignore format: a table
const nicknames = ['爱吃鱼的猫', '夏天的风', '小太阳', '静待花开', '追风少年', '星辰大海', 'sunny', 'lucky', '一米阳光', '大白兔', '豆豆妈', '奔跑的蜗牛', '往事随风', 'Angel', '快乐每一天', '牛牛爸爸', 'cool_boy', '月亮不睡我不睡', '清风徐来', '阿甘'] // biome-ignore format: a list
const cities =
  '北京市北京市:东城区 西城区 朝阳区 海淀区 丰台区|上海市上海市:黄浦区 徐汇区 静安区 浦东新区 闵行区|浙江省杭州市:西湖区 上城区 拱墅区 滨江区 余杭区|浙江省宁波市:海曙区 江北区 鄞州区 北仑区|江苏省南京市:玄武区 秦淮区 鼓楼区 建邺区 江宁区|江苏省苏州市:姑苏区 虎丘区 吴中区 相城区|江苏省无锡市:梁溪区 滨湖区 惠山区|广东省广州市:越秀区 海珠区 天河区 白云区 番禺区|广东省深圳市:福田区 罗湖区 南山区 宝安区 龙岗区|广东省佛山市:禅城区 南海区 顺德区|四川省成都市:锦江区 青羊区 武侯区 成华区 金牛区|重庆市重庆市:渝中区 江北区 南岸区 沙坪坝区 渝北区|湖北省武汉市:江岸区 武昌区 洪山区 汉阳区|湖南省长沙市:芙蓉区 岳麓区 雨花区 开福区|陕西省西安市:碑林区 雁塔区 莲湖区 未央区|山东省济南市:历下区 市中区 槐荫区 天桥区|山东省青岛市:市南区 市北区 崂山区 李沧区|河南省郑州市:中原区 二七区 金水区 惠济区|河北省石家庄市:长安区 桥西区 新华区 裕华区|辽宁省沈阳市:和平区 沈河区 铁西区 皇姑区|辽宁省大连市:中山区 西岗区 沙河口区 甘井子区|黑龙江省哈尔滨市:道里区 南岗区 香坊区|吉林省长春市:朝阳区 南关区 宽城区|福建省福州市:鼓楼区 台江区 仓山区|福建省厦门市:思明区 湖里区 集美区|江西省南昌市:东湖区 西湖区 青山湖区|安徽省合肥市:蜀山区 包河区 庐阳区|云南省昆明市:五华区 盘龙区 官渡区|贵州省贵阳市:南明区 云岩区 观山湖区|山西省太原市:小店区 迎泽区 杏花岭区'
    .split('|')
    .map((text) => {
      const [where, districts] = text.split(':') as [string, string]
      const [, province, city] = /^(.+?[省市])(.+市)$/.exec(where)!
      return { province: province!, city: city!, districts: districts.split(' ') }
    })
const roads =
  '人民路 解放路 中山路 建设路 文三路 延安路 和平街 长江路 黄河路 新华街 胜利路 北京路 南京路 复兴路 学院路 公园路 健康路 文化街 光明路 幸福路 滨河路 湖滨路 迎宾大道 科技路 创业街 友谊路 工业路 青年路 红旗街 体育路 环城东路 环城西路 朝阳路 东风路 团结街 民主路 前进路 花园路 劳动路 车站路'.split(
    ' ',
  )
const estates = '翠苑 万科 锦绣 阳光 金色 紫荆 碧水 绿城 世纪 御景 东方 星河 水岸 龙湖 香樟 梧桐 枫林 银杏 丽景 明珠'.split(' ')
const estateKinds = '小区 花园 家园 新村 公寓 名苑 雅居 广场'.split(' ')
const domains = ['qq.com', '163.com', '126.com', 'gmail.com', 'sina.com', 'outlook.com', 'hotmail.com', 'foxmail.com']
const brokenDomains: Record<string, string> = { 'qq.com': 'qq.con', '163.com': '163.cm', '126.com': '126.con', 'gmail.com': 'gmial.com', 'sina.com': 'sina.cm', 'outlook.com': 'outlok.com', 'hotmail.com': 'hotmial.com', 'foxmail.com': 'foxmial.com' } // biome-ignore format: a table
const honorifics = ['先生', '女士', '小姐', '老师', '师傅', '经理']
const placeholderPhones = ['13800138000', '00000000000', '11111111111', '13000000000', '12345678901', '0']
const placeholderEmails = ['none@none.com', 'test@test.com', 'noemail@163.com', '123@qq.com', 'a@a.com', '无']
const prefixes = ['130', '131', '132', '133', '135', '136', '137', '138', '139', '150', '151', '152', '158', '159', '177', '180', '181', '185', '186', '187', '188', '189', '198', '199'] // biome-ignore format: a list
const chineseDigits = '零一二三四五六七八九'

interface Place {
  city: number
  district: string
  road: string
  number: number
  estate: string
  building: number
  unit: number
  room: number
}
interface Person {
  person: number
  surname: { han: string; latin: string }
  given: string
  gender: number
  phones: string[]
  email: string
  device: string
  place: Place
  old_place: Place | null
  family_phone: string
  /** 0 is the head of the household. */
  at_home: number
  traditional: boolean
  traps: number
}

/** A small fast generator of numbers (sfc32): the same seed, the same files. */
function randomOf(seed: number) {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, seed | 0]
  const next = () => {
    const t = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 16; i++) next()
  return {
    next,
    under: (limit: number) => Math.floor(next() * limit),
    chance: (share: number) => next() < share,
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!,
  }
}
type Random = ReturnType<typeof randomOf>

/** Rows in household order, exactly `rows` of them. Memory does not grow with their number. */
export function* generateRows({ seed, rows }: { seed: number; rows: number }): Generator<GeneratedRow> {
  const random = randomOf(seed)
  const world = {
    persons: 0,
    oldPhones: [] as string[],
    namesByCity: cities.map(() => [] as { surname: Person['surname']; given: string }[]),
  }
  const clerks = Array.from({ length: Math.max(2, Math.round(rows / 25_000)) }, () => mobile(random))
  const serial = generatedSources.map(() => 0)
  let made = 0
  while (made < rows) {
    for (const person of makeHousehold(random, world)) {
      for (const row of rowsOf(random, person, clerks, serial)) {
        if (made++ >= rows) return
        yield row
      }
    }
  }
}

function makeHousehold(
  random: Random,
  world: { persons: number; oldPhones: string[]; namesByCity: Pick<Person, 'surname' | 'given'>[][] },
): Person[] {
  const place = makePlace(random)
  const draw = random.next()
  const [one, two, three] = rates.household_sizes
  const size = draw < one ? 1 : draw < one + two ? 2 : draw < one + two + three ? 3 : 4
  const family_phone = size > 1 && random.chance(rates.family_phone) ? mobile(random) : ''
  const father = pickSurname(random)
  const twins = size >= 3 && random.chance(rates.twins)
  const members: Person[] = []
  for (let i = 0; i < size; i++) {
    // The second is the wife with a surname of her own; children bear the father's.
    const surname = i === 1 ? pickSurname(random) : father
    const gender = i === 0 ? 0 : i === 1 ? 1 : random.under(2)
    let given = makeGiven(random)
    let traps = size > 1 ? bit.same_household : 0
    let chosen = surname
    if (twins && i >= size - 2) {
      traps |= bit.twin
      if (i === size - 1 && members[i - 1]) {
        const other = members[i - 1]!.given
        given = other[0]! + different(random, other[other.length - 1]!)
        chosen = members[i - 1]!.surname
      }
    } else if (random.chance(rates.namesake_in_city) && world.namesByCity[place.city]!.length > 5) {
      const other = random.pick(world.namesByCity[place.city]!)
      given = other.given
      chosen = other.surname
      traps |= bit.namesake_in_city
    }
    const phones = [mobile(random)]
    if (world.oldPhones.length >= 200 && random.chance(rates.recycled_phone)) {
      phones[0] = world.oldPhones[random.under(150)]!
      traps |= bit.recycled_phone
    }
    if (random.chance(rates.second_phone)) phones.push(mobile(random))
    const person: Person = {
      person: world.persons++,
      surname: chosen,
      given,
      gender,
      phones,
      email: random.chance(rates.has_email) ? makeEmail(random, chosen.latin, given) : '',
      device: hex(random, 32),
      place,
      old_place: random.chance(rates.moved) ? makePlace(random, place.city) : null,
      family_phone,
      at_home: i,
      traditional: random.chance(rates.writes_traditional),
      traps,
    }
    members.push(person)
    world.oldPhones.push(phones[0]!)
    if (world.oldPhones.length > 400) world.oldPhones.splice(0, 100)
  }
  // Only now, for nobody gives two of his children one name.
  const names = world.namesByCity[place.city]!
  for (const { surname, given } of members) names.push({ surname, given })
  if (names.length > 50) names.splice(0, names.length - 50)
  return members
}

function* rowsOf(random: Random, person: Person, clerks: string[], serial: number[]): Generator<GeneratedRow> {
  let any = false
  const first = random.under(generatedSources.length)
  for (let turn = 0; turn < generatedSources.length; turn++) {
    const s = (first + turn) % generatedSources.length
    const last = turn === generatedSources.length - 1 && !any
    if (!last && !random.chance(rates.present[s]!)) continue
    any = true
    const times = 1 + (random.chance(rates.again[s]!) ? 1 : 0)
    for (let time = 0; time < times; time++) {
      const source_key = `${generatedSources[s]!.slice(0, 1).toUpperCase()}${String(++serial[s]!).padStart(8, '0')}`
      yield makeRow(random, person, s, source_key, clerks, 0)
      if (random.chance(rates.duplicate_row[s]!))
        yield makeRow(random, person, s, random.chance(0.5) ? source_key : `${source_key}-1`, clerks, bit.duplicate_row)
    }
  }
}

function makeRow(random: Random, person: Person, s: number, source_key: string, clerks: string[], before: number): GeneratedRow {
  let noise = before | person.traps
  let carries = 0
  const carry = (what: (typeof carried)[number]) => {
    carries |= 2 ** carried.indexOf(what)
  }
  const mark = (kind: NoiseKind) => {
    noise |= bit[kind]
  }
  const happens = (
    kind:
      | 'phone_format'
      | 'phone_typo'
      | 'phone_missing'
      | 'name_homophone'
      | 'name_lookalike'
      | 'name_pinyin'
      | 'name_spacing'
      | 'name_honorific'
      | 'name_surname_only'
      | 'name_nickname'
      | 'name_missing'
      | 'email_variant'
      | 'email_typo'
      | 'email_homoglyph'
      | 'address_abbreviated'
      | 'placeholder_phone'
      | 'placeholder_email'
      | 'clerk_phone',
  ) => {
    // biome-ignore format: a list
    const yes = random.chance(rates[kind][s]!)
    if (yes) mark(kind)
    return yes
  }

  // The mall and the app let nobody sign up without a phone or an email.
  const signs_up = s === 0 || s === 4
  let phone = person.phones[0]!
  if (!(signs_up && person.email === '') && happens('phone_missing')) phone = ''
  else if (happens('placeholder_phone')) phone = random.pick(placeholderPhones)
  else if (happens('clerk_phone')) phone = random.pick(clerks)
  else {
    // Children and elders are reached at the family's phone; the first of the household always has an own one.
    if (person.family_phone && person.at_home > 0 && random.chance(rates.family_phone_used)) {
      phone = person.family_phone
      mark('family_phone')
      carry('family_phone')
    } else if (person.phones[1] && random.chance(rates.second_phone_used)) {
      phone = person.phones[1]
      mark('phone_second')
      carry('second_phone')
    } else carry('own_phone')
    if (happens('phone_typo')) phone = digitTypo(random, phone)
    if (happens('phone_format')) phone = formatPhone(random, phone)
  }

  let email = ''
  if (person.email && ((signs_up && phone === '') || random.chance(rates.email_present[s]!))) {
    email = person.email
    carry('email')
    if (happens('email_typo')) email = emailTypo(random, email)
    if (happens('email_homoglyph')) email = email.replace(/[aeop]/, (c) => ({ a: 'а', e: 'е', o: 'о', p: 'р' })[c]!)
    if (happens('email_variant')) email = emailVariant(random, email)
  } else if (happens('placeholder_email')) email = random.pick(placeholderEmails)
  else mark('email_missing')

  let address = ''
  if (random.chance(rates.address_present[s]!)) {
    let place = person.place
    if (person.old_place && random.chance(0.4)) {
      place = person.old_place
      mark('address_moved')
      carry('former_home')
    } else carry('home')
    address = writeAddress(random, place, happens('address_abbreviated'))
  } else mark('address_missing')

  let name = person.surname.han + person.given
  if (happens('name_missing')) name = ''
  else if (happens('name_nickname'))
    name = random.chance(0.25) ? person.given.slice(-1).repeat(2) : random.pick(nicknames) + (random.chance(0.3) ? random.under(100) : '')
  else if (happens('name_surname_only')) name = person.surname.han + honorificOf(random, person.gender)
  else if (happens('name_pinyin')) name = latinName(random, person)
  else {
    if (happens('name_homophone')) name = person.surname.han + swap(random, person.given, homophone)
    else if (happens('name_lookalike')) name = person.surname.han + swap(random, person.given, lookalike)
    if (person.traditional && random.chance(0.6)) {
      const written = [...name].map((one) => toTraditional.get(one) ?? one).join('')
      if (written !== name) mark('name_traditional')
      name = written
    }
    if (happens('name_honorific')) name += honorificOf(random, person.gender)
    if (happens('name_spacing'))
      name = random.pick([
        `${name.slice(0, 1)} ${name.slice(1)}`,
        ` ${name}`,
        `${name}　`,
        `${name}\u200b`,
        `${name.slice(0, 1)}　${name.slice(1)}`,
        `${name}(VIP)`,
      ])
  }

  const with_device = random.chance(rates.device_present[s]!)
  if (with_device) carry('device')
  const year = 2008 + random.under(9)
  const updated_on = `${year}-${String(1 + random.under(12)).padStart(2, '0')}-${String(1 + random.under(28)).padStart(2, '0')}`
  return {
    source: generatedSources[s]!,
    source_key,
    name,
    phone,
    email,
    address,
    device_id: with_device ? (random.chance(0.3) ? person.device.toUpperCase() : person.device) : '',
    updated_on,
    person: person.person,
    noise,
    carries,
  }
}

function pickSurname(random: Random) {
  // The first surnames of the list are borne by far more people than the last.
  const draw = random.next()
  return surnames[Math.min(surnames.length - 1, Math.floor(draw ** 2.2 * surnames.length))]!
}

const popularity = (random: Random): string => givenCharacters[Math.floor(random.next() ** 1.3 * givenCharacters.length)]!
const makeGiven = (random: Random): string => (random.chance(0.2) ? popularity(random) : popularity(random) + popularity(random))

function different(random: Random, character: string): string {
  for (;;) {
    const other = popularity(random)
    if (other !== character) return other
  }
}

const mobile = (random: Random): string => random.pick(prefixes) + String(random.under(100_000_000)).padStart(8, '0')
const hex = (random: Random, length: number): string => Array.from({ length }, () => '0123456789abcdef'[random.under(16)]).join('')

function makePlace(random: Random, at: number = random.under(cities.length)): Place {
  return {
    city: at,
    district: random.pick(cities[at]!.districts),
    road: random.pick(roads),
    number: 1 + random.under(400),
    estate: random.pick(estates) + random.pick(estateKinds),
    building: 1 + random.under(40),
    unit: 1 + random.under(4),
    room: 100 * (1 + random.under(18)) + 1 + random.under(4),
  }
}

function makeEmail(random: Random, latin: string, given: string): string {
  if (random.chance(0.4)) return `${1 + random.under(9)}${String(random.under(1_000_000_000)).padStart(8, '0')}@qq.com`
  const sound = [...given].map((one) => soundOf.get(one)!)
  const local = random.pick([latin + sound.join(''), sound.join('') + latin, `${latin}.${sound.join('')}`, latin[0] + sound.join('')])
  return `${local}${random.pick(['', '_', ''])}${60 + random.under(40)}${String(random.under(10_000)).padStart(4, '0')}@${random.pick(domains)}`
}

function digitTypo(random: Random, phone: string): string {
  const at = 3 + random.under(8)
  const kind = random.next()
  if (kind < 0.6) return phone.slice(0, at) + String((Number(phone[at]) + 1 + random.under(9)) % 10) + phone.slice(at + 1)
  if (kind < 0.85 && at < 10 && phone[at] !== phone[at + 1]) return phone.slice(0, at) + phone[at + 1] + phone[at] + phone.slice(at + 2)
  return phone.slice(0, at) + phone.slice(at + 1)
}

const wide = (text: string): string => text.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
const formatPhone = (random: Random, phone: string): string =>
  random.pick([
    `+86${phone}`,
    `0086${phone}`,
    `86-${phone}`,
    `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`,
    `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`,
    `(+86) ${phone}`,
    wide(phone),
    `${phone}.0`,
    `手机${phone}`,
    `0${phone}`,
  ])

function emailTypo(random: Random, email: string): string {
  const [local, domain] = email.split('@') as [string, string]
  if (random.chance(0.5)) return `${local}@${brokenDomains[domain] ?? domain}`
  const at = random.under(local.length - 1)
  return `${local.slice(0, at)}${local[at + 1]}${local[at]}${local.slice(at + 2)}@${domain}`
}

function emailVariant(random: Random, email: string): string {
  const [local, domain] = email.split('@') as [string, string]
  const choices = [
    email.toUpperCase(),
    ` ${email} `,
    `${local}＠${domain}`,
    `${local[0]!.toUpperCase()}${local.slice(1)}@${domain}`,
    `mailto:${email}`,
  ]
  if (domain === 'gmail.com') choices.push(`${local[0]}.${local.slice(1)}@${domain}`, `${local}+shop@${domain}`, `${local}@googlemail.com`)
  return random.pick(choices)
}

const honorificOf = (random: Random, gender: number): string => (random.chance(0.8) ? honorifics[gender]! : random.pick(honorifics))

function latinName(random: Random, { surname, given }: Person): string {
  const sound = [...given].map((one) => soundOf.get(one)!).join('')
  const first = sound[0]!.toUpperCase() + sound.slice(1)
  const last = surname.latin[0]!.toUpperCase() + surname.latin.slice(1)
  return random.pick([
    `${last} ${first}`,
    `${first} ${last}`,
    `${surname.latin}${sound}`,
    `${last.toUpperCase()}, ${first}`,
    `${last} ${first}`,
  ])
}

function swap(random: Random, given: string, other: (random: Random, character: string) => string): string {
  const at = random.under(given.length)
  return given.slice(0, at) + other(random, given[at]!) + given.slice(at + 1)
}
function homophone(random: Random, character: string): string {
  const group = [...(sounds[soundOf.get(character)!] ?? character)].filter((one) => one !== character)
  return group.length > 0 ? random.pick(group) : character
}
const lookalike = (random: Random, character: string): string =>
  lookalikes.get(character) ?? (random.chance(0.3) ? different(random, character) : character)

function writeAddress(random: Random, place: Place, abbreviated: boolean): string {
  const { province, city } = cities[place.city]!
  const { district, road, number, estate, building, unit, room } = place
  if (!abbreviated)
    return `${province === city ? '' : province}${city}${district}${road}${number}号${estate}${building}幢${unit}单元${room}室`
  const region = random.pick([
    `${city}${district}`,
    `${city.slice(0, -1)}${district}`,
    district,
    `${city.slice(0, -1)} ${district} `,
    `${province.slice(0, -1)} ${city} ${district} `,
  ])
  const home = random.pick([estate, estate, estate.slice(0, 2), ''])
  const door = random.pick([
    `${building}-${unit}-${room}`,
    `${building}号楼${unit}单元${room}`,
    `${building}栋${unit}单元${room}室`,
    `${building}#${room}`,
    building < 10 ? `${chineseDigits[building]}幢${room}` : `${building}幢${room}`,
    `${building}幢${unit}单元`,
  ])
  const text = `${region}${road}${number}${random.pick(['号', '号', '', '弄'])}${home}${door}`
  return random.chance(0.1) ? wide(text) : text
}

/** Column titles of each old system's file, in the order: number, name, phone, email, address, device, last change. */
export const generatedHeaders: Record<GeneratedSource, readonly string[]> = {
  mall: ['用户编号', '姓名', '手机号', '邮箱', '收货地址', '设备号', '更新日期'],
  pos: ['卡号', '顾客', '电话', 'email', '住址', '设备', '办卡日期'],
  call_center: ['customer_no', 'caller_name', 'caller_phone', 'email', 'address', 'device', 'last_call'],
  dealer: ['客户代码', '客户名称', '联系方式', '电子邮件', '送货地址', '机器码', '登记日期'],
  old_app: ['uid', 'nick', 'mobile', 'mail', 'addr', 'device_id', 'updated_at'],
}

export interface GeneratedFile {
  source: GeneratedSource
  path: string
  rows: number
  /** Per line of the file: the true person, and the noise of the row. */
  person: Uint32Array
  noise: Uint32Array
  carries: Uint8Array
}

/** Writes one shuffled CSV per source into `folder`, and answers the truth line by line. Holds the rows in memory: call it apart. */
export async function writeFiles(folder: string, options: { seed: number; rows: number }): Promise<GeneratedFile[]> {
  const held = generatedSources.map(() => ({
    lines: [] as string[],
    person: [] as number[],
    noise: [] as number[],
    carries: [] as number[],
  }))
  for (const row of generateRows(options)) {
    const into = held[generatedSources.indexOf(row.source)]!
    into.lines.push([row.source_key, row.name, row.phone, row.email, row.address, row.device_id, row.updated_on].map(quoted).join(','))
    into.person.push(row.person)
    into.noise.push(row.noise)
    into.carries.push(row.carries)
  }
  const random = randomOf(options.seed ^ 0x5f5f5f5f)
  const files: GeneratedFile[] = []
  for (const [s, { lines, person, noise, carries }] of held.entries()) {
    const order = shuffled(random, lines.length)
    const source = generatedSources[s]!
    const path = join(folder, `${source}.csv`)
    const out = createWriteStream(path)
    out.write(`${generatedHeaders[source].join(',')}\n`)
    for (let start = 0; start < order.length; start += 5000) {
      const text = Array.from(order.subarray(start, start + 5000), (i) => lines[i]).join('\n')
      if (!out.write(`${text}\n`)) await once(out, 'drain')
    }
    out.end()
    await once(out, 'finish')
    files.push({
      source,
      path,
      rows: lines.length,
      person: Uint32Array.from(order, (i) => person[i]!),
      noise: Uint32Array.from(order, (i) => noise[i]!),
      carries: Uint8Array.from(order, (i) => carries[i]!),
    })
  }
  return files
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

function shuffled(random: Random, length: number): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i)
  for (let i = length - 1; i > 0; i--) {
    const j = random.under(i + 1)
    const held = order[i]!
    order[i] = order[j]!
    order[j] = held
  }
  return order
}
