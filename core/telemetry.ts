import { pino } from 'pino'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** One structured log. Secrets and personal numbers are cut out by name, wherever they stand in an object. */
export const log = pino({
  level: process.env.TONGSHANG_LOG ?? (process.env.VITEST ? 'error' : 'info'),
  base: null,
  redact: {
    paths: ['password', '*.password', 'token', '*.token', 'authorization', '*.authorization', 'cookie', '*.cookie', '*.secret', 'secret'],
    censor: '[hidden]',
  },
})

export const registry = new Registry()
collectDefaultMetrics({ register: registry })

export const metrics = {
  requests: new Histogram({
    name: 'http_request_seconds',
    help: 'Time to answer a request, by route and status class',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.05, 0.15, 0.5, 2],
    registers: [registry],
  }),
  queries: new Histogram({
    name: 'database_query_seconds',
    help: 'Time of one statement, waiting for the connection not counted',
    buckets: [0.0005, 0.002, 0.01, 0.05, 0.2, 1, 5],
    registers: [registry],
  }),
  batches: new Histogram({
    name: 'batch_items',
    help: 'How many calls one write gathered',
    labelNames: ['verb'],
    buckets: [1, 4, 16, 64, 256, 1000],
    registers: [registry],
  }),
  queue: new Gauge({ name: 'batch_waiting', help: 'Calls that wait for the next batch', labelNames: ['verb'], registers: [registry] }),
  refused: new Counter({
    name: 'batch_refused_total',
    help: 'Calls answered 503 because the queue was full',
    labelNames: ['verb'],
    registers: [registry],
  }),
  lag: new Gauge({
    name: 'event_lag_seconds',
    help: 'Age of the oldest event a consumer has not read',
    labelNames: ['consumer'],
    registers: [registry],
  }),
  jobs: new Counter({
    name: 'jobs_total',
    help: 'Jobs ended, by task and outcome',
    labelNames: ['task', 'outcome'],
    registers: [registry],
  }),
}
