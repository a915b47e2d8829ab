import type { OpenConnection, TokenAnswer, Told } from '#centers/marketplaces/port.ts'
import { fieldsOf, type Shape } from '#core/contract.ts'
import { askOutside, exactJsonIn } from '#core/outside.ts'
import { chinaTime } from '#core/time.ts'
import { askGrant } from '../renewal.ts'
import { signatureOf, type TopSigning } from './sign.ts'

/** Consents are given at another address than calls; whoever stands in for Taobao gives them too. */
const tokenEndpoint = (endpoint: string): string =>
  /\.(taobao|tbsandbox)\.com$/.test(new URL(endpoint).hostname) ? 'https://oauth.taobao.com/token' : new URL('/token', endpoint).href

/** One thing asked of TOP, for the registry. */
export function operation(zh: string, en: string, calls_per_second: number, shape?: Shape) {
  return {
    name: { zh, en },
    version: '2.0',
    budget: { calls: calls_per_second, per_ms: 1000 },
    ...(shape ? { contract: fieldsOf(shape) } : {}),
  }
}

export type Fault = Exclude<Told, { status: 'answered' }>
type Heard = Fault | { status: 'heard'; answer: Record<string, unknown> }

/** One request: signed, sent, its envelope opened. Every answer of TOP is HTTP 200, the wrong ones too. */
export async function ask(
  { endpoint, settings, secrets, now }: OpenConnection,
  method: string,
  parameters: Record<string, string>,
): Promise<Heard> {
  const sign_method = (settings.sign_method || 'md5') as TopSigning
  const sent: Record<string, string> = {
    ...parameters,
    ...{
      method,
      app_key: settings.app_key ?? '',
      session: secrets.session ?? '',
      timestamp: chinaTime(now()),
      format: 'json',
      v: '2.0',
      sign_method,
    },
  }
  // What is empty is not signed and must not be sent.
  for (const [name, value] of Object.entries(sent)) if (value === '') delete sent[name]
  const heard = await askOutside(endpoint, {
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' },
    body: new URLSearchParams({ ...sent, sign: signatureOf(sent, secrets.app_secret ?? '', sign_method) }),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  if (heard.status === 429)
    return {
      status: 'later',
      code: 'http_429',
      reason: 'Too many requests.',
      retry_after_s: Number(heard.headers?.get('retry-after')) || 1,
    }
  const outer = exactJsonIn(heard.text) as Record<string, Record<string, unknown>> | undefined
  if (heard.status !== 200 || typeof outer !== 'object' || outer === null)
    return { status: 'later', code: `http_${heard.status}`, reason: heard.text.slice(0, 200) || 'an empty answer' }
  if (outer.error_response) return faultOf(outer.error_response)
  const root = `${method.replace(/^taobao\./, '').replaceAll('.', '_')}_response`
  const answer = outer[root]
  if (typeof answer !== 'object' || answer === null) {
    const drifts = [{ path: root, expected: 'map', found: Object.keys(outer).join(',').slice(0, 60) || 'missing' }]
    return { status: 'later', code: 'contract_broken', reason: `The answer has no ${root}.`, drifts }
  }
  return { status: 'heard', answer }
}

/** `isp.` is the platform's own fault and passes; keys and clocks are put right by a person; all else is our mistake. */
function faultOf(error: Record<string, unknown>): Fault {
  const code = Number(error.code)
  const sub_code = String(error.sub_code ?? '')
  const reason = [error.msg, sub_code, error.sub_msg].filter(Boolean).join(' · ').slice(0, 400)
  if (code === 7) {
    const ban_s = /ban will last for (\d+) more/.exec(String(error.sub_msg ?? ''))?.[1]
    return { status: 'later', code: 'limited', reason, retry_after_s: Number(ban_s ?? 1) + 1 }
  }
  if (code === 26 || code === 27 || code === 28 || code === 29 || code === 24 || code === 25)
    return { status: 'later', code: 'unauthorized', reason }
  if (code === 30 || code === 31) return { status: 'later', code: 'clock_differs', reason }
  if (code === 10 || code === 3 || sub_code.startsWith('isp.') || sub_code.endsWith(':B150'))
    return { status: 'later', code: sub_code || String(code), reason }
  return { status: 'refused', code: sub_code || String(code), reason }
}

/** The next session of a seller's consent. */
export const renewToken = ({ endpoint, settings, secrets, now }: OpenConnection): Promise<Told<TokenAnswer>> =>
  askGrant(
    settings.token_endpoint || tokenEndpoint(endpoint),
    new URLSearchParams({
      ...{ grant_type: 'refresh_token', client_id: settings.app_key ?? '', client_secret: secrets.app_secret ?? '' },
      refresh_token: secrets.refresh_token ?? '',
    }),
    'session',
    now(),
  )
