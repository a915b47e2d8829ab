import type { TokenAnswer, Told } from '#centers/marketplaces/port.ts'
import { askOutside, exactJsonIn } from '#core/outside.ts'
import { addMilliseconds } from '#core/time.ts'

interface Grant {
  access_token?: string
  refresh_token?: string
  expires_in?: number | string
}

/** What a grant gives, under the name the platform's adapter keeps its token by. A refresh token that is not told anew stays as it was. */
export function grantedOf(grant: Grant | undefined, named: 'access_token' | 'session', now: string): Told<TokenAnswer> {
  const { access_token, refresh_token, expires_in } = grant ?? {}
  if (typeof access_token !== 'string' || access_token === '') {
    const drifts = [{ path: 'access_token', expected: 'text', found: typeof access_token }]
    return { status: 'later', code: 'contract_broken', reason: 'The answer has no access_token.', drifts }
  }
  const seconds = Number(expires_in)
  return {
    status: 'answered',
    secrets: { [named]: access_token, ...(refresh_token ? { refresh_token } : {}) },
    expires_at: seconds > 0 ? addMilliseconds(now, seconds * 1000) : null,
  }
}

/** One request for a grant. A consent that was taken back is refused for good; a platform that is away is asked again. */
export async function askGrant(
  url: string,
  body: URLSearchParams | string,
  named: 'access_token' | 'session',
  now: string,
): Promise<Told<TokenAnswer>> {
  const heard = await askOutside(url, {
    headers: { 'content-type': typeof body === 'string' ? 'application/json' : 'application/x-www-form-urlencoded;charset=utf-8' },
    body,
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  const answer = exactJsonIn(heard.text) as (Grant & Record<string, unknown>) | undefined
  const fault = (answer?.error_response ?? answer) as Record<string, unknown> | undefined
  const code = fault?.error ?? fault?.error_code ?? (answer?.access_token ? undefined : fault?.code)
  if (code !== undefined && code !== null) {
    const reason = [code, fault?.error_description, fault?.error_msg, fault?.msg].filter(Boolean).join(' · ').slice(0, 300)
    // What is wrong with the grant or the application stays wrong; everything else may pass.
    if (heard.status < 500 && heard.status !== 429) return { status: 'refused', code: 'renewal_refused', reason }
    return { status: 'later', code: `http_${heard.status}`, reason }
  }
  if (heard.status !== 200) return { status: 'later', code: `http_${heard.status}`, reason: heard.text.slice(0, 200) || 'an empty answer' }
  return grantedOf(answer, named, now)
}
