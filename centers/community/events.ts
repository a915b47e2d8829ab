import type { MessageRequest } from '#centers/messages/model.ts'
import { announce, type Consumer } from '#core/events.ts'
import { steadyId } from '#core/ids.ts'
import { type DueWork, rarely_ms } from '#core/jobs.ts'
import { column, groupBy } from '#core/outcomes.ts'
import { hot, json, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { forgetVisitorsFollows, joinFollows, tellFollowers, tellSome } from './follows/write.ts'
import type { VoiceKind, VoiceState } from './model.ts'
import { forgetOldViews, joinViews } from './views/write.ts'

/** What the center announces, by topic. */
export interface CommunityEvents {
  'community.written': { id: string; spu_id: string; kind: VoiceKind }
  'community.judged': { id: string; spu_id: string; kind: VoiceKind; state: VoiceState; reason: string | null; author_id: string | null }
  /** The house said something below it. */
  'community.replied': { id: string; spu_id: string; author_id: string | null }
}

/** Buyers asked for each question, and how long nobody is asked again. */
const buyersAsked = 5
const rest_ms = 7 * 86_400_000
const fresh_ms = 2 * 86_400_000

export const consumers: readonly Consumer[] = [
  {
    name: 'community.tell_authors',
    topics: ['community.judged', 'community.replied'],
    handle: async (tx, all, now) => {
      // What is loaded from the past is no news.
      const events = all.filter(({ recorded_at }) => recorded_at >= addMilliseconds(now, -fresh_ms))
      const judged = events
        .filter(({ topic }) => topic === 'community.judged')
        .map(({ item }) => item as CommunityEvents['community.judged'])
      const replied = events
        .filter(({ topic }) => topic === 'community.replied')
        .map(({ item }) => item as CommunityEvents['community.replied'])
      const shown = judged.filter(({ state }) => state === 'shown')
      await tell(tx, now, [
        ...judged
          .filter(({ state }) => state === 'hidden')
          .map(({ id, author_id, spu_id, reason }) => ({
            id,
            template: 'community.hidden',
            user_id: author_id,
            spu_id,
            why: reason ?? '',
          })),
        ...replied.map(({ id, author_id, spu_id }) => ({ id, template: 'community.answered', user_id: author_id, spu_id })),
        ...(await askersOf(
          tx,
          shown.filter(({ kind }) => kind === 'answer').map(({ id }) => id),
        )),
        ...(await askBuyers(
          tx,
          now,
          shown.filter(({ kind }) => kind === 'question').map(({ id }) => id),
        )),
      ])
    },
  },
  {
    // Who signs in keeps what he followed and looked at before.
    name: 'community.join_visitors',
    topics: ['identity.visitor_joined'],
    handle: async (tx, events) => {
      const joins = events.map(({ item }) => item as { visitor_id: string; user_id: string })
      await joinFollows(tx, joins)
      await joinViews(tx, joins)
    },
  },
  {
    name: 'community.follow_products',
    topics: ['products.priced', 'products.lifecycle_changed', 'products.saved'],
    handle: async (tx, events, now) => {
      await tellSome(tx, now, [...new Set(events.map(({ item }) => (item as { spu_id: string }).spu_id))])
    },
  },
]

/** Prices and lifecycles come as events; that there is some again, the shelves are asked. */
export const due: readonly DueWork[] = [
  { name: 'community.follow_stock', run: tellFollowers },
  { name: 'community.forget_views', rest_ms: rarely_ms, run: forgetOldViews },
  { name: 'community.forget_visitors_follows', rest_ms: rarely_ms, run: forgetVisitorsFollows },
]

interface News {
  id: string
  template: string
  user_id: string | null
  spu_id: string
  why?: string
}

async function tell(tx: Tx, now: string, news: readonly News[]): Promise<void> {
  const products = await tx.rows<{ spu_id: string; title: { zh: string } }>(
    hot`select spu_id, title from products.spus where spu_id = any(${column(news, 'spu_id')}::text[])`,
  )
  const titles = new Map(products.map(({ spu_id, title }) => [spu_id, title.zh]))
  const requests = news.flatMap(({ id, template, user_id, spu_id, why = '' }): MessageRequest[] =>
    user_id
      ? [
          {
            message_id: steadyId(template, id, user_id, why),
            template,
            channels: ['in_app', 'push'],
            to: { user_id },
            expires_at: addMilliseconds(now, rest_ms),
            values: { title: titles.get(spu_id) ?? '', why, spu_id },
          },
        ]
      : [],
  )
  await announce(tx, 'messages.requested', requests, now)
}

/** Who asked what these answers answer. */
async function askersOf(tx: Tx, answer_ids: readonly string[]): Promise<News[]> {
  if (answer_ids.length === 0) return []
  const rows = await tx.rows<{ id: string; spu_id: string; user_id: string }>(hot`
    select a.voice_id as id, q.spu_id, q.author_id as user_id from community.voices a join community.voices q on q.spu_id = a.spu_id and q.voice_id = a.about_id
    where a.voice_id = any(${answer_ids}::uuid[]) and q.author_id is not null and q.author_id is distinct from a.author_id`)
  return rows.map((row) => ({ ...row, template: 'community.answered' }))
}

/** Chooses some of the latest buyers for each question; nobody is asked twice in a week. Asking again asks nobody anew. */
async function askBuyers(tx: Tx, now: string, question_ids: readonly string[]): Promise<News[]> {
  if (question_ids.length === 0) return []
  const candidates = await tx.rows<{ id: string; spu_id: string; member_id: string; placed_at: string }>(hot`
    select distinct on (q.voice_id, o.member_id) q.voice_id as id, q.spu_id, o.member_id, o.placed_at
    from community.voices q join products.skus k on k.spu_id = q.spu_id
      cross join lateral (select order_id, group_no from orders.lines l where l.sku_id = k.sku_id order by order_id desc limit 50) l
      join orders.orders o on o.id = l.order_id join orders.stages s on s.order_id = l.order_id and s.group_no = l.group_no
    where q.voice_id = any(${question_ids}::uuid[]) and s.state in ('delivered', 'completed') and o.member_id is not null
      and o.member_id is distinct from q.author_id
      and not exists (select from community.asked a where a.voice_id = q.voice_id)
      and not exists (select from community.asked a where a.member_id = o.member_id and a.asked_at > ${addMilliseconds(now, -rest_ms)})
    order by q.voice_id, o.member_id, o.placed_at desc`)
  const busy = new Set<string>()
  const asked = [...groupBy(candidates, ({ id }) => id).values()].flatMap((some) => {
    const chosen = some
      .filter(({ member_id }) => !busy.has(member_id))
      .sort((a, b) => (a.placed_at < b.placed_at ? 1 : -1))
      .slice(0, buyersAsked)
    for (const { member_id } of chosen) busy.add(member_id)
    return chosen
  })
  await tx.run(hot`
    insert into community.asked (member_id, voice_id, spu_id, asked_at)
    select member_id, id, spu_id, ${now} from jsonb_to_recordset(${json(asked)}::jsonb) as a (member_id uuid, id uuid, spu_id text) on conflict do nothing`)
  return asked.map(({ id, spu_id, member_id }) => ({ id, spu_id, user_id: member_id, template: 'community.asked' }))
}
