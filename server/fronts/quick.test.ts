import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PageMemory } from './memory.ts'
import { answerAtTheDoor, readQuestion } from './quick.ts'

const ask = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`
const plain = ['GET / HTTP/1.1', 'Host: mall', 'Cookie: visitor=v']

describe('what is read at the door', () => {
  test.each<[string, string]>([
    ['as browsers ask', ask(...plain, 'Accept-Encoding: gzip, br', 'sec-ch-ua: "x";v="1"', 'Connection: keep-alive')],
    ['blanks around a value', ask('GET / HTTP/1.1', 'HOST:\tmall \t', 'cookie: visitor=v')],
  ])('understood: %s', (_, text) => {
    expect(readQuestion(text)).toMatchObject({ method: 'GET', url: '/', headers: { host: 'mall', cookie: 'visitor=v' } })
  })

  test.each<[string, string]>([
    ['another method', ask('POST / HTTP/1.1', 'Host: mall')],
    ['HTTP/1.0', ask('GET / HTTP/1.0', 'Host: mall')],
    ['a whole address', ask('GET http://mall/ HTTP/1.1', 'Host: mall')],
    ['two blanks', ask('GET  / HTTP/1.1', 'Host: mall')],
    ['a letter beyond ASCII in the address', ask('GET /\u00e9 HTTP/1.1', 'Host: mall')],
    ['no host', ask('GET / HTTP/1.1', 'Cookie: visitor=v')],
    ['two hosts', ask(...plain, 'Host: other')],
    ['two cookies', ask(...plain, 'Cookie: mall_session=x')],
    ['a body to come', ask(...plain, 'Content-Length: 5')],
    ['a body in pieces', ask(...plain, 'Transfer-Encoding: chunked')],
    ['a body in pieces, blank before the colon', ask(...plain, 'Transfer-Encoding : chunked')],
    ['a body asked about first', ask(...plain, 'Expect: 100-continue')],
    ['another protocol', ask(...plain, 'Connection: Upgrade', 'Upgrade: websocket')],
    ['the connection ends', ask(...plain, 'Connection: close')],
    ['a part', ask(...plain, 'Range: bytes=0-9')],
    ['a folded line', ask(...plain, 'X-Long: a', ' b')],
    ['a line ended by its feed alone', ask(...plain, 'X-One: a\nContent-Length: 5')],
    ['a line ended by its return alone', ask(...plain, 'X-One: a\rContent-Length: 5')],
    ['a nothing in a value', ask(...plain, 'X-One: a\0b')],
    ['a name with a bracket', ask(...plain, 'X(One): a')],
    ['a line without a colon', ask(...plain, 'nothing')],
    ['two at once', ask(...plain) + ask(...plain)],
    ['more after the end', `${ask(...plain)}more\r\n`],
    ['half of it', 'GET / HTTP/1.1\r\nHost: mall\r\n'],
    ['nothing but the first line', 'GET / HTTP/1.1\r\n\r\n'],
  ])('left to Node: %s', (_, text) => {
    expect(readQuestion(text)).toBeNull()
  })
})

describe('on a connection', () => {
  const pages = new PageMemory()
  let server: Server
  let door: { close(): void }
  let port: number
  const byNode: string[] = []
  beforeAll(async () => {
    server = createServer((request, response) => {
      byNode.push(`${request.method} ${request.url}`)
      request.resume().on('end', () => response.end(`Node ${request.url}`))
    })
    door = answerAtTheDoor(server, pages)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
    const body = Buffer.from('通商'.repeat(700))
    pages.keep(`127.0.0.1:${port}/kept`, { body, headers: { 'content-type': 'text/html' }, tags: ['x'] }, pages.drops)
  })
  afterAll(() => server.close())

  /** Sends the pieces, each when the one before was answered with these words, and answers all that came. */
  async function talk(...pieces: [sent: string, until: string | RegExp][]): Promise<string> {
    const socket = connect(port, '127.0.0.1').setEncoding('latin1')
    let all = ''
    try {
      for (const [sent, until] of pieces) {
        let heard = ''
        const answered = new Promise<void>((resolve, reject) => {
          const hear = (text: string) => {
            heard += text
            all += text
            if (until instanceof RegExp ? !until.test(heard) : !heard.includes(until)) return
            socket.off('data', hear)
            resolve()
          }
          socket.on('data', hear).on('error', reject)
        })
        socket.write(sent)
        await answered
      }
      return all
    } finally {
      socket.destroy()
    }
  }
  const get = (path: string, ...more: string[]) => ask(`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, ...more)

  test('a kept page is answered again and again without Node hearing of it, with date and length, and not again to who has it', async () => {
    const all = await talk([get('/kept'), /content-length: 4200\r\n[\s\S]*\r\n\r\n[\s\S]{4200}$/], [get('/kept'), /\r\n\r\n[\s\S]{4200}$/])
    expect(all.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
    expect(all.match(/Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/g)).toHaveLength(2)
    const etag = /etag: (.+)\r\n/.exec(all)![1]!
    expect(await talk([get('/kept', `If-None-Match: ${etag}`), '\r\n\r\n'])).toMatch(/^HTTP\/1\.1 304 Not Modified\r\n/)
    const squeezed = await fetch(`http://127.0.0.1:${port}/kept`, { headers: { 'accept-encoding': 'br', connection: 'keep-alive' } })
    expect([squeezed.headers.get('content-encoding'), await squeezed.text()]).toEqual(['br', '通商'.repeat(700)])
    expect(byNode).toEqual([])
  })

  test('whatever else comes is answered by Node, first bytes included, and the connection stays with it', async () => {
    byNode.length = 0
    await talk([get('/other'), 'Node /other'], [get('/kept'), 'Node /kept'])
    // After a kept page, on the same connection: a body, half a question and its rest, two at once.
    const body = ask('POST /form HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Content-Length: 4').concat('a=be')
    await talk([get('/kept'), /\r\n\r\n[\s\S]{4200}$/], [body, 'Node /form'])
    const [half, rest] = [get('/late').slice(0, 20), get('/late').slice(20)]
    await talk([half + rest, 'Node /late'])
    const socket = connect(port, '127.0.0.1').setEncoding('latin1')
    socket.write(half)
    await new Promise((resolve) => setTimeout(resolve, 20))
    socket.write(rest)
    expect(await new Promise<string>((resolve) => socket.once('data', resolve))).toContain('Node /late')
    socket.destroy()
    await talk([get('/one') + get('/two'), 'Node /two'])
    await talk([get('/kept', 'Cookie: mall_session=somebody'), 'Node /kept'])
    expect(byNode).toEqual(['GET /other', 'GET /kept', 'POST /form', 'GET /late', 'GET /late', 'GET /one', 'GET /two', 'GET /kept'])
  })

  test('a dropped page is asked of Node; a server that closes waits for nobody at the door', async () => {
    pages.drop(['x'])
    expect(await talk([get('/kept'), 'Node /kept'])).toContain('Node /kept')
    const idle = connect(port, '127.0.0.1')
    await new Promise((resolve) => idle.once('connect', resolve))
    const ended = new Promise((resolve) => idle.resume().once('close', resolve))
    await expect.poll(() => new Promise((resolve) => server.getConnections((_, count) => resolve(count)))).toBeGreaterThan(0)
    door.close()
    const closed = new Promise((resolve) => server.close(resolve))
    await ended
    server.closeIdleConnections()
    await closed
  })
})
