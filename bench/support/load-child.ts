import autocannon from 'autocannon'
import { newId } from '#core/ids.ts'
import { fetchInLoops } from './fetch-load.ts'
import type { LoadPlan, LoadResult } from './load.ts'

process.once('message', async (plan: LoadPlan) => {
  const result = await run(plan)
  process.send?.(result)
  process.disconnect?.()
})

/** One request as autocannon takes it. */
interface Request {
  method?: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
  setupRequest?(request: Request): Request
  onResponse?(status: number, body: string): void
}

/** What we touch of a client of autocannon. */
interface Client {
  setRequests(requests: readonly Request[]): void
  pipelinedRequests: { addBody(data: Buffer): void }
}

async function run(plan: LoadPlan): Promise<LoadResult> {
  const times: number[] = []
  const answers: Record<string, number> = {}
  const heard = (said: string) => {
    answers[said] = (answers[said] ?? 0) + 1
  }
  let ended = 0
  const took = (took_ms: number) => {
    ended = performance.now()
    times.push(took_ms)
  }
  const began = performance.now()
  const errors =
    plan.scenario === 'fetch'
      ? await fetchInLoops(plan, (status, took_ms) => {
          took(took_ms)
          heard(String(status))
        })
      : await loadWithAutocannon(plan, heard, took)
  const seconds = (ended - began) / 1000
  times.sort((a, b) => a - b)
  const at = (part: number) => Math.round((times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0) * 100) / 100
  return {
    per_second: Math.round(times.length / seconds),
    requests: times.length,
    seconds: Math.round(seconds * 100) / 100,
    p50_ms: at(0.5),
    p95_ms: at(0.95),
    p99_ms: at(0.99),
    max_ms: at(1),
    answers,
    errors,
  }
}

/** Answers how many requests failed. */
async function loadWithAutocannon(plan: LoadPlan, heard: (said: string) => void, took: (took_ms: number) => void): Promise<number> {
  const most = plan.scenario === 'post' && !plan.again ? plan.bodies!.length : plan.amount
  const connections = Math.min(plan.connections, most ?? plan.connections)
  const make = { checkout, get, fetch: get, post }[plan.scenario]
  const requests = make(plan, (status, body) => heard(/"status":"([a-z_]+)"/.exec(body)?.[1] ?? String(status)))
  let opened = 0
  const { errors, timeouts } = await new Promise<{ errors: number; timeouts: number }>((resolve, reject) => {
    const load = autocannon(
      {
        url: plan.url,
        connections,
        timeout: 60,
        sampleInt: 100,
        ...(most === undefined ? { duration: plan.seconds } : { amount: most }),
        // Every connection has requests of its own, so that all are taken in turn and none twice before its time.
        setupClient: (client: Client) => {
          // autocannon turns every body into text, compressed ones too, which costs more than the server's whole answer. Nobody reads those of a GET.
          if (plan.scenario === 'get') client.pipelinedRequests.addBody = () => {}
          const at = opened++
          client.setRequests(
            requests.length <= connections ? [requests[at % requests.length]!] : requests.filter((_, i) => i % connections === at),
          )
        },
      },
      (error: Error | null, result: { errors: number; timeouts: number }) => (error ? reject(error) : resolve(result)),
    )
    load.on('response', (_client: unknown, status: number, _bytes: number, took_ms: number) => {
      took(took_ms)
      if (plan.scenario === 'get') heard(String(status))
    })
    if (most !== undefined) setTimeout(() => load.stop(), plan.seconds * 1000).unref()
  })
  return errors + timeouts
}

type Heard = (status: number, body: string) => void

const get = ({ paths, headers = {} }: LoadPlan): Request[] => paths!.map((path) => ({ path, headers }))

const post = ({ bodies, paths, headers = {} }: LoadPlan, onResponse: Heard): Request[] =>
  bodies!.map((body) => ({
    method: 'POST',
    path: paths![0]!,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    onResponse,
  }))

/** Every order is new: its id, its buyer and its goods. */
function checkout({ skus: some, cookies, lines = 2 }: LoadPlan, onResponse: Heard): Request[] {
  const skus = some!
  const address = { province: '重庆市', city: '', district: '渝中区', street: '解放碑步行街 1 号 8 楼' }
  let n = 0
  const setupRequest = (request: Request): Request => {
    const at = n++
    const chosen = Array.from({ length: lines }, (_, i) => skus[(at * 7 + i * 13) % skus.length]!)
    const body = {
      id: newId(),
      channel_id: 'mall',
      currency: 'CNY',
      lines: chosen.map(({ sku_id }) => ({ sku_id, quantity: 1 })),
      buyer_name: '林小满',
      buyer_phone: '13800001234',
      address,
      payment_term: 'wallet',
      expected_total_minor: chosen.reduce((sum, { price_minor }) => sum + price_minor, 0),
    }
    const headers = { cookie: cookies![at % cookies!.length]!, 'content-type': 'application/json' }
    return { ...request, headers, body: JSON.stringify(body) }
  }
  return [{ method: 'POST', path: '/api/mall/orders', setupRequest, onResponse }]
}
