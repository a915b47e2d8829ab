import { both } from './words.ts'

const carrier = (id: string, name: string, service: string, codes: Record<string, string>) => ({
  id,
  name: both(name),
  service: both(service),
  codes,
})

/** Carriers the sample enterprise gives its parcels to, with what others call them. */
export const carriers = [
  carrier('sf', '顺丰速运 | SF Express', '标快 | Standard', { kuaidi100: 'shunfeng', qimen: 'SF' }),
  carrier('ems', '邮政 EMS | China Post EMS', '标准快递 | Standard', { kuaidi100: 'ems', cainiao: 'EMS' }),
  carrier('jd', '京东快递 | JD Logistics', '标快 | Standard', { kuaidi100: 'jd' }),
  carrier('zto', '中通快递 | ZTO Express', '标快 | Standard', { kuaidi100: 'zhongtong', cainiao: 'ZTO' }),
  carrier('yto', '圆通速递 | YTO Express', '标快 | Standard', { kuaidi100: 'yuantong', cainiao: 'YTO' }),
  carrier('own', '自有配送 | Own delivery', '送货上门 | To the door', {}),
]
