import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface ReceivedMail {
  from: string
  to: string[]
  /** Headers and body as they came, dot-stuffing undone. */
  raw: string
}

/**
 * A mail server as strict as a real one: it wants EHLO before anything, sign-in by AUTH PLAIN or LOGIN, MAIL, RCPT and DATA in their order,
 * refuses recipients it does not know and senders that are not the account's.
 */
export async function simulateSmtp(options: { accounts: Record<string, string>; refuse?: RegExp; port?: number }) {
  const mails: ReceivedMail[] = []
  const faults: string[] = []
  const sockets = new Set<Socket>()

  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    const say = (line: string) => socket.write(`${line}\r\n`)
    let [buffer, greeted, user, from, data] = ['', false, '', '', null as string[] | null]
    let to: string[] = []
    let login: { step: 'user' | 'password'; name: string } | null = null

    const authenticate = (name: string, password: string) => {
      if (options.accounts[name] !== undefined && options.accounts[name] === password) {
        user = name
        say('235 2.7.0 Authentication successful')
      } else say('535 5.7.8 Authentication credentials invalid')
    }
    const command = (line: string) => {
      const verb = line.slice(0, 4).toUpperCase()
      if (verb === 'QUIT') return socket.end('221 Bye\r\n')
      if (verb === 'RSET') {
        from = ''
        to = []
        return say('250 OK')
      }
      if (verb === 'EHLO' || verb === 'HELO') {
        greeted = true
        return say(verb === 'EHLO' ? '250-simulator\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME' : '250 simulator')
      }
      if (!greeted) return say('503 5.5.1 Say EHLO first')
      if (/^AUTH PLAIN /i.test(line)) {
        const [, name = '', password = ''] = Buffer.from(line.slice(11), 'base64').toString().split('\0')
        return authenticate(name, password)
      }
      if (/^AUTH LOGIN/i.test(line)) {
        login = { step: 'user', name: '' }
        return say('334 VXNlcm5hbWU6')
      }
      if (!user) return say('530 5.7.0 Authentication required')
      const path = /<([^>]*)>/.exec(line)?.[1]
      if (verb === 'MAIL') {
        if (!path?.includes('@')) return say('501 5.1.7 Bad sender address')
        if (path.split('@')[1] !== user.split('@')[1]) return say('553 5.7.1 Sender address is not yours')
        from = path
        return say('250 2.1.0 OK')
      }
      if (verb === 'RCPT') {
        if (!from) return say('503 5.5.1 MAIL first')
        const fault = faults.shift()
        if (fault) return say(fault)
        if (!path?.includes('@') || options.refuse?.test(path)) return say('550 5.1.1 No such mailbox')
        to.push(path)
        return say('250 2.1.5 OK')
      }
      if (verb === 'DATA') {
        if (to.length === 0) return say('503 5.5.1 RCPT first')
        data = []
        return say('354 End with a dot on a line of its own')
      }
      return say('502 5.5.2 Not known')
    }
    const line = (text: string) => {
      if (data) {
        if (text !== '.') return void data.push(text.startsWith('.') ? text.slice(1) : text)
        mails.push({ from, to, raw: data.join('\r\n') })
        data = null
        from = ''
        to = []
        return say(`250 2.0.0 queued as ${mails.length}`)
      }
      if (login) {
        const given = Buffer.from(text, 'base64').toString()
        if (login.step === 'user') {
          login = { step: 'password', name: given }
          return say('334 UGFzc3dvcmQ6')
        }
        const { name } = login
        login = null
        return authenticate(name, given)
      }
      return command(text)
    }
    socket.on('data', (part) => {
      buffer += part.toString('utf8')
      for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
        const text = buffer.slice(0, end)
        buffer = buffer.slice(end + 2)
        line(text)
      }
    })
    say('220 simulator ready')
  })
  await new Promise<void>((listening) => server.listen(options.port ?? 0, '127.0.0.1', listening))
  return {
    port: (server.address() as AddressInfo).port,
    mails,
    /** Answers for the next recipients instead of ours, such as `451 4.3.0 Try later`. */
    faults,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise<void>((closed) => server.close(() => closed()))
    },
  }
}
