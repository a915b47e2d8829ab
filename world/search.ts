import type { PlacementItem } from '#centers/search/model.ts'
import { steadyId } from '#core/ids.ts'

const rows = [
  '冰箱,雪柜,电冰箱,fridge',
  '电视,电视机,彩电,tv',
  '电饭煲,电饭锅,饭锅',
  '油烟机,抽油烟机,抽烟机,range hood',
  '纸尿裤,尿不湿,尿布,尿片,nappy',
  '摄像头,监控,监控器,摄像机',
  '充电桩,充电器,充电站',
  '高粱酒,白酒',
  '高铁代购,动车代购,火车票',
  '脐橙,橙子,血橙,采橙',
  '插座,插排,插线板,排插',
  '两轮车,电瓶车,电单车',
  '光伏,光伏板,太阳能板',
  '洗衣机,washing machine',
  '空调,冷气',
  '扫地机器人,扫地机',
  '话费,手机充值',
]
/** The first word typed also finds the others, but not the other way round. */
const oneWay = ['冰柜,冷柜', '吸尘器,扫地机器人', '电动车,电动汽车']
const row = (text: string, one_way: boolean) => ({ synonym_id: steadyId('synonym', text), words: text.split(','), one_way })

/** What the sample enterprise's shoppers call things. */
export const synonyms = [...rows.map((text) => row(text, false)), ...oneWay.map((text) => row(text, true))]

/** Words that say nothing about goods. */
export const stop_words = ['正品', '包邮', '旗舰店', '官方']

/** What is put in front or at the end for a text or a category, and why. */
export const placements = [
  { q: '净化器', action: 'pin', spu_id: 'jl-kong-chongwu', position: 1, note: '换毛季，宠物款放在最前' },
  { q: '电饭煲', action: 'boost', spu_id: 'jl-rice-chuiniu', note: '大家庭装，月底前多给一些露脸' },
  { category_id: 'fan', action: 'bury', spu_id: 'jl-fan-tai', note: '台扇即将换代，靠后' },
].map((one) => ({ id: steadyId('placement', one.spu_id), ...one })) as PlacementItem[]

/** What was typed on a usual day, how often, and at which place of the list something was opened; 0 where nobody opened anything. */
export const searched: readonly (readonly [string, number, number])[] = [
  ['冰箱', 9, 1],
  ['奶粉', 8, 2],
  ['空调', 7, 1],
  ['洗衣机', 6, 2],
  ['bingxiang', 4, 1],
  ['扫地机', 4, 1],
  ['脐橙', 4, 1],
  ['65寸 电视', 3, 1],
  ['充电桩', 3, 1],
  ['纸尿裤', 3, 3],
  ['火锅底料', 3, 2],
  ['茶叶', 2, 1],
  ['净化器', 2, 1],
  ['雪柜', 1, 1],
  ['冰想', 1, 1],
  ['微波炉', 2, 0],
  // What it does not sell: wishes, for whoever reads the report.
  ['吹风机', 3, 0],
  ['按摩椅', 2, 0],
  ['帐篷', 1, 0],
]
