import { type By, recordChanges } from '#core/audit.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { addSteps, countInBatches, lockItems, saveItems } from '../items.ts'
import type { CaseDecision, caseStatuses, Rule } from '../model.ts'

interface Held {
  subject: string
  case_id: string
  rule: string
  brand_id: string | null
  batch_id: string | null
  owner_id: string | null
  closed_at: string | null
}

/** Takes cases on, gives them back, closes them with what they were. A counterfeit voids its code; a cleared code is ordinary again. */
export async function decideCases(
  tx: Tx,
  by: By,
  now: string,
  decisions: readonly CaseDecision[],
): Promise<Outcome<(typeof caseStatuses)[number]>[]> {
  // Scans lock codes before cases, so the codes are looked up first and locked first.
  const seen = await tx.rows<{ subject: string; batch_id: string | null }>(
    hot`select subject, batch_id from codes.cases where case_id = any(${column(decisions, 'id')}::uuid[])`,
  )
  const items = await lockItems(
    tx,
    seen.flatMap(({ subject, batch_id }) =>
      subject.startsWith('code:') && batch_id ? [{ number: Number(subject.slice(5)), batch_id }] : [],
    ),
  )
  const rows = await lockRows<Held>(
    tx,
    hot`select subject, case_id, rule, brand_id, batch_id, owner_id, closed_at from codes.cases where case_id = any(${column(decisions, 'id')}::uuid[])`,
    sql`subject, case_id`,
  )
  const held = new Map(rows.filter((row) => mayTouch(by, row)).map((row) => [row.case_id, row]))
  const saved: object[] = []
  const voided: string[] = []
  const steps: Parameters<typeof addSteps>[2][number][] = []
  const outcomes = decisions.map((decision): Outcome<(typeof caseStatuses)[number]> => {
    const { id, owner, outcome, note } = decision
    const one = held.get(id)
    if (!one) return { id, status: 'case_not_found', detail: 'id: there is no such case among yours.' }
    if (one.closed_at) return { id, status: 'already_closed' }
    if (outcome) {
      if (!note) return { id, status: 'note_missing', detail: 'note: say what was found out; the case is closed for good.' }
      one.closed_at = now
      saved.push({
        case_id: id,
        subject: one.subject,
        owner_id: one.owner_id ?? by.id,
        owner_name: by.name,
        outcome,
        note,
        closed_at: now,
        closed_by: by.name,
      })
      const item = one.subject.startsWith('code:') ? items.get(Number(one.subject.slice(5))) : undefined
      if (item && outcome === 'counterfeit' && !item.voided_at) {
        item.voided_at = now
        voided.push(item.batch_id)
        steps.push({ number: item.number, step: 'voided', ref: id, happened_at: now, by_name: by.name, note })
      }
      if (item && outcome === 'cleared') {
        Object.assign(item, { suspected_at: null, cleared_scans: item.scans, cover_misses: 0 })
        steps.push({ number: item.number, step: 'cleared', ref: id, happened_at: now, by_name: by.name, note })
      }
      return { id, status: 'closed' }
    }
    if (owner === undefined) return { id, status: 'nothing_to_do', detail: 'owner, outcome: say one of them.' }
    saved.push({
      case_id: id,
      subject: one.subject,
      owner_id: owner ? by.id : null,
      owner_name: owner ? by.name : null,
      outcome: null,
      note: note ?? null,
      closed_at: null,
      closed_by: null,
    })
    return { id, status: owner ? 'taken' : 'given_back' }
  })
  await saveItems(tx, [...items.values()])
  await addSteps(tx, now, steps)
  await tx.run(hot`
    update codes.cases c set owner_id = s.owner_id, owner_name = s.owner_name, outcome = s.outcome, note = coalesce(s.note, c.note), closed_at = s.closed_at, closed_by = s.closed_by
    from jsonb_to_recordset(${json(saved)}::jsonb) as s (subject text, case_id uuid, owner_id text, owner_name text, outcome text, note text, closed_at timestamptz, closed_by text)
    where c.subject = s.subject and c.case_id = s.case_id`)
  await countInBatches(tx, 'voided', voided)
  await recordChanges(
    tx,
    by,
    now,
    saved.map((after) => ({ subject: 'codes.case', subject_id: (after as { case_id: string }).case_id, action: 'decided', after })),
  )
  return outcomes
}

/** Changes the numbers of rules; a rule that is off is kept and not applied. */
export async function saveRules(tx: Tx, by: By, now: string, rules: readonly Rule[]): Promise<void> {
  const before = await lockRows<Rule & { rule: string }>(
    tx,
    hot`select rule, active, most, window_minutes from codes.rules where rule = any(${column(rules, 'rule')}::text[])`,
    sql`rule`,
  )
  await tx.run(hot`
    update codes.rules r set active = n.active, most = n.most, window_minutes = n.window_minutes, changed_by = ${by.name}, changed_at = ${now}
    from unnest(${column(rules, 'rule')}::text[], ${column(rules, 'active')}::boolean[], ${column(rules, 'most')}::integer[], ${column(rules, 'window_minutes')}::integer[])
      as n (rule, active, most, window_minutes) where r.rule = n.rule`)
  await recordChanges(
    tx,
    by,
    now,
    rules.map((rule) => ({
      subject: 'codes.rule',
      subject_id: rule.rule,
      action: 'changed',
      before: before.find((one) => one.rule === rule.rule),
      after: rule,
    })),
  )
}
