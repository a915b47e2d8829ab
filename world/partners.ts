import type { Partner, PartnerKind } from './types.ts'
import { both } from './words.ts'

const rows: [string, PartnerKind, string, string, string][] = [
  ['xiajiang', 'merchant', '峡江果业合作社 | Xiajiang Fruit Cooperative', '500236', '鲜果 | Fresh fruit'],
  ['lazuofang', 'merchant', '老码头食品坊 | Old Wharf Food Workshop', '500103', '火锅底料、调味 | Hot-pot bases and seasonings'],
  ['yunwu', 'merchant', '云上茶场 | Cloudtop Tea Farm', '500242', '茶叶 | Tea'],
  ['wuling', 'merchant', '武陵山货行 | Wuling Mountain Goods', '500114', '腊味、干货、杂粮 | Cured meat, dry goods and grain'],
  ['jiangxiang', 'merchant', '江巷酒坊 | Jiangxiang Winery', '500113', '白酒、果酒 | Spirits and fruit wine'],
  [
    'liangjiang',
    'supplier',
    '两江照明制造 | Liangjiang Lighting Works',
    '440606',
    '照明、开关插座，一件代发 | Lamps, switches and sockets, drop-shipped',
  ],
  ['qingshu', 'supplier', '青黍纺织 | Qingshu Textiles', '320115', '婴童纺织，一件代发 | Baby textiles, drop-shipped'],
  [
    'chengdu-dealer',
    'dealer',
    '成都蓉兴家电经营部 | Chengdu Rongxing Appliances',
    '510116',
    '霁朗西川授权经销 | Jilang dealer for western Sichuan',
  ],
  ['guiyang-dealer', 'dealer', '贵阳黔朗商贸 | Guiyang Qianlang Trading', '520111', '霁朗贵州授权经销 | Jilang dealer for Guizhou'],
  ['dongxihu', 'custodian', '江汉云仓 | Jianghan Cloud Warehouse', '420112', '第三方托管仓 | Third-party custody'],
  ['suida', 'carrier', '穗达速运 | Suida Express', '440106', '快递 | Parcels'],
  ['lanma', 'carrier', '岚马大件 | Lanma Large Items', '500112', '大件送装 | Large items, delivered and installed'],
  [
    'anzhuang',
    'service_provider',
    '巧安装维 | Qiaoan Installation',
    '500105',
    '家电与充电桩安装维修 | Installs and repairs appliances and chargers',
  ],
]

/** Those who sell, supply, carry and keep for the enterprise. All of them fictional. */
export const partners: Partner[] = rows.map(([id, kind, name, region_code, scope], index) => ({
  id,
  kind,
  name: both(name),
  region_code,
  contact_phone: `1370000${String(2001 + index)}`,
  scope: both(scope),
}))
