import type { Brand } from './types.ts'
import { both } from './words.ts'

/** Four brands of one group, as different from each other as an enterprise's businesses are. */
export const brands: Brand[] = [
  {
    id: 'jilang',
    name: both('霁朗 | Jilang'),
    slogan: both('雨过天晴，家里都好 | Clear skies at home'),
    business: both('家用电器与智能家居 | Home appliances and smart home'),
    color: '#2558C9',
    dark_color: '#16357E',
    organization_id: 'jilang',
  },
  {
    id: 'zhimu',
    name: both('稚牧 | Zhimu'),
    slogan: both('一方草场，一罐安心 | One pasture, one honest tin'),
    business: both('婴幼儿奶粉与母婴用品 | Infant milk and baby care'),
    color: '#3F8F5B',
    dark_color: '#245C39',
    organization_id: 'zhimu',
  },
  {
    id: 'yilin',
    name: both('驿邻 | Yilin'),
    slogan: both('家门口的邮局，街坊的好物 | The post office next door'),
    business: both('邮政生活服务网：土特产、集邮、票务、缴费 | Post-office life services: local foods, stamps, tickets, bills'),
    color: '#0F7A5C',
    dark_color: '#0A4F3D',
    organization_id: 'yilin',
  },
  {
    id: 'xuneng',
    name: both('煦能 | Xuneng'),
    slogan: both('有电，就有去处 | With power, anywhere'),
    business: both('电力商城与电动汽车 | Electricity and electric-vehicle mall'),
    color: '#0D7FA5',
    dark_color: '#0A4E69',
    organization_id: 'xuneng',
  },
]
