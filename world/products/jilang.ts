import { build } from './build.ts'

/** Jilang: home appliances and the smart home. */
export const jilang = build(
  [
    {
      id: 'jl-ref-shanlan',
      category: 'refrigerator',
      price: 5299,
      list: 6299,
      colors: 'graphite champagne',
      box: [112, 760, 960, 1980],
      spec: [520, 'cross', 0.86, '1', 8, 36, 833, 665, 1900],
      text: `霁朗「山岚」520 升十字四门冰箱 | Jilang Shanlan 520 L four-door refrigerator
        一家五口的菜肉蛋奶，各归各位 | A place for everything a family of five eats
        双循环各冷各的，鱼腥不串味 | Two cooling loops, so fish never scents the fruit
        变温抽屉 -18℃ 到 5℃，今天冻肉明天冷藏酒 | One drawer runs from -18 to 5 °C as you need it
        83 厘米宽、66 厘米深，老厨房也推得进去 | 83 cm wide and 66 cm deep, it fits older kitchens
        设计这台冰箱前，我们跟着三十户人家买了一周的菜。最后多出来的那只窄格，就是留给泡菜坛子的。 | Before drawing it we shopped for a week with thirty households. The narrow shelf that appeared is for the pickle jar.`,
      tags: 'hero trade-in',
      sisters: [
        {
          id: 'jl-ref-shanlan-610',
          price: 7299,
          list: 8499,
          spec: [610, 'french', 0.96, '1', 10, 37, 908, 710, 1900],
          box: [128, 800, 1030, 1980],
          text: `霁朗「山岚」610 升法式多门冰箱 | Jilang Shanlan 610 L French-door refrigerator
          过年的一整只羊也放得下 | Room for the whole lamb at New Year
          中部母婴抽屉恒定 2℃，奶粉冲好也能歇一会儿 | A 2 °C drawer in the middle for prepared baby milk
          多出来的 90 升不是宽，是把压缩机舱做薄了 22 毫米。 | The extra 90 litres come from a machine room made 22 mm thinner, not from a wider body.`,
        },
        {
          id: 'jl-ref-shanlan-430',
          price: 3899,
          list: 4599,
          spec: [430, 'cross', 0.74, '1', 6, 35, 795, 600, 1830],
          box: [94, 690, 900, 1910],
          colors: 'white graphite',
          text: `霁朗「山岚」430 升超薄四门冰箱 | Jilang Shanlan 430 L slim four-door refrigerator
          60 厘米薄身，和橱柜齐平 | 60 cm deep, level with the cabinets
          底部前置散热，两侧各留 1 厘米就够 | Heat leaves at the front, so 1 cm each side is enough
          给 90 平米的家做的尺寸，开门不挡厨房过道。 | Sized for a 90 square metre flat; an open door leaves the kitchen aisle free.`,
        },
      ],
    },
    {
      id: 'jl-ref-chuxue',
      picture: 'refrigerator-small',
      category: 'refrigerator',
      price: 1699,
      list: 1999,
      colors: 'white mist',
      box: [58, 640, 620, 1860],
      spec: [238, 'three', 0.49, '1', 3.5, 36, 540, 575, 1785],
      text: `霁朗「初雪」238 升三门小冰箱 | Jilang Chuxue 238 L three-door refrigerator
        合租和两口之家，刚刚好 | Just right for two
        中间软冷冻层 -7℃，肉不用化冻直接切 | A -7 °C middle drawer: meat can be sliced without thawing
        风冷无霜，再也不用拿热毛巾除冰 | Frost-free; no more hot towels on ice
        一天不到半度电 | Under half a kilowatt-hour a day
        名字是东北的设计师起的：第一场雪后，窗台就是冰箱。 | Named by a designer from the northeast, where after the first snow the windowsill is the refrigerator.`,
      sisters: [
        {
          id: 'jl-ref-chuxue-178',
          picture: 'refrigerator-small',
          price: 1099,
          list: 1299,
          spec: [178, 'two', 0.42, '1', 2.5, 37, 500, 530, 1430],
          box: [43, 590, 560, 1500],
          colors: 'white rose',
          text: `霁朗「初雪」178 升双门冰箱 | Jilang Chuxue 178 L two-door refrigerator
          租房第一台冰箱 | A first refrigerator for a first flat
          风冷无霜，再也不用拿热毛巾除冰 | Frost-free; no more hot towels on ice
          侧面留 2 厘米就能散热 | Two centimetres each side are enough
          一个人搬得动，电梯里立着放 | One person can move it, upright in a lift
          直冷改风冷以后，我们把价格守在了一千出头。 | It went frost-free and the price stayed just above a thousand.`,
        },
      ],
    },
    {
      id: 'jl-ref-mubai',
      category: 'refrigerator',
      price: 8999,
      list: 10999,
      colors: 'silver black',
      box: [135, 790, 1000, 1990],
      spec: [556, 'french', 0.92, '1', 12, 34, 905, 640, 1910],
      text: `霁朗「暮白」556 升嵌入式冰箱 | Jilang Mubai 556 L built-in refrigerator
        柜门平齐，四边零缝 | Flush doors, no gap on any side
        顶置双铰链，90 度全开也不碰墙 | Double hinges open to 90 degrees beside a wall
        三档光感照明，半夜开门不刺眼 | Light that dims itself at night
        零下 33℃ 深冻抽屉，牛排锁水 | A -33 °C drawer keeps steak moist
        和六家橱柜厂一起改了十七版铰链。 | Seventeen versions of the hinge, made with six cabinet makers.`,
    },
    {
      id: 'jl-ref-xinpai',
      picture: 'refrigerator-small',
      category: 'refrigerator',
      price: 3299,
      list: 3999,
      colors: 'sage cream',
      box: [78, 720, 720, 1780],
      lifecycle: 'presale',
      available_in_days: 21,
      deposit: 300,
      spec: [310, 'three', 0.58, '1', 5, 35, 600, 640, 1700],
      text: `霁朗「新派」310 升复古三门冰箱 | Jilang Xinpai 310 L retro refrigerator
        圆角门、铜拉手，厨房里的一点颜色 | Round corners and a copper handle
        门体可换色板，搬家换个心情 | Door panels can be exchanged for another color
        果蔬格带湿度推钮，叶菜七天不蔫 | A humidity slide keeps greens crisp for seven days
        先订先做，三周发货 | Made to order, ships in three weeks
        这一版颜色是四千位会员投票选出的。 | Four thousand members voted for these two colors.`,
      tags: 'new',
    },
    {
      id: 'jl-tv-wangjiang-65',
      category: 'television',
      price: 4299,
      list: 5499,
      colors: 'black',
      box: [27, 1580, 180, 960],
      spec: [65, 'miniled', 144, 1600, 40, '1', 1446, 832],
      text: `霁朗「望江」65 英寸 Mini LED 电视 | Jilang Wangjiang 65-inch Mini LED television
        夜里的江面，终于黑得下去 | The river at night is finally dark
        开机直接进上次看的频道，没有开机广告 | Opens on the channel you left, with no advertisement
        144Hz 高刷，接游戏机不拖影 | 144 Hz for consoles, without smearing
        512 分区控光，字幕旁边不再有光晕 | 512 dimming zones, no halo around subtitles
        老人模式只有六个键：台、音量、开关和“叫孩子”。 | The elder mode has six keys: channel, volume, power, and one that calls the children.`,
      tags: 'hero',
      sisters: [
        {
          id: 'jl-tv-wangjiang-75',
          price: 5999,
          list: 7499,
          spec: [75, 'miniled', 144, 1800, 50, '1', 1668, 957],
          box: [38, 1830, 200, 1120],
          text: `霁朗「望江」75 英寸 Mini LED 电视 | Jilang Wangjiang 75-inch Mini LED television
          三米开外，正好看满 | Made for a sofa three metres away
          672 分区，峰值 1800 尼特 | 672 zones and 1,800 nits at the peak
          包装箱可以斜进 1.1 米深的电梯，我们量过。 | The box goes diagonally into a 1.1 m lift; we measured.`,
        },
        {
          id: 'jl-tv-wangjiang-85',
          price: 8499,
          list: 10999,
          spec: [85, 'miniled', 144, 2000, 60, '2', 1893, 1085],
          box: [52, 2070, 220, 1260],
          text: `霁朗「望江」85 英寸 Mini LED 电视 | Jilang Wangjiang 85-inch Mini LED television
          世界杯那一面墙 | The wall for the World Cup
          960 分区，白天拉开窗帘也看得清 | 960 zones, clear with the curtains open
          送货带四个人和一台爬楼机，不用您搭手。 | Four people and a stair climber come with it; you need not lift a hand.`,
        },
        {
          id: 'jl-tv-wangjiang-98',
          price: 14999,
          list: 18999,
          spec: [98, 'miniled', 144, 2200, 70, '3', 2181, 1248],
          box: [78, 2380, 260, 1440],
          lifecycle: 'presale',
          available_in_days: 14,
          deposit: 1000,
          text: `霁朗「望江」98 英寸巨幕电视 | Jilang Wangjiang 98-inch giant screen
          客厅里的放映厅 | A cinema in the living room
          先上门量墙和电梯，再安排送货 | We measure wall and lift first, then deliver
          不是每家都放得下，所以下单后会有师傅先来看。 | It does not fit every home, so a fitter comes to look before it ships.`,
        },
      ],
    },
    {
      id: 'jl-tv-xiaoyuan-43',
      category: 'television',
      price: 1299,
      list: 1599,
      colors: 'black',
      box: [9, 1060, 140, 660],
      spec: [43, 'lcd', 60, 300, 16, '2', 960, 562],
      text: `霁朗「小院」43 英寸卧室电视 | Jilang Xiaoyuan 43-inch bedroom television
        躺着看的那一台 | The one you watch lying down
        睡眠定时渐暗，画面和声音一起收 | Picture and sound fade together at bedtime
        蓝牙耳机一键配对，不吵另一半 | Pairs with headphones in one press
        挂墙仅 7 厘米厚 | 7 cm deep on the wall
        我们把遥控器做成了夜光的。 | The remote control glows in the dark.`,
      sisters: [
        {
          id: 'jl-tv-xiaoyuan-55',
          price: 1899,
          list: 2399,
          spec: [55, 'lcd', 120, 380, 24, '2', 1230, 714],
          box: [14, 1360, 150, 820],
          text: `霁朗「小院」55 英寸 4K 电视 | Jilang Xiaoyuan 55-inch 4K television
          小客厅的主力 | The workhorse of a small living room
          四麦远场语音，四川话也听得懂 | Hears you across the room, in Sichuan dialect too
          方言识别是请茶馆里的老先生们一起录的。 | The dialect voices were recorded with old gentlemen in a teahouse.`,
        },
      ],
    },
    {
      id: 'jl-tv-huazhou-55',
      category: 'television',
      price: 6999,
      list: 7999,
      colors: 'black',
      box: [17, 1350, 160, 830],
      spec: [55, 'oled', 120, 1300, 50, '2', 1227, 707],
      text: `霁朗「画轴」55 英寸 OLED 壁画电视 | Jilang Huazhou 55-inch OLED picture television
        不看的时候，是一幅画 | A painting when it is not a television
        贴墙 3 毫米，不露一根线 | 3 mm from the wall with no cable in sight
        自带二百幅馆藏山水，按节气更换 | Two hundred landscapes that change with the solar terms
        像素自发光，黑是真的黑 | Every pixel lights itself, so black is black
        外框是可换的，胡桃木、白蜡木、黑铝。 | The frame can be exchanged: walnut, ash or black aluminium.`,
    },
    {
      id: 'jl-ac-songfeng-35',
      category: 'air-conditioner',
      price: 2799,
      list: 3399,
      colors: 'white champagne',
      box: [46, 960, 380, 760],
      spec: [3500, 4600, 5.42, '1', 18, 680, '14–20㎡ | 14–20 m²'],
      text: `霁朗「松风」1.5 匹壁挂空调 | Jilang Songfeng 1.5 HP wall air conditioner
        凉下来，却没有风 | Cool without a draught
        三千微孔散风，对着床睡也不头疼 | Three thousand pores scatter the air over the bed
        室外 50℃ 照样制冷，重庆试了三个夏天 | Still cools at 50 °C outside; tested through three Chongqing summers
        18 分贝，比翻书还轻 | 18 dB, quieter than a page turning
        名字取自“松风吹解带”。人不该去适应空调。 | The name is from a line about wind in the pines. A person should not have to adapt to a machine.`,
      tags: 'hero install trade-in',
      sisters: [
        {
          id: 'jl-ac-songfeng-26',
          price: 2299,
          list: 2799,
          spec: [2600, 3600, 5.48, '1', 18, 560, '10–14㎡ | 10–14 m²'],
          box: [40, 900, 360, 720],
          colors: 'white',
          text: `霁朗「松风」1 匹儿童房空调 | Jilang Songfeng 1 HP for the children's room
          宝宝房间的那一匹 | One horsepower for the nursery
          夜间自动升 1 度，凌晨不用起来调 | Warms by one degree after midnight by itself
          遥控器上有一把锁，孩子按着玩也不怕。 | There is a lock on the remote, for small fingers.`,
        },
        {
          id: 'jl-ac-songfeng-50',
          price: 4999,
          list: 5999,
          spec: [5000, 7200, 5.1, '1', 21, 1000, '22–34㎡ | 22–34 m²'],
          box: [72, 1820, 480, 520],
          picture: 'air-conditioner',
          colors: 'white graphite',
          text: `霁朗「松风」2 匹客厅空调 | Jilang Songfeng 2 HP for the living room
          一台管住客厅和餐厅 | One for living and dining room
          送风 9 米远，风口四向可调 | Throws air nine metres in four directions
          安装师傅自带打孔吸尘器，走的时候地是干净的。 | The fitter brings a drill with a vacuum cleaner and leaves a clean floor.`,
        },
        {
          id: 'jl-ac-songfeng-72',
          picture: 'air-tower',
          price: 7299,
          list: 8999,
          spec: [7200, 9600, 4.7, '1', 23, 1400, '30–50㎡ | 30–50 m²'],
          box: [88, 1920, 520, 560],
          colors: 'champagne graphite',
          text: `霁朗「松风」3 匹大客厅空调 | Jilang Songfeng 3 HP for large rooms
          挑高客厅也压得住 | Enough for a room with a high ceiling
          新风口每小时换入 60 立方米 | Brings in 60 m³ of fresh air each hour
          同时开热水器和烤箱也不跳闸：启动电流做到了 4 安。 | It starts at four amperes, so the oven may stay on.`,
        },
      ],
    },
    {
      id: 'jl-ac-yidong',
      picture: 'air-portable',
      category: 'air-conditioner',
      price: 1499,
      list: 1799,
      colors: 'white',
      box: [27, 420, 380, 780],
      spec: [2600, 0, 3.1, '3', 52, 360, '8–12㎡ | 8–12 m²'],
      text: `霁朗「随屋」移动空调 1 匹 | Jilang Suiwu 1 HP portable air conditioner
        不打孔，租房也能凉 | No drilling; made for rented rooms
        快装窗板，五分钟装好，搬家带走 | A window panel fits in five minutes and moves with you
        自蒸发冷凝水，整夜不用倒 | Evaporates its own water through the night
        四个静音轮，客厅推到卧室 | Four quiet castors from room to room
        它比分体机吵，我们不瞒着：适合没得选的房间。 | It is louder than a split unit and we say so; it is for rooms that allow nothing else.`,
    },
    {
      id: 'jl-wash-xichen-10',
      category: 'washer',
      price: 2999,
      list: 3699,
      colors: 'white graphite',
      box: [76, 680, 660, 900],
      spec: [10, 'front', 1200, 78, '1', 51, 598, 560, 850],
      text: `霁朗「浣尘」10 公斤滚筒洗衣机 | Jilang Huanchen 10 kg front-loading washer
        羽绒服和校服，一次洗完 | Down jackets and school uniforms in one load
        直驱电机十年包修，甩干不走路 | Direct drive with ten years of repair; it does not walk
        空气洗 15 分钟，火锅味散了 | A 15-minute air wash takes the hot-pot smell out
        洗到一半发现袜子没放？按暂停就能加 | Forgot a sock? Pause and add it
        重庆团队最在意的是火锅味，这一档就是他们写的。 | Our Chongqing team cared most about hot-pot smell, so they wrote that programme.`,
      tags: 'trade-in',
      sisters: [
        {
          id: 'jl-wash-xichen-dry',
          price: 4599,
          list: 5599,
          spec: [10, 'dry', 1400, 85, '1', 53, 598, 600, 850],
          box: [82, 690, 690, 900],
          text: `霁朗「浣尘」10+7 公斤洗烘一体机 | Jilang Huanchen 10 + 7 kg washer-dryer
          梅雨天，晚上洗早上穿 | Wash tonight, wear tomorrow, even in the rains
          冷凝烘干 68℃ 封顶，羊毛不缩 | Dries at 68 °C at most, so wool keeps its size
          我们拿一百二十件旧毛衣做过试验，缩了的都拆了重调。 | A hundred and twenty old sweaters were our test.`,
        },
      ],
    },
    {
      id: 'jl-wash-hongyun',
      category: 'washer',
      price: 4299,
      list: 5199,
      colors: 'graphite silver',
      box: [58, 680, 670, 900],
      spec: [10, 'heatpump', 0, 0, '1', 60, 598, 610, 850],
      text: `霁朗「烘云」10 公斤热泵干衣机 | Jilang Hongyun 10 kg heat-pump dryer
        云一样蓬松地出来 | Everything comes out like a cloud
        一桶衣服约 1.6 度电，比老式烘干省一半 | About 1.6 kWh a load, half of an old dryer
        滤网三层，毛絮一抽就走 | Three filters, one pull, no lint
        可叠放在浣尘上面，配连接架 | Stacks on the Huanchen with the frame included
        四川盆地一年有半年衣服晒不干，它是给那半年做的。 | In the Sichuan basin laundry will not dry for half the year. This is for that half.`,
    },
    {
      id: 'jl-wash-xiaowan',
      picture: 'washer-mini',
      category: 'washer',
      price: 1399,
      list: 1699,
      colors: 'white rose mist',
      box: [23, 620, 400, 640],
      spec: [3, 'mini', 800, 22, '2', 55, 550, 320, 600],
      text: `霁朗「小浣」3 公斤壁挂内衣洗衣机 | Jilang Xiaohuan 3 kg wall-mounted washer
        贴身的，分开洗 | Small things, washed apart
        95℃ 高温煮洗，除菌不用药 | Boils at 95 °C, no chemicals
        挂墙不占地，马桶上方也行 | Hangs on the wall, above the toilet if need be
        一次只用 22 升水 | 22 litres a wash
        不少人买来洗宝宝的口水巾，一天三次。 | Many use it for baby bibs, three times a day.`,
    },
    {
      id: 'jl-heat-nuanquan-60',
      category: 'water-heater',
      price: 1299,
      list: 1699,
      colors: 'white champagne',
      box: [22, 860, 480, 500],
      spec: ['storage', 60, 2200, '1', 0.8],
      text: `霁朗「暖泉」60 升电热水器 | Jilang Nuanquan 60 L electric water heater
        三个人接着洗，最后一个也热 | Three showers in a row, the last still hot
        钛管加热，不结垢不打镁棒 | Titanium element, no scale and no anode rod
        出水断电，安心模式一键开 | Cuts the power before the water runs
        夜谷电自动加热，一个月省十几块 | Heats at night tariff and saves a little each month
        老小区水压不稳，我们把内胆打压加到了 1.6 兆帕。 | Water pressure in old blocks is rough, so the tank is tested to 1.6 MPa.`,
      sisters: [
        {
          id: 'jl-heat-nuanquan-80',
          price: 1699,
          list: 2099,
          spec: ['storage', 80, 3300, '1', 0.8],
          box: [27, 1010, 500, 520],
          text: `霁朗「暖泉」80 升速热电热水器 | Jilang Nuanquan 80 L fast electric water heater
          泡澡的量，十五分钟 | Bath water in fifteen minutes
          3300W 双管速热，冬天也不等 | Two elements, 3,300 W, no waiting in winter
          带儿童锁温，最高不过 45℃。 | A child lock holds it at 45 °C.`,
        },
        {
          id: 'jl-heat-liuyun',
          picture: 'gas-heater',
          price: 2199,
          list: 2699,
          spec: ['gas', 16, 38, '1', 0.8],
          box: [19, 720, 440, 260],
          colors: 'graphite silver',
          text: `霁朗「流云」16 升恒温燃气热水器 | Jilang Liuyun 16 L gas water heater
          两个卫生间同时开，也不忽冷忽热 | Two bathrooms at once without a shiver
          恒温差不过一度 | Holds within one degree
          一氧化碳、可燃气双报警 | Alarms for carbon monoxide and gas
          零冷水循环，拧开就是热的 | Circulates, so the first drop is warm
          防倒风做到八级，住三十楼也不熄火。 | Keeps its flame in force-eight wind, on the thirtieth floor.`,
        },
        {
          id: 'jl-heat-xiaochu',
          picture: 'gas-heater',
          price: 499,
          list: 659,
          spec: ['instant', 4, 5500, '1', 0.6],
          box: [4, 340, 260, 140],
          colors: 'white',
          text: `霁朗「小厨」即热式热水龙头宝 | Jilang Xiaochu instant kitchen heater
          洗碗不用等水 | No waiting to wash up
          只有一本书大 | No larger than a book
          防干烧，停水自己歇 | Rests by itself when the water stops
          三秒出热水，装在水槽下面 | Hot in three seconds, hidden under the sink
          需要 4 平方毫米铜线，下单前客服会先问。 | It needs 4 mm² copper wire; we ask before it ships.`,
        },
      ],
    },
    {
      id: 'jl-rice-tuzao-4',
      category: 'rice-cooker',
      price: 699,
      list: 899,
      colors: 'cream graphite',
      box: [6.8, 420, 310, 300],
      spec: [4, 1250, 'ih', 3, '3–6 人 | 3–6 people'],
      text: `霁朗「土灶」4 升 IH 电饭煲 | Jilang Tuzao 4 L induction rice cooker
        有锅巴的那种米饭 | Rice with a crust
        七段火候，照着柴火灶的温度写 | Seven heats copied from a wood stove
        杂粮饭免泡，四十分钟软糯 | Coarse grain without soaking in forty minutes
        内胆 3 毫米，八年不掉涂层 | A 3 mm liner; the coating is good for eight years
        我们在巫山一户人家的灶台里插了六支温度计。 | Six thermometers went into a family stove in Wushan.`,
      sisters: [
        {
          id: 'jl-rice-tuzao-3',
          price: 499,
          list: 629,
          spec: [3, 900, 'ih', 2.2, '2–4 人 | 2–4 people'],
          box: [5.2, 380, 280, 270],
          colors: 'cream sage',
          text: `霁朗「土灶」3 升小家电饭煲 | Jilang Tuzao 3 L small rice cooker
          两个人，一杯米也好吃 | Good even with one cup of rice
          一杯米模式，二十二分钟开饭 | One-cup mode in twenty-two minutes
          小锅最难的是少量不夹生，这一版改了四次线圈。 | Small amounts are the hardest; the coil was redrawn four times.`,
        },
        {
          id: 'jl-rice-tuzao-5p',
          price: 999,
          list: 1299,
          spec: [5, 1400, 'pressure', 3.5, '4–8 人 | 4–8 people'],
          box: [8.4, 450, 330, 320],
          colors: 'graphite red',
          text: `霁朗「土灶」5 升压力 IH 电饭煲 | Jilang Tuzao 5 L pressure rice cooker
          排骨土豆焖饭，一锅端 | Ribs, potato and rice in one pot
          1.5 倍压力，隔夜饭回软 | At 1.5 bar leftover rice turns soft again
          锅盖能拆下来放水龙头下冲。 | The lid comes off and goes under the tap.`,
        },
      ],
    },
    {
      id: 'jl-rice-lvxing',
      category: 'rice-cooker',
      price: 199,
      list: 259,
      colors: 'mist rose cream',
      box: [2.1, 260, 220, 240],
      spec: [1.2, 300, 'plate', 1.5, '1–2 人 | 1–2 people'],
      text: `霁朗「一人食」1.2 升迷你电饭煲 | Jilang Yirenshi 1.2 L mini rice cooker
        一个人也要好好吃饭 | Eating well for one
        煮饭、炖蛋、热便当，三件事 | Rice, eggs and a warm lunch box
        300 瓦，宿舍也不跳闸 | 300 W, safe for a dormitory
        提手折下去，能塞进 20 寸箱子 | The handle folds into a cabin suitcase
        毕业季卖得最好。 | It sells best at graduation.`,
    },
    {
      id: 'jl-micro-banfan',
      category: 'microwave',
      price: 449,
      list: 569,
      colors: 'white graphite',
      box: [12.5, 520, 430, 320],
      spec: [20, 'micro', 700, '平板易洁 | Flat, easy to wipe'],
      text: `霁朗「拌饭」20 升平板微波炉 | Jilang Banfan 20 L flatbed microwave
        热一碗剩菜，不用想 | Warms leftovers without thinking
        没有转盘，长盘子横着也能放 | No turntable, so long plates fit
        两个旋钮，爸妈不用教 | Two knobs that need no lesson
        关门像关书本一样轻 | The door closes like a book
        我们去掉了十四个没人按的菜单键。 | We removed fourteen menu keys nobody pressed.`,
      sisters: [
        {
          id: 'jl-micro-zhengkao',
          price: 2999,
          list: 3699,
          spec: [34, 'combi', 2200, '陶瓷釉 | Ceramic glaze'],
          box: [31, 560, 540, 470],
          colors: 'graphite white',
          text: `霁朗「三昧」34 升微蒸烤一体机 | Jilang Sanwei 34 L microwave, steam and bake
          蒸鱼、烤鸡、热牛奶，一台够了 | Steam a fish, roast a chicken, warm the milk
          34 升，能进一整只鸡 | 34 L, a whole chicken fits
          水箱前置，一次蒸两小时 | Tank in front, two hours of steam
          蒸汽 110℃ 过热，鱼肉不散 | Superheated steam at 110 °C keeps fish whole
          随机附的五十道菜谱，道道有人在家里做过。 | Each of the fifty recipes was cooked in a real home.`,
        },
        {
          id: 'jl-micro-xiaokao',
          price: 329,
          list: 399,
          spec: [18, 'toaster', 1300, '镀铝 | Aluminised'],
          box: [7.2, 440, 360, 310],
          colors: 'rose sage cream',
          text: `霁朗「半晌」18 升小烤箱 | Jilang Banshang 18 L toaster oven
          一炉曲奇的下午 | An afternoon of biscuits
          定时一小时，叮一声就停 | An hour's timer and one bell
          四根管，三档位 | Four elements, three levels
          上下独立控温，蛋挞皮不湿底 | Separate heat above and below keeps pastry crisp
          玻璃门可拆，洗得到缝里。 | The glass door comes off for cleaning.`,
        },
      ],
    },
    {
      id: 'jl-hood-liangyue',
      category: 'hood',
      price: 2599,
      list: 3299,
      colors: 'graphite silver',
      box: [34, 980, 560, 520],
      spec: [25, 1000, 98, 56, 'seven'],
      text: `霁朗「揽岳」大吸力 7 字油烟机 | Jilang Lanyue seven-shaped range hood
        爆炒辣椒，客厅不咳 | Fry chillies and nobody coughs next door
        挥手开关，油手不碰机器 | A wave of the hand, no oily fingers
        油杯前置抽出，弯腰不爬高 | The oil cup slides out at the front
        25 立方大风量，1000 帕顶得过公共烟道 | 25 m³/min and 1,000 Pa against the shared flue
        实验室里炒了两吨二荆条。 | Two tonnes of chillies were fried in the laboratory.`,
      sisters: [
        {
          id: 'jl-hood-cexi',
          price: 1899,
          list: 2399,
          spec: [22, 850, 97, 54, 'side'],
          box: [30, 960, 480, 560],
          colors: 'black silver',
          text: `霁朗「侧峰」近吸侧吸油烟机 | Jilang Cefeng side-draft hood
          抬头不碰头 | No bump on the head
          离锅 35 厘米拦烟，矮厨房也好装 | Catches smoke 35 cm above the pan, for low kitchens
          一米八五的设计师亲自站在灶前试的。 | Tried by a designer who is 1.85 m tall.`,
        },
        {
          id: 'jl-hood-ding',
          price: 3599,
          list: 4299,
          spec: [26, 1100, 98, 53, 't'],
          box: [38, 980, 560, 640],
          colors: 'silver',
          text: `霁朗「远峰」T 型变频油烟机 | Jilang Yuanfeng T-shaped inverter hood
          开放厨房，说话不用喊 | Talk in an open kitchen without shouting
          变频感烟，小火小风、大火大风 | Smoke sensor matches the fan to the flame
          整机不露一颗螺丝。 | Not one screw can be seen.`,
        },
      ],
    },
    {
      id: 'jl-robot-xunjia',
      category: 'vacuum-robot',
      price: 2699,
      list: 3299,
      colors: 'white graphite',
      box: [13.6, 560, 460, 480],
      spec: [8000, 5200, 180, '双旋转，自清洗热烘 | Twin spinning, washed and dried hot', 62],
      text: `霁朗「巡家」X3 自清洁扫拖机器人 | Jilang Xunjia X3 self-cleaning robot
        出门一趟，地就干净了 | Go out, come home to a clean floor
        拖布遇地毯抬升 12 毫米，不打湿 | Lifts its mop 12 mm over carpets
        60℃ 热水洗拖布，三小时烘干不臭 | Washes the mop at 60 °C and dries it
        认得拖鞋、袜子、猫碗，会绕 | Knows slippers, socks and the cat's bowl
        训练它认东西的照片，来自员工家的三万张地板。 | It learned from thirty thousand photographs of our own floors.`,
      tags: 'hero',
      sisters: [
        {
          id: 'jl-robot-xunjia-lite',
          price: 1299,
          list: 1599,
          spec: [5000, 3200, 120, '手洗拖布 | Mop washed by hand', 60],
          box: [5.8, 430, 420, 140],
          colors: 'white',
          text: `霁朗「巡家」S1 扫地机器人 | Jilang Xunjia S1 robot vacuum
          七点八厘米，沙发底下也去 | 7.8 cm tall, it goes under the sofa
          四十平一趟十五分钟 | Forty square metres in fifteen minutes
          尘盒水箱二合一，冲洗不卡毛 | Dust and water in one box that rinses clean
          激光建图，断电回来接着扫 | Maps by laser and resumes after charging
          没有基站，也就没有基站的占地。 | No station, so nothing stands in the corner.`,
        },
        {
          id: 'jl-robot-xunjia-pro',
          price: 3999,
          list: 4699,
          spec: [12000, 6400, 240, '滚筒活水，边擦边洗 | Roller rinsed as it goes', 60],
          box: [17.5, 580, 480, 560],
          colors: 'graphite champagne',
          text: `霁朗「巡家」X5 活水滚筒机器人 | Jilang Xunjia X5 roller-mop robot
          干湿垃圾，一趟收走 | Wet and dry in one pass
          上下水版免换水，半年只换尘袋 | Plumbed version: only the dust bag, twice a year
          机械臂边刷能伸进墙角 3 厘米。 | A side arm reaches 3 cm into the corner.`,
        },
      ],
    },
    {
      id: 'jl-air-linjian-500',
      category: 'air-purifier',
      price: 1599,
      list: 1999,
      colors: 'white sage',
      box: [10.2, 380, 380, 690],
      spec: [500, 300, '35–60㎡ | 35–60 m²', 33, 45],
      text: `霁朗「林间」500 空气净化器 | Jilang Linjian 500 air purifier
        新房味道，交给它 | For the smell of a new home
        除醛看得见数，毫克级显示 | Shows formaldehyde in milligrams
        滤芯用到才换，不按日子催 | Asks for a filter when it is used up, not by the calendar
        睡眠档 33 分贝，灯全灭 | 33 dB and dark at night
        滤芯可寄回，活性炭再生利用。 | Filters can be sent back and their carbon is used again.`,
      sisters: [
        {
          id: 'jl-air-linjian-300',
          price: 899,
          list: 1099,
          spec: [300, 150, '20–36㎡ | 20–36 m²', 30, 32],
          box: [6.4, 300, 300, 560],
          colors: 'white mist rose',
          text: `霁朗「林间」300 卧室净化器 | Jilang Linjian 300 for the bedroom
          柳絮季也能睡整觉 | Sleep through the pollen season
          上出风不吹脸，孩子摸不到扇叶 | Blows upward, fan out of reach
          外罩可水洗，两分钟。 | The outer cover is washed in two minutes.`,
        },
        {
          id: 'jl-air-linjian-800',
          price: 2999,
          list: 3599,
          spec: [800, 500, '56–96㎡ | 56–96 m²', 38, 68],
          box: [16.8, 450, 420, 860],
          colors: 'graphite',
          text: `霁朗「林间」800 大户型净化器 | Jilang Linjian 800 for large homes
          整层楼，一个呼吸 | One breath for the whole floor
          双风机前后对吸，火锅局也扛得住 | Two fans, enough for a hot-pot evening
          学校教室买得最多。 | Most of them stand in classrooms.`,
        },
      ],
    },
    {
      id: 'jl-fan-wanxia',
      category: 'fan',
      price: 299,
      list: 369,
      colors: 'white sage rose',
      box: [5.6, 480, 220, 480],
      spec: ['floor', 12, 26, 28],
      text: `霁朗「晚夏」直流落地扇 | Jilang Wanxia DC floor fan
        像傍晚江边的风 | Like an evening breeze by the river
        七叶双层，风是一片不是一股 | Seven double blades: a sheet of air, not a jet
        26 分贝，孩子睡着不用关 | 26 dB, leave it on when the child sleeps
        整夜两毛钱电 | Pennies a night
        底座里藏了绕线槽，收起来像新的一样。 | A groove in the base hides the cable for winter.`,
      sisters: [
        {
          id: 'jl-fan-xunhuan',
          picture: 'fan-circle',
          price: 359,
          list: 429,
          spec: ['circulator', 24, 32, 35],
          box: [4.9, 340, 340, 420],
          colors: 'white graphite',
          text: `霁朗「回风」空气循环扇 | Jilang Huifeng air circulator
          配空调，全屋快两度 | Two degrees sooner beside an air conditioner
          二十四档，最小听不见 | Twenty-four speeds, the lowest unheard
          前网罩拧开就能洗 | The front grille unscrews to wash
          左右 120 度、上下 90 度，送到 12 米 | 120 by 90 degrees, twelve metres
          四季都用：夏天匀凉，冬天把暖气推下来。 | All year: it spreads the cool and pushes warm air down.`,
        },
        {
          id: 'jl-fan-ta',
          picture: 'fan-tower',
          price: 429,
          list: 529,
          spec: ['tower', 9, 34, 45],
          box: [6.1, 330, 330, 1080],
          colors: 'white black',
          text: `霁朗「一塔风」无叶感塔扇 | Jilang Yita tower fan
          站着不占地，一张 A4 纸大 | Stands on a sheet of A4
          九档风，遥控吸在机顶 | Nine speeds, the remote sticks on top
          底座可拆，冬天收进门后 | The foot comes off for storage
          上下分区，坐着站着都吹得到 | Two zones for sitting and standing
          扇叶在里面，毛孩子的尾巴很安全。 | The blades are inside, and tails are safe.`,
        },
        {
          id: 'jl-fan-tai',
          picture: 'fan-circle',
          price: 129,
          list: 159,
          spec: ['desk', 4, 30, 20],
          box: [1.8, 290, 180, 330],
          colors: 'mist rose cream',
          text: `霁朗「案头」桌面小风扇 | Jilang Antou desk fan
          加班的那点凉 | A little cool for late work
          线控四档，低头就能调 | Four speeds by touch
          前罩徒手可拆 | The front comes off by hand
          充电四小时，吹一整天 | Four hours of charge for a day
          夹子夹得住 5 厘米的床沿。 | Its clip holds a bed rail of 5 cm.`,
        },
      ],
    },
    {
      id: 'jl-lock-ankou',
      category: 'smart-lock',
      price: 1599,
      list: 1999,
      colors: 'graphite champagne',
      box: [5.2, 460, 240, 140],
      spec: ['掌静脉、指纹、密码、钥匙 | Palm vein, fingerprint, code, key', 180, 'pull', 'wifi'],
      text: `霁朗「安扣」掌静脉全自动门锁 | Jilang Ankou palm-vein automatic lock
        手上提着菜，也能回家 | Come home with your hands full
        识别的是皮下血管，磨平指纹也能开 | Reads the veins, so worn fingerprints open it too
        老人和孩子一挥就开 | A wave is enough for the young and the old
        没电了，充电宝碰一下 | Flat battery? Touch it with a power bank
        给做了一辈子家务、指纹磨没了的妈妈们。 | For mothers whose fingerprints were worn away by housework.`,
      tags: 'install',
      sisters: [
        {
          id: 'jl-lock-zhiban',
          price: 799,
          list: 999,
          spec: ['指纹、密码、卡、钥匙 | Fingerprint, code, card, key', 365, 'handle', 'mesh'],
          box: [4.1, 420, 220, 130],
          colors: 'graphite silver',
          text: `霁朗「安扣」直板指纹门锁 | Jilang Ankou handle fingerprint lock
          出租屋、老房门都能换 | Fits rented rooms and old doors
          锁芯 C 级，防撬报警 | Grade C cylinder with an alarm
          指纹半导体识别，0.3 秒 | Reads a finger in 0.3 s
          四节五号电池用一年 | Four AA cells last a year
          临时密码十分钟有效，保洁来了不用等。 | A ten-minute code for the cleaner.`,
        },
        {
          id: 'jl-lock-maoyan',
          price: 2299,
          list: 2799,
          spec: ['3D 人脸、指纹、密码 | 3D face, fingerprint, code', 120, 'pull', 'wifi'],
          box: [5.8, 480, 250, 150],
          colors: 'black champagne',
          text: `霁朗「安扣」猫眼人脸门锁 | Jilang Ankou face lock with door viewer
          谁来了，室内屏上看 | See who is there on the inside screen
          双目红外，照片骗不过 | Two infrared eyes no photograph fools
          逆光、夜里都认得 | Knows you against the light and at night
          门口停留自动留影，存本地不上云 | Visitors are recorded locally, not in a cloud
          室内屏四寸，字是老人能看清的那种大。 | The four-inch screen has letters an elder can read.`,
        },
      ],
    },
    {
      id: 'jl-cam-kanjia',
      category: 'camera',
      price: 199,
      list: 249,
      colors: 'white',
      box: [0.4, 140, 110, 110],
      spec: [4, '水平 355° 竖直 105° | 355° by 105°', 'indoor', '红外 10 米 | Infrared 10 m', 'wifi'],
      text: `霁朗「看家」400 万云台摄像头 | Jilang Kanjia 4 MP turning camera
        上班的时候，看一眼猫 | Look at the cat from work
        遮蔽键一按，镜头转进壳里 | One press turns the lens inside
        双向通话，声音不延迟 | Talk both ways without delay
        本地存卡，不开会员也能回看 | Stores on a card; no subscription to look back
        镜头转进去时有一声“咔”，那是让家人听见的。 | The click when it hides is meant to be heard.`,
      sisters: [
        {
          id: 'jl-cam-yuanmen',
          price: 359,
          list: 429,
          spec: [5, '114° 广角 | 114° wide', 'outdoor', '全彩 20 米 | Full color 20 m', 'wifi'],
          box: [0.7, 200, 120, 120],
          text: `霁朗「院门」500 万室外摄像头 | Jilang Yuanmen 5 MP outdoor camera
          院子里的一双眼 | Eyes for the yard
          双向喊话，快递放哪儿说得清 | Talk to the courier
          断网存卡，来网续传 | Stores when offline and catches up
          IP66，暴雨和四十度都在外面 | IP66 through storms and summer heat
          分得清人和树影，半夜少叫醒您。 | Tells people from the shadows of trees.`,
        },
        {
          id: 'jl-cam-tianjian',
          price: 459,
          list: 549,
          spec: [4, '114° 广角 | 114° wide', 'outdoor', '红外 15 米 | Infrared 15 m', 'cellular'],
          box: [1.3, 240, 200, 140],
          tags: 'rural',
          text: `霁朗「田间」太阳能 4G 摄像头 | Jilang Tianjian solar 4G camera
          果园鱼塘，没电没网也行 | Orchards and ponds without power or network
          8 瓦光伏板加大电池 | An 8 W panel and a large battery
          流量包随机送一年 | A year of data included
          阴天连用十二天 | Twelve cloudy days on one charge
          奉节的果农装了一千二百台，主要用来看猴子。 | Fengjie growers have twelve hundred, mostly to watch for monkeys.`,
        },
      ],
    },
    {
      id: 'jl-gate-zhonghe',
      category: 'gateway',
      price: 299,
      list: 349,
      colors: 'white',
      box: [0.5, 160, 160, 70],
      spec: [128, 'zigbee', 'USB-C 5V | USB-C 5 V', '全屋中控 | Whole-home hub'],
      text: `霁朗「中和」全屋智能网关 | Jilang Zhonghe home hub
        断网了，灯照样开 | Lights still work when the internet does not
        本地执行，百毫秒内响应 | Runs locally within a tenth of a second
        128 个设备，三层别墅够用 | 128 devices, enough for three floors
        老设备换新网关，一次搬完 | Move every device to a new hub at once
        自动化写成一句话：“天黑了且我在家”。 | Rules read like a sentence: when it is dark and I am home.`,
      sisters: [
        {
          id: 'jl-gate-shuijin',
          price: 79,
          list: 99,
          spec: [1, 'zigbee', 'CR2032 两年 | CR2032, two years', '漏水报警 | Leak alarm'],
          box: [0.08, 80, 80, 30],
          text: `霁朗「滴答」水浸传感器 | Jilang Dida leak sensor
          洗衣机脚下的小圆片 | A small disc under the washer
          两面都能感水，放反也响 | Both faces sense, even upside down
          没电前两周提醒 | Warns two weeks before the cell is flat
          零点五毫米水位就响 | Sounds at half a millimetre of water
          可联动水阀，人在外地也关得掉。 | With a valve it closes the water while you are away.`,
        },
        {
          id: 'jl-gate-menci',
          price: 59,
          list: 79,
          spec: [1, 'zigbee', 'CR1632 两年 | CR1632, two years', '门窗开合 | Doors and windows'],
          box: [0.06, 80, 60, 25],
          text: `霁朗「知扉」门窗传感器 | Jilang Zhifei door sensor
          爸妈今天开过门没有 | Have the parents opened the door today?
          3M 背胶，不打孔 | Sticks on, no drilling
          离家布防，开门即告 | Tells you when you are out
          十二小时没动静会提醒您 | Tells you after twelve quiet hours
          它不拍照，只记一次开合。 | It takes no pictures, it counts the door.`,
        },
        {
          id: 'jl-gate-renti',
          price: 129,
          list: 159,
          spec: [1, 'mesh', 'USB-C 或电池 | USB-C or battery', '人在感应 | Presence'],
          box: [0.12, 90, 90, 60],
          text: `霁朗「在否」毫米波人在传感器 | Jilang Zaifou presence sensor
          看书不动，灯也不灭 | The light stays while you read
          可划三个区，沙发床边各管各 | Three zones, sofa and bed apart
          不拍照，只感距离 | No camera, only distance
          分得清呼吸和窗帘 | Knows breath from a moving curtain
          灭灯之前会先暗一下，等您挥手。 | It dims first and waits for a wave.`,
        },
      ],
    },
    {
      id: 'jl-care-install-ac',
      performed: true,
      category: 'care',
      price: 199,
      list: 259,
      colors: 'indigo',
      box: [0.02, 220, 110, 2],
      spec: [
        '空调安装一台，含 3 米铜管与打一孔 | One air conditioner with 3 m of pipe and one hole',
        '24 小时内预约 | Booked within 24 h',
        '重庆、四川、贵州 | Chongqing, Sichuan, Guizhou',
        '未上门全额退 | Full refund before the visit',
      ],
      text: `空调标准安装服务卡 | Air-conditioner installation card
        明码标价，当面不加钱 | The price on the card is the price at the door
        师傅持证上门，拍照留底 | Certified fitters, photographs kept
        高空作业系双绳，公司买保险 | Two ropes and insurance for work at height
        装完试机半小时再走 | Stays half an hour to watch it run
        价目表是和三百位师傅一起定的。 | Three hundred fitters helped to set this list.`,
      sisters: [
        {
          id: 'jl-care-clean',
          performed: true,
          price: 149,
          list: 199,
          spec: [
            '油烟机或洗衣机拆洗一台 | One hood or washer taken apart and cleaned',
            '48 小时内 | Within 48 h',
            '城区 | Urban districts',
            '不满意重洗 | Cleaned again if you are not content',
          ],
          colors: 'jade',
          text: `家电深度清洗服务卡 | Deep cleaning card
          拆开洗，洗给您看 | Taken apart and washed before your eyes
          师傅持证上门，拍照留底 | Certified fitters, photographs kept
          水渍油渍当场收干净 | Floor and walls wiped before leaving
          前后对比照发到订单里 | Before and after pictures in your order
          清洗剂是食品级的，空瓶师傅带走。 | Food-grade cleaner, and the fitter takes the bottle away.`,
        },
        {
          id: 'jl-care-warranty',
          price: 299,
          list: 359,
          spec: [
            '整机保修再加 3 年 | Three more years on the whole machine',
            '48 小时内 | Within 48 h',
            '全国 | Nationwide',
            '七天内无条件退 | Refund within seven days',
          ],
          colors: 'indigo',
          text: `霁朗大家电三年延保 | Three-year extended warranty
          坏了就修，修不好换 | Repaired, or replaced
          全程原厂配件 | Original parts throughout
          修两次不好，换新 | New after two failed repairs
          配件和上门费都在里面 | Parts and visits included
          保单跟着序列号走，二手转让也有效。 | It follows the serial number, even to a second owner.`,
        },
        {
          id: 'jl-care-tv',
          performed: true,
          price: 99,
          list: 139,
          spec: [
            '电视挂装一台，75 英寸以内 | One television up to 75 inches on the wall',
            '24 小时内预约 | Booked within 24 h',
            '全国城区 | Urban districts nationwide',
            '未上门全额退 | Full refund before the visit',
          ],
          colors: 'sky',
          text: `电视挂装服务卡 | Television mounting card
          水平仪量过才走 | Leaves when the level says so
          挂架自带，承重翻倍 | Bracket included, twice the load
          打孔吸尘，墙下不落灰 | Drills without dust
          承重墙、空心墙自带不同挂件 | Brings the right anchors for each wall
          线槽收好，插座不外露。 | Cables in a duct, the socket out of sight.`,
        },
      ],
    },

    {
      id: 'jl-freeze-dongcang',
      picture: 'refrigerator-small',
      category: 'refrigerator',
      price: 1899,
      list: 2299,
      colors: 'white',
      box: [62, 680, 670, 1680],
      spec: [260, 'two', 0.62, '1', 14, 38, 600, 600, 1600],
      text: `霁朗「冬藏」260 升立式冰柜 | Jilang Dongcang 260 L upright freezer
        年货一次备齐 | The whole New Year in one go
        七个抽屉分开冻，找肉不翻箱 | Seven drawers, nothing buried
        零下 25℃ 速冻，饺子不开裂 | Quick-freezes at -25 °C so dumplings stay whole
        一键切冷藏，夏天当第二台冰箱 | Turns into a second refrigerator in summer
        老家寄来的半扇猪，就是它的设计任务书。 | Half a pig from the village was the design brief.`,
      sisters: [
        {
          id: 'jl-freeze-woshi',
          picture: 'chest-freezer',
          price: 1299,
          list: 1599,
          spec: [200, 'two', 0.55, '2', 12, 39, 905, 560, 850],
          box: [46, 960, 620, 920],
          colors: 'white',
          text: `霁朗「冬藏」200 升卧式冷柜 | Jilang Dongcang 200 L chest freezer
          小店和院子里的那一台 | For a small shop or a yard
          顶开门，整只腿放得进 | Opens on top, takes a whole leg
          内壁圆角，好擦 | Round corners inside
          停电十二小时不化 | Twelve hours without power
          盖子停在哪儿算哪儿，不砸手。 | The lid stays where you leave it.`,
        },
        {
          id: 'jl-ref-bingba',
          price: 2299,
          list: 2799,
          spec: [126, 'two', 0.48, '1', 0, 36, 480, 500, 1160],
          box: [40, 560, 560, 1240],
          colors: 'black',
          text: `霁朗「晚酌」126 升客厅冰吧 | Jilang Wanzhuo 126 L drinks cabinet
          茶、酒、面膜，各有一层 | Tea, wine and face masks on their own shelves
          上冷藏下恒温，两个温区 | Chilled above, cellar below
          锁在侧面，孩子拿不到酒 | A lock for the children's sake
          玻璃门防雾，灯带可调 | Clear glass that never fogs
          放在沙发边，声音比电视小。 | Quieter than the television beside it.`,
        },
      ],
    },
    {
      id: 'jl-tv-wangjiang-100',
      category: 'television',
      price: 22999,
      list: 26999,
      colors: 'black',
      box: [86, 2430, 260, 1480],
      lifecycle: 'planned',
      available_in_days: 60,
      spec: [100, 'miniled', 144, 2600, 90, '3', 2233, 1280],
      text: `霁朗「望江」100 英寸旗舰电视 | Jilang Wangjiang 100-inch flagship
        会议室和大平层 | For boardrooms and large flats
        2304 分区，黑白分明 | 2,304 zones of light
        可拆分包装，进得了普通电梯 | Packed in two parts for an ordinary lift
        支持双画面投屏开会 | Two pictures side by side for meetings
        先在三家门店试看，收完意见再量产。 | On trial in three stores before it is made.`,
      sisters: [
        {
          id: 'jl-tv-ertong-32',
          price: 799,
          list: 999,
          spec: [32, 'lcd', 60, 250, 10, '2', 716, 420],
          box: [5, 800, 130, 500],
          lifecycle: 'on_sale',
          text: `霁朗「小院」32 英寸小电视 | Jilang Xiaoyuan 32-inch television
          厨房和老人房 | For kitchens and elders' rooms
          听书听戏，黑屏也能放 | Plays opera with the screen off
          遥控器丢了会自己叫 | The remote answers when it is lost
          遥控器大按键，带呼叫孩子 | Large keys and one that calls the children
          机身 3.6 公斤，支架一人装得上。 | 3.6 kg, hung by one person.`,
        },
        {
          id: 'jl-tv-huazhou-65',
          price: 10999,
          list: 12999,
          spec: [65, 'oled', 120, 1400, 60, '2', 1445, 828],
          box: [23, 1580, 170, 960],
          lifecycle: 'on_sale',
          text: `霁朗「画轴」65 英寸 OLED 壁画电视 | Jilang Huazhou 65-inch OLED picture television
          一面墙的留白 | The empty space on a wall
          贴墙 3 毫米，不露一根线 | 3 mm from the wall, no cable in sight
          像素自发光，黑是真的黑 | Every pixel lights itself
          外框七种木色可换 | Seven frames to change
          画家可以把自己的画投给你，收到有署名。 | Painters can send you a work, signed.`,
        },
        {
          id: 'jl-tv-kaiting-75',
          price: 3999,
          list: 4799,
          spec: [75, 'qled', 120, 600, 30, '2', 1670, 960],
          box: [33, 1820, 190, 1110],
          lifecycle: 'on_sale',
          text: `霁朗「开庭」75 英寸量子点电视 | Jilang Kaiting 75-inch quantum-dot television
          四千块的大客厅 | A large living room for four thousand
          120Hz，球不拖尾巴 | 120 Hz, no tail on the ball
          开机没有广告 | No advertisement when it starts
          广色域 95%，球赛草地是绿的 | 95 % of the wide gamut; grass is green
          减掉的是音响功率，建议配一条回音壁。 | What we saved is in the speakers; add a sound bar.`,
        },
      ],
    },
    {
      id: 'jl-wash-huanchen-12',
      category: 'washer',
      price: 3599,
      list: 4399,
      colors: 'white graphite',
      box: [81, 690, 690, 900],
      spec: [12, 'front', 1400, 92, '1', 52, 598, 600, 850],
      text: `霁朗「浣尘」12 公斤大容量滚筒 | Jilang Huanchen 12 kg front-loading washer
        两米床的四件套，一次进 | A whole king-size set at once
        智能投放，洗衣液加一次用半月 | Doses itself for half a month
        门封自洁，不长黑斑 | A self-rinsing seal without mould
        二十分钟快洗也能 12 公斤 | The 20-minute wash takes all 12 kg
        最大的敌人是冬天的羽绒被，已经打赢了。 | Its great enemy was the winter quilt; it won.`,
      sisters: [
        {
          id: 'jl-wash-huanchen-8',
          price: 1899,
          list: 2299,
          spec: [8, 'front', 1200, 62, '1', 52, 598, 480, 850],
          box: [66, 680, 580, 900],
          text: `霁朗「浣尘」8 公斤超薄滚筒 | Jilang Huanchen 8 kg slim washer
          四十八厘米，放得进阳台柜 | 48 cm deep, inside a balcony cabinet
          门开 175 度，小孩衣服掏得干净 | Opens to 175 degrees
          深度减了 8 厘米，容量只少 2 公斤。 | Eight centimetres thinner, two kilos less.`,
        },
        {
          id: 'jl-wash-qinzi',
          price: 2599,
          list: 3099,
          spec: [9, 'front', 1200, 70, '1', 51, 598, 540, 850],
          box: [72, 680, 640, 900],
          colors: 'rose white',
          text: `霁朗「浣尘」亲子分区滚筒 9 公斤 | Jilang Huanchen family washer 9 kg
          大人孩子，一台分开洗 | Grown-ups and children apart in one machine
          95℃ 高温自清洁，每月提醒一次 | Cleans itself at 95 °C once a month
          童锁在门把手里侧，大人一摸就开。 | The lock is inside the handle.`,
        },
      ],
    },
    {
      id: 'jl-micro-kongqi',
      picture: 'rice-cooker',
      category: 'rice-cooker',
      price: 259,
      list: 329,
      colors: 'cream graphite rose',
      box: [4.2, 360, 300, 330],
      spec: [3, 900, 'ih', 1.8, '2–4 人 | 2–4 people'],
      text: `霁朗「快粥」3 升早餐煲 | Jilang Kuaizhou 3 L porridge cooker
        睡前放米，醒来有粥 | Rice at night, porridge in the morning
        预约二十四小时，夏天自动保鲜浸泡 | Set a day ahead; keeps water cool in summer
        不溢锅，煮到最后也不用看 | Never boils over
        皮蛋瘦肉、红豆薏米都写好了火候 | Heats written for twelve porridges
        早晨六点的厨房，应该只有香味。 | A kitchen at six should hold only the smell.`,
      sisters: [
        {
          id: 'jl-rice-ditang',
          price: 599,
          list: 759,
          spec: [4, 1200, 'ih', 2.5, '3–6 人 | 3–6 people'],
          box: [6.6, 420, 320, 300],
          text: `霁朗「沥米」低糖电饭煲 4 升 | Jilang Limi low-sugar rice cooker 4 L
          爸爸也可以添半碗 | Father may have half a bowl more
          升降沥篮，饭汤分开 | The basket lifts rice from its water
          标准煮饭一键切回 | One key back to ordinary rice
          米汤沥出可减约三成还原糖 | Draining the starch lowers sugar by about a third
          口感会比柴火饭松一点，我们实话实说。 | The rice is a little looser; we say so.`,
        },
        {
          id: 'jl-rice-chuiniu',
          price: 399,
          list: 499,
          spec: [6, 1000, 'plate', 1.8, '6–10 人 | 6–10 people'],
          box: [6.2, 420, 380, 360],
          colors: 'red cream',
          text: `霁朗「大家」6 升大容量电饭锅 | Jilang Dajia 6 L large rice cooker
          坝坝宴、年夜饭 | For feasts and New Year's Eve
          加厚底盘，受热匀 | A thick plate heats evenly
          保温十二小时不发黄 | Warm for twelve hours without yellowing
          一锅十二碗，底不焦面不生 | Twelve bowls, even from top to bottom
          提手是两个人抬的那种。 | Its handles are made for two people.`,
        },
        {
          id: 'jl-rice-fangtang',
          price: 899,
          list: 1099,
          spec: [3.5, 1100, 'pressure', 3, '2–5 人 | 2–5 people'],
          box: [6.9, 400, 310, 290],
          colors: 'sage white',
          text: `霁朗「方糖」3.5 升压力饭煲 | Jilang Fangtang 3.5 L pressure cooker
          小厨房里的好米饭 | Good rice in a small kitchen
          可拆上盖，水龙头下冲 | The lid comes off and rinses
          减压三十秒，静悄悄 | Lets go in thirty quiet seconds
          1.2 倍压力，杂粮半小时 | At 1.2 bar, coarse grain in half an hour
          方身靠墙放，比圆的省出一掌宽。 | Square against the wall, it saves a hand's width.`,
        },
      ],
    },
    {
      id: 'jl-kong-jiashi',
      picture: 'air-purifier',
      category: 'air-purifier',
      price: 499,
      list: 629,
      colors: 'white mist',
      box: [4.4, 300, 300, 460],
      spec: [120, 40, '15–25㎡ | 15–25 m²', 32, 28],
      text: `霁朗「晨露」净化加湿二合一 | Jilang Chenlu purifier and humidifier
        暖气房里的一口湿气 | A little moisture in a heated room
        冷蒸发加湿，桌面不落白粉 | Cold evaporation, no white dust
        4 升水箱，一整夜够 | 4 L lasts the night
        无雾才健康，看不见就对了 | You should see nothing; that is right
        北方同事投票做的第一款产品。 | The first product our northern colleagues voted for.`,
      sisters: [
        {
          id: 'jl-kong-chushi',
          price: 1299,
          list: 1599,
          spec: [200, 60, '30–50㎡ | 30–50 m²', 40, 240],
          box: [14.5, 400, 320, 600],
          text: `霁朗「回南」22 升除湿机 | Jilang Huinan 22 L dehumidifier
          墙上不再流汗 | Walls that no longer sweat
          湿度设定，到了就停 | Stops at the humidity you set
          可接水管直排 | A hose can drain it
          每天最多 22 升，满水自停 | Up to 22 L a day, stops when full
          干衣模式对着阳台吹，梅雨季也有干内裤。 | Points at the washing line in the rains.`,
        },
        {
          id: 'jl-kong-chezai',
          price: 299,
          list: 369,
          spec: [30, 8, '车内 | In the car', 38, 5],
          box: [0.9, 220, 120, 120],
          colors: 'black graphite',
          text: `霁朗「一程」车载净化器 | Jilang Yicheng car purifier
          新车味，早点散 | Clears the smell of a new car
          放扶手箱或挂座椅后 | On the armrest or behind a seat
          红绿灯显示空气 | Shows the air in colors
          点烟口供电，五分钟一循环 | Runs from the socket, a cycle in five minutes
          滤芯像换电池一样推进去。 | The filter slides in like a battery.`,
        },
        {
          id: 'jl-kong-chongwu',
          price: 1099,
          list: 1399,
          spec: [350, 120, '25–40㎡ | 25–40 m²', 34, 40],
          box: [7.8, 330, 330, 600],
          colors: 'rose sage',
          text: `霁朗「毛团」宠物净化器 | Jilang Maotuan purifier for pets
          毛不上衣服，味不进客厅 | No hair on clothes, no smell in the room
          活性炭加厚，专吃氨味 | Thick carbon against ammonia
          滤网外层可水洗 | The outer screen is washed
          360 度吸毛栅，拉开即倒 | A hair screen all round that empties in a pull
          有一个只有猫才踩得到的开关，可以关掉。 | One switch only a cat will find; it can be turned off.`,
        },
      ],
    },
    {
      id: 'jl-robot-boli',
      picture: 'window-robot',
      category: 'vacuum-robot',
      price: 999,
      list: 1299,
      colors: 'white',
      box: [3.2, 320, 320, 160],
      spec: [2800, 0, 90, '双盘湿擦 | Two wet pads', 65],
      text: `霁朗「攀窗」擦窗机器人 | Jilang Panchuang window robot
        高层的玻璃，交给它 | Leave the high windows to it
        断电吸附 30 分钟，安全绳双扣 | Holds for 30 minutes without power, on a double rope
        两面都擦，外面也不用探身 | Both sides, without leaning out
        边角走直线，不画圈 | Straight into the corners
        每台出厂前都在真玻璃上爬满二十分钟。 | Each one climbs real glass for twenty minutes first.`,
      sisters: [
        {
          id: 'jl-robot-shouchi',
          picture: 'stick-vacuum',
          price: 1499,
          list: 1899,
          spec: [18000, 3000, 60, '无 | None', 68],
          box: [4.6, 720, 280, 160],
          colors: 'graphite',
          text: `霁朗「轻扫」手持吸尘器 | Jilang Qingsao cordless vacuum
          一点五公斤，女生单手 | 1.5 kg, one hand
          续航六十分，换电再加六十 | Sixty minutes, and sixty with a second cell
          挂墙充，一插就走 | Charges on the wall
          绿光显尘，看不见的灰显形 | Green light shows the dust
          长发剪断卷不住。 | Long hair is cut, not wound.`,
        },
        {
          id: 'jl-robot-xidi',
          picture: 'stick-vacuum',
          price: 1999,
          list: 2499,
          spec: [15000, 4000, 45, '滚刷自清洁热烘 | Roller, cleaned and dried hot', 70],
          box: [11.2, 700, 330, 300],
          colors: 'white graphite',
          text: `霁朗「一拖」平躺洗地机 | Jilang Yituo lie-flat floor washer
          床底也推得进 | Flat enough for under the bed
          助力轮，推拉都省劲 | Powered wheels both ways
          滚刷热烘四十分钟不发臭 | The roller dries hot in forty minutes
          吸、洗、擦一遍完成 | Vacuums, washes and wipes in one pass
          躺平的时候水不倒流，这一点拆了三十多台才做到。 | Lying flat without spilling took thirty prototypes.`,
        },
      ],
    },
    {
      id: 'jl-cam-mengling',
      category: 'camera',
      price: 459,
      list: 559,
      colors: 'graphite',
      box: [0.6, 190, 120, 90],
      spec: [5, '180° 鱼眼 | 180° fisheye', 'outdoor', '红外 5 米 | Infrared 5 m', 'wifi'],
      text: `霁朗「应门」可视门铃 | Jilang Yingmen video doorbell
        谁在敲门，厨房里就知道 | Know who knocks from the kitchen
        从头到脚都看得见，包裹也看得见 | Sees head to foot, and the parcel
        变声应答，独居更安心 | A changed voice for those who live alone
        电池半年，也可接线 | Half a year on its battery, or wired
        外卖小哥按铃时，会自动说“放门口就好，谢谢”。 | It thanks the courier by itself.`,
      sisters: [
        {
          id: 'jl-cam-yinger',
          price: 299,
          list: 369,
          spec: [4, '110° | 110°', 'indoor', '无红暴夜视 | Invisible night vision', 'wifi'],
          colors: 'rose',
          text: `霁朗「守夜」婴儿看护器 | Jilang Shouye baby monitor
          翻身、蹬被、哭，都会叫你 | Turning, kicking, crying: it tells you
          双向摇篮曲，隔屋也能哄 | A lullaby from the next room
          体感温湿度一屏看 | Temperature and damp on one screen
          局域网直连，不经外网 | Works inside the home only
          夜灯是橘色的，不碰褪黑素。 | Its night light is amber.`,
        },
        {
          id: 'jl-cam-chongwu',
          price: 349,
          list: 429,
          spec: [3, '130° | 130°', 'indoor', '红外 8 米 | Infrared 8 m', 'wifi'],
          colors: 'amber',
          text: `霁朗「投喂」宠物摄像头 | Jilang Touwei pet camera
          上班也能扔一颗零食 | Throw a treat from the office
          叫一声才回放，流量省着用 | Records when they call
          零食仓密封，不受潮 | Treats stay crisp
          抛物线 1.5 米，猫狗都接得住 | A throw of 1.5 m
          没有人在家的那几个小时，它替你说“乖”。 | It says good boy for you.`,
        },
      ],
    },
    {
      id: 'jl-gate-mianban',
      picture: 'switch-panel',
      category: 'gateway',
      price: 499,
      list: 599,
      colors: 'white',
      box: [0.5, 140, 140, 60],
      spec: [64, 'mesh', '零火线 | Mains', '带屏场景面板 | Scene panel with screen'],
      text: `霁朗「一触」四寸场景面板 | Jilang Yichu four-inch scene panel
        进门一下，全家就绪 | One touch at the door
        实体旋钮加屏，老人也会用 | A real knob beside the screen
        停网仍可控本地灯 | Local lights without the internet
        86 盒直装，不改线 | Fits the standard box
        旋钮转一格有一声轻响，像老收音机。 | Each step clicks like an old radio.`,
      sisters: [
        {
          id: 'jl-gate-chuanglian',
          picture: 'curtain',
          price: 399,
          list: 479,
          spec: [1, 'zigbee', '220V | 220 V', '电动窗帘电机 | Curtain motor'],
          box: [1.2, 360, 80, 80],
          text: `霁朗「拂晓」电动窗帘电机 | Jilang Fuxiao curtain motor
          阳光比闹钟好 | The sun is a better alarm
          三公斤布帘拉得动 | Draws three kilos of cloth
          断电记位 | Remembers where it stood
          38 分贝，轻拉即启动 | 38 dB, starts with a tug
          停电了照样用手拉。 | Without power, pull it by hand.`,
        },
        {
          id: 'jl-gate-yangan',
          picture: 'gateway',
          price: 149,
          list: 189,
          spec: [1, 'zigbee', 'CR123A 三年 | CR123A, three years', '烟雾报警 | Smoke alarm'],
          box: [0.2, 120, 120, 50],
          text: `霁朗「早知」联网烟感 | Jilang Zaozhi smoke alarm
          人不在家也叫得到人 | Reaches you when you are out
          迷宫结构，炒菜不误报 | Does not mistake cooking for fire
          一颗响，全屋响 | One rings, all ring
          85 分贝蜂鸣，消防认证 | 85 dB, certified
          每月一号自检，绿灯闪一下给你看。 | Tests itself on the first of the month.`,
        },
        {
          id: 'jl-gate-wenshi',
          picture: 'gateway',
          price: 69,
          list: 89,
          spec: [1, 'mesh', 'CR2032 一年 | CR2032, one year', '温湿度计 | Thermometer'],
          box: [0.08, 80, 80, 30],
          text: `霁朗「二十四」温湿度计 | Jilang Ershisi thermometer
          屋里的节气 | The solar terms indoors
          误差 0.2℃ | Within 0.2 °C
          磁吸，冰箱门上也行 | Magnetic, also on a refrigerator
          墨水屏，常亮不耗电 | An ink display that is always on
          屏上有个表情，潮了会皱眉。 | Its face frowns when it is damp.`,
        },
      ],
    },
  ],
  1,
)
