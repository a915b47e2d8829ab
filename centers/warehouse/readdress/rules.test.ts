import { expect, test } from 'vitest'
import type { State } from '#centers/orders/model.ts'
import { judgeReaddress, type Situation } from './rules.ts'

const address = { province: '重庆市', city: '', district: '渝中区', street: '解放碑 1 号' }
const order = { history: false, buyer_name: '林小满', buyer_phone: '13800001234', address }
const situation = (states: readonly State[], more: Partial<Situation> = {}): Situation => ({
  ...{ order, parcels: [], waybills: [], given_away: false, sourced: true },
  stages: states.map((state, i) => ({ group_no: i + 1, state })),
  ...more,
})
const door = { ...order, address: { ...address, street: '解放碑 2 号' } }
const city = { ...order, address: { province: '北京市', city: '', district: '朝阳区', street: '建国路 1 号' } }
const waiting = { group_no: 1, status: 'waiting', labeled: false }
const packed = { group_no: 1, status: 'checked', labeled: true }

test.each([
  ['nobody knows it', situation([]), door, true, 'order_not_found'],
  ['nothing is different', situation(['placed']), order, true, 'already_changed'],
  ['all of it is canceled', situation(['canceled', 'canceled']), door, true, 'order_is_over'],
  ['it is from the past', situation(['placed'], { order: { ...order, history: true } }), door, false, 'order_is_over'],
  ['a part has left', situation(['shipped', 'released']), door, false, 'already_on_its_way'],
  ['it has arrived', situation(['completed']), door, false, 'already_on_its_way'],
  ['another firm ships it', situation(['released'], { given_away: true }), door, false, 'at_third_party'],
  ['it is packed and the buyer asks', situation(['released'], { parcels: [packed] }), door, true, 'being_packed'],
  [
    'it is in a wave and the buyer asks',
    situation(['released'], { parcels: [{ ...waiting, status: 'in_wave' }] }),
    door,
    true,
    'being_packed',
  ],
  ['its carrier has it', situation(['released'], { waybills: [{ carried: true }] }), door, false, 'already_on_its_way'],
  [
    'a number was asked by hand and the buyer asks',
    situation(['released'], { waybills: [{ carried: false }] }),
    door,
    true,
    'being_packed',
  ],
  ['a number was asked by hand', situation(['released'], { waybills: [{ carried: false }] }), door, false, 'changed'],
  ['it only waits for a wave', situation(['released'], { parcels: [waiting] }), door, true, 'changed'],
  ['it is in a wave without a label', situation(['released'], { parcels: [{ ...waiting, status: 'in_wave' }] }), door, false, 'changed'],
  ['a label speaks of the old door', situation(['released'], { parcels: [packed] }), door, false, 'changed_and_packed_anew'],
  ['it goes to another city', situation(['released']), city, true, 'changed_and_sourced_anew'],
  ['it is packed for another city', situation(['released'], { parcels: [packed] }), city, false, 'changed_and_sourced_anew'],
  ['nobody chooses nodes for it', situation(['released'], { sourced: false }), city, true, 'changed'],
  ['its node is not chosen yet', situation(['approved']), city, true, 'changed'],
  ['only the name is another', situation(['held']), { ...order, buyer_name: '林大山' }, true, 'changed'],
] as const)('when %s', (_, found, wanted, by_buyer, status) => {
  expect(judgeReaddress(found, wanted, by_buyer)).toBe(status)
})
