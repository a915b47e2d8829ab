import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { mayTouch } from '#core/scope.ts'
import { GroundMoved, hot, json, lockRows, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import type {
  AnswerItem,
  Author,
  FollowUpItem,
  JudgmentItem,
  JudgmentStatus,
  QuestionItem,
  ReplyItem,
  ReplyStatus,
  ReviewItem,
  Voice,
  VoteItem,
  VoteStatus,
  WordItem,
  WriteStatus,
} from './model.ts'
import {
  type BoughtLine,
  type Decision,
  decideAnswer,
  decideFollowUp,
  decideReview,
  decideText,
  findWords,
  type ListedWord,
  maskName,
  plainText,
  ratingChange,
} from './rules.ts'

/** Largest batch of every verb here. */
export const largest = 200
const bounded = (items: readonly unknown[]) => assert(items.length <= largest, `at most ${largest} are taken in one call`)

type NewVoice = Pick<Voice, 'spu_id' | 'voice_id' | 'kind' | 'author_name' | 'words' | 'flagged' | 'state'> & Partial<Voice>
interface Text {
  id: string
  words: string
  pictures?: string[]
}

/** Takes reviews of goods that were bought and have arrived; each waits until somebody has read it. One for each line of an order. */
export async function writeReviews(tx: Tx, author: Author, now: string, items: readonly ReviewItem[]): Promise<Outcome<WriteStatus>[]> {
  bounded(items)
  const bought = await tx.rows<BoughtLine & { order_id: string; line_no: number }>(hot`
    select l.order_id, l.line_no, k.spu_id, l.sku_id, s.state in ('delivered', 'completed') as delivered, v.voice_id as review_id
    from orders.orders o join orders.lines l on l.order_id = o.id join orders.stages s on s.order_id = o.id and s.group_no = l.group_no
      join products.skus k on k.sku_id = l.sku_id
      left join community.voices v on v.spu_id = k.spu_id and v.order_id = l.order_id and v.line_no = l.line_no and v.kind = 'review'
    where o.id = any(${column(items, 'order_id')}::uuid[]) and o.member_id = ${author.id}`)
  return writeTexts(tx, author, now, items, (item, id) => {
    const line = bought.find(({ order_id, line_no }) => order_id === item.order_id && line_no === item.line_no)
    const decision = decideReview(line)
    if (decision.status !== 'written') return decision
    line!.review_id = id
    const { order_id, line_no, stars } = item
    return { kind: 'review', spu_id: line!.spu_id, sku_id: line!.sku_id, order_id, line_no, stars }
  })
}

/** Takes what buyers think later: one follow-up for each review. */
export async function writeFollowUps(tx: Tx, author: Author, now: string, items: readonly FollowUpItem[]): Promise<Outcome<WriteStatus>[]> {
  bounded(items)
  const reviews = await tx.rows<Pick<Voice, 'spu_id' | 'voice_id' | 'author_id' | 'state'> & { followed_up: boolean }>(hot`
    select r.spu_id, r.voice_id, r.author_id, r.state,
      exists (select from community.voices f where f.spu_id = r.spu_id and f.about_id = r.voice_id and f.kind = 'follow_up') as followed_up
    from community.voices r where r.voice_id = any(${column(items, 'review_id')}::uuid[]) and r.kind = 'review'`)
  return writeTexts(tx, author, now, items, (item) => {
    const review = reviews.find(({ voice_id }) => voice_id === item.review_id)
    const decision = decideFollowUp(review, author.id)
    if (decision.status !== 'written') return decision
    review!.followed_up = true
    return { kind: 'follow_up', spu_id: review!.spu_id, about_id: item.review_id }
  })
}

/** Takes questions of members; once somebody has read one, buyers are asked. */
export async function askQuestions(tx: Tx, author: Author, now: string, items: readonly QuestionItem[]): Promise<Outcome<WriteStatus>[]> {
  bounded(items)
  const known = await tx.rows<{ spu_id: string }>(
    hot`select spu_id from products.spus where spu_id = any(${column(items, 'spu_id')}::text[]) and lifecycle <> 'withdrawn'`,
  )
  const products = new Set(column(known, 'spu_id'))
  return writeTexts(tx, author, now, items, ({ spu_id }) =>
    products.has(spu_id)
      ? { kind: 'question', spu_id }
      : { status: 'product_not_found', detail: `spu_id: there is no product ${spu_id} in the mall.` },
  )
}

/** Takes answers of members who have the product. */
export async function answerQuestions(tx: Tx, author: Author, now: string, items: readonly AnswerItem[]): Promise<Outcome<WriteStatus>[]> {
  bounded(items)
  const questions = await tx.rows<Pick<Voice, 'spu_id' | 'voice_id' | 'state'> & { bought: boolean }>(hot`
    select q.spu_id, q.voice_id, q.state, exists (
      select from orders.orders o join orders.lines l on l.order_id = o.id join products.skus k on k.sku_id = l.sku_id
        join orders.stages s on s.order_id = o.id and s.group_no = l.group_no
      where o.member_id = ${author.id} and k.spu_id = q.spu_id and s.state in ('delivered', 'completed')) as bought
    from community.voices q where q.voice_id = any(${column(items, 'question_id')}::uuid[]) and q.kind = 'question'`)
  return writeTexts(tx, author, now, items, (item) => {
    const question = questions.find(({ voice_id }) => voice_id === item.question_id)
    const decision = decideAnswer(question, question?.bought ?? false)
    return decision.status === 'written' ? { kind: 'answer', spu_id: question!.spu_id, about_id: item.question_id } : decision
  })
}

/** What all texts have in common: retries, pictures, listed words, floods; then what is asked of this kind; then they are written. */
async function writeTexts<Item extends Text>(
  tx: Tx,
  author: Author,
  now: string,
  items: readonly Item[],
  place: (item: Item, id: string) => Decision | (Pick<NewVoice, 'kind' | 'spu_id'> & Partial<Voice>),
): Promise<Outcome<WriteStatus>[]> {
  const [list, kept, sent, waiting] = await Promise.all([
    readWords(tx),
    tx.rows<Pick<Voice, 'voice_id' | 'author_id' | 'words'>>(
      hot`select voice_id, author_id, words from community.voices where voice_id = any(${column(items, 'id')}::uuid[])`,
    ),
    tx.rows<{ file: string }>(hot`
      select file from community.pictures where member_id = ${author.id} and file = any(${items.flatMap(({ pictures }) => pictures ?? [])}::text[])`),
    tx.row<{ count: number }>(
      hot`select count(*)::integer as count from community.voices where author_id = ${author.id} and state = 'waiting'`,
    ),
  ])
  const known = new Map<string, Pick<Voice, 'author_id' | 'words'>>(kept.map((one) => [one.voice_id, one]))
  const written: NewVoice[] = []
  const outcomes = items.map((item): Outcome<WriteStatus> => {
    const { id, words, pictures = [] } = item
    const same = known.get(id)
    const ground = { author_id: author.id, same, sent: new Set(column(sent, 'file')), list, waiting: waiting!.count + written.length }
    const refused = decideText(item, ground)
    if (refused) return { id, ...refused }
    const placed = place(item, id)
    if ('status' in placed) return { id, ...placed }
    known.set(id, { author_id: author.id, words })
    const { flagged } = findWords(words, list)
    const by = { author_id: author.id, author_name: maskName(author.name) }
    written.push({ ...placed, ...by, voice_id: id, words, pictures, flagged, state: 'waiting' } as NewVoice)
    return { id, status: 'written' }
  })
  await insertVoices(tx, now, written)
  return outcomes
}

async function insertVoices(tx: Tx, now: string, voices: readonly NewVoice[]): Promise<void> {
  if (voices.length === 0) return
  const rows = voices.map((voice) => ({ pictures: [], ...voice }))
  const inserted = await tx.run(hot`
    insert into community.voices (spu_id, voice_id, kind, about_id, order_id, line_no, sku_id, author_id, author_name, stars, words, pictures, flagged,
      state, judged_by, judged_at, written_at)
    select spu_id, voice_id, kind, about_id, order_id, line_no, sku_id, author_id, author_name, stars, words,
      array(select jsonb_array_elements_text(pictures)), array(select jsonb_array_elements_text(flagged)), state, judged_by, judged_at, ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as v (spu_id text, voice_id uuid, kind text, about_id uuid, order_id uuid, line_no smallint,
      sku_id text, author_id uuid, author_name text, stars smallint, words text, pictures jsonb, flagged jsonb, state text, judged_by text, judged_at timestamptz)
    on conflict do nothing`)
  // Somebody else wrote the same meanwhile: decided again, it is found.
  if (inserted < rows.length) throw new GroundMoved('the same was written meanwhile')
  await announce(
    tx,
    'community.written',
    rows.map(({ voice_id, spu_id, kind }) => ({ id: voice_id, spu_id, kind })),
    now,
  )
}

/** Notes that a review helped, or takes it back. Nobody votes for himself. */
export async function voteHelpful(tx: Tx, member_id: string, now: string, items: readonly VoteItem[]): Promise<Outcome<VoteStatus>[]> {
  bounded(items)
  const reviews = await lockRows<Pick<Voice, 'spu_id' | 'voice_id' | 'author_id'>>(
    tx,
    hot`select spu_id, voice_id, author_id from community.voices
      where voice_id = any(${column(items, 'id')}::uuid[]) and kind = 'review' and state = 'shown'`,
    sql`spu_id, voice_id`,
  )
  const votes = await tx.rows<{ voice_id: string }>(hot`
    select voice_id from community.votes where member_id = ${member_id} and spu_id = any(${column(reviews, 'spu_id')}::text[])
      and voice_id = any(${column(reviews, 'voice_id')}::uuid[])`)
  const before = new Set(column(votes, 'voice_id'))
  const after = new Set(before)
  const outcomes = items.map(({ id, helpful }): Outcome<VoteStatus> => {
    const review = reviews.find(({ voice_id }) => voice_id === id)
    if (!review) return { id, status: 'review_not_found', detail: 'id: there is no such review.' }
    if (review.author_id === member_id) return { id, status: 'own_review', detail: 'id: it is your own.' }
    if (after.has(id) === helpful) return { id, status: 'already_so' }
    if (helpful) after.add(id)
    else after.delete(id)
    return { id, status: helpful ? 'voted' : 'taken_back' }
  })
  const added = reviews.filter(({ voice_id }) => after.has(voice_id) && !before.has(voice_id))
  const taken = reviews.filter(({ voice_id }) => !after.has(voice_id) && before.has(voice_id))
  const changed = [...added.map((review) => ({ ...review, by: 1 })), ...taken.map((review) => ({ ...review, by: -1 }))]
  if (changed.length === 0) return outcomes
  await tx.run(hot`
    insert into community.votes (spu_id, voice_id, member_id, voted_at)
    select spu_id, voice_id, ${member_id}, ${now} from unnest(${column(added, 'spu_id')}::text[], ${column(added, 'voice_id')}::uuid[]) as a (spu_id, voice_id)`)
  await tx.run(hot`
    delete from community.votes v using unnest(${column(taken, 'spu_id')}::text[], ${column(taken, 'voice_id')}::uuid[]) as t (spu_id, voice_id)
    where v.spu_id = t.spu_id and v.voice_id = t.voice_id and v.member_id = ${member_id}`)
  await tx.run(hot`
    update community.voices v set helpful = v.helpful + c.by
    from jsonb_to_recordset(${json(changed)}::jsonb) as c (spu_id text, voice_id uuid, by integer) where v.spu_id = c.spu_id and v.voice_id = c.voice_id`)
  return outcomes
}

type Judged = Pick<Voice, 'spu_id' | 'voice_id' | 'kind' | 'state' | 'reason' | 'stars' | 'author_id'>

/** What was written, locked, of products the caller may touch. */
async function lockVoices(tx: Tx, by: By, ids: readonly string[]): Promise<Map<string, Judged>> {
  const voices = await lockRows<Judged>(
    tx,
    hot`select spu_id, voice_id, kind, state, reason, stars, author_id from community.voices where voice_id = any(${ids}::uuid[])`,
    sql`spu_id, voice_id`,
  )
  const owners = await tx.rows<{ spu_id: string; brand_id: string | null; partner_id: string | null }>(
    hot`select spu_id, brand_id, partner_id from products.spus where spu_id = any(${column(voices, 'spu_id')}::text[])`,
  )
  const mine = new Set(owners.filter((owner) => mayTouch(by, owner)).map(({ spu_id }) => spu_id))
  return new Map(voices.filter(({ spu_id }) => mine.has(spu_id)).map((voice) => [voice.voice_id, { ...voice }]))
}

/** Shows or hides what people wrote. What is hidden has a reason, which its author is told. */
export async function judgeVoices(tx: Tx, by: By, now: string, items: readonly JudgmentItem[]): Promise<Outcome<JudgmentStatus>[]> {
  bounded(items)
  const voices = await lockVoices(tx, by, column(items, 'id'))
  const before = new Map([...voices].map(([id, { state }]) => [id, state]))
  const changed = new Map<string, Judged>()
  const outcomes = items.map(({ id, state, reason = null }): Outcome<JudgmentStatus> => {
    const voice = voices.get(id)
    if (!voice) return { id, status: 'voice_not_found', detail: 'id: nothing of your brands has this id.' }
    if (state === 'hidden' && !reason) return { id, status: 'reason_missing', detail: 'reason: say why it is hidden.' }
    if (voice.state === state && (state === 'shown' || voice.reason === reason)) return { id, status: 'already_judged' }
    voice.state = state
    voice.reason = state === 'hidden' ? reason : null
    changed.set(id, voice)
    return { id, status: 'judged' }
  })
  await writeJudgments(tx, by, now, [...changed.values()], before)
  return outcomes
}

async function writeJudgments(tx: Tx, by: By, now: string, voices: readonly Judged[], before: ReadonlyMap<string, string>): Promise<void> {
  if (voices.length === 0) return
  await tx.run(hot`
    update community.voices v set state = j.state, reason = j.reason, judged_by = ${by.name}, judged_at = ${now}
    from jsonb_to_recordset(${json(voices)}::jsonb) as j (spu_id text, voice_id uuid, state text, reason text)
    where v.spu_id = j.spu_id and v.voice_id = j.voice_id`)
  await changeRatings(
    tx,
    voices.map((voice) => ({ ...voice, by: ratingChange(before.get(voice.voice_id) as Voice['state'], voice.state) })),
  )
  await recordChanges(
    tx,
    by,
    now,
    voices.map(({ voice_id, kind, state, reason }) => ({
      ...{ subject: `community.${kind}`, subject_id: voice_id, action: state },
      ...{ before: { state: before.get(voice_id) }, after: { state, reason } },
    })),
  )
  await announce(
    tx,
    'community.judged',
    voices.map(({ voice_id, spu_id, kind, state, reason, author_id }) => ({ id: voice_id, spu_id, kind, state, reason, author_id })),
    now,
  )
}

/** The spread over the stars follows which reviews are shown; one row a product, locked after the voices. */
async function changeRatings(
  tx: Tx,
  changes: readonly { spu_id: string; kind: string; stars: number | null; by: number }[],
): Promise<void> {
  const reviews = changes.filter(({ kind, by }) => kind === 'review' && by !== 0)
  if (reviews.length === 0) return
  const rows = [...groupBy(reviews, ({ spu_id }) => spu_id)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([spu_id, some]) => {
      const [s1, s2, s3, s4, s5] = [1, 2, 3, 4, 5].map((n) => some.filter(({ stars }) => stars === n).reduce((sum, { by }) => sum + by, 0))
      return { spu_id, s1, s2, s3, s4, s5 }
    })
  await tx.run(hot`
    insert into community.ratings (spu_id) select spu_id from unnest(${column(rows, 'spu_id')}::text[]) spu_id order by spu_id on conflict do nothing`)
  await lockRows(tx, hot`select spu_id from community.ratings where spu_id = any(${column(rows, 'spu_id')}::text[])`, sql`spu_id`)
  await tx.run(hot`
    update community.ratings r set stars_1 = r.stars_1 + c.s1, stars_2 = r.stars_2 + c.s2, stars_3 = r.stars_3 + c.s3, stars_4 = r.stars_4 + c.s4,
      stars_5 = r.stars_5 + c.s5
    from jsonb_to_recordset(${json(rows)}::jsonb) as c (spu_id text, s1 integer, s2 integer, s3 integer, s4 integer, s5 integer)
    where r.spu_id = c.spu_id`)
}

/** Says something for the house: below a review, or as the answer to a question, which is shown with it. */
export async function replyVoices(tx: Tx, by: By, now: string, items: readonly ReplyItem[]): Promise<Outcome<ReplyStatus>[]> {
  bounded(items)
  const voices = await lockVoices(tx, by, column(items, 'about_id'))
  const known = await tx.rows<Pick<Voice, 'voice_id' | 'about_id' | 'words'>>(
    hot`select voice_id, about_id, words from community.voices where voice_id = any(${column(items, 'id')}::uuid[])`,
  )
  const replies = new Map<string, { spu_id: string; voice_id: string; reply: string }>()
  const answers: NewVoice[] = []
  const shown = new Map<string, Judged>()
  const outcomes = items.map(({ id, about_id, words }): Outcome<ReplyStatus> => {
    const voice = voices.get(about_id)
    if (!voice) return { id, status: 'voice_not_found', detail: 'about_id: nothing of your brands has this id.' }
    if (voice.state === 'hidden' || voice.kind === 'answer' || voice.kind === 'follow_up')
      return { id, status: 'not_to_be_answered', detail: 'about_id: reviews and questions that are not hidden are answered.' }
    if (voice.kind === 'review') {
      replies.set(about_id, { spu_id: voice.spu_id, voice_id: about_id, reply: words })
      return { id, status: 'replied' }
    }
    const same = known.find(({ voice_id }) => voice_id === id) ?? answers.find(({ voice_id }) => voice_id === id)
    if (same)
      return same.about_id === about_id && same.words === words
        ? { id, status: 'already_replied' }
        : { id, status: 'id_used_for_another', detail: 'id: something else has this id; take a new one.' }
    answers.push({
      ...{ spu_id: voice.spu_id, voice_id: id, kind: 'answer', about_id, author_id: null, author_name: '', words, flagged: [] },
      ...{ state: 'shown', judged_by: by.name, judged_at: now },
    })
    if (voice.state === 'waiting') shown.set(about_id, { ...voice, state: 'shown', reason: null })
    return { id, status: 'replied' }
  })
  const rows = [...replies.values()]
  await tx.run(hot`
    update community.voices v set reply = r.reply, replied_by = ${by.name}, replied_at = ${now}
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (spu_id text, voice_id uuid, reply text) where v.spu_id = r.spu_id and v.voice_id = r.voice_id`)
  await writeJudgments(tx, by, now, [...shown.values()], new Map([...shown.keys()].map((id) => [id, 'waiting'])))
  await insertVoices(tx, now, answers)
  const said = [
    ...rows.map(({ voice_id, reply, spu_id }) => ({ about_id: voice_id, words: reply, spu_id })),
    ...answers.map(({ about_id, words, spu_id }) => ({ about_id: about_id!, words, spu_id })),
  ]
  await recordChanges(
    tx,
    by,
    now,
    said.map(({ about_id, words }) => ({ subject: 'community.reply', subject_id: about_id, action: 'replied', after: { words } })),
  )
  await announce(
    tx,
    'community.replied',
    said.map(({ about_id, spu_id }) => ({ id: about_id, spu_id, author_id: voices.get(about_id)!.author_id })),
    now,
  )
  return outcomes
}

export const readWords = (tx: Pick<Tx, 'rows'>): Promise<ListedWord[]> =>
  tx.rows<ListedWord>(hot`select word, action from community.words order by word`)

/** Lists words; from then on what is written is held against them. */
export async function saveWords(
  tx: Tx,
  by: By,
  now: string,
  items: readonly WordItem[],
): Promise<Outcome<'saved' | 'already_saved' | 'word_empty'>[]> {
  bounded(items)
  const kept = await tx.rows<ListedWord>(hot`select word, action from community.words where word = any(${column(items, 'word')}::text[])`)
  const known = new Map(kept.map(({ word, action }) => [word, action]))
  const saved: WordItem[] = []
  const outcomes = items.map((item): Outcome<'saved' | 'already_saved' | 'word_empty'> => {
    const { word, action } = item
    if (!plainText(word)) return { id: word, status: 'word_empty', detail: 'word: give letters, not only signs.' }
    if (known.get(word) === action) return { id: word, status: 'already_saved' }
    known.set(word, action)
    saved.push(item)
    return { id: word, status: 'saved' }
  })
  const rows = [...new Map(saved.map((item) => [item.word, item])).values()]
  await tx.run(hot`
    insert into community.words (word, action, saved_by, saved_at)
    select word, action, ${by.name}, ${now} from jsonb_to_recordset(${json(rows)}::jsonb) as w (word text, action text)
    on conflict (word) do update set action = excluded.action, saved_by = excluded.saved_by, saved_at = excluded.saved_at`)
  await recordChanges(
    tx,
    by,
    now,
    rows.map(({ word, action }) => ({ subject: 'community.word', subject_id: word, action: 'saved', after: { action } })),
  )
  return outcomes
}

/** Takes words off the list. */
export async function removeWords(
  tx: Tx,
  by: By,
  now: string,
  words: readonly string[],
): Promise<Outcome<'removed' | 'already_removed'>[]> {
  bounded(words)
  const gone = await tx.rows<{ word: string }>(hot`delete from community.words where word = any(${words}::text[]) returning word`)
  await recordChanges(
    tx,
    by,
    now,
    gone.map(({ word }) => ({ subject: 'community.word', subject_id: word, action: 'removed' })),
  )
  const removed = new Set(column(gone, 'word'))
  return words.map((word) => ({ id: word, status: removed.has(word) ? 'removed' : 'already_removed' }))
}

/** Pictures one member may send within a day. */
const picturesPerDay = 60

/** Whether the member may send another picture today. */
export async function maySendPicture(on: Pick<Tx, 'row'>, member_id: string, now: string): Promise<boolean> {
  const day = addMilliseconds(now, -86_400_000)
  const sent = await on.row<{ count: number }>(
    hot`select count(*)::integer as count from community.pictures where member_id = ${member_id} and sent_at > ${day}`,
  )
  return sent!.count < picturesPerDay
}

/** Notes that the member sent a picture, so that he may show it. */
export const keepPicture = (tx: Tx, member_id: string, now: string, file: string): Promise<number> =>
  tx.run(hot`insert into community.pictures (member_id, file, sent_at) values (${member_id}, ${file}, ${now}) on conflict do nothing`)
