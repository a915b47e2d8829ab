import type { Problem } from './parts.tsx'

const post = async (path: string, body?: object): Promise<{ data?: Record<string, unknown>; problem?: Problem }> => {
  const answer = await fetch(path, {
    method: 'POST',
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  })
  const said = answer.status === 204 ? {} : ((await answer.json()) as Record<string, unknown>)
  return answer.ok ? { data: said } : { problem: said as unknown as Problem }
}

export const knowsPasskeys = (): boolean => typeof window !== 'undefined' && 'PublicKeyCredential' in window

/** Null when it worked; also null-like silence when the person closed the browser's own question. */
export async function signInWithPasskey(door: { brand: string; region: string }): Promise<Problem | 'dismissed' | null> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const begun = await post('/api/mall/session/passkey/options')
  if (begun.problem) return begun.problem
  const { challenge_id, options } = begun.data as {
    challenge_id: string
    options: Parameters<typeof startAuthentication>[0]['optionsJSON']
  }
  const response = await startAuthentication({ optionsJSON: options }).catch(() => null)
  if (!response) return 'dismissed'
  const { id, rawId, type, response: signed, clientExtensionResults } = response
  return (
    (
      await post('/api/mall/session/passkey', {
        challenge_id,
        response: { id, rawId, type, response: signed, clientExtensionResults },
        door,
      })
    ).problem ?? null
  )
}

export async function makePasskey(): Promise<Problem | 'dismissed' | null> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  const begun = await post('/api/mall/passkeys/options')
  if (begun.problem) return begun.problem
  const { challenge_id, options } = begun.data as { challenge_id: string; options: Parameters<typeof startRegistration>[0]['optionsJSON'] }
  const made = await startRegistration({ optionsJSON: options }).catch(() => null)
  if (!made) return 'dismissed'
  const { id, rawId, type, response, clientExtensionResults } = made
  return (
    (await post('/api/mall/passkeys', { challenge_id, response: { id, rawId, type, response, clientExtensionResults } })).problem ?? null
  )
}
