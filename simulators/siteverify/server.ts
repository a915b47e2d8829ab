import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Options {
  secret: string
  hostname: string
  now?: () => number
  port?: number
}

/** The partner's check of a solved puzzle: form-encoded POST only, a token is good once and for 300 seconds, errors are named. */
export async function simulateSiteverify({ secret, hostname, now = Date.now, port = 0 }: Options) {
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
  const server = createServer((request, response) => {
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
    /** Somebody solves the puzzle; his page gets this token. */
    solve(): string {
      const token = `0.solved-${tokens.size}`
      tokens.set(token, { made_ms: now(), used: false })
      return token
    },
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  }
}
