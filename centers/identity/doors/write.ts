import { type By, recordChanges } from '#core/audit.ts'
import type { Outcome } from '#core/outcomes.ts'
import { hot, json, type Reader, sql, type Tx } from '#core/sql.ts'
import { chooseDoor, type Door, type DoorStatus, decideDoor } from './rules.ts'

const columns = sql`brand, region, logo, color, title_zh, title_en, text_zh, text_en, ways, agreements`
export interface DoorRow extends Door {
  changed_by: string
  changed_at: string
}

export const listDoors = (on: Reader): Promise<DoorRow[]> =>
  on.rows<DoorRow>(sql`select ${columns}, changed_by, changed_at from identity.doors order by brand, region limit 1000`)

/** The sign-in page of a brand in a region. */
export async function findDoor(on: Reader, brand: string, region: string): Promise<Door> {
  const doors = await on.rows<Door>(hot`
    select ${columns} from identity.doors where brand in (${brand}, '*') and region in (${region}, '*')`)
  return chooseDoor(doors, brand, region)
}

const details: Partial<Record<DoorStatus, string>> = {
  way_in_missing: 'Allow `password` or `code`: everybody has one of these.',
  color_too_pale: 'White text on this color cannot be read: choose a darker one.',
  agreement_twice: 'Each agreement stands once, with its present version.',
}

/** Makes or changes sign-in pages; each is known by brand and region. */
export async function keepDoors(tx: Tx, by: By, now: string, doors: readonly Door[]): Promise<Outcome<DoorStatus>[]> {
  const outcomes: Outcome<DoorStatus>[] = []
  for (const door of doors) {
    const before = await tx.row<Door>(sql`
      select ${columns} from identity.doors where brand = ${door.brand} and region = ${door.region} for update`)
    const status = decideDoor(door, before)
    const id = `${door.brand}/${door.region}`
    outcomes.push({ id, status, ...(details[status] ? { detail: details[status] } : {}) })
    if (status !== 'kept') continue
    await tx.run(sql`
      insert into identity.doors (${columns}, changed_by, changed_at)
      values (${door.brand}, ${door.region}, ${door.logo}, ${door.color}, ${door.title_zh}, ${door.title_en}, ${door.text_zh}, ${door.text_en},
        ${door.ways}, ${json(door.agreements)}::jsonb, ${by.name}, ${now})
      on conflict (brand, region) do update set logo = excluded.logo, color = excluded.color, title_zh = excluded.title_zh, title_en = excluded.title_en,
        text_zh = excluded.text_zh, text_en = excluded.text_en, ways = excluded.ways, agreements = excluded.agreements,
        changed_by = excluded.changed_by, changed_at = excluded.changed_at`)
    await recordChanges(tx, by, now, [
      { subject: 'identity.door', subject_id: id, action: before ? 'changed' : 'made', ...(before ? { before } : {}), after: door },
    ])
  }
  return outcomes
}

/** Takes pages away; people see the next nearest one. */
export async function removeDoors(
  tx: Tx,
  by: By,
  now: string,
  doors: readonly { brand: string; region: string }[],
): Promise<Outcome<'already_gone' | 'removed'>[]> {
  const outcomes: Outcome<'already_gone' | 'removed'>[] = []
  for (const { brand, region } of doors) {
    const id = `${brand}/${region}`
    const [before] = await tx.rows<Door>(sql`delete from identity.doors where brand = ${brand} and region = ${region} returning ${columns}`)
    outcomes.push({ id, status: before ? 'removed' : 'already_gone' })
    if (before) await recordChanges(tx, by, now, [{ subject: 'identity.door', subject_id: id, action: 'removed', before }])
  }
  return outcomes
}

export interface Agreed {
  code: string
  version: string
  brand: string
  region: string
  agreed_at: string
}

export const listAgreed = (on: Reader, user_id: string): Promise<Agreed[]> =>
  on.rows<Agreed>(
    hot`select code, version, brand, region, agreed_at from identity.agreements where user_id = ${user_id} order by agreed_at desc, code`,
  )

/** Notes that he agreed to what the page of this brand and region asks now; once per version. */
export async function agreeAt(tx: Tx, now: string, user_id: string, brand: string, region: string): Promise<void> {
  const { agreements } = await findDoor(tx, brand, region)
  if (agreements.length === 0) return
  await tx.run(hot`
    insert into identity.agreements (user_id, code, version, brand, region, agreed_at)
    select ${user_id}, a.code, a.version, ${brand}, ${region}, ${now} from jsonb_to_recordset(${json(agreements)}::jsonb) as a (code text, version text)
    on conflict do nothing`)
}
