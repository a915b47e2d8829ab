import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import type { SocialProvider } from '#centers/identity/links/model.ts'
import { maskHandle } from '#centers/identity/rules.ts'
import type { Outgoing, Sender } from '#centers/messages/model.ts'
import { showTexts } from '#centers/messages/write.ts'
import { alipayLogin } from '#outside/alipay-login/login.ts'
import { qqLogin } from '#outside/qq/login.ts'
import { aliyunSms } from '#outside/sms-aliyun/sender.ts'
import { smtp } from '#outside/smtp/sender.ts'
import { wechatLogin } from '#outside/wechat/login.ts'
import { weiboLogin } from '#outside/weibo/login.ts'
import { simulateAlipayLogin } from '#simulators/alipay-login/login.ts'
import { simulateQq } from '#simulators/qq/login.ts'
import { simulateAliyunSms } from '#simulators/sms-aliyun/server.ts'
import { simulateSmtp } from '#simulators/smtp/server.ts'
import { simulateWechat } from '#simulators/wechat/login.ts'
import { simulateWeibo } from '#simulators/weibo/login.ts'
import type { Partners } from './partners.ts'

/** How many texts the outbox of the sample enterprise can show; older ones are forgotten. */
const most_texts = 500

/** The real adapters of the sample enterprise, each against its partner's simulator on loopback. Nothing leaves this machine. */
export async function simulatedPartners(now: () => string, tell: (sentence: string) => void): Promise<Partners> {
  const at = () => Date.parse(now())
  const template = 'SMS_SAMPLE'
  const [sms, mail] = await Promise.all([
    simulateAliyunSms({ keys: { sample: 'sample' }, sign_names: ['通商'], templates: { [template]: [] }, now: at }),
    simulateSmtp({ accounts: { 'shop@sample.example': 'sample' } }),
  ])
  const short = aliyunSms(
    {
      access_key_id: 'sample',
      access_key_secret: 'sample',
      endpoint: sms.url,
      sign_names: { '*': '通商' },
      cost_micros_per_segment: 45_000,
    },
    now,
  )
  const long = smtp({
    host: '127.0.0.1',
    port: mail.port,
    secure: false,
    user: 'shop@sample.example',
    password: 'sample',
    from: { '*': 'shop@sample.example' },
  })

  const texts = new Map<string, string>()
  showTexts((message_id, channel) => texts.get(`${message_id} ${channel}`) ?? null)
  /** Remembers what was sent, and says the code aloud. */
  const overheard = (sender: Sender): Sender => ({
    ...sender,
    async send(message: Outgoing) {
      // The sample's texts have no number of a reviewed template; the simulated partner knows one that takes any values.
      const provider_template = message.provider_template ?? { code: template, values: Object.keys(message.values) }
      const sent = await sender.send({ ...message, provider_template })
      if (sent.status === 'refused') return sent
      texts.set(`${message.message_id} ${sender.channel}`, message.text)
      if (texts.size > most_texts) texts.delete(texts.keys().next().value!)
      const { code } = message.values
      const kind = sender.channel === 'email' ? 'email' : 'phone'
      if (code) tell(`code for ${maskHandle({ kind, value: message.address })}: ${code}`)
      return sent
    },
  })
  const social = await simulatedSocial(now, at)
  return {
    senders: [overheard(short), overheard(long)],
    social: social.providers,
    stop: async () => {
      long.close()
      await Promise.all([sms.close(), mail.close(), social.stop()])
    },
  }
}

/** Everybody who presses the button is the same sample person, who agrees at once: the partner's own page is left out, its protocol is not. */
async function simulatedSocial(now: () => string, at: () => number): Promise<{ providers: SocialProvider[]; stop(): Promise<void> }> {
  const keys = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  // Where people come back to is the address they came from, so it is learned when they leave.
  const apps = {
    wechat: { wxsample: { secret: 'sample', domain: 'localhost', bound: true } },
    qq: { 100: { key: 'sample', callback: '', unionid: true } },
    weibo: { 100: { secret: 'sample', callback: '' } },
    alipay: { 2021: { public_key: keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(), callback: '', open_id: true } },
  }
  const [wechat, qq, weibo, alipay] = await Promise.all([
    simulateWechat({ apps: apps.wechat, now: at }),
    simulateQq({ apps: apps.qq, now: at }),
    simulateWeibo({ apps: apps.weibo, now: at }),
    simulateAlipayLogin({ apps: apps.alipay, now: at }),
  ])
  const agreeing = (
    provider: SocialProvider,
    learn: (redirect_uri: string) => void,
    agree: (address: string) => string,
  ): SocialProvider => ({
    ...provider,
    authorizeUrl: (asked) => {
      learn(asked.redirect_uri)
      return agree(provider.authorizeUrl(asked))
    },
  })
  const wechat_person = { openids: { wxsample: 'o-sample' }, unionid: 'u-sample', nickname: '微信体验用户' }
  const qq_person = { openid: 'q-sample', unionid: 'uq-sample', nickname: 'QQ 体验用户' }
  const weibo_person = { uid: '1404376560', screen_name: '微博体验用户' }
  const alipay_person = { user_id: '2088000000000001', open_id: 'op-sample', nick_name: '支付宝体验用户' }
  return {
    providers: [
      agreeing(
        wechatLogin(
          { web: { appid: 'wxsample', secret: 'sample' }, platform: 'sample', open_origin: wechat.origin, api_origin: wechat.origin },
          now,
        ),
        (address) => {
          apps.wechat.wxsample.domain = new URL(address).host
        },
        (address) => wechat.scan(address, wechat_person),
      ),
      agreeing(
        qqLogin({ client_id: '100', client_secret: 'sample', platform: 'sample', origin: qq.origin }, now),
        (address) => {
          apps.qq[100].callback = address
        },
        (address) => qq.agree(address, qq_person),
      ),
      agreeing(
        weiboLogin({ client_id: '100', client_secret: 'sample', origin: weibo.origin }, now),
        (address) => {
          apps.weibo[100].callback = address
        },
        (address) => weibo.agree(address, weibo_person),
      ),
      agreeing(
        alipayLogin(
          {
            app_id: '2021',
            private_key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
            alipay_public_key: alipay.public_key,
            authorize_origin: alipay.origin,
            gateway: alipay.gateway,
          },
          now,
        ),
        (address) => {
          apps.alipay[2021].callback = address
        },
        (address) => alipay.agree(address, alipay_person),
      ),
    ],
    stop: async () => {
      await Promise.all([wechat.close(), qq.close(), weibo.close(), alipay.close()])
    },
  }
}
