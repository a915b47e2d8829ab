import { useLang } from '../words.ts'

const zh = {
  points: '积分',
  points_of: '{n} 积分',
  points_worth: '可抵 {amount}',
  points_expire: '{n} 积分 {date} 到期',
  points_owed: '待补 {n} 积分',
  points_history: '明细',
  history_empty: '还没有积分变动',
  more: '更早的',
  cards: '我的卡',
  cards_none: '还没有卡。输入卡号和密码就能绑定。',
  card_until: '{date} 前有效',
  card_no: '卡号',
  card_secret: '密码',
  card_secret_help: '刮开涂层，12 位字母和数字',
  card_bind: '绑定',
  card_bind_title: '绑定一张卡',
  card_to_wallet: '全部转入钱包',
  card_frozen: '已冻结',
  levels: '会员等级',
  level_next: '再得 {n} 成长值升级',
  level_top: '已是最高等级',
  activities: '签到与抽奖',
  check_in: '今天签到，得 {n} 积分',
  checked_in: '今天已签到',
  streak: '已连续 {n} 天',
  day: '第 {n} 天',
  tasks: '小任务',
  task_take: '领 {n} 积分',
  task_taken: '已领取',
  draws: '幸运抽奖',
  draw_try: '抽一次',
  draw_cost: '每次 {n} 积分',
  draw_free: '免费',
  draw_left: '今天还可抽 {n} 次',
  draw_none_left: '今天的次数用完了，明天再来',
  draw_empty: '奖池已发完',
  draw_chance: '{p}%',
  draws_none: '现在没有抽奖',
  won: '抽中 {prize}，{n} 积分已到账',
  nothing_won: '这次没有抽中',
  done_checked_in: '签到成功，得 {n} 积分',
  done_rewarded: '{n} 积分已到账',
  done_bound: '卡已绑定',
  done_transferred: '已转入钱包',
  already_checked_in: '今天已经签过了',
  already_rewarded: '这个任务已经领过了',
  already_bound: '这张卡已经是你的了',
  already_transferred: '已经转入钱包',
  already_tried: '这一次已经抽过了',
  not_done: '任务还没有完成',
  tries_used_up: '今天的次数用完了，明天再来',
  points_too_few: '积分不够',
  draw_not_open: '抽奖还没开始或已经结束',
  card_or_secret_wrong: '卡号和密码对不上，请再看一遍',
  too_many_tries: '错误次数太多，请一刻钟后再试',
  card_not_active: '卡还没有激活，请问卖卡的网点',
  card_expired: '卡已过期',
  card_bound_to_another: '这张卡已绑定给别的会员',
  balance_too_low: '卡里没有这么多',
  card_not_found: '没有这张卡',
  spend_points: '用积分抵扣',
  spend_points_none: '这次不用积分',
  spend_points_text: '有 {n} 积分，这单最多抵 {amount}',
  spend_points_how_many: '用多少',
  spend_cards: '用卡支付',
  spend_cards_text: '勾选的卡先付，不足部分从钱包付。',
  card_holds: '余额 {amount}',
  card_pays: '这单付 {amount}',
  bill_points: '积分抵扣',
  bill_cards: '卡支付',
  bill_level: '会员与套装优惠',
  points_too_many: '这单用不了这么多积分，请改小一些',
  points_not_accepted: '这些积分不能用在这里',
  cards_not_accepted: '用卡支付时，剩余部分要从钱包付',
  card_too_low: '卡里的余额变了，请重新选择',
  failed: '没有成功，请再试一次',
  kind_orders_place: '下单抵扣',
  kind_orders_earn: '收货得积分',
  kind_orders_cancel: '取消订单退回',
  kind_members_check_in: '签到',
  kind_members_reward_task: '任务奖励',
  kind_members_draw: '抽奖',
  kind_members_correct_points: '客服调整',
  kind_members_expire_points: '到期',
  kind_members_opening: '原有积分转入',
  kind_members_birthday: '生日积分',
}
export type MemberWord = keyof typeof zh

const en: Record<MemberWord, string> = {
  points: 'Points',
  points_of: '{n} points',
  points_worth: 'worth {amount}',
  points_expire: '{n} expire on {date}',
  points_owed: '{n} still owed',
  points_history: 'History',
  history_empty: 'Nothing happened to your points yet',
  more: 'Older',
  cards: 'My cards',
  cards_none: 'No cards yet. Bind one with its number and secret.',
  card_until: 'good until {date}',
  card_no: 'Card number',
  card_secret: 'Secret',
  card_secret_help: 'Under the scratch field, 12 letters and digits',
  card_bind: 'Bind',
  card_bind_title: 'Bind a card',
  card_to_wallet: 'Move all to my wallet',
  card_frozen: 'Frozen',
  levels: 'Levels',
  level_next: '{n} more growth to the next level',
  level_top: 'The highest level',
  activities: 'Check-in and draws',
  check_in: 'Check in today for {n} points',
  checked_in: 'Checked in today',
  streak: '{n} days in a row',
  day: 'Day {n}',
  tasks: 'Small tasks',
  task_take: 'Take {n} points',
  task_taken: 'Taken',
  draws: 'Lucky draws',
  draw_try: 'Try my luck',
  draw_cost: '{n} points a try',
  draw_free: 'Free',
  draw_left: '{n} tries left today',
  draw_none_left: 'No more tries today, come back tomorrow',
  draw_empty: 'Everything was given away',
  draw_chance: '{p}%',
  draws_none: 'No draw is open now',
  won: 'You won: {prize}. {n} points are yours',
  nothing_won: 'Nothing won this time',
  done_checked_in: 'Checked in, {n} points are yours',
  done_rewarded: '{n} points are yours',
  done_bound: 'The card is yours',
  done_transferred: 'Moved to your wallet',
  already_checked_in: 'You checked in today already',
  already_rewarded: 'You took this already',
  already_bound: 'This card is yours already',
  already_transferred: 'Moved to your wallet already',
  already_tried: 'You tried this already',
  not_done: 'The task is not done yet',
  tries_used_up: 'No more tries today, come back tomorrow',
  points_too_few: 'Not enough points',
  draw_not_open: 'The draw is not open now',
  card_or_secret_wrong: 'Number and secret do not belong together',
  too_many_tries: 'Too many wrong secrets, try again in a quarter of an hour',
  card_not_active: 'The card is not active yet: ask where you bought it',
  card_expired: 'The card is over',
  card_bound_to_another: 'The card belongs to another member',
  balance_too_low: 'The card does not hold that much',
  card_not_found: 'There is no such card',
  spend_points: 'Spend points',
  spend_points_none: 'Keep my points',
  spend_points_text: '{n} points, up to {amount} off this order',
  spend_points_how_many: 'How many',
  spend_cards: 'Pay with cards',
  spend_cards_text: 'Cards pay first; your wallet pays the rest.',
  card_holds: '{amount} on it',
  card_pays: 'pays {amount} here',
  bill_points: 'Points',
  bill_cards: 'Paid by card',
  bill_level: 'Member and bundle savings',
  points_too_many: 'So many points cannot be used here, take fewer',
  points_not_accepted: 'These points cannot be used here',
  cards_not_accepted: 'With cards, the rest is paid from your wallet',
  card_too_low: 'What is on the card has changed, choose again',
  failed: 'That did not work, try again',
  kind_orders_place: 'Spent on an order',
  kind_orders_earn: 'Earned by a delivery',
  kind_orders_cancel: 'Back from a canceled order',
  kind_members_check_in: 'Check-in',
  kind_members_reward_task: 'Task',
  kind_members_draw: 'Draw',
  kind_members_correct_points: 'Corrected by customer service',
  kind_members_expire_points: 'Expired',
  kind_members_opening: 'Brought along',
  kind_members_birthday: 'Birthday',
}

/** The same words where there is no page around: in actions. */
export const memberWord = (lang: 'zh' | 'en', word: MemberWord): string => (lang === 'en' ? en : zh)[word]

export type Say = (word: MemberWord, values?: Record<string, string | number>) => string

export function useMemberWords(): Say {
  const table = useLang() === 'en' ? en : zh
  return (word, values = {}) => table[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}
export const isMemberWord = (text: string): text is MemberWord => text in zh

/** What came of an act, as the page says it. */
export interface Told {
  status: string
  points?: number
  prize?: string
}

export const toldOf = (answer: { data?: unknown; error?: unknown }): Told => {
  const outcome = (
    (answer.data ?? answer.error) as { outcomes?: { status: string; points?: number; prize_id?: string | null }[] } | undefined
  )?.outcomes?.[0]
  return outcome
    ? {
        status: outcome.status,
        ...(outcome.points === undefined ? {} : { points: outcome.points }),
        ...(outcome.prize_id ? { prize: outcome.prize_id } : {}),
      }
    : { status: 'failed' }
}

const good = new Set(['checked_in', 'rewarded', 'bound', 'transferred', 'won'])
export const toneOf = ({ status }: Told): 'good' | 'wait' | 'bad' =>
  good.has(status) ? 'good' : status === 'nothing_won' || status.startsWith('already_') ? 'wait' : 'bad'

export function sayTold(t: Say, { status, points = 0, prize = '' }: Told): string {
  const word = ['checked_in', 'rewarded', 'bound', 'transferred'].includes(status) ? `done_${status}` : status
  return isMemberWord(word) ? t(word, { n: points, prize }) : t('failed')
}
