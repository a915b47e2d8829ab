import { Worker } from 'node:worker_threads'
import { log } from '#core/telemetry.ts'
import { planGreedy } from './greedy.ts'
import type { Engine, Explained, Plan, Problem } from './model.ts'
import { partLeftOver } from './parting.ts'
import { compile, explainPlan } from './rules.ts'
import type { Done, Work } from './worker.ts'

export interface Planned {
  plan: Plan
  explained: Explained[]
}

/** Orders decided on the serving thread at once: a few milliseconds. */
const fewEnough = 50
/** Beside its own limit the thread is given this long to load and to answer. */
const grace_ms = 5_000

/**
 * Chooses nodes with the engine asked for. Small greedy batches are decided at once; everything else thinks in a thread of its own, and when that
 * thread fails or does not answer in time, greedy decides and the plan says why.
 */
export async function planSourcing(
  problem: Problem,
  engine: Engine = problem.rule.engine,
  explained = problem.orders.length,
): Promise<Planned> {
  if (engine === 'greedy' && problem.orders.length <= fewEnough) return decideHere(problem, explained)
  const limit_ms = problem.rule.time_limit_seconds * 1000 + grace_ms + problem.orders.length
  try {
    return await ask({ engine, problem, explained }, limit_ms)
  } catch (error) {
    log.warn({ error: (error as Error).message, orders: problem.orders.length }, 'the sourcing thread did not decide; greedy does')
    const planned = decideHere(problem, explained)
    return { ...planned, plan: { ...planned.plan, fell_back: (error as Error).message } }
  }
}

function decideHere(problem: Problem, explained: number): Planned {
  const compiled = compile(problem)
  const plan = partLeftOver(compiled, planGreedy(problem, compiled))
  return { plan, explained: explainPlan(compiled, plan, explained) }
}

/** Ends the thread, whatever it thinks about; whoever waits for it is decided greedily. The next batch starts a new one. */
export const stopThread = async (): Promise<void> => void (await worker?.terminate())

let worker: Worker | undefined
let last_id = 0
const waiting = new Map<number, { resolve(planned: Planned): void; reject(error: Error): void }>()

function ask(work: Omit<Work, 'id'>, limit_ms: number): Promise<Planned> {
  worker ??= start()
  const asked = worker
  const id = ++last_id
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      waiting.get(id)?.reject(new Error(`no answer in ${limit_ms} ms`))
      // A thread that hangs is of no use to anybody; the next batch starts a new one.
      void asked.terminate()
    }, limit_ms)
    const settle =
      <Value>(then: (value: Value) => void) =>
      (value: Value) => {
        clearTimeout(late)
        waiting.delete(id)
        then(value)
      }
    waiting.set(id, { resolve: settle(resolve), reject: settle(reject) })
    // A waiting batch keeps the process alive, an idle thread does not.
    asked.ref()
    asked.postMessage({ id, ...work } satisfies Work)
  })
}

function start(): Worker {
  const started = new Worker(new URL('./worker.ts', import.meta.url))
  started.on('message', (done: Done) => {
    const asked = waiting.get(done.id)
    if ('error' in done) asked?.reject(new Error(done.error))
    else asked?.resolve(done)
    if (waiting.size === 0) started.unref()
  })
  const lost = (error: Error) => {
    if (worker === started) worker = undefined
    for (const { reject } of [...waiting.values()]) reject(error)
  }
  started.on('error', lost)
  started.on('exit', (code) => lost(new Error(`the sourcing thread ended with ${code}`)))
  return started
}
