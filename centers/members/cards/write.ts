import { randomBytes, timingSafeEqual } from 'node:crypto'
import { isPosted } from '#centers/ledger/model.ts'
import { postTransactions } from '#centers/ledger/write.ts'
import { assert } from '#core/assert.ts'
import { type By, recordChanges } from '#core/audit.ts'
import { announce } from '#core/events.ts'
import { newId } from '#core/ids.ts'
import { assetOf } from '#core/money.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { keyedHash } from '#core/secrets.ts'
import { hot, lockRows, sql, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { cardAccount, cardsSoldAccount } from '../accounts.ts'
import { type CardBatch, mostCards } from './model.ts'
import { findBatch, lockCards } from './read.ts'
import { plainSecret, secretFrom } from './rules.ts'

const hashOf = (card_no: string, secret: string): string => keyedHash('members.cards', `${card_no}:${plainSecret(secret)}`)

export type MakeStatus = 'made' | 'already_made' | 'id_used_for_another' | 'expires_on_invalid'
export interface MadeBatch extends Outcome<MakeStatus> {
  /** Told once, with the first answer; only their hashes are kept. */
  cards?: { card_no: string; secret: string }[]
}

/** Makes a batch of cards that are worth nothing until activated. `takeNumbers` gives unused card numbers. */
export async function makeCards(
  tx: Tx,
  by: By,
  now: string,
  batch: CardBatch,
  takeNumbers: (count: number) => Promise<string[]>,
): Promise<MadeBatch> {
  const { batch_id: id, kind, name, value_minor, currency, cards: count, expires_on, organization_id } = batch
  assert(count <= mostCards, `at most ${mostCards} cards in one batch`)
  if (expires_on <= businessDate(now)) return { id, status: 'expires_on_invalid', detail: 'expires_on: give a day after today.' }
  const written = await tx.run(sql`
    insert into members.card_batches (batch_id, kind, name, value_minor, currency, cards, expires_on, organization_id, made_by, made_at)
    values (${id}, ${kind}, ${name}, ${value_minor}, ${currency}, ${count}, ${expires_on}, ${organization_id}, ${by.name}, ${now})
    on conflict do nothing`)
  if (written === 0) {
    const same = (await findBatch(tx, id))!.digest === [kind, name, value_minor, currency, count, expires_on, organization_id].join('|')
    return same
      ? { id, status: 'already_made' }
      : { id, status: 'id_used_for_another', detail: 'This id was used for another batch: make a new one.' }
  }
  const bytes = randomBytes(count * 12)
  const cards = (await takeNumbers(count)).map((number, i) => ({
    card_id: newId(),
    card_no: `88${number}`,
    secret: secretFrom(bytes.subarray(i * 12, i * 12 + 12)),
  }))
  await tx.run(sql`
    insert into members.cards (card_id, batch_id, card_no, secret_hash, state)
    select card_id, ${id}, card_no, secret_hash, 'made'
    from unnest(${column(cards, 'card_id')}::uuid[], ${column(cards, 'card_no')}::text[], ${cards.map(({ card_no, secret }) => hashOf(card_no, secret))}::text[])
      as c (card_id, card_no, secret_hash)`)
  await recordChanges(tx, by, now, [
    {
      subject: 'members.card_batch',
      subject_id: id,
      action: 'made',
      organization_id,
      after: { kind, name, value_minor, cards: count, expires_on },
    },
  ])
  return { id, status: 'made', cards: cards.map(({ card_no, secret }) => ({ card_no, secret })) }
}

export type ActivateStatus = 'activated' | 'already_activated' | 'card_not_found'

/** Activates cards that were sold: their worth is booked, owed by whoever sold them. At most 10,000. */
export async function activateCards(tx: Tx, by: By, now: string, card_ids: readonly string[]): Promise<Outcome<ActivateStatus>[]> {
  const cards = await lockCards(tx, card_ids)
  const active = [...new Set(card_ids)].filter((id) => cards.get(id)?.state === 'made')
  const posted = await postTransactions(
    tx,
    now,
    active.map((id) => {
      const { batch_id, value_minor, currency } = cards.get(id)!
      return {
        key: `card:${id}:activate`,
        kind: 'members.activate_card',
        ref: `members.card:${id}`,
        happened_at: now,
        postings: [{ source: cardsSoldAccount(batch_id), destination: cardAccount(id), asset: assetOf(currency), amount: value_minor }],
      }
    }),
  )
  assert(posted.every(isPosted), 'what a card is worth comes from an account without a floor')
  await tx.run(hot`update members.cards set state = 'active', activated_at = ${now} where card_id = any(${active}::uuid[])`)
  await recordChanges(
    tx,
    by,
    now,
    active.map((id) => ({
      subject: 'members.card',
      subject_id: id,
      action: 'activated',
      organization_id: cards.get(id)!.organization_id,
      after: { card_no: cards.get(id)!.card_no },
    })),
  )
  const fresh = new Set(active)
  return card_ids.map((id) => {
    if (!cards.has(id)) return { id, status: 'card_not_found', detail: 'There is no such card.' }
    return { id, status: fresh.delete(id) ? 'activated' : 'already_activated' }
  })
}

export type FreezeStatus = 'frozen' | 'thawed' | 'already_frozen' | 'already_thawed' | 'card_not_found' | 'card_not_active'
export interface Freeze {
  id: string
  frozen: boolean
  reason: string
}

/** Freezes cards, so that nothing leaves them, or lets them go again. */
export async function freezeCards(tx: Tx, by: By, now: string, freezes: readonly Freeze[]): Promise<Outcome<FreezeStatus>[]> {
  const cards = await lockCards(tx, column(freezes, 'id'))
  const changed: Freeze[] = []
  const outcomes = freezes.map((freeze): Outcome<FreezeStatus> => {
    const { id, frozen } = freeze
    const card = cards.get(id)
    if (!card) return { id, status: 'card_not_found', detail: 'There is no such card.' }
    if (card.state === 'made') return { id, status: 'card_not_active', detail: 'The card was never activated: there is nothing to freeze.' }
    if ((card.state === 'frozen') === frozen) return { id, status: frozen ? 'already_frozen' : 'already_thawed' }
    card.state = frozen ? 'frozen' : 'active'
    changed.push(freeze)
    return { id, status: frozen ? 'frozen' : 'thawed' }
  })
  await tx.run(sql`
    update members.cards c set state = case when f.frozen then 'frozen' else 'active' end, frozen_at = case when f.frozen then ${now}::timestamptz end,
      frozen_reason = case when f.frozen then f.reason end
    from unnest(${column(changed, 'id')}::uuid[], ${column(changed, 'frozen')}::boolean[], ${column(changed, 'reason')}::text[]) as f (id, frozen, reason)
    where c.card_id = f.id`)
  await recordChanges(
    tx,
    by,
    now,
    changed.map(({ id, frozen, reason }) => ({
      subject: 'members.card',
      subject_id: id,
      action: frozen ? 'frozen' : 'thawed',
      organization_id: cards.get(id)!.organization_id,
      after: { reason },
    })),
  )
  return outcomes
}

export type BindStatus =
  | 'bound'
  | 'already_bound'
  | 'too_many_tries'
  | 'card_or_secret_wrong'
  | 'card_not_active'
  | 'card_frozen'
  | 'card_expired'
  | 'card_bound_to_another'
const mostMisses = 5
const closed_ms = 15 * 60_000

/** Binds a card to a member who knows its secret. After five wrong secrets the card's door stays closed for a quarter of an hour. */
export async function bindCard(tx: Tx, now: string, member_id: string, card_no: string, secret: string): Promise<Outcome<BindStatus>> {
  const id = card_no
  const found = await lockRows<{ card_id: string; secret_hash: string }>(
    tx,
    sql`select card_id, secret_hash from members.cards where card_no = ${card_no}`,
    sql`card_id`,
  )
  const missed = await tx.row<{ misses: number; last_at: string }>(
    sql`select misses, last_at from members.card_misses where card_no = ${card_no}`,
  )
  const fresh = missed && Date.parse(now) - Date.parse(missed.last_at) < closed_ms
  if (fresh && missed.misses >= mostMisses)
    return { id, status: 'too_many_tries', detail: 'Too many wrong secrets for this card: try again in a quarter of an hour.' }
  const right = Buffer.from(found[0]?.secret_hash ?? hashOf('', ''))
  const typed = Buffer.from(hashOf(card_no, secret))
  if (right.length !== typed.length || !timingSafeEqual(right, typed) || found.length === 0) {
    await tx.run(sql`
      insert into members.card_misses as m (card_no, misses, last_at) values (${card_no}, 1, ${now})
      on conflict (card_no) do update set misses = ${fresh ? missed.misses + 1 : 1}, last_at = ${now}`)
    return { id, status: 'card_or_secret_wrong', detail: 'The card number and the secret do not belong together.' }
  }
  await tx.run(sql`delete from members.card_misses where card_no = ${card_no}`)
  const card_id = found[0]!.card_id
  const card = (await lockCards(tx, [card_id])).get(card_id)!
  if (card.state === 'made') return { id, status: 'card_not_active', detail: 'The card was not activated yet: ask where you bought it.' }
  if (card.state === 'frozen') return { id, status: 'card_frozen', detail: 'The card is frozen: ask customer service.' }
  if (card.expires_on < businessDate(now)) return { id, status: 'card_expired', detail: `The card was good until ${card.expires_on}.` }
  if (card.member_id === member_id) return { id, status: 'already_bound' }
  if (card.member_id !== null) return { id, status: 'card_bound_to_another', detail: 'The card belongs to another member.' }
  await tx.run(sql`update members.cards set member_id = ${member_id}, bound_at = ${now} where card_id = ${card_id}`)
  await announce(tx, 'members.card_bound', [{ card_id, member_id, card_no }], now)
  return { id, status: 'bound' }
}
