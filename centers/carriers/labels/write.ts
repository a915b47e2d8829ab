import { assert } from '#core/assert.ts'
import type { By } from '#core/audit.ts'
import { type Caller, Problem } from '#core/http.ts'
import { scopeFilter } from '#core/scope.ts'
import { type Db, hot, type Reader, sql, type Tx } from '#core/sql.ts'
import { defaultZone } from '#core/time.ts'
import { findLabelRows, type LabelRow } from '../waybills/read.ts'
import type { Label } from './draw.ts'
import { largestBatch, renderLabels } from './render.ts'

export const printFormats = ['pdf', 'html'] as const
export const printStates = ['rendered', 'printing', 'printed', 'paper_out', 'failed'] as const
export type PrintState = (typeof printStates)[number]

export interface PrintAsk {
  print_id: string
  parcel_ids: string[]
  format: (typeof printFormats)[number]
  again?: boolean
}

/**
 * Draws the labels of parcels in the order given and records the print. A batch is drawn whole or refused naming the parcels in the way:
 * without a number, or printed before when `again` was not said. The same print_id draws the same batch again without counting it twice.
 */
export async function printLabels(db: Db, by: By, now: string, ask: PrintAsk): Promise<Buffer> {
  assert(ask.parcel_ids.length <= largestBatch, `a batch holds at most ${largestBatch} labels`)
  const labels = await db.tx(async (tx) => {
    // Two prints of one parcel at a time would both believe to be the first.
    await tx.rows(
      sql`select parcel_id from carriers.waybills where parcel_id = any(${ask.parcel_ids}::uuid[]) order by parcel_id for update`,
    )
    const rows = await findLabelRows(tx, ask.parcel_ids, scopeFilter(by, { organization: sql`w.organization_id` }))
    const known = new Map(rows.map((row) => [row.parcel_id, row]))
    refuseUnready(ask, known)
    const before = await findPrint(tx, ask.print_id)
    if (before && before.parcel_ids.join() !== ask.parcel_ids.join())
      throw new Problem(409, 'print_id_used', 'This print_id was used for other parcels: make a new one.')
    if (!before) {
      const again = ask.parcel_ids.filter((id) => known.get(id)!.printed_count > 0)
      if (again.length > 0 && !ask.again)
        throw new Problem(
          409,
          'already_printed',
          `${again.length} of the labels were printed before: say \`again\` to print them once more.`,
          {
            parcel_ids: again,
          },
        )
      await recordPrint(tx, by, now, ask, again.length)
    }
    return ask.parcel_ids.map((id, i) => labelOf(known.get(id)!, i + 1, ask.parcel_ids.length, now))
  })
  return renderLabels(labels, ask.format)
}

function refuseUnready({ parcel_ids }: PrintAsk, known: ReadonlyMap<string, LabelRow>): void {
  const twice = parcel_ids.filter((id, i) => parcel_ids.indexOf(id) !== i)
  if (twice.length > 0) throw new Problem(409, 'parcel_repeated', 'A parcel stands twice in the batch.', { parcel_ids: twice })
  const unready = parcel_ids.filter((id) => known.get(id)?.state !== 'answered')
  if (unready.length > 0)
    throw new Problem(409, 'waybill_not_ready', `${unready.length} of the parcels have no waybill number: ask for it first.`, {
      parcel_ids: unready,
    })
}

async function recordPrint(tx: Tx, by: By, now: string, { print_id, format, parcel_ids }: PrintAsk, again_count: number): Promise<void> {
  await tx.run(hot`
    insert into carriers.prints (print_id, format, parcel_ids, again_count, printed_by, asked_at, state, state_at)
    values (${print_id}, ${format}, ${parcel_ids}::uuid[], ${again_count}, ${by.name}, ${now}, 'rendered', ${now})`)
  await tx.run(hot`
    update carriers.waybills set printed_count = printed_count + 1, printed_at = ${now} where parcel_id = any(${parcel_ids}::uuid[])`)
}

/** What stands on the label of a waybill; `again` is already said on the first sheet of a second print. */
export function labelOf(row: LabelRow, place: number, of: number, now: string): Label {
  const { waybill_no, route_code, order_no, sender, recipient, items, weight_grams, collect_minor, currency, note } = row
  return {
    form: row.label_form,
    carrier: row.carrier_name.zh,
    service: row.service_name.zh,
    waybill_no: waybill_no!,
    masks: row.masks_recipient,
    again: row.printed_count > 0,
    printed_at: Temporal.Instant.from(now)
      .toZonedDateTimeISO(defaultZone)
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' })
      .replace('T', ' '),
    ...{ route_code, order_no, sender, recipient, items, weight_grams, collect_minor, currency, note, place, of },
  }
}

export interface Print {
  print_id: string
  format: string
  parcel_ids: string[]
  again_count: number
  printed_by: string
  asked_at: string
  state: PrintState
  state_at: string
}
const findPrint = (db: Reader, print_id: string): Promise<Print | undefined> =>
  db.row(
    sql`select print_id, format, parcel_ids, again_count, printed_by, asked_at, state, state_at from carriers.prints where print_id = ${print_id}`,
  )

export const listPrints = (db: Reader, by: Caller, limit: number): Promise<(Omit<Print, 'parcel_ids'> & { label_count: number })[]> =>
  db.rows(sql`
    select print_id, format, cardinality(parcel_ids) as label_count, again_count, printed_by, asked_at, state, state_at
    from carriers.prints p where ${printedBy(by)} order by asked_at desc, print_id desc limit ${limit}`)

/** Whoever printed could see every parcel of the print, so any one of them tells whose print it is. */
const printedBy = (by: Caller) => sql`exists (
  select from carriers.waybills w where w.parcel_id = any(p.parcel_ids) and ${scopeFilter(by, { organization: sql`w.organization_id` })})`

/** What the printer said of a print; the last word of it counts. Answers whether there is such a print. */
export async function tellPrint(tx: Tx, by: Caller, now: string, print_id: string, state: PrintState): Promise<boolean> {
  return (
    (await tx.run(
      sql`update carriers.prints p set state = ${state}, state_at = ${now} where print_id = ${print_id} and ${printedBy(by)}`,
    )) > 0
  )
}
