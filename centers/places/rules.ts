import type { AddressReading, Region } from './model.ts'
import { placeOf, regions, regionsBelow } from './regions.ts'

const peoples =
  /(?:(?:土家|苗|彝|藏|羌|回|壮|侗|布依|傣|白|哈尼|景颇|傈僳|朝鲜|蒙古|哈萨克|维吾尔|柯尔克孜|黎|瑶|满|仡佬|水|仫佬|毛南|畲|拉祜|佤|纳西|普米|怒|独龙|土|撒拉|东乡|保安|裕固|锡伯|达斡尔|鄂温克|鄂伦春|布朗)族?|各族)+(?=自治)/
const endings = /(?:特别行政区|自治区|自治州|自治县|自治旗|新区|地区|林区|省|市|区|县|盟|旗)$/

/** What people write instead of the full name: `重庆` for 重庆市, `恩施` for 恩施土家族苗族自治州. Shorter than two is too little to go by. */
export function shortName(name: string): string {
  const short = name.replace(peoples, '').replace(endings, '')
  return short.length >= 2 ? short : name
}

interface Named {
  region: Region
  name: string
}
const namesOf = (list: readonly Region[]): Named[] =>
  list
    .flatMap((region) => [...new Set([region.name, shortName(region.name)])].map((name) => ({ region, name })))
    .sort((a, b) => b.name.length - a.name.length)

const provinces = namesOf(regionsBelow(null))
const below = new Map<string, Named[]>()
const namesBelow = (code: string): Named[] => {
  let names = below.get(code)
  if (!names) {
    names = namesOf(regionsBelow(code))
    below.set(code, names)
  }
  return names
}
const all = [...regions.values()]
const cities = namesOf(all.filter(({ level }) => level === 2))
const counties = all.filter(({ level }) => level === 3)
const countiesByName = new Map<string, Region[]>()
for (const county of counties) countiesByName.set(county.name, [...(countiesByName.get(county.name) ?? []), county])

const labels = /(收货人|收件人|姓名|联系人|手机号码?|手机|电话|联系方式|所在地区|详细地址|收货地址|地址)\s*[:：]/g
const phonePattern = /(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)/
const longest = 500

/**
 * Takes a pasted address apart: `林晓 13800138000 重庆市渝北区龙溪街道新南路 164 号`. Name and phone may stand before or after; a level that was left out is
 * filled in where only one place fits, and told as a doubt.
 */
export function readAddress(given: string): AddressReading {
  let rest = given
    .slice(0, longest)
    .normalize('NFKC')
    // NFKC turns the full-width comma into a plain one.
    .replace(/[\u0000-\u001f,;、|]+/g, ' ')
    .replace(labels, ' ')
  const phone = phonePattern.exec(rest)
  if (phone) rest = `${rest.slice(0, phone.index)} ${rest.slice(phone.index + phone[0].length)}`
  rest = rest.replace(/\s+/g, ' ').trim()

  const found = findRegion(rest)
  const doubts = new Set<AddressReading['doubts'][number]>(found?.doubts ?? ['province', 'district'])
  let name = found ? rest.slice(0, found.start).trim() : ''
  let street = (found ? rest.slice(found.end) : rest).trim()
  if (!name) {
    const last = /\s(\p{Script=Han}{2,4}|[A-Za-z][A-Za-z .]{1,30})$/u.exec(street)
    if (last && !/[省市区县镇乡村路街号楼室幢栋院]$/.test(last[1]!)) {
      name = last[1]!
      street = street.slice(0, last.index).trim()
    }
  }
  if (!name) doubts.add('name')
  else if (name.length > 20 || /\d/.test(name)) doubts.add('name')
  if (!phone) doubts.add('phone')
  if (street.length < 3) doubts.add('street')
  const place = (found && placeOf(found.region.code)) ?? { province: '', city: '', district: '' }
  if (!place.district) doubts.add('district')
  return {
    name,
    phone: phone ? phone[1]!.replace(/[- ]/g, '') : '',
    region_code: found?.region.code ?? null,
    ...place,
    street,
    confidence: Math.max(0, 100 - [...doubts].reduce((sum, doubt) => sum + weight[doubt], 0)),
    doubts: [...doubts],
  }
}

const weight = { name: 10, phone: 10, province: 15, city: 15, district: 40, street: 25 }

interface Found {
  region: Region
  start: number
  end: number
  doubts: AddressReading['doubts']
}

/** The deepest region the text names, from where to where; upper levels that were left out are doubts unless they are certain. */
function findRegion(text: string): Found | null {
  const province = earliest(text, provinces)
  const city = province ? null : earliest(text, cities)
  const top = province ?? city
  if (!top) return alone(text)
  let at: Found = { ...top, doubts: [] }
  // A municipality is often written twice, and paper levels are written too.
  if (/^(11|12|31|50)/.test(top.region.code)) {
    const again = new RegExp(`^\\s*(?:${top.region.name}|${shortName(top.region.name)}市?)?\\s*(?:市辖区|县(?=\\S{2,}县))?`)
    at.end += again.exec(text.slice(at.end))![0].length
  }
  for (;;) {
    const next = following(text, at)
    if (!next) break
    at = next
  }
  // 四川武侯区: the city was left out; one county of that name in the province is it.
  if (at.region.level < 3) {
    const county = inside(text, at)
    if (county) at = county
  }
  return at
}

/** The name that stands first in the text; of two at one place the longer. */
function earliest(text: string, names: readonly Named[]): { region: Region; start: number; end: number } | null {
  let best: { region: Region; start: number; end: number } | null = null
  for (const { region, name } of names) {
    const start = text.indexOf(name)
    if (start < 0 || (best && start >= best.start)) continue
    // A short name inside a street (`上海路`, `重庆北路`) is no place.
    if (name !== region.name && /^[东南西北中一二三]?(路|街|大道|巷)/.test(text.slice(start + name.length))) continue
    const ending = name === region.name ? 0 : /^(自治区|自治州|省|市|州|盟|地区)?/.exec(text.slice(start + name.length))![0].length
    best = { region, start, end: start + name.length + ending }
  }
  return best
}

function following(text: string, at: Found): Found | null {
  const rest = text.slice(at.end)
  const gap = /^\s*/.exec(rest)![0].length
  const next = namesBelow(at.region.code).find(
    ({ region, name }) =>
      rest.startsWith(name, gap) &&
      (name === region.name ||
        /^(市|州|区|县|\s|$)/.test(rest.slice(gap + name.length)) ||
        !/^(路|街|大道|镇|乡|村)/.test(rest.slice(gap + name.length))),
  )
  if (!next) return null
  let end = at.end + gap + next.name.length
  if (next.name !== next.region.name) end += /^(自治州|市|州|盟|地区|区|县)?/.exec(text.slice(end))![0].length
  return { ...at, region: next.region, end }
}

function inside(text: string, at: Found): Found | null {
  const rest = text.slice(at.end).trimStart()
  const skipped = text.length - at.end - rest.length
  const fits = counties.filter(({ code, name }) => rest.startsWith(name) && code.startsWith(at.region.code.replace(/(00)+$/, '')))
  if (fits.length !== 1) return null
  return { ...at, region: fits[0]!, end: at.end + skipped + fits[0]!.name.length, doubts: ['city'] }
}

/** Only a county is named: if there is one of that name in the country, the rest follows from it. */
function alone(text: string): Found | null {
  let best: Found | null = null
  for (const [name, fits] of countiesByName) {
    if (fits.length !== 1 || name.length < 3) continue
    const start = text.indexOf(name)
    if (start < 0 || (best && start >= best.start)) continue
    best = { region: fits[0]!, start, end: start + name.length, doubts: ['province', 'city'] }
  }
  return best
}

/** `+86 138-0013-8000` and `13800138000` are one number. */
export const plainPhone = (phone: string): string => phone.replace(/[ -]/g, '').replace(/^\+?86(?=1\d{10}$)/, '')
