import type { TaskList } from 'graphile-worker'
import { registerPostman } from '#centers/interfaces/letters.ts'
import type { Told } from '#centers/interfaces/model.ts'
import type { Consumer } from '#core/events.ts'
import type { DueWork } from '#core/jobs.ts'
import { column } from '#core/outcomes.ts'
import { hot, sql } from '#core/sql.ts'
import { type ReturnedLine, simulatedEndpoint } from './model.ts'
import type { Outside } from './port.ts'
import { findDocuments } from './read.ts'
import { noteRefunded } from './returns.ts'
import { connectionOf, letterKind, noteLeft, recordBooked, summarizeDue } from './write.ts'

export const consumers: readonly Consumer[] = [noteLeft, noteRefunded]
export const due: readonly DueWork[] = [summarizeDue]

type Booked = { erp_no: string; lines: ReturnedLine[] }

/** Documents go out as letters: tried again, dead with their reason, replayed one or many like everything said to partners. */
export const tasks = (outside: Outside) => (): TaskList => {
  registerErpPostman(outside)
  return {}
}

export function registerErpPostman({ ports, simulated }: Outside): void {
  registerPostman({
    kind: letterKind,
    say: async (db, exchange, _now, letters) => {
      const system = await db.row<{
        kind: string
        endpoint: string
        settings: Record<string, string>
        sealed_secrets: string | null
        active: boolean
      }>(hot`select kind, endpoint, settings, sealed_secrets, active from erp.systems where system_id = ${letters[0]!.account}`)
      const port = system && ports[system.kind]
      const documents = new Map((await findDocuments(db, column([...letters], 'subject'))).map((one) => [one.document_no, one]))
      const told: Told[] = []
      for (const letter of letters) {
        const document = documents.get(letter.subject)
        if (!system || !port || !document)
          told.push({ status: 'refused', code: 'system_not_found', reason: 'Its system or document is not there any more.' })
        else if (!system.active)
          told.push({ status: 'later', code: 'switched_off', reason: 'The system is switched off.', retry_after_s: 600 })
        else if (system.endpoint === simulatedEndpoint && !simulated?.(system.kind))
          told.push({ status: 'later', code: 'switched_off', reason: 'The simulator is not running here.', retry_after_s: 600 })
        else {
          const connection = connectionOf(
            system.endpoint === simulatedEndpoint ? { ...system, endpoint: simulated!(system.kind)! } : system,
          )
          const line = {
            interface_id: letter.interface_id,
            account: letter.account,
            subject: letter.subject,
            secrets: Object.values(connection.secrets),
          }
          told.push(await exchange.call<Booked>(line, () => port.book(connection, document)))
        }
      }
      return told
    },
    settle: async (tx, now, settled) => {
      const booked = settled.flatMap(({ letter, told }) =>
        told.status === 'answered' ? [{ document_no: letter.subject, ...(told as unknown as Booked) }] : [],
      )
      await recordBooked(tx, now, booked)
      for (const { letter, told } of settled)
        if (told.status === 'refused')
          await tx.run(sql`
            update erp.documents set state = 'refused', reason = ${`${told.code}: ${told.reason}`.slice(0, 500)}, ended_at = ${now} where document_no = ${letter.subject} and state = 'waiting'`)
    },
    revive: async (tx, _now, letters) => {
      const rows = await tx.rows<{ document_no: string }>(sql`
        update erp.documents set state = 'waiting', reason = null, ended_at = null
        where document_no = any(${letters.map(({ subject }) => subject)}::text[]) and state = 'refused' returning document_no`)
      const again = new Set(column(rows, 'document_no'))
      return letters.filter(({ subject }) => again.has(subject))
    },
  })
}
