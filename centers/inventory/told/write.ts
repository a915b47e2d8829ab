import { skuAsset } from '#centers/products/model.ts'
import { readSkus } from '#centers/products/read.ts'
import { steadyId } from '#core/ids.ts'
import { column, type Outcome } from '#core/outcomes.ts'
import { hot, json, type Tx } from '#core/sql.ts'
import { addMilliseconds } from '#core/time.ts'
import { availableAccount, promiseAccounts } from '../accounts.ts'
import { readNodes } from '../read.ts'
import { correctStock, promiseStock } from '../write.ts'
import type { ToldItem, ToldStatus } from './model.ts'

/** Whose places somebody may speak for. */
export interface Teller {
  partner_id: string
  /** One place that is everybody's, for rehearsals. */
  also?: string | null
}

const oldest_ms = 7 * 86_400_000
/** Clocks differ. */
const ahead_ms = 120_000

interface Standing {
  node_id: string
  sku_id: string
  as_of: string
  known_at: string | null
  now_there: number
  then_there: number
  free: number
}

/**
 * Sets what lies at partners' places to what they counted. Their number is of a moment: what we booked since is kept on top of it, so neither a late message nor
 * one that comes twice brings back what was sold meanwhile. What orders of ours hold is never taken from them. One outcome per item; at most 500.
 */
export async function tellStock(tx: Tx, now: string, teller: Teller, items: readonly ToldItem[]): Promise<Outcome<ToldStatus>[]> {
  const [nodes, skus] = [await readNodes(tx), await readSkus(tx, [...new Set(column([...items], 'sku_id'))])]
  const keyOf = ({ node_id, sku_id }: { node_id: string; sku_id: string }) => `${node_id} ${sku_id}`
  const judged = items.map((item): Outcome<ToldStatus> | null => {
    const id = keyOf(item)
    const node = nodes.get(item.node_id)
    if (!node || (node.partner_id !== teller.partner_id && node.id !== teller.also))
      return { id, status: 'node_not_found', detail: `node_id: ${item.node_id} is no place of yours.` }
    if (!skus.has(item.sku_id)) return { id, status: 'sku_not_found', detail: `sku_id: there is no SKU ${item.sku_id}.` }
    if (Date.parse(item.as_of) > Date.parse(now) + ahead_ms)
      return { id, status: 'moment_not_come', detail: 'as_of: that moment has not come; look at your clock and time zone.' }
    if (Date.parse(item.as_of) < Date.parse(now) - oldest_ms)
      return { id, status: 'too_old', detail: 'as_of: it is more than seven days ago; count again.' }
    return null
  })
  // Of several words about one shelf in a message the latest counts; the others are known then.
  const latest = new Map<string, ToldItem>()
  for (const [i, item] of items.entries())
    if (!judged[i] && Date.parse(latest.get(keyOf(item))?.as_of ?? '1970-01-01T00:00:00Z') < Date.parse(item.as_of))
      latest.set(keyOf(item), item)
  const asked = [...latest.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  const standings = new Map(
    (await findStandings(tx, now, teller, asked, (node_id) => nodes.get(node_id)!.kind === 'supplier')).map((one) => [keyOf(one), one]),
  )
  const fresh = asked.filter((item) => {
    const { known_at } = standings.get(keyOf(item))!
    return known_at === null || Date.parse(known_at) < Date.parse(item.as_of)
  })
  const changes = fresh.map((item) => {
    const { now_there, then_there, free } = standings.get(keyOf(item))!
    const wanted = item.quantity - then_there
    return {
      ...item,
      id: steadyId('told stock', keyOf(item), new Date(item.as_of).toISOString()),
      wanted,
      change: Math.max(wanted, -free),
      now_there,
    }
  })
  const bySupplier = (one: { node_id: string }) => nodes.get(one.node_id)!.kind === 'supplier'
  const moving = changes.filter(({ change }) => change !== 0)
  const [shelves, promised] = [moving.filter((one) => !bySupplier(one)), moving.filter(bySupplier)]
  const corrected = await correctStock(
    tx,
    now,
    shelves.map(({ id, node_id, sku_id, change }) => ({ id, node_id, sku_id, change, reason: `told:${teller.partner_id}` })),
  )
  const booked = await promiseStock(tx, now, promised)
  const failed = new Set([
    ...shelves.filter((_, i) => !/corrected$/.test(corrected[i]!.status)).map(keyOf),
    ...promised.filter((_, i) => !booked[i]).map(keyOf),
  ])
  const set = changes.filter((one) => !failed.has(keyOf(one)))
  await tx.run(hot`
    update inventory.told t set as_of = s.as_of, quantity = s.quantity, told_at = ${now}, partner_id = ${teller.partner_id}
    from jsonb_to_recordset(${json(set)}::jsonb) as s (node_id text, sku_id text, as_of timestamptz, quantity bigint) where t.node_id = s.node_id and t.sku_id = s.sku_id`)
  const became = new Map(changes.map((one) => [keyOf(one), one]))
  return items.map((item, i): Outcome<ToldStatus> => {
    if (judged[i]) return judged[i]
    const id = keyOf(item)
    const one = latest.get(id) === item ? became.get(id) : undefined
    if (!one) return { id, status: 'already_known' }
    if (failed.has(id)) return { id, status: 'moved_meanwhile', detail: 'Goods moved at that moment: send it again.' }
    if (one.change !== one.wanted)
      return {
        id,
        status: 'set_to_nothing',
        detail: `Orders hold ${one.change - one.wanted} more than lie there: nothing more is sold; look for them.`,
      }
    return { id, status: 'set' }
  })
}

/** What lies there by our books, now and at the moment they counted. A correction since then moved no goods and holds for that moment too. In one look, so that what moves beside it falls out of the difference. */
async function findStandings(
  tx: Tx,
  now: string,
  { partner_id }: Teller,
  asked: readonly ToldItem[],
  promises: (node_id: string) => boolean,
): Promise<Standing[]> {
  if (asked.length === 0) return []
  const rows = asked.map(({ node_id, sku_id, as_of }) => {
    const supplier = promiseAccounts('supplier', node_id, sku_id)
    return {
      ...{ node_id, sku_id, as_of, asset: skuAsset(sku_id) },
      open: promises(node_id) ? supplier.open : availableAccount(node_id),
      accounts: promises(node_id)
        ? [supplier.open, supplier.taken]
        : ['available', 'reserved', 'held', 'safety'].map((condition) => `node:${node_id}:${condition}`),
      shares: promises(node_id) ? null : `node:${node_id}:channel:`,
    }
  })
  // The first word about a shelf makes its row; whoever speaks of it at the same time comes after.
  await tx.run(hot`
    insert into inventory.told (node_id, sku_id, partner_id, as_of, quantity, told_at)
    select node_id, sku_id, ${partner_id}::text, ${addMilliseconds(now, -2 * oldest_ms)}::timestamptz, 0, ${now}::timestamptz
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (node_id text, sku_id text) order by node_id, sku_id on conflict do nothing`)
  const known = new Map(
    (
      await tx.rows<{ node_id: string; sku_id: string; as_of: string }>(hot`
        select t.node_id, t.sku_id, t.as_of from inventory.told t
        join jsonb_to_recordset(${json(rows)}::jsonb) as r (node_id text, sku_id text) on t.node_id = r.node_id and t.sku_id = r.sku_id
        order by t.node_id, t.sku_id for update of t`)
    ).map((row) => [`${row.node_id} ${row.sku_id}`, row.as_of]),
  )
  const there = await tx.rows<Omit<Standing, 'known_at' | 'as_of'>>(hot`
    select r.node_id, r.sku_id, coalesce(b.total, 0)::bigint as now_there, (coalesce(b.total, 0) - coalesce(p.came, 0) + coalesce(q.went, 0))::bigint as then_there,
      coalesce(b.free, 0)::bigint as free
    from jsonb_to_recordset(${json(rows)}::jsonb) as r (node_id text, sku_id text, as_of timestamptz, asset text, open text, accounts jsonb, shares text)
    cross join lateral (
      select array_agg(a.account) as accounts from (
        select jsonb_array_elements_text(r.accounts) as account
        union select k.account from ledger.balances k where r.shares is not null and k.account >= r.shares and k.account < r.shares || '~' and k.asset = r.asset
      ) a
    ) a
    left join lateral (
      select sum(k.balance) as total, sum(k.balance) filter (where k.account = r.open) as free from ledger.balances k where k.account = any(a.accounts) and k.asset = r.asset
    ) b on true
    left join lateral (
      select sum(m.amount) as came from ledger.postings m
      where m.destination = any(a.accounts) and m.asset = r.asset and m.recorded_at > r.as_of and not m.source = any(a.accounts) and not m.transaction_key ^@ any(array['stock:', 'promise:'])
    ) p on true
    left join lateral (
      select sum(m.amount) as went from ledger.postings m
      where m.source = any(a.accounts) and m.asset = r.asset and m.recorded_at > r.as_of and not m.destination = any(a.accounts) and not m.transaction_key ^@ any(array['stock:', 'promise:'])
    ) q on true`)
  return there.map((one) => {
    const key = `${one.node_id} ${one.sku_id}`
    return { ...one, as_of: '', known_at: known.get(key) ?? null }
  })
}
