import type { Entry } from '../build.ts'
import { dry, fresh, weights } from './parts.ts'

/** What came later, of either kind: the order decides barcodes, so it stands behind. */
export const additions: Entry[] = [
  {
    id: 'yl-fruit-apple',
    category: 'fruit',
    price: 45,
    list: 56,
    colors: 'red',
    box: [5.2, 380, 300, 160],
    partner: 'wuling',
    options: weights(['10', '10 斤 | 5 kg', 0, 1], ['gift', '礼盒 12 枚 | Gift box of 12', 20, 0.9]),
    spec: [5000, '四川盐源 | Yanyuan, Sichuan', '15–18°Bx', '10 月至 12 月 | October to December', fresh],
    text: `高原丑苹果 10 斤 | Plateau ugly apples 5 kg
      长得丑，心里甜 | Ugly outside, sweet inside
      海拔两千六，昼夜差十五度 | Grown at 2,600 m with cold nights
      糖心自然凝结，不套袋 | Sugar hearts, never bagged
      直径 75 毫米以上 | At least 75 mm across
      果锈是高原的太阳晒的，擦掉一样甜。 | The russet is from the plateau sun.`,
    sisters: [
      {
        id: 'yl-fruit-pear',
        price: 39,
        list: 48,
        spec: [4000, '四川苍溪 | Cangxi, Sichuan', '11–13°Bx', '8 月至 10 月 | August to October', fresh],
        colors: 'amber',
        text: `雪梨 炖汤润喉 8 斤 | Snow pears 4 kg
        咳嗽的秋天，炖一只 | For the coughing autumn
        皮薄水多，落地就碎 | Thin skin and so much juice
        单果套网，坏果包赔 | Each in a net, bad ones paid
        果核小，石细胞少 | Small core, fine flesh
        附川贝炖梨的老方子，药店另买川贝。 | With the old recipe for stewing.`,
      },
      {
        id: 'yl-fruit-grape',
        price: 68,
        list: 82,
        spec: [2500, '云南宾川 | Binchuan, Yunnan', '18–20°Bx', '4 月至 8 月 | April to August', fresh],
        colors: 'plum',
        lifecycle: 'planned',
        available_in_days: 140,
        text: `阳光葡萄 早熟 5 斤 | Early sun grapes 2.5 kg
        干热河谷的头茬 | First of the dry valley
        先甜后香，皮可吃 | Sweet, then fragrant, skin and all
        树上熟到 18 度才剪 | Cut at eighteen degrees of sugar
        不拉长、不膨大 | Not stretched and not swollen
        今年四月见，现在可以先关注。 | See you in April; follow it now.`,
      },
      {
        id: 'yl-fruit-lemon',
        price: 29,
        list: 36,
        spec: [2500, '四川安岳 | Anyue, Sichuan', '—', '全年 | All year', fresh],
        colors: 'bamboo',
        text: `黄柠檬 带叶现摘 5 斤 | Lemons with leaves 2.5 kg
        切开先闻一下 | Cut one and smell it first
        汁多籽少 | Much juice, few seeds
        泡水、腌肉、做菜 | For water, meat and cooking
        不打蜡，皮可以直接擦丝 | No wax; use the peel
        冷藏两个月还是这么酸。 | As sour after two months in the cold.`,
      },
      {
        id: 'yl-fruit-lizi',
        price: 42,
        list: 52,
        spec: [2500, "陕西镇安 | Zhen'an, Shaanxi", '—', '9 月至 11 月 | September to November', '冷藏 | Keep cold'],
        colors: 'walnut',
        picture: 'dried-goods',
        text: `山板栗 糯甜 5 斤 | Mountain chestnuts 2.5 kg
        剥壳不掉渣的那种 | The kind that peels clean
        颗粒手选，虫眼挑净 | Picked over by hand
        开口生板栗，冷链发 | Raw, scored and sent cold
        现打现发，冷藏后更甜 | Sweeter after a week in the cold
        炒之前划一刀，别省这一步。 | Cut each one before roasting.`,
      },
    ],
  },
  {
    id: 'yl-snack-mahua',
    picture: 'gift-box',
    category: 'grain',
    price: 29.9,
    list: 38,
    colors: 'amber',
    box: [1.1, 280, 200, 120],
    partner: 'lazuofang',
    options: weights(['500', '500g', 0, 1], ['gift', '三味礼盒 | Gift of three', 42, 2]),
    spec: [500, '重庆沙坪坝 | Shapingba, Chongqing', '现炸 | Freshly fried', '开袋即食 | Ready to eat', dry],
    text: `老街麻花 酥到掉渣 500g | Old-street twists 500 g
      排队的那家，现在寄给你 | The shop with the queue, now by post
      手搓十二股，菜籽油慢炸 | Twelve strands, slow-fried
      椒盐、蜂蜜、麻辣三味 | Salt-pepper, honey and hot
      独立小包，当茶点正好 | Wrapped singly for tea
      师徒三代，面要醒足两个钟头。 | Three generations; the dough rests two hours.`,
    sisters: [
      {
        id: 'yl-snack-taosu',
        price: 26,
        list: 33,
        spec: [500, '重庆涪陵 | Fuling, Chongqing', '现烤 | Freshly baked', '开袋即食 | Ready to eat', dry],
        colors: 'cream',
        text: `桃片与米花 老式茶点 500g | Old-style tea cakes 500 g
        爷爷口袋里的糖 | The sweets in grandfather's pocket
        糯米蒸熟再切片 | Steamed, then sliced
        甜度比街上少三成 | A third less sweet
        糯米、核桃、玫瑰，不加防腐剂 | Rice, walnut, rose, nothing more
        一片一片撕着吃，才是正经吃法。 | Tear it leaf by leaf.`,
      },
      {
        id: 'yl-snack-niurou',
        picture: 'gift-box',
        price: 58,
        list: 72,
        spec: [300, '重庆万州 | Wanzhou, Chongqing', '卤制烘干 | Braised and dried', '开袋即食 | Ready to eat', dry],
        colors: 'red',
        text: `灯影牛肉丝 薄得透光 300g | Lantern-shadow beef 300 g
        对着灯，看得见影子 | Hold it to a lamp
        黄牛后腿，手撕 | Hind leg, torn by hand
        独立小袋 | Single packets
        三斤鲜牛肉出一斤 | Three kilos make one
        辣而不燥，下酒能吃到忘了夹菜。 | Hot but kind, and hard to stop.`,
      },
      {
        id: 'yl-snack-zhacai',
        price: 19.9,
        list: 25,
        spec: [1000, '重庆涪陵 | Fuling, Chongqing', '三腌三榨 | Salted and pressed three times', '开袋即食 | Ready to eat', dry],
        colors: 'bamboo',
        picture: 'jar',
        text: `风脱水榨菜 一坛 1kg | Wind-dried mustard pickle 1 kg
        江风吹出来的脆 | Crisp from the river wind
        只放盐、辣椒、花椒 | Salt, chilli and pepper only
        坛子可以留着泡菜 | Keep the jar for pickling
        不用盐脱水，用风 | Dried by wind, not salt
        配白粥，两碗起。 | With porridge, two bowls at least.`,
      },
      {
        id: 'yl-snack-doufugan',
        price: 22,
        list: 28,
        spec: [500, '重庆石柱 | Shizhu, Chongqing', '柴火烘烤 | Wood-fired', '开袋即食 | Ready to eat', dry],
        colors: 'walnut',
        picture: 'dried-goods',
        text: `柴火豆干 五香麻辣 500g | Wood-fired bean curd 500 g
        赶路人的零嘴 | For people on the road
        本地黄豆，非转基因 | Local soybeans
        四味小包混装 | Four flavors mixed
        山泉点浆，老卤收味 | Set with spring water
        嚼得越久越香，别急着咽。 | Chew it slowly.`,
      },
    ],
  },
  {
    id: 'yl-wine-gift',
    picture: 'gift-box',
    category: 'wine',
    price: 368,
    list: 428,
    colors: 'red',
    box: [2.6, 380, 280, 140],
    partner: 'jiangxiang',
    spec: [1000, 52, 'sorghum', '重庆巴南 | Banan, Chongqing', '五年 | Five years'],
    text: `江巷双瓶礼盒 52 度 | Jiangxiang gift of two 52 %
      走亲戚，提这个不出错 | The safe thing to carry to relatives
      两瓶五年陈，配四只小杯 | Two five-year bottles with four cups
      礼盒可写贺词，手写不是打印 | A wish on the lid, written by hand
      请勿酒驾，未成年人不卖 | Never drink and drive; not sold to minors
      写贺词的是退休的老局长，一天最多写四十张。 | A retired postmaster writes forty a day at most.`,
    sisters: [
      {
        id: 'yl-wine-yangmei',
        picture: 'wine',
        price: 75,
        list: 92,
        spec: [500, 16, 'fruit', '重庆黔江 | Qianjiang, Chongqing', '半年 | Half a year'],
        colors: 'plum',
        box: [1.1, 110, 110, 320],
        text: `武陵杨梅酒 16 度 500mL | Wuling bayberry wine 16 %
        一口夏至 | A mouthful of midsummer
        不加色素，红是果子的 | The red is from the fruit
        瓶底果肉可食 | The fruit below may be eaten
        东魁鲜果整颗泡 | Whole large berries
        夏天冻一下，像吃冰。 | Chill it until it is almost ice.`,
      },
      {
        id: 'yl-wine-laozao',
        picture: 'jar',
        price: 25,
        list: 32,
        spec: [900, 2, 'rice', '重庆忠县 | Zhong, Chongqing', '鲜酿 | Fresh'],
        colors: 'cream',
        box: [1.4, 130, 130, 180],
        text: `手工醪糟 一罐 900g | Hand-made sweet rice ferment 900 g
        煮汤圆、冲鸡蛋 | For dumplings and eggs
        三天自然起甜 | Sweet by itself in three days
        冷藏运输，避免胀罐 | Travels cold
        只有糯米、酒曲和水 | Rice, yeast and water
        冬天开了盖，两天甜一点，四天酒一点。 | Sweeter in two days, stronger in four.`,
      },
    ],
  },
  {
    id: 'yl-stamp-fengjing',
    category: 'stamp',
    price: 78,
    list: 88,
    colors: 'sky',
    box: [0.5, 280, 210, 20],
    spec: ['邮路 | Mail routes', 12, '270×200mm', '专题册 | Thematic'],
    text: `《马班邮路》纪念邮折 | The Horse Mail folder
      一匹马，一个人，一条路 | One horse, one man, one road
      十二枚照片邮票，全是真人 | Twelve stamps of real people
      附邮路地图与录音码 | With a map and voices to scan
      收益捐建山里的信箱 | Proceeds build mailboxes in the hills
      最后一位骑马的邮递员，去年才退休。 | The last rider retired only last year.`,
    sisters: [
      {
        id: 'yl-stamp-dongwu',
        price: 48,
        list: 58,
        spec: ['动物 | Animals', 10, '210×150mm', '少儿专题 | For children'],
        colors: 'bamboo',
        text: `《山里的邻居》动物小册 | Neighbors in the Hills booklet
        猴、麂、画眉、大鲵 | Monkey, deer, thrush and salamander
        十枚，边纸可涂色 | Ten, with margins to color
        附观察手册 | With a field notebook
        可闻香油墨，闻得到松林 | Ink that smells of pine
        保护区的孩子们画的边框。 | The borders were drawn by children of the reserve.`,
      },
      {
        id: 'yl-stamp-qiaoliang',
        price: 98,
        list: 118,
        spec: ['桥梁 | Bridges', 18, '290×210mm', '城市专题 | City'],
        colors: 'graphite',
        lifecycle: 'presale',
        available_in_days: 25,
        deposit: 20,
        text: `《桥都》三十年邮册（预订） | City of Bridges album (pre-order)
        三十座桥，一江一页 | Thirty bridges, a page each
        十八枚，夜景压纹 | Eighteen, the lights embossed
        编号五千册 | Five thousand, numbered
        折页拉开一米二 | The fold opens to 1.2 metres
        由一位造桥的工程师写的说明。 | Notes by an engineer who built some of them.`,
      },
    ],
  },
  {
    id: 'yl-card-suodao',
    category: 'postcard',
    price: 32,
    list: 39,
    colors: 'red indigo',
    box: [0.3, 220, 160, 30],
    spec: ['立体 | Pop-up', 4, '250g 卡纸 | 250 g card', '180×130mm'],
    text: `立体明信片 索道与轻轨 | Pop-up postcards, cable car and monorail
      打开，车就开出来 | Open it and the train comes out
      四款，含信封与邮资 | Four designs with envelopes and postage
      桌上能站住 | Stands on a desk
      可代写代寄海外 | We write and post it abroad for you
      轻轨从楼里穿出来的那一张最难折，改了十一版。 | The train through the building took eleven tries.`,
    sisters: [
      {
        id: 'yl-card-bingxiangtie',
        picture: 'gift-card',
        price: 25,
        list: 30,
        spec: ['冰箱贴 | Magnet', 1, '金属珐琅 | Enamel', '70×50mm'],
        colors: 'jade red',
        text: `山城票根冰箱贴 | Ticket-stub magnet
        把那天留在冰箱上 | Keep that day on the refrigerator
        磁力夹得住五张纸 | Holds five sheets
        三天刻好寄出 | Engraved and posted in three days
        票面可定制日期与站名 | Your date and your station
        背面有一小格，真的票根能塞进去。 | The real stub fits behind.`,
      },
      {
        id: 'yl-card-rili',
        picture: 'notebook',
        price: 68,
        list: 85,
        spec: ['日历 | Calendar', 366, '100g 胶版 | 100 g offset', '160×120mm'],
        colors: 'red bamboo',
        lifecycle: 'presale',
        available_in_days: 18,
        opens_in_hours: 20,
        deposit: 10,
        text: `驿邻二十四节气台历 | Yilin solar-term desk calendar
        每天一枚小邮戳 | A small postmark every day
        农事、物候天天一句 | A line on the season each day
        底座是回收邮包木 | The stand is old mail-crate wood
        撕下来能当明信片寄 | Each leaf can be posted
        农历、场期、邮局放假都印着。 | With market days and post-office holidays.`,
      },
    ],
  },
  {
    id: 'yl-rail-gy',
    category: 'rail',
    price: 129,
    list: 129,
    colors: 'jade',
    box: [0.01, 86, 54, 1],
    spec: [
      '重庆西—贵阳北 | Chongqing West–Guiyang North',
      '二等座 | Second class',
      '约 2 小时 10 分 | About 2 h 10 min',
      '开车前可退改 | Before departure',
    ],
    text: `重庆西到贵阳北 高铁代购 | Chongqing to Guiyang by rail
      去吃一碗肠旺面 | For a bowl of noodles
      柜台代买，可开报销凭证 | Bought at the counter, with a receipt
      同行老人优先下铺靠窗 | Elders get the window
      可订返程，一次办完 | The return at the same time
      夏天这趟车最挤，都是去避暑的。 | Fullest in summer, when all flee the heat.`,
    sisters: [
      {
        id: 'yl-rail-wh',
        price: 254,
        list: 254,
        spec: ['重庆北—汉口 | Chongqing North–Hankou', '二等座 | Second class', '约 6 小时 | About 6 h', '开车前可退改 | Before departure'],
        colors: 'plum',
        text: `重庆北到汉口 动车代购 | Chongqing to Hankou by rail
        一路看三峡的山 | The gorges all the way
        靠江一侧座位可备注 | Ask for the river side
        过隧道多，纸质书比手机好用。 | Many tunnels; a paper book is best.`,
      },
      {
        id: 'yl-rail-gz',
        price: 560,
        list: 560,
        spec: [
          '重庆西—广州南 | Chongqing West–Guangzhou South',
          '二等座 | Second class',
          '约 6 小时 40 分 | About 6 h 40 min',
          '开车前可退改 | Before departure',
        ],
        colors: 'amber',
        text: `重庆西到广州南 高铁代购 | Chongqing to Guangzhou by rail
        务工返乡的那条线 | The line that brings workers home
        十人以上可约集体票 | Groups of ten book together
        腊月二十起，支局门口有热水。 | Hot water at the door before New Year.`,
      },
      {
        id: 'yl-boat-sanxia',
        picture: 'boat',
        price: 280,
        list: 320,
        spec: ['奉节—巫山 | Fengjie–Wushan', '观光座 | View seat', '约 3 小时 | About 3 h', '开航前 12 小时可退 | 12 h before sailing'],
        colors: 'sky',
        text: `奉节到巫山 水上观光班船 | Fengjie to Wushan by boat
        坐一段真正的三峡 | A true stretch of the gorges
        码头接驳已含 | Transfer to the pier included
        有人讲解，中文英文 | A guide in two languages
        过夔门时甲板开放 | The deck opens at Kuimen
        船长会在神女峰前减速。 | The captain slows before the Goddess peak.`,
      },
    ],
  },
  {
    id: 'yl-show-wenquan',
    picture: 'postcard',
    category: 'show',
    price: 128,
    list: 198,
    colors: 'jade',
    box: [0.01, 180, 80, 1],
    options: [
      'seat',
      '票种 | Ticket',
      [
        ['one', '单人 | One', 0, 1],
        ['two', '双人 | Two', 110, 1],
        ['family', '两大一小 | Two and a child', 170, 1],
      ],
    ],
    spec: ['南泉汤池 | Nanquan springs', '不限时 | No limit', '购票后 60 日 | Sixty days', '未使用可退 | Refund if unused'],
    text: `南泉温泉日票 | Nanquan hot-spring day ticket
      冬至前后，泡进山里 | Into the hill at midwinter
      二十三个汤池，一池一味 | Twenty-three pools, each its own
      含毛巾与姜茶 | Towel and ginger tea included
      邮局柜台取腕带，不排队 | Collect the wristband at a post office
      雨天更好，雾和水汽分不清。 | Best in rain, when mist and steam are one.`,
    sisters: [
      {
        id: 'yl-show-bowuguan',
        picture: 'stamp-album',
        price: 40,
        list: 60,
        spec: ['邮驿博物馆 | Mail museum', '2 小时 | 2 h', '购票后 90 日 | Ninety days', '未使用可退 | Refund if unused'],
        colors: 'walnut',
        text: `邮驿博物馆亲子讲解票 | Mail museum, family tour
        孩子自己寄一封急递 | A child sends a courier letter
        讲解每天四场 | Four tours a day
        五岁以下免票 | Free below five
        含雕版印信活动 | With woodblock printing
        周三下午有老电报员值班，能发一封电报。 | On Wednesdays an old telegraphist sends your wire.`,
      },
      {
        id: 'yl-show-caizhai',
        picture: 'orange-box',
        price: 88,
        list: 108,
        spec: ['峡江果园 | Xiajiang orchards', '半天 | Half a day', '11 月至 2 月 | November to February', '提前一天可退 | The day before'],
        colors: 'orange',
        text: `峡江采橙半日 含十斤带走 | Orange picking, 5 kg to take home
        坐小轨道车上山 | Up the hill by rail car
        采多采少按篮换购 | Swap baskets as you pick
        周末含农家午饭 | Farm lunch at weekends
        剪刀、手套、讲解都有 | Scissors, gloves and a guide
        最甜的在树顶，够不着就叫老向。 | The sweetest are on top; call old Xiang.`,
      },
    ],
  },
  {
    id: 'yl-post-guoji',
    category: 'post',
    price: 128,
    list: 148,
    colors: 'plum',
    box: [0.05, 240, 170, 5],
    spec: [2, '7–15 天 | 7–15 days', '全球 | Worldwide', '含 1000 元 | Up to 1,000 yuan'],
    text: `国际小包 2kg 预付卡 | International parcel card, 2 kg
      留学生的火锅底料 | Hot-pot base for a student abroad
      关单代填，禁寄当面告知 | Customs forms filled in for you
      全程可查，双语短信 | Tracked, with messages in two languages
      退运不另收费 | No charge for returns
      十一月起，寄得最多的是辣椒。 | From November it is mostly chillies.`,
    sisters: [
      {
        id: 'yl-post-zazhi',
        picture: 'notebook',
        price: 240,
        list: 288,
        spec: [0, '每月 | Monthly', '全国 | Nationwide', '缺期补寄 | Missing issues resent'],
        colors: 'red',
        text: `少儿杂志全年订阅 | Children's magazine for a year
        每月一次，信箱里的惊喜 | A surprise in the mailbox each month
        直投信箱，不压坏 | Straight to the mailbox
        漏期一个电话补齐 | One call replaces a missing issue
        可中途改地址 | The address can change
        第一期附一张信箱贴，写孩子的名字。 | The first brings a label with the child's name.`,
      },
      {
        id: 'yl-post-baozhi',
        picture: 'notebook',
        price: 360,
        list: 396,
        spec: [0, '每日早 7 点半前 | By half past seven', '重庆城区 | Urban Chongqing', '漏投次日补 | Missed copies next day'],
        colors: 'graphite',
        text: `日报全年投递 | Daily newspaper for a year
        爷爷的早饭，要有报纸 | Grandfather's breakfast needs it
        长假照送 | Delivered on holidays too
        出差可停投顺延 | Pauses when you are away
        下雨天套塑料袋 | Bagged in the rain
        投递员认得每位老订户，三天没取会敲门。 | After three days the carrier knocks.`,
      },
      {
        id: 'yl-post-banjia',
        price: 399,
        list: 459,
        spec: [50, '3–7 天 | 3–7 days', '全国 | Nationwide', '含 3000 元 | Up to 3,000 yuan'],
        colors: 'amber',
        text: `毕业寄件 50kg 包干卡 | Graduation card, 50 kg
        四年的书，一次寄回家 | Four years of books sent home
        称重现场看秤 | Weighed before you
        暑假可存放三十天 | Stored for thirty days in summer
        宿舍楼下上门，送三只纸箱 | Collected at the dormitory, three boxes given
        六月凭学生证再减三十。 | Thirty less in June for students.`,
      },
    ],
  },
  {
    id: 'yl-top-youka',
    category: 'top-up',
    price: 495,
    list: 500,
    colors: 'graphite',
    box: [0.01, 86, 54, 1],
    options: [
      'face',
      '面值 | Value',
      [
        ['500', '500 元 | 500 yuan', 0, 1],
        ['1000', '1000 元 | 1,000 yuan', 495, 1],
      ],
    ],
    spec: [500, '30 分钟 | 30 minutes', '全国主要加油站 | Main stations nationwide', '到账不退 | No refund after arrival'],
    text: `加油卡充值 | Fuel-card top-up
      跑长途的提前备好 | Ready before a long drive
      圈存记录可打印报销 | Printable for expenses
      丢卡余额可挂失转移 | Balances move if a card is lost
      九九折，不限次 | One percent less, every time
      开电车的朋友，请看右边的充电卡。 | For electric cars see the charging card.`,
    sisters: [
      {
        id: 'yl-top-chongdian',
        price: 98,
        list: 100,
        spec: [100, '即时 | At once', '煦能全网充电站 | All Xuneng stations', '余额可退 | Balance refundable'],
        colors: 'jade',
        text: `煦能充电卡 | Xuneng charging card
        一张卡，全城充 | One card for the whole city
        实时扣费，明细到度 | Charged by the kilowatt-hour
        挂失补卡余额不丢 | A lost card keeps its balance
        夜间时段再减服务费 | Lower service fee at night
        爸妈不用手机，刷卡就走。 | No telephone needed; tap and go.`,
        options: [
          'face',
          '面值 | Value',
          [
            ['100', '100 元 | 100 yuan', 0, 1],
            ['500', '500 元 | 500 yuan', 392, 1],
          ],
        ],
      },
      {
        id: 'yl-top-gongjiao',
        picture: 'gift-card',
        price: 100,
        list: 100,
        spec: [100, '即时 | At once', '重庆公交轨道 | Buses and metro of Chongqing', '余额可退 | Balance refundable'],
        colors: 'sky',
        text: `公交轨道卡充值 | Transit-card top-up
        上学上班的那一声“嘀” | The beep of every morning
        网点、手机都能圈存 | At a counter or by telephone
        余额低会响两声 | Two beeps when it runs low
        学生卡老年卡一并年审 | Student and senior cards renewed too
        柜台补卡十分钟。 | A new card in ten minutes.`,
        options: [
          'face',
          '面值 | Value',
          [
            ['100', '100 元 | 100 yuan', 0, 1],
            ['200', '200 元 | 200 yuan', 100, 1],
          ],
        ],
      },
    ],
  },
  {
    id: 'yl-plus',
    category: 'membership',
    price: 18,
    list: 18,
    colors: 'indigo',
    box: [0.02, 220, 110, 2],
    spec: [
      '金卡待遇、活动提前参加 | Gold level, activities before others',
      '付款即生效 | Begins when paid',
      '全部站点与门店 | Every site and store',
      '七天内全额退 | Full refund within seven days',
    ],
    text: `通商 PLUS 会员卡 | Tongshang PLUS membership
      像买东西一样，放进购物车就行 | Into the cart like anything else
      付款后立刻升为金卡 | Gold from the moment it is paid
      活动和新品比别人早 | Activities and new products before others
      年卡带专属客服和生日积分 | A year brings your own line and birthday points
      不寄卡片，不占抽屉。 | No card in the post, none in the drawer.`,
    options: [
      'period',
      '时长 | Period',
      [
        ['month', '月卡 | A month', 0, 1],
        ['year', '年卡 | A year', 150, 1],
      ],
    ],
  },
]
