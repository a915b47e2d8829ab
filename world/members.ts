import { addressIn, regions } from './regions.ts'
import type { Baby, BrandId, Member, MemberAddress } from './types.ts'
import { seeded } from './words.ts'

/** Demo members who can sign in with their phone and this word. */
export const member_password = 'tongshang-2026'

const family_names =
  '王 Wang,李 Li,张 Zhang,刘 Liu,陈 Chen,杨 Yang,赵 Zhao,黄 Huang,周 Zhou,吴 Wu,徐 Xu,孙 Sun,胡 Hu,朱 Zhu,高 Gao,林 Lin,何 He,郭 Guo,马 Ma,罗 Luo,梁 Liang,宋 Song,郑 Zheng,谢 Xie,韩 Han,唐 Tang,冯 Feng,董 Dong,程 Cheng,曹 Cao,袁 Yuan,邓 Deng,向 Xiang,冉 Ran,谭 Tan,秦 Qin'.split(
    ',',
  )
const female_names =
  '佳怡 Jiayi,雨桐 Yutong,静 Jing,丽华 Lihua,晓燕 Xiaoyan,思琪 Siqi,梦瑶 Mengyao,秀英 Xiuying,玲 Ling,婉清 Wanqing,若曦 Ruoxi,春梅 Chunmei,海霞 Haixia,芷若 Zhiruo,桂兰 Guilan,诗涵 Shihan,月 Yue,玉珍 Yuzhen'.split(
    ',',
  )
const male_names =
  '浩然 Haoran,子轩 Zixuan,伟 Wei,建军 Jianjun,志强 Zhiqiang,宇航 Yuhang,明 Ming,国庆 Guoqing,俊杰 Junjie,天佑 Tianyou,嘉豪 Jiahao,文博 Wenbo,德福 Defu,小龙 Xiaolong,晨曦 Chenxi,大山 Dashan,立 Li,云飞 Yunfei'.split(
    ',',
  )
const streets = '人民路,建设街,滨江大道,新华路,学府路,长江支路,花园巷,文化街,解放西路,柏树林,松林坡,望江路,青年路,民主街'.split(',')
const communities = '江岸花园,翠湖小区,南山雅苑,邮电宿舍,电力家属院,阳光里,半山人家,老船厂家属楼,学府名都,幸福家园'.split(',')
const baby_names = '豆豆,糖糖,小满,果果,安安,团子,米粒,橙子,芽芽,石头,多多,夏天'.split(',')
const all_tags = [
  '爱做饭,cooks',
  '养猫,cat',
  '新房装修,new home',
  '电车车主,EV owner',
  '集邮,philatelist',
  '常回老家,goes home often',
  '价格敏感,watches prices',
  '送礼,gives presents',
]

type Demo = {
  zh: string
  en: string
  phone: string
  gender: Member['gender']
  level: Member['level']
  wallet: number
  region: string
  babies?: Baby[]
  household?: string
  part?: 'parent' | 'grandparent' | 'adult'
  tags: string[]
}
/** People with a story: the guides and the tests call them by name. */
const demos: Demo[] = [
  {
    zh: '林知夏',
    en: 'Lin Zhixia',
    phone: '13800000001',
    gender: 'female',
    level: 'gold',
    wallet: 6_800_00,
    region: '500105',
    babies: [{ nickname: '小满', born_days_ago: 210, feeding: 'mixed' }],
    household: 'home-lin',
    part: 'parent',
    tags: ['新房装修', 'new home'],
  },
  {
    zh: '周屿',
    en: 'Zhou Yu',
    phone: '13800000002',
    gender: 'male',
    level: 'silver',
    wallet: 2_350_00,
    region: '500105',
    household: 'home-lin',
    part: 'parent',
    tags: ['电车车主', 'EV owner'],
  },
  {
    zh: '林秀珍',
    en: 'Lin Xiuzhen',
    phone: '13800000003',
    gender: 'female',
    level: 'normal',
    wallet: 500_00,
    region: '500236',
    household: 'home-lin',
    part: 'grandparent',
    tags: ['常回老家'],
  },
  {
    zh: '向大川',
    en: 'Xiang Dachuan',
    phone: '13800000004',
    gender: 'male',
    level: 'diamond',
    wallet: 18_000_00,
    region: '500236',
    tags: ['送礼', 'gives presents'],
  },
  {
    zh: '郭思源',
    en: 'Guo Siyuan',
    phone: '13800000005',
    gender: 'male',
    level: 'silver',
    wallet: 99_00,
    region: '510107',
    tags: ['养猫', 'cat'],
  },
  {
    zh: '杜雨薇',
    en: 'Du Yuwei',
    phone: '13800000006',
    gender: 'female',
    level: 'gold',
    wallet: 3_200_00,
    region: '420111',
    babies: [
      { nickname: '糖糖', born_days_ago: 40, feeding: 'breast' },
      { nickname: '石头', born_days_ago: 1180, feeding: 'solid' },
    ],
    tags: ['新手妈妈', 'new mother'],
  },
  {
    zh: '韩立',
    en: 'Han Li',
    phone: '13800000007',
    gender: 'male',
    level: 'normal',
    wallet: 0,
    region: '310115',
    tags: ['集邮', 'philatelist'],
  },
  {
    zh: '蔡明珠',
    en: 'Cai Mingzhu',
    phone: '13800000008',
    gender: 'female',
    level: 'diamond',
    wallet: 52_000_00,
    region: '440304',
    tags: ['爱做饭', 'cooks'],
  },
]

/** 208 members of every age and county. Phones are of a kind no operator hands out. */
export const members: Member[] = [...demos.map((demo, i) => demoMember(demo, i)), ...[...Array(200)].map((_, i) => ordinaryMember(i))]

function demoMember(demo: Demo, index: number): Member {
  return {
    id: memberId(index),
    name: { zh: demo.zh, en: demo.en },
    phone: demo.phone,
    email: `${demo.en.toLowerCase().replaceAll(' ', '.')}@example.com`,
    gender: demo.gender,
    password: member_password,
    level: demo.level,
    growth: { normal: 120, silver: 1_600, gold: 5_400, diamond: 21_000 }[demo.level],
    points: [
      { brand_id: 'jilang', quantity: 860 + index * 310 },
      ...(demo.babies ? [{ brand_id: 'zhimu' as BrandId, quantity: 1_280 }] : []),
    ],
    wallet_minor: demo.wallet,
    joined_days_ago: 700 - index * 61,
    source: index % 2 ? 'store' : 'mall',
    household: demo.household ? { id: demo.household, part: demo.part ?? 'adult' } : null,
    babies: demo.babies ?? [],
    tags: demo.tags,
    addresses: [
      address(demo.region, demo.zh, demo.phone, index, true),
      ...(index === 0 ? [address('500236', '林秀珍', '13800000003', 31, false)] : []),
    ],
  }
}

function ordinaryMember(i: number): Member {
  const random = seeded(20_260 + i)
  const at = <T>(list: T[]): T => list[Math.floor(random() * list.length)]!
  const gender = random() < 0.58 ? 'female' : 'male'
  const [family_zh, family_en] = at(family_names).split(' ') as [string, string]
  const [given_zh, given_en] = at(gender === 'female' ? female_names : male_names).split(' ') as [string, string]
  const zh = family_zh + given_zh
  const phone = i % 2 ? `1990000${1000 + i}` : `1380000${1000 + i}`
  const level = random() < 0.6 ? 'normal' : random() < 0.6 ? 'silver' : random() < 0.7 ? 'gold' : 'diamond'
  const floor = { normal: 0, silver: 1_000, gold: 4_000, diamond: 15_000 }[level]
  const has_baby = random() < 0.24
  const region = random() < 0.62 ? at(regions.slice(0, 15)) : at(regions.slice(15))
  const brand_ids: BrandId[] = ['jilang', 'zhimu', 'yilin', 'xuneng']
  return {
    id: memberId(demos.length + i),
    name: { zh, en: `${family_en} ${given_en}` },
    phone,
    email: random() < 0.3 ? `member${i}@example.com` : null,
    gender,
    password: null,
    level,
    growth: floor + Math.floor(random() * 900),
    points: brand_ids.filter(() => random() < 0.4).map((brand_id) => ({ brand_id, quantity: 10 + Math.floor(random() * 2_400) })),
    wallet_minor: random() < 0.45 ? Math.floor(random() * 900) * 100 : 0,
    joined_days_ago: 3 + Math.floor(random() * 1_400),
    source: at(['mall', 'store', 'marketplace', 'outlet', 'app'] as const as unknown as Member['source'][]),
    household:
      i % 12 < 2 ? { id: `home-${String(Math.floor(i / 12) + 1).padStart(2, '0')}`, part: i % 12 === 0 ? 'parent' : 'grandparent' } : null,
    babies: has_baby ? [baby(random)] : [],
    tags: all_tags.filter(() => random() < 0.16).map((tag) => tag.split(',')[0]!),
    addresses: [address(region.code, zh, phone, i, true), ...(random() < 0.2 ? [address(at(regions).code, zh, phone, i + 77, false)] : [])],
  }
}

function baby(random: () => number): Baby {
  const born_days_ago = 20 + Math.floor(random() * 1_300)
  const feeding = born_days_ago < 120 ? (random() < 0.5 ? 'breast' : 'formula') : born_days_ago < 400 ? 'mixed' : 'solid'
  return { nickname: baby_names[Math.floor(random() * baby_names.length)]!, born_days_ago, feeding }
}

function address(region_code: string, recipient: string, phone: string, index: number, is_default: boolean): MemberAddress {
  const street = `${streets[index % streets.length]} ${12 + ((index * 37) % 380)} 号${communities[(index * 7) % communities.length]} ${1 + (index % 12)} 栋 ${1 + ((index * 5) % 28)}-${1 + (index % 4)}`
  return { ...addressIn(region_code, street), recipient, phone, is_default }
}
function memberId(index: number): string {
  return `member-${String(index + 1).padStart(4, '0')}`
}
