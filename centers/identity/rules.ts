import { domainToASCII, domainToUnicode } from 'node:url'
import type { Handle, HandleKind } from './model.ts'

export type Refusal = { refused: 'phone_invalid' | 'email_invalid' | 'email_lookalike' | 'name_invalid'; detail: string }

/** What the person typed as the handle it means, or why it means none. The same person always comes out the same. */
export function readHandle(typed: string): Handle | Refusal {
  const text = clean(typed)
  if (text.includes('@')) return readEmail(text)
  // No name begins with a digit: who typed numbers meant a phone.
  if (/^[\d\s().+-]*\d[\d\s().+-]*$/.test(text)) return readPhone(text)
  return readName(text)
}

export function readHandleAs(kind: HandleKind, typed: string): Handle | Refusal {
  const text = clean(typed)
  return kind === 'phone' ? readPhone(text) : kind === 'email' ? readEmail(text) : readName(text)
}

/** Full-width digits and letters are the same key strokes on a Chinese keyboard; invisible characters are nobody's handle. */
const clean = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, '')
    .trim()

const phoneHelp = 'Give a mobile number such as 13800138000, or with its country as +85291234567.'

function readPhone(text: string): Handle | Refusal {
  const plain = text.replace(/[\s().-]/g, '').replace(/^00/, '+')
  const local = /^(?:\+?86)?(1[3-9]\d{9})$/.exec(plain)
  if (local) return { kind: 'phone', value: `+86${local[1]}` }
  if (/^\+(?!86|0)\d{7,15}$/.test(plain)) return { kind: 'phone', value: plain }
  return { refused: 'phone_invalid', detail: `This is no phone number we can send a code to. ${phoneHelp}` }
}

function readEmail(text: string): Handle | Refusal {
  const at = text.lastIndexOf('@')
  const local = text.slice(0, at).toLowerCase()
  const typed_domain = text.slice(at + 1).toLowerCase()
  if (/[^\x20-\x7e]/.test(local) || isLookalikeDomain(typed_domain))
    return {
      refused: 'email_lookalike',
      detail: 'The address holds letters that look like others (for example a Cyrillic а): type it again on a plain keyboard.',
    }
  const domain = domainToASCII(typed_domain)
  const shaped =
    /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/.test(local) &&
    local.length <= 64 &&
    domain.length <= 190 &&
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(domain)
  if (!shaped) return { refused: 'email_invalid', detail: 'This is no email address: it looks like name@example.com.' }
  return { kind: 'email', value: `${local}@${domain}` }
}

/** Domains in plain letters or in Chinese characters are taken; any other script can imitate a Latin name letter by letter. */
function isLookalikeDomain(domain: string): boolean {
  const shown = domainToUnicode(domain) || domain
  return shown.split('.').some((label) => !/^[\x20-\x7e]*$/.test(label) && !/^[\p{Script=Han}0-9-]*$/u.test(label))
}

function readName(text: string): Handle | Refusal {
  const value = text.toLowerCase()
  if (/^[a-z][a-z0-9._-]{2,31}$/.test(value)) return { kind: 'name', value }
  return {
    refused: 'name_invalid',
    detail: 'A sign-in name has 3 to 32 plain letters, digits, dots, hyphens or underscores and begins with a letter.',
  }
}

export const isRefused = (read: Handle | Refusal): read is Refusal => 'refused' in read

/** As it may stand on a screen or in a log: enough for its owner to know it, too little for anybody else. */
export function maskHandle({ kind, value }: Handle): string {
  if (kind === 'phone') return value.replace(/^\+86/, '').replace(/^(\+?\d{3})\d+(\d{4})$/, '$1****$2')
  if (kind === 'email') {
    const at = value.lastIndexOf('@')
    return `${value.slice(0, Math.min(2, at))}***${value.slice(at)}`
  }
  return value.length <= 3 ? `${value[0]}**` : `${value.slice(0, 2)}***${value.slice(-1)}`
}

export type PasswordRefusal = { refused: 'password_short' | 'password_long' | 'password_common' | 'password_about_you'; detail: string }

/** Length and being unknown are what make a password strong; rules about digits and signs only make it forgettable. */
export function refusePassword(
  password: string,
  about: readonly string[],
  isCommon: (password: string) => boolean,
): PasswordRefusal | null {
  if ([...password].length < 8) return { refused: 'password_short', detail: 'Take at least 8 characters.' }
  if (password.length > 200) return { refused: 'password_long', detail: 'Take at most 200 characters.' }
  if (isCommon(password))
    return { refused: 'password_common', detail: 'This password is on the lists that attackers try first: take another one.' }
  const low = password.toLowerCase()
  if (about.some((word) => word.length >= 4 && low.includes(word.toLowerCase()) && low.length - word.length < 4))
    return { refused: 'password_about_you', detail: 'The password is your own name, phone number or email address: take another one.' }
  return null
}

export const unknownDevice = 'unknown device'

/** `Chrome · Windows`, from the browser's own words; only for people to tell their devices apart. */
export function labelDevice(user_agent: string | undefined): string {
  const text = user_agent ?? ''
  const system =
    [
      ['iPhone', /iPhone/],
      ['iPad', /iPad/],
      ['Android', /Android/],
      ['HarmonyOS', /HarmonyOS|OpenHarmony/],
      ['Windows', /Windows/],
      ['macOS', /Mac OS X/],
      ['Linux', /Linux/],
    ].find(([, pattern]) => (pattern as RegExp).test(text))?.[0] ?? ''
  const program =
    [
      ['WeChat', /MicroMessenger/],
      ['QQ', /\bQQ\//],
      ['Alipay', /AlipayClient/],
      ['Edge', /Edg\//],
      ['Firefox', /Firefox\//],
      ['Chrome', /Chrome\//],
      ['Safari', /Safari\//],
    ].find(([, pattern]) => (pattern as RegExp).test(text))?.[0] ?? ''
  return [program, system].filter(Boolean).join(' · ') || unknownDevice
}

/** An IPv6 household owns a /64; counting single addresses of it would let one attacker be millions. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('%')[0]!.split('::')
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = tail === undefined ? front : [...front, ...Array(Math.max(0, 8 - front.length - back.length)).fill('0'), ...back]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group || '0', 16).toString(16))
    .join(':')}::/64`
}
