import { parentPort } from 'node:worker_threads'
import * as highs from 'highs'
import { planGreedy } from './greedy.ts'
import type { Engine, Explained, Plan, Problem } from './model.ts'
import { planOptimal } from './optimal.ts'
import { partLeftOver } from './parting.ts'
import { compile, explainPlan } from './rules.ts'

export interface Work {
  id: number
  engine: Engine
  problem: Problem
  /** How many orders are explained; explaining costs as much as deciding. */
  explained: number
}
export type Done = { id: number; plan: Plan; explained: Explained[] } | { id: number; error: string }

let solver: Promise<highs.Highs> | undefined

/** Thinks beside the serving thread: a batch may take seconds. */
parentPort?.on('message', async ({ id, engine, problem, explained }: Work) => {
  try {
    const compiled = compile(problem)
    if (engine === 'optimal') solver ??= (highs.default as unknown as () => Promise<highs.Highs>)()
    const whole = engine === 'optimal' ? planOptimal(await solver!, problem, {}, compiled) : planGreedy(problem, compiled)
    const plan = partLeftOver(compiled, whole)
    parentPort?.postMessage({ id, plan, explained: explainPlan(compiled, plan, explained) } satisfies Done)
  } catch (error) {
    parentPort?.postMessage({ id, error: (error as Error).stack ?? String(error) } satisfies Done)
  }
})
