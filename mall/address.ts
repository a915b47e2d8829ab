/** What a pasted address line says; what could not be read is empty. */
export interface ReadAddress {
  name: string
  phone: string
  province: string
  city: string
  district: string
  street: string
}

const municipalities = ['北京', '上海', '天津', '重庆']
const regions = ['内蒙古', '广西', '西藏', '宁夏', '新疆']
const full: Record<string, string> = {
  内蒙古: '内蒙古自治区',
  广西: '广西壮族自治区',
  西藏: '西藏自治区',
  宁夏: '宁夏回族自治区',
  新疆: '新疆维吾尔自治区',
  香港: '香港特别行政区',
  澳门: '澳门特别行政区',
}
const provinces =
  '河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾'.split(' ')

/** Every division of the first level, as it is written in full. */
export const provinceNames: string[] = [
  ...municipalities.map((name) => `${name}市`),
  ...provinces.map((name) => `${name}省`),
  ...regions.map((name) => full[name]!),
  full.香港!,
  full.澳门!,
]

/**
 * Takes a pasted line apart: `林晓 13800138000 重庆市渝北区龙溪街道新南路 164 号`. Name and phone may stand before or after,
 * labels such as `收货人：` are dropped. Reads only what the text says; it does not guess a missing level.
 */
export function readAddress(text: string): ReadAddress {
  let rest = text
    .replace(/[\u0000-\u001f，,；;]+/g, ' ')
    .replace(/(收货人|收件人|姓名|联系人|手机号码?|电话|联系方式|所在地区|详细地址|收货地址|地址)\s*[:：]?/g, ' ')
  const phone = /(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)/.exec(rest)
  if (phone) rest = `${rest.slice(0, phone.index)} ${rest.slice(phone.index + phone[0].length)}`
  rest = rest.replace(/\s+/g, ' ').trim()

  const start = startOfProvince(rest)
  const before = start < 0 ? '' : rest.slice(0, start).trim()
  let where = start < 0 ? rest : rest.slice(start)
  let name = before
  if (!name) {
    // After the address: a last short word without digits is the name.
    const last = /\s(\p{Script=Han}{2,4}|[A-Za-z][A-Za-z .]{1,30})$/u.exec(where)
    if (last && !/[省市区县镇乡村路街号楼室]$/.test(last[1]!)) {
      name = last[1]!
      where = where.slice(0, last.index)
    }
  }
  return { name, phone: phone ? phone[1]!.replace(/[- ]/g, '') : '', ...takeDivisions(where.trim()) }
}

function startOfProvince(text: string): number {
  const found = [...municipalities, ...regions, ...provinces, '香港', '澳门'].map((name) => text.indexOf(name)).filter((at) => at >= 0)
  return found.length ? Math.min(...found) : -1
}

function takeDivisions(text: string): Pick<ReadAddress, 'province' | 'city' | 'district' | 'street'> {
  let rest = text
  const take = (pattern: RegExp): string => {
    const match = pattern.exec(rest)
    if (!match) return ''
    rest = rest.slice(match[0].length).trimStart()
    return match[1]!
  }
  const short = [...municipalities, ...regions, ...provinces, '香港', '澳门'].find((name) => rest.startsWith(name))
  let province = ''
  if (short) {
    province = full[short] ?? (municipalities.includes(short) ? `${short}市` : `${short}省`)
    rest = rest.startsWith(province) ? rest.slice(province.length) : rest.slice(short.length).replace(/^(市|省)/, '')
    rest = rest.trimStart()
    // A municipality is often written twice: 重庆市重庆市渝北区.
    if (municipalities.includes(short)) rest = rest.replace(new RegExp(`^${short}市?(市辖区|县)?(?=\\S)`), '').trimStart()
  }
  const city = municipalities.includes(short ?? '') ? '' : take(/^([^\s区县]{1,12}?(?:市|自治州|地区|盟))/)
  const district = take(/^([^\s街路镇乡村号]{1,12}?(?:自治县|自治旗|新区|区|县|旗|市))/)
  return { province, city, district, street: rest }
}
