import { parentPort } from 'node:worker_threads'
import type { Label } from './draw.ts'
import { renderPage } from './page.ts'
import { renderPdf } from './pdf.ts'

export interface Work {
  id: number
  format: 'pdf' | 'html'
  labels: Label[]
}
export type Done = { id: number; bytes: Uint8Array } | { id: number; error: string }

/** Draws beside the serving thread: five hundred labels are a second of pure computing. */
parentPort?.on('message', async ({ id, format, labels }: Work) => {
  try {
    const bytes = new Uint8Array(format === 'pdf' ? await renderPdf(labels) : Buffer.from(renderPage(labels)))
    parentPort?.postMessage({ id, bytes } satisfies Done, [bytes.buffer])
  } catch (error) {
    parentPort?.postMessage({ id, error: (error as Error).stack ?? String(error) } satisfies Done)
  }
})
