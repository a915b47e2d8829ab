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
