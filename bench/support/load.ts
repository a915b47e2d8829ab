import { fork } from 'node:child_process'
import { join } from 'node:path'

export interface LoadPlan {
  url: string
  connections: number
  seconds: number
  /** Stop after so many requests, if that comes first. */
  amount?: number
  /** `fetch` is a GET on bare sockets, `get` one of a general client: what is compared must be asked the same way. */
  scenario: 'get' | 'fetch' | 'checkout' | 'post'
  /** GET: the paths taken in turn. */
  paths?: string[]
  /** post: bodies sent to the first path, each once. */
  bodies?: object[]
  /** post: the bodies are taken in turn until the time is over. */
  again?: boolean
  headers?: Record<string, string>
  /** checkout: one cookie a buyer, used in turn. */
  cookies?: string[]
  skus?: { sku_id: string; price_minor: number }[]
  lines?: number
}

export interface LoadResult {
  per_second: number
  requests: number
  seconds: number
  p50_ms: number
  p95_ms: number
  p99_ms: number
  max_ms: number
  /** How many answers said what: an outcome's status, or the HTTP status. */
  answers: Record<string, number>
  errors: number
}

/** Runs a closed loop from a process of its own, so that the server's event loop is not the one that measures. */
export function runLoad(plan: LoadPlan): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'load-child.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    child.once('message', (result: LoadResult) => resolve(result))
    child.once('exit', (code) => code !== 0 && reject(new Error(`the load generator ended with ${code}`)))
    child.send(plan)
  })
}
