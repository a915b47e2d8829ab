import type { App } from '#core/http.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A browser that speaks to the app directly: keeps its cookies, has an address of its own, shows one host. */
export function clientOf(app: App | (() => App), options: { address?: string; host?: string; agent?: string } = {}) {
  const address = options.address ?? `198.51.100.${Math.ceil(Math.random() * 250)}`
  const cookies = new Map<string, string>()
  const send = async (method: Method, url: string, payload?: object, headers: Record<string, string> = {}) => {
    const answer = await (typeof app === 'function' ? app() : app).inject({
      method,
      url,
      remoteAddress: address,
      ...(payload ? { payload } : {}),
      headers: {
        ...(options.host ? { host: options.host } : {}),
        ...(options.agent ? { 'user-agent': options.agent } : {}),
        ...(cookies.size > 0 ? { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } : {}),
        ...headers,
      },
    })
    for (const { name, value, expires } of answer.cookies) {
      if (value === '' || (expires && expires.getTime() <= 0)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  return {
    cookies,
    address,
    send,
    signIn: (handle: string, password: string) => send('POST', '/api/mall/session', { handle, password }),
    me: async () => (await send('GET', '/api/mall/session')).json(),
  }
}
