import type { BenchOptions } from './run.ts'
import { measureHello } from './support/ground.ts'

export const name = 'hello'

/** The limit itself: bare Fastify with a JSON answer, 64 connections. */
export async function run({ seconds }: BenchOptions) {
  const { per_second, p50_ms, p95_ms, p99_ms } = await measureHello(64, seconds)
  return { name, value: per_second, unit: 'requests/s', p50_ms, p95_ms, p99_ms }
}
