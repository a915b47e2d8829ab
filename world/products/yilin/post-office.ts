import type { Entry } from '../build.ts'

/** Stamps and cards, and what a post office does for a street: tickets, shows, post, top-ups. */
export const postOffice: Entry[] = [
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
]
