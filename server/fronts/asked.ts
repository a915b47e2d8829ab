/** What of a question decides which page answers it; Node's requests have it, and so has what is read at the door. */
export interface Asked {
  method?: string | undefined
  url?: string | undefined
  headers: {
    host?: string | undefined
    cookie?: string | undefined
    'accept-encoding'?: string | string[] | undefined
    'if-none-match'?: string | undefined
    'x-forwarded-host'?: string | string[] | undefined
    'x-forwarded-proto'?: string | string[] | undefined
  }
}

/** Pages that show what belongs to one person, and those of scanned codes, each of which counts. Everything else is the same for all visitors, so it is made without their cookies. */
const personal = /^\/(?:en\/)?(?:cart|checkout|orders?|account|sign-in|sign-up|sign-out|authorize|01)(?:[/.?]|$)/
/** The cookie of someone who signed in; a visitor's cookie never changes a page. */
const signedInCookie = /(?:^|;\s*)mall_session=/
/** Behind a proxy the address people see is the proxy's. */
const behindProxy = process.env.TONGSHANG_TRUST_PROXY === '1'

/** True when every visitor gets the same answer. */
export function isShared({ method, url, headers }: Asked): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  if (url!.startsWith('/api/') || personal.test(url!)) return false
  return !headers.cookie || !signedInCookie.test(headers.cookie)
}

/** The language is part of the address, so host and address say all a shared page depends on. */
export const keyOf = behindProxy
  ? ({ url, headers }: Asked): string => `${headers['x-forwarded-proto'] ?? ''} ${headers['x-forwarded-host'] ?? headers.host}${url}`
  : ({ url, headers }: Asked): string => `${headers.host}${url}`
