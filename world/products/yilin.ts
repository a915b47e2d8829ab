import { build } from './build.ts'

type Rows = [string, string, [string, string, number, number][]]
const weights = (...rows: [string, string, number, number][]): Rows => ['pack', '规格 | Pack', rows]
const fresh = '阴凉通风，到货后十天内食用 | Cool and airy; eat within ten days'
const dry = '阴凉干燥 | Cool and dry'

/** Yilin: what the counties grow and make, and what a post office can do for a street. */
export const yilin = build(
  [
    {
      id: 'yl-orange-xia',
      category: 'fruit',
      price: 39.9,
      list: 49.9,
      colors: 'orange',
      box: [2.7, 300, 220, 160],
      partner: 'xiajiang',
      tags: 'hero fresh',
      options: weights(
        ['5', '5 斤尝鲜 | 2.5 kg', 0, 1],
        ['10', '10 斤家庭 | 5 kg', 29, 2],
        ['gift', '礼盒 16 枚 | Gift box of 16', 38, 1.7],
      ),
      spec: [2500, '重庆奉节 | Fengjie, Chongqing', '12–14°Bx', '11 月至次年 2 月 | November to February', fresh],
      text: `峡江脐橙 当季现摘 | Xiajiang navel oranges, picked to order
        三峡两岸的山坡，晒足三百天 | Three hundred days of sun above the gorges
        今天摘，明早上车 | Picked today, on the truck tomorrow morning
        坏一个赔两个，拍照就行 | One bad, two back; a picture is enough
        不打蜡、不催熟，皮上的小疤是风刮的 | No wax; the small scars are from the wind
        果园要坐一段小轨道车上去，老向家的橙子树比他儿子还大两岁。 | A small rail car climbs to the orchard; old Xiang's trees are two years older than his son.`,
      sisters: [
        {
          id: 'yl-orange-late',
          price: 45.9,
          list: 55.9,
          spec: [2500, '重庆云阳 | Yunyang, Chongqing', '13–15°Bx', '3 月至 5 月 | March to May', fresh],
          lifecycle: 'planned',
          available_in_days: 110,
          colors: 'orange',
          text: `峡江晚橙 春天才熟的那批 | Xiajiang late oranges, ripe in spring
          别人下市，它刚甜 | Sweet when the others are over
          套袋过冬，果皮薄到透光 | Bagged through winter, skin thin as paper
          等它的人，每年二月就来问了。 | People begin to ask in February.`,
        },
        {
          id: 'yl-blood-orange',
          price: 49.9,
          list: 59.9,
          spec: [2500, '重庆万州 | Wanzhou, Chongqing', '11–13°Bx', '1 月至 3 月 | January to March', fresh],
          colors: 'red',
          text: `峡江血橙 切开是晚霞 | Xiajiang blood oranges
          一半橙，一半晚霞 | Half orange, half sunset
          冷天才上色，今年霜早颜色深 | Cold nights color it; this year deeply
          榨汁留三成果粒最好喝。 | Leave a third of the pulp in the juice.`,
        },
        {
          id: 'yl-li',
          price: 36,
          list: 42,
          spec: [2500, '重庆巫山 | Wushan, Chongqing', '11–13°Bx', '6 月至 8 月 | June to August', fresh],
          colors: 'bamboo',
          lifecycle: 'withdrawn',
          picture: 'orange-box',
          text: `峡江脆李 带霜现摘 | Xiajiang crisp plums with their bloom
          咬下去是“咔”的一声 | It cracks when you bite
          七成青最脆，放两天转甜 | Crisp when green, sweeter after two days
          果面那层白霜不要洗掉太早。 | Do not wash off the bloom too soon.`,
        },
        {
          id: 'yl-pomelo',
          price: 42,
          list: 52,
          spec: [3000, '重庆巴南 | Banan, Chongqing', '10–12°Bx', '10 月至 12 月 | October to December', fresh],
          colors: 'amber',
          text: `老树红心柚 两只装 | Red pomelo from old trees, two
          树龄三十年往上 | From trees over thirty years old
          皮厚但不浪费，附蜜柚茶做法 | A recipe for the peel comes with it
          剥好的那层白膜，老人说是留给泡茶的。 | Keep the white pith for tea, the old people say.`,
        },
        {
          id: 'yl-kiwi',
          price: 46,
          list: 56,
          spec: [2000, '重庆黔江 | Qianjiang, Chongqing', '14–16°Bx', '9 月至 11 月 | September to November', fresh],
          colors: 'jade',
          text: `武陵红心猕猴桃 24 枚 | Wuling red-hearted kiwifruit, 24
          软了就甜，别着急 | Wait until it softens
          附一只苹果催熟，放一起三天 | An apple in the box ripens them in three days
          海拔八百米，晚上冷，所以香。 | Grown at 800 m where nights are cold.`,
        },
      ],
    },
    {
      id: 'yl-hotpot-niuyou',
      category: 'hotpot',
      price: 29.9,
      list: 36,
      colors: 'red',
      box: [0.6, 210, 150, 60],
      partner: 'lazuofang',
      tags: 'hero',
      options: weights(['1', '500g 一袋 | 500 g', 0, 1], ['4', '四袋 | Four', 79, 4], ['gift', '礼盒六袋 | Gift box of six', 139, 6.4]),
      spec: [500, '重庆渝中 | Yuzhong, Chongqing', 'hot', '牛油 | Beef tallow', '常温避光，开袋冷藏 | Room temperature; chill once opened'],
      text: `老码头手工牛油火锅底料 500g | Old Wharf hand-fried hot-pot base 500 g
        一锅红汤，一屋子人 | One red pot, a room full of people
        大铁锅人工翻炒四小时 | Stirred by hand in iron for four hours
        石柱红配二荆条，香在前辣在后 | Two chillies: fragrance first, heat after
        一袋煮四到六人，煮到最后不发苦 | For four to six, never bitter at the end
        师傅姓冉，只在不下雨的日子炒料，他说潮气会钻进辣椒里。 | Master Ran fries only on dry days; damp gets into the chillies, he says.`,
      sisters: [
        {
          id: 'yl-hotpot-weila',
          price: 27.9,
          list: 33,
          spec: [500, '重庆渝中 | Yuzhong, Chongqing', 'mild', '牛油 | Beef tallow', '常温避光 | Room temperature'],
          colors: 'orange',
          text: `老码头微辣火锅底料 500g | Old Wharf mild hot-pot base 500 g
          外地朋友也下得了筷子 | Friends from elsewhere can eat it too
          大铁锅人工翻炒四小时 | Stirred by hand for four hours
          一袋煮四到六人 | For four to six people
          少三成辣椒，多一倍香料 | A third fewer chillies, twice the spice
          是给嫁过来的江浙媳妇调的方子。 | Made for a daughter-in-law from the east.`,
        },
        {
          id: 'yl-hotpot-qing',
          price: 25.9,
          list: 32,
          spec: [400, '重庆渝中 | Yuzhong, Chongqing', 'none', '菜籽油 | Rapeseed oil', '常温避光 | Room temperature'],
          colors: 'jade',
          text: `老码头菌汤清油底料 400g | Old Wharf mushroom broth base 400 g
          鸳鸯锅的另一半 | The other half of the pot
          熬煮八小时浓缩 | Reduced for eight hours
          一比八兑水，不浑 | One to eight with water, clear
          七种菌子，不加味精 | Seven mushrooms, no glutamate
          汤底可以直接下面。 | Good for noodles afterwards.`,
        },
        {
          id: 'yl-hotpot-suancai',
          price: 23.9,
          list: 29,
          spec: [400, '重庆涪陵 | Fuling, Chongqing', 'mild', '菜籽油 | Rapeseed oil', '常温避光 | Room temperature'],
          colors: 'amber',
          text: `老坛酸菜鱼料 400g | Old-jar pickle for fish 400 g
          坛子里泡够四十天 | Forty days in the jar
          老坛自然发酵 | Fermented in old jars
          酸菜和汤料分两包 | Pickle and stock in two packets
          一包料一条鱼，不用再买葱姜 | One packet, one fish, nothing else to buy
          酸菜是踩出来的，穿干净雨靴。 | The pickle is trodden, in clean boots.`,
        },
        {
          id: 'yl-hotpot-xiaomian',
          price: 19.9,
          list: 25,
          spec: [480, "重庆南岸 | Nan'an, Chongqing", 'medium', '菜籽油 | Rapeseed oil', '常温避光 | Room temperature'],
          colors: 'red',
          text: `江边小面调料 一袋八碗 | Riverside noodle seasoning, eight bowls
          早晨七点的那碗面 | The bowl of noodles at seven in the morning
          红油、酱料、芽菜分装 | Oil, sauce and pickle apart
          微辣到特辣自己调 | From mild to fierce as you like
          干溜、带汤都写了做法 | Dry or in broth, both are explained
          少了猪油就不是那个味，所以附了一小包。 | Without lard it is not the same, so some is inside.`,
        },
        {
          id: 'yl-hotpot-paojiao',
          price: 15.9,
          list: 19.9,
          spec: [600, '重庆开州 | Kaizhou, Chongqing', 'hot', '无 | None', '常温避光 | Room temperature'],
          colors: 'bamboo',
          picture: 'jar',
          text: `高山泡椒 一瓶 600g | High-mountain pickled chillies 600 g
          炒什么都放两根 | Two in every dish
          二荆条和小米辣两种 | Two kinds of chilli
          不加防腐剂，盐水自然保鲜 | Kept by brine alone
          海拔一千二，肉厚籽少 | Grown at 1,200 m, thick flesh and few seeds
          坛口水每三天换一次，阿姨们轮班。 | The rim water is changed every third day, by turns.`,
        },
      ],
    },
    {
      id: 'yl-tea-maojian',
      category: 'tea',
      price: 128,
      list: 158,
      colors: 'bamboo',
      box: [0.42, 240, 180, 90],
      partner: 'yunwu',
      options: weights(
        ['100', '100g 一罐 | 100 g tin', 0, 1],
        ['250', '250g 家庭装 | 250 g', 152, 2.2],
        ['gift', '双罐礼盒 | Gift of two tins', 148, 2.4],
      ),
      spec: [100, '重庆酉阳 | Youyang, Chongqing', 'green', '清明前一芽一叶 | One bud and leaf before Qingming', dry],
      text: `云上毛尖 明前绿茶 100g | Cloudtop Maojian green tea 100 g
        水一冲，是雨后的山 | Pour, and it is a hill after rain
        清明前九天采完 | Picked in nine days before Qingming
        手工杀青，锅温靠手背试 | Fired by hand, the pan judged by the back of the hand
        三泡之后还有回甘 | Sweet after the third pouring
        茶场六十二岁的姚嬢嬢一天只采得了八两。 | Aunt Yao, sixty-two, picks four hundred grams a day.`,
      sisters: [
        {
          id: 'yl-tea-hong',
          price: 98,
          list: 118,
          spec: [100, "重庆南岸 | Nan'an, Chongqing", 'black', '春茶，全发酵 | Spring leaf, fully oxidised', dry],
          colors: 'red',
          text: `云上红茶 蜜香工夫 100g | Cloudtop black tea with honey scent 100 g
          下午四点，红得透亮 | Four o'clock, clear and red
          蜜香三泡不散 | Honey scent to the third pouring
          加奶也压得住 | Stands up to milk
          被小绿叶蝉咬过的叶子，才有蜜香 | Leaves bitten by leafhoppers taste of honey
          所以这片茶园从不打药。 | So this garden is never sprayed.`,
        },
        {
          id: 'yl-tea-molihua',
          price: 78,
          list: 95,
          spec: [100, '重庆巴南 | Banan, Chongqing', 'flower', '六窨一提 | Scented six times', dry],
          colors: 'jade',
          text: `茉莉花茶 六窨 100g | Jasmine tea, scented six times 100 g
          盖碗一揭，满屋子夏天 | Lift the lid and it is summer
          烘青做坯，不苦不涩 | A gentle green base
          花窨后筛净，杯里无花 | Sieved, so the cup holds no petals
          只要傍晚开的花 | Only flowers that open at dusk
          老茶馆里三块钱一碗的就是它的弟弟。 | Its younger brother is what teahouses pour.`,
        },
        {
          id: 'yl-tea-hei',
          price: 68,
          list: 88,
          spec: [250, '重庆黔江 | Qianjiang, Chongqing', 'dark', '渥堆三年 | Piled and aged three years', dry],
          colors: 'walnut',
          text: `武陵黑茶砖 250g | Wuling dark tea brick 250 g
          煮着喝，越煮越厚 | Boil it; it grows deeper
          掰一小块煮一壶 | A small piece makes a pot
          干仓存放，无霉味 | Stored dry, no must
          油腻吃多了，晚上煮一壶 | For an evening after a heavy meal
          附茶针一支，撬的时候别朝手心。 | With a pick; never towards your palm.`,
        },
        {
          id: 'yl-tea-bai',
          price: 168,
          list: 198,
          spec: [150, '重庆酉阳 | Youyang, Chongqing', 'white', '日光萎凋 | Withered in the sun', dry],
          colors: 'sage',
          text: `云上白茶 月光饼 150g | Cloudtop white tea cake 150 g
          一年茶，三年药 | Tea in a year, better in three
          冷泡热泡都行 | Cold or hot
          内含七克小撕口 | Marked in seven-gram breaks
          太阳晒、月光凉，不炒不揉 | Sun and moonlight, no fire
          每片饼背后写着采茶的日子。 | The picking day is written on the back.`,
        },
        {
          id: 'yl-tea-tiancha',
          price: 49,
          list: 62,
          spec: [80, '重庆酉阳 | Youyang, Chongqing', 'dark', '野生多穗柯 | Wild sweet-tea leaf', dry],
          colors: 'bamboo',
          text: `山里甜茶 自带甜 80g | Wild sweet tea 80 g
          不放糖也甜 | Sweet with no sugar
          八十度水，两分钟 | Two minutes at eighty degrees
          无咖啡因，晚上也喝得 | No caffeine, good at night
          孩子和戒糖的人都能喝 | For children and for those without sugar
          背篓背下来的，一趟两个钟头。 | Carried down in a basket, two hours each way.`,
        },
      ],
    },
    {
      id: 'yl-wine-gaoliang',
      category: 'wine',
      price: 128,
      list: 158,
      colors: 'amber',
      box: [1.1, 110, 110, 320],
      partner: 'jiangxiang',
      options: weights(['1', '一瓶 | One bottle', 0, 1], ['6', '六瓶整箱 | Case of six', 580, 6]),
      spec: [500, 52, 'sorghum', '重庆巴南 | Banan, Chongqing', '五年 | Five years'],
      text: `江巷高粱酒 52 度 500mL | Jiangxiang sorghum spirit 52 % 500 mL
        坛子里睡了五年 | Asleep in clay for five years
        本地糯红高粱，一年只烤一季 | Local red sorghum, distilled once a year
        酒花能站二十秒 | The bubbles stand for twenty seconds
        请勿酒后驾车，未成年人不卖 | Never drink and drive; not sold to minors
        酒窖是旧防空洞，冬夏都是十八度。 | The cellar is an old shelter, 18 degrees all year.`,
      sisters: [
        {
          id: 'yl-wine-gaoliang-10',
          price: 298,
          list: 358,
          spec: [500, 53, 'sorghum', '重庆巴南 | Banan, Chongqing', '十年 | Ten years'],
          colors: 'red',
          text: `江巷十年陈 53 度 500mL | Jiangxiang ten-year spirit 53 % 500 mL
          给爸爸的那一瓶 | The bottle for father
          编号装瓶，一年三千坛只开一百坛 | Numbered; a hundred of three thousand jars a year
          瓶底有刻字的地方，寄前可以刻。 | There is room to engrave a line before it ships.`,
        },
        {
          id: 'yl-wine-meijiu',
          price: 69,
          list: 85,
          spec: [500, 12, 'fruit', '重庆酉阳 | Youyang, Chongqing', '一年 | One year'],
          colors: 'bamboo',
          text: `江巷青梅酒 12 度 500mL | Jiangxiang green-plum wine 12 % 500 mL
          加冰，加晚风 | With ice and an evening breeze
          只用高粱酒和冰糖 | Only spirit and rock sugar
          开瓶后冷藏三个月 | Three months in the cold once opened
          青梅整颗泡足一年 | Whole plums, a full year
          瓶里那颗梅子可以吃，也会醉。 | The plum may be eaten; it too has drunk.`,
        },
        {
          id: 'yl-wine-mijiu',
          price: 39,
          list: 48,
          spec: [750, 8, 'rice', '重庆开州 | Kaizhou, Chongqing', '鲜酿 | Fresh'],
          colors: 'cream',
          text: `江巷桂花米酒 8 度 750mL | Jiangxiang osmanthus rice wine 8 % 750 mL
          小酌的那种甜 | A gentle sweetness
          糯米现蒸现酿 | Steamed and brewed the same day
          未过滤，口感厚 | Unfiltered and full
          加热到六十度，桂花就醒了 | Warm it to sixty degrees and the osmanthus wakes
          沉在瓶底的是米，不是坏了。 | What rests at the bottom is rice.`,
        },
        {
          id: 'yl-wine-juzi',
          price: 79,
          list: 95,
          spec: [500, 15, 'fruit', '重庆奉节 | Fengjie, Chongqing', '半年 | Half a year'],
          colors: 'orange',
          text: `江巷橙皮酒 15 度 500mL | Jiangxiang orange-peel wine 15 % 500 mL
          把果园装进瓶里 | An orchard in a bottle
          冷榨鲜皮，当天浸酒 | Fresh peel in spirit the same day
          苦得很短，甜得很长 | Briefly bitter, long sweet
          皮是峡江果业卖橙子剩下的好皮 | From the good peel of Xiajiang oranges
          兑气泡水一比二，杯口擦一点盐。 | One to two with soda and a rim of salt.`,
        },
      ],
    },
    {
      id: 'yl-rice-gaoshan',
      category: 'grain',
      price: 59.9,
      list: 72,
      colors: 'bamboo',
      box: [5.2, 420, 300, 110],
      partner: 'wuling',
      options: weights(['5', '5kg', 0, 1], ['10', '10kg', 52, 2]),
      spec: [5000, '重庆酉阳 | Youyang, Chongqing', '今年秋收 | This autumn', '米水 1:1.1 | Rice to water 1:1.1', dry],
      text: `武陵高山冷水米 5kg | Wuling high-mountain rice 5 kg
        海拔八百米，一年一季 | One crop a year at 800 m
        山泉灌田，稻子长得慢所以香 | Spring water, slow to grow and fragrant
        现碾现发，碾米日期印在袋口 | Milled when ordered, the date on the seal
        饭凉了也不硬 | Soft even when cold
        梯田最小的一块只够种七十窝，机器上不去，全靠人。 | The smallest terrace holds seventy plants; no machine gets there.`,
      sisters: [
        {
          id: 'yl-rice-nuomi',
          price: 32,
          list: 39,
          spec: [2500, '重庆秀山 | Xiushan, Chongqing', '今年秋收 | This autumn', '先泡四小时 | Soak four hours', dry],
          colors: 'rose',
          box: [2.6, 320, 220, 90],
          text: `武陵糯米 包粽子做汤圆 2.5kg | Wuling glutinous rice 2.5 kg
          端午和元宵都等它 | For dumplings in summer and winter
          新米当季碾 | Milled this season
          真空小袋，吃一袋开一袋 | Vacuum packs, open one at a time
          圆粒糯，黏而不腻 | Round grain, sticky and light
          附两张粽叶的买法：去邮局柜台拿，免费。 | Ask at a post-office counter for the leaves; they are free.`,
        },
        {
          id: 'yl-rice-hongdou',
          price: 26,
          list: 32,
          spec: [1500, '重庆武隆 | Wulong, Chongqing', '今年秋收 | This autumn', '泡一夜 | Soak overnight', dry],
          colors: 'red',
          box: [1.6, 260, 180, 80],
          text: `高山红豆 颗粒手选 1.5kg | High-mountain red beans 1.5 kg
          煮出沙来 | Cooks to a velvet
          皮薄，一小时就开花 | Thin skin, opens in an hour
          做馅、煮粥都行 | For filling and for porridge
          一颗一颗挑过，没有石子 | Picked over by hand, no stones
          挑豆子的是村里八十岁以下最老的几位。 | Picked by the oldest hands in the village.`,
        },
        {
          id: 'yl-rice-yumi',
          price: 22,
          list: 28,
          spec: [2000, '重庆黔江 | Qianjiang, Chongqing', '今年秋收 | This autumn', '粥二十分钟 | Porridge in 20 min', dry],
          colors: 'amber',
          box: [2.1, 300, 200, 80],
          text: `石磨玉米面 粗细两用 2kg | Stone-ground maize flour 2 kg
          一碗早晨的黄 | A bowl of morning yellow
          老品种黄玉米 | An old yellow maize
          可蒸窝头，可摊饼 | For buns and for cakes
          石磨低速，不发热 | Ground slowly and cool
          水磨坊冬天结冰，所以十二月少量。 | The mill freezes in December, so there is less.`,
        },
        {
          id: 'yl-rice-mian',
          picture: 'noodles',
          price: 18,
          list: 22,
          spec: [1800, '重庆忠县 | Zhong, Chongqing', '当季小麦 | This season', '煮三分钟 | Boil three minutes', dry],
          colors: 'cream',
          box: [1.9, 320, 160, 70],
          text: `手工晾晒挂面 1.8kg | Hand-hung noodles 1.8 kg
          太阳晒的，不是烘的 | Dried in the sun
          只有面粉、盐、水 | Flour, salt and water
          细圆宽三种可选，备注即可 | Thin, round or wide on request
          下锅不浑汤 | The water stays clear
          晾面的架子，傍晚像一片白帘。 | At dusk the racks are a white curtain.`,
        },
      ],
    },
    {
      id: 'yl-ham-houtui',
      category: 'cured',
      price: 168,
      list: 208,
      colors: 'walnut',
      box: [1.3, 340, 200, 110],
      partner: 'wuling',
      options: weights(['1', '1kg 切块 | 1 kg piece', 0, 1], ['leg', '整腿 5kg | Whole leg 5 kg', 560, 5]),
      spec: [
        1000,
        '重庆黔江 | Qianjiang, Chongqing',
        '盐腌、松柏烟熏 60 天 | Salted, smoked over cypress for 60 days',
        '温水洗，蒸半小时 | Wash warm, steam half an hour',
        dry,
      ],
      text: `武陵柴火腊后腿 1kg | Wuling wood-smoked ham 1 kg
        年味，是熏出来的 | The smell of New Year
        粮食猪养足十个月 | Grain-fed for ten months
        松柏枝慢熏两个月，皮是琥珀色 | Two months over cypress, skin like amber
        肥肉透明，瘦肉不柴 | Clear fat and tender meat
        灶台上一排排挂着，哪条熏好了，主人闻一下就知道。 | They hang above the stove; the host knows by smell which is ready.`,
      sisters: [
        {
          id: 'yl-ham-lachang',
          picture: 'sausage',
          price: 69,
          list: 85,
          spec: [500, '重庆渝北 | Yubei, Chongqing', '手灌、风干 20 天 | Hand-filled, dried 20 days', '蒸 15 分钟 | Steam 15 min', dry],
          colors: 'red',
          box: [0.7, 260, 160, 60],
          text: `麻辣腊肠 500g | Numbing-hot sausage 500 g
          饭上蒸两根 | Steam two over the rice
          前腿夹心，切丁不绞泥 | Shoulder in cubes, not mince
          高粱酒腌过夜 | Overnight in sorghum spirit
          肥三瘦七，青花椒提味 | Three parts fat, seven lean, green pepper
          肠衣是真肠衣，咬得响。 | Real casing; it snaps.`,
        },
        {
          id: 'yl-ham-mugua',
          price: 38,
          list: 46,
          spec: [250, '重庆城口 | Chengkou, Chongqing', '日晒 | Sun-dried', '冷水泡两小时 | Soak two hours', dry],
          colors: 'graphite',
          box: [0.4, 280, 220, 90],
          picture: 'dried-goods',
          text: `山里黑木耳 250g | Mountain wood-ear 250 g
          泡开是小山 | It grows into a hill
          小朵肉厚，无根 | Small, thick and without roots
          不熏硫 | No sulphur
          青冈木上长的，一年一茬 | Grown on oak, one crop a year
          一把泡一盆，别心急。 | A handful fills a bowl; be patient.`,
        },
        {
          id: 'yl-ham-sunjing',
          price: 42,
          list: 52,
          spec: [300, '重庆酉阳 | Youyang, Chongqing', '柴灶煮、竹匾晒 | Boiled and sun-dried', '泡一夜，炖肉 | Soak overnight, stew', dry],
          colors: 'bamboo',
          box: [0.5, 300, 220, 80],
          picture: 'dried-goods',
          text: `笋干 春笋晒的 300g | Dried spring bamboo shoots 300 g
          吃得到竹林 | It tastes of the grove
          只取笋尖一段 | Only the tips
          不熏硫，泡水微黄 | No sulphur; the water turns pale yellow
          只要清明后十天的笋 | Shoots of ten days in spring
          炖腊肉少放盐，它自己会香。 | With smoked ham use little salt.`,
        },
        {
          id: 'yl-ham-huajiao',
          price: 29,
          list: 36,
          spec: [
            120,
            '重庆江津 | Jiangjin, Chongqing',
            '带露采、即烘 | Picked with dew, dried at once',
            '热油激香 | Bloom in hot oil',
            dry,
          ],
          colors: 'jade',
          box: [0.25, 140, 90, 90],
          picture: 'jar',
          text: `青花椒 保鲜烘 120g | Green Sichuan pepper 120 g
          麻得干净 | A clean tingle
          去籽去柄，少杂质 | No seeds, no stalks
          避光小罐，用一罐开一罐 | Small dark tins
          七月带露摘，两小时内进烘房 | Picked with dew and dried within two hours
          冷冻保存，颜色能绿一年。 | Keep it frozen and it stays green.`,
        },
      ],
    },
    {
      id: 'yl-honey',
      category: 'cured',
      price: 88,
      list: 108,
      colors: 'amber',
      box: [0.9, 130, 100, 100],
      partner: 'wuling',
      picture: 'jar',
      spec: [
        500,
        '重庆城口 | Chengkou, Chongqing',
        '土蜂，一年取一次 | Native bees, once a year',
        '温水冲，不超 60℃ | Warm water, at most 60 °C',
        dry,
      ],
      text: `大巴山土蜂蜜 500g | Daba mountain honey 500 g
        一年只割一次 | Taken once a year
        百花蜜，冬天会结晶，那是真的 | Many flowers; it sets in winter, as it should
        封盖成熟才取，不兑不熬 | Ripe and capped, never heated
        适合一岁以上 | For those over one year old
        蜂桶挂在崖上，割蜜的人一年也就上去两回。 | The hives hang on a cliff; the honey man climbs twice a year.`,
    },
    {
      id: 'yl-stamp-sanxia',
      category: 'stamp',
      price: 168,
      list: 198,
      colors: 'jade red',
      box: [0.9, 300, 240, 30],
      spec: ['山水 | Landscape', 24, '285×210mm', '编年纪念册 | Year album'],
      text: `《大江东去》峡江主题邮册 | Great River stamp album
        把一条江收进书架 | A river on your shelf
        二十四枚个性化邮票，一枚一处 | Twenty-four stamps, one for each bend
        布面精装，书脊烫金 | Cloth binding, gold on the spine
        编号发行三千册 | Three thousand, numbered
        画稿画了四年，画家沿江走了两趟。 | The painter walked the river twice in four years.`,
      tags: 'preorder',
      sisters: [
        {
          id: 'yl-stamp-shengxiao',
          price: 88,
          list: 98,
          spec: ['生肖 | Zodiac', 16, '210×210mm', '生肖专题 | Zodiac'],
          colors: 'red',
          lifecycle: 'presale',
          available_in_days: 40,
          deposit: 20,
          text: `生肖贺岁小版册（预订） | Zodiac New Year album (pre-order)
          给孩子存一年 | A year kept for a child
          四连一组，边纸有画 | In fours with a painted margin
          附原地首日戳 | With the first-day postmark
          凭身份证预订，每人限两册 | Two for each person, with identity card
          到货在您选的邮局自取。 | Collected at the post office you choose.`,
        },
        {
          id: 'yl-stamp-liangjiang',
          price: 58,
          list: 68,
          spec: ['城市 | City', 8, '180×130mm', '城市小本票 | City booklet'],
          colors: 'indigo',
          text: `《两江夜色》城市小本票 | Two Rivers by Night booklet
          一撕一张，寄给远方 | Tear one, send it far
          八枚不干胶，撕下即贴 | Eight self-adhesives
          含邮资，可实寄 | Postage paid, ready to send
          荧光油墨，关灯有灯火 | Glows in the dark
          洪崖、索道、轻轨，夜里都亮。 | The cliff, the cable car and the monorail light up.`,
        },
        {
          id: 'yl-stamp-jieqi',
          price: 128,
          list: 148,
          spec: ['节气 | Solar terms', 24, '260×185mm', '节气专题 | Solar terms'],
          colors: 'bamboo',
          text: `《二十四节气》邮票日历册 | Twenty-four solar terms album
          十五天翻一页 | A page every fifteen days
          节气当日可盖日戳 | Stamped on the day of each term
          每页一段农谚 | A farm saying on each page
          附二十四张对应农事卡 | With a card on the farm work of each
          字是退休语文老师抄的。 | Lettered by a retired teacher.`,
        },
        {
          id: 'yl-stamp-ka',
          price: 38,
          list: 45,
          spec: ['工具 | Tools', 3, '200×120mm', '集邮工具 | Philatelic tools'],
          colors: 'walnut',
          text: `集邮入门三件：镊子、放大镜、护邮袋 | Starter set: tongs, glass and mounts
          别用手拿邮票 | Never touch a stamp by hand
          放大镜十倍，带灯 | A lit glass of ten diameters
          护邮袋三种尺寸各五十 | Fifty mounts in three sizes
          平头镊不伤齿孔 | Flat tongs keep the perforation
          送给第一次集邮的孩子。 | For a child's first collection.`,
        },
      ],
    },
    {
      id: 'yl-card-yubei',
      category: 'postcard',
      price: 28,
      list: 35,
      colors: 'sky red',
      box: [0.2, 160, 115, 20],
      spec: ['重庆 | Chongqing', 12, '300g 白卡 | 300 g card', '148×100mm'],
      text: `山城十二时辰明信片 | Twelve Hours of a mountain city, postcards
        从凌晨四点的豆浆，到夜里的江 | From soy milk at four to the river at night
        预付邮资，写完投筒就走 | Postage paid; write and post
        可盖解放碑、夔门两地风景戳 | Two scenic postmarks on request
        纸厚，钢笔不洇 | Thick paper, kind to fountain pens
        摄影的是一位开了二十年早班的公交师傅。 | Photographed by a bus driver of the early shift.`,
      sisters: [
        {
          id: 'yl-card-manman',
          price: 19.9,
          list: 25,
          spec: ['慢递 | Slow mail', 6, '350g 特种纸 | 350 g art paper', '148×100mm'],
          colors: 'plum',
          text: `一年后寄出的信（慢递套装） | A letter posted in a year
          写给明年的自己 | To yourself next year
          到期前三十天可改地址 | Change the address up to thirty days before
          蜡封和线都在盒里 | Wax and thread in the box
          存邮局一年，到日子寄出 | Kept for a year, then sent
          邮局的柜子里现在有四万封。 | There are forty thousand in the cupboard now.`,
        },
        {
          id: 'yl-card-fengtao',
          picture: 'notebook',
          price: 45,
          list: 55,
          spec: ['手账 | Journal', 30, '120g 道林 | 120 g paper', '210×140mm'],
          colors: 'jade',
          text: `驿邻邮路手账 | Yilin mail-route journal
          一页一个邮戳 | One postmark to a page
          道林纸，盖戳不透 | Paper that takes a postmark
          线装可平摊 | Sewn, lies flat
          三十页空白等你盖 | Thirty blank pages to stamp
          全市二百个支局都可以盖。 | Two hundred offices will stamp it.`,
        },
        {
          id: 'yl-card-bag',
          picture: 'canvas-bag',
          price: 59,
          list: 75,
          spec: ['帆布 | Canvas', 1, '16 安棉 | 16 oz cotton', '380×400mm'],
          colors: 'jade amber',
          text: `邮差帆布袋 | Postman's canvas bag
          装得下一颗白菜 | Holds a cabbage
          内袋放得下 A4 | An inner pocket for A4
          承重十五公斤 | Carries fifteen kilos
          仿老邮包的双扣 | Buckles of the old mailbag
          洗多了更好看。 | It looks better washed.`,
        },
      ],
    },
    {
      id: 'yl-rail-cd',
      category: 'rail',
      price: 154,
      list: 154,
      colors: 'indigo',
      box: [0.01, 86, 54, 1],
      spec: [
        '重庆北—成都东 | Chongqing North–Chengdu East',
        '二等座 | Second class',
        '约 1 小时 20 分 | About 1 h 20 min',
        '开车前可退改，按铁路规则 | Refund and change before departure, by railway rules',
      ],
      text: `重庆北到成都东 高铁代购 | Chongqing to Chengdu by high-speed rail
        柜台代买，不收服务费 | Bought for you at the counter, no fee
        老人带身份证就行，不用手机 | An identity card is enough, no telephone
        候补成功短信通知 | A text message when a seat comes free
        退改在原柜台办 | Refunds at the same counter
        一天四十多趟，柜员会先问您赶不赶时间。 | Over forty trains a day; the teller first asks whether you are in a hurry.`,
      sisters: [
        {
          id: 'yl-rail-wz',
          price: 92,
          list: 92,
          spec: [
            '重庆北—万州北 | Chongqing North–Wanzhou North',
            '二等座 | Second class',
            '约 1 小时 40 分 | About 1 h 40 min',
            '开车前可退改 | Before departure',
          ],
          colors: 'sky',
          text: `重庆北到万州北 动车代购 | Chongqing to Wanzhou by rail
          回渝东北的那趟车 | The train to the northeast
          学生票、残军票代核 | Student and veteran fares checked for you
          春运期间邮局提前一小时开门。 | Post offices open an hour early in the spring rush.`,
        },
        {
          id: 'yl-rail-xa',
          price: 279,
          list: 279,
          spec: [
            "重庆西—西安北 | Chongqing West–Xi'an North",
            '二等座 | Second class',
            '约 5 小时 | About 5 h',
            '开车前可退改 | Before departure',
          ],
          colors: 'red',
          text: `重庆西到西安北 高铁代购 | Chongqing to Xi'an by rail
          早上面，晚上馍 | Noodles at morning, bread at night
          一次买往返，联程先选座 | Return and connections together
          穿秦岭时手机没信号，带本书。 | No signal under the mountains; take a book.`,
        },
        {
          id: 'yl-coach-fj',
          picture: 'coach',
          price: 98,
          list: 98,
          spec: [
            '重庆—奉节 | Chongqing–Fengjie',
            '客车座位 | Coach seat',
            '约 5 小时 | About 5 h',
            '发车前 2 小时可退 | Two hours before departure',
          ],
          colors: 'jade',
          text: `重庆到奉节 长途客车票 | Coach to Fengjie
          到县城，也到镇上 | To the county seat and the towns
          身份证购票，不用手机 | An identity card is enough
          发车前短信提醒站台 | A text names the platform
          镇上三个点可下 | Three stops in the towns
          大件行李请早到二十分钟。 | Come twenty minutes early with large bags.`,
        },
        {
          id: 'yl-air-bj',
          picture: 'plane',
          price: 860,
          list: 1200,
          spec: ['重庆—北京 | Chongqing–Beijing', '经济舱 | Economy', '约 2 小时 40 分 | About 2 h 40 min', '按航司客规 | By the airline'],
          colors: 'indigo',
          text: `重庆飞北京 机票代订 | Flight to Beijing
          总价就是总价 | The price is the whole price
          老人陪护、轮椅代申请 | Help for elders asked for you
          航变第一时间电话 | A call when the time changes
          机场建设费燃油已含 | Taxes and fuel included
          行李额写在第一行，不藏。 | The baggage allowance is on the first line.`,
        },
      ],
    },
    {
      id: 'yl-show-chuanju',
      category: 'show',
      price: 80,
      list: 120,
      colors: 'red',
      box: [0.01, 180, 80, 1],
      tags: 'event',
      options: [
        'seat',
        '票档 | Seats',
        [
          ['c', '楼座 | Balcony', 0, 1],
          ['b', '池座 | Stalls', 100, 1],
          ['a', '前排 | Front rows', 200, 1],
        ],
      ],
      spec: ['洪崖巷戏楼 | Hongya lane playhouse', '90 分钟 | 90 min', '指定场次 | The chosen night', '开演前 24 小时可退 | 24 h before'],
      text: `周末川剧专场 变脸与帮腔 | Sichuan opera at the weekend
        一炷香，九张脸 | Nine faces in the time of an incense stick
        老票友团驻场，唱给懂的人也唱给第一次来的人 | For those who know and those who come first
        每排扶手有字幕小屏，中英文 | Subtitles on each armrest, in two languages
        邮局柜台现场选座 | Choose your seat at the post office
        散场后可以到后台摸一摸靠旗。 | Afterwards you may touch the stage flags.`,
      sisters: [
        {
          id: 'yl-show-kongque',
          price: 120,
          list: 180,
          spec: ['江岸剧场 | Riverbank theater', '110 分钟 | 110 min', '指定场次 | The chosen night', '开演前 48 小时可退 | 48 h before'],
          colors: 'plum',
          options: [
            'seat',
            '票档 | Seats',
            [
              ['c', '三层 | Third tier', 0, 1],
              ['b', '二层 | Second tier', 160, 1],
              ['a', '一层 | Stalls', 360, 1],
            ],
          ],
          text: `舞剧《过江》巡演 | Crossing the River, dance on tour
          用身体写的一封家书 | A letter home, written by bodies
          邮局柜台现场选座 | Choose your seat at the post office
          学生凭证半价 | Half for students
          现场乐队二十三人 | Twenty-three musicians in the pit
          迟到的观众幕间入场。 | Late guests enter between the acts.`,
        },
        {
          id: 'yl-show-suodao',
          picture: 'postcard',
          price: 20,
          list: 30,
          spec: ['过江索道 | River cable car', '5 分钟 | 5 min', '购票后 7 日 | Seven days', '未使用可退 | Refund if unused'],
          colors: 'sky',
          options: [
            'seat',
            '票种 | Ticket',
            [
              ['one', '单程 | One way', 0, 1],
              ['two', '往返 | Return', 10, 1],
            ],
          ],
          text: `过江索道船票式纪念票 | River cable car, keepsake ticket
          在江上悬五分钟 | Five minutes above the river
          两岸都可上车 | Board on either bank
          票面可盖当日邮戳 | The ticket takes that day's postmark
          免排队通道，扫码进 | Scan and skip the queue
          傍晚那一班最好，往西坐。 | Take it at dusk and sit to the west.`,
        },
        {
          id: 'yl-show-baidi',
          picture: 'postcard',
          price: 110,
          list: 130,
          spec: ['白帝景区 | Baidi scenic area', '半天 | Half a day', '购票后 30 日 | Thirty days', '未使用可退 | Refund if unused'],
          colors: 'jade',
          options: [
            'seat',
            '票种 | Ticket',
            [
              ['adult', '成人 | Adult', 0, 1],
              ['family', '两大一小 | Two adults, one child', 150, 1],
            ],
          ],
          text: `白帝与夔门半日联票 | Baidi and Kuimen half-day ticket
          十元人民币背面的那道门 | The gate on the back of the ten-yuan note
          邮局到景区每半小时一班 | A shuttle every half hour
          老人小孩走缓坡道 | A gentle path for old and young
          含接驳与讲解 | Shuttle and guide included
          讲解员会背三十首唐诗，点哪首背哪首。 | The guide knows thirty Tang poems; ask for one.`,
        },
        {
          id: 'yl-show-yeyou',
          picture: 'boat',
          price: 148,
          list: 188,
          spec: ['两江码头 | Two rivers pier', '50 分钟 | 50 min', '指定航次 | The chosen sailing', '开航前 6 小时可退 | 6 h before'],
          colors: 'indigo',
          options: [
            'seat',
            '舱位 | Deck',
            [
              ['low', '一层 | Lower deck', 0, 1],
              ['high', '顶层 | Upper deck', 60, 1],
            ],
          ],
          text: `两江夜游船票 | Night cruise on two rivers
          一岸灯火，一岸月亮 | Lights on one bank, the moon on the other
          讲解耳机，中英文 | Headphones in two languages
          姜茶随票 | Ginger tea with the ticket
          七点半和九点两班 | Half past seven and nine
          起雾不开航，当场全退。 | In fog it stays ashore and everyone is refunded.`,
        },
      ],
    },
    {
      id: 'yl-post-baoguo',
      category: 'post',
      price: 12,
      list: 15,
      colors: 'jade',
      box: [0.05, 240, 170, 5],
      spec: [1, '3–5 天 | 3–5 days', '全国乡镇 | Every township', '每件 300 元内免费 | Free up to 300 yuan'],
      text: `平邮小包 1kg 预付卡 | Small parcel card, 1 kg
        寄到最远的村 | To the farthest village
        买一张，收件人写好投任何网点 | Write the address and drop it anywhere
        寄丢赔得到 | Lost parcels are paid for
        全国每个乡镇都送 | Delivered in every township
        村里的最后一公里，有时是骑马。 | The last mile is sometimes on horseback.`,
      sisters: [
        {
          id: 'yl-post-kuaidi',
          price: 20,
          list: 22,
          spec: [3, '次日或隔日 | Next or second day', '全国县城以上 | County seats and cities', '可加保 | Extra cover available'],
          colors: 'indigo',
          text: `特快专递 3kg 预付卡 | Express card, 3 kg
          今天寄，明天到 | Sent today, there tomorrow
          短信、电话双通知 | Told by text and by call
          文件袋免费，柜台拿。 | Envelopes are free at the counter.`,
        },
        {
          id: 'yl-post-xianguo',
          price: 35,
          list: 42,
          spec: [10, '48 小时 | 48 h', '川渝黔鄂 | Four provinces', '坏果包赔 | Bad fruit paid for'],
          colors: 'orange',
          text: `鲜果寄递 10kg 专线卡 | Fresh-fruit parcel card, 10 kg
          自家果子寄给城里的儿女 | Your own fruit for children in town
          泡沫箱与冰袋已含 | Box and ice included
          三月到次年二月，水果走水果的车。 | Fruit travels in its own truck.`,
        },
        {
          id: 'yl-post-xinxiang',
          price: 168,
          list: 198,
          spec: [0, '全年 | All year', '城区 | Urban districts', '代收代投 | Receive and hold'],
          colors: 'walnut',
          text: `出差代收信箱 一年 | Mail-holding box, one year
          人不在，信不丢 | Away, but nothing lost
          挂号、快递都代签 | Signs for registered mail
          到件短信带照片 | A picture when mail comes
          每周一次拆看代读，按您授权 | Read to you weekly if you allow it
          钥匙两把，一把在柜台。 | Two keys, one at the counter.`,
        },
      ],
    },
    {
      id: 'yl-top-huafei',
      category: 'top-up',
      price: 49.9,
      list: 50,
      colors: 'indigo',
      box: [0.01, 86, 54, 1],
      options: [
        'face',
        '面值 | Value',
        [
          ['50', '50 元 | 50 yuan', 0, 1],
          ['100', '100 元 | 100 yuan', 49.9, 1],
          ['300', '300 元 | 300 yuan', 249.1, 1],
        ],
      ],
      spec: [50, '2 分钟 | 2 minutes', '全国三网 | All networks', '到账不退 | No refund after arrival'],
      text: `手机话费充值 | Telephone top-up
        给爸妈交话费 | For your parents' telephone
        充错号 10 分钟内可追回 | Wrong number? Ten minutes to call it back
        余额低于十元自动提醒 | Told when below ten yuan
        九九八折不是噱头，全天都是 | The small discount is there all day
        柜台也能充，报号码就行。 | At a counter just say the number.`,
      sisters: [
        {
          id: 'yl-top-dianfei',
          price: 100,
          list: 100,
          spec: [100, '10 分钟 | 10 minutes', '国网、南网 | Both grids', '未到账可退 | Refund until it arrives'],
          colors: 'amber',
          options: [
            'face',
            '面值 | Value',
            [
              ['100', '100 元 | 100 yuan', 0, 1],
              ['200', '200 元 | 200 yuan', 100, 1],
              ['500', '500 元 | 500 yuan', 400, 1],
            ],
          ],
          text: `电费充值 查一户交一户 | Electricity bill
          先查户号，再交钱 | Look up the account, then pay
          大字号回执 | A receipt in large print
          每月可自动代扣 | Automatic each month if you wish
          可存五户，老家一起交 | Keep five households, the village too
          欠费停电的，交完五分钟来电。 | Reconnected five minutes after payment.`,
        },
        {
          id: 'yl-top-shuifei',
          price: 50,
          list: 50,
          spec: [50, '2 小时 | 2 hours', '重庆主城 | Urban Chongqing', '未到账可退 | Refund until it arrives'],
          colors: 'sky',
          options: [
            'face',
            '面值 | Value',
            [
              ['50', '50 元 | 50 yuan', 0, 1],
              ['100', '100 元 | 100 yuan', 50, 1],
            ],
          ],
          text: `水费燃气费 一起交 | Water and gas bills
          两张单子，一次交清 | Two bills, one payment
          电子发票直接发手机 | An invoice to your telephone
          房东租客可分摊 | Split between landlord and tenant
          用量异常会提醒查漏 | Warned of leaks when use is odd
          去年帮四百多户发现过漏水。 | Four hundred leaks were found last year.`,
        },
        {
          id: 'yl-top-libaka',
          price: 200,
          list: 200,
          spec: [200, '即时 | At once', '驿邻商城与柜台 | Yilin mall and counters', '三年有效，可查余额 | Valid three years'],
          colors: 'red',
          options: [
            'face',
            '面值 | Value',
            [
              ['200', '200 元 | 200 yuan', 0, 1],
              ['500', '500 元 | 500 yuan', 300, 1],
              ['1000', '1000 元 | 1,000 yuan', 800, 1],
            ],
          ],
          picture: 'gift-card',
          text: `驿邻礼品卡 | Yilin gift card
          不知道送什么，就送街坊的好东西 | When in doubt, give the neighborhood's best
          一卡可分多次用 | Spend it in many parts
          送出后可写留言 | With a message from you
          电子卡发微信，实体卡寄到家 | By message or on paper
          余额一分不少，写在卡背面的码里。 | Every cent is in the code on the back.`,
        },
      ],
    },

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
          spec: [
            '重庆北—汉口 | Chongqing North–Hankou',
            '二等座 | Second class',
            '约 6 小时 | About 6 h',
            '开车前可退改 | Before departure',
          ],
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
          spec: [
            '峡江果园 | Xiajiang orchards',
            '半天 | Half a day',
            '11 月至 2 月 | November to February',
            '提前一天可退 | The day before',
          ],
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
  ],
  3001,
)
