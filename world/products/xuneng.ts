import { build } from './build.ts'

/** Xuneng: charging, home energy, electrics, and the cars themselves. */
export const xuneng = build(
  [
    {
      id: 'xn-wall-xiyan-7',
      category: 'wallbox',
      price: 1499,
      list: 1899,
      colors: 'white graphite',
      box: [5.8, 420, 280, 180],
      spec: [7, 5, '220V 32A 单相 | 220 V 32 A single-phase', 'wifi', 'IP65，A+6 漏电 | IP65, A+6 leakage'],
      text: `煦能「檐下」7kW 家用充电桩 | Xuneng Yanxia 7 kW home wallbox
        回家插上，天亮满电 | Plug in at home, full by morning
        预约谷电，一公里四分钱 | Charges at night for a few cents a kilometre
        漏电、过温、错相十二重保护 | Twelve protections, leakage and heat among them
        送货上门、勘测、三十米内安装一价全包 | Survey and installation within thirty metres included
        外壳斜着出檐，雨天拔枪手是干的。 | The casing has an eave, so hands stay dry in the rain.`,
      tags: 'hero install',
      sisters: [
        {
          id: 'xn-wall-xiyan-11',
          price: 2299,
          list: 2699,
          spec: [11, 5, '380V 16A 三相 | 380 V 16 A three-phase', 'wifi', 'IP65，A+6 漏电 | IP65, A+6 leakage'],
          colors: 'graphite champagne',
          text: `煦能「檐下」11kW 三相充电桩 | Xuneng Yanxia 11 kW three-phase wallbox
          别墅与公司车位 | For villas and offices
          功率随家里用电自动让路 | Gives way to the household's own load
          报装三相电的材料，我们替您跑。 | We file the papers for three-phase supply.`,
        },
        {
          id: 'xn-wall-xiyan-21',
          price: 3599,
          list: 4299,
          spec: [21, 7, '380V 32A 三相 | 380 V 32 A three-phase', 'cellular', 'IP66，防撞 | IP66, impact-proof'],
          colors: 'graphite',
          text: `煦能「檐下」21kW 共享充电桩 | Xuneng Yanxia 21 kW shared wallbox
          小区和民宿，扫码即用 | For communities and guest houses
          自带计费，晚上自动结到钱包 | Bills itself and settles each night
          适合一个车位大家轮着充。 | For one parking space that many share.`,
        },
        {
          id: 'xn-wall-bihu',
          price: 999,
          list: 1199,
          spec: [3.5, 5, '220V 16A 单相 | 220 V 16 A single-phase', 'none', 'IP54 | IP54'],
          colors: 'white',
          text: `煦能「壁虎」3.5kW 小充电桩 | Xuneng Bihu 3.5 kW small wallbox
          老小区电容小，也能装 | For old buildings with little capacity
          3×4 平方线就够 | An ordinary 4 mm² cable is enough
          指示灯三色，一看就懂 | Three lights say everything
          即插即充，没有 App | Plug in, no app at all
          给不想再装一个软件的人。 | For those who want no further app.`,
        },
      ],
    },
    {
      id: 'xn-dc-shanyi-60',
      category: 'dc-charger',
      price: 29800,
      list: 34800,
      colors: 'white',
      box: [198, 900, 700, 1900],
      spec: [60, 1, 'DC 200–1000V | 200–1,000 V DC', 95.5, 'OCPP 1.6J、2.0.1 | OCPP 1.6J and 2.0.1', 'IP54 | IP54'],
      text: `煦能「山驿」60kW 直流充电桩 | Xuneng Shanyi 60 kW DC charger
        一杯茶的功夫 | As long as a cup of tea
        模块可抽换，坏一个不停机 | Modules can be pulled while it runs
        OCPP 标准协议，接谁家平台都行 | Speaks OCPP to any operator's platform
        30 分钟从三成到八成 | From 30 to 80 percent in half an hour
        第一台装在海拔一千七百米的垭口，冬天零下十二度。 | The first stands on a pass at 1,700 m, at minus twelve in winter.`,
      sisters: [
        {
          id: 'xn-dc-shanyi-120',
          price: 52800,
          list: 59800,
          spec: [120, 2, 'DC 200–1000V | 200–1,000 V DC', 95.8, 'OCPP 1.6J、2.0.1 | OCPP 1.6J and 2.0.1', 'IP54 | IP54'],
          colors: 'graphite',
          box: [265, 950, 750, 1950],
          text: `煦能「山驿」120kW 双枪直流桩 | Xuneng Shanyi 120 kW twin DC charger
          两台车一起充，功率自己商量 | Two cars share the power between them
          单枪满功率 120kW，双枪动态分配 | All to one car or split as needed
          高速服务区的标配。 | The usual choice on a motorway.`,
        },
        {
          id: 'xn-dc-shanyi-240',
          price: 118000,
          list: 138000,
          spec: [240, 2, 'DC 200–1000V | 200–1,000 V DC', 96.2, 'OCPP 2.0.1', 'IP55，液冷枪 | IP55, liquid-cooled'],
          colors: 'graphite',
          box: [420, 1100, 850, 2100],
          lifecycle: 'presale',
          available_in_days: 45,
          deposit: 10000,
          text: `煦能「山驿」240kW 液冷超充 | Xuneng Shanyi 240 kW liquid-cooled charger
          八分钟，三百公里 | Eight minutes, three hundred kilometres
          液冷枪线只有两公斤半 | The cooled cable weighs 2.5 kg
          按订单生产，场站勘测后排期。 | Built to order after a survey of the site.`,
        },
        {
          id: 'xn-dc-xiaozhan',
          price: 15800,
          list: 18800,
          spec: [20, 1, 'DC 200–750V | 200–750 V DC', 94.5, 'OCPP 1.6J', 'IP54 | IP54'],
          colors: 'white',
          box: [62, 620, 460, 900],
          text: `煦能「小站」20kW 壁挂直流桩 | Xuneng Xiaozhan 20 kW wall DC charger
          村口小卖部也能开充电站 | A charging station at the village shop
          五十安空开就够 | A 50 A breaker is enough
          乡镇邮局门口装了三百多台。 | More than three hundred stand outside rural post offices.`,
        },
      ],
    },
    {
      id: 'xn-port-suiche',
      category: 'portable',
      price: 899,
      list: 1099,
      colors: 'black jade',
      box: [3.6, 380, 320, 120],
      spec: [3.5, 8, '16A 三孔，国标枪 | 16 A plug, GB/T connector', 'IP67 | IP67'],
      text: `煦能「随手」3.5kW 随车充 | Xuneng Suishou 3.5 kW portable charger
        回老家过年，院子里就能充 | Charge in the yard when you go home for New Year
        插座发烫自动降流 | Draws less when the socket gets warm
        八米线，够得到堂屋 | Eight metres reach the main room
        附包和挂钩，不在后备箱打滚 | With a bag and hook for the boot
        不建议天天用它，天天用请装桩。我们写在了枪上。 | Not for every day; the connector says so.`,
      sisters: [
        {
          id: 'xn-port-fangdian',
          price: 399,
          list: 499,
          spec: [3.5, 3, '国标枪转 16A 插座 | GB/T to 16 A socket', 'IP54 | IP54'],
          colors: 'black',
          text: `煦能「野火」对外放电枪 | Xuneng Yehuo vehicle-to-load adaptor
          河滩上煮火锅 | Hot pot on the river bank
          熔断保护，防倒灌 | Fused against back-feed
          全车系适配表随箱 | A list of cars in the box
          3.5 千瓦，电磁炉带得动 | 3.5 kW drives an induction hob
          下单前请查您的车是否支持放电，列表在详情里。 | See the list of cars that can discharge before you order.`,
        },
        {
          id: 'xn-port-jiaozhi',
          price: 129,
          list: 159,
          spec: [0, 2, '直流接口防护罩与枪挂 | Holster and cover', 'IP44 | IP44'],
          colors: 'graphite',
          picture: 'portable-charger',
          text: `煦能「归位」枪座与线挂 | Xuneng Guiwei holster and cable hook
          线不落地 | The cable stays off the ground
          一分钟上墙 | On the wall in a minute
          户外喷塑，不褪色 | Coated for outdoors
          加厚钣金，挂十公斤不弯 | Thick steel that carries ten kilos
          附两种膨胀螺栓，混凝土和砖墙都有。 | Anchors for concrete and for brick.`,
        },
      ],
    },
    {
      id: 'xn-solar-wading',
      category: 'solar',
      price: 689,
      list: 799,
      colors: 'indigo',
      box: [23, 1760, 1170, 60],
      options: [
        'pack',
        '规格 | Pack',
        [
          ['1', '单块 | One panel', 0, 1],
          ['10', '十块阳台套 | Ten, with rails', 6100, 10.4],
        ],
      ],
      spec: [450, 22.5, 1134, 1762, '182 单晶 TOPCon | 182 mm mono TOPCon'],
      text: `煦能「瓦顶」450W 光伏组件 | Xuneng Wading 450 W solar panel
        屋顶的第二份收成 | The roof's second harvest
        二十五年功率不低于 87% | At least 87 % after twenty-five years
        抗 5400 帕雪压、35 毫米冰雹 | Stands snow at 5,400 Pa and 35 mm hail
        边框无孔，不漏雨 | No drilled frame, no leak
        农家院装满二十块，一年约一万度。 | Twenty on a farmhouse make about 10,000 kWh a year.`,
      sisters: [
        {
          id: 'xn-solar-yangtai',
          price: 1299,
          list: 1599,
          spec: [400, 21.8, 1134, 1722, '全黑单晶，含微逆 | All-black mono with inverter'],
          colors: 'black',
          box: [24, 1740, 1160, 90],
          options: [
            'pack',
            '规格 | Pack',
            [
              ['1', '一块 | One panel', 0, 1],
              ['2', '两块并网套 | Two panels, plug-in', 1150, 2],
            ],
          ],
          text: `煦能「向阳」阳台光伏套装 400W | Xuneng Xiangyang balcony solar 400 W
          挂在栏杆上，插上就发电 | Hangs on the railing and plugs in
          微型逆变器，40 伏安全电压 | Micro-inverter at a safe 40 V
          朝南十度倾角，一年发四百多度。 | Facing south it makes over 400 kWh a year.`,
        },
        {
          id: 'xn-solar-zhedie',
          price: 1099,
          list: 1399,
          spec: [200, 23, 540, 590, '折叠单晶 | Folding mono'],
          colors: 'graphite',
          box: [6.4, 620, 560, 60],
          options: [
            'pack',
            '规格 | Pack',
            [
              ['1', '单块 | One', 0, 1],
              ['2', '两块 | Two', 1000, 2],
            ],
          ],
          text: `煦能「背光」200W 折叠光伏板 | Xuneng Beiguang 200 W folding panel
          背着走的太阳 | The sun on your back
          电芯层压，踩一脚不碎 | Laminated; a step does not break it
          接头通配户外电源 | Plugs into power stations
          六秒展开，四片一折 | Opens in six seconds
          帆布外层，能铺在车顶。 | Canvas outside, good on a car roof.`,
        },
      ],
    },
    {
      id: 'xn-store-gongdeng',
      category: 'storage',
      price: 9999,
      list: 11999,
      colors: 'white graphite',
      box: [72, 760, 420, 860],
      spec: [5.1, 3, '磷酸铁锂 | LFP', 6000, 'IP65 | IP65'],
      text: `煦能「谷仓」5 度家用储能 | Xuneng Gucang 5 kWh home battery
        夜里存便宜电，白天用 | Store at night, use by day
        停电十毫秒接上，冰箱不知道 | Takes over in 10 ms; the refrigerator never knows
        可堆到四层，20 度电 | Stack four for 20 kWh
        电芯针刺不起火，报告公开 | Cells pass the nail test and the report is public
        名字叫谷仓，因为它做的是同一件事。 | It is called a granary because it does the same work.`,
      sisters: [
        {
          id: 'xn-store-yeying',
          picture: 'power-station',
          price: 3299,
          list: 3999,
          spec: [1.02, 1.8, '磷酸铁锂 | LFP', 3500, 'IP40 | IP40'],
          colors: 'graphite jade',
          box: [13.5, 420, 320, 330],
          text: `煦能「夜营」1 度户外电源 | Xuneng Yeying 1 kWh power station
          摆摊一晚上的电 | Power for a night market stall
          市电光伏都能充 | Charges from mains or sun
          不间断切换二十毫秒 | Takes over in 20 ms
          1800 瓦输出，一小时充满 | 1,800 W out, full in an hour
          夜市的灯箱和刨冰机，它一台带得动。 | It runs the light box and the shaved-ice machine.`,
        },
        {
          id: 'xn-store-xiaoying',
          picture: 'power-station',
          price: 1399,
          list: 1699,
          spec: [0.38, 0.6, '磷酸铁锂 | LFP', 3000, 'IP40 | IP40'],
          colors: 'jade amber',
          box: [4.8, 300, 220, 240],
          text: `煦能「小营」0.4 度户外电源 | Xuneng Xiaoying 0.4 kWh power station
          一只手提得走 | Carried in one hand
          一路交流四路 USB | One mains and four USB outlets
          夜灯三档可求救 | A lamp with three levels and SOS
          飞机不能带，高铁可以 | Not on aircraft, allowed on trains
          给钓鱼的、写生的、加班的。 | For anglers, painters and late workers.`,
        },
      ],
    },
    {
      id: 'xn-meter-dianbiao',
      category: 'meter',
      price: 168,
      list: 208,
      colors: 'white',
      box: [0.9, 230, 150, 90],
      spec: [60, '有功 1 级 | Active class 1', '壁挂 | Wall', 'mesh'],
      text: `煦能「分明」单相智能分表 60A | Xuneng Fenming single-phase sub-meter 60 A
        合租的电费，分得清 | Shared flats, separate bills
        手机看每户每天的度数 | Each room's daily units on the phone
        预付断电留 30 分钟余量 | Warns and leaves thirty minutes before cutting off
        检定合格，贴得上封 | Verified and sealed
        房东和租客看到的是同一个数。 | Landlord and tenant see the same figure.`,
      sisters: [
        {
          id: 'xn-meter-sanxiang',
          price: 398,
          list: 468,
          spec: [100, '有功 1 级 | Active class 1', '导轨 | Rail', 'cellular'],
          box: [1.1, 180, 130, 100],
          text: `煦能「分明」三相导轨电表 100A | Xuneng Fenming three-phase rail meter 100 A
          铺面和小作坊 | For shops and workshops
          峰谷平分开记 | Records peak, flat and valley
          4G 上传，不用抄表。 | Reports over 4G; nobody reads dials.`,
        },
        {
          id: 'xn-meter-kongkai',
          picture: 'breaker',
          price: 89,
          list: 109,
          spec: [63, '分断 6kA | Breaks 6 kA', '导轨 | Rail', 'wifi'],
          box: [0.3, 110, 90, 80],
          text: `煦能「守闸」智能空气开关 63A | Xuneng Shouzha smart breaker 63 A
          出门忘关，远程拉闸 | Forgot something? Cut it from afar
          定时分合，远程可查 | Timed and remote
          分断 6kA，过流即跳 | Breaks at 6 kA
          打火、过热、漏电都会先说一声 | Warns of arcs, heat and leakage first
          机械手柄还在，停网也拉得动。 | It keeps its handle for when the network is down.`,
        },
        {
          id: 'xn-meter-xiang',
          picture: 'breaker',
          price: 139,
          list: 169,
          spec: [63, '12 回路 | 12 circuits', '暗装 | Recessed', 'none'],
          box: [2.2, 360, 300, 110],
          text: `煦能「有序」12 回路配电箱 | Xuneng Youxu 12-way distribution box
          门一开，一目了然 | Open the door and see it all
          进出线敲落孔齐备 | Knock-outs on every side
          门可反装 | The door fits either way
          附三十张贴纸，厨房、卫生间写好了 | Thirty labels already lettered
          汇流排镀锡铜，螺丝不掉。 | Tinned copper bars and captive screws.`,
        },
      ],
    },
    {
      id: 'xn-sock-pingan',
      category: 'socket',
      price: 79,
      list: 99,
      colors: 'white graphite',
      box: [0.6, 340, 90, 60],
      spec: [6, 2500, '独立安全门、过载保护 | Shutters and overload cut-out', 'none'],
      text: `煦能「平安」六位插座 1.8 米 | Xuneng Ping'an six-way strip 1.8 m
        一排插满，也不打架 | Six plugs without a quarrel
        孔距 41 毫米，大插头不挡邻居 | 41 mm apart for bulky plugs
        双断开关，关就是关 | Cuts both poles when off
        750℃ 阻燃料 | Flame-retardant to 750 °C
        每一条出厂前插拔五十次。 | Every strip is plugged fifty times before it leaves.`,
      options: [
        'length',
        '线长 | Cable',
        [
          ['1.8', '1.8 米 | 1.8 m', 0, 1],
          ['3', '3 米 | 3 m', 16, 1.3],
        ],
      ],
      sisters: [
        {
          id: 'xn-sock-usb',
          price: 109,
          list: 139,
          spec: [4, 2500, '安全门，氮化镓 65W | Shutters, GaN 65 W', 'none'],
          colors: 'white mist',
          options: [
            'length',
            '线长 | Cable',
            [
              ['1.5', '1.5 米 | 1.5 m', 0, 1],
              ['3', '3 米 | 3 m', 18, 1.3],
            ],
          ],
          text: `煦能「快枝」65W 氮化镓插座 | Xuneng Kuaizhi 65 W GaN strip
          少带三个充电头 | Three fewer chargers on the desk
          两 C 一 A，笔记本也快充 | Two USB-C and one A, laptops too
          插头扁到沙发后面也插得进。 | A plug flat enough for behind the sofa.`,
        },
        {
          id: 'xn-sock-zhineng',
          picture: 'smart-plug',
          price: 59,
          list: 79,
          spec: [1, 2500, '安全门 | Shutters', 'wifi'],
          colors: 'white',
          options: [
            'pack',
            '规格 | Pack',
            [
              ['1', '单只 | One', 0, 1],
              ['4', '四只 | Four', 150, 4],
            ],
          ],
          box: [0.12, 80, 70, 70],
          text: `煦能「记账」智能计量插座 | Xuneng Jizhang metering plug
          到底谁在偷电 | Who is using the power?
          功率曲线、电费估算 | Power curve and cost
          过载自动断 | Cuts off on overload
          每天一张用电账单 | A daily account of each appliance
          测过之后，最费电的往往是机顶盒。 | It is often the set-top box.`,
        },
        {
          id: 'xn-sock-guidao',
          picture: 'track-socket',
          price: 239,
          list: 299,
          spec: [3, 8000, '可移动安全门 | Moving shutters', 'none'],
          colors: 'graphite champagne',
          options: [
            'length',
            '长度 | Length',
            [
              ['0.6', '60 厘米 | 60 cm', 0, 1],
              ['1', '100 厘米 | 100 cm', 90, 1.6],
            ],
          ],
          box: [1.6, 640, 90, 60],
          partner: 'liangjiang',
          policy: 'zero',
          text: `煦能「滑轨」厨房轨道插座 | Xuneng Huagui kitchen track socket
          锅放哪儿，插座就到哪儿 | The socket goes where the pot goes
          旋即断电，推不动的触不到 | Twist to switch off, fingers cannot reach
          轨道可接长 | Rails join end to end
          总功率 8000 瓦，蒸烤一起开 | 8,000 W in all, steam and bake together
          由两江照明代发，三天出厂。 | Shipped by Liangjiang Lighting within three days.`,
        },
      ],
    },
    {
      id: 'xn-lamp-xidu',
      category: 'lamp',
      price: 399,
      list: 499,
      colors: 'white bamboo',
      box: [3.4, 460, 300, 180],
      spec: [14, 900, '2700–5000K', 97, 'mesh'],
      text: `煦能「习读」护眼台灯 | Xuneng Xidu study lamp
        孩子写到九点，眼睛不酸 | Homework until nine without tired eyes
        国 AA 级照度，整张桌子一样亮 | Class AA: the whole desk is evenly lit
        坐久了，光会慢慢变暖提醒起身 | Turns warmer as a hint to stand up
        灯头藏得住，不晃眼 | The source is hidden, no glare
        支臂的三段角度，是按三年级到初三的身高定的。 | The arm is set for heights from eight to fifteen.`,
      sisters: [
        {
          id: 'xn-lamp-yuantai',
          picture: 'lamp-ceiling',
          price: 599,
          list: 749,
          spec: [48, 3800, '2700–6500K', 95, 'mesh'],
          colors: 'white champagne',
          box: [4.2, 620, 620, 130],
          partner: 'liangjiang',
          policy: 'zero',
          text: `煦能「圆台」客厅吸顶灯 | Xuneng Yuantai ceiling lamp
          一盏管住二十平 | One for twenty square metres
          全光谱，颜色不偏 | Full spectrum, true color
          调光到一成不频闪 | Down to a tenth without flicker
          日出模式，早上替代闹钟 | A sunrise instead of an alarm
          由两江照明代发；附安装视频，梯子请借一把。 | Shipped by Liangjiang Lighting; borrow a ladder.`,
        },
        {
          id: 'xn-lamp-yedeng',
          picture: 'lamp-night',
          price: 69,
          list: 89,
          spec: [0.6, 20, '2200K', 90, 'none'],
          colors: 'amber rose',
          box: [0.2, 110, 90, 90],
          partner: 'liangjiang',
          policy: 'zero',
          text: `煦能「萤」人体感应夜灯 | Xuneng Ying motion night light
          起夜的一点光 | A little light at night
          充一次用六十夜 | Sixty nights a charge
          磁吸，柜子里也能贴 | Magnetic, inside cupboards too
          三米内亮、二十秒灭 | On within three metres, off in twenty seconds
          色温 2200K，再睡着很快。 | At 2,200 K you fall asleep again.`,
        },
        {
          id: 'xn-lamp-luodi',
          picture: 'lamp-floor',
          price: 459,
          list: 559,
          spec: [18, 1300, '2700–4000K', 95, 'wifi'],
          colors: 'black walnut',
          box: [6.5, 1520, 320, 160],
          partner: 'liangjiang',
          policy: 'zero',
          text: `煦能「枝头」落地阅读灯 | Xuneng Zhitou floor lamp
          沙发边的那一束 | The beam beside the sofa
          灯头三百六十度 | The head turns all the way
          深照型，光不晃眼 | The bulb is hidden
          无极调光，旋钮有阻尼 | A damped knob without steps
          底座六公斤，猫蹭不倒。 | Six kilos at the foot; the cat cannot topple it.`,
        },
        {
          id: 'xn-lamp-tingyuan',
          picture: 'lamp-garden',
          price: 129,
          list: 159,
          spec: [5, 400, '3000K', 80, 'none'],
          colors: 'graphite',
          box: [1.4, 420, 180, 160],
          partner: 'liangjiang',
          policy: 'zero',
          text: `煦能「篱笆」太阳能庭院灯 | Xuneng Liba solar garden light
          不拉电线的院灯 | A garden light without a cable
          光控自亮自灭 | On and off by daylight
          地插墙装两用 | Stake or wall
          晒一天，亮两夜 | One day of sun, two nights of light
          三峡库区的步道上用的也是它。 | Paths along the reservoir use the same one.`,
        },
      ],
    },
    {
      id: 'xn-car-lantu',
      category: 'ev',
      price: 89800,
      list: 96800,
      colors: 'sky white rose',
      box: [1180, 3920, 1680, 1570],
      policy: 'negative',
      lifecycle: 'presale',
      available_in_days: 30,
      deposit: 2000,
      picture: 'ev-car',
      spec: [430, 41.8, 70, '30%–80% 30 分钟 | 30–80 % in 30 min', 5, 3920, 2480],
      text: `煦能「小满」纯电两厢车 | Xuneng Xiaoman electric hatchback
        买菜、接娃、上坡，都够 | Enough for market, school and hills
        430 公里，一周充一次 | 430 km, a charge a week
        转弯半径 4.9 米，山城窄巷掉得了头 | Turns in 4.9 m, in the lanes of a mountain city
        后排放倒，婴儿车不用折 | The pram goes in unfolded
        小满，是节气，也是刚刚好的意思。 | Xiaoman is a solar term, and means just full enough.`,
      tags: 'hero test-drive',
      sisters: [
        {
          id: 'xn-car-guyu',
          picture: 'ev-suv',
          price: 139800,
          list: 149800,
          spec: [560, 62.5, 150, '30%–80% 22 分钟 | 30–80 % in 22 min', 5, 4520, 2720],
          colors: 'jade white graphite',
          box: [1640, 4520, 1860, 1620],
          text: `煦能「谷雨」纯电 SUV | Xuneng Guyu electric SUV
          一家人跑三峡 | The whole family along the gorges
          全系热泵空调，冬天少掉电 | A heat pump in every car
          二排可放倒成床 | The second row folds to a bed
          后备箱 520 升，再加两个前备箱 | 520 L behind and two more in front
          涉水 450 毫米，山里的过水路面试过。 | Fords 450 mm, tried on mountain roads.`,
          lifecycle: 'presale',
          available_in_days: 20,
          deposit: 3000,
        },
        {
          id: 'xn-car-baolu',
          picture: 'ev-sedan',
          price: 119800,
          list: 128800,
          spec: [520, 56.2, 120, '30%–80% 25 分钟 | 30–80 % in 25 min', 5, 4680, 2800],
          colors: 'silver indigo black',
          box: [1560, 4680, 1820, 1480],
          text: `煦能「白露」纯电轿车 | Xuneng Bailu electric saloon
          风阻 0.22，安静得像凌晨 | Drag of 0.22, quiet as dawn
          后排膝盖两拳 | Two fists of room behind
          十年或十五万公里电池质保 | Ten years or 150,000 km on the battery
          百公里 12.1 度 | 12.1 kWh for 100 km
          网约车司机试开了十万公里才定的座椅。 | Drivers tried the seats for 100,000 km.`,
          lifecycle: 'planned',
          available_in_days: 120,
        },
        {
          id: 'xn-car-mangzhong',
          picture: 'ev-van',
          price: 69800,
          list: 75800,
          spec: [301, 38.6, 60, '30%–80% 35 分钟 | 30–80 % in 35 min', 2, 4490, 2850],
          colors: 'white',
          box: [1420, 4490, 1680, 1950],
          text: `煦能「芒种」纯电货运车 | Xuneng Mangzhong electric van
          送货的那台车 | The van that delivers
          货厢地板 58 厘米，搬货不闪腰 | A 58 cm floor that spares the back
          全年保养一次 | One service a year
          货厢 5.2 方，侧门 82 厘米 | 5.2 m³ and an 82 cm side door
          邮局的县乡邮路上跑着六百多台。 | More than six hundred run the rural mail.`,
          lifecycle: 'presale',
          available_in_days: 15,
          deposit: 2000,
        },
      ],
    },

    {
      id: 'xn-car-jingzhe',
      picture: 'ev-suv',
      category: 'ev',
      price: 168800,
      list: 178800,
      colors: 'graphite jade',
      box: [1780, 4780, 1900, 1680],
      policy: 'negative',
      lifecycle: 'planned',
      available_in_days: 150,
      spec: [650, 80.2, 230, '30%–80% 18 分钟 | 30–80 % in 18 min', 6, 4780, 2900],
      text: `煦能「惊蛰」六座纯电 SUV | Xuneng Jingzhe six-seat electric SUV
        三代人，一辆车 | Three generations, one car
        第三排坐得下一米七五 | The third row seats 1.75 m
        800 伏平台，十八分钟一顿早饭 | 800 V: breakfast takes longer
        四驱爬雪坡，酉阳试过 | Four-wheel drive, tried on snow
        二排座椅能转过来，和老人面对面说话。 | The second row turns round, to talk with grandparents.`,
      sisters: [
        {
          id: 'xn-car-chushu',
          picture: 'ev-car',
          price: 59800,
          list: 64800,
          spec: [220, 21.5, 35, '30%–80% 35 分钟 | 30–80 % in 35 min', 4, 3290, 2160],
          colors: 'rose sky amber',
          box: [880, 3290, 1510, 1560],
          text: `煦能「处暑」城市小车 | Xuneng Chushu city car
          城里的一天，四十公里 | Forty kilometres, a day in town
          转弯半径 4.3 米 | Turns in 4.3 m
          慢充一夜，一周够用 | A night's charge lasts a week
          三米三车长，老小区见缝停 | 3.3 m long, parks anywhere
          颜色可以选，轮毂可以涂。 | Paint the wheels as you like.`,
          lifecycle: 'presale',
          available_in_days: 10,
          deposit: 1000,
        },
        {
          id: 'xn-car-shuangjiang',
          picture: 'ev-van',
          price: 88800,
          list: 95800,
          spec: [350, 50.2, 80, '30%–80% 32 分钟 | 30–80 % in 32 min', 3, 5100, 3100],
          colors: 'sky white',
          box: [1680, 5100, 1880, 2100],
          text: `煦能「霜降」冷链配送车 | Xuneng Shuangjiang refrigerated van
          牛奶和橙子的专车 | For milk and for oranges
          双侧滑门 | Sliding doors on both sides
          温度全程上传 | Temperatures reported all the way
          −5 到 15℃ 双温区 | Two zones from -5 to 15 °C
          停车卸货时压缩机用独立电池。 | The compressor has a battery of its own.`,
          lifecycle: 'presale',
          available_in_days: 40,
          deposit: 3000,
        },
      ],
    },
    {
      id: 'xn-wall-zhuli',
      picture: 'charger',
      category: 'wallbox',
      price: 2699,
      list: 3199,
      colors: 'graphite white',
      box: [18, 520, 320, 1420],
      spec: [7, 5, '220V 32A 单相 | 220 V 32 A single-phase', 'cellular', 'IP66，防撞立柱 | IP66 on a guarded post'],
      text: `煦能「檐下」立柱式充电桩 7kW | Xuneng Yanxia post charger 7 kW
        没有墙的车位，也能装 | For a space without a wall
        热镀锌立柱，车轻碰不弯 | Galvanised post that takes a bump
        4G 联网，地下二层有信号增强 | 4G with an antenna for the basement
        枪线自动回收 | The cable winds itself up
        物业盖章那张表，我们帮您填好。 | We fill in the form for the property office.`,
      sisters: [
        {
          id: 'xn-wall-diandong',
          picture: 'wallbox',
          price: 599,
          list: 759,
          spec: [1, 0, '220V 10 路 | 220 V, ten outlets', 'cellular', 'IP54，烟感联动 | IP54 with smoke link'],
          colors: 'jade',
          box: [4.8, 420, 300, 140],
          text: `煦能「小驴」两轮车充电箱 10 路 | Xuneng Xiaolv ten-way scooter charger
          楼道里不再飞线 | No more cables from windows
          一路一账，扫码付 | Each outlet bills itself
          每路限流 5 安 | 5 A on each outlet
          充满自停，异常断电并短信 | Stops when full, warns when wrong
          外卖站点一夜充三十辆。 | A courier station fills thirty in a night.`,
        },
      ],
    },
    {
      id: 'xn-port-yidong',
      picture: 'power-station',
      category: 'portable',
      price: 6999,
      list: 8299,
      colors: 'graphite jade',
      box: [38, 560, 420, 480],
      spec: [7, 6, '国标直流便携枪 | GB/T portable DC connector', 'IP55 | IP55'],
      text: `煦能「援手」移动补电箱 | Xuneng Yuanshou rescue charger
        半路没电，送十公里 | Ten kilometres for the stranded
        4 度电，八分钟够到下一站 | 4 kWh, eight minutes to the next station
        拉杆滚轮，一个人推 | On wheels, for one person
        救援队、物业、4S 店在用 | Used by rescue teams and garages
        第一单救的是我们自己的总监。 | The first it rescued was our own director.`,
      sisters: [
        {
          id: 'xn-port-yanchang',
          picture: 'portable-charger',
          price: 699,
          list: 859,
          spec: [7, 10, '国标延长线 | GB/T extension', 'IP55 | IP55'],
          colors: 'black',
          box: [5.4, 420, 380, 140],
          text: `煦能「够得着」充电延长线 10 米 | Xuneng Goudezhao extension 10 m
          车位反了，也够得着 | Even when you parked the wrong way round
          收线带与护帽都在 | Strap and cap included
          100℃ 温控即断 | Cuts at 100 °C
          6 平方全铜，温控断电 | 6 mm² copper with heat cut-off
          禁止两根串接，我们做了防呆。 | Two cannot be joined; we saw to it.`,
        },
      ],
    },
    {
      id: 'xn-store-duicha',
      category: 'storage',
      price: 18900,
      list: 21900,
      colors: 'graphite',
      box: [128, 820, 520, 1240],
      spec: [10.2, 5, '磷酸铁锂 | LFP', 6000, 'IP65 | IP65'],
      text: `煦能「谷仓」10 度家用储能 | Xuneng Gucang 10 kWh home battery
        一家人停电过一夜 | A night without the grid
        配光伏自用率到八成 | Eight tenths of your own sun used at home
        静音 35 分贝，挂车库墙 | 35 dB on a garage wall
        十年质保，循环六千次 | Ten years and six thousand cycles
        冰雹停电那晚，整栋楼只有他家亮着灯，邻居都来充手机。 | In the hailstorm one flat had light, and the neighbors came to charge.`,
      sisters: [
        {
          id: 'xn-store-shangyong',
          price: 98000,
          list: 112000,
          spec: [100, 50, '磷酸铁锂液冷 | LFP, liquid-cooled', 8000, 'IP55 | IP55'],
          colors: 'white',
          box: [1280, 1300, 1200, 2250],
          text: `煦能「粮站」100 度工商储能柜 | Xuneng Liangzhan 100 kWh cabinet
          冷库和小工厂的峰谷差 | The price gap, for cold stores and workshops
          热失控气体消防 | Fire suppression by gas
          一柜一插，半天投运 | Running in half a day
          一充一放，三到四年回本 | Pays back in three to four years
          柜门内侧印着消防电话和断电步骤。 | The fire number is inside the door.`,
        },
      ],
    },
    {
      id: 'xn-sock-kaiguan',
      picture: 'switch-panel',
      category: 'socket',
      price: 29,
      list: 36,
      colors: 'white graphite champagne',
      box: [0.15, 90, 90, 60],
      spec: [0, 2500, '阻燃 PC | Flame-retardant PC', 'none'],
      text: `煦能「轻触」大板开关 | Xuneng Qingchu wide switch
        一按，一声，一亮 | One press, one sound, one light
        整板可按，湿手手肘都行 | Press anywhere, with an elbow if need be
        寿命八万次 | Eighty thousand presses
        荧光指示，半夜摸得着 | A faint glow at night
        手感调了一年，只为那一声不吵醒孩子。 | A year went into a click that wakes no child.`,
      options: [
        'gang',
        '联数 | Gangs',
        [
          ['1', '单开 | One', 0, 1],
          ['2', '双开 | Two', 8, 1.1],
          ['3', '三开 | Three', 15, 1.2],
        ],
      ],
      sisters: [
        {
          id: 'xn-sock-zhikai',
          price: 129,
          list: 159,
          spec: [0, 2000, '阻燃 PC | Flame-retardant PC', 'mesh'],
          colors: 'white champagne',
          text: `煦能「轻触」智能开关 零火版 | Xuneng Qingchu smart switch
          躺下再关灯 | Turn it off from bed
          断网照常按，双控不改线 | Works without a network
          灯带会在你起夜时只亮一成。 | At night it lights at a tenth.`,
          options: [
            'gang',
            '联数 | Gangs',
            [
              ['1', '单开 | One', 0, 1],
              ['2', '双开 | Two', 30, 1.1],
            ],
          ],
        },
        {
          id: 'xn-sock-wukong',
          picture: 'smart-plug',
          price: 25,
          list: 32,
          spec: [5, 2500, '安全门 | Shutters', 'none'],
          colors: 'white graphite champagne',
          text: `煦能「稳当」错位五孔插座 | Xuneng Wendang offset five-hole socket
          两插三插同时用 | Two plugs at once
          孔距够两个大充电头 | Room for two large plugs
          同款面板三色 | Three matching colors
          磷青铜一体簧片，插拔五千次 | Phosphor bronze, five thousand cycles
          出厂每只通电一小时。 | Each is powered for an hour first.`,
          options: [
            'gang',
            '规格 | Type',
            [
              ['10', '10A', 0, 1],
              ['16', '16A 空调 | 16 A for air conditioners', 4, 1],
            ],
          ],
        },
      ],
    },
    {
      id: 'xn-lamp-jingxi',
      picture: 'lamp-night',
      category: 'lamp',
      price: 199,
      list: 249,
      colors: 'white sage',
      box: [0.9, 200, 180, 260],
      spec: [6, 320, '2200–4000K', 95, 'mesh'],
      text: `煦能「日落」床头灯 | Xuneng Riluo bedside lamp
        三十分钟，陪你落山 | Thirty minutes of sunset
        渐暗入睡，渐亮起床 | Fades you to sleep and wakes you slowly
        旋钮一圈一小时 | One turn for an hour
        充电用十二夜 | Twelve nights a charge
        它不联手机也能用，联了也不推送。 | It works without a telephone and sends nothing to one.`,
      sisters: [
        {
          id: 'xn-lamp-chufang',
          picture: 'lamp-ceiling',
          price: 159,
          list: 199,
          spec: [24, 2200, '4000K', 90, 'none'],
          colors: 'white',
          box: [1.6, 340, 340, 100],
          text: `煦能「灶光」厨卫平板灯 | Xuneng Zaoguang kitchen light
          切菜看得清刀口 | See the edge of the knife
          一秒全亮，无频闪 | Full light in a second
          卡扣装，梯子上十秒 | Clips in within ten seconds
          全密封，油烟不进 | Sealed against grease
          擦一擦像新的。 | Wipes like new.`,
        },
        {
          id: 'xn-lamp-canting',
          picture: 'lamp-ceiling',
          price: 459,
          list: 569,
          spec: [20, 1500, '3000K', 97, 'mesh'],
          colors: 'champagne black',
          box: [3.1, 480, 480, 220],
          text: `煦能「围坐」餐厅吊灯 | Xuneng Weizuo pendant
          菜的颜色，一半是灯给的 | Half the color of a dish is light
          磨砂内罩，不刺眼 | Frosted inside
          三色温记忆 | Remembers three tones
          光只落在桌面，不照脸 | Lights the table, not the faces
          高度拉一下就变，火锅时抬高。 | Pull to raise it for hot pot.`,
        },
        {
          id: 'xn-lamp-toudeng',
          picture: 'lamp-garden',
          price: 89,
          list: 109,
          spec: [10, 800, '5000K', 80, 'none'],
          colors: 'graphite',
          box: [0.7, 240, 160, 120],
          text: `煦能「夜路」太阳能感应壁灯 | Xuneng Yelu solar wall lamp
          院门口，人来灯亮 | Lights when someone comes
          三米感应，二十秒熄 | Three metres, twenty seconds
          防水 IP65 | Sealed to IP65
          阴雨连用五天 | Five days of rain
          村道上装了一万二千盏。 | Twelve thousand stand along village roads.`,
        },
      ],
    },
  ],
  4001,
)
