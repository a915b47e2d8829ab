import type { Move } from '#centers/inventory/moves/model.ts'
import { moveStock } from '#centers/inventory/moves/write.ts'
import type { By } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import { type Judgement, type JudgeStatus, type Movement, ownBins } from '../model.ts'
import { takeFrom } from '../rules.ts'
import { readSites } from './read.ts'
import { lockContents, moveContents } from './write.ts'

/** Marks moves of the books whose goods were moved in the same commit. */
export const judgedHere = 'warehouse.judgement:'

/**
 * Says of goods that wait to be judged how many are good. Books and bins follow in one commit: good ones are stock and wait to be put away, the others
 * are defective. Each judgement whole or not at all.
 */
export async function judgeGoods(tx: Tx, by: By, now: string, judgements: readonly Judgement[]): Promise<Outcome<JudgeStatus>[]> {
  const sites = await readSites(tx)
  const ids = judgements.map(({ id }) => id)
  const done = new Set(column(await tx.rows<{ id: string }>(hot`select id from warehouse.scans where id = any(${ids}::uuid[])`), 'id'))
  const outcomes: Outcome<JudgeStatus>[] = []
  // One after the other: the books decide each by what the one before it left.
  for (const judgement of judgements) {
    const outcome: Outcome<JudgeStatus> = done.has(judgement.id)
      ? { id: judgement.id, status: 'already_judged' }
      : sites.has(judgement.node_id)
        ? await judgeOne(tx, by, now, judgement)
        : { id: judgement.id, status: 'site_not_found', detail: `${judgement.node_id} does not work with bins.` }
    if (outcome.status === 'judged') done.add(judgement.id)
    outcomes.push(outcome)
  }
  return outcomes
}

class Refused extends Error {}

async function judgeOne(tx: Tx, by: By, now: string, judgement: Judgement): Promise<Outcome<JudgeStatus>> {
  const { id, node_id, sku_id, passed, failed, reason } = judgement
  const asked = passed + failed
  if (asked === 0) return { id, status: 'nothing_judged', detail: 'Say how many are good and how many are not.' }
  const here = (await lockContents(tx, [{ node_id, sku_id }])).filter(
    (one) => one.bin_code === ownBins.inspection && (judgement.lot == null || one.lot === judgement.lot),
  )
  const waiting = here.reduce((sum, { quantity }) => sum + quantity, 0)
  if (waiting < asked)
    return { id, status: 'not_there', detail: `Only ${waiting} of ${sku_id} wait in ${ownBins.inspection}: count them again.` }
  const moves: (Movement & { lot: string })[] = []
  for (const [to_bin, some] of [
    [ownBins.receiving, passed],
    [ownBins.defective, failed],
  ] as const)
    for (const { content, quantity } of takeFrom(here, some))
      moves.push({
        ...{ node_id, sku_id, lot: content.lot, expires_on: content.expires_on, quantity },
        ...{ from_bin: ownBins.inspection, to_bin, reason: 'judged' },
      })
  const serials = [...(judgement.serials ?? [])]
  const booked = moves.map(
    ({ lot, to_bin, quantity }, i): Move => ({
      ...{ id: steadyId('judgement', id, String(i)), kind: 'quality', sku_id, quantity, lot_no: lot || null },
      ...{ serials: serials.splice(0, quantity), reason: reason ?? null, ref: `${judgedHere}${id}` },
      from: { node_id, condition: 'inspection' },
      to: { node_id, condition: to_bin === ownBins.defective ? 'defective' : 'available' },
    }),
  )
  try {
    await tx.savepoint(async () => {
      const bad = (await moveStock(tx, by, now, booked)).find(({ status }) => status !== 'moved' && status !== 'already_moved')
      if (bad) throw new Refused(bad.detail ?? bad.status)
    })
  } catch (error) {
    if (error instanceof Refused) return { id, status: 'goods_refused', detail: error.message }
    throw error
  }
  await moveContents(tx, by.name, now, moves)
  await tx.run(hot`
    insert into warehouse.scans (id, node_id, kind, text, status, answer, scanned_by, scanned_at, recorded_at)
    values (${id}, ${node_id}, 'judge', ${`${sku_id} +${passed} -${failed}`}, 'judged', '{}', ${by.name}, ${now}, ${now})`)
  return { id, status: 'judged' }
}
