import { build } from './build.ts'

const tins: [string, string, [string, string, number, number][]] = [
  'pack',
  '规格 | Pack',
  [
    ['one', '单罐 | One tin', 0, 1],
    ['six', '六罐箱装 | Case of six', 0, 6],
  ],
]
/** One tin, or a case of six a little cheaper: the case price is written out so that nobody has to trust a formula. */
const tinsAt = (price: number, case_price: number): typeof tins => [
  tins[0],
  tins[1],
  [
    ['one', '单罐 | One tin', 0, 1],
    ['six', '六罐箱装 | Case of six', case_price - price, 6],
  ],
]
const stages = (second: number, third: number): [string, string, [string, string, number, number][]] => [
  'stage',
  '段位 | Stage',
  [
    ['1', '1 段 0–6 月 | Stage 1, 0–6 months', 0, 1],
    ['2', '2 段 6–12 月 | Stage 2, 6–12 months', second, 1],
    ['3', '3 段 12–36 月 | Stage 3, 12–36 months', third, 1],
  ],
]
const cool = '阴凉干燥，开罐后一个月内食用 | Cool and dry; use within a month of opening'
const cases = (more: number): [string, string, [string, string, number, number][]] => [
  'pack',
  '规格 | Pack',
  [
    ['one', '一箱 | One case', 0, 1],
    ['two', '两箱 | Two cases', more, 2],
  ],
]
const sizes: [string, string, [string, string, number, number][]] = [
  'size',
  '尺码 | Size',
  [
    ['NB', 'NB 5kg 以下 | NB up to 5 kg', -8, 0.8],
    ['S', 'S 4–8kg | S 4–8 kg', 0, 0.9],
    ['M', 'M 6–11kg | M 6–11 kg', 0, 1],
    ['L', 'L 9–14kg | L 9–14 kg', 0, 1.05],
    ['XL', 'XL 12–17kg | XL 12–17 kg', 6, 1.1],
  ],
]

/** Zhimu: milk for infants and everyone after, and what a baby needs beside it. */
export const zhimu = build(
  [
    {
      id: 'zm-chusheng',
      category: 'formula',
      price: 338,
      list: 368,
      colors: 'sage',
      box: [1.1, 150, 150, 190],
      options: stages(-10, -20),
      spec: [800, 11.2, 85, 'cow', '内蒙古 | Inner Mongolia', cool],
      text: `稚牧「初生」婴幼儿配方奶粉 800g | Zhimu Chusheng infant formula 800 g
        从牧场到罐，四十八小时 | From pasture to tin in forty-eight hours
        OPO 结构脂，便便软，不上火 | Structured fat for soft stools
        DHA 与 ARA 按一比一配 | DHA and ARA in equal measure
        每罐一码，扫得到挤奶那天的天气 | Scan the tin and see the weather on milking day
        牧场在北纬四十一度，离最近的公路十一公里，孩子们给头牛都起了名字。 | The pasture lies at 41 degrees north, eleven kilometres from a road, and the cows have names.`,
      tags: 'hero code',
      sisters: [
        {
          id: 'zm-youji',
          price: 428,
          list: 468,
          spec: [800, 11.5, 90, 'organic', '内蒙古 | Inner Mongolia', cool],
          colors: 'bamboo',
          options: stages(-10, -20),
          text: `稚牧「原野」有机奶粉 800g | Zhimu Yuanye organic formula 800 g
          三年不打药的草，才叫有机 | Grass without spray for three years
          每批有机证书随罐可查 | Each batch's organic certificate can be looked up
          有机转换那三年，我们照样把奶倒进了普通罐里。 | During the three years of change the milk went into ordinary tins.`,
        },
        {
          id: 'zm-goat',
          price: 398,
          list: 438,
          spec: [800, 11.8, 80, 'goat', '陕西 | Shaanxi', cool],
          colors: 'cream',
          options: stages(-10, -20),
          text: `稚牧「小羊」婴幼儿羊奶粉 800g | Zhimu Xiaoyang goat formula 800 g
          脂肪球更小，肚肚更轻松 | Smaller fat globules, easier on the stomach
          纯羊乳清，不掺牛乳蛋白 | Goat whey only, no cow protein
          关中的奶山羊，一天只挤一公斤多，所以产量不大。 | Guanzhong goats give little more than a kilo a day.`,
        },
        {
          id: 'zm-shuijie',
          price: 468,
          list: 498,
          spec: [800, 11, 88, 'cow', '内蒙古 | Inner Mongolia', cool],
          colors: 'sky',
          options: stages(0, -10),
          text: `稚牧「轻柔」适度水解奶粉 800g | Zhimu Qingrou partly hydrolysed formula 800 g
          把大分子先切小 | Large molecules cut small beforehand
          适合消化偏敏感的宝宝，先问医生 | For tender digestion; ask your doctor first
          包装背面印的第一句话是：母乳是最好的食物。 | The first sentence on the back says that mother's milk is best.`,
        },
        {
          id: 'zm-xiaoguan',
          price: 168,
          list: 188,
          spec: [350, 11.2, 85, 'cow', '内蒙古 | Inner Mongolia', cool],
          colors: 'rose',
          box: [0.55, 115, 115, 150],
          options: stages(-6, -10),
          text: `稚牧「初生」尝鲜小罐 350g | Zhimu Chusheng trial tin 350 g
          转奶先买小罐 | Change slowly, buy the small tin first
          每位新妈妈限两罐，吃不惯可退 | Two for each new mother, returned if it does not suit
          转奶的七天表印在罐盖里面。 | The seven-day table for changing milk is inside the lid.`,
        },
      ],
    },
    {
      id: 'zm-ertong',
      category: 'adult-milk',
      price: 218,
      list: 248,
      colors: 'amber',
      box: [1.1, 150, 150, 190],
      options: tinsAt(218, 1248),
      spec: [800, 18, 900, '3–7 岁儿童 | Children of 3–7', '内蒙古 | Inner Mongolia', cool],
      text: `稚牧「拔节」儿童成长奶粉 800g | Zhimu Bajie milk powder for children 800 g
        早上一杯，书包更轻 | A cup in the morning
        不添蔗糖、不加香精 | No sugar and no flavouring
        一勺一百毫升，温水就化 | One scoop for 100 mL of warm water
        钙 900 毫克配维生素 D，骨头长得住 | 900 mg calcium with vitamin D
        罐身有一把身高尺，吃完剪下来贴墙上。 | The tin carries a height chart to cut out for the wall.`,
      sisters: [
        {
          id: 'zm-mama',
          price: 198,
          list: 228,
          spec: [800, 21, 1000, '孕期与哺乳 | Pregnancy and nursing', '内蒙古 | Inner Mongolia', cool],
          colors: 'rose',
          options: tinsAt(198, 1128),
          text: `稚牧「一人两口」妈妈奶粉 800g | Zhimu milk powder for mothers 800 g
          吃的是两个人的饭 | Eating for two
          叶酸、铁、DHA 按孕期配比 | Folate, iron and DHA for pregnancy
          孕吐时也喝得下的那种淡味。 | A mild taste, for mornings that are hard.`,
        },
        {
          id: 'zm-zhonglao',
          price: 128,
          list: 158,
          spec: [800, 19, 1200, '中老年 | Older people', '内蒙古 | Inner Mongolia', cool],
          colors: 'jade',
          options: tinsAt(128, 720),
          text: `稚牧「硬朗」中老年高钙奶粉 800g | Zhimu Yinglang high-calcium milk powder 800 g
          爸妈的那一罐 | The tin for your parents
          无蔗糖，膳食纤维 6 克 | No sugar, six grams of fibre
          字印得比别的罐子大一号。 | Its print is one size larger.`,
        },
        {
          id: 'zm-xuesheng',
          price: 98,
          list: 118,
          spec: [700, 20, 850, '中小学生 | Pupils', '内蒙古 | Inner Mongolia', cool],
          colors: 'indigo',
          options: tinsAt(98, 556),
          box: [0.9, 260, 190, 90],
          picture: 'milk-bag',
          text: `稚牧「早读」学生奶粉 700g（28 小条） | Zhimu Zaodu milk powder, 28 sticks
          一条一杯，带去学校 | One stick, one cup, at school
          温水一条化得开 | Melts in warm water
          不添蔗糖、不加香精 | No sugar and no flavouring
          条装独立封口，书包里不撒 | Sealed sticks that do not spill
          二十八条，正好一个月的上学日还多几天。 | Twenty-eight sticks, a school month and some days.`,
        },
        {
          id: 'zm-tuozhi',
          price: 88,
          list: 108,
          spec: [800, 33, 1250, '控脂人群 | Low-fat diets', '内蒙古 | Inner Mongolia', cool],
          colors: 'mist',
          options: tinsAt(88, 498),
          text: `稚牧「轻身」脱脂高蛋白奶粉 800g | Zhimu Qingshen skimmed milk powder 800 g
          健身的人和血脂高的人都买 | For the gym and for the doctor's list
          100 克里 33 克蛋白质 | 33 g of protein in 100 g
          冲得浓一点，可以做酸奶。 | Mixed thick it makes yoghurt.`,
        },
      ],
    },
    {
      id: 'zm-chunniunai',
      category: 'liquid-milk',
      price: 69.9,
      list: 79.9,
      colors: 'sky',
      box: [4.4, 380, 210, 190],
      options: cases(65),
      spec: [250, 16, 3.6, 120, '内蒙古 | Inner Mongolia', '常温避光 | Room temperature, away from light'],
      text: `稚牧 3.6 纯牛奶 250mL×16 盒 | Zhimu 3.6 whole milk 16 × 250 mL
        每百毫升 3.6 克蛋白质 | 3.6 g of protein in 100 mL
        不锈钢罐车全程 4℃ | Steel tankers at 4 °C all the way
        吸管是纸做的，不软 | A paper straw that stays firm
        只有生牛乳一种配料 | One ingredient: raw milk
        低温闪蒸去掉的那点水，让它比从前浓一点。 | A little water is taken out cold, so it is richer than before.`,
      tags: 'subscribe',
      sisters: [
        {
          id: 'zm-ertongnai',
          price: 59.9,
          list: 72,
          spec: [190, 15, 3.2, 110, '内蒙古 | Inner Mongolia', '常温避光 | Room temperature'],
          colors: 'amber',
          box: [3.3, 340, 200, 160],
          options: cases(56),
          text: `稚牧「小步」儿童纯牛奶 190mL×15 盒 | Zhimu Xiaobu milk for children 15 × 190 mL
          一盒正好喝得完 | A size a child can finish
          配 DHA 与叶黄素酯 | With DHA and lutein
          盒身画的是孩子们寄来的牛。 | The cows on the box were drawn by children.`,
        },
        {
          id: 'zm-suannai',
          price: 65,
          list: 78,
          spec: [200, 12, 3.1, 105, '内蒙古 | Inner Mongolia', '常温避光 | Room temperature'],
          colors: 'rose',
          box: [2.9, 330, 200, 160],
          options: cases(60),
          text: `稚牧「慢酿」常温酸奶 200g×12 盒 | Zhimu Manniang yoghurt 12 × 200 g
          发酵八小时，酸得圆 | Fermented eight hours, softly sour
          不加果酱，只加一点白糖 | No jam, a little sugar
          摇一摇再喝，底下的最稠。 | Shake it; the best is at the bottom.`,
        },
        {
          id: 'zm-youjinai',
          price: 88,
          list: 99,
          spec: [250, 12, 3.8, 125, '内蒙古 | Inner Mongolia', '常温避光 | Room temperature'],
          colors: 'bamboo',
          box: [3.4, 330, 210, 170],
          options: cases(84),
          text: `稚牧「原野」有机纯牛奶 250mL×12 盒 | Zhimu Yuanye organic milk 12 × 250 mL
          早餐桌上的草场 | A pasture at breakfast
          有机牧场、有机饲料、双证 | Organic farm, organic feed, both certified
          一头牛有 1.2 亩草地。 | Each cow has 800 square metres of grass.`,
        },
        {
          id: 'zm-didinai',
          price: 79,
          list: 89,
          spec: [250, 12, 3.3, 115, '内蒙古 | Inner Mongolia', '常温避光 | Room temperature'],
          colors: 'plum',
          box: [3.4, 330, 210, 170],
          options: cases(74),
          text: `稚牧「舒肚」零乳糖牛奶 250mL×12 盒 | Zhimu Shudu lactose-free milk 12 × 250 mL
          喝奶咕噜叫的人，再试一次 | For those whose stomach complains
          乳糖提前分解，喝着微甜 | The lactose is split first, so it tastes slightly sweet
          办公室里三分之一的人其实不耐受，我们统计过自己。 | A third of our own office cannot take lactose; we counted.`,
        },
      ],
    },
    {
      id: 'zm-boli-240',
      category: 'bottle',
      price: 89,
      list: 109,
      colors: 'sage rose',
      box: [0.32, 190, 80, 80],
      spec: [240, '高硼硅玻璃 | Borosilicate glass', '0–6 月 | 0–6 months', '-20–120℃ | -20 to 120 °C'],
      text: `稚牧「圆口」宽口玻璃奶瓶 240mL | Zhimu Yuankou wide glass bottle 240 mL
        第一只奶瓶 | The first bottle
        双气阀防胀，睡前不哭 | Two valves against wind
        玻璃外裹硅胶，摔过三百次 | Silicone sleeve, dropped three hundred times
        刻度凸印，洗不掉 | Raised scale that never washes off
        奶嘴模仿的是乳房受压后的样子，儿科护士帮我们改了五次。 | Nurses helped us change the teat five times.`,
      sisters: [
        {
          id: 'zm-ppsu-240',
          price: 109,
          list: 129,
          spec: [240, 'PPSU', '3 月以上 | From 3 months', '-20–180℃ | -20 to 180 °C'],
          colors: 'amber mist rose',
          text: `稚牧「轻握」PPSU 奶瓶 240mL | Zhimu Qingwo PPSU bottle 240 mL
          宝宝自己抱得动 | Light enough to hold alone
          双气阀防胀，睡前不哭 | Two valves against wind
          耐摔耐煮，半年换一只 | Tough; replace it every half year
          双把手，带重力球，躺着也吸得到 | Two handles and a weighted straw
          把手的直径是按八个月的小手量的。 | The handles were measured on eight-month hands.`,
        },
        {
          id: 'zm-xuexi',
          picture: 'cup',
          price: 79,
          list: 95,
          spec: [260, 'Tritan', '12 月以上 | From 12 months', '-10–90℃ | -10 to 90 °C'],
          colors: 'sky rose bamboo',
          text: `稚牧「咕嘟」学饮杯 260mL | Zhimu Gudu training cup 260 mL
          倒过来也不漏 | Upside down and dry
          重力球吸管，躺着也喝得到 | A weighted straw for every angle
          拆成四件，缝里洗得到 | Comes into four parts
          鸭嘴、吸管两种头，一杯用两年 | Spout and straw, one cup for two years
          坠地会弹起来一点，孩子觉得很好笑。 | It bounces a little, which children find very funny.`,
        },
        {
          id: 'zm-baowen',
          picture: 'cup',
          price: 129,
          list: 159,
          spec: [350, '316 不锈钢 | 316 steel', '24 月以上 | From 24 months', '保温 12 小时 | Warm for 12 h'],
          colors: 'mist amber rose',
          box: [0.42, 220, 85, 85],
          text: `稚牧「上学」儿童保温杯 350mL | Zhimu Shangxue vacuum cup 350 mL
          开水四小时到五十度 | From boiling to drinkable by recess
          内胆 316，果汁不串味 | 316 steel takes no taste
          杯套防烫防磕 | A sleeve against heat and knocks
          一键弹盖，戴手套也按得动 | Opens with one press, in mittens too
          杯底可以写名字，墨水洗不掉。 | A name on the base that does not wash off.`,
        },
      ],
    },
    {
      id: 'zm-anfu',
      category: 'pacifier',
      price: 39,
      list: 49,
      colors: 'sage rose sky',
      box: [0.06, 110, 80, 60],
      spec: ['液态硅胶 | Liquid silicone', '0–6 月 | 0–6 months', '水煮五分钟 | Boil for five minutes'],
      text: `稚牧「月牙」一体硅胶安抚奶嘴 | Zhimu Yueya one-piece soother
        软到按得出月牙印 | Soft enough to keep a fingerprint
        一体成型，没有缝 | One piece without a seam
        镂空面罩，口水不积 | Open shield, dry skin
        夜光拉环，半夜摸得着 | A ring that glows at night
        送一只带盖小盒，掉地上有地方放。 | With a small box, for after it falls.`,
      sisters: [
        {
          id: 'zm-yajiao',
          price: 35,
          list: 45,
          spec: ['食品级硅胶 | Food-grade silicone', '4 月以上 | From 4 months', '可冷藏 | May be chilled'],
          colors: 'amber bamboo',
          text: `稚牧「胡萝卜」磨牙胶 | Zhimu Carrot teether
          长牙的日子，咬这个 | For the days of teething
          手环样，小手自己抓 | A ring that small hands hold
          可煮可消毒 | May be boiled
          三种纹路对应门牙、侧牙、后牙 | Three textures for three kinds of teeth
          冷藏十分钟更管用，别放冷冻。 | Ten minutes in the refrigerator, never the freezer.`,
        },
        {
          id: 'zm-fushi',
          picture: 'bowl',
          price: 69,
          list: 85,
          spec: ['硅胶与榉木 | Silicone and beech', '6 月以上 | From 6 months', '手洗 | Wash by hand'],
          colors: 'sage rose amber',
          box: [0.5, 240, 220, 80],
          text: `稚牧「自己吃」辅食碗勺套装 | Zhimu Zijichi bowl and spoon
          扣不翻的碗 | The bowl that will not turn over
          碗壁内扣，舀得干净 | The rim turns in, so nothing escapes
          不含双酚 A | Free of bisphenol A
          底部吸盘，拉边角才下得来 | Sucks to the table until a corner is lifted
          勺头弯 15 度，左手右手都顺。 | The spoon bends 15 degrees for either hand.`,
        },
      ],
    },
    {
      id: 'zm-yunduo',
      category: 'diaper',
      price: 99,
      list: 129,
      colors: 'mist',
      box: [2.3, 380, 280, 190],
      options: sizes,
      spec: [60, 2.4, '云朵柔 | Cloud-soft'],
      text: `稚牧「云朵」超薄纸尿裤 | Zhimu Yunduo ultra-thin diapers
        红屁股的季节，透气要紧 | Breathing matters in the hot months
        两千万个气孔，水汽出得去 | Twenty million pores let the steam out
        腰围弹力三百六十度，翻身不漏 | Elastic all round, dry through a somersault
        尿显线两指宽，半夜看得清 | A wide wetness line seen at night
        试穿的是员工家的一百零七个孩子。 | Tried by a hundred and seven of our own children.`,
      sisters: [
        {
          id: 'zm-yunduo-la',
          price: 109,
          list: 139,
          spec: [50, 2.6, '棉柔 | Cotton-soft'],
          colors: 'sky',
          options: sizes,
          text: `稚牧「小跑」拉拉裤 | Zhimu Xiaopao pull-ups
          会跑的孩子不肯躺下换 | For children who will not lie down
          侧边一撕就开，脱着不蹭腿 | Tears at the side, clean legs
          前后印了不同的小动物，孩子自己分得清。 | Different animals front and back, so a child can tell.`,
        },
        {
          id: 'zm-shijin',
          picture: 'wipes',
          price: 49.9,
          list: 69,
          spec: [480, 0.4, '无纺布 | Non-woven'],
          colors: 'jade',
          options: [
            'pack',
            '规格 | Pack',
            [
              ['6', '80 抽×6 包 | 6 × 80', 0, 1],
              ['12', '80 抽×12 包 | 12 × 80', 45, 2],
            ],
          ],
          text: `稚牧「清水」婴儿手口湿巾 80 抽×6 包 | Zhimu Qingshui baby wipes 6 × 80
          配料就是水 | The ingredient is water
          加厚 60 克，一张顶两张 | Thick enough that one does for two
          不含酒精香精 | No alcohol, no scent
          EDI 纯水，可擦嘴 | Purified water, safe for the mouth
          包口加了盖，抽到最后一张还是湿的。 | With a lid, wet to the last sheet.`,
        },
        {
          id: 'zm-shajin',
          picture: 'wipes',
          price: 79,
          list: 99,
          spec: [6, 1.2, '双层纱 | Double gauze'],
          colors: 'rose',
          options: [
            'pack',
            '规格 | Pack',
            [
              ['6', '六条装 | Six', 0, 1],
              ['12', '十二条装 | Twelve', 70, 2],
            ],
          ],
          lifecycle: 'on_sale',
          text: `稚牧「一方」婴儿纱布巾六条装 | Zhimu Yifang gauze cloths, six
          口水、奶渍、汗，都归它 | For dribble, milk and sweat
          水洗预缩，不变形 | Washed before it is cut
          锁边双线，不脱丝 | Double-stitched edges
          双层纯棉，越洗越软 | Double cotton, softer with each wash
          由青黍纺织直接发货，下单后两天出厂。 | Shipped by Qingshu Textiles two days after you order.`,
        },
      ],
    },

    {
      id: 'zm-zhuanjia',
      category: 'formula',
      price: 298,
      list: 328,
      colors: 'indigo',
      box: [1.1, 150, 150, 190],
      options: stages(-8, -16),
      spec: [800, 11, 78, 'cow', '黑龙江 | Heilongjiang', cool],
      text: `稚牧「黑土」婴幼儿配方奶粉 800g | Zhimu Heitu infant formula 800 g
        北纬四十七度的奶 | Milk from 47 degrees north
        冬天牛舍有暖气，奶量一年平稳 | Warm barns and steady milk all year
        乳铁蛋白每 100 克 50 毫克 | 50 mg of lactoferrin in 100 g
        奶香淡，转奶容易 | A light taste, easy to change to
        黑土地一尺深，草根扎得下去，奶就不一样。 | The black earth is a foot deep and the milk tells.`,
      sisters: [
        {
          id: 'zm-a2',
          price: 448,
          list: 488,
          spec: [800, 11.4, 92, 'cow', '内蒙古 | Inner Mongolia', cool],
          colors: 'plum',
          options: stages(-10, -20),
          text: `稚牧「同源」A2 β-酪蛋白奶粉 800g | Zhimu Tongyuan A2 formula 800 g
          一头一头测过的牛 | Each cow was tested
          只选 A2 基因型奶牛的奶 | Only milk from A2 cows
          一千四百头里，留下来四百六十头。 | Of fourteen hundred cows four hundred and sixty stayed.`,
        },
        {
          id: 'zm-xiaotong-4',
          price: 228,
          list: 258,
          spec: [800, 16, 60, 'cow', '内蒙古 | Inner Mongolia', cool],
          colors: 'amber',
          options: ['stage', '段位 | Stage', [['4', '4 段 3 岁以上 | Stage 4, 3 years up', 0, 1]]],
          text: `稚牧「小童」4 段配方奶粉 800g | Zhimu Xiaotong stage 4 formula 800 g
          上幼儿园以后的那一杯 | The cup after kindergarten begins
          不加蔗糖，奶味本甜 | No sugar, sweet by itself
          罐里的勺子换成了大号，孩子自己舀。 | A larger scoop, so the child can do it.`,
        },
        {
          id: 'zm-zaochan',
          price: 498,
          list: 528,
          spec: [400, 14.5, 95, 'cow', '内蒙古 | Inner Mongolia', cool],
          colors: 'mist',
          box: [0.6, 120, 120, 150],
          options: ['stage', '段位 | Stage', [['1', '医生指导下食用 | Under a doctor', 0, 1]]],
          text: `稚牧「早安」早产儿配方粉 400g | Zhimu Zao'an formula for premature babies 400 g
          早到的孩子，慢慢来 | For those who came early
          须在医生指导下使用，购买需上传医嘱 | Only with a doctor's note
          每卖一罐，我们给新生儿科捐一罐。 | For each tin sold another goes to a ward.`,
        },
      ],
    },
    {
      id: 'zm-naibei',
      category: 'liquid-milk',
      price: 49.9,
      list: 59.9,
      colors: 'indigo',
      box: [2.6, 320, 200, 140],
      options: cases(46),
      spec: [125, 20, 3.2, 110, '黑龙江 | Heilongjiang', '常温避光 | Room temperature'],
      text: `稚牧「一口」迷你纯牛奶 125mL×20 盒 | Zhimu Yikou mini milk 20 × 125 mL
        喝不完的，换小盒 | A small box for small thirst
        幼儿园餐后一盒正好 | Just right after lunch
        和大盒同一条生产线 | From the same line as the large box
        盒底可撕，做手工不扎手 | The base tears off for handicraft
        小盒子比大盒子贵一点点，贵在纸上。 | A little dearer; the difference is paper.`,
      sisters: [
        {
          id: 'zm-gaogai',
          price: 72,
          list: 85,
          spec: [250, 16, 3.4, 180, '黑龙江 | Heilongjiang', '常温避光 | Room temperature'],
          colors: 'jade',
          box: [4.4, 380, 210, 190],
          options: cases(68),
          text: `稚牧「硬朗」高钙牛奶 250mL×16 盒 | Zhimu Yinglang calcium milk 16 × 250 mL
          给跳广场舞的人 | For those who dance in the square
          维生素 D 一起配，钙才留得住 | Vitamin D keeps the calcium
          整箱可定期送 | Can be sent each month
          钙 180 毫克，低脂不腻 | 180 mg of calcium, low fat
          吸管口开大了两毫米。 | The opening is two millimetres wider.`,
        },
        {
          id: 'zm-keke',
          price: 58,
          list: 69,
          spec: [250, 12, 2.6, 95, '黑龙江 | Heilongjiang', '常温避光 | Room temperature'],
          colors: 'walnut',
          box: [3.4, 330, 210, 170],
          options: cases(54),
          text: `稚牧「下课」可可牛奶 250mL×12 盒 | Zhimu Xiake cocoa milk 12 × 250 mL
          放学路上的那一盒 | For the way home from school
          每盒糖不到九克 | Under nine grams of sugar
          摇匀再喝，底下有料 | Shake; the best is below
          真可可粉，减糖三成 | Real cocoa, a third less sugar
          它是点心，不能代替纯牛奶。 | A treat, not a substitute for milk.`,
        },
        {
          id: 'zm-nailao',
          price: 45,
          list: 55,
          spec: [25, 20, 9.5, 480, '内蒙古 | Inner Mongolia', '2–6℃ 冷藏 | Keep at 2–6 °C'],
          colors: 'amber',
          box: [0.8, 260, 180, 90],
          options: cases(40),
          text: `稚牧「小方」儿童奶酪 20 粒 | Zhimu Xiaofang cheese for children, 20
          一粒顶一杯的钙 | The calcium of a cup in one piece
          小孩一手一粒 | One in each hand
          冷链到家，冰袋回收 | Cold to the door, ice packs taken back
          干酪含量五成以上 | More than half is real cheese
          棒子是圆头的，跑着吃也不怕——还是坐下吃吧。 | The stick is round; still, please sit down.`,
        },
      ],
    },
    {
      id: 'zm-xinai',
      picture: 'baby-bottle',
      category: 'pacifier',
      price: 299,
      list: 359,
      colors: 'white rose',
      box: [1.1, 220, 200, 120],
      spec: ['硅胶罩杯 | Silicone cups', '哺乳期 | While nursing', '罩杯可煮 | Cups may be boiled'],
      text: `稚牧「同在」穿戴式吸奶器一对 | Zhimu Tongzai wearable breast pump, pair
        开会的时候也可以 | Even in a meeting
        38 分贝，放进内衣就走 | 38 dB, inside a bra
        九档吸力，像宝宝吃的节奏 | Nine strengths in a baby's rhythm
        一次充电用五次 | Five sessions a charge
        背奶的同事们试了四个月，改了七版罩杯。 | Nursing colleagues tried seven shapes in four months.`,
      sisters: [
        {
          id: 'zm-wennai',
          picture: 'baby-bottle',
          price: 169,
          list: 209,
          spec: ['PP 与不锈钢 | PP and steel', '0 月以上 | From birth', '内胆可拆 | Removable pot'],
          box: [1.3, 220, 180, 200],
          colors: 'white mist',
          text: `稚牧「四十度」温奶消毒器 | Zhimu Forty bottle warmer
          半夜三分钟，正好四十度 | Forty degrees in three minutes at night
          消毒烘干一罩搞定 | Sterilises and dries under one dome
          能热辅食罐 | Warms food jars too
          恒温二十四小时不干烧 | Holds for a day and never boils dry
          夜灯和按键都是单手的。 | One hand is enough.`,
        },
        {
          id: 'zm-weidou',
          picture: 'bib',
          price: 45,
          list: 59,
          spec: ['硅胶 | Silicone', '6 月以上 | From 6 months', '可进洗碗机 | Dishwasher-safe'],
          box: [0.25, 300, 240, 60],
          colors: 'mist amber sage',
          text: `稚牧「接得住」立体围兜 | Zhimu catching bib
          掉的都在兜里 | What falls stays in the pocket
          颈口包边，不勒不磨 | A soft edge at the neck
          一冲就净 | Rinses clean
          卷起来放进妈妈包 | Rolls into a bag
          颈扣四档，到三岁都合适。 | Four sizes to the age of three.`,
        },
        {
          id: 'zm-xuebei',
          picture: 'cup',
          price: 59,
          list: 75,
          spec: ['PP', '9 月以上 | From 9 months', '可拆洗 | Comes apart'],
          box: [0.3, 180, 120, 120],
          colors: 'sky rose amber',
          text: `稚牧「三百六」敞口学饮杯 | Zhimu 360 rim cup
          从奶瓶到杯子的最后一步 | The last step from bottle to cup
          双把手，大人也能帮一把 | Two handles, room for a grown-up hand
          四件全拆，无死角 | Four parts and no corners
          杯沿任意处可喝，松口即止 | Drink from any side; it stops by itself
          牙医喜欢它，因为没有吸管。 | Dentists like it, for it has no straw.`,
        },
      ],
    },
    {
      id: 'zm-yedong',
      category: 'diaper',
      price: 119,
      list: 149,
      colors: 'indigo',
      box: [2.5, 380, 280, 200],
      options: sizes,
      spec: [52, 3, '丝薄夜用 | Night-time'],
      text: `稚牧「整夜」夜用纸尿裤 | Zhimu Zhengye night diapers
        一觉到天亮 | Through to the morning
        十二小时吸收 600 毫升 | 600 mL in twelve hours
        后腰高出 3 厘米，趴睡不漏 | Three centimetres higher at the back
        加长防漏隔边 | Longer leak guards
        夜里少换一次，妈妈多睡四十分钟。 | One change less is forty minutes more sleep.`,
      sisters: [
        {
          id: 'zm-youyong',
          price: 59,
          list: 75,
          spec: [12, 2, '防水 | Waterproof'],
          colors: 'sky',
          options: sizes,
          box: [0.8, 260, 200, 120],
          text: `稚牧「小鱼」游泳纸尿裤 | Zhimu Xiaoyu swim diapers
          下水不膨胀 | Does not swell in water
          防侧漏护围，泳池放心 | Guards that a pool can trust
          透气面料，出水快干 | Dries soon after
          侧撕设计，湿了也好脱 | Tears at the side when wet
          图案遇水会显出一条鱼。 | A fish appears when it gets wet.`,
        },
        {
          id: 'zm-ruanjin',
          picture: 'wipes',
          price: 39.9,
          list: 52,
          spec: [100, 0.5, '珍珠纹 | Pearl weave'],
          colors: 'rose',
          options: [
            'pack',
            '规格 | Pack',
            [
              ['6', '100 抽×6 包 | 6 × 100', 0, 1],
              ['12', '100 抽×12 包 | 12 × 100', 36, 2],
            ],
          ],
          text: `稚牧「干湿」绵柔巾 100 抽×6 包 | Zhimu soft cotton tissues 6 × 100
          擦脸擦手擦屁屁 | Face, hands and bottom
          干用湿用都不破 | Strong both dry and wet
          可降解，不冲马桶 | Degrades; not for the toilet
          全棉水刺，沾水不掉絮 | Pure cotton, no lint
          一张能撕两张，撕痕是压好的。 | Scored so that one becomes two.`,
        },
      ],
    },
  ],
  2001,
)
