/** What buyers of the sample enterprise say, by the first category of the goods: stars, words, and what some add a month later. */
export interface SampleReview {
  stars: number
  words: string
  pictures?: number
  later?: string
  reply?: string
}

const plain: SampleReview[] = [
  { stars: 5, words: '和页面说的一样，包装完好，送货师傅提前打了电话。', pictures: 1 },
  {
    stars: 4,
    words: '东西不错，快递比预计晚了一天，客服解释得很清楚。',
    reply: '给您添麻烦了。那天高速封路，我们已把绕行时间算进承诺里。',
  },
  { stars: 3, words: '能用，但没有想象中那么好。说明书字太小，老人看不清。', reply: '谢谢提醒，大字版说明书已经放在商品页“资料下载”里。' },
]

export const reviews: Record<string, SampleReview[]> = {
  large: [
    {
      stars: 5,
      words: '装了两周才来写。声音比老冰箱小太多，夜里听不见。抽屉滑轨顺，深度刚好放下整条鱼。',
      pictures: 2,
      later: '三个月了，没有结霜，电费比以前少了十几块。',
    },
    { stars: 4, words: '容量大，一家四口够用。侧面发热是正常的，师傅说要留 10 厘米散热，大家量好位置再买。', pictures: 1 },
    {
      stars: 3,
      words: '制冷没问题，就是门上容易留指纹，天天要擦。',
      reply: '您可以用微湿的超细布顺着纹路擦一遍；下一批换了防指纹的面板。',
    },
    { stars: 5, words: '送装一起，两位师傅穿了鞋套，旧机器也顺手搬走了。', pictures: 1 },
  ],
  kitchen: [
    {
      stars: 5,
      words: '煮饭粒粒分明，预约到早上七点，起床就能吃。内胆厚实。',
      pictures: 2,
      later: '用了一个月，涂层没有划痕，洗的时候用软布就好。',
    },
    { stars: 4, words: '功能多，其实常用的就那三个。蒸笼再深一点就更好了。' },
    {
      stars: 2,
      words: '第一台按键不灵，换了一台才好，来回折腾一周。',
      reply: '非常抱歉。您退回的那台我们拆检了，是排线没有插到位，已加了一道出厂检查。',
    },
    { stars: 5, words: '给爸妈买的，界面简单，老人一学就会。', pictures: 1 },
  ],
  living: [
    { stars: 5, words: '装修完三个月开始用，第一晚数字从 180 降到 20，味道淡了很多。', pictures: 1 },
    { stars: 4, words: '最大档有点响，平时开自动就行。滤芯价格要算进去。' },
    { stars: 5, words: '孩子鼻炎，开了以后晚上不打喷嚏了。', later: '滤芯半年换了一次，拆装自己就能弄。' },
  ],
  smart: [
    { stars: 5, words: '安装师傅很专业，原来的锁孔刚好能用。指纹识别快，冬天手干也能开。', pictures: 1 },
    {
      stars: 3,
      words: '联网第一次没成功，路由器要开 2.4G。说明书应该写在第一页。',
      reply: '您说得对，已经加在快速指南的第一页，也写进了商品页。',
    },
  ],
  milk: [
    {
      stars: 5,
      words: '宝宝六个月开始喝，不上火，大便正常。罐底扫码能看到牧场和生产日期，放心。',
      pictures: 1,
      later: '现在第五罐了，体重曲线一直在中上。',
    },
    { stars: 4, words: '溶解快，不挂壁。就是勺子藏在粉里，第一次开罐要找一下。' },
    { stars: 5, words: '日期很新鲜，离生产才一个多月。', pictures: 1 },
  ],
  baby: [
    { stars: 5, words: '瓶身宽口好洗，流速和月龄对得上，没有呛奶。', pictures: 1 },
    { stars: 4, words: '质量好，刻度线淡了点，夜里要凑近看。' },
  ],
  local: [
    { stars: 5, words: '果子个头匀，甜里带一点酸，一箱就坏了一个，客服当天补了。', pictures: 2 },
    { stars: 4, words: '味道是小时候的味道，有点辣，不太能吃辣的减半放。', pictures: 1 },
    { stars: 2, words: '路上压坏了三个，汁水把箱子打湿了。', reply: '抱歉，已按三个的钱退到您的钱包；这条线路改用了双层隔板。' },
  ],
  philately: [{ stars: 5, words: '册子印得精细，齿孔完整，附了收藏证书，送长辈很体面。', pictures: 1 }],
  charging: [
    { stars: 5, words: '从勘测到通电四天，走线横平竖直。7 千瓦一晚上充满。', pictures: 2, later: '半年了，下过暴雨也没跳过闸。' },
    { stars: 4, words: '桩本身没问题，申请电表花的时间长，提前和物业说好。' },
  ],
  energy: [{ stars: 5, words: '停电时自动切换，冰箱和路由器没断。App 里每天发多少用多少看得清。', pictures: 1 }],
  electric: [
    { stars: 5, words: '光很匀，不刺眼，孩子写作业不喊眼睛酸了。', pictures: 1 },
    { stars: 4, words: '开关手感脆，面板平整。螺丝多给了两颗，赞。' },
  ],
}
export const reviewOf = (category_id: string, index: number): SampleReview => {
  const some = [...(reviews[category_id] ?? []), ...plain]
  return some[index % some.length]!
}

/** Questions about goods of a category, with what a buyer or the house answers. */
export const questions: Record<string, { words: string; house?: string; buyer?: string }[]> = {
  large: [
    { words: '老小区电梯窄，能送上楼吗？', house: '可以。下单后我们会先电话确认电梯和门的尺寸，进不去的可走楼梯搬运，六楼以下不另收费。' },
    {
      words: '背面要留多少散热空间？',
      house: '左右各 5 厘米、背面 10 厘米、顶部 20 厘米。',
      buyer: '我家背面留了 8 厘米，夏天摸着也不烫。',
    },
  ],
  kitchen: [{ words: '内胆可以放洗碗机吗？', house: '不建议，高温碱性洗涤剂会伤涂层，用软布手洗就好。', buyer: '手洗很快，一冲就干净。' }],
  milk: [{ words: '开罐后要多久喝完？', house: '开罐后请在 4 周内喝完，盖紧放阴凉干燥处，不要放冰箱。' }],
  local: [
    { words: '坏果怎么赔？', house: '签收 24 小时内拍照给客服，按坏果个数退款，不用寄回。', buyer: '坏了一个，拍照后十分钟就退了。' },
  ],
  charging: [{ words: '租房能装吗？', house: '需要车位产权人同意；我们有可拆的支架，搬家时可以带走。' }],
  electric: [{ words: '支持调光开关吗？' }],
}

/** Words an operator listed on the first day. */
export const listed: { word: string; action: 'refuse' | 'flag' }[] = [
  { word: '刷单', action: 'refuse' },
  { word: '代写好评', action: 'refuse' },
  { word: '办证', action: 'refuse' },
  { word: '最低价', action: 'flag' },
  { word: '假货', action: 'flag' },
  { word: '返现', action: 'flag' },
]
