import { createHash, randomBytes } from 'node:crypto'
import { assert } from '#core/assert.ts'
import { type By, recordChanges, systemBy } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import type { Files } from '#core/files.ts'
import type { Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { claim, type Db, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { findFacts, type Sources } from './facts.ts'
import type {
  CopyItem,
  Finding,
  Page,
  PageItem,
  PageStatus,
  PublicationItem,
  PublicationStatus,
  RollBackItem,
  RollBackStatus,
  ScheduleItem,
  ScheduleStatus,
  WithdrawalItem,
  WithdrawalStatus,
} from './model.ts'
import { pageColumns } from './read.ts'
import { checkBlocks, pathAllowed } from './rules.ts'

/** Largest batch of every verb here. */
export const largest = 200
export const bounded = (items: readonly unknown[]) => assert(items.length <= largest, `a batch of pages holds at most ${largest}`)

export type Answer<Status extends string> = Outcome<Status>
type Content = Pick<Page, 'title' | 'description' | 'picture' | 'blocks'>

const lockPages = async (tx: Tx, page_ids: readonly string[]): Promise<Map<string, Page>> => {
  const rows = await lockRows<Page>(
    tx,
    sql`select ${pageColumns} from content.pages p where p.page_id = any(${[...new Set(page_ids)]}::text[]) and p.removed_at is null`,
    sql`p.page_id`,
  )
  return new Map(rows.map((page) => [page.page_id, page]))
}

const notYours = (page_id: string) => ({
  status: 'page_not_yours' as const,
  detail: `The page ${page_id} belongs to a brand or merchant that is not yours.`,
})
const notFound = (page_id: string) => ({ status: 'page_not_found' as const, detail: `There is no page ${page_id}.` })
const changedMeanwhile = (page: Page) => ({
  status: 'changed_meanwhile' as const,
  detail: `${page.saved_by} saved the draft at ${page.saved_at}: read it again and repeat your change.`,
})

/** Saves drafts. Shoppers see nothing of it until the page is published. What editors embed is cleaned before it is kept. */
export async function savePages(tx: Tx, by: By, now: string, items: readonly PageItem[]): Promise<Answer<PageStatus>[]> {
  bounded(items)
  const known = await lockPages(
    tx,
    items.map(({ page_id }) => page_id),
  )
  const taken = new Map(
    (
      await tx.rows<{ page_id: string; address: string }>(sql`
        select page_id, path || ' ' || channel_id || ' ' || audience as address from content.pages
        where removed_at is null and path = any(${items.map(({ path }) => path)}::text[])`)
    ).map(({ page_id, address }) => [address, page_id]),
  )
  const saved: Page[] = []
  const before = new Map(known)
  const outcomes = items.map((item): Answer<PageStatus> => {
    const id = item.page_id
    const page = known.get(id)
    const next = {
      page_id: id,
      path: item.path,
      kind: item.kind,
      channel_id: item.channel_id ?? '',
      audience: item.audience ?? ('everyone' as const),
      brand_id: item.brand_id ?? null,
      partner_id: item.partner_id ?? null,
      title: item.title,
      description: item.description ?? null,
      picture: item.picture ?? null,
    }
    if ((page && !mayTouch(by, page)) || !mayTouch(by, next)) return { id, ...notYours(id) }
    if (page && item.if_version !== undefined && item.if_version !== page.draft_version) return { id, ...changedMeanwhile(page) }
    if (!pathAllowed(item))
      return {
        id,
        status: 'path_not_allowed',
        detail: `path: a page of the kind ${item.kind} cannot stand at ${item.path}; the shop's own addresses stay its own.`,
      }
    const address = `${next.path} ${next.channel_id} ${next.audience}`
    if ((taken.get(address) ?? id) !== id)
      return { id, status: 'path_taken', detail: `path: ${taken.get(address)} stands at ${item.path} already for these people.` }
    const checked = checkBlocks(item.blocks)
    if ('status' in checked) return { id, ...checked }
    const draft: Page = {
      ...next,
      blocks: checked.blocks,
      draft_version: (page?.draft_version ?? 0) + 1,
      shown_no: page?.shown_no ?? null,
      shown_at: page?.shown_at ?? null,
      saved_at: now,
      saved_by: by.name,
    }
    const same = (one: Page) => json({ ...one, draft_version: 0, saved_at: '', saved_by: '' })
    if (page && same(sorted(page)) === same(sorted(draft))) return { id, status: 'already_saved' }
    known.set(id, draft)
    taken.set(address, id)
    saved.push(draft)
    return { id, status: 'saved' }
  })
  await writePages(tx, now, saved)
  await recordChanges(
    tx,
    by,
    now,
    saved.map((after) => ({
      subject: 'content.page',
      subject_id: after.page_id,
      action: 'saved',
      before: before.get(after.page_id),
      after,
    })),
  )
  return outcomes
}

/** jsonb keeps keys in an order of its own; comparing needs one order for both. */
const sorted = (page: Page): Page => sortKeys(page) as Page
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (value && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, one]) => [key, sortKeys(one)]),
    )
  return value
}

async function writePages(tx: Tx, now: string, pages: readonly Page[]): Promise<void> {
  await tx.run(sql`
    insert into content.pages as p (page_id, path, kind, channel_id, audience, brand_id, partner_id, title, description, picture, blocks, draft_version, created_at, saved_at, saved_by)
    select page_id, path, kind, channel_id, audience, brand_id, partner_id, title, nullif(description, 'null'), picture, blocks, draft_version, ${now}, ${now}, saved_by
    from jsonb_to_recordset(${json(pages)}::jsonb) as s (page_id text, path text, kind text, channel_id text, audience text, brand_id text, partner_id text,
      title jsonb, description jsonb, picture text, blocks jsonb, draft_version integer, saved_by text)
    on conflict (page_id) do update set path = excluded.path, kind = excluded.kind, channel_id = excluded.channel_id, audience = excluded.audience,
      brand_id = excluded.brand_id, partner_id = excluded.partner_id, title = excluded.title, description = excluded.description, picture = excluded.picture,
      blocks = excluded.blocks, draft_version = excluded.draft_version, saved_at = excluded.saved_at, saved_by = excluded.saved_by, removed_at = null`)
}

/** What the facts of publishing need beside the database. */
export interface Ground {
  sources: Sources
  files?: Files | undefined
}
const faultsOf = (findings: readonly Finding[]): string =>
  findings
    .filter(({ level }) => level === 'fault')
    .map(({ detail, block_id }) => `${block_id ? `[${block_id}] ` : ''}${detail}`)
    .join(' ')

/** Shows the drafts to shoppers, once their facts hold. The same act again changes nothing. */
export async function publishPages(
  tx: Tx,
  by: By,
  now: string,
  ground: Ground,
  items: readonly PublicationItem[],
): Promise<Answer<PublicationStatus>[]> {
  bounded(items)
  const pages = await lockPages(
    tx,
    items.map(({ page_id }) => page_id),
  )
  const done = await doneActs(tx, items)
  const outcomes: Answer<PublicationStatus>[] = []
  for (const { id, page_id, note = null, if_version } of items) {
    const page = pages.get(page_id)
    if (!page) outcomes.push({ id, ...notFound(page_id) })
    else if (!mayTouch(by, page)) outcomes.push({ id, ...notYours(page_id) })
    else if (done.has(id)) outcomes.push({ id, status: 'already_published' })
    else if (if_version !== undefined && if_version !== page.draft_version) outcomes.push({ id, ...changedMeanwhile(page) })
    else {
      const faults = faultsOf(await findFacts(tx, ground.sources, ground.files, page.blocks, now))
      if (faults) outcomes.push({ id, status: 'facts_wrong', detail: faults })
      else {
        await show(tx, by, now, page, { act_id: id, note, of_no: null, content: page })
        outcomes.push({ id, status: 'published' })
      }
    }
  }
  return outcomes
}

const doneActs = async (tx: Tx, items: readonly { id: string; page_id: string }[]): Promise<Set<string>> =>
  new Set(
    (
      await tx.rows<{ act_id: string }>(sql`
        select v.act_id from content.versions v join unnest(${items.map(({ page_id }) => page_id)}::text[], ${items.map(({ id }) => id)}::uuid[]) as a (page_id, act_id)
          on v.page_id = a.page_id and v.act_id = a.act_id`)
    ).map(({ act_id }) => act_id),
  )

/** A new version on top of the history becomes the one that is shown. */
async function show(
  tx: Tx,
  by: By,
  now: string,
  page: Page,
  version: { act_id: string; note: string | null; of_no: number | null; content: Content },
): Promise<void> {
  const { title, description, picture, blocks } = version.content
  const row = await tx.row<{ version_no: number }>(sql`
    insert into content.versions (page_id, version_no, act_id, title, description, picture, blocks, note, of_no, published_at, published_by)
    select ${page.page_id}, coalesce(max(version_no), 0) + 1, ${version.act_id}::uuid, ${json(title)}::jsonb, ${description ? json(description) : null}::jsonb,
      ${picture}, ${json(blocks)}::jsonb, ${version.note}, ${version.of_no}::integer, ${now}::timestamptz, ${by.name}
    from content.versions where page_id = ${page.page_id} returning version_no`)
  await tx.run(sql`update content.pages set shown_no = ${row!.version_no}, shown_at = ${now} where page_id = ${page.page_id}`)
  page.shown_no = row!.version_no
  await recordChanges(tx, by, now, [
    {
      subject: 'content.page',
      subject_id: page.page_id,
      action: version.of_no ? 'rolled_back' : 'published',
      after: { version_no: row!.version_no, of_no: version.of_no, note: version.note },
    },
  ])
  await announce(tx, 'content.published', [{ page_id: page.page_id, path: page.path, version_no: row!.version_no }], now)
}

/** Shows an earlier version again, in one step; the draft takes its content too, so that editing goes on from what is seen. */
export async function rollBackPages(tx: Tx, by: By, now: string, items: readonly RollBackItem[]): Promise<Answer<RollBackStatus>[]> {
  bounded(items)
  const pages = await lockPages(
    tx,
    items.map(({ page_id }) => page_id),
  )
  const done = await doneActs(tx, items)
  const outcomes: Answer<RollBackStatus>[] = []
  for (const { id, page_id, version_no } of items) {
    const page = pages.get(page_id)
    if (!page) outcomes.push({ id, ...notFound(page_id) })
    else if (!mayTouch(by, page)) outcomes.push({ id, ...notYours(page_id) })
    else if (done.has(id)) outcomes.push({ id, status: 'already_rolled_back' })
    else {
      const target = await tx.row<Content & { version_no: number; of_no: number | null }>(sql`
        select version_no, of_no, title, description, picture, blocks from content.versions
        where page_id = ${page_id} and version_no = ${version_no ?? previous(await chainOf(tx, page_id), page.shown_no)}`)
      if (!target) outcomes.push({ id, status: 'version_not_found', detail: 'There is no earlier version to show.' })
      else {
        await show(tx, by, now, page, { act_id: id, note: null, of_no: target.of_no ?? target.version_no, content: target })
        await tx.run(sql`
          update content.pages set title = ${json(target.title)}::jsonb, description = ${target.description ? json(target.description) : null}::jsonb, picture = ${target.picture},
            blocks = ${json(target.blocks)}::jsonb, draft_version = draft_version + 1, saved_at = ${now}, saved_by = ${by.name} where page_id = ${page_id}`)
        outcomes.push({ id, status: 'rolled_back' })
      }
    }
  }
  return outcomes
}

const chainOf = (tx: Tx, page_id: string) =>
  tx.rows<{ version_no: number; of_no: number | null }>(
    sql`select version_no, of_no from content.versions where page_id = ${page_id} order by version_no`,
  )

/** The version before the one shown, counted by content: rolling back twice goes two steps back, not to and fro. */
export function previous(versions: readonly { version_no: number; of_no: number | null }[], shown_no: number | null): number | null {
  const shown = versions.find(({ version_no }) => version_no === shown_no)
  if (!shown) return versions.at(-1)?.version_no ?? null
  const original = shown.of_no ?? shown.version_no
  return versions.filter(({ version_no, of_no }) => of_no === null && version_no < original).at(-1)?.version_no ?? null
}

/** Takes pages down; with `remove` they leave the list too, and their address is free. History stays. */
export async function withdrawPages(tx: Tx, by: By, now: string, items: readonly WithdrawalItem[]): Promise<Answer<WithdrawalStatus>[]> {
  bounded(items)
  const pages = await lockPages(
    tx,
    items.map(({ page_id }) => page_id),
  )
  const down: { page: Page; remove: boolean }[] = []
  const outcomes = items.map(({ page_id: id, remove = false }): Answer<WithdrawalStatus> => {
    const page = pages.get(id)
    if (!page) return { id, ...notFound(id) }
    if (!mayTouch(by, page)) return { id, ...notYours(id) }
    if (page.shown_no === null && !remove) return { id, status: 'already_withdrawn' }
    down.push({ page, remove })
    return { id, status: 'withdrawn' }
  })
  await hide(tx, by, now, down)
  return outcomes
}

async function hide(tx: Tx, by: By, now: string, down: readonly { page: Page; remove: boolean }[]): Promise<void> {
  const removed = down.filter(({ remove }) => remove).map(({ page }) => page.page_id)
  const ids = down.map(({ page }) => page.page_id)
  await tx.run(sql`
    update content.pages set shown_no = null, shown_at = null, removed_at = case when page_id = any(${removed}::text[]) then ${now}::timestamptz end
    where page_id = any(${ids}::text[])`)
  await tx.run(sql`
    update content.schedules set state = 'canceled', ended_at = ${now}, detail = null where page_id = any(${removed}::text[]) and state = 'waiting'`)
  await recordChanges(
    tx,
    by,
    now,
    down.map(({ page, remove }) => ({
      subject: 'content.page',
      subject_id: page.page_id,
      action: remove ? 'removed' : 'withdrawn',
      before: { shown_no: page.shown_no },
    })),
  )
  await announce(
    tx,
    'content.published',
    down.map(({ page }) => ({ page_id: page.page_id, path: page.path, version_no: null })),
    now,
  )
}

/** Plans what shall be shown or taken down later. A publication keeps the draft as it is now: editing may go on meanwhile. */
export async function schedulePages(
  tx: Tx,
  by: By,
  now: string,
  ground: Ground,
  items: readonly ScheduleItem[],
): Promise<Answer<ScheduleStatus>[]> {
  bounded(items)
  const pages = await lockPages(
    tx,
    items.map(({ page_id }) => page_id),
  )
  const done = new Set(
    (
      await tx.rows<{ schedule_id: string }>(sql`
        select schedule_id from content.schedules where page_id = any(${items.map(({ page_id }) => page_id)}::text[]) and schedule_id = any(${items.map(({ id }) => id)}::uuid[])`)
    ).map(({ schedule_id }) => schedule_id),
  )
  const outcomes: Answer<ScheduleStatus>[] = []
  for (const { id, page_id, act, due_at } of items) {
    const page = pages.get(page_id)
    if (!page) outcomes.push({ id, ...notFound(page_id) })
    else if (!mayTouch(by, page)) outcomes.push({ id, ...notYours(page_id) })
    else if (done.has(id)) outcomes.push({ id, status: 'already_scheduled' })
    else if (Date.parse(due_at) <= Date.parse(now))
      outcomes.push({ id, status: 'moment_past', detail: 'due_at: the moment has passed: publish at once, or choose a later one.' })
    else {
      // Held against the moment it will be shown: a countdown that ends before would be wrong then.
      const at = new Date(due_at).toISOString()
      const faults = act === 'publish' ? faultsOf(await findFacts(tx, ground.sources, ground.files, page.blocks, at)) : ''
      if (faults) outcomes.push({ id, status: 'facts_wrong', detail: faults })
      else {
        const content = act === 'publish' ? page : null
        await tx.run(sql`
          insert into content.schedules (page_id, schedule_id, act, title, description, picture, blocks, due_at, state, by, made_at)
          values (${page_id}, ${id}::uuid, ${act}, ${content ? json(content.title) : null}::jsonb, ${content?.description ? json(content.description) : null}::jsonb,
            ${content?.picture ?? null}, ${content ? json(content.blocks) : null}::jsonb, ${due_at}, 'waiting', ${by.name}, ${now})`)
        await recordChanges(tx, by, now, [{ subject: 'content.page', subject_id: page_id, action: 'scheduled', after: { act, due_at } }])
        outcomes.push({ id, status: 'scheduled' })
      }
    }
  }
  return outcomes
}

/** Takes back what was planned and has not happened yet. */
export async function cancelSchedules(
  tx: Tx,
  by: By,
  now: string,
  items: readonly { id: string; page_id: string }[],
): Promise<Answer<'canceled' | 'already_canceled' | 'schedule_not_found' | 'page_not_yours' | 'schedule_over'>[]> {
  bounded(items)
  const pages = await lockPages(
    tx,
    items.map(({ page_id }) => page_id),
  )
  const rows = await tx.rows<{ schedule_id: string; page_id: string; state: string }>(sql`
    select schedule_id, page_id, state from content.schedules where page_id = any(${items.map(({ page_id }) => page_id)}::text[]) and schedule_id = any(${items.map(({ id }) => id)}::uuid[])`)
  const outcomes = items.map(({ id, page_id }) => {
    const row = rows.find((one) => one.schedule_id === id && one.page_id === page_id)
    const page = pages.get(page_id)
    if (!row || !page) return { id, status: 'schedule_not_found' as const, detail: 'There is no such plan.' }
    if (!mayTouch(by, page)) return { id, ...notYours(page_id) }
    if (row.state === 'canceled') return { id, status: 'already_canceled' as const }
    if (row.state !== 'waiting') return { id, status: 'schedule_over' as const, detail: 'It has happened already: roll back instead.' }
    return { id, status: 'canceled' as const }
  })
  const canceled = outcomes.filter(({ status }) => status === 'canceled').map(({ id }) => id)
  await tx.run(sql`
    update content.schedules set state = 'canceled', ended_at = ${now}, detail = ${by.name}
    where page_id = any(${items.map(({ page_id }) => page_id)}::text[]) and schedule_id = any(${canceled}::uuid[]) and state = 'waiting'`)
  return outcomes
}

interface DueSchedule extends Content {
  page_id: string
  schedule_id: string
  act: 'publish' | 'withdraw'
  by: string
}

/** Carries out what is due, oldest first. What is no longer true is refused and stays visible with its reason; the page stays as it was. */
export async function runSchedules(db: Db, sources: Sources, now: string): Promise<number> {
  let total = 0
  for (;;) {
    const did = await db.tx(async (tx) => {
      const [due] = await claim<DueSchedule>(
        tx,
        sql`select page_id, schedule_id, act, by, title, description, picture, blocks from content.schedules
          where state = 'waiting' and due_at <= ${now} order by due_at, page_id, schedule_id limit 1`,
      )
      if (!due) return 0
      const end = (state: string, detail: string | null) =>
        tx.run(
          sql`update content.schedules set state = ${state}, detail = ${detail}, ended_at = ${now} where page_id = ${due.page_id} and schedule_id = ${due.schedule_id}::uuid`,
        )
      const page = (await lockPages(tx, [due.page_id])).get(due.page_id)
      const by: By = { ...systemBy('content.schedules'), name: due.by }
      if (!page) await end('refused', 'The page is gone.')
      else if (due.act === 'withdraw') {
        await hide(tx, by, now, [{ page, remove: false }])
        await end('done', null)
      } else {
        const faults = faultsOf(await findFacts(tx, sources, undefined, due.blocks, now))
        if (faults) {
          await end('refused', faults)
          await announce(tx, 'content.schedule_refused', [{ page_id: due.page_id, schedule_id: due.schedule_id, detail: faults }], now)
        } else {
          await show(tx, by, now, page, { act_id: due.schedule_id, note: null, of_no: null, content: due })
          await end('done', null)
        }
      }
      return 1
    })
    if (did === 0) return total
    total += did
  }
}

/** Copies drafts to new addresses: a variant for a channel or an audience, or the start of another page. */
export async function copyPages(tx: Tx, by: By, now: string, items: readonly CopyItem[]): Promise<Answer<PageStatus | 'page_not_found'>[]> {
  bounded(items)
  const sources = await lockPages(
    tx,
    items.map(({ from_page_id }) => from_page_id),
  )
  const drafts = items.flatMap(({ page_id, from_page_id, path, channel_id, audience }) => {
    const from = sources.get(from_page_id)
    if (!from || !mayTouch(by, from)) return []
    const { kind, brand_id, partner_id, title, description, picture, blocks } = from
    return [
      {
        page_id,
        path,
        kind,
        brand_id,
        partner_id,
        title,
        description,
        picture,
        blocks,
        channel_id: channel_id ?? '',
        audience: audience ?? 'everyone',
      } as PageItem,
    ]
  })
  const saved = new Map((await savePages(tx, by, now, drafts)).map((outcome) => [outcome.id, outcome]))
  return items.map(({ page_id, from_page_id }) => saved.get(page_id) ?? { id: page_id, ...notFound(from_page_id) })
}

const previewDays = 7
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** A link that shows the draft as it is at each look, for a week; null when the page is not the caller's. */
export async function makePreview(tx: Tx, by: By, now: string, page_id: string): Promise<{ token: string; expires_at: string } | null> {
  const page = (await lockPages(tx, [page_id])).get(page_id)
  if (!page || !mayTouch(by, page)) return null
  const token = randomBytes(24).toString('base64url')
  const expires_at = addMilliseconds(now, previewDays * 86_400_000)
  await tx.run(sql`delete from content.previews where expires_at < ${now}`)
  await tx.run(
    sql`insert into content.previews (token_hash, page_id, made_by, expires_at) values (${hashOfToken(token)}, ${page_id}, ${by.name}, ${expires_at})`,
  )
  return { token, expires_at }
}
