import { followProducts } from '#centers/community/follows/write.ts'
import {
  answerQuestions,
  askQuestions,
  judgeVoices,
  keepPicture,
  replyVoices,
  saveWords,
  voteHelpful,
  writeFollowUps,
  writeReviews,
} from '#centers/community/write.ts'
import { assert } from '#core/assert.ts'
import { systemBy } from '#core/audit.ts'
import { steadyId } from '#core/ids.ts'
import { type Db, sql, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import * as world from './index.ts'
import { memberIdOf } from './load-members.ts'
import { listed, questions, reviewOf } from './voices.ts'

const day_ms = 86_400_000
const by = systemBy('叶知微')

interface Line {
  order_id: string
  line_no: number
  spu_id: string
  member_id: string
  name: string
  category_id: string
  placed_at: string
  pictures: string[]
}

/** Reviews, questions and answers of members about what really arrived with their sample orders; some wait at the desk. */
export async function loadCommunity(db: Db, now: string): Promise<void> {
  const ago = (days: number) => addMilliseconds(now, -days * day_ms)
  const lines = await db.rows<Line>(sql`
    select l.order_id, l.line_no, k.spu_id, o.member_id, u.name, c.path[1] as category_id, o.placed_at,
      coalesce((select array_agg(m.reference order by m.position desc) from products.media m where m.spu_id = k.spu_id and m.role in ('gallery', 'cover')), '{}') as pictures
    from orders.orders o join orders.lines l on l.order_id = o.id join orders.stages s on s.order_id = o.id and s.group_no = l.group_no
      join products.skus k on k.sku_id = l.sku_id join products.spus p on p.spu_id = k.spu_id join products.categories c on c.category_id = p.category_id
      join identity.users u on u.id = o.member_id
    where s.state in ('delivered', 'completed') and o.member_id is not null order by o.placed_at, l.order_id, l.line_no`)
  await db.tx((tx) => saveWords(tx, by, ago(60), listed))
  const shown = new Set(world.members.slice(0, 4).map(({ id }) => memberIdOf(id)))
  const latest = new Map(lines.flatMap(({ member_id }, i) => (shown.has(member_id) ? [[member_id, i]] : [])))
  for (const [i, line] of lines.entries()) {
    // Every fifth says nothing, and who shows the house to visitors has his latest left: there is something to review.
    if (i % 5 === 4 || latest.get(line.member_id) === i) continue
    // Written once it had arrived; the latest few still wait to be read.
    const waits = i >= lines.length - 4
    await db.tx((tx) => reviewLine(tx, line, i, waits ? null : ago(1), addMilliseconds(line.placed_at, 4 * day_ms)))
  }
  await loadDoubts(db, lines, ago)
  await loadQuestions(db, lines, ago)
  const followed = world.products.filter(({ lifecycle }) => lifecycle === 'planned' || lifecycle === 'presale').slice(0, 3)
  for (const { id } of world.members.slice(0, 4))
    await db.tx((tx) =>
      followProducts(
        tx,
        memberIdOf(id),
        ago(6),
        followed.map(({ id: spu_id }) => ({ spu_id, follow: true })),
      ),
    )
}

async function reviewLine(tx: Tx, line: Line, i: number, judged_before: string | null, at: string): Promise<void> {
  const { stars, words, pictures = 0, later, reply } = reviewOf(line.category_id, i)
  const author = { id: line.member_id, name: line.name }
  const id = steadyId('review', line.order_id, String(line.line_no))
  const shown = line.pictures.slice(0, pictures)
  for (const file of shown) await keepPicture(tx, author.id, at, file)
  const review = { id, order_id: line.order_id, line_no: line.line_no, stars, words, pictures: shown }
  wrote(await writeReviews(tx, author, at, [review]))
  if (judged_before === null) return
  const soon = addMilliseconds(at, day_ms / 4)
  await judgeVoices(tx, by, soon, [{ id, state: 'shown' }])
  if (reply) await replyVoices(tx, by, addMilliseconds(at, day_ms), [{ id: steadyId('reply', id), about_id: id, words: reply }])
  const helped = world.members.slice(0, (i * 7) % 6).map((member) => memberIdOf(member.id))
  for (const member_id of helped) if (member_id !== author.id) await voteHelpful(tx, member_id, soon, [{ id, helpful: true }])
  const then = addMilliseconds(at, 20 * day_ms)
  if (!later || then > judged_before) return
  const follow_up = { id: steadyId('follow-up', id), review_id: id, words: later }
  wrote(await writeFollowUps(tx, author, then, [follow_up]))
  await judgeVoices(tx, by, addMilliseconds(then, day_ms / 4), [{ id: follow_up.id, state: 'shown' }])
}

const wrote = (outcomes: readonly { status: string }[]) =>
  assert(
    outcomes.every(({ status }) => status === 'written' || status === 'already_written'),
    `what sample members say is taken: ${JSON.stringify(outcomes)}`,
  )

/** What makes a desk worth having: one text that leads away, and one that was hidden with its reason. */
async function loadDoubts(db: Db, lines: readonly Line[], ago: (days: number) => string): Promise<void> {
  const [first, second] = lines.filter(({ member_id }) => !world.members.slice(0, 8).some(({ id }) => memberIdOf(id) === member_id))
  if (!first || !second) return
  const [waits, hidden] = [steadyId('doubt', '1'), steadyId('doubt', '2')]
  const ask = (id: string, { member_id, name, spu_id }: Line, words: string, at: string) =>
    db.tx(async (tx) => wrote(await askQuestions(tx, { id: member_id, name }, at, [{ id, spu_id, words }])))
  await ask(waits, first, '有最低价渠道吗？加微信 lanchuan888 细说', ago(0.1))
  await ask(hidden, second, '同款便宜处理 www.example.com 自己看', ago(3))
  await db.tx((tx) => judgeVoices(tx, by, ago(2.9), [{ id: hidden, state: 'hidden', reason: '含站外联系方式或广告' }]))
}

async function loadQuestions(db: Db, lines: readonly Line[], ago: (days: number) => string): Promise<void> {
  const asked = new Set<string>()
  for (const line of lines) {
    const some = questions[line.category_id]
    if (!some || asked.has(line.spu_id)) continue
    asked.add(line.spu_id)
    const asker = world.members.slice(asked.size).find(({ id }) => memberIdOf(id) !== line.member_id)!
    for (const [i, { words, house, buyer }] of some.entries()) {
      const id = steadyId('question', line.spu_id, String(i))
      await db.tx(async (tx) => {
        wrote(await askQuestions(tx, { id: memberIdOf(asker.id), name: asker.name.zh }, ago(9 - i), [{ id, spu_id: line.spu_id, words }]))
        await judgeVoices(tx, by, ago(8.8 - i), [{ id, state: 'shown' }])
        if (house) await replyVoices(tx, by, ago(8.5 - i), [{ id: steadyId('answer', id, 'house'), about_id: id, words: house }])
        if (!buyer) return
        const answer = steadyId('answer', id, 'buyer')
        wrote(
          await answerQuestions(tx, { id: line.member_id, name: line.name }, ago(8 - i), [{ id: answer, question_id: id, words: buyer }]),
        )
        await judgeVoices(tx, by, ago(7.8 - i), [{ id: answer, state: 'shown' }])
      })
    }
  }
}
