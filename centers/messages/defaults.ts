import type { Category, Channel } from './model.ts'

type Words = { subject: string; body: string }
interface Default {
  category: Category
  channels: Channel[]
  zh: Words
  en: Words
}

const serviceNews: Pick<Default, 'category' | 'channels'> = { category: 'service', channels: ['in_app', 'push'] }
/** By letter too, to who agreed to that. */
const orderNews: Pick<Default, 'category' | 'channels'> = { category: 'order', channels: ['in_app', 'sms', 'email', 'push'] }

/**
 * The texts an installation begins with; the console replaces them version by version. A center that sends a new message adds its text here.
 * Values: `{{order_no}}` and the like are given by whoever asks for the message.
 */
export const defaults: Record<string, Default> = {
  'identity.code': {
    category: 'security',
    channels: ['sms', 'email'],
    zh: { subject: '验证码', body: '验证码 {{code}}，{{minutes}} 分钟内有效。任何人索取都请不要告诉他。' },
    en: { subject: 'Your code', body: 'Your code is {{code}}. It is valid for {{minutes}} minutes. Tell it to nobody.' },
  },
  'orders.desk_code': {
    category: 'security',
    channels: ['sms'],
    zh: {
      subject: '付款确认码',
      body: '确认码 {{code}}，{{minutes}} 分钟内有效：{{clerk}} 正为您下单，从{{from}}付 {{amount}}。同意才把确认码告诉他；不是您本人下单请勿告诉任何人。',
    },
    en: {
      subject: 'Confirm a payment',
      body: 'Code {{code}}, valid for {{minutes}} minutes: {{clerk}} is placing an order for you, {{amount}} from {{from}}. Tell it only if you agree; if you ordered nothing, tell nobody.',
    },
  },
  'identity.new_device': {
    category: 'security',
    channels: ['in_app', 'email'],
    zh: { subject: '新设备登录', body: '您的账号刚在新设备（{{device}}）上登录。如果不是您本人，请立即修改密码并退出全部设备。' },
    en: {
      subject: 'New device',
      body: 'Your account was just used on a new device ({{device}}). If it was not you, change your password and sign out everywhere.',
    },
  },
  'orders.placed': {
    category: 'order',
    channels: ['in_app', 'push'],
    zh: { subject: '已下单', body: '订单 {{order_no}} 已提交。' },
    en: { subject: 'Order placed', body: 'We received your order {{order_no}}.' },
  },
  'orders.paid': {
    category: 'order',
    channels: ['in_app', 'sms'],
    zh: { subject: '已付款', body: '订单 {{order_no}} 已付款 {{amount}}。' },
    en: { subject: 'Order paid', body: 'Your order {{order_no}} is paid: {{amount}}.' },
  },
  'orders.shipped': {
    ...orderNews,
    zh: { subject: '已发货', body: '订单 {{order_no}} 已由 {{carrier}} 发出，运单号 {{tracking_no}}。' },
    en: { subject: 'Shipped', body: 'Your order {{order_no}} left with {{carrier}}, number {{tracking_no}}.' },
  },
  'orders.awaiting_pickup': {
    ...orderNews,
    zh: { subject: '待取件', body: '订单 {{order_no}} 的包裹（运单号 {{tracking_no}}）已到取件点，请及时领取。{{told}}' },
    en: {
      subject: 'Ready to be picked up',
      body: 'A parcel of your order {{order_no}} (number {{tracking_no}}) waits to be picked up. {{told}}',
    },
  },
  'orders.ready_at_outlet': {
    ...orderNews,
    zh: { subject: '到店可取', body: '订单 {{order_no}} 的商品已到{{outlet}}，请凭订单号到店领取；还没付款的，在店里付。' },
    en: {
      subject: 'Ready at the outlet',
      body: 'Your order {{order_no}} is ready at {{outlet}}: the order number is enough to take it; what is not paid yet is paid there.',
    },
  },
  'orders.delivered': {
    ...orderNews,
    zh: { subject: '已签收', body: '订单 {{order_no}} 已签收。' },
    en: { subject: 'Delivered', body: 'Your order {{order_no}} was delivered.' },
  },
  'orders.service_begun': {
    category: 'order',
    channels: ['in_app', 'push'],
    zh: { subject: '已生效', body: '订单 {{order_no}} 里的服务已生效。' },
    en: { subject: 'In force', body: 'The service of your order {{order_no}} is in force.' },
  },
  'orders.service_done': {
    ...orderNews,
    zh: { subject: '服务已完成', body: '订单 {{order_no}} 里的服务已完成，满意吗？有问题请在订单里告诉我们。' },
    en: {
      subject: 'Service done',
      body: 'The service of your order {{order_no}} is done. If anything is not right, tell us on the order’s page.',
    },
  },
  'orders.canceled': {
    ...orderNews,
    zh: { subject: '已取消', body: '订单 {{order_no}} 已取消：{{why}}。已付款项将原路退回。' },
    en: { subject: 'Canceled', body: 'Your order {{order_no}} was canceled: {{why}}. Anything paid goes back the way it came.' },
  },
  'orders.refunded': {
    ...orderNews,
    zh: { subject: '已退款', body: '订单 {{order_no}} 退款 {{amount}} 已原路退回。' },
    en: { subject: 'Refunded', body: '{{amount}} of your order {{order_no}} went back the way it was paid.' },
  },
  'orders.lines_canceled': {
    category: 'order',
    channels: ['in_app'],
    zh: { subject: '部分商品已取消', body: '订单 {{order_no}} 中有 {{pieces}} 件已取消，其余照常发货。' },
    en: { subject: 'Partly canceled', body: '{{pieces}} pieces of your order {{order_no}} were canceled; the rest comes as planned.' },
  },
  'orders.lines_substituted': {
    category: 'order',
    channels: ['in_app'],
    zh: { subject: '商品已更换', body: '订单 {{order_no}} 中有 {{pieces}} 件缺货，已按您同意的换成别的商品，详情见订单。' },
    en: {
      subject: 'Something else comes instead',
      body: '{{pieces}} pieces of your order {{order_no}} were short; what you agreed to comes instead. The order says what.',
    },
  },
  'orders.errands_wait': {
    ...serviceNews,
    zh: { subject: '有承办单等您接', body: '新到 {{count}} 单（第一单 {{order_no}}），请在「承办单」接单或退回。' },
    en: {
      subject: 'Orders wait for your bureau',
      body: '{{count}} new (the first {{order_no}}): accept or return them under Bureau orders.',
    },
  },
  'approvals.waiting': {
    ...serviceNews,
    zh: { subject: '待您审批', body: '{{who}} 提交的「{{title}}」等待您审批。' },
    en: { subject: 'Waiting for you', body: '{{who}} asks for your approval: {{title}}.' },
  },
  'members.level_changed': {
    ...serviceNews,
    zh: { subject: '会员等级有变化', body: '您在{{program}}的等级现在是{{level}}。' },
    en: { subject: 'Your level has changed', body: 'Your level in {{program}} is {{level}} now.' },
  },
  'members.birthday': {
    ...serviceNews,
    zh: { subject: '生日快乐', body: '祝您生日快乐！{{points}} 积分已到账。' },
    en: { subject: 'Happy birthday', body: 'Happy birthday! {{points}} points are yours.' },
  },
  'community.hidden': {
    ...serviceNews,
    zh: { subject: '您写的内容没有展示', body: '您对「{{title}}」写的内容没有展示：{{why}}。' },
    en: { subject: 'What you wrote is not shown', body: 'What you wrote about {{title}} is not shown: {{why}}.' },
  },
  'community.answered': {
    ...serviceNews,
    zh: { subject: '有人回复了您', body: '您对「{{title}}」写的内容有了回复。' },
    en: { subject: 'Somebody answered you', body: 'There is an answer to what you wrote about {{title}}.' },
  },
  'services.complaint_answered': {
    ...serviceNews,
    zh: { subject: '您的投诉有了答复', body: '您的投诉有了答复：{{words}}。可在“我的投诉”里查看，还不满意请告诉我们。' },
    en: {
      subject: 'Your complaint is answered',
      body: 'Your complaint is answered: {{words}}. See it under “My complaints”; tell us if it is not enough.',
    },
  },
  'community.asked': {
    ...serviceNews,
    zh: { subject: '有人想问问您', body: '您买过的「{{title}}」有人提问，用得怎么样？帮他答一句。' },
    en: { subject: 'A question for you', body: 'Somebody asks about {{title}}, which you have. Can you help?' },
  },
  'community.on_sale': {
    ...serviceNews,
    zh: { subject: '您关注的商品开卖了', body: '您关注的「{{title}}」可以买了，{{price}} 起。' },
    en: { subject: 'On sale now', body: '{{title}}, which you follow, can be bought from {{price}}.' },
  },
  'community.back_in_stock': {
    ...serviceNews,
    zh: { subject: '您关注的商品到货了', body: '您关注的「{{title}}」又有货了，{{price}} 起。' },
    en: { subject: 'Back in stock', body: '{{title}}, which you follow, is there again from {{price}}.' },
  },
  'community.cheaper': {
    ...serviceNews,
    zh: { subject: '您关注的商品降价了', body: '您关注的「{{title}}」现在 {{price}} 起。' },
    en: { subject: 'The price came down', body: '{{title}}, which you follow, now costs from {{price}}.' },
  },
  'members.membership_started': {
    ...serviceNews,
    zh: { subject: '会员已生效', body: '「{{plan}}」已生效，有效至 {{date}}。' },
    en: { subject: 'Your membership has started', body: '{{plan}} runs until {{date}}.' },
  },
  'members.membership_ends_soon': {
    ...serviceNews,
    zh: { subject: '会员快到期了', body: '「{{plan}}」将于 {{date}} 到期，到会员中心可以续费。' },
    en: { subject: 'Your membership ends soon', body: '{{plan}} ends on {{date}}; renew it in the member center.' },
  },
  'members.membership_over': {
    category: 'service',
    channels: ['in_app'],
    zh: { subject: '会员已到期', body: '「{{plan}}」已于 {{date}} 到期。' },
    en: { subject: 'Your membership is over', body: '{{plan}} ended on {{date}}.' },
  },
  'buyers.invited': {
    ...serviceNews,
    zh: { subject: '邀请您加入企业采购', body: '有一家单位邀请您为它采购，请到“我的 → 企业采购”里确认。' },
    en: {
      subject: 'Buy for an organization',
      body: 'An organization invites you to buy for it: answer under “Company purchasing” in your account.',
    },
  },
  'buyers.asked': {
    ...serviceNews,
    zh: { subject: '采购待您审批', body: '{{who}} 提交了一单采购，等您审批。' },
    en: { subject: 'A purchase waits for you', body: '{{who}} asks for your approval of a purchase.' },
  },
  'buyers.approved': {
    ...serviceNews,
    zh: { subject: '采购已批准', body: '{{who}} 批准了您的采购，已经下单。' },
    en: { subject: 'Purchase approved', body: '{{who}} approved your purchase; it is ordered.' },
  },
  'buyers.refused': {
    ...serviceNews,
    zh: { subject: '采购未批准', body: '{{who}} 没有批准您的采购：{{why}}。' },
    en: { subject: 'Purchase refused', body: '{{who}} refused your purchase: {{why}}.' },
  },
  'partners.endpoint_disabled': {
    category: 'service',
    channels: ['email'],
    zh: {
      subject: '回调地址已停用',
      body: '您的回调地址 {{url}} 长时间没有接收消息（{{why}}），已停止推送。修好后请在接口中重新启用，未送达的消息可以重发。',
    },
    en: {
      subject: 'Webhook endpoint disabled',
      body: 'Your endpoint {{url}} took nothing for a long time ({{why}}), so we stopped. Set it to work again when it is mended; what was not delivered can be replayed.',
    },
  },
  notice: {
    category: 'service',
    channels: ['in_app', 'sms', 'email', 'push', 'call'],
    zh: { subject: '{{title}}', body: '{{text}}' },
    en: { subject: '{{title}}', body: '{{text}}' },
  },
}
