import { connect, type Socket } from 'node:net'
import { newId } from '#core/ids.ts'
import type { LoadPlan, LoadResult } from './load.ts'

// A plain closed loop over keep-alive sockets: every connection sends its next request when the last is answered. General clients cost more per
// request than the server does and would measure themselves.
process.once('message', async (plan: LoadPlan) => {
  const result = await run(plan)
  process.send?.(result)
  process.disconnect?.()
})

async function run(plan: LoadPlan): Promise<LoadResult> {
  const { hostname, port } = new URL(plan.url)
  const times: number[] = []
  const answers: Record<string, number> = {}
  const make = { checkout, get, post }[plan.scenario](plan)
  const most = plan.scenario === 'post' && !plan.again ? plan.bodies!.length : (plan.amount ?? Number.POSITIVE_INFINITY)
  let sent = 0
  let errors = 0
  const began = performance.now()
  const until = began + plan.seconds * 1000
  const more = () => performance.now() < until && sent < most

  const work = async () => {
    let connection = await Connection.open(hostname, Number(port))
    while (more()) {
      const n = sent++
      const start = performance.now()
      try {
        const { status, body } = await connection.ask(make(n))
        times.push(performance.now() - start)
        const said = (plan.scenario !== 'get' && /"status":"([a-z_]+)"/.exec(body)?.[1]) || String(status)
        answers[said] = (answers[said] ?? 0) + 1
      } catch {
        errors++
        connection = await Connection.open(hostname, Number(port))
      }
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: plan.connections }, work))
  const seconds = (performance.now() - began) / 1000
  times.sort((a, b) => a - b)
  const at = (part: number) => Math.round((times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0) * 100) / 100
  return {
    per_second: Math.round(times.length / seconds),
    requests: times.length,
    seconds: Math.round(seconds * 100) / 100,
    p50_ms: at(0.5),
    p95_ms: at(0.95),
    p99_ms: at(0.99),
    max_ms: at(1),
    answers,
    errors,
  }
}

function get(plan: LoadPlan): (n: number) => string {
  const head = Object.entries(plan.headers ?? {})
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const requests = plan.paths!.map((path) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n${head}\r\n`)
  return (n) => requests[n % requests.length]!
}

function post(plan: LoadPlan): (n: number) => string {
  const head = Object.entries(plan.headers ?? {})
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const bodies = plan.bodies!.map((body) => JSON.stringify(body))
  return (n) => {
    const body = bodies[n % bodies.length]!
    return `POST ${plan.paths![0]} HTTP/1.1\r\nhost: localhost\r\n${head}content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  }
}

function checkout(plan: LoadPlan): (n: number) => string {
  const skus = plan.skus!
  const lines = plan.lines ?? 2
  const address = { province: '重庆市', city: '', district: '渝中区', street: '解放碑步行街 1 号 8 楼' }
  return (n) => {
    const chosen = Array.from({ length: lines }, (_, i) => skus[(n * 7 + i * 13) % skus.length]!)
    const goods_minor = chosen.reduce((sum, { price_minor }) => sum + price_minor, 0)
    const body = JSON.stringify({
      id: newId(),
      channel_id: 'mall',
      currency: 'CNY',
      lines: chosen.map(({ sku_id }) => ({ sku_id, quantity: 1 })),
      buyer_name: '林小满',
      buyer_phone: '13800001234',
      address,
      payment_term: 'wallet',
      expected_total_minor: goods_minor,
    })
    const cookie = plan.cookies![n % plan.cookies!.length]!
    return `POST /api/mall/orders HTTP/1.1\r\nhost: localhost\r\ncookie: ${cookie}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  }
}

interface Answer {
  status: number
  body: string
}

class Connection {
  private readonly socket: Socket
  private buffer: Buffer = Buffer.alloc(0)
  private waiting: { resolve(answer: Answer): void; reject(error: Error): void } | undefined

  private constructor(socket: Socket) {
    this.socket = socket
    socket.setNoDelay(true)
    socket.on('data', (data: Buffer) => this.take(data))
    const fail = () => this.waiting?.reject(new Error('the connection ended'))
    socket.on('error', fail)
    socket.on('close', fail)
  }

  static open(host: string, port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, host, () => resolve(new Connection(socket)))
      socket.once('error', reject)
    })
  }

  ask(request: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject }
      this.socket.write(request)
    })
  }

  close(): void {
    this.waiting = undefined
    this.socket.destroy()
  }

  private take(data: Buffer): void {
    this.buffer = this.buffer.length === 0 ? data : Buffer.concat([this.buffer, data])
    const end = this.buffer.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = this.buffer.toString('latin1', 0, end)
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? -1)
    const chunked = length < 0 && /transfer-encoding: chunked/i.test(head)
    const total = chunked
      ? this.buffer.indexOf('\r\n0\r\n\r\n', end) < 0
        ? Number.POSITIVE_INFINITY
        : this.buffer.length
      : end + 4 + Math.max(0, length)
    if (this.buffer.length < total) return
    const body = this.buffer.toString('utf8', end + 4, Math.min(total, end + 4 + 2_000))
    this.buffer = this.buffer.subarray(total)
    const waiting = this.waiting
    this.waiting = undefined
    waiting?.resolve({ status: Number(head.slice(9, 12)), body })
  }
}
