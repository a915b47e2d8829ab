import type { OpenConnection, Told } from '#centers/marketplaces/port.ts'
import { askOutside, jsonIn } from '#core/outside.ts'

interface Kept {
  token: string
  until_ms: number
}
/** By refresh token: an hour each, renewed a minute before. They live in memory only; what opens new ones is sealed with the connection. */
const kept = new Map<string, Kept>()

type Fault = Exclude<Told, { status: 'answered' }>

/** Login with Amazon for Amazon's own regions; whoever stands in for Amazon gives the tokens too. */
const tokenEndpoint = (endpoint: string): string =>
  /\.amazon\.com$/.test(new URL(endpoint).hostname)
    ? 'https://api.amazon.com/auth/o2/token'
    : `${endpoint.replace(/\/+$/, '')}/auth/o2/token`

/** The token of the seller's consent for the next calls, asked anew when it is about to end. */
export async function accessToken({ endpoint, settings, secrets, now }: OpenConnection): Promise<Fault | { token: string }> {
  const { refresh_token = '', client_secret = '' } = secrets
  const now_ms = Date.parse(now())
  const found = kept.get(refresh_token)
  if (found && found.until_ms > now_ms + 60_000) return found
  const heard = await askOutside(settings.token_endpoint || tokenEndpoint(endpoint), {
    free: true,
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token,
      client_id: settings.client_id ?? '',
      client_secret,
    }).toString(),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  const answer = jsonIn(heard.text) as
    | { access_token?: string; expires_in?: number; error?: string; error_description?: string }
    | undefined
  if (heard.status === 200 && answer?.access_token) {
    const one = { token: answer.access_token, until_ms: now_ms + (answer.expires_in ?? 3_600) * 1000 }
    kept.set(refresh_token, one)
    return one
  }
  const reason = answer?.error_description ?? answer?.error ?? heard.text.slice(0, 200)
  return { status: 'later', code: heard.status >= 500 || heard.status === 429 ? `http_${heard.status}` : 'unauthorized', reason }
}

/** A token that was refused must not be used again. */
export const forgetToken = ({ secrets }: OpenConnection): void => void kept.delete(secrets.refresh_token ?? '')
