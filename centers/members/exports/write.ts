import { type Applied, applyGranted } from '#centers/approvals/events.ts'
import { askSecond, type SecondStatus } from '#centers/approvals/two-person.ts'
import { type By, recordChanges } from '#core/audit.ts'
import type { Consumer } from '#core/events.ts'
import type { Outcome } from '#core/outcomes.ts'
import { hot, json, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { type ExportDraft, open_ms } from './model.ts'
import { countRows, findExport, findOffice } from './read.ts'

export const subject = 'members.export'
/** The rule for exports is in rows, not in money. */
export const rows_currency = 'XXX'
export type ExportStatus = 'id_used_for_another' | 'already_asked' | 'not_permitted' | 'ready' | SecondStatus

/**
 * Asks for an export: ready at once, or waiting for a second person where what this person took out today passes the two-person rule for
 * `members.export`. Nothing leaves the house here; the file is made when it is taken.
 */
export async function askExport(tx: Tx, by: By, now: string, draft: ExportDraft): Promise<Outcome<ExportStatus>> {
  const { id, list, filter = {}, reason } = draft
  const before = await findExport(tx, by.id!, id)
  if (before) {
    const same = before.list === list && before.reason === reason && JSON.stringify(before.filter) === JSON.stringify(filter)
    return { id, status: same ? 'already_asked' : 'id_used_for_another' }
  }
  const row_count = await countRows(tx, by, list, filter, now)
  if (row_count === null)
    return { id, status: 'not_permitted', detail: 'list: you may not read persons of old systems: ask your administrator.' }
  const organization_id = await findOffice(tx, by.id!)
  const what = list === 'members' ? '会员' : '客户档案'
  const ask = {
    ...{ id, subject, subject_id: by.id!, title: `导出${what} ${row_count} 人：${reason}`.slice(0, 120) },
    difference: { before: null, after: { list, filter, reason, rows: row_count } },
    ...{ asked_by: by.id!, organization_id },
  }
  const act = { id, permission: 'members.export', currency: rows_currency, whose: `staff:${by.id}`, worth_minor: row_count }
  const [held] = await askSecond(tx, now, [{ ...act, ask }])
  if (held && held.status !== 'proposed' && held.status !== 'already_proposed') return held
  const ready = held === null
  const added = await tx.run(hot`
    insert into members.exports (asked_by, export_id, list, filter, reason, row_count, state, asked_at, ready_at, open_until)
    values (${by.id}, ${id}, ${list}, ${json(filter)}::jsonb, ${reason}, ${row_count}, ${ready ? 'ready' : 'waiting'}, ${now},
      ${ready ? now : null}, ${ready ? addMilliseconds(now, open_ms) : null})
    on conflict do nothing`)
  // The same request, sent twice in one moment.
  if (added === 0) return { id, status: 'already_asked' }
  await recordChanges(tx, by, now, [
    {
      ...{ subject, subject_id: id, action: 'export_asked', organization_id },
      after: { list, filter, reason, row_count, second_person: !ready },
    },
  ])
  return held ?? { id, status: 'ready' }
}

/** Opens exactly the export a second person signed. */
export const exportsGranted: Consumer = applyGranted(subject, async (tx, granted, now) => {
  const applied: Applied[] = []
  for (const { id, subject_id } of granted) {
    const opened = await tx.run(hot`
      update members.exports set state = 'ready', ready_at = ${now}, open_until = ${addMilliseconds(now, open_ms)}
      where asked_by = ${subject_id} and export_id = ${id} and state = 'waiting'`)
    const known = opened > 0 || (await findExport(tx, subject_id, id))?.state === 'ready'
    applied.push(known ? { id, result: 'applied' } : { id, result: 'ground_moved', detail: 'there is no such export any more' })
  }
  return applied
})

/** Notes that the file is being taken now: each time is a row in the record of changes. */
export async function noteTaken(tx: Tx, by: By, now: string, taken: { export_id: string; list: string; filter: object }): Promise<void> {
  await tx.run(hot`update members.exports set taken_count = taken_count + 1 where asked_by = ${by.id} and export_id = ${taken.export_id}`)
  await recordChanges(tx, by, now, [
    {
      ...{ subject, subject_id: taken.export_id, action: 'export_taken', organization_id: await findOffice(tx, by.id!) },
      after: { list: taken.list, filter: taken.filter },
    },
  ])
}
