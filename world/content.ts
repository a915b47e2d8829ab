import { filmReference } from './films/index.ts'
import type { Text } from './types.ts'
import { both } from './words.ts'

/** The pages of the sample enterprise, as an editor would have composed them. Blocks name products; prices are never written by hand. */
export interface SamplePage {
  page_id: string
  path: string
  kind: 'home' | 'pavilion' | 'campaign' | 'corporate' | 'news'
  brand_id: string | null
  title: Text
  description: Text | null
  picture: string | null
  blocks: { type: string; props: Record<string, unknown> }[]
}

const none: Text = { zh: '', en: '' }
const rule = {
  by: 'rule',
  spu_ids: [] as string[],
  category_id: null as string | null,
  brand_id: null as string | null,
  tag: null as string | null,
  lifecycle: 'on_sale',
  sort: 'sales',
  varied: true,
  count: 8,
}
const block = (type: string, id: string, props: Record<string, unknown> = {}) => ({ type, props: { id, ...props } })
const products = (id: string, title: string, choice: Partial<typeof rule>, more = '', layout = 'grid', text = '') =>
  block('products', id, { title: both(title), text: text ? both(text) : none, choice: { ...rule, ...choice }, layout, more })
const text = (id: string, zh: string, en: string, narrow = true) => block('text', id, { html: { zh, en }, narrow })
const banner = (id: string, title: string, line: string, props: Record<string, unknown> = {}) =>
  block('banner', id, {
    title: both(title),
    text: both(line),
    action: none,
    link: '',
    picture: null,
    spu_id: null,
    tint: 0,
    large: false,
    ...props,
  })

const home: SamplePage = {
  page_id: 'home',
  path: '/',
  kind: 'home',
  brand_id: null,
  title: both('首页 | Home'),
  description: both(
    '岚川集团官方商城：霁朗电器、稚牧乳业、驿邻生活服务、煦能电力。一个账号，一个购物车，线上线下同一份库存。 | The official mall of Lanchuan Group: Jilang appliances, Zhimu dairy, Yilin life services, Xuneng power.',
  ),
  picture: null,
  blocks: [
    block('stage', 'stage', { brand_ids: [] }),
    block('categories', 'categories', { title: both('想买什么 | Shop by category'), category_ids: [] }),
    products(
      'coming',
      '新品日历 | New and coming',
      { lifecycle: 'coming', varied: false },
      '/new',
      'calendar',
      '预售与即将上市，先看、先关注、先下单 | Presales and launches: look first, order first',
    ),
    ...['jilang', 'zhimu', 'xuneng', 'yilin'].map((brand_id, tint) => block('pavilion', `pavilion-${brand_id}`, { brand_id, tint })),
    block('recommendations', 'hot', { title: both('大家都在买 | What people buy'), count: 8 }),
    block('ad', 'ad', { slot_id: 'home-foot' }),
    block('news', 'news', { title: both('新闻动态 | News'), count: 4 }),
  ],
}

const pavilion = (
  brand_id: string,
  name: string,
  tint: number,
  line: string,
  chosen: string,
  tag: string | null,
  more: SamplePage['blocks'] = [],
): SamplePage => ({
  page_id: `pavilion-${brand_id}`,
  path: `/brands/${brand_id}`,
  kind: 'pavilion',
  brand_id,
  title: both(name),
  description: both(line),
  picture: null,
  blocks: [
    block('pavilion_header', 'head', { brand_id, title: none, text: both(line), tint, picture: null }),
    products('chosen', chosen, { brand_id, tag, count: 8 }, '', 'rail'),
    ...more,
    products('coming', '即将到来 | Coming', { brand_id, lifecycle: 'coming', varied: false, count: 6 }, '/new', 'calendar'),
  ],
})

const corporate = (page_id: string, path: string, title: string, line: string, blocks: SamplePage['blocks']): SamplePage => ({
  ...{ page_id, path, kind: 'corporate' as const, brand_id: null, title: both(title), description: both(line), picture: null, blocks },
})

const heading = (id: string, title: string, line: string, tint: number) => banner(id, title, line, { tint })

const corporatePages: SamplePage[] = [
  corporate(
    'about',
    '/about',
    '关于我们 | About us',
    '从一座山城的家电厂开始，到四个品牌、一张服务网。 | From an appliance works in a mountain city to four brands and one service network.',
    [
      heading(
        'head',
        '岚川集团 | Lanchuan Group',
        '从一座山城的家电厂开始，到四个品牌、一张服务网。 | From an appliance works in a mountain city to four brands and one service network.',
        0,
      ),
      block('brands', 'brands', { title: both('四个品牌 | Four brands') }),
      block('points', 'principles', {
        title: both('我们怎么做生意 | How we do business'),
        items: [
          [
            'shield',
            '一物一源 | Every thing has a source',
            '每件商品都知道从哪个仓、哪一批来。出了问题，我们先找到它，再谈别的。 | Every item knows its warehouse and lot. If something is wrong we find it first and talk later.',
          ],
          [
            'truck',
            '说到做到 | A promise is a date',
            '付款之前就告诉你哪天送到。做不到的日子，我们不写。 | You see the delivery date before you pay. A day we cannot keep is not shown.',
          ],
          [
            'store',
            '线上线下一个样 | The same everywhere',
            '商城、门店、邮局柜台，同一个价、同一份库存、同一个会员。 | Mall, store and post-office counter: one price, one stock, one membership.',
          ],
          [
            'back',
            '退得明白 | Returns without riddles',
            '发货前取消，库存与钱款在同一刻退回，页面上写得清清楚楚。 | Cancel before it leaves, and stock and money go back in the same moment; the page says so in plain words.',
          ],
        ].map(([icon, title, line]) => ({ icon, title: both(title!), text: both(line!) })),
      }),
      block('stores', 'stores', { title: both('看得见的门店 | Stores you can visit'), text: none }),
      text(
        'more',
        '<h2>更多</h2><ul><li><a href="/about/culture">企业文化</a></li><li><a href="/about/partners">合作伙伴</a></li><li><a href="/about/subsidiaries">下属公司</a></li><li><a href="/news">新闻动态</a></li></ul>',
        '<h2>More</h2><ul><li><a href="/about/culture">Culture</a></li><li><a href="/about/partners">Partners</a></li><li><a href="/about/subsidiaries">Subsidiaries</a></li><li><a href="/news">News</a></li></ul>',
      ),
    ],
  ),
  corporate('about-culture', '/about/culture', '企业文化 | Culture', '慢一点，做对。 | A little slower, and right.', [
    heading('head', '企业文化 | Culture', '慢一点，做对。 | A little slower, and right.', 1),
    text(
      'words',
      '<p>一九八六年，山城的一间车间造出第一台冰箱。师傅们在门后写下名字，谁装的，谁负责。今天名字换成了编码，规矩没有变：<strong>每一件东西都找得到它的来处</strong>。</p><h3>三句话</h3><ol><li>先把事情说清楚，再把东西卖出去。</li><li>答应的日子就是日子。</li><li>错了就认，钱和货一起退。</li></ol><blockquote>好东西不怕人问。</blockquote>',
      '<p>In 1986 a workshop in a mountain city built its first refrigerator. The fitters signed behind the door: who built it answers for it. Names became codes; the rule stayed: <strong>every thing can be traced to where it came from</strong>.</p><h3>Three sentences</h3><ol><li>First make it clear, then sell it.</li><li>A promised day is a day.</li><li>When we are wrong we say so, and money and goods go back together.</li></ol><blockquote>Good things do not mind questions.</blockquote>',
    ),
  ]),
  corporate('about-partners', '/about/partners', '合作伙伴 | Partners', '和我们一起做生意的人。 | Those who trade with us.', [
    heading(
      'head',
      '合作伙伴 | Partners',
      '果农、茶场、工坊、车间：好东西都有主人。 | Growers, tea farms, workshops: good things have owners.',
      2,
    ),
    text(
      'words',
      '<p>商户、供应商、经销商和服务商都在同一套账上：货卖出一件，钱算清一笔，每一步都查得到。</p><h3>怎样加入</h3><p>准备营业执照、商品资质和银行账户，致电 400-000-1185，五个工作日内答复。</p>',
      '<p>Merchants, suppliers, dealers and service partners share one set of books: each sale is settled, and every step can be looked up.</p><h3>How to join</h3><p>Have your business license, product certificates and bank account ready and call 400-000-1185; you hear from us within five working days.</p>',
    ),
  ]),
  corporate('about-subsidiaries', '/about/subsidiaries', '下属公司 | Subsidiaries', '四家公司，一个集团。 | Four companies, one group.', [
    heading('head', '下属公司 | Subsidiaries', '四家公司，一个集团。 | Four companies, one group.', 3),
    text(
      'words',
      '<table><thead><tr><th>公司</th><th>做什么</th><th>在哪里</th></tr></thead><tbody><tr><td>霁朗电器</td><td>家用电器与智能家居</td><td>重庆</td></tr><tr><td>稚牧乳业</td><td>婴幼儿奶粉与母婴用品</td><td>呼和浩特、重庆</td></tr><tr><td>驿邻服务</td><td>邮政生活服务网</td><td>重庆各区县</td></tr><tr><td>煦能电力</td><td>充电与电力商城</td><td>重庆、成都</td></tr></tbody></table>',
      '<table><thead><tr><th>Company</th><th>Business</th><th>Where</th></tr></thead><tbody><tr><td>Jilang</td><td>Home appliances and smart home</td><td>Chongqing</td></tr><tr><td>Zhimu</td><td>Infant milk and baby care</td><td>Hohhot, Chongqing</td></tr><tr><td>Yilin</td><td>Post-office life services</td><td>Every county of Chongqing</td></tr><tr><td>Xuneng</td><td>Charging and electricity</td><td>Chongqing, Chengdu</td></tr></tbody></table>',
    ),
  ]),
  corporate(
    'help-delivery',
    '/help/delivery',
    '配送与取货 | Delivery and pick-up',
    '多久到，多少钱，去哪里取。 | How long, how much, where to pick up.',
    [
      heading('head', '配送与取货 | Delivery and pick-up', '多久到，多少钱，去哪里取。 | How long, how much, where to pick up.', 4),
      text(
        'words',
        '<h3>运费</h3><p>一次下单满额免运费，购物车里会告诉你还差多少。大件由送装师傅送货上门。</p><h3>到网点付款取货</h3><p>下单时选一个网点，货会留好。到店报订单号，付款即可带走。</p><h3>查进度</h3><p>登录后看<a href="/account/orders">我的订单</a>；没有账号，用订单号和手机号<a href="/orders">查订单</a>。</p>',
        '<h3>Freight</h3><p>Free above an amount that the cart tells you. Large items are brought and installed.</p><h3>Pay and pick up at an outlet</h3><p>Choose an outlet when you order; your goods wait for you there.</p><h3>Progress</h3><p>Signed in, see <a href="/account/orders">my orders</a>; as a guest, <a href="/orders">look an order up</a> by number and phone.</p>',
      ),
    ],
  ),
  corporate('help-fees', '/help/fees', '收费标准 | What service costs', '上门之前，先看价钱。 | The price before anybody comes.', [
    heading(
      'head',
      '收费标准 | What service costs',
      '保修期内免费；保修期外按此表，不另加价。 | Free within the warranty; after it this table holds, and nothing is added.',
      1,
    ),
    text(
      'words',
      '<table><thead><tr><th>项目</th><th>保修期内</th><th>保修期外</th></tr></thead><tbody><tr><td>上门检测</td><td>免费</td><td>50 元</td></tr><tr><td>冰箱、洗衣机维修（不含配件）</td><td>免费</td><td>120 元</td></tr><tr><td>空调维修（不含配件）</td><td>免费</td><td>150 元</td></tr><tr><td>空调移机</td><td colspan="2">300 元</td></tr><tr><td>电视挂装</td><td colspan="2">100 元</td></tr><tr><td>充电桩勘察</td><td>免费</td><td>100 元</td></tr></tbody></table><p>配件按公示价收取，换下的旧件归您。拿不准保修期，先在<a href="/service">服务专区</a>查一查。</p>',
      '<table><thead><tr><th>Service</th><th>In warranty</th><th>After it</th></tr></thead><tbody><tr><td>Visit and diagnosis</td><td>free</td><td>50 yuan</td></tr><tr><td>Refrigerator, washer repair (without parts)</td><td>free</td><td>120 yuan</td></tr><tr><td>Air conditioner repair (without parts)</td><td>free</td><td>150 yuan</td></tr><tr><td>Moving an air conditioner</td><td colspan="2">300 yuan</td></tr><tr><td>Mounting a television</td><td colspan="2">100 yuan</td></tr><tr><td>Charger site survey</td><td>free</td><td>100 yuan</td></tr></tbody></table><p>Parts at their published price; old parts are yours. Not sure about the warranty? Look it up in the <a href="/service">service zone</a>.</p>',
    ),
  ]),
  corporate('help-diagnosis', '/help/diagnosis', '故障自查 | Self-diagnosis', '多半不用等师傅。 | Most of it needs no engineer.', [
    heading('head', '故障自查 | Self-diagnosis', '点开最像的一条，照着试。 | Open what looks most like it and try.', 2),
    text(
      'words',
      '<h3>冰箱</h3><details><summary>不制冷</summary><ol><li>插座换一个电器试试，先排除没电。</li><li>看温度是否被调到 8 ℃ 以上。</li><li>背后与墙留 10 厘米，散热不好会不制冷。</li><li>仍不制冷：<a href="/account/complaints/new">告诉我们</a>，两天内答复。</li></ol></details><details><summary>结霜很厚</summary><ol><li>门封条是否夹了东西。</li><li>热菜放凉再进冰箱。</li></ol></details><h3>洗衣机</h3><details><summary>显示 E1，不进水</summary><ol><li>龙头是否打开，水管是否弯折。</li><li>拧下进水口滤网，冲洗干净。</li></ol></details><details><summary>脱水时走动</summary><ol><li>用水平尺调四只脚。</li><li>运输螺栓是否已拆。</li></ol></details><h3>充电桩</h3><details><summary>插枪不充电</summary><ol><li>看指示灯：红灯常亮，先按急停再复位。</li><li>车机里是否设了预约充电。</li></ol></details>',
      '<h3>Refrigerator</h3><details><summary>It does not cool</summary><ol><li>Try another appliance at the socket.</li><li>Is the temperature set above 8 °C?</li><li>Leave ten centimeters behind it for air.</li><li>Still warm: <a href="/account/complaints/new">tell us</a>; you hear within two days.</li></ol></details><details><summary>Thick frost</summary><ol><li>Is something caught in the door seal?</li><li>Let hot dishes cool first.</li></ol></details><h3>Washer</h3><details><summary>E1, no water</summary><ol><li>Is the tap open, is the hose bent?</li><li>Unscrew the filter of the inlet and rinse it.</li></ol></details><details><summary>It walks when spinning</summary><ol><li>Level its four feet.</li><li>Were the transport bolts taken out?</li></ol></details><h3>Charger</h3><details><summary>Plugged in, not charging</summary><ol><li>A steady red light: press emergency stop, then release it.</li><li>Is charging scheduled in the car?</li></ol></details>',
    ),
  ]),
  corporate('help-tutorials', '/help/tutorials', '使用教程 | How to use it', '第一次用，从这里开始。 | Begin here.', [
    heading('head', '使用教程 | How to use it', '第一次用，从这里开始。 | Begin here.', 0),
    text(
      'words',
      '<h3>冰箱：第一天</h3><ol><li>放稳后静置两小时再通电。</li><li>空箱运行四小时，再放食物。</li><li>冷藏 4 ℃，冷冻 -18 ℃。</li></ol><h3>洗衣机：第一桶</h3><ol><li>拆下背后四颗运输螺栓并留好。</li><li>空桶用“筒自洁”洗一次。</li></ol><h3>奶粉：怎样冲</h3><ol><li>先水后粉，水温 45 ℃。</li><li>用罐内量勺，刮平不压实。</li></ol>',
      '<h3>Refrigerator: the first day</h3><ol><li>Let it stand for two hours before you plug it in.</li><li>Run it empty for four hours.</li><li>4 °C above, -18 °C below.</li></ol><h3>Washer: the first load</h3><ol><li>Take out the four transport bolts and keep them.</li><li>Run the drum cleaning once, empty.</li></ol><h3>Formula: how to mix</h3><ol><li>Water first, 45 °C, then powder.</li><li>Use the scoop of the tin, level, not pressed.</li></ol>',
    ),
  ]),
  corporate('help-outlets', '/help/outlets', '服务网点 | Outlets', '离您最近的门店与邮局。 | The nearest store or post office.', [
    heading('head', '服务网点 | Outlets', '离您最近的门店与邮局。 | The nearest store or post office.', 4),
    block('stores', 'stores', { title: both('门店与网点 | Stores and outlets'), text: none }),
  ]),
]

const news = (page_id: string, title: string, line: string, picture: string, zh: string, en: string): SamplePage => ({
  ...{ page_id, path: `/news/${page_id}`, kind: 'news' as const, brand_id: null, title: both(title), description: both(line), picture },
  blocks: [text('words', zh, en)],
})

const newsPages: SamplePage[] = [
  news(
    'one-stock',
    '商城与门店用上同一份库存 | Mall and stores share one stock',
    '线上看到的数量，就是货架上的数量。 | What you see online is what stands on the shelf.',
    'world:refrigerator:white:scene',
    '<p>从本月起，商城、门店与邮局柜台卖的是同一份库存。下单那一刻货就留好，不再出现“付了款却没有货”。</p>',
    '<p>From this month mall, stores and post-office counters sell from one stock. Goods are set aside the moment you order; nobody pays for what is not there.</p>',
  ),
  news(
    'codes',
    '每罐奶粉都有自己的编码 | Every tin has a code of its own',
    '扫一扫，看它从哪片草场来。 | Scan it and see which pasture it came from.',
    'world:milk-tin:white:scene',
    '<p>稚牧新出厂的每一罐奶粉都贴有唯一编码。扫码可以看到产地、批次与检验结果，首次扫码还有积分。</p>',
    '<p>Every new tin of Zhimu carries a unique code. Scanning shows origin, lot and test results, and the first scan earns points.</p>',
  ),
  news(
    'charging',
    '礼嘉充电馆开馆 | The Lijia charging hall opens',
    '看车、试桩、当场预约安装。 | See cars, try chargers, book the installation on the spot.',
    'world:wallbox:white:scene',
    '<p>煦能礼嘉充电馆对公众开放。家用充电桩可以现场体验，工程师当场勘察报价。</p>',
    '<p>The Xuneng charging hall in Lijia is open. Home chargers can be tried, and engineers quote on the spot.</p>',
  ),
]

export const pages: SamplePage[] = [
  ...newsPages,
  ...corporatePages,
  pavilion(
    'jilang',
    '霁朗馆 | Jilang pavilion',
    0,
    '雨过天晴，家里都好。冰箱、洗衣、空调与智能家居，一处选齐。 | Clear skies at home: cooling, laundry, air and smart home in one place.',
    '招牌好物 | Signature pieces',
    'hero',
    [
      block('video', 'film', {
        title: both('走近“山岚” | A closer look at Shanlan'),
        video: filmReference('jl-ref-shanlan'),
        poster: 'world:refrigerator:graphite:scene',
      }),
    ],
  ),
  pavilion(
    'zhimu',
    '稚牧馆 | Zhimu pavilion',
    1,
    '一方草场，一罐安心。按月龄选，按需要配。 | One pasture, one honest tin, chosen by month of age.',
    '妈妈们在选 | What parents choose',
    null,
  ),
  pavilion(
    'yilin',
    '驿邻馆 | Yilin pavilion',
    2,
    '家门口的邮局，街坊的好物。土特产、集邮、票务、缴费。 | The post office next door: local foods, stamps, tickets, bills.',
    '山里来的 | From the mountains',
    null,
  ),
  pavilion(
    'xuneng',
    '煦能馆 | Xuneng pavilion',
    3,
    '有电，就有去处。充电桩、储能与用电服务。 | With power, anywhere: chargers, storage and services.',
    '回家就充 | Charge at home',
    null,
  ),
  home,
]

export const slots = [{ slot_id: 'home-foot', name: both('首页底部 | Foot of the home page') }]

const link = (name: string, to: string) => ({ name: both(name), link: to })
export const site = {
  header: [link('新闻 | News', '/news'), link('关于我们 | About us', '/about')],
  footer: [
    {
      title: both('购物 | Shop'),
      links: [
        link('全部分类 | All categories', '/categories'),
        link('新品日历 | New and coming', '/new'),
        link('商品对比 | Compare products', '/compare'),
        link('购物车 | Cart', '/cart'),
      ],
    },
    {
      title: both('帮助与公司 | Help and company'),
      links: [
        link('查订单 | Find an order', '/orders'),
        link('服务专区 | Service zone', '/service'),
        link('配送与取货 | Delivery', '/help/delivery'),
        link('关于我们 | About us', '/about'),
        link('新闻动态 | News', '/news'),
      ],
    },
  ],
  phone: '400-000-1185',
  hours: both('每天 8:00–22:00 | Every day 8:00–22:00'),
  rights: both('© 2026 岚川集团 | © 2026 Lanchuan Group'),
  icp: both('渝ICP备00000000号-1（样例） | ICP filing 渝ICP备00000000号-1 (sample)'),
  police: both('渝公网安备 50000000000000号（样例） | Public security filing 渝公网安备 50000000000000号 (sample)'),
}
