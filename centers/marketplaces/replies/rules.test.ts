import { expect, test } from 'vitest'
import { marketplaceOutside } from '#server/outside.ts'
import { decideReply, type Earlier } from './rules.ts'

const refund = (more: object = {}) => ({
  ...{ platform: 'taobao', kind: 'refund' as const, platform_status: 'WAIT_SELLER_AGREE', goods_left: true },
  ...{ modified_at: '2026-03-02T02:00:00.000Z', ...more },
})
const earlier = (more: Partial<Earlier>): Earlier => ({ state: 'told', word: 'agree', ended_at: '2026-03-02T03:00:00.000Z', ...more })

test.each([
  ['a platform that takes no answers', refund({ platform: 'jd' }), undefined, 'not_offered'],
  ['answered where it stands', refund(), earlier({}), 'already_answered'],
  ['changed by the buyer since', refund(), earlier({ ended_at: '2026-03-02T01:00:00.000Z' }), 'asked'],
  ['on its way', refund(), earlier({ state: 'asked', ended_at: null }), 'already_asked'],
  ['the platform would not take it', refund(), earlier({ state: 'refused' }), 'asked'],
  ['over there', refund({ platform_status: 'SUCCESS' }), undefined, 'not_to_answer'],
  ['a word of the platform nobody knows', refund({ platform_status: 'NEW_WORD' }), undefined, 'not_to_answer'],
  ['waiting for us', refund(), undefined, 'asked'],
] as const)('%s', (_, one, before, status) => expect(decideReply(marketplaceOutside.ports, one, before, 'agree').status).toBe(status))

test.each([
  ['taobao', 'refund', 'WAIT_SELLER_AGREE', false, ['agree']],
  ['taobao', 'refund', 'WAIT_SELLER_AGREE', true, ['agree', 'refuse']],
  ['taobao', 'return', 'WAIT_SELLER_CONFIRM_GOODS', true, ['agree']],
  ['taobao', 'refund', 'SELLER_REFUSE_BUYER', true, ['agree']],
  ['taobao', 'exchange', 'WAIT_SELLER_AGREE', true, []],
  ['taobao', 'refund', 'CLOSED', true, []],
  ['pinduoduo', 'refund', '2', false, ['agree', 'refuse']],
  ['pinduoduo', 'refund', '2', true, ['refuse']],
  ['pinduoduo', 'return', '3', true, []],
  ['douyin', 'refund', '6', false, ['agree']],
  ['douyin', 'refund', '6', true, ['agree', 'refuse']],
  ['douyin', 'return', '11', true, ['agree', 'refuse']],
  ['douyin', 'return', '7', true, []],
  ['douyin', 'exchange', '6', true, []],
] as const)('%s: a %s at %s, goods left %s, takes %j', (platform, kind, platform_status, goods_left, words) =>
  expect(marketplaceOutside.ports[platform]!.mayReply!({ kind, platform_status, goods_left })).toEqual(words),
)
