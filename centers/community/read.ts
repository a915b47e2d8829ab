import { coverOf } from '#centers/products/read.ts'
import { type Caller, cutPage, decodeCursor, notFound } from '#core/http.ts'
import { column } from '#core/outcomes.ts'
import { scopeFilter } from '#core/scope.ts'
import { empty, hot, type Reader, sql } from '#core/sql.ts'
import type { Voice, VoiceKind, VoiceState } from './model.ts'
import { averageOf } from './rules.ts'

export interface Rating {
  spu_id: string
  count: number
  average: number | null
  /** How many gave one to five stars. */
  spread: number[]
}

/** How these products are rated; those nobody rated are left out. */
export async function findRatings(db: Reader, spu_ids: readonly string[]): Promise<Rating[]> {
  const rows = await db.rows<{ spu_id: string } & Record<`stars_${1 | 2 | 3 | 4 | 5}`, number>>(
    hot`select spu_id, stars_1, stars_2, stars_3, stars_4, stars_5 from community.ratings where spu_id = any(${spu_ids}::text[])`,
  )
  return rows
    .map(({ spu_id, stars_1, stars_2, stars_3, stars_4, stars_5 }) => {
      const spread = [stars_1, stars_2, stars_3, stars_4, stars_5]
      return { spu_id, count: spread.reduce((sum, n) => sum + n, 0), average: averageOf(spread), spread }
    })
    .filter(({ count }) => count > 0)
}

interface PageOf {
  cursor?: string | undefined
  limit: number
}

export type ShownReview = Pick<
  Voice,
  'author_name' | 'stars' | 'words' | 'pictures' | 'reply' | 'replied_at' | 'helpful' | 'written_at'
> & {
  id: string
  sku_name: { zh: string; en: string } | null
  follow_up: Pick<Voice, 'words' | 'pictures' | 'written_at'> | null
}

export interface ReviewFilter extends PageOf {
  stars?: number | undefined
  with_pictures?: boolean | undefined
  sort: 'newest' | 'helpful'
}

/** Reviews everybody may read, with what their authors added later. */
export async function listReviews(db: Reader, spu_id: string, filter: ReviewFilter) {
  const helpful = filter.sort === 'helpful'
  const after = decodeCursor(filter.cursor, helpful ? ['number', 'string', 'string'] : ['string', 'string'])
  const from = !after
    ? empty
    : helpful
      ? sql`and (r.helpful, r.written_at, r.voice_id) < (${after[0]}::integer, ${after[1]}::timestamptz, ${after[2]}::uuid)`
      : sql`and (r.written_at, r.voice_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
  const rows = await db.rows<ShownReview>(sql`
    select r.voice_id as id, r.author_name, r.stars, r.words, r.pictures, r.reply, r.replied_at, r.helpful, r.written_at,
      (select k.name from products.skus k where k.sku_id = r.sku_id) as sku_name,
      (select jsonb_build_object('words', f.words, 'pictures', f.pictures, 'written_at', f.written_at) from community.voices f
        where f.spu_id = r.spu_id and f.about_id = r.voice_id and f.kind = 'follow_up' and f.state = 'shown') as follow_up
    from community.voices r
    where r.spu_id = ${spu_id} and r.kind = 'review' and r.state = 'shown' ${from}
      ${filter.stars ? sql`and r.stars = ${filter.stars}` : empty} ${filter.with_pictures ? sql`and cardinality(r.pictures) > 0` : empty}
    order by ${helpful ? sql`r.helpful desc, ` : empty} r.written_at desc, r.voice_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, (row) => [...(helpful ? [row.helpful] : []), row.written_at, row.id])
}

export interface ShownQuestion {
  id: string
  author_name: string
  words: string
  written_at: string
  /** The house first, then buyers by time. */
  answers: { id: string; author_name: string; by_house: boolean; words: string; written_at: string }[]
}

/** Questions everybody may read with their answers, newest first. */
export async function listQuestions(db: Reader, spu_id: string, { cursor, limit }: PageOf) {
  const after = decodeCursor(cursor, ['string', 'string'])
  const rows = await db.rows<ShownQuestion>(sql`
    select q.voice_id as id, q.author_name, q.words, q.written_at, coalesce((
      select jsonb_agg(jsonb_build_object('id', a.voice_id, 'author_name', a.author_name, 'by_house', a.author_id is null, 'words', a.words,
        'written_at', a.written_at) order by a.author_id is not null, a.written_at)
      from community.voices a where a.spu_id = q.spu_id and a.about_id = q.voice_id and a.kind = 'answer' and a.state = 'shown'), '[]') as answers
    from community.voices q
    where q.spu_id = ${spu_id} and q.kind = 'question' and q.state = 'shown'
      ${after ? sql`and (q.written_at, q.voice_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : empty}
    order by q.written_at desc, q.voice_id desc limit ${limit + 1}`)
  return cutPage(rows, limit, ({ written_at, id }) => [written_at, id])
}

/** Which of these reviews the member found helpful. */
export const findVotes = async (db: Reader, member_id: string, spu_id: string): Promise<string[]> =>
  column(
    await db.rows<{ voice_id: string }>(
      hot`select voice_id from community.votes where member_id = ${member_id} and spu_id = ${spu_id} order by voted_at desc limit 500`,
    ),
    'voice_id',
  )

export interface ReviewableLine {
  order_id: string
  order_no: string
  line_no: number
  spu_id: string
  sku_id: string
  title: { zh: string; en: string }
  cover: string | null
  placed_at: string
}

/** What has arrived and was not reviewed yet, of the member's latest 200 orders. */
export const listReviewable = (db: Reader, member_id: string): Promise<ReviewableLine[]> =>
  db.rows<ReviewableLine>(hot`
    select o.id as order_id, o.order_no, l.line_no, k.spu_id, l.sku_id, l.title, o.placed_at,
      ${coverOf(sql`k.spu_id`)} as cover
    from (select id, order_no, placed_at from orders.orders where member_id = ${member_id} order by placed_at desc, id desc limit 200) o
      join orders.lines l on l.order_id = o.id join orders.stages s on s.order_id = o.id and s.group_no = l.group_no
      join products.skus k on k.sku_id = l.sku_id
    where s.state in ('delivered', 'completed') and not exists (
      select from community.voices v where v.spu_id = k.spu_id and v.order_id = o.id and v.line_no = l.line_no and v.kind = 'review')
    order by o.placed_at desc, o.id desc, l.line_no limit 50`)

export type OwnVoice = Pick<
  Voice,
  'kind' | 'spu_id' | 'about_id' | 'stars' | 'words' | 'pictures' | 'state' | 'reason' | 'reply' | 'helpful' | 'written_at'
> & {
  id: string
  title: { zh: string; en: string }
  cover: string | null
  followed_up: boolean
  answers: number
}

/** What the member wrote himself, newest first. */
export async function listOwn(db: Reader, member_id: string, { cursor, limit }: PageOf) {
  const after = decodeCursor(cursor, ['string', 'string'])
  const rows = await db.rows<OwnVoice>(sql`
    select v.voice_id as id, v.kind, v.spu_id, v.about_id, v.stars, v.words, v.pictures, v.state, v.reason, v.reply, v.helpful, v.written_at, p.title,
      ${coverOf(sql`v.spu_id`)} as cover,
      exists (select from community.voices f where f.spu_id = v.spu_id and f.about_id = v.voice_id and f.kind = 'follow_up') as followed_up,
      (select count(*)::integer from community.voices a where a.spu_id = v.spu_id and a.about_id = v.voice_id and a.kind = 'answer' and a.state = 'shown') as answers
    from community.voices v join products.spus p on p.spu_id = v.spu_id
    where v.author_id = ${member_id} ${after ? sql`and (v.written_at, v.voice_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : empty}
    order by v.written_at desc, v.voice_id desc limit ${limit + 1}`)
  return cutPage(rows, limit, ({ written_at, id }) => [written_at, id])
}

/** Questions I was asked to answer and have not answered. */
export const listAsked = (db: Reader, member_id: string) =>
  db.rows<{ id: string; spu_id: string; title: { zh: string; en: string }; words: string; written_at: string }>(hot`
    select q.voice_id as id, q.spu_id, p.title, q.words, q.written_at
    from community.asked a join community.voices q on q.spu_id = a.spu_id and q.voice_id = a.voice_id join products.spus p on p.spu_id = q.spu_id
    where a.member_id = ${member_id} and q.state = 'shown' and not exists (
      select from community.voices w where w.spu_id = q.spu_id and w.about_id = q.voice_id and w.author_id = ${member_id})
    order by q.written_at desc limit 20`)

export interface DeskFilter extends PageOf {
  state?: VoiceState | undefined
  kind?: VoiceKind | undefined
  stars?: number | undefined
  flagged?: boolean | undefined
  spu_id?: string | undefined
  q?: string | undefined
}
export type DeskVoice = Voice & { title: { zh: string; en: string }; about_words: string | null }

const owned = (caller: Caller) => scopeFilter(caller, { brand: sql`p.brand_id`, partner: sql`p.partner_id` })
const deskColumns = sql`v.spu_id, v.voice_id, v.kind, v.about_id, v.order_id, v.line_no, v.sku_id, v.author_id, v.author_name, v.stars, v.words, v.pictures,
  v.flagged, v.state, v.reason, v.reply, v.replied_by, v.replied_at, v.helpful, v.written_at, v.judged_by, v.judged_at, p.title,
  (select o.words from community.voices o where o.spu_id = v.spu_id and o.voice_id = v.about_id) as about_words`

/** What is read at the desk, newest first, within the caller's brands. */
export async function listVoices(db: Reader, caller: Caller, filter: DeskFilter) {
  const after = decodeCursor(filter.cursor, ['string', 'string'])
  const rows = await db.rows<DeskVoice>(sql`
    select ${deskColumns} from community.voices v join products.spus p on p.spu_id = v.spu_id
    where ${owned(caller)}
      ${filter.state ? sql`and v.state = ${filter.state}` : empty} ${filter.kind ? sql`and v.kind = ${filter.kind}` : empty}
      ${filter.stars ? sql`and v.stars = ${filter.stars}` : empty} ${filter.flagged ? sql`and cardinality(v.flagged) > 0` : empty}
      ${filter.spu_id ? sql`and v.spu_id = ${filter.spu_id}` : empty}
      ${filter.q ? sql`and (strpos(v.words, ${filter.q}) > 0 or v.spu_id = ${filter.q} or strpos(p.title ->> 'zh', ${filter.q}) > 0)` : empty}
      ${after ? sql`and (v.written_at, v.voice_id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : empty}
    order by v.written_at desc, v.voice_id desc limit ${filter.limit + 1}`)
  return cutPage(rows, filter.limit, ({ written_at, voice_id }) => [written_at, voice_id])
}

/** One thing somebody wrote, with what was written about it. */
export async function findVoice(db: Reader, caller: Caller, id: string): Promise<DeskVoice & { below: DeskVoice[] }> {
  const one = await db.row<DeskVoice>(sql`
    select ${deskColumns} from community.voices v join products.spus p on p.spu_id = v.spu_id where v.voice_id = ${id} and ${owned(caller)}`)
  if (!one) throw notFound('This review or question')
  const below = await db.rows<DeskVoice>(sql`
    select ${deskColumns} from community.voices v join products.spus p on p.spu_id = v.spu_id
    where v.spu_id = ${one.spu_id} and v.about_id = ${id} and ${owned(caller)} order by v.written_at limit 100`)
  return { ...one, below }
}

const counted = 1_000

/** How many wait, are shown and hidden, each up to 1,000; and how many questions nobody has answered. */
export async function countVoices(db: Reader, caller: Caller): Promise<Record<VoiceState | 'unanswered', number>> {
  const mine = owned(caller)
  const upTo = (where: ReturnType<typeof sql>) =>
    db
      .row<{ count: number }>(
        sql`select count(*)::integer as count from (select from community.voices v join products.spus p on p.spu_id = v.spu_id
          where ${where} and ${mine} limit ${counted}) found`,
      )
      .then((row) => row!.count)
  const [waiting, shown, hidden, unanswered] = await Promise.all([
    upTo(sql`v.state = 'waiting'`),
    upTo(sql`v.state = 'shown'`),
    upTo(sql`v.state = 'hidden'`),
    upTo(sql`v.state = 'shown' and v.kind = 'question' and not exists (
      select from community.voices a where a.spu_id = v.spu_id and a.about_id = v.voice_id and a.kind = 'answer' and a.state = 'shown')`),
  ])
  return { waiting, shown, hidden, unanswered }
}

export const listWords = (db: Reader) =>
  db.rows<{ word: string; action: 'refuse' | 'flag'; saved_by: string; saved_at: string }>(
    hot`select word, action, saved_by, saved_at from community.words order by word`,
  )
