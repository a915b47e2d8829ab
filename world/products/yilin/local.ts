import type { Entry } from '../build.ts'
import { dry, fresh, weights } from './parts.ts'

/** What the counties grow, brew and cure. */
export const local: Entry[] = [
  {
    id: 'yl-orange-xia',
    category: 'fruit',
    price: 39.9,
    list: 49.9,
    colors: 'orange',
    box: [2.7, 300, 220, 160],
    partner: 'xiajiang',
    tags: 'hero fresh',
    options: weights(['5', '5 斤尝鲜 | 2.5 kg', 0, 1], ['10', '10 斤家庭 | 5 kg', 29, 2], ['gift', '礼盒 16 枚 | Gift box of 16', 38, 1.7]),
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
        spec: [120, '重庆江津 | Jiangjin, Chongqing', '带露采、即烘 | Picked with dew, dried at once', '热油激香 | Bloom in hot oil', dry],
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
]
