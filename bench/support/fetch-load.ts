import { connect, type Socket } from 'node:net'
import type { LoadPlan } from './load.ts'

const largest_head = 4_096

/** What is told of each answer: its status, and how long it took. */
type Told = (status: number, took_ms: number) => void

/**
 * GETs in a closed loop on bare sockets, for answers that weigh something. A general client makes an object of every header and reads ten kilobytes
 * for longer than the server needs to send them, and then measures itself; this one reads the length and counts bytes. One answer is under way on
 * each connection. Answers 0, the number of failures; rejects when a connection is closed, and when an answer
 * does not say its length.
 */
export function fetchInLoops({ url, connections, seconds, amount = Infinity, paths, headers = {} }: LoadPlan, told: Told): Promise<number> {
  const { host, hostname, port } = new URL(url)
  const lines = Object.entries({ host, connection: 'keep-alive', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const questions = paths!.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'))
  const end = performance.now() + seconds * 1000
  const asked = { n: 0 }
  const loops = Array.from({ length: Math.min(connections, amount) }, (_, at) => {
    // Every connection has paths of its own, so that all are taken in turn and none twice before its time.
    const own = questions.length <= connections ? [questions[at % questions.length]!] : questions.filter((_, i) => i % connections === at)
    return fetchInLoop(Number(port), hostname, own, told, () => performance.now() < end && asked.n++ < amount)
  })
  return Promise.all(loops).then(() => 0)
}

function fetchInLoop(port: number, host: string, questions: Buffer[], told: Told, goesOn: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    let turn = 0
    let began = 0
    let status = 0
    /** Bytes still to come; -1 before the head is read. */
    let left = -1
    const ask = () => {
      if (!goesOn()) {
        resolve()
        socket.destroy()
        return
      }
      left = -1
      began = performance.now()
      socket.write(questions[turn++ % questions.length]!)
    }
    const hear = (bytes: number, buffer: Buffer): boolean => {
      if (left === -1) {
        const head = /^HTTP\/1\.1 (\d+) [\s\S]*?\r\ncontent-length: (\d+)\r\n[\s\S]*?\r\n\r\n/i.exec(
          buffer.toString('latin1', 0, Math.min(bytes, largest_head)),
        )
        if (!head) throw new Error('an answer did not begin with a whole head that says its length')
        status = Number(head[1])
        left = head[0].length + Number(head[2])
      }
      left -= bytes
      if (left === 0) {
        told(status, performance.now() - began)
        ask()
      }
      return true
    }
    const socket: Socket = connect({ port, host, noDelay: true, onread: { buffer: Buffer.allocUnsafe(65_536), callback: hear as never } })
    socket.on('connect', ask)
    socket.on('error', reject)
    socket.on('end', () => reject(new Error('the server closed a connection')))
  })
}
