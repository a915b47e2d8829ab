import { shipParcels } from '#centers/fulfillment/write.ts'
import { deliver } from '#centers/interfaces/letters.ts'
import { by, channelOf, type Mart, type Platform, platforms, pushing, skus, soldLine } from '#centers/marketplaces/fixtures.ts'
import type { ReplyWord } from '#centers/marketplaces/port.ts'
import { pullDue, pullStream, retryDue } from '#centers/marketplaces/pull.ts'
import { replyRefunds } from '#centers/marketplaces/replies/write.ts'
import { reviewOrders } from '#centers/orders/abnormal/write.ts'
import { listRules } from '#centers/orders/review/read.ts'
import { saveRules } from '#centers/orders/review/write.ts'
import { consumeAll } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { runDue } from '#core/jobs.ts'
import { chunksOf, column } from '#core/outcomes.ts'
import { checkPromises } from '#core/promises.ts'
import { type Db, sql } from '#core/sql.ts'
import type { handClock } from '#core/time.ts'
import { assembly } from '#server/centers.ts'

/** Where buyers ask for their money back before it is given. */
const asksRefunds: readonly Platform[] = ['taobao', 'pinduoduo', 'douyin']
/** Whose lists leave out what nobody has paid. */
const hidesUnpaid: readonly Platform[] = ['jd', 'suning']
const consumers = assembly.flatMap((center) => center.consumers ?? [])
const due = assembly.flatMap((center) => center.due ?? [])

const trouble = {
  ...{ push_lost: 0.1, push_forged: 0.1 },
  ...{ fault: 0.08, cut: 0.08, limited: 0.05, duplicate: 0.2, out_of_order: true, changed_field: 0.05 },
  slow: { share: 0.02, delay_ms: 30 },
}
const peace = {
  ...{ fault: 0, cut: 0, limited: 0, duplicate: 0, out_of_order: false, changed_field: 0, expired_token: false, clock_off_ms: 0 },
  slow: { share: 0, delay_ms: 0 },
}

export interface Plan {
  seed: number
  rounds: number
  /** Orders of each platform in the first round, and in each later one. */
  burst: number
  each: number
  /** Time between rounds. */
  round_ms: number
  /** Orders shipped at most in a round. */
  ships: number
  /** Our own address: platforms that push send there too. */
  push_to?: string
  tell?: (sentence: string) => void
}
export interface Told {
  pushed: number
  sold: number
  refunds: number
  /** Refunds answered here: yes and no. */
  replied: number
  placed: number
  reviewed: number
  shipped: number
  written: number
  /** What was lost, doubled, not told or not as the platform has it; empty when all is well. */
  wrong: string[]
}

/**
 * Shops live for a while on all platforms at once, each misbehaving in every way it can: buyers buy, pay, cancel, ask their money back, orders are pulled,
 * reviewed, shipped and written back. Then everybody behaves, what was behind catches up, and the platforms' own truth is laid beside ours.
 */
export async function liveDay(db: Db, clock: ReturnType<typeof handClock>, mart: Mart, plan: Plan): Promise<Told> {
  const { seed, rounds, burst, each, round_ms, ships, push_to, tell = () => {} } = plan
  const began_at = clock.now()
  const dice = diceOf(seed)
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(dice() * items.length)]!
  const canceled = new Set<string>()
  const told: Told = { pushed: 0, sold: 0, refunds: 0, replied: 0, placed: 0, reviewed: 0, shipped: 0, written: 0, wrong: [] }
  await holdLarge(db, clock.now())
  for (const platform of platforms) Object.assign(mart.sims[platform].quirks, trouble)
  if (push_to) for (const platform of pushing) mart.sims[platform].pushes.subscribe(`${push_to}/api/open/marketplaces/${platform}`)

  for (let round = 0; round < rounds; round++) {
    for (const platform of platforms) {
      const { market, quirks } = mart.sims[platform]
      const count = round === 0 ? burst : each
      for (let i = 0; i < count; i++) {
        const known = dice() > 0.05
        const lines = Array.from({ length: 1 + Math.floor(dice() * 2) }, (_, n) =>
          soldLine(
            skus[(i + n) % skus.length]!,
            1 + Math.floor(dice() * 3),
            known ? {} : { outer_code: 'x', product_no: '600', sku_no: '601' },
          ),
        )
        const at_ms = Date.parse(clock.now()) - Math.floor((i * Math.min(round_ms, 77_000)) / count)
        market.sell({ lines, freight: pick([0, 600]), status: dice() < 0.1 ? 'unpaid' : 'paid', message: '请放门口 🚪', at_ms })
        told.sold++
      }
      for (const trade of [...market.trades.values()].slice(-40)) {
        if (trade.status === 'unpaid' && dice() < 0.5) market.pay(trade.no)
        else if (trade.status === 'paid' && dice() < 0.05) {
          market.cancel(trade.no)
          canceled.add(`${platform} ${trade.no}`)
        } else if (trade.status === 'paid' && asksRefunds.includes(platform) && dice() < 0.04) {
          const asked = market.askRefund(trade.no)
          told.refunds++
          if (dice() < 0.5) market.endRefund(asked.no, 'closed')
        }
      }
      Object.assign(quirks, { expired_token: dice() < 0.1, clock_off_ms: dice() < 0.1 ? 900_000 : 0 })
    }
    clock.advance(round_ms)
    // Before the streams are read, and with orders in whatever order: both ways lead to one order.
    for (const platform of push_to ? pushing : []) told.pushed += (await mart.sims[platform].pushes.send()).length
    await pullDue(mart.pulling)
    await retryDue(db, clock.now())
    told.reviewed += await reviewHeld(db, clock.now())
    // What was approved by hand goes to its warehouse.
    await runDue(db, due, clock.now())
    told.shipped += await shipSome(db, clock.now(), ships)
    told.replied += await replySome(db, mart, clock.now(), dice, 0.5)
    await consumeAll(db, consumers, clock.now())
    await deliver(db, mart.exchange, clock.now, dice)
    tell(`round ${round + 1} of ${rounds}: ${told.sold} sold, ${told.reviewed} reviewed, ${told.shipped} shipped`)
  }

  await catchUp(db, clock, mart, began_at, ships, dice, told)
  for (const platform of pushing) {
    const { pushes } = mart.sims[platform]
    if (pushes.believed() > 0) told.wrong.push(`${platform}: ${pushes.believed()} forged pushes were believed`)
    if (push_to && !pushes.subscribed()) told.wrong.push(`${platform} took the subscription away`)
  }
  const forgotten = await db.rows<{ connection_id: string; push_no: string }>(sql`
    select connection_id, push_no from marketplaces.pushes where state = 'asking' order by 1, 2 limit 3`)
  for (const { connection_id, push_no } of forgotten) told.wrong.push(`${connection_id}: nobody followed the push ${push_no}`)
  for (const platform of platforms) told.wrong.push(...(await compare(db, platform, mart, canceled, told)))
  const checked = await checkPromises(db)
  for (const { sentence, offending } of checked)
    if (offending.length > 0) told.wrong.push(`${sentence} ${JSON.stringify(offending.slice(0, 3))}`)
  return told
}

/** Orders of a hundred yuan and more wait for customer service. */
async function holdLarge(db: Db, now: string): Promise<void> {
  const large = (await listRules(db)).find(({ rule_id }) => rule_id === 'large_amount')!
  const { saved_at: _at, saved_by: _by, ...rule } = large
  const conditions = [{ fact: 'total_minor' as const, op: 'at_least' as const, value: 10_000 }]
  await db.tx((tx) => saveRules(tx, by, now, [{ ...rule, enabled: true, conditions }]))
}

async function reviewHeld(db: Db, now: string): Promise<number> {
  const held = await db.rows<{ id: string }>(sql`
    select distinct a.order_id as id from orders.abnormals a where a.closed_at is null and a.reason = 'large_amount' and a.order_id is not null order by 1`)
  let count = 0
  for (const some of chunksOf(column(held, 'id'), 1_000)) {
    const decisions = some.map((id) => ({ id, note: null }))
    // The rule's reason may be finance's as well as customer service's.
    for (const right of ['service', 'finance'] as const) {
      const outcomes = await db.tx((tx) => reviewOrders(tx, 'reviewer', now, right, decisions))
      count += outcomes.filter(({ status }) => status === 'approved').length
    }
  }
  return count
}

/** The warehouse ships some of what it was given. */
async function shipSome(db: Db, now: string, most: number): Promise<number> {
  const released = await db.rows<{ order_id: string }>(sql`
    select s.order_id from orders.stages s join marketplaces.pulled p using (order_id) where s.state = 'released' order by s.order_id limit ${most}`)
  for (const some of chunksOf(column(released, 'order_id'), 500))
    await db.tx((tx) =>
      shipParcels(
        tx,
        'clerk',
        now,
        some.map((order_id) => ({ id: newId(), order_id, group_no: 1, carrier: 'sf', waybill_no: `SF${order_id.slice(0, 13)}` })),
      ),
    )
  return released.length
}

/** Customer service answers some of the refunds that wait for it. */
async function replySome(db: Db, mart: Mart, now: string, dice: () => number, share: number): Promise<number> {
  const open = await db.rows<{ connection_id: string; refund_no: string }>(sql`
    select connection_id, refund_no from marketplaces.refunds where state = 'asked' order by connection_id, refund_no`)
  const items = open.flatMap((one) =>
    dice() < share ? [{ ...one, word: (dice() < 0.7 ? 'agree' : 'refuse') as ReplyWord, reason: '模拟客服答复' }] : [],
  )
  let count = 0
  for (const some of chunksOf(items, 200)) {
    const outcomes = await db.tx((tx) => replyRefunds(tx, by, now, mart.pulling.outside.ports, some))
    count += outcomes.filter(({ status }) => status === 'asked').length
  }
  return count
}

/** Everybody behaves again; what was behind catches up, what was not understood is read once more as an operator would after an outage. */
async function catchUp(
  db: Db,
  clock: ReturnType<typeof handClock>,
  mart: Mart,
  began_at: string,
  ships: number,
  dice: () => number,
  told: Told,
): Promise<void> {
  for (const platform of platforms) Object.assign(mart.sims[platform].quirks, peace)
  const turn = async () => {
    clock.advance(700_000)
    let error: string | null = null
    for (const platform of platforms)
      for (const stream of ['orders', 'refunds'] as const) error = (await pullStream(mart.pulling, platform, stream)).error ?? error
    told.reviewed += await reviewHeld(db, clock.now())
    // What was approved by hand goes to its warehouse.
    await runDue(db, due, clock.now())
    told.shipped += await shipSome(db, clock.now(), ships)
    told.replied += await replySome(db, mart, clock.now(), dice, 1)
    await consumeAll(db, consumers, clock.now())
    await deliver(db, mart.exchange, clock.now, dice)
    return error
  }
  for (let i = 0; i < 6; i++) await turn()
  const from = new Date(Date.parse(began_at) - 3_600_000).toISOString()
  await db.run(sql`update marketplaces.cursors set reached_at = ${from}, next_at = ${clock.now()}`)
  for (let i = 0; i < 6; i++) {
    const error = await turn()
    if (i === 5 && error) told.wrong.push(`a platform that behaves could not be read: ${error}`)
    await retryDue(db, clock.now())
  }
  // What was answered badly often waits its turn, in steps that grow to hours.
  const waits = () =>
    db.row(sql`
      select 1 as one from marketplaces.shipments where state = 'waiting' union all select 1 from marketplaces.pushes where state = 'asking'
      union all select 1 from marketplaces.replies where state = 'asked' limit 1`)
  for (let i = 0; i < 40 && (await waits()); i++) await turn()
  await mart.exchange.flush()
}

/** The platform's own truth against ours. */
async function compare(db: Db, platform: Platform, mart: Mart, canceled: ReadonlySet<string>, told: Told): Promise<string[]> {
  const wrong: string[] = []
  const { trades } = mart.sims[platform].market
  const channel_id = channelOf[platform]
  const rows = await db.rows<{
    external_no: string
    state: string
    reasons: string[]
    order_id: string | null
    total: number | null
    stage: string | null
  }>(sql`
    select p.external_no, p.state, p.reasons, p.order_id, o.total_minor as total, (select min(s.state) from orders.stages s where s.order_id = o.id) as stage
    from marketplaces.pulled p left join orders.orders o on o.id = p.order_id where p.channel_id = ${channel_id}`)
  const ours = new Map(rows.map((row) => [row.external_no, row]))
  for (const { no, status } of trades.values())
    if (!ours.has(no) && !(status === 'unpaid' && hidesUnpaid.includes(platform))) wrong.push(`${platform} ${no} is lost`)
  for (const { external_no, state, reasons, order_id, total, stage } of rows) {
    const trade = trades.get(external_no)
    if (!trade) {
      wrong.push(`${platform} ${external_no} was never sold`)
      continue
    }
    const paid = trade.lines.reduce((sum, { unit, quantity, discount }) => sum + unit * quantity - discount, trade.freight)
    if (state === 'placed') told.placed++
    if (state === 'waiting' && !reasons.every((reason) => reason === 'line_unmapped' || reason === 'refund_asked'))
      wrong.push(`${platform} ${external_no} waits: ${reasons}`)
    if (state === 'unpaid' && trade.status !== 'unpaid') wrong.push(`${platform} ${external_no} is ${trade.status} there and unpaid here`)
    if (state === 'placed' && total !== paid) wrong.push(`${platform} ${external_no} is ${paid} there and ${total} here`)
    if (order_id && canceled.has(`${platform} ${external_no}`) && stage !== 'canceled' && stage !== 'shipped')
      wrong.push(`${platform} ${external_no} was canceled there and is ${stage} here`)
  }
  const twice = await db.rows<{ external_no: string }>(sql`
    select external_no from orders.orders where channel_id = ${channel_id} group by external_no having count(*) > 1`)
  for (const { external_no } of twice) wrong.push(`${platform} ${external_no} is an order twice`)
  wrong.push(...(await compareReplies(db, platform, mart)))
  // What left and could still be told is told, with our number.
  const shipped = await db.rows<{ external_no: string; waybill_no: string; state: string }>(
    sql`select external_no, waybill_no, state from marketplaces.shipments where connection_id = ${platform}`,
  )
  if (shipped.length === 0) wrong.push(`${platform}: nothing left`)
  for (const { external_no, waybill_no, state } of shipped) {
    const trade = trades.get(external_no)!
    if (state === 'written') told.written++
    if (state === 'written' ? trade.lines[0]!.waybill !== waybill_no : trade.status !== 'closed')
      wrong.push(`${platform} ${external_no} left as ${waybill_no} (${state}), there it is ${trade.status} ${trade.lines[0]!.waybill}`)
  }
  return wrong
}

/** What was answered with yes is paid there and known as paid here; nothing is paid that nobody agreed to. */
async function compareReplies(db: Db, platform: Platform, mart: Mart): Promise<string[]> {
  const { refunds } = mart.sims[platform].market
  const rows = await db.rows<{ refund_no: string; state: string; word: string | null; reply: string | null; detail: string | null }>(sql`
    select r.refund_no, r.state, y.word, y.state as reply, y.detail from marketplaces.refunds r left join marketplaces.replies y using (connection_id, refund_no)
    where r.connection_id = ${platform}`)
  return rows.flatMap(({ refund_no, state, word, reply, detail }) => {
    const there = refunds.get(refund_no)?.status
    const agreed = word === 'agree' && reply === 'told'
    const said = `${platform} refund ${refund_no}: ${word} ${reply} ${detail ?? ''}, ${there} there, ${state} here`
    if (agreed !== (there === 'done')) return [said]
    if (there === 'done' && state !== 'done') return [said]
    return reply === 'refused' && !/^(changed_there|goods_left|30002|isv\.)/.test(detail ?? '') ? [said] : []
  })
}

/** A small dice of the story: the same seed, the same story. */
function diceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
