import { type Captcha, setCaptcha } from '#centers/identity/captcha.ts'
import { setFederationPort } from '#centers/identity/federation/write.ts'
import type { SocialProvider } from '#centers/identity/links/model.ts'
import { setSocialProviders } from '#centers/identity/links/write.ts'
import type { Sender } from '#centers/messages/model.ts'
import { setSenders, showTexts } from '#centers/messages/write.ts'
import type { Clock } from '#core/time.ts'
import { alipayLogin } from '#outside/alipay-login/login.ts'
import { openidFederation } from '#outside/openid/federation.ts'
import { qqLogin } from '#outside/qq/login.ts'
import { siteverify } from '#outside/siteverify/captcha.ts'
import { aliyunSms } from '#outside/sms-aliyun/sender.ts'
import { tencentSms } from '#outside/sms-tencent/sender.ts'
import { smtp } from '#outside/smtp/sender.ts'
import { wechatLogin } from '#outside/wechat/login.ts'
import { weiboLogin } from '#outside/weibo/login.ts'
import { UsageError } from './command.ts'

type Environment = Record<string, string | undefined>
export interface Partners {
  senders: Sender[]
  social: SocialProvider[]
  captcha?: Captcha | null
  stop(): Promise<void>
}

/**
 * Registers whom the installation sends messages through and whom people may sign in with. Only what the settings name is used; the sample
 * enterprise, as long as nothing is set, speaks to simulators in this process, and its codes are told to `tell` and shown in the outbox.
 */
export async function openPartners(
  clock: Clock,
  options: {
    environment: Environment
    sample: boolean
    tell: (sentence: string) => void
    always?: readonly Sender[]
    through?: (sender: Sender) => Sender
  },
): Promise<Partners> {
  const real = configuredPartners(options.environment, clock.now)
  const some = real.senders.length + real.social.length > 0
  const partners =
    some || !options.sample ? real : await (await import('./partners-simulated.ts')).simulatedPartners(clock.now, options.tell)
  const { through = (sender: Sender) => sender } = options
  setSenders([...partners.senders, ...(options.always ?? [])].map(through))
  setSocialProviders(partners.social)
  setCaptcha(real.captcha ?? null)
  setFederationPort(openidFederation())
  return {
    ...partners,
    stop: async () => {
      setSenders([])
      setSocialProviders([])
      setCaptcha(null)
      setFederationPort(null)
      showTexts(null)
      await partners.stop()
    },
  }
}

/** The adapters whose settings are complete; half a set is refused with the name of what is missing. See docs/guides/partners.md. */
export function configuredPartners(environment: Environment, now: () => string): Partners {
  const read = (prefix: string, needed: readonly string[]) => readSettings(environment, prefix, needed)
  const senders: Sender[] = []
  const social: SocialProvider[] = []
  const closing: (() => void)[] = []

  const aliyun = read('TONGSHANG_SMS_ALIYUN', ['ACCESS_KEY_ID', 'ACCESS_KEY_SECRET', 'SIGN_NAMES'])
  if (aliyun)
    senders.push(
      aliyunSms(
        {
          access_key_id: aliyun('ACCESS_KEY_ID'),
          access_key_secret: aliyun('ACCESS_KEY_SECRET'),
          endpoint: aliyun('ENDPOINT', 'https://dysmsapi.aliyuncs.com'),
          sign_names: byBrand(aliyun('SIGN_NAMES')),
          ...costOf(aliyun('COST_MICROS', '')),
        },
        now,
      ),
    )
  const tencent = read('TONGSHANG_SMS_TENCENT', ['SECRET_ID', 'SECRET_KEY', 'SDK_APP_ID', 'SIGN_NAMES'])
  if (tencent)
    senders.push(
      tencentSms(
        {
          secret_id: tencent('SECRET_ID'),
          secret_key: tencent('SECRET_KEY'),
          sdk_app_id: tencent('SDK_APP_ID'),
          region: tencent('REGION', 'ap-guangzhou'),
          endpoint: tencent('ENDPOINT', 'https://sms.tencentcloudapi.com'),
          sign_names: byBrand(tencent('SIGN_NAMES')),
          ...costOf(tencent('COST_MICROS', '')),
        },
        now,
      ),
    )
  const mail = read('TONGSHANG_SMTP', ['HOST', 'FROM'])
  if (mail) {
    const port = Number(mail('PORT', '465'))
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError('TONGSHANG_SMTP_PORT must be a number from 1 to 65535.')
    const user = mail('USER', '')
    const sender = smtp({
      host: mail('HOST'),
      port,
      secure: mail('SECURE', port === 465 ? '1' : '0') === '1',
      from: byBrand(mail('FROM')),
      ...(user ? { user, password: mail('PASSWORD', '') } : {}),
    })
    senders.push(sender)
    closing.push(() => sender.close())
  }

  const wechat = read('TONGSHANG_WECHAT', ['WEB_APPID', 'WEB_SECRET'])
  if (wechat) {
    const inside = read('TONGSHANG_WECHAT_IN_APP', ['APPID', 'SECRET'])
    const mini = read('TONGSHANG_WECHAT_MINI', ['APPID', 'SECRET'])
    const platform = wechat('PLATFORM', '')
    social.push(
      wechatLogin(
        {
          web: { appid: wechat('WEB_APPID'), secret: wechat('WEB_SECRET') },
          ...(inside ? { in_app: { appid: inside('APPID'), secret: inside('SECRET') } } : {}),
          ...(mini ? { mini_program: { appid: mini('APPID'), secret: mini('SECRET') } } : {}),
          ...(platform ? { platform } : {}),
          open_origin: wechat('OPEN_ORIGIN', 'https://open.weixin.qq.com'),
          api_origin: wechat('API_ORIGIN', 'https://api.weixin.qq.com'),
        },
        now,
      ),
    )
  }
  const qq = read('TONGSHANG_QQ', ['CLIENT_ID', 'CLIENT_SECRET'])
  if (qq) {
    const platform = qq('PLATFORM', '')
    const settings = { client_id: qq('CLIENT_ID'), client_secret: qq('CLIENT_SECRET'), origin: qq('ORIGIN', 'https://graph.qq.com') }
    social.push(qqLogin({ ...settings, ...(platform ? { platform } : {}) }, now))
  }
  const weibo = read('TONGSHANG_WEIBO', ['CLIENT_ID', 'CLIENT_SECRET'])
  if (weibo)
    social.push(
      weiboLogin(
        { client_id: weibo('CLIENT_ID'), client_secret: weibo('CLIENT_SECRET'), origin: weibo('ORIGIN', 'https://api.weibo.com') },
        now,
      ),
    )
  const alipay = read('TONGSHANG_ALIPAY_LOGIN', ['APP_ID', 'PRIVATE_KEY', 'ALIPAY_PUBLIC_KEY'])
  if (alipay)
    social.push(
      alipayLogin(
        {
          app_id: alipay('APP_ID'),
          private_key: pem(alipay('PRIVATE_KEY'), 'PRIVATE KEY'),
          alipay_public_key: pem(alipay('ALIPAY_PUBLIC_KEY'), 'PUBLIC KEY'),
          authorize_origin: alipay('AUTHORIZE_ORIGIN', 'https://openauth.alipay.com'),
          gateway: alipay('GATEWAY', 'https://openapi.alipay.com/gateway.do'),
        },
        now,
      ),
    )
  const puzzle = read('TONGSHANG_CAPTCHA', ['SITE_KEY', 'SECRET'])
  return {
    senders,
    social,
    captcha: puzzle ? siteverify(puzzleSettings(puzzle)) : null,
    stop: async () => {
      for (const close of closing) close()
    },
  }
}

const puzzleChecks = {
  turnstile: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
  hcaptcha: 'https://api.hcaptcha.com/siteverify',
} as const

/** Told to wait until the page asks for a puzzle. */
const puzzleScripts = {
  turnstile: 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit',
  hcaptcha: 'https://js.hcaptcha.com/1/api.js?render=explicit',
} as const

function puzzleSettings(setting: (name: string, otherwise?: string) => string) {
  const provider = setting('PROVIDER', 'turnstile')
  if (provider !== 'turnstile' && provider !== 'hcaptcha') throw new UsageError('TONGSHANG_CAPTCHA_PROVIDER must be turnstile or hcaptcha.')
  const hosts = setting('HOSTS', '')
    .split(/[\s,;]+/)
    .filter(Boolean)
  const endpoint = setting('ENDPOINT', puzzleChecks[provider])
  const script = setting('SCRIPT', puzzleScripts[provider])
  return { provider, site_key: setting('SITE_KEY'), script, secret: setting('SECRET'), endpoint, hosts } as const
}

/** Reads `PREFIX_NAME`; null when none of the needed ones is set. */
function readSettings(environment: Environment, prefix: string, needed: readonly string[]) {
  const value = (name: string) => environment[`${prefix}_${name}`]?.trim() ?? ''
  const missing = needed.filter((name) => value(name) === '')
  if (missing.length === needed.length) return null
  if (missing.length)
    throw new UsageError(
      `${missing.map((name) => `${prefix}_${name}`).join(', ')} must be set too, or leave all ${prefix}_… out. See docs/guides/partners.md.`,
    )
  return (name: string, otherwise = ''): string => value(name) || otherwise
}

/** `通商` for all brands, or `*=通商;mingche=鸣澈` with one name by brand. */
function byBrand(text: string): Record<string, string> {
  if (!text.includes('=')) return { '*': text }
  return Object.fromEntries(
    text
      .split(';')
      .filter((part) => part.trim())
      .map((part) => {
        const at = part.indexOf('=')
        if (at < 1) throw new UsageError(`"${part}" must be BRAND=NAME, with * for all other brands.`)
        return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const
      }),
  )
}

function costOf(text: string): { cost_micros_per_segment?: number } {
  if (!text) return {}
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`"${text}" is no price: give millionths of a yuan per segment, such as 45000.`)
  return { cost_micros_per_segment: Number(text) }
}

/** Keys are given as PEM, on one line with \n for the ends of lines, or as the bare base64 the partner's page shows. */
function pem(text: string, kind: string): string {
  if (text.includes('-----')) return text.replaceAll('\\n', '\n')
  return `-----BEGIN ${kind}-----\n${text.replace(/\s+/g, '').replace(/(.{64})/g, '$1\n')}\n-----END ${kind}-----\n`
}
