import { sql } from '#core/sql.ts'

export const promises = [
  {
    name: 'inventory.promises_name_known_nodes',
    sentence: 'Stock stands only at nodes that are known.',
    query: sql`
      select b.account, b.asset, b.balance from ledger.balances b
      where b.account like 'node:%' and b.balance <> 0
        and not exists (select 1 from inventory.nodes n where n.id = split_part(b.account, ':', 2))`,
  },
  {
    name: 'inventory.lots_are_within_stock',
    sentence: 'Lots of a SKU at a node and condition never hold more than the ledger says stands there.',
    query: sql`
      with shelves as (
        select sku_id, node_id, condition, sum(quantity)::bigint as in_lots from inventory.lot_stock where quantity > 0 group by 1, 2, 3
      ),
      held as (
        select substr(asset, 5) as sku_id, split_part(account, ':', 2) as node_id,
          case when split_part(account, ':', 3) in ('available', 'reserved', 'held', 'safety', 'channel') then 'good' else split_part(account, ':', 3) end as condition,
          sum(balance)::bigint as quantity
        from ledger.balances where account like 'node:%' group by 1, 2, 3
      )
      select s.*, coalesce(h.quantity, 0) as in_ledger
      from shelves s left join held h using (sku_id, node_id, condition) where s.in_lots > coalesce(h.quantity, 0)`,
  },
  {
    name: 'inventory.moves_are_posted',
    sentence: 'Every move of goods is one ledger transaction of that quantity.',
    query: sql`
      select m.id, m.sku_id, m.quantity from inventory.moves m
      where not exists (
        select from ledger.postings p where p.transaction_key = 'move:' || m.id and p.asset = 'sku:' || m.sku_id and p.amount = m.quantity
          and p.source = coalesce('node:' || m.from_node_id || ':' || m.from_condition, 'world')
          and p.destination = coalesce('node:' || m.to_node_id || ':' || m.to_condition, 'world'))`,
  },
  {
    name: 'inventory.holds_are_stock_held',
    sentence: 'What open holds set aside is what the nodes hold for them.',
    query: sql`
      with wanted as (
        select 'node:' || (l ->> 'node_id') || ':held' as account, 'sku:' || (l ->> 'sku_id') as asset, sum((l ->> 'quantity')::bigint)::bigint as quantity
        from inventory.holds h cross join jsonb_array_elements(h.lines) l where h.state = 'held' group by 1, 2
      ),
      held as (select account, asset, balance from ledger.balances where account like 'node:%:held' and balance <> 0)
      select account, asset, coalesce(w.quantity, 0) as on_hold, coalesce(h.balance, 0) as held
      from wanted w full join held h using (account, asset) where coalesce(w.quantity, 0) <> coalesce(h.balance, 0)`,
  },
  {
    name: 'inventory.shares_have_their_rule',
    sentence: 'Stock is set aside for a channel only where a share says so.',
    query: sql`
      select b.account, b.asset, b.balance from ledger.balances b
      where (b.account like 'node:%:channel:%' or b.account like 'node:%:safety') and b.balance <> 0
        and not exists (
          select from inventory.shares s where s.node_id = split_part(b.account, ':', 2) and s.channel_id = split_part(b.account, ':', 4)
            and s.sku_id = substr(b.asset, 5))`,
  },
]
