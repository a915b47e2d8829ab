import { both } from './words.ts'

type Kind = 'marketplace' | 'carrier' | 'payment' | 'message' | 'sign_in' | 'erp' | 'finance' | 'service'

// One partner a line: code, kind, version, who answers for it, name; then what is asked of it, `in:` for what it asks of us.
const rows: [partner: string, kind: Kind, version: string, owner: string, name: string, asked: string][] = [
  ['fenxiao', 'marketplace', '2.0', 'commerce', '淘宝分销 | Taobao distribution', 'payment=确认收款|Payment'],
  ['douyin', 'marketplace', '2', 'commerce', '抖音电商 | Douyin shop', 'in:push=消息推送|Push'],
  [
    'suning',
    'marketplace',
    'v1.2',
    'commerce',
    '苏宁易购 | Suning',
    'orders=订单|Orders order_detail=订单详情|Order_detail shipment=发货|Shipment stock=库存|Stock',
  ],
  [
    'dangdang',
    'marketplace',
    '1.0',
    'commerce',
    '当当 | Dangdang',
    'orders=订单|Orders order_detail=订单详情|Order_detail shipment=发货|Shipment stock=库存|Stock',
  ],
  ['gome', 'marketplace', '1.0', 'commerce', '国美 | Gome', 'orders=订单|Orders shipment=发货|Shipment'],
  [
    'wechatpay',
    'payment',
    'v3',
    'commerce-finance',
    '微信支付 | WeChat Pay',
    'pay=下单|Pay query=查单|Query refund=退款|Refund bill=对账单|Bill in:notice=支付通知|Notice',
  ],
  [
    'alipay',
    'payment',
    '1.0',
    'commerce-finance',
    '支付宝 | Alipay',
    'pay=下单|Pay query=查单|Query refund=退款|Refund bill=对账单|Bill in:notice=支付通知|Notice',
  ],
  [
    'unionpay',
    'payment',
    '5.1.0',
    'commerce-finance',
    '银联 | UnionPay',
    'pay=下单|Pay query=查单|Query refund=退款|Refund bill=对账文件|Bill in:notice=支付通知|Notice',
  ],
  ['bestpay', 'payment', '1.0', 'commerce-finance', '翼支付 | BestPay', 'pay=下单|Pay refund=退款|Refund'],
  [
    'psbc',
    'finance',
    '1.0',
    'commerce-finance',
    '邮储银企直联 | PSBC bank link',
    'balance=余额|Balance statement=流水|Statement payout=代付|Payout',
  ],
  [
    'icbc',
    'finance',
    '1.0',
    'commerce-finance',
    '工行银企直联 | ICBC bank link',
    'balance=余额|Balance statement=流水|Statement payout=代付|Payout',
  ],
  ['nuonuo', 'finance', '2.0', 'commerce-finance', '诺诺发票 | Nuonuo invoices', 'issue=开票|Issue query=查询|Query red=红冲|Red_letter'],
  [
    'erp-sap',
    'erp',
    'OData_V2',
    'commerce-finance',
    'SAP | SAP',
    'delivery=交货单|Deliveries idoc=IDoc文件|IDoc in:material=物料主数据|Materials',
  ],
  ['erp-kingdee', 'erp', '8.2', 'commerce-finance', '金蝶 | Kingdee', 'voucher=凭证|Vouchers stock=库存|Stock'],
  ['erp-yonyou', 'erp', '1.0', 'commerce-finance', '用友 | Yonyou', 'voucher=凭证|Vouchers'],
  ['wechat', 'sign_in', '1.0', 'commerce', '微信 | WeChat', 'login=授权登录|Sign-in'],
  ['qq', 'sign_in', '2.0', 'commerce', 'QQ | QQ', 'login=授权登录|Sign-in'],
  ['weibo', 'sign_in', '2.0', 'commerce', '微博 | Weibo', 'login=授权登录|Sign-in'],
  ['alipay-login', 'sign_in', '1.0', 'commerce', '支付宝 | Alipay', 'login=授权登录|Sign-in'],
  [
    'telecom',
    'service',
    '1.0',
    'yl-cq',
    '三网充值 | Phone top-up',
    'number=号码校验|Check topup=充值|Top_up query=查单|Query bill=对账|Bill',
  ],
  ['state-grid', 'service', '1.0', 'yl-cq', '电费代收 | Electricity bills', 'bill=欠费查询|Bill pay=缴费|Pay check=对账|Check'],
  ['water', 'service', '1.0', 'yl-cq', '水费代收 | Water bills', 'bill=欠费查询|Bill pay=缴费|Pay'],
  ['gas', 'service', '1.0', 'yl-cq', '燃气代收 | Gas bills', 'bill=欠费查询|Bill pay=缴费|Pay'],
  [
    'railway',
    'service',
    '1.0',
    'yl-cq',
    '火车票代售 | Railway tickets',
    'trains=余票|Seats order=下单|Order issue=出票|Issue refund=退票|Refund',
  ],
  ['theater', 'service', '1.0', 'yl-cq', '演出票 | Theater tickets', 'seats=座位|Seats lock=锁座|Lock issue=出票|Issue'],
  [
    'ocpp',
    'service',
    '1.6',
    'lanchuan',
    '充电桩 | Charge points',
    'start=启动充电|Start stop=停止充电|Stop in:status=状态上报|Status in:meter=电量上报|Meter',
  ],
  ['gbt32960', 'service', '2016', 'lanchuan', '车辆监管平台 | Vehicle supervision', 'report=实时上报|Report in:login=车辆登入|Login'],
]

/** Partner interfaces of the sample enterprise beside those its adapters describe themselves; what has no adapter yet shows as never called. */
export const interfaces = rows.flatMap(([partner, kind, version, owner_id, name, asked]) =>
  asked.split(' ').map((one) => {
    const [id = '', words = ''] = one.split('=')
    const [zh = '', en = ''] = words.split('|')
    const title = both(name)
    return {
      ...{ interface_id: `${partner}.${id.replace('in:', '')}`, partner, kind, version: version.replaceAll('_', ' '), owner_id },
      direction: id.startsWith('in:') ? ('in' as const) : ('out' as const),
      name: { zh: `${title.zh} · ${zh}`, en: `${title.en} · ${en.replaceAll('_', ' ').toLowerCase()}` },
    }
  }),
)

/**
 * Who answers for each partner's interfaces, and how fast its interfaces are asked unless they have a budget of their own. Adapters bring the figures their
 * platforms publish (Amazon, the ERPs); most of these partners publish none, and what stands here is what the enterprise allows itself.
 */
const partnerRows: [owner: string, calls: number, per_ms: number, partners: string][] = [
  ['commerce', 20, 1_000, 'taobao fenxiao jd pinduoduo douyin suning dangdang gome amazon'],
  // Its documents say about 150 calls a minute.
  ['commerce', 150, 60_000, 'yhd'],
  // A shop on one server of its own, and one whose bucket fills with points.
  ['commerce', 5, 1_000, 'woocommerce shopify'],
  // 30 calls a second is what SF allows in its sandbox.
  ['logistics', 30, 1_000, 'sf'],
  ['logistics', 20, 1_000, 'kuaidi100 cainiao qimen'],
  ['commerce-finance', 20, 1_000, 'wechatpay alipay unionpay bestpay'],
  ['commerce-finance', 2, 1_000, 'psbc icbc nuonuo'],
  ['commerce-finance', 50, 60_000, 'sap kingdee yonyou erp-sap erp-kingdee erp-yonyou'],
  ['commerce', 50, 1_000, 'aliyun tencent smtp webpush sample'],
  ['commerce', 10, 1_000, 'wechat qq weibo alipay-login'],
  ['commerce-orders', 50, 1_000, 'partners open-api'],
  ['yl-cq', 5, 1_000, 'telecom state-grid water gas railway theater'],
  ['lanchuan', 50, 1_000, 'ocpp gbt32960'],
]
export const interfacePartners = partnerRows.flatMap(([owner_id, budget_calls, budget_ms, partners]) =>
  partners.split(' ').map((partner) => ({ partner, owner_id, budget_calls, budget_ms })),
)
