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
]
