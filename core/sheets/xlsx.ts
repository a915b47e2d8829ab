import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { limits, type ReadOptions, SheetRefused, type SheetRow } from './sheets.ts'

/** What the child is told and what it answers. */
export type Order =
  | { do: 'read'; file: string; max_columns: number; max_cell_length: number; max_unpacked_bytes: number }
  | { do: 'write'; file: string; sheet_name: string }
  | { do: 'next' }
  | { do: 'rows'; rows: string[][] }
  | { do: 'end' }
export type Answer =
  | { rows: SheetRow[] }
  | { end: true; count: number }
  | { more: true }
  | { refused: { status: string; sentence: string } }

const batch = 500
/** A workbook that needs more memory or time than this is refused; the serving process never pays for it. */
const child_memory_mb = 384
const stall_ms = 60_000

/** See `readSheet`. */
export async function* readXlsx(file: string, options: ReadOptions): AsyncGenerator<SheetRow> {
  const child = startChild()
  try {
    let answer = await child.ask({
      do: 'read',
      file,
      max_columns: options.max_columns ?? limits.max_columns,
      max_cell_length: options.max_cell_length ?? limits.max_cell_length,
      max_unpacked_bytes: options.max_unpacked_bytes ?? limits.max_unpacked_bytes,
    })
    while ('rows' in answer) {
      yield* answer.rows
      answer = await child.ask({ do: 'next' })
    }
  } finally {
    child.stop()
  }
}

/** See `writeSheet`. */
export async function writeXlsx(file: string, rows: AsyncIterable<string[]>, sheet_name: string): Promise<number> {
  const child = startChild()
  try {
    await child.ask({ do: 'write', file, sheet_name })
    let waiting: string[][] = []
    for await (const row of rows) {
      waiting.push(row)
      if (waiting.length < batch) continue
      await child.ask({ do: 'rows', rows: waiting })
      waiting = []
    }
    await child.ask({ do: 'rows', rows: waiting })
    const answer = await child.ask({ do: 'end' })
    return 'count' in answer ? answer.count : 0
  } finally {
    child.stop()
  }
}

/** A process of its own for one file: what it allocates goes away with it. */
function startChild(): { ask(order: Order): Promise<Answer>; stop(): void } {
  const child: ChildProcess = fork(join(import.meta.dirname, 'xlsx-child.ts'), [], {
    execArgv: [`--max-old-space-size=${child_memory_mb}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const tooLarge = () =>
    new SheetRefused('sheet_too_large', 'The workbook needs too much memory or time to read: split it, or send it as CSV.')
  return {
    ask: (order) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => settle(() => reject(tooLarge())), stall_ms)
        const settle = (end: () => void) => {
          clearTimeout(timer)
          child.removeListener('message', heard)
          child.removeListener('exit', gone)
          child.removeListener('error', failed)
          end()
        }
        const heard = (answer: Answer) =>
          settle(() => ('refused' in answer ? reject(new SheetRefused(answer.refused.status, answer.refused.sentence)) : resolve(answer)))
        const gone = () => settle(() => reject(tooLarge()))
        const failed = (error: Error) => settle(() => reject(error))
        child.on('message', heard)
        child.on('exit', gone)
        child.on('error', failed)
        if (child.exitCode !== null || child.signalCode !== null) gone()
        else child.send(order)
      }),
    stop: () => {
      child.kill('SIGKILL')
    },
  }
}
