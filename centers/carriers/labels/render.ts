import { Worker } from 'node:worker_threads'
import type { Label } from './draw.ts'
import type { Done, Work } from './worker.ts'

/** Labels one batch may hold. */
export const largestBatch = 500

let worker: Worker | undefined
let last_id = 0
const waiting = new Map<number, { resolve(bytes: Buffer): void; reject(error: Error): void }>()

/** Draws labels in the order given, in a thread of its own that is started with the first batch and kept. */
export function renderLabels(labels: Label[], format: Work['format']): Promise<Buffer> {
  worker ??= start()
  const id = ++last_id
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject })
    // A waiting batch keeps the process alive, an idle thread does not.
    worker!.ref()
    worker!.postMessage({ id, labels, format } satisfies Work)
  })
}

function start(): Worker {
  const started = new Worker(new URL('./worker.ts', import.meta.url))
  started.on('message', (done: Done) => {
    const asked = waiting.get(done.id)
    waiting.delete(done.id)
    if (waiting.size === 0) started.unref()
    if ('error' in done) asked?.reject(new Error(done.error))
    else asked?.resolve(Buffer.from(done.bytes.buffer, done.bytes.byteOffset, done.bytes.byteLength))
  })
  // The thread is gone: whoever waited for it tries again with a new one.
  const lost = (error: Error) => {
    if (worker === started) worker = undefined
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  started.on('error', lost)
  started.on('exit', (code) => lost(new Error(`the label thread ended with ${code}`)))
  return started
}
