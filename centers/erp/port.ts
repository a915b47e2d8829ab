import type { Told } from '#centers/interfaces/model.ts'
import type { ErpDocument, ReturnedLine } from './model.ts'

/** A system as an adapter is given it. */
export interface ErpConnection {
  endpoint: string
  settings: Readonly<Record<string, string>>
  secrets: Readonly<Record<string, string>>
}

/** An ERP that is spoken with. */
export interface ErpPort {
  kind: string
  name: { zh: string; en: string }
  version: string
  /** Settings and secrets it cannot do without. */
  settings: readonly string[]
  secrets: readonly string[]
  /**
   * Books a document, or finds it booked already: looked for by our number first, so the same document never stands there twice, whatever got lost on the way.
   * Answers its number there and the lines as the ERP has them.
   */
  book(connection: ErpConnection, document: ErpDocument): Promise<Told<{ erp_no: string; lines: ReturnedLine[] }>>
}
export interface Outside {
  ports: Readonly<Record<string, ErpPort>>
  /** Where the simulator of a kind is, when the sample enterprise runs one. */
  simulated?(kind: string): string | null
}
