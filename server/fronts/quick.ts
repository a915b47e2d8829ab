import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { type Asked, isShared, keyOf } from './asked.ts'
import type { PageMemory } from './memory.ts'

/**
 * Answers kept pages on the connection itself, before Node makes a request and a response of the bytes: that costs more than the whole answer.
 *
 * Only the plainest question is understood: one whole GET in one piece, without a body, for a page that is kept. A connection that brings anything
 * else (an API call, half a question, two at once, a header that is not written by the book) is handed to Node with every byte it brought and stays
 * there. So nothing is refused here, and what a question means is decided by one reader alone: where this one is sure, or else by Node's.
 */
export function answerAtTheDoor(server: Server, pages: PageMemory): { close(): void } {
  const [passOn, ...more] = server.listeners('connection') as ((socket: Socket) => void)[]
  if (!passOn || more.length > 0) throw new Error('the server has other listeners for connections than its own')
  const waiting = new Set<Socket>()
  let closing = false

  const welcome = (socket: Socket): void => {
    const leave = (): void => {
      waiting.delete(socket)
      socket.off('data', hear).off('end', bid).off('timeout', end).off('error', end).off('close', gone)
    }
    const hand = (chunk: Buffer): void => {
      leave()
      socket.setTimeout(0)
      socket.unshift(chunk)
      passOn.call(server, socket)
    }
    const hear = (chunk: Buffer): void => {
      const answer = closing ? null : answerTo(chunk, pages)
      if (!answer) hand(chunk)
      else if (!socket.write(answer)) {
        // Who asks without reading is not asked on before he has read.
        socket.pause()
        socket.once('drain', () => socket.resume())
      }
    }
    const bid = (): void => void socket.end()
    const end = (): void => void socket.destroy()
    const gone = (): void => void waiting.delete(socket)
    waiting.add(socket)
    socket.setTimeout(server.keepAliveTimeout)
    socket.on('data', hear).on('end', bid).on('timeout', end).on('error', end).on('close', gone)
  }
  server.removeAllListeners('connection')
  server.on('connection', welcome)
  return {
    /** Ends the connections that wait here; Node knows nothing of them. */
    close() {
      closing = true
      for (const socket of waiting) socket.end()
    },
  }
}

/** The whole answer when the question is one this reader is sure of, and its page is kept. */
export function answerTo(chunk: Buffer, pages: PageMemory): Buffer | null {
  const length = chunk.length
  // GET, and the end of the head is the end of what came.
  if (length > largest_bytes || chunk[0] !== 71 || chunk[length - 1] !== 10 || chunk[length - 3] !== 10) return null
  const asked = readQuestion(chunk.toString('latin1'))
  return asked && isShared(asked) ? pages.answerOf(keyOf(asked), asked.headers) : null
}

const largest_bytes = 8192
/** RFC 9112: origin form, one space each. Anything unusual is for Node. */
const first = /GET (\/[!-~]*) HTTP\/1\.1\r\n/y
/** RFC 9110 5.1 and 5.5: a token, a colon, visible characters, blanks and tabs. No folding, no other control character, so no doubt where a line ends. */
const line = /([\w!#$%&'*+.^`|~-]+):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)\r\n/y
/** What says that more bytes belong to it, asks for another protocol or for a part, or changes what becomes of the connection. */
const beyond = new Set([
  'content-length',
  'transfer-encoding',
  'expect',
  'upgrade',
  'te',
  'trailer',
  'range',
  'if-range',
  'if-modified-since',
])

/** A question of one GET without a body, or null where that is not certain. A header that counts and comes twice is never certain. */
export function readQuestion(text: string): Asked | null {
  first.lastIndex = 0
  const start = first.exec(text)
  if (!start) return null
  const headers: Asked['headers'] = { host: undefined, cookie: undefined, 'accept-encoding': undefined, 'if-none-match': undefined }
  let at = first.lastIndex
  const end = text.length - 2
  while (at < end) {
    line.lastIndex = at
    const found = line.exec(text)
    if (!found) return null
    at = line.lastIndex
    const name = found[1]!.toLowerCase()
    if (name in headers || name === 'x-forwarded-host' || name === 'x-forwarded-proto') {
      if (headers[name as 'host'] !== undefined) return null
      headers[name as 'host'] = found[2]!.trimEnd()
    } else if (beyond.has(name) || (name === 'connection' && found[2]!.trimEnd().toLowerCase() !== 'keep-alive')) return null
  }
  return at === end && headers.host ? { method: 'GET', url: start[1]!, headers } : null
}
