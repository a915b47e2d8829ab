/**
 * Whether attackers try this password among the first: the words and walks that lead every published list of leaked passwords, in the
 * dresses people give them (capitals, a year behind, an exclamation mark, 0 for o). Works offline; patterns reach further than a list of the same size.
 */
export function isCommonPassword(password: string): boolean {
  const low = password.normalize('NFKC').toLowerCase().replace(/\s/g, '')
  return isRepeated(low) || isDateOrNumber(low) || undressings(low).some((plain) => plain === '' || words.has(plain) || isWalk(plain))
}

/** `aaaaaaaa`, `abab1212`, `abcabcabc`: few different signs, or one piece again and again. */
const isRepeated = (text: string): boolean => new Set(text).size <= 3 || /^(.{1,6})\1+$/.test(text)

/** Birthdays, years and mobile numbers are the first thing tried against a known person. */
const isDateOrNumber = (text: string): boolean =>
  /^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\D{0,3}$/.test(text) ||
  /^\D{0,3}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(text) ||
  /^(\+?86)?1[3-9]\d{9}$/.test(text) ||
  /^\d{1,9}$/.test(text)

/** The word under its dress: without what was put before or behind it, and with signs read as the letters they stand for. */
function undressings(text: string): string[] {
  const bare = text.replace(/^[\d!@#$%^&*._+-]+|[\d!@#$%^&*._+-]+$/g, '')
  const read = (word: string) => word.replace(/[01345$@7!]/g, (sign) => letters[sign]!)
  const halves = /^(.{3,})\1$/.exec(bare)?.[1]
  return [
    text,
    bare,
    read(text),
    read(bare),
    read(text).replace(/[^\p{L}]+$/gu, ''),
    text.replace(/[^\p{L}\p{N}]/gu, ''),
    ...(halves ? [halves] : []),
  ]
}
const letters: Record<string, string> = { 0: 'o', 1: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't', $: 's', '@': 'a', '!': 'i' }

/** Keys that lie side by side, or letters and digits in their order, forwards or backwards. */
function isWalk(text: string): boolean {
  if (text.length < 4) return false
  const backwards = [...text].reverse().join('')
  return walks.some((walk) => walk.includes(text) || walk.includes(backwards)) || isTwoWalks(text)
}

/** `1qaz2wsx`, `qwe123asd`, `abcd1234`: pieces of at least three keys, each a walk. */
function isTwoWalks(text: string): boolean {
  for (let size = 3; size <= text.length - 3; size++) {
    const [head, tail] = [text.slice(0, size), text.slice(size)]
    if (isPiece(head) && (isPiece(tail) || isTwoWalks(tail))) return true
  }
  return false
}
const isPiece = (text: string): boolean =>
  text.length >= 3 && (walks.some((walk) => walk.includes(text) || walk.includes([...text].reverse().join(''))) || new Set(text).size === 1)

const walks = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  'q1w2e3r4t5y6u7i8o9p0',
  '1q2w3e4r5t6y7u8i9o0p',
  'a1b2c3d4e5f6g7h8i9',
  '!@#$%^&*()',
  '147258369',
  '741852963',
  '159357',
  '13579246810',
  '5201314',
]

const words = new Set(
  (
    'password passwort passw0rd pass passwd pwd admin administrator root user guest test tester demo login welcome hello letmein access master super ' +
    'secret default changeme change temp temporary system server manager office company staff shop mall service money bank ' +
    'iloveyou loveyou lovely love baby angel princess sunshine flower summer winter spring autumn monday friday january december ' +
    'monkey dragon tiger lion eagle panda shadow hunter killer ninja batman superman starwars pokemon football baseball basketball soccer hockey ' +
    'michael jordan jennifer jessica daniel thomas robert andrew matthew joshua ashley amanda nicole charlie george william ' +
    'computer internet google facebook twitter apple samsung microsoft windows android iphone android linux ' +
    'whatever trustno freedom forever nothing cheese pepper ginger cookie chocolate orange banana purple yellow silver golden diamond ' +
    'china beijing shanghai chongqing guangzhou shenzhen zhongguo woaini woaiwojia aini wobuzhidao mima meiyoumima nihao nihaoma ' +
    'zhangwei wangwei wangfang liwei lina zhangmin lijing wangjing zhangli wangli xiaoming baobao laopo laogong shengrikuaile ' +
    'tongshang tongshangwang yonghu guanliyuan huiyuan gongsi wang zhang taobao weixin wechat alipay zhifubao qqqq jingdong ' +
    'qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx abc abcd abcde abcdef abcabc aaa asd qwe zxc ' +
    'mustang harley porsche ferrari mercedes corvette yamaha honda toyota ' +
    'michelle maggie buster tigger hannah sophie oliver jasmine taylor matrix mother father family friends friend happy lucky ' +
    'hello123 test123 abc123 admin123 pass123 root123 user123 a123456 qq123456 wang123 zxc123 asd123 qwe123'
  ).split(' '),
)
