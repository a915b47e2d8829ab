import { isSurname, latinized, plain, simplified, soundOf, surnameOf } from './characters.ts'

/** How much a name says: a full name tells persons apart, the others only agree or disagree with one. */
export const nameKinds = ['none', 'nickname', 'surname', 'latin', 'full'] as const
export type NameKind = (typeof nameKinds)[number]

export interface Name {
  kind: NameKind
  /** Simplified characters, or Latin letters in lower case; for a surname only the surname. */
  text: string
  /** The letters of its sound in alphabetical order: equal for 王伟, 王玮, Wang Wei and Wei Wang. Empty for what is no name. */
  letters: string
}

const digitsOnly = /\D+/g
/** Also before a mobile number that lost a digit. */
const countryCodes = /^(?:\+|00)?86(?=1\d{9,10}$|0\d{9,11}$)/

/** Digits of one phone, a Chinese number without country code and a foreign one with it; empty for none or a made-up one. */
export function normalizePhone(text: string): string {
  if (text === '') return ''
  let digits = text
  if (!/^1\d{10}$/.test(text)) {
    digits = plain(text)
      .replace(/[.,]0+$/, '')
      .replace(/(?:ext|转|分机|#|\/|、|;|,).*$/i, '')
      .replace(digitsOnly, '')
    digits = digits.replace(countryCodes, '').replace(/^0(?=1[3-9]\d{8,9}$)/, '')
  }
  return isMadeUpPhone(digits) ? '' : digits
}

const madeUpPhones = new Set([
  '13800138000',
  '13000000000',
  '13012345678',
  '13812345678',
  '13912345678',
  '18888888888',
  '12345678901',
  '01234567890',
  '10086',
  '10000',
  '10010',
  '95588',
])

const isMadeUpPhone = (digits: string): boolean =>
  digits.length < 7 ||
  digits.length > 15 ||
  /^(\d)\1+$/.test(digits) ||
  /^1?(\d)\1{8,}$/.test(digits) ||
  /(\d)\1{7}$/.test(digits) ||
  '0123456789012345'.includes(digits) ||
  madeUpPhones.has(digits)

const domainRepairs = new Map([
  ['gmial.com', 'gmail.com'], ['gmai.com', 'gmail.com'], ['gamil.com', 'gmail.com'], ['gmail.co', 'gmail.com'], ['googlemail.com', 'gmail.com'], ['hotmial.com', 'hotmail.com'], ['hotmai.com', 'hotmail.com'],
  ['outlok.com', 'outlook.com'], ['outloo.com', 'outlook.com'], ['foxmial.com', 'foxmail.com'], ['foxmai.com', 'foxmail.com'], ['sina.cm', 'sina.com'], ['163.co', '163.com'], ['162.com', '163.com'], ['qq.co', 'qq.com'],
  ['vip.qq.com', 'vip.qq.com'],
]) // biome-ignore format: a table
const madeUpLocals = new Set([
  'none',
  'noemail',
  'no',
  'null',
  'test',
  'a',
  'aa',
  'aaa',
  '123',
  '1234',
  '12345',
  '123456',
  'abc',
  'xxx',
  'na',
  'unknown',
  'noreply',
  'admin',
  'mail',
  'email',
  'user',
  '1',
  '11',
  '111',
  '0',
  'no-email',
  'nomail',
])

/** One address in lower case with look-alike letters, common broken domains and Gmail's dots and tags undone; empty for none or a made-up one. */
export function normalizeEmail(text: string): string {
  if (text.length < 5) return ''
  let email = plain(text).trim().toLowerCase()
  if (/[^\x20-\x7e]/.test(email)) email = latinized(email).toLowerCase()
  email = email
    .replace(/^mailto:/, '')
    .replace(/\s+/g, '')
    .replace(/[<>"'，,;；]+/g, '')
  const at = email.lastIndexOf('@')
  if (at < 1) return ''
  let local = email.slice(0, at)
  let domain = email
    .slice(at + 1)
    .replace(/\.+$/, '')
    .replace(/\.(con|cmo|ocm|comm|cm|vom|xom)$/, '.com')
  domain = domainRepairs.get(domain) ?? domain
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)) return ''
  const plus = local.indexOf('+')
  if (plus > 0) local = local.slice(0, plus)
  if (domain === 'gmail.com') local = local.replaceAll('.', '')
  if (madeUpLocals.has(local) || domain === 'none.com' || domain === 'test.com' || domain === 'example.com') return ''
  return `${local}@${domain}`
}

const madeUpNames = new Set(
  '测试 顾客 客户 会员 匿名 匿名用户 用户 无 无名 未知 暂无 不详 先生 女士 小姐 散客 游客 零售 零售客户 普通会员 新用户 本人 空'.split(' '),
)
const madeUpLatin = new Set('test guest null none unknown user customer member na vip admin anonymous'.split(' '))
const honorific = /(先生|女士|小姐|太太|夫人|老师|师傅|经理|总监|主任|医生|大夫|老板|阿姨|叔叔|大哥|大姐|同学|教授|同志|总)$/
const latinHonorific = /\b(mr|mrs|ms|miss|dr|prof|sir|madam)\b\.?/g
const none: Name = { kind: 'none', text: '', letters: '' }

/** What a name field says about who it is, whatever alphabet, order, title or decoration it was written with. */
export function normalizeName(text: string): Name {
  if (text === '') return none
  let name = /^[\u4e00-\u9fff]+$/.test(text) ? text : latinized(plain(text)).replace(/[（(【[].*?[)）\]】]/g, '')
  if (/[\u3400-\u9fff]/.test(name)) {
    name = simplified(name.replace(/[^\u3400-\u9fff]/g, ''))
    return chineseName(name, text)
  }
  return latinName(name.toLowerCase())
}

function chineseName(name: string, text: string): Name {
  if (madeUpNames.has(name)) return none
  const bare = name.length > 1 ? name.replace(honorific, '') : name
  if (bare === '') return none
  const titled = bare !== name
  if (titled && isSurname(bare)) return { kind: 'surname', text: bare, letters: '' }
  if (bare.length === 1) return { kind: isSurname(bare) ? 'surname' : 'nickname', text: bare, letters: '' }
  if (bare.length === 2 && /^[小老]/.test(bare) && isSurname(bare[1]!)) return { kind: 'surname', text: bare[1]!, letters: '' }
  const surname = surnameOf(bare)
  const given = bare.slice(surname.length)
  const wellFormed = surname !== '' && given.length >= 1 && given.length <= 2
  const doubled = bare.length === 2 && bare[0] === bare[1]
  const decorated = /[0-9a-zA-Z]/.test(text) && !/\(|（/.test(text) && !wellFormed
  if (!wellFormed || doubled || decorated || /[的我你妈爸]/.test(given)) return { kind: 'nickname', text: bare, letters: '' }
  return { kind: 'full', text: bare, letters: sorted(soundOf(surname, true) + soundsOf(given)) }
}

function latinName(name: string): Name {
  const words = name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(latinHonorific, ' ')
    .split(/[^a-z]+/)
    .filter((word) => word !== '')
  const joined = words.join('')
  if (joined === '' || madeUpLatin.has(joined)) return none
  // One short word, or one with digits or an underline in it, is how people call themselves, not their name.
  if (joined.length < 5 || /[0-9_]/.test(name) || (words.length === 1 && !isPinyin(joined)))
    return { kind: 'nickname', text: joined, letters: '' }
  return { kind: 'latin', text: words.join(' '), letters: sorted(joined) }
}

const syllable =
  /^(?:[zcs]h?|[bpmfdtnlgkhjqxrwy])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|an|en|in|un|vn|ai|ei|ao|ou|ia|ie|iu|ua|uo|ui|ve|ue|er|a|o|e|i|u|v)/

/** One unbroken word that reads as two to four Chinese syllables. */
export function isPinyin(word: string): boolean {
  for (let count = 0, rest = word; ; count++) {
    if (rest === '') return count >= 2 && count <= 4
    const match = syllable.exec(rest)
    if (!match || count > 4) return false
    rest = rest.slice(match[0].length)
  }
}

const soundsOf = (text: string): string => {
  let all = ''
  for (const character of text) all += soundOf(character)
  return all
}

const sortedKnown = new Map<string, string>()
function sorted(letters: string): string {
  let known = sortedKnown.get(letters)
  if (known === undefined) {
    known = [...letters].sort().join('')
    if (sortedKnown.size < 200_000) sortedKnown.set(letters, known)
  }
  return known
}

const chineseNumbers: Record<string, string> = {
  零: '0',
  〇: '0',
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
}
const road = /([\u4e00-\u9fff]{1,8}?(?:大道|公路|路|街|巷|胡同|大街|道))(\d+)/
const village = /([\u4e00-\u9fff]{2,6}?(?:村|屯|庄|组|镇|乡))/

/**
 * The parts of an address that stay when it is abbreviated: `district|road|number|door|city`, the door being the numbers after the road's joined
 * by `-`. What has no road keeps its text without region and punctuation in the road's place. Empty when there is no number at all.
 */
export function normalizeAddress(text: string): string {
  if (text.length < 5) return ''
  let address = simplified(plain(text)).replace(/\s+/g, '')
  if (/[零〇一二三四五六七八九十]/.test(address))
    address = address.replace(/([零〇一二三四五六七八九十]+)(?=[号幢栋座楼单室层弄组])/g, arabic)
  const found = road.exec(address)
  if (!found) {
    const numbers = address.match(/\d+/g)
    if (!numbers) return ''
    const place =
      village.exec(stripRegion(address))?.[1] ??
      stripRegion(address)
        .replace(/[^\u4e00-\u9fff]/g, '')
        .slice(0, 12)
    return `|${place}|${numbers[0]}|${numbers.slice(1).join('-')}|${cityOf(address)}`
  }
  const before = address.slice(0, found.index) + found[1]!
  // Two characters name a district well enough, and a city written before it without 市 does not get into it.
  const district = /[\u4e00-\u9fff]{2}[区县旗]/.exec(before)?.[0] ?? ''
  const cut = Math.max(before.lastIndexOf('区'), before.lastIndexOf('县'), /市[^区县市]*$/.exec(before)?.index ?? -1)
  const street = cut >= 0 && cut < before.length - 2 ? before.slice(cut + 1) : found[1]!
  const door = address.slice(found.index + found[0].length).match(/\d+/g)
  return `${district}|${street}|${found[2]}|${door ? door.join('-') : ''}|${cityOf(before)}`
}

/** The last two characters of a city's name, also where 市 was left out before the district; empty when no city is named. */
const cityOf = (address: string): string =>
  (/([\u4e00-\u9fff]{2})市/.exec(address) ?? /([\u4e00-\u9fff]{2})[\u4e00-\u9fff]{2}[区县旗]/.exec(address))?.[1] ?? ''

function arabic(number: string): string {
  if (number === '十') return '10'
  if (number.startsWith('十')) return `1${chineseNumbers[number[1]!] ?? ''}`
  if (number.endsWith('十')) return `${chineseNumbers[number[0]!] ?? ''}0`
  return [...number].map((one) => (one === '十' ? '' : chineseNumbers[one])).join('')
}

const stripRegion = (address: string): string =>
  address
    .replace(/^.*?(?:省|自治区)/, '')
    .replace(/^.*?市/, '')
    .replace(/^.*?[区县旗]/, '')

/** A device's identifier in one form; empty for none and for what emulators and resets write. */
export function normalizeDevice(text: string): string {
  if (text.length < 8) return ''
  const id = plain(text)
    .trim()
    .toLowerCase()
    .replace(/[-:{}\s]/g, '')
  return /^(.)\1*$/.test(id) || id === '9774d56d682e549c' || id.length < 8 ? '' : id
}
