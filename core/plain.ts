export type PlainLanguage = 'zh' | 'en'

/** What the checker of schemas says, and what that means to people. `{n}` is the number it names. */
const meanings: readonly (readonly [RegExp, zh: string, en: string])[] = [
  [/^must have required property/, '这一项要填', 'this is needed'],
  [/^must NOT have fewer than 1 characters/, '不能为空', 'cannot be empty'],
  [/^must NOT have fewer than (\d+) characters/, '至少 {n} 个字', 'at least {n} characters'],
  [/^must NOT have more than (\d+) characters/, '最多 {n} 个字，请缩短', 'at most {n} characters: shorten it'],
  [/^must NOT have fewer than (\d+) items/, '至少 {n} 项', 'at least {n} of them'],
  [/^must NOT have more than (\d+) items/, '最多 {n} 项，请分次提交', 'at most {n} of them: send them in parts'],
  [/^must NOT have (?:fewer|more) than (\d+) properties/, '项数不对（{n}）', 'not the right number of entries ({n})'],
  [/^must NOT have duplicate items/, '有重复的项，请去掉', 'holds something twice: remove it'],
  [/^must NOT have additional properties/, '没有这一项，请去掉', 'is not known here: leave it out'],
  [/^must be equal to one of the allowed values/, '请从给出的选项里选', 'choose one of the values offered'],
  [/^must be integer/, '要填整数', 'must be a whole number'],
  [/^must be number/, '要填数字', 'must be a number'],
  [/^must be >= (-?\d+)/, '不能小于 {n}', 'cannot be below {n}'],
  [/^must be > (-?\d+)/, '要大于 {n}', 'must be above {n}'],
  [/^must be <= (-?\d+)/, '不能大于 {n}', 'cannot be above {n}'],
  [/^must be < (-?\d+)/, '要小于 {n}', 'must be below {n}'],
  [/^must be boolean/, '只能是“是”或“否”', 'is either yes or no'],
  [/^must be (?:string|array|object|null)/, '格式不对', 'has the wrong form'],
]

/** Forms of text by the pattern that asks for them; where several centers ask for the same form it is said once. */
const forms: readonly (readonly [part: string, zh: string, en: string])[] = [
  ['[^@\\s]+@[^@\\s]+', '不是完整的邮箱地址，例如 name@example.com', 'is no whole e-mail address such as name@example.com'],
  ['[\\p{L}\\p{N}]', '要有文字或数字，不能只有空格和标点', 'needs letters or digits, not spaces and signs alone'],
  ['^https://', '要以 https:// 开头，不能有空格', 'begins with https:// and holds no spaces'],
  ['^(/[^\\s\\\\]*|https://', '以 / 或 https:// 开头，不能有空格', 'begins with / or https:// and holds no spaces'],
  ['^(|/[^', '以 /、#、https://、tel: 或 mailto: 开头，不能有空格', 'begins with /, #, https://, tel: or mailto: and holds no spaces'],
  ['^/[^\\s?#]', '以 / 开头，不能有空格、? 和 #', 'begins with / and holds no spaces, ? or #'],
  ['^/[a-z0-9/', '以 / 开头，只用小写字母、数字、/、横线和点', 'begins with /; small letters, digits, /, hyphens and dots'],
  ['^[0-9A-Za-z]{18}$', '要填 18 位字母或数字', 'has 18 letters or digits'],
  ['^\\+?[0-9', '只能填电话号码：数字，可以加 + 和横线', 'is a phone number: digits, with + or hyphens'],
  ['^[0-9]{6}$', '要填 6 位数字', 'has 6 digits'],
  ['^([0-9]{8}|', '要填 8、12、13 或 14 位数字', 'has 8, 12, 13 or 14 digits'],
  ['^\\d{4}-\\d{2}-\\d{2}$', '日期写成 2026-11-22', 'is a date written 2026-11-22'],
  ['^\\d{4}-\\d{2}-\\d{2}T', '时间写成 2026-11-22T14:05:00Z', 'is a moment written 2026-11-22T14:05:00Z'],
  ['^[A-Z]{3}$', '要填三位币种代码，例如 CNY', 'is a currency of three letters such as CNY'],
  ['^[a-z][a-z0-9_]', '以小写字母开头，只用小写字母、数字和下划线', 'begins with a small letter; small letters, digits and underscores'],
  ['^[A-Za-z0-9][A-Za-z0-9._-]', '只用字母、数字、点、横线和下划线', 'letters, digits, dots, hyphens and underscores only'],
  ['\\u0000', '有不能保存的控制字符，请删掉', 'holds a control character: remove it'],
  ['[0-9a-f]{8}-', '不是完整的编号，请重新打开再试', 'is no whole id: open the page again'],
  ['[0-9a-f]{64}', '要填已上传文件的编号：请先上传', 'is the reference of an uploaded file: upload it first'],
]

/** One message of the checker in the words of people, naming the remedy; what it does not know stays as it is. */
export function plainly(message: string, language: PlainLanguage): string {
  const at = language === 'zh' ? 1 : 2
  if (message.startsWith('must match'))
    return forms.find(([part]) => message.includes(part))?.[at] ?? (language === 'zh' ? '格式不对' : 'has the wrong form')
  for (const meaning of meanings) {
    const found = meaning[0].exec(message)
    if (found) return meaning[at].replace('{n}', found[1] ?? '')
  }
  return message
}
