import { signRequest, signSimply } from './sign.js'

export { signRequest, signSimply, verifyWebhook } from './sign.js'

/** A refusal of a whole request (RFC 9457). `type` is stable: programs depend on it. */
export class TongshangProblem extends Error {
  constructor(status, problem, retry_after_s) {
    super(`${problem.type ?? status}: ${problem.detail ?? ''}`)
    this.name = 'TongshangProblem'
    this.status = status
    this.type = problem.type ?? 'unknown'
    this.problem = problem
    this.retry_after_s = retry_after_s
  }
}

const most_tries = 4

/** A client of one installation. Every try is signed anew; 429 and 503 are waited for, up to three times. */
export function createClient({
  base_url,
  key,
  form = 'rfc9421',
  fetch: send = globalThis.fetch,
  wait = (ms) => new Promise((done) => setTimeout(done, ms)),
}) {
  const sign = form === 'simple' ? signSimply : signRequest

  async function call(method, path, { params = {}, query = {}, body } = {}) {
    const url = new URL(base_url.replace(/\/+$/, '') + path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name])))
    for (const [name, value] of Object.entries(query))
      for (const one of Array.isArray(value) ? value : [value])
        if (one !== undefined && one !== null) url.searchParams.append(name, String(one))
    const text = body === undefined ? undefined : JSON.stringify(body)
    for (let attempt = 1; ; attempt++) {
      const headers = await sign({ method, url: url.href, body: text }, key)
      const response = await send(url.href, {
        method,
        headers: { accept: 'application/json', ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(text === undefined ? {} : { body: text }),
      })
      const answer = await response.json().catch(() => ({}))
      if (response.ok || (response.status === 409 && Array.isArray(answer.outcomes))) return answer
      const retry_after_s = Number(response.headers.get('retry-after') ?? answer.retry_after_s) || null
      if ((response.status === 429 || response.status === 503) && attempt < most_tries && (retry_after_s ?? 1) <= 60) {
        await wait((retry_after_s ?? 2 ** attempt) * 1000)
        continue
      }
      throw new TongshangProblem(response.status, answer, retry_after_s)
    }
  }

  return {
    get: (path, options) => call('GET', path, options),
    post: (path, options) => call('POST', path, options),
    /** Every row of a list, page after page. */
    async *all(path, { query = {}, ...rest } = {}) {
      for (let cursor; ; ) {
        const page = await call('GET', path, { ...rest, query: { ...query, cursor } })
        yield* page.items
        if (!page.next) return
        cursor = page.next
      }
    },
  }
}
