import { listPersons } from '#centers/identity/resolution/read.ts'
import { allows, type Caller, cutPage, decodeCursor } from '#core/http.ts'
import { forPermission } from '#core/scope.ts'
import { csvOf } from '#core/sheets/sheets.ts'
import { type Db, hot, type Reader } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { groupProgram } from '../model.ts'
import { countMembers, listMembers, type MemberRow, readPrograms } from '../read.ts'
import type { ExportDraft, ExportRow } from './model.ts'

type Filter = NonNullable<ExportDraft['filter']>
interface Stored extends Omit<ExportRow, 'state' | 'filter'> {
  state: 'waiting' | 'ready'
  filter: Filter
}

const at_a_time = 500

/** An export of one person; nobody else's is found. */
export const findExport = (on: Reader, asked_by: string, export_id: string): Promise<Stored | undefined> =>
  on.row<Stored>(hot`
    select export_id, list, filter, reason, row_count, state, asked_at, open_until, taken_count from members.exports
    where asked_by = ${asked_by} and export_id = ${export_id}`)

/** Where a member of staff works: whose record an export stands in, and from where a second person is looked for. */
export const findOffice = async (on: Reader, staff_id: string): Promise<string | null> =>
  (await on.row<{ organization_id: string }>(hot`select organization_id from organization.staff where id = ${staff_id}`))
    ?.organization_id ?? null

/** My exports, newest first. */
export async function listExports(on: Reader, asked_by: string, now: string, page: { cursor?: string | undefined; limit: number }) {
  const after = decodeCursor(page.cursor, ['string', 'string'])
  const rows = await on.rows<Stored>(hot`
    select export_id, list, filter, reason, row_count, state, asked_at, open_until, taken_count from members.exports
    where asked_by = ${asked_by}
      and (${after?.[0] ?? null}::timestamptz is null or (asked_at, export_id) < (${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid))
    order by asked_at desc, export_id desc limit ${page.limit + 1}`)
  const shown = rows.map((row): ExportRow => ({ ...row, state: isOver(row, now) ? 'over' : row.state }))
  return cutPage(shown, page.limit, (row) => [row.asked_at, row.export_id])
}

export const isOver = ({ open_until }: Pick<Stored, 'open_until'>, now: string): boolean => open_until !== null && open_until <= now

/** Persons of old systems belong to the whole house. */
const mayReadPersons = (caller: Caller): boolean =>
  allows(caller, 'resolution.read') && forPermission(caller, 'resolution.read').organizations === 'all'

/** How many rows it would be; null where the caller may not read the list at all. */
export async function countRows(on: Reader, caller: Caller, list: string, filter: Filter, now: string): Promise<number | null> {
  if (list === 'members') return countMembers(on, caller, filter, now)
  if (!mayReadPersons(caller)) return null
  if (!filter.q)
    return (await on.row<{ count: number }>(hot`select count(*) as count from identity.resolution_persons where row_count > 0`))!.count
  return (await listPersons(on, { words: filter.q, after: null, limit: at_a_time })).items.length
}

export const exportLocales = ['zh', 'en'] as const
export type ExportLocale = (typeof exportLocales)[number]

const memberColumns = {
  zh: ['姓名', '手机', '性别', '生日', '等级', '成长值', '状态', '标签', '来源', '加入日期', '最近下单'],
  en: ['Name', 'Phone', 'Gender', 'Birthday', 'Level', 'Growth', 'Lifecycle', 'Tags', 'Source', 'Joined on', 'Last order on'],
}
const personColumns = {
  zh: ['姓名', '手机', '邮箱', '来源系统', '记录数'],
  en: ['Name', 'Phone', 'Email', 'Systems', 'Records'],
}

/** The file in the words of a language, page by page: memory stays flat however many there are. What may be taken for a formula is neutralized. */
export const exportCsv = (
  db: Db,
  caller: Caller,
  list: string,
  filter: Filter,
  now: string,
  locale: ExportLocale,
): AsyncGenerator<string> =>
  csvOf(list === 'members' ? memberRows(db, caller, filter, now, locale) : personRows(db, caller, filter, locale))

const words: Record<ExportLocale, Record<string, string>> = {
  zh: { female: '女', male: '男', new: '新客', active: '活跃', quiet: '沉默', asleep: '沉睡', lost: '流失' },
  en: { female: 'Female', male: 'Male', new: 'New', active: 'Active', quiet: 'Quiet', asleep: 'Asleep', lost: 'Lost' },
}

async function* memberRows(db: Db, caller: Caller, filter: Filter, now: string, locale: ExportLocale): AsyncGenerator<string[]> {
  yield memberColumns[locale]
  const levels = new Map((await readPrograms(db)).get(groupProgram)?.levels.map(({ level, name }) => [level, name[locale]]))
  for (let cursor: string | undefined; ; ) {
    const page = await listMembers(db, caller, { ...filter, cursor, limit: at_a_time }, now)
    for (const row of page.items) yield cellsOf(row, levels, locale)
    if (page.next === null) return
    cursor = page.next
  }
}

function cellsOf(row: MemberRow, levels: ReadonlyMap<string, string>, locale: ExportLocale): string[] {
  const house = row.standings.find(({ brand_id }) => brand_id === null)
  const day = (at: string | null) => (at ? businessDate(at) : '')
  return [
    ...[
      row.name,
      row.phone ?? '',
      words[locale][row.gender ?? ''] ?? '',
      row.birthday ?? '',
      levels.get(house?.level ?? '') ?? '',
      String(house?.growth ?? ''),
    ],
    ...[
      words[locale][row.lifecycle]!,
      row.tags.join(locale === 'zh' ? '、' : ', '),
      row.source,
      day(row.joined_at),
      day(row.last_order_at),
    ],
  ]
}

async function* personRows(db: Db, caller: Caller, filter: Filter, locale: ExportLocale): AsyncGenerator<string[]> {
  yield personColumns[locale]
  if (!mayReadPersons(caller)) return
  for (let after: [string] | null = null; ; ) {
    const page: Awaited<ReturnType<typeof listPersons>> = await listPersons(db, { words: filter.q, after, limit: at_a_time })
    for (const { name, phone, email, sources, row_count } of page.items)
      yield [name, phone, email, sources.join(locale === 'zh' ? '、' : ', '), String(row_count)]
    if (page.next === null) return
    after = decodeCursor(page.next, ['string']) as [string]
  }
}
