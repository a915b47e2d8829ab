import type { OpenConnection, Told } from '#centers/marketplaces/port.ts'
import { askOutside, exactJsonIn } from '#core/outside.ts'
import { accessToken, forgetToken } from './token.ts'

export type Fault = Exclude<Told, { status: 'answered' }>
export type Heard = Fault | { status: 'heard'; answer: Record<string, unknown> }
export const told = (heard: Heard): Told => (heard.status === 'heard' ? { status: 'answered' } : heard)

/** One request with the token that opens it; `restricted` is a token for personal data, `free` what Amazon counts apart from the operation. Nothing is signed. */
export async function ask(
  connection: OpenConnection,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH',
  path: string,
  query: Record<string, string>,
  body?: object,
  { restricted = null, free = false, again = true }: { restricted?: string | null; free?: boolean; again?: boolean } = {},
): Promise<Heard> {
  const opened = restricted === null ? await accessToken(connection) : { token: restricted }
  if ('status' in opened) return opened
  const text = new URLSearchParams(query).toString()
  const heard = await askOutside(`${connection.endpoint.replace(/\/+$/, '')}${path}${text ? `?${text}` : ''}`, {
    method,
    free,
    headers: {
      'x-amz-access-token': opened.token,
      'x-amz-date': connection.now().replace(/[-:]|\.\d+/g, ''),
      'user-agent': 'Tongshang/1 (Language=TypeScript)',
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if ('failed' in heard) return { status: 'later', code: heard.failed, reason: heard.reason }
  if (heard.status === 204) return { status: 'heard', answer: {} }
  const answer = exactJsonIn(heard.text) as { errors?: { code?: string; message?: string; details?: string }[] } | undefined
  if ((heard.status === 200 || heard.status === 201 || heard.status === 202) && typeof answer === 'object' && answer !== null)
    return { status: 'heard', answer: answer as Record<string, unknown> }
  const [error] = answer?.errors ?? []
  const reason = error ? [error.message, error.details].filter(Boolean).join(' · ') : heard.text.slice(0, 200) || 'an empty answer'
  const code = error?.code ?? `http_${heard.status}`
  // No Retry-After: the bucket says how fast it fills.
  if (heard.status === 429)
    return {
      status: 'later',
      code,
      reason,
      retry_after_s: Math.min(300, Math.ceil(1 / (Number(heard.headers?.get('x-amzn-ratelimit-limit')) || 1))),
    }
  if (heard.status === 401 || heard.status === 403) {
    // It may have been taken back before its hour was over.
    forgetToken(connection)
    return again && restricted === null
      ? ask(connection, method, path, query, body, { free, again: false })
      : { status: 'later', code: 'unauthorized', reason }
  }
  return error && heard.status >= 400 && heard.status < 500 ? { status: 'refused', code, reason } : { status: 'later', code, reason }
}
