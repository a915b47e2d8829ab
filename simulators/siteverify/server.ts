import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Options {
  /** The public key pages must give; any when left out. */
  site_key?: string
  secret: string
  hostname: string
  now?: () => number
  port?: number
}

/**
 * The partner's check of a solved puzzle: form-encoded POST only, a token is good once and for 300 seconds, errors are named. Its widget is a script
 * that puts a frame of the partner's own into the page, knows the site key, and tells the page the token that the check will be asked about.
 */
export async function simulateSiteverify({ secret, hostname, site_key, now = Date.now, port = 0 }: Options) {
  const tokens = new Map<string, { made_ms: number; used: boolean }>()
  const options = { broken: false }
  const answer = (form: URLSearchParams): object => {
    const no = (...codes: string[]) => ({ success: false, 'error-codes': codes })
    if (!form.get('secret')) return no('missing-input-secret')
    if (form.get('secret') !== secret) return no('invalid-input-secret')
    const response = form.get('response')
    if (!response) return no('missing-input-response')
    const token = tokens.get(response)
    if (!token || response.length > 2048) return no('invalid-input-response')
    if (token.used || now() - token.made_ms > 300_000) return no('timeout-or-duplicate')
    token.used = true
    return { success: true, challenge_ts: new Date(token.made_ms).toISOString(), hostname, 'error-codes': [], action: '', cdata: '' }
  }
  const solve = (): string => {
    const token = `0.solved-${tokens.size}`
    tokens.set(token, { made_ms: now(), used: false })
    return token
  }
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://partner')
    const send = (type: string, body: string) => response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body)
    if (request.method === 'GET' && pathname === '/api.js') return send('text/javascript', widget)
    if (request.method === 'GET' && pathname === '/frame') {
      if (site_key && searchParams.get('sitekey') !== site_key) return response.writeHead(400).end('the site key is wrong')
      return send('text/html', frame)
    }
    if (request.method === 'POST' && pathname === '/solved') return send('text/plain', solve())
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      if (options.broken) return response.writeHead(503).end()
      const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
      if (request.method !== 'POST' || !form || request.url !== '/siteverify')
        return response.writeHead(400, { 'content-type': 'application/json' }).end('{"success":false,"error-codes":["bad-request"]}')
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer(new URLSearchParams(Buffer.concat(parts).toString()))))
    })
  })
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/siteverify`,
    options,
    script: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api.js?render=explicit`,
    /** Somebody solves the puzzle; his page gets this token. */
    solve,
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}

const widget = `(() => {
  const origin = new URL(document.currentScript.src).origin
  let made = 0
  window.turnstile = {
    render(box, { sitekey, callback }) {
      const frame = document.createElement('iframe')
      frame.title = 'puzzle'
      frame.src = origin + '/frame?sitekey=' + encodeURIComponent(sitekey)
      addEventListener('message', (event) => { if (event.origin === origin && event.source === frame.contentWindow) callback(event.data) })
      box.append(frame)
      return 'widget-' + ++made
    },
    remove() {},
  }
})()`
const frame = `<!doctype html><meta charset=utf-8><button type=button>I am a person</button><script>
document.querySelector('button').onclick = async () => parent.postMessage(await (await fetch('/solved', { method: 'POST' })).text(), '*')
</script>`
