import { execFile } from 'node:child_process'
import { createHash, timingSafeEqual } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'

export const jobStates = ['queued', 'printing', 'printed', 'paper_out', 'failed'] as const
export type JobState = (typeof jobStates)[number]

export interface Printer {
  name: string
  state(): Promise<'ready' | 'paper_out' | 'offline'>
  print(job_id: string, document: Buffer, form: string): Promise<void>
}

export interface Job {
  job_id: string
  printer: string
  form: string
  state: JobState
  detail: string | null
}

export interface AgentOptions {
  port: number
  /** What the console sends with every request; shown once at the clerk's desk. */
  token: string
  /** Pages that may speak with the agent: the console's address. */
  origins: readonly string[]
  printers: readonly Printer[]
  /** How often a printer without paper is looked at again. */
  look_again_ms?: number
}
export interface Agent {
  url: string
  jobs: ReadonlyMap<string, Job>
  close(): Promise<void>
}

const largest_bytes = 32 * 1024 * 1024
/** Finished jobs are remembered so long, to answer a repeated one without printing it again. */
const remembered = 2_000

/** The print agent of `docs/guides/print-agent.md`: takes jobs on loopback, prints them one after the other, tells how far they are. */
export async function startAgent({ port, token, origins, printers, look_again_ms = 2_000 }: AgentOptions): Promise<Agent> {
  const jobs = new Map<string, Job>()
  const documents = new Map<string, Buffer>()
  const waiters = new Set<() => void>()
  const queues = new Map<string, Promise<void>>()
  let closing = false

  const tell = (job: Job, state: JobState, detail: string | null = null) => {
    job.state = state
    job.detail = detail
    for (const waiter of waiters) waiter()
  }
  const work = async (job: Job, printer: Printer) => {
    for (;;) {
      if (closing) return
      const state = await printer.state()
      if (state === 'ready') break
      if (job.state !== 'paper_out')
        tell(job, 'paper_out', state === 'offline' ? 'The printer does not answer.' : 'The printer is out of paper.')
      await new Promise((wake) => setTimeout(wake, look_again_ms).unref())
    }
    tell(job, 'printing')
    try {
      await printer.print(job.job_id, documents.get(job.job_id)!, job.form)
      tell(job, 'printed')
    } catch (error) {
      tell(job, 'failed', (error as Error).message)
    }
    documents.delete(job.job_id)
    for (const [id, old] of jobs) {
      if (jobs.size <= remembered) break
      if (old.state === 'printed' || old.state === 'failed') jobs.delete(id)
    }
  }

  const answer = (response: ServerResponse, status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  const refuse = (response: ServerResponse, status: number, type: string, detail: string) => answer(response, status, { type, detail })

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { origin } = request.headers
    // Any page of the web may try to reach a port of this machine: only the console's may speak, and only with the token.
    if (origin !== undefined) {
      if (!origins.includes(origin)) return refuse(response, 403, 'foreign_origin', 'This page may not print here.')
      response.setHeader('access-control-allow-origin', origin)
      response.setHeader('vary', 'origin')
      response.setHeader('access-control-allow-headers', 'authorization, content-type')
      response.setHeader('access-control-allow-private-network', 'true')
    }
    if (request.method === 'OPTIONS') return void response.writeHead(204).end()
    if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`))
      return refuse(response, 401, 'token_wrong', 'Enter the token the agent shows.')
    const url = new URL(request.url ?? '/', 'http://localhost')
    const job_id = /^\/v1\/jobs\/([\w-]{1,64})$/.exec(url.pathname)?.[1]
    if (request.method === 'GET' && url.pathname === '/v1/status') {
      const list = await Promise.all(printers.map(async (printer) => ({ name: printer.name, state: await printer.state() })))
      return answer(response, 200, { agent: 'tongshang', version: 1, printers: list })
    }
    if (request.method === 'POST' && url.pathname === '/v1/jobs') return take(await bodyOf(request), response)
    if (request.method === 'GET' && job_id) {
      const job = jobs.get(job_id)
      if (!job) return refuse(response, 404, 'job_not_found', 'No such job since the agent was started.')
      const known = url.searchParams.get('state')
      if (known === job.state) await change(job, known, Math.min(Number(url.searchParams.get('wait_s')) || 0, 30))
      return answer(response, 200, job)
    }
    return refuse(response, 404, 'not_found', 'There is nothing here.')
  }

  const take = (text: string, response: ServerResponse) => {
    let sent: { job_id?: string; printer?: string; form?: string; document?: string }
    try {
      sent = JSON.parse(text)
    } catch {
      return refuse(response, 400, 'input_invalid', 'The body is not JSON.')
    }
    const { job_id = '', form = '', document = '' } = sent
    if (!/^[\w-]{1,64}$/.test(job_id)) return refuse(response, 400, 'input_invalid', 'job_id is needed: up to 64 letters, digits, - and _.')
    const known = jobs.get(job_id)
    // Sent again because the first answer was lost: printed once all the same.
    if (known) return answer(response, 200, known)
    const printer = sent.printer ? printers.find(({ name }) => name === sent.printer) : printers[0]
    if (!printer) return refuse(response, 400, 'printer_unknown', `printer is one of ${printers.map(({ name }) => name).join(', ')}.`)
    const bytes = Buffer.from(document, 'base64')
    if (bytes.subarray(0, 5).toString('latin1') !== '%PDF-')
      return refuse(response, 400, 'document_invalid', 'document must be a PDF in Base64.')
    const job: Job = { job_id, printer: printer.name, form, state: 'queued', detail: null }
    jobs.set(job_id, job)
    documents.set(job_id, bytes)
    // One after the other per printer: the order of the pick is the order of the paper.
    queues.set(
      printer.name,
      (queues.get(printer.name) ?? Promise.resolve()).then(() => work(job, printer)),
    )
    return answer(response, 202, job)
  }

  /** Until the job is no longer in this state, or the time is over. */
  const change = (job: Job, known: string, wait_s: number) =>
    new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        waiters.delete(look)
        resolve()
      }
      const look = () => {
        if (job.state !== known) done()
      }
      const timer = setTimeout(done, wait_s * 1000)
      waiters.add(look)
    })

  const server = createServer((request, response) => {
    serve(request, response).catch((error: Error) => {
      if (!response.headersSent) refuse(response, error instanceof TooLarge ? 413 : 500, 'failed', error.message)
    })
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    jobs,
    close: () =>
      new Promise((resolve) => {
        closing = true
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

class TooLarge extends Error {}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > largest_bytes) throw new TooLarge(`a document has at most ${largest_bytes} bytes in Base64`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))

/** Prints into a folder: one file per job. A file `paper_out` in it plays a printer without paper. */
export function folderPrinter(name: string, folder: string): Printer {
  mkdirSync(folder, { recursive: true })
  return {
    name,
    state: async () => (existsSync(join(folder, 'paper_out')) ? 'paper_out' : 'ready'),
    print: async (job_id, document) => writeFileSync(join(folder, `${job_id}.pdf`), document),
  }
}

const run = promisify(execFile)

/** A printer of the system (CUPS): `lp` takes the job, `lpstat` tells of paper. */
export function systemPrinter(name: string): Printer {
  return {
    name,
    async state() {
      try {
        const { stdout } = await run('lpstat', ['-l', '-p', name])
        if (/media-empty|media-needed/.test(stdout)) return 'paper_out'
        return /disabled|offline/.test(stdout) ? 'offline' : 'ready'
      } catch {
        return 'offline'
      }
    },
    async print(job_id, document, form) {
      const [width, height] = form.split('x')
      const media = /^\d+x\d+$/.test(form) ? ['-o', `media=Custom.${width}x${height}mm`] : []
      const child = run('lp', ['-d', name, '-t', job_id, ...media, '-'])
      child.child.stdin?.end(document)
      await child
    },
  }
}
