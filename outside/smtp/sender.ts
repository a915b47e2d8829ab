import { createTransport } from 'nodemailer'
import type { Sender } from '#centers/messages/model.ts'

export interface SmtpSettings {
  host: string
  port: number
  /** TLS from the first byte (port 465); otherwise STARTTLS where the server offers it. */
  secure: boolean
  user?: string
  password?: string
  /** Sender address by brand; `*` for all others. */
  from: Record<string, string>
}

/** Email over SMTP. The Message-ID is made of our id, so mailboxes show a message once even if it was handed over twice. */
export function smtp(settings: SmtpSettings): Sender & { close(): void } {
  const transport = createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.secure,
    pool: true,
    maxConnections: 3,
    connectionTimeout: 10_000,
    socketTimeout: 20_000,
    ...(settings.user ? { auth: { user: settings.user, pass: settings.password ?? '' } } : {}),
  })
  return {
    provider: 'smtp',
    channel: 'email',
    async send({ message_id, address, brand, subject, text }) {
      const from = settings.from[brand ?? '*'] ?? settings.from['*']
      if (!from) return { status: 'refused', reason: 'no_sender_address', retry: false }
      const domain = from.replace(/^.*@|>.*$/g, '')
      const messageId = `<${message_id}@${domain}>`
      try {
        await transport.sendMail({ from, to: address, subject, text, messageId, headers: { 'Auto-Submitted': 'auto-generated' } })
        return { status: 'accepted', provider_ref: messageId }
      } catch (error) {
        const { responseCode, message } = error as { responseCode?: number; message: string }
        // 5xx is the server's final word about this message; 535 is about our password, which an operator can mend.
        const final = responseCode !== undefined && responseCode >= 500 && responseCode !== 535 && responseCode !== 530
        return { status: 'refused', reason: message.slice(0, 300), retry: !final }
      }
    },
    close: () => transport.close(),
  }
}
