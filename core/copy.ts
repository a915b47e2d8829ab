import { once } from 'node:events'
import type { Socket } from 'node:net'
import type pg from 'pg'

// Only for a `pg.Client` of one's own: the clients of the pool send ahead (`pipeline`), which COPY cannot.

/** The part of the driver's connection that COPY needs. */
interface Wire {
  stream: Socket
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
}

type Done = (error?: Error) => void

/** What the driver's queue runs in place of a query: it hands every message of the conversation to one of these. */
abstract class Copy {
  text: string
  done: Done
  failed: Error | undefined
  count = 0
  constructor(text: string, done: Done) {
    this.text = text
    this.done = done
  }
  submit(wire: Wire): void {
    wire.query(this.text)
  }
  handleError(error: Error): void {
    this.failed ??= error
    this.done(this.failed) // the driver gives an error as the last word
  }
  handleCommandComplete({ text }: { text: string }): void {
    this.count = Number(/\d+$/.exec(text)?.[0] ?? 0)
  }
  handleReadyForQuery(): void {
    this.done(this.failed)
  }
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleCopyData(_message: { chunk: Buffer }): void {}
  handleCopyInResponse(wire: Wire): void {
    wire.sendCopyFail('this COPY only reads')
  }
}

class CopyIn extends Copy {
  chunks: AsyncIterable<string> | Iterable<string>
  constructor(text: string, chunks: AsyncIterable<string> | Iterable<string>, done: Done) {
    super(text, done)
    this.chunks = chunks
  }
  override handleCopyInResponse(wire: Wire): void {
    void (async () => {
      try {
        for await (const chunk of this.chunks) {
          if (this.failed) return
          if (chunk !== '') wire.sendCopyFromChunk(Buffer.from(chunk))
          if (wire.stream.writableNeedDrain) await once(wire.stream, 'drain')
        }
        wire.endCopyFrom()
      } catch (error) {
        this.failed ??= error as Error
        wire.sendCopyFail('the caller stopped')
      }
    })()
  }
}

class CopyOut extends Copy {
  see: (line: string) => void
  constructor(text: string, see: (line: string) => void, done: Done) {
    super(text, done)
    this.see = see
  }
  override handleCopyData({ chunk }: { chunk: Buffer }): void {
    if (this.failed) return
    try {
      // Each message is one row and ends with a line feed.
      this.see(chunk.toString('utf8', 0, chunk.length - 1))
    } catch (error) {
      this.failed = error as Error
    }
  }
}

function run<One extends Copy>(client: pg.ClientBase, make: (done: Done) => One): Promise<number> {
  return new Promise((resolve, reject) => {
    const copy: One = make((error) => (error ? reject(error) : resolve(copy.count)))
    client.query(copy as unknown as pg.Submittable)
  })
}

/** Writes lines made by `copyLine` with `copy … from stdin`, several times as fast as any insert. Waits for the server, so memory stays flat. Answers the rows. */
export const copyIn = (client: pg.ClientBase, statement: string, chunks: AsyncIterable<string> | Iterable<string>): Promise<number> =>
  run(client, (done) => new CopyIn(statement, chunks, done))

/** Reads `copy (…) to stdout` row by row, each as one line of the text format. What `see` throws ends it after the server has sent the rest. */
export const copyOut = (client: pg.ClientBase, statement: string, see: (line: string) => void): Promise<number> =>
  run(client, (done) => new CopyOut(statement, see, done))

const special = /[\\\t\n\r\u0000]/

/** One row in COPY's text format, with its line feed. NUL, which no text can hold, is dropped. */
export function copyLine(values: readonly (string | number | bigint | null)[]): string {
  let line = ''
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (i > 0) line += '\t'
    line += value === null ? '\\N' : typeof value === 'string' && special.test(value) ? escaped(value) : value
  }
  return `${line}\n`
}

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\u0000', '')

/** A field of a line read by `copyOut`; null stays null. */
export function copyField(field: string): string | null {
  if (field === '\\N') return null
  if (!field.includes('\\')) return field
  return field.replace(/\\(.)/g, (_, one: string) => ({ t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', v: '\v' })[one] ?? one)
}
