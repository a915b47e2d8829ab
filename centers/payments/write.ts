import { postTransactions } from '#centers/ledger/write.ts'
import { cardPosting } from '#centers/members/accounts.ts'
import { lockCards } from '#centers/members/cards/read.ts'
import { decideSpend, type SpendRefusal } from '#centers/members/cards/rules.ts'
import { type Drawer, findDrawers } from '#centers/organization/day/read.ts'
import { announce } from '#core/events.ts'
import { assetOf } from '#core/money.ts'
import { column, groupBy, type Outcome } from '#core/outcomes.ts'
import { hot, type Tx } from '#core/sql.ts'
import { businessDate } from '#core/time.ts'
import { drawerAccount, walletAccount } from './accounts.ts'

export interface Payment {
  id: string
  order_id: string
  method: 'wallet' | 'card' | 'outlet' | 'channel' | 'opening' | 'credit' | 'carrier'
  direction: 'in' | 'out'
  amount_minor: number
  currency: string
  counter_account: string
  transaction_key: string
  happened_at: string
}

/** Writes down payments whose postings were made in the same transaction, and announces what went back and what was paid over a counter. */
export async function recordPayments(tx: Tx, now: string, payments: readonly Payment[]): Promise<void> {
  if (payments.length === 0) return
  await tx.run(hot`
    insert into payments.payments (id, order_id, method, direction, amount_minor, currency, counter_account, transaction_key, happened_at, recorded_at)
    select id, order_id, method, direction, amount_minor, currency, counter_account, transaction_key, happened_at, ${now}
    from unnest(${column(payments, 'id')}::uuid[], ${column(payments, 'order_id')}::uuid[], ${column(payments, 'method')}::text[], ${column(payments, 'direction')}::text[],
      ${column(payments, 'amount_minor')}::bigint[], ${column(payments, 'currency')}::text[], ${column(payments, 'counter_account')}::text[],
      ${column(payments, 'transaction_key')}::text[], ${column(payments, 'happened_at')}::timestamptz[])
      as p (id, order_id, method, direction, amount_minor, currency, counter_account, transaction_key, happened_at)`)
  // What is paid with the order itself is told by its placing.
  await announce(tx, 'payments.refunded', inOneSum(payments.filter(({ direction }) => direction === 'out')), now)
  await announce(
    tx,
    'payments.received',
    inOneSum(payments.filter(({ direction, method }) => direction === 'in' && method === 'outlet')),
    now,
  )
}

/** Wallet and card of one act are one sum to whoever paid. */
function inOneSum(payments: readonly Payment[]) {
  return [...groupBy(payments, ({ order_id, transaction_key }) => `${order_id} ${transaction_key}`).values()].map((parts) => {
    const { order_id, transaction_key, currency, happened_at } = parts[0]!
    return { order_id, transaction_key, currency, happened_at, amount_minor: parts.reduce((sum, one) => sum + one.amount_minor, 0) }
  })
}

export interface TopUp {
  id: string
  member_id: string
  amount_minor: number
  currency: string
  /** The organization that took the cash. */
  organization_id: string
  /** Who took it: the cash lies in his open till, if he has one there. */
  teller_id?: string | null
}

export type TopUpStatus = 'topped_up' | 'already_topped_up' | 'day_not_open' | 'id_used_for_another'

/** Puts money a member paid over a counter into his wallet; not while the institution's day is not open. */
export async function topUpWallets(tx: Tx, now: string, tops: readonly TopUp[]): Promise<Outcome<TopUpStatus>[]> {
  const drawers = await findTellersDrawers(tx, now, tops)
  const allowed = tops.filter((top) => drawers.get(top)!.status === 'open')
  const posted = await postTransactions(
    tx,
    now,
    allowed.map((top) => {
      const { id, member_id, amount_minor, currency, organization_id } = top
      return {
        key: `top_up:${id}`,
        kind: 'payments.top_up',
        ref: `members.member:${member_id}`,
        happened_at: now,
        postings: [
          {
            source: drawerAccount(organization_id, currency, drawers.get(top)),
            destination: walletAccount(member_id),
            asset: assetOf(currency),
            amount: amount_minor,
          },
        ],
      }
    }),
  )
  const statuses = { posted: 'topped_up', already_posted: 'already_topped_up', key_used_for_another: 'id_used_for_another' } as const
  const result = new Map(allowed.map((top, i) => [top, posted[i]!]))
  return tops.map((top) => {
    const drawer = drawers.get(top)!
    if (drawer.status === 'day_not_open') return { id: top.id, status: drawer.status, detail: drawer.detail }
    return { id: top.id, status: statuses[result.get(top)!.status as keyof typeof statuses] }
  })
}

/** The drawer each piece of cash goes to, by the piece. */
export async function findTellersDrawers<Cash extends { organization_id: string; teller_id?: string | null }>(
  tx: Tx,
  now: string,
  taken: readonly Cash[],
): Promise<Map<Cash, Drawer>> {
  const answer = new Map<Cash, Drawer>()
  const tellers = [...groupBy(taken, ({ teller_id }) => teller_id ?? null)].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1))
  for (const [teller_id, own] of tellers) {
    const drawers = await findDrawers(tx, column(own, 'organization_id'), teller_id, now)
    for (const cash of own) answer.set(cash, drawers.get(cash.organization_id)!)
  }
  return answer
}

export interface CardSpending {
  card_id: string
  member_id: string
  amount_minor: number
}

/**
 * Whether members may spend these cards today; the cards stay as they are until the commit. How much is left on them is the ledger's to
 * refuse when the `cardPosting` is posted.
 */
export async function checkCards(tx: Tx, now: string, spendings: readonly CardSpending[]): Promise<(SpendRefusal | 'allowed')[]> {
  const cards = await lockCards(tx, column(spendings, 'card_id'))
  return spendings.map(({ card_id, member_id }) => decideSpend(cards.get(card_id), member_id, businessDate(now)))
}

export interface CardTransfer {
  id: string
  member_id: string
  card_id: string
  amount_minor: number
}

export type TransferStatus = 'transferred' | 'already_transferred' | 'id_used_for_another' | SpendRefusal | 'balance_too_low'

/** Moves the value of members' cards into their wallets. */
export async function transferCards(tx: Tx, now: string, transfers: readonly CardTransfer[]): Promise<Outcome<TransferStatus>[]> {
  const cards = await lockCards(tx, column(transfers, 'card_id'))
  const decided = transfers.map(({ card_id, member_id }) => decideSpend(cards.get(card_id), member_id, businessDate(now)))
  const allowed = transfers.filter((_, i) => decided[i] === 'allowed')
  const posted = await postTransactions(
    tx,
    now,
    allowed.map(({ id, member_id, card_id, amount_minor }) => ({
      key: `card_transfer:${id}`,
      kind: 'payments.transfer_card',
      ref: `members.card:${card_id}`,
      happened_at: now,
      postings: [cardPosting(card_id, walletAccount(member_id), amount_minor, cards.get(card_id)!.currency)],
    })),
  )
  const statuses = {
    posted: 'transferred',
    already_posted: 'already_transferred',
    key_used_for_another: 'id_used_for_another',
    balance_too_low: 'balance_too_low',
  } as const
  const result = new Map(allowed.map(({ id }, i) => [id, posted[i]!]))
  return transfers.map(({ id }, i): Outcome<TransferStatus> => {
    const outcome = result.get(id)
    if (!outcome) return { id, status: decided[i] as SpendRefusal, detail: 'The card cannot be spent: look at its state among my cards.' }
    return outcome.status === 'balance_too_low'
      ? { id, status: 'balance_too_low', detail: `The card lacks ${outcome.shortage} minor units.` }
      : { id, status: statuses[outcome.status] }
  })
}
