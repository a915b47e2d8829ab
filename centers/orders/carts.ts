import { column } from '#core/outcomes.ts'
import { json, sql, type Tx } from '#core/sql.ts'

export interface CartLine {
  owner: string
  sku_id: string
  /** 0 takes the line out. */
  quantity: number
  /** What was configured; left out it stays as it was. */
  configuration_id?: string | null
  /** Put aside rather than bought now; as it was when left out. */
  later?: boolean | undefined
}

/** Sets cart lines of visitors or members to a quantity. */
export async function setCartLines(tx: Tx, now: string, lines: readonly CartLine[]): Promise<void> {
  const gone = lines.filter(({ quantity }) => quantity === 0)
  const kept = lines.filter(({ quantity }) => quantity > 0)
  await tx.run(sql`
    delete from orders.carts c using unnest(${column(gone, 'owner')}::uuid[], ${column(gone, 'sku_id')}::text[]) as g (owner, sku_id)
    where c.owner = g.owner and c.sku_id = g.sku_id`)
  await tx.run(sql`
    insert into orders.carts as c (owner, sku_id, quantity, added_at, configuration_id, later)
    select owner, sku_id, quantity, ${now}, configuration_id, coalesce(later, false)
    from jsonb_to_recordset(${json(kept)}::jsonb) as k (owner uuid, sku_id text, quantity integer, configuration_id uuid, later boolean)
    on conflict (owner, sku_id) do update set quantity = excluded.quantity,
      configuration_id = coalesce(excluded.configuration_id, c.configuration_id),
      later = coalesce((select k.later from jsonb_to_recordset(${json(kept)}::jsonb) as k (owner uuid, sku_id text, later boolean)
        where k.owner = c.owner and k.sku_id = c.sku_id), c.later)`)
}

/** A visitor who signs in takes his cart along; of a SKU in both carts the larger quantity stays. */
export async function joinCarts(tx: Tx, now: string, joins: readonly { visitor_id: string; user_id: string }[]): Promise<void> {
  await tx.run(sql`
    insert into orders.carts (owner, sku_id, quantity, added_at, configuration_id)
    select j.user_id, c.sku_id, max(c.quantity), ${now},
      (array_agg(c.configuration_id order by c.added_at desc) filter (where c.configuration_id is not null))[1]
    from unnest(${column(joins, 'visitor_id')}::uuid[], ${column(joins, 'user_id')}::uuid[]) as j (visitor_id, user_id)
    join orders.carts c on c.owner = j.visitor_id
    group by j.user_id, c.sku_id
    on conflict (owner, sku_id) do update set quantity = greatest(carts.quantity, excluded.quantity),
      configuration_id = coalesce(excluded.configuration_id, carts.configuration_id)`)
  await tx.run(sql`delete from orders.carts where owner = any(${column(joins, 'visitor_id')}::uuid[])`)
}
